//! The class `TextIOWrapper`.

use super::base::TEXT_IO_BASE;
use super::codec::{self, Codec};
use super::lock::Guarded;
use super::newlines::Translator;
use super::text::{State, TEXT_LAYOUT, Text, TextObject};
use super::text_position::{self, is_seekable, reset_encoder};
use super::{ask, attribute, invoke, registry};
use crate::support::make;
use std::sync::atomic::{AtomicBool, Ordering};
use typhon_objects::attribute as attributes;
use typhon_objects::prelude::*;
use typhon_objects::types::class::check_encodable;

pub static TEXT_WRAPPER: TypeSpec = TypeSpec::new("TextIOWrapper", &TEXT_LAYOUT)
    .module("_io")
    .bases(&[&TEXT_IO_BASE])
    .flags(type_flags::BASE)
    .mutable()
    .doc("Character and line based layer over a BufferedIOBase object, buffer.")
    .allocate(allocate)
    .methods(&[
        method("__init__", init, "(self, buffer, encoding=None, errors=None, newline=None, line_buffering=False, write_through=False)", ""),
        method("reconfigure", reconfigure, "(self, /, *, encoding=None, errors=None, newline=None, line_buffering=None, write_through=None)", "Reconfigure the text stream with new parameters."),
        method("detach", detach, "(self, /)", ""),
        method("write", write, "(self, text, /)", ""),
        method("read", read, "(self, size=-1, /)", ""),
        method("readline", readline, "(self, size=-1, /)", ""),
        method("__next__", next, "(self, /)", "Implement next(self)."),
        method("flush", flush, "(self, /)", ""),
        method("close", close, "(self, /)", ""),
        method("fileno", |thread, args| forward(thread, args, "fileno"), "(self, /)", ""),
        method("seekable", |thread, args| forward(thread, args, "seekable"), "(self, /)", ""),
        method("readable", |thread, args| forward(thread, args, "readable"), "(self, /)", ""),
        method("writable", |thread, args| forward(thread, args, "writable"), "(self, /)", ""),
        method("isatty", |thread, args| forward(thread, args, "isatty"), "(self, /)", ""),
        method("seek", text_position::seek, "(self, cookie, whence=0, /)", "Set the stream position, and return the new stream position."),
        method("tell", text_position::tell, "(self, /)", "Return the stream position as an opaque number."),
        method("truncate", text_position::truncate, "(self, pos=None, /)", ""),
        method("__repr__", repr, "(self, /)", "Return repr(self)."),
        method("__getstate__", super::buffered_methods::cannot_pickle, "(self, /)", ""),
    ])
    .attributes(&[
        member("encoding", |thread, object| text_slot(thread, object, |this| &this.encoding), ""),
        member("buffer", |thread, object| text_slot(thread, object, |this| &this.buffer), ""),
        member("line_buffering", |thread, object| flag(thread, object, |state| state.line_buffering), ""),
        member("write_through", |thread, object| flag(thread, object, |state| state.write_through), ""),
        getset("_finalizing", |_, object| Ok(Value::bool(text(object).is_finalizing())), set_finalizing, ""),
        getter("name", |thread, object| attribute(thread, text(object).usable_buffer(thread)?, "name"), ""),
        getter("closed", |thread, object| Ok(Value::bool(text(object).is_closed(thread)?)), ""),
        getter("newlines", newlines, ""),
        getter("errors", |thread, object| text_slot(thread, object, |this| &this.errors), ""),
        getset("_CHUNK_SIZE", chunk_size, set_chunk_size, ""),
    ]);

fn text(object: Value) -> Text {
    Ref::of(object)
}

fn text_slot(thread: &Thread, object: Value, slot: fn(&TextObject) -> &Slot) -> Result {
    let this = text(object);
    // Known after the buffer was detached too.
    if let Some(value) = slot(&this).get().present() {
        return Ok(value);
    }
    this.usable_buffer(thread)?;
    Ok(Value::NONE)
}

fn flag(thread: &Thread, object: Value, read: fn(&State) -> bool) -> Result {
    let this = text(object);
    if this.encoding.get().is_null() {
        this.usable_buffer(thread)?;
    }
    Ok(Value::bool(read(&*this.state.lock(thread, object)?)))
}

fn set_finalizing(thread: &Thread, object: Value, value: Value) -> Result<()> {
    let on = !value.is_null() && operations::truth(thread, value)?;
    text(object).finalizing.store(on, Ordering::Relaxed);
    Ok(())
}

