//! Typed references to heap objects. Invariant: a `Ref<T>` points to a live object whose layout is
//! `T::LAYOUT`; it is kept alive by being on a native stack, where the collector finds it.

use crate::types::{Shape, Type};
use std::ops::Deref;
use std::ptr::NonNull;
use typhon_heap::{Header, Layout, Slot, Value};

/// A Rust struct that is the fixed part of a heap object.
///
/// # Safety
/// The struct is `repr(C)` and starts with a `Header`; `LAYOUT` describes exactly this struct; every
/// field that can change after publication is atomic, a `Slot`, or behind a lock.
pub unsafe trait HeapObject: Sized + 'static {
    const LAYOUT: &'static Layout;
}

/// A reference to a heap object of a known layout. Copying it costs nothing and counts nothing.
pub struct Ref<T>(NonNull<T>);

impl<T> Copy for Ref<T> {}
impl<T> Clone for Ref<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T> PartialEq for Ref<T> {
    fn eq(&self, other: &Self) -> bool {
        self.0 == other.0
    }
}
impl<T> Eq for Ref<T> {}

impl<T> Deref for Ref<T> {
    type Target = T;
    #[inline(always)]
    fn deref(&self) -> &T {
        // SAFETY: the invariant of this file: the object is live and of this layout.
        unsafe { self.0.as_ref() }
    }
}

impl<T: HeapObject> Ref<T> {
    /// # Safety
    /// `pointer` is a live object of layout `T::LAYOUT`.
    #[inline(always)]
    pub unsafe fn from_pointer(pointer: *const T) -> Ref<T> {
        debug_assert!(!pointer.is_null());
        // SAFETY: the caller's promise.
        Ref(unsafe { NonNull::new_unchecked(pointer as *mut T) })
    }

    #[inline(always)]
    pub fn value(self) -> Value {
        Value::from_pointer(self.0.as_ptr())
    }

    #[inline(always)]
    pub fn pointer(self) -> *const T {
        self.0.as_ptr()
    }

    #[inline(always)]
    pub fn header(self) -> &'static Header {
        // SAFETY: every heap object starts with a header; the reference is used while `self` is live.
        unsafe { &*(self.0.as_ptr() as *const Header) }
    }

    /// The object in `value`; a wrong kind is a bug of ours and panics.
    #[inline(always)]
    #[track_caller]
    pub fn of(value: Value) -> Ref<T> {
        match value.downcast::<T>() {
            Some(object) => object,
            None => wrong_layout(value, T::LAYOUT),
        }
    }

    /// The object in a slot that holds this kind or NULL.
    #[inline]
    pub fn from_slot(slot: &Slot) -> Option<Ref<T>> {
        slot.get().present().map(Ref::of)
    }

    #[inline(always)]
    pub fn shape(self) -> Ref<Shape> {
        shape_of_header(self.header())
    }

    #[inline(always)]
    pub fn class(self) -> Type {
        self.shape().instance_class()
    }
}

#[cold]
#[track_caller]
fn wrong_layout(value: Value, layout: &Layout) -> ! {
    panic!("internal error: {value:?} is not of layout {}", layout.name)
}

#[inline(always)]
fn shape_of_header(header: &Header) -> Ref<Shape> {
    // SAFETY: objects that values point to are of Python-visible kinds, whose shapes are `Shape`s.
    unsafe { Ref::from_pointer(header.shape() as *const Shape) }
}

/// What every layer above asks of a value.
pub trait ValueExt: Copy {
    /// The object, if the value is one of layout `T`. Subclasses written in Python share their
    /// built-in base's layout.
    fn downcast<T: HeapObject>(self) -> Option<Ref<T>>;
    fn is<T: HeapObject>(self) -> bool;
    /// The layout of a heap object.
    fn layout(self) -> Option<&'static Layout>;
    /// The dispatch tag: what the value is laid out as, immediates included.
    fn kind(self) -> Kind;
    /// The dispatch tag if the value's class is exactly the built-in one, else `Kind::Other`.
    fn exact_kind(self) -> Kind;
    fn class(self) -> Type;
    /// The shape of a heap object.
    fn shape(self) -> Option<Ref<Shape>>;
    fn header(self) -> Option<&'static Header>;
}

/// Dispatch tag of the built-in layouts that operations switch on.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
#[repr(u8)]
pub enum Kind {
    /// A layout internal to the runtime; no Python value has it.
    Internal = 0,
    /// Any layout without a tag of its own.
    Other,
    None,
    NotImplemented,
    Ellipsis,
    Bool,
    Int,
    Float,
    Complex,
    Str,
    Bytes,
    Bytearray,
    List,
    Tuple,
    Dict,
    Set,
    FrozenSet,
    Range,
    Slice,
    Function,
    NativeFunction,
    BoundMethod,
    Type,
    Module,
    Cell,
    Code,
    Property,
    ClassMethod,
    StaticMethod,
    Exception,
    Generator,
    Instance,
    MethodDescriptor,
    GetSetDescriptor,
    MemberDescriptor,
}

impl Kind {
    #[inline(always)]
    pub(crate) fn from_byte(byte: u8) -> Kind {
        debug_assert!(byte <= Kind::MemberDescriptor as u8);
        // SAFETY: layouts and shapes only hold bytes made from a `Kind`.
        unsafe { std::mem::transmute(byte) }
    }
}

