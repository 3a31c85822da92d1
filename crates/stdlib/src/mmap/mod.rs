//! The module `mmap`. Invariants: a mapping is moved or ended only if no view of it is in use, or was
//! forgotten (see `Exports`) and may be in use after all; every access is bounded under the lock, which is
//! never held while Python code runs. `items` is what subscripts and iteration do.

mod items;

use crate::posix::int;
use crate::support::make;
use crate::system_calls::errno;
use typhon_objects::buffer::{Buffer, Export, Exporter, Exports, View};
use typhon_objects::bytes::Bytes;
use typhon_objects::prelude::*;
use typhon_sync::mutex::{Mutex, MutexGuard};

const ACCESS_DEFAULT: i32 = 0;
const ACCESS_READ: i32 = 1;
const ACCESS_WRITE: i32 = 2;
const ACCESS_COPY: i32 = 3;

pub struct State {
    /// NULL once closed.
    pointer: *mut u8,
    length: usize,
    /// A view of the mapping was forgotten.
    forgotten: bool,
    /// Earlier mappings with forgotten views, which keep the whole object alive.
    kept: Vec<Mapping>,
    position: usize,
    /// Our own duplicate of the file, or -1.
    fd: i32,
    tracks: bool,
    offset: i64,
    access: i32,
    flags: i32,
    protection: i32,
}

// SAFETY: the mapping belongs to the process; it is used under the lock or through leases.
unsafe impl Send for State {}

impl State {
    fn data(&self) -> &[u8] {
        if self.pointer.is_null() {
            return &[];
        }
        // SAFETY: a mapping of this length.
        unsafe { std::slice::from_raw_parts(self.pointer, self.length) }
    }

    fn data_mut(&mut self) -> &mut [u8] {
        if self.pointer.is_null() {
            return &mut [];
        }
        // SAFETY: a mapping of this length; callers have checked that it may be written.
        unsafe { std::slice::from_raw_parts_mut(self.pointer, self.length) }
    }

    /// Takes the mapping out; what comes in its place is up to the caller.
    fn take(&mut self) -> Mapping {
        let pointer = std::mem::replace(&mut self.pointer, std::ptr::null_mut());
        Mapping(pointer, std::mem::take(&mut self.length))
    }

    /// Ends the use of a mapping that was taken out.
    fn give_up(&mut self, old: Mapping) {
        if std::mem::take(&mut self.forgotten) {
            self.kept.push(old);
        }
    }

    /// Moves the mapping, or makes another one if somebody may still view it; else an errno.
    fn resize(&mut self, size: usize, is_shared: bool) -> std::result::Result<(), i32> {
        // SAFETY: our own file.
        if self.fd >= 0 && unsafe { libc::ftruncate(self.fd, self.offset + size as i64) } != 0 {
            return Err(errno());
        }
        let old = self.pointer.cast();
        let common = self.length.min(size);
        // SAFETY: our own mapping. It goes only if nobody views it; an old size of 0 makes a second
        // mapping of shared pages, and private ones are copied as far as both reach.
        let pointer = unsafe {
            match (self.forgotten, is_shared) {
                (false, _) => libc::mremap(old, self.length, size, libc::MREMAP_MAYMOVE),
                (true, true) => libc::mremap(old, 0, size, libc::MREMAP_MAYMOVE),
                (true, false) => {
                    let none = std::ptr::null_mut();
                    libc::mmap(
                        none,
                        size,
                        self.protection,
                        self.flags,
                        self.fd,
                        self.offset,
                    )
                }
            }
        };
        if pointer == libc::MAP_FAILED {
            return Err(errno());
        }
        if self.forgotten {
            let old = self.take();
            if !is_shared && self.protection & libc::PROT_WRITE != 0 {
                // SAFETY: both are mapped, at least this far, and they do not overlap.
                unsafe { std::ptr::copy_nonoverlapping(old.0, pointer.cast(), common) };
            }
            self.give_up(old);
        }
        self.pointer = pointer.cast();
        self.length = size;
        Ok(())
    }

    fn close(&mut self) {
        let old = self.take();
        self.give_up(old);
        if self.fd >= 0 {
            // SAFETY: our own descriptor.
            unsafe { libc::close(self.fd) };
            self.fd = -1;
        }
    }
}

impl Drop for State {
    fn drop(&mut self) {
        // Whoever views it has kept the object alive until now.
        self.forgotten = false;
        self.close();
    }
}

