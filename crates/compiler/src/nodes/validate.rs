//! What must hold for nodes that a program made, before they are compiled; CPython's words.
//! Fields have the right types already; their number, contexts and positions are looked at here.

use typhon_bytecode::Constant;

use super::{Imported, Item, Node, NodeError, Quantity};
use crate::scope::with_stack;

/// What lists must not be empty, by kind.
const NOT_EMPTY: &[(&str, &[&str])] = &[
    ("FunctionDef", &["body"]),
    ("AsyncFunctionDef", &["body"]),
    ("ClassDef", &["body"]),
    ("Delete", &["targets"]),
    ("Assign", &["targets"]),
    ("For", &["body"]),
    ("AsyncFor", &["body"]),
    ("While", &["body"]),
    ("If", &["body"]),
    ("With", &["items", "body"]),
    ("AsyncWith", &["items", "body"]),
    ("Match", &["cases"]),
    ("match_case", &["body"]),
    ("Try", &["body"]),
    ("TryStar", &["body"]),
    ("ExceptHandler", &["body"]),
    ("Import", &["names"]),
    ("ImportFrom", &["names"]),
    ("Global", &["names"]),
    ("Nonlocal", &["names"]),
];

/// The fields that hold targets, by kind, and their context.
const TARGETS: &[(&str, &str, &str)] = &[
    ("Delete", "targets", "Del"),
    ("Assign", "targets", "Store"),
    ("AugAssign", "target", "Store"),
    ("AnnAssign", "target", "Store"),
    ("TypeAlias", "name", "Store"),
    ("For", "target", "Store"),
    ("AsyncFor", "target", "Store"),
    ("withitem", "optional_vars", "Store"),
    ("comprehension", "target", "Store"),
];

pub(super) fn validate(node: &Node) -> Imported<()> {
    with_stack(|| Validator.node(node))
}

fn fail<T>(message: impl Into<String>) -> Imported<T> {
    Err(NodeError::Value(message.into()))
}

fn type_fail<T>(message: &str) -> Imported<T> {
    Err(NodeError::Type(message.into()))
}

struct Validator;

impl Validator {
    fn node(&self, node: &Node) -> Imported<()> {
        if node.kind.sum == "expr" {
            return self.expression(node, "Load");
        }
        if node.kind.sum == "pattern" {
            return self.pattern(node, false);
        }
        positions(node)?;
        self.lists(node)?;
        self.statement(node)?;
        self.children(node, "Load")?;
        let bare = |item: &Item| {
            item.node()
                .is_some_and(|handler| matches!(handler.field("type"), Item::None))
        };
        if node.kind.name == "TryStar" && node.field("handlers").items().iter().any(bare) {
            return fail("Invalid CFG, stack underflow");
        }
        Ok(())
    }

    /// Looks at what stands in the fields, lists with all their items.
    fn children(&self, node: &Node, context: &str) -> Imported<()> {
        for (field, item) in node.kind.fields.iter().zip(&node.fields) {
            let target = TARGETS
                .iter()
                .find(|row| row.0 == node.kind.name && row.1 == field.name);
            let context = target.map_or(context, |row| row.2);
            let items = match item {
                Item::List(items) => &items[..],
                item => std::slice::from_ref(item),
            };
            for item in items {
                match item {
                    Item::Node(child) if child.kind.sum == "expr" => {
                        with_stack(|| self.expression(child, context))?;
                    }
                    Item::Node(child) => with_stack(|| self.node(child))?,
                    Item::None if field.quantity == Quantity::Many => {
                        let of = match field.of {
                            "expr" => "expression",
                            "stmt" => "statement",
                            other => other,
                        };
                        return fail(format!("None disallowed in {of} list"));
                    }
                    _ => {}
                }
            }
        }
        Ok(())
    }

    fn lists(&self, node: &Node) -> Imported<()> {
        let name = node.kind.name;
        let row = NOT_EMPTY.iter().find(|row| row.0 == name);
        for field in row.map_or(&[][..], |row| row.1) {
            if node.field(field).items().is_empty() {
                return fail(format!("empty {field} on {name}"));
            }
        }
        Ok(())
    }

