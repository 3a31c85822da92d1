//! Methods of `set` and `frozenset`. Results of operations are plain sets, or plain frozensets if the
//! left operand is one.

use super::algebra::{
    at_one_moment, difference, exclusive_with, intersect, is_disjoint, is_subset, keep_only,
    subtract_from, update_from,
};
use super::iterator::SetIterator;
use super::layout::{SET_LAYOUT, Set, SetObject};
use crate::dict::hash_element;
use crate::errors::{self, Raised, Result};
use crate::exceptions as tree;
use crate::mode::others_may_run;
use crate::object::{Ref, ValueExt};
use crate::operations::{self, Comparison};
use crate::rows;
use crate::str::Str;
use crate::thread::Thread;
use crate::tuple::{Tuple, TupleObject};
use crate::types::{OBJECT, Special, Type, TypeSpec, method, type_flags};
use crate::{copying, int};
use std::sync::atomic::Ordering;
use typhon_heap::Value;

/// The rows of a set type: those that both have, then its own.
macro_rules! set_rows {
    ($( $own:expr ),* $(,)?) => {
        &[
            rows::repr(repr),
            rows::lt(|thread, args| compare(thread, args, Comparison::Less)),
            rows::le(|thread, args| compare(thread, args, Comparison::LessEqual)),
            rows::eq(|thread, args| compare(thread, args, Comparison::Equal)),
            rows::ne(|thread, args| compare(thread, args, Comparison::NotEqual)),
            rows::gt(|thread, args| compare(thread, args, Comparison::Greater)),
            rows::ge(|thread, args| compare(thread, args, Comparison::GreaterEqual)),
            rows::iter(|thread, args| Ok(SetIterator::new(thread, set(args[0]))?.value())),
            rows::len(|_, args| Ok(Value::fixnum(set(args[0]).len() as i64))),
            rows::contains(|thread, args| Ok(Value::bool(contains(thread, set(args[0]), args[1])?))),
            rows::subtract(|thread, args| operate(thread, args[0], args[1], subtracted)),
            rows::reflected_subtract(|thread, args| operate(thread, args[1], args[0], subtracted)),
            rows::and(|thread, args| operate(thread, args[0], args[1], intersected)),
            rows::reflected_and(|thread, args| operate(thread, args[1], args[0], intersected)),
            rows::xor(|thread, args| operate(thread, args[0], args[1], exclusive)),
            rows::reflected_xor(|thread, args| operate(thread, args[1], args[0], exclusive)),
            rows::or(|thread, args| operate(thread, args[0], args[1], united)),
            rows::reflected_or(|thread, args| operate(thread, args[1], args[0], united)),
            rows::copy(|thread, args| {
                if FROZENSET.is_exact(args[0]) {
                    return Ok(args[0]);
                }
                Ok(copy(thread, set(args[0]))?.value())
            }),
            rows::reduce(reduce),
            rows::size_of(|_, args| {
                let own = typhon_heap::object_size(args[0]);
                let table = set(args[0]).table.slot().get();
                let table = table.present().map_or(0, typhon_heap::object_size);
                Ok(Value::fixnum((own + table) as i64))
            }),
            method(
                "difference",
                |thread, args| fold(thread, args, subtracted),
                "(self, /, *others)",
                "The elements that are in none of the others.",
            ),
            method(
                "intersection",
                |thread, args| fold(thread, args, intersected),
                "(self, /, *others)",
                "The elements that are in all of the others.",
            ),
            method(
                "symmetric_difference",
                |thread, args| Ok(exclusive(thread, set(args[0]), args[1])?.value()),
                "(self, other, /)",
                "The elements that are in exactly one of the set and the other.",
            ),
            method(
                "union",
                |thread, args| {
                    let result = copy(thread, set(args[0]))?;
                    for other in others(args) {
                        update_from(thread, result, *other)?;
                    }
                    Ok(result.value())
                },
                "(self, /, *others)",
                "The elements of the set and of all others.",
            ),
            method(
                "isdisjoint",
                |thread, args| Ok(Value::bool(is_disjoint(thread, set(args[0]), args[1])?)),
                "(self, other, /)",
                "Whether the two have no element in common.",
            ),
            method(
                "issubset",
                |thread, args| {
                    let other = as_set(thread, args[1])?;
                    Ok(Value::bool(is_subset(thread, set(args[0]), other)?))
                },
                "(self, other, /)",
                "Whether the other contains every element of the set.",
            ),
            method(
                "issuperset",
                is_superset,
                "(self, other, /)",
                "Whether the set contains every element of the other.",
            ),
            rows::class_get_item(),
            $( $own ),*
        ]
    };
}

