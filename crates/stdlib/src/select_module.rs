//! The module `select`: waiting for descriptors. Time-outs are deadlines of the monotonic clock, so that a
//! wait that a signal interrupts goes on for what is left.

use crate::posix::int;
use crate::support::{is_missing, make_exact};
use crate::system_calls::{errno, file_descriptor};
use crate::time::{monotonic_now, timeout_argument};
use std::sync::atomic::{AtomicBool, AtomicI32, Ordering};
use typhon_interp::time_slice;
use typhon_objects::prelude::*;
use typhon_sync::mutex::Mutex;

/// When a wait ends: never, or at a time of the monotonic clock.
fn deadline(thread: &Thread, seconds: Value) -> Result<Option<i64>> {
    if is_missing(seconds) {
        return Ok(None);
    }
    number_or_none(thread, seconds)?;
    let timeout = timeout_argument(thread, seconds)?;
    Ok(Some(monotonic_now().saturating_add(timeout)))
}

fn number_or_none(thread: &Thread, value: Value) -> Result<()> {
    let is_number = value.kind() == Kind::Float
        || value
            .class()
            .special(typhon_objects::types::Special::Index)
            .is_some();
    if is_number {
        return Ok(());
    }
    Err(errors::type_error(
        thread,
        "timeout must be a float or None",
    ))
}

/// Milliseconds until a deadline, rounded up; -1 for ever.
fn milliseconds_left(deadline: Option<i64>) -> i32 {
    match deadline {
        None => -1,
        Some(deadline) => {
            let left = (deadline - monotonic_now()).max(0);
            ((left + 999_999) / 1_000_000).min(i32::MAX as i64) as i32
        }
    }
}

/// Runs a wait, again after interruptions.
fn wait(thread: &Thread, deadline: Option<i64>, mut run: impl FnMut(i32) -> i32) -> Result<i32> {
    loop {
        let left = milliseconds_left(deadline);
        time_slice::before_wait();
        let (count, error) = thread.blocked(|| {
            let count = run(left);
            (count, errno())
        });
        if count >= 0 {
            return Ok(count);
        }
        if error != libc::EINTR {
            return Err(errors::os_error(thread, error, None));
        }
        thread.poll()?;
    }
}

/// The objects of one argument of `select` and their numbers.
fn collect(thread: &Thread, iterable: Value) -> Result<(List, Vec<i32>)> {
    let objects = match operations::list_from(thread, iterable) {
        Err(raised) if raised.is(&tree::TYPE_ERROR) && !iterable.is::<ListObject>() => {
            return Err(errors::type_error(
                thread,
                "arguments 1-3 must be sequences",
            ));
        }
        objects => objects?,
    };
    let mut fds = Vec::with_capacity(objects.len());
    for index in 0..objects.len() {
        let Some(object) = objects.get(index) else {
            break;
        };
        let fd = file_descriptor(thread, object)?;
        if fd >= libc::FD_SETSIZE as i32 {
            return Err(errors::value_error(
                thread,
                "filedescriptor out of range in select()",
            ));
        }
        fds.push(fd);
    }
    Ok((objects, fds))
}

fn select(thread: &Thread, args: &[Value]) -> Result {
    let until = deadline(thread, args[3])?;
    if let Some(until) = until
        && until < monotonic_now() - 1_000_000
    {
        return Err(errors::value_error(thread, "timeout must be non-negative"));
    }
    let (read_objects, read) = collect(thread, args[0])?;
    let (write_objects, write) = collect(thread, args[1])?;
    let (error_objects, error) = collect(thread, args[2])?;
    // `poll` has no limit and does the same.
    let mut polled: Vec<libc::pollfd> = Vec::new();
    let groups = [
        (&read, libc::POLLIN | libc::POLLRDNORM),
        (&write, libc::POLLOUT | libc::POLLWRNORM),
        (&error, libc::POLLPRI),
    ];
    for (fds, events) in groups {
        for &fd in fds {
            polled.push(libc::pollfd {
                fd,
                events,
                revents: 0,
            });
        }
    }
    wait(thread, until, |left| {
        // SAFETY: an array of this length.
        unsafe { libc::poll(polled.as_mut_ptr(), polled.len() as libc::nfds_t, left) }
    })?;
    if polled
        .iter()
        .any(|entry| entry.revents & libc::POLLNVAL != 0)
    {
        return Err(errors::os_error(thread, libc::EBADF, None));
    }
    let ready = [
        libc::POLLIN | libc::POLLRDNORM | libc::POLLHUP | libc::POLLERR,
        libc::POLLOUT | libc::POLLWRNORM | libc::POLLERR,
        libc::POLLPRI,
    ];
    let mut results = [Value::NULL; 3];
    let mut at = 0;
    let all = [
        (read_objects, read),
        (write_objects, write),
        (error_objects, error),
    ];
    for (index, (objects, fds)) in all.iter().enumerate() {
        let list = List::new(thread)?;
        for position in 0..fds.len() {
            if polled[at].revents & ready[index] != 0
                && let Some(object) = objects.get(position)
            {
                list.append(thread, object)?;
            }
            at += 1;
        }
        results[index] = list.value();
    }
    crate::support::tuple(thread, &results)
}

