//! Methods of `str` that make another text of the whole text: case, padding, translation.

use super::characters::{from_code_point, from_part};
use super::layout::{Str, StrObject};
use super::methods::{argument, same, string};
use crate::dict::{Dict, DictObject};
use crate::errors::{self, Result};
use crate::number::raise;
use crate::object::{Kind, Ref, ValueExt};
use crate::operations;
use crate::thread::Thread;
use typhon_heap::Value;
use typhon_text::search::{self, Unit};
use typhon_text::{case, wtf8};

/// Case methods: one row each.
macro_rules! cases {
    ($( $name:ident $ascii:expr ; )*) => {
        $(
            pub fn $name(thread: &Thread, args: &[Value]) -> Result {
                let text = string(args[0]);
                if text.is_ascii() {
                    return map_ascii(thread, text, $ascii);
                }
                let bytes = text.bytes();
                let made = thread.aside_if_long(bytes.len(), || case::$name(bytes));
                Ok(from_part(thread, &made)?.value())
            }
        )*
    };
}

/// Makes an ASCII string by changing the bytes of another in place.
fn map_ascii(thread: &Thread, text: Str, change: fn(&mut [u8])) -> Result {
    let bytes = text.bytes();
    if bytes.len() <= 1 {
        let mut copy = bytes.to_vec();
        change(&mut copy);
        return Ok(from_part(thread, &copy)?.value());
    }
    let shape = super::STR.root_shape();
    let made = Str::with_length(thread, shape, bytes.len(), bytes.len(), true, |target| {
        thread.aside_if_long(bytes.len(), || {
            target.copy_from_slice(bytes);
            change(target);
        });
    })?;
    Ok(made.value())
}

fn swap_ascii(bytes: &mut [u8]) {
    for byte in bytes {
        if byte.is_ascii_alphabetic() {
            *byte ^= 0x20;
        }
    }
}

fn capitalize_ascii(bytes: &mut [u8]) {
    bytes.make_ascii_lowercase();
    if let Some(first) = bytes.first_mut() {
        first.make_ascii_uppercase();
    }
}

fn title_ascii(bytes: &mut [u8]) {
    let mut inside_word = false;
    for byte in bytes {
        if inside_word {
            byte.make_ascii_lowercase();
        } else {
            byte.make_ascii_uppercase();
        }
        inside_word = byte.is_ascii_alphabetic();
    }
}

cases! {
    upper <[u8]>::make_ascii_uppercase;
    lower <[u8]>::make_ascii_lowercase;
    casefold <[u8]>::make_ascii_lowercase;
    title title_ascii;
    capitalize capitalize_ascii;
    swapcase swap_ascii;
}

/// Padding to a width: the arguments as margins are the caller's.
fn padded(thread: &Thread, text: Str, left: usize, right: usize, fill: u32) -> Result {
    if left == 0 && right == 0 {
        return same(thread, text);
    }
    let too_long = left
        .checked_add(right)
        .and_then(|margin| margin.checked_add(text.len()))
        .is_none_or(|total| total > isize::MAX as usize);
    if too_long {
        return Err(errors::overflow_error(thread, "padded string is too long"));
    }
    let mut buffer = [0; 4];
    let fill = wtf8::encode(fill, &mut buffer);
    let bytes = text.bytes();
    let padded = thread.aside_if_long(bytes.len() + left + right, || {
        search::pad(bytes, left, right, fill)
    });
    let bytes = padded.map_err(|error| raise(thread, error))?;
    Ok(from_part(thread, &bytes)?.value())
}

fn width_and_fill(thread: &Thread, args: &[Value]) -> Result<(usize, u32)> {
    let width = operations::to_ssize(thread, args[1])?.max(0) as usize;
    let Some(fill) = args[2].present() else {
        return Ok((width, b' ' as u32));
    };
    let Some(fill) = fill.downcast::<StrObject>() else {
        return Err(errors::type_error(
            thread,
            format!(
                "The fill character must be a unicode character, not {}",
                fill.class().name_text()
            ),
        ));
    };
    if fill.len() != 1 {
        return Err(errors::type_error(
            thread,
            "The fill character must be exactly one character long",
        ));
    }
    Ok((width, wtf8::decode_at(fill.bytes(), 0).0))
}

