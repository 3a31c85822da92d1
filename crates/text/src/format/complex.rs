//! `complex.__format__`.
//! Invariant: the parts are formatted like floats without width; padding goes around the whole.

use super::float::checked_precision;
use super::number::{FloatStyle, NumberText, assemble, float_to_text, is_zero_text, split_float};
use super::spec::{Align, FormatSpec, unknown_kind};
use super::text::pad_to_width;
use crate::error::{Error, Result};
use crate::number::complex_repr;

/// `format(complex, spec)`.
pub fn format_complex(real: f64, imaginary: f64, spec: &[u8], type_name: &str) -> Result<Vec<u8>> {
    if spec.is_empty() {
        return Ok(complex_repr(real, imaginary).into_bytes());
    }
    let spec = FormatSpec::parse(spec, type_name, None, Align::Right)?;
    if let Some(unknown) = spec
        .kind
        .filter(|kind| !matches!(kind, 'e' | 'E' | 'f' | 'F' | 'g' | 'G' | 'n'))
    {
        return Err(unknown_kind(unknown, type_name));
    }
    if spec.fill == b'0' as u32 {
        return Err(Error::value(
            "Zero padding is not allowed in complex format specifier",
        ));
    }
    if spec.align == Align::AfterSign {
        return Err(Error::value(
            "'=' alignment flag is not allowed in complex format specifier",
        ));
    }
    let precision = checked_precision(&spec)?;
    let given = precision.unwrap_or(6);
    let style = match spec.kind {
        Some('e' | 'E') => FloatStyle::Exponent(given),
        Some('f' | 'F') => FloatStyle::Fixed(given),
        Some(_) => FloatStyle::General(given),
        None => precision.map_or(FloatStyle::Repr, FloatStyle::General),
    };
    // Without a type the result looks like `repr`'s: no real part if it is +0, parentheses otherwise.
    let only_imaginary = spec.kind.is_none() && real == 0.0 && real.is_sign_positive();
    let parenthesised = spec.kind.is_none() && !only_imaginary;
    let part = |value: f64, sign: Option<u8>| -> Result<Vec<u8>> {
        let mut text = float_to_text(value, style, spec.alternate, false)?;
        if spec.kind.is_some_and(|kind| kind.is_ascii_uppercase()) {
            text.make_ascii_uppercase();
        }
        let is_negative = value.is_sign_negative()
            && !value.is_nan()
            && !(spec.no_negative_zero && is_zero_text(&text));
        let (digits, rest) = split_float(&text);
        let unpadded = FormatSpec {
            sign,
            width: None,
            ..spec.clone()
        };
        assemble(
            &NumberText {
                is_negative,
                prefix: "",
                digits,
                rest,
                group: 3,
            },
            &unpadded,
        )
    };
    let mut text = Vec::new();
    if parenthesised {
        text.push(b'(');
    }
    if only_imaginary {
        text.extend(part(imaginary, spec.sign)?);
    } else {
        text.extend(part(real, spec.sign)?);
        text.extend(part(imaginary, Some(b'+'))?);
    }
    text.push(b'j');
    if parenthesised {
        text.push(b')');
    }
    pad_to_width(&text, text.len(), &spec)
}
