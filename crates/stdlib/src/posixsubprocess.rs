//! The module `_posixsubprocess`: a fork followed at once by exec. Everything the child needs is made
//! before the fork; between the fork and the exec the child makes system calls only, unless Python code is
//! to run there (`preexec_fn`). Errors travel to the parent through `errpipe_write`.

use crate::posix::{int, process};
use crate::system_calls::{c_string, errno};
use std::ffi::CString;
use typhon_interp::time_slice;
use typhon_objects::prelude::*;

/// What the child does, ready for use without allocation.
struct Plan {
    exec_paths: Vec<CString>,
    arguments: Vec<*const libc::c_char>,
    environment: Option<Vec<*const libc::c_char>>,
    working_directory: Option<CString>,
    close_fds: bool,
    keep: Vec<i32>,
    /// Read and write ends for stdin, stdout, stderr in the order of the signature; -1 for none.
    pipes: [i32; 6],
    error_pipe: i32,
    restore_signals: bool,
    new_session: bool,
    process_group: i32,
    group: Option<u32>,
    groups: Option<Vec<u32>>,
    user: Option<u32>,
    umask: i32,
    /// Whether the child runs Python code before the exec.
    prepares: bool,
}

/// Where in the child something failed.
type Step = std::result::Result<(), &'static str>;

fn succeed(result: i32) -> Step {
    if result < 0 { Err("") } else { Ok(()) }
}

fn set_inheritable(fd: i32) -> Step {
    // SAFETY: a number.
    unsafe {
        let flags = libc::fcntl(fd, libc::F_GETFD);
        succeed(flags)?;
        succeed(libc::fcntl(fd, libc::F_SETFD, flags & !libc::FD_CLOEXEC))
    }
}

/// Moves descriptors to where the program expects them.
fn redirect(plan: &Plan) -> Step {
    let [p2cread, p2cwrite, c2pread, c2pwrite, errread, errwrite] = plan.pipes;
    // SAFETY: numbers only.
    unsafe {
        for fd in [p2cwrite, c2pread, errread] {
            if fd >= 0 {
                succeed(libc::close(fd))?;
            }
        }
        let (mut output, mut error) = (c2pwrite, errwrite);
        // Low numbers must not be overwritten before they are moved.
        if output == 0 {
            output = libc::dup(output);
            succeed(output)?;
        }
        while (0..=1).contains(&error) {
            error = libc::dup(error);
            succeed(error)?;
        }
        for (fd, target) in [(p2cread, 0), (output, 1), (error, 2)] {
            if fd == target {
                set_inheritable(fd)?;
            } else if fd >= 0 {
                succeed(libc::dup2(fd, target))?;
            }
        }
    }
    Ok(())
}

fn close_others(plan: &Plan) {
    let mut start = 3u32;
    // The list is sorted.
    let ends = plan
        .keep
        .iter()
        .copied()
        .filter(|&fd| fd >= 3)
        .map(|fd| fd as u32);
    for end in ends.chain(std::iter::once(u32::MAX)) {
        if start < end {
            // SAFETY: numbers; failures do not matter.
            unsafe {
                let last = end - 1;
                if libc::syscall(libc::SYS_close_range, start, last, 0) != 0 {
                    for fd in start..last.min(65536) {
                        libc::close(fd as i32);
                    }
                }
            }
        }
        start = end.saturating_add(1);
    }
}

fn identities(plan: &Plan) -> Step {
    // SAFETY: numbers and our own list.
    unsafe {
        if plan.new_session {
            succeed(libc::setsid())?;
        }
        if plan.process_group >= 0 {
            succeed(libc::setpgid(0, plan.process_group))?;
        }
        if let Some(groups) = &plan.groups {
            succeed(libc::setgroups(groups.len(), groups.as_ptr()))?;
        }
        if let Some(group) = plan.group {
            succeed(libc::setregid(group, group))?;
        }
        if let Some(user) = plan.user {
            succeed(libc::setreuid(user, user))?;
        }
    }
    Ok(())
}

