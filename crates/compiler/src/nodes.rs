//! The tree as module `ast` has it: nodes of CPython's kinds, and the way from the parser's tree and back.
//!
//! `grammar.txt` tells the kinds and their fields; `rows` pairs each with the parser's structure, in both
//! directions at once; `special` holds the few whose shapes differ, `strings` the literals.
//! Nothing here knows Python objects: the module `_ast` makes those from nodes and reads them back.
//! Invariant: the fields of a `Node` are those of its kind, in the order of the grammar.

mod fold;
mod grammar;
mod rows;
mod signature;
mod special;
mod strings;
pub(crate) mod type_comments;
mod validate;
pub(crate) mod versions;

use rustc_hash::FxHashMap;
use typhon_bytecode::Constant;

use crate::errors::{SyntaxError, SyntaxWarning};
use crate::parse::{TextRange, TextSize, Tree, ast};
use crate::scope::with_stack;
use crate::source::Source;
use crate::{FEATURE_VERSION, Mode, Options};
use type_comments::Attached;

pub use fold::optimise as optimise_nodes;
pub use grammar::{Field, GRAMMAR, Kind, Quantity, kind};
pub use signature::parse_function_type;

/// Lines from 1, columns in bytes of UTF-8 from 0.
#[derive(Copy, Clone, Debug, Default, PartialEq, Eq)]
pub struct Location {
    pub line: i32,
    pub column: i32,
    pub end_line: i32,
    pub end_column: i32,
}

#[derive(Clone, Debug)]
pub struct Node {
    pub kind: &'static Kind,
    /// Of kinds that are located.
    pub location: Option<Location>,
    pub fields: Vec<Item>,
}

/// The value of a field.
#[derive(Clone, Debug)]
pub enum Item {
    None,
    Int(i64),
    /// Identifiers and strings, in WTF-8.
    Name(String),
    Constant(Constant),
    Node(Box<Node>),
    List(Vec<Item>),
}

impl Drop for Node {
    /// Nodes drop recursively, as deep as they are.
    fn drop(&mut self) {
        let fields = std::mem::take(&mut self.fields);
        with_stack(|| drop(fields));
    }
}

impl Node {
    /// A field by its name.
    pub fn field(&self, name: &str) -> &Item {
        let at = self.kind.fields.iter().position(|field| field.name == name);
        at.and_then(|at| self.fields.get(at)).unwrap_or(&Item::None)
    }

    fn field_mut(&mut self, name: &str) -> &mut Item {
        let at = self.kind.fields.iter().position(|field| field.name == name);
        &mut self.fields[at.expect("a field of the kind")]
    }
}

impl Item {
    pub fn items(&self) -> &[Item] {
        match self {
            Item::List(items) => items,
            _ => &[],
        }
    }

    fn node(&self) -> Option<&Node> {
        match self {
            Item::Node(node) => Some(node),
            _ => None,
        }
    }
}

/// Why nodes are no program.
#[derive(Clone, Debug)]
pub enum NodeError {
    Type(String),
    Value(String),
    System(String),
}

type Imported<T> = std::result::Result<T, NodeError>;

/// What can stand in a field, in both directions.
trait Convert: Sized {
    fn export(&self, out: &mut Exporter<'_>) -> Item;
    fn import(item: &Item, from: &mut Importer) -> Imported<Self>;
}

/// The nodes of a parsed source, with the warnings its literals give.
pub fn export(
    tree: &Tree,
    source: &Source,
    options: &Options,
) -> std::result::Result<(Node, Vec<SyntaxWarning>), SyntaxError> {
    let mut out = Exporter {
        source,
        comments: type_comments::attach(tree, source)?,
        warnings: Vec::new(),
    };
    for (range, message) in &tree.warnings {
        out.warnings
            .push(SyntaxWarning::new(source, *message, *range));
    }
    let node = match tree.root() {
        ast::Mod::Expression(root) => {
            let body = root.body.export(&mut out);
            out.plain("Expression", vec![body])
        }
        ast::Mod::Module(root) => {
            let body = root.body.export(&mut out);
            match options.mode {
                Mode::Single => out.plain("Interactive", vec![body]),
                _ => out.plain("Module", vec![body, type_comments::ignores(tree, source)]),
            }
        }
    };
    if options.feature_version < FEATURE_VERSION {
        versions::check(&node, source, options.feature_version)?;
    }
    Ok((node, out.warnings))
}

struct Exporter<'a> {
    source: &'a Source,
    comments: Attached,
    warnings: Vec<SyntaxWarning>,
}

