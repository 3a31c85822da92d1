//! The values of literals, and the meaningless escapes in them.

use dashu_int::IBig;
use typhon_bytecode::Constant;

use crate::optimise::integer;
use crate::parse::{Ranged, TextRange, TextSize, ast};
use crate::source::Source;
use crate::string::{self, BadEscape};

pub(crate) fn number(node: &ast::ExprNumberLiteral) -> Constant {
    match &node.value {
        ast::Number::Int(value) => match value.as_i64() {
            Some(small) => Constant::Int(small),
            None => {
                let digits = value.to_string().replace('_', "").to_ascii_lowercase();
                let parsed = match digits.get(..2) {
                    Some("0x") => IBig::from_str_radix(&digits[2..], 16),
                    Some("0o") => IBig::from_str_radix(&digits[2..], 8),
                    Some("0b") => IBig::from_str_radix(&digits[2..], 2),
                    _ => IBig::from_str_radix(&digits, 10),
                };
                integer(parsed.unwrap_or(IBig::ZERO))
            }
        },
        ast::Number::Float(value) => Constant::Float(*value),
        ast::Number::Complex { real, imag } => Constant::Complex(*real, *imag),
    }
}

/// The WTF-8 text of one part of a literal.
pub(crate) fn string_part(
    source: &Source,
    part: &ast::StringLiteral,
    text: &mut Vec<u8>,
    bad: &mut Vec<BadEscape>,
) {
    let inside = part.content_range();
    let raw = source.slice(inside);
    if part.flags.prefix().is_raw() || !raw.contains('\\') {
        text.extend_from_slice(part.value.as_bytes());
        return;
    }
    let known = bad.len();
    match string::decode(raw, false, bad) {
        Some(decoded) => text.extend_from_slice(&decoded),
        None => text.extend_from_slice(part.value.as_bytes()),
    }
    shift(&mut bad[known..], inside.start());
}

pub(crate) fn bytes_literal(
    source: &Source,
    node: &ast::ExprBytesLiteral,
    bad: &mut Vec<BadEscape>,
) -> Vec<u8> {
    let mut bytes = Vec::new();
    for part in node.value.as_slice() {
        bytes.extend_from_slice(&part.value);
        let inside = part.content_range();
        let raw = source.slice(inside);
        if !part.flags.prefix().is_raw() && raw.contains('\\') {
            let known = bad.len();
            string::check_bytes(raw, bad);
            shift(&mut bad[known..], inside.start());
        }
    }
    bytes
}

/// The text between the fields of an f-string.
pub(crate) fn text_between_fields(
    source: &Source,
    literal: &ast::InterpolatedStringLiteralElement,
    raw: bool,
    bad: &mut Vec<BadEscape>,
) -> Vec<u8> {
    let text = source.slice(literal.range);
    if raw || !text.contains('\\') {
        return literal.value.as_bytes().to_vec();
    }
    let known = bad.len();
    let decoded = string::decode(text, true, bad);
    // A backslash before a field escapes nothing.
    let next = source.text().as_bytes().get(literal.end().to_usize());
    let lone = text.len() - text.trim_end_matches('\\').len();
    if lone % 2 == 1 && next == Some(&b'{') {
        bad.push(BadEscape {
            offset: text.len() - 1,
            text: "\\{".into(),
            octal: false,
        });
    }
    shift(&mut bad[known..], literal.start());
    decoded.unwrap_or_else(|| literal.value.as_bytes().to_vec())
}

pub(crate) fn shift(bad: &mut [BadEscape], start: TextSize) {
    for escape in bad {
        escape.offset += start.to_usize();
    }
}

/// The warning for a meaningless escape.
pub(crate) fn escape_warning(escape: &BadEscape) -> (TextRange, String) {
    let start = TextSize::new(escape.offset as u32);
    let range = TextRange::at(start, TextSize::new(escape.text.len() as u32));
    let octal = if escape.octal { "octal " } else { "" };
    let message = format!(
        "\"{0}\" is an invalid {octal}escape sequence. Such sequences will not work in the future. Did you mean \"\\{0}\"? A raw string is also an option.",
        escape.text
    );
    (range, message)
}

/// The source of the expression of a t-string's field, with the spaces around it.
pub(crate) fn field_text(source: &Source, value: &ast::InterpolatedElement) -> String {
    if let Some(Constant::Str(text)) = source.attached(value.start()) {
        return String::from_utf8_lossy(text).into_owned();
    }
    let start = value.start() + TextSize::new(1);
    let inside = TextRange::new(start, value.expression.end());
    let mut text = source.slice(inside).to_owned();
    // Closing parentheses and comments may stand between the expression and what ends it.
    let rest = TextRange::new(value.expression.end(), value.end());
    let mut in_comment = false;
    for character in source.slice(rest).chars() {
        match character {
            '!' | ':' | '=' | '}' if !in_comment => break,
            '#' => in_comment = true,
            '\n' => in_comment = false,
            _ => {}
        }
        text.push(character);
    }
    without_comments(&text)
}

/// The source of an expression without the comments in it.
pub(crate) fn without_comments(text: &str) -> String {
    if !text.contains('#') {
        return text.to_owned();
    }
    let mut out = String::with_capacity(text.len());
    let mut quote: Option<&str> = None;
    let mut rest = text;
    while let Some(character) = rest.chars().next() {
        let mut length = character.len_utf8();
        match (quote, character) {
            (Some(_), '\\') => {
                length += rest[1..].chars().next().map_or(0, char::len_utf8);
            }
            (Some(open), _) if rest.starts_with(open) => {
                length = open.len();
                quote = None;
            }
            (Some(_), _) => {}
            (None, '"' | '\'') => {
                let triple = rest
                    .get(..3)
                    .filter(|three| three.chars().all(|c| c == character));
                let open = triple.unwrap_or(&rest[..1]);
                length = open.len();
                quote = Some(open);
            }
            (None, '#') => {
                rest = &rest[rest.find('\n').unwrap_or(rest.len())..];
                continue;
            }
            _ => {}
        }
        out.push_str(&rest[..length]);
        rest = &rest[length..];
    }
    out
}

/// `{x=}` means `{x=!r}` unless it says how to format.
pub(crate) fn conversion(value: &ast::InterpolatedElement) -> ast::ConversionFlag {
    match value.conversion {
        ast::ConversionFlag::None if value.debug_text.is_some() && value.format_spec.is_none() => {
            ast::ConversionFlag::Repr
        }
        other => other,
    }
}
