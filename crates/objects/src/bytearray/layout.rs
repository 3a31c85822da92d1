//! The layout of bytearrays: a window `start..start + length` of a storage buffer. Invariants: all three
//! change only under the object's lock, and `sequence` is odd while the window or bytes inside it move, so
//! that a reader of one byte needs no lock; a storage is never used by two bytearrays; while anybody
//! views the memory (`exports`) the window stays as it is.

use crate::buffer::{Export, Exports, View, Waited, store};
use crate::errors::{self, Result};
use crate::lock::ObjectLock;
use crate::mode::is_shared_mode;
use crate::object::{Kind, Ref};
use crate::slice::from_either_end;
use crate::thread::Thread;
use crate::types::Shape;
use std::sync::atomic::{AtomicU8, AtomicU64, Ordering, fence};
use typhon_heap::{BufferRef, Header, Slot, Value};

#[repr(C)]
pub struct BytearrayObject {
    pub header: Header,
    /// A buffer, or NULL while there is nothing to hold.
    storage: Slot,
    start: AtomicU64,
    length: AtomicU64,
    sequence: AtomicU64,
    pub exports: Exports,
}

pub type Bytearray = Ref<BytearrayObject>;

crate::heap_object!(
    BytearrayObject,
    BYTEARRAY_LAYOUT,
    "bytearray",
    Kind::Bytearray,
    |object, tracer| tracer.slot(&object.storage),
    drop
);

impl Bytearray {
    pub fn new(thread: &Thread, data: &[u8]) -> Result<Bytearray> {
        let bytearray = Bytearray::with_shape(thread, super::BYTEARRAY.root_shape())?;
        bytearray.set_initial(thread, data)?;
        Ok(bytearray)
    }

    /// An empty bytearray.
    pub fn with_shape(thread: &Thread, shape: Ref<Shape>) -> Result<Bytearray> {
        thread.allocate(
            shape,
            BytearrayObject {
                header: Header::new(shape.pointer().cast()),
                storage: Slot::new(Value::NULL),
                start: AtomicU64::new(0),
                length: AtomicU64::new(0),
                sequence: AtomicU64::new(0),
                exports: Exports::new(),
            },
        )
    }

    /// Fills a bytearray that nobody else has seen.
    pub fn set_initial(self, thread: &Thread, data: &[u8]) -> Result<()> {
        self.set_initial_with(thread, data.len(), |target| thread.copy_bytes(target, data))
    }

    /// Likewise, by a function that writes exactly `length` bytes, all zero before.
    pub fn set_initial_with(
        self,
        thread: &Thread,
        length: usize,
        fill: impl FnOnce(&mut [u8]),
    ) -> Result<()> {
        if length > 0 {
            let storage = thread.allocate_buffer(length)?;
            // SAFETY: fresh memory that nobody else has seen.
            fill(unsafe { std::slice::from_raw_parts_mut(storage.as_ptr(), length) });
            self.storage.set(self.header(), storage.as_value());
            self.length.store(length as u64, Ordering::Release);
        }
        Ok(())
    }

    #[inline]
    pub fn len(self) -> usize {
        self.length.load(Ordering::Acquire) as usize
    }

    pub fn is_empty(self) -> bool {
        self.len() == 0
    }

    pub fn lock(self, thread: &Thread) -> ObjectLock {
        thread.lock(self.header())
    }

    fn storage(self) -> Option<BufferRef> {
        let value = self.storage.get();
        if value.is_null() {
            return None;
        }
        // SAFETY: the slot holds a buffer or NULL.
        Some(unsafe { BufferRef::from_value_unchecked(value) })
    }

    /// Bytes of memory held, for `__alloc__`.
    pub fn capacity(self) -> usize {
        self.storage().map_or(0, BufferRef::len)
    }

