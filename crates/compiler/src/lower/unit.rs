//! The code object being built: registers, names, constants, labels and what is known to be assigned.

use std::rc::Rc;

use indexmap::IndexSet;
use rustc_hash::{FxBuildHasher, FxHashMap};
use typhon_bytecode::{Code, CodeFlags, Constant, Local, LocalKind};

use super::Reg;
use crate::assemble::{Assembler, HandlerId, Label, no_location};
use crate::constant::Pool;
use crate::parse::{TextRange, ast};
use crate::scope::{Resolution, ScopeId, ScopeKind, Table, flag};
use crate::source::Source;
use crate::{FUTURE_FLAGS, Options};

/// Which locals are surely assigned; a bit for each.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct State(Vec<u64>);

impl State {
    fn new(locals: usize) -> State {
        State(vec![0; locals.div_ceil(64)])
    }

    pub fn has(&self, register: Reg) -> bool {
        self.0
            .get(register as usize / 64)
            .is_some_and(|word| word >> (register % 64) & 1 != 0)
    }

    pub fn insert(&mut self, register: Reg) {
        if let Some(word) = self.0.get_mut(register as usize / 64) {
            *word |= 1 << (register % 64);
        }
    }

    pub fn remove(&mut self, register: Reg) {
        if let Some(word) = self.0.get_mut(register as usize / 64) {
            *word &= !(1 << (register % 64));
        }
    }

    fn intersect(&mut self, other: &State) {
        for (word, other) in self.0.iter_mut().zip(&other.0) {
            *word &= other;
        }
    }
}

/// What a `return`, `break` or `continue` has to leave on its way out.
#[derive(Clone)]
pub(crate) enum Block<'a> {
    Loop {
        exit: Label,
        again: Label,
    },
    Finally {
        body: &'a [ast::Stmt],
        outer: Option<HandlerId>,
    },
    With {
        exit: Reg,
        is_async: bool,
        range: TextRange,
        outer: Option<HandlerId>,
    },
    /// An exception is being handled; `save` holds the one before.
    Handled {
        save: Reg,
        outer: Option<HandlerId>,
    },
    /// The body of an `except*` clause, which nothing may leave by a jump.
    Star,
    /// The name of `except ... as name`, unbound at the end.
    Name {
        name: &'a str,
        outer: Option<HandlerId>,
    },
}

pub(crate) struct Unit<'a> {
    pub scope: ScopeId,
    pub kind: ScopeKind,
    pub name: Rc<str>,
    pub qualified_name: Rc<str>,
    pub first_line: u32,
    pub flags: CodeFlags,
    pub argument_count: u32,
    pub positional_only_count: u32,
    pub keyword_only_count: u32,
    pub assembler: Assembler,
    label_states: Vec<Option<State>>,
    pub pool: Pool,
    names: IndexSet<Rc<str>, FxBuildHasher>,
    locals: Vec<Local>,
    registers: FxHashMap<Rc<str>, Reg>,
    pub local_count: u32,
    pub next: u32,
    highest: u32,
    pub too_many_registers: bool,
    pub too_many_codes: bool,
    pub handler: Option<HandlerId>,
    pub range: TextRange,
    pub blocks: Vec<Block<'a>>,
    /// None where control cannot come.
    pub state: Option<State>,
    /// Locals that some `del` or the end of some `except` clause unbinds.
    deleted: Vec<Reg>,
    /// The inlined comprehensions around, with the registers of their own names.
    pub comprehensions: Vec<(ScopeId, FxHashMap<Rc<str>, Reg>)>,
    /// The registers of variables of inlined comprehensions that are seen as locals, by whether a cell
    /// holds them.
    passing: FxHashMap<(Rc<str>, bool), Reg>,
    /// Of a class: attributes that its methods store on `self`.
    pub static_attributes: IndexSet<Rc<str>, FxBuildHasher>,
    pub self_attributes: IndexSet<Rc<str>, FxBuildHasher>,

    /// Variables of inlined comprehensions in temporaries that may be unbound still.
    pub unsure: Vec<Reg>,
    /// Nesting in `if`, loops and so on of a class or module body.
    pub conditional: u32,
}

