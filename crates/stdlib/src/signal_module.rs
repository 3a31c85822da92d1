//! The module `_signal`. The C handler only sets flags: which signal came, the SIGNAL bit of the main
//! thread's safepoint word, and a byte to the wakeup descriptor; the main thread runs Python's handler at
//! its next poll. Invariant: everything the C handler touches is atomic and lives as long as the process.

use crate::posix::int;
use crate::support::is_missing;
use crate::system_calls::{checked, errno};
use crate::time::{Rounding, seconds_argument, timespec};
use std::sync::atomic::{AtomicBool, AtomicI32, AtomicPtr, AtomicU64, Ordering};
use typhon_interp::safepoint::{INTERRUPT_HOOK, SIGNAL_HOOK};
use typhon_objects::exceptions::EXCEPTION_LAYOUT;
use typhon_objects::float;
use typhon_objects::heap::SafepointWord;
use typhon_objects::prelude::*;
use typhon_objects::struct_sequence::{Field, SequenceSpec};
use typhon_objects::thread::Global;

const COUNT: i32 = 65;

static TRIPPED: [AtomicBool; COUNT as usize] = [const { AtomicBool::new(false) }; COUNT as usize];
/// Descriptor that gets a byte for each signal, or -1, and whether a full pipe is worth a warning.
static WAKEUP: AtomicI32 = AtomicI32::new(-1);
static WAKEUP_WARNS: AtomicBool = AtomicBool::new(true);
/// errno of a failed write to the wakeup descriptor, for the main thread to report.
static WAKEUP_ERROR: AtomicI32 = AtomicI32::new(0);
/// The main thread's safepoint word and its pthread, where handlers run.
static MAIN_WORD: AtomicPtr<SafepointWord> = AtomicPtr::new(std::ptr::null_mut());
static MAIN_THREAD: AtomicU64 = AtomicU64::new(0);
/// List of handlers by signal number: 0 default, 1 ignored, None unknown, or a callable.
static HANDLERS: Global = Global::new();

extern "C" fn on_signal(signal: i32) {
    // SAFETY: only atomics and async-signal-safe calls; errno is put back.
    unsafe {
        let saved = *libc::__errno_location();
        let main = MAIN_THREAD.load(Ordering::Relaxed);
        if main != 0 && libc::pthread_self() as u64 != main {
            // A waiting system call of the main thread must see that something happened.
            libc::pthread_kill(main as libc::pthread_t, signal);
        } else {
            trip(signal);
        }
        *libc::__errno_location() = saved;
    }
}

/// Notes a signal. Async-signal-safe.
fn trip(signal: i32) {
    if let Some(flag) = TRIPPED.get(signal as usize) {
        flag.store(true, Ordering::Relaxed);
    }
    let word = MAIN_WORD.load(Ordering::Relaxed);
    if !word.is_null() {
        // SAFETY: the main thread's mutator is never freed.
        unsafe { (*word).set(SafepointWord::SIGNAL) };
    }
    let fd = WAKEUP.load(Ordering::Relaxed);
    if fd >= 0 {
        let byte = signal as u8;
        // SAFETY: one byte.
        if unsafe { libc::write(fd, (&raw const byte).cast(), 1) } < 0 {
            let error = errno();
            if error != libc::EAGAIN || WAKEUP_WARNS.load(Ordering::Relaxed) {
                WAKEUP_ERROR.store(error, Ordering::Relaxed);
            }
        }
    }
}

fn handlers(thread: &Thread) -> Result<List> {
    if let Some(list) = HANDLERS.get().downcast::<ListObject>() {
        return Ok(list);
    }
    let list = List::with_capacity(thread, COUNT as usize)?;
    for _ in 0..COUNT {
        list.append(thread, Value::NONE)?;
    }
    HANDLERS.set(list.value());
    Ok(list)
}

fn is_main(thread: &Thread) -> bool {
    MAIN_THREAD.load(Ordering::Relaxed) == thread.ident
}

