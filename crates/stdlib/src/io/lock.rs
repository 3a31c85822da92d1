//! The lock of one file object. It may be held across Python calls and blocking system calls, because
//! waiting for it happens outside the runtime; entering it twice from one thread is RuntimeError.
//! Invariant: the guarded state is touched only through a `Guard`.

use parking_lot::lock_api::RawMutex as _;
use std::cell::UnsafeCell;
use std::ops::{Deref, DerefMut};
use std::sync::atomic::{AtomicU64, Ordering};
use typhon_objects::prelude::*;
use typhon_objects::waits::{self, WaitFor};

pub struct Guarded<T> {
    mutex: parking_lot::RawMutex,
    /// Ident of the holding thread, 0 for none.
    owner: AtomicU64,
    state: UnsafeCell<T>,
}

// SAFETY: the state is reached only by who holds the mutex.
unsafe impl<T: Send> Sync for Guarded<T> {}

impl<T> Guarded<T> {
    pub const fn new(state: T) -> Guarded<T> {
        Guarded {
            mutex: parking_lot::RawMutex::INIT,
            owner: AtomicU64::new(0),
            state: UnsafeCell::new(state),
        }
    }

    /// Waits for the lock. `object` is who it belongs to, for the message.
    #[inline]
    pub fn lock<'a>(&'a self, thread: &Thread, object: Value) -> Result<Guard<'a, T>> {
        if !self.mutex.try_lock() {
            // Relaxed: only this thread stores its own ident.
            if self.owner.load(Ordering::Relaxed) == thread.ident {
                let text = crate::support::repr_text(thread, object)?;
                return Err(errors::runtime_error(
                    thread,
                    format!("reentrant call inside {text}"),
                ));
            }
            waits::count(WaitFor::Stream);
            thread.blocked(|| self.mutex.lock());
        }
        self.owner.store(thread.ident, Ordering::Relaxed);
        Ok(Guard { owner: self })
    }
}

pub struct Guard<'a, T> {
    owner: &'a Guarded<T>,
}

impl<T> Deref for Guard<'_, T> {
    type Target = T;
    #[inline]
    fn deref(&self) -> &T {
        // SAFETY: the guard holds the mutex.
        unsafe { &*self.owner.state.get() }
    }
}

impl<T> DerefMut for Guard<'_, T> {
    #[inline]
    fn deref_mut(&mut self) -> &mut T {
        // SAFETY: the guard holds the mutex, and is borrowed mutably.
        unsafe { &mut *self.owner.state.get() }
    }
}

impl<T> Drop for Guard<'_, T> {
    #[inline]
    fn drop(&mut self) {
        self.owner.owner.store(0, Ordering::Relaxed);
        // SAFETY: the guard holds the mutex.
        unsafe { self.owner.mutex.unlock() }
    }
}
