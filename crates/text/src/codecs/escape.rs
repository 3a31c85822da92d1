//! `unicode_escape`, `raw_unicode_escape` and the bytes codec `escape`.
//! Invariant: an escape is decoded whole or reported whole; unknown ones stay, and the first is remembered for
//! the caller's warning.

use super::{DecodeError, Decoded, Decoder, EncodeError, Encoder};
use crate::error::{Error, Result};
use crate::repr::{push_escape, push_hexadecimal};
use crate::unicode::character_by_name;
use crate::wtf8::{MAX_CODE_POINT, code_points, push};

/// An escape that has no meaning, to be warned about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct InvalidEscape {
    /// Offset of its backslash.
    pub offset: usize,
    /// The character after the backslash.
    pub character: u8,
    /// The value, if it is an octal escape above `\377`.
    pub octal: Option<u32>,
}

/// How an escape ended.
enum Escape {
    Code(u32, usize),
    Nothing(usize),
    /// Not an escape: the backslash and the character stand.
    Unknown(usize),
    /// Cut off by the end of the input.
    Incomplete(usize, &'static str),
    Bad(usize, &'static str),
}

/// Hexadecimal digits from `offset`: exactly `count` of them.
fn hexadecimal(input: &[u8], offset: usize, count: usize, reason: &'static str) -> Escape {
    let mut code = 0u32;
    for place in offset..offset + count {
        match input.get(place).map(|byte| (*byte as char).to_digit(16)) {
            Some(Some(value)) => code = code << 4 | value,
            Some(None) => return Escape::Bad(place, reason),
            None => return Escape::Incomplete(place, reason),
        }
    }
    Escape::Code(code, offset + count)
}

/// The character that a one-letter escape stands for.
fn simple_escape(letter: u8) -> Option<u8> {
    Some(match letter {
        b'\\' | b'\'' | b'"' => letter,
        b'b' => 8,
        b'f' => 12,
        b't' => b'\t',
        b'n' => b'\n',
        b'r' => b'\r',
        b'v' => 11,
        b'a' => 7,
        _ => return None,
    })
}

/// Up to three octal digits from `offset`, and where they end.
fn octal(input: &[u8], offset: usize) -> (u32, usize) {
    let digits = input[offset..]
        .iter()
        .take(3)
        .take_while(|byte| (b'0'..=b'7').contains(byte));
    digits.fold((0, offset), |(value, end), digit| {
        (value * 8 + (digit - b'0') as u32, end + 1)
    })
}

const MALFORMED_NAME: &str = "malformed \\N character escape";

/// `{NAME}` from `offset`.
fn named(input: &[u8], offset: usize) -> Escape {
    match input.get(offset) {
        None => return Escape::Incomplete(offset, MALFORMED_NAME),
        Some(b'{') => {}
        Some(_) => return Escape::Bad(offset, MALFORMED_NAME),
    }
    let start = offset + 1;
    let Some(length) = memchr::memchr(b'}', &input[start..]) else {
        return Escape::Incomplete(input.len(), MALFORMED_NAME);
    };
    if length == 0 {
        return Escape::Bad(start, MALFORMED_NAME);
    }
    let end = start + length + 1;
    match character_by_name(&input[start..end - 1]) {
        Some(code) => Escape::Code(code, end),
        None => Escape::Bad(end, "unknown Unicode character name"),
    }
}

/// The escape whose backslash stands at `offset`.
fn read_escape(input: &[u8], offset: usize) -> Escape {
    let Some(&letter) = input.get(offset + 1) else {
        return Escape::Incomplete(offset + 1, "\\ at end of string");
    };
    let after = offset + 2;
    let escape = match letter {
        b'\n' => return Escape::Nothing(after),
        b'0'..=b'7' => {
            let (code, end) = octal(input, offset + 1);
            Escape::Code(code, end)
        }
        b'x' => hexadecimal(input, after, 2, "truncated \\xXX escape"),
        b'u' => hexadecimal(input, after, 4, "truncated \\uXXXX escape"),
        b'U' => hexadecimal(input, after, 8, "truncated \\UXXXXXXXX escape"),
        b'N' => named(input, after),
        _ => match simple_escape(letter) {
            Some(byte) => Escape::Code(byte as u32, after),
            None => Escape::Unknown(after),
        },
    };
    match escape {
        Escape::Code(code, end) if code > MAX_CODE_POINT => {
            Escape::Bad(end, "illegal Unicode character")
        }
        other => other,
    }
}

/// The decoder of `unicode_escape`.
#[derive(Clone, Copy, Debug, Default)]
pub struct UnicodeEscape {
    first_invalid: Option<InvalidEscape>,
}

impl UnicodeEscape {
    pub fn new() -> Self {
        Self::default()
    }

    /// The first escape to warn about.
    pub fn first_invalid(&self) -> Option<InvalidEscape> {
        self.first_invalid
    }

    fn note(&mut self, input: &[u8], offset: usize, octal: Option<u32>) {
        let character = input[offset + 1];
        self.first_invalid.get_or_insert(InvalidEscape {
            offset,
            character,
            octal,
        });
    }
}

impl Decoder for UnicodeEscape {
    fn name(&self) -> &'static str {
        "unicodeescape"
    }

    fn decode_step(
        &mut self,
        input: &[u8],
        position: usize,
        is_final: bool,
        output: &mut Vec<u8>,
    ) -> Decoded {
        let mut offset = position;
        while let Some(&byte) = input.get(offset) {
            if byte != b'\\' {
                push(output, byte as u32);
                offset += 1;
                continue;
            }
            match read_escape(input, offset) {
                Escape::Code(code, end) => {
                    if code > 0xFF && input[offset + 1].is_ascii_digit() {
                        self.note(input, offset, Some(code));
                    }
                    push(output, code);
                    offset = end;
                }
                Escape::Nothing(end) => offset = end,
                Escape::Unknown(end) => {
                    self.note(input, offset, None);
                    output.push(b'\\');
                    push(output, input[offset + 1] as u32);
                    offset = end;
                }
                Escape::Incomplete(..) if !is_final => return Decoded::Done { consumed: offset },
                Escape::Incomplete(end, reason) | Escape::Bad(end, reason) => {
                    return Decoded::Error(DecodeError {
                        start: offset,
                        end,
                        reason,
                    });
                }
            }
        }
        Decoded::Done {
            consumed: input.len(),
        }
    }
}

/// The encoder of `unicode_escape`, which never fails.
#[derive(Clone, Copy, Debug, Default)]
pub struct UnicodeEscapeEncoder;

impl Encoder for UnicodeEscapeEncoder {
    fn name(&self) -> &'static str {
        "unicodeescape"
    }

