//! Methods of `deque`.

use super::deque::{DEQUE_LAYOUT, Deque, DequeObject, End, Mutated, UNBOUNDED};
use super::deque_iterators;
use crate::support::{CLASS_GETITEM, is_missing, repr_text, text, tuple};
use typhon_objects::mode::others_may_run;
use typhon_objects::operations::Comparison;
use typhon_objects::prelude::*;
use typhon_objects::types::Special;
use typhon_objects::{int, list};

macro_rules! comparison {
    ($name:literal, $comparison:ident) => {
        method(
            $name,
            |thread, args| compare(thread, args, Comparison::$comparison),
            "(self, value, /)",
            "",
        )
    };
}

pub(super) static DEQUE: TypeSpec = TypeSpec::new("deque", &DEQUE_LAYOUT)
    .module("collections")
    .flags(type_flags::BASE | type_flags::WEAKREF | type_flags::SEQUENCE)
    .doc("A list-like sequence optimized for data accesses near its endpoints.")
    .methods(&[
        static_method(
            "__new__",
            |thread, args| Ok(Deque::new(thread, Type::of(args[0]))?.value()),
            "(cls, /, *args, **kwargs)",
            "",
        ),
        method("__init__", init, "(self, iterable=None, maxlen=None)", ""),
        method(
            "append",
            append,
            "(self, item, /)",
            "Add an element to the right side of the deque.",
        ),
        method(
            "appendleft",
            append_left,
            "(self, item, /)",
            "Add an element to the left side of the deque.",
        ),
        method(
            "pop",
            pop,
            "(self, /)",
            "Remove and return the rightmost element.",
        ),
        method(
            "popleft",
            pop_left,
            "(self, /)",
            "Remove and return the leftmost element.",
        ),
        method(
            "extend",
            extend_right,
            "(self, iterable, /)",
            "Extend the right side of the deque with elements from the iterable.",
        ),
        method(
            "extendleft",
            extend_left,
            "(self, iterable, /)",
            "Extend the left side of the deque with elements from the iterable.",
        ),
        method(
            "clear",
            clear,
            "(self, /)",
            "Remove all elements from the deque.",
        ),
        method(
            "copy",
            copy,
            "(self, /)",
            "Return a shallow copy of a deque.",
        ),
        method(
            "__copy__",
            copy,
            "(self, /)",
            "Return a shallow copy of a deque.",
        ),
        method(
            "count",
            count,
            "(self, value, /)",
            "Return number of occurrences of value.",
        ),
        method(
            "index",
            index,
            "(self, value, start=0, stop=0, /)",
            "Return first index of value.",
        ),
        method(
            "insert",
            insert,
            "(self, index, value, /)",
            "Insert value before index.",
        ),
        method(
            "remove",
            remove,
            "(self, value, /)",
            "Remove first occurrence of value.",
        ),
        method("reverse", reverse, "(self, /)", "Reverse *IN PLACE*."),
        method(
            "rotate",
            rotate,
            "(self, n=1, /)",
            "Rotate the deque n steps to the right.  If n is negative, rotates left.",
        ),
        method(
            "__iter__",
            deque_iterators::iter,
            "(self, /)",
            "Implement iter(self).",
        ),
        method(
            "__reversed__",
            deque_iterators::reversed,
            "(self, /)",
            "Return a reverse iterator over the deque.",
        ),
        method(
            "__len__",
            |thread, args| int::from_i64(thread, Deque::of(args[0]).len(thread) as i64),
            "(self, /)",
            "Return len(self).",
        ),
        method(
            "__bool__",
            |thread, args| Ok(Value::bool(Deque::of(args[0]).len(thread) != 0)),
            "(self, /)",
            "True if self else False",
        ),
        method(
            "__getitem__",
            get_item,
            "(self, key, /)",
            "Return self[key].",
        ),
        method(
            "__setitem__",
            set_item,
            "(self, key, value, /)",
            "Set self[key] to value.",
        ),
        method(
            "__delitem__",
            delete_item,
            "(self, key, /)",
            "Delete self[key].",
        ),
        method(
            "__contains__",
            contains,
            "(self, key, /)",
            "Return bool(key in self).",
        ),
        method("__add__", add, "(self, value, /)", "Return self+value."),
        method(
            "__iadd__",
            inplace_add,
            "(self, value, /)",
            "Implement self+=value.",
        ),
        method(
            "__mul__",
            multiply,
            "(self, value, /)",
            "Return self*value.",
        ),
        method(
            "__rmul__",
            multiply,
            "(self, value, /)",
            "Return value*self.",
        ),
        method(
            "__imul__",
            inplace_multiply,
            "(self, value, /)",
            "Implement self*=value.",
        ),
        comparison!("__lt__", Less),
        comparison!("__le__", LessEqual),
        comparison!("__eq__", Equal),
        comparison!("__ne__", NotEqual),
        comparison!("__gt__", Greater),
        comparison!("__ge__", GreaterEqual),
        method("__repr__", repr, "(self, /)", "Return repr(self)."),
        method(
            "__reduce__",
            reduce,
            "(self, /)",
            "Return state information for pickling.",
        ),
        method(
            "__sizeof__",
            size_of,
            "(self, /)",
            "Return the size of the deque in memory, in bytes.",
        ),
        CLASS_GETITEM,
    ])
    .attributes(&[getter(
        "maxlen",
        |thread, object| maxlen(thread, Deque::of(object)),
        "maximum size of a deque or None if unbounded",
    )]);

