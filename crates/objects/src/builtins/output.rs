//! Built-in functions that make text, and `print`.

use crate::call::call_method;
use crate::errors::{self, Result};
use crate::module::MODULES;
use crate::names::names;
use crate::object::{Ref, ValueExt};
use crate::operations;
use crate::str::{Str, StrObject, intern_text};
use crate::thread::Thread;
use crate::tuple::TupleObject;
use crate::{attribute, dict};
use typhon_heap::Value;

pub fn repr(thread: &Thread, args: &[Value]) -> Result {
    Ok(operations::repr(thread, args[0])?.value())
}

pub fn ascii(thread: &Thread, args: &[Value]) -> Result {
    Ok(operations::ascii(thread, args[0])?.value())
}

pub fn format(thread: &Thread, args: &[Value]) -> Result {
    if let Some(spec) = args[1].present()
        && !spec.is::<StrObject>()
    {
        return Err(errors::bad_argument(
            thread,
            "format()",
            "argument 2",
            "str",
            spec,
        ));
    }
    Ok(operations::format(thread, args[0], args[1])?.value())
}

/// `sys.stdout`, if there is one.
fn standard_output(thread: &Thread) -> Result<Option<Value>> {
    let modules = MODULES.get().downcast::<dict::DictObject>();
    match modules.and_then(|modules| modules.get_str(intern_text(thread, "sys").ok()?)) {
        Some(sys) => attribute::get_optional(thread, sys, names().stdout),
        None => Ok(None),
    }
}

fn text_option(thread: &Thread, name: &str, value: Value) -> Result<Option<Str>> {
    match value.present().filter(|value| !value.is_none()) {
        None => Ok(None),
        Some(value) => match value.downcast::<StrObject>() {
            Some(text) => Ok(Some(text)),
            None => Err(errors::type_error(
                thread,
                format!(
                    "{name} must be None or a string, not {}",
                    value.class().name_text()
                ),
            )),
        },
    }
}

/// `print(*values, sep=separator, end=end, file=file)`; NULL for what is not given.
pub fn print_to(
    thread: &Thread,
    values: &[Value],
    separator: Value,
    end: Value,
    file: Value,
) -> Result<Option<Value>> {
    let file = match file.present().filter(|file| !file.is_none()) {
        Some(file) => file,
        None => match standard_output(thread)? {
            Some(file) if file.is_none() => return Ok(None),
            Some(file) => file,
            None => return Err(errors::runtime_error(thread, "lost sys.stdout")),
        },
    };
    let separator = match text_option(thread, "sep", separator)? {
        Some(separator) => separator,
        None => intern_text(thread, " ")?,
    };
    let end = match text_option(thread, "end", end)? {
        Some(end) => end,
        None => intern_text(thread, "\n")?,
    };
    let write = |text: Str| call_method(thread, file, names().write, &[text.value()]);
    for (i, value) in values.iter().enumerate() {
        if i > 0 {
            write(separator)?;
        }
        write(operations::str(thread, *value)?)?;
    }
    write(end)?;
    Ok(Some(file))
}

pub fn print(thread: &Thread, args: &[Value]) -> Result {
    let values: Ref<TupleObject> = Ref::of(args[0]);
    let flush = match args[4].present() {
        Some(flush) => operations::truth(thread, flush)?,
        None => false,
    };
    let file = print_to(thread, values.values(), args[1], args[2], args[3])?;
    if let Some(file) = file
        && flush
    {
        call_method(thread, file, names().flush, &[])?;
    }
    Ok(Value::NONE)
}
