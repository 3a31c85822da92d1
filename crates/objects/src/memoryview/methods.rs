//! The rows of `memoryview` and of its iterator.

use super::access::{self, copied, item_address, read};
use super::cast;
use super::items::native_format;
use super::layout::{MEMORYVIEW_LAYOUT, MemoryView, MemoryViewObject};
use crate::buffer::{self, export, has_buffer, request};
use crate::bytes::{Bytes, common};
use crate::errors::{self, Result};
use crate::int;
use crate::object::{Kind, Ref, ValueExt};
use crate::operations;
use crate::str::{Str, StrObject, from_part, hash_bytes};
use crate::thread::Thread;
use crate::tuple::Tuple;
use crate::types::{
    GetSet, Method, NativeFn, TypeSpec, class_method, getter, method, static_method, type_flags,
};
use std::sync::atomic::{AtomicU64, Ordering};
use typhon_heap::{Header, Slot, Value};

const fn plain(name: &'static str, function: NativeFn, doc: &'static str) -> Method {
    method(name, function, "(self, /)", doc)
}

pub static MEMORYVIEW: TypeSpec = TypeSpec::new("memoryview", &MEMORYVIEW_LAYOUT)
    .flags(type_flags::SEQUENCE | type_flags::WEAKREF)
    .doc("A view of the memory of an object that has the buffer protocol.")
    .methods(&[
        static_method("__new__", new, "(cls, object)", ""),
        class_method("_from_flags", from_flags, "(cls, object, flags)", "A view made with the given flags of the buffer protocol."),
        class_method("__class_getitem__", |thread, args| crate::union::generic_alias(thread, args[0], args[1]), "(cls, item, /)", "memoryview[...] as a generic alias."),
        plain("__repr__", repr, "Return repr(self)."),
        plain("__hash__", hash, "Return hash(self)."),
        plain("__len__", len, "Return len(self)."),
        plain("__iter__", iter, "Implement iter(self)."),
        method("__getitem__", access::get_item, "(self, key, /)", "Return self[key]."),
        method("__setitem__", access::set_item, "(self, key, value, /)", "Set self[key] to value."),
        method("__delitem__", |thread, args| access::set_item(thread, &[args[0], args[1], Value::NULL]), "(self, key, /)", "Memory cannot be deleted."),
        method("__eq__", |thread, args| compare(thread, args, true), "(self, value, /)", "Return self==value."),
        method("__ne__", |thread, args| compare(thread, args, false), "(self, value, /)", "Return self!=value."),
        method("__buffer__", own_buffer, "(self, flags, /)", "A memoryview of the same memory, fit for the requested flags."),
        method("__release_buffer__", release_buffer, "(self, buffer, /)", "Ends the use of a memoryview that __buffer__ gave."),
        plain("__enter__", enter, "The view itself."),
        method("__exit__", exit, "(self, /, *args)", "Releases the view."),
        plain("release", release, "Ends the use of the memory: any later access raises ValueError."),
        method("cast", cast::cast, "(self, /, format, shape=None)", "A view of the same bytes in another format, or with another shape."),
        method("tobytes", to_bytes, "(self, /, order='C')", "The items as bytes, laid out in the order 'C', 'F', or 'A' for as they are."),
        method("hex", hex, "(self, /, sep=None, bytes_per_sep=1)", "The items' bytes as hexadecimal digits, with a separator between groups if one is\ngiven."),
        plain("tolist", to_list, "The items as a list, of lists if there are more dimensions."),
        plain("toreadonly", to_readonly, "A view of the same memory that cannot be written to."),
        method("count", count, "(self, value, /)", "How many items are equal to the value."),
        method("index", index, "(self, value, start=0, stop=sys.maxsize, /)", "Index of the first item equal to the value; ValueError if there is none."),
    ])
    .attributes(ATTRIBUTES);

