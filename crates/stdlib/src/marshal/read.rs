//! Bytes to values. Invariant: whatever the bytes are, only verified code comes out, and nothing is read
//! from a file but what the value needs.

use super::{DEEPEST, DIGIT_BITS, FLAG_REF};
use typhon_objects::buffer::Buffer;
use typhon_objects::bytes::{Bytes, BytesObject};
use typhon_objects::function::code::CodeRef;
use typhon_objects::prelude::*;
use typhon_objects::set::{FROZENSET, SET};
use typhon_objects::slice::Slice;
use typhon_objects::{float, int};
use typhon_text::number::IBig;

/// Where the bytes come from.
enum Source {
    Memory { data: Vec<u8>, position: usize },
    File(Value),
}

struct Reader<'a> {
    thread: &'a Thread,
    source: Source,
    allow_code: bool,
    /// What may be referred to, in the order in which it began; None where it is not yet complete.
    known: List,
}

impl Reader<'_> {
    fn bad(&self, what: &str) -> Raised {
        errors::value_error(self.thread, format!("bad marshal data ({what})"))
    }

    fn take(&mut self, count: usize) -> Result<Vec<u8>> {
        let thread = self.thread;
        match &mut self.source {
            Source::Memory { data, position } => {
                let end = position.checked_add(count);
                let Some(end) = end.filter(|end| *end <= data.len()) else {
                    return Err(errors::eof_error(thread, "marshal data too short"));
                };
                let taken = data[*position..end].to_vec();
                *position = end;
                Ok(taken)
            }
            Source::File(file) => read_exactly(thread, *file, count),
        }
    }

    fn byte(&mut self) -> Result<u8> {
        Ok(self.take(1)?[0])
    }

    fn word(&mut self) -> Result<i32> {
        let bytes = self.take(4)?;
        Ok(i32::from_le_bytes(bytes.try_into().unwrap_or_default()))
    }

    fn length(&mut self, what: &str) -> Result<usize> {
        let length = self.word()?;
        usize::try_from(length).map_err(|_| self.bad(&format!("{what} size out of range")))
    }

    /// The number of items to come, of a byte each at least.
    fn count(&mut self, what: &str) -> Result<usize> {
        let count = self.length(what)?;
        if let Source::Memory { data, position } = &self.source
            && count > data.len() - position
        {
            return Err(errors::eof_error(self.thread, "marshal data too short"));
        }
        Ok(count)
    }

    fn real(&mut self) -> Result<f64> {
        let bytes = self.take(8)?;
        Ok(f64::from_le_bytes(bytes.try_into().unwrap_or_default()))
    }

    /// A float as digits.
    fn digits(&mut self) -> Result<f64> {
        let count = self.byte()?;
        let text = self.take(count as usize)?;
        let text = String::from_utf8_lossy(&text).into_owned();
        let number = text.trim().parse();
        number.map_err(|_| {
            let message = format!("could not convert string to float: '{text}'");
            errors::value_error(self.thread, message)
        })
    }

    /// Reserves the number of an object that others may refer to before it is complete.
    fn reserve(&mut self, flagged: bool) -> Result<Option<usize>> {
        if !flagged {
            return Ok(None);
        }
        self.known.append(self.thread, Value::NONE)?;
        Ok(Some(self.known.len() - 1))
    }

    fn know(&mut self, number: Option<usize>, value: Value) -> Value {
        if let Some(number) = number {
            self.known.set(self.thread, number, value);
        }
        value
    }

    fn value(&mut self, depth: usize) -> Result {
        match self.value_or_null(depth)? {
            value if value.is_null() => Err(errors::type_error(
                self.thread,
                "NULL object in marshal data for object",
            )),
            value => Ok(value),
        }
    }

    /// The next value, or NULL for the mark at the end of a dict.
    fn value_or_null(&mut self, depth: usize) -> Result {
        let thread = self.thread;
        let code = match self.byte() {
            Err(raised) if raised.is(&tree::EOF_ERROR) => {
                return Err(errors::eof_error(thread, "EOF read where object expected"));
            }
            code => code?,
        };
        if depth > DEEPEST {
            return Err(errors::value_error(thread, "recursion limit exceeded"));
        }
        let flagged = code & FLAG_REF != 0;
        let tag = code & !FLAG_REF;
        if let Some(value) = self.constant(tag)? {
            return Ok(value);
        }
        let number = self.reserve(flagged)?;
        let value = match tag {
            b'(' | b')' | b'[' | b'{' => return self.container(tag, number, depth),
            b'<' | b'>' => return self.set(tag, number, depth),
            b':' => {
                let (start, stop) = (self.value(depth + 1)?, self.value(depth + 1)?);
                let step = self.value(depth + 1)?;
                Slice::new(thread, start, stop, step)?.value()
            }
            b'c' => self.code()?,
            _ => self.plain(tag)?,
        };
        Ok(self.know(number, value))
    }

    /// What has no number, as there is but one of it.
    fn constant(&mut self, tag: u8) -> Result<Option<Value>> {
        Ok(Some(match tag {
            b'0' => Value::NULL,
            b'N' => Value::NONE,
            b'T' => Value::TRUE,
            b'F' => Value::FALSE,
            b'.' => Value::ELLIPSIS,
            b'S' => tree::STOP_ITERATION.get().value(),
            b'r' => {
                let index = usize::try_from(self.word()?).ok();
                let known = index.and_then(|index| self.known.get(index));
                match known {
                    Some(value) if !value.is_none() => value,
                    _ => return Err(self.bad("invalid reference")),
                }
            }
            _ => return Ok(None),
        }))
    }

    /// Numbers and text.
    fn plain(&mut self, tag: u8) -> Result {
        let thread = self.thread;
        match tag {
            b'i' => Ok(Value::fixnum(self.word()? as i64)),
            b'I' => {
                let bytes = self.take(8)?;
                int::from_i64(
                    thread,
                    i64::from_le_bytes(bytes.try_into().unwrap_or_default()),
                )
            }
            b'l' => self.long(),
            b'f' => {
                let number = self.digits()?;
                float::from_f64(thread, number)
            }
            b'g' => {
                let number = self.real()?;
                float::from_f64(thread, number)
            }
            b'x' => {
                let (real, imaginary) = (self.digits()?, self.digits()?);
                typhon_objects::complex::from_parts(thread, real, imaginary)
            }
            b'y' => {
                let (real, imaginary) = (self.real()?, self.real()?);
                typhon_objects::complex::from_parts(thread, real, imaginary)
            }
            b's' => {
                let length = self.length("bytes object")?;
                Ok(Bytes::new(thread, &self.take(length)?)?.value())
            }
            b'u' | b't' | b'a' | b'A' => {
                let length = self.length("string")?;
                self.text(
                    length,
                    matches!(tag, b'a' | b'A'),
                    matches!(tag, b't' | b'A'),
                )
            }
            b'z' | b'Z' => {
                let length = self.byte()? as usize;
                self.text(length, true, tag == b'Z')
            }
            _ => Err(self.bad("unknown type code")),
        }
    }

    fn long(&mut self) -> Result {
        let size = self.word()?;
        if size == i32::MIN {
            return Err(self.bad("long size out of range"));
        }
        let count = size.unsigned_abs() as usize;
        let mut bytes = Vec::new();
        let (mut bits, mut filled) = (0u32, 0);
        for index in 0..count {
            let digit = self.take(2)?;
            let digit = u16::from_le_bytes([digit[0], digit[1]]);
            if digit >> DIGIT_BITS != 0 {
                return Err(self.bad("digit out of range in long"));
            }
            if digit == 0 && index + 1 == count {
                return Err(self.bad("unnormalized long data"));
            }
            bits |= u32::from(digit) << filled;
            filled += DIGIT_BITS;
            while filled >= 8 {
                bytes.push(bits as u8);
                bits >>= 8;
                filled -= 8;
            }
        }
        bytes.push(bits as u8);
        let magnitude = IBig::from(dashu_int::UBig::from_le_bytes(&bytes));
        int::from_big(self.thread, &if size < 0 { -magnitude } else { magnitude })
    }

    /// Text, which is Latin-1 where it should be ASCII.
    fn text(&mut self, length: usize, latin: bool, interned: bool) -> Result {
        let bytes = self.take(length)?;
        let text = if latin && !bytes.is_ascii() {
            let text: String = bytes.iter().map(|byte| *byte as char).collect();
            Str::new(self.thread, &text)?
        } else if typhon_text::wtf8::validate(&bytes).is_ok() {
            Str::from_wtf8(self.thread, &bytes)?
        } else {
            // Surrogates that are pairs, or no text at all.
            let class = typhon_objects::str::STR.get().value();
            let bytes = Bytes::new(self.thread, &bytes)?.value();
            let (utf8, errors) = (
                intern_text(self.thread, "utf-8")?.value(),
                intern_text(self.thread, "surrogatepass")?.value(),
            );
            Str::of(call(self.thread, class, &[bytes, utf8, errors])?)
        };
        Ok(match interned {
            true => intern(self.thread, text)?.value(),
            false => text.value(),
        })
    }

    fn container(&mut self, tag: u8, number: Option<usize>, depth: usize) -> Result {
        let thread = self.thread;
        match tag {
            b'{' => {
                let dict = Dict::new(thread)?;
                self.know(number, dict.value());
                loop {
                    let key = self.value_or_null(depth + 1)?;
                    if key.is_null() {
                        return Ok(dict.value());
                    }
                    let item = self.value(depth + 1)?;
                    dict.set(thread, key, item)?;
                    thread.poll()?;
                }
            }
            b'[' => {
                let count = self.count("list")?;
                let list = List::new(thread)?;
                self.know(number, list.value());
                for _ in 0..count {
                    let item = self.value(depth + 1)?;
                    list.append(thread, item)?;
                    thread.poll()?;
                }
                Ok(list.value())
            }
            _ => {
                let count = match tag {
                    b')' => self.byte()? as usize,
                    _ => self.count("tuple")?,
                };
                let shape = typhon_objects::tuple::TUPLE.root_shape();
                let tuple = Tuple::unfilled(thread, shape, count)?;
                for index in 0..count {
                    tuple.set_initial(index, Value::NONE);
                }
                self.know(number, tuple.value());
                for index in 0..count {
                    let item = self.value(depth + 1)?;
                    tuple.set_initial(index, item);
                    thread.poll()?;
                }
                Ok(tuple.value())
            }
        }
    }

    fn set(&mut self, tag: u8, number: Option<usize>, depth: usize) -> Result {
        let thread = self.thread;
        let count = self.count("set")?;
        let list = List::new(thread)?;
        let set = call(thread, SET.get().value(), &[])?;
        // A set may be referred to by its elements, a frozen one only once it is complete.
        if tag == b'<' {
            self.know(number, set);
        }
        for _ in 0..count {
            let item = self.value(depth + 1)?;
            list.append(thread, item)?;
            thread.poll()?;
        }
        if tag == b'>' {
            let frozen = call(thread, FROZENSET.get().value(), &[list.value()])?;
            return Ok(self.know(number, frozen));
        }
        for index in 0..count {
            if let Some(item) = list.get(index) {
                typhon_objects::set::Set::of(set).add(thread, item)?;
                thread.poll()?;
            }
        }
        Ok(set)
    }

    fn code(&mut self) -> Result {
        if !self.allow_code {
            return Err(errors::value_error(
                self.thread,
                "unmarshalling code objects is disallowed",
            ));
        }
        let length = self.take(8)?;
        let length = u64::from_le_bytes(length.try_into().unwrap_or_default()) as usize;
        let bytes = self.take(length)?;
        let code = typhon_bytecode::marshal::read(&bytes).map_err(|_| self.bad("invalid code"))?;
        // Files may hold anything: only verified code may run.
        if typhon_bytecode::verify::verify(&code).is_err() {
            return Err(self.bad("invalid code"));
        }
        Ok(CodeRef::new(self.thread, code)?.value())
    }
}

