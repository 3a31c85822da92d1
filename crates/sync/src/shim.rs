//! The primitives that loom can put its own in place of.

#[cfg(not(loom))]
mod chosen {
    pub use std::sync::atomic::{AtomicU8, AtomicU32, AtomicU64, AtomicUsize, Ordering, fence};
    pub use std::sync::{Condvar, Mutex, MutexGuard};

    #[inline(always)]
    pub fn pause() {
        std::hint::spin_loop();
    }

    pub fn yield_now() {
        std::thread::yield_now();
    }
}

#[cfg(loom)]
mod chosen {
    pub use loom::sync::atomic::{AtomicU8, AtomicU32, AtomicU64, AtomicUsize, Ordering, fence};
    pub use loom::sync::{Condvar, Mutex, MutexGuard};

    // A model knows no time: whoever spins lets others go on.
    pub fn pause() {
        loom::thread::yield_now();
    }

    pub fn yield_now() {
        loom::thread::yield_now();
    }
}

pub use chosen::{
    AtomicU8, AtomicU32, AtomicU64, AtomicUsize, Condvar, Mutex, MutexGuard, Ordering, fence,
    pause, yield_now,
};

/// Waits for a moment, the longer the more often it was called: for what another thread, perhaps without
/// a core just now, is about to finish.
pub fn wait_a_little(rounds: &mut u32) {
    *rounds += 1;
    if *rounds < 32 {
        pause();
    } else {
        yield_now();
    }
}
