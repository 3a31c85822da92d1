//! The interpreter loop. One arm an opcode; fast paths inline, everything else one call into `ops`.
//!
//! Python-to-Python calls push a frame and go on in the same loop. An error leaves the dispatch loop
//! with the frame's pc saved, is looked up in the handler table, and unwinds frames until a handler or
//! the frame that native code entered.

mod arithmetic;
mod cached;
mod calling;
mod mode;
mod running;

use self::arithmetic::{
    arithmetic_arm, compare_arm, floor_divide, immediate_operation, inplace_operator, is_same,
    jump_compare_arm, jump_target, known_truth,
};
use self::cached::{cached_attribute, cached_global, cached_store, load_attribute, load_global};
use self::calling::{call_keywords, call_positional, note_end, return_value};
use self::mode::{LoopMode, Shared, Solo, Traced};
use self::running::{Running, cell, shape_pointer};
use crate::cache::Action;
use crate::frame::{Frame, HEADER};
use crate::generator;
use crate::ops::{attributes, building, calls, exceptions, imports, iteration, matching, names};
use crate::trace;
use typhon_bytecode::{Instruction, Opcode};
use typhon_objects::attribute;
use typhon_objects::cell::Cell;
use typhon_objects::int;
use typhon_objects::mode::{Mode, mode};
use typhon_objects::operations::{Comparison, Operator, Unary};
use typhon_objects::prelude::*;
use typhon_objects::thread::root;
use typhon_objects::typing::intrinsics::{intrinsic1, intrinsic2};

/// How a run of the loop ended.
pub enum Outcome {
    Return(Value),
    /// A generator's frame yielded; it is still on the stack.
    Yield(Value),
}

/// Runs the current frame, which native code has just pushed (or a generator resumed at `pc`).
pub fn run(thread: &Thread, entry: Frame, start: usize) -> Result<Outcome> {
    run_from(thread, entry, start, None)
}

/// Like `run`, beginning with an exception raised where the frame stands.
pub fn run_throwing(
    thread: &Thread,
    entry: Frame,
    start: usize,
    raised: Raised,
) -> Result<Outcome> {
    run_from(thread, entry, start, Some(raised))
}

/// Where the function that holds the loop begins, for who looks for it on the native stack.
pub fn loop_address() -> usize {
    run_from as *const () as usize
}

#[inline(never)]
fn run_from(thread: &Thread, entry: Frame, start: usize, throw: Option<Raised>) -> Result<Outcome> {
    let mut running = Running::of(entry);
    let mut pc = start;
    let mut pending = throw;
    loop {
        let mut left = match pending.take() {
            Some(raised) => Err(raised),
            None => match mode() {
                Mode::Solo => dispatch::<Solo>(thread, &mut running, pc),
                Mode::Shared => dispatch::<Shared>(thread, &mut running, pc),
                Mode::Traced => dispatch::<Traced>(thread, &mut running, pc),
            },
        };
        let raised = match left {
            Ok(Left::Return(value)) => return Ok(Outcome::Return(value)),
            Ok(Left::Yield(value)) => return Ok(Outcome::Yield(value)),
            Ok(Left::ModeChanged(next)) => {
                pc = next;
                continue;
            }
            Err(raised) => raised,
        };
        let (frame, target) = exceptions::unwind(thread, running.frame, raised)?;
        running = Running::of(frame);
        pc = target;
        // A handled exception must not live on in what is left of it on the native stack, which the
        // collector scans: the frame of `dispatch` is about to cover the same memory again.
        left = Ok(Left::Return(Value::NULL));
        std::hint::black_box(&mut left);
        scrub_stack();
    }
}

/// Clears native stack below the caller's frame.
#[inline(never)]
fn scrub_stack() {
    let mut area = [0usize; 256];
    std::hint::black_box(&mut area);
}

/// Why `dispatch` came back.
enum Left {
    Return(Value),
    Yield(Value),
    /// The runtime's mode is no longer the loop's: to be gone on with at this pc of the running frame.
    ModeChanged(usize),
}

