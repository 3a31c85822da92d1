//! Annotations (PEP 649, 749): `__annotate__` functions, and strings under the future import.

use typhon_bytecode::{Code, CodeFlags, LocalKind, Opcode};

use super::{Lowerer, Ranged, Reg};
use crate::assemble::no_location;
use crate::constant::text;
use crate::errors::Result;
use crate::parse::{TextRange, ast};
use crate::scope::{ScopeId, ScopeKind, address};
use ast::{Expr, Stmt};

const CONDITIONAL: &str = "__conditional_annotations__";

impl<'a> Lowerer<'a> {
    pub fn future_annotations(&self) -> bool {
        self.future.contains(CodeFlags::FUTURE_ANNOTATIONS)
    }

    /// Code of an annotate function: `work` lowers what follows the check of the format.
    pub fn annotate_function(
        &mut self,
        scope: ScopeId,
        range: TextRange,
        work: impl FnOnce(&mut Self) -> Result<()>,
    ) -> Result<Code> {
        let qualified = self.qualified_name("__annotate__", false);
        let line = self.source.position(range.start()).0;
        self.nested(scope, "__annotate__", qualified, |this| {
            this.unit.first_line = line;
            this.unit.argument_count = 1;
            this.unit.positional_only_count = 1;
            this.nesting_flags();
            this.at(no_location());
            this.prologue();
            this.check_format(range);
            work(this)
        })
    }

    /// Only the format VALUE_WITH_FAKE_GLOBALS and below can be computed by running the code.
    pub fn check_format(&mut self, range: TextRange) {
        self.at(range);
        let known = self.label();
        self.emit_jump(Opcode::JumpGreaterImmediate, 0, 2, 0, known);
        let error = self.temp();
        self.emit(Opcode::LoadCommon, error, 0, 0, 1);
        self.emit(Opcode::Raise, error, 0, 0, 1);
        self.place(known);
        self.release(error);
    }

    /// The value of an annotation, or its text under the future import.
    pub fn annotation_value(&mut self, annotation: &'a Expr, dst: Reg) -> Result<()> {
        if self.future_annotations()
            && self.unit.kind != ScopeKind::TypeAlias
            && self.unit.kind != ScopeKind::TypeVariable
        {
            let text = crate::unparse::unparse(annotation, self.source);
            self.at(annotation.range());
            self.load_text(dst, &text);
            return Ok(());
        }
        match annotation {
            Expr::Starred(starred) => {
                let value = self.any(&starred.value)?;
                self.at(starred.range);
                self.emit(Opcode::UnpackSequence, dst, value, 1, 0);
                Ok(())
            }
            other => self.evaluate(other, dst),
        }
    }

    pub fn module_annotations(&mut self, root: &'a ast::ModModule) -> Result<()> {
        let list = simple_annotations(&root.body);
        if list.is_empty() {
            return Ok(());
        }
        self.at(no_location());
        if self.future_annotations() {
            self.emit(Opcode::SetupAnnotations, 0, 0, 0, 0);
            return Ok(());
        }
        self.number_annotations(&list);
        self.annotate_variables(&list, list[0].0.range, "__annotate__")?;
        self.conditional_set()
    }

    pub fn class_annotations_start(&mut self, body: &'a [Stmt]) -> Result<()> {
        if self.future_annotations() {
            if !simple_annotations(body).is_empty() {
                self.emit(Opcode::SetupAnnotations, 0, 0, 0, 0);
            }
            return Ok(());
        }
        if self.table.scopes[self.unit.scope].conditional_annotations {
            self.number_annotations(&simple_annotations(body));
            self.conditional_set()?;
        }
        Ok(())
    }

