//! The lock of an object: a state, a version that every release moves on, and a mark that somebody sleeps.
//!
//! Who may write: the state by whoever finds it free or open (compare-and-exchange), and by the holder
//! with a plain store to give it up; the version by the holder; `sleepers` by who is about to sleep, and
//! by the holder that wakes them.
//!
//! What the lock guards is stored with Release and loaded with Acquire, so readers need no lock to see
//! several places as they were at one moment: they take a `stamp`, read, and ask whether it is `unchanged`.
//! A reader that sees a store made under the lock also sees the lock taken before it.
//!
//! Stores that replace what one place holds, and move and count nothing, do not exclude each other.
//! When threads collide over such stores, the object is left *open*: they then announce the store in a
//! word of their own, make it, and take the announcement back, so that they meet on no common line.
//! Whoever wants the lock of an open object closes it and waits for the stores that are announced.

use crate::backoff::Backoff;
use crate::shim::{AtomicU8, AtomicU32, AtomicUsize, Ordering, fence, wait_a_little};

const FREE: u8 = 0;
const LOCKED: u8 = 1;
/// Nobody holds the lock, and stores in place need not take it.
const OPEN: u8 = 2;

/// The lock of one object, in its header.
#[derive(Copy, Clone)]
pub struct Lock<'a> {
    pub state: &'a AtomicU8,
    /// Not 0: somebody sleeps, or is about to, until the lock is free.
    pub sleepers: &'a AtomicU8,
    pub version: &'a AtomicU32,
}

/// How a thread waits that has to.
pub trait Parking {
    /// Stops at a safepoint if one is asked for: the holder may be the one who waits for this thread.
    fn poll(&self);
    /// Sleeps until `unpark` on this lock or for about a millisecond, unless `still` no longer holds:
    /// the holder that leaves may not see yet that somebody is about to sleep.
    fn park(&self, lock: Lock<'_>, still: impl Fn() -> bool);
    /// The announcements of all threads, this one's too.
    fn announcements(&self) -> impl Iterator<Item = &Announcement>;
}

/// Where a thread says which object it stores into: its address, or 0.
pub type Announcement = AtomicUsize;

impl Lock<'_> {
    /// What announcements call the object.
    fn address(self) -> usize {
        std::ptr::from_ref(self.state) as usize
    }

    /// Takes the lock if it is free.
    #[inline(always)]
    pub fn try_lock(self) -> bool {
        // Acquire: see what the holder before us stored.
        self.state.load(Ordering::Relaxed) == FREE
            && self
                .state
                .compare_exchange(FREE, LOCKED, Ordering::Acquire, Ordering::Relaxed)
                .is_ok()
    }

    /// Takes the lock, waiting for as long as it takes. Says whether it had to wait for another holder.
    #[cold]
    pub fn lock_slowly(self, parking: &impl Parking) -> bool {
        let mut backoff = Backoff::new();
        loop {
            if self.try_lock() || self.try_close(parking) {
                return backoff.has_waited();
            }
            if !backoff.wait() {
                self.park(parking);
            }
            parking.poll();
        }
    }

    /// Takes the lock if it is open.
    fn try_close(self, parking: &impl Parking) -> bool {
        // Acquire, as in `try_lock`.
        if self.state.load(Ordering::Relaxed) != OPEN
            || self
                .state
                .compare_exchange(OPEN, LOCKED, Ordering::Acquire, Ordering::Relaxed)
                .is_err()
        {
            return false;
        }
        // Either we see an announcement, or whoever made it sees that the object is not open any more.
        fence(Ordering::SeqCst);
        for announcement in parking.announcements() {
            let mut rounds = 0;
            // Acquire: see the store that was announced. Its maker waits for nothing before it is done.
            while announcement.load(Ordering::Acquire) == self.address() {
                wait_a_little(&mut rounds);
            }
        }
        true
    }

    /// If the object is open, makes a store in place without the lock; else gives the store back.
    #[inline]
    pub fn announced<R, F: FnOnce() -> R>(self, own: &Announcement, store: F) -> Result<R, F> {
        if self.state.load(Ordering::Relaxed) != OPEN {
            return Err(store);
        }
        own.store(self.address(), Ordering::Relaxed);
        // See `try_close`.
        fence(Ordering::SeqCst);
        // Acquire: see what the holder before us stored.
        let result = match self.state.load(Ordering::Acquire) {
            OPEN => Ok(store()),
            _ => Err(store),
        };
        // Release: whoever sees the announcement gone sees the store.
        own.store(0, Ordering::Release);
        result
    }

    fn park(self, parking: &impl Parking) {
        // Relaxed: `park` lets no wake-up be lost for long.
        self.sleepers.store(1, Ordering::Relaxed);
        parking.park(self, || {
            self.state.load(Ordering::Relaxed) == LOCKED
                && self.sleepers.load(Ordering::Relaxed) != 0
        });
    }

    /// Releases the lock and moves the version on. True if sleepers are to be woken: the caller then wakes
    /// all who are parked on the lock, and whoever of them still has to wait says so again.
    #[inline(always)]
    pub fn unlock(self) -> bool {
        self.leave(FREE)
    }

    /// Likewise, leaving the object open for stores in place.
    pub fn unlock_open(self) -> bool {
        self.leave(OPEN)
    }

    #[inline(always)]
    fn leave(self, state: u8) -> bool {
        // Only the holder writes it. It may overflow.
        let version = self.version.load(Ordering::Relaxed);
        self.version
            .store(version.wrapping_add(1), Ordering::Relaxed);
        // Release: whoever locks next, or takes a stamp, sees our stores and the version.
        self.state.store(state, Ordering::Release);
        if self.sleepers.load(Ordering::Relaxed) == 0 {
            return false;
        }
        // Before the wake-up: who sets it from now on is not asleep, and will see that the lock is free or
        // be noticed by its next holder.
        self.sleepers.store(0, Ordering::Relaxed);
        true
    }

    /// The version while nobody holds the lock and the object is not open.
    #[inline(always)]
    pub fn stamp(self) -> Option<u32> {
        // Acquire, twice: the version is not newer than the state, and what was stored before the
        // state's release is seen.
        let version = self.version.load(Ordering::Acquire);
        (self.state.load(Ordering::Acquire) == FREE).then_some(version)
    }

    /// Whether nobody has held the lock since the stamp was taken. What was read in between was loaded with
    /// Acquire, so these loads come after it.
    #[inline(always)]
    pub fn unchanged(self, stamp: u32) -> bool {
        // Acquire: a state that a release left comes with the version that it moved on.
        self.state.load(Ordering::Acquire) == FREE && self.version.load(Ordering::Relaxed) == stamp
    }

    /// The version as its holder sees it.
    pub fn version_held(self) -> u32 {
        self.version.load(Ordering::Relaxed)
    }

    pub fn is_open(self) -> bool {
        self.state.load(Ordering::Relaxed) == OPEN
    }
}
