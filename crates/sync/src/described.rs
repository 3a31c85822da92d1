//! Reading a part of an object whose description (a shape, a hidden class) says where its parts lie,
//! without a lock.
//!
//! The writer stores a part before the description that tells of it; a place is never used for another
//! part. Moving all parts to a dictionary, it first fills the dictionary, then puts it where the array of
//! further parts was, then changes the description: a reader that finds the array gone has the dictionary.

/// Where a description says that a part lies.
pub enum Place {
    Nowhere,
    Slot(usize),
    Dictionary,
}

/// The part that `find` is about, at one moment. `description` and `slot` load with Acquire; `slot` gives
/// `None` if the array that it should be in is not there any more.
#[inline(always)]
pub fn part<D: Copy + PartialEq, V>(
    description: impl Fn() -> D,
    find: impl Fn(D) -> Place,
    slot: impl Fn(D, usize) -> Option<Option<V>>,
    dictionary: impl Fn(D) -> Option<V>,
) -> Option<V> {
    loop {
        let seen = description();
        match find(seen) {
            Place::Nowhere => return None,
            Place::Dictionary => return dictionary(seen),
            Place::Slot(index) => match slot(seen, index) {
                Some(value) => return value,
                None if description() != seen => {}
                // The description follows.
                None => return dictionary(seen),
            },
        }
    }
}
