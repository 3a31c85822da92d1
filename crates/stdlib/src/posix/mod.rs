//! The module `posix`, which `os` is made of: one file a subject, one row a function.
//! Invariant: every system call that may wait runs outside the runtime.

mod constants;
mod directory;
mod files;
mod names;
pub mod process;
mod scheduling;
mod spawn;
pub mod stat;
mod system;

use crate::support::is_missing;
use typhon_objects::prelude::*;
use typhon_objects::struct_sequence::SequenceSpec;

pub(crate) fn int(thread: &Thread, value: Value) -> Result<i32> {
    crate::support::to_c_int(thread, value)
}

fn size(thread: &Thread, value: Value) -> Result<i64> {
    crate::support::to_ssize(thread, value)
}

fn offset(thread: &Thread, value: Value) -> Result<i64> {
    let int = operations::index_value(thread, value)?;
    typhon_objects::int::to_i64(int)
        .ok_or_else(|| errors::overflow_error(thread, "Python int too large to convert to C long"))
}

fn nothing() -> Result {
    Ok(Value::NONE)
}

/// The argument `dir_fd`.
fn dir_fd(thread: &Thread, value: Value) -> Result<i32> {
    if is_missing(value) {
        return Ok(libc::AT_FDCWD);
    }
    if value
        .class()
        .special(typhon_objects::types::Special::Index)
        .is_none()
    {
        return Err(errors::type_error(
            thread,
            format!(
                "argument should be integer or None, not {}",
                value.class().name_text()
            ),
        ));
    }
    int(thread, value)
}

/// The argument `follow_symlinks`, true by default.
fn follow(thread: &Thread, value: Value) -> Result<bool> {
    match value.present() {
        Some(value) => operations::truth(thread, value),
        None => Ok(true),
    }
}

fn setup(thread: &Thread, module: Module) -> Result<()> {
    scheduling::add_types(thread, module)?;
    constants::add(thread, module)?;
    let sequences: [&'static SequenceSpec; 6] = [
        &stat::STAT_RESULT,
        &stat::STATVFS_RESULT,
        &files::TERMINAL_SIZE,
        &process::TIMES_RESULT,
        &process::WAITID_RESULT,
        &system::UNAME_RESULT,
    ];
    for spec in sequences {
        module.set(thread, spec.name, spec.ready(thread)?.value())?;
    }
    directory::SCAN_ITERATOR.ready(thread)?;
    module.set(thread, "error", tree::OS_ERROR.get().value())?;
    module.set(thread, "environ", system::environment(thread)?.value())?;
    for (name, table) in [
        ("sysconf_names", system::SYSCONF),
        ("pathconf_names", system::PATHCONF),
        ("confstr_names", system::CONFSTR),
    ] {
        let dict = Dict::new(thread)?;
        for (key, number) in table {
            dict.set_str(
                thread,
                intern_text(thread, key)?,
                Value::fixnum(*number as i64),
            )?;
        }
        module.set(thread, name, dict.value())?;
    }
    let list = List::new(thread)?;
    for name in constants::HAVE {
        list.append(thread, crate::support::text(thread, name)?)?;
    }
    module.set(thread, "_have_functions", list.value())
}

