//! Subscripts of memoryviews: items, slices, and assignment to them.

use super::items::{self, native_format};
use super::layout::{MemoryView, MemoryViewObject};
use crate::buffer::{Dimension, View, export, request, slice_parts};
use crate::errors::{self, Raised, Result};
use crate::int;
use crate::list::List;
use crate::object::{Kind, Ref, ValueExt};
use crate::operations;
use crate::thread::{BYTES_A_STEP, Thread};
use crate::tuple::TupleObject;
use crate::types::Special;
use typhon_heap::Value;

fn is_index(value: Value) -> bool {
    int::is_int(value) || value.class().special(Special::Index).is_some()
}

/// The native format's character, or NotImplementedError.
pub(super) fn format_code(thread: &Thread, view: &View) -> Result<u8> {
    native_format(&view.format).ok_or_else(|| items::unsupported(thread, &view.format))
}

/// Reads one item of a view that the caller holds.
pub(super) fn read(thread: &Thread, view: &View, pointer: *const u8) -> Result {
    let code = format_code(thread, view)?;
    // SAFETY: callers pass addresses of items of the view.
    unsafe { items::read(thread, pointer, code) }
}

/// Address of the item at an index of one dimension.
fn step_to(
    thread: &Thread,
    pointer: *mut u8,
    dimension: Dimension,
    index: i64,
    number: usize,
) -> Result<*mut u8> {
    let place = if index < 0 {
        index + dimension.length as i64
    } else {
        index
    };
    if place < 0 || place >= dimension.length as i64 {
        return Err(errors::index_error(
            thread,
            format!("index out of bounds on dimension {number}"),
        ));
    }
    // SAFETY: the index is within the dimension.
    Ok(unsafe { pointer.offset(place as isize * dimension.stride) })
}

/// Address of item `index` of a view of one dimension.
pub(super) fn item_address(thread: &Thread, view: &View, index: i64) -> Result<*mut u8> {
    match view.dimensions() {
        [dimension] => step_to(thread, view.pointer, *dimension, index, 1),
        [] => Err(errors::type_error(
            thread,
            "invalid indexing of 0-dim memory",
        )),
        _ => Err(errors::not_implemented_error(
            thread,
            "multi-dimensional sub-views are not implemented",
        )),
    }
}

/// Address of the item that a tuple of indexes leads to.
fn item_address_multi(thread: &Thread, view: &View, indexes: &[Value]) -> Result<*mut u8> {
    let dimensions = view.dimensions();
    if indexes.len() < dimensions.len() {
        return Err(errors::not_implemented_error(
            thread,
            "sub-views are not implemented",
        ));
    }
    if indexes.len() > dimensions.len() {
        return Err(errors::type_error(
            thread,
            format!(
                "cannot index {}-dimension view with {}-element tuple",
                dimensions.len(),
                indexes.len()
            ),
        ));
    }
    let mut pointer = view.pointer;
    for (number, (dimension, index)) in dimensions.iter().zip(indexes).enumerate() {
        let index = operations::index(thread, *index)?;
        pointer = step_to(thread, pointer, *dimension, index, number + 1)?;
    }
    Ok(pointer)
}

fn invalid_key(thread: &Thread) -> Raised {
    errors::type_error(thread, "memoryview: invalid slice key")
}

/// The view with its first dimension sliced.
fn sliced(thread: &Thread, view: &View, slice: Value) -> Result<View> {
    let slice = slice_parts(thread, slice)?;
    let mut dimensions = view.dimensions().to_vec();
    let first = dimensions[0];
    let (start, _, count) = slice.resolve(first.length);
    dimensions[0] = Dimension {
        length: count,
        stride: first.stride.saturating_mul(slice.step as isize),
    };
    let mut view = view.clone().with_dimensions(&dimensions);
    if count > 0 {
        // SAFETY: the start is within the dimension.
        view.pointer = unsafe { view.pointer.offset(start as isize * first.stride) };
    }
    Ok(view)
}

pub(super) fn get_item(thread: &Thread, args: &[Value]) -> Result {
    let memory: MemoryView = Ref::<MemoryViewObject>::of(args[0]);
    memory.check_usable(thread)?;
    let (view, key) = (&memory.view, args[1]);
    let tuple = key.downcast::<TupleObject>();
    if view.dimensions().is_empty() {
        if tuple.is_some_and(|tuple| tuple.is_empty()) {
            return read(thread, view, view.pointer);
        }
        if key == Value::ELLIPSIS {
            return Ok(args[0]);
        }
        return Err(errors::type_error(
            thread,
            "invalid indexing of 0-dim memory",
        ));
    }
    if key.kind() == Kind::Slice {
        let view = sliced(thread, view, key)?;
        return Ok(memory.derive(thread, view)?.value());
    }
    if let Some(tuple) = tuple {
        if tuple.iter().all(is_index) {
            let pointer = item_address_multi(thread, view, tuple.values())?;
            memory.check_usable(thread)?;
            return read(thread, view, pointer);
        }
        if tuple.iter().all(|item| item.kind() == Kind::Slice) {
            return Err(errors::not_implemented_error(
                thread,
                "multi-dimensional slicing is not implemented",
            ));
        }
    } else if is_index(key) {
        let index = operations::index(thread, key)?;
        memory.check_usable(thread)?;
        return read(thread, view, item_address(thread, view, index)?);
    }
    Err(invalid_key(thread))
}

