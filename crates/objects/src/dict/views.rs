//! The views of a dict: keys and items behave as sets, values do not. A view holds nothing but its dict.

use super::iterators::{DictIterator, EntryPart};
use super::layout::{Dict, DictObject};
use crate::errors::Result;
use crate::object::{Kind, Ref, ValueExt};
use crate::operations::{self, Comparison};
use crate::rows;
use crate::set::{self, Set, SetObject};
use crate::str::Str;
use crate::thread::Thread;
use crate::tuple::TupleObject;
use crate::types::{GetSet, TypeSpec, getter, method, type_flags};
use typhon_heap::{Header, Slot, Value};

#[repr(C)]
pub struct DictViewObject {
    pub header: Header,
    pub dict: Slot,
}

crate::heap_object!(
    DictViewObject,
    DICT_VIEW_LAYOUT,
    "dict_view",
    Kind::Other,
    |object, tracer| tracer.slot(&object.dict)
);

static ATTRIBUTES: &[GetSet] = &[getter(
    "mapping",
    |thread, view| crate::mapping_proxy::new(thread, dict_of(view).value()),
    "The dictionary that the view shows, read-only.",
)];

macro_rules! set_view {
    ($part:expr, $contains:expr) => {
        &[
            rows::repr(repr),
            rows::len(|_, args| Ok(Value::fixnum(dict_of(args[0]).len() as i64))),
            rows::iter(|thread, args| iterate(thread, args[0], $part, false)),
            rows::reversed(|thread, args| iterate(thread, args[0], $part, true)),
            rows::contains($contains),
            rows::lt(|thread, args| compare(thread, args, Comparison::Less)),
            rows::le(|thread, args| compare(thread, args, Comparison::LessEqual)),
            rows::eq(|thread, args| compare(thread, args, Comparison::Equal)),
            rows::ne(|thread, args| compare(thread, args, Comparison::NotEqual)),
            rows::gt(|thread, args| compare(thread, args, Comparison::Greater)),
            rows::ge(|thread, args| compare(thread, args, Comparison::GreaterEqual)),
            rows::subtract(|thread, args| subtract(thread, args[0], args[1])),
            rows::reflected_subtract(|thread, args| subtract(thread, args[1], args[0])),
            rows::and(|thread, args| intersect(thread, args[0], args[1])),
            rows::reflected_and(|thread, args| intersect(thread, args[0], args[1])),
            rows::xor(|thread, args| exclusive(thread, args[0], args[1])),
            rows::reflected_xor(|thread, args| exclusive(thread, args[1], args[0])),
            rows::or(|thread, args| unite(thread, args[0], args[1])),
            rows::reflected_or(|thread, args| unite(thread, args[1], args[0])),
            method(
                "isdisjoint",
                is_disjoint,
                "(self, other, /)",
                "Whether the view and the iterable have no element in common.",
            ),
        ]
    };
}

pub static DICT_KEYS: TypeSpec = TypeSpec::new("dict_keys", &DICT_VIEW_LAYOUT)
    .flags(type_flags::NO_NEW)
    .methods(set_view!(EntryPart::Key, |thread, args| {
        Ok(Value::bool(
            dict_of(args[0]).get(thread, args[1])?.is_some(),
        ))
    }))
    .attributes(ATTRIBUTES);

pub static DICT_ITEMS: TypeSpec = TypeSpec::new("dict_items", &DICT_VIEW_LAYOUT)
    .flags(type_flags::NO_NEW)
    .methods(set_view!(EntryPart::Item, contains_item))
    .attributes(ATTRIBUTES);

pub static DICT_VALUES: TypeSpec = TypeSpec::new("dict_values", &DICT_VIEW_LAYOUT)
    .flags(type_flags::NO_NEW)
    .methods(&[
        rows::repr(repr),
        rows::len(|_, args| Ok(Value::fixnum(dict_of(args[0]).len() as i64))),
        rows::iter(|thread, args| iterate(thread, args[0], EntryPart::Value, false)),
        rows::reversed(|thread, args| iterate(thread, args[0], EntryPart::Value, true)),
    ])
    .attributes(ATTRIBUTES);

/// `dict.keys()`, `dict.values()` or `dict.items()`
pub fn new_view(thread: &Thread, dict: Dict, part: EntryPart) -> Result {
    let spec = match part {
        EntryPart::Key => &DICT_KEYS,
        EntryPart::Value => &DICT_VALUES,
        EntryPart::Item => &DICT_ITEMS,
    };
    let shape = spec.root_shape();
    let view = thread.allocate(
        shape,
        DictViewObject {
            header: Header::new(shape.pointer().cast()),
            dict: Slot::new(dict.value()),
        },
    )?;
    Ok(view.value())
}

fn dict_of(view: Value) -> Dict {
    let dict = Ref::<DictViewObject>::of(view).dict.get();
    // SAFETY: the slot was set to a dict for ever.
    unsafe { Ref::from_pointer(dict.pointer() as *const DictObject) }
}

