//! Statements, except those with a file of their own.

use typhon_bytecode::{Intrinsic1, Opcode};

use super::expression::inplace_opcode;
use super::unit::Block;
use super::{Lowerer, Ranged, Reg};
use crate::Mode;
use crate::assemble::no_location;
use crate::errors::{Result, syntax};
use crate::optimise::truth;
use crate::parse::ast;
use crate::scope::ScopeKind;
use ast::{Expr, Operator, Stmt};

/// More than any sane code object has, by far.
const MAXIMUM_INSTRUCTIONS: usize = 1 << 24;

impl<'a> Lowerer<'a> {
    pub fn statements(&mut self, statements: &'a [Stmt]) -> Result<()> {
        for statement in statements {
            if self.unit.assembler.len() > MAXIMUM_INSTRUCTIONS {
                // `finally` in `finally` doubles the code with every level.
                return syntax(statement.range(), "code is too large");
            }
            self.deeper(|this| {
                let mark = this.mark();
                let result = this.statement(statement);
                this.release_to(mark);
                result
            })?;
        }
        Ok(())
    }

    fn statement(&mut self, statement: &'a Stmt) -> Result<()> {
        match statement {
            Stmt::FunctionDef(node) => self.function(node),
            Stmt::ClassDef(node) => self.class(node),
            Stmt::TypeAlias(node) => self.type_alias(node),
            Stmt::Return(node) => self.return_statement(node),
            Stmt::Delete(node) => {
                for target in &node.targets {
                    self.delete_target(target)?;
                }
                Ok(())
            }
            Stmt::Assign(node) => self.assign(node),
            Stmt::AugAssign(node) => self.augmented(node),
            Stmt::AnnAssign(node) => self.annotated_assignment(node),
            Stmt::For(node) => self.conditionally(|this| this.for_statement(node)),
            Stmt::While(node) => self.conditionally(|this| this.while_statement(node)),
            Stmt::If(node) => self.conditionally(|this| this.if_statement(node)),
            Stmt::With(node) => self.conditionally(|this| this.with_statement(node)),
            Stmt::Match(node) => self.conditionally(|this| this.match_statement(node)),
            Stmt::Raise(node) => self.raise(node),
            Stmt::Try(node) => self.conditionally(|this| this.try_statement(node)),
            Stmt::Assert(node) => self.assert(node),
            Stmt::Import(node) => self.import(node),
            Stmt::ImportFrom(node) => self.import_from(node),
            Stmt::Global(_) | Stmt::Nonlocal(_) => Ok(()),
            Stmt::Pass(node) => {
                self.pass_line(node.range);
                Ok(())
            }
            Stmt::Expr(node) => self.expression_statement(node),
            Stmt::Break(node) => {
                self.at(node.range);
                self.leave_loop(true, node.range)
            }
            Stmt::Continue(node) => {
                self.at(node.range);
                self.leave_loop(false, node.range)
            }
            Stmt::IpyEscapeCommand(node) => syntax(node.range, "invalid syntax"),
        }
    }

    fn conditionally(&mut self, work: impl FnOnce(&mut Self) -> Result<()>) -> Result<()> {
        self.unit.conditional += 1;
        let result = work(self);
        self.unit.conditional -= 1;
        result
    }

    fn expression_statement(&mut self, node: &'a ast::StmtExpr) -> Result<()> {
        if self.options.mode == Mode::Single && self.unit.kind == ScopeKind::Module {
            let value = self.any(&node.value)?;
            self.at(node.range);
            let result = self.temp();
            self.emit(
                Opcode::Intrinsic1,
                result,
                value,
                0,
                Intrinsic1::Print as u8,
            );
            return Ok(());
        }
        if self.fold(&node.value).is_some() {
            self.pass_line(node.range);
            return Ok(());
        }
        let before = self.unit.assembler.len();
        self.any(&node.value)?;
        if self.unit.assembler.len() == before {
            self.pass_line(node.range);
        }
        Ok(())
    }

