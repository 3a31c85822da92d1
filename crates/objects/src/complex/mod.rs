//! The built-in type `complex`.

pub mod arithmetic;
mod convert;
mod layout;
mod methods;

pub use convert::{to_complex, to_parts};
pub use layout::{COMPLEX_LAYOUT, Complex, ComplexObject, from_parts};
pub use methods::{COMPLEX, add, mul, power_parts, sub, true_divide};
