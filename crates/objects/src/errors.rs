//! Raising: the error half of every fallible operation, and a named constructor for each error that
//! more than one place raises.

use crate::exceptions as tree;
use crate::exceptions::{Exception, ExceptionObject};
use crate::object::{Ref, ValueExt};
use crate::str::Str;
use crate::thread::{Global, Thread};
use crate::tuple::Tuple;
use crate::types::{Type, TypeSpec};
use typhon_heap::Value;

/// An exception on its way to a handler: an instance of a subclass of BaseException.
#[derive(Copy, Clone, Debug)]
pub struct Raised(Value);

pub type Result<T = Value> = std::result::Result<T, Raised>;

impl Raised {
    /// Of a value that is an exception instance.
    pub fn new(exception: Value) -> Raised {
        debug_assert!(exception.is::<ExceptionObject>());
        Raised(exception)
    }

    pub fn value(self) -> Value {
        self.0
    }

    pub fn exception(self) -> Exception {
        Ref::of(self.0)
    }

    /// Gives the exception its context: what was being handled when it was raised (or NULL).
    pub fn set_context_avoiding_cycle(self, handled: Value) {
        self.exception().set_context_avoiding_cycle(handled);
    }

    /// Whether `except spec:` would catch it.
    pub fn is(self, spec: &TypeSpec) -> bool {
        self.0.class().is_subtype(spec.get())
    }
}

/// Raises `spec(message)`.
#[cold]
pub fn new(thread: &Thread, spec: &TypeSpec, message: impl AsRef<str>) -> Raised {
    let made =
        Str::new(thread, message.as_ref()).map(|text| with_value(thread, spec.get(), text.value()));
    made.unwrap_or_else(|raised| raised)
}

/// Raises `class(value)`.
#[cold]
pub fn with_value(thread: &Thread, class: Type, value: Value) -> Raised {
    with_args(thread, class, &[value])
}

/// Raises `class(*args)` without running `__init__`: for classes whose only state is `args`.
#[cold]
pub fn with_args(thread: &Thread, class: Type, args: &[Value]) -> Raised {
    let made =
        Tuple::new(thread, args).and_then(|args| Exception::new(thread, class, args.value()));
    match made {
        Ok(exception) => Raised(exception.value()),
        Err(raised) => raised,
    }
}

macro_rules! simple {
    ($( $function:ident $spec:ident ),* $(,)?) => {
        $(
            #[cold]
            pub fn $function(thread: &Thread, message: impl AsRef<str>) -> Raised {
                new(thread, &tree::$spec, message)
            }
        )*
    };
}

simple! {
    type_error TYPE_ERROR, value_error VALUE_ERROR, index_error INDEX_ERROR, overflow_error OVERFLOW_ERROR,
    runtime_error RUNTIME_ERROR, recursion_error RECURSION_ERROR, zero_division_error ZERO_DIVISION_ERROR,
    system_error SYSTEM_ERROR, lookup_error LOOKUP_ERROR, assertion_error ASSERTION_ERROR,
    buffer_error BUFFER_ERROR, eof_error EOF_ERROR, reference_error REFERENCE_ERROR,
    not_implemented_error NOT_IMPLEMENTED_ERROR, unicode_error UNICODE_ERROR,
}

/// Raises `KeyError(key)`.
#[cold]
pub fn key_error(thread: &Thread, key: Value) -> Raised {
    with_value(thread, tree::KEY_ERROR.get(), key)
}

/// Raises StopIteration with a result, which is absent for `None` or NULL.
#[cold]
pub fn stop_iteration(thread: &Thread, value: Value) -> Raised {
    let class = tree::STOP_ITERATION.get();
    if value.is_null() || value.is_none() {
        return with_args(thread, class, &[]);
    }
    let raised = with_value(thread, class, value);
    match raised.exception().set_field(thread, 0, value) {
        Ok(()) => raised,
        Err(raised) => raised,
    }
}

/// Raises AttributeError with its `name` and `obj`.
#[cold]
pub fn attribute_error(
    thread: &Thread,
    object: Value,
    name: Str,
    message: impl AsRef<str>,
) -> Raised {
    let raised = new(thread, &tree::ATTRIBUTE_ERROR, message);
    let exception = raised.exception();
    let set = exception
        .set_field(thread, 0, name.value())
        .and_then(|()| exception.set_field(thread, 1, object));
    match set {
        Ok(()) => raised,
        Err(raised) => raised,
    }
}

/// "'X' object has no attribute 'y'"
#[cold]
pub fn no_attribute(thread: &Thread, object: Value, name: Str) -> Raised {
    let class = object.class().full_name();
    attribute_error(
        thread,
        object,
        name,
        format!(
            "'{class}' object has no attribute '{}'",
            name.to_string_lossy()
        ),
    )
}

