//! Methods that `bytes` and `bytearray` share: they look at the content, and make new objects of the
//! receiver's built-in type. A bytearray's content is looked at under its lock, so each method sees it at
//! one moment.

use super::layout::{Bytes, BytesObject};
use crate::buffer::{Buffer, Lease, has_buffer};
use crate::bytearray::{Bytearray, BytearrayObject};
use crate::errors::{self, Result};
use crate::int;
use crate::list::{List, ListObject};
use crate::object::{Kind, Ref, ValueExt};
use crate::operations;
use crate::str::{StrObject, from_part, search::Bounds};
use crate::thread::Thread;
use crate::tuple::{Tuple, TupleObject};
use crate::types::Special;
use typhon_heap::Value;
use typhon_text::properties::bytes as properties;
use typhon_text::search::{self, Side, Unit};

/// A receiver.
#[derive(Copy, Clone)]
pub(crate) enum Content {
    Bytes(Bytes),
    Array(Bytearray),
}

impl Content {
    #[inline]
    pub(crate) fn of(value: Value) -> Content {
        match value.downcast::<BytesObject>() {
            Some(bytes) => Content::Bytes(bytes),
            None => Content::Array(Ref::<BytearrayObject>::of(value)),
        }
    }

    /// Runs `f` on the content as it is at one moment; it touches nothing else of the heap. (The collector may
    /// run meanwhile.)
    #[inline]
    pub(crate) fn with<R>(self, thread: &Thread, f: impl FnOnce(&[u8]) -> R) -> R {
        match self {
            Content::Bytes(bytes) => {
                let data = bytes.data();
                thread.aside_if_long(data.len(), || f(data))
            }
            Content::Array(array) => {
                array.with_data(thread, |data| thread.aside_if_long(data.len(), || f(data)))
            }
        }
    }

    /// A new object of the same built-in type.
    pub(crate) fn make(self, thread: &Thread, data: &[u8]) -> Result {
        match self {
            Content::Bytes(_) => Ok(Bytes::new(thread, data)?.value()),
            Content::Array(_) => Ok(Bytearray::new(thread, data)?.value()),
        }
    }

    /// For a result that equals the receiver: itself if it is `bytes`, which nobody can change.
    fn same(self, thread: &Thread) -> Result {
        match self {
            Content::Bytes(bytes) if bytes.value().exact_kind() == Kind::Bytes => Ok(bytes.value()),
            _ => {
                let data = self.with(thread, <[u8]>::to_vec);
                self.make(thread, &data)
            }
        }
    }

    /// Keeps a bytearray from being resized while arguments are looked at that may run Python code.
    fn hold(self, arguments: &[Value]) -> Option<Lease> {
        match self {
            Content::Array(array) if arguments.iter().any(|value| may_run_code(*value)) => {
                Some(array.exports.lease())
            }
            _ => None,
        }
    }

    fn is_array(self) -> bool {
        matches!(self, Content::Array(_))
    }

    pub(crate) fn type_name(self) -> &'static str {
        match self {
            Content::Bytes(_) => "bytes",
            Content::Array(_) => "bytearray",
        }
    }
}

fn may_run_code(value: Value) -> bool {
    let kind = if value.is_null() {
        Kind::None
    } else {
        value.exact_kind()
    };
    !matches!(
        kind,
        Kind::None | Kind::Int | Kind::Bool | Kind::Bytes | Kind::Bytearray | Kind::Str
    )
}

/// What is looked for: one byte, or bytes.
enum Pattern {
    Byte([u8; 1]),
    Buffer(Buffer),
}

impl Pattern {
    fn of(thread: &Thread, value: Value) -> Result<Pattern> {
        if has_buffer(value) {
            return Ok(Pattern::Buffer(Buffer::acquire(thread, value, false)?));
        }
        if !int::is_int(value) && value.class().special(Special::Index).is_none() {
            return Err(errors::type_error(
                thread,
                format!(
                    "argument should be integer or bytes-like object, not '{}'",
                    value.class().name_text()
                ),
            ));
        }
        Ok(Pattern::Byte([super::byte_value(thread, value)?]))
    }

    fn bytes(&self) -> &[u8] {
        match self {
            Pattern::Byte(byte) => byte,
            Pattern::Buffer(buffer) => buffer.bytes(),
        }
    }
}

