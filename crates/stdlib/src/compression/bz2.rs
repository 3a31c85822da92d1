//! The bzip2 library. Invariant: a stream is initialised from `new` to `drop`, and stays where it is.

use super::objects::{self, COMPRESSOR_LAYOUT, DECOMPRESSOR_LAYOUT};
use super::pump::{Coder, Step};
use super::{Coded, Failure};
use crate::support::to_c_int;
use libbz2_rs_sys as bz;
use std::ffi::c_int;
use typhon_objects::prelude::*;

pub(super) static COMPRESSOR: TypeSpec = TypeSpec::new("BZ2Compressor", &COMPRESSOR_LAYOUT)
    .module("_bz2")
    .doc("Create a compressor object for compressing data incrementally.\n\n  compresslevel\n    Compression level, as a number between 1 and 9.\n\nFor one-shot compression, use the compress() function instead.")
    .methods(&[
        static_method("__new__", new_compressor, "(cls, compresslevel=9, /)", ""),
        objects::COMPRESS,
        objects::FLUSH,
        objects::REDUCE,
    ]);

pub(super) static DECOMPRESSOR: TypeSpec = TypeSpec::new("BZ2Decompressor", &DECOMPRESSOR_LAYOUT)
    .module("_bz2")
    .doc("Create a decompressor object for decompressing data incrementally.\n\nFor one-shot decompression, use the decompress() function instead.")
    .methods(&[
        static_method(
            "__new__",
            |thread, args| objects::new_decompressor(thread, args[0], Stream::decompress()),
            "(cls)",
            "",
        ),
        objects::DECOMPRESS,
        objects::REDUCE,
    ])
    .attributes(&[objects::EOF, objects::NEEDS_INPUT, objects::UNUSED_DATA]);

fn new_compressor(thread: &Thread, args: &[Value]) -> Result {
    let level = match args[1].present() {
        Some(level) => to_c_int(thread, level)?,
        None => 9,
    };
    if !(1..=9).contains(&level) {
        return Err(errors::value_error(
            thread,
            "compresslevel must be between 1 and 9",
        ));
    }
    objects::new_compressor(thread, args[0], Stream::compress(level))
}

struct Stream {
    stream: Box<bz::bz_stream>,
    compresses: bool,
    /// A decompression that has met bad data cannot go on: the library is not made for that.
    failed: bool,
}

// SAFETY: the state behind the stream belongs to it alone, and has no tie to a thread.
unsafe impl Send for Stream {}

impl Stream {
    fn compress(level: c_int) -> Coded<Box<dyn Coder>> {
        let mut stream = Box::new(bz::bz_stream::zeroed());
        // SAFETY: a fresh stream without an allocator of its own.
        let code = unsafe { bz::BZ2_bzCompressInit(&mut *stream, level, 0, 0) };
        check(code)?;
        Ok(Box::new(Stream {
            stream,
            compresses: true,
            failed: false,
        }))
    }

    fn decompress() -> Coded<Box<dyn Coder>> {
        let mut stream = Box::new(bz::bz_stream::zeroed());
        // SAFETY: a fresh stream without an allocator of its own.
        let code = unsafe { bz::BZ2_bzDecompressInit(&mut *stream, 0, 0) };
        check(code)?;
        Ok(Box::new(Stream {
            stream,
            compresses: false,
            failed: false,
        }))
    }
}

impl Coder for Stream {
    fn step(&mut self, input: &[u8], output: &mut [u8], finish: bool) -> Coded<Step> {
        if self.compresses && !finish && input.is_empty() {
            // The library takes a call without effect for a mistake.
            return Ok(Step {
                consumed: 0,
                produced: 0,
                done: false,
            });
        }
        if self.failed {
            let text = "Decompressor is unusable after a previous error";
            return Err(Failure::Value(text));
        }
        let stream = &mut *self.stream;
        stream.next_in = input.as_ptr().cast();
        stream.avail_in = input.len() as u32;
        stream.next_out = output.as_mut_ptr().cast();
        stream.avail_out = output.len() as u32;
        // SAFETY: an initialised stream, and buffers that are this long.
        let code = unsafe {
            match (self.compresses, finish) {
                (true, true) => bz::BZ2_bzCompress(stream, bz::BZ_FINISH),
                (true, false) => bz::BZ2_bzCompress(stream, bz::BZ_RUN),
                (false, _) => bz::BZ2_bzDecompress(stream),
            }
        };
        let step = Step {
            consumed: input.len() - stream.avail_in as usize,
            produced: output.len() - stream.avail_out as usize,
            done: code == bz::BZ_STREAM_END,
        };
        // Nothing of the caller's is kept.
        stream.next_in = std::ptr::null();
        stream.next_out = std::ptr::null_mut();
        (stream.avail_in, stream.avail_out) = (0, 0);
        let checked = check(code);
        self.failed = checked.is_err();
        checked.map(|()| step)
    }
}

impl Drop for Stream {
    fn drop(&mut self) {
        // SAFETY: an initialised stream, ended once.
        unsafe {
            if self.compresses {
                bz::BZ2_bzCompressEnd(&mut *self.stream);
            } else {
                bz::BZ2_bzDecompressEnd(&mut *self.stream);
            }
        }
    }
}

fn check(code: c_int) -> Coded {
    match code {
        bz::BZ_OK | bz::BZ_RUN_OK | bz::BZ_FLUSH_OK | bz::BZ_FINISH_OK | bz::BZ_STREAM_END => {
            Ok(())
        }
        bz::BZ_PARAM_ERROR => Err(Failure::Value(
            "Internal error - invalid parameters passed to libbzip2",
        )),
        bz::BZ_MEM_ERROR => Err(Failure::Memory),
        bz::BZ_DATA_ERROR | bz::BZ_DATA_ERROR_MAGIC => Err(Failure::Os("Invalid data stream")),
        bz::BZ_IO_ERROR => Err(Failure::Os("Unknown I/O error")),
        bz::BZ_UNEXPECTED_EOF => Err(Failure::Eof(
            "Compressed file ended before the logical end-of-stream was detected",
        )),
        bz::BZ_SEQUENCE_ERROR => Err(Failure::Runtime(
            "Internal error - Invalid sequence of commands sent to libbzip2",
        )),
        _ => Err(Failure::Os("Unrecognized error from libbzip2")),
    }
}
