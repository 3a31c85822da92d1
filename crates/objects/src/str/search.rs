//! Methods of `str` that look for text in text. Positions are found as byte offsets and given as
//! code-point indexes.

use super::characters::from_part;
use super::layout::{Str, StrObject};
use super::methods::{argument, same, string};
use crate::errors::{self, Result};
use crate::list::List;
use crate::object::{Kind, ValueExt};
use crate::operations;
use crate::thread::Thread;
use crate::tuple::{Tuple, TupleObject};
use typhon_heap::Value;
use typhon_text::search::{self, Side, Unit};

/// Bytes that are searched in some tens of microseconds.
const LONG: usize = 256 << 10;

/// Optional start and end arguments, read: Python code may have run for that.
#[derive(Copy, Clone)]
pub(crate) struct Bounds {
    start: Option<i64>,
    end: Option<i64>,
}

impl Bounds {
    pub(crate) fn read(thread: &Thread, start: Value, end: Value) -> Result<Bounds> {
        Ok(Bounds {
            start: operations::index_or_none(thread, start)?,
            end: operations::index_or_none(thread, end)?,
        })
    }

    /// Applied to a length; start may be above end, or above the length.
    pub(crate) fn fit(self, length: usize) -> (usize, usize) {
        let adjust = |index: i64| {
            if index < 0 {
                index.saturating_add(length as i64).max(0) as usize
            } else {
                index as usize
            }
        };
        let end = self.end.map_or(length, adjust);
        (self.start.map_or(0, adjust), end.min(length))
    }
}

/// The part of the text that a search with bounds looks at: its byte offset and its bytes; `None` if the
/// bounds leave nothing, not even the place for an empty match.
fn region(
    thread: &Thread,
    text: Str,
    start: Value,
    end: Value,
) -> Result<Option<(usize, &'static [u8])>> {
    if start.is_null() && end.is_null() {
        return Ok(Some((0, text.bytes())));
    }
    let (start, end) = Bounds::read(thread, start, end)?.fit(text.len());
    if start > end {
        return Ok(None);
    }
    let offset = text.offset_of(thread, start)?;
    Ok(Some((offset, text.slice(thread, start, end)?)))
}

fn locate(
    thread: &Thread,
    args: &[Value],
    function: &str,
    find: fn(&[u8], &[u8]) -> Option<usize>,
) -> Result<Option<usize>> {
    let text = string(args[0]);
    let pattern = argument(thread, function, "argument 1", args[1])?;
    let Some((offset, part)) = region(thread, text, args[2], args[3])? else {
        return Ok(None);
    };
    let pattern = pattern.bytes();
    match thread.away_if_long(part.len(), LONG, || find(part, pattern)) {
        Some(found) => text.index_of(thread, offset + found).map(Some),
        None => Ok(None),
    }
}

fn index_or_minus_one(found: Option<usize>) -> Value {
    Value::fixnum(found.map_or(-1, |index| index as i64))
}

fn index_or_error(thread: &Thread, found: Option<usize>) -> Result {
    match found {
        Some(index) => Ok(Value::fixnum(index as i64)),
        None => Err(errors::value_error(thread, "substring not found")),
    }
}

pub fn find(thread: &Thread, args: &[Value]) -> Result {
    locate(thread, args, "find()", search::find).map(index_or_minus_one)
}

pub fn rfind(thread: &Thread, args: &[Value]) -> Result {
    locate(thread, args, "rfind()", search::rfind).map(index_or_minus_one)
}

pub fn index(thread: &Thread, args: &[Value]) -> Result {
    let found = locate(thread, args, "index()", search::find)?;
    index_or_error(thread, found)
}

pub fn rindex(thread: &Thread, args: &[Value]) -> Result {
    let found = locate(thread, args, "rindex()", search::rfind)?;
    index_or_error(thread, found)
}

pub fn count(thread: &Thread, args: &[Value]) -> Result {
    let text = string(args[0]);
    let pattern = argument(thread, "count()", "argument 1", args[1])?;
    let count = match region(thread, text, args[2], args[3])? {
        Some((_, part)) => {
            let pattern = pattern.bytes();
            thread.away_if_long(part.len(), LONG, || {
                search::count(part, pattern, Unit::CodePoint)
            })
        }
        None => 0,
    };
    Ok(Value::fixnum(count as i64))
}

