//! `map`: a function applied to the items of one or more iterables.

use super::zip::{iterators_of, step};
use crate::call::call;
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
pub struct MapObject {
    pub header: Header,
    function: Slot,
    /// Tuple of iterators.
    iterators: Slot,
    strict: AtomicBool,
}

crate::heap_object!(
    MapObject,
    MAP_LAYOUT,
    "map",
    Kind::Other,
    |object, tracer| {
        tracer.slot(&object.function);
        tracer.slot(&object.iterators);
    }
);

pub static MAP: TypeSpec = TypeSpec::new("map", &MAP_LAYOUT)
    .flags(type_flags::BASE)
    .doc("map(function, iterable, /, *iterables, strict=False)\n--\n\nAn iterator over the results of the\nfunction called with the i-th items of every iterable.\n\nIt ends with the shortest, or raises ValueError if strict is true and the lengths differ.")
    .construct(|thread, args| make(thread, MAP.get(), args, false))
    .methods(&[
        static_method(
            "__new__",
            new,
            "(cls, /, *args, strict=False)",
            "Create and return a new object.  See help(type) for accurate signature.",
        ),
        rows::iter_self(),
        rows::next(next),
        rows::reduce(|thread, args| {
            let own: Ref<MapObject> = Ref::of(args[0]);
            let iterators: Tuple = Ref::of(own.iterators.get());
            let first = Tuple::new(thread, &[own.function.get()])?;
            let state = crate::tuple::concatenate(thread, first, iterators)?.value();
            let class = args[0].class().value();
            Ok(if own.strict.load(Ordering::Relaxed) {
                Tuple::new(thread, &[class, state, Value::TRUE])?
            } else {
                Tuple::new(thread, &[class, state])?
            }
            .value())
        }),
        rows::set_state(|thread, args| {
            let strict = operations::truth(thread, args[1])?;
            Ref::<MapObject>::of(args[0])
                .strict
                .store(strict, Ordering::Relaxed);
            Ok(Value::NONE)
        }),
    ]);

fn new(thread: &Thread, args: &[Value]) -> Result {
    let strict = match args[2].present() {
        Some(strict) => operations::truth(thread, strict)?,
        None => false,
    };
    let given = Ref::<TupleObject>::of(args[1]).values();
    make(thread, rows::class_of_new(args), given, strict)
}

fn make(thread: &Thread, class: Type, given: &[Value], strict: bool) -> Result {
    if given.len() < 2 {
        return Err(errors::type_error(
            thread,
            "map() must have at least two arguments.",
        ));
    }
    let iterators = iterators_of(thread, &given[1..])?;
    let shape = class.root_shape();
    let made = thread.allocate(
        shape,
        MapObject {
            header: Header::new(shape.pointer().cast()),
            function: Slot::new(given[0]),
            iterators: Slot::new(iterators.value()),
            strict: AtomicBool::new(strict),
        },
    )?;
    Ok(rows::created(made.value()))
}

fn next(thread: &Thread, args: &[Value]) -> Result {
    let own: Ref<MapObject> = Ref::of(args[0]);
    let iterators: Tuple = Ref::of(own.iterators.get());
    let function = own.function.get();
    if let [iterator] = iterators.values() {
        return match operations::next(thread, *iterator)? {
            Some(item) => call(thread, function, &[item]),
            None => Ok(Value::NULL),
        };
    }
    let strict = own.strict.load(Ordering::Relaxed);
    step(thread, "map", iterators.values(), strict, |items| {
        call(thread, function, items)
    })
}
