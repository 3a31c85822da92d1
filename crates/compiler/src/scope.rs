//! The symbol table: which names a scope binds, and where a name it uses is bound.
//!
//! Two passes. `collect` walks the tree and makes scopes with flagged symbols; `resolve` then walks
//! outwards from every use to its binding, marking cells and free variables on the way.
//! Invariant: scopes are found by the address of the tree node that makes them, so the tree must not
//! move between analysis and lowering.

mod collect;
mod expressions;
mod resolve;

use std::rc::Rc;

use bitflags_lite::Flags;
use indexmap::IndexMap;
use rustc_hash::{FxBuildHasher, FxHashMap};
use typhon_bytecode::CodeFlags;

use crate::Options;
use crate::errors::SyntaxError;
use crate::parse::{TextRange, Tree};
use crate::source::Source;

pub(crate) type ScopeId = usize;
pub(crate) type Names = IndexMap<Rc<str>, Symbol, FxBuildHasher>;

#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub(crate) enum ScopeKind {
    Module,
    Class,
    Function,
    /// A list, set or dict comprehension or a generator expression.
    Comprehension(Comprehension),
    /// The `__annotate__` function of a function, class or module.
    Annotations,
    /// The function around a generic function, class or alias that makes its type parameters.
    TypeParameters,
    /// The lazily computed value of a type alias.
    TypeAlias,
    /// The lazily computed bound, constraints or default of a type parameter.
    TypeVariable,
}

#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub(crate) enum Comprehension {
    List,
    Set,
    Dict,
    Generator,
}

/// Which of the scopes that one node makes.
#[derive(Copy, Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Role {
    Body,
    TypeParameters,
    Annotations,
    Bound,
}

/// A small set of flags without a dependency.
pub(crate) mod bitflags_lite {
    #[derive(Copy, Clone, Debug, Default, PartialEq, Eq)]
    pub struct Flags(pub u16);

    impl Flags {
        pub fn has(self, other: u16) -> bool {
            self.0 & other != 0
        }
        pub fn add(&mut self, other: u16) {
            self.0 |= other;
        }
    }
}

pub(crate) mod flag {
    pub const GLOBAL: u16 = 1;
    pub const NONLOCAL: u16 = 1 << 1;
    pub const ASSIGNED: u16 = 1 << 2;
    pub const PARAMETER: u16 = 1 << 3;
    pub const USED: u16 = 1 << 4;
    pub const ANNOTATED: u16 = 1 << 5;
    pub const ITERATION: u16 = 1 << 6;
    pub const DELETED: u16 = 1 << 7;
    pub const TYPE_PARAMETER: u16 = 1 << 8;
    pub const IMPORTED: u16 = 1 << 9;
    pub const BOUND: u16 = ASSIGNED | PARAMETER | TYPE_PARAMETER | IMPORTED;
}

#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub(crate) enum Resolution {
    Unknown,
    Local,
    /// Bound here and captured by an inner scope.
    Cell,
    Free,
    GlobalExplicit,
    GlobalImplicit,
}

#[derive(Clone, Debug)]
pub(crate) struct Symbol {
    pub flags: Flags,
    pub resolution: Resolution,
    /// Where `global` or `nonlocal` declared it, for errors found when resolving.
    pub declared: TextRange,
}

#[derive(Debug)]
pub(crate) struct Scope {
    pub kind: ScopeKind,
    pub parent: Option<ScopeId>,
    pub symbols: Names,
    pub children: Vec<ScopeId>,
    /// The name of the class around, for mangling.
    pub private: Option<Rc<str>>,
    /// Around the type parameters of a class: the only names that are mangled.
    pub mangled_names: Option<Rc<[Rc<str>]>>,
    pub parameters: Vec<Rc<str>>,
    pub is_generator: bool,
    pub is_async: bool,
    /// An asynchronous comprehension is in the scope itself.
    pub has_await: bool,
    /// Sees the names of the class body that directly encloses it.
    pub sees_class: bool,
    /// A comprehension whose variables live in registers of the enclosing function.
    pub inlined: bool,
    /// Holds an assignment expression, so that operands can be rebound while an expression runs.
    pub has_walrus: bool,
    /// Free variables, captured cells: names, sorted in the end.
    pub frees: Vec<Rc<str>>,
    pub cells: Vec<Rc<str>>,
    /// Of a class: implicit cells that methods or annotations refer to.
    pub needs_class_cell: bool,
    pub needs_class_dict: bool,
    /// Of a class or module: some annotations stand in conditional code.
    pub conditional_annotations: bool,
    pub annotations: Option<ScopeId>,
    /// How messages name the place of a lazily computed type expression.
    pub place: &'static str,
}

impl Scope {
    pub fn is_function_like(&self) -> bool {
        !matches!(self.kind, ScopeKind::Module | ScopeKind::Class)
    }

    /// A private name as this scope has it.
    pub fn mangled(&self, name: &str) -> Option<String> {
        if let Some(names) = &self.mangled_names
            && !names.iter().any(|known| &**known == name)
        {
            return None;
        }
        mangle(self.private.as_deref(), name)
    }

    pub fn is_comprehension(&self) -> bool {
        matches!(self.kind, ScopeKind::Comprehension(_))
    }

    pub fn resolution(&self, name: &str) -> Resolution {
        self.symbols
            .get(name)
            .map_or(Resolution::GlobalImplicit, |symbol| symbol.resolution)
    }
}

#[derive(Debug)]
pub(crate) struct Table {
    pub scopes: Vec<Scope>,
    pub by_node: FxHashMap<(usize, Role), ScopeId>,
}

impl Table {
    pub fn scope_of<T>(&self, node: &T, role: Role) -> ScopeId {
        self.by_node[&(address(node), role)]
    }

    pub fn find<T>(&self, node: &T, role: Role) -> Option<ScopeId> {
        self.by_node.get(&(address(node), role)).copied()
    }
}

pub(crate) use collect::with_stack;

pub(crate) fn address<T>(node: &T) -> usize {
    std::ptr::from_ref(node) as usize
}

/// `__x` inside class `C` is `_C__x`.
pub(crate) fn mangle(private: Option<&str>, name: &str) -> Option<String> {
    let class = private?;
    if !name.starts_with("__") || name.ends_with("__") || name.contains('.') {
        return None;
    }
    let class = class.trim_start_matches('_');
    if class.is_empty() {
        return None;
    }
    Some(format!("_{class}{name}"))
}

/// Builds the table, with the errors that scopes give.
pub(crate) fn analyse(
    tree: &Tree,
    source: &Source,
    options: &Options,
    future: CodeFlags,
) -> Result<Table, SyntaxError> {
    let mut table = collect::collect(tree, options, future).map_err(|error| error.at(source))?;
    resolve::resolve(&mut table).map_err(|error| error.at(source))?;
    Ok(table)
}
