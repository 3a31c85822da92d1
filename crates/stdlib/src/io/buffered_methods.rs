//! The classes `BufferedReader`, `BufferedWriter` and `BufferedRandom`.

use super::base::{BUFFERED_IO_BASE, require};
use super::buffered::{BUFFERED_LAYOUT, Buffered, BufferedObject, State};
use super::lock::Guarded;
use super::{DEFAULT_BUFFER_SIZE, invoke, registry, unsupported};
use crate::support::make;
use std::sync::atomic::{AtomicBool, Ordering};
use typhon_objects::attribute;
use typhon_objects::buffer::Buffer;
use typhon_objects::bytes::Bytes;
use typhon_objects::prelude::*;

const PEEK: Method = method("peek", peek, "(self, size=0, /)", "");
const READ: Method = method("read", read, "(self, size=-1, /)", "");
const READ1: Method = method("read1", read1, "(self, size=-1, /)", "");
const READINTO: Method = method(
    "readinto",
    |thread, args| readinto(thread, args, false),
    "(self, buffer, /)",
    "",
);
const READINTO1: Method = method(
    "readinto1",
    |thread, args| readinto(thread, args, true),
    "(self, buffer, /)",
    "",
);
const READLINE: Method = method("readline", readline, "(self, size=-1, /)", "");
const NEXT: Method = method("__next__", next, "(self, /)", "Implement next(self).");
const WRITE: Method = method(
    "write",
    write,
    "(self, buffer, /)",
    "Write the given buffer to the IO stream.",
);
const FLUSH: Method = method("flush", flush, "(self, /)", "");
const RAW_FLUSH: Method = method("flush", raw_flush, "(self, /)", "");
const CLOSE: Method = method("close", close, "(self, /)", "");
const DETACH: Method = method(
    "detach",
    detach,
    "(self, /)",
    "Disconnect this buffer from its underlying raw stream and return it.",
);
const SEEKABLE: Method = method(
    "seekable",
    |thread, args| forward(thread, args, "seekable"),
    "(self, /)",
    "",
);
const READABLE: Method = method(
    "readable",
    |thread, args| forward(thread, args, "readable"),
    "(self, /)",
    "",
);
const WRITABLE: Method = method(
    "writable",
    |thread, args| forward(thread, args, "writable"),
    "(self, /)",
    "",
);
const FILENO: Method = method(
    "fileno",
    |thread, args| forward(thread, args, "fileno"),
    "(self, /)",
    "",
);
const ISATTY: Method = method(
    "isatty",
    |thread, args| forward(thread, args, "isatty"),
    "(self, /)",
    "",
);
const WARN: Method = method("_dealloc_warn", dealloc_warn, "(self, source, /)", "");
const TELL: Method = method("tell", tell, "(self, /)", "");
const SEEK: Method = method("seek", seek, "(self, target, whence=0, /)", "");
const TRUNCATE: Method = method("truncate", truncate, "(self, pos=None, /)", "");
const SIZEOF: Method = method("__sizeof__", size_of, "(self, /)", "");
const REPR: Method = method("__repr__", repr, "(self, /)", "Return repr(self).");
const GETSTATE: Method = method("__getstate__", cannot_pickle, "(self, /)", "");

const ATTRIBUTES: &[GetSet] = &[
    getter(
        "closed",
        |thread, object| Ok(Value::bool(buffered(object).is_closed(thread)?)),
        "",
    ),
    getter(
        "name",
        |thread, object| buffered(object).raw_attribute(thread, "name"),
        "",
    ),
    getter(
        "mode",
        |thread, object| buffered(object).raw_attribute(thread, "mode"),
        "",
    ),
    member(
        "raw",
        |_, object| Ok(buffered(object).raw.get().present().unwrap_or(Value::NONE)),
        "",
    ),
    getset(
        "_finalizing",
        |_, object| {
            Ok(Value::bool(
                buffered(object).finalizing.load(Ordering::Relaxed),
            ))
        },
        set_finalizing,
        "",
    ),
];

pub static READER: TypeSpec = TypeSpec::new("BufferedReader", &BUFFERED_LAYOUT)
    .module("_io")
    .bases(&[&BUFFERED_IO_BASE])
    .flags(type_flags::BASE)
    .mutable()
    .doc("Create a new buffered reader using the given readable raw IO object.")
    .allocate(allocate)
    .methods(&[
        method(
            "__init__",
            init_reader,
            "(self, raw, buffer_size=DEFAULT_BUFFER_SIZE)",
            "",
        ),
        PEEK,
        READ,
        READ1,
        READINTO,
        READINTO1,
        READLINE,
        NEXT,
        RAW_FLUSH,
        CLOSE,
        DETACH,
        SEEKABLE,
        READABLE,
        FILENO,
        ISATTY,
        WARN,
        TELL,
        SEEK,
        TRUNCATE,
        SIZEOF,
        REPR,
        GETSTATE,
    ])
    .attributes(ATTRIBUTES);