crate::slots_object!(PollObject, POLL_LAYOUT, "poll", {}, {
    entries: Mutex<Vec<(i32, i16)>>,
    polling: AtomicBool,
}, drop);

pub static POLL: TypeSpec = TypeSpec::new("poll", &POLL_LAYOUT)
    .module("select")
    .flags(type_flags::NO_NEW)
    .methods(&[
        method("register", poll_register, "(self, fd, eventmask=7, /)", ""),
        method("modify", poll_modify, "(self, fd, eventmask, /)", ""),
        method("unregister", poll_unregister, "(self, fd, /)", ""),
        method("poll", poll_poll, "(self, timeout=None, /)", ""),
    ]);

fn poll_of(object: Value) -> Ref<PollObject> {
    Ref::of(object)
}

fn poll_function(thread: &Thread, _args: &[Value]) -> Result {
    let made = make_exact(thread, &POLL, |header| PollObject {
        header,
        entries: Mutex::new(Vec::new()),
        polling: AtomicBool::new(false),
    })?;
    Ok(made.value())
}

fn event_mask(thread: &Thread, value: Value) -> Result<i16> {
    let number = crate::support::to_ssize(thread, value)?;
    if number < 0 {
        return Err(errors::value_error(thread, "value must be positive"));
    }
    if number > u16::MAX as i64 {
        return Err(errors::overflow_error(
            thread,
            "Python int too large to convert to C unsigned short",
        ));
    }
    Ok(number as u16 as i16)
}

fn poll_register(thread: &Thread, args: &[Value]) -> Result {
    let fd = file_descriptor(thread, args[1])?;
    let events = match args[2].present() {
        Some(value) => event_mask(thread, value)?,
        None => libc::POLLIN | libc::POLLPRI | libc::POLLOUT,
    };
    let this = poll_of(args[0]);
    let mut entries = this.entries.lock();
    match entries.iter_mut().find(|(known, _)| *known == fd) {
        Some(entry) => entry.1 = events,
        None => entries.push((fd, events)),
    }
    Ok(Value::NONE)
}

fn poll_modify(thread: &Thread, args: &[Value]) -> Result {
    let fd = file_descriptor(thread, args[1])?;
    let events = event_mask(thread, args[2])?;
    let found = {
        let this = poll_of(args[0]);
        let mut entries = this.entries.lock();
        match entries.iter_mut().find(|(known, _)| *known == fd) {
            Some(entry) => {
                entry.1 = events;
                true
            }
            None => false,
        }
    };
    if found {
        return Ok(Value::NONE);
    }
    Err(errors::os_error(thread, libc::ENOENT, None))
}

fn poll_unregister(thread: &Thread, args: &[Value]) -> Result {
    let fd = file_descriptor(thread, args[1])?;
    let found = {
        let this = poll_of(args[0]);
        let mut entries = this.entries.lock();
        let before = entries.len();
        entries.retain(|(known, _)| *known != fd);
        entries.len() != before
    };
    if found {
        return Ok(Value::NONE);
    }
    Err(errors::key_error(thread, Value::fixnum(fd as i64)))
}

/// The time-out of `poll`, which is in milliseconds.
fn poll_deadline(thread: &Thread, value: Value) -> Result<Option<i64>> {
    if is_missing(value) {
        return Ok(None);
    }
    number_or_none(thread, value)?;
    let milliseconds = if value.kind() == Kind::Float {
        typhon_objects::float::to_f64(value).unwrap_or(0.0).ceil()
    } else {
        crate::support::to_ssize(thread, value)? as f64
    };
    if milliseconds > i32::MAX as f64 {
        return Err(errors::overflow_error(thread, "timeout is too large"));
    }
    if milliseconds < 0.0 {
        return Ok(None);
    }
    Ok(Some(
        monotonic_now().saturating_add(milliseconds as i64 * 1_000_000),
    ))
}