    /// The byte at `index`, if there is one. Takes no lock unless a writer is at work.
    #[inline]
    pub fn get(self, thread: &Thread, index: usize) -> Option<u8> {
        for _ in 0..4 {
            // Acquire: what was written before the sequence became even is seen.
            let before = self.sequence.load(Ordering::Acquire);
            if before & 1 == 0 {
                let byte = self.read(index);
                // The loads above must not sink below the second look at the sequence.
                fence(Ordering::Acquire);
                if self.sequence.load(Ordering::Relaxed) == before {
                    return byte;
                }
            }
            std::hint::spin_loop();
        }
        let _lock = self.lock(thread);
        self.read(index)
    }

    #[inline]
    fn read(self, index: usize) -> Option<u8> {
        if index >= self.len() {
            return None;
        }
        let position = self.start.load(Ordering::Relaxed) as usize + index;
        let byte = self.storage()?.bytes().get(position)?;
        Some(byte.load(Ordering::Relaxed))
    }

    /// The byte at `index`, counted from the end if negative, at one moment.
    pub fn get_from_either_end(self, thread: &Thread, index: i64) -> Option<u8> {
        if index >= 0 {
            return self.get(thread, index as usize);
        }
        thread.read(self.header(), || {
            let byte = self.read(from_either_end(index, self.len())?);
            // The loads above must not sink below the look at the version.
            fence(Ordering::Acquire);
            byte
        })
    }

    /// Stores a byte at an index counted from the end if negative; false outside.
    pub fn set(self, thread: &Thread, index: i64, byte: u8) -> bool {
        let _lock = self.lock(thread);
        let length = self.len();
        let Some(index) = from_either_end(index, length).filter(|&index| index < length) else {
            return false;
        };
        let position = self.start.load(Ordering::Relaxed) as usize + index;
        match self
            .storage()
            .and_then(|storage| storage.bytes().get(position))
        {
            Some(target) => {
                target.store(byte, Ordering::Release);
                true
            }
            None => false,
        }
    }

    /// The window. The caller holds the lock.
    fn window(self) -> (*mut u8, usize) {
        match self.storage() {
            // SAFETY: the window lies inside the storage.
            Some(storage) => unsafe {
                let start = self.start.load(Ordering::Relaxed) as usize;
                (storage.as_ptr().add(start), self.len())
            },
            None => (std::ptr::NonNull::dangling().as_ptr(), 0),
        }
    }

    /// Runs `f` on the content as it is at one moment. `f` runs under the lock: no Python code, no
    /// blocking.
    pub fn with_data<R>(self, thread: &Thread, f: impl FnOnce(&[u8]) -> R) -> R {
        let _lock = self.lock(thread);
        let (pointer, length) = self.window();
        // SAFETY: the window is valid while the lock is held.
        let data = unsafe { std::slice::from_raw_parts(pointer, length) };
        if is_shared_mode() && self.exports.count() > 0 {
            // A view may write without the lock; what `f` has checked must not change afterwards.
            let copy = data.to_vec();
            return f(&copy);
        }
        f(data)
    }

    pub fn to_vec(self, thread: &Thread) -> Vec<u8> {
        self.with_data(thread, <[u8]>::to_vec)
    }

    /// The memory, for a view.
    pub fn export(self, thread: &Thread) -> Export {
        let _lock = self.lock(thread);
        let lease = self.exports.lease();
        let (pointer, length) = self.window();
        Export::new(
            View::bytes(pointer, length, false),
            self.value(),
            self.storage.get(),
            Some(lease),
        )
    }

    /// Changes bytes in place without changing the length. `f` runs under the lock: no Python code.
    pub fn modify<R>(self, thread: &Thread, f: impl FnOnce(&[AtomicU8]) -> R) -> R {
        let _lock = self.lock(thread);
        self.begin_move();
        let result = f(self.shared_window());
        self.end_move();
        result
    }

