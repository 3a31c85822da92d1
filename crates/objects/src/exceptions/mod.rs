//! Exceptions: the layout of exception objects and the tree of built-in classes.

mod layout;
mod methods;
mod tree;

pub use layout::{EXCEPTION_LAYOUT, Exception, ExceptionObject};
pub use methods::add_note;
pub use tree::*;
