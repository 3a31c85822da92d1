//! Functions of module `posix` on processes: identities, starting, replacing and waiting for them.
//! Invariant: between `fork` and the child's first Python code only this thread's own state is touched.

use super::names::identity;
use super::{int, nothing};
use crate::system_calls::{self, NAME_ONLY, NAME_OR_FD, checked, path};
use crate::thread_module::handle;
use std::ffi::CString;
use typhon_interp::{threads, time_slice};
use typhon_objects::float;
use typhon_objects::int as ints;
use typhon_objects::prelude::*;
use typhon_objects::struct_sequence::{Field, SequenceSpec};
use typhon_objects::thread::Global;

const fn field(name: &'static str) -> Field {
    Field { name, doc: "" }
}

pub static TIMES_RESULT: SequenceSpec = SequenceSpec::new(
    "posix",
    "times_result",
    "times_result: Result from os.times().",
    &[
        field("user"),
        field("system"),
        field("children_user"),
        field("children_system"),
        field("elapsed"),
    ],
    5,
);

pub static WAITID_RESULT: SequenceSpec = SequenceSpec::new(
    "posix",
    "waitid_result",
    "waitid_result: Result from waitid.",
    &[
        field("si_pid"),
        field("si_uid"),
        field("si_signo"),
        field("si_status"),
        field("si_code"),
    ],
    5,
);

macro_rules! numbers {
    ($($name:ident)*) => { $(
        pub fn $name(_thread: &Thread, _args: &[Value]) -> Result {
            // SAFETY: takes nothing and cannot fail.
            Ok(Value::fixnum(unsafe { libc::$name() } as i64))
        }
    )* };
}

numbers! { getpid getppid getuid geteuid getgid getegid getpgrp }

macro_rules! set_identity {
    ($($name:ident($($what:literal),+);)*) => { $(
        pub fn $name(thread: &Thread, args: &[Value]) -> Result {
            let mut given = args.iter();
            // SAFETY: numbers. The arguments are read from left to right.
            let result = unsafe { libc::$name($( {
                let value = given.next().copied().unwrap_or(Value::NONE);
                identity(thread, $what, value)?
            } ),+) };
            if result != 0 {
                return Err(errors::last_os_error(thread, None));
            }
            nothing()
        }
    )* };
}

set_identity! {
    setuid("uid");
    seteuid("uid");
    setgid("gid");
    setegid("gid");
    setreuid("ruid", "euid");
    setregid("rgid", "egid");
    setresuid("ruid", "euid", "suid");
    setresgid("rgid", "egid", "sgid");
}

pub fn getresuid(thread: &Thread, _args: &[Value]) -> Result {
    let (mut real, mut effective, mut saved) = (0, 0, 0);
    // SAFETY: three numbers to be filled.
    unsafe { libc::getresuid(&mut real, &mut effective, &mut saved) };
    crate::support::tuple(
        thread,
        &[real, effective, saved].map(|id| Value::fixnum(id as i64)),
    )
}

pub fn getresgid(thread: &Thread, _args: &[Value]) -> Result {
    let (mut real, mut effective, mut saved) = (0, 0, 0);
    // SAFETY: three numbers to be filled.
    unsafe { libc::getresgid(&mut real, &mut effective, &mut saved) };
    crate::support::tuple(
        thread,
        &[real, effective, saved].map(|id| Value::fixnum(id as i64)),
    )
}

pub fn getgroups(thread: &Thread, _args: &[Value]) -> Result {
    let mut groups = [0 as libc::gid_t; 65536];
    // SAFETY: a buffer of this length.
    let count = unsafe { libc::getgroups(groups.len() as i32, groups.as_mut_ptr()) };
    if count < 0 {
        return Err(errors::last_os_error(thread, None));
    }
    let list = List::new(thread)?;
    for group in &groups[..count as usize] {
        list.append(thread, Value::fixnum(*group as i64))?;
    }
    Ok(list.value())
}

