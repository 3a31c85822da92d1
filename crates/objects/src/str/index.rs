//! Finding code points by index in text that is not ASCII: every 64th code point's byte offset is kept in
//! a table that the first indexing of a long string builds. Invariant: the table, once published in the
//! string's `index` slot, is complete; two threads may build it at once, and either result serves.

use super::layout::Str;
use crate::errors::Result;
use crate::thread::Thread;
use std::sync::atomic::Ordering;
use typhon_heap::BufferRef;
use typhon_text::wtf8;

const STRIDE: usize = 64;
/// Strings of fewer bytes are simply walked.
const SHORT: usize = 192;

/// The offsets, as 32-bit words.
struct Table(BufferRef);

impl Table {
    fn get(&self, entry: usize) -> Option<usize> {
        let bytes = self.0.bytes().get(entry * 4..entry * 4 + 4)?;
        // Relaxed: written before the table was published, and never again.
        let byte = |i: usize| bytes[i].load(Ordering::Relaxed);
        Some(u32::from_le_bytes([byte(0), byte(1), byte(2), byte(3)]) as usize)
    }

    fn len(&self) -> usize {
        self.0.len() / 4
    }
}

fn table(thread: &Thread, text: Str) -> Result<Table> {
    let found = text.index.get();
    if !found.is_null() {
        // SAFETY: the slot holds a buffer or NULL.
        return Ok(Table(unsafe { BufferRef::from_value_unchecked(found) }));
    }
    let entries = text.len().div_ceil(STRIDE);
    let buffer = thread.allocate_buffer(entries * 4)?;
    let mut index = 0usize;
    for (offset, byte) in text.bytes().iter().enumerate() {
        if !wtf8::is_continuation(*byte) {
            if index.is_multiple_of(STRIDE) {
                let entry = index / STRIDE * 4;
                for (i, part) in (offset as u32).to_le_bytes().into_iter().enumerate() {
                    buffer.bytes()[entry + i].store(part, Ordering::Relaxed);
                }
            }
            index += 1;
        }
    }
    text.index.set(text.header(), buffer.as_value());
    Ok(Table(buffer))
}

impl Str {
    /// Byte offset of code point `index`, which is at most the length.
    #[inline]
    pub fn offset_of(self, thread: &Thread, index: usize) -> Result<usize> {
        if self.is_ascii() {
            return Ok(index);
        }
        self.offset_slowly(thread, index)
    }

    fn offset_slowly(self, thread: &Thread, index: usize) -> Result<usize> {
        let text = self.bytes();
        if index == 0 {
            return Ok(0);
        }
        if index >= self.len() {
            return Ok(text.len());
        }
        if text.len() < SHORT {
            return Ok(wtf8::offset_of(text, index));
        }
        let table = table(thread, self)?;
        let block = index / STRIDE;
        let start = table.get(block).unwrap_or(0);
        Ok(start + wtf8::offset_of(&text[start..], index % STRIDE))
    }

    /// Code-point index of a byte offset.
    pub fn index_of(self, thread: &Thread, offset: usize) -> Result<usize> {
        if self.is_ascii() {
            return Ok(offset);
        }
        let text = self.bytes();
        if text.len() < SHORT {
            return Ok(wtf8::count(&text[..offset]));
        }
        let table = table(thread, self)?;
        let (mut low, mut high) = (0, table.len());
        while low + 1 < high {
            let middle = (low + high) / 2;
            if table.get(middle).unwrap_or(usize::MAX) <= offset {
                low = middle;
            } else {
                high = middle;
            }
        }
        let start = table.get(low).unwrap_or(0);
        Ok(low * STRIDE + wtf8::count(&text[start..offset]))
    }

    /// The code points `start..end` as bytes; both are at most the length.
    pub fn slice(self, thread: &Thread, start: usize, end: usize) -> Result<&'static [u8]> {
        let text = self.bytes();
        if start >= end {
            return Ok(&[]);
        }
        let from = self.offset_of(thread, start)?;
        let to = self.offset_of(thread, end)?;
        Ok(&text[from..to])
    }

    /// The code point at `index`, which is below the length.
    #[inline]
    pub fn code_point_at(self, thread: &Thread, index: usize) -> Result<u32> {
        if self.is_ascii() {
            return Ok(self.bytes()[index] as u32);
        }
        let offset = self.offset_slowly(thread, index)?;
        Ok(wtf8::decode_at(self.bytes(), offset).0)
    }

    /// `text[index]` for an index below the length.
    #[inline]
    pub fn char_at(self, thread: &Thread, index: usize) -> Result<Str> {
        if self.is_ascii() {
            return super::characters::from_ascii(thread, self.bytes()[index]);
        }
        super::characters::from_code_point(thread, self.code_point_at(thread, index)?)
    }
}

/// `text[index]`, or `None` if the index is out of range; negative ones count from the end.
#[inline]
pub fn char_at(thread: &Thread, text: Str, index: i64) -> Result<Option<Str>> {
    let length = text.len() as i64;
    let index = if index < 0 { index + length } else { index };
    if index < 0 || index >= length {
        return Ok(None);
    }
    text.char_at(thread, index as usize).map(Some)
}
