//! `filter`: the items for which a function is true.

use crate::call::call;
use crate::errors::{self, Result};
use crate::int::BOOL;
use crate::object::{Kind, Ref, ValueExt};
use crate::operations;
use crate::rows;
use crate::thread::Thread;
use crate::tuple::{Tuple, TupleObject};
use crate::types::{Special, TypeSpec, type_flags};
use typhon_heap::{Header, Slot, Value};

#[repr(C)]
pub struct FilterObject {
    pub header: Header,
    function: Slot,
    iterator: Slot,
}

crate::heap_object!(
    FilterObject,
    FILTER_LAYOUT,
    "filter",
    Kind::Other,
    |object, tracer| {
        tracer.slot(&object.function);
        tracer.slot(&object.iterator);
    }
);

pub static FILTER: TypeSpec = TypeSpec::new("filter", &FILTER_LAYOUT)
    .flags(type_flags::BASE)
    .doc("filter(function, iterable, /)\n--\n\nAn iterator over the items for which function(item) is true,\nor over the true items if function is None.")
    .methods(&[
        rows::new(new),
        rows::iter_self(),
        rows::next(next),
        rows::reduce(|thread, args| {
            let own: Ref<FilterObject> = Ref::of(args[0]);
            let state = Tuple::new(thread, &[own.function.get(), own.iterator.get()])?;
            let class = args[0].class().value();
            Ok(Tuple::new(thread, &[class, state.value()])?.value())
        }),
    ]);

fn new(thread: &Thread, args: &[Value]) -> Result {
    let class = rows::class_of_new(args);
    // Keywords belong to an overriding __init__.
    let plain = class.special(Special::Init) == crate::types::OBJECT.get().special(Special::Init);
    if !args[2].is_null() && plain {
        return Err(errors::type_error(
            thread,
            "filter() takes no keyword arguments",
        ));
    }
    let &[function, iterable] = Ref::<TupleObject>::of(args[1]).values() else {
        let given = Ref::<TupleObject>::of(args[1]).len();
        return Err(errors::type_error(
            thread,
            format!("filter expected 2 arguments, got {given}"),
        ));
    };
    let iterator = operations::iter(thread, iterable)?;
    let shape = class.root_shape();
    let made = thread.allocate(
        shape,
        FilterObject {
            header: Header::new(shape.pointer().cast()),
            function: Slot::new(function),
            iterator: Slot::new(iterator),
        },
    )?;
    Ok(rows::created(made.value()))
}

fn next(thread: &Thread, args: &[Value]) -> Result {
    let own: Ref<FilterObject> = Ref::of(args[0]);
    let (function, iterator) = (own.function.get(), own.iterator.get());
    let by_truth = function.is_none() || function == BOOL.get().value();
    while let Some(item) = operations::next(thread, iterator)? {
        let verdict = if by_truth {
            item
        } else {
            call(thread, function, &[item])?
        };
        if operations::truth(thread, verdict)? {
            return Ok(item);
        }
        thread.poll()?;
    }
    Ok(Value::NULL)
}
