//! Subscripts of arrays, and the methods that change which items there are.

use super::item;
use super::methods::{append_bytes, append_text, bad_argument};
use super::storage::{Array, ArrayObject};
use crate::support::to_ssize;
use typhon_objects::buffer::{Buffer, Slice, slice_parts};
use typhon_objects::int;
use typhon_objects::prelude::*;
use typhon_objects::slice::SliceObject;
use typhon_objects::slice::from_either_end;
use typhon_objects::types::Special;

/// What a subscript means.
enum Subscript {
    Index(i64),
    Slice(Slice),
}

fn subscript(thread: &Thread, key: Value) -> Result<Subscript> {
    if key.is::<SliceObject>() {
        return slice_parts(thread, key).map(Subscript::Slice);
    }
    if !int::is_int(key) && key.class().special(Special::Index).is_none() {
        return Err(errors::type_error(thread, "array indices must be integers"));
    }
    operations::index(thread, key).map(Subscript::Index)
}

pub(super) fn get_item(thread: &Thread, args: &[Value]) -> Result {
    let array = Array::of(args[0]);
    let slice = match subscript(thread, args[1])? {
        Subscript::Index(index) => {
            let found = array.get(thread, index)?;
            return found.ok_or_else(|| errors::index_error(thread, "array index out of range"));
        }
        Subscript::Slice(slice) => slice,
    };
    let bytes = array.bytes(thread);
    let size = array.item_size();
    let (start, stop, count) = slice.resolve(bytes.len() / size);
    if slice.step == 1 {
        let part = &bytes[start * size..stop * size];
        return Ok(Array::from_bytes(thread, array.code(), part)?.value());
    }
    let mut part = Vec::with_capacity(count * size);
    for step in 0..count as i64 {
        let index = (start as i64 + step * slice.step) as usize;
        part.extend_from_slice(&bytes[index * size..(index + 1) * size]);
    }
    Ok(Array::from_bytes(thread, array.code(), &part)?.value())
}

fn assignment_range(thread: &Thread) -> Raised {
    errors::index_error(thread, "array assignment index out of range")
}

pub(super) fn set_item(thread: &Thread, args: &[Value]) -> Result {
    let array = Array::of(args[0]);
    match subscript(thread, args[1])? {
        Subscript::Index(index) => {
            // What is wrong with the index comes first. Others may be changing the length.
            let length = array.len();
            if from_either_end(index, length).is_none_or(|index| index >= length) {
                return Err(assignment_range(thread));
            }
            let packed = item::pack(thread, array.code(), args[2])?;
            if !array.store(thread, index, &packed) {
                return Err(assignment_range(thread));
            }
        }
        Subscript::Slice(slice) => {
            let Some(other) = Array::try_of(args[2]) else {
                return Err(errors::type_error(
                    thread,
                    format!(
                        "can only assign array (not \"{}\") to array slice",
                        args[2].class().name_text()
                    ),
                ));
            };
            if other.code() != array.code() {
                return Err(bad_argument(thread));
            }
            let data = other.bytes(thread);
            set_slice(thread, array, slice, &data)?;
        }
    }
    Ok(Value::NONE)
}

fn set_slice(thread: &Thread, array: Array, slice: Slice, data: &[u8]) -> Result<()> {
    if slice.step == 1 {
        array.splice(thread, data, |length| {
            let (start, stop, _) = slice.resolve(length);
            Ok((start, stop))
        })?;
        return Ok(());
    }
    let size = array.item_size();
    let given = data.len() / size;
    let expected = array.modify(thread, |bytes| {
        let (start, _, count) = slice.resolve(bytes.len() / size);
        if count != given {
            return Err(count);
        }
        for (step, chunk) in data.chunks_exact(size).enumerate() {
            let index = (start as i64 + step as i64 * slice.step) as usize;
            bytes[index * size..(index + 1) * size].copy_from_slice(chunk);
        }
        Ok(())
    });
    expected.map_err(|count| {
        errors::value_error(
            thread,
            format!("attempt to assign array of size {given} to extended slice of size {count}"),
        )
    })
}

