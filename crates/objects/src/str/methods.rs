//! The rows of `str`, and what its methods share.

use super::characters::{empty, from_part};
use super::layout::{STR_LAYOUT, Str, StrObject};
use super::{build, codecs, iterator, percent, search, template, transform};
use crate::errors::{self, Result};
use crate::int;
use crate::number::raise;
use crate::object::{Kind, Ref, ValueExt};
use crate::operations::{self, Comparison};
use crate::thread::Thread;
use crate::tuple::Tuple;
use crate::types::{Method, NativeFn, Special, Type, TypeSpec, method, static_method, type_flags};
use typhon_heap::Value;
use typhon_text::properties;

/// `(self, value, /)` and `(self, /)` rows, whose signature says nothing new.
const fn binary(name: &'static str, function: NativeFn, doc: &'static str) -> Method {
    method(name, function, "(self, value, /)", doc)
}

const fn plain(name: &'static str, function: NativeFn, doc: &'static str) -> Method {
    method(name, function, "(self, /)", doc)
}

const RANGE: &str = "(self, sub, start=None, end=None, /)";
const SPLIT: &str = "(self, /, sep=None, maxsplit=-1)";
const WIDTH: &str = "(self, width, fillchar=' ', /)";

pub static STR: TypeSpec = TypeSpec::new("str", &STR_LAYOUT)
    .flags(type_flags::BASE | type_flags::MATCH_SELF)
    .doc("str(object='') -> str\nstr(bytes_or_buffer[, encoding[, errors]]) -> str\n\nText: an immutable sequence of code points. Without an encoding, the object's\nown __str__ says what the text is; with one, its bytes are decoded.")
    .methods(&[
        static_method("__new__", new, "(cls, object='', encoding='utf-8', errors='strict')", ""),
        plain("__repr__", repr, "Return repr(self)."),
        plain("__str__", str, "Return str(self)."),
        plain("__hash__", hash, "Return hash(self)."),
        plain("__len__", |_, args| Ok(Value::fixnum(string(args[0]).len() as i64)), "Return len(self)."),
        plain("__iter__", iterator::iter, "Implement iter(self)."),
        plain("__sizeof__", |_, args| Ok(Value::fixnum(typhon_heap::object_size(args[0]) as i64)), "Size in memory, in bytes."),
        plain("__getnewargs__", get_new_args, "Arguments that make an equal string again."),
        method("__getitem__", |thread, args| search::get_item(thread, args[0], args[1]), "(self, key, /)", "Return self[key]."),
        method("__contains__", search::contains, "(self, key, /)", "Return bool(key in self)."),
        binary("__add__", add, "Return self+value."),
        binary("__mul__", multiply, "Return self*value."),
        binary("__rmul__", multiply, "Return value*self."),
        binary("__mod__", |thread, args| percent::format(thread, string(args[0]), args[1]), "Return self%value."),
        binary("__rmod__", reflected_modulo, "Return value%self."),
        binary("__lt__", |thread, args| Ok(compare(thread, args, Comparison::Less)), "Return self<value."),
        binary("__le__", |thread, args| Ok(compare(thread, args, Comparison::LessEqual)), "Return self<=value."),
        binary("__eq__", |thread, args| Ok(compare(thread, args, Comparison::Equal)), "Return self==value."),
        binary("__ne__", |thread, args| Ok(compare(thread, args, Comparison::NotEqual)), "Return self!=value."),
        binary("__gt__", |thread, args| Ok(compare(thread, args, Comparison::Greater)), "Return self>value."),
        binary("__ge__", |thread, args| Ok(compare(thread, args, Comparison::GreaterEqual)), "Return self>=value."),
        method("__format__", format, "(self, format_spec, /)", "The string laid out as the format specifier says."),
        method("format", template::format, "(self, /, *args, **kwargs)", "The string with its replacement fields, marked by braces, filled in from the\narguments."),
        method("format_map", template::format_map, "(self, mapping, /)", "The string with its replacement fields filled in from the mapping."),
        method("encode", codecs::encode_method, "(self, /, encoding='utf-8', errors='strict')", "The string as bytes in an encoding; errors names what is done about characters\nthat the encoding lacks."),
        method("find", search::find, RANGE, "Lowest index at which the substring is found in self[start:end], or -1."),
        method("rfind", search::rfind, RANGE, "Highest index at which the substring is found in self[start:end], or -1."),
        method("index", search::index, RANGE, "Like find(), but a missing substring raises ValueError."),
        method("rindex", search::rindex, RANGE, "Like rfind(), but a missing substring raises ValueError."),
        method("count", search::count, RANGE, "Number of places where the substring is found in self[start:end] without overlap."),
        method("startswith", search::starts_with, "(self, prefix, start=None, end=None, /)", "Whether self[start:end] begins with the prefix, or with one of a tuple of them."),
        method("endswith", search::ends_with, "(self, suffix, start=None, end=None, /)", "Whether self[start:end] ends with the suffix, or with one of a tuple of them."),
        method("removeprefix", search::remove_prefix, "(self, prefix, /)", "The string without the prefix, if it begins with that."),
        method("removesuffix", search::remove_suffix, "(self, suffix, /)", "The string without the suffix, if it ends with that."),
        method("replace", search::replace, "(self, old, new, /, count=-1)", "The string with occurrences of old replaced by new: the first count of them, or\nall if count is -1."),
        method("split", search::split, SPLIT, "List of the parts between separators, at most maxsplit cuts from the left.\nWithout a separator, runs of white space separate."),
        method("rsplit", search::rsplit, SPLIT, "Like split(), but the cuts are made from the right."),
        method("splitlines", search::split_lines, "(self, /, keepends=False)", "List of the lines, with their line breaks if keepends is true."),
        method("partition", search::partition, "(self, sep, /)", "The parts before, of and after the first separator; the last two are empty if\nit is not found."),
        method("rpartition", search::rpartition, "(self, sep, /)", "The parts before, of and after the last separator; the first two are empty if\nit is not found."),
        method("join", |thread, args| Ok(build::join(thread, string(args[0]), args[1])?.value()), "(self, iterable, /)", "The strings of the iterable, one after another, with this one in between."),
        method("strip", search::strip, "(self, chars=None, /)", "The string without leading and trailing white space, or characters in chars."),
        method("lstrip", search::lstrip, "(self, chars=None, /)", "The string without leading white space, or characters in chars."),
        method("rstrip", search::rstrip, "(self, chars=None, /)", "The string without trailing white space, or characters in chars."),
        plain("upper", transform::upper, "The string in upper case."),
        plain("lower", transform::lower, "The string in lower case."),
        plain("title", transform::title, "The string with every word in title case."),
        plain("capitalize", transform::capitalize, "The string with its first character in title case, the others in lower case."),
        plain("swapcase", transform::swapcase, "The string with upper and lower case exchanged."),
        plain("casefold", transform::casefold, "The string made fit for comparisons without regard to case."),
        method("center", transform::center, WIDTH, "The string in the middle of a field of the given width."),
        method("ljust", transform::ljust, WIDTH, "The string at the left of a field of the given width."),
        method("rjust", transform::rjust, WIDTH, "The string at the right of a field of the given width."),
        method("zfill", transform::zfill, "(self, width, /)", "The string with zeros before its digits, to the given width."),
        method("expandtabs", transform::expand_tabs, "(self, /, tabsize=8)", "The string with tabs expanded to spaces."),
        method("translate", transform::translate, "(self, table, /)", "The string with each character replaced as the table says, which is indexed by\ncode points."),
        static_method("maketrans", transform::make_translation, "(x, y=None, z=None, /)", "A table for translate(): from a dict, or from two strings of equal length and a\nthird one of characters to drop."),
        plain("isalnum", |thread, args| test(thread, args, properties::text_is_alnum), "Whether there are characters, and all are letters or numbers."),
        plain("isalpha", |thread, args| test(thread, args, properties::text_is_alpha), "Whether there are characters, and all are letters."),
        plain("isascii", |_, args| Ok(Value::bool(string(args[0]).is_ascii())), "Whether all characters are below U+0080."),
        plain("isdecimal", |thread, args| test(thread, args, properties::text_is_decimal), "Whether there are characters, and all are decimal digits."),
        plain("isdigit", |thread, args| test(thread, args, properties::text_is_digit), "Whether there are characters, and all are digits."),
        plain("isidentifier", |thread, args| test(thread, args, properties::text_is_identifier), "Whether the string has the form of a name in Python."),
        plain("islower", |thread, args| test(thread, args, properties::text_is_lower), "Whether there are cased characters, and all of them are in lower case."),
        plain("isnumeric", |thread, args| test(thread, args, properties::text_is_numeric), "Whether there are characters, and all are numeric."),
        plain("isprintable", |thread, args| test(thread, args, properties::text_is_printable), "Whether repr() would show all characters as they are."),
        plain("isspace", |thread, args| test(thread, args, properties::text_is_space), "Whether there are characters, and all are white space."),
        plain("istitle", |thread, args| test(thread, args, properties::text_is_title), "Whether upper case only starts words, and every word starts so."),
        plain("isupper", |thread, args| test(thread, args, properties::text_is_upper), "Whether there are cased characters, and all of them are in upper case."),
    ]);

