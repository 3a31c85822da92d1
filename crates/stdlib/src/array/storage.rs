//! The layout of arrays. Invariants: storage and length change only under the object's lock; a storage
//! is never used by two arrays; while anybody views the memory (`exports`) the storage stays. A reader of
//! one item takes no lock: it bounds itself by length and storage, and items are aligned words.

use super::item;
use super::methods::ARRAY;
use crate::slots_object;
use crate::support::make;
use std::borrow::Cow;
use std::cell::Cell;
use std::sync::Once;
use std::sync::atomic::{AtomicU8, AtomicU16, AtomicU32, AtomicU64, AtomicUsize, Ordering, fence};
use typhon_objects::buffer::{Export, Exporter, Exports, View, Waited, register, store};
use typhon_objects::lock::ObjectLock;
use typhon_objects::mode::others_may_run;
use typhon_objects::prelude::*;
use typhon_objects::slice::from_either_end;

slots_object!(ArrayObject, ARRAY_LAYOUT, "array.array", { storage }, {
    length: AtomicUsize,
    code: u8,
    exports: Exports,
}, drop);

/// An array, with its operations on bytes.
#[derive(Copy, Clone)]
pub struct Array(pub Ref<ArrayObject>);

static EXPORTER: Exporter = Exporter {
    layout: &ARRAY_LAYOUT,
    export: |thread, value| Ok(Array::of(value).export(thread)),
};

pub(super) fn register_exporter() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| register(&EXPORTER));
}

impl Array {
    pub fn new(thread: &Thread, class: Type, code: u8) -> Result<Array> {
        Ok(Array(make(thread, class, |header| ArrayObject {
            header,
            storage: Slot::new(Value::NULL),
            length: AtomicUsize::new(0),
            code,
            exports: Exports::new(),
        })?))
    }

    /// An exact array with these bytes as items.
    pub fn from_bytes(thread: &Thread, code: u8, bytes: &[u8]) -> Result<Array> {
        let array = Array::new(thread, ARRAY.get(), code)?;
        array.splice(thread, bytes, |length| Ok((length, length)))?;
        Ok(array)
    }

    pub fn of(value: Value) -> Array {
        Array(Ref::of(value))
    }

    pub fn try_of(value: Value) -> Option<Array> {
        value.downcast::<ArrayObject>().map(Array)
    }

    pub fn value(self) -> Value {
        self.0.value()
    }

    pub fn code(self) -> u8 {
        self.0.code
    }

    pub fn item_size(self) -> usize {
        item::size(self.0.code).unwrap_or(1)
    }

    pub fn len(self) -> usize {
        // Acquire: whoever sees a length sees the storage that has as many items.
        self.0.length.load(Ordering::Acquire)
    }

    fn lock(self, thread: &Thread) -> ObjectLock {
        thread.lock(self.0.header())
    }

    fn storage(self) -> Option<BufferRef> {
        BufferRef::from_value(self.0.storage.get())
    }

    fn pointer(self) -> *mut u8 {
        match self.storage() {
            Some(storage) => storage.as_ptr(),
            None => std::ptr::NonNull::<u64>::dangling().as_ptr().cast(),
        }
    }

    /// The address of the items, for `buffer_info`.
    pub fn address(self) -> u64 {
        self.storage().map_or(0, |storage| storage.as_ptr() as u64)
    }

    /// The bytes of an item in the low part of a word. Takes no lock.
    pub fn word(self, index: usize) -> Option<u64> {
        if index >= self.len() {
            return None;
        }
        let storage = self.storage()?;
        let size = self.item_size();
        if (index + 1) * size > storage.len() {
            return None;
        }
        // Relaxed: the caller's fence orders the load. Others may be storing.
        // SAFETY: within the storage and aligned, as storages are and sizes are powers of two.
        unsafe {
            let place = storage.as_ptr().add(index * size);
            Some(match size {
                1 => u64::from((*place.cast::<AtomicU8>()).load(Ordering::Relaxed)),
                2 => u64::from((*place.cast::<AtomicU16>()).load(Ordering::Relaxed)),
                4 => u64::from((*place.cast::<AtomicU32>()).load(Ordering::Relaxed)),
                _ => (*place.cast::<AtomicU64>()).load(Ordering::Relaxed),
            })
        }
    }

