//! The first pass over expressions, comprehensions and patterns.

use super::collect::Collector;
use super::{Comprehension, Role, ScopeKind, flag};
use crate::errors::{Result, error, syntax};
use crate::parse::{Ranged, TextRange, ast};
use ast::{Expr, ExprContext, InterpolatedStringElement, Pattern};

impl Collector {
    pub(super) fn expression(&mut self, expression: &Expr) -> Result<()> {
        self.deeper(|this| this.expression_inner(expression))
    }

    fn expression_inner(&mut self, expression: &Expr) -> Result<()> {
        match expression {
            Expr::Name(name) => self.name(name),
            Expr::BoolOp(node) => self.expressions(&node.values),
            Expr::Named(node) => self.named(node),
            Expr::BinOp(node) => {
                self.expression(&node.left)?;
                self.expression(&node.right)
            }
            Expr::UnaryOp(node) => self.expression(&node.operand),
            Expr::Lambda(node) => {
                if let Some(parameters) = &node.parameters {
                    self.defaults(parameters)?;
                }
                let scope = self.enter(ScopeKind::Function, node, Role::Body);
                self.within(scope, |this| {
                    if let Some(parameters) = &node.parameters {
                        this.parameters(parameters)?;
                    }
                    this.expression(&node.body)
                })
            }
            Expr::If(node) => {
                self.expression(&node.test)?;
                self.expression(&node.body)?;
                self.expression(&node.orelse)
            }
            Expr::Dict(node) => {
                for item in &node.items {
                    self.optional(item.key.as_ref())?;
                    self.expression(&item.value)?;
                }
                Ok(())
            }
            Expr::Set(node) => self.expressions(&node.elts),
            Expr::List(node) => self.expressions(&node.elts),
            Expr::Tuple(node) => self.expressions(&node.elts),
            Expr::ListComp(node) => self.comprehension(
                node,
                Comprehension::List,
                &[&node.elt],
                &node.generators,
                node.range,
            ),
            Expr::SetComp(node) => self.comprehension(
                node,
                Comprehension::Set,
                &[&node.elt],
                &node.generators,
                node.range,
            ),
            Expr::DictComp(node) => {
                let Some(key) = &node.key else {
                    return syntax(
                        node.range,
                        "dict unpacking cannot be used in dict comprehension",
                    );
                };
                let parts: [&Expr; 2] = [key, &node.value];
                self.comprehension(
                    node,
                    Comprehension::Dict,
                    &parts,
                    &node.generators,
                    node.range,
                )
            }
            Expr::Generator(node) => {
                let parts: [&Expr; 1] = [&node.elt];
                self.comprehension(
                    node,
                    Comprehension::Generator,
                    &parts,
                    &node.generators,
                    node.range,
                )
            }
            Expr::Await(node) => {
                self.forbid_in_annotation("await expression", node.range)?;
                let scope = &mut self.scopes[self.current];
                scope.has_await = true;
                self.expression(&node.value)
            }
            Expr::Yield(node) => {
                self.yielding(node.range, "'yield' outside function")?;
                self.optional(node.value.as_deref())
            }
            Expr::YieldFrom(node) => {
                self.yielding(node.range, "'yield from' outside function")?;
                self.expression(&node.value)
            }
            Expr::Compare(node) => {
                self.expression(&node.left)?;
                self.expressions(&node.comparators)
            }
            Expr::Call(node) => {
                self.expression(&node.func)?;
                self.check_repeated(&node.arguments.keywords)?;
                self.expressions(&node.arguments.args)?;
                for keyword in &node.arguments.keywords {
                    self.keyword_name(keyword)?;
                    self.expression(&keyword.value)?;
                }
                Ok(())
            }
            Expr::FString(node) => {
                for element in node.value.elements() {
                    self.interpolated(element)?;
                }
                Ok(())
            }
            Expr::TString(node) => {
                for element in node.value.elements() {
                    self.interpolated(element)?;
                }
                Ok(())
            }
            Expr::StringLiteral(_)
            | Expr::BytesLiteral(_)
            | Expr::NumberLiteral(_)
            | Expr::BooleanLiteral(_)
            | Expr::NoneLiteral(_)
            | Expr::EllipsisLiteral(_) => Ok(()),
            Expr::Attribute(node) => {
                if &*node.attr == "__debug__" && node.ctx != ExprContext::Load {
                    return syntax(node.range, debug_message(node.ctx));
                }
                self.expression(&node.value)
            }
            Expr::Subscript(node) => {
                self.expression(&node.value)?;
                self.expression(&node.slice)
            }
            Expr::Starred(node) => self.expression(&node.value),
            Expr::Slice(node) => {
                self.optional(node.lower.as_deref())?;
                self.optional(node.upper.as_deref())?;
                self.optional(node.step.as_deref())
            }
            // A constant that the tree cannot hold.
            Expr::IpyEscapeCommand(_) => Ok(()),
        }
    }

