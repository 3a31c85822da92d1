//! `memoryview.cast`, and comparison of views.

use super::access::copied;
use super::items::{self, item_size, native_format, static_format};
use super::layout::{MemoryView, MemoryViewObject};
use crate::attribute;
use crate::buffer::{View, export, has_buffer, request};
use crate::bytes::Bytes;
use crate::call::call;
use crate::errors::{self, Raised, Result};
use crate::int;
use crate::list::ListObject;
use crate::module::builtin;
use crate::object::{Kind, Ref, ValueExt};
use crate::operations;
use crate::str::{Str, StrObject, intern_text};
use crate::thread::Thread;
use crate::tuple::{Tuple, TupleObject};
use std::borrow::Cow;
use typhon_heap::Value;

const MOST_DIMENSIONS: usize = 64;

fn wrong(thread: &Thread, message: &str) -> Raised {
    errors::type_error(thread, format!("memoryview: {message}"))
}

fn is_byte_format(code: u8) -> bool {
    matches!(code, b'b' | b'B' | b'c')
}

pub(super) fn cast(thread: &Thread, args: &[Value]) -> Result {
    let memory: MemoryView = Ref::<MemoryViewObject>::of(args[0]);
    let Some(format) = args[1].downcast::<StrObject>() else {
        return Err(errors::bad_argument(
            thread,
            "cast()",
            "argument 'format'",
            "str",
            args[1],
        ));
    };
    memory.check_usable(thread)?;
    let view = &memory.view;
    if !view.is_c_contiguous() {
        return Err(wrong(thread, "casts are restricted to C-contiguous views"));
    }
    let shape = args[2].present();
    if (shape.is_some() || view.dimensions().len() != 1) && view.count() == 0 {
        return Err(wrong(
            thread,
            "cannot cast view with zeros in shape or strides",
        ));
    }
    let lengths = match shape {
        Some(shape) => Some(shape_argument(thread, view, shape)?),
        None => None,
    };
    let flat = cast_flat(thread, view, format)?;
    let Some(lengths) = lengths else {
        return Ok(memory.derive(thread, flat)?.value());
    };
    let total = lengths
        .iter()
        .try_fold(flat.item_size, |total, length| total.checked_mul(*length))
        .filter(|&total| total <= isize::MAX as usize);
    match total {
        None => Err(errors::value_error(
            thread,
            "memoryview.cast(): product(shape) > SSIZE_MAX",
        )),
        Some(total) if total != view.byte_length() => {
            Err(wrong(thread, "product(shape) * itemsize != buffer size"))
        }
        Some(_) => Ok(memory.derive(thread, flat.with_lengths(&lengths))?.value()),
    }
}

fn shape_argument(thread: &Thread, view: &View, shape: Value) -> Result<Vec<usize>> {
    let items = match shape.kind() {
        Kind::List => Tuple::from_list(thread, Ref::<ListObject>::of(shape))?,
        Kind::Tuple => Ref::<TupleObject>::of(shape),
        _ => {
            return Err(errors::type_error(
                thread,
                "shape must be a list or a tuple",
            ));
        }
    };
    if items.len() > MOST_DIMENSIONS {
        return Err(errors::value_error(
            thread,
            "memoryview: number of dimensions must not exceed 64",
        ));
    }
    if view.dimensions().len() != 1 && items.len() != 1 {
        // A view without dimensions may become one again.
        if !(view.dimensions().is_empty() && items.is_empty()) {
            return Err(wrong(thread, "cast must be 1D -> ND or ND -> 1D"));
        }
    }
    items
        .iter()
        .map(|item| {
            if !int::is_int(item) {
                return Err(errors::type_error(
                    thread,
                    "memoryview.cast(): elements of shape must be integers",
                ));
            }
            match int::to_i64(item) {
                Some(length) if length > 0 => Ok(length as usize),
                _ => Err(errors::value_error(
                    thread,
                    "memoryview.cast(): elements of shape must be integers > 0",
                )),
            }
        })
        .collect()
}

