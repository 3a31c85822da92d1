//! Built-in types as tables: a type is one `TypeSpec`, a method one row.
//! Invariant: `get()` is called only after the type was made ready (core types at start-up, types of
//! native modules when the module is initialised); the type object is then immortal.

use super::{Type, TypeObject};
use crate::errors::Result;
use crate::object::Ref;
use crate::thread::Thread;
use std::sync::atomic::{AtomicPtr, Ordering};
use typhon_heap::{Layout, Slot, Value};

/// A native function: receives its parameters in the order of the signature, NULL for optional ones
/// that were not given, a tuple for `*args` and a dict (or NULL if empty) for `**kwargs`.
pub type NativeFn = fn(&Thread, &[Value]) -> Result;

/// How a method row is bound.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub enum MethodKind {
    /// First parameter is `self`, an instance of the type.
    Instance,
    /// First parameter is the class.
    Class,
    Static,
}

/// One native function or method.
pub struct Method {
    pub name: &'static str,
    pub function: NativeFn,
    /// The parameters as Python writes them, such as `(self, index=-1, /)`. Default values are for
    /// readers; the function sees NULL.
    pub signature: &'static str,
    pub doc: &'static str,
    pub kind: MethodKind,
}

/// An instance method row.
pub const fn method(
    name: &'static str,
    function: NativeFn,
    signature: &'static str,
    doc: &'static str,
) -> Method {
    Method {
        name,
        function,
        signature,
        doc,
        kind: MethodKind::Instance,
    }
}

/// A class method row; the first parameter is the class.
pub const fn class_method(
    name: &'static str,
    function: NativeFn,
    signature: &'static str,
    doc: &'static str,
) -> Method {
    Method {
        name,
        function,
        signature,
        doc,
        kind: MethodKind::Class,
    }
}

/// A static method row. `__new__` is one, with the class as its first parameter.
pub const fn static_method(
    name: &'static str,
    function: NativeFn,
    signature: &'static str,
    doc: &'static str,
) -> Method {
    Method {
        name,
        function,
        signature,
        doc,
        kind: MethodKind::Static,
    }
}

/// A module function row.
pub const fn function(
    name: &'static str,
    function: NativeFn,
    signature: &'static str,
    doc: &'static str,
) -> Method {
    Method {
        name,
        function,
        signature,
        doc,
        kind: MethodKind::Static,
    }
}

pub type Getter = fn(&Thread, Value) -> Result;
/// Receives NULL as the value for `del`.
pub type Setter = fn(&Thread, Value, Value) -> Result<()>;

/// One computed attribute.
pub struct GetSet {
    pub name: &'static str,
    pub get: Getter,
    pub set: Option<Setter>,
    pub doc: &'static str,
    /// Shown as a member descriptor rather than a getset descriptor, as CPython does for plain fields.
    pub is_member: bool,
}

/// A read-only attribute.
pub const fn getter(name: &'static str, get: Getter, doc: &'static str) -> GetSet {
    GetSet {
        name,
        get,
        set: None,
        doc,
        is_member: false,
    }
}

/// An attribute that can be stored to.
pub const fn getset(name: &'static str, get: Getter, set: Setter, doc: &'static str) -> GetSet {
    GetSet {
        name,
        get,
        set: Some(set),
        doc,
        is_member: false,
    }
}

/// A read-only plain field.
pub const fn member(name: &'static str, get: Getter, doc: &'static str) -> GetSet {
    GetSet {
        name,
        get,
        set: None,
        doc,
        is_member: true,
    }
}

/// Flags of a type; the lower ones are part of a spec, the others are set by the type machinery.
pub mod type_flags {
    /// May be a base class.
    pub const BASE: u64 = 1 << 0;
    /// Instances have a `__dict__`.
    pub const DICT: u64 = 1 << 1;
    /// Instances may be weakly referenced.
    pub const WEAKREF: u64 = 1 << 2;
    /// Cannot be called to make instances.
    pub const NO_NEW: u64 = 1 << 3;
    /// Matches sequence patterns.
    pub const SEQUENCE: u64 = 1 << 4;
    /// Matches mapping patterns.
    pub const MAPPING: u64 = 1 << 5;
    /// A class pattern with one positional sub-pattern matches the subject itself.
    pub const MATCH_SELF: u64 = 1 << 6;
    /// Attributes of the class itself cannot be set.
    pub const IMMUTABLE: u64 = 1 << 7;
    /// Made by a class statement or a call of `type`.
    pub const HEAP_TYPE: u64 = 1 << 8;
    /// Has abstract methods.
    pub const ABSTRACT: u64 = 1 << 9;
    /// Instances must be registered for `__del__`.
    pub const DEL: u64 = 1 << 10;
    /// Subclass of BaseException, of type.
    pub const EXCEPTION: u64 = 1 << 11;
    pub const TYPE: u64 = 1 << 12;
    /// `__getattribute__` or `__getattr__` is overridden; likewise `__setattr__` or `__delattr__`.
    pub const CUSTOM_GET: u64 = 1 << 13;
    pub const CUSTOM_SET: u64 = 1 << 14;
    /// `object.__new__` makes instances with the `allocate` of the type or a base.
    pub const ALLOCATES: u64 = 1 << 15;
    /// Shown as CPython's types that a module makes for itself.
    pub const OF_MODULE: u64 = 1 << 16;
}

