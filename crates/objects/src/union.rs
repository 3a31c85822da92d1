//! `X | Y` of types, and generic aliases such as `list[int]`.

use crate::errors::{self, Result};
use crate::thread::Thread;
use typhon_heap::Value;

/// `left | right` where one is a type.
pub fn or(thread: &Thread, _left: Value, _right: Value) -> Result {
    Err(errors::missing_feature(thread, "unions of types"))
}

/// `origin[arguments]`
pub fn generic_alias(thread: &Thread, _origin: Value, _arguments: Value) -> Result {
    Err(errors::missing_feature(thread, "generic aliases"))
}
