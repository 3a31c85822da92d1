//! Changing lists: insertion, removal, extension. Every function makes its change under the list's lock
//! as one operation; items that move do so within `List::change_items`.

use super::layout::{List, ListObject, copy_items, fill};
use crate::errors::{self, Result};
use crate::mode::{is_shared_mode, others_may_run};
use crate::object::{Kind, Ref, ValueExt};
use crate::operations;
use crate::slice::from_either_end;
use crate::thread::{Thread, VALUES_A_STEP};
use crate::tuple::TupleObject;
use typhon_heap::{ArrayRef, Value};

/// Moves `count` items within the storage, and tells the collector. Caller holds the list's lock.
pub(super) fn shift(storage: ArrayRef, from: usize, to: usize, count: usize) {
    if count == 0 || from == to {
        return;
    }
    let slots = storage.slots();
    assert!(from + count <= slots.len() && to + count <= slots.len());
    if !is_shared_mode() {
        // SAFETY: both ranges lie in the array; no other thread runs Python, so nobody reads them
        // meanwhile, and the collector does not run here.
        unsafe {
            let base = slots.as_ptr() as *mut Value;
            std::ptr::copy(base.add(from), base.add(to), count);
        }
    } else if from < to {
        for i in (0..count).rev() {
            slots[to + i].set_unbarriered(slots[from + i].get());
        }
    } else {
        for i in 0..count {
            slots[to + i].set_unbarriered(slots[from + i].get());
        }
    }
    storage.written(to..to + count);
}

/// Makes the slots from `length` to `old_length` NULL after the list was shortened. Caller holds the lock.
pub(super) fn vacate(storage: ArrayRef, length: usize, old_length: usize) {
    for slot in &storage.slots()[length..old_length] {
        slot.set_unbarriered(Value::NULL);
    }
}

/// `list.insert(index, item)`
pub fn insert(thread: &Thread, list: List, index: i64, item: Value) -> Result<()> {
    loop {
        {
            let _lock = list.lock(thread);
            let length = list.len();
            if let Some(storage) = list.storage()
                && length < storage.len()
            {
                let place = if index < 0 {
                    index.saturating_add(length as i64).max(0) as usize
                } else {
                    (index as usize).min(length)
                };
                if place == length {
                    storage.set(length, item);
                    list.set_length(length + 1);
                    return Ok(());
                }
                list.change_items(|| {
                    shift(storage, place, place + 1, length - place);
                    storage.set(place, item);
                    list.set_length(length + 1);
                });
                return Ok(());
            }
        }
        list.reserve(thread, 1)?;
    }
}

/// Removes the item at `index` if there is one. Caller holds the lock.
fn take_out(list: List, index: usize) -> Option<Value> {
    let length = list.len();
    let storage = list.storage()?;
    if index >= length {
        return None;
    }
    let item = storage.slot(index).get();
    if index + 1 == length {
        list.set_length(index);
        vacate(storage, index, length);
        return Some(item);
    }
    list.change_items(|| {
        shift(storage, index + 1, index, length - index - 1);
        list.set_length(length - 1);
        vacate(storage, length - 1, length);
    });
    Some(item)
}

/// The removed item at `index`, counted from the end if negative.
pub fn pop_at(thread: &Thread, list: List, index: i64) -> Option<Value> {
    let _lock = list.lock(thread);
    take_out(list, from_either_end(index, list.len())?)
}

/// Removes the first item equal to `value`. Gives whether there was one.
pub fn remove(thread: &Thread, list: List, value: Value) -> Result<bool> {
    for _ in 0..16 {
        let stamp = thread.stamp(list.header());
        let found = search(thread, list, value, 0, usize::MAX)?;
        // With one thread, only the comparison itself can have changed the list: the index counts.
        if let Some(_lock) = thread.lock_unchanged(list.header(), stamp) {
            return Ok(found.and_then(|index| take_out(list, index)).is_some());
        }
        thread.poll()?;
    }
    // Comparisons that change the list each time, or no end of changes by others: item by item.
    let mut index = 0;
    while let Some(item) = list.get(index) {
        if operations::equal_or_identical(thread, item, value)? {
            let _lock = list.lock(thread);
            if list.get(index) == Some(item) {
                take_out(list, index);
                return Ok(true);
            }
        }
        index += 1;
    }
    Ok(false)
}

/// The index of the first item from `start` equal to `value`, below `stop`, at one moment.
pub fn index_of(
    thread: &Thread,
    list: List,
    value: Value,
    start: usize,
    stop: usize,
) -> Result<Option<usize>> {
    at_one_moment(thread, list, |list| {
        search(thread, list, value, start, stop)
    })
}

fn search(
    thread: &Thread,
    list: List,
    value: Value,
    start: usize,
    stop: usize,
) -> Result<Option<usize>> {
    let mut index = start;
    while index < stop
        && let Some(item) = list.get(index)
    {
        if operations::equal_or_identical(thread, item, value)? {
            return Ok(Some(index));
        }
        index += 1;
        if index & 0xfff == 0 {
            thread.poll()?;
        }
    }
    Ok(None)
}

/// What `look` finds in the list, or in a copy of it if the list was changed while it looked. With one
/// thread, `look` sees what the comparisons that it makes do to the list.
pub(super) fn at_one_moment<R>(
    thread: &Thread,
    list: List,
    look: impl Fn(List) -> Result<R>,
) -> Result<R> {
    let stamp = thread.stamp(list.header());
    let result = look(list)?;
    if thread.is_unchanged(list.header(), stamp) {
        return Ok(result);
    }
    look(copy(thread, list)?)
}

