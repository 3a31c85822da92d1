//! Generators and coroutines. A suspended one keeps its registers in an array on the heap; resuming
//! copies them to the top of the Python stack, yielding copies them back.
//!
//! Who may write: `state` moves by compare-and-exchange, and only the thread that moved it to RUNNING
//! touches the other fields until it moves it on.

use crate::frame::{self, Exit, Frame};
use crate::frame_object;
use crate::run::{self, Outcome};
use std::sync::atomic::{AtomicU8, AtomicU32, Ordering};
use typhon_bytecode::{CodeFlags, Instruction, Opcode};
use typhon_objects::attribute;
use typhon_objects::call::call_special;
use typhon_objects::function::Function;
use typhon_objects::function::code::{CodeObject, CodeRef};
use typhon_objects::prelude::*;
use typhon_objects::thread::root;
use typhon_objects::types::Special;

const CREATED: u8 = 0;
const SUSPENDED: u8 = 1;
const RUNNING: u8 = 2;
const FINISHED: u8 = 3;

#[repr(C)]
pub struct GeneratorObject {
    pub header: Header,
    state: AtomicU8,
    /// Word index of the yield it stands at.
    pc: AtomicU32,
    code: Slot,
    function: Slot,
    /// Array of the registers while it does not run.
    registers: Slot,
    /// The exception it is handling while it does not run.
    handled: Slot,
    /// The frame object, if somebody asked for it.
    frame: Slot,
    /// Where a coroutine was made, as a tuple of places, if that is tracked.
    origin: Slot,
    name: Slot,
    qualified_name: Slot,
    /// For asynchronous generators: state shared with their awaitables, see `async_generator`.
    pub async_state: AtomicU8,
    pub finalizer: Slot,
}

pub type Generator = Ref<GeneratorObject>;

typhon_objects::heap_object!(
    GeneratorObject,
    GENERATOR_LAYOUT,
    "generator",
    Kind::Generator,
    |object, tracer| {
        for slot in [
            &object.code,
            &object.function,
            &object.registers,
            &object.handled,
            &object.frame,
            &object.origin,
            &object.name,
            &object.qualified_name,
            &object.finalizer,
        ] {
            tracer.slot(slot);
        }
    }
);

/// The generator-like object that calling `function` makes; `values` are its bound parameters.
pub fn new(thread: &Thread, function: Function, code: CodeRef, values: &[Value]) -> Result {
    let spec = if code.has(CodeFlags::COROUTINE) {
        &COROUTINE
    } else if code.has(CodeFlags::ASYNC_GENERATOR) {
        &crate::async_generator::ASYNC_GENERATOR
    } else {
        &GENERATOR
    };
    let registers = thread.allocate_array(code.register_count as usize)?;
    for (index, value) in values.iter().enumerate() {
        registers.set(index, *value);
    }
    let origin = if thread.trace.origin_depth.get() > 0 && code.has(CodeFlags::COROUTINE) {
        origin(thread)?
    } else {
        Value::NULL
    };
    let shape = spec.root_shape();
    let object = thread.allocate(
        shape,
        GeneratorObject {
            header: Header::new(shape.pointer().cast()),
            state: AtomicU8::new(CREATED),
            pc: AtomicU32::new(0),
            code: Slot::new(code.value()),
            function: Slot::new(function.value()),
            registers: Slot::new(registers.as_value()),
            handled: Slot::new(Value::NULL),
            frame: Slot::new(Value::NULL),
            origin: Slot::new(origin),
            name: Slot::new(function.name.get()),
            qualified_name: Slot::new(function.qualified_name.get()),
            async_state: AtomicU8::new(0),
            finalizer: Slot::new(Value::NULL),
        },
    )?;
    // Plain generators need finalization only for pending `finally` and `with` blocks.
    let awaited = code
        .flags
        .intersects(CodeFlags::COROUTINE | CodeFlags::ASYNC_GENERATOR);
    if awaited || !code.source.handlers.is_empty() {
        typhon_objects::heap::register_finalizable(object.value());
    }
    Ok(object.value())
}

/// The callers of a coroutine function, innermost first: a tuple of (file, line, function name).
fn origin(thread: &Thread) -> Result {
    let places = List::new(thread)?;
    let mut next = Frame::current(thread);
    for _ in 0..thread.trace.origin_depth.get() {
        let Some(frame) = next else {
            break;
        };
        let code = frame.code();
        let line = Value::fixnum(code.position(frame.pc()).line as i64);
        let place = [code.filename.get(), line, code.name.get()];
        places.append(thread, Tuple::new(thread, &place)?.value())?;
        next = frame.caller();
    }
    Ok(Tuple::from_list(thread, places)?.value())
}

