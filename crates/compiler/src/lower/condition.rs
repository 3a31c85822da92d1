//! Conditions as control flow: `not`, `and`, `or` and comparisons become jumps.

use typhon_bytecode::{Constant, Opcode};

use super::{Lowerer, Ranged, Reg};
use crate::assemble::Label;
use crate::errors::Result;
use crate::optimise::truth;
use crate::parse::ast;
use ast::{BoolOp, CmpOp, Expr, UnaryOp};

impl<'a> Lowerer<'a> {
    /// Jumps to `label` if the truth of `expression` is `when`, else goes on.
    pub fn branch(&mut self, expression: &'a Expr, label: Label, when: bool) -> Result<()> {
        self.deeper(|this| this.branch_inner(expression, label, when))
    }

    fn branch_inner(&mut self, expression: &'a Expr, label: Label, when: bool) -> Result<()> {
        if let Some(constant) = self.fold(expression) {
            if truth(&constant) == when {
                self.at(crate::assemble::no_location());
                self.jump(label);
            }
            return Ok(());
        }
        match expression {
            Expr::UnaryOp(node) if node.op == UnaryOp::Not => {
                self.branch(&node.operand, label, !when)
            }
            Expr::BoolOp(node) => {
                let Some((last, init)) = node.values.split_last() else {
                    return Ok(());
                };
                // `and` jumps out as soon as one is false, `or` as soon as one is true.
                let decisive = node.op == BoolOp::Or;
                if decisive == when {
                    for value in init {
                        self.branch(value, label, when)?;
                    }
                    self.branch(last, label, when)
                } else {
                    let skip = self.label();
                    for value in init {
                        self.branch(value, skip, decisive)?;
                    }
                    self.branch(last, label, when)?;
                    self.place(skip);
                    Ok(())
                }
            }
            Expr::Compare(node) => self.branch_compare(node, label, when),
            Expr::If(node) => {
                let (otherwise, end) = (self.label(), self.label());
                self.branch(&node.test, otherwise, false)?;
                self.branch(&node.body, label, when)?;
                self.jump(end);
                self.place(otherwise);
                self.branch(&node.orelse, label, when)?;
                self.place(end);
                Ok(())
            }
            _ => {
                let mark = self.mark();
                let value = self.any(expression)?;
                self.at(expression.range());
                self.branch_on(value, label, when);
                self.release_to(mark);
                Ok(())
            }
        }
    }

    pub fn branch_on(&mut self, value: Reg, label: Label, when: bool) {
        let op = if when {
            Opcode::JumpIfTrue
        } else {
            Opcode::JumpIfFalse
        };
        self.emit_jump(op, value, 0, 0, label);
    }

    fn branch_compare(
        &mut self,
        node: &'a ast::ExprCompare,
        label: Label,
        when: bool,
    ) -> Result<()> {
        self.check_is_literal(node);
        let mark = self.mark();
        let count = node.ops.len();
        if count == 1 {
            self.branch_one(
                &node.left,
                node.ops[0],
                &node.comparators[0],
                node.range,
                label,
                when,
            )?;
            self.release_to(mark);
            return Ok(());
        }
        // a < b < c: every operand is evaluated once, and all must hold.
        let fail = if when { self.label() } else { label };
        let mut left = self.stable(&node.left, &node.comparators)?;
        let pair = self.run(2);
        for (index, (&op, comparator)) in node.ops.iter().zip(&node.comparators).enumerate() {
            let right = self.middle_operand(
                comparator,
                pair + index as Reg % 2,
                &node.comparators[index + 1..],
            )?;
            self.at(node.range);
            if index + 1 < count {
                self.branch_registers(left, op, right, fail, false);
            } else {
                self.branch_registers(left, op, right, label, when);
            }
            left = right;
        }
        if when {
            self.place(fail);
        }
        self.release_to(mark);
        Ok(())
    }

    /// An operand of a chain; `register` is free for it.
    pub fn middle_operand(
        &mut self,
        operand: &'a Expr,
        register: Reg,
        later: &[Expr],
    ) -> Result<Reg> {
        if let Expr::Name(name) = operand
            && self.destination(&name.id).is_some()
        {
            return self.stable(operand, later);
        }
        self.evaluate(operand, register)?;
        Ok(register)
    }

    fn branch_one(
        &mut self,
        left: &'a Expr,
        op: CmpOp,
        right: &'a Expr,
        range: crate::parse::TextRange,
        label: Label,
        when: bool,
    ) -> Result<()> {
        if matches!(op, CmpOp::Is | CmpOp::IsNot) && matches!(right, Expr::NoneLiteral(_)) {
            let value = self.any(left)?;
            self.at(range);
            let jump_if_none = (op == CmpOp::Is) == when;
            let op = if jump_if_none {
                Opcode::JumpIfNone
            } else {
                Opcode::JumpIfNotNone
            };
            self.emit_jump(op, value, 0, 0, label);
            return Ok(());
        }
        if let (Some(op), Some(immediate)) = (immediate_jump(op), self.small_int(right)) {
            let value = self.any(left)?;
            self.at(range);
            self.emit_jump(op, value, immediate as u16, u8::from(when), label);
            return Ok(());
        }
        let a = self.stable(left, std::slice::from_ref(right))?;
        let b = self.comparison_operand(op, right)?;
        self.at(range);
        self.branch_registers(a, op, b, label, when);
        Ok(())
    }

