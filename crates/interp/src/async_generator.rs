//! Asynchronous generators (PEP 525).

use crate::generator::GENERATOR_LAYOUT;
use typhon_objects::prelude::*;

pub static ASYNC_GENERATOR: TypeSpec = TypeSpec::new("async_generator", &GENERATOR_LAYOUT)
    .flags(type_flags::NO_NEW | type_flags::WEAKREF);

/// Marks a value as one that the generator's consumer gets, not the event loop.
pub fn wrap(thread: &Thread, _value: Value) -> Result {
    Err(errors::missing_feature(thread, "asynchronous generators"))
}