/// Unmapped when dropped.
struct Mapping(*mut u8, usize);

impl Drop for Mapping {
    fn drop(&mut self) {
        if !self.0.is_null() {
            // SAFETY: our own mapping, which nobody views any more.
            unsafe { libc::munmap(self.0.cast(), self.1) };
        }
    }
}

/// Whether the mapping may be moved or ended: no view of it is in use, or none can be found.
fn settle(thread: &Thread, map: &Map, state: &mut State) -> bool {
    if map.exports.count() == 0 {
        return true;
    }
    state.forgotten = true;
    map.exports.settle(thread)
}

crate::slots_object!(MapObject, MAP_LAYOUT, "mmap", {}, {
    state: Mutex<State>,
    exports: Exports,
}, drop);

type Map = Ref<MapObject>;

static EXPORTER: Exporter = Exporter {
    layout: &MAP_LAYOUT,
    export,
};

pub static MMAP: TypeSpec = TypeSpec::new("mmap", &MAP_LAYOUT)
    .module("mmap")
    .flags(type_flags::BASE | type_flags::WEAKREF)
    .mutable()
    .methods(&[
        static_method(
            "__new__",
            new,
            "(cls, fileno, length, flags=1, prot=3, access=0, offset=0, *, trackfd=True)",
            "",
        ),
        method("close", close, "(self, /)", ""),
        method(
            "find",
            |thread, args| find(thread, args, false),
            "(self, view, start=None, end=None, /)",
            "",
        ),
        method(
            "rfind",
            |thread, args| find(thread, args, true),
            "(self, view, start=None, end=None, /)",
            "",
        ),
        method("flush", flush, "(self, offset=0, size=None, /)", ""),
        method(
            "madvise",
            madvise,
            "(self, option, start=0, length=None, /)",
            "",
        ),
        method("move", move_data, "(self, dest, src, count, /)", ""),
        method("read", read, "(self, n=None, /)", ""),
        method("read_byte", read_byte, "(self, /)", ""),
        method("readline", readline, "(self, /)", ""),
        method("resize", resize, "(self, newsize, /)", ""),
        method("seek", seek, "(self, pos, whence=0, /)", ""),
        method("seekable", |_, _| Ok(Value::TRUE), "(self, /)", ""),
        method("size", size, "(self, /)", ""),
        method(
            "tell",
            |thread, args| Ok(Value::fixnum(open(thread, &map(args[0]))?.position as i64)),
            "(self, /)",
            "",
        ),
        method("write", write, "(self, bytes, /)", ""),
        method("write_byte", write_byte, "(self, byte, /)", ""),
        method(
            "__len__",
            |thread, args| Ok(Value::fixnum(open(thread, &map(args[0]))?.length as i64)),
            "(self, /)",
            "",
        ),
        method("__getitem__", items::get, "(self, key, /)", ""),
        method("__setitem__", items::set, "(self, key, value, /)", ""),
        method("__delitem__", items::delete, "(self, key, /)", ""),
        method("__iter__", items::iterate, "(self, /)", ""),
        method("__reversed__", items::reversed, "(self, /)", ""),
        method(
            "__enter__",
            |thread, args| {
                drop(open(thread, &map(args[0]))?);
                Ok(args[0])
            },
            "(self, /)",
            "",
        ),
        method(
            "__exit__",
            |thread, args| call_method(thread, args[0], names().close, &[]),
            "(self, exc_type, exc_value, traceback, /)",
            "",
        ),
        method("__repr__", repr, "(self, /)", ""),
        method(
            "__buffer__",
            typhon_objects::buffer::buffer_method,
            "(self, flags, /)",
            "",
        ),
        method(
            "__release_buffer__",
            typhon_objects::buffer::release_method,
            "(self, buffer, /)",
            "",
        ),
    ])
    .attributes(&[getter(
        "closed",
        |_, object| Ok(Value::bool(map(object).state.lock().pointer.is_null())),
        "",
    )])
    .setup(|_, _| {
        typhon_objects::buffer::register(&EXPORTER);
        Ok(())
    });

fn map(object: Value) -> Map {
    Ref::of(object)
}

/// The lock of an open mapping.
fn open<'a>(thread: &Thread, map: &'a Map) -> Result<MutexGuard<'a, State>> {
    let state = map.state.lock();
    if state.pointer.is_null() {
        drop(state);
        return Err(errors::value_error(thread, "mmap closed or invalid"));
    }
    Ok(state)
}

