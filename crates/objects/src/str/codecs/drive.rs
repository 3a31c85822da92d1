//! Running a codec of the text crate with one of Python's error handlers, or with a registered one.
//! Invariant: a handler is looked up at the first error only, so a wrong name does no harm to good input.

use super::registry::lookup_error;
use crate::attribute;
use crate::bytes::{Bytes, BytesObject};
use crate::call::call;
use crate::errors::{self, Raised, Result};
use crate::exceptions as tree;
use crate::names::names;
use crate::object::ValueExt;
use crate::operations;
use crate::str::{Str, StrObject, from_part};
use crate::thread::Thread;
use crate::tuple::TupleObject;
use std::borrow::Cow;
use std::cell::Cell;
use typhon_heap::Value;
use typhon_text::codecs::{
    self, DecodeError, Decoder, EncodeFailure, EncodeStop, Encoder, Handler, Replacement,
    Substitute,
};

/// Where a codec that calls Python code leaves what that raised, when it reports an error instead.
pub type Failing<'a> = Option<&'a Cell<Option<Raised>>>;

fn failed(failing: Failing<'_>) -> Result<()> {
    match failing.and_then(Cell::take) {
        Some(raised) => Err(raised),
        None => Ok(()),
    }
}

/// Python's own handler of that name; `Err` is the name of another one.
fn own_handler(name: Option<Str>) -> std::result::Result<Handler, Str> {
    match name {
        None => Ok(Handler::Strict),
        Some(name) => Handler::from_name(name.bytes()).ok_or(name),
    }
}

/// The text, and how much of the input it took. `failing` belongs to a decoder that calls Python code.
pub fn run_decoder(
    thread: &Thread,
    decoder: &mut dyn Decoder,
    input: &[u8],
    is_final: bool,
    error_handler: Option<Str>,
    failing: Failing<'_>,
) -> Result<(Str, usize)> {
    if let (None, Ok(handler)) = (failing, own_handler(error_handler))
        && handler.decodes()
    {
        let name = decoder.name();
        let result = thread.aside_if_long(input.len(), || {
            codecs::decode(decoder, input, is_final, |_, input, error| {
                codecs::handlers::replace_undecodable(handler, name, input, error).ok_or(error)
            })
        });
        return match result {
            Ok((text, consumed)) => {
                let consumed = if is_final { input.len() } else { consumed };
                Ok((from_part(thread, &text)?, consumed))
            }
            Err(error) => {
                let object = Bytes::new(thread, input)?;
                Err(decode_error(thread, name, object, error))
            }
        };
    }
    // The input as an object, made when an exception first needs it.
    let mut object: Option<Bytes> = None;
    let mut callback: Option<Value> = None;
    let result = codecs::decode(
        decoder,
        input,
        is_final,
        |decoder, input: &mut Cow<'_, [u8]>, error| {
            failed(failing)?;
            thread.poll()?;
            match own_handler(error_handler) {
                Ok(handler) if handler.decodes() => {
                    match codecs::handlers::replace_undecodable(
                        handler,
                        decoder.name(),
                        input,
                        error,
                    ) {
                        Some(replacement) => return Ok(replacement),
                        None => {
                            let object = Bytes::new(thread, input)?;
                            return Err(decode_error(thread, decoder.name(), object, error));
                        }
                    }
                }
                Ok(_) => {
                    return Err(errors::type_error(
                        thread,
                        "don't know how to handle UnicodeDecodeError in error callback",
                    ));
                }
                Err(name) => {
                    if callback.is_none() {
                        callback = Some(lookup_error(thread, name)?);
                    }
                }
            }
            let handler = callback.unwrap_or(Value::NONE);
            let held = match object {
                Some(held) => held,
                None => Bytes::new(thread, input)?,
            };
            object = Some(held);
            let (replacement, replaced) =
                ask_decode_handler(thread, handler, decoder.name(), held, error)?;
            if replaced != held {
                *input = Cow::Owned(replaced.data().to_vec());
                object = Some(replaced);
            }
            Ok(replacement)
        },
    );
    let (text, consumed) = result?;
    failed(failing)?;
    // Final input is taken whole, even if a handler has put another one in its place.
    let consumed = if is_final { input.len() } else { consumed };
    Ok((from_part(thread, &text)?, consumed))
}

/// The exception for undecodable bytes.
fn decode_error(thread: &Thread, encoding: &str, object: Bytes, error: DecodeError) -> Raised {
    let make = || -> Result {
        call(
            thread,
            tree::UNICODE_DECODE_ERROR.get().value(),
            &[
                Str::new(thread, encoding)?.value(),
                object.value(),
                Value::fixnum(error.start as i64),
                Value::fixnum(error.end as i64),
                Str::new(thread, error.reason)?.value(),
            ],
        )
    };
    match make() {
        Ok(exception) => Raised::new(exception),
        Err(raised) => raised,
    }
}

