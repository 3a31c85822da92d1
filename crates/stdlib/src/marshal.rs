//! The module `marshal`: values as bytes, for cached bytecode. The format is Typhon's own.

use typhon_bytecode::{Code, Constant};
use typhon_objects::bytes::{Bytes, BytesObject};
use typhon_objects::complex::ComplexObject;
use typhon_objects::function::code::{CodeObject, CodeRef};
use typhon_objects::prelude::*;
use typhon_objects::set::FROZENSET;
use typhon_objects::{float, int};

pub static MODULE: ModuleSpec = ModuleSpec {
    name: "marshal",
    doc: "This module contains functions that can read and write Python values in a binary format.",
    functions: &[
        function(
            "dumps",
            dumps,
            "(value, version=5, /, *, allow_code=True)",
            "Return the bytes object that would be written to a file by dump(value, file).",
        ),
        function(
            "loads",
            loads,
            "(bytes, /, *, allow_code=True)",
            "Convert the bytes-like object to a value.",
        ),
        function(
            "dump",
            dump,
            "(value, file, version=5, /, *, allow_code=True)",
            "Write the value on the open file.",
        ),
        function(
            "load",
            load,
            "(file, /, *, allow_code=True)",
            "Read one value from the open file and return it.",
        ),
    ],
    types: &[],
    setup: Some(|thread, module| module.set(thread, "version", Value::fixnum(5))),
};

/// Containers nested more deeply than this are refused, as CPython does.
const DEEPEST: usize = 2000;

fn unmarshallable(thread: &Thread) -> Raised {
    errors::value_error(thread, "unmarshallable object")
}

struct Writer<'a> {
    thread: &'a Thread,
    out: Vec<u8>,
    allow_code: bool,
}

impl Writer<'_> {
    fn length(&mut self, length: usize) {
        self.out.extend_from_slice(&(length as u64).to_le_bytes());
    }

    fn tagged(&mut self, tag: u8, bytes: &[u8]) {
        self.out.push(tag);
        self.length(bytes.len());
        self.out.extend_from_slice(bytes);
    }

    fn items(&mut self, tag: u8, items: &[Value], depth: usize) -> Result<()> {
        self.out.push(tag);
        self.length(items.len());
        for item in items {
            self.value(*item, depth + 1)?;
        }
        Ok(())
    }

    fn value(&mut self, value: Value, depth: usize) -> Result<()> {
        let thread = self.thread;
        if depth > DEEPEST {
            return Err(errors::value_error(
                thread,
                "object too deeply nested to marshal",
            ));
        }
        match value {
            Value::NONE => self.out.push(b'N'),
            Value::TRUE => self.out.push(b'T'),
            Value::FALSE => self.out.push(b'F'),
            Value::ELLIPSIS => self.out.push(b'.'),
            _ => match value.exact_kind() {
                Kind::Int => {
                    let big = int::big(value);
                    self.tagged(b'i', big.to_string().as_bytes());
                }
                Kind::Float => {
                    self.out.push(b'g');
                    self.out
                        .extend_from_slice(&float::to_f64(value).unwrap_or(0.0).to_le_bytes());
                }
                Kind::Complex => {
                    let complex = Ref::<ComplexObject>::of(value);
                    self.out.push(b'y');
                    self.out.extend_from_slice(&complex.real.to_le_bytes());
                    self.out.extend_from_slice(&complex.imaginary.to_le_bytes());
                }
                Kind::Str => self.tagged(b'u', Str::of(value).bytes()),
                Kind::Bytes => self.tagged(b's', Ref::<BytesObject>::of(value).data()),
                Kind::Tuple => self.items(b'(', Tuple::of(value).values(), depth)?,
                Kind::List => {
                    let copy = operations::tuple_from(thread, value)?;
                    self.items(b'[', copy.values(), depth)?;
                }
                Kind::Set | Kind::FrozenSet => {
                    let frozen = value.class() == FROZENSET.get();
                    let copy = operations::tuple_from(thread, value)?;
                    self.items(if frozen { b'>' } else { b'<' }, copy.values(), depth)?;
                }
                Kind::Dict => {
                    let copy = Dict::of(value).copy(thread)?;
                    self.out.push(b'{');
                    self.length(copy.len());
                    for (key, item) in copy.entries() {
                        self.value(key, depth + 1)?;
                        self.value(item, depth + 1)?;
                    }
                }
                Kind::Code if self.allow_code => {
                    let code = plain_code(thread, Ref::of(value))?;
                    self.tagged(b'c', &typhon_bytecode::marshal::write(&code));
                }
                Kind::Code => {
                    return Err(errors::value_error(
                        thread,
                        "marshalling code objects is disallowed",
                    ));
                }
                _ => return Err(unmarshallable(thread)),
            },
        }
        Ok(())
    }
}

