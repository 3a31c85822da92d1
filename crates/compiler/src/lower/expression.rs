//! Expressions, except calls, comprehensions, functions and f-strings.

use typhon_bytecode::{Constant, Opcode};

use super::{Lowerer, Ranged, Reg};
use crate::assemble::Label;
use crate::errors::{Result, syntax};
use crate::optimise::truth;
use crate::parse::{TextRange, ast};
use ast::{BoolOp, CmpOp, Expr, Operator, UnaryOp};

/// Sequences longer than this are built in steps, so that registers suffice.
pub(crate) const CHUNK: usize = 256;

impl<'a> Lowerer<'a> {
    /// Evaluates an expression into `dst`.
    pub fn evaluate(&mut self, expression: &'a Expr, dst: Reg) -> Result<()> {
        self.deeper(|this| {
            let mark = this.mark();
            let result = this.evaluate_inner(expression, dst);
            this.release_to(mark);
            result
        })
    }

    /// Evaluates an expression into some register: a local's own, or a fresh one.
    pub fn any(&mut self, expression: &'a Expr) -> Result<Reg> {
        if let Expr::Name(name) = expression
            && &*name.id != "__debug__"
        {
            self.at(name.range);
            if let Some(register) = self.bound_local(&name.id) {
                return Ok(register);
            }
        }
        let register = self.temp();
        self.evaluate(expression, register)?;
        Ok(register)
    }

    /// Like `any`, but the value stays the same while the `later` operands are evaluated.
    pub fn stable(&mut self, expression: &'a Expr, later: &[Expr]) -> Result<Reg> {
        if let Expr::Name(_) = expression
            && self.may_rebind(later)
        {
            let register = self.temp();
            self.evaluate(expression, register)?;
            return Ok(register);
        }
        self.any(expression)
    }

    /// Like `stable`, using `dst` for the value if that is a temporary: chains need few registers so.
    pub fn operand(&mut self, expression: &'a Expr, dst: Reg, later: &[Expr]) -> Result<Reg> {
        if self.is_local(dst) || matches!(expression, Expr::Name(_)) {
            return self.stable(expression, later);
        }
        self.evaluate(expression, dst)?;
        Ok(dst)
    }

    /// Whether evaluating the expressions can assign to a local.
    pub fn may_rebind(&self, later: &[Expr]) -> bool {
        self.table.scopes[self.unit.scope].has_walrus
            && later.iter().any(|expression| !is_simple(expression))
    }

    fn evaluate_inner(&mut self, expression: &'a Expr, dst: Reg) -> Result<()> {
        if let Some(constant) = self.fold(expression) {
            self.at(expression.range());
            self.load_constant(dst, constant);
            return Ok(());
        }
        match expression {
            Expr::Name(name) => {
                self.at(name.range);
                self.load_name(dst, &name.id)
            }
            Expr::BinOp(node) => self.binary(node, dst),
            Expr::UnaryOp(node) => self.unary(node, dst),
            Expr::BoolOp(node) => self.boolean(node, dst),
            Expr::Compare(node) => self.compare(node, dst),
            Expr::Call(node) => self.call(node, dst),
            Expr::Attribute(node) => self.attribute(node, dst),
            Expr::Subscript(node) => self.subscript(node, dst),
            Expr::If(node) => {
                let (otherwise, end) = (self.label(), self.label());
                self.branch(&node.test, otherwise, false)?;
                self.evaluate(&node.body, dst)?;
                self.jump(end);
                self.place(otherwise);
                self.evaluate(&node.orelse, dst)?;
                self.place(end);
                Ok(())
            }
            Expr::Named(node) => {
                let Expr::Name(name) = &*node.target else {
                    return syntax(node.range, "cannot use assignment expressions here");
                };
                let value = self.scratch(dst);
                self.evaluate(&node.value, value)?;
                self.at(node.range);
                self.store_name(&name.id, value)?;
                self.move_to(dst, value);
                Ok(())
            }
            Expr::Lambda(node) => self.lambda(node, dst),
            Expr::List(node) => self.sequence(&node.elts, Opcode::BuildList, dst, node.range),
            Expr::Tuple(node) => self.tuple(&node.elts, dst, node.range),
            Expr::Set(node) => self.sequence(&node.elts, Opcode::BuildSet, dst, node.range),
            Expr::Dict(node) => self.dictionary(node, dst),
            Expr::ListComp(_) | Expr::SetComp(_) | Expr::DictComp(_) | Expr::Generator(_) => {
                self.comprehension(expression, dst)
            }
            Expr::FString(node) => self.fstring(node, dst),
            Expr::TString(node) => self.tstring(node, dst),
            Expr::Await(node) => self.await_expression(node, dst),
            Expr::Yield(node) => self.yield_expression(node, dst),
            Expr::YieldFrom(node) => self.yield_from(node, dst),
            Expr::Slice(node) => self.slice(node, dst),
            Expr::Starred(node) => syntax(node.range, "can't use starred expression here"),
            Expr::IpyEscapeCommand(_)
            | Expr::StringLiteral(_)
            | Expr::BytesLiteral(_)
            | Expr::NumberLiteral(_)
            | Expr::BooleanLiteral(_)
            | Expr::NoneLiteral(_)
            | Expr::EllipsisLiteral(_) => unreachable!("literals are constants"),
        }
    }

