//! Templates of `str.format`: the parser behind `_string.formatter_parser`, the splitter behind
//! `_string.formatter_field_name_split`, and the numbering of fields.
//! Invariant: nothing is expanded here; nested fields in a specifier stay text.

use crate::error::{Error, Result};
use crate::properties::decimal_value;
use crate::wtf8::{code_points, decode_at};

/// A replacement field as written between its braces.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Field<'a> {
    pub name: &'a [u8],
    pub spec: &'a [u8],
    /// The code point after `!`.
    pub conversion: Option<u32>,
    /// Does the specifier hold fields of its own?
    pub spec_has_fields: bool,
}

/// Literal text and the field that follows it, if any.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Segment<'a> {
    pub literal: &'a [u8],
    pub field: Option<Field<'a>>,
}

/// Reads a template segment by segment.
#[derive(Clone, Debug)]
pub struct Parser<'a> {
    text: &'a [u8],
    place: usize,
}

impl<'a> Parser<'a> {
    pub fn new(text: &'a [u8]) -> Self {
        Self { text, place: 0 }
    }

    /// The next segment; `None` at the end. A doubled brace ends its segment.
    pub fn next_segment(&mut self) -> Result<Option<Segment<'a>>> {
        let start = self.place;
        if start >= self.text.len() {
            return Ok(None);
        }
        let Some(offset) = memchr::memchr2(b'{', b'}', &self.text[start..]) else {
            self.place = self.text.len();
            return Ok(Some(Segment {
                literal: &self.text[start..],
                field: None,
            }));
        };
        let brace_at = start + offset;
        let brace = self.text[brace_at];
        let next = self.text.get(brace_at + 1).copied();
        if next == Some(brace) {
            self.place = brace_at + 2;
            return Ok(Some(Segment {
                literal: &self.text[start..=brace_at],
                field: None,
            }));
        }
        if brace == b'}' {
            return Err(Error::value("Single '}' encountered in format string"));
        }
        if next.is_none() {
            return Err(Error::value("Single '{' encountered in format string"));
        }
        self.place = brace_at + 1;
        let field = self.field()?;
        Ok(Some(Segment {
            literal: &self.text[start..brace_at],
            field: Some(field),
        }))
    }

    /// A field, from after its opening brace through its closing one.
    fn field(&mut self) -> Result<Field<'a>> {
        let start = self.place;
        let mut end = None;
        while let Some(&byte) = self.text.get(self.place) {
            match byte {
                b'{' => return Err(Error::value("unexpected '{' in field name")),
                b'[' => {
                    // An index may hold anything but its own closing bracket.
                    let rest = &self.text[self.place..];
                    self.place += memchr::memchr(b']', rest).unwrap_or(rest.len());
                    continue;
                }
                b'}' | b':' | b'!' => {
                    end = Some(byte);
                    break;
                }
                _ => self.place += 1,
            }
        }
        let name = &self.text[start..self.place];
        let Some(end) = end else {
            return Err(Error::value("expected '}' before end of string"));
        };
        self.place += 1;
        let mut field = Field {
            name,
            spec: b"",
            conversion: None,
            spec_has_fields: false,
        };
        if end == b'}' {
            return Ok(field);
        }
        if end == b'!' {
            if self.place >= self.text.len() {
                return Err(Error::value(
                    "end of string while looking for conversion specifier",
                ));
            }
            let (code, length) = decode_at(self.text, self.place);
            field.conversion = Some(code);
            self.place += length;
            match self.text.get(self.place) {
                Some(b'}') => {
                    self.place += 1;
                    return Ok(field);
                }
                Some(b':') => self.place += 1,
                Some(_) => return Err(Error::value("expected ':' after conversion specifier")),
                None => {}
            }
        }
        let spec_start = self.place;
        let mut depth = 1;
        while let Some(&byte) = self.text.get(self.place) {
            self.place += 1;
            match byte {
                b'{' => {
                    field.spec_has_fields = true;
                    depth += 1;
                }
                b'}' => {
                    depth -= 1;
                    if depth == 0 {
                        field.spec = &self.text[spec_start..self.place - 1];
                        return Ok(field);
                    }
                }
                _ => {}
            }
        }
        Err(Error::value("unmatched '{' in format spec"))
    }
}

/// A name or a number in a field name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Key<'a> {
    Number(usize),
    Text(&'a [u8]),
}

/// One step from an object to a part of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Accessor<'a> {
    Attribute(&'a [u8]),
    Item(Key<'a>),
}

/// Text as a number if it consists of decimal digits.
fn key(text: &[u8]) -> Result<Key<'_>> {
    let mut value = 0usize;
    for code in code_points(text) {
        let Some(digit) = decimal_value(code) else {
            return Ok(Key::Text(text));
        };
        value = value
            .checked_mul(10)
            .and_then(|tens| tens.checked_add(digit as usize))
            .filter(|&number| number <= isize::MAX as usize)
            .ok_or_else(|| Error::value("Too many decimal digits in format string"))?;
    }
    Ok(if text.is_empty() {
        Key::Text(text)
    } else {
        Key::Number(value)
    })
}

/// The accessors of a field name, in order; an error ends them.
#[derive(Clone, Debug)]
pub struct Accessors<'a> {
    rest: &'a [u8],
}

