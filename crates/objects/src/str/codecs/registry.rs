//! The registry of codecs and error handlers. Invariant: its three tables are made before any can be
//! used, hold Python objects only, and are changed by single operations on dict and list.

use super::callbacks::CALLBACKS;
use super::normalize;
use crate::attribute;
use crate::bytearray::BytearrayObject;
use crate::bytes::{Bytes, BytesObject};
use crate::call::call;
use crate::dict::{Dict, DictObject};
use crate::errors::{self, Raised, Result};
use crate::exceptions::add_note;
use crate::function::NativeFunction;
use crate::list::{List, ListObject};
use crate::module::builtin;
use crate::object::{Ref, ValueExt};
use crate::operations;
use crate::str::{Str, StrObject, intern_text};
use crate::thread::{Global, Thread};
use crate::tuple::{Tuple, TupleObject};
use std::sync::atomic::{AtomicBool, Ordering};
use typhon_heap::Value;
use typhon_sync::mutex::Mutex;

/// List of search functions.
static SEARCH: Global = Global::new();
/// Dict of codecs found, by normalised name.
static FOUND: Global = Global::new();
/// Dict of error handlers.
static HANDLERS: Global = Global::new();

static LOADED: AtomicBool = AtomicBool::new(false);

fn make_tables(thread: &Thread) -> Result<()> {
    let found = Dict::new(thread)?;
    let handlers = Dict::new(thread)?;
    let module = intern_text(thread, "_codecs")?.value();
    for (name, row) in &CALLBACKS {
        let function = NativeFunction::for_module(thread, row, module)?;
        handlers.set_str(thread, intern_text(thread, name)?, function.value())?;
    }
    let search = List::new(thread)?;
    static MAKING: Mutex<()> = Mutex::new(());
    let _making = MAKING.lock();
    if SEARCH.get().is_null() {
        FOUND.set(found.value());
        HANDLERS.set(handlers.value());
        // Last: whoever sees it sees the others.
        SEARCH.set(search.value());
    }
    Ok(())
}

fn tables(thread: &Thread) -> Result<(List, Dict, Dict)> {
    if SEARCH.get().is_null() {
        make_tables(thread)?;
    }
    Ok((
        Ref::<ListObject>::of(SEARCH.get()),
        Ref::<DictObject>::of(FOUND.get()),
        Ref::<DictObject>::of(HANDLERS.get()),
    ))
}

/// Imports package `encodings`, which registers its search function.
fn load_encodings(thread: &Thread) -> Result<()> {
    if !LOADED.swap(true, Ordering::AcqRel) {
        let import = builtin(thread, "__import__")?;
        let name = intern_text(thread, "encodings")?.value();
        if let Err(raised) = call(thread, import, &[name]) {
            LOADED.store(false, Ordering::Release);
            return Err(raised);
        }
    }
    Ok(())
}

/// `codecs.register(function)`
pub fn register(thread: &Thread, function: Value) -> Result<()> {
    if !operations::is_callable(function) {
        return Err(errors::type_error(thread, "argument must be callable"));
    }
    tables(thread)?.0.append(thread, function)
}

/// `codecs.unregister(function)`
pub fn unregister(thread: &Thread, function: Value) -> Result<()> {
    let (search, found, _) = tables(thread)?;
    let items = Tuple::from_list(thread, search)?;
    if let Some(position) = items.iter().position(|item| item == function) {
        let kept = List::new(thread)?;
        for (index, item) in items.iter().enumerate() {
            if index != position {
                kept.append(thread, item)?;
            }
        }
        SEARCH.set(kept.value());
        found.clear(thread);
    }
    Ok(())
}

/// `codecs.lookup(encoding)`: a tuple of four.
pub fn lookup(thread: &Thread, encoding: Str) -> Result<Tuple> {
    if encoding.bytes().contains(&0) {
        return Err(errors::value_error(thread, "embedded null character"));
    }
    let name = intern_text(thread, &normalize(encoding.bytes()))?;
    let (_, found, _) = tables(thread)?;
    if let Some(codec) = found.get_str(name) {
        return Ok(Ref::<TupleObject>::of(codec));
    }
    load_encodings(thread)?;
    let (search, found, _) = tables(thread)?;
    let mut index = 0;
    while let Some(function) = search.get(index) {
        index += 1;
        let result = call(thread, function, &[name.value()])?;
        if result.is_none() {
            continue;
        }
        let Some(codec) = result
            .downcast::<TupleObject>()
            .filter(|codec| codec.len() == 4)
        else {
            return Err(errors::type_error(
                thread,
                "codec search functions must return 4-tuples",
            ));
        };
        found.set_str(thread, name, codec.value())?;
        return Ok(codec);
    }
    Err(errors::lookup_error(
        thread,
        format!("unknown encoding: {}", encoding.to_string_lossy()),
    ))
}

