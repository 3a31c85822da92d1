//! The layout of classes. Invariants: `mro` is published whole; `dict` is changed only through
//! `Type::set_attribute`, which afterwards drops the caches of the class and its subclasses; caches are
//! objects of their own, so a lookup that raced with a change fills a cache nobody sees any more.

use super::shape::{Shape, ShapeOptions};
use super::spec::{TypeSpec, type_flags};
use super::special::Special;
use crate::dict::Dict;
use crate::errors::Result;
use crate::names::names;
use crate::object::{Kind, Ref, ValueExt};
use crate::str::{Str, StrObject};
use crate::thread::Thread;
use crate::tuple::Tuple;
use crate::waits::{self, WaitFor};
use std::sync::atomic::{AtomicPtr, AtomicU16, AtomicU64, Ordering};
use typhon_heap::{ArrayRef, Header, Layout, Slot, Value};
use typhon_sync::mutex::Mutex;

#[repr(C)]
pub struct TypeObject {
    pub header: Header,
    /// The layout of the instances.
    pub(super) layout: &'static Layout,
    pub(super) spec: AtomicPtr<TypeSpec>,
    pub(super) flags: AtomicU64,
    /// Changes whenever a lookup on the class may give another result. See inline caches.
    pub(super) version: AtomicU64,
    /// Bytes of an instance without its inline attributes.
    pub(super) basic_size: u32,
    /// Offset of the attribute word in instances; 0: they have no `__dict__`.
    pub(super) attributes_offset: u32,
    /// Inline attribute slots that new instances get.
    pub(super) inline_capacity: AtomicU16,
    pub(super) name: Slot,
    pub(super) qualified_name: Slot,
    pub(super) base: Slot,
    pub(super) bases: Slot,
    pub(super) mro: Slot,
    pub(super) dict: Slot,
    pub(super) root_shape: Slot,
    pub(super) dictionary_shape: Slot,
    /// Dict of looked-up names, DELETED standing for "there is none"; NULL when dropped.
    pub(super) cache: Slot,
    /// Array of special methods, see `Special`; NULL when dropped.
    pub(super) specials: Slot,
    /// List of weak references to direct subclasses.
    pub(super) subclasses: Slot,
}

pub type Type = Ref<TypeObject>;

crate::heap_object!(
    TypeObject,
    TYPE_LAYOUT,
    "type",
    Kind::Type,
    |object, tracer| {
        tracer.slots(&[]);
        for slot in [
            &object.name,
            &object.qualified_name,
            &object.base,
            &object.bases,
            &object.mro,
            &object.dict,
            &object.root_shape,
            &object.dictionary_shape,
            &object.cache,
            &object.specials,
            &object.subclasses,
        ] {
            tracer.slot(slot);
        }
    }
);

/// Taken by whoever changes a class, its bases or its subclass list. Lookups never take it.
pub(super) static TYPES: Mutex<()> = Mutex::new(());

static NEXT_VERSION: AtomicU64 = AtomicU64::new(1);

pub(super) fn next_version() -> u64 {
    NEXT_VERSION.fetch_add(1, Ordering::Relaxed)
}

impl Ref<TypeObject> {
    /// The most derived built-in base, which knows how instances are laid out.
    pub fn built_in_base(self) -> Type {
        let mut base = self;
        while base.spec().is_none()
            && let Some(next) = base.base()
        {
            base = next;
        }
        base
    }