const FLAGS: u64 = type_flags::BASE | type_flags::MATCH_SELF | type_flags::WEAKREF;

pub static SET: TypeSpec = TypeSpec::new("set", &SET_LAYOUT)
    .flags(FLAGS)
    .doc("set(iterable=(), /)\n--\n\nA collection of distinct hashable values, mutable.")
    .construct(|thread, args| {
        let made = Set::new(thread)?;
        match args {
            [] => {}
            [iterable] => update_from(thread, made, *iterable)?,
            _ => return Ok(Value::NULL),
        }
        Ok(made.value())
    })
    .methods(set_rows![
        rows::new(new_set),
        rows::init(init),
        rows::inplace_subtract(|thread, args| in_place(thread, args, subtract_from)),
        rows::inplace_and(|thread, args| {
            in_place(thread, args, |thread, set, other| {
                intersection_update(thread, set, &[other])
            })
        }),
        rows::inplace_xor(|thread, args| in_place(thread, args, exclusive_with)),
        rows::inplace_or(|thread, args| in_place(thread, args, update_from)),
        method(
            "add",
            |thread, args| {
                set(args[0]).add(thread, args[1])?;
                Ok(Value::NONE)
            },
            "(self, object, /)",
            "Add an element, unless it is there already.",
        ),
        method(
            "clear",
            |thread, args| {
                let own = set(args[0]);
                own.table.clear(thread, own.header());
                Ok(Value::NONE)
            },
            "(self, /)",
            "Remove all elements.",
        ),
        method(
            "discard",
            |thread, args| {
                remove(thread, set(args[0]), args[1])?;
                Ok(Value::NONE)
            },
            "(self, object, /)",
            "Remove an element if it is there.",
        ),
        method(
            "remove",
            |thread, args| {
                if remove(thread, set(args[0]), args[1])? {
                    Ok(Value::NONE)
                } else {
                    Err(errors::key_error(thread, args[1]))
                }
            },
            "(self, object, /)",
            "Remove an element; KeyError if it is not there.",
        ),
        method(
            "pop",
            pop,
            "(self, /)",
            "Remove and return some element; KeyError if the set is empty.",
        ),
        method(
            "update",
            |thread, args| {
                for other in others(args) {
                    update_from(thread, set(args[0]), *other)?;
                }
                Ok(Value::NONE)
            },
            "(self, /, *others)",
            "Add the elements of all others.",
        ),
        method(
            "difference_update",
            |thread, args| {
                for other in others(args) {
                    subtract_from(thread, set(args[0]), *other)?;
                }
                Ok(Value::NONE)
            },
            "(self, /, *others)",
            "Remove the elements of all others.",
        ),
        method(
            "intersection_update",
            |thread, args| {
                intersection_update(thread, set(args[0]), others(args))?;
                Ok(Value::NONE)
            },
            "(self, /, *others)",
            "Keep only elements that are in all others.",
        ),
        method(
            "symmetric_difference_update",
            |thread, args| {
                exclusive_with(thread, set(args[0]), args[1])?;
                Ok(Value::NONE)
            },
            "(self, other, /)",
            "Keep elements that are in exactly one of the set and the other.",
        ),
    ]);

