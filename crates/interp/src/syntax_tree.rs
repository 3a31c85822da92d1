//! Syntax trees as Python objects: the classes of `_ast`, made from the compiler's nodes and read back.
//! The grammar of nodes drives both directions; what makes no program is told in CPython's words.

use typhon_bytecode::Constant;
use typhon_compiler as compiler;
use typhon_compiler::nodes::{self, Item, Kind as NodeKind, Location, Node, NodeError, Quantity};
use typhon_objects::attribute;
use typhon_objects::bytes::BytesObject;
use typhon_objects::complex::ComplexObject;
use typhon_objects::function::code::{CodeRef, make_constant};
use typhon_objects::module::{MODULES, dict_of};
use typhon_objects::prelude::*;
use typhon_objects::types::object_type::new_instance;
use typhon_objects::{float, int};

pub use typhon_compiler::nodes::GRAMMAR;

const POSITIONS: [&str; 4] = ["lineno", "col_offset", "end_lineno", "end_col_offset"];

/// Whether a value is a node: only if `_ast` was imported.
pub fn is_node(thread: &Thread, value: Value) -> Result<bool> {
    let modules: Dict = Ref::of(MODULES.get());
    let Some(module) = modules.get_str(intern_text(thread, "_ast")?) else {
        return Ok(false);
    };
    let Some(base) = dict_of(module).get_str(intern_text(thread, "AST")?) else {
        return Ok(false);
    };
    operations::is_instance(thread, value, base)
}

/// Parses a source to objects. `optimised`: simplified as far as CPython does it in the tree.
pub fn parse(
    thread: &Thread,
    source: &compiler::Source,
    options: &compiler::Options,
    optimised: bool,
) -> Result {
    let size = crate::eval::weight(source.text());
    let parsed = thread.aside_if_long(size, || {
        let tree = compiler::parse(source, options)?;
        nodes::export(&tree, source, options)
    });
    let (mut node, warnings) = parsed.map_err(|error| crate::syntax::raise(thread, &error))?;
    crate::syntax::warn(thread, &warnings, &options.filename)?;
    if optimised {
        nodes::optimise_nodes(&mut node, options.optimize);
    }
    Classes::find(thread)?.object(&node)
}

/// Parses the signature of a function type comment, `(int, str) -> bool`.
pub fn parse_function_type(
    thread: &Thread,
    source: &compiler::Source,
    options: &compiler::Options,
) -> Result {
    let node = nodes::parse_function_type(source, options)
        .map_err(|error| crate::syntax::raise(thread, &error))?;
    Classes::find(thread)?.object(&node)
}

/// A node given to `compile` with a flag for trees: itself, or simplified. `wanted` is `None` for the type
/// of a function.
pub fn passed_through(
    thread: &Thread,
    object: Value,
    options: &compiler::Options,
    wanted: Option<compiler::Mode>,
    optimised: bool,
) -> Result {
    let classes = Classes::find(thread)?;
    check_root(thread, object, wanted)?;
    if !optimised {
        return Ok(object);
    }
    let mut node = classes.root(object)?;
    nodes::optimise_nodes(&mut node, options.optimize);
    classes.object(&node)
}

/// Compiles a tree of objects.
pub fn compile(thread: &Thread, object: Value, options: &compiler::Options) -> Result<CodeRef> {
    check_root(thread, object, Some(options.mode))?;
    let node = Classes::find(thread)?.root(object)?;
    let (tree, source) = nodes::import(&node, &options.filename).map_err(|error| match error {
        NodeError::Type(message) => errors::type_error(thread, message),
        NodeError::Value(message) => errors::value_error(thread, message),
        NodeError::System(message) => errors::system_error(thread, message),
    })?;
    drop(node);
    match compiler::compile_ast(&tree, &source, options) {
        Ok(compiled) => crate::syntax::finish(thread, compiled, options),
        Err(error) => Err(crate::syntax::raise(thread, &error)),
    }
}

fn check_root(thread: &Thread, object: Value, mode: Option<compiler::Mode>) -> Result<()> {
    let wanted = match mode {
        Some(compiler::Mode::Exec) => "Module",
        Some(compiler::Mode::Eval) => "Expression",
        Some(compiler::Mode::Single) => "Interactive",
        None => "FunctionType",
    };
    let class = Classes::find(thread)?.class(wanted)?;
    if operations::is_instance(thread, object, class)? {
        return Ok(());
    }
    let found = object.class().name_text();
    Err(errors::type_error(
        thread,
        format!("expected {wanted} node, got {found}"),
    ))
}

/// The classes of module `_ast`.
struct Classes<'t> {
    thread: &'t Thread,
    names: Dict,
    /// The only instances of kinds without fields.
    singletons: Dict,
}

