//! `try` in all forms, `with`, and leaving them by `return`, `break` and `continue`.
//!
//! A handler begins with `PushHandled save, exception` and every way out of it runs `PopHandled save`:
//! the normal end, jumps out (see `unwind`) and, through a clean-up handler, exceptions.

use typhon_bytecode::{FRAME_HEADER, Opcode, SpecialMethod};

use super::unit::{Block, State};
use super::{Lowerer, Ranged, Reg};
use crate::assemble::{HandlerId, Label, no_location};
use crate::errors::{Result, syntax};
use crate::parse::{TextRange, ast};
use ast::Stmt;

/// A handler whose code is still to be placed.
pub(crate) struct Entry {
    label: Label,
    exception: Reg,
    state: Option<State>,
}

impl<'a> Lowerer<'a> {
    /// Makes a handler for what is lowered from here on; gives the handler that was current before.
    pub fn begin_protected(&mut self) -> (Entry, Option<HandlerId>) {
        let exception = self.temp();
        let label = self.label();
        let outer = self.unit.handler;
        self.unit.handler = Some(self.unit.assembler.new_handler(label, exception));
        (
            Entry {
                label,
                exception,
                state: self.unit.cautious_state(),
            },
            outer,
        )
    }

    /// Places a handler that only cleans up; gives the register of the exception, to be raised again.
    pub fn enter(&mut self, entry: Entry) -> Reg {
        self.place_with(entry.label, entry.state);
        entry.exception
    }

    /// Starts a handler: the exception becomes the one being handled. Gives what `end_handler` needs.
    fn begin_handler(&mut self, entry: Entry, outer: Option<HandlerId>) -> (Reg, Entry) {
        self.place_with(entry.label, entry.state);
        let save = self.temp();
        self.unit.handler = outer;
        self.emit(Opcode::PushHandled, save, entry.exception, 0, 0);
        let (cleanup, _) = self.begin_protected();
        self.unit.blocks.push(Block::Handled { save, outer });
        (save, cleanup)
    }

    /// Ends a handler whose code re-raises where it falls through; then places the clean-up code.
    fn end_handler(&mut self, save: Reg, cleanup: Entry, outer: Option<HandlerId>) {
        self.unit.blocks.pop();
        self.unit.handler = outer;
        self.place_with(cleanup.label, cleanup.state);
        self.at(no_location());
        self.emit(Opcode::PopHandled, save, 0, 0, 0);
        self.emit(Opcode::Reraise, cleanup.exception, 0, 0, 0);
    }

    /// Runs what the blocks from `keep` on have to run when control leaves them.
    /// The caller restores the handler afterwards.
    pub fn unwind(&mut self, keep: usize) -> Result<()> {
        let blocks = self.unit.blocks.clone();
        for index in (keep..blocks.len()).rev() {
            if self.unit.state.is_none() {
                break;
            }
            self.unit.blocks.truncate(index);
            let range = self.unit.range;
            match blocks[index].clone() {
                Block::Loop { .. } | Block::Star => {}
                Block::Finally { body, outer } => {
                    self.unit.handler = outer;
                    self.statements(body)?;
                    self.at(range);
                }
                Block::With {
                    exit,
                    is_async,
                    range: item,
                    outer,
                } => {
                    self.unit.handler = outer;
                    self.exit_normally(exit, is_async, item)?;
                    self.at(range);
                }
                Block::Handled { save, outer } => {
                    self.emit(Opcode::PopHandled, save, 0, 0, 0);
                    self.unit.handler = outer;
                }
                Block::Name { name, outer } => {
                    self.unit.handler = outer;
                    self.unbind_name(name)?;
                }
            }
        }
        self.unit.blocks = blocks;
        Ok(())
    }

