//! Module `binascii`: hexadecimal, base64, uuencode and quoted-printable, and two checksums.

use crate::exception_type;
use crate::support::to_ssize;
use typhon_objects::buffer::{Buffer, has_buffer};
use typhon_objects::bytes::Bytes;
use typhon_objects::int;
use typhon_objects::prelude::*;

exception_type!(ERROR, "Error", "binascii", VALUE_ERROR, "");
exception_type!(INCOMPLETE, "Incomplete", "binascii", EXCEPTION, "");

pub static MODULE: ModuleSpec = ModuleSpec {
    name: "binascii",
    doc: "Conversion between binary data and ASCII",
    functions: &[
        function(
            "a2b_uu",
            from_uu,
            "(data, /)",
            "Decode a line of uuencoded data.",
        ),
        function(
            "b2a_uu",
            to_uu,
            "(data, /, *, backtick=False)",
            "Uuencode line of data.",
        ),
        function(
            "a2b_base64",
            from_base64,
            "(data, /, *, strict_mode=False)",
            "Decode a line of base64 data.\n\n  strict_mode\n    When set to True, bytes that are not part of the base64 standard are not allowed.\n    The same applies to excess data after padding (= / ==).",
        ),
        function(
            "b2a_base64",
            to_base64,
            "(data, /, *, newline=True)",
            "Base64-code line of data.",
        ),
        function(
            "a2b_hex",
            from_hex,
            "(hexstr, /)",
            "Binary data of hexadecimal representation.\n\nhexstr must contain an even number of hex digits (upper or lower case).\nThis function is also available as \"unhexlify()\".",
        ),
        function(
            "unhexlify",
            from_hex,
            "(hexstr, /)",
            "Binary data of hexadecimal representation.\n\nhexstr must contain an even number of hex digits (upper or lower case).",
        ),
        function(
            "b2a_hex",
            to_hex,
            "(data, sep=<unrepresentable>, bytes_per_sep=1)",
            "Hexadecimal representation of binary data.\n\n  sep\n    An optional single character or byte to separate hex bytes.\n  bytes_per_sep\n    How many bytes between separators.  Positive values count from the\n    right, negative values count from the left.",
        ),
        function(
            "hexlify",
            to_hex,
            "(data, sep=<unrepresentable>, bytes_per_sep=1)",
            "Hexadecimal representation of binary data.\n\n  sep\n    An optional single character or byte to separate hex bytes.\n  bytes_per_sep\n    How many bytes between separators.  Positive values count from the\n    right, negative values count from the left.",
        ),
        function(
            "a2b_qp",
            from_quoted,
            "(data, header=False)",
            "Decode a string of qp-encoded data.",
        ),
        function(
            "b2a_qp",
            to_quoted,
            "(data, quotetabs=False, istext=True, header=False)",
            "Encode a string using quoted-printable encoding.\n\nOn encoding, when istext is set, newlines are not encoded, and white\nspace at end of lines is.  When istext is not set, \\r and \\n (CR/LF)\nare both encoded.  When quotetabs is set, space and tabs are encoded.",
        ),
        function(
            "crc32",
            crc32,
            "(data, crc=0, /)",
            "Compute CRC-32 incrementally.",
        ),
        function(
            "crc_hqx",
            crc_hqx,
            "(data, crc, /)",
            "Compute CRC-CCITT incrementally.",
        ),
    ],
    types: &[&ERROR, &INCOMPLETE],
    setup: None,
};

/// Raises `binascii.Error`.
#[cold]
fn error(thread: &Thread, message: impl AsRef<str>) -> Raised {
    errors::new(thread, &ERROR, message)
}

fn bytes(thread: &Thread, data: &[u8]) -> Result {
    Ok(Bytes::new(thread, data)?.value())
}

