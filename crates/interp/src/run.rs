//! The interpreter loop. One arm an opcode; fast paths inline, everything else one call into `ops`.
//!
//! Python-to-Python calls push a frame and go on in the same loop. An error leaves the dispatch loop
//! with the frame's pc saved, is looked up in the handler table, and unwinds frames until a handler or
//! the frame that native code entered.

use crate::cache::{self, Action};
use crate::frame::{self, Exit, Frame, HEADER};
use crate::generator;
use crate::ops::{attributes, building, calls, exceptions, imports, iteration, matching, names};
use std::sync::atomic::{AtomicU64, Ordering};
use typhon_bytecode::{Instruction, Opcode};
use typhon_objects::attribute;
use typhon_objects::cell::{Cell, CellObject};
use typhon_objects::function::NativeFunctionObject;
use typhon_objects::function::code::CodeRef;
use typhon_objects::operations::{Comparison, Operator, Unary};
use typhon_objects::prelude::*;
use typhon_objects::thread::root;
use typhon_objects::typing::intrinsics::{intrinsic1, intrinsic2};
use typhon_objects::{float, int};

/// How a run of the loop ended.
pub enum Outcome {
    Return(Value),
    /// A generator's frame yielded; it is still on the stack.
    Yield(Value),
}

/// The state of the running frame that the loop keeps in machine registers.
struct Running {
    frame: Frame,
    code: CodeRef,
    words: *const AtomicU64,
    registers: *mut Value,
}

impl Running {
    #[inline(always)]
    fn of(frame: Frame) -> Running {
        let code = frame.code();
        Running {
            frame,
            code,
            words: code.words(),
            registers: frame.base(),
        }
    }

    #[inline(always)]
    fn get(&self, index: usize) -> Value {
        debug_assert!(index < self.code.register_count as usize);
        // SAFETY: verified bytecode names registers below the code's count.
        unsafe { *self.registers.add(index) }
    }

    #[inline(always)]
    fn set(&self, index: usize, value: Value) {
        debug_assert!(index < self.code.register_count as usize);
        // SAFETY: as above; only this thread writes its Python stack.
        unsafe { *self.registers.add(index) = value }
    }

    #[inline(always)]
    fn word(&self, index: usize) -> u64 {
        // SAFETY: verified bytecode never runs past its end. Relaxed is enough for instructions.
        unsafe { (*self.words.add(index)).load(Ordering::Relaxed) }
    }

    /// The inline cache behind the instruction at `pc`.
    #[inline(always)]
    fn cache(&self, pc: usize) -> Option<cache::Entry> {
        // SAFETY: cached instructions are followed by their cache word. Acquire: see what it points to.
        cache::entry(unsafe { (*self.words.add(pc + 1)).load(Ordering::Acquire) })
    }

    #[inline(always)]
    fn name(&self, ins: Instruction) -> Str {
        // SAFETY: names are interned strings.
        unsafe {
            Ref::from_pointer(self.code.names().slot(ins.name()).get().pointer() as *const StrObject)
        }
    }

    /// `count` registers from `first`.
    #[inline(always)]
    fn slice(&self, first: usize, count: usize) -> &'static [Value] {
        // SAFETY: the run lies within the frame; it is not written while the slice is in use.
        unsafe { std::slice::from_raw_parts(self.registers.add(first), count) }
    }
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

fn run_from(thread: &Thread, entry: Frame, start: usize, throw: Option<Raised>) -> Result<Outcome> {
    let mut running = Running::of(entry);
    let mut pc = start;
    let mut pending = throw;
    loop {
        let mut outcome = match pending.take() {
            Some(raised) => Err(raised),
            None => dispatch(thread, &mut running, pc),
        };
        let Err(raised) = outcome else {
            return outcome;
        };
        let (frame, target) = exceptions::unwind(thread, running.frame, raised)?;
        running = Running::of(frame);
        pc = target;
        // A handled exception must not live on in what is left of it on the native stack, which the
        // collector scans: the frame of `dispatch` is about to cover the same memory again.
        outcome = Ok(Outcome::Return(Value::NULL));
        std::hint::black_box(&mut outcome);
        scrub_stack();
    }
}

