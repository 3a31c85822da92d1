//! Code points in generalised UTF-8: UTF-8 in which any surrogate may stand as three bytes.
//! Invariant: text given to this module is well formed ([`validate`] accepts it); a high surrogate
//! followed by a low one stays two code points, so equal strings have equal bytes.

use std::borrow::Cow;

/// The largest code point.
pub const MAX_CODE_POINT: u32 = 0x10FFFF;

pub fn is_surrogate(code: u32) -> bool {
    (0xD800..0xE000).contains(&code)
}

pub fn is_high_surrogate(code: u32) -> bool {
    (0xD800..0xDC00).contains(&code)
}

pub fn is_low_surrogate(code: u32) -> bool {
    (0xDC00..0xE000).contains(&code)
}

/// The code point that a UTF-16 surrogate pair stands for.
pub fn join_surrogates(high: u32, low: u32) -> u32 {
    0x10000 + ((high - 0xD800) << 10) + (low - 0xDC00)
}

/// Is this byte the second or a later one of its code point?
#[inline]
pub fn is_continuation(byte: u8) -> bool {
    byte & 0xC0 == 0x80
}

/// Bytes that the code point takes.
#[inline]
pub fn encoded_length(code: u32) -> usize {
    match code {
        0..=0x7F => 1,
        0x80..=0x7FF => 2,
        0x800..=0xFFFF => 3,
        _ => 4,
    }
}

/// Bytes of the code point that starts with `lead`.
#[inline]
pub fn length_from_lead(lead: u8) -> usize {
    match lead {
        0..=0xBF => 1,
        0xC0..=0xDF => 2,
        0xE0..=0xEF => 3,
        _ => 4,
    }
}

/// Encodes one code point (surrogates too) into the buffer and gives the part used.
pub fn encode(code: u32, buffer: &mut [u8; 4]) -> &[u8] {
    let length = encoded_length(code);
    match length {
        1 => buffer[0] = code as u8,
        2 => {
            buffer[0] = 0xC0 | (code >> 6) as u8;
            buffer[1] = 0x80 | (code & 0x3F) as u8;
        }
        3 => {
            buffer[0] = 0xE0 | (code >> 12) as u8;
            buffer[1] = 0x80 | (code >> 6 & 0x3F) as u8;
            buffer[2] = 0x80 | (code & 0x3F) as u8;
        }
        _ => {
            buffer[0] = 0xF0 | (code >> 18) as u8;
            buffer[1] = 0x80 | (code >> 12 & 0x3F) as u8;
            buffer[2] = 0x80 | (code >> 6 & 0x3F) as u8;
            buffer[3] = 0x80 | (code & 0x3F) as u8;
        }
    }
    &buffer[..length]
}

/// Appends one code point.
#[inline]
pub fn push(output: &mut Vec<u8>, code: u32) {
    if code < 0x80 {
        output.push(code as u8);
    } else {
        output.extend_from_slice(encode(code, &mut [0; 4]));
    }
}

/// Encodes a sequence of code points.
pub fn from_code_points(codes: impl IntoIterator<Item = u32>) -> Vec<u8> {
    let codes = codes.into_iter();
    let mut output = Vec::with_capacity(codes.size_hint().0);
    for code in codes {
        push(&mut output, code);
    }
    output
}

/// The code point that starts at `offset`, and its length in bytes.
#[inline]
pub fn decode_at(text: &[u8], offset: usize) -> (u32, usize) {
    let rest = &text[offset..];
    let lead = rest[0] as u32;
    let low = |index: usize| (rest[index] & 0x3F) as u32;
    match lead {
        0..=0x7F => (lead, 1),
        0x80..=0xDF => ((lead & 0x1F) << 6 | low(1), 2),
        0xE0..=0xEF => ((lead & 0x0F) << 12 | low(1) << 6 | low(2), 3),
        _ => ((lead & 0x07) << 18 | low(1) << 12 | low(2) << 6 | low(3), 4),
    }
}

/// The code point that ends just before `offset`, and its length in bytes.
#[inline]
pub fn decode_before(text: &[u8], offset: usize) -> (u32, usize) {
    let mut start = offset - 1;
    while is_continuation(text[start]) {
        start -= 1;
    }
    decode_at(text, start)
}

/// Iterator over the code points, from both ends.
#[derive(Clone, Debug)]
pub struct CodePoints<'a> {
    text: &'a [u8],
}

