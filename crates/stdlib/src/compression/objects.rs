//! Compressors and decompressors of both modules. A coder is behind a lock outside the heap, because it
//! works while the thread is out of the runtime.

use super::pump::{Coder, pump};
use super::{Coded, Failure, raise, with_lock};
use crate::slots_object;
use crate::support::{make, to_ssize};
use std::sync::Arc;
use typhon_objects::buffer::Buffer;
use typhon_objects::bytes::Bytes;
use typhon_objects::prelude::*;
use typhon_sync::mutex::Mutex;

/// `None` once it was flushed.
type Compression = Option<Box<dyn Coder>>;

/// A decompression and what it has left over.
pub struct Decompression {
    coder: Box<dyn Coder>,
    /// Input that there was no room for the output of.
    pending: Vec<u8>,
    /// What came after the end of the stream.
    unused: Vec<u8>,
    end: bool,
    needs_input: bool,
}

slots_object!(CompressorObject, COMPRESSOR_LAYOUT, "compressor", {}, { state: Option<Arc<Mutex<Compression>>> }, drop);
slots_object!(DecompressorObject, DECOMPRESSOR_LAYOUT, "decompressor", {}, { state: Option<Arc<Mutex<Decompression>>> }, drop);

pub(super) const COMPRESS: Method = method(
    "compress",
    compress,
    "(self, data, /)",
    "Provide data to the compressor object.\n\nReturns a chunk of compressed data if possible, or b'' otherwise.\n\nWhen you have finished providing data to the compressor, call the\nflush() method to finish the compression process.",
);
pub(super) const FLUSH: Method = method(
    "flush",
    flush,
    "(self, /)",
    "Finish the compression process.\n\nReturns the compressed data left in internal buffers.\n\nThe compressor object may not be used after this method is called.",
);
pub(super) const DECOMPRESS: Method = method(
    "decompress",
    decompress,
    "(self, data, max_length=-1)",
    "Decompress *data*, returning uncompressed data as bytes.\n\nIf *max_length* is nonnegative, returns at most *max_length* bytes. If then\nmore can be produced, *self.needs_input* is False, and the next call may give\nb'' to get it. Data after the end of the stream are kept in *unused_data*.",
);
/// Neither kind can be pickled or copied.
pub(super) const REDUCE: Method = method("__reduce__", refuse_pickling, "(self, /)", "");

pub(super) const EOF: GetSet = member(
    "eof",
    |thread, object| Ok(Value::bool(with(thread, object, |state| state.end))),
    "True if the end-of-stream marker has been reached.",
);
pub(super) const NEEDS_INPUT: GetSet = member(
    "needs_input",
    |thread, object| Ok(Value::bool(with(thread, object, |state| state.needs_input))),
    "True if more input is needed before more decompressed data can be produced.",
);
pub(super) const UNUSED_DATA: GetSet = member(
    "unused_data",
    |thread, object| {
        let unused = with(thread, object, |state| state.unused.clone());
        Ok(Bytes::new(thread, &unused)?.value())
    },
    "Data found after the end of the compressed stream.",
);
pub(super) const CHECK: GetSet = member(
    "check",
    |thread, object| {
        let check = with(thread, object, |state| state.coder.check());
        Ok(Value::fixnum(check))
    },
    "ID of the integrity check used by the input stream.",
);

fn refuse_pickling(thread: &Thread, args: &[Value]) -> Result {
    let class = args[0].class().full_name();
    Err(errors::type_error(
        thread,
        format!("cannot pickle '{class}' object"),
    ))
}

pub(super) fn new_compressor(
    thread: &Thread,
    class: Value,
    coder: Coded<Box<dyn Coder>>,
) -> Result {
    let coder = coder.map_err(|failure| raise(thread, failure))?;
    let object = make(thread, Type::of(class), |header| CompressorObject {
        header,
        state: Some(Arc::new(Mutex::new(Some(coder)))),
    })?;
    Ok(object.value())
}