/// The part of the content that a search with bounds looks at, and where it begins.
fn region(data: &[u8], bounds: Bounds) -> Option<(usize, &[u8])> {
    let (start, end) = bounds.fit(data.len());
    Some((start, data.get(start..end)?))
}

fn locate(
    thread: &Thread,
    args: &[Value],
    find: fn(&[u8], &[u8]) -> Option<usize>,
) -> Result<Option<usize>> {
    let content = Content::of(args[0]);
    let _held = content.hold(&args[1..]);
    let pattern = Pattern::of(thread, args[1])?;
    let bounds = Bounds::read(thread, args[2], args[3])?;
    Ok(content.with(thread, |data| {
        let (start, part) = region(data, bounds)?;
        find(part, pattern.bytes()).map(|found| start + found)
    }))
}

fn index_or_minus_one(found: Option<usize>) -> Value {
    Value::fixnum(found.map_or(-1, |index| index as i64))
}

fn index_or_error(thread: &Thread, found: Option<usize>) -> Result {
    match found {
        Some(index) => Ok(Value::fixnum(index as i64)),
        None => Err(errors::value_error(thread, "subsection not found")),
    }
}

pub(crate) fn find(thread: &Thread, args: &[Value]) -> Result {
    locate(thread, args, search::find).map(index_or_minus_one)
}

pub(crate) fn rfind(thread: &Thread, args: &[Value]) -> Result {
    locate(thread, args, search::rfind).map(index_or_minus_one)
}

pub(crate) fn index(thread: &Thread, args: &[Value]) -> Result {
    let found = locate(thread, args, search::find)?;
    index_or_error(thread, found)
}

pub(crate) fn rindex(thread: &Thread, args: &[Value]) -> Result {
    let found = locate(thread, args, search::rfind)?;
    index_or_error(thread, found)
}

pub(crate) fn count(thread: &Thread, args: &[Value]) -> Result {
    let content = Content::of(args[0]);
    let _held = content.hold(&args[1..]);
    let pattern = Pattern::of(thread, args[1])?;
    let bounds = Bounds::read(thread, args[2], args[3])?;
    let count = content.with(thread, |data| match region(data, bounds) {
        Some((_, part)) => search::count(part, pattern.bytes(), Unit::Byte),
        None => 0,
    });
    Ok(Value::fixnum(count as i64))
}

pub(crate) fn contains(thread: &Thread, args: &[Value]) -> Result {
    let content = Content::of(args[0]);
    let _held = content.hold(&args[1..]);
    if int::is_int(args[1]) || args[1].class().special(Special::Index).is_some() {
        let byte = super::byte_value(thread, args[1])?;
        return Ok(Value::bool(
            content.with(thread, |data| search::contains(data, &[byte])),
        ));
    }
    let pattern = Buffer::acquire(thread, args[1], false)?;
    Ok(Value::bool(content.with(thread, |data| {
        search::contains(data, pattern.bytes())
    })))
}

fn affix(thread: &Thread, args: &[Value], name: &str, matches: fn(&[u8], &[u8]) -> bool) -> Result {
    let content = Content::of(args[0]);
    let bounds = Bounds::read(thread, args[2], args[3])?;
    let test = |affix: Value| -> Result<bool> {
        let affix = Buffer::acquire(thread, affix, false)?;
        Ok(content.with(thread, |data| {
            region(data, bounds).is_some_and(|(_, part)| matches(part, affix.bytes()))
        }))
    };
    if let Some(tuple) = args[1].downcast::<TupleObject>() {
        for item in tuple.iter() {
            if test(item)? {
                return Ok(Value::TRUE);
            }
        }
        return Ok(Value::FALSE);
    }
    if !has_buffer(args[1]) {
        return Err(errors::type_error(
            thread,
            format!(
                "{name} first arg must be bytes or a tuple of bytes, not {}",
                args[1].class().name_text()
            ),
        ));
    }
    test(args[1]).map(Value::bool)
}

pub(crate) fn starts_with(thread: &Thread, args: &[Value]) -> Result {
    affix(thread, args, "startswith", <[u8]>::starts_with)
}

pub(crate) fn ends_with(thread: &Thread, args: &[Value]) -> Result {
    affix(thread, args, "endswith", <[u8]>::ends_with)
}

