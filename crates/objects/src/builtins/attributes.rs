//! Built-in functions about attributes, classes and identity.

use crate::call::call_special;
use crate::errors::{self, Result};
use crate::list::List;
use crate::names::names;
use crate::object::{Kind, ValueExt};
use crate::thread::Thread;
use crate::types::Special;
use crate::{attribute, int, list, operations};
use typhon_heap::Value;

pub fn callable(_thread: &Thread, args: &[Value]) -> Result {
    Ok(Value::bool(operations::is_callable(args[0])))
}

pub fn getattr(thread: &Thread, args: &[Value]) -> Result {
    let name = operations::expect_attribute_name(thread, args[1])?;
    match args[2].present() {
        None => attribute::get(thread, args[0], name),
        Some(default) => Ok(attribute::get_optional(thread, args[0], name)?.unwrap_or(default)),
    }
}

pub fn hasattr(thread: &Thread, args: &[Value]) -> Result {
    let name = operations::expect_attribute_name(thread, args[1])?;
    let found = attribute::get_optional(thread, args[0], name)?;
    Ok(Value::bool(found.is_some()))
}

pub fn setattr(thread: &Thread, args: &[Value]) -> Result {
    let name = operations::expect_attribute_name(thread, args[1])?;
    attribute::set(thread, args[0], name, args[2])?;
    Ok(Value::NONE)
}

pub fn delattr(thread: &Thread, args: &[Value]) -> Result {
    let name = operations::expect_attribute_name(thread, args[1])?;
    attribute::set(thread, args[0], name, Value::NULL)?;
    Ok(Value::NONE)
}

/// `dir(object)`
pub fn dir_of(thread: &Thread, object: Value) -> Result<List> {
    let Some(method) = object.class().special(Special::Dir) else {
        return Err(errors::type_error(
            thread,
            "object does not provide __dir__",
        ));
    };
    let found = call_special(thread, method, object, &[])?;
    let sorted = operations::list_from(thread, found)?;
    list::sort(thread, sorted, Value::NULL, false)?;
    Ok(sorted)
}

pub fn dir(thread: &Thread, args: &[Value]) -> Result {
    match args[0].present() {
        Some(object) => Ok(dir_of(thread, object)?.value()),
        None => Err(errors::missing_feature(
            thread,
            "dir() without arguments outside of frames",
        )),
    }
}

/// `vars(object)`
pub fn vars_of(thread: &Thread, object: Value) -> Result {
    match attribute::get_optional(thread, object, names().__dict__)? {
        Some(dict) => Ok(dict),
        None => Err(errors::type_error(
            thread,
            "vars() argument must have __dict__ attribute",
        )),
    }
}

pub fn vars(thread: &Thread, args: &[Value]) -> Result {
    match args[0].present() {
        Some(object) => vars_of(thread, object),
        None => Err(errors::missing_feature(
            thread,
            "vars() without arguments outside of frames",
        )),
    }
}

pub fn hash(thread: &Thread, args: &[Value]) -> Result {
    let hash = match args[0].exact_kind() {
        Kind::Tuple => crate::tuple::hash(thread, crate::tuple::Tuple::of(args[0]))?,
        _ => operations::hash(thread, args[0])?,
    };
    int::from_i64(thread, hash as i64)
}

/// Objects never move, so the identity is the address; immediates are their own.
pub fn id(thread: &Thread, args: &[Value]) -> Result {
    int::from_u64(thread, args[0].bits())
}

pub fn isinstance(thread: &Thread, args: &[Value]) -> Result {
    Ok(Value::bool(operations::is_instance(
        thread, args[0], args[1],
    )?))
}

pub fn issubclass(thread: &Thread, args: &[Value]) -> Result {
    Ok(Value::bool(operations::is_subclass(
        thread, args[0], args[1],
    )?))
}
