//! Truth, equality, ordering and hashing.

use crate::call::{call_operator, call_special};
use crate::errors::{self, Result};
use crate::object::{Kind, Ref, ValueExt};
use crate::str::StrObject;
use crate::thread::Thread;
use crate::types::Special;
use typhon_heap::Value;

/// `bool(value)`
#[inline]
pub fn truth(thread: &Thread, value: Value) -> Result<bool> {
    match value {
        Value::TRUE => return Ok(true),
        Value::FALSE | Value::NONE => return Ok(false),
        _ => {}
    }
    match value.exact_kind() {
        Kind::Int if value.is_fixnum() => Ok(value.fixnum_value() != 0),
        Kind::Str => Ok(!Ref::<StrObject>::of(value).is_empty()),
        Kind::List => Ok(!Ref::<crate::list::ListObject>::of(value).is_empty()),
        Kind::Tuple => Ok(!Ref::<crate::tuple::TupleObject>::of(value).is_empty()),
        Kind::Dict => Ok(!Ref::<crate::dict::DictObject>::of(value).is_empty()),
        Kind::Float if value.is_flonum() => Ok(value.flonum_value() != 0.0),
        Kind::Function | Kind::NativeFunction | Kind::Type if value.kind() != Kind::Type => {
            Ok(true)
        }
        _ => truth_slowly(thread, value),
    }
}

fn truth_slowly(thread: &Thread, value: Value) -> Result<bool> {
    let class = value.class();
    if let Some(method) = class.special(Special::Bool) {
        return match call_special(thread, method, value, &[])? {
            Value::TRUE => Ok(true),
            Value::FALSE => Ok(false),
            other => Err(errors::type_error(
                thread,
                format!(
                    "__bool__ should return bool, returned {}",
                    other.class().full_name()
                ),
            )),
        };
    }
    if class.special(Special::Length).is_some() {
        return Ok(super::len(thread, value)? != 0);
    }
    Ok(true)
}

/// The six comparisons.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub enum Comparison {
    Less,
    LessEqual,
    Equal,
    NotEqual,
    Greater,
    GreaterEqual,
}

impl Comparison {
    pub fn special(self) -> Special {
        match self {
            Comparison::Less => Special::Less,
            Comparison::LessEqual => Special::LessEqual,
            Comparison::Equal => Special::Equal,
            Comparison::NotEqual => Special::NotEqual,
            Comparison::Greater => Special::Greater,
            Comparison::GreaterEqual => Special::GreaterEqual,
        }
    }

    /// The comparison with the operands exchanged.
    pub fn swapped(self) -> Comparison {
        match self {
            Comparison::Less => Comparison::Greater,
            Comparison::LessEqual => Comparison::GreaterEqual,
            Comparison::Greater => Comparison::Less,
            Comparison::GreaterEqual => Comparison::LessEqual,
            same => same,
        }
    }

    pub fn symbol(self) -> &'static str {
        match self {
            Comparison::Less => "<",
            Comparison::LessEqual => "<=",
            Comparison::Equal => "==",
            Comparison::NotEqual => "!=",
            Comparison::Greater => ">",
            Comparison::GreaterEqual => ">=",
        }
    }

    /// What the comparison says of two ordered Rust values.
    pub fn holds(self, ordering: std::cmp::Ordering) -> bool {
        match self {
            Comparison::Less => ordering.is_lt(),
            Comparison::LessEqual => ordering.is_le(),
            Comparison::Equal => ordering.is_eq(),
            Comparison::NotEqual => ordering.is_ne(),
            Comparison::Greater => ordering.is_gt(),
            Comparison::GreaterEqual => ordering.is_ge(),
        }
    }

    /// Likewise for floats, where NaN is unordered.
    pub fn holds_floats(self, a: f64, b: f64) -> bool {
        match self {
            Comparison::Less => a < b,
            Comparison::LessEqual => a <= b,
            Comparison::Equal => a == b,
            Comparison::NotEqual => a != b,
            Comparison::Greater => a > b,
            Comparison::GreaterEqual => a >= b,
        }
    }
}

