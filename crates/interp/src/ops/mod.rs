//! What opcodes do beyond the interpreter's fast paths, one file a topic.

pub mod attributes;
pub mod building;
pub mod calls;
pub mod exceptions;
pub mod imports;
pub mod iteration;
pub mod matching;
pub mod names;