impl GeneratorObject {
    pub fn code(&self) -> CodeRef {
        Ref::<CodeObject>::of(self.code.get())
    }

    pub fn is_plain_generator(&self) -> bool {
        GENERATOR.is_exact(Value::from_pointer(self))
    }

    pub fn is_finished(&self) -> bool {
        self.state.load(Ordering::Acquire) == FINISHED
    }

    pub fn is_running(&self) -> bool {
        self.state.load(Ordering::Acquire) == RUNNING
    }

    /// Whether it was never resumed.
    pub fn is_fresh(&self) -> bool {
        self.state.load(Ordering::Acquire) == CREATED
    }

    fn kind_text(&self) -> &'static str {
        let code = self.code();
        if code.has(CodeFlags::COROUTINE) {
            "coroutine"
        } else if code.has(CodeFlags::ASYNC_GENERATOR) {
            "async generator"
        } else {
            "generator"
        }
    }

    /// Clears the temporaries that will not be read any more. No thread runs meanwhile.
    pub fn forget_dead_registers(&self) {
        if self.state.load(Ordering::Acquire) != SUSPENDED {
            return;
        }
        let Some(saved) = self.saved() else { return };
        let code = self.code();
        let next = self.pc.load(Ordering::Relaxed) as usize + 1;
        let live = code.liveness();
        for index in code.source.locals.len()..saved.len() {
            if !saved.get(index).is_null() && !live.is_live(next, index) {
                saved.set(index, Value::NULL);
            }
        }
    }

    fn saved(&self) -> Option<ArrayRef> {
        ArrayRef::from_value(self.registers.get())
    }

    /// The sub-iterator of the `yield from` or `await` it stands at, if any.
    fn delegate(&self) -> Option<Value> {
        if self.state.load(Ordering::Acquire) != SUSPENDED {
            return None;
        }
        let word = word_at(self.code(), self.pc.load(Ordering::Relaxed) as usize);
        if word.op_byte() != Opcode::YieldDelegate as u8 {
            return None;
        }
        self.saved().map(|saved| saved.get(word.c()))
    }

    /// Moves to RUNNING; gives the state before.
    fn acquire(&self, thread: &Thread) -> Result<u8> {
        loop {
            let state = self.state.load(Ordering::Acquire);
            if state == RUNNING {
                return Err(errors::value_error(
                    thread,
                    format!("{} already executing", self.kind_text()),
                ));
            }
            if state == FINISHED {
                return Ok(FINISHED);
            }
            // Acquire: see the registers as the thread that suspended it left them.
            if self
                .state
                .compare_exchange(state, RUNNING, Ordering::AcqRel, Ordering::Acquire)
                .is_ok()
            {
                return Ok(state);
            }
        }
    }

    fn finish(&self) {
        if let Some(frame) = self.frame.get().downcast() {
            frame_object::forget(frame);
        }
        self.frame.set_unbarriered(Value::NULL);
        self.registers.set_unbarriered(Value::NULL);
        self.handled.set_unbarriered(Value::NULL);
        typhon_objects::heap::forget_finalizable(&self.header);
        self.state.store(FINISHED, Ordering::Release);
    }
}

fn word_at(code: CodeRef, index: usize) -> Instruction {
    // SAFETY: saved pcs lie within the code.
    Instruction(unsafe { (*code.words().add(index)).load(Ordering::Relaxed) })
}

/// Resumes with a value, or by raising an exception where it stands.
pub fn resume(
    thread: &Thread,
    generator: Generator,
    value: Value,
    throw: Option<Raised>,
) -> Result<Outcome> {
    thread.check_native_stack()?;
    let state = generator.acquire(thread)?;
    if state == FINISHED {
        let closing = throw.is_some_and(|raised| raised.is(&tree::GENERATOR_EXIT));
        if generator.code().has(CodeFlags::COROUTINE) && !closing {
            let message = "cannot reuse already awaited coroutine";
            return Err(errors::runtime_error(thread, message));
        }
        return match throw {
            Some(raised) => Err(raised),
            None => Ok(Outcome::Return(Value::NONE)),
        };
    }
    if state == CREATED && !value.is_none() && throw.is_none() {
        generator.state.store(CREATED, Ordering::Release);
        return Err(errors::type_error(
            thread,
            format!(
                "can't send non-None value to a just-started {}",
                generator.kind_text()
            ),
        ));
    }
    // Thrown in before its first instruction, an exception just passes through.
    let passes = state == CREATED && throw.is_some();
    let result = run_frame(thread, generator, state, value, throw);
    match result {
        Err(raised) if !passes => Err(convert_stop(thread, generator, raised)),
        outcome => outcome,
    }
}

