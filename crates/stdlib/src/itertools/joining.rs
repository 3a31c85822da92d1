//! Iterators that put items together: `accumulate`, `batched`, `chain`, `pairwise`, `zip_longest`.

use super::{new_row, next_row};
use crate::slots_object;
use crate::support::{
    CLASS_GETITEM, ITER_SELF, is_missing, make, refuse_keywords, to_ssize, tuple,
};
use std::sync::atomic::{AtomicBool, AtomicI64, Ordering};
use typhon_objects::operations::Operator;
use typhon_objects::prelude::*;

slots_object!(AccumulateObject, ACCUMULATE_LAYOUT, "itertools.accumulate", { iterator, function, total, initial });

pub static ACCUMULATE: TypeSpec = TypeSpec::new("accumulate", &ACCUMULATE_LAYOUT)
    .module("itertools")
    .flags(type_flags::BASE)
    .doc("Return series of accumulated sums.")
    .methods(&[
        new_row(
            accumulate_new,
            "(cls, iterable, func=None, *, initial=None)",
        ),
        ITER_SELF,
        next_row(accumulate_next),
    ]);

fn accumulate_new(thread: &Thread, args: &[Value]) -> Result {
    let iterator = operations::iter(thread, args[1])?;
    let function = if is_missing(args[2]) {
        Value::NULL
    } else {
        args[2]
    };
    let initial = if is_missing(args[3]) {
        Value::NULL
    } else {
        args[3]
    };
    let accumulate = make(thread, Type::of(args[0]), |header| AccumulateObject {
        header,
        iterator: Slot::new(iterator),
        function: Slot::new(function),
        total: Slot::new(Value::NULL),
        initial: Slot::new(initial),
    })?;
    Ok(accumulate.value())
}

fn accumulate_next(thread: &Thread, args: &[Value]) -> Result {
    let accumulate = Ref::<AccumulateObject>::of(args[0]);
    let header = accumulate.header();
    if !accumulate.initial.get().is_null() {
        let initial = accumulate.initial.swap(header, Value::NULL);
        if !initial.is_null() {
            accumulate.total.set(header, initial);
            return Ok(initial);
        }
    }
    let Some(item) = operations::next(thread, accumulate.iterator.get())? else {
        return Ok(Value::NULL);
    };
    let total = match (accumulate.total.get(), accumulate.function.get()) {
        (Value::NULL, _) => item,
        (total, Value::NULL) => operations::binary(thread, Operator::Add, total, item)?,
        (total, function) => call(thread, function, &[total, item])?,
    };
    accumulate.total.set(header, total);
    Ok(total)
}

slots_object!(BatchedObject, BATCHED_LAYOUT, "itertools.batched", { iterator }, { size: i64, strict: bool });

pub static BATCHED: TypeSpec = TypeSpec::new("batched", &BATCHED_LAYOUT)
    .module("itertools")
    .flags(type_flags::BASE)
    .doc("Batch data into tuples of length n. The last batch may be shorter than n.")
    .methods(&[
        new_row(batched_new, "(cls, iterable, n, *, strict=False)"),
        ITER_SELF,
        next_row(batched_next),
    ]);

fn batched_new(thread: &Thread, args: &[Value]) -> Result {
    let size = to_ssize(thread, args[2])?;
    let strict = match args[3].present() {
        Some(strict) => operations::truth(thread, strict)?,
        None => false,
    };
    if size < 1 {
        return Err(errors::value_error(thread, "n must be at least one"));
    }
    let iterator = operations::iter(thread, args[1])?;
    let batched = make(thread, Type::of(args[0]), |header| BatchedObject {
        header,
        iterator: Slot::new(iterator),
        size,
        strict,
    })?;
    Ok(batched.value())
}

/// Batches up to this size are collected on the native stack.
const SMALL_BATCH: usize = 16;

