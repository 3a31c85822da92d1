//! The built-in type `list`.

mod layout;
mod methods;

pub use layout::{LIST_LAYOUT, List, ListObject};
pub use methods::{LIST, sort};