    /// Statements can be lowered more than once (`finally`), so their indexes are set beforehand.
    fn number_annotations(&mut self, list: &[(&'a ast::StmtAnnAssign, bool)]) {
        let indexes = list
            .iter()
            .enumerate()
            .map(|(index, (node, _))| (address(*node), index as u32));
        self.annotation_indexes.extend(indexes);
    }

    pub fn class_annotations_end(&mut self, body: &'a [Stmt], range: TextRange) -> Result<()> {
        let list = simple_annotations(body);
        if list.is_empty() || self.future_annotations() {
            return Ok(());
        }
        self.annotate_variables(&list, range, "__annotate_func__")
    }

    /// The set of those annotations whose statements were executed.
    fn conditional_set(&mut self) -> Result<()> {
        let set = self.temp();
        self.emit(Opcode::BuildSet, set, set, 0, 0);
        self.store_conditional(set)?;
        self.release(set);
        Ok(())
    }

    fn store_conditional(&mut self, set: Reg) -> Result<()> {
        match self.conditional_cell() {
            Some(cell) => self.emit(Opcode::StoreCell, cell, set, 0, 0),
            None => self.store_name(CONDITIONAL, set)?,
        }
        Ok(())
    }

    fn conditional_cell(&self) -> Option<Reg> {
        let register = self.unit.register(CONDITIONAL)?;
        (self.unit.kind == ScopeKind::Class
            && self.unit.locals()[register as usize].kind == LocalKind::Cell)
            .then_some(register)
    }

    fn annotate_variables(
        &mut self,
        list: &[(&'a ast::StmtAnnAssign, bool)],
        range: TextRange,
        stored_as: &str,
    ) -> Result<()> {
        let Some(scope) = self.table.scopes[self.unit.scope].annotations else {
            return Ok(());
        };
        let in_module = self.unit.kind == ScopeKind::Module;
        let code = self.annotate_function(scope, range, |this| {
            let dict = this.temp();
            this.at(range);
            this.emit(Opcode::BuildMap, dict, dict, 0, 0);
            for (index, &(node, conditional)) in list.iter().enumerate() {
                let Expr::Name(name) = &*node.target else {
                    continue;
                };
                let mark = this.mark();
                let skip = this.label();
                let (key, value) = (this.temp(), this.temp());
                this.at(node.range);
                if in_module || conditional {
                    this.load_constant(key, typhon_bytecode::Constant::Int(index as i64));
                    this.load_name(value, CONDITIONAL)?;
                    this.emit(Opcode::Contains, key, key, value, 0);
                    this.branch_on(key, skip, false);
                }
                this.annotation_value(&node.annotation, value)?;
                this.at(node.range);
                let mangled = this.mangled(&name.id);
                this.load_constant(key, text(mangled.as_deref().unwrap_or(&name.id)));
                this.emit(Opcode::MapAdd, dict, key, value, 0);
                this.place(skip);
                this.release_to(mark);
            }
            this.at(range);
            this.emit(Opcode::Return, dict, 0, 0, 0);
            Ok(())
        })?;
        let function = self.temp();
        self.at(range);
        self.make_function_with_closure(code, scope, function);
        self.store_name(stored_as, function)?;
        self.release(function);
        Ok(())
    }

    pub fn annotated_assignment(&mut self, node: &'a ast::StmtAnnAssign) -> Result<()> {
        let target = &*node.target;
        match (&node.value, target) {
            (Some(value), Expr::Name(name)) => match self.destination(&name.id) {
                Some(register) => {
                    self.evaluate(value, register)?;
                    self.mark_assigned(register);
                }
                None => {
                    let register = self.any(value)?;
                    self.store_target(target, register)?;
                }
            },
            (Some(value), _) => {
                let register = self.temp();
                self.evaluate(value, register)?;
                self.store_target(target, register)?;
            }
            (None, Expr::Attribute(target)) => {
                self.any(&target.value)?;
            }
            (None, Expr::Subscript(target)) => {
                self.any(&target.value)?;
                self.any(&target.slice)?;
            }
            (None, _) => {}
        }
        let named = node.simple && matches!(target, Expr::Name(_));
        if named && !self.table.scopes[self.unit.scope].is_function_like() {
            self.note_annotation(node)?;
        }
        Ok(())
    }

    fn note_annotation(&mut self, node: &'a ast::StmtAnnAssign) -> Result<()> {
        let Expr::Name(name) = &*node.target else {
            return Ok(());
        };
        self.at(node.range);
        if self.future_annotations() {
            let (mapping, key, value) = (self.temp(), self.temp(), self.temp());
            self.annotation_value(&node.annotation, value)?;
            self.at(node.range);
            self.load_name(mapping, "__annotations__")?;
            let mangled = self.mangled(&name.id);
            self.load_text(key, mangled.as_deref().unwrap_or(&name.id));
            self.emit(Opcode::SetItem, mapping, key, value, 0);
            return Ok(());
        }
        let in_module = self.unit.kind == ScopeKind::Module;
        if in_module || self.unit.conditional > 0 {
            let Some(&index) = self.annotation_indexes.get(&address(node)) else {
                return Ok(());
            };
            let (set, value) = (self.temp(), self.temp());
            match self.conditional_cell() {
                Some(cell) => self.emit_named(Opcode::LoadCell, set, cell, CONDITIONAL),
                None => self.load_name(set, CONDITIONAL)?,
            }
            self.load_constant(value, typhon_bytecode::Constant::Int(i64::from(index)));
            self.emit(Opcode::SetAdd, set, value, 0, 0);
        }
        Ok(())
    }
}

/// The annotated plain names of a class or module body, in order, with those in conditional code.
fn simple_annotations(body: &[Stmt]) -> Vec<(&ast::StmtAnnAssign, bool)> {
    let mut found = Vec::new();
    collect(body, false, &mut found);
    found
}

fn collect<'a>(
    body: &'a [Stmt],
    conditional: bool,
    found: &mut Vec<(&'a ast::StmtAnnAssign, bool)>,
) {
    for statement in body {
        match statement {
            Stmt::AnnAssign(node) if node.simple && matches!(&*node.target, Expr::Name(_)) => {
                found.push((node, conditional));
            }
            Stmt::If(node) => {
                collect(&node.body, true, found);
                for clause in &node.elif_else_clauses {
                    collect(&clause.body, true, found);
                }
            }
            Stmt::For(node) => {
                collect(&node.body, true, found);
                collect(&node.orelse, true, found);
            }
            Stmt::While(node) => {
                collect(&node.body, true, found);
                collect(&node.orelse, true, found);
            }
            Stmt::With(node) => collect(&node.body, true, found),
            Stmt::Match(node) => {
                for case in &node.cases {
                    collect(&case.body, true, found);
                }
            }
            Stmt::Try(node) => {
                collect(&node.body, true, found);
                for ast::ExceptHandler::ExceptHandler(handler) in &node.handlers {
                    collect(&handler.body, true, found);
                }
                collect(&node.orelse, true, found);
                collect(&node.finalbody, true, found);
            }
            _ => {}
        }
    }
}
