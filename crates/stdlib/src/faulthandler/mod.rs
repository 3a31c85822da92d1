//! The module `faulthandler`: Python tracebacks when the process crashes, hangs, or gets a signal.
//!
//! What handlers need is in atomics. The watchdog of `dump_traceback_later` is a native thread that runs
//! no Python; cancelling wakes it and waits for its end.

mod dump;

use self::dump::Out;
use std::sync::atomic::{AtomicBool, AtomicI32, Ordering};
use std::sync::mpsc::{RecvTimeoutError, Sender, channel};
use std::time::Duration;
use typhon_interp::system::sys_attribute;
use typhon_interp::threads::own_ident;
use typhon_objects::attribute;
use typhon_objects::prelude::*;
use typhon_objects::thread::Global;
use typhon_sync::mutex::Mutex;
use typhon_sync::spawn::spawn;

pub static MODULE: ModuleSpec = ModuleSpec {
    name: "faulthandler",
    doc: "faulthandler module.",
    functions: FUNCTIONS,
    types: &[],
    setup: None,
};

static FUNCTIONS: &[Method] = &[
    function(
        "enable",
        |thread, args| enable(thread, args[0], args[1], args[2]),
        "(file=sys.stderr, all_threads=True, c_stack=True)",
        "Enable the fault handler.",
    ),
    function(
        "disable",
        |_, _| Ok(Value::bool(disable())),
        "()",
        "Disable the fault handler.",
    ),
    function(
        "is_enabled",
        |_, _| Ok(Value::bool(FATAL.fd.load(Ordering::Relaxed) >= 0)),
        "()",
        "Check if the handler is enabled.",
    ),
    function(
        "dump_traceback",
        dump_traceback,
        "(file=sys.stderr, all_threads=True)",
        "Dump the traceback of the current thread, or of all threads if all_threads is True, into file.",
    ),
    function(
        "dump_c_stack",
        |thread, args| {
            dump::native_stack(&Out(descriptor(thread, args[0])?.0));
            Ok(Value::NONE)
        },
        "(file=sys.stderr)",
        "Dump the C stack of the current thread.",
    ),
    function(
        "dump_traceback_later",
        dump_traceback_later,
        "(timeout, repeat=False, file=sys.stderr, exit=False)",
        "Dump the traceback of all threads in timeout seconds,\nor each timeout seconds if repeat is True. If exit is True, call _exit(1) which is not safe.",
    ),
    function(
        "cancel_dump_traceback_later",
        |thread, _| {
            cancel(thread);
            Ok(Value::NONE)
        },
        "()",
        "Cancel the previous call to dump_traceback_later().",
    ),
    function(
        "register",
        register,
        "(signum, file=sys.stderr, all_threads=True, chain=False)",
        "Register a handler for the signal 'signum': dump the traceback of the current thread, or of all threads if all_threads is True, into file.",
    ),
    function(
        "unregister",
        unregister,
        "(signum, /)",
        "Unregister the handler of the signal 'signum' registered by register().",
    ),
    function(
        "_sigsegv",
        |_, _| crash(libc::SIGSEGV),
        "(release_gil=False, /)",
        "Raise a SIGSEGV signal.",
    ),
    function(
        "_sigabrt",
        |_, _| crash(libc::SIGABRT),
        "()",
        "Raise a SIGABRT signal.",
    ),
    function(
        "_sigfpe",
        |_, _| crash(libc::SIGFPE),
        "()",
        "Raise a SIGFPE signal.",
    ),
    function(
        "_read_null",
        |_, _| crash(libc::SIGSEGV),
        "()",
        "Read from NULL, raise a SIGSEGV or SIGBUS signal depending on the platform.",
    ),
];

/// Where a handler writes, and what.
struct Target {
    /// -1: the handler is not installed.
    fd: AtomicI32,
    all_threads: AtomicBool,
    c_stack: AtomicBool,
    /// Call the handler that was there before.
    chain: AtomicBool,
    previous: Mutex<Option<libc::sigaction>>,
}

impl Target {
    const fn new() -> Target {
        Target {
            fd: AtomicI32::new(-1),
            all_threads: AtomicBool::new(true),
            c_stack: AtomicBool::new(false),
            chain: AtomicBool::new(false),
            previous: Mutex::new(None),
        }
    }

