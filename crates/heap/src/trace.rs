//! What a layout's `trace` reports its references to: a marker, or a function that looks at them.

use crate::arena::ARENA;
use crate::header::{Header, Slot};
use crate::mark::Marker;
use crate::value::Value;

/// Receives the strong references of an object or a set of roots.
pub struct Tracer<'a> {
    sink: Sink<'a>,
}

enum Sink<'a> {
    Mark(&'a mut Marker),
    Visit(&'a mut dyn FnMut(Value)),
}

impl<'a> Tracer<'a> {
    #[inline(always)]
    pub(crate) fn mark(marker: &'a mut Marker) -> Tracer<'a> {
        Tracer {
            sink: Sink::Mark(marker),
        }
    }

    pub(crate) fn visit(visit: &'a mut dyn FnMut(Value)) -> Tracer<'a> {
        Tracer {
            sink: Sink::Visit(visit),
        }
    }

    /// A strong reference, if `value` is a pointer.
    #[inline]
    pub fn value(&mut self, value: Value) {
        if value.is_pointer() {
            match &mut self.sink {
                Sink::Mark(marker) => marker.mark(value.bits() as usize),
                Sink::Visit(visit) => visit(value),
            }
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
        if ARENA.contains(pointer as usize) {
            self.value(Value::from_pointer(pointer));
        }
    }

    /// References to whatever objects the words of `range` point to or into. For native stacks
    /// that do not belong to a thread.
    ///
    /// # Safety
    /// The range is readable.
    pub unsafe fn conservative(&mut self, range: std::ops::Range<*const usize>) {
        let mut next = range.start;
        while next < range.end {
            // SAFETY: readable, as the caller says. Volatile: nothing is known of these words.
            let word = unsafe { next.read_volatile() };
            self.conservative_word(word);
            next = next.wrapping_add(1);
        }
    }

    #[inline]
    pub(crate) fn conservative_word(&mut self, word: usize) {
        match &mut self.sink {
            Sink::Mark(marker) => marker.mark_conservative(word),
            Sink::Visit(visit) => {
                if let Some(start) = ARENA.resolve(word) {
                    visit(Value::from_bits(start as u64));
                }
            }
        }
    }
}

/// Reports every strong reference of `object`, its shape included.
///
/// # Safety
/// `object` is a live object, and no thread changes it meanwhile in a way its `trace` cannot stand.
pub(crate) unsafe fn trace_object(object: *const Header, tracer: &mut Tracer<'_>) {
    // SAFETY: as the caller says; shapes outlive their objects.
    unsafe {
        let shape_pointer = (*object).shape();
        let shape = &*shape_pointer;
        tracer.pointer(shape_pointer);
        (shape.layout.trace)(object, tracer);
        if shape.slots_start < shape.slots_end {
            let first = (object as *const u8).add(shape.slots_start as usize) as *const Slot;
            let count = (shape.slots_end - shape.slots_start) as usize / 8;
            tracer.slots(std::slice::from_raw_parts(first, count));
        }
    }
}
