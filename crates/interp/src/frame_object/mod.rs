//! Frame objects: what Python sees of a frame. While the frame runs the object points to it; a suspended
//! generator's frame object looks at the generator's saved registers; when a frame ends, the object gets
//! a copy of its locals.
//!
//! Who may write: the frame's own thread, and any thread that has stopped the world. Other threads'
//! frames are read and written only while the world is stopped (`FrameObject::with_live`).

mod attributes;
mod jump;
mod proxy;

pub use attributes::FRAME;
pub use proxy::FRAME_LOCALS_PROXY;

use crate::frame::Frame;
use std::sync::atomic::{AtomicPtr, AtomicU8, AtomicU64, Ordering};
use typhon_bytecode::{CodeFlags, Local, LocalKind};
use typhon_objects::cell::CellObject;
use typhon_objects::function::code::{CodeObject, CodeRef};
use typhon_objects::heap::stop_the_world;
use typhon_objects::prelude::*;
use typhon_objects::thread::Event;

/// Bits of `FrameObject::settings`.
pub mod setting {
    /// `f_trace_lines` is False.
    pub const NO_LINES: u8 = 1;
    /// `f_trace_opcodes` is True.
    pub const OPCODES: u8 = 2;
}

/// The pc of a generator's frame that was never run.
pub const NOT_BEGUN: u64 = u64::MAX;

#[repr(C)]
pub struct FrameObject {
    pub header: Header,
    /// Base of the live frame, or NULL while it does not run.
    live: AtomicPtr<Value>,
    /// Where it stands while it does not run.
    pc: AtomicU64,
    /// The thread that runs it.
    thread: AtomicU64,
    settings: AtomicU8,
    code: Slot,
    globals: Slot,
    namespace: Slot,
    back: Slot,
    /// Array of the registers of a suspended frame, of the locals of an ended one.
    saved: Slot,
    /// Extra locals that Python stored through `f_locals`.
    extra: Slot,
    /// The trace function of this frame.
    trace: Slot,
    /// The generator whose frame this is, until it ends.
    generator: Slot,
}

typhon_objects::heap_object!(
    FrameObject,
    FRAME_LAYOUT,
    "frame",
    Kind::Other,
    |object, tracer| {
        for slot in [
            &object.code,
            &object.globals,
            &object.namespace,
            &object.back,
            &object.saved,
            &object.extra,
            &object.trace,
            &object.generator,
        ] {
            tracer.slot(slot);
        }
    }
);

fn allocate(
    thread: &Thread,
    code: CodeRef,
    globals: Dict,
    namespace: Value,
    generator: Value,
) -> Result<Ref<FrameObject>> {
    let shape = FRAME.root_shape();
    thread.allocate(
        shape,
        FrameObject {
            header: Header::new(shape.pointer().cast()),
            live: AtomicPtr::new(std::ptr::null_mut()),
            pc: AtomicU64::new(0),
            thread: AtomicU64::new(thread.ident),
            settings: AtomicU8::new(0),
            code: Slot::new(code.value()),
            globals: Slot::new(globals.value()),
            namespace: Slot::new(namespace),
            back: Slot::new(Value::NULL),
            saved: Slot::new(Value::NULL),
            extra: Slot::new(Value::NULL),
            trace: Slot::new(Value::NULL),
            generator: Slot::new(generator),
        },
    )
}

/// The frame object of a live frame of the calling thread, made on first use.
pub fn of_frame(thread: &Thread, frame: Frame) -> Result<Ref<FrameObject>> {
    of_frame_on(thread, frame, thread.ident)
}

/// The frame object of a live frame of the thread `owner`; if that is not the calling one, the world is
/// stopped.
pub fn of_frame_on(thread: &Thread, frame: Frame, owner: u64) -> Result<Ref<FrameObject>> {
    if let Some(object) = frame.frame_object().downcast() {
        return Ok(object);
    }
    let generator = frame.generator();
    let object = allocate(
        thread,
        frame.code(),
        frame.globals(),
        frame.namespace(),
        generator,
    )?;
    object.live.store(frame.base(), Ordering::Release);
    object.thread.store(owner, Ordering::Relaxed);
    frame.set_frame_object(object.value());
    crate::generator::set_frame_object(generator, object.value());
    Ok(object)
}

