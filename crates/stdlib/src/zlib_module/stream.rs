//! Streams of the zlib library with the output as a vector. Holds no Python objects.
//! Invariant: a stream's state is initialised from `new` to `drop`; the stream stays where it is.

use crate::compression::pump::{Step, repeat};
use libz_rs_sys as z;
use std::ffi::{CStr, c_int};

pub const OK: c_int = 0;
pub const STREAM_END: c_int = 1;
pub const NEED_DICT: c_int = 2;
pub const STREAM_ERROR: c_int = -2;
pub const MEM_ERROR: c_int = -4;
pub const BUF_ERROR: c_int = -5;

pub const NO_FLUSH: c_int = 0;
pub const SYNC_FLUSH: c_int = 2;
pub const FINISH: c_int = 4;

/// A call that did not work.
pub struct Failure {
    pub code: c_int,
    pub what: &'static str,
    message: Option<String>,
}

impl Failure {
    pub fn new(code: c_int, what: &'static str) -> Failure {
        Failure {
            code,
            what,
            message: None,
        }
    }

    /// As `zlib.error` has it.
    pub fn text(&self) -> String {
        let Failure { code, what, .. } = self;
        let known = match *code {
            BUF_ERROR => Some("incomplete or truncated stream"),
            STREAM_ERROR => Some("inconsistent stream state"),
            -3 => Some("invalid input data"),
            -6 => Some("library version mismatch"),
            _ => None,
        };
        match self.message.as_deref().or(known) {
            Some(message) => format!("Error {code} {what}: {message}"),
            None => format!("Error {code} {what}"),
        }
    }
}

pub fn version() -> String {
    // SAFETY: the library gives a static, terminated string.
    let version = unsafe { CStr::from_ptr(z::zlibVersion()) };
    let text = version.to_string_lossy();
    // The number of the zlib release it stands for comes first.
    text.split('-').next().unwrap_or("1.3").to_string()
}

const STREAM_SIZE: c_int = std::mem::size_of::<z::z_stream>() as c_int;

fn message_of(stream: &z::z_stream) -> Option<String> {
    if stream.msg.is_null() {
        return None;
    }
    // SAFETY: the library's messages are static, terminated strings.
    let message = unsafe { CStr::from_ptr(stream.msg) };
    Some(message.to_string_lossy().into_owned())
}

/// One call of the library on an input and an output buffer, and its code.
fn step(
    stream: &mut z::z_stream,
    input: &[u8],
    output: &mut [u8],
    call: impl FnOnce(&mut z::z_stream) -> c_int,
) -> (c_int, Step) {
    stream.next_in = input.as_ptr();
    stream.avail_in = input.len() as u32;
    stream.next_out = output.as_mut_ptr();
    stream.avail_out = output.len() as u32;
    let code = call(stream);
    let step = Step {
        consumed: input.len() - stream.avail_in as usize,
        produced: output.len() - stream.avail_out as usize,
        done: code == STREAM_END,
    };
    // Nothing of the caller's is kept; but the library copies no stream without an output.
    stream.next_in = std::ptr::null();
    stream.avail_in = 0;
    stream.next_out = std::ptr::NonNull::dangling().as_ptr();
    stream.avail_out = 0;
    (code, step)
}

pub struct Deflate(Box<z::z_stream>);

// SAFETY: the state behind the stream belongs to it alone, and has no tie to a thread.
unsafe impl Send for Deflate {}

impl Deflate {
    pub fn new(
        level: c_int,
        method: c_int,
        window_bits: c_int,
        memory_level: c_int,
        strategy: c_int,
    ) -> Result<Deflate, c_int> {
        let mut stream = Box::new(z::z_stream::default());
        // SAFETY: a fresh stream with its allocator set, and the library's own version and size.
        let code = unsafe {
            z::deflateInit2_(
                &mut *stream,
                level,
                method,
                window_bits,
                memory_level,
                strategy,
                z::zlibVersion(),
                STREAM_SIZE,
            )
        };
        if code == OK {
            Ok(Deflate(stream))
        } else {
            Err(code)
        }
    }

    pub fn set_dictionary(&mut self, dictionary: &[u8]) -> c_int {
        let length = dictionary.len() as u32;
        // SAFETY: an initialised stream; the bytes are copied.
        unsafe { z::deflateSetDictionary(&mut *self.0, dictionary.as_ptr(), length) }
    }

    /// Compresses all of `input`; with a mode, flushes so.
    pub fn feed(
        &mut self,
        input: &[u8],
        mode: c_int,
        what: &'static str,
    ) -> Result<Vec<u8>, Failure> {
        let mut output = Vec::new();
        let finish = mode == FINISH;
        let fed = repeat(
            input,
            &mut output,
            usize::MAX,
            finish,
            |input, output, last| {
                let mode = if last { mode } else { NO_FLUSH };
                // SAFETY: an initialised stream whose buffers are those that `step` has set.
                let (code, step) = step(&mut self.0, input, output, |stream| unsafe {
                    z::deflate(stream, mode)
                });
                if code == STREAM_ERROR {
                    Err(code)
                } else {
                    Ok(step)
                }
            },
        );
        let code = match fed {
            Ok((_, done)) if done || !finish => return Ok(output),
            Ok(_) => BUF_ERROR,
            Err(code) => code,
        };
        Err(Failure {
            code,
            what,
            message: message_of(&self.0),
        })
    }

