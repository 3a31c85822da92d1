//! Functions of one, two or three floats. Invariant: NaN in gives NaN out without an error; otherwise a NaN
//! result is ValueError, and an infinite result of finite arguments OverflowError.

use super::platform;
use super::special::{Failure, gamma, log_gamma};
use crate::support::tuple;
use typhon_objects::number::{int_as_f64, to_float};
use typhon_objects::operations::Operator;
use typhon_objects::types::Special;
use typhon_objects::{float, int, prelude::*};
use typhon_text::number as numbers;

fn domain_error(thread: &Thread) -> Raised {
    errors::value_error(thread, "math domain error")
}

fn range_error(thread: &Thread) -> Raised {
    errors::overflow_error(thread, "math range error")
}

/// "expected a finite input, got inf": the expectation and the offending number.
fn unexpected(thread: &Thread, expected: &str, value: f64) -> Raised {
    errors::value_error(
        thread,
        format!("expected {expected}, got {}", numbers::float_repr(value)),
    )
}

fn failed(thread: &Thread, failure: Failure) -> Raised {
    match failure {
        Failure::Domain => domain_error(thread),
        Failure::Range => range_error(thread),
    }
}

/// A function that is defined everywhere but may overflow.
fn total(thread: &Thread, args: &[Value], function: fn(f64) -> f64) -> Result {
    let x = to_float(thread, args[0])?;
    let result = function(x);
    if result.is_infinite() && x.is_finite() {
        return Err(range_error(thread));
    }
    float::from_f64(thread, result)
}

/// A function that is defined only where `expected` says.
fn partial(thread: &Thread, args: &[Value], function: fn(f64) -> f64, expected: &str) -> Result {
    let x = to_float(thread, args[0])?;
    let result = function(x);
    if result.is_nan() && !x.is_nan() || result.is_infinite() && x.is_finite() {
        return Err(unexpected(thread, expected, x));
    }
    float::from_f64(thread, result)
}

const WITHIN_ONE: &str = "a number in range from -1 up to 1";
const FINITE: &str = "a finite input";
const NO_POLE: &str = "a noninteger or positive integer";

