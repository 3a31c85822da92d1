//! Type parameters and type aliases (PEP 695, 696).

use typhon_bytecode::{Constant, FRAME_HEADER, Intrinsic1, Intrinsic2, Opcode};

use super::{Lowerer, Ranged, Reg};
use crate::assemble::no_location;
use crate::errors::{Result, syntax};
use crate::parse::{TextRange, ast};
use crate::scope::{Role, ScopeId};
use ast::{Expr, TypeParam};

impl<'a> Lowerer<'a> {
    /// Makes and binds the type parameters; gives the register of their tuple.
    pub fn type_parameters(&mut self, params: &'a ast::TypeParams) -> Result<Reg> {
        let tuple = self.temp();
        let run = self.run(params.type_params.len());
        for (offset, param) in params.type_params.iter().enumerate() {
            let dst = run + offset as Reg;
            let range = param.range();
            self.at(range);
            self.load_text(dst, param.name());
            match param {
                TypeParam::TypeVar(node) => match &node.bound {
                    None => self.emit(Opcode::Intrinsic1, dst, dst, 0, Intrinsic1::TypeVar as u8),
                    Some(bound) => {
                        let kind = if matches!(&**bound, Expr::Tuple(_)) {
                            Intrinsic2::TypeVarWithConstraints
                        } else {
                            Intrinsic2::TypeVarWithBound
                        };
                        let function = self.lazy_value(bound, bound, Role::Bound, &node.name)?;
                        self.at(range);
                        self.emit(Opcode::Intrinsic2, dst, dst, function, kind as u8);
                        self.release(function);
                    }
                },
                TypeParam::TypeVarTuple(_) => {
                    self.emit(
                        Opcode::Intrinsic1,
                        dst,
                        dst,
                        0,
                        Intrinsic1::TypeVarTuple as u8,
                    );
                }
                TypeParam::ParamSpec(_) => {
                    self.emit(Opcode::Intrinsic1, dst, dst, 0, Intrinsic1::ParamSpec as u8)
                }
            }
            if let Some(default) = param.default() {
                let node = match default {
                    Expr::Starred(starred) => &*starred.value,
                    other => other,
                };
                let function = self.lazy_value(default, node, Role::Bound, param.name())?;
                self.at(range);
                self.emit(
                    Opcode::Intrinsic2,
                    dst,
                    dst,
                    function,
                    Intrinsic2::SetTypeParameterDefault as u8,
                );
                self.release(function);
            }
            self.store_name(param.name(), dst)?;
        }
        self.at(params.range);
        self.emit(
            Opcode::BuildTuple,
            tuple,
            run,
            params.type_params.len() as u16,
            0,
        );
        self.release(run);
        Ok(tuple)
    }

    /// A function that computes a bound, default or alias when asked. `node` is the scope's key.
    fn lazy_value(
        &mut self,
        value: &'a Expr,
        node: &'a Expr,
        role: Role,
        name: &str,
    ) -> Result<Reg> {
        let scope = self.scope_of(node, role);
        let register = self.temp();
        self.lazy_function(value, scope, name, value.range(), register)?;
        Ok(register)
    }

    fn lazy_function(
        &mut self,
        value: &'a Expr,
        scope: ScopeId,
        name: &str,
        range: TextRange,
        dst: Reg,
    ) -> Result<()> {
        let qualified = self.qualified_name(name, false);
        let line = self.source.position(range.start()).0;
        let code = self.nested(scope, name, qualified, |this| {
            this.unit.first_line = line;
            this.unit.argument_count = 1;
            this.unit.positional_only_count = 1;
            this.nesting_flags();
            this.at(no_location());
            this.prologue();
            this.check_format(range);
            let result = this.temp();
            this.annotation_value(value, result)?;
            this.at(range);
            this.emit(Opcode::Return, result, 0, 0, 0);
            Ok(())
        })?;
        let mark = self.mark();
        let parts = self.run(4);
        self.at(range);
        self.load_constant(parts, Constant::Tuple(vec![Constant::Int(1)]));
        self.make_function(
            code,
            scope,
            parts,
            super::function::attribute::DEFAULTS,
            dst,
        );
        self.release_to(mark);
        Ok(())
    }

    pub fn type_alias(&mut self, node: &'a ast::StmtTypeAlias) -> Result<()> {
        let Expr::Name(name) = &*node.name else {
            return syntax(node.name.range(), "invalid syntax");
        };
        let alias = self.temp();
        match &node.type_params {
            None => self.alias_value(node, &name.id, None, alias)?,
            Some(params) => {
                let scope = self.scope_of(node, Role::TypeParameters);
                let scope_name = format!("<generic parameters of {}>", name.id);
                let qualified = self.qualified_name(&scope_name, false);
                let line = self.first_line(node.range, &[]);
                let code = self.nested(scope, &scope_name, qualified, |this| {
                    this.unit.first_line = line;
                    this.nesting_flags();
                    this.at(no_location());
                    this.prologue();
                    let types = this.type_parameters(params)?;
                    let alias = this.temp();
                    this.alias_value(node, &name.id, Some(types), alias)?;
                    this.at(node.range);
                    this.emit(Opcode::Return, alias, 0, 0, 0);
                    Ok(())
                })?;
                let base = self.run(FRAME_HEADER as usize);
                self.at(node.range);
                self.make_function_with_closure(code, scope, base);
                self.emit(Opcode::Call, base, 0, alias, 0);
            }
        }
        self.at(node.range);
        self.store_name(&name.id, alias)
    }

    fn alias_value(
        &mut self,
        node: &'a ast::StmtTypeAlias,
        name: &str,
        types: Option<Reg>,
        dst: Reg,
    ) -> Result<()> {
        let mark = self.mark();
        let run = self.run(3);
        self.at(node.range);
        self.load_text(run, name);
        match types {
            Some(types) => self.move_to(run + 1, types),
            None => self.emit(Opcode::LoadNone, run + 1, 0, 0, 0),
        }
        let scope = self.scope_of(node, Role::Body);
        self.lazy_function(&node.value, scope, name, node.range, run + 2)?;
        self.at(node.range);
        self.emit(Opcode::BuildTuple, run, run, 3, 0);
        self.emit(Opcode::Intrinsic1, dst, run, 0, Intrinsic1::TypeAlias as u8);
        self.release_to(mark);
        Ok(())
    }
}
