//! The store barrier: old objects that were written to are logged, and scanned again by the next
//! nursery collection.
//!
//! The collector sets `REMEMBER` when an object becomes old. The first store after that clears it
//! and logs the object in the storing thread's notes. A store and its barrier have no safepoint in
//! between, so a collection sees both or neither. Large arrays keep `REMEMBER`, and have the part
//! that was written to marked in a card table instead (`cards`).

use crate::header::{Header, flags};
use crate::mutator::Mutator;
use crate::sync::lock;
use crate::world::LEFT_NOTES;

/// To be called after a reference was stored into `owner`, before the next safepoint.
#[inline(always)]
pub fn store_barrier(owner: &Header) {
    if owner.has_flag(flags::REMEMBER) {
        remember(owner);
    }
}

#[cold]
#[inline(never)]
fn remember(owner: &Header) {
    // AcqRel, though the world stop orders all that matters: of several threads, one logs.
    if owner.clear_flag(flags::REMEMBER) {
        log(owner);
    }
}

/// Notes `owner` for the next collection.
pub(crate) fn log(owner: &Header) {
    let address = owner as *const Header as usize;
    match Mutator::current() {
        Some(mutator) => mutator.notes().log.push(address),
        None => lock(&LEFT_NOTES).log.push(address),
    }
}