/// Runs the handlers of signals that have come; does nothing on other threads than the main one.
pub fn run_pending(thread: &Thread) -> Result<()> {
    if !is_main(thread) {
        return Ok(());
    }
    let error = WAKEUP_ERROR.swap(0, Ordering::Relaxed);
    if error != 0 {
        let raised = errors::os_error(thread, error, None);
        typhon_objects::exceptions::unraisable::report(
            thread,
            raised,
            "Exception ignored when trying to write to the signal wakeup fd",
            Value::NONE,
        );
    }
    for signal in 1..COUNT {
        if !TRIPPED[signal as usize].swap(false, Ordering::Relaxed) {
            continue;
        }
        let handler = handlers(thread)?
            .get(signal as usize)
            .unwrap_or(Value::NONE);
        if handler.is_none() || handler.is_fixnum() {
            // Set back to the default since the signal came.
            continue;
        }
        let frame = current_frame(thread);
        let result = call(thread, handler, &[Value::fixnum(signal as i64), frame]);
        if let Err(raised) = result {
            // The others are still to be handled.
            if TRIPPED.iter().any(|flag| flag.load(Ordering::Relaxed)) {
                thread.mutator.safepoint.set(SafepointWord::SIGNAL);
            }
            return Err(raised);
        }
    }
    Ok(())
}

fn current_frame(thread: &Thread) -> Value {
    let get = || -> Result {
        let sys = typhon_interp::import::import_module(thread, "sys")?;
        crate::io::invoke(thread, sys, "_getframe", &[])
    };
    // Without Python code there is no frame.
    get().unwrap_or(Value::NONE)
}

/// In a forked child the forking thread is the main one.
pub fn after_fork_child(thread: &Thread) {
    adopt(thread);
    for flag in &TRIPPED {
        flag.store(false, Ordering::Relaxed);
    }
}

fn adopt(thread: &Thread) {
    let word: *const SafepointWord = &thread.mutator.safepoint;
    MAIN_WORD.store(word.cast_mut(), Ordering::Relaxed);
    MAIN_THREAD.store(thread.ident, Ordering::Relaxed);
}

/// Blocks all signals on the calling thread, which runs no Python and must not take them away from those
/// that do.
pub fn shield_this_thread() {
    // SAFETY: a set that is filled before use.
    unsafe {
        let mut all: libc::sigset_t = std::mem::zeroed();
        libc::sigfillset(&mut all);
        libc::pthread_sigmask(libc::SIG_BLOCK, &all, std::ptr::null_mut());
    }
}

fn check_number(thread: &Thread, signal: i32) -> Result<()> {
    if (1..COUNT).contains(&signal) {
        return Ok(());
    }
    Err(errors::value_error(thread, "signal number out of range"))
}

fn set_action(signal: i32, handler: libc::sighandler_t) -> std::result::Result<(), i32> {
    // SAFETY: a zeroed action is valid; the handler is one of ours or a constant.
    unsafe {
        let mut action: libc::sigaction = std::mem::zeroed();
        action.sa_sigaction = handler;
        libc::sigemptyset(&mut action.sa_mask);
        // The native stack of a Python thread may be used up when a signal comes.
        action.sa_flags = libc::SA_ONSTACK;
        if libc::sigaction(signal, &action, std::ptr::null_mut()) != 0 {
            return Err(errno());
        }
    }
    Ok(())
}

fn our_handler() -> libc::sighandler_t {
    on_signal as extern "C" fn(i32) as usize
}

fn signal(thread: &Thread, args: &[Value]) -> Result {
    let (number, handler) = (int(thread, args[0])?, args[1]);
    if !is_main(thread) {
        return Err(errors::value_error(
            thread,
            "signal only works in main thread of the main interpreter",
        ));
    }
    check_number(thread, number)?;
    let is_number = |wanted: i64| {
        typhon_objects::int::is_int(handler) && typhon_objects::int::to_i64(handler) == Some(wanted)
    };
    let (action, kept) = if is_number(1) {
        (libc::SIG_IGN, Value::fixnum(1))
    } else if is_number(0) {
        (libc::SIG_DFL, Value::fixnum(0))
    } else if operations::is_callable(handler) {
        (our_handler(), handler)
    } else {
        return Err(errors::type_error(
            thread,
            "signal handler must be signal.SIG_IGN, signal.SIG_DFL, or a callable object",
        ));
    };
    // What came before is handled by the old handler.
    run_pending(thread)?;
    if let Err(error) = set_action(number, action) {
        return Err(errors::os_error(thread, error, None));
    }
    let list = handlers(thread)?;
    let old = list.get(number as usize).unwrap_or(Value::NONE);
    list.set(thread, number as usize, kept);
    Ok(old)
}