pub fn contains(thread: &Thread, args: &[Value]) -> Result {
    let Some(pattern) = args[1].downcast::<StrObject>() else {
        return Err(errors::type_error(
            thread,
            format!(
                "'in <string>' requires string as left operand, not {}",
                args[1].class().name_text()
            ),
        ));
    };
    let (text, pattern) = (string(args[0]).bytes(), pattern.bytes());
    let found = thread.away_if_long(text.len(), LONG, || search::contains(text, pattern));
    Ok(Value::bool(found))
}

fn affix(thread: &Thread, args: &[Value], name: &str, matches: fn(&[u8], &[u8]) -> bool) -> Result {
    let text = string(args[0]);
    let part = region(thread, text, args[2], args[3])?.map(|(_, part)| part);
    let test = |affix: Str| {
        let affix = affix.bytes();
        part.is_some_and(|part| thread.aside_if_long(affix.len(), || matches(part, affix)))
    };
    if let Some(tuple) = args[1].downcast::<TupleObject>() {
        for item in tuple.iter() {
            let Some(item) = item.downcast::<StrObject>() else {
                return Err(errors::type_error(
                    thread,
                    format!(
                        "tuple for {name} must only contain str, not {}",
                        item.class().name_text()
                    ),
                ));
            };
            if test(item) {
                return Ok(Value::TRUE);
            }
        }
        return Ok(Value::FALSE);
    }
    match args[1].downcast::<StrObject>() {
        Some(affix) => Ok(Value::bool(test(affix))),
        None => Err(errors::type_error(
            thread,
            format!(
                "{name} first arg must be str or a tuple of str, not {}",
                args[1].class().name_text()
            ),
        )),
    }
}

pub fn starts_with(thread: &Thread, args: &[Value]) -> Result {
    affix(thread, args, "startswith", <[u8]>::starts_with)
}

pub fn ends_with(thread: &Thread, args: &[Value]) -> Result {
    affix(thread, args, "endswith", <[u8]>::ends_with)
}

pub fn remove_prefix(thread: &Thread, args: &[Value]) -> Result {
    let text = string(args[0]);
    let prefix = argument(thread, "removeprefix()", "argument", args[1])?;
    match text.bytes().strip_prefix(prefix.bytes()) {
        Some(rest) if !prefix.is_empty() => Ok(from_part(thread, rest)?.value()),
        _ => same(thread, text),
    }
}

pub fn remove_suffix(thread: &Thread, args: &[Value]) -> Result {
    let text = string(args[0]);
    let suffix = argument(thread, "removesuffix()", "argument", args[1])?;
    match text.bytes().strip_suffix(suffix.bytes()) {
        Some(rest) if !suffix.is_empty() => Ok(from_part(thread, rest)?.value()),
        _ => same(thread, text),
    }
}

pub fn replace(thread: &Thread, args: &[Value]) -> Result {
    let text = string(args[0]);
    let old = argument(thread, "replace()", "argument 1", args[1])?;
    let new = argument(thread, "replace()", "argument 2", args[2])?;
    let limit = match args[3].present() {
        Some(count) => usize::try_from(operations::to_ssize(thread, count)?).ok(),
        None => None,
    };
    if !new.is_empty() && replaced_size(text, old, new, limit).is_none() {
        return Err(errors::overflow_error(thread, "replace string is too long"));
    }
    let (bytes, old, new) = (text.bytes(), old.bytes(), new.bytes());
    let replaced = thread.away_if_long(bytes.len(), LONG, || {
        search::replace(bytes, old, new, limit, Unit::CodePoint)
    });
    match replaced {
        Some(bytes) => Ok(from_part(thread, &bytes)?.value()),
        None => same(thread, text),
    }
}

