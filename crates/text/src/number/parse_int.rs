//! `int(text, base)`: white space, sign, prefix, underscores, digits of any script.
//! Invariant: malformed text is reported before the limit on digits, which comes before any arithmetic.

use std::borrow::Cow;

use dashu_int::{IBig, Sign, UBig};

use crate::error::{Error, Result};
use crate::properties::bytes::is_space_byte;
use crate::properties::{decimal_value, is_space};
use crate::repr;
use crate::wtf8::code_points;

/// Text with digits and white space beyond ASCII made ASCII, cut at the first code point that is neither
/// (a `?` stands there, which no number has).
pub(super) fn to_ascii_digits(text: &[u8]) -> Cow<'_, [u8]> {
    if text.is_ascii() {
        return Cow::Borrowed(text);
    }
    let mut output = Vec::with_capacity(text.len());
    for code in code_points(text) {
        if code < 0x80 {
            output.push(code as u8);
        } else if is_space(code) {
            output.push(b' ');
        } else if let Some(value) = decimal_value(code) {
            output.push(b'0' + value as u8);
        } else {
            output.push(b'?');
            break;
        }
    }
    Cow::Owned(output)
}

pub(super) fn trim(text: &[u8]) -> &[u8] {
    let start = text
        .iter()
        .position(|byte| !is_space_byte(*byte))
        .unwrap_or(text.len());
    let end = text
        .iter()
        .rposition(|byte| !is_space_byte(*byte))
        .map_or(start, |last| last + 1);
    &text[start..end]
}

/// A sign and what follows it.
pub(super) fn split_sign(text: &[u8]) -> (bool, &[u8]) {
    match text {
        [b'-', rest @ ..] => (true, rest),
        [b'+', rest @ ..] => (false, rest),
        _ => (false, text),
    }
}

/// The first 200 code points of a repr, as CPython cuts it in this message.
fn invalid(base: u32, repr: Vec<u8>) -> Error {
    let shown: String = String::from_utf8_lossy(&repr).chars().take(200).collect();
    Error::value(format!(
        "invalid literal for int() with base {base}: {shown}"
    ))
}

/// Why a literal is no integer.
enum Failure {
    Invalid,
    TooLong(usize),
}

/// The base that a prefix names.
fn prefix_base(text: &[u8]) -> Option<u32> {
    match text {
        [b'0', b'x' | b'X', ..] => Some(16),
        [b'0', b'o' | b'O', ..] => Some(8),
        [b'0', b'b' | b'B', ..] => Some(2),
        _ => None,
    }
}

/// Digits of the base without their underscores; `None` if malformed.
fn plain_digits(text: &[u8], base: u32) -> Option<Cow<'_, [u8]>> {
    let is_digit = |byte: u8| {
        (byte as char)
            .to_digit(36)
            .is_some_and(|value| value < base)
    };
    if !text.is_empty() && text.iter().all(|&byte| is_digit(byte)) {
        return Some(Cow::Borrowed(text));
    }
    let mut digits = Vec::with_capacity(text.len());
    let mut last_was_digit = false;
    for &byte in text {
        if byte == b'_' {
            if !last_was_digit {
                return None;
            }
            last_was_digit = false;
        } else if is_digit(byte) {
            digits.push(byte);
            last_was_digit = true;
        } else {
            return None;
        }
    }
    last_was_digit.then_some(Cow::Owned(digits))
}

