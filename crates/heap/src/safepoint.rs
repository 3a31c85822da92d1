//! The word every thread polls at calls and backward jumps. Invariant: only the collector writes
//! `STOP`; the other bits belong to the upper layers, and any thread may set them.

use std::sync::atomic::{AtomicU32, Ordering};

/// One bit for each reason to leave the fast path.
#[derive(Debug, Default)]
#[repr(transparent)]
pub struct SafepointWord(AtomicU32);

impl SafepointWord {
    /// Stop for the collector or another world stop; set and cleared by the stopper only.
    pub const STOP: u32 = 1 << 0;
    /// A Unix signal waits for its Python handler.
    pub const SIGNAL: u32 = 1 << 1;
    /// An exception was thrown at this thread by another one.
    pub const ASYNC_EXCEPTION: u32 = 1 << 2;
    /// The GIL policy wants this thread to yield.
    pub const GIL: u32 = 1 << 3;
    /// The interpreter's mode changes.
    pub const MODE: u32 = 1 << 4;
    /// Finalisers or weak reference callbacks are queued.
    pub const FINALIZE: u32 = 1 << 5;
    /// First of the bits that have no meaning to this crate.
    pub const FIRST_FREE: u32 = 1 << 6;

    pub const fn new() -> SafepointWord {
        SafepointWord(AtomicU32::new(0))
    }

    /// Relaxed: a poll that misses a fresh bit sees it at the next one; whoever reacts to a bit
    /// synchronises through what the bit announces.
    #[inline(always)]
    pub fn load(&self) -> u32 {
        self.0.load(Ordering::Relaxed)
    }

    /// Release: what was written before setting a bit is seen by the thread that takes it.
    pub fn set(&self, bits: u32) {
        self.0.fetch_or(bits, Ordering::Release);
    }

    /// Acquire: pairs with `set`. Returns the bits that were set before.
    pub fn clear(&self, bits: u32) -> u32 {
        self.0.fetch_and(!bits, Ordering::AcqRel)
    }
}
