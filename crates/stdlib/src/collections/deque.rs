//! The layout of `deque`: a ring of slots.
//!
//! Invariant: head, length and storage change together, under the object's lock; they are read under it
//! or by `Thread::read`, which needs them stored with Release and loaded with Acquire. A storage array has
//! a power of two of slots, and those not in use are NULL. `state` counts changes of what is where, so
//! that iterations notice them.

use crate::slots_object;
use crate::support::make;
use std::sync::atomic::{
    AtomicI64, AtomicUsize, Ordering::Acquire, Ordering::Relaxed, Ordering::Release,
};
use typhon_objects::lock::ObjectLock;
use typhon_objects::prelude::*;
use typhon_objects::slice::from_either_end;
use typhon_objects::thread::VALUES_A_STEP;

slots_object!(DequeObject, DEQUE_LAYOUT, "collections.deque", { storage }, {
    head: AtomicUsize,
    length: AtomicUsize,
    state: AtomicUsize,
    most: AtomicI64,
});

/// Of `most`: any length will do.
pub const UNBOUNDED: i64 = -1;

/// A deque, with its operations. Each is one atomic step.
#[derive(Copy, Clone)]
pub struct Deque(pub Ref<DequeObject>);

/// Which end.
#[derive(Copy, Clone, PartialEq, Eq)]
pub enum End {
    Left,
    Right,
}

impl Deque {
    pub fn new(thread: &Thread, class: Type) -> Result<Deque> {
        Ok(Deque(make(thread, class, |header| DequeObject {
            header,
            storage: Slot::new(Value::NULL),
            head: AtomicUsize::new(0),
            length: AtomicUsize::new(0),
            state: AtomicUsize::new(0),
            most: AtomicI64::new(UNBOUNDED),
        })?))
    }

    pub fn of(value: Value) -> Deque {
        Deque(Ref::of(value))
    }

    pub fn value(self) -> Value {
        self.0.value()
    }

    #[allow(clippy::len_without_is_empty)] // nobody asks
    pub fn len(self, thread: &Thread) -> usize {
        thread.read(self.0.header(), || self.length())
    }

    /// The length, perhaps in the middle of an operation. Caller holds the lock or is in a `read`.
    fn length(self) -> usize {
        self.0.length.load(Acquire)
    }

    pub fn state(self) -> usize {
        self.0.state.load(Acquire)
    }

    /// The length and the state at one moment.
    pub fn len_and_state(self, thread: &Thread) -> (usize, usize) {
        thread.read(self.0.header(), || (self.length(), self.state()))
    }

    pub fn most(self) -> i64 {
        self.0.most.load(Relaxed)
    }

    fn lock(self, thread: &Thread) -> ObjectLock {
        thread.lock(self.0.header())
    }

    fn storage(self) -> Option<ArrayRef> {
        ArrayRef::from_value(self.0.storage.get())
    }

    fn changed(self) {
        self.0.state.store(self.state().wrapping_add(1), Release);
    }

    /// Where item `index` lies in the storage. Caller holds the lock.
    fn position(self, storage: ArrayRef, index: usize) -> usize {
        (self.0.head.load(Acquire).wrapping_add(index)) & (storage.len() - 1)
    }

    fn take(self, storage: ArrayRef, index: usize) -> Value {
        let slot = storage.slot(self.position(storage, index));
        let item = slot.get();
        slot.set_unbarriered(Value::NULL);
        item
    }

    fn move_head(self, by: isize) {
        self.0
            .head
            .store(self.0.head.load(Relaxed).wrapping_add_signed(by), Release);
    }

    /// Caller holds the lock and knows that there is an item.
    fn pop_locked(self, storage: ArrayRef, end: End) -> Value {
        let length = self.length();
        let item = match end {
            End::Left => {
                let item = self.take(storage, 0);
                self.move_head(1);
                item
            }
            End::Right => self.take(storage, length - 1),
        };
        self.0.length.store(length - 1, Release);
        self.changed();
        item
    }

    /// Caller holds the lock and knows that there is room.
    fn push_locked(self, storage: ArrayRef, end: End, item: Value) {
        let length = self.length();
        let position = match end {
            End::Left => {
                self.move_head(-1);
                self.position(storage, 0)
            }
            End::Right => self.position(storage, length),
        };
        storage.set(position, item);
        self.0.length.store(length + 1, Release);
        self.changed();
    }

