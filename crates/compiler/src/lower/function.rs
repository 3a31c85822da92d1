//! Functions, lambdas, generators and coroutines.

use std::rc::Rc;

use typhon_bytecode::{Code, CodeFlags, Constant, FRAME_HEADER, Intrinsic2, Opcode};

use super::{Lowerer, Ranged, Reg};
use crate::assemble::no_location;
use crate::constant::text;
use crate::errors::{Result, syntax};
use crate::parse::{TextRange, ast};
use crate::scope::{Resolution, Role, ScopeId, ScopeKind};
use ast::Expr;

/// Field d of `MakeFunction`.
pub(crate) mod attribute {
    pub const DEFAULTS: u8 = 1;
    pub const KEYWORD_DEFAULTS: u8 = 2;
    pub const ANNOTATE: u8 = 4;
    pub const CLOSURE: u8 = 8;
}

impl<'a> Lowerer<'a> {
    pub fn function(&mut self, node: &'a ast::StmtFunctionDef) -> Result<()> {
        let decorators = self.decorators(&node.decorator_list)?;
        let function = self.temp();
        match &node.type_params {
            None => self.plain_function(node, None, function)?,
            Some(params) => self.generic_function(node, params, function)?,
        }
        self.apply_decorators(&node.decorator_list, &decorators, function);
        self.at(self.source.undecorated(node.range, &node.decorator_list));
        self.store_name(&node.name, function)
    }

    /// The callee registers of the decorators, outermost first.
    pub fn decorators(&mut self, decorators: &'a [ast::Decorator]) -> Result<Vec<Reg>> {
        let mut registers = Vec::with_capacity(decorators.len());
        for decorator in decorators {
            let register = self.temp();
            self.evaluate(&decorator.expression, register)?;
            registers.push(register);
        }
        Ok(registers)
    }

    pub fn apply_decorators(
        &mut self,
        decorators: &'a [ast::Decorator],
        registers: &[Reg],
        value: Reg,
    ) {
        for (decorator, &callee) in decorators.iter().zip(registers).rev() {
            let mark = self.mark();
            let base = self.run(FRAME_HEADER as usize + 1);
            self.at(decorator.expression.range());
            self.move_to(base, callee);
            self.move_to(base + FRAME_HEADER, value);
            self.emit(Opcode::Call, base, 1, value, 0);
            self.release_to(mark);
        }
    }

    /// `defaults`: registers that hold them already (in the scope of type parameters).
    fn plain_function(
        &mut self,
        node: &'a ast::StmtFunctionDef,
        defaults: Option<[Option<Reg>; 2]>,
        dst: Reg,
    ) -> Result<()> {
        let mark = self.mark();
        let parts = self.run(4);
        let mut flags = 0;
        match defaults {
            None => flags |= self.defaults(&node.parameters, parts, node.range)?,
            Some(registers) => {
                for (offset, register) in registers.into_iter().enumerate() {
                    if let Some(register) = register {
                        self.move_to(parts + offset as Reg, register);
                        flags |= 1 << offset;
                    }
                }
            }
        }
        if let Some(annotate) = self.function_annotations(node, parts + 2)? {
            flags |= annotate;
        }
        let scope = self.scope_of(node, Role::Body);
        let qualified = self.qualified_name(&node.name, true);
        let line = self.first_line(node.range, &node.decorator_list);
        let code = self.nested(scope, &node.name, qualified, |this| {
            this.unit.first_line = line;
            this.function_flags(&node.parameters, node.is_async);
            this.at(no_location());
            this.prologue();
            let mut body = &node.body[..];
            if let Some((doc, rest)) = this.docstring(body) {
                body = rest;
                if let Some(doc) = doc {
                    let constant = super::doc_constant(this, doc);
                    this.unit.pool.add(constant);
                    this.unit.flags |= CodeFlags::HAS_DOCSTRING;
                }
            }
            this.statements(body)?;
            this.end_body();
            Ok(())
        })?;
        self.at(self.source.undecorated(node.range, &node.decorator_list));
        self.make_function(code, scope, parts, flags, dst);
        self.release_to(mark);
        Ok(())
    }