fn check_writable(thread: &Thread, map: &Map) -> Result<()> {
    let writable = {
        let state = open(thread, map)?;
        state.access != ACCESS_READ && state.protection & libc::PROT_WRITE != 0
    };
    if writable {
        return Ok(());
    }
    Err(errors::type_error(
        thread,
        "mmap can't modify a readonly memory map.",
    ))
}

fn export(thread: &Thread, object: Value) -> Result<Export> {
    let map = map(object);
    let state = open(thread, &map)?;
    let readonly = state.access == ACCESS_READ || state.protection & libc::PROT_WRITE == 0;
    let view = View::bytes(state.pointer, state.length, readonly);
    // Under the lock: from here on the mapping stays.
    let lease = map.exports.lease();
    drop(state);
    Ok(Export::new(view, object, Value::NULL, Some(lease)))
}

fn new(thread: &Thread, args: &[Value]) -> Result {
    let fd = int(thread, args[1])?;
    let length = crate::support::to_ssize(thread, args[2])?;
    let number = |value: Value, default: i32| match value.present() {
        Some(value) => int(thread, value),
        None => Ok(default),
    };
    let mut flags = number(args[3], libc::MAP_SHARED)?;
    let mut protection = number(args[4], libc::PROT_WRITE | libc::PROT_READ)?;
    let access = number(args[5], ACCESS_DEFAULT)?;
    let offset = match args[6].present() {
        Some(value) => crate::support::to_ssize(thread, value)?,
        None => 0,
    };
    let tracks = match args[7].present() {
        Some(value) => operations::truth(thread, value)?,
        None => true,
    };
    if length < 0 {
        return Err(errors::overflow_error(
            thread,
            "memory mapped length must be positive",
        ));
    }
    if offset < 0 {
        return Err(errors::overflow_error(
            thread,
            "memory mapped offset must be positive",
        ));
    }
    let default_protection = libc::PROT_WRITE | libc::PROT_READ;
    if access != ACCESS_DEFAULT && (flags != libc::MAP_SHARED || protection != default_protection) {
        return Err(errors::value_error(
            thread,
            "mmap can't specify both access and flags, prot.",
        ));
    }
    match access {
        ACCESS_READ => {
            flags = libc::MAP_SHARED;
            protection = libc::PROT_READ;
        }
        ACCESS_WRITE => {
            flags = libc::MAP_SHARED;
            protection = default_protection;
        }
        ACCESS_COPY => {
            flags = libc::MAP_PRIVATE;
            protection = default_protection;
        }
        ACCESS_DEFAULT => {}
        _ => {
            return Err(errors::value_error(
                thread,
                "mmap invalid access parameter.",
            ));
        }
    }
    let mut size = length as usize;
    let mut own = -1;
    if fd == -1 {
        flags |= libc::MAP_ANONYMOUS;
    } else {
        // SAFETY: zeros are valid to be filled.
        let mut status: libc::stat = unsafe { std::mem::zeroed() };
        // SAFETY: a buffer of the right type.
        if unsafe { libc::fstat(fd, &mut status) } != 0 {
            return Err(errors::last_os_error(thread, None));
        }
        if status.st_mode & libc::S_IFMT == libc::S_IFREG {
            if size == 0 {
                if status.st_size == 0 {
                    return Err(errors::value_error(thread, "cannot mmap an empty file"));
                }
                if offset >= status.st_size {
                    return Err(errors::value_error(
                        thread,
                        "mmap offset is greater than file size",
                    ));
                }
                size = (status.st_size - offset) as usize;
            } else if offset > status.st_size || status.st_size - offset < size as i64 {
                return Err(errors::value_error(
                    thread,
                    "mmap length is greater than file size",
                ));
            }
        }
        if tracks {
            // SAFETY: a number.
            own = unsafe { libc::fcntl(fd, libc::F_DUPFD_CLOEXEC, 0) };
            if own < 0 {
                return Err(errors::last_os_error(thread, None));
            }
        }
    }
    // SAFETY: a fresh mapping at an address of the system's choice.
    let pointer = unsafe { libc::mmap(std::ptr::null_mut(), size, protection, flags, fd, offset) };
    if pointer == libc::MAP_FAILED {
        let error = errno();
        if own >= 0 {
            // SAFETY: our own descriptor.
            unsafe { libc::close(own) };
        }
        return Err(errors::os_error(thread, error, None));
    }
    let state = State {
        pointer: pointer.cast(),
        length: size,
        forgotten: false,
        kept: Vec::new(),
        position: 0,
        fd: own,
        tracks,
        offset,
        access,
        flags,
        protection,
    };
    let made = make(thread, Type::of(args[0]), |header| MapObject {
        header,
        state: Mutex::new(state),
        exports: Exports::new(),
    })?;
    Ok(made.value())
}

