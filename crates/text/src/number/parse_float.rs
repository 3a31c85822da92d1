//! `float(text)` and `complex(text)`.
//! Invariant: correctly rounded; only what Python's grammar allows reaches the standard library's parser.

use std::borrow::Cow;

use super::parse_int::{split_sign, to_ascii_digits, trim};
use crate::error::{Error, Result};
use crate::repr;

/// Takes underscores out; each must stand between two digits.
fn without_underscores(text: &[u8]) -> Option<Cow<'_, [u8]>> {
    if memchr::memchr(b'_', text).is_none() {
        return Some(Cow::Borrowed(text));
    }
    let is_digit = |byte: Option<&u8>| byte.is_some_and(u8::is_ascii_digit);
    for (index, byte) in text.iter().enumerate() {
        if *byte == b'_'
            && !(index > 0 && is_digit(text.get(index - 1)) && is_digit(text.get(index + 1)))
        {
            return None;
        }
    }
    Some(Cow::Owned(
        text.iter().copied().filter(|byte| *byte != b'_').collect(),
    ))
}

/// Length of the digits, point and exponent at the start of the text; 0 if there is no number.
fn decimal_length(text: &[u8]) -> usize {
    let digits = |from: usize| {
        text[from..]
            .iter()
            .take_while(|byte| byte.is_ascii_digit())
            .count()
    };
    let whole = digits(0);
    let mut end = whole;
    let mut has_digits = whole > 0;
    if text.get(end) == Some(&b'.') {
        let fraction = digits(end + 1);
        has_digits |= fraction > 0;
        end += 1 + fraction;
    }
    if !has_digits {
        return 0;
    }
    if let Some(b'e' | b'E') = text.get(end) {
        let sign = usize::from(matches!(text.get(end + 1), Some(b'+' | b'-')));
        let exponent = digits(end + 1 + sign);
        if exponent > 0 {
            end += 1 + sign + exponent;
        }
    }
    end
}

/// The float, with its sign, at the start of the text, and the length it takes.
fn float_prefix(text: &[u8]) -> Option<(f64, usize)> {
    let (is_negative, rest) = split_sign(text);
    let sign_length = text.len() - rest.len();
    let starts = |word: &str| {
        rest.get(..word.len())
            .is_some_and(|start| start.eq_ignore_ascii_case(word.as_bytes()))
    };
    let (value, length) = if starts("infinity") {
        (f64::INFINITY, 8)
    } else if starts("inf") {
        (f64::INFINITY, 3)
    } else if starts("nan") {
        (f64::NAN, 3)
    } else {
        let length = decimal_length(rest);
        (
            std::str::from_utf8(&rest[..length]).ok()?.parse().ok()?,
            length,
        )
    };
    Some((
        if is_negative { -value } else { value },
        sign_length + length,
    ))
}

fn parse(text: &[u8]) -> Option<f64> {
    let text = without_underscores(trim(text))?;
    let (value, length) = float_prefix(&text)?;
    (length == text.len()).then_some(value)
}

fn cannot_convert(repr: Vec<u8>, to: &str) -> Error {
    Error::value(format!(
        "could not convert string to {to}: {}",
        String::from_utf8_lossy(&repr)
    ))
}

/// `float(str)`.
pub fn parse_float(text: &[u8]) -> Result<f64> {
    parse(&to_ascii_digits(text)).ok_or_else(|| cannot_convert(repr::text(text), "float"))
}

/// `float(bytes)`.
pub fn parse_float_bytes(bytes: &[u8]) -> Result<f64> {
    parse(bytes).ok_or_else(|| cannot_convert(repr::bytes(bytes), "float"))
}

