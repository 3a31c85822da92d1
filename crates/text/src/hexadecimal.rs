//! `bytes.hex` and `bytes.fromhex`.
//! Invariant: positions in messages count characters, which are bytes before the first one beyond ASCII.

use crate::error::{Error, Result};
use crate::properties::bytes::is_space_byte;

const DIGITS: &[u8; 16] = b"0123456789abcdef";

/// Two digits a byte, with an optional separator every `group` bytes: counted from the right, or from the
/// left if `group` is negative.
pub fn to_hex(bytes: &[u8], separator: Option<&[u8]>, group: isize) -> Vec<u8> {
    let size = group.unsigned_abs();
    let separator = separator.filter(|_| size > 0).unwrap_or(b"");
    let mut output = Vec::with_capacity(bytes.len() * (2 + separator.len()));
    for (index, byte) in bytes.iter().enumerate() {
        let from_edge = if group > 0 {
            bytes.len() - index
        } else {
            index
        };
        if index > 0 && !separator.is_empty() && from_edge.is_multiple_of(size) {
            output.extend_from_slice(separator);
        }
        output.extend_from_slice(&[DIGITS[(byte >> 4) as usize], DIGITS[(byte & 15) as usize]]);
    }
    output
}

fn not_hexadecimal(position: usize) -> Error {
    Error::value(format!(
        "non-hexadecimal number found in fromhex() arg at position {position}"
    ))
}

/// `bytes.fromhex(str)`.
pub fn from_hex(text: &[u8]) -> Result<Vec<u8>> {
    // What is not ASCII is found before anything else is looked at.
    match text.iter().position(|byte| !byte.is_ascii()) {
        Some(offset) => Err(not_hexadecimal(offset)),
        None => from_hex_bytes(text),
    }
}

/// `bytes.fromhex(bytes)`: pairs of digits, with ASCII white space allowed between the pairs.
pub fn from_hex_bytes(text: &[u8]) -> Result<Vec<u8>> {
    let value = |offset: usize| {
        text.get(offset)
            .and_then(|byte| (*byte as char).to_digit(16))
    };
    let mut output = Vec::with_capacity(text.len() / 2);
    let mut offset = 0;
    while offset < text.len() {
        if is_space_byte(text[offset]) {
            offset += 1;
            continue;
        }
        let bad = match (value(offset), value(offset + 1)) {
            (Some(high), Some(low)) => {
                output.push((high << 4 | low) as u8);
                offset += 2;
                continue;
            }
            (Some(_), None) if offset + 1 == text.len() => {
                return Err(Error::value(
                    "fromhex() arg must contain an even number of hexadecimal digits",
                ));
            }
            (Some(_), None) => offset + 1,
            (None, _) => offset,
        };
        return Err(not_hexadecimal(bad));
    }
    Ok(output)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_ways() {
        assert_eq!(to_hex(b"\xb9\x01\xef", None, 1), b"b901ef");
        assert_eq!(to_hex(b"\xb9\x01\xef", Some(b":"), 2), b"b9:01ef");
        assert_eq!(to_hex(b"\xb9\x01\xef", Some(b":"), -2), b"b901:ef");
        assert_eq!(from_hex(b" B9 01EF\n"), Ok(b"\xb9\x01\xef".to_vec()));
        for (text, message) in [
            (
                "b9g",
                "non-hexadecimal number found in fromhex() arg at position 2",
            ),
            (
                "b 9",
                "non-hexadecimal number found in fromhex() arg at position 1",
            ),
            (
                "é",
                "non-hexadecimal number found in fromhex() arg at position 0",
            ),
            (
                "b9 0",
                "fromhex() arg must contain an even number of hexadecimal digits",
            ),
        ] {
            assert_eq!(from_hex(text.as_bytes()).unwrap_err().message, message);
        }
    }
}
