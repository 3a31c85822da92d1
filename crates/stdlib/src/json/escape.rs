//! Strings as JSON has them.

use super::expect_string;
use typhon_objects::prelude::*;
use typhon_text::wtf8;

pub(super) fn encode_ascii(thread: &Thread, args: &[Value]) -> Result {
    let string = expect_string(thread, args[0])?;
    let mut output = Vec::with_capacity(string.bytes().len() + 2);
    push_ascii(&mut output, string.bytes());
    Ok(Str::from_wtf8(thread, &output)?.value())
}

pub(super) fn encode(thread: &Thread, args: &[Value]) -> Result {
    let string = expect_string(thread, args[0])?;
    let mut output = Vec::with_capacity(string.bytes().len() + 2);
    push(&mut output, string.bytes());
    Ok(Str::from_wtf8(thread, &output)?.value())
}

/// The letter of the short escape of a byte.
fn short_escape(byte: u8) -> Option<u8> {
    Some(match byte {
        b'"' => b'"',
        b'\\' => b'\\',
        b'\n' => b'n',
        b'\r' => b'r',
        b'\t' => b't',
        0x0c => b'f',
        0x08 => b'b',
        _ => return None,
    })
}

fn push_unit(output: &mut Vec<u8>, unit: u32) {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    output.extend_from_slice(b"\\u");
    for shift in [12, 8, 4, 0] {
        output.push(DIGITS[(unit >> shift & 15) as usize]);
    }
}

fn push_escape(output: &mut Vec<u8>, byte: u8) {
    match short_escape(byte) {
        Some(letter) => output.extend_from_slice(&[b'\\', letter]),
        None => push_unit(output, byte as u32),
    }
}

/// Quoted, with everything but printable ASCII escaped.
pub(super) fn push_ascii(output: &mut Vec<u8>, text: &[u8]) {
    output.push(b'"');
    let mut rest = text;
    while !rest.is_empty() {
        let plain = rest
            .iter()
            .position(|&byte| !(0x20..0x7f).contains(&byte) || byte == b'"' || byte == b'\\')
            .unwrap_or(rest.len());
        output.extend_from_slice(&rest[..plain]);
        rest = &rest[plain..];
        match rest.first() {
            None => break,
            Some(&byte) if byte < 0x80 => {
                push_escape(output, byte);
                rest = &rest[1..];
            }
            Some(_) => {
                let (point, length) = wtf8::decode_at(rest, 0);
                if point >= 0x10000 {
                    let low = point - 0x10000;
                    push_unit(output, 0xd800 + (low >> 10));
                    push_unit(output, 0xdc00 + (low & 0x3ff));
                } else {
                    push_unit(output, point);
                }
                rest = &rest[length..];
            }
        }
    }
    output.push(b'"');
}

/// Quoted, with only quotes, backslashes and control characters escaped.
pub(super) fn push(output: &mut Vec<u8>, text: &[u8]) {
    output.push(b'"');
    let mut rest = text;
    while !rest.is_empty() {
        let plain = rest
            .iter()
            .position(|&byte| byte < 0x20 || byte == b'"' || byte == b'\\')
            .unwrap_or(rest.len());
        output.extend_from_slice(&rest[..plain]);
        rest = &rest[plain..];
        if let Some(&byte) = rest.first() {
            push_escape(output, byte);
            rest = &rest[1..];
        }
    }
    output.push(b'"');
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn escapes() {
        let mut output = Vec::new();
        push_ascii(&mut output, "a\"\n\u{1}\u{7f}é😀/".as_bytes());
        assert_eq!(output, br#""a\"\n\u0001\u007f\u00e9\ud83d\ude00/""#);
    }
}