/// The bytes of the view as items of another format, in one dimension.
fn cast_flat(thread: &Thread, view: &View, format: Str) -> Result<View> {
    let not_native = |which: &str| {
        errors::value_error(
            thread,
            format!(
                "memoryview: {which} format must be a native single character format prefixed with an optional '@'"
            ),
        )
    };
    let Some(from) = native_format(&view.format) else {
        return Err(not_native("source"));
    };
    let text = format.to_string_lossy();
    let (Some(to), Some(known)) = (native_format(&text), static_format(&text)) else {
        return Err(not_native("destination"));
    };
    if !is_byte_format(from) && !is_byte_format(to) {
        return Err(wrong(thread, "cannot cast between two non-byte formats"));
    }
    let size = item_size(to).unwrap_or(1);
    let total = view.byte_length();
    if !total.is_multiple_of(size) {
        return Err(wrong(thread, "length is not a multiple of itemsize"));
    }
    Ok(View::items(
        view.pointer,
        total / size,
        size,
        Cow::Borrowed(known),
        view.readonly,
    ))
}

/// `a == b`, or `None` if `b` is nothing to compare with.
pub(super) fn equal(thread: &Thread, a: MemoryView, b: Value) -> Result<Option<bool>> {
    if a.value() == b {
        // NaN items are unequal to themselves even here.
        if a.is_released() || !matches!(native_format(&a.view.format), Some(b'e' | b'f' | b'd')) {
            return Ok(Some(true));
        }
    }
    if a.is_released() {
        return Ok(Some(false));
    }
    if let Some(other) = b.downcast::<MemoryViewObject>()
        && other.is_released()
    {
        return Ok(Some(false));
    }
    if !has_buffer(b) {
        return Ok(None);
    }
    let other = match export(thread, b, request::FULL_RO) {
        Ok(other) => other,
        Err(raised) if raised.is(&crate::exceptions::BUFFER_ERROR) => return Ok(None),
        Err(raised) => return Err(raised),
    };
    let lengths = |view: &View| -> Vec<usize> {
        view.dimensions()
            .iter()
            .map(|dimension| dimension.length)
            .collect()
    };
    if lengths(&a.view) != lengths(&other.view) {
        return Ok(Some(false));
    }
    let (left, right) = (
        native_format(&a.view.format),
        native_format(&other.view.format),
    );
    let data = copied(thread, &a.view, false);
    let other_data = copied(thread, &other.view, false);
    if let (Some(left), Some(right)) = (left, right) {
        if left == right && !matches!(left, b'e' | b'f' | b'd' | b'?') {
            return Ok(Some(thread.same_bytes(&data, &other_data)));
        }
        let pairs = data
            .chunks_exact(a.view.item_size)
            .zip(other_data.chunks_exact(other.view.item_size));
        for (x, y) in pairs {
            // SAFETY: each chunk is one item of its format.
            let (x, y) = unsafe {
                (
                    items::read(thread, x.as_ptr(), left)?,
                    items::read(thread, y.as_ptr(), right)?,
                )
            };
            if !operations::equal(thread, x, y)? {
                return Ok(Some(false));
            }
            thread.poll()?;
        }
        return Ok(Some(true));
    }
    let x = unpack_all(thread, &a.view, &data);
    let y = unpack_all(thread, &other.view, &other_data);
    match (x, y) {
        (Ok(x), Ok(y)) => operations::equal(thread, x, y).map(Some),
        // Formats that module `struct` does not know are equal to nothing.
        _ => Ok(Some(false)),
    }
}

/// The items as a list of what `struct.iter_unpack` gives.
fn unpack_all(thread: &Thread, view: &View, data: &[u8]) -> Result {
    let import = builtin(thread, "__import__")?;
    let name = intern_text(thread, "struct")?;
    let module = call(thread, import, &[name.value()])?;
    let unpack = attribute::get(thread, module, intern_text(thread, "iter_unpack")?)?;
    let format = Str::new(thread, &view.format)?.value();
    let bytes = Bytes::new(thread, data)?.value();
    let items = call(thread, unpack, &[format, bytes])?;
    Ok(operations::list_from(thread, items)?.value())
}
