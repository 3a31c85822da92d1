//! Methods and fields of `BaseException`; those of its subclasses are in the files below.
//! A class with further fields keeps field `i` in `Exception::field(i)`; NULL shows as None.

mod group;
mod import;
mod os;
mod simple;
mod syntax;
mod unicode;

pub use group::{
    GROUP_FIELDS, GROUP_METHODS, group_exceptions, group_message, is_group, new_group,
    prepare_reraise_star, split_by_type,
};
pub use import::{
    ATTRIBUTE_ERROR_FIELDS, ATTRIBUTE_ERROR_METHODS, IMPORT_ERROR_FIELDS, IMPORT_ERROR_METHODS,
    NAME_ERROR_FIELDS, NAME_ERROR_METHODS, import_error,
};
pub use os::{OS_ERROR_FIELDS, OS_ERROR_METHODS};
pub use simple::{
    KEY_ERROR_METHODS, STOP_ITERATION_FIELDS, STOP_ITERATION_METHODS, SYSTEM_EXIT_FIELDS,
    SYSTEM_EXIT_METHODS,
};
pub use syntax::{SYNTAX_ERROR_FIELDS, SYNTAX_ERROR_METHODS, SyntaxParts, syntax_error};
pub use unicode::{
    UNICODE_DECODE_METHODS, UNICODE_ENCODE_METHODS, UNICODE_FIELDS, UNICODE_TRANSLATE_METHODS,
    unicode_decode_error, unicode_encode_error, unicode_translate_error,
};

use super::layout::{Exception, ExceptionObject};
use crate::attribute;
use crate::errors::{self, Result};
use crate::list::List;
use crate::names::names;
use crate::object::{Ref, ValueExt};
use crate::operations;
use crate::str::{Str, StrObject, intern};
use crate::thread::Thread;
use crate::tuple::{Tuple, TupleObject};
use crate::types::{GetSet, Method, TypeObject, getset, method, static_method};
use typhon_heap::Value;

