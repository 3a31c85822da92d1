//! What `f_locals` of a function's frame gives: a mapping that writes through to the variables (PEP 667).
//! Variables cannot be removed; other keys live in a dict of the frame object.

use super::{FrameObject, is_of_comprehension, snapshot};
use typhon_bytecode::CodeFlags;
use typhon_objects::operations::{Comparison, Operator};
use typhon_objects::prelude::*;
use typhon_objects::rows;

#[repr(C)]
pub struct FrameLocalsProxy {
    pub header: Header,
    frame: Slot,
}

typhon_objects::heap_object!(
    FrameLocalsProxy,
    FRAME_LOCALS_PROXY_LAYOUT,
    "FrameLocalsProxy",
    Kind::Other,
    |object, tracer| { tracer.slot(&object.frame) }
);

pub static FRAME_LOCALS_PROXY: TypeSpec =
    TypeSpec::new("FrameLocalsProxy", &FRAME_LOCALS_PROXY_LAYOUT)
        .flags(type_flags::MAPPING)
        .methods(&[
            rows::new(create),
            rows::repr(repr),
            rows::eq(|thread, args| compare(thread, args, Comparison::Equal)),
            rows::ne(|thread, args| compare(thread, args, Comparison::NotEqual)),
            rows::len(|thread, args| Ok(Value::fixnum(dict(thread, args[0])?.len() as i64))),
            rows::iter(|thread, args| {
                operations::iter(thread, list(thread, args[0], |key, _| key)?)
            }),
            rows::reversed(|thread, args| {
                let keys = list(thread, args[0], |key, _| key)?;
                call_method(thread, keys, names().reverse, &[])?;
                Ok(keys)
            }),
            rows::get_item(get_item),
            rows::set_item(|thread, args| {
                set(thread, args[0], args[1], args[2])?;
                Ok(Value::NONE)
            }),
            rows::delete_item(|thread, args| match remove(thread, args[0], args[1])? {
                Some(_) => Ok(Value::NONE),
                None => Err(errors::key_error(thread, args[1])),
            }),
            rows::contains(|thread, args| {
                Ok(Value::bool(get(thread, args[0], args[1])?.is_some()))
            }),
            rows::or(|thread, args| unite(thread, args[0], args[1], args[0])),
            rows::reflected_or(|thread, args| unite(thread, args[1], args[0], args[0])),
            rows::inplace_or(|thread, args| {
                if !is_mapping(args[1]) {
                    return Ok(Value::NOT_IMPLEMENTED);
                }
                update(thread, args)?;
                Ok(args[0])
            }),
            method(
                "keys",
                |thread, args| list(thread, args[0], |key, _| key),
                "(self, /)",
                "",
            ),
            method(
                "values",
                |thread, args| list(thread, args[0], |_, value| value),
                "(self, /)",
                "",
            ),
            method("items", items, "(self, /)", ""),
            method(
                "copy",
                |thread, args| Ok(dict(thread, args[0])?.value()),
                "(self, /)",
                "",
            ),
            method("update", update, "(self, object, /)", ""),
            method(
                "get",
                |thread, args| optional(thread, args, "get"),
                "(self, /, *args)",
                "",
            ),
            method(
                "setdefault",
                |thread, args| optional(thread, args, "setdefault"),
                "(self, /, *args)",
                "",
            ),
            method("pop", pop, "(self, /, *args)", ""),
        ]);

/// The proxy of a frame object.
pub fn new(thread: &Thread, frame: Value) -> Result {
    let shape = FRAME_LOCALS_PROXY.root_shape();
    let proxy = thread.allocate(
        shape,
        FrameLocalsProxy {
            header: Header::new(shape.pointer().cast()),
            frame: Slot::new(frame),
        },
    )?;
    Ok(proxy.value())
}

fn create(thread: &Thread, args: &[Value]) -> Result {
    let given = Tuple::of(args[1]);
    if given.len() != 1 {
        let message = format!("FrameLocalsProxy expected 1 argument, got {}", given.len());
        return Err(errors::type_error(thread, message));
    }
    if !args[2].is_null() {
        let message = "FrameLocalsProxy takes no keyword arguments";
        return Err(errors::type_error(thread, message));
    }
    let frame = given.get(0);
    if !frame.is::<FrameObject>() {
        let message = format!("expect frame, not {}", frame.class().name_text());
        return Err(errors::type_error(thread, message));
    }
    new(thread, frame)
}

fn frame(proxy: Value) -> Ref<FrameObject> {
    Ref::of(Ref::<FrameLocalsProxy>::of(proxy).frame.get())
}

fn dict(thread: &Thread, proxy: Value) -> Result<Dict> {
    snapshot(thread, frame(proxy))
}

fn is_mapping(value: Value) -> bool {
    value.is::<DictObject>() || value.is::<FrameLocalsProxy>()
}

/// A mapping as a dict of its own.
fn as_dict(thread: &Thread, value: Value) -> Result<Dict> {
    if value.is::<FrameLocalsProxy>() {
        return dict(thread, value);
    }
    Dict::of(value).copy(thread)
}

/// The variable that the key names, whether it is bound or not.
fn index_of(thread: &Thread, frame: Ref<FrameObject>, key: Value) -> Result<Option<usize>> {
    let hash = operations::hash(thread, key)?;
    let locals = frame.code().locals();
    if let Some(index) = locals.iter().position(|name| name == key) {
        return Ok((!frame.is_hidden(index)).then_some(index));
    }
    for (index, name) in locals.iter().enumerate() {
        if !frame.is_hidden(index)
            && operations::hash(thread, name)? == hash
            && operations::equal(thread, name, key)?
        {
            return Ok(Some(index));
        }
    }
    Ok(None)
}

