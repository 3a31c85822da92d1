//! Iterators that leave items out: `compress`, `dropwhile`, `filterfalse`, `islice`, `takewhile`; and
//! `starmap`.

use super::{new_row, next_row};
use crate::slots_object;
use crate::support::{ITER_SELF, is_missing, make, refuse_keywords};
use std::sync::atomic::{AtomicBool, AtomicI64, Ordering};
use typhon_objects::int;
use typhon_objects::prelude::*;

slots_object!(CompressObject, COMPRESS_LAYOUT, "itertools.compress", { data, selectors });

pub static COMPRESS: TypeSpec = TypeSpec::new("compress", &COMPRESS_LAYOUT)
    .module("itertools")
    .flags(type_flags::BASE)
    .doc("Return data elements corresponding to true selector elements.")
    .methods(&[
        new_row(compress_new, "(cls, data, selectors)"),
        ITER_SELF,
        next_row(compress_next),
    ]);

fn compress_new(thread: &Thread, args: &[Value]) -> Result {
    let data = operations::iter(thread, args[1])?;
    let selectors = operations::iter(thread, args[2])?;
    let compress = make(thread, Type::of(args[0]), |header| CompressObject {
        header,
        data: Slot::new(data),
        selectors: Slot::new(selectors),
    })?;
    Ok(compress.value())
}

fn compress_next(thread: &Thread, args: &[Value]) -> Result {
    let compress = Ref::<CompressObject>::of(args[0]);
    let (data, selectors) = (compress.data.get(), compress.selectors.get());
    loop {
        let Some(item) = operations::next(thread, data)? else {
            return Ok(Value::NULL);
        };
        let Some(selector) = operations::next(thread, selectors)? else {
            return Ok(Value::NULL);
        };
        if operations::truth(thread, selector)? {
            return Ok(item);
        }
        thread.poll()?;
    }
}

slots_object!(FilterObject, DROPWHILE_LAYOUT, "itertools.dropwhile", { function, iterator }, { done: AtomicBool });

pub static DROPWHILE: TypeSpec = TypeSpec::new("dropwhile", &DROPWHILE_LAYOUT)
    .module("itertools")
    .flags(type_flags::BASE)
    .doc("Drop items from the iterable while predicate(item) is true.")
    .methods(&[
        new_row(dropwhile_new, "(cls, predicate, iterable, /, **kwargs)"),
        ITER_SELF,
        next_row(dropwhile_next),
    ]);

pub static FILTERFALSE: TypeSpec = TypeSpec::new("filterfalse", &DROPWHILE_LAYOUT)
    .module("itertools")
    .flags(type_flags::BASE)
    .doc("Return those items of iterable for which function(item) is false.")
    .methods(&[
        new_row(filterfalse_new, "(cls, function, iterable, /, **kwargs)"),
        ITER_SELF,
        next_row(filterfalse_next),
    ]);

pub static TAKEWHILE: TypeSpec = TypeSpec::new("takewhile", &DROPWHILE_LAYOUT)
    .module("itertools")
    .flags(type_flags::BASE)
    .doc("Return successive entries from an iterable as long as the predicate evaluates to true for each entry.")
    .methods(&[
        new_row(takewhile_new, "(cls, predicate, iterable, /, **kwargs)"),
        ITER_SELF,
        next_row(takewhile_next),
    ]);

pub static STARMAP: TypeSpec = TypeSpec::new("starmap", &DROPWHILE_LAYOUT)
    .module("itertools")
    .flags(type_flags::BASE)
    .doc("Return an iterator whose values are returned from the function evaluated with an argument tuple taken from the given sequence.")
    .methods(&[
        new_row(starmap_new, "(cls, function, iterable, /, **kwargs)"),
        ITER_SELF,
        next_row(starmap_next),
    ]);

