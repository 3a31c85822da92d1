//! `BytesIO`: a file in memory. Invariant: the memory is not resized while a view of it is in use.

use super::base::BUFFERED_IO_BASE;
use super::lock::{Guard, Guarded};
use super::{closed, size_argument};
use crate::support::{make, to_ssize};
use typhon_objects::attribute;
use typhon_objects::buffer::{Buffer, Export, Exporter, Exports, View};
use typhon_objects::bytes::Bytes;
use typhon_objects::memoryview::MemoryView;
use typhon_objects::prelude::*;

#[derive(Default)]
pub struct State {
    data: Vec<u8>,
    position: usize,
    closed: bool,
}

crate::slots_object!(BytesIoObject, BYTES_IO_LAYOUT, "BytesIO", {}, {
    state: Guarded<State>,
    exports: Exports,
}, drop);

type BytesIo = Ref<BytesIoObject>;

pub static BYTES_IO: TypeSpec = TypeSpec::new("BytesIO", &BYTES_IO_LAYOUT)
    .module("_io")
    .bases(&[&BUFFERED_IO_BASE])
    .flags(type_flags::BASE)
    .mutable()
    .doc("Buffered I/O implementation using an in-memory bytes buffer.")
    .methods(&[
        static_method("__new__", new, "(cls, *args, **kwargs)", ""),
        method("__init__", init, "(self, initial_bytes=b'')", ""),
        method(
            "readable",
            yes,
            "(self, /)",
            "Returns True if the IO object can be read.",
        ),
        method(
            "seekable",
            yes,
            "(self, /)",
            "Returns True if the IO object can be seeked.",
        ),
        method(
            "writable",
            yes,
            "(self, /)",
            "Returns True if the IO object can be written.",
        ),
        method("close", close, "(self, /)", "Disable all I/O operations."),
        method(
            "flush",
            |thread, args| {
                enter(thread, &this(args[0]))?;
                Ok(Value::NONE)
            },
            "(self, /)",
            "Does nothing.",
        ),
        method(
            "isatty",
            |thread, args| {
                enter(thread, &this(args[0]))?;
                Ok(Value::FALSE)
            },
            "(self, /)",
            "Always returns False.",
        ),
        method(
            "tell",
            tell,
            "(self, /)",
            "Current file position, an integer.",
        ),
        method("write", write, "(self, b, /)", "Write bytes to file."),
        method(
            "writelines",
            writelines,
            "(self, lines, /)",
            "Write lines to the file.",
        ),
        method(
            "read1",
            read,
            "(self, size=-1, /)",
            "Read at most size bytes, returned as a bytes object.",
        ),
        method(
            "readinto",
            readinto,
            "(self, buffer, /)",
            "Read bytes into buffer.",
        ),
        method(
            "readinto1",
            readinto,
            "(self, buffer, /)",
            "Read bytes into buffer.",
        ),
        method(
            "readline",
            readline,
            "(self, size=-1, /)",
            "Next line from the file, as a bytes object.",
        ),
        method(
            "readlines",
            readlines,
            "(self, size=None, /)",
            "List of bytes objects, each a line from the file.",
        ),
        method("__next__", next, "(self, /)", "Implement next(self)."),
        method(
            "read",
            read,
            "(self, size=-1, /)",
            "Read at most size bytes, returned as a bytes object.",
        ),
        method("peek", peek, "(self, size=0, /)", ""),
        method(
            "getbuffer",
            getbuffer,
            "(self, /)",
            "Get a read-write view over the contents of the BytesIO object.",
        ),
        method(
            "getvalue",
            getvalue,
            "(self, /)",
            "Retrieve the entire contents of the BytesIO object.",
        ),
        method(
            "seek",
            seek,
            "(self, pos, whence=0, /)",
            "Change stream position.",
        ),
        method(
            "truncate",
            truncate,
            "(self, size=None, /)",
            "Truncate the file to at most size bytes.",
        ),
        method("__getstate__", getstate, "(self, /)", ""),
        method("__setstate__", setstate, "(self, state, /)", ""),
        method("__sizeof__", size_of, "(self, /)", ""),
    ])
    .attributes(&[getter(
        "closed",
        |thread, object| Ok(Value::bool(this(object).state.lock(thread, object)?.closed)),
        "True if the file is closed.",
    )])
    .setup(|_, _| {
        typhon_objects::buffer::register(&EXPORTER);
        Ok(())
    });

