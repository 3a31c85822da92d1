//! The module `syslog`. The system keeps a pointer to the name that messages are headed with, so names stay.

use crate::posix::int as c_int;
use crate::support::import_attribute;
use crate::system_calls::c_string;
use std::ffi::CString;
use typhon_objects::prelude::*;
use typhon_sync::mutex::Mutex;

/// The name in use, and whether the log is open.
static OPEN: Mutex<Option<CString>> = Mutex::new(None);

const CONSTANTS: &[(&str, i32)] = &[
    ("LOG_EMERG", libc::LOG_EMERG),
    ("LOG_ALERT", libc::LOG_ALERT),
    ("LOG_CRIT", libc::LOG_CRIT),
    ("LOG_ERR", libc::LOG_ERR),
    ("LOG_WARNING", libc::LOG_WARNING),
    ("LOG_NOTICE", libc::LOG_NOTICE),
    ("LOG_INFO", libc::LOG_INFO),
    ("LOG_DEBUG", libc::LOG_DEBUG),
    ("LOG_PID", libc::LOG_PID),
    ("LOG_CONS", libc::LOG_CONS),
    ("LOG_NDELAY", libc::LOG_NDELAY),
    ("LOG_ODELAY", libc::LOG_ODELAY),
    ("LOG_NOWAIT", libc::LOG_NOWAIT),
    ("LOG_PERROR", libc::LOG_PERROR),
    ("LOG_KERN", libc::LOG_KERN),
    ("LOG_USER", libc::LOG_USER),
    ("LOG_MAIL", libc::LOG_MAIL),
    ("LOG_DAEMON", libc::LOG_DAEMON),
    ("LOG_AUTH", libc::LOG_AUTH),
    ("LOG_AUTHPRIV", libc::LOG_AUTHPRIV),
    ("LOG_FTP", libc::LOG_FTP),
    ("LOG_LPR", libc::LOG_LPR),
    ("LOG_NEWS", libc::LOG_NEWS),
    ("LOG_UUCP", libc::LOG_UUCP),
    ("LOG_CRON", libc::LOG_CRON),
    ("LOG_SYSLOG", libc::LOG_SYSLOG),
    ("LOG_LOCAL0", libc::LOG_LOCAL0),
    ("LOG_LOCAL1", libc::LOG_LOCAL1),
    ("LOG_LOCAL2", libc::LOG_LOCAL2),
    ("LOG_LOCAL3", libc::LOG_LOCAL3),
    ("LOG_LOCAL4", libc::LOG_LOCAL4),
    ("LOG_LOCAL5", libc::LOG_LOCAL5),
    ("LOG_LOCAL6", libc::LOG_LOCAL6),
    ("LOG_LOCAL7", libc::LOG_LOCAL7),
];

pub static MODULE: ModuleSpec = ModuleSpec {
    name: "syslog",
    doc: "",
    functions: &[
        function(
            "openlog",
            openlog,
            "(ident=<unrepresentable>, logoption=0, facility=8)",
            "Set logging options of subsequent syslog() calls.",
        ),
        function(
            "closelog",
            closelog,
            "()",
            "Reset the syslog module values and call the system library closelog().",
        ),
        // One argument or two, the priority first.
        function(
            "syslog",
            syslog,
            "(priority, message=<unrepresentable>, /)",
            "syslog([priority=LOG_INFO,] message)\nSend the string message to the system logger.",
        ),
        function(
            "setlogmask",
            setlogmask,
            "(maskpri, /)",
            "Set the priority mask to maskpri and return the previous mask value.",
        ),
        function(
            "LOG_MASK",
            log_mask,
            "(pri, /)",
            "Calculates the mask for the individual priority pri.",
        ),
        function(
            "LOG_UPTO",
            log_up_to,
            "(pri, /)",
            "Calculates the mask for all priorities up to and including pri.",
        ),
    ],
    types: &[],
    setup: Some(|thread, module| {
        CONSTANTS
            .iter()
            .try_for_each(|(name, value)| module.set(thread, name, Value::fixnum(*value as i64)))
    }),
};

/// The name of the program, if it has one.
fn program_name(thread: &Thread) -> Result<Option<CString>> {
    let arguments = import_attribute(thread, "sys", "argv")?;
    let Some(first) = arguments
        .downcast::<ListObject>()
        .and_then(|list| list.get(0))
    else {
        return Ok(None);
    };
    let Some(path) = first.downcast::<StrObject>() else {
        return Ok(None);
    };
    let path = path.to_string_lossy().into_owned();
    let name = path.rsplit('/').next().unwrap_or_default();
    Ok(CString::new(name).ok().filter(|name| !name.is_empty()))
}

fn open(name: Option<CString>, options: i32, facility: i32) {
    let mut current = OPEN.lock();
    let name = name.unwrap_or_default();
    let pointer = match name.is_empty() {
        true => std::ptr::null(),
        false => name.as_ptr(),
    };
    // SAFETY: the name stays in `OPEN` until another takes its place or the log is closed.
    unsafe { libc::openlog(pointer, options, facility) };
    *current = Some(name);
}

fn openlog(thread: &Thread, args: &[Value]) -> Result {
    let name = match args[0].present() {
        Some(name) => Some(c_string(thread, name)?),
        None => program_name(thread)?,
    };
    let options = match args[1].present() {
        Some(options) => c_int(thread, options)?,
        None => 0,
    };
    let facility = match args[2].present() {
        Some(facility) => c_int(thread, facility)?,
        None => libc::LOG_USER,
    };
    open(name, options, facility);
    Ok(Value::NONE)
}

fn closelog(_thread: &Thread, _args: &[Value]) -> Result {
    let mut current = OPEN.lock();
    if current.is_some() {
        // SAFETY: always allowed.
        unsafe { libc::closelog() };
        *current = None;
    }
    Ok(Value::NONE)
}

fn syslog(thread: &Thread, args: &[Value]) -> Result {
    let (priority, message) = match args[1].present() {
        Some(message) => (c_int(thread, args[0])?, message),
        None => (libc::LOG_INFO, args[0]),
    };
    let message = c_string(thread, message)?;
    if OPEN.lock().is_none() {
        open(program_name(thread)?, 0, libc::LOG_USER);
    }
    thread.blocked(|| {
        // The name must stay for as long as the system uses it.
        let _name = OPEN.lock();
        // SAFETY: terminated strings, and one argument for the one place in the format.
        unsafe { libc::syslog(priority, c"%s".as_ptr(), message.as_ptr()) };
    });
    Ok(Value::NONE)
}

fn setlogmask(thread: &Thread, args: &[Value]) -> Result {
    let mask = c_int(thread, args[0])?;
    // SAFETY: any mask will do.
    Ok(Value::fixnum(unsafe { libc::setlogmask(mask) } as i64))
}

fn log_mask(thread: &Thread, args: &[Value]) -> Result {
    let priority = c_int(thread, args[0])?;
    Ok(Value::fixnum(1i32.wrapping_shl(priority as u32) as i64))
}

fn log_up_to(thread: &Thread, args: &[Value]) -> Result {
    let priority = c_int(thread, args[0])?;
    let next = 1i32.wrapping_shl(priority.wrapping_add(1) as u32);
    Ok(Value::fixnum(next.wrapping_sub(1) as i64))
}
