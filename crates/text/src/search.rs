//! Searching, splitting and padding of byte strings, for `bytes` and `str` alike.
//! Invariant: positions are byte offsets. Generalised UTF-8 is self-synchronising, so a byte-wise match of
//! well-formed text starts and ends on code points; only empty patterns and white space depend on [`Unit`].

use memchr::memmem;

use crate::error::{Error, Result};
use crate::properties::bytes::is_space_byte;
use crate::properties::{is_line_break, is_space};
use crate::wtf8::{
    count as count_code_points, decode_at, decode_before, index_of, is_continuation,
    length_from_lead,
};

/// What one position of the sequence is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unit {
    /// `bytes`: a byte; white space is ASCII's.
    Byte,
    /// `str`: a code point; white space is Unicode's.
    CodePoint,
}

/// Which end of a text to work on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Side {
    Left,
    Right,
    Both,
}

/// Offset of the first occurrence.
#[inline]
pub fn find(text: &[u8], pattern: &[u8]) -> Option<usize> {
    match pattern {
        [] => Some(0),
        [byte] => memchr::memchr(*byte, text),
        _ => memmem::find(text, pattern),
    }
}

/// Offset of the last occurrence.
#[inline]
pub fn rfind(text: &[u8], pattern: &[u8]) -> Option<usize> {
    match pattern {
        [] => Some(text.len()),
        [byte] => memchr::memrchr(*byte, text),
        _ => memmem::rfind(text, pattern),
    }
}

/// Code-point index of the first occurrence.
pub fn find_index(text: &[u8], pattern: &[u8]) -> Option<usize> {
    find(text, pattern).map(|offset| index_of(text, offset))
}

/// Code-point index of the last occurrence.
pub fn rfind_index(text: &[u8], pattern: &[u8]) -> Option<usize> {
    rfind(text, pattern).map(|offset| index_of(text, offset))
}

#[inline]
pub fn contains(text: &[u8], pattern: &[u8]) -> bool {
    find(text, pattern).is_some()
}

/// Number of positions in the sequence.
fn length(text: &[u8], unit: Unit) -> usize {
    match unit {
        Unit::Byte => text.len(),
        Unit::CodePoint => count_code_points(text),
    }
}

/// Number of occurrences that do not overlap; an empty pattern occurs at every boundary.
pub fn count(text: &[u8], pattern: &[u8], unit: Unit) -> usize {
    match pattern {
        [] => length(text, unit) + 1,
        [byte] => memchr::memchr_iter(*byte, text).count(),
        _ => memmem::find_iter(text, pattern).count(),
    }
}

/// Replaces occurrences from the left, at most `limit` of them; `None` if nothing changes.
pub fn replace(
    text: &[u8],
    old: &[u8],
    new: &[u8],
    limit: Option<usize>,
    unit: Unit,
) -> Option<Vec<u8>> {
    let limit = limit.unwrap_or(usize::MAX);
    if limit == 0 || old == new {
        return None;
    }
    if old.is_empty() {
        return Some(interleave(text, new, limit, unit));
    }
    if old.len() == 1 && new.len() == 1 {
        memchr::memchr(old[0], text)?;
        let mut output = text.to_vec();
        for offset in memchr::memchr_iter(old[0], text).take(limit) {
            output[offset] = new[0];
        }
        return Some(output);
    }
    let finder = memmem::Finder::new(old);
    let mut matches = finder.find_iter(text).take(limit).peekable();
    matches.peek()?;
    let mut output = Vec::with_capacity(text.len());
    let mut start = 0;
    for offset in matches {
        output.extend_from_slice(&text[start..offset]);
        output.extend_from_slice(new);
        start = offset + old.len();
    }
    output.extend_from_slice(&text[start..]);
    Some(output)
}