impl<'a> CodePoints<'a> {
    /// The text not yet given out.
    pub fn as_bytes(&self) -> &'a [u8] {
        self.text
    }
}

impl Iterator for CodePoints<'_> {
    type Item = u32;

    #[inline]
    fn next(&mut self) -> Option<u32> {
        let first = *self.text.first()?;
        if first < 0x80 {
            self.text = &self.text[1..];
            return Some(first as u32);
        }
        let (code, length) = decode_at(self.text, 0);
        self.text = &self.text[length..];
        Some(code)
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        (self.text.len().div_ceil(4), Some(self.text.len()))
    }
}

impl DoubleEndedIterator for CodePoints<'_> {
    #[inline]
    fn next_back(&mut self) -> Option<u32> {
        if self.text.is_empty() {
            return None;
        }
        let (code, length) = decode_before(self.text, self.text.len());
        self.text = &self.text[..self.text.len() - length];
        Some(code)
    }
}

/// The code points of the text.
#[inline]
pub fn code_points(text: &[u8]) -> CodePoints<'_> {
    CodePoints { text }
}

/// Iterator over (byte offset, code point), from both ends.
#[derive(Clone, Debug)]
pub struct CodePointIndices<'a> {
    start: usize,
    inner: CodePoints<'a>,
}

impl Iterator for CodePointIndices<'_> {
    type Item = (usize, u32);

    #[inline]
    fn next(&mut self) -> Option<(usize, u32)> {
        let before = self.inner.text.len();
        let code = self.inner.next()?;
        let offset = self.start;
        self.start += before - self.inner.text.len();
        Some((offset, code))
    }
}

impl DoubleEndedIterator for CodePointIndices<'_> {
    fn next_back(&mut self) -> Option<(usize, u32)> {
        let code = self.inner.next_back()?;
        Some((self.start + self.inner.text.len(), code))
    }
}

/// The code points of the text with their byte offsets.
pub fn code_point_indices(text: &[u8]) -> CodePointIndices<'_> {
    CodePointIndices {
        start: 0,
        inner: code_points(text),
    }
}

/// Number of code points.
#[inline]
pub fn count(text: &[u8]) -> usize {
    // Sums of at most 255 stay in bytes, which lets whole vectors be added at once.
    let add = |sum: u8, byte: &u8| sum.wrapping_add(u8::from(!is_continuation(*byte)));
    text.chunks(255)
        .map(|chunk| chunk.iter().fold(0, add) as usize)
        .sum()
}

#[inline]
pub fn is_ascii(text: &[u8]) -> bool {
    text.is_ascii()
}

/// What the caller keeps beside the bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Measure {
    /// Length in code points.
    pub length: usize,
    pub is_ascii: bool,
}

/// Length and ASCII flag of well-formed text.
pub fn measure(text: &[u8]) -> Measure {
    let length = count(text);
    Measure {
        length,
        is_ascii: length == text.len() && text.is_ascii(),
    }
}

/// The largest code point of the text, or 0.
pub fn max_code_point(text: &[u8]) -> u32 {
    if text.is_ascii() {
        text.iter().copied().max().unwrap_or(0) as u32
    } else {
        code_points(text).max().unwrap_or(0)
    }
}

/// Checks that the bytes are generalised UTF-8; gives the offset of the first bad byte otherwise.
pub fn validate(bytes: &[u8]) -> Result<Measure, usize> {
    let mut offset = 0;
    loop {
        match std::str::from_utf8(&bytes[offset..]) {
            Ok(_) => return Ok(measure(bytes)),
            Err(error) => {
                offset += error.valid_up_to();
                match bytes[offset..] {
                    [0xED, 0xA0..=0xBF, 0x80..=0xBF, ..] => offset += 3,
                    _ => return Err(offset),
                }
            }
        }
    }
}

/// Byte offset of the first surrogate, if the text has one.
pub fn find_surrogate(text: &[u8]) -> Option<usize> {
    memchr::memchr_iter(0xED, text).find(|&offset| text[offset + 1] >= 0xA0)
}

pub fn has_surrogates(text: &[u8]) -> bool {
    find_surrogate(text).is_some()
}

/// The text as a Rust string, if no surrogate is in it.
pub fn to_str(text: &[u8]) -> Option<&str> {
    std::str::from_utf8(text).ok()
}