static EXPORTER: Exporter = Exporter {
    layout: &BYTES_IO_LAYOUT,
    export,
};

fn this(object: Value) -> BytesIo {
    Ref::of(object)
}

fn enter<'a>(thread: &Thread, this: &'a BytesIo) -> Result<Guard<'a, State>> {
    let state = this.state.lock(thread, this.value())?;
    if state.closed {
        return Err(closed(thread));
    }
    Ok(state)
}

fn export(thread: &Thread, object: Value) -> Result<Export> {
    let this = this(object);
    let state = enter(thread, &this)?;
    let view = View::bytes(state.data.as_ptr().cast_mut(), state.data.len(), false);
    Ok(Export::new(
        view,
        object,
        Value::NULL,
        Some(this.exports.lease()),
    ))
}

/// BufferError if a view is in use. Called without the lock.
fn check_exports(thread: &Thread, this: BytesIo) -> Result<()> {
    if this.exports.count() > 0 && !this.exports.settle(thread) {
        return Err(errors::buffer_error(
            thread,
            "Existing exports of data: object cannot be re-sized",
        ));
    }
    Ok(())
}

/// The lock of an open file whose memory may be resized.
fn enter_resizing<'a>(thread: &Thread, this: &'a BytesIo) -> Result<Guard<'a, State>> {
    loop {
        drop(enter(thread, this)?);
        check_exports(thread, *this)?;
        let state = enter(thread, this)?;
        // Somebody may have asked for a view meanwhile.
        if this.exports.count() == 0 {
            return Ok(state);
        }
    }
}

fn new(thread: &Thread, args: &[Value]) -> Result {
    let made = make(thread, Type::of(args[0]), |header| BytesIoObject {
        header,
        state: Guarded::new(State::default()),
        exports: Exports::new(),
    })?;
    Ok(made.value())
}

fn init(thread: &Thread, args: &[Value]) -> Result {
    let this = this(args[0]);
    check_exports(thread, this)?;
    let data = match args[1].present().filter(|value| !value.is_none()) {
        Some(value) => Buffer::acquire(thread, value, false)?.to_vec(),
        None => Vec::new(),
    };
    *this.state.lock(thread, args[0])? = State {
        data,
        ..State::default()
    };
    Ok(Value::NONE)
}

fn yes(thread: &Thread, args: &[Value]) -> Result {
    enter(thread, &this(args[0]))?;
    Ok(Value::TRUE)
}

fn close(thread: &Thread, args: &[Value]) -> Result {
    let this = this(args[0]);
    check_exports(thread, this)?;
    let mut state = this.state.lock(thread, args[0])?;
    state.closed = true;
    state.data = Vec::new();
    Ok(Value::NONE)
}

fn tell(thread: &Thread, args: &[Value]) -> Result {
    let position = enter(thread, &this(args[0]))?.position;
    typhon_objects::int::from_i64(thread, position as i64)
}

fn put(thread: &Thread, this: BytesIo, data: &[u8]) -> Result<usize> {
    if data.is_empty() {
        enter(thread, &this)?;
        return Ok(0);
    }
    let mut state = enter_resizing(thread, &this)?;
    let state = &mut *state;
    let end = state
        .position
        .checked_add(data.len())
        .filter(|&end| end <= isize::MAX as usize);
    let Some(end) = end else {
        return Err(errors::overflow_error(thread, "new buffer size too large"));
    };
    if end > state.data.len() {
        if state.data.try_reserve(end - state.data.len()).is_err() {
            return Err(errors::memory_error(thread));
        }
        if state.position == state.data.len() {
            state.data.extend_from_slice(data);
            state.position = end;
            return Ok(data.len());
        }
        state.data.resize(end, 0);
    }
    state.data[state.position..end].copy_from_slice(data);
    state.position = end;
    Ok(data.len())
}

