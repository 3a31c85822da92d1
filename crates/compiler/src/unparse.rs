//! Expressions back to text, for annotations kept as strings.
use crate::parse::{Ranged, ast};
use crate::source::Source;

pub(crate) fn unparse(expression: &ast::Expr, source: &Source) -> String {
    source.slice(expression.range()).to_owned()
}
