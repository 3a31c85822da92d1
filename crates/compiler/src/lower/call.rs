//! Calls: plain, of methods, with keywords, with stars, and the `super()` forms.

use typhon_bytecode::{Constant, FRAME_HEADER, Opcode};

use super::expression::has_star;
use super::name::Place;
use super::{Lowerer, Ranged, Reg};
use crate::errors::Result;
use crate::parse::{TextRange, ast};
use crate::scope::{Resolution, ScopeKind};
use ast::Expr;

/// Calls with more arguments than this go through a tuple.
const MAXIMUM_ARGUMENTS: usize = 4000;

impl<'a> Lowerer<'a> {
    pub fn call(&mut self, node: &'a ast::ExprCall, dst: Reg) -> Result<()> {
        let range = node.range();
        self.check_callee(&node.func, range);
        let arguments = &node.arguments;
        let simple = !has_star(&arguments.args)
            && arguments
                .keywords
                .iter()
                .all(|keyword| keyword.arg.is_some())
            && arguments.args.len() + arguments.keywords.len() <= MAXIMUM_ARGUMENTS;
        if !simple {
            let base = self.temp();
            self.evaluate(&node.func, base)?;
            self.run(FRAME_HEADER as usize + 1);
            return self.call_spread(base, &[], arguments, dst, range);
        }
        if let Expr::Attribute(attribute) = &*node.func {
            return self.call_method(attribute, arguments, dst, range);
        }
        let base = self.temp();
        self.evaluate(&node.func, base)?;
        self.run(FRAME_HEADER as usize - 1 + arguments.args.len() + arguments.keywords.len());
        self.arguments(base + FRAME_HEADER, arguments)?;
        self.at(range);
        self.finish_call(base, arguments, dst, Opcode::Call, Opcode::CallKeywords);
        Ok(())
    }

    fn call_method(
        &mut self,
        attribute: &'a ast::ExprAttribute,
        arguments: &'a ast::Arguments,
        dst: Reg,
        range: TextRange,
    ) -> Result<()> {
        let base = self.temp();
        if !self.super_attribute(attribute, Opcode::LoadSuperMethod, base)? {
            let object = match self.local_operand(&attribute.value) {
                Some(register) => register,
                None => {
                    self.evaluate(&attribute.value, base)?;
                    base
                }
            };
            self.at(self.attribute_range(attribute));
            let mangled = self.mangled(&attribute.attr);
            self.emit_named(
                Opcode::LoadMethod,
                base,
                object,
                mangled.as_deref().unwrap_or(&attribute.attr),
            );
        }
        self.run(FRAME_HEADER as usize + arguments.args.len() + arguments.keywords.len());
        self.arguments(base + FRAME_HEADER + 1, arguments)?;
        // A call split over lines is shown from the name of the method on.
        self.at(method_range(self, attribute, range));
        self.finish_call(
            base,
            arguments,
            dst,
            Opcode::CallMethod,
            Opcode::CallMethodKeywords,
        );
        Ok(())
    }

    fn local_operand(&mut self, expression: &'a Expr) -> Option<Reg> {
        let Expr::Name(name) = expression else {
            return None;
        };
        self.at(name.range);
        self.bound_local(&name.id)
    }

    fn arguments(&mut self, first: Reg, arguments: &'a ast::Arguments) -> Result<()> {
        let mut register = first;
        for argument in &arguments.args {
            if let Expr::Generator(_) = argument {
                self.call_parentheses = Some(arguments.range);
            }
            self.evaluate(argument, register)?;
            register += 1;
        }
        for keyword in &arguments.keywords {
            self.evaluate(&keyword.value, register)?;
            register += 1;
        }
        Ok(())
    }

    fn finish_call(
        &mut self,
        base: Reg,
        arguments: &'a ast::Arguments,
        dst: Reg,
        plain: Opcode,
        keywords: Opcode,
    ) {
        let count = (arguments.args.len() + arguments.keywords.len()) as u16;
        if arguments.keywords.is_empty() {
            self.emit(plain, base, count, dst, 0);
            return;
        }
        let names = arguments
            .keywords
            .iter()
            .filter_map(|keyword| keyword.arg.as_ref());
        // Private names are not those of the class here.
        let names = names.map(|name| crate::constant::text(name));
        let names = Constant::Tuple(names.collect());
        self.load_constant(base + 1, names);
        self.emit(keywords, base, count, dst, 0);
    }