fn getsignal(thread: &Thread, args: &[Value]) -> Result {
    let number = int(thread, args[0])?;
    check_number(thread, number)?;
    Ok(handlers(thread)?
        .get(number as usize)
        .unwrap_or(Value::NONE))
}

fn default_int_handler(thread: &Thread, _args: &[Value]) -> Result {
    Err(errors::with_args(
        thread,
        tree::KEYBOARD_INTERRUPT.get(),
        &[],
    ))
}

fn alarm(thread: &Thread, args: &[Value]) -> Result {
    let seconds = int(thread, args[0])?;
    // SAFETY: a number.
    Ok(Value::fixnum(unsafe { libc::alarm(seconds as u32) } as i64))
}

fn pause(thread: &Thread, _args: &[Value]) -> Result {
    // SAFETY: takes nothing.
    thread.blocked(|| unsafe { libc::pause() });
    thread.poll()?;
    Ok(Value::NONE)
}

fn raise_signal(thread: &Thread, args: &[Value]) -> Result {
    let number = int(thread, args[0])?;
    // SAFETY: a number.
    if thread.blocked(|| unsafe { libc::raise(number) }) != 0 {
        return Err(errors::last_os_error(thread, None));
    }
    thread.poll()?;
    Ok(Value::NONE)
}

fn strsignal(thread: &Thread, args: &[Value]) -> Result {
    let number = int(thread, args[0])?;
    check_number(thread, number)?;
    // SAFETY: the result is a string of the C library for this thread.
    let text = unsafe {
        let text = libc::strsignal(number);
        if text.is_null() {
            return Ok(Value::NONE);
        }
        std::ffi::CStr::from_ptr(text)
            .to_string_lossy()
            .into_owned()
    };
    if text.starts_with("Unknown signal") {
        return Ok(Value::NONE);
    }
    crate::support::text(thread, text)
}

fn siginterrupt(thread: &Thread, args: &[Value]) -> Result {
    let (number, flag) = (int(thread, args[0])?, int(thread, args[1])? != 0);
    check_number(thread, number)?;
    // SAFETY: an action is read, changed in its flags, and put back.
    unsafe {
        let mut action: libc::sigaction = std::mem::zeroed();
        if libc::sigaction(number, std::ptr::null(), &mut action) != 0 {
            return Err(errors::last_os_error(thread, None));
        }
        if flag {
            action.sa_flags &= !libc::SA_RESTART;
        } else {
            action.sa_flags |= libc::SA_RESTART;
        }
        if libc::sigaction(number, &action, std::ptr::null_mut()) != 0 {
            return Err(errors::last_os_error(thread, None));
        }
    }
    Ok(Value::NONE)
}

fn set_wakeup_fd(thread: &Thread, args: &[Value]) -> Result {
    let fd = int(thread, args[0])?;
    let warns = match args[1].present() {
        Some(value) => operations::truth(thread, value)?,
        None => true,
    };
    if !is_main(thread) {
        return Err(errors::value_error(
            thread,
            "set_wakeup_fd only works in main thread of the main interpreter",
        ));
    }
    if fd != -1 {
        // SAFETY: a zeroed stat is valid to be filled; a bad number gives an error.
        let blocking = unsafe {
            let mut status: libc::stat = std::mem::zeroed();
            if libc::fstat(fd, &mut status) != 0 {
                return Err(errors::last_os_error(thread, None));
            }
            libc::fcntl(fd, libc::F_GETFL) & libc::O_NONBLOCK == 0
        };
        if blocking {
            return Err(errors::value_error(
                thread,
                format!("the fd {fd} must be in non-blocking mode"),
            ));
        }
    }
    WAKEUP_WARNS.store(warns, Ordering::Relaxed);
    Ok(Value::fixnum(WAKEUP.swap(fd, Ordering::Relaxed) as i64))
}

