//! Asynchronous generators (PEP 525): the generator, and the awaitables of `__anext__`, `asend`,
//! `athrow` and `aclose`.
//!
//! The generator yields either wrapped values, which end an awaitable, or whatever its own awaits yield
//! to the event loop. `async_state` bits of the generator: who may set them is the thread that drives
//! it; concurrent driving is an error that the RUNNING bit reports.

use crate::generator::{self, GENERATOR_LAYOUT, Generator};
use crate::run::Outcome;
use std::sync::atomic::{AtomicU8, Ordering};
use typhon_objects::prelude::*;
use typhon_objects::thread::root;

/// An awaitable of the generator is being driven.
const RUNNING: u8 = 1;
/// It was closed, or ended by StopAsyncIteration or GeneratorExit.
const CLOSED: u8 = 2;
/// The hooks were asked for.
const HOOKED: u8 = 4;

fn has(generator: Generator, bit: u8) -> bool {
    generator.async_state.load(Ordering::Acquire) & bit != 0
}

fn set(generator: Generator, bit: u8) {
    generator.async_state.fetch_or(bit, Ordering::AcqRel);
}

fn clear(generator: Generator, bit: u8) {
    generator.async_state.fetch_and(!bit, Ordering::AcqRel);
}

/// A value for the generator's consumer.
#[repr(C)]
pub struct WrappedValue {
    pub header: Header,
    value: Slot,
}

typhon_objects::heap_object!(
    WrappedValue,
    WRAPPED_VALUE_LAYOUT,
    "async generator value",
    Kind::Other,
    |object, tracer| { tracer.slot(&object.value) }
);

pub static WRAPPED_VALUE: TypeSpec =
    TypeSpec::new("async_generator_wrapped_value", &WRAPPED_VALUE_LAYOUT).flags(type_flags::NO_NEW);

/// Marks a value as one that the generator's consumer gets, not the event loop.
pub fn wrap(thread: &Thread, value: Value) -> Result {
    let shape = WRAPPED_VALUE.root_shape();
    let object = WrappedValue {
        header: Header::new(shape.pointer().cast()),
        value: Slot::new(value),
    };
    Ok(thread.allocate(shape, object)?.value())
}

pub static ASYNC_GENERATOR: TypeSpec = TypeSpec::new("async_generator", &GENERATOR_LAYOUT)
    .flags(type_flags::NO_NEW | type_flags::WEAKREF)
    .methods(&[
        method(
            "__aiter__",
            |_, args| Ok(args[0]),
            "(self, /)",
            "Return an awaitable, that resolves in asynchronous iterator.",
        ),
        method(
            "__anext__",
            |thread, args| start(thread, args[0], Step::Next, Value::NONE),
            "(self, /)",
            "Return a value or raise StopAsyncIteration.",
        ),
        method(
            "asend",
            |thread, args| start(thread, args[0], Step::Send, args[1]),
            "(self, value, /)",
            "asend(v) -> send 'v' in generator.",
        ),
        method(
            "athrow",
            athrow,
            "(self, type, value=None, traceback=None, /)",
            "athrow(value)\nathrow(type[,value[,tb]])\n\nraise exception in generator.",
        ),
        method(
            "aclose",
            |thread, args| start(thread, args[0], Step::Close, Value::NONE),
            "(self, /)",
            "aclose() -> raise GeneratorExit inside generator.",
        ),
        method("__repr__", repr, "(self, /)", "Return repr(self)."),
        method("__del__", delete, "(self, /)", ""),
        class_method(
            "__class_getitem__",
            |thread, args| typhon_objects::union::generic_alias(thread, args[0], args[1]),
            "(cls, item, /)",
            "See PEP 585",
        ),
    ])
    .attributes(&[
        getter(
            "ag_frame",
            |thread, object| of(object).frame_value(thread),
            "",
        ),
        getter(
            "ag_running",
            |_, object| Ok(Value::bool(has(of(object), RUNNING))),
            "",
        ),
        getter(
            "ag_suspended",
            |_, object| {
                Ok(Value::bool(
                    !of(object).is_running() && !of(object).is_finished() && !of(object).is_fresh(),
                ))
            },
            "",
        ),
        getter("ag_await", |_, object| Ok(of(object).delegate_value()), ""),
        member("ag_code", |_, object| Ok(of(object).code().value()), ""),
        getset(
            "__name__",
            |_, object| Ok(of(object).name_value()),
            generator::set_name,
            "",
        ),
        getset(
            "__qualname__",
            |_, object| Ok(of(object).qualified_name_value()),
            generator::set_qualified_name,
            "",
        ),
    ]);

