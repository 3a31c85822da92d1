//! The class `object`, and the layout of plain instances.

use super::spec::{TypeSpec, class_method, getset, method, static_method, type_flags};
use super::{Special, Type, TypeObject};
use crate::attribute;
use crate::call::{call, call_special};
use crate::errors::{self, Result};
use crate::names::names;
use crate::object::{Kind, Ref, ValueExt};
use crate::operations;
use crate::str::Str;
use crate::thread::Thread;
use typhon_heap::{Header, Value};

/// An instance without fields of a built-in layout.
#[repr(C)]
pub struct InstanceObject {
    pub header: Header,
}

pub type Instance = Ref<InstanceObject>;

crate::heap_object!(
    InstanceObject,
    INSTANCE_LAYOUT,
    "object",
    Kind::Instance,
    |object, tracer| ()
);

pub static OBJECT: TypeSpec = TypeSpec::new("object", &INSTANCE_LAYOUT)
    .flags(type_flags::BASE)
    .doc("object()\n--\n\nThe base class of the class hierarchy.\n\nWhen called, it accepts no arguments and returns a new featureless\ninstance that has no instance attributes and cannot be given any.\n")
    .methods(&[
        static_method("__new__", new, "(cls, *args, **kwargs)", "Create and return a new object.  See help(type) for accurate signature."),
        method("__init__", init, "(self, /, *args, **kwargs)", "Initialize self.  See help(type(self)) for accurate signature."),
        method("__repr__", repr, "(self, /)", "Return repr(self)."),
        method("__str__", |thread, args| Ok(operations::repr(thread, args[0])?.value()), "(self, /)", "Return str(self)."),
        method("__hash__", |_, args| Ok(Value::fixnum(identity_hash(args[0]) as i64)), "(self, /)", "Return hash(self)."),
        method("__eq__", |_, args| Ok(if args[0] == args[1] { Value::TRUE } else { Value::NOT_IMPLEMENTED }), "(self, value, /)", "Return self==value."),
        method("__ne__", not_equal, "(self, value, /)", "Return self!=value."),
        method("__lt__", |_, _| Ok(Value::NOT_IMPLEMENTED), "(self, value, /)", "Return self<value."),
        method("__le__", |_, _| Ok(Value::NOT_IMPLEMENTED), "(self, value, /)", "Return self<=value."),
        method("__gt__", |_, _| Ok(Value::NOT_IMPLEMENTED), "(self, value, /)", "Return self>value."),
        method("__ge__", |_, _| Ok(Value::NOT_IMPLEMENTED), "(self, value, /)", "Return self>=value."),
        method("__getattribute__", get_attribute, "(self, name, /)", "Return getattr(self, name)."),
        method("__setattr__", set_attribute, "(self, name, value, /)", "Implement setattr(self, name, value)."),
        method("__delattr__", delete_attribute, "(self, name, /)", "Implement delattr(self, name)."),
        method("__format__", format, "(self, format_spec, /)", "Default object formatter.\n\nReturn str(self) if format_spec is empty. Raise TypeError otherwise."),
        method("__dir__", dir, "(self, /)", "Default dir() implementation."),
        method("__sizeof__", size_of, "(self, /)", "Size of object in memory, in bytes."),
        method("__reduce__", |thread, args| crate::copying::reduce(thread, args[0], 0), "(self, /)", "Helper for pickle."),
        method("__reduce_ex__", reduce_ex, "(self, protocol, /)", "Helper for pickle."),
        method("__getstate__", |thread, args| crate::copying::get_state(thread, args[0]), "(self, /)", "Helper for pickle."),
        class_method("__init_subclass__", |_, _| Ok(Value::NONE), "(cls)", "This method is called when a class is subclassed."),
        class_method("__subclasshook__", |_, _| Ok(Value::NOT_IMPLEMENTED), "(cls, object, /)", "Abstract classes can override this to customize issubclass()."),
    ])
    .attributes(&[
        getset("__class__", |_, object| Ok(object.class().value()), set_class, "the object's class"),
    ]);