fn newlines(thread: &Thread, object: Value) -> Result {
    let this = text(object);
    this.usable_buffer(thread)?;
    let seen = {
        let state = this.state.lock(thread, object)?;
        if !state.universal || !state.readable {
            return Ok(Value::NONE);
        }
        state.newlines.clone()
    };
    seen.seen_value(thread)
}

fn chunk_size(thread: &Thread, object: Value) -> Result {
    let this = text(object);
    this.usable_buffer(thread)?;
    let size = this.state.lock(thread, object)?.chunk_size;
    Ok(Value::fixnum(size as i64))
}

fn set_chunk_size(thread: &Thread, object: Value, value: Value) -> Result<()> {
    let this = text(object);
    this.usable_buffer(thread)?;
    if value.is_null() {
        return Err(errors::new(
            thread,
            &tree::ATTRIBUTE_ERROR,
            "attribute '_CHUNK_SIZE' of '_io.TextIOWrapper' objects cannot be deleted",
        ));
    }
    let int = operations::index_value(thread, value)?;
    let size = typhon_objects::int::to_i64(int).unwrap_or(-1);
    if size <= 0 {
        return Err(errors::value_error(
            thread,
            "a strictly positive integer is required",
        ));
    }
    this.state.lock(thread, object)?.chunk_size = size as usize;
    Ok(())
}

fn allocate(thread: &Thread, class: Type) -> Result {
    let made = make(thread, class, |header| TextObject {
        header,
        buffer: Slot::new(Value::NULL),
        encoding: Slot::new(Value::NULL),
        errors: Slot::new(Value::NULL),
        encoder: Slot::new(Value::NULL),
        decoder: Slot::new(Value::NULL),
        finalizing: AtomicBool::new(false),
        state: Guarded::new(State::new()),
    })?;
    Ok(made.value())
}

fn optional_text(thread: &Thread, what: &str, value: Value) -> Result<Option<Str>> {
    match value.present().filter(|value| !value.is_none()) {
        None => Ok(None),
        Some(value) => match value.downcast::<StrObject>() {
            Some(text) if text.bytes().contains(&0) => {
                Err(errors::value_error(thread, "embedded null character"))
            }
            Some(text) => {
                check_encodable(thread, text)?;
                Ok(Some(text))
            }
            None => Err(errors::type_error(
                thread,
                format!(
                    "TextIOWrapper() argument '{what}' must be str or None, not {}",
                    value.class().name_text()
                ),
            )),
        },
    }
}

/// Checks a newline argument.
pub fn check_newline(thread: &Thread, newline: Option<Str>) -> Result<()> {
    if let Some(newline) = newline
        && !matches!(newline.bytes(), b"" | b"\n" | b"\r" | b"\r\n")
    {
        let text = crate::support::repr_text(thread, newline.value())?;
        return Err(errors::value_error(
            thread,
            format!("illegal newline value: {text}"),
        ));
    }
    Ok(())
}

fn set_newline(state: &mut State, newline: Option<Str>) {
    let bytes = newline.map(|newline| newline.bytes());
    state.universal = matches!(bytes, None | Some(b""));
    state.translate = bytes.is_none();
    state.read_newline = match bytes {
        None | Some(b"") => b"\n".to_vec(),
        Some(bytes) => bytes.to_vec(),
    };
    state.write_newline = match bytes {
        Some(b"\r") => Some(b"\r"),
        Some(b"\r\n") => Some(b"\r\n"),
        _ => None,
    };
    state.newlines = Translator {
        translate: state.translate,
        ..Translator::default()
    };
}

