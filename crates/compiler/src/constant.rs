//! The constants of one code object, each kept once.
//! Invariant: two constants are the same only if type and bits are, so that `0`, `0.0`, `-0.0` and
//! `False` stay apart.

use dashu_int::IBig;
use rustc_hash::FxHashMap;
use typhon_bytecode::{Code, Constant};

#[derive(Clone, Debug, PartialEq, Eq, Hash)]
enum Key {
    None,
    True,
    False,
    Ellipsis,
    Int(i64),
    BigInt(IBig),
    Float(u64),
    Complex(u64, u64),
    Str(Box<[u8]>),
    Bytes(Box<[u8]>),
    Tuple(Vec<Key>),
    FrozenSet(Vec<Key>),
}

#[derive(Default)]
pub(crate) struct Pool {
    pub constants: Vec<Constant>,
    /// Nested code, numbered by itself until the end.
    pub codes: Vec<Code>,
    index: FxHashMap<Key, u32>,
}

impl Pool {
    pub fn add_code(&mut self, code: Code) -> u32 {
        self.codes.push(code);
        self.codes.len() as u32 - 1
    }

    pub fn add(&mut self, constant: Constant) -> u32 {
        let Some(key) = key(&constant) else {
            self.constants.push(constant);
            return self.constants.len() as u32 - 1;
        };
        let next = self.constants.len() as u32;
        let index = *self.index.entry(key).or_insert(next);
        if index == next {
            self.constants.push(constant);
        }
        index
    }
}

fn key(constant: &Constant) -> Option<Key> {
    Some(match constant {
        Constant::None => Key::None,
        Constant::True => Key::True,
        Constant::False => Key::False,
        Constant::Ellipsis => Key::Ellipsis,
        Constant::Int(value) => Key::Int(*value),
        Constant::BigInt(value) => Key::BigInt(value.clone()),
        Constant::Float(value) => Key::Float(value.to_bits()),
        Constant::Complex(real, imaginary) => Key::Complex(real.to_bits(), imaginary.to_bits()),
        Constant::Str(value) => Key::Str(value.clone()),
        Constant::Bytes(value) => Key::Bytes(value.clone()),
        Constant::Tuple(items) => Key::Tuple(items.iter().map(key).collect::<Option<_>>()?),
        Constant::FrozenSet(items) => Key::FrozenSet(items.iter().map(key).collect::<Option<_>>()?),
        Constant::Code(_) | Constant::Packed(_) => return None,
    })
}

pub(crate) fn text(value: &str) -> Constant {
    Constant::Str(value.as_bytes().into())
}