/// `a <comparison> b`
pub fn compare(thread: &Thread, comparison: Comparison, a: Value, b: Value) -> Result {
    if a.is_fixnum() && b.is_fixnum() {
        return Ok(Value::bool(
            comparison.holds(a.fixnum_value().cmp(&b.fixnum_value())),
        ));
    }
    if a.exact_kind() == Kind::Str && b.exact_kind() == Kind::Str {
        let (a, b) = (Ref::<StrObject>::of(a), Ref::<StrObject>::of(b));
        // Generalised UTF-8 orders as code points do.
        return Ok(Value::bool(match comparison {
            Comparison::Equal => a == b || thread.same_bytes(a.bytes(), b.bytes()),
            Comparison::NotEqual => a != b && !thread.same_bytes(a.bytes(), b.bytes()),
            _ => comparison.holds(thread.order_of_bytes(a.bytes(), b.bytes())),
        }));
    }
    thread.check_native_stack_in(" in comparison")?;
    let (class_a, class_b) = (a.class(), b.class());
    let mut tried_reflected = false;
    if class_a != class_b
        && class_b.is_subtype(class_a)
        && let Some(method) = class_b.special(comparison.swapped().special())
    {
        tried_reflected = true;
        let result = call_operator(thread, method, b, &[a])?;
        if result != Value::NOT_IMPLEMENTED {
            return Ok(result);
        }
    }
    if let Some(method) = class_a.special(comparison.special()) {
        let result = call_operator(thread, method, a, &[b])?;
        if result != Value::NOT_IMPLEMENTED {
            return Ok(result);
        }
    }
    if !tried_reflected && let Some(method) = class_b.special(comparison.swapped().special()) {
        let result = call_operator(thread, method, b, &[a])?;
        if result != Value::NOT_IMPLEMENTED {
            return Ok(result);
        }
    }
    match comparison {
        Comparison::Equal => Ok(Value::bool(a == b)),
        Comparison::NotEqual => Ok(Value::bool(a != b)),
        _ => Err(errors::type_error(
            thread,
            format!(
                "'{}' not supported between instances of '{}' and '{}'",
                comparison.symbol(),
                class_a.full_name(),
                class_b.full_name()
            ),
        )),
    }
}

/// `a == b` as a truth value.
pub fn equal(thread: &Thread, a: Value, b: Value) -> Result<bool> {
    let result = compare(thread, Comparison::Equal, a, b)?;
    truth(thread, result)
}

/// What containers mean by equality: identical or equal.
#[inline]
pub fn equal_or_identical(thread: &Thread, a: Value, b: Value) -> Result<bool> {
    Ok(a == b || equal(thread, a, b)?)
}

/// The hash of a value as its 64 bits.
#[inline]
pub fn hash(thread: &Thread, value: Value) -> Result<u64> {
    if value.is_fixnum() {
        return Ok(hash_small_int(value.fixnum_value()));
    }
    if value.exact_kind() == Kind::Str {
        return Ok(Ref::<StrObject>::of(value).hash_aside(thread));
    }
    hash_slowly(thread, value)
}

/// Python's numeric hash: the value modulo 2^61 - 1 with the sign kept, and never -1.
#[inline]
pub fn hash_small_int(value: i64) -> u64 {
    const MODULUS: i64 = (1 << 61) - 1;
    match value % MODULUS {
        -1 => -2i64 as u64,
        hash => hash as u64,
    }
}

fn hash_slowly(thread: &Thread, value: Value) -> Result<u64> {
    match value.exact_kind() {
        Kind::Tuple => return crate::tuple::hash(thread, Ref::of(value)),
        Kind::Set if crate::set::FROZENSET.is_exact(value) => {
            return Ok(crate::set::frozen_hash(thread, Ref::of(value)));
        }
        Kind::Bytes => {
            return Ok(Ref::<crate::bytes::BytesObject>::of(value).hash(thread));
        }
        Kind::Float => {
            let number = crate::float::to_f64(value).unwrap_or(0.0);
            return Ok(crate::float::hash(value, number) as u64);
        }
        Kind::Int if !value.is_bool() => return Ok(crate::int::hash(value)),
        _ => {}
    }
    thread.check_native_stack()?;
    match value.class().special(Special::Hash) {
        Some(Value::NONE) | None => Err(errors::type_error(
            thread,
            format!("unhashable type: '{}'", value.class().full_name()),
        )),
        Some(method) => {
            let result = call_special(thread, method, value, &[])?;
            if result.is_fixnum() {
                let hash = result.fixnum_value();
                return Ok(if hash == -1 {
                    -2i64 as u64
                } else {
                    hash as u64
                });
            }
            if crate::int::is_int(result) {
                // A full 64-bit hash does not fit a small int; bigger ones are reduced as ints are.
                return Ok(match crate::int::to_i64(result) {
                    Some(hash) => hash as u64,
                    None => crate::int::hash(result),
                });
            }
            Err(errors::type_error(
                thread,
                "__hash__ method should return an integer",
            ))
        }
    }
}