fn init(thread: &Thread, args: &[Value]) -> Result {
    let this = text(args[0]);
    let buffer = args[1];
    {
        let mut state = this.state.lock(thread, args[0])?;
        state.ready = false;
        state.detached = false;
        this.buffer.set(this.header(), Value::NULL);
    }
    let encoding = optional_text(thread, "encoding", args[2])?;
    let errors_name = optional_text(thread, "errors", args[3])?;
    let newline = optional_text(thread, "newline", args[4])?;
    check_newline(thread, newline)?;
    let on = |value: Value| match value.present() {
        Some(value) => operations::truth(thread, value),
        None => Ok(false),
    };
    let (line_buffering, write_through) = (on(args[5])?, on(args[6])?);
    let encoding = match encoding {
        Some(encoding) if encoding.is_text("locale") => super::open::locale_encoding(thread)?,
        Some(encoding) => encoding,
        None => super::open::locale_encoding(thread)?,
    };
    let errors_name = match errors_name {
        Some(errors) => {
            if typhon_interp::system::Config::get().dev_mode {
                typhon_objects::str::codecs::lookup_error(thread, errors)?;
            }
            errors
        }
        None => intern_text(thread, "strict")?,
    };
    let mut state = State::new();
    state.line_buffering = line_buffering;
    state.write_through = write_through;
    set_newline(&mut state, newline);
    let codec = look_up(thread, encoding, errors_name)?;
    state.readable = ask(thread, buffer, "readable")?;
    state.writable = ask(thread, buffer, "writable")?;
    let coders = Coders::make(thread, codec, errors_name, state.readable, state.writable)?;
    let read1 = intern_text(thread, "read1")?;
    state.has_read1 = attributes::get_optional(thread, buffer, read1)?.is_some();
    state.seekable = is_seekable(thread, buffer)?;
    state.telling = state.seekable;
    state.ready = true;
    let (seekable, writable) = (state.seekable, state.writable);
    let mut locked = this.state.lock(thread, args[0])?;
    *locked = state;
    coders.put(this, &mut locked);
    this.encoding.set(this.header(), encoding.value());
    this.errors.set(this.header(), errors_name.value());
    this.buffer.set(this.header(), buffer);
    drop(locked);
    if writable {
        registry::add_text(args[0]);
    }
    if seekable && writable {
        let position = call_method(thread, buffer, names().tell, &[])?;
        if typhon_objects::int::is_int(position) && typhon_objects::int::to_i64(position) != Some(0)
        {
            reset_encoder(thread, this, false)?;
        }
    }
    Ok(Value::NONE)
}

/// The codec of these names, and the CodecInfo of one written in Python, else NULL.
fn look_up(thread: &Thread, encoding: Str, errors_name: Str) -> Result<(Codec, Value)> {
    let codec = Codec::choose(&encoding.to_string_lossy(), &errors_name.to_string_lossy());
    match codec {
        Codec::Native(..) => Ok((codec, Value::NULL)),
        Codec::Python => Ok((codec, codec::lookup(thread, encoding.value())?)),
    }
}

/// A codec, and the decoder and encoder of one written in Python, NULL where the file needs none.
struct Coders {
    codec: Codec,
    decoder: Value,
    encoder: Value,
}

impl Coders {
    fn make(
        thread: &Thread,
        (codec, info): (Codec, Value),
        errors_name: Str,
        readable: bool,
        writable: bool,
    ) -> Result<Coders> {
        let make = |wanted: bool, name: &str| match info.present().filter(|_| wanted) {
            Some(info) => invoke(thread, info, name, &[errors_name.value()]),
            None => Ok(Value::NULL),
        };
        Ok(Coders {
            codec,
            decoder: make(readable, "incrementaldecoder")?,
            encoder: make(writable, "incrementalencoder")?,
        })
    }

    fn put(&self, this: Text, state: &mut State) {
        state.codec = self.codec;
        this.decoder.set(this.header(), self.decoder);
        this.encoder.set(this.header(), self.encoder);
    }
}

/// Names given to `reconfigure` end at a NUL, as CPython reads them.
fn up_to_nul(thread: &Thread, name: Str) -> Result<Str> {
    match memchr::memchr(0, name.bytes()) {
        Some(end) => Str::from_wtf8(thread, &name.bytes()[..end]),
        None => Ok(name),
    }
}