    /// The item at `index`, counted from the end if negative, at one moment. Takes no lock.
    pub fn get(self, thread: &Thread, index: i64) -> Result<Option<Value>> {
        let found = thread.read(self.0.header(), || {
            let word = self.word(from_either_end(index, self.len())?);
            // The loads above must not sink below the look at the version.
            fence(Ordering::Acquire);
            word
        });
        match found {
            Some(word) => item::unpack(thread, self.0.code, word).map(Some),
            None => Ok(None),
        }
    }

    /// Stores an item at an index counted from the end if negative; false outside.
    pub fn store(self, thread: &Thread, index: i64, packed: &item::Packed) -> bool {
        let _lock = self.lock(thread);
        let length = self.len();
        let Some(index) = from_either_end(index, length).filter(|&index| index < length) else {
            return false;
        };
        let size = self.item_size();
        let bytes = packed.bytes();
        // Release: a reader that sees the item sees the lock taken.
        // SAFETY: under the lock, the storage has `len` items; aligned as in `word`.
        unsafe {
            let place = self.pointer().add(index * size);
            match *bytes {
                [a] => (*place.cast::<AtomicU8>()).store(a, Ordering::Release),
                [a, b] => {
                    let item = u16::from_ne_bytes([a, b]);
                    (*place.cast::<AtomicU16>()).store(item, Ordering::Release);
                }
                [a, b, c, d] => {
                    let item = u32::from_ne_bytes([a, b, c, d]);
                    (*place.cast::<AtomicU32>()).store(item, Ordering::Release);
                }
                _ => {
                    let mut word = [0; 8];
                    word.copy_from_slice(bytes);
                    let item = u64::from_ne_bytes(word);
                    (*place.cast::<AtomicU64>()).store(item, Ordering::Release);
                }
            }
        }
        true
    }

    /// A copy of all bytes at one moment.
    pub fn bytes(self, thread: &Thread) -> Vec<u8> {
        let _lock = self.lock(thread);
        let length = self.len() * self.item_size();
        // SAFETY: under the lock, the storage has that many bytes.
        let bytes = unsafe { std::slice::from_raw_parts(self.pointer(), length) };
        thread.aside_if_long(length, || bytes.to_vec())
    }

    /// Changes the bytes, of which `f` gets a copy: others read them meanwhile. `f` runs under the lock: no
    /// Python code, no allocation.
    pub fn modify<R>(self, thread: &Thread, f: impl FnOnce(&mut [u8]) -> R) -> R {
        let _lock = self.lock(thread);
        let length = self.len() * self.item_size();
        let place = self.pointer();
        let (bytes, result) = thread.aside_if_long(length, || {
            // SAFETY: under the lock, the storage has that many bytes, and nobody else writes.
            let mut bytes = unsafe { std::slice::from_raw_parts(place, length) }.to_vec();
            let result = f(&mut bytes);
            (bytes, result)
        });
        // In one piece: a fork must not find it half done.
        // SAFETY: as above.
        unsafe { store::copy(bytes.as_ptr(), place, length) };
        result
    }

    fn export(self, thread: &Thread) -> Export {
        let _lock = self.lock(thread);
        let lease = self.0.exports.lease();
        let format = Cow::Borrowed(item::view_format(self.0.code));
        let view = View::items(self.pointer(), self.len(), self.item_size(), format, false);
        Export::new(view, self.value(), self.0.storage.get(), Some(lease))
    }

    /// The array itself while there is one thread, else a plain one with the items of one moment.
    pub fn unshared(self, thread: &Thread) -> Result<Array> {
        if others_may_run() {
            return Array::from_bytes(thread, self.code(), &self.bytes(thread));
        }
        Ok(self)
    }

