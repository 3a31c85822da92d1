//! The class `socket`. Invariant: `fd` is -1 once closed or detached, and whoever closes takes the number
//! out first. A time-out makes the descriptor non-blocking, and every call waits with `poll` before it.

use super::address::{self, Address, number_or};
use crate::posix::int;
use crate::support::{is_missing, make};
use crate::system_calls::errno;
use crate::time::{monotonic_now, timeout_argument};
use std::sync::atomic::{AtomicI32, AtomicI64, Ordering};
use typhon_interp::time_slice;
use typhon_objects::buffer::Buffer;
use typhon_objects::bytes::Bytes;
use typhon_objects::float;
use typhon_objects::prelude::*;

crate::slots_object!(SocketObject, SOCKET_LAYOUT, "socket", {}, {
    fd: AtomicI32,
    family: AtomicI32,
    kind: AtomicI32,
    protocol: AtomicI32,
    // Nanoseconds; -1: none, the socket blocks.
    timeout: AtomicI64,
});

pub type Socket = Ref<SocketObject>;

/// Default time-out of new sockets.
pub static DEFAULT_TIMEOUT: AtomicI64 = AtomicI64::new(-1);

pub static SOCKET: TypeSpec = TypeSpec::new("socket", &SOCKET_LAYOUT)
    .module("_socket")
    .flags(type_flags::BASE)
    .mutable()
    .doc("socket(family=AF_INET, type=SOCK_STREAM, proto=0) -> socket object\nsocket(family=-1, type=-1, proto=-1, fileno=None) -> socket object")
    .methods(&[
        static_method("__new__", new, "(cls, *args, **kwargs)", ""),
        method("__init__", init, "(self, family=-1, type=-1, proto=-1, fileno=None)", ""),
        method("__repr__", repr, "(self, /)", "Return repr(self)."),
        method("__del__", finalize, "(self, /)", ""),
        method("_accept", accept, "(self, /)", ""),
        method("bind", bind, "(self, address, /)", ""),
        method("close", close, "(self, /)", ""),
        method("connect", connect, "(self, address, /)", ""),
        method("connect_ex", connect_ex, "(self, address, /)", ""),
        method("detach", detach, "(self, /)", ""),
        method("fileno", |_, args| Ok(Value::fixnum(socket(args[0]).fd() as i64)), "(self, /)", ""),
        method("getpeername", |thread, args| name(thread, args, true), "(self, /)", ""),
        method("getsockname", |thread, args| name(thread, args, false), "(self, /)", ""),
        method("getsockopt", getsockopt, "(self, level, option, buflen=0, /)", ""),
        method("setsockopt", setsockopt, "(self, level, option, value, optlen=0, /)", ""),
        method("listen", listen, "(self, backlog=128, /)", ""),
        method("recv", recv, "(self, bufsize, flags=0, /)", ""),
        method("recv_into", recv_into, "(self, buffer, nbytes=0, flags=0)", ""),
        method("recvfrom", recvfrom, "(self, bufsize, flags=0, /)", ""),
        method("recvfrom_into", recvfrom_into, "(self, buffer, nbytes=0, flags=0)", ""),
        method("recvmsg", super::messages::recvmsg, "(self, bufsize, ancbufsize=0, flags=0, /)", ""),
        method("recvmsg_into", super::messages::recvmsg_into, "(self, buffers, ancbufsize=0, flags=0, /)", ""),
        method("send", send, "(self, data, flags=0, /)", ""),
        method("sendall", sendall, "(self, data, flags=0, /)", ""),
        method("sendto", sendto, "(self, data, flags, address=None, /)", ""),
        method("sendmsg", super::messages::sendmsg, "(self, buffers, ancdata=None, flags=0, address=None, /)", ""),
        method("setblocking", setblocking, "(self, flag, /)", ""),
        method("getblocking", |_, args| Ok(Value::bool(socket(args[0]).timeout() != 0)), "(self, /)", ""),
        method("settimeout", settimeout, "(self, timeout, /)", ""),
        method("gettimeout", |thread, args| timeout_value(thread, socket(args[0]).timeout()), "(self, /)", ""),
        method("shutdown", shutdown, "(self, how, /)", ""),
    ])
    .attributes(&[
        member("family", |_, object| Ok(Value::fixnum(socket(object).family.load(Ordering::Relaxed) as i64)), "the socket family"),
        member("type", |_, object| Ok(Value::fixnum(socket(object).kind.load(Ordering::Relaxed) as i64)), "the socket type"),
        member("proto", |_, object| Ok(Value::fixnum(socket(object).protocol.load(Ordering::Relaxed) as i64)), "the socket protocol"),
        getter("timeout", |thread, object| timeout_value(thread, socket(object).timeout()), "the socket timeout"),
    ]);