impl<'a> Accessors<'a> {
    fn step(&mut self) -> Result<Accessor<'a>> {
        let empty = || Error::value("Empty attribute in format string");
        let (first, after) = self.rest.split_at(1);
        match first {
            b"." => {
                let length = memchr::memchr2(b'.', b'[', after).unwrap_or(after.len());
                let (name, rest) = after.split_at(length);
                self.rest = rest;
                if name.is_empty() {
                    Err(empty())
                } else {
                    Ok(Accessor::Attribute(name))
                }
            }
            b"[" => {
                let Some(length) = memchr::memchr(b']', after) else {
                    return Err(Error::value("Missing ']' in format string"));
                };
                self.rest = &after[length + 1..];
                if length == 0 {
                    Err(empty())
                } else {
                    Ok(Accessor::Item(key(&after[..length])?))
                }
            }
            _ => Err(Error::value(
                "Only '.' or '[' may follow ']' in format field specifier",
            )),
        }
    }
}

impl<'a> Iterator for Accessors<'a> {
    type Item = Result<Accessor<'a>>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.rest.is_empty() {
            return None;
        }
        let result = self.step();
        if result.is_err() {
            self.rest = b"";
        }
        Some(result)
    }
}

/// Splits a field name into its first part and the accessors that follow.
pub fn split_field_name(name: &[u8]) -> Result<(Key<'_>, Accessors<'_>)> {
    let length = memchr::memchr2(b'.', b'[', name).unwrap_or(name.len());
    let (first, rest) = name.split_at(length);
    Ok((key(first)?, Accessors { rest }))
}

/// Numbering of fields: all automatic or all explicit, across nested templates.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct AutoNumber {
    is_manual: Option<bool>,
    next: usize,
}

impl AutoNumber {
    /// Resolves the first part of a field name: an empty name gets the next number.
    pub fn resolve<'a>(&mut self, key: Key<'a>) -> Result<Key<'a>> {
        let is_manual = match key {
            Key::Number(_) => true,
            Key::Text(b"") => false,
            Key::Text(_) => return Ok(key),
        };
        match (*self.is_manual.get_or_insert(is_manual), is_manual) {
            (true, false) => Err(Error::value(
                "cannot switch from manual field specification to automatic field numbering",
            )),
            (false, true) => Err(Error::value(
                "cannot switch from automatic field numbering to manual field specification",
            )),
            (true, true) => Ok(key),
            (false, false) => {
                self.next += 1;
                Ok(Key::Number(self.next - 1))
            }
        }
    }
}

/// The error for a conversion other than `r`, `s` and `a`.
pub fn unknown_conversion(code: u32) -> Error {
    let shown = match char::from_u32(code) {
        Some(character) if code > 32 && code < 127 => character.to_string(),
        _ => format!("\\x{code:x}"),
    };
    Error::value(format!("Unknown conversion specifier {shown}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(text: &str) -> String {
        let mut parser = Parser::new(text.as_bytes());
        let mut shown = String::new();
        let string = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
        loop {
            match parser.next_segment() {
                Ok(None) => return shown,
                Err(error) => return error.message.into_owned(),
                Ok(Some(segment)) => {
                    shown += &string(segment.literal);
                    if let Some(field) = segment.field {
                        let conversion = field.conversion.and_then(char::from_u32);
                        shown += &format!(
                            "<{}|{}|{:?}>",
                            string(field.name),
                            string(field.spec),
                            conversion
                        );
                    }
                    shown += ";";
                }
            }
        }
    }

    #[test]
    fn segments() {
        for (text, shown) in [
            ("a{b}c", "a<b||None>;c;"),
            ("{{}}", "{;};"),
            ("{a!r:>{w}}", "<a|>{w}|Some('r')>;"),
            ("{a[}]}", "<a[}]||None>;"),
            ("{a!}", "unmatched '{' in format spec"),
            ("{a!!}", "<a||Some('!')>;"),
            ("{!}}", "<||Some('}')>;"),
            ("{", "Single '{' encountered in format string"),
            ("a}b", "Single '}' encountered in format string"),
            ("{a", "expected '}' before end of string"),
            ("{a[", "expected '}' before end of string"),
            ("{a{b}}", "unexpected '{' in field name"),
            ("{a!rx}", "expected ':' after conversion specifier"),
            ("{!", "end of string while looking for conversion specifier"),
            ("{a:{b}", "unmatched '{' in format spec"),
        ] {
            assert_eq!(parse(text), shown, "{text}");
        }
    }

    #[test]
    fn names() {
        let split = |name: &'static str| {
            let (first, rest) = split_field_name(name.as_bytes()).unwrap();
            (first, rest.collect::<Vec<_>>())
        };
        assert_eq!(split("0.b[1][c]").0, Key::Number(0));
        assert_eq!(
            split("a.b[1][c]").1,
            [
                Ok(Accessor::Attribute(b"b".as_slice())),
                Ok(Accessor::Item(Key::Number(1))),
                Ok(Accessor::Item(Key::Text(b"c")))
            ]
        );
        assert_eq!(
            split("a[b]c").1[1].as_ref().unwrap_err().message,
            "Only '.' or '[' may follow ']' in format field specifier"
        );
        assert_eq!(
            split("a.").1[0].as_ref().unwrap_err().message,
            "Empty attribute in format string"
        );
        let mut numbers = AutoNumber::default();
        assert_eq!(numbers.resolve(Key::Text(b"")), Ok(Key::Number(0)));
        assert_eq!(numbers.resolve(Key::Text(b"")), Ok(Key::Number(1)));
        assert!(numbers.resolve(Key::Number(3)).is_err());
    }
}