pub fn setgroups(thread: &Thread, args: &[Value]) -> Result {
    let mut groups: Vec<libc::gid_t> = Vec::new();
    operations::for_each(thread, args[0], |group| {
        groups.push(identity(thread, "gid", group)?);
        Ok(())
    })?;
    // SAFETY: a buffer of this length.
    if unsafe { libc::setgroups(groups.len(), groups.as_ptr()) } < 0 {
        return Err(errors::last_os_error(thread, None));
    }
    nothing()
}

pub fn getpgid(thread: &Thread, args: &[Value]) -> Result {
    let pid = int(thread, args[0])?;
    // SAFETY: a number.
    Ok(Value::fixnum(checked(thread, None, || unsafe {
        libc::getpgid(pid) as i64
    })?))
}

pub fn setpgid(thread: &Thread, args: &[Value]) -> Result {
    let (pid, group) = (int(thread, args[0])?, int(thread, args[1])?);
    // SAFETY: numbers.
    checked(thread, None, || unsafe { libc::setpgid(pid, group) as i64 })?;
    nothing()
}

pub fn setpgrp(thread: &Thread, _args: &[Value]) -> Result {
    // SAFETY: numbers.
    checked(thread, None, || unsafe { libc::setpgid(0, 0) as i64 })?;
    nothing()
}

pub fn getsid(thread: &Thread, args: &[Value]) -> Result {
    let pid = int(thread, args[0])?;
    // SAFETY: a number.
    Ok(Value::fixnum(checked(thread, None, || unsafe {
        libc::getsid(pid) as i64
    })?))
}

pub fn setsid(thread: &Thread, _args: &[Value]) -> Result {
    // SAFETY: takes nothing.
    checked(thread, None, || unsafe { libc::setsid() as i64 })?;
    nothing()
}

pub fn tcgetpgrp(thread: &Thread, args: &[Value]) -> Result {
    let fd = int(thread, args[0])?;
    // SAFETY: a number.
    Ok(Value::fixnum(checked(thread, None, || unsafe {
        libc::tcgetpgrp(fd) as i64
    })?))
}

pub fn tcsetpgrp(thread: &Thread, args: &[Value]) -> Result {
    let (fd, group) = (int(thread, args[0])?, int(thread, args[1])?);
    // SAFETY: numbers.
    checked(thread, None, || unsafe {
        libc::tcsetpgrp(fd, group) as i64
    })?;
    nothing()
}

pub fn getpriority(thread: &Thread, args: &[Value]) -> Result {
    let (which, who) = (int(thread, args[0])?, int(thread, args[1])?);
    // SAFETY: numbers; -1 is a result too, so errno tells.
    let (result, error) = unsafe {
        *libc::__errno_location() = 0;
        (
            libc::getpriority(which as _, who as libc::id_t),
            system_calls::errno(),
        )
    };
    if result == -1 && error != 0 {
        return Err(errors::os_error(thread, error, None));
    }
    Ok(Value::fixnum(result as i64))
}

pub fn setpriority(thread: &Thread, args: &[Value]) -> Result {
    let (which, who, priority) = (
        int(thread, args[0])?,
        int(thread, args[1])?,
        int(thread, args[2])?,
    );
    // SAFETY: numbers.
    checked(thread, None, || unsafe {
        libc::setpriority(which as _, who as libc::id_t, priority) as i64
    })?;
    nothing()
}

pub fn nice(thread: &Thread, args: &[Value]) -> Result {
    let increment = int(thread, args[0])?;
    // SAFETY: a number; -1 is a result too, so errno tells.
    let (result, error) = unsafe {
        *libc::__errno_location() = 0;
        (libc::nice(increment), system_calls::errno())
    };
    if result == -1 && error != 0 {
        return Err(errors::os_error(thread, error, None));
    }
    Ok(Value::fixnum(result as i64))
}

pub fn kill(thread: &Thread, args: &[Value]) -> Result {
    let (pid, signal) = (int(thread, args[0])?, int(thread, args[1])?);
    // SAFETY: numbers.
    checked(thread, None, || unsafe { libc::kill(pid, signal) as i64 })?;
    // A signal to oneself is handled before this returns.
    thread.poll()?;
    nothing()
}

