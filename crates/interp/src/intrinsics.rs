//! Rare operations by number; see `Intrinsic1` and `Intrinsic2` of the bytecode crate.

use typhon_objects::prelude::*;

pub fn one(thread: &Thread, which: u8, value: Value) -> Result {
    let _ = (which, value);
    Err(errors::missing_feature(thread, "type parameters"))
}

pub fn two(thread: &Thread, which: u8, a: Value, b: Value) -> Result {
    let _ = (which, a, b);
    Err(errors::missing_feature(thread, "type parameters"))
}
