//! `typing.ParamSpec`, and its `args` and `kwargs`.

use super::type_var::check_variance;
use super::{calling_module, evaluator_of, expect_name, lazy, no_default, no_subclass, set_module};
use crate::errors::Result;
use crate::object::{HeapObject, Kind, Ref, ValueExt};
use crate::operations;
use crate::str::{Str, StrObject};
use crate::thread::Thread;
use crate::types::{GetSet, TypeSpec, getter, member, method, static_method, type_flags};
use crate::union::{call_typing, from_values};
use typhon_heap::{Header, Slot, Value};

#[repr(C)]
pub struct ParamSpecObject {
    pub header: Header,
    name: Slot,
    bound: Slot,
    pub(super) default: Slot,
    pub(super) evaluate_default: Slot,
    covariant: bool,
    contravariant: bool,
    infer_variance: bool,
}

crate::heap_object!(
    ParamSpecObject,
    PARAM_SPEC_LAYOUT,
    "ParamSpec",
    Kind::Other,
    |object, tracer| {
        for slot in [
            &object.name,
            &object.bound,
            &object.default,
            &object.evaluate_default,
        ] {
            tracer.slot(slot);
        }
    }
);

pub static PARAM_SPEC: TypeSpec = TypeSpec::new("ParamSpec", &PARAM_SPEC_LAYOUT)
    .module("typing")
    .flags(type_flags::DICT | type_flags::WEAKREF)
    .doc("Parameter specification variable: stands for the parameters of a callable.")
    .methods(&[
        static_method(
            "__new__",
            new,
            "(cls, name, *, bound=None, default=typing.NoDefault, covariant=False, contravariant=False, infer_variance=False)",
            "Create and return a new object.  See help(type) for accurate signature.",
        ),
        method("__repr__", repr, "(self, /)", "Return repr(self)."),
        method(
            "__or__",
            |thread, args| from_values(thread, &[args[0], args[1]], true),
            "(self, value, /)",
            "Return self|value.",
        ),
        method(
            "__ror__",
            |thread, args| from_values(thread, &[args[1], args[0]], true),
            "(self, value, /)",
            "Return value|self.",
        ),
        method(
            "__mro_entries__",
            |thread, _| no_subclass(thread, "ParamSpec"),
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
            |thread, args| call_typing(thread, "_paramspec_subst", args),
            "(self, arg, /)",
            "",
        ),
        method(
            "__typing_prepare_subst__",
            |thread, args| call_typing(thread, "_paramspec_prepare_subst", args),
            "(self, alias, args, /)",
            "",
        ),
        method("has_default", has_default, "(self, /)", ""),
    ])
    .attributes(&[
        member("__name__", |_, object| Ok(this(object).name.get()), ""),
        member(
            "__bound__",
            |_, object| Ok(this(object).bound.get().present().unwrap_or(Value::NONE)),
            "",
        ),
        member(
            "__covariant__",
            |_, object| Ok(Value::bool(this(object).covariant)),
            "",
        ),
        member(
            "__contravariant__",
            |_, object| Ok(Value::bool(this(object).contravariant)),
            "",
        ),
        member(
            "__infer_variance__",
            |_, object| Ok(Value::bool(this(object).infer_variance)),
            "",
        ),
        getter(
            "args",
            |thread, object| new_part(thread, &PARAM_SPEC_ARGS, object),
            "Represents positional arguments.",
        ),
        getter(
            "kwargs",
            |thread, object| new_part(thread, &PARAM_SPEC_KWARGS, object),
            "Represents keyword arguments.",
        ),
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

fn this(value: Value) -> Ref<ParamSpecObject> {
    Ref::of(value)
}

fn make(
    thread: &Thread,
    name: Value,
    bound: Value,
    default: Value,
    flags: [bool; 3],
) -> Result<Ref<ParamSpecObject>> {
    let shape = PARAM_SPEC.root_shape();
    let [covariant, contravariant, infer_variance] = flags;
    thread.allocate(
        shape,
        ParamSpecObject {
            header: Header::new(shape.pointer().cast()),
            name: Slot::new(name),
            bound: Slot::new(bound),
            default: Slot::new(default),
            evaluate_default: Slot::new(Value::NULL),
            covariant,
            contravariant,
            infer_variance,
        },
    )
}

/// A parameter specification of a type-parameter list.
pub(super) fn make_lazy(thread: &Thread, name: Value) -> Result {
    let flags = [false, false, true];
    Ok(make(thread, name, Value::NULL, Value::NULL, flags)?.value())
}

fn new(thread: &Thread, args: &[Value]) -> Result {
    let [_, name, bound, default, flags @ ..] = args else {
        unreachable!("bound to the row")
    };
    let name = expect_name(thread, "paramspec", *name)?;
    let variance = check_variance(thread, flags)?;
    // Of parameter lists: whatever it is.
    let bound = bound.present().filter(|bound| !bound.is_none());
    let bound = bound.unwrap_or(Value::NULL);
    let flags = [
        variance.covariant,
        variance.contravariant,
        variance.inferred,
    ];
    let made = make(thread, name.value(), bound, *default, flags)?;
    set_module(thread, made.value(), calling_module(thread))?;
    Ok(made.value())
}

fn repr(thread: &Thread, args: &[Value]) -> Result {
    let own = this(args[0]);
    let name = operations::str(thread, own.name.get())?;
    let sign: &[u8] = match (own.infer_variance, own.covariant, own.contravariant) {
        (true, _, _) => b"",
        (_, true, _) => b"+",
        (_, _, true) => b"-",
        _ => b"~",
    };
    Ok(Str::from_wtf8(thread, &[sign, name.bytes()].concat())?.value())
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

// ---- P.args and P.kwargs ----

/// `P.args` or `P.kwargs`, by its class.
#[repr(C)]
pub struct ParamSpecPartObject {
    pub header: Header,
    origin: Slot,
}

crate::heap_object!(
    ParamSpecPartObject,
    PARAM_SPEC_PART_LAYOUT,
    "ParamSpec part",
    Kind::Other,
    |object, tracer| tracer.slot(&object.origin)
);

static PART_ATTRIBUTES: &[GetSet] = &[member(
    "__origin__",
    |_, object| Ok(Ref::<ParamSpecPartObject>::of(object).origin.get()),
    "",
)];

pub static PARAM_SPEC_ARGS: TypeSpec = TypeSpec::new("ParamSpecArgs", &PARAM_SPEC_PART_LAYOUT)
    .module("typing")
    .flags(type_flags::WEAKREF)
    .doc("The args of a ParamSpec: those passed by position.")
    .methods(&[
        static_method(
            "__new__",
            |thread, args| new_part(thread, &PARAM_SPEC_ARGS, args[1]),
            "(cls, origin)",
            "Create and return a new object.  See help(type) for accurate signature.",
        ),
        method(
            "__repr__",
            |thread, args| part_repr(thread, args[0], ".args"),
            "(self, /)",
            "Return repr(self).",
        ),
        method(
            "__eq__",
            part_equal,
            "(self, value, /)",
            "Return self==value.",
        ),
        method(
            "__mro_entries__",
            |thread, _| no_subclass(thread, "ParamSpecArgs"),
            "(self, bases, /)",
            "",
        ),
    ])
    .attributes(PART_ATTRIBUTES);

pub static PARAM_SPEC_KWARGS: TypeSpec = TypeSpec::new("ParamSpecKwargs", &PARAM_SPEC_PART_LAYOUT)
    .module("typing")
    .flags(type_flags::WEAKREF)
    .doc("The kwargs of a ParamSpec: those passed by keyword.")
    .methods(&[
        static_method(
            "__new__",
            |thread, args| new_part(thread, &PARAM_SPEC_KWARGS, args[1]),
            "(cls, origin)",
            "Create and return a new object.  See help(type) for accurate signature.",
        ),
        method(
            "__repr__",
            |thread, args| part_repr(thread, args[0], ".kwargs"),
            "(self, /)",
            "Return repr(self).",
        ),
        method(
            "__eq__",
            part_equal,
            "(self, value, /)",
            "Return self==value.",
        ),
        method(
            "__mro_entries__",
            |thread, _| no_subclass(thread, "ParamSpecKwargs"),
            "(self, bases, /)",
            "",
        ),
    ])
    .attributes(PART_ATTRIBUTES);

fn new_part(thread: &Thread, spec: &TypeSpec, origin: Value) -> Result {
    let shape = spec.root_shape();
    debug_assert!(std::ptr::eq(shape.base.layout, ParamSpecPartObject::LAYOUT));
    let part = thread.allocate(
        shape,
        ParamSpecPartObject {
            header: Header::new(shape.pointer().cast()),
            origin: Slot::new(origin),
        },
    )?;
    Ok(part.value())
}

fn part_repr(thread: &Thread, object: Value, suffix: &str) -> Result {
    let origin = Ref::<ParamSpecPartObject>::of(object).origin.get();
    let name = match origin.downcast::<ParamSpecObject>() {
        Some(origin) => origin.name.get().downcast::<StrObject>(),
        None => None,
    };
    let name = match name {
        Some(name) => name,
        None => operations::repr(thread, origin)?,
    };
    let out = [name.bytes(), suffix.as_bytes()].concat();
    Ok(Str::from_wtf8(thread, &out)?.value())
}

fn part_equal(thread: &Thread, args: &[Value]) -> Result {
    if args[0].class() != args[1].class() {
        return Ok(Value::NOT_IMPLEMENTED);
    }
    let origin = |value: Value| Ref::<ParamSpecPartObject>::of(value).origin.get();
    operations::equal(thread, origin(args[0]), origin(args[1])).map(Value::bool)
}
