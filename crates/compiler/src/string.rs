//! Escapes in string literals, decoded from the source text: the parser's own values lose lone
//! surrogates. Also cleans docstrings.

use typhon_text::unicode::character_by_name;

/// An escape that means nothing, for a warning.
pub(crate) struct BadEscape {
    pub offset: usize,
    pub text: String,
    pub octal: bool,
}

/// Decodes the inside of a non-raw literal to WTF-8; None if an escape is malformed.
/// `doubled`: `{{` and `}}` stand for one brace (f-strings).
pub(crate) fn decode(raw: &str, doubled: bool, bad: &mut Vec<BadEscape>) -> Option<Vec<u8>> {
    let bytes = raw.as_bytes();
    let mut out = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while at < bytes.len() {
        let byte = bytes[at];
        if doubled && matches!(byte, b'{' | b'}') && bytes.get(at + 1) == Some(&byte) {
            out.push(byte);
            at += 2;
            continue;
        }
        if byte != b'\\' {
            out.push(byte);
            at += 1;
            continue;
        }
        let Some(&escape) = bytes.get(at + 1) else {
            out.push(b'\\');
            break;
        };
        let start = at;
        at += 2;
        match escape {
            b'\n' => {}
            b'\\' | b'\'' | b'"' => out.push(escape),
            b'a' => out.push(7),
            b'b' => out.push(8),
            b'f' => out.push(12),
            b'n' => out.push(b'\n'),
            b'r' => out.push(b'\r'),
            b't' => out.push(b'\t'),
            b'v' => out.push(11),
            b'0'..=b'7' => {
                let (value, end) = octal(bytes, start + 1);
                at = end;
                if value > 0o377 {
                    bad.push(BadEscape {
                        offset: start,
                        text: raw[start..end].into(),
                        octal: true,
                    });
                }
                push_code_point(&mut out, value);
            }
            b'x' | b'u' | b'U' => {
                let digits = match escape {
                    b'x' => 2,
                    b'u' => 4,
                    _ => 8,
                };
                let text = raw.get(at..at + digits)?;
                let value = u32::from_str_radix(text, 16)
                    .ok()
                    .filter(|value| *value <= 0x10FFFF)?;
                if !text.bytes().all(|digit| digit.is_ascii_hexdigit()) {
                    return None;
                }
                push_code_point(&mut out, value);
                at += digits;
            }
            b'N' => {
                let rest = raw.get(at..)?.strip_prefix('{')?;
                let end = rest.find('}')?;
                let code = character_by_name(&rest.as_bytes()[..end])?;
                push_code_point(&mut out, code);
                at += end + 2;
            }
            _ => {
                let character = raw[start + 1..].chars().next()?;
                let end = start + 1 + character.len_utf8();
                bad.push(BadEscape {
                    offset: start,
                    text: raw[start..end].into(),
                    octal: false,
                });
                out.push(b'\\');
                if doubled && matches!(character, '{' | '}') {
                    // The brace is looked at again: it may be doubled.
                    at = start + 1;
                    continue;
                }
                out.extend_from_slice(&bytes[start + 1..end]);
                at = end;
            }
        }
    }
    Some(out)
}

/// Finds the escapes `\N{...}` of characters that the parser knows by no name; `start` is where `raw` is.
pub(crate) fn unknown_names(raw: &str, start: usize, found: &mut Vec<std::ops::Range<usize>>) {
    let mut at = 0;
    while let Some(backslash) = raw[at..].find('\\') {
        let escape = at + backslash;
        at = escape + 1 + raw[escape + 1..].chars().next().map_or(0, char::len_utf8);
        if let Some(name) = raw[escape..].strip_prefix("\\N{")
            && name
                .get(..TANGUT.len())
                .is_some_and(|first| first.eq_ignore_ascii_case(TANGUT))
            && let Some(end) = name.find('}')
            && character_by_name(&name.as_bytes()[..end]).is_some()
        {
            at = escape + end + 4;
            found.push(start + escape..start + at);
        }
    }
}

/// How the names begin that the parser lacks.
const TANGUT: &str = "TANGUT IDEOGRAPH-";

/// Finds the meaningless escapes of a bytes literal.
pub(crate) fn check_bytes(raw: &str, bad: &mut Vec<BadEscape>) {
    let bytes = raw.as_bytes();
    let mut at = 0;
    while at + 1 < bytes.len() {
        if bytes[at] != b'\\' {
            at += 1;
            continue;
        }
        match bytes[at + 1] {
            b'\n' | b'\\' | b'\'' | b'"' | b'a' | b'b' | b'f' | b'n' | b'r' | b't' | b'v'
            | b'x' => at += 2,
            b'0'..=b'7' => {
                let (value, end) = octal(bytes, at + 1);
                if value > 0o377 {
                    bad.push(BadEscape {
                        offset: at,
                        text: raw[at..end].into(),
                        octal: true,
                    });
                }
                at = end;
            }
            _ => {
                let length = raw[at + 1..].chars().next().map_or(1, char::len_utf8);
                bad.push(BadEscape {
                    offset: at,
                    text: raw[at..at + 1 + length].into(),
                    octal: false,
                });
                at += 1 + length;
            }
        }
    }
}

