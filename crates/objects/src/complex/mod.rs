//! The built-in type `complex`.

mod layout;
mod methods;

pub use layout::{COMPLEX_LAYOUT, Complex, ComplexObject, from_parts};
pub use methods::COMPLEX;
