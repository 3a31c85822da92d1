//! The running frame as the loop sees it. Invariant: `registers` and `words` belong to `frame`, which is
//! the current one of this thread.

use crate::cache;
use crate::frame::Frame;
use std::sync::atomic::{AtomicU64, Ordering};
use typhon_bytecode::Instruction;
use typhon_objects::cell::{Cell, CellObject};
use typhon_objects::function::code::CodeRef;
use typhon_objects::prelude::*;

/// The state of the running frame that the loop keeps in machine registers.
pub(super) struct Running {
    pub(super) frame: Frame,
    pub(super) code: CodeRef,
    pub(super) words: *const AtomicU64,
    pub(super) registers: *mut Value,
}

impl Running {
    #[inline(always)]
    pub(super) fn of(frame: Frame) -> Running {
        let code = frame.code();
        Running {
            frame,
            code,
            words: code.words(),
            registers: frame.base(),
        }
    }

    #[inline(always)]
    pub(super) fn get(&self, index: usize) -> Value {
        debug_assert!(index < self.code.register_count as usize);
        // SAFETY: verified bytecode names registers below the code's count.
        unsafe { *self.registers.add(index) }
    }

    #[inline(always)]
    pub(super) fn set(&self, index: usize, value: Value) {
        debug_assert!(index < self.code.register_count as usize);
        // SAFETY: as above; only this thread writes its Python stack.
        unsafe { *self.registers.add(index) = value }
    }

    #[inline(always)]
    pub(super) fn word(&self, index: usize) -> u64 {
        // SAFETY: verified bytecode never runs past its end. Relaxed is enough for instructions.
        unsafe { (*self.words.add(index)).load(Ordering::Relaxed) }
    }

    /// The inline cache behind the instruction at `pc`.
    #[inline(always)]
    pub(super) fn cache(&self, pc: usize) -> Option<cache::Entry> {
        // SAFETY: cached instructions are followed by their cache word. Acquire: see what it points to.
        cache::entry(unsafe { (*self.words.add(pc + 1)).load(Ordering::Acquire) })
    }

    #[inline(always)]
    pub(super) fn name(&self, ins: Instruction) -> Str {
        // SAFETY: names are interned strings.
        unsafe {
            Ref::from_pointer(self.code.names().slot(ins.name()).get().pointer() as *const StrObject)
        }
    }

    /// `count` registers from `first`.
    #[inline(always)]
    pub(super) fn slice(&self, first: usize, count: usize) -> &'static [Value] {
        // SAFETY: the run lies within the frame; it is not written while the slice is in use.
        unsafe { std::slice::from_raw_parts(self.registers.add(first), count) }
    }
}

#[inline(always)]
pub(super) fn cell(value: Value) -> Cell {
    debug_assert!(value.is::<CellObject>());
    // SAFETY: the compiler keeps cells in cell registers; the verifier knows which those are.
    unsafe { Ref::from_pointer(value.pointer() as *const CellObject) }
}

#[inline(always)]
pub(super) fn shape_pointer(object: Value) -> *const typhon_objects::heap::ShapeHeader {
    // SAFETY: callers have checked that it is a pointer, and pointers are live objects.
    unsafe { (*object.pointer()).shape() }
}
