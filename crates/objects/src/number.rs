//! What `int`, `float` and `complex` share: conversions between them and the errors of the text crate as
//! exceptions. Invariant: nothing here rounds unless its name says so.

use crate::bytes::BytesObject;
use crate::call::{call, call_method, call_special};
use crate::errors::{self, Raised, Result};
use crate::exceptions as tree;
use crate::module;
use crate::object::{Kind, Ref, ValueExt};
use crate::operations::{self, Comparison};
use crate::str::{Str, StrObject};
use crate::thread::Thread;
use crate::types::{Special, TypeSpec};
use crate::{float, int};
use std::cmp::Ordering;
use typhon_heap::Value;
use typhon_text::number as text;
use typhon_text::{Error, ErrorKind};

/// The exception that an error of the text crate stands for.
#[cold]
pub fn raise(thread: &Thread, error: Error) -> Raised {
    let spec = match error.kind {
        ErrorKind::ValueError => &tree::VALUE_ERROR,
        ErrorKind::OverflowError => &tree::OVERFLOW_ERROR,
        ErrorKind::TypeError => &tree::TYPE_ERROR,
        ErrorKind::ZeroDivisionError => &tree::ZERO_DIVISION_ERROR,
        ErrorKind::MemoryError => return errors::memory_error(thread),
    };
    errors::new(thread, spec, error.message)
}

/// Raises a DeprecationWarning, which filters may turn into an exception.
pub fn deprecated(thread: &Thread, message: &str) -> Result<()> {
    warn(thread, &tree::DEPRECATION_WARNING, message)
}

/// Raises a warning, which filters may turn into an exception.
#[cold]
pub fn warn(thread: &Thread, category: &TypeSpec, message: &str) -> Result<()> {
    let import = module::builtin(thread, "__import__")?;
    let name = crate::str::intern_text(thread, "_warnings")?;
    let warnings = call(thread, import, &[name.value()])?;
    let message = Str::new(thread, message)?;
    call_method(
        thread,
        warnings,
        crate::names::names().warn,
        &[message.value(), category.get().value()],
    )?;
    Ok(())
}

/// An int or float (or of a subclass) as a machine float, rounded; `None` for other values and for ints
/// too large.
#[inline]
pub fn as_f64(value: Value) -> Option<f64> {
    if value.is_flonum() {
        return Some(value.flonum_value());
    }
    if value.is_fixnum() {
        return Some(value.fixnum_value() as f64);
    }
    match value.kind() {
        Kind::Float => float::to_f64(value),
        Kind::Int | Kind::Bool => match int::to_i64(value) {
            Some(small) => Some(small as f64),
            None => text::int_to_float(&int::big(value)).ok(),
        },
        _ => None,
    }
}

/// An int as a float, or OverflowError.
#[inline]
pub fn int_as_f64(thread: &Thread, value: Value) -> Result<f64> {
    match int::to_i64(value) {
        Some(small) => Ok(small as f64),
        None => text::int_to_float(&int::big(value)).map_err(|error| raise(thread, error)),
    }
}

/// The other operand of float arithmetic; `None` if it is neither int nor float.
#[inline]
pub fn float_operand(thread: &Thread, value: Value) -> Result<Option<f64>> {
    match value.kind() {
        Kind::Float => Ok(float::to_f64(value)),
        Kind::Int | Kind::Bool => int_as_f64(thread, value).map(Some),
        _ => Ok(None),
    }
}

/// The exact order of two values each of which is an int or a float; `None` if one is NaN.
pub fn partial_compare(a: Value, b: Value) -> Option<Ordering> {
    match (float::to_f64(a), float::to_f64(b)) {
        (Some(a), Some(b)) => a.partial_cmp(&b),
        (Some(a), None) => compare_int_float(b, a).map(Ordering::reverse),
        (None, Some(b)) => compare_int_float(a, b),
        (None, None) => Some(int::order(a, b)),
    }
}

/// The exact order of an int and a float; `None` for NaN.
pub fn compare_int_float(a: Value, b: f64) -> Option<Ordering> {
    match int::to_i64(a) {
        Some(small) => text::compare_small_float(small, b),
        None => text::compare_int_float(&int::big(a), b),
    }
}

/// `a <comparison> b` of two values each of which is an int or a float.
#[inline]
pub fn compare(comparison: Comparison, a: Value, b: Value) -> bool {
    match partial_compare(a, b) {
        Some(order) => comparison.holds(order),
        None => comparison == Comparison::NotEqual,
    }
}

/// `float(value)` for a real number: floats, `__float__`, `__index__`. This is how arguments of native
/// functions become machine floats.
pub fn to_float(thread: &Thread, value: Value) -> Result<f64> {
    if let Some(float) = float::to_f64(value) {
        return Ok(float);
    }
    match optional_float(thread, value)? {
        Some(float) => Ok(float),
        None => Err(errors::type_error(
            thread,
            format!("must be real number, not {}", value.class().name_text()),
        )),
    }
}

/// The same, `None` if the value is no real number.
pub fn optional_float(thread: &Thread, value: Value) -> Result<Option<f64>> {
    if crate::int::INT.is_exact(value) {
        return int_as_f64(thread, value).map(Some);
    }
    if float::FLOAT.is_exact(value) {
        return Ok(float::to_f64(value));
    }
    let class = value.class();
    if let Some(method) = class.special(Special::Float) {
        let result = call_special(thread, method, value, &[])?;
        if float::FLOAT.is_exact(result) {
            return Ok(float::to_f64(result));
        }
        let Some(float) = float::to_f64(result) else {
            return Err(errors::type_error(
                thread,
                format!(
                    "{}.__float__ returned non-float (type {})",
                    class.name_text(),
                    result.class().name_text()
                ),
            ));
        };
        deprecated(
            thread,
            &format!(
                "{}.__float__ returned non-float (type {}).  The ability to return an instance of a strict \
                 subclass of float is deprecated, and may be removed in a future version of Python.",
                class.name_text(),
                result.class().name_text()
            ),
        )?;
        return Ok(Some(float));
    }
    if class.special(Special::Index).is_some() {
        let int = operations::index_value(thread, value)?;
        return int_as_f64(thread, int).map(Some);
    }
    Ok(None)
}

/// The bytes of an object that holds bytes, as `int` and `float` accept it in place of a string.
pub fn bytes_like(thread: &Thread, value: Value) -> Result<Option<Ref<BytesObject>>> {
    if let Some(bytes) = value.downcast::<BytesObject>() {
        return Ok(Some(bytes));
    }
    if !crate::buffer::has_buffer(value) {
        return Ok(None);
    }
    let copy = call(thread, crate::bytes::BYTES.get().value(), &[value])?;
    Ok(copy.downcast())
}

/// The argument of `__format__`.
pub fn format_spec(thread: &Thread, spec: Value) -> Result<Str> {
    match spec.downcast::<StrObject>() {
        Some(spec) => Ok(spec),
        None => Err(errors::bad_argument(
            thread,
            "__format__()",
            "argument",
            "str",
            spec,
        )),
    }
}
