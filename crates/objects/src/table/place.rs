//! Where an iterator over a table stands.

use std::sync::atomic::{AtomicU64, Ordering};

/// The position in the table and how many entries are still to come, in one word: threads that step one
/// iterator may give an item twice, but never take the position from one of them and the count from
/// another, which would look as if the table had changed.
pub struct Place(AtomicU64);

/// What a [`Place`] says at one moment. A table's positions fit in 32 bits, see `Table`.
#[derive(Copy, Clone)]
pub struct At {
    pub position: usize,
    pub remaining: usize,
}

impl At {
    fn word(self) -> u64 {
        (self.position as u64) << 32 | self.remaining as u64
    }
}

impl Place {
    pub fn new(at: At) -> Place {
        Place(AtomicU64::new(at.word()))
    }

    // Relaxed: the entries that the position leads to are published by the table itself.
    #[inline]
    pub fn get(&self) -> At {
        let word = self.0.load(Ordering::Relaxed);
        At {
            position: (word >> 32) as usize,
            remaining: word as u32 as usize,
        }
    }

    #[inline]
    pub fn set(&self, at: At) {
        self.0.store(at.word(), Ordering::Relaxed);
    }
}
