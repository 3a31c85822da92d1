//! The built-in type `range` and its iterators.

mod iterator;
mod layout;
mod methods;

pub use iterator::{
    LONG_RANGE_ITERATOR, LongRangeIterator, LongRangeIteratorObject, RANGE_ITERATOR, RangeIterator,
    RangeIteratorObject, iterate, iterate_backwards,
};
pub use layout::{RANGE_LAYOUT, Range, RangeObject, SmallRange};
pub use methods::{RANGE, contains};