/// The child's way to the exec; only a failure returns. `prepare` runs Python code.
fn run_child(plan: &Plan, prepare: impl FnOnce() -> bool) -> &'static str {
    let steps = || -> Step {
        time_slice::restore();
        for &fd in &plan.keep {
            if fd != plan.error_pipe {
                set_inheritable(fd)?;
            }
        }
        redirect(plan)?;
        // SAFETY: strings and numbers.
        unsafe {
            if let Some(directory) = &plan.working_directory
                && libc::chdir(directory.as_ptr()) != 0
            {
                return Err("noexec:chdir");
            }
            if plan.umask >= 0 {
                libc::umask(plan.umask as libc::mode_t);
            }
            if plan.restore_signals {
                for signal in [libc::SIGPIPE, libc::SIGXFSZ] {
                    libc::signal(signal, libc::SIG_DFL);
                }
            }
        }
        identities(plan)
    };
    match steps() {
        Ok(()) => {}
        Err("") => return "noexec",
        Err(what) => return what,
    }
    if plan.prepares && !prepare() {
        return "preexec";
    }
    if plan.close_fds {
        close_others(plan);
    }
    let mut reported = 0;
    for path in &plan.exec_paths {
        // SAFETY: terminated strings and arrays.
        unsafe {
            match &plan.environment {
                Some(environment) => {
                    libc::execve(path.as_ptr(), plan.arguments.as_ptr(), environment.as_ptr())
                }
                None => libc::execv(path.as_ptr(), plan.arguments.as_ptr()),
            };
        }
        let error = errno();
        if error != libc::ENOENT && error != libc::ENOTDIR && reported == 0 {
            reported = error;
        }
    }
    if reported != 0 {
        // SAFETY: this thread's errno.
        unsafe { *libc::__errno_location() = reported };
    }
    ""
}

/// Tells the parent what failed, as "ExceptionName:hex errno:where". Makes no allocation.
fn report(pipe: i32, place: &str) {
    let error = errno();
    let write = |text: &[u8]| {
        // SAFETY: a slice.
        unsafe { libc::write(pipe, text.as_ptr().cast(), text.len()) };
    };
    if place == "preexec" {
        write(b"SubprocessError:0:Exception occurred in preexec_fn.");
        return;
    }
    write(b"OSError:");
    let mut digits = [0u8; 8];
    let mut at = digits.len();
    let mut rest = error as u32;
    loop {
        at -= 1;
        digits[at] = b"0123456789ABCDEF"[(rest % 16) as usize];
        rest /= 16;
        if rest == 0 || at == 0 {
            break;
        }
    }
    write(&digits[at..]);
    write(b":");
    write(place.as_bytes());
}

fn optional_identity(thread: &Thread, value: Value, what: &str) -> Result<Option<u32>> {
    if value.is_none() {
        return Ok(None);
    }
    process_identity(thread, value, what).map(Some)
}

fn process_identity(thread: &Thread, value: Value, what: &str) -> Result<u32> {
    let number = crate::support::to_ssize(thread, value)?;
    u32::try_from(number).map_err(|_| errors::value_error(thread, format!("invalid {what}")))
}

fn descriptors(thread: &Thread, value: Value) -> Result<Vec<i32>> {
    let Some(tuple) = value.downcast::<TupleObject>() else {
        return Err(errors::type_error(thread, "fds_to_keep must be a tuple"));
    };
    let mut fds: Vec<i32> = Vec::with_capacity(tuple.len());
    for item in tuple.iter() {
        let fd = if typhon_objects::int::is_int(item) {
            typhon_objects::int::to_i64(item).unwrap_or(-1)
        } else {
            -1
        };
        let in_order =
            fd >= 0 && fd <= i32::MAX as i64 && fds.last().is_none_or(|&last| fd > last as i64);
        if !in_order {
            return Err(errors::value_error(thread, "bad value(s) in fds_to_keep"));
        }
        fds.push(fd as i32);
    }
    Ok(fds)
}