    fn expressions(&mut self, expressions: &[Expr]) -> Result<()> {
        for expression in expressions {
            self.expression(expression)?;
        }
        Ok(())
    }

    pub(super) fn keyword_name(&mut self, keyword: &ast::Keyword) -> Result<()> {
        match &keyword.arg {
            Some(name) if &**name == "__debug__" => {
                syntax(keyword.range, "cannot assign to __debug__")
            }
            _ => Ok(()),
        }
    }

    pub(super) fn check_repeated(&mut self, keywords: &[ast::Keyword]) -> Result<()> {
        let mut seen = rustc_hash::FxHashSet::default();
        for keyword in keywords {
            if let Some(name) = &keyword.arg
                && !seen.insert(name.as_str())
            {
                return syntax(keyword.range, format!("keyword argument repeated: {name}"));
            }
        }
        Ok(())
    }

    fn interpolated(&mut self, element: &InterpolatedStringElement) -> Result<()> {
        if let InterpolatedStringElement::Interpolation(element) = element {
            self.expression(&element.expression)?;
            if let Some(spec) = &element.format_spec {
                for element in &spec.elements {
                    self.deeper(|this| this.interpolated(element))?;
                }
            }
        }
        Ok(())
    }

    fn name(&mut self, name: &ast::ExprName) -> Result<()> {
        match name.ctx {
            ExprContext::Load => {
                self.flag(&name.id, flag::USED, name.range);
                if &*name.id == "super" && self.scopes[self.current].is_function_like() {
                    self.flag("__class__", flag::USED, name.range);
                }
                Ok(())
            }
            ExprContext::Del => {
                if &*name.id == "__debug__" {
                    return syntax(name.range, debug_message(name.ctx));
                }
                self.flag(&name.id, flag::ASSIGNED | flag::DELETED, name.range);
                Ok(())
            }
            _ => {
                self.bind(&name.id, name.range)?;
                let current = self.current;
                let scope = &self.scopes[current];
                if scope.is_comprehension() && self.in_target {
                    self.flag(&name.id, flag::ITERATION, name.range);
                }
                Ok(())
            }
        }
    }

    /// A `yield` makes its function a generator, and is forbidden elsewhere.
    fn yielding(&mut self, range: TextRange, outside: &str) -> Result<()> {
        self.forbid_in_annotation("yield expression", range)?;
        let scope = &mut self.scopes[self.current];
        match scope.kind {
            ScopeKind::Comprehension(kind) => {
                let what = match kind {
                    Comprehension::List => "list comprehension",
                    Comprehension::Set => "set comprehension",
                    Comprehension::Dict => "dict comprehension",
                    Comprehension::Generator => "generator expression",
                };
                syntax(range, format!("'yield' inside {what}"))
            }
            ScopeKind::Function => {
                scope.is_generator = true;
                Ok(())
            }
            _ => syntax(range, outside),
        }
    }

    fn forbid_in_annotation(&mut self, what: &str, range: TextRange) -> Result<()> {
        let place = match self.scopes[self.current].kind {
            ScopeKind::Annotations => "an annotation",
            ScopeKind::TypeVariable => self.scopes[self.current].place,
            ScopeKind::TypeAlias => "a type alias",
            ScopeKind::TypeParameters => "the definition of a generic",
            _ => return Ok(()),
        };
        syntax(range, format!("{what} cannot be used within {place}"))
    }

    fn named(&mut self, node: &ast::ExprNamed) -> Result<()> {
        self.forbid_in_annotation("named expression", node.range)?;
        let Expr::Name(target) = &*node.target else {
            return syntax(node.range, "cannot use assignment expressions here");
        };
        if self.in_iterable > 0 {
            return syntax(
                node.range,
                "assignment expression cannot be used in a comprehension iterable expression",
            );
        }
        if self.scopes[self.current].is_comprehension() {
            self.named_in_comprehension(node, target)?;
        }
        let current = self.current;
        self.mark_walrus(current);
        self.expression(&node.value)?;
        if self.scopes[current].is_comprehension() {
            // Bound further out by now.
            return Ok(());
        }
        self.expression(&node.target)
    }

