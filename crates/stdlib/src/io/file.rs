//! `FileIO`: a file descriptor with a mode. Invariant: `fd` is -1 once closed, and is closed once only,
//! because whoever closes takes the number out of the field.

use super::base::RAW_IO_BASE;
use super::unsupported;
use crate::support::{make, or_none};
use crate::system_calls::{checked, errno, retry};
use std::ffi::CString;
use std::sync::atomic::{AtomicBool, AtomicI8, AtomicI32, AtomicI64, Ordering};
use typhon_objects::attribute;
use typhon_objects::buffer::Buffer;
use typhon_objects::bytes::Bytes;
use typhon_objects::prelude::*;

#[derive(Copy, Clone, Default)]
pub struct Mode {
    pub created: bool,
    pub readable: bool,
    pub writable: bool,
    pub appending: bool,
}

const CREATED: i32 = 1;
const READABLE: i32 = 2;
const WRITABLE: i32 = 4;
const APPENDING: i32 = 8;
const CLOSE_FD: i32 = 16;

crate::slots_object!(FileObject, FILE_LAYOUT, "FileIO", {}, {
    fd: AtomicI32,
    flags: AtomicI32,
    block_size: AtomicI64,
    // -1: not known yet.
    seekable: AtomicI8,
    finalizing: AtomicBool,
});

pub type File = Ref<FileObject>;

pub static FILE_IO: TypeSpec = TypeSpec::new("FileIO", &FILE_LAYOUT)
    .module("_io")
    .bases(&[&RAW_IO_BASE])
    .flags(type_flags::BASE)
    .mutable()
    .doc("Open a file.")
    .methods(&[
        static_method("__new__", new, "(cls, *args, **kwargs)", ""),
        method(
            "__init__",
            init,
            "(self, file, mode='r', closefd=True, opener=None)",
            "",
        ),
        method(
            "read",
            read,
            "(self, size=-1, /)",
            "Read at most size bytes, returned as bytes.",
        ),
        method(
            "readall",
            readall,
            "(self, /)",
            "Read all data from the file, returned as bytes.",
        ),
        method(
            "readinto",
            readinto,
            "(self, buffer, /)",
            "Same as RawIOBase.readinto().",
        ),
        method(
            "write",
            write,
            "(self, b, /)",
            "Write buffer b to file, return number of bytes written.",
        ),
        method(
            "seek",
            seek,
            "(self, pos, whence=0, /)",
            "Move to new file position and return the file position.",
        ),
        method("tell", tell, "(self, /)", "Current file position."),
        method(
            "truncate",
            truncate,
            "(self, size=None, /)",
            "Truncate the file to at most size bytes and return the truncated size.",
        ),
        method("close", close, "(self, /)", "Close the file."),
        method(
            "seekable",
            seekable,
            "(self, /)",
            "True if file supports random-access.",
        ),
        method(
            "readable",
            |thread, args| flag_of(thread, args, READABLE),
            "(self, /)",
            "True if file was opened in a read mode.",
        ),
        method(
            "writable",
            |thread, args| flag_of(thread, args, WRITABLE),
            "(self, /)",
            "True if file was opened in a write mode.",
        ),
        method(
            "fileno",
            |thread, args| Ok(Value::fixnum(file(args[0]).open_fd(thread)? as i64)),
            "(self, /)",
            "Return the underlying file descriptor (an integer).",
        ),
        method(
            "isatty",
            isatty,
            "(self, /)",
            "True if the file is connected to a TTY device.",
        ),
        method("_isatty_open_only", isatty, "(self, /)", ""),
        method("_dealloc_warn", dealloc_warn, "(self, source, /)", ""),
        method(
            "__getstate__",
            super::buffered_methods::cannot_pickle,
            "(self, /)",
            "",
        ),
        method("__repr__", repr, "(self, /)", "Return repr(self)."),
    ])
    .attributes(&[
        getter(
            "closed",
            |_, object| Ok(Value::bool(file(object).fd() < 0)),
            "True if the file is closed",
        ),
        getter(
            "closefd",
            |_, object| Ok(Value::bool(file(object).has(CLOSE_FD))),
            "True if the file descriptor will be closed by close().",
        ),
        getter(
            "mode",
            |thread, object| crate::support::text(thread, file(object).mode_text()),
            "String giving the file mode",
        ),
        getter(
            "_blksize",
            |thread, object| {
                typhon_objects::int::from_i64(
                    thread,
                    file(object).block_size.load(Ordering::Relaxed),
                )
            },
            "Stat st_blksize if available",
        ),
        getset(
            "_finalizing",
            |_, object| Ok(Value::bool(file(object).finalizing.load(Ordering::Relaxed))),
            set_finalizing,
            "",
        ),
    ]);

