//! Universal newlines: the translator that text files use, and `IncrementalNewlineDecoder`, which is the
//! same around any decoder. Invariant: a carriage return at the end of a piece is held back until the next
//! piece shows whether a line feed follows, unless the piece is the last.

use super::invoke;
use super::lock::Guarded;
use crate::support::make;
use typhon_objects::bytes::Bytes;
use typhon_objects::int;
use typhon_objects::prelude::*;

pub const SEEN_CR: u8 = 1;
pub const SEEN_LF: u8 = 2;
pub const SEEN_CRLF: u8 = 4;

#[derive(Clone, Default)]
pub struct Translator {
    pub translate: bool,
    pub pending_cr: bool,
    pub seen: u8,
}

impl Translator {
    /// Appends `text`, translated, to `output`.
    pub fn push(&mut self, text: &[u8], is_final: bool, output: &mut Vec<u8>) {
        let mut text = text;
        if self.pending_cr && (!text.is_empty() || is_final) {
            self.pending_cr = false;
            if text.first() == Some(&b'\n') {
                self.seen |= SEEN_CRLF;
                output.extend_from_slice(if self.translate { b"\n" } else { b"\r\n" });
                text = &text[1..];
            } else {
                self.seen |= SEEN_CR;
                output.push(if self.translate { b'\n' } else { b'\r' });
            }
        }
        if text.last() == Some(&b'\r') && !is_final {
            text = &text[..text.len() - 1];
            self.pending_cr = true;
        }
        let mut from = 0;
        let mut has_lone_lf = self.seen & SEEN_LF != 0;
        for at in memchr::memchr_iter(b'\r', text) {
            if at < from {
                continue;
            }
            if !has_lone_lf && memchr::memchr(b'\n', &text[from..at]).is_some() {
                has_lone_lf = true;
            }
            output.extend_from_slice(&text[from..at]);
            let pair = text.get(at + 1) == Some(&b'\n');
            self.seen |= if pair { SEEN_CRLF } else { SEEN_CR };
            if self.translate {
                output.push(b'\n');
            } else {
                output.extend_from_slice(if pair { b"\r\n" } else { b"\r" });
            }
            from = at + 1 + pair as usize;
        }
        if !has_lone_lf && memchr::memchr(b'\n', &text[from..]).is_some() {
            has_lone_lf = true;
        }
        if has_lone_lf {
            self.seen |= SEEN_LF;
        }
        output.extend_from_slice(&text[from..]);
    }

    /// The attribute `newlines`.
    pub fn seen_value(&self, thread: &Thread) -> Result {
        let mut found = Vec::new();
        for (bit, text) in [(SEEN_CR, "\r"), (SEEN_LF, "\n"), (SEEN_CRLF, "\r\n")] {
            if self.seen & bit != 0 {
                found.push(text);
            }
        }
        match found[..] {
            [] => Ok(Value::NONE),
            [one] => crate::support::text(thread, one),
            _ => {
                let list = List::new(thread)?;
                for text in found {
                    list.append(thread, crate::support::text(thread, text)?)?;
                }
                Ok(Tuple::from_list(thread, list)?.value())
            }
        }
    }
}

crate::slots_object!(NewlineObject, NEWLINE_LAYOUT, "IncrementalNewlineDecoder", { decoder, errors }, {
    state: Guarded<Translator>,
});

pub static NEWLINE_DECODER: TypeSpec = TypeSpec::new("IncrementalNewlineDecoder", &NEWLINE_LAYOUT)
    .module("_io")
    .flags(type_flags::BASE)
    .mutable()
    .doc("Codec used when reading a file in universal newlines mode.")
    .methods(&[
        static_method("__new__", new, "(cls, *args, **kwargs)", ""),
        method(
            "__init__",
            init,
            "(self, decoder, translate, errors='strict')",
            "",
        ),
        method("decode", decode, "(self, input, final=False)", ""),
        method("getstate", getstate, "(self, /)", ""),
        method("setstate", setstate, "(self, state, /)", ""),
        method("reset", reset, "(self, /)", ""),
    ])
    .attributes(&[getter("newlines", newlines, "")]);

fn this(object: Value) -> Ref<NewlineObject> {
    Ref::of(object)
}

