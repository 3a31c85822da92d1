//! Methods of `complex`. Invariant: results are exact complex numbers, whatever subclass the receiver is of.

use super::arithmetic::{self, NoPower, Operand, Parts};
use super::convert::{new, to_complex, to_parts};
use super::layout::{COMPLEX_LAYOUT, from_parts};
use crate::call::call;
use crate::errors::{self, Result};
use crate::number::{compare_int_float, float_operand, format_spec, raise};
use crate::object::ValueExt;
use crate::str::Str;
use crate::thread::Thread;
use crate::tuple::Tuple;
use crate::types::{Type, TypeSpec, class_method, member, method, static_method, type_flags};
use crate::{float, int, operations};
use typhon_heap::Value;
use typhon_text::number as text;

/// One row for an operator and one for its reflected form.
macro_rules! operator_rows {
    ($( $name:literal $reflected:literal $function:ident $doc:literal $reflected_doc:literal ),* ; $( $rest:expr ),* $(,)?) => {
        &[
            $(
                method($name, |thread, args| $function(thread, args[0], args[1]), "(self, value, /)", $doc),
                method($reflected, |thread, args| $function(thread, args[1], args[0]), "(self, value, /)", $reflected_doc),
            )*
            $( $rest ),*
        ]
    };
}

pub static COMPLEX: TypeSpec = TypeSpec::new("complex", &COMPLEX_LAYOUT)
    .flags(type_flags::BASE)
    .doc("complex(real=0, imag=0)\n--\n\nA complex number, made from text, from one number, or from a real and an imaginary part.")
    .methods(operator_rows![
        "__add__" "__radd__" add "Return self+value." "Return value+self.",
        "__sub__" "__rsub__" sub "Return self-value." "Return value-self.",
        "__mul__" "__rmul__" mul "Return self*value." "Return value*self.",
        "__truediv__" "__rtruediv__" true_divide "Return self/value." "Return value/self.";
        static_method("__new__", new, "(cls, *args, **kwargs)", "Create and return a new object."),
        method("__repr__", repr, "(self, /)", "Return repr(self)."),
        method("__hash__", hash, "(self, /)", "Return hash(self)."),
        method("__lt__", |_, _| Ok(Value::NOT_IMPLEMENTED), "(self, value, /)", "Return self<value."),
        method("__le__", |_, _| Ok(Value::NOT_IMPLEMENTED), "(self, value, /)", "Return self<=value."),
        method("__eq__", |_, args| Ok(equal(args).map_or(Value::NOT_IMPLEMENTED, Value::bool)), "(self, value, /)", "Return self==value."),
        method("__ne__", |_, args| Ok(equal(args).map_or(Value::NOT_IMPLEMENTED, |same| Value::bool(!same))), "(self, value, /)", "Return self!=value."),
        method("__gt__", |_, _| Ok(Value::NOT_IMPLEMENTED), "(self, value, /)", "Return self>value."),
        method("__ge__", |_, _| Ok(Value::NOT_IMPLEMENTED), "(self, value, /)", "Return self>=value."),
        method("__pow__", |thread, args| power(thread, args[0], args[1], args[2]), "(self, value, mod=None, /)", "Return pow(self, value, mod)."),
        method("__rpow__", |thread, args| power(thread, args[1], args[0], args[2]), "(self, value, mod=None, /)", "Return pow(value, self, mod)."),
        method("__neg__", negate, "(self, /)", "-self"),
        method("__pos__", itself, "(self, /)", "+self"),
        method("__abs__", absolute, "(self, /)", "abs(self)"),
        method("__bool__", |_, args| Ok(Value::bool(number(args[0]) != (0.0, 0.0))), "(self, /)", "True if self else False"),
        class_method("from_number", from_number, "(cls, number, /)", "The complex number of a number; text is refused."),
        method("conjugate", conjugate, "(self, /)", "The number with its imaginary part negated."),
        method("__complex__", itself, "(self, /)", "The number as an exact complex."),
        method("__getnewargs__", get_new_args, "(self, /)", "Arguments of __new__ that make an equal number."),
        method("__format__", format, "(self, format_spec, /)", "The number as text, laid out by the format specifier."),
    ])
    .attributes(&[
        member("real", |thread, value| float::from_f64(thread, number(value).0), "the real part of a complex number"),
        member("imag", |thread, value| float::from_f64(thread, number(value).1), "the imaginary part of a complex number"),
    ]);

/// The parts of a receiver.
fn number(value: Value) -> Parts {
    match to_parts(value) {
        Some(parts) => parts,
        None => unreachable!("receivers of complex methods are complex numbers"),
    }
}

fn operand(thread: &Thread, value: Value) -> Result<Option<Operand>> {
    if let Some(parts) = to_parts(value) {
        return Ok(Some(Operand::Complex(parts)));
    }
    Ok(float_operand(thread, value)?.map(Operand::Real))
}

/// Runs `operation` on two numbers; NotImplemented if one is none.
fn binary(
    thread: &Thread,
    a: Value,
    b: Value,
    operation: impl FnOnce(Operand, Operand) -> Result<Parts>,
) -> Result {
    match (operand(thread, a)?, operand(thread, b)?) {
        (Some(a), Some(b)) => {
            let (real, imaginary) = operation(a, b)?;
            from_parts(thread, real, imaginary)
        }
        _ => Ok(Value::NOT_IMPLEMENTED),
    }
}