fn reconfigure(thread: &Thread, args: &[Value]) -> Result {
    let this = text(args[0]);
    let [
        _,
        encoding,
        errors_name,
        newline,
        line_buffering,
        write_through,
    ] = args
    else {
        unreachable!("bound to the row")
    };
    let given = |value: Value| value.present().filter(|value| !value.is_none());
    let changes_codec =
        given(*encoding).is_some() || given(*errors_name).is_some() || !newline.is_null();
    let check = |name: &str, value: Value| match given(value) {
        None => Ok(None),
        Some(value) => match value.downcast::<StrObject>() {
            Some(text) => {
                check_encodable(thread, text)?;
                Ok(Some(text))
            }
            None => Err(errors::type_error(
                thread,
                format!(
                    "reconfigure() argument '{name}' must be str or None, not {}",
                    value.class().name_text()
                ),
            )),
        },
    };
    let encoding = check("encoding", *encoding)?;
    let errors_name = check("errors", *errors_name)?;
    let newline_text = check("newline", *newline)?;
    check_newline(thread, newline_text)?;
    let buffer = this.usable_buffer(thread)?;
    {
        let state = this.state.lock(thread, args[0])?;
        if changes_codec
            && (!state.decoded.is_empty() || state.snapshot.is_some())
            && state.readable
        {
            return Err(super::unsupported(
                thread,
                "It is not possible to set the encoding or newline of stream after the first read",
            ));
        }
    }
    let as_bool = |value: Value| match given(value) {
        None => Ok(None),
        Some(value) => Ok(Some(crate::support::to_ssize(thread, value)? != 0)),
    };
    let line_buffering = as_bool(*line_buffering)?;
    let write_through = as_bool(*write_through)?;
    call_method(thread, args[0], names().flush, &[])?;
    let mut state = this.state.lock(thread, args[0])?;
    if changes_codec {
        this.buffer(thread, &state)?;
        let new_errors = match (errors_name, encoding) {
            (Some(errors), _) => errors,
            (None, Some(_)) => intern_text(thread, "strict")?,
            (None, None) => Ref::of(this.errors.get()),
        };
        let new_encoding = match encoding {
            Some(encoding) if encoding.is_text("locale") => super::open::locale_encoding(thread)?,
            Some(encoding) => encoding,
            None => Ref::of(this.encoding.get()),
        };
        let (readable, writable) = (state.readable, state.writable);
        let coders = state.lend(|| {
            let encoding = up_to_nul(thread, new_encoding)?;
            let errors_name = up_to_nul(thread, new_errors)?;
            let codec = look_up(thread, encoding, errors_name)?;
            Coders::make(thread, codec, errors_name, readable, writable)
        })?;
        if !newline.is_null() {
            set_newline(&mut state, newline_text);
        }
        coders.put(this, &mut state);
        this.encoding.set(this.header(), new_encoding.value());
        this.errors.set(this.header(), new_errors.value());
        if state.seekable && state.writable {
            state.lend(|| {
                let position = call_method(thread, buffer, names().tell, &[])?;
                let at_start = typhon_objects::int::is_int(position)
                    && typhon_objects::int::to_i64(position) == Some(0);
                reset_encoder(thread, this, at_start)
            })?;
        }
    }
    if let Some(on) = line_buffering {
        state.line_buffering = on;
    }
    if let Some(on) = write_through {
        state.write_through = on;
    }
    Ok(Value::NONE)
}

fn detach(thread: &Thread, args: &[Value]) -> Result {
    let this = text(args[0]);
    let buffer = this.usable_buffer(thread)?;
    call_method(thread, args[0], names().flush, &[])?;
    let mut state = this.state.lock(thread, args[0])?;
    this.buffer.set(this.header(), Value::NULL);
    state.detached = true;
    registry::remove(args[0]);
    Ok(buffer)
}

fn write(thread: &Thread, args: &[Value]) -> Result {
    let this = text(args[0]);
    let Some(string) = args[1].downcast::<StrObject>() else {
        return Err(errors::type_error(
            thread,
            format!(
                "write() argument must be str, not {}",
                args[1].class().name_text()
            ),
        ));
    };
    let mut state = this.enter(thread)?;
    if state.write_newline.is_some() && args[1].exact_kind() != Kind::Str {
        drop(state);
        with_own_newlines(thread, this, string)?;
    } else {
        this.write(thread, &mut state, string, true)?;
    }
    Ok(Value::fixnum(string.len() as i64))
}

/// Writes a string of a subclass, which translates its newlines itself.
#[cold]
fn with_own_newlines(thread: &Thread, this: Text, string: Str) -> Result<()> {
    let state = this.enter(thread)?;
    let newline = state.write_newline.filter(|_| state.writable);
    drop(state);
    let has_newline = memchr::memchr(b'\n', string.bytes()).is_some();
    let Some(newline) = newline.filter(|_| has_newline) else {
        return this.write(thread, &mut this.enter(thread)?, string, true);
    };
    let arguments = [
        intern_text(thread, "\n")?.value(),
        Str::from_wtf8(thread, newline)?.value(),
    ];
    let replaced = invoke(thread, string.value(), "replace", &arguments)?;
    match replaced.downcast::<StrObject>() {
        Some(replaced) => this.write(thread, &mut this.enter(thread)?, replaced, false),
        None => Err(errors::type_error(
            thread,
            format!(
                "replace() should return a str, not {}",
                replaced.class().name_text()
            ),
        )),
    }
}

