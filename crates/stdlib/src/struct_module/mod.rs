//! Module `_struct`: values packed into bytes by a format. `format` parses, `pack` and `unpack` convert,
//! `objects` has the type `Struct` and the iterator.

mod format;
mod objects;
mod pack;
mod unpack;

use crate::exception_type;
use typhon_objects::prelude::*;

exception_type!(ERROR, "error", "struct", EXCEPTION, "");

pub static MODULE: ModuleSpec = ModuleSpec {
    name: "_struct",
    doc: "Functions to convert between Python values and C structs.\nPython bytes objects are used to hold the data representing the C struct\nand also as format strings (explained below) to describe the layout of data\nin the C struct.",
    functions: &[
        function(
            "_clearcache",
            objects::clear_cache,
            "()",
            "Clear the internal cache.",
        ),
        function(
            "calcsize",
            objects::calcsize,
            "(format, /)",
            "Return size in bytes of the struct described by the format string.",
        ),
        function(
            "pack",
            objects::pack,
            "(*args)",
            "pack(format, v1, v2, ...) -> bytes\n\nReturn a bytes object containing the values v1, v2, ... packed according\nto the format string.  See help(struct) for more on format strings.",
        ),
        function(
            "pack_into",
            objects::pack_into,
            "(*args)",
            "pack_into(format, buffer, offset, v1, v2, ...)\n\nPack the values v1, v2, ... according to the format string and write\nthe packed bytes into the writable buffer buf starting at offset.  Note\nthat the offset is a required argument.  A negative offset counts from\nthe end of the buffer.  See help(struct) for more on format strings.",
        ),
        function(
            "unpack",
            objects::unpack,
            "(format, buffer, /)",
            "Return a tuple containing values unpacked according to the format string.\n\nThe buffer's size in bytes must be calcsize(format).\n\nSee help(struct) for more on format strings.",
        ),
        function(
            "unpack_from",
            objects::unpack_from,
            "(format, /, buffer, offset=0)",
            "Return a tuple containing values unpacked according to the format string.\n\nThe buffer's size, minus offset, must be at least calcsize(format).\nA negative offset counts from the end of the buffer.\n\nSee help(struct) for more on format strings.",
        ),
        function(
            "iter_unpack",
            objects::iter_unpack,
            "(format, buffer, /)",
            "Return an iterator yielding tuples unpacked from the given bytes.\n\nThe bytes are unpacked according to the format string, like\na repeated invocation of unpack_from().\n\nRequires that the bytes length be a multiple of the format struct size.",
        ),
    ],
    types: &[&objects::STRUCT, &ERROR],
    setup: Some(|thread, _| objects::UNPACK_ITERATOR.ready(thread).map(|_| ())),
};

/// Raises `struct.error`.
#[cold]
fn error(thread: &Thread, message: impl AsRef<str>) -> Raised {
    errors::new(thread, &ERROR, message)
}