/// The hash of objects that compare by identity: never -1, and not only multiples of 16.
pub fn identity_hash(object: Value) -> u64 {
    object.bits().rotate_right(4) & (u64::MAX >> 3)
}

fn overrides(class: Type, special: Special, native: Value) -> bool {
    class.special(special) != Some(native)
}

fn own(name: Str) -> Value {
    OBJECT.get().dict().get_str(name).unwrap_or(Value::NULL)
}

fn has_arguments(args: &[Value]) -> bool {
    let positional: crate::tuple::Tuple = Ref::of(args[1]);
    !positional.is_empty() || !args[2].is_null()
}

fn new(thread: &Thread, args: &[Value]) -> Result {
    let class: Type = Ref::of(args[0]);
    if has_arguments(args) {
        if overrides(class, Special::New, own(names().__new__)) {
            return Err(errors::type_error(
                thread,
                "object.__new__() takes exactly one argument (the type to instantiate)",
            ));
        }
        if !overrides(class, Special::Init, own(names().__init__)) {
            return Err(errors::type_error(
                thread,
                format!("{}() takes no arguments", class.name_text()),
            ));
        }
    }
    new_instance(thread, class)
}

/// A fresh plain instance of `class`.
#[inline]
pub fn new_instance(thread: &Thread, class: Type) -> Result {
    if class.has(type_flags::ABSTRACT | type_flags::ALLOCATES) {
        return unusual_instance(thread, class);
    }
    let shape = class.root_shape();
    let object = thread.allocate(
        shape,
        InstanceObject {
            header: Header::new(shape.pointer().cast()),
        },
    )?;
    if class.has(type_flags::DEL) {
        typhon_heap::register_finalizable(object.value());
    }
    Ok(object.value())
}

#[cold]
fn unusual_instance(thread: &Thread, class: Type) -> Result {
    if class.has(type_flags::ABSTRACT) {
        return Err(abstract_instance(thread, class));
    }
    match class.built_in_base().spec().and_then(|spec| spec.allocate) {
        Some(allocate) => allocate(thread, class),
        None => {
            let message = format!("cannot create '{}' instances", class.full_name());
            Err(errors::type_error(thread, message))
        }
    }
}

#[cold]
fn abstract_instance(thread: &Thread, class: Type) -> errors::Raised {
    let describe = || -> Result<String> {
        let methods = attribute::get(thread, class.value(), names().__abstractmethods__)?;
        let sorted = operations::sorted_list(thread, methods)?;
        let mut quoted = Vec::new();
        for i in 0..sorted.len() {
            let name = operations::str(thread, sorted.get(i).unwrap_or(Value::NONE))?;
            quoted.push(format!("'{}'", name.to_string_lossy()));
        }
        let plural = if quoted.len() == 1 { "" } else { "s" };
        Ok(format!(
            "Can't instantiate abstract class {} without an implementation for abstract method{plural} {}",
            class.name_text(),
            quoted.join(", ")
        ))
    };
    match describe() {
        Ok(message) => errors::type_error(thread, message),
        Err(raised) => raised,
    }
}

fn init(thread: &Thread, args: &[Value]) -> Result {
    if has_arguments(args) {
        let class = args[0].class();
        if overrides(class, Special::Init, own(names().__init__)) {
            return Err(errors::type_error(
                thread,
                "object.__init__() takes exactly one argument (the instance to initialize)",
            ));
        }
        if !overrides(class, Special::New, own(names().__new__)) {
            return Err(errors::type_error(
                thread,
                format!(
                    "{}.__init__() takes exactly one argument (the instance to initialize)",
                    class.name_text()
                ),
            ));
        }
    }
    Ok(Value::NONE)
}

fn repr(thread: &Thread, args: &[Value]) -> Result {
    let class = args[0].class();
    let qualified = operations::str(thread, class.qualified_name())?;
    let name = match class.module_text() {
        Some(module) if module != "builtins" => format!("{module}.{}", qualified.to_string_lossy()),
        _ => qualified.to_string_lossy().into_owned(),
    };
    Ok(Str::new(thread, &format!("<{name} object at {:#x}>", args[0].bits()))?.value())
}

