//! The modes that the loop is compiled for. Each says how the loop's own mutations are made; what native
//! code does to objects asks the runtime's mode itself.

use typhon_objects::lock::ObjectLock;
use typhon_objects::mode::Mode;
use typhon_objects::prelude::*;

pub(super) trait LoopMode {
    const MODE: Mode;
    /// Whether `trace` is told of what happens.
    const TRACED: bool = false;

    /// Takes the lock of an object that the loop is about to change, if others may.
    #[inline(always)]
    fn lock(thread: &Thread, object: &'static Header) -> ObjectLock {
        thread.lock_shared(object)
    }

    /// `Thread::store_in_place`.
    #[inline(always)]
    fn store_in_place<R>(thread: &Thread, object: &'static Header, store: impl FnOnce() -> R) -> R {
        thread.store_in_place_shared(object, store)
    }
}

/// No other thread runs Python while this one does.
pub(super) struct Solo;

/// Other threads run Python at the same time.
pub(super) struct Shared;

impl LoopMode for Solo {
    const MODE: Mode = Mode::Solo;

    #[inline(always)]
    fn lock(_: &Thread, _: &'static Header) -> ObjectLock {
        ObjectLock::not_needed()
    }

    #[inline(always)]
    fn store_in_place<R>(_: &Thread, _: &'static Header, store: impl FnOnce() -> R) -> R {
        store()
    }
}

impl LoopMode for Shared {
    const MODE: Mode = Mode::Shared;
}

/// Some thread, maybe this one, has events to report. Objects are mutated as in `Shared` mode.
pub(super) struct Traced;

impl LoopMode for Traced {
    const MODE: Mode = Mode::Traced;
    const TRACED: bool = true;
}
