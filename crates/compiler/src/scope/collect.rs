//! The first pass: makes the scopes and flags what each of them does with its names.

use std::rc::Rc;

use rustc_hash::FxHashMap;
use typhon_bytecode::CodeFlags;

use super::{
    Flags, Names, Resolution, Role, Scope, ScopeId, ScopeKind, Symbol, Table, address, flag,
};
use crate::Options;
use crate::errors::{Result, syntax, too_deep};
use crate::parse::{Ranged, TextRange, Tree, ast};
use ast::{Expr, Stmt};

/// Deepest tree that is compiled; far more than any sane program, and bounded in stack.
pub(crate) const MAXIMUM_DEPTH: u32 = 10_000;

/// Runs `work` with enough stack for one more level of a tree.
pub(crate) fn with_stack<R>(work: impl FnOnce() -> R) -> R {
    stacker::maybe_grow(192 * 1024, 4 * 1024 * 1024, work)
}

pub(super) struct Collector {
    pub(super) scopes: Vec<Scope>,
    by_node: FxHashMap<(usize, Role), ScopeId>,
    pub(super) current: ScopeId,
    future_annotations: bool,
    depth: u32,
    /// In an `if`, loop, `try` or the like of the current class or module.
    conditional: bool,
    /// How many iterable expressions of comprehensions are around.
    pub(super) in_iterable: u32,
    pub(super) top_level_await: bool,
    /// In the target of a comprehension's loop.
    pub(super) in_target: bool,
}

pub(super) fn collect(tree: &Tree, options: &Options, future: CodeFlags) -> Result<Table> {
    let mut collector = Collector {
        scopes: Vec::new(),
        by_node: FxHashMap::default(),
        current: 0,
        future_annotations: future.contains(CodeFlags::FUTURE_ANNOTATIONS),
        depth: 0,
        conditional: false,
        in_iterable: 0,
        top_level_await: options.allow_top_level_await,
        in_target: false,
    };
    let module = collector.new_scope(ScopeKind::Module, None);
    collector.current = module;
    match tree.root() {
        ast::Mod::Module(root) => {
            collector
                .by_node
                .insert((address(root), Role::Body), module);
            collector.statements(&root.body)?;
        }
        ast::Mod::Expression(root) => {
            collector
                .by_node
                .insert((address(root), Role::Body), module);
            collector.expression(&root.body)?;
        }
    }
    Ok(Table {
        scopes: collector.scopes,
        by_node: collector.by_node,
    })
}

impl Collector {
    fn new_scope(&mut self, kind: ScopeKind, parent: Option<ScopeId>) -> ScopeId {
        let id = self.scopes.len();
        let (private, mangled_names, sees_class) = match parent {
            None => (None, None, false),
            Some(parent) => {
                let outer = &self.scopes[parent];
                let annotation_like = matches!(
                    kind,
                    ScopeKind::Annotations
                        | ScopeKind::TypeParameters
                        | ScopeKind::TypeAlias
                        | ScopeKind::TypeVariable
                );
                // Nested annotation scopes see the class through the ones around them.
                let sees = annotation_like && (outer.kind == ScopeKind::Class || outer.sees_class);
                (outer.private.clone(), outer.mangled_names.clone(), sees)
            }
        };
        self.scopes.push(Scope {
            kind,
            parent,
            symbols: Names::default(),
            children: Vec::new(),
            private,
            mangled_names,
            parameters: Vec::new(),
            is_generator: false,
            is_async: false,
            has_await: false,
            sees_class,
            inlined: false,
            has_walrus: false,
            frees: Vec::new(),
            cells: Vec::new(),
            needs_class_cell: false,
            needs_class_dict: false,
            conditional_annotations: false,
            annotations: None,
            place: "",
        });
        if let Some(parent) = parent {
            self.scopes[parent].children.push(id);
        }
        id
    }

    pub(super) fn enter<T>(&mut self, kind: ScopeKind, node: &T, role: Role) -> ScopeId {
        let id = self.new_scope(kind, Some(self.current));
        self.by_node.insert((address(node), role), id);
        if self.scopes[id].sees_class {
            let current = self.current;
            self.current = id;
            self.flag("__classdict__", flag::USED, TextRange::default());
            self.current = current;
        }
        id
    }

