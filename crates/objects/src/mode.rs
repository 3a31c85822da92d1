//! The runtime's mode: what a thread must do to mutate an object that others may reach.
//!
//! One thread runs Python in `Solo` mode, where no object lock is taken; a GIL keeps it so with several
//! threads. Starting a second thread begins `Shared` mode, on the only thread there is; the end of the
//! last other thread ends it. The interpreter's loop is compiled once a mode and leaves at the first
//! instruction after a change; native code asks `is_shared_mode` where it mutates.
//!
//! While some thread is traced or monitored, all run in the `Traced` mode of the loop; objects are then
//! mutated as in `Shared` mode.
//!
//! Who may write: `begin_shared` the only thread that runs Python, `end_shared` a thread that will touch
//! no object any more and leaves one other, `set_traced` any thread that holds no object. Transactions,
//! blocks inside one, and race detection will be further modes: a variant here, a type in the
//! interpreter's `run/mode.rs`.

use std::sync::atomic::{AtomicBool, AtomicU8, Ordering};

#[derive(Copy, Clone, Debug, PartialEq, Eq)]
#[repr(u8)]
pub enum Mode {
    Solo = 0,
    Shared = 1,
    Traced = 2,
}

/// Bits: several threads, somebody is traced.
static MODE: AtomicU8 = AtomicU8::new(0);
const SHARED: u8 = 1;
const TRACED: u8 = 2;

/// Acquire, free on most machines: whoever finds `Solo` sees all that the threads before it did.
#[inline(always)]
pub fn mode() -> Mode {
    match MODE.load(Ordering::Acquire) {
        0 => Mode::Solo,
        SHARED => Mode::Shared,
        _ => Mode::Traced,
    }
}

#[inline(always)]
pub fn is_shared_mode() -> bool {
    mode() != Mode::Solo
}

/// Threads take turns under a GIL. Written once, before there is a second thread.
static TURNS: AtomicBool = AtomicBool::new(false);

pub fn begin_turns() {
    TURNS.store(true, Ordering::Relaxed);
}

/// Whether other threads may have run once this one has polled: what is to be one moment must then not be
/// made of steps with polls between them.
#[inline]
pub fn others_may_run() -> bool {
    // Relaxed: the threads to come are started after the store.
    is_shared_mode() || TURNS.load(Ordering::Relaxed)
}

/// Others may run Python from now on.
pub fn begin_shared() {
    // The threads to come are started after this store, which orders it before all they do.
    MODE.fetch_or(SHARED, Ordering::Release);
}

/// One thread is left. Release: it sees what the others did.
pub fn end_shared() {
    MODE.fetch_and(!SHARED, Ordering::Release);
}

/// Whether some thread has events to report.
pub fn set_traced(traced: bool) {
    if traced {
        MODE.fetch_or(TRACED, Ordering::Release);
    } else {
        MODE.fetch_and(!TRACED, Ordering::Release);
    }
}
