//! A thread that runs Python: its mutator, its Python stack, and what belongs to it alone.
//! Invariant: a `Thread` is used only by its own OS thread, except for the fields marked "any thread".

use crate::errors::{self, Raised, Result};
use crate::mode::is_shared_mode;
use crate::object::{HeapObject, Ref};
use crate::python_stack::PythonStack;
use crate::types::Shape;
use std::cell::Cell;
use std::ops::Range;
use std::ptr::NonNull;
use std::sync::atomic::{AtomicBool, AtomicPtr, AtomicU64, Ordering};
use typhon_heap::{ArrayRef, Attached, BufferRef, Mutator, ShapeHeader, Slot, Value};

/// Indexes of `Mutator::roots` with a fixed meaning.
pub mod root {
    /// The exception being handled by the running generator or the thread's base level.
    pub const HANDLED: usize = 0;
    /// The exception being handled outside the running generator.
    pub const HANDLED_OUTER: usize = 1;
    /// The asynchronous exception to raise at the next safepoint. Any thread may store.
    pub const ASYNC_EXCEPTION: usize = 2;
    /// The dict of `_thread._local` values of this thread.
    pub const LOCALS: usize = 3;
    /// The current `contextvars` context.
    pub const CONTEXT: usize = 4;
    /// The list of objects whose repr is being made, against infinite recursion.
    pub const REPR: usize = 5;
    /// The thread's trace and profile functions.
    pub const TRACE: usize = 6;
    pub const PROFILE: usize = 7;
    /// Hooks of asynchronous generators (first iteration, finalizer).
    pub const ASYNC_GEN_FIRST: usize = 8;
    pub const ASYNC_GEN_FINAL: usize = 9;
    /// The running event loop and the running task, for `_asyncio`.
    pub const RUNNING_LOOP: usize = 10;
}

pub struct Thread {
    pub mutator: &'static Mutator,
    _attached: Attached,
    /// The Python stack: frames and scratch values grow upwards from `base` to `limit`.
    pub stack_base: *mut Value,
    pub stack_limit: *mut Value,
    /// Base of the running frame's registers, NULL outside Python code. See the interpreter's frames.
    pub frame: Cell<*mut Value>,
    /// Python frames in use and the most there may be.
    pub depth: Cell<u32>,
    /// Lowest native stack address that calls may reach.
    native_limit: Cell<usize>,
    pub ident: u64,
    pub is_main: bool,
    pub trace: Trace,
    /// Goes last: nothing refers to it once the mutator is detached.
    _stack: PythonStack,
}

/// What a trace callback is being told of: it decides whether it may set `f_lineno`.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub enum Event {
    None,
    Start,
    Line,
    Call,
    Other,
}

/// A thread's state of tracing, profiling and monitoring.
pub struct Trace {
    /// Whether events are to be reported: there is a trace or profile function or a monitoring tool,
    /// and no callback is running.
    pub active: Cell<bool>,
    /// How many callbacks are running; they are not traced themselves.
    pub suspended: Cell<u32>,
    /// What the innermost callback is told of, and the frame it is about.
    pub event: Cell<Event>,
    pub frame: Cell<*mut Value>,
    /// The last instruction that has a line, while those that have none run: frame, word, and the code as
    /// bits. It may be out of date.
    pub visible: Cell<(*mut Value, usize, u64)>,
    /// How many frames a coroutine notes of where it was made.
    pub origin_depth: Cell<u32>,
}

impl Trace {
    const fn new() -> Trace {
        Trace {
            active: Cell::new(false),
            suspended: Cell::new(0),
            event: Cell::new(Event::None),
            frame: Cell::new(std::ptr::null_mut()),
            visible: Cell::new((std::ptr::null_mut(), 0, 0)),
            origin_depth: Cell::new(0),
        }
    }
}

/// The largest number of Python frames of one thread (`sys.setrecursionlimit`). Any thread.
pub static RECURSION_LIMIT: AtomicU64 = AtomicU64::new(1000);

