//! `types.GenericAlias`: a class with type arguments, such as `list[int]`, or unpacked, `*tuple[int]`.
//! Attributes other than its own few are those of the origin.

use super::parameters;
use crate::attribute;
use crate::call::call_spread;
use crate::errors::{self, Result};
use crate::exceptions as tree;
use crate::int;
use crate::list::{List, ListObject};
use crate::names::names;
use crate::object::{Kind, Ref, ValueExt};
use crate::operations;
use crate::str::{Str, intern, intern_text};
use crate::thread::Thread;
use crate::tuple::Tuple;
use crate::types::{
    Shape, TypeObject, TypeSpec, getter, member, method, static_method, type_flags,
};
use typhon_heap::{Header, Slot, Value};

#[repr(C)]
pub struct GenericAliasObject {
    pub header: Header,
    origin: Slot,
    args: Slot,
    /// Tuple, once somebody asked for it.
    parameters: Slot,
    unpacked: bool,
}

type Alias = Ref<GenericAliasObject>;

crate::heap_object!(
    GenericAliasObject,
    GENERIC_ALIAS_LAYOUT,
    "generic alias",
    Kind::Other,
    |object, tracer| {
        tracer.slot(&object.origin);
        tracer.slot(&object.args);
        tracer.slot(&object.parameters);
    }
);

impl Alias {
    pub fn origin(self) -> Value {
        self.origin.get()
    }

    pub fn args(self) -> Tuple {
        Ref::of(self.args.get())
    }
}

pub static GENERIC_ALIAS: TypeSpec = TypeSpec::new("GenericAlias", &GENERIC_ALIAS_LAYOUT)
    .module("types")
    .flags(type_flags::BASE | type_flags::WEAKREF)
    .doc("A class together with type arguments (PEP 585): list[int] has the origin list and the arguments (int,).")
    .methods(&[
        static_method(
            "__new__",
            new,
            "(cls, *args, **kwargs)",
            "Create and return a new object.  See help(type) for accurate signature.",
        ),
        method("__repr__", repr, "(self, /)", "Return repr(self)."),
        method("__hash__", hash, "(self, /)", "Return hash(self)."),
        method("__eq__", equal, "(self, value, /)", "Return self==value."),
        method(
            "__call__",
            call,
            "(self, /, *args, **kwargs)",
            "Call self as a function.",
        ),
        method("__getitem__", get_item, "(self, key, /)", "Return self[key]."),
        method(
            "__getattribute__",
            get_attribute,
            "(self, name, /)",
            "Return getattr(self, name).",
        ),
        method(
            "__or__",
            |thread, args| super::or(thread, args[0], args[1]),
            "(self, value, /)",
            "Return self|value.",
        ),
        method(
            "__ror__",
            |thread, args| super::or(thread, args[1], args[0]),
            "(self, value, /)",
            "Return value|self.",
        ),
        method("__iter__", iter, "(self, /)", "Implement iter(self)."),
        method("__mro_entries__", mro_entries, "(self, bases, /)", ""),
        method(
            "__instancecheck__",
            |thread, _| Err(parameterized(thread, "isinstance")),
            "(self, instance, /)",
            "",
        ),
        method(
            "__subclasscheck__",
            |thread, _| Err(parameterized(thread, "issubclass")),
            "(self, subclass, /)",
            "",
        ),
        method("__reduce__", reduce, "(self, /)", ""),
        method("__dir__", dir, "(self, /)", ""),
    ])
    .attributes(&[
        member("__origin__", |_, object| Ok(alias(object).origin()), ""),
        member("__args__", |_, object| Ok(alias(object).args().value()), ""),
        member(
            "__unpacked__",
            |_, object| Ok(Value::bool(alias(object).unpacked)),
            "",
        ),
        getter(
            "__parameters__",
            |thread, object| Ok(own_parameters(thread, alias(object))?.value()),
            "Type variables in the GenericAlias.",
        ),
        getter("__typing_unpacked_tuple_args__", unpacked_arguments, ""),
    ]);

fn alias(value: Value) -> Alias {
    Ref::of(value)
}

/// `origin[arguments]`
pub fn generic_alias(thread: &Thread, origin: Value, arguments: Value) -> Result {
    let shape = GENERIC_ALIAS.root_shape();
    make(thread, shape, origin, arguments, false)
}

fn make(
    thread: &Thread,
    shape: Ref<Shape>,
    origin: Value,
    arguments: Value,
    unpacked: bool,
) -> Result {
    let args = parameters::as_tuple(thread, arguments)?;
    let object = thread.allocate(
        shape,
        GenericAliasObject {
            header: Header::new(shape.pointer().cast()),
            origin: Slot::new(origin),
            args: Slot::new(args.value()),
            parameters: Slot::new(Value::NULL),
            unpacked,
        },
    )?;
    Ok(object.value())
}

