//! Single items of viewed memory: reading and writing them by the native formats of module `struct`.

use crate::bytes::{Bytes, BytesObject};
use crate::errors::{self, Result};
use crate::int;
use crate::object::{Kind, Ref, ValueExt};
use crate::operations;
use crate::thread::Thread;
use crate::types::Special;
use typhon_heap::Value;

/// The format's character, if it is a native one, alone or after `@`.
pub fn native_format(format: &str) -> Option<u8> {
    match format.strip_prefix('@').unwrap_or(format).as_bytes() {
        [code] if item_size(*code).is_some() => Some(*code),
        _ => None,
    }
}

/// Bytes of an item of a native format.
pub fn item_size(code: u8) -> Option<usize> {
    Some(match code {
        b'c' | b'b' | b'B' | b'?' => 1,
        b'h' | b'H' | b'e' => 2,
        b'i' | b'I' | b'f' => 4,
        b'l' | b'L' | b'q' | b'Q' | b'n' | b'N' | b'd' | b'P' => 8,
        _ => return None,
    })
}

/// The static text of a native format.
pub fn static_format(format: &str) -> Option<&'static str> {
    const ALL: [&str; 36] = [
        "c", "b", "B", "?", "h", "H", "e", "i", "I", "f", "l", "L", "q", "Q", "n", "N", "d", "P",
        "@c", "@b", "@B", "@?", "@h", "@H", "@e", "@i", "@I", "@f", "@l", "@L", "@q", "@Q", "@n",
        "@N", "@d", "@P",
    ];
    ALL.into_iter().find(|known| *known == format)
}

/// Reads an item.
///
/// # Safety
/// `pointer` leads to an item of this format inside memory that is kept alive.
pub unsafe fn read(thread: &Thread, pointer: *const u8, code: u8) -> Result {
    // SAFETY: the caller's promise; items need not be aligned.
    unsafe {
        match code {
            b'B' => Ok(Value::fixnum(*pointer as i64)),
            b'b' => Ok(Value::fixnum(*(pointer as *const i8) as i64)),
            b'c' => Ok(Bytes::new(thread, &[*pointer])?.value()),
            b'?' => Ok(Value::bool(*pointer != 0)),
            b'h' => Ok(Value::fixnum(
                (pointer as *const i16).read_unaligned() as i64
            )),
            b'H' => Ok(Value::fixnum(
                (pointer as *const u16).read_unaligned() as i64
            )),
            b'i' => Ok(Value::fixnum(
                (pointer as *const i32).read_unaligned() as i64
            )),
            b'I' => Ok(Value::fixnum(
                (pointer as *const u32).read_unaligned() as i64
            )),
            b'l' | b'q' | b'n' => int::from_i64(thread, (pointer as *const i64).read_unaligned()),
            b'L' | b'Q' | b'N' | b'P' => {
                int::from_u64(thread, (pointer as *const u64).read_unaligned())
            }
            b'e' => {
                let half = (pointer as *const u16).read_unaligned();
                crate::float::from_f64(thread, half_to_f64(half))
            }
            b'f' => {
                let single = (pointer as *const f32).read_unaligned();
                crate::float::from_f64(thread, single as f64)
            }
            b'd' => crate::float::from_f64(thread, (pointer as *const f64).read_unaligned()),
            _ => Err(unsupported(thread, &(code as char).to_string())),
        }
    }
}

#[cold]
pub fn unsupported(thread: &Thread, format: &str) -> errors::Raised {
    errors::not_implemented_error(thread, format!("memoryview: unsupported format {format}"))
}

/// An item's bytes, ready to be stored.
pub struct Packed {
    bytes: [u8; 8],
    size: usize,
}

impl Packed {
    fn new<const SIZE: usize>(item: [u8; SIZE]) -> Packed {
        let mut bytes = [0; 8];
        bytes[..SIZE].copy_from_slice(&item);
        Packed { bytes, size: SIZE }
    }

    /// Stores the item.
    ///
    /// # Safety
    /// `pointer` leads to a writable item of the format inside memory that is kept alive.
    pub unsafe fn store(&self, pointer: *mut u8) {
        // SAFETY: the caller's promise.
        unsafe { std::ptr::copy_nonoverlapping(self.bytes.as_ptr(), pointer, self.size) };
    }
}

