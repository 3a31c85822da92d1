//! Exceptions: the layout of exception objects and the tree of built-in classes.

mod layout;
mod methods;
mod tree;
pub mod unraisable;

pub use layout::{EXCEPTION_LAYOUT, Exception, ExceptionObject};
pub use methods::{
    SyntaxParts, add_note, import_error, syntax_error, unicode_decode_error, unicode_encode_error,
    unicode_translate_error,
};

/// Exception groups and `except*`.
pub mod groups {
    pub use super::methods::{
        group_exceptions as exceptions, group_message as message, is_group, new_group,
        prepare_reraise_star, split_by_type,
    };
}
pub use tree::*;

#[cfg(test)]
pub(crate) mod tests;
