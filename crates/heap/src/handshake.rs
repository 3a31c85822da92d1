//! The protocol between a thread that wants the world stopped and the threads that run in it.
//!
//! Each thread has a gate, `IN` while the thread may touch the heap. A thread that enters first
//! says so and then looks whether a stop is on; the stopper first says that a stop is on and then
//! looks who is in. Both pairs are sequentially consistent, so at least one of the two sees the
//! other (Dekker): either the stopper waits for the thread, or the thread backs out and waits.
//!
//! There is one stopper at a time. This file is also compiled into a model test (`tests/loom.rs`),
//! so its primitives come from the module above it, which also builds the two types.

use super::{AtomicBool, AtomicU32, Condvar, Mutex, Ordering, SPINS, model_fence};

pub const OUT: u32 = 0;
const IN: u32 = 1;

/// One per thread.
pub struct Gate {
    /// Written by the thread only.
    pub state: AtomicU32,
    /// The thread has touched the heap since `clear_ran`. Written by the thread when it enters or has
    /// stopped the world, by the stopper while it is out.
    pub ran: AtomicBool,
}

pub struct Handshake {
    /// A stop is on. Written by the stopper only.
    pub stopping: AtomicBool,
    pub lock: Mutex<()>,
    /// Some thread left while a stop was on.
    pub left: Condvar,
    /// The stop is over.
    pub resumed: Condvar,
}

impl Gate {
    /// Whether the thread is in. Meaningful to a stopper that has announced itself.
    #[inline]
    pub fn is_in(&self) -> bool {
        // SeqCst: the second half of the stopper's Dekker pair. Acquire, too: what the thread wrote
        // before it left is visible to whoever sees it out.
        self.state.load(Ordering::SeqCst) == IN
    }

    /// Whether the thread ran since it was asked last; the world is stopped.
    pub fn ran(&self) -> bool {
        // Relaxed: ordered by the gate's state.
        self.ran.load(Ordering::Relaxed)
    }

    /// The stopper, which is out, goes on to use the heap.
    pub fn set_ran(&self) {
        // Relaxed: read by the next stopper, which comes after this one.
        self.ran.store(true, Ordering::Relaxed);
    }

    /// The thread is gone, in a fork perhaps between its two looks in `enter`.
    pub fn forget(&self) {
        // Relaxed: under the world lock.
        self.state.store(OUT, Ordering::Relaxed);
        self.clear_ran();
    }

    pub fn clear_ran(&self) {
        // Relaxed: as above.
        self.ran.store(false, Ordering::Relaxed);
    }
}

impl Handshake {
    /// The owner of `gate` goes in, when no stop is on.
    #[inline]
    pub fn enter(&self, gate: &Gate) {
        // SeqCst: the thread's Dekker pair. That the load sees the end of the last stop makes
        // visible all that was done during it.
        gate.state.store(IN, Ordering::SeqCst);
        model_fence();
        if self.stopping.load(Ordering::SeqCst) {
            self.enter_slow(gate);
        }
        // Relaxed: read by a stopper that has seen this thread leave.
        gate.ran.store(true, Ordering::Relaxed);
    }

    #[cold]
    #[inline(never)]
    fn enter_slow(&self, gate: &Gate) {
        loop {
            self.leave(gate);
            let mut guard = self.lock.lock().unwrap();
            // SeqCst: only for uniformity; the lock orders this load after the end of the stop.
            while self.stopping.load(Ordering::SeqCst) {
                guard = self.resumed.wait(guard).unwrap();
            }
            drop(guard);
            // SeqCst: as in `enter`.
            gate.state.store(IN, Ordering::SeqCst);
            model_fence();
            if !self.stopping.load(Ordering::SeqCst) {
                return;
            }
        }
    }

    /// The owner of `gate` goes out.
    #[inline]
    pub fn leave(&self, gate: &Gate) {
        // SeqCst: if the load below misses a stop, that stopper's look at the gate comes later and
        // sees it out.
        gate.state.store(OUT, Ordering::SeqCst);
        model_fence();
        if self.stopping.load(Ordering::SeqCst) {
            self.tell_stopper();
        }
    }

    #[cold]
    #[inline(never)]
    fn tell_stopper(&self) {
        // Under the lock: the stopper is before its check, and will see the gate, or asleep.
        drop(self.lock.lock().unwrap());
        self.left.notify_all();
    }

    /// Announces a stop. Threads that enter from now on wait.
    pub fn request(&self) {
        // SeqCst: the first half of the stopper's Dekker pair.
        self.stopping.store(true, Ordering::SeqCst);
        model_fence();
    }

    /// Waits until none of `gates` is in. They cannot come back before `resume`.
    pub fn wait_for(&self, gates: &mut Vec<&Gate>) {
        // A thread that polls is there in well under a microsecond, if it has a core.
        for _ in 0..SPINS {
            gates.retain(|gate| gate.is_in());
            if gates.is_empty() {
                return;
            }
            for _ in 0..8 {
                std::hint::spin_loop();
            }
        }
        let mut guard = self.lock.lock().unwrap();
        loop {
            gates.retain(|gate| gate.is_in());
            if gates.is_empty() {
                return;
            }
            guard = self.left.wait(guard).unwrap();
        }
    }

    /// Ends the stop.
    pub fn resume(&self) {
        // SeqCst store: releases what the stopper did to those who enter. Under the lock, so that
        // nobody checks before and sleeps after.
        let guard = self.lock.lock().unwrap();
        self.stopping.store(false, Ordering::SeqCst);
        drop(guard);
        self.resumed.notify_all();
    }
}
