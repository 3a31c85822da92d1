//! Issuing warnings from native code, through the Python module `warnings` once it is loaded, and else
//! through `_warnings`.

use typhon_objects::attribute;
use typhon_objects::module::MODULES;
use typhon_objects::prelude::*;

fn warnings_module(thread: &Thread) -> Result<Option<Value>> {
    let Some(modules) = MODULES.get().downcast::<DictObject>() else {
        return Ok(None);
    };
    if let Some(module) = modules.get_str(intern_text(thread, "warnings")?) {
        return Ok(Some(module));
    }
    let import = typhon_objects::module::builtin(thread, "__import__")?;
    let name = intern_text(thread, "_warnings")?;
    call(thread, import, &[name.value()]).map(Some)
}

/// `warnings.warn(message, category, stacklevel)`; dropped while there are no modules.
pub fn warn(thread: &Thread, category: &TypeSpec, message: &str, stack_level: i64) -> Result<()> {
    let Some(module) = warnings_module(thread)? else {
        return Ok(());
    };
    let function = attribute::get(thread, module, names().warn)?;
    let text = Str::new(thread, message)?;
    call(
        thread,
        function,
        &[
            text.value(),
            category.get().value(),
            Value::fixnum(stack_level),
        ],
    )?;
    Ok(())
}

/// A coroutine was dropped before it ran: the module `warnings` says where it was made, if it is loaded.
pub fn never_awaited(thread: &Thread, coroutine: Value, name: Value) -> Result<()> {
    if let Some(module) = warnings_module(thread)?
        && let Some(function) = attribute::get_optional(
            thread,
            module,
            intern_text(thread, "_warn_unawaited_coroutine")?,
        )?
    {
        call(thread, function, &[coroutine])?;
        return Ok(());
    }
    let name = operations::str(thread, name)?;
    let message = format!("coroutine '{}' was never awaited", name.to_string_lossy());
    warn(thread, &tree::RUNTIME_WARNING, &message, 1)
}

/// `warnings.warn_explicit(message, category, filename, line)`
pub fn warn_explicit(
    thread: &Thread,
    category: &TypeSpec,
    message: &str,
    file: &str,
    line: i64,
) -> Result<()> {
    let Some(module) = warnings_module(thread)? else {
        return Ok(());
    };
    let function = attribute::get(thread, module, intern_text(thread, "warn_explicit")?)?;
    let (text, file) = (Str::new(thread, message)?, Str::new(thread, file)?);
    call(
        thread,
        function,
        &[
            text.value(),
            category.get().value(),
            file.value(),
            Value::fixnum(line),
        ],
    )?;
    Ok(())
}
