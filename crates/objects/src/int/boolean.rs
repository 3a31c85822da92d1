//! Methods of `bool`. Invariant: `True` and `False` are its only instances.

use super::arithmetic;
use super::layout::{INT_LAYOUT, is_int};
use super::methods::INT;
use crate::errors::Result;
use crate::number::deprecated;
use crate::operations;
use crate::str::Str;
use crate::thread::Thread;
use crate::types::{TypeSpec, method, static_method, type_flags};
use typhon_heap::Value;

pub static BOOL: TypeSpec = TypeSpec::new("bool", &INT_LAYOUT)
    .bases(&[&INT])
    .flags(type_flags::MATCH_SELF)
    .doc("The truth value of an object: True or False, which are ints equal to 1 and 0.\n\nThere are no other instances, and the class cannot be subclassed.")
    .methods(&[
        static_method("__new__", new, "(cls, object=False, /)", "Create and return a new object."),
        method("__repr__", repr, "(self, /)", "Return repr(self)."),
        method("__invert__", invert, "(self, /)", "~self"),
        method("__and__", |thread, args| logic(thread, args, |a, b| a & b, arithmetic::and), "(self, value, /)", "Return self&value."),
        method("__rand__", |thread, args| logic(thread, args, |a, b| a & b, arithmetic::and), "(self, value, /)", "Return value&self."),
        method("__xor__", |thread, args| logic(thread, args, |a, b| a ^ b, arithmetic::xor), "(self, value, /)", "Return self^value."),
        method("__rxor__", |thread, args| logic(thread, args, |a, b| a ^ b, arithmetic::xor), "(self, value, /)", "Return value^self."),
        method("__or__", |thread, args| logic(thread, args, |a, b| a | b, arithmetic::or), "(self, value, /)", "Return self|value."),
        method("__ror__", |thread, args| logic(thread, args, |a, b| a | b, arithmetic::or), "(self, value, /)", "Return value|self."),
    ]);

fn new(thread: &Thread, args: &[Value]) -> Result {
    match args[1].present() {
        Some(value) => Ok(Value::bool(operations::truth(thread, value)?)),
        None => Ok(Value::FALSE),
    }
}

fn repr(thread: &Thread, args: &[Value]) -> Result {
    let name = if args[0] == Value::TRUE {
        "True"
    } else {
        "False"
    };
    Ok(Str::new(thread, name)?.value())
}

fn invert(thread: &Thread, args: &[Value]) -> Result {
    deprecated(
        thread,
        "Bitwise inversion '~' on bool is deprecated and will be removed in Python 3.16. This returns the \
         bitwise inversion of the underlying int object and is usually not what you expect from negating a \
         bool. Use the 'not' operator for boolean negation or ~int(x) if you really want the bitwise \
         inversion of the underlying int.",
    )?;
    arithmetic::invert(thread, args[0])
}

/// Of two bools a bool, otherwise what ints give; all three operators commute.
fn logic(
    thread: &Thread,
    args: &[Value],
    of_bools: fn(bool, bool) -> bool,
    of_ints: fn(&Thread, Value, Value) -> Result,
) -> Result {
    if args[1].is_bool() {
        let result = of_bools(args[0] == Value::TRUE, args[1] == Value::TRUE);
        return Ok(Value::bool(result));
    }
    if is_int(args[1]) {
        of_ints(thread, args[0], args[1])
    } else {
        Ok(Value::NOT_IMPLEMENTED)
    }
}
