//! The module `marshal`, in CPython's format for data; code objects are in Typhon's own form inside it.
//! `write` and `read` are the two ways.

mod read;
mod write;

use typhon_bytecode::{Code, Constant};
use typhon_objects::bytes::BytesObject;
use typhon_objects::complex::ComplexObject;
use typhon_objects::function::code::{CodeObject, CodeRef};
use typhon_objects::prelude::*;
use typhon_objects::{float, int};

pub static MODULE: ModuleSpec = ModuleSpec {
    name: "marshal",
    doc: "This module contains functions that can read and write Python values in a binary format.",
    functions: &[
        function(
            "dumps",
            write::dumps,
            "(value, version=5, /, *, allow_code=True)",
            "Return the bytes object that would be written to a file by dump(value, file).",
        ),
        function(
            "loads",
            read::loads,
            "(bytes, /, *, allow_code=True)",
            "Convert the bytes-like object to a value.",
        ),
        function(
            "dump",
            write::dump,
            "(value, file, version=5, /, *, allow_code=True)",
            "Write the value on the open file.",
        ),
        function(
            "load",
            read::load,
            "(file, /, *, allow_code=True)",
            "Read one value from the open file and return it.",
        ),
    ],
    types: &[],
    setup: Some(|thread, module| module.set(thread, "version", Value::fixnum(VERSION))),
};

/// The newest version of the format: 3 brought references, 4 short forms, 5 slices.
const VERSION: i64 = 5;

/// Containers nested more deeply than this are refused, as CPython does.
const DEEPEST: usize = 2000;

/// Set in the type code of what may be referred to later.
const FLAG_REF: u8 = 0x80;

/// Bits of one digit of a long int.
const DIGIT_BITS: u32 = 15;

fn unmarshallable(thread: &Thread) -> Raised {
    errors::value_error(thread, "unmarshallable object")
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
