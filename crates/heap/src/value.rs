//! The one-word value. Invariant: a word is exactly one of the five encodings below, so any word of
//! a Python stack, an object or an array can be traced without knowing what wrote it.
//!
//! | low bits  | meaning                                                             |
//! |-----------|---------------------------------------------------------------------|
//! | `...xxx1` | small int: 63-bit two's complement, shifted left by one             |
//! | `...xx10` | small float: an IEEE double rotated as CRuby's flonum               |
//! | `...x100` | singleton: None, False, True, NotImplemented, Ellipsis              |
//! | `...x000` | pointer to an object (16-byte aligned), or zero: absent             |

use crate::header::Header;
use std::fmt;

/// A Python value: an immediate, a pointer to a heap object, or `NULL` (absent).
#[derive(Copy, Clone, PartialEq, Eq, Hash)]
#[repr(transparent)]
pub struct Value(u64);

impl Value {
    /// Absent: an unbound local, a missing optional argument, an empty slot. Never seen by Python.
    pub const NULL: Value = Value(0);
    pub const NONE: Value = Value(0x04);
    pub const FALSE: Value = Value(0x0c);
    pub const TRUE: Value = Value(0x14);
    pub const NOT_IMPLEMENTED: Value = Value(0x1c);
    pub const ELLIPSIS: Value = Value(0x24);
    /// Marks a deleted key or a cached "there is none". Never seen by Python, equal to no key.
    pub const DELETED: Value = Value(0x2c);

    /// The range of ints that need no heap object.
    pub const INT_MIN: i64 = -(1 << 62);
    pub const INT_MAX: i64 = (1 << 62) - 1;

    #[inline(always)]
    pub const fn from_bits(bits: u64) -> Value {
        Value(bits)
    }

    #[inline(always)]
    pub const fn bits(self) -> u64 {
        self.0
    }

    #[inline(always)]
    pub const fn is_null(self) -> bool {
        self.0 == 0
    }

    #[inline(always)]
    pub const fn is_none(self) -> bool {
        self.0 == Value::NONE.0
    }

    /// `None` for absent, so that `?` and combinators work on optional values.
    #[inline(always)]
    pub fn present(self) -> Option<Value> {
        if self.is_null() { None } else { Some(self) }
    }

    #[inline(always)]
    pub const fn bool(value: bool) -> Value {
        if value { Value::TRUE } else { Value::FALSE }
    }

    #[inline(always)]
    pub const fn is_bool(self) -> bool {
        self.0 == Value::TRUE.0 || self.0 == Value::FALSE.0
    }

    /// The immediate encoding of `value`, if it is in range.
    #[inline(always)]
    pub const fn small_int(value: i64) -> Option<Value> {
        if value >= Value::INT_MIN && value <= Value::INT_MAX {
            Some(Value::fixnum(value))
        } else {
            None
        }
    }

    /// The immediate encoding of `value`, which the caller knows to be in range.
    #[inline(always)]
    pub const fn fixnum(value: i64) -> Value {
        debug_assert!(value >= Value::INT_MIN && value <= Value::INT_MAX);
        Value(((value as u64) << 1) | 1)
    }

    #[inline(always)]
    pub const fn is_fixnum(self) -> bool {
        self.0 & 1 == 1
    }

    /// The int of a value that `is_fixnum`.
    #[inline(always)]
    pub const fn fixnum_value(self) -> i64 {
        (self.0 as i64) >> 1
    }

    #[inline(always)]
    pub const fn as_fixnum(self) -> Option<i64> {
        if self.is_fixnum() {
            Some(self.fixnum_value())
        } else {
            None
        }
    }

    /// The immediate encoding of `value`, if its exponent allows (0.0 and magnitudes from 1e-77 to 1e77).
    #[inline(always)]
    pub fn flonum(value: f64) -> Option<Value> {
        let bits = value.to_bits();
        // The top three bits of the exponent are 011 or 100 for the magnitudes that fit.
        let top = (bits >> 60) & 7;
        if (top == 3 || top == 4) && bits != 0x3000_0000_0000_0000 {
            Some(Value((bits.rotate_left(3) & !3) | 2))
        } else if bits == 0 {
            Some(Value(0x8000_0000_0000_0002))
        } else {
            None
        }
    }

    #[inline(always)]
    pub const fn is_flonum(self) -> bool {
        self.0 & 3 == 2
    }

    /// The float of a value that `is_flonum`.
    #[inline(always)]
    pub const fn flonum_value(self) -> f64 {
        if self.0 == 0x8000_0000_0000_0002 {
            return 0.0;
        }
        // Bit 63 of the encoding is the double's bit 60; it tells 011 from 100.
        let low = 2 - (self.0 >> 63);
        f64::from_bits((low | (self.0 & !3)).rotate_right(3))
    }

    #[inline(always)]
    pub const fn is_pointer(self) -> bool {
        self.0 & 7 == 0 && self.0 != 0
    }

    /// The object header of a value that `is_pointer`.
    #[inline(always)]
    pub const fn pointer(self) -> *mut Header {
        debug_assert!(self.is_pointer());
        self.0 as *mut Header
    }

    #[inline(always)]
    pub fn from_pointer<T>(pointer: *const T) -> Value {
        debug_assert!(pointer as u64 & 15 == 0);
        Value(pointer as u64)
    }
}

impl fmt::Debug for Value {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match *self {
            Value::NULL => f.write_str("NULL"),
            Value::NONE => f.write_str("None"),
            Value::FALSE => f.write_str("False"),
            Value::TRUE => f.write_str("True"),
            Value::NOT_IMPLEMENTED => f.write_str("NotImplemented"),
            Value::ELLIPSIS => f.write_str("Ellipsis"),
            v if v.is_fixnum() => write!(f, "{}", v.fixnum_value()),
            v if v.is_flonum() => write!(f, "{:?}", v.flonum_value()),
            v => write!(f, "<object at {:#x}>", v.0),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ints_round_trip() {
        for i in [0, 1, -1, 42, Value::INT_MIN, Value::INT_MAX] {
            assert_eq!(Value::small_int(i).unwrap().fixnum_value(), i);
        }
        assert!(Value::small_int(Value::INT_MAX + 1).is_none());
        assert!(Value::small_int(i64::MIN).is_none());
    }

    #[test]
    fn floats_round_trip_or_are_refused() {
        for f in [
            0.0,
            1.0,
            -1.0,
            0.1,
            1e70,
            -1e-70,
            3.5e10,
            f64::EPSILON,
            1.8e-77,
        ] {
            let value = Value::flonum(f).unwrap();
            assert!(value.is_flonum() && !value.is_fixnum() && !value.is_pointer());
            assert_eq!(value.flonum_value().to_bits(), f.to_bits());
        }
        for f in [
            -0.0,
            f64::INFINITY,
            f64::NAN,
            1e300,
            1e-300,
            f64::MIN_POSITIVE,
        ] {
            assert!(Value::flonum(f).is_none());
        }
        // Every exponent, with both signs: whatever is accepted comes back bit for bit.
        for exponent in 0..2048u64 {
            for sign in [0, 1u64 << 63] {
                for mantissa in [0, 1, 0x000f_ffff_ffff_ffff] {
                    let f = f64::from_bits(sign | exponent << 52 | mantissa);
                    if let Some(value) = Value::flonum(f) {
                        assert_eq!(value.flonum_value().to_bits(), f.to_bits());
                    }
                }
            }
        }
    }
}
