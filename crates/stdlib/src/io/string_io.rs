//! `StringIO`: a text file in memory. Its characters are bytes while all are ASCII, code points after.

use super::base::TEXT_IO_BASE;
use super::bytes_io::update_attributes;
use super::lock::{Guard, Guarded};
use super::newlines::Translator;
use super::{size_argument, unsupported};
use crate::support::{make, to_ssize};
use typhon_objects::attribute;
use typhon_objects::prelude::*;
use typhon_text::wtf8;

enum Characters {
    Ascii(Vec<u8>),
    Wide(Vec<u32>),
}

pub struct State {
    ready: bool,
    closed: bool,
    characters: Characters,
    position: usize,
    universal: bool,
    translate: bool,
    read_newline: Vec<u8>,
    write_newline: Option<&'static [u8]>,
    newlines: Translator,
}

impl State {
    fn new() -> State {
        State {
            ready: false,
            closed: false,
            characters: Characters::Ascii(Vec::new()),
            position: 0,
            universal: false,
            translate: false,
            read_newline: b"\n".to_vec(),
            write_newline: None,
            newlines: Translator::default(),
        }
    }

    fn len(&self) -> usize {
        match &self.characters {
            Characters::Ascii(bytes) => bytes.len(),
            Characters::Wide(codes) => codes.len(),
        }
    }

    fn at(&self, index: usize) -> u32 {
        match &self.characters {
            Characters::Ascii(bytes) => bytes[index] as u32,
            Characters::Wide(codes) => codes[index],
        }
    }

    fn part(&self, thread: &Thread, start: usize, end: usize) -> Result<Str> {
        match &self.characters {
            Characters::Ascii(bytes) => Str::from_wtf8(thread, &bytes[start..end]),
            Characters::Wide(codes) => {
                let text = wtf8::from_code_points(codes[start..end].iter().copied());
                Str::from_wtf8(thread, &text)
            }
        }
    }

    fn put(&mut self, text: &[u8]) {
        if let Characters::Ascii(bytes) = &mut self.characters {
            if text.is_ascii() {
                put_at(bytes, self.position, text.iter().copied(), text.len(), 0);
                self.position += text.len();
                return;
            }
            let codes = bytes.iter().map(|&byte| byte as u32).collect();
            self.characters = Characters::Wide(codes);
        }
        if let Characters::Wide(codes) = &mut self.characters {
            let count = wtf8::count(text);
            put_at(codes, self.position, wtf8::code_points(text), count, 0);
            self.position += count;
        }
    }

    /// Where the line from the position on ends.
    fn line_end(&self, limit: Option<usize>) -> usize {
        let start = self.position.min(self.len());
        let most = limit.map_or(self.len(), |limit| {
            start.saturating_add(limit).min(self.len())
        });
        if let (Characters::Ascii(bytes), false) =
            (&self.characters, self.universal && !self.translate)
            && let [newline] = self.read_newline[..]
        {
            return memchr::memchr(newline, &bytes[start..most]).map_or(most, |at| start + at + 1);
        }
        for index in start..most {
            let code = self.at(index);
            if self.universal && !self.translate {
                if code == '\n' as u32 {
                    return index + 1;
                }
                if code == '\r' as u32 {
                    let pair = index + 1 < self.len() && self.at(index + 1) == '\n' as u32;
                    return (index + 1 + pair as usize).min(most);
                }
            } else if code == self.read_newline[0] as u32 {
                match self.read_newline.get(1) {
                    None => return index + 1,
                    Some(&second)
                        if index + 1 < self.len() && self.at(index + 1) == second as u32 =>
                    {
                        return (index + 2).min(most);
                    }
                    Some(_) => {}
                }
            }
        }
        most
    }
}

fn put_at<T: Copy>(
    target: &mut Vec<T>,
    position: usize,
    items: impl Iterator<Item = T>,
    count: usize,
    filler: T,
) {
    if position >= target.len() {
        target.resize(position, filler);
        target.extend(items);
        return;
    }
    let end = position + count;
    if end > target.len() {
        target.truncate(position);
        target.extend(items);
        return;
    }
    for (slot, item) in target[position..end].iter_mut().zip(items) {
        *slot = item;
    }
}

