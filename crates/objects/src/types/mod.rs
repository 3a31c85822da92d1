//! Classes: their layout, shapes of their instances, creation, lookup.

mod create;
mod mro;
mod object;
mod shape;
mod spec;
mod special;

pub mod class;
pub mod object_type;
pub mod type_type;

pub use create::{Parts, allocate, bootstrap, finish, is_variable_sized, set_root_shape};
pub use mro::linearize;
pub use object::{TYPE_LAYOUT, Type, TypeObject};
pub use object_type::{INSTANCE_LAYOUT, Instance, InstanceObject, OBJECT};
pub use shape::{SHAPE_LAYOUT, Shape, ShapeOptions};
pub use spec::{
    GetSet, Getter, Method, MethodKind, NativeFn, Setter, TypeSpec, class_method, function, getset,
    getter, member, method, static_method, type_flags,
};
pub use special::Special;
pub use type_type::TYPE;
