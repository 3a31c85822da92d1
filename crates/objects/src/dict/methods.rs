//! Methods of `dict`.

use super::iterators::{DictIterator, EntryPart};
use super::keys::hash_key;
use super::layout::{DICT_LAYOUT, Dict, DictObject};
use super::update::{merge, update_from};
use super::views::new_view;
use crate::call::{call, call_special};
use crate::errors::{self, Result};
use crate::object::{Kind, Ref, ValueExt};
use crate::operations;
use crate::rows;
use crate::set::for_each_with_hash;
use crate::str::Str;
use crate::thread::Thread;
use crate::tuple::{Tuple, TupleObject};
use crate::types::{Special, TypeSpec, class_method, method, type_flags};
use typhon_heap::Value;

pub static DICT: TypeSpec = TypeSpec::new("dict", &DICT_LAYOUT)
    .flags(type_flags::BASE | type_flags::MAPPING | type_flags::MATCH_SELF)
    .doc("dict() -> an empty dictionary\ndict(mapping) -> a dictionary of the mapping's entries\ndict(iterable) -> a dictionary of the iterable's (key, value) pairs\ndict(..., name=value) -> with further entries of string keys")
    .construct(|thread, args| {
        let made = match args {
            [] => Dict::new(thread)?,
            [source] => {
                let made = Dict::new(thread)?;
                update_from(thread, made, *source)?;
                made
            }
            _ => return Ok(Value::NULL),
        };
        Ok(made.value())
    })
    .methods(&[
        rows::new(new),
        rows::init(init),
        rows::repr(repr),
        rows::eq(|thread, args| compare(thread, args, true)),
        rows::ne(|thread, args| compare(thread, args, false)),
        rows::iter(|thread, args| iterate(thread, args[0], false)),
        rows::reversed(|thread, args| iterate(thread, args[0], true)),
        rows::len(|_, args| Ok(Value::fixnum(dict(args[0]).len() as i64))),
        rows::get_item(|thread, args| subscript(thread, dict(args[0]), args[1])),
        rows::set_item(|thread, args| {
            dict(args[0]).set(thread, args[1], args[2])?;
            Ok(Value::NONE)
        }),
        rows::delete_item(|thread, args| match dict(args[0]).remove(thread, args[1])? {
            Some(_) => Ok(Value::NONE),
            None => Err(errors::key_error(thread, args[1])),
        }),
        rows::contains(|thread, args| {
            Ok(Value::bool(dict(args[0]).get(thread, args[1])?.is_some()))
        }),
        rows::or(|thread, args| union(thread, args[0], args[1])),
        rows::reflected_or(|thread, args| union(thread, args[1], args[0])),
        rows::inplace_or(|thread, args| {
            update_from(thread, dict(args[0]), args[1])?;
            Ok(args[0])
        }),
        rows::size_of(|_, args| {
            let own = typhon_heap::object_size(args[0]);
            let table = dict(args[0]).table.slot().get();
            let table = table.present().map_or(0, typhon_heap::object_size);
            Ok(Value::fixnum((own + table) as i64))
        }),
        method(
            "get",
            |thread, args| {
                let found = dict(args[0]).get(thread, args[1])?;
                Ok(found.or(args[2].present()).unwrap_or(Value::NONE))
            },
            "(self, key, default=None, /)",
            "The value for key if it is in the dictionary, else default.",
        ),
        method(
            "setdefault",
            |thread, args| {
                let default = args[2].present().unwrap_or(Value::NONE);
                dict(args[0]).set_default(thread, args[1], default)
            },
            "(self, key, default=None, /)",
            "The value for key, which is first set to default if it is not in the dictionary.",
        ),
        method(
            "pop",
            pop,
            "(self, key, default=<unrepresentable>, /)",
            "Remove key and return its value; if it is not there, return default or raise KeyError.",
        ),
        method(
            "popitem",
            pop_item,
            "(self, /)",
            "Remove and return the last (key, value) pair; KeyError if the dictionary is empty.",
        ),
        method(
            "keys",
            |thread, args| new_view(thread, dict(args[0]), EntryPart::Key),
            "(self, /)",
            "A set-like view of the keys.",
        ),
        method(
            "items",
            |thread, args| new_view(thread, dict(args[0]), EntryPart::Item),
            "(self, /)",
            "A set-like view of the (key, value) pairs.",
        ),
        method(
            "values",
            |thread, args| new_view(thread, dict(args[0]), EntryPart::Value),
            "(self, /)",
            "A view of the values.",
        ),
        method(
            "update",
            |thread, args| {
                update_with(thread, args, "update")?;
                Ok(Value::NONE)
            },
            "(self, /, *args, **kwargs)",
            "Take over the entries of a mapping or of an iterable of pairs, and of the keywords.",
        ),
        class_method(
            "fromkeys",
            from_keys,
            "(cls, iterable, value=None, /)",
            "A new dictionary with the keys of the iterable, all with the same value.",
        ),
        method(
            "clear",
            |thread, args| {
                dict(args[0]).clear(thread);
                Ok(Value::NONE)
            },
            "(self, /)",
            "Remove all entries.",
        ),
        rows::copy(|thread, args| Ok(dict(args[0]).copy(thread)?.value())),
        rows::class_get_item(),
    ]);

fn dict(value: Value) -> Dict {
    Ref::of(value)
}

fn new(thread: &Thread, args: &[Value]) -> Result {
    let class = rows::class_of_new(args);
    let made = Dict::with_shape(thread, class.root_shape())?;
    Ok(rows::created(made.value()))
}

