//! `format(str, spec)`, and padding for all types.
//! Invariant: widths count code points.

use super::spec::{Align, FormatSpec, unknown_kind};
use crate::error::{Error, Result};
use crate::search::pad;
use crate::wtf8::{count, encode, offset_of};

/// Pads text of `length` code points by the specifier's width, fill and alignment.
pub(super) fn pad_to_width(text: &[u8], length: usize, spec: &FormatSpec) -> Result<Vec<u8>> {
    let margin = spec.width.unwrap_or(0).saturating_sub(length);
    let (left, right) = match spec.align {
        Align::Left => (0, margin),
        Align::Right | Align::AfterSign => (margin, 0),
        Align::Center => (margin / 2, margin - margin / 2),
    };
    pad(text, left, right, encode(spec.fill, &mut [0; 4]))
}

/// `str.__format__`.
pub fn format_text(text: &[u8], spec: &[u8], type_name: &str) -> Result<Vec<u8>> {
    if spec.is_empty() {
        return Ok(text.to_vec());
    }
    let spec = FormatSpec::parse(spec, type_name, Some('s'), Align::Left)?;
    match spec.kind {
        Some('s') | None => {}
        Some(kind) => return Err(unknown_kind(kind, type_name)),
    }
    match spec.sign {
        Some(b' ') => return Err(Error::value("Space not allowed in string format specifier")),
        Some(_) => return Err(Error::value("Sign not allowed in string format specifier")),
        None => {}
    }
    if spec.no_negative_zero {
        return Err(Error::value(
            "Negative zero coercion (z) not allowed in string format specifier",
        ));
    }
    if spec.alternate {
        return Err(Error::value(
            "Alternate form (#) not allowed in string format specifier",
        ));
    }
    if spec.align == Align::AfterSign {
        return Err(Error::value(
            "'=' alignment not allowed in string format specifier",
        ));
    }
    let text = match spec.precision {
        Some(precision) if precision < text.len() => &text[..offset_of(text, precision)],
        _ => text,
    };
    if spec.width.is_none() {
        return Ok(text.to_vec());
    }
    pad_to_width(text, count(text), &spec)
}
