//! Descriptors: the types of native functions and methods, computed attributes, slots' members,
//! `staticmethod`, `classmethod` and `property`.

use super::native::{NATIVE_FUNCTION_LAYOUT, NativeFunction, NativeFunctionObject, Role};
use crate::call::call;
use crate::errors::{self, Result};
use crate::names::names;
use crate::object::{Kind, Ref, ValueExt};
use crate::str::{Str, intern_text};
use crate::thread::Thread;
use crate::tuple::Tuple;
use crate::types::{
    GetSet, Method, Type, TypeObject, TypeSpec, getset, getter, member, method, static_method,
    type_flags,
};
use typhon_heap::{Header, Slot, Value};

/// Types that must exist before any class dict can be filled.
pub(super) static EARLY: &[&TypeSpec] = &[
    &BUILTIN_FUNCTION,
    &METHOD_DESCRIPTOR,
    &WRAPPER_DESCRIPTOR,
    &METHOD_WRAPPER,
    &CLASS_METHOD_DESCRIPTOR,
    &GETSET_DESCRIPTOR,
    &MEMBER_DESCRIPTOR,
    &STATIC_METHOD,
    &CLASS_METHOD,
];

pub static BUILTIN_FUNCTION: TypeSpec =
    TypeSpec::new("builtin_function_or_method", &NATIVE_FUNCTION_LAYOUT)
        .flags(type_flags::NO_NEW | type_flags::WEAKREF)
        .methods(NATIVE_METHODS)
        .attributes(NATIVE_ATTRIBUTES);

pub static METHOD_WRAPPER: TypeSpec = TypeSpec::new("method-wrapper", &NATIVE_FUNCTION_LAYOUT)
    .flags(type_flags::NO_NEW)
    .methods(NATIVE_METHODS)
    .attributes(NATIVE_ATTRIBUTES);

pub static METHOD_DESCRIPTOR: TypeSpec =
    TypeSpec::new("method_descriptor", &NATIVE_FUNCTION_LAYOUT)
        .flags(type_flags::NO_NEW)
        .methods(DESCRIPTOR_METHODS)
        .attributes(DESCRIPTOR_ATTRIBUTES);

pub static WRAPPER_DESCRIPTOR: TypeSpec =
    TypeSpec::new("wrapper_descriptor", &NATIVE_FUNCTION_LAYOUT)
        .flags(type_flags::NO_NEW)
        .methods(DESCRIPTOR_METHODS)
        .attributes(DESCRIPTOR_ATTRIBUTES);

pub static CLASS_METHOD_DESCRIPTOR: TypeSpec =
    TypeSpec::new("classmethod_descriptor", &NATIVE_FUNCTION_LAYOUT)
        .flags(type_flags::NO_NEW)
        .methods(DESCRIPTOR_METHODS)
        .attributes(DESCRIPTOR_ATTRIBUTES);

static DESCRIPTOR_METHODS: &[Method] = &[
    method(
        "__call__",
        native_call,
        "(self, /, *args, **kwargs)",
        "Call self as a function.",
    ),
    method(
        "__get__",
        native_get,
        "(self, instance, owner=None, /)",
        "Return an attribute of instance, which is of type owner.",
    ),
    method("__repr__", native_repr, "(self, /)", "Return repr(self)."),
    method(
        "__reduce__",
        native_reduce,
        "(self, /)",
        "Helper for pickle.",
    ),
];

/// Of functions and bound methods alike.
static NATIVE_METHODS: &[Method] = &[
    method(
        "__call__",
        native_call,
        "(self, /, *args, **kwargs)",
        "Call self as a function.",
    ),
    method("__repr__", native_repr, "(self, /)", "Return repr(self)."),
    method(
        "__reduce__",
        native_reduce,
        "(self, /)",
        "Helper for pickle.",
    ),
    method(
        "__eq__",
        native_equal,
        "(self, value, /)",
        "Return self==value.",
    ),
    method("__hash__", native_hash, "(self, /)", "Return hash(self)."),
];

static NATIVE_ATTRIBUTES: &[GetSet] = &[
    getter("__name__", native_name, ""),
    getter("__qualname__", native_qualified_name, ""),
    getter("__doc__", native_doc, ""),
    getter("__module__", native_module, ""),
    getter("__self__", native_self, ""),
    getter("__text_signature__", native_text_signature, ""),
    member("__objclass__", native_class, ""),
];

static DESCRIPTOR_ATTRIBUTES: &[GetSet] = &[
    getter("__name__", native_name, ""),
    getter("__qualname__", native_qualified_name, ""),
    getter("__doc__", native_doc, ""),
    getter("__text_signature__", native_text_signature, ""),
    member("__objclass__", native_class, ""),
];

fn native(value: Value) -> NativeFunction {
    Ref::<NativeFunctionObject>::of(value)
}