/// What of the content remains: `None` for all of it.
fn part(thread: &Thread, content: Content, cut: impl FnOnce(&[u8]) -> Option<&[u8]>) -> Result {
    let kept = content.with(thread, |data| cut(data).map(<[u8]>::to_vec));
    match kept {
        Some(kept) => content.make(thread, &kept),
        None => content.same(thread),
    }
}

pub(crate) fn remove_prefix(thread: &Thread, args: &[Value]) -> Result {
    let prefix = Buffer::acquire(thread, args[1], false)?;
    let prefix = prefix.bytes();
    part(thread, Content::of(args[0]), |data| {
        data.strip_prefix(prefix).filter(|_| !prefix.is_empty())
    })
}

pub(crate) fn remove_suffix(thread: &Thread, args: &[Value]) -> Result {
    let suffix = Buffer::acquire(thread, args[1], false)?;
    let suffix = suffix.bytes();
    part(thread, Content::of(args[0]), |data| {
        data.strip_suffix(suffix).filter(|_| !suffix.is_empty())
    })
}

fn strip_at(thread: &Thread, args: &[Value], side: Side) -> Result {
    let content = Content::of(args[0]);
    if args[1].is_null() || args[1].is_none() {
        return part(thread, content, |data| {
            let kept = search::strip_whitespace(data, side, Unit::Byte);
            (kept.len() < data.len()).then_some(kept)
        });
    }
    let set = Buffer::acquire(thread, args[1], false)?;
    let set = set.bytes();
    part(thread, content, |data| {
        let kept = search::strip(data, set, side, Unit::Byte);
        (kept.len() < data.len()).then_some(kept)
    })
}

pub(crate) fn strip(thread: &Thread, args: &[Value]) -> Result {
    strip_at(thread, args, Side::Both)
}

pub(crate) fn lstrip(thread: &Thread, args: &[Value]) -> Result {
    strip_at(thread, args, Side::Left)
}

pub(crate) fn rstrip(thread: &Thread, args: &[Value]) -> Result {
    strip_at(thread, args, Side::Right)
}

pub(crate) fn replace(thread: &Thread, args: &[Value]) -> Result {
    let old = Buffer::acquire(thread, args[1], false)?;
    let new = Buffer::acquire(thread, args[2], false)?;
    let limit = match args[3].present() {
        Some(count) => usize::try_from(operations::to_ssize(thread, count)?).ok(),
        None => None,
    };
    let content = Content::of(args[0]);
    let replaced = content.with(thread, |data| {
        if new.len() >= 1 << 16 && new.len() > old.len() {
            let count =
                search::count(data, old.bytes(), Unit::Byte).min(limit.unwrap_or(usize::MAX));
            let size = (new.len() - old.len())
                .checked_mul(count)
                .and_then(|more| more.checked_add(data.len()));
            if size.is_none_or(|size| size > isize::MAX as usize) {
                return Err(());
            }
        }
        Ok(search::replace(
            data,
            old.bytes(),
            new.bytes(),
            limit,
            Unit::Byte,
        ))
    });
    match replaced {
        Ok(Some(data)) => content.make(thread, &data),
        Ok(None) => content.same(thread),
        Err(()) => Err(errors::overflow_error(thread, "replace bytes is too long")),
    }
}

/// A list of parts of the content, as objects of the receiver's built-in type.
fn parts(
    thread: &Thread,
    content: Content,
    cut: impl for<'a> FnOnce(&'a [u8]) -> Vec<&'a [u8]>,
) -> Result {
    // The parts of a bytearray are made from a copy, as it may change meanwhile.
    let copy;
    let data = match content {
        Content::Bytes(bytes) => bytes.data(),
        Content::Array(array) => {
            copy = array.to_vec(thread);
            &copy
        }
    };
    let pieces = thread.aside_if_long(data.len(), || cut(data));
    let list = List::with_capacity(thread, pieces.len())?;
    if let [piece] = pieces.as_slice()
        && piece.len() == data.len()
    {
        list.append(thread, content.same(thread)?)?;
        return Ok(list.value());
    }
    for (index, piece) in pieces.into_iter().enumerate() {
        list.append(thread, content.make(thread, piece)?)?;
        thread.poll_at(index)?;
    }
    Ok(list.value())
}