    fn set(&self, fd: i32, all_threads: bool, c_stack: bool, chain: bool) {
        self.all_threads.store(all_threads, Ordering::Relaxed);
        self.c_stack.store(c_stack, Ordering::Relaxed);
        self.chain.store(chain, Ordering::Relaxed);
        self.fd.store(fd, Ordering::Release);
    }

    fn dump(&self, out: &Out) {
        if self.all_threads.load(Ordering::Relaxed) {
            dump::all_threads(out, own_ident());
        } else {
            dump::own_stack(out);
        }
    }
}

const FAULTS: [(i32, &str); 5] = [
    (libc::SIGBUS, "Bus error"),
    (libc::SIGILL, "Illegal instruction"),
    (libc::SIGFPE, "Floating-point exception"),
    (libc::SIGABRT, "Aborted"),
    (libc::SIGSEGV, "Segmentation fault"),
];
const SIGNALS: usize = 65;

static FATAL: Target = Target::new();
static USER: [Target; SIGNALS] = [const { Target::new() }; SIGNALS];
/// Keeps the files of the handlers alive, by signal; 0 is that of `enable`.
static FILES: Global = Global::new();

/// The descriptor of `file`, which is flushed; and the file to keep alive, if it is one.
fn descriptor(thread: &Thread, file: Value) -> Result<(i32, Value)> {
    let file = match file.present().filter(|file| !file.is_none()) {
        Some(file) => file,
        None => match sys_attribute(thread, names().stderr)? {
            Some(file) if file.is_none() => {
                return Err(errors::runtime_error(thread, "sys.stderr is None"));
            }
            Some(file) => file,
            None => return Err(errors::runtime_error(thread, "unable to get sys.stderr")),
        },
    };
    if file.kind() == Kind::Int || file.kind() == Kind::Bool {
        if file.kind() == Kind::Bool {
            let message = "bool is used as a file descriptor";
            typhon_interp::warning::warn(thread, &tree::RUNTIME_WARNING, message, 1)?;
        }
        return match i32::try_from(operations::index(thread, file)?) {
            Ok(fd) if fd >= 0 => Ok((fd, Value::NULL)),
            _ => Err(errors::value_error(
                thread,
                "file is not a valid file descriptor",
            )),
        };
    }
    let fd = call_method(thread, file, names().fileno, &[])?;
    let fd = match fd.as_fixnum().map(i32::try_from) {
        Some(Ok(fd)) if fd >= 0 => fd,
        _ => {
            return Err(errors::runtime_error(
                thread,
                "file.fileno() is not a valid file descriptor",
            ));
        }
    };
    if let Some(flush) = attribute::get_optional(thread, file, names().flush)? {
        // What cannot be flushed is no reason not to dump.
        let _ = call(thread, flush, &[]);
    }
    Ok((fd, file))
}

fn flag(thread: &Thread, value: Value, default: bool) -> Result<bool> {
    match value.present() {
        Some(value) => operations::truth(thread, value),
        None => Ok(default),
    }
}

fn keep(thread: &Thread, signal: i32, file: Value) -> Result<()> {
    let files = match FILES.get().downcast::<DictObject>() {
        Some(files) => files,
        None => {
            let files = Dict::new(thread)?;
            FILES.set(files.value());
            files
        }
    };
    let key = Value::fixnum(signal as i64);
    match file.present() {
        Some(file) => files.set(thread, key, file),
        None => files.remove(thread, key).map(|_| ()),
    }
}

/// Installs a handler; gives the action before.
fn install(
    signal: i32,
    handler: extern "C" fn(i32),
    flags: i32,
) -> std::io::Result<libc::sigaction> {
    // SAFETY: zeroed actions are valid, and the handler has the right type.
    unsafe {
        let mut action: libc::sigaction = std::mem::zeroed();
        let mut previous: libc::sigaction = std::mem::zeroed();
        action.sa_sigaction = handler as *const () as usize;
        action.sa_flags = flags | libc::SA_ONSTACK;
        libc::sigemptyset(&mut action.sa_mask);
        if libc::sigaction(signal, &action, &mut previous) != 0 {
            return Err(std::io::Error::last_os_error());
        }
        Ok(previous)
    }
}