    fn statement(&self, node: &Node) -> Imported<()> {
        let count = |field: &str| node.field(field).items().len();
        let name = node.kind.name;
        match name {
            "FunctionDef" | "AsyncFunctionDef" | "ClassDef" | "TypeVar" | "ParamSpec"
            | "TypeVarTuple" | "ExceptHandler" => identifier(node.field("name")),
            "alias" => {
                identifier(node.field("name"))?;
                identifier(node.field("asname"))
            }
            "arguments" => {
                // Annotations come before numbers, and those before defaults.
                for field in ["posonlyargs", "args", "vararg", "kwonlyargs", "kwarg"] {
                    let item = node.field(field);
                    for parameter in item.items().iter().chain([item]).filter_map(Item::node) {
                        self.node(parameter)?;
                    }
                }
                if count("defaults") > count("posonlyargs") + count("args") {
                    return fail("more positional defaults than args on arguments");
                }
                if count("kwonlyargs") != count("kw_defaults") {
                    return fail(
                        "length of kwonlyargs is not the same as kw_defaults on arguments",
                    );
                }
                Ok(())
            }
            "AnnAssign" => {
                let target = node.field("target").node().map(|target| target.kind.name);
                let simple = matches!(node.field("simple"), Item::Int(value) if *value != 0);
                match target {
                    Some("Name") => Ok(()),
                    _ if simple => type_fail("AnnAssign with simple non-Name target"),
                    Some("Tuple") => assignment_error(28, "annotated"),
                    Some("List") => assignment_error(27, "annotated"),
                    _ => Ok(()),
                }
            }
            "AugAssign" => match node.field("target").node().map(|target| target.kind.name) {
                Some("Tuple") => assignment_error(28, "augmented"),
                Some("List") => assignment_error(27, "augmented"),
                _ => Ok(()),
            },
            "TypeAlias" => match node.field("name").node() {
                Some(target) if target.kind.name == "Name" => Ok(()),
                _ => type_fail("TypeAlias with non-Name name"),
            },
            "Raise" => match (node.field("exc"), node.field("cause")) {
                (Item::None, Item::Node(_)) => fail("Raise with cause but no exception"),
                _ => Ok(()),
            },
            "Try" | "TryStar" => {
                if count("handlers") == 0 && count("finalbody") == 0 {
                    return fail(format!("{name} has neither except handlers nor finalbody"));
                }
                if count("handlers") == 0 && count("orelse") > 0 {
                    return fail(format!("{name} has orelse but no except handlers"));
                }
                Ok(())
            }
            "ImportFrom" => match node.field("level") {
                Item::Int(level) if *level < 0 => fail("Negative ImportFrom level"),
                _ => Ok(()),
            },
            _ => Ok(()),
        }
    }

    fn expression(&self, node: &Node, context: &str) -> Imported<()> {
        positions(node)?;
        let name = node.kind.name;
        let own = node.field("ctx").node().map(|context| context.kind.name);
        match own {
            Some(own) if own != context => {
                return fail(format!(
                    "expression must have {context} context but has {own} instead"
                ));
            }
            Some(_) => {}
            None if context != "Load" => {
                return fail(format!(
                    "expression which can't be assigned to in {context} context"
                ));
            }
            None => {}
        }
        let count = |field: &str| node.field(field).items().len();
        match name {
            "Name" => identifier(node.field("id"))?,
            "BoolOp" if count("values") < 2 => return fail("BoolOp with less than 2 values"),
            "Dict" if count("keys") != count("values") => {
                return fail("Dict doesn't have the same number of keys as values");
            }
            "ListComp" | "SetComp" | "DictComp" | "GeneratorExp" if count("generators") == 0 => {
                return fail("comprehension with no generators");
            }
            "ListComp" | "SetComp" | "DictComp" | "GeneratorExp" => {
                for generator in node.field("generators").items() {
                    generator.node().map_or(Ok(()), |node| self.node(node))?;
                }
            }
            "Compare" if count("comparators") == 0 => return fail("Compare with no comparators"),
            "Compare" if count("comparators") != count("ops") => {
                return fail("Compare has a different number of comparators and operands");
            }
            "NamedExpr" => {
                let target = node.field("target").node();
                if target.is_none_or(|target| target.kind.name != "Name") {
                    return type_fail("NamedExpr target must be a Name");
                }
                // Its context does not matter.
                return match node.field("value") {
                    Item::Node(value) => with_stack(|| self.expression(value, "Load")),
                    _ => Ok(()),
                };
            }
            _ => {}
        }
        // Only what is unpacked into has the context of the whole.
        let inner = match name {
            "Tuple" | "List" | "Starred" => context,
            _ => "Load",
        };
        self.children(node, inner)
    }

