//! Exceptions that nobody can catch, such as those of finalizers and callbacks: `sys.unraisablehook`.

use crate::attribute;
use crate::call::call;
use crate::errors::{Raised, Result};
use crate::module::MODULES;
use crate::object::ValueExt;
use crate::str::{Str, intern_text};
use crate::thread::Thread;
use crate::tuple::Tuple;
use typhon_heap::Value;

/// Reports `raised`. `message` says what was ignored ("Exception ignored in"), `object` (or NULL) where.
#[cold]
pub fn report(thread: &Thread, raised: Raised, message: &str, object: Value) {
    match call_hook(thread, raised, message, object) {
        Ok(true) => {}
        Ok(false) => print(thread, raised, message, object),
        Err(second) => {
            print(thread, raised, message, object);
            print(
                thread,
                second,
                "Exception ignored in sys.unraisablehook",
                Value::NULL,
            );
        }
    }
}

/// False if there is no hook.
fn call_hook(thread: &Thread, raised: Raised, message: &str, object: Value) -> Result<bool> {
    let Some(modules) = MODULES.get().present() else {
        return Ok(false);
    };
    let modules = crate::dict::Dict::of(modules);
    let Some(sys) = modules.get_str(intern_text(thread, "sys")?) else {
        return Ok(false);
    };
    let find = |name: &str| attribute::get_optional(thread, sys, intern_text(thread, name)?);
    let (Some(hook), Some(class)) = (find("unraisablehook")?, find("UnraisableHookArgs")?) else {
        return Ok(false);
    };
    let exception = raised.value();
    let traceback = raised.exception().traceback.get();
    let fields = Tuple::new(
        thread,
        &[
            exception.class().value(),
            exception,
            traceback.present().unwrap_or(Value::NONE),
            Str::new(thread, message)?.value(),
            object.present().unwrap_or(Value::NONE),
        ],
    )?;
    let arguments = call(thread, class, &[fields.value()])?;
    call(thread, hook, &[arguments])?;
    Ok(true)
}

/// What the hook does, for when there is none yet or no longer.
pub fn print(thread: &Thread, raised: Raised, message: &str, object: Value) {
    let mut text = message.to_string();
    if let Some(object) = object.present() {
        let shown = match crate::operations::repr(thread, object) {
            Ok(shown) => shown.to_string_lossy(),
            Err(_) => "<object repr() failed>".into(),
        };
        text.push_str(": ");
        text.push_str(&shown);
    } else {
        text.push(':');
    }
    text.push('\n');
    let mut sink = |piece: &str| text.push_str(piece);
    crate::traceback_print::print_exception(
        thread,
        raised.value(),
        &crate::traceback_print::Options::default(),
        &mut sink,
    );
    eprint!("{text}");
}
