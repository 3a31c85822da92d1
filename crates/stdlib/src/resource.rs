//! The module `resource`: limits and usage of the process.

use crate::posix::int;
use typhon_objects::float;
use typhon_objects::int as ints;
use typhon_objects::prelude::*;
use typhon_objects::struct_sequence::{Field, SequenceSpec};

const fn field(name: &'static str) -> Field {
    Field { name, doc: "" }
}

static USAGE: SequenceSpec = SequenceSpec::new(
    "resource",
    "struct_rusage",
    "struct_rusage: Result from getrusage.",
    &[
        field("ru_utime"),
        field("ru_stime"),
        field("ru_maxrss"),
        field("ru_ixrss"),
        field("ru_idrss"),
        field("ru_isrss"),
        field("ru_minflt"),
        field("ru_majflt"),
        field("ru_nswap"),
        field("ru_inblock"),
        field("ru_oublock"),
        field("ru_msgsnd"),
        field("ru_msgrcv"),
        field("ru_nsignals"),
        field("ru_nvcsw"),
        field("ru_nivcsw"),
    ],
    16,
);

/// A usage record as Python sees it.
pub fn usage_value(thread: &Thread, usage: &libc::rusage) -> Result {
    let seconds = |time: libc::timeval| {
        float::from_f64(thread, time.tv_sec as f64 + time.tv_usec as f64 * 1e-6)
    };
    let mut values = [Value::fixnum(0); 16];
    values[0] = seconds(usage.ru_utime)?;
    values[1] = seconds(usage.ru_stime)?;
    let counts = [
        usage.ru_maxrss,
        usage.ru_ixrss,
        usage.ru_idrss,
        usage.ru_isrss,
        usage.ru_minflt,
        usage.ru_majflt,
        usage.ru_nswap,
        usage.ru_inblock,
        usage.ru_oublock,
        usage.ru_msgsnd,
        usage.ru_msgrcv,
        usage.ru_nsignals,
        usage.ru_nvcsw,
        usage.ru_nivcsw,
    ];
    for (value, count) in values[2..].iter_mut().zip(counts) {
        *value = Value::fixnum(count);
    }
    USAGE.make(thread, &values)
}

fn getrusage(thread: &Thread, args: &[Value]) -> Result {
    let who = int(thread, args[0])?;
    // SAFETY: a zeroed rusage is valid to be filled.
    let mut usage: libc::rusage = unsafe { std::mem::zeroed() };
    // SAFETY: a buffer of the right type.
    if unsafe { libc::getrusage(who, &mut usage) } != 0 {
        if crate::system_calls::errno() == libc::EINVAL {
            return Err(errors::value_error(thread, "invalid who parameter"));
        }
        return Err(errors::last_os_error(thread, None));
    }
    usage_value(thread, &usage)
}

fn limit_value(thread: &Thread, limit: libc::rlim_t) -> Result {
    if limit == libc::RLIM_INFINITY {
        return Ok(Value::fixnum(-1));
    }
    ints::from_u64(thread, limit)
}

fn limits_value(thread: &Thread, limits: &libc::rlimit) -> Result {
    let pair = [
        limit_value(thread, limits.rlim_cur)?,
        limit_value(thread, limits.rlim_max)?,
    ];
    crate::support::tuple(thread, &pair)
}

fn check(thread: &Thread, resource: i32) -> Result<()> {
    if (0..16).contains(&resource) {
        return Ok(());
    }
    Err(errors::value_error(thread, "invalid resource specified"))
}

fn limits_argument(thread: &Thread, value: Value) -> Result<libc::rlimit> {
    let pair = operations::tuple_from(thread, value)?;
    if pair.len() != 2 {
        return Err(errors::value_error(
            thread,
            "expected a tuple of 2 integers",
        ));
    }
    let one = |value: Value| -> Result<libc::rlim_t> {
        let number = crate::support::to_ssize(thread, value)?;
        Ok(number as libc::rlim_t)
    };
    Ok(libc::rlimit {
        rlim_cur: one(pair.get(0))?,
        rlim_max: one(pair.get(1))?,
    })
}

