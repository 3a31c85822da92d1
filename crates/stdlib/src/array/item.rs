//! The item types of arrays: from a value to bytes and back.

use typhon_objects::prelude::*;
use typhon_objects::{float, int, number};
use typhon_text::wtf8;

/// All type codes, in the order of `array.typecodes`.
pub const CODES: &[u8] = b"bBuwhHiIlLqQfd";

/// Bytes of an item; `None` if there is no such code.
pub fn size(code: u8) -> Option<usize> {
    Some(match code {
        b'b' | b'B' => 1,
        b'h' | b'H' => 2,
        b'u' | b'w' | b'i' | b'I' | b'f' => 4,
        b'l' | b'L' | b'q' | b'Q' | b'd' => 8,
        _ => return None,
    })
}

pub fn is_text(code: u8) -> bool {
    matches!(code, b'u' | b'w')
}

/// The format that memory views show.
pub fn view_format(code: u8) -> &'static str {
    match code {
        b'b' => "b",
        b'B' => "B",
        b'u' | b'w' => "w",
        b'h' => "h",
        b'H' => "H",
        b'i' => "i",
        b'I' => "I",
        b'l' => "l",
        b'L' => "L",
        b'q' => "q",
        b'Q' => "Q",
        b'f' => "f",
        _ => "d",
    }
}

/// An item's bytes.
pub struct Packed {
    bytes: [u8; 8],
    size: usize,
}

impl Packed {
    fn new<const N: usize>(raw: [u8; N]) -> Packed {
        let mut bytes = [0; 8];
        bytes[..N].copy_from_slice(&raw);
        Packed { bytes, size: N }
    }

    pub fn bytes(&self) -> &[u8] {
        &self.bytes[..self.size]
    }
}

/// An int as the C type of this name, between the bounds that its conversion checks.
fn signed(thread: &Thread, value: Value, name: &str, least: i64, most: i64) -> Result<i64> {
    let value = operations::index_value(thread, value)?;
    let Some(number) = int::to_i64(value) else {
        return Err(errors::overflow_error(
            thread,
            "Python int too large to convert to C long",
        ));
    };
    within(thread, number, name, least, most)
}

fn within(thread: &Thread, number: i64, name: &str, least: i64, most: i64) -> Result<i64> {
    if number < least {
        return Err(errors::overflow_error(
            thread,
            format!("{name} is less than minimum"),
        ));
    }
    if number > most {
        return Err(errors::overflow_error(
            thread,
            format!("{name} is greater than maximum"),
        ));
    }
    Ok(number)
}

fn unsigned(thread: &Thread, value: Value, negative: &str, big: &str) -> Result<u64> {
    let value = operations::index_value(thread, value)?;
    if int::is_negative(value) {
        return Err(errors::overflow_error(thread, negative));
    }
    match int::to_i64(value) {
        Some(small) => Ok(small as u64),
        None => u64::try_from(&int::big(value)).map_err(|_| errors::overflow_error(thread, big)),
    }
}

fn character(thread: &Thread, value: Value) -> Result<u32> {
    let Some(text) = value.downcast::<StrObject>() else {
        return Err(errors::type_error(
            thread,
            format!(
                "array item must be a unicode character, not {}",
                value.class().name_text()
            ),
        ));
    };
    if text.len() != 1 {
        return Err(errors::type_error(
            thread,
            format!(
                "array item must be a unicode character, not a string of length {}",
                text.len()
            ),
        ));
    }
    Ok(wtf8::decode_at(text.bytes(), 0).0)
}

