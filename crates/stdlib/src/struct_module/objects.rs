//! `Struct`, the iterator of `iter_unpack`, and the functions of the module. Parsed formats are shared:
//! the functions keep the last ones in a table, which holds no Python objects.

use super::format::Format;
use super::{error, pack as packing, unpack as unpacking};
use crate::slots_object;
use crate::support::{ITER_SELF, make, make_exact, repr_text, text, to_ssize};
use std::collections::HashMap;
use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};
use std::sync::{Arc, LazyLock};
use typhon_objects::buffer::Buffer;
use typhon_objects::bytes::{Bytes, BytesObject};
use typhon_objects::int;
use typhon_objects::prelude::*;
use typhon_sync::mutex::Mutex;

slots_object!(StructObject, STRUCT_LAYOUT, "_struct.Struct", { text }, {
    format: Mutex<Option<Arc<Format>>>,
}, drop);

pub(super) static STRUCT: TypeSpec = TypeSpec::new("Struct", &STRUCT_LAYOUT)
    .module("_struct")
    .flags(type_flags::BASE | type_flags::WEAKREF)
    .mutable()
    .doc("Struct(fmt) --> compiled struct object")
    .methods(&[
        static_method("__new__", new, "(cls, /, *args, **kwargs)", ""),
        method("__init__", init, "(self, format)", ""),
        method("__repr__", repr, "(self, /)", "Return repr(self)."),
        method("pack", struct_pack, "(self, /, *args)", "S.pack(v1, v2, ...) -> bytes\n\nReturn a bytes object containing values v1, v2, ... packed according\nto the format string S.format.  See help(struct) for more on format\nstrings."),
        method("pack_into", struct_pack_into, "(self, /, *args)", "S.pack_into(buffer, offset, v1, v2, ...)\n\nPack the values v1, v2, ... according to the format string S.format\nand write the packed bytes into the writable buffer buf starting at\noffset.  Note that the offset is a required argument.  See\nhelp(struct) for more on format strings."),
        method("unpack", struct_unpack, "(self, buffer, /)", "Return a tuple containing unpacked values.\n\nUnpack according to the format string Struct.format. The buffer's size\nin bytes must be Struct.size.\n\nSee help(struct) for more on format strings."),
        method("unpack_from", struct_unpack_from, "(self, /, buffer, offset=0)", "Return a tuple containing unpacked values.\n\nValues are unpacked according to the format string Struct.format.\n\nThe buffer's size in bytes, starting at position offset, must be\nat least Struct.size.\n\nSee help(struct) for more on format strings."),
        method("iter_unpack", struct_iter_unpack, "(self, buffer, /)", "Return an iterator yielding tuples.\n\nTuples are unpacked from the given bytes source, like a repeated\ninvocation of unpack_from().\n\nRequires that the bytes length be a multiple of the struct size."),
        method("__sizeof__", size_of, "(self, /)", "S.__sizeof__() -> size of S in memory, in bytes"),
    ])
    .attributes(&[
        getter("format", |thread, object| {
            format_of(thread, object)?;
            Ok(struct_of(object).text.get())
        }, "struct format string"),
        getter("size", |thread, object| {
            let size = struct_of(object).format.lock().as_ref().map_or(-1, |format| format.size as i64);
            int::from_i64(thread, size)
        }, "struct size in bytes"),
    ]);

fn struct_of(value: Value) -> Ref<StructObject> {
    Ref::of(value)
}

fn format_of(thread: &Thread, object: Value) -> Result<Arc<Format>> {
    match &*struct_of(object).format.lock() {
        Some(format) => Ok(format.clone()),
        None => Err(errors::runtime_error(
            thread,
            "Struct object is not initialized",
        )),
    }
}

fn new(thread: &Thread, args: &[Value]) -> Result {
    let object = make(thread, Type::of(args[0]), |header| StructObject {
        header,
        text: Slot::new(Value::NULL),
        format: Mutex::new(None),
    })?;
    Ok(object.value())
}