    fn mark_walrus(&mut self, mut scope: usize) {
        loop {
            self.scopes[scope].has_walrus = true;
            if !self.scopes[scope].is_comprehension() {
                return;
            }
            match self.scopes[scope].parent {
                Some(parent) => scope = parent,
                None => return,
            }
        }
    }

    fn named_in_comprehension(
        &mut self,
        node: &ast::ExprNamed,
        target: &ast::ExprName,
    ) -> Result<()> {
        let name = &target.id;
        if &**name == "__debug__" {
            return syntax(target.range, "cannot assign to __debug__");
        }
        let mut scope = self.current;
        loop {
            let kind = self.scopes[scope].kind;
            let flags = self.flags_of(scope, name);
            match kind {
                ScopeKind::Comprehension(_) => {
                    if flags.has(flag::ITERATION) {
                        return syntax(
                            target.range,
                            format!(
                                "assignment expression cannot rebind comprehension iteration variable '{name}'"
                            ),
                        );
                    }
                }
                ScopeKind::Function => {
                    let own = if flags.has(flag::GLOBAL) {
                        flag::GLOBAL
                    } else {
                        flag::NONLOCAL
                    };
                    self.flag_comprehensions(scope, name, own, node.range);
                    self.flag_in(scope, name, flag::ASSIGNED, node.range);
                    return Ok(());
                }
                ScopeKind::Module => {
                    self.flag_comprehensions(scope, name, flag::GLOBAL, node.range);
                    self.flag_in(scope, name, flag::GLOBAL, node.range);
                    return Ok(());
                }
                ScopeKind::Class => {
                    return syntax(
                        target.range,
                        "assignment expression within a comprehension cannot be used in a class body",
                    );
                }
                ScopeKind::TypeParameters => {
                    return syntax(
                        target.range,
                        "assignment expression within a comprehension cannot be used within the definition of a generic",
                    );
                }
                ScopeKind::TypeAlias => {
                    return syntax(
                        target.range,
                        "assignment expression within a comprehension cannot be used in a type alias",
                    );
                }
                ScopeKind::TypeVariable => {
                    return syntax(
                        target.range,
                        "assignment expression within a comprehension cannot be used in a TypeVar bound",
                    );
                }
                ScopeKind::Annotations => {
                    return syntax(
                        target.range,
                        "named expression cannot be used within an annotation",
                    );
                }
            }
            scope = self.scopes[scope]
                .parent
                .ok_or_else(|| error(node.range, "invalid syntax"))?;
        }
    }

    /// The comprehensions from the current scope out to `end` see the name as bound further out.
    fn flag_comprehensions(&mut self, end: usize, name: &str, flags: u16, range: TextRange) {
        let mut scope = self.current;
        while scope != end {
            self.flag_in(scope, name, flags, range);
            match self.scopes[scope].parent {
                Some(parent) => scope = parent,
                None => return,
            }
        }
    }

    fn comprehension<T>(
        &mut self,
        node: &T,
        kind: Comprehension,
        parts: &[&Expr],
        generators: &[ast::Comprehension],
        range: TextRange,
    ) -> Result<()> {
        let Some(first) = generators.first() else {
            return syntax(range, "invalid syntax");
        };
        self.in_iterable += 1;
        self.expression(&first.iter)?;
        self.in_iterable -= 1;
        let outer = self.current;
        let inlined = kind != Comprehension::Generator && !self.scopes[outer].sees_class;
        let scope = self.enter(ScopeKind::Comprehension(kind), node, Role::Body);
        self.scopes[scope].inlined = inlined;
        self.scopes[scope].has_await = first.is_async;
        self.scopes[scope].is_generator = kind == Comprehension::Generator;
        if !inlined {
            self.scopes[scope].parameters.push(".0".into());
        }
        self.within(scope, |this| {
            this.flag(".0", flag::PARAMETER, range);
            this.iteration_target(&first.target)?;
            for condition in &first.ifs {
                this.expression(condition)?;
            }
            for generator in &generators[1..] {
                this.iteration_target(&generator.target)?;
                this.in_iterable += 1;
                this.expression(&generator.iter)?;
                this.in_iterable -= 1;
                for condition in &generator.ifs {
                    this.expression(condition)?;
                }
                if generator.is_async {
                    this.scopes[scope].has_await = true;
                }
            }
            for part in parts {
                this.expression(part)?;
            }
            Ok(())
        })?;
        self.check_async_comprehension(scope, outer, kind, range)
    }