const ATTRIBUTES: &[GetSet] = &[
    getter(
        "obj",
        |thread, object| {
            Ok(usable(thread, object)?
                .object()
                .present()
                .unwrap_or(Value::NONE))
        },
        "The object whose memory is viewed.",
    ),
    getter(
        "nbytes",
        |thread, object| Ok(number(usable(thread, object)?.view.byte_length())),
        "Bytes that the items take without gaps.",
    ),
    getter(
        "itemsize",
        |thread, object| Ok(number(usable(thread, object)?.view.item_size)),
        "Bytes of one item.",
    ),
    getter(
        "format",
        |thread, object| Ok(Str::new(thread, &usable(thread, object)?.view.format)?.value()),
        "Format of an item, as in module struct.",
    ),
    getter(
        "ndim",
        |thread, object| Ok(number(usable(thread, object)?.view.dimensions().len())),
        "Number of dimensions.",
    ),
    getter(
        "shape",
        |thread, object| tuple_of(thread, object, |dimension| dimension.length as i64),
        "Number of items in each dimension.",
    ),
    getter(
        "strides",
        |thread, object| tuple_of(thread, object, |dimension| dimension.stride as i64),
        "Bytes from one item to the next in each dimension.",
    ),
    getter(
        "suboffsets",
        |thread, object| {
            usable(thread, object)?;
            Ok(Tuple::new(thread, &[])?.value())
        },
        "Always empty: there are no arrays of pointers here.",
    ),
    getter(
        "readonly",
        |thread, object| Ok(Value::bool(usable(thread, object)?.view.readonly)),
        "Whether the memory cannot be written to.",
    ),
    getter(
        "c_contiguous",
        |thread, object| Ok(Value::bool(usable(thread, object)?.view.is_c_contiguous())),
        "Whether the items follow each other in C order.",
    ),
    getter(
        "f_contiguous",
        |thread, object| Ok(Value::bool(usable(thread, object)?.view.is_f_contiguous())),
        "Whether the items follow each other in Fortran order.",
    ),
    getter(
        "contiguous",
        |thread, object| {
            let view = &usable(thread, object)?.view;
            Ok(Value::bool(
                view.is_c_contiguous() || view.is_f_contiguous(),
            ))
        },
        "Whether the items follow each other in either order.",
    ),
];

fn memory(value: Value) -> MemoryView {
    Ref::<MemoryViewObject>::of(value)
}

/// Runs `f`, which may run Python code, so that the view cannot be released meanwhile.
fn held<R>(thread: &Thread, own: MemoryView, f: impl FnOnce() -> Result<R>) -> Result<R> {
    own.begin_export(thread)?;
    let result = f();
    own.end_export();
    result
}

fn usable(thread: &Thread, value: Value) -> Result<MemoryView> {
    let memory = memory(value);
    memory.check_usable(thread)?;
    Ok(memory)
}

fn number(value: usize) -> Value {
    Value::fixnum(value as i64)
}

fn tuple_of(thread: &Thread, object: Value, number: fn(&buffer::Dimension) -> i64) -> Result {
    let own = usable(thread, object)?;
    let numbers = own
        .view
        .dimensions()
        .iter()
        .map(|dimension| Value::fixnum(number(dimension)));
    Ok(Tuple::from_iterator(thread, numbers)?.value())
}

fn new(thread: &Thread, args: &[Value]) -> Result {
    view_of(thread, args[1], request::FULL_RO)
}

/// `memoryview(object)`
fn view_of(thread: &Thread, object: Value, flags: i64) -> Result {
    if let Some(other) = object.downcast::<MemoryViewObject>() {
        return Ok(other.derive(thread, other.view.clone())?.value());
    }
    if !has_buffer(object) {
        return Err(errors::type_error(
            thread,
            format!(
                "memoryview: a bytes-like object is required, not '{}'",
                object.class().name_text()
            ),
        ));
    }
    Ok(MemoryView::from_export(thread, export(thread, object, flags)?)?.value())
}

fn from_flags(thread: &Thread, args: &[Value]) -> Result {
    let flags = crate::operations::to_c_int(thread, args[2])?;
    view_of(thread, args[1], flags as i64)
}

fn own_buffer(thread: &Thread, args: &[Value]) -> Result {
    let flags = crate::operations::to_c_int(thread, args[1])? as i64;
    // Asking natively checks the flags.
    drop(export(thread, args[0], flags)?);
    let own = memory(args[0]);
    Ok(own.derive(thread, own.view.clone())?.value())
}

