//! Set operations with any iterable. Elements of sets and keys of dicts come with their hashes.

use super::layout::{Set, SetObject};
use crate::dict::{DictObject, hash_element};
use crate::errors::Result;
use crate::mode::others_may_run;
use crate::object::{Kind, Ref, ValueExt};
use crate::operations;
use crate::table::{Combination, HashTable};
use crate::thread::Thread;
use typhon_heap::{Header, Value};

/// Runs `f` on every element with its hash. `f` must not change the iterable.
fn for_each_hashed(
    thread: &Thread,
    iterable: Value,
    f: impl FnMut(Value, u64) -> Result<()>,
) -> Result<()> {
    for_each_with_hash(thread, iterable, hash_element, f)
}

/// Likewise for dict keys and set elements alike: `hash` is for what comes without a hash.
pub fn for_each_with_hash(
    thread: &Thread,
    iterable: Value,
    hash: fn(&Thread, Value) -> Result<u64>,
    mut f: impl FnMut(Value, u64) -> Result<()>,
) -> Result<()> {
    // The table as it is now: entries are only ever appended to it, and it is never reused. Others may
    // take some out meanwhile.
    let table = match plain_table(iterable) {
        Some((table, owner)) => Some(table.unshared(thread, owner)?),
        None => None,
    };
    let Some(table) = table else {
        let iterator = operations::iter(thread, iterable)?;
        while let Some(item) = operations::next(thread, iterator)? {
            f(item, hash(thread, item)?)?;
            thread.poll()?;
        }
        return Ok(());
    };
    let Some(table) = table else {
        return Ok(());
    };
    for index in 0..table.appended() {
        if let Some((hash, key, _)) = table.live_entry(index) {
            f(key, hash)?;
        }
        if index & 0xfff == 0xfff {
            thread.poll()?;
        }
    }
    Ok(())
}

/// The table of a set or dict whose iteration in Python gives what the table holds.
fn plain_table(iterable: Value) -> Option<(&'static HashTable, &'static Header)> {
    match iterable.downcast::<SetObject>() {
        Some(set) if is_plain(iterable) => Some((set_table(set), set.header())),
        _ if iterable.exact_kind() == Kind::Dict => {
            let dict = Ref::<DictObject>::of(iterable);
            Some((dict_table(dict), dict.header()))
        }
        _ => None,
    }
}

/// Combines the set with a set or dict as one step; false if that cannot be (see
/// `HashTable::combine_plain`), or if this thread is alone: there are faster ways.
fn combine(thread: &Thread, set: Set, other: Value, how: Combination) -> Result<bool> {
    let Some((source, owner)) = plain_table(other).filter(|_| others_may_run()) else {
        return Ok(false);
    };
    // A private copy: two sets are never locked at once.
    let copy = Set::new(thread)?;
    copy.table.copy_from(thread, copy.header(), source, owner)?;
    set.table
        .combine_plain(thread, set.header(), &copy.table, how)
}

/// What `look` finds about two sets that it does not change, each as it is at one moment.
pub fn at_one_moment<R>(
    thread: &Thread,
    a: Set,
    b: Set,
    look: impl Fn(Set, Set) -> Result<R>,
) -> Result<R> {
    let (before_a, before_b) = (thread.stamp(a.header()), thread.stamp(b.header()));
    let result = look(a, b)?;
    if thread.is_unchanged(a.header(), before_a) && thread.is_unchanged(b.header(), before_b) {
        return Ok(result);
    }
    look(
        super::methods::copy(thread, a)?,
        super::methods::copy(thread, b)?,
    )
}

/// Whether iterating the set in Python would give what its table holds.
fn is_plain(set: Value) -> bool {
    use crate::types::Special;
    set.exact_kind() == Kind::Set
        || set.class().special(Special::Iter) == super::SET.get().special(Special::Iter)
        || set.class().special(Special::Iter) == super::FROZENSET.get().special(Special::Iter)
}

/// `set.update(iterable)`
pub fn update_from(thread: &Thread, set: Set, iterable: Value) -> Result<()> {
    if set.value() == iterable {
        return Ok(());
    }
    if let Some(source) = iterable.downcast::<SetObject>()
        && is_plain(iterable)
    {
        // A private copy: two sets are never locked at once.
        let copy = Set::new(thread)?;
        copy.table
            .copy_from(thread, copy.header(), &source.table, source.header())?;
        if set
            .table
            .combine_plain(thread, set.header(), &copy.table, Combination::Merge)?
        {
            return Ok(());
        }
    }
    for_each_hashed(thread, iterable, |item, hash| {
        set.add_hashed(thread, item, hash)
    })
}

