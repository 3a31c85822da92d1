//! Frame objects: what Python sees of a frame. While the frame runs the object points to it; when the
//! frame ends, the object gets a copy of its registers. Only the frame's own thread detaches it.

use crate::frame::Frame;
use std::sync::atomic::{AtomicPtr, AtomicU64, Ordering};
use typhon_bytecode::LocalKind;
use typhon_objects::cell::CellObject;
use typhon_objects::function::code::{CodeObject, CodeRef};
use typhon_objects::prelude::*;

#[repr(C)]
pub struct FrameObject {
    pub header: Header,
    /// Base of the live frame, or NULL once it has ended.
    live: AtomicPtr<Value>,
    pc: AtomicU64,
    thread: u64,
    code: Slot,
    globals: Slot,
    namespace: Slot,
    back: Slot,
    /// Array of the registers of an ended frame.
    saved: Slot,
    /// Extra locals that Python stored through `f_locals`.
    extra: Slot,
    trace: Slot,
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
        ] {
            tracer.slot(slot);
        }
    }
);

/// The frame object of a live frame, made on first use.
pub fn of_frame(thread: &Thread, frame: Frame) -> Result<Ref<FrameObject>> {
    if let Some(object) = frame.frame_object().downcast() {
        return Ok(object);
    }
    let shape = FRAME.root_shape();
    let object = thread.allocate(
        shape,
        FrameObject {
            header: Header::new(shape.pointer().cast()),
            live: AtomicPtr::new(frame.base()),
            pc: AtomicU64::new(0),
            thread: thread.ident,
            code: Slot::new(frame.code().value()),
            globals: Slot::new(frame.globals().value()),
            namespace: Slot::new(frame.namespace()),
            back: Slot::new(Value::NULL),
            saved: Slot::new(Value::NULL),
            extra: Slot::new(Value::NULL),
            trace: Slot::new(Value::NULL),
        },
    )?;
    frame.set_frame_object(object.value());
    Ok(object)
}

/// A frame object for the saved registers of a suspended generator.
pub fn suspended(
    thread: &Thread,
    code: CodeRef,
    globals: Dict,
    registers: Value,
    pc: usize,
) -> Result<Ref<FrameObject>> {
    let shape = FRAME.root_shape();
    thread.allocate(
        shape,
        FrameObject {
            header: Header::new(shape.pointer().cast()),
            live: AtomicPtr::new(std::ptr::null_mut()),
            pc: AtomicU64::new(pc as u64),
            thread: thread.ident,
            code: Slot::new(code.value()),
            globals: Slot::new(globals.value()),
            namespace: Slot::new(Value::NULL),
            back: Slot::new(Value::NULL),
            saved: Slot::new(registers),
            extra: Slot::new(Value::NULL),
            trace: Slot::new(Value::NULL),
        },
    )
}

/// Copies the registers, as the frame is about to end.
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
    if object.back.get().is_null()
        && let Some(caller) = frame.caller()
        && let Ok(back) = of_frame(thread, caller)
    {
        object.back.set(object.header(), back.value());
    }
    object.live.store(std::ptr::null_mut(), Ordering::Release);
}

impl FrameObject {
    /// The live frame, if it runs on the calling thread.
    fn live_frame(&self, thread: &Thread) -> Option<Frame> {
        let base = self.live.load(Ordering::Acquire);
        if base.is_null() || self.thread != thread.ident {
            return None;
        }
        // SAFETY: `detach` clears the pointer before the frame ends, on this very thread.
        Some(unsafe { Frame::at(base) })
    }

    pub fn code(&self) -> CodeRef {
        Ref::<CodeObject>::of(self.code.get())
    }

    fn current_pc(&self, thread: &Thread) -> usize {
        match self.live_frame(thread) {
            Some(frame) => frame.pc(),
            None => self.pc.load(Ordering::Relaxed) as usize,
        }
    }

    fn local(&self, thread: &Thread, index: usize) -> Value {
        match self.live_frame(thread) {
            Some(frame) => frame.register(index),
            None => ArrayRef::from_value(self.saved.get())
                .filter(|saved| index < saved.len())
                .map_or(Value::NULL, |saved| saved.get(index)),
        }
    }

    /// Says whether it could be stored.
    fn set_local(&self, thread: &Thread, index: usize, value: Value) -> bool {
        match self.live_frame(thread) {
            Some(frame) => frame.set_register(index, value),
            None => {
                match ArrayRef::from_value(self.saved.get()).filter(|saved| index < saved.len()) {
                    Some(saved) => saved.set(index, value),
                    None => return false,
                }
            }
        }
        true
    }
}

