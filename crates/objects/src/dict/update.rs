//! `dict.update` and its like: from another dict, a mapping, or an iterable of pairs.

use super::layout::{Dict, DictObject};
use super::methods::DICT;
use crate::call::call;
use crate::errors::{self, Result};
use crate::exceptions as tree;
use crate::names::names;
use crate::object::{Kind, Ref, ValueExt};
use crate::table::Combination;
use crate::thread::Thread;
use crate::tuple::TupleObject;
use crate::types::Special;
use crate::{attribute, operations};
use typhon_heap::Value;

/// `dict.update(other)`
pub fn update_from(thread: &Thread, dict: Dict, other: Value) -> Result<()> {
    if let Some(source) = other.downcast::<DictObject>()
        && (other.exact_kind() == Kind::Dict
            || other.class().special(Special::Iter) == DICT.get().special(Special::Iter))
    {
        return merge(thread, dict, source);
    }
    match attribute::get_optional(thread, other, names().keys)? {
        Some(keys) => {
            let keys = call(thread, keys, &[])?;
            let iterator = operations::iter(thread, keys)?;
            while let Some(key) = operations::next(thread, iterator)? {
                let value = operations::get_item(thread, other, key)?;
                dict.set(thread, key, value)?;
                thread.poll()?;
            }
            Ok(())
        }
        None => update_from_pairs(thread, dict, other),
    }
}

/// Every entry of `source` into `dict`: one step for plain keys (see `HashTable::combine_plain`).
pub fn merge(thread: &Thread, dict: Dict, source: Dict) -> Result<()> {
    if dict == source || source.is_empty() {
        return Ok(());
    }
    // A private copy: two dicts are never locked at once.
    let copy = source.copy(thread)?;
    if dict
        .table
        .combine_plain(thread, dict.header(), &copy.table, Combination::Merge)?
    {
        return Ok(());
    }
    let length = source.len();
    let mut position = 0;
    while let Some((hash, key, value)) = copy.table.next_hashed(&mut position) {
        dict.table
            .set_hashed(thread, dict.header(), key, hash, value)?;
        if source.len() != length && !crate::mode::others_may_run() {
            return Err(errors::runtime_error(thread, "dict mutated during update"));
        }
    }
    Ok(())
}

fn update_from_pairs(thread: &Thread, dict: Dict, pairs: Value) -> Result<()> {
    let iterator = operations::iter(thread, pairs)?;
    let mut number = 0;
    while let Some(pair) = operations::next(thread, iterator)? {
        let (key, value) = split_pair(thread, pair, number)?;
        dict.set(thread, key, value)?;
        number += 1;
        thread.poll()?;
    }
    Ok(())
}

fn split_pair(thread: &Thread, pair: Value, number: usize) -> Result<(Value, Value)> {
    if pair.exact_kind() == Kind::Tuple
        && let &[key, value] = Ref::<TupleObject>::of(pair).values()
    {
        return Ok((key, value));
    }
    let list = match operations::iter(thread, pair) {
        Ok(_) => operations::list_from(thread, pair),
        Err(raised) if raised.is(&tree::TYPE_ERROR) => {
            Err(errors::type_error(thread, "object is not iterable"))
        }
        Err(raised) => Err(raised),
    };
    let list = match list {
        Ok(list) => list,
        Err(raised) => {
            if raised.is(&tree::TYPE_ERROR) {
                let note = format!(
                    "Cannot convert dictionary update sequence element #{number} to a sequence"
                );
                crate::exceptions::add_note(thread, raised.value(), &note)?;
            }
            return Err(raised);
        }
    };
    match (list.get(0), list.get(1), list.len()) {
        (Some(key), Some(value), 2) => Ok((key, value)),
        (_, _, length) => Err(errors::value_error(
            thread,
            format!(
                "dictionary update sequence element #{number} has length {length}; 2 is required"
            ),
        )),
    }
}
