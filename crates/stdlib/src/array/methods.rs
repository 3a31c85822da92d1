//! The type `array.array`.

use super::storage::{ARRAY_LAYOUT, Array};
use super::{edit, item, iterator, pickling};
use crate::support::{CLASS_GETITEM, repr_text, text, tuple};
use typhon_objects::buffer::{Buffer, buffer_method, has_buffer, release_method};
use typhon_objects::bytes::Bytes;
use typhon_objects::operations::Comparison;
use typhon_objects::prelude::*;
use typhon_objects::{int, number};

macro_rules! comparison {
    ($name:literal, $comparison:ident) => {
        method(
            $name,
            |thread, args| compare(thread, args, Comparison::$comparison),
            "(self, value, /)",
            "",
        )
    };
}

pub(super) static ARRAY: TypeSpec = TypeSpec::new("array", &ARRAY_LAYOUT)
    .module("array")
    .flags(type_flags::BASE | type_flags::WEAKREF | type_flags::SEQUENCE)
    .mutable()
    .doc("array(typecode [, initializer]) -> array\n\nReturn a new array whose items are restricted by typecode, and\ninitialized from the optional initializer value, which must be a list,\nstring or iterable over elements of the appropriate type.")
    .methods(&[
        static_method("__new__", new, "(cls, typecode, initializer=<unrepresentable>, /, **kwargs)", ""),
        method("append", edit::append, "(self, v, /)", "Append new value v to the end of the array."),
        method("extend", edit::extend, "(self, bb, /)", "Append items to the end of the array."),
        method("insert", edit::insert, "(self, i, v, /)", "Insert a new item v into the array before position i."),
        method("pop", edit::pop, "(self, i=-1, /)", "Return the i-th element and delete it from the array.\n\ni defaults to -1."),
        method("remove", edit::remove, "(self, v, /)", "Remove the first occurrence of v in the array."),
        method("clear", edit::clear, "(self, /)", "Remove all items from the array."),
        method("index", index, "(self, v, start=0, stop=sys.maxsize, /)", "Return index of first occurrence of v in the array.\n\nRaise ValueError if the value is not present."),
        method("count", count, "(self, v, /)", "Return number of occurrences of v in the array."),
        method("frombytes", edit::from_bytes, "(self, buffer, /)", "Appends items from the string, interpreting it as an array of machine values, as if it had been read from a file using the fromfile() method."),
        method("fromfile", edit::from_file, "(self, f, n, /)", "Read n objects from the file object f and append them to the end of the array."),
        method("fromlist", edit::from_list, "(self, list, /)", "Append items to array from list."),
        method("fromunicode", edit::from_unicode, "(self, ustr, /)", "Extends this array with data from the unicode string ustr.\n\nThe array must be a unicode type array; otherwise a ValueError is raised.\nUse array.frombytes(ustr.encode(...)) to append Unicode data to an array of\nsome other type."),
        method("tobytes", to_bytes, "(self, /)", "Convert the array to an array of machine values and return the bytes representation."),
        method("tofile", to_file, "(self, f, /)", "Write all items (as machine values) to the file object f."),
        method("tolist", to_list, "(self, /)", "Convert array to an ordinary list with the same items."),
        method("tounicode", to_unicode, "(self, /)", "Extends this array with data from the unicode string ustr.\n\nConvert the array to a unicode string.  The array must be a unicode type array;\notherwise a ValueError is raised.  Use array.tobytes().decode() to obtain a\nunicode string from an array of some other type."),
        method("byteswap", byte_swap, "(self, /)", "Byteswap all items of the array.\n\nIf the items in the array are not 1, 2, 4, or 8 bytes in size, RuntimeError is raised."),
        method("buffer_info", buffer_info, "(self, /)", "Return a tuple (address, length) giving the current memory address and the length in items of the buffer used to hold array's contents.\n\nThe length should be multiplied by the itemsize attribute to calculate\nthe buffer length in bytes."),
        method("reverse", reverse, "(self, /)", "Reverse the order of the items in the array."),
        method("__copy__", copy, "(self, /)", "Return a copy of the array."),
        method("__deepcopy__", copy, "(self, unused, /)", "Return a copy of the array."),
        method("__reduce_ex__", pickling::reduce, "(self, value, /)", "Return state information for pickling."),
        method("__sizeof__", size_of, "(self, /)", "Size of the array in memory, in bytes."),
        method("__len__", |thread, args| int::from_i64(thread, Array::of(args[0]).len() as i64), "(self, /)", "Return len(self)."),
        method("__getitem__", edit::get_item, "(self, key, /)", "Return self[key]."),
        method("__setitem__", edit::set_item, "(self, key, value, /)", "Set self[key] to value."),
        method("__delitem__", edit::delete_item, "(self, key, /)", "Delete self[key]."),
        method("__contains__", contains, "(self, key, /)", "Return bool(key in self)."),
        method("__iter__", iterator::iter, "(self, /)", "Implement iter(self)."),
        method("__add__", edit::add, "(self, value, /)", "Return self+value."),
        method("__iadd__", edit::inplace_add, "(self, value, /)", "Implement self+=value."),
        method("__mul__", edit::multiply, "(self, value, /)", "Return self*value."),
        method("__rmul__", edit::multiply, "(self, value, /)", "Return value*self."),
        method("__imul__", edit::inplace_multiply, "(self, value, /)", "Implement self*=value."),
        comparison!("__lt__", Less),
        comparison!("__le__", LessEqual),
        comparison!("__eq__", Equal),
        comparison!("__ne__", NotEqual),
        comparison!("__gt__", Greater),
        comparison!("__ge__", GreaterEqual),
        method("__repr__", repr, "(self, /)", "Return repr(self)."),
        method("__buffer__", buffer_method, "(self, flags, /)", "Return a buffer object that exposes the underlying memory of the object."),
        method("__release_buffer__", release_method, "(self, buffer, /)", "Release the buffer object that exposes the underlying memory of the object."),
        CLASS_GETITEM,
    ])
    .attributes(&[
        getter("typecode", |thread, object| text(thread, (Array::of(object).code() as char).to_string()), "the typecode character used to create the array"),
        getter("itemsize", |_, object| Ok(Value::fixnum(Array::of(object).item_size() as i64)), "the size, in bytes, of one array item"),
    ]);

