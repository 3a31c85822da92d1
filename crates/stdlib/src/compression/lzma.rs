//! The library for LZMA and XZ. Invariant: a stream is initialised from `new` to `drop`, and stays where it is.

use super::filters::{Chain, preset_options, unsigned, unsigned_32};
use super::objects::{self, COMPRESSOR_LAYOUT, DECOMPRESSOR_LAYOUT};
use super::pump::{Coder, Step};
use super::{Coded, Failure};
use crate::support::{is_missing, to_c_int};
use liblzma_sys as xz;
use typhon_objects::int;
use typhon_objects::prelude::*;

const FORMAT_AUTO: i32 = 0;
const FORMAT_XZ: i32 = 1;
const FORMAT_ALONE: i32 = 2;
const FORMAT_RAW: i32 = 3;

/// What is not known before the head of the stream was read.
const CHECK_UNKNOWN: i64 = 16;

pub(super) static COMPRESSOR: TypeSpec = TypeSpec::new("LZMACompressor", &COMPRESSOR_LAYOUT)
    .module("_lzma")
    .doc("LZMACompressor(format=FORMAT_XZ, check=-1, preset=None, filters=None)\n\nCreate a compressor object for compressing data incrementally.")
    .methods(&[
        static_method(
            "__new__",
            new_compressor,
            "(cls, format=1, check=-1, preset=None, filters=None)",
            "",
        ),
        objects::COMPRESS,
        objects::FLUSH,
        objects::REDUCE,
    ]);

pub(super) static DECOMPRESSOR: TypeSpec = TypeSpec::new("LZMADecompressor", &DECOMPRESSOR_LAYOUT)
    .module("_lzma")
    .doc("Create a decompressor object for decompressing data incrementally.\n\nFor one-shot decompression, use the decompress() function instead.")
    .methods(&[
        static_method(
            "__new__",
            new_decompressor,
            "(cls, format=0, memlimit=None, filters=None)",
            "",
        ),
        objects::DECOMPRESS,
        objects::REDUCE,
    ])
    .attributes(&[
        objects::CHECK,
        objects::EOF,
        objects::NEEDS_INPUT,
        objects::UNUSED_DATA,
    ]);

pub(super) fn setup(thread: &Thread, module: Module) -> Result<()> {
    for (name, value) in [
        ("FORMAT_AUTO", FORMAT_AUTO as u64),
        ("FORMAT_XZ", FORMAT_XZ as u64),
        ("FORMAT_ALONE", FORMAT_ALONE as u64),
        ("FORMAT_RAW", FORMAT_RAW as u64),
        ("CHECK_NONE", xz::LZMA_CHECK_NONE as u64),
        ("CHECK_CRC32", xz::LZMA_CHECK_CRC32 as u64),
        ("CHECK_CRC64", xz::LZMA_CHECK_CRC64 as u64),
        ("CHECK_SHA256", xz::LZMA_CHECK_SHA256 as u64),
        ("CHECK_ID_MAX", xz::LZMA_CHECK_ID_MAX as u64),
        ("CHECK_UNKNOWN", CHECK_UNKNOWN as u64),
        ("FILTER_LZMA1", xz::LZMA_FILTER_LZMA1),
        ("FILTER_LZMA2", xz::LZMA_FILTER_LZMA2),
        ("FILTER_DELTA", xz::LZMA_FILTER_DELTA),
        ("FILTER_X86", xz::LZMA_FILTER_X86),
        ("FILTER_IA64", xz::LZMA_FILTER_IA64),
        ("FILTER_ARM", xz::LZMA_FILTER_ARM),
        ("FILTER_ARMTHUMB", xz::LZMA_FILTER_ARMTHUMB),
        ("FILTER_SPARC", xz::LZMA_FILTER_SPARC),
        ("FILTER_POWERPC", xz::LZMA_FILTER_POWERPC),
        ("MF_HC3", xz::LZMA_MF_HC3 as u64),
        ("MF_HC4", xz::LZMA_MF_HC4 as u64),
        ("MF_BT2", xz::LZMA_MF_BT2 as u64),
        ("MF_BT3", xz::LZMA_MF_BT3 as u64),
        ("MF_BT4", xz::LZMA_MF_BT4 as u64),
        ("MODE_FAST", xz::LZMA_MODE_FAST as u64),
        ("MODE_NORMAL", xz::LZMA_MODE_NORMAL as u64),
        ("PRESET_DEFAULT", xz::LZMA_PRESET_DEFAULT as u64),
        ("PRESET_EXTREME", xz::LZMA_PRESET_EXTREME as u64),
    ] {
        module.set(thread, name, int::from_u64(thread, value)?)?;
    }
    Ok(())
}

