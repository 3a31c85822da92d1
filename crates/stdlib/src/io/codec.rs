//! How a text file encodes and decodes: UTF-8, ASCII and Latin-1 with Python's own error handlers
//! natively, everything else by the incremental codec objects of module `codecs`.
//! Invariant: a native decoder's whole state is the undecoded bytes it keeps.

use super::invoke;
use crate::system_calls::{unicode_decode_error, unicode_encode_error};
use typhon_objects::bytes::{Bytes, BytesObject};
use typhon_objects::prelude::*;
use typhon_text::codecs::{
    Ascii, Decoder, Encoder, Handler, Latin1, Utf8, decode_with, encode_with,
};

#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub enum Native {
    Utf8,
    Ascii,
    Latin1,
}

/// What a file's encoding and errors come down to.
#[derive(Copy, Clone, Debug)]
pub enum Codec {
    Native(Native, Handler),
    Python,
}

impl Codec {
    pub fn choose(encoding: &str, errors: &str) -> Codec {
        let name: String = encoding
            .chars()
            .map(|letter| match letter {
                '_' | ' ' => '-',
                letter => letter.to_ascii_lowercase(),
            })
            .collect();
        let native = match &*name {
            "utf-8" | "utf8" | "u8" | "utf" | "cp65001" => Native::Utf8,
            "ascii" | "us-ascii" | "646" | "ansi-x3.4-1968" => Native::Ascii,
            "latin-1" | "latin1" | "iso-8859-1" | "iso8859-1" | "8859" | "cp819" | "l1" => {
                Native::Latin1
            }
            _ => return Codec::Python,
        };
        match Handler::from_name(errors.as_bytes()) {
            Some(handler) => Codec::Native(native, handler),
            None => Codec::Python,
        }
    }
}

/// Decodes `input` behind the kept bytes into `output`.
pub fn decode(
    thread: &Thread,
    codec: (Native, Handler),
    kept: &mut Vec<u8>,
    input: &[u8],
    is_final: bool,
    output: &mut Vec<u8>,
) -> Result<()> {
    if kept.is_empty() {
        let clean = match codec.0 {
            Native::Utf8 => std::str::from_utf8(input).is_ok(),
            Native::Ascii | Native::Latin1 => input.is_ascii(),
        };
        if clean {
            output.extend_from_slice(input);
            return Ok(());
        }
    }
    kept.extend_from_slice(input);
    let data = std::mem::take(kept);
    let mut utf8 = Utf8;
    let mut ascii = Ascii;
    let mut latin1 = Latin1;
    let decoder: &mut dyn Decoder = match codec.0 {
        Native::Utf8 => &mut utf8,
        Native::Ascii => &mut ascii,
        Native::Latin1 => &mut latin1,
    };
    match decode_with(decoder, &data, is_final, codec.1) {
        Ok((text, consumed)) => {
            output.extend_from_slice(&text);
            kept.extend_from_slice(&data[consumed..]);
            Ok(())
        }
        Err(error) => Err(unicode_decode_error(
            thread,
            decoder.name(),
            &data,
            error.start,
            error.end,
            error.reason,
        )),
    }
}

/// Encodes `text`, which stands for the object `source` in errors, onto `output`.
pub fn encode(
    thread: &Thread,
    codec: (Native, Handler),
    text: &[u8],
    output: &mut Vec<u8>,
) -> Result<()> {
    let clean = match codec.0 {
        Native::Utf8 => std::str::from_utf8(text).is_ok(),
        Native::Ascii | Native::Latin1 => text.is_ascii(),
    };
    if clean {
        output.extend_from_slice(text);
        return Ok(());
    }
    let mut utf8 = Utf8;
    let mut ascii = Ascii;
    let mut latin1 = Latin1;
    let encoder: &mut dyn Encoder = match codec.0 {
        Native::Utf8 => &mut utf8,
        Native::Ascii => &mut ascii,
        Native::Latin1 => &mut latin1,
    };
    match encode_with(encoder, text, codec.1) {
        Ok(data) => {
            output.extend_from_slice(&data);
            Ok(())
        }
        Err(failure) => {
            let source = Str::from_wtf8(thread, text)?;
            Err(unicode_encode_error(
                thread,
                encoder.name(),
                source.value(),
                failure.start as i64,
                failure.end as i64,
                failure.reason,
            ))
        }
    }
}

/// `codecs.lookup(encoding)`, LookupError unless it is a text encoding.
pub fn lookup(thread: &Thread, encoding: Value) -> Result {
    let codecs = typhon_interp::import::import_module(thread, "codecs")?;
    let info = invoke(thread, codecs, "lookup", &[encoding])?;
    let flag = intern_text(thread, "_is_text_encoding")?;
    let is_text = match typhon_objects::attribute::get_optional(thread, info, flag)? {
        Some(flag) => operations::truth(thread, flag)?,
        None => true,
    };
    if !is_text {
        let name = crate::support::repr_text(thread, encoding)?;
        return Err(errors::lookup_error(
            thread,
            format!("{name} is not a text encoding"),
        ));
    }
    Ok(info)
}

/// An incremental codec object's `decode`, with its result checked.
pub fn decode_python(
    thread: &Thread,
    decoder: Value,
    input: &[u8],
    is_final: bool,
    output: &mut Vec<u8>,
) -> Result<()> {
    let data = Bytes::new(thread, input)?;
    let text = invoke(
        thread,
        decoder,
        "decode",
        &[data.value(), Value::bool(is_final)],
    )?;
    match text.downcast::<StrObject>() {
        Some(text) => {
            output.extend_from_slice(text.bytes());
            Ok(())
        }
        None => Err(errors::type_error(
            thread,
            format!(
                "decoder should return a string result, not '{}'",
                text.class().name_text()
            ),
        )),
    }
}

/// An incremental codec object's `encode`, with its result checked.
pub fn encode_python(
    thread: &Thread,
    encoder: Value,
    text: &[u8],
    output: &mut Vec<u8>,
) -> Result<()> {
    let text = Str::from_wtf8(thread, text)?;
    let data = invoke(thread, encoder, "encode", &[text.value()])?;
    match data.downcast::<BytesObject>() {
        Some(data) => {
            output.extend_from_slice(data.data());
            Ok(())
        }
        None => Err(errors::type_error(
            thread,
            format!(
                "encoder should return a bytes object, not '{}'",
                data.class().name_text()
            ),
        )),
    }
}
