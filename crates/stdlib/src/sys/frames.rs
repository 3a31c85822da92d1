//! Functions of `sys` about frames, exceptions and tracing.

use typhon_interp::frame::Frame;
use typhon_interp::frame_object;
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
        set_trace,
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
        set_profile,
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
        set_trace,
        "(function, /)",
        "Set the global debug tracing function in all running threads.",
    ),
    function(
        "_setprofileallthreads",
        set_profile,
        "(function, /)",
        "Set the profiling function in all running threads.",
    ),
    function(
        "call_tracing",
        call_tracing,
        "(func, args, /)",
        "Call func(*args), while tracing is enabled.",
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

/// Other threads' frames cannot be looked at while they run: only the caller's own is given.
fn current_frames(thread: &Thread, _args: &[Value]) -> Result {
    let dict = Dict::new(thread)?;
    if let Some(frame) = Frame::current(thread) {
        let object = frame_object::of_frame(thread, frame)?;
        dict.set(
            thread,
            typhon_objects::int::from_u64(thread, thread.ident)?,
            object.value(),
        )?;
    }
    Ok(dict.value())
}

fn current_exceptions(thread: &Thread, args: &[Value]) -> Result {
    let dict = Dict::new(thread)?;
    let own = exception(thread, args)?;
    dict.set(
        thread,
        typhon_objects::int::from_u64(thread, thread.ident)?,
        own,
    )?;
    Ok(dict.value())
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

fn set_trace(thread: &Thread, args: &[Value]) -> Result {
    if !args[0].is_none() {
        return Err(errors::missing_feature(thread, "sys.settrace"));
    }
    thread.root(root::TRACE).set_unbarriered(Value::NULL);
    Ok(Value::NONE)
}

fn set_profile(thread: &Thread, args: &[Value]) -> Result {
    if !args[0].is_none() {
        return Err(errors::missing_feature(thread, "sys.setprofile"));
    }
    thread.root(root::PROFILE).set_unbarriered(Value::NULL);
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
    call(thread, args[0], positional.values())
}