fn new_filter(thread: &Thread, args: &[Value], spec: &TypeSpec) -> Result {
    let class = Type::of(args[0]);
    refuse_keywords(thread, class, spec, args[3])?;
    let iterator = operations::iter(thread, args[2])?;
    let filter = make(thread, class, |header| FilterObject {
        header,
        function: Slot::new(args[1]),
        iterator: Slot::new(iterator),
        done: AtomicBool::new(false),
    })?;
    Ok(filter.value())
}

fn dropwhile_new(thread: &Thread, args: &[Value]) -> Result {
    new_filter(thread, args, &DROPWHILE)
}

fn filterfalse_new(thread: &Thread, args: &[Value]) -> Result {
    new_filter(thread, args, &FILTERFALSE)
}

fn takewhile_new(thread: &Thread, args: &[Value]) -> Result {
    new_filter(thread, args, &TAKEWHILE)
}

fn starmap_new(thread: &Thread, args: &[Value]) -> Result {
    new_filter(thread, args, &STARMAP)
}

/// Whether the filter's function says yes.
fn holds(thread: &Thread, function: Value, item: Value) -> Result<bool> {
    let answer = call(thread, function, &[item])?;
    operations::truth(thread, answer)
}

fn dropwhile_next(thread: &Thread, args: &[Value]) -> Result {
    let filter = Ref::<FilterObject>::of(args[0]);
    let iterator = filter.iterator.get();
    while let Some(item) = operations::next(thread, iterator)? {
        if filter.done.load(Ordering::Relaxed) {
            return Ok(item);
        }
        if !holds(thread, filter.function.get(), item)? {
            filter.done.store(true, Ordering::Relaxed);
            return Ok(item);
        }
        thread.poll()?;
    }
    Ok(Value::NULL)
}

fn filterfalse_next(thread: &Thread, args: &[Value]) -> Result {
    let filter = Ref::<FilterObject>::of(args[0]);
    let (function, iterator) = (filter.function.get(), filter.iterator.get());
    let plain = function.is_none() || function == int::BOOL.get().value();
    while let Some(item) = operations::next(thread, iterator)? {
        let yes = if plain {
            operations::truth(thread, item)?
        } else {
            holds(thread, function, item)?
        };
        if !yes {
            return Ok(item);
        }
        thread.poll()?;
    }
    Ok(Value::NULL)
}

fn takewhile_next(thread: &Thread, args: &[Value]) -> Result {
    let filter = Ref::<FilterObject>::of(args[0]);
    if filter.done.load(Ordering::Relaxed) {
        return Ok(Value::NULL);
    }
    let Some(item) = operations::next(thread, filter.iterator.get())? else {
        return Ok(Value::NULL);
    };
    if holds(thread, filter.function.get(), item)? {
        return Ok(item);
    }
    filter.done.store(true, Ordering::Relaxed);
    Ok(Value::NULL)
}

fn starmap_next(thread: &Thread, args: &[Value]) -> Result {
    let starmap = Ref::<FilterObject>::of(args[0]);
    let Some(item) = operations::next(thread, starmap.iterator.get())? else {
        return Ok(Value::NULL);
    };
    let arguments = match item.downcast::<TupleObject>() {
        Some(tuple) if item.exact_kind() == Kind::Tuple => tuple,
        _ => operations::tuple_from(thread, item)?,
    };
    call(thread, starmap.function.get(), arguments.values())
}

slots_object!(IsliceObject, ISLICE_LAYOUT, "itertools.islice", { iterator }, {
    start: i64,
    stop: i64,
    step: i64,
    count: AtomicI64,
});

impl IsliceObject {
    /// The first position from `count` on that is wanted, or else where the slice ends. One behind the first is
    /// skipped to though the slice ends before it.
    fn wanted(&self, count: i64) -> i64 {
        let behind = count - self.start;
        if behind <= 0 {
            return self.start;
        }
        ((behind - 1) / self.step + 1)
            .checked_mul(self.step)
            .and_then(|distance| self.start.checked_add(distance))
            .map_or(self.stop, |wanted| wanted.min(self.stop))
    }
}

