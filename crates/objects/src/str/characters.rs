//! Strings of one character: those below U+0100 are made once and live for ever, so that indexing and
//! iterating most text allocates nothing.

use super::layout::Str;
use super::{STR, intern_bytes};
use crate::errors::Result;
use crate::object::Ref;
use crate::thread::Thread;
use std::sync::atomic::{AtomicU64, Ordering};
use typhon_heap::Value;
use typhon_text::wtf8;

/// Bits of interned, thereby immortal, strings; 0: not made yet. The last one is the empty string.
static CHARACTERS: [AtomicU64; 257] = [const { AtomicU64::new(0) }; 257];

const EMPTY: usize = 256;

#[inline(always)]
fn cached(index: usize) -> Option<Str> {
    // Acquire: whoever sees the pointer sees the string.
    let bits = CHARACTERS[index].load(Ordering::Acquire);
    if bits == 0 {
        return None;
    }
    // SAFETY: only pointers to interned strings are stored.
    Some(unsafe { Ref::from_pointer(Value::from_bits(bits).pointer() as *const _) })
}

#[cold]
fn make(thread: &Thread, index: usize, bytes: &[u8]) -> Result<Str> {
    let text = intern_bytes(thread, bytes)?;
    CHARACTERS[index].store(text.value().bits(), Ordering::Release);
    Ok(text)
}

/// The empty string.
#[inline]
pub fn empty(thread: &Thread) -> Result<Str> {
    match cached(EMPTY) {
        Some(text) => Ok(text),
        None => make(thread, EMPTY, b""),
    }
}

/// The string of one ASCII character.
#[inline]
pub fn from_ascii(thread: &Thread, byte: u8) -> Result<Str> {
    debug_assert!(byte.is_ascii());
    match cached(byte as usize) {
        Some(text) => Ok(text),
        None => make(thread, byte as usize, &[byte]),
    }
}

/// The string of one code point (`chr`).
#[inline]
pub fn from_code_point(thread: &Thread, code: u32) -> Result<Str> {
    let mut buffer = [0; 4];
    if code < 0x100 {
        if let Some(text) = cached(code as usize) {
            return Ok(text);
        }
        return make(thread, code as usize, wtf8::encode(code, &mut buffer));
    }
    let bytes = wtf8::encode(code, &mut buffer);
    Str::with_length(thread, STR.root_shape(), bytes.len(), 1, false, |target| {
        target.copy_from_slice(bytes)
    })
}

/// The string of a stretch of generalised UTF-8: shared if it is short, else new.
#[inline]
pub fn from_part(thread: &Thread, bytes: &[u8]) -> Result<Str> {
    match bytes {
        [] => empty(thread),
        [byte] => from_ascii(thread, *byte),
        [lead @ 0xC2..=0xC3, next] => {
            from_code_point(thread, (*lead as u32 & 3) << 6 | (*next as u32 & 0x3F))
        }
        _ => Str::from_wtf8(thread, bytes),
    }
}
