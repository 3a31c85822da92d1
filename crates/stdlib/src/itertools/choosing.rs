//! `product`, `permutations`, `combinations` and `combinations_with_replacement`.
//!
//! Each holds its pools as tuples and the chosen positions behind a lock, under which the next choice
//! is made; the tuple of it is built afterwards, so nothing is allocated while the lock is held.

use super::{new_row, next_row};
use crate::slots_object;
use crate::support::{ITER_SELF, is_missing, make, to_ssize};
use typhon_objects::int;
use typhon_objects::prelude::*;
use typhon_objects::tuple::TUPLE;
use typhon_sync::mutex::Mutex;

/// The positions chosen last.
pub struct Choice {
    started: bool,
    done: bool,
    indices: Vec<usize>,
    /// Of permutations: how often each place still changes.
    cycles: Vec<usize>,
}

impl Choice {
    fn new(indices: Vec<usize>, cycles: Vec<usize>, done: bool) -> Mutex<Option<Box<Choice>>> {
        Mutex::new(Some(Box::new(Choice {
            started: false,
            done,
            indices,
            cycles,
        })))
    }
}

slots_object!(ChoosingObject, CHOOSING_LAYOUT, "itertools.product", { pools }, {
    length: usize,
    choice: Mutex<Option<Box<Choice>>>,
}, drop);

macro_rules! choosing_type {
    ($spec:ident, $name:literal, $doc:literal, $new:ident, $signature:literal, $next:ident) => {
        pub static $spec: TypeSpec = TypeSpec::new($name, &CHOOSING_LAYOUT)
            .module("itertools")
            .flags(type_flags::BASE)
            .doc($doc)
            .methods(&[
                new_row($new, $signature),
                ITER_SELF,
                next_row($next),
                method(
                    "__sizeof__",
                    size_of,
                    "(self, /)",
                    "Returns size in memory, in bytes.",
                ),
            ]);
    };
}

choosing_type!(
    PRODUCT,
    "product",
    "Cartesian product of input iterables.  Equivalent to nested for-loops.",
    product_new,
    "(cls, *iterables, repeat=1)",
    product_next
);
choosing_type!(
    PERMUTATIONS,
    "permutations",
    "Return successive r-length permutations of elements in the iterable.",
    permutations_new,
    "(cls, iterable, r=None)",
    permutations_next
);
choosing_type!(
    COMBINATIONS,
    "combinations",
    "Return successive r-length combinations of elements in the iterable.",
    combinations_new,
    "(cls, iterable, r)",
    combinations_next
);
choosing_type!(
    COMBINATIONS_WITH_REPLACEMENT,
    "combinations_with_replacement",
    "Return successive r-length combinations of elements in the iterable allowing individual elements to have successive repeats.",
    with_replacement_new,
    "(cls, iterable, r)",
    with_replacement_next
);

fn size_of(thread: &Thread, args: &[Value]) -> Result {
    let object = Ref::<ChoosingObject>::of(args[0]);
    let native = object.choice.lock().as_ref().map_or(0, |choice| {
        8 * (choice.indices.len() + choice.cycles.len()) + std::mem::size_of::<Choice>()
    });
    int::from_i64(
        thread,
        (std::mem::size_of::<ChoosingObject>() + native) as i64,
    )
}

fn new_choosing(
    thread: &Thread,
    class: Value,
    pools: Value,
    length: usize,
    choice: Mutex<Option<Box<Choice>>>,
) -> Result {
    let object = make(thread, Type::of(class), |header| ChoosingObject {
        header,
        pools: Slot::new(pools),
        length,
        choice,
    })?;
    Ok(object.value())
}

/// Makes the next choice with `advance`, which gets the choice after the first; then the tuple of it.
fn choose(
    thread: &Thread,
    object: Value,
    advance: impl FnOnce(&mut Choice) -> bool,
    item: impl Fn(usize, usize) -> Value,
) -> Result {
    let object = Ref::<ChoosingObject>::of(object);
    let mut few = [0usize; 16];
    let many: Vec<usize>;
    let indices: &[usize] = {
        let mut guard = object.choice.lock();
        let Some(choice) = guard.as_mut() else {
            return Ok(Value::NULL);
        };
        if choice.done {
            return Ok(Value::NULL);
        }
        if !choice.started {
            choice.started = true;
        } else if !advance(choice) {
            choice.done = true;
            return Ok(Value::NULL);
        }
        if object.length <= few.len() {
            few[..object.length].copy_from_slice(&choice.indices[..object.length]);
            &few[..object.length]
        } else {
            many = choice.indices[..object.length].to_vec();
            &many
        }
    };
    let result = Tuple::unfilled(thread, TUPLE.root_shape(), object.length)?;
    for (place, &index) in indices.iter().enumerate() {
        result.set_initial(place, item(place, index));
    }
    Ok(result.value())
}

