//! Hashing what is to be a key: an unhashable value is reported by its use.

use crate::errors::{self, Raised, Result};
use crate::exceptions as tree;
use crate::object::{Kind, Ref, ValueExt};
use crate::operations;
use crate::str::StrObject;
use crate::thread::Thread;
use typhon_heap::Value;

/// The hash of a dict key.
#[inline]
pub fn hash_key(thread: &Thread, key: Value) -> Result<u64> {
    hash_as(thread, key, "dict key")
}

/// The hash of an element of a set.
#[inline]
pub fn hash_element(thread: &Thread, element: Value) -> Result<u64> {
    hash_as(thread, element, "set element")
}

#[inline]
fn hash_as(thread: &Thread, value: Value, what: &str) -> Result<u64> {
    if value.is_fixnum() {
        return Ok(operations::hash_int(value.fixnum_value()));
    }
    if value.exact_kind() == Kind::Str {
        return Ok(Ref::<StrObject>::of(value).hash());
    }
    if value.exact_kind() == Kind::Tuple {
        return crate::tuple::hash(thread, Ref::of(value))
            .map_err(|raised| unusable(thread, value, what, raised));
    }
    operations::hash(thread, value).map_err(|raised| unusable(thread, value, what, raised))
}

#[cold]
fn unusable(thread: &Thread, value: Value, what: &str, raised: Raised) -> Raised {
    // Subclasses of TypeError are passed on as they are.
    if raised.value().class() != tree::TYPE_ERROR.get() {
        return raised;
    }
    let class = value.class();
    let text = match operations::str(thread, raised.value()) {
        Ok(text) => text.to_string_lossy(),
        Err(raised) => return raised,
    };
    let name = match class.module_text() {
        Some(module) if module != "builtins" && module != "__main__" => {
            let qualified = operations::str(thread, class.qualified_name());
            let qualified = qualified.map_or(class.name_text(), |name| {
                name.to_string_lossy().into_owned()
            });
            format!("{module}.{qualified}")
        }
        _ => class.name_text(),
    };
    errors::type_error(thread, format!("cannot use '{name}' as a {what} ({text})"))
}