fn release_buffer(thread: &Thread, args: &[Value]) -> Result {
    match args[1].downcast::<MemoryViewObject>() {
        Some(view) => {
            view.release(thread)?;
            Ok(Value::NONE)
        }
        None => Err(errors::type_error(thread, "expected a memoryview object")),
    }
}

fn repr(thread: &Thread, args: &[Value]) -> Result {
    let state = if memory(args[0]).is_released() {
        "released memory"
    } else {
        "memory"
    };
    let text = format!("<{state} at {:#x}>", args[0].bits());
    Ok(Str::new(thread, &text)?.value())
}

fn hash(thread: &Thread, args: &[Value]) -> Result {
    let own = memory(args[0]);
    let known = own.hash.load(Ordering::Relaxed);
    if known != 0 {
        return int::from_i64(thread, known as i64);
    }
    own.check_usable(thread)?;
    if !own.view.readonly {
        return Err(errors::value_error(
            thread,
            "cannot hash writable memoryview object",
        ));
    }
    if !matches!(native_format(&own.view.format), Some(b'B' | b'b' | b'c')) {
        return Err(errors::value_error(
            thread,
            "memoryview: hashing is restricted to formats 'B', 'b' or 'c'",
        ));
    }
    if let Some(object) = own.object().present() {
        held(thread, own, || operations::hash(thread, object))?;
    }
    let view = &own.view;
    let hash = thread.aside_if_long(view.byte_length(), || hash_bytes(&view.to_vec(false)));
    own.hash.store(hash, Ordering::Relaxed);
    int::from_i64(thread, hash as i64)
}

fn len(thread: &Thread, args: &[Value]) -> Result {
    match usable(thread, args[0])?.view.dimensions().first() {
        Some(dimension) => Ok(number(dimension.length)),
        None => Err(errors::type_error(thread, "0-dim memory has no length")),
    }
}

fn compare(thread: &Thread, args: &[Value], wanted: bool) -> Result {
    Ok(match cast::equal(thread, memory(args[0]), args[1])? {
        Some(equal) => Value::bool(equal == wanted),
        None => Value::NOT_IMPLEMENTED,
    })
}

fn enter(thread: &Thread, args: &[Value]) -> Result {
    usable(thread, args[0])?;
    Ok(args[0])
}

fn exit(thread: &Thread, args: &[Value]) -> Result {
    release(thread, args)
}

fn release(thread: &Thread, args: &[Value]) -> Result {
    memory(args[0]).release(thread)?;
    Ok(Value::NONE)
}

fn to_bytes(thread: &Thread, args: &[Value]) -> Result {
    let own = usable(thread, args[0])?;
    let fortran = match args[1].present().filter(|order| !order.is_none()) {
        None => false,
        Some(order) => {
            let Some(order) = order.downcast::<StrObject>() else {
                return Err(errors::bad_argument(
                    thread,
                    "tobytes()",
                    "argument 'order'",
                    "str or None",
                    order,
                ));
            };
            match order.bytes() {
                b"C" => false,
                b"F" => true,
                b"A" => own.view.is_f_contiguous() && !own.view.is_c_contiguous(),
                _ => {
                    return Err(errors::value_error(thread, "order must be 'C', 'F' or 'A'"));
                }
            }
        }
    };
    Ok(Bytes::new(thread, &copied(thread, &own.view, fortran))?.value())
}

fn hex(thread: &Thread, args: &[Value]) -> Result {
    let own = usable(thread, args[0])?;
    let (separator, group) = held(thread, own, || common::hex_layout(thread, args[1], args[2]))?;
    own.check_usable(thread)?;
    let separator = separator.map(|byte| [byte]);
    let view = &own.view;
    let digits = thread.aside_if_long(view.byte_length(), || {
        let separator = separator.as_ref().map(<[u8; 1]>::as_slice);
        typhon_text::hexadecimal::to_hex(&view.to_vec(false), separator, group)
    });
    Ok(from_part(thread, &digits)?.value())
}

fn to_list(thread: &Thread, args: &[Value]) -> Result {
    access::to_list(thread, &usable(thread, args[0])?.view)
}