fn file(object: Value) -> File {
    Ref::of(object)
}

fn set_finalizing(thread: &Thread, object: Value, value: Value) -> Result<()> {
    let message = match value {
        Value::TRUE | Value::FALSE => "",
        Value::NULL => "can't delete numeric/char attribute",
        _ => "attribute value type must be bool",
    };
    if !message.is_empty() {
        return Err(errors::type_error(thread, message));
    }
    let on = value == Value::TRUE;
    file(object).finalizing.store(on, Ordering::Relaxed);
    Ok(())
}

/// Reads a mode such as "rb+".
fn parse_mode(thread: &Thread, text: &str) -> Result<(Mode, i32)> {
    let bad = || {
        errors::value_error(
            thread,
            "Must have exactly one of create/read/write/append mode and at most one plus",
        )
    };
    let mut mode = Mode::default();
    let (mut kind, mut plus) = (false, false);
    let mut flags = libc::O_CLOEXEC;
    for letter in text.chars() {
        match letter {
            'x' | 'r' | 'w' | 'a' => {
                if kind {
                    return Err(bad());
                }
                kind = true;
                match letter {
                    'x' => {
                        mode.created = true;
                        mode.writable = true;
                        flags |= libc::O_EXCL | libc::O_CREAT;
                    }
                    'r' => mode.readable = true,
                    'w' => {
                        mode.writable = true;
                        flags |= libc::O_CREAT | libc::O_TRUNC;
                    }
                    _ => {
                        mode.writable = true;
                        mode.appending = true;
                        flags |= libc::O_APPEND | libc::O_CREAT;
                    }
                }
            }
            'b' => {}
            '+' => {
                if plus {
                    return Err(bad());
                }
                plus = true;
                mode.readable = true;
                mode.writable = true;
            }
            _ => return Err(errors::value_error(thread, format!("invalid mode: {text}"))),
        }
    }
    if !kind {
        return Err(bad());
    }
    flags |= match (mode.readable, mode.writable) {
        (true, true) => libc::O_RDWR,
        (true, false) => libc::O_RDONLY,
        _ => libc::O_WRONLY,
    };
    Ok((mode, flags))
}

fn new(thread: &Thread, args: &[Value]) -> Result {
    let class = Type::of(args[0]);
    let made = make(thread, class, |header| FileObject {
        header,
        fd: AtomicI32::new(-1),
        flags: AtomicI32::new(CLOSE_FD),
        block_size: AtomicI64::new(super::DEFAULT_BUFFER_SIZE as i64),
        seekable: AtomicI8::new(-1),
        finalizing: AtomicBool::new(false),
    })?;
    Ok(made.value())
}

