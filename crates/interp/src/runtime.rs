//! Start-up: the first thread, the object model, builtins and sys.

use crate::frame::Frame;
use crate::{async_generator, eval, frame_object, generator, ops};
use typhon_objects::module::{BUILTINS, MODULES};
use typhon_objects::prelude::*;
use typhon_objects::thread::Hooks;

/// Bytes of Python stack that threads get; reserved, not used until touched.
pub const MAIN_STACK: usize = 64 << 20;
pub const THREAD_STACK: usize = 16 << 20;

static TYPES: &[&TypeSpec] = &[
    &frame_object::FRAME,
    &generator::GENERATOR,
    &generator::COROUTINE,
    &generator::COROUTINE_WRAPPER,
    &async_generator::ASYNC_GENERATOR,
];

fn frame_globals(thread: &Thread) -> Value {
    Frame::current(thread).map_or(Value::NULL, |frame| frame.globals().value())
}

fn safepoint(_thread: &Thread, _bits: u32) -> Result<()> {
    Ok(())
}

/// Brings the object model and the module `builtins` to life on the calling (first) thread.
pub fn bootstrap(thread: &Thread) -> Result<()> {
    Hooks {
        call_function: ops::calls::call_function,
        safepoint,
        frame_globals,
    }
    .install();
    typhon_objects::core_types::bootstrap(thread)?;
    for spec in TYPES {
        spec.ready(thread)?;
    }
    MODULES.set(Dict::new(thread)?.value());
    let builtins = crate::shim::make_module(thread)?;
    builtins.add_functions(thread, eval::FUNCTIONS)?;
    BUILTINS.set(builtins.value());
    Dict::of(MODULES.get()).set_str(thread, names().builtins, builtins.value())?;
    Ok(())
}
