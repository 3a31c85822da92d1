//! None, NotImplemented and Ellipsis: immediates, so their types have rows but no layout of their own.

use crate::errors::{self, Result};
use crate::str::{Str, intern_text};
use crate::thread::Thread;
use crate::types::{INSTANCE_LAYOUT, TypeSpec, method, static_method};
use typhon_heap::Value;

pub static NONE_TYPE: TypeSpec = TypeSpec::new("NoneType", &INSTANCE_LAYOUT)
    .doc("The type of the None singleton.")
    .methods(&[
        static_method(
            "__new__",
            |thread, args| singleton(thread, args, Value::NONE, "NoneType"),
            "(cls, *args, **kwargs)",
            "",
        ),
        method(
            "__repr__",
            |thread, _| Ok(Str::new(thread, "None")?.value()),
            "(self, /)",
            "Return repr(self).",
        ),
        method(
            "__bool__",
            |_, _| Ok(Value::FALSE),
            "(self, /)",
            "True if self else False",
        ),
        method(
            "__hash__",
            |_, _| Ok(Value::fixnum(0xfca8_6420)),
            "(self, /)",
            "Return hash(self).",
        ),
    ]);

pub static NOT_IMPLEMENTED_TYPE: TypeSpec = TypeSpec::new("NotImplementedType", &INSTANCE_LAYOUT)
    .doc("The type of the NotImplemented singleton.")
    .methods(&[
        static_method(
            "__new__",
            |thread, args| singleton(thread, args, Value::NOT_IMPLEMENTED, "NotImplementedType"),
            "(cls, *args, **kwargs)",
            "",
        ),
        method(
            "__repr__",
            |thread, _| Ok(Str::new(thread, "NotImplemented")?.value()),
            "(self, /)",
            "Return repr(self).",
        ),
        method(
            "__reduce__",
            |thread, _| Ok(intern_text(thread, "NotImplemented")?.value()),
            "(self, /)",
            "",
        ),
        method(
            "__bool__",
            |thread, _| {
                Err(errors::type_error(
                    thread,
                    "NotImplemented should not be used in a boolean context",
                ))
            },
            "(self, /)",
            "True if self else False",
        ),
    ]);

pub static ELLIPSIS_TYPE: TypeSpec = TypeSpec::new("ellipsis", &INSTANCE_LAYOUT)
    .doc("The type of the Ellipsis singleton.")
    .methods(&[
        static_method(
            "__new__",
            |thread, args| singleton(thread, args, Value::ELLIPSIS, "EllipsisType"),
            "(cls, *args, **kwargs)",
            "",
        ),
        method(
            "__repr__",
            |thread, _| Ok(Str::new(thread, "Ellipsis")?.value()),
            "(self, /)",
            "Return repr(self).",
        ),
        method(
            "__reduce__",
            |thread, _| Ok(intern_text(thread, "Ellipsis")?.value()),
            "(self, /)",
            "",
        ),
    ]);

fn singleton(thread: &Thread, args: &[Value], value: Value, name: &str) -> Result {
    let positional: crate::tuple::Tuple = crate::object::Ref::of(args[1]);
    if !positional.is_empty() || !args[2].is_null() {
        return Err(errors::type_error(
            thread,
            format!("{name} takes no arguments"),
        ));
    }
    Ok(value)
}
