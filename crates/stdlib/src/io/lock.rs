//! The lock of one file object. It may be held across Python calls and blocking system calls, because
//! waiting for it happens outside the runtime; entering it twice from one thread is RuntimeError.
//! Invariant: the guarded state is touched only through a `Guard`.

use std::cell::UnsafeCell;
use std::ops::{Deref, DerefMut};
use std::sync::atomic::{AtomicU64, Ordering};
use typhon_objects::prelude::*;
use typhon_objects::waits::{self, WaitFor};
use typhon_sync::parking::LOT;
use typhon_sync::word_lock::WordLock;

pub struct Guarded<T> {
    word: WordLock,
    /// Ident of the holding thread, 0 for none.
    owner: AtomicU64,
    state: UnsafeCell<T>,
}

// SAFETY: the state is reached only by who holds the lock.
unsafe impl<T: Send> Sync for Guarded<T> {}

impl<T> Guarded<T> {
    pub const fn new(state: T) -> Guarded<T> {
        Guarded {
            word: WordLock::new(),
            owner: AtomicU64::new(0),
            state: UnsafeCell::new(state),
        }
    }

    /// Waits for the lock. `object` is who it belongs to, for the message.
    #[inline]
    pub fn lock<'a>(&'a self, thread: &Thread, object: Value) -> Result<Guard<'a, T>> {
        if self.word.try_acquire().is_none() {
            self.wait(thread, object)?;
        }
        self.owner.store(thread.ident, Ordering::Relaxed);
        Ok(Guard { owner: self })
    }

    #[cold]
    fn wait(&self, thread: &Thread, object: Value) -> Result<()> {
        // Relaxed: only this thread stores its own ident.
        if self.owner.load(Ordering::Relaxed) == thread.ident {
            let text = crate::support::repr_text(thread, object)?;
            return Err(errors::runtime_error(
                thread,
                format!("reentrant call inside {text}"),
            ));
        }
        waits::count(WaitFor::Stream);
        thread.blocked(|| {
            while self.word.try_acquire().is_none() {
                self.word.sleep(&LOT, None);
            }
        });
        Ok(())
    }
}

pub struct Guard<'a, T> {
    owner: &'a Guarded<T>,
}

impl<T> Deref for Guard<'_, T> {
    type Target = T;
    #[inline]
    fn deref(&self) -> &T {
        // SAFETY: the guard holds the lock.
        unsafe { &*self.owner.state.get() }
    }
}

impl<T> DerefMut for Guard<'_, T> {
    #[inline]
    fn deref_mut(&mut self) -> &mut T {
        // SAFETY: the guard holds the lock, and is borrowed mutably.
        unsafe { &mut *self.owner.state.get() }
    }
}

impl<T> Drop for Guard<'_, T> {
    #[inline]
    fn drop(&mut self) {
        self.owner.owner.store(0, Ordering::Relaxed);
        self.owner.word.release(&LOT);
    }
}