    fn assign(&mut self, node: &'a ast::StmtAssign) -> Result<()> {
        if let [Expr::Name(name)] = &node.targets[..]
            && let Some(register) = self.destination(&name.id)
        {
            self.evaluate(&node.value, register)?;
            self.mark_assigned(register);
            return Ok(());
        }
        if let ([target], Some(sources)) = (&node.targets[..], swap_sources(node)) {
            return self.assign_parallel(target, sources);
        }
        let rebinds = node.targets.len() > 1 || self.table.scopes[self.unit.scope].has_walrus;
        let value = if rebinds {
            self.stable_value(&node.value)?
        } else {
            self.any(&node.value)?
        };
        for target in &node.targets {
            self.store_target(target, value)?;
        }
        Ok(())
    }

    /// A value that is to be stored in targets: not in a local's register, which a target might rebind.
    fn stable_value(&mut self, value: &'a Expr) -> Result<Reg> {
        let register = self.temp();
        self.evaluate(value, register)?;
        Ok(register)
    }

    /// `a, b = b, a` without a tuple.
    fn assign_parallel(&mut self, target: &'a Expr, sources: &'a [Expr]) -> Result<()> {
        let targets = match target {
            Expr::Tuple(tuple) => &tuple.elts,
            Expr::List(list) => &list.elts,
            _ => unreachable!("checked by swap_sources"),
        };
        let run = self.run(sources.len());
        for (offset, source) in sources.iter().enumerate() {
            self.evaluate(source, run + offset as Reg)?;
        }
        for (offset, target) in targets.iter().enumerate() {
            self.store_target(target, run + offset as Reg)?;
        }
        Ok(())
    }

    fn augmented(&mut self, node: &'a ast::StmtAugAssign) -> Result<()> {
        match &*node.target {
            Expr::Name(name) => match self.bound_local_at(name) {
                Some(register) => {
                    self.apply_inplace(node, register, register)?;
                    self.mark_assigned(register);
                    Ok(())
                }
                None => {
                    let value = self.temp();
                    self.at(name.range);
                    self.load_name(value, &name.id)?;
                    self.apply_inplace(node, value, value)?;
                    self.at(name.range);
                    self.store_name(&name.id, value)
                }
            },
            Expr::Attribute(target) => {
                let object = self.stable(&target.value, std::slice::from_ref(&node.value))?;
                self.note_self_attribute(target);
                let mangled = self.mangled(&target.attr);
                let attribute = mangled.as_deref().unwrap_or(&target.attr);
                let value = self.temp();
                self.at(self.attribute_range(target));
                self.emit_named(Opcode::LoadAttr, value, object, attribute);
                self.apply_inplace(node, value, value)?;
                self.at(self.attribute_range(target));
                self.emit_named(Opcode::StoreAttr, value, object, attribute);
                Ok(())
            }
            Expr::Subscript(target) => {
                let later = [(*target.slice).clone(), (*node.value).clone()];
                let rebinds =
                    self.table.scopes[self.unit.scope].has_walrus && self.may_rebind(&later);
                let object = if rebinds {
                    self.stable_value(&target.value)?
                } else {
                    self.any(&target.value)?
                };
                let index = self.stable(&target.slice, std::slice::from_ref(&node.value))?;
                let value = self.temp();
                self.at(target.range);
                self.emit(Opcode::GetItem, value, object, index, 0);
                self.apply_inplace(node, value, value)?;
                self.at(target.range);
                self.emit(Opcode::SetItem, object, index, value, 0);
                Ok(())
            }
            other => syntax(other.range(), "illegal expression for augmented assignment"),
        }
    }

    fn bound_local_at(&mut self, name: &'a ast::ExprName) -> Option<Reg> {
        self.at(name.range);
        self.bound_local(&name.id)
    }

    fn apply_inplace(&mut self, node: &'a ast::StmtAugAssign, left: Reg, dst: Reg) -> Result<()> {
        if matches!(node.op, Operator::Add | Operator::Sub)
            && let Some(value) = self.small_int(&node.value)
        {
            let op = if node.op == Operator::Add {
                Opcode::AddImmediate
            } else {
                Opcode::SubtractImmediate
            };
            self.at(node.range);
            self.emit(op, dst, left, value as u16, 1);
            return Ok(());
        }
        let left = if self.is_local(left) && self.may_rebind(std::slice::from_ref(&node.value)) {
            let copy = self.temp();
            self.move_to(copy, left);
            copy
        } else {
            left
        };
        let right = self.any(&node.value)?;
        self.at(node.range);
        self.emit(inplace_opcode(node.op), dst, left, right, 0);
        Ok(())
    }

