//! Functions that give a known value for every format: the evaluate functions of type parameters that
//! were made by a call.

use crate::errors::{self, Result};
use crate::int;
use crate::object::{Kind, Ref, ValueExt};
use crate::operations;
use crate::str::Str;
use crate::thread::Thread;
use crate::tuple::{Tuple, TupleObject};
use crate::types::{TypeSpec, method, type_flags};
use crate::union::type_repr;
use typhon_heap::{Header, Slot, Value};

/// The format that asks for source text.
const FORMAT_STRING: i64 = 4;

#[repr(C)]
pub struct ConstEvaluatorObject {
    pub header: Header,
    value: Slot,
}

crate::heap_object!(
    ConstEvaluatorObject,
    CONST_EVALUATOR_LAYOUT,
    "constevaluator",
    Kind::Other,
    |object, tracer| tracer.slot(&object.value)
);

pub static CONST_EVALUATOR: TypeSpec = TypeSpec::new("_ConstEvaluator", &CONST_EVALUATOR_LAYOUT)
    .module("_typing")
    .flags(type_flags::NO_NEW)
    .methods(&[
        method(
            "__call__",
            call,
            "(self, /, *args, **kwargs)",
            "Call self as a function.",
        ),
        method("__repr__", repr, "(self, /)", "Return repr(self)."),
    ]);

/// A function that gives `value`.
pub(super) fn new(thread: &Thread, value: Value) -> Result {
    let shape = CONST_EVALUATOR.root_shape();
    let object = thread.allocate(
        shape,
        ConstEvaluatorObject {
            header: Header::new(shape.pointer().cast()),
            value: Slot::new(value),
        },
    )?;
    Ok(object.value())
}

fn call(thread: &Thread, args: &[Value]) -> Result {
    let given: Tuple = Ref::of(args[1]);
    if !args[2].is_null() {
        return Err(errors::type_error(
            thread,
            "_ConstEvaluator() takes no keyword arguments",
        ));
    }
    if given.len() != 1 {
        return Err(errors::type_error(
            thread,
            format!("function takes exactly 1 argument ({} given)", given.len()),
        ));
    }
    let format = operations::index_value(thread, given.get(0))?;
    let value = Ref::<ConstEvaluatorObject>::of(args[0]).value.get();
    if int::to_i64(format) != Some(FORMAT_STRING) {
        return Ok(value);
    }
    let mut out = Vec::new();
    match value.downcast::<TupleObject>() {
        Some(items) => {
            out.push(b'(');
            for (index, item) in items.iter().enumerate() {
                if index > 0 {
                    out.extend_from_slice(b", ");
                }
                type_repr(thread, item, &mut out)?;
            }
            out.push(b')');
        }
        None => type_repr(thread, value, &mut out)?,
    }
    Ok(Str::from_wtf8(thread, &out)?.value())
}

fn repr(thread: &Thread, args: &[Value]) -> Result {
    let value = Ref::<ConstEvaluatorObject>::of(args[0]).value.get();
    let shown = operations::repr(thread, value)?;
    let out = [b"<constevaluator ", shown.bytes(), b">"].concat();
    Ok(Str::from_wtf8(thread, &out)?.value())
}
