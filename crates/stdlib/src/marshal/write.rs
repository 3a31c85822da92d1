//! Values to bytes.

use super::{DEEPEST, DIGIT_BITS, FLAG_REF, VERSION, plain_code, unmarshallable};
use std::collections::HashMap;
use typhon_objects::buffer::{Buffer, has_buffer};
use typhon_objects::bytes::{Bytes, BytesObject};
use typhon_objects::complex::ComplexObject;
use typhon_objects::prelude::*;
use typhon_objects::set::FROZENSET;
use typhon_objects::slice::SliceObject;
use typhon_objects::{float, int};

struct Writer<'a> {
    thread: &'a Thread,
    out: Vec<u8>,
    version: i64,
    allow_code: bool,
    /// Numbers of the objects that were written, by address.
    known: HashMap<u64, u32>,
    /// The slices whose parts are being written, by address: they cannot be read back before their parts
    /// are there, so none of these may refer to them.
    open_slices: Vec<u64>,
    /// Those objects, lest an address is used again.
    kept: List,
}

impl<'a> Writer<'a> {
    fn new(thread: &'a Thread, version: i64, allow_code: bool) -> Result<Writer<'a>> {
        Ok(Writer {
            thread,
            out: Vec::new(),
            version,
            allow_code,
            known: HashMap::new(),
            open_slices: Vec::new(),
            kept: List::new(thread)?,
        })
    }

    fn word(&mut self, number: u32) {
        self.out.extend_from_slice(&number.to_le_bytes());
    }

    fn length(&mut self, length: usize) -> Result<()> {
        match i32::try_from(length) {
            Ok(length) => {
                self.word(length as u32);
                Ok(())
            }
            Err(_) => Err(unmarshallable(self.thread)),
        }
    }

    fn sized(&mut self, tag: u8, bytes: &[u8]) -> Result<()> {
        self.out.push(tag);
        self.length(bytes.len())?;
        self.out.extend_from_slice(bytes);
        Ok(())
    }

    fn items(&mut self, tag: u8, items: &[Value], depth: usize) -> Result<()> {
        self.out.push(tag);
        self.length(items.len())?;
        for item in items {
            self.value(*item, depth + 1)?;
            self.thread.poll()?;
        }
        Ok(())
    }

    /// The flag for an object that is written for the first time; `None` if a reference was written.
    fn reference(&mut self, value: Value) -> Result<Option<u8>> {
        // What has no identity, as small ints, cannot be referred to.
        if self.version < 3 || !value.is_pointer() {
            return Ok(Some(0));
        }
        if self.open_slices.contains(&value.bits()) {
            return Err(unmarshallable(self.thread));
        }
        if let Some(number) = self.known.get(&value.bits()).copied() {
            self.out.push(b'r');
            self.word(number);
            return Ok(None);
        }
        self.known.insert(value.bits(), self.known.len() as u32);
        self.kept.append(self.thread, value)?;
        Ok(Some(FLAG_REF))
    }

    fn value(&mut self, value: Value, depth: usize) -> Result<()> {
        let thread = self.thread;
        if depth >= DEEPEST {
            return Err(errors::value_error(
                thread,
                "object too deeply nested to marshal",
            ));
        }
        let constant = match value {
            Value::NONE => Some(b'N'),
            Value::TRUE => Some(b'T'),
            Value::FALSE => Some(b'F'),
            Value::ELLIPSIS => Some(b'.'),
            _ if value == tree::STOP_ITERATION.get().value() => Some(b'S'),
            _ => None,
        };
        if let Some(tag) = constant {
            self.out.push(tag);
            return Ok(());
        }
        let Some(flag) = self.reference(value)? else {
            return Ok(());
        };
        match value.exact_kind() {
            Kind::Int => self.int(flag, value)?,
            Kind::Float => {
                self.out
                    .push(flag | if self.version > 1 { b'g' } else { b'f' });
                self.real(float::to_f64(value).unwrap_or(0.0));
            }
            Kind::Complex => {
                let complex = Ref::<ComplexObject>::of(value);
                self.out
                    .push(flag | if self.version > 1 { b'y' } else { b'x' });
                self.real(complex.real);
                self.real(complex.imaginary);
            }
            Kind::Str => self.text(flag, Str::of(value))?,
            Kind::Bytes => self.sized(flag | b's', Ref::<BytesObject>::of(value).data())?,
            Kind::Tuple => self.tuple(flag, Tuple::of(value), depth)?,
            Kind::List => {
                let copy = operations::tuple_from(thread, value)?;
                self.items(flag | b'[', copy.values(), depth)?;
            }
            Kind::Set | Kind::FrozenSet => self.set(flag, value, depth)?,
            Kind::Dict => {
                let copy = Dict::of(value).copy(thread)?;
                self.out.push(flag | b'{');
                for (key, item) in copy.entries() {
                    self.value(key, depth + 1)?;
                    self.value(item, depth + 1)?;
                    thread.poll()?;
                }
                self.out.push(b'0');
            }
            Kind::Code if self.allow_code => {
                let code = plain_code(thread, Ref::of(value))?;
                let code = typhon_bytecode::marshal::write(&code);
                self.out.push(flag | b'c');
                self.out
                    .extend_from_slice(&(code.len() as u64).to_le_bytes());
                self.out.extend_from_slice(&code);
            }
            Kind::Code => {
                return Err(errors::value_error(
                    thread,
                    "marshalling code objects is disallowed",
                ));
            }
            _ => self.other(flag, value, depth)?,
        }
        Ok(())
    }

    fn int(&mut self, flag: u8, value: Value) -> Result<()> {
        if let Some(small) = int::to_i64(value).and_then(|small| i32::try_from(small).ok()) {
            self.out.push(flag | b'i');
            self.word(small as u32);
            return Ok(());
        }
        let big = int::big(value);
        let (sign, magnitude) = big.into_parts();
        let bytes = magnitude.to_le_bytes();
        let mut digits = Vec::new();
        let (mut bits, mut count) = (0u32, 0);
        for byte in bytes.iter() {
            bits |= u32::from(*byte) << count;
            count += 8;
            if count >= DIGIT_BITS {
                digits.push((bits & 0x7fff) as u16);
                bits >>= DIGIT_BITS;
                count -= DIGIT_BITS;
            }
        }
        if bits != 0 {
            digits.push(bits as u16);
        }
        while digits.last() == Some(&0) {
            digits.pop();
        }
        let Ok(count) = i32::try_from(digits.len()) else {
            return Err(unmarshallable(self.thread));
        };
        self.out.push(flag | b'l');
        let negative = sign == dashu_int::Sign::Negative;
        self.word(if negative { -count } else { count } as u32);
        for digit in digits {
            self.out.extend_from_slice(&digit.to_le_bytes());
        }
        Ok(())
    }

    /// A float, as its bits or in early versions as its digits.
    fn real(&mut self, number: f64) {
        if self.version > 1 {
            self.out.extend_from_slice(&number.to_le_bytes());
            return;
        }
        let digits = typhon_text::number::float_repr(number);
        self.out.push(digits.len() as u8);
        self.out.extend_from_slice(digits.as_bytes());
    }

    fn text(&mut self, flag: u8, text: Str) -> Result<()> {
        let interned = text.is_interned() && self.version >= 3;
        let bytes = text.bytes();
        if self.version < 4 || !text.is_ascii() {
            return self.sized(flag | if interned { b't' } else { b'u' }, bytes);
        }
        match u8::try_from(bytes.len()) {
            Ok(length) => {
                self.out.push(flag | if interned { b'Z' } else { b'z' });
                self.out.push(length);
                self.out.extend_from_slice(bytes);
                Ok(())
            }
            Err(_) => self.sized(flag | if interned { b'A' } else { b'a' }, bytes),
        }
    }

    fn tuple(&mut self, flag: u8, tuple: Tuple, depth: usize) -> Result<()> {
        match u8::try_from(tuple.len()) {
            Ok(length) if self.version >= 4 => {
                self.out.extend_from_slice(&[flag | b')', length]);
                for item in tuple.values() {
                    self.value(*item, depth + 1)?;
                }
                Ok(())
            }
            _ => self.items(flag | b'(', tuple.values(), depth),
        }
    }

    /// A set, in the order of the bytes of its elements, so that equal sets give equal bytes.
    fn set(&mut self, flag: u8, value: Value, depth: usize) -> Result<()> {
        let frozen = value.class() == FROZENSET.get();
        let copy = operations::tuple_from(self.thread, value)?;
        let thread = self.thread;
        // An element that is written as a buffer runs Python code.
        let unchanged = || {
            if operations::len(thread, value)? == copy.len() {
                Ok(())
            } else {
                let message = "set changed size during iteration";
                Err(errors::runtime_error(thread, message))
            }
        };
        let mut order = Vec::new();
        for (index, item) in copy.values().iter().enumerate() {
            let mut alone = Writer::new(self.thread, self.version, self.allow_code)?;
            alone.value(*item, depth + 1)?;
            unchanged()?;
            order.push((alone.out, index));
            thread.poll()?;
        }
        thread.aside_if_long(order.len(), || order.sort());
        self.out.push(flag | if frozen { b'>' } else { b'<' });
        self.length(order.len())?;
        for (_, index) in order {
            self.value(copy.get(index), depth + 1)?;
            unchanged()?;
            thread.poll()?;
        }
        Ok(())
    }

    fn other(&mut self, flag: u8, value: Value, depth: usize) -> Result<()> {
        if self.version >= 5
            && let Some(slice) = value.downcast::<SliceObject>()
        {
            self.open_slices.push(value.bits());
            self.out.push(flag | b':');
            for part in [slice.start(), slice.stop(), slice.step()] {
                self.value(part, depth + 1)?;
            }
            self.open_slices.pop();
            return Ok(());
        }
        if !has_buffer(value) {
            return Err(unmarshallable(self.thread));
        }
        let bytes = match Buffer::acquire(self.thread, value, false) {
            Ok(buffer) => buffer.to_vec(),
            Err(_) => return Err(unmarshallable(self.thread)),
        };
        self.sized(flag | b's', &bytes)
    }
}

fn to_bytes(thread: &Thread, value: Value, version: Value, allow_code: Value) -> Result<Bytes> {
    let allow_code = allow_code.is_null() || operations::truth(thread, allow_code)?;
    let version = match version.present() {
        Some(version) => crate::support::to_c_int(thread, version)? as i64,
        None => VERSION,
    };
    let mut writer = Writer::new(thread, version, allow_code)?;
    writer.value(value, 0)?;
    Bytes::new(thread, &writer.out)
}

pub(super) fn dumps(thread: &Thread, args: &[Value]) -> Result {
    Ok(to_bytes(thread, args[0], args[1], args[2])?.value())
}

pub(super) fn dump(thread: &Thread, args: &[Value]) -> Result {
    let bytes = to_bytes(thread, args[0], args[2], args[3])?;
    call_method(thread, args[1], names().write, &[bytes.value()])
}
