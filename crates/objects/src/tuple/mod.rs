//! The built-in type `tuple`.

mod layout;
mod methods;

pub use layout::{TUPLE_LAYOUT, Tuple, TupleObject};
pub use methods::TUPLE;
