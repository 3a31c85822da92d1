//! One hash table in memory: an open-addressing index of small integers, and the entries in order of
//! insertion. See the invariants in `mod.rs`. Layout: header, the fields below, `1 << log_size` index
//! cells of 1, 2 or 4 bytes (padded to 8), then `capacity` entries.

use crate::errors::Result;
use crate::object::{Kind, Ref, ValueExt};
use crate::str::Str;
use crate::thread::Thread;
use std::sync::atomic::{AtomicU8, AtomicU16, AtomicU32, AtomicU64, Ordering};
use typhon_heap::{Header, Layout, ShapeHeader, Slot, Tracer, Value};

const EMPTY: u32 = 0;
const DUMMY: u32 = 1;
/// Index cells hold the entry's number plus this.
const FIRST: u32 = 2;

#[repr(C)]
pub struct Table {
    header: Header,
    log_size: u8,
    log_width: u8,
    capacity: u32,
    appended: AtomicU32,
    /// No live entry lies before this one.
    first: AtomicU32,
    /// No live entry lies at or after this one.
    end: AtomicU32,
}

#[repr(C)]
pub struct Entry {
    hash: AtomicU64,
    pub key: Slot,
    pub value: Slot,
}

impl Entry {
    #[inline(always)]
    pub fn hash(&self) -> u64 {
        // Relaxed: stored before the index cell that led here, which was loaded with Acquire.
        self.hash.load(Ordering::Relaxed)
    }
}

static TABLE_LAYOUT: Layout = Layout {
    name: "table",
    kind: Kind::Internal as u8,
    size: std::mem::size_of::<Table>() as u32,
    trace,
    drop: None,
    weak_slot: 0,
};

static TABLE_SHAPE: ShapeHeader = ShapeHeader {
    header: Header::new(std::ptr::null()),
    layout: &TABLE_LAYOUT,
    slots_start: 0,
    slots_end: 0,
};

// SAFETY: repr(C), header first, and the layout above describes it.
unsafe impl crate::object::HeapObject for Table {
    const LAYOUT: &'static Layout = &TABLE_LAYOUT;
}

unsafe fn trace(header: *const Header, tracer: &mut Tracer<'_>) {
    // SAFETY: called on a live table.
    let table: Ref<Table> = unsafe { Ref::from_pointer(header as *const Table) };
    for index in 0..table.appended.load(Ordering::Relaxed) as usize {
        let entry = table.entry(index);
        tracer.slot(&entry.key);
        tracer.slot(&entry.value);
    }
}

/// What a lookup found: the entry, or how many entries there were when it found none.
pub struct Found {
    pub index: Option<usize>,
    pub appended: usize,
}

impl Ref<Table> {
    /// An empty table with room for at least `entries`.
    pub fn with_room(thread: &Thread, entries: usize) -> Result<Ref<Table>> {
        let log_size = (entries * 3 / 2 + 1)
            .next_power_of_two()
            .trailing_zeros()
            .max(3);
        if log_size > 31 {
            return Err(crate::errors::memory_error(thread));
        }
        let size = 1usize << log_size;
        let capacity = size * 2 / 3;
        let log_width = if capacity + 2 < 1 << 8 {
            0
        } else if capacity + 2 < 1 << 16 {
            1
        } else {
            2
        };
        let index_bytes = (size << log_width).next_multiple_of(8);
        let bytes =
            std::mem::size_of::<Table>() + index_bytes + capacity * std::mem::size_of::<Entry>();
        match thread.mutator.allocate(&TABLE_SHAPE, bytes) {
            // SAFETY: fresh zeroed memory of this size, seen by nobody else; zero is a valid state of
            // every field, of an empty index and of unused entries.
            Some(pointer) => unsafe {
                let table = pointer.as_ptr() as *mut Table;
                (*table).log_size = log_size as u8;
                (*table).log_width = log_width;
                (*table).capacity = capacity as u32;
                Ok(Ref::from_pointer(table))
            },
            None => Err(crate::errors::memory_error(thread)),
        }
    }

    #[inline(always)]
    fn index_base(self) -> *const u8 {
        // SAFETY: the index follows the fixed part.
        unsafe { (self.pointer() as *const u8).add(std::mem::size_of::<Table>()) }
    }

