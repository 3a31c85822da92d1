//! What works on all data at once: checksums, `compress`, `decompress`.

use super::raise;
use super::stream::{self, Deflate, Failure, Inflate};
use crate::binascii::{digest_bytes, low_word};
use crate::compression::LONG;
use crate::support::{to_c_int, to_ssize};
use typhon_objects::buffer::Buffer;
use typhon_objects::bytes::Bytes;
use typhon_objects::prelude::*;

pub(super) fn adler32(thread: &Thread, args: &[Value]) -> Result {
    let start = low_word(thread, args[1], 1)?;
    let sum = digest_bytes(thread, args[0], |data| stream::adler32(start, data))?;
    Ok(Value::fixnum(sum as i64))
}

pub(super) fn crc32(thread: &Thread, args: &[Value]) -> Result {
    let start = low_word(thread, args[1], 0)?;
    let sum = digest_bytes(thread, args[0], |data| {
        let mut hasher = crc32fast::Hasher::new_with_initial(start);
        hasher.update(data);
        hasher.finalize()
    })?;
    Ok(Value::fixnum(sum as i64))
}

/// An int argument with a default.
pub(super) fn number(thread: &Thread, value: Value, default: i32) -> Result<i32> {
    match value.present() {
        Some(value) => to_c_int(thread, value),
        None => Ok(default),
    }
}

pub(super) fn compress(thread: &Thread, args: &[Value]) -> Result {
    let level = number(thread, args[1], -1)?;
    let window_bits = number(thread, args[2], 15)?;
    let data = Buffer::acquire(thread, args[0], false)?.copied(thread);
    let packed = thread.away_if_long(data.len(), LONG, || {
        let mut deflate = Deflate::new(level, 8, window_bits, 8, 0)
            .map_err(|code| Failure::new(code, "while compressing data"))?;
        deflate.feed(&data, stream::FINISH, "while finishing compression")
    });
    match packed {
        Ok(packed) => Ok(Bytes::new(thread, &packed)?.value()),
        Err(failure) if failure.code == stream::STREAM_ERROR => {
            Err(errors::new(thread, &super::ERROR, "Bad compression level"))
        }
        Err(failure) if failure.code == stream::MEM_ERROR => Err(errors::memory_error(thread)),
        Err(failure) => Err(raise(thread, failure)),
    }
}

pub(super) fn decompress(thread: &Thread, args: &[Value]) -> Result {
    let window_bits = number(thread, args[1], 15)?;
    let size = match args[2].present() {
        Some(size) => to_ssize(thread, size)?,
        None => 16384,
    };
    let data = Buffer::acquire(thread, args[0], false)?.copied(thread);
    if size < 0 {
        return Err(errors::value_error(thread, "bufsize must be non-negative"));
    }
    let plain = thread.away_if_long(data.len(), LONG, || {
        let mut inflate = Inflate::new(window_bits)
            .map_err(|code| Failure::new(code, "while preparing to decompress data"))?;
        let mut output = Vec::new();
        let (_, ended) = inflate.feed(&data, stream::SYNC_FLUSH, &[], &mut output, usize::MAX)?;
        if !ended {
            let code = stream::BUF_ERROR;
            return Err(Failure::new(code, "while decompressing data"));
        }
        Ok(output)
    });
    match plain {
        Ok(plain) => Ok(Bytes::new(thread, &plain)?.value()),
        Err(failure) => Err(raise(thread, failure)),
    }
}
