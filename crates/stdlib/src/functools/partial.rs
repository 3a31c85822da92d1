//! `partial`, and `Placeholder` for the positional arguments that it leaves open.

use super::bind_as_method;
use crate::slots_object;
use crate::support::{CLASS_GETITEM, make, make_exact, repr_text, text, tuple};
use typhon_objects::attribute;
use typhon_objects::call::call_spread;
use typhon_objects::prelude::*;
use typhon_objects::thread::Global;
use typhon_objects::types::Special;

slots_object!(
    PlaceholderObject,
    PLACEHOLDER_LAYOUT,
    "functools._PlaceholderType",
    {}
);

pub(super) static PLACEHOLDER_TYPE: TypeSpec = TypeSpec::new(
    "_PlaceholderType",
    &PLACEHOLDER_LAYOUT,
)
.module("functools")
.doc("The type of the Placeholder singleton.\n\nUsed as a placeholder for partial arguments.")
.methods(&[
    static_method("__new__", new_placeholder, "(cls, /, *args, **kwargs)", ""),
    method(
        "__repr__",
        |thread, _| text(thread, "Placeholder"),
        "(self, /)",
        "Return repr(self).",
    ),
    method(
        "__reduce__",
        |thread, _| text(thread, "Placeholder"),
        "(self, /)",
        "",
    ),
]);

static PLACEHOLDER: Global = Global::new();

/// The one `Placeholder`, made when the module is.
pub(super) fn placeholder(thread: &Thread) -> Result {
    if PLACEHOLDER.get().is_null() {
        let object = make_exact(thread, &PLACEHOLDER_TYPE, |header| PlaceholderObject {
            header,
        })?;
        PLACEHOLDER.set(object.value());
    }
    Ok(PLACEHOLDER.get())
}

fn new_placeholder(thread: &Thread, args: &[Value]) -> Result {
    let positional: Tuple = Ref::of(args[1]);
    if !positional.is_empty() || !args[2].is_null() {
        return Err(errors::type_error(
            thread,
            "PlaceholderType takes no arguments",
        ));
    }
    placeholder(thread)
}

fn is_placeholder(value: Value) -> bool {
    value == PLACEHOLDER.get()
}

slots_object!(PartialObject, PARTIAL_LAYOUT, "functools.partial", { function, arguments, keywords });

pub(super) static PARTIAL: TypeSpec = TypeSpec::new("partial", &PARTIAL_LAYOUT)
    .module("functools")
    .flags(type_flags::BASE | type_flags::DICT | type_flags::WEAKREF)
    .mutable()
    .doc("Create a new function with partial application of the given arguments and keywords.")
    .methods(&[
        static_method("__new__", new, "(cls, /, *args, **keywords)", ""),
        method(
            "__call__",
            call_partial,
            "(self, /, *args, **kwargs)",
            "Call self as a function.",
        ),
        method(
            "__get__",
            bind_as_method,
            "(self, instance, owner=None, /)",
            "Return an attribute of instance, which is of type owner.",
        ),
        method("__repr__", repr, "(self, /)", "Return repr(self)."),
        method("__reduce__", reduce, "(self, /)", ""),
        method("__setstate__", set_state, "(self, state, /)", ""),
        CLASS_GETITEM,
    ])
    .attributes(&[
        member(
            "func",
            |_, object| Ok(partial_of(object).function.get()),
            "function object to use in future partial calls",
        ),
        member(
            "args",
            |_, object| Ok(partial_of(object).arguments.get()),
            "tuple of arguments to future partial calls",
        ),
        member(
            "keywords",
            |_, object| Ok(partial_of(object).keywords.get()),
            "dictionary of keyword arguments to future partial calls",
        ),
    ]);

fn partial_of(value: Value) -> Ref<PartialObject> {
    Ref::of(value)
}

#[cold]
fn trailing(thread: &Thread) -> Raised {
    errors::type_error(thread, "trailing Placeholders are not allowed")
}