fn init(thread: &Thread, args: &[Value]) -> Result {
    let this = file(args[0]);
    let (name, opener) = (args[1], or_none(args[4]));
    if this.fd() >= 0 {
        if this.has(CLOSE_FD) {
            this.close_descriptor(thread)?;
        } else {
            this.fd.store(-1, Ordering::Relaxed);
        }
    }
    let close_fd = match args[3].present() {
        Some(value) => operations::truth(thread, value)?,
        None => true,
    };
    let mode_text = match args[2].present() {
        Some(mode) => operations::expect_str(thread, "FileIO", "argument 'mode'", mode)?
            .to_string_lossy()
            .into_owned(),
        None => "r".to_string(),
    };
    if name.kind() == Kind::Float {
        return Err(errors::type_error(
            thread,
            "integer argument expected, got float",
        ));
    }
    let given = descriptor_argument(thread, name)?;
    let path = match given {
        Some(_) => None,
        None => {
            let object = crate::system_calls::fspath(thread, name)?;
            let bytes = crate::system_calls::os_bytes(thread, object)?;
            let path = CString::new(bytes)
                .map_err(|_| errors::value_error(thread, "embedded null byte"))?;
            Some((path, object))
        }
    };
    let (mode, open_flags) = parse_mode(thread, &mode_text)?;
    let mut bits = if close_fd { CLOSE_FD } else { 0 };
    for (on, bit) in [
        (mode.created, CREATED),
        (mode.readable, READABLE),
        (mode.writable, WRITABLE),
        (mode.appending, APPENDING),
    ] {
        if on {
            bits |= bit;
        }
    }
    let fd = match (given, &path) {
        (Some(fd), _) => fd,
        (None, Some((path, object))) => {
            if !close_fd {
                return Err(errors::value_error(
                    thread,
                    "Cannot use closefd=False with file name",
                ));
            }
            open_path(thread, name, path, *object, open_flags, opener)?
        }
        (None, None) => unreachable!("a name or a number"),
    };
    this.flags.store(bits, Ordering::Relaxed);
    this.seekable.store(-1, Ordering::Relaxed);
    this.fd.store(fd, Ordering::Release);
    let finished = finish(thread, this, fd, name, mode);
    if finished.is_err() {
        // The caller's own descriptor is not ours to close.
        let fd = this.fd.swap(-1, Ordering::AcqRel);
        if given.is_none() && fd >= 0 {
            thread.blocked(|| {
                // SAFETY: our own descriptor, taken out of the field just now.
                unsafe { libc::close(fd) }
            });
        }
    }
    finished?;
    Ok(Value::NONE)
}

fn descriptor_argument(thread: &Thread, name: Value) -> Result<Option<i32>> {
    if !typhon_objects::int::is_int(name)
        && (name.is::<StrObject>()
            || name
                .class()
                .special(typhon_objects::types::Special::Index)
                .is_none())
    {
        return Ok(None);
    }
    if name.is_bool() {
        typhon_interp::warning::warn(
            thread,
            &tree::RUNTIME_WARNING,
            "bool is used as a file descriptor",
            1,
        )?;
    }
    let fd = crate::support::to_c_int(thread, name)?;
    if fd < 0 {
        return Err(errors::value_error(thread, "negative file descriptor"));
    }
    Ok(Some(fd))
}

fn open_path(
    thread: &Thread,
    name: Value,
    path: &CString,
    shown: Value,
    flags: i32,
    opener: Value,
) -> Result<i32> {
    let _ = shown;
    if opener.is_none() {
        let fd = checked(thread, Some(name), || {
            // SAFETY: a terminated path.
            unsafe { libc::open(path.as_ptr(), flags, 0o666) as i64 }
        })?;
        return Ok(fd as i32);
    }
    let fd = call(thread, opener, &[name, Value::fixnum(flags as i64)])?;
    if !typhon_objects::int::is_int(fd) {
        return Err(errors::type_error(thread, "expected integer from opener"));
    }
    let fd = crate::support::to_c_int(thread, fd)?;
    if fd < 0 {
        return Err(errors::value_error(thread, format!("opener returned {fd}")));
    }
    if let Err(error) = crate::system_calls::set_inheritable(fd, false) {
        return Err(errors::os_error(thread, error, None));
    }
    Ok(fd)
}

fn finish(thread: &Thread, this: File, fd: i32, name: Value, mode: Mode) -> Result<()> {
    // SAFETY: a zeroed stat is valid to be filled.
    let mut status: libc::stat = unsafe { std::mem::zeroed() };
    let result = thread.blocked(|| {
        // SAFETY: the buffer is a stat.
        unsafe { libc::fstat(fd, &mut status) }
    });
    if result < 0 {
        if errno() == libc::EBADF {
            return Err(errors::os_error(thread, libc::EBADF, Some(name)));
        }
    } else {
        if status.st_mode & libc::S_IFMT == libc::S_IFDIR {
            return Err(errors::os_error(thread, libc::EISDIR, Some(name)));
        }
        if status.st_blksize > 1 {
            this.block_size.store(status.st_blksize, Ordering::Relaxed);
        }
    }
    attribute::set(thread, this.value(), names().name, name)?;
    if mode.appending {
        // Like the C library; pipes cannot, and need not.
        // SAFETY: a seek on a descriptor.
        unsafe { libc::lseek(fd, 0, libc::SEEK_END) };
    }
    Ok(())
}