crate::slots_object!(StringIoObject, STRING_IO_LAYOUT, "StringIO", {}, {
    state: Guarded<State>,
}, drop);

type StringIo = Ref<StringIoObject>;

pub static STRING_IO: TypeSpec = TypeSpec::new("StringIO", &STRING_IO_LAYOUT)
    .module("_io")
    .bases(&[&TEXT_IO_BASE])
    .flags(type_flags::BASE)
    .mutable()
    .doc("Text I/O implementation using an in-memory buffer.")
    .methods(&[
        static_method("__new__", new, "(cls, *args, **kwargs)", ""),
        method(
            "__init__",
            init,
            "(self, initial_value='', newline='\\n')",
            "",
        ),
        method("close", close, "(self, /)", ""),
        method(
            "getvalue",
            getvalue,
            "(self, /)",
            "Retrieve the entire contents of the object.",
        ),
        method(
            "read",
            read,
            "(self, size=-1, /)",
            "Read at most size characters, returned as a string.",
        ),
        method(
            "readline",
            readline,
            "(self, size=-1, /)",
            "Read until newline or EOF.",
        ),
        method("tell", tell, "(self, /)", "Tell the current file position."),
        method(
            "truncate",
            truncate,
            "(self, pos=None, /)",
            "Truncate size to pos.",
        ),
        method(
            "seek",
            seek,
            "(self, pos, whence=0, /)",
            "Change stream position.",
        ),
        method("write", write, "(self, s, /)", "Write string to file."),
        method("seekable", yes, "(self, /)", ""),
        method("readable", yes, "(self, /)", ""),
        method("writable", yes, "(self, /)", ""),
        method("__next__", next, "(self, /)", "Implement next(self)."),
        method("__getstate__", getstate, "(self, /)", ""),
        method("__setstate__", setstate, "(self, state, /)", ""),
    ])
    .attributes(&[
        getter("closed", closed_attribute, ""),
        getter("newlines", newlines, ""),
        getter(
            "line_buffering",
            |thread, object| {
                enter(thread, &this(object))?;
                Ok(Value::FALSE)
            },
            "",
        ),
    ]);

fn this(object: Value) -> StringIo {
    Ref::of(object)
}

fn uninitialized(thread: &Thread) -> Raised {
    errors::value_error(thread, "I/O operation on uninitialized object")
}

fn enter<'a>(thread: &Thread, this: &'a StringIo) -> Result<Guard<'a, State>> {
    let state = this.state.lock(thread, this.value())?;
    if !state.ready {
        return Err(uninitialized(thread));
    }
    if state.closed {
        return Err(errors::value_error(thread, "I/O operation on closed file"));
    }
    Ok(state)
}

fn closed_attribute(thread: &Thread, object: Value) -> Result {
    let this = this(object);
    let state = this.state.lock(thread, object)?;
    if !state.ready {
        return Err(uninitialized(thread));
    }
    Ok(Value::bool(state.closed))
}

fn newlines(thread: &Thread, object: Value) -> Result {
    let translator = {
        let this = this(object);
        let state = enter(thread, &this)?;
        if !state.universal {
            return Ok(Value::NONE);
        }
        state.newlines.clone()
    };
    translator.seen_value(thread)
}

fn new(thread: &Thread, args: &[Value]) -> Result {
    let made = make(thread, Type::of(args[0]), |header| StringIoObject {
        header,
        state: Guarded::new(State::new()),
    })?;
    Ok(made.value())
}

fn newline_argument(thread: &Thread, value: Value) -> Result<Option<Str>> {
    if value.is_null() {
        return intern_text(thread, "\n").map(Some);
    }
    if value.is_none() {
        return Ok(None);
    }
    let Some(newline) = value.downcast::<StrObject>() else {
        return Err(errors::type_error(
            thread,
            format!(
                "newline must be str or None, not {}",
                value.class().name_text()
            ),
        ));
    };
    super::text_methods::check_newline(thread, Some(newline))?;
    Ok(Some(newline))
}