fn write(thread: &Thread, args: &[Value]) -> Result {
    enter(thread, &this(args[0]))?;
    let data = Buffer::acquire(thread, args[1], false)?;
    let count = put(thread, this(args[0]), data.bytes())?;
    Ok(Value::fixnum(count as i64))
}

fn writelines(thread: &Thread, args: &[Value]) -> Result {
    enter(thread, &this(args[0]))?;
    operations::for_each(thread, args[1], |line| {
        let data = Buffer::acquire(thread, line, false)?;
        put(thread, this(args[0]), data.bytes()).map(|_| ())
    })?;
    Ok(Value::NONE)
}

impl State {
    fn rest(&self) -> &[u8] {
        &self.data[self.position.min(self.data.len())..]
    }

    fn line_length(&self, limit: Option<usize>) -> usize {
        let rest = self.rest();
        let most = limit.map_or(rest.len(), |limit| limit.min(rest.len()));
        memchr::memchr(b'\n', &rest[..most]).map_or(most, |at| at + 1)
    }
}

fn take(thread: &Thread, state: &mut State, count: usize) -> Result<Bytes> {
    let bytes = Bytes::new(thread, &state.rest()[..count])?;
    state.position += count;
    Ok(bytes)
}

fn read(thread: &Thread, args: &[Value]) -> Result {
    let size = size_argument(thread, args[1])?;
    let this = this(args[0]);
    let mut state = enter(thread, &this)?;
    let rest = state.rest().len();
    let count = size.map_or(rest, |size| size.min(rest));
    Ok(take(thread, &mut state, count)?.value())
}

fn peek(thread: &Thread, args: &[Value]) -> Result {
    let size = size_argument(thread, args[1])?;
    let this = this(args[0]);
    let state = enter(thread, &this)?;
    let rest = state.rest();
    let count = match size {
        None | Some(0) => rest.len(),
        Some(size) => size.min(rest.len()),
    };
    Ok(Bytes::new(thread, &rest[..count])?.value())
}

fn readinto(thread: &Thread, args: &[Value]) -> Result {
    let target = Buffer::acquire_writable(thread, "readinto", "argument", args[1])?;
    let this = this(args[0]);
    let mut state = enter(thread, &this)?;
    let count = state.rest().len().min(target.len());
    target.write(0, &state.rest()[..count]);
    state.position += count;
    Ok(Value::fixnum(count as i64))
}

fn readline(thread: &Thread, args: &[Value]) -> Result {
    let limit = size_argument(thread, args[1])?;
    let this = this(args[0]);
    let mut state = enter(thread, &this)?;
    let count = state.line_length(limit);
    Ok(take(thread, &mut state, count)?.value())
}

fn readlines(thread: &Thread, args: &[Value]) -> Result {
    let most = size_argument(thread, args[1])?.unwrap_or(0);
    let this = this(args[0]);
    let lines = List::new(thread)?;
    let mut length = 0;
    loop {
        let mut state = enter(thread, &this)?;
        let count = state.line_length(None);
        if count == 0 {
            return Ok(lines.value());
        }
        let line = take(thread, &mut state, count)?;
        drop(state);
        lines.append(thread, line.value())?;
        length += count;
        if most > 0 && length >= most {
            return Ok(lines.value());
        }
    }
}

fn next(thread: &Thread, args: &[Value]) -> Result {
    let this = this(args[0]);
    let mut state = enter(thread, &this)?;
    let count = state.line_length(None);
    if count == 0 {
        return Ok(Value::NULL);
    }
    Ok(take(thread, &mut state, count)?.value())
}

fn getbuffer(thread: &Thread, args: &[Value]) -> Result {
    let export = export(thread, args[0])?;
    Ok(MemoryView::from_export(thread, export)?.value())
}