/// Puts `new` before each position and at the end, `limit` times at most.
fn interleave(text: &[u8], new: &[u8], limit: usize, unit: Unit) -> Vec<u8> {
    let places = limit.min(length(text, unit) + 1);
    let mut output = Vec::with_capacity(text.len() + places * new.len());
    let mut offset = 0;
    for _ in 0..places {
        output.extend_from_slice(new);
        if offset < text.len() {
            let step = if unit == Unit::Byte {
                1
            } else {
                length_from_lead(text[offset])
            };
            output.extend_from_slice(&text[offset..offset + step]);
            offset += step;
        }
    }
    output.extend_from_slice(&text[offset..]);
    output
}

/// Splits at a separator that is not empty, at most `limit` times, from the left.
pub fn split<'a>(text: &'a [u8], separator: &[u8], limit: Option<usize>) -> Vec<&'a [u8]> {
    let limit = limit.unwrap_or(usize::MAX);
    let mut parts = Vec::new();
    let mut start = 0;
    if let [byte] = separator {
        for offset in memchr::memchr_iter(*byte, text).take(limit) {
            parts.push(&text[start..offset]);
            start = offset + 1;
        }
    } else {
        for offset in memmem::find_iter(text, separator).take(limit) {
            parts.push(&text[start..offset]);
            start = offset + separator.len();
        }
    }
    parts.push(&text[start..]);
    parts
}

/// Splits at a separator that is not empty, at most `limit` times, from the right.
pub fn rsplit<'a>(text: &'a [u8], separator: &[u8], limit: Option<usize>) -> Vec<&'a [u8]> {
    let limit = limit.unwrap_or(usize::MAX);
    let mut parts = Vec::new();
    let mut end = text.len();
    for offset in memmem::rfind_iter(text, separator).take(limit) {
        parts.push(&text[offset + separator.len()..end]);
        end = offset;
    }
    parts.push(&text[..end]);
    parts.reverse();
    parts
}

/// Length in bytes of the white space (or of what is not) at the start of the text.
fn leading(text: &[u8], white: bool, unit: Unit) -> usize {
    let mut offset = 0;
    while offset < text.len() {
        let (is_white, step) = match (unit, text[offset]) {
            (Unit::Byte, byte) => (is_space_byte(byte), 1),
            (Unit::CodePoint, byte) if byte < 0x80 => (is_space(byte as u32), 1),
            (Unit::CodePoint, _) => {
                let (code, step) = decode_at(text, offset);
                (is_space(code), step)
            }
        };
        if is_white != white {
            break;
        }
        offset += step;
    }
    offset
}

/// Where the white space (or what is not) at the end of the text starts.
fn trailing(text: &[u8], white: bool, unit: Unit) -> usize {
    let mut end = text.len();
    while end > 0 {
        let (is_white, step) = match (unit, text[end - 1]) {
            (Unit::Byte, byte) => (is_space_byte(byte), 1),
            (Unit::CodePoint, byte) if byte < 0x80 => (is_space(byte as u32), 1),
            (Unit::CodePoint, _) => {
                let (code, step) = decode_before(text, end);
                (is_space(code), step)
            }
        };
        if is_white != white {
            break;
        }
        end -= step;
    }
    end
}

/// Splits at runs of white space, at most `limit` times, from the left.
pub fn split_whitespace(text: &[u8], limit: Option<usize>, unit: Unit) -> Vec<&[u8]> {
    let limit = limit.unwrap_or(usize::MAX);
    let mut parts = Vec::new();
    let mut rest = &text[leading(text, true, unit)..];
    while !rest.is_empty() {
        if parts.len() == limit {
            parts.push(rest);
            break;
        }
        let (word, after) = rest.split_at(leading(rest, false, unit));
        parts.push(word);
        rest = &after[leading(after, true, unit)..];
    }
    parts
}

