//! The modes that the loop is compiled for. Each says how the loop's own mutations are made; what native
//! code does to objects asks the runtime's mode itself.

use typhon_objects::lock::ObjectLock;
use typhon_objects::mode::Mode;
use typhon_objects::prelude::*;

pub(super) trait LoopMode {
    const MODE: Mode;
    /// Whether `trace` is told of what happens.
    const TRACED: bool = false;

    /// Takes the lock bit of an object whose slot the loop is about to store to, if others may.
    fn lock(thread: &Thread, object: &'static Header) -> ObjectLock;
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
}

impl LoopMode for Shared {
    const MODE: Mode = Mode::Shared;

    #[inline(always)]
    fn lock(thread: &Thread, object: &'static Header) -> ObjectLock {
        thread.lock_shared(object)
    }
}

/// Some thread, maybe this one, has events to report. Objects are mutated as in `Shared` mode.
pub(super) struct Traced;

impl LoopMode for Traced {
    const MODE: Mode = Mode::Traced;
    const TRACED: bool = true;

    #[inline(always)]
    fn lock(thread: &Thread, object: &'static Header) -> ObjectLock {
        thread.lock_shared(object)
    }
}
