//! The serialised form of code, for `.pyc` files and the embedded library.
//!
//! Nested code stays in this form until it is first used (`Constant::Packed`), so that reading a module
//! decodes its top level only. Integers are LEB128, signed ones zigzag; words are little-endian.
//! Invariant: `read` never panics or allocates more than the input justifies, whatever the bytes are.
//! What it gives is well-formed but unchecked: run `verify` on code from files.

use std::fmt;
use std::sync::Arc;

use dashu_int::{IBig, Sign, UBig};

use crate::{Code, CodeFlags, Constant, Handler, Local, LocalKind, Opcode, Position};

const MAGIC: [u8; 4] = *b"TYBC";
/// To be raised whenever the layout below changes, or the compiler mends what cached code does; changes of
/// the opcode table are noticed anyhow.
const VERSION: u32 = 6;
/// Deepest nesting of tuples and code that is read.
const MAXIMUM_NESTING: u32 = 1100;

/// Bytes that code was read from and may be read from again.
#[derive(Clone)]
enum Data {
    Static(&'static [u8]),
    Shared(Arc<[u8]>),
}

impl Data {
    fn bytes(&self) -> &[u8] {
        match self {
            Data::Static(bytes) => bytes,
            Data::Shared(bytes) => bytes,
        }
    }
}

/// A nested code object that has not been decoded yet.
#[derive(Clone)]
pub struct PackedCode {
    data: Data,
    start: usize,
    end: usize,
    filename: Arc<str>,
    nesting: u32,
}

impl PackedCode {
    /// Decodes it, leaving what is nested in it packed.
    pub fn unpack(&self) -> Result<Code, MarshalError> {
        let mut reader = Reader {
            data: &self.data,
            bytes: self.data.bytes().get(..self.end).unwrap_or(&[]),
            at: self.start,
            filename: self.filename.clone(),
            nesting: self.nesting,
        };
        reader.code()
    }
}

impl fmt::Debug for PackedCode {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "PackedCode({}..{})", self.start, self.end)
    }
}

/// The bytes are not code of this version.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum MarshalError {
    /// Made by another version of the format or with another opcode table.
    Version,
    Truncated,
    Malformed(&'static str),
}

impl fmt::Display for MarshalError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            MarshalError::Version => formatter.write_str("bad magic number"),
            MarshalError::Truncated => formatter.write_str("marshal data too short"),
            MarshalError::Malformed(what) => write!(formatter, "bad marshal data ({what})"),
        }
    }
}

impl std::error::Error for MarshalError {}

/// Identifies format and opcode table; the first bytes of every serialised module.
pub fn header() -> [u8; 8] {
    // FNV-1a over the names and operands of all opcodes.
    let mut hash: u32 = 0x811C_9DC5 ^ VERSION;
    let mut mix = |byte: u8| hash = (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193);
    for op in Opcode::all() {
        op.row().name.bytes().for_each(&mut mix);
        op.row()
            .operands
            .iter()
            .for_each(|operand| mix(*operand as u8));
        mix(op.width() as u8);
    }
    let mut header = [0; 8];
    header[..4].copy_from_slice(&MAGIC);
    header[4..].copy_from_slice(&hash.to_le_bytes());
    header
}

/// Serialises a code object with all that is nested in it.
pub fn write(code: &Code) -> Vec<u8> {
    let mut writer = Writer {
        out: header().to_vec(),
    };
    writer.text(&code.filename);
    writer.code(code);
    writer.out
}

/// Reads code from bytes in memory; they are copied for what stays packed.
pub fn read(bytes: &[u8]) -> Result<Code, MarshalError> {
    start(&Data::Shared(bytes.into()))
}

/// Reads code that lives as long as the program, without copying.
pub fn read_static(bytes: &'static [u8]) -> Result<Code, MarshalError> {
    start(&Data::Static(bytes))
}

fn start(data: &Data) -> Result<Code, MarshalError> {
    let bytes = data.bytes();
    if bytes.get(..8) != Some(&header()[..]) {
        return Err(MarshalError::Version);
    }
    let mut reader = Reader {
        data,
        bytes,
        at: 8,
        filename: "".into(),
        nesting: 0,
    };
    reader.filename = reader.text()?.into();
    reader.code()
}

mod tag {
    pub const NONE: u8 = 0;
    pub const TRUE: u8 = 1;
    pub const FALSE: u8 = 2;
    pub const ELLIPSIS: u8 = 3;
    pub const INT: u8 = 4;
    pub const BIG_INT: u8 = 5;
    pub const FLOAT: u8 = 6;
    pub const COMPLEX: u8 = 7;
    pub const STR: u8 = 8;
    pub const BYTES: u8 = 9;
    pub const TUPLE: u8 = 10;
    pub const FROZEN_SET: u8 = 11;
    pub const CODE: u8 = 12;
}

