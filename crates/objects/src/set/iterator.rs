//! Iterators over sets, in order of insertion. They notice when the set's size has changed.

use super::layout::{Set, SetObject};
use crate::errors::{self, Result};
use crate::iterators::{iter_function, reduced};
use crate::list::List;
use crate::object::{Kind, Ref};
use crate::rows;
use crate::table::{At, Place};
use crate::thread::Thread;
use crate::types::{TypeSpec, type_flags};
use std::sync::atomic::{AtomicI64, Ordering};
use typhon_heap::{Header, Slot, Value};

#[repr(C)]
pub struct SetIteratorObject {
    pub header: Header,
    /// NULL at the end.
    set: Slot,
    place: Place,
    /// The set's length at the start; -1 once it was found changed.
    expected: AtomicI64,
}

pub type SetIterator = Ref<SetIteratorObject>;

crate::heap_object!(
    SetIteratorObject,
    SET_ITERATOR_LAYOUT,
    "set_iterator",
    Kind::Other,
    |object, tracer| tracer.slot(&object.set)
);

pub static SET_ITERATOR: TypeSpec = TypeSpec::new("set_iterator", &SET_ITERATOR_LAYOUT)
    .flags(type_flags::NO_NEW)
    .methods(&[
        rows::iter_self(),
        rows::next(|thread, args| Ok(iterator(args[0]).next(thread)?.unwrap_or(Value::NULL))),
        rows::length_hint(|_, args| {
            let own = iterator(args[0]);
            let unchanged = own
                .set()
                .is_some_and(|set| set.len() as i64 == own.expected.load(Ordering::Relaxed));
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
    ]);

fn iterator(value: Value) -> SetIterator {
    Ref::of(value)
}

impl SetIterator {
    pub fn new(thread: &Thread, set: Set) -> Result<SetIterator> {
        let shape = SET_ITERATOR.root_shape();
        let length = set.len();
        thread.allocate(
            shape,
            SetIteratorObject {
                header: Header::new(shape.pointer().cast()),
                set: Slot::new(set.value()),
                place: Place::new(At {
                    position: 0,
                    remaining: length,
                }),
                expected: AtomicI64::new(length as i64),
            },
        )
    }

    /// An iterator of its own at the same place.
    fn fork(self, thread: &Thread) -> Result<SetIterator> {
        let shape = self.shape();
        thread.allocate(
            shape,
            SetIteratorObject {
                header: Header::new(shape.pointer().cast()),
                set: Slot::new(self.set.get()),
                place: Place::new(self.place.get()),
                expected: AtomicI64::new(self.expected.load(Ordering::Relaxed)),
            },
        )
    }

    #[inline(always)]
    fn set(self) -> Option<Set> {
        let set = self.set.get();
        if set.is_null() {
            return None;
        }
        // SAFETY: the slot holds a set or NULL.
        Some(unsafe { Ref::from_pointer(set.pointer() as *const SetObject) })
    }

    /// The next element. Runs no Python code.
    #[inline]
    pub fn next(self, thread: &Thread) -> Result<Option<Value>> {
        let Some(set) = self.set() else {
            return Ok(None);
        };
        if set.len() as i64 != self.expected.load(Ordering::Relaxed) {
            return Err(self.size_changed(thread));
        }
        let mut at = self.place.get();
        match set.table.next_entry(&mut at.position) {
            Some((item, _)) => {
                at.remaining = at.remaining.saturating_sub(1);
                self.place.set(at);
                Ok(Some(item))
            }
            None => {
                self.set.set_unbarriered(Value::NULL);
                Ok(None)
            }
        }
    }

    #[cold]
    fn size_changed(self, thread: &Thread) -> errors::Raised {
        self.expected.store(-1, Ordering::Relaxed);
        errors::runtime_error(thread, "Set changed size during iteration")
    }
}