/// A frame object for the saved registers of a generator that does not run.
pub fn of_suspended(
    thread: &Thread,
    code: CodeRef,
    globals: Dict,
    generator: Value,
    registers: Value,
    pc: u64,
) -> Result<Ref<FrameObject>> {
    let object = allocate(thread, code, globals, Value::NULL, generator)?;
    object.saved.set(object.header(), registers);
    object.pc.store(pc, Ordering::Relaxed);
    Ok(object)
}

/// The generator's frame was pushed again.
pub fn resume(thread: &Thread, object: Ref<FrameObject>, frame: Frame) {
    object.thread.store(thread.ident, Ordering::Relaxed);
    object.saved.set_unbarriered(Value::NULL);
    object.live.store(frame.base(), Ordering::Release);
    frame.set_frame_object(object.value());
}

/// The generator's frame is about to go; its registers were saved.
pub fn suspend(object: Ref<FrameObject>, frame: Frame, registers: Value) {
    object.pc.store(frame.pc() as u64, Ordering::Relaxed);
    object.saved.set(object.header(), registers);
    object.live.store(std::ptr::null_mut(), Ordering::Release);
    frame.set_frame_object(Value::NULL);
}

/// The generator was closed before it ran, or its registers are gone.
pub fn forget(object: Ref<FrameObject>) {
    object.generator.set_unbarriered(Value::NULL);
}

/// Copies the locals, as the frame is about to end.
pub fn detach(thread: &Thread, object: Ref<FrameObject>, frame: Frame) {
    let code = frame.code();
    object.pc.store(frame.pc() as u64, Ordering::Relaxed);
    // Without memory the object forgets the locals; the exception under way matters more.
    let count = code.source.locals.len();
    if let Ok(saved) = thread.allocate_array(count) {
        for index in 0..count {
            saved.set(index, frame.register(index));
        }
        object.saved.set(object.header(), saved.as_value());
    }
    // A generator has no caller once it stands still.
    if frame.generator().is_null()
        && object.back.get().is_null()
        && let Some(caller) = frame.caller()
        && let Ok(back) = of_frame(thread, caller)
    {
        object.back.set(object.header(), back.value());
    }
    object.generator.set_unbarriered(Value::NULL);
    object.live.store(std::ptr::null_mut(), Ordering::Release);
}

/// Sets the frame's own trace function; NULL for none.
pub fn set_trace_function(object: Ref<FrameObject>, function: Value) {
    object.trace.set(object.header(), function);
}

impl FrameObject {
    /// Runs `f` with the frame if it is live, whichever thread runs it.
    fn with_live<R>(&self, thread: &Thread, f: impl FnOnce(Option<Frame>) -> R) -> R {
        if self.live.load(Ordering::Acquire).is_null() {
            return f(None);
        }
        let look = || {
            let base = self.live.load(Ordering::Acquire);
            // SAFETY: the pointer is cleared before the frame goes, by the frame's thread, which is
            // this one or stands still.
            f((!base.is_null()).then(|| unsafe { Frame::at(base) }))
        };
        if self.thread.load(Ordering::Relaxed) == thread.ident {
            return look();
        }
        stop_the_world(thread.mutator, |_| look())
    }

    pub fn code(&self) -> CodeRef {
        Ref::<CodeObject>::of(self.code.get())
    }

    pub fn trace_function(&self) -> Value {
        self.trace.get()
    }

    pub fn has_setting(&self, bit: u8) -> bool {
        self.settings.load(Ordering::Relaxed) & bit != 0
    }

    fn change_setting(&self, bit: u8, on: bool) {
        if on {
            self.settings.fetch_or(bit, Ordering::Relaxed);
        } else {
            self.settings.fetch_and(!bit, Ordering::Relaxed);
        }
    }

    /// The instruction that the frame stands at, `None` if it has not begun.
    fn place(&self, thread: &Thread) -> Option<usize> {
        self.with_live(thread, |live| match live {
            Some(frame) => {
                let trace = &thread.trace;
                let starting =
                    trace.event.get() == Event::Start && trace.frame.get() == frame.base();
                (!starting || frame.pc() != 0).then(|| frame.pc())
            }
            None => match self.pc.load(Ordering::Relaxed) {
                NOT_BEGUN => None,
                pc => Some(pc as usize),
            },
        })
    }

    /// The line that the frame stands at.
    fn line(&self, thread: &Thread) -> Option<u32> {
        match self.place(thread) {
            None => Some(self.code().opening_line()),
            Some(pc) => Some(self.code().line(pc)).filter(|&line| line != 0),
        }
    }