impl FileObject {
    #[inline]
    pub fn fd(&self) -> i32 {
        self.fd.load(Ordering::Acquire)
    }

    fn has(&self, bit: i32) -> bool {
        self.flags.load(Ordering::Relaxed) & bit != 0
    }

    /// The descriptor, ValueError if it is closed.
    pub fn open_fd(&self, thread: &Thread) -> Result<i32> {
        match self.fd() {
            fd if fd >= 0 => Ok(fd),
            _ => Err(errors::value_error(thread, "I/O operation on closed file")),
        }
    }

    fn fd_for(&self, thread: &Thread, bit: i32) -> Result<i32> {
        let fd = self.open_fd(thread)?;
        if !self.has(bit) {
            let action = if bit == READABLE {
                "reading"
            } else {
                "writing"
            };
            return Err(unsupported(thread, &format!("File not open for {action}")));
        }
        Ok(fd)
    }

    pub fn preferred_block_size(&self) -> i64 {
        self.block_size.load(Ordering::Relaxed)
    }

    /// Reads once into memory outside the heap or kept alive by the caller. `None`: it would block.
    ///
    /// # Safety
    /// `target` is writable for `length` bytes during the call.
    pub unsafe fn read_raw(
        &self,
        thread: &Thread,
        target: *mut u8,
        length: usize,
    ) -> Result<Option<usize>> {
        let fd = self.fd_for(thread, READABLE)?;
        let length = length.min(isize::MAX as usize);
        match retry(thread, || {
            // SAFETY: the caller's promise.
            unsafe { libc::read(fd, target.cast(), length) as i64 }
        })? {
            Ok(count) => Ok(Some(count as usize)),
            Err(libc::EAGAIN) => Ok(None),
            Err(error) => Err(errors::os_error(thread, error, None)),
        }
    }

    /// Writes once. `None`: it would block.
    ///
    /// # Safety
    /// `data` is readable for `length` bytes during the call.
    pub unsafe fn write_raw(
        &self,
        thread: &Thread,
        data: *const u8,
        length: usize,
    ) -> Result<Option<usize>> {
        let fd = self.fd_for(thread, WRITABLE)?;
        let length = length.min(0x7fff_f000);
        match retry(thread, || {
            // SAFETY: the caller's promise.
            unsafe { libc::write(fd, data.cast(), length) as i64 }
        })? {
            Ok(count) => Ok(Some(count as usize)),
            Err(libc::EAGAIN) => Ok(None),
            Err(error) => Err(errors::os_error(thread, error, None)),
        }
    }

    pub fn seek_raw(&self, thread: &Thread, offset: i64, whence: i32) -> Result<i64> {
        let fd = self.open_fd(thread)?;
        checked(thread, None, || {
            // SAFETY: a seek on a descriptor.
            unsafe { libc::lseek(fd, offset, whence) }
        })
    }

    /// Appends everything up to the end to `target`. `None`: it would block at once.
    pub fn read_to_end(&self, thread: &Thread, target: &mut Vec<u8>) -> Result<Option<()>> {
        let fd = self.fd_for(thread, READABLE)?;
        let start = target.len();
        // SAFETY: a zeroed stat is valid to be filled, and the seek and stat are on a descriptor.
        let expected = unsafe {
            let mut status: libc::stat = std::mem::zeroed();
            let position = libc::lseek(fd, 0, libc::SEEK_CUR);
            if libc::fstat(fd, &mut status) == 0 && position >= 0 && status.st_size > position {
                (status.st_size - position) as usize
            } else {
                0
            }
        };
        target.reserve((expected + 1).max(4096));
        loop {
            if target.capacity() - target.len() < 512 {
                let more = target.len().clamp(8192, 16 << 20);
                target.reserve(more);
            }
            let spare = target.spare_capacity_mut();
            let (pointer, length) = (spare.as_mut_ptr().cast::<u8>(), spare.len());
            // SAFETY: the spare capacity is writable.
            match unsafe { self.read_raw(thread, pointer, length)? } {
                None if target.len() == start => return Ok(None),
                None | Some(0) => return Ok(Some(())),
                Some(count) => {
                    let length = target.len() + count;
                    // SAFETY: the system has filled this many bytes.
                    unsafe { target.set_len(length) };
                }
            }
        }
    }

