//! Methods of `str`.

use super::layout::{STR_LAYOUT, Str};
use crate::errors::{self, Result};
use crate::object::{Ref, ValueExt};
use crate::thread::Thread;
use crate::types::{TypeSpec, method, type_flags};
use typhon_heap::Value;

pub static STR: TypeSpec = TypeSpec::new("str", &STR_LAYOUT)
    .flags(type_flags::BASE | type_flags::MATCH_SELF)
    .methods(&[
        method("__repr__", repr, "(self, /)", "Return repr(self)."),
        method(
            "__str__",
            |_, args| Ok(args[0]),
            "(self, /)",
            "Return str(self).",
        ),
        method("__add__", add, "(self, value, /)", "Return self+value."),
        method(
            "__hash__",
            |_, args| Ok(Value::fixnum((Str::of(args[0]).hash() >> 2) as i64)),
            "(self, /)",
            "Return hash(self).",
        ),
    ]);

fn repr(thread: &Thread, args: &[Value]) -> Result {
    Ok(Str::new(thread, &format!("'{}'", Str::of(args[0]).to_string_lossy()))?.value())
}

fn add(thread: &Thread, args: &[Value]) -> Result {
    let Some(other) = args[1].downcast::<super::StrObject>() else {
        return Err(errors::type_error(
            thread,
            format!(
                "can only concatenate str (not \"{}\") to str",
                args[1].class().name_text()
            ),
        ));
    };
    let own: Str = Ref::of(args[0]);
    let mut joined = own.bytes().to_vec();
    joined.extend_from_slice(other.bytes());
    Ok(Str::from_wtf8(thread, &joined)?.value())
}