fn init(thread: &Thread, args: &[Value]) -> Result {
    let newline = newline_argument(thread, args[2])?;
    let initial = match args[1].present().filter(|value| !value.is_none()) {
        None => None,
        Some(value) => match value.downcast::<StrObject>() {
            Some(text) => Some(text),
            None => {
                return Err(errors::type_error(
                    thread,
                    format!(
                        "initial_value must be str or None, not {}",
                        value.class().name_text()
                    ),
                ));
            }
        },
    };
    let mut state = State::new();
    let bytes = newline.map(|newline| newline.bytes());
    state.universal = matches!(bytes, None | Some(b""));
    state.translate = bytes.is_none();
    if let Some(bytes) = bytes
        && !bytes.is_empty()
    {
        state.read_newline = bytes.to_vec();
    }
    state.write_newline = match bytes {
        Some(b"\r") => Some(b"\r"),
        Some(b"\r\n") => Some(b"\r\n"),
        _ => None,
    };
    state.newlines.translate = state.translate;
    state.ready = true;
    if let Some(initial) = initial {
        put_text(&mut state, initial.bytes());
        state.position = 0;
    }
    *this(args[0]).state.lock(thread, args[0])? = state;
    Ok(Value::NONE)
}

/// Stores text with its newlines translated as the file wants it.
fn put_text(state: &mut State, text: &[u8]) {
    if state.universal {
        let mut plain = Vec::with_capacity(text.len());
        state.newlines.push(text, true, &mut plain);
        state.put(&plain);
    } else if let Some(newline) = state.write_newline
        && memchr::memchr(b'\n', text).is_some()
    {
        let mut translated = Vec::with_capacity(text.len() + 8);
        for &byte in text {
            if byte == b'\n' {
                translated.extend_from_slice(newline);
            } else {
                translated.push(byte);
            }
        }
        state.put(&translated);
    } else {
        state.put(text);
    }
}

fn write(thread: &Thread, args: &[Value]) -> Result {
    let this = this(args[0]);
    let Some(text) = args[1].downcast::<StrObject>() else {
        return Err(errors::type_error(
            thread,
            format!(
                "string argument expected, got '{}'",
                args[1].class().name_text()
            ),
        ));
    };
    let mut state = enter(thread, &this)?;
    if !text.is_empty() {
        put_text(&mut state, text.bytes());
    }
    Ok(Value::fixnum(text.len() as i64))
}

fn yes(thread: &Thread, args: &[Value]) -> Result {
    enter(thread, &this(args[0]))?;
    Ok(Value::TRUE)
}

fn close(thread: &Thread, args: &[Value]) -> Result {
    let this = this(args[0]);
    let mut state = this.state.lock(thread, args[0])?;
    state.closed = true;
    state.characters = Characters::Ascii(Vec::new());
    Ok(Value::NONE)
}

fn getvalue(thread: &Thread, args: &[Value]) -> Result {
    let this = this(args[0]);
    let state = enter(thread, &this)?;
    Ok(state.part(thread, 0, state.len())?.value())
}

fn read(thread: &Thread, args: &[Value]) -> Result {
    let size = size_argument(thread, args[1])?;
    let this = this(args[0]);
    let mut state = enter(thread, &this)?;
    let start = state.position.min(state.len());
    let end = size.map_or(state.len(), |size| {
        start.saturating_add(size).min(state.len())
    });
    let text = state.part(thread, start, end)?;
    state.position = state.position.max(end);
    Ok(text.value())
}

fn take_line(thread: &Thread, state: &mut State, limit: Option<usize>) -> Result<Str> {
    if state.position >= state.len() {
        return Str::new(thread, "");
    }
    let end = state.line_end(limit);
    let line = state.part(thread, state.position, end)?;
    state.position = end;
    Ok(line)
}

fn readline(thread: &Thread, args: &[Value]) -> Result {
    let limit = size_argument(thread, args[1])?;
    let this = this(args[0]);
    let mut state = enter(thread, &this)?;
    Ok(take_line(thread, &mut state, limit)?.value())
}

fn next(thread: &Thread, args: &[Value]) -> Result {
    let line = if STRING_IO.is_exact(args[0]) {
        let this = this(args[0]);
        let mut state = enter(thread, &this)?;
        take_line(thread, &mut state, None)?.value()
    } else {
        let line = call_method(thread, args[0], names().readline, &[])?;
        if !line.is::<StrObject>() {
            return Err(errors::new(
                thread,
                &tree::OS_ERROR,
                format!(
                    "readline() should have returned a str object, not '{}'",
                    line.class().name_text()
                ),
            ));
        }
        line
    };
    if Ref::<StrObject>::of(line).is_empty() {
        return Ok(Value::NULL);
    }
    Ok(line)
}

