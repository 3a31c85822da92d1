//! The built-in type `list`.

mod edit;
mod layout;
mod merge;
mod methods;
mod slices;
mod sort;

pub use edit::{concatenate, copy, extend, index_of, insert, pop_at, repeat};
pub use layout::{LIST_LAYOUT, List, ListObject};
pub use methods::LIST;
pub use slices::{delete_slice, get_slice, set_slice};
pub use sort::sort;
