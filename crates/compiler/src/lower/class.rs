//! Class statements.

use typhon_bytecode::{Constant, FRAME_HEADER, Intrinsic1, Opcode};

use super::expression::has_star;
use super::{Lowerer, Reg};
use crate::assemble::no_location;
use crate::constant::text;
use crate::errors::Result;
use crate::parse::{TextRange, ast};
use crate::scope::Role;

impl<'a> Lowerer<'a> {
    pub fn class(&mut self, node: &'a ast::StmtClassDef) -> Result<()> {
        let decorators = self.decorators(&node.decorator_list)?;
        let class = self.temp();
        let range = self.source.undecorated(node.range, &node.decorator_list);
        match &node.type_params {
            None => self.build_class(node, None, class, range)?,
            Some(params) => self.generic_class(node, params, class, range)?,
        }
        self.apply_decorators(&node.decorator_list, &decorators, class);
        self.at(range);
        self.store_name(&node.name, class)
    }

    fn generic_class(
        &mut self,
        node: &'a ast::StmtClassDef,
        params: &'a ast::TypeParams,
        dst: Reg,
        range: TextRange,
    ) -> Result<()> {
        let scope = self.scope_of(node, Role::TypeParameters);
        let name = format!("<generic parameters of {}>", node.name);
        let qualified = self.qualified_name(&name, false);
        let line = self.first_line(node.range, &node.decorator_list);
        let code = self.nested(scope, &name, qualified, |this| {
            this.unit.first_line = line;
            this.at(no_location());
            this.prologue();
            let types = this.type_parameters(params)?;
            this.at(range);
            this.store_name(".type_params", types)?;
            let class = this.temp();
            this.build_class(node, Some(types), class, range)?;
            this.emit(Opcode::Return, class, 0, 0, 0);
            Ok(())
        })?;
        let mark = self.mark();
        let base = self.run(FRAME_HEADER as usize);
        self.at(range);
        self.make_function_with_closure(code, scope, base);
        self.emit(Opcode::Call, base, 0, dst, 0);
        self.release_to(mark);
        Ok(())
    }

    /// Calls `__build_class__`; `types` is the tuple of type parameters of a generic class.
    fn build_class(
        &mut self,
        node: &'a ast::StmtClassDef,
        types: Option<Reg>,
        dst: Reg,
        range: TextRange,
    ) -> Result<()> {
        let mark = self.mark();
        let code = self.class_body(node)?;
        let scope = self.scope_of(node, Role::Body);
        let (bases, keywords): (&[ast::Expr], &[ast::Keyword]) = match &node.arguments {
            Some(arguments) => (&arguments.args, &arguments.keywords),
            None => (&[], &[]),
        };
        let plain = !has_star(bases) && keywords.iter().all(|keyword| keyword.arg.is_some());
        let extra = usize::from(types.is_some());
        let base = self.run(FRAME_HEADER as usize + 2);
        let arguments = base + FRAME_HEADER;
        if plain {
            self.run(bases.len() + extra + keywords.len());
        }
        self.at(range);
        self.emit(Opcode::LoadBuildClass, base, 0, 0, 0);
        if plain {
            self.make_function_with_closure(code, scope, arguments);
            self.load_text(arguments + 1, &node.name);
            let mut next = arguments + 2;
            for expression in bases {
                self.evaluate(expression, next)?;
                next += 1;
            }
            if let Some(types) = types {
                self.generic_base(types, next, range)?;
                next += 1;
            }
            let mut names = Vec::with_capacity(keywords.len());
            for keyword in keywords {
                self.evaluate(&keyword.value, next)?;
                next += 1;
                names.extend(keyword.arg.as_ref().map(|name| text(name)));
            }
            self.at(range);
            let count = next - arguments;
            if names.is_empty() {
                self.emit(Opcode::Call, base, count, dst, 0);
            } else {
                self.load_constant(base + 1, Constant::Tuple(names));
                self.emit(Opcode::CallKeywords, base, count, dst, 0);
            }
        } else {
            let function = self.temp();
            self.make_function_with_closure(code, scope, function);
            let name = self.temp();
            self.load_text(name, &node.name);
            let list = &**node.arguments.as_ref().expect("stars stand in arguments");
            match types {
                None => self.call_spread(base, &[function, name], list, dst, range)?,
                Some(types) => {
                    let generic = self.temp();
                    self.generic_base(types, generic, range)?;
                    self.class_spread(base, [function, name], list, generic, dst, range)?;
                }
            }
        }
        self.release_to(mark);
        Ok(())
    }

