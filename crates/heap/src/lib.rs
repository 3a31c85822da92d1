//! Typhon's values, object headers and garbage collector.
//!
//! The collector does not move objects. It stops every thread at a safepoint, marks from precise
//! roots (Python stacks, registered roots, per-thread roots) and conservative ones (native stacks
//! and registers), and sweeps. It is generational by sticky mark bits.
//!
//! # Rules for code that uses the heap
//!
//! 1. A [`Value`] held by native code sits on a native stack, in registers, on a Python stack, in
//!    a heap object, or in a registered root. Never in malloc memory that no `trace` reaches
//!    (`Vec<Value>`, a closure handed to another thread).
//! 2. Whoever stores a reference into a heap object calls the store barrier on that object
//!    afterwards, with no safepoint in between. [`Slot::set`] and [`ArrayRef::set`] do. Fresh
//!    objects need none until the next allocation or safepoint.
//! 3. A layout's `trace` may walk Rust-owned containers inside its object, because no thread
//!    reaches a safepoint while it mutates one; the writer calls the barrier on the owner.
//! 4. `trace` and `drop` must cope with a freshly allocated object: all zeros after word 0.
//! 5. Allocation is a safepoint: it may stop for other threads and may collect.
//! 6. Code that runs in [`Mutator::blocked`] touches no heap object, not even a header.
//! 7. `drop` touches nothing but its own object and native memory, and does not allocate.
//! 8. `trace`, root callbacks and weak callbacks run with the world stopped, `trace` on any thread.
//!    They take no lock that a thread may hold at a safepoint or while blocked, and do not panic.
//! 9. Objects outside the arena (statics) are never traced: what they refer to must be registered
//!    as a root.

mod allocate;
mod arena;
mod array;
pub mod barrier;
mod blocks;
mod buffer;
mod cards;
mod classes;
mod collect;
pub mod header;
mod helpers;
mod inspect;
mod mark;
mod mutator;
mod pending;
mod registers;
mod safepoint;
mod sweep;
mod sync;
mod trace;
pub mod value;
mod verify;
mod world;

pub use array::{ARRAY_LAYOUT, ARRAY_SHAPE, ArrayObject, ArrayRef};
pub use barrier::store_barrier;
pub use buffer::{BUFFER_LAYOUT, BUFFER_SHAPE, BufferObject, BufferRef};
pub use collect::{
    Generation, Statistics, account_external, collect, collect_above, disable, enable,
    finalize_everything, for_each_live_object, is_enabled, set_limit, statistics, stress,
    verify_collections,
};
pub use header::{Header, Layout, ShapeHeader, Slot, flags};
pub use inspect::{for_each_object, for_each_reference, is_heap_object, object_size};
pub use mutator::{Around, Attached, Mutator};
pub use pending::{
    cleared_weakref_count, finalizable_count, forget_finalizable, register_finalizable,
    register_root, register_root_callback, register_weak_callback, set_pending_hook,
    take_cleared_weakref, take_finalizable,
};
pub use registers::StackPoint;
pub use safepoint::SafepointWord;
pub use trace::Tracer;
pub use value::Value;
pub use world::{World, after_fork_child, after_fork_parent, before_fork, stop_the_world};