fn event(thread: &Thread, fd: i32, events: i64) -> Result {
    crate::support::tuple(thread, &[Value::fixnum(fd as i64), Value::fixnum(events)])
}

fn poll_poll(thread: &Thread, args: &[Value]) -> Result {
    let this = poll_of(args[0]);
    let until = poll_deadline(thread, args[1])?;
    if this.polling.swap(true, Ordering::AcqRel) {
        return Err(errors::runtime_error(
            thread,
            "concurrent poll() invocation",
        ));
    }
    let mut polled: Vec<libc::pollfd> = this
        .entries
        .lock()
        .iter()
        .map(|&(fd, events)| libc::pollfd {
            fd,
            events,
            revents: 0,
        })
        .collect();
    let result = wait(thread, until, |left| {
        // SAFETY: an array of this length.
        unsafe { libc::poll(polled.as_mut_ptr(), polled.len() as libc::nfds_t, left) }
    });
    this.polling.store(false, Ordering::Release);
    result?;
    let list = List::new(thread)?;
    for entry in polled.iter().filter(|entry| entry.revents != 0) {
        list.append(
            thread,
            event(thread, entry.fd, entry.revents as u16 as i64)?,
        )?;
    }
    Ok(list.value())
}

crate::slots_object!(EpollObject, EPOLL_LAYOUT, "epoll", {}, {
    fd: AtomicI32,
});

pub static EPOLL: TypeSpec = TypeSpec::new("epoll", &EPOLL_LAYOUT)
    .module("select")
    .methods(&[
        static_method("__new__", epoll_new, "(cls, sizehint=-1, flags=0)", ""),
        class_method(
            "fromfd",
            |thread, args| {
                let fd = int(thread, args[1])?;
                make_epoll(thread, fd)
            },
            "(cls, fd, /)",
            "",
        ),
        method("close", epoll_close, "(self, /)", ""),
        method(
            "fileno",
            |thread, args| Ok(Value::fixnum(epoll_fd(thread, args[0])? as i64)),
            "(self, /)",
            "",
        ),
        method(
            "register",
            |thread, args| control(thread, args, libc::EPOLL_CTL_ADD),
            "(self, fd, eventmask=7)",
            "",
        ),
        method(
            "modify",
            |thread, args| control(thread, args, libc::EPOLL_CTL_MOD),
            "(self, fd, eventmask)",
            "",
        ),
        method(
            "unregister",
            |thread, args| {
                control(
                    thread,
                    &[args[0], args[1], Value::fixnum(0)],
                    libc::EPOLL_CTL_DEL,
                )
            },
            "(self, fd)",
            "",
        ),
        method("poll", epoll_poll, "(self, timeout=None, maxevents=-1)", ""),
        method(
            "__enter__",
            |thread, args| {
                epoll_fd(thread, args[0])?;
                Ok(args[0])
            },
            "(self, /)",
            "",
        ),
        method(
            "__exit__",
            |thread, args| call_method(thread, args[0], names().close, &[]),
            "(self, exc_type=None, exc_value=None, exc_tb=None, /)",
            "",
        ),
        method("__del__", epoll_close, "(self, /)", ""),
    ])
    .attributes(&[getter(
        "closed",
        |_, object| {
            Ok(Value::bool(
                Ref::<EpollObject>::of(object).fd.load(Ordering::Acquire) < 0,
            ))
        },
        "True if the epoll handler is closed",
    )]);

fn make_epoll(thread: &Thread, fd: i32) -> Result {
    let made = make_exact(thread, &EPOLL, |header| EpollObject {
        header,
        fd: AtomicI32::new(fd),
    })?;
    Ok(made.value())
}

fn epoll_new(thread: &Thread, args: &[Value]) -> Result {
    let hint = match args[1].present() {
        Some(hint) => int(thread, hint)?,
        None => -1,
    };
    if hint != -1 && hint <= 0 {
        return Err(errors::value_error(thread, "negative sizehint"));
    }
    let flags = match args[2].present() {
        Some(flags) => int(thread, flags)?,
        None => 0,
    };
    if flags & !libc::EPOLL_CLOEXEC != 0 {
        return Err(errors::os_error(thread, libc::EINVAL, None));
    }
    // SAFETY: a flag.
    let fd = unsafe { libc::epoll_create1(libc::EPOLL_CLOEXEC) };
    if fd < 0 {
        return Err(errors::last_os_error(thread, None));
    }
    make_epoll(thread, fd)
}