    /// A call through a tuple and a dict. `R[base]` is the callee; `leading` registers come first.
    pub fn call_spread(
        &mut self,
        base: Reg,
        leading: &[Reg],
        arguments: &'a ast::Arguments,
        dst: Reg,
        range: TextRange,
    ) -> Result<()> {
        let tuple = base + FRAME_HEADER;
        match &*arguments.args {
            [Expr::Starred(only)] if leading.is_empty() => {
                // Evaluated first, gone through last, after the values of keywords.
                let value = self.temp();
                self.evaluate(&only.value, value)?;
                self.keyword_dictionary(base, arguments, range)?;
                // Through a list, as `CallSpread` takes nothing but a tuple.
                let list = self.temp();
                self.at(range);
                self.emit(Opcode::BuildList, list, list, 0, 0);
                self.emit(Opcode::ListExtend, list, value, base, 1);
                self.emit(Opcode::ListToTuple, tuple, list, 0, 0);
                self.release(value);
                self.emit(Opcode::CallSpread, base, 0, dst, 0);
                return Ok(());
            }
            args if leading.is_empty() => self.tuple(args, tuple, range)?,
            args => {
                let list = self.temp();
                let run = self.run(leading.len());
                for (offset, register) in leading.iter().enumerate() {
                    self.move_to(run + offset as Reg, *register);
                }
                self.emit(Opcode::BuildList, list, run, leading.len() as u16, 0);
                self.release(run);
                for argument in args {
                    let mark = self.mark();
                    let (op, value) = match argument {
                        Expr::Starred(starred) => (Opcode::ListExtend, &*starred.value),
                        other => (Opcode::ListAppend, other),
                    };
                    let value = self.any(value)?;
                    self.at(range);
                    self.emit(op, list, value, 0, 0);
                    self.release_to(mark);
                }
                self.at(range);
                self.emit(Opcode::ListToTuple, tuple, list, 0, 0);
                self.release(list);
            }
        }
        self.keyword_dictionary(base, arguments, range)?;
        self.at(range);
        self.emit(Opcode::CallSpread, base, 0, dst, 0);
        Ok(())
    }

    fn keyword_dictionary(
        &mut self,
        base: Reg,
        arguments: &'a ast::Arguments,
        range: TextRange,
    ) -> Result<()> {
        let dict = base + FRAME_HEADER + 1;
        if arguments.keywords.is_empty() {
            self.at(range);
            self.emit(Opcode::LoadNull, dict, 0, 0, 0);
            return Ok(());
        }
        self.at(range);
        let first = arguments
            .keywords
            .iter()
            .position(|keyword| keyword.arg.is_none());
        let plain = first
            .unwrap_or(arguments.keywords.len())
            .min(super::expression::CHUNK / 2);
        let run = self.run(2 * plain);
        for (offset, keyword) in arguments.keywords[..plain].iter().enumerate() {
            self.keyword_pair(keyword, run + 2 * offset as Reg)?;
        }
        self.at(range);
        self.emit(Opcode::BuildMap, dict, run, plain as u16, 0);
        self.release(run);
        for keyword in &arguments.keywords[plain..] {
            let mark = self.mark();
            match &keyword.arg {
                None => {
                    let value = self.any(&keyword.value)?;
                    self.at(range);
                    self.emit(Opcode::DictMerge, dict, value, base, 0);
                }
                Some(_) => {
                    // Through a dict of its own, so that a duplicate is noticed.
                    let pair = self.run(2);
                    self.keyword_pair(keyword, pair)?;
                    self.at(range);
                    self.emit(Opcode::BuildMap, pair, pair, 1, 0);
                    self.emit(Opcode::DictMerge, dict, pair, base, 0);
                }
            }
            self.release_to(mark);
        }
        Ok(())
    }

    fn keyword_pair(&mut self, keyword: &'a ast::Keyword, run: Reg) -> Result<()> {
        self.at(keyword.range);
        if let Some(name) = &keyword.arg {
            self.load_text(run, name);
        }
        self.evaluate(&keyword.value, run + 1)
    }

    /// The arguments of a generic class with stars: the generic base comes after the other bases.
    pub fn class_spread(
        &mut self,
        base: Reg,
        leading: [Reg; 2],
        arguments: &'a ast::Arguments,
        generic: Reg,
        dst: Reg,
        range: TextRange,
    ) -> Result<()> {
        let list = self.temp();
        let run = self.run(2);
        self.move_to(run, leading[0]);
        self.move_to(run + 1, leading[1]);
        self.emit(Opcode::BuildList, list, run, 2, 0);
        for argument in &arguments.args {
            let mark = self.mark();
            let (op, value) = match argument {
                Expr::Starred(starred) => (Opcode::ListExtend, &*starred.value),
                other => (Opcode::ListAppend, other),
            };
            let value = self.any(value)?;
            self.at(range);
            self.emit(op, list, value, 0, 0);
            self.release_to(mark);
        }
        self.at(range);
        self.emit(Opcode::ListAppend, list, generic, 0, 0);
        self.emit(Opcode::ListToTuple, base + FRAME_HEADER, list, 0, 0);
        self.keyword_dictionary(base, arguments, range)?;
        self.at(range);
        self.emit(Opcode::CallSpread, base, 0, dst, 0);
        Ok(())
    }

