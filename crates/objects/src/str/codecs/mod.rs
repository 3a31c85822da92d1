//! From text to bytes and back: `str.encode`, `bytes.decode`, and what module `_codecs` is made of.
//! The common encodings go straight to the text crate; all others by the registry of codecs.

mod callbacks;
mod drive;
mod registry;

pub use callbacks::CALLBACKS;
pub use drive::{Failing, run_decoder, run_encoder};
pub use registry::{
    decode_object, encode_object, lookup, lookup_error, register, register_error, unregister,
    unregister_error,
};

use super::layout::{Str, StrObject};
use super::methods::{argument, string};
use crate::bytearray::BytearrayObject;
use crate::bytes::{Bytes, BytesObject};
use crate::errors::{self, Result};
use crate::object::{Kind, ValueExt};
use crate::thread::Thread;
use typhon_heap::Value;
use typhon_text::codecs::{Ascii, Latin1, Order, Utf8, Utf16, Utf32};
use typhon_text::wtf8;

/// Encodings that need no registry.
#[derive(Copy, Clone, PartialEq, Eq)]
enum Direct {
    Utf8,
    Latin1,
    Ascii,
    Utf16,
    Utf32,
}

/// Lower case, with `_` for every run of what is neither a letter, a digit nor a dot.
pub(super) fn normalize(name: &[u8]) -> String {
    let mut normal = String::with_capacity(name.len());
    let mut gap = false;
    for byte in name {
        if byte.is_ascii_alphanumeric() || *byte == b'.' {
            if gap && !normal.is_empty() {
                normal.push('_');
            }
            gap = false;
            normal.push(byte.to_ascii_lowercase() as char);
        } else {
            gap = true;
        }
    }
    normal
}

fn direct(encoding: Option<Str>) -> Option<Direct> {
    let Some(encoding) = encoding else {
        return Some(Direct::Utf8);
    };
    match encoding.bytes() {
        b"utf-8" | b"utf8" | b"UTF-8" => return Some(Direct::Utf8),
        b"ascii" => return Some(Direct::Ascii),
        b"latin-1" => return Some(Direct::Latin1),
        name if name.len() > 12 => return None,
        _ => {}
    }
    Some(match normalize(encoding.bytes()).as_str() {
        "utf_8" | "utf8" => Direct::Utf8,
        "utf_16" | "utf16" => Direct::Utf16,
        "utf_32" | "utf32" => Direct::Utf32,
        "ascii" | "us_ascii" => Direct::Ascii,
        "latin1" | "latin_1" | "iso_8859_1" | "iso8859_1" => Direct::Latin1,
        _ => return None,
    })
}

fn check_no_nul(thread: &Thread, name: Option<Str>) -> Result<()> {
    if name.is_some_and(|name| name.bytes().contains(&0)) {
        return Err(errors::value_error(thread, "embedded null character"));
    }
    Ok(())
}

/// `text.encode(encoding, errors)`; `None` is the default.
pub fn encode(
    thread: &Thread,
    text: Str,
    encoding: Option<Str>,
    error_handler: Option<Str>,
) -> Result<Value> {
    check_no_nul(thread, encoding)?;
    check_no_nul(thread, error_handler)?;
    let Some(direct) = direct(encoding) else {
        return registry::encode_text(thread, text, encoding, error_handler);
    };
    let bytes = text.bytes();
    let as_it_is = match direct {
        Direct::Utf8 => {
            text.is_ascii()
                || thread.aside_if_long(bytes.len(), || wtf8::find_surrogate(bytes).is_none())
        }
        Direct::Ascii | Direct::Latin1 => text.is_ascii(),
        _ => false,
    };
    if as_it_is {
        return Ok(Bytes::new(thread, bytes)?.value());
    }
    let encoded = match direct {
        Direct::Utf8 => run_encoder(thread, &mut Utf8, text, error_handler, None),
        Direct::Ascii => run_encoder(thread, &mut Ascii, text, error_handler, None),
        Direct::Latin1 => run_encoder(thread, &mut Latin1, text, error_handler, None),
        Direct::Utf16 => {
            let mut codec = Utf16::new(Order::Marked);
            if text.is_empty() {
                return Ok(Bytes::new(thread, b"\xff\xfe")?.value());
            }
            run_encoder(thread, &mut codec, text, error_handler, None)
        }
        Direct::Utf32 => {
            let mut codec = Utf32::new(Order::Marked);
            if text.is_empty() {
                return Ok(Bytes::new(thread, b"\xff\xfe\0\0")?.value());
            }
            run_encoder(thread, &mut codec, text, error_handler, None)
        }
    }?;
    Ok(encoded.value())
}

