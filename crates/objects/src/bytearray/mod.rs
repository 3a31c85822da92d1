//! The built-in type `bytearray`.

mod layout;
mod methods;
mod mutate;
mod store;

pub use layout::{BYTEARRAY_LAYOUT, Bytearray, BytearrayObject};
pub use methods::BYTEARRAY;
