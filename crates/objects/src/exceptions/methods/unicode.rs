//! UnicodeEncodeError, UnicodeDecodeError and UnicodeTranslateError. Each has all five fields, though
//! the last has no encoding; unset ones show as None, or 0 for positions.

use super::{exception, field, init};
use crate::bytes::{Bytes, BytesObject};
use crate::errors::{self, Raised, Result};
use crate::exceptions as tree;
use crate::int;
use crate::object::{HeapObject, Kind, Ref, ValueExt};
use crate::operations;
use crate::str::{Str, StrObject};
use crate::thread::Thread;
use crate::tuple::Tuple;
use crate::types::{GetSet, Method, TypeSpec, method};
use typhon_heap::Value;

const ENCODING: usize = 0;
const OBJECT: usize = 1;
const START: usize = 2;
const END: usize = 3;
const REASON: usize = 4;

const INIT_DOC: &str = "Initialize self.  See help(type(self)) for accurate signature.";

pub static UNICODE_ENCODE_METHODS: &[Method] = &[
    method(
        "__init__",
        encode_init,
        "(self, /, *args, **kwargs)",
        INIT_DOC,
    ),
    method("__str__", encode_str, "(self, /)", "Return str(self)."),
];
pub static UNICODE_DECODE_METHODS: &[Method] = &[
    method(
        "__init__",
        decode_init,
        "(self, /, *args, **kwargs)",
        INIT_DOC,
    ),
    method("__str__", decode_str, "(self, /)", "Return str(self)."),
];
pub static UNICODE_TRANSLATE_METHODS: &[Method] = &[
    method(
        "__init__",
        translate_init,
        "(self, /, *args, **kwargs)",
        INIT_DOC,
    ),
    method("__str__", translate_str, "(self, /)", "Return str(self)."),
];

/// A position: a machine integer that cannot be deleted.
const fn position_field<const INDEX: usize>(name: &'static str, doc: &'static str) -> GetSet {
    GetSet {
        name,
        get: |_, object| {
            Ok(exception(object)
                .field(INDEX)
                .present()
                .unwrap_or(Value::fixnum(0)))
        },
        set: Some(|thread, object, value| {
            if value.is_null() {
                return Err(errors::type_error(
                    thread,
                    "can't delete numeric/char attribute",
                ));
            }
            if !int::is_int(value) {
                return Err(errors::type_error(thread, "an integer is required"));
            }
            let Some(position) = int::to_i64(value) else {
                return Err(errors::overflow_error(
                    thread,
                    "Python int too large to convert to C ssize_t",
                ));
            };
            let position = int::from_i64(thread, position)?;
            exception(object).set_field(thread, INDEX, position)
        }),
        doc,
        is_member: true,
    }
}

pub static UNICODE_FIELDS: &[GetSet] = &[
    field::<ENCODING>("encoding", "exception encoding"),
    field::<OBJECT>("object", "exception object"),
    position_field::<START>("start", "exception start"),
    position_field::<END>("end", "exception end"),
    field::<REASON>("reason", "exception reason"),
];

/// What each argument of a constructor must be.
#[derive(Copy, Clone)]
enum Argument {
    Text,
    Data,
    Position,
}

fn fill(thread: &Thread, args: &[Value], expected: &[(usize, Argument)]) -> Result {
    init(thread, args)?;
    let given: Tuple = Ref::of(args[1]);
    if given.len() != expected.len() {
        return Err(errors::type_error(
            thread,
            format!(
                "function takes exactly {} arguments ({} given)",
                expected.len(),
                given.len()
            ),
        ));
    }
    // All are checked before the first is stored.
    let mut checked = [Value::NULL; 5];
    for (position, (value, (_, kind))) in given.iter().zip(expected).enumerate() {
        checked[position] = match kind {
            Argument::Text if value.is::<StrObject>() => value,
            Argument::Text => {
                return Err(errors::type_error(
                    thread,
                    format!(
                        "argument {} must be str, not {}",
                        position + 1,
                        if value.is_none() {
                            "None".to_string()
                        } else {
                            value.class().name_text()
                        }
                    ),
                ));
            }
            Argument::Data => value,
            Argument::Position => {
                let index = operations::index_value(thread, value)?;
                match int::to_i64(index) {
                    Some(index) => int::from_i64(thread, index)?,
                    None => {
                        return Err(errors::overflow_error(
                            thread,
                            "Python int too large to convert to C ssize_t",
                        ));
                    }
                }
            }
        };
    }
    for (position, (_, kind)) in expected.iter().enumerate() {
        if let Argument::Data = kind
            && !checked[position].is::<BytesObject>()
        {
            checked[position] = bytes_of(thread, checked[position])?;
        }
    }
    for (value, (index, _)) in checked.iter().zip(expected) {
        exception(args[0]).set_field(thread, *index, *value)?;
    }
    Ok(Value::NONE)
}