fn prlimit(thread: &Thread, args: &[Value]) -> Result {
    let (pid, resource) = (int(thread, args[0])?, int(thread, args[1])?);
    check(thread, resource)?;
    let new = match args[2].present().filter(|value| !value.is_none()) {
        Some(value) => Some(limits_argument(thread, value)?),
        None => None,
    };
    let pointer = new
        .as_ref()
        .map_or(std::ptr::null(), |limits| limits as *const _);
    let mut old = libc::rlimit {
        rlim_cur: 0,
        rlim_max: 0,
    };
    // SAFETY: limits or nothing, and a buffer of the right type.
    if unsafe { libc::prlimit(pid, resource as _, pointer, &mut old) } != 0 {
        if crate::system_calls::errno() == libc::EINVAL {
            return Err(errors::value_error(
                thread,
                "current limit exceeds maximum limit",
            ));
        }
        return Err(errors::last_os_error(thread, None));
    }
    limits_value(thread, &old)
}

fn getrlimit(thread: &Thread, args: &[Value]) -> Result {
    prlimit(thread, &[Value::fixnum(0), args[0], Value::NULL])
}

fn setrlimit(thread: &Thread, args: &[Value]) -> Result {
    match prlimit(thread, &[Value::fixnum(0), args[0], args[1]]) {
        Ok(_) => Ok(Value::NONE),
        Err(raised) if raised.is(&tree::PERMISSION_ERROR) => Err(errors::value_error(
            thread,
            "not allowed to raise maximum limit",
        )),
        Err(raised) => Err(raised),
    }
}

fn setup(thread: &Thread, module: Module) -> Result<()> {
    module.set(thread, "struct_rusage", USAGE.ready(thread)?.value())?;
    module.set(thread, "error", tree::OS_ERROR.get().value())?;
    for (name, number) in [
        ("RLIMIT_CPU", libc::RLIMIT_CPU as i64),
        ("RLIMIT_FSIZE", libc::RLIMIT_FSIZE as i64),
        ("RLIMIT_DATA", libc::RLIMIT_DATA as i64),
        ("RLIMIT_STACK", libc::RLIMIT_STACK as i64),
        ("RLIMIT_CORE", libc::RLIMIT_CORE as i64),
        ("RLIMIT_RSS", libc::RLIMIT_RSS as i64),
        ("RLIMIT_NPROC", libc::RLIMIT_NPROC as i64),
        ("RLIMIT_NOFILE", libc::RLIMIT_NOFILE as i64),
        ("RLIMIT_OFILE", libc::RLIMIT_NOFILE as i64),
        ("RLIMIT_MEMLOCK", libc::RLIMIT_MEMLOCK as i64),
        ("RLIMIT_AS", libc::RLIMIT_AS as i64),
        ("RLIMIT_MSGQUEUE", libc::RLIMIT_MSGQUEUE as i64),
        ("RLIMIT_NICE", libc::RLIMIT_NICE as i64),
        ("RLIMIT_RTPRIO", libc::RLIMIT_RTPRIO as i64),
        ("RLIMIT_SIGPENDING", libc::RLIMIT_SIGPENDING as i64),
        ("RLIM_INFINITY", -1),
        ("RUSAGE_SELF", libc::RUSAGE_SELF as i64),
        ("RUSAGE_CHILDREN", libc::RUSAGE_CHILDREN as i64),
        ("RUSAGE_THREAD", libc::RUSAGE_THREAD as i64),
    ] {
        module.set(thread, name, Value::fixnum(number))?;
    }
    Ok(())
}

pub static MODULE: ModuleSpec = ModuleSpec {
    name: "resource",
    doc: "",
    functions: &[
        function("getrusage", getrusage, "(who, /)", ""),
        function("getrlimit", getrlimit, "(resource, /)", ""),
        function("setrlimit", setrlimit, "(resource, limits, /)", ""),
        function("prlimit", prlimit, "(pid, resource, limits=None, /)", ""),
        function(
            "getpagesize",
            // SAFETY: a number.
            |_, _| Ok(Value::fixnum(unsafe { libc::sysconf(libc::_SC_PAGESIZE) })),
            "()",
            "",
        ),
    ],
    types: &[],
    setup: Some(setup),
};
