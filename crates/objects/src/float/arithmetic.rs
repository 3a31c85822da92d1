//! Arithmetic of machine floats with Python's errors, and of values known to be floats or ints.

use super::layout::from_f64;
use crate::errors::{self, Raised, Result};
use crate::exceptions as tree;
use crate::number::{float_operand, raise};
use crate::str::Str;
use crate::thread::Thread;
use crate::tuple::Tuple;
use typhon_heap::Value;
use typhon_text::number as text;

/// Both operands as machine floats, or NotImplemented for the caller to return.
#[inline(always)]
pub(super) fn operands(
    thread: &Thread,
    a: Value,
    b: Value,
    operation: impl FnOnce(f64, f64) -> Result,
) -> Result {
    if a.is_flonum() && b.is_flonum() {
        return operation(a.flonum_value(), b.flonum_value());
    }
    match (float_operand(thread, a)?, float_operand(thread, b)?) {
        (Some(a), Some(b)) => operation(a, b),
        _ => Ok(Value::NOT_IMPLEMENTED),
    }
}

/// `a + b`
#[inline]
pub fn add(thread: &Thread, a: Value, b: Value) -> Result {
    operands(thread, a, b, |a, b| from_f64(thread, a + b))
}

/// `a - b`
#[inline]
pub fn sub(thread: &Thread, a: Value, b: Value) -> Result {
    operands(thread, a, b, |a, b| from_f64(thread, a - b))
}

/// `a * b`
#[inline]
pub fn mul(thread: &Thread, a: Value, b: Value) -> Result {
    operands(thread, a, b, |a, b| from_f64(thread, a * b))
}

#[cold]
fn by_zero(thread: &Thread) -> Raised {
    errors::zero_division_error(thread, "division by zero")
}

/// `a / b`
#[inline]
pub fn true_divide(thread: &Thread, a: Value, b: Value) -> Result {
    operands(thread, a, b, |a, b| {
        if b == 0.0 {
            Err(by_zero(thread))
        } else {
            from_f64(thread, a / b)
        }
    })
}

/// `a // b`
#[inline]
pub fn floor_divide(thread: &Thread, a: Value, b: Value) -> Result {
    operands(thread, a, b, |a, b| match text::float_floor_div(a, b) {
        Ok(quotient) => from_f64(thread, quotient),
        Err(error) => Err(raise(thread, error)),
    })
}

/// `a % b`
#[inline]
pub fn modulo(thread: &Thread, a: Value, b: Value) -> Result {
    operands(thread, a, b, |a, b| match text::float_mod(a, b) {
        Ok(remainder) => from_f64(thread, remainder),
        Err(error) => Err(raise(thread, error)),
    })
}

/// `divmod(a, b)`
pub fn divmod(thread: &Thread, a: Value, b: Value) -> Result {
    operands(thread, a, b, |a, b| match text::float_divmod(a, b) {
        Ok((quotient, remainder)) => {
            let pair = [from_f64(thread, quotient)?, from_f64(thread, remainder)?];
            Ok(Tuple::new(thread, &pair)?.value())
        }
        Err(error) => Err(raise(thread, error)),
    })
}

/// `a ** b`
pub fn power(thread: &Thread, a: Value, b: Value) -> Result {
    operands(thread, a, b, |a, b| power_f64(thread, a, b))
}

/// `base ** exponent`: a complex number for a negative base and a fractional exponent.
pub fn power_f64(thread: &Thread, base: f64, exponent: f64) -> Result {
    if base == 0.0 && exponent < 0.0 && exponent.is_finite() {
        return Err(errors::zero_division_error(
            thread,
            "zero to a negative power",
        ));
    }
    let finite = base.is_finite() && exponent.is_finite();
    if finite && base < 0.0 && exponent != exponent.floor() {
        return crate::complex::power_parts(thread, (base, 0.0), (exponent, 0.0));
    }
    let result = base.powf(exponent);
    if finite && result.is_infinite() {
        return Err(out_of_range(thread));
    }
    from_f64(thread, result)
}

/// What the C library's ERANGE becomes: OverflowError with errno and its text.
#[cold]
fn out_of_range(thread: &Thread) -> Raised {
    match Str::new(thread, &errors::error_text(libc::ERANGE)) {
        Ok(message) => errors::with_args(
            thread,
            tree::OVERFLOW_ERROR.get(),
            &[Value::fixnum(libc::ERANGE as i64), message.value()],
        ),
        Err(raised) => raised,
    }
}
