//! `X | Y` of types, generic aliases such as `list[int]`, and what both share: finding and replacing
//! type parameters.

mod alias;
mod parameters;
mod union_type;

pub use alias::{ALIAS_ITERATOR, GENERIC_ALIAS, GenericAliasObject, generic_alias};
pub(crate) use parameters::call_typing;
pub use parameters::{make_parameters, substitute, type_repr};
pub use union_type::{UNION, UnionObject, from_values, is_unionable, or};