fn limit(thread: &Thread, value: Value) -> Result<Option<usize>> {
    match value.present() {
        Some(limit) => Ok(usize::try_from(operations::to_ssize(thread, limit)?).ok()),
        None => Ok(None),
    }
}

fn separator(thread: &Thread, value: Value) -> Result<Buffer> {
    let separator = Buffer::acquire(thread, value, false)?;
    if separator.is_empty() {
        return Err(errors::value_error(thread, "empty separator"));
    }
    Ok(separator)
}

pub(crate) fn split(thread: &Thread, args: &[Value]) -> Result {
    let content = Content::of(args[0]);
    let _held = content.hold(&args[1..]);
    let limit = limit(thread, args[2])?;
    if args[1].is_null() || args[1].is_none() {
        return parts(thread, content, |data| {
            search::split_whitespace(data, limit, Unit::Byte)
        });
    }
    let separator = separator(thread, args[1])?;
    parts(thread, content, |data| {
        search::split(data, separator.bytes(), limit)
    })
}

pub(crate) fn rsplit(thread: &Thread, args: &[Value]) -> Result {
    let content = Content::of(args[0]);
    let _held = content.hold(&args[1..]);
    let limit = limit(thread, args[2])?;
    if args[1].is_null() || args[1].is_none() {
        return parts(thread, content, |data| {
            search::rsplit_whitespace(data, limit, Unit::Byte)
        });
    }
    let separator = separator(thread, args[1])?;
    parts(thread, content, |data| {
        search::rsplit(data, separator.bytes(), limit)
    })
}

pub(crate) fn split_lines(thread: &Thread, args: &[Value]) -> Result {
    let keep = match args[1].present() {
        Some(keep) => operations::truth(thread, keep)?,
        None => false,
    };
    parts(thread, Content::of(args[0]), |data| {
        search::split_lines(data, keep, Unit::Byte)
    })
}

