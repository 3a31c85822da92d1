//! `types.SimpleNamespace`.

use typhon_objects::attribute;
use typhon_objects::prelude::*;
use typhon_objects::types::{INSTANCE_LAYOUT, object_type::new_instance};

pub static SIMPLE_NAMESPACE: TypeSpec = TypeSpec::new("SimpleNamespace", &INSTANCE_LAYOUT)
    .module("types")
    .flags(type_flags::BASE | type_flags::DICT | type_flags::WEAKREF)
    .mutable()
    .doc("A simple attribute-based namespace.")
    .methods(&[
        static_method(
            "__new__",
            |thread, args| new_instance(thread, Ref::of(args[0])),
            "(cls, *args, **kwargs)",
            "",
        ),
        method(
            "__init__",
            init,
            "(self, mapping_or_iterable=(), /, **kwargs)",
            "",
        ),
        method("__repr__", repr, "(self, /)", "Return repr(self)."),
        method(
            "__eq__",
            |thread, args| compare(thread, args, true),
            "(self, value, /)",
            "Return self==value.",
        ),
        method(
            "__ne__",
            |thread, args| compare(thread, args, false),
            "(self, value, /)",
            "Return self!=value.",
        ),
        method(
            "__reduce__",
            reduce,
            "(self, /)",
            "Return state information for pickling",
        ),
        method(
            "__replace__",
            replace,
            "(self, /, **changes)",
            "Return a copy of the namespace object with new values for the specified attributes.",
        ),
    ]);

fn init(thread: &Thread, args: &[Value]) -> Result {
    if let Some(source) = args[1].present() {
        let dict = call(thread, typhon_objects::dict::DICT.get().value(), &[source])?;
        for (key, value) in Dict::of(dict).entries() {
            let Some(name) = key.downcast::<StrObject>() else {
                return Err(errors::type_error(thread, "keywords must be strings"));
            };
            attribute::set_generic(thread, args[0], name, value)?;
        }
    }
    if let Some(keywords) = args[2].downcast::<DictObject>() {
        for (key, value) in keywords.entries() {
            attribute::set_generic(thread, args[0], Ref::of(key), value)?;
        }
    }
    Ok(Value::NONE)
}

fn repr(thread: &Thread, args: &[Value]) -> Result {
    let name = if SIMPLE_NAMESPACE.is_exact(args[0]) {
        "namespace".to_string()
    } else {
        args[0].class().name_text()
    };
    let inner = operations::repr_guard(thread, args[0], || {
        let mut parts = Vec::new();
        for (key, value) in attribute::instance_attributes(thread, args[0])?.entries() {
            let Some(key) = key.downcast::<StrObject>().filter(|key| !key.is_empty()) else {
                continue;
            };
            parts.push(format!(
                "{}={}",
                key.to_string_lossy(),
                operations::repr(thread, value)?.to_string_lossy()
            ));
        }
        Ok(parts.join(", "))
    })?;
    let inner = inner.unwrap_or_else(|| "...".to_string());
    Ok(Str::new(thread, &format!("{name}({inner})"))?.value())
}

fn compare(thread: &Thread, args: &[Value], wanted: bool) -> Result {
    if !args[1].class().is_subtype(SIMPLE_NAMESPACE.get()) {
        return Ok(Value::NOT_IMPLEMENTED);
    }
    let own = attribute::instance_attributes(thread, args[0])?;
    let other = attribute::instance_attributes(thread, args[1])?;
    Ok(Value::bool(
        operations::equal(thread, own.value(), other.value())? == wanted,
    ))
}

fn reduce(thread: &Thread, args: &[Value]) -> Result {
    let state = attribute::instance_attributes(thread, args[0])?;
    let empty = Tuple::new(thread, &[])?;
    Ok(Tuple::new(
        thread,
        &[args[0].class().value(), empty.value(), state.value()],
    )?
    .value())
}

fn replace(thread: &Thread, args: &[Value]) -> Result {
    let class = args[0].class();
    let copy = call(thread, class.value(), &[])?;
    if !copy.class().is_subtype(SIMPLE_NAMESPACE.get()) {
        return Err(errors::type_error(
            thread,
            format!(
                "expect types.SimpleNamespace type, but {}() returned '{}' object",
                class.fully_qualified_text(),
                copy.class().name_text()
            ),
        ));
    }
    for (key, value) in attribute::instance_attributes(thread, args[0])?.entries() {
        attribute::set_generic(thread, copy, Ref::of(key), value)?;
    }
    if let Some(changes) = args[1].downcast::<DictObject>() {
        for (key, value) in changes.entries() {
            attribute::set_generic(thread, copy, Ref::of(key), value)?;
        }
    }
    Ok(copy)
}
