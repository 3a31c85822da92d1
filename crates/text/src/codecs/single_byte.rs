//! ASCII, Latin-1 and character maps: one byte, one code point.
//! Invariant: an encoding error covers the whole run of code points that the encoding lacks.

use std::collections::HashMap;

use super::{DecodeError, Decoded, Decoder, EncodeError, Encoder};
use crate::wtf8::{code_point_indices, code_points, encoded_length, push};

/// Length of the ASCII bytes at the start.
fn ascii_prefix(bytes: &[u8]) -> usize {
    if bytes.is_ascii() {
        return bytes.len();
    }
    // Whole words are tested first; the last one is walked.
    let words = bytes
        .chunks_exact(16)
        .take_while(|word| word.is_ascii())
        .count()
        * 16;
    words
        + bytes[words..]
            .iter()
            .take_while(|byte| byte.is_ascii())
            .count()
}

/// Encodes code points below `limit`; the run of others is the error.
fn encode_below(
    limit: u32,
    reason: &'static str,
    text: &[u8],
    position: usize,
    output: &mut Vec<u8>,
) -> Result<(), EncodeError> {
    let mut offset = position;
    loop {
        let ascii = ascii_prefix(&text[offset..]);
        output.extend_from_slice(&text[offset..offset + ascii]);
        offset += ascii;
        let Some(code) = code_points(&text[offset..]).next() else {
            return Ok(());
        };
        if code >= limit {
            break;
        }
        output.push(code as u8);
        offset += encoded_length(code);
    }
    let length: usize = code_points(&text[offset..])
        .take_while(|code| *code >= limit)
        .map(encoded_length)
        .sum();
    Err(EncodeError {
        start: offset,
        end: offset + length,
        reason,
    })
}

#[derive(Clone, Copy, Debug, Default)]
pub struct Ascii;

impl Decoder for Ascii {
    fn name(&self) -> &'static str {
        "ascii"
    }

    fn decode_step(
        &mut self,
        input: &[u8],
        position: usize,
        _is_final: bool,
        output: &mut Vec<u8>,
    ) -> Decoded {
        let rest = &input[position..];
        let length = ascii_prefix(rest);
        output.extend_from_slice(&rest[..length]);
        let start = position + length;
        if start == input.len() {
            return Decoded::Done { consumed: start };
        }
        Decoded::Error(DecodeError {
            start,
            end: start + 1,
            reason: "ordinal not in range(128)",
        })
    }
}

impl Encoder for Ascii {
    fn name(&self) -> &'static str {
        "ascii"
    }

    fn encode_step(
        &mut self,
        text: &[u8],
        position: usize,
        output: &mut Vec<u8>,
    ) -> Result<(), EncodeError> {
        encode_below(0x80, "ordinal not in range(128)", text, position, output)
    }
}

#[derive(Clone, Copy, Debug, Default)]
pub struct Latin1;

impl Decoder for Latin1 {
    fn name(&self) -> &'static str {
        "latin-1"
    }

    fn decode_step(
        &mut self,
        input: &[u8],
        position: usize,
        _is_final: bool,
        output: &mut Vec<u8>,
    ) -> Decoded {
        let rest = &input[position..];
        if rest.is_ascii() {
            output.extend_from_slice(rest);
        } else {
            rest.iter().for_each(|byte| push(output, *byte as u32));
        }
        Decoded::Done {
            consumed: input.len(),
        }
    }
}

impl Encoder for Latin1 {
    fn name(&self) -> &'static str {
        "latin-1"
    }

    fn encode_step(
        &mut self,
        text: &[u8],
        position: usize,
        output: &mut Vec<u8>,
    ) -> Result<(), EncodeError> {
        encode_below(0x100, "ordinal not in range(256)", text, position, output)
    }
}

const UNDEFINED: &str = "character maps to <undefined>";
/// A decoding table has this where a byte means nothing.
const NOT_A_CHARACTER: u32 = 0xFFFE;

/// Decodes by a function that appends a byte's text, or says false where a byte means nothing.
pub struct CharmapDecoder<F> {
    append: F,
}

