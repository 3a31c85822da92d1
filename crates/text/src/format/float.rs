//! `float.__format__`.
//! Invariant: digits come from the exact decimal expansion, rounded half to even.

use super::number::{FloatStyle, NumberText, assemble, float_to_text, is_zero_text, split_float};
use super::spec::{Align, FormatSpec, unknown_kind};
use crate::error::{Error, Result};
use crate::number::float_repr;

/// Precisions beyond a C `int` are refused.
pub(super) fn checked_precision(spec: &FormatSpec) -> Result<Option<usize>> {
    match spec.precision {
        Some(precision) if precision > i32::MAX as usize => Err(Error::value("precision too big")),
        precision => Ok(precision),
    }
}

/// `format(float, spec)`.
pub fn format_float(value: f64, spec: &[u8], type_name: &str) -> Result<Vec<u8>> {
    if spec.is_empty() {
        return Ok(float_repr(value).into_bytes());
    }
    let spec = FormatSpec::parse(spec, type_name, None, Align::Right)?;
    format_float_spec(value, &spec, type_name)
}

/// The same for a parsed specifier; `int` comes here with its float types.
pub(super) fn format_float_spec(value: f64, spec: &FormatSpec, type_name: &str) -> Result<Vec<u8>> {
    let kind = spec.kind;
    if let Some(unknown) =
        kind.filter(|kind| !matches!(kind, 'e' | 'E' | 'f' | 'F' | 'g' | 'G' | 'n' | '%'))
    {
        return Err(unknown_kind(unknown, type_name));
    }
    let precision = checked_precision(spec)?;
    let given = precision.unwrap_or(6);
    let (style, dot_zero) = match kind {
        Some('e' | 'E') => (FloatStyle::Exponent(given), false),
        Some('f' | 'F' | '%') => (FloatStyle::Fixed(given), false),
        Some(_) => (FloatStyle::General(given), false),
        None => (
            precision.map_or(FloatStyle::Repr, FloatStyle::General),
            true,
        ),
    };
    let value = if kind == Some('%') {
        value * 100.0
    } else {
        value
    };
    let mut text = float_to_text(value, style, spec.alternate, dot_zero)?;
    if kind.is_some_and(|kind| kind.is_ascii_uppercase()) {
        text.make_ascii_uppercase();
    }
    let mut is_negative = value.is_sign_negative() && !value.is_nan();
    if spec.no_negative_zero && is_zero_text(&text) {
        is_negative = false;
    }
    if kind == Some('%') {
        text.push('%');
    }
    let (digits, rest) = split_float(&text);
    assemble(
        &NumberText {
            is_negative,
            prefix: "",
            digits,
            rest,
            group: 3,
        },
        spec,
    )
}