    fn if_statement(&mut self, node: &'a ast::StmtIf) -> Result<()> {
        let end = self.label();
        let mut next = self.label();
        if self.fold(&node.test).is_some() {
            self.pass_line(node.test.range());
        }
        self.branch(&node.test, next, false)?;
        self.statements(&node.body)?;
        for clause in &node.elif_else_clauses {
            self.at(no_location());
            self.jump(end);
            self.place(next);
            next = self.label();
            if let Some(test) = &clause.test {
                self.branch(test, next, false)?;
            }
            self.statements(&clause.body)?;
        }
        self.place(next);
        self.place(end);
        Ok(())
    }

    fn while_statement(&mut self, node: &'a ast::StmtWhile) -> Result<()> {
        let (again, otherwise, exit) = (self.label(), self.label(), self.label());
        if self.fold(&node.test).is_some() {
            self.pass_line(node.test.range());
        }
        let state = self.unit.cautious_state();
        self.place_with(again, state);
        let endless = self
            .fold(&node.test)
            .is_some_and(|constant| truth(&constant));
        if !endless {
            self.branch(&node.test, otherwise, false)?;
        }
        self.unit.blocks.push(Block::Loop { exit, again });
        self.statements(&node.body)?;
        self.unit.blocks.pop();
        self.at(if endless {
            node.test.range()
        } else {
            no_location()
        });
        self.emit_jump(Opcode::JumpBack, 0, 0, 0, again);
        self.place(otherwise);
        self.statements(&node.orelse)?;
        self.place(exit);
        Ok(())
    }

    fn for_statement(&mut self, node: &'a ast::StmtFor) -> Result<()> {
        if node.is_async {
            return self.async_for(node);
        }
        let (again, done, exit) = (self.label(), self.label(), self.label());
        let iterator = self.iterator(&node.iter)?;
        let state = self.unit.cautious_state();
        self.place_with(again, state);
        self.at(node.iter.range());
        let mark = self.mark();
        match self.loop_variable(&node.target) {
            Some(register) => {
                self.emit(Opcode::ForIter, iterator, register, 0, 0);
                self.jump_over(done);
                self.mark_assigned(register);
            }
            None => {
                let value = self.temp();
                self.emit(Opcode::ForIter, iterator, value, 0, 0);
                self.jump_over(done);
                self.store_target(&node.target, value)?;
            }
        }
        self.release_to(mark);
        self.unit.blocks.push(Block::Loop { exit, again });
        self.statements(&node.body)?;
        self.unit.blocks.pop();
        self.at(no_location());
        self.emit_jump(Opcode::JumpBack, 0, 0, 0, again);
        self.place(done);
        self.statements(&node.orelse)?;
        self.place(exit);
        Ok(())
    }

    /// The iterator of a loop, in a register of its own.
    pub fn iterator(&mut self, iterable: &'a Expr) -> Result<Reg> {
        let register = self.temp();
        match self.constant_container(iterable) {
            Some(constant @ typhon_bytecode::Constant::Tuple(_)) => {
                self.at(iterable.range());
                self.load_constant(register, constant);
                self.emit(Opcode::GetIter, register, register, 0, 0);
            }
            _ => {
                let value = self.operand(iterable, register, &[])?;
                self.at(iterable.range());
                self.emit(Opcode::GetIter, register, value, 0, 0);
                self.release_to(u32::from(register) + 1);
            }
        }
        Ok(register)
    }

    /// The register of a loop variable that is a plain local.
    pub fn loop_variable(&self, target: &Expr) -> Option<Reg> {
        match target {
            Expr::Name(name) => self.destination(&name.id),
            _ => None,
        }
    }

    /// The jump after `ForIter` or `Send`, which the instruction skips: control goes on both ways.
    pub fn jump_over(&mut self, label: crate::assemble::Label) {
        let state = self.unit.state.clone();
        self.jump(label);
        self.unit.state = state;
    }

