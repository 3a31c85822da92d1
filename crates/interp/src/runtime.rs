//! Start-up: the first thread, the object model, builtins and sys.

use crate::frame::Frame;
use crate::{async_generator, eval, frame_object, generator, ops};
use typhon_objects::cell::CellObject;
use typhon_objects::module::{BUILTINS, MODULES};
use typhon_objects::prelude::*;
use typhon_objects::thread::Hooks;

/// Bytes of Python stack that threads get; reserved, not used until touched.
pub const MAIN_STACK: usize = 64 << 20;
pub const THREAD_STACK: usize = 16 << 20;

static TYPES: &[&TypeSpec] = &[
    &frame_object::FRAME,
    &frame_object::FRAME_LOCALS_PROXY,
    &generator::GENERATOR,
    &generator::COROUTINE,
    &generator::COROUTINE_WRAPPER,
    &async_generator::ASYNC_GENERATOR,
    &async_generator::WRAPPED_VALUE,
    &async_generator::ASEND,
    &async_generator::ATHROW,
];

fn frame_globals(thread: &Thread) -> Value {
    Frame::current(thread).map_or(Value::NULL, |frame| frame.globals().value())
}

/// Class cell content and first argument of the running frame, for `super()`.
fn zero_arguments(thread: &Thread) -> Result<(Value, Value)> {
    use typhon_bytecode::LocalKind;
    let lacks = |what: &str| errors::runtime_error(thread, format!("super(): {what}"));
    let Some(frame) = Frame::current(thread) else {
        return Err(lacks("no current frame"));
    };
    let code = frame.code();
    if code.argument_count == 0 {
        return Err(lacks("no arguments"));
    }
    let in_cell = |value: Value| {
        value
            .downcast::<CellObject>()
            .map_or(value, |cell| cell.get())
    };
    let first = frame.register(0);
    let first = if code.source.locals[0].kind == LocalKind::Plain {
        first
    } else {
        in_cell(first)
    };
    if first.is_null() {
        return Err(lacks("arg[0] deleted"));
    }
    let index = code
        .source
        .locals
        .iter()
        .position(|local| local.kind == LocalKind::Free && local.name == "__class__");
    let Some(index) = index else {
        return Err(lacks("__class__ cell not found"));
    };
    let class = in_cell(frame.register(index));
    if class.is_null() {
        return Err(lacks("empty __class__ cell"));
    }
    Ok((class, first))
}

/// Brings the object model and the module `builtins` to life on the calling (first) thread.
pub fn bootstrap(thread: &Thread) -> Result<()> {
    Hooks {
        call_function: ops::calls::call_function,
        safepoint: crate::safepoint::run,
        frame_globals,
    }
    .install();
    typhon_objects::core_types::bootstrap(thread)?;
    for spec in TYPES {
        spec.ready(thread)?;
    }
    typhon_objects::heap::set_pending_hook(crate::safepoint::request_finalizers);
    typhon_objects::super_type::set_zero_arguments(zero_arguments);
    typhon_objects::buffer::set_walker(crate::frame::for_each_variable);
    MODULES.set(Dict::new(thread)?.value());
    let builtins = typhon_objects::builtins::make_module(thread)?;
    builtins.add_functions(thread, eval::FUNCTIONS)?;
    BUILTINS.set(builtins.value());
    Dict::of(MODULES.get()).set_str(thread, names().builtins, builtins.value())?;
    Ok(())
}
