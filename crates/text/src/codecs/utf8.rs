//! UTF-8. Valid input is its own decoding, and text without surrogates its own encoding.
//! Invariant: an error covers the longest prefix of a valid sequence, or one byte.

use super::{DecodeError, Decoded, Decoder, EncodeError, Encoder};
use crate::wtf8::find_surrogate;

#[derive(Clone, Copy, Debug, Default)]
pub struct Utf8;

impl Decoder for Utf8 {
    fn name(&self) -> &'static str {
        "utf-8"
    }

    fn decode_step(
        &mut self,
        input: &[u8],
        position: usize,
        is_final: bool,
        output: &mut Vec<u8>,
    ) -> Decoded {
        let rest = &input[position..];
        let error = match std::str::from_utf8(rest) {
            Ok(_) => {
                output.extend_from_slice(rest);
                return Decoded::Done {
                    consumed: input.len(),
                };
            }
            Err(error) => error,
        };
        let (valid, bad) = rest.split_at(error.valid_up_to());
        output.extend_from_slice(valid);
        let start = position + valid.len();
        // A surrogate cut short may yet be one, for the handler `surrogatepass` to take.
        let may_continue = error.error_len().is_none() || matches!(bad, [0xED, 0xA0..=0xBF]);
        if may_continue && !is_final {
            return Decoded::Done { consumed: start };
        }
        Decoded::Error(match error.error_len() {
            None => DecodeError {
                start,
                end: input.len(),
                reason: "unexpected end of data",
            },
            Some(length) => {
                let is_start = matches!(bad[0], 0xC2..=0xF4);
                let reason = if is_start {
                    "invalid continuation byte"
                } else {
                    "invalid start byte"
                };
                DecodeError {
                    start,
                    end: start + length,
                    reason,
                }
            }
        })
    }
}

impl Encoder for Utf8 {
    fn name(&self) -> &'static str {
        "utf-8"
    }

    fn encode_step(
        &mut self,
        text: &[u8],
        position: usize,
        output: &mut Vec<u8>,
    ) -> Result<(), EncodeError> {
        let rest = &text[position..];
        let Some(first) = find_surrogate(rest) else {
            output.extend_from_slice(rest);
            return Ok(());
        };
        output.extend_from_slice(&rest[..first]);
        let length = rest[first..]
            .chunks(3)
            .take_while(|unit| matches!(unit, [0xED, 0xA0..=0xBF, _]))
            .count()
            * 3;
        let start = position + first;
        Err(EncodeError {
            start,
            end: start + length,
            reason: "surrogates not allowed",
        })
    }

    fn push_text(&mut self, text: &[u8], output: &mut Vec<u8>) -> bool {
        output.extend_from_slice(text);
        text.is_ascii()
    }
}