/// The size of the result in bytes, if it can be held. Only a longer replacement needs counting.
fn replaced_size(text: Str, old: Str, new: Str, limit: Option<usize>) -> Option<usize> {
    let (text, old, new) = (text.bytes(), old.bytes(), new.bytes());
    if new.len() <= old.len() || new.len() < 1 << 16 {
        return Some(0);
    }
    let count = search::count(text, old, Unit::CodePoint).min(limit.unwrap_or(usize::MAX));
    (new.len() - old.len())
        .checked_mul(count)?
        .checked_add(text.len())
        .filter(|&size| size <= isize::MAX as usize)
}

/// A list of the parts as strings.
pub(super) fn list_of(thread: &Thread, parts: &[&[u8]]) -> Result {
    let list = List::with_capacity(thread, parts.len())?;
    for (index, part) in parts.iter().enumerate() {
        list.append(thread, from_part(thread, part)?.value())?;
        thread.poll_at(index)?;
    }
    Ok(list.value())
}

fn separator(thread: &Thread, value: Value) -> Result<Option<Str>> {
    if value.is_null() || value.is_none() {
        return Ok(None);
    }
    let Some(separator) = value.downcast::<StrObject>() else {
        return Err(errors::type_error(
            thread,
            format!("must be str or None, not {}", value.class().name_text()),
        ));
    };
    if separator.is_empty() {
        return Err(errors::value_error(thread, "empty separator"));
    }
    Ok(Some(separator))
}

fn split_limit(thread: &Thread, value: Value) -> Result<Option<usize>> {
    match value.present() {
        Some(limit) => Ok(usize::try_from(operations::to_ssize(thread, limit)?).ok()),
        None => Ok(None),
    }
}

pub fn split(thread: &Thread, args: &[Value]) -> Result {
    let text = string(args[0]);
    let limit = split_limit(thread, args[2])?;
    let separator = separator(thread, args[1])?.map(Str::bytes);
    let bytes = text.bytes();
    let parts = thread.aside_if_long(bytes.len(), || match separator {
        Some(separator) => search::split(bytes, separator, limit),
        None => search::split_whitespace(bytes, limit, Unit::CodePoint),
    });
    if let [part] = parts.as_slice()
        && part.len() == text.bytes().len()
    {
        let whole = same(thread, text)?;
        return Ok(List::from_values(thread, &[whole])?.value());
    }
    list_of(thread, &parts)
}

pub fn rsplit(thread: &Thread, args: &[Value]) -> Result {
    let text = string(args[0]);
    let limit = split_limit(thread, args[2])?;
    let separator = separator(thread, args[1])?.map(Str::bytes);
    let bytes = text.bytes();
    let parts = thread.aside_if_long(bytes.len(), || match separator {
        Some(separator) => search::rsplit(bytes, separator, limit),
        None => search::rsplit_whitespace(bytes, limit, Unit::CodePoint),
    });
    list_of(thread, &parts)
}

pub fn split_lines(thread: &Thread, args: &[Value]) -> Result {
    let keep = match args[1].present() {
        Some(keep) => operations::truth(thread, keep)?,
        None => false,
    };
    let bytes = string(args[0]).bytes();
    let lines = thread.aside_if_long(bytes.len(), || {
        search::split_lines(bytes, keep, Unit::CodePoint)
    });
    list_of(thread, &lines)
}

fn partition_argument(thread: &Thread, value: Value) -> Result<Str> {
    let Some(separator) = value.downcast::<StrObject>() else {
        return Err(errors::type_error(
            thread,
            format!("must be str, not {}", value.class().name_text()),
        ));
    };
    if separator.is_empty() {
        return Err(errors::value_error(thread, "empty separator"));
    }
    Ok(separator)
}

pub fn partition(thread: &Thread, args: &[Value]) -> Result {
    let text = string(args[0]);
    let separator = partition_argument(thread, args[1])?;
    let (bytes, sought) = (text.bytes(), separator.bytes());
    let found = thread.aside_if_long(bytes.len(), || search::partition(bytes, sought));
    let parts = match found {
        Some((before, _, after)) => [
            from_part(thread, before)?.value(),
            separator.value(),
            from_part(thread, after)?.value(),
        ],
        None => {
            let nothing = super::empty(thread)?.value();
            [same(thread, text)?, nothing, nothing]
        }
    };
    Ok(Tuple::new(thread, &parts)?.value())
}