/// The text of a format argument.
fn format_text(thread: &Thread, value: Value) -> Result<&'static [u8]> {
    if let Some(string) = value.downcast::<StrObject>() {
        if !string.is_ascii() {
            // Which character is wrong, encoding says.
            let codec = text(thread, "ascii")?;
            call_method(thread, value, names().encode, &[codec])?;
        }
        return Ok(string.bytes());
    }
    match value.downcast::<BytesObject>() {
        Some(bytes) => Ok(bytes.data()),
        None => Err(errors::type_error(
            thread,
            format!(
                "Struct() argument 1 must be a str or bytes object, not {}",
                value.class().name_text()
            ),
        )),
    }
}

fn parse(thread: &Thread, format: &[u8]) -> Result<Arc<Format>> {
    match Format::parse(format) {
        Ok(format) => Ok(Arc::new(format)),
        Err(message) => Err(error(thread, message)),
    }
}

fn init(thread: &Thread, args: &[Value]) -> Result {
    let bytes = format_text(thread, args[1])?;
    let format = parse(thread, bytes)?;
    let shown = Str::from_wtf8(thread, bytes)?;
    let object = struct_of(args[0]);
    object.text.set(object.header(), shown.value());
    *object.format.lock() = Some(format);
    Ok(Value::NONE)
}

fn repr(thread: &Thread, args: &[Value]) -> Result {
    format_of(thread, args[0])?;
    let format = repr_text(thread, struct_of(args[0]).text.get())?;
    text(thread, format!("{}({format})", args[0].class().name_text()))
}

fn size_of(thread: &Thread, args: &[Value]) -> Result {
    let items = format_of(thread, args[0])?.items.len();
    let size = std::mem::size_of::<StructObject>()
        + std::mem::size_of::<Format>()
        + (items + 1) * std::mem::size_of::<super::format::Item>();
    int::from_i64(thread, size as i64)
}

type Cache = HashMap<Vec<u8>, Arc<Format>>;

/// Formats that the functions of the module have parsed.
static CACHE: LazyLock<Mutex<Cache>> = LazyLock::new(|| Mutex::new(HashMap::new()));

/// The cache is emptied when it has this many formats.
const MOST_CACHED: usize = 100;

fn cached(thread: &Thread, value: Value) -> Result<Arc<Format>> {
    if !value.is::<StrObject>() && !value.is::<BytesObject>() {
        // Such a value cannot be a format, but an unhashable one is refused earlier.
        operations::hash(thread, value)?;
    }
    let bytes = format_text(thread, value)?;
    if let Some(format) = CACHE.lock().get(bytes) {
        return Ok(format.clone());
    }
    let format = parse(thread, bytes)?;
    let mut cache = CACHE.lock();
    if cache.len() >= MOST_CACHED {
        cache.clear();
    }
    cache.insert(bytes.to_vec(), format.clone());
    Ok(format)
}

pub(super) fn clear_cache(_thread: &Thread, _args: &[Value]) -> Result {
    CACHE.lock().clear();
    Ok(Value::NONE)
}

pub(super) fn calcsize(thread: &Thread, args: &[Value]) -> Result {
    int::from_i64(thread, cached(thread, args[0])?.size as i64)
}

fn do_pack(thread: &Thread, format: &Format, values: &[Value]) -> Result {
    if values.len() != format.values {
        return Err(error(
            thread,
            format!(
                "pack expected {} items for packing (got {})",
                format.values,
                values.len()
            ),
        ));
    }
    let bytes = packing::pack(thread, format, values)?;
    Ok(Bytes::new(thread, &bytes)?.value())
}

/// The format in front of the other arguments.
fn split_format(thread: &Thread, arguments: Value) -> Result<(Arc<Format>, &'static [Value])> {
    match Ref::<TupleObject>::of(arguments).values().split_first() {
        Some((format, rest)) => Ok((cached(thread, *format)?, rest)),
        None => Err(errors::type_error(thread, "missing format argument")),
    }
}

pub(super) fn pack(thread: &Thread, args: &[Value]) -> Result {
    let (format, values) = split_format(thread, args[0])?;
    do_pack(thread, &format, values)
}

fn struct_pack(thread: &Thread, args: &[Value]) -> Result {
    let format = format_of(thread, args[0])?;
    do_pack(thread, &format, Ref::<TupleObject>::of(args[1]).values())
}

