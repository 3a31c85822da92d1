//! Methods that change a bytearray. Arguments are read first, as that may run Python code; then the change
//! is one operation under the lock, with indexes applied to the length found there.

use super::layout::Bytearray;
use super::methods::{array, index_argument};
use crate::buffer::{Buffer, Slice, has_buffer, slice_parts, store};
use crate::bytes::common::{Content, cannot_concatenate};
use crate::bytes::{byte_value, from_iterable};
use crate::errors::{self, Result};
use crate::object::{Kind, ValueExt};
use crate::operations;
use crate::thread::Thread;
use crate::types::Special;
use std::sync::atomic::Ordering;
use typhon_heap::Value;

/// A copy of bytes-like content: it may belong to the very bytearray that is to be changed.
fn copied(thread: &Thread, value: Value) -> Result<Vec<u8>> {
    if let Some(other) = value.downcast() {
        let other: Bytearray = other;
        return Ok(other.to_vec(thread));
    }
    Ok(Buffer::acquire(thread, value, false)?.to_vec())
}

pub(super) fn append(thread: &Thread, args: &[Value]) -> Result {
    let byte = byte_value(thread, args[1])?;
    array(args[0]).push(thread, byte)?;
    Ok(Value::NONE)
}

pub(super) fn clear(thread: &Thread, args: &[Value]) -> Result {
    array(args[0]).splice(thread, &[], |length| Ok((0, length)))?;
    Ok(Value::NONE)
}

fn is_iterable(value: Value) -> bool {
    let class = value.class();
    class
        .special(Special::Iter)
        .is_some_and(|method| !method.is_none())
        || class.special(Special::GetItem).is_some()
}

pub(super) fn extend(thread: &Thread, args: &[Value]) -> Result {
    let own = array(args[0]);
    let mut place = usize::MAX;
    let data = if has_buffer(args[1]) {
        if !matches!(args[1].exact_kind(), Kind::Bytes | Kind::Bytearray) {
            place = own.len();
        }
        copied(thread, args[1])?
    } else if args[1].kind() == Kind::Str {
        return Err(errors::type_error(
            thread,
            "expected iterable of integers; got: 'str'",
        ));
    } else if !is_iterable(args[1]) {
        return Err(errors::type_error(
            thread,
            format!(
                "can't extend bytearray with {}",
                args[1].class().name_text()
            ),
        ));
    } else {
        from_iterable(thread, args[1], "byte")?
    };
    // What reading the argument has added comes after its content, as the place was taken before.
    own.splice(thread, &data, |length| {
        Ok((place.min(length), place.min(length)))
    })?;
    Ok(Value::NONE)
}

pub(super) fn insert(thread: &Thread, args: &[Value]) -> Result {
    let index = operations::to_ssize(thread, args[1])?;
    let byte = byte_value(thread, args[2])?;
    array(args[0]).splice(thread, &[byte], |length| {
        let place = if index < 0 {
            (index + length as i64).max(0) as usize
        } else {
            (index as usize).min(length)
        };
        Ok((place, place))
    })?;
    Ok(Value::NONE)
}

pub(super) fn pop(thread: &Thread, args: &[Value]) -> Result {
    let index = match args[1].present() {
        Some(index) => operations::to_ssize(thread, index)?,
        None => -1,
    };
    let byte = array(args[0]).splice_with(
        thread,
        &[],
        |length| {
            if length == 0 {
                return Err(errors::pop_from_empty(thread, "bytearray"));
            }
            let place = if index < 0 {
                index + length as i64
            } else {
                index
            };
            if place < 0 || place >= length as i64 {
                return Err(errors::index_error(thread, "pop index out of range"));
            }
            Ok((place as usize, place as usize + 1))
        },
        |removed| removed.first().copied().unwrap_or(0),
    )?;
    Ok(Value::fixnum(byte as i64))
}

pub(super) fn remove(thread: &Thread, args: &[Value]) -> Result {
    let byte = byte_value(thread, args[1])?;
    array(args[0]).remove_first(thread, byte)?;
    Ok(Value::NONE)
}

pub(super) fn reverse(thread: &Thread, args: &[Value]) -> Result {
    array(args[0]).modify(thread, store::reverse);
    Ok(Value::NONE)
}

pub(super) fn resize(thread: &Thread, args: &[Value]) -> Result {
    let size = operations::to_ssize(thread, args[1])?;
    let own = array(args[0]);
    if size < 0 {
        return Err(errors::value_error(
            thread,
            format!("Can only resize to positive sizes, got {size}"),
        ));
    }
    let size = size as usize;
    loop {
        let length = own.len();
        if size <= length {
            own.splice(thread, &[], |length| Ok((size.min(length), length)))?;
            if own.len() <= size {
                return Ok(Value::NONE);
            }
            continue;
        }
        let mut zeros = Vec::new();
        if zeros.try_reserve_exact(size - length).is_err() {
            return Err(errors::memory_error(thread));
        }
        zeros.resize(size - length, 0);
        // Somebody may have changed the length meanwhile: then the zeros do not fit, and we look again.
        let fits = own.splice_with(
            thread,
            &zeros,
            |now| {
                if now == length {
                    Ok((now, now))
                } else {
                    Err(errors::runtime_error(
                        thread,
                        "bytearray changed size during resize",
                    ))
                }
            },
            |_| (),
        );
        match fits {
            Ok(()) => return Ok(Value::NONE),
            Err(raised) if own.len() == length => return Err(raised),
            Err(_) => {}
        }
    }
}