/// Clears native stack below the caller's frame.
#[inline(never)]
fn scrub_stack() {
    let mut area = [0usize; 256];
    std::hint::black_box(&mut area);
}

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
        match result {
            Some(result) => $run.set($ins.a(), result),
            None => {
                $run.frame.set_pc($pc);
                let result = operations::binary($thread, Operator::$operator, a, b)?;
                $run.set($ins.a(), result);
            }
        }
        $pc += 1;
    }};
}

macro_rules! compare_arm {
    ($run:ident, $pc:ident, $thread:ident, $ins:ident, $comparison:ident, $operator:tt) => {{
        let (a, b) = ($run.get($ins.b()), $run.get($ins.c()));
        let result = if a.is_fixnum() && b.is_fixnum() {
            // Tagging keeps the order.
            Value::bool((a.bits() as i64) $operator (b.bits() as i64))
        } else if a.is_flonum() && b.is_flonum() {
            Value::bool(a.flonum_value() $operator b.flonum_value())
        } else {
            $run.frame.set_pc($pc);
            operations::compare($thread, Comparison::$comparison, a, b)?
        };
        $run.set($ins.a(), result);
        $pc += 1;
    }};
}

macro_rules! jump_compare_arm {
    ($run:ident, $pc:ident, $thread:ident, $ins:ident, $comparison:ident, $operator:tt, $b:expr) => {{
        let (a, b): (Value, Value) = ($run.get($ins.a()), $b);
        let result = if a.is_fixnum() && b.is_fixnum() {
            (a.bits() as i64) $operator (b.bits() as i64)
        } else if a.is_flonum() && b.is_flonum() {
            a.flonum_value() $operator b.flonum_value()
        } else {
            $run.frame.set_pc($pc);
            let result = operations::compare($thread, Comparison::$comparison, a, b)?;
            operations::truth($thread, result)?
        };
        $pc += 1;
        if result == ($ins.d() != 0) {
            $pc = ($pc as i64 + $ins.immediate_c()) as usize;
        }
    }};
}

#[inline(always)]
fn truth(thread: &Thread, value: Value) -> Result<bool> {
    match value {
        Value::TRUE => Ok(true),
        Value::FALSE | Value::NONE => Ok(false),
        _ => operations::truth(thread, value),
    }
}

