//! The class `typing.Union`: what `int | str` and `Union[int, str]` make. Invariant: `args` holds each
//! argument once, no unions and no None (but NoneType); `unhashable` holds those of them without a hash.

use super::parameters::{self, as_tuple, call_typing};
use crate::errors::{self, Result};
use crate::int;
use crate::list::List;
use crate::object::{Kind, Ref, ValueExt};
use crate::operations;
use crate::set::Set;
use crate::str::Str;
use crate::thread::Thread;
use crate::tuple::Tuple;
use crate::types::{TypeObject, TypeSpec, class_method, getter, member, method, type_flags};
use typhon_heap::{Header, Slot, Value};

#[repr(C)]
pub struct UnionObject {
    pub header: Header,
    args: Slot,
    /// Frozenset of the hashable arguments.
    hashable: Slot,
    /// List of the others, or NULL.
    unhashable: Slot,
    /// Tuple, once somebody asked for it.
    parameters: Slot,
}

type Union = Ref<UnionObject>;

crate::heap_object!(
    UnionObject,
    UNION_LAYOUT,
    "union",
    Kind::Other,
    |object, tracer| {
        for slot in [
            &object.args,
            &object.hashable,
            &object.unhashable,
            &object.parameters,
        ] {
            tracer.slot(slot);
        }
    }
);

impl Union {
    pub fn args(self) -> Tuple {
        Ref::of(self.args.get())
    }
}

pub static UNION: TypeSpec = TypeSpec::new("Union", &UNION_LAYOUT)
    .module("typing")
    .flags(type_flags::NO_NEW | type_flags::WEAKREF)
    .doc("Represent a union type\n\nE.g. for int | str")
    .methods(&[
        class_method(
            "__class_getitem__",
            |thread, args| from_values(thread, as_tuple(thread, args[1])?.values(), true),
            "(cls, object, /)",
            "See PEP 585",
        ),
        method(
            "__mro_entries__",
            |thread, args| {
                let shown = operations::repr(thread, args[0])?.to_string_lossy();
                Err(errors::type_error(
                    thread,
                    format!("Cannot subclass {shown}"),
                ))
            },
            "(self, bases, /)",
            "",
        ),
        method(
            "__getitem__",
            get_item,
            "(self, key, /)",
            "Return self[key].",
        ),
        method("__repr__", repr, "(self, /)", "Return repr(self)."),
        method("__hash__", hash, "(self, /)", "Return hash(self)."),
        method("__eq__", equal, "(self, value, /)", "Return self==value."),
        method(
            "__or__",
            |thread, args| or(thread, args[0], args[1]),
            "(self, value, /)",
            "Return self|value.",
        ),
        method(
            "__ror__",
            |thread, args| or(thread, args[1], args[0]),
            "(self, value, /)",
            "Return value|self.",
        ),
        method("__instancecheck__", is_instance, "(self, instance, /)", ""),
        method("__subclasscheck__", is_subclass, "(self, subclass, /)", ""),
    ])
    .attributes(&[
        member("__args__", |_, object| Ok(union(object).args().value()), ""),
        getter(
            "__name__",
            |thread, _| Ok(Str::new(thread, "Union")?.value()),
            "Name of the type",
        ),
        getter(
            "__qualname__",
            |thread, _| Ok(Str::new(thread, "Union")?.value()),
            "Qualified name of the type",
        ),
        getter(
            "__origin__",
            |_, _| Ok(UNION.get().value()),
            "Always returns the type",
        ),
        getter(
            "__parameters__",
            |thread, object| Ok(own_parameters(thread, union(object))?.value()),
            "Type variables in the types.UnionType.",
        ),
    ]);

fn union(value: Value) -> Union {
    Ref::of(value)
}

/// Whether `|` makes a union of the value.
pub fn is_unionable(value: Value) -> bool {
    value.is_none()
        || value.is::<TypeObject>()
        || value.is::<super::GenericAliasObject>()
        || value.is::<UnionObject>()
        || value.is::<crate::typing::TypeAliasObject>()
}

/// `left | right` where one is a type.
pub fn or(thread: &Thread, left: Value, right: Value) -> Result {
    // What is a union already takes anything, as `typing.Union[...]` does.
    let extends = left.is::<UnionObject>() || right.is::<UnionObject>();
    let unionable = is_unionable(left) && is_unionable(right);
    if !unionable && !extends {
        return Ok(Value::NOT_IMPLEMENTED);
    }
    from_values(thread, &[left, right], !unionable)
}

struct Builder {
    args: List,
    hashable: Set,
    unhashable: Option<List>,
    /// Arguments that are not evidently types are shown to typing.py.
    check: bool,
}

impl Builder {
    fn add(&mut self, thread: &Thread, argument: Value) -> Result<()> {
        if let Some(union) = argument.downcast::<UnionObject>() {
            for inner in union.args().iter() {
                self.add_checked(thread, inner)?;
            }
            return Ok(());
        }
        if argument.is_none() {
            return self.add_checked(thread, crate::singletons::NONE_TYPE.get().value());
        }
        if self.check && !is_unionable(argument) {
            let message = Str::new(thread, "Union[arg, ...]: each arg must be a type.")?;
            let checked = call_typing(thread, "_type_check", &[argument, message.value()])?;
            return self.add_checked(thread, checked);
        }
        self.add_checked(thread, argument)
    }

