//! Methods of `slice`.

use super::layout::{SLICE_LAYOUT, Slice, SliceObject};
use crate::errors::{self, Result};
use crate::int;
use crate::object::{Ref, ValueExt};
use crate::operations::{self, Comparison};
use crate::rows;
use crate::str::Str;
use crate::thread::Thread;
use crate::tuple::{Tuple, TupleHasher, TupleObject};
use crate::types::{TypeSpec, member, method};
use dashu_int::IBig;
use typhon_heap::Value;

pub static SLICE: TypeSpec = TypeSpec::new("slice", &SLICE_LAYOUT)
    .doc("slice(stop)\nslice(start, stop[, step])\n\nA selection of positions, as written in a[start:stop:step].")
    .methods(&[
        rows::new(new),
        rows::repr(repr),
        rows::hash(hash),
        rows::lt(|thread, args| compare(thread, args, Comparison::Less)),
        rows::le(|thread, args| compare(thread, args, Comparison::LessEqual)),
        rows::eq(|thread, args| compare(thread, args, Comparison::Equal)),
        rows::ne(|thread, args| compare(thread, args, Comparison::NotEqual)),
        rows::gt(|thread, args| compare(thread, args, Comparison::Greater)),
        rows::ge(|thread, args| compare(thread, args, Comparison::GreaterEqual)),
        method(
            "indices",
            indices,
            "(self, object, /)",
            "S.indices(length) -> (start, stop, step): the slice fitted to a sequence of that length.",
        ),
        rows::reduce(reduce),
    ])
    .attributes(&[
        member("start", |_, object| Ok(slice(object).start()), ""),
        member("stop", |_, object| Ok(slice(object).stop()), ""),
        member("step", |_, object| Ok(slice(object).step()), ""),
    ]);

fn slice(value: Value) -> Slice {
    Ref::of(value)
}

fn new(thread: &Thread, args: &[Value]) -> Result {
    if !args[2].is_null() {
        return Err(errors::type_error(
            thread,
            "slice() takes no keyword arguments",
        ));
    }
    let none = Value::NONE;
    let (start, stop, step) = match Ref::<TupleObject>::of(args[1]).values() {
        [] => {
            return Err(errors::type_error(
                thread,
                "slice expected at least 1 argument, got 0",
            ));
        }
        [stop] => (none, *stop, none),
        [start, stop] => (*start, *stop, none),
        [start, stop, step] => (*start, *stop, *step),
        more => {
            return Err(errors::type_error(
                thread,
                format!("slice expected at most 3 arguments, got {}", more.len()),
            ));
        }
    };
    Ok(Slice::new(thread, start, stop, step)?.value())
}

fn repr(thread: &Thread, args: &[Value]) -> Result {
    let own = slice(args[0]);
    let mut text = b"slice(".to_vec();
    for (i, part) in [own.start(), own.stop(), own.step()]
        .into_iter()
        .enumerate()
    {
        if i > 0 {
            text.extend_from_slice(b", ");
        }
        text.extend_from_slice(operations::repr(thread, part)?.bytes());
    }
    text.push(b')');
    Ok(Str::from_wtf8(thread, &text)?.value())
}

fn hash(thread: &Thread, args: &[Value]) -> Result {
    let own = slice(args[0]);
    let mut hasher = TupleHasher::new();
    for part in [own.start(), own.stop(), own.step()] {
        hasher.add(operations::hash(thread, part)?);
    }
    int::from_i64(thread, hasher.finish_unsized() as i64)
}

fn as_tuple(thread: &Thread, value: Slice) -> Result<Tuple> {
    Tuple::new(thread, &[value.start(), value.stop(), value.step()])
}

fn compare(thread: &Thread, args: &[Value], comparison: Comparison) -> Result {
    let Some(other) = args[1].downcast::<SliceObject>() else {
        return Ok(Value::NOT_IMPLEMENTED);
    };
    if args[0] == args[1] {
        return Ok(Value::bool(comparison.holds(std::cmp::Ordering::Equal)));
    }
    let own = as_tuple(thread, slice(args[0]))?;
    let other = as_tuple(thread, other)?;
    operations::compare(thread, comparison, own.value(), other.value())
}

/// A part of the slice as an int of any size.
fn part(thread: &Thread, value: Value) -> Result<Option<IBig>> {
    if value.is_none() {
        return Ok(None);
    }
    // For the error message of what is no index.
    operations::index_or_none(thread, value)?;
    Ok(Some(int::big(operations::index_value(thread, value)?)))
}

fn indices(thread: &Thread, args: &[Value]) -> Result {
    let own = slice(args[0]);
    let length = int::big(operations::index_value(thread, args[1])?);
    let zero = IBig::from(0);
    if length < zero {
        return Err(errors::value_error(thread, "length should not be negative"));
    }
    let parts = big_indices(thread, own, &length)?;
    let start = int::from_big(thread, &parts[0])?;
    let stop = int::from_big(thread, &parts[1])?;
    let step = int::from_big(thread, &parts[2])?;
    Ok(Tuple::new(thread, &[start, stop, step])?.value())
}

/// Start, stop and step fitted to a length of any size. The stop may be -1.
pub fn big_indices(thread: &Thread, own: Slice, length: &IBig) -> Result<[IBig; 3]> {
    let zero = IBig::from(0);
    let step = part(thread, own.step())?.unwrap_or(IBig::from(1));
    if step == zero {
        return Err(errors::value_error(thread, "slice step cannot be zero"));
    }
    let backwards = step < zero;
    let (lowest, highest) = if backwards {
        (IBig::from(-1), length.clone() - 1)
    } else {
        (zero.clone(), length.clone())
    };
    let place = |value: Option<IBig>, default: &IBig| match value {
        None => default.clone(),
        Some(value) => {
            let value = if value < zero { value + length } else { value };
            value.max(lowest.clone()).min(highest.clone())
        }
    };
    let (first, last) = if backwards {
        (&highest, &lowest)
    } else {
        (&lowest, &highest)
    };
    let start = place(part(thread, own.start())?, first);
    let stop = place(part(thread, own.stop())?, last);
    Ok([start, stop, step])
}

fn reduce(thread: &Thread, args: &[Value]) -> Result {
    let parts = as_tuple(thread, slice(args[0]))?;
    Ok(Tuple::new(thread, &[args[0].class().value(), parts.value()])?.value())
}
