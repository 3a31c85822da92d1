//! What all numbers share: digits of a float in a style, grouping, sign, and padding.
//! Invariant: [`NumberText`] holds ASCII; only padding may bring in other fill characters.

use std::borrow::Cow;

use super::spec::{Align, FormatSpec, Grouping};
use super::text::pad_to_width;
use crate::error::{Error, Result};
use crate::number::shortest_digits;

/// How the digits of a float are chosen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FloatStyle {
    /// `e`: this many digits after the point, with an exponent.
    Exponent(usize),
    /// `f`: this many digits after the point.
    Fixed(usize),
    /// `g`: this many significant digits.
    General(usize),
    /// The shortest digits that read back.
    Repr,
}

/// No float has more digits than these after its first or after its point.
const MOST_DIGITS: usize = 1100;

/// Digits, and the position of the point counted from the first.
fn rounded_digits(value: f64, style: FloatStyle) -> (Vec<u8>, i64) {
    let significant = match style {
        FloatStyle::Exponent(precision) => precision.saturating_add(1),
        FloatStyle::General(precision) => precision.max(1),
        FloatStyle::Fixed(_) | FloatStyle::Repr => {
            let shortest = shortest_digits(value);
            return (shortest.digits().to_vec(), shortest.point as i64);
        }
    };
    let text = format!("{value:.*e}", significant.min(MOST_DIGITS) - 1);
    let (mantissa, exponent) = text.split_once('e').unwrap_or((&text, "0"));
    let mut digits: Vec<u8> = mantissa.bytes().filter(u8::is_ascii_digit).collect();
    let exponent: i64 = exponent.parse().unwrap_or(0);
    digits.resize(significant, b'0');
    (digits, exponent + 1)
}

/// Reserves room for the zeros that a huge precision asks for.
fn check_memory(precision: usize) -> Result<()> {
    if precision < 1 << 16 {
        return Ok(());
    }
    Vec::<u8>::new()
        .try_reserve_exact(precision)
        .map_err(|_| Error::memory())
}

/// The absolute value of a float as text: `inf`, `nan` or digits. `alternate` keeps the point and `g`'s
/// zeros; `dot_zero` gives whole numbers without exponent a `.0`.
pub fn float_to_text(
    value: f64,
    style: FloatStyle,
    alternate: bool,
    dot_zero: bool,
) -> Result<String> {
    let value = value.abs();
    if value.is_nan() {
        return Ok("nan".into());
    }
    if value.is_infinite() {
        return Ok("inf".into());
    }
    if let FloatStyle::Fixed(precision) = style {
        check_memory(precision)?;
        let mut text = format!("{value:.*}", precision.min(MOST_DIGITS));
        if precision > MOST_DIGITS {
            text.extend(std::iter::repeat_n('0', precision - MOST_DIGITS));
        }
        if alternate && precision == 0 {
            text.push('.');
        }
        return Ok(text);
    }
    if let FloatStyle::Exponent(precision) | FloatStyle::General(precision) = style {
        check_memory(precision)?;
    }
    // Unless asked to, `g` gives no zeros at the end, so it need not make more digits than there are.
    let style = match style {
        FloatStyle::General(precision) if !alternate => {
            FloatStyle::General(precision.min(MOST_DIGITS))
        }
        _ => style,
    };
    let (mut digits, point) = rounded_digits(value, style);
    let with_exponent = match style {
        FloatStyle::Exponent(_) => true,
        FloatStyle::General(precision) => {
            if !alternate {
                while digits.len() > 1 && digits.last() == Some(&b'0') {
                    digits.pop();
                }
            }
            point <= -4 || point > precision.max(1) as i64 - i64::from(dot_zero)
        }
        _ => point <= -4 || point > 16,
    };
    Ok(lay_out(&digits, point, with_exponent, alternate, dot_zero))
}

/// Places point, zeros and exponent.
fn lay_out(
    digits: &[u8],
    point: i64,
    with_exponent: bool,
    alternate: bool,
    dot_zero: bool,
) -> String {
    let mut text = String::with_capacity(digits.len() + 8);
    let push_digits =
        |text: &mut String, part: &[u8]| text.extend(part.iter().map(|digit| *digit as char));
    if with_exponent {
        push_digits(&mut text, &digits[..1]);
        if digits.len() > 1 || alternate {
            text.push('.');
        }
        push_digits(&mut text, &digits[1..]);
        let exponent = point - 1;
        text.push('e');
        text.push(if exponent < 0 { '-' } else { '+' });
        text.push_str(&format!("{:02}", exponent.abs()));
        return text;
    }
    if point <= 0 {
        text.push_str("0.");
        text.extend(std::iter::repeat_n('0', point.unsigned_abs() as usize));
        push_digits(&mut text, digits);
        return text;
    }
    let whole = point as usize;
    push_digits(&mut text, &digits[..whole.min(digits.len())]);
    text.extend(std::iter::repeat_n('0', whole.saturating_sub(digits.len())));
    if digits.len() > whole {
        text.push('.');
        push_digits(&mut text, &digits[whole..]);
    } else if dot_zero {
        text.push_str(".0");
    } else if alternate {
        text.push('.');
    }
    text
}