pub(super) static FUNCTIONS: &[Method] = &[
    function(
        "acos",
        |t, a| partial(t, a, f64::acos, WITHIN_ONE),
        "(x, /)",
        "Arc cosine, in radians between 0 and pi.",
    ),
    function(
        "acosh",
        |t, a| partial(t, a, platform::acosh, "argument value not less than 1"),
        "(x, /)",
        "Inverse hyperbolic cosine.",
    ),
    function(
        "asin",
        |t, a| partial(t, a, f64::asin, WITHIN_ONE),
        "(x, /)",
        "Arc sine, in radians between -pi/2 and pi/2.",
    ),
    function(
        "asinh",
        |t, a| total(t, a, platform::asinh),
        "(x, /)",
        "Inverse hyperbolic sine.",
    ),
    function(
        "atan",
        |t, a| total(t, a, f64::atan),
        "(x, /)",
        "Arc tangent, in radians between -pi/2 and pi/2.",
    ),
    function(
        "atan2",
        |t, a| two(t, a, f64::atan2),
        "(y, x, /)",
        "Arc tangent of y/x in the quadrant that both signs tell.",
    ),
    function(
        "atanh",
        |t, a| partial(t, a, platform::atanh, "a number between -1 and 1"),
        "(x, /)",
        "Inverse hyperbolic tangent.",
    ),
    function(
        "cbrt",
        |t, a| total(t, a, f64::cbrt),
        "(x, /)",
        "Cube root.",
    ),
    function("ceil", ceil, "(x, /)", "The smallest int not below x."),
    function(
        "copysign",
        |t, a| two(t, a, f64::copysign),
        "(x, y, /)",
        "The magnitude of x with the sign of y, also of a zero.",
    ),
    function(
        "cos",
        |t, a| partial(t, a, f64::cos, FINITE),
        "(x, /)",
        "Cosine of x radians.",
    ),
    function(
        "cosh",
        |t, a| total(t, a, f64::cosh),
        "(x, /)",
        "Hyperbolic cosine.",
    ),
    function(
        "degrees",
        |t, a| one(t, a, |x| x * (180.0 / std::f64::consts::PI)),
        "(x, /)",
        "Radians as degrees.",
    ),
    function(
        "erf",
        |t, a| total(t, a, platform::erf),
        "(x, /)",
        "Error function.",
    ),
    function(
        "erfc",
        |t, a| total(t, a, platform::erfc),
        "(x, /)",
        "Complementary error function, 1 - erf(x) without its loss of digits.",
    ),
    function(
        "exp",
        |t, a| total(t, a, f64::exp),
        "(x, /)",
        "e to the power of x.",
    ),
    function(
        "exp2",
        |t, a| total(t, a, f64::exp2),
        "(x, /)",
        "2 to the power of x.",
    ),
    function(
        "expm1",
        |t, a| total(t, a, f64::exp_m1),
        "(x, /)",
        "exp(x) - 1, exact also for small x.",
    ),
    function(
        "fabs",
        |t, a| one(t, a, f64::abs),
        "(x, /)",
        "Absolute value as a float.",
    ),
    function("floor", floor, "(x, /)", "The largest int not above x."),
    function("fma", fma, "(x, y, z, /)", "x * y + z, rounded once."),
    function(
        "fmod",
        fmod,
        "(x, y, /)",
        "Remainder with the sign of x, as C's fmod.",
    ),
    function(
        "frexp",
        frexp,
        "(x, /)",
        "Mantissa m and exponent e with x = m * 2**e and 0.5 <= abs(m) < 1.",
    ),
    function(
        "gamma",
        |t, a| pole(t, a, gamma),
        "(x, /)",
        "Gamma function.",
    ),
    function(
        "isclose",
        is_close,
        "(a, b, *, rel_tol=1e-09, abs_tol=0.0)",
        "Whether a and b differ by at most rel_tol times the larger magnitude, or by at most abs_tol.\n\nNaN is close to nothing, an infinity only to itself.",
    ),
    function(
        "isfinite",
        |t, a| test(t, a, f64::is_finite),
        "(x, /)",
        "Whether x is neither infinite nor NaN.",
    ),
    function(
        "isinf",
        |t, a| test(t, a, f64::is_infinite),
        "(x, /)",
        "Whether x is infinite.",
    ),
    function(
        "isnan",
        |t, a| test(t, a, f64::is_nan),
        "(x, /)",
        "Whether x is NaN.",
    ),
    function(
        "ldexp",
        ldexp,
        "(x, i, /)",
        "x * 2**i, the inverse of frexp.",
    ),
    function(
        "lgamma",
        |t, a| pole(t, a, log_gamma),
        "(x, /)",
        "Natural logarithm of the absolute value of the gamma function.",
    ),
    function(
        "log",
        log,
        "(x, base=None, /)",
        "Logarithm of x to the given base, the natural one by default.",
    ),
    function(
        "log10",
        |t, a| logarithm(t, a[0], f64::log10),
        "(x, /)",
        "Logarithm to base 10.",
    ),
    function(
        "log1p",
        |t, a| partial(t, a, f64::ln_1p, "argument value > -1"),
        "(x, /)",
        "Natural logarithm of 1 + x, exact also for small x.",
    ),
    function(
        "log2",
        |t, a| logarithm(t, a[0], f64::log2),
        "(x, /)",
        "Logarithm to base 2.",
    ),
    function(
        "modf",
        modf,
        "(x, /)",
        "Fraction and whole part of x, both floats with the sign of x.",
    ),
    function(
        "nextafter",
        next_after,
        "(x, y, /, *, steps=None)",
        "The float that is so many steps (one by default) from x towards y.",
    ),
    function("pow", power, "(x, y, /)", "x to the power of y, as floats."),
    function(
        "radians",
        |t, a| one(t, a, |x| x * (std::f64::consts::PI / 180.0)),
        "(x, /)",
        "Degrees as radians.",
    ),
    function(
        "remainder",
        remainder,
        "(x, y, /)",
        "Difference between x and the nearest multiple of y; ties go to the even multiple.",
    ),
    function(
        "sin",
        |t, a| partial(t, a, f64::sin, FINITE),
        "(x, /)",
        "Sine of x radians.",
    ),
    function(
        "sinh",
        |t, a| total(t, a, f64::sinh),
        "(x, /)",
        "Hyperbolic sine.",
    ),
    function(
        "sqrt",
        |t, a| partial(t, a, f64::sqrt, "a nonnegative input"),
        "(x, /)",
        "Square root.",
    ),
    function(
        "tan",
        |t, a| partial(t, a, f64::tan, FINITE),
        "(x, /)",
        "Tangent of x radians.",
    ),
    function(
        "tanh",
        |t, a| total(t, a, f64::tanh),
        "(x, /)",
        "Hyperbolic tangent.",
    ),
    function(
        "trunc",
        trunc,
        "(x, /)",
        "The int nearest to x, towards zero, as x.__trunc__() gives it.",
    ),
    function(
        "ulp",
        |t, a| one(t, a, ulp),
        "(x, /)",
        "Value of the least significant bit of x.",
    ),
];