    fn binary(&mut self, node: &'a ast::ExprBinOp, dst: Reg) -> Result<()> {
        let immediate = match node.op {
            Operator::Add => Some(Opcode::AddImmediate),
            Operator::Sub => Some(Opcode::SubtractImmediate),
            _ => None,
        };
        if let Some(op) = immediate
            && let Some(value) = self.small_int(&node.right)
        {
            let left = self.operand(&node.left, dst, &[])?;
            self.at(node.range);
            self.emit(op, dst, left, value as u16, 0);
            return Ok(());
        }
        let left = self.operand(&node.left, dst, std::slice::from_ref(&node.right))?;
        let right = self.any(&node.right)?;
        self.at(node.range);
        self.emit(binary_opcode(node.op), dst, left, right, 0);
        Ok(())
    }

    fn unary(&mut self, node: &'a ast::ExprUnaryOp, dst: Reg) -> Result<()> {
        if node.op == UnaryOp::Not
            && let Expr::Compare(compare) = &*node.operand
        {
            // `not a in b` is `a not in b`; the order operators may be overloaded.
            if let [op @ (CmpOp::In | CmpOp::NotIn | CmpOp::Is | CmpOp::IsNot)] = &*compare.ops {
                let op = op.negate();
                return self.compare_one(compare, op, dst);
            }
        }
        let operand = self.operand(&node.operand, dst, &[])?;
        self.at(node.range);
        let op = match node.op {
            UnaryOp::Not => Opcode::Not,
            UnaryOp::USub => Opcode::Negative,
            UnaryOp::UAdd => Opcode::Positive,
            UnaryOp::Invert => Opcode::Invert,
        };
        self.emit(op, dst, operand, 0, 0);
        Ok(())
    }

    fn boolean(&mut self, node: &'a ast::ExprBoolOp, dst: Reg) -> Result<()> {
        let value = self.scratch(dst);
        let end = self.label();
        let decisive = node.op == BoolOp::Or;
        let Some((last, init)) = node.values.split_last() else {
            return Ok(());
        };
        for operand in init {
            if !self.value_branch(operand, value, end, decisive)? {
                break;
            }
        }
        self.evaluate(last, value)?;
        self.place(end);
        self.move_to(dst, value);
        Ok(())
    }

    /// Jumps to `label` with the value of `expression` if its truth is `when`, else goes on without it.
    /// Each operand of an `and` or `or` is asked for its truth once. Says whether control can go on.
    fn value_branch(
        &mut self,
        expression: &'a Expr,
        value: Reg,
        label: Label,
        when: bool,
    ) -> Result<bool> {
        if let Some(constant) = self.fold(expression) {
            if truth(&constant) != when {
                return Ok(true);
            }
            self.at(expression.range());
            self.load_constant(value, constant);
            self.jump(label);
            return Ok(false);
        }
        let Expr::BoolOp(node) = expression else {
            self.evaluate(expression, value)?;
            self.at(expression.range());
            self.branch_on(value, label, when);
            return Ok(true);
        };
        let Some((last, init)) = node.values.split_last() else {
            return Ok(true);
        };
        self.deeper(|this| {
            let decisive = node.op == BoolOp::Or;
            let skip = this.label();
            let target = if decisive == when { label } else { skip };
            let mut goes_on = true;
            for operand in init {
                goes_on = this.value_branch(operand, value, target, decisive)?;
                if !goes_on {
                    break;
                }
            }
            if goes_on {
                this.value_branch(last, value, label, when)?;
            }
            this.place(skip);
            Ok(this.unit.state.is_some())
        })
    }

