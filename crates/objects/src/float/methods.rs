//! Methods of `float`.

use super::layout::{FLOAT_LAYOUT, to_f64};
use crate::errors::Result;
use crate::str::Str;
use crate::thread::Thread;
use crate::types::{TypeSpec, method, type_flags};
use typhon_heap::Value;

pub static FLOAT: TypeSpec = TypeSpec::new("float", &FLOAT_LAYOUT)
    .flags(type_flags::BASE | type_flags::MATCH_SELF)
    .methods(&[method("__repr__", repr, "(self, /)", "Return repr(self).")]);

fn repr(thread: &Thread, args: &[Value]) -> Result {
    Ok(Str::new(thread, &format!("{:?}", to_f64(args[0]).unwrap_or(0.0)))?.value())
}
