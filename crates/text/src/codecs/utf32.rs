//! UTF-32 in either byte order, with or without a mark.
//! Invariant: the mark is looked for at the very start of the input only.

use super::{DecodeError, Decoded, Decoder, EncodeError, Encoder, Order};
use crate::wtf8::{MAX_CODE_POINT, code_point_indices, is_surrogate, push};

#[derive(Clone, Copy, Debug)]
pub struct Utf32 {
    order: Order,
    /// What a mark at the start of the input has said.
    found: Option<Order>,
    wrote_mark: bool,
}

impl Utf32 {
    pub fn new(order: Order) -> Self {
        Self {
            order,
            found: None,
            wrote_mark: false,
        }
    }

    /// The byte order that `utf_32_ex_decode` reports: -1 little, 1 big, 0 not known.
    pub fn byte_order(&self) -> i32 {
        match self.found.unwrap_or(self.order) {
            Order::Marked => 0,
            Order::Little => -1,
            Order::Big => 1,
        }
    }

    fn is_big(&self) -> bool {
        self.byte_order() == 1
    }

    fn put(&self, code: u32, output: &mut Vec<u8>) {
        output.extend_from_slice(&if self.is_big() {
            code.to_be_bytes()
        } else {
            code.to_le_bytes()
        });
    }
}

impl Decoder for Utf32 {
    fn name(&self) -> &'static str {
        if self.is_big() {
            "utf-32-be"
        } else {
            "utf-32-le"
        }
    }

    fn decode_step(
        &mut self,
        input: &[u8],
        position: usize,
        is_final: bool,
        output: &mut Vec<u8>,
    ) -> Decoded {
        let mut offset = position;
        if self.order == Order::Marked && position == 0 && self.found.is_none() {
            self.found = match input {
                [0xFF, 0xFE, 0, 0, ..] => Some(Order::Little),
                [0, 0, 0xFE, 0xFF, ..] => Some(Order::Big),
                _ => None,
            };
            offset += if self.found.is_some() { 4 } else { 0 };
        }
        let is_big = self.is_big();
        let (units, _) = input[offset..].as_chunks::<4>();
        for unit in units {
            let code = if is_big {
                u32::from_be_bytes(*unit)
            } else {
                u32::from_le_bytes(*unit)
            };
            let reason = if is_surrogate(code) {
                "code point in surrogate code point range(0xd800, 0xe000)"
            } else if code > MAX_CODE_POINT {
                "code point not in range(0x110000)"
            } else {
                push(output, code);
                offset += 4;
                continue;
            };
            return Decoded::Error(DecodeError {
                start: offset,
                end: offset + 4,
                reason,
            });
        }
        if offset < input.len() && is_final {
            return Decoded::Error(DecodeError {
                start: offset,
                end: input.len(),
                reason: "truncated data",
            });
        }
        Decoded::Done { consumed: offset }
    }
}

impl Encoder for Utf32 {
    fn name(&self) -> &'static str {
        match self.order {
            Order::Marked => "utf-32",
            Order::Little => "utf-32-le",
            Order::Big => "utf-32-be",
        }
    }

    fn encode_step(
        &mut self,
        text: &[u8],
        position: usize,
        output: &mut Vec<u8>,
    ) -> Result<(), EncodeError> {
        if self.order == Order::Marked && !self.wrote_mark {
            self.wrote_mark = true;
            self.put(0xFEFF, output);
        }
        output.reserve((text.len() - position) * 4);
        for (offset, code) in code_point_indices(&text[position..]) {
            if is_surrogate(code) {
                let start = position + offset;
                return Err(EncodeError {
                    start,
                    end: start + 3,
                    reason: "surrogates not allowed",
                });
            }
            self.put(code, output);
        }
        Ok(())
    }

    fn push_bytes(&mut self, bytes: &[u8], output: &mut Vec<u8>) -> bool {
        output.extend_from_slice(bytes);
        bytes.len().is_multiple_of(4)
    }

    fn push_text(&mut self, text: &[u8], output: &mut Vec<u8>) -> bool {
        text.is_ascii() && self.encode_step(text, 0, output).is_ok()
    }
}
