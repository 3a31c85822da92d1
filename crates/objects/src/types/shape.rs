//! Shapes (hidden classes): which class an object has and where its attributes lie.
//! Invariant: a shape never changes after publication but for its lazily filled tables (`index`,
//! `transitions`), which are replaced whole. A slot is never reused for another name: shapes only grow;
//! deleting an attribute moves the object to its class's dictionary shape.

use super::{Type, TypeObject};
use crate::errors::Result;
use crate::object::{Kind, Ref};
use crate::str::Str;
use crate::thread::Thread;
use typhon_heap::{ArrayRef, Header, ShapeHeader, Slot, Value};

#[repr(C)]
pub struct Shape {
    pub base: ShapeHeader,
    class: Slot,
    /// The kind if `class` is exactly the built-in class of the layout, else `Kind::Other`.
    pub exact_kind: u8,
    /// Attributes live in a dict, not in slots.
    pub is_dictionary: bool,
    /// How many of the attributes fit into the object itself; they end at `base.slots_end`.
    pub inline_capacity: u16,
    /// Attributes of this shape.
    pub count: u16,
    /// Byte offset of the attribute word (overflow array or dict) in the object; 0: no attributes.
    pub attributes_offset: u32,
    parent: Slot,
    name: Slot,
    /// Array of (name, index) pairs hashed by the name's address, or NULL while not needed.
    index: Slot,
    /// NULL, or an array of child shapes.
    transitions: Slot,
}

crate::heap_object!(
    Shape,
    SHAPE_LAYOUT,
    "shape",
    Kind::Internal,
    |object, tracer| {
        tracer.slot(&object.class);
        tracer.slot(&object.parent);
        tracer.slot(&object.name);
        tracer.slot(&object.index);
        tracer.slot(&object.transitions);
    }
);

/// The shape of shapes. Static: it is never reached through a `Value` that Python sees.
static SHAPE_SHAPE: ShapeHeader = ShapeHeader {
    header: Header::new(std::ptr::null()),
    layout: &SHAPE_LAYOUT,
    slots_start: 0,
    slots_end: 0,
};

/// More attributes than this make an object use a dict.
const MOST_ATTRIBUTES: u16 = 128;
/// More children than this make new objects of the parent shape use a dict.
const MOST_TRANSITIONS: usize = 64;

impl Shape {
    /// The class of the objects that have this shape. (`class` would be that of the shape itself.)
    #[inline(always)]
    pub fn instance_class(&self) -> Type {
        // SAFETY: `class` is set at creation and holds a type for ever.
        unsafe { Ref::from_pointer(self.class.get().pointer() as *const TypeObject) }
    }
}

pub struct ShapeOptions {
    pub inline_capacity: u16,
    pub is_dictionary: bool,
    pub exact: bool,
}

impl Ref<Shape> {
    /// The first shape of objects of `class`.
    pub fn root(thread: &Thread, class: Type, options: ShapeOptions) -> Result<Ref<Shape>> {
        let attributes_offset = class.attributes_offset();
        let fixed = class.basic_size();
        let layout = class.layout();
        let own_slots = fixed > layout.size;
        let slots_end = fixed + 8 * options.inline_capacity as u32;
        let shape = Shape {
            base: ShapeHeader {
                header: Header::new(&SHAPE_SHAPE),
                layout,
                slots_start: if own_slots { layout.size } else { 0 },
                slots_end: if own_slots { slots_end } else { 0 },
            },
            class: Slot::new(class.value()),
            exact_kind: if options.exact {
                layout.kind
            } else {
                Kind::Other as u8
            },
            is_dictionary: options.is_dictionary,
            inline_capacity: options.inline_capacity,
            count: 0,
            attributes_offset,
            parent: Slot::new(Value::NULL),
            name: Slot::new(Value::NULL),
            index: Slot::new(Value::NULL),
            transitions: Slot::new(Value::NULL),
        };
        allocate(thread, shape)
    }

    /// Index of the slot of attribute `name` (interned), if the shape has it.
    #[inline]
    pub fn find(self, name: Str) -> Option<usize> {
        if self.count == 0 {
            return None;
        }
        if self.count > 6
            && let Some(table) = self.index.get().present()
        {
            return find_in_index(array(table), name.value());
        }
        let mut shape = self;
        let mut steps = 0;
        while shape.count > 0 {
            if shape.name.get() == name.value() {
                return Some(shape.count as usize - 1);
            }
            shape = shape.parent();
            steps += 1;
            if steps == 8 {
                return self.find_slowly(name);
            }
        }
        None
    }

    fn parent(self) -> Ref<Shape> {
        // SAFETY: shapes with attributes have a parent shape.
        unsafe { Ref::from_pointer(self.parent.get().pointer() as *const Shape) }
    }

    #[cold]
    fn find_slowly(self, name: Str) -> Option<usize> {
        // Without memory for a table the chain is walked each time.
        if let Some(thread) = Thread::current()
            && let Ok(table) = self.build_index(thread)
        {
            self.index.set(shape_header(self), table.as_value());
            return find_in_index(table, name.value());
        }
        let mut shape = self;
        while shape.count > 0 {
            if shape.name.get() == name.value() {
                return Some(shape.count as usize - 1);
            }
            shape = shape.parent();
        }
        None
    }

