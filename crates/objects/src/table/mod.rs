//! The hash table of dict and set: compact and ordered, read without locks.
//!
//! Invariants:
//! 1. A table is published whole and never reused; a dict that outgrows its table gets a new one, and
//!    the collector keeps the old one for those who still read it.
//! 2. Entries are append-only: an entry's hash and key are stored before the index that leads to it.
//!    Deleting sets the value to NULL first, then the key to DELETED and the index to a dummy; the entry
//!    is not used again.
//! 3. Writers hold the owner's lock (see `Thread::lock`), but for those that replace the value of an entry
//!    (`Thread::store_in_place`); readers hold nothing and write nothing.
//! 4. No Python code runs under the lock: a writer looks up first, locks, and starts again if the
//!    table has changed or grown meanwhile.
//! 5. Putting an entry in or taking it out is one step to those who look for its key; whoever asks for
//!    the count waits until it says so too. Several entries change as one step in `combine_plain` and
//!    `move_to_end`: readers look again (`typhon_sync::counted`).

mod combine;
mod place;
mod reorder;
mod storage;

pub use combine::Combination;
pub use place::{At, Place};
pub use storage::Table;

use crate::errors::Result;
use crate::list::List;
use crate::lock::ObjectLock;
use crate::mode::{is_shared_mode, others_may_run};
use crate::object::{Kind, Ref, ValueExt};
use crate::operations;
use crate::str::Str;
use crate::thread::Thread;
use storage::{Found, Probe, STEP};
use typhon_heap::{Header, Slot, Value};
use typhon_sync::Counted;
use typhon_sync::shim::wait_a_little;

/// The part of a dict or set object that holds its entries. `owner` in the methods is that object.
#[repr(C)]
pub struct HashTable {
    /// The current `Table`, or NULL while nothing was ever stored.
    table: Slot,
    live: Counted,
}

impl HashTable {
    pub const fn new() -> HashTable {
        HashTable {
            table: Slot::new(Value::NULL),
            live: Counted::new(0),
        }
    }

    pub fn slot(&self) -> &Slot {
        &self.table
    }

    #[inline]
    pub fn len(&self) -> usize {
        self.live.true_count()
    }

    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The current table; its address changes whenever entries move.
    #[inline]
    pub fn current(&self) -> Option<Ref<Table>> {
        let value = self.table.get();
        if value.is_null() {
            return None;
        }
        // SAFETY: the slot holds a `Table` or NULL.
        Some(unsafe { Ref::from_pointer(value.pointer() as *const Table) })
    }

    /// The value under an interned or other exact string key, without running Python code. Keys that
    /// are not exact strings are never equal to it here.
    #[inline]
    pub fn get_str(&self, key: Str) -> Option<Value> {
        self.steadily(|| {
            let table = self.current()?;
            let entry = table.find_str(key)?;
            table.entry(entry).value.get().present()
        })
    }

    /// What `look` finds while no entries move.
    #[inline(always)]
    fn steadily<R>(&self, look: impl Fn() -> R) -> R {
        let mut rounds = 0;
        loop {
            let seen = self.live.settled();
            let found = look();
            if self.live.still(seen) {
                return found;
            }
            wait_a_little(&mut rounds);
        }
    }

