//! Import statements.

use typhon_bytecode::{Constant, Opcode};

use super::{Lowerer, Reg};
use crate::constant::text;
use crate::errors::Result;
use crate::parse::ast;

impl<'a> Lowerer<'a> {
    pub fn import(&mut self, node: &'a ast::StmtImport) -> Result<()> {
        for alias in &node.names {
            let mark = self.mark();
            self.at(node.range);
            let module = self.temp();
            let parameters = self.run(2);
            self.load_constant(parameters, Constant::Int(0));
            self.emit(Opcode::LoadNone, parameters + 1, 0, 0, 0);
            self.emit_named(Opcode::ImportName, module, parameters, &alias.name);
            match &alias.asname {
                None => {
                    let first = alias.name.split('.').next().unwrap_or(&alias.name);
                    self.store_name(first, module)?;
                }
                Some(name) => {
                    for part in alias.name.split('.').skip(1) {
                        self.emit_named(Opcode::ImportFrom, module, module, part);
                    }
                    self.store_name(name, module)?;
                }
            }
            self.release_to(mark);
        }
        Ok(())
    }

    pub fn import_from(&mut self, node: &'a ast::StmtImportFrom) -> Result<()> {
        self.at(node.range);
        let module = self.temp();
        let parameters = self.run(2);
        self.load_constant(parameters, Constant::Int(i64::from(node.level)));
        let names = node.names.iter().map(|alias| text(&alias.name)).collect();
        self.load_constant(parameters + 1, Constant::Tuple(names));
        let name = node.module.as_ref().map_or("", |name| name.as_str());
        self.emit_named(Opcode::ImportName, module, parameters, name);
        for alias in &node.names {
            if &*alias.name == "*" {
                self.emit(Opcode::ImportStar, module, 0, 0, 0);
                continue;
            }
            let value: Reg = self.temp();
            self.emit_named(Opcode::ImportFrom, value, module, &alias.name);
            self.store_name(alias.asname.as_ref().unwrap_or(&alias.name), value)?;
            self.release(value);
        }
        Ok(())
    }
}
