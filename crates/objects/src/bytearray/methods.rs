//! The rows of `bytearray`.

use super::layout::{BYTEARRAY_LAYOUT, Bytearray};
use super::mutate;
use crate::buffer::{self, Buffer, has_buffer};
use crate::bytes::common::{self, Content};
use crate::bytes::{COMMON, with_common};
use crate::errors::{self, Result};
use crate::int;
use crate::object::{Kind, Ref, ValueExt};
use crate::operations::{self, Comparison};
use crate::str::{Str, intern_text};
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

pub static BYTEARRAY: TypeSpec = TypeSpec::new("bytearray", &BYTEARRAY_LAYOUT)
    .flags(type_flags::BASE | type_flags::MATCH_SELF)
    .doc("bytearray(iterable_of_ints) -> bytearray\nbytearray(string, encoding[, errors]) -> bytearray\nbytearray(bytes_or_buffer) -> mutable copy\nbytearray(int) -> that many zero bytes\nbytearray() -> empty bytearray\n\nA sequence of ints in range(0, 256) that can be changed.")
    .methods(&with_common::<{ OWN.len() }, { OWN.len() + COMMON.len() }>(OWN));

const OWN: [Method; 39] = [
    static_method("__new__", new, "(cls, *args, **kwargs)", ""),
    method(
        "__init__",
        init,
        "(self, source=b'', encoding='utf-8', errors='strict')",
        "Sets the content.",
    ),
    plain("__repr__", repr, "Return repr(self)."),
    plain("__str__", repr, "Return str(self)."),
    plain(
        "__len__",
        |_, args| Ok(Value::fixnum(array(args[0]).len() as i64)),
        "Return len(self).",
    ),
    plain("__iter__", crate::bytes::iter, "Implement iter(self)."),
    plain("__sizeof__", size_of, "Size in memory, in bytes."),
    plain(
        "__alloc__",
        |_, args| Ok(Value::fixnum(array(args[0]).capacity() as i64 + 1)),
        "Bytes of memory held for the content, one more than it can grow to, as elsewhere a\nNUL follows.",
    ),
    plain(
        "__reduce__",
        |thread, args| reduce(thread, array(args[0]), 2),
        "Helper for pickle.",
    ),
    method(
        "__reduce_ex__",
        |thread, args| {
            let protocol = match args[1].present() {
                Some(protocol) => i64::from(operations::to_c_int(thread, protocol)?),
                None => 0,
            };
            reduce(thread, array(args[0]), protocol)
        },
        "(self, proto=0, /)",
        "Helper for pickle.",
    ),
    method(
        "__getitem__",
        get_item,
        "(self, key, /)",
        "Return self[key].",
    ),
    method(
        "__setitem__",
        mutate::set_item,
        "(self, key, value, /)",
        "Set self[key] to value.",
    ),
    method(
        "__delitem__",
        mutate::delete_item,
        "(self, key, /)",
        "Delete self[key].",
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
    method(
        "__release_buffer__",
        buffer::release_method,
        "(self, buffer, /)",
        "Ends the use of a memoryview that __buffer__ gave.",
    ),
    binary("__add__", common::add, "Return self+value."),
    binary("__iadd__", mutate::inplace_add, "Implement self+=value."),
    binary("__mul__", common::multiply, "Return self*value."),
    binary("__rmul__", common::multiply, "Return value*self."),
    binary(
        "__imul__",
        mutate::inplace_multiply,
        "Implement self*=value.",
    ),
    binary("__mod__", common::modulo, "Return self%value."),
    binary("__rmod__", reflected_modulo, "Return value%self."),
    binary(
        "__lt__",
        |thread, args| compare(thread, args, Comparison::Less),
        "Return self<value.",
    ),
    binary(
        "__le__",
        |thread, args| compare(thread, args, Comparison::LessEqual),
        "Return self<=value.",
    ),
    binary(
        "__eq__",
        |thread, args| compare(thread, args, Comparison::Equal),
        "Return self==value.",
    ),
    binary(
        "__ne__",
        |thread, args| compare(thread, args, Comparison::NotEqual),
        "Return self!=value.",
    ),
    binary(
        "__gt__",
        |thread, args| compare(thread, args, Comparison::Greater),
        "Return self>value.",
    ),
    binary(
        "__ge__",
        |thread, args| compare(thread, args, Comparison::GreaterEqual),
        "Return self>=value.",
    ),
    method(
        "append",
        mutate::append,
        "(self, item, /)",
        "Adds a byte at the end.",
    ),
    plain("clear", mutate::clear, "Removes all bytes."),
    plain("copy", copy, "A copy of the bytearray."),
    method(
        "extend",
        mutate::extend,
        "(self, iterable_of_ints, /)",
        "Adds the bytes of an iterable, or of a bytes-like object, at the end.",
    ),
    method(
        "insert",
        mutate::insert,
        "(self, index, item, /)",
        "Puts a byte before the index.",
    ),
    method(
        "pop",
        mutate::pop,
        "(self, index=-1, /)",
        "Removes the byte at the index and returns it.",
    ),
    method(
        "remove",
        mutate::remove,
        "(self, value, /)",
        "Removes the first byte of that value; ValueError if there is none.",
    ),
    method(
        "resize",
        mutate::resize,
        "(self, size, /)",
        "Cuts to the size, or fills up to it with zeros.",
    ),
    plain(
        "reverse",
        mutate::reverse,
        "Reverses the order of the bytes in place.",
    ),
    class_method(
        "fromhex",
        from_hex,
        "(cls, string, /)",
        "An object with the bytes that pairs of hexadecimal digits stand for; white space\nbetween the pairs does not count.",
    ),
];

#[inline(always)]
pub(super) fn array(value: Value) -> Bytearray {
    Ref::of(value)
}

fn new(thread: &Thread, args: &[Value]) -> Result {
    let class: Type = Ref::of(args[0]);
    let made = Bytearray::with_shape(thread, class.root_shape())?;
    if class.has(type_flags::DEL) {
        typhon_heap::register_finalizable(made.value());
    }
    Ok(made.value())
}

fn init(thread: &Thread, args: &[Value]) -> Result {
    let own = array(args[0]);
    if !own.is_empty() {
        own.splice(thread, &[], |length| Ok((0, length)))?;
    }
    let source = crate::bytes::source(thread, "bytearray", &args[1..4])?;
    if own.is_empty() && own.exports.count() == 0 && own.capacity() == 0 {
        own.set_initial_with(thread, source.len(), |target| source.fill(thread, target))?;
        return Ok(Value::NONE);
    }
    let mut data = vec![0; source.len()];
    source.fill(thread, &mut data);
    own.splice(thread, &data, |length| Ok((0, length)))?;
    Ok(Value::NONE)
}

fn repr(thread: &Thread, args: &[Value]) -> Result {
    let quoted = array(args[0]).with_data(thread, typhon_text::repr::bytes);
    let mut text = args[0].class().name_text().into_bytes();
    text.push(b'(');
    if quoted.starts_with(b"b\"") {
        // Unlike that of `bytes`, this repr escapes apostrophes between double quotes too.
        for byte in &quoted {
            if *byte == b'\'' {
                text.push(b'\\');
            }
            text.push(*byte);
        }
    } else {
        text.extend_from_slice(&quoted);
    }
    text.push(b')');
    Ok(Str::from_wtf8(thread, &text)?.value())
}

fn size_of(_: &Thread, args: &[Value]) -> Result {
    let fixed = typhon_heap::object_size(args[0]);
    Ok(Value::fixnum((fixed + array(args[0]).capacity()) as i64))
}

fn copy(thread: &Thread, args: &[Value]) -> Result {
    let data = array(args[0]).to_vec(thread);
    Ok(Bytearray::new(thread, &data)?.value())
}

fn reduce(thread: &Thread, own: Bytearray, protocol: i64) -> Result {
    let state = crate::copying::get_state(thread, own.value())?;
    let data = own.to_vec(thread);
    let class = own.class().value();
    let arguments = if protocol < 3 {
        let text = typhon_text::wtf8::from_code_points(data.iter().map(|byte| *byte as u32));
        let text = Str::from_wtf8(thread, &text)?.value();
        let encoding = intern_text(thread, "latin-1")?.value();
        Tuple::new(thread, &[text, encoding])?
    } else {
        let bytes = crate::bytes::Bytes::new(thread, &data)?.value();
        Tuple::new(thread, &[bytes])?
    };
    Ok(Tuple::new(thread, &[class, arguments.value(), state])?.value())
}

/// The index argument as a place in a bytearray of `length`.
pub(super) fn index_argument(thread: &Thread, key: Value) -> Result<i64> {
    if !int::is_int(key) && key.class().special(Special::Index).is_none() {
        return Err(errors::bad_index_type(thread, "bytearray", key));
    }
    operations::index(thread, key)
}

fn get_item(thread: &Thread, args: &[Value]) -> Result {
    let own = array(args[0]);
    if args[1].kind() == Kind::Slice {
        return common::get_slice(thread, Content::Array(own), args[1]);
    }
    let index = index_argument(thread, args[1])?;
    match own.get_from_either_end(thread, index) {
        Some(byte) => Ok(Value::fixnum(byte as i64)),
        None => Err(errors::index_out_of_range(thread, "bytearray")),
    }
}

fn compare(thread: &Thread, args: &[Value], comparison: Comparison) -> Result {
    if !has_buffer(args[1]) {
        return Ok(Value::NOT_IMPLEMENTED);
    }
    if args[0] == args[1] {
        return Ok(Value::bool(comparison.holds(std::cmp::Ordering::Equal)));
    }
    let other = match Buffer::acquire(thread, args[1], false) {
        Ok(other) => other,
        Err(raised) if raised.is(&crate::exceptions::BUFFER_ERROR) => {
            return Ok(Value::NOT_IMPLEMENTED);
        }
        Err(raised) => return Err(raised),
    };
    let ordering = array(args[0]).with_data(thread, |data| data.cmp(other.bytes()));
    Ok(Value::bool(comparison.holds(ordering)))
}

fn reflected_modulo(thread: &Thread, args: &[Value]) -> Result {
    if args[1].kind() != Kind::Bytearray {
        return Ok(Value::NOT_IMPLEMENTED);
    }
    common::modulo(thread, &[args[1], args[0]])
}

fn from_hex(thread: &Thread, args: &[Value]) -> Result {
    let data = common::hex_argument(thread, args[1])?;
    if args[0] == BYTEARRAY.get().value() {
        return Ok(Bytearray::new(thread, &data)?.value());
    }
    let bytes = crate::bytes::Bytes::new(thread, &data)?.value();
    crate::call::call(thread, args[0], &[bytes])
}