thread_local! {
    static CURRENT: Cell<*const Thread> = const { Cell::new(std::ptr::null()) };
}

/// Native stack kept free for error handling and for leaf functions that do not check.
const NATIVE_RESERVE: usize = 192 * 1024;

impl Thread {
    /// Makes the calling OS thread a Python thread. The result is pinned: it stays where it is until
    /// `detach`.
    pub fn attach(stack: PythonStack, is_main: bool, ident: u64) -> Box<Thread> {
        let stack_base = stack.base();
        let attached = Mutator::attach();
        let mutator = attached.get();
        mutator
            .python_stack_base
            .store(stack_base, Ordering::Release);
        mutator
            .python_stack_top
            .store(stack_base, Ordering::Release);
        let thread = Box::new(Thread {
            mutator,
            _attached: attached,
            stack_base,
            stack_limit: stack.limit(),
            _stack: stack,
            frame: Cell::new(std::ptr::null_mut()),
            depth: Cell::new(0),
            native_limit: Cell::new(native_stack_bottom() + NATIVE_RESERVE),
            ident,
            is_main,
            trace: Trace::new(),
        });
        CURRENT.set(&*thread);
        thread
    }

    /// Ends the thread's life as a Python thread.
    pub fn detach(self: Box<Thread>) {
        CURRENT.set(std::ptr::null());
        drop(self);
    }

    /// The calling thread, if it runs Python. For callbacks that get no `&Thread`.
    pub fn current() -> Option<&'static Thread> {
        // SAFETY: set by `attach` and cleared by `detach` of this very OS thread.
        unsafe { CURRENT.get().as_ref() }
    }

    /// Raises RecursionError when the native stack is nearly used up. To be called by every native
    /// function that may recurse through Python objects.
    #[inline(always)]
    pub fn check_native_stack(&self) -> Result<()> {
        let marker = 0u8;
        if (&raw const marker as usize) < self.native_limit.get() {
            return Err(self.native_overflow(""));
        }
        Ok(())
    }

    /// Likewise, with words that say where the message ends: " in comparison".
    #[inline(always)]
    pub fn check_native_stack_in(&self, place: &'static str) -> Result<()> {
        let marker = 0u8;
        if (&raw const marker as usize) < self.native_limit.get() {
            return Err(self.native_overflow(place));
        }
        Ok(())
    }

    #[cold]
    fn native_overflow(&self, place: &str) -> Raised {
        // Making the exception needs some stack itself.
        let limit = self.native_limit.get();
        self.native_limit.set(limit - NATIVE_RESERVE / 2);
        let message = format!("maximum recursion depth exceeded{place}");
        let raised = errors::recursion_error(self, message);
        self.native_limit.set(limit);
        raised
    }

    /// Moves `object` into the heap.
    #[inline]
    pub fn allocate<T: HeapObject>(&self, shape: Ref<Shape>, object: T) -> Result<Ref<T>> {
        let size = std::mem::size_of::<T>().max(shape.base.slots_end as usize);
        self.allocate_sized(shape, object, size)
    }

    /// Like `allocate`, with room for `size` bytes in all.
    #[inline]
    pub fn allocate_sized<T: HeapObject>(
        &self,
        shape: Ref<Shape>,
        object: T,
        size: usize,
    ) -> Result<Ref<T>> {
        debug_assert!(
            std::ptr::eq(shape.base.layout, T::LAYOUT),
            "shape of {}",
            shape.base.layout.name
        );
        match self
            .mutator
            .allocate(shape.pointer() as *const ShapeHeader, size)
        {
            // SAFETY: fresh memory of at least T's size; the header inside `object` has the shape that
            // the allocator wrote.
            Some(pointer) => unsafe {
                let target = pointer.as_ptr() as *mut T;
                target.write(object);
                Ok(Ref::from_pointer(target))
            },
            None => Err(errors::memory_error(self)),
        }
    }

    pub fn allocate_array(&self, length: usize) -> Result<ArrayRef> {
        self.mutator
            .allocate_array(length)
            .ok_or_else(|| errors::memory_error(self))
    }

    pub fn allocate_buffer(&self, bytes: usize) -> Result<BufferRef> {
        self.mutator
            .allocate_buffer(bytes)
            .ok_or_else(|| errors::memory_error(self))
    }

    pub fn root(&self, index: usize) -> &Slot {
        &self.mutator.roots[index]
    }

    /// The exception being handled (`sys.exception()`), or NULL.
    pub fn handled_exception(&self) -> Value {
        let own = self.root(root::HANDLED).get();
        if own.is_null() || own.is_none() {
            self.root(root::HANDLED_OUTER).get()
        } else {
            own
        }
    }

    /// Values in precisely scanned memory for the duration of `f`: for argument lists whose length is
    /// not known to be small.
    pub fn with_scratch<R>(
        &self,
        length: usize,
        f: impl FnOnce(&mut [Value]) -> Result<R>,
    ) -> Result<R> {
        let base = self.mutator.python_stack_top.load(Ordering::Relaxed);
        if length > (self.stack_limit as usize - base as usize) / 8 {
            return Err(errors::recursion_error(
                self,
                "maximum recursion depth exceeded",
            ));
        }
        // SAFETY: the region between top and limit is this thread's own and unused.
        let values = unsafe { std::slice::from_raw_parts_mut(base, length) };
        values.fill(Value::NULL);
        // SAFETY: checked against the limit above.
        self.mutator
            .python_stack_top
            .store(unsafe { base.add(length) }, Ordering::Release);
        let result = f(values);
        self.mutator.python_stack_top.store(base, Ordering::Release);
        result
    }
}

