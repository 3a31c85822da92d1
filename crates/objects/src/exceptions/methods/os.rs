//! OSError: two to five arguments become errno, strerror and file names, and the errno chooses the
//! class. All of it happens in `__new__`, unless a subclass overrides `__init__` only; then in `__init__`.

use super::{
    exception, field, no_keywords, or_none, own_args, own_attributes, reduction,
    set_args_unchecked, str_method,
};
use crate::errors::{self, Result};
use crate::exceptions as tree;
use crate::exceptions::Exception;
use crate::int;
use crate::names::names;
use crate::object::{Ref, ValueExt};
use crate::operations;
use crate::str::Str;
use crate::thread::Thread;
use crate::tuple::Tuple;
use crate::types::{
    GetSet, Method, Special, Type, TypeObject, TypeSpec, getset, method, static_method,
};
use typhon_heap::Value;

const ERRNO: usize = 0;
const STRERROR: usize = 1;
const FILENAME: usize = 2;
const FILENAME2: usize = 3;
const WRITTEN: usize = 4;

pub static OS_ERROR_METHODS: &[Method] = &[
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
    method("__str__", os_error_str, "(self, /)", "Return str(self)."),
    method("__reduce__", reduce, "(self, /)", ""),
];

pub static OS_ERROR_FIELDS: &[GetSet] = &[
    field::<ERRNO>("errno", "POSIX exception code"),
    field::<STRERROR>("strerror", "exception strerror"),
    field::<FILENAME>("filename", "exception filename"),
    field::<FILENAME2>("filename2", "second exception filename"),
    getset("characters_written", written, set_written, ""),
];

/// The subclass that stands for an errno.
pub(super) fn class_of_errno(errno: i64) -> Option<&'static TypeSpec> {
    Some(match i32::try_from(errno).ok()? {
        libc::EAGAIN | libc::EALREADY | libc::EINPROGRESS => &tree::BLOCKING_IO_ERROR,
        libc::EPIPE | libc::ESHUTDOWN => &tree::BROKEN_PIPE_ERROR,
        libc::ECHILD => &tree::CHILD_PROCESS_ERROR,
        libc::ECONNABORTED => &tree::CONNECTION_ABORTED_ERROR,
        libc::ECONNREFUSED => &tree::CONNECTION_REFUSED_ERROR,
        libc::ECONNRESET => &tree::CONNECTION_RESET_ERROR,
        libc::EEXIST => &tree::FILE_EXISTS_ERROR,
        libc::ENOENT => &tree::FILE_NOT_FOUND_ERROR,
        libc::EISDIR => &tree::IS_A_DIRECTORY_ERROR,
        libc::ENOTDIR => &tree::NOT_A_DIRECTORY_ERROR,
        libc::EINTR => &tree::INTERRUPTED_ERROR,
        libc::EACCES | libc::EPERM => &tree::PERMISSION_ERROR,
        libc::ESRCH => &tree::PROCESS_LOOKUP_ERROR,
        libc::ETIMEDOUT => &tree::TIMEOUT_ERROR,
        _ => return None,
    })
}

/// Whether `__init__` is to fill the fields: it is overridden, and `__new__` is not.
fn fills_in_init(class: Type) -> bool {
    let own = tree::OS_ERROR.get().dict();
    class.special(Special::Init) != own.get_str(names().__init__)
        && class.special(Special::New) == own.get_str(names().__new__)
}

/// The arguments by role; the fourth is for Windows.
struct Parts {
    errno: Value,
    strerror: Value,
    filename: Value,
    filename2: Value,
}

fn parse(args: Tuple) -> Parts {
    let given = args.values();
    let take = |index: usize| match given.len() {
        2..=5 => given.get(index).copied().unwrap_or(Value::NULL),
        _ => Value::NULL,
    };
    Parts {
        errno: take(0),
        strerror: take(1),
        filename: take(2),
        filename2: take(4),
    }
}

fn is_given(value: Value) -> bool {
    !value.is_null() && !value.is_none()
}

fn is_number(value: Value) -> bool {
    let class = value.class();
    [
        Special::Index,
        Special::Int,
        Special::Float,
        Special::Complex,
    ]
    .iter()
    .any(|special| class.special(*special).is_some())
}

