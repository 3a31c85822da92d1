//! `count`, `cycle` and `repeat`.

use super::{new_row, next_row};
use crate::slots_object;
use crate::support::{CLASS_GETITEM, ITER_SELF, make, refuse_keywords, repr_text, text, to_ssize};
use std::sync::atomic::{AtomicI64, AtomicUsize, Ordering};
use typhon_objects::int;
use typhon_objects::operations::Operator;
use typhon_objects::prelude::*;
use typhon_objects::types::Special;

slots_object!(CountObject, COUNT_LAYOUT, "itertools.count", { next, step });

pub static COUNT: TypeSpec = TypeSpec::new("count", &COUNT_LAYOUT)
    .module("itertools")
    .flags(type_flags::BASE)
    .doc("Return a count object whose .__next__() method returns consecutive values.")
    .methods(&[
        new_row(count_new, "(cls, start=0, step=1)"),
        ITER_SELF,
        next_row(count_next),
        method("__repr__", count_repr, "(self, /)", "Return repr(self)."),
        CLASS_GETITEM,
    ]);

fn expect_number(thread: &Thread, value: Value) -> Result {
    let Some(value) = value.present() else {
        return Ok(Value::NULL);
    };
    let class = value.class();
    let is_number = int::is_int(value)
        || matches!(value.kind(), Kind::Float | Kind::Complex)
        || [Special::Index, Special::Int, Special::Float]
            .into_iter()
            .any(|special| class.special(special).is_some());
    if is_number {
        Ok(value)
    } else {
        Err(errors::type_error(thread, "a number is required"))
    }
}

fn count_new(thread: &Thread, args: &[Value]) -> Result {
    let start = expect_number(thread, args[1])?;
    let step = expect_number(thread, args[2])?;
    // A bool to start from counts as an int, as CPython's fast mode has it.
    let start = match start {
        Value::NULL => Value::fixnum(0),
        start if step.is_null() || step == Value::fixnum(1) => match start {
            Value::TRUE => Value::fixnum(1),
            Value::FALSE => Value::fixnum(0),
            start => start,
        },
        start => start,
    };
    let step = step.present().unwrap_or(Value::fixnum(1));
    let count = make(thread, Type::of(args[0]), |header| CountObject {
        header,
        next: Slot::new(start),
        step: Slot::new(step),
    })?;
    Ok(count.value())
}

fn count_next(thread: &Thread, args: &[Value]) -> Result {
    let count = Ref::<CountObject>::of(args[0]);
    loop {
        let current = count.next.get();
        let step = count.step.get();
        let small = match (current.as_fixnum(), step.as_fixnum()) {
            // Both have 63 bits, so the sum cannot overflow 64.
            (Some(current), Some(step)) => Value::small_int(current + step),
            _ => None,
        };
        let next = match small {
            Some(next) => next,
            None => operations::binary(thread, Operator::Add, current, step)?,
        };
        // Each number goes to exactly one caller.
        if count
            .next
            .compare_exchange(count.header(), current, next)
            .is_ok()
        {
            return Ok(current);
        }
        thread.poll()?;
    }
}

fn count_repr(thread: &Thread, args: &[Value]) -> Result {
    let count = Ref::<CountObject>::of(args[0]);
    let name = args[0].class().name_text();
    let current = repr_text(thread, count.next.get())?;
    let step = count.step.get();
    if step == Value::fixnum(1) {
        return text(thread, format!("{name}({current})"));
    }
    text(
        thread,
        format!("{name}({current}, {})", repr_text(thread, step)?),
    )
}

slots_object!(CycleObject, CYCLE_LAYOUT, "itertools.cycle", { iterator, saved }, { position: AtomicUsize });

pub static CYCLE: TypeSpec = TypeSpec::new("cycle", &CYCLE_LAYOUT)
    .module("itertools")
    .flags(type_flags::BASE)
    .doc(
        "Return elements from the iterable until it is exhausted. Then repeat the sequence indefinitely.",
    )
    .methods(&[
        new_row(cycle_new, "(cls, iterable, /, **kwargs)"),
        ITER_SELF,
        next_row(cycle_next),
    ]);

