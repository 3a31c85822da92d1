//! Inline caches. A cache word holds NULL or one immutable `CacheEntry`, replaced whole, so threads
//! share it without locks and never see half of one. An entry says for what it holds (`key`, and the
//! version of `class`), and what to do then.

use typhon_objects::heap::{Layout, ShapeHeader};
use typhon_objects::prelude::*;
use typhon_objects::types::Shape;

/// What a hit means.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
#[repr(u8)]
pub enum Action {
    /// Attribute in the object, at byte offset `index`.
    Inline,
    /// Attribute number `index` of the shape, in the overflow array.
    Overflow,
    /// `value` itself, from the class.
    ClassValue,
    /// `value` is a method to be bound (or called with the object first).
    Method,
    /// `value` is the getter function of a property.
    Property,
    /// `value` is a computed attribute of a built-in type.
    GetSet,
    /// `value` is a member descriptor.
    Member,
    /// Entry `index` of a table (globals, a module's dict) that is `key`.
    TableEntry,
    /// Entry `index` of the builtins table `value`, as long as globals table `key` has not grown.
    BuiltinEntry,
    /// `value` is the shape after adding the attribute (stores).
    AddAttribute,
}

#[repr(C)]
pub struct CacheEntry {
    header: Header,
    /// The shape of the object, the class object itself, or a table.
    key: Slot,
    class: Slot,
    value: Slot,
    version: u64,
    pub index: u32,
    pub action: Action,
}

static CACHE_LAYOUT: Layout = Layout {
    name: "inline cache",
    kind: Kind::Internal as u8,
    size: std::mem::size_of::<CacheEntry>() as u32,
    trace,
    drop: None,
    weak_slot: 0,
};

static CACHE_SHAPE: ShapeHeader = ShapeHeader {
    header: Header::new(std::ptr::null()),
    layout: &CACHE_LAYOUT,
    slots_start: 0,
    slots_end: 0,
};

unsafe fn trace(header: *const Header, tracer: &mut Tracer<'_>) {
    // SAFETY: called on a live entry.
    let entry = unsafe { &*(header as *const CacheEntry) };
    tracer.slot(&entry.key);
    tracer.slot(&entry.class);
    tracer.slot(&entry.value);
}

// SAFETY: repr(C), header first, and the layout above describes it.
unsafe impl typhon_objects::object::HeapObject for CacheEntry {
    const LAYOUT: &'static Layout = &CACHE_LAYOUT;
}

/// A plain reference, not a `Ref`, whose own `value` would hide the entry's. The code object keeps it alive.
pub type Entry = &'static CacheEntry;

/// A new entry; `class` NULL means that no version needs checking. `None` without memory: no caching.
pub fn new(
    thread: &Thread,
    key: Value,
    class: Option<Type>,
    version: u64,
    action: Action,
    index: usize,
    value: Value,
) -> Option<Value> {
    let pointer = thread
        .mutator
        .allocate(&CACHE_SHAPE, std::mem::size_of::<CacheEntry>())?;
    let entry = CacheEntry {
        header: Header::new(&CACHE_SHAPE),
        key: Slot::new(key),
        class: Slot::new(class.map_or(Value::NULL, |class| class.value())),
        value: Slot::new(value),
        version,
        index: u32::try_from(index).ok()?,
        action,
    };
    // SAFETY: fresh memory of this size.
    unsafe { (pointer.as_ptr() as *mut CacheEntry).write(entry) };
    Some(Value::from_pointer(pointer.as_ptr()))
}

/// The entry in a cache word.
#[inline(always)]
pub fn entry(word: u64) -> Option<Entry> {
    if word == 0 {
        return None;
    }
    // SAFETY: cache words hold zero or entries.
    Some(unsafe { &*(word as *const CacheEntry) })
}

impl CacheEntry {
    /// Whether the entry holds for an object of this shape.
    #[inline(always)]
    pub fn matches(&self, shape: *const ShapeHeader) -> bool {
        self.key.get().bits() == shape as u64 && self.is_current()
    }

    /// Whether it holds for this very object (a class or a table).
    #[inline(always)]
    pub fn is_for(&self, key: Value) -> bool {
        self.key.get() == key
    }

    /// Whether the class is as it was.
    #[inline(always)]
    pub fn is_current(&self) -> bool {
        let class = self.class.get();
        // SAFETY: the slot holds a type or NULL.
        class.is_null()
            || unsafe { Ref::<TypeObject>::from_pointer(class.pointer() as *const TypeObject) }
                .version()
                == self.version
    }

    #[inline(always)]
    pub fn value(&self) -> Value {
        self.value.get()
    }

    /// The shape that `AddAttribute` moves to.
    #[inline(always)]
    pub fn next_shape(&self) -> Ref<Shape> {
        // SAFETY: entries of that action hold a shape.
        unsafe { Ref::from_pointer(self.value.get().pointer() as *const Shape) }
    }

    /// Version recorded when the entry was made: how much a table had grown.
    #[inline(always)]
    pub fn recorded(&self) -> u64 {
        self.version
    }
}