/// Runs `f` on the bytes of an argument that is bytes-like or an ASCII string.
fn with_ascii<R>(thread: &Thread, value: Value, f: impl FnOnce(&[u8]) -> Result<R>) -> Result<R> {
    if let Some(string) = value.downcast::<StrObject>() {
        if !string.is_ascii() {
            return Err(errors::value_error(
                thread,
                "string argument should contain only ASCII characters",
            ));
        }
        return f(string.bytes());
    }
    if !has_buffer(value) {
        return Err(errors::type_error(
            thread,
            format!(
                "argument should be bytes, buffer or ASCII string, not '{}'",
                value.class().name_text()
            ),
        ));
    }
    let buffer = Buffer::acquire(thread, value, false)?;
    f(buffer.bytes())
}

fn flag(thread: &Thread, value: Value, default: bool) -> Result<bool> {
    match value.present() {
        Some(value) => operations::truth(thread, value),
        None => Ok(default),
    }
}

fn from_uu(thread: &Thread, args: &[Value]) -> Result {
    with_ascii(thread, args[0], |data| {
        let Some((&first, mut rest)) = data.split_first() else {
            return Err(error(thread, "Missing length byte"));
        };
        let length = (first.wrapping_sub(b' ') & 0o77) as usize;
        let mut decoded = Vec::with_capacity(length);
        let (mut left, mut left_bits) = (0u32, 0);
        while decoded.len() < length {
            // Spaces at the end of a line are often lost, so what is missing counts as them.
            let bits = match rest.first() {
                None | Some(b'\n' | b'\r') => 0,
                Some(&byte) if !(b' '..=b' ' + 64).contains(&byte) => {
                    return Err(error(thread, "Illegal char"));
                }
                Some(&byte) => (byte - b' ') & 0o77,
            };
            rest = rest.get(1..).unwrap_or(&[]);
            left = left << 6 | bits as u32;
            left_bits += 6;
            if left_bits >= 8 {
                left_bits -= 8;
                decoded.push((left >> left_bits) as u8);
                left &= (1 << left_bits) - 1;
            }
        }
        if rest
            .iter()
            .any(|byte| !matches!(byte, b' ' | b'`' | b'\n' | b'\r'))
        {
            return Err(error(thread, "Trailing garbage"));
        }
        bytes(thread, &decoded)
    })
}

fn to_uu(thread: &Thread, args: &[Value]) -> Result {
    let backtick = flag(thread, args[1], false)?;
    let buffer = Buffer::acquire(thread, args[0], false)?;
    let data = buffer.bytes();
    if data.len() > 45 {
        return Err(error(thread, "At most 45 bytes at once"));
    }
    let character = |bits: u8| {
        if backtick && bits == 0 {
            b'`'
        } else {
            b' ' + bits
        }
    };
    let mut encoded = vec![character(data.len() as u8)];
    for chunk in data.chunks(3) {
        let mut group = [0; 4];
        group[1..=chunk.len()].copy_from_slice(chunk);
        let group = u32::from_be_bytes(group);
        for shift in [18, 12, 6, 0] {
            encoded.push(character((group >> shift & 0o77) as u8));
        }
    }
    encoded.push(b'\n');
    bytes(thread, &encoded)
}

const BASE64: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

/// The values of base64 characters; 64 of others.
static BASE64_VALUES: [u8; 256] = {
    let mut table = [64; 256];
    let mut value = 0;
    while value < 64 {
        table[BASE64[value] as usize] = value as u8;
        value += 1;
    }
    table
};

fn from_base64(thread: &Thread, args: &[Value]) -> Result {
    let strict = flag(thread, args[1], false)?;
    with_ascii(thread, args[0], |data| {
        match thread.aside_if_long(data.len(), || decode_base64(data, strict)) {
            Ok(decoded) => bytes(thread, &decoded),
            Err(message) => Err(error(thread, message)),
        }
    })
}