    pub fn try_statement(&mut self, node: &'a ast::StmtTry) -> Result<()> {
        self.pass_line(node.range);
        if node.finalbody.is_empty() {
            return self.try_except(node);
        }
        self.check_finally(&node.finalbody);
        let (entry, outer) = self.begin_protected();
        self.unit.blocks.push(Block::Finally {
            body: &node.finalbody,
            outer,
        });
        if node.handlers.is_empty() {
            self.statements(&node.body)?;
            self.statements(&node.orelse)?;
        } else {
            self.try_except(node)?;
        }
        self.unit.blocks.pop();
        self.unit.handler = outer;
        let end = self.label();
        self.statements(&node.finalbody)?;
        self.at(no_location());
        self.jump(end);

        let exception = entry.exception;
        let (save, cleanup) = self.begin_handler(entry, outer);
        self.statements(&node.finalbody)?;
        let straight = |statement: &&Stmt| {
            matches!(
                statement,
                Stmt::Expr(_)
                    | Stmt::Pass(_)
                    | Stmt::Assign(_)
                    | Stmt::AugAssign(_)
                    | Stmt::Delete(_)
            )
        };
        let last = node.finalbody.last().filter(straight);
        self.at(last.map_or(no_location(), Ranged::range));
        self.emit(Opcode::Reraise, exception, 0, 0, 0);
        self.end_handler(save, cleanup, outer);
        self.place(end);
        Ok(())
    }

    fn try_except(&mut self, node: &'a ast::StmtTry) -> Result<()> {
        if node.is_star {
            return self.try_except_star(node);
        }
        let end = self.label();
        let (entry, outer) = self.begin_protected();
        self.statements(&node.body)?;
        self.unit.handler = outer;
        self.statements(&node.orelse)?;
        self.at(no_location());
        self.jump(end);

        let exception = entry.exception;
        let (save, cleanup) = self.begin_handler(entry, outer);
        let protecting = self.unit.handler;
        for (index, handler) in node.handlers.iter().enumerate() {
            let ast::ExceptHandler::ExceptHandler(handler) = handler;
            let next = self.label();
            if let Some(class) = &handler.type_ {
                let mark = self.mark();
                let class_value = self.any(class)?;
                let matched = self.temp();
                self.at(class.range());
                self.emit(Opcode::MatchException, matched, exception, class_value, 0);
                self.branch_on(matched, next, false);
                self.release_to(mark);
            } else {
                self.pass_line(handler.range);
            }
            if handler.type_.is_none() && index + 1 < node.handlers.len() {
                return syntax(handler.range, "default 'except:' must be last");
            }
            self.handler_body(handler, exception)?;
            self.at(no_location());
            self.emit(Opcode::PopHandled, save, 0, 0, 0);
            self.unit.handler = outer;
            self.jump(end);
            self.unit.handler = protecting;
            self.place(next);
        }
        // What no clause took leaves from the line of the last one.
        let last = node.handlers.last().and_then(|handler| {
            let ast::ExceptHandler::ExceptHandler(handler) = handler;
            handler.type_.as_deref().map(Ranged::range)
        });
        self.at(last.unwrap_or(no_location()));
        self.emit(Opcode::Reraise, exception, 0, 0, 0);
        self.end_handler(save, cleanup, outer);
        self.place(end);
        Ok(())
    }

    /// The body of an `except` clause, with its name bound and unbound.
    fn handler_body(
        &mut self,
        handler: &'a ast::ExceptHandlerExceptHandler,
        exception: Reg,
    ) -> Result<()> {
        let Some(name) = &handler.name else {
            return self.statements(&handler.body);
        };
        self.at(handler.range);
        self.store_name(name, exception)?;
        let (entry, outer) = self.begin_protected();
        self.unit.blocks.push(Block::Name { name, outer });
        self.statements(&handler.body)?;
        self.unit.blocks.pop();
        self.unit.handler = outer;
        self.at(no_location());
        let end = self.label();
        if self.unit.state.is_some() {
            self.unbind_name(name)?;
            self.jump(end);
        }
        let exception = entry.exception;
        self.place_with(entry.label, entry.state);
        self.unbind_name(name)?;
        self.emit(Opcode::Reraise, exception, 0, 0, 0);
        self.place(end);
        Ok(())
    }