type Cut = for<'a> fn(&'a [u8], &[u8]) -> Option<(&'a [u8], &'a [u8], &'a [u8])>;

fn partition_by(thread: &Thread, args: &[Value], cut: Cut, rest_first: bool) -> Result {
    let content = Content::of(args[0]);
    let separator = separator(thread, args[1])?;
    let found = content.with(thread, |data| {
        cut(data, separator.bytes()).map(|(before, _, after)| (before.to_vec(), after.to_vec()))
    });
    let items = match found {
        Some((before, after)) => {
            let middle = if content.is_array() {
                content.make(thread, separator.bytes())?
            } else {
                args[1]
            };
            [
                content.make(thread, &before)?,
                middle,
                content.make(thread, &after)?,
            ]
        }
        None => {
            let (first, second) = (content.make(thread, b"")?, content.make(thread, b"")?);
            let whole = content.same(thread)?;
            if rest_first {
                [first, second, whole]
            } else {
                [whole, first, second]
            }
        }
    };
    Ok(Tuple::new(thread, &items)?.value())
}

pub(crate) fn partition(thread: &Thread, args: &[Value]) -> Result {
    partition_by(thread, args, search::partition, false)
}

pub(crate) fn rpartition(thread: &Thread, args: &[Value]) -> Result {
    partition_by(thread, args, search::rpartition, true)
}

/// Methods that map the whole content.
macro_rules! mapped {
    ($( $name:ident ; )*) => {
        $(
            pub(crate) fn $name(thread: &Thread, args: &[Value]) -> Result {
                let content = Content::of(args[0]);
                let data = content.with(thread, typhon_text::case::bytes::$name);
                content.make(thread, &data)
            }
        )*
    };
}

mapped! { upper; lower; title; capitalize; swapcase; }

macro_rules! tests {
    ($( $name:ident $test:expr ; )*) => {
        $(
            pub(crate) fn $name(thread: &Thread, args: &[Value]) -> Result {
                Ok(Value::bool(Content::of(args[0]).with(thread, $test)))
            }
        )*
    };
}

tests! {
    is_alnum properties::is_alnum;
    is_alpha properties::is_alpha;
    is_ascii <[u8]>::is_ascii;
    is_digit properties::is_digit;
    is_lower properties::is_lower;
    is_space properties::is_space;
    is_title properties::is_title;
    is_upper properties::is_upper;
}

fn width_and_fill(thread: &Thread, args: &[Value], name: &str) -> Result<(usize, u8)> {
    let width = operations::to_ssize(thread, args[1])?.max(0) as usize;
    let Some(fill) = args[2].present() else {
        return Ok((width, b' '));
    };
    if !matches!(fill.kind(), Kind::Bytes | Kind::Bytearray) {
        return Err(errors::type_error(
            thread,
            format!(
                "{name}() argument 2 must be a byte string of length 1, not {}",
                fill.class().name_text()
            ),
        ));
    }
    let content = Content::of(fill);
    match content.with(thread, |data| (data.len(), data.first().copied())) {
        (1, Some(byte)) => Ok((width, byte)),
        (length, _) => Err(errors::type_error(
            thread,
            format!(
                "{name}(): argument 2 must be a byte string of length 1, not a {} object of length {length}",
                content.type_name()
            ),
        )),
    }
}

fn padded(
    thread: &Thread,
    content: Content,
    margins: impl FnOnce(usize) -> (usize, usize),
    fill: u8,
) -> Result {
    let padded = content.with(thread, |data| match margins(data.len()) {
        (0, 0) => None,
        (left, right) => Some(search::pad(data, left, right, &[fill])),
    });
    match padded {
        None => content.same(thread),
        Some(Ok(data)) => content.make(thread, &data),
        Some(Err(error)) => Err(crate::number::raise(thread, error)),
    }
}

pub(crate) fn center(thread: &Thread, args: &[Value]) -> Result {
    let (width, fill) = width_and_fill(thread, args, "center")?;
    let margins = |length: usize| {
        if width <= length {
            (0, 0)
        } else {
            search::center_margins(length, width)
        }
    };
    padded(thread, Content::of(args[0]), margins, fill)
}

pub(crate) fn ljust(thread: &Thread, args: &[Value]) -> Result {
    let (width, fill) = width_and_fill(thread, args, "ljust")?;
    let margins = |length| (0, width.saturating_sub(length));
    padded(thread, Content::of(args[0]), margins, fill)
}

pub(crate) fn rjust(thread: &Thread, args: &[Value]) -> Result {
    let (width, fill) = width_and_fill(thread, args, "rjust")?;
    let margins = |length: usize| (width.saturating_sub(length), 0);
    padded(thread, Content::of(args[0]), margins, fill)
}

pub(crate) fn zfill(thread: &Thread, args: &[Value]) -> Result {
    let width = operations::to_ssize(thread, args[1])?.max(0) as usize;
    let content = Content::of(args[0]);
    let filled = content.with(thread, |data| {
        (width > data.len()).then(|| search::zfill(data, data.len(), width))
    });
    match filled {
        None => content.same(thread),
        Some(Ok(data)) => content.make(thread, &data),
        Some(Err(error)) => Err(crate::number::raise(thread, error)),
    }
}

pub(crate) fn expand_tabs(thread: &Thread, args: &[Value]) -> Result {
    let size = match args[1].present() {
        Some(size) => crate::operations::to_c_int(thread, size)?,
        None => 8,
    };
    let content = Content::of(args[0]);
    let expanded = content.with(thread, |data| {
        search::expand_tabs(data, size as isize, Unit::Byte)
    });
    let data = expanded.map_err(|error| crate::number::raise(thread, error))?;
    content.make(thread, &data)
}

pub(crate) fn translate(thread: &Thread, args: &[Value]) -> Result {
    let table = if args[1].is_none() {
        None
    } else {
        let table = Buffer::acquire(thread, args[1], false)?;
        if table.len() != 256 {
            return Err(errors::value_error(
                thread,
                "translation table must be 256 characters long",
            ));
        }
        Some(table)
    };
    let mut dropped = [false; 256];
    if let Some(delete) = args[2].present() {
        for byte in Buffer::acquire(thread, delete, false)?.bytes() {
            dropped[*byte as usize] = true;
        }
    }
    let content = Content::of(args[0]);
    let table = table.as_ref().map(Buffer::bytes);
    let data: Vec<u8> = content.with(thread, |data| {
        data.iter()
            .filter(|byte| !dropped[**byte as usize])
            .map(|byte| table.map_or(*byte, |table| table[*byte as usize]))
            .collect()
    });
    content.make(thread, &data)
}

pub(crate) fn make_translation(thread: &Thread, args: &[Value]) -> Result {
    let from = Buffer::acquire(thread, args[0], false)?;
    let to = Buffer::acquire(thread, args[1], false)?;
    if from.len() != to.len() {
        return Err(errors::value_error(
            thread,
            "maketrans arguments must have same length",
        ));
    }
    let mut table: [u8; 256] = std::array::from_fn(|byte| byte as u8);
    for (from, to) in from.bytes().iter().zip(to.bytes()) {
        table[*from as usize] = *to;
    }
    Ok(Bytes::new(thread, &table)?.value())
}

/// The separator and group size of `hex()`.
pub(crate) fn hex_layout(
    thread: &Thread,
    separator: Value,
    group: Value,
) -> Result<(Option<u8>, isize)> {
    let group = match group.present() {
        Some(group) => crate::operations::to_c_int(thread, group)? as isize,
        None => 1,
    };
    let Some(separator) = separator.present() else {
        return Ok((None, group));
    };
    let length = operations::len(thread, separator)?;
    if length != 1 {
        return Err(errors::value_error(thread, "sep must be length 1."));
    }
    let byte = if let Some(text) = separator.downcast::<StrObject>() {
        Some(text.bytes()[0])
    } else if matches!(separator.kind(), Kind::Bytes) {
        Content::of(separator).with(thread, |data| data.first().copied())
    } else {
        None
    };
    match byte {
        Some(byte) if byte.is_ascii() => Ok((Some(byte), group)),
        Some(_) => Err(errors::value_error(thread, "sep must be ASCII.")),
        None => Err(errors::type_error(thread, "sep must be str or bytes.")),
    }
}

pub(crate) fn hex(thread: &Thread, args: &[Value]) -> Result {
    let _held = Content::of(args[0]).hold(&args[1..]);
    let (separator, group) = hex_layout(thread, args[1], args[2])?;
    let separator = separator.map(|byte| [byte]);
    let digits = Content::of(args[0]).with(thread, |data| {
        typhon_text::hexadecimal::to_hex(data, separator.as_ref().map(<[u8; 1]>::as_slice), group)
    });
    Ok(from_part(thread, &digits)?.value())
}

/// The bytes that `fromhex` makes of its argument.
pub(crate) fn hex_argument(thread: &Thread, value: Value) -> Result<Vec<u8>> {
    let parsed = if let Some(text) = value.downcast::<StrObject>() {
        let digits = text.bytes();
        thread.aside_if_long(digits.len(), || typhon_text::hexadecimal::from_hex(digits))
    } else if has_buffer(value) {
        let buffer = Buffer::acquire(thread, value, false)?;
        let digits = buffer.bytes();
        thread.aside_if_long(digits.len(), || {
            typhon_text::hexadecimal::from_hex_bytes(digits)
        })
    } else {
        return Err(errors::type_error(
            thread,
            format!(
                "fromhex() argument must be str or bytes-like, not {}",
                value.class().name_text()
            ),
        ));
    };
    parsed.map_err(|error| crate::number::raise(thread, error))
}

pub(crate) fn join(thread: &Thread, args: &[Value]) -> Result {
    let content = Content::of(args[0]);
    let items = match args[1].exact_kind() {
        Kind::Tuple => Ref::<TupleObject>::of(args[1]),
        _ => match operations::tuple_from(thread, args[1]) {
            Ok(items) => items,
            Err(raised)
                if raised.is(&crate::exceptions::TYPE_ERROR)
                    && args[1].class().special(Special::Iter).is_none()
                    && args[1].class().special(Special::GetItem).is_none() =>
            {
                return Err(errors::type_error(thread, "can only join an iterable"));
            }
            Err(raised) => return Err(raised),
        },
    };
    if let [item] = items.values()
        && !content.is_array()
        && item.exact_kind() == Kind::Bytes
    {
        return Ok(*item);
    }
    let separator = content.with(thread, <[u8]>::to_vec);
    let mut output = Vec::new();
    for (index, item) in items.iter().enumerate() {
        if index > 0 {
            output.extend_from_slice(&separator);
        }
        if item.exact_kind() == Kind::Bytes {
            output.extend_from_slice(Ref::<BytesObject>::of(item).data());
            continue;
        }
        if !has_buffer(item) {
            return Err(errors::type_error(
                thread,
                format!(
                    "sequence item {index}: expected a bytes-like object, {} found",
                    item.class().full_name()
                ),
            ));
        }
        output.extend_from_slice(Buffer::acquire(thread, item, false)?.bytes());
        if let Some(list) = args[1].downcast::<ListObject>()
            && list.len() != items.len()
        {
            return Err(errors::runtime_error(
                thread,
                "sequence changed size during iteration",
            ));
        }
    }
    content.make(thread, &output)
}

/// `receiver + other`
pub(crate) fn add(thread: &Thread, args: &[Value]) -> Result {
    let content = Content::of(args[0]);
    if !has_buffer(args[1]) {
        return Err(cannot_concatenate(thread, content, args[1]));
    }
    let other = Buffer::acquire(thread, args[1], false)?;
    if let Content::Bytes(bytes) = content {
        let (left, right) = (bytes.data(), other.bytes());
        if right.is_empty() && args[0].exact_kind() == Kind::Bytes {
            return Ok(args[0]);
        }
        if left.is_empty() && args[1].exact_kind() == Kind::Bytes {
            return Ok(args[1]);
        }
        let shape = super::BYTES.root_shape();
        let joined = Bytes::filled(thread, shape, left.len() + right.len(), |target| {
            let (first, second) = target.split_at_mut(left.len());
            thread.copy_bytes(first, left);
            thread.copy_bytes(second, right);
        })?;
        return Ok(joined.value());
    }
    let mut data = content.with(thread, <[u8]>::to_vec);
    data.extend_from_slice(other.bytes());
    content.make(thread, &data)
}

#[cold]
pub(crate) fn cannot_concatenate(
    thread: &Thread,
    content: Content,
    other: Value,
) -> errors::Raised {
    errors::type_error(
        thread,
        format!(
            "can't concat {} to {}",
            other.class().name_text(),
            content.type_name()
        ),
    )
}

/// `receiver * count`
pub(crate) fn multiply(thread: &Thread, args: &[Value]) -> Result {
    let count = crate::str::repeat_count(thread, args[1])?.max(0) as usize;
    let content = Content::of(args[0]);
    if count == 1 {
        return content.same(thread);
    }
    let unit = content.with(thread, <[u8]>::to_vec);
    let total = unit
        .len()
        .checked_mul(count)
        .filter(|&total| total <= isize::MAX as usize);
    let Some(total) = total else {
        return Err(match content {
            Content::Bytes(_) => errors::overflow_error(thread, "repeated bytes are too long"),
            Content::Array(_) => errors::memory_error(thread),
        });
    };
    if unit.is_empty() || total == 0 {
        return content.make(thread, b"");
    }
    let fill = |target: &mut [u8]| crate::str::fill_repeated(thread, target, &unit);
    match content {
        Content::Bytes(_) => {
            Ok(Bytes::filled(thread, super::BYTES.root_shape(), total, fill)?.value())
        }
        Content::Array(_) => {
            let made = Bytearray::with_shape(thread, crate::bytearray::BYTEARRAY.root_shape())?;
            made.set_initial_with(thread, total, fill)?;
            Ok(made.value())
        }
    }
}

/// `receiver % values`
pub(crate) fn modulo(thread: &Thread, args: &[Value]) -> Result {
    let content = Content::of(args[0]);
    let _held = content.hold(&args[1..]);
    let copy;
    let format = match content {
        Content::Bytes(bytes) => bytes.data(),
        Content::Array(array) => {
            copy = array.to_vec(thread);
            &copy
        }
    };
    let output = crate::str::percent::expand(thread, format, args[1], Unit::Byte)?;
    content.make(thread, &output)
}

/// The bytes of a slice.
pub(crate) fn get_slice(thread: &Thread, content: Content, slice: Value) -> Result {
    let slice = crate::buffer::slice_parts(thread, slice)?;
    if let Content::Bytes(bytes) = content {
        let data = bytes.data();
        let (start, stop, count) = slice.resolve(data.len());
        if slice.step == 1 {
            if count == data.len() {
                return content.same(thread);
            }
            return content.make(thread, &data[start..stop]);
        }
    }
    let picked: Vec<u8> = content.with(thread, |data| {
        let (start, stop, count) = slice.resolve(data.len());
        if slice.step == 1 {
            return data[start..stop].to_vec();
        }
        let step = slice.step as isize;
        (0..count)
            .map(|index| data[(start as isize + index as isize * step) as usize])
            .collect()
    });
    content.make(thread, &picked)
}
