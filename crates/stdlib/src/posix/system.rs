//! Functions of module `posix` on the system: the environment, limits, names, randomness.

use super::{int, nothing, size};
use crate::system_calls::{self, NAME_OR_FD, checked, file_descriptor, path};
use std::ffi::CString;
use typhon_objects::bytes::Bytes;
use typhon_objects::float;
use typhon_objects::int as ints;
use typhon_objects::prelude::*;
use typhon_objects::struct_sequence::{Field, SequenceSpec};

const fn field(name: &'static str, doc: &'static str) -> Field {
    Field { name, doc }
}

pub static UNAME_RESULT: SequenceSpec = SequenceSpec::new(
    "posix",
    "uname_result",
    "uname_result: Result from os.uname().",
    &[
        field("sysname", "operating system name"),
        field(
            "nodename",
            "name of machine on network (implementation-defined)",
        ),
        field("release", "operating system release"),
        field("version", "operating system version"),
        field("machine", "hardware identifier"),
    ],
    5,
);

unsafe extern "C" {
    static environ: *const *const libc::c_char;
    fn getlogin_r(name: *mut libc::c_char, size: usize) -> i32;
}

/// The environment as a dict of bytes.
pub fn environment(thread: &Thread) -> Result<Dict> {
    let dict = Dict::new(thread)?;
    // SAFETY: the process's environment; it is changed only by `putenv` and `unsetenv`.
    let mut entry = unsafe { environ };
    // SAFETY: the array ends with NULL, and its strings are terminated.
    while !entry.is_null() && unsafe { !(*entry).is_null() } {
        // SAFETY: as above.
        let text = unsafe { std::ffi::CStr::from_ptr(*entry) }.to_bytes();
        if let Some(at) = memchr::memchr(b'=', text) {
            let key = Bytes::new(thread, &text[..at])?;
            let value = Bytes::new(thread, &text[at + 1..])?;
            dict.set_default(thread, key.value(), value.value())?;
        }
        // SAFETY: not the end yet.
        entry = unsafe { entry.add(1) };
    }
    Ok(dict)
}

pub fn create_environ(thread: &Thread, _args: &[Value]) -> Result {
    Ok(environment(thread)?.value())
}

pub fn putenv(thread: &Thread, args: &[Value]) -> Result {
    let key = system_calls::c_string(thread, args[0])?;
    let value = system_calls::c_string(thread, args[1])?;
    if key.as_bytes().contains(&b'=') {
        return Err(errors::value_error(
            thread,
            "illegal environment variable name",
        ));
    }
    // SAFETY: terminated strings.
    if unsafe { libc::setenv(key.as_ptr(), value.as_ptr(), 1) } != 0 {
        return Err(errors::last_os_error(thread, None));
    }
    nothing()
}

pub fn unsetenv(thread: &Thread, args: &[Value]) -> Result {
    let key = system_calls::c_string(thread, args[0])?;
    // SAFETY: a terminated string.
    if unsafe { libc::unsetenv(key.as_ptr()) } != 0 {
        return Err(errors::last_os_error(thread, None));
    }
    nothing()
}

pub fn strerror(thread: &Thread, args: &[Value]) -> Result {
    let code = int(thread, args[0])?;
    crate::support::text(thread, errors::error_text(code))
}

fn random_bytes(thread: &Thread, length: i64, flags: u32) -> Result<Vec<u8>> {
    if length < 0 {
        return Err(errors::value_error(thread, "negative argument not allowed"));
    }
    let mut data = vec![0u8; length as usize];
    let mut filled = 0;
    while filled < data.len() {
        let (pointer, left) = (data[filled..].as_mut_ptr() as usize, data.len() - filled);
        // SAFETY: a buffer of this length.
        let count = checked(thread, None, || unsafe {
            libc::getrandom(pointer as *mut libc::c_void, left, flags) as i64
        })?;
        filled += count as usize;
    }
    Ok(data)
}

