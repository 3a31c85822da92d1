//! Iteration, and building lists and tuples from iterables.

use crate::call::call_special;
use crate::dict::{DictObject, EntryPart, plain_view};
use crate::errors::{self, Result};
use crate::exceptions as tree;
use crate::function::NativeFunctionObject;
use crate::iterators::{
    DictIterator, DictIteratorObject, ListIterator, ListIteratorObject, RangeIterator,
    RangeIteratorObject, SetIterator, TupleIterator, TupleIteratorObject,
};
use crate::list::{List, ListObject};
use crate::object::{HeapObject, Kind, Ref, ValueExt};
use crate::set::{FROZENSET, SET, SetObject};
use crate::thread::Thread;
use crate::tuple::{Tuple, TupleObject};
use crate::types::Special;
use crate::union::UnionObject;
use typhon_heap::Value;

/// `iter(value)`
pub fn iter(thread: &Thread, value: Value) -> Result {
    match value.exact_kind() {
        Kind::List => return Ok(ListIterator::new(thread, Ref::of(value))?.value()),
        Kind::Tuple => return Ok(TupleIterator::new(thread, Ref::of(value))?.value()),
        Kind::Dict => {
            let iterator = DictIterator::new(thread, Ref::of(value), EntryPart::Key, false)?;
            return Ok(iterator.value());
        }
        Kind::Set => return Ok(SetIterator::new(thread, Ref::of(value))?.value()),
        Kind::Range => return crate::range::iterate(thread, Ref::of(value)),
        _ => {}
    }
    let class = value.class();
    match class.special(Special::Iter) {
        Some(Value::NONE) => Err(errors::not_a(thread, value, "iterable")),
        Some(method) => {
            let iterator = call_special(thread, method, value, &[])?;
            if iterator.class().special(Special::Next).is_none() {
                return Err(errors::type_error(
                    thread,
                    format!(
                        "iter() returned non-iterator of type '{}'",
                        iterator.class().full_name()
                    ),
                ));
            }
            Ok(iterator)
        }
        // Unions and dicts have brackets, but are no sequences.
        None if class.special(Special::GetItem).is_some()
            && value.exact_kind() != Kind::Dict
            && !value.is::<UnionObject>() =>
        {
            crate::iterators::sequence_iterator(thread, value)
        }
        None => Err(errors::not_a(thread, value, "iterable")),
    }
}

/// The next item of an iterator, `None` at its end.
#[inline]
pub fn next(thread: &Thread, iterator: Value) -> Result<Option<Value>> {
    // The iterators that most loops have. They cannot be subclassed, so the layout tells all.
    if let Some(layout) = iterator.layout() {
        let pointer = iterator.pointer();
        if std::ptr::eq(layout, RangeIteratorObject::LAYOUT) {
            // SAFETY: the layout was just checked.
            let own = unsafe { RangeIterator::from_pointer(pointer as *const RangeIteratorObject) };
            return Ok(own.next());
        }
        if std::ptr::eq(layout, ListIteratorObject::LAYOUT) {
            // SAFETY: the layout was just checked.
            let own = unsafe { ListIterator::from_pointer(pointer as *const ListIteratorObject) };
            return Ok(own.next());
        }
        if std::ptr::eq(layout, DictIteratorObject::LAYOUT) {
            // SAFETY: the layout was just checked.
            let own = unsafe { DictIterator::from_pointer(pointer as *const DictIteratorObject) };
            return own.next(thread);
        }
        if std::ptr::eq(layout, TupleIteratorObject::LAYOUT) {
            // SAFETY: the layout was just checked.
            let own = unsafe { TupleIterator::from_pointer(pointer as *const TupleIteratorObject) };
            return Ok(own.next());
        }
    }
    let Some(method) = iterator.class().special(Special::Next) else {
        return Err(errors::not_a(thread, iterator, "an iterator"));
    };
    if let Some(native) = method.downcast::<NativeFunctionObject>() {
        // Native iterators say by NULL that they are exhausted.
        return match (native.row.function)(thread, &[iterator]) {
            Ok(value) => Ok(value.present()),
            Err(raised) if raised.is(&tree::STOP_ITERATION) => Ok(None),
            Err(raised) => Err(raised),
        };
    }
    match call_special(thread, method, iterator, &[]) {
        Ok(value) => Ok(Some(value)),
        Err(raised) if raised.is(&tree::STOP_ITERATION) => Ok(None),
        Err(raised) => Err(raised),
    }
}

/// Runs `f` for every item.
pub fn for_each(
    thread: &Thread,
    iterable: Value,
    mut f: impl FnMut(Value) -> Result<()>,
) -> Result<()> {
    match iterable.exact_kind() {
        Kind::List => {
            let list = Ref::<ListObject>::of(iterable);
            let mut index = 0;
            while let Some(item) = list.get(index) {
                f(item)?;
                index += 1;
                if index & 0xfff == 0 {
                    thread.poll()?;
                }
            }
            return Ok(());
        }
        Kind::Tuple => {
            for (index, item) in Ref::<TupleObject>::of(iterable).iter().enumerate() {
                f(item)?;
                if index & 0xfff == 0xfff {
                    thread.poll()?;
                }
            }
            return Ok(());
        }
        _ => {}
    }
    let iterator = iter(thread, iterable)?;
    while let Some(item) = next(thread, iterator)? {
        f(item)?;
        thread.poll()?;
    }
    Ok(())
}

/// The items of a built-in container, as they are at one moment: a list that nobody else has. `None` for
/// what has to be asked item by item.
pub fn items_at_one_moment(thread: &Thread, iterable: Value) -> Result<Option<List>> {
    let items = match iterable.exact_kind() {
        Kind::List => crate::list::copy(thread, Ref::of(iterable))?,
        Kind::Tuple => List::from_values(thread, Ref::<TupleObject>::of(iterable).values())?,
        Kind::Dict => Ref::<DictObject>::of(iterable).collect(thread, EntryPart::Key)?,
        _ => {
            if let Some(set) = iterable.downcast::<SetObject>()
                && (SET.is_exact(iterable) || FROZENSET.is_exact(iterable))
            {
                set.table.collect(thread, set.header(), true, false)?
            } else if let Some((dict, part)) = plain_view(iterable) {
                dict.collect(thread, part)?
            } else {
                return Ok(None);
            }
        }
    };
    Ok(Some(items))
}

/// `list(iterable)`
pub fn list_from(thread: &Thread, iterable: Value) -> Result<List> {
    if let Some(items) = items_at_one_moment(thread, iterable)? {
        return Ok(items);
    }
    let iterator = iter(thread, iterable)?;
    let hint = super::len_hint(thread, iterable, 0)?;
    let list = List::with_capacity(thread, hint.min(1 << 20))?;
    while let Some(item) = next(thread, iterator)? {
        list.append(thread, item)?;
        thread.poll()?;
    }
    Ok(list)
}

/// `tuple(iterable)`
pub fn tuple_from(thread: &Thread, iterable: Value) -> Result<Tuple> {
    if iterable.exact_kind() == Kind::Tuple {
        return Ok(Ref::of(iterable));
    }
    let list = list_from(thread, iterable)?;
    Tuple::from_list(thread, list)
}

/// `sorted(iterable)`
pub fn sorted_list(thread: &Thread, iterable: Value) -> Result<List> {
    let list = list_from(thread, iterable)?;
    crate::list::sort(thread, list, Value::NULL, false)?;
    Ok(list)
}