/// A function that cannot fail.
fn one(thread: &Thread, args: &[Value], function: fn(f64) -> f64) -> Result {
    let x = to_float(thread, args[0])?;
    float::from_f64(thread, function(x))
}

fn two(thread: &Thread, args: &[Value], function: fn(f64, f64) -> f64) -> Result {
    let x = to_float(thread, args[0])?;
    let y = to_float(thread, args[1])?;
    float::from_f64(thread, function(x, y))
}

fn test(thread: &Thread, args: &[Value], function: fn(f64) -> bool) -> Result {
    Ok(Value::bool(function(to_float(thread, args[0])?)))
}

/// A function with poles at zero and the negative ints.
fn pole(
    thread: &Thread,
    args: &[Value],
    function: fn(f64) -> std::result::Result<f64, Failure>,
) -> Result {
    let x = to_float(thread, args[0])?;
    match function(x) {
        Ok(result) => float::from_f64(thread, result),
        Err(Failure::Domain) => Err(unexpected(thread, NO_POLE, x)),
        Err(failure) => Err(failed(thread, failure)),
    }
}

/// Rounding to an int by a special method, or else by way of a float.
fn rounded(thread: &Thread, value: Value, special: Special, function: fn(f64) -> f64) -> Result {
    if !float::FLOAT.is_exact(value)
        && let Some(method) = value.class().special(special)
    {
        return typhon_objects::call::call_special(thread, method, value, &[]);
    }
    let x = to_float(thread, value)?;
    float::to_int(thread, function(x))
}

fn ceil(thread: &Thread, args: &[Value]) -> Result {
    rounded(thread, args[0], Special::Ceil, f64::ceil)
}

fn floor(thread: &Thread, args: &[Value]) -> Result {
    rounded(thread, args[0], Special::Floor, f64::floor)
}

fn trunc(thread: &Thread, args: &[Value]) -> Result {
    let value = args[0];
    if value.class().special(Special::Trunc).is_none() {
        return Err(errors::type_error(
            thread,
            format!(
                "type {} doesn't define __trunc__ method",
                value.class().name_text()
            ),
        ));
    }
    rounded(thread, value, Special::Trunc, f64::trunc)
}

fn fma(thread: &Thread, args: &[Value]) -> Result {
    let x = to_float(thread, args[0])?;
    let y = to_float(thread, args[1])?;
    let z = to_float(thread, args[2])?;
    let result = x.mul_add(y, z);
    if result.is_nan() && !x.is_nan() && !y.is_nan() && !z.is_nan() {
        return Err(errors::value_error(thread, "invalid operation in fma"));
    }
    if result.is_infinite() && x.is_finite() && y.is_finite() && z.is_finite() {
        return Err(errors::overflow_error(thread, "overflow in fma"));
    }
    float::from_f64(thread, result)
}