fn native_call(thread: &Thread, args: &[Value]) -> Result {
    let positional: crate::tuple::Tuple = Ref::of(args[1]);
    crate::call::call_spread(thread, args[0], positional, args[2])
}

fn native_repr(thread: &Thread, args: &[Value]) -> Result {
    let function = native(args[0]);
    let name = function.row.name;
    let text = match (function.role, function.owner()) {
        (Role::Bound, _) | (Role::New, _) => {
            let receiver = function.receiver();
            let class = receiver.class().full_name();
            if args[0].class() == METHOD_WRAPPER.get() {
                format!(
                    "<method-wrapper '{name}' of {class} object at {:#x}>",
                    receiver.bits()
                )
            } else {
                format!(
                    "<built-in method {name} of {class} object at {:#x}>",
                    receiver.bits()
                )
            }
        }
        (Role::Function, Some(_)) => format!(
            "<built-in method {name} of type object at {:#x}>",
            args[0].bits()
        ),
        (Role::Function, None) => format!("<built-in function {name}>"),
        (_, Some(class)) => {
            let kind = if super::native::is_slot_name(name) {
                "slot wrapper"
            } else {
                "method"
            };
            format!("<{kind} '{name}' of '{}' objects>", class.full_name())
        }
        (_, None) => format!("<built-in function {name}>"),
    };
    Ok(Str::new(thread, &text)?.value())
}

fn native_reduce(thread: &Thread, args: &[Value]) -> Result {
    let function = native(args[0]);
    let name = intern_text(thread, function.row.name)?.value();
    match function.role {
        Role::Function if function.owner().is_none() => Ok(name),
        Role::Bound | Role::New => getattr_reduction(thread, function.receiver(), name),
        _ => match function.owner() {
            Some(class) => getattr_reduction(thread, class.value(), name),
            None => Ok(name),
        },
    }
}

/// (getattr, (object, name)), for pickling.
pub(crate) fn getattr_reduction(thread: &Thread, object: Value, name: Value) -> Result {
    let getattr = crate::module::builtin(thread, "getattr")?;
    let arguments = crate::tuple::Tuple::new(thread, &[object, name])?;
    Ok(crate::tuple::Tuple::new(thread, &[getattr, arguments.value()])?.value())
}

fn native_equal(_thread: &Thread, args: &[Value]) -> Result {
    let function = native(args[0]);
    match args[1].downcast::<NativeFunctionObject>() {
        Some(other) => Ok(Value::bool(
            std::ptr::eq(function.row, other.row)
                && function.role == other.role
                && function.receiver() == other.receiver(),
        )),
        None => Ok(Value::NOT_IMPLEMENTED),
    }
}

fn native_hash(_thread: &Thread, args: &[Value]) -> Result {
    let function = native(args[0]);
    let hash = function.row as *const Method as u64 ^ function.receiver().bits().rotate_left(17);
    Ok(Value::fixnum((hash >> 4) as i64))
}

fn native_get(thread: &Thread, args: &[Value]) -> Result {
    let function = native(args[0]);
    let (instance, owner) = (args[1], args[2]);
    if function.role == Role::ClassMethod {
        let class = if owner.is_null() || owner.is_none() {
            instance.class().value()
        } else {
            owner
        };
        return Ok(function.bind(thread, class)?.value());
    }
    if instance.is_none() && !(owner.is_null() || owner == instance.class().value()) {
        return Ok(args[0]);
    }
    if let Some(class) = function.owner()
        && !instance.class().is_subtype(class)
    {
        return Err(errors::type_error(
            thread,
            format!(
                "descriptor '{}' for '{}' objects doesn't apply to a '{}' object",
                function.row.name,
                class.name_text(),
                instance.class().name_text()
            ),
        ));
    }
    Ok(function.bind(thread, instance)?.value())
}

fn native_name(thread: &Thread, object: Value) -> Result {
    Ok(intern_text(thread, native(object).row.name)?.value())
}

fn native_qualified_name(thread: &Thread, object: Value) -> Result {
    let function = native(object);
    let name = function.row.name;
    let owner = match (function.role, function.receiver().present()) {
        (Role::Bound, Some(receiver)) => Some(
            receiver
                .downcast::<TypeObject>()
                .unwrap_or(receiver.class())
                .name_text(),
        ),
        (_, _) => function.owner().map(|class| class.name_text()),
    };
    let text = match owner {
        Some(owner) => format!("{owner}.{name}"),
        None => name.to_string(),
    };
    Ok(Str::new(thread, &text)?.value())
}

fn native_doc(thread: &Thread, object: Value) -> Result {
    match native(object).row.doc {
        "" => Ok(Value::NONE),
        doc => Ok(Str::new(thread, doc)?.value()),
    }
}

fn native_module(_thread: &Thread, object: Value) -> Result {
    Ok(native(object).module().present().unwrap_or(Value::NONE))
}

fn native_self(_thread: &Thread, object: Value) -> Result {
    let function = native(object);
    Ok(function
        .receiver()
        .present()
        .unwrap_or(function.module().present().unwrap_or(Value::NONE)))
}