pub(super) fn is_check_supported(thread: &Thread, args: &[Value]) -> Result {
    let check = to_c_int(thread, args[0])?;
    // SAFETY: any number may be asked about.
    let supported = unsafe { xz::lzma_check_is_supported(check as xz::lzma_check) };
    Ok(Value::bool(supported != 0))
}

fn format_argument(thread: &Thread, value: Value, default: i32) -> Result<i32> {
    match value.present() {
        Some(value) => to_c_int(thread, value),
        None => Ok(default),
    }
}

fn invalid_format(thread: &Thread, format: i32) -> Raised {
    errors::value_error(thread, format!("Invalid container format: {format}"))
}

fn new_compressor(thread: &Thread, args: &[Value]) -> Result {
    let refuse = |message: &str| Err(errors::value_error(thread, message));
    let format = format_argument(thread, args[1], FORMAT_XZ)?;
    let check = match args[2].present() {
        Some(check) => to_c_int(thread, check)?,
        None => -1,
    };
    let (preset, filters) = (args[3], args[4]);
    if !is_missing(preset) && !is_missing(filters) {
        return refuse("Cannot specify both preset and filter chain");
    }
    let preset = match is_missing(preset) {
        true => xz::LZMA_PRESET_DEFAULT,
        false => unsigned_32(thread, preset)?,
    };
    if format != FORMAT_XZ && check != -1 && check != xz::LZMA_CHECK_NONE as i32 {
        return refuse("Integrity checks are only supported by FORMAT_XZ");
    }
    let chain = match is_missing(filters) {
        true => None,
        false => Some(Chain::read(thread, filters)?),
    };
    let coder = match format {
        FORMAT_XZ => {
            let check = match check {
                -1 => xz::LZMA_CHECK_CRC64,
                check => check as xz::lzma_check,
            };
            // SAFETY: a fresh stream; the library copies the filters.
            Stream::new(|stream| unsafe {
                match &chain {
                    Some(chain) => xz::lzma_stream_encoder(stream, chain.as_ptr(), check),
                    None => xz::lzma_easy_encoder(stream, preset, check),
                }
            })
        }
        FORMAT_ALONE => {
            let own = preset_options(thread, preset)?;
            let options = match &chain {
                Some(chain) => chain.only_lzma(),
                None => Some(&raw const *own),
            };
            let Some(options) = options else {
                return refuse(
                    "Invalid filter chain for FORMAT_ALONE - must be a single LZMA1 filter",
                );
            };
            // SAFETY: a fresh stream, and options that live as long as the call.
            Stream::new(|stream| unsafe { xz::lzma_alone_encoder(stream, options) })
        }
        FORMAT_RAW => {
            let Some(chain) = &chain else {
                return refuse("Must specify filters for FORMAT_RAW");
            };
            // SAFETY: a fresh stream; the library copies the filters.
            Stream::new(|stream| unsafe { xz::lzma_raw_encoder(stream, chain.as_ptr()) })
        }
        _ => return Err(invalid_format(thread, format)),
    };
    let coder = coder.map(|stream| -> Box<dyn Coder> { Box::new(stream) });
    objects::new_compressor(thread, args[0], coder)
}

fn new_decompressor(thread: &Thread, args: &[Value]) -> Result {
    let refuse = |message: &str| Err(errors::value_error(thread, message));
    let format = format_argument(thread, args[1], FORMAT_AUTO)?;
    let (limit, filters) = (args[2], args[3]);
    if !is_missing(limit) && format == FORMAT_RAW {
        return refuse("Cannot specify memory limit with FORMAT_RAW");
    }
    let limit = match is_missing(limit) {
        true => u64::MAX,
        false => unsigned(thread, limit)?,
    };
    if is_missing(filters) && format == FORMAT_RAW {
        return refuse("Must specify filters for FORMAT_RAW");
    }
    if !is_missing(filters) && format != FORMAT_RAW {
        return refuse("Cannot specify filters except with FORMAT_RAW");
    }
    let tell = xz::LZMA_TELL_ANY_CHECK | xz::LZMA_TELL_NO_CHECK;
    let mut coder = match format {
        // SAFETY: a fresh stream.
        FORMAT_AUTO => Stream::new(|stream| unsafe { xz::lzma_auto_decoder(stream, limit, tell) }),
        // SAFETY: as above.
        FORMAT_XZ => Stream::new(|stream| unsafe { xz::lzma_stream_decoder(stream, limit, tell) }),
        // SAFETY: as above.
        FORMAT_ALONE => Stream::new(|stream| unsafe { xz::lzma_alone_decoder(stream, limit) }),
        FORMAT_RAW => {
            let chain = Chain::read(thread, filters)?;
            // SAFETY: a fresh stream; the library copies the filters.
            Stream::new(|stream| unsafe { xz::lzma_raw_decoder(stream, chain.as_ptr()) })
        }
        _ => return Err(invalid_format(thread, format)),
    };
    if let Ok(coder) = &mut coder
        && matches!(format, FORMAT_ALONE | FORMAT_RAW)
    {
        coder.check = xz::LZMA_CHECK_NONE as i64;
    }
    let coder = coder.map(|stream| -> Box<dyn Coder> { Box::new(stream) });
    objects::new_decompressor(thread, args[0], coder)
}

