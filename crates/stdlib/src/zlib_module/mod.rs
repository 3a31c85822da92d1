//! Module `zlib`, on the Rust implementation of zlib. `stream` wraps its calls, `compress` and
//! `decompress` have the objects, `functions` what works in one go.

mod compress;
mod decompress;
mod functions;
mod stream;

use crate::exception_type;
use stream::Failure;
use typhon_objects::prelude::*;

exception_type!(ERROR, "error", "zlib", EXCEPTION, "");

pub static MODULE: ModuleSpec = ModuleSpec {
    name: "zlib",
    doc: "The functions in this module allow compression and decompression using the\nzlib library, which is based on GNU zip.",
    functions: &[
        function(
            "adler32",
            functions::adler32,
            "(data, value=1, /)",
            "Compute an Adler-32 checksum of data.\n\n  value\n    Starting value of the checksum.\n\nThe returned checksum is an integer.",
        ),
        function(
            "crc32",
            functions::crc32,
            "(data, value=0, /)",
            "Compute a CRC-32 checksum of data.\n\n  value\n    Starting value of the checksum.\n\nThe returned checksum is an integer.",
        ),
        function(
            "compress",
            functions::compress,
            "(data, /, level=-1, wbits=15)",
            "Returns a bytes object containing compressed data.\n\n  data\n    Binary data to be compressed.\n  level\n    Compression level, in 0-9 or -1.\n  wbits\n    The window buffer size and container format.",
        ),
        function(
            "decompress",
            functions::decompress,
            "(data, /, wbits=15, bufsize=16384)",
            "Returns a bytes object containing the uncompressed data.\n\n  data\n    Compressed data.\n  wbits\n    The window buffer size and container format.\n  bufsize\n    The initial output buffer size.",
        ),
        function(
            "compressobj",
            compress::compressobj,
            "(level=-1, method=8, wbits=15, memLevel=8, strategy=0, zdict=<unrepresentable>)",
            "Return a compressor object.",
        ),
        function(
            "decompressobj",
            decompress::decompressobj,
            "(wbits=15, zdict=b'')",
            "Return a decompressor object.\n\n  wbits\n    The window buffer size and container format.\n  zdict\n    The predefined compression dictionary.  This must be the same\n    dictionary as used by the compressor that produced the input data.",
        ),
    ],
    types: &[&ERROR, &decompress::ZLIB_DECOMPRESSOR],
    setup: Some(setup),
};

fn setup(thread: &Thread, module: Module) -> Result<()> {
    compress::COMPRESS.ready(thread)?;
    decompress::DECOMPRESS.ready(thread)?;
    for (name, value) in [
        ("MAX_WBITS", 15),
        ("DEFLATED", 8),
        ("DEF_MEM_LEVEL", 8),
        ("DEF_BUF_SIZE", 16384),
        ("Z_NO_COMPRESSION", 0),
        ("Z_BEST_SPEED", 1),
        ("Z_BEST_COMPRESSION", 9),
        ("Z_DEFAULT_COMPRESSION", -1),
        ("Z_FILTERED", 1),
        ("Z_HUFFMAN_ONLY", 2),
        ("Z_RLE", 3),
        ("Z_FIXED", 4),
        ("Z_DEFAULT_STRATEGY", 0),
        ("Z_NO_FLUSH", 0),
        ("Z_PARTIAL_FLUSH", 1),
        ("Z_SYNC_FLUSH", 2),
        ("Z_FULL_FLUSH", 3),
        ("Z_FINISH", 4),
        ("Z_BLOCK", 5),
        ("Z_TREES", 6),
    ] {
        module.set(thread, name, Value::fixnum(value))?;
    }
    let version = Str::new(thread, &stream::version())?.value();
    module.set(thread, "ZLIB_VERSION", version)?;
    module.set(thread, "ZLIB_RUNTIME_VERSION", version)?;
    let own = Str::new(thread, "1.0")?.value();
    module.set(thread, "__version__", own)
}

/// Raises `zlib.error` for a failed call.
#[cold]
fn raise(thread: &Thread, failure: Failure) -> Raised {
    errors::new(thread, &ERROR, failure.text())
}