impl Exporter<'_> {
    fn location(&self, range: TextRange) -> Location {
        let (line, column) = self.source.position(range.start());
        let (end_line, end_column) = self.source.position(range.end());
        Location {
            line: line as i32,
            column: column as i32,
            end_line: end_line as i32,
            end_column: end_column as i32,
        }
    }

    /// A node, with the type comment that the parser has not.
    fn node(&self, name: &str, range: TextRange, mut fields: Vec<Item>) -> Item {
        let kind = kind(name).expect("a kind of the grammar");
        if let Some(at) = kind.type_comment() {
            fields.insert(at, self.comments.of(range.start()));
        }
        debug_assert_eq!(fields.len(), kind.fields.len(), "{name}");
        for (item, field) in fields.iter_mut().zip(&kind.fields) {
            // The parser leaves out what is empty.
            if matches!(item, Item::None) && field.quantity == Quantity::Many {
                *item = Item::List(Vec::new());
            }
        }
        let location = kind.located.then(|| self.location(range));
        Item::Node(Box::new(Node {
            kind,
            location,
            fields,
        }))
    }

    fn plain(&self, name: &str, fields: Vec<Item>) -> Node {
        let kind = kind(name).expect("a kind of the grammar");
        Node {
            kind,
            location: None,
            fields,
        }
    }

    fn list<T: Convert>(&mut self, items: &[T]) -> Item {
        Item::List(items.iter().map(|item| item.export(self)).collect())
    }
}

/// The parser's tree of some nodes, and a source that knows nothing but their positions.
pub fn import(node: &Node, filename: &str) -> std::result::Result<(Tree, Source), NodeError> {
    validate::validate(node)?;
    let mut from = Importer::default();
    let body = node.fields.first().unwrap_or(&Item::None);
    let range = TextRange::default();
    let node_index = Default::default();
    let root = match node.kind.name {
        "Expression" => ast::Mod::Expression(ast::ModExpression {
            body: Convert::import(body, &mut from)?,
            range,
            node_index,
        }),
        "Module" | "Interactive" => ast::Mod::Module(ast::ModModule {
            body: Convert::import(body, &mut from)?,
            range,
            node_index,
        }),
        other => return Err(NodeError::Type(format!("cannot compile {other}"))),
    };
    let tree = Tree::from_root(root, from.positions.len());
    let source = Source::from_positions(filename, from.positions, from.attached);
    Ok((tree, source))
}

/// Every place becomes an offset of its own, so that ranges nest as they do in a text.
#[derive(Default)]
struct Importer {
    positions: Vec<(u32, u32)>,
    /// By the start of the node that stands for it: what the parser's tree cannot hold.
    attached: FxHashMap<u32, Constant>,
}

/// Offsets between two places: what lowering adds for quotes stays inside.
pub(crate) const STEP: u32 = 16;

impl Importer {
    fn place(&mut self, line: i32, column: i32) -> TextSize {
        let offset = self.positions.len() as u32 * STEP;
        self.positions
            .push((line.max(0) as u32, column.max(0) as u32));
        TextSize::new(offset)
    }

    fn open(&mut self, node: &Node) -> TextSize {
        let location = node.location.unwrap_or_default();
        self.place(location.line, location.column)
    }

    fn close(&mut self, start: TextSize, node: &Node) -> TextRange {
        let location = node.location.unwrap_or_default();
        let end = self.place(location.end_line, location.end_column);
        TextRange::new(start, end)
    }

    fn attach(&mut self, start: TextSize, constant: Constant) {
        self.attached.insert(start.to_u32(), constant);
    }
}

/// The fields that the parser's tree has too.
fn fields(node: &Node) -> impl Iterator<Item = &Item> {
    let skipped = node.kind.type_comment();
    let items = node.fields.iter().enumerate();
    items
        .filter(move |(at, _)| Some(*at) != skipped)
        .map(|(_, item)| item)
}

fn unexpected<T>(item: &Item, wanted: &str) -> Imported<T> {
    let found = match item {
        Item::Node(node) => node.kind.name,
        Item::None => "None",
        _ => "something else",
    };
    Err(NodeError::Type(format!(
        "expected some sort of {wanted}, but got {found}"
    )))
}