fn cycle_new(thread: &Thread, args: &[Value]) -> Result {
    let class = Type::of(args[0]);
    refuse_keywords(thread, class, &CYCLE, args[2])?;
    let iterator = operations::iter(thread, args[1])?;
    let saved = List::new(thread)?;
    let cycle = make(thread, class, |header| CycleObject {
        header,
        iterator: Slot::new(iterator),
        saved: Slot::new(saved.value()),
        position: AtomicUsize::new(0),
    })?;
    Ok(cycle.value())
}

fn cycle_next(thread: &Thread, args: &[Value]) -> Result {
    let cycle = Ref::<CycleObject>::of(args[0]);
    let saved: List = Ref::of(cycle.saved.get());
    let iterator = cycle.iterator.get();
    if !iterator.is_null() {
        if let Some(item) = operations::next(thread, iterator)? {
            saved.append(thread, item)?;
            return Ok(item);
        }
        cycle.iterator.set(cycle.header(), Value::NULL);
    }
    let length = saved.len();
    if length == 0 {
        return Ok(Value::NULL);
    }
    // Relaxed: the position guards nothing, it only says which item is next.
    let position = cycle
        .position
        .fetch_update(Ordering::Relaxed, Ordering::Relaxed, |position| {
            Some(if position + 1 >= length {
                0
            } else {
                position + 1
            })
        })
        .unwrap_or(0);
    Ok(saved.get(position.min(length - 1)).unwrap_or(Value::NULL))
}

slots_object!(RepeatObject, REPEAT_LAYOUT, "itertools.repeat", { object }, { left: AtomicI64 });

pub static REPEAT: TypeSpec = TypeSpec::new("repeat", &REPEAT_LAYOUT)
    .module("itertools")
    .flags(type_flags::BASE)
    .doc(
        "repeat(object [,times]) -> create an iterator which returns the object\nfor the specified number of times.  If not specified, returns the object\nendlessly.",
    )
    .methods(&[
        new_row(repeat_new, "(cls, object, times=None)"),
        ITER_SELF,
        next_row(repeat_next),
        method("__repr__", repeat_repr, "(self, /)", "Return repr(self)."),
        method(
            "__length_hint__",
            repeat_hint,
            "(self, /)",
            "Private method returning an estimate of len(list(it)).",
        ),
    ]);

/// Of `left`: no end.
const ENDLESS: i64 = -1;

fn repeat_new(thread: &Thread, args: &[Value]) -> Result {
    let left = match args[2].present() {
        Some(times) => to_ssize(thread, times)?.max(0),
        None => ENDLESS,
    };
    let repeat = make(thread, Type::of(args[0]), |header| RepeatObject {
        header,
        object: Slot::new(args[1]),
        left: AtomicI64::new(left),
    })?;
    Ok(repeat.value())
}

fn repeat_next(_thread: &Thread, args: &[Value]) -> Result {
    let repeat = Ref::<RepeatObject>::of(args[0]);
    if repeat.left.load(Ordering::Relaxed) != ENDLESS {
        let taken = repeat
            .left
            .fetch_update(Ordering::Relaxed, Ordering::Relaxed, |left| {
                (left > 0).then(|| left - 1)
            });
        if taken.is_err() {
            return Ok(Value::NULL);
        }
    }
    Ok(repeat.object.get())
}

fn repeat_repr(thread: &Thread, args: &[Value]) -> Result {
    let repeat = Ref::<RepeatObject>::of(args[0]);
    let name = args[0].class().name_text();
    let object = repr_text(thread, repeat.object.get())?;
    match repeat.left.load(Ordering::Relaxed) {
        ENDLESS => text(thread, format!("{name}({object})")),
        left => text(thread, format!("{name}({object}, {left})")),
    }
}

fn repeat_hint(thread: &Thread, args: &[Value]) -> Result {
    match Ref::<RepeatObject>::of(args[0])
        .left
        .load(Ordering::Relaxed)
    {
        ENDLESS => Err(errors::type_error(thread, "len() of unsized object")),
        left => int::from_i64(thread, left),
    }
}
