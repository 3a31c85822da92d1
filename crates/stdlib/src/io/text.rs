//! The state of `TextIOWrapper` and its reading and writing.
//! Invariant: `pending` holds encoded text that the buffer has not got yet; `decoded` holds the text of the
//! last chunk, of which the bytes before `used` are consumed; `snapshot` is the decoder's state before that
//! chunk and the chunk itself, so that `tell` can find the byte position of a character.
//!
//! Whoever calls the buffer or a codec written in Python lends the lock: these may use the file, and what
//! was known of its state is forgotten then.

use super::buffered::Buffered;
use super::buffered_methods::{self, RANDOM, READER, WRITER};
use super::codec::{self, Codec};
use super::lock::{Guard, Guarded};
use super::newlines::Translator;
use super::{closed, invoke, unsupported};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use typhon_objects::buffer::Buffer;
use typhon_objects::bytes::BytesObject;
use typhon_objects::prelude::*;

pub struct Snapshot {
    pub flags: i64,
    pub input: Vec<u8>,
}

pub struct State {
    pub ready: bool,
    pub detached: bool,
    pub readable: bool,
    pub writable: bool,
    pub line_buffering: bool,
    pub write_through: bool,
    pub seekable: bool,
    pub telling: bool,
    pub has_read1: bool,
    /// Lines end at any of the three newlines.
    pub universal: bool,
    /// Newlines are translated on reading.
    pub translate: bool,
    /// What a line ends with, unless `universal`.
    pub read_newline: Vec<u8>,
    /// What "\n" becomes on writing, if anything else.
    pub write_newline: Option<&'static [u8]>,
    pub codec: Codec,
    pub chunk_size: usize,
    pub pending: Vec<u8>,
    pub decoded: Vec<u8>,
    pub used: usize,
    pub snapshot: Option<Arc<Snapshot>>,
    /// Undecoded bytes of the native decoder.
    pub kept: Vec<u8>,
    pub newlines: Translator,
    /// Bytes for a character in the last chunk, an estimate.
    pub ratio: f64,
}

impl State {
    pub const fn new() -> State {
        State {
            ready: false,
            detached: false,
            readable: false,
            writable: false,
            line_buffering: false,
            write_through: false,
            seekable: false,
            telling: false,
            has_read1: false,
            universal: false,
            translate: false,
            read_newline: Vec::new(),
            write_newline: None,
            codec: Codec::Python,
            chunk_size: 8192,
            pending: Vec::new(),
            decoded: Vec::new(),
            used: 0,
            snapshot: None,
            kept: Vec::new(),
            newlines: Translator {
                translate: false,
                pending_cr: false,
                seen: 0,
            },
            ratio: 0.0,
        }
    }

    pub fn rest(&self) -> &[u8] {
        &self.decoded[self.used..]
    }

    pub fn drop_decoded(&mut self) {
        self.decoded.clear();
        self.used = 0;
    }
}

crate::slots_object!(TextObject, TEXT_LAYOUT, "TextIOWrapper", { buffer, encoding, errors, encoder, decoder }, {
    finalizing: AtomicBool,
    state: Guarded<State>,
}, drop);

pub type Text = Ref<TextObject>;
pub type Locked<'a> = Guard<'a, State>;

/// The buffer has nothing to read without waiting.
#[cold]
fn nothing_yet(thread: &Thread) -> Raised {
    errors::new(thread, &tree::BLOCKING_IO_ERROR, "Read returned None.")
}

#[cold]
fn uninitialized(thread: &Thread) -> Raised {
    errors::value_error(thread, "I/O operation on uninitialized object")
}

#[cold]
fn no_buffer(thread: &Thread, state: &State) -> Raised {
    if state.detached {
        errors::value_error(thread, "underlying buffer has been detached")
    } else {
        uninitialized(thread)
    }
}

impl TextObject {
    fn value(&self) -> Value {
        Value::from_pointer(self)
    }

    pub fn fast_buffer(&self) -> Option<Buffered> {
        let buffer = self.buffer.get();
        if !buffer.is_null()
            && (WRITER.is_exact(buffer) || READER.is_exact(buffer) || RANDOM.is_exact(buffer))
        {
            return buffer.downcast();
        }
        None
    }

    /// The buffer, or ValueError where there is none.
    pub fn usable_buffer(&self, thread: &Thread) -> Result {
        match self.buffer.get().present() {
            Some(buffer) => Ok(buffer),
            None => Err(no_buffer(thread, &*self.state.lock(thread, self.value())?)),
        }
    }

    /// The buffer, for who has the lock.
    pub fn buffer(&self, thread: &Thread, state: &State) -> Result {
        match self.buffer.get().present() {
            Some(buffer) => Ok(buffer),
            None => Err(no_buffer(thread, state)),
        }
    }

