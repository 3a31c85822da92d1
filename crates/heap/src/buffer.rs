//! Untraced byte storage: bytearrays, dict index tables, digits. Invariant: the length in bytes
//! never changes; the data is 16-byte aligned.

use crate::header::{Header, Layout, ShapeHeader};
use crate::trace::Tracer;
use crate::value::Value;
use std::fmt;
use std::ptr::NonNull;
use std::sync::atomic::AtomicU8;

/// Raw bytes in the heap; the data follows the fixed part.
#[repr(C)]
pub struct BufferObject {
    pub header: Header,
    pub(crate) length: u64,
    padding: u64,
}

/// Byte offset of the data.
pub(crate) const DATA_OFFSET: usize = 32;

pub static BUFFER_LAYOUT: Layout = Layout {
    name: "buffer",
    kind: 0,
    size: DATA_OFFSET as u32,
    trace: trace_buffer,
    drop: None,
    weak_slot: 0,
};

pub static BUFFER_SHAPE: ShapeHeader = ShapeHeader {
    header: Header::new(std::ptr::null()),
    layout: &BUFFER_LAYOUT,
    slots_start: 0,
    slots_end: 0,
};

unsafe fn trace_buffer(_object: *const Header, _tracer: &mut Tracer<'_>) {
    // Bytes hold no references.
}

/// A reference to a buffer. Valid while the collector can see it (rule 1 of the crate).
#[derive(Copy, Clone, PartialEq, Eq)]
#[repr(transparent)]
pub struct BufferRef(pub(crate) NonNull<BufferObject>);

impl BufferRef {
    /// The buffer behind `value`.
    ///
    /// # Safety
    /// `value` is a pointer to a `BufferObject`.
    #[inline(always)]
    pub unsafe fn from_value_unchecked(value: Value) -> BufferRef {
        debug_assert!(value.is_pointer());
        // SAFETY: pointers are not null, and the caller vouches for the kind.
        BufferRef(unsafe { NonNull::new_unchecked(value.pointer() as *mut BufferObject) })
    }

    /// The buffer behind `value`, if it is one.
    #[inline]
    pub fn from_value(value: Value) -> Option<BufferRef> {
        if !value.is_pointer() {
            return None;
        }
        // SAFETY: a pointer value points to an object.
        let shape = unsafe { (*value.pointer()).shape() };
        // SAFETY: just checked.
        std::ptr::eq(shape, &BUFFER_SHAPE)
            .then(|| unsafe { BufferRef::from_value_unchecked(value) })
    }

    #[inline(always)]
    pub fn as_value(self) -> Value {
        Value::from_pointer(self.0.as_ptr())
    }

    #[inline(always)]
    pub fn header(self) -> &'static Header {
        // SAFETY: the object lives while this reference is visible to the collector.
        unsafe { &self.0.as_ref().header }
    }

    /// Length in bytes.
    #[inline(always)]
    pub fn len(self) -> usize {
        // SAFETY: as above; the length is immutable.
        unsafe { (*self.0.as_ptr()).length as usize }
    }

    #[inline(always)]
    pub fn is_empty(self) -> bool {
        self.len() == 0
    }

    /// The data, 16-byte aligned. Several threads may read and write it: who needs more than that
    /// nothing crashes uses atomics.
    #[inline(always)]
    pub fn as_ptr(self) -> *mut u8 {
        // SAFETY: the data follows the fixed part.
        unsafe { (self.0.as_ptr() as *mut u8).add(DATA_OFFSET) }
    }

    /// The data as shared bytes. The lifetime is that of the object: keep the reference on the stack.
    #[inline(always)]
    pub fn bytes(self) -> &'static [AtomicU8] {
        // SAFETY: `length` bytes of data, which are only ever accessed as plain bytes or atomics.
        unsafe { std::slice::from_raw_parts(self.as_ptr() as *const AtomicU8, self.len()) }
    }
}

impl fmt::Debug for BufferRef {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "<buffer of {} bytes at {:p}>", self.len(), self.0)
    }
}
