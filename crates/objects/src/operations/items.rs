//! Subscripts, membership, length and indexes.

use crate::attribute;
use crate::call::{call, call_special};
use crate::dict::DictObject;
use crate::errors::{self, Raised, Result};
use crate::list::ListObject;
use crate::names::names;
use crate::object::{Kind, Ref, ValueExt};
use crate::slice::SliceObject;
use crate::thread::Thread;
use crate::tuple::TupleObject;
use crate::types::{Special, Type, TypeObject, type_flags};
use crate::{list, tuple};
use typhon_heap::Value;

/// `len(value)`
pub fn len(thread: &Thread, value: Value) -> Result<usize> {
    match value.exact_kind() {
        Kind::List => return Ok(Ref::<ListObject>::of(value).len()),
        Kind::Tuple => return Ok(Ref::<TupleObject>::of(value).len()),
        Kind::Dict => return Ok(Ref::<DictObject>::of(value).len()),
        Kind::Str => return Ok(Ref::<crate::str::StrObject>::of(value).len()),
        _ => {}
    }
    let Some(method) = value.class().special(Special::Length) else {
        return Err(errors::type_error(
            thread,
            format!(
                "object of type '{}' has no len()",
                value.class().full_name()
            ),
        ));
    };
    let result = call_special(thread, method, value, &[])?;
    let result = index_value(thread, result)?;
    match crate::int::to_i64(result) {
        Some(length) if length >= 0 => Ok(length as usize),
        Some(_) => Err(errors::value_error(thread, "__len__() should return >= 0")),
        None if crate::int::is_negative(result) => {
            Err(errors::value_error(thread, "__len__() should return >= 0"))
        }
        None => Err(errors::overflow_error(
            thread,
            "cannot fit 'int' into an index-sized integer",
        )),
    }
}

/// `operator.length_hint(value, default)`
pub fn len_hint(thread: &Thread, value: Value, default: usize) -> Result<usize> {
    let class = value.class();
    if class.special(Special::Length).is_some() {
        match len(thread, value) {
            Ok(length) => return Ok(length),
            Err(raised) if raised.is(&crate::exceptions::TYPE_ERROR) => {}
            Err(raised) => return Err(raised),
        }
    }
    let Some(method) = class.special(Special::LengthHint) else {
        return Ok(default);
    };
    let result = match call_special(thread, method, value, &[]) {
        Ok(result) => result,
        Err(raised) if raised.is(&crate::exceptions::TYPE_ERROR) => return Ok(default),
        Err(raised) => return Err(raised),
    };
    if result == Value::NOT_IMPLEMENTED {
        return Ok(default);
    }
    if !crate::int::is_int(result) {
        return Err(errors::type_error(
            thread,
            format!(
                "__length_hint__ must be an integer, not {}",
                result.class().full_name()
            ),
        ));
    }
    match crate::int::to_i64(result) {
        Some(hint) if hint >= 0 => Ok(hint as usize),
        _ => Err(errors::value_error(
            thread,
            "__length_hint__() should return >= 0",
        )),
    }
}

/// `operator.index(value)`: an int (bool and int subclasses included).
pub fn index_value(thread: &Thread, value: Value) -> Result {
    if crate::int::is_int(value) {
        return Ok(value);
    }
    let Some(method) = value.class().special(Special::Index) else {
        return Err(errors::type_error(
            thread,
            format!(
                "'{}' object cannot be interpreted as an integer",
                value.class().full_name()
            ),
        ));
    };
    let result = call_special(thread, method, value, &[])?;
    if result.exact_kind() == Kind::Int {
        return Ok(result);
    }
    if crate::int::is_int(result) {
        let message = format!(
            "__index__ returned non-int (type {}).  The ability to return an instance of a strict subclass of int is deprecated, and may not be supported in a future version of Python.",
            result.class().full_name()
        );
        crate::number::deprecated(thread, &message)?;
        return Ok(result);
    }
    Err(errors::type_error(
        thread,
        format!(
            "__index__ returned non-int (type {})",
            result.class().full_name()
        ),
    ))
}

/// An index as a machine integer, or IndexError/OverflowError as CPython's `PyNumber_AsSsize_t`.
pub fn index(thread: &Thread, value: Value) -> Result<i64> {
    if value.is_fixnum() {
        return Ok(value.fixnum_value());
    }
    let int = index_value(thread, value)?;
    match crate::int::to_i64(int) {
        Some(index) => Ok(index),
        None => Err(errors::index_error(
            thread,
            format!(
                "cannot fit '{}' into an index-sized integer",
                value.class().full_name()
            ),
        )),
    }
}