pub static ISLICE: TypeSpec = TypeSpec::new("islice", &ISLICE_LAYOUT)
    .module("itertools")
    .flags(type_flags::BASE)
    .doc(
        "islice(iterable, stop) --> islice object\nislice(iterable, start, stop[, step]) --> islice object\n\nReturn an iterator whose next() method returns selected values from an\niterable.",
    )
    .methods(&[
        new_row(islice_new, "(cls, iterable, stop, start=None, step=None, /, **kwargs)"),
        ITER_SELF,
        next_row(islice_next),
    ]);

/// A bound that is None (`missing`) or an index of at least 0; `None` for anything else.
fn bound(thread: &Thread, value: Value, missing: i64) -> Result<Option<i64>> {
    if is_missing(value) {
        return Ok(Some(missing));
    }
    match operations::index(thread, value) {
        Ok(index) if index >= 0 => Ok(Some(index)),
        Ok(_) => Ok(None),
        Err(raised) if raised.is(&tree::EXCEPTION) => Ok(None),
        Err(raised) => Err(raised),
    }
}

fn islice_new(thread: &Thread, args: &[Value]) -> Result {
    let class = Type::of(args[0]);
    refuse_keywords(thread, class, &ISLICE, args[5])?;
    let only_stop = args[3].is_null();
    let (start, stop) = if only_stop {
        (Value::NONE, args[2])
    } else {
        (args[2], args[3])
    };
    let Some(stop) = bound(thread, stop, i64::MAX)? else {
        return Err(errors::value_error(
            thread,
            "Stop argument for islice() must be None or an integer: 0 <= x <= sys.maxsize.",
        ));
    };
    let Some(start) = bound(thread, start, 0)? else {
        return Err(errors::value_error(
            thread,
            "Indices for islice() must be None or an integer: 0 <= x <= sys.maxsize.",
        ));
    };
    let Some(step) = bound(thread, args[4], 1)?.filter(|&step| step > 0) else {
        return Err(errors::value_error(
            thread,
            "Step for islice() must be a positive integer or None.",
        ));
    };
    let iterator = operations::iter(thread, args[1])?;
    let islice = make(thread, class, |header| IsliceObject {
        header,
        iterator: Slot::new(iterator),
        start,
        stop,
        step,
        count: AtomicI64::new(0),
    })?;
    Ok(islice.value())
}

fn islice_next(thread: &Thread, args: &[Value]) -> Result {
    let islice = Ref::<IsliceObject>::of(args[0]);
    let iterator = islice.iterator.get();
    if iterator.is_null() {
        return Ok(Value::NULL);
    }
    // Let go of the iterator as soon as nothing more will be asked of it.
    let release = || islice.iterator.set(islice.header(), Value::NULL);
    let finish = || {
        release();
        Ok(Value::NULL)
    };
    // An item is counted before it is taken, so threads that share the slice do not take more than it has.
    let mut count = islice.count.load(Ordering::Relaxed);
    let wanted = loop {
        let wanted = islice.wanted(count);
        let following = wanted + i64::from(wanted < islice.stop);
        match islice.count.compare_exchange_weak(
            count,
            following,
            Ordering::Relaxed,
            Ordering::Relaxed,
        ) {
            Ok(_) => break wanted,
            Err(now) => count = now,
        }
    };
    // A source that raises ends the slice too.
    let raised = |_: &Raised| release();
    for _ in count..wanted {
        if operations::next(thread, iterator)
            .inspect_err(raised)?
            .is_none()
        {
            return finish();
        }
        thread.poll()?;
    }
    if wanted >= islice.stop {
        return finish();
    }
    match operations::next(thread, iterator).inspect_err(raised)? {
        Some(item) => Ok(item),
        None => finish(),
    }
}
