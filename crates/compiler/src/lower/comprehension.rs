//! Comprehensions and generator expressions.
//!
//! List, set and dict comprehensions are inlined (PEP 709): their variables are registers of the
//! function around, unbound again at the end. Generator expressions are functions of one argument.

use std::rc::Rc;

use rustc_hash::FxHashMap;
use typhon_bytecode::{CodeFlags, FRAME_HEADER, Opcode};

use super::{Lowerer, Ranged, Reg};
use crate::assemble::no_location;
use crate::errors::{Result, syntax};
use crate::parse::{TextRange, ast};
use crate::scope::{Comprehension, Resolution, Role, ScopeId};
use ast::Expr;

/// The parts of a comprehension, whatever its kind.
#[derive(Copy, Clone)]
struct Parts<'a> {
    kind: Comprehension,
    element: &'a Expr,
    /// The value of a dict comprehension.
    value: Option<&'a Expr>,
    generators: &'a [ast::Comprehension],
    range: TextRange,
    scope: ScopeId,
}

/// A variable that is a local while its comprehension runs.
struct Passing {
    register: Reg,
    /// What keeps the value of a comprehension around that has a variable of the same name, and whether
    /// that was surely bound.
    outer: Option<Reg>,
    sure: bool,
}

impl<'a> Lowerer<'a> {
    pub fn comprehension(&mut self, expression: &'a Expr, dst: Reg) -> Result<()> {
        let parts = match expression {
            Expr::ListComp(node) => Parts {
                kind: Comprehension::List,
                element: &node.elt,
                value: None,
                generators: &node.generators,
                range: node.range,
                scope: self.scope_of(node, Role::Body),
            },
            Expr::SetComp(node) => Parts {
                kind: Comprehension::Set,
                element: &node.elt,
                value: None,
                generators: &node.generators,
                range: node.range,
                scope: self.scope_of(node, Role::Body),
            },
            Expr::DictComp(node) => Parts {
                kind: Comprehension::Dict,
                element: node.key.as_deref().unwrap_or(&node.value),
                value: Some(&node.value),
                generators: &node.generators,
                range: node.range,
                scope: self.scope_of(node, Role::Body),
            },
            Expr::Generator(node) => Parts {
                kind: Comprehension::Generator,
                element: &node.elt,
                value: None,
                generators: &node.generators,
                // Without parentheses of its own it has those of the call.
                range: self
                    .call_parentheses
                    .take()
                    .filter(|_| !node.parenthesized)
                    .unwrap_or(node.range),
                scope: self.scope_of(node, Role::Body),
            },
            other => return syntax(other.range(), "invalid syntax"),
        };
        if matches!(parts.element, Expr::Starred(_)) {
            return syntax(
                parts.element.range(),
                "iterable unpacking cannot be used in comprehension",
            );
        }
        let first = &parts.generators[0];
        let is_async = self.table.scopes[parts.scope].has_await;
        if first.is_async && parts.kind != Comprehension::Generator {
            self.check_async(
                parts.range,
                "asynchronous comprehension outside of an asynchronous function",
            )?;
        }
        let iterator = self.temp();
        let iterable = self.operand(&first.iter, iterator, &[])?;
        self.at(first.iter.range());
        let get = if first.is_async {
            Opcode::GetAsyncIter
        } else {
            Opcode::GetIter
        };
        self.emit(get, iterator, iterable, 0, 0);
        if self.table.scopes[parts.scope].inlined {
            self.inlined(parts, iterator, dst)
        } else {
            self.comprehension_function(parts, iterator, is_async, dst)
        }
    }

    fn inlined(&mut self, parts: Parts<'a>, iterator: Reg, dst: Reg) -> Result<()> {
        let collection = if self.is_local(dst)
            || self
                .unit
                .comprehensions
                .iter()
                .any(|(_, r)| r.values().any(|&r| r == dst))
        {
            self.temp()
        } else {
            dst
        };
        let (registers, passing) = self.comprehension_registers(parts.scope);
        // Whoever looks at the frame after an exception must not find the variables.
        let protected = (!passing.is_empty()
            && (self.unit.handler.is_some() || !self.is_function()))
        .then(|| self.begin_protected());
        self.unit.comprehensions.push((parts.scope, registers));
        let build = match parts.kind {
            Comprehension::Set => Opcode::BuildSet,
            Comprehension::Dict => Opcode::BuildMap,
            _ => Opcode::BuildList,
        };
        self.at(parts.range);
        self.emit(build, collection, collection, 0, 0);
        let result = self.comprehension_loop(parts, 0, iterator, collection);
        self.unit.comprehensions.pop();
        result?;
        if let Some((_, outer)) = &protected {
            self.unit.handler = *outer;
        }
        self.at(parts.range);
        self.end_passing(&passing);
        if let Some((entry, _)) = protected {
            let end = self.label();
            self.jump(end);
            self.at(no_location());
            let exception = self.enter(entry);
            self.end_passing(&passing);
            self.emit(Opcode::Reraise, exception, 0, 0, 0);
            self.place(end);
            self.at(parts.range);
        }
        self.move_to(dst, collection);
        Ok(())
    }