/// The lowest address of the calling thread's native stack.
fn native_stack_bottom() -> usize {
    // SAFETY: attributes are initialised by pthread_getattr_np before they are read and destroyed after.
    unsafe {
        let mut attributes: libc::pthread_attr_t = std::mem::zeroed();
        if libc::pthread_getattr_np(libc::pthread_self(), &mut attributes) != 0 {
            return 0;
        }
        let mut address = std::ptr::null_mut();
        let mut size = 0;
        libc::pthread_attr_getstack(&attributes, &mut address, &mut size);
        libc::pthread_attr_destroy(&mut attributes);
        address as usize
    }
}

/// A place for a value that lives as long as the process, such as a table of the runtime.
pub struct Global {
    slot: Slot,
    registered: AtomicBool,
}

impl Global {
    pub const fn new() -> Global {
        Global {
            slot: Slot::new(Value::NULL),
            registered: AtomicBool::new(false),
        }
    }

    pub fn get(&self) -> Value {
        self.slot.get()
    }

    pub fn set(&'static self, value: Value) {
        if !self.registered.swap(true, Ordering::AcqRel) {
            typhon_heap::register_root(&self.slot);
        }
        self.slot.set_unbarriered(value);
    }
}

impl Default for Global {
    fn default() -> Self {
        Global::new()
    }
}

/// What the layers above the object model supply to it. Set once, before any Python code runs.
pub struct Hooks {
    /// Runs a Python function: the only way from native code into the interpreter.
    pub call_function: fn(&Thread, crate::function::Function, crate::call::Arguments<'_>) -> Result,
    /// Runs what a safepoint found: signals, asynchronous exceptions, finalizers.
    pub safepoint: fn(&Thread, u32) -> Result<()>,
    /// The globals dict of the innermost Python frame, or NULL.
    pub frame_globals: fn(&Thread) -> Value,
}

static HOOKS: AtomicPtr<Hooks> = AtomicPtr::new(std::ptr::null_mut());

impl Hooks {
    pub fn install(self) {
        HOOKS.store(Box::into_raw(Box::new(self)), Ordering::Release);
    }