fn fmod(thread: &Thread, args: &[Value]) -> Result {
    remaindering(thread, args, |x, y| x % y)
}

fn remainder(thread: &Thread, args: &[Value]) -> Result {
    remaindering(thread, args, platform::remainder)
}

fn remaindering(thread: &Thread, args: &[Value], function: fn(f64, f64) -> f64) -> Result {
    let x = to_float(thread, args[0])?;
    let y = to_float(thread, args[1])?;
    let result = function(x, y);
    if result.is_nan() && !x.is_nan() && !y.is_nan() {
        return Err(domain_error(thread));
    }
    float::from_f64(thread, result)
}

fn power(thread: &Thread, args: &[Value]) -> Result {
    let x = to_float(thread, args[0])?;
    let y = to_float(thread, args[1])?;
    let result = x.powf(y);
    if x.is_finite() && y.is_finite() {
        if result.is_nan() || result.is_infinite() && x == 0.0 {
            return Err(domain_error(thread));
        }
        if result.is_infinite() {
            return Err(range_error(thread));
        }
    }
    float::from_f64(thread, result)
}

fn frexp(thread: &Thread, args: &[Value]) -> Result {
    let (mantissa, exponent) = platform::frexp(to_float(thread, args[0])?);
    let mantissa = float::from_f64(thread, mantissa)?;
    tuple(thread, &[mantissa, Value::fixnum(exponent as i64)])
}

fn ldexp(thread: &Thread, args: &[Value]) -> Result {
    let x = to_float(thread, args[0])?;
    if !int::is_int(args[1]) {
        return Err(errors::type_error(
            thread,
            "Expected an int as second argument to ldexp.",
        ));
    }
    if x == 0.0 || !x.is_finite() {
        return float::from_f64(thread, x);
    }
    let exponent = match int::to_i64(args[1]) {
        Some(exponent) => exponent.clamp(i32::MIN as i64, i32::MAX as i64) as i32,
        None if int::is_negative(args[1]) => i32::MIN,
        None => i32::MAX,
    };
    let result = platform::ldexp(x, exponent);
    if result.is_infinite() {
        return Err(range_error(thread));
    }
    float::from_f64(thread, result)
}

fn modf(thread: &Thread, args: &[Value]) -> Result {
    let x = to_float(thread, args[0])?;
    let whole = x.trunc();
    let fraction = if x.is_infinite() { 0.0 } else { x - whole };
    let fraction = if x.is_nan() { x } else { fraction.copysign(x) };
    let fraction = float::from_f64(thread, fraction)?;
    let whole = float::from_f64(thread, whole)?;
    tuple(thread, &[fraction, whole])
}

/// Mantissa in [0.5, 1] and exponent of a positive int of any size.
fn int_frexp(value: &numbers::IBig) -> (f64, u64) {
    let bits = numbers::bit_length(value);
    let dropped = bits.saturating_sub(128);
    // What is cut off only matters as being there or not, for the rounding.
    let mut top = value >> dropped as usize;
    if (&top << dropped as usize) != *value {
        top |= numbers::IBig::ONE;
    }
    let mantissa = numbers::int_to_float(&top).unwrap_or(f64::NAN);
    (platform::ldexp(mantissa, -((bits - dropped) as i32)), bits)
}

/// A logarithm, also of ints that no float holds.
fn logarithm(thread: &Thread, value: Value, function: fn(f64) -> f64) -> Result {
    if !int::is_int(value) {
        let x = to_float(thread, value)?;
        if x <= 0.0 {
            return Err(unexpected(thread, "a positive input", x));
        }
        return float::from_f64(thread, function(x));
    }
    if int::is_negative(value) || int::to_i64(value) == Some(0) {
        return Err(errors::value_error(thread, "expected a positive input"));
    }
    let result = match int_as_f64(thread, value) {
        Ok(x) => function(x),
        Err(raised) if raised.is(&tree::OVERFLOW_ERROR) => {
            let (mantissa, exponent) = int_frexp(&int::big(value));
            function(mantissa) + function(2.0) * exponent as f64
        }
        Err(raised) => return Err(raised),
    };
    float::from_f64(thread, result)
}

