//! Ints from other values, and ints as text. Invariant: results are exact ints.

use super::arithmetic::{exact, is_long, long_running};
use super::layout::{big, from_big, is_int, to_i64};
use super::limit::max_str_digits;
use crate::bytes::{Bytes, BytesObject};
use crate::call::{call, call_special};
use crate::errors::{self, Result};
use crate::number::{bytes_like, deprecated, raise};
use crate::object::{Kind, ValueExt};
use crate::operations;
use crate::str::{Str, StrObject};
use crate::thread::Thread;
use crate::types::Special;
use typhon_heap::Value;
use typhon_text::number as text;

/// `int(value)`
pub fn to_int(thread: &Thread, value: Value) -> Result {
    if value.is_fixnum() || super::INT.is_exact(value) {
        return Ok(value);
    }
    let class = value.class();
    for (special, name) in [(Special::Int, "__int__"), (Special::Index, "__index__")] {
        if let Some(method) = class.special(special) {
            let result = call_special(thread, method, value, &[])?;
            return checked(thread, name, result);
        }
    }
    if let Some(string) = value.downcast::<StrObject>() {
        return parse(thread, string, 10);
    }
    if let Some(bytes) = bytes_like(thread, value)? {
        return parse_bytes(thread, bytes, 10);
    }
    Err(errors::type_error(
        thread,
        format!(
            "int() argument must be a string, a bytes-like object or a real number, not '{}'",
            class.full_name()
        ),
    ))
}

/// What `__int__` or `__index__` returned, as an exact int.
fn checked(thread: &Thread, name: &str, result: Value) -> Result {
    if super::INT.is_exact(result) {
        return Ok(result);
    }
    let class = result.class().name_text();
    if !is_int(result) {
        return Err(errors::type_error(
            thread,
            format!("{name} returned non-int (type {class})"),
        ));
    }
    deprecated(
        thread,
        &format!(
            "{name} returned non-int (type {class}).  The ability to return an instance of a strict subclass \
             of int is deprecated, and may be removed in a future version of Python."
        ),
    )?;
    exact(thread, result)
}

/// Steps of a conversion between binary and decimal.
fn conversion_steps(words: u64) -> u64 {
    words.saturating_mul(words)
}

/// `int(string, base)`
pub fn parse(thread: &Thread, string: Str, base: u32) -> Result {
    parse_with(thread, string.bytes(), base, text::parse_int)
}

/// `int(bytes, base)`
pub fn parse_bytes(thread: &Thread, bytes: Bytes, base: u32) -> Result {
    parse_with(thread, bytes.data(), base, text::parse_int_bytes)
}

fn parse_with(
    thread: &Thread,
    source: &[u8],
    base: u32,
    parse: fn(&[u8], u32, usize) -> typhon_text::Result<text::IBig>,
) -> Result {
    if base == 10
        && let Some(small) = parse_small(source)
    {
        return Ok(Value::fixnum(small));
    }
    let limit = max_str_digits();
    let steps = conversion_steps(source.len() as u64 / 16);
    let parsed = if is_long(steps) {
        // The bytes lie in a heap object, which is not to be touched outside the runtime.
        let copy = source.to_vec();
        long_running(thread, steps, || parse(&copy, base, limit))?
    } else {
        parse(source, base, limit)
    };
    match parsed {
        Ok(value) => from_big(thread, &value),
        Err(error) => Err(raise(thread, error)),
    }
}

/// Up to 18 decimal digits with an optional minus sign, the common case.
fn parse_small(source: &[u8]) -> Option<i64> {
    let (negative, digits) = match source {
        [b'-', digits @ ..] => (true, digits),
        digits => (false, digits),
    };
    if digits.is_empty() || digits.len() > 18 {
        return None;
    }
    let mut value = 0i64;
    for &digit in digits {
        if !digit.is_ascii_digit() {
            return None;
        }
        value = value * 10 + (digit - b'0') as i64;
    }
    Some(if negative { -value } else { value })
}

/// `str(value)` of an int, bool included, by its number.
pub fn decimal(thread: &Thread, value: Value) -> Result<Str> {
    if let Some(small) = to_i64(value) {
        let mut buffer = [0; 20];
        return Str::new(thread, small_decimal(small, &mut buffer));
    }
    let number = big(value);
    let limit = max_str_digits();
    let words = text::bit_length(&number) / 64;
    // Beyond the limit the conversion stops before the work.
    let steps = if limit != 0 && words as usize > limit {
        0
    } else {
        conversion_steps(words)
    };
    match long_running(thread, steps, || text::int_to_decimal(&number, limit))? {
        Ok(digits) => Str::new(thread, &digits),
        Err(error) => Err(raise(thread, error)),
    }
}

/// The decimal digits of a machine word.
pub fn small_decimal(value: i64, buffer: &mut [u8; 20]) -> &str {
    let mut rest = value.unsigned_abs();
    let mut start = buffer.len();
    loop {
        start -= 1;
        buffer[start] = b'0' + (rest % 10) as u8;
        rest /= 10;
        if rest == 0 {
            break;
        }
    }
    if value < 0 {
        start -= 1;
        buffer[start] = b'-';
    }
    std::str::from_utf8(&buffer[start..]).unwrap_or("")
}

/// `bytes(value)` as `int.from_bytes` and its like mean it: `__bytes__`, buffers and iterables of ints,
/// but neither strings nor counts.
pub fn to_bytes_object(thread: &Thread, value: Value) -> Result<Bytes> {
    if value.exact_kind() == Kind::Bytes
        && let Some(bytes) = value.downcast::<BytesObject>()
    {
        return Ok(bytes);
    }
    let class = value.class();
    if let Some(method) = class.special(Special::Bytes) {
        let result = call_special(thread, method, value, &[])?;
        return match result.downcast::<BytesObject>() {
            Some(bytes) => Ok(bytes),
            None => Err(errors::type_error(
                thread,
                format!(
                    "__bytes__ returned non-bytes (type {})",
                    result.class().name_text()
                ),
            )),
        };
    }
    if let Some(bytes) = bytes_like(thread, value)? {
        return Ok(bytes);
    }
    let iterable =
        class.special(Special::Iter).is_some() || class.special(Special::GetItem).is_some();
    if value.kind() == Kind::Str || !iterable {
        return Err(errors::type_error(
            thread,
            format!("cannot convert '{}' object to bytes", class.name_text()),
        ));
    }
    let list = operations::list_from(thread, value)?;
    let made = call(thread, crate::bytes::BYTES.get().value(), &[list.value()])?;
    Ok(Bytes::of(made))
}