fn decode_base64(data: &[u8], strict: bool) -> std::result::Result<Vec<u8>, String> {
    let mut decoded = Vec::with_capacity(data.len() / 4 * 3 + 3);
    let (mut quad, mut pads, mut left) = (0, 0, 0u8);
    let lone = |decoded: &Vec<u8>| {
        format!(
            "Invalid base64-encoded string: number of data characters ({}) cannot be 1 more than a multiple of 4",
            decoded.len() / 3 * 4 + 1
        )
    };
    let mut padding_started = false;
    for (index, &byte) in data.iter().enumerate() {
        if byte == b'=' {
            padding_started = true;
            if strict && quad == 0 {
                return Err(if index == 0 {
                    "Leading padding not allowed".into()
                } else {
                    "Excess padding not allowed".into()
                });
            }
            if strict && quad == 1 {
                return Err(lone(&decoded));
            }
            if quad >= 2 {
                pads += 1;
                if strict && quad + pads > 4 {
                    return Err("Excess padding not allowed".into());
                }
            }
            continue;
        }
        let value = BASE64_VALUES[byte as usize];
        if value == 64 {
            if strict {
                return Err("Only base64 data is allowed".into());
            }
            continue;
        }
        if strict && padding_started {
            return Err(if quad + pads >= 4 {
                "Excess data after padding".into()
            } else {
                "Discontinuous padding not allowed".into()
            });
        }
        pads = 0;
        match quad {
            0 => left = value,
            1 => {
                decoded.push(left << 2 | value >> 4);
                left = value & 0xf;
            }
            2 => {
                decoded.push(left << 4 | value >> 2);
                left = value & 3;
            }
            _ => {
                decoded.push(left << 6 | value);
                left = 0;
            }
        }
        quad = (quad + 1) % 4;
    }
    match quad {
        0 => Ok(decoded),
        1 => Err(lone(&decoded)),
        _ if quad + pads < 4 => Err("Incorrect padding".into()),
        _ => Ok(decoded),
    }
}

fn to_base64(thread: &Thread, args: &[Value]) -> Result {
    let newline = flag(thread, args[1], true)?;
    let buffer = Buffer::acquire(thread, args[0], false)?;
    let data = buffer.bytes();
    let mut encoded = thread.aside_if_long(data.len(), || encode_base64(data));
    if newline {
        encoded.push(b'\n');
    }
    bytes(thread, &encoded)
}

fn encode_base64(data: &[u8]) -> Vec<u8> {
    let mut encoded = Vec::with_capacity(data.len().div_ceil(3) * 4 + 1);
    for chunk in data.chunks(3) {
        let mut group = [0; 4];
        group[1..=chunk.len()].copy_from_slice(chunk);
        let group = u32::from_be_bytes(group);
        for (place, shift) in [18, 12, 6, 0].into_iter().enumerate() {
            encoded.push(if place <= chunk.len() {
                BASE64[(group >> shift & 0o77) as usize]
            } else {
                b'='
            });
        }
    }
    encoded
}

fn hex_digit(byte: u8) -> Option<u8> {
    (byte as char).to_digit(16).map(|digit| digit as u8)
}

fn from_hex(thread: &Thread, args: &[Value]) -> Result {
    with_ascii(thread, args[0], |data| {
        if data.len() % 2 != 0 {
            return Err(error(thread, "Odd-length string"));
        }
        let decoded: Option<Vec<u8>> = thread.aside_if_long(data.len(), || {
            data.chunks_exact(2)
                .map(|pair| Some(hex_digit(pair[0])? << 4 | hex_digit(pair[1])?))
                .collect()
        });
        match decoded {
            Some(decoded) => bytes(thread, &decoded),
            None => Err(error(thread, "Non-hexadecimal digit found")),
        }
    })
}

