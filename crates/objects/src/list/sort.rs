//! `list.sort`: takes the items out (others see an empty list meanwhile), sorts them in an array of the
//! thread's own by an order chosen for the keys at hand, and puts them back.

use super::layout::{List, copy_items};
use super::merge::{self, Order, Pair};
use crate::call::call;
use crate::errors::{self, Result};
use crate::float::to_f64;
use crate::object::{Kind, Ref, ValueExt};
use crate::operations::{self, Comparison};
use crate::str::StrObject;
use crate::thread::{Thread, VALUES_A_STEP};
use crate::tuple::TupleObject;
use typhon_heap::{ArrayRef, Value};

/// Immediate ints.
struct Ints;

impl Order for Ints {
    #[inline(always)]
    fn less(&mut self, a: Value, b: Value) -> Result<bool> {
        Ok(a.fixnum_value() < b.fixnum_value())
    }
}

/// Exact floats.
struct Floats;

impl Order for Floats {
    #[inline(always)]
    fn less(&mut self, a: Value, b: Value) -> Result<bool> {
        Ok(to_f64(a) < to_f64(b))
    }
}

/// Exact strings: generalised UTF-8 orders as code points do.
struct Strings;

impl Order for Strings {
    #[inline(always)]
    fn less(&mut self, a: Value, b: Value) -> Result<bool> {
        Ok(Ref::<StrObject>::of(a).bytes() < Ref::<StrObject>::of(b).bytes())
    }
}

/// Exact tuples.
struct Tuples<'a>(&'a Thread);

impl Order for Tuples<'_> {
    fn less(&mut self, a: Value, b: Value) -> Result<bool> {
        let (a, b) = (
            Ref::<TupleObject>::of(a).values(),
            Ref::<TupleObject>::of(b).values(),
        );
        for (x, y) in a.iter().zip(b) {
            if x.is_fixnum() && y.is_fixnum() {
                if x == y {
                    continue;
                }
                return Ok(x.fixnum_value() < y.fixnum_value());
            }
            if !operations::equal_or_identical(self.0, *x, *y)? {
                return AnyKeys(self.0).less(*x, *y);
            }
        }
        Ok(a.len() < b.len())
    }
}

/// Whatever else, by `__lt__`.
struct AnyKeys<'a>(&'a Thread);

impl Order for AnyKeys<'_> {
    #[inline]
    fn less(&mut self, a: Value, b: Value) -> Result<bool> {
        let result = operations::compare(self.0, Comparison::Less, a, b)?;
        operations::truth(self.0, result)
    }
}

/// The order that fits all of the keys.
enum KeyKind {
    Ints,
    Floats,
    Strings,
    Tuples,
    Any,
}

fn kind_of_keys(thread: &Thread, count: usize, key_at: impl Fn(usize) -> Value) -> KeyKind {
    let mut common = None;
    let mut mixed = false;
    thread.in_steps(0..count, VALUES_A_STEP, |part| {
        mixed = mixed
            || part
                .into_iter()
                .any(|index| is_other(&mut common, key_at(index)));
    });
    match common {
        _ if mixed => KeyKind::Any,
        Some(Kind::Int) => KeyKind::Ints,
        Some(Kind::Float) => KeyKind::Floats,
        Some(Kind::Str) => KeyKind::Strings,
        Some(Kind::Tuple) => KeyKind::Tuples,
        _ => KeyKind::Any,
    }
}

/// Whether the key is not of the kind of those before, or of none that has an order of its own.
#[inline(always)]
fn is_other(common: &mut Option<Kind>, key: Value) -> bool {
    match key.exact_kind() {
        Kind::Int if !key.is_fixnum() => true,
        kind @ (Kind::Int | Kind::Float | Kind::Str | Kind::Tuple) => {
            *common.get_or_insert(kind) != kind
        }
        _ => true,
    }
}

fn sort_elements<E: merge::Element>(
    thread: &Thread,
    array: ArrayRef,
    count: usize,
    kind: KeyKind,
) -> Result<()> {
    match kind {
        KeyKind::Ints => merge::sort::<E, _>(thread, array, count, &mut Ints),
        KeyKind::Floats => merge::sort::<E, _>(thread, array, count, &mut Floats),
        KeyKind::Strings => merge::sort::<E, _>(thread, array, count, &mut Strings),
        KeyKind::Tuples => merge::sort::<E, _>(thread, array, count, &mut Tuples(thread)),
        KeyKind::Any => merge::sort::<E, _>(thread, array, count, &mut AnyKeys(thread)),
    }
}

/// Sorts in place; NULL for no key. Others see an empty list meanwhile.
pub fn sort(thread: &Thread, list: List, key: Value, reverse: bool) -> Result<()> {
    let (taken, count) = list.take(thread);
    let Some(items) = taken else {
        return Ok(());
    };
    // A fresh array for the result: somebody may still be reading the old one.
    let made = thread.allocate_array(count);
    let (sorted, result) = match made {
        Err(raised) => (items, Err(raised)),
        Ok(sorted) => {
            copy_items(thread, items, 0, sorted, 0, count);
            let result = match key.present() {
                None => sort_plain(thread, sorted, count, reverse),
                Some(key) => sort_by_key(thread, sorted, count, key, reverse),
            };
            (sorted, result)
        }
    };
    let modified = {
        let _lock = list.lock(thread);
        let modified = list.storage().is_some() || !list.is_empty();
        list.change_items(|| {
            list.set_storage(Some(sorted));
            list.set_length(count);
        });
        modified
    };
    result?;
    if modified {
        return Err(errors::value_error(thread, "list modified during sort"));
    }
    Ok(())
}

fn sort_plain(thread: &Thread, array: ArrayRef, count: usize, reverse: bool) -> Result<()> {
    if count < 2 {
        return Ok(());
    }
    // Stability in reverse: reversed before and after.
    if reverse {
        turn_around(thread, array, count);
    }
    let kind = kind_of_keys(thread, count, |index| array.get(index));
    sort_elements::<Value>(thread, array, count, kind)?;
    if reverse {
        turn_around(thread, array, count);
    }
    Ok(())
}

fn turn_around(thread: &Thread, array: ArrayRef, count: usize) {
    let slots = &array.slots()[..count];
    thread.in_steps(0..count / 2, VALUES_A_STEP, |part| {
        for i in part.clone() {
            let (a, b) = (&slots[i], &slots[count - 1 - i]);
            let first = a.get();
            a.set_unbarriered(b.get());
            b.set_unbarriered(first);
        }
        array.written(part.clone());
        array.written(count - part.end..count - part.start);
    });
}

fn sort_by_key(
    thread: &Thread,
    array: ArrayRef,
    count: usize,
    key: Value,
    reverse: bool,
) -> Result<()> {
    // Pairs of key and item, in the order in which they are sorted: backwards for `reverse`.
    let pairs = thread.allocate_array(2 * count)?;
    for i in 0..count {
        let item = array.get(i);
        let place = if reverse { count - 1 - i } else { i };
        pairs.set(2 * place, call(thread, key, &[item])?);
        pairs.set(2 * place + 1, item);
        thread.poll()?;
    }
    let kind = kind_of_keys(thread, count, |index| pairs.get(2 * index));
    let result = sort_elements::<Pair>(thread, pairs, count, kind);
    thread.in_steps(0..count, VALUES_A_STEP, |part| {
        for i in part.clone() {
            let place = if reverse { count - 1 - i } else { i };
            array.slot(place).set_unbarriered(pairs.get(2 * i + 1));
        }
        array.written(if reverse {
            count - part.end..count - part.start
        } else {
            part
        });
    });
    result
}