    pub(super) fn within<R>(
        &mut self,
        scope: ScopeId,
        work: impl FnOnce(&mut Self) -> Result<R>,
    ) -> Result<R> {
        let (current, conditional, iterable) = (self.current, self.conditional, self.in_iterable);
        self.current = scope;
        self.conditional = false;
        let result = work(self);
        self.current = current;
        self.conditional = conditional;
        self.in_iterable = iterable;
        result
    }

    fn conditionally<R>(&mut self, work: impl FnOnce(&mut Self) -> Result<R>) -> Result<R> {
        let before = std::mem::replace(&mut self.conditional, true);
        let result = work(self);
        self.conditional = before;
        result
    }

    pub(super) fn flag(&mut self, name: &str, flags: u16, range: TextRange) {
        let current = self.current;
        self.flag_in(current, name, flags, range);
    }

    pub(super) fn flag_in(&mut self, scope: ScopeId, name: &str, flags: u16, range: TextRange) {
        let scope = &mut self.scopes[scope];
        let mangled = scope.mangled(name);
        let name = mangled.as_deref().unwrap_or(name);
        match scope.symbols.get_mut(name) {
            Some(symbol) => {
                if flags & (flag::GLOBAL | flag::NONLOCAL) != 0
                    && !symbol.flags.has(flag::GLOBAL | flag::NONLOCAL)
                {
                    symbol.declared = range;
                }
                symbol.flags.add(flags);
            }
            None => {
                scope.symbols.insert(
                    Rc::from(name),
                    Symbol {
                        flags: Flags(flags),
                        resolution: Resolution::Unknown,
                        declared: range,
                    },
                );
            }
        }
    }

    pub(super) fn flags_of(&self, scope: ScopeId, name: &str) -> Flags {
        let scope = &self.scopes[scope];
        let mangled = scope.mangled(name);
        scope
            .symbols
            .get(mangled.as_deref().unwrap_or(name))
            .map_or(Flags(0), |symbol| symbol.flags)
    }

    pub(super) fn bind(&mut self, name: &str, range: TextRange) -> Result<()> {
        if name == "__debug__" {
            return syntax(range, "cannot assign to __debug__");
        }
        self.flag(name, flag::ASSIGNED, range);
        Ok(())
    }

    fn parameter(&mut self, name: &str, range: TextRange) -> Result<()> {
        if name == "__debug__" {
            return syntax(range, "cannot assign to __debug__");
        }
        if self.flags_of(self.current, name).has(flag::PARAMETER) {
            return syntax(
                range,
                format!("duplicate argument '{name}' in function definition"),
            );
        }
        self.flag(name, flag::PARAMETER, range);
        let scope = &mut self.scopes[self.current];
        let mangled = scope.mangled(name);
        scope
            .parameters
            .push(Rc::from(mangled.as_deref().unwrap_or(name)));
        Ok(())
    }

    fn statements(&mut self, statements: &[Stmt]) -> Result<()> {
        for statement in statements {
            self.deeper(|this| this.statement(statement))?;
        }
        Ok(())
    }

    pub(super) fn deeper<R>(&mut self, work: impl FnOnce(&mut Self) -> Result<R>) -> Result<R> {
        self.depth += 1;
        if self.depth > MAXIMUM_DEPTH {
            return Err(too_deep());
        }
        let result = with_stack(|| work(self));
        self.depth -= 1;
        result
    }

