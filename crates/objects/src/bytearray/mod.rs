//! The built-in type `bytearray`.

mod layout;
mod methods;
mod mutate;

pub use layout::{BYTEARRAY_LAYOUT, Bytearray, BytearrayObject};
pub use methods::BYTEARRAY;