pub static FROZENSET: TypeSpec = TypeSpec::new("frozenset", &SET_LAYOUT)
    .flags(FLAGS)
    .doc("frozenset(iterable=(), /)\n--\n\nA collection of distinct hashable values, immutable and hashable itself.")
    .methods(set_rows![
        rows::new(new_frozen),
        rows::hash(|thread, args| int::from_i64(thread, frozen_hash(thread, set(args[0])) as i64)),
    ]);

fn set(value: Value) -> Set {
    Ref::of(value)
}

fn others(args: &[Value]) -> &'static [Value] {
    Ref::<TupleObject>::of(args[1]).values()
}

fn is_frozen(value: Value) -> bool {
    value.class().is_subtype(FROZENSET.get())
}

/// An empty set of the plain type that operations on `model` give.
fn empty_like(thread: &Thread, model: Set) -> Result<Set> {
    if is_frozen(model.value()) {
        Set::with_shape(thread, FROZENSET.root_shape())
    } else {
        Set::new(thread)
    }
}

pub(super) fn copy(thread: &Thread, own: Set) -> Result<Set> {
    let copy = empty_like(thread, own)?;
    copy.table
        .copy_from(thread, copy.header(), &own.table, own.header())?;
    Ok(copy)
}

/// The iterable itself if it is a set, else a set of its elements.
fn as_set(thread: &Thread, iterable: Value) -> Result<Set> {
    if let Some(own) = iterable.downcast::<SetObject>() {
        return Ok(own);
    }
    let made = Set::new(thread)?;
    update_from(thread, made, iterable)?;
    Ok(made)
}

fn new_set(thread: &Thread, args: &[Value]) -> Result {
    let class = rows::class_of_new(args);
    let made = Set::with_shape(thread, class.root_shape())?;
    Ok(rows::created(made.value()))
}

fn init(thread: &Thread, args: &[Value]) -> Result {
    let iterable = rows::optional_argument(thread, "set", args[1], args[2])?;
    let own = set(args[0]);
    if !own.is_empty() {
        own.table.clear(thread, own.header());
    }
    if let Some(iterable) = iterable.present() {
        update_from(thread, own, iterable)?;
    }
    Ok(Value::NONE)
}

fn new_frozen(thread: &Thread, args: &[Value]) -> Result {
    let class: Type = rows::class_of_new(args);
    // Keywords belong to an overriding __init__.
    let plain = class == FROZENSET.get()
        || class.special(Special::Init) == OBJECT.get().special(Special::Init);
    let keywords = if plain { args[2] } else { Value::NULL };
    let iterable = rows::optional_argument(thread, "frozenset", args[1], keywords)?;
    if class == FROZENSET.get() && !iterable.is_null() && FROZENSET.is_exact(iterable) {
        return Ok(iterable);
    }
    let made = Set::with_shape(thread, class.root_shape())?;
    if let Some(iterable) = iterable.present() {
        update_from(thread, made, iterable)?;
    }
    Ok(rows::created(made.value()))
}

fn repr(thread: &Thread, args: &[Value]) -> Result {
    let own = set(args[0]);
    let class = own.class();
    let name = class.name().bytes();
    if own.is_empty() {
        let text = [name, b"()"].concat();
        return Ok(Str::from_wtf8(thread, &text)?.value());
    }
    let bare = class == SET.get();
    let text = operations::repr_guard(thread, args[0], || {
        let elements = operations::list_from(thread, args[0])?;
        let mut text = Vec::new();
        if !bare {
            text.extend_from_slice(name);
            text.push(b'(');
        }
        text.push(b'{');
        let mut index = 0;
        while let Some(element) = elements.get(index) {
            if index > 0 {
                text.extend_from_slice(b", ");
            }
            text.extend_from_slice(operations::repr(thread, element)?.bytes());
            index += 1;
        }
        text.push(b'}');
        if !bare {
            text.push(b')');
        }
        Str::from_wtf8(thread, &text)
    })?;
    match text {
        Some(text) => Ok(text.value()),
        None => Ok(Str::from_wtf8(thread, &[name, b"(...)"].concat())?.value()),
    }
}

