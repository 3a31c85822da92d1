//! `typing.TypeVar`. Bound, constraints and default are lazy: a value or the function that computes it.

use super::{
    calling_module, check_bound, evaluator_of, expect_name, lazy, no_default, no_subclass,
    set_module,
};
use crate::attribute;
use crate::errors::{self, Result};
use crate::names::names;
use crate::object::{Kind, Ref};
use crate::operations;
use crate::str::Str;
use crate::thread::Thread;
use crate::tuple::Tuple;
use crate::types::{TypeSpec, getter, member, method, static_method, type_flags};
use crate::union::{call_typing, from_values};
use typhon_heap::{Header, Slot, Value};

#[repr(C)]
pub struct TypeVarObject {
    pub header: Header,
    name: Slot,
    bound: Slot,
    evaluate_bound: Slot,
    constraints: Slot,
    evaluate_constraints: Slot,
    pub(super) default: Slot,
    pub(super) evaluate_default: Slot,
    covariant: bool,
    contravariant: bool,
    infer_variance: bool,
}

crate::heap_object!(
    TypeVarObject,
    TYPE_VAR_LAYOUT,
    "TypeVar",
    Kind::Other,
    |object, tracer| {
        for slot in [
            &object.name,
            &object.bound,
            &object.evaluate_bound,
            &object.constraints,
            &object.evaluate_constraints,
            &object.default,
            &object.evaluate_default,
        ] {
            tracer.slot(slot);
        }
    }
);