fn run_frame(
    thread: &Thread,
    generator: Generator,
    state: u8,
    value: Value,
    throw: Option<Raised>,
) -> Result<Outcome> {
    let code = generator.code();
    let Some(saved) = generator.saved() else {
        generator.finish();
        return Ok(Outcome::Return(Value::NONE));
    };
    let frame = push_frame(thread, generator, saved, state)?;
    let pc = generator.pc.load(Ordering::Relaxed) as usize;
    let start = if state == CREATED {
        0
    } else {
        frame.set_pc(pc);
        if throw.is_none() {
            frame.set_register(word_at(code, pc).a(), value);
        }
        pc + 1
    };
    let handling = Handling::enter(thread, generator);
    let mut throw = throw;
    if thread.trace.active.get()
        && (state != CREATED || throw.is_some())
        && let Err(other) = crate::trace::resumed(thread, frame, throw)
    {
        throw = Some(other);
    }
    let result = match throw {
        Some(raised) => run::run_throwing(thread, frame, start, raised),
        None => run::run(thread, frame, start),
    };
    match &result {
        Ok(Outcome::Yield(_)) => suspend(thread, generator, frame, saved),
        _ => generator.finish(),
    }
    handling.leave(thread);
    result
}

/// Saves the frame, which stands at a yield, and ends it.
fn suspend(thread: &Thread, generator: Generator, frame: Frame, saved: ArrayRef) {
    for (index, slot) in saved.slots().iter().enumerate() {
        slot.set_unbarriered(frame.register(index));
    }
    saved.written(0..saved.len());
    generator.pc.store(frame.pc() as u32, Ordering::Relaxed);
    generator
        .handled
        .set(generator.header(), thread.root(root::HANDLED).get());
    if let Some(object) = frame.frame_object().downcast() {
        frame_object::suspend(object, frame, saved.as_value());
    }
    frame::pop(thread, frame);
    generator.state.store(SUSPENDED, Ordering::Release);
}

/// A StopIteration that leaves a generator is an error of its own (PEP 479).
fn convert_stop(thread: &Thread, generator: Generator, raised: Raised) -> Raised {
    let name = if raised.is(&tree::STOP_ITERATION) {
        "StopIteration"
    } else if raised.is(&tree::STOP_ASYNC_ITERATION)
        && generator.code().has(CodeFlags::ASYNC_GENERATOR)
    {
        "StopAsyncIteration"
    } else {
        return raised;
    };
    let converted =
        errors::runtime_error(thread, format!("{} raised {name}", generator.kind_text()));
    converted.exception().set_cause(raised.value());
    converted.exception().set_context(raised.value());
    converted
}

/// `generator.send(value)` for an iterator of any kind: what it yields, or its result.
pub fn send_to(thread: &Thread, iterator: Value, value: Value) -> Result<Outcome> {
    if let Some(generator) = iterator.downcast::<GeneratorObject>()
        && !generator.code().has(CodeFlags::ASYNC_GENERATOR)
    {
        return resume(thread, generator, value, None);
    }
    if value.is_none() && iterator.class().special(Special::Next).is_some() {
        return stop_to_outcome(next_raising(thread, iterator));
    }
    let send = attribute::get(thread, iterator, names().send)?;
    stop_to_outcome(call(thread, send, &[value]))
}

/// `next()` that keeps the StopIteration, for its value.
fn next_raising(thread: &Thread, iterator: Value) -> Result {
    let Some(method) = iterator.class().special(Special::Next) else {
        return Err(errors::not_a(thread, iterator, "an iterator"));
    };
    call_special(thread, method, iterator, &[])
}

/// A StopIteration is a result; its value may be absent.
pub fn stop_to_outcome(result: Result) -> Result<Outcome> {
    match result {
        Ok(value) => Ok(Outcome::Yield(value)),
        Err(raised) if raised.is(&tree::STOP_ITERATION) => Ok(Outcome::Return(
            raised.exception().field(0).present().unwrap_or(Value::NONE),
        )),
        Err(raised) => Err(raised),
    }
}