fn new(thread: &Thread, args: &[Value]) -> Result {
    let made = make(thread, Type::of(args[0]), |header| NewlineObject {
        header,
        decoder: Slot::new(Value::NULL),
        errors: Slot::new(Value::NULL),
        state: Guarded::new(Translator::default()),
    })?;
    Ok(made.value())
}

fn init(thread: &Thread, args: &[Value]) -> Result {
    let object = this(args[0]);
    let translate = operations::truth(thread, args[2])?;
    let errors = match args[3].present() {
        Some(errors) => errors,
        None => intern_text(thread, "strict")?.value(),
    };
    object.decoder.set(object.header(), args[1]);
    object.errors.set(object.header(), errors);
    *object.state.lock(thread, args[0])? = Translator {
        translate,
        ..Translator::default()
    };
    Ok(Value::NONE)
}

fn decoder(thread: &Thread, object: Value) -> Result {
    this(object).decoder.get().present().ok_or_else(|| {
        errors::value_error(thread, "IncrementalNewlineDecoder.__init__() not called")
    })
}

fn decode(thread: &Thread, args: &[Value]) -> Result {
    let object = this(args[0]);
    let decoder = decoder(thread, args[0])?;
    let is_final = match args[2].present() {
        Some(value) => operations::truth(thread, value)?,
        None => false,
    };
    let text = if decoder.is_none() {
        args[1]
    } else {
        invoke(thread, decoder, "decode", &[args[1], Value::bool(is_final)])?
    };
    let Some(text) = text.downcast::<StrObject>() else {
        return Err(errors::type_error(
            thread,
            format!(
                "decoder should return a string result, not '{}'",
                text.class().name_text()
            ),
        ));
    };
    let mut output = Vec::with_capacity(text.bytes().len() + 1);
    object
        .state
        .lock(thread, args[0])?
        .push(text.bytes(), is_final, &mut output);
    Ok(Str::from_wtf8(thread, &output)?.value())
}

fn getstate(thread: &Thread, args: &[Value]) -> Result {
    let decoder = decoder(thread, args[0])?;
    let (buffer, flags) = if decoder.is_none() {
        (Bytes::new(thread, b"")?.value(), Value::fixnum(0))
    } else {
        let state = invoke(thread, decoder, "getstate", &[])?;
        match state.downcast::<TupleObject>() {
            Some(pair) if pair.len() == 2 => (pair.get(0), pair.get(1)),
            _ => return Err(errors::type_error(thread, "illegal decoder state")),
        }
    };
    let pending = this(args[0]).state.lock(thread, args[0])?.pending_cr;
    let flags = int::left_shift(
        thread,
        operations::index_value(thread, flags)?,
        Value::fixnum(1),
    )?;
    let flags = int::or(thread, flags, Value::fixnum(pending as i64))?;
    crate::support::tuple(thread, &[buffer, flags])
}

fn setstate(thread: &Thread, args: &[Value]) -> Result {
    let decoder = decoder(thread, args[0])?;
    let Some(pair) = args[1]
        .downcast::<TupleObject>()
        .filter(|pair| pair.len() == 2)
    else {
        return Err(errors::type_error(thread, "state argument must be a tuple"));
    };
    let flags = operations::index_value(thread, pair.get(1))?;
    let low = int::and(thread, flags, Value::fixnum(1))?;
    this(args[0]).state.lock(thread, args[0])?.pending_cr = low == Value::fixnum(1);
    if !decoder.is_none() {
        let rest = int::right_shift(thread, flags, Value::fixnum(1))?;
        let state = crate::support::tuple(thread, &[pair.get(0), rest])?;
        invoke(thread, decoder, "setstate", &[state])?;
    }
    Ok(Value::NONE)
}

fn reset(thread: &Thread, args: &[Value]) -> Result {
    let decoder = decoder(thread, args[0])?;
    {
        let object = this(args[0]);
        let mut state = object.state.lock(thread, args[0])?;
        state.seen = 0;
        state.pending_cr = false;
    }
    if decoder.is_none() {
        return Ok(Value::NONE);
    }
    invoke(thread, decoder, "reset", &[])
}

fn newlines(thread: &Thread, object: Value) -> Result {
    decoder(thread, object)?;
    let state = this(object).state.lock(thread, object)?.clone();
    state.seen_value(thread)
}