    fn compare(&mut self, node: &'a ast::ExprCompare, dst: Reg) -> Result<()> {
        if let [op] = &*node.ops {
            self.check_is_literal(node);
            return self.compare_one(node, *op, dst);
        }
        self.check_is_literal(node);
        let value = self.scratch(dst);
        let end = self.label();
        let mut left = self.stable(&node.left, &node.comparators)?;
        let last = node.ops.len() - 1;
        let pair = self.run(2);
        for (index, (&op, comparator)) in node.ops.iter().zip(&node.comparators).enumerate() {
            let right = self.middle_operand(
                comparator,
                pair + index as Reg % 2,
                &node.comparators[index + 1..],
            )?;
            self.at(node.range);
            self.compare_registers(value, left, op, right);
            if index < last {
                self.branch_on(value, end, false);
            }
            left = right;
        }
        self.place(end);
        self.move_to(dst, value);
        Ok(())
    }

    fn compare_one(&mut self, node: &'a ast::ExprCompare, op: CmpOp, dst: Reg) -> Result<()> {
        let left = self.stable(&node.left, &node.comparators)?;
        let right = self.comparison_operand(op, &node.comparators[0])?;
        self.at(node.range);
        self.compare_registers(dst, left, op, right);
        Ok(())
    }

    fn compare_registers(&mut self, dst: Reg, left: Reg, op: CmpOp, right: Reg) {
        let (op, d) = match op {
            CmpOp::Lt => (Opcode::Less, 0),
            CmpOp::LtE => (Opcode::LessEqual, 0),
            CmpOp::Eq => (Opcode::Equal, 0),
            CmpOp::NotEq => (Opcode::NotEqual, 0),
            CmpOp::Gt => (Opcode::Greater, 0),
            CmpOp::GtE => (Opcode::GreaterEqual, 0),
            CmpOp::Is => (Opcode::Is, 0),
            CmpOp::IsNot => (Opcode::Is, 1),
            CmpOp::In => (Opcode::Contains, 0),
            CmpOp::NotIn => (Opcode::Contains, 1),
        };
        self.emit(op, dst, left, right, d);
    }

    /// Where an attribute is shown: at its name if what it is taken from begins on another line.
    pub fn attribute_range(&self, node: &ast::ExprAttribute) -> TextRange {
        let (first, _) = self.source.position(node.range.start());
        let (last, _) = self.source.position(node.range.end());
        if first == last {
            node.range
        } else {
            node.attr.range
        }
    }

    pub fn attribute(&mut self, node: &'a ast::ExprAttribute, dst: Reg) -> Result<()> {
        if self.super_attribute(node, Opcode::LoadSuperAttr, dst)? {
            return Ok(());
        }
        let object = self.operand(&node.value, dst, &[])?;
        self.at(self.attribute_range(node));
        let mangled = self.mangled(&node.attr);
        self.emit_named(
            Opcode::LoadAttr,
            dst,
            object,
            mangled.as_deref().unwrap_or(&node.attr),
        );
        Ok(())
    }

    fn subscript(&mut self, node: &'a ast::ExprSubscript, dst: Reg) -> Result<()> {
        self.check_subscript(node);
        let object = self.operand(&node.value, dst, std::slice::from_ref(&node.slice))?;
        let index = self.any(&node.slice)?;
        self.at(node.range);
        self.emit(Opcode::GetItem, dst, object, index, 0);
        Ok(())
    }

    fn slice(&mut self, node: &'a ast::ExprSlice, dst: Reg) -> Result<()> {
        let count = if node.step.is_some() { 3 } else { 2 };
        let run = self.run(count);
        for (offset, part) in [&node.lower, &node.upper, &node.step]
            .into_iter()
            .take(count)
            .enumerate()
        {
            let register = run + offset as Reg;
            match part {
                Some(part) => self.evaluate(part, register)?,
                None => {
                    self.at(node.range);
                    self.emit(Opcode::LoadNone, register, 0, 0, 0);
                }
            }
        }
        self.at(node.range);
        self.emit(Opcode::BuildSlice, dst, run, count as u16, 0);
        Ok(())
    }

