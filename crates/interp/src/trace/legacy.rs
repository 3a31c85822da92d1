//! `sys.settrace` and `sys.setprofile`. A trace function is called for new frames; what it returns is the
//! frame's own trace function, which gets the other events.

use super::report;
use crate::frame::Frame;
use crate::frame_object::{self, FrameObject, set_trace_function, setting};
use typhon_bytecode::Opcode;
use typhon_objects::attribute;
use typhon_objects::function::BoundMethodObject;
use typhon_objects::prelude::*;
use typhon_objects::thread::{Event, root};

/// Sets or, with NULL, removes the trace or profile function of the calling thread.
pub fn set(thread: &Thread, which: usize, function: Value) {
    thread.root(which).set_unbarriered(function);
    super::changed(thread);
}

/// Calls a trace or profile function. One that fails is removed.
fn invoke(
    thread: &Thread,
    frame: Frame,
    object: Ref<FrameObject>,
    event: Event,
    which: usize,
    arguments: (Value, &str, Value),
) -> Result {
    let (function, what, argument) = arguments;
    let result = report(thread, frame, event, || {
        let what = intern_text(thread, what)?.value();
        typhon_objects::prelude::call(thread, function, &[object.value(), what, argument])
    });
    if result.is_err() {
        set(thread, which, Value::NULL);
        if which == root::TRACE {
            set_trace_function(object, Value::NULL);
        }
    }
    result
}

/// A new or resumed frame.
pub fn call(thread: &Thread, frame: Frame) -> Result<()> {
    let function = thread.root(root::TRACE).get();
    if function.is_null() {
        return Ok(());
    }
    let object = frame_object::of_frame(thread, frame)?;
    let arguments = (function, "call", Value::NONE);
    let local = invoke(thread, frame, object, Event::Start, root::TRACE, arguments)?;
    if !local.is_none() {
        set_trace_function(object, local);
    }
    Ok(())
}

/// An event for the frame's own trace function, if it has one.
pub fn local(
    thread: &Thread,
    frame: Frame,
    event: Event,
    what: &str,
    argument: Value,
) -> Result<()> {
    if thread.root(root::TRACE).get().is_null() {
        return Ok(());
    }
    let Some(object) = frame.frame_object().downcast::<FrameObject>() else {
        return Ok(());
    };
    let Some(function) = object.trace_function().present() else {
        return Ok(());
    };
    let arguments = (function, what, argument);
    let next = invoke(thread, frame, object, event, root::TRACE, arguments)?;
    if !next.is_none() {
        set_trace_function(object, next);
    }
    Ok(())
}

fn has_setting(frame: Frame, bit: u8) -> bool {
    let object = frame.frame_object().downcast::<FrameObject>();
    object.is_some_and(|object| object.has_setting(bit))
}

pub fn line(thread: &Thread, frame: Frame) -> Result<()> {
    if has_setting(frame, setting::NO_LINES) {
        return Ok(());
    }
    local(thread, frame, Event::Line, "line", Value::NONE)
}

pub fn opcode(thread: &Thread, frame: Frame) -> Result<()> {
    if !has_setting(frame, setting::OPCODES) {
        return Ok(());
    }
    local(thread, frame, Event::Line, "opcode", Value::NONE)
}

pub fn exception(thread: &Thread, frame: Frame, raised: Raised) -> Result<()> {
    if thread.root(root::TRACE).get().is_null() || frame.frame_object().is_null() {
        return Ok(());
    }
    let traceback = raised.exception().traceback.get();
    let parts = [
        raised.value().class().value(),
        raised.value(),
        traceback.present().unwrap_or(Value::NONE),
    ];
    let parts = Tuple::new(thread, &parts)?.value();
    local(thread, frame, Event::Other, "exception", parts)
}

/// An event for the profile function.
pub fn profile(thread: &Thread, frame: Frame, what: &str, argument: Value) -> Result<()> {
    let function = thread.root(root::PROFILE).get();
    if function.is_null() {
        return Ok(());
    }
    let object = frame_object::of_frame(thread, frame)?;
    let arguments = (function, what, argument);
    invoke(
        thread,
        frame,
        object,
        Event::Other,
        root::PROFILE,
        arguments,
    )?;
    Ok(())
}

/// A call of a native function, for the profile function.
pub fn native_call(
    thread: &Thread,
    frame: Frame,
    what: &str,
    callee: Value,
    first: Value,
) -> Result<()> {
    if thread.root(root::PROFILE).get().is_null() {
        return Ok(());
    }
    let spread = frame.code().opcode(frame.pc()) == Opcode::CallSpread;
    if spread && callee.is::<BoundMethodObject>() {
        // CPython does not look into those either.
        return Ok(());
    }
    // Of a bound method, what it calls.
    let (callee, first) = match callee.downcast::<BoundMethodObject>() {
        Some(method) => (method.function(), method.receiver()),
        None => (callee, first),
    };
    let shown = match callee.class().name_text().as_str() {
        "builtin_function_or_method" | "method-wrapper" => callee,
        "method_descriptor" if !first.is_null() => {
            attribute::bind(thread, callee, first, first.class())?
        }
        _ => return Ok(()),
    };
    profile(thread, frame, what, shown)
}