pub fn socket(object: Value) -> Socket {
    Ref::of(object)
}

impl SocketObject {
    pub fn fd(&self) -> i32 {
        self.fd.load(Ordering::Acquire)
    }

    pub fn timeout(&self) -> i64 {
        self.timeout.load(Ordering::Relaxed)
    }

    pub fn family(&self) -> i32 {
        self.family.load(Ordering::Relaxed)
    }

    /// Runs a call that may have to wait, as long as the time-out lets it. The inner error is the errno.
    pub fn attempt(
        &self,
        thread: &Thread,
        writing: bool,
        run: impl FnMut(i32) -> i64,
    ) -> Result<std::result::Result<i64, i32>> {
        let timeout = self.timeout();
        let until = (timeout > 0).then(|| monotonic_now().saturating_add(timeout));
        self.attempt_until(thread, writing, until, run)
    }

    pub fn attempt_until(
        &self,
        thread: &Thread,
        writing: bool,
        until: Option<i64>,
        mut run: impl FnMut(i32) -> i64,
    ) -> Result<std::result::Result<i64, i32>> {
        loop {
            if let Some(until) = until {
                self.wait(thread, writing, until)?;
            }
            time_slice::before_wait();
            let fd = self.fd();
            let (result, error) = thread.blocked(|| {
                let result = run(fd);
                (result, errno())
            });
            if result >= 0 {
                return Ok(Ok(result));
            }
            match error {
                libc::EINTR => thread.poll()?,
                // Another one was faster, or it was a false alarm.
                libc::EAGAIN if until.is_some() => thread.poll()?,
                error => return Ok(Err(error)),
            }
        }
    }

    /// Waits until the descriptor is ready; TimeoutError at the deadline.
    pub fn wait(&self, thread: &Thread, writing: bool, until: i64) -> Result<()> {
        let mut polled = libc::pollfd {
            fd: self.fd(),
            events: if writing { libc::POLLOUT } else { libc::POLLIN },
            revents: 0,
        };
        if polled.fd < 0 {
            // The call itself tells of it.
            return Ok(());
        }
        loop {
            let left = until - monotonic_now();
            if left < 0 {
                return Err(errors::new(thread, &tree::TIMEOUT_ERROR, "timed out"));
            }
            let milliseconds = ((left + 999_999) / 1_000_000).min(i32::MAX as i64) as i32;
            time_slice::before_wait();
            let (count, error) = thread.blocked(|| {
                // SAFETY: one entry.
                let count = unsafe { libc::poll(&mut polled, 1, milliseconds) };
                (count, errno())
            });
            if count > 0 {
                return Ok(());
            }
            if count == 0 {
                return Err(errors::new(thread, &tree::TIMEOUT_ERROR, "timed out"));
            }
            if error != libc::EINTR {
                return Err(errors::os_error(thread, error, None));
            }
            thread.poll()?;
        }
    }

    pub fn finish(&self, thread: &Thread, result: std::result::Result<i64, i32>) -> Result<i64> {
        result.map_err(|error| errors::os_error(thread, error, None))
    }
}