    fn encode_step(
        &mut self,
        text: &[u8],
        position: usize,
        output: &mut Vec<u8>,
    ) -> std::result::Result<(), EncodeError> {
        for code in code_points(&text[position..]) {
            match code {
                0x09 => output.extend_from_slice(b"\\t"),
                0x0A => output.extend_from_slice(b"\\n"),
                0x0D => output.extend_from_slice(b"\\r"),
                0x5C => output.extend_from_slice(b"\\\\"),
                0x20..0x7F => output.push(code as u8),
                _ => push_escape(output, code),
            }
        }
        Ok(())
    }
}

/// Both halves of `raw_unicode_escape`: only `\u` and `\U` are escapes.
#[derive(Clone, Copy, Debug, Default)]
pub struct RawUnicodeEscape;

impl Decoder for RawUnicodeEscape {
    fn name(&self) -> &'static str {
        "rawunicodeescape"
    }

    fn decode_step(
        &mut self,
        input: &[u8],
        position: usize,
        is_final: bool,
        output: &mut Vec<u8>,
    ) -> Decoded {
        let mut offset = position;
        while let Some(&byte) = input.get(offset) {
            let next = input.get(offset + 1).copied();
            let escape = match next {
                _ if byte != b'\\' => Escape::Code(byte as u32, offset + 1),
                None if is_final => Escape::Code(byte as u32, offset + 1),
                None => Escape::Incomplete(offset + 1, ""),
                Some(b'u') => hexadecimal(input, offset + 2, 4, "truncated \\uXXXX escape"),
                Some(b'U') => hexadecimal(input, offset + 2, 8, "truncated \\UXXXXXXXX escape"),
                Some(_) => Escape::Unknown(offset + 2),
            };
            let (end, reason) = match escape {
                Escape::Code(code, end) if code <= MAX_CODE_POINT => {
                    push(output, code);
                    offset = end;
                    continue;
                }
                Escape::Unknown(end) => {
                    // A second backslash is taken along, so that it does not start an escape.
                    output.push(b'\\');
                    push(output, next.unwrap_or(b'\\') as u32);
                    offset = end;
                    continue;
                }
                Escape::Incomplete(..) if !is_final => return Decoded::Done { consumed: offset },
                Escape::Incomplete(end, reason) | Escape::Bad(end, reason) => (end, reason),
                Escape::Code(_, end) | Escape::Nothing(end) => (end, "\\Uxxxxxxxx out of range"),
            };
            return Decoded::Error(DecodeError {
                start: offset,
                end,
                reason,
            });
        }
        Decoded::Done {
            consumed: input.len(),
        }
    }
}

