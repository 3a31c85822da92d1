//! Code as the compiler makes it: plain data without heap objects, so that the build script and the
//! `.pyc` files can hold it. The interpreter turns it into code objects lazily.

use bitflags::bitflags;
use dashu_int::IBig;

bitflags! {
    /// Values equal CPython's `co_flags`, where it has them.
    #[derive(Copy, Clone, Debug, PartialEq, Eq)]
    pub struct CodeFlags: u32 {
        const OPTIMIZED = 0x1;
        const NEWLOCALS = 0x2;
        const VARARGS = 0x4;
        const VARKEYWORDS = 0x8;
        const NESTED = 0x10;
        const GENERATOR = 0x20;
        const COROUTINE = 0x80;
        const ITERABLE_COROUTINE = 0x100;
        const ASYNC_GENERATOR = 0x200;
        const FUTURE_DIVISION = 0x20000;
        const FUTURE_ABSOLUTE_IMPORT = 0x40000;
        const FUTURE_WITH_STATEMENT = 0x80000;
        const FUTURE_PRINT_FUNCTION = 0x100000;
        const FUTURE_UNICODE_LITERALS = 0x200000;
        const FUTURE_BARRY_AS_BDFL = 0x400000;
        const FUTURE_GENERATOR_STOP = 0x800000;
        const FUTURE_ANNOTATIONS = 0x1000000;
        /// The first constant is the docstring.
        const HAS_DOCSTRING = 0x4000000;
        const METHOD = 0x8000000;
    }
}

/// How a local is held in its register.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
#[repr(u8)]
pub enum LocalKind {
    /// The value itself.
    Plain,
    /// A cell made by this frame.
    Cell,
    /// A cell of the function's closure.
    Free,
    /// A cell that an inlined comprehension makes, and takes away at its end.
    Passing,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Local {
    pub name: String,
    pub kind: LocalKind,
}

#[derive(Clone, Debug)]
pub enum Constant {
    None,
    True,
    False,
    Ellipsis,
    Int(i64),
    BigInt(IBig),
    Float(f64),
    Complex(f64, f64),
    /// WTF-8: literals may hold lone surrogates.
    Str(Box<[u8]>),
    Bytes(Box<[u8]>),
    Tuple(Vec<Constant>),
    FrozenSet(Vec<Constant>),
    Code(Box<Code>),
    /// Nested code as `marshal` reads it: decoded by `unpack` when it is first needed.
    Packed(crate::marshal::PackedCode),
}

/// If an exception is raised at a word index in `start .. end`, it is put into `register` and control
/// goes to `target`. Inner entries come first: the first match wins.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub struct Handler {
    pub start: u32,
    pub end: u32,
    pub target: u32,
    pub register: u16,
}

/// Where in the source the instruction at `word` and those after it (up to the next entry) come from.
/// Lines count from 1, columns are byte offsets in UTF-8 from 0; line 0 means "no location".
#[derive(Copy, Clone, Debug, PartialEq, Eq, Default)]
pub struct Position {
    pub word: u32,
    pub line: u32,
    pub end_line: u32,
    pub column: u32,
    pub end_column: u32,
}

#[derive(Clone, Debug)]
pub struct Code {
    pub name: String,
    pub qualified_name: String,
    pub filename: String,
    pub first_line: u32,
    pub flags: CodeFlags,
    /// Positional parameters, positional-only ones included.
    pub argument_count: u32,
    pub positional_only_count: u32,
    pub keyword_only_count: u32,
    /// Parameters first (positional, keyword-only, `*args`, `**kwargs`), then the other locals in order
    /// of appearance, cells that are not parameters, and last the free variables. Index = register.
    pub locals: Vec<Local>,
    /// Registers the frame needs, locals included, and the free space of the widest call.
    pub register_count: u32,
    pub instructions: Vec<u64>,
    pub constants: Vec<Constant>,
    pub names: Vec<String>,
    pub handlers: Vec<Handler>,
    /// Sorted by `word`.
    pub positions: Vec<Position>,
    /// Distinct attribute names stored on the first parameter: a hint for how many inline slots
    /// instances will need.
    pub self_attributes: u32,
}
