//! What CPython simplifies in the tree itself: `__debug__`, docstrings, constants in patterns, and
//! `"..." % (...)` with simple conversions.

use typhon_bytecode::Constant;

use super::{Item, Location, Node, kind};
use crate::optimise::{fold_binary, fold_unary};
use crate::parse::ast::{Operator, UnaryOp};
use crate::scope::with_stack;

/// Simplifies nodes as `ast.parse(..., optimize=level)` does.
pub fn optimise(node: &mut Node, level: u8) {
    with_stack(|| {
        if level >= 2 {
            drop_docstring(node);
        }
        for item in &mut node.fields {
            let items = match item {
                Item::List(items) => &mut items[..],
                item => std::slice::from_mut(item),
            };
            for item in items {
                if let Item::Node(child) = item {
                    optimise(child, level);
                    simplify(child, level);
                }
            }
        }
    });
}

fn simplify(node: &mut Node, level: u8) {
    match node.kind.name {
        "Name" => {
            let loaded =
                matches!(node.field("ctx"), Item::Node(context) if context.kind.name == "Load");
            if loaded && matches!(node.field("id"), Item::Name(name) if name == "__debug__") {
                let value = if level == 0 {
                    Constant::True
                } else {
                    Constant::False
                };
                become_constant(node, value);
            }
        }
        "BinOp" => {
            if let Some(joined) = format_to_fstring(node) {
                node.kind = joined.kind;
                let mut joined = joined;
                node.fields = std::mem::take(&mut joined.fields);
            }
        }
        "MatchValue" => {
            if let Item::Node(value) = node.field_mut("value")
                && let Some(constant) = fold_number(value)
            {
                become_constant(value, constant);
            }
        }
        "MatchMapping" => {
            if let Item::List(keys) = node.field_mut("keys") {
                for key in keys {
                    if let Item::Node(key) = key
                        && let Some(constant) = fold_number(key)
                    {
                        become_constant(key, constant);
                    }
                }
            }
        }
        _ => {}
    }
}

fn become_constant(node: &mut Node, value: Constant) {
    node.kind = kind("Constant").expect("a kind of the grammar");
    node.fields = vec![Item::Constant(value), Item::None];
}

/// `-1` and `1 + 2j` in patterns.
fn fold_number(node: &Node) -> Option<Constant> {
    match node.kind.name {
        "Constant" => match node.field("value") {
            Item::Constant(value) => Some(value.clone()),
            _ => None,
        },
        "UnaryOp" => fold_unary(UnaryOp::USub, &fold_number(node.field("operand").node()?)?),
        "BinOp" => {
            let op = match node.field("op").node()?.kind.name {
                "Add" => Operator::Add,
                "Sub" => Operator::Sub,
                _ => return None,
            };
            let left = fold_number(node.field("left").node()?)?;
            let right = fold_number(node.field("right").node()?)?;
            fold_binary(&left, op, &right)
        }
        _ => None,
    }
}

fn drop_docstring(node: &mut Node) {
    if !matches!(
        node.kind.name,
        "Module" | "FunctionDef" | "AsyncFunctionDef" | "ClassDef"
    ) {
        return;
    }
    let Item::List(body) = node.field_mut("body") else {
        return;
    };
    let is_docstring = |item: &Item| {
        let value = item
            .node()
            .filter(|statement| statement.kind.name == "Expr")
            .and_then(|statement| statement.field("value").node());
        value.is_some_and(|value| {
            matches!(value.field("value"), Item::Constant(Constant::Str(_)))
                && value.kind.name == "Constant"
        })
    };
    if !body.first().is_some_and(is_docstring) {
        return;
    }
    let removed = body.remove(0);
    if body.is_empty()
        && let Item::Node(removed) = removed
    {
        body.push(Item::Node(Box::new(Node {
            kind: kind("Pass").expect("a kind of the grammar"),
            location: removed.location.map(|at| Location {
                end_line: at.line,
                end_column: at.column + "pass".len() as i32,
                ..at
            }),
            fields: Vec::new(),
        })));
    }
}

/// `'%s and %r' % (a, b)` is an f-string, if there are no flags but widths.
fn format_to_fstring(node: &Node) -> Option<Node> {
    if node.field("op").node()?.kind.name != "Mod" {
        return None;
    }
    let (left, right) = (node.field("left").node()?, node.field("right").node()?);
    let Item::Constant(Constant::Str(text)) = left.field("value") else {
        return None;
    };
    if left.kind.name != "Constant" || right.kind.name != "Tuple" {
        return None;
    }
    let arguments = right.field("elts").items();
    if arguments
        .iter()
        .any(|item| item.node().is_none_or(|node| node.kind.name == "Starred"))
    {
        return None;
    }
    let text = std::str::from_utf8(text).ok()?;
    let mut values = Vec::new();
    let mut arguments = arguments.iter();
    let mut literal = String::new();
    let mut rest = text.chars();
    while let Some(character) = rest.next() {
        if character != '%' {
            literal.push(character);
            continue;
        }
        if rest.as_str().starts_with('%') {
            rest.next();
            literal.push('%');
            continue;
        }
        if !literal.is_empty() {
            values.push(constant_node(left, std::mem::take(&mut literal)));
        }
        let argument = arguments.next()?;
        values.push(format_field(left, argument, &mut rest)?);
    }
    if arguments.next().is_some() {
        return None;
    }
    if !literal.is_empty() {
        values.push(constant_node(left, literal));
    }
    Some(Node {
        kind: kind("JoinedStr")?,
        location: node.location,
        fields: vec![Item::List(values)],
    })
}

fn constant_node(near: &Node, text: String) -> Item {
    Item::Node(Box::new(Node {
        kind: near.kind,
        location: near.location,
        fields: vec![
            Item::Constant(Constant::Str(text.into_bytes().into())),
            Item::None,
        ],
    }))
}

/// One conversion: `-` to the left, a width, a precision, and `s`, `r` or `a`.
fn format_field(near: &Node, argument: &Item, rest: &mut std::str::Chars<'_>) -> Option<Item> {
    let mut left = false;
    while let Some(tail) = rest.as_str().strip_prefix('-') {
        left = true;
        *rest = tail.chars();
    }
    let number = |rest: &mut std::str::Chars<'_>| -> Option<String> {
        let text = rest.as_str();
        let end = text
            .find(|c: char| !c.is_ascii_digit())
            .unwrap_or(text.len());
        *rest = text[end..].chars();
        let digits = &text[..end];
        (digits.len() <= 3).then(|| digits.to_owned())
    };
    let width = number(rest)?;
    let mut spec = String::new();
    if !left && !width.is_empty() {
        spec.push('>');
    }
    spec.push_str(&width);
    if let Some(tail) = rest.as_str().strip_prefix('.') {
        *rest = tail.chars();
        let precision = number(rest)?;
        spec.push('.');
        spec.push_str(if precision.is_empty() {
            "0"
        } else {
            &precision
        });
    }
    let conversion = match rest.next()? {
        letter @ ('s' | 'r' | 'a') => letter as i64,
        _ => return None,
    };
    let format = if spec.is_empty() {
        Item::None
    } else {
        Item::Node(Box::new(Node {
            kind: kind("JoinedStr")?,
            location: near.location,
            fields: vec![Item::List(vec![constant_node(near, spec)])],
        }))
    };
    Some(Item::Node(Box::new(Node {
        kind: kind("FormattedValue")?,
        location: argument.node()?.location,
        fields: vec![argument.clone(), Item::Int(conversion), format],
    })))
}
