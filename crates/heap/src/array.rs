//! Arrays of slots: the storage of lists, tuples' overflow, dict entries, instance attributes.
//! Invariant: `length` never changes, so readers may bound themselves by it without a lock.

use crate::cards;
use crate::header::{Header, Layout, ShapeHeader, Slot, flags};
use crate::trace::Tracer;
use crate::value::Value;
use std::fmt;
use std::ptr::NonNull;

/// An array of slots in the heap; the slots follow the fixed part.
#[repr(C)]
pub struct ArrayObject {
    pub header: Header,
    pub(crate) length: u64,
}

/// Byte offset of the first slot.
pub(crate) const SLOTS_OFFSET: usize = 24;

pub static ARRAY_LAYOUT: Layout = Layout {
    name: "slot array",
    kind: 0,
    size: SLOTS_OFFSET as u32,
    trace: trace_array,
    drop: None,
    weak_slot: 0,
};

pub static ARRAY_SHAPE: ShapeHeader = ShapeHeader {
    header: Header::new(std::ptr::null()),
    layout: &ARRAY_LAYOUT,
    slots_start: 0,
    slots_end: 0,
};

unsafe fn trace_array(object: *const Header, tracer: &mut Tracer<'_>) {
    // SAFETY: the collector calls this on a live array.
    tracer.slots(ArrayRef(unsafe { NonNull::new_unchecked(object as *mut ArrayObject) }).slots());
}

/// A reference to an array. Valid while the collector can see it (rule 1 of the crate).
#[derive(Copy, Clone, PartialEq, Eq)]
#[repr(transparent)]
pub struct ArrayRef(pub(crate) NonNull<ArrayObject>);

impl ArrayRef {
    /// The array behind `value`.
    ///
    /// # Safety
    /// `value` is a pointer to an `ArrayObject`.
    #[inline(always)]
    pub unsafe fn from_value_unchecked(value: Value) -> ArrayRef {
        debug_assert!(value.is_pointer());
        // SAFETY: pointers are not null, and the caller vouches for the kind.
        ArrayRef(unsafe { NonNull::new_unchecked(value.pointer() as *mut ArrayObject) })
    }

    /// The array behind `value`, if it is one.
    #[inline]
    pub fn from_value(value: Value) -> Option<ArrayRef> {
        if !value.is_pointer() {
            return None;
        }
        // SAFETY: a pointer value points to an object.
        let shape = unsafe { (*value.pointer()).shape() };
        // SAFETY: just checked.
        std::ptr::eq(shape, &ARRAY_SHAPE).then(|| unsafe { ArrayRef::from_value_unchecked(value) })
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

    #[inline(always)]
    pub fn len(self) -> usize {
        // SAFETY: as above; the length is immutable.
        unsafe { (*self.0.as_ptr()).length as usize }
    }

    #[inline(always)]
    pub fn is_empty(self) -> bool {
        self.len() == 0
    }

    /// All slots. The lifetime is that of the object: keep the reference on the stack.
    #[inline(always)]
    pub fn slots(self) -> &'static [Slot] {
        // SAFETY: the slots follow the fixed part, and there are `length` of them.
        unsafe {
            let first = (self.0.as_ptr() as *const u8).add(SLOTS_OFFSET) as *const Slot;
            std::slice::from_raw_parts(first, self.len())
        }
    }

    /// One slot; panics beyond the end.
    #[inline(always)]
    pub fn slot(self, index: usize) -> &'static Slot {
        &self.slots()[index]
    }

    #[inline(always)]
    pub fn get(self, index: usize) -> Value {
        self.slot(index).get()
    }

    /// Stores and tells the collector which part of the array changed.
    #[inline(always)]
    pub fn set(self, index: usize, value: Value) {
        self.slot(index).set_unbarriered(value);
        self.written(index..index + 1);
    }

    /// Tells the collector that slots of `range` were stored to with `set_unbarriered`.
    #[inline(always)]
    pub fn written(self, range: std::ops::Range<usize>) {
        if self.header().has_flag(flags::REMEMBER) {
            cards::written(self, range);
        }
    }
}

impl fmt::Debug for ArrayRef {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "<array of {} at {:p}>", self.len(), self.0)
    }
}
