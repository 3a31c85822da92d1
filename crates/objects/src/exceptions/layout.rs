//! The layout of exceptions. Each field is one slot, stored and loaded whole; a race between two
//! threads that raise one and the same exception object leaves one of the stored values.

use crate::errors::Result;
use crate::object::{Kind, Ref};
use crate::thread::Thread;
use crate::types::{Shape, Type};
use std::sync::atomic::{AtomicBool, Ordering};
use typhon_heap::{ArrayRef, Header, Slot, Value};

#[repr(C)]
pub struct ExceptionObject {
    pub header: Header,
    /// The tuple `args`.
    pub args: Slot,
    pub traceback: Slot,
    pub context: Slot,
    pub cause: Slot,
    /// Array of what the classes with further fields keep (`errno`, `value`, ...), or NULL.
    pub fields: Slot,
    suppress_context: AtomicBool,
}

pub type Exception = Ref<ExceptionObject>;

crate::heap_object!(
    ExceptionObject,
    EXCEPTION_LAYOUT,
    "exception",
    Kind::Exception,
    |object, tracer| {
        for slot in [
            &object.args,
            &object.traceback,
            &object.context,
            &object.cause,
            &object.fields,
        ] {
            tracer.slot(slot);
        }
    }
);

impl Exception {
    /// An exception of `class` with `args`, its other fields unset.
    pub fn new(thread: &Thread, class: Type, args: Value) -> Result<Exception> {
        Exception::with_shape(thread, class.root_shape(), args)
    }

    pub fn with_shape(thread: &Thread, shape: Ref<Shape>, args: Value) -> Result<Exception> {
        thread.allocate(
            shape,
            ExceptionObject {
                header: Header::new(shape.pointer().cast()),
                args: Slot::new(args),
                traceback: Slot::new(Value::NULL),
                context: Slot::new(Value::NULL),
                cause: Slot::new(Value::NULL),
                fields: Slot::new(Value::NULL),
                suppress_context: AtomicBool::new(false),
            },
        )
    }

    pub fn suppress_context(self) -> bool {
        self.suppress_context.load(Ordering::Relaxed)
    }

    pub fn set_suppress_context(self, suppress: bool) {
        self.suppress_context.store(suppress, Ordering::Relaxed);
    }

    /// `raise ... from cause`: NULL or None for no cause.
    pub fn set_cause(self, cause: Value) {
        self.cause.set(self.header(), cause);
        self.set_suppress_context(true);
    }

    pub fn set_context(self, context: Value) {
        self.context.set(self.header(), context);
    }

    /// Makes `handled` (or NULL) the context of an exception that is raised while it is being handled.
    /// If this exception is in the chain of contexts of `handled`, the chain is cut there.
    pub fn set_context_avoiding_cycle(self, handled: Value) {
        if handled.is_null() || handled.is_none() || handled == self.value() {
            return;
        }
        let mut last: Exception = Ref::of(handled);
        // Two steps for one of `slow`: a chain that is a cycle already must not hang this.
        let mut slow = last;
        let mut step = false;
        while let Some(next) = Ref::<ExceptionObject>::from_slot(&last.context) {
            if next == self {
                last.set_context(Value::NULL);
                break;
            }
            last = next;
            if last == slow {
                break;
            }
            if step && let Some(next) = Ref::from_slot(&slow.context) {
                slow = next;
            }
            step = !step;
        }
        self.set_context(handled);
    }

    pub fn set_traceback(self, traceback: Value) {
        self.traceback.set(self.header(), traceback);
    }

    /// Field `index` of the class's own fields, NULL if unset.
    pub fn field(self, index: usize) -> Value {
        let fields = self.fields.get();
        if fields.is_null() {
            return Value::NULL;
        }
        // SAFETY: the slot holds an array or NULL.
        let fields = unsafe { ArrayRef::from_value_unchecked(fields) };
        if index < fields.len() {
            fields.slot(index).get()
        } else {
            Value::NULL
        }
    }

    pub fn set_field(self, thread: &Thread, index: usize, value: Value) -> Result<()> {
        if self.fields.get().is_null() {
            let fresh = thread.allocate_array(super::tree::MOST_FIELDS)?;
            // Whoever comes second uses the array that is there.
            let _ = self
                .fields
                .compare_exchange(self.header(), Value::NULL, fresh.as_value());
        }
        // SAFETY: just made sure of.
        unsafe { ArrayRef::from_value_unchecked(self.fields.get()) }.set(index, value);
        Ok(())
    }
}
