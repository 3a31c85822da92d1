//! `tee`: iterators over one source, which share what some have read and others have not.
//!
//! The items read so far form a chain of nodes; each iterator holds the node it has reached, so the
//! collector frees what all of them have passed. Invariant: a node's `next` is set once, by whoever
//! holds its `busy` mark.

use super::{new_row, next_row};
use crate::slots_object;
use crate::support::{ITER_SELF, make, make_exact, to_ssize};
use std::sync::atomic::{AtomicBool, Ordering};
use typhon_objects::prelude::*;

slots_object!(NodeObject, NODE_LAYOUT, "itertools._tee_dataobject", { source, item, next }, { busy: AtomicBool });

pub static NODE: TypeSpec = TypeSpec::new("_tee_dataobject", &NODE_LAYOUT)
    .module("itertools")
    .flags(type_flags::NO_NEW)
    .doc("Data container common to multiple tee objects.");

slots_object!(TeeObject, TEE_LAYOUT, "itertools._tee", { node });

pub static TEE: TypeSpec = TypeSpec::new("_tee", &TEE_LAYOUT)
    .module("itertools")
    .flags(type_flags::WEAKREF)
    .doc("Iterator wrapped to make it copyable.")
    .methods(&[
        new_row(tee_new, "(cls, iterable, /)"),
        ITER_SELF,
        next_row(tee_next),
        method(
            "__copy__",
            tee_copy,
            "(self, /)",
            "Returns an independent iterator.",
        ),
    ]);

/// The node behind `source`'s last item so far.
fn new_node(thread: &Thread, source: Value) -> Result {
    let node = make_exact(thread, &NODE, |header| NodeObject {
        header,
        source: Slot::new(source),
        item: Slot::new(Value::NULL),
        next: Slot::new(Value::NULL),
        busy: AtomicBool::new(false),
    })?;
    Ok(node.value())
}

fn tee_at(thread: &Thread, class: Type, node: Value) -> Result {
    let tee = make(thread, class, |header| TeeObject {
        header,
        node: Slot::new(node),
    })?;
    Ok(tee.value())
}

fn tee_of(thread: &Thread, class: Type, iterable: Value) -> Result {
    let iterator = operations::iter(thread, iterable)?;
    let node = match iterator.downcast::<TeeObject>() {
        Some(tee) => tee.node.get(),
        None => new_node(thread, iterator)?,
    };
    tee_at(thread, class, node)
}

fn tee_new(thread: &Thread, args: &[Value]) -> Result {
    tee_of(thread, Type::of(args[0]), args[1])
}

fn tee_copy(thread: &Thread, args: &[Value]) -> Result {
    let node = Ref::<TeeObject>::of(args[0]).node.get();
    tee_at(thread, TEE.get(), node)
}

fn tee_next(thread: &Thread, args: &[Value]) -> Result {
    let tee = Ref::<TeeObject>::of(args[0]);
    let node = Ref::<NodeObject>::of(tee.node.get());
    let mut next = node.next.get();
    if next.is_null() {
        // Acquire and release: the mark orders the reads of the source.
        if node.busy.swap(true, Ordering::AcqRel) {
            next = node.next.get();
            if next.is_null() {
                return Err(errors::runtime_error(
                    thread,
                    "cannot re-enter the tee iterator",
                ));
            }
        } else {
            let read = advance(thread, node);
            node.busy.store(false, Ordering::Release);
            next = read?;
            if next.is_null() {
                return Ok(Value::NULL);
            }
        }
    }
    let item = node.item.get();
    tee.node.set(tee.header(), next);
    Ok(item)
}

/// Reads one more item of the source into `node`, unless that has been done; NULL at the end.
fn advance(thread: &Thread, node: Ref<NodeObject>) -> Result {
    let next = node.next.get();
    if !next.is_null() {
        return Ok(next);
    }
    let Some(item) = operations::next(thread, node.source.get())? else {
        return Ok(Value::NULL);
    };
    let next = new_node(thread, node.source.get())?;
    node.item.set(node.header(), item);
    node.next.set(node.header(), next);
    Ok(next)
}

pub(super) fn tee(thread: &Thread, args: &[Value]) -> Result {
    let count = match args[1].present() {
        Some(count) => to_ssize(thread, count)?,
        None => 2,
    };
    if count < 0 {
        return Err(errors::value_error(thread, "n must be >= 0"));
    }
    let result = Tuple::unfilled(
        thread,
        typhon_objects::tuple::TUPLE.root_shape(),
        count as usize,
    )?;
    if count == 0 {
        return Ok(result.value());
    }
    let first = tee_of(thread, TEE.get(), args[0])?;
    result.set_initial(0, first);
    let node = Ref::<TeeObject>::of(first).node.get();
    for index in 1..count as usize {
        result.set_initial(index, tee_at(thread, TEE.get(), node)?);
    }
    Ok(result.value())
}