/// The prefix of a literal, and what stands between its quotes.
pub(crate) fn split_literal(literal: &str) -> Option<(&str, &str)> {
    let (prefix, rest) = literal.split_at(literal.find(['"', '\''])?);
    let triple = rest.len() >= 6 && rest[1..].starts_with(&rest[..1].repeat(2));
    let length = if triple { 3 } else { 1 };
    Some((prefix, rest.get(length..rest.len() - length)?))
}

/// The message for the first malformed escape of a literal, given with its quotes (or, if `bare`, without).
pub(crate) fn escape_error(literal: &str, is_bytes: bool, bare: bool) -> Option<String> {
    let (prefix, text) = match bare {
        true => ("", literal),
        false => split_literal(literal)?,
    };
    if prefix.contains(['r', 'R']) {
        return None;
    }
    let bytes = text.as_bytes();
    let mut at = 0;
    // Positions count bytes of UTF-8, as the codec sees them.
    while at + 1 < bytes.len() {
        if bytes[at] != b'\\' {
            at += 1;
            continue;
        }
        let start = at;
        let escape = bytes[at + 1];
        at += 2;
        let digits = match (escape, is_bytes) {
            (b'x', _) => 2,
            (b'u', false) => 4,
            (b'U', false) => 8,
            (b'N', false) => {
                let close = (bytes.get(at) == Some(&b'{'))
                    .then(|| text[at..].find('}'))
                    .flatten();
                let Some(close) = close else {
                    let end = if bytes.get(at) == Some(&b'{') {
                        bytes.len() - 1
                    } else {
                        start + 1
                    };
                    return Some(unicode_error(start, end, "malformed \\N character escape"));
                };
                let name = &text[at + 1..at + close];
                if name.is_empty() {
                    return Some(unicode_error(
                        start,
                        at + close,
                        "malformed \\N character escape",
                    ));
                }
                if character_by_name(name.as_bytes()).is_none() {
                    return Some(unicode_error(
                        start,
                        at + close,
                        "unknown Unicode character name",
                    ));
                }
                at += close + 1;
                continue;
            }
            _ => {
                at += text[start + 1..].chars().next().map_or(0, char::len_utf8) - 1;
                continue;
            }
        };
        let found = bytes[at..]
            .iter()
            .take(digits)
            .take_while(|byte| byte.is_ascii_hexdigit())
            .count();
        if found < digits {
            if is_bytes {
                return Some(format!(
                    "(value error) invalid \\x escape at position {start}"
                ));
            }
            let shown = match escape {
                b'x' => "truncated \\xXX escape",
                b'u' => "truncated \\uXXXX escape",
                _ => "truncated \\UXXXXXXXX escape",
            };
            return Some(unicode_error(start, at + found - 1, shown));
        }
        at += digits;
        if digits == 8
            && u32::from_str_radix(&text[at - 8..at], 16).is_ok_and(|value| value > 0x10FFFF)
        {
            return Some(unicode_error(start, at - 1, "illegal Unicode character"));
        }
    }
    None
}

fn unicode_error(start: usize, end: usize, what: &str) -> String {
    if start == end {
        return format!(
            "(unicode error) 'unicodeescape' codec can't decode byte 0x5c in position {start}: {what}"
        );
    }
    format!(
        "(unicode error) 'unicodeescape' codec can't decode bytes in position {start}-{end}: {what}"
    )
}

fn octal(bytes: &[u8], start: usize) -> (u32, usize) {
    let mut value = 0;
    let mut at = start;
    while at < bytes.len() && at < start + 3 && matches!(bytes[at], b'0'..=b'7') {
        value = value * 8 + u32::from(bytes[at] - b'0');
        at += 1;
    }
    (value, at)
}

fn push_code_point(out: &mut Vec<u8>, value: u32) {
    match char::from_u32(value) {
        Some(character) => out.extend_from_slice(character.encode_utf8(&mut [0; 4]).as_bytes()),
        // A surrogate: three bytes, as WTF-8 has it.
        None => out.extend_from_slice(&[
            0xE0 | (value >> 12) as u8,
            0x80 | (value >> 6 & 0x3F) as u8,
            0x80 | (value & 0x3F) as u8,
        ]),
    }
}

/// Removes the indentation that all lines of a docstring after the first share, and expands tabs.
pub(crate) fn clean_docstring(text: &[u8]) -> Vec<u8> {
    let expanded = if text.contains(&b'\t') {
        expand_tabs(text)
    } else {
        text.to_vec()
    };
    let mut lines = expanded.split(|&byte| byte == b'\n');
    let first = lines.next().unwrap_or_default();
    let rest: Vec<&[u8]> = lines.collect();
    let indent = |line: &[u8]| line.iter().position(|&byte| byte != b' ');
    let margin = rest
        .iter()
        .filter_map(|line| indent(line))
        .min()
        .unwrap_or(0);
    let mut out = Vec::with_capacity(expanded.len());
    out.extend_from_slice(&first[indent(first).unwrap_or(first.len())..]);
    for line in rest {
        out.push(b'\n');
        out.extend_from_slice(&line[margin.min(indent(line).unwrap_or(line.len()))..]);
    }
    out
}

fn expand_tabs(text: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(text.len() + 16);
    let mut column = 0;
    for &byte in text {
        match byte {
            b'\t' => loop {
                out.push(b' ');
                column += 1;
                if column % 8 == 0 {
                    break;
                }
            },
            b'\n' => {
                out.push(byte);
                column = 0;
            }
            _ => {
                out.push(byte);
                column += usize::from(byte & 0xC0 != 0x80);
            }
        }
    }
    out
}