/// The text as a Rust string, with U+FFFD in place of each surrogate.
pub fn to_str_lossy(text: &[u8]) -> Cow<'_, str> {
    if let Some(string) = to_str(text) {
        return Cow::Borrowed(string);
    }
    Cow::Owned(
        code_points(text)
            .map(|code| char::from_u32(code).unwrap_or('\u{FFFD}'))
            .collect(),
    )
}

/// Byte offset of the code point with this index; the text's end for an index at or past its end.
pub fn offset_of(text: &[u8], index: usize) -> usize {
    let mut remaining = index;
    let mut offset = 0;
    // Whole blocks are counted at vector speed before the last one is walked.
    const BLOCK: usize = 256;
    while remaining >= BLOCK && text.len() - offset >= BLOCK {
        remaining -= count(&text[offset..offset + BLOCK]);
        offset += BLOCK;
    }
    while offset < text.len() && is_continuation(text[offset]) {
        offset += 1;
    }
    while remaining > 0 && offset < text.len() {
        offset += length_from_lead(text[offset]);
        remaining -= 1;
    }
    offset.min(text.len())
}

/// Code-point index of a byte offset.
#[inline]
pub fn index_of(text: &[u8], offset: usize) -> usize {
    count(&text[..offset])
}

/// Code points `start..end` as a slice of the text; both are clamped to its length.
pub fn slice(text: &[u8], start: usize, end: usize) -> &[u8] {
    if start >= end {
        return &[];
    }
    let first = offset_of(text, start);
    let rest = &text[first..];
    &rest[..offset_of(rest, end - start)]
}

/// The code points in reverse order.
pub fn reverse(text: &[u8]) -> Vec<u8> {
    if text.is_ascii() {
        return text.iter().rev().copied().collect();
    }
    let mut output = Vec::with_capacity(text.len());
    let mut end = text.len();
    while end > 0 {
        let mut start = end - 1;
        while is_continuation(text[start]) {
            start -= 1;
        }
        output.extend_from_slice(&text[start..end]);
        end = start;
    }
    output
}

/// An extended slice: `count` code points from index `start`, `step` apart (which may be negative).
/// Every index must lie in the text.
pub fn slice_step(text: &[u8], start: usize, step: isize, count: usize) -> Vec<u8> {
    if count == 0 {
        return Vec::new();
    }
    if text.is_ascii() {
        let mut index = start as isize;
        let mut output = Vec::with_capacity(count);
        for _ in 0..count {
            output.push(text[index as usize]);
            index = index.wrapping_add(step);
        }
        return output;
    }
    let mut output = Vec::with_capacity(count);
    let mut offset = offset_of(text, start);
    for number in 0..count {
        let length = length_from_lead(text[offset]);
        output.extend_from_slice(&text[offset..offset + length]);
        if number + 1 == count {
            break;
        }
        for _ in 0..step.unsigned_abs() {
            if step > 0 {
                offset += length_from_lead(text[offset]);
            } else {
                offset -= 1;
                while is_continuation(text[offset]) {
                    offset -= 1;
                }
            }
        }
    }
    output
}

/// Byte offsets of every 64th code point, for indexing text that is not ASCII.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IndexTable {
    offsets: Box<[usize]>,
}

impl IndexTable {
    pub const STRIDE: usize = 64;

    pub fn new(text: &[u8]) -> Self {
        let mut offsets = Vec::with_capacity(text.len() / Self::STRIDE + 1);
        let mut index = 0usize;
        for (offset, byte) in text.iter().enumerate() {
            if !is_continuation(*byte) {
                if index.is_multiple_of(Self::STRIDE) {
                    offsets.push(offset);
                }
                index += 1;
            }
        }
        Self {
            offsets: offsets.into_boxed_slice(),
        }
    }

    /// Byte offset of a code-point index; the text's end for an index at or past its end.
    pub fn offset_of(&self, text: &[u8], index: usize) -> usize {
        let Some(&start) = self.offsets.get(index / Self::STRIDE) else {
            return text.len();
        };
        let within = index % Self::STRIDE;
        match self.offsets.get(index / Self::STRIDE + 1) {
            Some(&next) if within > Self::STRIDE / 2 => {
                let mut offset = next;
                for _ in within..Self::STRIDE {
                    offset -= 1;
                    while is_continuation(text[offset]) {
                        offset -= 1;
                    }
                }
                offset
            }
            _ => {
                let mut offset = start;
                for _ in 0..within {
                    if offset >= text.len() {
                        return text.len();
                    }
                    offset += length_from_lead(text[offset]);
                }
                offset
            }
        }
    }

