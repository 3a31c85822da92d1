//! The end: what an uncaught exception does, and the order of shutting down.

use std::sync::atomic::Ordering;
use typhon_interp::system::{sys_attribute, write_stderr};
use typhon_interp::{gil, safepoint, threads};
use typhon_objects::attribute;
use typhon_objects::exceptions::unraisable;
use typhon_objects::int;
use typhon_objects::module::MODULES;
use typhon_objects::prelude::*;

/// How the program ended.
pub enum Outcome {
    Status(i32),
    /// An uncaught KeyboardInterrupt: the process ends as the signal would have ended it.
    Interrupted,
}

/// Shows an exception that nobody caught.
pub fn report(thread: &Thread, raised: Raised) -> Outcome {
    if raised.is(&tree::SYSTEM_EXIT) {
        return Outcome::Status(exit_status(thread, raised));
    }
    flush_quietly(thread);
    remember(thread, raised);
    typhon_stdlib::sys::exception_hook(thread, raised);
    if raised.is(&tree::KEYBOARD_INTERRUPT) {
        Outcome::Interrupted
    } else {
        Outcome::Status(1)
    }
}

/// `sys.last_exc` and its older relatives, for debuggers.
pub fn remember(thread: &Thread, raised: Raised) {
    let sys = typhon_interp::system::SYS.get();
    let Some(sys) = sys.present() else { return };
    let sys: Module = Ref::of(sys);
    let value = raised.value();
    let traceback = raised
        .exception()
        .traceback
        .get()
        .present()
        .unwrap_or(Value::NONE);
    for (name, value) in [
        ("last_exc", value),
        ("last_type", value.class().value()),
        ("last_value", value),
        ("last_traceback", traceback),
    ] {
        // Without memory for it there is nothing better to do than to go on.
        let _ = sys.set(thread, name, value);
    }
}

/// The status that a SystemExit asks for.
pub fn exit_status(thread: &Thread, raised: Raised) -> i32 {
    let code = intern_text(thread, "code")
        .and_then(|name| attribute::get_optional(thread, raised.value(), name))
        .ok()
        .flatten()
        .unwrap_or(raised.value());
    if code.is_none() {
        return 0;
    }
    if int::is_int(code) {
        return match int::to_i64(code) {
            Some(status) => status as i32 & 0xff,
            None => 255,
        };
    }
    flush_quietly(thread);
    let show = |text: Str| -> Result<()> {
        let file = stream(thread, "stderr").unwrap_or(Value::NONE);
        call_method(thread, file, intern_text(thread, "write")?, &[text.value()])?;
        Ok(())
    };
    // As it is: the stream knows what to do about surrogates.
    if let Ok(text) = operations::str(thread, code)
        && show(text).is_err()
    {
        write_stderr(thread, &text.to_string_lossy());
    }
    write_stderr(thread, "\n");
    1
}

fn stream(thread: &Thread, name: &str) -> Option<Value> {
    let name = intern_text(thread, name).ok()?;
    let file = sys_attribute(thread, name).ok()??;
    (!file.is_none()).then_some(file)
}

fn flush(thread: &Thread, file: Value) -> Result<()> {
    let closed = attribute::get_optional(thread, file, intern_text(thread, "closed")?)?;
    if let Some(closed) = closed
        && operations::truth(thread, closed)?
    {
        return Ok(());
    }
    call_method(thread, file, intern_text(thread, "flush")?, &[])?;
    Ok(())
}

/// Flushes the standard streams where failing is somebody else's business.
pub fn flush_quietly(thread: &Thread) {
    for name in ["stdout", "stderr"] {
        if let Some(file) = stream(thread, name) {
            let _ = flush(thread, file);
        }
    }
}

/// Calls a function of a module, if that is loaded.
fn call_in(thread: &Thread, module: &str, function: &str, what: &str) {
    let run = || -> Result<()> {
        let modules: Dict = Ref::of(MODULES.get());
        let Some(module) = modules.get_str(intern_text(thread, module)?) else {
            return Ok(());
        };
        let function = attribute::get(thread, module, intern_text(thread, function)?)?;
        call(thread, function, &[])?;
        Ok(())
    };
    if let Err(raised) = run() {
        unraisable::report(thread, raised, what, Value::NONE);
    }
}

/// Ends the program: waits for threads, runs exit functions, flushes; gives the exit status.
pub fn shut_down(thread: &Thread, outcome: Outcome) -> i32 {
    call_in(
        thread,
        "threading",
        "_shutdown",
        "Exception ignored on threading shutdown",
    );
    gil::end_program();
    call_in(
        thread,
        "atexit",
        "_run_exitfuncs",
        "Exception ignored in atexit callback",
    );
    typhon_stdlib::sys::FINALIZING.store(true, Ordering::Relaxed);
    let mut failed = false;
    for name in ["stdout", "stderr"] {
        if let Some(file) = stream(thread, name)
            && let Err(raised) = flush(thread, file)
        {
            if name == "stdout" {
                let what = "Exception ignored while flushing sys.stdout";
                unraisable::report(thread, raised, what, Value::NONE);
            }
            failed = true;
        }
    }
    finalize_everything(thread);
    // Files that the program left open lose nothing.
    typhon_stdlib::io::flush_all(thread);
    match outcome {
        Outcome::Interrupted => {
            die_of_interrupt();
            130
        }
        Outcome::Status(_) if failed => 120,
        Outcome::Status(status) => status,
    }
}

/// Runs what finalizers the objects have that are left. Threads that still run keep using theirs.
fn finalize_everything(thread: &Thread) {
    safepoint::run_finalizers(thread);
    if threads::count() == 1 {
        safepoint::finalize_everything(thread);
    }
}

fn die_of_interrupt() {
    // SAFETY: plain system calls; the default action ends the process.
    unsafe {
        libc::signal(libc::SIGINT, libc::SIG_DFL);
        libc::kill(libc::getpid(), libc::SIGINT);
    }
}