    fn statement(&mut self, statement: &Stmt) -> Result<()> {
        match statement {
            Stmt::FunctionDef(function) => self.function(function),
            Stmt::ClassDef(class) => self.class(class),
            Stmt::Return(node) => self.optional(node.value.as_deref()),
            Stmt::Delete(node) => {
                for target in &node.targets {
                    self.expression(target)?;
                }
                Ok(())
            }
            Stmt::TypeAlias(alias) => self.type_alias(alias),
            Stmt::Assign(node) => {
                self.expression(&node.value)?;
                for target in &node.targets {
                    self.expression(target)?;
                }
                Ok(())
            }
            Stmt::AugAssign(node) => {
                self.expression(&node.target)?;
                self.expression(&node.value)
            }
            Stmt::AnnAssign(node) => self.annotated_assignment(node),
            Stmt::For(node) => {
                self.expression(&node.target)?;
                self.expression(&node.iter)?;
                self.conditionally(|this| {
                    this.statements(&node.body)?;
                    this.statements(&node.orelse)
                })
            }
            Stmt::While(node) => {
                self.expression(&node.test)?;
                self.conditionally(|this| {
                    this.statements(&node.body)?;
                    this.statements(&node.orelse)
                })
            }
            Stmt::If(node) => {
                self.expression(&node.test)?;
                self.conditionally(|this| {
                    this.statements(&node.body)?;
                    for clause in &node.elif_else_clauses {
                        this.optional(clause.test.as_ref())?;
                        this.statements(&clause.body)?;
                    }
                    Ok(())
                })
            }
            Stmt::With(node) => {
                for item in &node.items {
                    self.expression(&item.context_expr)?;
                    self.optional(item.optional_vars.as_deref())?;
                }
                self.conditionally(|this| this.statements(&node.body))
            }
            Stmt::Match(node) => {
                self.expression(&node.subject)?;
                self.conditionally(|this| {
                    for case in &node.cases {
                        this.pattern(&case.pattern)?;
                        this.optional(case.guard.as_deref())?;
                        this.statements(&case.body)?;
                    }
                    Ok(())
                })
            }
            Stmt::Raise(node) => {
                self.optional(node.exc.as_deref())?;
                self.optional(node.cause.as_deref())
            }
            Stmt::Try(node) => self.conditionally(|this| {
                this.statements(&node.body)?;
                for handler in &node.handlers {
                    let ast::ExceptHandler::ExceptHandler(handler) = handler;
                    this.optional(handler.type_.as_deref())?;
                    if let Some(name) = &handler.name {
                        this.bind(name, handler.range)?;
                        this.flag(name, flag::DELETED, name.range);
                    }
                    this.statements(&handler.body)?;
                }
                this.statements(&node.orelse)?;
                this.statements(&node.finalbody)
            }),
            Stmt::Assert(node) => {
                self.expression(&node.test)?;
                self.optional(node.msg.as_deref())
            }
            Stmt::Import(node) => {
                for alias in &node.names {
                    self.alias(alias)?;
                }
                Ok(())
            }
            Stmt::ImportFrom(node) => {
                for alias in &node.names {
                    self.alias(alias)?;
                }
                Ok(())
            }
            Stmt::Global(node) => {
                for name in &node.names {
                    self.global(name, node.range)?;
                }
                Ok(())
            }
            Stmt::Nonlocal(node) => {
                for name in &node.names {
                    self.nonlocal(name, node.range)?;
                }
                Ok(())
            }
            Stmt::Expr(node) => self.expression(&node.value),
            Stmt::Pass(_) | Stmt::Break(_) | Stmt::Continue(_) => Ok(()),
            Stmt::IpyEscapeCommand(node) => syntax(node.range, "invalid syntax"),
        }
    }

    pub(super) fn optional(&mut self, expression: Option<&Expr>) -> Result<()> {
        match expression {
            Some(expression) => self.expression(expression),
            None => Ok(()),
        }
    }

    fn alias(&mut self, alias: &ast::Alias) -> Result<()> {
        let name = match &alias.asname {
            Some(name) => name.as_str(),
            None => alias.name.split('.').next().unwrap_or(""),
        };
        if name == "*" {
            if self.scopes[self.current].kind != ScopeKind::Module {
                return syntax(alias.range, "import * only allowed at module level");
            }
            return Ok(());
        }
        self.bind(name, alias.range)?;
        self.flag(name, flag::IMPORTED, alias.range);
        Ok(())
    }

    fn global(&mut self, name: &ast::Identifier, statement: TextRange) -> Result<()> {
        let flags = self.flags_of(self.current, name);
        if flags.has(flag::PARAMETER | flag::ASSIGNED | flag::USED | flag::ANNOTATED) {
            return syntax(statement, conflict(flags, name, "global"));
        }
        self.flag(name, flag::GLOBAL, statement);
        if self.flags_of(self.current, name).has(flag::NONLOCAL) {
            let declared = self.scopes[self.current]
                .symbols
                .get(name.as_str())
                .map_or(statement, |s| s.declared);
            return syntax(declared, format!("name '{name}' is nonlocal and global"));
        }
        Ok(())
    }

