//! Iterators over lists, forwards and backwards. The list slot becomes NULL at the end: an exhausted
//! iterator stays exhausted when the list grows.

use super::{iter_function, reduced, state_position};
use crate::errors::Result;
use crate::list::{List, ListObject};
use crate::module;
use crate::object::{Kind, Ref};
use crate::rows;
use crate::thread::Thread;
use crate::types::{TypeSpec, type_flags};
use std::sync::atomic::{AtomicI64, Ordering};
use typhon_heap::{Header, Slot, Value};

#[repr(C)]
pub struct ListIteratorObject {
    pub header: Header,
    list: Slot,
    position: AtomicI64,
}

pub type ListIterator = Ref<ListIteratorObject>;

crate::heap_object!(
    ListIteratorObject,
    LIST_ITERATOR_LAYOUT,
    "list_iterator",
    Kind::Other,
    |object, tracer| tracer.slot(&object.list)
);

pub static LIST_ITERATOR: TypeSpec = TypeSpec::new("list_iterator", &LIST_ITERATOR_LAYOUT)
    .flags(type_flags::NO_NEW)
    .methods(&[
        rows::iter_self(),
        rows::next(|_, args| Ok(forward(args[0]).next().unwrap_or(Value::NULL))),
        rows::length_hint(|_, args| {
            let own = forward(args[0]);
            let length = own.list().map_or(0, |list| list.len() as i64);
            let rest = length - own.position.load(Ordering::Relaxed);
            Ok(Value::fixnum(rest.max(0)))
        }),
        rows::reduce(|thread, args| {
            let function = iter_function(thread)?;
            let own = forward(args[0]);
            match own.list() {
                Some(list) => {
                    let position = Value::fixnum(own.position.load(Ordering::Relaxed));
                    reduced(thread, function, list.value(), Some(position))
                }
                None => reduced(thread, function, List::new(thread)?.value(), None),
            }
        }),
        rows::set_state(|thread, args| {
            let position = state_position(thread, args[1])?;
            let own = forward(args[0]);
            if let Some(list) = own.list() {
                let position = position.clamp(0, list.len() as i64);
                own.position.store(position, Ordering::Relaxed);
            }
            Ok(Value::NONE)
        }),
    ]);

fn forward(value: Value) -> ListIterator {
    Ref::of(value)
}

impl ListIterator {
    #[inline]
    pub fn new(thread: &Thread, list: List) -> Result<ListIterator> {
        let shape = LIST_ITERATOR.root_shape();
        thread.allocate(
            shape,
            ListIteratorObject {
                header: Header::new(shape.pointer().cast()),
                list: Slot::new(list.value()),
                position: AtomicI64::new(0),
            },
        )
    }

    #[inline(always)]
    fn list(self) -> Option<List> {
        let list = self.list.get();
        if list.is_null() {
            return None;
        }
        // SAFETY: the slot holds a list or NULL.
        Some(unsafe { Ref::from_pointer(list.pointer() as *const ListObject) })
    }

    /// The next item. Runs no Python code, and fails never.
    #[inline(always)]
    pub fn next(self) -> Option<Value> {
        let list = self.list()?;
        // Relaxed: see the invariant of `iterators`.
        let position = self.position.load(Ordering::Relaxed);
        match list.get(position as usize) {
            Some(item) => {
                self.position.store(position + 1, Ordering::Relaxed);
                Some(item)
            }
            None => {
                self.list.set_unbarriered(Value::NULL);
                None
            }
        }
    }
}

#[repr(C)]
pub struct ListReverseIteratorObject {
    pub header: Header,
    list: Slot,
    /// The next item's position; -1 at the end.
    position: AtomicI64,
}

pub type ListReverseIterator = Ref<ListReverseIteratorObject>;

crate::heap_object!(
    ListReverseIteratorObject,
    LIST_REVERSE_ITERATOR_LAYOUT,
    "list_reverseiterator",
    Kind::Other,
    |object, tracer| tracer.slot(&object.list)
);

pub static LIST_REVERSE_ITERATOR: TypeSpec =
    TypeSpec::new("list_reverseiterator", &LIST_REVERSE_ITERATOR_LAYOUT)
        .flags(type_flags::NO_NEW)
        .methods(&[
            rows::iter_self(),
            rows::next(|_, args| Ok(backward(args[0]).next().unwrap_or(Value::NULL))),
            rows::length_hint(|_, args| {
                let own = backward(args[0]);
                let rest = own.position.load(Ordering::Relaxed) + 1;
                let length = own.list().map_or(0, |list| list.len() as i64);
                Ok(Value::fixnum(if rest > length { 0 } else { rest }))
            }),
            rows::reduce(|thread, args| {
                let function = module::builtin(thread, "reversed")?;
                let own = backward(args[0]);
                match own.list() {
                    Some(list) => {
                        let position = Value::fixnum(own.position.load(Ordering::Relaxed));
                        reduced(thread, function, list.value(), Some(position))
                    }
                    None => reduced(
                        thread,
                        iter_function(thread)?,
                        List::new(thread)?.value(),
                        None,
                    ),
                }
            }),
            rows::set_state(|thread, args| {
                let position = state_position(thread, args[1])?;
                let own = backward(args[0]);
                if let Some(list) = own.list() {
                    let position = position.clamp(-1, list.len() as i64 - 1);
                    own.position.store(position, Ordering::Relaxed);
                }
                Ok(Value::NONE)
            }),
        ]);

fn backward(value: Value) -> ListReverseIterator {
    Ref::of(value)
}

impl ListReverseIterator {
    pub fn new(thread: &Thread, list: List) -> Result<ListReverseIterator> {
        let shape = LIST_REVERSE_ITERATOR.root_shape();
        thread.allocate(
            shape,
            ListReverseIteratorObject {
                header: Header::new(shape.pointer().cast()),
                list: Slot::new(list.value()),
                position: AtomicI64::new(list.len() as i64 - 1),
            },
        )
    }

    #[inline(always)]
    fn list(self) -> Option<List> {
        Ref::from_slot(&self.list)
    }

    #[inline]
    pub fn next(self) -> Option<Value> {
        let list = self.list()?;
        let position = self.position.load(Ordering::Relaxed);
        if position >= 0
            && let Some(item) = list.get(position as usize)
        {
            self.position.store(position - 1, Ordering::Relaxed);
            return Some(item);
        }
        self.position.store(-1, Ordering::Relaxed);
        self.list.set_unbarriered(Value::NULL);
        None
    }
}
