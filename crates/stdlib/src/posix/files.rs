//! Functions of module `posix` on file descriptors.

use super::{dir_fd, int, nothing, offset, size};
use crate::system_calls::{self, NAME_ONLY, NAME_OR_FD, checked, file_descriptor, path, retry};
use typhon_objects::buffer::Buffer;
use typhon_objects::bytes::Bytes;
use typhon_objects::int as ints;
use typhon_objects::prelude::*;
use typhon_objects::struct_sequence::{Field, SequenceSpec};

pub static TERMINAL_SIZE: SequenceSpec = SequenceSpec::new(
    "os",
    "terminal_size",
    "A tuple of (columns, lines) for holding terminal window size",
    &[
        Field {
            name: "columns",
            doc: "width of the terminal window in characters",
        },
        Field {
            name: "lines",
            doc: "height of the terminal window in characters",
        },
    ],
    2,
);

fn number(value: i64) -> Result {
    Ok(Value::fixnum(value))
}

pub fn open(thread: &Thread, args: &[Value]) -> Result {
    let target = path(thread, "open", "path", args[0], NAME_ONLY)?;
    let flags = int(thread, args[1])? | libc::O_CLOEXEC;
    let mode = match args[2].present() {
        Some(mode) => int(thread, mode)?,
        None => 0o777,
    };
    let dir = dir_fd(thread, args[3])?;
    let fd = checked(thread, target.shown(), || {
        // SAFETY: a terminated path.
        unsafe { libc::openat(dir, target.as_ptr(), flags, mode as libc::mode_t) as i64 }
    })?;
    number(fd)
}

pub fn close(thread: &Thread, args: &[Value]) -> Result {
    let fd = int(thread, args[0])?;
    let (result, error) = thread.blocked(|| {
        // SAFETY: the caller says that the number is its own.
        let result = unsafe { libc::close(fd) };
        (result, system_calls::errno())
    });
    if result < 0 && error != libc::EINTR {
        return Err(errors::os_error(thread, error, None));
    }
    nothing()
}

pub fn closerange(thread: &Thread, args: &[Value]) -> Result {
    let (low, high) = (int(thread, args[0])?.max(0), int(thread, args[1])?);
    thread.blocked(|| {
        if low < high {
            // SAFETY: the caller says that the numbers are its own. Errors do not matter.
            unsafe {
                let last = (high - 1) as libc::c_uint;
                if libc::syscall(libc::SYS_close_range, low as libc::c_uint, last, 0) != 0 {
                    for fd in low..high.min(1 << 20) {
                        libc::close(fd);
                    }
                }
            }
        }
    });
    nothing()
}

pub fn read(thread: &Thread, args: &[Value]) -> Result {
    let fd = int(thread, args[0])?;
    let length = size(thread, args[1])?;
    if length < 0 {
        return Err(errors::os_error(thread, libc::EINVAL, None));
    }
    read_with(thread, length as usize, |pointer, length| {
        // SAFETY: the buffer has this length.
        unsafe { libc::read(fd, pointer.cast(), length) as i64 }
    })
}

pub fn pread(thread: &Thread, args: &[Value]) -> Result {
    let fd = int(thread, args[0])?;
    let (length, position) = (size(thread, args[1])?, offset(thread, args[2])?);
    if length < 0 {
        return Err(errors::os_error(thread, libc::EINVAL, None));
    }
    read_with(thread, length as usize, |pointer, length| {
        // SAFETY: the buffer has this length.
        unsafe { libc::pread(fd, pointer.cast(), length, position) as i64 }
    })
}

fn read_with(thread: &Thread, length: usize, read: impl Fn(*mut u8, usize) -> i64) -> Result {
    let mut data: Vec<u8> = Vec::new();
    let length = length.min(0x7fff_f000);
    if data.try_reserve_exact(length).is_err() {
        return Err(errors::memory_error(thread));
    }
    let pointer = data.as_mut_ptr() as usize;
    let count = checked(thread, None, || read(pointer as *mut u8, length))?;
    // SAFETY: the system has filled this many bytes.
    unsafe { data.set_len(count as usize) };
    Ok(Bytes::new(thread, &data)?.value())
}