struct Writer {
    out: Vec<u8>,
}

impl Writer {
    fn number(&mut self, mut value: u64) {
        while value >= 0x80 {
            self.out.push(value as u8 | 0x80);
            value >>= 7;
        }
        self.out.push(value as u8);
    }

    fn signed(&mut self, value: i64) {
        self.number((value << 1 ^ value >> 63) as u64);
    }

    fn bytes(&mut self, bytes: &[u8]) {
        self.number(bytes.len() as u64);
        self.out.extend_from_slice(bytes);
    }

    fn text(&mut self, text: &str) {
        self.bytes(text.as_bytes());
    }

    fn code(&mut self, code: &Code) {
        self.text(&code.name);
        self.text(&code.qualified_name);
        for value in [
            code.first_line,
            code.flags.bits(),
            code.argument_count,
            code.positional_only_count,
            code.keyword_only_count,
            code.register_count,
            code.self_attributes,
        ] {
            self.number(u64::from(value));
        }
        self.number(code.locals.len() as u64);
        for local in &code.locals {
            self.out.push(local.kind as u8);
            self.text(&local.name);
        }
        self.number(code.names.len() as u64);
        for name in &code.names {
            self.text(name);
        }
        self.number(code.instructions.len() as u64);
        for word in &code.instructions {
            self.out.extend_from_slice(&word.to_le_bytes());
        }
        self.number(code.handlers.len() as u64);
        for handler in &code.handlers {
            self.number(u64::from(handler.start));
            self.number(u64::from(handler.end));
            self.number(u64::from(handler.target));
            self.number(u64::from(handler.register));
        }
        self.number(code.positions.len() as u64);
        let mut last = Position::default();
        for position in &code.positions {
            self.number(u64::from(position.word.wrapping_sub(last.word)));
            self.signed(i64::from(position.line) - i64::from(last.line));
            self.signed(i64::from(position.end_line) - i64::from(position.line));
            self.number(u64::from(position.column));
            self.signed(i64::from(position.end_column) - i64::from(position.column));
            last = *position;
        }
        self.number(code.constants.len() as u64);
        for constant in &code.constants {
            self.constant(constant);
        }
    }

    fn constant(&mut self, constant: &Constant) {
        match constant {
            Constant::None => self.out.push(tag::NONE),
            Constant::True => self.out.push(tag::TRUE),
            Constant::False => self.out.push(tag::FALSE),
            Constant::Ellipsis => self.out.push(tag::ELLIPSIS),
            Constant::Int(value) => {
                self.out.push(tag::INT);
                self.signed(*value);
            }
            Constant::BigInt(value) => {
                self.out.push(tag::BIG_INT);
                self.out.push(u8::from(value.sign() == Sign::Negative));
                let magnitude = value.clone().into_parts().1;
                self.bytes(&magnitude.to_le_bytes());
            }
            Constant::Float(value) => {
                self.out.push(tag::FLOAT);
                self.out.extend_from_slice(&value.to_bits().to_le_bytes());
            }
            Constant::Complex(real, imaginary) => {
                self.out.push(tag::COMPLEX);
                self.out.extend_from_slice(&real.to_bits().to_le_bytes());
                self.out
                    .extend_from_slice(&imaginary.to_bits().to_le_bytes());
            }
            Constant::Str(value) => {
                self.out.push(tag::STR);
                self.bytes(value);
            }
            Constant::Bytes(value) => {
                self.out.push(tag::BYTES);
                self.bytes(value);
            }
            Constant::Tuple(items) | Constant::FrozenSet(items) => {
                let is_tuple = matches!(constant, Constant::Tuple(_));
                self.out.push(if is_tuple {
                    tag::TUPLE
                } else {
                    tag::FROZEN_SET
                });
                self.number(items.len() as u64);
                for item in items {
                    self.constant(item);
                }
            }
            Constant::Code(code) => self.nested(code),
            Constant::Packed(packed) => match packed.unpack() {
                Ok(code) => self.nested(&code),
                // What cannot be read cannot be run either; readers will say so.
                Err(_) => self.out.extend_from_slice(&[tag::CODE, 0]),
            },
        }
    }

    fn nested(&mut self, code: &Code) {
        let mut inner = Writer { out: Vec::new() };
        inner.code(code);
        self.out.push(tag::CODE);
        self.bytes(&inner.out);
    }
}

struct Reader<'a> {
    data: &'a Data,
    bytes: &'a [u8],
    at: usize,
    filename: Arc<str>,
    nesting: u32,
}

