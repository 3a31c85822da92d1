//! The layout of dicts: one hash table; see `table` for its invariants.

use super::iterators::EntryPart;
use super::keys::hash_key;
use crate::errors::Result;
use crate::list::List;
use crate::mode::others_may_run;
use crate::object::{Kind, Ref};
use crate::str::Str;
use crate::table::HashTable;
use crate::thread::Thread;
use crate::tuple::Tuple;
use crate::types::Shape;
use typhon_heap::{Header, Value};

#[repr(C)]
pub struct DictObject {
    pub header: Header,
    pub table: HashTable,
}

pub type Dict = Ref<DictObject>;

crate::heap_object!(
    DictObject,
    DICT_LAYOUT,
    "dict",
    Kind::Dict,
    |object, tracer| { tracer.slot(object.table.slot()) }
);

impl Dict {
    pub fn new(thread: &Thread) -> Result<Dict> {
        Dict::with_shape(thread, super::DICT.root_shape())
    }

    pub fn with_shape(thread: &Thread, shape: Ref<Shape>) -> Result<Dict> {
        thread.allocate(
            shape,
            DictObject {
                header: Header::new(shape.pointer().cast()),
                table: HashTable::new(),
            },
        )
    }

    pub fn len(self) -> usize {
        self.table.len()
    }

    pub fn is_empty(self) -> bool {
        self.table.is_empty()
    }

    /// Lookup of an exact string; runs no Python code.
    #[inline]
    pub fn get_str(self, key: Str) -> Option<Value> {
        self.table.get_str(key)
    }

    pub fn set_str(self, thread: &Thread, key: Str, value: Value) -> Result<()> {
        self.table
            .set_hashed(thread, self.header(), key.value(), key.hash(), value)
    }

    /// Likewise in a dict that no other thread has seen.
    pub fn set_str_unseen(self, thread: &Thread, key: Str, value: Value) -> Result<()> {
        let hash = key.hash();
        self.table
            .set_unseen(thread, self.header(), key.value(), hash, value)
    }

    pub fn remove_str(self, thread: &Thread, key: Str) -> Result<bool> {
        Ok(self
            .table
            .remove_hashed(thread, self.header(), key.value(), key.hash())?
            .is_some())
    }

    pub fn get(self, thread: &Thread, key: Value) -> Result<Option<Value>> {
        self.table.get_hashed(thread, key, hash_key(thread, key)?)
    }

    pub fn set(self, thread: &Thread, key: Value, value: Value) -> Result<()> {
        let hash = hash_key(thread, key)?;
        self.table
            .set_hashed(thread, self.header(), key, hash, value)
    }

    /// The removed value.
    pub fn remove(self, thread: &Thread, key: Value) -> Result<Option<Value>> {
        Ok(self
            .table
            .remove_hashed(thread, self.header(), key, hash_key(thread, key)?)?
            .map(|(_, value)| value))
    }

    pub fn set_default(self, thread: &Thread, key: Value, value: Value) -> Result<Value> {
        let hash = hash_key(thread, key)?;
        self.table
            .set_default(thread, self.header(), key, hash, value)
    }

    pub fn clear(self, thread: &Thread) {
        self.table.clear(thread, self.header());
    }

    pub fn copy(self, thread: &Thread) -> Result<Dict> {
        let copy = Dict::new(thread)?;
        copy.table
            .copy_from(thread, copy.header(), &self.table, self.header())?;
        Ok(copy)
    }

    /// The dict itself while this thread is alone, else a copy made at one moment.
    pub fn unshared(self, thread: &Thread) -> Result<Dict> {
        if others_may_run() {
            return self.copy(thread);
        }
        Ok(self)
    }

    /// What iterating over a part of the dict gives, at one moment.
    pub fn collect(self, thread: &Thread, part: EntryPart) -> Result<List> {
        let (keys, values) = (part != EntryPart::Value, part != EntryPart::Key);
        let found = self.table.collect(thread, self.header(), keys, values)?;
        if part != EntryPart::Item {
            return Ok(found);
        }
        let items = List::with_capacity(thread, found.len() / 2)?;
        let mut index = 0;
        while let (Some(key), Some(value)) = (found.get(index), found.get(index + 1)) {
            items.append(thread, Tuple::new(thread, &[key, value])?.value())?;
            index += 2;
        }
        Ok(items)
    }

    /// The live entry at or after `position`, which is moved behind it.
    #[inline]
    pub fn next_entry(self, position: &mut usize) -> Option<(Value, Value)> {
        self.table.next_entry(position)
    }

    /// All entries in order; the dict may change meanwhile, and then some may be missed.
    pub fn entries(self) -> impl Iterator<Item = (Value, Value)> {
        let mut position = 0;
        std::iter::from_fn(move || self.table.next_entry(&mut position))
    }
}
