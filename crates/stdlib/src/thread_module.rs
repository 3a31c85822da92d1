//! The module `_thread`.

pub mod handle;
mod local;
pub(crate) mod lock;

use std::sync::atomic::{AtomicU64, Ordering};
use typhon_interp::system::{sys_attribute, write_stderr};
use typhon_interp::threads;
use typhon_objects::prelude::*;
use typhon_objects::struct_sequence::{Field, SequenceSpec};

pub static MODULE: ModuleSpec = ModuleSpec {
    name: "_thread",
    doc: "This module provides primitive operations to write multi-threaded programs.\nThe 'threading' module provides a more convenient interface.",
    functions: &[
        function(
            "start_new_thread",
            start_new_thread,
            "(function, args, kwargs={}, /)",
            "Start a new thread and return its identifier.",
        ),
        function(
            "start_new",
            start_new_thread,
            "(function, args, kwargs={}, /)",
            "An obsolete synonym of start_new_thread().",
        ),
        function(
            "start_joinable_thread",
            handle::start_joinable,
            "(function, handle=None, daemon=True)",
            "Start a new thread and return a handle.",
        ),
        function(
            "daemon_threads_allowed",
            |_, _| Ok(Value::TRUE),
            "()",
            "Return True if daemon threads are allowed in the current interpreter.",
        ),
        function(
            "allocate_lock",
            |thread, _| lock::new(thread),
            "()",
            "Create a new lock object.",
        ),
        function(
            "allocate",
            |thread, _| lock::new(thread),
            "()",
            "An obsolete synonym of allocate_lock().",
        ),
        function(
            "get_ident",
            |thread, _| typhon_objects::int::from_u64(thread, thread.ident),
            "()",
            "Return a non-zero integer that uniquely identifies the current thread.",
        ),
        function(
            "get_native_id",
            native_id,
            "()",
            "Return a non-negative integer identifying the thread as reported by the OS.",
        ),
        function(
            "_get_main_thread_ident",
            |thread, _| typhon_objects::int::from_u64(thread, MAIN_IDENT.load(Ordering::Relaxed)),
            "()",
            "Internal only. Return a non-zero integer that uniquely identifies the main thread.",
        ),
        function(
            "_is_main_interpreter",
            |_, _| Ok(Value::TRUE),
            "()",
            "Return True if the current interpreter is the main Python interpreter.",
        ),
        function(
            "_count",
            |_, _| Ok(Value::fixnum(threads::count() as i64 - 1)),
            "()",
            "Return the number of currently running Python threads, excluding the main thread.",
        ),
        function(
            "stack_size",
            stack_size,
            "(size=0, /)",
            "Return the thread stack size used when creating new threads.",
        ),
        function(
            "exit",
            exit,
            "()",
            "This is synonymous to ``raise SystemExit''.",
        ),
        function("exit_thread", exit, "()", "An obsolete synonym of exit()."),
        function(
            "interrupt_main",
            interrupt_main,
            "(signum=2, /)",
            "Simulate the arrival of the given signal in the main thread.",
        ),
        function(
            "_excepthook",
            except_hook,
            "(exc_info, /)",
            "Handle uncaught Thread.run() exception.",
        ),
        function(
            "_make_thread_handle",
            handle::make,
            "(ident)",
            "Internal only. Make a thread handle for threads not spawned by the _thread or threading module.",
        ),
        function(
            "_shutdown",
            handle::shutdown,
            "()",
            "Wait for all non-daemon threads (other than the calling thread) to stop.",
        ),
        function(
            "set_name",
            set_name,
            "(name)",
            "Set the name of the current thread.",
        ),
        function(
            "_set_async_exception",
            set_async_exception,
            "(ident, exception, /)",
            "Raise an exception in another thread at its next safepoint; gives whether there is such a thread.",
        ),
    ],
    types: &[],
    setup: Some(setup),
};