    pub fn is_seekable(&self, thread: &Thread) -> Result<bool> {
        let fd = self.open_fd(thread)?;
        let known = self.seekable.load(Ordering::Relaxed);
        if known >= 0 {
            return Ok(known == 1);
        }
        // SAFETY: a seek on a descriptor.
        let seekable = unsafe { libc::lseek(fd, 0, libc::SEEK_CUR) } >= 0;
        self.seekable.store(seekable as i8, Ordering::Relaxed);
        Ok(seekable)
    }

    fn close_descriptor(&self, thread: &Thread) -> Result<()> {
        let fd = self.fd.swap(-1, Ordering::AcqRel);
        if fd < 0 {
            return Ok(());
        }
        let (result, error) = thread.blocked(|| {
            // SAFETY: the number was taken out of the field, so nobody else closes it.
            let result = unsafe { libc::close(fd) };
            (result, errno())
        });
        if result < 0 && error != libc::EINTR {
            return Err(errors::os_error(thread, error, None));
        }
        Ok(())
    }

    fn mode_text(&self) -> &'static str {
        let flag = |bit| self.has(bit);
        if flag(CREATED) {
            if flag(READABLE) { "xb+" } else { "xb" }
        } else if flag(APPENDING) {
            if flag(READABLE) { "ab+" } else { "ab" }
        } else if flag(READABLE) {
            if flag(WRITABLE) { "rb+" } else { "rb" }
        } else {
            "wb"
        }
    }
}

fn flag_of(thread: &Thread, args: &[Value], bit: i32) -> Result {
    let this = file(args[0]);
    this.open_fd(thread)?;
    Ok(Value::bool(this.has(bit)))
}

fn read(thread: &Thread, args: &[Value]) -> Result {
    let this = file(args[0]);
    this.fd_for(thread, READABLE)?;
    let Some(size) = super::size_argument(thread, args[1])? else {
        return readall(thread, args);
    };
    let size = size.min(0x7fff_f000);
    let mut data: Vec<u8> = Vec::new();
    if data.try_reserve_exact(size).is_err() {
        return Err(errors::memory_error(thread));
    }
    // SAFETY: the capacity was just reserved.
    match unsafe { this.read_raw(thread, data.as_mut_ptr(), size)? } {
        None => Ok(Value::NONE),
        Some(count) => {
            // SAFETY: the system has filled this many bytes.
            unsafe { data.set_len(count) };
            Ok(Bytes::new(thread, &data)?.value())
        }
    }
}

fn readall(thread: &Thread, args: &[Value]) -> Result {
    let mut data = Vec::new();
    match file(args[0]).read_to_end(thread, &mut data)? {
        None => Ok(Value::NONE),
        Some(()) => Ok(Bytes::new(thread, &data)?.value()),
    }
}

fn readinto(thread: &Thread, args: &[Value]) -> Result {
    let this = file(args[0]);
    this.fd_for(thread, READABLE)?;
    let target = Buffer::acquire_writable(thread, "readinto", "argument", args[1])?;
    // SAFETY: the guard keeps the memory alive and writable.
    match unsafe { this.read_raw(thread, target.as_mut_ptr(), target.len())? } {
        None => Ok(Value::NONE),
        Some(count) => Ok(Value::fixnum(count as i64)),
    }
}

fn write(thread: &Thread, args: &[Value]) -> Result {
    let this = file(args[0]);
    this.fd_for(thread, WRITABLE)?;
    let data = Buffer::acquire(thread, args[1], false)?;
    // SAFETY: the guard keeps the memory alive.
    match unsafe { this.write_raw(thread, data.as_ptr(), data.len())? } {
        None => Ok(Value::NONE),
        Some(count) => Ok(Value::fixnum(count as i64)),
    }
}