fn maxlen(thread: &Thread, deque: Deque) -> Result {
    match deque.most() {
        UNBOUNDED => Ok(Value::NONE),
        most => int::from_i64(thread, most),
    }
}

fn init(thread: &Thread, args: &[Value]) -> Result {
    let deque = Deque::of(args[0]);
    let most = if is_missing(args[2]) {
        UNBOUNDED
    } else {
        if !int::is_int(args[2]) {
            return Err(errors::type_error(thread, "an integer is required"));
        }
        match int::to_i64(args[2]) {
            Some(most) if most >= 0 => most,
            None if !int::is_negative(args[2]) => {
                return Err(errors::overflow_error(
                    thread,
                    "Python int too large to convert to C ssize_t",
                ));
            }
            _ => return Err(errors::value_error(thread, "maxlen must be non-negative")),
        }
    };
    deque.set_most(most);
    if deque.len(thread) > 0 {
        deque.clear(thread);
    }
    if let Some(iterable) = args[1].present() {
        extend(thread, deque, iterable, End::Right)?;
    }
    Ok(Value::NONE)
}

fn append(thread: &Thread, args: &[Value]) -> Result {
    Deque::of(args[0]).push(thread, End::Right, args[1])?;
    Ok(Value::NONE)
}

fn append_left(thread: &Thread, args: &[Value]) -> Result {
    Deque::of(args[0]).push(thread, End::Left, args[1])?;
    Ok(Value::NONE)
}

fn pop(thread: &Thread, args: &[Value]) -> Result {
    match Deque::of(args[0]).pop(thread, End::Right) {
        Some(item) => Ok(item),
        None => Err(empty(thread)),
    }
}

fn pop_left(thread: &Thread, args: &[Value]) -> Result {
    match Deque::of(args[0]).pop(thread, End::Left) {
        Some(item) => Ok(item),
        None => Err(empty(thread)),
    }
}

#[cold]
fn empty(thread: &Thread) -> Raised {
    errors::index_error(thread, "pop from an empty deque")
}

#[cold]
fn mutated(thread: &Thread) -> Raised {
    errors::runtime_error(thread, "deque mutated during iteration")
}

fn extend(thread: &Thread, deque: Deque, iterable: Value, end: End) -> Result<()> {
    // What can be read without running Python code goes in as one step.
    let items = match iterable.exact_kind() {
        Kind::List => Some(list::copy(thread, List::of(iterable))?),
        Kind::Tuple => Some(operations::list_from(thread, iterable)?),
        _ if DEQUE.is_exact(iterable) || iterable == deque.value() => {
            Some(Deque::of(iterable).snapshot(thread)?)
        }
        _ => None,
    };
    if let Some(items) = items {
        let values = (0..items.len()).map(|index| items.get(index).unwrap_or(Value::NONE));
        return deque.push_all(thread, end, values);
    }
    operations::for_each(thread, iterable, |item| deque.push(thread, end, item))
}

fn extend_right(thread: &Thread, args: &[Value]) -> Result {
    extend(thread, Deque::of(args[0]), args[1], End::Right)?;
    Ok(Value::NONE)
}

fn extend_left(thread: &Thread, args: &[Value]) -> Result {
    extend(thread, Deque::of(args[0]), args[1], End::Left)?;
    Ok(Value::NONE)
}

fn clear(thread: &Thread, args: &[Value]) -> Result {
    Deque::of(args[0]).clear(thread);
    Ok(Value::NONE)
}