/// Identification of the main thread.
pub static MAIN_IDENT: AtomicU64 = AtomicU64::new(0);

fn setup(thread: &Thread, module: Module) -> Result<()> {
    module.set(thread, "lock", lock::LOCK.ready(thread)?.value())?;
    module.set(thread, "LockType", lock::LOCK.ready(thread)?.value())?;
    module.set(thread, "RLock", lock::RLOCK.ready(thread)?.value())?;
    module.set(thread, "_local", local::LOCAL.ready(thread)?.value())?;
    module.set(
        thread,
        "_ThreadHandle",
        handle::HANDLE.ready(thread)?.value(),
    )?;
    module.set(
        thread,
        "_ExceptHookArgs",
        EXCEPT_HOOK_ARGS.ready(thread)?.value(),
    )?;
    module.set(thread, "error", tree::RUNTIME_ERROR.get().value())?;
    module.set(thread, "_NAME_MAXLEN", Value::fixnum(15))?;
    module.set(
        thread,
        "TIMEOUT_MAX",
        typhon_objects::float::from_f64(thread, lock::TIMEOUT_MAX)?,
    )
}

static EXCEPT_HOOK_ARGS: SequenceSpec = SequenceSpec::new(
    "_thread",
    "_ExceptHookArgs",
    "ExceptHookArgs\n\nType used to pass arguments to threading.excepthook.",
    &[
        Field {
            name: "exc_type",
            doc: "Exception type",
        },
        Field {
            name: "exc_value",
            doc: "Exception value",
        },
        Field {
            name: "exc_traceback",
            doc: "Exception traceback",
        },
        Field {
            name: "thread",
            doc: "Thread",
        },
    ],
    4,
);

/// Starts a thread, unless the program ends.
fn start(
    thread: &Thread,
    job: Tuple,
    run: fn(&Thread, Value),
    finished: impl FnOnce() + Send + 'static,
) -> Result<u64> {
    if crate::sys::FINALIZING.load(Ordering::Relaxed) {
        return Err(errors::new(
            thread,
            &tree::PYTHON_FINALIZATION_ERROR,
            "can't create new thread at interpreter shutdown",
        ));
    }
    threads::start(thread, job.value(), run, finished)
}

fn start_new_thread(thread: &Thread, args: &[Value]) -> Result {
    if !operations::is_callable(args[0]) {
        return Err(errors::type_error(thread, "first arg must be callable"));
    }
    if !args[1].is::<TupleObject>() {
        return Err(errors::type_error(thread, "2nd arg must be a tuple"));
    }
    if !args[2].is_null() && !args[2].is::<DictObject>() {
        return Err(errors::type_error(
            thread,
            "optional 3rd arg must be a dictionary",
        ));
    }
    let keywords = args[2].present().unwrap_or(Value::NONE);
    let job = Tuple::new(thread, &[args[0], args[1], keywords])?;
    let ident = start(thread, job, run_job, || {})?;
    typhon_objects::int::from_u64(thread, ident)
}

fn run_job(thread: &Thread, job: Value) {
    let job: Tuple = Ref::of(job);
    let keywords = if job.get(2).is_none() {
        Value::NULL
    } else {
        job.get(2)
    };
    let result =
        typhon_objects::call::call_spread(thread, job.get(0), Ref::of(job.get(1)), keywords);
    end(thread, job.get(0), result);
}

/// What a thread does once its function has given `result`.
fn end(thread: &Thread, function: Value, result: Result) {
    if let Err(raised) = result
        && !raised.is(&tree::SYSTEM_EXIT)
    {
        let shown =
            operations::repr(thread, function).map_or("<?>".into(), |text| text.to_string_lossy());
        let message = format!("Exception ignored in thread started by {shown}");
        typhon_objects::exceptions::unraisable::report(thread, raised, &message, Value::NULL);
    }
    local::forget(thread);
}

