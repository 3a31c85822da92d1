//! The built-in type `bytes`, and what it shares with `bytearray`: `common` has the methods that only look
//! at the content, `construct` the making from other objects.

pub(crate) mod common;
mod construct;
mod iterator;
mod layout;
mod methods;

pub(crate) use construct::{Source, source};
pub use construct::{byte_value, from_iterable};
pub(crate) use iterator::iter;
pub use iterator::{BYTEARRAY_ITERATOR, BYTES_ITERATOR};
pub use layout::{BYTES_LAYOUT, Bytes, BytesObject};
pub use methods::{BYTES, get_item};
pub(crate) use methods::{COMMON, with_common};

use crate::buffer::Buffer;
use crate::errors::Result;
use crate::thread::Thread;
use typhon_heap::Value;

/// The bytes of a bytes-like argument: TypeError for anything else. The guard stays on the native stack.
#[inline]
pub fn expect_bytes_like(thread: &Thread, value: Value) -> Result<Buffer> {
    Buffer::acquire(thread, value, false)
}