pub fn killpg(thread: &Thread, args: &[Value]) -> Result {
    let (group, signal) = (int(thread, args[0])?, int(thread, args[1])?);
    // SAFETY: numbers.
    checked(thread, None, || unsafe {
        libc::killpg(group, signal) as i64
    })?;
    thread.poll()?;
    nothing()
}

pub fn exit_now(thread: &Thread, args: &[Value]) -> Result {
    let status = int(thread, args[0])?;
    // SAFETY: ends the process.
    unsafe { libc::_exit(status) }
}

pub fn abort(_thread: &Thread, _args: &[Value]) -> Result {
    std::process::abort()
}

/// Functions to run around a fork, as lists in a tuple: before, in the parent, in the child.
static AT_FORK: Global = Global::new();

fn fork_hooks(thread: &Thread) -> Result<Tuple> {
    if let Some(hooks) = AT_FORK.get().downcast::<TupleObject>() {
        return Ok(hooks);
    }
    let lists = [
        List::new(thread)?.value(),
        List::new(thread)?.value(),
        List::new(thread)?.value(),
    ];
    let hooks = Tuple::new(thread, &lists)?;
    AT_FORK.set(hooks.value());
    Ok(hooks)
}

pub fn register_at_fork(thread: &Thread, args: &[Value]) -> Result {
    if args.iter().all(|hook| hook.is_null()) {
        return Err(errors::type_error(
            thread,
            "At least one argument is required.",
        ));
    }
    let hooks = fork_hooks(thread)?;
    for (name, index, hook) in [
        ("before", 0, args[0]),
        ("after_in_child", 2, args[1]),
        ("after_in_parent", 1, args[2]),
    ] {
        let Some(hook) = hook.present() else { continue };
        if !operations::is_callable(hook) {
            return Err(errors::type_error(
                thread,
                format!(
                    "'{name}' must be callable, not {}",
                    hook.class().name_text()
                ),
            ));
        }
        List::of(hooks.get(index)).append(thread, hook)?;
    }
    nothing()
}

fn run_hooks(thread: &Thread, index: usize) -> Result<()> {
    let list = List::of(fork_hooks(thread)?.get(index));
    let length = list.len();
    for position in 0..length {
        // Hooks before the fork run in reverse order.
        let position = if index == 0 {
            length - 1 - position
        } else {
            position
        };
        let Some(hook) = list.get(position) else {
            continue;
        };
        if let Err(raised) = call(thread, hook, &[]) {
            typhon_objects::exceptions::unraisable::report(
                thread,
                raised,
                "Exception ignored in fork hook",
                hook,
            );
        }
    }
    Ok(())
}

/// The program's functions that `fork` calls before the system call. For `_posixsubprocess` too.
pub fn before_fork(thread: &Thread) -> Result<()> {
    run_hooks(thread, 0)
}

pub fn after_fork_parent(thread: &Thread) -> Result<()> {
    run_hooks(thread, 1)
}

pub fn after_fork_child(thread: &Thread) -> Result<()> {
    run_hooks(thread, 2)
}

/// Everything is ready for a fork until one of the methods is called.
pub struct Fork {
    runtime: threads::Fork,
    started: handle::ForkGuard,
}

impl Fork {
    pub fn prepare(thread: &Thread) -> Fork {
        Fork {
            runtime: threads::Fork::prepare(thread),
            started: handle::ForkGuard::lock(),
        }
    }

    pub fn in_parent(self, thread: &Thread) {
        drop(self.started);
        self.runtime.in_parent(thread);
    }

    /// Only this thread is left.
    pub fn in_child(self, thread: &Thread) {
        self.started.in_child(thread);
        self.runtime.in_child(thread);
        crate::imp::after_fork_child(thread);
        crate::signal_module::after_fork_child(thread);
    }
}

pub fn fork(thread: &Thread, _args: &[Value]) -> Result {
    fork_by(thread, "fork", || {
        // SAFETY: the heap is ready for it, and the child goes on with this thread alone.
        unsafe { libc::fork() }
    })
}