fn log(thread: &Thread, args: &[Value]) -> Result {
    let number = logarithm(thread, args[0], f64::ln)?;
    let Some(base) = args[1].present() else {
        return Ok(number);
    };
    let base = logarithm(thread, base, f64::ln)?;
    operations::binary(thread, Operator::TrueDivide, number, base)
}

pub(crate) fn tolerances(thread: &Thread, relative: Value, absolute: Value) -> Result<(f64, f64)> {
    let get = |value: Value, default: f64| match value.present() {
        Some(value) => to_float(thread, value),
        None => Ok(default),
    };
    let (relative, absolute) = (get(relative, 1e-9)?, get(absolute, 0.0)?);
    if relative < 0.0 || absolute < 0.0 {
        return Err(errors::value_error(
            thread,
            "tolerances must be non-negative",
        ));
    }
    Ok((relative, absolute))
}

fn is_close(thread: &Thread, args: &[Value]) -> Result {
    let a = to_float(thread, args[0])?;
    let b = to_float(thread, args[1])?;
    let (relative, absolute) = tolerances(thread, args[2], args[3])?;
    if a == b {
        return Ok(Value::TRUE);
    }
    if a.is_infinite() || b.is_infinite() {
        return Ok(Value::FALSE);
    }
    let difference = (b - a).abs();
    Ok(Value::bool(
        difference <= (relative * b).abs()
            || difference <= (relative * a).abs()
            || difference <= absolute,
    ))
}

/// Floats numbered in their order, both zeros being 0.
fn ordinal(value: f64) -> i64 {
    let size = (value.to_bits() & !(1 << 63)) as i64;
    if value.is_sign_negative() {
        -size
    } else {
        size
    }
}

fn from_ordinal(ordinal: i64) -> f64 {
    let size = f64::from_bits(ordinal.unsigned_abs());
    if ordinal < 0 { -size } else { size }
}

fn step_towards(x: f64, y: f64, steps: u64) -> f64 {
    if steps == 0 {
        return x;
    }
    if x.is_nan() || y.is_nan() {
        return x + y;
    }
    if x == y {
        return y;
    }
    let (from, to) = (ordinal(x), ordinal(y));
    // The distance of any two floats fits 64 bits.
    if to.abs_diff(from) <= steps {
        return y;
    }
    let result = if to > from {
        from.wrapping_add_unsigned(steps)
    } else {
        from.wrapping_sub_unsigned(steps)
    };
    let value = from_ordinal(result);
    // Zero is reached from the side of x.
    if value == 0.0 {
        value.copysign(x)
    } else {
        value
    }
}

fn next_after(thread: &Thread, args: &[Value]) -> Result {
    let x = to_float(thread, args[0])?;
    let y = to_float(thread, args[1])?;
    let steps = match args[2].present().filter(|steps| !steps.is_none()) {
        // One step onto zero keeps the sign of x, unlike counted steps.
        None => return float::from_f64(thread, platform::nextafter(x, y)),
        Some(steps) => {
            let steps = operations::index_value(thread, steps)?;
            if int::is_negative(steps) {
                return Err(errors::value_error(
                    thread,
                    "steps must be a non-negative integer",
                ));
            }
            u64::try_from(&int::big(steps)).unwrap_or(u64::MAX)
        }
    };
    float::from_f64(thread, step_towards(x, y, steps))
}

fn ulp(x: f64) -> f64 {
    let x = x.abs();
    if !x.is_finite() {
        return x;
    }
    let above = f64::from_bits(x.to_bits() + 1);
    if above.is_infinite() {
        x - f64::from_bits(x.to_bits() - 1)
    } else {
        above - x
    }
}