    fn try_except_star(&mut self, node: &'a ast::StmtTry) -> Result<()> {
        let end = self.label();
        let (entry, outer) = self.begin_protected();
        self.statements(&node.body)?;
        self.unit.handler = outer;
        self.statements(&node.orelse)?;
        self.at(no_location());
        self.jump(end);

        let original = entry.exception;
        let (save, cleanup) = self.begin_handler(entry, outer);
        let raised = self.temp();
        let rest = self.temp();
        self.emit(Opcode::BuildList, raised, raised, 0, 0);
        self.emit(Opcode::Move, rest, original, 0, 0);
        for handler in &node.handlers {
            let ast::ExceptHandler::ExceptHandler(handler) = handler;
            let Some(class) = &handler.type_ else {
                return syntax(handler.range, "expected one or more exception types");
            };
            self.star_clause(handler, class, rest, raised)?;
        }
        self.at(no_location());
        let skip = self.label();
        self.emit_jump(Opcode::JumpIfNone, rest, 0, 0, skip);
        self.emit(Opcode::ListAppend, raised, rest, 0, 0);
        self.place(skip);
        let result = self.temp();
        self.emit(Opcode::PrepareReraiseStar, result, original, raised, 0);
        let raise = self.label();
        self.emit_jump(Opcode::JumpIfNotNone, result, 0, 0, raise);
        self.emit(Opcode::PopHandled, save, 0, 0, 0);
        self.unit.handler = outer;
        self.jump(end);
        self.unit.handler = None;
        self.place(raise);
        self.unit.handler = outer;
        self.emit(Opcode::PopHandled, save, 0, 0, 0);
        self.emit(Opcode::Reraise, result, 0, 0, 0);
        self.end_handler(save, cleanup, outer);
        self.place(end);
        Ok(())
    }

    /// One `except*` clause: splits off the part that matches and collects what its body raises.
    fn star_clause(
        &mut self,
        handler: &'a ast::ExceptHandlerExceptHandler,
        class: &'a ast::Expr,
        rest: Reg,
        raised: Reg,
    ) -> Result<()> {
        let mark = self.mark();
        let next = self.label();
        self.at(handler.range);
        // Nothing may be left after an earlier clause.
        self.emit_jump(Opcode::JumpIfNone, rest, 0, 0, next);
        let class_value = self.any(class)?;
        let pair = self.run(2);
        self.at(class.range());
        self.emit(Opcode::MatchExceptionGroup, pair, rest, class_value, 0);
        self.emit(Opcode::Move, rest, pair + 1, 0, 0);
        self.emit_jump(Opcode::JumpIfNone, pair, 0, 0, next);

        let (entry, outer) = self.begin_protected();
        let inner_save = self.temp();
        // While the body runs, the matching part is what `raise` raises again.
        self.emit(Opcode::PushHandled, inner_save, pair, 0, 0);
        self.unit.blocks.push(Block::Handled {
            save: inner_save,
            outer,
        });
        self.unit.blocks.push(Block::Star);
        if let Some(name) = &handler.name {
            self.at(handler.range);
            self.store_name(name, pair)?;
            let handler_id = self.unit.handler;
            self.unit.blocks.push(Block::Name {
                name,
                outer: handler_id,
            });
        }
        self.statements(&handler.body)?;
        if let Some(name) = &handler.name {
            self.unit.blocks.pop();
            self.at(no_location());
            if self.unit.state.is_some() {
                self.unbind_name(name)?;
            }
        }
        self.unit.blocks.pop();
        self.unit.blocks.pop();
        self.unit.handler = outer;
        self.at(no_location());
        self.emit(Opcode::PopHandled, inner_save, 0, 0, 0);
        self.jump(next);

        let exception = entry.exception;
        self.place_with(entry.label, entry.state);
        self.at(no_location());
        self.emit(Opcode::PopHandled, inner_save, 0, 0, 0);
        if let Some(name) = &handler.name {
            self.unbind_name(name)?;
        }
        self.emit(Opcode::ListAppend, raised, exception, 0, 0);
        self.place(next);
        self.release_to(mark);
        Ok(())
    }