/// Real and imaginary part of what stands between the parentheses, if any.
fn complex_parts(text: &[u8]) -> Option<(f64, f64)> {
    let ends_imaginary = |rest: &[u8]| matches!(rest, [b'j' | b'J']);
    let unit = |text: &[u8]| {
        // `j`, `+j` and `-j` have an understood 1.
        let (is_negative, rest) = split_sign(text);
        ends_imaginary(rest).then_some(if is_negative { -1.0 } else { 1.0 })
    };
    if let Some(imaginary) = unit(text) {
        return Some((0.0, imaginary));
    }
    let (first, length) = float_prefix(text)?;
    let rest = &text[length..];
    match rest {
        [] => Some((first, 0.0)),
        _ if ends_imaginary(rest) => Some((0.0, first)),
        [b'+' | b'-', ..] => {
            if let Some(imaginary) = unit(rest) {
                return Some((first, imaginary));
            }
            let (imaginary, length) = float_prefix(rest)?;
            ends_imaginary(&rest[length..]).then_some((first, imaginary))
        }
        _ => None,
    }
}

fn complex(text: &[u8], repr: impl FnOnce() -> Vec<u8>) -> Result<(f64, f64)> {
    let text = without_underscores(text).ok_or_else(|| cannot_convert(repr(), "complex"))?;
    let mut inner = trim(&text);
    if let [b'(', middle @ .., b')'] = inner {
        inner = trim(middle);
    }
    complex_parts(inner).ok_or_else(|| Error::value("complex() arg is a malformed string"))
}

/// `complex(str)`: the real and the imaginary part.
pub fn parse_complex(text: &[u8]) -> Result<(f64, f64)> {
    complex(&to_ascii_digits(text), || repr::text(text))
}

/// The same for text in `bytes`, which `complex` itself refuses.
pub fn parse_complex_bytes(bytes: &[u8]) -> Result<(f64, f64)> {
    complex(bytes, || repr::bytes(bytes))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn floats() {
        for (text, value) in [
            ("1_0.5", 10.5),
            ("1e1_0", 1e10),
            ("1.e5", 1e5),
            (".5e-3", 5e-4),
            ("\u{2003}١.٥ ", 1.5),
            ("1e400", f64::INFINITY),
            ("-Inf", f64::NEG_INFINITY),
            ("1e99999999999999999999", f64::INFINITY),
            ("0e99999999999999999999", 0.0),
            ("2.2250738585072011e-308", 2.225073858507201e-308),
        ] {
            assert_eq!(parse_float(text.as_bytes()), Ok(value), "{text}");
        }
        assert!(
            parse_float(b"-NaN").unwrap().is_nan()
                && parse_float(b"-nan").unwrap().is_sign_negative()
        );
        for text in [
            "1_.5", "1._5", "1_e5", "_1", "inFi", "1e", "e5", ".", "1 2", "", "0x1p3", "1\0",
            "++inf", "1.5f",
        ] {
            assert!(parse_float(text.as_bytes()).is_err(), "{text}");
        }
        assert_eq!(
            parse_float(b"x'").unwrap_err().message,
            "could not convert string to float: \"x'\""
        );
    }

    #[test]
    fn complexes() {
        for (text, value) in [
            ("1+2j", (1.0, 2.0)),
            (" ( 1-j ) ", (1.0, -1.0)),
            ("-j", (0.0, -1.0)),
            ("1.e+5-.5J", (1e5, -0.5)),
            ("infinityj", (0.0, f64::INFINITY)),
            ("1_0+2_0j", (10.0, 20.0)),
            ("3", (3.0, 0.0)),
        ] {
            assert_eq!(parse_complex(text.as_bytes()), Ok(value), "{text}");
        }
        for text in [
            "1 +2j", "1+2", "1+-2j", "((1))", "(1", "", "()", "1j+2", "1+2j)", "1e", "--j", "é",
        ] {
            assert_eq!(
                parse_complex(text.as_bytes()).unwrap_err().message,
                "complex() arg is a malformed string"
            );
        }
        assert_eq!(
            parse_complex(b"1_x").unwrap_err().message,
            "could not convert string to complex: '1_x'"
        );
    }
}
