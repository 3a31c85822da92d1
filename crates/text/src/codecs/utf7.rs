//! UTF-7 (RFC 2152): ASCII with UTF-16 in base64 between `+` and `-`.
//! Invariant: the shift state lives in the decoder, for an error handler may be called in the middle of it.

use super::utf16::is_pair;
use super::{DecodeError, Decoded, Decoder, EncodeError, Encoder};
use crate::wtf8::{code_points, is_high_surrogate, join_surrogates, push};

const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

fn base64_value(byte: u8) -> Option<u32> {
    Some(match byte {
        b'A'..=b'Z' => byte - b'A',
        b'a'..=b'z' => byte - b'a' + 26,
        b'0'..=b'9' => byte - b'0' + 52,
        b'+' => 62,
        b'/' => 63,
        _ => return None,
    } as u32)
}

/// A stretch of base64 that is being read.
#[derive(Clone, Copy, Debug, Default)]
struct Shift {
    /// Where its `+` stands, and where its output begins.
    start: usize,
    output_start: usize,
    bits: u32,
    buffer: u32,
    /// A high surrogate that waits for its low one.
    surrogate: Option<u32>,
}

impl Shift {
    /// Takes six more bits; writes a unit when it has sixteen.
    fn take(&mut self, value: u32, output: &mut Vec<u8>) {
        self.buffer = self.buffer << 6 | value;
        self.bits += 6;
        if self.bits < 16 {
            return;
        }
        self.bits -= 16;
        let unit = self.buffer >> self.bits & 0xFFFF;
        self.buffer &= (1 << self.bits) - 1;
        if let Some(high) = self.surrogate.take() {
            if is_pair(high, unit) {
                push(output, join_surrogates(high, unit));
                return;
            }
            push(output, high);
        }
        if is_high_surrogate(unit) {
            self.surrogate = Some(unit);
        } else {
            push(output, unit);
        }
    }

    /// Why the stretch may not end here, if so.
    fn end_error(&self) -> Option<&'static str> {
        if self.bits >= 6 {
            Some("partial character in shift sequence")
        } else if self.bits > 0 && self.buffer != 0 {
            Some("non-zero padding bits in shift sequence")
        } else {
            None
        }
    }
}

#[derive(Clone, Copy, Debug, Default)]
pub struct Utf7 {
    shift: Option<Shift>,
}

impl Utf7 {
    pub fn new() -> Self {
        Self::default()
    }
}

impl Decoder for Utf7 {
    fn name(&self) -> &'static str {
        "utf7"
    }

    fn decode_step(
        &mut self,
        input: &[u8],
        position: usize,
        is_final: bool,
        output: &mut Vec<u8>,
    ) -> Decoded {
        let stop = |start: usize, end: usize, reason: &'static str| {
            Decoded::Error(DecodeError { start, end, reason })
        };
        let mut offset = position;
        while let Some(&byte) = input.get(offset) {
            if let Some(shift) = &mut self.shift {
                if let Some(value) = base64_value(byte) {
                    shift.take(value, output);
                    offset += 1;
                    continue;
                }
                let ended = *shift;
                self.shift = None;
                if let Some(reason) = ended.end_error() {
                    return stop(ended.start, offset + 1, reason);
                }
                if let Some(surrogate) = ended.surrogate.filter(|_| byte < 0x80) {
                    push(output, surrogate);
                }
                // A minus only ends the stretch; anything else is read again outside of it.
                offset += usize::from(byte == b'-');
            } else if byte == b'+' {
                match input.get(offset + 1) {
                    Some(b'-') => {
                        output.push(b'+');
                        offset += 2;
                    }
                    Some(&next) if base64_value(next).is_none() => {
                        return stop(offset, offset + 2, "ill-formed sequence");
                    }
                    _ => {
                        self.shift = Some(Shift {
                            start: offset,
                            output_start: output.len(),
                            ..Shift::default()
                        });
                        offset += 1;
                    }
                }
            } else if byte < 0x80 {
                output.push(byte);
                offset += 1;
            } else {
                return stop(offset, offset + 1, "unexpected special character");
            }
        }
        match self.shift {
            Some(shift) if is_final => {
                self.shift = None;
                if shift.surrogate.is_some() || shift.end_error().is_some() {
                    return stop(shift.start, input.len(), "unterminated shift sequence");
                }
                Decoded::Done { consumed: offset }
            }
            Some(shift) => {
                // The stretch will be read again as a whole.
                output.truncate(shift.output_start);
                Decoded::Done {
                    consumed: shift.start,
                }
            }
            None => Decoded::Done { consumed: offset },
        }
    }
}

/// Characters that stand for themselves.
fn is_direct(code: u32) -> bool {
    match u8::try_from(code) {
        Ok(byte) => {
            matches!(byte, b'\t' | b'\n' | b'\r' | b' '..=b'}') && !matches!(byte, b'+' | b'\\')
        }
        Err(_) => false,
    }
}

#[derive(Clone, Copy, Debug, Default)]
pub struct Utf7Encoder;

impl Encoder for Utf7Encoder {
    fn name(&self) -> &'static str {
        "utf7"
    }

    /// Never fails: surrogates are units like others.
    fn encode_step(
        &mut self,
        text: &[u8],
        position: usize,
        output: &mut Vec<u8>,
    ) -> Result<(), EncodeError> {
        let mut in_shift = false;
        let mut bits = 0;
        let mut buffer = 0u32;
        for code in code_points(&text[position..]) {
            if is_direct(code) && in_shift {
                if bits > 0 {
                    output.push(ALPHABET[(buffer << (6 - bits) & 63) as usize]);
                }
                (in_shift, bits, buffer) = (false, 0, 0);
                if code == b'-' as u32 || base64_value(code as u8).is_some() {
                    output.push(b'-');
                }
            }
            if !in_shift {
                if is_direct(code) {
                    output.push(code as u8);
                    continue;
                }
                output.push(b'+');
                if code == b'+' as u32 {
                    output.push(b'-');
                    continue;
                }
                in_shift = true;
            }
            let mut put = |unit: u32| {
                buffer = buffer << 16 | unit;
                bits += 16;
                while bits >= 6 {
                    bits -= 6;
                    output.push(ALPHABET[(buffer >> bits & 63) as usize]);
                }
                buffer &= (1 << bits) - 1;
            };
            if code >= 0x10000 {
                put(0xD800 + ((code - 0x10000) >> 10));
                put(0xDC00 + (code & 0x3FF));
            } else {
                put(code);
            }
        }
        if in_shift {
            if bits > 0 {
                output.push(ALPHABET[(buffer << (6 - bits) & 63) as usize]);
            }
            output.push(b'-');
        }
        Ok(())
    }
}
