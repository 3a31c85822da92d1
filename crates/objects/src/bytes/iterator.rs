//! Iteration over the items of `bytes` and `bytearray`. The place is one atomic index; threads that share an
//! iterator each take the next one.

use super::layout::BytesObject;
use crate::bytearray::BytearrayObject;
use crate::errors::{self, Result};
use crate::module::builtin;
use crate::object::{Kind, Ref, ValueExt};
use crate::operations;
use crate::thread::Thread;
use crate::tuple::Tuple;
use crate::types::{Method, TypeSpec, method, type_flags};
use std::sync::atomic::{AtomicU64, Ordering};
use typhon_heap::{Header, Slot, Value};

#[repr(C)]
pub struct ByteIteratorObject {
    pub header: Header,
    /// NULL when exhausted.
    sequence: Slot,
    index: AtomicU64,
}

type ByteIterator = Ref<ByteIteratorObject>;

crate::heap_object!(
    ByteIteratorObject,
    BYTE_ITERATOR_LAYOUT,
    "byte iterator",
    Kind::Other,
    |object, tracer| tracer.slot(&object.sequence)
);

pub static BYTES_ITERATOR: TypeSpec = TypeSpec::new("bytes_iterator", &BYTE_ITERATOR_LAYOUT)
    .flags(type_flags::NO_NEW)
    .methods(ROWS);

pub static BYTEARRAY_ITERATOR: TypeSpec =
    TypeSpec::new("bytearray_iterator", &BYTE_ITERATOR_LAYOUT)
        .flags(type_flags::NO_NEW)
        .methods(ROWS);

const ROWS: &[Method] = &[
    method(
        "__iter__",
        |_, args| Ok(args[0]),
        "(self, /)",
        "Return self.",
    ),
    method("__next__", next, "(self, /)", "The next byte."),
    method(
        "__length_hint__",
        length_hint,
        "(self, /)",
        "How many bytes are left.",
    ),
    method("__reduce__", reduce, "(self, /)", "Helper for pickle."),
    method(
        "__setstate__",
        set_state,
        "(self, state, /)",
        "Sets the index of the next byte.",
    ),
];

/// `iter(bytes)` and `iter(bytearray)`
pub(crate) fn iter(thread: &Thread, args: &[Value]) -> Result {
    let spec = if args[0].kind() == Kind::Bytes {
        &BYTES_ITERATOR
    } else {
        &BYTEARRAY_ITERATOR
    };
    let shape = spec.root_shape();
    let iterator = thread.allocate(
        shape,
        ByteIteratorObject {
            header: Header::new(shape.pointer().cast()),
            sequence: Slot::new(args[0]),
            index: AtomicU64::new(0),
        },
    )?;
    Ok(iterator.value())
}

fn length(sequence: Value) -> usize {
    match sequence.downcast::<BytesObject>() {
        Some(bytes) => bytes.len(),
        None => Ref::<BytearrayObject>::of(sequence).len(),
    }
}

fn next(thread: &Thread, args: &[Value]) -> Result {
    let iterator = ByteIterator::of(args[0]);
    let sequence = iterator.sequence.get();
    if sequence.is_null() {
        return Ok(Value::NULL);
    }
    let index = if crate::mode::is_shared_mode() {
        iterator.index.fetch_add(1, Ordering::Relaxed)
    } else {
        let index = iterator.index.load(Ordering::Relaxed);
        iterator.index.store(index + 1, Ordering::Relaxed);
        index
    } as usize;
    let byte = match sequence.downcast::<BytesObject>() {
        Some(bytes) => bytes.data().get(index).copied(),
        None => Ref::<BytearrayObject>::of(sequence).get(thread, index),
    };
    match byte {
        Some(byte) => Ok(Value::fixnum(byte as i64)),
        None => {
            iterator.sequence.set_unbarriered(Value::NULL);
            Ok(Value::NULL)
        }
    }
}

fn length_hint(_: &Thread, args: &[Value]) -> Result {
    let iterator = ByteIterator::of(args[0]);
    let left = match iterator.sequence.get().present() {
        Some(sequence) => {
            let index = iterator.index.load(Ordering::Relaxed) as usize;
            length(sequence).saturating_sub(index)
        }
        None => 0,
    };
    Ok(Value::fixnum(left as i64))
}

fn reduce(thread: &Thread, args: &[Value]) -> Result {
    let iterator = ByteIterator::of(args[0]);
    let iter = builtin(thread, "iter")?;
    let Some(sequence) = iterator.sequence.get().present() else {
        let nothing = Tuple::new(thread, &[])?.value();
        let argument = Tuple::new(thread, &[nothing])?;
        return Ok(Tuple::new(thread, &[iter, argument.value()])?.value());
    };
    let argument = Tuple::new(thread, &[sequence])?.value();
    let state = Value::fixnum(iterator.index.load(Ordering::Relaxed) as i64);
    Ok(Tuple::new(thread, &[iter, argument, state])?.value())
}

fn set_state(thread: &Thread, args: &[Value]) -> Result {
    let iterator = ByteIterator::of(args[0]);
    if !crate::int::is_int(args[1]) {
        return Err(errors::type_error(
            thread,
            format!(
                "'{}' object cannot be interpreted as an integer",
                args[1].class().name_text()
            ),
        ));
    }
    let state = operations::index(thread, args[1])?.max(0) as usize;
    if let Some(sequence) = iterator.sequence.get().present() {
        let index = state.min(length(sequence)) as u64;
        iterator.index.store(index, Ordering::Relaxed);
    }
    Ok(Value::NONE)
}
