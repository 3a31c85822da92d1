//! `float.hex` and `float.fromhex`.
//! Invariant: `fromhex` rounds half to even once, from the exact value.

use super::convert::compose;
use super::parse_int::{split_sign, trim};
use crate::error::{Error, Result};

/// `float.hex`.
pub fn float_hex(value: f64) -> String {
    if value.is_nan() {
        return "nan".into();
    }
    let sign = if value.is_sign_negative() { "-" } else { "" };
    if value.is_infinite() {
        return format!("{sign}inf");
    }
    if value == 0.0 {
        return format!("{sign}0x0.0p+0");
    }
    let bits = value.to_bits();
    let fraction = bits & ((1 << 52) - 1);
    let biased = (bits >> 52 & 0x7FF) as i32;
    let (lead, exponent) = if biased == 0 {
        (0, -1022)
    } else {
        (1, biased - 1023)
    };
    format!("{sign}0x{lead}.{fraction:013x}p{exponent:+}")
}

fn invalid() -> Error {
    Error::value("invalid hexadecimal floating-point string")
}

/// `float.fromhex`.
pub fn float_from_hex(text: &[u8]) -> Result<f64> {
    let (is_negative, body) = split_sign(trim(text));
    let signed = |value: f64| if is_negative { -value } else { value };
    if body.eq_ignore_ascii_case(b"inf") || body.eq_ignore_ascii_case(b"infinity") {
        return Ok(signed(f64::INFINITY));
    }
    if body.eq_ignore_ascii_case(b"nan") {
        return Ok(signed(f64::NAN));
    }
    let body = match body {
        [b'0', b'x' | b'X', rest @ ..] => rest,
        _ => body,
    };
    // The first 64 significant bits, whether any bit after them is set, and the exponent of the last.
    let mut top = 0u64;
    let mut sticky = false;
    let mut scale = 0i64;
    let mut digits = 0usize;
    let mut after_point = false;
    let mut rest = body;
    while let Some((byte, after)) = rest.split_first() {
        if *byte == b'.' && !after_point {
            after_point = true;
        } else if let Some(value) = (*byte as char).to_digit(16) {
            digits += 1;
            if top >> 60 == 0 {
                top = top << 4 | value as u64;
                scale -= if after_point { 4 } else { 0 };
            } else {
                sticky |= value != 0;
                scale += if after_point { 0 } else { 4 };
            }
        } else {
            break;
        }
        rest = after;
    }
    if digits == 0 {
        return Err(invalid());
    }
    if let [b'p' | b'P', after @ ..] = rest {
        let (exponent, after) = parse_exponent(after)?;
        scale = scale.saturating_add(exponent);
        rest = after;
    }
    let shift = top.leading_zeros();
    // A value that is too large is reported even if something unreadable follows it.
    let size = if top == 0 {
        0.0
    } else {
        compose(top << shift, sticky, scale - shift as i64)
            .ok_or_else(|| Error::overflow("hexadecimal value too large to represent as a float"))?
    };
    if rest.is_empty() {
        Ok(signed(size))
    } else {
        Err(invalid())
    }
}

/// A decimal exponent, held within what makes the result certainly zero or too large, and what follows it.
fn parse_exponent(text: &[u8]) -> Result<(i64, &[u8])> {
    let (is_negative, text) = split_sign(text);
    let length = text.iter().take_while(|byte| byte.is_ascii_digit()).count();
    if length == 0 {
        return Err(invalid());
    }
    let limit = i64::MAX / 16;
    let size = text[..length].iter().fold(0i64, |value, digit| {
        (value * 10 + (digit - b'0') as i64).min(limit)
    });
    Ok((if is_negative { -size } else { size }, &text[length..]))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn out() {
        for (value, text) in [
            (1.5, "0x1.8000000000000p+0"),
            (-0.0, "-0x0.0p+0"),
            (5e-324, "0x0.0000000000001p-1022"),
            (-1e308, "-0x1.1ccf385ebc8a0p+1023"),
            (f64::INFINITY, "inf"),
        ] {
            assert_eq!(float_hex(value), text);
        }
    }

    #[test]
    fn back() {
        for (text, value) in [
            ("0x1.8p1", 3.0),
            (".8", 0.5),
            ("0x1.fffffffffffff7p1023", f64::MAX),
            ("0x1p-1074", 5e-324),
            ("0x0.8p-1074", 0.0),
            ("0x0.8000001p-1074", 5e-324),
            ("0x1p-99999999999999999999", 0.0),
            ("0x0p99999999999999999999999", 0.0),
            (" abc ", 2748.0),
            ("0x10000000000000810p0", 1.8446744073709556e19),
            ("0x1.00000000000008p0", 1.0),
            ("0x1.00000000000018p0", 1.0000000000000004),
        ] {
            assert_eq!(float_from_hex(text.as_bytes()), Ok(value), "{text}");
        }
        for text in [
            "0x", "0x.p1", "0x1p", "-", "0x1 p1", "nan1", "0x1_0", "0x1p+-3", "", "1..2",
        ] {
            assert_eq!(float_from_hex(text.as_bytes()), Err(invalid()), "{text}");
        }
        for text in [
            "0x1p1024",
            "-0x1.fffffffffffff8p1023",
            "0x1p99999999999999999999",
        ] {
            assert!(
                matches!(float_from_hex(text.as_bytes()), Err(error) if error.kind == crate::ErrorKind::OverflowError)
            );
        }
        assert_eq!(
            float_from_hex(format!("0x{}1.{}p4", "0".repeat(1000), "0".repeat(1000)).as_bytes()),
            Ok(16.0)
        );
    }
}