/// An argument that is a number of items, a width or the like, converted as C `ssize_t` is.
pub fn to_ssize(thread: &Thread, value: Value) -> Result<i64> {
    if value.is_fixnum() {
        return Ok(value.fixnum_value());
    }
    let int = index_value(thread, value)?;
    crate::int::to_i64(int).ok_or_else(|| {
        errors::overflow_error(thread, "Python int too large to convert to C ssize_t")
    })
}

/// An argument converted as C `int` is.
pub fn to_c_int(thread: &Thread, value: Value) -> Result<i32> {
    let int = index_value(thread, value)?;
    crate::int::to_i64(int)
        .and_then(|number| i32::try_from(number).ok())
        .ok_or_else(|| errors::overflow_error(thread, "Python int too large to convert to C int"))
}

/// An index as a machine integer, the nearest if it is too big.
pub fn index_clamped(thread: &Thread, value: Value) -> Result<i64> {
    let int = index_value(thread, value)?;
    Ok(
        crate::int::to_i64(int).unwrap_or(if crate::int::is_negative(int) {
            i64::MIN
        } else {
            i64::MAX
        }),
    )
}

/// A slice bound: `None` for None or NULL.
pub fn index_or_none(thread: &Thread, value: Value) -> Result<Option<i64>> {
    if value.is_null() || value.is_none() {
        return Ok(None);
    }
    if !crate::int::is_int(value) && value.class().special(Special::Index).is_none() {
        return Err(errors::type_error(
            thread,
            "slice indices must be integers or None or have an __index__ method",
        ));
    }
    index_clamped(thread, value).map(Some)
}

/// `container[key]`
pub fn get_item(thread: &Thread, container: Value, key: Value) -> Result {
    match container.exact_kind() {
        Kind::List if key.is_fixnum() => {
            let list = Ref::<ListObject>::of(container);
            return match list.get_from_either_end(thread, key.fixnum_value()) {
                Some(item) => Ok(item),
                None => Err(errors::index_out_of_range(thread, "list")),
            };
        }
        Kind::Tuple if key.is_fixnum() => {
            let tuple = Ref::<TupleObject>::of(container);
            let mut index = key.fixnum_value();
            if index < 0 {
                index += tuple.len() as i64;
            }
            return match usize::try_from(index)
                .ok()
                .and_then(|index| tuple.values().get(index))
            {
                Some(item) => Ok(*item),
                None => Err(errors::index_out_of_range(thread, "tuple")),
            };
        }
        Kind::Dict => {
            let dict = Ref::<DictObject>::of(container);
            return match dict.get(thread, key)? {
                Some(value) => Ok(value),
                None => Err(errors::key_error(thread, key)),
            };
        }
        Kind::Str => return crate::str::get_item(thread, container, key),
        Kind::Bytes => return crate::bytes::get_item(thread, container, key),
        Kind::List => {
            if let Some(slice) = key.downcast::<SliceObject>() {
                return Ok(list::get_slice(thread, Ref::of(container), slice)?.value());
            }
        }
        Kind::Tuple => {
            if let Some(slice) = key.downcast::<SliceObject>() {
                return Ok(tuple::get_slice(thread, Ref::of(container), slice)?.value());
            }
        }
        _ => {}
    }
    if let Some(method) = container.class().special(Special::GetItem) {
        return call_special(thread, method, container, &[key]);
    }
    if container.is::<TypeObject>() {
        if container == crate::types::TYPE.get().value() {
            return crate::union::generic_alias(thread, container, key);
        }
        if let Some(method) = attribute::get_optional(thread, container, names().__class_getitem__)?
        {
            return call(thread, method, &[key]);
        }
        return Err(errors::type_error(
            thread,
            format!(
                "type '{}' is not subscriptable",
                Ref::<TypeObject>::of(container).full_name()
            ),
        ));
    }
    Err(errors::not_a(thread, container, "subscriptable"))
}

