//! How many views of an object's memory are in use. The counter lives outside the heap, because a view
//! that dies uncollected by its user must be able to give its share back while the object may be dead too.
//! Invariant: the counter equals the number of live `Lease`s.

use crate::thread::Thread;
use std::sync::Arc;
use std::sync::atomic::{AtomicPtr, AtomicUsize, Ordering};
use typhon_heap::{Generation, collect};

/// The counter of one object; made when its memory is first viewed. A type that holds one needs `drop`.
pub struct Exports(AtomicPtr<AtomicUsize>);

impl Exports {
    pub const fn new() -> Exports {
        Exports(AtomicPtr::new(std::ptr::null_mut()))
    }

    fn counter(&self) -> Arc<AtomicUsize> {
        let mut pointer = self.0.load(Ordering::Acquire);
        if pointer.is_null() {
            let fresh = Arc::into_raw(Arc::new(AtomicUsize::new(0))).cast_mut();
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

    /// A share, for the life of one view.
    pub fn lease(&self) -> Lease {
        let counter = self.counter();
        counter.fetch_add(1, Ordering::AcqRel);
        Lease(counter)
    }

    pub fn count(&self) -> usize {
        let pointer = self.0.load(Ordering::Acquire);
        if pointer.is_null() {
            return 0;
        }
        // SAFETY: lives as long as `self`.
        unsafe { &*pointer }.load(Ordering::Acquire)
    }

    /// Whether no view is in use. Views that nobody can reach any more do not count, so a collection
    /// has the last word. The caller holds no lock.
    pub fn settle(&self, thread: &Thread) -> bool {
        if self.count() == 0 {
            return true;
        }
        collect(thread.mutator, Generation::Nursery);
        if self.count() == 0 {
            return true;
        }
        collect(thread.mutator, Generation::Full);
        self.count() == 0
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

/// One view's share of an object's memory.
pub struct Lease(Arc<AtomicUsize>);

impl Clone for Lease {
    fn clone(&self) -> Lease {
        self.0.fetch_add(1, Ordering::AcqRel);
        Lease(self.0.clone())
    }
}

impl Drop for Lease {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::AcqRel);
    }
}