/// Runs until the entry frame returns or yields, or something raises; then `running` says in which
/// frame, and that frame's pc where. Whatever can raise stores the pc first.
fn dispatch(thread: &Thread, running: &mut Running, start: usize) -> Result<Outcome> {
    let mut pc = start;
    let run = running;
    loop {
        let ins = Instruction(run.word(pc));
        // SAFETY: verified bytecode has only known opcodes.
        let opcode: Opcode = unsafe { std::mem::transmute(ins.op_byte()) };
        match opcode {
            Opcode::Nop => pc += 1,
            Opcode::LoadConst => {
                run.set(
                    ins.a(),
                    run.code.constants().slot(ins.wide_operand() as usize).get(),
                );
                pc += 1;
            }
            Opcode::LoadInt => {
                run.set(ins.a(), Value::fixnum(ins.wide_operand() as i32 as i64));
                pc += 1;
            }
            Opcode::LoadNone => {
                run.set(ins.a(), Value::NONE);
                pc += 1;
            }
            Opcode::LoadTrue => {
                run.set(ins.a(), Value::TRUE);
                pc += 1;
            }
            Opcode::LoadFalse => {
                run.set(ins.a(), Value::FALSE);
                pc += 1;
            }
            Opcode::LoadNull => {
                run.set(ins.a(), Value::NULL);
                pc += 1;
            }
            Opcode::Move => {
                run.set(ins.a(), run.get(ins.b()));
                pc += 1;
            }
            Opcode::CheckLocal => {
                if run.get(ins.a()).is_null() {
                    run.frame.set_pc(pc);
                    return Err(names::unbound_local(thread, run.name(ins)));
                }
                pc += 1;
            }
            Opcode::DeleteLocal => {
                if run.get(ins.a()).is_null() {
                    run.frame.set_pc(pc);
                    return Err(names::unbound_local(thread, run.name(ins)));
                }
                run.set(ins.a(), Value::NULL);
                pc += 1;
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
            }
            Opcode::LoadCell => {
                let content = cell(run.get(ins.b())).get();
                if content.is_null() {
                    run.frame.set_pc(pc);
                    return Err(names::empty_cell(thread, run.code, ins.b(), run.name(ins)));
                }
                run.set(ins.a(), content);
                pc += 1;
            }
            Opcode::StoreCell => {
                cell(run.get(ins.a())).set(run.get(ins.b()));
                pc += 1;
            }
            Opcode::DeleteCell => {
                let cell = cell(run.get(ins.a()));
                if cell.get().is_null() {
                    run.frame.set_pc(pc);
                    return Err(names::empty_cell(thread, run.code, ins.a(), run.name(ins)));
                }
                cell.set(Value::NULL);
                pc += 1;
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
                let value = load_global(thread, run, pc, ins)?;
                run.set(ins.a(), value);
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
                    load_global(thread, run, pc, ins)?
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
                run.set(
                    ins.a(),
                    names::find_global(
                        thread,
                        run.frame.globals(),
                        typhon_objects::names::names().__build_class__,
                    )?,
                );
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
            }
            Opcode::SetupAnnotations => {
                run.frame.set_pc(pc);
                names::setup_annotations(thread, run.frame)?;
                pc += 1;
            }

            Opcode::LoadAttr => {
                let object = run.get(ins.b());
                let value = match cached_attribute(run, pc, object) {
                    Some(value) => value,
                    None => {
                        run.frame.set_pc(pc);
                        load_attribute(thread, run, pc, ins, object)?
                    }
                };
                run.set(ins.a(), value);
                pc += 2;
            }
            Opcode::StoreAttr => {
                let (object, value) = (run.get(ins.b()), run.get(ins.a()));
                if !cached_store(thread, run, pc, object, value) {
                    run.frame.set_pc(pc);
                    attributes::store_attribute(
                        thread,
                        run.code,
                        pc + 1,
                        object,
                        run.name(ins),
                        value,
                    )?;
                }
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
                let (callee, with_self) = match hit {
                    Some(entry) => (entry.value(), true),
                    None => {
                        run.frame.set_pc(pc);
                        match cached_attribute(run, pc, object) {
                            Some(value) => (value, false),
                            None => attributes::load_method(
                                thread,
                                run.code,
                                pc + 1,
                                object,
                                run.name(ins),
                            )?,
                        }
                    }
                };
                run.set(ins.a(), callee);
                run.set(
                    ins.a() + HEADER,
                    if with_self { object } else { Value::NULL },
                );
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
                run.frame.set_pc(pc);
                run.set(ins.a(), Value::bool(!truth(thread, run.get(ins.b()))?));
                pc += 1;
            }
            Opcode::Truth => {
                run.frame.set_pc(pc);
                run.set(ins.a(), Value::bool(truth(thread, run.get(ins.b()))?));
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
            }
            Opcode::Contains => {
                run.frame.set_pc(pc);
                let found = operations::contains(thread, run.get(ins.c()), run.get(ins.b()))?;
                run.set(ins.a(), Value::bool(found != (ins.d() != 0)));
                pc += 1;
            }

            Opcode::Jump => pc = ins.wide_operand() as usize,
            Opcode::JumpBack => {
                pc = ins.wide_operand() as usize;
                if thread.mutator.poll() {
                    run.frame.set_pc(pc);
                    thread.poll()?;
                }
            }
            Opcode::JumpIfTrue => {
                let value = run.get(ins.a());
                run.frame.set_pc(pc);
                if truth(thread, value)? {
                    pc = ins.wide_operand() as usize;
                } else {
                    pc += 1;
                }
            }
            Opcode::JumpIfFalse => {
                let value = run.get(ins.a());
                run.frame.set_pc(pc);
                if truth(thread, value)? {
                    pc += 1;
                } else {
                    pc = ins.wide_operand() as usize;
                }
            }
            Opcode::JumpIfNone => {
                pc = if run.get(ins.a()).is_none() {
                    ins.wide_operand() as usize
                } else {
                    pc + 1
                };
            }
            Opcode::JumpIfNotNone => {
                pc = if run.get(ins.a()).is_none() {
                    pc + 1
                } else {
                    ins.wide_operand() as usize
                };
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
                pc += 1;
                if same == (ins.d() != 0) {
                    pc = (pc as i64 + ins.immediate_c()) as usize;
                }
            }

            Opcode::Call => {
                run.frame.set_pc(pc);
                let (first, count) = (ins.a(), ins.b());
                pc = call_positional(thread, run, pc, first, count, ins.c(), 2)?;
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
                pc = call_positional(thread, run, pc, first, count, ins.c(), 2)?;
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
                pc = call_keywords(thread, run, pc, first, count, ins.c(), names)?;
            }
            Opcode::CallSpread => {
                run.frame.set_pc(pc);
                let first = ins.a();
                let positional: Tuple = Ref::of(run.get(first + HEADER));
                let result = typhon_objects::call::call_spread(
                    thread,
                    run.get(first),
                    positional,
                    run.get(first + HEADER + 1),
                )?;
                run.set(ins.c(), result);
                pc += 1;
            }
            Opcode::Return => {
                let value = run.get(ins.a());
                match return_value(thread, run, value)? {
                    Some(next) => pc = next,
                    None => return Ok(Outcome::Return(value)),
                }
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
                building::list_extend(thread, List::of(run.get(ins.a())), run.get(ins.b()))?;
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
                typhon_objects::set::Set::of(run.get(ins.a())).add(thread, run.get(ins.b()))?;
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
                if source.exact_kind() == Kind::Tuple && Tuple::of(source).len() == count {
                    for (i, item) in Tuple::of(source).values().iter().enumerate() {
                        run.set(ins.a() + i, *item);
                    }
                } else {
                    run.frame.set_pc(pc);
                    let tuple = iteration::unpack(thread, source, count)?;
                    for (i, item) in tuple.values().iter().enumerate() {
                        run.set(ins.a() + i, *item);
                    }
                }
                pc += 1;
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
                match iteration::next(thread, run.get(ins.a()))? {
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
                return Ok(Outcome::Yield(run.get(ins.b())));
            }
            Opcode::Send => {
                run.frame.set_pc(pc);
                match generator::send_to(thread, run.get(ins.b()), run.get(ins.c()))? {
                    Outcome::Yield(value) => {
                        run.set(ins.a(), value);
                        pc += 2;
                    }
                    Outcome::Return(value) => {
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
            }
            Opcode::PopHandled => {
                thread.root(root::HANDLED).set_unbarriered(run.get(ins.a()));
                pc += 1;
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
            }
            Opcode::MatchMapping => {
                run.set(
                    ins.a(),
                    Value::bool(run.get(ins.b()).class().has(type_flags::MAPPING)),
                );
                pc += 1;
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
    }
}

#[inline(always)]
fn cell(value: Value) -> Cell {
    debug_assert!(value.is::<CellObject>());
    // SAFETY: the compiler keeps cells in cell registers; the verifier knows which those are.
    unsafe { Ref::from_pointer(value.pointer() as *const CellObject) }
}

#[inline(always)]
fn shape_pointer(object: Value) -> *const typhon_objects::heap::ShapeHeader {
    // SAFETY: callers have checked that it is a pointer, and pointers are live objects.
    unsafe { (*object.pointer()).shape() }
}

#[inline(always)]
fn floor_divide(a: i64, b: i64) -> i64 {
    let quotient = a / b;
    if (a % b != 0) && ((a < 0) != (b < 0)) {
        quotient - 1
    } else {
        quotient
    }
}

/// `is`: small floats are values, not objects, and NaN never is one.
#[inline(always)]
fn is_same(a: Value, b: Value) -> bool {
    a == b
}

fn inplace_operator(opcode: Opcode) -> Operator {
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
fn immediate_operation(thread: &Thread, operator: Operator, a: Value, ins: Instruction) -> Result {
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

#[inline(always)]
fn load_global(thread: &Thread, run: &Running, pc: usize, ins: Instruction) -> Result {
    let globals = run.frame.globals();
    if let Some(entry) = run.cache(pc)
        && let Some(table) = globals.table.current()
        && entry.is_for(table.value())
    {
        if entry.action == Action::TableEntry {
            if let Some(value) = table.entry(entry.index as usize).value.get().present() {
                return Ok(value);
            }
        } else if entry.recorded() == table.appended() as u64 {
            let builtins = typhon_objects::module::builtins_dict();
            if let Some(table) = builtins.table.current()
                && table.value() == entry.value()
                && let Some(value) = table.entry(entry.index as usize).value.get().present()
            {
                return Ok(value);
            }
        }
    }
    run.frame.set_pc(pc);
    names::load_global(thread, run.frame, run.code, run.name(ins), pc + 1)
}

/// What the inline cache says without running any code.
#[inline(always)]
fn cached_attribute(run: &Running, pc: usize, object: Value) -> Option<Value> {
    let entry = run.cache(pc)?;
    if !object.is_pointer() {
        return None;
    }
    match entry.action {
        Action::Inline if entry.matches(shape_pointer(object)) => {
            // SAFETY: objects of this shape have a slot at this offset.
            unsafe { &*((object.pointer() as *const u8).add(entry.index as usize) as *const Slot) }
                .get()
                .present()
        }
        Action::ClassValue
            if entry.matches(shape_pointer(object))
                || (entry.is_for(object) && entry.is_current()) =>
        {
            Some(entry.value())
        }
        Action::TableEntry if entry.value() == object && entry.is_current() => {
            let table = typhon_objects::module::dict_of(object).table.current()?;
            if !entry.is_for(table.value()) {
                return None;
            }
            table.entry(entry.index as usize).value.get().present()
        }
        Action::Overflow if entry.matches(shape_pointer(object)) => {
            attribute::attribute_slot(object, object.shape()?, entry.index as usize)?
                .get()
                .present()
        }
        _ => None,
    }
}

/// A cached way that may run code, else the lookup.
fn load_attribute(
    thread: &Thread,
    run: &Running,
    pc: usize,
    ins: Instruction,
    object: Value,
) -> Result {
    if let Some(entry) = run.cache(pc)
        && object.is_pointer()
        && entry.matches(shape_pointer(object))
    {
        match entry.action {
            Action::Method => {
                return attribute::bind(thread, entry.value(), object, object.class());
            }
            Action::Property => return call(thread, entry.value(), &[object]),
            Action::GetSet | Action::Member => {
                return attribute::bind(thread, entry.value(), object, object.class());
            }
            _ => {}
        }
    }
    attributes::load(thread, run.code, pc + 1, object, run.name(ins))
}

#[inline(always)]
fn cached_store(thread: &Thread, run: &Running, pc: usize, object: Value, value: Value) -> bool {
    let Some(entry) = run.cache(pc) else {
        return false;
    };
    if !object.is_pointer() || !entry.matches(shape_pointer(object)) {
        return false;
    }
    let Some(header) = object.header() else {
        return false;
    };
    let _lock = thread.lock(header);
    if !entry.is_for(Value::from_bits(shape_pointer(object) as u64)) {
        return false;
    }
    // SAFETY: objects of this shape (and of the next one, which has the same size) have a slot there.
    let slot =
        unsafe { &*((object.pointer() as *const u8).add(entry.index as usize) as *const Slot) };
    match entry.action {
        Action::Inline => {
            slot.set(header, value);
            true
        }
        Action::AddAttribute => {
            slot.set(header, value);
            header.set_shape(entry.next_shape().pointer().cast());
            true
        }
        _ => false,
    }
}

/// Calls `R[first]` with `count` arguments; gives the next pc (in the callee, or behind the call).
#[inline(always)]
fn call_positional(
    thread: &Thread,
    run: &mut Running,
    pc: usize,
    first: usize,
    count: usize,
    destination: usize,
    width: usize,
) -> Result<usize> {
    let callee = run.get(first);
    match callee.kind() {
        Kind::Function => {
            let function = typhon_objects::function::Function::of(callee);
            let code = function.code();
            // SAFETY: the callee's registers begin where its arguments lie.
            let base = unsafe { run.registers.add(first + HEADER) };
            if code.plain_arguments as usize == count {
                let frame = frame::push(thread, base, code, count, Exit::Call, Value::NULL)?;
                *run = Running::of(frame);
                if thread.mutator.poll() {
                    thread.poll()?;
                }
                return Ok(0);
            }
            let arguments =
                typhon_objects::call::Arguments::positional_only(run.slice(first + HEADER, count));
            if let Some(frame) = calls::push_bound(thread, function, code, base, arguments)? {
                *run = Running::of(frame);
                return Ok(0);
            }
            run.set(
                destination,
                calls::make_generator(thread, function, code, arguments)?,
            );
            Ok(pc + width)
        }
        Kind::NativeFunction => {
            let function = Ref::<NativeFunctionObject>::of(callee);
            let arguments =
                typhon_objects::call::Arguments::positional_only(run.slice(first + HEADER, count));
            let result = function.call(thread, arguments)?;
            run.set(destination, result);
            Ok(pc + width)
        }
        Kind::Type => {
            // SAFETY: as above.
            let base = unsafe { run.registers.add(first + HEADER) };
            if let Some(frame) = calls::push_constructor(thread, callee, base, count)? {
                *run = Running::of(frame);
                return Ok(0);
            }
            let result = call(thread, callee, run.slice(first + HEADER, count))?;
            run.set(destination, result);
            Ok(pc + width)
        }
        _ => {
            let result = call(thread, callee, run.slice(first + HEADER, count))?;
            run.set(destination, result);
            Ok(pc + width)
        }
    }
}

fn call_keywords(
    thread: &Thread,
    run: &mut Running,
    pc: usize,
    first: usize,
    count: usize,
    destination: usize,
    names: Tuple,
) -> Result<usize> {
    let callee = run.get(first);
    let arguments = typhon_objects::call::Arguments {
        values: run.slice(first + HEADER, count),
        names: names.values(),
    };
    if callee.kind() == Kind::Function {
        let function = typhon_objects::function::Function::of(callee);
        let code = function.code();
        // SAFETY: the callee's registers begin where its arguments lie.
        let base = unsafe { run.registers.add(first + HEADER) };
        if let Some(frame) = calls::push_bound(thread, function, code, base, arguments)? {
            *run = Running::of(frame);
            return Ok(0);
        }
        run.set(
            destination,
            calls::make_generator(thread, function, code, arguments)?,
        );
        return Ok(pc + 1);
    }
    let result = typhon_objects::call::call_with(thread, callee, arguments)?;
    run.set(destination, result);
    Ok(pc + 1)
}

/// Ends the running frame. Gives the caller's next pc, or `None` if native code gets the value.
#[inline(always)]
fn return_value(thread: &Thread, run: &mut Running, value: Value) -> Result<Option<usize>> {
    let frame = run.frame;
    let exit = frame.exit();
    if exit == Exit::Native {
        frame::pop(thread, frame);
        return Ok(None);
    }
    let mut value = value;
    if exit == Exit::Construct {
        let instance = frame.instance();
        let result = std::mem::replace(&mut value, instance);
        if !result.is_none() {
            let Some(caller) = frame::pop(thread, frame) else {
                return Ok(None);
            };
            *run = Running::of(caller);
            return Err(errors::type_error(
                thread,
                format!(
                    "__init__() should return None, not '{}'",
                    result.class().name_text()
                ),
            ));
        }
    }
    let Some(caller) = frame::pop(thread, frame) else {
        return Ok(None);
    };
    *run = Running::of(caller);
    let pc = caller.pc();
    let ins = Instruction(run.word(pc));
    run.set(ins.c(), value);
    let cached = ins.op_byte() == Opcode::Call as u8 || ins.op_byte() == Opcode::CallMethod as u8;
    Ok(Some(pc + 1 + cached as usize))
}
