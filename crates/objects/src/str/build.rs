//! Making strings from strings: the builder, concatenation, joining, repetition.

use super::characters::{empty, from_part};
use super::layout::{Str, StrObject};
use crate::errors::{self, Result};
use crate::list::ListObject;
use crate::object::{Kind, Ref, ValueExt};
use crate::operations;
use crate::thread::{BYTES_A_STEP, Thread};
use crate::tuple::{Tuple, TupleObject};
use typhon_heap::Value;
use typhon_text::wtf8;

/// Collects text and makes one string of it.
#[derive(Default)]
pub struct StrBuilder {
    bytes: Vec<u8>,
}

impl StrBuilder {
    pub fn new() -> StrBuilder {
        StrBuilder::default()
    }

    pub fn with_capacity(bytes: usize) -> StrBuilder {
        StrBuilder {
            bytes: Vec::with_capacity(bytes),
        }
    }

    pub fn push(&mut self, text: Str) {
        self.bytes.extend_from_slice(text.bytes());
    }

    pub fn push_text(&mut self, text: &str) {
        self.bytes.extend_from_slice(text.as_bytes());
    }

    pub fn push_code_point(&mut self, code: u32) {
        wtf8::push(&mut self.bytes, code);
    }

    /// Appends bytes that the caller knows to be generalised UTF-8.
    pub fn push_wtf8(&mut self, bytes: &[u8]) {
        self.bytes.extend_from_slice(bytes);
    }

    /// Appends `repr(value)`.
    pub fn push_repr(&mut self, thread: &Thread, value: Value) -> Result<()> {
        self.push(operations::repr(thread, value)?);
        Ok(())
    }

    /// Length in bytes.
    pub fn len(&self) -> usize {
        self.bytes.len()
    }

    pub fn is_empty(&self) -> bool {
        self.bytes.is_empty()
    }

    pub fn as_bytes(&self) -> &[u8] {
        &self.bytes
    }

    pub fn clear(&mut self) {
        self.bytes.clear();
    }

    pub fn finish(self, thread: &Thread) -> Result<Str> {
        from_part(thread, &self.bytes)
    }
}

/// Strings of at least so many bytes may grow in place when appended to again and again.
const GROWABLE: usize = 256;

/// `a + b`. A string that is itself the result of appending is given room to grow, so that building a
/// text by `+=` takes linear time: its bytes lie in a buffer that the next, longer string shares.
pub fn concat(thread: &Thread, a: Str, b: Str) -> Result<Str> {
    let exact = |text: Str| text.value().exact_kind() == Kind::Str;
    if b.is_empty() && exact(a) {
        return Ok(a);
    }
    if a.is_empty() && exact(b) {
        return Ok(b);
    }
    let (left, right) = (a.bytes(), b.bytes());
    if left.len() >= GROWABLE && a.is_appended() && right.len() <= left.len() {
        return Str::append(thread, a, b);
    }
    let joined = Str::with_length(
        thread,
        super::STR.root_shape(),
        left.len() + right.len(),
        a.len() + b.len(),
        a.is_ascii() && b.is_ascii(),
        |target| {
            let (first, second) = target.split_at_mut(left.len());
            thread.copy_bytes(first, left);
            thread.copy_bytes(second, right);
        },
    )?;
    if left.len() >= GROWABLE / 2 && right.len() <= left.len() {
        joined.mark_appended();
    }
    Ok(joined)
}

/// `text * count`
pub fn repeat(thread: &Thread, text: Str, count: i64) -> Result<Str> {
    let bytes = text.bytes();
    if count <= 0 || bytes.is_empty() {
        return empty(thread);
    }
    if count == 1 && text.value().exact_kind() == Kind::Str {
        return Ok(text);
    }
    let count = count as usize;
    let total = bytes
        .len()
        .checked_mul(count)
        .filter(|&total| total <= isize::MAX as usize);
    let Some(total) = total else {
        return Err(errors::overflow_error(
            thread,
            "repeated string is too long",
        ));
    };
    if total > u32::MAX as usize {
        return Err(errors::memory_error(thread));
    }
    Str::with_length(
        thread,
        super::STR.root_shape(),
        total,
        text.len() * count,
        text.is_ascii(),
        |target| fill_repeated(thread, target, bytes),
    )
}

