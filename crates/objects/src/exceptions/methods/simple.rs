//! StopIteration, SystemExit and KeyError.

use super::{exception, field, init, own_args, str_method};
use crate::errors::Result;
use crate::object::Ref;
use crate::operations;
use crate::thread::Thread;
use crate::tuple::Tuple;
use crate::types::{GetSet, Method, method};
use typhon_heap::Value;

pub static STOP_ITERATION_METHODS: &[Method] = &[method(
    "__init__",
    stop_iteration_init,
    "(self, /, *args, **kwargs)",
    "Initialize self.  See help(type(self)) for accurate signature.",
)];
pub static STOP_ITERATION_FIELDS: &[GetSet] = &[field::<0>("value", "generator return value")];

pub static SYSTEM_EXIT_METHODS: &[Method] = &[method(
    "__init__",
    system_exit_init,
    "(self, /, *args, **kwargs)",
    "Initialize self.  See help(type(self)) for accurate signature.",
)];
pub static SYSTEM_EXIT_FIELDS: &[GetSet] = &[field::<0>("code", "exception code")];

pub static KEY_ERROR_METHODS: &[Method] = &[method(
    "__str__",
    key_error_str,
    "(self, /)",
    "Return str(self).",
)];

fn stop_iteration_init(thread: &Thread, args: &[Value]) -> Result {
    init(thread, args)?;
    let given: Tuple = Ref::of(args[1]);
    let value = given.values().first().copied().unwrap_or(Value::NONE);
    exception(args[0]).set_field(thread, 0, value)?;
    Ok(Value::NONE)
}

fn system_exit_init(thread: &Thread, args: &[Value]) -> Result {
    init(thread, args)?;
    let given: Tuple = Ref::of(args[1]);
    match given.len() {
        0 => {}
        1 => exception(args[0]).set_field(thread, 0, given.get(0))?,
        _ => exception(args[0]).set_field(thread, 0, args[1])?,
    }
    Ok(Value::NONE)
}

/// The repr of a single key: an empty or blank key would show as nothing.
fn key_error_str(thread: &Thread, args: &[Value]) -> Result {
    let own = own_args(args[0]);
    if own.len() == 1 {
        return Ok(operations::repr(thread, own.get(0))?.value());
    }
    str_method(thread, args)
}