    pub fn push(self, thread: &Thread, end: End, item: Value) -> Result<()> {
        self.push_all(thread, end, std::iter::once(item))
    }

    /// Pushes items one after the other, as one step. They are reachable otherwise.
    pub fn push_all(
        self,
        thread: &Thread,
        end: End,
        items: impl ExactSizeIterator<Item = Value>,
    ) -> Result<()> {
        loop {
            let most = self.most();
            let room = match most {
                UNBOUNDED => items.len(),
                most => (most as usize).min(items.len()),
            };
            {
                let _lock = self.lock(thread);
                if most == 0 {
                    return Ok(());
                }
                if let Some(storage) = self.storage()
                    && (self.length() + room <= storage.len() || self.is_full(most, storage))
                {
                    for item in items {
                        if most > 0 && self.length() >= most as usize {
                            let other = match end {
                                End::Left => End::Right,
                                End::Right => End::Left,
                            };
                            self.pop_locked(storage, other);
                        }
                        self.push_locked(storage, end, item);
                    }
                    return Ok(());
                }
            }
            self.reserve(thread, room)?;
        }
    }

    /// Whether every push drops an item at the other end.
    fn is_full(self, most: i64, storage: ArrayRef) -> bool {
        most > 0 && most as usize <= storage.len()
    }

    pub fn pop(self, thread: &Thread, end: End) -> Option<Value> {
        let _lock = self.lock(thread);
        if self.length() == 0 {
            return None;
        }
        Some(self.pop_locked(self.storage()?, end))
    }

    /// Makes room for `additional` more items; others may use it up.
    pub fn reserve(self, thread: &Thread, additional: usize) -> Result<()> {
        loop {
            let wanted = self.length() + additional;
            if self.storage().is_some_and(|old| old.len() >= wanted) {
                return Ok(());
            }
            if wanted > 1 << 40 {
                return Err(errors::memory_error(thread));
            }
            let fresh = thread.allocate_array(wanted.next_power_of_two().max(8))?;
            let _lock = self.lock(thread);
            let length = self.length();
            if length + additional > fresh.len() {
                continue;
            }
            if let Some(old) = self.storage() {
                if old.len() >= length + additional {
                    return Ok(());
                }
                self.copy_items(thread, old, fresh, length);
            }
            self.0.storage.set(self.0.header(), fresh.as_value());
            self.0.head.store(0, Release);
            return Ok(());
        }
    }

    /// Copies the first items from the storage to where nobody else looks. Caller holds the lock.
    fn copy_items(self, thread: &Thread, from: ArrayRef, to: ArrayRef, count: usize) {
        thread.in_steps(0..count, VALUES_A_STEP, |part| {
            for index in part.clone() {
                let item = from.get(self.position(from, index));
                to.slot(index).set_unbarriered(item);
            }
            to.written(part);
        });
    }

    /// The item at `index`, counted from the end if negative. Takes no lock.
    pub fn get(self, thread: &Thread, index: i64) -> Option<Value> {
        thread.read(self.0.header(), || {
            self.item(from_either_end(index, self.length())?)
        })
    }

    /// Caller holds the lock or is in a `read`.
    fn item(self, index: usize) -> Option<Value> {
        let storage = self.storage().filter(|_| index < self.length())?;
        storage.get(self.position(storage, index)).present()
    }

    /// The item, if the deque is still as it was when `state` was read.
    pub fn get_in_state(
        self,
        thread: &Thread,
        index: usize,
        state: usize,
    ) -> std::result::Result<Option<Value>, Mutated> {
        thread.read(self.0.header(), || {
            if self.state() != state {
                return Err(Mutated);
            }
            Ok(self.item(index))
        })
    }

    pub fn set(self, thread: &Thread, index: i64, item: Value) -> bool {
        let _lock = self.lock(thread);
        let length = self.length();
        match (self.storage(), from_either_end(index, length)) {
            (Some(storage), Some(index)) if index < length => {
                storage.set(self.position(storage, index), item);
                true
            }
            _ => false,
        }
    }

