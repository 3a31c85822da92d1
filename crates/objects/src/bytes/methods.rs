//! The rows of `bytes`.

use super::common::{self, Content};
use super::layout::{BYTES_LAYOUT, Bytes, BytesObject};
use super::{Source, construct, iterator};
use crate::buffer;
use crate::call::call_special;
use crate::errors::{self, Result};
use crate::int;
use crate::object::{Kind, Ref, ValueExt};
use crate::operations::{self, Comparison};
use crate::str::{Str, codecs};
use crate::thread::Thread;
use crate::tuple::Tuple;
use crate::types::{
    Method, NativeFn, Special, Type, TypeSpec, class_method, method, static_method, type_flags,
};
use typhon_heap::Value;

const fn binary(name: &'static str, function: NativeFn, doc: &'static str) -> Method {
    method(name, function, "(self, value, /)", doc)
}

const fn plain(name: &'static str, function: NativeFn, doc: &'static str) -> Method {
    method(name, function, "(self, /)", doc)
}

pub static BYTES: TypeSpec = TypeSpec::new("bytes", &BYTES_LAYOUT)
    .flags(type_flags::BASE | type_flags::MATCH_SELF)
    .doc("bytes(iterable_of_ints) -> bytes\nbytes(string, encoding[, errors]) -> bytes\nbytes(bytes_or_buffer) -> immutable copy\nbytes(int) -> that many zero bytes\nbytes() -> empty bytes\n\nAn immutable sequence of ints in range(0, 256).")
    .methods(&with_common::<{ OWN.len() }, { OWN.len() + COMMON.len() }>(OWN));

const OWN: [Method; 24] = [
    static_method(
        "__new__",
        new,
        "(cls, source=b'', encoding='utf-8', errors='strict')",
        "",
    ),
    plain("__repr__", repr, "Return repr(self)."),
    plain("__str__", repr, "Return str(self)."),
    plain(
        "__hash__",
        |thread, args| int::from_i64(thread, bytes(args[0]).hash(thread) as i64),
        "Return hash(self).",
    ),
    plain(
        "__len__",
        |_, args| Ok(Value::fixnum(bytes(args[0]).len() as i64)),
        "Return len(self).",
    ),
    plain("__iter__", iterator::iter, "Implement iter(self)."),
    plain(
        "__bytes__",
        to_bytes,
        "The content as an exact bytes object.",
    ),
    plain(
        "__getnewargs__",
        |thread, args| Ok(Tuple::new(thread, &[to_bytes(thread, args)?])?.value()),
        "Arguments that make an equal object again.",
    ),
    plain(
        "__sizeof__",
        |_, args| Ok(Value::fixnum(typhon_heap::object_size(args[0]) as i64)),
        "Size in memory, in bytes.",
    ),
    method(
        "__getitem__",
        |thread, args| get_item(thread, args[0], args[1]),
        "(self, key, /)",
        "Return self[key].",
    ),
    method(
        "__contains__",
        common::contains,
        "(self, key, /)",
        "Return bool(key in self).",
    ),
    method(
        "__buffer__",
        buffer::buffer_method,
        "(self, flags, /)",
        "A memoryview of the content, fit for the requested flags.",
    ),
    binary("__add__", common::add, "Return self+value."),
    binary("__mul__", common::multiply, "Return self*value."),
    binary("__rmul__", common::multiply, "Return value*self."),
    binary("__mod__", common::modulo, "Return self%value."),
    binary("__rmod__", reflected_modulo, "Return value%self."),
    binary(
        "__lt__",
        |thread, args| Ok(compare(thread, args, Comparison::Less)),
        "Return self<value.",
    ),
    binary(
        "__le__",
        |thread, args| Ok(compare(thread, args, Comparison::LessEqual)),
        "Return self<=value.",
    ),
    binary(
        "__eq__",
        |thread, args| Ok(compare(thread, args, Comparison::Equal)),
        "Return self==value.",
    ),
    binary(
        "__ne__",
        |thread, args| Ok(compare(thread, args, Comparison::NotEqual)),
        "Return self!=value.",
    ),
    binary(
        "__gt__",
        |thread, args| Ok(compare(thread, args, Comparison::Greater)),
        "Return self>value.",
    ),
    binary(
        "__ge__",
        |thread, args| Ok(compare(thread, args, Comparison::GreaterEqual)),
        "Return self>=value.",
    ),
    class_method(
        "fromhex",
        from_hex,
        "(cls, string, /)",
        "An object with the bytes that pairs of hexadecimal digits stand for; white space\nbetween the pairs does not count.",
    ),
];

/// The rows of a type followed by those of `COMMON`.
pub(crate) const fn with_common<const OWN: usize, const ALL: usize>(
    own: [Method; OWN],
) -> [Method; ALL] {
    let mut rows = [const { plain("", repr, "") }; ALL];
    let mut index = 0;
    while index < ALL {
        let row = if index < OWN {
            &own[index]
        } else {
            &COMMON[index - OWN]
        };
        rows[index] = Method {
            name: row.name,
            function: row.function,
            signature: row.signature,
            doc: row.doc,
            kind: row.kind,
        };
        index += 1;
    }
    rows
}

