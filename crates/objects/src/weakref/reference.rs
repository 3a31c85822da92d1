//! `weakref.ref` objects. Invariant: `referent` goes from an object to NULL once, by the collector;
//! `callback` goes to NULL when it is taken to be called. Without a callback and of exactly the built-in
//! class there is one reference an object, shared by all who ask.

use super::{check_referent, table};
use crate::errors::{self, Result};
use crate::int;
use crate::names::names;
use crate::object::{HeapObject, Kind, Ref, ValueExt};
use crate::operations::{self, Comparison};
use crate::str::{Str, StrObject};
use crate::thread::Thread;
use crate::tuple::{Tuple, TupleObject};
use crate::types::{
    Type, TypeObject, TypeSpec, class_method, member, method, static_method, type_flags,
};
use std::sync::atomic::{AtomicU64, Ordering};
use typhon_heap::{Header, Layout, Slot, Tracer, Value};

#[repr(C)]
pub struct WeakReferenceObject {
    pub header: Header,
    /// Cleared by the collector; not traced.
    referent: Slot,
    callback: Slot,
    /// The referent's hash plus one, once it was asked for; 0 before. No hash is -1.
    hash: AtomicU64,
    /// Whether it was made without a callback and of a built-in class.
    shared: bool,
    proxy: bool,
}

pub type WeakReference = Ref<WeakReferenceObject>;

pub static WEAK_REFERENCE_LAYOUT: Layout = Layout {
    name: "weak reference",
    kind: Kind::Other as u8,
    size: std::mem::size_of::<WeakReferenceObject>() as u32,
    trace,
    drop: None,
    weak_slot: std::mem::offset_of!(WeakReferenceObject, referent) as u32,
};

unsafe fn trace(header: *const Header, tracer: &mut Tracer<'_>) {
    // SAFETY: called on a live object of this layout.
    let reference = unsafe { &*(header as *const WeakReferenceObject) };
    tracer.slot(&reference.callback);
}

// SAFETY: repr(C), header first, and the layout above describes it.
unsafe impl HeapObject for WeakReferenceObject {
    const LAYOUT: &'static Layout = &WEAK_REFERENCE_LAYOUT;
}

impl WeakReference {
    /// The object referred to, while it lives.
    #[inline]
    pub fn referent(self) -> Option<Value> {
        self.referent.get().present()
    }

    pub(super) fn is_shared(self) -> bool {
        self.shared
    }

    pub(super) fn is_proxy(self) -> bool {
        self.proxy
    }

    /// Takes the callback out: it is called once.
    pub(super) fn take_callback(self) -> Option<Value> {
        self.callback.swap(self.header(), Value::NULL).present()
    }
}

/// A reference of `class` to `referent`; a callback of NULL is none.
pub(super) fn make(thread: &Thread, class: Type, referent: Value, callback: Value) -> Result {
    check_referent(thread, referent)?;
    let is_proxy = class != REFERENCE.get() && !class.is_subtype(REFERENCE.get());
    let shared = callback.is_null() && (class == REFERENCE.get() || is_proxy);
    if shared && let Some(found) = table::shared(referent, class) {
        return Ok(found.value());
    }
    let shape = class.root_shape();
    let reference = thread.allocate(
        shape,
        WeakReferenceObject {
            header: Header::new(shape.pointer().cast()),
            referent: Slot::new(referent),
            callback: Slot::new(callback),
            hash: AtomicU64::new(0),
            shared,
            proxy: is_proxy,
        },
    )?;
    if class.has(type_flags::DEL) {
        typhon_heap::register_finalizable(reference.value());
    }
    Ok(table::insert(reference, referent).value())
}

pub static REFERENCE: TypeSpec = TypeSpec::new("ReferenceType", &WEAK_REFERENCE_LAYOUT)
    .module("weakref")
    .flags(type_flags::BASE)
    .methods(&[
        static_method(
            "__new__",
            new,
            "(cls, *args, **kwargs)",
            "Create and return a new object.  See help(type) for accurate signature.",
        ),
        method(
            "__init__",
            init,
            "(self, /, *args, **kwargs)",
            "Initialize self.  See help(type(self)) for accurate signature.",
        ),
        method(
            "__call__",
            call,
            "(self, /, *args, **kwargs)",
            "Call self as a function.",
        ),
        method("__repr__", repr, "(self, /)", "Return repr(self)."),
        method("__hash__", hash, "(self, /)", "Return hash(self)."),
        method(
            "__eq__",
            |thread, args| equal(thread, args, Comparison::Equal),
            "(self, value, /)",
            "Return self==value.",
        ),
        method(
            "__ne__",
            |thread, args| equal(thread, args, Comparison::NotEqual),
            "(self, value, /)",
            "Return self!=value.",
        ),
        class_method(
            "__class_getitem__",
            |thread, args| crate::union::generic_alias(thread, args[0], args[1]),
            "(cls, object, /)",
            "See PEP 585",
        ),
    ])
    .attributes(&[member(
        "__callback__",
        |_, object| {
            let reference = reference(object);
            Ok(match reference.referent() {
                Some(_) => reference.callback.get().present().unwrap_or(Value::NONE),
                None => Value::NONE,
            })
        },
        "",
    )]);