fn init(thread: &Thread, args: &[Value]) -> Result {
    update_with(thread, args, "dict")?;
    Ok(Value::NONE)
}

/// The arguments `(self, *args, **kwargs)` of the constructor and of `update`.
fn update_with(thread: &Thread, args: &[Value], name: &str) -> Result<()> {
    let own = dict(args[0]);
    match Ref::<TupleObject>::of(args[1]).values() {
        [] => {}
        [other] => update_from(thread, own, *other)?,
        more => {
            return Err(errors::type_error(
                thread,
                format!("{name} expected at most 1 argument, got {}", more.len()),
            ));
        }
    }
    if let Some(keywords) = args[2].downcast::<DictObject>() {
        merge(thread, own, keywords)?;
    }
    Ok(())
}

fn repr(thread: &Thread, args: &[Value]) -> Result {
    let own = dict(args[0]);
    if own.is_empty() {
        return Ok(Str::new(thread, "{}")?.value());
    }
    let text = operations::repr_guard(thread, args[0], || {
        let own = own.unshared(thread)?;
        let mut text = b"{".to_vec();
        for (i, (key, value)) in own.entries().enumerate() {
            if i > 0 {
                text.extend_from_slice(b", ");
            }
            text.extend_from_slice(operations::repr(thread, key)?.bytes());
            text.extend_from_slice(b": ");
            text.extend_from_slice(operations::repr(thread, value)?.bytes());
        }
        text.push(b'}');
        Str::from_wtf8(thread, &text)
    })?;
    match text {
        Some(text) => Ok(text.value()),
        None => Ok(Str::new(thread, "{...}")?.value()),
    }
}

fn compare(thread: &Thread, args: &[Value], equal: bool) -> Result {
    let Some(other) = args[1].downcast::<DictObject>() else {
        return Ok(Value::NOT_IMPLEMENTED);
    };
    Ok(Value::bool(equals(thread, dict(args[0]), other)? == equal))
}

fn equals(thread: &Thread, a: Dict, b: Dict) -> Result<bool> {
    let both = [a.header(), b.header()];
    if let Some(equal) = thread.look_at_both(both, || equals_now(thread, a, b))? {
        return Ok(equal);
    }
    equals_now(thread, a.copy(thread)?, b.copy(thread)?)
}

fn equals_now(thread: &Thread, a: Dict, b: Dict) -> Result<bool> {
    if a.len() != b.len() {
        return Ok(false);
    }
    let mut position = 0;
    while let Some((hash, key, value)) = a.table.next_hashed(&mut position) {
        match b.table.get_hashed(thread, key, hash)? {
            Some(found) if operations::equal_or_identical(thread, value, found)? => {}
            _ => return Ok(false),
        }
        thread.poll()?;
    }
    Ok(true)
}

fn iterate(thread: &Thread, own: Value, backwards: bool) -> Result {
    Ok(DictIterator::new(thread, dict(own), EntryPart::Key, backwards)?.value())
}

/// `dict[key]`, `__missing__` of a subclass included.
pub fn subscript(thread: &Thread, own: Dict, key: Value) -> Result {
    if let Some(value) = own.get(thread, key)? {
        return Ok(value);
    }
    if own.value().exact_kind() != Kind::Dict
        && let Some(method) = own.class().special(Special::Missing)
    {
        return call_special(thread, method, own.value(), &[key]);
    }
    Err(errors::key_error(thread, key))
}

fn union(thread: &Thread, left: Value, right: Value) -> Result {
    let (Some(left), Some(right)) = (
        left.downcast::<DictObject>(),
        right.downcast::<DictObject>(),
    ) else {
        return Ok(Value::NOT_IMPLEMENTED);
    };
    let result = left.copy(thread)?;
    update_from(thread, result, right.value())?;
    Ok(result.value())
}

fn pop(thread: &Thread, args: &[Value]) -> Result {
    let own = dict(args[0]);
    // An empty dict does not even hash the key.
    let removed = if own.is_empty() {
        None
    } else {
        own.remove(thread, args[1])?
    };
    match removed.or(args[2].present()) {
        Some(value) => Ok(value),
        None => Err(errors::key_error(thread, args[1])),
    }
}

fn pop_item(thread: &Thread, args: &[Value]) -> Result {
    let own = dict(args[0]);
    match own.table.pop_last(thread, own.header()) {
        Some((key, value)) => Ok(Tuple::new(thread, &[key, value])?.value()),
        None => {
            let text = Str::new(thread, "popitem(): dictionary is empty")?;
            Err(errors::key_error(thread, text.value()))
        }
    }
}

fn from_keys(thread: &Thread, args: &[Value]) -> Result {
    let value = args[2].present().unwrap_or(Value::NONE);
    let made = if args[0] == DICT.get().value() {
        Dict::new(thread)?.value()
    } else {
        call(thread, args[0], &[])?
    };
    if made.exact_kind() == Kind::Dict {
        // Elements of sets and keys of dicts come with their hashes.
        let plain = dict(made);
        for_each_with_hash(thread, args[1], hash_key, |key, hash| {
            plain
                .table
                .set_hashed(thread, plain.header(), key, hash, value)
        })?;
        return Ok(made);
    }
    let iterator = operations::iter(thread, args[1])?;
    while let Some(key) = operations::next(thread, iterator)? {
        operations::set_item(thread, made, key, value)?;
        thread.poll()?;
    }
    Ok(made)
}
