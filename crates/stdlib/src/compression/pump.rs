//! Moves bytes through a coder that works on one input and one output buffer at a time.

use super::Coded;

/// What one call of a library came to.
pub struct Step {
    pub consumed: usize,
    pub produced: usize,
    /// The coder has said its last word: the stream ended, or was flushed.
    pub done: bool,
}

/// A compression or decompression. What it needs is its own, so it may go from thread to thread.
pub trait Coder: Send {
    /// Works on a part of the input (of at most 2^30 bytes), the last one if `finish` is to take effect.
    fn step(&mut self, input: &[u8], output: &mut [u8], finish: bool) -> Coded<Step>;

    /// The kind of integrity check, for formats that have one.
    fn check(&self) -> i64 {
        0
    }
}

/// Lets the coder take in `input` and append to `output`, up to `limit` bytes in all. Gives the rest of the
/// input, and whether the coder is done.
pub fn pump<'a>(
    coder: &mut dyn Coder,
    input: &'a [u8],
    output: &mut Vec<u8>,
    limit: usize,
    finish: bool,
) -> Coded<(&'a [u8], bool)> {
    repeat(input, output, limit, finish, |input, output, last| {
        coder.step(input, output, finish && last)
    })
}

/// Calls `step` with a part of the input, room for output, and whether that part is the last one, until it
/// is done, the output is at its limit, nothing moves, or, unless it is to `finish`, all is taken in and out.
pub fn repeat<'a, E>(
    input: &'a [u8],
    output: &mut Vec<u8>,
    limit: usize,
    finish: bool,
    mut step: impl FnMut(&[u8], &mut [u8], bool) -> Result<Step, E>,
) -> Result<(&'a [u8], bool), E> {
    let mut rest = input;
    let mut chunk = 8192;
    loop {
        // Some libraries count input and output in 32 bits.
        let now = rest.len().min(1 << 30);
        let room = chunk.min(limit.saturating_sub(output.len()));
        chunk = (chunk * 2).min(1 << 26);
        let filled = output.len();
        output.resize(filled + room, 0);
        let step = step(&rest[..now], &mut output[filled..], now == rest.len());
        output.truncate(filled + step.as_ref().map_or(0, |step| step.produced));
        let step = step?;
        rest = &rest[step.consumed..];
        let idle = step.consumed == 0 && step.produced == 0;
        let all_out = step.produced < room && rest.is_empty();
        if step.done || output.len() >= limit || idle || all_out && !finish {
            return Ok((rest, step.done));
        }
    }
}