    /// Code-point index of a byte offset.
    pub fn index_of(&self, text: &[u8], offset: usize) -> usize {
        let block = self
            .offsets
            .partition_point(|&start| start <= offset)
            .saturating_sub(1);
        let start = self.offsets.get(block).copied().unwrap_or(0);
        block * Self::STRIDE + count(&text[start..offset])
    }

    /// Code points `start..end` as a slice of the text; both are clamped to its length.
    pub fn slice<'a>(&self, text: &'a [u8], start: usize, end: usize) -> &'a [u8] {
        if start >= end {
            return &[];
        }
        &text[self.offset_of(text, start)..self.offset_of(text, end)]
    }

    /// Memory held, for `sys.getsizeof`.
    pub fn heap_size(&self) -> usize {
        std::mem::size_of_val(&*self.offsets)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sample() -> Vec<u32> {
        let mut codes = Vec::new();
        for round in 0..50u32 {
            codes.extend([
                0x61 + round % 26,
                0xE9,
                0xD800,
                0xDC00,
                0x4E00 + round,
                0x1F600,
                0x7F,
                0x80,
                0x7FF,
                0x800,
            ]);
        }
        codes.extend([0xFFFF, 0x10000, MAX_CODE_POINT, 0xDFFF]);
        codes
    }

    #[test]
    fn code_points_round_trip_and_pairs_stay_apart() {
        let codes = sample();
        let text = from_code_points(codes.iter().copied());
        assert_eq!(code_points(&text).collect::<Vec<_>>(), codes);
        let backward: Vec<u32> = code_points(&text).rev().collect();
        assert!(backward.iter().eq(codes.iter().rev()));
        assert_eq!(count(&text), codes.len());
        assert_eq!(validate(&text).unwrap().length, codes.len());
        assert_eq!(from_code_points([0xD83D, 0xDE00]).len(), 6);
        assert_eq!(
            reverse(&text),
            from_code_points(codes.iter().rev().copied())
        );
        assert!(has_surrogates(&text) && to_str(&text).is_none());
        assert_eq!(to_str_lossy(&from_code_points([0x61, 0xD800])), "a\u{FFFD}");
        assert!(!has_surrogates("\u{D7FF}\u{E000}".as_bytes()));
    }

    #[test]
    fn indexing_agrees_with_walking() {
        let codes = sample();
        let text = from_code_points(codes.iter().copied());
        let table = IndexTable::new(&text);
        for (index, (offset, _)) in code_point_indices(&text).enumerate() {
            assert_eq!(offset_of(&text, index), offset);
            assert_eq!(table.offset_of(&text, index), offset);
            assert_eq!(table.index_of(&text, offset), index);
            assert_eq!(index_of(&text, offset), index);
        }
        for past in [codes.len(), codes.len() + 1, codes.len() + 1000] {
            assert_eq!(offset_of(&text, past), text.len());
            assert_eq!(table.offset_of(&text, past), text.len());
        }
        assert_eq!(table.slice(&text, 3, 130), slice(&text, 3, 130));
        assert_eq!(
            slice(&text, 3, 130),
            from_code_points(codes[3..130].iter().copied())
        );
        assert_eq!(IndexTable::new(b"").offset_of(b"", 5), 0);
        assert_eq!(IndexTable::new(b"").index_of(b"", 0), 0);
    }

    #[test]
    fn extended_slices() {
        let codes = sample();
        let text = from_code_points(codes.iter().copied());
        for (start, step, number) in [
            (0usize, 3isize, 20usize),
            (100, -7, 12),
            (5, 1, 5),
            (9, -1, 10),
        ] {
            let wanted = (0..number).map(|k| codes[(start as isize + step * k as isize) as usize]);
            assert_eq!(
                slice_step(&text, start, step, number),
                from_code_points(wanted)
            );
        }
        assert_eq!(slice_step(b"abcdef", 5, -2, 3), b"fdb");
    }

    #[test]
    fn validation_finds_the_first_bad_byte() {
        assert_eq!(validate(b"ab\xff"), Err(2));
        assert_eq!(validate(b"\xed\xa0\x80a\xed\xa0"), Err(4));
        assert_eq!(validate(b"\xc0\x80"), Err(0));
        assert_eq!(
            validate(b"abc"),
            Ok(Measure {
                length: 3,
                is_ascii: true
            })
        );
    }
}
