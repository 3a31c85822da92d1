//! Methods of `tuple`.

use super::TupleHasher;
use super::layout::{TUPLE_LAYOUT, Tuple, TupleObject};
use crate::errors::{self, Result};
use crate::int;
use crate::iterators::TupleIterator;
use crate::object::{Kind, Ref, ValueExt};
use crate::operations::{self, Comparison};
use crate::rows;
use crate::slice::{Slice, SliceObject};
use crate::str::Str;
use crate::thread::Thread;
use crate::types::{Special, TypeSpec, method, type_flags};
use typhon_heap::Value;

pub static TUPLE: TypeSpec = TypeSpec::new("tuple", &TUPLE_LAYOUT)
    .flags(type_flags::BASE | type_flags::SEQUENCE | type_flags::MATCH_SELF)
    .doc("tuple(iterable=(), /)\n--\n\nBuilt-in immutable sequence of values.\n\ntuple() is empty; tuple(iterable) has the iterable's items.")
    .construct(|thread, args| match args {
        [] => Ok(Tuple::new(thread, &[])?.value()),
        [iterable] => Ok(operations::tuple_from(thread, *iterable)?.value()),
        _ => Ok(Value::NULL),
    })
    .methods(&[
        rows::new(new),
        rows::repr(repr),
        rows::hash(|thread, args| int::from_i64(thread, hash(thread, tuple(args[0]))? as i64)),
        rows::lt(|thread, args| compare(thread, args, Comparison::Less)),
        rows::le(|thread, args| compare(thread, args, Comparison::LessEqual)),
        rows::eq(|thread, args| compare(thread, args, Comparison::Equal)),
        rows::ne(|thread, args| compare(thread, args, Comparison::NotEqual)),
        rows::gt(|thread, args| compare(thread, args, Comparison::Greater)),
        rows::ge(|thread, args| compare(thread, args, Comparison::GreaterEqual)),
        rows::iter(|thread, args| Ok(TupleIterator::new(thread, tuple(args[0]))?.value())),
        rows::len(|_, args| Ok(Value::fixnum(tuple(args[0]).len() as i64))),
        rows::get_item(get_item),
        rows::add(add),
        rows::multiply(multiply),
        rows::reflected_multiply(multiply),
        rows::contains(contains),
        method(
            "__getnewargs__",
            |thread, args| {
                let plain = Tuple::new(thread, tuple(args[0]).values())?;
                Ok(Tuple::new(thread, &[plain.value()])?.value())
            },
            "(self, /)",
            "",
        ),
        method(
            "index",
            index,
            "(self, value, start=0, stop=sys.maxsize, /)",
            "The first index of value; ValueError if there is none.",
        ),
        method(
            "count",
            count,
            "(self, value, /)",
            "The number of items equal to value.",
        ),
        rows::class_get_item(),
    ]);

fn tuple(value: Value) -> Tuple {
    Ref::of(value)
}

fn new(thread: &Thread, args: &[Value]) -> Result {
    let class = rows::class_of_new(args);
    // Keywords belong to an overriding __init__.
    let keywords = if class == TUPLE.get()
        || class.special(Special::Init) == crate::types::OBJECT.get().special(Special::Init)
    {
        args[2]
    } else {
        Value::NULL
    };
    let iterable = rows::optional_argument(thread, "tuple", args[1], keywords)?;
    let items = match iterable.present() {
        Some(iterable) => operations::tuple_from(thread, iterable)?,
        None => Tuple::new(thread, &[])?,
    };
    if class == TUPLE.get() {
        return Ok(items.value());
    }
    let made = Tuple::with_shape(thread, class.root_shape(), items.values())?;
    Ok(rows::created(made.value()))
}