pub(super) fn delete_item(thread: &Thread, args: &[Value]) -> Result {
    let array = Array::of(args[0]);
    match subscript(thread, args[1])? {
        Subscript::Index(index) => {
            array.splice(thread, &[], |length| {
                match from_either_end(index, length).filter(|&index| index < length) {
                    Some(index) => Ok((index, index + 1)),
                    None => Err(assignment_range(thread)),
                }
            })?;
        }
        Subscript::Slice(slice) if slice.step == 1 => set_slice(thread, array, slice, &[])?,
        Subscript::Slice(slice) => {
            let size = array.item_size();
            loop {
                let before = array.bytes(thread);
                let length = before.len() / size;
                let (start, _, count) = slice.resolve(length);
                let mut gone = vec![false; length];
                for step in 0..count as i64 {
                    gone[(start as i64 + step * slice.step) as usize] = true;
                }
                let mut kept = Vec::with_capacity(before.len());
                for (chunk, gone) in before.chunks_exact(size).zip(gone) {
                    if !gone {
                        kept.extend_from_slice(chunk);
                    }
                }
                // If the content has changed meanwhile, what was kept of it is out of date.
                let unchanged = |now: &[u8]| (now == before).then_some((0, length));
                if array.splice_where(thread, &kept, unchanged)? {
                    break;
                }
            }
        }
    }
    Ok(Value::NONE)
}

pub(super) fn append(thread: &Thread, args: &[Value]) -> Result {
    let array = Array::of(args[0]);
    push(thread, array, args[1])?;
    Ok(Value::NONE)
}

pub(super) fn push(thread: &Thread, array: Array, value: Value) -> Result<()> {
    let packed = item::pack(thread, array.code(), value)?;
    array.splice(thread, packed.bytes(), |length| Ok((length, length)))?;
    Ok(())
}

/// Appends everything of an array of the same kind, or of any iterable.
pub(super) fn extend_by(thread: &Thread, array: Array, source: Value) -> Result<()> {
    if let Some(other) = Array::try_of(source) {
        if other.code() != array.code() {
            return Err(errors::type_error(
                thread,
                "can only extend with array of same kind",
            ));
        }
        return append_bytes(thread, array, &other.bytes(thread));
    }
    operations::for_each(thread, source, |item| push(thread, array, item))
}

pub(super) fn extend(thread: &Thread, args: &[Value]) -> Result {
    extend_by(thread, Array::of(args[0]), args[1])?;
    Ok(Value::NONE)
}

pub(super) fn insert(thread: &Thread, args: &[Value]) -> Result {
    let array = Array::of(args[0]);
    let index = to_ssize(thread, args[1])?;
    let packed = item::pack(thread, array.code(), args[2])?;
    array.splice(thread, packed.bytes(), |length| {
        let index = if index < 0 {
            (index + length as i64).max(0) as usize
        } else {
            (index as usize).min(length)
        };
        Ok((index, index))
    })?;
    Ok(Value::NONE)
}

pub(super) fn pop(thread: &Thread, args: &[Value]) -> Result {
    let array = Array::of(args[0]);
    let index = match args[1].present() {
        Some(index) => to_ssize(thread, index)?,
        None => -1,
    };
    let bytes = array.splice(thread, &[], |length| {
        if length == 0 {
            return Err(errors::index_error(thread, "pop from empty array"));
        }
        match from_either_end(index, length).filter(|&index| index < length) {
            Some(index) => Ok((index, index + 1)),
            None => Err(errors::index_error(thread, "pop index out of range")),
        }
    })?;
    let mut word = [0; 8];
    word[..bytes.len()].copy_from_slice(&bytes);
    item::unpack(thread, array.code(), u64::from_ne_bytes(word))
}

/// The first index from `start` of an item equal to `value`, in an array that nobody changes meanwhile.
pub(super) fn find(
    thread: &Thread,
    array: Array,
    value: Value,
    start: usize,
    stop: usize,
) -> Result<Option<usize>> {
    let mut index = start;
    while index < stop {
        let Some(item) = array.get(thread, index as i64)? else {
            break;
        };
        if operations::equal_or_identical(thread, item, value)? {
            return Ok(Some(index));
        }
        index += 1;
        thread.poll()?;
    }
    Ok(None)
}

pub(super) fn remove(thread: &Thread, args: &[Value]) -> Result {
    let array = Array::of(args[0]);
    let missing = || errors::value_error(thread, "array.remove(x): x not in array");
    loop {
        let before = array.bytes(thread);
        let copy = Array::from_bytes(thread, array.code(), &before)?;
        let Some(index) = find(thread, copy, args[1], 0, usize::MAX)? else {
            return Err(missing());
        };
        // Again if others have changed what comes up to it.
        let passed = &before[..(index + 1) * array.item_size()];
        let range = |now: &[u8]| now.starts_with(passed).then_some((index, index + 1));
        if array.splice_where(thread, &[], range)? {
            return Ok(Value::NONE);
        }
        thread.poll()?;
    }
}

pub(super) fn clear(thread: &Thread, args: &[Value]) -> Result {
    Array::of(args[0]).splice(thread, &[], |length| Ok((0, length)))?;
    Ok(Value::NONE)
}

