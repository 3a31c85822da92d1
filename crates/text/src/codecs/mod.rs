//! Codecs between `bytes` and `str`, as step functions that stop at each error.
//! Invariant: a step that stops has written everything before the error and nothing of it, so that an error
//! handler may say what stands in its place and where to go on. Decoders report byte positions of their
//! input; encoders report byte offsets of the text, which [`encode`] turns into code-point indexes.
//!
//! [`decode`] and [`encode`] drive a codec and a handler to the end; [`handlers`] has Python's own handlers.

mod escape;
pub mod handlers;
mod single_byte;
mod utf16;
mod utf32;
mod utf7;
mod utf8;

use std::borrow::Cow;

pub use escape::{
    EscapeErrors, InvalidEscape, RawUnicodeEscape, UnicodeEscape, UnicodeEscapeEncoder,
    escape_decode, escape_encode,
};
pub use handlers::Handler;
pub use single_byte::{Ascii, CharmapDecoder, CharmapEncoder, EncodingMap, Latin1};
pub use utf7::{Utf7, Utf7Encoder};
pub use utf8::Utf8;
pub use utf16::Utf16;
pub use utf32::Utf32;

use crate::wtf8::{code_points, count, offset_of};

/// The order of bytes within a unit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Order {
    /// Decoding: by the mark at the start, else little. Encoding: little, with a mark.
    Marked,
    Little,
    Big,
}

/// Undecodable bytes `start..end` of the input.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DecodeError {
    pub start: usize,
    pub end: usize,
    pub reason: &'static str,
}

/// Where a decoder stopped.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Decoded {
    /// At the end, or, if more input may come, before a unit that is not complete.
    Done {
        consumed: usize,
    },
    Error(DecodeError),
}

/// A codec's decoding half.
pub trait Decoder {
    /// The encoding's name in `UnicodeDecodeError`.
    fn name(&self) -> &'static str;

    /// Decodes from `position` to the end or the next error.
    fn decode_step(
        &mut self,
        input: &[u8],
        position: usize,
        is_final: bool,
        output: &mut Vec<u8>,
    ) -> Decoded;
}

/// Text `start..end` (byte offsets) that the encoding cannot hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct EncodeError {
    pub start: usize,
    pub end: usize,
    pub reason: &'static str,
}

/// A codec's encoding half.
pub trait Encoder {
    /// The encoding's name in `UnicodeEncodeError`.
    fn name(&self) -> &'static str;

    /// Encodes from byte offset `position` to the end or the next error.
    fn encode_step(
        &mut self,
        text: &[u8],
        position: usize,
        output: &mut Vec<u8>,
    ) -> Result<(), EncodeError>;

    /// Appends an error handler's bytes; false if the encoding cannot take them.
    fn push_bytes(&mut self, bytes: &[u8], output: &mut Vec<u8>) -> bool {
        output.extend_from_slice(bytes);
        true
    }

    /// Appends an error handler's text; false if it cannot be encoded either.
    fn push_text(&mut self, text: &[u8], output: &mut Vec<u8>) -> bool {
        self.encode_step(text, 0, output).is_ok()
    }
}

/// What an error handler puts in place of an undecodable stretch.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Replacement {
    pub text: Vec<u8>,
    /// Where in the input to go on.
    pub resume: usize,
}

/// Decodes all of the input. The handler may replace the input itself, as `exc.object = ...` does. Gives the
/// text and how much of the input it took.
pub fn decode<'a, E>(
    decoder: &mut dyn Decoder,
    input: &'a [u8],
    is_final: bool,
    mut handler: impl FnMut(&dyn Decoder, &mut Cow<'a, [u8]>, DecodeError) -> Result<Replacement, E>,
) -> Result<(Vec<u8>, usize), E> {
    let mut input = Cow::Borrowed(input);
    let mut output = Vec::with_capacity(input.len());
    let mut position = 0;
    loop {
        match decoder.decode_step(&input, position, is_final, &mut output) {
            Decoded::Done { consumed } => return Ok((output, consumed)),
            Decoded::Error(error) => {
                let replacement = handler(decoder, &mut input, error)?;
                output.extend_from_slice(&replacement.text);
                position = replacement.resume.min(input.len());
            }
        }
    }
}

