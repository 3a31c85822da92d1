//! The kinds of nodes and their fields, read from `grammar.txt`.
//!
//! Each indented line there is a kind under the sum type it belongs to; a line with `=` is a kind of its
//! own. `?` marks what may be None, `*` a list, `@` behind a type that its kinds have positions.

use std::sync::OnceLock;

use rustc_hash::FxHashMap;

/// The text itself: `_ast` makes its classes from it.
pub const GRAMMAR: &str = include_str!("grammar.txt");

/// How many values a field holds.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub enum Quantity {
    One,
    Optional,
    Many,
    /// A list in which some are None.
    ManyOptional,
}

#[derive(Debug)]
pub struct Field {
    pub name: &'static str,
    /// A sum type, a kind, or `identifier`, `string`, `int`, `constant`.
    pub of: &'static str,
    pub quantity: Quantity,
}

/// A kind of node.
#[derive(Debug)]
pub struct Kind {
    pub name: &'static str,
    /// The sum type, or the name again.
    pub sum: &'static str,
    pub located: bool,
    pub fields: Vec<Field>,
}

impl Kind {
    /// Where the field stands that the parser's tree does not have.
    pub(super) fn type_comment(&self) -> Option<usize> {
        self.fields
            .iter()
            .position(|field| field.name == "type_comment")
    }
}

/// The kind of this name.
pub fn kind(name: &str) -> Option<&'static Kind> {
    static KINDS: OnceLock<FxHashMap<&'static str, Kind>> = OnceLock::new();
    KINDS.get_or_init(read).get(name)
}

fn read() -> FxHashMap<&'static str, Kind> {
    let mut kinds = FxHashMap::default();
    let (mut sum, mut located) = ("", false);
    for line in GRAMMAR.lines() {
        let (name, fields, sum, located) = match (line.strip_prefix("    "), line.split_once(" = "))
        {
            (Some(line), _) => {
                let (name, fields) = line.split_once('(').unwrap_or((line, ")"));
                (name, fields, sum, located)
            }
            (None, Some((head, fields))) => {
                let name = head.trim_end_matches([' ', '@']);
                (name, &fields[1..], name, head.ends_with('@'))
            }
            (None, None) => {
                let head = line.trim_end_matches(':');
                located = head.ends_with('@');
                sum = head.trim_end_matches([' ', '@']);
                continue;
            }
        };
        let fields = fields.trim_end_matches(')');
        let fields = fields.split(", ").filter(|field| !field.is_empty());
        kinds.insert(
            name,
            Kind {
                name,
                sum,
                located,
                fields: fields.map(read_field).collect(),
            },
        );
    }
    kinds
}

fn read_field(text: &'static str) -> Field {
    let (of, name) = text.split_once(' ').unwrap_or(("", text));
    let (of, quantity) = match of {
        _ if of.ends_with("?*") => (&of[..of.len() - 2], Quantity::ManyOptional),
        _ if of.ends_with('*') => (&of[..of.len() - 1], Quantity::Many),
        _ if of.ends_with('?') => (&of[..of.len() - 1], Quantity::Optional),
        _ => (of, Quantity::One),
    };
    Field { name, of, quantity }
}