    fn nonlocal(&mut self, name: &ast::Identifier, statement: TextRange) -> Result<()> {
        if self.scopes[self.current].kind == ScopeKind::Module {
            return syntax(
                statement,
                "nonlocal declaration not allowed at module level",
            );
        }
        let flags = self.flags_of(self.current, name);
        if flags.has(flag::PARAMETER | flag::ASSIGNED | flag::USED | flag::ANNOTATED) {
            return syntax(statement, conflict(flags, name, "nonlocal"));
        }
        self.flag(name, flag::NONLOCAL, statement);
        if self.flags_of(self.current, name).has(flag::GLOBAL) {
            let declared = self.scopes[self.current]
                .symbols
                .get(name.as_str())
                .map_or(statement, |s| s.declared);
            return syntax(declared, format!("name '{name}' is nonlocal and global"));
        }
        Ok(())
    }

    fn annotated_assignment(&mut self, node: &ast::StmtAnnAssign) -> Result<()> {
        let in_function = self.scopes[self.current].is_function_like();
        if let Expr::Name(name) = &*node.target {
            let flags = self.flags_of(self.current, &name.id);
            if node.simple && flags.has(flag::GLOBAL | flag::NONLOCAL) && self.current != 0 {
                let what = if flags.has(flag::GLOBAL) {
                    "global"
                } else {
                    "nonlocal"
                };
                return syntax(
                    node.range,
                    format!("annotated name '{}' can't be {what}", name.id),
                );
            }
            if node.simple {
                self.bind(&name.id, name.range)?;
                self.flag(&name.id, flag::ANNOTATED, name.range);
            } else if node.value.is_some() {
                self.bind(&name.id, name.range)?;
            }
        } else {
            self.expression(&node.target)?;
        }
        if self.future_annotations || in_function {
            // Never evaluated; only what is forbidden in annotations matters.
            self.forbidden(&node.annotation, "an annotation")?;
        } else if node.simple && matches!(&*node.target, Expr::Name(_)) {
            let scope = self.current;
            if self.conditional || self.scopes[scope].kind == ScopeKind::Module {
                self.scopes[scope].conditional_annotations = true;
            }
            let annotations = match self.scopes[scope].annotations {
                Some(annotations) => annotations,
                None => {
                    let id = self.enter(ScopeKind::Annotations, node, Role::Annotations);
                    self.scopes[id].parameters.push(".format".into());
                    self.within(id, |this| {
                        this.flag(".format", flag::PARAMETER, TextRange::default());
                        Ok(())
                    })?;
                    self.scopes[scope].annotations = Some(id);
                    id
                }
            };
            let uses_conditional = self.scopes[scope].conditional_annotations;
            self.within(annotations, |this| {
                if uses_conditional {
                    this.flag(
                        "__conditional_annotations__",
                        flag::USED,
                        TextRange::default(),
                    );
                }
                this.expression(&node.annotation)
            })?;
            if uses_conditional && self.scopes[scope].kind == ScopeKind::Module {
                self.flag(
                    "__conditional_annotations__",
                    flag::ASSIGNED,
                    TextRange::default(),
                );
            }
        } else {
            self.forbidden(&node.annotation, "an annotation")?;
        }
        self.optional(node.value.as_deref())
    }

    /// Checks an expression that is not compiled, in a scope that is thrown away.
    fn forbidden(&mut self, expression: &Expr, _what: &str) -> Result<()> {
        let id = self.new_scope(ScopeKind::Annotations, Some(self.current));
        let children = self.scopes[self.current].children.pop();
        debug_assert_eq!(children, Some(id));
        let result = self.within(id, |this| this.expression(expression));
        // Nothing in it may capture variables of the scopes around.
        if self.scopes.len() > id + 1 {
            self.by_node.retain(|_, scope| *scope < id);
        }
        self.scopes.truncate(id);
        result
    }

