//! `itemgetter` and `attrgetter`.

use crate::slots_object;
use crate::support::{make, repr_text, text, tuple};
use typhon_objects::attribute;
use typhon_objects::prelude::*;
use typhon_objects::tuple::TUPLE;

slots_object!(GetterObject, GETTER_LAYOUT, "operator.itemgetter", { keys, steps });

pub(super) static ITEM_GETTER: TypeSpec = TypeSpec::new("itemgetter", &GETTER_LAYOUT)
    .module("operator")
    .mutable()
    .doc("itemgetter(item, /, *items)\n--\n\nReturn a callable object that fetches the given item(s) from its operand.\nAfter f = itemgetter(2), the call f(r) returns r[2].\nAfter g = itemgetter(2, 5, 3), the call g(r) returns (r[2], r[5], r[3])")
    .methods(&[
        static_method("__new__", new_item_getter, "(cls, item=<unrepresentable>, /, *items)", ""),
        method("__call__", get_items, "(self, obj, /)", "Call self as a function."),
        method("__repr__", repr, "(self, /)", "Return repr(self)."),
        method("__reduce__", reduce, "(self, /)", "Return state information for pickling"),
    ]);

pub(super) static ATTRIBUTE_GETTER: TypeSpec = TypeSpec::new("attrgetter", &GETTER_LAYOUT)
    .module("operator")
    .mutable()
    .doc("attrgetter(attr, /, *attrs)\n--\n\nReturn a callable object that fetches the given attribute(s) from its operand.\nAfter f = attrgetter('name'), the call f(r) returns r.name.\nAfter g = attrgetter('name', 'date'), the call g(r) returns (r.name, r.date).\nAfter h = attrgetter('name.first', 'name.last'), the call h(r) returns\n(r.name.first, r.name.last).")
    .methods(&[
        static_method("__new__", new_attribute_getter, "(cls, attr=<unrepresentable>, /, *attrs)", ""),
        method("__call__", get_attributes, "(self, obj, /)", "Call self as a function."),
        method("__repr__", repr, "(self, /)", "Return repr(self)."),
        method("__reduce__", reduce, "(self, /)", "Return state information for pickling"),
    ]);

/// All keys, the first of which is an argument of its own.
fn all_keys(thread: &Thread, args: &[Value], name: &str) -> Result<Tuple> {
    if args[1].is_null() {
        return Err(errors::type_error(
            thread,
            format!("{name} expected 1 argument, got 0"),
        ));
    }
    let rest: Tuple = Ref::of(args[2]);
    let keys = Tuple::unfilled(thread, TUPLE.root_shape(), rest.len() + 1)?;
    keys.set_initial(0, args[1]);
    for (index, key) in rest.iter().enumerate() {
        keys.set_initial(index + 1, key);
    }
    Ok(keys)
}

fn new_item_getter(thread: &Thread, args: &[Value]) -> Result {
    let keys = all_keys(thread, args, "itemgetter")?;
    let getter = make(thread, Type::of(args[0]), |header| GetterObject {
        header,
        keys: Slot::new(keys.value()),
        steps: Slot::new(Value::NULL),
    })?;
    Ok(getter.value())
}

fn new_attribute_getter(thread: &Thread, args: &[Value]) -> Result {
    let keys = all_keys(thread, args, "attrgetter")?;
    // Of each key, the tuple of its parts between dots.
    let steps = Tuple::unfilled(thread, TUPLE.root_shape(), keys.len())?;
    for (index, key) in keys.iter().enumerate() {
        let Some(key) = key.downcast::<StrObject>() else {
            return Err(errors::type_error(
                thread,
                "attribute name must be a string",
            ));
        };
        let parts = List::new(thread)?;
        for part in key.bytes().split(|&byte| byte == b'.') {
            let part = typhon_objects::str::intern_bytes(thread, part)?;
            parts.append(thread, part.value())?;
        }
        steps.set_initial(index, Tuple::from_list(thread, parts)?.value());
    }
    let getter = make(thread, Type::of(args[0]), |header| GetterObject {
        header,
        keys: Slot::new(keys.value()),
        steps: Slot::new(steps.value()),
    })?;
    Ok(getter.value())
}

/// What `get` makes of the only key, or a tuple of what it makes of each.
fn one_or_all(thread: &Thread, keys: Tuple, get: impl Fn(Value) -> Result) -> Result {
    if let [key] = keys.values() {
        return get(*key);
    }
    let results = Tuple::unfilled(thread, TUPLE.root_shape(), keys.len())?;
    for (index, key) in keys.iter().enumerate() {
        results.set_initial(index, get(key)?);
    }
    Ok(results.value())
}

fn get_items(thread: &Thread, args: &[Value]) -> Result {
    let keys: Tuple = Ref::of(Ref::<GetterObject>::of(args[0]).keys.get());
    one_or_all(thread, keys, |key| {
        operations::get_item(thread, args[1], key)
    })
}

fn get_attributes(thread: &Thread, args: &[Value]) -> Result {
    let steps: Tuple = Ref::of(Ref::<GetterObject>::of(args[0]).steps.get());
    one_or_all(thread, steps, |parts| {
        let mut object = args[1];
        for name in Ref::<TupleObject>::of(parts).iter() {
            object = attribute::get(thread, object, Ref::of(name))?;
        }
        Ok(object)
    })
}

/// "operator.itemgetter", for exact instances and subclasses alike.
pub(super) fn full_name(object: Value) -> String {
    let class = object.class();
    match class.module_text() {
        Some(module) if module != "builtins" => format!("{module}.{}", class.name_text()),
        _ => class.name_text(),
    }
}

fn repr(thread: &Thread, args: &[Value]) -> Result {
    let keys: Tuple = Ref::of(Ref::<GetterObject>::of(args[0]).keys.get());
    let name = full_name(args[0]);
    let inner = operations::repr_guard(thread, args[0], || {
        let mut pieces = Vec::new();
        for key in keys.iter() {
            pieces.push(repr_text(thread, key)?);
        }
        Ok(pieces.join(", "))
    })?;
    match inner {
        Some(inner) => text(thread, format!("{name}({inner})")),
        None => text(thread, format!("{name}(...)")),
    }
}

fn reduce(thread: &Thread, args: &[Value]) -> Result {
    let keys = Ref::<GetterObject>::of(args[0]).keys.get();
    tuple(thread, &[args[0].class().value(), keys])
}
