//! The lock of one file object. It may be held across Python calls and blocking system calls, because
//! waiting for it happens outside the runtime; entering it twice from one thread is RuntimeError, unless
//! the holder lends it for the length of a call.
//! Invariant: the guarded state is touched only through the `Guard` that was made last.

use std::cell::UnsafeCell;
use std::ops::{Deref, DerefMut};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use typhon_objects::prelude::*;
use typhon_objects::waits::{self, WaitFor};
use typhon_sync::parking::LOT;
use typhon_sync::word_lock::WordLock;

pub struct Guarded<T> {
    word: WordLock,
    /// Ident of the holding thread, 0 for none.
    owner: AtomicU64,
    /// The holding thread may enter again. Written by that thread only.
    lent: AtomicBool,
    state: UnsafeCell<T>,
}

// SAFETY: the state is reached only by who holds the lock.
unsafe impl<T: Send> Sync for Guarded<T> {}

impl<T> Guarded<T> {
    pub const fn new(state: T) -> Guarded<T> {
        Guarded {
            word: WordLock::new(),
            owner: AtomicU64::new(0),
            lent: AtomicBool::new(false),
            state: UnsafeCell::new(state),
        }
    }

    /// Waits for the lock. `object` is who it belongs to, for the message.
    #[inline]
    pub fn lock<'a>(&'a self, thread: &Thread, object: Value) -> Result<Guard<'a, T>> {
        match self.try_lock(thread) {
            Some(guard) => Ok(guard),
            None => self.wait(thread, object),
        }
    }

    /// The lock, if it is free.
    #[inline]
    pub fn try_lock<'a>(&'a self, thread: &Thread) -> Option<Guard<'a, T>> {
        self.word.try_acquire()?;
        self.owner.store(thread.ident, Ordering::Relaxed);
        Some(Guard {
            owner: self,
            borrowed: false,
        })
    }

    #[cold]
    fn wait<'a>(&'a self, thread: &Thread, object: Value) -> Result<Guard<'a, T>> {
        // Relaxed: only this thread stores its own ident.
        if self.owner.load(Ordering::Relaxed) == thread.ident {
            if self.lent.swap(false, Ordering::Relaxed) {
                return Ok(Guard {
                    owner: self,
                    borrowed: true,
                });
            }
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
        self.owner.store(thread.ident, Ordering::Relaxed);
        Ok(Guard {
            owner: self,
            borrowed: false,
        })
    }
}

pub struct Guard<'a, T> {
    owner: &'a Guarded<T>,
    /// The lock stays with a guard of this thread that lent it.
    borrowed: bool,
}

impl<T> Guard<'_, T> {
    /// Runs `call`, which may call Python code that enters this object again: the state may be another one
    /// afterwards.
    #[inline]
    pub fn lend<R>(&mut self, call: impl FnOnce() -> R) -> R {
        struct Lent<'a>(&'a AtomicBool);
        impl Drop for Lent<'_> {
            #[inline]
            fn drop(&mut self) {
                self.0.store(false, Ordering::Relaxed);
            }
        }
        // The guard is borrowed, so nobody holds a reference into the state.
        self.owner.lent.store(true, Ordering::Relaxed);
        let _lent = Lent(&self.owner.lent);
        call()
    }
}

impl<T> Deref for Guard<'_, T> {
    type Target = T;
    #[inline]
    fn deref(&self) -> &T {
        // SAFETY: the guard holds the lock, and none that borrowed it is left when it is used.
        unsafe { &*self.owner.state.get() }
    }
}

impl<T> DerefMut for Guard<'_, T> {
    #[inline]
    fn deref_mut(&mut self) -> &mut T {
        // SAFETY: as above, and the guard is borrowed mutably.
        unsafe { &mut *self.owner.state.get() }
    }
}

impl<T> Drop for Guard<'_, T> {
    #[inline]
    fn drop(&mut self) {
        if self.borrowed {
            self.owner.lent.store(true, Ordering::Relaxed);
            return;
        }
        self.owner.owner.store(0, Ordering::Relaxed);
        self.owner.word.release(&LOT);
    }
}
