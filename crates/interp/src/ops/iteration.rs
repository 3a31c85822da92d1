//! Iteration and unpacking.

use crate::generator::{self, GeneratorObject};
use crate::run::Outcome;
use typhon_objects::prelude::*;

/// The next item of a `for` loop's iterator.
#[inline(always)]
pub fn next(thread: &Thread, iterator: Value) -> Result<Option<Value>> {
    if iterator.exact_kind() == Kind::Generator
        && let Some(made) = iterator.downcast::<GeneratorObject>()
        && made.is_plain_generator()
    {
        return match generator::resume(thread, made, Value::NONE, None)? {
            Outcome::Yield(value) => Ok(Some(value)),
            Outcome::Return(_) => Ok(None),
        };
    }
    operations::next(thread, iterator)
}

/// Exactly `count` items.
pub fn unpack(thread: &Thread, source: Value, count: usize) -> Result<Tuple> {
    match source.exact_kind() {
        Kind::Tuple | Kind::List => {
            let tuple = operations::tuple_from(thread, source)?;
            let given = tuple.len();
            if given == count {
                return Ok(tuple);
            }
            if given > count {
                return Err(errors::value_error(
                    thread,
                    format!("too many values to unpack (expected {count}, got {given})"),
                ));
            }
            return Err(too_few(thread, count, given));
        }
        _ => {}
    }
    let iterator = iterator_of(thread, source)?;
    let list = List::with_capacity(thread, count)?;
    while list.len() < count {
        match operations::next(thread, iterator)? {
            Some(item) => list.append(thread, item)?,
            None => return Err(too_few(thread, count, list.len())),
        }
    }
    if operations::next(thread, iterator)?.is_some() {
        let got = match source.exact_kind() {
            Kind::Dict => format!(", got {}", operations::len(thread, source)?),
            _ => String::new(),
        };
        return Err(errors::value_error(
            thread,
            format!("too many values to unpack (expected {count}{got})"),
        ));
    }
    Tuple::from_list(thread, list)
}

fn iterator_of(thread: &Thread, source: Value) -> Result {
    match operations::iter(thread, source) {
        Err(raised)
            if raised.is(&tree::TYPE_ERROR)
                && source
                    .class()
                    .special(typhon_objects::types::Special::Iter)
                    .is_none()
                && source
                    .class()
                    .special(typhon_objects::types::Special::GetItem)
                    .is_none() =>
        {
            Err(errors::type_error(
                thread,
                format!(
                    "cannot unpack non-iterable {} object",
                    source.class().full_name()
                ),
            ))
        }
        result => result,
    }
}

fn too_few(thread: &Thread, expected: usize, got: usize) -> Raised {
    errors::value_error(
        thread,
        format!("not enough values to unpack (expected {expected}, got {got})"),
    )
}

/// `before` items, a list of those in the middle, and `after` items.
pub fn unpack_star(thread: &Thread, source: Value, before: usize, after: usize) -> Result<Tuple> {
    let iterator = iterator_of(thread, source)?;
    let all = List::new(thread)?;
    while let Some(item) = operations::next(thread, iterator)? {
        all.append(thread, item)?;
        thread.poll()?;
    }
    let given = all.len();
    if given < before + after {
        return Err(errors::value_error(
            thread,
            format!(
                "not enough values to unpack (expected at least {}, got {given})",
                before + after
            ),
        ));
    }
    let middle = List::new(thread)?;
    let result = Tuple::unfilled(
        thread,
        typhon_objects::tuple::TUPLE.root_shape(),
        before + 1 + after,
    )?;
    for index in 0..given {
        let item = all.get(index).unwrap_or(Value::NONE);
        if index < before {
            result.set_initial(index, item);
        } else if index < given - after {
            middle.append(thread, item)?;
        } else {
            result.set_initial(before + 1 + index - (given - after), item);
        }
    }
    result.set_initial(before, middle.value());
    Ok(result)
}