/// The hash of a frozenset: the same whatever the order of the elements.
pub fn frozen_hash(thread: &Thread, own: Set) -> u64 {
    let known = own.hash.load(Ordering::Relaxed);
    if known != 0 {
        return known;
    }
    let shuffle = |hash: u64| ((hash ^ 89869747) ^ (hash << 16)).wrapping_mul(3644798167);
    let mut mixed = 0;
    let mut position = 0;
    while let Some((hash, _, _)) = own.table.next_hashed(&mut position) {
        mixed ^= shuffle(hash);
        thread.stop_if_asked();
    }
    mixed ^= (own.len() as u64 + 1).wrapping_mul(1927868237);
    mixed ^= (mixed >> 11) ^ (mixed >> 25);
    mixed = mixed.wrapping_mul(69069).wrapping_add(907133923);
    if mixed == u64::MAX {
        mixed = 590923713;
    }
    if is_frozen(own.value()) {
        own.hash.store(mixed, Ordering::Relaxed);
    }
    mixed
}

fn compare(thread: &Thread, args: &[Value], comparison: Comparison) -> Result {
    let Some(other) = args[1].downcast::<SetObject>() else {
        return Ok(Value::NOT_IMPLEMENTED);
    };
    at_one_moment(thread, set(args[0]), other, |own, other| {
        compare_sets(thread, own, other, comparison)
    })
}

fn compare_sets(thread: &Thread, own: Set, other: Set, comparison: Comparison) -> Result {
    let holds = match comparison {
        Comparison::Equal | Comparison::NotEqual => {
            let (hash, other_hash) = (
                own.hash.load(Ordering::Relaxed),
                other.hash.load(Ordering::Relaxed),
            );
            let equal = own.len() == other.len()
                && (hash == 0 || other_hash == 0 || hash == other_hash)
                && is_subset(thread, own, other)?;
            equal == (comparison == Comparison::Equal)
        }
        Comparison::LessEqual => is_subset(thread, own, other)?,
        Comparison::GreaterEqual => is_subset(thread, other, own)?,
        Comparison::Less => own.len() < other.len() && is_subset(thread, own, other)?,
        Comparison::Greater => own.len() > other.len() && is_subset(thread, other, own)?,
    };
    Ok(Value::bool(holds))
}

/// The hash of an element to look for. A set stands for the frozenset that is equal to it.
fn search_hash(thread: &Thread, element: Value) -> Result<u64> {
    let as_frozen = |raised: Raised| match element.downcast::<SetObject>() {
        Some(own) if !is_frozen(element) && raised.is(&tree::TYPE_ERROR) => {
            Ok(frozen_hash(thread, own))
        }
        _ => Err(raised),
    };
    hash_element(thread, element).or_else(as_frozen)
}

/// `element in set`
pub fn contains(thread: &Thread, own: Set, element: Value) -> Result<bool> {
    let hash = search_hash(thread, element)?;
    Ok(own.table.get_hashed(thread, element, hash)?.is_some())
}

fn remove(thread: &Thread, own: Set, element: Value) -> Result<bool> {
    let hash = search_hash(thread, element)?;
    own.remove_hashed(thread, element, hash)
}

fn pop(thread: &Thread, args: &[Value]) -> Result {
    let own = set(args[0]);
    match own.table.pop_first(thread, own.header()) {
        Some((element, _)) => Ok(element),
        None => {
            let text = Str::new(thread, "pop from an empty set")?;
            Err(errors::key_error(thread, text.value()))
        }
    }
}

