//! The layout of tuples. Invariant: items are stored before the tuple is shown to anybody and never
//! change, so they are read without care.

use crate::errors::{self, Result};
use crate::list::List;
use crate::object::{Kind, Ref};
use crate::thread::{Global, Thread, VALUES_A_STEP};
use crate::types::Shape;
use typhon_heap::{Header, Layout, Slot, Tracer, Value, flags, store_barrier};

/// The items do not follow the fixed part: the object is of a subclass, with slots in between.
const SHIFTED: u16 = 1 << flags::LAYOUT_SHIFT;

#[repr(C)]
pub struct TupleObject {
    pub header: Header,
    length: u64,
}

pub type Tuple = Ref<TupleObject>;

const ITEMS: usize = std::mem::size_of::<TupleObject>();

pub static TUPLE_LAYOUT: Layout = Layout {
    name: "tuple",
    kind: Kind::Tuple as u8,
    size: ITEMS as u32,
    trace,
    drop: None,
    weak_slot: 0,
};

unsafe fn trace(header: *const Header, tracer: &mut Tracer<'_>) {
    // SAFETY: called on a live tuple.
    let tuple: Tuple = unsafe { Ref::from_pointer(header as *const TupleObject) };
    tracer.slots(tuple.items());
}

// SAFETY: repr(C), header first, and the layout above describes it.
unsafe impl crate::object::HeapObject for TupleObject {
    const LAYOUT: &'static Layout = &TUPLE_LAYOUT;
}

/// The empty tuple: there is only one, and programs rely on it.
static EMPTY: Global = Global::new();

pub(crate) fn bootstrap(thread: &Thread) -> Result<()> {
    EMPTY.set(Tuple::new(thread, &[])?.value());
    Ok(())
}

impl Tuple {
    pub fn new(thread: &Thread, items: &[Value]) -> Result<Tuple> {
        Tuple::with_shape(thread, super::TUPLE.root_shape(), items)
    }

    pub fn with_shape(thread: &Thread, shape: Ref<Shape>, items: &[Value]) -> Result<Tuple> {
        let tuple = Tuple::unfilled(thread, shape, items.len())?;
        tuple.fill(thread, items.iter().copied());
        Ok(tuple)
    }

    /// A tuple of NULLs, to be filled by `set_initial` before anybody else sees it.
    pub fn unfilled(thread: &Thread, shape: Ref<Shape>, length: usize) -> Result<Tuple> {
        if length == 0
            && shape == super::TUPLE.root_shape()
            && let Some(empty) = EMPTY.get().present()
        {
            return Ok(Ref::of(empty));
        }
        let shifted = shape.base.slots_end as usize;
        let data = if shifted == 0 { ITEMS } else { shifted };
        if length > (isize::MAX as usize - data) / 8 {
            return Err(errors::memory_error(thread));
        }
        let header = Header::new(shape.pointer().cast());
        if shifted != 0 {
            header.set_flag(SHIFTED);
        }
        thread.allocate_sized(
            shape,
            TupleObject {
                header,
                length: length as u64,
            },
            data + 8 * length,
        )
    }

    /// Stores an item of a tuple that nobody else has seen yet.
    pub fn set_initial(self, index: usize, item: Value) {
        self.items()[index].set(self.header(), item);
    }

    /// From an iterator of known length whose values are reachable otherwise.
    pub fn from_iterator(
        thread: &Thread,
        items: impl ExactSizeIterator<Item = Value>,
    ) -> Result<Tuple> {
        let tuple = Tuple::unfilled(thread, super::TUPLE.root_shape(), items.len())?;
        tuple.fill(thread, items);
        Ok(tuple)
    }

    /// Fills a fresh tuple that nobody else has seen.
    #[inline]
    fn fill(self, thread: &Thread, mut items: impl Iterator<Item = Value>) {
        let slots = self.items();
        if slots.len() <= VALUES_A_STEP {
            for (slot, item) in slots.iter().zip(items) {
                // Fresh since the last safepoint: no barrier.
                slot.set_unbarriered(item);
            }
            return;
        }
        thread.in_steps(0..slots.len(), VALUES_A_STEP, |part| {
            for (slot, item) in slots[part].iter().zip(&mut items) {
                slot.set_unbarriered(item);
            }
            store_barrier(self.header());
        });
    }

    pub fn from_list(thread: &Thread, list: List) -> Result<Tuple> {
        loop {
            let length = list.len();
            let tuple = Tuple::unfilled(thread, super::TUPLE.root_shape(), length)?;
            let copied = thread.read(list.header(), || {
                let Some(storage) = list.storage() else {
                    return length == 0;
                };
                if storage.len() < length {
                    return false;
                }
                thread.in_steps(0..length, VALUES_A_STEP, |part| {
                    let sources = &storage.slots()[part.clone()];
                    for (slot, item) in tuple.items()[part].iter().zip(sources) {
                        slot.set_unbarriered(item.get());
                    }
                    // Waiting for the list, too, may have met a collection.
                    store_barrier(tuple.header());
                });
                list.len() == length
            });
            if copied {
                return Ok(tuple);
            }
        }
    }

    #[inline(always)]
    pub fn len(self) -> usize {
        self.length as usize
    }

    pub fn is_empty(self) -> bool {
        self.length == 0
    }

    /// The items. The slice is valid while the tuple is held.
    #[inline(always)]
    pub fn items(self) -> &'static [Slot] {
        let offset = if self.header().has_flag(SHIFTED) {
            self.shape().base.slots_end as usize
        } else {
            ITEMS
        };
        // SAFETY: the object was allocated with its items from this offset.
        unsafe {
            let first = (self.pointer() as *const u8).add(offset) as *const Slot;
            std::slice::from_raw_parts(first, self.length as usize)
        }
    }

    /// The items as plain values: they never change once the tuple is published.
    #[inline(always)]
    pub fn values(self) -> &'static [Value] {
        let items = self.items();
        // SAFETY: a Slot is one word holding a Value; tuples are immutable after publication.
        unsafe { std::slice::from_raw_parts(items.as_ptr() as *const Value, items.len()) }
    }

    #[inline(always)]
    #[track_caller]
    pub fn get(self, index: usize) -> Value {
        self.items()[index].get()
    }

    /// The items as an iterator.
    pub fn iter(self) -> impl ExactSizeIterator<Item = Value> + DoubleEndedIterator {
        self.values().iter().copied()
    }
}