fn repr(thread: &Thread, args: &[Value]) -> Result {
    let own = tuple(args[0]);
    if own.is_empty() {
        return Ok(Str::new(thread, "()")?.value());
    }
    let text = operations::repr_guard(thread, args[0], || {
        let mut text = b"(".to_vec();
        for (i, item) in own.iter().enumerate() {
            if i > 0 {
                text.extend_from_slice(b", ");
            }
            text.extend_from_slice(operations::repr(thread, item)?.bytes());
        }
        text.extend_from_slice(if own.len() == 1 { b",)" } else { b")" });
        Str::from_wtf8(thread, &text)
    })?;
    match text {
        Some(text) => Ok(text.value()),
        None => Ok(Str::new(thread, "(...)")?.value()),
    }
}

/// `hash(tuple)` as its 64 bits.
pub fn hash(thread: &Thread, own: Tuple) -> Result<u64> {
    thread.check_native_stack_in(" while hashing a tuple")?;
    let mut hasher = TupleHasher::new();
    for (index, item) in own.values().iter().enumerate() {
        hasher.add(operations::hash(thread, *item)?);
        thread.poll_at(index)?;
    }
    Ok(hasher.finish(own.len()))
}

/// Lexicographic comparison of two sequences that do not change.
pub fn compare_values(thread: &Thread, a: &[Value], b: &[Value], comparison: Comparison) -> Result {
    for (index, (x, y)) in a.iter().zip(b).enumerate() {
        if operations::equal_or_identical(thread, *x, *y)? {
            thread.poll_at(index)?;
            continue;
        }
        return match comparison {
            Comparison::Equal => Ok(Value::FALSE),
            Comparison::NotEqual => Ok(Value::TRUE),
            _ => operations::compare(thread, comparison, *x, *y),
        };
    }
    Ok(Value::bool(comparison.holds(a.len().cmp(&b.len()))))
}

fn compare(thread: &Thread, args: &[Value], comparison: Comparison) -> Result {
    let Some(other) = args[1].downcast::<TupleObject>() else {
        return Ok(Value::NOT_IMPLEMENTED);
    };
    compare_values(thread, tuple(args[0]).values(), other.values(), comparison)
}

fn get_item(thread: &Thread, args: &[Value]) -> Result {
    let own = tuple(args[0]);
    if let Some(slice) = args[1].downcast::<SliceObject>() {
        return Ok(get_slice(thread, own, slice)?.value());
    }
    if !int::is_int(args[1]) && args[1].class().special(Special::Index).is_none() {
        return Err(errors::bad_index_type(thread, "tuple", args[1]));
    }
    let mut index = operations::index(thread, args[1])?;
    if index < 0 {
        index = index.saturating_add(own.len() as i64);
    }
    match own.values().get(index as usize) {
        Some(item) if index >= 0 => Ok(*item),
        _ => Err(errors::index_out_of_range(thread, "tuple")),
    }
}

/// `tuple[start:stop:step]`
pub fn get_slice(thread: &Thread, own: Tuple, slice: Slice) -> Result<Tuple> {
    let span = slice.span(thread, own.len())?;
    let values = own.values();
    if span.step == 1 {
        if span.count == own.len() && own.value().exact_kind() == Kind::Tuple {
            return Ok(own);
        }
        return Tuple::new(thread, &values[span.start..span.start + span.count]);
    }
    Tuple::from_iterator(thread, span.positions().map(|position| values[position]))
}

/// `a + b`
pub fn concatenate(thread: &Thread, a: Tuple, b: Tuple) -> Result<Tuple> {
    if a.is_empty() && b.value().exact_kind() == Kind::Tuple {
        return Ok(b);
    }
    if b.is_empty() && a.value().exact_kind() == Kind::Tuple {
        return Ok(a);
    }
    let (a_length, length) = (a.len(), a.len() + b.len());
    let both = (0..length).map(|i| {
        if i < a_length {
            a.values()[i]
        } else {
            b.values()[i - a_length]
        }
    });
    Tuple::from_iterator(thread, both)
}

