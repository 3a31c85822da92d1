//! Parsing. The only file that names the parser's crates; everything else uses what it re-exports.

pub use ruff_python_ast as ast;
pub use ruff_text_size::{Ranged, TextRange, TextSize};

use ruff_python_parser::{Mode as ParserMode, ParseOptions};

use crate::errors::{ErrorKind, SyntaxError};
use crate::source::Source;
use crate::{Mode, Options};

/// A parsed source.
#[derive(Debug)]
pub struct Tree {
    pub root: ast::Mod,
}

/// Parses a source; the tree can be lowered by `compile_ast`.
pub fn parse(source: &Source, options: &Options) -> Result<Tree, SyntaxError> {
    let mode = match options.mode {
        Mode::Exec | Mode::Single => ParserMode::Module,
        Mode::Eval => ParserMode::Expression,
    };
    let parse_options = ParseOptions::from(mode).with_target_version(ast::PythonVersion::PY314);
    let parsed = ruff_python_parser::parse_unchecked(source.text(), parse_options);
    if let Some(error) = parsed.errors().first() {
        return Err(SyntaxError::new(
            source,
            ErrorKind::Syntax,
            error.error.to_string(),
            error.location,
        ));
    }
    Ok(Tree {
        root: parsed.into_syntax(),
    })
}