impl ValueExt for Value {
    #[inline(always)]
    fn downcast<T: HeapObject>(self) -> Option<Ref<T>> {
        if self.is::<T>() {
            // SAFETY: the layout was just checked.
            Some(unsafe { Ref::from_pointer(self.pointer() as *const T) })
        } else {
            None
        }
    }

    #[inline(always)]
    fn is<T: HeapObject>(self) -> bool {
        match self.layout() {
            Some(layout) => std::ptr::eq(layout, T::LAYOUT),
            None => false,
        }
    }

    #[inline(always)]
    fn layout(self) -> Option<&'static Layout> {
        if self.is_pointer() {
            // SAFETY: a pointer value is a live object, and its shape is live with it.
            Some(unsafe { (*(*self.pointer()).shape()).layout })
        } else {
            None
        }
    }

    #[inline(always)]
    fn kind(self) -> Kind {
        if let Some(layout) = self.layout() {
            return Kind::from_byte(layout.kind);
        }
        immediate_kind(self)
    }

    #[inline(always)]
    fn exact_kind(self) -> Kind {
        if self.is_pointer() {
            return Kind::from_byte(shape_of_header(header_of(self)).exact_kind);
        }
        immediate_kind(self)
    }

    #[inline(always)]
    fn class(self) -> Type {
        if self.is_pointer() {
            return shape_of_header(header_of(self)).instance_class();
        }
        immediate_class(self)
    }

    #[inline(always)]
    fn shape(self) -> Option<Ref<Shape>> {
        if self.is_pointer() {
            Some(shape_of_header(header_of(self)))
        } else {
            None
        }
    }

    #[inline(always)]
    fn header(self) -> Option<&'static Header> {
        if self.is_pointer() {
            Some(header_of(self))
        } else {
            None
        }
    }
}

#[inline(always)]
fn header_of(value: Value) -> &'static Header {
    // SAFETY: a pointer value is a live object; the reference is used while `value` is held.
    unsafe { &*value.pointer() }
}

#[inline(always)]
fn immediate_kind(value: Value) -> Kind {
    if value.is_fixnum() {
        return Kind::Int;
    }
    if value.is_flonum() {
        return Kind::Float;
    }
    match value {
        Value::NONE => Kind::None,
        Value::TRUE | Value::FALSE => Kind::Bool,
        Value::NOT_IMPLEMENTED => Kind::NotImplemented,
        Value::ELLIPSIS => Kind::Ellipsis,
        _ => Kind::Internal,
    }
}

#[inline]
fn immediate_class(value: Value) -> Type {
    match immediate_kind(value) {
        Kind::Int => crate::int::INT.get(),
        Kind::Float => crate::float::FLOAT.get(),
        Kind::Bool => crate::int::BOOL.get(),
        Kind::None => crate::singletons::NONE_TYPE.get(),
        Kind::NotImplemented => crate::singletons::NOT_IMPLEMENTED_TYPE.get(),
        Kind::Ellipsis => crate::singletons::ELLIPSIS_TYPE.get(),
        _ => panic!("internal error: the absent value has no class"),
    }
}

/// Declares the layout of a heap object: its slots, and whether it owns anything outside the heap.
///
/// ```ignore
/// heap_object!(ListObject, LIST_LAYOUT, "list", Kind::List, |object, tracer| tracer.slot(&object.storage));
/// heap_object!(FileObject, FILE_LAYOUT, "file", Kind::Other, |object, tracer| {}, drop);
/// ```
#[macro_export]
macro_rules! heap_object {
    ($type:ty, $layout:ident, $name:literal, $kind:expr, |$object:ident, $tracer:ident| $trace:expr) => {
        $crate::heap_object!(@impl $type, $layout, $name, $kind, $object, $tracer, $trace, None);
    };
    ($type:ty, $layout:ident, $name:literal, $kind:expr, |$object:ident, $tracer:ident| $trace:expr, drop) => {
        $crate::heap_object!(@impl $type, $layout, $name, $kind, $object, $tracer, $trace, Some({
            unsafe fn drop_object(header: *mut $crate::heap::Header) {
                // SAFETY: the collector calls this once, on a dead object of this layout.
                unsafe { std::ptr::drop_in_place(header as *mut $type) }
            }
            drop_object
        }));
    };
    (@impl $type:ty, $layout:ident, $name:literal, $kind:expr, $object:ident, $tracer:ident, $trace:expr, $drop:expr) => {
        pub static $layout: $crate::heap::Layout = $crate::heap::Layout {
            name: $name,
            kind: $kind as u8,
            size: std::mem::size_of::<$type>() as u32,
            trace: {
                #[allow(unused_variables)]
                unsafe fn trace(header: *const $crate::heap::Header, $tracer: &mut $crate::heap::Tracer<'_>) {
                    // SAFETY: the collector calls this on a live object of this layout.
                    let $object: &$type = unsafe { &*(header as *const $type) };
                    let _ = $trace;
                }
                trace
            },
            drop: $drop,
            weak_slot: 0,
        };
        // SAFETY: the struct is repr(C) with a header first, and the layout above is made from it.
        unsafe impl $crate::object::HeapObject for $type {
            const LAYOUT: &'static $crate::heap::Layout = &$layout;
        }
    };
}
