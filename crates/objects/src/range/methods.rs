//! Methods of `range`.

use super::iterator::{iterate, iterate_backwards};
use super::layout::{RANGE_LAYOUT, Range, RangeObject};
use crate::errors::{self, Result};
use crate::int;
use crate::object::{Kind, Ref, ValueExt};
use crate::operations::{self, Comparison};
use crate::rows;
use crate::slice::{Slice, SliceObject, big_indices};
use crate::str::Str;
use crate::thread::Thread;
use crate::tuple::{Tuple, TupleHasher, TupleObject};
use crate::types::{Special, TypeSpec, member, method, type_flags};
use dashu_int::IBig;
use typhon_heap::Value;

pub static RANGE: TypeSpec = TypeSpec::new("range", &RANGE_LAYOUT)
    .flags(type_flags::SEQUENCE)
    .doc("range(stop)\nrange(start, stop[, step])\n\nThe integers from start (0 if not given) up to but not including stop, step (1) apart.")
    .construct(construct)
    .methods(&[
        rows::new(new),
        rows::repr(repr),
        rows::hash(hash),
        rows::eq(|thread, args| compare(thread, args, true)),
        rows::ne(|thread, args| compare(thread, args, false)),
        rows::iter(|thread, args| iterate(thread, range(args[0]))),
        rows::bool(|_, args| Ok(Value::bool(range(args[0]).length() != Value::fixnum(0)))),
        rows::len(len),
        rows::get_item(get_item),
        rows::contains(|thread, args| {
            Ok(Value::bool(contains(thread, range(args[0]), args[1])?))
        }),
        rows::reversed(|thread, args| iterate_backwards(thread, range(args[0]))),
        rows::reduce(reduce),
        method(
            "count",
            count,
            "(self, object, /)",
            "The number of items equal to object.",
        ),
        method(
            "index",
            index,
            "(self, object, /)",
            "The index of object; ValueError if it is not there.",
        ),
    ])
    .attributes(&[
        member("start", |_, object| Ok(range(object).start()), ""),
        member("stop", |_, object| Ok(range(object).stop()), ""),
        member("step", |_, object| Ok(range(object).step()), ""),
    ]);

fn range(value: Value) -> Range {
    Ref::of(value)
}

/// An argument as an exact int.
fn part(thread: &Thread, value: Value) -> Result {
    let index = operations::index_value(thread, value)?;
    if index.is_fixnum() {
        return Ok(index);
    }
    int::from_big(thread, &int::big(index))
}

fn new(thread: &Thread, args: &[Value]) -> Result {
    if !args[2].is_null() {
        return Err(errors::type_error(
            thread,
            "range() takes no keyword arguments",
        ));
    }
    construct(thread, Ref::<TupleObject>::of(args[1]).values())
}

fn construct(thread: &Thread, args: &[Value]) -> Result {
    let (zero, one) = (Value::fixnum(0), Value::fixnum(1));
    let made = match *args {
        [stop] => Range::new(thread, zero, part(thread, stop)?, one)?,
        [start, stop] => Range::new(thread, part(thread, start)?, part(thread, stop)?, one)?,
        [start, stop, step] => {
            let (start, stop) = (part(thread, start)?, part(thread, stop)?);
            Range::new(thread, start, stop, part(thread, step)?)?
        }
        [] => {
            return Err(errors::type_error(
                thread,
                "range expected at least 1 argument, got 0",
            ));
        }
        ref more => {
            return Err(errors::type_error(
                thread,
                format!("range expected at most 3 arguments, got {}", more.len()),
            ));
        }
    };
    Ok(made.value())
}

fn repr(thread: &Thread, args: &[Value]) -> Result {
    let own = range(args[0]);
    let start = operations::repr(thread, own.start())?.to_string_lossy();
    let stop = operations::repr(thread, own.stop())?.to_string_lossy();
    let text = if own.step() == Value::fixnum(1) {
        format!("range({start}, {stop})")
    } else {
        let step = operations::repr(thread, own.step())?.to_string_lossy();
        format!("range({start}, {stop}, {step})")
    };
    Ok(Str::new(thread, &text)?.value())
}

/// What makes two ranges equal: the length, the first item if there is one, and the step if there are two.
fn identity(own: Range) -> [Value; 3] {
    let none = Value::NONE;
    match own.length().as_fixnum() {
        Some(0) => [own.length(), none, none],
        Some(1) => [own.length(), own.start(), none],
        _ => [own.length(), own.start(), own.step()],
    }
}

fn hash(thread: &Thread, args: &[Value]) -> Result {
    let mut hasher = TupleHasher::new();
    for value in identity(range(args[0])) {
        hasher.add(operations::hash(thread, value)?);
    }
    int::from_i64(thread, hasher.finish(3) as i64)
}

