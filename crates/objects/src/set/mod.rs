//! The built-in types `set` and `frozenset`.

mod layout;
mod methods;

pub use layout::{SET_LAYOUT, Set, SetObject};
pub use methods::{FROZENSET, SET};
