//! Iterators over arrays.

use super::storage::{Array, ArrayObject};
use crate::slots_object;
use crate::support::{ITER_SELF, make_exact, to_ssize, tuple};
use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};
use typhon_objects::int;
use typhon_objects::prelude::*;

slots_object!(ArrayIteratorObject, ARRAY_ITERATOR_LAYOUT, "array.arrayiterator", { array }, { index: AtomicUsize });

pub(super) static ARRAY_ITERATOR: TypeSpec = TypeSpec::new("arrayiterator", &ARRAY_ITERATOR_LAYOUT)
    .module("array")
    .flags(type_flags::NO_NEW)
    .methods(&[
        ITER_SELF,
        method("__next__", next, "(self, /)", "Implement next(self)."),
        method(
            "__reduce__",
            reduce,
            "(self, /)",
            "Return state information for pickling.",
        ),
        method(
            "__setstate__",
            set_state,
            "(self, state, /)",
            "Set state information for unpickling.",
        ),
    ]);

pub(super) fn iter(thread: &Thread, args: &[Value]) -> Result {
    debug_assert!(args[0].is::<ArrayObject>());
    let iterator = make_exact(thread, &ARRAY_ITERATOR, |header| ArrayIteratorObject {
        header,
        array: Slot::new(args[0]),
        index: AtomicUsize::new(0),
    })?;
    Ok(iterator.value())
}

fn next(thread: &Thread, args: &[Value]) -> Result {
    let iterator = Ref::<ArrayIteratorObject>::of(args[0]);
    let array = iterator.array.get();
    if array.is_null() {
        return Ok(Value::NULL);
    }
    let index = iterator.index.load(Relaxed);
    match Array::of(array).get(thread, index as i64)? {
        Some(item) => {
            iterator.index.store(index + 1, Relaxed);
            Ok(item)
        }
        None => {
            iterator.array.set(iterator.header(), Value::NULL);
            Ok(Value::NULL)
        }
    }
}

fn reduce(thread: &Thread, args: &[Value]) -> Result {
    let iterator = Ref::<ArrayIteratorObject>::of(args[0]);
    let iter = typhon_objects::module::builtin(thread, "iter")?;
    let array = iterator.array.get();
    if array.is_null() {
        let empty = tuple(thread, &[])?;
        let arguments = tuple(thread, &[empty])?;
        return tuple(thread, &[iter, arguments]);
    }
    let arguments = tuple(thread, &[array])?;
    let index = int::from_i64(thread, iterator.index.load(Relaxed) as i64)?;
    tuple(thread, &[iter, arguments, index])
}

fn set_state(thread: &Thread, args: &[Value]) -> Result {
    let iterator = Ref::<ArrayIteratorObject>::of(args[0]);
    let index = to_ssize(thread, args[1])?;
    let array = iterator.array.get();
    if !array.is_null() {
        let most = Array::of(array).len() as i64;
        iterator.index.store(index.clamp(0, most) as usize, Relaxed);
    }
    Ok(Value::NONE)
}