pub fn center(thread: &Thread, args: &[Value]) -> Result {
    let text = string(args[0]);
    let (width, fill) = width_and_fill(thread, args)?;
    if width <= text.len() {
        return same(thread, text);
    }
    let (left, right) = search::center_margins(text.len(), width);
    padded(thread, text, left, right, fill)
}

pub fn ljust(thread: &Thread, args: &[Value]) -> Result {
    let text = string(args[0]);
    let (width, fill) = width_and_fill(thread, args)?;
    padded(thread, text, 0, width.saturating_sub(text.len()), fill)
}

pub fn rjust(thread: &Thread, args: &[Value]) -> Result {
    let text = string(args[0]);
    let (width, fill) = width_and_fill(thread, args)?;
    padded(thread, text, width.saturating_sub(text.len()), 0, fill)
}

pub fn zfill(thread: &Thread, args: &[Value]) -> Result {
    let text = string(args[0]);
    let width = operations::to_ssize(thread, args[1])?.max(0) as usize;
    if width <= text.len() {
        return same(thread, text);
    }
    let (bytes, length) = (text.bytes(), text.len());
    let filled = thread.aside_if_long(width, || search::zfill(bytes, length, width));
    let bytes = filled.map_err(|error| raise(thread, error))?;
    Ok(from_part(thread, &bytes)?.value())
}

pub fn expand_tabs(thread: &Thread, args: &[Value]) -> Result {
    let text = string(args[0]);
    let size = match args[1].present() {
        Some(size) => operations::to_c_int(thread, size)?,
        None => 8,
    };
    let bytes = text.bytes();
    let expanded = thread.aside_if_long(bytes.len(), || {
        search::expand_tabs(bytes, size as isize, Unit::CodePoint)
    });
    let bytes = expanded.map_err(|error| raise(thread, error))?;
    Ok(from_part(thread, &bytes)?.value())
}

/// What a translation table says of a code point.
fn push_translated(thread: &Thread, table: Value, code: u32, output: &mut Vec<u8>) -> Result<()> {
    let found = match operations::get_item(thread, table, Value::fixnum(code as i64)) {
        Ok(found) => found,
        Err(raised) if raised.is(&crate::exceptions::LOOKUP_ERROR) => {
            wtf8::push(output, code);
            return Ok(());
        }
        Err(raised) => return Err(raised),
    };
    if found.is_none() {
        return Ok(());
    }
    if let Some(text) = found.downcast::<StrObject>() {
        output.extend_from_slice(text.bytes());
        return Ok(());
    }
    if crate::int::is_int(found) {
        return match crate::int::to_i64(found).and_then(|code| u32::try_from(code).ok()) {
            Some(code) if code <= wtf8::MAX_CODE_POINT => {
                wtf8::push(output, code);
                Ok(())
            }
            _ => Err(errors::value_error(
                thread,
                "character mapping must be in range(0x110000)",
            )),
        };
    }
    Err(errors::type_error(
        thread,
        "character mapping must return integer, None or str",
    ))
}

pub fn translate(thread: &Thread, args: &[Value]) -> Result {
    let text = string(args[0]);
    let table = args[1];
    let mut output = Vec::with_capacity(text.bytes().len());
    // What the table said of each ASCII character: where in `known` it is kept.
    let mut ascii: [Option<(u32, u32)>; 128] = [None; 128];
    let mut known = Vec::new();
    for (index, code) in wtf8::code_points(text.bytes()).enumerate() {
        if index & 0xffff == 0xffff {
            thread.poll()?;
        }
        match ascii.get_mut(code as usize) {
            Some(Some((from, to))) => {
                output.extend_from_slice(&known[*from as usize..*to as usize])
            }
            Some(slot) => {
                let from = known.len() as u32;
                push_translated(thread, table, code, &mut known)?;
                *slot = Some((from, known.len() as u32));
                output.extend_from_slice(&known[from as usize..]);
            }
            None => push_translated(thread, table, code, &mut output)?,
        }
    }
    Ok(from_part(thread, &output)?.value())
}

