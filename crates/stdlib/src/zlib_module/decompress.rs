//! Decompressor objects: `decompressobj`, and the one with an input buffer that `gzip` uses.

use super::functions::number;
use super::raise;
use super::stream::{self, Failure, Inflate};
use crate::compression::with_lock;
use crate::slots_object;
use crate::support::{make, make_exact, to_ssize};
use std::sync::Arc;
use typhon_objects::buffer::{Buffer, has_buffer};
use typhon_objects::bytes::Bytes;
use typhon_objects::prelude::*;
use typhon_sync::mutex::Mutex;

/// A decompression and what it has left over.
struct State {
    /// `None` once the stream was finished.
    inflate: Option<Inflate>,
    dictionary: Vec<u8>,
    /// What came after the end of the stream.
    unused: Vec<u8>,
    /// Input that there was no room for the output of.
    tail: Vec<u8>,
    end: bool,
    needs_input: bool,
}

impl State {
    /// Decompresses `input`, with at most `limit` bytes of output.
    fn feed(&mut self, input: &[u8], mode: i32, limit: usize) -> Result<Vec<u8>, Failure> {
        let Some(inflate) = &mut self.inflate else {
            return Err(Failure::new(
                stream::STREAM_ERROR,
                "while decompressing data",
            ));
        };
        let mut output = Vec::new();
        let (rest, ended) = inflate.feed(input, mode, &self.dictionary, &mut output, limit)?;
        if ended {
            self.unused.extend_from_slice(rest);
            self.tail.clear();
            self.end = true;
        } else {
            self.tail = rest.to_vec();
        }
        Ok(output)
    }
}

type Result<T = Value, E = Raised> = std::result::Result<T, E>;

slots_object!(DecompressObject, DECOMPRESS_LAYOUT, "zlib.Decompress", {}, { state: Option<Arc<Mutex<Decompression>>> }, drop);

/// The state, as fields of objects show their types.
pub struct Decompression(State);

pub(super) static DECOMPRESS: TypeSpec = TypeSpec::new("Decompress", &DECOMPRESS_LAYOUT)
    .module("zlib")
    .flags(type_flags::NO_NEW)
    .methods(&[
        method("decompress", decompress, "(self, data, /, max_length=0)", "Return a bytes object containing the decompressed version of the data.\n\n  data\n    The binary data to decompress.\n  max_length\n    The maximum allowable length of the decompressed data.\n    Unconsumed input data will be stored in\n    the unconsumed_tail attribute.\n\nAfter calling this function, some of the input data may still be stored in\ninternal buffers for later processing.\nCall the flush() method to clear these buffers."),
        method("flush", flush, "(self, length=16384, /)", "Return a bytes object containing any remaining decompressed data.\n\n  length\n    the initial size of the output buffer."),
        method("copy", copy, "(self, /)", "Return a copy of the decompression object."),
        method("__copy__", copy, "(self, /)", ""),
        method("__deepcopy__", copy, "(self, memo, /)", ""),
    ])
    .attributes(&[
        member("unused_data", |thread, object| shown(thread, object, |state| state.unused.clone()), ""),
        member("unconsumed_tail", |thread, object| shown(thread, object, |state| state.tail.clone()), ""),
        member("eof", |thread, object| Ok(Value::bool(with(thread, object, 0, |state| state.end))), ""),
    ]);

pub(super) static ZLIB_DECOMPRESSOR: TypeSpec =
    TypeSpec::new("_ZlibDecompressor", &DECOMPRESS_LAYOUT)
        .module("zlib")
        .doc("Create a decompressor object for decompressing data incrementally.")
        .methods(&[
            static_method("__new__", new_buffered, "(cls, wbits=15, zdict=b'')", ""),
            method("decompress", decompress_buffered, "(self, data, max_length=-1)", "Decompress *data*, returning uncompressed data as bytes.\n\nIf *max_length* is nonnegative, returns at most *max_length* bytes of\ndecompressed data. If this limit is reached and further output can be\nproduced, *self.needs_input* will be set to ``False``. In this case, the next\ncall to *decompress()* may provide *data* as b'' to obtain more of the output.\n\nIf all of the input data was decompressed and returned (either because this\nwas less than *max_length* bytes, or because *max_length* was negative),\n*self.needs_input* will be set to True.\n\nAttempting to decompress data after the end of stream is reached raises an\nEOFError.  Any data found after the end of the stream is ignored and saved in\nthe unused_data attribute."),
        ])
        .attributes(&[
            member("unused_data", |thread, object| shown(thread, object, |state| state.unused.clone()), "Data found after the end of the compressed stream."),
            member("eof", |thread, object| Ok(Value::bool(with(thread, object, 0, |state| state.end))), "True if the end-of-stream marker has been reached."),
            member("needs_input", |thread, object| Ok(Value::bool(with(thread, object, 0, |state| state.needs_input))), "True if more input is needed before more decompressed data can be produced."),
        ]);

fn with<R>(thread: &Thread, object: Value, bytes: usize, work: impl FnOnce(&mut State) -> R) -> R {
    match &Ref::<DecompressObject>::of(object).state {
        Some(state) => {
            let state = state.clone();
            with_lock(thread, &state, bytes, |state| work(&mut state.0))
        }
        None => unreachable!("decompressors are made with a state"),
    }
}

fn shown(thread: &Thread, object: Value, get: fn(&State) -> Vec<u8>) -> Result {
    let bytes = with(thread, object, 0, |state| get(state));
    Ok(Bytes::new(thread, &bytes)?.value())
}