fn close(thread: &Thread, args: &[Value]) -> Result {
    let map = map(args[0]);
    let mut state = map.state.lock();
    if !settle(thread, &map, &mut state) {
        drop(state);
        return Err(errors::buffer_error(
            thread,
            "cannot close exported pointers exist",
        ));
    }
    state.close();
    Ok(Value::NONE)
}

fn repr(thread: &Thread, args: &[Value]) -> Result {
    let text = {
        let map = map(args[0]);
        let state = map.state.lock();
        if state.pointer.is_null() {
            "<mmap.mmap closed=True>".to_string()
        } else {
            let access = match state.access {
                ACCESS_READ => "ACCESS_READ",
                ACCESS_WRITE => "ACCESS_WRITE",
                ACCESS_COPY => "ACCESS_COPY",
                _ => "ACCESS_DEFAULT",
            };
            format!(
                "<mmap.mmap closed=False, access={access}, length={}, pos={}, offset={}>",
                state.length, state.position, state.offset
            )
        }
    };
    crate::support::text(thread, text)
}

fn find(thread: &Thread, args: &[Value], backwards: bool) -> Result {
    let map = map(args[0]);
    let (length, position) = {
        let state = open(thread, &map)?;
        (state.length as i64, state.position as i64)
    };
    let wanted = Buffer::acquire(thread, args[1], false)?.to_vec();
    let bound = |value: Value, default: i64| -> Result<usize> {
        let index = match value.present().filter(|value| !value.is_none()) {
            Some(value) => crate::support::to_ssize(thread, value)?,
            None => default,
        };
        let index = if index < 0 { index + length } else { index };
        Ok(index.clamp(0, length) as usize)
    };
    let (start, end) = (bound(args[2], position)?, bound(args[3], length)?);
    let state = open(thread, &map)?;
    let end = end.min(state.length);
    let found = if start > end {
        None
    } else if backwards {
        memchr::memmem::rfind(&state.data()[start..end], &wanted)
    } else {
        memchr::memmem::find(&state.data()[start..end], &wanted)
    };
    Ok(Value::fixnum(found.map_or(-1, |at| (at + start) as i64)))
}

fn flush(thread: &Thread, args: &[Value]) -> Result {
    let map = map(args[0]);
    let number = |value: Value| match value.present().filter(|value| !value.is_none()) {
        Some(value) => crate::support::to_ssize(thread, value).map(Some),
        None => Ok(None),
    };
    let offset = number(args[1])?.unwrap_or(0);
    let size = number(args[2])?;
    let state = open(thread, &map)?;
    let length = state.length as i64;
    let size = size.unwrap_or(length - offset);
    if offset < 0 || size < 0 || length - offset < size {
        drop(state);
        return Err(errors::value_error(thread, "flush values out of range"));
    }
    if state.access == ACCESS_READ || state.access == ACCESS_COPY {
        return Ok(Value::NONE);
    }
    // SAFETY: inside the mapping.
    let result = unsafe {
        libc::msync(
            state.pointer.add(offset as usize).cast(),
            size as usize,
            libc::MS_SYNC,
        )
    };
    drop(state);
    if result != 0 {
        return Err(errors::last_os_error(thread, None));
    }
    Ok(Value::NONE)
}

fn madvise(thread: &Thread, args: &[Value]) -> Result {
    let map = map(args[0]);
    let option = int(thread, args[1])?;
    let number = |value: Value| match value.present().filter(|value| !value.is_none()) {
        Some(value) => crate::support::to_ssize(thread, value).map(Some),
        None => Ok(None),
    };
    let (start, length) = (number(args[2])?.unwrap_or(0), number(args[3])?);
    let state = open(thread, &map)?;
    let total = state.length as i64;
    if start < 0 || start >= total {
        drop(state);
        return Err(errors::value_error(thread, "madvise start out of bounds"));
    }
    let length = length.unwrap_or(total);
    if length < 0 {
        drop(state);
        return Err(errors::value_error(thread, "madvise length invalid"));
    }
    let length = length.min(total - start);
    // SAFETY: inside the mapping.
    let result = unsafe {
        libc::madvise(
            state.pointer.add(start as usize).cast(),
            length as usize,
            option,
        )
    };
    drop(state);
    if result != 0 {
        return Err(errors::last_os_error(thread, None));
    }
    Ok(Value::NONE)
}

