//! Bound methods.

use crate::errors::{self, Result};
use crate::names::names;
use crate::object::{Kind, Ref, ValueExt};
use crate::operations;
use crate::str::Str;
use crate::thread::Thread;
use crate::types::{TypeSpec, getter, member, method, static_method, type_flags};
use typhon_heap::{Header, Slot, Value};

#[repr(C)]
pub struct BoundMethodObject {
    pub header: Header,
    function: Slot,
    receiver: Slot,
}

pub type BoundMethod = Ref<BoundMethodObject>;

crate::heap_object!(
    BoundMethodObject,
    BOUND_METHOD_LAYOUT,
    "bound method",
    Kind::BoundMethod,
    |object, tracer| {
        tracer.slot(&object.function);
        tracer.slot(&object.receiver);
    }
);

impl BoundMethod {
    pub fn new(thread: &Thread, function: Value, receiver: Value) -> Result<BoundMethod> {
        let shape = METHOD.root_shape();
        thread.allocate(
            shape,
            BoundMethodObject {
                header: Header::new(shape.pointer().cast()),
                function: Slot::new(function),
                receiver: Slot::new(receiver),
            },
        )
    }

    #[inline(always)]
    pub fn function(self) -> Value {
        self.function.get()
    }

    #[inline(always)]
    pub fn receiver(self) -> Value {
        self.receiver.get()
    }
}

pub static METHOD: TypeSpec = TypeSpec::new("method", &BOUND_METHOD_LAYOUT)
    .flags(type_flags::WEAKREF)
    .doc("Create a bound instance method object.")
    .methods(&[
        static_method("__new__", new, "(cls, function, instance, /)", ""),
        method(
            "__call__",
            call_method,
            "(self, /, *args, **kwargs)",
            "Call self as a function.",
        ),
        method(
            "__get__",
            |_, args| Ok(args[0]),
            "(self, instance, owner=None, /)",
            "",
        ),
        method("__repr__", repr, "(self, /)", "Return repr(self)."),
        method("__eq__", equal, "(self, value, /)", "Return self==value."),
        method("__hash__", hash, "(self, /)", "Return hash(self)."),
        method(
            "__getattribute__",
            get_attribute,
            "(self, name, /)",
            "Return getattr(self, name).",
        ),
        method("__reduce__", reduce, "(self, /)", "Helper for pickle."),
    ])
    .attributes(&[
        member(
            "__func__",
            |_, object| Ok(bound(object).function()),
            "the function (or other callable) implementing a method",
        ),
        member(
            "__self__",
            |_, object| Ok(bound(object).receiver()),
            "the instance to which a method is bound",
        ),
        getter(
            "__doc__",
            |thread, object| {
                crate::attribute::get(thread, bound(object).function(), names().__doc__)
            },
            "",
        ),
    ]);

fn bound(value: Value) -> BoundMethod {
    Ref::of(value)
}

fn new(thread: &Thread, args: &[Value]) -> Result {
    if !operations::is_callable(args[1]) {
        return Err(errors::type_error(
            thread,
            "first argument must be callable",
        ));
    }
    if args[2].is_none() {
        return Err(errors::type_error(thread, "instance must not be None"));
    }
    Ok(BoundMethod::new(thread, args[1], args[2])?.value())
}

fn call_method(thread: &Thread, args: &[Value]) -> Result {
    crate::call::call_spread(thread, args[0], Ref::of(args[1]), args[2])
}

fn repr(thread: &Thread, args: &[Value]) -> Result {
    let method = bound(args[0]);
    let name =
        match crate::attribute::get_optional(thread, method.function(), names().__qualname__)? {
            Some(name) => Some(name),
            None => crate::attribute::get_optional(thread, method.function(), names().__name__)?,
        };
    let name = match name.and_then(|name| name.downcast::<crate::str::StrObject>()) {
        Some(name) => name.to_string_lossy().into_owned(),
        None => "?".to_string(),
    };
    let receiver = operations::repr(thread, method.receiver())?;
    Ok(Str::new(
        thread,
        &format!("<bound method {name} of {}>", receiver.to_string_lossy()),
    )?
    .value())
}

fn equal(thread: &Thread, args: &[Value]) -> Result {
    let Some(other) = args[1].downcast::<BoundMethodObject>() else {
        return Ok(Value::NOT_IMPLEMENTED);
    };
    let method = bound(args[0]);
    let same = method.receiver() == other.receiver()
        && (method.function() == other.function()
            || operations::equal(thread, method.function(), other.function())?);
    Ok(Value::bool(same))
}

fn hash(thread: &Thread, args: &[Value]) -> Result {
    let method = bound(args[0]);
    let function = operations::hash(thread, method.function())?;
    let hash = function ^ (method.receiver().bits() >> 4).rotate_left(21);
    Ok(Value::fixnum((hash >> 2) as i64))
}

fn get_attribute(thread: &Thread, args: &[Value]) -> Result {
    let name: Str = operations::expect_attribute_name(thread, args[1])?;
    // What the type of methods has comes first, then the function's own attributes.
    if args[0].class().lookup(name).is_some() {
        return crate::attribute::get_generic(thread, args[0], name);
    }
    crate::attribute::get(thread, bound(args[0]).function(), name)
}

fn reduce(thread: &Thread, args: &[Value]) -> Result {
    let method = bound(args[0]);
    let name = crate::attribute::get(thread, method.function(), names().__name__)?;
    super::descriptors::getattr_reduction(thread, method.receiver(), name)
}
