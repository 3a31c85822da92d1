//! The native part of `typing`: type parameters, type aliases, `Generic` and `NoDefault`, and what the
//! bytecode of type-parameter scopes calls. What typing.py decides is asked of it by name.

mod alias;
mod evaluator;
mod generic;
pub mod intrinsics;
mod no_default;
mod param_spec;
mod type_var;
mod type_var_tuple;

pub use alias::{TYPE_ALIAS, TypeAliasObject};
pub use evaluator::CONST_EVALUATOR;
pub use generic::GENERIC;
pub use intrinsics::{intrinsic1, intrinsic2, set_type_parameter_default, subscript_generic};
pub use no_default::{NO_DEFAULT_TYPE, no_default};
pub use param_spec::{PARAM_SPEC, PARAM_SPEC_ARGS, PARAM_SPEC_KWARGS};
pub use type_var::TYPE_VAR;
pub use type_var_tuple::TYPE_VAR_TUPLE;

use crate::attribute;
use crate::errors::{self, Result};
use crate::names::names;
use crate::object::{HeapObject, Ref, ValueExt};
use crate::str::{Str, StrObject};
use crate::thread::{Hooks, Thread};
use crate::types::TypeSpec;
use crate::union::call_typing;
use typhon_heap::{Slot, Value};

/// Every type of this folder.
pub static ALL: &[&TypeSpec] = &[
    &TYPE_VAR,
    &PARAM_SPEC,
    &PARAM_SPEC_ARGS,
    &PARAM_SPEC_KWARGS,
    &TYPE_VAR_TUPLE,
    &TYPE_ALIAS,
    &GENERIC,
    &NO_DEFAULT_TYPE,
    &CONST_EVALUATOR,
];

/// The format that asks an evaluate function for the value itself.
const FORMAT_VALUE: i64 = 1;

/// The `__name__` of the calling module, NULL if there is none.
fn calling_module(thread: &Thread) -> Value {
    (Hooks::get().frame_globals)(thread)
        .downcast::<crate::dict::DictObject>()
        .map(|globals| globals.get_str(names().__name__).unwrap_or(Value::NONE))
        .unwrap_or(Value::NULL)
}

/// `object.__module__ = module`, unless that is NULL.
fn set_module(thread: &Thread, object: Value, module: Value) -> Result<()> {
    if !module.is_null() {
        attribute::instance_set(thread, object, names().__module__, module)?;
    }
    Ok(())
}

fn expect_name(thread: &Thread, function: &str, value: Value) -> Result<Str> {
    match value.downcast::<StrObject>() {
        Some(name) => Ok(name),
        None => Err(errors::bad_argument(
            thread,
            &format!("{function}()"),
            "argument 'name'",
            "str",
            value,
        )),
    }
}

/// A bound as given: checked to be a type; NULL for none.
fn check_bound(thread: &Thread, bound: Value) -> Result {
    if bound.is_null() || bound.is_none() {
        return Ok(Value::NULL);
    }
    let message = Str::new(thread, "Bound must be a type.")?.value();
    call_typing(thread, "_type_check", &[bound, message])
}

/// A value that is computed on first use and then kept: `value` holds it, or NULL until then;
/// `evaluate` the function that computes it, or NULL.
fn lazy<T: HeapObject>(
    thread: &Thread,
    owner: Ref<T>,
    value: &Slot,
    evaluate: &Slot,
    missing: Value,
) -> Result {
    if let Some(known) = value.get().present() {
        return Ok(known);
    }
    let Some(function) = evaluate.get().present() else {
        return Ok(missing);
    };
    // Where the computation has asked for the value itself, the outer result is the one that counts.
    let made = crate::call::call(thread, function, &[Value::fixnum(FORMAT_VALUE)])?;
    value.set(owner.header(), made);
    Ok(made)
}

/// The function that computes a lazy value: the one given, or one that gives the known value.
fn evaluator_of(thread: &Thread, value: &Slot, evaluate: &Slot, missing: Value) -> Result {
    if let Some(function) = evaluate.get().present() {
        return Ok(function);
    }
    match value.get().present() {
        Some(known) if known != missing => evaluator::new(thread, known),
        _ => Ok(Value::NONE),
    }
}

/// Instances of type parameters cannot be bases.
fn no_subclass(thread: &Thread, what: &str) -> Result {
    Err(errors::type_error(
        thread,
        format!("Cannot subclass an instance of {what}"),
    ))
}
