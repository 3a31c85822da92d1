//! The lock of one file object. It may be held across Python calls and blocking system calls, because
//! waiting for it happens outside the runtime; entering it twice from one thread is RuntimeError.
//! Invariant: the guarded state is touched only through a `Guard`.

use std::ops::{Deref, DerefMut};
use std::sync::atomic::{AtomicU64, Ordering};
use typhon_objects::prelude::*;
use typhon_objects::waits::{self, WaitFor};
use typhon_sync::mutex::{Mutex, MutexGuard};

pub struct Guarded<T> {
    state: Mutex<T>,
    /// Ident of the holding thread, 0 for none.
    owner: AtomicU64,
}

impl<T> Guarded<T> {
    pub const fn new(state: T) -> Guarded<T> {
        Guarded {
            state: Mutex::new(state),
            owner: AtomicU64::new(0),
        }
    }

    /// Waits for the lock. `object` is who it belongs to, for the message.
    #[inline]
    pub fn lock<'a>(&'a self, thread: &Thread, object: Value) -> Result<Guard<'a, T>> {
        let state = match self.state.try_lock() {
            Some(state) => state,
            None => self.wait(thread, object)?,
        };
        self.owner.store(thread.ident, Ordering::Relaxed);
        Ok(Guard {
            owner: &self.owner,
            state,
        })
    }

    #[cold]
    fn wait<'a>(&'a self, thread: &Thread, object: Value) -> Result<MutexGuard<'a, T>> {
        // Relaxed: only this thread stores its own ident.
        if self.owner.load(Ordering::Relaxed) == thread.ident {
            let text = crate::support::repr_text(thread, object)?;
            return Err(errors::runtime_error(
                thread,
                format!("reentrant call inside {text}"),
            ));
        }
        waits::count(WaitFor::Stream);
        Ok(thread.blocked(|| self.state.lock()))
    }
}

pub struct Guard<'a, T> {
    owner: &'a AtomicU64,
    state: MutexGuard<'a, T>,
}

impl<T> Deref for Guard<'_, T> {
    type Target = T;
    #[inline]
    fn deref(&self) -> &T {
        &self.state
    }
}

impl<T> DerefMut for Guard<'_, T> {
    #[inline]
    fn deref_mut(&mut self) -> &mut T {
        &mut self.state
    }
}

impl<T> Drop for Guard<'_, T> {
    #[inline]
    fn drop(&mut self) {
        // Before the lock is given up.
        self.owner.store(0, Ordering::Relaxed);
    }
}
