//! The operations of the language on any values: what `len`, `hash`, `==`, `+`, `x[i]`, `for` and the
//! like mean. Each has fast paths for exact built-in classes; the rest goes by special methods.

mod arithmetic;
mod classes;
mod comparing;
mod items;
mod iterating;
mod text;

pub use arithmetic::{Operator, Unary, binary, inplace, power, unary};
pub use classes::{is_instance, is_instance_of_class, is_subclass, is_subclass_plain};
pub use comparing::{
    Comparison, compare, equal, equal_or_identical, hash, hash_small_int as hash_int, truth,
};
pub use items::{
    contains, delete_item, get_item, index, index_clamped, index_or_none, index_value, len,
    len_hint, set_item, to_c_int, to_ssize,
};
pub use iterating::{
    for_each, items_at_one_moment, iter, list_from, next, sorted_list, tuple_from,
};
pub use text::{ascii, format, repr, repr_guard, str};

use crate::errors::{self, Result};
use crate::object::{Kind, Ref, ValueExt};
use crate::str::{Str, StrObject};
use crate::thread::Thread;
use crate::types::Special;
use typhon_heap::Value;

/// `callable(value)`
pub fn is_callable(value: Value) -> bool {
    match value.kind() {
        Kind::Function | Kind::NativeFunction | Kind::BoundMethod | Kind::Type => true,
        _ => value.class().special(Special::Call).is_some(),
    }
}

/// The name argument of `getattr` and its like.
pub fn expect_attribute_name(thread: &Thread, name: Value) -> Result<Str> {
    match name.downcast::<StrObject>() {
        Some(name) => Ok(name),
        None => Err(errors::type_error(
            thread,
            format!(
                "attribute name must be string, not '{}'",
                name.class().name_text()
            ),
        )),
    }
}

/// Whether the string could be a name in source text.
pub fn is_identifier(name: Str) -> bool {
    name.as_str().is_some_and(|text| {
        let mut characters = text.chars();
        characters
            .next()
            .is_some_and(|first| first == '_' || unicode_ident::is_xid_start(first))
            && characters.all(unicode_ident::is_xid_continue)
    })
}

/// The string argument `what` of `function`, or TypeError.
pub fn expect_str(thread: &Thread, function: &str, what: &str, value: Value) -> Result<Str> {
    match value.downcast::<StrObject>() {
        Some(text) => Ok(Ref::of(text.value())),
        None => Err(errors::bad_argument(
            thread,
            &format!("{function}()"),
            what,
            "str",
            value,
        )),
    }
}
