//! The layout of sets: one hash table whose values are all True; see `table` for its invariants.
//! `set` and `frozenset` have the same layout; a frozenset is not changed after it was published.

use crate::dict::hash_element;
use crate::errors::Result;
use crate::object::{Kind, Ref};
use crate::table::HashTable;
use crate::thread::Thread;
use crate::types::Shape;
use std::sync::atomic::AtomicU64;
use typhon_heap::{Header, Value};

#[repr(C)]
pub struct SetObject {
    pub header: Header,
    pub table: HashTable,
    /// Hash of a frozenset, 0 while not computed.
    pub hash: AtomicU64,
}

pub type Set = Ref<SetObject>;

crate::heap_object!(SetObject, SET_LAYOUT, "set", Kind::Set, |object, tracer| {
    tracer.slot(object.table.slot())
});

impl Set {
    pub fn new(thread: &Thread) -> Result<Set> {
        Set::with_shape(thread, super::SET.root_shape())
    }

    pub fn with_shape(thread: &Thread, shape: Ref<Shape>) -> Result<Set> {
        thread.allocate(
            shape,
            SetObject {
                header: Header::new(shape.pointer().cast()),
                table: HashTable::new(),
                hash: AtomicU64::new(0),
            },
        )
    }

    pub fn len(self) -> usize {
        self.table.len()
    }

    pub fn is_empty(self) -> bool {
        self.table.is_empty()
    }

    pub fn add(self, thread: &Thread, item: Value) -> Result<()> {
        let hash = hash_element(thread, item)?;
        self.add_hashed(thread, item, hash)
    }

    pub fn contains(self, thread: &Thread, item: Value) -> Result<bool> {
        let hash = hash_element(thread, item)?;
        Ok(self.table.get_hashed(thread, item, hash)?.is_some())
    }

    /// Whether the item was there.
    pub fn remove(self, thread: &Thread, item: Value) -> Result<bool> {
        let hash = hash_element(thread, item)?;
        self.remove_hashed(thread, item, hash)
    }

    pub fn add_hashed(self, thread: &Thread, item: Value, hash: u64) -> Result<()> {
        self.table
            .update(thread, self.header(), item, hash, |old| {
                if old.is_null() {
                    Some(Value::TRUE)
                } else {
                    None
                }
            })
            .map(|_| ())
    }

    pub fn remove_hashed(self, thread: &Thread, item: Value, hash: u64) -> Result<bool> {
        Ok(self
            .table
            .remove_hashed(thread, self.header(), item, hash)?
            .is_some())
    }

    /// All items; the set may change meanwhile, and then some may be missed.
    pub fn items(self) -> impl Iterator<Item = Value> {
        let mut position = 0;
        std::iter::from_fn(move || self.table.next_entry(&mut position).map(|(item, _)| item))
    }
}