fn new_state(thread: &Thread, bits: Value, dictionary: Value) -> Result<State> {
    let window_bits = number(thread, bits, 15)?;
    let dictionary = match dictionary.present() {
        Some(value) if !has_buffer(value) => {
            return Err(errors::type_error(
                thread,
                "zdict argument must support the buffer protocol",
            ));
        }
        Some(value) => Buffer::acquire(thread, value, false)?.to_vec(),
        None => Vec::new(),
    };
    let mut inflate = match Inflate::new(window_bits) {
        Ok(inflate) => inflate,
        Err(stream::STREAM_ERROR) => {
            return Err(errors::value_error(thread, "Invalid initialization option"));
        }
        Err(stream::MEM_ERROR) => return Err(errors::memory_error(thread)),
        Err(code) => {
            let what = "while creating decompression object";
            return Err(raise(thread, Failure::new(code, what)));
        }
    };
    // A raw stream does not say that it needs a dictionary.
    if window_bits < 0 && !dictionary.is_empty() {
        match inflate.set_dictionary(&dictionary) {
            stream::OK => {}
            code => return Err(raise(thread, Failure::new(code, "while setting zdict"))),
        }
    }
    Ok(State {
        inflate: Some(inflate),
        dictionary,
        unused: Vec::new(),
        tail: Vec::new(),
        end: false,
        needs_input: true,
    })
}

pub(super) fn decompressobj(thread: &Thread, args: &[Value]) -> Result {
    let state = new_state(thread, args[0], args[1])?;
    new_object(thread, DECOMPRESS.get(), state)
}

fn new_object(thread: &Thread, class: Type, state: State) -> Result {
    let object = make(thread, class, |header| DecompressObject {
        header,
        state: Some(Arc::new(Mutex::new(Decompression(state)))),
    })?;
    Ok(object.value())
}

fn decompress(thread: &Thread, args: &[Value]) -> Result {
    let most = match args[2].present() {
        Some(most) => to_ssize(thread, most)?,
        None => 0,
    };
    let data = Buffer::acquire(thread, args[1], false)?.to_vec();
    let limit = match most {
        0 => usize::MAX,
        most if most < 0 => {
            return Err(errors::value_error(
                thread,
                "max_length must be non-negative",
            ));
        }
        most => most as usize,
    };
    let plain = with(thread, args[0], data.len(), |state| {
        state.feed(&data, stream::SYNC_FLUSH, limit)
    });
    finish(thread, plain)
}

fn finish(thread: &Thread, plain: Result<Vec<u8>, Failure>) -> Result {
    match plain {
        Ok(plain) => Ok(Bytes::new(thread, &plain)?.value()),
        Err(failure) => Err(raise(thread, failure)),
    }
}

fn flush(thread: &Thread, args: &[Value]) -> Result {
    if let Some(length) = args[1].present()
        && to_ssize(thread, length)? <= 0
    {
        return Err(errors::value_error(
            thread,
            "length must be greater than zero",
        ));
    }
    let plain = with(thread, args[0], usize::MAX, |state| {
        if state.inflate.is_none() {
            return Ok(Vec::new());
        }
        let tail = std::mem::take(&mut state.tail);
        let plain = state.feed(&tail, stream::FINISH, usize::MAX)?;
        if state.end {
            state.inflate = None;
        }
        Ok(plain)
    });
    finish(thread, plain)
}

fn copy(thread: &Thread, args: &[Value]) -> Result {
    let copied = with(thread, args[0], 0, |state| {
        let inflate = match &mut state.inflate {
            Some(inflate) => inflate.copy()?,
            None => return Err(stream::STREAM_ERROR),
        };
        Ok(State {
            inflate: Some(inflate),
            dictionary: state.dictionary.clone(),
            unused: state.unused.clone(),
            tail: state.tail.clone(),
            end: state.end,
            needs_input: state.needs_input,
        })
    });
    match copied {
        Ok(state) => {
            let object = make_exact(thread, &DECOMPRESS, |header| DecompressObject {
                header,
                state: Some(Arc::new(Mutex::new(Decompression(state)))),
            })?;
            Ok(object.value())
        }
        Err(stream::STREAM_ERROR) => Err(errors::value_error(thread, "Inconsistent stream state")),
        Err(_) => Err(errors::memory_error(thread)),
    }
}

fn new_buffered(thread: &Thread, args: &[Value]) -> Result {
    let state = new_state(thread, args[1], args[2])?;
    new_object(thread, Type::of(args[0]), state)
}

fn decompress_buffered(thread: &Thread, args: &[Value]) -> Result {
    let most = match args[2].present() {
        Some(most) => to_ssize(thread, most)?,
        None => -1,
    };
    let limit = usize::try_from(most).unwrap_or(usize::MAX);
    let data = Buffer::acquire(thread, args[1], false)?.to_vec();
    let plain = with(thread, args[0], usize::MAX, |state| {
        if state.end {
            return None;
        }
        let mut input = std::mem::take(&mut state.tail);
        input.extend_from_slice(&data);
        let plain = state.feed(&input, stream::SYNC_FLUSH, limit);
        if let Ok(plain) = &plain {
            // Output may still be inside the stream when all input is.
            state.needs_input = !state.end && state.tail.is_empty() && plain.len() < limit;
        }
        Some(plain)
    });
    match plain {
        Some(plain) => finish(thread, plain),
        None => Err(errors::eof_error(thread, "End of stream already reached")),
    }
}