    pub fn tuple(&mut self, elements: &'a [Expr], dst: Reg, range: TextRange) -> Result<()> {
        if elements.len() <= CHUNK && !has_star(elements) {
            return self.sequence(elements, Opcode::BuildTuple, dst, range);
        }
        let list = self.temp();
        self.sequence(elements, Opcode::BuildList, list, range)?;
        self.at(range);
        self.emit(Opcode::ListToTuple, dst, list, 0, 0);
        Ok(())
    }

    /// A list, set or (without stars and of few elements) tuple.
    pub fn sequence(
        &mut self,
        elements: &'a [Expr],
        build: Opcode,
        dst: Reg,
        range: TextRange,
    ) -> Result<()> {
        if elements.len() <= CHUNK && !has_star(elements) {
            let run = self.run(elements.len());
            for (offset, element) in elements.iter().enumerate() {
                self.evaluate(element, run + offset as Reg)?;
            }
            self.at(range);
            self.emit(build, dst, run, elements.len() as u16, 0);
            return Ok(());
        }
        let target = self.scratch(dst);
        let (append, extend) = match build {
            Opcode::BuildSet => (Opcode::SetAdd, Opcode::SetUpdate),
            _ => (Opcode::ListAppend, Opcode::ListExtend),
        };
        let prefix = elements
            .iter()
            .position(Expr::is_starred_expr)
            .unwrap_or(elements.len())
            .min(CHUNK);
        self.at(range);
        let run = self.run(prefix);
        for (offset, element) in elements[..prefix].iter().enumerate() {
            self.evaluate(element, run + offset as Reg)?;
        }
        self.at(range);
        self.emit(build, target, run, prefix as u16, 0);
        self.release(run);
        for element in &elements[prefix..] {
            let mark = self.mark();
            match element {
                Expr::Starred(starred) => {
                    let value = self.any(&starred.value)?;
                    self.at(range);
                    self.emit(extend, target, value, 0, 0);
                }
                element => {
                    let value = self.any(element)?;
                    self.at(range);
                    self.emit(append, target, value, 0, 0);
                }
            }
            self.release_to(mark);
        }
        self.at(range);
        self.move_to(dst, target);
        Ok(())
    }

    fn dictionary(&mut self, node: &'a ast::ExprDict, dst: Reg) -> Result<()> {
        const PAIRS: usize = CHUNK / 2;
        let plain = node
            .items
            .iter()
            .position(|item| item.key.is_none())
            .unwrap_or(node.items.len())
            .min(PAIRS);
        let whole = plain == node.items.len();
        let target = if whole { dst } else { self.scratch(dst) };
        let run = self.run(2 * plain);
        for (offset, item) in node.items[..plain].iter().enumerate() {
            let key = item.key.as_ref().expect("the first items have keys");
            self.evaluate(key, run + 2 * offset as Reg)?;
            self.evaluate(&item.value, run + 2 * offset as Reg + 1)?;
        }
        self.at(node.range);
        self.emit(Opcode::BuildMap, target, run, plain as u16, 0);
        self.release(run);
        for item in &node.items[plain..] {
            let mark = self.mark();
            match &item.key {
                Some(key) => {
                    let key = self.stable(key, std::slice::from_ref(&item.value))?;
                    let value = self.any(&item.value)?;
                    self.at(node.range);
                    self.emit(Opcode::MapAdd, target, key, value, 0);
                }
                None => {
                    let value = self.any(&item.value)?;
                    self.at(node.range);
                    self.emit(Opcode::DictUpdate, target, value, 0, 0);
                }
            }
            self.release_to(mark);
        }
        self.at(node.range);
        self.move_to(dst, target);
        Ok(())
    }

    /// Assigns the value in a register to any target.
    pub fn store_target(&mut self, target: &'a Expr, value: Reg) -> Result<()> {
        self.deeper(|this| {
            let mark = this.mark();
            let result = this.store_target_inner(target, value);
            this.release_to(mark);
            result
        })
    }

