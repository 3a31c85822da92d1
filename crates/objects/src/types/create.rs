//! Making classes: from specs, and the common part of making them from class statements.
//! Invariant: a class is complete (mro, shapes, flags) before anybody else can see it.

use super::object::{Type, TypeObject, next_version};
use super::shape::{Shape, ShapeOptions};
use super::spec::{TypeSpec, type_flags};
use crate::dict::Dict;
use crate::errors::{self, Result};
use crate::function::native;
use crate::names::names;
use crate::object::Ref;
use crate::str::{Str, intern_text};
use crate::thread::Thread;
use crate::tuple::Tuple;
use std::sync::atomic::{AtomicPtr, AtomicU16, AtomicU64, Ordering};
use typhon_heap::{Header, Layout, ShapeHeader, Slot, Value};
use typhon_sync::mutex::Mutex;

/// What a class is made from.
pub struct Parts {
    pub metaclass: Type,
    pub name: Str,
    pub qualified_name: Str,
    pub bases: Tuple,
    /// The base whose layout instances have.
    pub base: Option<Type>,
    pub dict: Dict,
    pub layout: &'static Layout,
    pub basic_size: u32,
    pub attributes_offset: u32,
    pub inline_capacity: u16,
    pub flags: u64,
}

/// Allocates a class without mro and shapes; `finish` completes it.
pub fn allocate(thread: &Thread, parts: &Parts) -> Result<Type> {
    let shape = parts.metaclass.root_shape();
    let base = parts.base.map_or(Value::NULL, |base| base.value());
    let class = thread.allocate(
        shape,
        TypeObject {
            header: Header::new(shape.pointer().cast()),
            layout: parts.layout,
            spec: AtomicPtr::new(std::ptr::null_mut()),
            flags: AtomicU64::new(parts.flags),
            version: AtomicU64::new(next_version()),
            basic_size: parts.basic_size,
            attributes_offset: parts.attributes_offset,
            inline_capacity: AtomicU16::new(parts.inline_capacity),
            name: Slot::new(parts.name.value()),
            qualified_name: Slot::new(parts.qualified_name.value()),
            base: Slot::new(base),
            bases: Slot::new(parts.bases.value()),
            mro: Slot::new(Value::NULL),
            dict: Slot::new(parts.dict.value()),
            root_shape: Slot::new(Value::NULL),
            dictionary_shape: Slot::new(Value::NULL),
            cache: Slot::new(Value::NULL),
            specials: Slot::new(Value::NULL),
            subclasses: Slot::new(Value::NULL),
        },
    )?;
    Ok(class)
}

/// Gives the class its mro, shapes and flags, and enters it with its bases.
pub fn finish(thread: &Thread, class: Type, mro: Tuple) -> Result<()> {
    class.mro.set(class.header(), mro.value());
    set_root_shape(thread, class)?;
    class.update_flags();
    for slot in class.bases().items() {
        Type::of(slot.get()).add_subclass(thread, class)?;
    }
    Ok(())
}

pub fn set_root_shape(thread: &Thread, class: Type) -> Result<()> {
    let exact = class
        .spec()
        .is_some_and(|spec| std::ptr::eq(spec.layout, class.layout()))
        && class.base().is_none_or(|base| {
            !std::ptr::eq(base.layout(), class.layout()) || base.base().is_none()
        });
    let options = ShapeOptions {
        inline_capacity: class.inline_capacity.load(Ordering::Relaxed),
        is_dictionary: false,
        exact,
    };
    let shape = Ref::<Shape>::root(thread, class, options)?;
    class.root_shape.set(class.header(), shape.value());
    Ok(())
}

/// What the first classes have as shape until `type` has one.
static BARE_SHAPE: ShapeHeader = ShapeHeader {
    header: Header::new(std::ptr::null()),
    layout: &super::object::TYPE_LAYOUT,
    slots_start: 0,
    slots_end: 0,
};

impl TypeSpec {
    /// Makes the type object, after those of its bases, unless it exists already.
    pub fn ready(&'static self, thread: &Thread) -> Result<Type> {
        if self.is_ready() {
            return Ok(self.get());
        }
        let class = self.make(thread)?;
        self.fill(thread, class)?;
        Ok(class)
    }