    /// The content of a register of locals; cells are not looked into.
    fn register(&self, thread: &Thread, index: usize) -> Value {
        self.with_live(thread, |live| match live {
            Some(frame) => frame.register(index),
            None => {
                let saved = ArrayRef::from_value(self.saved.get());
                let saved = saved.filter(|saved| index < saved.len());
                let value = saved.map_or(Value::NULL, |saved| saved.get(index));
                match value.present() {
                    Some(value) => value,
                    None => self.closure_cell(index),
                }
            }
        })
    }

    /// The cell of a free variable of a generator that has not begun, which is still the function's; else NULL.
    fn closure_cell(&self, index: usize) -> Value {
        let code = self.code();
        let locals = &code.source.locals;
        let waits = self.pc.load(Ordering::Relaxed) == NOT_BEGUN;
        if !waits || locals[index].kind != LocalKind::Free {
            return Value::NULL;
        }
        let before = locals[..index].iter();
        let number = before.filter(|local| local.kind == LocalKind::Free).count();
        crate::generator::closure_of(self.generator.get(), number)
    }

    /// Says whether it could be stored.
    fn set_register(&self, thread: &Thread, index: usize, value: Value) -> bool {
        self.with_live(thread, |live| match live {
            Some(frame) => {
                frame.set_register(index, value);
                true
            }
            None => {
                match ArrayRef::from_value(self.saved.get()).filter(|saved| index < saved.len()) {
                    Some(saved) => {
                        saved.set(index, value);
                        true
                    }
                    None => false,
                }
            }
        })
    }

    /// The value of a local variable, NULL if unbound.
    fn local(&self, thread: &Thread, index: usize) -> Value {
        let value = self.register(thread, index);
        if self.code().source.locals[index].kind != LocalKind::Plain
            && let Some(cell) = value.downcast::<CellObject>()
        {
            return cell.get();
        }
        value
    }

    fn set_local(&self, thread: &Thread, index: usize, value: Value) -> bool {
        if self.code().source.locals[index].kind != LocalKind::Plain
            && let Some(cell) = self.register(thread, index).downcast::<CellObject>()
        {
            cell.set(value);
            return true;
        }
        self.set_register(thread, index, value)
    }

    fn is_hidden(&self, index: usize) -> bool {
        let name = &self.code().source.locals[index].name;
        name.starts_with('.') && name != ".0"
    }
}

/// A dict of the frame's local variables, cells looked into; the namespace itself for module and
/// class bodies, unless a comprehension runs in one.
pub fn locals(thread: &Thread, object: Ref<FrameObject>) -> Result {
    match own_namespace(thread, object) {
        Some(namespace) => Ok(namespace),
        None => Ok(snapshot(thread, object)?.value()),
    }
}

/// The mapping that code without registers for its variables keeps them in. While a comprehension runs
/// inlined (PEP 709), what is seen are its variables instead.
fn own_namespace(thread: &Thread, object: Ref<FrameObject>) -> Option<Value> {
    let code = object.code();
    let optimized = code.has(CodeFlags::OPTIMIZED);
    if !optimized && comprehension_runs(thread, object, code) {
        return None;
    }
    if let Some(namespace) = object.namespace.get().present() {
        return Some(namespace);
    }
    (!optimized).then(|| object.globals.get())
}

/// Whether an inlined comprehension in the body of a class or module has bound a variable.
fn comprehension_runs(thread: &Thread, object: Ref<FrameObject>, code: CodeRef) -> bool {
    code.source
        .locals
        .iter()
        .enumerate()
        .any(|(index, local)| is_of_comprehension(local) && !object.local(thread, index).is_null())
}

/// Of a local of the body of a class or module; other registers of these hold cells.
fn is_of_comprehension(local: &Local) -> bool {
    matches!(local.kind, LocalKind::Plain | LocalKind::Passing)
}

/// The local variables at this moment.
fn snapshot(thread: &Thread, object: Ref<FrameObject>) -> Result<Dict> {
    let dict = Dict::new(thread)?;
    let code = object.code();
    for index in 0..code.source.locals.len() {
        let value = object.local(thread, index);
        if !value.is_null() && !object.is_hidden(index) {
            dict.set_str(thread, Ref::of(code.locals().get(index)), value)?;
        }
    }
    if let Some(extra) = object.extra.get().downcast::<DictObject>() {
        for (key, value) in extra.entries() {
            dict.set_default(thread, key, value)?;
        }
    }
    Ok(dict)
}