/// `data.decode(encoding, errors)`; `None` is the default.
pub fn decode(
    thread: &Thread,
    data: &[u8],
    encoding: Option<Str>,
    error_handler: Option<Str>,
) -> Result<Str> {
    check_no_nul(thread, encoding)?;
    check_no_nul(thread, error_handler)?;
    if data.is_empty() {
        // Nothing stands for nothing in any encoding, even in one that there is not.
        return super::empty(thread);
    }
    let Some(direct) = direct(encoding) else {
        return registry::decode_text(thread, data, encoding, error_handler);
    };
    let as_it_is = thread.aside_if_long(data.len(), || match direct {
        Direct::Utf8 => std::str::from_utf8(data).is_ok(),
        Direct::Ascii | Direct::Latin1 => data.is_ascii(),
        _ => false,
    });
    if as_it_is {
        return super::from_part(thread, data);
    }
    let decoded = match direct {
        Direct::Utf8 => run_decoder(thread, &mut Utf8, data, true, error_handler, None),
        Direct::Ascii => run_decoder(thread, &mut Ascii, data, true, error_handler, None),
        Direct::Latin1 => run_decoder(thread, &mut Latin1, data, true, error_handler, None),
        Direct::Utf16 => {
            let mut codec = Utf16::new(Order::Marked);
            run_decoder(thread, &mut codec, data, true, error_handler, None)
        }
        Direct::Utf32 => {
            let mut codec = Utf32::new(Order::Marked);
            run_decoder(thread, &mut codec, data, true, error_handler, None)
        }
    }?;
    Ok(decoded.0)
}

/// Text of UTF-8 that the caller vouches for, or with what is undecodable as lone surrogates: what the
/// system says (file names, environment, arguments).
pub fn decode_system(thread: &Thread, data: &[u8]) -> Result<Str> {
    if std::str::from_utf8(data).is_ok() {
        return super::from_part(thread, data);
    }
    let handler = super::intern_text(thread, "surrogateescape")?;
    decode(thread, data, None, Some(handler))
}

/// The bytes for the system of what `decode_system` gave.
pub fn encode_system(thread: &Thread, text: Str) -> Result<Vec<u8>> {
    if text.is_ascii() || wtf8::find_surrogate(text.bytes()).is_none() {
        return Ok(text.bytes().to_vec());
    }
    let handler = super::intern_text(thread, "surrogateescape")?;
    Ok(run_encoder(thread, &mut Utf8, text, Some(handler), None)?
        .data()
        .to_vec())
}

/// An optional name argument.
fn name_argument(thread: &Thread, function: &str, what: &str, value: Value) -> Result<Option<Str>> {
    match value.present() {
        Some(value) => argument(thread, function, what, value).map(Some),
        None => Ok(None),
    }
}

/// `str.encode`
pub(super) fn encode_method(thread: &Thread, args: &[Value]) -> Result {
    let encoding = name_argument(thread, "encode()", "argument 'encoding'", args[1])?;
    let error_handler = name_argument(thread, "encode()", "argument 'errors'", args[2])?;
    encode(thread, string(args[0]), encoding, error_handler)
}

/// `bytes.decode` and `bytearray.decode`
pub(crate) fn decode_method(thread: &Thread, args: &[Value]) -> Result {
    let encoding = name_argument(thread, "decode()", "argument 'encoding'", args[1])?;
    let error_handler = name_argument(thread, "decode()", "argument 'errors'", args[2])?;
    let text = match args[0].kind() {
        Kind::Bytes => {
            let bytes = crate::object::Ref::<BytesObject>::of(args[0]);
            decode(thread, bytes.data(), encoding, error_handler)?
        }
        _ => {
            let copy = crate::object::Ref::<BytearrayObject>::of(args[0]).to_vec(thread);
            decode(thread, &copy, encoding, error_handler)?
        }
    };
    Ok(text.value())
}

/// Whether the value is a string; for codecs that take either kind.
pub fn as_string(value: Value) -> Option<Str> {
    value.downcast::<StrObject>()
}