fn native_id(_thread: &Thread, _args: &[Value]) -> Result {
    // SAFETY: takes no arguments and cannot fail.
    Ok(Value::fixnum(unsafe { libc::syscall(libc::SYS_gettid) }))
}

fn stack_size(thread: &Thread, args: &[Value]) -> Result {
    let old = threads::STACK_SIZE.load(Ordering::Relaxed);
    if let Some(size) = args[0].present() {
        let size = operations::index(thread, size)?;
        if size < 0 {
            return Err(errors::value_error(
                thread,
                "size must be 0 or a positive value",
            ));
        }
        if size != 0 && size < 32 * 1024 {
            return Err(errors::value_error(
                thread,
                format!("size not valid: {size} bytes"),
            ));
        }
        threads::STACK_SIZE.store(size as usize, Ordering::Relaxed);
    }
    Ok(Value::fixnum(old as i64))
}

fn exit(thread: &Thread, _args: &[Value]) -> Result {
    Err(errors::with_args(thread, tree::SYSTEM_EXIT.get(), &[]))
}

fn interrupt_main(thread: &Thread, args: &[Value]) -> Result {
    let signal = match args[0].present() {
        Some(signal) => operations::index(thread, signal)?,
        None => libc::SIGINT as i64,
    };
    if !(1..65).contains(&signal) {
        return Err(errors::value_error(thread, "signal number out of range"));
    }
    if let Some(hook) = typhon_interp::safepoint::INTERRUPT_HOOK.get() {
        hook(signal as i32);
    }
    // The main thread interrupts itself at once.
    thread.poll()?;
    Ok(Value::NONE)
}

fn except_hook(thread: &Thread, args: &[Value]) -> Result {
    if args[0].class() != EXCEPT_HOOK_ARGS.ready(thread)? {
        return Err(errors::type_error(
            thread,
            "_thread._excepthook argument type must be ExceptHookArgs",
        ));
    }
    let parts: Tuple = Ref::of(args[0]);
    let (value, owner) = (parts.get(1), parts.get(3));
    if parts.get(0) == tree::SYSTEM_EXIT.get().value() {
        return Ok(Value::NONE);
    }
    if sys_attribute(thread, names().stderr)?.is_none_or(|file| file.is_none()) && owner.is_none() {
        return Ok(Value::NONE);
    }
    let name = match owner.is_none() {
        true => format!("{}", thread.ident),
        false => {
            let name = typhon_objects::attribute::get(thread, owner, names().name)?;
            operations::str(thread, name)?
                .to_string_lossy()
                .into_owned()
        }
    };
    write_stderr(thread, &format!("Exception in thread {name}:\n"));
    if value.kind() == Kind::Exception {
        crate::sys::print_exception(thread, value);
    } else if let Some(raised) = crate::sys::instance_of(thread, parts.get(0), value) {
        crate::sys::print_exception(thread, raised.value());
    }
    Ok(Value::NONE)
}

fn set_name(thread: &Thread, args: &[Value]) -> Result {
    let name = operations::expect_str(thread, "set_name", "argument 'name'", args[0])?;
    typhon_timeline::name_thread(&name.to_string_lossy());
    let mut bytes: Vec<u8> = name
        .bytes()
        .iter()
        .copied()
        .take(15)
        .take_while(|&byte| byte != 0)
        .collect();
    while std::str::from_utf8(&bytes).is_err() && !bytes.is_empty() {
        bytes.pop();
    }
    bytes.push(0);
    // SAFETY: a terminated string of at most 16 bytes.
    unsafe { libc::pthread_setname_np(libc::pthread_self(), bytes.as_ptr().cast()) };
    Ok(Value::NONE)
}

fn set_async_exception(thread: &Thread, args: &[Value]) -> Result {
    let ident = operations::index(thread, args[0])?;
    Ok(Value::bool(threads::set_async_exception(
        ident as u64,
        args[1],
    )))
}