const RANGE: &str = "(self, sub, start=None, end=None, /)";
const WIDTH: &str = "(self, width, fillchar=b' ', /)";
const SPLIT: &str = "(self, /, sep=None, maxsplit=-1)";

/// Rows that `bytearray` has too.
pub(crate) const COMMON: [Method; 41] = [
    plain(
        "capitalize",
        common::capitalize,
        "A copy with the first byte in upper case and the rest in lower case, in ASCII.",
    ),
    method(
        "center",
        common::center,
        WIDTH,
        "A copy in the middle of a field of the given width.",
    ),
    method(
        "count",
        common::count,
        RANGE,
        "Number of places where sub is found in self[start:end] without overlap.",
    ),
    method(
        "decode",
        codecs::decode_method,
        "(self, /, encoding='utf-8', errors='strict')",
        "The text that the bytes stand for in an encoding; errors names what is done\nabout bytes that stand for nothing.",
    ),
    method(
        "endswith",
        common::ends_with,
        "(self, suffix, start=None, end=None, /)",
        "Whether self[start:end] ends with the suffix, or with one of a tuple of them.",
    ),
    method(
        "expandtabs",
        common::expand_tabs,
        "(self, /, tabsize=8)",
        "A copy with tabs expanded to spaces.",
    ),
    method(
        "find",
        common::find,
        RANGE,
        "Lowest index at which sub is found in self[start:end], or -1.",
    ),
    method(
        "hex",
        common::hex,
        "(self, /, sep=None, bytes_per_sep=1)",
        "The bytes as hexadecimal digits, with a separator between groups if one is given.",
    ),
    method(
        "index",
        common::index,
        RANGE,
        "Like find(), but what is not found raises ValueError.",
    ),
    plain(
        "isalnum",
        common::is_alnum,
        "Whether there are bytes, and all are ASCII letters or digits.",
    ),
    plain(
        "isalpha",
        common::is_alpha,
        "Whether there are bytes, and all are ASCII letters.",
    ),
    plain("isascii", common::is_ascii, "Whether all bytes are ASCII."),
    plain(
        "isdigit",
        common::is_digit,
        "Whether there are bytes, and all are ASCII digits.",
    ),
    plain(
        "islower",
        common::is_lower,
        "Whether there are ASCII letters, and all of them are in lower case.",
    ),
    plain(
        "isspace",
        common::is_space,
        "Whether there are bytes, and all are ASCII white space.",
    ),
    plain(
        "istitle",
        common::is_title,
        "Whether upper case only starts words, and every word starts so.",
    ),
    plain(
        "isupper",
        common::is_upper,
        "Whether there are ASCII letters, and all of them are in upper case.",
    ),
    method(
        "join",
        common::join,
        "(self, iterable_of_bytes, /)",
        "The items of the iterable, one after another, with this in between.",
    ),
    method(
        "ljust",
        common::ljust,
        WIDTH,
        "A copy at the left of a field of the given width.",
    ),
    plain(
        "lower",
        common::lower,
        "A copy with ASCII letters in lower case.",
    ),
    method(
        "lstrip",
        common::lstrip,
        "(self, bytes=None, /)",
        "A copy without leading white space, or bytes of the set.",
    ),
    static_method(
        "maketrans",
        common::make_translation,
        "(frm, to, /)",
        "A table for translate() that maps each byte of the first to that of the second.",
    ),
    method(
        "partition",
        common::partition,
        "(self, sep, /)",
        "The parts before, of and after the first separator.",
    ),
    method(
        "removeprefix",
        common::remove_prefix,
        "(self, prefix, /)",
        "A copy without the prefix, if it begins with that.",
    ),
    method(
        "removesuffix",
        common::remove_suffix,
        "(self, suffix, /)",
        "A copy without the suffix, if it ends with that.",
    ),
    method(
        "replace",
        common::replace,
        "(self, old, new, count=-1, /)",
        "A copy with occurrences of old replaced by new: the first count of them, or all\nif count is -1.",
    ),
    method(
        "rfind",
        common::rfind,
        RANGE,
        "Highest index at which sub is found in self[start:end], or -1.",
    ),
    method(
        "rindex",
        common::rindex,
        RANGE,
        "Like rfind(), but what is not found raises ValueError.",
    ),
    method(
        "rjust",
        common::rjust,
        WIDTH,
        "A copy at the right of a field of the given width.",
    ),
    method(
        "rpartition",
        common::rpartition,
        "(self, sep, /)",
        "The parts before, of and after the last separator.",
    ),
    method(
        "rsplit",
        common::rsplit,
        SPLIT,
        "Like split(), but the cuts are made from the right.",
    ),
    method(
        "rstrip",
        common::rstrip,
        "(self, bytes=None, /)",
        "A copy without trailing white space, or bytes of the set.",
    ),
    method(
        "split",
        common::split,
        SPLIT,
        "List of the parts between separators, at most maxsplit cuts from the left.\nWithout a separator, runs of white space separate.",
    ),
    method(
        "splitlines",
        common::split_lines,
        "(self, /, keepends=False)",
        "List of the lines, with their line breaks if keepends is true.",
    ),
    method(
        "startswith",
        common::starts_with,
        "(self, prefix, start=None, end=None, /)",
        "Whether self[start:end] begins with the prefix, or with one of a tuple of them.",
    ),
    method(
        "strip",
        common::strip,
        "(self, bytes=None, /)",
        "A copy without leading and trailing white space, or bytes of the set.",
    ),
    plain(
        "swapcase",
        common::swapcase,
        "A copy with upper and lower case of ASCII letters exchanged.",
    ),
    plain(
        "title",
        common::title,
        "A copy with every word starting in upper case.",
    ),
    method(
        "translate",
        common::translate,
        "(self, table, /, delete=b'')",
        "A copy without the bytes to delete, the others mapped by a table of 256 bytes.",
    ),
    plain(
        "upper",
        common::upper,
        "A copy with ASCII letters in upper case.",
    ),
    method(
        "zfill",
        common::zfill,
        "(self, width, /)",
        "A copy with zeros before its digits, to the given width.",
    ),
];