/// Packs `value` first, as that may run code that releases the view.
fn store(
    thread: &Thread,
    memory: MemoryView,
    value: Value,
    place: impl FnOnce() -> Result<*mut u8>,
) -> Result<()> {
    let view = &memory.view;
    let code = format_code(thread, view)?;
    let pointer = place()?;
    let shown = view.format.strip_prefix('@').unwrap_or(&view.format);
    let packed = items::pack(thread, value, code, shown)?;
    memory.check_usable(thread)?;
    // SAFETY: the address of a writable item of the view's format.
    unsafe { packed.store(pointer) };
    Ok(())
}

pub(super) fn set_item(thread: &Thread, args: &[Value]) -> Result {
    let memory: MemoryView = Ref::<MemoryViewObject>::of(args[0]);
    memory.check_usable(thread)?;
    let (view, key, value) = (&memory.view, args[1], args[2]);
    if view.readonly {
        return Err(errors::type_error(thread, "cannot modify read-only memory"));
    }
    if value.is_null() {
        return Err(errors::type_error(thread, "cannot delete memory"));
    }
    let tuple = key.downcast::<TupleObject>();
    let only_one = || {
        errors::not_implemented_error(
            thread,
            "memoryview slice assignments are currently restricted to ndim = 1",
        )
    };
    if view.dimensions().is_empty() {
        if key == Value::ELLIPSIS || tuple.is_some_and(|tuple| tuple.is_empty()) {
            store(thread, memory, value, || Ok(view.pointer))?;
            return Ok(Value::NONE);
        }
        return Err(errors::type_error(
            thread,
            "invalid indexing of 0-dim memory",
        ));
    }
    if key.kind() == Kind::Slice {
        if view.dimensions().len() > 1 {
            return Err(only_one());
        }
        set_slice(thread, memory, key, value)?;
        return Ok(Value::NONE);
    }
    if let Some(tuple) = tuple {
        if tuple.iter().all(is_index) {
            store(thread, memory, value, || {
                item_address_multi(thread, view, tuple.values())
            })?;
            return Ok(Value::NONE);
        }
        if tuple.iter().all(|item| item.kind() == Kind::Slice) {
            return Err(only_one());
        }
    } else if is_index(key) {
        if view.dimensions().len() > 1 {
            return Err(errors::not_implemented_error(
                thread,
                "sub-views are not implemented",
            ));
        }
        let index = operations::index(thread, key)?;
        store(thread, memory, value, || item_address(thread, view, index))?;
        return Ok(Value::NONE);
    }
    Err(invalid_key(thread))
}

/// The items one after another.
pub(super) fn copied(thread: &Thread, view: &View, fortran: bool) -> Vec<u8> {
    thread.aside_if_long(view.byte_length(), || view.to_vec(fortran))
}

fn set_slice(thread: &Thread, memory: MemoryView, slice: Value, value: Value) -> Result<()> {
    let source = export(thread, value, request::FULL_RO)?;
    let target = sliced(thread, &memory.view, slice)?;
    let same_format =
        |a: &str, b: &str| a.strip_prefix('@').unwrap_or(a) == b.strip_prefix('@').unwrap_or(b);
    let alike = same_format(&source.view.format, &target.format)
        && source.view.item_size == target.item_size
        && source.view.dimensions().len() == 1
        && source.view.dimensions()[0].length == target.dimensions()[0].length;
    if !alike {
        return Err(errors::value_error(
            thread,
            "memoryview assignment: lvalue and rvalue have different structures",
        ));
    }
    memory.check_usable(thread)?;
    // The source may be a part of the same memory: it is read whole first.
    let data = copied(thread, &source.view, false);
    if target.is_c_contiguous() {
        thread.in_steps(0..data.len(), BYTES_A_STEP, |part| {
            let source = &data[part.clone()];
            // SAFETY: the target has exactly as many items.
            unsafe {
                let place = target.pointer.add(part.start);
                std::ptr::copy_nonoverlapping(source.as_ptr(), place, source.len());
            }
        });
        return Ok(());
    }
    let mut items = data.chunks_exact(target.item_size);
    target.for_each_item(|pointer| {
        if let Some(item) = items.next() {
            // SAFETY: the address of an item of the writable target.
            unsafe { std::ptr::copy_nonoverlapping(item.as_ptr(), pointer, item.len()) };
        }
    });
    Ok(())
}

/// The items as nested lists.
pub(super) fn to_list(thread: &Thread, view: &View) -> Result {
    let code = format_code(thread, view)?;
    list_level(thread, view, view.pointer, view.dimensions(), code)
}

fn list_level(
    thread: &Thread,
    view: &View,
    pointer: *mut u8,
    dimensions: &[Dimension],
    code: u8,
) -> Result {
    let Some((first, rest)) = dimensions.split_first() else {
        return read(thread, view, pointer);
    };
    let list = List::with_capacity(thread, first.length)?;
    for index in 0..first.length {
        // SAFETY: the index is within the dimension.
        let item = unsafe { pointer.offset(index as isize * first.stride) };
        let value = if rest.is_empty() {
            // SAFETY: the address of an item of the view.
            unsafe { items::read(thread, item, code)? }
        } else {
            list_level(thread, view, item, rest, code)?
        };
        list.append(thread, value)?;
        thread.poll_at(index)?;
    }
    Ok(list.value())
}
