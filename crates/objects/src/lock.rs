//! Locking one object: the bit of `typhon_sync::lock_bit` in its header, and reading without it.
//! Invariant: no Python code runs under an object's lock. Allocation may, which can stop the thread for
//! a collection or a fork: what the lock guards is whole at that moment.

use crate::mode::is_shared_mode;
use crate::thread::Thread;
use crate::waits::{self, WaitFor};
use std::sync::atomic::{AtomicU64, Ordering};
use typhon_heap::{Header, flags};
use typhon_sync::lock_bit::{self, Parking};

const _: () = assert!(
    flags::LOCKED == lock_bit::LOCKED
        && flags::PARKED == lock_bit::PARKED
        && flags::VERSION_SHIFT == lock_bit::VERSION_SHIFT
);

/// How often a reader looks again before it takes the lock to see an object at one moment.
const LOOKS: u32 = 8;

/// Holds an object's lock bit.
#[must_use]
pub struct ObjectLock {
    object: Option<&'static Header>,
}

impl ObjectLock {
    /// For an object that no other thread can mutate now.
    #[inline(always)]
    pub fn not_needed() -> ObjectLock {
        ObjectLock { object: None }
    }
}

impl Drop for ObjectLock {
    #[inline(always)]
    fn drop(&mut self) {
        if let Some(object) = self.object
            && lock_bit::unlock(object.word())
        {
            unpark(object);
        }
    }
}

/// The version of an object while nobody changed it; see `Thread::stamp`.
#[derive(Copy, Clone)]
pub struct Stamp(Option<u64>);

impl Thread {
    /// Takes the lock bit of `object` until the guard is dropped; nothing in Solo mode. Python code
    /// must not run while it is held; allocation may.
    #[inline(always)]
    pub fn lock(&self, object: &'static Header) -> ObjectLock {
        if is_shared_mode() {
            self.lock_shared(object)
        } else {
            ObjectLock::not_needed()
        }
    }

    /// Takes the lock bit whatever the mode.
    #[inline(always)]
    pub fn lock_shared(&self, object: &'static Header) -> ObjectLock {
        if !lock_bit::try_lock(object.word()) {
            self.lock_slowly(object);
        }
        ObjectLock {
            object: Some(object),
        }
    }

    #[cold]
    #[inline(never)]
    fn lock_slowly(&self, object: &'static Header) {
        waits::count(WaitFor::Object);
        lock_bit::lock_slowly(object.word(), self);
    }

    /// Runs `read`, which changes nothing and may meet `object` half changed, until it has seen the object
    /// as it is at one moment. Takes no lock unless others keep changing the object.
    #[inline]
    pub fn read<R>(&self, object: &'static Header, read: impl Fn() -> R) -> R {
        if !is_shared_mode() {
            return read();
        }
        for _ in 0..LOOKS {
            if let Some(stamp) = lock_bit::stamp(object.word()) {
                let result = read();
                if lock_bit::unchanged(object.word(), stamp) {
                    return result;
                }
            }
            std::hint::spin_loop();
        }
        let _lock = self.lock(object);
        read()
    }

    /// What to ask `is_unchanged` with, after work on the object that may run Python code.
    pub fn stamp(&self, object: &'static Header) -> Stamp {
        if !is_shared_mode() {
            return Stamp(None);
        }
        let mut rounds = 0;
        loop {
            if let Some(stamp) = lock_bit::stamp(object.word()) {
                return Stamp(Some(stamp));
            }
            // The holder may wait for this thread to stop.
            Parking::poll(self);
            typhon_sync::shim::wait_a_little(&mut rounds);
        }
    }

    /// Whether nobody has changed the object since. With one thread, always.
    pub fn is_unchanged(&self, object: &'static Header, stamp: Stamp) -> bool {
        stamp
            .0
            .is_none_or(|stamp| lock_bit::unchanged(object.word(), stamp))
    }

    /// The lock, if nobody has changed the object since the stamp was taken.
    pub fn lock_unchanged(&self, object: &'static Header, stamp: Stamp) -> Option<ObjectLock> {
        let lock = self.lock(object);
        let now = object.word().load(Ordering::Relaxed) >> flags::VERSION_SHIFT;
        stamp.0.is_none_or(|stamp| stamp == now).then_some(lock)
    }
}

impl Parking for Thread {
    fn poll(&self) {
        if self.mutator.poll() {
            self.mutator.safepoint_slow();
        }
    }

    fn park(&self, word: &AtomicU64, still: impl Fn() -> bool) {
        self.mutator.blocked(|| {
            // SAFETY: the key is an address inside the locked object, which nobody else parks on; the
            // callbacks do not panic or call into the parking lot.
            unsafe {
                parking_lot_core::park(
                    key(word),
                    still,
                    || {},
                    |_, _| {},
                    parking_lot_core::DEFAULT_PARK_TOKEN,
                    None,
                )
            };
        });
    }
}

fn key(word: &AtomicU64) -> usize {
    word as *const AtomicU64 as usize
}

#[cold]
#[inline(never)]
fn unpark(object: &Header) {
    // SAFETY: the same key as in `park`.
    unsafe {
        parking_lot_core::unpark_all(key(object.word()), parking_lot_core::DEFAULT_UNPARK_TOKEN)
    };
}

/// After a fork, in the child: frees the locks that threads held which are gone. They stopped where what
/// they guard was whole.
pub fn free_locks_of_other_threads(thread: &Thread) {
    if !is_shared_mode() {
        return;
    }
    typhon_heap::for_each_object(thread.mutator, true, |value| {
        if let Some(header) = crate::object::ValueExt::header(value)
            && header.has_flag(flags::LOCKED | flags::PARKED)
        {
            header.clear_flag(flags::LOCKED | flags::PARKED);
        }
    });
}