/// TypeError for operands of different item types.
#[cold]
pub(super) fn bad_argument(thread: &Thread) -> Raised {
    errors::type_error(thread, "bad argument type for built-in operation")
}

/// The type code argument of a function.
pub(super) fn type_code(thread: &Thread, function: &str, what: &str, value: Value) -> Result<u8> {
    let got = match value.downcast::<StrObject>() {
        Some(text) if text.len() == 1 => return Ok(text.bytes()[0]),
        Some(text) => format!("a string of length {}", text.len()),
        None => value.class().name_text(),
    };
    Err(errors::type_error(
        thread,
        format!("{function}() {what} must be a unicode character, not {got}"),
    ))
}

/// Appends machine values, of which there must be whole ones.
pub(super) fn append_bytes(thread: &Thread, array: Array, bytes: &[u8]) -> Result<()> {
    if !bytes.len().is_multiple_of(array.item_size()) {
        return Err(errors::value_error(
            thread,
            "bytes length not a multiple of item size",
        ));
    }
    array.splice(thread, bytes, |length| Ok((length, length)))?;
    Ok(())
}

/// Appends the characters of a string to an array of characters.
pub(super) fn append_text(thread: &Thread, array: Array, string: Str) -> Result<()> {
    let points = typhon_text::wtf8::code_points(string.bytes());
    let bytes: Vec<u8> = points.flat_map(|point| point.to_ne_bytes()).collect();
    append_bytes(thread, array, &bytes)
}

