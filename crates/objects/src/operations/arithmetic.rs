//! Operators by special methods. The interpreter has the fast paths for small ints and floats.

use crate::call::{call_operator, call_special};
use crate::errors::{self, Result};
use crate::object::{Kind, Ref, ValueExt};
use crate::thread::Thread;
use crate::types::Special;
use typhon_heap::Value;

/// The binary operators.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub enum Operator {
    Add,
    Subtract,
    Multiply,
    MatrixMultiply,
    TrueDivide,
    FloorDivide,
    Modulo,
    DivMod,
    Power,
    LeftShift,
    RightShift,
    And,
    Xor,
    Or,
}

impl Operator {
    /// Method, reflected method, in-place method (none for divmod), symbol.
    fn row(self) -> (Special, Special, Option<Special>, &'static str) {
        use Special as S;
        match self {
            Operator::Add => (S::Add, S::ReflectedAdd, Some(S::InplaceAdd), "+"),
            Operator::Subtract => (
                S::Subtract,
                S::ReflectedSubtract,
                Some(S::InplaceSubtract),
                "-",
            ),
            Operator::Multiply => (
                S::Multiply,
                S::ReflectedMultiply,
                Some(S::InplaceMultiply),
                "*",
            ),
            Operator::MatrixMultiply => (
                S::MatrixMultiply,
                S::ReflectedMatrixMultiply,
                Some(S::InplaceMatrixMultiply),
                "@",
            ),
            Operator::TrueDivide => (
                S::TrueDivide,
                S::ReflectedTrueDivide,
                Some(S::InplaceTrueDivide),
                "/",
            ),
            Operator::FloorDivide => (
                S::FloorDivide,
                S::ReflectedFloorDivide,
                Some(S::InplaceFloorDivide),
                "//",
            ),
            Operator::Modulo => (S::Modulo, S::ReflectedModulo, Some(S::InplaceModulo), "%"),
            Operator::DivMod => (S::DivMod, S::ReflectedDivMod, None, "divmod()"),
            Operator::Power => (
                S::Power,
                S::ReflectedPower,
                Some(S::InplacePower),
                "** or pow()",
            ),
            Operator::LeftShift => (
                S::LeftShift,
                S::ReflectedLeftShift,
                Some(S::InplaceLeftShift),
                "<<",
            ),
            Operator::RightShift => (
                S::RightShift,
                S::ReflectedRightShift,
                Some(S::InplaceRightShift),
                ">>",
            ),
            Operator::And => (S::And, S::ReflectedAnd, Some(S::InplaceAnd), "&"),
            Operator::Xor => (S::Xor, S::ReflectedXor, Some(S::InplaceXor), "^"),
            Operator::Or => (S::Or, S::ReflectedOr, Some(S::InplaceOr), "|"),
        }
    }
}

/// `a + b` of two exact strings, the commonest operation that is not on numbers.
#[inline]
fn concatenated(thread: &Thread, operator: Operator, a: Value, b: Value) -> Option<Result> {
    let is_concatenation =
        operator == Operator::Add && a.exact_kind() == Kind::Str && b.exact_kind() == Kind::Str;
    is_concatenation.then(|| Ok(crate::str::concat(thread, Ref::of(a), Ref::of(b))?.value()))
}

/// `a <operator> b`
pub fn binary(thread: &Thread, operator: Operator, a: Value, b: Value) -> Result {
    if let Some(joined) = concatenated(thread, operator, a, b) {
        return joined;
    }
    match try_binary(thread, operator, a, b)? {
        Value::NOT_IMPLEMENTED => Err(errors::unsupported_operands(thread, operator.row().3, a, b)),
        result => Ok(result),
    }
}

/// Whether `+` and `*` of this value are the sequence operations, which come after the other operand's
/// reflected method.
fn is_sequence(value: Value) -> bool {
    matches!(
        value.kind(),
        Kind::List | Kind::Tuple | Kind::Str | Kind::Bytes | Kind::Bytearray
    )
}

fn is_native(method: Option<Value>) -> bool {
    method.is_none_or(|method| method.kind() == Kind::NativeFunction)
}

