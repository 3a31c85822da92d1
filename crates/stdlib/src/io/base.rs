//! The abstract classes `_IOBase`, `_RawIOBase`, `_BufferedIOBase` and `_TextIOBase`: what any file can do
//! by means of its other methods. They have no state but the attribute that says that `close` was called.

use super::{ask, attribute, closed, invoke, unsupported};
use crate::support::{ITER_SELF, is_missing, or_none};
use typhon_objects::attribute as attributes;
use typhon_objects::buffer::Buffer;
use typhon_objects::bytearray::Bytearray;
use typhon_objects::bytes::{Bytes, BytesObject};
use typhon_objects::prelude::*;
use typhon_objects::types::INSTANCE_LAYOUT;

pub static IO_BASE: TypeSpec = TypeSpec::new("_IOBase", &INSTANCE_LAYOUT)
    .module("_io")
    .flags(type_flags::BASE | type_flags::DICT | type_flags::WEAKREF | type_flags::OF_MODULE)
    .doc("The abstract base class for all I/O classes.")
    .methods(&[
        method(
            "seek",
            |thread, _| Err(unsupported(thread, "seek")),
            "(self, offset, whence=0, /)",
            "Change the stream position to the given byte offset.",
        ),
        method("tell", tell, "(self, /)", "Return current stream position."),
        method(
            "truncate",
            |thread, _| Err(unsupported(thread, "truncate")),
            "(self, size=None, /)",
            "Truncate file to size bytes.",
        ),
        method(
            "flush",
            flush,
            "(self, /)",
            "Flush write buffers, if applicable.",
        ),
        method(
            "close",
            close,
            "(self, /)",
            "Flush and close the IO object.",
        ),
        method(
            "seekable",
            no,
            "(self, /)",
            "Return whether object supports random access.",
        ),
        method(
            "readable",
            no,
            "(self, /)",
            "Return whether object was opened for reading.",
        ),
        method(
            "writable",
            no,
            "(self, /)",
            "Return whether object was opened for writing.",
        ),
        method(
            "_checkClosed",
            |thread, args| check_closed(thread, args[0]).map(|()| Value::NONE),
            "(self, /)",
            "",
        ),
        method(
            "_checkSeekable",
            |thread, args| {
                check(
                    thread,
                    args[0],
                    "seekable",
                    "File or stream is not seekable.",
                )
            },
            "(self, /)",
            "",
        ),
        method(
            "_checkReadable",
            |thread, args| {
                check(
                    thread,
                    args[0],
                    "readable",
                    "File or stream is not readable.",
                )
            },
            "(self, /)",
            "",
        ),
        method(
            "_checkWritable",
            |thread, args| {
                check(
                    thread,
                    args[0],
                    "writable",
                    "File or stream is not writable.",
                )
            },
            "(self, /)",
            "",
        ),
        method(
            "fileno",
            |thread, _| Err(unsupported(thread, "fileno")),
            "(self, /)",
            "Return underlying file descriptor if one exists.",
        ),
        method(
            "isatty",
            isatty,
            "(self, /)",
            "Return whether this is an 'interactive' stream.",
        ),
        method("__enter__", enter, "(self, /)", ""),
        method(
            "__exit__",
            |thread, args| call_method(thread, args[0], names().close, &[]),
            "(self, /, *args)",
            "",
        ),
        method("__del__", finalize, "(self, /)", ""),
        ITER_SELF_CHECKED,
        method("__next__", next, "(self, /)", "Implement next(self)."),
        method(
            "readline",
            readline,
            "(self, size=-1, /)",
            "Read and return a line from the stream.",
        ),
        method(
            "readlines",
            readlines,
            "(self, hint=-1, /)",
            "Return a list of lines from the stream.",
        ),
        method(
            "writelines",
            writelines,
            "(self, lines, /)",
            "Write a list of lines to stream.",
        ),
    ])
    .attributes(&[getter(
        "closed",
        |thread, object| Ok(Value::bool(is_marked_closed(thread, object)?)),
        "",
    )]);

const ITER_SELF_CHECKED: Method = Method {
    function: iterate,
    ..ITER_SELF
};

const MARK: &str = "__IOBase_closed";