    fn is_function(&self) -> bool {
        self.table.scopes[self.unit.scope].is_function_like()
    }

    /// Registers for the variables of an inlined comprehension, and those that are seen as locals.
    fn comprehension_registers(
        &mut self,
        scope: ScopeId,
    ) -> (FxHashMap<Rc<str>, Reg>, Vec<Passing>) {
        let mut registers = FxHashMap::default();
        let mut passing = Vec::new();
        let info = &self.table.scopes[scope];
        for (name, symbol) in &info.symbols {
            let in_cell = match symbol.resolution {
                Resolution::Local if &**name != ".0" => false,
                Resolution::Cell => true,
                _ => continue,
            };
            let register = match self.unit.passing(name, in_cell) {
                Some(register) => {
                    passing.push(self.begin_passing(register));
                    register
                }
                None => {
                    let register = self.temp();
                    if !in_cell {
                        self.unit.unsure.push(register);
                    }
                    register
                }
            };
            if in_cell || !self.is_local(register) {
                self.emit(Opcode::LoadNull, register, 0, 0, 0);
            }
            if in_cell {
                self.emit(Opcode::MakeCell, register, 0, 0, 0);
            }
            registers.insert(name.clone(), register);
        }
        (registers, passing)
    }

    /// Takes the register of a local for a comprehension; one around it may be using it already.
    fn begin_passing(&mut self, register: Reg) -> Passing {
        let around = self.unit.comprehensions.iter();
        let taken = around
            .flat_map(|(_, registers)| registers.values())
            .any(|&other| other == register);
        let sure = (self.unit.state.as_ref()).is_some_and(|state| state.has(register));
        let outer = taken.then(|| {
            let outer = self.temp();
            self.emit(Opcode::Move, outer, register, 0, 0);
            self.emit(Opcode::LoadNull, register, 0, 0, 0);
            outer
        });
        if let Some(state) = &mut self.unit.state {
            state.remove(register);
        }
        Passing {
            register,
            outer,
            sure,
        }
    }

    fn end_passing(&mut self, passing: &[Passing]) {
        for variable in passing {
            match variable.outer {
                Some(outer) => self.emit(Opcode::Move, variable.register, outer, 0, 0),
                None => self.emit(Opcode::LoadNull, variable.register, 0, 0, 0),
            }
            if let Some(state) = &mut self.unit.state {
                if variable.outer.is_some() && variable.sure {
                    state.insert(variable.register);
                } else {
                    state.remove(variable.register);
                }
            }
        }
    }

    /// The loop of generator `index` and those inside it.
    fn comprehension_loop(
        &mut self,
        parts: Parts<'a>,
        index: usize,
        iterator: Reg,
        collection: Reg,
    ) -> Result<()> {
        let generator = &parts.generators[index];
        let (again, step, done) = (self.label(), self.label(), self.label());
        let state = self.unit.cautious_state();
        self.place_with(again, state);
        let mark = self.mark();
        let mut async_step = None;
        if generator.is_async {
            let (item, entry) = self.async_step(iterator, generator.iter.range());
            async_step = Some(entry);
            self.store_target(&generator.target, item)?;
        } else {
            self.at(generator.iter.range());
            match self.loop_variable(&generator.target) {
                Some(register) => {
                    self.emit(Opcode::ForIter, iterator, register, 0, 0);
                    self.jump_over(done);
                    self.mark_sure(register);
                }
                None => {
                    let value = self.temp();
                    self.emit(Opcode::ForIter, iterator, value, 0, 0);
                    self.jump_over(done);
                    self.store_target(&generator.target, value)?;
                }
            }
        }
        for condition in &generator.ifs {
            self.branch(condition, step, false)?;
        }
        match parts.generators.get(index + 1) {
            Some(next) => {
                let inner = self.temp();
                self.inner_iterator(next, inner)?;
                self.deeper(|this| this.comprehension_loop(parts, index + 1, inner, collection))?;
            }
            None => self.comprehension_element(parts, collection)?,
        }
        self.place(step);
        self.at(parts.range);
        self.emit_jump(Opcode::JumpBack, 0, 0, 0, again);
        match async_step {
            Some(entry) => self.end_async_step(entry, generator.iter.range()),
            None => self.place(done),
        }
        self.release_to(mark);
        Ok(())
    }

