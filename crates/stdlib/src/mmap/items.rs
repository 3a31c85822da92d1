//! Subscripts and iteration. Invariant: a slice is read or written as a whole, under the mapping's lock.

use super::{Map, byte, check_writable, map, open};
use crate::support::{ITER_SELF, make};
use std::sync::atomic::{AtomicI64, Ordering};
use typhon_objects::buffer::Buffer;
use typhon_objects::bytes::Bytes;
use typhon_objects::prelude::*;
use typhon_objects::slice::{Bounds, Slice, SliceObject, from_either_end};
use typhon_objects::types::Special;

/// What a subscript says, found before the lock is taken: it may run Python code.
enum Subscript {
    Index(i64),
    Slice(Bounds),
}

fn is_index(value: Value) -> bool {
    value.class().special(Special::Index).is_some()
}

fn subscript(thread: &Thread, value: Value, message: &str) -> Result<Subscript> {
    if value.is::<SliceObject>() {
        return Ok(Subscript::Slice(Slice::of(value).bounds(thread)?));
    }
    if !is_index(value) {
        return Err(errors::type_error(thread, message));
    }
    Ok(Subscript::Index(operations::index(thread, value)?))
}

fn out_of_range(thread: &Thread) -> Raised {
    errors::index_error(thread, "mmap index out of range")
}

/// The byte at an index, which may count from the end; `None` beyond the mapping.
fn byte_at(thread: &Thread, map: &Map, index: i64) -> Result<Option<u8>> {
    let state = open(thread, map)?;
    let data = state.data();
    Ok(from_either_end(index, data.len()).and_then(|index| data.get(index).copied()))
}

pub(super) fn get(thread: &Thread, args: &[Value]) -> Result {
    let map = map(args[0]);
    drop(open(thread, &map)?);
    match subscript(thread, args[1], "mmap indices must be integers")? {
        Subscript::Index(index) => match byte_at(thread, &map, index)? {
            Some(byte) => Ok(Value::fixnum(byte as i64)),
            None => Err(out_of_range(thread)),
        },
        Subscript::Slice(bounds) => {
            let part: Vec<u8> = {
                let state = open(thread, &map)?;
                let data = state.data();
                let span = bounds.fit(data.len());
                match span.step {
                    1 => data[span.start..span.start + span.count].to_vec(),
                    _ => span.positions().map(|at| data[at]).collect(),
                }
            };
            Ok(Bytes::new(thread, &part)?.value())
        }
    }
}

pub(super) fn set(thread: &Thread, args: &[Value]) -> Result {
    let map = map(args[0]);
    check_writable(thread, &map)?;
    match subscript(thread, args[1], "mmap indices must be integer")? {
        Subscript::Index(index) => {
            if !is_index(args[2]) {
                return Err(errors::type_error(thread, "mmap item value must be an int"));
            }
            if byte_at(thread, &map, index)?.is_none() {
                return Err(out_of_range(thread));
            }
            let byte = byte(thread, args[2], "mmap item value must be in range(0, 256)")?;
            let mut state = open(thread, &map)?;
            let data = state.data_mut();
            let slot = from_either_end(index, data.len()).and_then(|index| data.get_mut(index));
            let is_there = slot.map(|slot| *slot = byte).is_some();
            drop(state);
            if is_there {
                Ok(Value::NONE)
            } else {
                Err(out_of_range(thread))
            }
        }
        Subscript::Slice(bounds) => {
            let source = Buffer::acquire(thread, args[2], false)?.to_vec();
            let fits = {
                let mut state = open(thread, &map)?;
                let data = state.data_mut();
                let span = bounds.fit(data.len());
                let fits = span.count == source.len();
                match (fits, span.step) {
                    (false, _) => {}
                    (true, 1) => data[span.start..span.start + span.count].copy_from_slice(&source),
                    (true, _) => {
                        for (at, &byte) in span.positions().zip(&source) {
                            data[at] = byte;
                        }
                    }
                }
                fits
            };
            if fits {
                return Ok(Value::NONE);
            }
            Err(errors::index_error(
                thread,
                "mmap slice assignment is wrong size",
            ))
        }
    }
}

pub(super) fn delete(thread: &Thread, args: &[Value]) -> Result {
    check_writable(thread, &map(args[0]))?;
    let message = if args[1].is::<SliceObject>() {
        "mmap object doesn't support slice deletion"
    } else {
        "mmap doesn't support item deletion"
    };
    Err(errors::type_error(thread, message))
}

crate::slots_object!(IteratorObject, ITERATOR_LAYOUT, "mmap iterator", { map }, {
    next: AtomicI64,
    step: i64,
});

/// Gives bytes objects, as iterating over a mapping does, and not numbers.
pub static ITERATOR: TypeSpec = TypeSpec::new("mmap_iterator", &ITERATOR_LAYOUT)
    .module("mmap")
    .methods(&[ITER_SELF, method("__next__", next, "(self, /)", "")]);

fn iterator(thread: &Thread, map: Value, first: i64, step: i64) -> Result {
    let iterator = make(thread, ITERATOR.get(), |header| IteratorObject {
        header,
        map: Slot::new(map),
        next: AtomicI64::new(first),
        step,
    })?;
    Ok(iterator.value())
}

pub(super) fn iterate(thread: &Thread, args: &[Value]) -> Result {
    iterator(thread, args[0], 0, 1)
}

pub(super) fn reversed(thread: &Thread, args: &[Value]) -> Result {
    let length = open(thread, &map(args[0]))?.length as i64;
    iterator(thread, args[0], length - 1, -1)
}

fn next(thread: &Thread, args: &[Value]) -> Result {
    let iterator = Ref::<IteratorObject>::of(args[0]);
    // Relaxed: as of other iterators, two threads may get the same item.
    let index = iterator.next.load(Ordering::Relaxed);
    if index < 0 {
        return Ok(Value::NULL);
    }
    let Some(byte) = byte_at(thread, &map(iterator.map.get()), index)? else {
        iterator.next.store(-1, Ordering::Relaxed);
        return Ok(Value::NULL);
    };
    iterator
        .next
        .store(index + iterator.step, Ordering::Relaxed);
    Ok(Bytes::new(thread, &[byte])?.value())
}