fn tell(thread: &Thread, args: &[Value]) -> Result {
    let position = enter(thread, &this(args[0]))?.position;
    typhon_objects::int::from_i64(thread, position as i64)
}

fn truncate(thread: &Thread, args: &[Value]) -> Result {
    let this = this(args[0]);
    let mut state = enter(thread, &this)?;
    let size = match args[1].present().filter(|size| !size.is_none()) {
        Some(size) => {
            drop(state);
            let size = to_ssize(thread, size)?;
            state = enter(thread, &this)?;
            size
        }
        None => state.position as i64,
    };
    if size < 0 {
        return Err(errors::value_error(
            thread,
            format!("Negative size value {size}"),
        ));
    }
    match &mut state.characters {
        Characters::Ascii(bytes) => bytes.truncate(size as usize),
        Characters::Wide(codes) => codes.truncate(size as usize),
    }
    typhon_objects::int::from_i64(thread, size)
}

fn seek(thread: &Thread, args: &[Value]) -> Result {
    let offset = to_ssize(thread, args[1])?;
    let whence = super::base::whence(thread, args[2])?;
    let this = this(args[0]);
    let mut state = enter(thread, &this)?;
    if !(0..=2).contains(&whence) {
        return Err(errors::value_error(
            thread,
            format!("Invalid whence ({whence}, should be 0, 1 or 2)"),
        ));
    }
    if offset < 0 && whence == 0 {
        return Err(errors::value_error(
            thread,
            format!("Negative seek position {offset}"),
        ));
    }
    if whence != 0 && offset != 0 {
        return Err(unsupported(thread, "Can't do nonzero cur-relative seeks"));
    }
    let position = match whence {
        0 => offset as usize,
        1 => state.position,
        _ => state.len(),
    };
    state.position = position;
    typhon_objects::int::from_i64(thread, position as i64)
}

fn getstate(thread: &Thread, args: &[Value]) -> Result {
    let value = getvalue(thread, args)?;
    let (newline, position) = {
        let this = this(args[0]);
        let state = enter(thread, &this)?;
        let newline = match (state.universal, state.translate) {
            (_, true) => None,
            (true, false) => Some(Vec::new()),
            _ => Some(state.read_newline.clone()),
        };
        (newline, state.position)
    };
    let newline = match newline {
        None => Value::NONE,
        Some(bytes) => Str::from_wtf8(thread, &bytes)?.value(),
    };
    let attributes = attribute::instance_attributes(thread, args[0])?.copy(thread)?;
    let position = typhon_objects::int::from_i64(thread, position as i64)?;
    crate::support::tuple(thread, &[value, newline, position, attributes.value()])
}

fn setstate(thread: &Thread, args: &[Value]) -> Result {
    let Some(pickled) = args[1]
        .downcast::<TupleObject>()
        .filter(|state| state.len() >= 4)
    else {
        return Err(errors::type_error(
            thread,
            format!(
                "{}.__setstate__ argument should be 4-tuple, got {}",
                args[0].class().full_name(),
                args[1].class().name_text()
            ),
        ));
    };
    if this(args[0]).state.lock(thread, args[0])?.closed {
        return Err(errors::value_error(thread, "I/O operation on closed file"));
    }
    init(thread, &[args[0], Value::NULL, pickled.get(1)])?;
    let Some(value) = pickled.get(0).downcast::<StrObject>() else {
        return Err(errors::type_error(
            thread,
            "initial_value must be str or None",
        ));
    };
    if !typhon_objects::int::is_int(pickled.get(2)) {
        return Err(errors::type_error(
            thread,
            format!(
                "third item of state must be an integer, got {}",
                pickled.get(2).class().name_text()
            ),
        ));
    }
    let position = to_ssize(thread, pickled.get(2))?;
    if position < 0 {
        return Err(errors::value_error(
            thread,
            "position value cannot be negative",
        ));
    }
    {
        let this = this(args[0]);
        let mut state = enter(thread, &this)?;
        // The pickled text is translated already.
        state.put(value.bytes());
        state.position = position as usize;
    }
    update_attributes(thread, args[0], pickled.get(3), "fourth")
}