    /// `super().name` and `super(a, b).name` without making a super object. False if it is not one.
    pub fn super_attribute(
        &mut self,
        node: &'a ast::ExprAttribute,
        op: Opcode,
        dst: Reg,
    ) -> Result<bool> {
        let Expr::Call(call) = &*node.value else {
            return Ok(false);
        };
        let Expr::Name(callee) = &*call.func else {
            return Ok(false);
        };
        let host = &self.table.scopes[self.unit.scope];
        let applies = &*callee.id == "super"
            && host.is_function_like()
            && self.place_of("super") == Place::Global
            && host.resolution("super") != Resolution::GlobalExplicit
            && call.arguments.keywords.is_empty()
            && !has_star(&call.arguments.args)
            && &*node.attr != "__class__";
        if !applies {
            return Ok(false);
        }
        match call.arguments.args.len() {
            0 => {
                let is_function =
                    matches!(host.kind, ScopeKind::Function | ScopeKind::Comprehension(_));
                let first = host.parameters.first().cloned();
                let (Some(first), Some(cell), true) = (first, self.class_cell(), is_function)
                else {
                    return Ok(false);
                };
                // Only a positional parameter counts.
                if self.unit.argument_count == 0 {
                    return Ok(false);
                }
                let mark = self.mark();
                let run = self.run(3);
                self.at(callee.range);
                self.load_name(run, "super")?;
                self.at(call.range());
                // The cell itself, which tells this form from that with arguments.
                self.emit(Opcode::Move, run + 1, cell, 0, 0);
                self.load_name(run + 2, &first)?;
                self.finish_super(node, op, dst, run);
                self.release_to(mark);
            }
            2 => {
                let mark = self.mark();
                let run = self.run(3);
                self.at(callee.range);
                self.load_name(run, "super")?;
                self.evaluate(&call.arguments.args[0], run + 1)?;
                self.evaluate(&call.arguments.args[1], run + 2)?;
                self.finish_super(node, op, dst, run);
                self.release_to(mark);
            }
            _ => return Ok(false),
        }
        Ok(true)
    }

    fn finish_super(&mut self, node: &'a ast::ExprAttribute, op: Opcode, dst: Reg, run: Reg) {
        self.at(node.range);
        let mangled = self.mangled(&node.attr);
        self.emit_named(op, dst, run, mangled.as_deref().unwrap_or(&node.attr));
    }

    fn class_cell(&self) -> Option<Reg> {
        match self.place_of("__class__") {
            Place::Cell(register) => Some(register),
            _ => None,
        }
    }

    fn check_callee(&mut self, callee: &'a Expr, range: TextRange) {
        let suspicious = matches!(
            callee,
            Expr::NoneLiteral(_)
                | Expr::BooleanLiteral(_)
                | Expr::NumberLiteral(_)
                | Expr::StringLiteral(_)
                | Expr::BytesLiteral(_)
                | Expr::EllipsisLiteral(_)
                | Expr::Tuple(_)
                | Expr::List(_)
                | Expr::ListComp(_)
                | Expr::Dict(_)
                | Expr::DictComp(_)
                | Expr::Set(_)
                | Expr::SetComp(_)
                | Expr::Generator(_)
                | Expr::FString(_)
                | Expr::TString(_)
        );
        if !suspicious {
            return;
        }
        if let Some(name) = self.literal_type_name(callee) {
            self.warn(
                range,
                format!("'{name}' object is not callable; perhaps you missed a comma?"),
            );
        }
    }
}

/// Where a method call is shown: from the attribute's name if the call spans lines.
fn method_range(
    lowerer: &Lowerer<'_>,
    attribute: &ast::ExprAttribute,
    range: TextRange,
) -> TextRange {
    let name = attribute.attr.range;
    let (first, _) = lowerer.source.position(range.start());
    let (line, _) = lowerer.source.position(attribute.range.end());
    if first == line {
        range
    } else {
        TextRange::new(name.start(), range.end())
    }
}