/// Splits at runs of white space, at most `limit` times, from the right.
pub fn rsplit_whitespace(text: &[u8], limit: Option<usize>, unit: Unit) -> Vec<&[u8]> {
    let limit = limit.unwrap_or(usize::MAX);
    let mut parts = Vec::new();
    let mut rest = &text[..trailing(text, true, unit)];
    while !rest.is_empty() {
        if parts.len() == limit {
            parts.push(rest);
            break;
        }
        let (before, word) = rest.split_at(trailing(rest, false, unit));
        parts.push(word);
        rest = &before[..trailing(before, true, unit)];
    }
    parts.reverse();
    parts
}

/// Splits into lines; each keeps its line break if `keep_ends`.
pub fn split_lines(text: &[u8], keep_ends: bool, unit: Unit) -> Vec<&[u8]> {
    let mut lines = Vec::new();
    let mut start = 0;
    let mut offset = 0;
    while offset < text.len() {
        let byte = text[offset];
        // The bytes of line breaks beyond ASCII start with C2 or E2; nothing else needs decoding.
        let (is_break, step) = match unit {
            _ if byte > 0x1E && byte < 0xC2 => (false, 1),
            Unit::Byte => (matches!(byte, b'\n' | b'\r'), 1),
            Unit::CodePoint => {
                let (code, step) = decode_at(text, offset);
                (is_line_break(code), step)
            }
        };
        let end = offset;
        offset += step;
        if is_break {
            if byte == b'\r' && text.get(offset) == Some(&b'\n') {
                offset += 1;
            }
            lines.push(&text[start..if keep_ends { offset } else { end }]);
            start = offset;
        }
    }
    if start < text.len() {
        lines.push(&text[start..]);
    }
    lines
}

/// Before, separator, after, at the first occurrence of a separator that is not empty.
pub fn partition<'a>(text: &'a [u8], separator: &[u8]) -> Option<(&'a [u8], &'a [u8], &'a [u8])> {
    let start = find(text, separator)?;
    let (before, rest) = text.split_at(start);
    let (middle, after) = rest.split_at(separator.len());
    Some((before, middle, after))
}

/// Before, separator, after, at the last occurrence of a separator that is not empty.
pub fn rpartition<'a>(text: &'a [u8], separator: &[u8]) -> Option<(&'a [u8], &'a [u8], &'a [u8])> {
    let start = rfind(text, separator)?;
    let (before, rest) = text.split_at(start);
    let (middle, after) = rest.split_at(separator.len());
    Some((before, middle, after))
}

/// Strips white space.
pub fn strip_whitespace(text: &[u8], side: Side, unit: Unit) -> &[u8] {
    let text = if side == Side::Right {
        text
    } else {
        &text[leading(text, true, unit)..]
    };
    if side == Side::Left {
        text
    } else {
        &text[..trailing(text, true, unit)]
    }
}

/// Strips bytes or code points that occur in `set`.
pub fn strip<'a>(text: &'a [u8], set: &[u8], side: Side, unit: Unit) -> &'a [u8] {
    let mut start = 0;
    let mut end = text.len();
    if unit == Unit::Byte || set.is_ascii() {
        // An ASCII byte never lies inside another code point, so bytes will do.
        let mut members = [false; 256];
        for byte in set {
            members[*byte as usize] = true;
        }
        while side != Side::Right && start < end && members[text[start] as usize] {
            start += 1;
        }
        while side != Side::Left && start < end && members[text[end - 1] as usize] {
            end -= 1;
        }
        return &text[start..end];
    }
    while side != Side::Right && start < end {
        let step = length_from_lead(text[start]);
        if !contains(set, &text[start..start + step]) {
            break;
        }
        start += step;
    }
    while side != Side::Left && start < end {
        let (_, step) = decode_before(text, end);
        if !contains(set, &text[end - step..end]) {
            break;
        }
        end -= step;
    }
    &text[start..end]
}

/// An empty buffer with room for this many bytes, or `MemoryError`.
fn buffer(capacity: Option<usize>) -> Result<Vec<u8>> {
    let mut output = Vec::new();
    let capacity = capacity.ok_or_else(Error::memory)?;
    output
        .try_reserve_exact(capacity)
        .map_err(|_| Error::memory())?;
    Ok(output)
}

