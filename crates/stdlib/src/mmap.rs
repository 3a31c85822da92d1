//! The module `mmap`. Invariant: the mapping is replaced or ended only while no view of it is in use, and
//! every access is bounded under the lock, which is never held across anything but copying memory.

use crate::posix::int;
use crate::support::make;
use crate::system_calls::errno;
use parking_lot::{Mutex, MutexGuard};
use typhon_objects::buffer::{Buffer, Export, Exporter, Exports, View};
use typhon_objects::bytes::Bytes;
use typhon_objects::prelude::*;
use typhon_objects::slice::SliceObject;

const ACCESS_DEFAULT: i32 = 0;
const ACCESS_READ: i32 = 1;
const ACCESS_WRITE: i32 = 2;
const ACCESS_COPY: i32 = 3;

pub struct State {
    /// NULL once closed.
    pointer: *mut u8,
    length: usize,
    position: usize,
    /// Our own duplicate of the file, or -1.
    fd: i32,
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

    fn unmap(&mut self) {
        if !self.pointer.is_null() {
            // SAFETY: our own mapping, which nobody views any more.
            unsafe { libc::munmap(self.pointer.cast(), self.length) };
            self.pointer = std::ptr::null_mut();
            self.length = 0;
        }
        if self.fd >= 0 {
            // SAFETY: our own descriptor.
            unsafe { libc::close(self.fd) };
            self.fd = -1;
        }
    }
}

impl Drop for State {
    fn drop(&mut self) {
        self.unmap();
    }
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
        method("__getitem__", get_item, "(self, key, /)", ""),
        method("__setitem__", set_item, "(self, key, value, /)", ""),
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
    drop(state);
    Ok(Export::new(
        view,
        object,
        Value::NULL,
        Some(map.exports.lease()),
    ))
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
        position: 0,
        fd: own,
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
    if map.exports.count() > 0 && !map.exports.settle(thread) {
        return Err(errors::buffer_error(
            thread,
            "cannot close exported pointers exist",
        ));
    }
    map.state.lock().unmap();
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
    let refusal = {
        let state = open(thread, &map)?;
        let private_file = state.fd < 0 && state.flags & libc::MAP_ANONYMOUS == 0;
        if state.access == ACCESS_READ || state.access == ACCESS_COPY || private_file {
            Some("mmap can't resize a readonly or copy-on-write memory map.")
        } else {
            None
        }
    };
    if let Some(refusal) = refusal {
        return Err(errors::type_error(thread, refusal));
    }
    if size <= 0 {
        return Err(errors::value_error(thread, "new size out of range"));
    }
    if map.exports.count() > 0 && !map.exports.settle(thread) {
        return Err(errors::buffer_error(
            thread,
            "mmap can't resize with extant pointers exported.",
        ));
    }
    let mut state = open(thread, &map)?;
    // SAFETY: our own mapping and file; nobody views the mapping, and the lock is held.
    let error = unsafe {
        if state.fd >= 0 && libc::ftruncate(state.fd, state.offset + size) != 0 {
            Some(errno())
        } else {
            let moved = libc::mremap(
                state.pointer.cast(),
                state.length,
                size as usize,
                libc::MREMAP_MAYMOVE,
            );
            if moved == libc::MAP_FAILED {
                Some(errno())
            } else {
                state.pointer = moved.cast();
                state.length = size as usize;
                None
            }
        }
    };
    drop(state);
    match error {
        Some(error) => Err(errors::os_error(thread, error, None)),
        None => Ok(Value::NONE),
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
    let (fd, length) = {
        let state = open(thread, &map)?;
        (state.fd, state.length)
    };
    if fd < 0 {
        return Ok(Value::fixnum(length as i64));
    }
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

/// An index argument within the mapping.
fn index(thread: &Thread, map: &Map, value: Value) -> Result<usize> {
    let index = operations::index(thread, value)?;
    let length = open(thread, map)?.length as i64;
    let index = if index < 0 { index + length } else { index };
    if index < 0 || index >= length {
        return Err(errors::index_error(thread, "mmap index out of range"));
    }
    Ok(index as usize)
}

fn get_item(thread: &Thread, args: &[Value]) -> Result {
    let map = map(args[0]);
    drop(open(thread, &map)?);
    if args[1].is::<SliceObject>() {
        // Slices mean what they mean for bytes.
        let data = open(thread, &map)?.data().to_vec();
        let data = Bytes::new(thread, &data)?;
        return operations::get_item(thread, data.value(), args[1]);
    }
    if args[1]
        .class()
        .special(typhon_objects::types::Special::Index)
        .is_none()
    {
        return Err(errors::type_error(thread, "mmap indices must be integers"));
    }
    let index = index(thread, &map, args[1])?;
    let state = open(thread, &map)?;
    let byte = state.data().get(index).copied().unwrap_or(0);
    Ok(Value::fixnum(byte as i64))
}

fn set_item(thread: &Thread, args: &[Value]) -> Result {
    let map = map(args[0]);
    check_writable(thread, &map)?;
    if args[1].is::<SliceObject>() {
        let export = export(thread, args[0])?;
        let view = typhon_objects::memoryview::MemoryView::from_export(thread, export)?;
        let result = match operations::set_item(thread, view.value(), args[1], args[2]) {
            Err(raised) if raised.is(&tree::VALUE_ERROR) => Err(errors::index_error(
                thread,
                "mmap slice assignment is wrong size",
            )),
            result => result,
        };
        view.release(thread)?;
        result?;
        return Ok(Value::NONE);
    }
    if args[1]
        .class()
        .special(typhon_objects::types::Special::Index)
        .is_none()
    {
        return Err(errors::type_error(thread, "mmap indices must be integer"));
    }
    let index = index(thread, &map, args[1])?;
    if args[2]
        .class()
        .special(typhon_objects::types::Special::Index)
        .is_none()
    {
        return Err(errors::type_error(thread, "mmap item value must be an int"));
    }
    let byte = byte(thread, args[2], "mmap item value must be in range(0, 256)")?;
    if let Some(slot) = open(thread, &map)?.data_mut().get_mut(index) {
        *slot = byte;
    }
    Ok(Value::NONE)
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
