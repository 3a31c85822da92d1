//! The object model: values with classes, attributes, calls, operations, and the built-in types.
//!
//! Entry points: `object` (typed references), `types` (classes and shapes), `attribute`, `call`,
//! `operations`. A built-in type is a folder with `layout` (the struct and its invariants), `methods`
//! (the rows of its table). Invariant: native code holds plain values on its stack, never in a
//! `Vec<Value>` across anything that may allocate.

extern crate self as typhon_objects;

pub use typhon_heap as heap;

pub mod annotations;
pub mod attribute;
pub mod buffer;
pub mod builtins;
pub mod bytearray;
pub mod bytes;
pub mod call;
pub mod cell;
pub mod complex;
pub mod copying;
pub mod core_types;
pub mod dict;
pub mod errors;
pub mod exceptions;
pub mod float;
pub mod function;
pub mod int;
pub mod iterators;
pub mod list;
pub mod lock;
pub mod mapping_proxy;
pub mod memoryview;
pub mod mode;
pub mod module;
pub mod module_errors;
pub mod names;
pub mod number;
pub mod object;
pub mod operations;
pub mod python_stack;
pub mod range;
pub mod rows;
pub mod set;
pub mod singletons;
pub mod slice;
pub mod str;
pub mod struct_sequence;
pub mod super_type;
pub mod table;
pub mod template;
pub mod thread;
pub mod traceback;
pub mod traceback_print;
pub mod tuple;
pub mod types;
pub mod typing;
pub mod union;
pub mod waits;
pub mod weakref;

/// What nearly every file of native code needs.
pub mod prelude {
    pub use crate::call::{Arguments, call, call_method};
    pub use crate::dict::{Dict, DictObject};
    pub use crate::errors::{self, Raised, Result};
    pub use crate::exceptions as tree;
    pub use crate::list::{List, ListObject};
    pub use crate::module::{Module, ModuleSpec};
    pub use crate::names::names;
    pub use crate::object::{Kind, Ref, ValueExt};
    pub use crate::operations;
    pub use crate::str::{Str, StrObject, intern, intern_text};
    pub use crate::thread::Thread;
    pub use crate::tuple::{Tuple, TupleObject};
    pub use crate::types::{
        GetSet, Method, Type, TypeObject, TypeSpec, class_method, function, getset, getter, member,
        method, static_method, type_flags,
    };
    pub use typhon_heap::{ArrayRef, BufferRef, Header, Slot, Tracer, Value};
}