/// The list itself while this thread is alone, else a copy made at one moment.
pub(super) fn unshared(thread: &Thread, list: List) -> Result<List> {
    if others_may_run() {
        return copy(thread, list);
    }
    Ok(list)
}

/// A plain list with the same items, taken at one moment.
pub fn copy(thread: &Thread, list: List) -> Result<List> {
    let copy = List::with_capacity(thread, list.len())?;
    append_all(thread, copy, list)?;
    Ok(copy)
}

/// Appends values that lie in memory the collector sees, as one operation.
pub fn extend_values(thread: &Thread, list: List, values: &[Value]) -> Result<()> {
    if values.is_empty() {
        return Ok(());
    }
    loop {
        {
            let _lock = list.lock(thread);
            let length = list.len();
            if let Some(storage) = list.storage()
                && length + values.len() <= storage.len()
            {
                // Behind the length, where nobody looks yet.
                fill(thread, storage, length, values);
                list.set_length(length + values.len());
                return Ok(());
            }
        }
        list.reserve(thread, values.len())?;
    }
}

/// The storage and length of a list that nobody else has.
fn private_items(list: List) -> &'static [Value] {
    match list.storage() {
        // SAFETY: a Slot is one word holding a Value; the list is this thread's alone, so its items do
        // not change while the slice is used.
        Some(storage) => unsafe {
            std::slice::from_raw_parts(storage.slots().as_ptr() as *const Value, list.len())
        },
        None => &[],
    }
}

/// `list.extend(iterable)`
pub fn extend(thread: &Thread, list: List, iterable: Value) -> Result<()> {
    if iterable.exact_kind() == Kind::Tuple {
        return extend_values(thread, list, Ref::<TupleObject>::of(iterable).values());
    }
    // A copy first: two containers are never locked at once.
    if let Some(items) = operations::items_at_one_moment(thread, iterable)? {
        return extend_values(thread, list, private_items(items));
    }
    let iterator = operations::iter(thread, iterable)?;
    let hint = operations::len_hint(thread, iterable, 8)?;
    // A wrong hint must not use up the memory.
    if hint > 8 && hint < 1 << 24 {
        list.reserve(thread, hint)?;
    }
    while let Some(item) = operations::next(thread, iterator)? {
        list.append(thread, item)?;
        thread.poll()?;
    }
    Ok(())
}

/// `a + b`
pub fn concatenate(thread: &Thread, a: List, b: List) -> Result<List> {
    let sum = List::with_capacity(thread, a.len() + b.len())?;
    append_all(thread, sum, a)?;
    append_all(thread, sum, b)?;
    Ok(sum)
}

/// Appends the items of `source`, as they are at one moment, to the private list `target`.
fn append_all(thread: &Thread, target: List, source: List) -> Result<()> {
    loop {
        let expected = source.len();
        target.reserve(thread, expected)?;
        let first = target.len();
        let copied = thread.read(source.header(), || {
            let count = source.len();
            match (target.storage(), source.storage()) {
                _ if count > expected => None,
                (Some(to), Some(from)) => {
                    copy_items(thread, from, 0, to, first, count).then_some(count)
                }
                _ => Some(0),
            }
        });
        if let Some(count) = copied {
            target.set_length(first + count);
            return Ok(());
        }
    }
}

/// `list * count`, as a new list.
pub fn repeat(thread: &Thread, list: List, count: usize) -> Result<List> {
    let source = copy(thread, list)?;
    let length = repeated_length(thread, source.len(), count)?;
    let result = List::with_capacity(thread, length)?;
    fill_repeated(thread, result, private_items(source), length);
    Ok(result)
}

/// `list *= count`
pub fn repeat_in_place(thread: &Thread, list: List, count: usize) -> Result<()> {
    loop {
        let length = list.len();
        if count == 1 || length == 0 {
            return Ok(());
        }
        if count == 0 {
            list.take(thread);
            return Ok(());
        }
        let wanted = repeated_length(thread, length, count)?;
        let storage = thread.allocate_array(wanted)?;
        let _lock = list.lock(thread);
        if list.len() != length {
            continue;
        }
        if let Some(old) = list.storage() {
            let mut source = old.slots()[..length].iter().cycle();
            thread.in_steps(0..wanted, VALUES_A_STEP, |part| {
                for (slot, item) in storage.slots()[part.clone()].iter().zip(&mut source) {
                    slot.set_unbarriered(item.get());
                }
                storage.written(part);
            });
        }
        list.set_storage(Some(storage));
        list.set_length(wanted);
        return Ok(());
    }
}

fn repeated_length(thread: &Thread, length: usize, count: usize) -> Result<usize> {
    match length.checked_mul(count) {
        Some(product) if product < typhon_sync::counted::MOST => Ok(product),
        _ => Err(errors::memory_error(thread)),
    }
}

fn fill_repeated(thread: &Thread, target: List, items: &[Value], length: usize) {
    let Some(storage) = target.storage() else {
        return;
    };
    let mut source = items.iter().cycle();
    thread.in_steps(0..length, VALUES_A_STEP, |part| {
        for (slot, item) in storage.slots()[part.clone()].iter().zip(&mut source) {
            slot.set_unbarriered(*item);
        }
        storage.written(part);
    });
    target.set_length(length);
}

/// The items of a list made by the caller and seen by nobody else.
pub(super) fn items_of_private(list: Ref<ListObject>) -> &'static [Value] {
    private_items(list)
}