pub fn make_translation(thread: &Thread, args: &[Value]) -> Result {
    let table = Dict::new(thread)?;
    let (from, to, remove) = (args[0], args[1], args[2]);
    if to.is_null() {
        let Some(source) = from
            .downcast::<DictObject>()
            .filter(|_| from.kind() == Kind::Dict)
        else {
            return Err(errors::type_error(
                thread,
                "if you give only one argument to maketrans it must be a dict",
            ));
        };
        for (key, value) in source.entries() {
            let key = if let Some(text) = key.downcast::<StrObject>() {
                if text.len() != 1 {
                    return Err(errors::value_error(
                        thread,
                        "string keys in translatetable must be of length 1",
                    ));
                }
                Value::fixnum(wtf8::decode_at(text.bytes(), 0).0 as i64)
            } else if crate::int::is_int(key) {
                key
            } else {
                return Err(errors::type_error(
                    thread,
                    "keys in translate table mustbe strings or integers",
                ));
            };
            table.set(thread, key, value)?;
        }
        return Ok(table.value());
    }
    let to = argument(thread, "maketrans()", "argument 2", to)?;
    let remove = match remove.present() {
        Some(remove) => Some(argument(thread, "maketrans()", "argument 3", remove)?),
        None => None,
    };
    let Some(from) = from.downcast::<StrObject>() else {
        return Err(errors::type_error(
            thread,
            "first maketrans argument must be a string if there is a second argument",
        ));
    };
    if from.len() != to.len() {
        return Err(errors::value_error(
            thread,
            "the first two maketrans arguments must have equal length",
        ));
    }
    let pairs = wtf8::code_points(from.bytes()).zip(wtf8::code_points(to.bytes()));
    for (key, value) in pairs {
        table.set(
            thread,
            Value::fixnum(key as i64),
            Value::fixnum(value as i64),
        )?;
    }
    if let Some(remove) = remove {
        for code in wtf8::code_points(remove.bytes()) {
            table.set(thread, Value::fixnum(code as i64), Value::NONE)?;
        }
    }
    Ok(table.value())
}

/// `chr(code)`
pub fn chr(thread: &Thread, code: Value) -> Result {
    let code = operations::index_value(thread, code)?;
    match crate::int::to_i64(code).and_then(|code| u32::try_from(code).ok()) {
        Some(code) if code <= wtf8::MAX_CODE_POINT => Ok(from_code_point(thread, code)?.value()),
        _ => Err(errors::value_error(
            thread,
            "chr() arg not in range(0x110000)",
        )),
    }
}

/// `ord(character)`
pub fn ord(thread: &Thread, character: Value) -> Result {
    let wrong = |length: usize| {
        errors::type_error(
            thread,
            format!("ord() expected a character, but string of length {length} found"),
        )
    };
    if let Some(text) = character.downcast::<StrObject>() {
        if text.len() != 1 {
            return Err(wrong(text.len()));
        }
        return Ok(Value::fixnum(wtf8::decode_at(text.bytes(), 0).0 as i64));
    }
    if let Some(bytes) = character.downcast::<crate::bytes::BytesObject>() {
        return match bytes.data() {
            [byte] => Ok(Value::fixnum(*byte as i64)),
            other => Err(wrong(other.len())),
        };
    }
    if let Some(bytes) = character.downcast::<crate::bytearray::BytearrayObject>() {
        let bytes: Ref<crate::bytearray::BytearrayObject> = bytes;
        return match (bytes.len(), bytes.get(thread, 0)) {
            (1, Some(byte)) => Ok(Value::fixnum(byte as i64)),
            (length, _) => Err(wrong(length)),
        };
    }
    Err(errors::type_error(
        thread,
        format!(
            "ord() expected string of length 1, but {} found",
            character.class().name_text()
        ),
    ))
}
