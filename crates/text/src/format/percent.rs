//! printf-style formatting of `str` and `bytes`: the parser, and the formatting of one piece.
//! Invariant: the parser stops where CPython fetches an argument, so that errors come in the same order.
//!
//! The driver holds the Python arguments: it calls [`Parser::next_piece`]; for a specifier it looks the key
//! up, calls [`Parser::specifier`] (which asks it for each `*`), fetches the argument, and passes it to the
//! function for the conversion.

use dashu_int::{IBig, Sign};

use super::number::{FloatStyle, float_to_text};
use crate::error::{Error, Result};
use crate::number::{int_to_decimal, int_to_text};
use crate::search::{Unit, pad};
use crate::wtf8::{count, decode_at, index_of, length_from_lead, offset_of};

/// A piece of a format string.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Piece<'a> {
    Literal(&'a [u8]),
    /// A `%` with its mapping key, if it has one; [`Parser::specifier`] must be called next.
    Specifier {
        key: Option<&'a [u8]>,
    },
}

/// What a `*` stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Star {
    Width,
    Precision,
}

/// A conversion specifier, complete.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Specifier {
    pub left: bool,
    pub plus: bool,
    pub space: bool,
    pub alternate: bool,
    pub zero: bool,
    pub width: Option<usize>,
    pub precision: Option<usize>,
    /// The conversion's code point (or byte).
    pub conversion: u32,
    /// Its index in the format string.
    pub index: usize,
    /// Does it follow the digits of a width or precision? Only an error message depends on it.
    after_digits: bool,
}

/// Reads a format string piece by piece.
#[derive(Clone, Debug)]
pub struct Parser<'a> {
    format: &'a [u8],
    place: usize,
    unit: Unit,
}

fn incomplete() -> Error {
    Error::value("incomplete format")
}

impl<'a> Parser<'a> {
    pub fn new(format: &'a [u8], unit: Unit) -> Self {
        Self {
            format,
            place: 0,
            unit,
        }
    }

    /// The next literal or specifier; `None` at the end.
    pub fn next_piece(&mut self) -> Result<Option<Piece<'a>>> {
        let rest = &self.format[self.place..];
        let Some(first) = rest.first() else {
            return Ok(None);
        };
        if *first != b'%' {
            let length = memchr::memchr(b'%', rest).unwrap_or(rest.len());
            self.place += length;
            return Ok(Some(Piece::Literal(&rest[..length])));
        }
        match rest.get(1) {
            None => Err(incomplete()),
            Some(b'%') => {
                self.place += 2;
                Ok(Some(Piece::Literal(&rest[..1])))
            }
            Some(b'(') => {
                let start = self.place + 2;
                let mut depth = 1;
                for (offset, byte) in self.format[start..].iter().enumerate() {
                    depth += i32::from(*byte == b'(') - i32::from(*byte == b')');
                    if depth == 0 {
                        self.place = start + offset + 1;
                        return Ok(Some(Piece::Specifier {
                            key: Some(&self.format[start..start + offset]),
                        }));
                    }
                }
                Err(Error::value("incomplete format key"))
            }
            Some(_) => {
                self.place += 1;
                Ok(Some(Piece::Specifier { key: None }))
            }
        }
    }

    fn peek(&self) -> Result<u8> {
        self.format.get(self.place).copied().ok_or_else(incomplete)
    }

    /// A number of at most `limit`.
    fn number(&mut self, limit: usize, message: &'static str) -> Result<usize> {
        let mut value = 0usize;
        while let Some(digit @ b'0'..=b'9') = self.format.get(self.place) {
            let digit = (digit - b'0') as usize;
            if value > (limit - digit) / 10 {
                return Err(Error::value(message));
            }
            value = value * 10 + digit;
            self.place += 1;
        }
        Ok(value)
    }

    /// The rest of a specifier. `star` fetches the `int` for a `*`.
    pub fn specifier<E: From<Error>>(
        &mut self,
        mut star: impl FnMut(Star) -> std::result::Result<i64, E>,
    ) -> std::result::Result<Specifier, E> {
        let mut spec = Specifier::default();
        loop {
            match self.peek()? {
                b'-' => spec.left = true,
                b'+' => spec.plus = true,
                b' ' => spec.space = true,
                b'#' => spec.alternate = true,
                b'0' => spec.zero = true,
                _ => break,
            }
            self.place += 1;
        }
        match self.peek()? {
            b'*' => {
                self.place += 1;
                let width = star(Star::Width)?;
                spec.left |= width < 0;
                spec.width = Some(width.unsigned_abs() as usize);
                self.peek()?;
            }
            b'0'..=b'9' => {
                spec.width = Some(self.number(isize::MAX as usize, "width too big")?);
                self.peek()?;
            }
            _ => {}
        }
        if self.peek()? == b'.' {
            self.place += 1;
            if self.peek()? == b'*' {
                self.place += 1;
                spec.precision = Some(star(Star::Precision)?.max(0) as usize);
            } else {
                let message = if self.unit == Unit::Byte {
                    "prec too big"
                } else {
                    "precision too big"
                };
                spec.precision = Some(self.number(i32::MAX as usize, message)?);
            }
            self.peek()?;
        }
        if let b'h' | b'l' | b'L' = self.peek()? {
            self.place += 1;
            self.peek()?;
        }
        spec.after_digits = (spec.width.is_some() || spec.precision.is_some())
            && self.format[self.place - 1].is_ascii_digit();
        if self.unit == Unit::Byte {
            spec.conversion = self.peek()? as u32;
            spec.index = self.place;
            self.place += 1;
        } else {
            let (code, length) = decode_at(self.format, self.place);
            spec.conversion = code;
            spec.index = index_of(self.format, self.place);
            self.place += length;
        }
        Ok(spec)
    }
}