impl<'t> Classes<'t> {
    fn find(thread: &'t Thread) -> Result<Classes<'t>> {
        let names = dict_of(crate::import::import_module(thread, "_ast")?);
        let singletons = names.get_str(intern_text(thread, "_singletons")?);
        let Some(singletons) = singletons.and_then(|dict| dict.downcast::<DictObject>()) else {
            return Err(errors::system_error(thread, "lost _ast._singletons"));
        };
        Ok(Classes {
            thread,
            names,
            singletons,
        })
    }

    fn class(&self, name: &str) -> Result {
        match self.names.get_str(intern_text(self.thread, name)?) {
            Some(class) if class.is::<TypeObject>() => Ok(class),
            _ => Err(errors::system_error(
                self.thread,
                format!("lost _ast.{name}"),
            )),
        }
    }

    fn object(&self, node: &Node) -> Result {
        let thread = self.thread;
        thread.check_native_stack()?;
        if let Some(only) = self
            .singletons
            .get_str(intern_text(thread, node.kind.name)?)
        {
            return Ok(only);
        }
        let object = new_instance(thread, Ref::of(self.class(node.kind.name)?))?;
        for (field, item) in node.kind.fields.iter().zip(&node.fields) {
            let value = self.value(item)?;
            attribute::set(thread, object, intern_text(thread, field.name)?, value)?;
        }
        if let Some(at) = node.location {
            let numbers = [at.line, at.column, at.end_line, at.end_column];
            for (name, number) in POSITIONS.iter().zip(numbers) {
                let value = Value::fixnum(i64::from(number));
                attribute::set(thread, object, intern_text(thread, name)?, value)?;
            }
        }
        Ok(object)
    }

    fn value(&self, item: &Item) -> Result {
        match item {
            Item::None => Ok(Value::NONE),
            Item::Int(value) => int::from_i64(self.thread, *value),
            Item::Name(name) => Ok(intern_text(self.thread, name)?.value()),
            Item::Constant(constant) => make_constant(self.thread, constant.clone()),
            Item::Node(node) => self.object(node),
            Item::List(items) => {
                let list = List::with_capacity(self.thread, items.len())?;
                for item in items {
                    list.append(self.thread, self.value(item)?)?;
                }
                Ok(list.value())
            }
        }
    }

    fn root(&self, object: Value) -> Result<Node> {
        self.node(object, "mod")
    }

    /// The kind of a node object, which may be of a subclass.
    fn kind_of(&self, object: Value, sum: &str) -> Result<Option<&'static NodeKind>> {
        for class in object.class().mro().iter() {
            let class: typhon_objects::types::Type = Ref::of(class);
            let name = class.name_text();
            let Some(kind) = nodes::kind(&name).filter(|kind| kind.sum == sum) else {
                continue;
            };
            if self.names.get_str(intern_text(self.thread, &name)?) == Some(class.value()) {
                return Ok(Some(kind));
            }
        }
        Ok(None)
    }

    fn node(&self, object: Value, sum: &str) -> Result<Node> {
        let thread = self.thread;
        thread.check_native_stack()?;
        // Kinds of their own are taken for what they should be.
        let own = nodes::kind(sum).filter(|kind| kind.sum == sum);
        let found = match own {
            Some(kind) => Some(kind),
            None => self.kind_of(object, sum)?,
        };
        let located = match found {
            Some(kind) => kind.located,
            None => matches!(
                sum,
                "stmt" | "expr" | "excepthandler" | "pattern" | "type_param"
            ),
        };
        let location = if located {
            Some(self.location(object, sum)?)
        } else {
            None
        };
        let Some(kind) = found else {
            let shown = operations::repr(thread, object)?.to_string_lossy();
            return Err(errors::type_error(
                thread,
                format!("expected some sort of {sum}, but got {shown}"),
            ));
        };
        let mut fields = Vec::with_capacity(kind.fields.len());
        for field in &kind.fields {
            let name = intern_text(thread, field.name)?;
            let value = attribute::get_optional(thread, object, name)?;
            fields.push(self.field(kind, field, value)?);
        }
        Ok(Node {
            kind,
            location,
            fields,
        })
    }

    fn location(&self, object: Value, sum: &str) -> Result<Location> {
        let thread = self.thread;
        let mut numbers = [None; 4];
        for (name, number) in POSITIONS.iter().zip(&mut numbers) {
            let value = attribute::get_optional(thread, object, intern_text(thread, name)?)?;
            let required = !name.starts_with("end_");
            *number = match value {
                None if required => {
                    return Err(errors::type_error(
                        thread,
                        format!("required field \"{name}\" missing from {sum}"),
                    ));
                }
                Some(value) if required || !value.is_none() => Some(self.int(value)?),
                _ => None,
            };
        }
        let [line, column, end_line, end_column] = numbers;
        let (line, column) = (line.unwrap_or(1), column.unwrap_or(0));
        Ok(Location {
            line,
            column,
            end_line: end_line.unwrap_or(line),
            end_column: end_column.unwrap_or(column),
        })
    }

