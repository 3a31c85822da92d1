//! Loading, storing and deleting names, wherever they live.

use typhon_bytecode::{Constant, LocalKind, Opcode};

use super::{Lowerer, Reg};
use crate::errors::Result;
use crate::scope::{Resolution, ScopeKind};

/// Where a name lives, seen from the code being lowered.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub(crate) enum Place {
    Register(Reg),
    Cell(Reg),
    /// The namespace of a class body first, then this cell.
    ClassCell(Reg),
    Global,
    Name,
    /// The class dictionary first (from annotations and the like), then a cell or the globals.
    DictOrCell(Reg),
    DictOrGlobal,
}

impl<'a> Lowerer<'a> {
    pub fn mangled(&self, name: &str) -> Option<String> {
        let scope = match self.unit.comprehensions.last() {
            Some((scope, _)) => *scope,
            None => self.unit.scope,
        };
        self.table.scopes[scope].mangled(name)
    }

    pub fn place_of(&self, name: &str) -> Place {
        let host = &self.table.scopes[self.unit.scope];
        let in_comprehension = !self.unit.comprehensions.is_empty();
        for (scope, registers) in self.unit.comprehensions.iter().rev() {
            let Some(symbol) = self.table.scopes[*scope].symbols.get(name) else {
                continue;
            };
            match symbol.resolution {
                Resolution::Local => return Place::Register(registers[name]),
                Resolution::Cell => return Place::Cell(registers[name]),
                Resolution::Free | Resolution::Unknown => {}
                Resolution::GlobalExplicit => return Place::Global,
                Resolution::GlobalImplicit => {
                    return if host.kind == ScopeKind::Module {
                        Place::Name
                    } else {
                        Place::Global
                    };
                }
            }
        }
        let register = self.unit.register(name);
        if in_comprehension && host.kind == ScopeKind::Class {
            return register.map_or(Place::Global, Place::Cell);
        }
        let through_class = host.sees_class && name != "__classdict__";
        match (host.resolution(name), register) {
            (Resolution::Local, Some(register)) if host.is_function_like() => {
                Place::Register(register)
            }
            (Resolution::Cell, Some(register)) => Place::Cell(register),
            (Resolution::Free, Some(register)) => match host.kind {
                ScopeKind::Class => Place::ClassCell(register),
                _ if through_class => Place::DictOrCell(register),
                _ => Place::Cell(register),
            },
            (Resolution::GlobalExplicit, _) => Place::Global,
            (Resolution::GlobalImplicit, _) if through_class => Place::DictOrGlobal,
            (Resolution::GlobalImplicit, _) if host.is_function_like() => Place::Global,
            _ => Place::Name,
        }
    }

    /// The register of a local that holds the name's value itself and is surely bound.
    pub fn bound_local(&mut self, name: &str) -> Option<Reg> {
        let mangled = self.mangled(name);
        let name = mangled.as_deref().unwrap_or(name);
        match self.place_of(name) {
            Place::Register(register) => {
                self.check_local(register, name);
                Some(register)
            }
            _ => None,
        }
    }

    fn check_local(&mut self, register: Reg, name: &str) {
        let assigned = match &self.unit.state {
            None => true,
            Some(state) => {
                if self.is_local(register) {
                    state.has(register)
                } else {
                    !self.unit.unsure.contains(&register)
                }
            }
        };
        if !assigned {
            self.emit_named(Opcode::CheckLocal, register, 0, name);
            if let Some(state) = &mut self.unit.state {
                state.insert(register);
            }
        }
    }

    /// The register a plain local of this name has, for results to be written to directly.
    pub fn destination(&self, name: &str) -> Option<Reg> {
        let mangled = self.mangled(name);
        match self.place_of(mangled.as_deref().unwrap_or(name)) {
            Place::Register(register) => Some(register),
            _ => None,
        }
    }

    pub fn mark_assigned(&mut self, register: Reg) {
        if let Some(state) = &mut self.unit.state {
            state.insert(register);
        }
    }

    pub fn load_name(&mut self, dst: Reg, name: &str) -> Result<()> {
        let mangled = self.mangled(name);
        let name = mangled.as_deref().unwrap_or(name);
        match self.place_of(name) {
            Place::Register(register) => {
                self.check_local(register, name);
                self.move_to(dst, register);
            }
            Place::Cell(register) => self.emit_named(Opcode::LoadCell, dst, register, name),
            Place::ClassCell(register) => {
                self.emit_named(Opcode::LoadClassCell, dst, register, name)
            }
            Place::Global => self.emit_named(Opcode::LoadGlobal, dst, 0, name),
            Place::Name => self.emit_named(Opcode::LoadName, dst, 0, name),
            Place::DictOrCell(register) => {
                let class_dict = self.class_dict()?;
                let cell = self.temp();
                self.emit(Opcode::Move, cell, register, 0, 0);
                self.emit_named(Opcode::LoadFromDictOrCell, cell, class_dict, name);
                self.move_to(dst, cell);
                self.release(class_dict);
            }
            Place::DictOrGlobal => {
                let class_dict = self.class_dict()?;
                self.emit_named(Opcode::LoadFromDictOrGlobal, dst, class_dict, name);
                self.release(class_dict);
            }
        }
        Ok(())
    }

