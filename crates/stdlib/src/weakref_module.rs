//! Module `_weakref`.

use typhon_objects::prelude::*;
use typhon_objects::weakref;

pub static MODULE: ModuleSpec = ModuleSpec {
    name: "_weakref",
    doc: "Weak-reference support module.",
    functions: &[
        function(
            "getweakrefcount",
            |_, args| Ok(Value::fixnum(weakref::count(args[0]) as i64)),
            "(object, /)",
            "Return the number of weak references to 'object'.",
        ),
        function(
            "getweakrefs",
            |thread, args| Ok(weakref::references(thread, args[0])?.value()),
            "(object, /)",
            "Return a list of all weak reference objects pointing to 'object'.",
        ),
        function(
            "proxy",
            proxy,
            "(object, callback=None, /)",
            "Create a proxy object that weakly references 'object'.\n\n'callback', if given, is called with a reference to the\nproxy when 'object' is about to be finalized.",
        ),
        function(
            "_remove_dead_weakref",
            remove_dead,
            "(dct, key, /)",
            "Atomically remove key from dict if it points to a dead weakref.",
        ),
    ],
    types: &[
        &weakref::REFERENCE,
        &weakref::PROXY,
        &weakref::CALLABLE_PROXY,
    ],
    setup: Some(|thread, module| module.set(thread, "ref", weakref::REFERENCE.get().value())),
};

fn proxy(thread: &Thread, args: &[Value]) -> Result {
    let callback = match args[1].present() {
        Some(callback) if !callback.is_none() => callback,
        _ => Value::NULL,
    };
    weakref::new_proxy(thread, args[0], callback)
}

fn remove_dead(thread: &Thread, args: &[Value]) -> Result {
    let Some(dict) = args[0].downcast::<DictObject>() else {
        return Err(errors::bad_argument(
            thread,
            "_remove_dead_weakref()",
            "argument 1",
            "dict",
            args[0],
        ));
    };
    let Some(found) = dict.get(thread, args[1])? else {
        return Ok(Value::NONE);
    };
    let Some(reference) = found.downcast::<weakref::WeakReferenceObject>() else {
        return Err(errors::type_error(thread, "not a weakref"));
    };
    if reference.referent().is_some() {
        return Ok(Value::NONE);
    }
    // If another thread has stored a live reference meanwhile, it is put back.
    let removed = dict.remove(thread, args[1])?;
    if let Some(removed) = removed
        && weakref::referent(removed).is_some()
    {
        dict.set_default(thread, args[1], removed)?;
    }
    Ok(Value::NONE)
}