#[inline(always)]
pub(super) fn string(value: Value) -> Str {
    Ref::of(value)
}

/// The string as an exact `str`, without copying if it is one.
#[inline]
pub(super) fn same(thread: &Thread, text: Str) -> Result {
    if text.value().exact_kind() == Kind::Str {
        return Ok(text.value());
    }
    Ok(from_part(thread, text.bytes())?.value())
}

/// A `str` argument; `function` is with its parentheses.
#[inline]
pub(super) fn argument(thread: &Thread, function: &str, what: &str, value: Value) -> Result<Str> {
    match value.downcast::<StrObject>() {
        Some(text) => Ok(text),
        None => Err(errors::bad_argument(thread, function, what, "str", value)),
    }
}

fn test(thread: &Thread, args: &[Value], property: fn(&[u8]) -> bool) -> Result {
    let bytes = string(args[0]).bytes();
    Ok(Value::bool(
        thread.aside_if_long(bytes.len(), || property(bytes)),
    ))
}

fn new(thread: &Thread, args: &[Value]) -> Result {
    let class: Type = Ref::of(args[0]);
    let (object, encoding, error_handler) = (args[1], args[2], args[3]);
    let text = if object.is_null() && encoding.is_null() && error_handler.is_null() {
        empty(thread)?
    } else if encoding.is_null() && error_handler.is_null() {
        operations::str(thread, object)?
    } else {
        decoded(thread, object, encoding, error_handler)?
    };
    if class == STR.get() {
        return Ok(text.value());
    }
    let made = Str::with_shape(thread, class.root_shape(), text.bytes())?;
    if class.has(type_flags::DEL) {
        typhon_heap::register_finalizable(made.value());
    }
    Ok(made.value())
}