    fn generic_function(
        &mut self,
        node: &'a ast::StmtFunctionDef,
        params: &'a ast::TypeParams,
        dst: Reg,
    ) -> Result<()> {
        let mark = self.mark();
        let parts = self.run(2);
        let given = self.defaults(&node.parameters, parts, node.range)?;
        let scope = self.scope_of(node, Role::TypeParameters);
        let name = format!("<generic parameters of {}>", node.name);
        let qualified = self.qualified_name(&name, false);
        let line = self.first_line(node.range, &[]);
        let code = self.nested(scope, &name, qualified, |this| {
            this.unit.first_line = line;
            this.unit.argument_count = given.count_ones();
            this.at(no_location());
            this.prologue();
            let types = this.type_parameters(params)?;
            let mut registers = [None, None];
            let mut next = 0;
            for (offset, register) in registers.iter_mut().enumerate() {
                if given & 1 << offset != 0 {
                    *register = Some(next);
                    next += 1;
                }
            }
            let function = this.temp();
            this.plain_function(node, Some(registers), function)?;
            this.at(node.range);
            this.emit(
                Opcode::Intrinsic2,
                function,
                function,
                types,
                Intrinsic2::SetFunctionTypeParameters as u8,
            );
            this.emit(Opcode::Return, function, 0, 0, 0);
            Ok(())
        })?;
        let base = self.run(FRAME_HEADER as usize + 2);
        self.at(node.range);
        self.make_function_with_closure(code, scope, base);
        let mut count = 0;
        for offset in 0..2 {
            if given & 1 << offset != 0 {
                self.move_to(base + FRAME_HEADER + count, parts + offset);
                count += 1;
            }
        }
        self.emit(Opcode::Call, base, count, dst, 0);
        self.release_to(mark);
        Ok(())
    }

    /// Evaluates default values: a tuple in `parts`, a dict in `parts + 1`. Gives the flags.
    fn defaults(
        &mut self,
        parameters: &'a ast::Parameters,
        parts: Reg,
        range: TextRange,
    ) -> Result<u8> {
        let mut flags = 0;
        let positional: Vec<&'a Expr> = parameters
            .posonlyargs
            .iter()
            .chain(&parameters.args)
            .filter_map(|p| p.default.as_deref())
            .collect();
        if !positional.is_empty() {
            flags |= attribute::DEFAULTS;
            let folded: Option<Vec<Constant>> = positional
                .iter()
                .map(|default| self.fold(default))
                .collect();
            match folded {
                Some(constants) => {
                    self.at(range);
                    self.load_constant(parts, Constant::Tuple(constants));
                }
                None => {
                    let run = self.run(positional.len());
                    for (offset, default) in positional.iter().enumerate() {
                        self.evaluate(default, run + offset as Reg)?;
                    }
                    self.at(range);
                    self.emit(Opcode::BuildTuple, parts, run, positional.len() as u16, 0);
                    self.release(run);
                }
            }
        }
        let keyword: Vec<_> = parameters
            .kwonlyargs
            .iter()
            .filter(|p| p.default.is_some())
            .collect();
        if !keyword.is_empty() {
            flags |= attribute::KEYWORD_DEFAULTS;
            let run = self.run(2 * keyword.len());
            for (offset, parameter) in keyword.iter().enumerate() {
                let mangled = self.mangled(parameter.name());
                self.at(range);
                self.load_text(
                    run + 2 * offset as Reg,
                    mangled.as_deref().unwrap_or(parameter.name()),
                );
                if let Some(default) = &parameter.default {
                    self.evaluate(default, run + 2 * offset as Reg + 1)?;
                }
            }
            self.at(range);
            self.emit(Opcode::BuildMap, parts + 1, run, keyword.len() as u16, 0);
            self.release(run);
        }
        Ok(flags)
    }

