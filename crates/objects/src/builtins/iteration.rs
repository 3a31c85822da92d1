//! Built-in functions over iterables.

use crate::call::{call, call_special};
use crate::errors::{self, Result};
use crate::function::NativeFunctionObject;
use crate::iterators::{anext_awaitable, callable_iterator};
use crate::list::ListObject;
use crate::object::{Kind, Ref, ValueExt};
use crate::operations::{self, Comparison};
use crate::thread::Thread;
use crate::tuple::TupleObject;
use crate::types::Special;
use crate::{int, list};
use typhon_heap::Value;

/// Whether some item's truth is `wanted`.
fn some_item(thread: &Thread, iterable: Value, wanted: bool) -> Result<bool> {
    if iterable.exact_kind() == Kind::List {
        let list = Ref::<ListObject>::of(iterable);
        let mut index = 0;
        while let Some(item) = list.get(index) {
            if operations::truth(thread, item)? == wanted {
                return Ok(true);
            }
            index += 1;
            if index & 0xfff == 0 {
                thread.poll()?;
            }
        }
        return Ok(false);
    }
    let iterator = operations::iter(thread, iterable)?;
    while let Some(item) = operations::next(thread, iterator)? {
        if operations::truth(thread, item)? == wanted {
            return Ok(true);
        }
        thread.poll()?;
    }
    Ok(false)
}

pub fn all(thread: &Thread, args: &[Value]) -> Result {
    Ok(Value::bool(!some_item(thread, args[0], false)?))
}

pub fn any(thread: &Thread, args: &[Value]) -> Result {
    Ok(Value::bool(some_item(thread, args[0], true)?))
}

pub fn len(thread: &Thread, args: &[Value]) -> Result {
    int::from_i64(thread, operations::len(thread, args[0])? as i64)
}

pub fn iter(thread: &Thread, args: &[Value]) -> Result {
    match args[1].present() {
        None => operations::iter(thread, args[0]),
        Some(sentinel) if operations::is_callable(args[0]) => {
            callable_iterator(thread, args[0], sentinel)
        }
        Some(_) => Err(errors::type_error(thread, "iter(v, w): v must be callable")),
    }
}

/// `next(iterator)`: the item, or the iterator's own StopIteration.
pub fn next_or_raise(thread: &Thread, iterator: Value) -> Result {
    let Some(method) = iterator.class().special(Special::Next) else {
        return Err(errors::not_a(thread, iterator, "an iterator"));
    };
    if let Some(native) = method.downcast::<NativeFunctionObject>() {
        return match (native.row.function)(thread, &[iterator])? {
            Value::NULL => Err(errors::stop_iteration(thread, Value::NULL)),
            item => Ok(item),
        };
    }
    call_special(thread, method, iterator, &[])
}

pub fn next(thread: &Thread, args: &[Value]) -> Result {
    match args[1].present() {
        None => next_or_raise(thread, args[0]),
        Some(default) => Ok(operations::next(thread, args[0])?.unwrap_or(default)),
    }
}

pub fn aiter(thread: &Thread, args: &[Value]) -> Result {
    let Some(method) = args[0].class().special(Special::AsyncIter) else {
        return Err(errors::not_a(thread, args[0], "an async iterable"));
    };
    let iterator = call_special(thread, method, args[0], &[])?;
    if iterator.class().special(Special::AsyncNext).is_none() {
        return Err(errors::type_error(
            thread,
            format!(
                "aiter() returned not an async iterator of type '{}'",
                iterator.class().name_text()
            ),
        ));
    }
    Ok(iterator)
}

pub fn anext(thread: &Thread, args: &[Value]) -> Result {
    let Some(method) = args[0].class().special(Special::AsyncNext) else {
        return Err(errors::not_a(thread, args[0], "an async iterator"));
    };
    let awaitable = call_special(thread, method, args[0], &[])?;
    match args[1].present() {
        None => Ok(awaitable),
        Some(default) => anext_awaitable(thread, awaitable, default),
    }
}

/// The item whose key comes first in the order of `better`.
fn best(thread: &Thread, iterable: Value, key: Value, better: Comparison) -> Result<Option<Value>> {
    let mut found: Option<(Value, Value)> = None;
    let mut consider = |item: Value| -> Result<()> {
        let item_key = if key.is_null() || key.is_none() {
            item
        } else {
            call(thread, key, &[item])?
        };
        let wins = match found {
            None => true,
            Some((best_key, _)) => {
                let verdict = operations::compare(thread, better, item_key, best_key)?;
                operations::truth(thread, verdict)?
            }
        };
        if wins {
            found = Some((item_key, item));
        }
        Ok(())
    };
    operations::for_each(thread, iterable, &mut consider)?;
    Ok(found.map(|(_, item)| item))
}

/// `max(iterable)`; `None` if it is empty.
pub fn maximum(thread: &Thread, iterable: Value, key: Value) -> Result<Option<Value>> {
    best(thread, iterable, key, Comparison::Greater)
}

/// `min(iterable)`; `None` if it is empty.
pub fn minimum(thread: &Thread, iterable: Value, key: Value) -> Result<Option<Value>> {
    best(thread, iterable, key, Comparison::Less)
}

fn extreme(thread: &Thread, args: &[Value], name: &str, better: Comparison) -> Result {
    let given: Ref<TupleObject> = Ref::of(args[0]);
    let default = args[2];
    let iterable = match given.values() {
        [] => {
            return Err(errors::type_error(
                thread,
                format!("{name} expected at least 1 argument, got 0"),
            ));
        }
        [iterable] => *iterable,
        _ if !default.is_null() => {
            return Err(errors::type_error(
                thread,
                format!("Cannot specify a default for {name}() with multiple positional arguments"),
            ));
        }
        _ => given.value(),
    };
    match best(thread, iterable, args[1], better)?.or(default.present()) {
        Some(item) => Ok(item),
        None => Err(errors::value_error(
            thread,
            format!("{name}() iterable argument is empty"),
        )),
    }
}

pub fn max(thread: &Thread, args: &[Value]) -> Result {
    extreme(thread, args, "max", Comparison::Greater)
}

pub fn min(thread: &Thread, args: &[Value]) -> Result {
    extreme(thread, args, "min", Comparison::Less)
}

pub fn sorted(thread: &Thread, args: &[Value]) -> Result {
    let sorted = operations::list_from(thread, args[0])?;
    let key = args[1].present().filter(|key| !key.is_none());
    let reverse = match args[2].present() {
        Some(reverse) => operations::truth(thread, reverse)?,
        None => false,
    };
    list::sort(thread, sorted, key.unwrap_or(Value::NULL), reverse)?;
    Ok(sorted.value())
}