/// `generator.throw(exception)`: to the sub-iterator first, if there is one.
pub fn throw(thread: &Thread, generator: Generator, raised: Raised) -> Result<Outcome> {
    let Some(delegate) = generator.delegate() else {
        return resume(thread, generator, Value::NONE, Some(raised));
    };
    if raised.is(&tree::GENERATOR_EXIT) {
        let closed = within(thread, generator, || Ok(close_iterator(thread, delegate)))?;
        return match closed {
            Ok(()) => resume(thread, generator, Value::NONE, Some(raised)),
            Err(other) => resume(thread, generator, Value::NONE, Some(other)),
        };
    }
    let outcome = within(thread, generator, || {
        Ok(match delegate.downcast::<GeneratorObject>() {
            Some(inner) if !inner.code().has(CodeFlags::ASYNC_GENERATOR) => {
                throw(thread, inner, raised)
            }
            _ => match attribute::get_optional(thread, delegate, names().throw) {
                Ok(Some(method)) => stop_to_outcome(call(thread, method, &[raised.value()])),
                // As if the iterator had raised it.
                Ok(None) => stop_to_outcome(Err(raised)),
                Err(other) => Err(other),
            },
        })
    })?;
    match outcome {
        Ok(Outcome::Yield(value)) => Ok(Outcome::Yield(value)),
        Ok(Outcome::Return(value)) => resume_after_delegate(thread, generator, value),
        Err(other) => resume(thread, generator, Value::NONE, Some(other)),
    }
}

/// Runs `f`, which drives the sub-iterator, while the generator counts as running: its frame is on the
/// stack, and what it handles is being handled.
fn within<R>(thread: &Thread, generator: Generator, f: impl FnOnce() -> Result<R>) -> Result<R> {
    let state = generator.acquire(thread)?;
    let Some(saved) = generator.saved() else {
        generator.state.store(state, Ordering::Release);
        return f();
    };
    let frame = push_frame(thread, generator, saved, state)?;
    frame.set_pc(generator.pc.load(Ordering::Relaxed) as usize);
    let outer = Handling::enter(thread, generator);
    let result = f();
    suspend(thread, generator, frame, saved);
    outer.leave(thread);
    result
}

/// What the code around a generator is handling, while the generator runs.
struct Handling {
    own: Value,
    outer: Value,
}

impl Handling {
    #[inline]
    fn enter(thread: &Thread, generator: Generator) -> Handling {
        let handling = Handling {
            own: thread.root(root::HANDLED).get(),
            outer: thread.root(root::HANDLED_OUTER).get(),
        };
        thread
            .root(root::HANDLED_OUTER)
            .set_unbarriered(thread.handled_exception());
        thread
            .root(root::HANDLED)
            .set_unbarriered(generator.handled.get());
        handling
    }

    #[inline]
    fn leave(self, thread: &Thread) {
        thread.root(root::HANDLED).set_unbarriered(self.own);
        thread.root(root::HANDLED_OUTER).set_unbarriered(self.outer);
    }
}

/// Puts the registers of a generator on the Python stack; if that fails it is in `state` again.
#[inline]
fn push_frame(thread: &Thread, generator: Generator, saved: ArrayRef, state: u8) -> Result<Frame> {
    let slots = saved.slots();
    // SAFETY: a Slot is one word holding a Value, and only this thread touches the array now.
    let values = unsafe { std::slice::from_raw_parts(slots.as_ptr() as *const Value, slots.len()) };
    let pushed = frame::enter_base(thread, generator.function.get(), values).and_then(|base| {
        let (code, extra) = (generator.code(), generator.value());
        frame::push(thread, base, code, values.len(), Exit::Native, extra)
    });
    match pushed {
        Ok(frame) => {
            if let Some(object) = generator.frame.get().downcast() {
                frame_object::resume(thread, object, frame);
            }
            Ok(frame)
        }
        Err(raised) => {
            generator.state.store(state, Ordering::Release);
            Err(raised)
        }
    }
}

/// The sub-iterator ended with `value`: goes on behind the loop of `Send` and `YieldDelegate`.
fn resume_after_delegate(thread: &Thread, generator: Generator, value: Value) -> Result<Outcome> {
    let code = generator.code();
    // The yield is followed by the jump back to `Send`, and that by the jump to the end of the loop.
    let pc = generator.pc.load(Ordering::Relaxed) as usize;
    let send = word_at(code, pc + 1).wide_operand() as usize;
    debug_assert_eq!(word_at(code, send).op_byte(), Opcode::Send as u8);
    let destination = word_at(code, send).a();
    if let Some(saved) = generator.saved() {
        saved.set(destination, value);
    }
    // Resuming stores the value into field a of the instruction at the pc, which is `Send` itself.
    generator.pc.store(send as u32, Ordering::Relaxed);
    resume(thread, generator, value, None)
}

/// `iterator.close()`, if it has such a method.
pub fn close_iterator(thread: &Thread, iterator: Value) -> Result<()> {
    if let Some(generator) = iterator.downcast::<GeneratorObject>()
        && !generator.code().has(CodeFlags::ASYNC_GENERATOR)
    {
        return close(thread, generator).map(|_| ());
    }
    match attribute::get_optional(thread, iterator, names().close)? {
        Some(method) => call(thread, method, &[]).map(|_| ()),
        None => Ok(()),
    }
}

