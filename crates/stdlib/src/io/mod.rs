//! The module `_io`: files.
//!
//! `file` talks to the system, `buffered` and `pair` stand on any raw file, `text` on any buffered one;
//! `bytes_io` and `string_io` are files in memory. Every object has its own lock (`lock`), so threads may
//! share a file. Invariant: whatever was written is in a buffer that `registry` knows or in the system.

mod base;
mod buffered;
mod buffered_methods;
mod bytes_io;
mod codec;
mod file;
mod lock;
mod newlines;
mod open;
mod pair;
mod registry;
mod standard;
mod string_io;
mod text;
mod text_methods;
mod text_position;

pub use open::{open, text_encoding};
pub use registry::flush_all;
pub use standard::{make_first_stderr, make_standard_streams};

use typhon_objects::exceptions::EXCEPTION_LAYOUT;
use typhon_objects::prelude::*;

pub const DEFAULT_BUFFER_SIZE: usize = 128 * 1024;

pub static UNSUPPORTED: TypeSpec = TypeSpec::new("UnsupportedOperation", &EXCEPTION_LAYOUT)
    .module("io")
    .bases(&[&tree::OS_ERROR, &tree::VALUE_ERROR])
    .flags(type_flags::BASE | type_flags::DICT | type_flags::WEAKREF | type_flags::EXCEPTION)
    .mutable();

/// Raises `io.UnsupportedOperation`.
#[cold]
pub fn unsupported(thread: &Thread, message: &str) -> Raised {
    let make = || {
        let text = Str::new(thread, message)?;
        let class = UNSUPPORTED.get().value();
        Ok(Raised::new(call(thread, class, &[text.value()])?))
    };
    make().unwrap_or_else(|raised| raised)
}

#[cold]
pub fn closed(thread: &Thread) -> Raised {
    errors::value_error(thread, "I/O operation on closed file.")
}

/// `object.name(*args)` by a Rust name.
pub fn invoke(thread: &Thread, object: Value, name: &str, args: &[Value]) -> Result {
    call_method(thread, object, intern_text(thread, name)?, args)
}

/// `object.name` by a Rust name.
pub fn attribute(thread: &Thread, object: Value, name: &str) -> Result {
    typhon_objects::attribute::get(thread, object, intern_text(thread, name)?)
}

/// The truth of `object.name()`.
pub fn ask(thread: &Thread, object: Value, name: &str) -> Result<bool> {
    let answer = invoke(thread, object, name, &[])?;
    operations::truth(thread, answer)
}

/// A size argument: absent, None and negative numbers mean "everything".
pub fn size_argument(thread: &Thread, value: Value) -> Result<Option<usize>> {
    if value.is_null() || value.is_none() {
        return Ok(None);
    }
    if !typhon_objects::int::is_int(value)
        && value
            .class()
            .special(typhon_objects::types::Special::Index)
            .is_none()
    {
        return Err(errors::type_error(
            thread,
            format!(
                "argument should be integer or None, not '{}'",
                value.class().name_text()
            ),
        ));
    }
    let size = crate::support::to_ssize(thread, value)?;
    Ok(usize::try_from(size).ok())
}

/// Runs both, and raises the second's error with the first's as context.
pub fn chain(first: Result<()>, second: Result<()>) -> Result<()> {
    match (first, second) {
        (Err(first), Err(second)) => {
            second.set_context_avoiding_cycle(first.value());
            Err(second)
        }
        (first, second) => first.and(second),
    }
}

fn setup(thread: &Thread, module: Module) -> Result<()> {
    module.set(
        thread,
        "DEFAULT_BUFFER_SIZE",
        Value::fixnum(DEFAULT_BUFFER_SIZE as i64),
    )?;
    module.add_type(thread, &UNSUPPORTED)?;
    module.set(
        thread,
        "BlockingIOError",
        tree::BLOCKING_IO_ERROR.get().value(),
    )
}

pub static MODULE: ModuleSpec = ModuleSpec {
    name: "_io",
    doc: "The io module provides the Python interfaces to stream handling.",
    functions: &[
        function(
            "open",
            open::open_function,
            "(file, mode='r', buffering=-1, encoding=None, errors=None, newline=None, closefd=True, opener=None)",
            "Open file and return a stream.  Raise OSError upon failure.",
        ),
        function(
            "open_code",
            open::open_code,
            "(path)",
            "Opens the provided file with the intent to import the contents.",
        ),
        function(
            "text_encoding",
            open::text_encoding_function,
            "(encoding, stacklevel=2, /)",
            "A helper function to choose the text encoding.",
        ),
    ],
    types: &[
        &base::IO_BASE,
        &base::RAW_IO_BASE,
        &base::BUFFERED_IO_BASE,
        &base::TEXT_IO_BASE,
        &file::FILE_IO,
        &bytes_io::BYTES_IO,
        &string_io::STRING_IO,
        &buffered_methods::READER,
        &buffered_methods::WRITER,
        &buffered_methods::RANDOM,
        &pair::PAIR,
        &text_methods::TEXT_WRAPPER,
        &newlines::NEWLINE_DECODER,
    ],
    setup: Some(setup),
};