impl<'a> Reader<'a> {
    fn byte(&mut self) -> Result<u8, MarshalError> {
        let byte = *self.bytes.get(self.at).ok_or(MarshalError::Truncated)?;
        self.at += 1;
        Ok(byte)
    }

    fn number(&mut self) -> Result<u64, MarshalError> {
        let mut value = 0u64;
        for shift in (0..64).step_by(7) {
            let byte = self.byte()?;
            value |= u64::from(byte & 0x7F) << shift;
            if byte & 0x80 == 0 {
                return Ok(value);
            }
        }
        Err(MarshalError::Malformed("number too long"))
    }

    fn small(&mut self) -> Result<u32, MarshalError> {
        u32::try_from(self.number()?).map_err(|_| MarshalError::Malformed("number out of range"))
    }

    fn signed(&mut self) -> Result<i64, MarshalError> {
        let value = self.number()?;
        Ok((value >> 1) as i64 ^ -((value & 1) as i64))
    }

    /// A count of things that take at least `size` bytes each.
    fn count(&mut self, size: usize) -> Result<usize, MarshalError> {
        let count = usize::try_from(self.number()?).map_err(|_| MarshalError::Truncated)?;
        if count > (self.bytes.len() - self.at) / size {
            return Err(MarshalError::Truncated);
        }
        Ok(count)
    }