    fn leave_loop(&mut self, is_break: bool, range: crate::parse::TextRange) -> Result<()> {
        let position = self
            .unit
            .blocks
            .iter()
            .rposition(|block| matches!(block, Block::Loop { .. }));
        let Some(position) = position else {
            self.check_star(0, range)?;
            let message = if is_break {
                "'break' outside loop"
            } else {
                "'continue' not properly in loop"
            };
            return syntax(range, message);
        };
        self.check_star(position, range)?;
        let Block::Loop { exit, again } = self.unit.blocks[position] else {
            unreachable!("found above")
        };
        let handler = self.unit.handler;
        if position + 1 < self.unit.blocks.len() {
            self.pass_line(range);
            self.unwind(position + 1)?;
            self.at(no_location());
        }
        if is_break {
            self.jump(exit);
        } else {
            self.emit_jump(Opcode::JumpBack, 0, 0, 0, again);
        }
        self.unit.handler = handler;
        self.unit.state = None;
        Ok(())
    }

    fn check_star(&self, from: usize, range: crate::parse::TextRange) -> Result<()> {
        if self.unit.blocks[from..]
            .iter()
            .any(|block| matches!(block, Block::Star))
        {
            return syntax(
                range,
                "'break', 'continue' and 'return' cannot appear in an except* block",
            );
        }
        Ok(())
    }

    fn return_statement(&mut self, node: &'a ast::StmtReturn) -> Result<()> {
        if self.unit.kind != ScopeKind::Function {
            return syntax(node.range, "'return' outside function");
        }
        if node.value.is_some() && self.is_async_generator() {
            return syntax(node.range, "'return' with value in async generator");
        }
        self.check_star(0, node.range)?;
        let unwinds = self
            .unit
            .blocks
            .iter()
            .any(|block| !matches!(block, Block::Loop { .. }));
        let value = match &node.value {
            Some(value) if unwinds => self.stable_value(value)?,
            Some(value) => self.any(value)?,
            None => {
                let register = self.temp();
                self.at(node.range);
                self.emit(Opcode::LoadNone, register, 0, 0, 0);
                register
            }
        };
        let handler = self.unit.handler;
        if unwinds {
            if node.value.is_none() {
                self.pass_line(node.range);
            }
            self.unwind(0)?;
            self.at(no_location());
        } else {
            self.at(node.range);
        }
        self.emit(Opcode::Return, value, 0, 0, 0);
        self.unit.handler = handler;
        Ok(())
    }

    fn raise(&mut self, node: &'a ast::StmtRaise) -> Result<()> {
        let Some(exception) = &node.exc else {
            self.at(node.range);
            self.emit(Opcode::Raise, 0, 0, 0, 0);
            return Ok(());
        };
        match &node.cause {
            None => {
                let exception = self.any(exception)?;
                self.at(node.range);
                self.emit(Opcode::Raise, exception, 0, 0, 1);
            }
            Some(cause) => {
                let exception = self.stable(exception, std::slice::from_ref(cause))?;
                let cause = self.any(cause)?;
                self.at(node.range);
                self.emit(Opcode::Raise, exception, cause, 0, 2);
            }
        }
        Ok(())
    }

    fn assert(&mut self, node: &'a ast::StmtAssert) -> Result<()> {
        if let Expr::Tuple(tuple) = &*node.test
            && !tuple.elts.is_empty()
        {
            self.warn(
                node.range,
                "assertion is always true, perhaps remove parentheses?",
            );
        }
        if self.options.optimize > 0 {
            return Ok(());
        }
        let end = self.label();
        self.branch(&node.test, end, true)?;
        let error = self.temp();
        self.at(node.test.range());
        self.emit(Opcode::LoadCommon, error, 0, 0, 0);
        if let Some(message) = &node.msg {
            let header = typhon_bytecode::FRAME_HEADER;
            self.run(header as usize);
            self.evaluate(message, error + header)?;
            self.at(node.test.range());
            self.emit(Opcode::Call, error, 1, error, 0);
        }
        self.at(node.test.range());
        self.emit(Opcode::Raise, error, 0, 0, 1);
        self.place(end);
        Ok(())
    }
}

/// The values of `a, b = x, y` where they can be assigned one by one after all were evaluated.
fn swap_sources(node: &ast::StmtAssign) -> Option<&[Expr]> {
    let targets = match &node.targets[..] {
        [Expr::Tuple(tuple)] => &tuple.elts,
        [Expr::List(list)] => &list.elts,
        _ => return None,
    };
    let Expr::Tuple(value) = &*node.value else {
        return None;
    };
    let fits = targets.len() == value.elts.len() && (1..=16).contains(&targets.len());
    let plain = !targets.iter().chain(&value.elts).any(Expr::is_starred_expr);
    (fits && plain).then_some(&value.elts)
}
