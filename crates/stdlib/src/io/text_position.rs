//! `tell` and `seek` of text files. A position is a number made of a byte offset where the decoder can
//! start, the decoder's flags there, how many bytes to feed it, how many characters to skip after that,
//! and whether it needs to be told of the end.

use super::text::{Locked, Snapshot, Text};
use super::{ask, unsupported};
use dashu_int::IBig;
use std::sync::Arc;
use typhon_objects::int;
use typhon_objects::prelude::*;
use typhon_text::wtf8;

#[derive(Default)]
struct Cookie {
    start: i64,
    flags: i64,
    feed: i64,
    skip: i64,
    need_end: bool,
}

impl Cookie {
    fn value(&self, thread: &Thread) -> Result {
        if self.flags == 0 && self.feed == 0 && self.skip == 0 && !self.need_end {
            return int::from_i64(thread, self.start);
        }
        let number = IBig::from(self.start)
            | IBig::from(self.flags as u32) << 64
            | IBig::from(self.feed as u32) << 96
            | IBig::from(self.skip as u32) << 128
            | IBig::from(self.need_end as u32) << 160;
        int::from_big(thread, &number)
    }

    fn parse(thread: &Thread, value: Value) -> Result<Cookie> {
        let number = int::big(value);
        let part = |shift: usize, bits: usize| -> i64 {
            let mask = (IBig::from(1) << bits) - IBig::from(1);
            i64::try_from((&number >> shift) & mask).unwrap_or(-1)
        };
        let cookie = Cookie {
            start: part(0, 64),
            flags: part(64, 32),
            feed: part(96, 32),
            skip: part(128, 32),
            need_end: part(160, 8) != 0,
        };
        if cookie.start < 0 {
            return Err(errors::overflow_error(
                thread,
                "Python int too large to convert to C long",
            ));
        }
        Ok(cookie)
    }
}

fn tell_buffer(thread: &Thread, this: Text, state: &mut Locked) -> Result<i64> {
    let buffer = this.buffer(thread, state)?;
    state.lend(|| {
        let position = call_method(thread, buffer, names().tell, &[])?;
        crate::support::to_ssize(thread, position)
    })
}

pub fn tell(thread: &Thread, args: &[Value]) -> Result {
    let this: Text = Ref::of(args[0]);
    let state = &mut this.enter(thread)?;
    if !state.seekable {
        return Err(unsupported(thread, "underlying stream is not seekable"));
    }
    if !state.telling {
        return Err(errors::new(
            thread,
            &tree::OS_ERROR,
            "telling position disabled by next() call",
        ));
    }
    this.write_pending(thread, state)?;
    this.flush_buffer(thread, state)?;
    let position = tell_buffer(thread, this, state)?;
    let Some(snapshot) = state.snapshot.clone() else {
        return int::from_i64(thread, position);
    };
    reconstruct(thread, this, state, position, &snapshot)?.value(thread)
}

/// Decodes the chunk again until the characters consumed from it are reached.
fn reconstruct(
    thread: &Thread,
    this: Text,
    state: &mut Locked,
    position: i64,
    snapshot: &Snapshot,
) -> Result<Cookie> {
    let mut cookie = Cookie {
        start: position - snapshot.input.len() as i64,
        flags: snapshot.flags,
        ..Cookie::default()
    };
    let mut skip = wtf8::count(&state.decoded[..state.used]) as i64;
    if skip == 0 {
        return Ok(cookie);
    }
    let (kept, flags) = this.decoder_state(thread, state)?;
    let seen = state.newlines.seen;
    let mut walk = || -> Result<()> {
        this.set_decoder_state(thread, state, b"", snapshot.flags)?;
        let mut decoded = 0i64;
        let mut piece = Vec::new();
        for byte in &snapshot.input {
            piece.clear();
            cookie.feed += 1;
            this.decode(thread, state, std::slice::from_ref(byte), false, &mut piece)?;
            decoded += wtf8::count(&piece) as i64;
            let (kept, flags) = this.decoder_state(thread, state)?;
            if kept.is_empty() && decoded <= skip {
                // The decoder could start here.
                cookie.start += cookie.feed;
                skip -= decoded;
                cookie.flags = flags;
                cookie.feed = 0;
                decoded = 0;
            }
            if decoded >= skip {
                break;
            }
        }
        if decoded < skip {
            piece.clear();
            this.decode(thread, state, b"", true, &mut piece)?;
            decoded += wtf8::count(&piece) as i64;
            cookie.need_end = true;
            if decoded < skip {
                return Err(errors::new(
                    thread,
                    &tree::OS_ERROR,
                    "can't reconstruct logical file position",
                ));
            }
        }
        cookie.skip = skip;
        Ok(())
    };
    let walked = walk();
    state.newlines.seen = seen;
    let restored = this.set_decoder_state(thread, state, &kept, flags);
    super::chain(walked, restored)?;
    Ok(cookie)
}

