//! Stopping the world.

use crate::mutator::Mutator;

/// Proof that every other thread is stopped or blocked.
pub struct World {
    _private: (),
}

/// Runs `f` while every other thread is stopped or blocked. `f` may allocate; nothing is collected
/// meanwhile.
pub fn stop_the_world<R>(_mutator: &Mutator, f: impl FnOnce(&World) -> R) -> R {
    f(&World { _private: () })
}

/// To be called right before `fork`: stops the world.
pub fn before_fork(_mutator: &Mutator) {}

/// To be called in the parent after `fork`.
pub fn after_fork_parent(_mutator: &Mutator) {}

/// To be called in the child after `fork`: the calling thread is the only one left.
pub fn after_fork_child(_mutator: &Mutator) {}
