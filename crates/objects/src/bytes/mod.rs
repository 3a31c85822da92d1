//! The built-in type `bytes`.

mod layout;
mod methods;

pub use layout::{BYTES_LAYOUT, Bytes, BytesObject};
pub use methods::BYTES;
