//! Iterators over objects that have `__getitem__` only, and over the results of a callable.

use super::{iter_function, reduced, state_position};
use crate::call::call;
use crate::errors::{self, Result};
use crate::exceptions as tree;
use crate::int;
use crate::mode::others_may_run;
use crate::object::{Kind, Ref, ValueExt};
use crate::operations;
use crate::rows;
use crate::thread::Thread;
use crate::tuple::Tuple;
use crate::types::{Special, TypeSpec, type_flags};
use std::sync::atomic::{AtomicI64, Ordering};
use typhon_heap::{Header, Slot, Value};

#[repr(C)]
pub struct SequenceIteratorObject {
    pub header: Header,
    /// NULL at the end.
    sequence: Slot,
    position: AtomicI64,
}

crate::heap_object!(
    SequenceIteratorObject,
    SEQUENCE_ITERATOR_LAYOUT,
    "iterator",
    Kind::Other,
    |object, tracer| tracer.slot(&object.sequence)
);

pub static SEQUENCE_ITERATOR: TypeSpec = TypeSpec::new("iterator", &SEQUENCE_ITERATOR_LAYOUT)
    .flags(type_flags::NO_NEW)
    .methods(&[
        rows::iter_self(),
        rows::next(next_of_sequence),
        rows::length_hint(|thread, args| {
            let own = sequence(args[0]);
            let Some(items) = own.sequence.get().present() else {
                return Ok(Value::fixnum(0));
            };
            if items.class().special(Special::Length).is_none() {
                return Ok(Value::NOT_IMPLEMENTED);
            }
            let length = operations::len(thread, items)? as i64;
            let rest = length.saturating_sub(own.position.load(Ordering::Relaxed));
            int::from_i64(thread, rest.max(0))
        }),
        rows::reduce(|thread, args| {
            let function = iter_function(thread)?;
            let own = sequence(args[0]);
            match own.sequence.get().present() {
                Some(items) => {
                    let position = int::from_i64(thread, own.position.load(Ordering::Relaxed))?;
                    reduced(thread, function, items, Some(position))
                }
                None => reduced(thread, function, Tuple::new(thread, &[])?.value(), None),
            }
        }),
        rows::set_state(|thread, args| {
            let position = state_position(thread, args[1])?;
            sequence(args[0])
                .position
                .store(position.max(0), Ordering::Relaxed);
            Ok(Value::NONE)
        }),
    ]);

fn sequence(value: Value) -> Ref<SequenceIteratorObject> {
    Ref::of(value)
}

/// `iter(value)` for an object with `__getitem__` only.
pub fn sequence_iterator(thread: &Thread, sequence: Value) -> Result {
    let shape = SEQUENCE_ITERATOR.root_shape();
    let iterator = thread.allocate(
        shape,
        SequenceIteratorObject {
            header: Header::new(shape.pointer().cast()),
            sequence: Slot::new(sequence),
            position: AtomicI64::new(0),
        },
    )?;
    Ok(iterator.value())
}

fn next_of_sequence(thread: &Thread, args: &[Value]) -> Result {
    let own = sequence(args[0]);
    let Some(items) = own.sequence.get().present() else {
        return Ok(Value::NULL);
    };
    let position = own.position.load(Ordering::Relaxed);
    if position == i64::MAX {
        return Err(errors::overflow_error(thread, "iter index too large"));
    }
    let index = int::from_i64(thread, position)?;
    match operations::get_item(thread, items, index) {
        Ok(item) => {
            own.position.store(position + 1, Ordering::Relaxed);
            Ok(item)
        }
        Err(raised) if raised.is(&tree::INDEX_ERROR) || raised.is(&tree::STOP_ITERATION) => {
            own.sequence.set_unbarriered(Value::NULL);
            Ok(Value::NULL)
        }
        Err(raised) => Err(raised),
    }
}

#[repr(C)]
pub struct CallableIteratorObject {
    pub header: Header,
    /// Both NULL at the end.
    callable: Slot,
    sentinel: Slot,
}

crate::heap_object!(
    CallableIteratorObject,
    CALLABLE_ITERATOR_LAYOUT,
    "callable_iterator",
    Kind::Other,
    |object, tracer| {
        tracer.slot(&object.callable);
        tracer.slot(&object.sentinel);
    }
);

pub static CALLABLE_ITERATOR: TypeSpec =
    TypeSpec::new("callable_iterator", &CALLABLE_ITERATOR_LAYOUT)
        .flags(type_flags::NO_NEW)
        .methods(&[
            rows::iter_self(),
            rows::next(next_of_callable),
            rows::reduce(|thread, args| {
                let function = iter_function(thread)?;
                let own: Ref<CallableIteratorObject> = Ref::of(args[0]);
                let (callable, sentinel) = (own.callable.get(), own.sentinel.get());
                if callable.is_null() || sentinel.is_null() {
                    return reduced(thread, function, Tuple::new(thread, &[])?.value(), None);
                }
                let arguments = Tuple::new(thread, &[callable, sentinel])?.value();
                Ok(Tuple::new(thread, &[function, arguments])?.value())
            }),
        ]);

/// `iter(callable, sentinel)`
pub fn callable_iterator(thread: &Thread, callable: Value, sentinel: Value) -> Result {
    let shape = CALLABLE_ITERATOR.root_shape();
    let iterator = thread.allocate(
        shape,
        CallableIteratorObject {
            header: Header::new(shape.pointer().cast()),
            callable: Slot::new(callable),
            sentinel: Slot::new(sentinel),
        },
    )?;
    Ok(iterator.value())
}

fn next_of_callable(thread: &Thread, args: &[Value]) -> Result {
    let own: Ref<CallableIteratorObject> = Ref::of(args[0]);
    let (Some(callable), Some(sentinel)) =
        (own.callable.get().present(), own.sentinel.get().present())
    else {
        return Ok(Value::NULL);
    };
    let finish = || {
        own.callable.set_unbarriered(Value::NULL);
        own.sentinel.set_unbarriered(Value::NULL);
    };
    match call(thread, callable, &[]) {
        Ok(result) => {
            // The call may have exhausted this very iterator. If it was another thread, what the call gave
            // must not be lost.
            if own.sentinel.get().is_null() && !others_may_run() {
                return Ok(Value::NULL);
            }
            if operations::equal_or_identical(thread, sentinel, result)? {
                finish();
                return Ok(Value::NULL);
            }
            Ok(result)
        }
        Err(raised) if raised.is(&tree::STOP_ITERATION) => {
            finish();
            Ok(Value::NULL)
        }
        Err(raised) => Err(raised),
    }
}
