//! Python's own error handlers.
//! Invariant: a handler that returns `None` refuses; the original error is then raised.

use super::{DecodeError, Replacement, Substitute};
use crate::repr::push_escape;
use crate::unicode;
use crate::wtf8::{code_points, count, from_code_points, is_surrogate, push};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Handler {
    Strict,
    Ignore,
    Replace,
    BackslashReplace,
    /// Encoding only.
    XmlCharRefReplace,
    /// Encoding only.
    NameReplace,
    SurrogateEscape,
    SurrogatePass,
}

impl Handler {
    /// The handler with this name, if it is one of Python's own.
    pub fn from_name(name: &[u8]) -> Option<Self> {
        Some(match name {
            b"strict" => Self::Strict,
            b"ignore" => Self::Ignore,
            b"replace" => Self::Replace,
            b"backslashreplace" => Self::BackslashReplace,
            b"xmlcharrefreplace" => Self::XmlCharRefReplace,
            b"namereplace" => Self::NameReplace,
            b"surrogateescape" => Self::SurrogateEscape,
            b"surrogatepass" => Self::SurrogatePass,
            _ => return None,
        })
    }

    /// Can it handle decoding errors? The others raise `TypeError` for them.
    pub fn decodes(self) -> bool {
        !matches!(self, Self::XmlCharRefReplace | Self::NameReplace)
    }
}

/// An encoding that has room for surrogates.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Wide {
    Utf8,
    Utf16 { big: bool },
    Utf32 { big: bool },
}

/// The encoding with this name, if `surrogatepass` knows it.
fn wide_encoding(name: &str) -> Option<Wide> {
    let name = name.to_ascii_lowercase().replace('_', "-");
    let rest = name
        .strip_prefix("utf")
        .map(|rest| rest.strip_prefix('-').unwrap_or(rest))?;
    Some(match rest {
        "8" => Wide::Utf8,
        "16" | "16-le" | "16le" => Wide::Utf16 { big: false },
        "16-be" | "16be" => Wide::Utf16 { big: true },
        "32" | "32-le" | "32le" => Wide::Utf32 { big: false },
        "32-be" | "32be" => Wide::Utf32 { big: true },
        _ => return None,
    })
}

/// The surrogate at the start of the input, and the bytes it takes.
fn leading_surrogate(encoding: Wide, input: &[u8]) -> Option<(u32, usize)> {
    let (code, length) = match (encoding, input) {
        (Wide::Utf8, [0xED, second @ 0xA0..=0xBF, third @ 0x80..=0xBF, ..]) => (
            0xD000 | (*second as u32 & 0x3F) << 6 | (*third as u32 & 0x3F),
            3,
        ),
        (Wide::Utf8, _) => return None,
        (Wide::Utf16 { big }, [first, second, ..]) => {
            let pair = [*first, *second];
            (
                if big {
                    u16::from_be_bytes(pair)
                } else {
                    u16::from_le_bytes(pair)
                } as u32,
                2,
            )
        }
        (Wide::Utf32 { big }, [first, second, third, fourth, ..]) => {
            let unit = [*first, *second, *third, *fourth];
            (
                if big {
                    u32::from_be_bytes(unit)
                } else {
                    u32::from_le_bytes(unit)
                },
                4,
            )
        }
        _ => return None,
    };
    is_surrogate(code).then_some((code, length))
}

/// The replacement for undecodable bytes. `encoding` is that of the error.
pub fn replace_undecodable(
    handler: Handler,
    encoding: &str,
    input: &[u8],
    error: DecodeError,
) -> Option<Replacement> {
    let bytes = &input[error.start..error.end];
    let (text, resume) = match handler {
        Handler::Ignore => (Vec::new(), error.end),
        Handler::Replace => (from_code_points([0xFFFD]), error.end),
        Handler::BackslashReplace => {
            let mut text = Vec::with_capacity(bytes.len() * 4);
            for byte in bytes {
                push_escape(&mut text, *byte as u32);
            }
            (text, error.end)
        }
        Handler::SurrogateEscape => {
            let high = bytes
                .iter()
                .take(4)
                .take_while(|byte| **byte >= 0x80)
                .count();
            if high == 0 {
                return None;
            }
            let codes = bytes[..high].iter().map(|byte| 0xDC00 + *byte as u32);
            (from_code_points(codes), error.start + high)
        }
        Handler::SurrogatePass => {
            let (code, length) =
                leading_surrogate(wide_encoding(encoding)?, &input[error.start..])?;
            (from_code_points([code]), error.start + length)
        }
        Handler::Strict | Handler::XmlCharRefReplace | Handler::NameReplace => return None,
    };
    Some(Replacement { text, resume })
}

/// The substitute for text that cannot be encoded. `encoding` is that of the error.
pub fn replace_unencodable(handler: Handler, encoding: &str, part: &[u8]) -> Option<Substitute> {
    let codes = code_points(part);
    let mut text = Vec::new();
    match handler {
        Handler::Strict => return None,
        Handler::Ignore => {}
        Handler::Replace => text.resize(count(part), b'?'),
        Handler::BackslashReplace => codes.for_each(|code| push_escape(&mut text, code)),
        Handler::XmlCharRefReplace => {
            codes.for_each(|code| text.extend_from_slice(format!("&#{code};").as_bytes()));
        }
        Handler::NameReplace => codes.for_each(|code| match unicode::name(code) {
            Some(name) => text.extend_from_slice(format!("\\N{{{name}}}").as_bytes()),
            None => push_escape(&mut text, code),
        }),
        Handler::SurrogateEscape => {
            for code in codes {
                if !(0xDC80..=0xDCFF).contains(&code) {
                    return None;
                }
                text.push((code - 0xDC00) as u8);
            }
            return Some(Substitute::Bytes(text));
        }
        Handler::SurrogatePass => {
            let encoding = wide_encoding(encoding)?;
            for code in codes {
                if !is_surrogate(code) {
                    return None;
                }
                match encoding {
                    Wide::Utf8 => push(&mut text, code),
                    Wide::Utf16 { big: false } => {
                        text.extend_from_slice(&(code as u16).to_le_bytes())
                    }
                    Wide::Utf16 { big: true } => {
                        text.extend_from_slice(&(code as u16).to_be_bytes())
                    }
                    Wide::Utf32 { big: false } => text.extend_from_slice(&code.to_le_bytes()),
                    Wide::Utf32 { big: true } => text.extend_from_slice(&code.to_be_bytes()),
                }
            }
            return Some(Substitute::Bytes(text));
        }
    }
    Some(Substitute::Text(text))
}