fn copy_of(thread: &Thread, deque: Deque) -> Result<Deque> {
    let object = deque.value();
    if DEQUE.is_exact(object) {
        let copy = Deque::new(thread, DEQUE.get())?;
        copy.set_most(deque.most());
        let items = deque.snapshot(thread)?;
        extend(thread, copy, items.value(), End::Right)?;
        return Ok(copy);
    }
    let class = object.class();
    let copy = match deque.most() {
        UNBOUNDED => call(thread, class.value(), &[object])?,
        most => {
            let most = int::from_i64(thread, most)?;
            call(thread, class.value(), &[object, most])?
        }
    };
    if !copy.is::<DequeObject>() {
        return Err(errors::type_error(
            thread,
            format!(
                "{}() must return a deque, not {}",
                class.name_text(),
                copy.class().name_text()
            ),
        ));
    }
    Ok(Deque::of(copy))
}

fn copy(thread: &Thread, args: &[Value]) -> Result {
    Ok(copy_of(thread, Deque::of(args[0]))?.value())
}

/// The first index from `start` to `stop` of an item equal to `value`. Changes meanwhile are an error.
fn find(
    thread: &Thread,
    deque: Deque,
    value: Value,
    start: usize,
    stop: usize,
) -> Result<std::result::Result<Option<usize>, Mutated>> {
    let state = deque.state();
    let mut index = start;
    while index < stop {
        match deque.get_in_state(thread, index, state) {
            Err(mutated) => return Ok(Err(mutated)),
            Ok(None) => break,
            Ok(Some(item)) => {
                if operations::equal_or_identical(thread, item, value)? {
                    return Ok(Ok(Some(index)));
                }
            }
        }
        index += 1;
    }
    if deque.state() != state {
        return Ok(Err(Mutated));
    }
    Ok(Ok(None))
}

/// What `look` finds; it gives `Mutated` if the deque was changed meanwhile, which is an error if it was
/// this thread that did it. Otherwise `look` goes on with a copy.
fn at_one_moment<R>(
    thread: &Thread,
    deque: Deque,
    look: impl Fn(Deque) -> Result<std::result::Result<R, Mutated>>,
) -> Result<R> {
    if let Ok(found) = look(deque)? {
        return Ok(found);
    }
    if others_may_run()
        && let Ok(found) = look(unshared(thread, deque)?)?
    {
        return Ok(found);
    }
    Err(mutated(thread))
}

/// A plain deque of the same items, which nobody else sees.
fn unshared(thread: &Thread, deque: Deque) -> Result<Deque> {
    let copy = Deque::new(thread, DEQUE.get())?;
    let items = deque.snapshot(thread)?;
    extend(thread, copy, items.value(), End::Right)?;
    Ok(copy)
}

fn count(thread: &Thread, args: &[Value]) -> Result {
    let count = at_one_moment(thread, Deque::of(args[0]), |deque| {
        let (mut count, mut start) = (0, 0);
        let state = deque.state();
        loop {
            match find(thread, deque, args[1], start, usize::MAX)? {
                Ok(Some(index)) if deque.state() == state => {
                    count += 1;
                    start = index + 1;
                }
                Ok(None) if deque.state() == state => return Ok(Ok(count)),
                _ => return Ok(Err(Mutated)),
            }
        }
    })?;
    int::from_i64(thread, count)
}

fn index(thread: &Thread, args: &[Value]) -> Result {
    let deque = Deque::of(args[0]);
    let length = deque.len(thread) as i64;
    let bound = |value: Value, missing: i64| -> Result<usize> {
        let Some(value) = value.present() else {
            return Ok(missing as usize);
        };
        if !int::is_int(value) && value.class().special(Special::Index).is_none() {
            return Err(errors::type_error(
                thread,
                "slice indices must be integers or have an __index__ method",
            ));
        }
        let index = operations::index_clamped(thread, value)?;
        Ok(if index < 0 {
            index.saturating_add(length).max(0)
        } else {
            index.min(length)
        } as usize)
    };
    let start = bound(args[2], 0)?;
    let stop = bound(args[3], length)?;
    let look = |deque| find(thread, deque, args[1], start, stop);
    match at_one_moment(thread, deque, look)? {
        Some(index) => int::from_i64(thread, index as i64),
        None => Err(errors::value_error(
            thread,
            "deque.index(x): x not in deque",
        )),
    }
}

