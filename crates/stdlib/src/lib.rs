//! Native modules of the standard library: one file or folder a module, and the table of them.
//! Invariant: a module's state is in its objects or in registered roots, never in plain statics.

pub mod abc;
pub mod binascii;
pub mod bisect;
pub mod cmath;
pub mod codecs_module;
pub mod collections;
pub mod errno;
pub mod functools;
pub mod heapq;
pub mod itertools;
pub mod json;
pub mod math;
pub mod operator;
pub mod random;
pub mod string_module;
pub mod suggestions_module;
pub mod struct_module;
pub mod support;
pub mod typing_module;
pub mod unicodedata;
pub mod weakref_module;

use typhon_objects::module::ModuleSpec;

/// Every native module, in alphabetical order.
pub static MODULES: &[&ModuleSpec] = &[
    // One line each.
    &binascii::MODULE,
    &bisect::MODULE,
    &abc::MODULE,
    &errno::MODULE,
    &suggestions_module::MODULE,
    &typing_module::TYPES,
    &typing_module::TYPING,
    &weakref_module::MODULE,
    &cmath::MODULE,
    &codecs_module::MODULE,
    &collections::MODULE,
    &functools::MODULE,
    &heapq::MODULE,
    &itertools::MODULE,
    &json::MODULE,
    &math::MODULE,
    &operator::MODULE,
    &random::MODULE,
    &string_module::MODULE,
    &unicodedata::MODULE,
    &struct_module::MODULE,
];

/// The native module of this name.
pub fn find(name: &str) -> Option<&'static ModuleSpec> {
    MODULES.iter().copied().find(|module| module.name == name)
}