pub static MODULE: ModuleSpec = ModuleSpec {
    name: "posix",
    doc: "This module provides access to operating system functionality that is\nstandardized by the C Standard and the POSIX standard (a thinly\ndisguised Unix interface).  Refer to the library manual and\ncorresponding Unix manual entries for more information on calls.",
    functions: &[
        function(
            "stat",
            stat::stat,
            "(path, *, dir_fd=None, follow_symlinks=True)",
            "Perform a stat system call on the given path.",
        ),
        function(
            "lstat",
            stat::lstat,
            "(path, *, dir_fd=None)",
            "Perform a stat system call on the given path, without following symbolic links.",
        ),
        function(
            "fstat",
            stat::fstat,
            "(fd)",
            "Perform a stat system call on the given file descriptor.",
        ),
        function("statvfs", stat::statvfs, "(path)", ""),
        function("fstatvfs", stat::statvfs, "(fd, /)", ""),
        function(
            "utime",
            stat::utime,
            "(path, times=None, *, ns=None, dir_fd=None, follow_symlinks=True)",
            "",
        ),
        function(
            "listdir",
            directory::listdir,
            "(path=None)",
            "Return a list containing the names of the files in the directory.",
        ),
        function(
            "scandir",
            directory::scandir,
            "(path=None)",
            "Return an iterator of DirEntry objects for given path.",
        ),
        function(
            "open",
            files::open,
            "(path, flags, mode=511, *, dir_fd=None)",
            "Open a file for low level IO.  Returns a file descriptor (integer).",
        ),
        function("close", files::close, "(fd)", "Close a file descriptor."),
        function("closerange", files::closerange, "(fd_low, fd_high, /)", ""),
        function(
            "read",
            files::read,
            "(fd, length, /)",
            "Read from a file descriptor.  Returns a bytes object.",
        ),
        function("readinto", files::readinto, "(fd, buffer, /)", ""),
        function(
            "write",
            files::write,
            "(fd, data, /)",
            "Write a bytes object to a file descriptor.",
        ),
        function("pread", files::pread, "(fd, length, offset, /)", ""),
        function("pwrite", files::pwrite, "(fd, buffer, offset, /)", ""),
        function("readv", files::readv, "(fd, buffers, /)", ""),
        function("writev", files::writev, "(fd, buffers, /)", ""),
        function("lseek", files::lseek, "(fd, position, whence, /)", ""),
        function("dup", files::dup, "(fd, /)", ""),
        function("dup2", files::dup2, "(fd, fd2, inheritable=True)", ""),
        function("pipe", files::pipe, "()", "Create a pipe."),
        function("pipe2", files::pipe2, "(flags, /)", ""),
        function("fsync", files::fsync, "(fd)", ""),
        function("fdatasync", files::fdatasync, "(fd)", ""),
        function("sync", files::sync, "()", ""),
        function("ftruncate", files::ftruncate, "(fd, length, /)", ""),
        function("truncate", files::truncate, "(path, length)", ""),
        function("isatty", files::isatty, "(fd, /)", ""),
        function("get_inheritable", files::get_inheritable, "(fd, /)", ""),
        function(
            "set_inheritable",
            files::set_inheritable,
            "(fd, inheritable, /)",
            "",
        ),
        function("get_blocking", files::get_blocking, "(fd, /)", ""),
        function("set_blocking", files::set_blocking, "(fd, blocking, /)", ""),
        function(
            "get_terminal_size",
            files::get_terminal_size,
            "(fd=1, /)",
            "",
        ),
        function(
            "sendfile",
            files::sendfile,
            "(out_fd, in_fd, offset, count)",
            "",
        ),
        function(
            "copy_file_range",
            files::copy_file_range,
            "(src, dst, count, offset_src=None, offset_dst=None)",
            "",
        ),
        function("lockf", files::lockf, "(fd, command, length, /)", ""),
        function(
            "posix_fallocate",
            files::posix_fallocate,
            "(fd, offset, length, /)",
            "",
        ),
        function(
            "posix_fadvise",
            files::posix_fadvise,
            "(fd, offset, length, advice, /)",
            "",
        ),
        function("memfd_create", files::memfd_create, "(name, flags=1)", ""),
        function("eventfd", files::eventfd, "(initval, flags=524288)", ""),
        function("eventfd_read", files::eventfd_read, "(fd)", ""),
        function("eventfd_write", files::eventfd_write, "(fd, value)", ""),
        function("openpty", files::openpty, "()", ""),
        function("ttyname", files::ttyname, "(fd, /)", ""),
        function("device_encoding", files::device_encoding, "(fd)", ""),
        function(
            "mkdir",
            names::mkdir,
            "(path, mode=511, *, dir_fd=None)",
            "",
        ),
        function(
            "mkfifo",
            names::mkfifo,
            "(path, mode=438, *, dir_fd=None)",
            "",
        ),
        function(
            "mknod",
            names::mknod,
            "(path, mode=384, device=0, *, dir_fd=None)",
            "",
        ),
        function("rmdir", names::rmdir, "(path, *, dir_fd=None)", ""),
        function("unlink", names::unlink, "(path, *, dir_fd=None)", ""),
        function(
            "remove",
            names::remove_function,
            "(path, *, dir_fd=None)",
            "",
        ),
        function(
            "rename",
            names::rename,
            "(src, dst, *, src_dir_fd=None, dst_dir_fd=None)",
            "",
        ),
        function(
            "replace",
            names::replace,
            "(src, dst, *, src_dir_fd=None, dst_dir_fd=None)",
            "",
        ),
        function(
            "link",
            names::link,
            "(src, dst, *, src_dir_fd=None, dst_dir_fd=None, follow_symlinks=False)",
            "",
        ),
        function(
            "symlink",
            names::symlink,
            "(src, dst, target_is_directory=False, *, dir_fd=None)",
            "",
        ),
        function("readlink", names::readlink, "(path, *, dir_fd=None)", ""),
        function("chdir", names::chdir, "(path)", ""),
        function("fchdir", names::fchdir, "(fd)", ""),
        function("chroot", names::chroot, "(path)", ""),
        function("getcwd", names::getcwd, "()", ""),
        function("getcwdb", names::getcwdb, "()", ""),
        function(
            "access",
            names::access,
            "(path, mode, *, dir_fd=None, effective_ids=False, follow_symlinks=True)",
            "",
        ),
        function(
            "chmod",
            names::chmod,
            "(path, mode, *, dir_fd=None, follow_symlinks=True)",
            "",
        ),
        function("fchmod", names::fchmod, "(fd, mode)", ""),
        function(
            "chown",
            names::chown,
            "(path, uid, gid, *, dir_fd=None, follow_symlinks=True)",
            "",
        ),
        function("lchown", names::lchown, "(path, uid, gid)", ""),
        function("fchown", names::fchown, "(fd, uid, gid)", ""),
        function("umask", names::umask, "(mask, /)", ""),
        function("_path_splitroot_ex", names::split_root, "(p, /)", ""),
        function("_path_normpath", names::normpath, "(path)", ""),
        function(
            "fspath",
            |thread, args| crate::system_calls::fspath(thread, args[0]),
            "(path)",
            "Return the file system path representation of the object.",
        ),
        function("getpid", process::getpid, "()", ""),
        function("getppid", process::getppid, "()", ""),
        function("getuid", process::getuid, "()", ""),
        function("geteuid", process::geteuid, "()", ""),
        function("getgid", process::getgid, "()", ""),
        function("getegid", process::getegid, "()", ""),
        function("getpgrp", process::getpgrp, "()", ""),
        function("setuid", process::setuid, "(uid, /)", ""),
        function("seteuid", process::seteuid, "(euid, /)", ""),
        function("setgid", process::setgid, "(gid, /)", ""),
        function("setegid", process::setegid, "(egid, /)", ""),
        function("setreuid", process::setreuid, "(ruid, euid, /)", ""),
        function("setregid", process::setregid, "(rgid, egid, /)", ""),
        function("setresuid", process::setresuid, "(ruid, euid, suid, /)", ""),
        function("setresgid", process::setresgid, "(rgid, egid, sgid, /)", ""),
        function("getresuid", process::getresuid, "()", ""),
        function("getresgid", process::getresgid, "()", ""),
        function("getgroups", process::getgroups, "()", ""),
        function("setgroups", process::setgroups, "(groups, /)", ""),
        function("getpgid", process::getpgid, "(pid)", ""),
        function("setpgid", process::setpgid, "(pid, pgrp, /)", ""),
        function("setpgrp", process::setpgrp, "()", ""),
        function("getsid", process::getsid, "(pid, /)", ""),
        function("setsid", process::setsid, "()", ""),
        function("tcgetpgrp", process::tcgetpgrp, "(fd, /)", ""),
        function("tcsetpgrp", process::tcsetpgrp, "(fd, pgid, /)", ""),
        function("getpriority", process::getpriority, "(which, who)", ""),
        function(
            "setpriority",
            process::setpriority,
            "(which, who, priority)",
            "",
        ),
        function("nice", process::nice, "(increment, /)", ""),
        function("kill", process::kill, "(pid, signal, /)", ""),
        function("killpg", process::killpg, "(pgid, signal, /)", ""),
        function(
            "_exit",
            process::exit_now,
            "(status)",
            "Exit to the system with specified status, without normal exit processing.",
        ),
        function("abort", process::abort, "()", ""),
        function(
            "register_at_fork",
            process::register_at_fork,
            "(*, before=None, after_in_child=None, after_in_parent=None)",
            "",
        ),
        function("fork", process::fork, "()", "Fork a child process."),
        function("forkpty", process::forkpty, "()", ""),
        function("execv", process::execv, "(path, argv, /)", ""),
        function("execve", process::execve, "(path, argv, env)", ""),
        function("waitpid", process::waitpid, "(pid, options, /)", ""),
        function("wait", process::wait, "()", ""),
        function("wait3", process::wait3, "(options)", ""),
        function("wait4", process::wait4, "(pid, options)", ""),
        function("waitid", process::waitid, "(idtype, id, options, /)", ""),
        function("WCOREDUMP", process::wcoredump, "(status, /)", ""),
        function("WIFCONTINUED", process::wifcontinued, "(status)", ""),
        function("WIFSTOPPED", process::wifstopped, "(status)", ""),
        function("WIFSIGNALED", process::wifsignaled, "(status)", ""),
        function("WIFEXITED", process::wifexited, "(status)", ""),
        function("WEXITSTATUS", process::wexitstatus, "(status)", ""),
        function("WTERMSIG", process::wtermsig, "(status)", ""),
        function("WSTOPSIG", process::wstopsig, "(status)", ""),
        function(
            "waitstatus_to_exitcode",
            process::waitstatus_to_exitcode,
            "(status)",
            "",
        ),
        function("system", process::system, "(command)", ""),
        function("times", process::times, "()", ""),
        function("sched_yield", process::sched_yield, "()", ""),
        function("sched_getparam", scheduling::sched_getparam, "(pid, /)", ""),
        function(
            "sched_setparam",
            scheduling::sched_setparam,
            "(pid, param, /)",
            "",
        ),
        function(
            "sched_setscheduler",
            scheduling::sched_setscheduler,
            "(pid, policy, param, /)",
            "",
        ),
        function(
            "sched_rr_get_interval",
            scheduling::sched_rr_get_interval,
            "(pid, /)",
            "",
        ),
        function(
            "sched_getaffinity",
            process::sched_getaffinity,
            "(pid, /)",
            "",
        ),
        function(
            "sched_setaffinity",
            process::sched_setaffinity,
            "(pid, mask, /)",
            "",
        ),
        function(
            "posix_spawn",
            |thread, args| spawn::posix_spawn(thread, args, false),
            "(path, argv, env, /, *, file_actions=(), setpgroup=None, resetids=False, setsid=False, setsigmask=(), setsigdef=(), scheduler=None)",
            "Execute the program specified by path in a new process.",
        ),
        function(
            "posix_spawnp",
            |thread, args| spawn::posix_spawn(thread, args, true),
            "(path, argv, env, /, *, file_actions=(), setpgroup=None, resetids=False, setsid=False, setsigmask=(), setsigdef=(), scheduler=None)",
            "Execute the program specified by path in a new process.",
        ),
        function(
            "sched_getscheduler",
            scheduling::sched_getscheduler,
            "(pid, /)",
            "",
        ),
        function(
            "sched_get_priority_max",
            scheduling::sched_get_priority_max,
            "(policy)",
            "",
        ),
        function(
            "sched_get_priority_min",
            scheduling::sched_get_priority_min,
            "(policy)",
            "",
        ),
        function("pidfd_open", process::pidfd_open, "(pid, flags=0)", ""),
        function("_create_environ", system::create_environ, "()", ""),
        function("putenv", system::putenv, "(name, value, /)", ""),
        function("unsetenv", system::unsetenv, "(name, /)", ""),
        function("strerror", system::strerror, "(code, /)", ""),
        function("urandom", system::urandom, "(size, /)", ""),
        function("getrandom", system::getrandom, "(size, flags=0)", ""),
        function("cpu_count", system::cpu_count, "()", ""),
        function("getloadavg", system::getloadavg, "()", ""),
        function("uname", system::uname, "()", ""),
        function("getlogin", system::getlogin, "()", ""),
        function("ctermid", system::ctermid, "()", ""),
        function("sysconf", system::sysconf, "(name, /)", ""),
        function("pathconf", system::pathconf, "(path, name)", ""),
        function("fpathconf", system::fpathconf, "(fd, name, /)", ""),
        function("confstr", system::confstr, "(name, /)", ""),
        function("major", system::device_major, "(device, /)", ""),
        function("minor", system::device_minor, "(device, /)", ""),
        function("makedev", system::device_make, "(major, minor, /)", ""),
        function(
            "getxattr",
            system::getxattr,
            "(path, attribute, *, follow_symlinks=True)",
            "",
        ),
        function(
            "setxattr",
            system::setxattr,
            "(path, attribute, value, flags=0, *, follow_symlinks=True)",
            "",
        ),
        function(
            "removexattr",
            system::removexattr,
            "(path, attribute, *, follow_symlinks=True)",
            "",
        ),
        function(
            "listxattr",
            system::listxattr,
            "(path=None, *, follow_symlinks=True)",
            "",
        ),
    ],
    types: &[&directory::DIR_ENTRY],
    setup: Some(setup),
};