    /// An asynchronous list, set or dict comprehension makes what is around it asynchronous.
    fn check_async_comprehension(
        &mut self,
        scope: usize,
        outer: usize,
        kind: Comprehension,
        range: TextRange,
    ) -> Result<()> {
        if !self.scopes[scope].has_await || kind == Comprehension::Generator {
            return Ok(());
        }
        let around = &mut self.scopes[outer];
        let allowed = match around.kind {
            ScopeKind::Function => around.is_async,
            ScopeKind::Comprehension(_) => true,
            ScopeKind::Module => self.top_level_await,
            _ => false,
        };
        if !allowed {
            return syntax(
                range,
                "asynchronous comprehension outside of an asynchronous function",
            );
        }
        around.has_await = true;
        Ok(())
    }

    fn iteration_target(&mut self, target: &Expr) -> Result<()> {
        let before = std::mem::replace(&mut self.in_target, true);
        let current = self.current;
        let result = self
            .check_rebinding(target, current)
            .and_then(|()| self.expression(target));
        self.in_target = before;
        result
    }

    /// `[x := 0 for ...  for x in ...]` may not make the variable of an assignment expression iterate.
    fn check_rebinding(&mut self, target: &Expr, scope: usize) -> Result<()> {
        match target {
            Expr::Name(name)
                if self
                    .flags_of(scope, &name.id)
                    .has(flag::GLOBAL | flag::NONLOCAL) =>
            {
                syntax(
                    name.range,
                    format!(
                        "comprehension inner loop cannot rebind assignment expression target '{}'",
                        name.id
                    ),
                )
            }
            Expr::Tuple(tuple) => tuple
                .elts
                .iter()
                .try_for_each(|element| self.check_rebinding(element, scope)),
            Expr::List(list) => list
                .elts
                .iter()
                .try_for_each(|element| self.check_rebinding(element, scope)),
            Expr::Starred(starred) => self.check_rebinding(&starred.value, scope),
            _ => Ok(()),
        }
    }

    pub(super) fn pattern(&mut self, pattern: &Pattern) -> Result<()> {
        self.deeper(|this| this.pattern_inner(pattern))
    }

    fn pattern_inner(&mut self, pattern: &Pattern) -> Result<()> {
        match pattern {
            Pattern::MatchValue(node) => self.expression(&node.value),
            Pattern::MatchSingleton(_) => Ok(()),
            Pattern::MatchSequence(node) => node
                .patterns
                .iter()
                .try_for_each(|pattern| self.pattern(pattern)),
            Pattern::MatchMapping(node) => {
                for key in &node.keys {
                    self.expression(key)?;
                }
                for pattern in &node.patterns {
                    self.pattern(pattern)?;
                }
                match &node.rest {
                    Some(rest) => self.bind(rest, rest.range()),
                    None => Ok(()),
                }
            }
            Pattern::MatchClass(node) => {
                self.expression(&node.cls)?;
                for pattern in &node.arguments.patterns {
                    self.pattern(pattern)?;
                }
                for keyword in &node.arguments.keywords {
                    if &*keyword.attr == "__debug__" {
                        return syntax(keyword.range, "cannot assign to __debug__");
                    }
                    self.pattern(&keyword.pattern)?;
                }
                Ok(())
            }
            Pattern::MatchStar(node) => match &node.name {
                Some(name) => self.bind(name, node.range),
                None => Ok(()),
            },
            Pattern::MatchAs(node) => {
                if let Some(pattern) = &node.pattern {
                    self.pattern(pattern)?;
                }
                match &node.name {
                    Some(name) => self.bind(name, node.range),
                    None => Ok(()),
                }
            }
            Pattern::MatchOr(node) => node
                .patterns
                .iter()
                .try_for_each(|pattern| self.pattern(pattern)),
        }
    }
}

fn debug_message(context: ExprContext) -> &'static str {
    if context == ExprContext::Del {
        "cannot delete __debug__"
    } else {
        "cannot assign to __debug__"
    }
}