/// `a + b`
pub fn add(thread: &Thread, a: Value, b: Value) -> Result {
    binary(thread, a, b, |a, b| Ok(arithmetic::add(a, b)))
}

/// `a - b`
pub fn sub(thread: &Thread, a: Value, b: Value) -> Result {
    binary(thread, a, b, |a, b| Ok(arithmetic::sub(a, b)))
}

/// `a * b`
pub fn mul(thread: &Thread, a: Value, b: Value) -> Result {
    binary(thread, a, b, |a, b| Ok(arithmetic::mul(a, b)))
}

/// `a / b`
pub fn true_divide(thread: &Thread, a: Value, b: Value) -> Result {
    binary(thread, a, b, |a, b| {
        arithmetic::divide(a, b)
            .ok_or_else(|| errors::zero_division_error(thread, "division by zero"))
    })
}

fn power(thread: &Thread, base: Value, exponent: Value, modulus: Value) -> Result {
    let (Some(base), Some(exponent)) = (operand(thread, base)?, operand(thread, exponent)?) else {
        return Ok(Value::NOT_IMPLEMENTED);
    };
    if !modulus.is_null() && !modulus.is_none() {
        return Err(errors::value_error(thread, "complex modulo"));
    }
    power_parts(thread, base.parts(), exponent.parts())
}

/// `base ** exponent`
pub fn power_parts(thread: &Thread, base: Parts, exponent: Parts) -> Result {
    match arithmetic::power(base, exponent) {
        Ok((real, imaginary)) => from_parts(thread, real, imaginary),
        Err(NoPower::ZeroBase) => Err(errors::zero_division_error(
            thread,
            "zero to a negative or complex power",
        )),
        Err(NoPower::Overflow) => Err(errors::overflow_error(thread, "complex exponentiation")),
    }
}

fn itself(thread: &Thread, args: &[Value]) -> Result {
    if COMPLEX.is_exact(args[0]) {
        return Ok(args[0]);
    }
    let (real, imaginary) = number(args[0]);
    from_parts(thread, real, imaginary)
}

fn repr(thread: &Thread, args: &[Value]) -> Result {
    let (real, imaginary) = number(args[0]);
    Ok(Str::new(thread, &text::complex_repr(real, imaginary))?.value())
}

fn hash(thread: &Thread, args: &[Value]) -> Result {
    let (real, imaginary) = number(args[0]);
    let real = float::hash(args[0], real);
    let imaginary = float::hash(args[0], imaginary);
    int::from_i64(thread, text::hash_complex(real, imaginary))
}

/// `self == value`; `None` if the value is no number.
fn equal(args: &[Value]) -> Option<bool> {
    let own = number(args[0]);
    if let Some(other) = to_parts(args[1]) {
        return Some(own == other);
    }
    if let Some(other) = float::to_f64(args[1]) {
        return Some(own.0 == other && own.1 == 0.0);
    }
    if !int::is_int(args[1]) {
        return None;
    }
    if own.1 != 0.0 {
        return Some(false);
    }
    Some(compare_int_float(args[1], own.0).is_some_and(|order| order.is_eq()))
}

fn negate(thread: &Thread, args: &[Value]) -> Result {
    let (real, imaginary) = number(args[0]);
    from_parts(thread, -real, -imaginary)
}

fn conjugate(thread: &Thread, args: &[Value]) -> Result {
    let (real, imaginary) = number(args[0]);
    from_parts(thread, real, -imaginary)
}

fn absolute(thread: &Thread, args: &[Value]) -> Result {
    match arithmetic::absolute(number(args[0])) {
        Some(size) => float::from_f64(thread, size),
        None => Err(errors::overflow_error(thread, "absolute value too large")),
    }
}

fn from_number(thread: &Thread, args: &[Value]) -> Result {
    let class = Type::of(args[0]);
    if class == COMPLEX.get() && COMPLEX.is_exact(args[1]) {
        return Ok(args[1]);
    }
    let (real, imaginary) = to_complex(thread, args[1])?;
    let value = from_parts(thread, real, imaginary)?;
    if class == COMPLEX.get() {
        Ok(value)
    } else {
        call(thread, class.value(), &[value])
    }
}

fn get_new_args(thread: &Thread, args: &[Value]) -> Result {
    let (real, imaginary) = number(args[0]);
    let pair = [
        float::from_f64(thread, real)?,
        float::from_f64(thread, imaginary)?,
    ];
    Ok(Tuple::new(thread, &pair)?.value())
}

fn format(thread: &Thread, args: &[Value]) -> Result {
    let spec = format_spec(thread, args[1])?;
    if spec.is_empty() {
        return Ok(operations::str(thread, args[0])?.value());
    }
    let (real, imaginary) = number(args[0]);
    let class = args[0].class().name_text();
    match typhon_text::format::format_complex(real, imaginary, spec.bytes(), &class) {
        Ok(text) => Ok(Str::from_wtf8(thread, &text)?.value()),
        Err(error) => Err(raise(thread, error)),
    }
}