pub fn readinto(thread: &Thread, args: &[Value]) -> Result {
    let fd = int(thread, args[0])?;
    let target = Buffer::acquire_writable(thread, "readinto", "argument 2", args[1])?;
    let (pointer, length) = (target.as_mut_ptr() as usize, target.len());
    let count = checked(thread, None, || {
        // SAFETY: the guard keeps the memory alive and writable.
        unsafe { libc::read(fd, pointer as *mut libc::c_void, length) as i64 }
    })?;
    number(count)
}

pub fn write(thread: &Thread, args: &[Value]) -> Result {
    let fd = int(thread, args[0])?;
    let data = Buffer::acquire(thread, args[1], false)?;
    let (pointer, length) = (data.as_ptr() as usize, data.len().min(0x7fff_f000));
    let count = checked(thread, None, || {
        // SAFETY: the guard keeps the memory alive.
        unsafe { libc::write(fd, pointer as *const libc::c_void, length) as i64 }
    })?;
    number(count)
}

pub fn pwrite(thread: &Thread, args: &[Value]) -> Result {
    let fd = int(thread, args[0])?;
    let data = Buffer::acquire(thread, args[1], false)?;
    let position = offset(thread, args[2])?;
    let (pointer, length) = (data.as_ptr() as usize, data.len().min(0x7fff_f000));
    let count = checked(thread, None, || {
        // SAFETY: the guard keeps the memory alive.
        unsafe { libc::pwrite(fd, pointer as *const libc::c_void, length, position) as i64 }
    })?;
    number(count)
}

fn vector(thread: &Thread, sequence: Value) -> Result<List> {
    operations::list_from(thread, sequence)
}

/// Runs a scatter or gather call on a sequence of buffers.
fn with_vectors(
    thread: &Thread,
    sequence: Value,
    writable: bool,
    call: impl Fn(*const libc::iovec, i32) -> i64,
) -> Result {
    let list = vector(thread, sequence)?;
    // The guards sit in a Vec only while this list keeps what they refer to alive.
    let mut guards = Vec::new();
    let mut vectors = Vec::new();
    for index in 0..list.len() {
        let item = list.get(index).unwrap_or(Value::NONE);
        let guard = Buffer::acquire(thread, item, writable)?;
        vectors.push(libc::iovec {
            iov_base: guard.as_ptr() as *mut libc::c_void,
            iov_len: guard.len(),
        });
        guards.push(guard);
    }
    let (pointer, count) = (vectors.as_ptr() as usize, vectors.len() as i32);
    let result = checked(thread, None, || call(pointer as *const libc::iovec, count));
    drop(guards);
    number(result?)
}

pub fn readv(thread: &Thread, args: &[Value]) -> Result {
    let fd = int(thread, args[0])?;
    // SAFETY: the vectors are valid during the call.
    with_vectors(thread, args[1], true, |pointer, count| unsafe {
        libc::readv(fd, pointer, count) as i64
    })
}

pub fn writev(thread: &Thread, args: &[Value]) -> Result {
    let fd = int(thread, args[0])?;
    // SAFETY: the vectors are valid during the call.
    with_vectors(thread, args[1], false, |pointer, count| unsafe {
        libc::writev(fd, pointer, count) as i64
    })
}

pub fn lseek(thread: &Thread, args: &[Value]) -> Result {
    let fd = int(thread, args[0])?;
    let (position, whence) = (offset(thread, args[1])?, int(thread, args[2])?);
    // SAFETY: a seek on a number.
    let position = checked(thread, None, || unsafe {
        libc::lseek(fd, position, whence)
    })?;
    ints::from_i64(thread, position)
}

pub fn dup(thread: &Thread, args: &[Value]) -> Result {
    let fd = int(thread, args[0])?;
    // SAFETY: a number.
    number(checked(thread, None, || unsafe {
        libc::fcntl(fd, libc::F_DUPFD_CLOEXEC, 0) as i64
    })?)
}