struct Stream {
    stream: Box<xz::lzma_stream>,
    check: i64,
}

// SAFETY: the state behind the stream belongs to it alone, and has no tie to a thread.
unsafe impl Send for Stream {}

impl Stream {
    fn new(start: impl FnOnce(*mut xz::lzma_stream) -> xz::lzma_ret) -> Coded<Stream> {
        // SAFETY: all zeros is how the library wants a stream before it is initialised.
        let mut stream: Box<xz::lzma_stream> = Box::new(unsafe { std::mem::zeroed() });
        // A stream that failed to start is ended like any other.
        let code = start(&mut *stream);
        let stream = Stream {
            stream,
            check: CHECK_UNKNOWN,
        };
        check(code).map(|()| stream)
    }
}

impl Coder for Stream {
    fn step(&mut self, input: &[u8], output: &mut [u8], finish: bool) -> Coded<Step> {
        let stream = &mut *self.stream;
        stream.next_in = input.as_ptr();
        stream.avail_in = input.len();
        stream.next_out = output.as_mut_ptr();
        stream.avail_out = output.len();
        let action = match finish {
            true => xz::LZMA_FINISH,
            false => xz::LZMA_RUN,
        };
        let code = loop {
            // SAFETY: an initialised stream, and buffers that are this long.
            match unsafe { xz::lzma_code(stream, action) } {
                xz::LZMA_NO_CHECK => self.check = xz::LZMA_CHECK_NONE as i64,
                // SAFETY: the library has just said that it knows.
                xz::LZMA_GET_CHECK => self.check = unsafe { xz::lzma_get_check(stream) } as i64,
                // There was nothing to do.
                xz::LZMA_BUF_ERROR => break xz::LZMA_OK,
                code => break code,
            }
        };
        let step = Step {
            consumed: input.len() - stream.avail_in,
            produced: output.len() - stream.avail_out,
            done: code == xz::LZMA_STREAM_END,
        };
        // Nothing of the caller's is kept.
        stream.next_in = std::ptr::null();
        stream.next_out = std::ptr::null_mut();
        (stream.avail_in, stream.avail_out) = (0, 0);
        check(code).map(|()| step)
    }

    fn check(&self) -> i64 {
        self.check
    }
}

impl Drop for Stream {
    fn drop(&mut self) {
        // SAFETY: a stream that was zeroed or initialised, ended once.
        unsafe { xz::lzma_end(&mut *self.stream) };
    }
}

pub(super) fn check(code: xz::lzma_ret) -> Coded {
    let text = match code {
        xz::LZMA_OK | xz::LZMA_GET_CHECK | xz::LZMA_NO_CHECK | xz::LZMA_STREAM_END => return Ok(()),
        xz::LZMA_MEM_ERROR => return Err(Failure::Memory),
        xz::LZMA_UNSUPPORTED_CHECK => "Unsupported integrity check",
        xz::LZMA_MEMLIMIT_ERROR => "Memory usage limit exceeded",
        xz::LZMA_FORMAT_ERROR => "Input format not supported by decoder",
        xz::LZMA_OPTIONS_ERROR => "Invalid or unsupported options",
        xz::LZMA_DATA_ERROR => "Corrupt input data",
        xz::LZMA_BUF_ERROR => "Insufficient buffer space",
        xz::LZMA_PROG_ERROR => "Internal error",
        _ => {
            return Err(Failure::Lzma(format!(
                "Unrecognized error from liblzma: {code}"
            )));
        }
    };
    Err(Failure::Lzma(text.into()))
}