static SIGINFO: SequenceSpec = SequenceSpec::new(
    "signal",
    "struct_siginfo",
    "struct_siginfo: Result from sigwaitinfo or sigtimedwait.",
    &[
        Field {
            name: "si_signo",
            doc: "signal number",
        },
        Field {
            name: "si_code",
            doc: "signal code",
        },
        Field {
            name: "si_errno",
            doc: "errno associated with this signal",
        },
        Field {
            name: "si_pid",
            doc: "sending process ID",
        },
        Field {
            name: "si_uid",
            doc: "real user ID of sending process",
        },
        Field {
            name: "si_status",
            doc: "exit value or signal",
        },
        Field {
            name: "si_band",
            doc: "band event for SIGPOLL",
        },
    ],
    7,
);

pub static ITIMER_ERROR: TypeSpec = TypeSpec::new("itimer_error", &EXCEPTION_LAYOUT)
    .module("signal")
    .bases(&[&tree::OS_ERROR])
    .flags(type_flags::BASE | type_flags::DICT | type_flags::WEAKREF | type_flags::EXCEPTION)
    .mutable();

fn itimer_error(thread: &Thread) -> Raised {
    let error = errno();
    let make = || {
        let text = Str::new(thread, &errors::error_text(error))?;
        let class = ITIMER_ERROR.get().value();
        let arguments = [Value::fixnum(error as i64), text.value()];
        Ok(Raised::new(call(thread, class, &arguments)?))
    };
    make().unwrap_or_else(|raised| raised)
}

fn timeval(thread: &Thread, value: Value) -> Result<libc::timeval> {
    let nanoseconds = seconds_argument(thread, value, Rounding::Ceiling)?;
    let micro = (nanoseconds + 999).div_euclid(1000);
    Ok(libc::timeval {
        tv_sec: micro.div_euclid(1_000_000) as i64,
        tv_usec: micro.rem_euclid(1_000_000) as i64,
    })
}

fn itimer_value(thread: &Thread, value: &libc::itimerval) -> Result {
    let seconds = |time: libc::timeval| {
        float::from_f64(thread, time.tv_sec as f64 + time.tv_usec as f64 * 1e-6)
    };
    let pair = [seconds(value.it_value)?, seconds(value.it_interval)?];
    crate::support::tuple(thread, &pair)
}

unsafe extern "C" {
    fn setitimer(which: i32, new: *const libc::itimerval, old: *mut libc::itimerval) -> i32;
    fn getitimer(which: i32, current: *mut libc::itimerval) -> i32;
}

fn setitimer_function(thread: &Thread, args: &[Value]) -> Result {
    let which = int(thread, args[0])?;
    let zero = libc::timeval {
        tv_sec: 0,
        tv_usec: 0,
    };
    let new = libc::itimerval {
        it_value: timeval(thread, args[1])?,
        it_interval: match args[2].present() {
            Some(value) => timeval(thread, value)?,
            None => zero,
        },
    };
    let mut old = libc::itimerval {
        it_value: zero,
        it_interval: zero,
    };
    // SAFETY: buffers of the right type.
    if unsafe { setitimer(which, &new, &mut old) } != 0 {
        return Err(itimer_error(thread));
    }
    itimer_value(thread, &old)
}

fn getitimer_function(thread: &Thread, args: &[Value]) -> Result {
    let which = int(thread, args[0])?;
    // SAFETY: a zeroed timer is valid to be filled.
    let mut current: libc::itimerval = unsafe { std::mem::zeroed() };
    // SAFETY: a buffer of the right type.
    if unsafe { getitimer(which, &mut current) } != 0 {
        return Err(itimer_error(thread));
    }
    itimer_value(thread, &current)
}

fn signal_set(thread: &Thread, iterable: Value) -> Result<libc::sigset_t> {
    // SAFETY: emptied before use.
    let mut set: libc::sigset_t = unsafe { std::mem::zeroed() };
    // SAFETY: our own set.
    unsafe { libc::sigemptyset(&mut set) };
    operations::for_each(thread, iterable, |item| {
        let number = operations::index_value(thread, item)?;
        let Some(number) = typhon_objects::int::to_i64(number)
            .and_then(|number| i32::try_from(number).ok())
            .filter(|number| (1..COUNT).contains(number))
        else {
            let number = operations::repr(thread, number)?.to_string_lossy();
            return Err(errors::value_error(
                thread,
                format!("signal number {number} out of range [1; {}]", COUNT - 1),
            ));
        };
        // SAFETY: our own set. Signals that the C library keeps for itself are refused, as they should be.
        unsafe { libc::sigaddset(&mut set, number) };
        Ok(())
    })?;
    Ok(set)
}