    /// The window as bytes that others may be reading. The caller holds the lock.
    fn shared_window(self) -> &'static [AtomicU8] {
        let (pointer, length) = self.window();
        // SAFETY: the window is valid while the lock is held, and the storage as long as the collector
        // sees this reference.
        unsafe { std::slice::from_raw_parts(pointer as *const AtomicU8, length) }
    }

    fn begin_move(self) {
        let sequence = self.sequence.load(Ordering::Relaxed);
        self.sequence.store(sequence + 1, Ordering::Relaxed);
        // Readers that see any of the following stores see the odd sequence.
        fence(Ordering::Release);
    }

    fn end_move(self) {
        let sequence = self.sequence.load(Ordering::Relaxed);
        self.sequence.store(sequence + 1, Ordering::Release);
    }

    /// Puts `data` in place of a range, as one operation. `range` is asked under the lock for the range
    /// that fits the length then; it may be asked again.
    pub fn splice(
        self,
        thread: &Thread,
        data: &[u8],
        range: impl FnMut(usize) -> std::result::Result<(usize, usize), errors::Raised>,
    ) -> Result<()> {
        self.splice_with(thread, data, range, |_| ()).map(|_| ())
    }

    /// Like `splice`, and gives what `look` saw of the range before it was replaced.
    pub fn splice_with<R>(
        self,
        thread: &Thread,
        data: &[u8],
        mut range: impl FnMut(usize) -> std::result::Result<(usize, usize), errors::Raised>,
        look: impl Fn(&[u8]) -> R,
    ) -> Result<R> {
        let (mut settled, mut waited) = (false, Waited::default());
        let mut fresh: Option<BufferRef> = None;
        loop {
            let wanted = {
                let _lock = self.lock(thread);
                let length = self.len();
                let (from, to) = range(length)?;
                let new_length = (length - (to - from))
                    .checked_add(data.len())
                    .filter(|&length| length < isize::MAX as usize);
                let Some(new_length) = new_length else {
                    return Err(errors::memory_error(thread));
                };
                if new_length == length || self.exports.count() == 0 {
                    match self.try_splice(fresh, data, from, to, new_length, &look) {
                        Ok(result) => return Ok(result),
                        Err(capacity) => Some(capacity),
                    }
                } else {
                    None
                }
            };
            match wanted {
                Some(capacity) => fresh = Some(thread.allocate_buffer(capacity)?),
                None if !settled && self.exports.settle(thread) => settled = true,
                None if self.exports.wait_for_others(thread, &mut waited) => {}
                None => {
                    return Err(errors::buffer_error(
                        thread,
                        "Existing exports of data: object cannot be re-sized",
                    ));
                }
            }
        }
    }

    /// The change itself, under the lock. `Err` says how big a fresh storage must be.
    fn try_splice<R>(
        self,
        fresh: Option<BufferRef>,
        data: &[u8],
        from: usize,
        to: usize,
        new_length: usize,
        look: impl Fn(&[u8]) -> R,
    ) -> std::result::Result<R, usize> {
        let (pointer, length) = self.window();
        let start = self.start.load(Ordering::Relaxed) as usize;
        let capacity = self.capacity();
        // SAFETY: the window is valid under the lock, and from..to lies within it.
        let old = unsafe { std::slice::from_raw_parts(pointer, length) };
        let tail = length - to;
        if new_length == 0 {
            let result = look(&old[from..to]);
            self.begin_move();
            self.length.store(0, Ordering::Release);
            self.start.store(0, Ordering::Release);
            self.storage.set_unbarriered(Value::NULL);
            self.end_move();
            return Ok(result);
        }
        if from == 0 && data.is_empty() {
            // From the front: the window moves, not the bytes.
            let result = look(&old[from..to]);
            self.begin_move();
            self.start.store((start + to) as u64, Ordering::Release);
            self.length.store(new_length as u64, Ordering::Release);
            self.end_move();
            return Ok(result);
        }
        if start + new_length <= capacity {
            let result = look(&old[from..to]);
            let moves = tail > 0 || from < length;
            if moves {
                self.begin_move();
            }
            // SAFETY: the new window lies inside the storage; ranges may overlap. `data` may be a part
            // of this very storage only if the caller made no change of length.
            unsafe {
                if tail > 0 && new_length != length {
                    store::copy(pointer.add(to), pointer.add(from + data.len()), tail);
                }
                store::copy(data.as_ptr(), pointer.add(from), data.len());
            }
            self.length.store(new_length as u64, Ordering::Release);
            if moves {
                self.end_move();
            }
            return Ok(result);
        }
        let Some(fresh) = fresh.filter(|fresh| fresh.len() >= new_length) else {
            // Growth by an eighth keeps appending linear.
            return Err(new_length + (new_length >> 3) + 8);
        };
        let result = look(&old[from..to]);
        // SAFETY: the fresh storage is big enough and ours alone.
        unsafe {
            let target = fresh.as_ptr();
            std::ptr::copy_nonoverlapping(pointer, target, from);
            std::ptr::copy_nonoverlapping(data.as_ptr(), target.add(from), data.len());
            std::ptr::copy_nonoverlapping(pointer.add(to), target.add(from + data.len()), tail);
        }
        self.begin_move();
        self.storage.set(self.header(), fresh.as_value());
        self.start.store(0, Ordering::Release);
        self.length.store(new_length as u64, Ordering::Release);
        self.end_move();
        Ok(result)
    }

    /// Puts `after` in place of everything if that is still `before`.
    pub fn replace_all(self, thread: &Thread, before: &[u8], after: &[u8]) -> Result<bool> {
        let mut stale = false;
        let replaced = self.splice(thread, after, |length| {
            let (pointer, _) = self.window();
            // SAFETY: this is called under the lock, where the window is valid.
            if unsafe { std::slice::from_raw_parts(pointer, length) } == before {
                return Ok((0, length));
            }
            stale = true;
            Err(errors::runtime_error(thread, "bytearray changed"))
        });
        match replaced {
            Err(_) if stale => Ok(false),
            replaced => replaced.map(|()| true),
        }
    }

    #[inline]
    pub fn push(self, thread: &Thread, byte: u8) -> Result<()> {
        self.splice(thread, &[byte], |length| Ok((length, length)))
    }

    pub fn extend(self, thread: &Thread, data: &[u8]) -> Result<()> {
        self.splice(thread, data, |length| Ok((length, length)))
    }
}