/// Takes a handler's answer apart: a pair whose second item is a position within `length`.
fn answer(thread: &Thread, result: Value, length: usize, message: &str) -> Result<(Value, usize)> {
    let pair = result
        .downcast::<TupleObject>()
        .filter(|pair| pair.len() == 2 && crate::int::is_int(pair.get(1)));
    let Some(pair) = pair else {
        return Err(errors::type_error(thread, message));
    };
    let given = operations::index(thread, pair.get(1))?;
    let position = if given < 0 {
        given + length as i64
    } else {
        given
    };
    if position < 0 || position > length as i64 {
        return Err(errors::index_error(
            thread,
            format!("position {position} from error handler out of bounds"),
        ));
    }
    Ok((pair.get(0), position as usize))
}

fn ask_decode_handler(
    thread: &Thread,
    handler: Value,
    encoding: &str,
    object: Bytes,
    error: DecodeError,
) -> Result<(Replacement, Bytes)> {
    const MESSAGE: &str = "decoding error handler must return (str, int) tuple";
    let exception = decode_error(thread, encoding, object, error).value();
    if !exception
        .class()
        .is_subtype(tree::UNICODE_DECODE_ERROR.get())
    {
        return Err(Raised::new(exception));
    }
    let result = call(thread, handler, &[exception])?;
    if result
        .downcast::<TupleObject>()
        .is_none_or(|pair| pair.len() != 2 || !pair.get(0).is::<StrObject>())
    {
        return Err(errors::type_error(thread, MESSAGE));
    }
    let replaced = attribute::get(thread, exception, names().object)?;
    let Some(replaced) = replaced.downcast::<BytesObject>() else {
        return Err(errors::type_error(
            thread,
            "UnicodeError 'object' attribute must be a bytes",
        ));
    };
    let (text, resume) = answer(thread, result, replaced.len(), MESSAGE)?;
    let Some(text) = text.downcast::<StrObject>() else {
        return Err(errors::type_error(thread, MESSAGE));
    };
    let text = text.bytes().to_vec();
    Ok((Replacement { text, resume }, replaced))
}

/// The bytes. `failing` belongs to an encoder that calls Python code.
pub fn run_encoder(
    thread: &Thread,
    encoder: &mut dyn Encoder,
    text: Str,
    error_handler: Option<Str>,
    failing: Failing<'_>,
) -> Result<Bytes> {
    let name = encoder.name();
    let encoded = match own_handler(error_handler) {
        Ok(handler) => {
            let bytes = text.bytes();
            // An encoder that calls Python code has to stay.
            let size = if failing.is_none() { bytes.len() } else { 0 };
            let encoded =
                thread.aside_if_long(size, || codecs::encode_with(encoder, bytes, handler));
            encoded.map_err(|failure| match failed(failing) {
                Ok(()) => encode_error(thread, name, text, failure),
                Err(raised) => raised,
            })?
        }
        Err(handler) => {
            let mut callback = None;
            codecs::encode(encoder, text.bytes(), |_, _, failure| {
                failed(failing)?;
                thread.poll()?;
                let callback = match callback {
                    Some(callback) => callback,
                    None => {
                        let found = lookup_error(thread, handler)?;
                        callback = Some(found);
                        found
                    }
                };
                ask_encode_handler(thread, callback, name, text, failure)
            })
            .map_err(|stop| match stop {
                EncodeStop::Handler(raised) => raised,
                EncodeStop::Failure(failure) => match failed(failing) {
                    Ok(()) => encode_error(thread, name, text, failure),
                    Err(raised) => raised,
                },
            })?
        }
    };
    failed(failing)?;
    Bytes::new(thread, &encoded)
}

/// The exception for text that cannot be encoded.
fn encode_error(thread: &Thread, encoding: &str, text: Str, failure: EncodeFailure) -> Raised {
    let make = || -> Result {
        call(
            thread,
            tree::UNICODE_ENCODE_ERROR.get().value(),
            &[
                Str::new(thread, encoding)?.value(),
                text.value(),
                Value::fixnum(failure.start as i64),
                Value::fixnum(failure.end as i64),
                Str::new(thread, failure.reason)?.value(),
            ],
        )
    };
    match make() {
        Ok(exception) => Raised::new(exception),
        Err(raised) => raised,
    }
}

fn ask_encode_handler(
    thread: &Thread,
    handler: Value,
    encoding: &str,
    text: Str,
    failure: EncodeFailure,
) -> Result<(Substitute, usize)> {
    const MESSAGE: &str = "encoding error handler must return (str/bytes, int) tuple";
    let exception = encode_error(thread, encoding, text, failure).value();
    if !exception
        .class()
        .is_subtype(tree::UNICODE_ENCODE_ERROR.get())
    {
        return Err(Raised::new(exception));
    }
    let result = call(thread, handler, &[exception])?;
    let is_pair = result.downcast::<TupleObject>().is_some_and(|pair| {
        pair.len() == 2 && (pair.get(0).is::<StrObject>() || pair.get(0).is::<BytesObject>())
    });
    if !is_pair {
        return Err(errors::type_error(thread, MESSAGE));
    }
    let (substitute, resume) = answer(thread, result, text.len(), MESSAGE)?;
    let substitute = match substitute.downcast::<StrObject>() {
        Some(text) => Substitute::Text(text.bytes().to_vec()),
        None => match substitute.downcast::<BytesObject>() {
            Some(bytes) => Substitute::Bytes(bytes.data().to_vec()),
            None => return Err(errors::type_error(thread, MESSAGE)),
        },
    };
    Ok((substitute, resume))
}