fn set_value(thread: &Thread, set: &libc::sigset_t) -> Result {
    let list = List::new(thread)?;
    for number in 1..COUNT {
        // SAFETY: an initialised set.
        if unsafe { libc::sigismember(set, number) } == 1 {
            list.append(thread, Value::fixnum(number as i64))?;
        }
    }
    call(
        thread,
        typhon_objects::set::SET.get().value(),
        &[list.value()],
    )
}

fn pthread_sigmask(thread: &Thread, args: &[Value]) -> Result {
    let how = int(thread, args[0])?;
    let set = signal_set(thread, args[1])?;
    // SAFETY: filled by the call.
    let mut old: libc::sigset_t = unsafe { std::mem::zeroed() };
    // SAFETY: two sets.
    let error = unsafe { libc::pthread_sigmask(how, &set, &mut old) };
    if error != 0 {
        return Err(errors::os_error(thread, error, None));
    }
    // Unblocked signals may have come already.
    thread.poll()?;
    set_value(thread, &old)
}

fn sigpending(thread: &Thread, _args: &[Value]) -> Result {
    // SAFETY: filled by the call.
    let mut set: libc::sigset_t = unsafe { std::mem::zeroed() };
    // SAFETY: a set.
    if unsafe { libc::sigpending(&mut set) } != 0 {
        return Err(errors::last_os_error(thread, None));
    }
    set_value(thread, &set)
}

fn sigwait(thread: &Thread, args: &[Value]) -> Result {
    let set = signal_set(thread, args[0])?;
    let mut number = 0;
    // SAFETY: a set and a number.
    let error = thread.blocked(|| unsafe { libc::sigwait(&set, &mut number) });
    if error != 0 {
        return Err(errors::os_error(thread, error, None));
    }
    Ok(Value::fixnum(number as i64))
}

fn info_value(thread: &Thread, info: &libc::siginfo_t) -> Result {
    // SAFETY: filled by the system; the fields overlap, and those that do not apply are meaningless.
    let (pid, user, status) = unsafe { (info.si_pid(), info.si_uid(), info.si_status()) };
    let values = [
        info.si_signo as i64,
        info.si_code as i64,
        info.si_errno as i64,
        pid as i64,
        user as i64,
        status as i64,
        0,
    ];
    SIGINFO.make(thread, &values.map(Value::fixnum))
}

fn sigwaitinfo(thread: &Thread, args: &[Value]) -> Result {
    let set = signal_set(thread, args[0])?;
    // SAFETY: filled by the call.
    let mut info: libc::siginfo_t = unsafe { std::mem::zeroed() };
    // SAFETY: a set and a buffer.
    checked(thread, None, || unsafe {
        libc::sigwaitinfo(&set, &mut info) as i64
    })?;
    info_value(thread, &info)
}

fn sigtimedwait(thread: &Thread, args: &[Value]) -> Result {
    let set = signal_set(thread, args[0])?;
    let timeout = crate::time::timeout_argument(thread, args[1])?;
    if timeout < 0 {
        return Err(errors::value_error(thread, "timeout must be non-negative"));
    }
    let deadline = crate::time::monotonic_now().saturating_add(timeout);
    // SAFETY: filled by the call.
    let mut info: libc::siginfo_t = unsafe { std::mem::zeroed() };
    loop {
        let left = (deadline - crate::time::monotonic_now()).max(0);
        let wait = timespec(left as i128);
        let (result, error) = thread.blocked(|| {
            // SAFETY: a set, a buffer and a time.
            let result = unsafe { libc::sigtimedwait(&set, &mut info, &wait) };
            (result, errno())
        });
        if result >= 0 {
            return info_value(thread, &info);
        }
        match error {
            libc::EAGAIN => return Ok(Value::NONE),
            libc::EINTR => thread.poll()?,
            error => return Err(errors::os_error(thread, error, None)),
        }
    }
}

