//! Module `cmath`: the table; the mathematics is in `functions`.

mod functions;

use crate::math::real::tolerances;
use crate::math::special::Failure;
use crate::support::tuple;
use functions::{Outcome, Parts};
use typhon_objects::complex::arithmetic::{absolute, quotient};
use typhon_objects::complex::{from_parts, to_complex};
use typhon_objects::{float, number::to_float, prelude::*};

pub static MODULE: ModuleSpec = ModuleSpec {
    name: "cmath",
    doc: "Mathematical functions of complex numbers.",
    functions: &[
        function(
            "acos",
            |t, a| one(t, a, functions::acos),
            "(z, /)",
            "Arc cosine.",
        ),
        function(
            "acosh",
            |t, a| one(t, a, functions::acosh),
            "(z, /)",
            "Inverse hyperbolic cosine.",
        ),
        function(
            "asin",
            |t, a| one(t, a, functions::asin),
            "(z, /)",
            "Arc sine.",
        ),
        function(
            "asinh",
            |t, a| one(t, a, functions::asinh_complex),
            "(z, /)",
            "Inverse hyperbolic sine.",
        ),
        function(
            "atan",
            |t, a| one(t, a, functions::atan),
            "(z, /)",
            "Arc tangent.",
        ),
        function(
            "atanh",
            |t, a| one(t, a, functions::atanh),
            "(z, /)",
            "Inverse hyperbolic tangent.",
        ),
        function("cos", |t, a| one(t, a, functions::cos), "(z, /)", "Cosine."),
        function(
            "cosh",
            |t, a| one(t, a, functions::cosh),
            "(z, /)",
            "Hyperbolic cosine.",
        ),
        function(
            "exp",
            |t, a| one(t, a, functions::exp),
            "(z, /)",
            "e to the power of z.",
        ),
        function(
            "isclose",
            is_close,
            "(a, b, *, rel_tol=1e-09, abs_tol=0.0)",
            "Whether a and b differ by at most rel_tol times the larger magnitude, or by at most abs_tol.\n\nNaN is close to nothing, an infinity only to itself.",
        ),
        function(
            "isfinite",
            |t, a| test(t, a, |z| z.0.is_finite() && z.1.is_finite()),
            "(z, /)",
            "Whether both parts are finite.",
        ),
        function(
            "isinf",
            |t, a| test(t, a, |z| z.0.is_infinite() || z.1.is_infinite()),
            "(z, /)",
            "Whether a part is infinite.",
        ),
        function(
            "isnan",
            |t, a| test(t, a, |z| z.0.is_nan() || z.1.is_nan()),
            "(z, /)",
            "Whether a part is NaN.",
        ),
        function(
            "log",
            log,
            "(z, base=None, /)",
            "Logarithm of z to the given base, the natural one by default.",
        ),
        function(
            "log10",
            |t, a| one(t, a, functions::log10),
            "(z, /)",
            "Logarithm to base 10.",
        ),
        function("phase", phase, "(z, /)", "Angle of z in polar coordinates."),
        function(
            "polar",
            polar,
            "(z, /)",
            "Distance from the origin and angle of z.",
        ),
        function(
            "rect",
            rect,
            "(r, phi, /)",
            "The number at distance r from the origin and angle phi.",
        ),
        function("sin", |t, a| one(t, a, functions::sin), "(z, /)", "Sine."),
        function(
            "sinh",
            |t, a| one(t, a, functions::sinh),
            "(z, /)",
            "Hyperbolic sine.",
        ),
        function(
            "sqrt",
            |t, a| one(t, a, functions::sqrt),
            "(z, /)",
            "Square root.",
        ),
        function(
            "tan",
            |t, a| one(t, a, functions::tan),
            "(z, /)",
            "Tangent.",
        ),
        function(
            "tanh",
            |t, a| one(t, a, functions::tanh),
            "(z, /)",
            "Hyperbolic tangent.",
        ),
    ],
    types: &[],
    setup: Some(setup),
};

fn setup(thread: &Thread, module: Module) -> Result<()> {
    crate::math::constants(thread, module)?;
    module.set(thread, "infj", from_parts(thread, 0.0, f64::INFINITY)?)?;
    module.set(thread, "nanj", from_parts(thread, 0.0, f64::NAN)?)
}

#[cold]
fn failed(thread: &Thread, failure: Failure) -> Raised {
    match failure {
        Failure::Domain => errors::value_error(thread, "math domain error"),
        Failure::Range => errors::overflow_error(thread, "math range error"),
    }
}

fn made(thread: &Thread, outcome: Outcome) -> Result {
    match outcome {
        Ok((real, imaginary)) => from_parts(thread, real, imaginary),
        Err(failure) => Err(failed(thread, failure)),
    }
}

fn one(thread: &Thread, args: &[Value], function: fn(Parts) -> Outcome) -> Result {
    let z = to_complex(thread, args[0])?;
    made(thread, function(z))
}

fn test(thread: &Thread, args: &[Value], function: fn(Parts) -> bool) -> Result {
    Ok(Value::bool(function(to_complex(thread, args[0])?)))
}

fn log(thread: &Thread, args: &[Value]) -> Result {
    let z = to_complex(thread, args[0])?;
    let Some(base) = args[1].present() else {
        return made(thread, functions::log(z));
    };
    let base = to_complex(thread, base)?;
    let outcome = functions::log(z).and_then(|number| {
        let base = functions::log(base)?;
        quotient(number, base).ok_or(Failure::Domain)
    });
    made(thread, outcome)
}

fn phase(thread: &Thread, args: &[Value]) -> Result {
    let (real, imaginary) = to_complex(thread, args[0])?;
    float::from_f64(thread, imaginary.atan2(real))
}

fn polar(thread: &Thread, args: &[Value]) -> Result {
    let z = to_complex(thread, args[0])?;
    let Some(size) = absolute(z) else {
        return Err(failed(thread, Failure::Range));
    };
    let size = float::from_f64(thread, size)?;
    let angle = float::from_f64(thread, z.1.atan2(z.0))?;
    tuple(thread, &[size, angle])
}

fn rect(thread: &Thread, args: &[Value]) -> Result {
    let size = to_float(thread, args[0])?;
    let angle = to_float(thread, args[1])?;
    made(thread, functions::rect(size, angle))
}

fn is_close(thread: &Thread, args: &[Value]) -> Result {
    let a = to_complex(thread, args[0])?;
    let b = to_complex(thread, args[1])?;
    let (relative, absolute) = tolerances(thread, args[2], args[3])?;
    if a == b {
        return Ok(Value::TRUE);
    }
    if [a.0, a.1, b.0, b.1].iter().any(|part| part.is_infinite()) {
        return Ok(Value::FALSE);
    }
    let size = |z: Parts| z.0.hypot(z.1);
    let difference = size((a.0 - b.0, a.1 - b.1));
    Ok(Value::bool(
        difference <= relative * size(b)
            || difference <= relative * size(a)
            || difference <= absolute,
    ))
}