fn reference(value: Value) -> WeakReference {
    Ref::of(value)
}

fn new(thread: &Thread, args: &[Value]) -> Result {
    let class = Ref::<TypeObject>::of(args[0]);
    let given: Tuple = Ref::of(args[1]);
    if given.is_empty() {
        return Err(errors::type_error(
            thread,
            "__new__ expected at least 1 argument, got 0",
        ));
    }
    if given.len() > 2 {
        return Err(errors::type_error(
            thread,
            format!("__new__ expected at most 2 arguments, got {}", given.len()),
        ));
    }
    let callback = match given.values().get(1) {
        Some(callback) if !callback.is_none() => *callback,
        _ => Value::NULL,
    };
    make(thread, class, given.get(0), callback)
}

fn init(thread: &Thread, args: &[Value]) -> Result {
    if !args[2].is_null() {
        return Err(errors::type_error(
            thread,
            "ref() takes no keyword arguments",
        ));
    }
    let given = Ref::<TupleObject>::of(args[1]).len();
    if !(1..=2).contains(&given) {
        let bound = if given == 0 { "least 1" } else { "most 2" };
        let plural = if given == 0 { "" } else { "s" };
        return Err(errors::type_error(
            thread,
            format!("__init__ expected at {bound} argument{plural}, got {given}"),
        ));
    }
    Ok(Value::NONE)
}

fn call(thread: &Thread, args: &[Value]) -> Result {
    let given: Tuple = Ref::of(args[1]);
    if !given.is_empty() {
        return Err(errors::type_error(
            thread,
            format!("weakref expected 0 arguments, got {}", given.len()),
        ));
    }
    if !args[2].is_null() {
        return Err(errors::type_error(
            thread,
            "weakref() takes no keyword arguments",
        ));
    }
    Ok(reference(args[0]).referent().unwrap_or(Value::NONE))
}

fn repr(thread: &Thread, args: &[Value]) -> Result {
    let address = args[0].bits();
    let text = match reference(args[0]).referent() {
        None => format!("<weakref at {address:#x}; dead>"),
        Some(referent) => {
            // What the class says of names, not an attribute that happens to be called so.
            let class = referent.class();
            let name = match class.lookup(names().__name__) {
                Some(found) => {
                    let bound = crate::attribute::bind(thread, found, referent, class)?;
                    bound.downcast::<StrObject>()
                }
                None => None,
            };
            let name = name.map_or(String::new(), |name| {
                format!(" ({})", name.to_string_lossy())
            });
            format!(
                "<weakref at {address:#x}; to '{}' at {:#x}{name}>",
                referent.class().full_name(),
                referent.bits()
            )
        }
    };
    Ok(Str::new(thread, &text)?.value())
}

fn hash(thread: &Thread, args: &[Value]) -> Result {
    let reference = reference(args[0]);
    // Relaxed: the hash of the referent is always the same.
    let known = reference.hash.load(Ordering::Relaxed);
    if known != 0 {
        return int::from_i64(thread, known.wrapping_sub(1) as i64);
    }
    let Some(referent) = reference.referent() else {
        return Err(errors::type_error(thread, "weak object has gone away"));
    };
    let hash = operations::hash(thread, referent)?;
    reference
        .hash
        .store(hash.wrapping_add(1), Ordering::Relaxed);
    int::from_i64(thread, hash as i64)
}

/// Live references compare as their referents do, dead ones by identity.
fn equal(thread: &Thread, args: &[Value], comparison: Comparison) -> Result {
    let Some(other) = args[1].downcast::<WeakReferenceObject>() else {
        return Ok(Value::NOT_IMPLEMENTED);
    };
    if other.is_proxy() {
        return Ok(Value::NOT_IMPLEMENTED);
    }
    match (reference(args[0]).referent(), other.referent()) {
        (Some(a), Some(b)) => operations::compare(thread, comparison, a, b),
        _ => Ok(Value::bool(
            (args[0] == args[1]) == (comparison == Comparison::Equal),
        )),
    }
}