fn pthread_kill(thread: &Thread, args: &[Value]) -> Result {
    let ident = crate::support::to_ssize(thread, args[0])?;
    let number = int(thread, args[1])?;
    // SAFETY: the caller gives a live thread's identifier, as the function demands.
    let error = unsafe { libc::pthread_kill(ident as libc::pthread_t, number) };
    if error != 0 {
        return Err(errors::os_error(thread, error, None));
    }
    thread.poll()?;
    Ok(Value::NONE)
}

fn pidfd_send_signal(thread: &Thread, args: &[Value]) -> Result {
    let (fd, number) = (int(thread, args[0])?, int(thread, args[1])?);
    if !is_missing(args[2]) {
        return Err(errors::type_error(thread, "siginfo must be None"));
    }
    let flags = args[3]
        .present()
        .map_or(Ok(0), |flags| int(thread, flags))?;
    let none = std::ptr::null::<libc::siginfo_t>();
    // SAFETY: numbers and nothing.
    let result = unsafe { libc::syscall(libc::SYS_pidfd_send_signal, fd, number, none, flags) };
    if result != 0 {
        return Err(errors::last_os_error(thread, None));
    }
    // One to oneself is handled before this returns.
    thread.poll()?;
    Ok(Value::NONE)
}

fn valid_signals(thread: &Thread, _args: &[Value]) -> Result {
    // SAFETY: filled before use.
    let mut set: libc::sigset_t = unsafe { std::mem::zeroed() };
    // SAFETY: our own set.
    unsafe { libc::sigfillset(&mut set) };
    set_value(thread, &set)
}

const SIGNALS: &[(&str, i32)] = &[
    ("SIGHUP", libc::SIGHUP),
    ("SIGINT", libc::SIGINT),
    ("SIGQUIT", libc::SIGQUIT),
    ("SIGILL", libc::SIGILL),
    ("SIGTRAP", libc::SIGTRAP),
    ("SIGIOT", libc::SIGABRT),
    ("SIGABRT", libc::SIGABRT),
    ("SIGFPE", libc::SIGFPE),
    ("SIGKILL", libc::SIGKILL),
    ("SIGBUS", libc::SIGBUS),
    ("SIGSEGV", libc::SIGSEGV),
    ("SIGSYS", libc::SIGSYS),
    ("SIGPIPE", libc::SIGPIPE),
    ("SIGALRM", libc::SIGALRM),
    ("SIGTERM", libc::SIGTERM),
    ("SIGUSR1", libc::SIGUSR1),
    ("SIGUSR2", libc::SIGUSR2),
    ("SIGCLD", libc::SIGCHLD),
    ("SIGCHLD", libc::SIGCHLD),
    ("SIGPWR", libc::SIGPWR),
    ("SIGIO", libc::SIGIO),
    ("SIGURG", libc::SIGURG),
    ("SIGWINCH", libc::SIGWINCH),
    ("SIGPOLL", libc::SIGIO),
    ("SIGSTOP", libc::SIGSTOP),
    ("SIGTSTP", libc::SIGTSTP),
    ("SIGCONT", libc::SIGCONT),
    ("SIGTTIN", libc::SIGTTIN),
    ("SIGTTOU", libc::SIGTTOU),
    ("SIGVTALRM", libc::SIGVTALRM),
    ("SIGPROF", libc::SIGPROF),
    ("SIGXCPU", libc::SIGXCPU),
    ("SIGXFSZ", libc::SIGXFSZ),
    ("SIGSTKFLT", libc::SIGSTKFLT),
    ("SIG_BLOCK", libc::SIG_BLOCK),
    ("SIG_UNBLOCK", libc::SIG_UNBLOCK),
    ("SIG_SETMASK", libc::SIG_SETMASK),
    ("SIG_DFL", 0),
    ("SIG_IGN", 1),
    ("NSIG", COUNT),
    ("ITIMER_REAL", 0),
    ("ITIMER_VIRTUAL", 1),
    ("ITIMER_PROF", 2),
];