/// Calls one half of a codec and gives what it made; a failure is told which codec it was.
fn run(
    thread: &Thread,
    codec: Tuple,
    half: usize,
    encoding: Str,
    object: Value,
    error_handler: Option<Str>,
) -> Result {
    let (what, who) = if half == 0 {
        ("encoding", "encoder")
    } else {
        ("decoding", "decoder")
    };
    let called = match error_handler {
        Some(handler) => call(thread, codec.get(half), &[object, handler.value()]),
        None => call(thread, codec.get(half), &[object]),
    };
    let result = called.map_err(|raised| noted(thread, raised, what, encoding))?;
    match result
        .downcast::<TupleObject>()
        .filter(|pair| pair.len() == 2)
    {
        Some(pair) => Ok(pair.get(0)),
        None => Err(errors::type_error(
            thread,
            format!("{who} must return a tuple (object, integer)"),
        )),
    }
}

fn noted(thread: &Thread, raised: Raised, what: &str, encoding: Str) -> Raised {
    let note = format!("{what} with '{}' codec failed", encoding.to_string_lossy());
    match add_note(thread, raised.value(), &note) {
        Ok(()) => raised,
        Err(raised) => raised,
    }
}

fn default_encoding(thread: &Thread, encoding: Option<Str>) -> Result<Str> {
    match encoding {
        Some(encoding) => Ok(encoding),
        None => intern_text(thread, "utf-8"),
    }
}

/// `codecs.encode(object, encoding, errors)`
pub fn encode_object(
    thread: &Thread,
    object: Value,
    encoding: Option<Str>,
    error_handler: Option<Str>,
) -> Result {
    let encoding = default_encoding(thread, encoding)?;
    let codec = lookup(thread, encoding)?;
    run(thread, codec, 0, encoding, object, error_handler)
}

/// `codecs.decode(object, encoding, errors)`
pub fn decode_object(
    thread: &Thread,
    object: Value,
    encoding: Option<Str>,
    error_handler: Option<Str>,
) -> Result {
    let encoding = default_encoding(thread, encoding)?;
    let codec = lookup(thread, encoding)?;
    run(thread, codec, 1, encoding, object, error_handler)
}

/// A codec between text and bytes: others refuse to be used by methods of `str` and `bytes`.
fn lookup_text(thread: &Thread, encoding: Str, instead: &str) -> Result<Tuple> {
    let codec = lookup(thread, encoding)?;
    if codec.value().class() != crate::tuple::TUPLE.get() {
        let name = intern_text(thread, "_is_text_encoding")?;
        if let Some(is_text) = attribute::get_optional(thread, codec.value(), name)?
            && !operations::truth(thread, is_text)?
        {
            return Err(errors::lookup_error(
                thread,
                format!(
                    "'{}' is not a text encoding; use {instead} to handle arbitrary codecs",
                    encoding.to_string_lossy()
                ),
            ));
        }
    }
    Ok(codec)
}

pub(super) fn encode_text(
    thread: &Thread,
    text: Str,
    encoding: Option<Str>,
    error_handler: Option<Str>,
) -> Result<Value> {
    let encoding = default_encoding(thread, encoding)?;
    let codec = lookup_text(thread, encoding, "codecs.encode()")?;
    let result = run(thread, codec, 0, encoding, text.value(), error_handler)?;
    if result.is::<BytesObject>() {
        return Ok(result);
    }
    if let Some(bytearray) = result.downcast::<BytearrayObject>() {
        return Ok(Bytes::new(thread, &bytearray.to_vec(thread))?.value());
    }
    Err(errors::type_error(
        thread,
        format!(
            "'{}' encoder returned '{}' instead of 'bytes'; use codecs.encode() to encode to arbitrary types",
            encoding.to_string_lossy(),
            result.class().name_text()
        ),
    ))
}

pub(super) fn decode_text(
    thread: &Thread,
    data: &[u8],
    encoding: Option<Str>,
    error_handler: Option<Str>,
) -> Result<Str> {
    let encoding = default_encoding(thread, encoding)?;
    let codec = lookup_text(thread, encoding, "codecs.decode()")?;
    let object = Bytes::new(thread, data)?.value();
    let result = run(thread, codec, 1, encoding, object, error_handler)?;
    match result.downcast::<StrObject>() {
        Some(text) => Ok(text),
        None => Err(errors::type_error(
            thread,
            format!(
                "'{}' decoder returned '{}' instead of 'str'; use codecs.decode() to decode to arbitrary types",
                encoding.to_string_lossy(),
                result.class().name_text()
            ),
        )),
    }
}

/// `codecs.register_error(name, handler)`
pub fn register_error(thread: &Thread, name: Str, handler: Value) -> Result<()> {
    if !operations::is_callable(handler) {
        return Err(errors::type_error(thread, "handler must be callable"));
    }
    tables(thread)?.2.set(thread, name.value(), handler)
}

/// `_codecs._unregister_error(name)`: whether there was one.
pub fn unregister_error(thread: &Thread, name: Str) -> Result<bool> {
    if CALLBACKS.iter().any(|(own, _)| name.is_text(own)) {
        return Err(errors::value_error(
            thread,
            format!(
                "cannot un-register built-in error handler '{}'",
                name.to_string_lossy()
            ),
        ));
    }
    Ok(tables(thread)?.2.remove(thread, name.value())?.is_some())
}

/// `codecs.lookup_error(name)`
pub fn lookup_error(thread: &Thread, name: Str) -> Result {
    match tables(thread)?.2.get(thread, name.value())? {
        Some(handler) => Ok(handler),
        None => Err(errors::lookup_error(
            thread,
            format!("unknown error handler name '{}'", name.to_string_lossy()),
        )),
    }
}
