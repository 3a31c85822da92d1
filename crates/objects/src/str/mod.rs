//! The built-in type `str`.

mod intern;
mod layout;
mod methods;

pub use intern::{intern, intern_bytes, intern_text};
pub use layout::{STR_LAYOUT, Str, StrObject, count_code_points, hash_bytes, set_hash_seed};
pub use methods::STR;
