//! Methods and fields of the exception classes.

use super::layout::Exception;
use crate::errors::{self, Result};
use crate::list::List;
use crate::names::names;
use crate::object::{Ref, ValueExt};
use crate::operations;
use crate::str::Str;
use crate::thread::Thread;
use crate::tuple::{Tuple, TupleObject};
use crate::types::{GetSet, Method, TypeObject, getset, method, static_method};
use typhon_heap::Value;

pub static METHODS: &[Method] = &[
    static_method("__new__", new, "(cls, *args, **kwargs)", ""),
    method("__init__", init, "(self, /, *args, **kwargs)", ""),
    method("__repr__", repr, "(self, /)", "Return repr(self)."),
    method("__str__", str_method, "(self, /)", "Return str(self)."),
    method(
        "with_traceback",
        with_traceback,
        "(self, object, /)",
        "Set self.__traceback__ to tb and return self.",
    ),
    method(
        "add_note",
        add_note_method,
        "(self, object, /)",
        "Add a note to the exception",
    ),
];

pub static ATTRIBUTES: &[GetSet] = &[
    getset(
        "args",
        |_, object| Ok(exception(object).args.get()),
        set_args,
        "",
    ),
    getset(
        "__traceback__",
        |_, object| Ok(or_none(exception(object).traceback.get())),
        set_traceback,
        "",
    ),
    getset(
        "__context__",
        |_, object| Ok(or_none(exception(object).context.get())),
        set_context,
        "",
    ),
    getset(
        "__cause__",
        |_, object| Ok(or_none(exception(object).cause.get())),
        set_cause,
        "",
    ),
    getset(
        "__suppress_context__",
        |_, object| Ok(Value::bool(exception(object).suppress_context())),
        set_suppress,
        "",
    ),
];

pub static GROUP_METHODS: &[Method] = &[];
pub static GROUP_FIELDS: &[GetSet] = &[];
pub static SYSTEM_EXIT_METHODS: &[Method] = &[];
pub static SYSTEM_EXIT_FIELDS: &[GetSet] = &[];
pub static ATTRIBUTE_ERROR_METHODS: &[Method] = &[];
pub static ATTRIBUTE_ERROR_FIELDS: &[GetSet] = &[];
pub static IMPORT_ERROR_METHODS: &[Method] = &[];
pub static IMPORT_ERROR_FIELDS: &[GetSet] = &[];
pub static KEY_ERROR_METHODS: &[Method] = &[];
pub static NAME_ERROR_METHODS: &[Method] = &[];
pub static NAME_ERROR_FIELDS: &[GetSet] = &[];
pub static OS_ERROR_METHODS: &[Method] = &[];
pub static OS_ERROR_FIELDS: &[GetSet] = &[];
pub static STOP_ITERATION_METHODS: &[Method] = &[];
pub static STOP_ITERATION_FIELDS: &[GetSet] = &[];
pub static SYNTAX_ERROR_METHODS: &[Method] = &[];
pub static SYNTAX_ERROR_FIELDS: &[GetSet] = &[];
pub static UNICODE_DECODE_METHODS: &[Method] = &[];
pub static UNICODE_ENCODE_METHODS: &[Method] = &[];
pub static UNICODE_TRANSLATE_METHODS: &[Method] = &[];
pub static UNICODE_FIELDS: &[GetSet] = &[];

fn exception(value: Value) -> Exception {
    Ref::of(value)
}

fn or_none(value: Value) -> Value {
    value.present().unwrap_or(Value::NONE)
}

fn new(thread: &Thread, args: &[Value]) -> Result {
    let class = Ref::<TypeObject>::of(args[0]);
    Ok(Exception::with_shape(thread, class.root_shape(), args[1])?.value())
}

fn init(thread: &Thread, args: &[Value]) -> Result {
    if !args[2].is_null() {
        return Err(errors::type_error(
            thread,
            format!(
                "{}() takes no keyword arguments",
                args[0].class().name_text()
            ),
        ));
    }
    exception(args[0])
        .args
        .set(exception(args[0]).header(), args[1]);
    Ok(Value::NONE)
}

fn own_args(object: Value) -> Tuple {
    exception(object)
        .args
        .get()
        .downcast::<TupleObject>()
        .expect("args is a tuple")
}

fn repr(thread: &Thread, args: &[Value]) -> Result {
    let own = own_args(args[0]);
    let inner = if own.len() == 1 {
        format!(
            "({})",
            operations::repr(thread, own.get(0))?.to_string_lossy()
        )
    } else {
        operations::repr(thread, own.value())?
            .to_string_lossy()
            .into_owned()
    };
    Ok(Str::new(thread, &format!("{}{inner}", args[0].class().name_text()))?.value())
}

fn str_method(thread: &Thread, args: &[Value]) -> Result {
    let own = own_args(args[0]);
    match own.len() {
        0 => Ok(Str::new(thread, "")?.value()),
        1 => Ok(operations::str(thread, own.get(0))?.value()),
        _ => Ok(operations::str(thread, own.value())?.value()),
    }
}

fn with_traceback(thread: &Thread, args: &[Value]) -> Result {
    set_traceback(thread, args[0], args[1])?;
    Ok(args[0])
}

fn set_args(thread: &Thread, object: Value, value: Value) -> Result<()> {
    if value.is_null() {
        return Err(errors::type_error(thread, "args may not be deleted"));
    }
    let args = operations::tuple_from(thread, value)?;
    exception(object)
        .args
        .set(exception(object).header(), args.value());
    Ok(())
}

fn set_traceback(_thread: &Thread, object: Value, value: Value) -> Result<()> {
    exception(object).set_traceback(if value.is_none() { Value::NULL } else { value });
    Ok(())
}

fn set_context(_thread: &Thread, object: Value, value: Value) -> Result<()> {
    exception(object).set_context(if value.is_none() { Value::NULL } else { value });
    Ok(())
}

fn set_cause(_thread: &Thread, object: Value, value: Value) -> Result<()> {
    exception(object).set_cause(if value.is_none() { Value::NULL } else { value });
    Ok(())
}

fn set_suppress(thread: &Thread, object: Value, value: Value) -> Result<()> {
    exception(object).set_suppress_context(operations::truth(thread, value)?);
    Ok(())
}

fn add_note_method(thread: &Thread, args: &[Value]) -> Result {
    let note = operations::expect_str(thread, "add_note", "argument", args[1])?;
    add_note_value(thread, args[0], note.value())?;
    Ok(Value::NONE)
}

/// `exception.add_note(note)`
pub fn add_note(thread: &Thread, exception: Value, note: &str) -> Result<()> {
    add_note_value(thread, exception, Str::new(thread, note)?.value())
}

fn add_note_value(thread: &Thread, exception: Value, note: Value) -> Result<()> {
    let existing = crate::attribute::get_optional(thread, exception, names().__notes__)?;
    let notes: List = match existing {
        Some(notes) => match notes.downcast() {
            Some(notes) => notes,
            None => {
                return Err(errors::type_error(
                    thread,
                    "Cannot add note: __notes__ is not a list",
                ));
            }
        },
        None => {
            let notes = List::new(thread)?;
            crate::attribute::set(thread, exception, names().__notes__, notes.value())?;
            notes
        }
    };
    notes.append(thread, note)
}