fn iterate(thread: &Thread, view: Value, part: EntryPart, backwards: bool) -> Result {
    Ok(DictIterator::new(thread, dict_of(view), part, backwards)?.value())
}

fn repr(thread: &Thread, args: &[Value]) -> Result {
    let text = operations::repr_guard(thread, args[0], || {
        let list = operations::list_from(thread, args[0])?;
        let mut text = args[0].class().name().bytes().to_vec();
        text.push(b'(');
        text.extend_from_slice(operations::repr(thread, list.value())?.bytes());
        text.push(b')');
        Str::from_wtf8(thread, &text)
    })?;
    match text {
        Some(text) => Ok(text.value()),
        None => Ok(Str::new(thread, "...")?.value()),
    }
}

fn contains_item(thread: &Thread, args: &[Value]) -> Result {
    let Some(&[key, value]) = args[1].downcast::<TupleObject>().map(|pair| pair.values()) else {
        return Ok(Value::FALSE);
    };
    match dict_of(args[0]).get(thread, key)? {
        Some(found) => Ok(Value::bool(operations::equal_or_identical(
            thread, found, value,
        )?)),
        None => Ok(Value::FALSE),
    }
}

/// The dict and the part of it that a view shows, if the view is one of a plain dict.
pub fn plain_view(view: Value) -> Option<(Dict, EntryPart)> {
    if !view.is::<DictViewObject>() {
        return None;
    }
    let class = view.class();
    let part = if class == DICT_KEYS.get() {
        EntryPart::Key
    } else if class == DICT_VALUES.get() {
        EntryPart::Value
    } else if class == DICT_ITEMS.get() {
        EntryPart::Item
    } else {
        return None;
    };
    Some((dict_of(view), part))
}

/// Whether the value is a view that behaves as a set.
pub fn is_set_view(value: Value) -> bool {
    value.is::<DictViewObject>() && !value.class().is_subtype(DICT_VALUES.get())
}

fn all_in(thread: &Thread, elements: Value, container: Value) -> Result<bool> {
    let iterator = operations::iter(thread, elements)?;
    while let Some(element) = operations::next(thread, iterator)? {
        if !operations::contains(thread, container, element)? {
            return Ok(false);
        }
        thread.poll()?;
    }
    Ok(true)
}

fn compare(thread: &Thread, args: &[Value], comparison: Comparison) -> Result {
    let (own, other) = (args[0], args[1]);
    if !other.is::<SetObject>() && !is_set_view(other) {
        return Ok(Value::NOT_IMPLEMENTED);
    }
    let own_length = operations::len(thread, own)?;
    let other_length = operations::len(thread, other)?;
    let holds = match comparison {
        Comparison::Equal | Comparison::NotEqual => {
            let equal = own_length == other_length && all_in(thread, own, other)?;
            equal == (comparison == Comparison::Equal)
        }
        Comparison::Less => own_length < other_length && all_in(thread, own, other)?,
        Comparison::LessEqual => own_length <= other_length && all_in(thread, own, other)?,
        Comparison::Greater => own_length > other_length && all_in(thread, other, own)?,
        Comparison::GreaterEqual => own_length >= other_length && all_in(thread, other, own)?,
    };
    Ok(Value::bool(holds))
}

/// A new set of an iterable's elements.
fn as_set(thread: &Thread, iterable: Value) -> Result<Set> {
    let result = Set::new(thread)?;
    set::update_from(thread, result, iterable)?;
    Ok(result)
}

fn subtract(thread: &Thread, left: Value, right: Value) -> Result {
    let result = as_set(thread, left)?;
    set::subtract_from(thread, result, right)?;
    Ok(result.value())
}

fn intersect(thread: &Thread, view: Value, other: Value) -> Result {
    let result = Set::new(thread)?;
    let iterator = operations::iter(thread, other)?;
    while let Some(element) = operations::next(thread, iterator)? {
        if operations::contains(thread, view, element)? {
            result.add(thread, element)?;
        }
        thread.poll()?;
    }
    Ok(result.value())
}

fn exclusive(thread: &Thread, left: Value, right: Value) -> Result {
    let result = as_set(thread, left)?;
    set::exclusive_with(thread, result, right)?;
    Ok(result.value())
}

fn unite(thread: &Thread, left: Value, right: Value) -> Result {
    let result = as_set(thread, left)?;
    set::update_from(thread, result, right)?;
    Ok(result.value())
}

fn is_disjoint(thread: &Thread, args: &[Value]) -> Result {
    let (own, other) = (args[0], args[1]);
    if own == other {
        return Ok(Value::bool(operations::len(thread, own)? == 0));
    }
    // Lookups in the bigger of two sets.
    let (elements, container) = if (other.is::<SetObject>() || is_set_view(other))
        && operations::len(thread, other)? > operations::len(thread, own)?
    {
        (own, other)
    } else {
        (other, own)
    };
    let iterator = operations::iter(thread, elements)?;
    while let Some(element) = operations::next(thread, iterator)? {
        if operations::contains(thread, container, element)? {
            return Ok(Value::FALSE);
        }
        thread.poll()?;
    }
    Ok(Value::TRUE)
}