    fn pattern(&self, node: &Node, star_allowed: bool) -> Imported<()> {
        positions(node)?;
        let count = |field: &str| node.field(field).items().len();
        match node.kind.name {
            "MatchValue" => match node.field("value") {
                Item::Node(value) => self.pattern_value(value),
                _ => Ok(()),
            },
            "MatchSingleton" => match node.field("value") {
                Item::Constant(Constant::None | Constant::True | Constant::False) => Ok(()),
                _ => fail("MatchSingleton can only contain True, False and None"),
            },
            "MatchSequence" => self.patterns(node.field("patterns"), true),
            "MatchMapping" => {
                if count("keys") != count("patterns") {
                    return fail("MatchMapping doesn't have the same number of keys as patterns");
                }
                capture(node.field("rest"))?;
                for key in node.field("keys").items() {
                    let Item::Node(key) = key else { continue };
                    // A constant is checked as such elsewhere, so that True is a key.
                    let singleton = matches!(
                        key.field("value"),
                        Item::Constant(Constant::True | Constant::False | Constant::None)
                    );
                    if !(key.kind.name == "Constant" && singleton) {
                        self.pattern_value(key)?;
                    }
                }
                self.patterns(node.field("patterns"), false)
            }
            "MatchClass" => {
                if count("kwd_attrs") != count("kwd_patterns") {
                    return fail(
                        "MatchClass doesn't have the same number of keyword attributes as patterns",
                    );
                }
                let mut class = node.field("cls").node();
                if let Some(class) = class {
                    self.expression(class, "Load")?;
                }
                while let Some(inner) = class {
                    class = match inner.kind.name {
                        "Name" => None,
                        "Attribute" => inner.field("value").node(),
                        _ => {
                            return fail(
                                "MatchClass cls field can only contain Name or Attribute nodes.",
                            );
                        }
                    };
                }
                for name in node.field("kwd_attrs").items() {
                    identifier(name)?;
                }
                self.patterns(node.field("patterns"), false)?;
                self.patterns(node.field("kwd_patterns"), false)
            }
            "MatchStar" if !star_allowed => fail("can't use MatchStar here"),
            "MatchStar" => capture(node.field("name")),
            "MatchAs" => {
                capture(node.field("name"))?;
                match (node.field("pattern"), node.field("name")) {
                    (Item::Node(_), Item::None) => {
                        fail("MatchAs must specify a target name if a pattern is given")
                    }
                    (Item::Node(inner), _) => with_stack(|| self.pattern(inner, false)),
                    _ => Ok(()),
                }
            }
            _ if count("patterns") < 2 => fail("MatchOr requires at least 2 patterns"),
            _ => self.patterns(node.field("patterns"), false),
        }
    }

    fn patterns(&self, items: &Item, star_allowed: bool) -> Imported<()> {
        for item in items.items() {
            match item {
                Item::Node(pattern) => with_stack(|| self.pattern(pattern, star_allowed))?,
                _ => return fail("None disallowed in pattern list"),
            }
        }
        Ok(())
    }

    /// A literal, a negative number, a complex sum, or a dotted name.
    fn pattern_value(&self, node: &Node) -> Imported<()> {
        self.expression(node, "Load")?;
        let constant = |node: &Node| match node.field("value") {
            Item::Constant(constant) if node.kind.name == "Constant" => Some(constant.clone()),
            _ => None,
        };
        let real = |node: &Node| {
            let operand = match (node.kind.name, node.field("operand")) {
                ("UnaryOp", Item::Node(operand)) if kind_of(node.field("op")) == "USub" => operand,
                _ => node,
            };
            constant(operand)
        };
        let is_real = |constant: Option<Constant>| {
            matches!(
                constant,
                Some(Constant::Int(_) | Constant::BigInt(_) | Constant::Float(_))
            )
        };
        let accepted = match node.kind.name {
            "Constant" => match constant(node) {
                Some(
                    Constant::Int(_)
                    | Constant::BigInt(_)
                    | Constant::Float(_)
                    | Constant::Complex(..)
                    | Constant::Str(_)
                    | Constant::Bytes(_),
                ) => true,
                _ => return fail("unexpected constant inside of a literal pattern"),
            },
            "UnaryOp" => {
                let value = real(node);
                kind_of(node.field("op")) == "USub"
                    && (is_real(value.clone()) || matches!(value, Some(Constant::Complex(..))))
            }
            "BinOp" => match (node.field("left"), node.field("right")) {
                (Item::Node(left), Item::Node(right)) => {
                    is_real(real(left))
                        && matches!(constant(right), Some(Constant::Complex(..)))
                        && matches!(kind_of(node.field("op")), "Add" | "Sub")
                }
                _ => false,
            },
            // Lowering has its say about these.
            "Attribute" | "JoinedStr" | "TemplateStr" => true,
            _ => false,
        };
        if accepted {
            return Ok(());
        }
        fail("patterns may only match literals and attribute lookups")
    }
}

fn kind_of(item: &Item) -> &'static str {
    item.node().map_or("", |node| node.kind.name)
}

fn assignment_error<T>(number: u32, how: &str) -> Imported<T> {
    Err(NodeError::System(format!(
        "invalid node type ({number}) for {how} assignment"
    )))
}

fn identifier(item: &Item) -> Imported<()> {
    match item {
        Item::Name(name) if matches!(&name[..], "None" | "True" | "False") => fail(format!(
            "identifier field can't represent '{name}' constant"
        )),
        _ => Ok(()),
    }
}

fn capture(item: &Item) -> Imported<()> {
    match item {
        Item::Name(name) if name == "_" => fail("can't capture name '_' in patterns"),
        item => identifier(item),
    }
}

fn positions(node: &Node) -> Imported<()> {
    let Some(at) = node.location else {
        return Ok(());
    };
    let (line, end_line, column, end_column) = (at.line, at.end_line, at.column, at.end_column);
    if line > end_line {
        return fail(format!(
            "AST node line range ({line}, {end_line}) is not valid"
        ));
    }
    if line < 0 && end_line != line || column < 0 && column != end_column {
        return fail(format!(
            "AST node column range ({column}, {end_column}) for line range ({line}, {end_line}) is not valid"
        ));
    }
    if line == end_line && column > end_column {
        return fail(format!(
            "line {line}, column {column}-{end_column} is not a valid range"
        ));
    }
    Ok(())
}