fn insert(thread: &Thread, args: &[Value]) -> Result {
    let index = operations::to_ssize(thread, args[1])?;
    if Deque::of(args[0]).insert(thread, index, args[2])? {
        return Ok(Value::NONE);
    }
    Err(errors::index_error(
        thread,
        "deque already at its maximum size",
    ))
}

fn remove(thread: &Thread, args: &[Value]) -> Result {
    let deque = Deque::of(args[0]);
    // Again if others have changed it meanwhile; comparisons that change it each time are an error.
    let tries = if others_may_run() { 16 } else { 1 };
    for _ in 0..tries {
        let state = deque.state();
        match find(thread, deque, args[1], 0, usize::MAX)? {
            Ok(Some(index)) => {
                if deque.remove_at(thread, index as i64, Some(state)).is_ok() {
                    return Ok(Value::NONE);
                }
            }
            Ok(None) => {
                return Err(errors::value_error(
                    thread,
                    "deque.remove(x): x not in deque",
                ));
            }
            Err(_) => {}
        }
        thread.poll()?;
    }
    Err(errors::index_error(
        thread,
        "deque mutated during remove().",
    ))
}

fn reverse(thread: &Thread, args: &[Value]) -> Result {
    Deque::of(args[0]).reverse(thread);
    Ok(Value::NONE)
}

fn rotate(thread: &Thread, args: &[Value]) -> Result {
    let steps = match args[1].present() {
        Some(steps) => operations::to_ssize(thread, steps)?,
        None => 1,
    };
    Deque::of(args[0]).rotate(thread, steps);
    Ok(Value::NONE)
}

/// A subscript as an index, negative if it counts from the end.
fn subscript(thread: &Thread, key: Value) -> Result<i64> {
    if !int::is_int(key) && key.class().special(Special::Index).is_none() {
        return Err(errors::type_error(
            thread,
            format!(
                "sequence index must be integer, not '{}'",
                key.class().name_text()
            ),
        ));
    }
    operations::index(thread, key)
}

fn get_item(thread: &Thread, args: &[Value]) -> Result {
    let deque = Deque::of(args[0]);
    let index = subscript(thread, args[1])?;
    match deque.get(thread, index) {
        Some(item) => Ok(item),
        None => Err(errors::index_out_of_range(thread, "deque")),
    }
}

fn set_item(thread: &Thread, args: &[Value]) -> Result {
    let deque = Deque::of(args[0]);
    let index = subscript(thread, args[1])?;
    if deque.set(thread, index, args[2]) {
        return Ok(Value::NONE);
    }
    Err(errors::index_out_of_range(thread, "deque"))
}

fn delete_item(thread: &Thread, args: &[Value]) -> Result {
    let deque = Deque::of(args[0]);
    let index = subscript(thread, args[1])?;
    match deque.remove_at(thread, index, None) {
        Ok(Some(_)) => Ok(Value::NONE),
        _ => Err(errors::index_out_of_range(thread, "deque")),
    }
}

fn contains(thread: &Thread, args: &[Value]) -> Result {
    let look = |deque| find(thread, deque, args[1], 0, usize::MAX);
    let found = at_one_moment(thread, Deque::of(args[0]), look)?;
    Ok(Value::bool(found.is_some()))
}

fn add(thread: &Thread, args: &[Value]) -> Result {
    if !args[1].is::<DequeObject>() {
        return Err(errors::type_error(
            thread,
            format!(
                "can only concatenate deque (not \"{}\") to deque",
                args[1].class().name_text()
            ),
        ));
    }
    let sum = copy_of(thread, Deque::of(args[0]))?;
    extend(thread, sum, args[1], End::Right)?;
    Ok(sum.value())
}

fn inplace_add(thread: &Thread, args: &[Value]) -> Result {
    extend(thread, Deque::of(args[0]), args[1], End::Right)?;
    Ok(args[0])
}

/// Makes the deque hold its items `times` times.
fn repeat(thread: &Thread, deque: Deque, times: i64) -> Result<()> {
    if times <= 0 {
        deque.clear(thread);
        return Ok(());
    }
    let items = deque.snapshot(thread)?;
    let length = items.len();
    let Some(total) = length
        .checked_mul(times as usize)
        .filter(|&total| total < 1 << 40)
    else {
        return Err(errors::memory_error(thread));
    };
    let most = deque.most();
    let kept = if most >= 0 {
        total.min(most as usize)
    } else {
        total
    };
    // All but the last pass over a bounded deque would be pushed out again.
    let start = (total - kept).max(length);
    deque.reserve(thread, kept.saturating_sub(length))?;
    for index in start..total {
        let item = items.get(index % length).unwrap_or(Value::NONE);
        deque.push(thread, End::Right, item)?;
        thread.poll()?;
    }
    Ok(())
}

