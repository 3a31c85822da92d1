//! From values to bytes.

use super::error;
use super::format::{Format, Item, Kind};
use typhon_objects::bytearray::BytearrayObject;
use typhon_objects::bytes::BytesObject;
use typhon_objects::memoryview::f64_to_half;
use typhon_objects::prelude::*;
use typhon_objects::types::Special;
use typhon_objects::{complex, int, number};

/// The bytes of `values`, of which there are as many as the format takes.
pub(super) fn pack(thread: &Thread, format: &Format, values: &[Value]) -> Result<Vec<u8>> {
    let mut bytes = Vec::new();
    if bytes.try_reserve_exact(format.size).is_err() {
        return Err(errors::memory_error(thread));
    }
    bytes.resize(format.size, 0);
    let mut values = values.iter().copied();
    for item in &format.items {
        for index in 0..item.repeat {
            let start = item.offset + index * item.size;
            let target = &mut bytes[start..start + item.size];
            let value = values.next().unwrap_or(Value::NONE);
            pack_value(thread, format, item, value, target)?;
        }
    }
    Ok(bytes)
}

/// Writes the low bytes of `word`.
fn store(format: &Format, target: &mut [u8], word: u64) {
    let size = target.len();
    if format.big_endian {
        target.copy_from_slice(&word.to_be_bytes()[8 - size..]);
    } else {
        target.copy_from_slice(&word.to_le_bytes()[..size]);
    }
}

fn pack_value(
    thread: &Thread,
    format: &Format,
    item: &Item,
    value: Value,
    target: &mut [u8],
) -> Result<()> {
    match item.kind {
        Kind::Signed | Kind::Unsigned => {
            let word = integer(thread, item, value)?;
            store(format, target, word);
        }
        Kind::Pointer => {
            let word = address(thread, value)?;
            store(format, target, word);
        }
        Kind::Bool => target[0] = operations::truth(thread, value)? as u8,
        Kind::Float => {
            let number = match number::to_float(thread, value) {
                Ok(number) => number,
                Err(_) => return Err(error(thread, "required argument is not a float")),
            };
            pack_float(thread, format, item.code, number, target)?;
        }
        Kind::Complex => {
            let parts = match complex::to_complex(thread, value) {
                Ok(parts) => parts,
                Err(_) => return Err(error(thread, "required argument is not a complex")),
            };
            let code = if item.code == b'F' { b'f' } else { b'd' };
            let (real, imaginary) = target.split_at_mut(item.size / 2);
            pack_float(thread, format, code, parts.0, real)?;
            pack_float(thread, format, code, parts.1, imaginary)?;
        }
        Kind::Char => match value.downcast::<BytesObject>().map(|bytes| bytes.data()) {
            Some(&[byte]) => target[0] = byte,
            _ => {
                return Err(error(
                    thread,
                    "char format requires a bytes object of length 1",
                ));
            }
        },
        Kind::Bytes | Kind::Pascal => pack_bytes(thread, item, value, target)?,
    }
    Ok(())
}

fn pack_bytes(thread: &Thread, item: &Item, value: Value, target: &mut [u8]) -> Result<()> {
    let mut copy = |data: &[u8]| {
        if item.kind == Kind::Bytes {
            let count = data.len().min(target.len());
            target[..count].copy_from_slice(&data[..count]);
        } else if let Some((length, rest)) = target.split_first_mut() {
            let count = data.len().min(rest.len());
            *length = count.min(255) as u8;
            rest[..count].copy_from_slice(&data[..count]);
        }
    };
    if let Some(bytes) = value.downcast::<BytesObject>() {
        copy(bytes.data());
    } else if let Some(array) = value.downcast::<BytearrayObject>() {
        array.with_data(thread, copy);
    } else {
        let code = item.code as char;
        return Err(error(
            thread,
            format!("argument for '{code}' must be a bytes object"),
        ));
    }
    Ok(())
}

fn pack_float(
    thread: &Thread,
    format: &Format,
    code: u8,
    number: f64,
    target: &mut [u8],
) -> Result<()> {
    let word = match code {
        b'd' => Some(number.to_bits()),
        b'f' => {
            let single = number as f32;
            (single.is_finite() || !number.is_finite()).then(|| single.to_bits() as u64)
        }
        _ => f64_to_half(number).map(u64::from),
    };
    match word {
        Some(word) => {
            store(format, target, word);
            Ok(())
        }
        None => Err(errors::overflow_error(
            thread,
            format!("float too large to pack with {} format", code as char),
        )),
    }
}

/// An int, or what `__index__` gives.
fn to_int(thread: &Thread, value: Value) -> Result {
    if int::is_int(value) {
        return Ok(value);
    }
    if value.class().special(Special::Index).is_none() {
        return Err(error(thread, "required argument is not an integer"));
    }
    operations::index_value(thread, value)
}

fn integer(thread: &Thread, item: &Item, value: Value) -> Result<u64> {
    let value = to_int(thread, value)?;
    let bits = 8 * item.size as u32;
    let (least, most) = if item.kind == Kind::Signed {
        (-(1i128 << (bits - 1)), (1i128 << (bits - 1)) - 1)
    } else {
        (0, (1i128 << bits) - 1)
    };
    let wide = match int::to_i64(value) {
        Some(small) => Some(small as i128),
        None => i128::try_from(&int::big(value)).ok(),
    };
    match wide.filter(|wide| (least..=most).contains(wide)) {
        Some(wide) => Ok(wide as u64),
        None => Err(error(
            thread,
            format!(
                "'{}' format requires {least} <= number <= {most}",
                item.code as char
            ),
        )),
    }
}

fn address(thread: &Thread, value: Value) -> Result<u64> {
    let value = to_int(thread, value)?;
    match int::to_i64(value) {
        Some(small) => Ok(small as u64),
        None => {
            u64::try_from(&int::big(value)).map_err(|_| error(thread, "int too large to convert"))
        }
    }
}