fn add(thread: &Thread, args: &[Value]) -> Result {
    match args[1].downcast::<TupleObject>() {
        Some(other) => Ok(concatenate(thread, tuple(args[0]), other)?.value()),
        None => Err(errors::type_error(
            thread,
            format!(
                "can only concatenate tuple (not \"{}\") to tuple",
                args[1].class().name_text()
            ),
        )),
    }
}

/// The factor of a sequence repetition, not negative; an error if it is no int.
pub fn repeat_count(thread: &Thread, factor: Value) -> Result<usize> {
    if !int::is_int(factor) && factor.class().special(Special::Index).is_none() {
        return Err(errors::type_error(
            thread,
            format!(
                "can't multiply sequence by non-int of type '{}'",
                factor.class().name_text()
            ),
        ));
    }
    match int::to_i64(operations::index_value(thread, factor)?) {
        Some(count) => Ok(count.max(0) as usize),
        None => Err(errors::overflow_error(
            thread,
            format!(
                "cannot fit '{}' into an index-sized integer",
                factor.class().name_text()
            ),
        )),
    }
}

fn multiply(thread: &Thread, args: &[Value]) -> Result {
    let own = tuple(args[0]);
    let count = repeat_count(thread, args[1])?;
    if (count == 1 || own.is_empty()) && own.value().exact_kind() == Kind::Tuple {
        return Ok(own.value());
    }
    let Some(length) = own.len().checked_mul(count).filter(|&all| all < 1 << 48) else {
        return Err(errors::memory_error(thread));
    };
    let values = own.values();
    let mut source = values.iter().cycle();
    let repeated = (0..length).map(|_| source.next().copied().unwrap_or(Value::NONE));
    Ok(Tuple::from_iterator(thread, repeated)?.value())
}

/// `value in own`
pub fn has(thread: &Thread, own: Tuple, value: Value) -> Result<bool> {
    for (index, item) in own.values().iter().enumerate() {
        if operations::equal_or_identical(thread, *item, value)? {
            return Ok(true);
        }
        thread.poll_at(index)?;
    }
    Ok(false)
}

fn contains(thread: &Thread, args: &[Value]) -> Result {
    Ok(Value::bool(has(thread, tuple(args[0]), args[1])?))
}

/// A bound of `index`: clamped, counted from the end if negative.
pub(crate) fn search_bound(
    thread: &Thread,
    value: Value,
    default: i64,
    length: impl Fn() -> usize,
) -> Result<usize> {
    let Some(value) = value.present() else {
        return Ok(default.max(0) as usize);
    };
    if !int::is_int(value) && value.class().special(Special::Index).is_none() {
        return Err(errors::type_error(
            thread,
            "slice indices must be integers or have an __index__ method",
        ));
    }
    let bound = operations::index_clamped(thread, value)?;
    Ok(if bound < 0 {
        bound.saturating_add(length() as i64).max(0) as usize
    } else {
        bound as usize
    })
}

fn index(thread: &Thread, args: &[Value]) -> Result {
    let own = tuple(args[0]);
    let start = search_bound(thread, args[2], 0, || own.len())?;
    let stop = search_bound(thread, args[3], i64::MAX, || own.len())?;
    for (i, item) in own.values().iter().enumerate() {
        if i >= stop {
            break;
        }
        if i >= start && operations::equal_or_identical(thread, *item, args[1])? {
            return Ok(Value::fixnum(i as i64));
        }
        thread.poll_at(i)?;
    }
    Err(errors::value_error(
        thread,
        "tuple.index(x): x not in tuple",
    ))
}

fn count(thread: &Thread, args: &[Value]) -> Result {
    let mut found = 0;
    for (index, item) in tuple(args[0]).values().iter().enumerate() {
        found += operations::equal_or_identical(thread, *item, args[1])? as i64;
        thread.poll_at(index)?;
    }
    Ok(Value::fixnum(found))
}