/// The error for a conversion that does not exist, raised after its argument was fetched.
pub fn unsupported(spec: &Specifier, unit: Unit) -> Error {
    let code = spec.conversion;
    let shown = match unit {
        // CPython reads the byte as signed here, but not after digits.
        Unit::Byte if code >= 0x80 && !spec.after_digits => {
            return Error::overflow("character argument not in range(0x110000)");
        }
        Unit::CodePoint if !(0x20..0x7F).contains(&code) => '?',
        _ => char::from_u32(code).unwrap_or('?'),
    };
    Error::value(format!(
        "unsupported format character '{shown}' (0x{code:x}) at index {}",
        spec.index
    ))
}

impl Specifier {
    /// Pads text to the width with spaces; the conversions `s`, `r`, `a`, `b` cut it to the precision first.
    pub fn pad_text(&self, text: &[u8], cut: bool, unit: Unit) -> Result<Vec<u8>> {
        let text = match self.precision {
            Some(precision) if cut && precision < text.len() => match unit {
                Unit::Byte => &text[..precision],
                Unit::CodePoint => &text[..offset_of(text, precision)],
            },
            _ => text,
        };
        let Some(width) = self.width else {
            return Ok(text.to_vec());
        };
        let length = if unit == Unit::Byte {
            text.len()
        } else {
            count(text)
        };
        let margin = width.saturating_sub(length);
        if self.left {
            pad(text, 0, margin, b" ")
        } else {
            pad(text, margin, 0, b" ")
        }
    }

    /// Puts sign, prefix, leading zeros and digits together and pads them, with zeros if so flagged.
    fn pad_number(
        &self,
        is_negative: bool,
        prefix: &str,
        zeros: usize,
        digits: &str,
    ) -> Result<Vec<u8>> {
        let sign = match is_negative {
            true => "-",
            false if self.plus => "+",
            false if self.space => " ",
            false => "",
        };
        let length = (sign.len() + prefix.len() + digits.len()).saturating_add(zeros);
        let margin = self.width.unwrap_or(0).saturating_sub(length);
        let (before, zeros, after) = match (self.left, self.zero) {
            (true, _) => (0, zeros, margin),
            (false, true) => (0, zeros + margin, 0),
            (false, false) => (margin, zeros, 0),
        };
        let mut text = Vec::new();
        text.try_reserve_exact(length.max(self.width.unwrap_or(0)))
            .map_err(|_| Error::memory())?;
        text.resize(before, b' ');
        text.extend_from_slice(sign.as_bytes());
        text.extend_from_slice(prefix.as_bytes());
        text.resize(text.len() + zeros, b'0');
        text.extend_from_slice(digits.as_bytes());
        text.resize(text.len() + after, b' ');
        Ok(text)
    }

    /// Conversions `d`, `i`, `u`, `o`, `x`, `X`.
    pub fn format_int(&self, value: &IBig, max_digits: usize) -> Result<Vec<u8>> {
        let is_negative = value.sign() == Sign::Negative;
        let (base, prefix) = match char::from_u32(self.conversion) {
            Some('o') => (8, "0o"),
            Some('x') => (16, "0x"),
            Some('X') => (16, "0X"),
            _ => (10, ""),
        };
        let mut text = if base == 10 {
            int_to_decimal(value, max_digits)?
        } else {
            int_to_text(value, base)
        };
        if self.conversion == b'X' as u32 {
            text.make_ascii_uppercase();
        }
        let digits = &text[usize::from(is_negative)..];
        let zeros = self.precision.unwrap_or(0).saturating_sub(digits.len());
        self.pad_number(
            is_negative,
            if self.alternate { prefix } else { "" },
            zeros,
            digits,
        )
    }

    /// Conversions `e`, `E`, `f`, `F`, `g`, `G`.
    pub fn format_float(&self, value: f64) -> Result<Vec<u8>> {
        let precision = self.precision.unwrap_or(6);
        let conversion = char::from_u32(self.conversion).unwrap_or('f');
        let style = match conversion.to_ascii_lowercase() {
            'e' => FloatStyle::Exponent(precision),
            'g' => FloatStyle::General(precision),
            _ => FloatStyle::Fixed(precision),
        };
        let mut text = float_to_text(value, style, self.alternate, false)?;
        if conversion.is_ascii_uppercase() {
            text.make_ascii_uppercase();
        }
        self.pad_number(value.is_sign_negative() && !value.is_nan(), "", 0, &text)
    }
}

/// The code point at the start of `%c`'s text argument, if the text is exactly one code point.
pub fn single_code_point(text: &[u8]) -> Option<u32> {
    let first = *text.first()?;
    (length_from_lead(first) == text.len()).then(|| decode_at(text, 0).0)
}