fn parse(text: &[u8], base: u32, max_digits: usize) -> std::result::Result<IBig, Failure> {
    let (is_negative, mut rest) = split_sign(trim(text));
    let mut actual_base = if base == 0 { 10 } else { base };
    let prefix = prefix_base(rest);
    let mut zero_only = false;
    match prefix {
        Some(found) if base == 0 || base == found => {
            actual_base = found;
            rest = &rest[2..];
            // One underscore may follow the prefix.
            if let [b'_', after @ ..] = rest {
                rest = after;
            }
        }
        // `010` is refused as a literal, for it once was octal.
        _ => zero_only = base == 0 && rest.first() == Some(&b'0'),
    }
    let digits = plain_digits(rest, actual_base).ok_or(Failure::Invalid)?;
    if zero_only && digits.iter().any(|digit| *digit != b'0') {
        return Err(Failure::Invalid);
    }
    if max_digits != 0 && digits.len() > max_digits && !actual_base.is_power_of_two() {
        return Err(Failure::TooLong(digits.len()));
    }
    let magnitude = if actual_base == 10 && digits.len() <= 19 {
        UBig::from(
            digits
                .iter()
                .fold(0u64, |value, digit| value * 10 + (digit - b'0') as u64),
        )
    } else {
        let digits = std::str::from_utf8(&digits).map_err(|_| Failure::Invalid)?;
        UBig::from_str_radix(digits, actual_base).map_err(|_| Failure::Invalid)?
    };
    Ok(IBig::from_parts(
        if is_negative {
            Sign::Negative
        } else {
            Sign::Positive
        },
        magnitude,
    ))
}

fn parse_or_error(
    text: &[u8],
    base: u32,
    max_digits: usize,
    repr: impl FnOnce() -> Vec<u8>,
) -> Result<IBig> {
    if base == 1 || base > 36 {
        return Err(Error::value("int() base must be >= 2 and <= 36, or 0"));
    }
    parse(text, base, max_digits).map_err(|failure| match failure {
        Failure::Invalid => invalid(base, repr()),
        Failure::TooLong(digits) => Error::value(format!(
            "Exceeds the limit ({max_digits} digits) for integer string conversion: value has {digits} digits; \
             use sys.set_int_max_str_digits() to increase the limit"
        )),
    })
}

/// `int(str, base)`. `max_digits` is `sys.get_int_max_str_digits()`, 0 for no limit.
pub fn parse_int(text: &[u8], base: u32, max_digits: usize) -> Result<IBig> {
    parse_or_error(&to_ascii_digits(text), base, max_digits, || {
        repr::text(text)
    })
}

/// `int(bytes, base)`.
pub fn parse_int_bytes(bytes: &[u8], base: u32, max_digits: usize) -> Result<IBig> {
    parse_or_error(bytes, base, max_digits, || repr::bytes(bytes))
}

/// An integer literal of a source text, which the tokenizer has already checked; `None` if malformed.
pub fn parse_int_literal(text: &str) -> Option<IBig> {
    parse(text.as_bytes(), 0, 0).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ok(text: &str, base: u32) -> String {
        parse_int(text.as_bytes(), base, 4300).unwrap().to_string()
    }

    fn fails(text: &str, base: u32) -> String {
        parse_int(text.as_bytes(), base, 4300)
            .unwrap_err()
            .message
            .into_owned()
    }

    #[test]
    fn accepted() {
        for (text, base, value) in [
            (" 12\n", 10, "12"),
            ("-0b1_01", 0, "-5"),
            ("0x_f", 16, "15"),
            ("0_0", 0, "0"),
            ("0b1", 16, "177"),
            ("٣٤\u{2003}", 10, "34"),
            ("z", 36, "35"),
            (
                "123456789012345678901234567890",
                10,
                "123456789012345678901234567890",
            ),
            ("18446744073709551615", 10, "18446744073709551615"),
            ("9999999999999999999", 10, "9999999999999999999"),
        ] {
            assert_eq!(ok(text, base), value, "{text}");
        }
        assert_eq!(parse_int_literal("0xFF_FF"), Some(IBig::from(65535)));
    }

    #[test]
    fn refused() {
        for (text, base) in [
            ("010", 0),
            ("0x", 16),
            ("1__0", 10),
            ("_1", 10),
            ("1_", 10),
            ("+ 1", 10),
            ("", 10),
            ("12", 2),
        ] {
            assert_eq!(
                fails(text, base),
                format!("invalid literal for int() with base {base}: '{text}'")
            );
        }
        assert_eq!(fails("1", 37), "int() base must be >= 2 and <= 36, or 0");
        assert!(fails(&"0".repeat(4301), 10).contains("value has 4301 digits"));
        assert_eq!(fails(&("1".repeat(300) + "x"), 10).len(), 240);
        assert_eq!(
            parse_int_bytes(b"1\x002", 10, 0).unwrap_err().message,
            "invalid literal for int() with base 10: b'1\\x002'"
        );
    }
}