fn new(thread: &Thread, args: &[Value]) -> Result {
    let made = make(thread, Type::of(args[0]), |header| SocketObject {
        header,
        fd: AtomicI32::new(-1),
        family: AtomicI32::new(0),
        kind: AtomicI32::new(0),
        protocol: AtomicI32::new(0),
        timeout: AtomicI64::new(-1),
    })?;
    Ok(made.value())
}

fn option(thread: &Thread, fd: i32, which: i32) -> Result<std::result::Result<i32, i32>> {
    let mut value = 0i32;
    let mut length = 4;
    let _ = thread;
    // SAFETY: a number and its size.
    let result = unsafe {
        libc::getsockopt(
            fd,
            libc::SOL_SOCKET,
            which,
            (&raw mut value).cast(),
            &mut length,
        )
    };
    Ok(if result < 0 { Err(errno()) } else { Ok(value) })
}

fn init(thread: &Thread, args: &[Value]) -> Result {
    let this = socket(args[0]);
    let (mut family, mut kind, mut protocol) = (
        number_or(thread, args[1], -1)?,
        number_or(thread, args[2], -1)?,
        number_or(thread, args[3], -1)?,
    );
    let fd = if is_missing(args[4]) {
        if family == -1 {
            family = libc::AF_INET;
        }
        if kind == -1 {
            kind = libc::SOCK_STREAM;
        }
        if protocol == -1 {
            protocol = 0;
        }
        // SAFETY: numbers.
        let fd = unsafe { libc::socket(family, kind | libc::SOCK_CLOEXEC, protocol) };
        if fd < 0 {
            return Err(errors::last_os_error(thread, None));
        }
        fd
    } else {
        if args[4].kind() == Kind::Float {
            return Err(errors::type_error(
                thread,
                "integer argument expected, got float",
            ));
        }
        let fd = int(thread, args[4])?;
        if fd < 0 {
            return Err(errors::value_error(thread, "negative file descriptor"));
        }
        let mut address = Address::empty();
        // SAFETY: a buffer of the length that is passed.
        let result = unsafe { libc::getsockname(fd, address.as_mut_ptr(), &mut address.length) };
        if result < 0 {
            if family == -1 || matches!(errno(), libc::EBADF | libc::ENOTSOCK) {
                return Err(errors::last_os_error(thread, None));
            }
        } else if family == -1 {
            family = address.storage.ss_family as i32;
        }
        if kind == -1 {
            kind = option(thread, fd, libc::SO_TYPE)?
                .map_err(|error| errors::os_error(thread, error, None))?;
        }
        if protocol == -1 {
            protocol = option(thread, fd, libc::SO_PROTOCOL)?.unwrap_or(0);
        }
        fd
    };
    this.family.store(family, Ordering::Relaxed);
    let plain = kind & !(libc::SOCK_CLOEXEC | libc::SOCK_NONBLOCK);
    this.kind.store(plain, Ordering::Relaxed);
    this.protocol.store(protocol, Ordering::Relaxed);
    this.fd.store(fd, Ordering::Release);
    if kind & libc::SOCK_NONBLOCK != 0 {
        this.timeout.store(0, Ordering::Relaxed);
    } else {
        let default = DEFAULT_TIMEOUT.load(Ordering::Relaxed);
        this.timeout.store(default, Ordering::Relaxed);
        if default >= 0 {
            set_nonblocking(thread, fd, true)?;
        }
    }
    Ok(Value::NONE)
}

fn set_nonblocking(thread: &Thread, fd: i32, on: bool) -> Result<()> {
    let mut flag = on as i32;
    // SAFETY: a number.
    if unsafe { libc::ioctl(fd, libc::FIONBIO, &mut flag) } < 0 {
        return Err(errors::last_os_error(thread, None));
    }
    Ok(())
}

fn repr(thread: &Thread, args: &[Value]) -> Result {
    let this = socket(args[0]);
    crate::support::text(
        thread,
        format!(
            "<socket object, fd={}, family={}, type={}, proto={}>",
            this.fd(),
            this.family(),
            this.kind.load(Ordering::Relaxed),
            this.protocol.load(Ordering::Relaxed)
        ),
    )
}