/// `container[key] = value`
pub fn set_item(thread: &Thread, container: Value, key: Value, value: Value) -> Result<()> {
    match container.exact_kind() {
        Kind::List if key.is_fixnum() => {
            let list = Ref::<ListObject>::of(container);
            if list.set_from_either_end(thread, key.fixnum_value(), value) {
                return Ok(());
            }
            return Err(errors::index_error(
                thread,
                "list assignment index out of range",
            ));
        }
        Kind::Dict => return Ref::<DictObject>::of(container).set(thread, key, value),
        _ => {}
    }
    match container.class().special(Special::SetItem) {
        Some(method) => call_special(thread, method, container, &[key, value]).map(|_| ()),
        None => Err(
            match half_of_items(thread, container, key, Special::DelItem) {
                Some(raised) => raised,
                None => errors::type_error(
                    thread,
                    format!(
                        "'{}' object does not support item assignment",
                        container.class().full_name()
                    ),
                ),
            },
        ),
    }
}

/// CPython has one function for setting and deleting: a class with one of them lacks an attribute. For all
/// that may be a sequence it first looks at the index.
fn half_of_items(thread: &Thread, container: Value, key: Value, other: Special) -> Option<Raised> {
    let class = container.class();
    if class.has(type_flags::HEAP_TYPE) && class.special(other).is_some() {
        let missing = match other {
            Special::DelItem => "__setitem__",
            _ => "__delitem__",
        };
        return Some(errors::new(
            thread,
            &crate::exceptions::ATTRIBUTE_ERROR,
            missing,
        ));
    }
    let too_large = crate::int::is_int(key) && crate::int::to_i64(key).is_none();
    (too_large && is_sequence_to_cpython(class))
        .then(|| errors::index_error(thread, "cannot fit 'int' into an index-sized integer"))
}

fn is_sequence_to_cpython(class: Type) -> bool {
    class.has(type_flags::HEAP_TYPE)
        || class.special(Special::Length).is_some()
        || class.special(Special::Contains).is_some()
}

/// `del container[key]`
pub fn delete_item(thread: &Thread, container: Value, key: Value) -> Result<()> {
    if container.exact_kind() == Kind::Dict {
        return match Ref::<DictObject>::of(container).remove(thread, key)? {
            Some(_) => Ok(()),
            None => Err(errors::key_error(thread, key)),
        };
    }
    match container.class().special(Special::DelItem) {
        Some(method) => call_special(thread, method, container, &[key]).map(|_| ()),
        None => {
            if let Some(raised) = half_of_items(thread, container, key, Special::SetItem) {
                return Err(raised);
            }
            // CPython's sequence protocol words it differently.
            let class = container.class();
            let sequence = is_sequence_to_cpython(class);
            let by_index = crate::int::is_int(key) || key.class().special(Special::Index).is_some();
            let refusal = if sequence && by_index {
                "doesn't"
            } else {
                "does not"
            };
            Err(errors::type_error(
                thread,
                format!(
                    "'{}' object {refusal} support item deletion",
                    class.full_name()
                ),
            ))
        }
    }
}

/// `value in container`
pub fn contains(thread: &Thread, container: Value, value: Value) -> Result<bool> {
    match container.exact_kind() {
        Kind::Dict => {
            return Ok(Ref::<DictObject>::of(container)
                .get(thread, value)?
                .is_some());
        }
        Kind::Set => return crate::set::contains(thread, Ref::of(container), value),
        Kind::List => {
            let list = Ref::<ListObject>::of(container);
            return Ok(list::index_of(thread, list, value, 0, usize::MAX)?.is_some());
        }
        Kind::Range => return crate::range::contains(thread, Ref::of(container), value),
        Kind::Tuple => return tuple::has(thread, Ref::of(container), value),
        _ => {}
    }
    match container.class().special(Special::Contains) {
        Some(Value::NONE) => Err(errors::not_a(thread, container, "a container")),
        Some(method) => {
            let result = call_special(thread, method, container, &[value])?;
            super::truth(thread, result)
        }
        None => {
            let iterator = match super::iter(thread, container) {
                Ok(iterator) => iterator,
                Err(raised) if raised.is(&crate::exceptions::TYPE_ERROR) => {
                    return Err(errors::type_error(
                        thread,
                        format!(
                            "argument of type '{}' is not a container or iterable",
                            container.class().full_name()
                        ),
                    ));
                }
                Err(raised) => return Err(raised),
            };
            while let Some(item) = super::next(thread, iterator)? {
                if super::equal_or_identical(thread, item, value)? {
                    return Ok(true);
                }
                thread.poll()?;
            }
            Ok(false)
        }
    }
}
