//! `int.__format__`.
//! Invariant: the specifier's float types go through the correctly rounded conversion.

use dashu_int::{IBig, Sign};

use super::float::format_float_spec;
use super::number::{NumberText, assemble};
use super::spec::{Align, FormatSpec, unknown_kind};
use super::text::pad_to_width;
use crate::error::{Error, Result};
use crate::number::{int_to_decimal, int_to_float, int_to_text};
use crate::wtf8;

/// `format(int, spec)` for a machine word.
pub fn format_i64(value: i64, spec: &[u8], type_name: &str) -> Result<Vec<u8>> {
    if FormatSpec::is_trivial(spec) {
        return Ok(value.to_string().into_bytes());
    }
    format_int(&IBig::from(value), spec, type_name, 0)
}

/// `format(int, spec)`. `max_digits` is `sys.get_int_max_str_digits()`, 0 for no limit.
pub fn format_int(
    value: &IBig,
    spec: &[u8],
    type_name: &str,
    max_digits: usize,
) -> Result<Vec<u8>> {
    if spec.is_empty() {
        return int_to_decimal(value, max_digits).map(String::into_bytes);
    }
    let spec = FormatSpec::parse(spec, type_name, Some('d'), Align::Right)?;
    match spec.kind {
        Some('b' | 'c' | 'd' | 'o' | 'x' | 'X' | 'n') | None => {
            format_whole(value, &spec, max_digits)
        }
        Some('e' | 'E' | 'f' | 'F' | 'g' | 'G' | '%') => {
            format_float_spec(int_to_float(value)?, &spec, type_name)
        }
        Some(kind) => Err(unknown_kind(kind, type_name)),
    }
}

fn format_whole(value: &IBig, spec: &FormatSpec, max_digits: usize) -> Result<Vec<u8>> {
    if spec.precision.is_some() {
        return Err(Error::value(
            "Precision not allowed in integer format specifier",
        ));
    }
    if spec.no_negative_zero {
        return Err(Error::value(
            "Negative zero coercion (z) not allowed in integer format specifier",
        ));
    }
    let kind = spec.kind.unwrap_or('d');
    if kind == 'c' {
        return format_character(value, spec);
    }
    let (base, prefix, group) = match kind {
        'b' => (2, "0b", 4),
        'o' => (8, "0o", 4),
        'x' => (16, "0x", 4),
        'X' => (16, "0X", 4),
        _ => (10, "", 3),
    };
    let mut text = if base == 10 {
        int_to_decimal(value, max_digits)?
    } else {
        int_to_text(value, base)
    };
    if kind == 'X' {
        text.make_ascii_uppercase();
    }
    let is_negative = value.sign() == Sign::Negative;
    let number = NumberText {
        is_negative,
        prefix: if spec.alternate { prefix } else { "" },
        digits: &text[usize::from(is_negative)..],
        rest: "",
        group,
    };
    assemble(&number, spec)
}

/// `format(int, "c")`.
fn format_character(value: &IBig, spec: &FormatSpec) -> Result<Vec<u8>> {
    if spec.sign.is_some() {
        return Err(Error::value(
            "Sign not allowed with integer format specifier 'c'",
        ));
    }
    if spec.alternate {
        return Err(Error::value(
            "Alternate form (#) not allowed with integer format specifier 'c'",
        ));
    }
    let value = i64::try_from(value)
        .map_err(|_| Error::overflow("Python int too large to convert to C long"))?;
    match u32::try_from(value) {
        Ok(code) if code <= wtf8::MAX_CODE_POINT => {
            pad_to_width(wtf8::encode(code, &mut [0; 4]), 1, spec)
        }
        _ => Err(Error::overflow("%c arg not in range(0x110000)")),
    }
}
