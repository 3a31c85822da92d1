//! A global interpreter lock whose scheduling policy is chosen by name. Knows nothing of Python.
//!
//! Two layers that are tested apart:
//!
//! - the *decision*, a pure state machine over thread numbers, priorities and a clock that the caller
//!   supplies: who runs next, when the running thread is asked to let go. [`Board`] is what every
//!   policy sees, a [`Policy`] is one small file of `policies/`, [`Scheduler`] holds both. Unit tests
//!   run scripted threads on a virtual clock and assert the schedules (`simulation.rs`);
//! - the *mechanism*, [`Gil`]: a mutex around the scheduler, a parking place for each thread, a timer
//!   thread. Loom goes through its interleavings (`tests/loom.rs`).
//!
//! # Protocol
//! A thread is entered once, then alternates: `acquire`, run, `block` (or `leave`, at its end). While
//! it runs it looks at its own word; when it finds itself asked to let go it calls `yield_now` at the
//! next point where others may run. Whoever waits is parked for the GIL and nothing else: a thread
//! that sleeps in the kernel is not among those that a policy may choose, so the GIL is never handed
//! to it. Waiting for a lock of the program goes through [`Gil::wait_for`], because a policy that
//! knows owner and waiters can let the owner inherit, and wake deterministically.

mod board;
mod gil;
mod park;
mod policies;
mod policy;
mod scheduler;
#[cfg(test)]
mod simulation;
mod spec;
mod sync;
mod time;
mod timer;

pub use board::{Board, Key, ThreadId};
pub use gil::{Ask, ForkGuard, Gil, Seat, Wait, Woken};
pub use policy::{Cause, Next, Policy};
pub use scheduler::{Scheduler, Statistics, Wake, Yielded};
pub use spec::{Spec, SpecError};
pub use time::Time;