pub(super) fn inplace_add(thread: &Thread, args: &[Value]) -> Result {
    let own = array(args[0]);
    if !has_buffer(args[1]) {
        return Err(cannot_concatenate(thread, Content::Array(own), args[1]));
    }
    if args[1].exact_kind() == Kind::Bytes {
        let other = Buffer::acquire(thread, args[1], false)?;
        own.extend(thread, other.bytes())?;
    } else {
        let data = copied(thread, args[1])?;
        own.extend(thread, &data)?;
    }
    Ok(args[0])
}

pub(super) fn inplace_multiply(thread: &Thread, args: &[Value]) -> Result {
    let own = array(args[0]);
    let count = operations::index_value(thread, args[1])?;
    let Some(count) = crate::int::to_i64(count) else {
        return Err(errors::overflow_error(
            thread,
            format!(
                "cannot fit '{}' into an index-sized integer",
                args[1].class().name_text()
            ),
        ));
    };
    if count <= 0 {
        own.splice(thread, &[], |length| Ok((0, length)))?;
        return Ok(args[0]);
    }
    loop {
        let unit = own.to_vec(thread);
        let total = unit
            .len()
            .checked_mul(count as usize)
            .filter(|&total| total <= isize::MAX as usize);
        let mut repeated = Vec::new();
        match total {
            Some(total) if repeated.try_reserve_exact(total).is_ok() => repeated.resize(total, 0),
            _ => return Err(errors::memory_error(thread)),
        }
        if !repeated.is_empty() {
            crate::str::fill_repeated(thread, &mut repeated, &unit);
        }
        // Again if somebody has changed it meanwhile.
        if own.replace_all(thread, &unit, &repeated)? {
            return Ok(args[0]);
        }
    }
}

/// What a slice is set to.
fn slice_value(thread: &Thread, value: Value) -> Result<Vec<u8>> {
    if has_buffer(value) {
        return copied(thread, value);
    }
    let class = value.class();
    let number = [Special::Index, Special::Int, Special::Float];
    if value.kind() == Kind::Str || number.iter().any(|&row| class.special(row).is_some()) {
        return Err(errors::type_error(
            thread,
            "can assign only bytes, buffers, or iterables of ints in range(0, 256)",
        ));
    }
    if !is_iterable(value) {
        let name = class.full_name();
        return Err(errors::type_error(
            thread,
            format!("cannot convert '{name}' object to bytearray"),
        ));
    }
    from_iterable(thread, value, "byte")
}

pub(super) fn set_item(thread: &Thread, args: &[Value]) -> Result {
    let own = array(args[0]);
    if args[1].kind() == Kind::Slice {
        // What is wrong with the slice comes before what is wrong with the value.
        let slice = slice_parts(thread, args[1])?;
        let data = slice_value(thread, args[2])?;
        set_slice(thread, own, slice, &data)?;
        return Ok(Value::NONE);
    }
    let index = index_argument(thread, args[1])?;
    let byte = byte_value(thread, args[2])?;
    if own.set(thread, index, byte) {
        return Ok(Value::NONE);
    }
    Err(errors::index_out_of_range(thread, "bytearray"))
}

pub(super) fn delete_item(thread: &Thread, args: &[Value]) -> Result {
    let own = array(args[0]);
    if args[1].kind() == Kind::Slice {
        set_slice(thread, own, slice_parts(thread, args[1])?, &[])?;
        return Ok(Value::NONE);
    }
    let index = index_argument(thread, args[1])?;
    own.splice(thread, &[], |length| {
        let place = if index < 0 {
            index + length as i64
        } else {
            index
        };
        if place < 0 || place >= length as i64 {
            return Err(errors::index_out_of_range(thread, "bytearray"));
        }
        Ok((place as usize, place as usize + 1))
    })?;
    Ok(Value::NONE)
}

/// Puts `data` in place of a slice; nothing deletes an extended one.
fn set_slice(thread: &Thread, own: Bytearray, slice: Slice, data: &[u8]) -> Result<()> {
    if slice.step == 1 {
        return own.splice(thread, data, |length| {
            let (start, stop, _) = slice.resolve(length);
            Ok((start, stop))
        });
    }
    if data.is_empty() {
        return own.delete_every(thread, slice);
    }
    let wrong = own.modify(thread, |content| {
        let (start, _, count) = slice.resolve(content.len());
        if count != data.len() {
            return Some(count);
        }
        for (index, byte) in data.iter().enumerate() {
            let place = (start as i64 + index as i64 * slice.step) as usize;
            content[place].store(*byte, Ordering::Relaxed);
        }
        None
    });
    match wrong {
        None => Ok(()),
        Some(count) => Err(errors::value_error(
            thread,
            format!(
                "attempt to assign bytes of size {} to extended slice of size {count}",
                data.len()
            ),
        )),
    }
}
