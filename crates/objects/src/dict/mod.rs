//! The built-in type `dict` and its views and iterators.

mod layout;
mod methods;

pub use layout::{DICT_LAYOUT, Dict, DictObject};
pub use methods::DICT;
