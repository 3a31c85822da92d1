//! The module `builtins`: its function rows and what else it names. The functions that need the
//! interpreter (`exec`, `super`, `locals`, ...) are entered by it.

mod attributes;
mod iteration;
mod numbers;
mod output;
mod sum;

pub use attributes::{dir_of, vars_of};
pub use iteration::{maximum, minimum, next_or_raise};
pub use output::print_to;
pub use sum::sum;

use crate::core_types::VISIBLE;
use crate::errors::Result;
use crate::exceptions as tree;
use crate::module::Module;
use crate::names::names;
use crate::str::Str;
use crate::thread::Thread;
use crate::types::{Method, function};
use typhon_heap::Value;

const DOC: &str =
    "What every module sees without importing it: functions, types, exceptions, constants.";

/// Makes the module; it is not yet entered anywhere.
pub fn make_module(thread: &Thread) -> Result<Module> {
    let module = Module::new(thread, "builtins", Str::new(thread, DOC)?.value())?;
    module
        .dict()
        .set_str(thread, names().__package__, Str::new(thread, "")?.value())?;
    module.add_functions(thread, FUNCTIONS)?;
    for spec in VISIBLE {
        module.add_type(thread, spec)?;
    }
    for spec in tree::ALL {
        module.add_type(thread, spec)?;
    }
    for alias in ["EnvironmentError", "IOError"] {
        module.set(thread, alias, tree::OS_ERROR.get().value())?;
    }
    for (name, value) in [
        ("None", Value::NONE),
        ("True", Value::TRUE),
        ("False", Value::FALSE),
        ("Ellipsis", Value::ELLIPSIS),
        ("NotImplemented", Value::NOT_IMPLEMENTED),
        ("__debug__", Value::TRUE),
    ] {
        module.set(thread, name, value)?;
    }
    Ok(module)
}

pub static FUNCTIONS: &[Method] = &[
    function(
        "abs",
        numbers::abs,
        "(x, /)",
        "The absolute value of the argument.",
    ),
    function(
        "aiter",
        iteration::aiter,
        "(async_iterable, /)",
        "The asynchronous iterator of an asynchronous iterable.",
    ),
    function(
        "all",
        iteration::all,
        "(iterable, /)",
        "Whether every item of the iterable is true; so it is for an empty one.",
    ),
    function(
        "anext",
        iteration::anext,
        "(aiterator, default=<unrepresentable>, /)",
        "An awaitable for the next item of the asynchronous iterator, or for the default at its end.",
    ),
    function(
        "any",
        iteration::any,
        "(iterable, /)",
        "Whether some item of the iterable is true; so it is not for an empty one.",
    ),
    function(
        "ascii",
        output::ascii,
        "(obj, /)",
        "As repr(), with everything beyond ASCII escaped.",
    ),
    function(
        "bin",
        numbers::bin,
        "(number, /)",
        "The binary digits of an integer, such as '0b101'.",
    ),
    function(
        "callable",
        attributes::callable,
        "(obj, /)",
        "Whether the object can be called.",
    ),
    function(
        "chr",
        numbers::chr,
        "(i, /)",
        "The string of the one character with this code point.",
    ),
    function(
        "delattr",
        attributes::delattr,
        "(obj, name, /)",
        "Delete the named attribute of the object.",
    ),
    function(
        "dir",
        attributes::dir,
        "(object=<unrepresentable>, /)",
        "The sorted names of the object's attributes, or of the current scope.",
    ),
    function(
        "divmod",
        numbers::divmod,
        "(x, y, /)",
        "The tuple (x // y, x % y).",
    ),
    function(
        "format",
        output::format,
        "(value, format_spec='', /)",
        "The value formatted by its __format__ method.",
    ),
    function(
        "getattr",
        attributes::getattr,
        "(object, name, default=<unrepresentable>, /)",
        "The named attribute of the object, or the default where that raises AttributeError.",
    ),
    function(
        "hasattr",
        attributes::hasattr,
        "(obj, name, /)",
        "Whether the object has the named attribute.",
    ),
    function(
        "hash",
        attributes::hash,
        "(obj, /)",
        "The hash of the object: equal objects have the same.",
    ),
    function(
        "hex",
        numbers::hex,
        "(number, /)",
        "The hexadecimal digits of an integer, such as '0x1f'.",
    ),
    function(
        "id",
        attributes::id,
        "(obj, /)",
        "The identity of the object, unique among those that live at the same time.",
    ),
    function(
        "isinstance",
        attributes::isinstance,
        "(obj, class_or_tuple, /)",
        "Whether the object is an instance of a class, or of one of several.",
    ),
    function(
        "issubclass",
        attributes::issubclass,
        "(cls, class_or_tuple, /)",
        "Whether the class is derived from another, or from one of several.",
    ),
    function(
        "iter",
        iteration::iter,
        "(object, sentinel=<unrepresentable>, /)",
        "The iterator of an iterable; or one over the results of a callable, up to the sentinel.",
    ),
    function(
        "len",
        iteration::len,
        "(obj, /)",
        "The number of items of a container.",
    ),
    function(
        "max",
        iteration::max,
        "(*args, key=None, default=<unrepresentable>)",
        "The biggest item of an iterable, or of several arguments.",
    ),
    function(
        "min",
        iteration::min,
        "(*args, key=None, default=<unrepresentable>)",
        "The smallest item of an iterable, or of several arguments.",
    ),
    function(
        "next",
        iteration::next,
        "(iterator, default=<unrepresentable>, /)",
        "The next item of the iterator, or the default at its end.",
    ),
    function(
        "oct",
        numbers::oct,
        "(number, /)",
        "The octal digits of an integer, such as '0o17'.",
    ),
    function(
        "ord",
        numbers::ord,
        "(character, /)",
        "The code point of a string of one character, or the value of a single byte.",
    ),
    function(
        "pow",
        numbers::pow,
        "(base, exp, mod=None)",
        "base ** exp, or base ** exp % mod.",
    ),
    function(
        "print",
        output::print,
        "(*args, sep=' ', end='\\n', file=None, flush=False)",
        "Write the arguments as text to a file, by default sys.stdout.",
    ),
    function(
        "repr",
        output::repr,
        "(obj, /)",
        "The object as a string that, where possible, evaluates to it.",
    ),
    function(
        "round",
        numbers::round,
        "(number, ndigits=None)",
        "The number rounded to so many decimal digits, or to an integer.",
    ),
    function(
        "setattr",
        attributes::setattr,
        "(obj, name, value, /)",
        "Set the named attribute of the object.",
    ),
    function(
        "sorted",
        iteration::sorted,
        "(iterable, /, *, key=None, reverse=False)",
        "A new list of the items of the iterable in ascending order.",
    ),
    function(
        "sum",
        sum::row,
        "(iterable, /, start=0)",
        "The sum of the start value and the items of the iterable.",
    ),
    function(
        "vars",
        attributes::vars,
        "(object=<unrepresentable>, /)",
        "The __dict__ of the object, or the local variables.",
    ),
];

#[cfg(test)]
mod race_tests;
#[cfg(test)]
mod tests;