    /// Makes the type object with an empty dict.
    pub(crate) fn make(&'static self, thread: &Thread) -> Result<Type> {
        let mut base_types = Vec::new();
        for base in self.bases {
            // Immortal once made, so a vector may hold them.
            base_types.push(base.ready(thread)?);
        }
        if base_types.is_empty() {
            base_types.push(super::OBJECT.ready(thread)?);
        }
        let metaclass = match self.metaclass {
            Some(metaclass) => metaclass.ready(thread)?,
            None => base_types[0].class(),
        };
        let base = base_types
            .iter()
            .copied()
            .find(|base| std::ptr::eq(base.layout(), self.layout));
        let base = base.or(base_types.first().copied());
        let inherited = base.map_or(0, |base| {
            base.flags.load(Ordering::Relaxed)
                & (type_flags::EXCEPTION
                    | type_flags::TYPE
                    | type_flags::SEQUENCE
                    | type_flags::MAPPING
                    | type_flags::MATCH_SELF
                    | type_flags::DICT
                    | type_flags::WEAKREF)
        });
        let flags = self.flags | inherited;
        let mut basic_size = self.layout.size.max(base.map_or(0, |base| base.basic_size));
        basic_size += 8 * self.extra_slots;
        // A base of another layout may keep its attributes where this layout has its own fields.
        let mut attributes_offset = base
            .filter(|base| std::ptr::eq(base.layout(), self.layout))
            .map_or(0, |base| base.attributes_offset);
        if attributes_offset == 0
            && flags & type_flags::DICT != 0
            && !is_variable_sized(self.layout)
        {
            attributes_offset = basic_size;
            basic_size += 8;
        }
        let bases = Tuple::from_iterator(thread, base_types.iter().map(|base| base.value()))?;
        let name = intern_text(thread, self.name.rsplit('.').next().unwrap_or(self.name))?;
        let dict = Dict::new(thread)?;
        let class = allocate(
            thread,
            &Parts {
                metaclass,
                name,
                qualified_name: intern_text(thread, self.name)?,
                bases,
                base,
                dict,
                layout: self.layout,
                basic_size,
                attributes_offset,
                inline_capacity: 0,
                flags,
            },
        )?;
        class
            .spec
            .store(self as *const TypeSpec as *mut TypeSpec, Ordering::Relaxed);
        IMMORTAL.push(class.value());
        self.publish(class);
        let mro = super::mro::linearize(thread, class, bases)?;
        class.mro.set(class.header(), mro.value());
        set_root_shape(thread, class)?;
        Ok(class)
    }

    /// Fills the class's dict from the rows.
    pub(crate) fn fill(&'static self, thread: &Thread, class: Type) -> Result<()> {
        let dict = class.dict();
        let (_, doc) = self.split_doc();
        if !doc.is_empty() {
            dict.set_str(thread, names().__doc__, Str::new(thread, doc)?.value())?;
        } else {
            dict.set_str(thread, names().__doc__, Value::NONE)?;
        }
        if self.module != "builtins" {
            dict.set_str(
                thread,
                names().__module__,
                intern_text(thread, self.module)?.value(),
            )?;
        }
        for row in self.methods {
            let name = intern_text(thread, row.name)?;
            dict.set_str(thread, name, native::new_method(thread, row, class)?)?;
        }
        for row in self.attributes {
            let name = intern_text(thread, row.name)?;
            dict.set_str(thread, name, native::new_getset(thread, row, class)?)?;
        }
        if dict.get_str(names().__eq__).is_some() && dict.get_str(names().__hash__).is_none() {
            dict.set_str(thread, names().__hash__, Value::NONE)?;
        }
        if self.flags & type_flags::DICT != 0
            && class.attributes_offset() != 0
            && class.lookup_uncached(names().__dict__).is_none()
        {
            let row = crate::function::descriptors::new_native_dict_descriptor(thread, class)?;
            dict.set_str(thread, names().__dict__, row)?;
        }
        if let Some(setup) = self.setup {
            setup(thread, class)?;
        }
        class.changed(thread);
        for slot in class.bases().items() {
            Type::of(slot.get()).add_subclass(thread, class)?;
        }
        Ok(())
    }
}

