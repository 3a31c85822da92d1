//! Sleeping until somebody wakes those who sleep for an address, so that a lock need be no more than a word.
//!
//! A lot is a table of buckets: a lock around the queue of those who sleep for the addresses that fall into
//! it, first come first. Whoever goes to sleep asks whether there is still a reason and enters the queue with
//! the bucket locked; whoever wakes has taken the reason away before it locks the bucket, or does so
//! while it holds it. So no wake-up is lost. Nobody waits, polls or calls out while it holds a bucket.
//!
//! Threads outside the runtime are at the buckets at any time, so a fork holds all of them (`Frozen`).

use crate::shim::{Condvar, Mutex, MutexGuard};
use std::collections::VecDeque;
use std::sync::{Arc, PoisonError};
use std::time::Instant;

/// Those of the addresses that matter at one time should rarely meet; a fork locks all.
const BUCKETS: usize = if cfg!(loom) { 1 } else { 256 };

/// Where one thread sleeps once.
struct Sleeper {
    /// Set once, by who took it off the queue.
    woken: Mutex<bool>,
    told: Condvar,
}

impl Sleeper {
    /// Says whether it was woken before the time had come.
    fn sleep(&self, until: Option<Instant>) -> bool {
        let mut woken = lock(&self.woken);
        while !*woken {
            let waited = match until {
                None => self.told.wait(woken),
                Some(until) => {
                    let left = until.saturating_duration_since(Instant::now());
                    if left.is_zero() {
                        return false;
                    }
                    let waited = self.told.wait_timeout(woken, left);
                    Ok(waited.unwrap_or_else(PoisonError::into_inner).0)
                }
            };
            woken = waited.unwrap_or_else(PoisonError::into_inner);
        }
        true
    }

    fn wake(&self) {
        *lock(&self.woken) = true;
        self.told.notify_one();
    }
}

/// By address. Whoever is in it sleeps, or is about to.
type Queue = VecDeque<(usize, Arc<Sleeper>)>;

#[repr(align(64))]
struct Bucket(Mutex<Queue>);

pub struct Lot {
    buckets: [Bucket; BUCKETS],
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Lot {
    #[cfg(not(loom))]
    const fn new() -> Lot {
        Lot {
            buckets: [const { Bucket(Mutex::new(VecDeque::new())) }; BUCKETS],
        }
    }

    #[cfg(loom)]
    #[allow(clippy::new_without_default)] // as above
    pub fn new() -> Lot {
        Lot {
            buckets: std::array::from_fn(|_| Bucket(Mutex::new(VecDeque::new()))),
        }
    }

    fn queue(&self, key: usize) -> MutexGuard<'_, Queue> {
        // Addresses differ in their middle bits; the product's highest depend on all of them.
        let mixed = (key as u64).wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 48;
        lock(&self.buckets[mixed as usize % BUCKETS].0)
    }

    /// Sleeps until it is woken by this key or the time comes, unless `reason` no longer holds. If it was not
    /// woken, `gave_up` learns whether nobody else sleeps for the key. Both run with the bucket locked.
    pub fn park(
        &self,
        key: usize,
        until: Option<Instant>,
        reason: impl FnOnce() -> bool,
        gave_up: impl FnOnce(bool),
    ) {
        let mut queue = self.queue(key);
        if !reason() {
            return;
        }
        let sleeper = Arc::new(Sleeper {
            woken: Mutex::new(false),
            told: Condvar::new(),
        });
        queue.push_back((key, sleeper.clone()));
        drop(queue);
        if sleeper.sleep(until) {
            return;
        }
        let mut queue = self.queue(key);
        let own = |(_, other): &(usize, Arc<Sleeper>)| Arc::ptr_eq(other, &sleeper);
        // Else somebody is just about to wake it.
        if let Some(place) = queue.iter().position(own) {
            queue.remove(place);
            gave_up(!queue.iter().any(|(other, _)| *other == key));
        }
    }

    /// Wakes the one that has slept for the key the longest. `woken` is called with the bucket locked, and
    /// learns whether others sleep on.
    pub fn unpark_one(&self, key: usize, woken: impl FnOnce(bool)) {
        let mut queue = self.queue(key);
        let place = queue.iter().position(|(other, _)| *other == key);
        let first = place.and_then(|place| queue.remove(place));
        let rest = place.unwrap_or(queue.len());
        woken(queue.range(rest..).any(|(other, _)| *other == key));
        drop(queue);
        if let Some((_, sleeper)) = first {
            sleeper.wake();
        }
    }

    pub fn unpark_all(&self, key: usize) {
        let mut woken = Vec::new();
        self.queue(key).retain(|(other, sleeper)| {
            if *other == key {
                woken.push(sleeper.clone());
            }
            *other != key
        });
        for sleeper in woken {
            sleeper.wake();
        }
    }

    /// Waits until nobody is at a bucket, which takes no longer than their locks are ever held.
    pub fn freeze(&self) -> Frozen<'_> {
        Frozen(self.buckets.iter().map(|bucket| lock(&bucket.0)).collect())
    }
}

/// While this is held nobody goes to sleep, wakes or is woken: for the moment of a fork.
pub struct Frozen<'a>(Vec<MutexGuard<'a, Queue>>);

impl Frozen<'_> {
    /// In the child: those who sleep are gone.
    pub fn forget_sleepers(&mut self) {
        for queue in &mut self.0 {
            queue.clear();
        }
    }
}

/// The one of the process.
#[cfg(not(loom))]
pub static LOT: Lot = Lot::new();

#[cfg(test)]
mod tests {
    use super::*;
    use std::time::Duration;

    #[test]
    fn the_first_comes_first_and_learns_of_the_rest() {
        static WORDS: [u8; 2] = [0; 2];
        let key = |index: usize| &raw const WORDS[index] as usize;
        let sleep = |index| std::thread::spawn(move || LOT.park(index, None, || true, |_| ()));
        let sleepers = |key| {
            let queue = LOT.queue(key);
            queue.iter().filter(|(other, _)| *other == key).count()
        };
        let mut threads = Vec::new();
        for (index, wanted) in [(0, 1), (1, 1), (0, 2)] {
            threads.push(sleep(key(index)));
            while sleepers(key(index)) < wanted {
                std::thread::yield_now();
            }
        }
        LOT.unpark_one(key(0), |more| assert!(more));
        threads.remove(0).join().expect("no panic");
        LOT.unpark_one(key(0), |more| assert!(!more));
        threads.remove(1).join().expect("no panic");
        LOT.unpark_all(key(1));
        threads.remove(0).join().expect("no panic");
    }

    #[test]
    fn who_is_not_woken_gives_up_in_time() {
        let word = 0_u8;
        let (key, until) = (&raw const word as usize, Duration::from_millis(5));
        let mut alone = None;
        let until = Some(Instant::now() + until);
        LOT.park(key, until, || true, |last| alone = Some(last));
        assert_eq!(alone, Some(true));
        LOT.unpark_one(key, |more| assert!(!more));
    }
}