fn seek_buffer(
    thread: &Thread,
    this: Text,
    state: &mut Locked,
    offset: i64,
    whence: i64,
) -> Result {
    let buffer = this.buffer(thread, state)?;
    let offset = int::from_i64(thread, offset)?;
    let arguments = [offset, Value::fixnum(whence)];
    state.lend(|| call_method(thread, buffer, names().seek, &arguments))
}

pub fn seek(thread: &Thread, args: &[Value]) -> Result {
    let this: Text = Ref::of(args[0]);
    let whence = super::base::whence(thread, args[2])?;
    let mut target = operations::index_value(thread, args[1])?;
    let state = &mut this.enter(thread)?;
    if !state.seekable {
        return Err(unsupported(thread, "underlying stream is not seekable"));
    }
    let is_zero = int::to_i64(target) == Some(0);
    match whence {
        0 => {}
        1 => {
            if !is_zero {
                return Err(unsupported(thread, "can't do nonzero cur-relative seeks"));
            }
            this.write_pending(thread, state)?;
            this.flush_buffer(thread, state)?;
            let position = tell_buffer(thread, this, state)?;
            let cookie = match state.snapshot.take() {
                None => Cookie {
                    start: position,
                    ..Cookie::default()
                },
                Some(snapshot) => reconstruct(thread, this, state, position, &snapshot)?,
            };
            target = cookie.value(thread)?;
        }
        2 => {
            if !is_zero {
                return Err(unsupported(thread, "can't do nonzero end-relative seeks"));
            }
            this.write_pending(thread, state)?;
            this.flush_buffer(thread, state)?;
            state.drop_decoded();
            state.snapshot = None;
            if state.readable {
                this.reset_decoder(thread, state)?;
            }
            let position = seek_buffer(thread, this, state, 0, 2)?;
            let at_start = int::is_int(position) && int::to_i64(position) == Some(0);
            state.lend(|| reset_encoder(thread, this, at_start))?;
            return Ok(position);
        }
        _ => {
            return Err(errors::value_error(
                thread,
                format!("invalid whence ({whence}, should be 0, 1 or 2)"),
            ));
        }
    }
    if int::is_negative(target) {
        let text = crate::support::repr_text(thread, target)?;
        return Err(errors::value_error(
            thread,
            format!("negative seek position {text}"),
        ));
    }
    this.write_pending(thread, state)?;
    this.flush_buffer(thread, state)?;
    let cookie = Cookie::parse(thread, target)?;
    seek_buffer(thread, this, state, cookie.start, 0)?;
    state.drop_decoded();
    state.snapshot = None;
    if state.readable {
        if cookie.start == 0 && cookie.flags == 0 {
            this.reset_decoder(thread, state)?;
        } else {
            this.set_decoder_state(thread, state, b"", cookie.flags)?;
        }
        state.snapshot = Some(Arc::new(Snapshot {
            flags: cookie.flags,
            input: Vec::new(),
        }));
    }
    if cookie.skip > 0 {
        let size = Value::fixnum(cookie.feed);
        let buffer = this.buffer(thread, state)?;
        let data = state.lend(|| call_method(thread, buffer, names().read, &[size]))?;
        let input = typhon_objects::buffer::Buffer::acquire(thread, data, false)?.to_vec();
        let mut decoded = Vec::new();
        this.decode(thread, state, &input, cookie.need_end, &mut decoded)?;
        state.snapshot = Some(Arc::new(Snapshot {
            flags: cookie.flags,
            input,
        }));
        if (wtf8::count(&decoded) as i64) < cookie.skip {
            return Err(errors::new(
                thread,
                &tree::OS_ERROR,
                "can't restore logical file position",
            ));
        }
        state.used = wtf8::offset_of(&decoded, cookie.skip as usize);
        state.decoded = decoded;
    }
    state.lend(|| reset_encoder(thread, this, cookie.start == 0))?;
    Ok(target)
}

/// Encodings with a mark at the start write it at the start only.
pub fn reset_encoder(thread: &Thread, this: Text, at_start: bool) -> Result<()> {
    let Some(encoder) = this.encoder.get().present() else {
        return Ok(());
    };
    if at_start {
        super::invoke(thread, encoder, "reset", &[])?;
    } else {
        super::invoke(thread, encoder, "setstate", &[Value::fixnum(0)])?;
    }
    Ok(())
}

pub fn truncate(thread: &Thread, args: &[Value]) -> Result {
    call_method(thread, args[0], names().flush, &[])?;
    let this: Text = Ref::of(args[0]);
    let buffer = this.usable_buffer(thread)?;
    let size = crate::support::or_none(args[1]);
    call_method(thread, buffer, names().truncate, &[size])
}

/// Whether the buffer can be sought in.
pub fn is_seekable(thread: &Thread, buffer: Value) -> Result<bool> {
    ask(thread, buffer, "seekable")
}