fn of(value: Value) -> Generator {
    Ref::of(value)
}

/// What an awaitable does to its generator.
#[derive(Copy, Clone, PartialEq, Eq)]
#[repr(u8)]
enum Step {
    Next,
    Send,
    Throw,
    Close,
}

const FRESH: u8 = 0;
const DRIVEN: u8 = 1;
const USED: u8 = 2;

#[repr(C)]
pub struct StepObject {
    pub header: Header,
    generator: Slot,
    /// The value to send, or a tuple of what `athrow` was given.
    value: Slot,
    state: AtomicU8,
    kind: Step,
}

typhon_objects::heap_object!(
    StepObject,
    STEP_LAYOUT,
    "async generator step",
    Kind::Other,
    |object, tracer| {
        tracer.slot(&object.generator);
        tracer.slot(&object.value);
    }
);

static STEP_METHODS: &[Method] = &[
    method(
        "__await__",
        |_, args| Ok(args[0]),
        "(self, /)",
        "Return an iterator to be used in await expression.",
    ),
    method(
        "__iter__",
        |_, args| Ok(args[0]),
        "(self, /)",
        "Implement iter(self).",
    ),
    method(
        "__next__",
        |thread, args| send(thread, step(args[0]), Value::NONE),
        "(self, /)",
        "Implement next(self).",
    ),
    method(
        "send",
        |thread, args| send(thread, step(args[0]), args[1]),
        "(self, value, /)",
        "",
    ),
    method(
        "throw",
        throw_method,
        "(self, type, value=None, traceback=None, /)",
        "",
    ),
    method("close", close_method, "(self, /)", ""),
    method("__del__", delete_step, "(self, /)", ""),
];

pub static ASEND: TypeSpec = TypeSpec::new("async_generator_asend", &STEP_LAYOUT)
    .flags(type_flags::NO_NEW)
    .methods(STEP_METHODS);
pub static ATHROW: TypeSpec = TypeSpec::new("async_generator_athrow", &STEP_LAYOUT)
    .flags(type_flags::NO_NEW)
    .methods(STEP_METHODS);

fn step(value: Value) -> Ref<StepObject> {
    Ref::of(value)
}

impl StepObject {
    fn generator(&self) -> Generator {
        Ref::of(self.generator.get())
    }

    /// What was called, as the warning about a step that nobody awaited names it.
    fn method_name(&self) -> &'static str {
        match self.kind {
            Step::Next | Step::Send => "asend",
            Step::Throw => "athrow",
            Step::Close => "aclose",
        }
    }

    fn text(&self) -> &'static str {
        match self.kind {
            Step::Next => "anext()",
            Step::Send => "asend()",
            Step::Throw => "athrow()",
            Step::Close => "aclose()",
        }
    }

    fn finish(&self) {
        self.state.store(USED, Ordering::Release);
        typhon_objects::heap::forget_finalizable(&self.header);
        clear(self.generator(), RUNNING);
    }
}

/// A step that whoever called the method is expected to await.
fn start(thread: &Thread, generator: Value, kind: Step, value: Value) -> Result {
    let step = new_step(thread, generator, kind, value)?;
    typhon_objects::heap::register_finalizable(step);
    Ok(step)
}

/// The step of an `async for` loop, which awaits it at once.
pub fn next_step(thread: &Thread, generator: Value) -> Result {
    new_step(thread, generator, Step::Next, Value::NONE)
}

