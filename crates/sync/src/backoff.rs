//! How long to keep away from a lock that somebody else holds, before sleeping.

use crate::shim::{pause, yield_now};

/// Pauses before the lock is looked at again. Long, as conflicts come in bursts: while this thread keeps
/// away, the other has the lock's cache line to itself and gets a hundred operations done, which
/// is worth more than this thread's one operation a microsecond earlier.
const FIRST_WAIT: u32 = if cfg!(loom) { 0 } else { 64 };
const SPINS: u32 = if cfg!(loom) { 0 } else { 4 };
const YIELDS: u32 = if cfg!(loom) { 0 } else { 4 };

/// Waits that get longer: pauses of the core, then the core is left to others.
pub struct Backoff {
    round: u32,
}

impl Backoff {
    #[allow(clippy::new_without_default)] // a state of one wait, not a value
    pub fn new() -> Backoff {
        Backoff { round: 0 }
    }

    /// Waits once. False, at once, when it is time to sleep instead.
    pub fn wait(&mut self) -> bool {
        let round = self.round;
        self.round += 1;
        if round < SPINS {
            for _ in 0..FIRST_WAIT << round {
                pause();
            }
        } else if round < SPINS + YIELDS {
            yield_now();
        } else {
            return false;
        }
        true
    }

    pub fn has_waited(&self) -> bool {
        self.round > 0
    }
}