fn reinstall(signal: i32, action: &libc::sigaction) {
    // SAFETY: an action that was installed before.
    unsafe { libc::sigaction(signal, action, std::ptr::null_mut()) };
}

/// `faulthandler.enable()`, also for the command line.
pub fn enable(thread: &Thread, file: Value, all_threads: Value, c_stack: Value) -> Result {
    let (fd, file) = descriptor(thread, file)?;
    keep(thread, 0, file)?;
    let was_enabled = FATAL.fd.load(Ordering::Relaxed) >= 0;
    FATAL.set(
        fd,
        flag(thread, all_threads, true)?,
        flag(thread, c_stack, true)?,
        false,
    );
    if !was_enabled {
        for (signal, _) in FAULTS {
            if let Ok(previous) = install(signal, on_fault, libc::SA_NODEFER) {
                *USER[signal as usize].previous.lock() = Some(previous);
            }
        }
    }
    Ok(Value::NONE)
}

fn disable() -> bool {
    if FATAL.fd.swap(-1, Ordering::AcqRel) < 0 {
        return false;
    }
    for (signal, _) in FAULTS {
        if let Some(previous) = USER[signal as usize].previous.lock().take() {
            reinstall(signal, &previous);
        }
    }
    true
}

/// Enables the handler at start-up if the command line or the environment asks for it.
pub fn start(thread: &Thread) -> Result<()> {
    let config = typhon_interp::system::Config::get();
    let asked = config.dev_mode
        || config
            .x_options
            .iter()
            .any(|(name, _)| name == "faulthandler")
        || !config.ignore_environment
            && std::env::var_os("PYTHONFAULTHANDLER").is_some_and(|value| !value.is_empty());
    if asked {
        enable(thread, Value::NULL, Value::NULL, Value::NULL)?;
    }
    Ok(())
}

extern "C" fn on_fault(signal: i32) {
    let out = Out(FATAL.fd.load(Ordering::Acquire));
    // The default action follows when the handler returns and the signal comes again.
    // SAFETY: allowed in handlers.
    unsafe { libc::signal(signal, libc::SIG_DFL) };
    let name = FAULTS.iter().find(|(fault, _)| *fault == signal);
    out.text("Fatal Python error: ");
    out.text(name.map_or("Unknown", |(_, name)| name));
    out.text("\n\n");
    FATAL.dump(&out);
    if FATAL.c_stack.load(Ordering::Relaxed) {
        out.text("\n");
        dump::native_stack(&out);
    }
    // SAFETY: allowed in handlers.
    unsafe { libc::raise(signal) };
}

fn crash(signal: i32) -> Result {
    // The second time for handlers that restore the default action and return.
    for _ in 0..2 {
        // SAFETY: ends the process, or calls a handler.
        unsafe { libc::raise(signal) };
    }
    Ok(Value::NONE)
}

fn dump_traceback(thread: &Thread, args: &[Value]) -> Result {
    let (fd, _) = descriptor(thread, args[0])?;
    if flag(thread, args[1], true)? {
        dump::all_threads(&Out(fd), thread.ident);
    } else {
        dump::own_stack(&Out(fd));
    }
    Ok(Value::NONE)
}

fn check_signal(thread: &Thread, value: Value) -> Result<i32> {
    let number = operations::index(thread, value)?;
    if FAULTS.iter().any(|(fault, _)| *fault as i64 == number) {
        return Err(errors::runtime_error(
            thread,
            format!("signal {number} cannot be registered, use enable() instead"),
        ));
    }
    match i32::try_from(number) {
        Ok(signal) if (1..SIGNALS as i32).contains(&signal) => Ok(signal),
        _ => Err(errors::value_error(thread, "signal number out of range")),
    }
}