fn native_class(thread: &Thread, object: Value) -> Result {
    match native(object).owner() {
        Some(class) if native(object).role != Role::New => Ok(class.value()),
        _ => Err(errors::no_attribute(thread, object, names().__objclass__)),
    }
}

fn native_text_signature(thread: &Thread, object: Value) -> Result {
    let function = native(object);
    let text = super::Signature::text(function.row.signature, function.signature().has_receiver);
    Ok(Str::new(thread, &text)?.value())
}

// ---- computed attributes and members of slots ----

#[repr(C)]
pub struct GetSetObject {
    pub header: Header,
    pub row: &'static GetSet,
    class: Slot,
}

crate::heap_object!(
    GetSetObject,
    GETSET_LAYOUT,
    "getset descriptor",
    Kind::GetSetDescriptor,
    |object, tracer| { tracer.slot(&object.class) }
);

/// A slot of instances named in `__slots__`.
#[repr(C)]
pub struct MemberObject {
    pub header: Header,
    /// Byte offset of the slot in instances.
    pub offset: u32,
    name: Slot,
    class: Slot,
}

crate::heap_object!(
    MemberObject,
    MEMBER_LAYOUT,
    "member descriptor",
    Kind::MemberDescriptor,
    |object, tracer| {
        tracer.slot(&object.name);
        tracer.slot(&object.class);
    }
);

impl Ref<MemberObject> {
    pub fn name(self) -> Str {
        Ref::of(self.name.get())
    }

    pub fn class_of_slot(self) -> Type {
        Ref::of(self.class.get())
    }

    /// The slot in `object`, which must be an instance of the member's class.
    pub fn slot(self, object: Value) -> &'static Slot {
        // SAFETY: instances of the class and its subclasses have this slot, by `types::class`.
        unsafe { &*((object.pointer() as *const u8).add(self.offset as usize) as *const Slot) }
    }
}

impl Ref<GetSetObject> {
    pub fn owner(self) -> Type {
        Ref::of(self.class.get())
    }
}

pub(super) fn new_getset(thread: &Thread, row: &'static GetSet, class: Type) -> Result {
    let shape = GETSET_DESCRIPTOR.root_shape();
    let object = thread.allocate(
        shape,
        GetSetObject {
            header: Header::new(shape.pointer().cast()),
            row,
            class: Slot::new(class.value()),
        },
    )?;
    Ok(object.value())
}

static DICT_ROW: GetSet = getset(
    "__dict__",
    |thread, object| match spec_with_dict(object) {
        None => Ok(crate::attribute::instance_dict(thread, object)?.value()),
        Some(spec) => match spec.get().lookup(names().__dict__) {
            Some(row) => crate::attribute::bind(thread, row, object, object.class()),
            None => Err(errors::no_attribute(thread, object, names().__dict__)),
        },
    },
    set_dict,
    "dictionary for instance variables",
);

/// Built-in types do not let it be deleted.
static NATIVE_DICT_ROW: GetSet = getset(
    "__dict__",
    |thread, object| Ok(crate::attribute::instance_dict(thread, object)?.value()),
    |thread, object, value| match value.is_null() {
        true => Err(errors::type_error(thread, "cannot delete __dict__")),
        false => set_dict(thread, object, value),
    },
    "dictionary for instance variables",
);

static WEAKREF_ROW: GetSet = getter(
    "__weakref__",
    |_, object| Ok(crate::weakref::first(object).unwrap_or(Value::NONE)),
    "list of weak references to the object",
);

/// Classes and modules have dicts of their own kind, whatever a further base of theirs has.
fn spec_with_dict(object: Value) -> Option<&'static TypeSpec> {
    match object.kind() {
        Kind::Type => Some(&crate::types::TYPE),
        Kind::Module => Some(&crate::module::MODULE),
        _ => None,
    }
}

fn set_dict(thread: &Thread, object: Value, value: Value) -> Result<()> {
    if spec_with_dict(object).is_some() {
        return Err(errors::new(
            thread,
            &crate::exceptions::ATTRIBUTE_ERROR,
            "readonly attribute",
        ));
    }
    if value.is_null() && object.class().has(type_flags::EXCEPTION) {
        return Err(errors::type_error(thread, "cannot delete __dict__"));
    }
    if value.is_null() {
        return crate::attribute::set_instance_dict(
            thread,
            object,
            crate::dict::Dict::new(thread)?,
        );
    }
    match value.downcast::<crate::dict::DictObject>() {
        Some(dict) => crate::attribute::set_instance_dict(thread, object, dict),
        None => Err(errors::type_error(
            thread,
            format!(
                "__dict__ must be set to a dictionary, not a '{}'",
                value.class().name_text()
            ),
        )),
    }
}