    fn build_index(self, thread: &Thread) -> Result<ArrayRef> {
        let capacity = (self.count as usize * 2).next_power_of_two();
        let table = thread.allocate_array(capacity * 2)?;
        let mut shape = self;
        while shape.count > 0 {
            let mut position = hash_address(shape.name.get(), capacity);
            while !table.slot(position * 2).get().is_null() {
                position = (position + 1) & (capacity - 1);
            }
            table.set(position * 2, shape.name.get());
            table.set(position * 2 + 1, Value::fixnum(shape.count as i64 - 1));
            shape = shape.parent();
        }
        Ok(table)
    }

    /// The names of the attributes in order of their slots.
    pub fn names(self) -> Vec<Str> {
        // Names are interned, and interned strings live as long as their shape does.
        let mut names = Vec::with_capacity(self.count as usize);
        let mut shape = self;
        while shape.count > 0 {
            names.push(Ref::of(shape.name.get()));
            shape = shape.parent();
        }
        names.reverse();
        names
    }

    /// The shape with attribute `name` (interned) added, or `None` if a dict is due.
    pub fn with_attribute(self, thread: &Thread, name: Str) -> Result<Option<Ref<Shape>>> {
        if let Some(child) = self.transition(name) {
            return Ok(Some(child));
        }
        if self.count >= MOST_ATTRIBUTES || self.is_dictionary {
            return Ok(None);
        }
        let child = Shape {
            base: ShapeHeader {
                header: Header::new(&SHAPE_SHAPE),
                layout: self.base.layout,
                slots_start: self.base.slots_start,
                slots_end: self.base.slots_end,
            },
            class: Slot::new(self.class.get()),
            exact_kind: self.exact_kind,
            is_dictionary: false,
            inline_capacity: self.inline_capacity,
            count: self.count + 1,
            attributes_offset: self.attributes_offset,
            parent: Slot::new(self.value()),
            name: Slot::new(name.value()),
            index: Slot::new(Value::NULL),
            transitions: Slot::new(Value::NULL),
        };
        let child = allocate(thread, child)?;
        let old_length = self
            .transitions
            .get()
            .present()
            .map_or(0, |value| array(value).len());
        let fresh = thread.allocate_array(old_length + 1)?;
        let _lock = thread.lock(shape_header(self));
        // Somebody may have been faster.
        if let Some(found) = self.transition(name) {
            return Ok(Some(found));
        }
        let old = self.transitions.get().present().map(array);
        let length = old.map_or(0, |old| old.len());
        if length >= MOST_TRANSITIONS {
            return Ok(None);
        }
        let fresh = if length == old_length {
            fresh
        } else {
            thread.allocate_array(length + 1)?
        };
        if let Some(old) = old {
            for i in 0..length {
                fresh.set(i, old.slot(i).get());
            }
        }
        fresh.set(length, child.value());
        self.transitions.set(shape_header(self), fresh.as_value());
        Ok(Some(child))
    }

    fn transition(self, name: Str) -> Option<Ref<Shape>> {
        array(self.transitions.get().present()?)
            .slots()
            .iter()
            .find_map(|slot| {
                // SAFETY: the array holds child shapes.
                let child: Ref<Shape> =
                    unsafe { Ref::from_pointer(slot.get().pointer() as *const Shape) };
                (child.name.get() == name.value()).then_some(child)
            })
    }

    /// Byte offset of inline attribute `index` in the object.
    #[inline(always)]
    pub fn inline_offset(self, index: usize) -> usize {
        self.base.slots_end as usize - 8 * (self.inline_capacity as usize - index)
    }
}

fn shape_header(shape: Ref<Shape>) -> &'static Header {
    shape.header()
}

fn allocate(thread: &Thread, shape: Shape) -> Result<Ref<Shape>> {
    let size = std::mem::size_of::<Shape>();
    match thread.mutator.allocate(&SHAPE_SHAPE, size) {
        // SAFETY: fresh memory of this size.
        Some(pointer) => unsafe {
            let target = pointer.as_ptr() as *mut Shape;
            target.write(shape);
            Ok(Ref::from_pointer(target))
        },
        None => Err(crate::errors::memory_error(thread)),
    }
}

fn array(value: Value) -> ArrayRef {
    // SAFETY: the shape's table slots hold arrays or NULL, and NULL was excluded.
    unsafe { ArrayRef::from_value_unchecked(value) }
}

fn hash_address(name: Value, capacity: usize) -> usize {
    ((name.bits() >> 4).wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 32) as usize & (capacity - 1)
}

fn find_in_index(table: ArrayRef, name: Value) -> Option<usize> {
    let capacity = table.len() / 2;
    let mut position = hash_address(name, capacity);
    loop {
        let key = table.slot(position * 2).get();
        if key == name {
            return Some(table.slot(position * 2 + 1).get().fixnum_value() as usize);
        }
        if key.is_null() {
            return None;
        }
        position = (position + 1) & (capacity - 1);
    }
}