    pub fn with_statement(&mut self, node: &'a ast::StmtWith) -> Result<()> {
        self.with_items(&node.items, node)
    }

    fn with_items(&mut self, items: &'a [ast::WithItem], node: &'a ast::StmtWith) -> Result<()> {
        let Some((item, rest)) = items.split_first() else {
            return self.statements(&node.body);
        };
        if node.is_async {
            self.check_async(node.range, "'async with' outside async function")?;
        }
        let range = item.context_expr.range();
        let manager = self.any(&item.context_expr)?;
        let exit = self.run(2);
        let (exit_method, enter_method) = if node.is_async {
            (SpecialMethod::AsyncExit, SpecialMethod::AsyncEnter)
        } else {
            (SpecialMethod::Exit, SpecialMethod::Enter)
        };
        self.at(range);
        self.emit(Opcode::LoadSpecial, exit, manager, 0, exit_method as u8);
        let value = self.temp();
        let mark = self.mark();
        let base = self.run(FRAME_HEADER as usize + 1);
        self.emit(Opcode::LoadSpecial, base, manager, 0, enter_method as u8);
        self.emit(Opcode::Move, base + FRAME_HEADER, base + 1, 0, 0);
        self.emit(Opcode::CallMethod, base, 0, value, 0);
        self.release_to(mark);
        if node.is_async {
            self.await_register(value, value, 1)?;
        }

        let (entry, outer) = self.begin_protected();
        self.unit.blocks.push(Block::With {
            exit,
            is_async: node.is_async,
            range,
            outer,
        });
        if let Some(target) = &item.optional_vars {
            self.store_target(target, value)?;
        }
        self.deeper(|this| this.with_items(rest, node))?;
        self.unit.blocks.pop();
        self.unit.handler = outer;
        let end = self.label();
        self.exit_normally(exit, node.is_async, range)?;
        self.at(no_location());
        self.jump(end);

        let exception = entry.exception;
        self.at(range);
        let (save, cleanup) = self.begin_handler(entry, outer);
        let result = self.temp();
        self.emit(Opcode::WithExceptStart, result, exit, exception, 0);
        if node.is_async {
            self.await_register(result, result, 2)?;
        }
        let suppressed = self.label();
        self.emit_jump(Opcode::JumpIfTrue, result, 0, 0, suppressed);
        // The frame ends where the exception was raised.
        self.at(no_location());
        self.emit(Opcode::Reraise, exception, 0, 0, 0);
        self.place(suppressed);
        self.unit.handler = outer;
        self.emit(Opcode::PopHandled, save, 0, 0, 0);
        self.jump(end);
        self.end_handler(save, cleanup, outer);
        self.place(end);
        Ok(())
    }

    /// Calls the exit method with three Nones.
    fn exit_normally(&mut self, exit: Reg, is_async: bool, range: TextRange) -> Result<()> {
        let mark = self.mark();
        self.at(range);
        let result = self.temp();
        let base = self.run(FRAME_HEADER as usize + 4);
        self.emit(Opcode::Move, base, exit, 0, 0);
        self.emit(Opcode::Move, base + FRAME_HEADER, exit + 1, 0, 0);
        for argument in 1..=3 {
            self.emit(Opcode::LoadNone, base + FRAME_HEADER + argument, 0, 0, 0);
        }
        self.emit(Opcode::CallMethod, base, 3, result, 0);
        if is_async {
            self.await_register(result, result, 2)?;
        }
        self.release_to(mark);
        Ok(())
    }