/// A dict of the frame's local variables, cells looked into; the namespace itself for module and
/// class bodies.
pub fn locals(thread: &Thread, object: Ref<FrameObject>) -> Result {
    if let Some(namespace) = object.namespace.get().present() {
        return Ok(namespace);
    }
    let code = object.code();
    if !code.has(typhon_bytecode::CodeFlags::OPTIMIZED) {
        return Ok(object.globals.get());
    }
    let dict = Dict::new(thread)?;
    for (index, local) in code.source.locals.iter().enumerate() {
        let mut value = object.local(thread, index);
        if local.kind != LocalKind::Plain
            && let Some(cell) = value.downcast::<CellObject>()
        {
            value = cell.get();
        }
        if !value.is_null() && !local.name.starts_with('.') {
            dict.set_str(thread, Ref::of(code.locals().get(index)), value)?;
        }
    }
    if let Some(extra) = object.extra.get().downcast::<DictObject>() {
        for (key, value) in extra.entries() {
            dict.set(thread, key, value)?;
        }
    }
    Ok(dict.value())
}

pub static FRAME: TypeSpec = TypeSpec::new("frame", &FRAME_LAYOUT)
    .flags(type_flags::NO_NEW)
    .methods(&[
        method("__repr__", repr, "(self, /)", "Return repr(self)."),
        method(
            "clear",
            clear,
            "(self, /)",
            "Clear all references held by the frame.",
        ),
    ])
    .attributes(&[
        member("f_code", |_, object| Ok(frame(object).code.get()), ""),
        member("f_globals", |_, object| Ok(frame(object).globals.get()), ""),
        getter(
            "f_builtins",
            |_, _| Ok(typhon_objects::module::builtins_dict().value()),
            "",
        ),
        getter(
            "f_locals",
            |thread, object| locals(thread, frame(object)),
            "",
        ),
        getter(
            "f_lasti",
            |thread, object| Ok(Value::fixnum(frame(object).current_pc(thread) as i64 * 2)),
            "",
        ),
        getter("f_lineno", line_number, ""),
        getter("f_back", back, ""),
        getset(
            "f_trace",
            |_, object| Ok(frame(object).trace.get().present().unwrap_or(Value::NONE)),
            |_, object, value| {
                frame(object).trace.set(frame(object).header(), value);
                Ok(())
            },
            "",
        ),
        getset(
            "f_trace_lines",
            |_, _| Ok(Value::TRUE),
            |thread, _, _| Err(errors::missing_feature(thread, "f_trace_lines")),
            "",
        ),
        getset(
            "f_trace_opcodes",
            |_, _| Ok(Value::FALSE),
            |thread, _, _| Err(errors::missing_feature(thread, "f_trace_opcodes")),
            "",
        ),
    ]);

fn frame(value: Value) -> Ref<FrameObject> {
    Ref::of(value)
}

fn line_number(thread: &Thread, object: Value) -> Result {
    let frame = frame(object);
    match frame.code().line(frame.current_pc(thread)) {
        0 => Ok(Value::NONE),
        line => Ok(Value::fixnum(line as i64)),
    }
}

fn back(thread: &Thread, object: Value) -> Result {
    let object = frame(object);
    if let Some(live) = object.live_frame(thread) {
        return match live.caller() {
            Some(caller) => Ok(of_frame(thread, caller)?.value()),
            None => Ok(Value::NONE),
        };
    }
    Ok(object.back.get().present().unwrap_or(Value::NONE))
}

fn repr(thread: &Thread, args: &[Value]) -> Result {
    let object = frame(args[0]);
    let code = object.code();
    let text = format!(
        "<frame at {:#x}, file '{}', line {}, code {}>",
        args[0].bits(),
        Str::of(code.filename.get()).to_string_lossy(),
        code.position(object.current_pc(thread)).line,
        Str::of(code.name.get()).to_string_lossy(),
    );
    Ok(Str::new(thread, &text)?.value())
}

fn clear(thread: &Thread, args: &[Value]) -> Result {
    let object = frame(args[0]);
    if object.live_frame(thread).is_some() {
        return Err(errors::runtime_error(
            thread,
            "cannot clear an executing frame",
        ));
    }
    for index in 0..object.code().source.locals.len() {
        object.set_local(thread, index, Value::NULL);
    }
    Ok(Value::NONE)
}
