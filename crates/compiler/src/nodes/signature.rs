//! `(int, *str, **bool) -> bytes`: what a type comment of a function says, parsed as a call and an
//! expression, for neither parser nor lexer know the whole.

use super::{Exporter, Item, Node};
use crate::errors::SyntaxError;
use crate::parse::{TextRange, TextSize, parse};
use crate::source::Source;
use crate::{ErrorKind, Mode, Options};

/// The node `FunctionType` of a source.
pub fn parse_function_type(source: &Source, options: &Options) -> Result<Node, SyntaxError> {
    let text = source.text();
    let wrong = || {
        let end = TextSize::new(text.len() as u32);
        let range = TextRange::empty(end);
        SyntaxError::new(source, ErrorKind::Syntax, "invalid syntax", range)
    };
    let arrow = arrow(text).ok_or_else(wrong)?;
    let options = Options {
        mode: Mode::Eval,
        ..options.clone()
    };
    let mut call = expression(&format!("f{}", &text[..arrow]), &options)?;
    shift(&mut call, -1);
    if call.kind.name != "Call" {
        return Err(wrong());
    }
    // The returned type stays where it stands.
    let blank = |character: char| if character == '\n' { '\n' } else { ' ' };
    let before: String = text[..arrow].chars().map(blank).collect();
    let before = before.get(1..).unwrap_or_default();
    let returns = expression(&format!("({before}  {}\n)", &text[arrow + 2..]), &options)?;
    let mut arguments = Vec::new();
    let mut starred = false;
    for argument in call.field("args").items() {
        let star = argument
            .node()
            .filter(|argument| argument.kind.name == "Starred");
        // One `*` type, and nothing but a `**` type behind it.
        if starred {
            return Err(wrong());
        }
        starred = star.is_some();
        arguments.push(star.map_or(argument, |star| star.field("value")).clone());
    }
    match call.field("keywords").items() {
        [] => {}
        [Item::Node(keyword)] if matches!(keyword.field("arg"), Item::None) => {
            arguments.push(keyword.field("value").clone());
        }
        _ => return Err(wrong()),
    }
    let out = Exporter {
        source,
        comments: Default::default(),
        warnings: Vec::new(),
    };
    let fields = vec![Item::List(arguments), Item::Node(Box::new(returns))];
    Ok(out.plain("FunctionType", fields))
}

/// The `->` outside all brackets.
fn arrow(text: &str) -> Option<usize> {
    let mut depth = 0usize;
    for (at, byte) in text.bytes().enumerate() {
        match byte {
            b'(' | b'[' | b'{' => depth += 1,
            b')' | b']' | b'}' => depth = depth.saturating_sub(1),
            b'-' if depth == 0 && text[at..].starts_with("->") => return Some(at),
            _ => {}
        }
    }
    None
}

fn expression(text: &str, options: &Options) -> Result<Node, SyntaxError> {
    let source = Source::from_text(text, &options.filename)?;
    let tree = parse(&source, options)?;
    let (mut root, _) = super::export(&tree, &source, options)?;
    match std::mem::take(&mut root.fields).into_iter().next() {
        Some(Item::Node(body)) => Ok(*body),
        _ => Ok(root),
    }
}

/// Moves what stands in the first line.
fn shift(node: &mut Node, by: i32) {
    if let Some(at) = &mut node.location {
        at.column += if at.line == 1 { by } else { 0 };
        at.end_column += if at.end_line == 1 { by } else { 0 };
    }
    for item in &mut node.fields {
        let items = match item {
            Item::List(items) => &mut items[..],
            item => std::slice::from_mut(item),
        };
        for item in items {
            if let Item::Node(child) = item {
                crate::scope::with_stack(|| shift(child, by));
            }
        }
    }
}
