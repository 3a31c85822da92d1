//! The built-in type `tuple`.

mod hash;
mod layout;
mod methods;

pub use hash::TupleHasher;
pub(crate) use layout::bootstrap;
pub use layout::{TUPLE_LAYOUT, Tuple, TupleObject};
pub(crate) use methods::search_bound;
pub use methods::{TUPLE, compare_values, concatenate, get_slice, has, hash, repeat_count};
