//! Iterators over deques. They give up as soon as the deque is changed by anything but storing items.

use super::deque::{Deque, DequeObject};
use crate::slots_object;
use crate::support::{ITER_SELF, make, to_ssize, tuple};
use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};
use typhon_objects::int;
use typhon_objects::prelude::*;

slots_object!(DequeIteratorObject, DEQUE_ITERATOR_LAYOUT, "_collections._deque_iterator", { deque }, {
    state: AtomicUsize,
    left: AtomicUsize,
});

macro_rules! iterator_type {
    ($spec:ident, $name:literal, $new:ident, $next:ident) => {
        pub(super) static $spec: TypeSpec = TypeSpec::new($name, &DEQUE_ITERATOR_LAYOUT)
            .module("collections")
            .methods(&[
                static_method("__new__", $new, "(cls, deque, index=0, /)", ""),
                ITER_SELF,
                method("__next__", $next, "(self, /)", "Implement next(self)."),
                method(
                    "__length_hint__",
                    length_hint,
                    "(self, /)",
                    "Private method returning an estimate of len(list(it)).",
                ),
                method(
                    "__reduce__",
                    reduce,
                    "(self, /)",
                    "Return state information for pickling.",
                ),
            ]);
    };
}

iterator_type!(DEQUE_ITERATOR, "_deque_iterator", new_forward, next_forward);
iterator_type!(
    DEQUE_REVERSE_ITERATOR,
    "_deque_reverse_iterator",
    new_backward,
    next_backward
);

fn start(thread: &Thread, class: Type, deque: Deque, skip: usize) -> Result {
    let (length, state) = deque.len_and_state(thread);
    let iterator = make(thread, class, |header| DequeIteratorObject {
        header,
        deque: Slot::new(deque.value()),
        state: AtomicUsize::new(state),
        left: AtomicUsize::new(length.saturating_sub(skip)),
    })?;
    Ok(iterator.value())
}

pub(super) fn iter(thread: &Thread, args: &[Value]) -> Result {
    start(thread, DEQUE_ITERATOR.get(), Deque::of(args[0]), 0)
}

pub(super) fn reversed(thread: &Thread, args: &[Value]) -> Result {
    start(thread, DEQUE_REVERSE_ITERATOR.get(), Deque::of(args[0]), 0)
}

fn new(thread: &Thread, args: &[Value]) -> Result {
    if !args[1].is::<DequeObject>() {
        return Err(errors::type_error(
            thread,
            format!(
                "argument 1 must be collections.deque, not {}",
                args[1].class().name_text()
            ),
        ));
    }
    let skip = match args[2].present() {
        Some(skip) => to_ssize(thread, skip)?.max(0),
        None => 0,
    };
    start(thread, Type::of(args[0]), Deque::of(args[1]), skip as usize)
}

fn new_forward(thread: &Thread, args: &[Value]) -> Result {
    new(thread, args)
}

fn new_backward(thread: &Thread, args: &[Value]) -> Result {
    new(thread, args)
}

fn next(thread: &Thread, iterator: Value, forward: bool) -> Result {
    let iterator = Ref::<DequeIteratorObject>::of(iterator);
    let deque = Deque::of(iterator.deque.get());
    let left = iterator.left.load(Relaxed);
    let length = deque.len(thread);
    let index = if forward {
        length.wrapping_sub(left)
    } else {
        left.wrapping_sub(1)
    };
    match deque.get_in_state(thread, index, iterator.state.load(Relaxed)) {
        Err(_) => {
            iterator.left.store(0, Relaxed);
            Err(errors::runtime_error(
                thread,
                "deque mutated during iteration",
            ))
        }
        Ok(Some(item)) if left > 0 => {
            iterator.left.store(left - 1, Relaxed);
            Ok(item)
        }
        Ok(_) => Ok(Value::NULL),
    }
}

fn next_forward(thread: &Thread, args: &[Value]) -> Result {
    next(thread, args[0], true)
}

fn next_backward(thread: &Thread, args: &[Value]) -> Result {
    next(thread, args[0], false)
}

fn length_hint(thread: &Thread, args: &[Value]) -> Result {
    let left = Ref::<DequeIteratorObject>::of(args[0]).left.load(Relaxed);
    int::from_i64(thread, left as i64)
}

fn reduce(thread: &Thread, args: &[Value]) -> Result {
    let iterator = Ref::<DequeIteratorObject>::of(args[0]);
    let deque = Deque::of(iterator.deque.get());
    let passed = deque
        .len(thread)
        .saturating_sub(iterator.left.load(Relaxed));
    let passed = int::from_i64(thread, passed as i64)?;
    let arguments = tuple(thread, &[deque.value(), passed])?;
    tuple(thread, &[args[0].class().value(), arguments])
}