fn to_readonly(thread: &Thread, args: &[Value]) -> Result {
    let own = usable(thread, args[0])?;
    let mut view = own.view.clone();
    view.readonly = true;
    Ok(own.derive(thread, view)?.value())
}

fn count(thread: &Thread, args: &[Value]) -> Result {
    let own = usable(thread, args[0])?;
    let length = own
        .view
        .dimensions()
        .first()
        .map_or(1, |dimension| dimension.length);
    let mut found = 0;
    for index in 0..length {
        own.check_usable(thread)?;
        let item = read(
            thread,
            &own.view,
            item_address(thread, &own.view, index as i64)?,
        )?;
        if operations::equal_or_identical(thread, item, args[1])? {
            found += 1;
        }
        thread.poll()?;
    }
    Ok(number(found))
}

fn index(thread: &Thread, args: &[Value]) -> Result {
    let own = usable(thread, args[0])?;
    let [dimension] = own.view.dimensions() else {
        return Err(if own.view.dimensions().is_empty() {
            errors::type_error(thread, "invalid lookup on 0-dim memory")
        } else {
            errors::not_implemented_error(thread, "multi-dimensional lookup is not implemented")
        });
    };
    let bounds = crate::str::search::Bounds::read(thread, args[2], args[3])?;
    let (start, stop) = bounds.fit(dimension.length);
    for index in start..stop {
        own.check_usable(thread)?;
        let item = read(
            thread,
            &own.view,
            item_address(thread, &own.view, index as i64)?,
        )?;
        if operations::equal_or_identical(thread, item, args[1])? {
            return Ok(number(index));
        }
        thread.poll()?;
    }
    Err(errors::value_error(
        thread,
        "memoryview.index(x): x not found",
    ))
}

/// Iteration over the items of one dimension; threads that share an iterator each take the next one.
#[repr(C)]
pub struct MemoryIteratorObject {
    pub header: Header,
    /// NULL when exhausted.
    memory: Slot,
    index: AtomicU64,
}

crate::heap_object!(
    MemoryIteratorObject,
    MEMORY_ITERATOR_LAYOUT,
    "memoryview iterator",
    Kind::Other,
    |object, tracer| tracer.slot(&object.memory)
);

pub static MEMORYVIEW_ITERATOR: TypeSpec =
    TypeSpec::new("memory_iterator", &MEMORY_ITERATOR_LAYOUT)
        .flags(type_flags::NO_NEW)
        .methods(&[
            plain("__iter__", |_, args| Ok(args[0]), "Return self."),
            plain("__next__", next, "The next item."),
        ]);

fn iter(thread: &Thread, args: &[Value]) -> Result {
    let own = usable(thread, args[0])?;
    match own.view.dimensions().len() {
        1 => {}
        0 => {
            return Err(errors::type_error(
                thread,
                "invalid indexing of 0-dim memory",
            ));
        }
        _ => {
            return Err(errors::not_implemented_error(
                thread,
                "multi-dimensional sub-views are not implemented",
            ));
        }
    }
    access::format_code(thread, &own.view)?;
    let shape = MEMORYVIEW_ITERATOR.root_shape();
    let iterator = thread.allocate(
        shape,
        MemoryIteratorObject {
            header: Header::new(shape.pointer().cast()),
            memory: Slot::new(args[0]),
            index: AtomicU64::new(0),
        },
    )?;
    Ok(iterator.value())
}

fn next(thread: &Thread, args: &[Value]) -> Result {
    let iterator = Ref::<MemoryIteratorObject>::of(args[0]);
    let Some(own) = Ref::<MemoryViewObject>::from_slot(&iterator.memory) else {
        return Ok(Value::NULL);
    };
    let index = iterator.index.fetch_add(1, Ordering::Relaxed) as usize;
    if index >= own.view.dimensions()[0].length {
        iterator.memory.set_unbarriered(Value::NULL);
        return Ok(Value::NULL);
    }
    own.check_usable(thread)?;
    read(
        thread,
        &own.view,
        item_address(thread, &own.view, index as i64)?,
    )
}