/// `set.difference_update(iterable)`
pub fn subtract_from(thread: &Thread, set: Set, iterable: Value) -> Result<()> {
    if set.value() == iterable {
        set.table.clear(thread, set.header());
        return Ok(());
    }
    if combine(thread, set, iterable, Combination::Subtract)? {
        return Ok(());
    }
    for_each_hashed(thread, iterable, |item, hash| {
        set.remove_hashed(thread, item, hash).map(|_| ())
    })
}

/// `set.symmetric_difference_update(iterable)`
pub fn exclusive_with(thread: &Thread, set: Set, iterable: Value) -> Result<()> {
    if set.value() == iterable {
        set.table.clear(thread, set.header());
        return Ok(());
    }
    // An element that occurs twice counts once.
    let others = if iterable.is::<SetObject>() || iterable.exact_kind() == Kind::Dict {
        iterable
    } else {
        let others = Set::new(thread)?;
        update_from(thread, others, iterable)?;
        others.value()
    };
    if combine(thread, set, others, Combination::Toggle)? {
        return Ok(());
    }
    for_each_hashed(thread, others, |item, hash| {
        if !set.remove_hashed(thread, item, hash)? {
            set.add_hashed(thread, item, hash)?;
        }
        Ok(())
    })
}

/// Adds to `result` what is in both `set` and the iterable.
pub fn intersect(thread: &Thread, set: Set, iterable: Value, result: Set) -> Result<()> {
    let (elements, container) = match iterable.downcast::<SetObject>() {
        Some(other) if other.len() > set.len() => (set.value(), other),
        _ => (iterable, set),
    };
    for_each_hashed(thread, elements, |item, hash| {
        if container.table.get_hashed(thread, item, hash)?.is_some() {
            result.add_hashed(thread, item, hash)?;
        }
        Ok(())
    })
}

/// Removes from `set` what is not in `kept`, a set of the caller's own.
pub fn keep_only(thread: &Thread, set: Set, kept: Set) -> Result<()> {
    if combine(thread, set, kept.value(), Combination::Keep)? {
        return Ok(());
    }
    // One by one, so that what others add meanwhile is not lost.
    for_each_hashed(thread, set.value(), |item, hash| {
        if kept.table.get_hashed(thread, item, hash)?.is_none() {
            set.remove_hashed(thread, item, hash)?;
        }
        Ok(())
    })
}

/// Adds to `result` what is in `set` but not in the iterable.
pub fn difference(thread: &Thread, set: Set, iterable: Value, result: Set) -> Result<()> {
    let other = match (
        iterable.downcast::<SetObject>(),
        iterable.downcast::<DictObject>(),
    ) {
        (Some(other), _) => Some(set_table(other)),
        (_, Some(other)) if iterable.exact_kind() == Kind::Dict => Some(dict_table(other)),
        _ => None,
    };
    match other {
        Some(other) => for_each_hashed(thread, set.value(), |item, hash| {
            if other.get_hashed(thread, item, hash)?.is_none() {
                result.add_hashed(thread, item, hash)?;
            }
            Ok(())
        }),
        None => {
            update_from(thread, result, set.value())?;
            subtract_from(thread, result, iterable)
        }
    }
}

fn set_table(set: Set) -> &'static HashTable {
    // SAFETY: the set is held by the caller for as long as the reference is used.
    unsafe { &(*set.pointer()).table }
}

fn dict_table(dict: Ref<DictObject>) -> &'static HashTable {
    // SAFETY: the dict is held by the caller for as long as the reference is used.
    unsafe { &(*dict.pointer()).table }
}

/// Whether every element of `set` is in `other`.
pub fn is_subset(thread: &Thread, set: Set, other: Set) -> Result<bool> {
    if set.len() > other.len() {
        return Ok(false);
    }
    let mut position = 0;
    while let Some((hash, item, _)) = set.table.next_hashed(&mut position) {
        if other.table.get_hashed(thread, item, hash)?.is_none() {
            return Ok(false);
        }
        thread.poll()?;
    }
    Ok(true)
}

/// Whether `set` and the iterable have no element in common.
pub fn is_disjoint(thread: &Thread, set: Set, iterable: Value) -> Result<bool> {
    if set.value() == iterable {
        return Ok(set.is_empty());
    }
    if let Some(other) = iterable.downcast::<SetObject>() {
        let (smaller, bigger) = if other.len() > set.len() {
            (set, other)
        } else {
            (other, set)
        };
        let mut position = 0;
        while let Some((hash, item, _)) = smaller.table.next_hashed(&mut position) {
            if bigger.table.get_hashed(thread, item, hash)?.is_some() {
                return Ok(false);
            }
            thread.poll()?;
        }
        return Ok(true);
    }
    let iterator = operations::iter(thread, iterable)?;
    while let Some(item) = operations::next(thread, iterator)? {
        if set.contains(thread, item)? {
            return Ok(false);
        }
        thread.poll()?;
    }
    Ok(true)
}