fn new(thread: &Thread, args: &[Value]) -> Result {
    let class = Type::of(args[0]);
    if class == ARRAY.get() && !args[3].is_null() {
        return Err(errors::type_error(
            thread,
            "array.array() takes no keyword arguments",
        ));
    }
    let code = type_code(thread, "array", "argument 1", args[1])?;
    if item::size(code).is_none() {
        return Err(errors::value_error(
            thread,
            "bad typecode (must be b, B, u, w, h, H, i, I, l, L, q, Q, f or d)",
        ));
    }
    if code == b'u' {
        number::deprecated(
            thread,
            "The 'u' type code is deprecated and will be removed in Python 3.16",
        )?;
    }
    let initial = args[2];
    let refuse = |what: &str| {
        errors::type_error(
            thread,
            format!(
                "cannot use a {what} to initialize an array with typecode '{}'",
                code as char
            ),
        )
    };
    if !item::is_text(code) {
        if initial.is::<StrObject>() {
            return Err(refuse("str"));
        }
        if Array::try_of(initial).is_some_and(|other| item::is_text(other.code())) {
            return Err(refuse("unicode array"));
        }
    }
    let array = Array::new(thread, class, code)?;
    if initial.is_null() {
        return Ok(array.value());
    }
    if let Some(string) = initial.downcast::<StrObject>() {
        append_text(thread, array, string)?;
    } else if matches!(initial.kind(), Kind::Bytes | Kind::Bytearray) {
        debug_assert!(has_buffer(initial));
        let data = Buffer::acquire(thread, initial, false)?.copied(thread);
        append_bytes(thread, array, &data)?;
    } else if Array::try_of(initial).is_some_and(|other| other.code() == code) {
        edit::extend_by(thread, array, initial)?;
    } else {
        operations::for_each(thread, initial, |value| edit::push(thread, array, value))?;
    }
    Ok(array.value())
}

fn index(thread: &Thread, args: &[Value]) -> Result {
    let array = Array::of(args[0]).unshared(thread)?;
    let length = array.len() as i64;
    let bound = |value: Value, missing: i64| -> Result<i64> {
        Ok(match operations::index_or_none(thread, value)? {
            Some(index) if index < 0 => index.saturating_add(length).max(0),
            Some(index) => index,
            None => missing,
        })
    };
    let start = bound(args[2], 0)? as usize;
    let stop = bound(args[3], i64::MAX)? as usize;
    match edit::find(thread, array, args[1], start, stop)? {
        Some(index) => int::from_i64(thread, index as i64),
        None => Err(errors::value_error(
            thread,
            "array.index(x): x not in array",
        )),
    }
}

fn count(thread: &Thread, args: &[Value]) -> Result {
    let array = Array::of(args[0]).unshared(thread)?;
    let (mut count, mut start) = (0, 0);
    while let Some(index) = edit::find(thread, array, args[1], start, usize::MAX)? {
        count += 1;
        start = index + 1;
    }
    int::from_i64(thread, count)
}

fn contains(thread: &Thread, args: &[Value]) -> Result {
    let array = Array::of(args[0]).unshared(thread)?;
    let found = edit::find(thread, array, args[1], 0, usize::MAX)?;
    Ok(Value::bool(found.is_some()))
}

fn to_bytes(thread: &Thread, args: &[Value]) -> Result {
    let bytes = Array::of(args[0]).bytes(thread);
    Ok(Bytes::new(thread, &bytes)?.value())
}

fn to_file(thread: &Thread, args: &[Value]) -> Result {
    let bytes = Array::of(args[0]).bytes(thread);
    for chunk in bytes.chunks(64 * 1024) {
        let chunk = Bytes::new(thread, chunk)?.value();
        call_method(thread, args[1], names().write, &[chunk])?;
    }
    Ok(Value::NONE)
}

fn to_list(thread: &Thread, args: &[Value]) -> Result {
    let array = Array::of(args[0]).unshared(thread)?;
    let list = List::with_capacity(thread, array.len())?;
    let mut index = 0;
    while let Some(value) = array.get(thread, index)? {
        list.append(thread, value)?;
        index += 1;
        thread.poll()?;
    }
    Ok(list.value())
}

