//! The store barrier: old objects that were written to are logged, and traced again by the next
//! nursery collection.

use crate::header::{Header, flags};
use crate::mutator::Mutator;

/// To be called after a reference was stored into `owner`, before the next safepoint.
#[inline(always)]
pub fn store_barrier(owner: &Header) {
    if owner.has_flag(flags::REMEMBER) {
        log(owner);
    }
}

#[cold]
#[inline(never)]
fn log(owner: &Header) {
    owner.clear_flag(flags::REMEMBER);
    if let Some(mutator) = Mutator::current() {
        mutator.log.borrow_mut().push(owner);
    }
}