fn finalize(thread: &Thread, args: &[Value]) -> Result {
    let this = socket(args[0]);
    if this.fd() < 0 {
        return Ok(Value::NONE);
    }
    let text = format!("unclosed {}", crate::support::repr_text(thread, args[0])?);
    let warned = typhon_interp::warning::warn(thread, &tree::RESOURCE_WARNING, &text, 1);
    let fd = this.fd.swap(-1, Ordering::AcqRel);
    // SAFETY: taken out of the field, so nobody else closes it.
    thread.blocked(|| unsafe { libc::close(fd) });
    warned?;
    Ok(Value::NONE)
}

fn accept(thread: &Thread, args: &[Value]) -> Result {
    let this = socket(args[0]);
    let mut address = Address::empty();
    let (pointer, length) = (
        address.as_mut_ptr() as usize,
        &raw mut address.length as usize,
    );
    let result = this.attempt(thread, false, |fd| {
        // SAFETY: a buffer of the length that is passed.
        unsafe {
            libc::accept4(
                fd,
                pointer as *mut libc::sockaddr,
                length as *mut libc::socklen_t,
                libc::SOCK_CLOEXEC,
            ) as i64
        }
    })?;
    let fd = this.finish(thread, result)?;
    let peer = address::value(thread, &address)?;
    crate::support::tuple(thread, &[Value::fixnum(fd), peer])
}

fn bind(thread: &Thread, args: &[Value]) -> Result {
    let this = socket(args[0]);
    let address = address::parse(thread, "bind", this.family(), args[1])?;
    // SAFETY: an address of this length.
    let result = this.attempt_until(thread, true, None, |fd| unsafe {
        libc::bind(fd, address.as_ptr(), address.length) as i64
    })?;
    this.finish(thread, result)?;
    Ok(Value::NONE)
}

fn close(thread: &Thread, args: &[Value]) -> Result {
    let fd = socket(args[0]).fd.swap(-1, Ordering::AcqRel);
    if fd >= 0 {
        let (result, error) = thread.blocked(|| {
            // SAFETY: taken out of the field, so nobody else closes it.
            let result = unsafe { libc::close(fd) };
            (result, errno())
        });
        if result < 0 && error != libc::ECONNRESET && error != libc::EINTR {
            return Err(errors::os_error(thread, error, None));
        }
    }
    Ok(Value::NONE)
}

fn detach(_thread: &Thread, args: &[Value]) -> Result {
    let fd = socket(args[0]).fd.swap(-1, Ordering::AcqRel);
    Ok(Value::fixnum(fd as i64))
}

/// Connects; gives the errno, 0 for success.
fn do_connect(thread: &Thread, this: Socket, address: &Address) -> Result<i32> {
    let timeout = this.timeout();
    let fd = this.fd();
    let (result, error) = thread.blocked(|| {
        // SAFETY: an address of this length.
        let result = unsafe { libc::connect(fd, address.as_ptr(), address.length) };
        (result, errno())
    });
    if result == 0 {
        return Ok(0);
    }
    let waits = match error {
        libc::EINTR => {
            thread.poll()?;
            timeout != 0
        }
        libc::EINPROGRESS => timeout > 0,
        _ => false,
    };
    if !waits {
        return Ok(error);
    }
    // The connection is being made meanwhile; its outcome is an option of the socket.
    let until = if timeout > 0 {
        monotonic_now().saturating_add(timeout)
    } else {
        i64::MAX
    };
    this.wait(thread, true, until)?;
    match option(thread, fd, libc::SO_ERROR)? {
        Ok(libc::EISCONN) => Ok(0),
        Ok(error) | Err(error) => Ok(error),
    }
}

fn connect(thread: &Thread, args: &[Value]) -> Result {
    let this = socket(args[0]);
    let address = address::parse(thread, "connect", this.family(), args[1])?;
    match do_connect(thread, this, &address)? {
        0 => Ok(Value::NONE),
        error => Err(errors::os_error(thread, error, None)),
    }
}