/// `__dict__` of the instances of `class`.
pub fn new_dict_descriptor(thread: &Thread, class: Type) -> Result {
    new_getset(thread, &DICT_ROW, class)
}

/// Likewise, of a built-in type.
pub fn new_native_dict_descriptor(thread: &Thread, class: Type) -> Result {
    new_getset(thread, &NATIVE_DICT_ROW, class)
}

/// `__weakref__` of the instances of `class`.
pub fn new_weakref_descriptor(thread: &Thread, class: Type) -> Result {
    new_getset(thread, &WEAKREF_ROW, class)
}

/// The descriptor for slot `name` of `class` at `offset`.
pub fn new_member(thread: &Thread, class: Type, name: Str, offset: u32) -> Result {
    let shape = MEMBER_DESCRIPTOR.root_shape();
    let object = thread.allocate(
        shape,
        MemberObject {
            header: Header::new(shape.pointer().cast()),
            offset,
            name: Slot::new(name.value()),
            class: Slot::new(class.value()),
        },
    )?;
    Ok(object.value())
}

pub static GETSET_DESCRIPTOR: TypeSpec = TypeSpec::new("getset_descriptor", &GETSET_LAYOUT)
    .flags(type_flags::NO_NEW)
    .methods(&[
        method(
            "__get__",
            getset_get,
            "(self, instance, owner=None, /)",
            "Return an attribute of instance, which is of type owner.",
        ),
        method(
            "__set__",
            getset_set,
            "(self, instance, value, /)",
            "Set an attribute of instance to value.",
        ),
        method(
            "__delete__",
            getset_delete,
            "(self, instance, /)",
            "Delete an attribute of instance.",
        ),
        method("__repr__", getset_repr, "(self, /)", "Return repr(self)."),
        method(
            "__reduce__",
            getset_reduce,
            "(self, /)",
            "Helper for pickle.",
        ),
    ])
    .attributes(&[
        getter("__name__", getset_name, ""),
        getter("__qualname__", getset_qualified_name, ""),
        getter("__doc__", getset_doc, ""),
        member(
            "__objclass__",
            |_, object| Ok(Ref::<GetSetObject>::of(object).class.get()),
            "",
        ),
    ]);

pub static MEMBER_DESCRIPTOR: TypeSpec = TypeSpec::new("member_descriptor", &MEMBER_LAYOUT)
    .flags(type_flags::NO_NEW)
    .methods(&[
        method(
            "__get__",
            member_get,
            "(self, instance, owner=None, /)",
            "Return an attribute of instance, which is of type owner.",
        ),
        method(
            "__set__",
            member_set,
            "(self, instance, value, /)",
            "Set an attribute of instance to value.",
        ),
        method(
            "__delete__",
            member_delete,
            "(self, instance, /)",
            "Delete an attribute of instance.",
        ),
        method("__repr__", member_repr, "(self, /)", "Return repr(self)."),
        method(
            "__reduce__",
            member_reduce,
            "(self, /)",
            "Helper for pickle.",
        ),
    ])
    .attributes(&[
        getter(
            "__name__",
            |_, object| Ok(Ref::<MemberObject>::of(object).name.get()),
            "",
        ),
        getter("__qualname__", member_qualified_name, ""),
        getter("__doc__", |_, _| Ok(Value::NONE), ""),
        member(
            "__objclass__",
            |_, object| Ok(Ref::<MemberObject>::of(object).class.get()),
            "",
        ),
    ]);

fn check_instance(thread: &Thread, name: &str, class: Type, instance: Value) -> Result<()> {
    if instance.class().is_subtype(class) {
        return Ok(());
    }
    Err(errors::type_error(
        thread,
        format!(
            "descriptor '{name}' for '{}' objects doesn't apply to a '{}' object",
            class.full_name(),
            instance.class().full_name()
        ),
    ))
}

fn getset_get(thread: &Thread, args: &[Value]) -> Result {
    let descriptor = Ref::<GetSetObject>::of(args[0]);
    if args[1].is_none() && !args[2].is_null() && args[2] != args[1].class().value() {
        return Ok(args[0]);
    }
    check_instance(thread, descriptor.row.name, descriptor.owner(), args[1])?;
    (descriptor.row.get)(thread, args[1])
}

/// Stores (or deletes, with NULL) through a computed attribute.
pub fn store_getset(
    thread: &Thread,
    descriptor: Ref<GetSetObject>,
    instance: Value,
    value: Value,
) -> Result<()> {
    check_instance(thread, descriptor.row.name, descriptor.owner(), instance)?;
    match descriptor.row.set {
        Some(set) => set(thread, instance, value),
        None if descriptor.row.is_member => Err(errors::new(
            thread,
            &crate::exceptions::ATTRIBUTE_ERROR,
            "readonly attribute",
        )),
        None => Err(errors::new(
            thread,
            &crate::exceptions::ATTRIBUTE_ERROR,
            format!(
                "attribute '{}' of '{}' objects is not writable",
                descriptor.row.name,
                descriptor.owner().full_name()
            ),
        )),
    }
}