pub(super) fn new_decompressor(
    thread: &Thread,
    class: Value,
    coder: Coded<Box<dyn Coder>>,
) -> Result {
    let coder = coder.map_err(|failure| raise(thread, failure))?;
    let state = Decompression {
        coder,
        pending: Vec::new(),
        unused: Vec::new(),
        end: false,
        needs_input: true,
    };
    let object = make(thread, Type::of(class), |header| DecompressorObject {
        header,
        state: Some(Arc::new(Mutex::new(state))),
    })?;
    Ok(object.value())
}

/// Runs `work`, on so many bytes, on the state of an object.
fn with_state<T, R>(
    thread: &Thread,
    state: &Option<Arc<Mutex<T>>>,
    bytes: usize,
    work: impl FnOnce(&mut T) -> R,
) -> R {
    let Some(state) = state.clone() else {
        unreachable!("the objects are made with a state");
    };
    with_lock(thread, &state, bytes, work)
}

/// A short look at a decompression.
fn with<R>(thread: &Thread, object: Value, look: impl FnOnce(&Decompression) -> R) -> R {
    let object = Ref::<DecompressorObject>::of(object);
    with_state(thread, &object.state, 0, |state| look(state))
}

fn bytes_or_raise(thread: &Thread, result: Coded<Vec<u8>>) -> Result {
    match result {
        Ok(bytes) => Ok(Bytes::new(thread, &bytes)?.value()),
        Err(failure) => Err(raise(thread, failure)),
    }
}

fn compress(thread: &Thread, args: &[Value]) -> Result {
    let data = Buffer::acquire(thread, args[1], false)?.copied(thread);
    let object = Ref::<CompressorObject>::of(args[0]);
    let packed = with_state(thread, &object.state, data.len(), |state| {
        let Some(coder) = state else {
            return Err(Failure::Value("Compressor has been flushed"));
        };
        let mut output = Vec::new();
        if !data.is_empty() {
            pump(&mut **coder, &data, &mut output, usize::MAX, false)?;
        }
        Ok(output)
    });
    bytes_or_raise(thread, packed)
}

fn flush(thread: &Thread, args: &[Value]) -> Result {
    let object = Ref::<CompressorObject>::of(args[0]);
    let packed = with_state(thread, &object.state, usize::MAX, |state| {
        let Some(mut coder) = state.take() else {
            return Err(Failure::Value("Repeated call to flush()"));
        };
        let mut output = Vec::new();
        pump(&mut *coder, &[], &mut output, usize::MAX, true)?;
        Ok(output)
    });
    bytes_or_raise(thread, packed)
}

fn decompress(thread: &Thread, args: &[Value]) -> Result {
    let data = Buffer::acquire(thread, args[1], false)?.copied(thread);
    let most = match args[2].present() {
        Some(most) => to_ssize(thread, most)?,
        None => -1,
    };
    let limit = usize::try_from(most).unwrap_or(usize::MAX);
    let object = Ref::<DecompressorObject>::of(args[0]);
    // Little input may give much output, and be behind what is pending.
    let plain = with_state(thread, &object.state, usize::MAX, |state| {
        state.feed(data, limit)
    });
    bytes_or_raise(thread, plain)
}

impl Decompression {
    fn feed(&mut self, data: Vec<u8>, limit: usize) -> Coded<Vec<u8>> {
        if self.end {
            return Err(Failure::Eof("End of stream already reached"));
        }
        let input = match std::mem::take(&mut self.pending) {
            pending if pending.is_empty() => data,
            mut pending => {
                pending.extend_from_slice(&data);
                pending
            }
        };
        let mut output = Vec::new();
        // More input is of no use if the coder fails.
        self.needs_input = false;
        let (rest, done) = pump(&mut *self.coder, &input, &mut output, limit, false)?;
        if done {
            self.unused = rest.to_vec();
            self.end = true;
        } else {
            self.pending = rest.to_vec();
        }
        // Output may still be inside the coder when all input is.
        self.needs_input = !done && rest.is_empty() && output.len() < limit;
        Ok(output)
    }
}
