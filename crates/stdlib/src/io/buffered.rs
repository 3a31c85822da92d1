//! The state of buffered files, shared by reader, writer and random access, and what is done to it.
//! Invariant: data to write and data read ahead never exist at the same time; the raw file's position is
//! the end of the data read ahead, or the start of the data to write.

use super::file::{self, File};
use super::lock::{Guard, Guarded};
use super::{attribute, invoke};
use std::sync::atomic::{AtomicBool, Ordering};
use typhon_objects::bytearray::Bytearray;
use typhon_objects::bytes::{Bytes, BytesObject};
use typhon_objects::prelude::*;

#[derive(Default)]
pub struct State {
    pub ready: bool,
    pub detached: bool,
    pub readable: bool,
    pub writable: bool,
    /// Bytes that the buffer may hold.
    pub size: usize,
    /// Data read ahead, of which those before `at` are consumed.
    pub read: Vec<u8>,
    pub at: usize,
    /// Data to write.
    pub write: Vec<u8>,
    /// The raw file's position, if known.
    pub raw_position: Option<i64>,
}

crate::slots_object!(BufferedObject, BUFFERED_LAYOUT, "buffered file", { raw }, {
    // The raw file is an exact FileIO, whose system calls are made directly.
    fast: AtomicBool,
    finalizing: AtomicBool,
    state: Guarded<State>,
}, drop);

pub type Buffered = Ref<BufferedObject>;
pub type Locked<'a> = Guard<'a, State>;

impl State {
    /// Bytes read ahead and not consumed.
    pub fn ahead(&self) -> &[u8] {
        &self.read[self.at..]
    }

    pub fn drop_ahead(&mut self) {
        self.read.clear();
        self.at = 0;
    }

    fn moved(&mut self, count: usize) {
        if let Some(position) = &mut self.raw_position {
            *position += count as i64;
        }
    }
}

/// BlockingIOError with how much was taken.
#[cold]
fn would_block(thread: &Thread, written: usize) -> Raised {
    let make = || {
        let text = Str::new(thread, "write could not complete without blocking")?;
        let arguments = [
            Value::fixnum(libc::EAGAIN as i64),
            text.value(),
            Value::fixnum(written as i64),
        ];
        let class = tree::BLOCKING_IO_ERROR.get().value();
        Ok(Raised::new(call(thread, class, &arguments)?))
    };
    make().unwrap_or_else(|raised| raised)
}

fn os_error_text(thread: &Thread, message: String) -> Raised {
    errors::new(thread, &tree::OS_ERROR, message)
}

/// A count that a raw file gave, checked.
fn checked_count(thread: &Thread, what: &str, value: Value, most: usize) -> Result<usize> {
    let count = match crate::support::to_ssize(thread, value) {
        Ok(count) => count,
        Err(raised) if what == "readinto" => {
            let failure = os_error_text(thread, "raw readinto() failed".to_string());
            failure.exception().set_cause(raised.value());
            return Err(failure);
        }
        Err(raised) => return Err(raised),
    };
    match usize::try_from(count) {
        Ok(count) if count <= most => Ok(count),
        _ => Err(os_error_text(
            thread,
            format!(
                "raw {what}() returned invalid length {count} (should have been between 0 and {most})"
            ),
        )),
    }
}

impl BufferedObject {
    fn value(&self) -> Value {
        Value::from_pointer(self)
    }

