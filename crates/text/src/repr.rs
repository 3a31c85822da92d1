//! `repr` of `str` and `bytes`, and `ascii`.
//! Invariant: the result evaluates back to the text; what [`is_printable`] denies is escaped.

use crate::properties::is_printable;
use crate::wtf8::{code_point_indices, encoded_length};

const HEXADECIMAL: &[u8; 16] = b"0123456789abcdef";

/// Appends `\xhh`, `\uhhhh` or `\Uhhhhhhhh`, the shortest that holds the code point.
pub fn push_escape(output: &mut Vec<u8>, code: u32) {
    let (letter, digits) = match code {
        0..=0xFF => (b'x', 2),
        0x100..=0xFFFF => (b'u', 4),
        _ => (b'U', 8),
    };
    output.extend_from_slice(&[b'\\', letter]);
    push_hexadecimal(output, code, digits);
}

/// Appends the code as this many lower-case hexadecimal digits.
pub fn push_hexadecimal(output: &mut Vec<u8>, code: u32, digits: u32) {
    for place in (0..digits).rev() {
        output.push(HEXADECIMAL[(code >> (4 * place) & 15) as usize]);
    }
}

/// Single quotes, unless only they occur.
fn choose_quote(text: &[u8]) -> u8 {
    if memchr::memchr(b'\'', text).is_some() && memchr::memchr(b'"', text).is_none() {
        b'"'
    } else {
        b'\''
    }
}

/// Appends the escape of an ASCII byte, or the byte itself.
#[inline]
fn push_ascii(output: &mut Vec<u8>, byte: u8, quote: u8) {
    match byte {
        b'\t' => output.extend_from_slice(b"\\t"),
        b'\n' => output.extend_from_slice(b"\\n"),
        b'\r' => output.extend_from_slice(b"\\r"),
        b'\\' => output.extend_from_slice(b"\\\\"),
        _ if byte == quote => output.extend_from_slice(&[b'\\', byte]),
        0x20..0x7F => output.push(byte),
        _ => push_escape(output, byte as u32),
    }
}

/// Length of the bytes at the start that need no escape, a little less at times.
fn plain_prefix(text: &[u8], quote: u8) -> usize {
    let is_plain = |byte: &u8| (0x20..0x7F).contains(byte) && *byte != b'\\' && *byte != quote;
    // All of a chunk is tested without branches, which the compiler turns into vectors.
    let is_plain_chunk = |chunk: &&[u8]| {
        chunk
            .iter()
            .fold(true, |plain, byte| plain & is_plain(byte))
    };
    let chunks = text.chunks_exact(32).take_while(is_plain_chunk).count() * 32;
    chunks
        + text[chunks..]
            .iter()
            .take(32)
            .take_while(|byte| is_plain(byte))
            .count()
}

/// Appends ASCII or raw bytes, escaped where needed.
fn push_escaped_bytes(output: &mut Vec<u8>, bytes: &[u8], quote: u8) {
    let mut rest = bytes;
    while !rest.is_empty() {
        let (plain, after) = rest.split_at(plain_prefix(rest, quote));
        output.extend_from_slice(plain);
        let Some((first, after)) = after.split_first() else {
            return;
        };
        push_ascii(output, *first, quote);
        rest = after;
    }
}

fn quoted(text: &[u8], is_plain: impl Fn(u32) -> bool) -> Vec<u8> {
    let quote = choose_quote(text);
    let mut output = Vec::with_capacity(text.len() + 2);
    output.push(quote);
    if text.is_ascii() {
        push_escaped_bytes(&mut output, text, quote);
    } else {
        for (offset, code) in code_point_indices(text) {
            if code < 0x80 {
                push_ascii(&mut output, code as u8, quote);
            } else if is_plain(code) {
                output.extend_from_slice(&text[offset..offset + encoded_length(code)]);
            } else {
                push_escape(&mut output, code);
            }
        }
    }
    output.push(quote);
    output
}

/// `repr` of a `str`.
pub fn text(text: &[u8]) -> Vec<u8> {
    quoted(text, is_printable)
}

/// `repr` of a `str` as a Rust string; it has no surrogates, for `repr` escapes them.
pub fn text_string(text: &[u8]) -> String {
    String::from_utf8_lossy(&self::text(text)).into_owned()
}

/// `ascii` of a `str`.
pub fn ascii_text(text: &[u8]) -> Vec<u8> {
    quoted(text, |_| false)
}

/// `ascii(object)`: escapes what is beyond ASCII in a `repr`.
pub fn ascii_of_repr(text: &[u8]) -> Vec<u8> {
    let mut output = Vec::with_capacity(text.len());
    for (_, code) in code_point_indices(text) {
        if code < 0x80 {
            output.push(code as u8);
        } else {
            push_escape(&mut output, code);
        }
    }
    output
}

/// `repr` of `bytes`, with the `b`.
pub fn bytes(bytes: &[u8]) -> Vec<u8> {
    let mut output = Vec::with_capacity(bytes.len() + 3);
    output.push(b'b');
    push_quoted_bytes(&mut output, bytes);
    output
}

/// Appends `bytes` in quotes, without the `b`; `repr` of `bytearray` has it in the middle.
pub fn push_quoted_bytes(output: &mut Vec<u8>, bytes: &[u8]) {
    let quote = choose_quote(bytes);
    output.push(quote);
    push_escaped_bytes(output, bytes, quote);
    output.push(quote);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quotes_and_escapes() {
        assert_eq!(text(b"it's"), b"\"it's\"");
        assert_eq!(text(b"'\""), b"'\\'\"'");
        assert_eq!(
            text("a\u{ad}é\u{a0}\u{1F600}\u{E0001}\x7f\0".as_bytes()),
            "'a\\xadé\\xa0😀\\U000e0001\\x7f\\x00'".as_bytes()
        );
        assert_eq!(text(b"\xed\xa0\x80\xed\xb0\x80"), b"'\\ud800\\udc00'");
        assert_eq!(ascii_text("é'中".as_bytes()), b"\"\\xe9'\\u4e2d\"");
        assert_eq!(bytes(b"a'\n\xff\\"), b"b\"a'\\n\\xff\\\\\"");
        assert_eq!(ascii_of_repr("<é>".as_bytes()), b"<\\xe9>");
    }
}
