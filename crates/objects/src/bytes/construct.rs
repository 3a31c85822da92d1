//! `bytes(source, encoding, errors)` and the like: what content a source object stands for.

use super::layout::BytesObject;
use crate::buffer::{Buffer, has_buffer};
use crate::bytearray::BytearrayObject;
use crate::errors::{self, Result};
use crate::exceptions as tree;
use crate::int;
use crate::list::ListObject;
use crate::object::{Kind, Ref, ValueExt};
use crate::operations;
use crate::str::{Str, StrObject, codecs};
use crate::thread::Thread;
use crate::tuple::TupleObject;
use crate::types::Special;
use typhon_heap::Value;

/// The content of a new object.
pub(crate) enum Source {
    Zeros(usize),
    Data(Vec<u8>),
    /// An object with `bytes` content.
    Encoded(Value),
}

/// An item: an int in range(0, 256). `what` starts the message: "byte" or "bytes".
fn item(thread: &Thread, value: Value, what: &str) -> Result<u8> {
    if let Some(byte) = value.as_fixnum().and_then(|word| u8::try_from(word).ok()) {
        return Ok(byte);
    }
    let number = operations::index_value(thread, value)?;
    match int::to_i64(number).and_then(|word| u8::try_from(word).ok()) {
        Some(byte) => Ok(byte),
        None => Err(errors::value_error(
            thread,
            format!("{what} must be in range(0, 256)"),
        )),
    }
}

/// "byte must be in range(0, 256)"
pub fn byte_value(thread: &Thread, value: Value) -> Result<u8> {
    item(thread, value, "byte")
}

/// The ints of an iterable as bytes.
pub fn from_iterable(thread: &Thread, iterable: Value, what: &str) -> Result<Vec<u8>> {
    let mut output = Vec::new();
    match iterable.exact_kind() {
        Kind::List => {
            let list = Ref::<ListObject>::of(iterable);
            output.reserve(list.len());
            while let Some(value) = list.get(output.len()) {
                output.push(item(thread, value, what)?);
            }
        }
        Kind::Tuple => {
            for value in Ref::<TupleObject>::of(iterable).iter() {
                output.push(item(thread, value, what)?);
            }
        }
        _ => {
            let iterator = operations::iter(thread, iterable)?;
            let hint = operations::len_hint(thread, iterable, 0)?;
            output.reserve(hint.min(1 << 20));
            while let Some(value) = operations::next(thread, iterator)? {
                output.push(item(thread, value, what)?);
                thread.poll()?;
            }
        }
    }
    Ok(output)
}

fn is_iterable(value: Value) -> bool {
    let class = value.class();
    class
        .special(Special::Iter)
        .is_some_and(|method| !method.is_none())
        || class.special(Special::GetItem).is_some()
}

/// Reads the arguments of a constructor of the type called `name`.
pub(crate) fn source(thread: &Thread, name: &str, args: &[Value]) -> Result<Source> {
    let (object, encoding, error_handler) = (args[0], args[1], args[2]);
    let text_argument = |value: Value, what: &str| -> Result<Option<Str>> {
        match value.present() {
            None => Ok(None),
            Some(value) => match value.downcast::<StrObject>() {
                Some(text) => Ok(Some(text)),
                None => Err(errors::bad_argument(
                    thread,
                    &format!("{name}()"),
                    &format!("argument '{what}'"),
                    "str",
                    value,
                )),
            },
        }
    };
    let encoding = text_argument(encoding, "encoding")?;
    let error_handler = text_argument(error_handler, "errors")?;
    let text = object
        .present()
        .and_then(|object| object.downcast::<StrObject>());
    if let Some(encoding) = encoding {
        return match text {
            Some(text) => Ok(Source::Encoded(codecs::encode(
                thread,
                text,
                Some(encoding),
                error_handler,
            )?)),
            None => Err(errors::type_error(
                thread,
                "encoding without a string argument",
            )),
        };
    }
    if text.is_some() {
        return Err(errors::type_error(
            thread,
            "string argument without an encoding",
        ));
    }
    if error_handler.is_some() {
        return Err(errors::type_error(
            thread,
            "errors without a string argument",
        ));
    }
    let Some(object) = object.present() else {
        return Ok(Source::Zeros(0));
    };
    if int::is_int(object) || object.class().special(Special::Index).is_some() {
        match count(thread, object) {
            Ok(count) => return Ok(Source::Zeros(count)),
            Err(raised) if raised.is(&tree::TYPE_ERROR) && !int::is_int(object) => {}
            Err(raised) => return Err(raised),
        }
    }
    if object.exact_kind() == Kind::Bytes {
        return Ok(Source::Encoded(object));
    }
    if object.exact_kind() == Kind::Bytearray {
        // Under its lock: a lease would be in the way of threads that resize it.
        let array: Ref<BytearrayObject> = Ref::of(object);
        return Ok(Source::Data(array.to_vec(thread)));
    }
    if has_buffer(object) {
        return Ok(Source::Data(
            Buffer::acquire_any(thread, object)?.copied(thread),
        ));
    }
    if !is_iterable(object) {
        return Err(errors::type_error(
            thread,
            format!(
                "cannot convert '{}' object to {name}",
                object.class().name_text()
            ),
        ));
    }
    let what = if name == "bytes" { "bytes" } else { "byte" };
    Ok(Source::Data(from_iterable(thread, object, what)?))
}

/// A number of zero bytes.
fn count(thread: &Thread, value: Value) -> Result<usize> {
    let number = operations::index_value(thread, value)?;
    match int::to_i64(number) {
        Some(count) if count >= 0 => Ok(count as usize),
        Some(_) => Err(errors::value_error(thread, "negative count")),
        None => Err(errors::overflow_error(
            thread,
            format!(
                "cannot fit '{}' into an index-sized integer",
                value.class().name_text()
            ),
        )),
    }
}

impl Source {
    pub(crate) fn len(&self) -> usize {
        match self {
            Source::Zeros(count) => *count,
            Source::Data(data) => data.len(),
            Source::Encoded(value) => Ref::<BytesObject>::of(*value).len(),
        }
    }

    /// Writes the content over zeros of its length.
    pub(crate) fn fill(&self, thread: &Thread, target: &mut [u8]) {
        match self {
            Source::Zeros(_) => {}
            Source::Data(data) => thread.copy_bytes(target, data),
            Source::Encoded(value) => {
                thread.copy_bytes(target, Ref::<BytesObject>::of(*value).data());
            }
        }
    }
}
