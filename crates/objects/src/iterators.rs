//! Iterators that belong to no one type: over sequences by `__getitem__`, and over a callable.

use crate::errors::{self, Result};
use crate::thread::Thread;
use typhon_heap::Value;

/// `iter(value)` for an object with `__getitem__` only.
pub fn sequence_iterator(thread: &Thread, _sequence: Value) -> Result {
    Err(errors::missing_feature(thread, "sequence iterators"))
}