/// Raises NameError (or a subclass) with its `name`.
#[cold]
pub fn name_error(thread: &Thread, spec: &TypeSpec, name: Str, message: impl AsRef<str>) -> Raised {
    let raised = new(thread, spec, message);
    match raised.exception().set_field(thread, 0, name.value()) {
        Ok(()) => raised,
        Err(raised) => raised,
    }
}

/// Raises the subclass of OSError for an errno, with the file name if there is one.
#[cold]
pub fn os_error(thread: &Thread, errno: i32, filename: Option<Value>) -> Raised {
    os_error_with(thread, errno, filename, None)
}

/// Like `os_error`, for operations on two files.
#[cold]
pub fn os_error_with(
    thread: &Thread,
    errno: i32,
    filename: Option<Value>,
    filename2: Option<Value>,
) -> Raised {
    let make = || -> Result<Raised> {
        let text = Str::new(thread, &error_text(errno))?;
        let errno = Value::fixnum(errno as i64);
        let none = Value::NONE;
        let made = match (filename, filename2) {
            (None, _) => {
                crate::call::call(thread, tree::OS_ERROR.get().value(), &[errno, text.value()])?
            }
            (Some(name), None) => crate::call::call(
                thread,
                tree::OS_ERROR.get().value(),
                &[errno, text.value(), name],
            )?,
            (Some(name), Some(second)) => crate::call::call(
                thread,
                tree::OS_ERROR.get().value(),
                &[errno, text.value(), name, none, second],
            )?,
        };
        Ok(Raised(made))
    };
    make().unwrap_or_else(|raised| raised)
}

/// The system's text for an errno.
pub fn error_text(errno: i32) -> String {
    let mut buffer = [0 as libc::c_char; 256];
    // SAFETY: the buffer is this long, and strerror_r terminates what it writes.
    unsafe {
        if libc::strerror_r(errno, buffer.as_mut_ptr(), buffer.len()) != 0 {
            return format!("Unknown error {errno}");
        }
        std::ffi::CStr::from_ptr(buffer.as_ptr())
            .to_string_lossy()
            .into_owned()
    }
}

/// Raises for the calling thread's current errno.
#[cold]
pub fn last_os_error(thread: &Thread, filename: Option<Value>) -> Raised {
    os_error(
        thread,
        std::io::Error::last_os_error().raw_os_error().unwrap_or(0),
        filename,
    )
}

static MEMORY_ERROR: Global = Global::new();

/// The MemoryError made at start-up, as there may be no memory for another.
#[cold]
pub fn memory_error(_thread: &Thread) -> Raised {
    let exception = MEMORY_ERROR.get();
    if exception.is_null() {
        eprintln!("Fatal Python error: out of memory at start-up");
        std::process::exit(1);
    }
    let exception: Exception = Ref::of(exception);
    exception.set_traceback(Value::NULL);
    exception.set_context(Value::NULL);
    Raised(exception.value())
}

pub(crate) fn bootstrap(thread: &Thread) -> Result<()> {
    let args = Tuple::new(thread, &[])?;
    MEMORY_ERROR.set(Exception::new(thread, tree::MEMORY_ERROR.get(), args.value())?.value());
    Ok(())
}

/// "pop from empty list"
#[cold]
pub fn pop_from_empty(thread: &Thread, what: &str) -> Raised {
    index_error(thread, format!("pop from empty {what}"))
}

/// "list index out of range"
#[cold]
pub fn index_out_of_range(thread: &Thread, what: &str) -> Raised {
    index_error(thread, format!("{what} index out of range"))
}

/// "X indices must be integers or slices, not Y"
#[cold]
pub fn bad_index_type(thread: &Thread, what: &str, index: Value) -> Raised {
    let class = index.class().full_name();
    type_error(
        thread,
        format!("{what} indices must be integers or slices, not {class}"),
    )
}

/// "unsupported operand type(s) for +: 'int' and 'str'"
#[cold]
pub fn unsupported_operands(thread: &Thread, operator: &str, left: Value, right: Value) -> Raised {
    type_error(
        thread,
        format!(
            "unsupported operand type(s) for {operator}: '{}' and '{}'",
            left.class().full_name(),
            right.class().full_name()
        ),
    )
}

/// "'X' object is not <what>", such as "iterable", "callable", "subscriptable".
#[cold]
pub fn not_a(thread: &Thread, object: Value, what: &str) -> Raised {
    type_error(
        thread,
        format!("'{}' object is not {what}", object.class().full_name()),
    )
}

/// "expected str, got int"-like: `f() argument 'x' must be str, not int`
#[cold]
pub fn bad_argument(
    thread: &Thread,
    function: &str,
    argument: &str,
    expected: &str,
    got: Value,
) -> Raised {
    let got = if got.is_none() {
        "None".to_string()
    } else {
        got.class().full_name()
    };
    type_error(
        thread,
        format!("{function} {argument} must be {expected}, not {got}"),
    )
}

/// What Typhon lacks says so.
#[cold]
pub fn missing_feature(thread: &Thread, what: &str) -> Raised {
    not_implemented_error(thread, format!("Typhon has no {what} yet"))
}