    #[inline(always)]
    pub fn layout(self) -> &'static Layout {
        self.layout
    }

    #[inline(always)]
    pub fn basic_size(self) -> u32 {
        self.basic_size
    }

    #[inline(always)]
    pub fn attributes_offset(self) -> u32 {
        self.attributes_offset
    }

    #[inline(always)]
    pub fn has(self, flag: u64) -> bool {
        self.flags.load(Ordering::Relaxed) & flag != 0
    }

    pub fn set_flag(self, flag: u64, on: bool) {
        if on {
            self.flags.fetch_or(flag, Ordering::Relaxed);
        } else {
            self.flags.fetch_and(!flag, Ordering::Relaxed);
        }
    }

    /// See `TypeObject::version`. Acquire: whoever sees a version sees the dict it stands for.
    #[inline(always)]
    pub fn version(self) -> u64 {
        self.version.load(Ordering::Acquire)
    }

    pub fn spec(self) -> Option<&'static TypeSpec> {
        // SAFETY: specs are statics.
        unsafe { self.spec.load(Ordering::Relaxed).as_ref() }
    }

    /// `__name__`.
    pub fn name(self) -> Str {
        Ref::of(self.name.get())
    }

    /// `__name__` for messages.
    pub fn name_text(self) -> String {
        self.name().to_string_lossy().into_owned()
    }

    /// The name as CPython's messages give it for a built-in type: with the module, unless builtins.
    pub fn full_name(self) -> String {
        match self.spec() {
            Some(spec) if spec.module != "builtins" => format!("{}.{}", spec.module, spec.name),
            _ => self.name_text(),
        }
    }

    /// The name that tells the class from others: with module and outer classes, but for `builtins` and
    /// `__main__`.
    pub fn fully_qualified_text(self) -> String {
        let name = Ref::<StrObject>::of(self.qualified_name()).to_string_lossy();
        match self.module_text() {
            Some(module) if module != "builtins" && module != "__main__" => {
                format!("{module}.{name}")
            }
            _ => name.into_owned(),
        }
    }

    pub fn qualified_name(self) -> Value {
        self.qualified_name.get()
    }

    pub fn base(self) -> Option<Type> {
        Ref::from_slot(&self.base)
    }

    pub fn set_name(self, name: Str) {
        self.name.set(self.header(), name.value());
    }

    pub fn set_qualified_name(self, name: Value) {
        self.qualified_name.set(self.header(), name);
    }

    pub fn bases(self) -> Tuple {
        Ref::of(self.bases.get())
    }

    /// The method resolution order, this class first.
    #[inline]
    pub fn mro(self) -> Tuple {
        Ref::of(self.mro.get())
    }

    pub fn mro_slot(self) -> &'static Slot {
        // SAFETY: the type is live while `self` is held; types are long-lived.
        unsafe { &(*self.pointer()).mro }
    }

    pub fn dict(self) -> Dict {
        Ref::of(self.dict.get())
    }

    #[inline(always)]
    pub fn root_shape(self) -> Ref<Shape> {
        // SAFETY: set when the type is made.
        unsafe { Ref::from_pointer(self.root_shape.get().pointer() as *const Shape) }
    }

    /// The shape of instances whose attributes are in a dict.
    pub fn dictionary_shape(self, thread: &Thread) -> Result<Ref<Shape>> {
        if let Some(value) = self.dictionary_shape.get().present() {
            // SAFETY: the slot holds a shape or NULL.
            return Ok(unsafe { Ref::from_pointer(value.pointer() as *const Shape) });
        }
        // The object keeps its size, so the shape covers the same slots.
        let root = self.root_shape();
        let options = ShapeOptions {
            inline_capacity: root.inline_capacity,
            is_dictionary: true,
            exact: root.exact_kind != Kind::Other as u8,
        };
        let shape = Ref::<Shape>::root(thread, self, options)?;
        Ok(
            match self
                .dictionary_shape
                .compare_exchange(self.header(), Value::NULL, shape.value())
            {
                Ok(()) => shape,
                // SAFETY: as above.
                Err(found) => unsafe { Ref::from_pointer(found.pointer() as *const Shape) },
            },
        )
    }

    #[inline]
    pub fn is_subtype(self, other: Type) -> bool {
        if self == other {
            return true;
        }
        let mro = self.mro.get();
        if mro.is_null() {
            // While the class is being made.
            return self.base().is_some_and(|base| base.is_subtype(other));
        }
        Ref::<crate::tuple::TupleObject>::of(mro)
            .items()
            .iter()
            .any(|slot| slot.get() == other.value())
    }

    /// What the class has under `name` (interned), looking through the method resolution order.
    #[inline]
    pub fn lookup(self, name: Str) -> Option<Value> {
        let cache = self.cache.get();
        if !cache.is_null() {
            let cache: Dict = Ref::of(cache);
            if let Some(found) = cache.get_str(name) {
                return if found == Value::DELETED {
                    None
                } else {
                    Some(found)
                };
            }
        }
        self.lookup_slowly(name, cache)
    }

    fn lookup_slowly(self, name: Str, cache: Value) -> Option<Value> {
        // The cache to fill is fixed before looking: if the class changes meanwhile, it is dropped.
        let thread = Thread::current();
        let cache = match (cache.is_null(), thread) {
            (false, _) => Some(cache),
            (true, Some(thread)) => Dict::new(thread).ok().map(|fresh| {
                match self
                    .cache
                    .compare_exchange(self.header(), Value::NULL, fresh.value())
                {
                    Ok(()) => fresh.value(),
                    Err(found) => found,
                }
            }),
            _ => None,
        };
        let found = self.lookup_uncached(name);
        if let (Some(thread), Some(cache)) = (thread, cache)
            && name.is_interned()
        {
            // Without memory for it there is just no caching.
            let _ = Dict::of(cache).set_str(thread, name, found.unwrap_or(Value::DELETED));
        }
        found
    }

    pub fn lookup_uncached(self, name: Str) -> Option<Value> {
        let mro = self.mro.get();
        if mro.is_null() {
            return self.dict().get_str(name);
        }
        let mro: Tuple = Ref::of(mro);
        mro.items()
            .iter()
            .find_map(|slot| Type::of(slot.get()).dict().get_str(name))
    }

    /// The class in the method resolution order that has `name`, and what it has.
    pub fn lookup_where(self, name: Str) -> Option<(Type, Value)> {
        self.mro().items().iter().find_map(|slot| {
            let class = Type::of(slot.get());
            class.dict().get_str(name).map(|value| (class, value))
        })
    }

    /// What the class has under a special name.
    #[inline(always)]
    pub fn special(self, special: Special) -> Option<Value> {
        let table = self.specials.get();
        if !table.is_null() {
            // SAFETY: the slot holds an array of `Special::COUNT` values, or NULL.
            let table = unsafe { ArrayRef::from_value_unchecked(table) };
            let found = table.slot(special as usize).get();
            if !found.is_null() {
                return if found == Value::DELETED {
                    None
                } else {
                    Some(found)
                };
            }
        }
        self.special_slowly(special)
    }

    #[cold]
    fn special_slowly(self, special: Special) -> Option<Value> {
        let thread = Thread::current()?;
        let mut table = self.specials.get();
        if table.is_null()
            && let Ok(fresh) = thread.allocate_array(Special::COUNT)
        {
            table =
                match self
                    .specials
                    .compare_exchange(self.header(), Value::NULL, fresh.as_value())
                {
                    Ok(()) => fresh.as_value(),
                    Err(found) => found,
                };
        }
        let name = crate::names::special(special);
        let found = self.lookup_uncached(name);
        if !table.is_null() {
            // SAFETY: as in `special`.
            let table = unsafe { ArrayRef::from_value_unchecked(table) };
            table.set(special as usize, found.unwrap_or(Value::DELETED));
        }
        found
    }

    /// Sets (or, with NULL, deletes) an attribute in the class's own dict and drops what was cached.
    /// Gives whether a deletion found something.
    pub fn set_attribute(self, thread: &Thread, name: Str, value: Value) -> Result<bool> {
        let found = if value.is_null() {
            self.dict().remove_str(thread, name)?
        } else {
            self.dict().set_str(thread, name, value)?;
            true
        };
        self.changed(thread);
        if name == names().__init__ && self.has(type_flags::HEAP_TYPE) && found {
            super::class::make_room(thread, self)?;
        }
        Ok(found)
    }

    /// Drops the caches of this class and of all its subclasses, after a change to its dict or bases.
    pub fn changed(self, thread: &Thread) {
        // Each once: while an `mro()` of the user's changes bases, there may be cycles.
        let mut classes = vec![self];
        let mut next = 0;
        while let Some(class) = classes.get(next).copied() {
            next += 1;
            // Release on the version orders it after the dict's change; see the invariants above.
            class.version.store(next_version(), Ordering::Release);
            class.cache.set(class.header(), Value::NULL);
            class.specials.set(class.header(), Value::NULL);
            class.update_flags();
            for subclass in class.live_subclasses(thread) {
                if !classes.contains(&subclass) {
                    classes.push(subclass);
                }
            }
        }
    }

    /// Recomputes the flags that say which special methods are overridden.
    pub(super) fn update_flags(self) {
        let overrides = |special: Special, default: Option<Value>| {
            self.lookup_uncached(crate::names::special(special)) != default
        };
        let object = match crate::types::OBJECT.is_ready() {
            true => crate::types::OBJECT.get(),
            false => return,
        };
        let default = |special: Special| object.dict().get_str(crate::names::special(special));
        self.set_flag(
            type_flags::CUSTOM_GET,
            overrides(Special::GetAttribute, default(Special::GetAttribute))
                || overrides(Special::GetAttr, None),
        );
        self.set_flag(
            type_flags::CUSTOM_SET,
            overrides(Special::SetAttr, default(Special::SetAttr))
                || overrides(Special::DelAttr, default(Special::DelAttr)),
        );
        self.set_flag(type_flags::DEL, overrides(Special::Del, None));
    }

    /// The direct subclasses that are alive. At most a few; the vector's contents are also held by the
    /// heap through `__bases__` of nobody, so callers use them before the next safepoint.
    pub fn live_subclasses(self, _thread: &Thread) -> Vec<Type> {
        let list = self.subclasses.get();
        if list.is_null() {
            return Vec::new();
        }
        // SAFETY: the slot holds an array or NULL.
        let array = unsafe { ArrayRef::from_value_unchecked(list) };
        array
            .slots()
            .iter()
            .filter_map(|slot| slot.get().present())
            .filter_map(crate::weakref::target)
            .map(Type::of)
            .collect()
    }

    /// Forgets a class that has other bases now.
    pub(super) fn remove_subclass(self, class: Type) {
        let _guard = waits::lock(&TYPES, WaitFor::Classes);
        let Some(array) = self.subclasses.get().present() else {
            return;
        };
        // SAFETY: the slot holds an array or NULL.
        let array = unsafe { ArrayRef::from_value_unchecked(array) };
        for (index, slot) in array.slots().iter().enumerate() {
            if slot
                .get()
                .present()
                .is_some_and(|reference| crate::weakref::target(reference) == Some(class.value()))
            {
                array.set(index, Value::NULL);
            }
        }
    }

    pub(super) fn add_subclass(self, thread: &Thread, class: Type) -> Result<()> {
        let reference = crate::weakref::new_internal(thread, class.value())?;
        let mut length = 1;
        loop {
            let fresh = thread.allocate_array(length)?;
            let _guard = waits::lock(&TYPES, WaitFor::Classes);
            let old = self.subclasses.get();
            let mut kept = 0;
            if !old.is_null() {
                // SAFETY: as above.
                let old = unsafe { ArrayRef::from_value_unchecked(old) };
                let live = old
                    .slots()
                    .iter()
                    .filter_map(|slot| slot.get().present())
                    .filter(|reference| crate::weakref::target(*reference).is_some())
                    .count();
                if live + 1 > length {
                    length = live + 1;
                    continue;
                }
                for slot in old.slots().iter().filter(|slot| !slot.get().is_null()) {
                    if crate::weakref::target(slot.get()).is_some() {
                        fresh.set(kept, slot.get());
                        kept += 1;
                    }
                }
            }
            fresh.set(kept, reference);
            // A reference that died since the count leaves a NULL at the end, which readers skip.
            self.subclasses.set(self.header(), fresh.as_value());
            return Ok(());
        }
    }

    /// `cls.__module__` as text, for reprs.
    pub fn module_text(self) -> Option<String> {
        if let Some(spec) = self.spec() {
            return Some(spec.module.to_string());
        }
        let module = self.dict().get_str(crate::names::names().__module__)?;
        module
            .downcast::<StrObject>()
            .map(|module| module.to_string_lossy().into_owned())
    }
}