impl Encoder for RawUnicodeEscape {
    fn name(&self) -> &'static str {
        "rawunicodeescape"
    }

    fn encode_step(
        &mut self,
        text: &[u8],
        position: usize,
        output: &mut Vec<u8>,
    ) -> std::result::Result<(), EncodeError> {
        for code in code_points(&text[position..]) {
            if code < 0x100 {
                output.push(code as u8);
            } else {
                push_escape(output, code);
            }
        }
        Ok(())
    }
}

/// What `escape_decode` does about a bad `\x`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EscapeErrors {
    Strict,
    Replace,
    Ignore,
    /// Any other name.
    Unknown,
}

/// `codecs.escape_decode`: escapes of bytes literals. Also gives the first escape to warn about.
/// `unknown_name` is the name of the error handling in messages.
pub fn escape_decode(
    input: &[u8],
    errors: EscapeErrors,
    unknown_name: &str,
) -> Result<(Vec<u8>, Option<InvalidEscape>)> {
    let mut output = Vec::with_capacity(input.len());
    let mut first_invalid = None;
    let mut offset = 0;
    while offset < input.len() {
        let Some(length) = memchr::memchr(b'\\', &input[offset..]) else {
            output.extend_from_slice(&input[offset..]);
            break;
        };
        output.extend_from_slice(&input[offset..offset + length]);
        let backslash = offset + length;
        let Some(&letter) = input.get(backslash + 1) else {
            return Err(Error::value("Trailing \\ in string"));
        };
        offset = backslash + 2;
        let invalid = |octal| InvalidEscape {
            offset: backslash,
            character: letter,
            octal,
        };
        match letter {
            b'\n' => {}
            b'0'..=b'7' => {
                let (value, end) = octal(input, backslash + 1);
                if value > 0xFF {
                    first_invalid.get_or_insert(invalid(Some(value)));
                }
                output.push(value as u8);
                offset = end;
            }
            b'x' => match hexadecimal(input, offset, 2, "") {
                Escape::Code(value, end) => {
                    output.push(value as u8);
                    offset = end;
                }
                _ => {
                    match errors {
                        EscapeErrors::Strict => {
                            return Err(Error::value(format!(
                                "invalid \\x escape at position {backslash}"
                            )));
                        }
                        EscapeErrors::Replace => output.push(b'?'),
                        EscapeErrors::Ignore => {}
                        EscapeErrors::Unknown => {
                            return Err(Error::value(format!(
                                "decoding error; unknown error handling code: {unknown_name}"
                            )));
                        }
                    }
                    // One good digit goes with the bad escape.
                    offset += usize::from(input.get(offset).is_some_and(u8::is_ascii_hexdigit));
                }
            },
            _ => match simple_escape(letter) {
                Some(byte) => output.push(byte),
                None => {
                    first_invalid.get_or_insert(invalid(None));
                    output.extend_from_slice(&[b'\\', letter]);
                }
            },
        }
    }
    Ok((output, first_invalid))
}

/// `codecs.escape_encode`.
pub fn escape_encode(input: &[u8]) -> Vec<u8> {
    let mut output = Vec::with_capacity(input.len());
    for &byte in input {
        match byte {
            b'\'' | b'\\' => output.extend_from_slice(&[b'\\', byte]),
            b'\t' => output.extend_from_slice(b"\\t"),
            b'\n' => output.extend_from_slice(b"\\n"),
            b'\r' => output.extend_from_slice(b"\\r"),
            0x20..0x7F => output.push(byte),
            _ => {
                output.extend_from_slice(b"\\x");
                push_hexadecimal(&mut output, byte as u32, 2);
            }
        }
    }
    output
}
