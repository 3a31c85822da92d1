//! What a layout's `trace` reports its references to.

use crate::header::Slot;
use crate::value::Value;

/// Receives the strong references of an object.
pub struct Tracer<'a> {
    pub(crate) visit: &'a mut dyn FnMut(Value),
}

impl Tracer<'_> {
    /// A strong reference, if `value` is a pointer.
    #[inline]
    pub fn value(&mut self, value: Value) {
        if value.is_pointer() {
            (self.visit)(value);
        }
    }

    #[inline]
    pub fn slot(&mut self, slot: &Slot) {
        self.value(slot.get());
    }

    #[inline]
    pub fn slots(&mut self, slots: &[Slot]) {
        for slot in slots {
            self.slot(slot);
        }
    }

    /// A strong reference to a heap object by its typed pointer; null and addresses outside the
    /// arena (statics) are ignored.
    #[inline]
    pub fn pointer<T>(&mut self, pointer: *const T) {
        if !pointer.is_null() {
            self.value(Value::from_bits(pointer as u64));
        }
    }
}