fn subtracted(thread: &Thread, own: Set, other: Value) -> Result<Set> {
    let result = empty_like(thread, own)?;
    difference(thread, own, other, result)?;
    Ok(result)
}

fn intersected(thread: &Thread, own: Set, other: Value) -> Result<Set> {
    if own.value() == other {
        return copy(thread, own);
    }
    let result = empty_like(thread, own)?;
    intersect(thread, own, other, result)?;
    Ok(result)
}

fn exclusive(thread: &Thread, own: Set, other: Value) -> Result<Set> {
    // The left operand decides the type; the elements start out as the left's.
    let result = copy(thread, own)?;
    if own.value() == other {
        return empty_like(thread, own);
    }
    exclusive_with(thread, result, other)?;
    Ok(result)
}

fn united(thread: &Thread, own: Set, other: Value) -> Result<Set> {
    let result = copy(thread, own)?;
    update_from(thread, result, other)?;
    Ok(result)
}

type Operation = fn(&Thread, Set, Value) -> Result<Set>;

/// A binary operator, which wants sets on both sides.
fn operate(thread: &Thread, left: Value, right: Value, operation: Operation) -> Result {
    match left.downcast::<SetObject>() {
        Some(left) if right.is::<SetObject>() => {
            let result = at_one_moment(thread, left, set(right), |left, right| {
                operation(thread, left, right.value())
            })?;
            Ok(result.value())
        }
        _ => Ok(Value::NOT_IMPLEMENTED),
    }
}

/// A method with any number of iterables: the operation with each in turn.
fn fold(thread: &Thread, args: &[Value], operation: Operation) -> Result {
    let mut result = set(args[0]);
    if others(args).is_empty() {
        return Ok(copy(thread, result)?.value());
    }
    for other in others(args) {
        result = operation(thread, result, *other)?;
    }
    Ok(result.value())
}

fn in_place(
    thread: &Thread,
    args: &[Value],
    operation: fn(&Thread, Set, Value) -> Result<()>,
) -> Result {
    if !args[1].is::<SetObject>() {
        return Ok(Value::NOT_IMPLEMENTED);
    }
    operation(thread, set(args[0]), args[1])?;
    Ok(args[0])
}

fn intersection_update(thread: &Thread, own: Set, others: &[Value]) -> Result<()> {
    let [first, rest @ ..] = others else {
        return Ok(());
    };
    if !others_may_run() {
        let mut kept = Set::new(thread)?;
        intersect(thread, own, *first, kept)?;
        for other in rest {
            let result = Set::new(thread)?;
            intersect(thread, kept, *other, result)?;
            kept = result;
        }
        own.table.replace_with(thread, own.header(), &kept.table);
        return Ok(());
    }
    // What is in all others: what somebody adds to this set meanwhile is kept or not like the rest.
    let mut kept = Set::new(thread)?;
    update_from(thread, kept, *first)?;
    for other in rest {
        let result = Set::new(thread)?;
        intersect(thread, kept, *other, result)?;
        kept = result;
    }
    keep_only(thread, own, kept)
}

fn is_superset(thread: &Thread, args: &[Value]) -> Result {
    let own = set(args[0]);
    if let Some(other) = args[1].downcast::<SetObject>() {
        return Ok(Value::bool(is_subset(thread, other, own)?));
    }
    let iterator = operations::iter(thread, args[1])?;
    while let Some(item) = operations::next(thread, iterator)? {
        if !own.contains(thread, item)? {
            return Ok(Value::FALSE);
        }
        thread.poll()?;
    }
    Ok(Value::TRUE)
}

fn reduce(thread: &Thread, args: &[Value]) -> Result {
    let elements = operations::list_from(thread, args[0])?;
    let arguments = Tuple::new(thread, &[elements.value()])?;
    let state = copying::get_state(thread, args[0])?;
    let class = args[0].class().value();
    Ok(Tuple::new(thread, &[class, arguments.value(), state])?.value())
}
