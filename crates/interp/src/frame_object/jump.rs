//! Setting `f_lineno` in a trace function: the frame goes on at another line.
//!
//! A jump is allowed to an instruction whose live temporaries hold here what they are to hold there: the
//! iterator of the same loop, the exception of the same handler. Leaving a handler restores what was
//! being handled before it.

use super::FrameObject;
use crate::frame::Frame;
use typhon_bytecode::liveness::{self, Liveness};
use typhon_bytecode::{Instruction, Opcode};
use typhon_objects::function::code::CodeRef;
use typhon_objects::prelude::*;
use typhon_objects::thread::{Event, root};

/// What a live temporary is for.
#[derive(Copy, Clone, PartialEq, Eq)]
enum Purpose {
    Iterator,
    /// The exception of a handler.
    Exception,
    /// What was being handled before a handler.
    Handled,
    Other,
}

pub fn to_line(thread: &Thread, object: Ref<FrameObject>, value: Value) -> Result<()> {
    let refuse = |message: &str| Err(errors::value_error(thread, message));
    if !value.is::<typhon_objects::int::IntObject>() && value.as_fixnum().is_none() {
        return refuse("lineno must be an integer");
    }
    let line = operations::index(thread, value)?;
    let event = thread.trace.event.get();
    let frame = Frame::current_traced(thread);
    let Some(frame) = frame.filter(|frame| frame.frame_object() == object.value()) else {
        return refuse("f_lineno can only be set in a trace function");
    };
    match event {
        Event::None => return refuse("f_lineno can only be set in a trace function"),
        Event::Start => return refuse("can't jump from the 'call' trace event of a new frame"),
        Event::Call => return refuse("can't jump during a call"),
        Event::Other => return refuse("can only jump from a 'line' trace event"),
        Event::Line => {}
    }
    let code = object.code();
    if line < i64::from(code.source.first_line) {
        return refuse(&format!("line {line} comes before the current code block"));
    }
    let Some(line) = line_not_before(code, line) else {
        return refuse(&format!("line {line} comes after the current code block"));
    };
    let live = code.liveness();
    let target = match target(code, live, frame.pc(), line) {
        Ok(target) => target,
        Err(reason) => return refuse(reason),
    };
    bind_locals(thread, frame, code)?;
    leave_handlers(thread, frame, code, live, target);
    frame.set_pc(target);
    Ok(())
}

/// The first line with code that is not before `line`.
fn line_not_before(code: CodeRef, line: i64) -> Option<u32> {
    let lines = code.source.positions.iter().map(|position| position.line);
    lines
        .filter(|&candidate| candidate != 0 && i64::from(candidate) >= line)
        .min()
}

/// The first instruction of the line that can be jumped to, or why there is none.
fn target(
    code: CodeRef,
    live: &Liveness,
    from: usize,
    line: u32,
) -> std::result::Result<usize, &'static str> {
    let mut reason = "incompatible stacks";
    let mut previous = 0;
    let mut failed = false;
    for position in &code.source.positions {
        let starts = position.line == line && previous != line;
        previous = position.line;
        if !starts {
            continue;
        }
        match compatible(code, live, from, position.word as usize) {
            Ok(()) => return Ok(position.word as usize),
            Err(_) if failed => {}
            Err(why) => {
                failed = true;
                reason = why;
            }
        }
    }
    Err(reason)
}

fn compatible(
    code: CodeRef,
    live: &Liveness,
    from: usize,
    to: usize,
) -> std::result::Result<(), &'static str> {
    let mut missing = None;
    for register in code.source.locals.len()..code.register_count as usize {
        if !live.is_live(to, register) {
            continue;
        }
        let purpose = purpose(code, to, register);
        if !live.is_live(from, register) || self::purpose(code, from, register) != purpose {
            // The newest temporary says best where the line is.
            missing = Some(purpose);
        }
    }
    match missing {
        None => Ok(()),
        Some(Purpose::Iterator) => Err("can't jump into the body of a for loop"),
        Some(Purpose::Exception | Purpose::Handled) => {
            Err("can't jump into an 'except' block as there's no exception")
        }
        Some(Purpose::Other) => Err("incompatible stacks"),
    }
}

/// What the register is for before the instruction at `at`: the nearest instruction above says.
fn purpose(code: CodeRef, at: usize, register: usize) -> Purpose {
    let starts = code.instruction_starts();
    let end = starts.partition_point(|&start| (start as usize) < at);
    let handlers = &code.source.handlers;
    let enters = |at: usize| {
        handlers
            .iter()
            .any(|handler| handler.target as usize == at && handler.register as usize == register)
    };
    if enters(at) {
        return Purpose::Exception;
    }
    for &start in starts[..end].iter().rev() {
        let word = code.instruction(start as usize);
        if liveness::writes(word).any(|written| written == register) {
            return match Opcode::from_byte(word.op_byte()) {
                Some(Opcode::GetIter | Opcode::GetAsyncIter | Opcode::GetYieldFromIter) => {
                    Purpose::Iterator
                }
                Some(Opcode::PushHandled) => Purpose::Handled,
                _ => Purpose::Other,
            };
        }
        if enters(start as usize) {
            return Purpose::Exception;
        }
    }
    Purpose::Other
}

/// The compiler may have left out the check of a variable that the skipped code binds.
fn bind_locals(thread: &Thread, frame: Frame, code: CodeRef) -> Result<()> {
    let count = code.source.locals.len();
    let unbound = (0..count)
        .filter(|&index| frame.register(index).is_null())
        .count();
    if unbound == 0 {
        return Ok(());
    }
    let plural = if unbound == 1 { "" } else { "s" };
    let message = format!("assigning None to {unbound} unbound local{plural}");
    crate::warning::warn(thread, &tree::RUNTIME_WARNING, &message, 0)?;
    for index in 0..count {
        if frame.register(index).is_null() {
            frame.set_register(index, Value::NONE);
        }
    }
    Ok(())
}

fn leave_handlers(thread: &Thread, frame: Frame, code: CodeRef, live: &Liveness, target: usize) {
    let from = frame.pc();
    for &start in code.instruction_starts().iter().rev() {
        let word: Instruction = code.instruction(start as usize);
        let save = word.a();
        if word.op_byte() == Opcode::PushHandled as u8
            && (start as usize) < from
            && live.is_live(from, save)
            && !live.is_live(target, save)
            && purpose(code, from, save) == Purpose::Handled
        {
            thread
                .root(root::HANDLED)
                .set_unbarriered(frame.register(save));
        }
    }
}
