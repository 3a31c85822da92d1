//! Functions: native ones and their descriptors, Python functions, bound methods, code objects.

pub mod bound;
pub mod branches;
pub mod code;
pub mod code_methods;
mod code_replace;
pub mod descriptors;
pub mod location_table;
pub mod native;
pub mod python;
mod signature;

pub use bound::{BoundMethod, BoundMethodObject};
pub use code::{CodeObject, CodeRef};
pub use native::{NativeFunction, NativeFunctionObject, Role};
pub use python::{Function, FunctionObject};
pub use signature::{Parameter, ParameterKind, Signature};
