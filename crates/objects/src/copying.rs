//! The default `__reduce_ex__` and `__getstate__`: what copy and pickle ask of any object.

use crate::errors::{self, Result};
use crate::thread::Thread;
use typhon_heap::Value;

pub fn reduce(thread: &Thread, _object: Value, _protocol: i64) -> Result {
    Err(errors::missing_feature(thread, "object.__reduce__"))
}

pub fn get_state(thread: &Thread, _object: Value) -> Result {
    Err(errors::missing_feature(thread, "object.__getstate__"))
}