/// Fills `target` with copies of `unit`, by doubling what is there.
pub fn fill_repeated(thread: &Thread, target: &mut [u8], unit: &[u8]) {
    if let [byte] = unit {
        thread.in_steps(0..target.len(), BYTES_A_STEP, |part| {
            target[part].fill(*byte);
        });
        return;
    }
    let mut filled = unit.len().min(target.len());
    thread.copy_bytes(&mut target[..filled], &unit[..filled]);
    while filled < target.len() {
        // Whole units, so that what follows goes on where they end.
        let most = filled.min((BYTES_A_STEP / unit.len()).max(1) * unit.len());
        let more = most.min(target.len() - filled);
        let (done, rest) = target.split_at_mut(filled);
        thread.copy_bytes(&mut rest[..more], &done[..more]);
        filled += more;
        thread.stop_if_asked();
    }
}

/// `separator.join(iterable)`
pub fn join(thread: &Thread, separator: Str, iterable: Value) -> Result<Str> {
    let items = match iterable.exact_kind() {
        Kind::Tuple => Ref::<TupleObject>::of(iterable),
        Kind::List => Tuple::from_list(thread, Ref::<ListObject>::of(iterable))?,
        _ => match operations::tuple_from(thread, iterable) {
            Ok(items) => items,
            Err(raised) if raised.is(&crate::exceptions::TYPE_ERROR) && !is_iterable(iterable) => {
                return Err(errors::type_error(thread, "can only join an iterable"));
            }
            Err(raised) => return Err(raised),
        },
    };
    join_values(thread, separator, items.values())
}

fn is_iterable(value: Value) -> bool {
    use crate::types::Special;
    let class = value.class();
    class.special(Special::Iter).is_some() || class.special(Special::GetItem).is_some()
}

/// Joins values that must be strings.
pub fn join_values(thread: &Thread, separator: Str, items: &[Value]) -> Result<Str> {
    if let [item] = items
        && item.exact_kind() == Kind::Str
    {
        return Ok(Ref::of(*item));
    }
    let gaps = items.len().saturating_sub(1);
    let mut length = separator.len() * gaps;
    let mut total = separator.bytes().len().checked_mul(gaps);
    let mut ascii = separator.is_ascii() || gaps == 0;
    for (index, item) in items.iter().enumerate() {
        let Some(text) = item.downcast::<StrObject>() else {
            return Err(errors::type_error(
                thread,
                format!(
                    "sequence item {index}: expected str instance, {} found",
                    item.class().full_name()
                ),
            ));
        };
        length += text.len();
        ascii &= text.is_ascii();
        total = total.and_then(|total| total.checked_add(text.bytes().len()));
        if index & 0xfff == 0xfff {
            thread.stop_if_asked();
        }
    }
    let Some(total) = total.filter(|&total| total <= isize::MAX as usize) else {
        return Err(errors::overflow_error(
            thread,
            "join() result is too long for a Python string",
        ));
    };
    if total == 0 {
        return empty(thread);
    }
    Str::with_length(
        thread,
        super::STR.root_shape(),
        total,
        length,
        ascii,
        |target| {
            let mut place = 0;
            let mut put = |bytes: &[u8]| {
                thread.copy_bytes(&mut target[place..place + bytes.len()], bytes);
                place += bytes.len();
            };
            for (index, item) in items.iter().enumerate() {
                if index > 0 {
                    put(separator.bytes());
                }
                put(Ref::<StrObject>::of(*item).bytes());
                if index & 0xfff == 0xfff {
                    thread.stop_if_asked();
                }
            }
        },
    )
}
