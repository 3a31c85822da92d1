//! `__import__`: the fast path for loaded modules, importlib for the rest; and how native modules are
//! found and made.

use std::sync::OnceLock;
use typhon_objects::attribute;
use typhon_objects::module::MODULES;
use typhon_objects::prelude::*;
use typhon_objects::thread::Global;

/// `_frozen_importlib`, once it is running.
pub static IMPORTLIB: Global = Global::new();

/// Finds native modules by name; set by the crate that has them.
pub static NATIVE_MODULES: OnceLock<fn(&str) -> Option<&'static ModuleSpec>> = OnceLock::new();

/// Makes a native module, or gives the one in `sys.modules`.
pub fn native_module(thread: &Thread, name: &str) -> Result<Option<Value>> {
    let modules: Dict = Ref::of(MODULES.get());
    let key = intern_text(thread, name)?;
    if let Some(module) = modules.get_str(key) {
        return Ok(Some(module));
    }
    let Some(spec) = NATIVE_MODULES.get().and_then(|find| find(name)) else {
        return Ok(None);
    };
    let module = spec.make(thread)?;
    modules.set_str(thread, key, module.value())?;
    Ok(Some(module.value()))
}

/// `builtins.__import__`
pub fn import_function(thread: &Thread, args: &[Value]) -> Result {
    let [name, globals, locals, fromlist, level] = args else {
        unreachable!("bound to the row")
    };
    if !name.is::<StrObject>() {
        return Err(errors::type_error(thread, "module name must be a string"));
    }
    let importlib = IMPORTLIB.get();
    if importlib.is_null() {
        let text =
            operations::expect_str(thread, "__import__", "argument 1", *name)?.to_string_lossy();
        return match native_module(thread, &text)? {
            Some(module) => Ok(module),
            None => Err(errors::new(
                thread,
                &tree::MODULE_NOT_FOUND_ERROR,
                format!("No module named '{text}'"),
            )),
        };
    }
    let function = attribute::get(thread, importlib, names().__import__)?;
    let or_none = |value: Value| value.present().unwrap_or(Value::NONE);
    let empty = Tuple::new(thread, &[])?.value();
    let imported = call(
        thread,
        function,
        &[
            *name,
            or_none(*globals),
            or_none(*locals),
            fromlist.present().unwrap_or(empty),
            level.present().unwrap_or(Value::fixnum(0)),
        ],
    );
    if let Err(raised) = imported {
        hide_machinery(raised);
    }
    imported
}

/// Takes importlib's own frames out of the traceback of what an import raised.
fn hide_machinery(raised: Raised) {
    let exception = raised.exception();
    let shown = typhon_objects::traceback::remove_machinery(
        exception.traceback.get(),
        raised.is(&tree::IMPORT_ERROR),
        "_call_with_frames_removed",
        |filename| filename.starts_with("/typhon/lib/python3.14/importlib/_bootstrap"),
    );
    exception.set_traceback(shown);
}

/// `import name` for native code.
pub fn import_module(thread: &Thread, name: &str) -> Result {
    let key = intern_text(thread, name)?;
    let modules: Dict = Ref::of(MODULES.get());
    if let Some(module) = modules.get_str(key) {
        return Ok(module);
    }
    let import = typhon_objects::module::builtin(thread, "__import__")?;
    call(thread, import, &[key.value()])?;
    match modules.get_str(key) {
        Some(module) => Ok(module),
        None => Err(errors::key_error(thread, key.value())),
    }
}
