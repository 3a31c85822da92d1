//! Raising, matching and unwinding.

use crate::frame::{self, Exit, Frame};
use crate::frame_object;
use crate::trace;
use typhon_bytecode::Opcode;
use typhon_objects::call::call_special;
use typhon_objects::function::code::CodeRef;
use typhon_objects::prelude::*;
use typhon_objects::traceback::{Traceback, TracebackObject, word_of};

/// Looks for the handler of an exception raised in `frame` at its pc, ending frames that have none.
/// Gives the frame and pc to go on with, or the exception for the native code that entered.
pub fn unwind(thread: &Thread, frame: Frame, raised: Raised) -> Result<(Frame, usize)> {
    let mut frame = frame;
    let mut raised = raised;
    if frame.code().opcode(frame.pc()) != Opcode::Reraise {
        set_context(thread, raised.exception());
    }
    loop {
        let code = frame.code();
        let pc = frame.pc();
        let again = add_traceback(thread, raised.exception(), frame, pc);
        if thread.trace.active.get() {
            raised = trace::raised(thread, frame, raised, again);
        }
        let handler = code
            .source
            .handlers
            .iter()
            .find(|handler| (handler.start as usize..handler.end as usize).contains(&pc));
        if let Some(handler) = handler {
            trace::note_visible(thread, frame, pc);
            frame.set_register(handler.register as usize, raised.value());
            if thread.trace.active.get()
                && let Err(other) = trace::handled(thread, frame, raised)
            {
                // It is raised in the handler.
                frame.set_pc(handler.target as usize);
                raised = other;
                continue;
            }
            return Ok((frame, handler.target as usize));
        }
        if again && code.position(pc).line == 0 {
            // The frame ends where it was before the code that cleaned up, or where the exception was raised.
            let newest = raised.exception().traceback.get().downcast();
            if let Some(visible) = trace::visible(thread, frame) {
                frame.set_pc(visible);
            } else if let Some(newest) = newest.filter(|newest| is_of(*newest, frame)) {
                frame.set_pc(word_of(newest.last_instruction()));
            }
        }
        if thread.trace.active.get() {
            raised = trace::unwinding(thread, frame, raised);
        }
        let exit = frame.exit();
        let caller = frame::pop(thread, frame);
        match caller {
            Some(caller) if exit != Exit::Native => frame = caller,
            _ => return Err(raised),
        }
    }
}

/// What is being handled becomes the context of what is raised now.
fn set_context(thread: &Thread, exception: typhon_objects::exceptions::Exception) {
    let handled = thread.handled_exception();
    if handled.is_null() || handled.is_none() || handled == exception.value() {
        return;
    }
    if exception.context.get().is_null() && exception.traceback.get().is_null() {
        exception.set_context_avoiding_cycle(handled);
    }
}

/// Adds the frame to the exception's traceback, unless the instruction only re-raises: says whether it
/// does.
fn add_traceback(
    thread: &Thread,
    exception: typhon_objects::exceptions::Exception,
    frame: Frame,
    pc: usize,
) -> bool {
    let code = frame.code();
    let position = code.position(pc);
    match code.opcode(pc) {
        Opcode::Reraise if exception_passed(exception, frame) => return true,
        // A bare `raise` leaves no trace of its own.
        Opcode::Raise if code.instruction(pc).d() == 0 => return true,
        _ => {}
    }
    // Without memory the traceback is shorter.
    if let Ok(object) = frame_object::of_frame(thread, frame)
        && let Ok(entry) = Traceback::new(
            thread,
            exception.traceback.get(),
            object.value(),
            CodeRef::offset_of(pc),
            position.line as i64,
        )
    {
        exception.set_traceback(entry.value());
    }
    false
}

/// Whether the newest traceback entry is already of this frame.
fn exception_passed(exception: typhon_objects::exceptions::Exception, frame: Frame) -> bool {
    let newest = exception.traceback.get().downcast::<TracebackObject>();
    newest.is_some_and(|newest| is_of(newest, frame))
}

fn is_of(entry: Traceback, frame: Frame) -> bool {
    entry.frame() == frame.frame_object()
}

/// The `raise` statement, in its three forms.
pub fn raise(thread: &Thread, value: Value, cause: Value, form: u8) -> Raised {
    match raise_checked(thread, value, cause, form) {
        Ok(raised) | Err(raised) => raised,
    }
}

