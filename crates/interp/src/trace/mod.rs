//! Events of running code: what `sys.settrace`, `sys.setprofile` and `sys.monitoring` report.
//!
//! The loop has a mode that calls in here, before each instruction and around calls and returns; threads
//! are in that mode only while `Trace::active` says so, so that untraced code pays nothing. Callbacks are
//! not traced. Tools of `sys.monitoring` are told first, then the profile function, then the trace
//! function.

pub mod legacy;
pub mod monitoring;

use crate::frame::Frame;
use crate::generator::send_to;
use crate::run::Outcome;
use monitoring::Kind as On;
use typhon_bytecode::Opcode;
use typhon_objects::function::code::CodeRef;
use typhon_objects::object::Kind;
use typhon_objects::prelude::*;
use typhon_objects::thread::{Event, root};

/// Works out anew whether the thread has anything to report.
pub fn refresh(thread: &Thread) {
    let wanted = !thread.root(root::TRACE).get().is_null()
        || !thread.root(root::PROFILE).get().is_null()
        || monitoring::is_on();
    thread
        .trace
        .active
        .set(wanted && thread.trace.suspended.get() == 0);
}

/// To be called when a trace or profile function or what tools want has changed: every other thread
/// works it out at its next safepoint, and the loop's mode may change.
pub fn changed(thread: &Thread) {
    refresh(thread);
    crate::threads::settle_tracing();
    crate::threads::notify_others(thread, typhon_objects::heap::SafepointWord::MODE);
}

/// Runs a callback about an event of `frame`, during which nothing is reported.
fn report<R>(thread: &Thread, frame: Frame, event: Event, f: impl FnOnce() -> R) -> R {
    let trace = &thread.trace;
    let outer = (trace.event.get(), trace.frame.get());
    trace.suspended.set(trace.suspended.get() + 1);
    trace.active.set(false);
    trace.event.set(event);
    trace.frame.set(frame.base());
    let result = f();
    trace.event.set(outer.0);
    trace.frame.set(outer.1);
    trace.suspended.set(trace.suspended.get() - 1);
    refresh(thread);
    result
}

/// `sys.call_tracing`: a call whose events are reported although a callback is running.
pub fn call_tracing(thread: &Thread, callee: Value, arguments: &[Value]) -> Result {
    let trace = &thread.trace;
    let outer = (
        trace.suspended.replace(0),
        trace.event.replace(Event::None),
        trace.frame.replace(std::ptr::null_mut()),
    );
    refresh(thread);
    let result = call(thread, callee, arguments);
    trace.suspended.set(outer.0);
    trace.event.set(outer.1);
    trace.frame.set(outer.2);
    refresh(thread);
    result
}

/// To be called before each instruction in the traced mode. Gives the pc to go on at: a callback may
/// have moved the frame to another line.
pub fn instruction(thread: &Thread, frame: Frame, pc: usize) -> Result<usize> {
    let previous = frame.pc();
    if !thread.trace.active.get() {
        frame.set_pc(pc);
        return Ok(pc);
    }
    let code = frame.code();
    let opcode = code.opcode(pc);
    if matches!(opcode, Opcode::Jump | Opcode::JumpBack) {
        monitoring::jump(thread, frame, code, pc)?;
    }
    let fresh = previous == 0 && pc == 0 && opcode != Opcode::JumpBack;
    if !fresh {
        monitoring::branch(thread, frame, code, previous, pc)?;
        if frame.pc() != previous {
            // The callback has moved the frame.
            return Ok(frame.pc());
        }
    }
    if is_invisible(code, opcode, pc) && !(previous == 0 && pc == 0) {
        note_visible(thread, frame, previous);
        monitoring::instruction(thread, frame, pc)?;
        legacy::opcode(thread, frame)?;
        let moved = frame.pc() != previous;
        return Ok(if moved { frame.pc() } else { pc });
    }
    if code.position(pc).line != code.position(previous).line && is_call(code, previous) {
        // Python stores or drops the result of a call by an instruction of its own, on the same line.
        monitoring::instruction(thread, frame, previous)?;
        legacy::opcode(thread, frame)?;
        if frame.pc() != previous {
            return Ok(frame.pc());
        }
    }
    frame.set_pc(pc);
    // Within `await` and `yield from`, control goes back to `Send` whenever the frame is resumed.
    let back = previous >= pc && opcode != Opcode::Send && opcode != Opcode::YieldDelegate;
    if fresh {
        monitoring::fire(thread, frame, On::PyStart, &[])?;
        legacy::profile(thread, frame, "call", Value::NONE)?;
        legacy::call(thread, frame)?;
    }
    let line = code.position(pc).line;
    let previous_line = code.position(previous).line;
    if line != 0 && (fresh || line != previous_line) {
        monitoring::line(thread, frame, line)?;
    }
    if frame.pc() == pc && line != 0 && (fresh || back || line != previous_line) {
        legacy::line(thread, frame)?;
    }
    if frame.pc() == pc {
        monitoring::instruction(thread, frame, pc)?;
        legacy::opcode(thread, frame)?;
    }
    Ok(frame.pc())
}