fn register(thread: &Thread, args: &[Value]) -> Result {
    let signal = check_signal(thread, args[0])?;
    let (fd, file) = descriptor(thread, args[1])?;
    let all_threads = flag(thread, args[2], true)?;
    let chain = flag(thread, args[3], false)?;
    let target = &USER[signal as usize];
    let known = target.fd.load(Ordering::Relaxed) >= 0;
    if !known {
        // A chained handler runs while the signal is let through.
        let flags = if chain {
            libc::SA_NODEFER
        } else {
            libc::SA_RESTART
        };
        match install(signal, on_signal, flags) {
            Ok(previous) => *target.previous.lock() = Some(previous),
            Err(_) => return Err(errors::last_os_error(thread, None)),
        }
    }
    keep(thread, signal, file)?;
    target.set(fd, all_threads, false, chain);
    Ok(Value::NONE)
}

fn unregister(thread: &Thread, args: &[Value]) -> Result {
    let signal = check_signal(thread, args[0])?;
    let target = &USER[signal as usize];
    if target.fd.swap(-1, Ordering::AcqRel) < 0 {
        return Ok(Value::FALSE);
    }
    if let Some(previous) = target.previous.lock().take() {
        reinstall(signal, &previous);
    }
    keep(thread, signal, Value::NULL)?;
    Ok(Value::TRUE)
}

extern "C" fn on_signal(signal: i32) {
    // SAFETY: a thread-local number.
    let errno = unsafe { *libc::__errno_location() };
    let target = &USER[signal as usize];
    let fd = target.fd.load(Ordering::Acquire);
    if fd >= 0 {
        target.dump(&Out(fd));
    }
    if target.chain.load(Ordering::Relaxed)
        && let Some(previous) = target.previous.try_lock().and_then(|previous| *previous)
    {
        reinstall(signal, &previous);
        // SAFETY: as it was; allowed in handlers.
        unsafe {
            *libc::__errno_location() = errno;
            libc::raise(signal);
        }
        let _ = install(signal, on_signal, libc::SA_NODEFER);
    }
    // SAFETY: as above.
    unsafe { *libc::__errno_location() = errno };
}

/// The watchdog: it stops when the sender is dropped; and the thread to wait for.
struct Watchdog {
    stop: Sender<()>,
    handle: std::thread::JoinHandle<()>,
}

static WATCHDOG: Mutex<Option<Watchdog>> = Mutex::new(None);

fn cancel(thread: &Thread) {
    if let Some(watchdog) = WATCHDOG.lock().take() {
        drop(watchdog.stop);
        thread.blocked(|| {
            // A watchdog that panicked has ended too.
            let _ = watchdog.handle.join();
        });
    }
    FILES
        .get()
        .downcast::<DictObject>()
        .map(|files| files.remove(thread, Value::fixnum(-1)));
}

fn dump_traceback_later(thread: &Thread, args: &[Value]) -> Result {
    let seconds = typhon_objects::number::to_float(thread, args[0])?;
    let repeat = flag(thread, args[1], false)?;
    let exit = flag(thread, args[3], false)?;
    if seconds.is_nan() || seconds <= 0.0 {
        return Err(errors::value_error(
            thread,
            "timeout must be greater than 0",
        ));
    }
    let Ok(timeout) = Duration::try_from_secs_f64(seconds) else {
        return Err(errors::overflow_error(thread, "timeout value is too large"));
    };
    let (fd, file) = descriptor(thread, args[2])?;
    cancel(thread);
    keep(thread, -1, file)?;
    let whole = seconds as u64;
    let header = format!(
        "Timeout ({}:{:02}:{:02}{})!\n",
        whole / 3600,
        whole / 60 % 60,
        whole % 60,
        match timeout.subsec_micros() {
            0 => String::new(),
            micros => format!(".{micros:06}"),
        }
    );
    let (stop, stopped) = channel::<()>();
    let watch = move || {
        while stopped.recv_timeout(timeout) == Err(RecvTimeoutError::Timeout) {
            let out = Out(fd);
            out.text(&header);
            dump::all_threads(&out, 0);
            if exit {
                // SAFETY: ends the process, as asked for.
                unsafe { libc::_exit(1) };
            }
            if !repeat {
                return;
            }
        }
    };
    match spawn(std::thread::Builder::new(), watch) {
        Ok(handle) => {
            *WATCHDOG.lock() = Some(Watchdog { stop, handle });
            Ok(Value::NONE)
        }
        Err(_) => Err(errors::runtime_error(
            thread,
            "unable to start watchdog thread",
        )),
    }
}