pub static WRITER: TypeSpec = TypeSpec::new("BufferedWriter", &BUFFERED_LAYOUT)
    .module("_io")
    .bases(&[&BUFFERED_IO_BASE])
    .flags(type_flags::BASE)
    .mutable()
    .doc("A buffer for a writeable sequential RawIO object.")
    .allocate(allocate)
    .methods(&[
        method(
            "__init__",
            init_writer,
            "(self, raw, buffer_size=DEFAULT_BUFFER_SIZE)",
            "",
        ),
        WRITE,
        FLUSH,
        CLOSE,
        DETACH,
        SEEKABLE,
        WRITABLE,
        FILENO,
        ISATTY,
        WARN,
        TELL,
        SEEK,
        TRUNCATE,
        SIZEOF,
        REPR,
        GETSTATE,
    ])
    .attributes(ATTRIBUTES);

pub static RANDOM: TypeSpec = TypeSpec::new("BufferedRandom", &BUFFERED_LAYOUT)
    .module("_io")
    .bases(&[&BUFFERED_IO_BASE])
    .flags(type_flags::BASE)
    .mutable()
    .doc("A buffered interface to random access streams.")
    .allocate(allocate)
    .methods(&[
        method(
            "__init__",
            init_random,
            "(self, raw, buffer_size=DEFAULT_BUFFER_SIZE)",
            "",
        ),
        PEEK,
        READ,
        READ1,
        READINTO,
        READINTO1,
        READLINE,
        NEXT,
        WRITE,
        FLUSH,
        CLOSE,
        DETACH,
        SEEKABLE,
        READABLE,
        WRITABLE,
        FILENO,
        ISATTY,
        WARN,
        TELL,
        SEEK,
        TRUNCATE,
        SIZEOF,
        REPR,
        GETSTATE,
    ])
    .attributes(ATTRIBUTES);

fn buffered(object: Value) -> Buffered {
    Ref::of(object)
}

fn set_finalizing(thread: &Thread, object: Value, value: Value) -> Result<()> {
    let on = !value.is_null() && operations::truth(thread, value)?;
    buffered(object).finalizing.store(on, Ordering::Relaxed);
    Ok(())
}

pub fn cannot_pickle(thread: &Thread, args: &[Value]) -> Result {
    Err(errors::type_error(
        thread,
        format!("cannot pickle '{}' instances", args[0].class().full_name()),
    ))
}

fn allocate(thread: &Thread, class: Type) -> Result {
    let made = make(thread, class, |header| BufferedObject {
        header,
        raw: Slot::new(Value::NULL),
        fast: AtomicBool::new(false),
        finalizing: AtomicBool::new(false),
        state: Guarded::new(State::default()),
    })?;
    Ok(made.value())
}

fn init(thread: &Thread, args: &[Value], readable: bool, writable: bool) -> Result {
    let this = buffered(args[0]);
    let raw = args[1];
    {
        let mut state = this.state.lock(thread, this.value())?;
        state.ready = false;
        state.detached = false;
        this.raw.set(this.header(), Value::NULL);
        this.fast.store(false, Ordering::Relaxed);
    }
    if readable && writable {
        require(thread, raw, "seekable", "File or stream is not seekable.")?;
    }
    if readable {
        require(thread, raw, "readable", "File or stream is not readable.")?;
    }
    if writable {
        require(thread, raw, "writable", "File or stream is not writable.")?;
    }
    let size = match args[2].present() {
        Some(size) => crate::support::to_ssize(thread, size)?,
        None => DEFAULT_BUFFER_SIZE as i64,
    };
    if size <= 0 {
        return Err(errors::value_error(
            thread,
            "buffer size must be strictly positive",
        ));
    }
    if size > isize::MAX as i64 / 2 {
        return Err(errors::memory_error(thread));
    }
    let mut state = this.state.lock(thread, this.value())?;
    *state = State {
        ready: true,
        readable,
        writable,
        size: size as usize,
        ..State::default()
    };
    this.set_raw(raw);
    if writable {
        registry::add_writer(this.value());
    }
    // Files that cannot tell where they are may still be read and written.
    match this.tell_raw(thread, &mut state) {
        Ok(_) => {}
        Err(raised) if raised.is(&tree::EXCEPTION) => state.raw_position = None,
        Err(raised) => return Err(raised),
    }
    Ok(Value::NONE)
}

fn init_reader(thread: &Thread, args: &[Value]) -> Result {
    init(thread, args, true, false)
}

fn init_writer(thread: &Thread, args: &[Value]) -> Result {
    init(thread, args, false, true)
}

