//! How many views of an object's memory are in use. The counter lives outside the heap, because a view
//! that dies must be able to give its share back while the object may be dead too.
//! Invariants: `hard` equals the number of live hard leases; the count in `soft` equals that of the live
//! soft leases of the epoch beside it.
//!
//! Hard leases are those of native code at work on the memory. Soft ones are those of memoryviews, of which
//! nobody knows when they die: there are no reference counts, and temporaries stay in registers. So who
//! wants to resize asks whether a view can be found from the variables of running functions. If so, that is
//! BufferError. If not, all views so far are forgotten by beginning a new epoch: should one of them be in
//! use after all, it goes on with the memory that the object had, which it keeps alive.

use super::reach;
use crate::mode::is_shared_mode;
use crate::thread::Thread;
use std::sync::Arc;
use std::sync::atomic::{AtomicPtr, AtomicU64, Ordering};
use std::time::{Duration, Instant};

#[derive(Default)]
pub(super) struct Counter {
    hard: AtomicU64,
    /// The epoch in the upper half, the number of leases in the lower.
    soft: AtomicU64,
}

const EPOCH: u32 = 32;

/// The counter of one object; made when its memory is first viewed. A type that holds one needs `drop`.
pub struct Exports(AtomicPtr<Counter>);

impl Exports {
    pub const fn new() -> Exports {
        Exports(AtomicPtr::new(std::ptr::null_mut()))
    }

    fn counter(&self) -> Arc<Counter> {
        let mut pointer = self.0.load(Ordering::Acquire);
        if pointer.is_null() {
            let fresh = Arc::into_raw(Arc::new(Counter::default())).cast_mut();
            match self.0.compare_exchange(
                std::ptr::null_mut(),
                fresh,
                Ordering::AcqRel,
                Ordering::Acquire,
            ) {
                Ok(_) => pointer = fresh,
                Err(found) => {
                    // SAFETY: made just above, and nobody else has seen it.
                    drop(unsafe { Arc::from_raw(fresh) });
                    pointer = found;
                }
            }
        }
        // SAFETY: from `Arc::into_raw`; our own share is given back only by `drop`.
        unsafe {
            Arc::increment_strong_count(pointer);
            Arc::from_raw(pointer)
        }
    }

    fn look(&self) -> Option<&Counter> {
        // SAFETY: lives as long as `self`.
        unsafe { self.0.load(Ordering::Acquire).as_ref() }
    }

    /// A share for native code; a memoryview made from it softens it.
    pub fn lease(&self) -> Lease {
        Lease::hard(self.counter())
    }

    pub fn count(&self) -> usize {
        self.look().map_or(0, |counter| {
            let soft = counter.soft.load(Ordering::Acquire) as u32;
            counter.hard.load(Ordering::Acquire) as usize + soft as usize
        })
    }

    /// Whether the memory may be moved: no native code is at work on it, and no view of it can be found.
    /// The caller holds no lock.
    pub fn settle(&self, thread: &Thread) -> bool {
        let Some(counter) = self.look() else {
            return true;
        };
        if counter.hard.load(Ordering::Acquire) > 0 {
            return false;
        }
        let before = counter.soft.load(Ordering::Acquire);
        if before as u32 == 0 {
            return true;
        }
        if reach::finds_view(thread, counter) {
            return false;
        }
        // If a view was made meanwhile, the caller looks again.
        let next = ((before >> EPOCH) + 1) << EPOCH;
        let _ = counter
            .soft
            .compare_exchange(before, next, Ordering::AcqRel, Ordering::Relaxed);
        self.count() == 0
    }

    /// Waits for a moment for other threads' native code at work on the memory, which is not to make a
    /// change of size fail. False if it is not worth while: nobody is, or it takes so long that they are
    /// held up, or this very thread is at work below.
    pub fn wait_for_others(&self, thread: &Thread, waited: &mut Waited) -> bool {
        let busy = self
            .look()
            .is_some_and(|counter| counter.hard.load(Ordering::Acquire) > 0);
        if !busy || !is_shared_mode() || waited.is_long() {
            return false;
        }
        typhon_sync::lock_bit::Parking::poll(thread);
        typhon_sync::shim::wait_a_little(&mut waited.rounds);
        true
    }
}

/// How long somebody has waited for others' native code to be done with the memory.
#[derive(Default)]
pub struct Waited {
    rounds: u32,
    since: Option<Instant>,
}

impl Waited {
    /// Longer than native code works on memory without blocking, though it be without a core for a while.
    fn is_long(&mut self) -> bool {
        let since = *self.since.get_or_insert_with(Instant::now);
        // The clock is read seldom.
        self.rounds % 64 == 63 && since.elapsed() > Duration::from_millis(100)
    }
}

impl Default for Exports {
    fn default() -> Self {
        Exports::new()
    }
}

impl Drop for Exports {
    fn drop(&mut self) {
        let pointer = *self.0.get_mut();
        if !pointer.is_null() {
            // SAFETY: from `Arc::into_raw`, and this share was ours.
            drop(unsafe { Arc::from_raw(pointer) });
        }
    }
}

/// One user's share of an object's memory.
pub struct Lease {
    counter: Arc<Counter>,
    /// The epoch of a soft lease.
    epoch: Option<u64>,
}

impl Lease {
    fn hard(counter: Arc<Counter>) -> Lease {
        counter.hard.fetch_add(1, Ordering::AcqRel);
        Lease {
            counter,
            epoch: None,
        }
    }

    fn soft(counter: Arc<Counter>) -> Lease {
        let before = counter.soft.fetch_add(1, Ordering::AcqRel);
        Lease {
            counter,
            epoch: Some(before >> EPOCH),
        }
    }

    /// The lease of a memoryview in place of this one.
    pub(crate) fn soften(self) -> Lease {
        Lease::soft(self.counter.clone())
    }

    /// Another lease, for native code at work on the memory.
    pub(crate) fn harden(&self) -> Lease {
        Lease::hard(self.counter.clone())
    }

    pub(super) fn is_of(&self, counter: &Counter) -> bool {
        std::ptr::eq(&*self.counter, counter)
    }
}

impl Clone for Lease {
    fn clone(&self) -> Lease {
        match self.epoch {
            None => Lease::hard(self.counter.clone()),
            // A forgotten view's offspring is forgotten too.
            Some(epoch) if self.counter.soft.load(Ordering::Acquire) >> EPOCH != epoch => Lease {
                counter: self.counter.clone(),
                epoch: Some(epoch),
            },
            Some(_) => Lease::soft(self.counter.clone()),
        }
    }
}

impl Drop for Lease {
    fn drop(&mut self) {
        let Some(epoch) = self.epoch else {
            self.counter.hard.fetch_sub(1, Ordering::AcqRel);
            return;
        };
        let mut now = self.counter.soft.load(Ordering::Acquire);
        while now >> EPOCH == epoch {
            match self.counter.soft.compare_exchange_weak(
                now,
                now - 1,
                Ordering::AcqRel,
                Ordering::Acquire,
            ) {
                Ok(_) => return,
                Err(found) => now = found,
            }
        }
    }
}