    fn decoder(&self, thread: &Thread) -> Result {
        self.decoder
            .get()
            .present()
            .ok_or_else(|| uninitialized(thread))
    }

    pub fn is_closed(&self, thread: &Thread) -> Result<bool> {
        match self.fast_buffer() {
            Some(buffer) => buffer.is_closed(thread),
            None => super::base::is_closed(thread, self.usable_buffer(thread)?),
        }
    }

    /// The lock of an open file.
    #[inline]
    pub fn enter(&self, thread: &Thread) -> Result<Locked<'_>> {
        if self.is_closed(thread)? {
            return Err(closed(thread));
        }
        self.state.lock(thread, self.value())
    }

    /// Hands the pending bytes to the buffer.
    pub fn write_pending(&self, thread: &Thread, state: &mut Locked) -> Result<()> {
        if state.pending.is_empty() {
            return Ok(());
        }
        let buffer = self.buffer(thread, state)?;
        let mut pending = std::mem::take(&mut state.pending);
        let result = state.lend(|| match self.fast_buffer() {
            Some(buffer) => buffered_methods::write_bytes(thread, buffer, &pending),
            None => {
                let data = typhon_objects::bytes::Bytes::new(thread, &pending)?;
                call_method(thread, buffer, names().write, &[data.value()]).map(|_| ())
            }
        });
        // The memory is used again.
        pending.clear();
        if state.pending.is_empty() && pending.capacity() <= 1 << 17 {
            state.pending = pending;
        }
        result
    }

    fn encode(
        &self,
        thread: &Thread,
        state: &mut Locked,
        text: &[u8],
        translate: bool,
    ) -> Result<()> {
        let translated;
        let mut text = text;
        if let Some(newline) = state.write_newline.filter(|_| translate)
            && memchr::memchr(b'\n', text).is_some()
        {
            let mut target = Vec::with_capacity(text.len() + 16);
            for line in text.split_inclusive(|&byte| byte == b'\n') {
                match line.strip_suffix(b"\n") {
                    Some(body) => {
                        target.extend_from_slice(body);
                        target.extend_from_slice(newline);
                    }
                    None => target.extend_from_slice(line),
                }
            }
            translated = target;
            text = &translated;
        }
        match state.codec {
            Codec::Native(native, handler) => {
                codec::encode(thread, (native, handler), text, &mut state.pending)
            }
            Codec::Python => {
                let encoder = self.encoder.get().present();
                let encoder = encoder.ok_or_else(|| uninitialized(thread))?;
                let mut encoded = Vec::new();
                state.lend(|| codec::encode_python(thread, encoder, text, &mut encoded))?;
                state.pending.extend_from_slice(&encoded);
                Ok(())
            }
        }
    }

    /// Writes text, its newlines translated as the file wants it or, unless `translate`, as they are.
    pub fn write(
        &self,
        thread: &Thread,
        state: &mut Locked,
        text: Str,
        translate: bool,
    ) -> Result<()> {
        if !state.writable {
            return Err(unsupported(thread, "not writable"));
        }
        let bytes = text.bytes();
        let ends_line = state.line_buffering && memchr::memchr2(b'\n', b'\r', bytes).is_some();
        // A chunk that is pending must not grow without end. Writing it out may write to the file.
        while !state.pending.is_empty() && state.pending.len() + bytes.len() > state.chunk_size {
            self.write_pending(thread, state)?;
        }
        self.encode(thread, state, bytes, translate)?;
        if state.pending.len() >= state.chunk_size || ends_line || state.write_through {
            self.write_pending(thread, state)?;
        }
        if ends_line {
            self.flush_buffer(thread, state)?;
        }
        if state.snapshot.is_some() {
            state.drop_decoded();
            state.snapshot = None;
        }
        if state.readable && (!state.kept.is_empty() || !self.decoder.get().is_null()) {
            self.reset_decoder(thread, state)?;
        }
        Ok(())
    }

    pub fn flush_buffer(&self, thread: &Thread, state: &mut Locked) -> Result<()> {
        let buffer = self.buffer(thread, state)?;
        state.lend(|| match self.fast_buffer() {
            Some(buffer) if !READER.is_exact(buffer.value()) => {
                let mut state = buffer.enter(thread, "flush of")?;
                buffer.flush_and_rewind(thread, &mut state)
            }
            _ => call_method(thread, buffer, names().flush, &[]).map(|_| ()),
        })
    }

    pub fn reset_decoder(&self, thread: &Thread, state: &mut Locked) -> Result<()> {
        state.kept.clear();
        state.newlines.pending_cr = false;
        state.newlines.seen = 0;
        if let Some(decoder) = self.decoder.get().present() {
            state.lend(|| invoke(thread, decoder, "reset", &[]))?;
        }
        Ok(())
    }

    /// Decodes onto `output`, newlines translated as the file wants it.
    pub fn decode(
        &self,
        thread: &Thread,
        state: &mut Locked,
        input: &[u8],
        is_final: bool,
        output: &mut Vec<u8>,
    ) -> Result<()> {
        let mut plain = Vec::new();
        let target = if state.universal {
            &mut plain
        } else {
            &mut *output
        };
        match state.codec {
            Codec::Native(native, handler) => {
                let kept = &mut state.kept;
                codec::decode(thread, (native, handler), kept, input, is_final, target)?;
            }
            Codec::Python => {
                let decoder = self.decoder(thread)?;
                state.lend(|| codec::decode_python(thread, decoder, input, is_final, target))?;
            }
        }
        if state.universal {
            state.newlines.push(&plain, is_final, output);
        }
        Ok(())
    }

    /// The decoder's kept bytes and flags.
    pub fn decoder_state(&self, thread: &Thread, state: &mut Locked) -> Result<(Vec<u8>, i64)> {
        let (kept, flags) = match state.codec {
            Codec::Native(..) => (state.kept.clone(), 0),
            Codec::Python => {
                let decoder = self.decoder(thread)?;
                let pair = state.lend(|| invoke(thread, decoder, "getstate", &[]))?;
                let Some(pair) = pair
                    .downcast::<TupleObject>()
                    .filter(|pair| pair.len() == 2)
                else {
                    return Err(errors::type_error(thread, "illegal decoder state"));
                };
                let Some(kept) = pair.get(0).downcast::<BytesObject>() else {
                    return Err(errors::type_error(
                        thread,
                        format!(
                            "illegal decoder state: the first item should be a bytes object, not '{}'",
                            pair.get(0).class().name_text()
                        ),
                    ));
                };
                let flags = state.lend(|| operations::index(thread, pair.get(1)))?;
                (kept.data().to_vec(), flags)
            }
        };
        if state.universal {
            return Ok((kept, flags << 1 | state.newlines.pending_cr as i64));
        }
        Ok((kept, flags))
    }

    pub fn set_decoder_state(
        &self,
        thread: &Thread,
        state: &mut Locked,
        kept: &[u8],
        flags: i64,
    ) -> Result<()> {
        let mut flags = flags;
        if state.universal {
            state.newlines.pending_cr = flags & 1 != 0;
            flags >>= 1;
        }
        match state.codec {
            Codec::Native(..) => {
                state.kept.clear();
                state.kept.extend_from_slice(kept);
            }
            Codec::Python => {
                let kept = typhon_objects::bytes::Bytes::new(thread, kept)?;
                let flags = typhon_objects::int::from_i64(thread, flags)?;
                let pair = crate::support::tuple(thread, &[kept.value(), flags])?;
                let decoder = self.decoder(thread)?;
                state.lend(|| invoke(thread, decoder, "setstate", &[pair]))?;
            }
        }
        Ok(())
    }

    fn read_input(&self, thread: &Thread, state: &mut Locked, size: usize) -> Result<Vec<u8>> {
        if let Some(buffer) = self.fast_buffer() {
            return state.lend(|| {
                let mut locked = buffer.enter(thread, "read of")?;
                buffer.read_once(thread, &mut locked, size)
            });
        }
        let buffer = self.buffer(thread, state)?;
        let name = if state.has_read1 { "read1" } else { "read" };
        let size = Value::fixnum(size as i64);
        let data = state.lend(|| invoke(thread, buffer, name, &[size]))?;
        if data.is_none() {
            return Err(nothing_yet(thread));
        }
        if !typhon_objects::buffer::has_buffer(data) {
            return Err(errors::type_error(
                thread,
                format!(
                    "underlying {name}() should have returned a bytes-like object, not '{}'",
                    data.class().name_text()
                ),
            ));
        }
        Ok(Buffer::acquire(thread, data, false)?.to_vec())
    }

    /// Reads and decodes one chunk in place of the consumed one; false at the end of the file.
    pub fn read_chunk(&self, thread: &Thread, state: &mut Locked, hint: usize) -> Result<bool> {
        if !state.readable {
            return Err(unsupported(thread, "not readable"));
        }
        let before = if state.telling {
            Some(self.decoder_state(thread, state)?)
        } else {
            None
        };
        let size = state
            .chunk_size
            .max((state.ratio.max(1.0) * hint as f64) as usize);
        let input = self.read_input(thread, state, size)?;
        let at_end = input.is_empty();
        state.drop_decoded();
        let mut decoded = std::mem::take(&mut state.decoded);
        let result = self.decode(thread, state, &input, at_end, &mut decoded);
        state.decoded = decoded;
        state.used = 0;
        if let Err(raised) = result {
            state.drop_decoded();
            return Err(raised);
        }
        let at_end = at_end && state.decoded.is_empty();
        state.ratio = if state.decoded.is_empty() {
            0.0
        } else {
            input.len() as f64 / typhon_text::wtf8::count(&state.decoded) as f64
        };
        if let Some((mut kept, flags)) = before {
            kept.extend_from_slice(&input);
            state.snapshot = Some(Arc::new(Snapshot { flags, input: kept }));
        }
        Ok(!at_end)
    }

    /// Where the first line of `text` ends, its newline included; `None` if it does not.
    fn line_end(state: &State, text: &[u8]) -> Option<usize> {
        if state.translate {
            return memchr::memchr(b'\n', text).map(|at| at + 1);
        }
        if state.universal {
            let at = memchr::memchr2(b'\n', b'\r', text)?;
            let pair = text[at] == b'\r' && text.get(at + 1) == Some(&b'\n');
            return Some(at + 1 + pair as usize);
        }
        let newline = &state.read_newline[..];
        match newline {
            [one] => memchr::memchr(*one, text).map(|at| at + 1),
            _ => memchr::memmem::find(text, newline).map(|at| at + newline.len()),
        }
    }

    /// The next line of at most `limit` characters.
    pub fn read_line(
        &self,
        thread: &Thread,
        state: &mut Locked,
        limit: Option<usize>,
    ) -> Result<Str> {
        self.write_pending(thread, state)?;
        if limit.is_none()
            && let Some(end) = TextObject::line_end(state, state.rest())
        {
            let line = Str::from_wtf8(thread, &state.rest()[..end])?;
            state.used += end;
            return Ok(line);
        }
        let mut line: Vec<u8> = Vec::new();
        let mut left = limit.unwrap_or(usize::MAX);
        loop {
            if state.rest().is_empty() {
                loop {
                    if !self.read_chunk(thread, state, 0)? {
                        state.drop_decoded();
                        state.snapshot = None;
                        return Str::from_wtf8(thread, &line);
                    }
                    thread.poll()?;
                    if !state.rest().is_empty() {
                        break;
                    }
                }
            }
            let rest = state.rest();
            // A newline of two characters may be cut in two by chunks.
            let overlap = if !state.universal
                && state.read_newline.len() == 2
                && line.ends_with(b"\r")
                && rest[0] == b'\n'
                && left > 0
            {
                Some(1)
            } else {
                None
            };
            let mut end = overlap.or_else(|| TextObject::line_end(state, rest));
            let most = end.unwrap_or(rest.len());
            let mut taken = most;
            if left != usize::MAX {
                let allowed = typhon_text::wtf8::offset_of(rest, left.min(most)).min(most);
                if allowed < most {
                    taken = allowed;
                    end = Some(taken);
                }
                left -= typhon_text::wtf8::count(&rest[..taken]).min(left);
            }
            line.extend_from_slice(&rest[..taken]);
            state.used += taken;
            if end.is_some() || left == 0 {
                return Str::from_wtf8(thread, &line);
            }
        }
    }

    /// Everything up to the end.
    pub fn read_all(&self, thread: &Thread, state: &mut Locked) -> Result<Str> {
        if !state.readable {
            return Err(unsupported(thread, "not readable"));
        }
        self.write_pending(thread, state)?;
        let buffer = self.buffer(thread, state)?;
        let data = state.lend(|| call_method(thread, buffer, names().read, &[]))?;
        let input = if data.is_none() {
            return Err(nothing_yet(thread));
        } else {
            Buffer::acquire(thread, data, false)?
        };
        let mut text = state.rest().to_vec();
        self.decode(thread, state, input.bytes(), true, &mut text)?;
        state.drop_decoded();
        state.snapshot = None;
        Str::from_wtf8(thread, &text)
    }

    /// `size` characters unless the file ends before.
    pub fn read(&self, thread: &Thread, state: &mut Locked, size: usize) -> Result<Str> {
        if !state.readable {
            return Err(unsupported(thread, "not readable"));
        }
        self.write_pending(thread, state)?;
        let mut text: Vec<u8> = Vec::new();
        let mut left = size;
        loop {
            let rest = state.rest();
            let end = if left >= rest.len() {
                // No more characters than bytes.
                rest.len()
            } else {
                typhon_text::wtf8::offset_of(rest, left).min(rest.len())
            };
            text.extend_from_slice(&rest[..end]);
            left -= typhon_text::wtf8::count(&rest[..end]).min(left);
            state.used += end;
            if left == 0 {
                break;
            }
            if !self.read_chunk(thread, state, left)? {
                break;
            }
            thread.poll()?;
        }
        Str::from_wtf8(thread, &text)
    }

    pub fn is_finalizing(&self) -> bool {
        self.finalizing.load(Ordering::Relaxed)
    }
}