    fn branch_registers(&mut self, a: Reg, op: CmpOp, b: Reg, label: Label, when: bool) {
        let when_bit = u8::from(when);
        match op {
            CmpOp::Lt => self.emit_jump(Opcode::JumpLess, a, b, when_bit, label),
            CmpOp::LtE => self.emit_jump(Opcode::JumpLessEqual, a, b, when_bit, label),
            CmpOp::Eq => self.emit_jump(Opcode::JumpEqual, a, b, when_bit, label),
            CmpOp::NotEq => self.emit_jump(Opcode::JumpNotEqual, a, b, when_bit, label),
            CmpOp::Gt => self.emit_jump(Opcode::JumpGreater, a, b, when_bit, label),
            CmpOp::GtE => self.emit_jump(Opcode::JumpGreaterEqual, a, b, when_bit, label),
            CmpOp::Is => self.emit_jump(Opcode::JumpIs, a, b, when_bit, label),
            CmpOp::IsNot => self.emit_jump(Opcode::JumpIs, a, b, when_bit ^ 1, label),
            CmpOp::In | CmpOp::NotIn => {
                let result = self.temp();
                self.emit(Opcode::Contains, result, a, b, u8::from(op == CmpOp::NotIn));
                self.branch_on(result, label, when);
                self.release(result);
            }
        }
    }

    /// The int of an expression that fits an immediate operand.
    pub fn small_int(&mut self, expression: &Expr) -> Option<i16> {
        if !matches!(expression, Expr::NumberLiteral(_) | Expr::UnaryOp(_)) {
            return None;
        }
        match self.fold(expression)? {
            Constant::Int(value) => i16::try_from(value).ok(),
            _ => None,
        }
    }

    /// The right operand of a comparison; for `in`, constant lists and sets need not be built.
    pub fn comparison_operand(&mut self, op: CmpOp, expression: &'a Expr) -> Result<Reg> {
        if matches!(op, CmpOp::In | CmpOp::NotIn)
            && let Some(constant) = self.constant_container(expression)
        {
            let register = self.temp();
            self.at(expression.range());
            self.load_constant(register, constant);
            return Ok(register);
        }
        self.any(expression)
    }

    /// `[1, 2]` as a tuple and `{1, 2}` as a frozenset, where nobody can tell.
    pub fn constant_container(&mut self, expression: &Expr) -> Option<Constant> {
        let elements = match expression {
            Expr::List(list) => &list.elts,
            Expr::Set(set) => &set.elts,
            _ => return None,
        };
        let mut items = Vec::with_capacity(elements.len());
        for element in elements {
            items.push(self.fold(element)?);
        }
        Some(if matches!(expression, Expr::Set(_)) {
            Constant::FrozenSet(items)
        } else {
            Constant::Tuple(items)
        })
    }

    pub fn check_is_literal(&mut self, node: &'a ast::ExprCompare) {
        let mut left = &*node.left;
        for (op, right) in node.ops.iter().zip(&node.comparators) {
            if matches!(op, CmpOp::Is | CmpOp::IsNot) {
                let literal = [left, right].into_iter().find_map(|side| match side {
                    Expr::StringLiteral(_)
                    | Expr::BytesLiteral(_)
                    | Expr::NumberLiteral(_)
                    | Expr::Tuple(_) => self
                        .literal_type_name(side)
                        .filter(|_| self.fold(side).is_some()),
                    _ => None,
                });
                if let Some(name) = literal {
                    let (written, better) = if *op == CmpOp::Is {
                        ("is", "==")
                    } else {
                        ("is not", "!=")
                    };
                    self.warn(
                        node.range,
                        format!("\"{written}\" with '{name}' literal. Did you mean \"{better}\"?"),
                    );
                    return;
                }
            }
            left = right;
        }
    }
}

fn immediate_jump(op: CmpOp) -> Option<Opcode> {
    Some(match op {
        CmpOp::Lt => Opcode::JumpLessImmediate,
        CmpOp::LtE => Opcode::JumpLessEqualImmediate,
        CmpOp::Eq => Opcode::JumpEqualImmediate,
        CmpOp::NotEq => Opcode::JumpNotEqualImmediate,
        CmpOp::Gt => Opcode::JumpGreaterImmediate,
        CmpOp::GtE => Opcode::JumpGreaterEqualImmediate,
        _ => return None,
    })
}