    fn take(&mut self, length: usize) -> Result<&'a [u8], MarshalError> {
        let end = self.at.checked_add(length).ok_or(MarshalError::Truncated)?;
        let bytes = self
            .bytes
            .get(self.at..end)
            .ok_or(MarshalError::Truncated)?;
        self.at = end;
        Ok(bytes)
    }

    fn slice(&mut self) -> Result<&'a [u8], MarshalError> {
        let length = self.count(1)?;
        self.take(length)
    }

    fn text(&mut self) -> Result<&'a str, MarshalError> {
        std::str::from_utf8(self.slice()?).map_err(|_| MarshalError::Malformed("name is not UTF-8"))
    }

    fn word(&mut self) -> Result<u64, MarshalError> {
        let bytes = self.take(8)?;
        Ok(u64::from_le_bytes(bytes.try_into().expect("eight bytes")))
    }

    fn code(&mut self) -> Result<Code, MarshalError> {
        let name = self.text()?.to_owned();
        let qualified_name = self.text()?.to_owned();
        let first_line = self.small()?;
        let flags = CodeFlags::from_bits_retain(self.small()?);
        let argument_count = self.small()?;
        let positional_only_count = self.small()?;
        let keyword_only_count = self.small()?;
        let register_count = self.small()?;
        let self_attributes = self.small()?;
        let mut locals = Vec::with_capacity(self.count(2)?);
        for _ in 0..locals.capacity() {
            let kind = match self.byte()? {
                0 => LocalKind::Plain,
                1 => LocalKind::Cell,
                2 => LocalKind::Free,
                3 => LocalKind::Passing,
                _ => return Err(MarshalError::Malformed("kind of local")),
            };
            locals.push(Local {
                name: self.text()?.to_owned(),
                kind,
            });
        }
        let mut names = Vec::with_capacity(self.count(1)?);
        for _ in 0..names.capacity() {
            names.push(self.text()?.to_owned());
        }
        let count = self.count(8)?;
        let words = self.take(count * 8)?;
        let instructions = words
            .as_chunks::<8>()
            .0
            .iter()
            .map(|word| u64::from_le_bytes(*word))
            .collect();
        let count = self.count(4)?;
        let mut handlers = Vec::with_capacity(count);
        for _ in 0..count {
            handlers.push(Handler {
                start: self.small()?,
                end: self.small()?,
                target: self.small()?,
                register: u16::try_from(self.small()?)
                    .map_err(|_| MarshalError::Malformed("handler"))?,
            });
        }
        let positions = self.positions()?;
        let count = self.count(1)?;
        let mut constants = Vec::with_capacity(count);
        for _ in 0..count {
            constants.push(self.constant(0)?);
        }
        Ok(Code {
            name,
            qualified_name,
            filename: self.filename.to_string(),
            first_line,
            flags,
            argument_count,
            positional_only_count,
            keyword_only_count,
            locals,
            register_count,
            instructions,
            constants,
            names,
            handlers,
            positions,
            self_attributes,
        })
    }

    fn positions(&mut self) -> Result<Vec<Position>, MarshalError> {
        let count = self.count(5)?;
        let mut positions = Vec::with_capacity(count);
        let mut last = Position::default();
        for _ in 0..count {
            let word = last.word.wrapping_add(self.small()?);
            let line = i64::from(last.line).wrapping_add(self.signed()?) as u32;
            let end_line = i64::from(line).wrapping_add(self.signed()?) as u32;
            let column = self.small()?;
            let end_column = i64::from(column).wrapping_add(self.signed()?) as u32;
            last = Position {
                word,
                line,
                end_line,
                column,
                end_column,
            };
            positions.push(last);
        }
        Ok(positions)
    }

    fn constant(&mut self, depth: u32) -> Result<Constant, MarshalError> {
        if depth > MAXIMUM_NESTING {
            return Err(MarshalError::Malformed("nested too deeply"));
        }
        Ok(match self.byte()? {
            tag::NONE => Constant::None,
            tag::TRUE => Constant::True,
            tag::FALSE => Constant::False,
            tag::ELLIPSIS => Constant::Ellipsis,
            tag::INT => Constant::Int(self.signed()?),
            tag::BIG_INT => {
                let negative = self.byte()? != 0;
                let magnitude = UBig::from_le_bytes(self.slice()?);
                let sign = if negative {
                    Sign::Negative
                } else {
                    Sign::Positive
                };
                Constant::BigInt(IBig::from_parts(sign, magnitude))
            }
            tag::FLOAT => Constant::Float(f64::from_bits(self.word()?)),
            tag::COMPLEX => {
                Constant::Complex(f64::from_bits(self.word()?), f64::from_bits(self.word()?))
            }
            tag::STR => Constant::Str(self.slice()?.into()),
            tag::BYTES => Constant::Bytes(self.slice()?.into()),
            kind @ (tag::TUPLE | tag::FROZEN_SET) => {
                let count = self.count(1)?;
                // Grown step by step: a constant in memory is bigger than its first byte here.
                let mut items = Vec::new();
                for _ in 0..count {
                    items.push(self.constant(depth + 1)?);
                }
                if kind == tag::TUPLE {
                    Constant::Tuple(items)
                } else {
                    Constant::FrozenSet(items)
                }
            }
            tag::CODE => {
                if self.nesting >= MAXIMUM_NESTING {
                    return Err(MarshalError::Malformed("nested too deeply"));
                }
                let length = self.count(1)?;
                let start = self.at;
                self.take(length)?;
                Constant::Packed(PackedCode {
                    data: self.data.clone(),
                    start,
                    end: self.at,
                    filename: self.filename.clone(),
                    nesting: self.nesting + 1,
                })
            }
            _ => return Err(MarshalError::Malformed("unknown constant")),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Instruction;

    fn sample() -> Code {
        let inner = Code {
            name: "f".into(),
            qualified_name: "C.f".into(),
            filename: "x.py".into(),
            first_line: 3,
            flags: CodeFlags::OPTIMIZED,
            argument_count: 1,
            positional_only_count: 0,
            keyword_only_count: 0,
            locals: vec![Local {
                name: "self".into(),
                kind: LocalKind::Cell,
            }],
            register_count: 2,
            instructions: vec![Instruction::new(Opcode::Return, 0, 0, 0, 0).0],
            constants: vec![
                Constant::Int(-5),
                Constant::BigInt(-(IBig::ONE << 200)),
                Constant::Complex(-0.0, 1.5),
                Constant::Tuple(vec![
                    Constant::Str(vec![0xED, 0xA0, 0x80].into()),
                    Constant::None,
                ]),
            ],
            names: vec!["a".into()],
            handlers: vec![Handler {
                start: 0,
                end: 1,
                target: 0,
                register: 1,
            }],
            positions: vec![Position {
                word: 0,
                line: 4,
                end_line: 4,
                column: 8,
                end_column: 2,
            }],
            self_attributes: 7,
        };
        let mut outer = inner.clone();
        outer.constants = vec![Constant::Code(Box::new(inner))];
        outer
    }

    #[test]
    fn what_is_written_is_read() {
        let code = sample();
        let bytes = write(&code);
        let again = read(&bytes).unwrap();
        assert_eq!(write(&again), bytes);
        let [Constant::Packed(packed)] = &again.constants[..] else {
            panic!()
        };
        let Constant::Code(inner) = &code.constants[0] else {
            panic!()
        };
        assert_eq!(
            format!("{:?}", packed.unpack().unwrap()),
            format!("{inner:?}")
        );
    }

    #[test]
    fn junk_is_an_error() {
        let bytes = write(&sample());
        for length in 0..bytes.len() {
            assert!(read(&bytes[..length]).is_err());
        }
        for index in 8..bytes.len() {
            for value in [0, 1, 0x7F, 0x80, 0xFF] {
                let mut changed = bytes.clone();
                changed[index] = value;
                if let Ok(code) = read(&changed) {
                    let _ = crate::verify(&code);
                }
            }
        }
    }
}