fn new(thread: &Thread, args: &[Value]) -> Result {
    let class = Ref::<TypeObject>::of(args[0]);
    let given: Tuple = Ref::of(args[1]);
    if !args[2].is_null() {
        return Err(errors::type_error(
            thread,
            "GenericAlias() takes no keyword arguments",
        ));
    }
    if given.len() != 2 {
        return Err(errors::type_error(
            thread,
            format!("GenericAlias expected 2 arguments, got {}", given.len()),
        ));
    }
    make(
        thread,
        class.root_shape(),
        given.get(0),
        given.get(1),
        false,
    )
}

fn push_items(thread: &Thread, items: Tuple, out: &mut Vec<u8>) -> Result<()> {
    for (index, item) in items.iter().enumerate() {
        if index > 0 {
            out.extend_from_slice(b", ");
        }
        push_item(thread, item, out)?;
    }
    Ok(())
}

fn push_item(thread: &Thread, item: Value, out: &mut Vec<u8>) -> Result<()> {
    if item.exact_kind() != Kind::List {
        return parameters::type_repr(thread, item, out);
    }
    // The parameter list of a callable.
    thread.check_native_stack()?;
    out.push(b'[');
    let list: List = Ref::of(item);
    for index in 0..list.len() {
        if index > 0 {
            out.extend_from_slice(b", ");
        }
        // A repr may have shortened it.
        let Some(parameter) = list.get(index) else {
            return Err(errors::index_error(thread, "list index out of range"));
        };
        push_item(thread, parameter, out)?;
    }
    out.push(b']');
    Ok(())
}

fn repr(thread: &Thread, args: &[Value]) -> Result {
    let alias = alias(args[0]);
    let mut out = Vec::new();
    if alias.unpacked {
        out.push(b'*');
    }
    parameters::type_repr(thread, alias.origin(), &mut out)?;
    out.push(b'[');
    if alias.args().is_empty() {
        out.extend_from_slice(b"()");
    }
    push_items(thread, alias.args(), &mut out)?;
    out.push(b']');
    Ok(Str::from_wtf8(thread, &out)?.value())
}

fn hash(thread: &Thread, args: &[Value]) -> Result {
    let alias = alias(args[0]);
    let origin = operations::hash(thread, alias.origin())?;
    let arguments = operations::hash(thread, alias.args().value())?;
    let hash = match (origin ^ arguments) as i64 {
        -1 => -2,
        hash => hash,
    };
    int::from_i64(thread, hash)
}

fn equal(thread: &Thread, args: &[Value]) -> Result {
    let Some(other) = args[1].downcast::<GenericAliasObject>() else {
        return Ok(Value::NOT_IMPLEMENTED);
    };
    let own = alias(args[0]);
    let same = own.unpacked == other.unpacked
        && operations::equal(thread, own.origin(), other.origin())?
        && operations::equal(thread, own.args().value(), other.args().value())?;
    Ok(Value::bool(same))
}

/// Calls the origin; what it makes remembers the alias, if it can.
fn call(thread: &Thread, args: &[Value]) -> Result {
    let made = call_spread(thread, alias(args[0]).origin(), Ref::of(args[1]), args[2])?;
    match attribute::set(thread, made, names().__orig_class__, args[0]) {
        Err(raised) if !raised.is(&tree::ATTRIBUTE_ERROR) && !raised.is(&tree::TYPE_ERROR) => {
            Err(raised)
        }
        _ => Ok(made),
    }
}

fn own_parameters(thread: &Thread, alias: Alias) -> Result<Tuple> {
    if let Some(known) = Ref::from_slot(&alias.parameters) {
        return Ok(known);
    }
    let found = parameters::make_parameters(thread, alias.args())?;
    alias.parameters.set(alias.header(), found.value());
    Ok(found)
}

fn get_item(thread: &Thread, args: &[Value]) -> Result {
    let alias = alias(args[0]);
    let parameters = own_parameters(thread, alias)?;
    let replaced = super::substitute(thread, args[0], alias.args(), parameters, args[1])?;
    let shape = GENERIC_ALIAS.root_shape();
    make(
        thread,
        shape,
        alias.origin(),
        replaced.value(),
        alias.unpacked,
    )
}

/// Names that are looked up on the alias itself.
const OWN: [&str; 9] = [
    "__class__",
    "__origin__",
    "__args__",
    "__unpacked__",
    "__parameters__",
    "__typing_unpacked_tuple_args__",
    "__mro_entries__",
    "__reduce_ex__",
    "__reduce__",
];

/// Names that must not be found on the origin: they would be about the origin, not the alias.
const BLOCKED: [&str; 3] = ["__bases__", "__copy__", "__deepcopy__"];