fn fill(thread: &Thread, object: Exception, args: Tuple, parts: &Parts) -> Result<()> {
    let mut args = args;
    if is_given(parts.filename) {
        if object.class() == tree::BLOCKING_IO_ERROR.get() && is_number(parts.filename) {
            let written = written_count(thread, parts.filename)?;
            object.set_field(thread, WRITTEN, written)?;
        } else {
            object.set_field(thread, FILENAME, parts.filename)?;
            if is_given(parts.filename2) {
                object.set_field(thread, FILENAME2, parts.filename2)?;
            }
            if (2..=5).contains(&args.len()) {
                args = Tuple::new(thread, &args.values()[..2])?;
            }
        }
    }
    if !parts.errno.is_null() {
        object.set_field(thread, ERRNO, parts.errno)?;
        object.set_field(thread, STRERROR, parts.strerror)?;
    }
    set_args_unchecked(object.value(), args.value());
    Ok(())
}

fn new(thread: &Thread, args: &[Value]) -> Result {
    let mut class = Ref::<TypeObject>::of(args[0]);
    if fills_in_init(class) {
        let empty = Tuple::new(thread, &[])?;
        return Ok(Exception::new(thread, class, empty.value())?.value());
    }
    if !args[2].is_null() {
        return Err(errors::type_error(
            thread,
            format!("{}() takes no keyword arguments", class.name_text()),
        ));
    }
    let given: Tuple = Ref::of(args[1]);
    let parts = parse(given);
    if class == tree::OS_ERROR.get()
        && !parts.errno.is_null()
        && int::is_int(parts.errno)
        && let Some(spec) = int::to_i64(parts.errno).and_then(class_of_errno)
    {
        class = spec.get();
    }
    let object = Exception::new(thread, class, args[1])?;
    fill(thread, object, given, &parts)?;
    Ok(object.value())
}

fn init(thread: &Thread, args: &[Value]) -> Result {
    if !fills_in_init(args[0].class()) {
        return Ok(Value::NONE);
    }
    no_keywords(thread, args[0], args[2])?;
    let given: Tuple = Ref::of(args[1]);
    fill(thread, exception(args[0]), given, &parse(given))?;
    Ok(Value::NONE)
}

fn os_error_str(thread: &Thread, args: &[Value]) -> Result {
    let object = exception(args[0]);
    let part = |index: usize| operations::str(thread, or_none(object.field(index)));
    let filename = object.field(FILENAME);
    let has_both = !object.field(ERRNO).is_null() && !object.field(STRERROR).is_null();
    if filename.is_null() && !has_both {
        return str_method(thread, args);
    }
    let mut out = b"[Errno ".to_vec();
    out.extend_from_slice(part(ERRNO)?.bytes());
    out.extend_from_slice(b"] ");
    out.extend_from_slice(part(STRERROR)?.bytes());
    if !filename.is_null() {
        out.extend_from_slice(b": ");
        out.extend_from_slice(operations::repr(thread, filename)?.bytes());
        if let Some(second) = object.field(FILENAME2).present() {
            out.extend_from_slice(b" -> ");
            out.extend_from_slice(operations::repr(thread, second)?.bytes());
        }
    }
    Ok(Str::from_wtf8(thread, &out)?.value())
}

/// Gives `args` the file names back that `__new__` took out of it.
fn reduce(thread: &Thread, args: &[Value]) -> Result {
    let object = exception(args[0]);
    let own = own_args(args[0]);
    let filename = object.field(FILENAME);
    let own = if own.len() == 2 && !filename.is_null() {
        match object.field(FILENAME2).present() {
            Some(second) => Tuple::new(
                thread,
                &[own.get(0), own.get(1), filename, Value::NONE, second],
            )?,
            None => Tuple::new(thread, &[own.get(0), own.get(1), filename])?,
        }
    } else {
        own
    };
    let state = own_attributes(thread, args[0])?;
    reduction(thread, args[0].class().value(), own.value(), state)
}

fn written_count(thread: &Thread, value: Value) -> Result {
    let index = operations::index_value(thread, value)?;
    match int::to_i64(index) {
        Some(count) => int::from_i64(thread, count),
        None => Err(errors::value_error(
            thread,
            format!(
                "cannot fit '{}' into an index-sized integer",
                value.class().name_text()
            ),
        )),
    }
}

fn written(thread: &Thread, object: Value) -> Result {
    match exception(object).field(WRITTEN).present() {
        Some(count) => Ok(count),
        None => Err(no_written(thread)),
    }
}

fn no_written(thread: &Thread) -> errors::Raised {
    errors::new(thread, &tree::ATTRIBUTE_ERROR, "characters_written")
}

fn set_written(thread: &Thread, object: Value, value: Value) -> Result<()> {
    if value.is_null() {
        if exception(object).field(WRITTEN).is_null() {
            return Err(no_written(thread));
        }
        return exception(object).set_field(thread, WRITTEN, Value::NULL);
    }
    let count = written_count(thread, value)?;
    exception(object).set_field(thread, WRITTEN, count)
}