/// `str(object, encoding, errors)`
fn decoded(thread: &Thread, object: Value, encoding: Value, error_handler: Value) -> Result<Str> {
    let name = |value: Value, what: &str| -> Result<Option<Str>> {
        match value.present() {
            Some(value) => argument(thread, "str()", what, value).map(Some),
            None => Ok(None),
        }
    };
    let encoding = name(encoding, "argument 'encoding'")?;
    let error_handler = name(error_handler, "argument 'errors'")?;
    if object.is_null() {
        return empty(thread);
    }
    if object.is::<StrObject>() {
        return Err(errors::type_error(thread, "decoding str is not supported"));
    }
    if !crate::buffer::has_buffer(object) {
        return Err(errors::type_error(
            thread,
            format!(
                "decoding to str: need a bytes-like object, {} found",
                object.class().name_text()
            ),
        ));
    }
    let buffer = crate::buffer::Buffer::acquire(thread, object, false)?;
    let text = codecs::decode(thread, buffer.bytes(), encoding, error_handler)?;
    Ok(text)
}

fn repr(thread: &Thread, args: &[Value]) -> Result {
    let bytes = string(args[0]).bytes();
    let quoted = thread.aside_if_long(bytes.len(), || typhon_text::repr::text(bytes));
    Ok(Str::from_wtf8(thread, &quoted)?.value())
}

