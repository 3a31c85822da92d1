//! `ast.parse(feature_version=(3, n))`: what older versions of the grammar do not have.

use super::{Item, Node};
use crate::ErrorKind;
use crate::errors::SyntaxError;
use crate::parse::{Ranged, Token, TokenKind};
use crate::scope::with_stack;
use crate::source::Source;

/// Fails for the first node that is newer than `minor`.
pub(super) fn check(node: &Node, source: &Source, minor: u8) -> Result<(), SyntaxError> {
    with_stack(|| {
        if let Some((since, what)) = since(node, source)
            && since > minor
        {
            return Err(too_new(node, source, since, what));
        }
        for item in &node.fields {
            for item in item.items().iter().chain([item]) {
                item.node()
                    .map_or(Ok(()), |child| check(child, source, minor))?;
            }
        }
        Ok(())
    })
}

/// The version that brought what is special about a node, and how CPython speaks of it.
fn since(node: &Node, source: &Source) -> Option<(u8, &'static str)> {
    let given = |field: &str| match node.field(field) {
        Item::None => false,
        Item::List(items) => !items.is_empty(),
        _ => true,
    };
    Some(match node.kind.name {
        "AsyncFunctionDef" => (5, "Async functions are"),
        "AsyncFor" => (5, "Async for loops are"),
        "AsyncWith" => (5, "Async with statements are"),
        "Await" => (5, "Await expressions are"),
        "MatMult" => (5, "The '@' operator is"),
        "comprehension" if matches!(node.field("is_async"), Item::Int(1)) => {
            (6, "Async comprehensions are")
        }
        "AnnAssign" => (6, "Variable annotation syntax is"),
        "NamedExpr" => (8, "Assignment expressions are"),
        "arguments" if given("posonlyargs") => (8, "Positional-only parameters are"),
        "Match" => (10, "Pattern matching is"),
        "ExceptHandler" if names_several(node, source) => {
            (14, "except expressions without parentheses are")
        }
        "TryStar" => (11, "Exception groups are"),
        "TypeAlias" => (12, "Type statement is"),
        "TypeVar" | "ParamSpec" | "TypeVarTuple" if given("default_value") => {
            (13, "Type parameter defaults are")
        }
        "TypeVar" | "ParamSpec" | "TypeVarTuple" => (12, "Type parameter lists are"),
        "TemplateStr" => (14, "t-strings are"),
        _ => return None,
    })
}

/// `except A, B:`
fn names_several(handler: &Node, source: &Source) -> bool {
    let Some(classes) = handler.field("type").node() else {
        return false;
    };
    let Some(at) = classes.location.filter(|_| classes.kind.name == "Tuple") else {
        return false;
    };
    let line = source.line_text(at.line as u32).as_bytes();
    line.get(at.column as usize) != Some(&b'(')
}

fn too_new(node: &Node, source: &Source, since: u8, what: &str) -> SyntaxError {
    let message = message(since, what);
    let mut error = SyntaxError::new(source, ErrorKind::Syntax, message, Default::default());
    if let Some(at) = node.location {
        (error.line, error.column) = (at.line as u32, at.column as u32 + 1);
        (error.end_line, error.end_column) = (at.end_line as u32, at.end_column + 1);
        error.text = Some(source.line_text(at.line as u32).to_owned());
    }
    error
}

fn message(since: u8, what: &str) -> String {
    format!("{what} only supported in Python 3.{since} and greater")
}

/// `1_000`, which trees do not tell from `1000`.
pub(crate) fn check_tokens(
    source: &Source,
    tokens: &[Token],
    minor: u8,
) -> Result<(), SyntaxError> {
    let underscored = |token: &&Token| {
        let is_number = matches!(
            token.kind(),
            TokenKind::Int | TokenKind::Float | TokenKind::Complex
        );
        is_number && source.slice(token.range()).contains('_')
    };
    match tokens.iter().find(underscored) {
        Some(token) if minor < 6 => {
            let message = message(6, "Underscores in numeric literals are");
            let kind = ErrorKind::Syntax;
            Err(SyntaxError::new(source, kind, message, token.range()))
        }
        _ => Ok(()),
    }
}