/// The content of a bytes-like object as bytes.
fn bytes_of(thread: &Thread, value: Value) -> Result {
    if value.is::<StrObject>() || int::is_int(value) {
        return Err(errors::type_error(
            thread,
            format!(
                "a bytes-like object is required, not '{}'",
                value.class().name_text()
            ),
        ));
    }
    let view = value.class().special(crate::types::Special::Buffer);
    if view.is_none() && value.kind() != Kind::Bytearray {
        return Err(errors::type_error(
            thread,
            format!(
                "a bytes-like object is required, not '{}'",
                value.class().name_text()
            ),
        ));
    }
    crate::call::call(thread, crate::bytes::BYTES.get().value(), &[value])
}

fn encode_init(thread: &Thread, args: &[Value]) -> Result {
    use Argument::*;
    let expected = [
        (ENCODING, Text),
        (OBJECT, Text),
        (START, Position),
        (END, Position),
        (REASON, Text),
    ];
    fill(thread, args, &expected)
}

fn decode_init(thread: &Thread, args: &[Value]) -> Result {
    use Argument::*;
    let expected = [
        (ENCODING, Text),
        (OBJECT, Data),
        (START, Position),
        (END, Position),
        (REASON, Text),
    ];
    fill(thread, args, &expected)
}

fn translate_init(thread: &Thread, args: &[Value]) -> Result {
    use Argument::*;
    let expected = [
        (OBJECT, Text),
        (START, Position),
        (END, Position),
        (REASON, Text),
    ];
    fill(thread, args, &expected)
}

fn field_text(thread: &Thread, object: Value, index: usize) -> Result<String> {
    Ok(match exception(object).field(index).present() {
        Some(value) => operations::str(thread, value)?
            .to_string_lossy()
            .into_owned(),
        None => "<NULL>".to_string(),
    })
}

fn position(object: Value, index: usize) -> i64 {
    exception(object)
        .field(index)
        .present()
        .and_then(int::to_i64)
        .unwrap_or(0)
}

/// The position of the one item that `start .. end` covers, within `length` items.
fn single(object: Value, length: usize) -> Option<usize> {
    let (start, end) = (position(object, START), position(object, END));
    let length = length as i64;
    (start >= 0 && start < length && end <= length && end == start + 1).then_some(start as usize)
}

/// The attribute `object`, once the other attributes were shown: their `__str__` may have changed it.
fn object_of<T: HeapObject>(thread: &Thread, error: Value, expected: &str) -> Result<Ref<T>> {
    let message = match exception(error).field(OBJECT).present() {
        None => "UnicodeError 'object' attribute is not set".to_owned(),
        Some(object) => match object.downcast::<T>() {
            Some(object) => return Ok(object),
            None => format!("UnicodeError 'object' attribute must be a {expected}"),
        },
    };
    Err(errors::type_error(thread, message))
}

fn has_object(error: Value) -> bool {
    exception(error).field(OBJECT).present().is_some()
}

/// "character '\xe9'" or "characters"; the position comes after.
fn describe_characters(thread: &Thread, object: Value, verb: &str) -> Result<String> {
    let data = object_of::<StrObject>(thread, object, "string")?;
    let (start, end) = (position(object, START), position(object, END));
    Ok(match single(object, data.len()) {
        Some(index) => {
            let code_point = typhon_text::wtf8::code_points(data.bytes())
                .nth(index)
                .unwrap_or(0);
            let shown = match code_point {
                0..=0xff => format!("\\x{code_point:02x}"),
                0x100..=0xffff => format!("\\u{code_point:04x}"),
                _ => format!("\\U{code_point:08x}"),
            };
            format!("{verb} character '{shown}' in position {start}")
        }
        None => format!("{verb} characters in position {start}-{}", end - 1),
    })
}

