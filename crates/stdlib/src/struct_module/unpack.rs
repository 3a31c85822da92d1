//! From bytes to values.

use super::format::{Format, Item, Kind};
use typhon_objects::bytes::Bytes;
use typhon_objects::memoryview::half_to_f64;
use typhon_objects::prelude::*;
use typhon_objects::tuple::TUPLE;
use typhon_objects::{complex, float, int};

/// The values in `bytes`, of which there are as many as the format's size.
pub(super) fn unpack(thread: &Thread, format: &Format, bytes: &[u8]) -> Result {
    let values = Tuple::unfilled(thread, TUPLE.root_shape(), format.values)?;
    let mut next = 0;
    for item in &format.items {
        for index in 0..item.repeat {
            let start = item.offset + index * item.size;
            let source = &bytes[start..start + item.size];
            values.set_initial(next, unpack_value(thread, format, item, source)?);
            next += 1;
        }
    }
    Ok(values.value())
}

fn load(format: &Format, source: &[u8]) -> u64 {
    let mut word = [0; 8];
    if format.big_endian {
        word[8 - source.len()..].copy_from_slice(source);
        u64::from_be_bytes(word)
    } else {
        word[..source.len()].copy_from_slice(source);
        u64::from_le_bytes(word)
    }
}

fn load_float(format: &Format, source: &[u8]) -> f64 {
    let word = load(format, source);
    match source.len() {
        2 => half_to_f64(word as u16),
        4 => f32::from_bits(word as u32) as f64,
        _ => f64::from_bits(word),
    }
}

fn unpack_value(thread: &Thread, format: &Format, item: &Item, source: &[u8]) -> Result {
    match item.kind {
        Kind::Signed => {
            let unused = 64 - 8 * item.size as u32;
            let word = load(format, source) as i64;
            int::from_i64(thread, word << unused >> unused)
        }
        Kind::Unsigned | Kind::Pointer => int::from_u64(thread, load(format, source)),
        Kind::Bool => Ok(Value::bool(source[0] != 0)),
        Kind::Float => float::from_f64(thread, load_float(format, source)),
        Kind::Complex => {
            let (real, imaginary) = source.split_at(item.size / 2);
            complex::from_parts(
                thread,
                load_float(format, real),
                load_float(format, imaginary),
            )
        }
        Kind::Char | Kind::Bytes => Ok(Bytes::new(thread, source)?.value()),
        Kind::Pascal => {
            let content = match source.split_first() {
                Some((&length, rest)) => &rest[..rest.len().min(length as usize)],
                None => &[],
            };
            Ok(Bytes::new(thread, content)?.value())
        }
    }
}
