//! What `anext(iterator, default)` gives: an awaitable whose StopAsyncIteration becomes the default.

use crate::attribute;
use crate::call::{call_method, call_special};
use crate::errors::{self, Raised, Result};
use crate::exceptions as tree;
use crate::function::CodeObject;
use crate::names::names;
use crate::object::{Kind, Ref, ValueExt};
use crate::rows;
use crate::str::{Str, intern_text};
use crate::thread::Thread;
use crate::tuple::TupleObject;
use crate::types::{Special, TypeSpec, method, type_flags};
use typhon_bytecode::CodeFlags;
use typhon_heap::{Header, Slot, Value};

#[repr(C)]
pub struct AnextAwaitableObject {
    pub header: Header,
    wrapped: Slot,
    default: Slot,
}

crate::heap_object!(
    AnextAwaitableObject,
    ANEXT_AWAITABLE_LAYOUT,
    "anext_awaitable",
    Kind::Other,
    |object, tracer| {
        tracer.slot(&object.wrapped);
        tracer.slot(&object.default);
    }
);

pub static ANEXT_AWAITABLE: TypeSpec = TypeSpec::new("anext_awaitable", &ANEXT_AWAITABLE_LAYOUT)
    .flags(type_flags::NO_NEW)
    .methods(&[
        rows::iter_self(),
        method("__await__", |_, args| Ok(args[0]), "(self, /)", ""),
        rows::next(next),
        method("send", send, "(self, value, /)", ""),
        method("throw", throw, "(self, *args)", ""),
        method("close", close, "(self, /)", ""),
    ]);

pub fn anext_awaitable(thread: &Thread, wrapped: Value, default: Value) -> Result {
    let shape = ANEXT_AWAITABLE.root_shape();
    let made = thread.allocate(
        shape,
        AnextAwaitableObject {
            header: Header::new(shape.pointer().cast()),
            wrapped: Slot::new(wrapped),
            default: Slot::new(default),
        },
    )?;
    Ok(made.value())
}

/// Whether a generator was declared to be one that can be awaited (`types.coroutine`).
fn is_coroutine(thread: &Thread, generator: Value) -> Result<bool> {
    if generator.kind() != Kind::Generator {
        return Ok(false);
    }
    let code = attribute::get_optional(thread, generator, intern_text(thread, "gi_code")?)?;
    let code = code.and_then(|code| code.downcast::<CodeObject>());
    Ok(code.is_some_and(|code| code.has(CodeFlags::ITERABLE_COROUTINE)))
}

/// The iterator that drives the wrapped awaitable.
fn driver(thread: &Thread, own: Ref<AnextAwaitableObject>) -> Result {
    let wrapped = own.wrapped.get();
    let iterator = match wrapped.class().special(Special::Await) {
        Some(method) => call_special(thread, method, wrapped, &[])?,
        None if is_coroutine(thread, wrapped)? => wrapped,
        None => {
            return Err(errors::type_error(
                thread,
                format!("'{}' object can't be awaited", wrapped.class().name_text()),
            ));
        }
    };
    if iterator.class().special(Special::Next).is_none()
        && iterator.class().special(Special::Await).is_none()
    {
        return Err(errors::type_error(
            thread,
            format!(
                "__await__() returned non-iterator of type '{}'",
                iterator.class().name_text()
            ),
        ));
    }
    Ok(iterator)
}

/// The default in place of the end of the asynchronous iterator.
fn translate(thread: &Thread, own: Ref<AnextAwaitableObject>, raised: Raised) -> Raised {
    if raised.is(&tree::STOP_ASYNC_ITERATION) {
        errors::stop_iteration(thread, own.default.get())
    } else {
        raised
    }
}

fn next(thread: &Thread, args: &[Value]) -> Result {
    let own: Ref<AnextAwaitableObject> = Ref::of(args[0]);
    let iterator = driver(thread, own)?;
    let result = match iterator.class().special(Special::Next) {
        Some(method) => call_special(thread, method, iterator, &[]),
        None => call_method(thread, iterator, names().send, &[Value::NONE]),
    };
    result.map_err(|raised| translate(thread, own, raised))
}

fn forward(thread: &Thread, receiver: Value, name: Str, arguments: &[Value]) -> Result {
    let own: Ref<AnextAwaitableObject> = Ref::of(receiver);
    let iterator = driver(thread, own)?;
    call_method(thread, iterator, name, arguments).map_err(|raised| translate(thread, own, raised))
}

fn send(thread: &Thread, args: &[Value]) -> Result {
    forward(thread, args[0], names().send, &args[1..])
}

fn throw(thread: &Thread, args: &[Value]) -> Result {
    let arguments = Ref::<TupleObject>::of(args[1]).values();
    forward(thread, args[0], names().throw, arguments)
}

fn close(thread: &Thread, args: &[Value]) -> Result {
    forward(thread, args[0], names().close, &[])
}
