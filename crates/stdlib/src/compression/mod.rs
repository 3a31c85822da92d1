//! Modules `_bz2` and `_lzma`, and what `zlib` shares with them. `pump` moves bytes through a coder,
//! `objects` has the compressors and decompressors of both modules, `bz2` and `lzma` wrap the libraries,
//! `filters` reads filter chains.

mod bz2;
mod filters;
mod lzma;
mod objects;
pub(crate) mod pump;

use crate::exception_type;
use typhon_objects::prelude::*;
use typhon_sync::mutex::Mutex;

exception_type!(
    LZMA_ERROR,
    "LZMAError",
    "_lzma",
    EXCEPTION,
    "Call to liblzma failed."
);

pub static BZ2: ModuleSpec = ModuleSpec {
    name: "_bz2",
    doc: "",
    functions: &[],
    types: &[&bz2::COMPRESSOR, &bz2::DECOMPRESSOR],
    setup: None,
};

pub static LZMA: ModuleSpec = ModuleSpec {
    name: "_lzma",
    doc: "",
    functions: &[
        function(
            "is_check_supported",
            lzma::is_check_supported,
            "(check_id, /)",
            "Test whether the given integrity check is supported.\n\nAlways returns True for CHECK_NONE and CHECK_CRC32.",
        ),
        function(
            "_encode_filter_properties",
            filters::encode_properties,
            "(filter, /)",
            "Return a bytes object encoding the options (properties) of the filter specified by *filter* (a dict).\n\nThe result does not include the filter ID itself, only the options.",
        ),
        function(
            "_decode_filter_properties",
            filters::decode_properties,
            "(filter_id, encoded_props, /)",
            "Return a dict describing a filter with ID *filter_id*, and options (properties) decoded from the bytes object *encoded_props*.",
        ),
    ],
    types: &[&LZMA_ERROR, &lzma::COMPRESSOR, &lzma::DECOMPRESSOR],
    setup: Some(lzma::setup),
};

/// Work on so many bytes is done outside the runtime.
pub const LONG: usize = 1024;

/// Runs `work` on the state of a coder, which another thread may hold for as long as it computes.
pub fn with_lock<T, R>(
    thread: &Thread,
    state: &Mutex<T>,
    bytes: usize,
    work: impl FnOnce(&mut T) -> R,
) -> R {
    match state.try_lock() {
        Some(mut state) => thread.away_if_long(bytes, LONG, || work(&mut state)),
        None => thread.blocked(|| work(&mut state.lock())),
    }
}

/// What a coder's work comes to.
type Coded<T = ()> = std::result::Result<T, Failure>;

/// Why a coder could not go on, by the exception that tells it.
pub(crate) enum Failure {
    Memory,
    Eof(&'static str),
    Os(&'static str),
    Runtime(&'static str),
    Value(&'static str),
    Lzma(String),
}

#[cold]
fn raise(thread: &Thread, failure: Failure) -> Raised {
    match failure {
        Failure::Memory => errors::memory_error(thread),
        Failure::Eof(text) => errors::eof_error(thread, text),
        Failure::Os(text) => errors::new(thread, &tree::OS_ERROR, text),
        Failure::Runtime(text) => errors::runtime_error(thread, text),
        Failure::Value(text) => errors::value_error(thread, text),
        Failure::Lzma(text) => errors::new(thread, &LZMA_ERROR, text),
    }
}
