//! Looking at the heap: walks, references, sizes.

use crate::header::Slot;
use crate::mutator::Mutator;
use crate::trace::Tracer;
use crate::value::Value;

/// Calls `visit` on every object while the world is stopped; objects of internal kinds only if
/// `internal`.
pub fn for_each_object(_mutator: &Mutator, _internal: bool, _visit: impl FnMut(Value)) {}

/// Calls `visit` on every reference that `object` holds, its shape included.
pub fn for_each_reference(object: Value, mut visit: impl FnMut(Value)) {
    if !object.is_pointer() {
        return;
    }
    // SAFETY: a pointer value points to a live object.
    unsafe {
        let header = object.pointer();
        let shape = &*(*header).shape();
        let mut tracer = Tracer { visit: &mut visit };
        tracer.pointer(shape);
        (shape.layout.trace)(header, &mut tracer);
        let first = (header as *const u8).add(shape.slots_start as usize) as *const Slot;
        tracer.slots(std::slice::from_raw_parts(
            first,
            (shape.slots_end - shape.slots_start) as usize / 8,
        ));
    }
}

/// The bytes that `object` occupies; 0 for immediates and statics.
pub fn object_size(_object: Value) -> usize {
    0
}

/// The object that `address` points to or into.
pub fn is_heap_object(_address: usize) -> Option<Value> {
    None
}
