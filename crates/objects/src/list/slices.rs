//! Slices of lists: copying, replacing, deleting. Bounds are worked out first (that may run Python
//! code), then fitted to the length under the list's lock.

use super::edit::{items_of_private, shift, vacate};
use super::layout::{List, copy_items};
use crate::errors::{self, Result};
use crate::mode::is_shared_mode;
use crate::object::{Kind, ValueExt};
use crate::operations;
use crate::slice::{Bounds, Slice, Span};
use crate::thread::{Thread, VALUES_A_STEP};
use crate::types::Special;
use typhon_heap::Value;

/// Deleting among more items than these is not done in place while others look.
const LONG: usize = 1 << 16;

/// `list[start:stop:step]`
pub fn get_slice(thread: &Thread, list: List, slice: Slice) -> Result<List> {
    let bounds = slice.bounds(thread)?;
    loop {
        let expected = bounds.fit(list.len());
        let copy = List::with_capacity(thread, expected.count)?;
        let copied = thread.read(list.header(), || {
            let span = bounds.fit(list.len());
            let (Some(from), Some(to)) = (list.storage(), copy.storage()) else {
                return (span.count == 0).then_some(0);
            };
            if span.count > expected.count {
                return None;
            }
            if span.step == 1 {
                return copy_items(thread, from, span.start, to, 0, span.count)
                    .then_some(span.count);
            }
            let mut positions = span.positions();
            let mut all = true;
            thread.in_steps(0..span.count, VALUES_A_STEP, |part| {
                for (target, position) in to.slots()[part.clone()].iter().zip(&mut positions) {
                    match from.slots().get(position) {
                        Some(source) => target.set_unbarriered(source.get()),
                        None => all = false,
                    }
                }
                to.written(part);
            });
            all.then_some(span.count)
        });
        if let Some(count) = copied {
            copy.set_length(count);
            return Ok(copy);
        }
    }
}

/// `list[start:stop:step] = iterable`
pub fn set_slice(thread: &Thread, list: List, slice: Slice, iterable: Value) -> Result<()> {
    let bounds = slice.bounds(thread)?;
    let items = match iterable.exact_kind() {
        Kind::List | Kind::Tuple => operations::list_from(thread, iterable)?,
        _ => {
            let class = iterable.class();
            if class.special(Special::Iter).is_none_or(Value::is_none)
                && class.special(Special::GetItem).is_none()
            {
                return Err(errors::type_error(
                    thread,
                    "must assign iterable to extended slice",
                ));
            }
            operations::list_from(thread, iterable)?
        }
    };
    if bounds.step == 1 {
        return replace(thread, list, bounds, items_of_private(items));
    }
    let _lock = list.lock(thread);
    let span = bounds.fit(list.len());
    let items = items_of_private(items);
    if span.count != items.len() {
        drop(_lock);
        return Err(errors::value_error(
            thread,
            format!(
                "attempt to assign sequence of size {} to extended slice of size {}",
                items.len(),
                span.count
            ),
        ));
    }
    if let Some(storage) = list.storage() {
        list.change_items(|| {
            for (position, item) in span.positions().zip(items) {
                storage.slot(position).set_unbarriered(*item);
            }
            storage.written(0..list.len());
        });
    }
    Ok(())
}

/// Replaces a run of items by others, however many.
fn replace(thread: &Thread, list: List, bounds: Bounds, items: &[Value]) -> Result<()> {
    loop {
        {
            let _lock = list.lock(thread);
            let length = list.len();
            let span = bounds.fit(length);
            let wanted = length - span.count + items.len();
            if let Some(storage) = list.storage()
                && wanted <= storage.len()
            {
                let tail = span.start + span.count;
                list.change_items(|| {
                    shift(storage, tail, span.start + items.len(), length - tail);
                    for (slot, item) in storage.slots()[span.start..].iter().zip(items) {
                        slot.set_unbarriered(*item);
                    }
                    storage.written(span.start..span.start + items.len());
                    list.set_length(wanted);
                    if wanted < length {
                        vacate(storage, wanted, length);
                    }
                });
                return Ok(());
            }
            if wanted == 0 {
                return Ok(());
            }
        }
        list.reserve(thread, items.len())?;
    }
}

/// `del list[start:stop:step]`
pub fn delete_slice(thread: &Thread, list: List, slice: Slice) -> Result<()> {
    let bounds = slice.bounds(thread)?;
    let _lock = list.lock(thread);
    let length = list.len();
    let Some(storage) = list.storage() else {
        return Ok(());
    };
    let Span { start, step, count } = bounds.fit(length).ascending();
    if count == 0 {
        return Ok(());
    }
    let step = step as usize;
    if is_shared_mode() && length - start > LONG {
        // The kept items move to a storage of their own: who looks at the list meanwhile need not wait.
        let kept = thread.allocate_array(length - count)?;
        let mut filled = 0;
        let mut keep = |from: usize, to: usize| {
            copy_items(thread, storage, from, kept, filled, to - from);
            filled += to - from;
        };
        keep(0, start);
        for deleted in 0..count {
            let first = start + deleted * step + 1;
            keep(first, (first + step - 1).min(length));
            if deleted % VALUES_A_STEP == 0 {
                thread.stop_if_asked();
            }
        }
        keep((start + count * step).min(length), length);
        list.change_items(|| {
            list.set_storage(Some(kept));
            list.set_length(filled);
        });
        return Ok(());
    }
    list.change_items(|| {
        // Every kept run between two deleted positions moves down by the number of positions before it.
        for deleted in 0..count {
            let first = start + deleted * step + 1;
            let end = if deleted + 1 == count {
                length
            } else {
                start + (deleted + 1) * step
            };
            shift(storage, first, first - deleted - 1, end - first);
        }
        list.set_length(length - count);
        vacate(storage, length - count, length);
    });
    Ok(())
}