pub(super) fn from_list(thread: &Thread, args: &[Value]) -> Result {
    let array = Array::of(args[0]);
    let Some(list) = args[1].downcast::<ListObject>() else {
        return Err(errors::type_error(thread, "arg must be list"));
    };
    // All items or none.
    let mut bytes = Vec::with_capacity(list.len() * array.item_size());
    let mut index = 0;
    while let Some(value) = list.get(index) {
        bytes.extend_from_slice(item::pack(thread, array.code(), value)?.bytes());
        index += 1;
        thread.poll()?;
    }
    append_bytes(thread, array, &bytes)?;
    Ok(Value::NONE)
}

pub(super) fn from_bytes(thread: &Thread, args: &[Value]) -> Result {
    let data = Buffer::acquire(thread, args[1], false)?.copied(thread);
    append_bytes(thread, Array::of(args[0]), &data)?;
    Ok(Value::NONE)
}

pub(super) fn from_unicode(thread: &Thread, args: &[Value]) -> Result {
    let Some(text) = args[1].downcast::<StrObject>() else {
        return Err(errors::bad_argument(
            thread,
            "fromunicode()",
            "argument",
            "str",
            args[1],
        ));
    };
    let array = Array::of(args[0]);
    if !item::is_text(array.code()) {
        return Err(errors::value_error(
            thread,
            "fromunicode() may only be called on unicode type arrays ('u' or 'w')",
        ));
    }
    append_text(thread, array, text)?;
    Ok(Value::NONE)
}

pub(super) fn from_file(thread: &Thread, args: &[Value]) -> Result {
    let array = Array::of(args[0]);
    let count = to_ssize(thread, args[2])?;
    if count < 0 {
        return Err(errors::value_error(thread, "negative count"));
    }
    let Some(bytes) = count.checked_mul(array.item_size() as i64) else {
        return Err(errors::memory_error(thread));
    };
    let bytes = int::from_i64(thread, bytes)?;
    let data = call_method(thread, args[1], names().read, &[bytes])?;
    let Some(data) = data.downcast::<typhon_objects::bytes::BytesObject>() else {
        return Err(errors::type_error(thread, "read() didn't return bytes"));
    };
    append_bytes(thread, array, data.data())?;
    if data.len() as i64 != count * array.item_size() as i64 {
        return Err(errors::eof_error(
            thread,
            "read() didn't return enough bytes",
        ));
    }
    Ok(Value::NONE)
}

pub(super) fn add(thread: &Thread, args: &[Value]) -> Result {
    let array = Array::of(args[0]);
    let Some(other) = Array::try_of(args[1]) else {
        return Err(errors::type_error(
            thread,
            format!(
                "can only append array (not \"{}\") to array",
                args[1].class().name_text()
            ),
        ));
    };
    if other.code() != array.code() {
        return Err(bad_argument(thread));
    }
    let mut bytes = array.bytes(thread);
    bytes.extend(other.bytes(thread));
    Ok(Array::from_bytes(thread, array.code(), &bytes)?.value())
}

pub(super) fn inplace_add(thread: &Thread, args: &[Value]) -> Result {
    if !args[1].is::<ArrayObject>() {
        return Err(errors::type_error(
            thread,
            format!(
                "can only extend array with array (not \"{}\")",
                args[1].class().name_text()
            ),
        ));
    }
    extend_by(thread, Array::of(args[0]), args[1])?;
    Ok(args[0])
}

/// The bytes of the array, and the same so many times.
fn repeated(thread: &Thread, array: Array, times: Value) -> Result<(Vec<u8>, Vec<u8>)> {
    if !int::is_int(times) && times.class().special(Special::Index).is_none() {
        return Err(errors::type_error(
            thread,
            format!(
                "can't multiply sequence by non-int of type '{}'",
                times.class().name_text()
            ),
        ));
    }
    let times = to_ssize(thread, times)?.max(0) as usize;
    let bytes = array.bytes(thread);
    match bytes.len().checked_mul(times) {
        Some(total) if total < 1 << 40 => {
            let repeated = bytes.repeat(times);
            Ok((bytes, repeated))
        }
        _ => Err(errors::memory_error(thread)),
    }
}

pub(super) fn multiply(thread: &Thread, args: &[Value]) -> Result {
    let array = Array::of(args[0]);
    let (_, bytes) = repeated(thread, array, args[1])?;
    Ok(Array::from_bytes(thread, array.code(), &bytes)?.value())
}

pub(super) fn inplace_multiply(thread: &Thread, args: &[Value]) -> Result {
    let array = Array::of(args[0]);
    loop {
        let (before, after) = repeated(thread, array, args[1])?;
        let all = |now: &[u8]| (now == before).then_some((0, now.len() / array.item_size()));
        if array.splice_where(thread, &after, all)? {
            return Ok(args[0]);
        }
    }
}