    fn int(&self, value: Value) -> Result<i32> {
        let thread = self.thread;
        if value.kind() != Kind::Int && !matches!(value, Value::TRUE | Value::FALSE) {
            let shown = operations::repr(thread, value)?.to_string_lossy();
            return Err(errors::value_error(
                thread,
                format!("invalid integer value: {shown}"),
            ));
        }
        match operations::index(thread, value).map(i32::try_from) {
            Ok(Ok(number)) => Ok(number),
            _ => Err(errors::overflow_error(
                thread,
                "Python int too large to convert to C int",
            )),
        }
    }

    fn field(&self, kind: &NodeKind, field: &nodes::Field, value: Option<Value>) -> Result<Item> {
        let thread = self.thread;
        let many = matches!(field.quantity, Quantity::Many | Quantity::ManyOptional);
        match value {
            None if many => Ok(Item::List(Vec::new())),
            None if field.quantity == Quantity::Optional => Ok(Item::None),
            None => Err(errors::type_error(
                thread,
                format!(
                    "required field \"{}\" missing from {}",
                    field.name, kind.name
                ),
            )),
            Some(value) if many => self.list(kind, field, value),
            Some(Value::NONE) if field.quantity == Quantity::Optional => Ok(Item::None),
            Some(Value::NONE)
                if !matches!(
                    field.of,
                    "constant" | "int" | "expr_context" | "boolop" | "operator" | "unaryop"
                ) =>
            {
                Err(errors::value_error(
                    thread,
                    format!("field '{}' is required for {}", field.name, kind.name),
                ))
            }
            Some(value) => self.item(field.of, value),
        }
    }

    fn list(&self, kind: &NodeKind, field: &nodes::Field, value: Value) -> Result<Item> {
        let thread = self.thread;
        let Some(list) = value.downcast::<ListObject>() else {
            return Err(errors::type_error(
                thread,
                format!(
                    "{} field \"{}\" must be a list, not a {}",
                    kind.name,
                    field.name,
                    value.class().name_text()
                ),
            ));
        };
        let length = list.len();
        let mut items = Vec::with_capacity(length);
        for index in 0..length {
            let value = list.get(index).filter(|_| list.len() == length);
            let Some(value) = value else {
                return Err(errors::runtime_error(
                    thread,
                    format!(
                        "{} field \"{}\" changed size during iteration",
                        kind.name, field.name
                    ),
                ));
            };
            items.push(match value {
                Value::NONE if matches!(field.of, "expr" | "stmt" | "pattern") => Item::None,
                value => self.item(field.of, value)?,
            });
        }
        Ok(Item::List(items))
    }

    fn item(&self, of: &str, value: Value) -> Result<Item> {
        let thread = self.thread;
        match of {
            "identifier" | "string" => match value.downcast::<StrObject>() {
                Some(text) => Ok(Item::Name(text.to_string_lossy().into_owned())),
                None => Err(errors::type_error(
                    thread,
                    format!("AST {of} must be of type str"),
                )),
            },
            "int" => Ok(Item::Int(i64::from(self.int(value)?))),
            "constant" => Ok(Item::Constant(self.constant(value)?)),
            of => Ok(Item::Node(Box::new(self.node(value, of)?))),
        }
    }

    fn constant(&self, value: Value) -> Result<Constant> {
        let thread = self.thread;
        thread.check_native_stack()?;
        let list = |values: &[Value]| -> Result<Vec<Constant>> {
            values.iter().map(|value| self.constant(*value)).collect()
        };
        let built_in = value.class().spec().is_some();
        Ok(match value {
            Value::NONE => Constant::None,
            Value::TRUE => Constant::True,
            Value::FALSE => Constant::False,
            Value::ELLIPSIS => Constant::Ellipsis,
            _ => match value.kind() {
                Kind::Int if built_in => match int::to_i64(value) {
                    Some(small) => Constant::Int(small),
                    None => Constant::BigInt(int::big(value)),
                },
                Kind::Float if built_in => Constant::Float(float::to_f64(value).unwrap_or(0.0)),
                Kind::Complex if built_in => {
                    let complex = Ref::<ComplexObject>::of(value);
                    Constant::Complex(complex.real, complex.imaginary)
                }
                Kind::Str if built_in => Constant::Str(Str::of(value).bytes().into()),
                Kind::Bytes if built_in => {
                    Constant::Bytes(Ref::<BytesObject>::of(value).data().into())
                }
                Kind::Tuple if built_in => Constant::Tuple(list(Tuple::of(value).values())?),
                Kind::Set | Kind::FrozenSet
                    if built_in && value.class().name_text() == "frozenset" =>
                {
                    let items = operations::tuple_from(thread, value)?;
                    Constant::FrozenSet(list(items.values())?)
                }
                _ => {
                    let found = value.class().name_text();
                    return Err(errors::type_error(
                        thread,
                        format!("got an invalid type in Constant: {found}"),
                    ));
                }
            },
        })
    }
}