/// The plain form of a code object.
pub fn plain_code(thread: &Thread, code: CodeRef) -> Result<Code> {
    let mut plain = (*code.source).clone();
    plain.instructions = code.instructions();
    plain.names = code
        .names()
        .slots()
        .iter()
        .map(|slot| Str::of(slot.get()).to_string_lossy().into_owned())
        .collect();
    for slot in code.constants().slots() {
        plain.constants.push(plain_constant(thread, slot.get())?);
    }
    Ok(plain)
}

fn plain_constant(thread: &Thread, value: Value) -> Result<Constant> {
    let list = |values: &[Value]| -> Result<Vec<Constant>> {
        values
            .iter()
            .map(|value| plain_constant(thread, *value))
            .collect()
    };
    Ok(match value {
        Value::NONE => Constant::None,
        Value::TRUE => Constant::True,
        Value::FALSE => Constant::False,
        Value::ELLIPSIS => Constant::Ellipsis,
        _ => match value.kind() {
            Kind::Int => match int::to_i64(value) {
                Some(small) => Constant::Int(small),
                None => Constant::BigInt(int::big(value)),
            },
            Kind::Float => Constant::Float(float::to_f64(value).unwrap_or(0.0)),
            Kind::Complex => {
                let complex = Ref::<ComplexObject>::of(value);
                Constant::Complex(complex.real, complex.imaginary)
            }
            Kind::Str => Constant::Str(Str::of(value).bytes().into()),
            Kind::Bytes => Constant::Bytes(Ref::<BytesObject>::of(value).data().into()),
            Kind::Tuple => Constant::Tuple(list(Tuple::of(value).values())?),
            Kind::Set | Kind::FrozenSet => {
                Constant::FrozenSet(list(operations::tuple_from(thread, value)?.values())?)
            }
            Kind::Code => {
                Constant::Code(Box::new(plain_code(thread, Ref::<CodeObject>::of(value))?))
            }
            _ => return Err(unmarshallable(thread)),
        },
    })
}

fn to_bytes(thread: &Thread, value: Value, allow_code: Value) -> Result<Vec<u8>> {
    let allow_code = allow_code.is_null() || operations::truth(thread, allow_code)?;
    let mut writer = Writer {
        thread,
        out: Vec::new(),
        allow_code,
    };
    writer.value(value, 0)?;
    Ok(writer.out)
}

fn dumps(thread: &Thread, args: &[Value]) -> Result {
    let bytes = to_bytes(thread, args[0], args[2])?;
    Ok(Bytes::new(thread, &bytes)?.value())
}

fn dump(thread: &Thread, args: &[Value]) -> Result {
    let bytes = to_bytes(thread, args[0], args[3])?;
    let bytes = Bytes::new(thread, &bytes)?;
    call_method(thread, args[1], names().write, &[bytes.value()])
}

struct Reader<'a> {
    thread: &'a Thread,
    data: &'a [u8],
    position: usize,
    allow_code: bool,
}

