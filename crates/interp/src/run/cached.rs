//! Globals and attributes by way of the inline caches.

use super::mode::LoopMode;
use super::running::{Running, shape_pointer};
use crate::cache::Action;
use crate::ops::{attributes, names};
use typhon_bytecode::Instruction;
use typhon_objects::attribute;
use typhon_objects::prelude::*;

/// The global or built-in name that the inline cache knows.
#[inline(always)]
pub(super) fn cached_global(run: &Running, pc: usize) -> Option<Value> {
    let globals = run.frame.globals();
    if let Some(entry) = run.cache(pc)
        && let Some(table) = globals.table.current()
        && entry.is_for(table.value())
    {
        if entry.action == Action::TableEntry {
            return table.entry(entry.index as usize).value.get().present();
        }
        if entry.recorded() == table.appended() as u64 {
            let builtins = typhon_objects::module::builtins_dict();
            if let Some(table) = builtins.table.current()
                && table.value() == entry.value()
            {
                return table.entry(entry.index as usize).value.get().present();
            }
        }
    }
    None
}

#[cold]
pub(super) fn load_global(thread: &Thread, run: &Running, pc: usize, ins: Instruction) -> Result {
    run.frame.set_pc(pc);
    names::load_global(thread, run.frame, run.code, run.name(ins), pc + 1)
}

/// What the inline cache says without running any code.
#[inline(always)]
pub(super) fn cached_attribute(run: &Running, pc: usize, object: Value) -> Option<Value> {
    let entry = run.cache(pc)?;
    if !object.is_pointer() {
        return None;
    }
    match entry.action {
        Action::Inline if entry.matches(shape_pointer(object)) => {
            // SAFETY: objects of this shape have a slot at this offset.
            unsafe { &*((object.pointer() as *const u8).add(entry.index as usize) as *const Slot) }
                .get()
                .present()
        }
        Action::ClassValue
            if entry.matches(shape_pointer(object))
                || (entry.is_for(object) && entry.is_current()) =>
        {
            Some(entry.value())
        }
        Action::TableEntry if entry.value() == object && entry.is_current() => {
            let table = typhon_objects::module::dict_of(object).table.current()?;
            if !entry.is_for(table.value()) {
                return None;
            }
            table.entry(entry.index as usize).value.get().present()
        }
        Action::Overflow if entry.matches(shape_pointer(object)) => {
            attribute::attribute_slot(object, object.shape()?, entry.index as usize)?
                .get()
                .present()
        }
        _ => None,
    }
}

/// A cached way that may run code, else the lookup.
pub(super) fn load_attribute(
    thread: &Thread,
    run: &Running,
    pc: usize,
    ins: Instruction,
    object: Value,
) -> Result {
    if let Some(entry) = run.cache(pc)
        && object.is_pointer()
        && entry.matches(shape_pointer(object))
    {
        match entry.action {
            Action::Method => {
                return attribute::bind(thread, entry.value(), object, object.class());
            }
            Action::Property => return call(thread, entry.value(), &[object]),
            Action::GetSet | Action::Member => {
                return attribute::bind(thread, entry.value(), object, object.class());
            }
            _ => {}
        }
    }
    attributes::load(thread, run.code, pc + 1, object, run.name(ins))
}

#[inline(always)]
pub(super) fn cached_store<M: LoopMode>(
    thread: &Thread,
    run: &Running,
    pc: usize,
    object: Value,
    value: Value,
) -> bool {
    let Some(entry) = run.cache(pc) else {
        return false;
    };
    if !object.is_pointer() || !entry.matches(shape_pointer(object)) {
        return false;
    }
    let Some(header) = object.header() else {
        return false;
    };
    let is_still_for = || entry.is_for(Value::from_bits(shape_pointer(object) as u64));
    // SAFETY: objects of this shape (and of the next one, which has the same size) have a slot there.
    let slot =
        || unsafe { &*((object.pointer() as *const u8).add(entry.index as usize) as *const Slot) };
    match entry.action {
        Action::Inline => M::store_in_place(thread, header, || {
            let stored = is_still_for();
            if stored {
                slot().set(header, value);
            }
            stored
        }),
        Action::AddAttribute => {
            let _lock = M::lock(thread, header);
            let stored = is_still_for();
            if stored {
                slot().set(header, value);
                header.set_shape(entry.next_shape().pointer().cast());
            }
            stored
        }
        _ => false,
    }
}