fn read(thread: &Thread, args: &[Value]) -> Result {
    let this = text(args[0]);
    let size = super::size_argument(thread, args[1])?;
    let mut state = this.enter(thread)?;
    let text = match size {
        None => this.read_all(thread, &mut state)?,
        Some(size) => this.read(thread, &mut state, size)?,
    };
    Ok(text.value())
}

fn readline(thread: &Thread, args: &[Value]) -> Result {
    let this = text(args[0]);
    let limit = super::size_argument(thread, args[1])?;
    let mut state = this.enter(thread)?;
    Ok(this.read_line(thread, &mut state, limit)?.value())
}

fn next(thread: &Thread, args: &[Value]) -> Result {
    let this = text(args[0]);
    if TEXT_WRAPPER.is_exact(args[0]) {
        let mut state = this.enter(thread)?;
        state.telling = false;
        let line = this.read_line(thread, &mut state, None)?;
        if line.is_empty() {
            state.snapshot = None;
            state.telling = state.seekable;
            return Ok(Value::NULL);
        }
        return Ok(line.value());
    }
    this.state.lock(thread, args[0])?.telling = false;
    let line = call_method(thread, args[0], names().readline, &[])?;
    let Some(line) = line.downcast::<StrObject>() else {
        return Err(errors::new(
            thread,
            &tree::OS_ERROR,
            format!(
                "readline() should have returned a str object, not '{}'",
                line.class().name_text()
            ),
        ));
    };
    if line.is_empty() {
        let mut state = this.state.lock(thread, args[0])?;
        state.snapshot = None;
        state.telling = state.seekable;
        return Ok(Value::NULL);
    }
    Ok(line.value())
}

fn flush(thread: &Thread, args: &[Value]) -> Result {
    let this = text(args[0]);
    let mut state = this.enter(thread)?;
    state.telling = state.seekable;
    this.write_pending(thread, &mut state)?;
    drop(state);
    let buffer = this.usable_buffer(thread)?;
    call_method(thread, buffer, names().flush, &[])
}

fn close(thread: &Thread, args: &[Value]) -> Result {
    let this = text(args[0]);
    let buffer = this.usable_buffer(thread)?;
    // Asking may have detached the buffer.
    if this.is_closed(thread)? || this.buffer.get().is_null() {
        return Ok(Value::NONE);
    }
    if this.is_finalizing() {
        // A buffer without that method has nothing to warn of.
        let _ = invoke(thread, buffer, "_dealloc_warn", &[args[0]]);
    }
    let flushed = call_method(thread, args[0], names().flush, &[]).map(|_| ());
    let result = call_method(thread, buffer, names().close, &[]);
    registry::remove(args[0]);
    super::chain(flushed, result.map(|_| ()))?;
    result
}

fn forward(thread: &Thread, args: &[Value], name: &str) -> Result {
    let buffer = text(args[0]).usable_buffer(thread)?;
    invoke(thread, buffer, name, &[])
}

fn repr(thread: &Thread, args: &[Value]) -> Result {
    let this = text(args[0]);
    if this.encoding.get().is_null() {
        this.usable_buffer(thread)?;
    }
    let class = args[0].class().full_name();
    let make = || -> Result<String> {
        let mut shown = format!("<{class}");
        for name in ["name", "mode"] {
            let key = intern_text(thread, name)?;
            let value = match attributes::get_optional(thread, args[0], key) {
                Ok(value) => value,
                // Such as of a detached buffer.
                Err(raised) if raised.is(&tree::VALUE_ERROR) => None,
                Err(raised) => return Err(raised),
            };
            if let Some(value) = value {
                let value = crate::support::repr_text(thread, value)?;
                shown.push_str(&format!(" {name}={value}"));
            }
        }
        let encoding = crate::support::repr_text(thread, this.encoding.get())?;
        shown.push_str(&format!(" encoding={encoding}>"));
        Ok(shown)
    };
    match operations::repr_guard(thread, args[0], make)? {
        Some(shown) => crate::support::text(thread, shown),
        None => Err(errors::runtime_error(
            thread,
            format!("reentrant call inside {class}.__repr__"),
        )),
    }
}
