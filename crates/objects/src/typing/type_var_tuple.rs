//! `typing.TypeVarTuple`: stands for any number of types.

use super::{calling_module, evaluator_of, expect_name, lazy, no_default, no_subclass, set_module};
use crate::attribute;
use crate::errors::{self, Result};
use crate::object::{Kind, Ref};
use crate::operations;
use crate::str::intern_text;
use crate::thread::Thread;
use crate::tuple::Tuple;
use crate::types::{TypeSpec, getter, member, method, static_method, type_flags};
use crate::union::call_typing;
use typhon_heap::{Header, Slot, Value};

#[repr(C)]
pub struct TypeVarTupleObject {
    pub header: Header,
    name: Slot,
    pub(super) default: Slot,
    pub(super) evaluate_default: Slot,
}

crate::heap_object!(
    TypeVarTupleObject,
    TYPE_VAR_TUPLE_LAYOUT,
    "TypeVarTuple",
    Kind::Other,
    |object, tracer| {
        tracer.slot(&object.name);
        tracer.slot(&object.default);
        tracer.slot(&object.evaluate_default);
    }
);

pub static TYPE_VAR_TUPLE: TypeSpec = TypeSpec::new("TypeVarTuple", &TYPE_VAR_TUPLE_LAYOUT)
    .module("typing")
    .flags(type_flags::DICT | type_flags::WEAKREF)
    .doc("Type variable tuple: stands for any number of types.")
    .methods(&[
        static_method(
            "__new__",
            new,
            "(cls, name, *, default=typing.NoDefault)",
            "Create and return a new object.  See help(type) for accurate signature.",
        ),
        method(
            "__repr__",
            |_, args| Ok(this(args[0]).name.get()),
            "(self, /)",
            "Return repr(self).",
        ),
        method(
            "__iter__",
            |thread, args| {
                let unpacked = unpack(thread, args[0])?;
                let only = Tuple::new(thread, &[unpacked])?;
                operations::iter(thread, only.value())
            },
            "(self, /)",
            "Implement iter(self).",
        ),
        method(
            "__mro_entries__",
            |thread, _| no_subclass(thread, "TypeVarTuple"),
            "(self, bases, /)",
            "",
        ),
        method(
            "__reduce__",
            |_, args| Ok(this(args[0]).name.get()),
            "(self, /)",
            "",
        ),
        method(
            "__typing_subst__",
            |thread, _| {
                Err(errors::type_error(
                    thread,
                    "Substitution of bare TypeVarTuple is not supported",
                ))
            },
            "(self, arg, /)",
            "",
        ),
        method(
            "__typing_prepare_subst__",
            |thread, args| call_typing(thread, "_typevartuple_prepare_subst", args),
            "(self, alias, args, /)",
            "",
        ),
        method("has_default", has_default, "(self, /)", ""),
    ])
    .attributes(&[
        member("__name__", |_, object| Ok(this(object).name.get()), ""),
        getter(
            "__default__",
            |thread, object| {
                let own = this(object);
                let missing = no_default(thread)?;
                lazy(thread, own, &own.default, &own.evaluate_default, missing)
            },
            "",
        ),
        getter(
            "evaluate_default",
            |thread, object| {
                let own = this(object);
                let missing = no_default(thread)?;
                evaluator_of(thread, &own.default, &own.evaluate_default, missing)
            },
            "",
        ),
    ]);

fn this(value: Value) -> Ref<TypeVarTupleObject> {
    Ref::of(value)
}

/// `typing.Unpack[parameter]`
pub(super) fn unpack(thread: &Thread, parameter: Value) -> Result {
    let typing = crate::copying::import(thread, "typing")?;
    let unpack = attribute::get(thread, typing, intern_text(thread, "Unpack")?)?;
    operations::get_item(thread, unpack, parameter)
}

/// A type variable tuple of a type-parameter list.
pub(super) fn make(
    thread: &Thread,
    name: Value,
    default: Value,
) -> Result<Ref<TypeVarTupleObject>> {
    let shape = TYPE_VAR_TUPLE.root_shape();
    thread.allocate(
        shape,
        TypeVarTupleObject {
            header: Header::new(shape.pointer().cast()),
            name: Slot::new(name),
            default: Slot::new(default),
            evaluate_default: Slot::new(Value::NULL),
        },
    )
}

fn new(thread: &Thread, args: &[Value]) -> Result {
    let name = expect_name(thread, "typevartuple", args[1])?;
    let made = make(thread, name.value(), args[2])?;
    set_module(thread, made.value(), calling_module(thread))?;
    Ok(made.value())
}

fn has_default(thread: &Thread, args: &[Value]) -> Result {
    let own = this(args[0]);
    let missing = no_default(thread)?;
    let has = !own.evaluate_default.get().is_null()
        || own
            .default
            .get()
            .present()
            .is_some_and(|default| default != missing);
    Ok(Value::bool(has))
}
