//! Frames on a thread's Python stack. A frame is `register_count` registers with six header words
//! before them; `base` points to register 0. The caller puts callee and arguments where the callee's
//! header and first registers will be, so a call copies nothing:
//!
//! | word      | content                                                                  |
//! |-----------|--------------------------------------------------------------------------|
//! | `base[-6]`| the function, or NULL for module and class bodies run as plain code      |
//! | `base[-5]`| the code object                                                          |
//! | `base[-4]`| small int: word index of the current instruction, kept up to date        |
//! |           | wherever the frame can be looked at                                      |
//! | `base[-3]`| small int: address of the caller's `base`, plus the frame's `Exit`       |
//! | `base[-2]`| the namespace of a module or class body; the instance under construction;|
//! |           | the generator whose frame it is                                          |
//! | `base[-1]`| the frame object, if somebody asked for it                               |
//!
//! Invariants: every word between the thread's stack base and top is a value; only the owning thread
//! writes there, and the collector reads while it is stopped. The word above the header of a frame
//! without a function is the globals dict.

use crate::frame_object::{self, FrameObject};
use std::sync::atomic::Ordering;
use typhon_bytecode::{FRAME_HEADER, Instruction, Opcode};
use typhon_objects::function::code::{CodeObject, CodeRef};
use typhon_objects::function::{Function, FunctionObject};
use typhon_objects::prelude::*;
use typhon_objects::thread::RECURSION_LIMIT;

pub const HEADER: usize = FRAME_HEADER as usize;

/// What happens with a frame's result.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
#[repr(u8)]
pub enum Exit {
    /// It goes to the register that the caller's call instruction names.
    Call = 0,
    /// `run` returns it to native code.
    Native = 1,
    /// The frame is an `__init__`: the result is checked and the instance goes to the caller instead.
    Construct = 2,
}

/// A view of the frame at `base`.
#[derive(Copy, Clone, PartialEq, Eq)]
pub struct Frame(*mut Value);

impl Frame {
    /// # Safety
    /// `base` is register 0 of a frame on the Python stack of the calling thread, or of another one
    /// while the world is stopped.
    #[inline(always)]
    pub unsafe fn at(base: *mut Value) -> Frame {
        Frame(base)
    }

    /// The running frame of the calling thread.
    pub fn current(thread: &Thread) -> Option<Frame> {
        let base = thread.frame.get();
        if base.is_null() {
            None
        } else {
            Some(Frame(base))
        }
    }

    #[inline(always)]
    pub fn base(self) -> *mut Value {
        self.0
    }

    #[inline(always)]
    fn word(self, offset: usize) -> Value {
        // SAFETY: the header words lie before the base.
        unsafe { *self.0.sub(offset) }
    }

    #[inline(always)]
    fn set_word(self, offset: usize, value: Value) {
        // SAFETY: as above; only the owning thread writes.
        unsafe { *self.0.sub(offset) = value }
    }

    #[inline(always)]
    pub fn register(self, index: usize) -> Value {
        // SAFETY: callers stay below the code's register count.
        unsafe { *self.0.add(index) }
    }

    #[inline(always)]
    pub fn set_register(self, index: usize, value: Value) {
        // SAFETY: as above.
        unsafe { *self.0.add(index) = value }
    }

    /// The running function, NULL for plain code.
    #[inline(always)]
    pub fn function(self) -> Value {
        self.word(6)
    }

    #[inline(always)]
    pub fn code(self) -> CodeRef {
        // SAFETY: the word holds the code object while the frame exists.
        unsafe { Ref::from_pointer(self.word(5).pointer() as *const CodeObject) }
    }

    /// The word of the code object, for those who do not trust the frame.
    pub fn code_word(self) -> Value {
        self.word(5)
    }

    #[inline(always)]
    pub fn pc(self) -> usize {
        self.word(4).fixnum_value() as usize
    }

    #[inline(always)]
    pub fn set_pc(self, pc: usize) {
        self.set_word(4, Value::fixnum(pc as i64));
    }

    /// Of the call that the frame is at: the first register, how many from there name what is called, and
    /// the register behind the arguments. Temporaries are a stack: those below are in use, those above not.
    pub fn call_registers(self) -> Option<(usize, usize, usize)> {
        // SAFETY: the program counter is within the code.
        let word = unsafe { (*self.code().words().add(self.pc())).load(Ordering::Relaxed) };
        let word = Instruction(word);
        let (callee, arguments) = match Opcode::from_byte(word.op_byte())? {
            Opcode::Call => (1, word.b()),
            Opcode::CallKeywords => (2, word.b()),
            Opcode::CallMethod => (1, 1 + word.b()),
            Opcode::CallMethodKeywords => (2, 1 + word.b()),
            Opcode::CallSpread => (1, 2),
            _ => return None,
        };
        Some((word.a(), callee, word.a() + HEADER + arguments))
    }

    #[inline(always)]
    pub fn exit(self) -> Exit {
        match self.word(3).fixnum_value() & 7 {
            0 => Exit::Call,
            1 => Exit::Native,
            _ => Exit::Construct,
        }
    }

    /// The calling frame.
    #[inline(always)]
    pub fn caller(self) -> Option<Frame> {
        let address = (self.word(3).fixnum_value() & !7) as *mut Value;
        if address.is_null() {
            None
        } else {
            Some(Frame(address))
        }
    }

    /// The frame that a trace callback of the calling thread is told about.
    pub fn current_traced(thread: &Thread) -> Option<Frame> {
        let base = thread.trace.frame.get();
        (!base.is_null()).then_some(Frame(base))
    }