pub fn dup2(thread: &Thread, args: &[Value]) -> Result {
    let (fd, target) = (int(thread, args[0])?, int(thread, args[1])?);
    let inheritable = match args[2].present() {
        Some(value) => operations::truth(thread, value)?,
        None => true,
    };
    // SAFETY: numbers.
    number(checked(thread, None, || unsafe {
        (if inheritable || fd == target {
            libc::dup2(fd, target)
        } else {
            libc::dup3(fd, target, libc::O_CLOEXEC)
        }) as i64
    })?)
}

fn pair(thread: &Thread, fds: [i32; 2]) -> Result {
    crate::support::tuple(thread, &fds.map(|fd| Value::fixnum(fd as i64)))
}

pub fn pipe(thread: &Thread, _args: &[Value]) -> Result {
    let mut fds = [0; 2];
    // SAFETY: room for two numbers.
    checked(thread, None, || unsafe {
        libc::pipe2(fds.as_mut_ptr(), libc::O_CLOEXEC) as i64
    })?;
    pair(thread, fds)
}

pub fn pipe2(thread: &Thread, args: &[Value]) -> Result {
    let flags = int(thread, args[0])?;
    let mut fds = [0; 2];
    // SAFETY: room for two numbers.
    checked(thread, None, || unsafe {
        libc::pipe2(fds.as_mut_ptr(), flags) as i64
    })?;
    pair(thread, fds)
}

pub fn fsync(thread: &Thread, args: &[Value]) -> Result {
    let fd = file_descriptor(thread, args[0])?;
    // SAFETY: a number.
    checked(thread, None, || unsafe { libc::fsync(fd) as i64 })?;
    nothing()
}

pub fn fdatasync(thread: &Thread, args: &[Value]) -> Result {
    let fd = file_descriptor(thread, args[0])?;
    // SAFETY: a number.
    checked(thread, None, || unsafe { libc::fdatasync(fd) as i64 })?;
    nothing()
}

pub fn sync(thread: &Thread, _args: &[Value]) -> Result {
    // SAFETY: takes nothing.
    thread.blocked(|| unsafe { libc::sync() });
    nothing()
}

pub fn ftruncate(thread: &Thread, args: &[Value]) -> Result {
    let (fd, length) = (file_descriptor(thread, args[0])?, offset(thread, args[1])?);
    // SAFETY: a number.
    checked(thread, None, || unsafe {
        libc::ftruncate(fd, length) as i64
    })?;
    nothing()
}

pub fn truncate(thread: &Thread, args: &[Value]) -> Result {
    let target = path(thread, "truncate", "path", args[0], NAME_OR_FD)?;
    let length = offset(thread, args[1])?;
    // SAFETY: a terminated path or a number.
    checked(thread, target.shown(), || unsafe {
        (match target.fd {
            Some(fd) => libc::ftruncate(fd, length),
            None => libc::truncate(target.as_ptr(), length),
        }) as i64
    })?;
    nothing()
}

pub fn isatty(thread: &Thread, args: &[Value]) -> Result {
    let fd = int(thread, args[0])?;
    // SAFETY: a number.
    Ok(Value::bool(unsafe { libc::isatty(fd) } == 1))
}

pub fn get_inheritable(thread: &Thread, args: &[Value]) -> Result {
    let fd = int(thread, args[0])?;
    // SAFETY: a number.
    let flags = checked(thread, None, || unsafe {
        libc::fcntl(fd, libc::F_GETFD) as i64
    })?;
    Ok(Value::bool(flags as i32 & libc::FD_CLOEXEC == 0))
}

pub fn set_inheritable(thread: &Thread, args: &[Value]) -> Result {
    let (fd, on) = (int(thread, args[0])?, int(thread, args[1])? != 0);
    match system_calls::set_inheritable(fd, on) {
        Ok(()) => nothing(),
        Err(error) => Err(errors::os_error(thread, error, None)),
    }
}