/// Notes where the frame is to look as if it stood, before it runs instructions without a line.
pub fn note_visible(thread: &Thread, frame: Frame, pc: usize) {
    let code = frame.code();
    if code.position(pc).line != 0 {
        let noted = (frame.base(), pc, code.value().bits());
        thread.trace.visible.set(noted);
    }
}

/// Where a frame that stands at an instruction without a line is to look as if it stood.
pub fn visible(thread: &Thread, frame: Frame) -> Option<usize> {
    let code = frame.code();
    let (base, pc, of) = thread.trace.visible.get();
    let is_its_own = base == frame.base() && of == code.value().bits() && pc < code.word_count();
    (is_its_own && code.position(frame.pc()).line == 0).then_some(pc)
}

/// Whether the frame is to look as if it still stood at the instruction before: it has no line, or goes
/// back to the head of a loop.
fn is_invisible(code: CodeRef, opcode: Opcode, pc: usize) -> bool {
    let line = code.position(pc).line;
    line == 0
        || opcode == Opcode::JumpBack
            && line
                == code
                    .position(code.instruction(pc).wide_operand() as usize)
                    .line
}

fn is_call(code: CodeRef, pc: usize) -> bool {
    matches!(
        code.opcode(pc),
        Opcode::Call
            | Opcode::CallMethod
            | Opcode::CallKeywords
            | Opcode::CallMethodKeywords
            | Opcode::CallSpread
    )
}

/// The frame is about to return `value`, as it seems from the last line that it was in.
pub fn returning(thread: &Thread, frame: Frame, value: Value) -> Result<()> {
    if !thread.trace.active.get() {
        return Ok(());
    }
    if let Some(visible) = visible(thread, frame) {
        frame.set_pc(visible);
    }
    monitoring::fire(thread, frame, On::PyReturn, &[value])?;
    legacy::profile(thread, frame, "return", value)?;
    legacy::local(thread, frame, Event::Other, "return", value)
}

/// The frame is about to yield `value`.
pub fn yielding(thread: &Thread, frame: Frame, value: Value) -> Result<()> {
    if !thread.trace.active.get() {
        return Ok(());
    }
    monitoring::fire(thread, frame, On::PyYield, &[value])?;
    legacy::profile(thread, frame, "return", value)?;
    legacy::local(thread, frame, Event::Line, "return", value)
}

/// A generator's frame was pushed again, with an exception to raise in it or without.
pub fn resumed(thread: &Thread, frame: Frame, thrown: Option<Raised>) -> Result<()> {
    if !thread.trace.active.get() {
        return Ok(());
    }
    match thrown {
        Some(raised) => monitoring::fire(thread, frame, On::PyThrow, &[raised.value()])?,
        None => monitoring::fire(thread, frame, On::PyResume, &[])?,
    }
    legacy::profile(thread, frame, "call", Value::NONE)?;
    legacy::call(thread, frame)
}

