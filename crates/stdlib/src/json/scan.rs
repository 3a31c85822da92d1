//! Reading JSON documents. Positions are byte offsets within; at the edges, where Python sees them, they
//! are counted in characters.

use super::expect_string;
use crate::slots_object;
use crate::support::{import_attribute, make, to_ssize, tuple};
use typhon_objects::attribute;
use typhon_objects::prelude::*;
use typhon_objects::{float, int};
use typhon_text::wtf8;

slots_object!(ScannerObject, SCANNER_LAYOUT, "_json.Scanner", {
    strict, object_hook, pairs_hook, parse_float, parse_int, parse_constant,
});

pub(super) static SCANNER: TypeSpec = TypeSpec::new("Scanner", &SCANNER_LAYOUT)
    .module("_json")
    .flags(type_flags::BASE)
    .mutable()
    .doc("JSON scanner object")
    .methods(&[
        static_method("__new__", new, "(cls, context)", ""),
        method(
            "__call__",
            scan_once,
            "(self, string, idx)",
            "Call self as a function.",
        ),
    ])
    .attributes(&[
        member(
            "strict",
            |_, object| Ok(scanner(object).strict.get()),
            "strict",
        ),
        member(
            "object_hook",
            |_, object| Ok(scanner(object).object_hook.get()),
            "object_hook",
        ),
        member(
            "object_pairs_hook",
            |_, object| Ok(scanner(object).pairs_hook.get()),
            "object_pairs_hook",
        ),
        member(
            "parse_float",
            |_, object| Ok(scanner(object).parse_float.get()),
            "parse_float",
        ),
        member(
            "parse_int",
            |_, object| Ok(scanner(object).parse_int.get()),
            "parse_int",
        ),
        member(
            "parse_constant",
            |_, object| Ok(scanner(object).parse_constant.get()),
            "parse_constant",
        ),
    ]);

fn scanner(value: Value) -> Ref<ScannerObject> {
    Ref::of(value)
}

fn new(thread: &Thread, args: &[Value]) -> Result {
    let get = |name: &str| attribute::get(thread, args[1], intern_text(thread, name)?);
    let strict = get("strict")?;
    let strict = Value::bool(operations::truth(thread, strict)?);
    let object_hook = get("object_hook")?;
    let pairs_hook = get("object_pairs_hook")?;
    let parse_float = get("parse_float")?;
    let parse_int = get("parse_int")?;
    let parse_constant = get("parse_constant")?;
    let scanner = make(thread, Type::of(args[0]), |header| ScannerObject {
        header,
        strict: Slot::new(strict),
        object_hook: Slot::new(object_hook),
        pairs_hook: Slot::new(pairs_hook),
        parse_float: Slot::new(parse_float),
        parse_int: Slot::new(parse_int),
        parse_constant: Slot::new(parse_constant),
    })?;
    Ok(scanner.value())
}

/// The byte offset of a character position; `None` beyond the end.
fn offset_of(document: Str, position: usize) -> Option<usize> {
    if position > document.len() {
        return None;
    }
    if document.is_ascii() {
        return Some(position);
    }
    let mut offset = 0;
    for _ in 0..position {
        offset += wtf8::decode_at(document.bytes(), offset).1;
    }
    Some(offset)
}

/// The character position of a byte offset.
fn position_of(document: Str, offset: usize) -> usize {
    if document.is_ascii() {
        offset
    } else {
        wtf8::count(&document.bytes()[..offset])
    }
}

/// Raises JSONDecodeError for a byte offset; -1 stands for before the start.
#[cold]
fn decode_error(thread: &Thread, document: Str, message: &str, offset: i64) -> Raised {
    let position = if offset < 0 {
        offset
    } else {
        position_of(document, offset as usize) as i64
    };
    let make = || -> Result {
        let class = import_attribute(thread, "json.decoder", "JSONDecodeError")?;
        let message = Str::new(thread, message)?.value();
        call(
            thread,
            class,
            &[message, document.value(), Value::fixnum(position)],
        )
    };
    match make() {
        Ok(exception) => Raised::new(exception),
        Err(raised) => raised,
    }
}

