//! `typing.TypeAliasType`: what a `type` statement makes. Its value is computed when it is asked for.

use super::type_var_tuple::{TypeVarTupleObject, unpack};
use super::{calling_module, evaluator_of, expect_name, lazy, no_default};
use crate::attribute;
use crate::errors::{self, Result};
use crate::function::FunctionObject;
use crate::object::{Kind, Ref, ValueExt};
use crate::operations;
use crate::str::intern_text;
use crate::thread::Thread;
use crate::tuple::{Tuple, TupleObject};
use crate::types::{TypeSpec, getter, member, method, static_method, type_flags};
use typhon_heap::{Header, Slot, Value};

#[repr(C)]
pub struct TypeAliasObject {
    pub header: Header,
    name: Slot,
    /// Tuple of type parameters, or NULL.
    type_params: Slot,
    value: Slot,
    evaluate_value: Slot,
    /// The module's name, NULL if it is that of the function which computes the value.
    module: Slot,
}

crate::heap_object!(
    TypeAliasObject,
    TYPE_ALIAS_LAYOUT,
    "TypeAliasType",
    Kind::Other,
    |object, tracer| {
        for slot in [
            &object.name,
            &object.type_params,
            &object.value,
            &object.evaluate_value,
            &object.module,
        ] {
            tracer.slot(slot);
        }
    }
);

pub static TYPE_ALIAS: TypeSpec = TypeSpec::new("TypeAliasType", &TYPE_ALIAS_LAYOUT)
    .module("typing")
    .flags(type_flags::WEAKREF)
    .doc("Type alias: a name for a type, whose value is computed lazily. Made by the type statement.")
    .methods(&[
        static_method(
            "__new__",
            new,
            "(cls, name, value, *, type_params=())",
            "Create and return a new object.  See help(type) for accurate signature.",
        ),
        method(
            "__repr__",
            |_, args| Ok(this(args[0]).name.get()),
            "(self, /)",
            "Return repr(self).",
        ),
        method(
            "__or__",
            |thread, args| crate::union::or(thread, args[0], args[1]),
            "(self, value, /)",
            "Return self|value.",
        ),
        method(
            "__ror__",
            |thread, args| crate::union::or(thread, args[1], args[0]),
            "(self, value, /)",
            "Return value|self.",
        ),
        method("__getitem__", get_item, "(self, key, /)", "Return self[key]."),
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
            "__reduce__",
            |_, args| Ok(this(args[0]).name.get()),
            "(self, /)",
            "",
        ),
    ])
    .attributes(&[
        member("__name__", |_, object| Ok(this(object).name.get()), ""),
        getter(
            "__value__",
            |thread, object| {
                let own = this(object);
                lazy(thread, own, &own.value, &own.evaluate_value, Value::NONE)
            },
            "",
        ),
        getter(
            "evaluate_value",
            |thread, object| {
                let own = this(object);
                evaluator_of(thread, &own.value, &own.evaluate_value, Value::NULL)
            },
            "",
        ),
        getter(
            "__type_params__",
            |thread, object| match this(object).type_params.get().present() {
                Some(params) => Ok(params),
                None => Ok(Tuple::new(thread, &[])?.value()),
            },
            "",
        ),
        getter("__parameters__", parameters, ""),
        getter("__module__", module, ""),
    ]);

fn this(value: Value) -> Ref<TypeAliasObject> {
    Ref::of(value)
}

fn make(thread: &Thread, parts: [Value; 5]) -> Result {
    let shape = TYPE_ALIAS.root_shape();
    let [name, type_params, value, evaluate_value, module] = parts.map(Slot::new);
    let made = thread.allocate(
        shape,
        TypeAliasObject {
            header: Header::new(shape.pointer().cast()),
            name,
            type_params,
            value,
            evaluate_value,
            module,
        },
    )?;
    Ok(made.value())
}

/// What a `type` statement makes.
pub(super) fn make_lazy(
    thread: &Thread,
    name: Value,
    type_params: Value,
    evaluate_value: Value,
) -> Result {
    let type_params = if type_params.is_none() {
        Value::NULL
    } else {
        type_params
    };
    let parts = [name, type_params, Value::NULL, evaluate_value, Value::NULL];
    make(thread, parts)
}

fn new(thread: &Thread, args: &[Value]) -> Result {
    let name = expect_name(thread, "typealias", args[1])?;
    let mut type_params = Value::NULL;
    if let Some(given) = args[3].present() {
        let Some(tuple) = given.downcast::<TupleObject>() else {
            return Err(errors::type_error(thread, "type_params must be a tuple"));
        };
        check_type_params(thread, tuple)?;
        if !tuple.is_empty() {
            type_params = given;
        }
    }
    let module = calling_module(thread);
    let parts = [name.value(), type_params, args[2], Value::NULL, module];
    make(thread, parts)
}

/// Whether a value is a type parameter, and of which kind.
fn is_type_param(value: Value) -> bool {
    value.is::<super::type_var::TypeVarObject>()
        || value.is::<super::param_spec::ParamSpecObject>()
        || value.is::<TypeVarTupleObject>()
}

fn check_type_params(thread: &Thread, params: Tuple) -> Result<()> {
    let missing = no_default(thread)?;
    let mut default_seen = false;
    for param in params.iter() {
        if !is_type_param(param) {
            let shown = operations::repr(thread, param)?.to_string_lossy();
            return Err(errors::type_error(
                thread,
                format!("Expected a type param, got {shown}"),
            ));
        }
        let default = attribute::get(thread, param, intern_text(thread, "__default__")?)?;
        if default != missing {
            default_seen = true;
        } else if default_seen {
            let shown = operations::repr(thread, param)?.to_string_lossy();
            return Err(errors::type_error(
                thread,
                format!("non-default type parameter '{shown}' follows default type parameter"),
            ));
        }
    }
    Ok(())
}

/// The type parameters with type variable tuples unpacked.
fn parameters(thread: &Thread, object: Value) -> Result {
    match Ref::<TupleObject>::from_slot(&this(object).type_params) {
        Some(params) => Ok(unpack_type_var_tuples(thread, params)?.value()),
        None => Ok(Tuple::new(thread, &[])?.value()),
    }
}

pub(super) fn unpack_type_var_tuples(thread: &Thread, params: Tuple) -> Result<Tuple> {
    if !params.iter().any(|param| param.is::<TypeVarTupleObject>()) {
        return Ok(params);
    }
    let unpacked = Tuple::unfilled(thread, crate::tuple::TUPLE.root_shape(), params.len())?;
    for (index, param) in params.iter().enumerate() {
        let param = if param.is::<TypeVarTupleObject>() {
            unpack(thread, param)?
        } else {
            param
        };
        unpacked.set_initial(index, param);
    }
    Ok(unpacked)
}

fn get_item(thread: &Thread, args: &[Value]) -> Result {
    if this(args[0]).type_params.get().is_null() {
        return Err(errors::type_error(
            thread,
            "Only generic type aliases are subscriptable",
        ));
    }
    crate::union::generic_alias(thread, args[0], args[1])
}

fn module(_thread: &Thread, object: Value) -> Result {
    let own = this(object);
    if let Some(module) = own.module.get().present() {
        return Ok(module);
    }
    let function = own.evaluate_value.get();
    let found = function
        .downcast::<FunctionObject>()
        .and_then(|function| function.module.get().present());
    Ok(found.unwrap_or(Value::NONE))
}
