//! Constant folding, truth of constant conditions, and the `from __future__` statements.
//! Invariant: folding never changes what a program can observe; whatever would raise is left alone.

use dashu_int::IBig;
use typhon_bytecode::{CodeFlags, Constant};

use crate::Options;
use crate::errors::{SyntaxError, error};
use crate::parse::{Tree, ast};
use crate::source::Source;
use ast::{Expr, Operator, Stmt, UnaryOp};

/// The future features a source asks for, with those inherited.
pub(crate) fn future_features(
    tree: &Tree,
    source: &Source,
    options: &Options,
) -> Result<CodeFlags, SyntaxError> {
    let mut features = options.flags & crate::FUTURE_FLAGS;
    let ast::Mod::Module(root) = tree.root() else {
        return Ok(features);
    };
    let mut allowed = true;
    for (index, statement) in root.body.iter().enumerate() {
        if let Stmt::ImportFrom(import) = statement
            && import.level == 0
            && import.module.as_deref() == Some("__future__")
        {
            if !allowed {
                let message = "from __future__ imports must occur at the beginning of the file";
                return Err(error(import.range, message).at(source));
            }
            for alias in &import.names {
                features |= feature(&alias.name)
                    .map_err(|message| error(alias.range, message).at(source))?;
            }
            continue;
        }
        let docstring = index == 0
            && matches!(statement, Stmt::Expr(expression) if matches!(&*expression.value, Expr::StringLiteral(_)));
        allowed &= docstring;
    }
    Ok(features)
}

fn feature(name: &str) -> Result<CodeFlags, String> {
    Ok(match name {
        "nested_scopes" | "generators" | "division" | "absolute_import" | "with_statement"
        | "print_function" | "unicode_literals" | "generator_stop" => CodeFlags::empty(),
        "barry_as_FLUFL" => CodeFlags::FUTURE_BARRY_AS_BDFL,
        "annotations" => CodeFlags::FUTURE_ANNOTATIONS,
        "braces" => return Err("not a chance".into()),
        other => return Err(format!("future feature {other} is not defined")),
    })
}

pub(crate) fn truth(constant: &Constant) -> bool {
    match constant {
        Constant::None | Constant::False => false,
        Constant::True | Constant::Ellipsis | Constant::Code(_) | Constant::Packed(_) => true,
        Constant::Int(value) => *value != 0,
        Constant::BigInt(_) => true,
        Constant::Float(value) => *value != 0.0,
        Constant::Complex(real, imaginary) => *real != 0.0 || *imaginary != 0.0,
        Constant::Str(value) | Constant::Bytes(value) => !value.is_empty(),
        Constant::Tuple(items) | Constant::FrozenSet(items) => !items.is_empty(),
    }
}

/// No folded int has more bits than this, no folded sequence more items.
const MAXIMUM_BITS: usize = 128;
const MAXIMUM_ITEMS: usize = 4096;

pub(crate) fn integer(value: IBig) -> Constant {
    match i64::try_from(&value) {
        Ok(small) => Constant::Int(small),
        Err(_) => Constant::BigInt(value),
    }
}

fn as_bool(constant: &Constant) -> Option<bool> {
    match constant {
        Constant::True => Some(true),
        Constant::False => Some(false),
        _ => None,
    }
}

fn as_integer(constant: &Constant) -> Option<IBig> {
    match constant {
        Constant::Int(value) => Some(IBig::from(*value)),
        Constant::BigInt(value) => Some(value.clone()),
        Constant::True => Some(IBig::ONE),
        Constant::False => Some(IBig::ZERO),
        _ => None,
    }
}

fn as_float(constant: &Constant) -> Option<f64> {
    match constant {
        Constant::Float(value) => Some(*value),
        Constant::Int(value) if value.unsigned_abs() <= 1 << 53 => Some(*value as f64),
        Constant::True => Some(1.0),
        Constant::False => Some(0.0),
        _ => None,
    }
}

pub(crate) fn fold_unary(op: UnaryOp, operand: &Constant) -> Option<Constant> {
    match op {
        UnaryOp::Not => Some(if truth(operand) {
            Constant::False
        } else {
            Constant::True
        }),
        UnaryOp::USub => match operand {
            Constant::Float(value) => Some(Constant::Float(-value)),
            Constant::Complex(real, imaginary) => Some(Constant::Complex(-real, -imaginary)),
            other => Some(integer(-as_integer(other)?)),
        },
        UnaryOp::UAdd => match operand {
            Constant::Float(_) | Constant::Complex(..) => Some(operand.clone()),
            other => Some(integer(as_integer(other)?)),
        },
        // `~True` warns when it runs.
        UnaryOp::Invert => match operand {
            Constant::Int(_) | Constant::BigInt(_) => Some(integer(!as_integer(operand)?)),
            _ => None,
        },
    }
}

pub(crate) fn fold_binary(left: &Constant, op: Operator, right: &Constant) -> Option<Constant> {
    if let (Some(a), Some(b)) = (as_bool(left), as_bool(right)) {
        // These keep the type.
        let value = match op {
            Operator::BitAnd => Some(a & b),
            Operator::BitOr => Some(a | b),
            Operator::BitXor => Some(a ^ b),
            _ => None,
        };
        if let Some(value) = value {
            return Some(if value {
                Constant::True
            } else {
                Constant::False
            });
        }
    }
    if let (Some(a), Some(b)) = (as_integer(left), as_integer(right)) {
        return fold_integers(a, op, b);
    }
    if matches!(left, Constant::Complex(..)) || matches!(right, Constant::Complex(..)) {
        return fold_complex(left, op, right);
    }
    if let (Some(a), Some(b)) = (as_float(left), as_float(right)) {
        return fold_floats(a, op, b);
    }
    fold_sequences(left, op, right)
}

