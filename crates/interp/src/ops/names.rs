//! Variables: globals, builtins, namespaces, cells, and the errors for unbound names.

use crate::cache::{self, Action};
use crate::frame::Frame;
use typhon_objects::cell::CellObject;
use typhon_objects::function::code::CodeRef;
use typhon_objects::module::builtins_dict;
pub use typhon_objects::module::builtins_of;
use typhon_objects::prelude::*;

/// Globals, then builtins; fills the cache at `cache_word`.
pub fn load_global(
    thread: &Thread,
    frame: Frame,
    code: CodeRef,
    name: Str,
    cache_word: usize,
) -> Result {
    let globals = frame.globals();
    if globals.value().exact_kind() != Kind::Dict {
        return find_global(thread, globals, name);
    }
    if let Some(table) = globals.table.current()
        && let Some(index) = table.find_str(name)
        && let Some(value) = table.entry(index).value.get().present()
    {
        if let Some(entry) = cache::new(
            thread,
            table.value(),
            None,
            0,
            Action::TableEntry,
            index,
            Value::NULL,
        ) {
            code.set_cache(cache_word, entry);
        }
        return Ok(value);
    }
    let builtins = builtins_of(globals);
    if let Some(builtins) = builtins
        .downcast::<DictObject>()
        .filter(|_| builtins.exact_kind() == Kind::Dict)
    {
        if let Some(globals_table) = globals.table.current()
            && let Some(table) = builtins.table.current()
        {
            // Recorded before the lookup below: if the name is added meanwhile, the entry never matches.
            let grown = globals_table.appended() as u64;
            if globals_table.find_str(name).is_none()
                && let Some(index) = table.find_str(name)
                && let Some(value) = table.entry(index).value.get().present()
            {
                if builtins == builtins_dict()
                    && let Some(entry) = cache::new(
                        thread,
                        globals_table.value(),
                        None,
                        grown,
                        Action::BuiltinEntry,
                        index,
                        table.value(),
                    )
                {
                    code.set_cache(cache_word, entry);
                }
                return Ok(value);
            }
        }
        return match builtins.get_str(name) {
            Some(value) => Ok(value),
            None => Err(name_not_defined(thread, name)),
        };
    }
    match operations::get_item(thread, builtins, name.value()) {
        Ok(value) => Ok(value),
        Err(raised) if raised.is(&tree::KEY_ERROR) => Err(name_not_defined(thread, name)),
        Err(raised) => Err(raised),
    }
}

/// "name 'x' is not defined"
#[cold]
pub fn name_not_defined(thread: &Thread, name: Str) -> Raised {
    errors::name_error(
        thread,
        &tree::NAME_ERROR,
        name,
        format!("name '{}' is not defined", name.to_string_lossy()),
    )
}

/// A global by name without a cache; a subclass of dict has its say.
pub fn find_global(thread: &Thread, globals: Dict, name: Str) -> Result {
    if let Some(value) = get_mapping_item(thread, globals.value(), name)? {
        return Ok(value);
    }
    let builtins = builtins_of(globals);
    match get_mapping_item(thread, builtins, name)? {
        Some(value) => Ok(value),
        None => Err(name_not_defined(thread, name)),
    }
}

/// `builtins.__build_class__`, whatever the globals have.
pub fn build_class(thread: &Thread, globals: Dict) -> Result {
    let name = typhon_objects::names::names().__build_class__;
    match get_mapping_item(thread, builtins_of(globals), name)? {
        Some(value) => Ok(value),
        None => Err(errors::new(
            thread,
            &tree::NAME_ERROR,
            "__build_class__ not found",
        )),
    }
}

/// `mapping[name]`, `None` for KeyError.
pub fn get_mapping_item(thread: &Thread, mapping: Value, name: Str) -> Result<Option<Value>> {
    if mapping.exact_kind() == Kind::Dict {
        return Ok(Dict::of(mapping).get_str(name));
    }
    match operations::get_item(thread, mapping, name.value()) {
        Ok(value) => Ok(Some(value)),
        Err(raised) if raised.is(&tree::KEY_ERROR) => Ok(None),
        Err(raised) => Err(raised),
    }
}

/// Namespace, globals, builtins.
pub fn load_name(thread: &Thread, frame: Frame, name: Str) -> Result {
    if let Some(value) = get_mapping_item(thread, frame.namespace(), name)? {
        return Ok(value);
    }
    find_global(thread, frame.globals(), name)
}

pub fn store_name(thread: &Thread, frame: Frame, name: Str, value: Value) -> Result<()> {
    let namespace = frame.namespace();
    let namespace = match namespace.is_null() {
        true => frame.globals().value(),
        false => namespace,
    };
    if namespace.exact_kind() == Kind::Dict {
        return Dict::of(namespace).set_str(thread, name, value);
    }
    operations::set_item(thread, namespace, name.value(), value)
}

pub fn delete_name(thread: &Thread, frame: Frame, name: Str) -> Result<()> {
    let namespace = frame.namespace();
    if namespace.is_null() {
        return delete_global(thread, frame, name);
    }
    match operations::delete_item(thread, namespace, name.value()) {
        Err(raised) if raised.is(&tree::KEY_ERROR) => Err(name_not_defined(thread, name)),
        result => result,
    }
}

pub fn delete_global(thread: &Thread, frame: Frame, name: Str) -> Result<()> {
    if frame.globals().remove_str(thread, name)? {
        Ok(())
    } else {
        Err(name_not_defined(thread, name))
    }
}

/// "cannot access local variable 'x' where it is not associated with a value"
#[cold]
pub fn unbound_local(thread: &Thread, name: Str) -> Raised {
    let name = name.to_string_lossy();
    let message =
        format!("cannot access local variable '{name}' where it is not associated with a value");
    // Without the name as an attribute, so that nothing else is suggested.
    errors::new(thread, &tree::UNBOUND_LOCAL_ERROR, message)
}

/// The error for an empty cell: a variable of this function, or of an enclosing one.
#[cold]
pub fn empty_cell(thread: &Thread, code: CodeRef, register: usize, name: Str) -> Raised {
    use typhon_bytecode::LocalKind;
    let is_free = code
        .source
        .locals
        .get(register)
        .is_some_and(|local| local.kind == LocalKind::Free);
    if !is_free {
        return unbound_local(thread, name);
    }
    errors::name_error(
        thread,
        &tree::NAME_ERROR,
        name,
        format!(
            "cannot access free variable '{}' where it is not associated with a value in enclosing scope",
            name.to_string_lossy()
        ),
    )
}

/// The namespace's value of a name, else the cell's.
pub fn load_class_cell(
    thread: &Thread,
    frame: Frame,
    mapping: Value,
    cell: Value,
    register: usize,
    name: Str,
) -> Result {
    if let Some(value) = get_mapping_item(thread, mapping, name)? {
        return Ok(value);
    }
    match Ref::<CellObject>::of(cell).get().present() {
        Some(value) => Ok(value),
        None => Err(empty_cell(thread, frame.code(), register, name)),
    }
}

/// The mapping that names of this frame are stored in.
pub fn namespace_or_globals(frame: Frame) -> Value {
    match frame.namespace().present() {
        Some(namespace) => namespace,
        None => frame.globals().value(),
    }
}

pub fn setup_annotations(thread: &Thread, frame: Frame) -> Result<()> {
    let namespace = namespace_or_globals(frame);
    let name = names().__annotations__;
    if get_mapping_item(thread, namespace, name)?.is_none() {
        let dict = Dict::new(thread)?;
        operations::set_item(thread, namespace, name.value(), dict.value())?;
    }
    Ok(())
}