    #[inline(always)]
    fn load_index(self, position: usize) -> u32 {
        debug_assert!(position < 1 << self.log_size);
        // SAFETY: position is within the index of `1 << log_size` cells of this width, all atomic.
        unsafe {
            match self.log_width {
                0 => {
                    (*(self.index_base() as *const AtomicU8).add(position)).load(Ordering::Acquire)
                        as u32
                }
                1 => (*(self.index_base() as *const AtomicU16).add(position))
                    .load(Ordering::Acquire) as u32,
                _ => {
                    (*(self.index_base() as *const AtomicU32).add(position)).load(Ordering::Acquire)
                }
            }
        }
    }

    #[inline(always)]
    fn store_index(self, position: usize, cell: u32) {
        debug_assert!(position < 1 << self.log_size);
        // SAFETY: as in `load_index`.
        unsafe {
            match self.log_width {
                0 => (*(self.index_base() as *const AtomicU8).add(position))
                    .store(cell as u8, Ordering::Release),
                1 => (*(self.index_base() as *const AtomicU16).add(position))
                    .store(cell as u16, Ordering::Release),
                _ => (*(self.index_base() as *const AtomicU32).add(position))
                    .store(cell, Ordering::Release),
            }
        }
    }

    /// Entry number `index`, which is less than `appended()` or came from the index.
    #[inline(always)]
    pub fn entry(self, index: usize) -> &'static Entry {
        assert!(index < self.capacity as usize);
        let index_bytes = ((1usize << self.log_size) << self.log_width).next_multiple_of(8);
        // SAFETY: `capacity` entries follow the index.
        unsafe { &*(self.index_base().add(index_bytes) as *const Entry).add(index) }
    }

    /// The hash, key and value of an entry that was not deleted.
    #[inline(always)]
    pub fn live_entry(self, index: usize) -> Option<(u64, Value, Value)> {
        let entry = self.entry(index);
        let key = entry.key.get();
        let value = entry.value.get().present()?;
        (key != Value::DELETED).then_some((entry.hash(), key, value))
    }

    #[inline(always)]
    pub fn appended(self) -> usize {
        self.appended.load(Ordering::Acquire) as usize
    }

    pub fn capacity(self) -> usize {
        self.capacity as usize
    }

    pub fn has_room(self) -> bool {
        self.appended() < self.capacity as usize
    }

    pub fn room(self) -> usize {
        self.capacity as usize - self.appended()
    }

    pub fn first_hint(self) -> usize {
        self.first.load(Ordering::Relaxed) as usize
    }

    /// Where to look for the last live entry, going down.
    pub fn end_hint(self) -> usize {
        self.end.load(Ordering::Relaxed) as usize
    }

    pub fn set_end_hint(self, index: usize) {
        self.end.store(index as u32, Ordering::Relaxed);
    }

    pub fn set_first_hint(self, index: usize) {
        self.first.store(index as u32, Ordering::Relaxed);
    }

    /// The entry whose key is the exact string `key` or equal to it.
    #[inline]
    pub fn find_str(self, key: Str) -> Option<usize> {
        let hash = key.hash();
        let mut probe = Probe::new(self, hash);
        while let Some(index) = probe.next() {
            let entry = self.entry(index);
            let candidate = entry.key.get();
            if candidate == key.value() {
                return Some(index);
            }
            if entry.hash() == hash
                && candidate.exact_kind() == Kind::Str
                && Str::of(candidate).bytes() == key.bytes()
            {
                return Some(index);
            }
        }
        None
    }

    /// The entry of `key`, found without running Python code: `None` if that may be needed, else the
    /// entry if there is one.
    pub fn find_plain(self, key: Value, hash: u64) -> Option<Option<usize>> {
        let plain =
            |value: Value| value.is_fixnum() || value.is_none() || value.exact_kind() == Kind::Str;
        let mut probe = Probe::new(self, hash);
        while let Some(index) = probe.next() {
            let entry = self.entry(index);
            let candidate = entry.key.get();
            if candidate == key {
                return Some(Some(index));
            }
            if entry.hash() != hash || candidate == Value::DELETED {
                continue;
            }
            if !plain(candidate) || !plain(key) {
                return None;
            }
            if key.exact_kind() == Kind::Str
                && candidate.exact_kind() == Kind::Str
                && Str::of(candidate).bytes() == Str::of(key).bytes()
            {
                return Some(Some(index));
            }
        }
        Some(None)
    }

    /// Caller holds the owner's lock (or is the only user), there is room, and the key is not there.
    pub fn append(self, key: Value, hash: u64, value: Value) {
        let index = self.appended();
        let entry = self.entry(index);
        entry.hash.store(hash, Ordering::Relaxed);
        entry.key.set(self.header(), key);
        entry.value.set(self.header(), value);
        self.end.store(index as u32 + 1, Ordering::Relaxed);
        let mask = (1usize << self.log_size) - 1;
        let mut position = hash as usize & mask;
        let mut perturb = hash;
        // A dummy may be reused only by its own deletion's rebuild: readers skip dummies either way.
        while self.load_index(position) != EMPTY {
            perturb >>= 5;
            position = (position * 5 + perturb as usize + 1) & mask;
        }
        self.store_index(position, index as u32 + FIRST);
        // Counted when it can be found: a thread that reads the count, looks for the key in vain, and then
        // under the lock finds the same count, may append the key itself.
        self.appended.store(index as u32 + 1, Ordering::Release);
    }

    /// Caller holds the owner's lock; the entry is live.
    pub fn delete(self, index: usize) -> (Value, Value) {
        let entry = self.entry(index);
        let pair = (entry.key.get(), entry.value.get());
        entry.value.set_unbarriered(Value::NULL);
        entry.key.set_unbarriered(Value::DELETED);
        let mask = (1usize << self.log_size) - 1;
        let hash = entry.hash();
        let mut position = hash as usize & mask;
        let mut perturb = hash;
        loop {
            let cell = self.load_index(position);
            if cell == index as u32 + FIRST {
                self.store_index(position, DUMMY);
                return pair;
            }
            if cell == EMPTY {
                // Unreachable for a live entry; leaving the index as it is keeps the table valid.
                debug_assert!(false, "entry without index");
                return pair;
            }
            perturb >>= 5;
            position = (position * 5 + perturb as usize + 1) & mask;
        }
    }

    /// Appends every live entry to `target`, which is unpublished and has room for them. May stop for a
    /// collection, with both tables whole.
    pub fn copy_live_into(self, thread: &Thread, target: Ref<Table>) {
        for index in 0..self.appended() {
            if index % STEP == STEP - 1 {
                thread.stop_if_asked();
            }
            let entry = self.entry(index);
            let key = entry.key.get();
            if let Some(value) = entry.value.get().present() {
                target.append(key, entry.hash(), value);
            }
        }
    }

    /// Likewise, with every entry in the place that it has here.
    pub(super) fn copy_places_into(self, thread: &Thread, target: Ref<Table>) {
        thread.in_steps(0..self.appended(), STEP, |part| {
            for index in part {
                match self.live_entry(index) {
                    Some((hash, key, value)) => target.append(key, hash, value),
                    None => target.append_deleted(),
                }
            }
        });
    }

    /// Passes over an entry. The caller is the only user, and there is room.
    pub(super) fn append_deleted(self) {
        let index = self.appended();
        self.entry(index).key.set_unbarriered(Value::DELETED);
        self.appended.store(index as u32 + 1, Ordering::Release);
    }
}

/// After so many entries a long loop looks whether it is to stop: a few ten microseconds.
pub(super) const STEP: usize = 4096;

/// The entries that a hash leads to, in probing order.
pub struct Probe {
    table: Ref<Table>,
    mask: usize,
    position: usize,
    perturb: u64,
    started: bool,
}

impl Probe {
    #[inline(always)]
    pub fn new(table: Ref<Table>, hash: u64) -> Probe {
        let mask = (1usize << table.log_size) - 1;
        Probe {
            table,
            mask,
            position: hash as usize & mask,
            perturb: hash,
            started: false,
        }
    }

    #[inline(always)]
    pub fn next(&mut self) -> Option<usize> {
        loop {
            if self.started {
                self.perturb >>= 5;
                self.position = (self.position * 5 + self.perturb as usize + 1) & self.mask;
            }
            self.started = true;
            match self.table.load_index(self.position) {
                EMPTY => return None,
                DUMMY => {}
                cell => return Some((cell - FIRST) as usize),
            }
        }
    }
}