fn init_random(thread: &Thread, args: &[Value]) -> Result {
    init(thread, args, true, true)
}

fn forward(thread: &Thread, args: &[Value], name: &str) -> Result {
    let raw = buffered(args[0]).usable_raw(thread)?;
    invoke(thread, raw, name, &[])
}

fn dealloc_warn(thread: &Thread, args: &[Value]) -> Result {
    if let Some(raw) = buffered(args[0]).raw.get().present() {
        // A raw file without that method has nothing to warn of.
        let _ = invoke(thread, raw, "_dealloc_warn", &[args[1]]);
    }
    Ok(Value::NONE)
}

fn bytes_or_none(thread: &Thread, data: Option<Vec<u8>>) -> Result {
    match data {
        Some(data) => Ok(Bytes::new(thread, &data)?.value()),
        None => Ok(Value::NONE),
    }
}

fn peek(thread: &Thread, args: &[Value]) -> Result {
    let this = buffered(args[0]);
    let mut state = this.enter(thread, "peek of")?;
    if state.ahead().is_empty() {
        this.flush_write(thread, &mut state)?;
        state.drop_ahead();
        this.fill(thread, &mut state)?;
    }
    Ok(Bytes::new(thread, state.ahead())?.value())
}

fn read(thread: &Thread, args: &[Value]) -> Result {
    let this = buffered(args[0]);
    let size = match args[1].present().filter(|size| !size.is_none()) {
        None => None,
        Some(size) => {
            super::size_argument(thread, size)?;
            let size = crate::support::to_ssize(thread, size)?;
            if size < -1 {
                return Err(errors::value_error(
                    thread,
                    "read length must be non-negative or -1",
                ));
            }
            usize::try_from(size).ok()
        }
    };
    let mut state = this.enter(thread, "read of")?;
    let data = match size {
        None => this.read_all(thread, &mut state)?,
        Some(size) => {
            if state.ahead().len() >= size {
                let data = Bytes::new(thread, &state.ahead()[..size])?;
                state.at += size;
                return Ok(data.value());
            }
            this.read(thread, &mut state, size)?
        }
    };
    bytes_or_none(thread, data)
}

fn read1(thread: &Thread, args: &[Value]) -> Result {
    let this = buffered(args[0]);
    let size = match args[1].present() {
        Some(size) => crate::support::to_ssize(thread, size)?,
        None => -1,
    };
    let mut state = this.enter(thread, "read of")?;
    let size = usize::try_from(size).unwrap_or(state.size);
    let data = this.read_once(thread, &mut state, size)?;
    bytes_or_none(thread, Some(data))
}

fn readinto(thread: &Thread, args: &[Value], once: bool) -> Result {
    let this = buffered(args[0]);
    let name = if once { "readinto1" } else { "readinto" };
    let target = Buffer::acquire_writable(thread, name, "argument", args[1])?;
    let mut state = this.enter(thread, "readinto of")?;
    let data = if once {
        Some(this.read_once_into(thread, &mut state, target.len())?)
    } else {
        this.read(thread, &mut state, target.len())?
    };
    match data {
        None => Ok(Value::NONE),
        Some(data) => {
            target.write(0, &data);
            Ok(Value::fixnum(data.len() as i64))
        }
    }
}

fn readline(thread: &Thread, args: &[Value]) -> Result {
    let this = buffered(args[0]);
    let limit = super::size_argument(thread, args[1])?;
    let mut state = this.enter(thread, "readline of")?;
    Ok(this.read_line(thread, &mut state, limit)?.value())
}

fn next(thread: &Thread, args: &[Value]) -> Result {
    let this = buffered(args[0]);
    if READER.is_exact(args[0]) || RANDOM.is_exact(args[0]) {
        let mut state = this.enter(thread, "readline of")?;
        let line = this.read_line(thread, &mut state, None)?;
        return Ok(if line.is_empty() {
            Value::NULL
        } else {
            line.value()
        });
    }
    let line = call_method(thread, args[0], names().readline, &[])?;
    if !line.is::<typhon_objects::bytes::BytesObject>() {
        return Err(errors::new(
            thread,
            &tree::OS_ERROR,
            format!(
                "readline() should have returned a bytes object, not '{}'",
                line.class().name_text()
            ),
        ));
    }
    if operations::len(thread, line)? == 0 {
        return Ok(Value::NULL);
    }
    Ok(line)
}

fn write(thread: &Thread, args: &[Value]) -> Result {
    let this = buffered(args[0]);
    let data = Buffer::acquire(thread, args[1], false)?;
    let mut state = this.enter(thread, "write to")?;
    let count = this.write(thread, &mut state, data.bytes())?;
    Ok(Value::fixnum(count as i64))
}