    /// `async for`: the end is an exception that only the step itself may raise.
    pub fn async_for(&mut self, node: &'a ast::StmtFor) -> Result<()> {
        self.check_async(node.range, "'async for' outside async function")?;
        let (again, exit) = (self.label(), self.label());
        let iterator = self.temp();
        let value = self.operand(&node.iter, iterator, &[])?;
        self.at(node.iter.range());
        self.emit(Opcode::GetAsyncIter, iterator, value, 0, 0);
        let state = self.unit.cautious_state();
        self.place_with(again, state);
        let (entry, outer) = self.begin_protected();
        let item = self.temp();
        self.at(node.iter.range());
        self.emit(Opcode::GetAsyncNext, item, iterator, 0, 0);
        self.send_loop(item, item);
        self.unit.handler = outer;
        self.store_target(&node.target, item)?;
        self.unit.blocks.push(Block::Loop { exit, again });
        self.statements(&node.body)?;
        self.unit.blocks.pop();
        self.at(no_location());
        self.emit_jump(Opcode::JumpBack, 0, 0, 0, again);
        self.place_with(entry.label, entry.state);
        self.at(node.iter.range());
        self.emit(Opcode::EndAsyncFor, entry.exception, 0, 0, 0);
        self.statements(&node.orelse)?;
        self.place(exit);
        Ok(())
    }

    /// One step of an asynchronous comprehension; gives the register of the item and what
    /// `end_async_step` needs.
    pub fn async_step(&mut self, iterator: Reg, range: TextRange) -> (Reg, AsyncStep) {
        let (entry, outer) = self.begin_protected();
        let item = self.temp();
        self.at(range);
        self.emit(Opcode::GetAsyncNext, item, iterator, 0, 0);
        self.send_loop(item, item);
        self.unit.handler = outer;
        (item, AsyncStep(entry))
    }

    pub fn end_async_step(&mut self, step: AsyncStep, range: TextRange) {
        self.place_with(step.0.label, step.0.state);
        self.at(range);
        self.emit(Opcode::EndAsyncFor, step.0.exception, 0, 0, 0);
    }

    /// PEP 765: jumps out of `finally` hide exceptions.
    fn check_finally(&mut self, body: &'a [Stmt]) {
        self.check_finally_in(body, false);
    }

    fn check_finally_in(&mut self, body: &'a [Stmt], in_loop: bool) {
        for statement in body {
            match statement {
                Stmt::Return(node) => self.warn(node.range, "'return' in a 'finally' block"),
                Stmt::Break(node) if !in_loop => {
                    self.warn(node.range, "'break' in a 'finally' block")
                }
                Stmt::Continue(node) if !in_loop => {
                    self.warn(node.range, "'continue' in a 'finally' block")
                }
                Stmt::For(node) => {
                    self.check_finally_in(&node.body, true);
                    self.check_finally_in(&node.orelse, in_loop);
                }
                Stmt::While(node) => {
                    self.check_finally_in(&node.body, true);
                    self.check_finally_in(&node.orelse, in_loop);
                }
                Stmt::If(node) => {
                    self.check_finally_in(&node.body, in_loop);
                    for clause in &node.elif_else_clauses {
                        self.check_finally_in(&clause.body, in_loop);
                    }
                }
                Stmt::With(node) => self.check_finally_in(&node.body, in_loop),
                Stmt::Match(node) => {
                    for case in &node.cases {
                        self.check_finally_in(&case.body, in_loop);
                    }
                }
                Stmt::Try(node) => {
                    self.check_finally_in(&node.body, in_loop);
                    for ast::ExceptHandler::ExceptHandler(handler) in &node.handlers {
                        self.check_finally_in(&handler.body, in_loop);
                    }
                    self.check_finally_in(&node.orelse, in_loop);
                    // Its own `finally` is checked when it is lowered.
                }
                _ => {}
            }
        }
    }
}

pub(crate) struct AsyncStep(Entry);
