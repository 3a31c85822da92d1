//! Reading items that lie in a storage which is published whole and never reused, without a lock.
//!
//! The writer stores items before it counts them, and a storage before a count that needs it; an item
//! that is taken out is first no longer counted, then made absent. A smaller storage comes after the
//! smaller count. Readers bound themselves by the count and by the storage that they find.

use crate::counted::Counted;
use crate::shim::wait_a_little;

/// A fixed number of places for items, any of which may be absent.
pub trait Storage {
    type Item;
    fn capacity(&self) -> usize;
    /// Acquire: see what the item refers to.
    fn item(&self, index: usize) -> Option<Self::Item>;
}

/// The item at `index`, if so many are counted, as it is at one moment. `storage` loads the current
/// storage with Acquire; without one there are no items.
#[inline(always)]
pub fn item<S: Storage>(
    count: &Counted,
    index: usize,
    storage: impl Fn() -> Option<S>,
) -> Option<S::Item> {
    let mut rounds = 0;
    loop {
        let seen = count.settled();
        if index >= seen.count() {
            return None;
        }
        // The count went first: all is taken out by now.
        let storage = storage()?;
        if index < storage.capacity()
            && let Some(item) = storage.item(index)
            && count.still_counts(seen, index)
        {
            return Some(item);
        }
        wait_a_little(&mut rounds);
    }
}