fn compare(thread: &Thread, args: &[Value], equal: bool) -> Result {
    let Some(other) = args[1].downcast::<RangeObject>() else {
        return Ok(Value::NOT_IMPLEMENTED);
    };
    let same = crate::tuple::compare_values(
        thread,
        &identity(range(args[0])),
        &identity(other),
        Comparison::Equal,
    )?;
    Ok(Value::bool((same == Value::TRUE) == equal))
}

fn len(thread: &Thread, args: &[Value]) -> Result {
    let length = range(args[0]).length();
    match int::to_i64(length) {
        Some(_) => Ok(length),
        None => Err(errors::overflow_error(
            thread,
            "Python int too large to convert to C ssize_t",
        )),
    }
}

fn get_item(thread: &Thread, args: &[Value]) -> Result {
    let own = range(args[0]);
    if let Some(slice) = args[1].downcast::<SliceObject>() {
        return Ok(get_slice(thread, own, slice)?.value());
    }
    if !int::is_int(args[1]) && args[1].class().special(Special::Index).is_none() {
        return Err(errors::bad_index_type(thread, "range", args[1]));
    }
    let index = operations::index_value(thread, args[1])?;
    if let (Some(small), Some(mut index)) = (own.small(), index.as_fixnum()) {
        if index < 0 {
            index += small.length;
        }
        if index < 0 || index >= small.length {
            return Err(errors::index_out_of_range(thread, "range object"));
        }
        return int::from_i64(thread, small.get(index));
    }
    let length = int::big(own.length());
    let mut index = int::big(index);
    if index < IBig::from(0) {
        index += &length;
    }
    if index < IBig::from(0) || index >= length {
        return Err(errors::index_out_of_range(thread, "range object"));
    }
    own.item(thread, &index)
}

fn get_slice(thread: &Thread, own: Range, slice: Slice) -> Result<Range> {
    let [first, last, step] = big_indices(thread, slice, &int::big(own.length()))?;
    let (start, own_step) = (int::big(own.start()), int::big(own.step()));
    Range::from_big(
        thread,
        &(&start + first * &own_step),
        &(&start + last * &own_step),
        &(own_step * step),
    )
}

/// The position of an exact int, if the range has it.
fn position_of_int(own: Range, value: Value) -> Option<IBig> {
    if let (Some(small), Some(value)) = (own.small(), value.as_fixnum()) {
        if !small.contains(value) {
            return None;
        }
        let distance = value as i128 - small.start as i128;
        return Some(IBig::from(distance / small.step as i128));
    }
    let (start, step) = (int::big(own.start()), int::big(own.step()));
    let distance = int::big(value) - start;
    let zero = IBig::from(0);
    if &distance % &step != zero {
        return None;
    }
    let position = distance / step;
    (position >= zero && position < int::big(own.length())).then_some(position)
}

/// Whether arithmetic may stand for comparing with every item.
fn is_plain_int(value: Value) -> bool {
    value.is_bool() || value.exact_kind() == Kind::Int
}

pub fn contains(thread: &Thread, own: Range, value: Value) -> Result<bool> {
    if is_plain_int(value) {
        return Ok(position_of_int(own, value).is_some());
    }
    let iterator = iterate(thread, own)?;
    while let Some(item) = operations::next(thread, iterator)? {
        if operations::equal_or_identical(thread, item, value)? {
            return Ok(true);
        }
        thread.poll()?;
    }
    Ok(false)
}

fn reduce(thread: &Thread, args: &[Value]) -> Result {
    let own = range(args[0]);
    let parts = Tuple::new(thread, &[own.start(), own.stop(), own.step()])?;
    Ok(Tuple::new(thread, &[args[0].class().value(), parts.value()])?.value())
}

fn count(thread: &Thread, args: &[Value]) -> Result {
    let own = range(args[0]);
    if is_plain_int(args[1]) {
        return Ok(Value::fixnum(position_of_int(own, args[1]).is_some() as i64));
    }
    let iterator = iterate(thread, own)?;
    let mut found = 0;
    while let Some(item) = operations::next(thread, iterator)? {
        found += operations::equal_or_identical(thread, item, args[1])? as i64;
        thread.poll()?;
    }
    Ok(Value::fixnum(found))
}

fn index(thread: &Thread, args: &[Value]) -> Result {
    let own = range(args[0]);
    if is_plain_int(args[1]) {
        return match position_of_int(own, args[1]) {
            Some(position) => int::from_big(thread, &position),
            None => Err(errors::value_error(
                thread,
                "range.index(x): x not in range",
            )),
        };
    }
    let iterator = iterate(thread, own)?;
    let mut position = 0;
    while let Some(item) = operations::next(thread, iterator)? {
        if operations::equal_or_identical(thread, item, args[1])? {
            return Ok(Value::fixnum(position));
        }
        position += 1;
        thread.poll()?;
    }
    Err(errors::value_error(
        thread,
        "sequence.index(x): x not in sequence",
    ))
}