/// The variable that the key names, if it may be assigned: those of comprehensions in the body of a class
/// or module may not.
fn assignable(thread: &Thread, frame: Ref<FrameObject>, key: Value) -> Result<Option<usize>> {
    let index = index_of(thread, frame, key)?;
    let code = frame.code();
    Ok(index.filter(|&index| {
        code.has(CodeFlags::OPTIMIZED) || !is_of_comprehension(&code.source.locals[index])
    }))
}

fn extra(frame: Ref<FrameObject>) -> Option<Dict> {
    frame.extra.get().downcast()
}

fn get(thread: &Thread, proxy: Value, key: Value) -> Result<Option<Value>> {
    let frame = frame(proxy);
    if let Some(index) = index_of(thread, frame, key)?
        && let Some(value) = frame.local(thread, index).present()
    {
        return Ok(Some(value));
    }
    match extra(frame) {
        Some(extra) => extra.get(thread, key),
        None => Ok(None),
    }
}

fn get_item(thread: &Thread, args: &[Value]) -> Result {
    if let Some(value) = get(thread, args[0], args[1])? {
        return Ok(value);
    }
    let key = operations::repr(thread, args[1])?;
    let message = format!("local variable '{}' is not defined", key.to_string_lossy());
    Err(errors::key_error(
        thread,
        Str::new(thread, &message)?.value(),
    ))
}

fn set(thread: &Thread, proxy: Value, key: Value, value: Value) -> Result<()> {
    let frame = frame(proxy);
    if let Some(index) = assignable(thread, frame, key)?
        && frame.set_local(thread, index, value)
    {
        return Ok(());
    }
    let extra = match extra(frame) {
        Some(extra) => extra,
        None => {
            let fresh = Dict::new(thread)?;
            frame.extra.set(frame.header(), fresh.value());
            fresh
        }
    };
    extra.set(thread, key, value)
}

/// Removes an extra key.
fn remove(thread: &Thread, proxy: Value, key: Value) -> Result<Option<Value>> {
    let frame = frame(proxy);
    if assignable(thread, frame, key)?.is_some() {
        return Err(errors::value_error(
            thread,
            "cannot remove local variables from FrameLocalsProxy",
        ));
    }
    match extra(frame) {
        Some(extra) => extra.remove(thread, key),
        None => Ok(None),
    }
}

fn list(thread: &Thread, proxy: Value, part: fn(Value, Value) -> Value) -> Result {
    let list = List::new(thread)?;
    for (key, value) in dict(thread, proxy)?.entries() {
        list.append(thread, part(key, value))?;
    }
    Ok(list.value())
}

fn items(thread: &Thread, args: &[Value]) -> Result {
    let list = List::new(thread)?;
    for (key, value) in dict(thread, args[0])?.entries() {
        list.append(thread, Tuple::new(thread, &[key, value])?.value())?;
    }
    Ok(list.value())
}

fn repr(thread: &Thread, args: &[Value]) -> Result {
    let text = operations::repr_guard(thread, args[0], || {
        operations::repr(thread, dict(thread, args[0])?.value()).map(|text| text.value())
    })?;
    match text {
        Some(text) => Ok(text),
        None => Ok(intern_text(thread, "{...}")?.value()),
    }
}

fn compare(thread: &Thread, args: &[Value], comparison: Comparison) -> Result {
    let equal = comparison == Comparison::Equal;
    if args[1].is::<FrameLocalsProxy>() {
        return Ok(Value::bool((frame(args[0]) == frame(args[1])) == equal));
    }
    if !args[1].is::<DictObject>() {
        return Ok(Value::NOT_IMPLEMENTED);
    }
    operations::compare(thread, comparison, dict(thread, args[0])?.value(), args[1])
}

fn unite(thread: &Thread, left: Value, right: Value, own: Value) -> Result {
    let other = if left == own { right } else { left };
    if !is_mapping(other) {
        return Ok(Value::NOT_IMPLEMENTED);
    }
    let right = as_dict(thread, right)?.value();
    operations::binary(thread, Operator::Or, as_dict(thread, left)?.value(), right)
}

fn update(thread: &Thread, args: &[Value]) -> Result {
    if !is_mapping(args[1]) {
        return Err(errors::type_error(
            thread,
            "update() argument must be dict or another FrameLocalsProxy",
        ));
    }
    for (key, value) in as_dict(thread, args[1])?.entries() {
        set(thread, args[0], key, value)?;
    }
    Ok(Value::NONE)
}

/// `get` and `setdefault`: the value of a key, else the default.
fn optional(thread: &Thread, args: &[Value], name: &str) -> Result {
    let (key, default) = match Tuple::of(args[1]).values() {
        [key] => (*key, Value::NONE),
        [key, default] => (*key, *default),
        _ => {
            let message = format!("{name} expected 1 or 2 arguments");
            return Err(errors::type_error(thread, message));
        }
    };
    if let Some(value) = get(thread, args[0], key)? {
        return Ok(value);
    }
    if name == "setdefault" {
        set(thread, args[0], key, default)?;
    }
    Ok(default)
}

fn pop(thread: &Thread, args: &[Value]) -> Result {
    let given = Tuple::of(args[1]).values();
    let [key, ..] = *given else {
        return Err(errors::type_error(
            thread,
            "pop expected at least 1 argument, got 0",
        ));
    };
    if given.len() > 2 {
        let message = format!("pop expected at most 2 arguments, got {}", given.len());
        return Err(errors::type_error(thread, message));
    }
    match (remove(thread, args[0], key)?, given.get(1)) {
        (Some(value), _) => Ok(value),
        (None, Some(default)) => Ok(*default),
        (None, None) => Err(errors::key_error(thread, key)),
    }
}
