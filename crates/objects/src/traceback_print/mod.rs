//! The printer of uncaught exceptions in Rust, for when the module `traceback` cannot do it.

use crate::operations;
use crate::object::ValueExt;
use crate::thread::Thread;
use typhon_heap::Value;

/// How to print.
#[derive(Default)]
pub struct Options {
    pub colors: bool,
}

/// Writes what CPython prints of an uncaught exception to `sink`.
pub fn print_exception(thread: &Thread, exception: Value, _options: &Options, sink: &mut dyn FnMut(&str)) {
    let text = operations::str(thread, exception).map_or("<exception str() failed>".into(), |text| text.to_string_lossy());
    sink(&format!("{}: {text}\n", exception.class().name_text()));
}
