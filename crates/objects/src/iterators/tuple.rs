//! Iterators over tuples. The tuple slot becomes NULL at the end.

use super::{iter_function, reduced, state_position};
use crate::errors::Result;
use crate::object::{Kind, Ref};
use crate::rows;
use crate::thread::Thread;
use crate::tuple::{Tuple, TupleObject};
use crate::types::{TypeSpec, type_flags};
use std::sync::atomic::{AtomicI64, Ordering};
use typhon_heap::{Header, Slot, Value};

#[repr(C)]
pub struct TupleIteratorObject {
    pub header: Header,
    tuple: Slot,
    position: AtomicI64,
}

pub type TupleIterator = Ref<TupleIteratorObject>;

crate::heap_object!(
    TupleIteratorObject,
    TUPLE_ITERATOR_LAYOUT,
    "tuple_iterator",
    Kind::Other,
    |object, tracer| tracer.slot(&object.tuple)
);

pub static TUPLE_ITERATOR: TypeSpec = TypeSpec::new("tuple_iterator", &TUPLE_ITERATOR_LAYOUT)
    .flags(type_flags::NO_NEW)
    .methods(&[
        rows::iter_self(),
        rows::next(|_, args| Ok(iterator(args[0]).next().unwrap_or(Value::NULL))),
        rows::length_hint(|_, args| {
            let own = iterator(args[0]);
            let length = own.tuple().map_or(0, |tuple| tuple.len() as i64);
            let rest = length - own.position.load(Ordering::Relaxed);
            Ok(Value::fixnum(rest.max(0)))
        }),
        rows::reduce(|thread, args| {
            let function = iter_function(thread)?;
            let own = iterator(args[0]);
            match own.tuple() {
                Some(tuple) => {
                    let position = Value::fixnum(own.position.load(Ordering::Relaxed));
                    reduced(thread, function, tuple.value(), Some(position))
                }
                None => reduced(thread, function, Tuple::new(thread, &[])?.value(), None),
            }
        }),
        rows::set_state(|thread, args| {
            let position = state_position(thread, args[1])?;
            let own = iterator(args[0]);
            if let Some(tuple) = own.tuple() {
                let position = position.clamp(0, tuple.len() as i64);
                own.position.store(position, Ordering::Relaxed);
            }
            Ok(Value::NONE)
        }),
    ]);

fn iterator(value: Value) -> TupleIterator {
    Ref::of(value)
}

impl TupleIterator {
    #[inline]
    pub fn new(thread: &Thread, tuple: Tuple) -> Result<TupleIterator> {
        let shape = TUPLE_ITERATOR.root_shape();
        thread.allocate(
            shape,
            TupleIteratorObject {
                header: Header::new(shape.pointer().cast()),
                tuple: Slot::new(tuple.value()),
                position: AtomicI64::new(0),
            },
        )
    }

    #[inline(always)]
    fn tuple(self) -> Option<Tuple> {
        let tuple = self.tuple.get();
        if tuple.is_null() {
            return None;
        }
        // SAFETY: the slot holds a tuple or NULL.
        Some(unsafe { Ref::from_pointer(tuple.pointer() as *const TupleObject) })
    }

    /// The next item. Runs no Python code, and fails never.
    #[inline(always)]
    pub fn next(self) -> Option<Value> {
        let tuple = self.tuple()?;
        let position = self.position.load(Ordering::Relaxed);
        match tuple.values().get(position as usize) {
            Some(item) => {
                self.position.store(position + 1, Ordering::Relaxed);
                Some(*item)
            }
            None => {
                self.tuple.set_unbarriered(Value::NULL);
                None
            }
        }
    }
}
