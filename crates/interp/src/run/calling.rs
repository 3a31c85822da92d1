//! Calls and returns within the loop: Python functions get a frame, everything else is called.

use super::mode::LoopMode;
use super::running::Running;
use crate::frame::{self, Exit, Frame, HEADER};
use crate::ops::calls;
use crate::trace;
use typhon_bytecode::{Instruction, Opcode};
use typhon_objects::function::NativeFunctionObject;
use typhon_objects::prelude::*;

/// Calls `R[first]` with `count` arguments; gives the next pc (in the callee, or behind the call).
#[inline(always)]
pub(super) fn call_positional<M: LoopMode>(
    thread: &Thread,
    run: &mut Running,
    pc: usize,
    first: usize,
    count: usize,
    destination: usize,
    width: usize,
) -> Result<usize> {
    if M::TRACED {
        let arguments =
            typhon_objects::call::Arguments::positional_only(run.slice(first + HEADER, count));
        return call_traced(thread, run, first, arguments, destination, pc + width);
    }
    let callee = run.get(first);
    match callee.kind() {
        Kind::Function => {
            let function = typhon_objects::function::Function::of(callee);
            let code = function.code();
            // SAFETY: the callee's registers begin where its arguments lie.
            let base = unsafe { run.registers.add(first + HEADER) };
            if code.plain_arguments as usize == count
                || calls::fill_defaults(thread, function, code, base, count)
            {
                let count = code.argument_count as usize;
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
            // What it has waited for may be a signal, and may be its own doing.
            if thread.mutator.poll() {
                thread.poll()?;
            }
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

pub(super) fn call_keywords<M: LoopMode>(
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
    if M::TRACED {
        return call_traced(thread, run, first, arguments, destination, pc + 1);
    }
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
    if thread.mutator.poll() {
        thread.poll()?;
    }
    Ok(pc + 1)
}

/// A call whose events are reported.
fn call_traced(
    thread: &Thread,
    run: &mut Running,
    first: usize,
    arguments: typhon_objects::call::Arguments<'_>,
    destination: usize,
    next: usize,
) -> Result<usize> {
    let callee = run.get(first);
    let receiver = arguments.values.first().copied().unwrap_or(Value::NULL);
    let told = trace::calling(thread, run.frame, callee, receiver)?;
    if callee.kind() != Kind::Function {
        let mut result = typhon_objects::call::call_with(thread, callee, arguments);
        if told {
            result = trace::called(thread, run.frame, callee, receiver, result);
        }
        run.set(destination, result?);
        return Ok(next);
    }
    let function = typhon_objects::function::Function::of(callee);
    let code = function.code();
    // SAFETY: the callee's registers begin where its arguments lie.
    let base = unsafe { run.registers.add(first + HEADER) };
    if let Some(frame) = calls::push_bound(thread, function, code, base, arguments)? {
        *run = Running::of(frame);
        return Ok(0);
    }
    let made = calls::make_generator(thread, function, code, arguments)?;
    run.set(destination, made);
    Ok(next)
}

/// The object of a frame that returns says where that was.
#[cold]
pub(super) fn note_end(frame: Frame, pc: usize) {
    if frame.code().position(pc).line != 0 {
        frame.set_pc(pc);
    }
}

/// Ends the running frame. Gives the caller's next pc, or `None` if native code gets the value.
#[inline(always)]
pub(super) fn return_value(
    thread: &Thread,
    run: &mut Running,
    value: Value,
) -> Result<Option<usize>> {
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
