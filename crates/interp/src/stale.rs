//! What keeps objects alive although nothing will read it any more: registers between their last use and
//! their next, inline caches, and what calls have left behind on the native stack. A collection that the
//! program asks for looks past all three, so that it finds what the program thinks is garbage.

use crate::frame::{Frame, HEADER};
use crate::generator::Generator;
use crate::{run, threads};
use std::ops::Range;
use typhon_bytecode::{Opcode, liveness};
use typhon_objects::function::code::CodeObject;
use typhon_objects::heap::{self, StackPoint};
use typhon_objects::prelude::*;

/// To be called by a native function before it collects. Gives the part of the native stack that matters, if
/// the running Python function has called it directly: `is_caller` knows its function objects.
pub fn forget(thread: &Thread, is_caller: fn(Value) -> bool) -> Result<Option<StackPoint>> {
    threads::for_each_stopped(thread, |other| {
        // Where another thread's innermost frame stands is not known exactly.
        forget_callers(Frame::current(other));
        Ok(())
    })?;
    let Some(frame) = Frame::current(thread) else {
        return Ok(None);
    };
    let callee = frame
        .call_registers()
        .map(|(first, ..)| frame.register(first));
    if !callee.is_some_and(is_caller) {
        return Ok(None);
    }
    forget_registers(frame);
    // The arguments are in registers of the Python frame, and the loop needs nothing else after a call.
    Ok(StackPoint::above(run::loop_address()))
}

/// Clears all inline caches, as an entry holds the class that it was made for, and what suspended generators
/// will not read again, such as the item that they have yielded.
pub fn forget_in_heap(thread: &Thread) {
    heap::for_each_object(thread.mutator, false, |value| match value.kind() {
        Kind::Code => Ref::<CodeObject>::of(value).clear_caches(),
        Kind::Generator => Generator::of(value).forget_dead_registers(),
        _ => {}
    });
}

/// Clears what is dead in the frames below `innermost`; the thread is the calling one, or stopped.
fn forget_callers(innermost: Option<Frame>) {
    let mut next = innermost.and_then(Frame::caller);
    while let Some(frame) = next {
        forget_registers(frame);
        next = frame.caller();
    }
}

/// Clears the temporaries of a frame that waits for what its instruction has called, as far as neither
/// that instruction nor a later one reads them.
fn forget_registers(frame: Frame) {
    let code = frame.code();
    let (first, count) = (code.source.locals.len(), code.register_count as usize);
    let word = code.instruction(frame.pc());
    let clear = |registers: Range<usize>| {
        for index in registers {
            frame.set_register(index, Value::NULL);
        }
    };
    let clear_dead = |registers: Range<usize>| {
        let live = code.liveness();
        for index in registers {
            if !frame.register(index).is_null() && !live.is_live(frame.pc(), index) {
                frame.set_register(index, Value::NULL);
            }
        }
    };
    let Some((callee, named, end)) = frame.call_registers() else {
        // Of several results, some may be there already.
        let results = liveness::writes(word).fold(count..first, |run, index| {
            run.start.min(index)..run.end.max(index + 1)
        });
        clear_dead(first..results.start.min(count));
        return clear_dead(results.end.max(first)..count);
    };
    // The registers from the callee on become the callee's frame, unless it is native.
    clear_dead(first..callee);
    let called = frame.register(callee);
    let opcode = Opcode::from_byte(word.op_byte());
    if opcode != Some(Opcode::CallSpread)
        && !called.is_null()
        && called.kind() == Kind::NativeFunction
    {
        clear(callee + named..callee + HEADER);
        clear(end..count);
    }
}
