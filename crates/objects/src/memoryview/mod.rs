//! The built-in type `memoryview`.

mod access;
mod cast;
mod items;
mod layout;
mod methods;

pub use items::{f64_to_half, half_to_f64};
pub use layout::{MEMORYVIEW_LAYOUT, MemoryView, MemoryViewObject};
pub use methods::{MEMORYVIEW, MEMORYVIEW_ITERATOR};
