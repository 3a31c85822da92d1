//! Arithmetic and comparisons of small numbers within the loop; everything else is one call away.

use typhon_bytecode::{Instruction, Opcode};
use typhon_objects::float;
use typhon_objects::operations::Operator;
use typhon_objects::prelude::*;

macro_rules! arithmetic_arm {
    ($run:ident, $pc:ident, $thread:ident, $ins:ident, $operator:ident, $int:expr, $float:expr) => {{
        let (a, b) = ($run.get($ins.b()), $run.get($ins.c()));
        let result = if a.is_fixnum() && b.is_fixnum() {
            let int: fn(i64, i64) -> Option<Value> = $int;
            int(a.fixnum_value(), b.fixnum_value())
        } else if a.is_flonum() && b.is_flonum() {
            let float: fn(f64, f64) -> Option<f64> = $float;
            float(a.flonum_value(), b.flonum_value()).and_then(Value::flonum)
        } else {
            None
        };
        if let Some(result) = result {
            $run.set($ins.a(), result);
            $pc += 1;
            continue;
        }
        $run.frame.set_pc($pc);
        let result = operations::binary($thread, Operator::$operator, a, b)?;
        $run.set($ins.a(), result);
        $pc += 1;
    }};
}

macro_rules! compare_arm {
    ($run:ident, $pc:ident, $thread:ident, $ins:ident, $comparison:ident, $operator:tt) => {{
        let (a, b) = ($run.get($ins.b()), $run.get($ins.c()));
        let result = if a.is_fixnum() && b.is_fixnum() {
            // Tagging keeps the order.
            Some((a.bits() as i64) $operator (b.bits() as i64))
        } else if a.is_flonum() && b.is_flonum() {
            Some(a.flonum_value() $operator b.flonum_value())
        } else {
            None
        };
        if let Some(result) = result {
            $run.set($ins.a(), Value::bool(result));
            $pc += 1;
            continue;
        }
        $run.frame.set_pc($pc);
        let result = operations::compare($thread, Comparison::$comparison, a, b)?;
        $run.set($ins.a(), result);
        $pc += 1;
    }};
}

macro_rules! jump_compare_arm {
    ($run:ident, $pc:ident, $thread:ident, $ins:ident, $comparison:ident, $operator:tt, $b:expr) => {{
        let (a, b): (Value, Value) = ($run.get($ins.a()), $b);
        let result = if a.is_fixnum() && b.is_fixnum() {
            Some((a.bits() as i64) $operator (b.bits() as i64))
        } else if a.is_flonum() && b.is_flonum() {
            Some(a.flonum_value() $operator b.flonum_value())
        } else {
            None
        };
        if let Some(result) = result {
            $pc = jump_target($pc, $ins, result);
            continue;
        }
        $run.frame.set_pc($pc);
        let result = operations::compare($thread, Comparison::$comparison, a, b)?;
        let result = operations::truth($thread, result)?;
        $pc = jump_target($pc, $ins, result);
    }};
}

pub(super) use {arithmetic_arm, compare_arm, jump_compare_arm};

/// Where a fused comparison goes on: its relative jump is taken if the result is what it waits for.
#[inline(always)]
pub(super) fn jump_target(pc: usize, ins: Instruction, result: bool) -> usize {
    let next = pc + 1;
    if result == (ins.d() != 0) {
        (next as i64 + ins.immediate_c()) as usize
    } else {
        next
    }
}

/// The truth of what needs no call to tell.
#[inline(always)]
pub(super) fn known_truth(value: Value) -> Option<bool> {
    match value {
        Value::TRUE => Some(true),
        Value::FALSE | Value::NONE => Some(false),
        _ if value.is_fixnum() => Some(value != Value::fixnum(0)),
        _ => None,
    }
}

#[inline(always)]
pub(super) fn floor_divide(a: i64, b: i64) -> i64 {
    let quotient = a / b;
    if (a % b != 0) && ((a < 0) != (b < 0)) {
        quotient - 1
    } else {
        quotient
    }
}

/// `is`: small floats are values, not objects, and NaN never is one.
#[inline(always)]
pub(super) fn is_same(a: Value, b: Value) -> bool {
    a == b
}

pub(super) fn inplace_operator(opcode: Opcode) -> Operator {
    match opcode {
        Opcode::InplaceAdd => Operator::Add,
        Opcode::InplaceSubtract => Operator::Subtract,
        Opcode::InplaceMultiply => Operator::Multiply,
        Opcode::InplaceMatrixMultiply => Operator::MatrixMultiply,
        Opcode::InplaceTrueDivide => Operator::TrueDivide,
        Opcode::InplaceFloorDivide => Operator::FloorDivide,
        Opcode::InplaceModulo => Operator::Modulo,
        Opcode::InplacePower => Operator::Power,
        Opcode::InplaceLeftShift => Operator::LeftShift,
        Opcode::InplaceRightShift => Operator::RightShift,
        Opcode::InplaceAnd => Operator::And,
        Opcode::InplaceOr => Operator::Or,
        _ => Operator::Xor,
    }
}

#[inline(never)]
pub(super) fn immediate_operation(
    thread: &Thread,
    operator: Operator,
    a: Value,
    ins: Instruction,
) -> Result {
    if a.is_flonum() {
        let (a, b) = (a.flonum_value(), ins.immediate_c() as f64);
        return float::from_f64(
            thread,
            if operator == Operator::Add {
                a + b
            } else {
                a - b
            },
        );
    }
    let b = Value::fixnum(ins.immediate_c());
    if ins.d() == 1 {
        operations::inplace(thread, operator, a, b)
    } else {
        operations::binary(thread, operator, a, b)
    }
}
