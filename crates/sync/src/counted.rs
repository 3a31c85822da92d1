//! How many items a container has, in one word with what its readers must know who take no lock: whether
//! items are moving (several change as one operation), and whether the count is about to change.
//!
//! Only the holder of the container's lock writes the word, so that a load and a store do; they do not
//! wait, allocate or stop while they move or count. Readers load it before and after.

use crate::shim::{AtomicU64, Ordering, wait_a_little};

/// The count: the lower 40 bits, as no memory has more items.
const COUNT: u64 = (1 << 40) - 1;
/// An item is being put in or taken out, and the count does not say so yet. For containers whose items
/// are found by other ways than the count.
const COUNTING: u64 = 1 << 40;
/// The bits from here on number the moves: odd while items move.
const MOVE: u64 = 1 << 41;

/// The most items that can be counted.
pub const MOST: usize = COUNT as usize;

#[repr(transparent)]
pub struct Counted(AtomicU64);

/// The word as it was at one moment.
#[derive(Copy, Clone)]
pub struct Seen(u64);

impl Seen {
    #[inline(always)]
    pub fn count(self) -> usize {
        (self.0 & COUNT) as usize
    }

    #[inline(always)]
    pub fn is_moving(self) -> bool {
        self.0 & MOVE != 0
    }
}

impl Counted {
    #[cfg(not(loom))]
    pub const fn new(count: usize) -> Counted {
        Counted(AtomicU64::new(count as u64))
    }

    #[cfg(loom)]
    pub fn new(count: usize) -> Counted {
        Counted(AtomicU64::new(count as u64))
    }

    /// The count as its writer last stored it. Acquire: the items that it counts are seen.
    #[inline(always)]
    pub fn get(&self) -> usize {
        self.see().count()
    }

    #[inline(always)]
    pub fn see(&self) -> Seen {
        Seen(self.0.load(Ordering::Acquire))
    }

    /// Whether no item has moved since; what was read in between was loaded with Acquire.
    #[inline(always)]
    pub fn still(&self, seen: Seen) -> bool {
        (self.0.load(Ordering::Relaxed) ^ seen.0) & !(COUNT | COUNTING) == 0
    }

    /// Whether, besides, the item at `index` is counted: an item in its place may have been stored by an
    /// append that has not counted it yet.
    #[inline(always)]
    pub fn still_counts(&self, seen: Seen, index: usize) -> bool {
        let now = Seen(self.0.load(Ordering::Relaxed));
        (now.0 ^ seen.0) & !(COUNT | COUNTING) == 0 && index < now.count()
    }

    /// The word while no item moves.
    #[inline(always)]
    pub fn settled(&self) -> Seen {
        let seen = self.see();
        if seen.is_moving() {
            return self.wait_for(MOVE);
        }
        seen
    }

    /// The count while it is true: an item that somebody has found, or has missed, is in it, or is not.
    #[inline(always)]
    pub fn true_count(&self) -> usize {
        let seen = self.see();
        if seen.0 & COUNTING != 0 {
            return self.wait_for(COUNTING).count();
        }
        seen.count()
    }

    #[cold]
    fn wait_for(&self, bit: u64) -> Seen {
        let mut rounds = 0;
        loop {
            wait_a_little(&mut rounds);
            let seen = self.see();
            if seen.0 & bit == 0 {
                return seen;
            }
        }
    }

    // ---- for the holder of the container's lock ----

    #[inline(always)]
    fn own(&self) -> u64 {
        self.0.load(Ordering::Relaxed)
    }

    /// The items that are counted anew were stored before; COUNTING ends.
    #[inline(always)]
    pub fn set(&self, count: usize) {
        // Release: whoever sees the count sees the items.
        let kept = self.own() & !(COUNT | COUNTING);
        self.0.store(kept | count as u64, Ordering::Release);
    }

    /// Says that the count is about to change: before the item can be found, or is gone.
    #[inline(always)]
    pub fn begin_counting(&self) {
        // Relaxed: the item is stored with Release, after this.
        self.0.store(self.own() | COUNTING, Ordering::Relaxed);
    }

    /// Runs `change`, which moves items about: readers see them before or after.
    #[inline]
    pub fn moving<R>(&self, change: impl FnOnce() -> R) -> R {
        // Relaxed: the items are stored with Release, after this.
        self.0.store(self.own() + MOVE, Ordering::Relaxed);
        let result = change();
        // Release: whoever sees that the move is over sees where the items are. The number may overflow.
        self.0
            .store(self.own().wrapping_add(MOVE), Ordering::Release);
        result
    }
}