/// The separator byte of `hexlify`.
fn separator(thread: &Thread, value: Value) -> Result<u8> {
    if operations::len(thread, value)? != 1 {
        return Err(errors::value_error(thread, "sep must be length 1."));
    }
    if let Some(string) = value.downcast::<StrObject>() {
        return match typhon_text::wtf8::code_points(string.bytes()).next() {
            Some(point @ 0..256) => Ok(point as u8),
            _ => Err(errors::value_error(thread, "sep must be ASCII.")),
        };
    }
    match value.downcast::<typhon_objects::bytes::BytesObject>() {
        Some(bytes) => Ok(bytes.data()[0]),
        None => Err(errors::type_error(thread, "sep must be str or bytes.")),
    }
}

fn to_hex(thread: &Thread, args: &[Value]) -> Result {
    let separator = match args[1].present() {
        Some(value) => Some(separator(thread, value)?),
        None => None,
    };
    let group = match args[2].present() {
        Some(group) => to_ssize(thread, group)?,
        None => 1,
    };
    let buffer = Buffer::acquire(thread, args[0], false)?;
    let data = buffer.bytes();
    let separator = separator.as_ref().map(std::slice::from_ref);
    let encoded = thread.aside_if_long(data.len(), || {
        typhon_text::hexadecimal::to_hex(data, separator, group as isize)
    });
    bytes(thread, &encoded)
}

fn from_quoted(thread: &Thread, args: &[Value]) -> Result {
    let header = flag(thread, args[1], false)?;
    with_ascii(thread, args[0], |data| {
        let mut decoded = Vec::with_capacity(data.len());
        let mut index = 0;
        while index < data.len() {
            let byte = data[index];
            index += 1;
            match byte {
                b'=' => match (data.get(index), data.get(index + 1)) {
                    (None, _) => break,
                    (Some(b'\n' | b'\r'), _) => {
                        while index < data.len() && data[index] != b'\n' {
                            index += 1;
                        }
                        index += 1;
                    }
                    (Some(b'='), _) => {
                        // What a broken encoder makes of an equals sign.
                        decoded.push(b'=');
                        index += 1;
                    }
                    (Some(&high), Some(&low)) => match (hex_digit(high), hex_digit(low)) {
                        (Some(high), Some(low)) => {
                            decoded.push(high << 4 | low);
                            index += 2;
                        }
                        _ => decoded.push(b'='),
                    },
                    _ => decoded.push(b'='),
                },
                b'_' if header => decoded.push(b' '),
                _ => decoded.push(byte),
            }
        }
        bytes(thread, &decoded)
    })
}

/// Longest line of quoted-printable text.
const LINE: usize = 76;

fn to_quoted(thread: &Thread, args: &[Value]) -> Result {
    let quote_tabs = flag(thread, args[1], false)?;
    let is_text = flag(thread, args[2], true)?;
    let header = flag(thread, args[3], false)?;
    let buffer = Buffer::acquire(thread, args[0], false)?;
    let data = buffer.bytes();
    // Line ends are those of the first line.
    let crlf = data
        .iter()
        .position(|&byte| byte == b'\n')
        .is_some_and(|place| place > 0 && data[place - 1] == b'\r');
    let line_end: &[u8] = if crlf { b"\r\n" } else { b"\n" };
    let mut encoded = Vec::with_capacity(data.len() + data.len() / 8);
    let quote = |encoded: &mut Vec<u8>, byte: u8| {
        encoded.extend_from_slice(format!("={byte:02X}").as_bytes());
    };
    let (mut index, mut column) = (0, 0);
    while index < data.len() {
        let byte = data[index];
        let next = data.get(index + 1).copied();
        let is_line_end = matches!(byte, b'\r' | b'\n');
        let is_blank = matches!(byte, b' ' | b'\t');
        let quoted = byte > 126
            || byte == b'='
            || (header && byte == b'_')
            || (byte == b'.' && column == 0 && matches!(next, None | Some(b'\n' | b'\r' | 0)))
            || (!is_text && is_line_end)
            || (is_blank && next.is_none())
            || (byte < 33 && !is_line_end && (quote_tabs || !is_blank));
        if quoted {
            if column + 3 >= LINE {
                encoded.push(b'=');
                encoded.extend_from_slice(line_end);
                column = 0;
            }
            quote(&mut encoded, byte);
            column += 3;
            index += 1;
        } else if is_text && (byte == b'\n' || (byte == b'\r' && next == Some(b'\n'))) {
            column = 0;
            // Blanks at the end of a line would get lost.
            if let Some(&last @ (b' ' | b'\t')) = encoded.last() {
                encoded.pop();
                quote(&mut encoded, last);
            }
            encoded.extend_from_slice(line_end);
            index += if byte == b'\r' { 2 } else { 1 };
        } else {
            if next.is_some_and(|next| next != b'\n') && column + 1 >= LINE {
                encoded.push(b'=');
                encoded.extend_from_slice(line_end);
                column = 0;
            }
            column += 1;
            encoded.push(if header && byte == b' ' { b'_' } else { byte });
            index += 1;
        }
    }
    bytes(thread, &encoded)
}