/// A partial object that may stand for what it wraps: nothing about it is special.
fn plain_partial(thread: &Thread, function: Value) -> Result<Option<Ref<PartialObject>>> {
    let Some(partial) = function.downcast::<PartialObject>() else {
        return Ok(None);
    };
    if function.class().special(Special::Call) != PARTIAL.get().special(Special::Call) {
        return Ok(None);
    }
    let own = attribute::instance_attributes(thread, function)?;
    Ok(Some(partial).filter(|_| own.is_empty()))
}

fn new(thread: &Thread, args: &[Value]) -> Result {
    let given: Tuple = Ref::of(args[1]);
    let Some((&(mut function), rest)) = given.values().split_first() else {
        return Err(errors::type_error(
            thread,
            "type 'partial' takes at least one argument",
        ));
    };
    if !operations::is_callable(function) {
        return Err(errors::type_error(
            thread,
            "the first argument must be callable",
        ));
    }
    if rest.last().copied().is_some_and(is_placeholder) {
        return Err(trailing(thread));
    }
    let mut keywords = args[2].downcast::<DictObject>();
    if keywords.is_some_and(|dict| dict.entries().any(|(_, value)| is_placeholder(value))) {
        return Err(errors::type_error(
            thread,
            "Placeholder cannot be passed as a keyword argument",
        ));
    }
    let mut arguments = Tuple::new(thread, rest)?;
    if let Some(inner) = plain_partial(thread, function)? {
        function = inner.function.get();
        let known: Tuple = Ref::of(inner.arguments.get());
        arguments = fill_placeholders(thread, known, rest)?;
        let inner_keywords: Dict = Ref::of(inner.keywords.get());
        let merged = inner_keywords.copy(thread)?;
        if let Some(own) = keywords {
            for (name, value) in own.entries() {
                merged.set(thread, name, value)?;
            }
        }
        keywords = Some(merged);
    }
    let keywords = match keywords {
        Some(keywords) => keywords,
        None => Dict::new(thread)?,
    };
    let partial = make(thread, Type::of(args[0]), |header| PartialObject {
        header,
        function: Slot::new(function),
        arguments: Slot::new(arguments.value()),
        keywords: Slot::new(keywords.value()),
    })?;
    Ok(partial.value())
}

/// `known` with its placeholders replaced from `given`, whose rest follows; placeholders for which
/// nothing is given stay.
fn fill_placeholders(thread: &Thread, known: Tuple, given: &[Value]) -> Result<Tuple> {
    let open = known.iter().filter(|&value| is_placeholder(value)).count();
    let length = known.len() + given.len().saturating_sub(open);
    let all = Tuple::unfilled(thread, typhon_objects::tuple::TUPLE.root_shape(), length)?;
    let mut given = given.iter().copied();
    for (index, value) in known.iter().enumerate() {
        let value = if is_placeholder(value) {
            given.next().unwrap_or(value)
        } else {
            value
        };
        all.set_initial(index, value);
    }
    for (index, value) in given.enumerate() {
        all.set_initial(known.len() + index, value);
    }
    Ok(all)
}

fn call_partial(thread: &Thread, args: &[Value]) -> Result {
    let partial = partial_of(args[0]);
    let given: Tuple = Ref::of(args[1]);
    let known: Tuple = Ref::of(partial.arguments.get());
    let open = known.iter().filter(|&value| is_placeholder(value)).count();
    if given.len() < open {
        return Err(errors::type_error(
            thread,
            format!(
                "missing positional arguments in 'partial' call; expected at least {open}, got {}",
                given.len()
            ),
        ));
    }
    let function = partial.function.get();
    let stored: Dict = Ref::of(partial.keywords.get());
    let keywords = match args[2].downcast::<DictObject>() {
        None if stored.is_empty() => None,
        None => Some(stored),
        Some(own) if stored.is_empty() => Some(own),
        Some(own) => {
            let merged = stored.copy(thread)?;
            for (name, value) in own.entries() {
                merged.set(thread, name, value)?;
            }
            Some(merged)
        }
    };
    match keywords {
        Some(keywords) => {
            let all = fill_placeholders(thread, known, given.values())?;
            call_spread(thread, function, all, keywords.value())
        }
        None => thread.with_scratch(known.len() + given.len() - open, |values| {
            let mut rest = given.iter();
            for (target, value) in values.iter_mut().zip(known.iter()) {
                *target = if is_placeholder(value) {
                    rest.next().unwrap_or(value)
                } else {
                    value
                };
            }
            for (target, value) in values[known.len()..].iter_mut().zip(rest) {
                *target = value;
            }
            call(thread, function, values)
        }),
    }
}