fn batched_next(thread: &Thread, args: &[Value]) -> Result {
    let batched = Ref::<BatchedObject>::of(args[0]);
    let iterator = batched.iterator.get();
    if iterator.is_null() {
        return Ok(Value::NULL);
    }
    let size = batched.size as usize;
    let (batch, count) = if size <= SMALL_BATCH {
        let mut items = [Value::NULL; SMALL_BATCH];
        let mut count = 0;
        while count < size {
            let Some(item) = operations::next(thread, iterator)? else {
                break;
            };
            items[count] = item;
            count += 1;
        }
        (Tuple::new(thread, &items[..count])?, count)
    } else {
        let items = List::new(thread)?;
        while items.len() < size {
            let Some(item) = operations::next(thread, iterator)? else {
                break;
            };
            items.append(thread, item)?;
            thread.poll()?;
        }
        (Tuple::from_list(thread, items)?, items.len())
    };
    if count == size {
        return Ok(batch.value());
    }
    batched.iterator.set(batched.header(), Value::NULL);
    if count == 0 {
        return Ok(Value::NULL);
    }
    if batched.strict {
        return Err(errors::value_error(thread, "batched(): incomplete batch"));
    }
    Ok(batch.value())
}

slots_object!(ChainObject, CHAIN_LAYOUT, "itertools.chain", { sources, active });

pub static CHAIN: TypeSpec = TypeSpec::new("chain", &CHAIN_LAYOUT)
    .module("itertools")
    .flags(type_flags::BASE)
    .doc("Return a chain object whose .__next__() method returns elements from the first iterable until it is exhausted, then elements from the next iterable, until all of the iterables are exhausted.")
    .methods(&[
        new_row(chain_new, "(cls, *iterables, **kwargs)"),
        ITER_SELF,
        next_row(chain_next),
        class_method(
            "from_iterable",
            chain_from_iterable,
            "(cls, iterable, /)",
            "Alternative chain() constructor taking a single iterable argument that evaluates lazily.",
        ),
        CLASS_GETITEM,
    ]);

fn chain_of(thread: &Thread, class: Type, sources: Value) -> Result {
    let sources = operations::iter(thread, sources)?;
    let chain = make(thread, class, |header| ChainObject {
        header,
        sources: Slot::new(sources),
        active: Slot::new(Value::NULL),
    })?;
    Ok(chain.value())
}

fn chain_new(thread: &Thread, args: &[Value]) -> Result {
    let class = Type::of(args[0]);
    refuse_keywords(thread, class, &CHAIN, args[2])?;
    chain_of(thread, class, args[1])
}

fn chain_from_iterable(thread: &Thread, args: &[Value]) -> Result {
    chain_of(thread, Type::of(args[0]), args[1])
}

fn chain_next(thread: &Thread, args: &[Value]) -> Result {
    let chain = Ref::<ChainObject>::of(args[0]);
    loop {
        let active = chain.active.get();
        if !active.is_null() {
            if let Some(item) = operations::next(thread, active)? {
                return Ok(item);
            }
            // Somebody else may have gone on to the next source already.
            let _ = chain
                .active
                .compare_exchange(chain.header(), active, Value::NULL);
        }
        let sources = chain.sources.get();
        if sources.is_null() {
            return Ok(Value::NULL);
        }
        let finish = || chain.sources.set(chain.header(), Value::NULL);
        let source = match operations::next(thread, sources) {
            Ok(Some(source)) => source,
            Ok(None) => {
                finish();
                return Ok(Value::NULL);
            }
            Err(raised) => {
                finish();
                return Err(raised);
            }
        };
        match operations::iter(thread, source) {
            Ok(active) => chain.active.set(chain.header(), active),
            Err(raised) => {
                finish();
                return Err(raised);
            }
        }
        thread.poll()?;
    }
}

slots_object!(PairwiseObject, PAIRWISE_LAYOUT, "itertools.pairwise", { iterator, old });

pub static PAIRWISE: TypeSpec = TypeSpec::new("pairwise", &PAIRWISE_LAYOUT)
    .module("itertools")
    .flags(type_flags::BASE)
    .doc("Return an iterator of overlapping pairs taken from the input iterator.")
    .methods(&[
        new_row(pairwise_new, "(cls, iterable, /, **kwargs)"),
        ITER_SELF,
        next_row(pairwise_next),
    ]);

fn pairwise_new(thread: &Thread, args: &[Value]) -> Result {
    let class = Type::of(args[0]);
    refuse_keywords(thread, class, &PAIRWISE, args[2])?;
    let iterator = operations::iter(thread, args[1])?;
    let pairwise = make(thread, class, |header| PairwiseObject {
        header,
        iterator: Slot::new(iterator),
        old: Slot::new(Value::NULL),
    })?;
    Ok(pairwise.value())
}

