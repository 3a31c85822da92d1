//! Roots, finalisers, weak references: what the upper layer registers, and what it gets back.

use crate::header::{Slot, flags};
use crate::trace::Tracer;
use crate::value::Value;

/// Asks for `object`, which has `__del__`, to be queued when it is found dead.
pub fn register_finalizable(object: Value) {
    // SAFETY: the caller passes a live object.
    unsafe { (*object.pointer()).set_flag(flags::HAS_DEL) };
}

/// The next object whose `__del__` is due. It is alive again, and marked `FINALIZED`.
pub fn take_finalizable() -> Option<Value> {
    None
}

/// The next live weak reference whose referent has died; its weak slot is cleared.
pub fn take_cleared_weakref() -> Option<Value> {
    None
}

/// `hook` is called after a collection that queued something, on the collecting thread.
pub fn set_pending_hook(_hook: fn()) {}

/// A static slot that keeps its referent alive.
pub fn register_root(_slot: &'static Slot) {}

/// `callback` reports roots at each collection, while the world is stopped.
pub fn register_root_callback(_callback: fn(&mut Tracer<'_>)) {}

/// `callback` runs after marking, before the sweep, while the world is stopped: tables that hold
/// values weakly drop those that are not alive.
pub fn register_weak_callback(_callback: fn(is_alive: &dyn Fn(Value) -> bool)) {}