    fn class_dict(&mut self) -> Result<Reg> {
        let register = self.temp();
        self.load_name(register, "__classdict__")?;
        Ok(register)
    }

    pub fn store_name(&mut self, name: &str, value: Reg) -> Result<()> {
        let mangled = self.mangled(name);
        let name = mangled.as_deref().unwrap_or(name);
        match self.place_of(name) {
            Place::Register(register) => {
                self.move_to(register, value);
                self.mark_assigned(register);
            }
            Place::Cell(register) | Place::DictOrCell(register) => {
                self.emit(Opcode::StoreCell, register, value, 0, 0)
            }
            Place::ClassCell(register) => self.emit(Opcode::StoreCell, register, value, 0, 0),
            Place::Global | Place::DictOrGlobal => {
                self.emit_named(Opcode::StoreGlobal, value, 0, name)
            }
            Place::Name => self.emit_named(Opcode::StoreName, value, 0, name),
        }
        Ok(())
    }

    pub fn delete_name(&mut self, name: &str) {
        let mangled = self.mangled(name);
        let name = mangled.as_deref().unwrap_or(name);
        match self.place_of(name) {
            Place::Register(register) => {
                self.emit_named(Opcode::DeleteLocal, register, 0, name);
                if let Some(state) = &mut self.unit.state {
                    state.remove(register);
                }
            }
            Place::Cell(register) | Place::DictOrCell(register) | Place::ClassCell(register) => {
                self.emit_named(Opcode::DeleteCell, register, 0, name);
            }
            Place::Global | Place::DictOrGlobal => {
                self.emit_named(Opcode::DeleteGlobal, 0, 0, name)
            }
            Place::Name => self.emit_named(Opcode::DeleteName, 0, 0, name),
        }
    }

    /// Unbinds a name whether or not it is bound (the end of an `except ... as` clause).
    pub fn unbind_name(&mut self, name: &str) -> Result<()> {
        if let Some(register) = self.destination(name) {
            self.emit(Opcode::LoadNull, register, 0, 0, 0);
            if let Some(state) = &mut self.unit.state {
                state.remove(register);
            }
            return Ok(());
        }
        let none = self.temp();
        self.emit(Opcode::LoadNone, none, 0, 0, 0);
        self.store_name(name, none)?;
        self.release(none);
        self.delete_name(name);
        Ok(())
    }

    /// The register of the cell behind a name of this code object, for closures.
    pub fn cell_register(&self, name: &str) -> Option<Reg> {
        for (scope, registers) in self.unit.comprehensions.iter().rev() {
            if let Some(symbol) = self.table.scopes[*scope].symbols.get(name)
                && symbol.resolution == Resolution::Cell
            {
                return registers.get(name).copied();
            }
        }
        let register = self.unit.register(name)?;
        (self.unit.locals()[register as usize].kind != LocalKind::Plain).then_some(register)
    }

    /// Makes the cells of the frame; the first instructions of every code object.
    pub fn prologue(&mut self) {
        let locals: Vec<LocalKind> = self.unit.locals().iter().map(|local| local.kind).collect();
        let mut free = None;
        for (register, kind) in locals.iter().enumerate() {
            match kind {
                LocalKind::Plain | LocalKind::Passing => {}
                LocalKind::Cell => self.emit(Opcode::MakeCell, register as Reg, 0, 0, 0),
                LocalKind::Free => free = free.or(Some(register)),
            }
        }
        if let Some(first) = free {
            self.emit(
                Opcode::CopyFree,
                first as Reg,
                (locals.len() - first) as u16,
                0,
                0,
            );
        }
    }

    pub fn load_constant(&mut self, dst: Reg, constant: Constant) {
        match constant {
            Constant::None => self.emit(Opcode::LoadNone, dst, 0, 0, 0),
            Constant::True => self.emit(Opcode::LoadTrue, dst, 0, 0, 0),
            Constant::False => self.emit(Opcode::LoadFalse, dst, 0, 0, 0),
            Constant::Int(value) if i32::try_from(value).is_ok() => {
                self.emit_wide(Opcode::LoadInt, dst, value as i32 as u32);
            }
            other => {
                if self.unit.state.is_none() {
                    return;
                }
                let index = self.unit.pool.add(other);
                self.emit_wide(Opcode::LoadConst, dst, index);
            }
        }
    }

    pub fn load_text(&mut self, dst: Reg, text: &str) {
        self.load_constant(dst, crate::constant::text(text));
    }
}