fn fork_exec(thread: &Thread, args: &[Value]) -> Result {
    let given: Tuple = Ref::of(args[0]);
    if given.len() != 22 {
        return Err(errors::type_error(
            thread,
            format!("fork_exec expected 22 arguments, got {}", given.len()),
        ));
    }
    let at = |index: usize| given.get(index);
    let truth = |index: usize| operations::truth(thread, at(index));
    let number = |index: usize| int(thread, at(index));
    let mut arguments = Vec::new();
    operations::for_each(thread, at(0), |item| {
        arguments.push(c_string(thread, item)?);
        Ok(())
    })?;
    let mut exec_paths = Vec::new();
    operations::for_each(thread, at(1), |item| {
        exec_paths.push(c_string(thread, item)?);
        Ok(())
    })?;
    let mut environment = Vec::new();
    let has_environment = !at(5).is_none();
    if has_environment {
        operations::for_each(thread, at(5), |item| {
            environment.push(c_string(thread, item)?);
            Ok(())
        })?;
    }
    let working_directory = if at(4).is_none() {
        None
    } else {
        Some(c_string(thread, at(4))?)
    };
    let close_fds = truth(2)?;
    let keep = descriptors(thread, at(3))?;
    let error_pipe = number(13)?;
    if close_fds && error_pipe < 3 {
        return Err(errors::value_error(thread, "errpipe_write must be >= 3"));
    }
    let mut pipes = [0; 6];
    for (index, pipe) in pipes.iter_mut().enumerate() {
        *pipe = number(6 + index)?;
    }
    let groups = if at(18).is_none() {
        None
    } else {
        let mut groups = Vec::new();
        operations::for_each(thread, at(18), |item| {
            groups.push(process_identity(thread, item, "group id")?);
            Ok(())
        })?;
        Some(groups)
    };
    let prepare = at(21);
    let plan = Plan {
        arguments: process::pointers(&arguments),
        exec_paths,
        environment: has_environment.then(|| process::pointers(&environment)),
        working_directory,
        close_fds,
        keep,
        pipes,
        error_pipe,
        restore_signals: truth(14)?,
        new_session: truth(15)?,
        process_group: number(16)?,
        group: optional_identity(thread, at(17), "group id")?,
        groups,
        user: optional_identity(thread, at(19), "user id")?,
        umask: number(20)?,
        prepares: !prepare.is_none(),
    };
    spawn(thread, &plan, prepare)
}

/// Forks, and goes the child's way in the child.
fn spawn(thread: &Thread, plan: &Plan, prepare: Value) -> Result {
    if plan.prepares {
        process::before_fork(thread)?;
    }
    let prepared = process::Fork::prepare(thread);
    // Signals that come between fork and exec must not run our handler in the child.
    // SAFETY: sets that are filled before use; the child makes only async-signal-safe calls, unless it is
    // to run Python code, for which the heap is made ready.
    let pid = unsafe {
        let mut all: libc::sigset_t = std::mem::zeroed();
        let mut old: libc::sigset_t = std::mem::zeroed();
        libc::sigfillset(&mut all);
        libc::pthread_sigmask(libc::SIG_BLOCK, &all, &mut old);
        let pid = libc::fork();
        if pid == 0 {
            if plan.prepares {
                prepared.in_child(thread);
            }
            libc::pthread_sigmask(libc::SIG_SETMASK, &old, std::ptr::null_mut());
            let place = run_child(plan, || {
                process::after_fork_child(thread).is_ok() && call(thread, prepare, &[]).is_ok()
            });
            report(plan.error_pipe, place);
            libc::_exit(255);
        }
        let error = errno();
        libc::pthread_sigmask(libc::SIG_SETMASK, &old, std::ptr::null_mut());
        *libc::__errno_location() = error;
        pid
    };
    let error = errno();
    prepared.in_parent(thread);
    if plan.prepares {
        process::after_fork_parent(thread)?;
    }
    if pid < 0 {
        return Err(errors::os_error(thread, error, None));
    }
    Ok(Value::fixnum(pid as i64))
}

pub static MODULE: ModuleSpec = ModuleSpec {
    name: "_posixsubprocess",
    doc: "A POSIX helper for the subprocess module.",
    functions: &[function(
        "fork_exec",
        fork_exec,
        "(*args)",
        "Spawn a fresh new child process.",
    )],
    types: &[],
    setup: None,
};
