//! `BufferedRWPair`: a reader and a writer on two raw files, as one object.

use super::base::{BUFFERED_IO_BASE, require};
use super::buffered_methods::{READER, WRITER};
use super::{ask, attribute, chain, invoke};
use crate::support::make;
use typhon_objects::prelude::*;

crate::slots_object!(PairObject, PAIR_LAYOUT, "BufferedRWPair", { reader, writer });

pub static PAIR: TypeSpec = TypeSpec::new("BufferedRWPair", &PAIR_LAYOUT)
    .module("_io")
    .bases(&[&BUFFERED_IO_BASE])
    .flags(type_flags::BASE)
    .mutable()
    .doc("A buffered reader and writer object together.")
    .methods(&[
        static_method("__new__", new, "(cls, *args, **kwargs)", ""),
        method(
            "__init__",
            init,
            "(self, reader, writer, buffer_size=DEFAULT_BUFFER_SIZE, /)",
            "",
        ),
        method(
            "read",
            |thread, args| to_reader(thread, args, "read"),
            "(self, size=-1, /)",
            "",
        ),
        method(
            "peek",
            |thread, args| to_reader(thread, args, "peek"),
            "(self, size=0, /)",
            "",
        ),
        method(
            "read1",
            |thread, args| to_reader(thread, args, "read1"),
            "(self, size=-1, /)",
            "",
        ),
        method(
            "readinto",
            |thread, args| to_reader(thread, args, "readinto"),
            "(self, buffer, /)",
            "",
        ),
        method(
            "readinto1",
            |thread, args| to_reader(thread, args, "readinto1"),
            "(self, buffer, /)",
            "",
        ),
        method(
            "readable",
            |thread, args| to_reader(thread, args, "readable"),
            "(self, /)",
            "",
        ),
        method(
            "write",
            |thread, args| to_writer(thread, args, "write"),
            "(self, buffer, /)",
            "",
        ),
        method(
            "flush",
            |thread, args| to_writer(thread, args, "flush"),
            "(self, /)",
            "",
        ),
        method(
            "writable",
            |thread, args| to_writer(thread, args, "writable"),
            "(self, /)",
            "",
        ),
        method("close", close, "(self, /)", ""),
        method("isatty", isatty, "(self, /)", ""),
        method(
            "__getstate__",
            super::buffered_methods::cannot_pickle,
            "(self, /)",
            "",
        ),
    ])
    .attributes(&[getter("closed", closed, "")]);

fn new(thread: &Thread, args: &[Value]) -> Result {
    let made = make(thread, Type::of(args[0]), |header| PairObject {
        header,
        reader: Slot::new(Value::NULL),
        writer: Slot::new(Value::NULL),
    })?;
    Ok(made.value())
}

fn init(thread: &Thread, args: &[Value]) -> Result {
    let this = Ref::<PairObject>::of(args[0]);
    require(
        thread,
        args[1],
        "readable",
        "File or stream is not readable.",
    )?;
    require(
        thread,
        args[2],
        "writable",
        "File or stream is not writable.",
    )?;
    let size = args[3]
        .present()
        .unwrap_or(Value::fixnum(super::DEFAULT_BUFFER_SIZE as i64));
    let reader = call(thread, READER.get().value(), &[args[1], size])?;
    let writer = call(thread, WRITER.get().value(), &[args[2], size])?;
    this.reader.set(this.header(), reader);
    this.writer.set(this.header(), writer);
    Ok(Value::NONE)
}

fn part(thread: &Thread, slot: &Slot) -> Result {
    match slot.get().present() {
        Some(part) => Ok(part),
        None => Err(errors::value_error(
            thread,
            "I/O operation on uninitialized object",
        )),
    }
}

fn reader(thread: &Thread, object: Value) -> Result {
    part(thread, &Ref::<PairObject>::of(object).reader)
}

fn writer(thread: &Thread, object: Value) -> Result {
    part(thread, &Ref::<PairObject>::of(object).writer)
}

fn given(args: &[Value]) -> &[Value] {
    match args.get(1) {
        Some(value) if !value.is_null() => &args[1..2],
        _ => &[],
    }
}

fn to_reader(thread: &Thread, args: &[Value], name: &str) -> Result {
    let reader = reader(thread, args[0])?;
    if name == "peek" && given(args).is_empty() {
        return invoke(thread, reader, name, &[Value::fixnum(0)]);
    }
    invoke(thread, reader, name, given(args))
}

fn to_writer(thread: &Thread, args: &[Value], name: &str) -> Result {
    invoke(thread, writer(thread, args[0])?, name, given(args))
}

fn close(thread: &Thread, args: &[Value]) -> Result {
    let (reader, writer) = (reader(thread, args[0])?, writer(thread, args[0])?);
    let first = call_method(thread, writer, names().close, &[]).map(|_| ());
    let second = call_method(thread, reader, names().close, &[]).map(|_| ());
    chain(first, second)?;
    Ok(Value::NONE)
}

fn isatty(thread: &Thread, args: &[Value]) -> Result {
    if ask(thread, writer(thread, args[0])?, "isatty")? {
        return Ok(Value::TRUE);
    }
    invoke(thread, reader(thread, args[0])?, "isatty", &[])
}

fn closed(thread: &Thread, object: Value) -> Result {
    attribute(thread, writer(thread, object)?, "closed")
}