pub static TYPE_VAR: TypeSpec = TypeSpec::new("TypeVar", &TYPE_VAR_LAYOUT)
    .module("typing")
    .flags(type_flags::DICT | type_flags::WEAKREF)
    .doc("Type variable: a parameter of generic classes, functions and type aliases.")
    .methods(&[
        static_method(
            "__new__",
            new,
            "(cls, name, *constraints, bound=None, default=typing.NoDefault, covariant=False, contravariant=False, infer_variance=False)",
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
            |thread, _| no_subclass(thread, "TypeVar"),
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
            |thread, args| call_typing(thread, "_typevar_subst", args),
            "(self, arg, /)",
            "",
        ),
        method(
            "__typing_prepare_subst__",
            prepare_substitution,
            "(self, alias, args, /)",
            "",
        ),
        method("has_default", has_default, "(self, /)", ""),
    ])
    .attributes(&[
        member("__name__", |_, object| Ok(this(object).name.get()), ""),
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
            "__bound__",
            |thread, object| {
                let own = this(object);
                lazy(thread, own, &own.bound, &own.evaluate_bound, Value::NONE)
            },
            "",
        ),
        getter(
            "__constraints__",
            |thread, object| {
                let own = this(object);
                let empty = Tuple::new(thread, &[])?.value();
                lazy(thread, own, &own.constraints, &own.evaluate_constraints, empty)
            },
            "",
        ),
        getter(
            "__default__",
            |thread, object| default(thread, this(object)),
            "",
        ),
        getter(
            "evaluate_bound",
            |thread, object| {
                let own = this(object);
                evaluator_of(thread, &own.bound, &own.evaluate_bound, Value::NULL)
            },
            "",
        ),
        getter(
            "evaluate_constraints",
            |thread, object| {
                let own = this(object);
                evaluator_of(thread, &own.constraints, &own.evaluate_constraints, Value::NULL)
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

fn this(value: Value) -> Ref<TypeVarObject> {
    Ref::of(value)
}

fn default(thread: &Thread, own: Ref<TypeVarObject>) -> Result {
    let missing = no_default(thread)?;
    lazy(thread, own, &own.default, &own.evaluate_default, missing)
}

/// How the variance of a type variable is found.
#[derive(Copy, Clone, Default)]
pub(super) struct Variance {
    pub covariant: bool,
    pub contravariant: bool,
    pub inferred: bool,
}

pub(super) fn check_variance(thread: &Thread, flags: &[Value]) -> Result<Variance> {
    let mut given = [false; 3];
    for (target, flag) in given.iter_mut().zip(flags) {
        *target = match flag.present() {
            Some(flag) => operations::truth(thread, flag)?,
            None => false,
        };
    }
    let [covariant, contravariant, inferred] = given;
    if covariant && contravariant {
        return Err(errors::value_error(
            thread,
            "Bivariant types are not supported.",
        ));
    }
    if inferred && (covariant || contravariant) {
        return Err(errors::value_error(
            thread,
            "Variance cannot be specified with infer_variance.",
        ));
    }
    Ok(Variance {
        covariant,
        contravariant,
        inferred,
    })
}

/// A type variable of a type-parameter list; the functions compute bound or constraints, or are NULL.
pub(super) fn make_lazy(
    thread: &Thread,
    name: Value,
    evaluate_bound: Value,
    evaluate_constraints: Value,
) -> Result {
    let variance = Variance {
        inferred: true,
        ..Variance::default()
    };
    let parts = [
        Value::NULL,
        evaluate_bound,
        Value::NULL,
        evaluate_constraints,
    ];
    Ok(make(thread, name, parts, Value::NULL, variance)?.value())
}

/// `parts`: bound, its function, constraints, their function.
fn make(
    thread: &Thread,
    name: Value,
    parts: [Value; 4],
    default: Value,
    variance: Variance,
) -> Result<Ref<TypeVarObject>> {
    let shape = TYPE_VAR.root_shape();
    let [bound, evaluate_bound, constraints, evaluate_constraints] = parts.map(Slot::new);
    thread.allocate(
        shape,
        TypeVarObject {
            header: Header::new(shape.pointer().cast()),
            name: Slot::new(name),
            bound,
            evaluate_bound,
            constraints,
            evaluate_constraints,
            default: Slot::new(default),
            evaluate_default: Slot::new(Value::NULL),
            covariant: variance.covariant,
            contravariant: variance.contravariant,
            infer_variance: variance.inferred,
        },
    )
}

fn new(thread: &Thread, args: &[Value]) -> Result {
    let [_, name, constraints, bound, default, flags @ ..] = args else {
        unreachable!("bound to the row")
    };
    let name = expect_name(thread, "typevar", *name)?;
    let variance = check_variance(thread, flags)?;
    let bound = check_bound(thread, *bound)?;
    let given: Tuple = Ref::of(*constraints);
    if given.len() == 1 {
        return Err(errors::type_error(
            thread,
            "A single constraint is not allowed",
        ));
    }
    let mut constraints = Value::NULL;
    if !given.is_empty() {
        if !bound.is_null() {
            return Err(errors::type_error(
                thread,
                "Constraints cannot be combined with bound=...",
            ));
        }
        constraints = given.value();
    }
    let parts = [bound, Value::NULL, constraints, Value::NULL];
    let made = make(thread, name.value(), parts, *default, variance)?;
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

/// Supplies the default when the arguments end just before this parameter.
fn prepare_substitution(thread: &Thread, args: &[Value]) -> Result {
    let (alias, given) = (args[1], args[2]);
    let parameters = attribute::get(thread, alias, names().__parameters__)?;
    let parameters = operations::tuple_from(thread, parameters)?;
    let given_count = operations::len(thread, given)?;
    let Some(index) = parameters.iter().position(|item| item == args[0]) else {
        return Err(errors::value_error(
            thread,
            "sequence.index(x): x not in sequence",
        ));
    };
    if index < given_count {
        return Ok(given);
    }
    if index == given_count {
        let default = default(thread, this(args[0]))?;
        if default != no_default(thread)? {
            let given = operations::tuple_from(thread, given)?;
            let list = crate::list::List::from_values(thread, given.values())?;
            list.append(thread, default)?;
            return Ok(Tuple::from_list(thread, list)?.value());
        }
    }
    let shown = operations::str(thread, alias)?.to_string_lossy();
    Err(errors::type_error(
        thread,
        format!(
            "Too few arguments for {shown}; actual {given_count}, expected at least {}",
            index + 1
        ),
    ))
}