    fn generic_base(&mut self, types: Reg, dst: Reg, range: TextRange) -> Result<()> {
        self.at(range);
        self.emit(
            Opcode::Intrinsic1,
            dst,
            types,
            0,
            Intrinsic1::SubscriptGeneric as u8,
        );
        self.store_name(".generic_base", dst)
    }

    fn class_body(&mut self, node: &'a ast::StmtClassDef) -> Result<typhon_bytecode::Code> {
        let scope = self.scope_of(node, Role::Body);
        let qualified = self.qualified_name(&node.name, true);
        let line = self.first_line(node.range, &node.decorator_list);
        self.nested(scope, &node.name, qualified, |this| {
            this.unit.first_line = line;
            this.at(no_location());
            this.prologue();
            this.nesting_flags();
            this.unit.flags.remove(typhon_bytecode::CodeFlags::METHOD);
            let opening = node.decorator_list.first().map_or_else(
                || this.source.undecorated(node.range, &node.decorator_list),
                crate::parse::Ranged::range,
            );
            this.at(opening);
            let value = this.temp();
            this.load_name(value, "__name__")?;
            this.store_name("__module__", value)?;
            let qualified = this.unit.qualified_name.clone();
            this.load_text(value, &qualified);
            this.store_name("__qualname__", value)?;
            this.load_constant(value, Constant::Int(i64::from(line)));
            this.store_name("__firstlineno__", value)?;
            if node.type_params.is_some() {
                this.load_name(value, ".type_params")?;
                this.store_name("__type_params__", value)?;
            }
            let info = &this.table.scopes[scope];
            if info.needs_class_dict {
                this.emit(Opcode::LoadNamespace, value, 0, 0, 0);
                if let Some(cell) = this.unit.register("__classdict__") {
                    this.emit(Opcode::StoreCell, cell, value, 0, 0);
                }
            }
            this.class_annotations_start(&node.body)?;
            let mut body = &node.body[..];
            if let Some((doc, rest)) = this.docstring(body) {
                body = rest;
                if let Some(doc) = doc {
                    let constant = super::doc_constant(this, doc);
                    this.at(crate::parse::Ranged::range(doc));
                    this.load_constant(value, constant);
                    this.store_name("__doc__", value)?;
                }
            }
            this.release(value);
            this.statements(body)?;
            this.at(no_location());
            this.class_end(node, scope)
        })
    }

    fn class_end(
        &mut self,
        node: &'a ast::StmtClassDef,
        scope: crate::scope::ScopeId,
    ) -> Result<()> {
        self.class_annotations_end(&node.body, node.range)?;
        let value = self.temp();
        let mut names: Vec<_> = self.unit.static_attributes.iter().cloned().collect();
        names.sort_unstable();
        self.load_constant(
            value,
            Constant::Tuple(names.iter().map(|name| text(name)).collect()),
        );
        self.store_name("__static_attributes__", value)?;
        let info = &self.table.scopes[scope];
        if info.needs_class_dict
            && let Some(cell) = self.unit.register("__classdict__")
        {
            self.store_name("__classdictcell__", cell)?;
        }
        if info.needs_class_cell
            && let Some(cell) = self.unit.register("__class__")
        {
            self.store_name("__classcell__", cell)?;
            self.emit(Opcode::Return, cell, 0, 0, 0);
            return Ok(());
        }
        self.end_body();
        Ok(())
    }
}
