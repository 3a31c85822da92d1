//! What the upper layer registers with the collector (roots, tables, finalisers), and what the
//! collector queues for the upper layer. Invariant: the locks here are leaves; `ROOTS` is held
//! while callbacks run, so a callback registers nothing.

use crate::header::{Header, Slot, flags};
use crate::mutator::Mutator;
use crate::sync::lock;
use crate::trace::Tracer;
use crate::value::Value;
use crate::world::LEFT_NOTES;
use std::collections::VecDeque;
use std::sync::{Mutex, MutexGuard};

type WeakCallback = fn(is_alive: &dyn Fn(Value) -> bool);

pub(crate) struct Roots {
    slots: Vec<&'static Slot>,
    callbacks: Vec<fn(&mut Tracer<'_>)>,
    weak_callbacks: Vec<WeakCallback>,
    pending_hook: Option<fn()>,
}

pub(crate) static ROOTS: Mutex<Roots> = Mutex::new(Roots {
    slots: Vec::new(),
    callbacks: Vec::new(),
    weak_callbacks: Vec::new(),
    pending_hook: None,
});

/// Values in these queues are roots.
pub(crate) struct Queues {
    pub(crate) finalizable: VecDeque<Value>,
    pub(crate) cleared: VecDeque<Value>,
}

pub(crate) static QUEUES: Mutex<Queues> = Mutex::new(Queues {
    finalizable: VecDeque::new(),
    cleared: VecDeque::new(),
});

/// A dead object whose `drop` is still to run. It has a mark bit and no object bit. Its shape may
/// be gone.
#[derive(Copy, Clone)]
pub(crate) struct PendingDrop {
    pub(crate) object: usize,
    pub(crate) drop: unsafe fn(*mut Header),
}

pub(crate) static DROPS: Mutex<VecDeque<PendingDrop>> = Mutex::new(VecDeque::new());

/// Asks for `object`, which has `__del__`, to be queued when it is found dead. Once per object;
/// again after it was finalised, if that is wanted.
pub fn register_finalizable(object: Value) {
    // SAFETY: the caller passes a live object.
    unsafe { (*object.pointer()).set_flag(flags::HAS_DEL) };
    match Mutator::current() {
        Some(mutator) => mutator.notes().finalizable.push(object.bits() as usize),
        None => lock(&LEFT_NOTES).finalizable.push(object.bits() as usize),
    }
}

/// There is nothing left to finalize: the object may go when it is dead.
pub fn forget_finalizable(object: &Header) {
    if object.has_flag(flags::HAS_DEL) {
        object.clear_flag(flags::HAS_DEL);
    }
}

/// How many objects `take_finalizable` has to give.
pub fn finalizable_count() -> usize {
    lock(&QUEUES).finalizable.len()
}

/// The next object whose `__del__` is due. It is alive again, and marked `FINALIZED`.
pub fn take_finalizable() -> Option<Value> {
    lock(&QUEUES).finalizable.pop_front()
}

/// How many references `take_cleared_weakref` has to give.
pub fn cleared_weakref_count() -> usize {
    lock(&QUEUES).cleared.len()
}

/// The next live weak reference whose referent has died; its weak slot is cleared.
pub fn take_cleared_weakref() -> Option<Value> {
    lock(&QUEUES).cleared.pop_front()
}

/// `hook` is called after a collection that queued something, on the collecting thread.
pub fn set_pending_hook(hook: fn()) {
    lock(&ROOTS).pending_hook = Some(hook);
}

/// A static slot that keeps its referent alive.
pub fn register_root(slot: &'static Slot) {
    lock(&ROOTS).slots.push(slot);
}

/// `callback` reports roots at each collection, while the world is stopped.
pub fn register_root_callback(callback: fn(&mut Tracer<'_>)) {
    lock(&ROOTS).callbacks.push(callback);
}

/// `callback` runs after marking, before the sweep, while the world is stopped: tables that hold
/// values weakly drop those that are not alive.
pub fn register_weak_callback(callback: WeakCallback) {
    lock(&ROOTS).weak_callbacks.push(callback);
}

/// Reports the roots that belong to no thread.
pub(crate) fn trace_global_roots(tracer: &mut Tracer<'_>) {
    let roots = lock(&ROOTS);
    for slot in &roots.slots {
        tracer.slot(slot);
    }
    for callback in &roots.callbacks {
        callback(tracer);
    }
    let queues = lock(&QUEUES);
    for &value in queues.finalizable.iter().chain(&queues.cleared) {
        tracer.value(value);
    }
}

pub(crate) fn call_weak_callbacks(is_alive: &dyn Fn(Value) -> bool) {
    for callback in &lock(&ROOTS).weak_callbacks {
        callback(is_alive);
    }
}

/// Tells the upper layer if anything is queued.
pub(crate) fn call_pending_hook() {
    let something = {
        let queues = lock(&QUEUES);
        !queues.finalizable.is_empty() || !queues.cleared.is_empty()
    };
    let hook = lock(&ROOTS).pending_hook;
    if let Some(hook) = hook
        && something
    {
        hook();
    }
}

/// All locks of this file, for a fork.
pub(crate) struct ForkGuards {
    _roots: MutexGuard<'static, Roots>,
    _queues: MutexGuard<'static, Queues>,
    _drops: MutexGuard<'static, VecDeque<PendingDrop>>,
}

impl ForkGuards {
    pub(crate) fn lock() -> ForkGuards {
        ForkGuards {
            _roots: lock(&ROOTS),
            _queues: lock(&QUEUES),
            _drops: lock(&DROPS),
        }
    }
}