pub static METHODS: &[Method] = &[
    static_method(
        "__new__",
        new,
        "(cls, *args, **kwargs)",
        "Create and return a new object.  See help(type) for accurate signature.",
    ),
    method(
        "__init__",
        init,
        "(self, /, *args, **kwargs)",
        "Initialize self.  See help(type(self)) for accurate signature.",
    ),
    method("__repr__", repr, "(self, /)", "Return repr(self)."),
    method("__str__", str_method, "(self, /)", "Return str(self)."),
    method("__reduce__", reduce, "(self, /)", ""),
    method("__setstate__", set_state, "(self, state, /)", ""),
    method(
        "with_traceback",
        with_traceback,
        "(self, tb, /)",
        "Set self.__traceback__ to tb and return self.",
    ),
    method(
        "add_note",
        add_note_method,
        "(self, note, /)",
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
    GetSet {
        name: "__suppress_context__",
        get: |_, object| Ok(Value::bool(exception(object).suppress_context())),
        set: Some(set_suppress),
        doc: "",
        is_member: true,
    },
];

fn exception(value: Value) -> Exception {
    Ref::of(value)
}

fn or_none(value: Value) -> Value {
    value.present().unwrap_or(Value::NONE)
}

fn text(thread: &Thread, text: &str) -> Result {
    Ok(Str::new(thread, text)?.value())
}

/// A field that any value can be stored to, shown as None while it is unset.
const fn field<const INDEX: usize>(name: &'static str, doc: &'static str) -> GetSet {
    GetSet {
        name,
        get: |_, object| Ok(or_none(exception(object).field(INDEX))),
        set: Some(|thread, object, value| exception(object).set_field(thread, INDEX, value)),
        doc,
        is_member: true,
    }
}

/// Like `field`, but read-only.
const fn fixed_field<const INDEX: usize>(name: &'static str, doc: &'static str) -> GetSet {
    GetSet {
        name,
        get: |_, object| Ok(or_none(exception(object).field(INDEX))),
        set: None,
        doc,
        is_member: true,
    }
}

/// What an exception was made from, as `BaseException.__new__` keeps it.
pub(super) fn new(thread: &Thread, args: &[Value]) -> Result {
    let class = Ref::<TypeObject>::of(args[0]);
    Ok(Exception::with_shape(thread, class.root_shape(), args[1])?.value())
}

pub(super) fn init(thread: &Thread, args: &[Value]) -> Result {
    no_keywords(thread, args[0], args[2])?;
    set_args_unchecked(args[0], args[1]);
    Ok(Value::NONE)
}

fn no_keywords(thread: &Thread, object: Value, keywords: Value) -> Result<()> {
    if keywords.is_null() {
        return Ok(());
    }
    Err(errors::type_error(
        thread,
        format!(
            "{}() takes no keyword arguments",
            object.class().name_text()
        ),
    ))
}

fn set_args_unchecked(object: Value, args: Value) {
    exception(object).args.set(exception(object).header(), args);
}

/// Distributes the keyword arguments of `function` over fields, by (name, field) pairs.
fn keyword_fields(
    thread: &Thread,
    object: Value,
    keywords: Value,
    function: &str,
    fields: &[(&str, usize)],
) -> Result<()> {
    let mut position = 0;
    for (_, index) in fields {
        exception(object).set_field(thread, *index, Value::NULL)?;
    }
    let Some(keywords) = keywords.downcast::<crate::dict::DictObject>() else {
        return Ok(());
    };
    while let Some((key, value)) = keywords.next_entry(&mut position) {
        let name = operations::str(thread, key)?;
        match fields.iter().find(|(known, _)| name.is_text(known)) {
            Some((_, index)) => exception(object).set_field(thread, *index, value)?,
            None => {
                return Err(errors::type_error(
                    thread,
                    format!(
                        "{function}() got an unexpected keyword argument '{}'",
                        name.to_string_lossy()
                    ),
                ));
            }
        }
    }
    Ok(())
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
    let mut out = args[0].class().name().bytes().to_vec();
    if own.len() == 1 {
        out.push(b'(');
        out.extend_from_slice(operations::repr(thread, own.get(0))?.bytes());
        out.push(b')');
    } else {
        out.extend_from_slice(operations::repr(thread, own.value())?.bytes());
    }
    Ok(Str::from_wtf8(thread, &out)?.value())
}

pub(super) fn str_method(thread: &Thread, args: &[Value]) -> Result {
    let own = own_args(args[0]);
    match own.len() {
        0 => text(thread, ""),
        1 => Ok(operations::str(thread, own.get(0))?.value()),
        _ => Ok(operations::str(thread, own.value())?.value()),
    }
}

/// The attributes an instance was given beyond its fields, as a dict of their own, if there are any.
fn own_attributes(thread: &Thread, object: Value) -> Result<Option<Value>> {
    let dict = attribute::instance_attributes(thread, object)?;
    Ok(if dict.is_empty() {
        None
    } else {
        Some(dict.value())
    })
}

fn reduce(thread: &Thread, args: &[Value]) -> Result {
    let (class, own) = (args[0].class().value(), exception(args[0]).args.get());
    let state = own_attributes(thread, args[0])?;
    reduction(thread, class, own, state)
}

/// `(class, args)` or `(class, args, state)`
fn reduction(thread: &Thread, class: Value, args: Value, state: Option<Value>) -> Result {
    Ok(match state {
        Some(state) => Tuple::new(thread, &[class, args, state])?,
        None => Tuple::new(thread, &[class, args])?,
    }
    .value())
}

fn set_state(thread: &Thread, args: &[Value]) -> Result {
    if args[1].is_none() {
        return Ok(Value::NONE);
    }
    let Some(state) = args[1].downcast::<crate::dict::DictObject>() else {
        return Err(errors::type_error(thread, "state is not a dictionary"));
    };
    let mut position = 0;
    while let Some((key, value)) = state.next_entry(&mut position) {
        let name = operations::expect_attribute_name(thread, key)?;
        attribute::set(thread, args[0], intern(thread, name)?, value)?;
    }
    Ok(Value::NONE)
}

fn with_traceback(thread: &Thread, args: &[Value]) -> Result {
    set_traceback(thread, args[0], args[1])?;
    Ok(args[0])
}

fn may_not_be_deleted(thread: &Thread, name: &str, value: Value) -> Result<()> {
    if value.is_null() {
        return Err(errors::type_error(
            thread,
            format!("{name} may not be deleted"),
        ));
    }
    Ok(())
}

fn set_args(thread: &Thread, object: Value, value: Value) -> Result<()> {
    may_not_be_deleted(thread, "args", value)?;
    let args = operations::tuple_from(thread, value)?;
    set_args_unchecked(object, args.value());
    Ok(())
}

fn set_traceback(thread: &Thread, object: Value, value: Value) -> Result<()> {
    may_not_be_deleted(thread, "__traceback__", value)?;
    if value.is_none() {
        exception(object).set_traceback(Value::NULL);
        return Ok(());
    }
    if !value.is::<crate::traceback::TracebackObject>() {
        return Err(errors::type_error(
            thread,
            "__traceback__ must be a traceback or None",
        ));
    }
    exception(object).set_traceback(value);
    Ok(())
}

fn exception_or_none(thread: &Thread, what: &str, value: Value) -> Result {
    may_not_be_deleted(thread, &format!("__{what}__"), value)?;
    if value.is_none() {
        return Ok(Value::NULL);
    }
    if !value.is::<ExceptionObject>() {
        return Err(errors::type_error(
            thread,
            format!("exception {what} must be None or derive from BaseException"),
        ));
    }
    Ok(value)
}

fn set_context(thread: &Thread, object: Value, value: Value) -> Result<()> {
    exception(object).set_context(exception_or_none(thread, "context", value)?);
    Ok(())
}

fn set_cause(thread: &Thread, object: Value, value: Value) -> Result<()> {
    exception(object).set_cause(exception_or_none(thread, "cause", value)?);
    Ok(())
}

fn set_suppress(thread: &Thread, object: Value, value: Value) -> Result<()> {
    if value.is_null() {
        return Err(errors::type_error(
            thread,
            "can't delete numeric/char attribute",
        ));
    }
    if !value.is_bool() {
        return Err(errors::type_error(
            thread,
            "attribute value type must be bool",
        ));
    }
    exception(object).set_suppress_context(value == Value::TRUE);
    Ok(())
}

fn add_note_method(thread: &Thread, args: &[Value]) -> Result {
    if !args[1].is::<StrObject>() {
        return Err(errors::bad_argument(
            thread,
            "add_note()",
            "argument",
            "str",
            args[1],
        ));
    }
    add_note_value(thread, args[0], args[1])?;
    Ok(Value::NONE)
}

/// `exception.add_note(note)`
pub fn add_note(thread: &Thread, exception: Value, note: &str) -> Result<()> {
    add_note_value(thread, exception, Str::new(thread, note)?.value())
}

fn add_note_value(thread: &Thread, exception: Value, note: Value) -> Result<()> {
    let existing = attribute::get_optional(thread, exception, names().__notes__)?;
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
            attribute::set(thread, exception, names().__notes__, notes.value())?;
            notes
        }
    };
    notes.append(thread, note)
}