fn seek(thread: &Thread, args: &[Value]) -> Result {
    let this = file(args[0]);
    this.open_fd(thread)?;
    if args[1].kind() == Kind::Float {
        return Err(errors::type_error(thread, "an integer is required"));
    }
    let offset = crate::support::to_ssize(thread, args[1])?;
    let whence = super::base::whence(thread, args[2])?;
    let position = this.seek_raw(thread, offset, whence)?;
    typhon_objects::int::from_i64(thread, position)
}

fn tell(thread: &Thread, args: &[Value]) -> Result {
    let position = file(args[0]).seek_raw(thread, 0, libc::SEEK_CUR)?;
    typhon_objects::int::from_i64(thread, position)
}

fn truncate(thread: &Thread, args: &[Value]) -> Result {
    let this = file(args[0]);
    let fd = this.fd_for(thread, WRITABLE)?;
    let size = match args[1].present().filter(|size| !size.is_none()) {
        Some(size) => crate::support::to_ssize(thread, size)?,
        None => this.seek_raw(thread, 0, libc::SEEK_CUR)?,
    };
    checked(thread, None, || {
        // SAFETY: a descriptor and a number.
        unsafe { libc::ftruncate(fd, size) as i64 }
    })?;
    typhon_objects::int::from_i64(thread, size)
}

fn close(thread: &Thread, args: &[Value]) -> Result {
    let this = file(args[0]);
    // The base marks the object closed, and flushes what a subclass may hold.
    let base = super::base::close(thread, args).map(|_| ());
    if !this.has(CLOSE_FD) {
        this.fd.store(-1, Ordering::Release);
        return base.map(|()| Value::NONE);
    }
    if this.finalizing.load(Ordering::Relaxed) {
        dealloc_warn(thread, &[args[0], args[0]])?;
    }
    let own = this.close_descriptor(thread);
    super::chain(base, own)?;
    Ok(Value::NONE)
}

fn seekable(thread: &Thread, args: &[Value]) -> Result {
    Ok(Value::bool(file(args[0]).is_seekable(thread)?))
}

fn isatty(thread: &Thread, args: &[Value]) -> Result {
    let fd = file(args[0]).open_fd(thread)?;
    // SAFETY: isatty on a descriptor.
    Ok(Value::bool(unsafe { libc::isatty(fd) } == 1))
}

/// ResourceWarning for a file that nobody closed.
fn dealloc_warn(thread: &Thread, args: &[Value]) -> Result {
    let this = file(args[0]);
    if this.fd() >= 0 && this.has(CLOSE_FD) {
        let source = args[1];
        let text = format!(
            "unclosed file {}",
            crate::support::repr_text(thread, source)?
        );
        let warned = typhon_interp::warning::warn(thread, &tree::RESOURCE_WARNING, &text, 1);
        if let Err(raised) = warned {
            typhon_objects::exceptions::unraisable::report(
                thread,
                raised,
                "Exception ignored while finalizing file",
                source,
            );
        }
    }
    Ok(Value::NONE)
}

fn repr(thread: &Thread, args: &[Value]) -> Result {
    let this = file(args[0]);
    let class = args[0].class().full_name();
    let class = class
        .strip_prefix("io.")
        .map_or(class.clone(), |rest| format!("_io.{rest}"));
    if this.fd() < 0 {
        return crate::support::text(thread, format!("<{class} [closed]>"));
    }
    let closefd = if this.has(CLOSE_FD) { "True" } else { "False" };
    let mode = this.mode_text();
    let name = attribute::get_optional(thread, args[0], names().name)?;
    let text = match name {
        None => format!("<{class} fd={} mode='{mode}' closefd={closefd}>", this.fd()),
        Some(name) => {
            let shown = operations::repr_guard(thread, args[0], || {
                crate::support::repr_text(thread, name)
            })?;
            match shown {
                Some(name) => format!("<{class} name={name} mode='{mode}' closefd={closefd}>"),
                None => {
                    return Err(errors::runtime_error(
                        thread,
                        format!("reentrant call inside {class}.__repr__"),
                    ));
                }
            }
        }
    };
    crate::support::text(thread, text)
}

/// The exact `FileIO`, whose system calls may be made directly.
pub fn exact(object: Value) -> Option<File> {
    if FILE_IO.is_exact(object) {
        object.downcast()
    } else {
        None
    }
}
