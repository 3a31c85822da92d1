//! ImportError, NameError and AttributeError: classes whose fields come from keyword arguments.

use super::{
    exception, field, keyword_fields, own_args, own_attributes, reduction, set_args_unchecked,
    str_method,
};
use crate::dict::Dict;
use crate::errors::{self, Raised, Result};
use crate::names::names;
use crate::object::{Kind, Ref, ValueExt};
use crate::str::{Str, intern_text};
use crate::thread::Thread;
use crate::tuple::Tuple;
use crate::types::{GetSet, Method, TypeSpec, method};
use typhon_heap::Value;

const INIT_DOC: &str = "Initialize self.  See help(type(self)) for accurate signature.";

const MSG: usize = 0;
const NAME: usize = 1;
const PATH: usize = 2;
const NAME_FROM: usize = 3;

pub static IMPORT_ERROR_METHODS: &[Method] = &[
    method(
        "__init__",
        import_error_init,
        "(self, /, *args, **kwargs)",
        INIT_DOC,
    ),
    method(
        "__str__",
        import_error_str,
        "(self, /)",
        "Return str(self).",
    ),
    method("__reduce__", import_error_reduce, "(self, /)", ""),
];
pub static IMPORT_ERROR_FIELDS: &[GetSet] = &[
    field::<MSG>("msg", "exception message"),
    field::<NAME>("name", "module name"),
    field::<PATH>("path", "module path"),
    field::<NAME_FROM>("name_from", "name imported from module"),
];

pub static NAME_ERROR_METHODS: &[Method] = &[method(
    "__init__",
    name_error_init,
    "(self, /, *args, **kwargs)",
    INIT_DOC,
)];
pub static NAME_ERROR_FIELDS: &[GetSet] = &[field::<0>("name", "name")];

pub static ATTRIBUTE_ERROR_METHODS: &[Method] = &[
    method(
        "__init__",
        attribute_error_init,
        "(self, /, *args, **kwargs)",
        INIT_DOC,
    ),
    method("__getstate__", attribute_error_state, "(self, /)", ""),
    method("__reduce__", attribute_error_reduce, "(self, /)", ""),
];
pub static ATTRIBUTE_ERROR_FIELDS: &[GetSet] = &[
    field::<0>("name", "attribute name"),
    field::<1>("obj", "object"),
];

fn import_error_init(thread: &Thread, args: &[Value]) -> Result {
    set_args_unchecked(args[0], args[1]);
    let fields = [("name", NAME), ("path", PATH), ("name_from", NAME_FROM)];
    keyword_fields(thread, args[0], args[2], "ImportError", &fields)?;
    let given: Tuple = Ref::of(args[1]);
    let message = if given.len() == 1 {
        given.get(0)
    } else {
        Value::NULL
    };
    exception(args[0]).set_field(thread, MSG, message)?;
    Ok(Value::NONE)
}

fn import_error_str(thread: &Thread, args: &[Value]) -> Result {
    let message = exception(args[0]).field(MSG);
    if !message.is_null() && message.exact_kind() == Kind::Str {
        return Ok(message);
    }
    str_method(thread, args)
}

fn import_error_reduce(thread: &Thread, args: &[Value]) -> Result {
    let object = exception(args[0]);
    let mut state = own_attributes(thread, args[0])?;
    for (name, index) in [("name", NAME), ("path", PATH), ("name_from", NAME_FROM)] {
        if let Some(value) = object.field(index).present() {
            let dict = match state {
                Some(dict) => Dict::of(dict),
                None => Dict::new(thread)?,
            };
            dict.set_str(thread, intern_text(thread, name)?, value)?;
            state = Some(dict.value());
        }
    }
    reduction(thread, args[0].class().value(), object.args.get(), state)
}

/// Raises ImportError (or a subclass) with its `name`, `path` and `name_from`, each NULL if unknown.
#[cold]
pub fn import_error(
    thread: &Thread,
    spec: &TypeSpec,
    message: &str,
    name: Value,
    path: Value,
    name_from: Value,
) -> Raised {
    let make = || -> Result<Raised> {
        let message = Str::new(thread, message)?.value();
        let raised = errors::with_value(thread, spec.get(), message);
        let object = raised.exception();
        for (index, value) in [
            (MSG, message),
            (NAME, name),
            (PATH, path),
            (NAME_FROM, name_from),
        ] {
            object.set_field(thread, index, value)?;
        }
        Ok(raised)
    };
    make().unwrap_or_else(|raised| raised)
}

fn name_error_init(thread: &Thread, args: &[Value]) -> Result {
    set_args_unchecked(args[0], args[1]);
    keyword_fields(thread, args[0], args[2], "NameError", &[("name", 0)])?;
    Ok(Value::NONE)
}

fn attribute_error_init(thread: &Thread, args: &[Value]) -> Result {
    set_args_unchecked(args[0], args[1]);
    let fields = [("name", 0), ("obj", 1)];
    keyword_fields(thread, args[0], args[2], "AttributeError", &fields)?;
    Ok(Value::NONE)
}

/// Without `obj`, which often cannot be pickled.
fn attribute_error_state(thread: &Thread, args: &[Value]) -> Result {
    let dict = crate::attribute::instance_attributes(thread, args[0])?;
    if let Some(name) = exception(args[0]).field(0).present() {
        dict.set_str(thread, names().name, name)?;
    }
    dict.set_str(thread, names().args, own_args(args[0]).value())?;
    Ok(dict.value())
}

fn attribute_error_reduce(thread: &Thread, args: &[Value]) -> Result {
    let state = attribute_error_state(thread, args)?;
    let own = own_args(args[0]).value();
    reduction(thread, args[0].class().value(), own, Some(state))
}