fn epoll_fd(thread: &Thread, object: Value) -> Result<i32> {
    match Ref::<EpollObject>::of(object).fd.load(Ordering::Acquire) {
        fd if fd >= 0 => Ok(fd),
        _ => Err(errors::value_error(
            thread,
            "I/O operation on closed epoll object",
        )),
    }
}

fn epoll_close(thread: &Thread, args: &[Value]) -> Result {
    let fd = Ref::<EpollObject>::of(args[0])
        .fd
        .swap(-1, Ordering::AcqRel);
    if fd >= 0 {
        // SAFETY: taken out of the field, so nobody else closes it.
        let result = thread.blocked(|| unsafe { libc::close(fd) });
        if result < 0 {
            return Err(errors::last_os_error(thread, None));
        }
    }
    Ok(Value::NONE)
}

fn control(thread: &Thread, args: &[Value], operation: i32) -> Result {
    let epoll = epoll_fd(thread, args[0])?;
    let fd = file_descriptor(thread, args[1])?;
    let events = match args[2].present() {
        Some(value) => crate::support::to_ssize(thread, value)? as u32,
        None => (libc::EPOLLIN | libc::EPOLLPRI | libc::EPOLLOUT) as u32,
    };
    let mut event = libc::epoll_event {
        events,
        u64: fd as u64,
    };
    // SAFETY: an event.
    if unsafe { libc::epoll_ctl(epoll, operation, fd, &mut event) } < 0 {
        return Err(errors::last_os_error(thread, None));
    }
    Ok(Value::NONE)
}

fn epoll_poll(thread: &Thread, args: &[Value]) -> Result {
    let epoll = epoll_fd(thread, args[0])?;
    let until = match args[1].present().filter(|value| !value.is_none()) {
        None => None,
        Some(value) => {
            number_or_none(thread, value)?;
            let timeout = timeout_argument(thread, value)?;
            if timeout / 1_000_000 > i32::MAX as i64 {
                return Err(errors::overflow_error(thread, "timeout is too large"));
            }
            (timeout >= 0).then(|| monotonic_now().saturating_add(timeout))
        }
    };
    let most = match args[2].present() {
        Some(value) => int(thread, value)?,
        None => -1,
    };
    let most = match most {
        -1 => 1023,
        most if most < 1 => {
            return Err(errors::value_error(
                thread,
                format!("maxevents must be greater than 0, got {most}"),
            ));
        }
        most => most,
    };
    let mut events = vec![libc::epoll_event { events: 0, u64: 0 }; most as usize];
    let count = wait(thread, until, |left| {
        // SAFETY: an array of this length.
        unsafe { libc::epoll_wait(epoll, events.as_mut_ptr(), most, left) }
    })?;
    let list = List::with_capacity(thread, count as usize)?;
    for ready in &events[..count as usize] {
        let (fd, bits) = (ready.u64 as i32, ready.events);
        list.append(thread, event(thread, fd, bits as i64)?)?;
    }
    Ok(list.value())
}

macro_rules! numbers {
    ($($name:ident)*) => { &[ $( (stringify!($name), libc::$name as i64) ),* ] };
}

const CONSTANTS: &[(&str, i64)] = numbers! {
    POLLIN POLLPRI POLLOUT POLLERR POLLHUP POLLNVAL POLLRDNORM POLLRDBAND POLLWRNORM POLLWRBAND POLLRDHUP
    EPOLLIN EPOLLOUT EPOLLPRI EPOLLERR EPOLLHUP EPOLLRDHUP EPOLLONESHOT EPOLLRDNORM EPOLLRDBAND EPOLLWRNORM
    EPOLLWRBAND EPOLLMSG EPOLLEXCLUSIVE EPOLLWAKEUP EPOLL_CLOEXEC PIPE_BUF
};

fn setup(thread: &Thread, module: Module) -> Result<()> {
    for (name, number) in CONSTANTS {
        module.set(thread, name, Value::fixnum(*number))?;
    }
    module.set(
        thread,
        "EPOLLET",
        Value::fixnum(libc::EPOLLET as u32 as i64),
    )?;
    module.set(thread, "POLLMSG", Value::fixnum(0x400))?;
    POLL.ready(thread)?;
    module.set(thread, "error", tree::OS_ERROR.get().value())
}

pub static MODULE: ModuleSpec = ModuleSpec {
    name: "select",
    doc: "This module supports asynchronous I/O on multiple file descriptors.",
    functions: &[
        function(
            "select",
            select,
            "(rlist, wlist, xlist, timeout=None, /)",
            "",
        ),
        function("poll", poll_function, "()", ""),
    ],
    types: &[&EPOLL],
    setup: Some(setup),
};
