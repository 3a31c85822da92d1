//! Locking one object by what its header has for that (`typhon_sync::lock_bit`), and doing without.
//! Invariant: no Python code runs under an object's lock. Allocation may, which can stop the thread for
//! a collection or a fork: what the lock guards is whole at that moment.

use crate::errors::Result;
use crate::mode::is_shared_mode;
use crate::thread::Thread;
use crate::waits::{self, WaitFor};
use std::sync::atomic::Ordering;
use std::time::{Duration, Instant};
use typhon_heap::{Header, Mutator};
use typhon_sync::lock_bit::{Announcement, Lock, Parking};
use typhon_sync::parking::LOT;

/// How often a reader looks again before it takes the lock to see an object at one moment.
const LOOKS: u32 = 8;

/// How late a sleeper may notice that a lock is free, if its holder did not see it go to sleep.
const LONGEST_SLEEP: Duration = Duration::from_millis(1);

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
            && guard(object).unlock()
        {
            unpark(object);
        }
    }
}

/// The version of an object while nobody changed it; see `Thread::stamp`.
#[derive(Copy, Clone)]
pub struct Stamp(Option<u32>);

#[inline(always)]
fn guard(object: &Header) -> Lock<'_> {
    Lock {
        state: &object.lock,
        sleepers: &object.sleepers,
        version: &object.version,
    }
}

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
        if !guard(object).try_lock() {
            self.lock_slowly(object);
        }
        ObjectLock {
            object: Some(object),
        }
    }

    /// Says whether another thread held it.
    #[cold]
    #[inline(never)]
    fn lock_slowly(&self, object: &'static Header) -> bool {
        let waited = guard(object).lock_slowly(self);
        if waited {
            waits::count(WaitFor::Object);
        }
        waited
    }

    /// Runs `store`, which replaces what one place of the object holds if the place is still there, and
    /// neither moves nor counts anything: nobody holds the object's lock meanwhile, but others may
    /// store in place at the same time. It allocates nothing and runs no Python code.
    #[inline(always)]
    pub fn store_in_place<R>(&self, object: &'static Header, store: impl FnOnce() -> R) -> R {
        if is_shared_mode() {
            self.store_in_place_shared(object, store)
        } else {
            store()
        }
    }

    /// Likewise, whatever the mode.
    #[inline(always)]
    pub fn store_in_place_shared<R>(
        &self,
        object: &'static Header,
        store: impl FnOnce() -> R,
    ) -> R {
        if !guard(object).try_lock() {
            return self.store_in_place_slowly(object, store);
        }
        let _lock = ObjectLock {
            object: Some(object),
        };
        store()
    }

    #[inline(never)]
    fn store_in_place_slowly<R>(&self, object: &'static Header, store: impl FnOnce() -> R) -> R {
        let lock = guard(object);
        let store = match lock.announced(&self.mutator.storing, store) {
            Ok(result) => return result,
            Err(store) => store,
        };
        // Threads that collided here will again: next time they need not wait for each other.
        let collided = self.lock_slowly(object);
        let result = store();
        let sleepers = if collided {
            lock.unlock_open()
        } else {
            lock.unlock()
        };
        if sleepers {
            unpark(object);
        }
        result
    }

    /// Runs `read`, which changes nothing that others see and may meet `object` half changed, until it has
    /// seen the object as it is at one moment. Takes no lock unless others keep changing the object.
    #[inline]
    pub fn read<R>(&self, object: &'static Header, read: impl Fn() -> R) -> R {
        if !is_shared_mode() {
            return read();
        }
        let lock = guard(object);
        for _ in 0..LOOKS {
            if let Some(stamp) = lock.stamp() {
                let result = read();
                if lock.unchanged(stamp) {
                    return result;
                }
            } else if lock.is_open() {
                break;
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
            if let Some(stamp) = guard(object).stamp() {
                return Stamp(Some(stamp));
            }
            if guard(object).is_open() {
                // Taking the lock closes it, though other threads may be gone by now.
                drop(self.lock_shared(object));
                continue;
            }
            // The holder may wait for this thread to stop.
            Parking::poll(self);
            typhon_sync::shim::wait_a_little(&mut rounds);
        }
    }

    /// Whether nobody has changed the object since. With one thread, always.
    pub fn is_unchanged(&self, object: &'static Header, stamp: Stamp) -> bool {
        stamp.0.is_none_or(|stamp| guard(object).unchanged(stamp))
    }

    /// What `look`, which may run Python code, finds in two objects as they are at one moment; nothing if one
    /// of them was changed meanwhile.
    pub fn look_at_both<R>(
        &self,
        objects: [&'static Header; 2],
        look: impl FnOnce() -> Result<R>,
    ) -> Result<Option<R>> {
        let stamps = objects.map(|object| self.stamp(object));
        let found = look()?;
        let mut stamped = objects.into_iter().zip(stamps);
        let steady = stamped.all(|(object, stamp)| self.is_unchanged(object, stamp));
        Ok(steady.then_some(found))
    }

    /// The lock, if nobody has changed the object since the stamp was taken.
    pub fn lock_unchanged(&self, object: &'static Header, stamp: Stamp) -> Option<ObjectLock> {
        let lock = self.lock(object);
        let now = guard(object).version_held();
        stamp.0.is_none_or(|stamp| stamp == now).then_some(lock)
    }
}

impl Parking for Thread {
    fn poll(&self) {
        if self.mutator.poll() {
            self.mutator.safepoint_slow();
        }
    }

    fn park(&self, lock: Lock<'_>, still: impl Fn() -> bool) {
        self.mutator.blocked(|| {
            let until = Instant::now() + LONGEST_SLEEP;
            LOT.park(key(lock), Some(until), still, |_| ());
        });
    }

    fn announcements(&self) -> impl Iterator<Item = &Announcement> {
        Mutator::every().map(|mutator| &mutator.storing)
    }
}

fn key(lock: Lock<'_>) -> usize {
    std::ptr::from_ref(lock.state) as usize
}

#[cold]
#[inline(never)]
fn unpark(object: &Header) {
    LOT.unpark_all(key(guard(object)));
}

/// After a fork, in the child: frees the locks that threads held which are gone. They stopped where what
/// they guard was whole.
pub fn free_locks_of_other_threads(thread: &Thread) {
    if !is_shared_mode() {
        return;
    }
    // Relaxed, here and below: there is no other thread.
    for mutator in Mutator::every() {
        mutator.storing.store(0, Ordering::Relaxed);
    }
    typhon_heap::for_each_object(thread.mutator, true, |value| {
        if let Some(header) = crate::object::ValueExt::header(value) {
            for part in [&header.lock, &header.sleepers] {
                // Looked at first: the memory is the parent's as long as nobody writes to it.
                if part.load(Ordering::Relaxed) != 0 {
                    part.store(0, Ordering::Relaxed);
                }
            }
        }
    });
}
