//! The interpreter: frames, dispatch, generators, evaluation, imports, threads.
//!
//! Entry points: `runtime` (start-up), `run` (the loop), `ops` (what opcodes do), `eval` (code
//! objects). Invariant: native code enters Python only through `ops::calls::call_function` and
//! `eval::run_code`, which leave the Python stack as they found it.

pub mod async_generator;
pub mod bind;
pub mod cache;
pub mod eval;
pub mod frame;
pub mod frame_object;
pub mod generator;
pub mod gil;
pub mod import;
pub mod ops;
mod run;
pub mod runtime;
pub mod safepoint;
pub mod stale;
pub mod syntax;
pub mod syntax_tree;
pub mod system;
pub mod threads;
pub mod time_slice;
pub mod trace;
pub mod warning;