/// So many bytes of a file, by its `readinto`.
fn read_exactly(thread: &Thread, file: Value, count: usize) -> Result<Vec<u8>> {
    let size = Value::fixnum(count as i64);
    let class = typhon_objects::bytearray::BYTEARRAY.get().value();
    let array = call(thread, class, &[size])?;
    let view = typhon_objects::memoryview::MEMORYVIEW.get().value();
    let view = call(thread, view, &[array])?;
    let got = call_method(thread, file, names().readinto, &[view])?;
    let got = if got.is_none() {
        0
    } else {
        operations::index(thread, got)?
    };
    if got as usize == count {
        return Ok(Buffer::acquire(thread, array, false)?.to_vec());
    }
    if got > count as i64 {
        return Err(errors::value_error(
            thread,
            format!("read() returned too much data: {count} bytes requested, {got} returned"),
        ));
    }
    Err(errors::eof_error(thread, "EOF read where not expected"))
}

fn read_value(thread: &Thread, source: Source, allow_code: Value) -> Result {
    let allow_code = allow_code.is_null() || operations::truth(thread, allow_code)?;
    Reader {
        thread,
        source,
        allow_code,
        known: List::new(thread)?,
    }
    .value(0)
}

pub(super) fn loads(thread: &Thread, args: &[Value]) -> Result {
    let data = Buffer::acquire(thread, args[0], false)?.to_vec();
    read_value(thread, Source::Memory { data, position: 0 }, args[1])
}

pub(super) fn load(thread: &Thread, args: &[Value]) -> Result {
    // A file for text gives itself away.
    let data = call_method(thread, args[0], names().read, &[Value::fixnum(0)])?;
    if !data.is::<BytesObject>() {
        return Err(errors::type_error(
            thread,
            format!(
                "file.read() returned not bytes but {}",
                data.class().name_text()
            ),
        ));
    }
    read_value(thread, Source::File(args[0]), args[1])
}