pub fn get_blocking(thread: &Thread, args: &[Value]) -> Result {
    let fd = int(thread, args[0])?;
    // SAFETY: a number.
    let flags = checked(thread, None, || unsafe {
        libc::fcntl(fd, libc::F_GETFL) as i64
    })?;
    Ok(Value::bool(flags as i32 & libc::O_NONBLOCK == 0))
}

pub fn set_blocking(thread: &Thread, args: &[Value]) -> Result {
    let fd = int(thread, args[0])?;
    let on = operations::truth(thread, args[1])?;
    // SAFETY: a number.
    checked(thread, None, || unsafe {
        let flags = libc::fcntl(fd, libc::F_GETFL);
        if flags < 0 {
            return -1;
        }
        let wanted = if on {
            flags & !libc::O_NONBLOCK
        } else {
            flags | libc::O_NONBLOCK
        };
        libc::fcntl(fd, libc::F_SETFL, wanted) as i64
    })?;
    nothing()
}

pub fn get_terminal_size(thread: &Thread, args: &[Value]) -> Result {
    let fd = match args[0].present() {
        Some(fd) => int(thread, fd)?,
        None => 1,
    };
    let mut window = libc::winsize {
        ws_row: 0,
        ws_col: 0,
        ws_xpixel: 0,
        ws_ypixel: 0,
    };
    // SAFETY: the buffer is a winsize.
    checked(thread, None, || unsafe {
        libc::ioctl(fd, libc::TIOCGWINSZ, &mut window) as i64
    })?;
    TERMINAL_SIZE.make(
        thread,
        &[
            Value::fixnum(window.ws_col as i64),
            Value::fixnum(window.ws_row as i64),
        ],
    )
}

pub fn sendfile(thread: &Thread, args: &[Value]) -> Result {
    let (target, source) = (int(thread, args[0])?, int(thread, args[1])?);
    let count = size(thread, args[3])? as usize;
    let mut position = match args[2] {
        value if value.is_none() => None,
        value => Some(offset(thread, value)?),
    };
    let pointer = match position.as_mut() {
        Some(position) => position as *mut i64,
        None => std::ptr::null_mut(),
    } as usize;
    // SAFETY: numbers, and the position or nothing.
    number(checked(thread, None, || unsafe {
        libc::sendfile(target, source, pointer as *mut libc::off_t, count) as i64
    })?)
}

pub fn copy_file_range(thread: &Thread, args: &[Value]) -> Result {
    let (source, target) = (int(thread, args[0])?, int(thread, args[1])?);
    let count = size(thread, args[2])?;
    if count < 0 {
        return Err(errors::value_error(
            thread,
            "negative value for 'count' not allowed",
        ));
    }
    let position = |value: Value| match value.present().filter(|value| !value.is_none()) {
        Some(value) => offset(thread, value).map(Some),
        None => Ok(None),
    };
    let (mut from, mut to) = (position(args[3])?, position(args[4])?);
    let pointer = |position: &mut Option<i64>| match position {
        Some(position) => position as *mut i64 as usize,
        None => 0,
    };
    let (from, to) = (pointer(&mut from), pointer(&mut to));
    // SAFETY: numbers, and positions or nothing.
    number(checked(thread, None, || unsafe {
        libc::copy_file_range(
            source,
            from as *mut libc::off64_t,
            target,
            to as *mut libc::off64_t,
            count as usize,
            0,
        ) as i64
    })?)
}

pub fn lockf(thread: &Thread, args: &[Value]) -> Result {
    let (fd, command) = (int(thread, args[0])?, int(thread, args[1])?);
    let length = offset(thread, args[2])?;
    // SAFETY: a number.
    checked(thread, None, || unsafe {
        libc::lockf(fd, command, length) as i64
    })?;
    nothing()
}

pub fn posix_fallocate(thread: &Thread, args: &[Value]) -> Result {
    let fd = int(thread, args[0])?;
    let (start, length) = (offset(thread, args[1])?, offset(thread, args[2])?);
    // SAFETY: a number. The result is the error itself.
    match retry(thread, || unsafe {
        libc::posix_fallocate(fd, start, length) as i64
    })? {
        Ok(0) => nothing(),
        Ok(error) => Err(errors::os_error(thread, error as i32, None)),
        Err(error) => Err(errors::os_error(thread, error, None)),
    }
}

