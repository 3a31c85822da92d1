//! `super` objects: attribute lookup that starts behind a class in another class's resolution order.

use crate::attribute;
use crate::errors::{self, Result};
use crate::names::names;
use crate::object::{Kind, Ref, ValueExt};
use crate::operations;
use crate::str::{Str, intern};
use crate::thread::Thread;
use crate::tuple::Tuple;
use crate::types::{Shape, Type, TypeObject, TypeSpec, member, method, static_method, type_flags};
use std::sync::OnceLock;
use typhon_heap::{Header, Slot, Value};

#[repr(C)]
pub struct SuperObject {
    pub header: Header,
    /// The class behind which the lookup starts, NULL before `__init__`.
    start: Slot,
    /// What found functions are bound to; NULL for an unbound super object.
    object: Slot,
    /// The class whose resolution order counts; NULL likewise.
    object_class: Slot,
}

crate::heap_object!(
    SuperObject,
    SUPER_LAYOUT,
    "super",
    Kind::Other,
    |object, tracer| {
        tracer.slot(&object.start);
        tracer.slot(&object.object);
        tracer.slot(&object.object_class);
    }
);

/// Gives the class cell's content and the first argument of the calling Python frame, for `super()`.
/// The errors about frames without them are its to raise.
pub type ZeroArguments = fn(&Thread) -> Result<(Value, Value)>;

static ZERO_ARGUMENTS: OnceLock<ZeroArguments> = OnceLock::new();

/// The interpreter installs this once.
pub fn set_zero_arguments(hook: ZeroArguments) {
    let _ = ZERO_ARGUMENTS.set(hook);
}

pub static SUPER: TypeSpec = TypeSpec::new("super", &SUPER_LAYOUT)
    .flags(type_flags::BASE)
    .doc("super() -> same as super(__class__, <first argument>)\nsuper(type) -> unbound super object\nsuper(type, obj) -> bound super object; requires isinstance(obj, type)\nsuper(type, type2) -> bound super object; requires issubclass(type2, type)")
    .methods(&[
        static_method(
            "__new__",
            |thread, args| make(thread, Ref::<TypeObject>::of(args[0]).root_shape()).map(|object| object.value()),
            "(cls, *args, **kwargs)",
            "Create and return a new object.  See help(type) for accurate signature.",
        ),
        method(
            "__init__",
            init,
            "(self, /, *args, **kwargs)",
            "Initialize self.  See help(type(self)) for accurate signature.",
        ),
        method("__repr__", repr, "(self, /)", "Return repr(self)."),
        method(
            "__getattribute__",
            get_attribute,
            "(self, name, /)",
            "Return getattr(self, name).",
        ),
        method(
            "__get__",
            get,
            "(self, instance, owner=None, /)",
            "Return an attribute of instance, which is of type owner.",
        ),
    ])
    .attributes(&[
        member("__thisclass__", |_, object| Ok(or_none(&this(object).start)), "the class invoking super()"),
        member("__self__", |_, object| Ok(or_none(&this(object).object)), "the instance invoking super(); may be None"),
        member("__self_class__", |_, object| Ok(or_none(&this(object).object_class)), "the type of the instance invoking super(); may be None"),
    ]);

fn this(value: Value) -> Ref<SuperObject> {
    Ref::of(value)
}

fn or_none(slot: &Slot) -> Value {
    slot.get().present().unwrap_or(Value::NONE)
}

fn make(thread: &Thread, shape: Ref<Shape>) -> Result<Ref<SuperObject>> {
    let null = || Slot::new(Value::NULL);
    thread.allocate(
        shape,
        SuperObject {
            header: Header::new(shape.pointer().cast()),
            start: null(),
            object: null(),
            object_class: null(),
        },
    )
}

/// The class in whose resolution order `super(start, object)` looks: `object` itself if it is a
/// subclass of `start`, else its class, else what it says its class is.
fn check(thread: &Thread, start: Type, object: Value) -> Result<Type> {
    if let Some(class) = object.downcast::<TypeObject>()
        && class.is_subtype(start)
    {
        return Ok(class);
    }
    let own = object.class();
    if own.is_subtype(start) {
        return Ok(own);
    }
    if let Some(claimed) = attribute::get_optional(thread, object, names().__class__)?
        && let Some(claimed) = claimed.downcast::<TypeObject>()
        && claimed != own
        && claimed.is_subtype(start)
    {
        return Ok(claimed);
    }
    let (what, name) = match object.downcast::<TypeObject>() {
        Some(class) => ("type", class.full_name()),
        None => ("instance of", own.full_name()),
    };
    Err(errors::type_error(
        thread,
        format!(
            "super(type, obj): obj ({what} {name}) is not an instance or subtype of type ({}).",
            start.full_name()
        ),
    ))
}

