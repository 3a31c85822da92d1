//! Python's own error handlers as functions: what `codecs.lookup_error("replace")` gives.

use crate::attribute;
use crate::bytes::BytesObject;
use crate::errors::{self, Raised, Result};
use crate::exceptions as tree;
use crate::exceptions::ExceptionObject;
use crate::names::names;
use crate::object::ValueExt;
use crate::operations;
use crate::str::{Str, StrObject, from_part};
use crate::thread::Thread;
use crate::tuple::Tuple;
use crate::types::{Method, function};
use typhon_heap::Value;
use typhon_text::codecs::{DecodeError, Handler, Substitute, handlers};
use typhon_text::wtf8;

/// Name of the handler, and its function.
pub static CALLBACKS: [(&str, Method); 8] = [
    (
        "strict",
        function(
            "strict_errors",
            strict,
            "(exception, /)",
            "Raises the exception.",
        ),
    ),
    (
        "ignore",
        function(
            "ignore_errors",
            |thread, args| handle(thread, args[0], Handler::Ignore),
            "(exception, /)",
            "Goes on without what is malformed.",
        ),
    ),
    (
        "replace",
        function(
            "replace_errors",
            |thread, args| handle(thread, args[0], Handler::Replace),
            "(exception, /)",
            "Puts a replacement mark in place of what is malformed.",
        ),
    ),
    (
        "xmlcharrefreplace",
        function(
            "xmlcharrefreplace_errors",
            |thread, args| handle(thread, args[0], Handler::XmlCharRefReplace),
            "(exception, /)",
            "Puts XML character references in place of characters.",
        ),
    ),
    (
        "backslashreplace",
        function(
            "backslashreplace_errors",
            |thread, args| handle(thread, args[0], Handler::BackslashReplace),
            "(exception, /)",
            "Puts escapes with backslashes in place of what is malformed.",
        ),
    ),
    (
        "namereplace",
        function(
            "namereplace_errors",
            |thread, args| handle(thread, args[0], Handler::NameReplace),
            "(exception, /)",
            "Puts \\N{...} escapes in place of characters.",
        ),
    ),
    (
        "surrogatepass",
        function(
            "surrogatepass",
            |thread, args| handle(thread, args[0], Handler::SurrogatePass),
            "(exception, /)",
            "",
        ),
    ),
    (
        "surrogateescape",
        function(
            "surrogateescape",
            |thread, args| handle(thread, args[0], Handler::SurrogateEscape),
            "(exception, /)",
            "",
        ),
    ),
];

fn strict(thread: &Thread, args: &[Value]) -> Result {
    if args[0].is::<ExceptionObject>() {
        return Err(Raised::new(args[0]));
    }
    Err(errors::type_error(
        thread,
        "codec must pass exception instance",
    ))
}

/// The stretch of an error: its bounds within an object of `length`.
fn bounds(thread: &Thread, exception: Value, length: usize) -> Result<(usize, usize)> {
    let number = |name| -> Result<i64> {
        operations::index(thread, attribute::get(thread, exception, name)?)
    };
    let most = length as i64;
    let start = number(names().start)?.clamp(0, (most - 1).max(0));
    let end = number(names().end)?.clamp(most.min(1), most);
    Ok((start as usize, end.max(start) as usize))
}

fn text_of(thread: &Thread, exception: Value) -> Result<Str> {
    match attribute::get(thread, exception, names().object)?.downcast::<StrObject>() {
        Some(text) => Ok(text),
        None => Err(errors::type_error(
            thread,
            "UnicodeError 'object' attribute must be a str",
        )),
    }
}

fn encoding_of(thread: &Thread, exception: Value) -> Result<String> {
    let encoding = attribute::get(thread, exception, names().encoding)?;
    match encoding.downcast::<StrObject>() {
        Some(encoding) => Ok(encoding.to_string_lossy().into_owned()),
        None => Err(errors::type_error(
            thread,
            "UnicodeError 'encoding' attribute must be a str",
        )),
    }
}

fn handle(thread: &Thread, exception: Value, handler: Handler) -> Result {
    let class = exception.class();
    let refuse = || {
        Err(errors::type_error(
            thread,
            format!(
                "don't know how to handle {} in error callback",
                class.name_text()
            ),
        ))
    };
    let pair = |replacement: Value, end: usize| -> Result {
        Ok(Tuple::new(thread, &[replacement, Value::fixnum(end as i64)])?.value())
    };
    if class.is_subtype(tree::UNICODE_ENCODE_ERROR.get()) {
        let text = text_of(thread, exception)?;
        let (start, end) = bounds(thread, exception, text.len())?;
        let part = text.slice(thread, start, end)?;
        let encoding = encoding_of(thread, exception)?;
        return match handlers::replace_unencodable(handler, &encoding, part) {
            Some(Substitute::Text(text)) => pair(from_part(thread, &text)?.value(), end),
            Some(Substitute::Bytes(bytes)) => {
                pair(crate::bytes::Bytes::new(thread, &bytes)?.value(), end)
            }
            None => Err(Raised::new(exception)),
        };
    }
    if class.is_subtype(tree::UNICODE_DECODE_ERROR.get()) && handler.decodes() {
        let object = attribute::get(thread, exception, names().object)?;
        let Some(object) = object.downcast::<BytesObject>() else {
            return Err(errors::type_error(
                thread,
                "UnicodeError 'object' attribute must be a bytes",
            ));
        };
        let (start, end) = bounds(thread, exception, object.len())?;
        let encoding = encoding_of(thread, exception)?;
        let error = DecodeError {
            start,
            end,
            reason: "",
        };
        return match handlers::replace_undecodable(handler, &encoding, object.data(), error) {
            Some(replacement) => pair(
                from_part(thread, &replacement.text)?.value(),
                replacement.resume,
            ),
            None => Err(Raised::new(exception)),
        };
    }
    if class.is_subtype(tree::UNICODE_TRANSLATE_ERROR.get()) {
        let text = text_of(thread, exception)?;
        let (start, end) = bounds(thread, exception, text.len())?;
        let part = text.slice(thread, start, end)?;
        let replacement = match handler {
            Handler::Ignore => Vec::new(),
            Handler::Replace => wtf8::from_code_points(wtf8::code_points(part).map(|_| 0xFFFD)),
            Handler::BackslashReplace => {
                let mut escaped = Vec::new();
                for code in wtf8::code_points(part) {
                    typhon_text::repr::push_escape(&mut escaped, code);
                }
                escaped
            }
            _ => return refuse(),
        };
        return pair(from_part(thread, &replacement)?.value(), end);
    }
    refuse()
}