/// The low 32 bits of an int argument, whatever its size.
pub(crate) fn low_word(thread: &Thread, value: Value, default: u32) -> Result<u32> {
    let Some(value) = value.present() else {
        return Ok(default);
    };
    let value = operations::index_value(thread, value)?;
    Ok(match int::to_i64(value) {
        Some(small) => small as u32,
        None => {
            let low = int::Int::of(value).digits()[0] as u32;
            if int::is_negative(value) {
                low.wrapping_neg()
            } else {
                low
            }
        }
    })
}

/// Data longer than this is summed outside the runtime, so that nobody waits for it.
pub(crate) const LONG: usize = 64 * 1024;

/// Runs `f` on the bytes of an argument, outside the runtime if they are many and cannot change.
pub(crate) fn digest_bytes<R>(
    thread: &Thread,
    value: Value,
    f: impl FnOnce(&[u8]) -> R,
) -> Result<R> {
    let buffer = Buffer::acquire(thread, value, false)?;
    if buffer.len() > LONG {
        let copy = buffer.copied(thread);
        return Ok(thread.blocked(|| f(&copy)));
    }
    Ok(f(buffer.bytes()))
}

fn crc32(thread: &Thread, args: &[Value]) -> Result {
    let start = low_word(thread, args[1], 0)?;
    let sum = digest_bytes(thread, args[0], |data| {
        let mut hasher = crc32fast::Hasher::new_with_initial(start);
        hasher.update(data);
        hasher.finalize()
    })?;
    Ok(Value::fixnum(sum as i64))
}

fn crc_hqx(thread: &Thread, args: &[Value]) -> Result {
    let start = low_word(thread, args[1], 0)? as u16;
    let sum = digest_bytes(thread, args[0], |data| {
        data.iter().fold(start, |sum, &byte| {
            (0..8).fold(sum ^ (byte as u16) << 8, |sum, _| {
                sum << 1 ^ if sum & 0x8000 == 0 { 0 } else { 0x1021 }
            })
        })
    })?;
    Ok(Value::fixnum(sum as i64))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn base64_padding() {
        let decode = |text: &str, strict| decode_base64(text.as_bytes(), strict);
        assert_eq!(decode("YWJj", true), Ok(b"abc".to_vec()));
        assert_eq!(decode("YQ==YQ==", false), Ok(b"a\x06\x10".to_vec()));
        assert_eq!(
            decode("YQ==YQ==", true),
            Err("Excess data after padding".into())
        );
        assert_eq!(
            decode("AA=A", true),
            Err("Discontinuous padding not allowed".into())
        );
        assert_eq!(decode("AA=A", false), Err("Incorrect padding".into()));
        assert_eq!(
            decode("YQ===", true),
            Err("Excess padding not allowed".into())
        );
    }
}
