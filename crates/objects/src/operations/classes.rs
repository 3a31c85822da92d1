//! isinstance and issubclass.

use crate::attribute;
use crate::call::call_special;
use crate::errors::{self, Result};
use crate::names::names;
use crate::object::{Ref, ValueExt};
use crate::thread::Thread;
use crate::tuple::TupleObject;
use crate::types::{Special, TYPE, Type, TypeObject};
use typhon_heap::Value;

/// `isinstance(object, class)`
pub fn is_instance(thread: &Thread, object: Value, class: Value) -> Result<bool> {
    if object.class().value() == class {
        return Ok(true);
    }
    if class.class() == TYPE.get() {
        return is_instance_of_class(thread, object, Ref::of(class));
    }
    if let Some(tuple) = class.downcast::<TupleObject>() {
        thread.check_native_stack_in(" in __instancecheck__")?;
        for item in tuple.iter() {
            if is_instance(thread, object, item)? {
                return Ok(true);
            }
        }
        return Ok(false);
    }
    if let Some(method) = class.class().special(Special::InstanceCheck) {
        let result = call_special(thread, method, class, &[object])?;
        return super::truth(thread, result);
    }
    if let Some(class) = class.downcast::<TypeObject>() {
        return is_instance_of_class(thread, object, class);
    }
    if attribute::get_optional(thread, class, names().__bases__)?
        .is_some_and(|bases| bases.is::<TupleObject>())
    {
        let own = attribute::get(thread, object, names().__class__)?;
        return has_base(thread, own, class);
    }
    Err(errors::type_error(
        thread,
        "isinstance() arg 2 must be a type, a tuple of types, or a union",
    ))
}

/// As `type.__instancecheck__`: by class, or by what the object says its class is.
pub fn is_instance_of_class(thread: &Thread, object: Value, class: Type) -> Result<bool> {
    let own = object.class();
    if own.is_subtype(class) {
        return Ok(true);
    }
    if !own.has(crate::types::type_flags::CUSTOM_GET)
        && own.lookup(names().__class__)
            == crate::types::OBJECT.get().dict().get_str(names().__class__)
    {
        return Ok(false);
    }
    match attribute::get_optional(thread, object, names().__class__)? {
        Some(claimed) => match claimed.downcast::<TypeObject>() {
            Some(claimed) => Ok(claimed != own && claimed.is_subtype(class)),
            None => Ok(false),
        },
        None => Ok(false),
    }
}

/// `issubclass(subclass, class)`
pub fn is_subclass(thread: &Thread, subclass: Value, class: Value) -> Result<bool> {
    if class.class() == TYPE.get() {
        if subclass == class {
            return Ok(true);
        }
        return is_subclass_plain(thread, subclass, class);
    }
    if let Some(tuple) = class.downcast::<TupleObject>() {
        thread.check_native_stack_in(" in __subclasscheck__")?;
        for item in tuple.iter() {
            if is_subclass(thread, subclass, item)? {
                return Ok(true);
            }
        }
        return Ok(false);
    }
    if let Some(method) = class.class().special(Special::SubclassCheck) {
        let result = call_special(thread, method, class, &[subclass])?;
        return super::truth(thread, result);
    }
    is_subclass_plain(thread, subclass, class)
}

/// Without asking metaclasses.
pub fn is_subclass_plain(thread: &Thread, subclass: Value, class: Value) -> Result<bool> {
    if let (Some(subclass), Some(class)) = (
        subclass.downcast::<TypeObject>(),
        class.downcast::<TypeObject>(),
    ) {
        return Ok(subclass.is_subtype(class));
    }
    if bases_of(thread, subclass)?.is_none() {
        return Err(errors::type_error(
            thread,
            "issubclass() arg 1 must be a class",
        ));
    }
    if bases_of(thread, class)?.is_none() {
        return Err(errors::type_error(
            thread,
            "issubclass() arg 2 must be a class, a tuple of classes, or a union",
        ));
    }
    has_base(thread, subclass, class)
}

/// What an object that need not be a class says its bases are.
fn bases_of(thread: &Thread, value: Value) -> Result<Option<crate::tuple::Tuple>> {
    let bases = attribute::get_optional(thread, value, names().__bases__)?;
    Ok(bases.and_then(|bases| bases.downcast()))
}

/// Whether `class` is `own` or found by following the bases, of whatever these are.
fn has_base(thread: &Thread, own: Value, class: Value) -> Result<bool> {
    if own == class {
        return Ok(true);
    }
    thread.check_native_stack()?;
    let Some(bases) = bases_of(thread, own)? else {
        return Ok(false);
    };
    for base in bases.iter() {
        if has_base(thread, base, class)? {
            return Ok(true);
        }
    }
    Ok(false)
}