/// Which bytes an offset means; `verb` and `refusal` are for the messages.
fn locate(
    thread: &Thread,
    format: &Format,
    length: usize,
    offset: i64,
    packing: bool,
) -> Result<usize> {
    let size = format.size as i64;
    let mut start = offset;
    if start < 0 {
        if start + size > 0 {
            let what = if packing {
                format!("no space to pack {size} bytes at offset {offset}")
            } else {
                format!("not enough data to unpack {size} bytes at offset {offset}")
            };
            return Err(error(thread, what));
        }
        start += length as i64;
        if start < 0 {
            return Err(error(
                thread,
                format!("offset {offset} out of range for {length}-byte buffer"),
            ));
        }
    }
    if (length as i64) - start < size {
        let (function, verb) = if packing {
            ("pack_into", "packing")
        } else {
            ("unpack_from", "unpacking")
        };
        return Err(error(
            thread,
            format!(
                "{function} requires a buffer of at least {} bytes for {verb} {size} bytes at offset {start} (actual buffer size is {length})",
                start as i128 + size as i128
            ),
        ));
    }
    Ok(start as usize)
}

fn do_pack_into(thread: &Thread, format: &Format, arguments: &[Value]) -> Result {
    let (buffer, offset, values) = match arguments {
        [] => return Err(error(thread, "pack_into expected buffer argument")),
        [_] => return Err(error(thread, "pack_into expected offset argument")),
        [buffer, offset, values @ ..] => (*buffer, *offset, values),
    };
    if values.len() != format.values {
        return Err(error(
            thread,
            format!(
                "pack_into expected {} items for packing (got {})",
                format.values,
                values.len()
            ),
        ));
    }
    let target = match Buffer::acquire(thread, buffer, true) {
        Err(raised) if raised.is(&tree::TYPE_ERROR) || raised.is(&tree::BUFFER_ERROR) => {
            return Err(errors::type_error(
                thread,
                format!(
                    "argument must be read-write bytes-like object, not {}",
                    buffer.class().name_text()
                ),
            ));
        }
        target => target?,
    };
    let offset = operations::index(thread, offset)?;
    let start = locate(thread, format, target.len(), offset, true)?;
    let bytes = packing::pack(thread, format, values)?;
    target.write(start, &bytes);
    Ok(Value::NONE)
}

pub(super) fn pack_into(thread: &Thread, args: &[Value]) -> Result {
    let (format, rest) = split_format(thread, args[0])?;
    do_pack_into(thread, &format, rest)
}

fn struct_pack_into(thread: &Thread, args: &[Value]) -> Result {
    let format = format_of(thread, args[0])?;
    do_pack_into(thread, &format, Ref::<TupleObject>::of(args[1]).values())
}

/// Buffers up to this size are looked at whole; of bigger ones only the part that is needed is, as
/// memory that may change is copied first.
const SMALL_BUFFER: usize = 4096;

/// Unpacks the bytes from `start`, which lie within the buffer.
fn unpack_part(thread: &Thread, format: &Format, buffer: &Buffer, start: usize) -> Result {
    let end = start + format.size;
    debug_assert!(end <= buffer.len());
    if buffer.len() <= SMALL_BUFFER {
        return unpacking::unpack(thread, format, &buffer.bytes()[start..end]);
    }
    let mut copy = vec![0u8; format.size];
    // SAFETY: the buffer keeps this much memory valid; the copy is ours.
    unsafe {
        std::ptr::copy_nonoverlapping(buffer.as_ptr().add(start), copy.as_mut_ptr(), format.size);
    }
    unpacking::unpack(thread, format, &copy)
}

fn do_unpack(thread: &Thread, format: &Format, buffer: Value) -> Result {
    let buffer = Buffer::acquire(thread, buffer, false)?;
    if buffer.len() != format.size {
        return Err(error(
            thread,
            format!("unpack requires a buffer of {} bytes", format.size),
        ));
    }
    unpacking::unpack(thread, format, buffer.bytes())
}

pub(super) fn unpack(thread: &Thread, args: &[Value]) -> Result {
    let format = cached(thread, args[0])?;
    do_unpack(thread, &format, args[1])
}