/// `generator.close()`: gives the value it returned, or None.
pub fn close(thread: &Thread, generator: Generator) -> Result {
    match generator.state.load(Ordering::Acquire) {
        FINISHED => return Ok(Value::NONE),
        CREATED
            if generator
                .state
                .compare_exchange(CREATED, FINISHED, Ordering::AcqRel, Ordering::Acquire)
                .is_ok() =>
        {
            generator.finish();
            return Ok(Value::NONE);
        }
        _ => {}
    }
    let exit = errors::with_args(thread, tree::GENERATOR_EXIT.get(), &[]);
    match throw(thread, generator, exit) {
        Ok(Outcome::Yield(_)) => Err(errors::runtime_error(
            thread,
            format!("{} ignored GeneratorExit", generator.kind_text()),
        )),
        Ok(Outcome::Return(value)) => Ok(value),
        Err(raised) if raised.is(&tree::GENERATOR_EXIT) || raised.is(&tree::STOP_ITERATION) => {
            Ok(Value::NONE)
        }
        Err(raised) => Err(raised),
    }
}

/// What `yield from value` iterates over.
pub fn yield_from_iter(thread: &Thread, code: CodeRef, value: Value) -> Result {
    if let Some(generator) = value.downcast::<GeneratorObject>() {
        if generator.is_plain_generator() {
            return Ok(value);
        }
        if generator.code().has(CodeFlags::COROUTINE) {
            if code
                .flags
                .intersects(CodeFlags::COROUTINE | CodeFlags::ITERABLE_COROUTINE)
            {
                return Ok(value);
            }
            return Err(errors::type_error(
                thread,
                "cannot 'yield from' a coroutine object in a non-coroutine generator",
            ));
        }
    }
    operations::iter(thread, value)
}