fn new_step(thread: &Thread, generator: Value, kind: Step, value: Value) -> Result {
    ask_hooks(thread, of(generator))?;
    let spec = if matches!(kind, Step::Next | Step::Send) {
        &ASEND
    } else {
        &ATHROW
    };
    let shape = spec.root_shape();
    let object = StepObject {
        header: Header::new(shape.pointer().cast()),
        generator: Slot::new(generator),
        value: Slot::new(value),
        state: AtomicU8::new(FRESH),
        kind,
    };
    Ok(thread.allocate(shape, object)?.value())
}

fn athrow(thread: &Thread, args: &[Value]) -> Result {
    generator::warn_of_parts(thread, args[2])?;
    // Whether it is an exception at all is looked at when it is thrown.
    let given = args[1..4]
        .iter()
        .map(|part| part.present().unwrap_or(Value::NONE));
    let mut parts = [Value::NONE; 3];
    for (place, part) in parts.iter_mut().zip(given) {
        *place = part;
    }
    let parts = Tuple::new(thread, &parts)?;
    start(thread, args[0], Step::Throw, parts.value())
}

/// Tells the event loop of a generator that is iterated for the first time.
fn ask_hooks(thread: &Thread, generator: Generator) -> Result<()> {
    if has(generator, HOOKED) {
        return Ok(());
    }
    set(generator, HOOKED);
    let finalizer = thread.root(root::ASYNC_GEN_FINAL).get();
    generator.finalizer.set(generator.header(), finalizer);
    if let Some(first) = thread.root(root::ASYNC_GEN_FIRST).get().present() {
        call(thread, first, &[generator.value()])?;
    }
    Ok(())
}

fn reused(thread: &Thread, step: Ref<StepObject>) -> Raised {
    let what = match step.kind {
        Step::Next | Step::Send => "__anext__()/asend()",
        _ => "aclose()/athrow()",
    };
    errors::runtime_error(thread, format!("cannot reuse already awaited {what}"))
}

/// Begins to drive the generator.
fn begin(thread: &Thread, step: Ref<StepObject>) -> Result<()> {
    let generator = step.generator();
    // One awaitable at a time: whoever sets the bit drives.
    if generator.async_state.fetch_or(RUNNING, Ordering::AcqRel) & RUNNING != 0 {
        step.state.store(USED, Ordering::Release);
        let name = match step.kind {
            Step::Send => "anext()",
            _ => step.text(),
        };
        return Err(errors::runtime_error(
            thread,
            format!("{name}: asynchronous generator is already running"),
        ));
    }
    step.state.store(DRIVEN, Ordering::Release);
    Ok(())
}

fn send(thread: &Thread, step: Ref<StepObject>, argument: Value) -> Result {
    let generator = step.generator();
    match step.state.load(Ordering::Acquire) {
        USED => return Err(reused(thread, step)),
        FRESH => {}
        _ => {
            let outcome = generator::resume(thread, generator, argument, None);
            return conclude(thread, step, outcome);
        }
    }
    let sends = matches!(step.kind, Step::Next | Step::Send);
    if !sends {
        if generator.is_finished() {
            step.state.store(USED, Ordering::Release);
            return Err(errors::stop_iteration(thread, Value::NULL));
        }
        if has(generator, CLOSED) {
            step.state.store(USED, Ordering::Release);
            return Err(errors::with_args(
                thread,
                tree::STOP_ASYNC_ITERATION.get(),
                &[],
            ));
        }
        if !argument.is_none() {
            return Err(errors::runtime_error(
                thread,
                "can't send non-None value to a just-started coroutine",
            ));
        }
    }
    begin(thread, step)?;
    let outcome = match step.kind {
        Step::Next | Step::Send => {
            let value = if argument.is_none() {
                step.value.get()
            } else {
                argument
            };
            generator::resume(thread, generator, value, None)
        }
        Step::Throw => {
            let parts: Tuple = Ref::of(step.value.get());
            generator::exception_of_parts(thread, parts.get(0), parts.get(1), parts.get(2))
                .and_then(|raised| generator::throw(thread, generator, raised))
        }
        Step::Close => {
            set(generator, CLOSED);
            let exit = errors::with_args(thread, tree::GENERATOR_EXIT.get(), &[]);
            generator::throw(thread, generator, exit)
        }
    };
    conclude(thread, step, outcome)
}

