//! How often threads waited for each other, by what they waited for; `-X stats` shows it. Counting happens
//! on the way into a wait, which is slow anyhow. Only ever added to.

use std::sync::atomic::{AtomicU64, Ordering};
use typhon_sync::mutex::{Mutex, MutexGuard};

/// What a thread waited for.
#[derive(Copy, Clone)]
#[repr(usize)]
pub enum WaitFor {
    /// The lock bit of an object that another thread was changing.
    Object,
    /// A `threading` lock.
    Lock,
    /// The lock of a file, socket or in-memory stream.
    Stream,
    /// A shard of the table of interned strings.
    Interning,
    /// A shard of the table of weak references.
    WeakReferences,
    /// The changing of a class's bases or attributes.
    Classes,
}

const NAMES: [&str; 6] = [
    "objects",
    "threading locks",
    "streams",
    "interned strings",
    "weak references",
    "classes",
];

static COUNTS: [AtomicU64; NAMES.len()] = [const { AtomicU64::new(0) }; NAMES.len()];

#[cold]
pub fn count(what: WaitFor) {
    // Relaxed: a counter orders nothing.
    COUNTS[what as usize].fetch_add(1, Ordering::Relaxed);
}

/// What was waited for and how often.
pub fn counts() -> impl Iterator<Item = (&'static str, u64)> {
    let counts = COUNTS.iter().map(|count| count.load(Ordering::Relaxed));
    NAMES.into_iter().zip(counts)
}

/// Takes a lock of the runtime's own, and counts if it was taken.
pub fn lock<T>(mutex: &Mutex<T>, what: WaitFor) -> MutexGuard<'_, T> {
    mutex.try_lock().unwrap_or_else(|| {
        count(what);
        mutex.lock()
    })
}