fn str(thread: &Thread, args: &[Value]) -> Result {
    same(thread, string(args[0]))
}

fn hash(thread: &Thread, args: &[Value]) -> Result {
    int::from_i64(thread, string(args[0]).hash_aside(thread) as i64)
}

fn get_new_args(thread: &Thread, args: &[Value]) -> Result {
    let copy = Str::from_wtf8(thread, string(args[0]).bytes())?;
    Ok(Tuple::new(thread, &[copy.value()])?.value())
}

fn add(thread: &Thread, args: &[Value]) -> Result {
    let Some(other) = args[1].downcast::<StrObject>() else {
        return Err(errors::type_error(
            thread,
            format!(
                "can only concatenate str (not \"{}\") to str",
                args[1].class().full_name()
            ),
        ));
    };
    Ok(build::concat(thread, string(args[0]), other)?.value())
}

fn multiply(thread: &Thread, args: &[Value]) -> Result {
    let count = repeat_count(thread, args[1])?;
    Ok(build::repeat(thread, string(args[0]), count)?.value())
}

/// The number of repetitions that a sequence is multiplied by.
pub(crate) fn repeat_count(thread: &Thread, value: Value) -> Result<i64> {
    if !int::is_int(value) && value.class().special(Special::Index).is_none() {
        return Err(errors::type_error(
            thread,
            format!(
                "can't multiply sequence by non-int of type '{}'",
                value.class().name_text()
            ),
        ));
    }
    let count = operations::index_value(thread, value)?;
    match int::to_i64(count) {
        Some(count) => Ok(count),
        None => Err(errors::overflow_error(
            thread,
            format!(
                "cannot fit '{}' into an index-sized integer",
                value.class().name_text()
            ),
        )),
    }
}

fn reflected_modulo(thread: &Thread, args: &[Value]) -> Result {
    match args[1].downcast::<StrObject>() {
        Some(format) => percent::format(thread, format, args[0]),
        None => Ok(Value::NOT_IMPLEMENTED),
    }
}

fn compare(thread: &Thread, args: &[Value], comparison: Comparison) -> Value {
    let Some(other) = args[1].downcast::<StrObject>() else {
        return Value::NOT_IMPLEMENTED;
    };
    let own = string(args[0]);
    Value::bool(match comparison {
        Comparison::Equal => own == other || thread.same_bytes(own.bytes(), other.bytes()),
        Comparison::NotEqual => own != other && !thread.same_bytes(own.bytes(), other.bytes()),
        _ => comparison.holds(thread.order_of_bytes(own.bytes(), other.bytes())),
    })
}

fn format(thread: &Thread, args: &[Value]) -> Result {
    let text = string(args[0]);
    let spec = argument(thread, "__format__()", "argument", args[1])?;
    if spec.is_empty() {
        return Ok(operations::str(thread, args[0])?.value());
    }
    let class = args[0].class().name_text();
    let bytes = typhon_text::format::format_text(text.bytes(), spec.bytes(), &class)
        .map_err(|error| raise(thread, error))?;
    Ok(from_part(thread, &bytes)?.value())
}
