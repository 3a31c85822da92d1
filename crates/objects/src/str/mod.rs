//! The built-in type `str`.
//!
//! `layout` has the object, `intern` and `characters` the shared ones, `index` finding by index, `build` the
//! making of new strings, `codecs` the way to bytes and back; the other files are the methods.

mod build;
mod characters;
pub mod codecs;
mod index;
mod intern;
mod iterator;
mod layout;
mod methods;
pub(crate) mod percent;
pub(crate) mod search;
mod template;
#[cfg(test)]
mod tests;
pub(crate) mod transform;

pub use build::{StrBuilder, concat, fill_repeated, join, join_values, repeat};
pub use characters::{empty, from_ascii, from_code_point, from_part};
pub use index::char_at;
pub use intern::{intern, intern_bytes, intern_text};
pub use iterator::{STR_ASCII_ITERATOR, STR_ITERATOR};
pub use layout::{STR_LAYOUT, Str, StrObject, count_code_points, hash_bytes, set_hash_seed};
pub use methods::STR;
pub(crate) use methods::repeat_count;
pub use search::get_item;
pub use transform::{chr, ord};