    fn function(&mut self, function: &ast::StmtFunctionDef) -> Result<()> {
        self.bind(&function.name, function.range)?;
        for decorator in &function.decorator_list {
            self.expression(&decorator.expression)?;
        }
        self.defaults(&function.parameters)?;
        match &function.type_params {
            None => self.function_inner(function),
            Some(params) => {
                let scope = self.enter(ScopeKind::TypeParameters, function, Role::TypeParameters);
                self.within(scope, |this| {
                    let parameters = &function.parameters;
                    let has = |list: &[ast::ParameterWithDefault]| {
                        list.iter().any(|p| p.default.is_some())
                    };
                    if has(&parameters.posonlyargs) || has(&parameters.args) {
                        this.parameter(".defaults", function.range)?;
                    }
                    if has(&parameters.kwonlyargs) {
                        this.parameter(".kwdefaults", function.range)?;
                    }
                    this.type_parameters(params)?;
                    this.function_inner(function)
                })
            }
        }
    }

    fn function_inner(&mut self, function: &ast::StmtFunctionDef) -> Result<()> {
        self.annotations(function)?;
        let body = self.enter(ScopeKind::Function, function, Role::Body);
        self.scopes[body].is_async = function.is_async;
        self.within(body, |this| {
            this.parameters(&function.parameters)?;
            this.statements(&function.body)
        })
    }

    fn annotations(&mut self, function: &ast::StmtFunctionDef) -> Result<()> {
        let mut found: Vec<&Expr> = Vec::new();
        for parameter in function.parameters.iter() {
            found.extend(parameter.annotation());
        }
        found.extend(function.returns.as_deref());
        if found.is_empty() {
            return Ok(());
        }
        if self.future_annotations {
            for annotation in found {
                self.forbidden(annotation, "an annotation")?;
            }
            // The strings need a function, but no names.
            let id = self.enter(ScopeKind::Annotations, function, Role::Annotations);
            return self.within(id, |this| this.parameter(".format", function.range));
        }
        let id = self.enter(ScopeKind::Annotations, function, Role::Annotations);
        self.within(id, |this| {
            this.scopes[id].parameters.push(".format".into());
            this.flag(".format", flag::PARAMETER, function.range);
            for annotation in found {
                let annotation = match annotation {
                    Expr::Starred(starred) => &*starred.value,
                    other => other,
                };
                this.expression(annotation)?;
            }
            Ok(())
        })
    }

    pub(super) fn defaults(&mut self, parameters: &ast::Parameters) -> Result<()> {
        for parameter in parameters
            .posonlyargs
            .iter()
            .chain(&parameters.args)
            .chain(&parameters.kwonlyargs)
        {
            self.optional(parameter.default.as_deref())?;
        }
        Ok(())
    }

    pub(super) fn parameters(&mut self, parameters: &ast::Parameters) -> Result<()> {
        for parameter in parameters
            .posonlyargs
            .iter()
            .chain(&parameters.args)
            .chain(&parameters.kwonlyargs)
        {
            self.parameter(&parameter.parameter.name, parameter.parameter.range)?;
        }
        for parameter in [&parameters.vararg, &parameters.kwarg]
            .into_iter()
            .flatten()
        {
            let range = TextRange::new(parameter.name.start(), parameter.range.end());
            self.parameter(&parameter.name, range)?;
        }
        Ok(())
    }

    fn class(&mut self, class: &ast::StmtClassDef) -> Result<()> {
        self.bind(&class.name, class.range)?;
        for decorator in &class.decorator_list {
            self.expression(&decorator.expression)?;
        }
        match &class.type_params {
            None => self.class_inner(class),
            Some(params) => {
                let scope = self.enter(ScopeKind::TypeParameters, class, Role::TypeParameters);
                self.scopes[scope].private = Some(class.name.as_str().into());
                let names = params.type_params.iter();
                let names = names.map(|param| Rc::from(param.name().as_str()));
                self.scopes[scope].mangled_names = Some(names.collect());
                self.within(scope, |this| {
                    this.flag(".type_params", flag::ASSIGNED | flag::USED, class.range);
                    this.type_parameters(params)?;
                    this.flag(".generic_base", flag::ASSIGNED | flag::USED, class.range);
                    this.class_inner(class)
                })
            }
        }
    }