/// The parts of a number between which padding and grouping go.
pub(super) struct NumberText<'a> {
    pub is_negative: bool,
    /// `0x` and the like.
    pub prefix: &'a str,
    /// The digits before the point; none for `inf` and `nan`.
    pub digits: &'a str,
    /// Whatever follows: point and fraction, exponent, `%`.
    pub rest: &'a str,
    /// Digits in a group.
    pub group: usize,
}

/// The digits in groups, with zeros in front until they are at least `width` wide.
fn group_digits(digits: &str, grouping: Grouping, group: usize, width: usize) -> Cow<'_, str> {
    let Some(separator) = grouping.separator() else {
        if width <= digits.len() {
            return Cow::Borrowed(digits);
        }
        let mut text = "0".repeat(width - digits.len());
        text.push_str(digits);
        return Cow::Owned(text);
    };
    let mut reversed = Vec::with_capacity(width.max(digits.len() * 4 / 3 + 1));
    let mut left = digits.bytes().rev().peekable();
    let mut in_group = 0;
    // A separator must not come first, so it is only put where another digit follows.
    while left.peek().is_some() || reversed.len() < width {
        if in_group == group {
            reversed.push(separator);
            in_group = 0;
        }
        reversed.push(left.next().unwrap_or(b'0'));
        in_group += 1;
    }
    reversed.iter().rev().map(|byte| *byte as char).collect()
}

/// Groups the digits after the point from the left.
fn group_fraction(rest: &str, grouping: Grouping) -> Cow<'_, str> {
    let (Some(separator), Some(fraction)) = (grouping.separator(), rest.strip_prefix('.')) else {
        return Cow::Borrowed(rest);
    };
    let length = fraction.bytes().take_while(u8::is_ascii_digit).count();
    let mut text = String::with_capacity(rest.len() * 4 / 3 + 1);
    text.push('.');
    for (index, digit) in fraction[..length].chars().enumerate() {
        if index > 0 && index % 3 == 0 {
            text.push(separator as char);
        }
        text.push(digit);
    }
    text.push_str(&fraction[length..]);
    Cow::Owned(text)
}

/// Puts the parts together and pads them.
pub(super) fn assemble(number: &NumberText<'_>, spec: &FormatSpec) -> Result<Vec<u8>> {
    let sign = match (number.is_negative, spec.sign) {
        (true, _) => "-",
        (false, Some(b'+')) => "+",
        (false, Some(b' ')) => " ",
        _ => "",
    };
    let rest = group_fraction(number.rest, spec.fraction_grouping);
    let around = sign.len() + number.prefix.len() + rest.len();
    let width = spec.width.unwrap_or(0);
    let zero_filled = spec.fill == b'0' as u32 && spec.align == Align::AfterSign;
    check_memory(width)?;
    let digits = if number.digits.is_empty() {
        Cow::Borrowed("")
    } else {
        let least = if zero_filled {
            width.saturating_sub(around)
        } else {
            0
        };
        group_digits(number.digits, spec.grouping, number.group, least)
    };
    let length = around + digits.len();
    let body = |between: &[u8]| {
        let mut text = Vec::with_capacity(length + between.len());
        text.extend_from_slice(sign.as_bytes());
        text.extend_from_slice(number.prefix.as_bytes());
        text.extend_from_slice(between);
        text.extend_from_slice(digits.as_bytes());
        text.extend_from_slice(rest.as_bytes());
        text
    };
    if width <= length {
        return Ok(body(b""));
    }
    if spec.align == Align::AfterSign {
        let padding = pad_to_width(
            b"",
            length,
            &FormatSpec {
                align: Align::Left,
                ..spec.clone()
            },
        )?;
        return Ok(body(&padding));
    }
    pad_to_width(&body(b""), length, spec)
}

/// Cuts a float's text into the digits before the point and the rest.
pub(super) fn split_float(text: &str) -> (&str, &str) {
    let whole = text.bytes().take_while(u8::is_ascii_digit).count();
    text.split_at(whole)
}

/// Is a float's text all zeros, so that `z` drops its sign?
pub(super) fn is_zero_text(text: &str) -> bool {
    text.starts_with(|first: char| first.is_ascii_digit())
        && !text
            .bytes()
            .take_while(|byte| *byte != b'e')
            .any(|byte| matches!(byte, b'1'..=b'9'))
}