/// Reads a string whose content starts at `start`: the string and the offset behind its quote. A plain
/// string is a slice of the document.
fn read_string(thread: &Thread, document: Str, start: usize, strict: bool) -> Result<(Str, usize)> {
    let text = document.bytes();
    let begin = start as i64 - 1;
    let unterminated = || decode_error(thread, document, "Unterminated string starting at", begin);
    let mut decoded: Vec<u8> = Vec::new();
    let mut offset = start;
    loop {
        let rest = &text[offset..];
        let plain = rest
            .iter()
            .position(|&byte| byte == b'"' || byte == b'\\' || (byte < 0x20 && strict))
            .ok_or_else(unterminated)?;
        let chunk = &rest[..plain];
        offset += plain;
        match text[offset] {
            b'"' if decoded.is_empty() => {
                return Ok((Str::from_wtf8(thread, chunk)?, offset + 1));
            }
            b'"' => {
                decoded.extend_from_slice(chunk);
                return Ok((Str::from_wtf8(thread, &decoded)?, offset + 1));
            }
            b'\\' => {
                decoded.extend_from_slice(chunk);
                let letter = *text.get(offset + 1).ok_or_else(unterminated)?;
                let plain = match letter {
                    b'"' | b'\\' | b'/' => Some(letter),
                    b'b' => Some(8),
                    b'f' => Some(12),
                    b'n' => Some(b'\n'),
                    b'r' => Some(b'\r'),
                    b't' => Some(b'\t'),
                    b'u' => None,
                    _ => {
                        return Err(decode_error(
                            thread,
                            document,
                            "Invalid \\escape",
                            offset as i64,
                        ));
                    }
                };
                match plain {
                    Some(byte) => {
                        decoded.push(byte);
                        offset += 2;
                    }
                    None => offset = read_unit(thread, document, offset, &mut decoded)?,
                }
            }
            _ => {
                return Err(decode_error(
                    thread,
                    document,
                    "Invalid control character at",
                    offset as i64,
                ));
            }
        }
    }
}

/// Four hexadecimal digits, something behind which there must be.
fn hex_unit(text: &[u8], offset: usize) -> Option<u32> {
    let digits = text.get(offset..offset + 4)?;
    text.get(offset + 4)?;
    digits.iter().try_fold(0, |unit, &byte| {
        Some(unit << 4 | (byte as char).to_digit(16)?)
    })
}

/// Reads the `\u` escape at `offset`, and a second one if the two are a surrogate pair.
fn read_unit(
    thread: &Thread,
    document: Str,
    offset: usize,
    decoded: &mut Vec<u8>,
) -> Result<usize> {
    let text = document.bytes();
    let invalid = |offset: usize| {
        decode_error(
            thread,
            document,
            "Invalid \\uXXXX escape",
            offset as i64 + 1,
        )
    };
    let complete = |offset: usize| match hex_unit(text, offset + 2) {
        Some(unit) => Ok(unit),
        None if text.len() == offset + 6
            && text[offset + 2..]
                .iter()
                .all(|byte| byte.is_ascii_hexdigit()) =>
        {
            // The digits are right, but nothing ends the string.
            Ok(
                u32::from_str_radix(std::str::from_utf8(&text[offset + 2..]).unwrap_or("0"), 16)
                    .unwrap_or(0),
            )
        }
        None => Err(invalid(offset)),
    };
    let unit = complete(offset)?;
    let end = offset + 6;
    if (0xd800..0xdc00).contains(&unit) && text[end..].starts_with(b"\\u") {
        let low = complete(end)?;
        if (0xdc00..0xe000).contains(&low) {
            wtf8::push(decoded, 0x10000 + ((unit - 0xd800) << 10) + (low - 0xdc00));
            return Ok(end + 6);
        }
    }
    wtf8::push(decoded, unit);
    Ok(end)
}

pub(super) fn scan_string(thread: &Thread, args: &[Value]) -> Result {
    let start = to_ssize(thread, args[1])?;
    let strict = match args[2].present() {
        Some(strict) => operations::truth(thread, strict)?,
        None => true,
    };
    let document = expect_string(thread, args[0])?;
    let offset = usize::try_from(start)
        .ok()
        .and_then(|start| offset_of(document, start));
    let Some(offset) = offset else {
        return Err(errors::value_error(thread, "end is out of bounds"));
    };
    let (string, end) = read_string(thread, document, offset, strict)?;
    let end = position_of(document, end);
    tuple(thread, &[string.value(), Value::fixnum(end as i64)])
}

