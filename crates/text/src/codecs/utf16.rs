//! UTF-16 in either byte order, with or without a mark.
//! Invariant: the mark is looked for at the very start of the input only.

use super::{DecodeError, Decoded, Decoder, EncodeError, Encoder, Order};
use crate::wtf8::{
    code_point_indices, encoded_length, is_high_surrogate, is_low_surrogate, is_surrogate,
    join_surrogates, push,
};

#[derive(Clone, Copy, Debug)]
pub struct Utf16 {
    order: Order,
    /// What a mark at the start of the input has said.
    found: Option<Order>,
    wrote_mark: bool,
}

impl Utf16 {
    pub fn new(order: Order) -> Self {
        Self {
            order,
            found: None,
            wrote_mark: false,
        }
    }

    /// The byte order that `utf_16_ex_decode` reports: -1 little, 1 big, 0 not known.
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

    fn put(&self, unit: u32, output: &mut Vec<u8>) {
        let unit = unit as u16;
        output.extend_from_slice(&if self.is_big() {
            unit.to_be_bytes()
        } else {
            unit.to_le_bytes()
        });
    }

    fn put_mark(&mut self, output: &mut Vec<u8>) {
        if self.order == Order::Marked && !self.wrote_mark {
            self.wrote_mark = true;
            self.put(0xFEFF, output);
        }
    }
}

impl Decoder for Utf16 {
    fn name(&self) -> &'static str {
        if self.is_big() {
            "utf-16-be"
        } else {
            "utf-16-le"
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
                [0xFF, 0xFE, ..] => Some(Order::Little),
                [0xFE, 0xFF, ..] => Some(Order::Big),
                _ => None,
            };
            offset += if self.found.is_some() { 2 } else { 0 };
        }
        let is_big = self.is_big();
        let unit_at = |offset: usize| {
            let pair = [*input.get(offset)?, *input.get(offset + 1)?];
            Some(if is_big {
                u16::from_be_bytes(pair)
            } else {
                u16::from_le_bytes(pair)
            } as u32)
        };
        let stop = |start: usize, end: usize, reason: &'static str| {
            Decoded::Error(DecodeError { start, end, reason })
        };
        while let Some(unit) = unit_at(offset) {
            if !is_surrogate(unit) {
                push(output, unit);
                offset += 2;
            } else if is_low_surrogate(unit) {
                return stop(offset, offset + 2, "illegal encoding");
            } else {
                match unit_at(offset + 2) {
                    Some(low) if is_low_surrogate(low) => {
                        push(output, join_surrogates(unit, low));
                        offset += 4;
                    }
                    Some(_) => return stop(offset, offset + 2, "illegal UTF-16 surrogate"),
                    None if is_final => return stop(offset, input.len(), "unexpected end of data"),
                    None => return Decoded::Done { consumed: offset },
                }
            }
        }
        if offset < input.len() && is_final {
            return stop(offset, input.len(), "truncated data");
        }
        Decoded::Done { consumed: offset }
    }
}

impl Encoder for Utf16 {
    fn name(&self) -> &'static str {
        match self.order {
            Order::Marked => "utf-16",
            Order::Little => "utf-16-le",
            Order::Big => "utf-16-be",
        }
    }

    fn encode_step(
        &mut self,
        text: &[u8],
        position: usize,
        output: &mut Vec<u8>,
    ) -> Result<(), EncodeError> {
        self.put_mark(output);
        output.reserve((text.len() - position) * 2);
        for (offset, code) in code_point_indices(&text[position..]) {
            if is_surrogate(code) {
                let start = position + offset;
                return Err(EncodeError {
                    start,
                    end: start + 3,
                    reason: "surrogates not allowed",
                });
            }
            if encoded_length(code) == 4 {
                self.put(0xD800 + ((code - 0x10000) >> 10), output);
                self.put(0xDC00 + (code & 0x3FF), output);
            } else {
                self.put(code, output);
            }
        }
        Ok(())
    }

    fn push_bytes(&mut self, bytes: &[u8], output: &mut Vec<u8>) -> bool {
        output.extend_from_slice(bytes);
        bytes.len().is_multiple_of(2)
    }

    fn push_text(&mut self, text: &[u8], output: &mut Vec<u8>) -> bool {
        text.is_ascii() && self.encode_step(text, 0, output).is_ok()
    }
}

/// Do these two units form a pair?
pub(super) fn is_pair(high: u32, low: u32) -> bool {
    is_high_surrogate(high) && is_low_surrogate(low)
}
