//! Source to bytecode: parsing, scopes, lowering.
//!
//! `compile` does it all. `decode_source` and `parse` are separate, so that the `ast` module can use
//! the tree alone, and `compile_ast` lowers a tree that was parsed before.
//! Invariant: no input makes the compiler panic or overflow the stack; what cannot be compiled is a
//! `SyntaxError`.

#![deny(unsafe_code)]

mod assemble;
mod constant;
mod diagnose;
mod errors;
mod literal;
mod lower;
pub mod nodes;
mod optimise;
mod parse;
mod scope;
mod source;
mod string;
mod unparse;

use typhon_bytecode::{Code, CodeFlags};

pub use errors::{ErrorKind, SyntaxError, SyntaxWarning, WarningKind};
pub use parse::{Ranged, TextRange, TextSize, Tree, ast, parse};
pub use source::{Decoded, Source, decode_source};

/// What is being compiled, as the third argument of Python's `compile` names it.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub enum Mode {
    Exec,
    Eval,
    Single,
}

/// The minor version of Python that is compiled.
pub const FEATURE_VERSION: u8 = 14;

#[derive(Clone, Debug)]
pub struct Options {
    pub filename: String,
    pub mode: Mode,
    /// 0: all kept; 1: no asserts, `__debug__` is false; 2: no docstrings either.
    pub optimize: u8,
    /// Future features inherited from the caller (only the `FUTURE_*` bits are looked at).
    pub flags: CodeFlags,
    /// `await` at module level makes the module a coroutine (`ast.PyCF_ALLOW_TOP_LEVEL_AWAIT`).
    pub allow_top_level_await: bool,
    /// A statement that the end of the input cuts off is `ErrorKind::Incomplete` (for the REPL).
    pub allow_incomplete: bool,
    /// The end of the input does not end an indented block (for the REPL and `codeop`).
    pub dont_imply_dedent: bool,
    /// `Mode::Single` takes statements on several lines, as they come when text is pasted.
    pub several_statements: bool,
    /// Trees have the type comments (`ast.PyCF_TYPE_COMMENTS`).
    pub type_comments: bool,
    /// The minor version whose grammar trees keep to.
    pub feature_version: u8,
    /// Most digits of a decimal integer; 0 if there is no limit.
    pub integer_digits: usize,
}

impl Options {
    pub fn new(filename: &str, mode: Mode) -> Options {
        Options {
            filename: filename.to_owned(),
            mode,
            optimize: 0,
            flags: CodeFlags::empty(),
            allow_top_level_await: false,
            allow_incomplete: false,
            dont_imply_dedent: false,
            several_statements: false,
            type_comments: false,
            feature_version: FEATURE_VERSION,
            integer_digits: 4300,
        }
    }
}

/// The result of a compilation.
#[derive(Debug)]
pub struct Compiled {
    pub code: Code,
    pub warnings: Vec<SyntaxWarning>,
}

/// The bits of `CodeFlags` that `from __future__ import` sets.
pub const FUTURE_FLAGS: CodeFlags = CodeFlags::FUTURE_DIVISION
    .union(CodeFlags::FUTURE_ABSOLUTE_IMPORT)
    .union(CodeFlags::FUTURE_WITH_STATEMENT)
    .union(CodeFlags::FUTURE_PRINT_FUNCTION)
    .union(CodeFlags::FUTURE_UNICODE_LITERALS)
    .union(CodeFlags::FUTURE_BARRY_AS_BDFL)
    .union(CodeFlags::FUTURE_GENERATOR_STOP)
    .union(CodeFlags::FUTURE_ANNOTATIONS);

/// Compiles a text. Coding cookies in it are ignored, as for Python's `compile` of a str.
pub fn compile(text: &str, options: &Options) -> Result<Compiled, SyntaxError> {
    let source = Source::from_text(text, &options.filename)?;
    compile_source(&source, options)
}

/// Compiles the bytes of a file: byte order mark, coding cookie (UTF-8, Latin-1 and ASCII; decode
/// others with `decode_source` and the codec it names), then as `compile`.
pub fn compile_bytes(bytes: &[u8], options: &Options) -> Result<Compiled, SyntaxError> {
    let source = Source::from_bytes(bytes, &options.filename)?;
    compile_source(&source, options)
}

/// Compiles a source that was read before.
pub fn compile_source(source: &Source, options: &Options) -> Result<Compiled, SyntaxError> {
    let tree = parse(source, options)?;
    compile_ast(&tree, source, options)
}

/// Lowers a tree; `source` is what it was parsed from.
pub fn compile_ast(
    tree: &Tree,
    source: &Source,
    options: &Options,
) -> Result<Compiled, SyntaxError> {
    let compile = || {
        let future = optimise::future_features(tree, source, options)?;
        let table = scope::analyse(tree, source, options, future)?;
        lower::lower(tree, source, options, future, &table)
    };
    compile().map_err(|error| error.behind_parser(source))
}