    pub fn copy(&mut self) -> Result<Deflate, c_int> {
        let mut target = Box::new(z::z_stream::default());
        // SAFETY: an initialised source, and room for its copy.
        match unsafe { z::deflateCopy(&mut *target, &mut *self.0) } {
            OK => Ok(Deflate(target)),
            code => Err(code),
        }
    }
}

impl Drop for Deflate {
    fn drop(&mut self) {
        // SAFETY: an initialised stream, ended once.
        unsafe { z::deflateEnd(&mut *self.0) };
    }
}

pub struct Inflate(Box<z::z_stream>);

// SAFETY: the state behind the stream belongs to it alone, and has no tie to a thread.
unsafe impl Send for Inflate {}

impl Inflate {
    pub fn new(window_bits: c_int) -> Result<Inflate, c_int> {
        let mut stream = Box::new(z::z_stream::default());
        // SAFETY: a fresh stream with its allocator set, and the library's own version and size.
        let code =
            unsafe { z::inflateInit2_(&mut *stream, window_bits, z::zlibVersion(), STREAM_SIZE) };
        if code == OK {
            stream.next_out = std::ptr::NonNull::dangling().as_ptr();
            Ok(Inflate(stream))
        } else {
            Err(code)
        }
    }

    pub fn set_dictionary(&mut self, dictionary: &[u8]) -> c_int {
        let length = dictionary.len() as u32;
        // SAFETY: an initialised stream; the bytes are copied.
        unsafe { z::inflateSetDictionary(&mut *self.0, dictionary.as_ptr(), length) }
    }

    /// Decompresses `input` until it or the stream ends, or `output` has `limit` bytes. Gives the rest of
    /// the input, and whether the stream has ended.
    pub fn feed<'a>(
        &mut self,
        input: &'a [u8],
        mode: c_int,
        dictionary: &[u8],
        output: &mut Vec<u8>,
        limit: usize,
    ) -> Result<(&'a [u8], bool), Failure> {
        repeat(input, output, limit, false, |input, output, last| {
            let mode = match mode {
                FINISH if !last => SYNC_FLUSH,
                mode => mode,
            };
            let mut dictionary_failure = None;
            let (code, step) = step(&mut self.0, input, output, |stream| {
                // SAFETY: an initialised stream whose buffers are those that `step` has set.
                let code = unsafe { z::inflate(stream, mode) };
                if code != NEED_DICT || dictionary.is_empty() {
                    return code;
                }
                let length = dictionary.len() as u32;
                // SAFETY: an initialised stream; the bytes are copied.
                let set = unsafe { z::inflateSetDictionary(stream, dictionary.as_ptr(), length) };
                if set != OK {
                    dictionary_failure = Some(set);
                    return set;
                }
                // SAFETY: as above.
                unsafe { z::inflate(stream, mode) }
            });
            if let Some(code) = dictionary_failure {
                return Err(Failure::new(code, "while setting zdict"));
            }
            match code {
                // Told to finish, the library says so when the output is full: there is more.
                OK | STREAM_END | BUF_ERROR => Ok(step),
                _ => Err(Failure {
                    code,
                    what: "while decompressing data",
                    message: message_of(&self.0),
                }),
            }
        })
    }

    pub fn copy(&mut self) -> Result<Inflate, c_int> {
        let mut target = Box::new(z::z_stream::default());
        // SAFETY: an initialised source, and room for its copy.
        match unsafe { z::inflateCopy(&mut *target, &*self.0) } {
            OK => Ok(Inflate(target)),
            code => Err(code),
        }
    }
}

impl Drop for Inflate {
    fn drop(&mut self) {
        // SAFETY: an initialised stream, ended once.
        unsafe { z::inflateEnd(&mut *self.0) };
    }
}

pub fn adler32(start: u32, data: &[u8]) -> u32 {
    // SAFETY: the buffer is this long.
    unsafe { z::adler32_z(start as _, data.as_ptr(), data.len()) as u32 }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_compressed_comes_back() {
        let data: Vec<u8> = (0..300_000u32)
            .map(|i| (i.wrapping_mul(i) >> 7) as u8)
            .collect();
        for bits in [15, -15, 31] {
            let Ok(mut deflate) = Deflate::new(6, 8, bits, 8, 0) else {
                panic!("no stream");
            };
            let Ok(mut packed) = deflate.feed(&data, NO_FLUSH, "") else {
                panic!("not compressed");
            };
            let Ok(end) = deflate.feed(&[], FINISH, "") else {
                panic!("not finished");
            };
            packed.extend(end);
            packed.extend(b"tail");
            let Ok(mut inflate) = Inflate::new(bits) else {
                panic!("no stream");
            };
            let mut output = Vec::new();
            let fed = inflate.feed(&packed, SYNC_FLUSH, &[], &mut output, usize::MAX);
            let Ok(fed) = fed else {
                panic!("not decompressed");
            };
            assert_eq!(fed, (&b"tail"[..], true));
            assert!(output == data);
        }
        assert_eq!(adler32(1, b"abc"), 38600999);
    }
}