/// What `await value` iterates over.
pub fn awaitable(thread: &Thread, value: Value, context: u8) -> Result {
    if let Some(generator) = value.downcast::<GeneratorObject>() {
        if COROUTINE.is_exact(value) {
            if generator.delegate().is_some() {
                return Err(errors::runtime_error(
                    thread,
                    "coroutine is being awaited already",
                ));
            }
            return Ok(value);
        }
        if generator.code().has(CodeFlags::ITERABLE_COROUTINE) {
            return Ok(value);
        }
    }
    let class = value.class();
    let Some(method) = class.special(Special::Await) else {
        let name = class.name_text();
        return Err(errors::type_error(
            thread,
            match context {
                1 => format!(
                    "'async with' received an object from __aenter__ that does not implement __await__: {name}"
                ),
                2 => format!(
                    "'async with' received an object from __aexit__ that does not implement __await__: {name}"
                ),
                _ => format!("'{name}' object can't be awaited"),
            },
        ));
    };
    let iterator = call_special(thread, method, value, &[])?;
    if COROUTINE.is_exact(iterator) {
        return Err(errors::type_error(
            thread,
            "__await__() returned a coroutine",
        ));
    }
    if iterator.class().special(Special::Next).is_none() {
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

/// `value.__aiter__()`
pub fn async_iter(thread: &Thread, value: Value) -> Result {
    let class = value.class();
    let Some(method) = class.special(Special::AsyncIter) else {
        return Err(errors::type_error(
            thread,
            format!(
                "'async for' requires an object with __aiter__ method, got {}",
                class.name_text()
            ),
        ));
    };
    let iterator = call_special(thread, method, value, &[])?;
    if iterator.class().special(Special::AsyncNext).is_none() {
        return Err(errors::type_error(
            thread,
            format!(
                "'async for' received an object from __aiter__ that does not implement __anext__: {}",
                iterator.class().name_text()
            ),
        ));
    }
    Ok(iterator)
}

/// The awaitable of `value.__anext__()`.
pub fn async_next(thread: &Thread, value: Value) -> Result {
    let class = value.class();
    let Some(method) = class.special(Special::AsyncNext) else {
        return Err(errors::type_error(
            thread,
            format!(
                "'async for' requires an iterator with __anext__ method, got {}",
                class.name_text()
            ),
        ));
    };
    if crate::async_generator::ASYNC_GENERATOR.is_exact(value) {
        return crate::async_generator::next_step(thread, value);
    }
    let next = call_special(thread, method, value, &[])?;
    match awaitable(thread, next, 0) {
        Ok(iterator) => Ok(iterator),
        Err(raised) => {
            let error = errors::type_error(
                thread,
                format!(
                    "'async for' received an invalid object from __anext__: {}",
                    next.class().name_text()
                ),
            );
            error.exception().set_cause(raised.value());
            Err(error)
        }
    }
}

pub fn wrap_async_value(thread: &Thread, value: Value) -> Result {
    crate::async_generator::wrap(thread, value)
}

// ---- the Python faces ----

pub static GENERATOR: TypeSpec = TypeSpec::new("generator", &GENERATOR_LAYOUT)
    .flags(type_flags::NO_NEW | type_flags::WEAKREF)
    .methods(&[
        method("__iter__", |_, args| Ok(args[0]), "(self, /)", "Implement iter(self)."),
        method("__next__", generator_next, "(self, /)", "Implement next(self)."),
        method("__repr__", repr, "(self, /)", "Return repr(self)."),
        method("__del__", delete, "(self, /)", ""),
        method("send", send, "(self, value, /)", "send(value) -> send 'value' into generator,\nreturn next yielded value or raise StopIteration."),
        method("throw", throw_method, "(self, type, value=None, traceback=None, /)", "throw(value)\nthrow(type[,value[,tb]])\n\nRaise exception in generator, return next yielded value or raise\nStopIteration."),
        method("close", close_method, "(self, /)", "close() -> raise GeneratorExit inside generator."),
        class_method("__class_getitem__", |thread, args| typhon_objects::union::generic_alias(thread, args[0], args[1]), "(cls, item, /)", "See PEP 585"),
    ])
    .attributes(&[
        getter("gi_frame", frame_attribute, ""),
        getter("gi_running", |_, object| Ok(Value::bool(generator(object).is_running())), ""),
        getter("gi_suspended", |_, object| Ok(Value::bool(generator(object).state.load(Ordering::Acquire) == SUSPENDED)), ""),
        getter("gi_yieldfrom", |_, object| Ok(generator(object).delegate().unwrap_or(Value::NONE)), ""),
        member("gi_code", |_, object| Ok(generator(object).code.get()), ""),
        getset("__name__", |_, object| Ok(generator(object).name.get()), set_name, "name of the generator"),
        getset("__qualname__", |_, object| Ok(generator(object).qualified_name.get()), set_qualified_name, "qualified name of the generator"),
    ]);

pub static COROUTINE: TypeSpec = TypeSpec::new("coroutine", &GENERATOR_LAYOUT)
    .flags(type_flags::NO_NEW | type_flags::WEAKREF)
    .methods(&[
        method("__await__", coroutine_await, "(self, /)", "Return an iterator to be used in await expression."),
        method("__repr__", repr, "(self, /)", "Return repr(self)."),
        method("__del__", delete, "(self, /)", ""),
        method("send", send, "(self, value, /)", "send(arg) -> send 'arg' into coroutine,\nreturn next iterated value or raise StopIteration."),
        method("throw", throw_method, "(self, type, value=None, traceback=None, /)", "throw(value)\nthrow(type[,value[,traceback]])\n\nRaise exception in coroutine, return next iterated value or raise\nStopIteration."),
        method("close", close_method, "(self, /)", "close() -> raise GeneratorExit inside coroutine."),
        class_method("__class_getitem__", |thread, args| typhon_objects::union::generic_alias(thread, args[0], args[1]), "(cls, item, /)", "See PEP 585"),
    ])
    .attributes(&[
        getter("cr_frame", frame_attribute, ""),
        getter("cr_running", |_, object| Ok(Value::bool(generator(object).is_running())), ""),
        getter("cr_suspended", |_, object| Ok(Value::bool(generator(object).state.load(Ordering::Acquire) == SUSPENDED)), ""),
        getter("cr_await", |_, object| Ok(generator(object).delegate().unwrap_or(Value::NONE)), ""),
        member("cr_code", |_, object| Ok(generator(object).code.get()), ""),
        getter("cr_origin", |_, object| Ok(generator(object).origin.get().present().unwrap_or(Value::NONE)), ""),
        getset("__name__", |_, object| Ok(generator(object).name.get()), set_name, "name of the coroutine"),
        getset("__qualname__", |_, object| Ok(generator(object).qualified_name.get()), set_qualified_name, "qualified name of the coroutine"),
    ]);

#[repr(C)]
pub struct CoroutineWrapper {
    pub header: Header,
    coroutine: Slot,
}

typhon_objects::heap_object!(
    CoroutineWrapper,
    COROUTINE_WRAPPER_LAYOUT,
    "coroutine wrapper",
    Kind::Other,
    |object, tracer| { tracer.slot(&object.coroutine) }
);

/// What `coroutine.__await__()` gives.
pub static COROUTINE_WRAPPER: TypeSpec =
    TypeSpec::new("coroutine_wrapper", &COROUTINE_WRAPPER_LAYOUT)
        .flags(type_flags::NO_NEW)
        .methods(&[
            method(
                "__iter__",
                |_, args| Ok(args[0]),
                "(self, /)",
                "Implement iter(self).",
            ),
            method(
                "__next__",
                |thread, args| generator_next(thread, &[wrapped(args[0])]),
                "(self, /)",
                "Implement next(self).",
            ),
            method(
                "send",
                |thread, args| send(thread, &[wrapped(args[0]), args[1]]),
                "(self, value, /)",
                "",
            ),
            method(
                "throw",
                |thread, args| throw_method(thread, &[wrapped(args[0]), args[1], args[2], args[3]]),
                "(self, type, value=None, traceback=None, /)",
                "",
            ),
            method(
                "close",
                |thread, args| close_method(thread, &[wrapped(args[0])]),
                "(self, /)",
                "",
            ),
        ]);

fn wrapped(value: Value) -> Value {
    Ref::<CoroutineWrapper>::of(value).coroutine.get()
}

fn generator(value: Value) -> Generator {
    Ref::of(value)
}

/// An outcome as a method's result: the end is a StopIteration with the value.
pub fn outcome_to_result(thread: &Thread, outcome: Outcome) -> Result {
    match outcome {
        Outcome::Yield(value) => Ok(value),
        Outcome::Return(value) => Err(errors::stop_iteration(thread, value)),
    }
}

fn generator_next(thread: &Thread, args: &[Value]) -> Result {
    let outcome = resume(thread, generator(args[0]), Value::NONE, None)?;
    match outcome {
        Outcome::Yield(value) => Ok(value),
        Outcome::Return(Value::NONE) => Ok(Value::NULL),
        Outcome::Return(value) => Err(errors::stop_iteration(thread, value)),
    }
}

fn send(thread: &Thread, args: &[Value]) -> Result {
    let outcome = resume(thread, generator(args[0]), args[1], None)?;
    outcome_to_result(thread, outcome)
}

/// The exception that `throw(type, value, traceback)` means.
pub fn exception_to_throw(
    thread: &Thread,
    class: Value,
    value: Value,
    traceback: Value,
) -> Result<Raised> {
    warn_of_parts(thread, value)?;
    exception_of_parts(thread, class, value, traceback)
}

/// Warns of an exception that is given in parts; the second one is NULL if it was not given.
pub fn warn_of_parts(thread: &Thread, value: Value) -> Result<()> {
    if value.is_null() {
        return Ok(());
    }
    let message = "the (type, exc, tb) signature of throw() is deprecated, use the single-arg signature instead.";
    crate::warning::warn(thread, &tree::DEPRECATION_WARNING, message, 1)
}

/// As `exception_to_throw`, without the warning.
pub fn exception_of_parts(
    thread: &Thread,
    class: Value,
    value: Value,
    traceback: Value,
) -> Result<Raised> {
    let given = |value: Value| value.present().filter(|value| !value.is_none());
    if let Some(traceback) = given(traceback)
        && traceback
            .class()
            .spec()
            .is_none_or(|spec| spec.name != "traceback")
    {
        return Err(errors::type_error(
            thread,
            "throw() third argument must be a traceback object",
        ));
    }
    let raised = if let Some(class_object) = class
        .downcast::<TypeObject>()
        .filter(|class| class.has(type_flags::EXCEPTION))
    {
        let made = match given(value) {
            Some(value) if operations::is_instance(thread, value, class)? => Ok(value),
            Some(value) if value.is::<TupleObject>() => {
                typhon_objects::call::call_spread(thread, class, Ref::of(value), Value::NULL)
            }
            Some(value) => call(thread, class, &[value]),
            None => call(thread, class_object.value(), &[]),
        };
        // What goes wrong in making the exception is thrown in its place.
        let made = match made {
            Ok(made) => made,
            Err(other) => return Ok(other),
        };
        if made.kind() != Kind::Exception {
            return Ok(errors::type_error(
                thread,
                format!(
                    "calling {} should have returned an instance of BaseException, not {}",
                    operations::repr(thread, class)?.to_string_lossy(),
                    operations::repr(thread, made.class().value())?.to_string_lossy()
                ),
            ));
        }
        Raised::new(made)
    } else if class.kind() == Kind::Exception {
        if given(value).is_some() {
            return Err(errors::type_error(
                thread,
                "instance exception may not have a separate value",
            ));
        }
        Raised::new(class)
    } else {
        return Err(errors::type_error(
            thread,
            format!(
                "exceptions must be classes or instances deriving from BaseException, not {}",
                class.class().name_text()
            ),
        ));
    };
    if let Some(traceback) = given(traceback) {
        raised.exception().set_traceback(traceback);
    }
    Ok(raised)
}

fn throw_method(thread: &Thread, args: &[Value]) -> Result {
    let raised = exception_to_throw(thread, args[1], args[2], args[3])?;
    let outcome = throw(thread, generator(args[0]), raised)?;
    outcome_to_result(thread, outcome)
}

fn close_method(thread: &Thread, args: &[Value]) -> Result {
    close(thread, generator(args[0]))
}

/// Finalization: pending `finally` blocks run.
pub fn delete(thread: &Thread, args: &[Value]) -> Result {
    let object = generator(args[0]);
    if object.is_finished() {
        return Ok(Value::NONE);
    }
    if object.is_fresh() && object.code().has(CodeFlags::COROUTINE) {
        crate::warning::never_awaited(thread, args[0], object.qualified_name.get())?;
    }
    close(thread, object)?;
    Ok(Value::NONE)
}

fn coroutine_await(thread: &Thread, args: &[Value]) -> Result {
    let shape = COROUTINE_WRAPPER.root_shape();
    let wrapper = thread.allocate(
        shape,
        CoroutineWrapper {
            header: Header::new(shape.pointer().cast()),
            coroutine: Slot::new(args[0]),
        },
    )?;
    Ok(wrapper.value())
}

fn repr(thread: &Thread, args: &[Value]) -> Result {
    let object = generator(args[0]);
    let name = operations::str(thread, object.qualified_name.get())?;
    let class = args[0].class().name_text();
    Ok(Str::new(
        thread,
        &format!(
            "<{class} object {} at {:#x}>",
            name.to_string_lossy(),
            args[0].bits()
        ),
    )?
    .value())
}

fn frame_attribute(thread: &Thread, object: Value) -> Result {
    let object = generator(object);
    if object.is_finished() {
        return Ok(Value::NONE);
    }
    if let Some(known) = object.frame.get().present() {
        return Ok(known);
    }
    if object.is_running() {
        // Its frame is somewhere up the stack of this thread, if it runs here.
        let mut frame = Frame::current(thread);
        while let Some(candidate) = frame {
            if candidate.generator() == object.value() {
                return Ok(frame_object::of_frame(thread, candidate)?.value());
            }
            frame = candidate.caller();
        }
        return Ok(Value::NONE);
    }
    let made = frame_object::of_suspended(
        thread,
        object.code(),
        Function::of(object.function.get()).globals(),
        object.value(),
        object.registers.get(),
        if object.is_fresh() {
            frame_object::NOT_BEGUN
        } else {
            object.pc.load(Ordering::Relaxed) as u64
        },
    )?;
    object.frame.set(object.header(), made.value());
    Ok(made.value())
}

/// Cell `number` of the closure of a generator's function, NULL if there is none.
pub fn closure_of(generator: Value, number: usize) -> Value {
    let Some(generator) = generator.downcast::<GeneratorObject>() else {
        return Value::NULL;
    };
    Function::of(generator.function.get())
        .closure()
        .filter(|cells| number < cells.len())
        .map_or(Value::NULL, |cells| cells.get(number))
}

/// Notes the frame object of a running generator (or of NULL, which is none).
pub fn set_frame_object(generator: Value, object: Value) {
    if let Some(generator) = generator.downcast::<GeneratorObject>() {
        generator.frame.set(generator.header(), object);
    }
}

fn set_text(thread: &Thread, object: Value, slot: &Slot, what: &str, value: Value) -> Result<()> {
    if value.is_null() || !value.is::<StrObject>() {
        return Err(errors::type_error(
            thread,
            format!("{what} must be set to a string object"),
        ));
    }
    slot.set(generator(object).header(), value);
    Ok(())
}

pub fn set_name(thread: &Thread, object: Value, value: Value) -> Result<()> {
    set_text(thread, object, &generator(object).name, "__name__", value)
}

pub fn set_qualified_name(thread: &Thread, object: Value, value: Value) -> Result<()> {
    set_text(
        thread,
        object,
        &generator(object).qualified_name,
        "__qualname__",
        value,
    )
}

impl GeneratorObject {
    pub fn name_value(&self) -> Value {
        self.name.get()
    }

    pub fn qualified_name_value(&self) -> Value {
        self.qualified_name.get()
    }

    pub fn delegate_value(&self) -> Value {
        self.delegate().unwrap_or(Value::NONE)
    }

    pub fn frame_value(&self, thread: &Thread) -> Result {
        frame_attribute(thread, Value::from_pointer(self))
    }
}