fn getset_set(thread: &Thread, args: &[Value]) -> Result {
    store_getset(thread, Ref::of(args[0]), args[1], args[2])?;
    Ok(Value::NONE)
}

fn getset_delete(thread: &Thread, args: &[Value]) -> Result {
    store_getset(thread, Ref::of(args[0]), args[1], Value::NULL)?;
    Ok(Value::NONE)
}

fn getset_repr(thread: &Thread, args: &[Value]) -> Result {
    let descriptor = Ref::<GetSetObject>::of(args[0]);
    let kind = if descriptor.row.is_member {
        "member"
    } else {
        "attribute"
    };
    let text = format!(
        "<{kind} '{}' of '{}' objects>",
        descriptor.row.name,
        descriptor.owner().full_name()
    );
    Ok(Str::new(thread, &text)?.value())
}

fn getset_reduce(thread: &Thread, args: &[Value]) -> Result {
    let descriptor = Ref::<GetSetObject>::of(args[0]);
    let name = intern_text(thread, descriptor.row.name)?;
    getattr_reduction(thread, descriptor.class.get(), name.value())
}

fn getset_name(thread: &Thread, object: Value) -> Result {
    Ok(intern_text(thread, Ref::<GetSetObject>::of(object).row.name)?.value())
}

fn getset_qualified_name(thread: &Thread, object: Value) -> Result {
    let descriptor = Ref::<GetSetObject>::of(object);
    let text = format!("{}.{}", descriptor.owner().name_text(), descriptor.row.name);
    Ok(Str::new(thread, &text)?.value())
}

fn getset_doc(thread: &Thread, object: Value) -> Result {
    match Ref::<GetSetObject>::of(object).row.doc {
        "" => Ok(Value::NONE),
        doc => Ok(Str::new(thread, doc)?.value()),
    }
}

fn member_get(thread: &Thread, args: &[Value]) -> Result {
    if args[1].is_none() {
        return Ok(args[0]);
    }
    load_member(thread, Ref::of(args[0]), args[1])
}

pub fn load_member(thread: &Thread, descriptor: Ref<MemberObject>, instance: Value) -> Result {
    check_instance(
        thread,
        &descriptor.name().to_string_lossy(),
        descriptor.class_of_slot(),
        instance,
    )?;
    match descriptor.slot(instance).get().present() {
        Some(value) => Ok(value),
        None => Err(errors::no_attribute(thread, instance, descriptor.name())),
    }
}

/// Stores (or deletes, with NULL) through a member.
pub fn store_member(
    thread: &Thread,
    descriptor: Ref<MemberObject>,
    instance: Value,
    value: Value,
) -> Result<()> {
    check_instance(
        thread,
        &descriptor.name().to_string_lossy(),
        descriptor.class_of_slot(),
        instance,
    )?;
    let header = instance
        .header()
        .expect("instances with slots are heap objects");
    let _lock = thread.lock(header);
    let slot = descriptor.slot(instance);
    if value.is_null() && slot.get().is_null() {
        let name = descriptor.name();
        return Err(errors::attribute_error(
            thread,
            instance,
            name,
            name.to_string_lossy(),
        ));
    }
    slot.set(header, value);
    Ok(())
}

fn member_set(thread: &Thread, args: &[Value]) -> Result {
    store_member(thread, Ref::of(args[0]), args[1], args[2])?;
    Ok(Value::NONE)
}

fn member_delete(thread: &Thread, args: &[Value]) -> Result {
    store_member(thread, Ref::of(args[0]), args[1], Value::NULL)?;
    Ok(Value::NONE)
}

fn member_repr(thread: &Thread, args: &[Value]) -> Result {
    let descriptor = Ref::<MemberObject>::of(args[0]);
    let text = format!(
        "<member '{}' of '{}' objects>",
        descriptor.name().to_string_lossy(),
        descriptor.class_of_slot().full_name()
    );
    Ok(Str::new(thread, &text)?.value())
}

fn member_reduce(thread: &Thread, args: &[Value]) -> Result {
    let descriptor = Ref::<MemberObject>::of(args[0]);
    getattr_reduction(thread, descriptor.class.get(), descriptor.name.get())
}

fn member_qualified_name(thread: &Thread, object: Value) -> Result {
    let descriptor = Ref::<MemberObject>::of(object);
    let class = descriptor.class_of_slot().name_text();
    Ok(Str::new(
        thread,
        &format!("{class}.{}", descriptor.name().to_string_lossy()),
    )?
    .value())
}

// ---- staticmethod and classmethod ----

/// `staticmethod` and `classmethod` objects: a wrapped callable.
#[repr(C)]
pub struct WrappedObject {
    pub header: Header,
    pub callable: Slot,
}

crate::heap_object!(
    WrappedObject,
    WRAPPED_LAYOUT,
    "wrapped callable",
    Kind::StaticMethod,
    |object, tracer| { tracer.slot(&object.callable) }
);

