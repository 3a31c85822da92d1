//! The built-in types `set` and `frozenset`.

mod algebra;
mod iterator;
mod layout;
mod methods;

pub use algebra::{
    difference, exclusive_with, for_each_with_hash, intersect, is_disjoint, is_subset,
    subtract_from, update_from,
};
pub use iterator::{SET_ITERATOR, SetIterator, SetIteratorObject};
pub use layout::{SET_LAYOUT, Set, SetObject};
pub use methods::{FROZENSET, SET, contains, frozen_hash};