fn get_attribute(thread: &Thread, args: &[Value]) -> Result {
    let name = intern(thread, operations::expect_attribute_name(thread, args[1])?)?;
    let own = name.bytes().starts_with(b"__")
        && OWN.iter().chain(&BLOCKED).any(|known| name.is_text(known));
    if own {
        return attribute::get_generic(thread, args[0], name);
    }
    attribute::get(thread, alias(args[0]).origin(), name)
}

fn mro_entries(thread: &Thread, args: &[Value]) -> Result {
    Ok(Tuple::new(thread, &[alias(args[0]).origin()])?.value())
}

fn parameterized(thread: &Thread, function: &str) -> errors::Raised {
    errors::type_error(
        thread,
        format!("{function}() argument 2 cannot be a parameterized generic"),
    )
}

fn unpacked_arguments(_thread: &Thread, object: Value) -> Result {
    let alias = alias(object);
    if alias.unpacked && alias.origin() == crate::tuple::TUPLE.get().value() {
        return Ok(alias.args().value());
    }
    Ok(Value::NONE)
}

fn reduce(thread: &Thread, args: &[Value]) -> Result {
    let alias = alias(args[0]);
    let class = GENERIC_ALIAS.get().value();
    let parts = Tuple::new(thread, &[alias.origin(), alias.args().value()])?;
    if !alias.unpacked {
        return Ok(Tuple::new(thread, &[class, parts.value()])?.value());
    }
    // Only iterating makes an unpacked alias.
    let plain = make(
        thread,
        GENERIC_ALIAS.root_shape(),
        alias.origin(),
        alias.args().value(),
        false,
    )?;
    let iterator = new_iterator(thread, plain)?;
    let next = crate::module::builtin(thread, "next")?;
    let arguments = Tuple::new(thread, &[iterator])?;
    Ok(Tuple::new(thread, &[next, arguments.value()])?.value())
}

fn dir(thread: &Thread, args: &[Value]) -> Result {
    let dir = crate::module::builtin(thread, "dir")?;
    let found = crate::call::call(thread, dir, &[alias(args[0]).origin()])?;
    let list: List = match found.downcast::<ListObject>() {
        Some(list) => list,
        None => operations::list_from(thread, found)?,
    };
    for name in OWN {
        let name = intern_text(thread, name)?.value();
        if !operations::contains(thread, list.value(), name)? {
            list.append(thread, name)?;
        }
    }
    Ok(list.value())
}

// ---- *alias ----

/// The iterator behind `*alias`: gives the alias unpacked, once.
#[repr(C)]
pub struct AliasIteratorObject {
    pub header: Header,
    /// The alias, NULL once it was given.
    alias: Slot,
}

crate::heap_object!(
    AliasIteratorObject,
    ALIAS_ITERATOR_LAYOUT,
    "generic_alias_iterator",
    Kind::Other,
    |object, tracer| tracer.slot(&object.alias)
);

pub static ALIAS_ITERATOR: TypeSpec =
    TypeSpec::new("generic_alias_iterator", &ALIAS_ITERATOR_LAYOUT)
        .flags(type_flags::NO_NEW)
        .methods(&[
            method(
                "__iter__",
                |_, args| Ok(args[0]),
                "(self, /)",
                "Implement iter(self).",
            ),
            method(
                "__next__",
                iterator_next,
                "(self, /)",
                "Implement next(self).",
            ),
            method("__reduce__", iterator_reduce, "(self, /)", ""),
        ]);

fn new_iterator(thread: &Thread, alias: Value) -> Result {
    let shape = ALIAS_ITERATOR.root_shape();
    let iterator = thread.allocate(
        shape,
        AliasIteratorObject {
            header: Header::new(shape.pointer().cast()),
            alias: Slot::new(alias),
        },
    )?;
    Ok(iterator.value())
}

fn iter(thread: &Thread, args: &[Value]) -> Result {
    new_iterator(thread, args[0])
}

fn iterator_next(thread: &Thread, args: &[Value]) -> Result {
    let iterator = Ref::<AliasIteratorObject>::of(args[0]);
    let Some(taken) = iterator
        .alias
        .swap(iterator.header(), Value::NULL)
        .present()
    else {
        return Ok(Value::NULL);
    };
    let taken = alias(taken);
    let shape = GENERIC_ALIAS.root_shape();
    make(thread, shape, taken.origin(), taken.args().value(), true)
}

fn iterator_reduce(thread: &Thread, args: &[Value]) -> Result {
    let iter = crate::module::builtin(thread, "iter")?;
    let inner = match Ref::<AliasIteratorObject>::of(args[0])
        .alias
        .get()
        .present()
    {
        Some(alias) => alias,
        None => Tuple::new(thread, &[])?.value(),
    };
    let arguments = Tuple::new(thread, &[inner])?;
    Ok(Tuple::new(thread, &[iter, arguments.value()])?.value())
}