fn setup(thread: &Thread, module: Module) -> Result<()> {
    for (name, number) in SIGNALS {
        module.set(thread, name, Value::fixnum(*number as i64))?;
    }
    module.set(thread, "SIGRTMIN", Value::fixnum(libc::SIGRTMIN() as i64))?;
    module.set(thread, "SIGRTMAX", Value::fixnum(libc::SIGRTMAX() as i64))?;
    module.set(thread, "struct_siginfo", SIGINFO.ready(thread)?.value())?;
    module.set(thread, "ItimerError", ITIMER_ERROR.ready(thread)?.value())?;
    let _ = SIGNAL_HOOK.set(run_pending);
    let _ = INTERRUPT_HOOK.set(|signal| {
        // A signal that is ignored or left to the system interrupts nobody.
        let handler = HANDLERS
            .get()
            .downcast::<ListObject>()
            .and_then(|list| list.get(signal as usize));
        if handler.is_some_and(|handler| !handler.is_none() && !handler.is_fixnum()) {
            trip(signal);
        }
    });
    if !thread.is_main {
        return Ok(());
    }
    adopt(thread);
    let list = handlers(thread)?;
    // Writing to a closed pipe or a full quota is an error, not the end.
    for number in [libc::SIGPIPE, libc::SIGXFSZ] {
        let _ = set_action(number, libc::SIG_IGN);
    }
    for number in 1..COUNT {
        // SAFETY: a zeroed action is valid to be filled.
        let current = unsafe {
            let mut action: libc::sigaction = std::mem::zeroed();
            if libc::sigaction(number, std::ptr::null(), &mut action) != 0 {
                continue;
            }
            action.sa_sigaction
        };
        let known = match current {
            libc::SIG_DFL => Value::fixnum(0),
            libc::SIG_IGN => Value::fixnum(1),
            _ => Value::NONE,
        };
        list.set(thread, number as usize, known);
    }
    if list.get(libc::SIGINT as usize) == Some(Value::fixnum(0)) {
        let name = intern_text(thread, "default_int_handler")?;
        let handler = module.dict().get_str(name).unwrap_or(Value::NONE);
        if set_action(libc::SIGINT, our_handler()).is_ok() {
            list.set(thread, libc::SIGINT as usize, handler);
        }
    }
    Ok(())
}

pub static MODULE: ModuleSpec = ModuleSpec {
    name: "_signal",
    doc: "This module provides mechanisms to use signal handlers in Python.",
    functions: &[
        function(
            "signal",
            signal,
            "(signalnum, handler, /)",
            "Set the action for the given signal.",
        ),
        function(
            "getsignal",
            getsignal,
            "(signalnum, /)",
            "Return the current action for the given signal.",
        ),
        function(
            "default_int_handler",
            default_int_handler,
            "(signalnum, frame, /)",
            "The default handler for SIGINT installed by Python.",
        ),
        function("alarm", alarm, "(seconds, /)", ""),
        function("pause", pause, "()", ""),
        function("raise_signal", raise_signal, "(signalnum, /)", ""),
        function("strsignal", strsignal, "(signalnum, /)", ""),
        function("siginterrupt", siginterrupt, "(signalnum, flag, /)", ""),
        function(
            "set_wakeup_fd",
            set_wakeup_fd,
            "(fd, /, *, warn_on_full_buffer=True)",
            "",
        ),
        function(
            "setitimer",
            setitimer_function,
            "(which, seconds, interval=0.0, /)",
            "",
        ),
        function("getitimer", getitimer_function, "(which, /)", ""),
        function("pthread_sigmask", pthread_sigmask, "(how, mask, /)", ""),
        function(
            "pthread_kill",
            pthread_kill,
            "(thread_id, signalnum, /)",
            "",
        ),
        function("sigpending", sigpending, "()", ""),
        function("sigwait", sigwait, "(sigset, /)", ""),
        function("sigwaitinfo", sigwaitinfo, "(sigset, /)", ""),
        function("sigtimedwait", sigtimedwait, "(sigset, timeout, /)", ""),
        function(
            "pidfd_send_signal",
            pidfd_send_signal,
            "(pidfd, signalnum, siginfo=None, flags=0, /)",
            "",
        ),
        function("valid_signals", valid_signals, "()", ""),
    ],
    types: &[],
    setup: Some(setup),
};