fn pairwise_next(thread: &Thread, args: &[Value]) -> Result {
    let pairwise = Ref::<PairwiseObject>::of(args[0]);
    let header = pairwise.header();
    let mut iterator = pairwise.iterator.get();
    if iterator.is_null() {
        pairwise.old.set(header, Value::NULL);
        return Ok(Value::NULL);
    }
    let finish = || {
        pairwise.iterator.set(header, Value::NULL);
        pairwise.old.set(header, Value::NULL);
    };
    let mut old = pairwise.old.get();
    if old.is_null() {
        old = match operations::next(thread, iterator) {
            Ok(Some(item)) => item,
            Ok(None) => {
                finish();
                return Ok(Value::NULL);
            }
            Err(raised) => {
                finish();
                return Err(raised);
            }
        };
        pairwise.old.set(header, old);
        // Reading may have come back here and used the iterator up.
        iterator = pairwise.iterator.get();
        if iterator.is_null() {
            pairwise.old.set(header, Value::NULL);
            return Ok(Value::NULL);
        }
    }
    match operations::next(thread, iterator) {
        Ok(Some(new)) => {
            pairwise.old.set(header, new);
            tuple(thread, &[old, new])
        }
        Ok(None) => {
            finish();
            Ok(Value::NULL)
        }
        Err(raised) => {
            finish();
            Err(raised)
        }
    }
}

slots_object!(ZipLongestObject, ZIP_LONGEST_LAYOUT, "itertools.zip_longest", { iterators, fill }, {
    active: AtomicI64,
    done: AtomicBool,
});

pub static ZIP_LONGEST: TypeSpec = TypeSpec::new("zip_longest", &ZIP_LONGEST_LAYOUT)
    .module("itertools")
    .flags(type_flags::BASE)
    .doc("Return a zip_longest object whose .__next__() method returns a tuple where the i-th element comes from the i-th iterable argument.")
    .methods(&[
        new_row(zip_longest_new, "(cls, *iterables, **kwargs)"),
        ITER_SELF,
        next_row(zip_longest_next),
    ]);

fn zip_longest_new(thread: &Thread, args: &[Value]) -> Result {
    let mut fill = Value::NONE;
    if let Some(keywords) = args[2].downcast::<DictObject>() {
        let name = intern_text(thread, "fillvalue")?;
        match keywords.get_str(name) {
            Some(value) if keywords.len() == 1 => fill = value,
            _ if keywords.is_empty() => {}
            _ => {
                return Err(errors::type_error(
                    thread,
                    "zip_longest() got an unexpected keyword argument",
                ));
            }
        }
    }
    let sources: Tuple = Ref::of(args[1]);
    let iterators = List::with_capacity(thread, sources.len())?;
    for source in sources.iter() {
        let iterator = operations::iter(thread, source)?;
        iterators.append(thread, iterator)?;
    }
    let zip = make(thread, Type::of(args[0]), |header| ZipLongestObject {
        header,
        iterators: Slot::new(iterators.value()),
        fill: Slot::new(fill),
        active: AtomicI64::new(sources.len() as i64),
        done: AtomicBool::new(false),
    })?;
    Ok(zip.value())
}

fn zip_longest_next(thread: &Thread, args: &[Value]) -> Result {
    let zip = Ref::<ZipLongestObject>::of(args[0]);
    let iterators: List = Ref::of(zip.iterators.get());
    let count = iterators.len();
    if count == 0 || zip.active.load(Ordering::Relaxed) <= 0 || zip.done.load(Ordering::Relaxed) {
        return Ok(Value::NULL);
    }
    let fill = zip.fill.get();
    let row = Tuple::unfilled(thread, typhon_objects::tuple::TUPLE.root_shape(), count)?;
    for index in 0..count {
        // None stands for an iterator that is used up.
        let iterator = iterators.get(index).unwrap_or(Value::NONE);
        let item = if iterator.is_none() {
            fill
        } else {
            match operations::next(thread, iterator) {
                Ok(Some(item)) => item,
                Ok(None) => {
                    iterators.set(thread, index, Value::NONE);
                    if zip.active.fetch_sub(1, Ordering::Relaxed) <= 1 {
                        return Ok(Value::NULL);
                    }
                    fill
                }
                Err(raised) => {
                    zip.done.store(true, Ordering::Relaxed);
                    return Err(raised);
                }
            }
        };
        row.set_initial(index, item);
    }
    Ok(row.value())
}