    /// Like `splice`, with a range that depends on the bytes there are; false, and nothing done, for none.
    pub fn splice_where(
        self,
        thread: &Thread,
        data: &[u8],
        range: impl Fn(&[u8]) -> Option<(usize, usize)>,
    ) -> Result<bool> {
        let refused = Cell::new(false);
        let done = self.splice(thread, data, |length| {
            // SAFETY: this is called under the lock, where the storage has that many items.
            let now =
                unsafe { std::slice::from_raw_parts(self.pointer(), length * self.item_size()) };
            range(now).ok_or_else(|| {
                refused.set(true);
                errors::runtime_error(thread, "array changed")
            })
        });
        match done {
            Err(_) if refused.get() => Ok(false),
            done => done.map(|_| true),
        }
    }

    /// Puts the items in `data` in place of a range of items, as one step. `range` is asked under the
    /// lock, with the length there is, and may be asked again. Gives the bytes that were replaced.
    pub fn splice(
        self,
        thread: &Thread,
        data: &[u8],
        range: impl Fn(usize) -> Result<(usize, usize)>,
    ) -> Result<Vec<u8>> {
        let size = self.item_size();
        let mut fresh: Option<BufferRef> = None;
        let (mut settled, mut waited) = (false, Waited::default());
        loop {
            let capacity = {
                let _lock = self.lock(thread);
                let length = self.len();
                let (from, to) = range(length)?;
                let rest = length - (to - from);
                let new_length = rest + data.len() / size;
                let exported = self.0.exports.count() > 0;
                if new_length != length && exported {
                    None
                } else {
                    let old = self.storage();
                    let room = old.map_or(0, |old| old.len() / size);
                    let target = if new_length <= room {
                        old
                    } else {
                        fresh.filter(|fresh| fresh.len() >= new_length * size)
                    };
                    match target {
                        Some(target) => {
                            return Ok(self.replace(target, data, from, to, new_length));
                        }
                        None if new_length == 0 => return Ok(Vec::new()),
                        // Growth by an eighth, so that appending is cheap on average.
                        None => Some((new_length + new_length / 8 + 4) * size),
                    }
                }
            };
            match capacity {
                Some(capacity) => fresh = Some(thread.allocate_buffer(capacity)?),
                None if !settled && self.0.exports.settle(thread) => settled = true,
                None if self.0.exports.wait_for_others(thread, &mut waited) => {}
                None => {
                    return Err(errors::buffer_error(
                        thread,
                        "cannot resize an array that is exporting buffers",
                    ));
                }
            }
        }
    }

    /// The change itself, under the lock; `target` has room for the result.
    fn replace(
        self,
        target: BufferRef,
        data: &[u8],
        from: usize,
        to: usize,
        new_length: usize,
    ) -> Vec<u8> {
        let size = self.item_size();
        let length = self.len();
        let (first, last) = (from * size, to * size);
        let source = self.pointer();
        let tail = length * size - last;
        // SAFETY: all ranges lie within the old storage's bytes in use or the target's room; `copy`
        // allows for overlap, as source and target may be the same.
        let old = unsafe { std::slice::from_raw_parts(source.add(first), last - first) }.to_vec();
        let same = std::ptr::eq(source, target.as_ptr());
        if new_length < length {
            // Fewer items first, so that no reader goes beyond those that stay.
            self.0.length.store(new_length, Ordering::Release);
        }
        // SAFETY: as above.
        unsafe {
            let place = target.as_ptr();
            if !same {
                store::copy(source, place, first);
            }
            if tail > 0 && (!same || last != first + data.len()) {
                store::copy(source.add(last), place.add(first + data.len()), tail);
            }
            store::copy(data.as_ptr(), place.add(first), data.len());
        }
        if !same {
            self.0.storage.set(self.0.header(), target.as_value());
        }
        self.0.length.store(new_length, Ordering::Release);
        old
    }
}