fn move_data(thread: &Thread, args: &[Value]) -> Result {
    let map = map(args[0]);
    let number = |value: Value| crate::support::to_ssize(thread, value);
    let (target, source, count) = (number(args[1])?, number(args[2])?, number(args[3])?);
    check_writable(thread, &map)?;
    let mut state = open(thread, &map)?;
    let length = state.length as i64;
    let fits = target >= 0
        && source >= 0
        && count >= 0
        && length - target >= count
        && length - source >= count;
    if !fits {
        drop(state);
        return Err(errors::value_error(
            thread,
            "source, destination, or count out of range",
        ));
    }
    let source = source as usize;
    state
        .data_mut()
        .copy_within(source..source + count as usize, target as usize);
    Ok(Value::NONE)
}

fn read(thread: &Thread, args: &[Value]) -> Result {
    let map = map(args[0]);
    let size = crate::io::size_argument(thread, args[1])?;
    let data = {
        let mut state = open(thread, &map)?;
        let start = state.position.min(state.length);
        let rest = state.length - start;
        let count = size.map_or(rest, |size| size.min(rest));
        state.position = start + count;
        state.data()[start..start + count].to_vec()
    };
    Ok(Bytes::new(thread, &data)?.value())
}

fn read_byte(thread: &Thread, args: &[Value]) -> Result {
    let map = map(args[0]);
    let mut state = open(thread, &map)?;
    let position = state.position;
    match state.data().get(position).copied() {
        Some(byte) => {
            state.position += 1;
            Ok(Value::fixnum(byte as i64))
        }
        None => {
            drop(state);
            Err(errors::value_error(thread, "read byte out of range"))
        }
    }
}

fn readline(thread: &Thread, args: &[Value]) -> Result {
    let map = map(args[0]);
    let line = {
        let mut state = open(thread, &map)?;
        let start = state.position.min(state.length);
        let rest = &state.data()[start..];
        let count = memchr::memchr(b'\n', rest).map_or(rest.len(), |at| at + 1);
        let line = rest[..count].to_vec();
        state.position = start + count;
        line
    };
    Ok(Bytes::new(thread, &line)?.value())
}

fn resize(thread: &Thread, args: &[Value]) -> Result {
    let map = map(args[0]);
    let size = crate::support::to_ssize(thread, args[1])?;
    let (tracks, access) = {
        let state = open(thread, &map)?;
        (state.tracks, state.access)
    };
    if !tracks {
        return Err(errors::value_error(
            thread,
            "mmap can't resize with trackfd=False.",
        ));
    }
    if access == ACCESS_READ || access == ACCESS_COPY {
        return Err(errors::type_error(
            thread,
            "mmap can't resize a readonly or copy-on-write memory map.",
        ));
    }
    if size <= 0 {
        return Err(errors::value_error(thread, "new size out of range"));
    }
    let size = size as usize;
    let mut state = open(thread, &map)?;
    if !settle(thread, &map, &mut state) {
        drop(state);
        return Err(errors::buffer_error(
            thread,
            "mmap can't resize with extant buffers exported.",
        ));
    }
    let is_shared = state.flags & libc::MAP_PRIVATE == 0;
    if state.fd < 0 && is_shared && size > state.length {
        drop(state);
        return Err(errors::value_error(
            thread,
            "mmap: can't expand a shared anonymous mapping",
        ));
    }
    let resized = state.resize(size, is_shared);
    drop(state);
    match resized {
        Err(error) => Err(errors::os_error(thread, error, None)),
        Ok(()) => Ok(Value::NONE),
    }
}