    /// Sets what the code object says of its parameters and kind.
    pub fn function_flags(&mut self, parameters: &'a ast::Parameters, is_async: bool) {
        let unit = &mut self.unit;
        unit.positional_only_count = parameters.posonlyargs.len() as u32;
        unit.argument_count = unit.positional_only_count + parameters.args.len() as u32;
        unit.keyword_only_count = parameters.kwonlyargs.len() as u32;
        if parameters.vararg.is_some() {
            unit.flags |= CodeFlags::VARARGS;
        }
        if parameters.kwarg.is_some() {
            unit.flags |= CodeFlags::VARKEYWORDS;
        }
        let scope = &self.table.scopes[unit.scope];
        unit.flags |= match (is_async, scope.is_generator) {
            (false, false) => CodeFlags::empty(),
            (false, true) => CodeFlags::GENERATOR,
            (true, false) => CodeFlags::COROUTINE,
            (true, true) => CodeFlags::ASYNC_GENERATOR,
        };
        self.nesting_flags();
    }

    pub fn nesting_flags(&mut self) {
        let mut around = self.table.scopes[self.unit.scope].parent;
        if let Some(parent) = around {
            let function = matches!(
                self.unit.kind,
                ScopeKind::Function | ScopeKind::Comprehension(_)
            );
            if function && self.table.scopes[parent].kind == ScopeKind::Class {
                self.unit.flags |= CodeFlags::METHOD;
            }
        }
        while let Some(scope) = around {
            if self.table.scopes[scope].is_function_like() {
                self.unit.flags |= CodeFlags::NESTED;
                return;
            }
            around = self.table.scopes[scope].parent;
        }
    }

    /// A function without attributes but its closure.
    pub fn make_function_with_closure(&mut self, code: Code, scope: ScopeId, dst: Reg) {
        let mark = self.mark();
        let parts = self.run(4);
        self.make_function(code, scope, parts, 0, dst);
        self.release_to(mark);
    }

    pub fn make_function(&mut self, code: Code, scope: ScopeId, parts: Reg, flags: u8, dst: Reg) {
        if self.unit.state.is_none() {
            return;
        }
        let mut flags = flags;
        if self.closure(scope, parts + 3) {
            flags |= attribute::CLOSURE;
        }
        let index = self.unit.pool.add_code(code);
        if index >= u32::from(u16::MAX) {
            self.unit.too_many_codes = true;
        }
        self.emit(Opcode::MakeFunction, dst, index as u16, parts, flags);
    }

    /// The tuple of cells that a scope's free variables come from.
    fn closure(&mut self, scope: ScopeId, dst: Reg) -> bool {
        let frees: &'a [Rc<str>] = &self.table.scopes[scope].frees;
        if frees.is_empty() {
            return false;
        }
        let run = self.run(frees.len());
        for (offset, name) in frees.iter().enumerate() {
            match self.cell_register(name) {
                Some(cell) => self.move_to(run + offset as Reg, cell),
                None => debug_assert!(false, "no cell for {name} in {}", self.unit.name),
            }
        }
        self.emit(Opcode::BuildTuple, dst, run, frees.len() as u16, 0);
        self.release(run);
        true
    }