pub fn rpartition(thread: &Thread, args: &[Value]) -> Result {
    let text = string(args[0]);
    let separator = partition_argument(thread, args[1])?;
    let (bytes, sought) = (text.bytes(), separator.bytes());
    let found = thread.aside_if_long(bytes.len(), || search::rpartition(bytes, sought));
    let parts = match found {
        Some((before, _, after)) => [
            from_part(thread, before)?.value(),
            separator.value(),
            from_part(thread, after)?.value(),
        ],
        None => {
            let nothing = super::empty(thread)?.value();
            [nothing, nothing, same(thread, text)?]
        }
    };
    Ok(Tuple::new(thread, &parts)?.value())
}

fn strip_at(thread: &Thread, args: &[Value], name: &str, side: Side) -> Result {
    let text = string(args[0]);
    let bytes = text.bytes();
    let stripped = if args[1].is_null() || args[1].is_none() {
        thread.aside_if_long(bytes.len(), || {
            search::strip_whitespace(bytes, side, Unit::CodePoint)
        })
    } else {
        match args[1].downcast::<StrObject>() {
            Some(set) => {
                let set = set.bytes();
                thread.aside_if_long(bytes.len(), || {
                    search::strip(bytes, set, side, Unit::CodePoint)
                })
            }
            None => {
                return Err(errors::type_error(
                    thread,
                    format!("{name} arg must be None or str"),
                ));
            }
        }
    };
    if stripped.len() == bytes.len() {
        return same(thread, text);
    }
    Ok(from_part(thread, stripped)?.value())
}

pub fn strip(thread: &Thread, args: &[Value]) -> Result {
    strip_at(thread, args, "strip", Side::Both)
}

pub fn lstrip(thread: &Thread, args: &[Value]) -> Result {
    strip_at(thread, args, "lstrip", Side::Left)
}

pub fn rstrip(thread: &Thread, args: &[Value]) -> Result {
    strip_at(thread, args, "rstrip", Side::Right)
}

/// `text[key]`
pub fn get_item(thread: &Thread, text: Value, key: Value) -> Result {
    let text = string(text);
    if key.is_fixnum() {
        return match super::char_at(thread, text, key.fixnum_value())? {
            Some(character) => Ok(character.value()),
            None => Err(errors::index_out_of_range(thread, "string")),
        };
    }
    if key.kind() == Kind::Slice {
        return get_slice(thread, text, key);
    }
    if !crate::int::is_int(key) && key.class().special(crate::types::Special::Index).is_none() {
        return Err(errors::type_error(
            thread,
            format!(
                "string indices must be integers, not '{}'",
                key.class().name_text()
            ),
        ));
    }
    let index = operations::index(thread, key)?;
    match super::char_at(thread, text, index)? {
        Some(character) => Ok(character.value()),
        None => Err(errors::index_out_of_range(thread, "string")),
    }
}

fn get_slice(thread: &Thread, text: Str, slice: Value) -> Result {
    let slice = crate::buffer::slice_parts(thread, slice)?;
    let (start, stop, count) = slice.resolve(text.len());
    if slice.step == 1 {
        if count == text.len() {
            return same(thread, text);
        }
        let part = text.slice(thread, start, stop)?;
        if text.is_ascii() && count > 2 {
            return Ok(Str::with_length(
                thread,
                super::STR.root_shape(),
                count,
                count,
                true,
                |target| thread.copy_bytes(target, part),
            )?
            .value());
        }
        return Ok(from_part(thread, part)?.value());
    }
    let step = slice.step as isize;
    if text.is_ascii() {
        let bytes = text.bytes();
        let picked: Vec<u8> = thread.aside_if_long(count, || {
            (0..count)
                .map(|i| bytes[(start as isize + i as isize * step) as usize])
                .collect()
        });
        return Ok(from_part(thread, &picked)?.value());
    }
    let bytes = text.bytes();
    let picked = thread.aside_if_long(bytes.len(), || {
        typhon_text::wtf8::slice_step(bytes, start, step, count)
    });
    Ok(from_part(thread, &picked)?.value())
}
