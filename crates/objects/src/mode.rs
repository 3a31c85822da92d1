//! The runtime's mode: what a thread must do to mutate an object that others may reach.
//!
//! One thread runs Python in `Solo` mode, where no object lock is taken; a GIL keeps it so with several
//! threads. Starting a second thread begins `Shared` mode, on the only thread there is; the end of the
//! last other thread ends it. The interpreter's loop is compiled once a mode and leaves at the first
//! instruction after a change; native code asks `is_shared_mode` where it mutates.
//!
//! Who may write: `begin_shared` the only thread that runs Python, `end_shared` a thread that will touch
//! no object any more and leaves one other. Transactions, blocks inside one, and race detection will be
//! further modes: a variant here, a type in the interpreter's `run/mode.rs`.

use std::sync::atomic::{AtomicU8, Ordering};

#[derive(Copy, Clone, Debug, PartialEq, Eq)]
#[repr(u8)]
pub enum Mode {
    Solo = 0,
    Shared = 1,
}

static MODE: AtomicU8 = AtomicU8::new(Mode::Solo as u8);

/// Acquire, free on most machines: whoever finds `Solo` sees all that the threads before it did.
#[inline(always)]
pub fn mode() -> Mode {
    if MODE.load(Ordering::Acquire) == Mode::Solo as u8 {
        Mode::Solo
    } else {
        Mode::Shared
    }
}

#[inline(always)]
pub fn is_shared_mode() -> bool {
    mode() == Mode::Shared
}

/// Others may run Python from now on.
pub fn begin_shared() {
    // The threads to come are started after this store, which orders it before all they do.
    MODE.store(Mode::Shared as u8, Ordering::Release);
}

/// One thread is left. Release: it sees what the others did.
pub fn end_shared() {
    MODE.store(Mode::Solo as u8, Ordering::Release);
}