pub fn forkpty(thread: &Thread, _args: &[Value]) -> Result {
    let mut fd = -1;
    let pid = fork_by(thread, "forkpty", || {
        // SAFETY: as in `fork`; name and settings are not asked for.
        unsafe {
            libc::forkpty(
                &mut fd,
                std::ptr::null_mut(),
                std::ptr::null_mut(),
                std::ptr::null_mut(),
            )
        }
    })?;
    crate::support::tuple(thread, &[pid, Value::fixnum(fd as i64)])
}

fn fork_by(thread: &Thread, name: &str, fork: impl FnOnce() -> libc::pid_t) -> Result {
    run_hooks(thread, 0)?;
    let others = threads::count() > 1;
    let prepared = Fork::prepare(thread);
    let pid = fork();
    let error = system_calls::errno();
    if pid == 0 {
        prepared.in_child(thread);
        after_fork_child(thread)?;
        return Ok(Value::fixnum(0));
    }
    prepared.in_parent(thread);
    run_hooks(thread, 1)?;
    if pid < 0 {
        return Err(errors::os_error(thread, error, None));
    }
    if others {
        let text = format!(
            "This process (pid={}) is multi-threaded, use of {name}() may lead to deadlocks in the child.",
            std::process::id()
        );
        typhon_interp::warning::warn(thread, &tree::DEPRECATION_WARNING, &text, 1)?;
    }
    Ok(Value::fixnum(pid as i64))
}

/// A sequence of arguments as C strings.
pub fn argument_list(thread: &Thread, function: &str, value: Value) -> Result<Vec<CString>> {
    if !value.is::<TupleObject>() && !value.is::<ListObject>() {
        return Err(errors::type_error(
            thread,
            format!("{function}: argv must be a tuple or list"),
        ));
    }
    let mut strings = Vec::new();
    operations::for_each(thread, value, |item| {
        strings.push(system_calls::c_string(thread, item)?);
        Ok(())
    })?;
    if strings.is_empty() {
        return Err(errors::value_error(
            thread,
            format!("{function}: argv must not be empty"),
        ));
    }
    if strings[0].is_empty() {
        return Err(errors::value_error(
            thread,
            format!("{function}: argv first element cannot be empty"),
        ));
    }
    Ok(strings)
}

/// A mapping as "key=value" strings.
pub fn environment_list(thread: &Thread, value: Value) -> Result<Vec<CString>> {
    let keys = super::super::io::invoke(thread, value, "keys", &[])?;
    let mut strings = Vec::new();
    operations::for_each(thread, keys, |key| {
        let item = operations::get_item(thread, value, key)?;
        let key = system_calls::c_string(thread, key)?;
        let item = system_calls::c_string(thread, item)?;
        if key.is_empty() || key.as_bytes()[1..].contains(&b'=') {
            return Err(errors::value_error(
                thread,
                "illegal environment variable name",
            ));
        }
        let mut text = key.into_bytes();
        text.push(b'=');
        text.extend_from_slice(item.as_bytes());
        strings.push(CString::new(text).unwrap_or_default());
        Ok(())
    })?;
    Ok(strings)
}

pub fn pointers(strings: &[CString]) -> Vec<*const libc::c_char> {
    let mut pointers: Vec<_> = strings.iter().map(|text| text.as_ptr()).collect();
    pointers.push(std::ptr::null());
    pointers
}

pub fn execv(thread: &Thread, args: &[Value]) -> Result {
    let target = path(thread, "execv", "path", args[0], NAME_ONLY)?;
    let arguments = argument_list(thread, "execv()", args[1])?;
    let arguments = pointers(&arguments);
    time_slice::restore();
    // SAFETY: terminated strings and arrays. Only a failure returns.
    unsafe { libc::execv(target.as_ptr(), arguments.as_ptr()) };
    Err(errors::last_os_error(thread, target.shown()))
}

pub fn execve(thread: &Thread, args: &[Value]) -> Result {
    let target = path(thread, "execve", "path", args[0], NAME_OR_FD)?;
    let arguments = argument_list(thread, "execve()", args[1])?;
    let environment = environment_list(thread, args[2])?;
    let (arguments, environment) = (pointers(&arguments), pointers(&environment));
    time_slice::restore();
    // SAFETY: terminated strings and arrays. Only a failure returns.
    unsafe {
        match target.fd {
            Some(fd) => libc::fexecve(fd, arguments.as_ptr(), environment.as_ptr()),
            None => libc::execve(target.as_ptr(), arguments.as_ptr(), environment.as_ptr()),
        }
    };
    Err(errors::last_os_error(thread, target.shown()))
}