pub static STATIC_METHOD: TypeSpec = TypeSpec::new("staticmethod", &WRAPPED_LAYOUT)
    .flags(type_flags::BASE | type_flags::DICT)
    .doc("Convert a function to be a static method.")
    .methods(&[
        static_method("__new__", wrapped_new, "(cls, *args, **kwargs)", ""),
        method("__init__", wrapped_init, "(self, function, /)", ""),
        method(
            "__get__",
            |_, args| wrapped_callable(args[0]),
            "(self, instance, owner=None, /)",
            "",
        ),
        method(
            "__call__",
            static_call,
            "(self, /, *args, **kwargs)",
            "Call self as a function.",
        ),
        method("__repr__", wrapped_repr, "(self, /)", "Return repr(self)."),
        crate::rows::class_get_item(),
    ])
    .attributes(WRAPPED_ATTRIBUTES);

pub static CLASS_METHOD: TypeSpec = TypeSpec::new("classmethod", &WRAPPED_LAYOUT)
    .flags(type_flags::BASE | type_flags::DICT)
    .doc("Convert a function to be a class method.")
    .methods(&[
        static_method("__new__", wrapped_new, "(cls, *args, **kwargs)", ""),
        method("__init__", wrapped_init, "(self, function, /)", ""),
        method(
            "__get__",
            class_method_get,
            "(self, instance, owner=None, /)",
            "",
        ),
        method("__repr__", wrapped_repr, "(self, /)", "Return repr(self)."),
        crate::rows::class_get_item(),
    ])
    .attributes(WRAPPED_ATTRIBUTES);

static WRAPPED_ATTRIBUTES: &[GetSet] = &[
    member("__func__", |_, object| wrapped_callable(object), ""),
    member("__wrapped__", |_, object| wrapped_callable(object), ""),
    getter("__isabstractmethod__", wrapped_is_abstract, ""),
    getset(
        "__annotations__",
        |thread, object| wrapped_get(thread, object, names().__annotations__),
        |thread, object, value| wrapped_set(thread, object, names().__annotations__, value),
        "",
    ),
    getset(
        "__annotate__",
        |thread, object| wrapped_get(thread, object, names().__annotate__),
        |thread, object, value| wrapped_set(thread, object, names().__annotate__, value),
        "",
    ),
];

/// An attribute of its own; at first that of the wrapped callable.
fn wrapped_get(thread: &Thread, object: Value, name: Str) -> Result {
    let own = crate::attribute::instance_dict(thread, object)?;
    if let Some(value) = own.get_str(name) {
        return Ok(value);
    }
    let value = crate::attribute::get(thread, wrapped_callable(object)?, name)?;
    own.set_str(thread, name, value)?;
    Ok(value)
}

fn wrapped_set(thread: &Thread, object: Value, name: Str, value: Value) -> Result<()> {
    let own = crate::attribute::instance_dict(thread, object)?;
    if !value.is_null() {
        return own.set_str(thread, name, value);
    }
    match own.remove_str(thread, name)? {
        true => Ok(()),
        false => Err(errors::no_attribute(thread, object, name)),
    }
}

fn wrapped_callable(object: Value) -> Result {
    Ok(Ref::<WrappedObject>::of(object)
        .callable
        .get()
        .present()
        .unwrap_or(Value::NONE))
}

fn wrapped_new(thread: &Thread, args: &[Value]) -> Result {
    let shape = Ref::<TypeObject>::of(args[0]).root_shape();
    let object = thread.allocate(
        shape,
        WrappedObject {
            header: Header::new(shape.pointer().cast()),
            callable: Slot::new(Value::NULL),
        },
    )?;
    Ok(object.value())
}

fn wrapped_init(thread: &Thread, args: &[Value]) -> Result {
    let object = Ref::<WrappedObject>::of(args[0]);
    object.callable.set(object.header(), args[1]);
    for name in [
        names().__module__,
        names().__name__,
        names().__qualname__,
        names().__doc__,
    ] {
        if let Some(value) = crate::attribute::get_optional(thread, args[1], name)? {
            crate::attribute::set_generic(thread, args[0], name, value)?;
        }
    }
    Ok(Value::NONE)
}

/// A `staticmethod` around `callable`.
pub fn new_static_method(thread: &Thread, callable: Value) -> Result {
    let shape = STATIC_METHOD.root_shape();
    let object = thread.allocate(
        shape,
        WrappedObject {
            header: Header::new(shape.pointer().cast()),
            callable: Slot::new(callable),
        },
    )?;
    Ok(object.value())
}

/// A `classmethod` around `callable`.
pub fn new_class_method(thread: &Thread, callable: Value) -> Result {
    let shape = CLASS_METHOD.root_shape();
    let object = thread.allocate(
        shape,
        WrappedObject {
            header: Header::new(shape.pointer().cast()),
            callable: Slot::new(callable),
        },
    )?;
    Ok(object.value())
}