pub fn posix_fadvise(thread: &Thread, args: &[Value]) -> Result {
    let fd = int(thread, args[0])?;
    let (start, length) = (offset(thread, args[1])?, offset(thread, args[2])?);
    let advice = int(thread, args[3])?;
    // SAFETY: a number. The result is the error itself.
    match retry(thread, || unsafe {
        libc::posix_fadvise(fd, start, length, advice) as i64
    })? {
        Ok(0) => nothing(),
        Ok(error) => Err(errors::os_error(thread, error as i32, None)),
        Err(error) => Err(errors::os_error(thread, error, None)),
    }
}

pub fn memfd_create(thread: &Thread, args: &[Value]) -> Result {
    let name = system_calls::c_string(thread, args[0])?;
    let flags = match args[1].present() {
        Some(flags) => int(thread, flags)? as u32,
        None => libc::MFD_CLOEXEC,
    };
    // SAFETY: a terminated name.
    number(checked(thread, None, || unsafe {
        libc::memfd_create(name.as_ptr(), flags) as i64
    })?)
}

pub fn eventfd(thread: &Thread, args: &[Value]) -> Result {
    let start = size(thread, args[0])? as u32;
    let flags = match args[1].present() {
        Some(flags) => int(thread, flags)?,
        None => libc::EFD_CLOEXEC,
    };
    // SAFETY: numbers.
    number(checked(thread, None, || unsafe {
        libc::eventfd(start, flags) as i64
    })?)
}

pub fn eventfd_read(thread: &Thread, args: &[Value]) -> Result {
    let fd = file_descriptor(thread, args[0])?;
    let mut value = 0u64;
    // SAFETY: room for the eight bytes that are read.
    checked(thread, None, || unsafe {
        libc::eventfd_read(fd, &mut value) as i64
    })?;
    typhon_objects::int::from_u64(thread, value)
}

pub fn eventfd_write(thread: &Thread, args: &[Value]) -> Result {
    let fd = file_descriptor(thread, args[0])?;
    let value = operations::index_value(thread, args[1])?;
    let Ok(value) = u64::try_from(&typhon_objects::int::big(value)) else {
        return Err(errors::overflow_error(
            thread,
            "Python int too large to convert to C unsigned long",
        ));
    };
    // SAFETY: numbers.
    checked(thread, None, || unsafe {
        libc::eventfd_write(fd, value) as i64
    })?;
    nothing()
}

pub fn openpty(thread: &Thread, _args: &[Value]) -> Result {
    let (mut main, mut other) = (0, 0);
    // SAFETY: room for both numbers; names and settings are not asked for.
    checked(thread, None, || unsafe {
        libc::openpty(
            &mut main,
            &mut other,
            std::ptr::null_mut(),
            std::ptr::null_mut(),
            std::ptr::null_mut(),
        ) as i64
    })?;
    for fd in [main, other] {
        if let Err(error) = system_calls::set_inheritable(fd, false) {
            return Err(errors::os_error(thread, error, None));
        }
    }
    pair(thread, [main, other])
}

pub fn ttyname(thread: &Thread, args: &[Value]) -> Result {
    let fd = int(thread, args[0])?;
    let mut name = [0 as libc::c_char; 512];
    // SAFETY: a buffer of this length.
    let error = unsafe { libc::ttyname_r(fd, name.as_mut_ptr(), name.len()) };
    if error != 0 {
        return Err(errors::os_error(thread, error, None));
    }
    // SAFETY: terminated by the call.
    let name = unsafe { std::ffi::CStr::from_ptr(name.as_ptr()) };
    Ok(system_calls::decode_os(thread, name.to_bytes())?.value())
}

pub fn device_encoding(thread: &Thread, args: &[Value]) -> Result {
    let fd = int(thread, args[0])?;
    // SAFETY: a number.
    if unsafe { libc::isatty(fd) } != 1 {
        return nothing();
    }
    crate::support::text(thread, "UTF-8")
}
