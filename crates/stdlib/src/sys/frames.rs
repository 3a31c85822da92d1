//! Functions of `sys` about frames, exceptions and tracing.

use typhon_interp::frame::Frame;
use typhon_interp::trace::{self, legacy};
use typhon_interp::{frame_object, threads};
use typhon_objects::prelude::*;
use typhon_objects::thread::root;

pub static FUNCTIONS: &[Method] = &[
    function(
        "_getframe",
        get_frame,
        "(depth=0, /)",
        "Return a frame object from the call stack.",
    ),
    function(
        "_getframemodulename",
        frame_module_name,
        "(depth=0)",
        "Return the name of the module for a calling frame.",
    ),
    function(
        "_current_frames",
        current_frames,
        "()",
        "Return a dict mapping each thread's thread id to its current stack frame.",
    ),
    function(
        "_current_exceptions",
        current_exceptions,
        "()",
        "Return a dict mapping each thread's identifier to its current raised exception.",
    ),
    function(
        "exc_info",
        exc_info,
        "()",
        "Return current exception information: (type, value, traceback).",
    ),
    function(
        "exception",
        exception,
        "()",
        "Return the current exception.",
    ),
    function(
        "settrace",
        |thread, args| for_this_thread(thread, root::TRACE, args[0]),
        "(function, /)",
        "Set the global debug tracing function.",
    ),
    function(
        "gettrace",
        |thread, _| {
            Ok(thread
                .root(root::TRACE)
                .get()
                .present()
                .unwrap_or(Value::NONE))
        },
        "()",
        "Return the global debug tracing function set with sys.settrace.",
    ),
    function(
        "setprofile",
        |thread, args| for_this_thread(thread, root::PROFILE, args[0]),
        "(function, /)",
        "Set the profiling function.",
    ),
    function(
        "getprofile",
        |thread, _| {
            Ok(thread
                .root(root::PROFILE)
                .get()
                .present()
                .unwrap_or(Value::NONE))
        },
        "()",
        "Return the profiling function set with sys.setprofile.",
    ),
    function(
        "_settraceallthreads",
        |thread, args| for_all_threads(thread, root::TRACE, args[0]),
        "(function, /)",
        "Set the global debug tracing function in all running threads.",
    ),
    function(
        "_setprofileallthreads",
        |thread, args| for_all_threads(thread, root::PROFILE, args[0]),
        "(function, /)",
        "Set the profiling function in all running threads.",
    ),
    function(
        "call_tracing",
        call_tracing,
        "(func, args, /)",
        "Call func(*args), while tracing is enabled.",
    ),
    function(
        "is_remote_debug_enabled",
        |_, _| Ok(Value::FALSE),
        "()",
        "Return True if remote debugging is enabled, False otherwise.",
    ),
    function(
        "get_coroutine_origin_tracking_depth",
        |thread, _| Ok(Value::fixnum(thread.trace.origin_depth.get() as i64)),
        "()",
        "Check status of origin tracking for coroutine objects in this thread.",
    ),
    function(
        "set_coroutine_origin_tracking_depth",
        set_origin_depth,
        "(depth)",
        "Enable or disable origin tracking for coroutine objects in this thread.",
    ),
];

fn frame_at(thread: &Thread, depth: i64) -> Result<Frame> {
    let mut frame = Frame::current(thread);
    for _ in 0..depth.max(0) {
        frame = frame.and_then(|frame| frame.caller());
    }
    match frame {
        Some(frame) => Ok(frame),
        None => Err(errors::value_error(thread, "call stack is not deep enough")),
    }
}

fn get_frame(thread: &Thread, args: &[Value]) -> Result {
    let depth = if args[0].is_null() {
        0
    } else {
        operations::index(thread, args[0])?
    };
    let frame = frame_at(thread, depth)?;
    Ok(frame_object::of_frame(thread, frame)?.value())
}

fn frame_module_name(thread: &Thread, args: &[Value]) -> Result {
    let depth = if args[0].is_null() {
        0
    } else {
        operations::index(thread, args[0])?
    };
    match frame_at(thread, depth) {
        Ok(frame) => Ok(match frame.as_function() {
            Some(function) => function.module.get(),
            None => frame
                .globals()
                .get_str(names().__name__)
                .unwrap_or(Value::NONE),
        }),
        Err(_) => Ok(Value::NONE),
    }
}

fn current_frames(thread: &Thread, _args: &[Value]) -> Result {
    let result = Dict::new(thread)?;
    threads::for_each_stopped(thread, |other| {
        let Some(frame) = Frame::current(other) else {
            return Ok(());
        };
        let object = frame_object::of_frame_on(thread, frame, other.ident)?;
        let ident = typhon_objects::int::from_u64(thread, other.ident)?;
        result.set(thread, ident, object.value())
    })?;
    Ok(result.value())
}

fn current_exceptions(thread: &Thread, _args: &[Value]) -> Result {
    let result = Dict::new(thread)?;
    threads::for_each_stopped(thread, |other| {
        let handled = other.handled_exception().present().unwrap_or(Value::NONE);
        let ident = typhon_objects::int::from_u64(thread, other.ident)?;
        result.set(thread, ident, handled)
    })?;
    Ok(result.value())
}

fn exception(thread: &Thread, _args: &[Value]) -> Result {
    Ok(thread.handled_exception().present().unwrap_or(Value::NONE))
}

fn exc_info(thread: &Thread, args: &[Value]) -> Result {
    let value = exception(thread, args)?;
    if value.is_none() {
        return Ok(Tuple::new(thread, &[Value::NONE; 3])?.value());
    }
    let traceback = Raised::new(value)
        .exception()
        .traceback
        .get()
        .present()
        .unwrap_or(Value::NONE);
    Ok(Tuple::new(thread, &[value.class().value(), value, traceback])?.value())
}

/// None removes a trace or profile function.
fn function_or_null(value: Value) -> Value {
    if value.is_none() { Value::NULL } else { value }
}

fn for_this_thread(thread: &Thread, which: usize, function: Value) -> Result {
    legacy::set(thread, which, function_or_null(function));
    Ok(Value::NONE)
}

fn for_all_threads(thread: &Thread, which: usize, function: Value) -> Result {
    threads::for_each_stopped(thread, |other| {
        other
            .root(which)
            .set_unbarriered(function_or_null(function));
        Ok(())
    })?;
    trace::changed(thread);
    Ok(Value::NONE)
}

fn call_tracing(thread: &Thread, args: &[Value]) -> Result {
    let Some(positional) = args[1].downcast::<TupleObject>() else {
        return Err(errors::bad_argument(
            thread,
            "call_tracing()",
            "argument 2",
            "tuple",
            args[1],
        ));
    };
    trace::call_tracing(thread, args[0], positional.values())
}

fn set_origin_depth(thread: &Thread, args: &[Value]) -> Result {
    let depth = operations::index(thread, args[0])?;
    let Ok(depth) = u32::try_from(depth) else {
        return Err(errors::value_error(thread, "depth must be >= 0"));
    };
    thread.trace.origin_depth.set(depth);
    Ok(Value::NONE)
}