pub fn urandom(thread: &Thread, args: &[Value]) -> Result {
    let data = random_bytes(thread, size(thread, args[0])?, 0)?;
    Ok(Bytes::new(thread, &data)?.value())
}

pub fn getrandom(thread: &Thread, args: &[Value]) -> Result {
    let flags = match args[1].present() {
        Some(flags) => int(thread, flags)?,
        None => 0,
    };
    let length = size(thread, args[0])?;
    if length < 0 {
        return Err(errors::os_error(thread, libc::EINVAL, None));
    }
    let data = random_bytes(thread, length, flags as u32)?;
    Ok(Bytes::new(thread, &data)?.value())
}

pub fn cpu_count(thread: &Thread, _args: &[Value]) -> Result {
    let given = typhon_interp::system::Config::get()
        .x_options
        .iter()
        .find(|(name, _)| name == "cpu_count")
        .and_then(|(_, value)| value.as_deref()?.parse::<i64>().ok());
    let _ = thread;
    // SAFETY: a number.
    let count = given.unwrap_or_else(|| unsafe { libc::sysconf(libc::_SC_NPROCESSORS_ONLN) });
    Ok(if count < 1 {
        Value::NONE
    } else {
        Value::fixnum(count)
    })
}

pub fn getloadavg(thread: &Thread, _args: &[Value]) -> Result {
    let mut loads = [0.0f64; 3];
    // SAFETY: room for three numbers.
    if unsafe { libc::getloadavg(loads.as_mut_ptr(), 3) } != 3 {
        return Err(errors::new(
            thread,
            &tree::OS_ERROR,
            "Load averages are unobtainable",
        ));
    }
    let values = [
        float::from_f64(thread, loads[0])?,
        float::from_f64(thread, loads[1])?,
        float::from_f64(thread, loads[2])?,
    ];
    crate::support::tuple(thread, &values)
}

pub fn uname(thread: &Thread, _args: &[Value]) -> Result {
    // SAFETY: a zeroed utsname is valid to be filled.
    let mut names: libc::utsname = unsafe { std::mem::zeroed() };
    // SAFETY: a buffer of the right type.
    if unsafe { libc::uname(&mut names) } < 0 {
        return Err(errors::last_os_error(thread, None));
    }
    let text = |part: &[libc::c_char]| -> Result {
        // SAFETY: terminated by the call.
        let part = unsafe { std::ffi::CStr::from_ptr(part.as_ptr()) };
        Ok(system_calls::decode_os(thread, part.to_bytes())?.value())
    };
    let values = [
        text(&names.sysname)?,
        text(&names.nodename)?,
        text(&names.release)?,
        text(&names.version)?,
        text(&names.machine)?,
    ];
    UNAME_RESULT.make(thread, &values)
}

pub fn getlogin(thread: &Thread, _args: &[Value]) -> Result {
    let mut name = [0 as libc::c_char; 256];
    // SAFETY: a buffer of this length.
    let error = unsafe { getlogin_r(name.as_mut_ptr(), name.len()) };
    if error != 0 {
        return Err(errors::os_error(thread, error, None));
    }
    // SAFETY: terminated by the call.
    let name = unsafe { std::ffi::CStr::from_ptr(name.as_ptr()) };
    Ok(system_calls::decode_os(thread, name.to_bytes())?.value())
}

pub fn ctermid(thread: &Thread, _args: &[Value]) -> Result {
    crate::support::text(thread, "/dev/tty")
}