/// `expandtabs`: columns are counted in units and start anew after `\n` and `\r`.
pub fn expand_tabs(text: &[u8], tab_size: isize, unit: Unit) -> Result<Vec<u8>> {
    let too_long = || {
        Error::overflow(if unit == Unit::Byte {
            "result too long"
        } else {
            "new string is too long"
        })
    };
    let width_at = |column: isize| {
        if tab_size > 0 {
            tab_size - column % tab_size
        } else {
            0
        }
    };
    let advance = |column: isize, byte: u8| match byte {
        b'\n' | b'\r' => 0,
        _ if unit == Unit::Byte || !is_continuation(byte) => column + 1,
        _ => column,
    };
    // The first pass only measures, so that an absurd tab size is an error and not an abort.
    let mut column = 0isize;
    let mut total = 0isize;
    for &byte in text {
        let width = if byte == b'\t' { width_at(column) } else { 1 };
        total = total.checked_add(width).ok_or_else(too_long)?;
        column = if byte == b'\t' {
            column.checked_add(width).ok_or_else(too_long)?
        } else {
            advance(column, byte)
        };
    }
    let mut output = buffer(Some(total as usize))?;
    column = 0;
    for &byte in text {
        if byte == b'\t' {
            let width = width_at(column);
            output.resize(output.len() + width as usize, b' ');
            column += width;
        } else {
            output.push(byte);
            column = advance(column, byte);
        }
    }
    Ok(output)
}

/// The text with `left` and `right` fill units (a byte, or a code point's bytes) around it.
pub fn pad(text: &[u8], left: usize, right: usize, fill: &[u8]) -> Result<Vec<u8>> {
    let margins = left
        .checked_add(right)
        .and_then(|units| units.checked_mul(fill.len()));
    let mut output = buffer(margins.and_then(|margins| margins.checked_add(text.len())))?;
    let put = |output: &mut Vec<u8>, number: usize| match fill {
        [byte] => output.resize(output.len() + number, *byte),
        _ => (0..number).for_each(|_| output.extend_from_slice(fill)),
    };
    put(&mut output, left);
    output.extend_from_slice(text);
    put(&mut output, right);
    Ok(output)
}

/// Fill units left and right of a centred text: the odd one goes left when the width is odd.
pub fn center_margins(length: usize, width: usize) -> (usize, usize) {
    let margin = width.saturating_sub(length);
    let left = margin / 2 + (margin & width & 1);
    (left, margin - left)
}