/// The bytes of a value; this may run Python code.
pub fn pack(thread: &Thread, code: u8, value: Value) -> Result<Packed> {
    const SHORT: &str = "signed short integer";
    const INT: &str = "signed integer";
    const NEGATIVE: &str = "can't convert negative value to unsigned int";
    const BIG: &str = "Python int too large to convert to C unsigned long";
    let int_bounds = (i32::MIN as i64, i32::MAX as i64);
    let short_bounds = (i16::MIN as i64, i16::MAX as i64);
    Ok(match code {
        b'b' => {
            let short = signed(thread, value, SHORT, short_bounds.0, short_bounds.1)?;
            let byte = within(thread, short, "signed char", -128, 127)?;
            Packed::new((byte as i8).to_ne_bytes())
        }
        b'B' => {
            let byte = signed(thread, value, "unsigned byte integer", 0, 255)?;
            Packed::new((byte as u8).to_ne_bytes())
        }
        b'h' => {
            let short = signed(thread, value, SHORT, short_bounds.0, short_bounds.1)?;
            Packed::new((short as i16).to_ne_bytes())
        }
        b'H' => {
            let wide = signed(thread, value, INT, int_bounds.0, int_bounds.1)?;
            let short = within(thread, wide, "unsigned short", 0, u16::MAX as i64)?;
            Packed::new((short as u16).to_ne_bytes())
        }
        b'i' => {
            let number = signed(thread, value, INT, int_bounds.0, int_bounds.1)?;
            Packed::new((number as i32).to_ne_bytes())
        }
        b'I' => {
            let number = unsigned(thread, value, NEGATIVE, BIG)?;
            let Ok(number) = u32::try_from(number) else {
                return Err(errors::overflow_error(
                    thread,
                    "unsigned int is greater than maximum",
                ));
            };
            Packed::new(number.to_ne_bytes())
        }
        b'l' => Packed::new(signed(thread, value, "", i64::MIN, i64::MAX)?.to_ne_bytes()),
        b'L' => Packed::new(unsigned(thread, value, NEGATIVE, BIG)?.to_ne_bytes()),
        b'q' => {
            let value = operations::index_value(thread, value)?;
            let Some(number) = int::to_i64(value) else {
                return Err(errors::overflow_error(thread, "int too big to convert"));
            };
            Packed::new(number.to_ne_bytes())
        }
        b'Q' => {
            let negative = "can't convert negative int to unsigned";
            let number = unsigned(thread, value, negative, "int too big to convert")?;
            Packed::new(number.to_ne_bytes())
        }
        b'f' => Packed::new((number::to_float(thread, value)? as f32).to_ne_bytes()),
        b'd' => Packed::new(number::to_float(thread, value)?.to_ne_bytes()),
        _ => Packed::new(character(thread, value)?.to_ne_bytes()),
    })
}

/// The value of an item, whose bytes are the low ones of `word`.
pub fn unpack(thread: &Thread, code: u8, word: u64) -> Result {
    match code {
        b'b' => Ok(Value::fixnum(word as i8 as i64)),
        b'B' => Ok(Value::fixnum(word as u8 as i64)),
        b'h' => Ok(Value::fixnum(word as i16 as i64)),
        b'H' => Ok(Value::fixnum(word as u16 as i64)),
        b'i' => Ok(Value::fixnum(word as i32 as i64)),
        b'I' => Ok(Value::fixnum(word as u32 as i64)),
        b'l' | b'q' => int::from_i64(thread, word as i64),
        b'L' | b'Q' => int::from_u64(thread, word),
        b'f' => float::from_f64(thread, f32::from_bits(word as u32) as f64),
        b'd' => float::from_f64(thread, f64::from_bits(word)),
        _ => {
            let mut bytes = Vec::new();
            push_character(thread, &mut bytes, word as u32)?;
            Ok(Str::from_wtf8(thread, &bytes)?.value())
        }
    }
}

/// Appends a code point to text, or refuses what is none.
pub fn push_character(thread: &Thread, text: &mut Vec<u8>, point: u32) -> Result<()> {
    if point > 0x10ffff {
        return Err(errors::value_error(
            thread,
            format!("character U+{point:x} is not in range [U+0000; U+10ffff]"),
        ));
    }
    wtf8::push(text, point);
    Ok(())
}