pub const SYSCONF: &[(&str, i32)] = &[
    ("SC_ARG_MAX", libc::_SC_ARG_MAX),
    ("SC_CHILD_MAX", libc::_SC_CHILD_MAX),
    ("SC_CLK_TCK", libc::_SC_CLK_TCK),
    ("SC_NGROUPS_MAX", libc::_SC_NGROUPS_MAX),
    ("SC_OPEN_MAX", libc::_SC_OPEN_MAX),
    ("SC_STREAM_MAX", libc::_SC_STREAM_MAX),
    ("SC_TZNAME_MAX", libc::_SC_TZNAME_MAX),
    ("SC_JOB_CONTROL", libc::_SC_JOB_CONTROL),
    ("SC_SAVED_IDS", libc::_SC_SAVED_IDS),
    ("SC_REALTIME_SIGNALS", libc::_SC_REALTIME_SIGNALS),
    ("SC_PRIORITY_SCHEDULING", libc::_SC_PRIORITY_SCHEDULING),
    ("SC_TIMERS", libc::_SC_TIMERS),
    ("SC_FSYNC", libc::_SC_FSYNC),
    ("SC_MAPPED_FILES", libc::_SC_MAPPED_FILES),
    ("SC_MEMLOCK", libc::_SC_MEMLOCK),
    ("SC_SEMAPHORES", libc::_SC_SEMAPHORES),
    ("SC_SHARED_MEMORY_OBJECTS", libc::_SC_SHARED_MEMORY_OBJECTS),
    ("SC_VERSION", libc::_SC_VERSION),
    ("SC_PAGESIZE", libc::_SC_PAGESIZE),
    ("SC_PAGE_SIZE", libc::_SC_PAGESIZE),
    ("SC_RTSIG_MAX", libc::_SC_RTSIG_MAX),
    ("SC_SEM_NSEMS_MAX", libc::_SC_SEM_NSEMS_MAX),
    ("SC_SEM_VALUE_MAX", libc::_SC_SEM_VALUE_MAX),
    ("SC_LINE_MAX", libc::_SC_LINE_MAX),
    ("SC_IOV_MAX", libc::_SC_IOV_MAX),
    ("SC_GETGR_R_SIZE_MAX", libc::_SC_GETGR_R_SIZE_MAX),
    ("SC_GETPW_R_SIZE_MAX", libc::_SC_GETPW_R_SIZE_MAX),
    ("SC_LOGIN_NAME_MAX", libc::_SC_LOGIN_NAME_MAX),
    ("SC_TTY_NAME_MAX", libc::_SC_TTY_NAME_MAX),
    ("SC_THREADS", libc::_SC_THREADS),
    ("SC_THREAD_STACK_MIN", libc::_SC_THREAD_STACK_MIN),
    ("SC_THREAD_THREADS_MAX", libc::_SC_THREAD_THREADS_MAX),
    ("SC_NPROCESSORS_CONF", libc::_SC_NPROCESSORS_CONF),
    ("SC_NPROCESSORS_ONLN", libc::_SC_NPROCESSORS_ONLN),
    ("SC_PHYS_PAGES", libc::_SC_PHYS_PAGES),
    ("SC_AVPHYS_PAGES", libc::_SC_AVPHYS_PAGES),
    ("SC_ATEXIT_MAX", libc::_SC_ATEXIT_MAX),
    ("SC_XOPEN_VERSION", libc::_SC_XOPEN_VERSION),
    ("SC_MONOTONIC_CLOCK", libc::_SC_MONOTONIC_CLOCK),
    ("SC_HOST_NAME_MAX", libc::_SC_HOST_NAME_MAX),
    ("SC_SYMLOOP_MAX", libc::_SC_SYMLOOP_MAX),
];

pub const PATHCONF: &[(&str, i32)] = &[
    ("PC_LINK_MAX", libc::_PC_LINK_MAX),
    ("PC_MAX_CANON", libc::_PC_MAX_CANON),
    ("PC_MAX_INPUT", libc::_PC_MAX_INPUT),
    ("PC_NAME_MAX", libc::_PC_NAME_MAX),
    ("PC_PATH_MAX", libc::_PC_PATH_MAX),
    ("PC_PIPE_BUF", libc::_PC_PIPE_BUF),
    ("PC_CHOWN_RESTRICTED", libc::_PC_CHOWN_RESTRICTED),
    ("PC_NO_TRUNC", libc::_PC_NO_TRUNC),
    ("PC_VDISABLE", libc::_PC_VDISABLE),
    ("PC_FILESIZEBITS", libc::_PC_FILESIZEBITS),
    ("PC_SYMLINK_MAX", libc::_PC_SYMLINK_MAX),
];