fn connect_ex(thread: &Thread, args: &[Value]) -> Result {
    let this = socket(args[0]);
    let address = address::parse(thread, "connect_ex", this.family(), args[1])?;
    match do_connect(thread, this, &address) {
        Ok(error) => Ok(Value::fixnum(error as i64)),
        Err(raised) if raised.is(&tree::TIMEOUT_ERROR) => Ok(Value::fixnum(libc::EAGAIN as i64)),
        Err(raised) => Err(raised),
    }
}

fn name(thread: &Thread, args: &[Value], peer: bool) -> Result {
    let fd = socket(args[0]).fd();
    let mut address = Address::empty();
    // SAFETY: a buffer of the length that is passed.
    let result = unsafe {
        if peer {
            libc::getpeername(fd, address.as_mut_ptr(), &mut address.length)
        } else {
            libc::getsockname(fd, address.as_mut_ptr(), &mut address.length)
        }
    };
    if result < 0 {
        return Err(errors::last_os_error(thread, None));
    }
    address::value(thread, &address)
}

fn getsockopt(thread: &Thread, args: &[Value]) -> Result {
    let fd = socket(args[0]).fd();
    let (level, which) = (int(thread, args[1])?, int(thread, args[2])?);
    let size = number_or(thread, args[3], 0)?;
    if size == 0 {
        let mut value = 0i32;
        let mut length = 4;
        // SAFETY: a number and its size.
        let result =
            unsafe { libc::getsockopt(fd, level, which, (&raw mut value).cast(), &mut length) };
        if result < 0 {
            return Err(errors::last_os_error(thread, None));
        }
        return Ok(Value::fixnum(value as i64));
    }
    if !(0..=1024).contains(&size) {
        return Err(errors::new(
            thread,
            &tree::OS_ERROR,
            "getsockopt buflen out of range",
        ));
    }
    let mut data = [0u8; 1024];
    let mut length = size as libc::socklen_t;
    // SAFETY: a buffer that is at least this long.
    let result =
        unsafe { libc::getsockopt(fd, level, which, data.as_mut_ptr().cast(), &mut length) };
    if result < 0 {
        return Err(errors::last_os_error(thread, None));
    }
    Ok(Bytes::new(thread, &data[..length as usize])?.value())
}

fn setsockopt(thread: &Thread, args: &[Value]) -> Result {
    let fd = socket(args[0]).fd();
    let (level, which) = (int(thread, args[1])?, int(thread, args[2])?);
    let set = |pointer: *const libc::c_void, length: usize| {
        // SAFETY: a buffer of this length, or nothing.
        if unsafe { libc::setsockopt(fd, level, which, pointer, length as libc::socklen_t) } < 0 {
            return Err(errors::last_os_error(thread, None));
        }
        Ok(Value::NONE)
    };
    let value = args[3];
    if value.is_none() {
        let length = number_or(thread, args[4], 0)?;
        return set(std::ptr::null(), length.max(0) as usize);
    }
    if typhon_objects::int::is_int(value) {
        let number = crate::support::to_ssize(thread, value)?;
        let number = match i32::try_from(number) {
            Ok(number) => number,
            Err(_) => u32::try_from(number).map_err(|_| {
                errors::overflow_error(thread, "Python int too large to convert to C int")
            })? as i32,
        };
        return set((&raw const number).cast(), 4);
    }
    let data = Buffer::acquire(thread, value, false)?;
    set(data.as_ptr().cast(), data.len())
}

fn listen(thread: &Thread, args: &[Value]) -> Result {
    let backlog = number_or(thread, args[1], 128)?.max(0);
    let fd = socket(args[0]).fd();
    // SAFETY: numbers.
    if unsafe { libc::listen(fd, backlog) } < 0 {
        return Err(errors::last_os_error(thread, None));
    }
    Ok(Value::NONE)
}

fn receive_size(thread: &Thread, function: &str, value: Value) -> Result<usize> {
    let size = crate::support::to_ssize(thread, value)?;
    usize::try_from(size)
        .map_err(|_| errors::value_error(thread, format!("negative buffersize in {function}")))
}