fn fold_integers(a: IBig, op: Operator, b: IBig) -> Option<Constant> {
    let bits = |value: &IBig| value.as_sign_words().1.len() * 64;
    let zero = IBig::ZERO;
    let value = match op {
        Operator::Add => a + b,
        Operator::Sub => a - b,
        Operator::Mult => {
            if bits(&a) + bits(&b) > MAXIMUM_BITS + 64 {
                return None;
            }
            a * b
        }
        Operator::Div => {
            let (Ok(x), Ok(y)) = (i64::try_from(&a), i64::try_from(&b)) else {
                return None;
            };
            let exact = |value: i64| value.unsigned_abs() <= 1 << 53;
            if y == 0 || !exact(x) || !exact(y) {
                return None;
            }
            return Some(Constant::Float(x as f64 / y as f64));
        }
        Operator::FloorDiv | Operator::Mod => {
            if b == zero {
                return None;
            }
            let mut quotient = &a / &b;
            let mut remainder = &a - &quotient * &b;
            if remainder != zero && (remainder < zero) != (b < zero) {
                quotient -= IBig::ONE;
                remainder += &b;
            }
            if op == Operator::FloorDiv {
                quotient
            } else {
                remainder
            }
        }
        Operator::Pow => {
            let exponent = u32::try_from(&b).ok()?;
            let length = (bits(&a).max(1)).min(
                64 - i64::try_from(&a).map_or(0, |v| v.unsigned_abs().leading_zeros() as usize),
            );
            if exponent as usize > MAXIMUM_BITS || length * exponent as usize > MAXIMUM_BITS {
                return None;
            }
            a.pow(exponent as usize)
        }
        Operator::LShift => {
            let shift = u32::try_from(&b).ok()? as usize;
            if shift > MAXIMUM_BITS || bits(&a) > MAXIMUM_BITS {
                return None;
            }
            a << shift
        }
        Operator::RShift => {
            let shift = u32::try_from(&b).ok()? as usize;
            a >> shift
        }
        Operator::BitAnd => a & b,
        Operator::BitOr => a | b,
        Operator::BitXor => a ^ b,
        Operator::MatMult => return None,
    };
    Some(integer(value))
}

fn fold_floats(a: f64, op: Operator, b: f64) -> Option<Constant> {
    let value = match op {
        Operator::Add => a + b,
        Operator::Sub => a - b,
        Operator::Mult => a * b,
        Operator::Div if b != 0.0 => a / b,
        // Rounding of these is left to the run-time functions.
        _ => return None,
    };
    Some(Constant::Float(value))
}

fn fold_complex(left: &Constant, op: Operator, right: &Constant) -> Option<Constant> {
    // Mixed arithmetic treats a real operand as real, so that zeros keep their signs.
    let value = match (left, right) {
        (Constant::Complex(a, b), Constant::Complex(c, d)) => match op {
            Operator::Add => (a + c, b + d),
            Operator::Sub => (a - c, b - d),
            _ => return None,
        },
        (real, Constant::Complex(c, d)) => {
            let a = as_float(real)?;
            match op {
                Operator::Add => (a + c, *d),
                Operator::Sub => (a - c, -d),
                _ => return None,
            }
        }
        (Constant::Complex(a, b), real) => {
            let c = as_float(real)?;
            match op {
                Operator::Add => (a + c, *b),
                Operator::Sub => (a - c, *b),
                _ => return None,
            }
        }
        _ => return None,
    };
    Some(Constant::Complex(value.0, value.1))
}

fn fold_sequences(left: &Constant, op: Operator, right: &Constant) -> Option<Constant> {
    match (left, op, right) {
        (Constant::Str(a), Operator::Add, Constant::Str(b)) => {
            // Two halves of a surrogate pair must not be joined bytewise.
            if ends_with_surrogate(a) {
                return None;
            }
            Some(Constant::Str([&a[..], &b[..]].concat().into()))
        }
        (Constant::Bytes(a), Operator::Add, Constant::Bytes(b)) => {
            Some(Constant::Bytes([&a[..], &b[..]].concat().into()))
        }
        (Constant::Tuple(a), Operator::Add, Constant::Tuple(b)) => {
            Some(Constant::Tuple(a.iter().chain(b).cloned().collect()))
        }
        (sequence, Operator::Mult, Constant::Int(count))
        | (Constant::Int(count), Operator::Mult, sequence) => {
            let count = usize::try_from(*count).ok()?;
            let fits = |length: usize| {
                length
                    .checked_mul(count)
                    .is_some_and(|total| total <= MAXIMUM_ITEMS)
            };
            match sequence {
                Constant::Str(text) if fits(text.len()) && !ends_with_surrogate(text) => {
                    Some(Constant::Str(text.repeat(count).into()))
                }
                Constant::Bytes(bytes) if fits(bytes.len()) => {
                    Some(Constant::Bytes(bytes.repeat(count).into()))
                }
                Constant::Tuple(items) if items.len() * count <= 256 => Some(Constant::Tuple(
                    (0..count).flat_map(|_| items.iter().cloned()).collect(),
                )),
                _ => None,
            }
        }
        _ => None,
    }
}

fn ends_with_surrogate(text: &[u8]) -> bool {
    matches!(text, [.., 0xED, 0xA0..=0xBF, _])
}