pub const CONFSTR: &[(&str, i32)] = &[
    ("CS_PATH", libc::_CS_PATH),
    ("CS_GNU_LIBC_VERSION", 2),
    ("CS_GNU_LIBPTHREAD_VERSION", 3),
];

/// A name from a table, or a number.
fn configuration_name(thread: &Thread, value: Value, table: &[(&str, i32)]) -> Result<i32> {
    if ints::is_int(value) {
        return int(thread, value);
    }
    let Some(name) = value.downcast::<StrObject>() else {
        return Err(errors::type_error(
            thread,
            "configuration names must be strings or integers",
        ));
    };
    match table.iter().find(|(known, _)| name.is_text(known)) {
        Some((_, number)) => Ok(*number),
        None => Err(errors::value_error(
            thread,
            "unrecognized configuration name",
        )),
    }
}

/// The result of a call whose -1 may be a value too.
fn limit(thread: &Thread, call: impl FnOnce() -> i64) -> Result {
    // SAFETY: errno of this thread is cleared to tell an error from -1.
    unsafe { *libc::__errno_location() = 0 };
    let value = call();
    let error = system_calls::errno();
    if value == -1 && error != 0 {
        return Err(errors::os_error(thread, error, None));
    }
    ints::from_i64(thread, value)
}

pub fn sysconf(thread: &Thread, args: &[Value]) -> Result {
    let name = configuration_name(thread, args[0], SYSCONF)?;
    // SAFETY: a number.
    limit(thread, || unsafe { libc::sysconf(name) })
}

pub fn pathconf(thread: &Thread, args: &[Value]) -> Result {
    let target = path(thread, "pathconf", "path", args[0], NAME_OR_FD)?;
    let name = configuration_name(thread, args[1], PATHCONF)?;
    // SAFETY: a terminated path or a number.
    limit(thread, || unsafe {
        match target.fd {
            Some(fd) => libc::fpathconf(fd, name),
            None => libc::pathconf(target.as_ptr(), name),
        }
    })
}

pub fn fpathconf(thread: &Thread, args: &[Value]) -> Result {
    let fd = file_descriptor(thread, args[0])?;
    let name = configuration_name(thread, args[1], PATHCONF)?;
    // SAFETY: a number.
    limit(thread, || unsafe { libc::fpathconf(fd, name) })
}

pub fn confstr(thread: &Thread, args: &[Value]) -> Result {
    let name = configuration_name(thread, args[0], CONFSTR)?;
    let mut buffer = [0u8; 1024];
    // SAFETY: a buffer of this length.
    let length = unsafe { libc::confstr(name, buffer.as_mut_ptr().cast(), buffer.len()) };
    if length == 0 {
        return nothing();
    }
    let text = &buffer[..length.min(buffer.len()) - 1];
    Ok(system_calls::decode_os(thread, text)?.value())
}

pub fn device_major(thread: &Thread, args: &[Value]) -> Result {
    let device = crate::support::to_ssize(thread, args[0])? as libc::dev_t;
    Ok(Value::fixnum(libc::major(device) as i64))
}

pub fn device_minor(thread: &Thread, args: &[Value]) -> Result {
    let device = crate::support::to_ssize(thread, args[0])? as libc::dev_t;
    Ok(Value::fixnum(libc::minor(device) as i64))
}

pub fn device_make(thread: &Thread, args: &[Value]) -> Result {
    let (major, minor) = (int(thread, args[0])?, int(thread, args[1])?);
    ints::from_u64(thread, libc::makedev(major as u32, minor as u32))
}

fn attribute_name(thread: &Thread, value: Value) -> Result<CString> {
    system_calls::c_string(thread, value)
}

