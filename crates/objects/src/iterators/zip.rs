//! `zip`, and the stepping of several iterators at once that `map` shares.

use crate::errors::{self, Result};
use crate::object::{Kind, Ref, ValueExt};
use crate::operations;
use crate::rows;
use crate::thread::Thread;
use crate::tuple::{Tuple, TupleObject};
use crate::types::{Type, TypeSpec, static_method, type_flags};
use std::sync::atomic::{AtomicBool, Ordering};
use typhon_heap::{Header, Slot, Value};

#[repr(C)]
pub struct ZipObject {
    pub header: Header,
    /// Tuple of iterators.
    iterators: Slot,
    strict: AtomicBool,
}

crate::heap_object!(
    ZipObject,
    ZIP_LAYOUT,
    "zip",
    Kind::Other,
    |object, tracer| tracer.slot(&object.iterators)
);

pub static ZIP: TypeSpec = TypeSpec::new("zip", &ZIP_LAYOUT)
    .flags(type_flags::BASE)
    .doc("zip(*iterables, strict=False) iterates over tuples of the i-th items of every iterable.\n\nIt ends with the shortest, or raises ValueError if strict is true and the lengths differ.")
    .construct(|thread, args| make(thread, ZIP.get(), args, false))
    .methods(&[
        static_method(
            "__new__",
            new,
            "(cls, /, *iterables, strict=False)",
            "Create and return a new object.  See help(type) for accurate signature.",
        ),
        rows::iter_self(),
        rows::next(next),
        rows::reduce(|thread, args| {
            let own: Ref<ZipObject> = Ref::of(args[0]);
            let class = args[0].class().value();
            let iterators = own.iterators.get();
            Ok(if own.strict.load(Ordering::Relaxed) {
                Tuple::new(thread, &[class, iterators, Value::TRUE])?
            } else {
                Tuple::new(thread, &[class, iterators])?
            }
            .value())
        }),
        rows::set_state(|thread, args| {
            let strict = operations::truth(thread, args[1])?;
            Ref::<ZipObject>::of(args[0])
                .strict
                .store(strict, Ordering::Relaxed);
            Ok(Value::NONE)
        }),
    ]);

/// Iterators over every one of `iterables`.
pub fn iterators_of(thread: &Thread, iterables: &[Value]) -> Result<Tuple> {
    let iterators = Tuple::unfilled(thread, crate::tuple::TUPLE.root_shape(), iterables.len())?;
    for (i, iterable) in iterables.iter().enumerate() {
        iterators.set_initial(i, operations::iter(thread, *iterable)?);
    }
    Ok(iterators)
}

fn new(thread: &Thread, args: &[Value]) -> Result {
    let strict = match args[2].present() {
        Some(strict) => operations::truth(thread, strict)?,
        None => false,
    };
    let iterables = Ref::<TupleObject>::of(args[1]).values();
    make(thread, rows::class_of_new(args), iterables, strict)
}

fn make(thread: &Thread, class: Type, iterables: &[Value], strict: bool) -> Result {
    let iterators = iterators_of(thread, iterables)?;
    let shape = class.root_shape();
    let made = thread.allocate(
        shape,
        ZipObject {
            header: Header::new(shape.pointer().cast()),
            iterators: Slot::new(iterators.value()),
            strict: AtomicBool::new(strict),
        },
    )?;
    Ok(rows::created(made.value()))
}

/// Most iterators whose items are kept without scratch space on the Python stack.
const FEW: usize = 8;

/// Steps every iterator, and runs `finish` on the items unless one of the iterators is exhausted.
pub fn step(
    thread: &Thread,
    name: &str,
    iterators: &[Value],
    strict: bool,
    finish: impl FnOnce(&[Value]) -> Result,
) -> Result {
    let run = |items: &mut [Value]| {
        for (i, iterator) in iterators.iter().enumerate() {
            match operations::next(thread, *iterator)? {
                Some(item) => items[i] = item,
                None if strict => return ended(thread, name, iterators, i),
                None => return Ok(Value::NULL),
            }
        }
        finish(items)
    };
    if iterators.len() <= FEW {
        run(&mut [Value::NULL; FEW][..iterators.len()])
    } else {
        thread.with_scratch(iterators.len(), run)
    }
}

/// Iterator `index` has ended: all must end now.
#[cold]
fn ended(thread: &Thread, name: &str, iterators: &[Value], index: usize) -> Result {
    let plural = |count: usize| if count == 1 { " " } else { "s 1-" };
    if index > 0 {
        return Err(errors::value_error(
            thread,
            format!(
                "{name}() argument {} is shorter than argument{}{index}",
                index + 1,
                plural(index)
            ),
        ));
    }
    for (i, iterator) in iterators.iter().enumerate().skip(1) {
        if operations::next(thread, *iterator)?.is_some() {
            return Err(errors::value_error(
                thread,
                format!(
                    "{name}() argument {} is longer than argument{}{i}",
                    i + 1,
                    plural(i)
                ),
            ));
        }
    }
    Ok(Value::NULL)
}

fn next(thread: &Thread, args: &[Value]) -> Result {
    let own: Ref<ZipObject> = Ref::of(args[0]);
    let iterators: Tuple = Ref::of(own.iterators.get());
    if iterators.is_empty() {
        return Ok(Value::NULL);
    }
    let strict = own.strict.load(Ordering::Relaxed);
    step(thread, "zip", iterators.values(), strict, |items| {
        Ok(Tuple::new(thread, items)?.value())
    })
}
