//! Lowering: from the tree and the symbol table to register code.
//!
//! `Lowerer` walks the tree once; a `Unit` is the code object being built. Registers above the locals
//! are a stack: `mark` and `release` bracket their use. An expression is lowered "into" a given
//! register or to "any" register, which may be a local's own.
//! Invariants: a multi-step expression writes a local's register only in its last instruction, so that
//! neither a handler nor the expression itself sees it half done; code that cannot be reached is not
//! emitted (`Unit::state` is `None` there), nor are checks of locals that are surely assigned.

mod annotation;
mod call;
mod class;
mod comprehension;
mod condition;
mod exception;
mod expression;
mod fstring;
mod function;
mod import;
mod literal;
mod name;
mod pattern;
mod statement;
mod types;
mod unit;

use std::rc::Rc;

use rustc_hash::{FxHashMap, FxHashSet};
use typhon_bytecode::{Code, CodeFlags, Instruction, Opcode};

use crate::assemble::{Label, no_location};
use crate::errors::{Located, Result, SyntaxError, SyntaxWarning, too_deep};
use crate::parse::{TextRange, Tree, ast};
use crate::scope::{Role, ScopeId, Table, with_stack};
use crate::source::Source;
use crate::{Compiled, Mode, Options};
use unit::{State, Unit};

pub(crate) use crate::parse::Ranged;

/// A register.
pub(crate) type Reg = u16;

pub(crate) struct Lowerer<'a> {
    pub source: &'a Source,
    pub options: &'a Options,
    pub future: CodeFlags,
    pub table: &'a Table,
    pub unit: Unit<'a>,
    pub outer: Vec<Unit<'a>>,
    pub warnings: Vec<SyntaxWarning>,
    /// Nodes that are known not to be constant, so that deep trees are looked at once.
    pub unfoldable: FxHashSet<usize>,
    /// Nodes already warned about: `finally` bodies are lowered more than once.
    pub warned: FxHashSet<(u32, u32)>,
    /// The index of each annotated assignment in its class or module.
    pub annotation_indexes: FxHashMap<usize, u32>,
    /// Around the generator expression that is about to be lowered as the only argument.
    pub call_parentheses: Option<TextRange>,
    /// How many format specifications are around.
    pub format_depth: u32,
    depth: u32,
}

pub(crate) fn lower(
    tree: &Tree,
    source: &Source,
    options: &Options,
    future: CodeFlags,
    table: &Table,
) -> std::result::Result<Compiled, SyntaxError> {
    let unit = Unit::new(table, 0, "<module>", "<module>".into());
    let mut lowerer = Lowerer {
        source,
        options,
        future,
        table,
        unit,
        outer: Vec::new(),
        warnings: Vec::new(),
        unfoldable: FxHashSet::default(),
        warned: FxHashSet::default(),
        annotation_indexes: FxHashMap::default(),
        call_parentheses: None,
        format_depth: 0,
        depth: 0,
    };
    for (range, message) in &tree.warnings {
        lowerer.warn(*range, *message);
    }
    match lowerer.root(tree) {
        Ok(code) => Ok(Compiled {
            code,
            warnings: lowerer.warnings,
        }),
        Err(error) => Err(error.at(source)),
    }
}

/// Code objects nested in each other; what handles them later recurses.
const MAXIMUM_NESTED_CODE: usize = 1000;

impl<'a> Lowerer<'a> {
    fn root(&mut self, tree: &'a Tree) -> Result<Code> {
        self.unit.first_line = 1;
        if self.options.allow_top_level_await && self.table.scopes[0].has_await {
            self.unit.flags |= CodeFlags::COROUTINE;
        }
        self.at(no_location());
        self.prologue();
        match tree.root() {
            ast::Mod::Expression(root) => {
                self.at(root.body.range());
                let value = self.any(&root.body)?;
                self.emit(Opcode::Return, value, 0, 0, 0);
            }
            ast::Mod::Module(root) => {
                self.module_body(root)?;
            }
        }
        self.finish_unit()
    }

    fn module_body(&mut self, root: &'a ast::ModModule) -> Result<()> {
        let interactive = self.options.mode == Mode::Single;
        self.module_annotations(root)?;
        let mut body = &root.body[..];
        if !interactive && let Some((doc, rest)) = self.docstring(body) {
            body = rest;
            if let Some(doc) = doc {
                let value = self.temp();
                self.at(doc.range());
                let constant = doc_constant(self, doc);
                self.load_constant(value, constant);
                self.store_name("__doc__", value)?;
                self.release(value);
            }
        }
        self.statements(body)?;
        self.end_body();
        Ok(())
    }

    /// What a body does whose end is reached: it returns None, and stands where it stood before.
    pub fn end_body(&mut self) {
        if self.unit.state.take().is_none() {
            return;
        }
        let value = self.temp();
        let words =
            [Opcode::LoadNone, Opcode::Return].map(|op| Instruction::new(op, value, 0, 0, 0));
        self.unit.assembler.end_each_way(words, self.unit.handler);
        self.release(value);
    }

    /// The docstring that begins a body (None where docstrings are dropped), and what follows it.
    pub fn docstring(
        &self,
        body: &'a [ast::Stmt],
    ) -> Option<(Option<&'a ast::ExprStringLiteral>, &'a [ast::Stmt])> {
        let (first, rest) = body.split_first()?;
        let ast::Stmt::Expr(statement) = first else {
            return None;
        };
        let ast::Expr::StringLiteral(literal) = &*statement.value else {
            return None;
        };
        Some(((self.options.optimize < 2).then_some(literal), rest))
    }