/// Changes whose range depends on the content, which may be looked at where the range is asked for.
impl Bytearray {
    pub fn remove_first(self, thread: &Thread, byte: u8) -> Result<()> {
        let missing = || errors::value_error(thread, "value not found in bytearray");
        // The lock is held while the range is asked for, so the content may be looked at there.
        self.splice(thread, &[], |_| {
            let (pointer, length) = self.window();
            // SAFETY: the window is valid while the lock is held.
            let data = unsafe { std::slice::from_raw_parts(pointer, length) };
            match typhon_text::search::find(data, &[byte]) {
                Some(place) => Ok((place, place + 1)),
                None => Err(missing()),
            }
        })
    }

    /// Deletes the items of an extended slice: the kept ones move together, then the end is cut off.
    pub fn delete_every(self, thread: &Thread, slice: crate::buffer::Slice) -> Result<()> {
        self.splice(thread, &[], |length| {
            let (start, _, count) = slice.resolve(length);
            if count == 0 {
                return Ok((length, length));
            }
            if self.exports.count() > 0 {
                // Refused, or asked again when the views are gone.
                return Ok((length - count, length));
            }
            // Nothing grows, so what is done here is not asked for a second time.
            let step = slice.step.unsigned_abs() as usize;
            let first = if slice.step < 0 {
                start - (count - 1) * step
            } else {
                start
            };
            let data = self.shared_window();
            self.begin_move();
            let mut target = first;
            let (mut next, mut left) = (first, count);
            for source in first..length {
                if left > 0 && source == next {
                    next = next.saturating_add(step);
                    left -= 1;
                } else {
                    data[target].store(data[source].load(Ordering::Relaxed), Ordering::Relaxed);
                    target += 1;
                }
            }
            self.end_move();
            Ok((target, length))
        })
    }
}