    #[inline(always)]
    pub fn get() -> &'static Hooks {
        // SAFETY: installed before Python runs and never freed.
        unsafe { NonNull::new_unchecked(HOOKS.load(Ordering::Acquire)).as_ref() }
    }
}

impl Thread {
    /// Polls the safepoint word: to be called in every native loop that may run long.
    #[inline(always)]
    pub fn poll(&self) -> Result<()> {
        if self.mutator.poll() {
            self.poll_slowly()
        } else {
            Ok(())
        }
    }

    /// Likewise at some rounds of a loop whose rounds are short.
    #[inline(always)]
    pub fn poll_at(&self, round: usize) -> Result<()> {
        if round & 0xfff == 0xfff {
            self.poll()?;
        }
        Ok(())
    }

    #[cold]
    fn poll_slowly(&self) -> Result<()> {
        let rest = self.mutator.safepoint_slow();
        if rest != 0 {
            (Hooks::get().safepoint)(self, rest)
        } else {
            Ok(())
        }
    }

    /// Leaves the runtime around a blocking call: the collector does not wait for this thread.
    /// `f` must not touch any Python object.
    pub fn blocked<R>(&self, f: impl FnOnce() -> R) -> R {
        self.mutator.blocked(f)
    }

    /// Runs `f`, which looks at most at immutable objects and at no header, outside the runtime if its
    /// `size`, in whatever it counts, reaches `long`: then the collector does not wait.
    pub fn away_if_long<R>(&self, size: usize, long: usize, f: impl FnOnce() -> R) -> R {
        if size < long { f() } else { self.blocked(f) }
    }

    /// Runs `f`, which looks at nothing of the heap but immutable bytes, those of an object whose lock is held,
    /// or new ones of its own. If they are `size` many and that is long, the collector does not wait. Unlike
    /// `blocked` this keeps a global lock, and so what that guards.
    #[inline]
    pub fn aside_if_long<R>(&self, size: usize, f: impl FnOnce() -> R) -> R {
        if size < BYTES_A_STEP || !is_shared_mode() {
            f()
        } else {
            self.mutator.outside(f)
        }
    }

    /// Whether bytes that do not change are the same.
    #[inline]
    pub fn same_bytes(&self, a: &[u8], b: &[u8]) -> bool {
        a.len() == b.len() && self.aside_if_long(a.len(), || a == b)
    }

    /// The order of bytes that do not change.
    #[inline]
    pub fn order_of_bytes(&self, a: &[u8], b: &[u8]) -> std::cmp::Ordering {
        self.aside_if_long(a.len().min(b.len()), || a.cmp(b))
    }

    /// Stops if the collector waits for this thread, and runs nothing: for long native loops, which may
    /// hold an object's lock.
    #[inline(always)]
    pub fn stop_if_asked(&self) {
        if self.mutator.poll() {
            self.mutator.safepoint_slow();
        }
    }

    /// Calls `part` with the parts of a range, in order, and stops between them if the collector waits: for
    /// long loops over what the collector finds whole after each part.
    #[inline]
    pub fn in_steps(&self, range: Range<usize>, step: usize, mut part: impl FnMut(Range<usize>)) {
        let mut start = range.start;
        while range.end - start > step {
            part(start..start + step);
            start += step;
            self.stop_if_asked();
        }
        part(start..range.end);
    }

    /// Copies bytes of an immutable object, or of one whose lock is held, to where nobody else looks.
    #[inline]
    pub fn copy_bytes(&self, target: &mut [u8], source: &[u8]) {
        assert_eq!(target.len(), source.len());
        self.in_steps(0..source.len(), BYTES_A_STEP, |part| {
            target[part.clone()].copy_from_slice(&source[part]);
        });
    }
}

/// How much is done between two looks at whether to stop: some ten microseconds, or a hundred where memory
/// is touched for the first time. Values that are moved, and bytes.
pub const VALUES_A_STEP: usize = 1 << 14;
pub const BYTES_A_STEP: usize = 1 << 17;
