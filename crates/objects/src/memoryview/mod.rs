//! The built-in type `memoryview`.

mod access;
mod cast;
mod items;
mod layout;
mod methods;

pub use layout::{MEMORYVIEW_LAYOUT, MemoryView, MemoryViewObject};
pub use methods::{MEMORYVIEW, MEMORYVIEW_ITERATOR};
