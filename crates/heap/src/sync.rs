//! Locks that survive a panic of their holder, and a guard for where nothing may panic. Invariant:
//! the heap's own state is consistent at every other point where foreign code could panic.

use std::sync::{Mutex, MutexGuard, PoisonError};

/// Ends the process if it is dropped by unwinding: a collection cannot stop half-way.
pub(crate) struct AbortOnUnwind {
    /// Somebody allocates while unwinding; that is none of our business.
    already: bool,
}

impl AbortOnUnwind {
    pub(crate) fn new() -> AbortOnUnwind {
        AbortOnUnwind {
            already: std::thread::panicking(),
        }
    }
}

impl Drop for AbortOnUnwind {
    fn drop(&mut self) {
        if std::thread::panicking() && !self.already {
            std::process::abort();
        }
    }
}

pub(crate) fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
