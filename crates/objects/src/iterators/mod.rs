//! Iterators. Those the interpreter knows have a `next` that it calls directly; the others come by
//! `__next__`, which answers NULL at the end.
//!
//! Invariant: an iterator's position is one atomic word, so threads that share an iterator may see an
//! item twice or miss one, but never anything that is not an item.

mod anext;
mod enumerate;
mod filter;
mod list;
mod map;
mod reversed;
mod sequence;
mod tuple;
mod zip;

pub use crate::dict::{DictIterator, DictIteratorObject};
pub use crate::range::{LongRangeIterator, RangeIterator, RangeIteratorObject};
pub use crate::set::{SetIterator, SetIteratorObject};
pub use anext::{ANEXT_AWAITABLE, anext_awaitable};
pub use enumerate::{ENUMERATE, Enumerate, EnumerateObject};
pub use filter::{FILTER, FilterObject};
pub use list::{
    LIST_ITERATOR, LIST_REVERSE_ITERATOR, ListIterator, ListIteratorObject, ListReverseIterator,
    ListReverseIteratorObject,
};
pub use map::{MAP, MapObject};
pub use reversed::{REVERSED, ReversedObject, reversed};
pub use sequence::{
    CALLABLE_ITERATOR, CallableIteratorObject, SEQUENCE_ITERATOR, SequenceIteratorObject,
    callable_iterator, sequence_iterator,
};
pub use tuple::{TUPLE_ITERATOR, TupleIterator, TupleIteratorObject};
pub use zip::{ZIP, ZipObject};

use crate::errors::{self, Result};
use crate::thread::Thread;
use crate::tuple::Tuple;
use crate::{int, module};
use typhon_heap::Value;

/// The argument of `__setstate__` of an iterator: a position.
pub fn state_position(thread: &Thread, state: Value) -> Result<i64> {
    if !int::is_int(state) {
        return Err(errors::type_error(thread, "an integer is required"));
    }
    match int::to_i64(state) {
        Some(position) => Ok(position),
        None => Err(errors::overflow_error(
            thread,
            "Python int too large to convert to C ssize_t",
        )),
    }
}

/// The built-in `iter`, for pickling. To be asked for before looking at the iterator: finding it may run
/// Python code that moves or exhausts the iterator.
pub fn iter_function(thread: &Thread) -> Result {
    module::builtin(thread, "iter")
}

/// `(function, (iterable,))` or `(function, (iterable,), position)`: what most iterators are pickled as.
pub fn reduced(
    thread: &Thread,
    function: Value,
    iterable: Value,
    position: Option<Value>,
) -> Result {
    let arguments = Tuple::new(thread, &[iterable])?.value();
    Ok(match position {
        Some(position) => Tuple::new(thread, &[function, arguments, position])?,
        None => Tuple::new(thread, &[function, arguments])?,
    }
    .value())
}
