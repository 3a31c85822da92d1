//! Methods of `int` and `bool`.

use super::layout::{INT_LAYOUT, big, from_big, is_int};
use crate::errors::Result;
use crate::str::Str;
use crate::thread::Thread;
use crate::types::{TypeSpec, method, type_flags};
use dashu_int::IBig;
use typhon_heap::Value;

pub static INT: TypeSpec = TypeSpec::new("int", &INT_LAYOUT)
    .flags(type_flags::BASE | type_flags::MATCH_SELF)
    .methods(&[
        method("__repr__", repr, "(self, /)", "Return repr(self)."),
        method(
            "__add__",
            |thread, args| arithmetic(thread, args, |a, b| a + b),
            "(self, value, /)",
            "Return self+value.",
        ),
        method(
            "__sub__",
            |thread, args| arithmetic(thread, args, |a, b| a - b),
            "(self, value, /)",
            "Return self-value.",
        ),
        method(
            "__mul__",
            |thread, args| arithmetic(thread, args, |a, b| a * b),
            "(self, value, /)",
            "Return self*value.",
        ),
    ]);

pub static BOOL: TypeSpec = TypeSpec::new("bool", &INT_LAYOUT)
    .bases(&[&INT])
    .flags(type_flags::MATCH_SELF)
    .methods(&[method(
        "__repr__",
        |thread, args| {
            Ok(Str::new(
                thread,
                if args[0] == Value::TRUE {
                    "True"
                } else {
                    "False"
                },
            )?
            .value())
        },
        "(self, /)",
        "Return repr(self).",
    )]);

fn repr(thread: &Thread, args: &[Value]) -> Result {
    Ok(Str::new(thread, &big(args[0]).to_string())?.value())
}

fn arithmetic(thread: &Thread, args: &[Value], operation: fn(IBig, IBig) -> IBig) -> Result {
    if !is_int(args[1]) {
        return Ok(Value::NOT_IMPLEMENTED);
    }
    from_big(thread, &operation(big(args[0]), big(args[1])))
}