/// `zfill`: zeros after the sign.
pub fn zfill(text: &[u8], length: usize, width: usize) -> Result<Vec<u8>> {
    let zeros = width.saturating_sub(length);
    let sign = usize::from(matches!(text.first(), Some(b'+' | b'-')));
    let mut output = buffer(text.len().checked_add(zeros))?;
    output.extend_from_slice(&text[..sign]);
    output.resize(sign + zeros, b'0');
    output.extend_from_slice(&text[sign..]);
    Ok(output)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn join(parts: &[&[u8]]) -> String {
        parts
            .iter()
            .map(|part| String::from_utf8_lossy(part).into_owned())
            .collect::<Vec<_>>()
            .join("|")
    }

    #[test]
    fn finding_and_counting() {
        assert_eq!(find(b"hello", b"l"), Some(2));
        assert_eq!(rfind(b"hello", b"l"), Some(3));
        assert_eq!((find(b"abc", b""), rfind(b"abc", b"")), (Some(0), Some(3)));
        assert_eq!(count("aäa".as_bytes(), b"", Unit::CodePoint), 4);
        assert_eq!(count("aäa".as_bytes(), b"", Unit::Byte), 5);
        assert_eq!(count(b"aaaaa", b"aa", Unit::Byte), 2);
    }

    #[test]
    fn replacing() {
        let text = |result: Option<Vec<u8>>| result.map(|bytes| String::from_utf8(bytes).unwrap());
        assert_eq!(
            text(replace("aä".as_bytes(), b"", b"-", None, Unit::CodePoint)).as_deref(),
            Some("-a-ä-")
        );
        assert_eq!(
            text(replace(b"ab", b"", b"-", Some(2), Unit::Byte)).as_deref(),
            Some("-a-b")
        );
        assert_eq!(
            text(replace(b"a.b.c", b".", b"", Some(1), Unit::Byte)).as_deref(),
            Some("ab.c")
        );
        assert_eq!(
            text(replace(b"a.b.c", b".", b",", Some(1), Unit::Byte)).as_deref(),
            Some("a,b.c")
        );
        assert_eq!(replace(b"abc", b"x", b"y", None, Unit::Byte), None);
    }

    #[test]
    fn splitting() {
        assert_eq!(join(&split(b"a,b,,c", b",", Some(2))), "a|b|,c");
        assert_eq!(join(&rsplit(b"a,b,,c", b",", Some(2))), "a,b||c");
        assert_eq!(join(&rsplit(b"aaa", b"aa", None)), "a|");
        assert_eq!(join(&split(b"", b",", None)), "");
        assert_eq!(
            join(&split_whitespace(
                "  a\u{3000}b  c d ".as_bytes(),
                Some(2),
                Unit::CodePoint
            )),
            "a|b|c d "
        );
        assert_eq!(
            join(&rsplit_whitespace(b"  a b  c d ", Some(2), Unit::Byte)),
            "  a b|c|d"
        );
        assert_eq!(
            join(&split_whitespace(b"a\x1cb", None, Unit::Byte)),
            "a\x1cb"
        );
        assert_eq!(
            join(&split_whitespace(b"  a b ", Some(0), Unit::Byte)),
            "a b "
        );
        assert_eq!(split_whitespace(b"  ", None, Unit::Byte).len(), 0);
        let lines = "a\r\nb\u{2028}c\x1c\n\u{85}é\r".as_bytes();
        assert_eq!(
            join(&split_lines(lines, false, Unit::CodePoint)),
            "a|b|c|||é"
        );
        assert_eq!(
            join(&split_lines(lines, true, Unit::CodePoint)),
            "a\r\n|b\u{2028}|c\x1c|\n|\u{85}|é\r"
        );
        assert_eq!(
            join(&split_lines(b"a\x0bb\rc\n", false, Unit::Byte)),
            "a\x0bb|c"
        );
    }

    #[test]
    fn stripping_and_padding() {
        assert_eq!(
            strip(
                "ääbä".as_bytes(),
                "äx".as_bytes(),
                Side::Both,
                Unit::CodePoint
            ),
            b"b"
        );
        assert_eq!(
            strip(
                "ääbä".as_bytes(),
                "ä".as_bytes(),
                Side::Left,
                Unit::CodePoint
            ),
            "bä".as_bytes()
        );
        assert_eq!(strip(b"xxbx", b"x", Side::Right, Unit::Byte), b"xxb");
        assert_eq!(
            strip_whitespace("\u{a0} b\x1f".as_bytes(), Side::Both, Unit::CodePoint),
            b"b"
        );
        assert_eq!(
            expand_tabs("ä\tb\n\tc".as_bytes(), 4, Unit::CodePoint).unwrap(),
            "ä   b\n    c".as_bytes()
        );
        assert!(expand_tabs(b"a\tb\t", isize::MAX, Unit::CodePoint).is_err());
        assert_eq!(
            (center_margins(3, 6), center_margins(2, 5)),
            ((1, 2), (2, 1))
        );
        assert_eq!(zfill(b"-5", 2, 5).unwrap(), b"-0005");
        assert_eq!(pad(b"a", 1, 2, "é".as_bytes()).unwrap(), "éaéé".as_bytes());
    }
}