    fn class_inner(&mut self, class: &ast::StmtClassDef) -> Result<()> {
        if let Some(arguments) = &class.arguments {
            self.check_repeated(&arguments.keywords)?;
            for argument in &arguments.args {
                self.expression(argument)?;
            }
            for keyword in &arguments.keywords {
                self.keyword_name(keyword)?;
                self.expression(&keyword.value)?;
            }
        }
        let body = self.enter(ScopeKind::Class, class, Role::Body);
        self.scopes[body].private = Some(class.name.as_str().into());
        self.scopes[body].mangled_names = None;
        self.within(body, |this| {
            if class.type_params.is_some() {
                this.flag("__type_params__", flag::ASSIGNED, class.range);
                this.flag(".type_params", flag::USED, class.range);
            }
            this.statements(&class.body)
        })
    }

    fn type_alias(&mut self, alias: &ast::StmtTypeAlias) -> Result<()> {
        let Expr::Name(name) = &*alias.name else {
            return syntax(alias.name.range(), "invalid syntax");
        };
        self.bind(&name.id, name.range)?;
        match &alias.type_params {
            None => self.type_alias_value(alias),
            Some(params) => {
                let scope = self.enter(ScopeKind::TypeParameters, alias, Role::TypeParameters);
                self.within(scope, |this| {
                    this.type_parameters(params)?;
                    this.type_alias_value(alias)
                })
            }
        }
    }

    fn type_alias_value(&mut self, alias: &ast::StmtTypeAlias) -> Result<()> {
        let scope = self.enter(ScopeKind::TypeAlias, alias, Role::Body);
        self.within(scope, |this| {
            this.parameter(".format", alias.range)?;
            this.expression(&alias.value)
        })
    }

    fn type_parameters(&mut self, params: &ast::TypeParams) -> Result<()> {
        let mut seen_default = false;
        for param in &params.type_params {
            let name = param.name();
            if self.flags_of(self.current, name).has(flag::TYPE_PARAMETER) {
                return syntax(param.range(), format!("duplicate type parameter '{name}'"));
            }
            if &**name == "__debug__" {
                return syntax(param.range(), "cannot assign to __debug__");
            }
            if let ast::TypeParam::TypeVar(variable) = param
                && let Some(bound) = &variable.bound
            {
                let constraints = matches!(&**bound, Expr::Tuple(_));
                let place = if constraints {
                    "a TypeVar constraint"
                } else {
                    "a TypeVar bound"
                };
                self.type_variable(bound, place)?;
            }
            self.flag(name, flag::TYPE_PARAMETER | flag::ASSIGNED, param.range());
            match param.default() {
                Some(default) => {
                    seen_default = true;
                    let default = match default {
                        Expr::Starred(starred) => &*starred.value,
                        other => other,
                    };
                    let place = match param {
                        ast::TypeParam::TypeVar(_) => "a TypeVar default",
                        ast::TypeParam::TypeVarTuple(_) => "a TypeVarTuple default",
                        ast::TypeParam::ParamSpec(_) => "a ParamSpec default",
                    };
                    self.type_variable(default, place)?;
                }
                None if seen_default => {
                    return syntax(
                        param.range(),
                        format!(
                            "non-default type parameter '{name}' follows default type parameter"
                        ),
                    );
                }
                None => {}
            }
        }
        Ok(())
    }

    fn type_variable(&mut self, expression: &Expr, place: &'static str) -> Result<()> {
        let scope = self.enter(ScopeKind::TypeVariable, expression, Role::Bound);
        self.scopes[scope].place = place;
        self.within(scope, |this| {
            this.parameter(".format", expression.range())?;
            this.expression(expression)
        })
    }
}

fn conflict(flags: Flags, name: &str, what: &str) -> String {
    if flags.has(flag::PARAMETER) {
        format!("name '{name}' is parameter and {what}")
    } else if flags.has(flag::USED) {
        format!("name '{name}' is used prior to {what} declaration")
    } else if flags.has(flag::ANNOTATED) {
        format!("annotated name '{name}' can't be {what}")
    } else {
        format!("name '{name}' is assigned to before {what} declaration")
    }
}
