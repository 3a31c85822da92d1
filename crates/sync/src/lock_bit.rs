//! The lock of an object: one bit of its header word, with a version beside it that every release moves on.
//!
//! Who may write: LOCKED by whoever finds it clear (compare-and-exchange), and by its holder to clear it;
//! PARKED by whoever is about to sleep, and by the holder on release; the version by the holder, in the
//! same operation that releases. The word's other bits are not touched here.
//!
//! What the lock guards is stored with Release and loaded with Acquire, so readers need no lock to see
//! several places as they were at one moment: they take a `stamp`, read, and ask whether it is `unchanged`.
//! A reader that sees a store made under the lock also sees the lock taken before it.

use crate::shim::{AtomicU64, Ordering, pause, yield_now};

pub const LOCKED: u64 = 1 << 0;
/// Somebody sleeps, or is about to, until the lock is free.
pub const PARKED: u64 = 1 << 1;
/// The version is the word's upper half.
pub const VERSION_SHIFT: u32 = 32;

/// How a thread waits that has to.
pub trait Parking {
    /// Stops at a safepoint if one is asked for: the holder may be the one who waits for this thread.
    fn poll(&self);
    /// Sleeps until `unpark` on this word, unless `still` no longer holds. Whoever unparks and this
    /// function agree by a lock of theirs that `still` is asked under.
    fn park(&self, word: &AtomicU64, still: impl Fn() -> bool);
}

/// Pauses before the word is looked at again. Long, as conflicts come in bursts: while this thread keeps
/// away, the other has the word's cache line to itself and gets a hundred operations done, which
/// is worth more than this thread's one operation a microsecond earlier.
const FIRST_WAIT: u32 = if cfg!(loom) { 0 } else { 32 };
const SPINS: u32 = if cfg!(loom) { 0 } else { 4 };
const YIELDS: u32 = if cfg!(loom) { 0 } else { 4 };

/// Takes the lock if it is free.
#[inline(always)]
pub fn try_lock(word: &AtomicU64) -> bool {
    let old = word.load(Ordering::Relaxed);
    // Acquire: see what the holder before us stored.
    old & LOCKED == 0
        && word
            .compare_exchange(old, old | LOCKED, Ordering::Acquire, Ordering::Relaxed)
            .is_ok()
}

/// Takes the lock, waiting for as long as it takes.
#[cold]
pub fn lock_slowly(word: &AtomicU64, parking: &impl Parking) {
    let mut round = 0;
    loop {
        if round < SPINS {
            for _ in 0..FIRST_WAIT << round {
                pause();
            }
        } else if round < SPINS + YIELDS {
            yield_now();
        } else {
            park(word, parking);
        }
        parking.poll();
        if try_lock(word) {
            return;
        }
        round += 1;
    }
}

fn park(word: &AtomicU64, parking: &impl Parking) {
    // Relaxed: the lock that `park` asks `still` under orders this with the release that looks for it.
    let old = word.fetch_or(PARKED, Ordering::Relaxed);
    if old & LOCKED != 0 {
        parking.park(word, || {
            word.load(Ordering::Relaxed) & (LOCKED | PARKED) == LOCKED | PARKED
        });
    }
}

/// Releases the lock and moves the version on. True if sleepers are to be woken: the caller then wakes all
/// who are parked on the word, and whoever of them still has to wait says so again.
#[inline(always)]
pub fn unlock(word: &AtomicU64) -> bool {
    // LOCKED is set, so that taking it away borrows nothing; a version that overflows leaves the word.
    // Release: whoever locks next, or takes a stamp, sees our stores.
    let old = word.fetch_add((1 << VERSION_SHIFT) - LOCKED, Ordering::Release);
    if old & PARKED == 0 {
        return false;
    }
    // Before the wake-up: who sets it from now on is not asleep, and will see that the lock is free or be
    // noticed by its next holder.
    word.fetch_and(!PARKED, Ordering::Relaxed);
    true
}

/// The version while nobody holds the lock.
#[inline(always)]
pub fn stamp(word: &AtomicU64) -> Option<u64> {
    // Acquire: what was stored before this version's release is seen.
    let now = word.load(Ordering::Acquire);
    (now & LOCKED == 0).then_some(now >> VERSION_SHIFT)
}

/// Whether nobody has held the lock since the stamp was taken. What was read in between was loaded with
/// Acquire, so this load comes after it.
#[inline(always)]
pub fn unchanged(word: &AtomicU64, stamp: u64) -> bool {
    let now = word.load(Ordering::Relaxed);
    now & LOCKED == 0 && now >> VERSION_SHIFT == stamp
}