fn struct_unpack(thread: &Thread, args: &[Value]) -> Result {
    let format = format_of(thread, args[0])?;
    do_unpack(thread, &format, args[1])
}

fn do_unpack_from(thread: &Thread, format: &Format, buffer: Value, offset: Value) -> Result {
    let buffer = Buffer::acquire(thread, buffer, false)?;
    let offset = match offset.present() {
        Some(offset) => to_ssize(thread, offset)?,
        None => 0,
    };
    let start = locate(thread, format, buffer.len(), offset, false)?;
    unpack_part(thread, format, &buffer, start)
}

pub(super) fn unpack_from(thread: &Thread, args: &[Value]) -> Result {
    let format = cached(thread, args[0])?;
    do_unpack_from(thread, &format, args[1], args[2])
}

fn struct_unpack_from(thread: &Thread, args: &[Value]) -> Result {
    let format = format_of(thread, args[0])?;
    do_unpack_from(thread, &format, args[1], args[2])
}

slots_object!(UnpackIteratorObject, UNPACK_ITERATOR_LAYOUT, "_struct.unpack_iterator", { view }, {
    index: AtomicUsize,
    length: usize,
    format: Option<Arc<Format>>,
}, drop);

pub(super) static UNPACK_ITERATOR: TypeSpec =
    TypeSpec::new("unpack_iterator", &UNPACK_ITERATOR_LAYOUT)
        .module("_struct")
        .flags(type_flags::NO_NEW)
        .methods(&[
            ITER_SELF,
            method(
                "__next__",
                iterator_next,
                "(self, /)",
                "Implement next(self).",
            ),
            method("__length_hint__", iterator_hint, "(self, /)", ""),
        ]);

fn do_iter_unpack(thread: &Thread, format: Arc<Format>, buffer: Value) -> Result {
    if format.size == 0 {
        return Err(error(
            thread,
            "cannot iteratively unpack with a struct of length 0",
        ));
    }
    // The view keeps the memory from being resized as long as the iterator has it.
    let length = Buffer::acquire(thread, buffer, false)?.len();
    if !length.is_multiple_of(format.size) {
        return Err(error(
            thread,
            format!(
                "iterative unpacking requires a buffer of a multiple of {} bytes",
                format.size
            ),
        ));
    }
    let view = call(
        thread,
        typhon_objects::memoryview::MEMORYVIEW.get().value(),
        &[buffer],
    )?;
    let iterator = make_exact(thread, &UNPACK_ITERATOR, |header| UnpackIteratorObject {
        header,
        view: Slot::new(view),
        index: AtomicUsize::new(0),
        length,
        format: Some(format),
    })?;
    Ok(iterator.value())
}

pub(super) fn iter_unpack(thread: &Thread, args: &[Value]) -> Result {
    let format = cached(thread, args[0])?;
    do_iter_unpack(thread, format, args[1])
}

fn struct_iter_unpack(thread: &Thread, args: &[Value]) -> Result {
    let format = format_of(thread, args[0])?;
    do_iter_unpack(thread, format, args[1])
}

fn iterator_next(thread: &Thread, args: &[Value]) -> Result {
    let iterator = Ref::<UnpackIteratorObject>::of(args[0]);
    let view = iterator.view.get();
    let (false, Some(format)) = (view.is_null(), &iterator.format) else {
        return Ok(Value::NULL);
    };
    // Relaxed: the index guards nothing, it gives each part to one caller.
    let start = iterator.index.fetch_add(format.size, Relaxed);
    if start >= iterator.length {
        iterator.view.set(iterator.header(), Value::NULL);
        return Ok(Value::NULL);
    }
    let buffer = Buffer::acquire(thread, view, false)?;
    unpack_part(thread, format, &buffer, start)
}

fn iterator_hint(thread: &Thread, args: &[Value]) -> Result {
    let iterator = Ref::<UnpackIteratorObject>::of(args[0]);
    let size = iterator.format.as_ref().map_or(1, |format| format.size);
    let left = iterator.length.saturating_sub(iterator.index.load(Relaxed));
    int::from_i64(thread, (left / size) as i64)
}