fn not_equal(thread: &Thread, args: &[Value]) -> Result {
    match args[0].class().special(Special::Equal) {
        Some(method) => match call_special(thread, method, args[0], &[args[1]])? {
            Value::NOT_IMPLEMENTED => Ok(Value::NOT_IMPLEMENTED),
            result => Ok(Value::bool(!operations::truth(thread, result)?)),
        },
        None => Ok(Value::NOT_IMPLEMENTED),
    }
}

fn get_attribute(thread: &Thread, args: &[Value]) -> Result {
    attribute::get_generic(
        thread,
        args[0],
        operations::expect_attribute_name(thread, args[1])?,
    )
}

fn set_attribute(thread: &Thread, args: &[Value]) -> Result {
    guard_type(thread, args[0], "__setattr__")?;
    attribute::set_generic(
        thread,
        args[0],
        operations::expect_attribute_name(thread, args[1])?,
        args[2],
    )?;
    Ok(Value::NONE)
}

fn delete_attribute(thread: &Thread, args: &[Value]) -> Result {
    guard_type(thread, args[0], "__delattr__")?;
    let name = operations::expect_attribute_name(thread, args[1])?;
    attribute::set_generic(thread, args[0], name, Value::NULL)?;
    Ok(Value::NONE)
}

/// `object.__setattr__` must not get around the protection of classes.
fn guard_type(thread: &Thread, object: Value, what: &str) -> Result<()> {
    if object.is::<TypeObject>() {
        return Err(errors::type_error(
            thread,
            format!("can't apply this {what} to type object"),
        ));
    }
    Ok(())
}

fn format(thread: &Thread, args: &[Value]) -> Result {
    let Some(spec) = args[1].downcast::<crate::str::StrObject>() else {
        return Err(errors::bad_argument(
            thread,
            "__format__()",
            "argument",
            "str",
            args[1],
        ));
    };
    if !spec.is_empty() {
        return Err(errors::type_error(
            thread,
            format!(
                "unsupported format string passed to {}.__format__",
                args[0].class().full_name()
            ),
        ));
    }
    Ok(operations::str(thread, args[0])?.value())
}

fn dir(thread: &Thread, args: &[Value]) -> Result {
    let object = args[0];
    let names_found = match attribute::get_optional(thread, object, names().__dict__)? {
        Some(dict) => match dict.downcast() {
            Some(dict) => crate::dict::Dict::copy(dict, thread)?,
            None => crate::dict::Dict::new(thread)?,
        },
        None => crate::dict::Dict::new(thread)?,
    };
    if let Some(class) = attribute::get_optional(thread, object, names().__class__)?
        && let Some(class) = class.downcast::<TypeObject>()
    {
        super::type_type::collect_names(thread, class, names_found)?;
    }
    operations::list_from(thread, names_found.value()).map(|list| list.value())
}

fn size_of(_thread: &Thread, args: &[Value]) -> Result {
    let size = if args[0].is_pointer() {
        typhon_heap::object_size(args[0])
    } else {
        8
    };
    Ok(Value::fixnum(size as i64))
}

fn reduce_ex(thread: &Thread, args: &[Value]) -> Result {
    let protocol = i64::from(operations::to_c_int(thread, args[1])?);
    // A class that overrides `__reduce__` means it for every protocol.
    if let Some(method) = args[0].class().special(Special::Reduce)
        && method != own(names().__reduce__)
    {
        let reduce = attribute::get(thread, args[0], names().__reduce__)?;
        return call(thread, reduce, &[]);
    }
    crate::copying::reduce(thread, args[0], protocol)
}

fn set_class(thread: &Thread, object: Value, class: Value) -> Result<()> {
    let Some(class) = class.downcast::<TypeObject>() else {
        if class.is_null() {
            return Err(errors::type_error(
                thread,
                "can't delete __class__ attribute",
            ));
        }
        return Err(errors::type_error(
            thread,
            format!(
                "__class__ must be set to a class, not '{}' object",
                class.class().name_text()
            ),
        ));
    };
    super::class::change_class(thread, object, class)
}
