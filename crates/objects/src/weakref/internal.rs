//! Weak references that Python does not see: objects with one slot that the collector clears.

use crate::errors::Result;
use crate::object::Kind;
use crate::thread::Thread;
use typhon_heap::{Header, Layout, ShapeHeader, Slot, Tracer, Value, flags};

/// A weak reference that Python does not see.
#[repr(C)]
pub struct InternalWeak {
    header: Header,
    target: Slot,
}

static INTERNAL_WEAK_LAYOUT: Layout = Layout {
    name: "internal weak reference",
    kind: Kind::Internal as u8,
    size: std::mem::size_of::<InternalWeak>() as u32,
    trace: trace_nothing,
    drop: None,
    weak_slot: std::mem::offset_of!(InternalWeak, target) as u32,
};

static INTERNAL_WEAK_SHAPE: ShapeHeader = ShapeHeader {
    header: Header::new(std::ptr::null()),
    layout: &INTERNAL_WEAK_LAYOUT,
    slots_start: 0,
    slots_end: 0,
};

unsafe fn trace_nothing(_header: *const Header, _tracer: &mut Tracer<'_>) {}

/// A weak reference to `referent`, for use within the runtime.
pub fn new_internal(thread: &Thread, referent: Value) -> Result {
    let size = std::mem::size_of::<InternalWeak>();
    let Some(pointer) = thread.mutator.allocate(&INTERNAL_WEAK_SHAPE, size) else {
        return Err(crate::errors::memory_error(thread));
    };
    // SAFETY: fresh memory of this layout.
    let reference = unsafe { &*(pointer.as_ptr() as *const InternalWeak) };
    reference.target.set(&reference.header, referent);
    if referent.is_pointer() {
        // SAFETY: a pointer value is a live object.
        unsafe { &*referent.pointer() }.set_flag(flags::HAS_WEAKREF);
    }
    Ok(Value::from_pointer(pointer.as_ptr()))
}

/// The referent of an internal weak reference (or of NULL), while it lives.
pub fn target(reference: Value) -> Option<Value> {
    if !reference.is_pointer() {
        return None;
    }
    // SAFETY: only `new_internal` makes what callers pass here.
    unsafe { &*(reference.pointer() as *const InternalWeak) }
        .target
        .get()
        .present()
}