    fn store_target_inner(&mut self, target: &'a Expr, value: Reg) -> Result<()> {
        match target {
            Expr::Name(name) => {
                self.at(name.range);
                self.store_name(&name.id, value)
            }
            Expr::Attribute(node) => {
                let object = self.any(&node.value)?;
                self.note_self_attribute(node);
                self.at(self.attribute_range(node));
                let mangled = self.mangled(&node.attr);
                self.emit_named(
                    Opcode::StoreAttr,
                    value,
                    object,
                    mangled.as_deref().unwrap_or(&node.attr),
                );
                Ok(())
            }
            Expr::Subscript(node) => {
                let object = self.stable(&node.value, std::slice::from_ref(&node.slice))?;
                let index = self.any(&node.slice)?;
                self.at(node.range);
                self.emit(Opcode::SetItem, object, index, value, 0);
                Ok(())
            }
            Expr::Tuple(node) => self.unpack(&node.elts, value, node.range),
            Expr::List(node) => self.unpack(&node.elts, value, node.range),
            Expr::Starred(node) => syntax(
                node.range,
                "starred assignment target must be in a list or tuple",
            ),
            other => syntax(other.range(), "cannot assign to expression"),
        }
    }

    fn unpack(&mut self, targets: &'a [Expr], value: Reg, range: TextRange) -> Result<()> {
        let star = targets.iter().position(Expr::is_starred_expr);
        if star.is_some_and(|star| targets[star + 1..].iter().any(Expr::is_starred_expr)) {
            return syntax(range, "multiple starred expressions in assignment");
        }
        if targets.len() > 60_000 || star.is_some_and(|star| star > u8::MAX as usize) {
            return syntax(range, "too many expressions in star-unpacking assignment");
        }
        let run = self.run(targets.len());
        self.at(range);
        match star {
            None => self.emit(Opcode::UnpackSequence, run, value, targets.len() as u16, 0),
            Some(star) => {
                let after = targets.len() - star - 1;
                self.emit(Opcode::UnpackStar, run, value, after as u16, star as u8);
            }
        }
        for (offset, target) in targets.iter().enumerate() {
            let target = match target {
                Expr::Starred(starred) => &*starred.value,
                other => other,
            };
            self.store_target(target, run + offset as Reg)?;
        }
        Ok(())
    }

    /// Counts attributes stored on `self`, for `__static_attributes__` and inline slots.
    pub fn note_self_attribute(&mut self, node: &'a ast::ExprAttribute) {
        let Expr::Name(name) = &*node.value else {
            return;
        };
        let first = self.table.scopes[self.unit.scope].parameters.first();
        if first.is_some_and(|first| **first == *name.id.as_str()) {
            self.unit.self_attributes.insert(node.attr.as_str().into());
        }
        if &*name.id == "self" {
            let class = self
                .outer
                .iter_mut()
                .rev()
                .find(|unit| unit.kind == crate::scope::ScopeKind::Class);
            if let Some(class) = class {
                class.static_attributes.insert(node.attr.as_str().into());
            }
        }
    }

    pub fn delete_target(&mut self, target: &'a Expr) -> Result<()> {
        let mark = self.mark();
        match target {
            Expr::Name(name) => {
                self.at(name.range);
                self.delete_name(&name.id);
            }
            Expr::Attribute(node) => {
                let object = self.any(&node.value)?;
                self.at(self.attribute_range(node));
                let mangled = self.mangled(&node.attr);
                self.emit_named(
                    Opcode::DeleteAttr,
                    object,
                    0,
                    mangled.as_deref().unwrap_or(&node.attr),
                );
            }
            Expr::Subscript(node) => {
                let object = self.stable(&node.value, std::slice::from_ref(&node.slice))?;
                let index = self.any(&node.slice)?;
                self.at(node.range);
                self.emit(Opcode::DeleteItem, object, index, 0, 0);
            }
            Expr::Tuple(node) => {
                for element in &node.elts {
                    self.deeper(|this| this.delete_target(element))?;
                }
            }
            Expr::List(node) => {
                for element in &node.elts {
                    self.deeper(|this| this.delete_target(element))?;
                }
            }
            other => return syntax(other.range(), "cannot delete expression"),
        }
        self.release_to(mark);
        Ok(())
    }