fn encode_str(thread: &Thread, args: &[Value]) -> Result {
    let object = args[0];
    if !has_object(object) {
        return Ok(Str::new(thread, "")?.value());
    }
    let encoding = field_text(thread, object, ENCODING)?;
    let reason = field_text(thread, object, REASON)?;
    let what = describe_characters(thread, object, "can't encode")?;
    let message = format!("'{encoding}' codec {what}: {reason}");
    Ok(Str::new(thread, &message)?.value())
}

fn translate_str(thread: &Thread, args: &[Value]) -> Result {
    let object = args[0];
    if !has_object(object) {
        return Ok(Str::new(thread, "")?.value());
    }
    let reason = field_text(thread, object, REASON)?;
    let what = describe_characters(thread, object, "can't translate")?;
    Ok(Str::new(thread, &format!("{what}: {reason}"))?.value())
}

fn decode_str(thread: &Thread, args: &[Value]) -> Result {
    let object = args[0];
    if !has_object(object) {
        return Ok(Str::new(thread, "")?.value());
    }
    let encoding = field_text(thread, object, ENCODING)?;
    let reason = field_text(thread, object, REASON)?;
    let data = object_of::<BytesObject>(thread, object, "bytes")?;
    let (start, end) = (position(object, START), position(object, END));
    let what = match single(object, data.data().len()) {
        Some(index) => format!("byte 0x{:02x} in position {start}", data.data()[index]),
        None => format!("bytes in position {start}-{}", end - 1),
    };
    let message = format!("'{encoding}' codec can't decode {what}: {reason}");
    Ok(Str::new(thread, &message)?.value())
}

fn raise(thread: &Thread, spec: &TypeSpec, args: &[Value]) -> Raised {
    match crate::call::call(thread, spec.get().value(), args) {
        Ok(made) => Raised::new(made),
        Err(raised) => raised,
    }
}

/// Raises UnicodeDecodeError for `data[start:end]`.
#[cold]
pub fn unicode_decode_error(
    thread: &Thread,
    encoding: &str,
    data: &[u8],
    start: usize,
    end: usize,
    reason: &str,
) -> Raised {
    let make = || -> Result<Raised> {
        let args = [
            Str::new(thread, encoding)?.value(),
            Bytes::new(thread, data)?.value(),
            Value::fixnum(start as i64),
            Value::fixnum(end as i64),
            Str::new(thread, reason)?.value(),
        ];
        Ok(raise(thread, &tree::UNICODE_DECODE_ERROR, &args))
    };
    make().unwrap_or_else(|raised| raised)
}

/// Raises UnicodeEncodeError for `text[start:end]`, in code points.
#[cold]
pub fn unicode_encode_error(
    thread: &Thread,
    encoding: &str,
    text: Value,
    start: usize,
    end: usize,
    reason: &str,
) -> Raised {
    let make = || -> Result<Raised> {
        let args = [
            Str::new(thread, encoding)?.value(),
            text,
            Value::fixnum(start as i64),
            Value::fixnum(end as i64),
            Str::new(thread, reason)?.value(),
        ];
        Ok(raise(thread, &tree::UNICODE_ENCODE_ERROR, &args))
    };
    make().unwrap_or_else(|raised| raised)
}

/// Raises UnicodeTranslateError for `text[start:end]`, in code points.
#[cold]
pub fn unicode_translate_error(
    thread: &Thread,
    text: Value,
    start: usize,
    end: usize,
    reason: &str,
) -> Raised {
    let make = || -> Result<Raised> {
        let args = [
            text,
            Value::fixnum(start as i64),
            Value::fixnum(end as i64),
            Str::new(thread, reason)?.value(),
        ];
        Ok(raise(thread, &tree::UNICODE_TRANSLATE_ERROR, &args))
    };
    make().unwrap_or_else(|raised| raised)
}