fn repr(thread: &Thread, args: &[Value]) -> Result {
    let partial = partial_of(args[0]);
    let class = args[0].class();
    let name = match class.module_text() {
        Some(module) if module != "builtins" => {
            let qualified = operations::str(thread, class.qualified_name())?;
            format!("{module}.{}", qualified.to_string_lossy())
        }
        _ => class.name_text(),
    };
    let inner = operations::repr_guard(thread, args[0], || {
        // Read before any `__repr__` runs: one may change the state.
        let arguments: Tuple = Ref::of(partial.arguments.get());
        let keywords: Dict = Ref::of(partial.keywords.get());
        let mut pieces = vec![repr_text(thread, partial.function.get())?];
        for value in arguments.iter() {
            pieces.push(repr_text(thread, value)?);
        }
        for (key, value) in keywords.copy(thread)?.entries() {
            let key = operations::str(thread, key)?;
            pieces.push(format!(
                "{}={}",
                key.to_string_lossy(),
                repr_text(thread, value)?
            ));
        }
        Ok(pieces.join(", "))
    })?;
    match inner {
        Some(inner) => text(thread, format!("{name}({inner})")),
        None => text(thread, "..."),
    }
}

fn reduce(thread: &Thread, args: &[Value]) -> Result {
    let partial = partial_of(args[0]);
    let own = attribute::instance_attributes(thread, args[0])?;
    let own = if own.is_empty() {
        Value::NONE
    } else {
        attribute::instance_dict(thread, args[0])?.value()
    };
    let function = partial.function.get();
    let state = tuple(
        thread,
        &[
            function,
            partial.arguments.get(),
            partial.keywords.get(),
            own,
        ],
    )?;
    let arguments = tuple(thread, &[function])?;
    tuple(thread, &[args[0].class().value(), arguments, state])
}

fn set_state(thread: &Thread, args: &[Value]) -> Result {
    let partial = partial_of(args[0]);
    let invalid = || errors::type_error(thread, "invalid partial state");
    let Some(state) = args[1].downcast::<TupleObject>() else {
        return Err(invalid());
    };
    let &[function, arguments, keywords, own] = state.values() else {
        return Err(invalid());
    };
    let (Some(arguments), true) = (
        arguments.downcast::<TupleObject>(),
        operations::is_callable(function),
    ) else {
        return Err(invalid());
    };
    if !keywords.is_none() && !keywords.is::<DictObject>() {
        return Err(invalid());
    }
    if !own.is_none() && !own.is::<DictObject>() {
        return Err(invalid());
    }
    if arguments
        .values()
        .last()
        .copied()
        .is_some_and(is_placeholder)
    {
        return Err(trailing(thread));
    }
    let arguments = match arguments.value().exact_kind() {
        Kind::Tuple => arguments,
        _ => Tuple::new(thread, arguments.values())?,
    };
    let keywords = match keywords.downcast::<DictObject>() {
        None => Dict::new(thread)?,
        Some(dict) if keywords.exact_kind() == Kind::Dict => dict,
        Some(dict) => dict.copy(thread)?,
    };
    let header = partial.header();
    partial.function.set(header, function);
    partial.arguments.set(header, arguments.value());
    partial.keywords.set(header, keywords.value());
    let own = match own.downcast::<DictObject>() {
        Some(own) => own,
        None => Dict::new(thread)?,
    };
    attribute::set_instance_dict(thread, args[0], own)?;
    Ok(Value::NONE)
}