    /// The entry of `key` whose hash is `hash`, in the table that is returned with it.
    fn find(&self, thread: &Thread, key: Value, hash: u64) -> Result<Option<(Ref<Table>, Found)>> {
        'again: loop {
            let Some(table) = self.current() else {
                return Ok(None);
            };
            // Read before probing: entries appended later make the writer look again.
            let appended = table.appended();
            let exact_str = key.exact_kind() == Kind::Str;
            let mut probe = Probe::new(table, hash);
            while let Some(index) = probe.next() {
                let entry = table.entry(index);
                let candidate = entry.key.get();
                if candidate == key {
                    return Ok(Some((
                        table,
                        Found {
                            index: Some(index),
                            appended,
                        },
                    )));
                }
                if entry.hash() != hash || candidate == Value::DELETED {
                    continue;
                }
                if exact_str && candidate.exact_kind() == Kind::Str {
                    if Str::of(candidate).bytes() == Str::of(key).bytes() {
                        return Ok(Some((
                            table,
                            Found {
                                index: Some(index),
                                appended,
                            },
                        )));
                    }
                    continue;
                }
                if candidate.is_fixnum() && key.is_fixnum() {
                    continue;
                }
                if operations::equal(thread, candidate, key)? {
                    if self.table.get() != table.value() || entry.key.get() != candidate {
                        continue 'again;
                    }
                    return Ok(Some((
                        table,
                        Found {
                            index: Some(index),
                            appended,
                        },
                    )));
                }
                if self.table.get() != table.value() {
                    continue 'again;
                }
            }
            return Ok(Some((
                table,
                Found {
                    index: None,
                    appended,
                },
            )));
        }
    }

    pub fn get(&self, thread: &Thread, key: Value) -> Result<Option<Value>> {
        self.get_hashed(thread, key, operations::hash(thread, key)?)
    }

    #[inline]
    pub fn get_hashed(&self, thread: &Thread, key: Value, hash: u64) -> Result<Option<Value>> {
        self.steadily(|| {
            let Some((table, found)) = self.find(thread, key, hash)? else {
                return Ok(None);
            };
            Ok(found
                .index
                .and_then(|index| table.entry(index).value.get().present()))
        })
    }

    /// The stored key equal to `key`, and its value.
    pub fn get_entry(&self, thread: &Thread, key: Value) -> Result<Option<(Value, Value)>> {
        let hash = operations::hash(thread, key)?;
        self.steadily(|| {
            let Some((table, found)) = self.find(thread, key, hash)? else {
                return Ok(None);
            };
            Ok(found.index.and_then(|index| {
                let entry = table.entry(index);
                let stored = entry.key.get();
                let value = entry.value.get().present()?;
                (stored != Value::DELETED).then_some((stored, value))
            }))
        })
    }

    pub fn set(
        &self,
        thread: &Thread,
        owner: &'static Header,
        key: Value,
        value: Value,
    ) -> Result<()> {
        self.set_hashed(thread, owner, key, operations::hash(thread, key)?, value)
    }

    pub fn set_hashed(
        &self,
        thread: &Thread,
        owner: &'static Header,
        key: Value,
        hash: u64,
        value: Value,
    ) -> Result<()> {
        let found = self.find(thread, key, hash)?;
        if is_shared_mode()
            && let Some((table, place)) = &found
            && let Some(index) = place.index
            && self.replace(thread, owner, *table, index, value)
        {
            return Ok(());
        }
        self.update_found(thread, owner, key, hash, found, Thread::lock, |_| {
            Some(value)
        })
        .map(|_| ())
    }

    /// Likewise while no other thread has seen the owner.
    pub fn set_unseen(
        &self,
        thread: &Thread,
        owner: &'static Header,
        key: Value,
        hash: u64,
        value: Value,
    ) -> Result<()> {
        let found = self.find(thread, key, hash)?;
        let no_lock = |_: &Thread, _| ObjectLock::not_needed();
        self.update_found(thread, owner, key, hash, found, no_lock, |_| Some(value))
            .map(|_| ())
    }

    /// Stores the value of an entry that was found, if it is still there.
    #[inline]
    fn replace(
        &self,
        thread: &Thread,
        owner: &'static Header,
        table: Ref<Table>,
        index: usize,
        value: Value,
    ) -> bool {
        let entry = table.entry(index);
        thread.store_in_place_shared(owner, || {
            let there = self.table.get() == table.value() && !entry.value.get().is_null();
            if there {
                entry.value.set(table.header(), value);
            }
            there
        })
    }

    /// Stores `value` unless the key is there; gives what is there afterwards.
    pub fn set_default(
        &self,
        thread: &Thread,
        owner: &'static Header,
        key: Value,
        hash: u64,
        value: Value,
    ) -> Result<Value> {
        let seen = self.live.settled();
        let found = self.find(thread, key, hash)?;
        if let Some((
            table,
            Found {
                index: Some(index), ..
            },
        )) = &found
            && let Some(there) = table.entry(*index).value.get().present()
            && self.live.still(seen)
        {
            return Ok(there);
        }
        let change = |old: Value| old.is_null().then_some(value);
        let old = self.update_found(thread, owner, key, hash, found, Thread::lock, change)?;
        Ok(old.present().unwrap_or(value))
    }

    /// One atomic read-modify-write of a key: `change` gets the old value or NULL and gives the new one,
    /// or `None` to leave things as they are. Gives the old value or NULL.
    pub fn update(
        &self,
        thread: &Thread,
        owner: &'static Header,
        key: Value,
        hash: u64,
        change: impl Fn(Value) -> Option<Value>,
    ) -> Result<Value> {
        let found = self.find(thread, key, hash)?;
        self.update_found(thread, owner, key, hash, found, Thread::lock, change)
    }

    /// Likewise, where `find` has found the key, or not, a moment ago.
    #[allow(clippy::too_many_arguments)]
    fn update_found(
        &self,
        thread: &Thread,
        owner: &'static Header,
        key: Value,
        hash: u64,
        found: Option<(Ref<Table>, Found)>,
        lock: impl Fn(&Thread, &'static Header) -> ObjectLock,
        change: impl Fn(Value) -> Option<Value>,
    ) -> Result<Value> {
        let mut found_before = Some(found);
        loop {
            let found = match found_before.take() {
                Some(found) => found,
                None => self.find(thread, key, hash)?,
            };
            let spare = self.spare_table(thread, &found)?;
            let _lock = lock(thread, owner);
            let current = self.table.get();
            let (table, index) = match found {
                None if current.is_null() => (None, None),
                Some((table, found)) if current == table.value() => match found.index {
                    Some(index) if table.entry(index).value.get().is_null() => continue,
                    None if table.appended() != found.appended => continue,
                    index => (Some(table), index),
                },
                _ => continue,
            };
            if let (Some(table), Some(index)) = (table, index) {
                let entry = table.entry(index);
                let old = entry.value.get();
                if let Some(new) = change(old) {
                    entry.value.set(table.header(), new);
                }
                return Ok(old);
            }
            let Some(new) = change(Value::NULL) else {
                return Ok(Value::NULL);
            };
            let table = match table {
                Some(table) if table.has_room() => table,
                old => {
                    let Some(fresh) = spare else { continue };
                    if let Some(old) = old {
                        old.copy_live_into(thread, fresh);
                    }
                    self.table.set(owner, fresh.value());
                    fresh
                }
            };
            self.live.begin_counting();
            table.append(key, hash, new);
            self.count_appended();
            return Ok(Value::NULL);
        }
    }

    /// A bigger table, made before the lock is taken, if appending will need one.
    fn spare_table(
        &self,
        thread: &Thread,
        found: &Option<(Ref<Table>, Found)>,
    ) -> Result<Option<Ref<Table>>> {
        match found {
            Some((table, found)) if found.index.is_some() || table.has_room() => Ok(None),
            Some((table, _)) => {
                // Growing by live entries: a dict that only replaced deleted ones keeps its size.
                let live = self.len();
                let room = (live * 2 + 1).max(table.capacity() / 2 + 1);
                Ref::<Table>::with_room(thread, room.max(live + 1)).map(Some)
            }
            None => Ref::<Table>::with_room(thread, 5).map(Some),
        }
    }

    /// Removes the key; gives its stored key and value.
    pub fn remove(
        &self,
        thread: &Thread,
        owner: &'static Header,
        key: Value,
    ) -> Result<Option<(Value, Value)>> {
        let hash = operations::hash(thread, key)?;
        self.remove_hashed(thread, owner, key, hash)
    }

    pub fn remove_hashed(
        &self,
        thread: &Thread,
        owner: &'static Header,
        key: Value,
        hash: u64,
    ) -> Result<Option<(Value, Value)>> {
        loop {
            let Some((table, found)) = self.find(thread, key, hash)? else {
                return Ok(None);
            };
            let _lock = thread.lock(owner);
            if self.table.get() != table.value() {
                continue;
            }
            let Some(index) = found.index else {
                if table.appended() != found.appended {
                    continue;
                }
                return Ok(None);
            };
            if table.entry(index).value.get().is_null() {
                continue;
            }
            return Ok(Some(self.remove_entry(table, index)));
        }
    }

    /// Caller holds the owner's lock; the entry is live.
    fn remove_entry(&self, table: Ref<Table>, index: usize) -> (Value, Value) {
        self.live.begin_counting();
        let pair = table.delete(index);
        self.live.set(self.live.get() - 1);
        pair
    }

    /// Removes the last entry.
    pub fn pop_last(&self, thread: &Thread, owner: &'static Header) -> Option<(Value, Value)> {
        let _lock = thread.lock(owner);
        let table = self.current()?;
        let index = (0..table.end_hint())
            .rev()
            .find(|&index| !table.entry(index).value.get().is_null())?;
        table.set_end_hint(index);
        Some(self.remove_entry(table, index))
    }

    /// Removes the first entry (sets pop from there).
    pub fn pop_first(&self, thread: &Thread, owner: &'static Header) -> Option<(Value, Value)> {
        let _lock = thread.lock(owner);
        let table = self.current()?;
        let index = (table.first_hint()..table.appended())
            .find(|&index| !table.entry(index).value.get().is_null())?;
        table.set_first_hint(index);
        Some(self.remove_entry(table, index))
    }

    pub fn clear(&self, thread: &Thread, owner: &'static Header) {
        let _lock = thread.lock(owner);
        self.live.begin_counting();
        self.table.set(owner, Value::NULL);
        self.live.set(0);
    }

    /// The live entry at or after `position`, which is moved behind it. Python's iteration order.
    #[inline]
    pub fn next_entry(&self, position: &mut usize) -> Option<(Value, Value)> {
        self.next_hashed(position)
            .map(|(_, key, value)| (key, value))
    }

    /// Like `next_entry`, with the key's hash.
    #[inline]
    pub fn next_hashed(&self, position: &mut usize) -> Option<(u64, Value, Value)> {
        let start = *position;
        let (found, after) = self.steadily(|| {
            let Some(table) = self.current() else {
                return (None, start);
            };
            let mut position = start;
            while position < table.appended() {
                let found = table.live_entry(position);
                position += 1;
                if found.is_some() {
                    return (found, position);
                }
            }
            (None, position)
        });
        *position = after;
        found
    }

    /// The live entry before `position`, which is moved to it.
    pub fn previous_entry(&self, position: &mut usize) -> Option<(Value, Value)> {
        let start = *position;
        let (found, before) = self.steadily(|| {
            let Some(table) = self.current() else {
                return (None, start);
            };
            let mut position = start.min(table.appended());
            while position > 0 {
                position -= 1;
                if let Some((_, key, value)) = table.live_entry(position) {
                    return (Some((key, value)), position);
                }
            }
            (None, position)
        });
        *position = before;
        found
    }

    /// Where reverse iteration starts.
    pub fn end(&self) -> usize {
        self.current().map_or(0, |table| table.appended())
    }

    /// The current table, or a copy made at one moment if other threads may change it.
    pub fn unshared(&self, thread: &Thread, owner: &'static Header) -> Result<Option<Ref<Table>>> {
        if !others_may_run() {
            return Ok(self.current());
        }
        loop {
            let length = self.len();
            if length == 0 {
                return Ok(None);
            }
            let fresh = Ref::<Table>::with_room(thread, length)?;
            let _lock = thread.lock(owner);
            if self.live.get() > length {
                continue;
            }
            if let Some(table) = self.current() {
                table.copy_live_into(thread, fresh);
            }
            return Ok(Some(fresh));
        }
    }

    /// Makes this (empty, unpublished) table a copy of `other`, whose owner is locked meanwhile.
    pub fn copy_from(
        &self,
        thread: &Thread,
        owner: &'static Header,
        other: &HashTable,
        other_owner: &'static Header,
    ) -> Result<()> {
        loop {
            let length = other.len();
            if length == 0 {
                return Ok(());
            }
            let fresh = Ref::<Table>::with_room(thread, length)?;
            let _lock = thread.lock(other_owner);
            let live = other.len();
            if live > length {
                continue;
            }
            if let Some(table) = other.current() {
                table.copy_live_into(thread, fresh);
            }
            self.live.set(live);
            self.table.set(owner, fresh.value());
            return Ok(());
        }
    }

    /// Takes over the contents of `other`, which nobody else uses any more.
    pub fn replace_with(&self, thread: &Thread, owner: &'static Header, other: &HashTable) {
        let _lock = thread.lock(owner);
        self.live.begin_counting();
        self.table.set(owner, other.table.get());
        self.live.set(other.live.get());
    }

    /// For builders that append to the (unpublished) table themselves, and for holders of the lock.
    #[inline]
    pub fn count_appended(&self) {
        self.live.set(self.live.get() + 1);
    }

    /// The keys, the values, or both by turns, as they are at one moment.
    pub fn collect(
        &self,
        thread: &Thread,
        owner: &'static Header,
        keys: bool,
        values: bool,
    ) -> Result<List> {
        let width = keys as usize + values as usize;
        loop {
            let expected = self.len();
            let list = List::with_capacity(thread, expected * width)?;
            let _lock = thread.lock(owner);
            if self.live.get() > expected {
                continue;
            }
            let (Some(table), Some(storage)) = (self.current(), list.storage()) else {
                return Ok(list);
            };
            let slots = storage.slots();
            let mut filled = 0;
            thread.in_steps(0..table.appended(), STEP, |part| {
                let first = filled;
                for (_, key, value) in part.filter_map(|index| table.live_entry(index)) {
                    if keys {
                        slots[filled].set_unbarriered(key);
                    }
                    if values {
                        slots[filled + keys as usize].set_unbarriered(value);
                    }
                    filled += width;
                }
                storage.written(first..filled);
            });
            list.set_length(filled);
            return Ok(list);
        }
    }

    /// Makes room for `additional` more entries. An optimisation only.
    pub fn reserve(
        &self,
        thread: &Thread,
        owner: &'static Header,
        additional: usize,
    ) -> Result<()> {
        loop {
            let wanted = self.len() + additional;
            let old = self.table.get();
            if self
                .current()
                .is_some_and(|table| table.room() >= additional)
                || additional == 0
            {
                return Ok(());
            }
            let fresh = Ref::<Table>::with_room(thread, wanted)?;
            let _lock = thread.lock(owner);
            if self.table.get() != old {
                continue;
            }
            if let Some(table) = self.current() {
                if self.len() + additional > wanted {
                    continue;
                }
                table.copy_live_into(thread, fresh);
            }
            self.table.set(owner, fresh.value());
            return Ok(());
        }
    }
}

impl Default for HashTable {
    fn default() -> Self {
        HashTable::new()
    }
}