fn is_marked_closed(thread: &Thread, object: Value) -> Result<bool> {
    let mark = attributes::get_optional(thread, object, intern_text(thread, MARK)?)?;
    match mark {
        Some(mark) => operations::truth(thread, mark),
        None => Ok(false),
    }
}

/// The truth of `object.closed`.
pub fn is_closed(thread: &Thread, object: Value) -> Result<bool> {
    let closed = attribute(thread, object, "closed")?;
    operations::truth(thread, closed)
}

/// ValueError if the file is closed.
pub fn check_closed(thread: &Thread, object: Value) -> Result<()> {
    if is_closed(thread, object)? {
        return Err(closed(thread));
    }
    Ok(())
}

fn no(_thread: &Thread, _args: &[Value]) -> Result {
    Ok(Value::FALSE)
}

fn tell(thread: &Thread, args: &[Value]) -> Result {
    call_method(
        thread,
        args[0],
        names().seek,
        &[Value::fixnum(0), Value::fixnum(1)],
    )
}

fn flush(thread: &Thread, args: &[Value]) -> Result {
    if is_marked_closed(thread, args[0])? {
        return Err(closed(thread));
    }
    Ok(Value::NONE)
}

pub(super) fn close(thread: &Thread, args: &[Value]) -> Result {
    if is_marked_closed(thread, args[0])? {
        return Ok(Value::NONE);
    }
    let flushed = call_method(thread, args[0], names().flush, &[]);
    let marked = attributes::set(thread, args[0], intern_text(thread, MARK)?, Value::TRUE);
    super::chain(flushed.map(|_| ()), marked)?;
    Ok(Value::NONE)
}

/// `what()`, or UnsupportedOperation.
pub fn check(thread: &Thread, object: Value, what: &str, message: &str) -> Result {
    let answer = invoke(thread, object, what, &[])?;
    if answer != Value::TRUE {
        return Err(unsupported(thread, message));
    }
    Ok(Value::TRUE)
}

fn isatty(thread: &Thread, args: &[Value]) -> Result {
    check_closed(thread, args[0])?;
    Ok(Value::FALSE)
}

fn enter(thread: &Thread, args: &[Value]) -> Result {
    check_closed(thread, args[0])?;
    Ok(args[0])
}

fn iterate(thread: &Thread, args: &[Value]) -> Result {
    check_closed(thread, args[0])?;
    Ok(args[0])
}

/// What happens when nobody has the file any more: it is closed, and failures are nobody's business
/// unless it is development mode.
fn finalize(thread: &Thread, args: &[Value]) -> Result {
    let object = args[0];
    // A file that cannot say whether it is closed was never opened.
    let closed = is_closed(thread, object).unwrap_or(true);
    if closed {
        return Ok(Value::NONE);
    }
    let finalizing = intern_text(thread, "_finalizing")?;
    // Objects that take no such attribute need none.
    let _ = attributes::set(thread, object, finalizing, Value::TRUE);
    if let Err(raised) = call_method(thread, object, names().close, &[]) {
        let object_text = crate::support::repr_text(thread, object).unwrap_or_default();
        let _ = object_text;
        typhon_objects::exceptions::unraisable::report(
            thread,
            raised,
            "Exception ignored while finalizing file",
            object,
        );
    }
    Ok(Value::NONE)
}

fn next(thread: &Thread, args: &[Value]) -> Result {
    let line = call_method(thread, args[0], names().readline, &[])?;
    if operations::len(thread, line)? == 0 {
        return Ok(Value::NULL);
    }
    Ok(line)
}