fn init(thread: &Thread, args: &[Value]) -> Result {
    let given: Tuple = Ref::of(args[1]);
    if !args[2].is_null() {
        return Err(errors::type_error(
            thread,
            "super() takes no keyword arguments",
        ));
    }
    if given.len() > 2 {
        return Err(errors::type_error(
            thread,
            format!("super() expected at most 2 arguments, got {}", given.len()),
        ));
    }
    let (start, object) = if given.is_empty() {
        match ZERO_ARGUMENTS.get() {
            Some(hook) => hook(thread)?,
            None => return Err(errors::runtime_error(thread, "super(): no arguments")),
        }
    } else {
        let object = given.values().get(1).copied().unwrap_or(Value::NULL);
        (given.get(0), object)
    };
    let Some(start) = start.downcast::<TypeObject>() else {
        return Err(errors::bad_argument(
            thread,
            "super()",
            "argument 1",
            "a type",
            start,
        ));
    };
    let target = this(args[0]);
    let header = target.header();
    if object.is_null() || object.is_none() {
        target.object.set(header, Value::NULL);
        target.object_class.set(header, Value::NULL);
    } else {
        let class = check(thread, start, object)?;
        target.object.set(header, object);
        target.object_class.set(header, class.value());
    }
    target.start.set(header, start.value());
    Ok(Value::NONE)
}

fn repr(thread: &Thread, args: &[Value]) -> Result {
    let object = this(args[0]);
    let class_text = |slot: &Slot| match Ref::<TypeObject>::from_slot(slot) {
        Some(class) => class.full_name(),
        None => "NULL".to_string(),
    };
    let start = class_text(&object.start);
    let text = match Ref::<TypeObject>::from_slot(&object.object_class) {
        Some(class) => format!("<super: <class '{start}'>, <{} object>>", class.full_name()),
        None => format!("<super: <class '{start}'>, NULL>"),
    };
    Ok(Str::new(thread, &text)?.value())
}

/// What the classes behind `start` in the resolution order of `class` have under `name` (interned).
fn find(start: Type, class: Type, name: Str) -> Option<Value> {
    let order = class.mro();
    let position = order.iter().position(|item| item == start.value())?;
    order.values()[position + 1..]
        .iter()
        .find_map(|item| Type::of(*item).dict().get_str(name))
}

/// The attribute `name` of `super(class, object)`: what was found, and whether it is a function that
/// is yet to be called with `object` put first.
pub fn lookup(thread: &Thread, class: Value, object: Value, name: Str) -> Result<(Value, bool)> {
    let Some(start) = class.downcast::<TypeObject>() else {
        return Err(errors::bad_argument(
            thread,
            "super()",
            "argument 1",
            "a type",
            class,
        ));
    };
    let own = check(thread, start, object)?;
    let name = intern(thread, name)?;
    if name != names().__class__
        && let Some(found) = find(start, own, name)
    {
        if own.value() != object && attribute::is_plain_method(found) {
            return Ok((found, true));
        }
        return Ok((bind(thread, found, object, own)?, false));
    }
    // The object itself has the rest, `__class__` for one.
    let made = make(thread, SUPER.root_shape())?;
    made.start.set(made.header(), class);
    made.object.set(made.header(), object);
    made.object_class.set(made.header(), own.value());
    Ok((attribute::get_generic(thread, made.value(), name)?, false))
}

fn bind(thread: &Thread, found: Value, object: Value, class: Type) -> Result {
    if class.value() == object {
        return attribute::bind_to_class(thread, found, class);
    }
    attribute::bind(thread, found, object, class)
}

fn get_attribute(thread: &Thread, args: &[Value]) -> Result {
    let name = intern(thread, operations::expect_attribute_name(thread, args[1])?)?;
    let target = this(args[0]);
    if name != names().__class__
        && let Some(class) = Ref::<TypeObject>::from_slot(&target.object_class)
        && let Some(start) = Ref::<TypeObject>::from_slot(&target.start)
        && let Some(found) = find(start, class, name)
    {
        return bind(thread, found, target.object.get(), class);
    }
    attribute::get_generic(thread, args[0], name)
}

/// An unbound super object in a class binds like a function.
fn get(thread: &Thread, args: &[Value]) -> Result {
    let target = this(args[0]);
    if args[1].is_none() || !target.object.get().is_null() {
        return Ok(args[0]);
    }
    let Some(start) = Ref::<TypeObject>::from_slot(&target.start) else {
        return Ok(args[0]);
    };
    let class = args[0].class();
    if class != SUPER.get() {
        return crate::call::call(thread, class.value(), &[start.value(), args[1]]);
    }
    let own = check(thread, start, args[1])?;
    let made = make(thread, SUPER.root_shape())?;
    made.start.set(made.header(), start.value());
    made.object.set(made.header(), args[1]);
    made.object_class.set(made.header(), own.value());
    Ok(made.value())
}
