//! What a thread does at a safepoint besides stopping for the collector: letting others have the GIL,
//! signals, asynchronous exceptions, finalizers and weak-reference callbacks.

use std::sync::OnceLock;
use typhon_objects::call::call_special;
use typhon_objects::function::FunctionObject;
use typhon_objects::heap::{self, SafepointWord};
use typhon_objects::prelude::*;
use typhon_objects::thread::root;
use typhon_objects::types::Special;

/// Runs pending signal handlers, on the main thread; set by module `_signal`.
pub static SIGNAL_HOOK: OnceLock<fn(&Thread) -> Result<()>> = OnceLock::new();
/// `_thread.interrupt_main(signal)`; set by module `_signal`.
pub static INTERRUPT_HOOK: OnceLock<fn(i32)> = OnceLock::new();

/// After a collection that found something to finalize: the collecting thread does it at its next poll.
pub fn request_finalizers() {
    if let Some(mutator) = heap::Mutator::current() {
        mutator.safepoint.set(SafepointWord::FINALIZE);
    }
}

/// Handles the bits that the heap left over. Called with no lock held.
pub fn run(thread: &Thread, bits: u32) -> Result<()> {
    // The GIL's bit belongs to who asks for it.
    let ours = bits & !(SafepointWord::STOP | SafepointWord::GIL);
    if bits & SafepointWord::GIL != 0 {
        crate::gil::at_safepoint(thread);
        if ours == 0 {
            return Ok(());
        }
    }
    thread.mutator.safepoint.clear(ours);
    if bits & SafepointWord::MODE != 0 {
        crate::trace::refresh(thread);
    }
    if bits & SafepointWord::FINALIZE != 0 {
        run_finalizers(thread);
    }
    if bits & SafepointWord::SIGNAL != 0
        && let Some(hook) = SIGNAL_HOOK.get()
    {
        hook(thread)?;
    }
    if bits & SafepointWord::ASYNC_EXCEPTION != 0 {
        let slot = thread.root(root::ASYNC_EXCEPTION);
        let pending = slot.get();
        slot.set_unbarriered(Value::NULL);
        if let Some(pending) = pending.present() {
            return match crate::ops::exceptions::instantiate(thread, pending)? {
                Some(raised) => Err(raised),
                None => Err(errors::type_error(
                    thread,
                    "exceptions must derive from BaseException",
                )),
            };
        }
    }
    Ok(())
}

/// Runs `__del__` of objects found dead, and callbacks of weak references that were cleared. What is queued from
/// now on is for others to run, who are asked by the collection that found it: a thread that makes no garbage
/// would never come back otherwise, while others make enough.
pub fn run_finalizers(thread: &Thread) {
    typhon_objects::weakref::run_callbacks(thread);
    for _ in 0..heap::finalizable_count() {
        let Some(object) = heap::take_finalizable() else {
            break;
        };
        if let Some(method) = object.class().special(Special::Del) {
            finalize(thread, object, method);
        }
    }
}

/// At the end of the program: runs the finalizers that are written in Python, dead objects or not. What
/// native ones would close is closed by the end of the process.
pub fn finalize_everything(thread: &Thread) {
    // From nearly everything there is a way to everything else through its class.
    let kinds = [Kind::Function, Kind::Type, Kind::Module];
    let kinds = kinds.iter().fold(0, |bits, &kind| bits | 1 << kind as u8);
    // Without memory nothing can be run anyway.
    let Ok(objects) = List::new(thread) else {
        return;
    };
    // What hangs on `sys` outlives all who could tell.
    let sys = crate::system::SYS.get().present().map(Module::of);
    let on_sys =
        |object| sys.is_some_and(|sys| sys.dict().entries().any(|(_, value)| value == object));
    heap::finalize_everything(thread.mutator, kinds);
    while let Some(object) = heap::take_finalizable() {
        if on_sys(object) {
            continue;
        }
        let method = object.class().special(Special::Del);
        let is_generator = object.is::<crate::generator::GeneratorObject>();
        if is_generator || method.is_some_and(|method| method.is::<FunctionObject>()) {
            let _ = objects.append(thread, object);
        }
    }
    for index in 0..objects.len() {
        let object = objects.get(index);
        let method = object.and_then(|object| object.class().special(Special::Del));
        if let (Some(object), Some(method)) = (object, method) {
            finalize(thread, object, method);
        }
    }
}

fn finalize(thread: &Thread, object: Value, method: Value) {
    // A finalizer neither sees nor changes what the interrupted code is handling.
    let handled = thread.root(root::HANDLED).get();
    let generator = object.downcast::<crate::generator::GeneratorObject>();
    let was_fresh = generator.is_some_and(|generator| generator.is_fresh());
    if let Err(raised) = call_special(thread, method, object, &[]) {
        let (doing, what) = match generator {
            None => ("calling deallocator", method),
            Some(_) if was_fresh => ("finalizing coroutine", object),
            Some(_) => ("closing generator", object),
        };
        let shown = operations::repr(thread, what)
            .map_or_else(|_| String::new(), |shown| shown.to_string_lossy().into());
        let message = format!("Exception ignored while {doing} {shown}");
        typhon_objects::exceptions::unraisable::report(thread, raised, &message, Value::NULL);
    }
    thread.root(root::HANDLED).set_unbarriered(handled);
}