/// An exception was raised in the frame, or came out of a call. Gives what to go on with.
pub fn raised(thread: &Thread, frame: Frame, raised: Raised, again: bool) -> Raised {
    if !thread.trace.active.get() {
        return raised;
    }
    let report = || -> Result<()> {
        let kind = if again { On::Reraise } else { On::Raise };
        monitoring::fire(thread, frame, kind, &[raised.value()])?;
        if again {
            return Ok(());
        }
        legacy::exception(thread, frame, raised)
    };
    report().err().unwrap_or(raised)
}

/// An iterator that `await` or `yield from` drives has ended with `value`, as if by a StopIteration.
pub fn sent(thread: &Thread, frame: Frame, iterator: Value, value: Value) -> Result<()> {
    if !thread.trace.active.get() {
        return Ok(());
    }
    // Of generators none was raised.
    let kind = match iterator.kind() {
        Kind::Generator => On::StopIteration,
        _ => On::Raise,
    };
    let stop = errors::stop_iteration(thread, value);
    monitoring::fire(thread, frame, kind, &[stop.value()])?;
    legacy::exception(thread, frame, stop)
}

/// The next item of a generator for a `for` loop, whose end is reported with its value.
pub fn next_of_generator(thread: &Thread, frame: Frame, iterator: Value) -> Result<Option<Value>> {
    match send_to(thread, iterator, Value::NONE)? {
        Outcome::Yield(item) => Ok(Some(item)),
        Outcome::Return(value) => {
            sent(thread, frame, iterator, value)?;
            Ok(None)
        }
    }
}

/// The frame goes on in a handler.
pub fn handled(thread: &Thread, frame: Frame, raised: Raised) -> Result<()> {
    if !thread.trace.active.get() {
        return Ok(());
    }
    monitoring::fire(thread, frame, On::ExceptionHandled, &[raised.value()])
}

/// The frame ends by an exception. Gives what to go on with.
pub fn unwinding(thread: &Thread, frame: Frame, raised: Raised) -> Raised {
    if !thread.trace.active.get() {
        return raised;
    }
    let report = || -> Result<()> {
        monitoring::fire(thread, frame, On::PyUnwind, &[raised.value()])?;
        legacy::profile(thread, frame, "return", Value::NONE)?;
        legacy::local(thread, frame, Event::Other, "return", Value::NONE)
    };
    report().err().unwrap_or(raised)
}

/// The frame is about to call `callee`; `first` is the first argument or NULL. Gives whether this call is
/// reported: what turns reports on does not report its own end.
pub fn calling(thread: &Thread, frame: Frame, callee: Value, first: Value) -> Result<bool> {
    if !thread.trace.active.get() {
        return Ok(false);
    }
    let first_or_missing = first.present().unwrap_or(monitoring::MISSING.get());
    let told = monitoring::is_wanted(frame.code(), On::Call, frame.pc());
    monitoring::fire(thread, frame, On::Call, &[callee, first_or_missing])?;
    let profiled = !thread.root(root::PROFILE).get().is_null();
    legacy::native_call(thread, frame, "c_call", callee, first)?;
    Ok(told || profiled)
}

/// The call of something that is not a Python function has ended.
pub fn called(
    thread: &Thread,
    frame: Frame,
    callee: Value,
    first: Value,
    result: Result,
) -> Result {
    if !thread.trace.active.get() {
        return result;
    }
    let first_or_missing = first.present().unwrap_or(monitoring::MISSING.get());
    let (kind, name) = match result {
        Ok(_) => (On::CReturn, "c_return"),
        Err(_) => (On::CRaise, "c_exception"),
    };
    let value = match &result {
        Ok(value) => *value,
        Err(raised) => raised.value(),
    };
    monitoring::fire(thread, frame, kind, &[callee, first_or_missing])?;
    legacy::native_call(thread, frame, name, callee, first)?;
    // Keeps the result where the collector sees it.
    std::hint::black_box(value);
    result
}
