//! A lock that any thread may release and that is taken for long: one byte, whose waiters sleep in a
//! parking lot, or wherever the caller lets them.

use crate::parking::Lot;
use crate::shim::{AtomicU8, Ordering};
use std::time::Instant;

const LOCKED: u8 = 1;
/// Somebody sleeps until the lock is free, or is about to.
const WAITED_FOR: u8 = 2;

/// Acquire on taking and Release on giving up order what it protects.
pub struct WordLock(AtomicU8);

impl WordLock {
    #[cfg(not(loom))]
    #[allow(clippy::new_without_default)] // a place, not a value
    pub const fn new() -> WordLock {
        WordLock(AtomicU8::new(0))
    }

    #[cfg(loom)]
    #[allow(clippy::new_without_default)] // as above
    pub fn new() -> WordLock {
        WordLock(AtomicU8::new(0))
    }

    /// What its waiters wait for.
    pub fn key(&self) -> usize {
        std::ptr::from_ref(self) as usize
    }

    pub fn is_locked(&self) -> bool {
        self.0.load(Ordering::Relaxed) & LOCKED != 0
    }

    /// Takes the lock if it is free, and says whether somebody waits for it.
    #[inline]
    pub fn try_acquire(&self) -> Option<bool> {
        let mut state = self.0.load(Ordering::Relaxed);
        // A waiter that comes or goes changes the word of a free lock too.
        while state & LOCKED == 0 {
            let taken = state | LOCKED;
            match self
                .0
                .compare_exchange(state, taken, Ordering::Acquire, Ordering::Relaxed)
            {
                Ok(_) => return Some(state & WAITED_FOR != 0),
                Err(now) => state = now,
            }
        }
        None
    }

    /// Sleeps until the lock may be free or the time has come.
    pub fn sleep(&self, lot: &Lot, until: Option<Instant>) {
        let waited_for = LOCKED | WAITED_FOR;
        lot.park(
            self.key(),
            until,
            || {
                let noted = self.0.compare_exchange(
                    LOCKED,
                    waited_for,
                    Ordering::Relaxed,
                    Ordering::Relaxed,
                );
                noted.is_ok() || noted == Err(waited_for)
            },
            |was_last| {
                if was_last {
                    self.0.fetch_and(!WAITED_FOR, Ordering::Relaxed);
                }
            },
        );
    }

    /// Gives the lock up and wakes one of those who sleep. False if it was not locked.
    #[inline]
    pub fn release(&self, lot: &Lot) -> bool {
        let mut state = self.0.load(Ordering::Relaxed);
        while state == LOCKED {
            match self
                .0
                .compare_exchange(LOCKED, 0, Ordering::Release, Ordering::Relaxed)
            {
                Ok(_) => return true,
                Err(now) => state = now,
            }
        }
        if state & LOCKED == 0 {
            return false;
        }
        // The word changes while nobody can go to sleep, so no waiter is missed.
        lot.unpark_one(self.key(), |more| {
            let rest = if more { WAITED_FOR } else { 0 };
            self.0.store(rest, Ordering::Release);
        });
        true
    }

    /// Gives the lock up without waking anybody. Says whether somebody waits for it.
    pub fn reset(&self) -> bool {
        self.0.swap(0, Ordering::Release) & WAITED_FOR != 0
    }

    /// For waiters who sleep elsewhere: whoever takes the lock, or gives it up, shall know of them.
    pub fn note_waiter(&self) {
        self.0.fetch_or(WAITED_FOR, Ordering::Relaxed);
    }
}