/// What an error handler puts in place of text that cannot be encoded.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Substitute {
    Text(Vec<u8>),
    Bytes(Vec<u8>),
}

/// An encoding error as Python sees it, in code-point indexes, with the byte offsets beside them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct EncodeFailure {
    pub start: usize,
    pub end: usize,
    pub byte_start: usize,
    pub byte_end: usize,
    pub reason: &'static str,
}

/// Why [`encode`] ended early.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum EncodeStop<E> {
    /// The handler failed.
    Handler(E),
    /// The handler's substitute cannot be encoded: raise the error for the original text.
    Failure(EncodeFailure),
}

/// Encodes all of the text. The handler gives the substitute and the code-point index to go on from.
pub fn encode<E>(
    encoder: &mut dyn Encoder,
    text: &[u8],
    mut handler: impl FnMut(&dyn Encoder, &[u8], EncodeFailure) -> Result<(Substitute, usize), E>,
) -> Result<Vec<u8>, EncodeStop<E>> {
    let mut output = Vec::with_capacity(text.len());
    // The last error's end, as byte offset and as index, so that each stretch is counted once.
    let mut known = (0, 0);
    let mut position = 0;
    loop {
        let Err(error) = encoder.encode_step(text, position, &mut output) else {
            return Ok(output);
        };
        let from = if known.0 <= error.start {
            known
        } else {
            (0, 0)
        };
        let start = from.1 + count(&text[from.0..error.start]);
        let end = start + count(&text[error.start..error.end]);
        known = (error.end, end);
        let failure = EncodeFailure {
            start,
            end,
            byte_start: error.start,
            byte_end: error.end,
            reason: error.reason,
        };
        let (substitute, resume) = handler(encoder, text, failure).map_err(EncodeStop::Handler)?;
        let accepted = match substitute {
            Substitute::Text(text) => encoder.push_text(&text, &mut output),
            Substitute::Bytes(bytes) => encoder.push_bytes(&bytes, &mut output),
        };
        if !accepted {
            return Err(EncodeStop::Failure(failure));
        }
        position = if resume == end {
            error.end
        } else if resume > end {
            error.end + offset_of(&text[error.end..], resume - end)
        } else {
            offset_of(text, resume)
        };
    }
}

/// Decodes with one of Python's own handlers; an error is that of the handler `strict`.
pub fn decode_with(
    decoder: &mut dyn Decoder,
    input: &[u8],
    is_final: bool,
    handler: Handler,
) -> Result<(Vec<u8>, usize), DecodeError> {
    decode(decoder, input, is_final, |decoder, input, error| {
        handlers::replace_undecodable(handler, decoder.name(), input, error).ok_or(error)
    })
}

/// Encodes with one of Python's own handlers; an error is that of the handler `strict`.
pub fn encode_with(
    encoder: &mut dyn Encoder,
    text: &[u8],
    handler: Handler,
) -> Result<Vec<u8>, EncodeFailure> {
    encode(encoder, text, |encoder, text, failure| {
        let part = &text[failure.byte_start..failure.byte_end];
        if handler == Handler::SurrogateEscape
            && matches!(encoder.name(), "utf-8" | "ascii" | "latin-1")
        {
            // These encodings take what can be escaped first, so the error is about the rest.
            let escapable = |code: &u32| (0xDC80..=0xDCFF).contains(code);
            let taken = code_points(part).take_while(escapable).count();
            if failure.start + taken < failure.end {
                let byte_start = failure.byte_start + taken * 3;
                return Err(EncodeFailure {
                    start: failure.start + taken,
                    byte_start,
                    ..failure
                });
            }
        }
        let substitute =
            handlers::replace_unencodable(handler, encoder.name(), part).ok_or(failure)?;
        Ok((substitute, failure.end))
    })
    .map_err(|stop| match stop {
        EncodeStop::Handler(failure) | EncodeStop::Failure(failure) => failure,
    })
}

#[cfg(test)]
mod tests;