impl<'a> Reader<'a> {
    fn take(&mut self, count: usize) -> Result<&'a [u8]> {
        let end = self
            .position
            .checked_add(count)
            .filter(|&end| end <= self.data.len());
        let Some(end) = end else {
            return Err(errors::eof_error(self.thread, "marshal data too short"));
        };
        let taken = &self.data[self.position..end];
        self.position = end;
        Ok(taken)
    }

    fn length(&mut self) -> Result<usize> {
        let bytes = self.take(8)?;
        Ok(u64::from_le_bytes(bytes.try_into().unwrap_or([0; 8])) as usize)
    }

    fn sized(&mut self) -> Result<&'a [u8]> {
        let length = self.length()?;
        self.take(length)
    }

    fn real(&mut self) -> Result<f64> {
        Ok(f64::from_le_bytes(
            self.take(8)?.try_into().unwrap_or([0; 8]),
        ))
    }

    fn items(&mut self, depth: usize) -> Result<List> {
        let count = self.length()?;
        if count > self.data.len() - self.position {
            return Err(errors::eof_error(self.thread, "marshal data too short"));
        }
        let list = List::new(self.thread)?;
        for _ in 0..count {
            let item = self.value(depth + 1)?;
            list.append(self.thread, item)?;
        }
        Ok(list)
    }

    fn bad(&self) -> Raised {
        errors::value_error(self.thread, "bad marshal data (unknown type code)")
    }

    fn value(&mut self, depth: usize) -> Result {
        let thread = self.thread;
        if depth > DEEPEST {
            return Err(errors::value_error(thread, "recursion limit exceeded"));
        }
        Ok(match self.take(1)?[0] {
            b'N' => Value::NONE,
            b'T' => Value::TRUE,
            b'F' => Value::FALSE,
            b'.' => Value::ELLIPSIS,
            b'i' => {
                let text = std::str::from_utf8(self.sized()?).map_err(|_| self.bad())?;
                let big: typhon_text::number::IBig = text.parse().map_err(|_| self.bad())?;
                int::from_big(thread, &big)?
            }
            b'g' => float::from_f64(thread, self.real()?)?,
            b'y' => {
                let (real, imaginary) = (self.real()?, self.real()?);
                typhon_objects::complex::from_parts(thread, real, imaginary)?
            }
            b'u' => {
                let bytes = self.sized()?;
                if typhon_text::wtf8::validate(bytes).is_err() {
                    return Err(errors::value_error(
                        thread,
                        "bad marshal data (invalid text)",
                    ));
                }
                Str::from_wtf8(thread, bytes)?.value()
            }
            b's' => Bytes::new(thread, self.sized()?)?.value(),
            b'(' => {
                let list = self.items(depth)?;
                Tuple::from_list(thread, list)?.value()
            }
            b'[' => self.items(depth)?.value(),
            tag @ (b'<' | b'>') => {
                let list = self.items(depth)?;
                let class = if tag == b'>' {
                    FROZENSET.get()
                } else {
                    typhon_objects::set::SET.get()
                };
                call(thread, class.value(), &[list.value()])?
            }
            b'{' => {
                let count = self.length()?;
                let dict = Dict::new(thread)?;
                for _ in 0..count {
                    let key = self.value(depth + 1)?;
                    let item = self.value(depth + 1)?;
                    dict.set(thread, key, item)?;
                }
                dict.value()
            }
            b'c' if self.allow_code => {
                let code = typhon_bytecode::marshal::read(self.sized()?)
                    .map_err(|_| errors::value_error(thread, "bad marshal data (invalid code)"))?;
                // Files may hold anything: only verified code may run.
                if typhon_bytecode::verify::verify(&code).is_err() {
                    return Err(errors::value_error(
                        thread,
                        "bad marshal data (invalid code)",
                    ));
                }
                CodeRef::new(thread, code)?.value()
            }
            b'c' => {
                return Err(errors::value_error(
                    thread,
                    "unmarshalling code objects is disallowed",
                ));
            }
            _ => return Err(self.bad()),
        })
    }
}

fn from_bytes(thread: &Thread, data: &[u8], allow_code: Value) -> Result {
    let allow_code = allow_code.is_null() || operations::truth(thread, allow_code)?;
    Reader {
        thread,
        data,
        position: 0,
        allow_code,
    }
    .value(0)
}

fn loads(thread: &Thread, args: &[Value]) -> Result {
    let bytes = match args[0].downcast::<BytesObject>() {
        Some(bytes) => bytes,
        None => Ref::<BytesObject>::of(call(
            thread,
            typhon_objects::bytes::BYTES.get().value(),
            &[args[0]],
        )?),
    };
    from_bytes(thread, bytes.data(), args[1])
}

fn load(thread: &Thread, args: &[Value]) -> Result {
    let data = call_method(thread, args[0], names().read, &[])?;
    let Some(bytes) = data.downcast::<BytesObject>() else {
        return Err(errors::type_error(
            thread,
            format!(
                "file.read() returned not bytes but {}",
                data.class().name_text()
            ),
        ));
    };
    from_bytes(thread, bytes.data(), args[1])
}