fn try_binary(thread: &Thread, operator: Operator, a: Value, b: Value) -> Result {
    thread.check_native_stack()?;
    let (plain, reflected, _, _) = operator.row();
    let (class_a, class_b) = (a.class(), b.class());
    let method_a = class_a.special(plain);
    let mut method_b = if class_a == class_b {
        None
    } else {
        class_b.special(reflected)
    };
    let sequence =
        matches!(operator, Operator::Add | Operator::Multiply) && is_sequence(a) && !is_sequence(b);
    if let Some(method) = method_b
        && (sequence || (class_b.is_subtype(class_a) && class_a.special(reflected) != Some(method)))
    {
        let result = call_operator(thread, method, b, &[a])?;
        if result != Value::NOT_IMPLEMENTED {
            return Ok(result);
        }
        method_b = None;
    }
    if let Some(method) = method_a {
        let result = call_operator(thread, method, a, &[b])?;
        if result != Value::NOT_IMPLEMENTED {
            return Ok(result);
        }
    }
    if let Some(method) = method_b {
        return call_operator(thread, method, b, &[a]);
    }
    Ok(Value::NOT_IMPLEMENTED)
}

/// `a <operator>= b`: the new value of `a`.
pub fn inplace(thread: &Thread, operator: Operator, a: Value, b: Value) -> Result {
    if let Some(joined) = concatenated(thread, operator, a, b) {
        return joined;
    }
    let (_, reflected, special, symbol) = operator.row();
    // As in `try_binary`: what the other operand says comes before the sequence operations.
    if matches!(operator, Operator::Add | Operator::Multiply)
        && is_sequence(a)
        && !is_sequence(b)
        && !crate::int::is_int(b)
        && let Some(method) = b.class().special(reflected)
        && special.is_some_and(|special| is_native(a.class().special(special)))
    {
        let result = call_operator(thread, method, b, &[a])?;
        if result != Value::NOT_IMPLEMENTED {
            return Ok(result);
        }
    }
    if let Some(special) = special
        && let Some(method) = a.class().special(special)
    {
        let result = call_special(thread, method, a, &[b])?;
        if result != Value::NOT_IMPLEMENTED {
            return Ok(result);
        }
    }
    match try_binary(thread, operator, a, b)? {
        Value::NOT_IMPLEMENTED => {
            let symbol = if operator == Operator::Power {
                "**"
            } else {
                symbol
            };
            Err(errors::unsupported_operands(
                thread,
                &format!("{symbol}="),
                a,
                b,
            ))
        }
        result => Ok(result),
    }
}

/// `pow(base, exponent, modulus)`; without a modulus (NULL or None) it is the operator.
pub fn power(thread: &Thread, base: Value, exponent: Value, modulus: Value) -> Result {
    if modulus.is_null() || modulus.is_none() {
        return binary(thread, Operator::Power, base, exponent);
    }
    let mut order = [
        (base, Special::Power, [exponent, modulus]),
        (exponent, Special::ReflectedPower, [base, modulus]),
    ];
    // A subclass goes first, as with the operators.
    if exponent.class() != base.class() && exponent.class().is_subtype(base.class()) {
        order.reverse();
    }
    for (value, special, arguments) in order {
        if let Some(method) = value.class().special(special) {
            let result = call_special(thread, method, value, &arguments)?;
            if result != Value::NOT_IMPLEMENTED {
                return Ok(result);
            }
        }
    }
    if matches!(modulus.exact_kind(), Kind::Float | Kind::Complex)
        && let Some(method) = modulus.class().special(Special::Power)
    {
        // It says why there is none.
        call_special(thread, method, modulus, &[exponent, modulus])?;
    }
    Err(errors::type_error(
        thread,
        format!(
            "unsupported operand type(s) for ** or pow(): '{}', '{}', '{}'",
            base.class().full_name(),
            exponent.class().full_name(),
            modulus.class().full_name()
        ),
    ))
}

/// The unary operators.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub enum Unary {
    Negative,
    Positive,
    Invert,
    Absolute,
}

/// `<operator> value`
pub fn unary(thread: &Thread, operator: Unary, value: Value) -> Result {
    let (special, symbol) = match operator {
        Unary::Negative => (Special::Negative, "unary -"),
        Unary::Positive => (Special::Positive, "unary +"),
        Unary::Invert => (Special::Invert, "unary ~"),
        Unary::Absolute => (Special::Absolute, "abs()"),
    };
    match value.class().special(special) {
        Some(method) => call_special(thread, method, value, &[]),
        None => Err(errors::type_error(
            thread,
            format!(
                "bad operand type for {symbol}: '{}'",
                value.class().full_name()
            ),
        )),
    }
}
