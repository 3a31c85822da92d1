//! Iteration over the characters of a string. Invariant: `offset` is the byte offset of the code point
//! `index`, packed into one word with it, so that threads that share an iterator see both or neither.

use super::layout::{Str, StrObject};
use super::{characters, intern_text};
use crate::errors::{self, Result};
use crate::module::builtin;
use crate::object::{Kind, Ref};
use crate::operations;
use crate::thread::Thread;
use crate::tuple::Tuple;
use crate::types::{TypeSpec, method, type_flags};
use std::sync::atomic::{AtomicU64, Ordering};
use typhon_heap::{Header, Slot, Value};
use typhon_text::wtf8;

#[repr(C)]
pub struct StrIteratorObject {
    pub header: Header,
    /// NULL when exhausted.
    text: Slot,
    /// Index in the upper half, byte offset in the lower.
    place: AtomicU64,
}

type StrIterator = Ref<StrIteratorObject>;

crate::heap_object!(
    StrIteratorObject,
    STR_ITERATOR_LAYOUT,
    "str iterator",
    Kind::Other,
    |object, tracer| tracer.slot(&object.text)
);

pub static STR_ITERATOR: TypeSpec = TypeSpec::new("str_iterator", &STR_ITERATOR_LAYOUT)
    .flags(type_flags::NO_NEW)
    .methods(ROWS);

pub static STR_ASCII_ITERATOR: TypeSpec = TypeSpec::new("str_ascii_iterator", &STR_ITERATOR_LAYOUT)
    .flags(type_flags::NO_NEW)
    .methods(ROWS);

const ROWS: &[crate::types::Method] = &[
    method(
        "__iter__",
        |_, args| Ok(args[0]),
        "(self, /)",
        "Return self.",
    ),
    method("__next__", next, "(self, /)", "The next character."),
    method(
        "__length_hint__",
        length_hint,
        "(self, /)",
        "How many characters are left.",
    ),
    method("__reduce__", reduce, "(self, /)", "Helper for pickle."),
    method(
        "__setstate__",
        set_state,
        "(self, state, /)",
        "Sets the index of the next character.",
    ),
];

fn place(index: usize, offset: usize) -> u64 {
    (index as u64) << 32 | offset as u64
}

/// `iter(text)`
pub fn iter(thread: &Thread, args: &[Value]) -> Result {
    let text = Str::of(args[0]);
    let spec = if text.is_ascii() {
        &STR_ASCII_ITERATOR
    } else {
        &STR_ITERATOR
    };
    let shape = spec.root_shape();
    let iterator = thread.allocate(
        shape,
        StrIteratorObject {
            header: Header::new(shape.pointer().cast()),
            text: Slot::new(args[0]),
            place: AtomicU64::new(0),
        },
    )?;
    Ok(iterator.value())
}

fn next(thread: &Thread, args: &[Value]) -> Result {
    let iterator = StrIterator::of(args[0]);
    let Some(text) = Ref::<StrObject>::from_slot(&iterator.text) else {
        return Ok(Value::NULL);
    };
    let bytes = text.bytes();
    loop {
        // Relaxed: the text itself never changes.
        let old = iterator.place.load(Ordering::Relaxed);
        let (index, offset) = ((old >> 32) as usize, old as u32 as usize);
        if offset >= bytes.len() {
            iterator.text.set_unbarriered(Value::NULL);
            return Ok(Value::NULL);
        }
        let (code, length) = wtf8::decode_at(bytes, offset);
        let new = place(index + 1, offset + length);
        if crate::mode::is_shared_mode() {
            if iterator
                .place
                .compare_exchange(old, new, Ordering::Relaxed, Ordering::Relaxed)
                .is_err()
            {
                continue;
            }
        } else {
            iterator.place.store(new, Ordering::Relaxed);
        }
        return Ok(characters::from_code_point(thread, code)?.value());
    }
}

fn index(iterator: StrIterator) -> usize {
    (iterator.place.load(Ordering::Relaxed) >> 32) as usize
}

fn length_hint(_: &Thread, args: &[Value]) -> Result {
    let iterator = StrIterator::of(args[0]);
    let left = Ref::<StrObject>::from_slot(&iterator.text)
        .map_or(0, |text| text.len().saturating_sub(index(iterator)));
    Ok(Value::fixnum(left as i64))
}

fn reduce(thread: &Thread, args: &[Value]) -> Result {
    let iterator = StrIterator::of(args[0]);
    let iter = builtin(thread, "iter")?;
    match Ref::<StrObject>::from_slot(&iterator.text) {
        Some(text) => {
            let argument = Tuple::new(thread, &[text.value()])?;
            let state = Value::fixnum(index(iterator) as i64);
            Ok(Tuple::new(thread, &[iter, argument.value(), state])?.value())
        }
        None => {
            let nothing = intern_text(thread, "")?;
            let argument = Tuple::new(thread, &[nothing.value()])?;
            Ok(Tuple::new(thread, &[iter, argument.value()])?.value())
        }
    }
}

fn set_state(thread: &Thread, args: &[Value]) -> Result {
    let iterator = StrIterator::of(args[0]);
    if !crate::int::is_int(args[1]) {
        return Err(errors::type_error(thread, "an integer is required"));
    }
    let state = operations::index(thread, args[1])?.max(0) as usize;
    if let Some(text) = Ref::<StrObject>::from_slot(&iterator.text) {
        let index = state.min(text.len());
        let offset = text.offset_of(thread, index)?;
        iterator
            .place
            .store(place(index, offset), Ordering::Relaxed);
    }
    Ok(Value::NONE)
}
