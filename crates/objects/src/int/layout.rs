//! Ints: small ones are immediate; the others keep sign and 64-bit digits in the object. Invariant: an
//! exact `int` that fits the immediate range is immediate, so equal exact ints of that range are
//! identical; objects of int subclasses may hold any value. Immutable.

use crate::errors::Result;
use crate::object::{Kind, Ref, ValueExt};
use crate::thread::Thread;
use crate::types::Shape;
use dashu_int::{IBig, Sign, UBig};
use typhon_heap::{Header, Value, flags};

/// The digits do not follow the fixed part: the object is of a subclass, with slots in between.
const SHIFTED: u16 = 1 << flags::LAYOUT_SHIFT;

#[repr(C)]
pub struct IntObject {
    pub header: Header,
    negative: bool,
    digits: u32,
}

pub type Int = Ref<IntObject>;

crate::heap_object!(IntObject, INT_LAYOUT, "int", Kind::Int, |object, tracer| ());

const DIGITS: usize = std::mem::size_of::<IntObject>();

impl Int {
    /// An int object of a shape, whatever the value's size.
    pub fn with_shape(thread: &Thread, shape: Ref<Shape>, value: &IBig) -> Result<Int> {
        let (sign, magnitude) = value.as_sign_words();
        let Ok(digits) = u32::try_from(magnitude.len()) else {
            return Err(crate::errors::memory_error(thread));
        };
        let shifted = shape.base.slots_end as usize;
        let data = if shifted == 0 { DIGITS } else { shifted };
        let header = Header::new(shape.pointer().cast());
        if shifted != 0 {
            header.set_flag(SHIFTED);
        }
        let object = IntObject {
            header,
            negative: sign == Sign::Negative,
            digits,
        };
        let int = thread.allocate_sized(shape, object, data + 8 * magnitude.len())?;
        // SAFETY: fresh memory with room for the digits.
        unsafe {
            let target = (int.pointer() as *mut u8).add(data) as *mut u64;
            std::ptr::copy_nonoverlapping(magnitude.as_ptr(), target, magnitude.len());
        }
        Ok(int)
    }

    /// The magnitude, least significant digit first.
    pub fn digits(self) -> &'static [u64] {
        let offset = if self.header().has_flag(SHIFTED) {
            self.shape().base.slots_end as usize
        } else {
            DIGITS
        };
        // SAFETY: the object was allocated with its digits from this offset; they never change.
        unsafe {
            std::slice::from_raw_parts(
                (self.pointer() as *const u8).add(offset) as *const u64,
                self.digits as usize,
            )
        }
    }

    pub fn is_negative(self) -> bool {
        self.negative
    }

    pub fn to_big(self) -> IBig {
        let sign = if self.negative {
            Sign::Negative
        } else {
            Sign::Positive
        };
        IBig::from_parts(sign, UBig::from_words(self.digits()))
    }

    fn to_i64(self) -> Option<i64> {
        match (self.digits(), self.negative) {
            ([], _) => Some(0),
            (&[digit], false) => i64::try_from(digit).ok(),
            (&[digit], true) if digit <= 1 << 63 => Some((digit as i64).wrapping_neg()),
            _ => None,
        }
    }
}

/// Whether the value is an int: exact, bool, or of a subclass.
#[inline(always)]
pub fn is_int(value: Value) -> bool {
    value.is_fixnum() || value.is_bool() || value.kind() == Kind::Int
}

/// An int, small or big, as a machine word if it fits. The value must be an int.
#[inline]
pub fn to_i64(value: Value) -> Option<i64> {
    if value.is_fixnum() {
        return Some(value.fixnum_value());
    }
    match value {
        Value::TRUE => Some(1),
        Value::FALSE => Some(0),
        _ => Int::of(value).to_i64(),
    }
}

/// An int as a big integer. The value must be an int.
pub fn big(value: Value) -> IBig {
    match to_i64(value) {
        Some(small) => IBig::from(small),
        None => Int::of(value).to_big(),
    }
}

pub fn is_negative(value: Value) -> bool {
    match to_i64(value) {
        Some(small) => small < 0,
        None => Int::of(value).is_negative(),
    }
}

/// The exact int of a machine word.
#[inline(always)]
pub fn from_i64(thread: &Thread, value: i64) -> Result {
    match Value::small_int(value) {
        Some(small) => Ok(small),
        None => from_big_object(thread, &IBig::from(value)),
    }
}

#[inline]
pub fn from_u64(thread: &Thread, value: u64) -> Result {
    match i64::try_from(value) {
        Ok(value) => from_i64(thread, value),
        Err(_) => from_big_object(thread, &IBig::from(value)),
    }
}

/// The exact int of a big integer.
pub fn from_big(thread: &Thread, value: &IBig) -> Result {
    match i64::try_from(value).ok().and_then(Value::small_int) {
        Some(small) => Ok(small),
        None => from_big_object(thread, value),
    }
}

#[cold]
fn from_big_object(thread: &Thread, value: &IBig) -> Result {
    Ok(Int::with_shape(thread, super::INT.root_shape(), value)?.value())
}

/// The hash of an int of any size.
pub fn hash(value: Value) -> u64 {
    match to_i64(value) {
        Some(small) => crate::operations::hash_int(small),
        None => {
            // Digits in base 2^64 = 8 modulo 2^61 - 1, from the top.
            const MODULUS: u128 = (1 << 61) - 1;
            let int = Int::of(value);
            let remainder = int.digits().iter().rev().fold(0u128, |sum, &digit| {
                ((sum << 64) % MODULUS + digit as u128) % MODULUS
            });
            let signed = if int.is_negative() {
                -(remainder as i64)
            } else {
                remainder as i64
            };
            (if signed == -1 { -2 } else { signed }) as u64
        }
    }
}