/// Whether instances are followed by data of varying length, so that slots shift those data.
pub fn is_variable_sized(layout: &Layout) -> bool {
    use crate::object::Kind;
    matches!(
        Kind::from_byte(layout.kind),
        Kind::Int | Kind::Str | Kind::Bytes | Kind::Tuple
    )
}

/// Keeps built-in types alive: specs point to them from statics.
struct Immortals(Mutex<Vec<u64>>);

static IMMORTAL: Immortals = Immortals(Mutex::new(Vec::new()));

impl Immortals {
    fn push(&'static self, value: Value) {
        let mut list = self.0.lock();
        if list.is_empty() {
            typhon_heap::register_root_callback(|tracer| {
                // No thread stops while it holds this lock.
                for &bits in IMMORTAL.0.lock().iter() {
                    tracer.value(Value::from_bits(bits));
                }
            });
        }
        list.push(value.bits());
    }
}

/// Makes every core type. The first few need each other (a class has a name, a dict and tuples), so
/// they are allocated bare, and completed once all of them exist.
pub fn bootstrap(thread: &Thread, core: &[&'static TypeSpec]) -> Result<()> {
    let first: [&'static TypeSpec; 6] = [
        &super::OBJECT,
        &super::TYPE,
        &crate::str::STR,
        &crate::tuple::TUPLE,
        &crate::dict::DICT,
        &crate::list::LIST,
    ];
    for spec in first {
        let class = bare(thread, spec)?;
        IMMORTAL.push(class.value());
        spec.publish(class);
        set_root_shape(thread, class)?;
    }
    for spec in first {
        spec.get()
            .header()
            .set_shape(super::TYPE.root_shape().pointer().cast());
    }
    crate::names::bootstrap(thread)?;
    for spec in first {
        let class = spec.get();
        let name = intern_text(thread, spec.name)?;
        class.name.set(class.header(), name.value());
        class.qualified_name.set(class.header(), name.value());
        class.dict.set(class.header(), Dict::new(thread)?.value());
        let object = super::OBJECT.get();
        let bases = if class == object {
            Tuple::new(thread, &[])?
        } else {
            class.base.set(class.header(), object.value());
            Tuple::new(thread, &[object.value()])?
        };
        class.bases.set(class.header(), bases.value());
        let mro = super::mro::linearize(thread, class, bases)?;
        class.mro.set(class.header(), mro.value());
    }
    for spec in first {
        set_root_shape(thread, spec.get())?;
    }
    // The rows need the types of descriptors, which are themselves ordinary core types.
    native::bootstrap(thread)?;
    for spec in first {
        spec.fill(thread, spec.get())?;
    }
    native::fill(thread)?;
    for spec in core {
        spec.ready(thread)?;
    }
    Ok(())
}

/// A class without name, dict, bases and mro.
fn bare(thread: &Thread, spec: &'static TypeSpec) -> Result<Type> {
    let size = std::mem::size_of::<TypeObject>();
    let Some(pointer) = thread.mutator.allocate(&BARE_SHAPE, size) else {
        return Err(errors::memory_error(thread));
    };
    let null = || Slot::new(Value::NULL);
    let class = TypeObject {
        header: Header::new(&BARE_SHAPE),
        layout: spec.layout,
        spec: AtomicPtr::new(spec as *const TypeSpec as *mut TypeSpec),
        flags: AtomicU64::new(spec.flags),
        version: AtomicU64::new(next_version()),
        basic_size: spec.layout.size,
        attributes_offset: 0,
        inline_capacity: AtomicU16::new(0),
        name: null(),
        qualified_name: null(),
        base: null(),
        bases: null(),
        mro: null(),
        dict: null(),
        root_shape: null(),
        dictionary_shape: null(),
        cache: null(),
        specials: null(),
        subclasses: null(),
    };
    // SAFETY: fresh memory of this size.
    unsafe {
        let target = pointer.as_ptr() as *mut TypeObject;
        target.write(class);
        Ok(Ref::from_pointer(target))
    }
}
