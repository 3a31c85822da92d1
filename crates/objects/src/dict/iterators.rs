//! Iterators over dicts: one layout for keys, values and items, forwards and backwards. They notice when
//! the dict's size has changed, and when more entries turn up than there were.

use super::layout::{Dict, DictObject};
use crate::errors::{self, Result};
use crate::iterators::{iter_function, reduced};
use crate::list::List;
use crate::object::{Kind, Ref};
use crate::rows;
use crate::table::{At, Place};
use crate::thread::Thread;
use crate::tuple::Tuple;
use crate::types::{TypeSpec, type_flags};
use std::sync::atomic::{AtomicI64, Ordering};
use typhon_heap::{Header, Slot, Value};

/// What an iterator or a view shows of an entry.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub enum EntryPart {
    Key,
    Value,
    Item,
}

#[repr(C)]
pub struct DictIteratorObject {
    pub header: Header,
    /// NULL at the end.
    dict: Slot,
    part: EntryPart,
    backwards: bool,
    place: Place,
    /// The dict's length at the start; -1 once it was found changed.
    expected: AtomicI64,
}

pub type DictIterator = Ref<DictIteratorObject>;

crate::heap_object!(
    DictIteratorObject,
    DICT_ITERATOR_LAYOUT,
    "dict_iterator",
    Kind::Other,
    |object, tracer| tracer.slot(&object.dict)
);

static METHODS: &[crate::types::Method] = &[
    rows::iter_self(),
    rows::next(|thread, args| Ok(iterator(args[0]).next(thread)?.unwrap_or(Value::NULL))),
    rows::length_hint(|_, args| {
        let own = iterator(args[0]);
        let unchanged = own
            .dict()
            .is_some_and(|dict| dict.len() as i64 == own.expected.load(Ordering::Relaxed));
        let left = if unchanged {
            own.place.get().remaining
        } else {
            0
        };
        Ok(Value::fixnum(left as i64))
    }),
    rows::reduce(|thread, args| {
        let function = iter_function(thread)?;
        let copy = iterator(args[0]).fork(thread)?;
        let rest = List::new(thread)?;
        while let Some(item) = copy.next(thread)? {
            rest.append(thread, item)?;
        }
        reduced(thread, function, rest.value(), None)
    }),
];

pub static DICT_KEY_ITERATOR: TypeSpec = TypeSpec::new("dict_keyiterator", &DICT_ITERATOR_LAYOUT)
    .flags(type_flags::NO_NEW)
    .methods(METHODS);
pub static DICT_VALUE_ITERATOR: TypeSpec =
    TypeSpec::new("dict_valueiterator", &DICT_ITERATOR_LAYOUT)
        .flags(type_flags::NO_NEW)
        .methods(METHODS);
pub static DICT_ITEM_ITERATOR: TypeSpec = TypeSpec::new("dict_itemiterator", &DICT_ITERATOR_LAYOUT)
    .flags(type_flags::NO_NEW)
    .methods(METHODS);
pub static DICT_REVERSE_KEY_ITERATOR: TypeSpec =
    TypeSpec::new("dict_reversekeyiterator", &DICT_ITERATOR_LAYOUT)
        .flags(type_flags::NO_NEW)
        .methods(METHODS);
pub static DICT_REVERSE_VALUE_ITERATOR: TypeSpec =
    TypeSpec::new("dict_reversevalueiterator", &DICT_ITERATOR_LAYOUT)
        .flags(type_flags::NO_NEW)
        .methods(METHODS);
pub static DICT_REVERSE_ITEM_ITERATOR: TypeSpec =
    TypeSpec::new("dict_reverseitemiterator", &DICT_ITERATOR_LAYOUT)
        .flags(type_flags::NO_NEW)
        .methods(METHODS);

fn iterator(value: Value) -> DictIterator {
    Ref::of(value)
}

impl DictIterator {
    pub fn new(
        thread: &Thread,
        dict: Dict,
        part: EntryPart,
        backwards: bool,
    ) -> Result<DictIterator> {
        let spec = match (part, backwards) {
            (EntryPart::Key, false) => &DICT_KEY_ITERATOR,
            (EntryPart::Value, false) => &DICT_VALUE_ITERATOR,
            (EntryPart::Item, false) => &DICT_ITEM_ITERATOR,
            (EntryPart::Key, true) => &DICT_REVERSE_KEY_ITERATOR,
            (EntryPart::Value, true) => &DICT_REVERSE_VALUE_ITERATOR,
            (EntryPart::Item, true) => &DICT_REVERSE_ITEM_ITERATOR,
        };
        let shape = spec.root_shape();
        let length = dict.len();
        let position = if backwards { dict.table.end() } else { 0 };
        thread.allocate(
            shape,
            DictIteratorObject {
                header: Header::new(shape.pointer().cast()),
                dict: Slot::new(dict.value()),
                part,
                backwards,
                place: Place::new(At {
                    position,
                    remaining: length,
                }),
                expected: AtomicI64::new(length as i64),
            },
        )
    }

    /// An iterator of its own at the same place.
    fn fork(self, thread: &Thread) -> Result<DictIterator> {
        let shape = self.shape();
        thread.allocate(
            shape,
            DictIteratorObject {
                header: Header::new(shape.pointer().cast()),
                dict: Slot::new(self.dict.get()),
                part: self.part,
                backwards: self.backwards,
                place: Place::new(self.place.get()),
                expected: AtomicI64::new(self.expected.load(Ordering::Relaxed)),
            },
        )
    }

    #[inline(always)]
    fn dict(self) -> Option<Dict> {
        let dict = self.dict.get();
        if dict.is_null() {
            return None;
        }
        // SAFETY: the slot holds a dict or NULL.
        Some(unsafe { Ref::from_pointer(dict.pointer() as *const DictObject) })
    }

    /// The next entry, whatever part of it the iterator shows. Runs no Python code.
    #[inline]
    pub fn next_entry(self, thread: &Thread) -> Result<Option<(Value, Value)>> {
        let Some(dict) = self.dict() else {
            return Ok(None);
        };
        if dict.len() as i64 != self.expected.load(Ordering::Relaxed) {
            return Err(self.size_changed(thread));
        }
        let mut at = self.place.get();
        let entry = if self.backwards && at.position > dict.table.end() {
            // The dict was emptied and filled again.
            None
        } else if self.backwards {
            dict.table.previous_entry(&mut at.position)
        } else {
            dict.next_entry(&mut at.position)
        };
        if entry.is_none() {
            self.dict.set_unbarriered(Value::NULL);
            return Ok(None);
        }
        if at.remaining == 0 {
            return Err(self.keys_changed(thread));
        }
        at.remaining -= 1;
        self.place.set(at);
        Ok(entry)
    }

    #[inline]
    pub fn next(self, thread: &Thread) -> Result<Option<Value>> {
        let Some((key, value)) = self.next_entry(thread)? else {
            return Ok(None);
        };
        Ok(Some(match self.part {
            EntryPart::Key => key,
            EntryPart::Value => value,
            EntryPart::Item => Tuple::new(thread, &[key, value])?.value(),
        }))
    }

    #[inline]
    pub fn part(self) -> EntryPart {
        self.part
    }

    #[cold]
    fn size_changed(self, thread: &Thread) -> errors::Raised {
        self.expected.store(-1, Ordering::Relaxed);
        errors::runtime_error(thread, "dictionary changed size during iteration")
    }

    #[cold]
    fn keys_changed(self, thread: &Thread) -> errors::Raised {
        self.dict.set_unbarriered(Value::NULL);
        errors::runtime_error(thread, "dictionary keys changed during iteration")
    }
}