fn static_call(thread: &Thread, args: &[Value]) -> Result {
    crate::call::call_spread(
        thread,
        wrapped_callable(args[0])?,
        Ref::of(args[1]),
        args[2],
    )
}

fn class_method_get(thread: &Thread, args: &[Value]) -> Result {
    let owner = if args[2].is_null() || args[2].is_none() {
        args[1].class().value()
    } else {
        args[2]
    };
    super::bound::BoundMethod::new(thread, wrapped_callable(args[0])?, owner)
        .map(|method| method.value())
}

fn wrapped_repr(thread: &Thread, args: &[Value]) -> Result {
    let inner = crate::operations::repr(thread, wrapped_callable(args[0])?)?;
    let is_static = args[0].class().is_subtype(STATIC_METHOD.get());
    let class = if is_static {
        "staticmethod"
    } else {
        "classmethod"
    };
    Ok(Str::new(thread, &format!("<{class}({})>", inner.to_string_lossy()))?.value())
}

fn wrapped_is_abstract(thread: &Thread, object: Value) -> Result {
    is_abstract(thread, wrapped_callable(object)?).map(Value::bool)
}

fn is_abstract(thread: &Thread, callable: Value) -> Result<bool> {
    match crate::attribute::get_optional(thread, callable, names().__isabstractmethod__)? {
        Some(flag) => crate::operations::truth(thread, flag),
        None => Ok(false),
    }
}

// ---- property ----

#[repr(C)]
pub struct PropertyObject {
    pub header: Header,
    pub get: Slot,
    pub set: Slot,
    pub delete: Slot,
    doc: Slot,
    /// True if the doc is that of the getter.
    getter_doc: Slot,
    name: Slot,
}

crate::heap_object!(
    PropertyObject,
    PROPERTY_LAYOUT,
    "property",
    Kind::Property,
    |object, tracer| {
        for slot in [
            &object.get,
            &object.set,
            &object.delete,
            &object.doc,
            &object.name,
        ] {
            tracer.slot(slot);
        }
    }
);

pub static PROPERTY: TypeSpec = TypeSpec::new("property", &PROPERTY_LAYOUT)
    .flags(type_flags::BASE)
    .doc("Property attribute.")
    .methods(&[
        static_method("__new__", property_new, "(cls, *args, **kwargs)", ""),
        method(
            "__init__",
            property_init,
            "(self, fget=None, fset=None, fdel=None, doc=None)",
            "",
        ),
        method(
            "__get__",
            property_get,
            "(self, instance, owner=None, /)",
            "",
        ),
        method("__set__", property_set, "(self, instance, value, /)", ""),
        method("__delete__", property_delete, "(self, instance, /)", ""),
        method("__set_name__", property_set_name, "(self, /, *args)", ""),
        method(
            "getter",
            |thread, args| property_copy(thread, args, 0),
            "(self, fget, /)",
            "Descriptor to obtain a copy of the property with a different getter.",
        ),
        method(
            "setter",
            |thread, args| property_copy(thread, args, 1),
            "(self, fset, /)",
            "Descriptor to obtain a copy of the property with a different setter.",
        ),
        method(
            "deleter",
            |thread, args| property_copy(thread, args, 2),
            "(self, fdel, /)",
            "Descriptor to obtain a copy of the property with a different deleter.",
        ),
    ])
    .attributes(&[
        member("fget", |_, object| Ok(or_none(&property(object).get)), ""),
        member("fset", |_, object| Ok(or_none(&property(object).set)), ""),
        member(
            "fdel",
            |_, object| Ok(or_none(&property(object).delete)),
            "",
        ),
        getset(
            "__doc__",
            |_, object| Ok(or_none(&property(object).doc)),
            |_, object, value| {
                property(object).doc.set(
                    property(object).header(),
                    if value.is_null() { Value::NONE } else { value },
                );
                Ok(())
            },
            "",
        ),
        getset(
            "__name__",
            property_name,
            |_, object, value| {
                property(object).name.set(property(object).header(), value);
                Ok(())
            },
            "",
        ),
        getter("__isabstractmethod__", property_is_abstract, ""),
    ]);

fn property(value: Value) -> Ref<PropertyObject> {
    Ref::of(value)
}

fn or_none(slot: &Slot) -> Value {
    slot.get().present().unwrap_or(Value::NONE)
}

fn property_new(thread: &Thread, args: &[Value]) -> Result {
    let shape = Ref::<TypeObject>::of(args[0]).root_shape();
    let null = || Slot::new(Value::NULL);
    let object = thread.allocate(
        shape,
        PropertyObject {
            header: Header::new(shape.pointer().cast()),
            get: null(),
            set: null(),
            delete: null(),
            doc: null(),
            getter_doc: Slot::new(Value::FALSE),
            name: null(),
        },
    )?;
    Ok(object.value())
}