fn pid_and_status(thread: &Thread, pid: i64, status: i32) -> Result {
    crate::support::tuple(thread, &[Value::fixnum(pid), Value::fixnum(status as i64)])
}

pub fn waitpid(thread: &Thread, args: &[Value]) -> Result {
    let (pid, options) = (int(thread, args[0])?, int(thread, args[1])?);
    let mut status = 0;
    // SAFETY: a number to be filled.
    let pid = checked(thread, None, || unsafe {
        libc::waitpid(pid, &mut status, options) as i64
    })?;
    pid_and_status(thread, pid, status)
}

pub fn wait(thread: &Thread, _args: &[Value]) -> Result {
    waitpid(thread, &[Value::fixnum(-1), Value::fixnum(0)])
}

fn wait_usage(thread: &Thread, pid: i32, options: i32) -> Result {
    let mut status = 0;
    // SAFETY: a zeroed rusage is valid to be filled.
    let mut usage: libc::rusage = unsafe { std::mem::zeroed() };
    // SAFETY: buffers of the right types.
    let pid = checked(thread, None, || unsafe {
        libc::wait4(pid, &mut status, options, &mut usage) as i64
    })?;
    let usage = crate::resource::usage_value(thread, &usage)?;
    crate::support::tuple(
        thread,
        &[Value::fixnum(pid), Value::fixnum(status as i64), usage],
    )
}

pub fn wait3(thread: &Thread, args: &[Value]) -> Result {
    wait_usage(thread, -1, int(thread, args[0])?)
}

pub fn wait4(thread: &Thread, args: &[Value]) -> Result {
    wait_usage(thread, int(thread, args[0])?, int(thread, args[1])?)
}

pub fn waitid(thread: &Thread, args: &[Value]) -> Result {
    let (kind, id, options) = (
        int(thread, args[0])?,
        int(thread, args[1])?,
        int(thread, args[2])?,
    );
    // SAFETY: a zeroed siginfo is valid to be filled.
    let mut info: libc::siginfo_t = unsafe { std::mem::zeroed() };
    // SAFETY: a buffer of the right type.
    checked(thread, None, || unsafe {
        libc::waitid(kind as libc::idtype_t, id as libc::id_t, &mut info, options) as i64
    })?;
    // SAFETY: filled by waitid, whose fields these are.
    let (pid, user, status) = unsafe { (info.si_pid(), info.si_uid(), info.si_status()) };
    if pid == 0 {
        return nothing();
    }
    let values = [
        pid as i64,
        user as i64,
        info.si_signo as i64,
        status as i64,
        info.si_code as i64,
    ];
    WAITID_RESULT.make(thread, &values.map(Value::fixnum))
}

macro_rules! status_tests {
    ($($name:ident $macro:ident $result:ident;)*) => { $(
        pub fn $name(thread: &Thread, args: &[Value]) -> Result {
            let status = int(thread, args[0])?;
            status_tests!(@$result libc::$macro(status))
        }
    )* };
    (@flag $value:expr) => { Ok(Value::bool($value)) };
    (@number $value:expr) => { Ok(Value::fixnum($value as i64)) };
}

status_tests! {
    wcoredump WCOREDUMP flag;
    wifcontinued WIFCONTINUED flag;
    wifstopped WIFSTOPPED flag;
    wifsignaled WIFSIGNALED flag;
    wifexited WIFEXITED flag;
    wexitstatus WEXITSTATUS number;
    wtermsig WTERMSIG number;
    wstopsig WSTOPSIG number;
}