    pub fn lambda(&mut self, node: &'a ast::ExprLambda, dst: Reg) -> Result<()> {
        let parts = self.run(4);
        let flags = match &node.parameters {
            Some(parameters) => self.defaults(parameters, parts, node.range)?,
            None => 0,
        };
        let scope = self.scope_of(node, Role::Body);
        let qualified = self.qualified_name("<lambda>", false);
        let line = self.first_line(node.range, &[]);
        let code = self.nested(scope, "<lambda>", qualified, |this| {
            this.unit.first_line = line;
            if let Some(parameters) = &node.parameters {
                this.function_flags(parameters, false);
            } else {
                let scope = &this.table.scopes[this.unit.scope];
                if scope.is_generator {
                    this.unit.flags |= CodeFlags::GENERATOR;
                }
                this.nesting_flags();
            }
            this.at(no_location());
            this.prologue();
            let value = this.any(&node.body)?;
            this.at(node.body.range());
            if this.table.scopes[this.unit.scope].is_generator {
                this.at(no_location());
                this.emit(Opcode::Return, value, 0, 0, 0);
            } else {
                this.emit(Opcode::Return, value, 0, 0, 0);
            }
            Ok(())
        })?;
        self.at(node.range);
        self.make_function(code, scope, parts, flags, dst);
        Ok(())
    }

    /// `outer.<locals>.name` and the like, for a code object about to be made here.
    pub fn qualified_name(&self, name: &str, bound_by_statement: bool) -> Rc<str> {
        let mut units = self.outer.iter().chain(std::iter::once(&self.unit)).rev();
        let mut parent = units.next().expect("there is always the module");
        if matches!(
            parent.kind,
            ScopeKind::TypeParameters | ScopeKind::Annotations
        ) {
            parent = units.next().unwrap_or(parent);
        }
        if parent.kind == ScopeKind::Module {
            return name.into();
        }
        if bound_by_statement {
            let mangled = self.mangled(name);
            let scope = &self.table.scopes[parent.scope];
            if scope.resolution(mangled.as_deref().unwrap_or(name)) == Resolution::GlobalExplicit {
                return name.into();
            }
        }
        let around = &parent.qualified_name;
        match parent.kind {
            ScopeKind::Function => format!("{around}.<locals>.{name}").into(),
            _ => format!("{around}.{name}").into(),
        }
    }

    pub fn first_line(&self, range: TextRange, decorators: &[ast::Decorator]) -> u32 {
        let start = match decorators.first() {
            Some(decorator) => decorator.expression.start(),
            None => self.source.undecorated(range, decorators).start(),
        };
        self.source.position(start).0
    }

    pub fn is_async_generator(&self) -> bool {
        self.unit.flags.contains(CodeFlags::ASYNC_GENERATOR)
    }

    /// `await` and friends need an asynchronous function around.
    pub fn check_async(&self, range: TextRange, message: &str) -> Result<()> {
        let asynchronous = CodeFlags::COROUTINE | CodeFlags::ASYNC_GENERATOR;
        if self.unit.flags.intersects(asynchronous) {
            return Ok(());
        }
        if self.unit.kind == ScopeKind::Module && self.options.allow_top_level_await {
            return Ok(());
        }
        syntax(range, message)
    }

    pub fn await_expression(&mut self, node: &'a ast::ExprAwait, dst: Reg) -> Result<()> {
        let in_function = matches!(
            self.unit.kind,
            ScopeKind::Function | ScopeKind::Comprehension(_)
        );
        let message = if in_function {
            "'await' outside async function"
        } else {
            "'await' outside function"
        };
        self.check_async(node.range, message)?;
        let value = self.any(&node.value)?;
        self.at(node.range);
        self.await_register(value, dst, 0)
    }

    pub fn await_register(&mut self, value: Reg, dst: Reg, kind: u8) -> Result<()> {
        let mark = self.mark();
        let iterator = self.temp();
        self.emit(Opcode::GetAwaitable, iterator, value, 0, kind);
        self.send_loop(iterator, dst);
        self.release_to(mark);
        Ok(())
    }

    /// Drives a sub-iterator to its end, passing on what it yields and what is sent in.
    pub fn send_loop(&mut self, iterator: Reg, dst: Reg) {
        let mark = self.mark();
        let value = self.temp();
        let result = self.temp();
        let (again, done) = (self.label(), self.label());
        self.emit(Opcode::LoadNone, value, 0, 0, 0);
        let state = self.unit.state.clone();
        self.place_with(again, state);
        self.emit(Opcode::Send, result, iterator, value, 0);
        self.jump_over(done);
        self.emit(Opcode::YieldDelegate, value, result, iterator, 0);
        self.emit_jump(Opcode::JumpBack, 0, 0, 0, again);
        self.place(done);
        self.move_to(dst, result);
        self.release_to(mark);
    }