/// The bytes of `value` in a format; this may run Python code.
pub fn pack(thread: &Thread, value: Value, code: u8, format: &str) -> Result<Packed> {
    let wrong_value = || {
        Err(errors::value_error(
            thread,
            format!("memoryview: invalid value for format '{format}'"),
        ))
    };
    let wrong_type = || {
        errors::type_error(
            thread,
            format!("memoryview: invalid type for format '{format}'"),
        )
    };
    match code {
        b'?' => return Ok(Packed::new([operations::truth(thread, value)? as u8])),
        b'c' => {
            if value.kind() != Kind::Bytes {
                return Err(wrong_type());
            }
            return match Ref::<BytesObject>::of(value).data() {
                [byte] => Ok(Packed::new([*byte])),
                _ => wrong_value(),
            };
        }
        b'e' | b'f' | b'd' => {
            let Some(number) = crate::number::optional_float(thread, value)? else {
                return Err(wrong_type());
            };
            return Ok(match code {
                b'd' => Packed::new(number.to_ne_bytes()),
                b'f' => Packed::new((number as f32).to_ne_bytes()),
                _ => match f64_to_half(number) {
                    Some(half) => Packed::new(half.to_ne_bytes()),
                    None => return wrong_value(),
                },
            });
        }
        _ => {}
    }
    if !int::is_int(value) && value.class().special(Special::Index).is_none() {
        return Err(wrong_type());
    }
    let number = int::big(operations::index_value(thread, value)?);
    macro_rules! integer {
        ($type:ty) => {
            match <$type>::try_from(&number) {
                Ok(item) => Ok(Packed::new(item.to_ne_bytes())),
                Err(_) => wrong_value(),
            }
        };
    }
    match code {
        b'b' => integer!(i8),
        b'B' => integer!(u8),
        b'h' => integer!(i16),
        b'H' => integer!(u16),
        b'i' => integer!(i32),
        b'I' => integer!(u32),
        b'l' | b'q' | b'n' => integer!(i64),
        b'L' | b'Q' | b'N' | b'P' => integer!(u64),
        _ => Err(unsupported(thread, format)),
    }
}

/// IEEE 754 binary16 to double, exactly.
pub fn half_to_f64(half: u16) -> f64 {
    let sign = if half & 0x8000 != 0 { -1.0 } else { 1.0 };
    let exponent = (half >> 10 & 0x1F) as i32;
    let fraction = (half & 0x3FF) as f64;
    match exponent {
        0 => sign * fraction * 2f64.powi(-24),
        31 if fraction == 0.0 => sign * f64::INFINITY,
        31 => f64::NAN.copysign(sign),
        _ => sign * (1.0 + fraction / 1024.0) * 2f64.powi(exponent - 15),
    }
}

/// Double to binary16, rounding half to even; `None` if it is too big.
pub fn f64_to_half(value: f64) -> Option<u16> {
    let sign = if value.is_sign_negative() { 0x8000 } else { 0 };
    let magnitude = value.abs();
    if value.is_nan() {
        return Some(sign | 0x7E00);
    }
    if magnitude.is_infinite() {
        return Some(sign | 0x7C00);
    }
    // Multiples of 2^-24 up to the normal range; the scaling is exact.
    if magnitude < 2f64.powi(-14) {
        return Some(sign | (magnitude * 2f64.powi(24)).round_ties_even() as u16);
    }
    let exponent = ((magnitude.to_bits() >> 52) as i32) - 1023;
    if exponent > 15 {
        return None;
    }
    let fraction = (magnitude / 2f64.powi(exponent) * 1024.0).round_ties_even() as u32 - 1024;
    // A fraction that rounds up to 1024 carries into the exponent, as it should.
    let bits = ((exponent + 15) as u32) * 1024 + fraction;
    if bits >= 0x7C00 {
        return None;
    }
    Some(sign | bits as u16)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_half_comes_back() {
        for bits in 0..=u16::MAX {
            let value = half_to_f64(bits);
            if !value.is_nan() {
                assert_eq!(f64_to_half(value), Some(bits));
            }
        }
        assert_eq!(f64_to_half(65519.0), Some(0x7BFF));
        assert_eq!(f64_to_half(65520.0), None);
        assert_eq!(f64_to_half(2f64.powi(-25)), Some(0));
        assert_eq!(f64_to_half(3.0 * 2f64.powi(-25)), Some(2));
    }
}