fn readline(thread: &Thread, args: &[Value]) -> Result {
    let object = args[0];
    let limit = super::size_argument(thread, args[1])?;
    let peek = attributes::get_optional(thread, object, intern_text(thread, "peek")?)?;
    let mut line: Vec<u8> = Vec::new();
    while limit.is_none_or(|limit| line.len() < limit) {
        let mut wanted = 1;
        if let Some(peek) = peek {
            let seen = call(thread, peek, &[Value::fixnum(1)])?;
            let Some(seen) = seen.downcast::<BytesObject>() else {
                return Err(not_bytes(thread, "peek", seen));
            };
            let data = seen.data();
            if !data.is_empty() {
                let most = limit.map_or(data.len(), |limit| data.len().min(limit - line.len()));
                wanted = memchr::memchr(b'\n', &data[..most]).map_or(most, |at| at + 1);
            }
        }
        let part = call_method(
            thread,
            object,
            names().read,
            &[Value::fixnum(wanted as i64)],
        )?;
        let Some(part) = part.downcast::<BytesObject>() else {
            return Err(not_bytes(thread, "read", part));
        };
        if part.is_empty() {
            break;
        }
        line.extend_from_slice(part.data());
        if line.ends_with(b"\n") {
            break;
        }
        thread.poll()?;
    }
    Ok(Bytes::new(thread, &line)?.value())
}

fn not_bytes(thread: &Thread, what: &str, value: Value) -> Raised {
    errors::new(
        thread,
        &tree::OS_ERROR,
        format!(
            "{what}() should have returned a bytes object, not '{}'",
            value.class().name_text()
        ),
    )
}

fn readlines(thread: &Thread, args: &[Value]) -> Result {
    let hint = super::size_argument(thread, args[1])?.unwrap_or(0);
    let lines = List::new(thread)?;
    let iterator = operations::iter(thread, args[0])?;
    let mut length = 0;
    while let Some(line) = operations::next(thread, iterator)? {
        lines.append(thread, line)?;
        if hint > 0 {
            let line_length = operations::len(thread, line)?;
            if line_length > hint - length {
                break;
            }
            length += line_length;
        }
        thread.poll()?;
    }
    Ok(lines.value())
}

fn writelines(thread: &Thread, args: &[Value]) -> Result {
    check_closed(thread, args[0])?;
    operations::for_each(thread, args[1], |line| {
        call_method(thread, args[0], names().write, &[line]).map(|_| ())
    })?;
    Ok(Value::NONE)
}

pub static RAW_IO_BASE: TypeSpec = TypeSpec::new("_RawIOBase", &INSTANCE_LAYOUT)
    .module("_io")
    .bases(&[&IO_BASE])
    .flags(type_flags::BASE | type_flags::OF_MODULE)
    .doc("Base class for raw binary I/O.")
    .methods(&[
        method("read", raw_read, "(self, size=-1, /)", ""),
        method(
            "readall",
            raw_readall,
            "(self, /)",
            "Read until EOF, using multiple read() call.",
        ),
        method(
            "readinto",
            |thread, _| Err(errors::new(thread, &tree::NOT_IMPLEMENTED_ERROR, "")),
            "(self, buffer, /)",
            "",
        ),
        method(
            "write",
            |thread, _| Err(errors::new(thread, &tree::NOT_IMPLEMENTED_ERROR, "")),
            "(self, b, /)",
            "",
        ),
    ]);

fn raw_read(thread: &Thread, args: &[Value]) -> Result {
    let Some(size) = super::size_argument(thread, args[1])? else {
        return invoke(thread, args[0], "readall", &[]);
    };
    let target = Bytearray::new(thread, &vec![0; size])?;
    let count = call_method(thread, args[0], names().readinto, &[target.value()])?;
    if count.is_none() {
        return Ok(count);
    }
    let count = crate::support::to_ssize(thread, count)?;
    if count < 0 || count as usize > size {
        return Err(errors::value_error(
            thread,
            format!("readinto returned {count} outside buffer size {size}"),
        ));
    }
    let data = target.to_vec(thread);
    Ok(Bytes::new(thread, &data[..(count as usize).min(data.len())])?.value())
}

fn raw_readall(thread: &Thread, args: &[Value]) -> Result {
    let mut all: Option<Vec<u8>> = None;
    loop {
        let size = Value::fixnum(super::DEFAULT_BUFFER_SIZE as i64);
        let part = call_method(thread, args[0], names().read, &[size])?;
        if part.is_none() {
            match all {
                None => return Ok(part),
                Some(_) => break,
            }
        }
        let Some(part) = part.downcast::<BytesObject>() else {
            return Err(errors::type_error(thread, "read() should return bytes"));
        };
        let all = all.get_or_insert_default();
        if part.is_empty() {
            break;
        }
        all.extend_from_slice(part.data());
        thread.poll()?;
    }
    Ok(Bytes::new(thread, &all.unwrap_or_default())?.value())
}

