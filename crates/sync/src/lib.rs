//! How threads agree on one object, without knowing what the object is: its lock, its version, and stores
//! that need no lock (`lock_bit`), how to wait for it (`backoff`), how many items it has and whether they
//! are moving (`counted`), how a storage that is published whole is read without a lock (`publish`), and
//! how parts are that a shape tells of (`described`).
//!
//! Also how the runtime's threads agree on what is no object, so that a fork finds all of it whole: plain
//! locks (`mutex`), sleeping for an address (`parking`), the word behind a lock of the program
//! (`word_lock`), and how threads begin and end (`spawn`).
//!
//! No atomic here is used but through `shim`, which is loom's under `--cfg loom`: the models in
//! `tests/loom.rs` run this very code through all interleavings.
#![allow(unexpected_cfgs)]
#![deny(unsafe_code)]

pub mod backoff;
pub mod counted;
pub mod described;
pub mod lock_bit;
pub mod mutex;
pub mod parking;
pub mod publish;
pub mod shim;
pub mod spawn;
pub mod word_lock;

pub use counted::{Counted, Seen};