fn repeat_count(thread: &Thread, value: Value) -> Result<i64> {
    if !int::is_int(value) && value.class().special(Special::Index).is_none() {
        return Err(errors::type_error(
            thread,
            format!(
                "can't multiply sequence by non-int of type '{}'",
                value.class().name_text()
            ),
        ));
    }
    match operations::index(thread, value) {
        Err(raised) if raised.is(&tree::INDEX_ERROR) => Err(errors::overflow_error(
            thread,
            format!(
                "cannot fit '{}' into an index-sized integer",
                value.class().name_text()
            ),
        )),
        count => count,
    }
}

fn multiply(thread: &Thread, args: &[Value]) -> Result {
    let times = repeat_count(thread, args[1])?;
    let copy = copy_of(thread, Deque::of(args[0]))?;
    repeat(thread, copy, times)?;
    Ok(copy.value())
}

fn inplace_multiply(thread: &Thread, args: &[Value]) -> Result {
    let times = repeat_count(thread, args[1])?;
    repeat(thread, Deque::of(args[0]), times)?;
    Ok(args[0])
}

fn compare(thread: &Thread, args: &[Value], comparison: Comparison) -> Result {
    if !args[1].is::<DequeObject>() {
        return Ok(Value::NOT_IMPLEMENTED);
    }
    if args[0] == args[1] {
        return Ok(Value::bool(comparison.holds(std::cmp::Ordering::Equal)));
    }
    let (mut a, mut b) = (Deque::of(args[0]), Deque::of(args[1]));
    if others_may_run() {
        (a, b) = (unshared(thread, a)?, unshared(thread, b)?);
    }
    if a.len(thread) != b.len(thread) && comparison == Comparison::Equal {
        return Ok(Value::FALSE);
    }
    if a.len(thread) != b.len(thread) && comparison == Comparison::NotEqual {
        return Ok(Value::TRUE);
    }
    let (state_a, state_b) = (a.state(), b.state());
    for index in 0.. {
        let x = a.get_in_state(thread, index, state_a);
        let y = b.get_in_state(thread, index, state_b);
        let (Ok(x), Ok(y)) = (x, y) else {
            return Err(mutated(thread));
        };
        match (x, y) {
            (Some(x), Some(y)) => {
                if !operations::equal_or_identical(thread, x, y)? {
                    return match comparison {
                        Comparison::Equal => Ok(Value::FALSE),
                        Comparison::NotEqual => Ok(Value::TRUE),
                        _ => operations::compare(thread, comparison, x, y),
                    };
                }
            }
            _ => break,
        }
    }
    Ok(Value::bool(
        comparison.holds(a.len(thread).cmp(&b.len(thread))),
    ))
}

fn repr(thread: &Thread, args: &[Value]) -> Result {
    let deque = Deque::of(args[0]);
    let inner = operations::repr_guard(thread, args[0], || {
        let items = match DEQUE.is_exact(args[0]) {
            true => deque.snapshot(thread)?,
            false => operations::list_from(thread, args[0])?,
        };
        repr_text(thread, items.value())
    })?;
    let Some(inner) = inner else {
        return text(thread, "[...]");
    };
    let name = args[0].class().name_text();
    match deque.most() {
        UNBOUNDED => text(thread, format!("{name}({inner})")),
        most => text(thread, format!("{name}({inner}, maxlen={most})")),
    }
}

fn reduce(thread: &Thread, args: &[Value]) -> Result {
    let deque = Deque::of(args[0]);
    let state = call_method(thread, args[0], names().__getstate__, &[])?;
    let iterator = operations::iter(thread, args[0])?;
    let empty = tuple(thread, &[])?;
    let arguments = match deque.most() {
        UNBOUNDED => empty,
        most => {
            let most = int::from_i64(thread, most)?;
            tuple(thread, &[empty, most])?
        }
    };
    tuple(
        thread,
        &[args[0].class().value(), arguments, state, iterator],
    )
}

fn size_of(thread: &Thread, args: &[Value]) -> Result {
    let slots = Deque::of(args[0]).len(thread).next_power_of_two().max(8);
    let size = std::mem::size_of::<DequeObject>() + 24 + 8 * slots;
    int::from_i64(thread, size as i64)
}