    fn owner(&self) -> &'static Header {
        // SAFETY: the object starts with its header, and callers hold the object while they use it.
        unsafe { &*(self as *const BufferedObject as *const Header) }
    }

    fn fast_file(&self) -> Option<File> {
        if self.fast.load(Ordering::Relaxed) {
            Some(Ref::of(self.raw.get()))
        } else {
            None
        }
    }

    pub fn set_raw(&self, raw: Value) {
        self.fast
            .store(file::exact(raw).is_some(), Ordering::Relaxed);
        self.raw.set(self.owner(), raw);
    }

    /// The raw file, or ValueError where there is none.
    pub fn usable_raw(&self, thread: &Thread) -> Result {
        match self.raw.get().present() {
            Some(raw) => Ok(raw),
            None => {
                let detached = self.state.lock(thread, self.value())?.detached;
                Err(errors::value_error(
                    thread,
                    if detached {
                        "raw stream has been detached"
                    } else {
                        "I/O operation on uninitialized object"
                    },
                ))
            }
        }
    }

    pub fn is_closed(&self, thread: &Thread) -> Result<bool> {
        if let Some(file) = self.fast_file() {
            return Ok(file.fd() < 0);
        }
        let raw = self.usable_raw(thread)?;
        super::base::is_closed(thread, raw)
    }

    /// The lock of an open file; `what` names the operation for the message.
    pub fn enter(&self, thread: &Thread, what: &str) -> Result<Locked<'_>> {
        self.usable_raw(thread)?;
        let closed = |thread| errors::value_error(thread, format!("{what} closed file"));
        if self.is_closed(thread)? && (!what.starts_with("read") || self.is_empty(thread)?) {
            return Err(closed(thread));
        }
        if let Some(locked) = self.state.try_lock(thread) {
            return Ok(locked);
        }
        let locked = self.state.lock(thread, self.value())?;
        // Who had the lock may have closed or detached the file.
        if self.raw.get().is_null() {
            drop(locked);
            return Err(self
                .usable_raw(thread)
                .err()
                .unwrap_or_else(|| closed(thread)));
        }
        if self.is_closed(thread)? && (!what.starts_with("read") || locked.ahead().is_empty()) {
            return Err(closed(thread));
        }
        Ok(locked)
    }

    fn is_empty(&self, thread: &Thread) -> Result<bool> {
        Ok(self.state.lock(thread, self.value())?.ahead().is_empty())
    }

    /// Reads at most `most` bytes behind what `target` has. `None`: it would block.
    pub fn read_raw(
        &self,
        thread: &Thread,
        state: &mut State,
        target: &mut Vec<u8>,
        most: usize,
    ) -> Result<Option<usize>> {
        let count = match self.fast_file() {
            Some(file) => {
                if target.try_reserve(most).is_err() {
                    return Err(errors::memory_error(thread));
                }
                let length = target.len();
                // SAFETY: this much was just reserved; the system fills what it reports.
                unsafe {
                    let pointer = target.as_mut_ptr().add(length);
                    let count = file.read_raw(thread, pointer, most)?;
                    target.set_len(length + count.unwrap_or(0));
                    count
                }
            }
            None => {
                let bytes = Bytearray::new(thread, &vec![0; most])?;
                let class = typhon_objects::memoryview::MEMORYVIEW.get().value();
                let view = call(thread, class, &[bytes.value()])?;
                let count = call_method(thread, self.raw.get(), names().readinto, &[view])?;
                // Who kept the view must not see what happens to the memory later.
                let _ = invoke(thread, view, "release", &[]);
                if count.is_none() {
                    None
                } else {
                    let count = checked_count(thread, "readinto", count, most)?;
                    bytes.with_data(thread, |data| {
                        target.extend_from_slice(&data[..count.min(data.len())])
                    });
                    Some(count)
                }
            }
        };
        state.moved(count.unwrap_or(0));
        Ok(count)
    }

    /// Reads once into the buffer behind what is there.
    pub fn fill(&self, thread: &Thread, state: &mut State) -> Result<Option<usize>> {
        if state.at > 0 {
            state.read.drain(..state.at);
            state.at = 0;
        }
        let mut buffer = std::mem::take(&mut state.read);
        let room = state.size.saturating_sub(buffer.len()).max(1);
        let result = self.read_raw(thread, state, &mut buffer, room);
        state.read = buffer;
        result
    }

    /// Writes once. `None`: it would block.
    fn write_raw(&self, thread: &Thread, state: &mut State, data: &[u8]) -> Result<Option<usize>> {
        let count = match self.fast_file() {
            // SAFETY: the slice is valid during the call.
            Some(file) => unsafe { file.write_raw(thread, data.as_ptr(), data.len())? },
            None => {
                let bytes = Bytes::new(thread, data)?;
                let count = call_method(thread, self.raw.get(), names().write, &[bytes.value()])?;
                if count.is_none() {
                    None
                } else {
                    Some(checked_count(thread, "write", count, data.len())?)
                }
            }
        };
        state.moved(count.unwrap_or(0));
        Ok(count)
    }

    /// Writes out what is to be written.
    pub fn flush_write(&self, thread: &Thread, state: &mut State) -> Result<()> {
        if state.write.is_empty() {
            return Ok(());
        }
        let mut data = std::mem::take(&mut state.write);
        let mut done = 0;
        let mut result = Ok(());
        while done < data.len() {
            match self.write_raw(thread, state, &data[done..]) {
                Ok(Some(count)) => done += count,
                Ok(None) => {
                    result = Err(would_block(thread, 0));
                    break;
                }
                Err(raised) => {
                    result = Err(raised);
                    break;
                }
            }
            // Handlers and finalizers may print, so they run under the lock only if more is to come.
            if done < data.len()
                && let Err(raised) = thread.poll()
            {
                result = Err(raised);
                break;
            }
        }
        data.drain(..done);
        state.write = data;
        result
    }

    /// Gives back what was read ahead, so that the raw position is the logical one.
    pub fn rewind(&self, thread: &Thread, state: &mut State) -> Result<()> {
        let ahead = state.ahead().len();
        if ahead > 0 {
            self.seek_raw(thread, state, -(ahead as i64), 1)?;
        }
        state.drop_ahead();
        Ok(())
    }

    pub fn flush_and_rewind(&self, thread: &Thread, state: &mut State) -> Result<()> {
        self.flush_write(thread, state)?;
        if state.readable {
            self.rewind(thread, state)?;
        }
        Ok(())
    }

    fn checked_position(thread: &Thread, state: &mut State, value: Value) -> Result<i64> {
        let position = crate::support::to_ssize(thread, value)?;
        if position < 0 {
            state.raw_position = None;
            return Err(os_error_text(
                thread,
                format!("Raw stream returned invalid position {position}"),
            ));
        }
        state.raw_position = Some(position);
        Ok(position)
    }

    pub fn seek_raw(
        &self,
        thread: &Thread,
        state: &mut State,
        offset: i64,
        whence: i32,
    ) -> Result<i64> {
        if let Some(file) = self.fast_file() {
            let position = file.seek_raw(thread, offset, whence)?;
            state.raw_position = Some(position);
            return Ok(position);
        }
        let offset = typhon_objects::int::from_i64(thread, offset)?;
        let arguments = [offset, Value::fixnum(whence as i64)];
        let result = call_method(thread, self.raw.get(), names().seek, &arguments)?;
        BufferedObject::checked_position(thread, state, result)
    }

    /// The raw position as the raw file says it.
    pub fn tell_raw(&self, thread: &Thread, state: &mut State) -> Result<i64> {
        if let Some(file) = self.fast_file() {
            let position = file.seek_raw(thread, 0, libc::SEEK_CUR)?;
            state.raw_position = Some(position);
            return Ok(position);
        }
        let result = call_method(thread, self.raw.get(), names().tell, &[])?;
        BufferedObject::checked_position(thread, state, result)
    }

    pub fn tell(&self, thread: &Thread, state: &mut State) -> Result<i64> {
        let raw = self.tell_raw(thread, state)?;
        // Devices may say that they are where they were, however much was read.
        let position = raw - state.ahead().len() as i64 + state.write.len() as i64;
        Ok(position.max(0))
    }

    pub fn seek(
        &self,
        thread: &Thread,
        state: &mut State,
        target: i64,
        whence: i32,
    ) -> Result<i64> {
        let mut target = target;
        if whence != 2 && state.readable {
            // Within what was read ahead nothing needs to be read again.
            let raw = match state.raw_position {
                Some(position) => position,
                None => self.tell_raw(thread, state)?,
            };
            if state.write.is_empty() {
                let start = raw - state.read.len() as i64;
                let wanted = match whence {
                    0 => Some(target),
                    _ => (start + state.at as i64).checked_add(target),
                };
                if let Some(wanted) = wanted
                    && wanted >= start
                    && wanted <= raw
                    && !state.read.is_empty()
                {
                    state.at = (wanted - start) as usize;
                    // Devices may say that they are at zero, however much was read.
                    return Ok(wanted.max(0));
                }
            }
        }
        self.flush_write(thread, state)?;
        if whence == 1 {
            target -= state.ahead().len() as i64;
        }
        let position = self.seek_raw(thread, state, target, whence)?;
        state.drop_ahead();
        Ok(position.max(0))
    }

    /// Takes all of `data`, or raises BlockingIOError saying how much was taken.
    pub fn write(&self, thread: &Thread, state: &mut State, data: &[u8]) -> Result<usize> {
        if !state.read.is_empty() {
            self.rewind(thread, state)?;
        }
        if state.write.len() + data.len() <= state.size {
            state.write.extend_from_slice(data);
            return Ok(data.len());
        }
        if let Err(raised) = self.flush_write(thread, state) {
            if !raised.is(&tree::BLOCKING_IO_ERROR) {
                return Err(raised);
            }
            let room = state.size.saturating_sub(state.write.len());
            let taken = room.min(data.len());
            state.write.extend_from_slice(&data[..taken]);
            if taken == data.len() {
                return Ok(taken);
            }
            return Err(would_block(thread, taken));
        }
        let mut done = 0;
        while data.len() - done > state.size {
            match self.write_raw(thread, state, &data[done..])? {
                Some(count) => done += count,
                None => {
                    let taken = state.size;
                    state.write.extend_from_slice(&data[done..done + taken]);
                    return Err(would_block(thread, done + taken));
                }
            }
            thread.poll()?;
        }
        state.write.extend_from_slice(&data[done..]);
        Ok(data.len())
    }

    /// Reads `size` bytes unless the file ends or blocks before; `None`: there is nothing yet.
    pub fn read(&self, thread: &Thread, state: &mut State, size: usize) -> Result<Option<Vec<u8>>> {
        let mut data = Vec::new();
        if data.try_reserve(size.min(1 << 20)).is_err() {
            return Err(errors::memory_error(thread));
        }
        let taken = state.ahead().len().min(size);
        data.extend_from_slice(&state.ahead()[..taken]);
        state.at += taken;
        self.flush_write(thread, state)?;
        while data.len() < size {
            let missing = size - data.len();
            let count = if missing >= state.size {
                let whole = missing - missing % state.size;
                self.read_raw(thread, state, &mut data, whole)
            } else {
                state.drop_ahead();
                self.fill(thread, state).inspect(|_| {
                    let taken = state.ahead().len().min(missing);
                    data.extend_from_slice(&state.ahead()[..taken]);
                    state.at += taken;
                })
            };
            match count {
                Ok(Some(0)) => break,
                Ok(None) if data.is_empty() => return Ok(None),
                Ok(None) => break,
                Ok(Some(_)) => thread.poll()?,
                Err(raised) => {
                    // What was read already must not be lost.
                    state.read = data;
                    state.at = 0;
                    return Err(raised);
                }
            }
        }
        Ok(Some(data))
    }

    /// Reads to the end; `None`: there is nothing yet.
    pub fn read_all(&self, thread: &Thread, state: &mut State) -> Result<Option<Vec<u8>>> {
        let mut data = state.ahead().to_vec();
        state.drop_ahead();
        self.flush_write(thread, state)?;
        state.raw_position = None;
        if let Some(file) = self.fast_file() {
            let ended = file.read_to_end(thread, &mut data)?;
            return Ok(if ended.is_none() && data.is_empty() {
                None
            } else {
                Some(data)
            });
        }
        let raw = self.raw.get();
        let readall = intern_text(thread, "readall")?;
        if let Some(method) = typhon_objects::attribute::get_optional(thread, raw, readall)? {
            let rest = call(thread, method, &[])?;
            if rest.is_none() {
                return Ok(if data.is_empty() { None } else { Some(data) });
            }
            let Some(rest) = rest.downcast::<BytesObject>() else {
                return Err(errors::type_error(thread, "readall() should return bytes"));
            };
            data.extend_from_slice(rest.data());
            return Ok(Some(data));
        }
        loop {
            let part = call_method(thread, raw, names().read, &[])?;
            if part.is_none() {
                return Ok(if data.is_empty() { None } else { Some(data) });
            }
            let Some(part) = part.downcast::<BytesObject>() else {
                return Err(errors::type_error(thread, "read() should return bytes"));
            };
            if part.is_empty() {
                return Ok(Some(data));
            }
            data.extend_from_slice(part.data());
        }
    }

    /// At most one raw read; what it gave, up to `size` bytes.
    pub fn read_once(&self, thread: &Thread, state: &mut State, size: usize) -> Result<Vec<u8>> {
        let mut data = Vec::new();
        let have = state.ahead().len().min(size);
        if have > 0 || size == 0 {
            data.extend_from_slice(&state.ahead()[..have]);
            state.at += have;
            return Ok(data);
        }
        self.flush_write(thread, state)?;
        state.drop_ahead();
        self.read_raw(thread, state, &mut data, size)?;
        Ok(data)
    }

    /// What is ahead, and one raw read if there is room for more than a buffer behind it.
    pub fn read_once_into(
        &self,
        thread: &Thread,
        state: &mut State,
        size: usize,
    ) -> Result<Vec<u8>> {
        let have = state.ahead().len().min(size);
        let mut data = state.ahead()[..have].to_vec();
        state.at += have;
        let missing = size - have;
        if missing > state.size {
            self.flush_write(thread, state)?;
            state.drop_ahead();
            self.read_raw(thread, state, &mut data, missing)?;
        } else if have == 0 && missing > 0 {
            self.flush_write(thread, state)?;
            state.drop_ahead();
            self.fill(thread, state)?;
            let taken = state.ahead().len().min(missing);
            data.extend_from_slice(&state.ahead()[..taken]);
            state.at += taken;
        }
        Ok(data)
    }

    /// The next line, its end included, of at most `limit` bytes.
    pub fn read_line(
        &self,
        thread: &Thread,
        state: &mut State,
        limit: Option<usize>,
    ) -> Result<Bytes> {
        let limit = limit.unwrap_or(usize::MAX);
        let most = state.ahead().len().min(limit);
        if let Some(at) = memchr::memchr(b'\n', &state.ahead()[..most]) {
            let line = Bytes::new(thread, &state.ahead()[..=at])?;
            state.at += at + 1;
            return Ok(line);
        }
        let mut line = state.ahead()[..most].to_vec();
        state.at += most;
        self.flush_write(thread, state)?;
        while line.len() < limit {
            state.drop_ahead();
            if self.fill(thread, state)?.unwrap_or(0) == 0 {
                break;
            }
            let most = state.ahead().len().min(limit - line.len());
            let found = memchr::memchr(b'\n', &state.ahead()[..most]);
            let taken = found.map_or(most, |at| at + 1);
            line.extend_from_slice(&state.ahead()[..taken]);
            state.at += taken;
            if found.is_some() {
                break;
            }
            thread.poll()?;
        }
        Bytes::new(thread, &line)
    }

    /// An attribute of the raw file.
    pub fn raw_attribute(&self, thread: &Thread, name: &str) -> Result {
        attribute(thread, self.usable_raw(thread)?, name)
    }
}