/// Receives into `data`, whose capacity is the most; the address, if it is wanted.
fn receive(
    thread: &Thread,
    this: Socket,
    pointer: usize,
    length: usize,
    flags: i32,
    address: Option<&mut Address>,
) -> Result<usize> {
    let (target, target_length) = match address {
        Some(address) => (
            address.as_mut_ptr() as usize,
            &raw mut address.length as usize,
        ),
        None => (0, 0),
    };
    let result = this.attempt(thread, false, |fd| {
        // SAFETY: a buffer of this length, and a buffer for the address or nothing.
        unsafe {
            libc::recvfrom(
                fd,
                pointer as *mut libc::c_void,
                length,
                flags,
                target as *mut libc::sockaddr,
                target_length as *mut libc::socklen_t,
            ) as i64
        }
    })?;
    Ok(this.finish(thread, result)? as usize)
}

fn receive_bytes(
    thread: &Thread,
    this: Socket,
    size: usize,
    flags: i32,
    address: Option<&mut Address>,
) -> Result {
    let mut data: Vec<u8> = Vec::new();
    if data.try_reserve_exact(size).is_err() {
        return Err(errors::memory_error(thread));
    }
    let pointer = data.as_mut_ptr() as usize;
    let count = receive(thread, this, pointer, size, flags, address)?;
    // SAFETY: the system has filled this many bytes.
    unsafe { data.set_len(count.min(size)) };
    Ok(Bytes::new(thread, &data)?.value())
}

fn recv(thread: &Thread, args: &[Value]) -> Result {
    let size = receive_size(thread, "recv", args[1])?;
    let flags = number_or(thread, args[2], 0)?;
    receive_bytes(thread, socket(args[0]), size, flags, None)
}

fn recvfrom(thread: &Thread, args: &[Value]) -> Result {
    let size = receive_size(thread, "recvfrom", args[1])?;
    let flags = number_or(thread, args[2], 0)?;
    let mut address = Address::empty();
    let data = receive_bytes(thread, socket(args[0]), size, flags, Some(&mut address))?;
    let address = address::value(thread, &address)?;
    crate::support::tuple(thread, &[data, address])
}

fn target<'a>(
    thread: &Thread,
    function: &str,
    args: &[Value],
    buffer: &'a Buffer,
) -> Result<(&'a Buffer, usize)> {
    let wanted = match args[2].present() {
        Some(value) => receive_size(thread, function, value)?,
        None => 0,
    };
    if wanted > buffer.len() {
        return Err(errors::value_error(
            thread,
            if function == "recv_into" {
                "buffer too small for requested bytes".to_string()
            } else {
                "nbytes is greater than the length of the buffer".to_string()
            },
        ));
    }
    Ok((buffer, if wanted == 0 { buffer.len() } else { wanted }))
}

fn recv_into(thread: &Thread, args: &[Value]) -> Result {
    let buffer = Buffer::acquire_writable(thread, "recv_into", "argument 1", args[1])?;
    let (buffer, length) = target(thread, "recv_into", args, &buffer)?;
    let flags = number_or(thread, args[3], 0)?;
    if length == 0 {
        return Ok(Value::fixnum(0));
    }
    let pointer = buffer.as_mut_ptr() as usize;
    let count = receive(thread, socket(args[0]), pointer, length, flags, None)?;
    Ok(Value::fixnum(count as i64))
}

fn recvfrom_into(thread: &Thread, args: &[Value]) -> Result {
    let buffer = Buffer::acquire_writable(thread, "recvfrom_into", "argument 1", args[1])?;
    let (buffer, length) = target(thread, "recvfrom_into", args, &buffer)?;
    let flags = number_or(thread, args[3], 0)?;
    let mut address = Address::empty();
    let pointer = buffer.as_mut_ptr() as usize;
    let count = receive(
        thread,
        socket(args[0]),
        pointer,
        length,
        flags,
        Some(&mut address),
    )?;
    let address = address::value(thread, &address)?;
    crate::support::tuple(thread, &[Value::fixnum(count as i64), address])
}