    fn inner_iterator(&mut self, generator: &'a ast::Comprehension, dst: Reg) -> Result<()> {
        // `for y in [x]` is an assignment in disguise; a tuple is as good as a list here.
        if let (Some(constant), false) =
            (self.constant_container(&generator.iter), generator.is_async)
            && matches!(constant, typhon_bytecode::Constant::Tuple(_))
        {
            self.at(generator.iter.range());
            self.load_constant(dst, constant);
            self.emit(Opcode::GetIter, dst, dst, 0, 0);
            return Ok(());
        }
        let value = self.operand(&generator.iter, dst, &[])?;
        self.at(generator.iter.range());
        let get = if generator.is_async {
            Opcode::GetAsyncIter
        } else {
            Opcode::GetIter
        };
        self.emit(get, dst, value, 0, 0);
        Ok(())
    }

    fn comprehension_element(&mut self, parts: Parts<'a>, collection: Reg) -> Result<()> {
        let mark = self.mark();
        match (parts.kind, parts.value) {
            (Comprehension::Dict, Some(value)) => {
                let key = self.stable(parts.element, std::slice::from_ref(value))?;
                let value_register = self.any(value)?;
                self.at(TextRange::new(parts.element.start(), value.end()));
                self.emit(Opcode::MapAdd, collection, key, value_register, 0);
            }
            (Comprehension::Generator, _) => {
                let value = self.any(parts.element)?;
                self.at(parts.element.range());
                let ignored = self.temp();
                self.yield_register(value, ignored);
            }
            (kind, _) => {
                let value = self.any(parts.element)?;
                self.at(parts.element.range());
                let op = if kind == Comprehension::Set {
                    Opcode::SetAdd
                } else {
                    Opcode::ListAppend
                };
                self.emit(op, collection, value, 0, 0);
            }
        }
        self.release_to(mark);
        Ok(())
    }

    fn comprehension_function(
        &mut self,
        parts: Parts<'a>,
        iterator: Reg,
        is_async: bool,
        dst: Reg,
    ) -> Result<()> {
        let name = match parts.kind {
            Comprehension::List => "<listcomp>",
            Comprehension::Set => "<setcomp>",
            Comprehension::Dict => "<dictcomp>",
            Comprehension::Generator => "<genexpr>",
        };
        let qualified = self.qualified_name(name, false);
        let line = self.first_line(parts.range, &[]);
        let code = self.nested(parts.scope, name, qualified, |this| {
            this.unit.first_line = line;
            this.unit.argument_count = 1;
            this.nesting_flags();
            this.unit.flags |= match (parts.kind, is_async) {
                (Comprehension::Generator, false) => CodeFlags::GENERATOR,
                (Comprehension::Generator, true) => CodeFlags::ASYNC_GENERATOR,
                (_, true) => CodeFlags::COROUTINE,
                (_, false) => CodeFlags::empty(),
            };
            this.at(no_location());
            this.prologue();
            let collection = this.temp();
            let build = match parts.kind {
                Comprehension::Generator => None,
                Comprehension::Set => Some(Opcode::BuildSet),
                Comprehension::Dict => Some(Opcode::BuildMap),
                Comprehension::List => Some(Opcode::BuildList),
            };
            this.at(parts.range);
            if let Some(build) = build {
                this.emit(build, collection, collection, 0, 0);
            }
            this.comprehension_loop(parts, 0, 0, collection)?;
            this.at(parts.range);
            if build.is_some() {
                this.emit(Opcode::Return, collection, 0, 0, 0);
            } else {
                this.emit(Opcode::LoadNone, collection, 0, 0, 0);
                this.emit(Opcode::Return, collection, 0, 0, 0);
            }
            Ok(())
        })?;
        let base = self.run(FRAME_HEADER as usize + 1);
        self.at(parts.range);
        self.make_function_with_closure(code, parts.scope, base);
        self.move_to(base + FRAME_HEADER, iterator);
        self.emit(Opcode::Call, base, 1, dst, 0);
        if is_async && parts.kind != Comprehension::Generator {
            self.await_register(dst, dst, 0)?;
        }
        Ok(())
    }

    /// A variable of the current comprehension has just been bound.
    fn mark_sure(&mut self, register: Reg) {
        self.mark_assigned(register);
        self.unit.unsure.retain(|&unsure| unsure != register);
    }
}