#[inline(always)]
fn bytes(value: Value) -> Bytes {
    Ref::of(value)
}

fn new(thread: &Thread, args: &[Value]) -> Result {
    let class: Type = Ref::of(args[0]);
    let object = args[1];
    if class == BYTES.get() && args[2].is_null() && args[3].is_null() && !object.is_null() {
        if object.exact_kind() == Kind::Bytes {
            return Ok(object);
        }
        if let Some(method) = object.class().special(Special::Bytes) {
            return converted(thread, object, method);
        }
    }
    let source = match object
        .present()
        .filter(|_| args[2].is_null() && args[3].is_null())
        .and_then(|object| object.class().special(Special::Bytes))
    {
        Some(method) => Source::Encoded(converted(thread, object, method)?),
        None => construct::source(thread, "bytes", &args[1..4])?,
    };
    if let Source::Encoded(made) = source
        && class == BYTES.get()
    {
        return Ok(made);
    }
    let length = source.len();
    let made = Bytes::filled(thread, class.root_shape(), length, |target| {
        source.fill(thread, target)
    })?;
    if class.has(type_flags::DEL) {
        typhon_heap::register_finalizable(made.value());
    }
    Ok(made.value())
}

/// `object.__bytes__()`
fn converted(thread: &Thread, object: Value, method: Value) -> Result {
    let result = call_special(thread, method, object, &[])?;
    if result.is::<BytesObject>() {
        return Ok(result);
    }
    Err(errors::type_error(
        thread,
        format!(
            "__bytes__ returned non-bytes (type {})",
            result.class().name_text()
        ),
    ))
}

fn to_bytes(thread: &Thread, args: &[Value]) -> Result {
    if args[0].exact_kind() == Kind::Bytes {
        return Ok(args[0]);
    }
    Ok(Bytes::new(thread, bytes(args[0]).data())?.value())
}

fn repr(thread: &Thread, args: &[Value]) -> Result {
    let quoted = typhon_text::repr::bytes(bytes(args[0]).data());
    Ok(Str::from_wtf8(thread, &quoted)?.value())
}

fn compare(thread: &Thread, args: &[Value], comparison: Comparison) -> Value {
    match args[1].downcast::<BytesObject>() {
        Some(other) => {
            let order = thread.order_of_bytes(bytes(args[0]).data(), other.data());
            Value::bool(comparison.holds(order))
        }
        None => Value::NOT_IMPLEMENTED,
    }
}

fn reflected_modulo(thread: &Thread, args: &[Value]) -> Result {
    match args[1].downcast::<BytesObject>() {
        Some(format) => common::modulo(thread, &[format.value(), args[0]]),
        None => Ok(Value::NOT_IMPLEMENTED),
    }
}

/// `bytes[key]`
pub fn get_item(thread: &Thread, own: Value, key: Value) -> Result {
    let own = bytes(own);
    if key.kind() == Kind::Slice {
        return common::get_slice(thread, Content::Bytes(own), key);
    }
    if !int::is_int(key) && key.class().special(Special::Index).is_none() {
        return Err(errors::bad_index_type(thread, "byte", key));
    }
    let index = operations::index(thread, key)?;
    let data = own.data();
    let index = if index < 0 {
        index + data.len() as i64
    } else {
        index
    };
    match usize::try_from(index)
        .ok()
        .and_then(|index| data.get(index))
    {
        Some(byte) => Ok(Value::fixnum(*byte as i64)),
        None => Err(errors::index_error(thread, "index out of range")),
    }
}

fn from_hex(thread: &Thread, args: &[Value]) -> Result {
    let data = common::hex_argument(thread, args[1])?;
    let made = Bytes::new(thread, &data)?.value();
    if args[0] == BYTES.get().value() {
        return Ok(made);
    }
    crate::call::call(thread, args[0], &[made])
}
