//! `reversed`: over sequences by `__len__` and `__getitem__`.

use super::state_position;
use crate::call::call_special;
use crate::errors::{self, Result};
use crate::exceptions as tree;
use crate::object::{Kind, Ref, ValueExt};
use crate::operations;
use crate::rows;
use crate::thread::Thread;
use crate::tuple::{Tuple, TupleObject};
use crate::types::{Special, Type, TypeSpec, type_flags};
use crate::{int, list};
use std::sync::atomic::{AtomicI64, Ordering};
use typhon_heap::{Header, Slot, Value};

#[repr(C)]
pub struct ReversedObject {
    pub header: Header,
    /// NULL at the end.
    sequence: Slot,
    /// The next item's position; -1 at the end.
    position: AtomicI64,
}

crate::heap_object!(
    ReversedObject,
    REVERSED_LAYOUT,
    "reversed",
    Kind::Other,
    |object, tracer| tracer.slot(&object.sequence)
);

pub static REVERSED: TypeSpec = TypeSpec::new("reversed", &REVERSED_LAYOUT)
    .flags(type_flags::BASE)
    .doc("reversed(sequence, /)\n--\n\nAn iterator over the sequence's items from the last to the first.")
    .construct(|thread, args| match args {
        [sequence] => reversed(thread, *sequence),
        _ => Ok(Value::NULL),
    })
    .methods(&[
        rows::new(new),
        rows::iter_self(),
        rows::next(next),
        rows::length_hint(|thread, args| {
            let own = object(args[0]);
            let Some(sequence) = own.sequence.get().present() else {
                return Ok(Value::fixnum(0));
            };
            let rest = own.position.load(Ordering::Relaxed) + 1;
            let length = operations::len(thread, sequence)? as i64;
            Ok(Value::fixnum(if rest > length { 0 } else { rest }))
        }),
        rows::reduce(|thread, args| {
            let own = object(args[0]);
            let class = args[0].class().value();
            match own.sequence.get().present() {
                Some(sequence) => {
                    let arguments = Tuple::new(thread, &[sequence])?.value();
                    let position = int::from_i64(thread, own.position.load(Ordering::Relaxed))?;
                    Ok(Tuple::new(thread, &[class, arguments, position])?.value())
                }
                None => {
                    let nothing = Tuple::new(thread, &[])?.value();
                    let arguments = Tuple::new(thread, &[nothing])?.value();
                    Ok(Tuple::new(thread, &[class, arguments])?.value())
                }
            }
        }),
        rows::set_state(|thread, args| {
            let position = state_position(thread, args[1])?;
            let own = object(args[0]);
            if let Some(sequence) = own.sequence.get().present() {
                let length = operations::len(thread, sequence)? as i64;
                own.position
                    .store(position.clamp(-1, length - 1), Ordering::Relaxed);
            }
            Ok(Value::NONE)
        }),
    ]);

fn object(value: Value) -> Ref<ReversedObject> {
    Ref::of(value)
}

fn new(thread: &Thread, args: &[Value]) -> Result {
    let class = rows::class_of_new(args);
    if !args[2].is_null() && class == REVERSED.get() {
        return Err(errors::type_error(
            thread,
            "reversed() takes no keyword arguments",
        ));
    }
    match Ref::<TupleObject>::of(args[1]).values() {
        [sequence] => make(thread, class, *sequence),
        more => Err(errors::type_error(
            thread,
            format!("reversed expected 1 argument, got {}", more.len()),
        )),
    }
}

/// `reversed(sequence)`
pub fn reversed(thread: &Thread, sequence: Value) -> Result {
    if sequence.exact_kind() == Kind::List {
        return Ok(super::ListReverseIterator::new(thread, list::List::of(sequence))?.value());
    }
    make(thread, REVERSED.get(), sequence)
}

fn make(thread: &Thread, class: Type, sequence: Value) -> Result {
    match sequence.class().special(Special::Reversed) {
        Some(Value::NONE) => return Err(errors::not_a(thread, sequence, "reversible")),
        Some(method) => return call_special(thread, method, sequence, &[]),
        None => {}
    }
    let is_sequence = sequence.class().special(Special::GetItem).is_some();
    if !is_sequence || sequence.kind() == Kind::Dict {
        return Err(errors::not_a(thread, sequence, "reversible"));
    }
    let length = operations::len(thread, sequence)? as i64;
    let shape = class.root_shape();
    let made = thread.allocate(
        shape,
        ReversedObject {
            header: Header::new(shape.pointer().cast()),
            sequence: Slot::new(sequence),
            position: AtomicI64::new(length - 1),
        },
    )?;
    Ok(rows::created(made.value()))
}

fn next(thread: &Thread, args: &[Value]) -> Result {
    let own = object(args[0]);
    let Some(sequence) = own.sequence.get().present() else {
        return Ok(Value::NULL);
    };
    let position = own.position.load(Ordering::Relaxed);
    if position >= 0 {
        let index = int::from_i64(thread, position)?;
        match operations::get_item(thread, sequence, index) {
            Ok(item) => {
                own.position.store(position - 1, Ordering::Relaxed);
                return Ok(item);
            }
            Err(raised) if raised.is(&tree::INDEX_ERROR) || raised.is(&tree::STOP_ITERATION) => {}
            Err(raised) => return Err(raised),
        }
    }
    own.position.store(-1, Ordering::Relaxed);
    own.sequence.set_unbarriered(Value::NULL);
    Ok(Value::NULL)
}