    pub fn yield_expression(&mut self, node: &'a ast::ExprYield, dst: Reg) -> Result<()> {
        if !matches!(self.unit.kind, ScopeKind::Function) {
            return syntax(node.range, "'yield' outside function");
        }
        let value = match &node.value {
            Some(value) => self.any(value)?,
            None => {
                let register = self.temp();
                self.at(node.range);
                self.emit(Opcode::LoadNone, register, 0, 0, 0);
                register
            }
        };
        self.at(node.range);
        self.yield_register(value, dst);
        Ok(())
    }

    pub fn yield_register(&mut self, value: Reg, dst: Reg) {
        if self.is_async_generator() {
            let wrapped = self.temp();
            self.emit(Opcode::AsyncGenWrap, wrapped, value, 0, 0);
            self.emit(Opcode::Yield, dst, wrapped, 0, 0);
            self.release(wrapped);
        } else {
            self.emit(Opcode::Yield, dst, value, 0, 0);
        }
    }

    pub fn yield_from(&mut self, node: &'a ast::ExprYieldFrom, dst: Reg) -> Result<()> {
        if !matches!(self.unit.kind, ScopeKind::Function) {
            return syntax(node.range, "'yield from' outside function");
        }
        if self.is_async_generator() {
            return syntax(node.range, "'yield from' inside async function");
        }
        let value = self.any(&node.value)?;
        let iterator = self.temp();
        self.at(node.range);
        self.emit(Opcode::GetYieldFromIter, iterator, value, 0, 0);
        self.send_loop(iterator, dst);
        Ok(())
    }

    /// The annotate function of a function in `dst`; gives its flag.
    fn function_annotations(
        &mut self,
        node: &'a ast::StmtFunctionDef,
        dst: Reg,
    ) -> Result<Option<u8>> {
        let Some(scope) = self.table.find(node, Role::Annotations) else {
            return Ok(None);
        };
        let mut pairs: Vec<(String, &'a Expr)> = Vec::new();
        let parameters = &node.parameters;
        let listed = parameters
            .posonlyargs
            .iter()
            .chain(&parameters.args)
            .map(|p| &p.parameter);
        let listed = listed.chain(parameters.vararg.as_deref());
        let listed = listed.chain(parameters.kwonlyargs.iter().map(|p| &p.parameter));
        for parameter in listed.chain(parameters.kwarg.as_deref()) {
            if let Some(annotation) = parameter.annotation.as_deref() {
                let mangled = self.mangled(&parameter.name);
                pairs.push((
                    mangled.unwrap_or_else(|| parameter.name.to_string()),
                    annotation,
                ));
            }
        }
        if let Some(returns) = &node.returns {
            pairs.push(("return".into(), returns));
        }
        let range = self.source.undecorated(node.range, &node.decorator_list);
        let code = self.annotate_function(scope, range, |this| {
            let dict = this.temp();
            this.at(range);
            this.emit(Opcode::BuildMap, dict, dict, 0, 0);
            for (name, annotation) in &pairs {
                let mark = this.mark();
                let key = this.temp();
                this.load_constant(key, text(name));
                let value = this.temp();
                this.annotation_value(annotation, value)?;
                this.at(range);
                this.emit(Opcode::MapAdd, dict, key, value, 0);
                this.release_to(mark);
            }
            this.emit(Opcode::Return, dict, 0, 0, 0);
            Ok(())
        })?;
        self.at(range);
        self.make_function_with_closure(code, scope, dst);
        Ok(Some(attribute::ANNOTATE))
    }
}
