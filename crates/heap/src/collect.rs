//! Collections: when and how.

use crate::mutator::Mutator;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

static ENABLED: AtomicBool = AtomicBool::new(true);

/// How much a collection looks at.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub enum Generation {
    /// What was allocated since the last collection.
    Nursery,
    /// Everything.
    Full,
}

/// What the collector has done so far.
#[derive(Copy, Clone, Debug, Default)]
pub struct Statistics {
    pub nursery_collections: u64,
    pub full_collections: u64,
    pub total_pause: Duration,
    pub longest_pause: Duration,
    /// Longest time from the request to stop until every thread had.
    pub longest_time_to_stop: Duration,
    /// Bytes of objects that survived the last collection.
    pub live_bytes: u64,
    /// Bytes handed out since the start.
    pub allocated_bytes: u64,
    /// Memory outside the heap that heap objects own.
    pub external_bytes: u64,
}

/// Collects now.
pub fn collect(_mutator: &Mutator, _generation: Generation) {}

/// Lets allocation collect.
pub fn enable() {
    ENABLED.store(true, Ordering::Relaxed);
}

/// Stops automatic collections, except as the last resort before running out of memory.
pub fn disable() {
    ENABLED.store(false, Ordering::Relaxed);
}

pub fn is_enabled() -> bool {
    ENABLED.load(Ordering::Relaxed)
}

pub fn statistics() -> Statistics {
    Statistics::default()
}

/// The heap never grows beyond `bytes`.
pub fn set_limit(_bytes: usize) {}

/// Collects at every `every`-th allocation; 0 turns it off.
pub fn stress(_every: u32) {}

/// Memory outside the heap that heap objects own: counts towards the next collection.
pub fn account_external(_bytes: isize) {}