fn product_new(thread: &Thread, args: &[Value]) -> Result {
    let repeat = match args[2].present() {
        Some(repeat) => to_ssize(thread, repeat)?,
        None => 1,
    };
    if repeat < 0 {
        return Err(errors::value_error(
            thread,
            "repeat argument cannot be negative",
        ));
    }
    let sources: Tuple = Ref::of(args[1]);
    let Some(total) = sources
        .len()
        .checked_mul(repeat as usize)
        .filter(|&total| total < 1 << 40)
    else {
        return Err(errors::overflow_error(thread, "repeat argument too large"));
    };
    let given = if repeat == 0 { 0 } else { sources.len() };
    let pools = List::with_capacity(thread, given)?;
    for source in sources.iter().take(given) {
        let pool = operations::tuple_from(thread, source)?;
        pools.append(thread, pool.value())?;
    }
    let pools = Tuple::from_list(thread, pools)?;
    let all = Tuple::unfilled(thread, TUPLE.root_shape(), total)?;
    for index in 0..total {
        all.set_initial(index, pools.get(index % given));
    }
    let empty = all
        .iter()
        .any(|pool| Ref::<TupleObject>::of(pool).is_empty());
    let choice = Choice::new(vec![0; total], Vec::new(), empty);
    new_choosing(thread, args[0], all.value(), total, choice)
}

fn product_next(thread: &Thread, args: &[Value]) -> Result {
    let pools: Tuple = Ref::of(Ref::<ChoosingObject>::of(args[0]).pools.get());
    choose(
        thread,
        args[0],
        |choice| {
            for place in (0..choice.indices.len()).rev() {
                let index = choice.indices[place] + 1;
                if index < Ref::<TupleObject>::of(pools.get(place)).len() {
                    choice.indices[place] = index;
                    return true;
                }
                choice.indices[place] = 0;
            }
            false
        },
        |place, index| Ref::<TupleObject>::of(pools.get(place)).get(index),
    )
}

/// The pool, and the length of what is chosen from it.
fn pool_and_length(thread: &Thread, args: &[Value]) -> Result<(Tuple, usize)> {
    let pool = operations::tuple_from(thread, args[1])?;
    let length = to_ssize(thread, args[2])?;
    check_length(thread, length)?;
    Ok((pool, length as usize))
}

fn check_length(thread: &Thread, length: i64) -> Result<()> {
    if length < 0 {
        return Err(errors::value_error(thread, "r must be non-negative"));
    }
    if length >= 1 << 40 {
        return Err(errors::memory_error(thread));
    }
    Ok(())
}

fn permutations_new(thread: &Thread, args: &[Value]) -> Result {
    let pool = operations::tuple_from(thread, args[1])?;
    let count = pool.len();
    let length = if is_missing(args[2]) {
        count as i64
    } else if !int::is_int(args[2]) {
        return Err(errors::type_error(thread, "Expected int as r"));
    } else {
        to_ssize(thread, args[2])?
    };
    check_length(thread, length)?;
    let length = length as usize;
    let done = length > count;
    let cycles = if done {
        Vec::new()
    } else {
        (0..length).map(|place| count - place).collect()
    };
    let choice = Choice::new((0..count).collect(), cycles, done);
    new_choosing(thread, args[0], pool.value(), length, choice)
}

fn permutations_next(thread: &Thread, args: &[Value]) -> Result {
    let object = Ref::<ChoosingObject>::of(args[0]);
    let pool: Tuple = Ref::of(object.pools.get());
    choose(
        thread,
        args[0],
        |choice| {
            let count = choice.indices.len();
            for place in (0..object.length).rev() {
                choice.cycles[place] -= 1;
                if choice.cycles[place] > 0 {
                    let other = count - choice.cycles[place];
                    choice.indices.swap(place, other);
                    return true;
                }
                choice.indices[place..].rotate_left(1);
                choice.cycles[place] = count - place;
            }
            false
        },
        |_, index| pool.get(index),
    )
}

fn combinations_new(thread: &Thread, args: &[Value]) -> Result {
    let (pool, length) = pool_and_length(thread, args)?;
    let done = length > pool.len();
    let indices = if done {
        Vec::new()
    } else {
        (0..length).collect()
    };
    let choice = Choice::new(indices, Vec::new(), done);
    new_choosing(thread, args[0], pool.value(), length, choice)
}

fn combinations_next(thread: &Thread, args: &[Value]) -> Result {
    let object = Ref::<ChoosingObject>::of(args[0]);
    let pool: Tuple = Ref::of(object.pools.get());
    choose(
        thread,
        args[0],
        |choice| {
            let (count, length) = (pool.len(), object.length);
            let indices = &mut choice.indices;
            let Some(place) = (0..length)
                .rev()
                .find(|&place| indices[place] != place + count - length)
            else {
                return false;
            };
            let first = indices[place] + 1;
            for (offset, index) in indices[place..].iter_mut().enumerate() {
                *index = first + offset;
            }
            true
        },
        |_, index| pool.get(index),
    )
}

fn with_replacement_new(thread: &Thread, args: &[Value]) -> Result {
    let (pool, length) = pool_and_length(thread, args)?;
    let done = pool.is_empty() && length > 0;
    let choice = Choice::new(vec![0; length], Vec::new(), done);
    new_choosing(thread, args[0], pool.value(), length, choice)
}

fn with_replacement_next(thread: &Thread, args: &[Value]) -> Result {
    let pool: Tuple = Ref::of(Ref::<ChoosingObject>::of(args[0]).pools.get());
    choose(
        thread,
        args[0],
        |choice| {
            let last = pool.len().wrapping_sub(1);
            let indices = &mut choice.indices;
            let Some(place) = indices.iter().rposition(|&index| index != last) else {
                return false;
            };
            let next = indices[place] + 1;
            indices[place..].fill(next);
            true
        },
        |_, index| pool.get(index),
    )
}