    pub fn clear(self, thread: &Thread) {
        let _lock = self.lock(thread);
        self.0.storage.set(self.0.header(), Value::NULL);
        self.0.head.store(0, Release);
        self.0.length.store(0, Release);
        self.changed();
    }

    pub fn set_most(self, most: i64) {
        self.0.most.store(most, Relaxed);
    }

    /// Removes the item at `index`, counted from the end if negative, if the deque is still in `state` (if
    /// one is given).
    pub fn remove_at(
        self,
        thread: &Thread,
        index: i64,
        state: Option<usize>,
    ) -> std::result::Result<Option<Value>, Mutated> {
        let _lock = self.lock(thread);
        if state.is_some_and(|state| state != self.state()) {
            return Err(Mutated);
        }
        let length = self.length();
        let Some(index) = from_either_end(index, length).filter(|&index| index < length) else {
            return Ok(None);
        };
        let Some(storage) = self.storage() else {
            return Ok(None);
        };
        let item = storage.get(self.position(storage, index));
        if index < length / 2 {
            for place in (0..index).rev() {
                self.copy_item(storage, place, place + 1);
            }
            self.pop_locked(storage, End::Left);
        } else {
            for place in index..length - 1 {
                self.copy_item(storage, place + 1, place);
            }
            self.pop_locked(storage, End::Right);
        }
        Ok(Some(item))
    }

    fn copy_item(self, storage: ArrayRef, from: usize, to: usize) {
        let item = storage.get(self.position(storage, from));
        storage.set(self.position(storage, to), item);
    }

    /// Inserts before `index`; false if the deque is full.
    pub fn insert(self, thread: &Thread, index: i64, item: Value) -> Result<bool> {
        loop {
            {
                let _lock = self.lock(thread);
                let length = self.length();
                let most = self.most();
                if most >= 0 && length >= most as usize {
                    return Ok(false);
                }
                if let Some(storage) = self.storage().filter(|storage| length < storage.len()) {
                    let index = if index < 0 {
                        (index + length as i64).max(0) as usize
                    } else {
                        (index as usize).min(length)
                    };
                    if index < length / 2 {
                        self.push_locked(storage, End::Left, item);
                        for place in 0..index {
                            self.copy_item(storage, place + 1, place);
                        }
                    } else {
                        self.push_locked(storage, End::Right, item);
                        for place in (index..length).rev() {
                            self.copy_item(storage, place, place + 1);
                        }
                    }
                    storage.set(self.position(storage, index), item);
                    return Ok(true);
                }
            }
            self.reserve(thread, 1)?;
        }
    }

    /// Rotates to the right; to the left if `steps` is negative.
    pub fn rotate(self, thread: &Thread, steps: i64) {
        let _lock = self.lock(thread);
        let length = self.length() as i64;
        if length < 2 {
            return;
        }
        let Some(storage) = self.storage() else {
            return;
        };
        let right = steps.rem_euclid(length);
        let (count, from, to) = if right <= length / 2 {
            (right, End::Right, End::Left)
        } else {
            (length - right, End::Left, End::Right)
        };
        for _ in 0..count {
            let item = self.pop_locked(storage, from);
            self.push_locked(storage, to, item);
        }
        self.changed();
    }

    pub fn reverse(self, thread: &Thread) {
        let _lock = self.lock(thread);
        let length = self.length();
        let Some(storage) = self.storage() else {
            return;
        };
        for index in 0..length / 2 {
            let (a, b) = (
                self.position(storage, index),
                self.position(storage, length - 1 - index),
            );
            let item = storage.get(a);
            storage.set(a, storage.get(b));
            storage.set(b, item);
        }
        self.changed();
    }

    /// All items at one moment.
    pub fn snapshot(self, thread: &Thread) -> Result<List> {
        loop {
            let length = self.length();
            let items = List::with_capacity(thread, length)?;
            let _lock = self.lock(thread);
            let now = self.length();
            if now > length {
                continue;
            }
            if let (Some(from), Some(to)) = (self.storage(), items.storage()) {
                self.copy_items(thread, from, to, now);
                items.set_length(now);
            }
            return Ok(items);
        }
    }
}

/// The deque is not what it was.
pub struct Mutated;
