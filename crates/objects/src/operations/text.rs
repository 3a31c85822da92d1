//! repr, str, ascii and format.

use crate::call::call_special;
use crate::errors::{self, Result};
use crate::list::List;
use crate::object::{Kind, Ref, ValueExt};
use crate::str::{Str, StrObject};
use crate::thread::{Thread, root};
use crate::types::Special;
use typhon_heap::Value;

/// `repr(value)`
pub fn repr(thread: &Thread, value: Value) -> Result<Str> {
    thread.check_native_stack_in(" while getting the repr of an object")?;
    let Some(method) = value.class().special(Special::Repr) else {
        return Err(errors::type_error(thread, "object has no __repr__"));
    };
    let result = call_special(thread, method, value, &[])?;
    match result.downcast::<StrObject>() {
        Some(text) => Ok(text),
        None => Err(errors::type_error(
            thread,
            format!(
                "__repr__ returned non-string (type {})",
                result.class().full_name()
            ),
        )),
    }
}

/// `str(value)`
pub fn str(thread: &Thread, value: Value) -> Result<Str> {
    if value.exact_kind() == Kind::Str {
        return Ok(Ref::of(value));
    }
    thread.check_native_stack_in(" while getting the str of an object")?;
    let Some(method) = value.class().special(Special::Str) else {
        return repr(thread, value);
    };
    let result = call_special(thread, method, value, &[])?;
    match result.downcast::<StrObject>() {
        Some(text) => Ok(text),
        None => Err(errors::type_error(
            thread,
            format!(
                "__str__ returned non-string (type {})",
                result.class().full_name()
            ),
        )),
    }
}

/// `ascii(value)`
pub fn ascii(thread: &Thread, value: Value) -> Result<Str> {
    let text = repr(thread, value)?;
    if text.is_ascii() {
        return Ok(text);
    }
    let mut escaped = String::new();
    for code_point in typhon_text::wtf8::code_points(text.bytes()) {
        match code_point {
            0..0x80 => escaped.push(code_point as u8 as char),
            0x80..0x100 => escaped.push_str(&format!("\\x{code_point:02x}")),
            0x100..0x10000 => escaped.push_str(&format!("\\u{code_point:04x}")),
            _ => escaped.push_str(&format!("\\U{code_point:08x}")),
        }
    }
    Str::new(thread, &escaped)
}

/// `format(value, spec)`; NULL is the empty spec.
pub fn format(thread: &Thread, value: Value, spec: Value) -> Result<Str> {
    if spec.is_null() && matches!(value.exact_kind(), Kind::Str | Kind::Int) {
        return str(thread, value);
    }
    let spec = if spec.is_null() {
        Str::new(thread, "")?.value()
    } else {
        spec
    };
    let Some(method) = value.class().special(Special::Format) else {
        return Err(errors::type_error(
            thread,
            format!(
                "Type {} doesn't define __format__",
                value.class().full_name()
            ),
        ));
    };
    let result = call_special(thread, method, value, &[spec])?;
    match result.downcast::<StrObject>() {
        Some(text) => Ok(text),
        None => Err(errors::type_error(
            thread,
            format!(
                "__format__ must return a str, not {}",
                result.class().full_name()
            ),
        )),
    }
}

/// Runs `f` unless the repr of `object` is being made already on this thread: then `None`.
pub fn repr_guard<R>(
    thread: &Thread,
    object: Value,
    f: impl FnOnce() -> Result<R>,
) -> Result<Option<R>> {
    let slot = thread.root(root::REPR);
    let active = match Ref::from_slot(slot) {
        Some(list) => list,
        None => {
            let list = List::new(thread)?;
            slot.set_unbarriered(list.value());
            list
        }
    };
    if (0..active.len()).any(|index| active.get(index) == Some(object)) {
        return Ok(None);
    }
    active.append(thread, object)?;
    let result = f();
    active.pop(thread);
    result.map(Some)
}