/// A built-in type.
pub struct TypeSpec {
    pub name: &'static str,
    pub module: &'static str,
    pub layout: &'static Layout,
    pub bases: &'static [&'static TypeSpec],
    pub metaclass: Option<&'static TypeSpec>,
    pub flags: u64,
    /// Slots that instances have behind the fields of the layout, which the type shares with its base.
    pub extra_slots: u32,
    pub doc: &'static str,
    pub methods: &'static [Method],
    pub attributes: &'static [GetSet],
    /// Adds what rows cannot say: class attributes that are values.
    pub setup: Option<fn(&Thread, Type) -> Result<()>>,
    /// A short cut for calls of exactly this class with positional arguments only, given without the
    /// class. Does what `__new__` and `__init__` do, or answers NULL to leave it to them.
    pub construct: Option<NativeFn>,
    /// Makes a fresh instance of the class that it is given, for types without a `__new__` of their own.
    pub allocate: Option<fn(&Thread, Type) -> Result>,
    handle: AtomicPtr<TypeObject>,
}

impl TypeSpec {
    pub const fn new(name: &'static str, layout: &'static Layout) -> TypeSpec {
        TypeSpec {
            name,
            module: "builtins",
            layout,
            bases: &[],
            metaclass: None,
            flags: type_flags::IMMUTABLE,
            extra_slots: 0,
            doc: "",
            methods: &[],
            attributes: &[],
            setup: None,
            construct: None,
            allocate: None,
            handle: AtomicPtr::new(std::ptr::null_mut()),
        }
    }

    pub const fn module(mut self, module: &'static str) -> TypeSpec {
        self.module = module;
        self
    }

    /// The base classes; `object` if there are none.
    pub const fn bases(mut self, bases: &'static [&'static TypeSpec]) -> TypeSpec {
        self.bases = bases;
        self
    }

    pub const fn metaclass(mut self, metaclass: &'static TypeSpec) -> TypeSpec {
        self.metaclass = Some(metaclass);
        self
    }

    pub const fn flags(mut self, flags: u64) -> TypeSpec {
        self.flags |= flags;
        self
    }

    /// Gives instances slots behind the fields of the base's layout; see `extra_slot`.
    pub const fn extra_slots(mut self, count: u32) -> TypeSpec {
        self.extra_slots = count;
        self
    }

    /// The signature for `__text_signature__`, if the text starts with `name(signature)` and a line `--`
    /// as CPython's do, and the rest of the text.
    pub fn split_doc(&self) -> (Option<&'static str>, &'static str) {
        let split = self.doc.split_once("\n--\n\n");
        match split {
            Some((first, rest)) if first.starts_with(self.name) && !first.contains('\n') => {
                (Some(&first[self.name.len()..]), rest)
            }
            _ => (None, self.doc),
        }
    }

    /// Lets Python code set attributes of the class, as CPython's heap types of some modules do.
    pub const fn mutable(mut self) -> TypeSpec {
        self.flags &= !type_flags::IMMUTABLE;
        self
    }

    pub const fn doc(mut self, doc: &'static str) -> TypeSpec {
        self.doc = doc;
        self
    }

    pub const fn methods(mut self, methods: &'static [Method]) -> TypeSpec {
        self.methods = methods;
        self
    }

    pub const fn attributes(mut self, attributes: &'static [GetSet]) -> TypeSpec {
        self.attributes = attributes;
        self
    }

    pub const fn construct(mut self, construct: NativeFn) -> TypeSpec {
        self.construct = Some(construct);
        self
    }

    pub const fn allocate(mut self, allocate: fn(&Thread, Type) -> Result) -> TypeSpec {
        self.allocate = Some(allocate);
        self.flags |= type_flags::ALLOCATES;
        self
    }

    pub const fn setup(mut self, setup: fn(&Thread, Type) -> Result<()>) -> TypeSpec {
        self.setup = Some(setup);
        self
    }

    /// The type object.
    #[inline(always)]
    pub fn get(&self) -> Type {
        let pointer = self.handle.load(Ordering::Acquire);
        debug_assert!(!pointer.is_null(), "type {} is not ready", self.name);
        // SAFETY: set by `publish` to an immortal type object before anybody may ask.
        unsafe { Ref::from_pointer(pointer) }
    }

    pub fn is_ready(&self) -> bool {
        !self.handle.load(Ordering::Acquire).is_null()
    }

    /// The shape of fresh exact instances.
    #[inline(always)]
    pub fn root_shape(&self) -> Ref<super::Shape> {
        self.get().root_shape()
    }

    /// Extra slot `index` of an instance, as declared by `extra_slots`; the bases have none.
    #[inline]
    pub fn extra_slot(&self, object: Value, index: u32) -> &'static Slot {
        use crate::object::ValueExt;
        assert!(index < self.extra_slots && object.class().is_subtype(self.get()));
        let offset = self.layout.size + 8 * index;
        // SAFETY: an instance of this type has its extra slots right behind the layout's fields.
        unsafe { &*((object.pointer() as *const u8).add(offset as usize) as *const Slot) }
    }

    pub(super) fn publish(&self, class: Type) {
        self.handle
            .store(class.pointer() as *mut TypeObject, Ordering::Release);
    }

    /// Whether `value`'s class is exactly this type.
    #[inline]
    pub fn is_exact(&self, value: Value) -> bool {
        use crate::object::ValueExt;
        value.class() == self.get()
    }
}