/// The characters of an array of characters.
fn characters(thread: &Thread, array: Array) -> Result<Str> {
    let mut output = Vec::new();
    for chunk in array.bytes(thread).chunks_exact(4) {
        let point = u32::from_ne_bytes([chunk[0], chunk[1], chunk[2], chunk[3]]);
        item::push_character(thread, &mut output, point)?;
    }
    Str::from_wtf8(thread, &output)
}

fn to_unicode(thread: &Thread, args: &[Value]) -> Result {
    let array = Array::of(args[0]);
    if !item::is_text(array.code()) {
        return Err(errors::value_error(
            thread,
            "tounicode() may only be called on unicode type arrays ('u' or 'w')",
        ));
    }
    Ok(characters(thread, array)?.value())
}

fn byte_swap(thread: &Thread, args: &[Value]) -> Result {
    let array = Array::of(args[0]);
    let size = array.item_size();
    array.modify(thread, |bytes| {
        for chunk in bytes.chunks_exact_mut(size) {
            chunk.reverse();
        }
    });
    Ok(Value::NONE)
}

fn buffer_info(thread: &Thread, args: &[Value]) -> Result {
    let array = Array::of(args[0]);
    let address = int::from_u64(thread, array.address())?;
    let length = int::from_i64(thread, array.len() as i64)?;
    tuple(thread, &[address, length])
}

fn reverse(thread: &Thread, args: &[Value]) -> Result {
    let array = Array::of(args[0]);
    let size = array.item_size();
    array.modify(thread, |bytes| {
        // Backwards as bytes, then each item forwards again.
        bytes.reverse();
        for chunk in bytes.chunks_exact_mut(size) {
            chunk.reverse();
        }
    });
    Ok(Value::NONE)
}

fn copy(thread: &Thread, args: &[Value]) -> Result {
    let array = Array::of(args[0]);
    let bytes = array.bytes(thread);
    Ok(Array::from_bytes(thread, array.code(), &bytes)?.value())
}

fn size_of(thread: &Thread, args: &[Value]) -> Result {
    let array = Array::of(args[0]);
    let size = std::mem::size_of::<super::storage::ArrayObject>() + array.len() * array.item_size();
    int::from_i64(thread, size as i64)
}

fn compare(thread: &Thread, args: &[Value], comparison: Comparison) -> Result {
    let Some(b) = Array::try_of(args[1]) else {
        return Ok(Value::NOT_IMPLEMENTED);
    };
    let (a, b) = (Array::of(args[0]).unshared(thread)?, b.unshared(thread)?);
    let by_equality = matches!(comparison, Comparison::Equal | Comparison::NotEqual);
    if by_equality && a.len() != b.len() {
        return Ok(Value::bool(comparison == Comparison::NotEqual));
    }
    if by_equality && a.code() == b.code() && !matches!(a.code(), b'f' | b'd') {
        let same = thread.same_bytes(&a.bytes(thread), &b.bytes(thread));
        return Ok(Value::bool(same == (comparison == Comparison::Equal)));
    }
    let mut index = 0;
    while let (Some(x), Some(y)) = (a.get(thread, index)?, b.get(thread, index)?) {
        if !operations::equal(thread, x, y)? {
            return match comparison {
                Comparison::Equal => Ok(Value::FALSE),
                Comparison::NotEqual => Ok(Value::TRUE),
                _ => operations::compare(thread, comparison, x, y),
            };
        }
        index += 1;
        thread.poll()?;
    }
    Ok(Value::bool(comparison.holds(a.len().cmp(&b.len()))))
}

fn repr(thread: &Thread, args: &[Value]) -> Result {
    let array = Array::of(args[0]);
    let name = args[0].class().name_text();
    let code = array.code() as char;
    if array.len() == 0 {
        return text(thread, format!("{name}('{code}')"));
    }
    let items = if item::is_text(array.code()) {
        characters(thread, array)?.value()
    } else {
        to_list(thread, args)?
    };
    let items = repr_text(thread, items)?;
    text(thread, format!("{name}('{code}', {items})"))
}