impl<F: FnMut(u8, &mut Vec<u8>) -> bool> CharmapDecoder<F> {
    pub fn new(append: F) -> Self {
        Self { append }
    }
}

impl CharmapDecoder<()> {
    /// Decodes by a table: the text of the decoding table, a code point for each byte.
    pub fn from_table(
        table: &[u8],
    ) -> CharmapDecoder<impl FnMut(u8, &mut Vec<u8>) -> bool + use<>> {
        let mut codes = [NOT_A_CHARACTER; 256];
        for (slot, code) in codes.iter_mut().zip(code_points(table)) {
            *slot = code;
        }
        CharmapDecoder::new(move |byte, output| {
            let code = codes[byte as usize];
            if code != NOT_A_CHARACTER {
                push(output, code);
            }
            code != NOT_A_CHARACTER
        })
    }
}

impl<F: FnMut(u8, &mut Vec<u8>) -> bool> Decoder for CharmapDecoder<F> {
    fn name(&self) -> &'static str {
        "charmap"
    }

    fn decode_step(
        &mut self,
        input: &[u8],
        position: usize,
        _is_final: bool,
        output: &mut Vec<u8>,
    ) -> Decoded {
        for (offset, byte) in input.iter().enumerate().skip(position) {
            if !(self.append)(*byte, output) {
                let error = DecodeError {
                    start: offset,
                    end: offset + 1,
                    reason: UNDEFINED,
                };
                return Decoded::Error(error);
            }
        }
        Decoded::Done {
            consumed: input.len(),
        }
    }
}

/// The inverse of a decoding table: `codecs.charmap_build`.
#[derive(Clone, Debug)]
pub struct EncodingMap {
    ascii: [Option<u8>; 128],
    others: HashMap<u32, u8>,
}

impl EncodingMap {
    pub fn new(table: &[u8]) -> Self {
        let mut map = Self {
            ascii: [None; 128],
            others: HashMap::new(),
        };
        for (byte, code) in code_points(table).take(256).enumerate() {
            match map.ascii.get_mut(code as usize) {
                Some(slot) => *slot = Some(byte as u8),
                None if code != NOT_A_CHARACTER => {
                    map.others.insert(code, byte as u8);
                }
                None => {}
            }
        }
        map
    }

    pub fn get(&self, code: u32) -> Option<u8> {
        match self.ascii.get(code as usize) {
            Some(slot) => *slot,
            None => self.others.get(&code).copied(),
        }
    }
}

/// Encodes by a function that appends a code point's bytes, or says false.
pub struct CharmapEncoder<F> {
    append: F,
}

impl<F: FnMut(u32, &mut Vec<u8>) -> bool> CharmapEncoder<F> {
    pub fn new(append: F) -> Self {
        Self { append }
    }
}

impl CharmapEncoder<()> {
    pub fn from_map(
        map: &EncodingMap,
    ) -> CharmapEncoder<impl FnMut(u32, &mut Vec<u8>) -> bool + '_> {
        CharmapEncoder::new(move |code, output| match map.get(code) {
            Some(byte) => {
                output.push(byte);
                true
            }
            None => false,
        })
    }
}

impl<F: FnMut(u32, &mut Vec<u8>) -> bool> Encoder for CharmapEncoder<F> {
    fn name(&self) -> &'static str {
        "charmap"
    }

    fn encode_step(
        &mut self,
        text: &[u8],
        position: usize,
        output: &mut Vec<u8>,
    ) -> Result<(), EncodeError> {
        let mut codes = code_point_indices(&text[position..]);
        let Some(start) = codes
            .find_map(|(offset, code)| (!(self.append)(code, output)).then_some(position + offset))
        else {
            return Ok(());
        };
        let mut scratch = Vec::new();
        let end = codes
            .find_map(|(offset, code)| {
                (self.append)(code, &mut scratch).then_some(position + offset)
            })
            .unwrap_or(text.len());
        Err(EncodeError {
            start,
            end,
            reason: UNDEFINED,
        })
    }
}