pub fn waitstatus_to_exitcode(thread: &Thread, args: &[Value]) -> Result {
    if !ints::is_int(args[0]) {
        return Err(errors::type_error(thread, "an integer is required"));
    }
    let status = int(thread, args[0])?;
    if libc::WIFEXITED(status) {
        return Ok(Value::fixnum(libc::WEXITSTATUS(status) as i64));
    }
    if libc::WIFSIGNALED(status) {
        return Ok(Value::fixnum(-libc::WTERMSIG(status) as i64));
    }
    if libc::WIFSTOPPED(status) {
        return Err(errors::value_error(
            thread,
            format!(
                "process stopped by delivery of signal {}",
                libc::WSTOPSIG(status)
            ),
        ));
    }
    Err(errors::value_error(
        thread,
        format!("invalid wait status: {status}"),
    ))
}

pub fn system(thread: &Thread, args: &[Value]) -> Result {
    let command = system_calls::c_string(thread, args[0])?;
    // SAFETY: a terminated string.
    let status = thread.blocked(|| unsafe { libc::system(command.as_ptr()) });
    Ok(Value::fixnum(status as i64))
}

pub fn times(thread: &Thread, _args: &[Value]) -> Result {
    // SAFETY: a zeroed tms is valid to be filled.
    let mut times: libc::tms = unsafe { std::mem::zeroed() };
    // SAFETY: a buffer of the right type, and a number.
    let (elapsed, ticks) = unsafe {
        (
            libc::times(&mut times),
            libc::sysconf(libc::_SC_CLK_TCK) as f64,
        )
    };
    let values = [
        times.tms_utime,
        times.tms_stime,
        times.tms_cutime,
        times.tms_cstime,
        elapsed,
    ];
    thread.with_scratch(values.len(), |scratch| {
        for (slot, value) in scratch.iter_mut().zip(values) {
            *slot = float::from_f64(thread, value as f64 / ticks)?;
        }
        TIMES_RESULT.make(thread, scratch)
    })
}

pub fn sched_yield(thread: &Thread, _args: &[Value]) -> Result {
    // SAFETY: takes nothing.
    thread.blocked(|| unsafe { libc::sched_yield() });
    nothing()
}

pub fn sched_getaffinity(thread: &Thread, args: &[Value]) -> Result {
    let pid = int(thread, args[0])?;
    // SAFETY: a zeroed set is valid to be filled.
    let mut set: libc::cpu_set_t = unsafe { std::mem::zeroed() };
    // SAFETY: a buffer of this size.
    checked(thread, None, || unsafe {
        libc::sched_getaffinity(pid, std::mem::size_of::<libc::cpu_set_t>(), &mut set) as i64
    })?;
    let list = List::new(thread)?;
    for index in 0..libc::CPU_SETSIZE as usize {
        // SAFETY: below the size of the set.
        if unsafe { libc::CPU_ISSET(index, &set) } {
            list.append(thread, Value::fixnum(index as i64))?;
        }
    }
    call(
        thread,
        typhon_objects::set::SET.get().value(),
        &[list.value()],
    )
}

pub fn sched_setaffinity(thread: &Thread, args: &[Value]) -> Result {
    let pid = int(thread, args[0])?;
    // SAFETY: a zeroed set is empty.
    let mut set: libc::cpu_set_t = unsafe { std::mem::zeroed() };
    operations::for_each(thread, args[1], |cpu| {
        let cpu = int(thread, cpu)?;
        if !(0..libc::CPU_SETSIZE).contains(&cpu) {
            return Err(errors::value_error(thread, "negative CPU number"));
        }
        // SAFETY: below the size of the set.
        unsafe { libc::CPU_SET(cpu as usize, &mut set) };
        Ok(())
    })?;
    // SAFETY: a set of this size.
    checked(thread, None, || unsafe {
        libc::sched_setaffinity(pid, std::mem::size_of::<libc::cpu_set_t>(), &set) as i64
    })?;
    nothing()
}

pub fn pidfd_open(thread: &Thread, args: &[Value]) -> Result {
    let pid = int(thread, args[0])?;
    let flags = match args[1].present() {
        Some(flags) => int(thread, flags)?,
        None => 0,
    };
    // SAFETY: numbers.
    let fd = checked(thread, None, || unsafe {
        libc::syscall(libc::SYS_pidfd_open, pid, flags)
    })?;
    Ok(Value::fixnum(fd))
}