/// Runs until the entry frame returns or yields, or something raises; then `running` says in which
/// frame, and that frame's pc where. Whatever can raise stores the pc first.
///
/// An arm that ran nothing but the interpreter's own instructions says `continue`. All others may have
/// changed the mode (by starting a thread, say), so they end at the test behind the `match`: forgetting
/// a `continue` costs a test, and no mutation is ever made by the rules of a mode that is over.
fn dispatch<M: LoopMode>(thread: &Thread, running: &mut Running, start: usize) -> Result<Left> {
    let mut pc = start;
    let run = running;
    loop {
        if M::TRACED {
            pc = trace::instruction(thread, run.frame, pc)?;
        }
        let ins = Instruction(run.word(pc));
        // SAFETY: verified bytecode has only known opcodes.
        let opcode: Opcode = unsafe { std::mem::transmute(ins.op_byte()) };
        match opcode {
            Opcode::Nop => {
                pc += 1;
                continue;
            }
            Opcode::LoadConst => {
                run.set(
                    ins.a(),
                    run.code.constants().slot(ins.wide_operand() as usize).get(),
                );
                pc += 1;
                continue;
            }
            Opcode::LoadInt => {
                run.set(ins.a(), Value::fixnum(ins.wide_operand() as i32 as i64));
                pc += 1;
                continue;
            }
            Opcode::LoadNone => {
                run.set(ins.a(), Value::NONE);
                pc += 1;
                continue;
            }
            Opcode::LoadTrue => {
                run.set(ins.a(), Value::TRUE);
                pc += 1;
                continue;
            }
            Opcode::LoadFalse => {
                run.set(ins.a(), Value::FALSE);
                pc += 1;
                continue;
            }
            Opcode::LoadNull => {
                run.set(ins.a(), Value::NULL);
                pc += 1;
                continue;
            }
            Opcode::Move => {
                run.set(ins.a(), run.get(ins.b()));
                pc += 1;
                continue;
            }
            Opcode::CheckLocal => {
                if run.get(ins.a()).is_null() {
                    run.frame.set_pc(pc);
                    return Err(names::unbound_local(thread, run.name(ins)));
                }
                pc += 1;
                continue;
            }
            Opcode::DeleteLocal => {
                if run.get(ins.a()).is_null() {
                    run.frame.set_pc(pc);
                    return Err(names::unbound_local(thread, run.name(ins)));
                }
                run.set(ins.a(), Value::NULL);
                pc += 1;
                continue;
            }

            Opcode::MakeCell => {
                run.frame.set_pc(pc);
                run.set(ins.a(), Cell::new(thread, run.get(ins.a()))?.value());
                pc += 1;
            }
            Opcode::CopyFree => {
                let cells: Option<Tuple> = run
                    .frame
                    .as_function()
                    .and_then(|function| function.closure());
                if let Some(cells) = cells {
                    for (i, cell) in cells.iter().take(ins.b()).enumerate() {
                        run.set(ins.a() + i, cell);
                    }
                }
                pc += 1;
                continue;
            }
            Opcode::LoadCell => {
                let content = cell(run.get(ins.b())).get();
                if content.is_null() {
                    run.frame.set_pc(pc);
                    return Err(names::empty_cell(thread, run.code, ins.b(), run.name(ins)));
                }
                run.set(ins.a(), content);
                pc += 1;
                continue;
            }
            Opcode::StoreCell => {
                cell(run.get(ins.a())).set(run.get(ins.b()));
                pc += 1;
                continue;
            }
            Opcode::DeleteCell => {
                let cell = cell(run.get(ins.a()));
                if cell.get().is_null() {
                    run.frame.set_pc(pc);
                    return Err(names::empty_cell(thread, run.code, ins.a(), run.name(ins)));
                }
                cell.set(Value::NULL);
                pc += 1;
                continue;
            }
            Opcode::LoadClassCell => {
                run.frame.set_pc(pc);
                let mapping = names::namespace_or_globals(run.frame);
                let value = names::load_class_cell(
                    thread,
                    run.frame,
                    mapping,
                    run.get(ins.b()),
                    ins.b(),
                    run.name(ins),
                )?;
                run.set(ins.a(), value);
                pc += 1;
            }

            Opcode::LoadGlobal => {
                if let Some(value) = cached_global(run, pc) {
                    run.set(ins.a(), value);
                    pc += 2;
                    continue;
                }
                run.set(ins.a(), load_global(thread, run, pc, ins)?);
                pc += 2;
            }
            Opcode::StoreGlobal => {
                run.frame.set_pc(pc);
                run.frame
                    .globals()
                    .set_str(thread, run.name(ins), run.get(ins.a()))?;
                pc += 2;
            }
            Opcode::DeleteGlobal => {
                run.frame.set_pc(pc);
                names::delete_global(thread, run.frame, run.name(ins))?;
                pc += 1;
            }
            Opcode::LoadName => {
                let value = if run.frame.namespace().is_null() {
                    match cached_global(run, pc) {
                        Some(value) => value,
                        None => load_global(thread, run, pc, ins)?,
                    }
                } else {
                    run.frame.set_pc(pc);
                    names::load_name(thread, run.frame, run.name(ins))?
                };
                run.set(ins.a(), value);
                pc += 2;
            }
            Opcode::StoreName => {
                run.frame.set_pc(pc);
                names::store_name(thread, run.frame, run.name(ins), run.get(ins.a()))?;
                pc += 2;
            }
            Opcode::DeleteName => {
                run.frame.set_pc(pc);
                names::delete_name(thread, run.frame, run.name(ins))?;
                pc += 1;
            }
            Opcode::LoadNamespace => {
                run.set(ins.a(), names::namespace_or_globals(run.frame));
                pc += 1;
                continue;
            }
            Opcode::LoadFromDictOrGlobal => {
                run.frame.set_pc(pc);
                let name = run.name(ins);
                let value = match names::get_mapping_item(thread, run.get(ins.b()), name)? {
                    Some(value) => value,
                    None => names::find_global(thread, run.frame.globals(), name)?,
                };
                run.set(ins.a(), value);
                pc += 1;
            }
            Opcode::LoadFromDictOrCell => {
                run.frame.set_pc(pc);
                let value = names::load_class_cell(
                    thread,
                    run.frame,
                    run.get(ins.b()),
                    run.get(ins.a()),
                    ins.a(),
                    run.name(ins),
                )?;
                run.set(ins.a(), value);
                pc += 1;
            }
            Opcode::LoadBuildClass => {
                run.frame.set_pc(pc);
                run.set(ins.a(), names::build_class(thread, run.frame.globals())?);
                pc += 1;
            }
            Opcode::LoadCommon => {
                let spec = if ins.d() == 0 {
                    &tree::ASSERTION_ERROR
                } else {
                    &tree::NOT_IMPLEMENTED_ERROR
                };
                run.set(ins.a(), spec.get().value());
                pc += 1;
                continue;
            }
            Opcode::SetupAnnotations => {
                run.frame.set_pc(pc);
                names::setup_annotations(thread, run.frame)?;
                pc += 1;
            }

            Opcode::LoadAttr => {
                let object = run.get(ins.b());
                if let Some(value) = cached_attribute(run, pc, object) {
                    run.set(ins.a(), value);
                    pc += 2;
                    continue;
                }
                run.frame.set_pc(pc);
                run.set(ins.a(), load_attribute(thread, run, pc, ins, object)?);
                pc += 2;
            }
            Opcode::StoreAttr => {
                let (object, value) = (run.get(ins.b()), run.get(ins.a()));
                if cached_store::<M>(thread, run, pc, object, value) {
                    pc += 2;
                    continue;
                }
                run.frame.set_pc(pc);
                let name = run.name(ins);
                attributes::store_attribute(thread, run.code, pc + 1, object, name, value)?;
                pc += 2;
            }
            Opcode::DeleteAttr => {
                run.frame.set_pc(pc);
                attribute::set(thread, run.get(ins.a()), run.name(ins), Value::NULL)?;
                pc += 1;
            }
            Opcode::LoadMethod => {
                let object = run.get(ins.b());
                let hit = run.cache(pc).filter(|entry| {
                    entry.action == Action::Method
                        && object.is_pointer()
                        && entry.matches(shape_pointer(object))
                });
                if let Some(entry) = hit {
                    run.set(ins.a(), entry.value());
                    run.set(ins.a() + HEADER, object);
                    pc += 2;
                    continue;
                }
                run.frame.set_pc(pc);
                let (callee, with_self) = match cached_attribute(run, pc, object) {
                    Some(value) => (value, false),
                    None => {
                        let name = run.name(ins);
                        attributes::load_method(thread, run.code, pc + 1, object, name)?
                    }
                };
                run.set(ins.a(), callee);
                let receiver = if with_self { object } else { Value::NULL };
                run.set(ins.a() + HEADER, receiver);
                pc += 2;
            }
            Opcode::LoadSuperAttr => {
                run.frame.set_pc(pc);
                let parts = run.slice(ins.b(), 3);
                let (value, bind) = calls::super_lookup(thread, parts, run.name(ins))?;
                let value = if bind {
                    calls::bind_super(thread, value, parts)?
                } else {
                    value
                };
                run.set(ins.a(), value);
                pc += 1;
            }
            Opcode::LoadSuperMethod => {
                run.frame.set_pc(pc);
                let parts = run.slice(ins.b(), 3);
                let object = parts[2];
                let (value, bind) = calls::super_lookup(thread, parts, run.name(ins))?;
                run.set(ins.a(), value);
                run.set(ins.a() + HEADER, if bind { object } else { Value::NULL });
                pc += 1;
            }
            Opcode::LoadSpecial => {
                run.frame.set_pc(pc);
                let object = run.get(ins.b());
                let (callable, with_self) = calls::load_special(thread, object, ins.d())?;
                run.set(ins.a(), callable);
                run.set(ins.a() + 1, if with_self { object } else { Value::NULL });
                pc += 1;
            }
            Opcode::GetItem => {
                let (container, key) = (run.get(ins.b()), run.get(ins.c()));
                run.frame.set_pc(pc);
                run.set(ins.a(), operations::get_item(thread, container, key)?);
                pc += 2;
            }
            Opcode::SetItem => {
                run.frame.set_pc(pc);
                operations::set_item(thread, run.get(ins.a()), run.get(ins.b()), run.get(ins.c()))?;
                pc += 1;
            }
            Opcode::DeleteItem => {
                run.frame.set_pc(pc);
                operations::delete_item(thread, run.get(ins.a()), run.get(ins.b()))?;
                pc += 1;
            }

            Opcode::Add => arithmetic_arm!(
                run,
                pc,
                thread,
                ins,
                Add,
                |a, b| Value::small_int(a + b),
                |a, b| Some(a + b)
            ),
            Opcode::Subtract => {
                arithmetic_arm!(
                    run,
                    pc,
                    thread,
                    ins,
                    Subtract,
                    |a, b| Value::small_int(a - b),
                    |a, b| Some(a - b)
                )
            }
            Opcode::Multiply => arithmetic_arm!(
                run,
                pc,
                thread,
                ins,
                Multiply,
                |a, b| a.checked_mul(b).and_then(Value::small_int),
                |a, b| Some(a * b)
            ),
            Opcode::MatrixMultiply => {
                arithmetic_arm!(run, pc, thread, ins, MatrixMultiply, |_, _| None, |_, _| {
                    None
                })
            }
            Opcode::TrueDivide => arithmetic_arm!(
                run,
                pc,
                thread,
                ins,
                TrueDivide,
                |a, b| {
                    // Exact operands give the correctly rounded quotient.
                    const EXACT: i64 = 1 << 53;
                    if b != 0 && a.abs() <= EXACT && b.abs() <= EXACT {
                        Value::flonum(a as f64 / b as f64)
                    } else {
                        None
                    }
                },
                |a, b| (b != 0.0).then(|| a / b)
            ),
            Opcode::FloorDivide => arithmetic_arm!(
                run,
                pc,
                thread,
                ins,
                FloorDivide,
                |a, b| if b != 0 {
                    Value::small_int(floor_divide(a, b))
                } else {
                    None
                },
                |_, _| None
            ),
            Opcode::Modulo => arithmetic_arm!(
                run,
                pc,
                thread,
                ins,
                Modulo,
                |a, b| if b != 0 {
                    Some(Value::fixnum(a - floor_divide(a, b) * b))
                } else {
                    None
                },
                |_, _| None
            ),
            Opcode::Power => arithmetic_arm!(run, pc, thread, ins, Power, |_, _| None, |_, _| None),
            Opcode::LeftShift => arithmetic_arm!(
                run,
                pc,
                thread,
                ins,
                LeftShift,
                |a, b| {
                    let fits = (0..62).contains(&b) && a.unsigned_abs() >> (62 - b) == 0;
                    if fits { Value::small_int(a << b) } else { None }
                },
                |_, _| None
            ),
            Opcode::RightShift => arithmetic_arm!(
                run,
                pc,
                thread,
                ins,
                RightShift,
                |a, b| if b >= 0 {
                    Some(Value::fixnum(a >> b.min(63)))
                } else {
                    None
                },
                |_, _| None
            ),
            Opcode::And => arithmetic_arm!(
                run,
                pc,
                thread,
                ins,
                And,
                |a, b| Some(Value::fixnum(a & b)),
                |_, _| None
            ),
            Opcode::Or => arithmetic_arm!(
                run,
                pc,
                thread,
                ins,
                Or,
                |a, b| Some(Value::fixnum(a | b)),
                |_, _| None
            ),
            Opcode::Xor => arithmetic_arm!(
                run,
                pc,
                thread,
                ins,
                Xor,
                |a, b| Some(Value::fixnum(a ^ b)),
                |_, _| None
            ),
            Opcode::InplaceAdd
            | Opcode::InplaceSubtract
            | Opcode::InplaceMultiply
            | Opcode::InplaceMatrixMultiply
            | Opcode::InplaceTrueDivide
            | Opcode::InplaceFloorDivide
            | Opcode::InplaceModulo
            | Opcode::InplacePower
            | Opcode::InplaceLeftShift
            | Opcode::InplaceRightShift
            | Opcode::InplaceAnd
            | Opcode::InplaceOr
            | Opcode::InplaceXor => {
                let (a, b) = (run.get(ins.b()), run.get(ins.c()));
                let fast = match opcode {
                    Opcode::InplaceAdd if a.is_fixnum() && b.is_fixnum() => {
                        Value::small_int(a.fixnum_value() + b.fixnum_value())
                    }
                    Opcode::InplaceSubtract if a.is_fixnum() && b.is_fixnum() => {
                        Value::small_int(a.fixnum_value() - b.fixnum_value())
                    }
                    Opcode::InplaceAdd if a.is_flonum() && b.is_flonum() => {
                        Value::flonum(a.flonum_value() + b.flonum_value())
                    }
                    Opcode::InplaceMultiply if a.is_fixnum() && b.is_fixnum() => a
                        .fixnum_value()
                        .checked_mul(b.fixnum_value())
                        .and_then(Value::small_int),
                    Opcode::InplaceMultiply if a.is_flonum() && b.is_flonum() => {
                        Value::flonum(a.flonum_value() * b.flonum_value())
                    }
                    _ => None,
                };
                let result = match fast {
                    Some(result) => result,
                    None => {
                        run.frame.set_pc(pc);
                        operations::inplace(thread, inplace_operator(opcode), a, b)?
                    }
                };
                run.set(ins.a(), result);
                pc += 1;
            }
            Opcode::AddImmediate => {
                let a = run.get(ins.b());
                let fast = if a.is_fixnum() {
                    Value::small_int(a.fixnum_value() + ins.immediate_c())
                } else {
                    None
                };
                let result = match fast {
                    Some(result) => result,
                    None => {
                        run.frame.set_pc(pc);
                        immediate_operation(thread, Operator::Add, a, ins)?
                    }
                };
                run.set(ins.a(), result);
                pc += 1;
            }
            Opcode::SubtractImmediate => {
                let a = run.get(ins.b());
                let fast = if a.is_fixnum() {
                    Value::small_int(a.fixnum_value() - ins.immediate_c())
                } else {
                    None
                };
                let result = match fast {
                    Some(result) => result,
                    None => {
                        run.frame.set_pc(pc);
                        immediate_operation(thread, Operator::Subtract, a, ins)?
                    }
                };
                run.set(ins.a(), result);
                pc += 1;
            }
            Opcode::Negative => {
                let value = run.get(ins.b());
                run.frame.set_pc(pc);
                let result = match value.as_fixnum() {
                    Some(small) => int::from_i64(thread, -small)?,
                    None => operations::unary(thread, Unary::Negative, value)?,
                };
                run.set(ins.a(), result);
                pc += 1;
            }
            Opcode::Positive => {
                run.frame.set_pc(pc);
                run.set(
                    ins.a(),
                    operations::unary(thread, Unary::Positive, run.get(ins.b()))?,
                );
                pc += 1;
            }
            Opcode::Invert => {
                let value = run.get(ins.b());
                run.frame.set_pc(pc);
                let result = match value.as_fixnum() {
                    Some(small) => Value::fixnum(!small),
                    None => operations::unary(thread, Unary::Invert, value)?,
                };
                run.set(ins.a(), result);
                pc += 1;
            }
            Opcode::Not => {
                let value = run.get(ins.b());
                if let Some(known) = known_truth(value) {
                    run.set(ins.a(), Value::bool(!known));
                    pc += 1;
                    continue;
                }
                run.frame.set_pc(pc);
                run.set(ins.a(), Value::bool(!operations::truth(thread, value)?));
                pc += 1;
            }
            Opcode::Truth => {
                run.frame.set_pc(pc);
                let truth = operations::truth(thread, run.get(ins.b()))?;
                run.set(ins.a(), Value::bool(truth));
                pc += 1;
            }

            Opcode::Less => compare_arm!(run, pc, thread, ins, Less, <),
            Opcode::LessEqual => compare_arm!(run, pc, thread, ins, LessEqual, <=),
            Opcode::Equal => compare_arm!(run, pc, thread, ins, Equal, ==),
            Opcode::NotEqual => compare_arm!(run, pc, thread, ins, NotEqual, !=),
            Opcode::Greater => compare_arm!(run, pc, thread, ins, Greater, >),
            Opcode::GreaterEqual => compare_arm!(run, pc, thread, ins, GreaterEqual, >=),
            Opcode::Is => {
                let same = is_same(run.get(ins.b()), run.get(ins.c()));
                run.set(ins.a(), Value::bool(same != (ins.d() != 0)));
                pc += 1;
                continue;
            }
            Opcode::Contains => {
                run.frame.set_pc(pc);
                let found = operations::contains(thread, run.get(ins.c()), run.get(ins.b()))?;
                run.set(ins.a(), Value::bool(found != (ins.d() != 0)));
                pc += 1;
            }

            Opcode::Jump => {
                pc = ins.wide_operand() as usize;
                continue;
            }
            Opcode::JumpBack => {
                pc = ins.wide_operand() as usize;
                if !thread.mutator.poll() {
                    continue;
                }
                if !M::TRACED {
                    run.frame.set_pc(pc);
                }
                thread.poll()?;
            }
            Opcode::JumpIfTrue => {
                let value = run.get(ins.a());
                let known = known_truth(value);
                let truth = match known {
                    Some(truth) => truth,
                    None => {
                        run.frame.set_pc(pc);
                        operations::truth(thread, value)?
                    }
                };
                pc = if truth {
                    ins.wide_operand() as usize
                } else {
                    pc + 1
                };
                if known.is_some() {
                    continue;
                }
            }
            Opcode::JumpIfFalse => {
                let value = run.get(ins.a());
                let known = known_truth(value);
                let truth = match known {
                    Some(truth) => truth,
                    None => {
                        run.frame.set_pc(pc);
                        operations::truth(thread, value)?
                    }
                };
                pc = if !truth {
                    ins.wide_operand() as usize
                } else {
                    pc + 1
                };
                if known.is_some() {
                    continue;
                }
            }
            Opcode::JumpIfNone => {
                pc = if run.get(ins.a()).is_none() {
                    ins.wide_operand() as usize
                } else {
                    pc + 1
                };
                continue;
            }
            Opcode::JumpIfNotNone => {
                pc = if run.get(ins.a()).is_none() {
                    pc + 1
                } else {
                    ins.wide_operand() as usize
                };
                continue;
            }
            Opcode::JumpLess => jump_compare_arm!(run, pc, thread, ins, Less, <, run.get(ins.b())),
            Opcode::JumpLessEqual => {
                jump_compare_arm!(run, pc, thread, ins, LessEqual, <=, run.get(ins.b()))
            }
            Opcode::JumpEqual => {
                jump_compare_arm!(run, pc, thread, ins, Equal, ==, run.get(ins.b()))
            }
            Opcode::JumpNotEqual => {
                jump_compare_arm!(run, pc, thread, ins, NotEqual, !=, run.get(ins.b()))
            }
            Opcode::JumpGreater => {
                jump_compare_arm!(run, pc, thread, ins, Greater, >, run.get(ins.b()))
            }
            Opcode::JumpGreaterEqual => {
                jump_compare_arm!(run, pc, thread, ins, GreaterEqual, >=, run.get(ins.b()))
            }
            Opcode::JumpLessImmediate => {
                jump_compare_arm!(run, pc, thread, ins, Less, <, Value::fixnum(ins.immediate_b()))
            }
            Opcode::JumpLessEqualImmediate => {
                jump_compare_arm!(run, pc, thread, ins, LessEqual, <=, Value::fixnum(ins.immediate_b()))
            }
            Opcode::JumpEqualImmediate => {
                jump_compare_arm!(run, pc, thread, ins, Equal, ==, Value::fixnum(ins.immediate_b()))
            }
            Opcode::JumpNotEqualImmediate => {
                jump_compare_arm!(run, pc, thread, ins, NotEqual, !=, Value::fixnum(ins.immediate_b()))
            }
            Opcode::JumpGreaterImmediate => {
                jump_compare_arm!(run, pc, thread, ins, Greater, >, Value::fixnum(ins.immediate_b()))
            }
            Opcode::JumpGreaterEqualImmediate => {
                jump_compare_arm!(run, pc, thread, ins, GreaterEqual, >=, Value::fixnum(ins.immediate_b()))
            }
            Opcode::JumpIs => {
                let same = is_same(run.get(ins.a()), run.get(ins.b()));
                pc = jump_target(pc, ins, same);
                continue;
            }

            Opcode::Call => {
                run.frame.set_pc(pc);
                let (first, count) = (ins.a(), ins.b());
                pc = call_positional::<M>(thread, run, pc, first, count, ins.c(), 2)?;
            }
            Opcode::CallMethod => {
                run.frame.set_pc(pc);
                let (first, count) = (ins.a(), ins.b());
                let (first, count) = if run.get(first + HEADER).is_null() {
                    run.set(first + 1, run.get(first));
                    (first + 1, count)
                } else {
                    (first, count + 1)
                };
                pc = call_positional::<M>(thread, run, pc, first, count, ins.c(), 2)?;
            }
            Opcode::CallKeywords | Opcode::CallMethodKeywords => {
                run.frame.set_pc(pc);
                let names: Tuple = Ref::of(run.get(ins.a() + 1));
                let (mut first, mut count) = (ins.a(), ins.b());
                if opcode == Opcode::CallMethodKeywords {
                    if run.get(first + HEADER).is_null() {
                        run.set(first + 1, run.get(first));
                        first += 1;
                    } else {
                        count += 1;
                    }
                }
                pc = call_keywords::<M>(thread, run, pc, first, count, ins.c(), names)?;
            }
            Opcode::CallSpread => {
                run.frame.set_pc(pc);
                let first = ins.a();
                let positional: Tuple = Ref::of(run.get(first + HEADER));
                let callee = run.get(first);
                let receiver = positional.values().first().copied().unwrap_or(Value::NULL);
                let told = M::TRACED && trace::calling(thread, run.frame, callee, receiver)?;
                let keywords = run.get(first + HEADER + 1);
                let mut result =
                    typhon_objects::call::call_spread(thread, callee, positional, keywords);
                if told && callee.kind() != Kind::Function {
                    result = trace::called(thread, run.frame, callee, receiver, result);
                }
                run.set(ins.c(), result?);
                if thread.mutator.poll() {
                    thread.poll()?;
                }
                pc += 1;
            }
            Opcode::Return => {
                let value = run.get(ins.a());
                if !run.frame.frame_object().is_null() {
                    note_end(run.frame, pc);
                }
                if M::TRACED {
                    trace::returning(thread, run.frame, value)?;
                }
                match return_value(thread, run, value)? {
                    Some(next) => pc = next,
                    None => return Ok(Left::Return(value)),
                }
                continue;
            }

            Opcode::BuildTuple => {
                run.frame.set_pc(pc);
                run.set(
                    ins.a(),
                    Tuple::new(thread, run.slice(ins.b(), ins.c()))?.value(),
                );
                pc += 1;
            }
            Opcode::BuildList => {
                run.frame.set_pc(pc);
                run.set(
                    ins.a(),
                    List::from_values(thread, run.slice(ins.b(), ins.c()))?.value(),
                );
                pc += 1;
            }
            Opcode::BuildSet => {
                run.frame.set_pc(pc);
                run.set(ins.a(), building::set(thread, run.slice(ins.b(), ins.c()))?);
                pc += 1;
            }
            Opcode::BuildMap => {
                run.frame.set_pc(pc);
                run.set(
                    ins.a(),
                    building::map(thread, run.slice(ins.b(), 2 * ins.c()))?,
                );
                pc += 1;
            }
            Opcode::BuildString => {
                run.frame.set_pc(pc);
                run.set(
                    ins.a(),
                    building::string(thread, run.slice(ins.b(), ins.c()))?,
                );
                pc += 1;
            }
            Opcode::BuildSlice => {
                run.frame.set_pc(pc);
                run.set(
                    ins.a(),
                    building::slice(thread, run.slice(ins.b(), ins.c()))?,
                );
                pc += 1;
            }
            Opcode::BuildInterpolation => {
                run.frame.set_pc(pc);
                run.set(
                    ins.a(),
                    building::interpolation(thread, run.slice(ins.b(), 3), ins.d())?,
                );
                pc += 1;
            }
            Opcode::BuildTemplate => {
                run.frame.set_pc(pc);
                run.set(
                    ins.a(),
                    building::template(thread, run.get(ins.b()), run.get(ins.c()))?,
                );
                pc += 1;
            }
            Opcode::FormatValue => {
                run.frame.set_pc(pc);
                let spec = if ins.d() & 4 != 0 {
                    run.get(ins.c())
                } else {
                    Value::NULL
                };
                run.set(
                    ins.a(),
                    building::format_value(thread, run.get(ins.b()), ins.d() & 3, spec)?,
                );
                pc += 1;
            }
            Opcode::ListAppend => {
                run.frame.set_pc(pc);
                List::of(run.get(ins.a())).append(thread, run.get(ins.b()))?;
                pc += 1;
            }
            Opcode::ListExtend => {
                run.frame.set_pc(pc);
                let callee = (ins.d() != 0).then(|| run.get(ins.c()));
                let list = List::of(run.get(ins.a()));
                building::list_extend(thread, list, run.get(ins.b()), callee)?;
                pc += 1;
            }
            Opcode::ListToTuple => {
                run.frame.set_pc(pc);
                run.set(
                    ins.a(),
                    Tuple::from_list(thread, List::of(run.get(ins.b())))?.value(),
                );
                pc += 1;
            }
            Opcode::SetAdd => {
                run.frame.set_pc(pc);
                building::set_add(thread, run.get(ins.a()), run.get(ins.b()))?;
                pc += 1;
            }
            Opcode::SetUpdate => {
                run.frame.set_pc(pc);
                building::set_update(thread, run.get(ins.a()), run.get(ins.b()))?;
                pc += 1;
            }
            Opcode::MapAdd => {
                run.frame.set_pc(pc);
                Dict::of(run.get(ins.a())).set(thread, run.get(ins.b()), run.get(ins.c()))?;
                pc += 1;
            }
            Opcode::DictUpdate => {
                run.frame.set_pc(pc);
                building::dict_update(thread, Dict::of(run.get(ins.a())), run.get(ins.b()))?;
                pc += 1;
            }
            Opcode::DictMerge => {
                run.frame.set_pc(pc);
                building::dict_merge(
                    thread,
                    Dict::of(run.get(ins.a())),
                    run.get(ins.b()),
                    run.get(ins.c()),
                )?;
                pc += 1;
            }
            Opcode::MakeFunction => {
                run.frame.set_pc(pc);
                let constant = run.code.constants().slot(ins.b()).get();
                let parts = run.slice(ins.c(), 4);
                run.set(
                    ins.a(),
                    building::function(thread, run.frame, constant, parts, ins.d())?,
                );
                pc += 1;
            }

            Opcode::UnpackSequence => {
                let source = run.get(ins.b());
                let count = ins.c();
                let is_fitting_tuple =
                    source.exact_kind() == Kind::Tuple && Tuple::of(source).len() == count;
                let tuple = if is_fitting_tuple {
                    Tuple::of(source)
                } else {
                    run.frame.set_pc(pc);
                    iteration::unpack(thread, source, count)?
                };
                for (i, item) in tuple.values().iter().enumerate() {
                    run.set(ins.a() + i, *item);
                }
                pc += 1;
                if is_fitting_tuple {
                    continue;
                }
            }
            Opcode::UnpackStar => {
                run.frame.set_pc(pc);
                let tuple =
                    iteration::unpack_star(thread, run.get(ins.b()), ins.d() as usize, ins.c())?;
                for (i, item) in tuple.values().iter().enumerate() {
                    run.set(ins.a() + i, *item);
                }
                pc += 1;
            }

            Opcode::GetIter => {
                run.frame.set_pc(pc);
                run.set(ins.a(), operations::iter(thread, run.get(ins.b()))?);
                pc += 1;
            }
            Opcode::ForIter => {
                run.frame.set_pc(pc);
                let iterator = run.get(ins.a());
                let next = if M::TRACED && iterator.kind() == Kind::Generator {
                    trace::next_of_generator(thread, run.frame, iterator)?
                } else {
                    iteration::next(thread, iterator)?
                };
                match next {
                    Some(item) => {
                        run.set(ins.b(), item);
                        pc += 3;
                    }
                    None => pc += 2,
                }
            }
            Opcode::GetYieldFromIter => {
                run.frame.set_pc(pc);
                run.set(
                    ins.a(),
                    generator::yield_from_iter(thread, run.code, run.get(ins.b()))?,
                );
                pc += 1;
            }
            Opcode::Yield | Opcode::YieldDelegate => {
                run.frame.set_pc(pc);
                let value = run.get(ins.b());
                if M::TRACED {
                    trace::yielding(thread, run.frame, value)?;
                }
                return Ok(Left::Yield(value));
            }
            Opcode::Send => {
                run.frame.set_pc(pc);
                match generator::send_to(thread, run.get(ins.b()), run.get(ins.c()))? {
                    Outcome::Yield(value) => {
                        run.set(ins.a(), value);
                        pc += 2;
                    }
                    Outcome::Return(value) => {
                        if M::TRACED {
                            trace::sent(thread, run.frame, run.get(ins.b()), value)?;
                        }
                        run.set(ins.a(), value);
                        pc += 1;
                    }
                }
            }
            Opcode::AsyncGenWrap => {
                run.frame.set_pc(pc);
                run.set(
                    ins.a(),
                    generator::wrap_async_value(thread, run.get(ins.b()))?,
                );
                pc += 1;
            }
            Opcode::GetAwaitable => {
                run.frame.set_pc(pc);
                run.set(
                    ins.a(),
                    generator::awaitable(thread, run.get(ins.b()), ins.d())?,
                );
                pc += 1;
            }
            Opcode::GetAsyncIter => {
                run.frame.set_pc(pc);
                run.set(ins.a(), generator::async_iter(thread, run.get(ins.b()))?);
                pc += 1;
            }
            Opcode::GetAsyncNext => {
                run.frame.set_pc(pc);
                run.set(ins.a(), generator::async_next(thread, run.get(ins.b()))?);
                pc += 1;
            }
            Opcode::EndAsyncFor => {
                let value = run.get(ins.a());
                if !value.class().is_subtype(tree::STOP_ASYNC_ITERATION.get()) {
                    run.frame.set_pc(pc);
                    return Err(exceptions::reraise(value));
                }
                pc += 1;
            }

            Opcode::Raise => {
                run.frame.set_pc(pc);
                return Err(exceptions::raise(
                    thread,
                    run.get(ins.a()),
                    run.get(ins.b()),
                    ins.d(),
                ));
            }
            Opcode::Reraise => {
                run.frame.set_pc(pc);
                return Err(exceptions::reraise(run.get(ins.a())));
            }
            Opcode::PushHandled => {
                let slot = thread.root(root::HANDLED);
                // NULL means none; None marks the saved register as holding something.
                run.set(ins.a(), slot.get());
                slot.set_unbarriered(run.get(ins.b()));
                pc += 1;
                continue;
            }
            Opcode::PopHandled => {
                thread.root(root::HANDLED).set_unbarriered(run.get(ins.a()));
                pc += 1;
                continue;
            }
            Opcode::MatchException => {
                run.frame.set_pc(pc);
                let matches = exceptions::matches(thread, run.get(ins.b()), run.get(ins.c()))?;
                run.set(ins.a(), Value::bool(matches));
                pc += 1;
            }
            Opcode::MatchExceptionGroup => {
                run.frame.set_pc(pc);
                let (matched, rest) =
                    exceptions::match_group(thread, run.get(ins.b()), run.get(ins.c()))?;
                run.set(ins.a(), matched);
                run.set(ins.a() + 1, rest);
                pc += 1;
            }
            Opcode::PrepareReraiseStar => {
                run.frame.set_pc(pc);
                run.set(
                    ins.a(),
                    exceptions::prepare_reraise_star(thread, run.get(ins.b()), run.get(ins.c()))?,
                );
                pc += 1;
            }
            Opcode::WithExceptStart => {
                run.frame.set_pc(pc);
                let exit = run.slice(ins.b(), 2);
                run.set(
                    ins.a(),
                    exceptions::call_exit(thread, exit[0], exit[1], run.get(ins.c()))?,
                );
                pc += 1;
            }

            Opcode::ImportName => {
                run.frame.set_pc(pc);
                let parts = run.slice(ins.b(), 2);
                run.set(
                    ins.a(),
                    imports::import_name(thread, run.frame, run.name(ins), parts[1], parts[0])?,
                );
                pc += 1;
            }
            Opcode::ImportFrom => {
                run.frame.set_pc(pc);
                run.set(
                    ins.a(),
                    imports::import_from(thread, run.get(ins.b()), run.name(ins))?,
                );
                pc += 1;
            }
            Opcode::ImportStar => {
                run.frame.set_pc(pc);
                imports::import_star(thread, run.frame, run.get(ins.a()))?;
                pc += 1;
            }

            Opcode::MatchSequence => {
                run.set(
                    ins.a(),
                    Value::bool(run.get(ins.b()).class().has(type_flags::SEQUENCE)),
                );
                pc += 1;
                continue;
            }
            Opcode::MatchMapping => {
                run.set(
                    ins.a(),
                    Value::bool(run.get(ins.b()).class().has(type_flags::MAPPING)),
                );
                pc += 1;
                continue;
            }
            Opcode::GetLen => {
                run.frame.set_pc(pc);
                run.set(
                    ins.a(),
                    int::from_i64(thread, operations::len(thread, run.get(ins.b()))? as i64)?,
                );
                pc += 1;
            }
            Opcode::MatchKeys => {
                run.frame.set_pc(pc);
                run.set(
                    ins.a(),
                    matching::keys(thread, run.get(ins.b()), Ref::of(run.get(ins.c())))?,
                );
                pc += 1;
            }
            Opcode::MatchClass => {
                run.frame.set_pc(pc);
                let parts = run.slice(ins.c(), 2);
                let value = matching::class(
                    thread,
                    run.get(ins.b()),
                    parts[0],
                    Ref::of(parts[1]),
                    ins.d() as usize,
                )?;
                run.set(ins.a(), value);
                pc += 1;
            }

            Opcode::Intrinsic1 => {
                run.frame.set_pc(pc);
                let value = run.get(ins.b());
                let result = match intrinsic1(thread, ins.d(), value) {
                    Some(result) => result?,
                    None => building::display(thread, value)?,
                };
                run.set(ins.a(), result);
                pc += 1;
            }
            Opcode::Intrinsic2 => {
                run.frame.set_pc(pc);
                let result = intrinsic2(thread, ins.d(), run.get(ins.b()), run.get(ins.c()))?;
                run.set(ins.a(), result);
                pc += 1;
            }
        }
        if mode() != M::MODE {
            return Ok(Left::ModeChanged(pc));
        }
    }
}