    /// The namespace of a module or class body, NULL in functions.
    #[inline(always)]
    pub fn namespace(self) -> Value {
        let word = self.word(2);
        if word.is_null() || self.exit() == Exit::Construct || word.kind() == Kind::Generator {
            Value::NULL
        } else {
            word
        }
    }

    /// The generator, coroutine or asynchronous generator whose frame it is, NULL if none.
    pub fn generator(self) -> Value {
        let word = self.word(2);
        if self.exit() == Exit::Native && !word.is_null() && word.kind() == Kind::Generator {
            word
        } else {
            Value::NULL
        }
    }

    pub fn set_namespace(self, namespace: Value) {
        self.set_word(2, namespace);
    }

    /// The object under construction, of an `__init__` frame that a class call pushed.
    pub fn instance(self) -> Value {
        self.word(2)
    }

    pub fn frame_object(self) -> Value {
        self.word(1)
    }

    pub fn set_frame_object(self, object: Value) {
        self.set_word(1, object);
    }

    #[inline(always)]
    pub fn globals(self) -> Dict {
        // SAFETY: plain code keeps its globals dict in the function word, functions have one.
        unsafe {
            let function = self.word(6);
            if function.kind() == Kind::Function {
                Ref::<FunctionObject>::from_pointer(function.pointer() as *const FunctionObject)
                    .globals()
            } else {
                Ref::from_pointer(function.pointer() as *const DictObject)
            }
        }
    }

    pub fn as_function(self) -> Option<Function> {
        self.function().downcast()
    }
}

/// Calls `visit` with the variables of the running functions, innermost first, and with the namespaces
/// that they see. Temporaries are left out: they may be dead.
pub fn for_each_variable(thread: &Thread, visit: &mut dyn FnMut(Value)) {
    const MOST_FRAMES: usize = 100;
    let mut next = Frame::current(thread);
    for _ in 0..MOST_FRAMES {
        let Some(frame) = next else {
            return;
        };
        let locals = frame.code().source.locals.len();
        let in_use = frame.call_registers().map_or(locals, |(base, ..)| base);
        for index in 0..in_use {
            visit(frame.register(index));
        }
        visit(frame.namespace());
        visit(frame.globals().value());
        next = frame.caller();
    }
}

/// Puts a frame over the header words and arguments that lie below `base`, and makes it current. The
/// first `filled` registers hold values already, the others are cleared.
#[inline(always)]
pub(crate) fn push(
    thread: &Thread,
    base: *mut Value,
    code: CodeRef,
    filled: usize,
    exit: Exit,
    extra: Value,
) -> Result<Frame> {
    let count = code.register_count as usize;
    // SAFETY: compared as addresses only.
    let top = unsafe { base.add(count) };
    let depth = thread.depth.get() + 1;
    if top as usize + 8 * HEADER >= thread.stack_limit as usize
        || depth as u64 > RECURSION_LIMIT.load(Ordering::Relaxed)
    {
        return Err(too_deep(thread));
    }
    thread.depth.set(depth);
    let frame = Frame(base);
    frame.set_word(5, code.value());
    frame.set_word(4, Value::fixnum(0));
    frame.set_word(3, Value::fixnum(thread.frame.get() as i64 | exit as i64));
    frame.set_word(2, extra);
    frame.set_word(1, Value::NULL);
    for index in filled..count {
        frame.set_register(index, Value::NULL);
    }
    thread.frame.set(base);
    // Release is not needed by the owner; the collector reads it after this thread has stopped.
    thread
        .mutator
        .python_stack_top
        .store(top, Ordering::Relaxed);
    Ok(frame)
}

#[cold]
fn too_deep(thread: &Thread) -> Raised {
    errors::recursion_error(thread, "maximum recursion depth exceeded")
}

/// Removes the current frame. Its frame object, if there is one, keeps a copy of the registers.
#[inline(always)]
pub fn pop(thread: &Thread, frame: Frame) -> Option<Frame> {
    let object = frame.frame_object();
    if !object.is_null() {
        detach(thread, frame, object);
    }
    thread.depth.set(thread.depth.get() - 1);
    let caller = frame.caller();
    match caller {
        Some(caller) if frame.exit() != Exit::Native => {
            thread.frame.set(caller.base());
            // SAFETY: the caller's registers end there.
            let top = unsafe { caller.base().add(caller.code().register_count as usize) };
            thread
                .mutator
                .python_stack_top
                .store(top, Ordering::Relaxed);
        }
        _ => {
            // A frame that native code entered started at the top as it was.
            thread
                .frame
                .set(caller.map_or(std::ptr::null_mut(), |caller| caller.base()));
            // SAFETY: the header lies below the base.
            thread
                .mutator
                .python_stack_top
                .store(unsafe { frame.base().sub(HEADER) }, Ordering::Relaxed);
        }
    }
    caller
}

#[cold]
fn detach(thread: &Thread, frame: Frame, object: Value) {
    let object = Ref::<FrameObject>::of(object);
    frame_object::detach(thread, object, frame);
}

/// Runs `f` with a fresh frame's base at the top of the stack, where native code enters Python. The
/// header words below the base are reserved; `values` are copied to the first registers.
pub fn enter_base(thread: &Thread, function: Value, values: &[Value]) -> Result<*mut Value> {
    let top = thread.mutator.python_stack_top.load(Ordering::Relaxed);
    if top as usize + 8 * (2 * HEADER + values.len()) >= thread.stack_limit as usize {
        return Err(too_deep(thread));
    }
    // SAFETY: the space above the top is this thread's own and unused; the check above.
    unsafe {
        let base = top.add(HEADER);
        *top = function;
        for (i, value) in values.iter().enumerate() {
            *base.add(i) = *value;
        }
        Ok(base)
    }
}