    /// Sets the source range of what is emitted next.
    pub fn at(&mut self, range: TextRange) {
        self.unit.range = range;
    }

    /// Control passes through a line that needs no instruction, but that debuggers are to stop at.
    pub fn pass_line(&mut self, range: TextRange) {
        if self.unit.state.is_some() {
            self.unit.assembler.mark(self.unit.handler, range);
        }
    }

    pub fn emit(&mut self, op: Opcode, a: Reg, b: u16, c: u16, d: u8) {
        self.emit_word(Instruction::new(op, a, b, c, d), None);
    }

    pub fn emit_wide(&mut self, op: Opcode, a: Reg, wide: u32) {
        self.emit_word(Instruction::wide(op, a, wide), None);
    }

    pub fn emit_named(&mut self, op: Opcode, a: Reg, b: Reg, name: &str) {
        if self.unit.state.is_none() {
            return;
        }
        let name = self.unit.name_index(name);
        self.emit_word(Instruction::named(op, a, b, name), None);
    }

    /// A jump, conditional or not, to a label.
    pub fn emit_jump(&mut self, op: Opcode, a: Reg, b: u16, d: u8, label: Label) {
        self.unit.join_label(label);
        self.emit_word(Instruction::new(op, a, b, 0, d), Some(label));
    }

    pub fn jump(&mut self, label: Label) {
        self.emit_jump(Opcode::Jump, 0, 0, 0, label);
    }

    fn emit_word(&mut self, word: Instruction, label: Option<Label>) {
        let unit = &mut self.unit;
        if unit.state.is_none() {
            return;
        }
        unit.assembler.emit(word, label, unit.handler, unit.range);
        if crate::assemble::opcode(word)
            .row()
            .flags
            .contains(&typhon_bytecode::Flag::Ends)
        {
            unit.state = None;
        }
    }

    pub fn label(&mut self) -> Label {
        self.unit.new_label()
    }

    /// Control from the jumps to `label` and from above meets here.
    pub fn place(&mut self, label: Label) {
        self.unit.place(label);
    }

    /// Starts a handler or another entry whose state is known.
    pub fn place_with(&mut self, label: Label, state: Option<State>) {
        self.unit.assembler.place(label);
        self.unit.state = state;
    }

    pub fn temp(&mut self) -> Reg {
        self.run(1)
    }

    /// A run of fresh registers.
    pub fn run(&mut self, count: usize) -> Reg {
        self.unit.allocate(count)
    }

    pub fn mark(&self) -> u32 {
        self.unit.next
    }

    pub fn release_to(&mut self, mark: u32) {
        self.unit.next = mark;
    }

    /// Frees `register` and all above it.
    pub fn release(&mut self, register: Reg) {
        self.unit.next = u32::from(register);
    }

    pub fn is_local(&self, register: Reg) -> bool {
        u32::from(register) < self.unit.local_count
    }

    /// Where to build a value in several steps that shall end in `dst`.
    pub fn scratch(&mut self, dst: Reg) -> Reg {
        if self.is_local(dst) { self.temp() } else { dst }
    }

    pub fn move_to(&mut self, dst: Reg, from: Reg) {
        if dst != from {
            self.emit(Opcode::Move, dst, from, 0, 0);
        }
    }

    /// One level deeper in the tree.
    pub fn deeper<R>(&mut self, work: impl FnOnce(&mut Self) -> Result<R>) -> Result<R> {
        self.depth += 1;
        if self.depth > 4 * 10_000 {
            return Err(too_deep());
        }
        let result = with_stack(|| work(self));
        self.depth -= 1;
        result
    }

    /// Lowers a nested code object: `work` fills a new unit.
    pub fn nested(
        &mut self,
        scope: ScopeId,
        name: &str,
        qualified_name: Rc<str>,
        work: impl FnOnce(&mut Self) -> Result<()>,
    ) -> Result<Code> {
        if self.outer.len() >= MAXIMUM_NESTED_CODE {
            return Err(too_deep());
        }
        let unit = Unit::new(self.table, scope, name, qualified_name);
        self.outer.push(std::mem::replace(&mut self.unit, unit));
        let result = work(self).and_then(|()| self.finish_unit());
        self.unit = self.outer.pop().expect("pushed above");
        result
    }

    fn finish_unit(&mut self) -> Result<Code> {
        let what = match (self.unit.too_many_registers, self.unit.too_many_codes) {
            (true, _) => "registers",
            (_, true) => "nested code objects",
            _ => "",
        };
        if !what.is_empty() {
            return Err(Box::new(Located {
                kind: crate::ErrorKind::Syntax,
                message: format!("'{}' needs more than 65535 {what}", self.unit.name),
                range: None,
                open_end: None,
                start: None,
            }));
        }
        Ok(self.unit.finish(self.source, self.options, self.future))
    }

    pub fn warn(&mut self, range: TextRange, message: impl Into<String>) {
        if self
            .warned
            .insert((range.start().to_u32(), range.end().to_u32()))
        {
            self.warnings
                .push(SyntaxWarning::new(self.source, message, range));
        }
    }

    pub fn scope_of<T>(&self, node: &T, role: Role) -> ScopeId {
        self.table.scope_of(node, role)
    }
}

/// The constant of a docstring, with its common indentation removed.
pub(crate) fn doc_constant(
    lowerer: &mut Lowerer<'_>,
    literal: &ast::ExprStringLiteral,
) -> typhon_bytecode::Constant {
    let text = lowerer.string_literal(literal);
    typhon_bytecode::Constant::Str(crate::string::clean_docstring(&text).into())
}