fn send(thread: &Thread, args: &[Value]) -> Result {
    let this = socket(args[0]);
    let data = Buffer::acquire(thread, args[1], false)?;
    let flags = number_or(thread, args[2], 0)?;
    let (pointer, length) = (data.as_ptr() as usize, data.len());
    // SAFETY: the guard keeps the memory alive.
    let result = this.attempt(thread, true, |fd| unsafe {
        libc::send(fd, pointer as *const libc::c_void, length, flags) as i64
    })?;
    Ok(Value::fixnum(this.finish(thread, result)?))
}

fn sendall(thread: &Thread, args: &[Value]) -> Result {
    let this = socket(args[0]);
    let data = Buffer::acquire(thread, args[1], false)?;
    let flags = number_or(thread, args[2], 0)?;
    let timeout = this.timeout();
    // One time-out for all of it.
    let until = (timeout > 0).then(|| monotonic_now().saturating_add(timeout));
    let (pointer, length) = (data.as_ptr() as usize, data.len());
    let mut sent = 0;
    while sent < length {
        // SAFETY: the guard keeps the memory alive; `sent` is within it.
        let result = this.attempt_until(thread, true, until, |fd| unsafe {
            libc::send(
                fd,
                (pointer + sent) as *const libc::c_void,
                length - sent,
                flags,
            ) as i64
        })?;
        sent += this.finish(thread, result)? as usize;
        thread.poll()?;
    }
    Ok(Value::NONE)
}

fn sendto(thread: &Thread, args: &[Value]) -> Result {
    let this = socket(args[0]);
    let data = Buffer::acquire(thread, args[1], false)?;
    let (flags, address) = match args[3].present() {
        Some(address) => (int(thread, args[2])?, address),
        None => (0, args[2]),
    };
    let address = address::parse(thread, "sendto", this.family(), address)?;
    let (pointer, length) = (data.as_ptr() as usize, data.len());
    // SAFETY: the guard keeps the memory alive; an address of this length.
    let result = this.attempt(thread, true, |fd| unsafe {
        libc::sendto(
            fd,
            pointer as *const libc::c_void,
            length,
            flags,
            address.as_ptr(),
            address.length,
        ) as i64
    })?;
    Ok(Value::fixnum(this.finish(thread, result)?))
}

fn shutdown(thread: &Thread, args: &[Value]) -> Result {
    let how = int(thread, args[1])?;
    let fd = socket(args[0]).fd();
    // SAFETY: numbers.
    if thread.blocked(|| unsafe { libc::shutdown(fd, how) }) < 0 {
        return Err(errors::last_os_error(thread, None));
    }
    Ok(Value::NONE)
}

/// A time-out argument as nanoseconds, -1 for None.
pub fn parse_timeout(thread: &Thread, value: Value) -> Result<i64> {
    if value.is_none() {
        return Ok(-1);
    }
    let timeout = timeout_argument(thread, value)?;
    if timeout < 0 {
        return Err(errors::value_error(thread, "Timeout value out of range"));
    }
    Ok(timeout)
}

pub fn timeout_value(thread: &Thread, timeout: i64) -> Result {
    if timeout < 0 {
        return Ok(Value::NONE);
    }
    float::from_f64(thread, timeout as f64 / 1e9)
}

fn settimeout(thread: &Thread, args: &[Value]) -> Result {
    let timeout = parse_timeout(thread, args[1])?;
    let this = socket(args[0]);
    set_nonblocking(thread, this.fd(), timeout >= 0)?;
    this.timeout.store(timeout, Ordering::Relaxed);
    Ok(Value::NONE)
}

fn setblocking(thread: &Thread, args: &[Value]) -> Result {
    let on = operations::truth(thread, args[1])?;
    let this = socket(args[0]);
    set_nonblocking(thread, this.fd(), !on)?;
    this.timeout
        .store(if on { -1 } else { 0 }, Ordering::Relaxed);
    Ok(Value::NONE)
}