    fn check_subscript(&mut self, node: &'a ast::ExprSubscript) {
        let literal = |expression: &Expr| {
            matches!(
                expression,
                Expr::NoneLiteral(_)
                    | Expr::BooleanLiteral(_)
                    | Expr::NumberLiteral(_)
                    | Expr::EllipsisLiteral(_)
                    | Expr::Set(_)
                    | Expr::SetComp(_)
                    | Expr::Generator(_)
                    | Expr::Lambda(_)
                    | Expr::TString(_)
            )
        };
        if literal(&node.value) {
            if let Some(name) = self.literal_type_name(&node.value) {
                let message =
                    format!("'{name}' object is not subscriptable; perhaps you missed a comma?");
                self.warn(node.range, message);
            }
            return;
        }
        let sequence = matches!(
            &*node.value,
            Expr::StringLiteral(_)
                | Expr::BytesLiteral(_)
                | Expr::FString(_)
                | Expr::Tuple(_)
                | Expr::List(_)
                | Expr::ListComp(_)
        );
        if !sequence {
            return;
        }
        let index = match self.fold(&node.slice) {
            Some(Constant::Int(_) | Constant::BigInt(_) | Constant::True | Constant::False) => None,
            Some(_) => self.literal_type_name(&node.slice),
            None => match &*node.slice {
                Expr::Tuple(_)
                | Expr::List(_)
                | Expr::ListComp(_)
                | Expr::Dict(_)
                | Expr::DictComp(_)
                | Expr::Set(_)
                | Expr::SetComp(_)
                | Expr::Generator(_)
                | Expr::Lambda(_)
                | Expr::FString(_)
                | Expr::TString(_) => self.literal_type_name(&node.slice),
                _ => None,
            },
        };
        if let (Some(index), Some(name)) = (index, self.literal_type_name(&node.value)) {
            let message = format!(
                "{name} indices must be integers or slices, not {index}; perhaps you missed a comma?"
            );
            self.warn(node.range, message);
        }
    }
}

/// Cannot assign to anything while it is evaluated.
fn is_simple(expression: &Expr) -> bool {
    match expression {
        Expr::Name(_)
        | Expr::StringLiteral(_)
        | Expr::BytesLiteral(_)
        | Expr::NumberLiteral(_)
        | Expr::BooleanLiteral(_)
        | Expr::NoneLiteral(_)
        | Expr::EllipsisLiteral(_) => true,
        Expr::Attribute(node) => is_simple(&node.value),
        _ => false,
    }
}

pub(crate) fn has_star(elements: &[Expr]) -> bool {
    elements.iter().any(Expr::is_starred_expr)
}

pub(crate) fn binary_opcode(op: Operator) -> Opcode {
    match op {
        Operator::Add => Opcode::Add,
        Operator::Sub => Opcode::Subtract,
        Operator::Mult => Opcode::Multiply,
        Operator::MatMult => Opcode::MatrixMultiply,
        Operator::Div => Opcode::TrueDivide,
        Operator::FloorDiv => Opcode::FloorDivide,
        Operator::Mod => Opcode::Modulo,
        Operator::Pow => Opcode::Power,
        Operator::LShift => Opcode::LeftShift,
        Operator::RShift => Opcode::RightShift,
        Operator::BitAnd => Opcode::And,
        Operator::BitOr => Opcode::Or,
        Operator::BitXor => Opcode::Xor,
    }
}

pub(crate) fn inplace_opcode(op: Operator) -> Opcode {
    match op {
        Operator::Add => Opcode::InplaceAdd,
        Operator::Sub => Opcode::InplaceSubtract,
        Operator::Mult => Opcode::InplaceMultiply,
        Operator::MatMult => Opcode::InplaceMatrixMultiply,
        Operator::Div => Opcode::InplaceTrueDivide,
        Operator::FloorDiv => Opcode::InplaceFloorDivide,
        Operator::Mod => Opcode::InplaceModulo,
        Operator::Pow => Opcode::InplacePower,
        Operator::LShift => Opcode::InplaceLeftShift,
        Operator::RShift => Opcode::InplaceRightShift,
        Operator::BitAnd => Opcode::InplaceAnd,
        Operator::BitOr => Opcode::InplaceOr,
        Operator::BitXor => Opcode::InplaceXor,
    }
}