pub static BUFFERED_IO_BASE: TypeSpec = TypeSpec::new("_BufferedIOBase", &INSTANCE_LAYOUT)
    .module("_io")
    .bases(&[&IO_BASE])
    .flags(type_flags::BASE | type_flags::OF_MODULE)
    .doc("Base class for buffered IO objects.")
    .methods(&[
        method("detach", |thread, _| Err(unsupported(thread, "detach")), "(self, /)", "Disconnect this buffer from its underlying raw stream and return it."),
        method("read", |thread, _| Err(unsupported(thread, "read")), "(self, size=-1, /)", "Read and return up to n bytes."),
        method("read1", |thread, _| Err(unsupported(thread, "read1")), "(self, size=-1, /)", "Read and return up to size bytes, with at most one read() call to the underlying raw stream."),
        method("readinto", |thread, args| read_into(thread, args, "read"), "(self, buffer, /)", ""),
        method("readinto1", |thread, args| read_into(thread, args, "read1"), "(self, buffer, /)", ""),
        method("write", |thread, _| Err(unsupported(thread, "write")), "(self, b, /)", "Write buffer b to the IO stream."),
    ]);

fn read_into(thread: &Thread, args: &[Value], how: &str) -> Result {
    let function = if how == "read" {
        "readinto"
    } else {
        "readinto1"
    };
    let target = Buffer::acquire_writable(thread, function, "argument", args[1])?;
    let size = Value::fixnum(target.len() as i64);
    let data = invoke(thread, args[0], how, &[size])?;
    let Some(data) = data.downcast::<BytesObject>() else {
        return Err(errors::type_error(thread, "read() should return bytes"));
    };
    if data.len() > target.len() {
        return Err(errors::value_error(
            thread,
            format!(
                "read() returned too much data: {} bytes requested, {} returned",
                target.len(),
                data.len()
            ),
        ));
    }
    target.write(0, data.data());
    Ok(Value::fixnum(data.len() as i64))
}

pub static TEXT_IO_BASE: TypeSpec = TypeSpec::new("_TextIOBase", &INSTANCE_LAYOUT)
    .module("_io")
    .bases(&[&IO_BASE])
    .flags(type_flags::BASE | type_flags::OF_MODULE)
    .doc("Base class for text I/O.")
    .methods(&[
        method(
            "detach",
            |thread, _| Err(unsupported(thread, "detach")),
            "(self, /)",
            "Separate the underlying buffer from the TextIOBase and return it.",
        ),
        method(
            "read",
            |thread, _| Err(unsupported(thread, "read")),
            "(self, size=-1, /)",
            "Read at most size characters from stream.",
        ),
        method(
            "readline",
            |thread, _| Err(unsupported(thread, "readline")),
            "(self, size=-1, /)",
            "Read until newline or EOF.",
        ),
        method(
            "write",
            |thread, _| Err(unsupported(thread, "write")),
            "(self, s, /)",
            "Write string s to stream.",
        ),
    ])
    .attributes(&[
        getter(
            "encoding",
            |_, _| Ok(Value::NONE),
            "Encoding of the text stream.",
        ),
        getter(
            "newlines",
            |_, _| Ok(Value::NONE),
            "Line endings translated so far.",
        ),
        getter(
            "errors",
            |_, _| Ok(Value::NONE),
            "The error setting of the decoder or encoder.",
        ),
    ]);

/// The whence argument of `seek`.
pub fn whence(thread: &Thread, value: Value) -> Result<i32> {
    if is_missing(value) && !or_none(value).is_none() {
        return Ok(0);
    }
    if value.is_null() {
        return Ok(0);
    }
    crate::support::to_c_int(thread, value)
}

/// Whether the file may be read, as `readable()` says.
pub fn require(thread: &Thread, object: Value, what: &str, message: &str) -> Result<()> {
    if ask(thread, object, what)? {
        Ok(())
    } else {
        Err(unsupported(thread, message))
    }
}
