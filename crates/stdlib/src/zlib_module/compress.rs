//! Compressor objects.

use super::functions::number;
use super::raise;
use super::stream::{self, Deflate, Failure};
use crate::compression::with_lock;
use crate::slots_object;
use crate::support::make_exact;
use std::sync::Arc;
use typhon_objects::buffer::{Buffer, has_buffer};
use typhon_objects::bytes::Bytes;
use typhon_objects::prelude::*;
use typhon_sync::mutex::Mutex;

/// The stream; `None` once it is finished.
type State = Mutex<Option<Deflate>>;

slots_object!(CompressObject, COMPRESS_LAYOUT, "zlib.Compress", {}, { state: Option<Arc<State>> }, drop);

pub(super) static COMPRESS: TypeSpec = TypeSpec::new("Compress", &COMPRESS_LAYOUT)
    .module("zlib")
    .flags(type_flags::NO_NEW)
    .methods(&[
        method("compress", compress, "(self, data, /)", "Returns a bytes object containing compressed data.\n\n  data\n    Binary data to be compressed.\n\nAfter calling this function, some of the input data may still\nbe stored in internal buffers for later processing.\nCall the flush() method to clear these buffers."),
        method("flush", flush, "(self, mode=4, /)", "Return a bytes object containing any remaining compressed data.\n\n  mode\n    One of the constants Z_SYNC_FLUSH, Z_FULL_FLUSH, Z_FINISH.\n    If mode == Z_FINISH, the compressor object can no longer be\n    used after calling the flush() method.  Otherwise, more data\n    can still be compressed."),
        method("copy", copy, "(self, /)", "Return a copy of the compression object."),
        method("__copy__", copy, "(self, /)", ""),
        method("__deepcopy__", copy, "(self, memo, /)", ""),
    ]);

fn state_of(object: Value) -> Arc<State> {
    match &Ref::<CompressObject>::of(object).state {
        Some(state) => state.clone(),
        None => unreachable!("compressors are made with a state"),
    }
}

fn new_object(thread: &Thread, deflate: Deflate) -> Result {
    let object = make_exact(thread, &COMPRESS, |header| CompressObject {
        header,
        state: Some(Arc::new(Mutex::new(Some(deflate)))),
    })?;
    Ok(object.value())
}

pub(super) fn compressobj(thread: &Thread, args: &[Value]) -> Result {
    let level = number(thread, args[0], -1)?;
    let method = number(thread, args[1], 8)?;
    let window_bits = number(thread, args[2], 15)?;
    let memory_level = number(thread, args[3], 8)?;
    let strategy = number(thread, args[4], 0)?;
    let dictionary = match args[5].present() {
        Some(dictionary) => Buffer::acquire(thread, dictionary, false)?.to_vec(),
        None => Vec::new(),
    };
    let mut deflate = match Deflate::new(level, method, window_bits, memory_level, strategy) {
        Ok(deflate) => deflate,
        Err(stream::MEM_ERROR) => return Err(errors::memory_error(thread)),
        Err(stream::STREAM_ERROR) => {
            return Err(errors::value_error(thread, "Invalid initialization option"));
        }
        Err(code) => {
            let what = "while creating compression object";
            return Err(raise(thread, Failure::new(code, what)));
        }
    };
    if !args[5].is_null() && deflate.set_dictionary(&dictionary) != stream::OK {
        return Err(errors::value_error(thread, "Invalid dictionary"));
    }
    new_object(thread, deflate)
}

fn compress(thread: &Thread, args: &[Value]) -> Result {
    debug_assert!(has_buffer(args[1]) || !args[1].is_null());
    let data = Buffer::acquire(thread, args[1], false)?.to_vec();
    let state = state_of(args[0]);
    let what = "while compressing data";
    let packed = with_lock(thread, &state, data.len(), |state| match state {
        Some(deflate) => deflate.feed(&data, stream::NO_FLUSH, what),
        None => Err(Failure::new(stream::STREAM_ERROR, what)),
    });
    match packed {
        Ok(packed) => Ok(Bytes::new(thread, &packed)?.value()),
        Err(failure) => Err(raise(thread, failure)),
    }
}

fn flush(thread: &Thread, args: &[Value]) -> Result {
    let mode = number(thread, args[1], stream::FINISH)?;
    if mode == stream::NO_FLUSH {
        return Ok(Bytes::new(thread, b"")?.value());
    }
    let state = state_of(args[0]);
    let what = "while flushing";
    let packed = with_lock(thread, &state, usize::MAX, |state| {
        let packed = match state {
            Some(deflate) => deflate.feed(&[], mode, what)?,
            None => return Err(Failure::new(stream::STREAM_ERROR, what)),
        };
        if mode == stream::FINISH {
            *state = None;
        }
        Ok(packed)
    });
    match packed {
        Ok(packed) => Ok(Bytes::new(thread, &packed)?.value()),
        Err(failure) => Err(raise(thread, failure)),
    }
}

fn copy(thread: &Thread, args: &[Value]) -> Result {
    let state = state_of(args[0]);
    let copied = with_lock(thread, &state, 0, |state| match state {
        Some(deflate) => deflate.copy(),
        None => Err(stream::STREAM_ERROR),
    });
    match copied {
        Ok(deflate) => new_object(thread, deflate),
        Err(stream::STREAM_ERROR) => Err(errors::value_error(thread, "Inconsistent stream state")),
        Err(_) => Err(errors::memory_error(thread)),
    }
}