    fn add_checked(&mut self, thread: &Thread, argument: Value) -> Result<()> {
        match operations::hash(thread, argument) {
            Ok(_) => {
                if self.hashable.contains(thread, argument)? {
                    return Ok(());
                }
                self.hashable.add(thread, argument)?;
            }
            // Whatever its hash raises, it may still be compared.
            Err(_) => {
                let list = match self.unhashable {
                    Some(list) => list,
                    None => List::new(thread)?,
                };
                self.unhashable = Some(list);
                if operations::contains(thread, list.value(), argument)? {
                    return Ok(());
                }
                list.append(thread, argument)?;
            }
        }
        self.args.append(thread, argument)
    }
}

/// The union of the values, or the one value if it is only one.
pub fn from_values(thread: &Thread, values: &[Value], check: bool) -> Result {
    let mut builder = Builder {
        args: List::new(thread)?,
        hashable: Set::with_shape(thread, crate::set::FROZENSET.root_shape())?,
        unhashable: None,
        check,
    };
    for value in values {
        builder.add(thread, *value)?;
    }
    match builder.args.len() {
        0 => {
            return Err(errors::type_error(
                thread,
                "Cannot take a Union of no types.",
            ));
        }
        1 => return Ok(builder.args.get(0).unwrap_or(Value::NONE)),
        _ => {}
    }
    let args = Tuple::from_list(thread, builder.args)?;
    let shape = UNION.root_shape();
    let object = thread.allocate(
        shape,
        UnionObject {
            header: Header::new(shape.pointer().cast()),
            args: Slot::new(args.value()),
            hashable: Slot::new(builder.hashable.value()),
            unhashable: Slot::new(builder.unhashable.map_or(Value::NULL, |list| list.value())),
            parameters: Slot::new(Value::NULL),
        },
    )?;
    Ok(object.value())
}

fn own_parameters(thread: &Thread, union: Union) -> Result<Tuple> {
    if let Some(known) = Ref::from_slot(&union.parameters) {
        return Ok(known);
    }
    let found = parameters::make_parameters(thread, union.args())?;
    union.parameters.set(union.header(), found.value());
    Ok(found)
}

fn get_item(thread: &Thread, args: &[Value]) -> Result {
    let union = union(args[0]);
    let parameters = own_parameters(thread, union)?;
    let replaced = super::substitute(thread, args[0], union.args(), parameters, args[1])?;
    from_values(thread, replaced.values(), true)
}

fn repr(thread: &Thread, args: &[Value]) -> Result {
    let mut out = Vec::new();
    for (index, argument) in union(args[0]).args().iter().enumerate() {
        if index > 0 {
            out.extend_from_slice(b" | ");
        }
        parameters::type_repr(thread, argument, &mut out)?;
    }
    Ok(Str::from_wtf8(thread, &out)?.value())
}

/// Of the arguments without regard to order; with an unhashable one, what that one raises.
fn hash(thread: &Thread, args: &[Value]) -> Result {
    let union = union(args[0]);
    if let Some(unhashable) = Ref::<crate::list::ListObject>::from_slot(&union.unhashable) {
        for index in 0..unhashable.len() {
            operations::hash(thread, unhashable.get(index).unwrap_or(Value::NONE))?;
        }
        return Err(errors::type_error(
            thread,
            format!("union contains {} unhashable elements", unhashable.len()),
        ));
    }
    let hash = operations::hash(thread, union.hashable.get())?;
    int::from_i64(thread, hash as i64)
}

fn equal(thread: &Thread, args: &[Value]) -> Result {
    let Some(other) = args[1].downcast::<UnionObject>() else {
        return Ok(Value::NOT_IMPLEMENTED);
    };
    let own = union(args[0]);
    if !operations::equal(thread, own.hashable.get(), other.hashable.get())? {
        return Ok(Value::FALSE);
    }
    let lists = (
        own.unhashable.get().present(),
        other.unhashable.get().present(),
    );
    let same = match lists {
        (None, None) => true,
        (Some(a), Some(b)) => {
            let (a, b): (List, List) = (Ref::of(a), Ref::of(b));
            let mut same = a.len() == b.len();
            for index in 0..a.len() {
                let item = a.get(index).unwrap_or(Value::NONE);
                same = same && operations::contains(thread, b.value(), item)?;
            }
            same
        }
        _ => false,
    };
    Ok(Value::bool(same))
}

fn is_instance(thread: &Thread, args: &[Value]) -> Result {
    for class in union(args[0]).args().iter() {
        if operations::is_instance(thread, args[1], class)? {
            return Ok(Value::TRUE);
        }
    }
    Ok(Value::FALSE)
}

fn is_subclass(thread: &Thread, args: &[Value]) -> Result {
    for class in union(args[0]).args().iter() {
        if operations::is_subclass(thread, args[1], class)? {
            return Ok(Value::TRUE);
        }
    }
    Ok(Value::FALSE)
}
