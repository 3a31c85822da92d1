//! Import statements.

use crate::frame::Frame;
use crate::ops::names::{builtins_of, get_mapping_item, namespace_or_globals};
use typhon_objects::attribute;
use typhon_objects::function::NativeFunctionObject;
use typhon_objects::module::MODULES;
use typhon_objects::module_errors::{Provenance, renaming_advice};
use typhon_objects::prelude::*;

/// `import name`, through `builtins.__import__`.
pub fn import_name(
    thread: &Thread,
    frame: Frame,
    name: Str,
    fromlist: Value,
    level: Value,
) -> Result {
    let builtins = builtins_of(frame.globals());
    let Some(import) = get_mapping_item(thread, builtins, names().__import__)? else {
        return Err(errors::new(
            thread,
            &tree::IMPORT_ERROR,
            "__import__ not found",
        ));
    };
    let globals = frame.globals().value();
    let is_own = import
        .downcast::<NativeFunctionObject>()
        .is_some_and(|function| function.row.name == "__import__");
    if is_own && let Some(module) = loaded(thread, name, fromlist, level)? {
        return Ok(module);
    }
    let namespace = frame.namespace().present().unwrap_or(Value::NONE);
    call(
        thread,
        import,
        &[name.value(), globals, namespace, fromlist, level],
    )
}

/// A module that is loaded already and needs nothing of the machinery.
fn loaded(thread: &Thread, name: Str, fromlist: Value, level: Value) -> Result<Option<Value>> {
    if level != Value::fixnum(0) || !fromlist.is_none() || name.bytes().contains(&b'.') {
        return Ok(None);
    }
    let Some(modules) = MODULES.get().downcast::<DictObject>() else {
        return Ok(None);
    };
    let Some(module) = modules
        .get_str(name)
        .filter(|module| module.kind() == Kind::Module)
    else {
        return Ok(None);
    };
    let dict = typhon_objects::module::dict_of(module);
    match dict.get_str(names().__spec__) {
        None | Some(Value::NONE) => Ok(Some(module)),
        Some(spec) => {
            let initializing =
                attribute::get_optional(thread, spec, intern_text(thread, "_initializing")?)?;
            Ok(match initializing {
                Some(flag) if operations::truth(thread, flag)? => None,
                _ => Some(module),
            })
        }
    }
}

/// `from module import name`
pub fn import_from(thread: &Thread, module: Value, name: Str) -> Result {
    if let Some(value) = attribute::get_optional(thread, module, name)? {
        return Ok(value);
    }
    let text = |value: Option<Value>| value.and_then(|value| value.downcast::<StrObject>());
    let package = text(attribute::get_optional(thread, module, names().__name__)?);
    if let (Some(package), Some(modules)) = (package, MODULES.get().downcast::<DictObject>()) {
        let full = format!("{}.{}", package.to_string_lossy(), name.to_string_lossy());
        if let Some(found) = modules.get_str(intern_text(thread, &full)?) {
            return Ok(found);
        }
    }
    Err(cannot_import(thread, module, package, name)?)
}

#[cold]
fn cannot_import(
    thread: &Thread,
    module: Value,
    package: Option<Str>,
    name: Str,
) -> Result<Raised> {
    let spec = attribute::get_optional(thread, module, names().__spec__)?;
    let provenance = Provenance::of(thread, package.map(|package| package.value()), spec)?;
    let origin = match provenance.origin {
        Some(origin) => Some(origin),
        None => attribute::get_optional(thread, module, names().__file__)?
            .and_then(|file| file.downcast::<StrObject>()),
    };
    let from = package.map_or("<unknown module name>".to_string(), |package| {
        package.to_string_lossy().into_owned()
    });
    let place = origin.map_or("unknown location".into(), |origin| origin.to_string_lossy());
    let wanted = name.to_string_lossy();
    let initializing = !provenance.hides_library && provenance.is_initializing(thread)?;
    let message = if provenance.hides_library || initializing && provenance.may_hide_others {
        let advice = renaming_advice(&place, &from, provenance.hides_library);
        format!("cannot import name '{wanted}' from '{from}' {advice}")
    } else if initializing {
        format!(
            "cannot import name '{wanted}' from partially initialized module '{from}' (most likely due to a circular import) ({place})"
        )
    } else {
        format!("cannot import name '{wanted}' from '{from}' ({place})")
    };
    let raised = errors::new(thread, &tree::IMPORT_ERROR, message);
    for (attribute_name, value) in [
        (
            names().name,
            package.map_or(Value::NONE, |package| package.value()),
        ),
        (
            names().path,
            origin.map_or(Value::NONE, |origin| origin.value()),
        ),
        (intern_text(thread, "name_from")?, name.value()),
    ] {
        attribute::set(thread, raised.value(), attribute_name, value)?;
    }
    Ok(raised)
}

/// `from module import *`
pub fn import_star(thread: &Thread, frame: Frame, module: Value) -> Result<()> {
    let namespace = namespace_or_globals(frame);
    let module_name = attribute::get_optional(thread, module, names().__name__)?
        .and_then(|name| name.downcast::<StrObject>())
        .map_or(String::from("?"), |name| {
            name.to_string_lossy().into_owned()
        });
    let (list, skip_private) = match attribute::get_optional(thread, module, names().__all__)? {
        Some(all) => (operations::list_from(thread, all)?, false),
        None => {
            let Some(dict) = attribute::get_optional(thread, module, names().__dict__)? else {
                return Err(errors::new(
                    thread,
                    &tree::IMPORT_ERROR,
                    "from-import-* object has no __dict__ and no __all__",
                ));
            };
            let keys = attribute::get(thread, dict, names().keys)?;
            let keys = call(thread, keys, &[])?;
            (operations::list_from(thread, keys)?, true)
        }
    };
    for index in 0..list.len() {
        let Some(item) = list.get(index) else { break };
        let Some(name) = item.downcast::<StrObject>() else {
            let (what, kind) = if skip_private {
                ("Key", "__dict__")
            } else {
                ("Item", "__all__")
            };
            return Err(errors::type_error(
                thread,
                format!(
                    "{what} in {module_name}.{kind} must be str, not {}",
                    item.class().name_text()
                ),
            ));
        };
        if skip_private && name.bytes().first() == Some(&b'_') {
            continue;
        }
        let value = attribute::get(thread, module, name)?;
        operations::set_item(thread, namespace, name.value(), value)?;
    }
    Ok(())
}