fn getvalue(thread: &Thread, args: &[Value]) -> Result {
    let this = this(args[0]);
    let state = enter(thread, &this)?;
    Ok(Bytes::new(thread, &state.data)?.value())
}

fn seek(thread: &Thread, args: &[Value]) -> Result {
    let offset = to_ssize(thread, args[1])?;
    let whence = super::base::whence(thread, args[2])?;
    let this = this(args[0]);
    let mut state = enter(thread, &this)?;
    let start = match whence {
        0 if offset < 0 => {
            return Err(errors::value_error(
                thread,
                format!("negative seek value {offset}"),
            ));
        }
        0 => 0,
        1 => state.position as i64,
        2 => state.data.len() as i64,
        _ => {
            return Err(errors::value_error(
                thread,
                format!("invalid whence ({whence}, should be 0, 1 or 2)"),
            ));
        }
    };
    let Some(position) = start.checked_add(offset) else {
        return Err(errors::overflow_error(thread, "new position too large"));
    };
    state.position = position.max(0) as usize;
    typhon_objects::int::from_i64(thread, position.max(0))
}

fn truncate(thread: &Thread, args: &[Value]) -> Result {
    let this = this(args[0]);
    let size = match args[1].present().filter(|size| !size.is_none()) {
        Some(size) => to_ssize(thread, size)?,
        None => enter(thread, &this)?.position as i64,
    };
    if size < 0 {
        return Err(errors::value_error(
            thread,
            format!("negative size value {size}"),
        ));
    }
    let mut state = enter_resizing(thread, &this)?;
    if (size as usize) < state.data.len() {
        state.data.truncate(size as usize);
        state.data.shrink_to_fit();
    }
    typhon_objects::int::from_i64(thread, size)
}

fn getstate(thread: &Thread, args: &[Value]) -> Result {
    let value = getvalue(thread, args)?;
    let position = enter(thread, &this(args[0]))?.position;
    let attributes = attribute::instance_attributes(thread, args[0])?.copy(thread)?;
    let position = typhon_objects::int::from_i64(thread, position as i64)?;
    crate::support::tuple(thread, &[value, position, attributes.value()])
}

fn setstate(thread: &Thread, args: &[Value]) -> Result {
    let Some(state) = args[1]
        .downcast::<TupleObject>()
        .filter(|state| state.len() >= 3)
    else {
        return Err(errors::type_error(
            thread,
            format!(
                "{}.__setstate__ argument should be 3-tuple, got {}",
                args[0].class().full_name(),
                args[1].class().name_text()
            ),
        ));
    };
    drop(enter(thread, &this(args[0]))?);
    init(thread, &[args[0], state.get(0)])?;
    let position = state.get(1);
    if !typhon_objects::int::is_int(position) {
        return Err(errors::type_error(
            thread,
            format!(
                "second item of state must be an integer, got {}",
                position.class().name_text()
            ),
        ));
    }
    let position = to_ssize(thread, position)?;
    if position < 0 {
        return Err(errors::value_error(
            thread,
            "position value cannot be negative",
        ));
    }
    this(args[0]).state.lock(thread, args[0])?.position = position as usize;
    update_attributes(thread, args[0], state.get(2), "third")
}

/// Sets the attributes of a pickled state.
pub fn update_attributes(thread: &Thread, object: Value, given: Value, which: &str) -> Result {
    if given.is_none() {
        return Ok(Value::NONE);
    }
    let Some(dict) = given.downcast::<DictObject>() else {
        return Err(errors::type_error(
            thread,
            format!(
                "{which} item of state should be a dict, got a {}",
                given.class().name_text()
            ),
        ));
    };
    let attributes = attribute::instance_dict(thread, object)?;
    for (key, value) in dict.entries() {
        attributes.set(thread, key, value)?;
    }
    Ok(Value::NONE)
}

fn size_of(thread: &Thread, args: &[Value]) -> Result {
    let this = this(args[0]);
    let size = std::mem::size_of::<BytesIoObject>() + this.state.lock(thread, args[0])?.data.len();
    Ok(Value::fixnum(size as i64))
}
