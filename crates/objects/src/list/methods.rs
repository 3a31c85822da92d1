//! Methods of `list`.

use super::edit;
use super::layout::{LIST_LAYOUT, List, ListObject};
use super::slices::{delete_slice, get_slice, set_slice};
use crate::errors::{self, Result};
use crate::int;
use crate::iterators::{ListIterator, ListReverseIterator};
use crate::object::{Ref, ValueExt};
use crate::operations::{self, Comparison};
use crate::rows;
use crate::slice::SliceObject;
use crate::str::Str;
use crate::thread::Thread;
use crate::tuple::repeat_count;
use crate::types::{Special, Type, TypeSpec, method, type_flags};
use typhon_heap::Value;

pub static LIST: TypeSpec = TypeSpec::new("list", &LIST_LAYOUT)
    .flags(type_flags::BASE | type_flags::SEQUENCE | type_flags::MATCH_SELF)
    .doc("list(iterable=(), /)\n--\n\nBuilt-in mutable sequence.\n\nlist() is empty; list(iterable) has the iterable's items.")
    .construct(|thread, args| match args {
        [] => Ok(List::new(thread)?.value()),
        [iterable] => Ok(operations::list_from(thread, *iterable)?.value()),
        _ => Ok(Value::NULL),
    })
    .methods(&[
        rows::new(new),
        rows::init(init),
        rows::repr(repr),
        rows::lt(|thread, args| compare(thread, args, Comparison::Less)),
        rows::le(|thread, args| compare(thread, args, Comparison::LessEqual)),
        rows::eq(|thread, args| compare(thread, args, Comparison::Equal)),
        rows::ne(|thread, args| compare(thread, args, Comparison::NotEqual)),
        rows::gt(|thread, args| compare(thread, args, Comparison::Greater)),
        rows::ge(|thread, args| compare(thread, args, Comparison::GreaterEqual)),
        rows::iter(|thread, args| Ok(ListIterator::new(thread, list(args[0]))?.value())),
        rows::len(|_, args| Ok(Value::fixnum(list(args[0]).len() as i64))),
        rows::get_item(get_item),
        rows::set_item(set_item),
        rows::delete_item(delete_item),
        rows::add(add),
        rows::multiply(multiply),
        rows::reflected_multiply(multiply),
        rows::contains(contains),
        rows::inplace_add(|thread, args| {
            edit::extend(thread, list(args[0]), args[1])?;
            Ok(args[0])
        }),
        rows::inplace_multiply(|thread, args| {
            let count = repeat_count(thread, args[1])?;
            edit::repeat_in_place(thread, list(args[0]), count)?;
            Ok(args[0])
        }),
        rows::reversed(|thread, args| {
            Ok(ListReverseIterator::new(thread, list(args[0]))?.value())
        }),
        rows::size_of(|_, args| {
            let storage = list(args[0]).storage();
            let items = storage.map_or(0, |storage| 8 * storage.len());
            let own = typhon_heap::object_size(args[0]);
            Ok(Value::fixnum((own + items) as i64))
        }),
        method(
            "clear",
            |thread, args| {
                list(args[0]).take(thread);
                Ok(Value::NONE)
            },
            "(self, /)",
            "Remove all items.",
        ),
        rows::copy(|thread, args| Ok(edit::copy(thread, list(args[0]))?.value())),
        method(
            "append",
            |thread, args| {
                list(args[0]).append(thread, args[1])?;
                Ok(Value::NONE)
            },
            "(self, object, /)",
            "Append object to the end of the list.",
        ),
        method(
            "insert",
            |thread, args| {
                let index = operations::to_ssize(thread, args[1])?;
                edit::insert(thread, list(args[0]), index, args[2])?;
                Ok(Value::NONE)
            },
            "(self, index, object, /)",
            "Insert object before index.",
        ),
        method(
            "extend",
            |thread, args| {
                edit::extend(thread, list(args[0]), args[1])?;
                Ok(Value::NONE)
            },
            "(self, iterable, /)",
            "Append all items of the iterable.",
        ),
        method(
            "pop",
            pop,
            "(self, index=-1, /)",
            "Remove and return the item at index, by default the last.",
        ),
        method(
            "remove",
            remove,
            "(self, value, /)",
            "Remove the first item equal to value; ValueError if there is none.",
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
        method(
            "reverse",
            |thread, args| {
                reverse(thread, list(args[0]));
                Ok(Value::NONE)
            },
            "(self, /)",
            "Reverse the list in place.",
        ),
        method(
            "sort",
            sort,
            "(self, /, *, key=None, reverse=False)",
            "Sort the list in place and return None.\n\nEqual items keep their order. A key function gives what is compared in an item's place.",
        ),
        rows::class_get_item(),
    ]);

fn list(value: Value) -> List {
    Ref::of(value)
}

fn new(thread: &Thread, args: &[Value]) -> Result {
    let class: Type = rows::class_of_new(args);
    let made = List::with_shape(thread, class.root_shape())?;
    Ok(rows::created(made.value()))
}

fn init(thread: &Thread, args: &[Value]) -> Result {
    let class = args[0].class();
    // Keywords belong to an overriding __new__.
    let own_new =
        class == LIST.get() || class.special(Special::New) == LIST.get().special(Special::New);
    let keywords = if own_new { args[2] } else { Value::NULL };
    let iterable = rows::optional_argument(thread, "list", args[1], keywords)?;
    let own = list(args[0]);
    if !own.is_empty() {
        own.take(thread);
    }
    if let Some(iterable) = iterable.present() {
        edit::extend(thread, own, iterable)?;
    }
    Ok(Value::NONE)
}

fn repr(thread: &Thread, args: &[Value]) -> Result {
    let own = list(args[0]);
    if own.is_empty() {
        return Ok(Str::new(thread, "[]")?.value());
    }
    let text = operations::repr_guard(thread, args[0], || {
        let own = edit::unshared(thread, own)?;
        let mut text = b"[".to_vec();
        let mut index = 0;
        while let Some(item) = own.get(index) {
            if index > 0 {
                text.extend_from_slice(b", ");
            }
            text.extend_from_slice(operations::repr(thread, item)?.bytes());
            index += 1;
        }
        text.push(b']');
        Str::from_wtf8(thread, &text)
    })?;
    match text {
        Some(text) => Ok(text.value()),
        None => Ok(Str::new(thread, "[...]")?.value()),
    }
}

fn compare(thread: &Thread, args: &[Value], comparison: Comparison) -> Result {
    let Some(other) = args[1].downcast::<ListObject>() else {
        return Ok(Value::NOT_IMPLEMENTED);
    };
    let own = list(args[0]);
    let look = |own, other| compare_now(thread, own, other, comparison);
    match thread.look_at_both([own.header(), other.header()], || look(own, other))? {
        Some(result) => Ok(result),
        None => look(edit::copy(thread, own)?, edit::copy(thread, other)?),
    }
}

fn compare_now(thread: &Thread, own: List, other: List, comparison: Comparison) -> Result {
    if own.len() != other.len() {
        match comparison {
            Comparison::Equal => return Ok(Value::FALSE),
            Comparison::NotEqual => return Ok(Value::TRUE),
            _ => {}
        }
    }
    let mut index = 0;
    while let (Some(a), Some(b)) = (own.get(index), other.get(index)) {
        if !operations::equal_or_identical(thread, a, b)? {
            if index >= own.len() || index >= other.len() {
                // The comparison has shortened a list.
                break;
            }
            return match comparison {
                Comparison::Equal => Ok(Value::FALSE),
                Comparison::NotEqual => Ok(Value::TRUE),
                _ => operations::compare(thread, comparison, a, b),
            };
        }
        index += 1;
        if index & 0xfff == 0 {
            thread.poll()?;
        }
    }
    Ok(Value::bool(comparison.holds(own.len().cmp(&other.len()))))
}

/// A subscript that is no slice as an index, negative if it counts from the end.
fn position(thread: &Thread, subscript: Value) -> Result<i64> {
    if !int::is_int(subscript) && subscript.class().special(Special::Index).is_none() {
        return Err(errors::bad_index_type(thread, "list", subscript));
    }
    operations::index(thread, subscript)
}

fn get_item(thread: &Thread, args: &[Value]) -> Result {
    let own = list(args[0]);
    if let Some(slice) = args[1].downcast::<SliceObject>() {
        return Ok(get_slice(thread, own, slice)?.value());
    }
    match own.get_from_either_end(thread, position(thread, args[1])?) {
        Some(item) => Ok(item),
        None => Err(errors::index_out_of_range(thread, "list")),
    }
}

fn set_item(thread: &Thread, args: &[Value]) -> Result {
    let own = list(args[0]);
    if let Some(slice) = args[1].downcast::<SliceObject>() {
        set_slice(thread, own, slice, args[2])?;
        return Ok(Value::NONE);
    }
    if own.set_from_either_end(thread, position(thread, args[1])?, args[2]) {
        Ok(Value::NONE)
    } else {
        Err(errors::index_out_of_range(thread, "list assignment"))
    }
}

fn delete_item(thread: &Thread, args: &[Value]) -> Result {
    let own = list(args[0]);
    if let Some(slice) = args[1].downcast::<SliceObject>() {
        delete_slice(thread, own, slice)?;
        return Ok(Value::NONE);
    }
    match edit::pop_at(thread, own, position(thread, args[1])?) {
        Some(_) => Ok(Value::NONE),
        None => Err(errors::index_out_of_range(thread, "list assignment")),
    }
}

fn add(thread: &Thread, args: &[Value]) -> Result {
    match args[1].downcast::<ListObject>() {
        Some(other) => Ok(edit::concatenate(thread, list(args[0]), other)?.value()),
        None => Err(errors::type_error(
            thread,
            format!(
                "can only concatenate list (not \"{}\") to list",
                args[1].class().name_text()
            ),
        )),
    }
}

fn multiply(thread: &Thread, args: &[Value]) -> Result {
    let count = repeat_count(thread, args[1])?;
    Ok(edit::repeat(thread, list(args[0]), count)?.value())
}

fn contains(thread: &Thread, args: &[Value]) -> Result {
    let found = edit::index_of(thread, list(args[0]), args[1], 0, usize::MAX)?;
    Ok(Value::bool(found.is_some()))
}

fn pop(thread: &Thread, args: &[Value]) -> Result {
    let own = list(args[0]);
    let popped = match args[1].present() {
        None => own.pop(thread),
        Some(index) => {
            let index = operations::to_ssize(thread, index)?;
            let popped = edit::pop_at(thread, own, index);
            if popped.is_none() && !own.is_empty() {
                return Err(errors::index_error(thread, "pop index out of range"));
            }
            popped
        }
    };
    match popped {
        Some(item) => Ok(item),
        None => Err(errors::pop_from_empty(thread, "list")),
    }
}

fn remove(thread: &Thread, args: &[Value]) -> Result {
    if edit::remove(thread, list(args[0]), args[1])? {
        return Ok(Value::NONE);
    }
    Err(errors::value_error(thread, "list.remove(x): x not in list"))
}

fn index(thread: &Thread, args: &[Value]) -> Result {
    let own = list(args[0]);
    let bound = |value, default| crate::tuple::search_bound(thread, value, default, || own.len());
    let start = bound(args[2], 0)?;
    let stop = bound(args[3], i64::MAX)?;
    match edit::index_of(thread, own, args[1], start, stop)? {
        Some(index) => Ok(Value::fixnum(index as i64)),
        None => Err(errors::value_error(thread, "list.index(x): x not in list")),
    }
}

fn count(thread: &Thread, args: &[Value]) -> Result {
    edit::at_one_moment(thread, list(args[0]), |own| {
        let (mut index, mut found) = (0, 0);
        while let Some(item) = own.get(index) {
            found += operations::equal_or_identical(thread, item, args[1])? as i64;
            index += 1;
            if index & 0xfff == 0 {
                thread.poll()?;
            }
        }
        Ok(Value::fixnum(found))
    })
}

fn reverse(thread: &Thread, own: List) {
    let _lock = own.lock(thread);
    let length = own.len();
    let Some(storage) = own.storage() else {
        return;
    };
    own.change_items(|| {
        let slots = &storage.slots()[..length];
        for i in 0..length / 2 {
            let (a, b) = (&slots[i], &slots[length - 1 - i]);
            let first = a.get();
            a.set_unbarriered(b.get());
            b.set_unbarriered(first);
        }
        storage.written(0..length);
    });
}

fn sort(thread: &Thread, args: &[Value]) -> Result {
    let key = args[1].present().filter(|key| !key.is_none());
    let reverse = match args[2].present() {
        Some(reverse) => operations::truth(thread, reverse)?,
        None => false,
    };
    super::sort(thread, list(args[0]), key.unwrap_or(Value::NULL), reverse)?;
    Ok(Value::NONE)
}