/// One run over a document. A stack value, as it holds references.
struct Scan<'a> {
    thread: &'a Thread,
    scanner: Ref<ScannerObject>,
    document: Str,
    text: &'static [u8],
    strict: bool,
    /// Keys seen so far, so that equal ones are one object; NULL before the first.
    keys: Value,
}

fn scan_once(thread: &Thread, args: &[Value]) -> Result {
    let document = expect_string(thread, args[1])?;
    let index = to_ssize(thread, args[2])?;
    if index < 0 {
        return Err(errors::value_error(thread, "idx cannot be negative"));
    }
    let Some(offset) = offset_of(document, index as usize) else {
        return Err(errors::stop_iteration(thread, Value::fixnum(index)));
    };
    let scanner = scanner(args[0]);
    let mut scan = Scan {
        thread,
        scanner,
        document,
        text: document.bytes(),
        strict: scanner.strict.get() == Value::TRUE,
        keys: Value::NULL,
    };
    let (value, end) = scan.value(offset)?;
    let end = position_of(document, end);
    tuple(thread, &[value, Value::fixnum(end as i64)])
}

impl Scan<'_> {
    /// "There is no value here."
    #[cold]
    fn no_value(&self, offset: usize) -> Raised {
        let position = position_of(self.document, offset) as i64;
        errors::stop_iteration(self.thread, Value::fixnum(position))
    }

    #[cold]
    fn error(&self, message: &str, offset: usize) -> Raised {
        decode_error(self.thread, self.document, message, offset as i64)
    }

    fn skip_space(&self, mut offset: usize) -> usize {
        while matches!(self.text.get(offset), Some(b' ' | b'\t' | b'\n' | b'\r')) {
            offset += 1;
        }
        offset
    }

    fn value(&mut self, offset: usize) -> Result<(Value, usize)> {
        let rest = self.text.get(offset..).unwrap_or(&[]);
        let constant = |word: &str, value: Value| Ok((value, offset + word.len()));
        match rest.first() {
            Some(b'"') => {
                let (string, end) =
                    read_string(self.thread, self.document, offset + 1, self.strict)?;
                Ok((string.value(), end))
            }
            Some(b'{') => self.object(offset + 1),
            Some(b'[') => self.array(offset + 1),
            Some(b'n') if rest.starts_with(b"null") => constant("null", Value::NONE),
            Some(b't') if rest.starts_with(b"true") => constant("true", Value::TRUE),
            Some(b'f') if rest.starts_with(b"false") => constant("false", Value::FALSE),
            Some(b'N') if rest.starts_with(b"NaN") => self.constant("NaN", offset),
            Some(b'I') if rest.starts_with(b"Infinity") => self.constant("Infinity", offset),
            Some(b'-') if rest.starts_with(b"-Infinity") => self.constant("-Infinity", offset),
            Some(b'-' | b'0'..=b'9') => self.number(offset),
            _ => Err(self.no_value(offset)),
        }
    }

    fn constant(&self, word: &str, offset: usize) -> Result<(Value, usize)> {
        let name = Str::new(self.thread, word)?.value();
        let value = call(self.thread, self.scanner.parse_constant.get(), &[name])?;
        Ok((value, offset + word.len()))
    }

    fn number(&self, start: usize) -> Result<(Value, usize)> {
        let thread = self.thread;
        let digits = |mut offset: usize| {
            while self.text.get(offset).is_some_and(u8::is_ascii_digit) {
                offset += 1;
            }
            offset
        };
        let mut offset = start + (self.text[start] == b'-') as usize;
        offset = match self.text.get(offset) {
            Some(b'0') => offset + 1,
            Some(b'1'..=b'9') => digits(offset),
            _ => return Err(self.no_value(start)),
        };
        let mut is_float = false;
        if self.text.get(offset) == Some(&b'.') {
            let end = digits(offset + 1);
            if end > offset + 1 {
                is_float = true;
                offset = end;
            }
        }
        if matches!(self.text.get(offset), Some(b'e' | b'E')) {
            let sign = matches!(self.text.get(offset + 1), Some(b'+' | b'-')) as usize;
            let end = digits(offset + 1 + sign);
            if end > offset + 1 + sign {
                is_float = true;
                offset = end;
            }
        }
        let literal = &self.text[start..offset];
        let hook = if is_float {
            self.scanner.parse_float.get()
        } else {
            self.scanner.parse_int.get()
        };
        if is_float && hook == float::FLOAT.get().value() {
            // A literal of this form is one that Rust reads too, and rounds as Python does.
            let number = std::str::from_utf8(literal)
                .ok()
                .and_then(|text| text.parse::<f64>().ok());
            if let Some(number) = number {
                return Ok((float::from_f64(thread, number)?, offset));
            }
        }
        if !is_float && literal.len() < 18 && hook == int::INT.get().value() {
            let (negative, digits) = match literal.strip_prefix(b"-") {
                Some(digits) => (true, digits),
                None => (false, literal),
            };
            let number = digits
                .iter()
                .fold(0i64, |sum, &digit| sum * 10 + (digit - b'0') as i64);
            let number = if negative { -number } else { number };
            return Ok((int::from_i64(thread, number)?, offset));
        }
        let literal = Str::from_wtf8(thread, literal)?;
        Ok((call(thread, hook, &[literal.value()])?, offset))
    }

    fn key(&mut self, offset: usize) -> Result<(Str, usize)> {
        let (key, end) = read_string(self.thread, self.document, offset, self.strict)?;
        if self.keys.is_null() {
            self.keys = Dict::new(self.thread)?.value();
        }
        let keys: Dict = Ref::of(self.keys);
        let key = keys.set_default(self.thread, key.value(), key.value())?;
        Ok((Ref::of(key), end))
    }

    fn object(&mut self, mut offset: usize) -> Result<(Value, usize)> {
        let thread = self.thread;
        thread.check_native_stack()?;
        thread.poll()?;
        let pairs_hook = self.scanner.pairs_hook.get();
        let pairs = if pairs_hook.is_none() {
            None
        } else {
            Some(List::new(thread)?)
        };
        let dict = Dict::new(thread)?;
        offset = self.skip_space(offset);
        if self.text.get(offset) == Some(&b'}') {
            offset += 1;
        } else {
            loop {
                if self.text.get(offset) != Some(&b'"') {
                    return Err(
                        self.error("Expecting property name enclosed in double quotes", offset)
                    );
                }
                let (key, end) = self.key(offset + 1)?;
                offset = self.skip_space(end);
                if self.text.get(offset) != Some(&b':') {
                    return Err(self.error("Expecting ':' delimiter", offset));
                }
                offset = self.skip_space(offset + 1);
                let (value, end) = self.value(offset)?;
                match pairs {
                    Some(pairs) => {
                        pairs.append_unseen(thread, tuple(thread, &[key.value(), value])?)?
                    }
                    None => dict.set_str_unseen(thread, key, value)?,
                }
                offset = self.skip_space(end);
                match self.text.get(offset) {
                    Some(b'}') => {
                        offset += 1;
                        break;
                    }
                    Some(b',') => {}
                    _ => return Err(self.error("Expecting ',' delimiter", offset)),
                }
                let comma = offset;
                offset = self.skip_space(offset + 1);
                if self.text.get(offset) == Some(&b'}') {
                    return Err(self.error("Illegal trailing comma before end of object", comma));
                }
            }
        }
        if let Some(pairs) = pairs {
            return Ok((call(thread, pairs_hook, &[pairs.value()])?, offset));
        }
        match self.scanner.object_hook.get() {
            Value::NONE => Ok((dict.value(), offset)),
            hook => Ok((call(thread, hook, &[dict.value()])?, offset)),
        }
    }

    fn array(&mut self, mut offset: usize) -> Result<(Value, usize)> {
        let thread = self.thread;
        thread.check_native_stack()?;
        thread.poll()?;
        let list = List::new(thread)?;
        offset = self.skip_space(offset);
        if self.text.get(offset) == Some(&b']') {
            return Ok((list.value(), offset + 1));
        }
        loop {
            let (value, end) = self.value(offset)?;
            list.append_unseen(thread, value)?;
            offset = self.skip_space(end);
            match self.text.get(offset) {
                Some(b']') => return Ok((list.value(), offset + 1)),
                Some(b',') => {}
                _ => return Err(self.error("Expecting ',' delimiter", offset)),
            }
            let comma = offset;
            offset = self.skip_space(offset + 1);
            if self.text.get(offset) == Some(&b']') {
                return Err(self.error("Illegal trailing comma before end of array", comma));
            }
        }
    }
}