fn raise_checked(thread: &Thread, value: Value, cause: Value, form: u8) -> Result<Raised> {
    if form == 0 {
        let handled = thread.handled_exception();
        if handled.is_null() || handled.is_none() {
            return Err(errors::runtime_error(
                thread,
                "No active exception to reraise",
            ));
        }
        return Ok(Raised::new(handled));
    }
    let Some(exception) = instantiate(thread, value)? else {
        return Err(errors::type_error(
            thread,
            "exceptions must derive from BaseException",
        ));
    };
    exception
        .exception()
        .set_context_avoiding_cycle(thread.handled_exception());
    if form == 2 {
        if cause.is_none() {
            exception.exception().set_cause(Value::NULL);
        } else {
            let Some(cause) = instantiate(thread, cause)? else {
                return Err(errors::type_error(
                    thread,
                    "exception causes must derive from BaseException",
                ));
            };
            exception.exception().set_cause(cause.value());
        }
    }
    Ok(exception)
}

/// An exception instance of what was raised: itself, or made by calling the class.
pub fn instantiate(thread: &Thread, value: Value) -> Result<Option<Raised>> {
    if let Some(class) = value.downcast::<TypeObject>() {
        if !class.has(type_flags::EXCEPTION) {
            return Ok(None);
        }
        let made = call(thread, value, &[])?;
        if made.kind() != Kind::Exception {
            return Err(errors::type_error(
                thread,
                format!(
                    "calling {} should have returned an instance of BaseException, not {}",
                    operations::repr(thread, value)?.to_string_lossy(),
                    operations::repr(thread, made.class().value())?.to_string_lossy()
                ),
            ));
        }
        return Ok(Some(Raised::new(made)));
    }
    Ok((value.kind() == Kind::Exception).then(|| Raised::new(value)))
}

pub fn reraise(value: Value) -> Raised {
    Raised::new(value)
}

/// Whether `except class` catches the exception.
pub fn matches(thread: &Thread, exception: Value, class: Value) -> Result<bool> {
    check_classes(thread, class, false)?;
    if let Some(class) = class.downcast::<TypeObject>() {
        return Ok(exception.class().is_subtype(class));
    }
    let classes: Tuple = Ref::of(class);
    for class in classes.iter() {
        if matches(thread, exception, class)? {
            return Ok(true);
        }
    }
    Ok(false)
}

fn check_classes(thread: &Thread, class: Value, star: bool) -> Result<()> {
    let check = |class: Value| -> Result<()> {
        match class.downcast::<TypeObject>() {
            Some(class) if class.has(type_flags::EXCEPTION) => {
                if star && class.is_subtype(tree::BASE_EXCEPTION_GROUP.get()) {
                    return Err(errors::type_error(
                        thread,
                        "catching ExceptionGroup with except* is not allowed. Use except instead.",
                    ));
                }
                Ok(())
            }
            _ => Err(errors::type_error(
                thread,
                "catching classes that do not inherit from BaseException is not allowed",
            )),
        }
    };
    match class.downcast::<TupleObject>() {
        Some(classes) => classes.iter().try_for_each(check),
        None => check(class),
    }
}

/// The part of a group that `except* class` handles, and the rest; None for nothing.
pub fn match_group(thread: &Thread, exception: Value, class: Value) -> Result<(Value, Value)> {
    check_classes(thread, class, true)?;
    if exception.is_none() {
        return Ok((Value::NONE, Value::NONE));
    }
    typhon_objects::exceptions::groups::split_by_type(thread, exception, class)
}

/// What is left to raise after the handlers of `except*`.
pub fn prepare_reraise_star(thread: &Thread, original: Value, list: Value) -> Result {
    typhon_objects::exceptions::groups::prepare_reraise_star(thread, original, Ref::of(list))
}

/// Calls a context manager's exit method with an exception.
pub fn call_exit(thread: &Thread, callable: Value, receiver: Value, exception: Value) -> Result {
    let class = exception.class().value();
    let traceback = Raised::new(exception)
        .exception()
        .traceback
        .get()
        .present()
        .unwrap_or(Value::NONE);
    if receiver.is_null() {
        return call(thread, callable, &[class, exception, traceback]);
    }
    call_special(thread, callable, receiver, &[class, exception, traceback])
}