pub fn getxattr(thread: &Thread, args: &[Value]) -> Result {
    let target = path(thread, "getxattr", "path", args[0], NAME_OR_FD)?;
    let name = attribute_name(thread, args[1])?;
    let follow = super::follow(thread, args[2])?;
    let mut data = vec![0u8; 65536];
    let (pointer, length) = (data.as_mut_ptr() as usize, data.len());
    // SAFETY: terminated strings and a buffer of this length.
    let count = checked(thread, target.shown(), || unsafe {
        let buffer = pointer as *mut libc::c_void;
        (match (target.fd, follow) {
            (Some(fd), _) => libc::fgetxattr(fd, name.as_ptr(), buffer, length),
            (None, true) => libc::getxattr(target.as_ptr(), name.as_ptr(), buffer, length),
            (None, false) => libc::lgetxattr(target.as_ptr(), name.as_ptr(), buffer, length),
        }) as i64
    })?;
    Ok(Bytes::new(thread, &data[..count as usize])?.value())
}

pub fn setxattr(thread: &Thread, args: &[Value]) -> Result {
    let target = path(thread, "setxattr", "path", args[0], NAME_OR_FD)?;
    let name = attribute_name(thread, args[1])?;
    let data = typhon_objects::buffer::Buffer::acquire(thread, args[2], false)?.to_vec();
    let flags = match args[3].present() {
        Some(flags) => int(thread, flags)?,
        None => 0,
    };
    let follow = super::follow(thread, args[4])?;
    // SAFETY: terminated strings and data of this length.
    checked(thread, target.shown(), || unsafe {
        let (pointer, length) = (data.as_ptr().cast(), data.len());
        (match (target.fd, follow) {
            (Some(fd), _) => libc::fsetxattr(fd, name.as_ptr(), pointer, length, flags),
            (None, true) => libc::setxattr(target.as_ptr(), name.as_ptr(), pointer, length, flags),
            (None, false) => {
                libc::lsetxattr(target.as_ptr(), name.as_ptr(), pointer, length, flags)
            }
        }) as i64
    })?;
    nothing()
}

pub fn removexattr(thread: &Thread, args: &[Value]) -> Result {
    let target = path(thread, "removexattr", "path", args[0], NAME_OR_FD)?;
    let name = attribute_name(thread, args[1])?;
    let follow = super::follow(thread, args[2])?;
    // SAFETY: terminated strings.
    checked(thread, target.shown(), || unsafe {
        (match (target.fd, follow) {
            (Some(fd), _) => libc::fremovexattr(fd, name.as_ptr()),
            (None, true) => libc::removexattr(target.as_ptr(), name.as_ptr()),
            (None, false) => libc::lremovexattr(target.as_ptr(), name.as_ptr()),
        }) as i64
    })?;
    nothing()
}

pub fn listxattr(thread: &Thread, args: &[Value]) -> Result {
    let takes = system_calls::Takes {
        fd: true,
        none: true,
    };
    let target = path(thread, "listxattr", "path", args[0], takes)?;
    let follow = super::follow(thread, args[1])?;
    let mut data = vec![0u8; 65536];
    let (pointer, length) = (data.as_mut_ptr() as usize, data.len());
    // SAFETY: a terminated path and a buffer of this length.
    let count = checked(thread, target.shown(), || unsafe {
        let buffer = pointer as *mut libc::c_char;
        (match (target.fd, follow) {
            (Some(fd), _) => libc::flistxattr(fd, buffer, length),
            (None, true) => libc::listxattr(target.as_ptr(), buffer, length),
            (None, false) => libc::llistxattr(target.as_ptr(), buffer, length),
        }) as i64
    })?;
    let list = List::new(thread)?;
    for name in data[..count as usize].split(|&byte| byte == 0) {
        if !name.is_empty() {
            list.append(thread, system_calls::decode_os(thread, name)?.value())?;
        }
    }
    Ok(list.value())
}