fn property_init(thread: &Thread, args: &[Value]) -> Result {
    let object = property(args[0]);
    let given = |value: Value| if value.is_none() { Value::NULL } else { value };
    object.get.set(object.header(), given(args[1]));
    object.set.set(object.header(), given(args[2]));
    object.delete.set(object.header(), given(args[3]));
    let mut doc = given(args[4]);
    let mut getter_doc = false;
    if doc.is_null()
        && let Some(get) = given(args[1]).present()
        && let Some(found) = crate::attribute::get_optional(thread, get, names().__doc__)?
    {
        doc = given(found);
        getter_doc = !doc.is_null();
    }
    object.doc.set(object.header(), doc);
    object
        .getter_doc
        .set(object.header(), Value::bool(getter_doc));
    if args[0].class() == PROPERTY.get() {
        return Ok(Value::NONE);
    }
    // The `__doc__` of a subclass hides ours, so its instances have one of their own.
    let shown = doc.present().unwrap_or(Value::NONE);
    match crate::attribute::set(thread, args[0], names().__doc__, shown) {
        Err(raised) if getter_doc || !raised.is(&crate::exceptions::ATTRIBUTE_ERROR) => Err(raised),
        _ => Ok(Value::NONE),
    }
}

fn property_name(thread: &Thread, object: Value) -> Result {
    if let Some(name) = property(object).name.get().present() {
        return Ok(name);
    }
    if let Some(get) = property(object).get.get().present()
        && let Some(name) = crate::attribute::get_optional(thread, get, names().__name__)?
    {
        return Ok(name);
    }
    Err(errors::no_attribute(thread, object, names().__name__))
}

/// "property 'x' of 'C' object has no getter"
#[cold]
fn property_lacks(
    thread: &Thread,
    descriptor: Value,
    instance: Value,
    what: &str,
) -> errors::Raised {
    let name = match property_name(thread, descriptor) {
        Ok(name) => match crate::operations::repr(thread, name) {
            Ok(name) => format!(" {}", name.to_string_lossy()),
            Err(raised) => return raised,
        },
        Err(_) => String::new(),
    };
    let class = match crate::operations::str(thread, instance.class().qualified_name()) {
        Ok(class) => class.to_string_lossy().into_owned(),
        Err(raised) => return raised,
    };
    errors::new(
        thread,
        &crate::exceptions::ATTRIBUTE_ERROR,
        format!("property{name} of '{class}' object has no {what}"),
    )
}

fn property_get(thread: &Thread, args: &[Value]) -> Result {
    if args[1].is_none() && !args[2].is_null() && !args[2].is_none() {
        return Ok(args[0]);
    }
    match property(args[0]).get.get().present() {
        Some(get) => call(thread, get, &[args[1]]),
        None => Err(property_lacks(thread, args[0], args[1], "getter")),
    }
}

fn property_set(thread: &Thread, args: &[Value]) -> Result {
    match property(args[0]).set.get().present() {
        Some(set) => call(thread, set, &[args[1], args[2]]),
        None => Err(property_lacks(thread, args[0], args[1], "setter")),
    }
}

fn property_delete(thread: &Thread, args: &[Value]) -> Result {
    match property(args[0]).delete.get().present() {
        Some(delete) => call(thread, delete, &[args[1]]),
        None => Err(property_lacks(thread, args[0], args[1], "deleter")),
    }
}

fn property_set_name(thread: &Thread, args: &[Value]) -> Result {
    let object = property(args[0]);
    let given: Tuple = Ref::of(args[1]);
    let [_owner, name] = given.values() else {
        return Err(errors::type_error(
            thread,
            format!(
                "__set_name__() takes 2 positional arguments but {} were given",
                given.len()
            ),
        ));
    };
    object.name.set(object.header(), *name);
    Ok(Value::NONE)
}

fn property_copy(thread: &Thread, args: &[Value], which: usize) -> Result {
    let object = property(args[0]);
    let mut parts = [
        or_none(&object.get),
        or_none(&object.set),
        or_none(&object.delete),
        or_none(&object.doc),
    ];
    if !args[1].is_none() {
        parts[which] = args[1];
    }
    if object.getter_doc.get() == Value::TRUE && !parts[0].is_none() {
        parts[3] = Value::NONE;
    }
    let copy = call(thread, args[0].class().value(), &parts)?;
    if let (Some(copy), Some(name)) = (
        copy.downcast::<PropertyObject>(),
        object.name.get().present(),
    ) {
        copy.name.set(copy.header(), name);
    }
    Ok(copy)
}

fn property_is_abstract(thread: &Thread, object: Value) -> Result {
    let object = property(object);
    for slot in [&object.get, &object.set, &object.delete] {
        if let Some(callable) = slot.get().present()
            && is_abstract(thread, callable)?
        {
            return Ok(Value::TRUE);
        }
    }
    Ok(Value::FALSE)
}