impl<'a> Unit<'a> {
    pub fn new(table: &Table, scope: ScopeId, name: &str, qualified_name: Rc<str>) -> Unit<'a> {
        let info = &table.scopes[scope];
        let mut unit = Unit {
            scope,
            kind: info.kind,
            name: name.into(),
            qualified_name,
            first_line: 1,
            flags: CodeFlags::empty(),
            argument_count: 0,
            positional_only_count: 0,
            keyword_only_count: 0,
            assembler: Assembler::default(),
            label_states: Vec::new(),
            pool: Pool::default(),
            names: IndexSet::default(),
            locals: Vec::new(),
            registers: FxHashMap::default(),
            local_count: 0,
            next: 0,
            highest: 0,
            too_many_registers: false,
            too_many_codes: false,
            handler: None,
            range: no_location(),
            blocks: Vec::new(),
            state: None,
            deleted: Vec::new(),
            comprehensions: Vec::new(),
            passing: FxHashMap::default(),
            static_attributes: IndexSet::default(),
            self_attributes: IndexSet::default(),
            unsure: Vec::new(),
            conditional: 0,
        };
        if info.is_function_like() {
            unit.flags |= CodeFlags::OPTIMIZED | CodeFlags::NEWLOCALS;
        }
        unit.declare_locals(table);
        unit
    }

    fn declare_locals(&mut self, table: &Table) {
        let info = &table.scopes[self.scope];
        for name in &info.parameters {
            let captured = info.cells.contains(name);
            self.declare(
                name,
                if captured {
                    LocalKind::Cell
                } else {
                    LocalKind::Plain
                },
            );
        }
        if info.is_function_like() {
            for (name, symbol) in &info.symbols {
                if symbol.resolution == Resolution::Local && !self.registers.contains_key(name) {
                    self.declare(name, LocalKind::Plain);
                }
            }
        }
        self.declare_comprehensions(table, self.scope);
        for name in &info.cells {
            if !self.registers.contains_key(name) {
                self.declare(name, LocalKind::Cell);
            }
        }
        for name in &info.frees {
            // A class can have both its own cell and a free variable of one name; the own one wins.
            self.declare(name, LocalKind::Free);
        }
        self.local_count = self.locals.len() as u32;
        self.next = self.local_count;
        self.highest = self.next;
        let mut state = State::new(self.locals.len());
        for (index, local) in self.locals.iter().enumerate() {
            if index < info.parameters.len() || local.kind != LocalKind::Plain {
                state.insert(index as Reg);
            }
        }
        self.state = Some(state);
        for (name, symbol) in &info.symbols {
            if symbol.flags.has(flag::DELETED)
                && symbol.resolution == Resolution::Local
                && let Some(&register) = self.registers.get(name)
            {
                self.deleted.push(register);
            }
        }
    }

    /// Variables of inlined comprehensions are locals while these run; in a function, unless it has a
    /// variable of the same name.
    fn declare_comprehensions(&mut self, table: &Table, scope: ScopeId) {
        let host = &table.scopes[self.scope];
        for &child in &table.scopes[scope].children {
            let inner = &table.scopes[child];
            if !inner.inlined {
                continue;
            }
            for (name, symbol) in &inner.symbols {
                let kind = match symbol.resolution {
                    Resolution::Local if &**name != ".0" => LocalKind::Plain,
                    Resolution::Cell => LocalKind::Passing,
                    _ => continue,
                };
                let place = (name.clone(), kind == LocalKind::Passing);
                let known = host.is_function_like() && host.symbols.contains_key(name);
                if !known && !self.passing.contains_key(&place) {
                    let register = self.push_local(name, kind);
                    self.passing.insert(place, register);
                }
            }
            self.declare_comprehensions(table, child);
        }
    }

    fn declare(&mut self, name: &Rc<str>, kind: LocalKind) {
        let register = self.push_local(name, kind);
        self.registers.entry(name.clone()).or_insert(register);
    }

    fn push_local(&mut self, name: &Rc<str>, kind: LocalKind) -> Reg {
        if self.locals.len() >= u16::MAX as usize {
            // An error in the end; until then any register will do.
            self.too_many_registers = true;
            return 0;
        }
        self.locals.push(Local {
            name: name.to_string(),
            kind,
        });
        (self.locals.len() - 1) as Reg
    }

    pub fn register(&self, name: &str) -> Option<Reg> {
        self.registers.get(name).copied()
    }

    /// The register of a comprehension's variable that is seen as a local.
    pub fn passing(&self, name: &Rc<str>, in_cell: bool) -> Option<Reg> {
        self.passing.get(&(name.clone(), in_cell)).copied()
    }

    pub fn locals(&self) -> &[Local] {
        &self.locals
    }

    pub fn allocate(&mut self, count: usize) -> Reg {
        let first = self.next;
        self.next = first.saturating_add(count as u32);
        self.highest = self.highest.max(self.next);
        if self.highest > u32::from(u16::MAX) {
            // An error in the end; until then any register will do.
            self.too_many_registers = true;
            return 0;
        }
        first as Reg
    }

    pub fn name_index(&mut self, name: &str) -> u32 {
        if let Some(index) = self.names.get_index_of(name) {
            return index as u32;
        }
        self.names.insert_full(name.into()).0 as u32
    }

    pub fn new_label(&mut self) -> Label {
        self.label_states.push(None);
        self.assembler.new_label()
    }

    /// A jump to `label` leaves from here.
    pub fn join_label(&mut self, label: Label) {
        let Some(state) = &self.state else { return };
        match &mut self.label_states[label.0 as usize] {
            Some(joined) => joined.intersect(state),
            empty => *empty = Some(state.clone()),
        }
    }

    pub fn place(&mut self, label: Label) {
        self.assembler.place(label);
        let joined = self.label_states[label.0 as usize].take();
        self.state = match (self.state.take(), joined) {
            (Some(mut state), Some(joined)) => {
                state.intersect(&joined);
                Some(state)
            }
            (state, joined) => state.or(joined),
        };
    }

    /// The state for an entry that control can come to from later on, or from anywhere in a body.
    pub fn cautious_state(&self) -> Option<State> {
        let mut state = self.state.clone()?;
        for &register in &self.deleted {
            state.remove(register);
        }
        Some(state)
    }

    /// Puts nested code near the front, where the short operand of `MakeFunction` reaches it; only a
    /// docstring comes before.
    fn merge_constants(&mut self) -> Vec<Constant> {
        let codes = std::mem::take(&mut self.pool.codes);
        let mut constants = std::mem::take(&mut self.pool.constants);
        if codes.is_empty() {
            return constants;
        }
        let first = usize::from(self.flags.contains(CodeFlags::HAS_DOCSTRING));
        let count = codes.len() as u32;
        self.assembler.shift_constants(first as u32, count);
        let rest = constants.split_off(first.min(constants.len()));
        constants.extend(codes.into_iter().map(|code| Constant::Code(Box::new(code))));
        constants.extend(rest);
        constants
    }

    pub fn finish(&mut self, source: &Source, options: &Options, future: CodeFlags) -> Code {
        let constants = self.merge_constants();
        let (instructions, handlers, positions) = self.assembler.finish(source);
        if self.kind == ScopeKind::Annotations
            && let Some(format) = self.locals.first_mut()
        {
            // Named so that no annotation can mean it, but shown without the dot.
            format.name = "format".into();
        }
        Code {
            name: self.name.to_string(),
            qualified_name: self.qualified_name.to_string(),
            filename: options.filename.clone(),
            first_line: self.first_line,
            flags: self.flags | (future & FUTURE_FLAGS),
            argument_count: self.argument_count,
            positional_only_count: self.positional_only_count,
            keyword_only_count: self.keyword_only_count,
            locals: std::mem::take(&mut self.locals),
            register_count: self.highest.max(1),
            instructions,
            constants,
            names: self.names.iter().map(|name| name.to_string()).collect(),
            handlers,
            positions,
            self_attributes: self.self_attributes.len().max(self.static_attributes.len()) as u32,
        }
    }
}
