//! The built-in type `slice`, and what a slice means for a sequence of a given length.

mod layout;
mod methods;

pub use layout::{Bounds, SLICE_LAYOUT, Slice, SliceObject, Span, from_either_end};
pub use methods::{SLICE, big_indices};
