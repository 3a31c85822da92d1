//! What the bytecode of type-parameter lists, generic classes and `type` statements calls.

use super::GENERIC;
use super::alias::{self, unpack_type_var_tuples};
use super::param_spec::{self, ParamSpecObject};
use super::type_var::{self, TypeVarObject};
use super::type_var_tuple::{self, TypeVarTupleObject};
use crate::errors::{self, Result};
use crate::function::FunctionObject;
use crate::object::{Ref, ValueExt};
use crate::thread::Thread;
use crate::tuple::Tuple;
use crate::union::call_typing;
use typhon_bytecode::opcode::{Intrinsic1, Intrinsic2};
use typhon_heap::Value;

/// The result of `Intrinsic1` for the numbers of this folder; `None` for the others (`Print`).
pub fn intrinsic1(thread: &Thread, number: u8, operand: Value) -> Option<Result> {
    let is = |intrinsic: Intrinsic1| number == intrinsic as u8;
    Some(if is(Intrinsic1::TypeVar) {
        type_var::make_lazy(thread, operand, Value::NULL, Value::NULL)
    } else if is(Intrinsic1::ParamSpec) {
        param_spec::make_lazy(thread, operand)
    } else if is(Intrinsic1::TypeVarTuple) {
        type_var_tuple::make(thread, operand, Value::NULL).map(|made| made.value())
    } else if is(Intrinsic1::SubscriptGeneric) {
        subscript_generic(thread, Ref::of(operand))
    } else if is(Intrinsic1::TypeAlias) {
        let parts: Tuple = Ref::of(operand);
        alias::make_lazy(thread, parts.get(0), parts.get(1), parts.get(2))
    } else {
        return None;
    })
}

/// The result of `Intrinsic2`.
pub fn intrinsic2(thread: &Thread, number: u8, a: Value, b: Value) -> Result {
    let is = |intrinsic: Intrinsic2| number == intrinsic as u8;
    if is(Intrinsic2::TypeVarWithBound) {
        type_var::make_lazy(thread, a, b, Value::NULL)
    } else if is(Intrinsic2::TypeVarWithConstraints) {
        type_var::make_lazy(thread, a, Value::NULL, b)
    } else if is(Intrinsic2::SetTypeParameterDefault) {
        set_type_parameter_default(thread, a, b)
    } else if is(Intrinsic2::SetFunctionTypeParameters) {
        let function = Ref::<FunctionObject>::of(a);
        function.type_params.set(function.header(), b);
        Ok(a)
    } else {
        Err(errors::system_error(thread, "unknown intrinsic"))
    }
}

/// Gives a type parameter the function that computes its default; gives the parameter.
pub fn set_type_parameter_default(thread: &Thread, parameter: Value, evaluate: Value) -> Result {
    if let Some(variable) = parameter.downcast::<TypeVarObject>() {
        variable.evaluate_default.set(variable.header(), evaluate);
    } else if let Some(variable) = parameter.downcast::<ParamSpecObject>() {
        variable.evaluate_default.set(variable.header(), evaluate);
    } else if let Some(variable) = parameter.downcast::<TypeVarTupleObject>() {
        variable.evaluate_default.set(variable.header(), evaluate);
    } else {
        return Err(errors::type_error(
            thread,
            format!(
                "Expected a type param, got {}",
                parameter.class().name_text()
            ),
        ));
    }
    Ok(parameter)
}

/// The base `Generic[params]` of a class with type parameters.
pub fn subscript_generic(thread: &Thread, params: Tuple) -> Result {
    let params = unpack_type_var_tuples(thread, params)?;
    let generic = GENERIC.get().value();
    call_typing(thread, "_GenericAlias", &[generic, params.value()])
}