/// What the generator did, as the awaitable's own result.
fn conclude(thread: &Thread, step: Ref<StepObject>, outcome: Result<Outcome>) -> Result {
    let generator = step.generator();
    match outcome {
        Ok(Outcome::Yield(value)) => match value.downcast::<WrappedValue>() {
            Some(wrapped) => {
                step.finish();
                if step.kind == Step::Close {
                    return Err(errors::runtime_error(
                        thread,
                        "async generator ignored GeneratorExit",
                    ));
                }
                let value = wrapped.value.get();
                // The value may be a tuple or an exception: it is set as it is.
                let raised = errors::with_value(thread, tree::STOP_ITERATION.get(), value);
                raised.exception().set_field(thread, 0, value)?;
                Err(raised)
            }
            None => Ok(value),
        },
        Ok(Outcome::Return(_)) => {
            step.finish();
            set(generator, CLOSED);
            if step.kind == Step::Close {
                return Err(errors::stop_iteration(thread, Value::NULL));
            }
            Err(errors::with_args(
                thread,
                tree::STOP_ASYNC_ITERATION.get(),
                &[],
            ))
        }
        Err(raised) => {
            step.finish();
            if raised.is(&tree::STOP_ASYNC_ITERATION) || raised.is(&tree::GENERATOR_EXIT) {
                set(generator, CLOSED);
                if step.kind == Step::Close {
                    return Err(errors::stop_iteration(thread, Value::NULL));
                }
            }
            Err(raised)
        }
    }
}

fn throw_method(thread: &Thread, args: &[Value]) -> Result {
    let step = step(args[0]);
    match step.state.load(Ordering::Acquire) {
        USED => return Err(reused(thread, step)),
        FRESH => begin(thread, step)?,
        _ => {}
    }
    let raised = generator::exception_to_throw(thread, args[1], args[2], args[3])?;
    let outcome = generator::throw(thread, step.generator(), raised);
    conclude(thread, step, outcome)
}

fn close_method(thread: &Thread, args: &[Value]) -> Result {
    let step = step(args[0]);
    if step.state.load(Ordering::Acquire) == USED {
        return Ok(Value::NONE);
    }
    let exit = errors::with_args(thread, tree::GENERATOR_EXIT.get(), &[]);
    match throw_method(thread, &[args[0], exit.value(), Value::NULL, Value::NULL]) {
        Ok(_) => Err(errors::runtime_error(
            thread,
            "coroutine ignored GeneratorExit",
        )),
        Err(raised)
            if raised.is(&tree::STOP_ITERATION)
                || raised.is(&tree::STOP_ASYNC_ITERATION)
                || raised.is(&tree::GENERATOR_EXIT) =>
        {
            Ok(Value::NONE)
        }
        Err(raised) => Err(raised),
    }
}

fn repr(thread: &Thread, args: &[Value]) -> Result {
    let name = operations::str(thread, of(args[0]).qualified_name_value())?;
    let text = format!(
        "<async_generator object {} at {:#x}>",
        name.to_string_lossy(),
        args[0].bits()
    );
    Ok(Str::new(thread, &text)?.value())
}

/// A step that was never driven: the generator has not done what was asked of it.
fn delete_step(thread: &Thread, args: &[Value]) -> Result {
    let step = step(args[0]);
    if step.state.swap(USED, Ordering::AcqRel) == FRESH {
        let name = operations::repr(thread, step.generator().qualified_name_value())?;
        let message = format!(
            "coroutine method '{}' of {} was never awaited",
            step.method_name(),
            name.to_string_lossy()
        );
        crate::warning::warn(thread, &tree::RUNTIME_WARNING, &message, 1)?;
    }
    Ok(Value::NONE)
}

/// The event loop's finalizer closes it; without one, what can be closed at once is.
fn delete(thread: &Thread, args: &[Value]) -> Result {
    let object = of(args[0]);
    if object.is_finished() || object.is_fresh() {
        return Ok(Value::NONE);
    }
    if let Some(finalizer) = object.finalizer.get().present() {
        call(thread, finalizer, &[args[0]])?;
        return Ok(Value::NONE);
    }
    generator::close(thread, object)
}
