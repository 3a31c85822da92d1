//! Lazily evaluated annotations of classes and modules (PEP 649 and 749). A class keeps its annotate
//! function as `__annotate_func__` and what that computed as `__annotations_cache__` in its dict, so that
//! neither is taken for that of a subclass.

use crate::attribute;
use crate::call::call;
use crate::dict::{Dict, DictObject};
use crate::errors::{self, Raised, Result};
use crate::exceptions as tree;
use crate::module::dict_of;
use crate::names::names;
use crate::object::{Ref, ValueExt};
use crate::operations;
use crate::str::{Str, intern_text};
use crate::thread::Thread;
use crate::types::{Type, TypeObject, type_flags};
use typhon_heap::Value;

/// The format in which annotations are evaluated for `__annotations__`.
const FORMAT_VALUE: i64 = 1;

fn class_of(value: Value) -> Type {
    Ref::<TypeObject>::of(value)
}

fn check_has(thread: &Thread, class: Type, name: Str) -> Result<()> {
    if class.has(type_flags::HEAP_TYPE) {
        return Ok(());
    }
    Err(attribute::no_type_attribute(thread, class, name))
}

fn check_mutable(thread: &Thread, class: Type, name: &str) -> Result<()> {
    if !class.has(type_flags::IMMUTABLE) {
        return Ok(());
    }
    Err(errors::type_error(
        thread,
        format!(
            "cannot set '{name}' attribute of immutable type '{}'",
            class.full_name()
        ),
    ))
}

/// What an annotate function computes, as a dict; without a function an empty one.
fn evaluate(thread: &Thread, annotate: Value) -> Result {
    if annotate.is_null() || !operations::is_callable(annotate) {
        return Ok(Dict::new(thread)?.value());
    }
    let made = call(thread, annotate, &[Value::fixnum(FORMAT_VALUE)])?;
    if made.is::<DictObject>() {
        return Ok(made);
    }
    Err(errors::type_error(
        thread,
        format!(
            "__annotate__ returned non-dict of type '{}'",
            made.class().name_text()
        ),
    ))
}

fn check_annotate(thread: &Thread, value: Value) -> Result<()> {
    if value.is_null() {
        return Err(errors::type_error(
            thread,
            "cannot delete __annotate__ attribute",
        ));
    }
    if !value.is_none() && !operations::is_callable(value) {
        return Err(errors::type_error(
            thread,
            "__annotate__ must be callable or None",
        ));
    }
    Ok(())
}

fn none_to_delete(thread: &Thread) -> Raised {
    errors::new(thread, &tree::ATTRIBUTE_ERROR, "__annotations__")
}

/// `cls.__annotate__`
pub fn type_annotate(thread: &Thread, object: Value) -> Result {
    let class = class_of(object);
    check_has(thread, class, names().__annotate__)?;
    let dict = class.dict();
    let found = dict
        .get_str(names().__annotate__)
        .or_else(|| dict.get_str(names().__annotate_func__));
    match found {
        Some(found) => attribute::bind_to_class(thread, found, class),
        None => {
            class.set_attribute(thread, names().__annotate_func__, Value::NONE)?;
            Ok(Value::NONE)
        }
    }
}

/// `cls.__annotate__ = value`
pub fn set_type_annotate(thread: &Thread, object: Value, value: Value) -> Result<()> {
    let class = class_of(object);
    if value.is_null() {
        return check_annotate(thread, value);
    }
    check_mutable(thread, class, "__annotate__")?;
    check_annotate(thread, value)?;
    class.set_attribute(thread, names().__annotate_func__, value)?;
    if !value.is_none() {
        class.set_attribute(thread, names().__annotations_cache__, Value::NULL)?;
    }
    Ok(())
}

/// `cls.__annotations__`
pub fn type_annotations(thread: &Thread, object: Value) -> Result {
    let class = class_of(object);
    check_has(thread, class, names().__annotations__)?;
    let dict = class.dict();
    let found = dict
        .get_str(names().__annotations__)
        .or_else(|| dict.get_str(names().__annotations_cache__));
    if let Some(found) = found {
        return attribute::bind_to_class(thread, found, class);
    }
    let annotate = attribute::get(thread, object, names().__annotate__)?;
    let made = evaluate(thread, annotate)?;
    // Of two threads that evaluate, the first one's dict is everybody's.
    let kept = dict.set_default(thread, names().__annotations_cache__.value(), made)?;
    class.changed(thread);
    Ok(kept)
}

/// `cls.__annotations__ = value`; with NULL, `del`.
pub fn set_type_annotations(thread: &Thread, object: Value, value: Value) -> Result<()> {
    let class = class_of(object);
    check_mutable(thread, class, "__annotations__")?;
    let explicit = class.dict().get_str(names().__annotations__).is_some();
    if value.is_null() {
        let mut found = class.set_attribute(thread, names().__annotations_cache__, Value::NULL)?;
        if !found {
            found = class.set_attribute(thread, names().__annotations__, Value::NULL)?;
        }
        if !found {
            return Err(none_to_delete(thread));
        }
    } else {
        let name = if explicit {
            names().__annotations__
        } else {
            names().__annotations_cache__
        };
        class.set_attribute(thread, name, value)?;
    }
    class.set_attribute(thread, names().__annotate_func__, Value::NULL)?;
    class.set_attribute(thread, names().__annotate__, Value::NULL)?;
    Ok(())
}

/// `module.__annotate__`
pub fn module_annotate(thread: &Thread, object: Value) -> Result {
    dict_of(object).set_default(thread, names().__annotate__.value(), Value::NONE)
}

/// `module.__annotate__ = value`
pub fn set_module_annotate(thread: &Thread, object: Value, value: Value) -> Result<()> {
    check_annotate(thread, value)?;
    let dict = dict_of(object);
    dict.set_str(thread, names().__annotate__, value)?;
    if !value.is_none() {
        dict.remove_str(thread, names().__annotations__)?;
    }
    Ok(())
}

/// Whether the module's body is still running: then its annotations are not all there yet.
fn is_initializing(thread: &Thread, dict: Dict) -> Result<bool> {
    let Some(spec) = dict
        .get_str(names().__spec__)
        .filter(|spec| !spec.is_none())
    else {
        return Ok(false);
    };
    match attribute::get_optional(thread, spec, intern_text(thread, "_initializing")?)? {
        Some(flag) => operations::truth(thread, flag),
        None => Ok(false),
    }
}

/// `module.__annotations__`
pub fn module_annotations(thread: &Thread, object: Value) -> Result {
    let dict = dict_of(object);
    if let Some(known) = dict.get_str(names().__annotations__) {
        return Ok(known);
    }
    let initializing = is_initializing(thread, dict)?;
    let annotate = dict.get_str(names().__annotate__).unwrap_or(Value::NULL);
    let made = evaluate(thread, annotate)?;
    if initializing {
        return Ok(made);
    }
    dict.set_default(thread, names().__annotations__.value(), made)
}

/// `module.__annotations__ = value`; with NULL, `del`.
pub fn set_module_annotations(thread: &Thread, object: Value, value: Value) -> Result<()> {
    let dict = dict_of(object);
    if value.is_null() {
        if !dict.remove_str(thread, names().__annotations__)? {
            return Err(none_to_delete(thread));
        }
    } else {
        dict.set_str(thread, names().__annotations__, value)?;
    }
    dict.remove_str(thread, names().__annotate__)?;
    Ok(())
}
