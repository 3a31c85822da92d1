//! The built-in types `int` and `bool`.

mod layout;
mod methods;

pub use layout::{
    INT_LAYOUT, Int, IntObject, big, from_big, from_i64, from_u64, hash, is_int, is_negative,
    to_i64,
};
pub use methods::{BOOL, INT};