/// `write` for the text layer, which has the bytes already.
pub fn write_bytes(thread: &Thread, this: Buffered, data: &[u8]) -> Result<()> {
    let mut state = this.enter(thread, "write to")?;
    this.write(thread, &mut state, data)?;
    Ok(())
}

fn flush(thread: &Thread, args: &[Value]) -> Result {
    let this = buffered(args[0]);
    let mut state = this.enter(thread, "flush of")?;
    this.flush_and_rewind(thread, &mut state)?;
    Ok(Value::NONE)
}

fn raw_flush(thread: &Thread, args: &[Value]) -> Result {
    let raw = buffered(args[0]).usable_raw(thread)?;
    call_method(thread, raw, names().flush, &[])
}

fn close(thread: &Thread, args: &[Value]) -> Result {
    let this = buffered(args[0]);
    let raw = this.usable_raw(thread)?;
    drop(this.state.lock(thread, this.value())?);
    if this.is_closed(thread)? {
        return Ok(Value::NONE);
    }
    if this.finalizing.load(Ordering::Relaxed) {
        dealloc_warn(thread, &[args[0], args[0]])?;
    }
    let flushed = call_method(thread, args[0], names().flush, &[]).map(|_| ());
    let mut state = this.state.lock(thread, this.value())?;
    let closed = call_method(thread, raw, names().close, &[]);
    state.read = Vec::new();
    state.at = 0;
    state.write = Vec::new();
    registry::remove(this.value());
    drop(state);
    super::chain(flushed, closed.map(|_| ()))?;
    closed
}

fn detach(thread: &Thread, args: &[Value]) -> Result {
    let this = buffered(args[0]);
    let raw = this.usable_raw(thread)?;
    call_method(thread, args[0], names().flush, &[])?;
    let mut state = this.state.lock(thread, this.value())?;
    this.raw.set(this.header(), Value::NULL);
    this.fast.store(false, Ordering::Relaxed);
    state.detached = true;
    state.ready = false;
    registry::remove(this.value());
    Ok(raw)
}

fn tell(thread: &Thread, args: &[Value]) -> Result {
    let this = buffered(args[0]);
    this.usable_raw(thread)?;
    let mut state = this.state.lock(thread, this.value())?;
    let position = this.tell(thread, &mut state)?;
    typhon_objects::int::from_i64(thread, position)
}

fn seek(thread: &Thread, args: &[Value]) -> Result {
    let this = buffered(args[0]);
    let whence = super::base::whence(thread, args[2])?;
    if !(0..=4).contains(&whence) {
        return Err(errors::value_error(
            thread,
            format!("whence value {whence} unsupported"),
        ));
    }
    let raw = this.usable_raw(thread)?;
    if this.is_closed(thread)? {
        return Err(errors::value_error(thread, "seek of closed file"));
    }
    require(thread, raw, "seekable", "File or stream is not seekable.")?;
    let target = crate::support::to_ssize(thread, args[1])?;
    let mut state = this.state.lock(thread, this.value())?;
    let position = this.seek(thread, &mut state, target, whence)?;
    typhon_objects::int::from_i64(thread, position)
}

fn truncate(thread: &Thread, args: &[Value]) -> Result {
    let this = buffered(args[0]);
    let raw = this.usable_raw(thread)?;
    if this.is_closed(thread)? {
        return Err(errors::value_error(thread, "truncate of closed file"));
    }
    let mut state = this.state.lock(thread, this.value())?;
    if !state.writable {
        return Err(unsupported(thread, "truncate"));
    }
    this.flush_and_rewind(thread, &mut state)?;
    let size = crate::support::or_none(args[1]);
    let result = call_method(thread, raw, names().truncate, &[size])?;
    // Where the raw file is now is its own affair.
    state.raw_position = None;
    Ok(result)
}

fn size_of(thread: &Thread, args: &[Value]) -> Result {
    let this = buffered(args[0]);
    let state = this.state.lock(thread, this.value())?;
    let size = std::mem::size_of::<BufferedObject>() + state.size;
    Ok(Value::fixnum(size as i64))
}

fn repr(thread: &Thread, args: &[Value]) -> Result {
    let class = args[0].class().full_name();
    let name = match attribute::get_optional(thread, args[0], names().name) {
        Ok(name) => name,
        // Such as of a detached file.
        Err(raised) if raised.is(&tree::VALUE_ERROR) => None,
        Err(raised) => return Err(raised),
    };
    let Some(name) = name else {
        return crate::support::text(thread, format!("<{class}>"));
    };
    let shown =
        operations::repr_guard(thread, args[0], || crate::support::repr_text(thread, name))?;
    match shown {
        Some(name) => crate::support::text(thread, format!("<{class} name={name}>")),
        None => Err(errors::runtime_error(
            thread,
            format!("reentrant call inside {class}.__repr__"),
        )),
    }
}