fn seek(thread: &Thread, args: &[Value]) -> Result {
    let map = map(args[0]);
    let distance = crate::support::to_ssize(thread, args[1])?;
    let whence = match args[2].present() {
        Some(whence) => int(thread, whence)?,
        None => 0,
    };
    let mut state = open(thread, &map)?;
    let base = match whence {
        0 => 0,
        1 => state.position as i64,
        2 => state.length as i64,
        _ => {
            drop(state);
            return Err(errors::value_error(thread, "unknown seek type"));
        }
    };
    match base.checked_add(distance) {
        Some(position) if position >= 0 && position <= state.length as i64 => {
            state.position = position as usize;
            Ok(Value::fixnum(position))
        }
        _ => {
            drop(state);
            Err(errors::value_error(thread, "seek out of range"))
        }
    }
}

fn size(thread: &Thread, args: &[Value]) -> Result {
    let map = map(args[0]);
    // Without a file to track this fails, as the system says.
    let fd = open(thread, &map)?.fd;
    // SAFETY: zeros are valid to be filled.
    let mut status: libc::stat = unsafe { std::mem::zeroed() };
    // SAFETY: a buffer of the right type.
    if unsafe { libc::fstat(fd, &mut status) } != 0 {
        return Err(errors::last_os_error(thread, None));
    }
    typhon_objects::int::from_i64(thread, status.st_size)
}

fn write(thread: &Thread, args: &[Value]) -> Result {
    let map = map(args[0]);
    let data = Buffer::acquire(thread, args[1], false)?.to_vec();
    check_writable(thread, &map)?;
    let mut state = open(thread, &map)?;
    let start = state.position;
    if start > state.length || state.length - start < data.len() {
        drop(state);
        return Err(errors::value_error(thread, "data out of range"));
    }
    state.data_mut()[start..start + data.len()].copy_from_slice(&data);
    state.position += data.len();
    Ok(Value::fixnum(data.len() as i64))
}

fn byte(thread: &Thread, value: Value, message: &str) -> Result<u8> {
    let number = crate::support::to_ssize(thread, value)?;
    u8::try_from(number).map_err(|_| errors::value_error(thread, message))
}

fn write_byte(thread: &Thread, args: &[Value]) -> Result {
    let map = map(args[0]);
    let byte = byte(thread, args[1], "byte must be in range(0, 256)")?;
    check_writable(thread, &map)?;
    let mut state = open(thread, &map)?;
    let position = state.position;
    match state.data_mut().get_mut(position) {
        Some(slot) => {
            *slot = byte;
            state.position += 1;
            Ok(Value::NONE)
        }
        None => {
            drop(state);
            Err(errors::value_error(thread, "write byte out of range"))
        }
    }
}

macro_rules! numbers {
    ($($name:ident)*) => { &[ $( (stringify!($name), libc::$name as i64) ),* ] };
}

const CONSTANTS: &[(&str, i64)] = numbers! {
    PROT_EXEC PROT_READ PROT_WRITE MAP_SHARED MAP_PRIVATE MAP_DENYWRITE MAP_EXECUTABLE MAP_ANONYMOUS MAP_POPULATE
    MAP_STACK MAP_NORESERVE MADV_NORMAL MADV_RANDOM MADV_SEQUENTIAL MADV_WILLNEED MADV_DONTNEED MADV_REMOVE
    MADV_DONTFORK MADV_DOFORK MADV_HWPOISON MADV_MERGEABLE MADV_UNMERGEABLE MADV_HUGEPAGE MADV_NOHUGEPAGE
    MADV_DONTDUMP MADV_DODUMP MADV_FREE
};

fn setup(thread: &Thread, module: Module) -> Result<()> {
    items::ITERATOR.ready(thread)?;
    for (name, number) in CONSTANTS {
        module.set(thread, name, Value::fixnum(*number))?;
    }
    // SAFETY: a number.
    let page = unsafe { libc::sysconf(libc::_SC_PAGESIZE) };
    for (name, number) in [
        ("MAP_ANON", libc::MAP_ANONYMOUS as i64),
        ("ACCESS_DEFAULT", ACCESS_DEFAULT as i64),
        ("ACCESS_READ", ACCESS_READ as i64),
        ("ACCESS_WRITE", ACCESS_WRITE as i64),
        ("ACCESS_COPY", ACCESS_COPY as i64),
        ("PAGESIZE", page),
        ("ALLOCATIONGRANULARITY", page),
    ] {
        module.set(thread, name, Value::fixnum(number))?;
    }
    module.set(thread, "error", tree::OS_ERROR.get().value())
}

pub static MODULE: ModuleSpec = ModuleSpec {
    name: "mmap",
    doc: "",
    functions: &[],
    types: &[&MMAP],
    setup: Some(setup),
};
