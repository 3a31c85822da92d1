//! The buffer protocol: native code's access to the memory of `bytes`, `bytearray`, `memoryview`, `array`
//! and whatever else has `__buffer__`.
//!
//! [`Buffer::acquire`] is for functions that take bytes-like arguments; [`export`] is for who needs items,
//! formats and dimensions. A native type that owns memory registers an [`Exporter`] for its layout and has
//! the rows [`BUFFER_METHODS`]. Invariant: viewed memory stays valid while the view is held, because the
//! view keeps its owner (and, for resizable owners, the storage itself) alive; contents may change at any time.

mod exports;
mod protocol;
mod reach;
mod slicing;
pub mod store;
mod view;

pub use exports::{Exports, Lease, Waited};
pub(crate) use protocol::last_view_ended;
pub use protocol::{
    BUFFER_METHODS, BUFFER_WRAPPER, Export, Exporter, buffer_method, export, has_buffer, register,
    release_method,
};
pub use reach::{Walker, set_walker};
pub use slicing::{Slice, slice_parts};
pub use view::{Dimension, View};

use crate::errors::{self, Raised, Result};
use crate::mode::is_shared_mode;
use crate::object::ValueExt;
use crate::thread::Thread;
use std::cell::OnceCell;
use typhon_heap::Value;

/// Flags of a request, as module `inspect` names them.
pub mod request {
    pub const SIMPLE: i64 = 0;
    pub const WRITABLE: i64 = 1;
    pub const FORMAT: i64 = 4;
    pub const ND: i64 = 8;
    pub const STRIDES: i64 = 0x10 | ND;
    pub const C_CONTIGUOUS: i64 = 0x20 | STRIDES;
    pub const F_CONTIGUOUS: i64 = 0x40 | STRIDES;
    pub const ANY_CONTIGUOUS: i64 = 0x80 | STRIDES;
    pub const INDIRECT: i64 = 0x100 | STRIDES;
    pub const FULL: i64 = INDIRECT | WRITABLE | FORMAT;
    pub const FULL_RO: i64 = INDIRECT | FORMAT;
}

/// The bytes of one argument, for as long as this guard lives. It holds values, so it must stay on the
/// native stack.
pub struct Buffer {
    export: Export,
    length: usize,
    /// What `bytes` gave out where the memory itself may change under the reader.
    copied: OnceCell<Box<[u8]>>,
}

impl Buffer {
    /// The memory of `value`: TypeError if it has none, BufferError if it cannot be written to though
    /// it should be, or is not in one piece.
    #[inline]
    pub fn acquire(thread: &Thread, value: Value, writable: bool) -> Result<Buffer> {
        let flags = if writable {
            request::WRITABLE
        } else {
            request::SIMPLE
        };
        let export = export(thread, value, flags)?;
        Ok(Buffer {
            length: export.view.byte_length(),
            export,
            copied: OnceCell::new(),
        })
    }

    /// Like `acquire` for reading, but takes memory with gaps too, by copying it.
    pub fn acquire_any(thread: &Thread, value: Value) -> Result<Buffer> {
        let export = export(thread, value, request::FULL_RO)?;
        let copied = OnceCell::new();
        if !export.view.is_c_contiguous() {
            let _ = copied.set(export.view.to_vec(false).into_boxed_slice());
        }
        Ok(Buffer {
            length: export.view.byte_length(),
            export,
            copied,
        })
    }

    /// For a parameter that is written to: `what` is its name in the message, such as "argument 1".
    pub fn acquire_writable(
        thread: &Thread,
        function: &str,
        what: &str,
        value: Value,
    ) -> Result<Buffer> {
        match Buffer::acquire(thread, value, true) {
            Ok(buffer) => Ok(buffer),
            Err(raised)
                if raised.is(&crate::exceptions::BUFFER_ERROR)
                    || raised.is(&crate::exceptions::TYPE_ERROR) =>
            {
                Err(errors::bad_argument(
                    thread,
                    &format!("{function}()"),
                    what,
                    "read-write bytes-like object",
                    value,
                ))
            }
            Err(raised) => Err(raised),
        }
    }

    #[inline]
    pub fn len(&self) -> usize {
        self.length
    }

    #[inline]
    pub fn is_empty(&self) -> bool {
        self.length == 0
    }

    pub fn is_readonly(&self) -> bool {
        self.export.view.readonly
    }

    /// The content. Immutable memory is given as it is, memory that another thread might change while
    /// we look as a copy made once. Python code must not run between two uses of one slice.
    #[inline]
    pub fn bytes(&self) -> &[u8] {
        if self.export.stable {
            return self.raw();
        }
        self.unstable()
    }

    fn unstable(&self) -> &[u8] {
        if let Some(copy) = self.copied.get() {
            return copy;
        }
        if is_shared_mode() {
            return self.copied.get_or_init(|| self.raw().into());
        }
        self.raw()
    }

    fn raw(&self) -> &[u8] {
        if self.length == 0 {
            return &[];
        }
        // SAFETY: the export keeps this much memory valid.
        unsafe { std::slice::from_raw_parts(self.export.view.pointer, self.length) }
    }

    /// A copy of the content as it is now.
    pub fn to_vec(&self) -> Vec<u8> {
        match self.copied.get() {
            Some(copy) => copy.to_vec(),
            None => self.raw().to_vec(),
        }
    }

    /// Likewise; the collector does not wait if it takes long. Not for holders of a lock of the runtime.
    pub fn copied(&self, thread: &Thread) -> Vec<u8> {
        thread.aside_if_long(self.length, || self.to_vec())
    }

    /// For system calls, which see the memory itself. Not for memory with gaps.
    pub fn as_ptr(&self) -> *const u8 {
        match self.copied.get() {
            Some(copy) if !self.export.view.is_c_contiguous() => copy.as_ptr(),
            _ => self.export.view.pointer,
        }
    }

    /// For system calls that write. Only if acquired as writable.
    pub fn as_mut_ptr(&self) -> *mut u8 {
        debug_assert!(!self.export.view.readonly);
        self.export.view.pointer
    }

    /// Stores `data` at `offset`; both lie inside the buffer, which was acquired as writable.
    pub fn write(&self, offset: usize, data: &[u8]) {
        assert!(
            !self.export.view.readonly
                && offset <= self.length
                && data.len() <= self.length - offset
        );
        // SAFETY: checked just now. `copy` because `data` may be a part of the same memory.
        unsafe {
            std::ptr::copy(
                data.as_ptr(),
                self.export.view.pointer.add(offset),
                data.len(),
            )
        };
    }

    /// The view behind the bytes.
    pub fn view(&self) -> &View {
        &self.export.view
    }
}

/// "a bytes-like object is required, not 'int'"
#[cold]
pub fn not_bytes_like(thread: &Thread, value: Value) -> Raised {
    errors::type_error(
        thread,
        format!(
            "a bytes-like object is required, not '{}'",
            value.class().name_text()
        ),
    )
}
