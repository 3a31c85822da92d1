//! Module `_codecs`: the registry, and one pair of functions for each codec that needs no Python code.
//! Each `*_encode` gives (bytes, characters taken), each `*_decode` (text, bytes taken).

use crate::support::make_exact;
use std::cell::Cell;
use typhon_objects::buffer::{Buffer, not_bytes_like};
use typhon_objects::bytes::{Bytes, BytesObject};
use typhon_objects::int;
use typhon_objects::number::{self, raise};
use typhon_objects::prelude::*;
use typhon_objects::str::codecs::{self, run_decoder, run_encoder};
use typhon_text::codecs::{
    Ascii, CharmapDecoder, CharmapEncoder, Decoder, Encoder, EncodingMap, EscapeErrors,
    InvalidEscape, Latin1, Order, RawUnicodeEscape, UnicodeEscape, UnicodeEscapeEncoder, Utf7,
    Utf7Encoder, Utf8, Utf16, Utf32, escape_decode, escape_encode,
};
use typhon_text::wtf8;

pub static MODULE: ModuleSpec = ModuleSpec {
    name: "_codecs",
    doc: "",
    functions: FUNCTIONS,
    types: &[],
    setup: Some(|thread, _| {
        ENCODING_MAP.ready(thread)?;
        Ok(())
    }),
};

const ENCODE: &str = "(str, errors=None, /)";
const DECODE: &str = "(data, errors=None, final=False, /)";
const DECODE_WHOLE: &str = "(data, errors=None, /)";
const DECODE_FINAL: &str = "(data, errors=None, final=True, /)";
const DECODE_ORDER: &str = "(data, errors=None, byteorder=0, final=False, /)";

const FUNCTIONS: &[Method] = &[
    function(
        "register",
        register,
        "(search_function, /)",
        "Adds a search function: it gets a normalised name and returns a codec or None.",
    ),
    function(
        "unregister",
        unregister,
        "(search_function, /)",
        "Removes a search function and forgets the codecs found so far.",
    ),
    function("lookup", lookup, "(encoding, /)", "The codec of that name."),
    function(
        "encode",
        encode,
        "(obj, encoding='utf-8', errors='strict')",
        "Encodes an object by the codec of that name.",
    ),
    function(
        "decode",
        decode,
        "(obj, encoding='utf-8', errors='strict')",
        "Decodes an object by the codec of that name.",
    ),
    function(
        "register_error",
        register_error,
        "(errors, handler, /)",
        "Makes an error handler known by a name.",
    ),
    function(
        "_unregister_error",
        unregister_error,
        "(errors, /)",
        "Forgets an error handler; whether there was one.",
    ),
    function(
        "lookup_error",
        lookup_error,
        "(name, /)",
        "The error handler of that name.",
    ),
    function(
        "escape_encode",
        encode_escapes,
        "(data, errors=None, /)",
        "",
    ),
    function(
        "escape_decode",
        decode_escapes,
        "(data, errors=None, /)",
        "",
    ),
    function(
        "readbuffer_encode",
        encode_buffer,
        "(data, errors=None, /)",
        "",
    ),
    function(
        "utf_8_encode",
        |thread, args| encoded(thread, "utf_8_encode", args, &mut Utf8),
        ENCODE,
        "",
    ),
    function(
        "utf_8_decode",
        |thread, args| decoded(thread, "utf_8_decode", args, args[2], false, &mut Utf8),
        DECODE,
        "",
    ),
    function(
        "utf_7_encode",
        |thread, args| encoded(thread, "utf_7_encode", args, &mut Utf7Encoder),
        ENCODE,
        "",
    ),
    function(
        "utf_7_decode",
        |thread, args| {
            decoded(
                thread,
                "utf_7_decode",
                args,
                args[2],
                false,
                &mut Utf7::new(),
            )
        },
        DECODE,
        "",
    ),
    function(
        "utf_16_encode",
        |thread, args| encode_ordered(thread, "utf_16_encode", args, Utf16::new, b"\xff\xfe"),
        "(str, errors=None, byteorder=0, /)",
        "",
    ),
    function(
        "utf_16_le_encode",
        |thread, args| {
            encoded(
                thread,
                "utf_16_le_encode",
                args,
                &mut Utf16::new(Order::Little),
            )
        },
        ENCODE,
        "",
    ),
    function(
        "utf_16_be_encode",
        |thread, args| {
            encoded(
                thread,
                "utf_16_be_encode",
                args,
                &mut Utf16::new(Order::Big),
            )
        },
        ENCODE,
        "",
    ),
    function(
        "utf_16_decode",
        |thread, args| {
            decoded(
                thread,
                "utf_16_decode",
                args,
                args[2],
                false,
                &mut Utf16::new(Order::Marked),
            )
        },
        DECODE,
        "",
    ),
    function(
        "utf_16_le_decode",
        |thread, args| {
            decoded(
                thread,
                "utf_16_le_decode",
                args,
                args[2],
                false,
                &mut Utf16::new(Order::Little),
            )
        },
        DECODE,
        "",
    ),
    function(
        "utf_16_be_decode",
        |thread, args| {
            decoded(
                thread,
                "utf_16_be_decode",
                args,
                args[2],
                false,
                &mut Utf16::new(Order::Big),
            )
        },
        DECODE,
        "",
    ),
    function("utf_16_ex_decode", decode_utf_16_ordered, DECODE_ORDER, ""),
    function(
        "utf_32_encode",
        |thread, args| encode_ordered(thread, "utf_32_encode", args, Utf32::new, b"\xff\xfe\0\0"),
        "(str, errors=None, byteorder=0, /)",
        "",
    ),
    function(
        "utf_32_le_encode",
        |thread, args| {
            encoded(
                thread,
                "utf_32_le_encode",
                args,
                &mut Utf32::new(Order::Little),
            )
        },
        ENCODE,
        "",
    ),
    function(
        "utf_32_be_encode",
        |thread, args| {
            encoded(
                thread,
                "utf_32_be_encode",
                args,
                &mut Utf32::new(Order::Big),
            )
        },
        ENCODE,
        "",
    ),
    function(
        "utf_32_decode",
        |thread, args| {
            decoded(
                thread,
                "utf_32_decode",
                args,
                args[2],
                false,
                &mut Utf32::new(Order::Marked),
            )
        },
        DECODE,
        "",
    ),
    function(
        "utf_32_le_decode",
        |thread, args| {
            decoded(
                thread,
                "utf_32_le_decode",
                args,
                args[2],
                false,
                &mut Utf32::new(Order::Little),
            )
        },
        DECODE,
        "",
    ),
    function(
        "utf_32_be_decode",
        |thread, args| {
            decoded(
                thread,
                "utf_32_be_decode",
                args,
                args[2],
                false,
                &mut Utf32::new(Order::Big),
            )
        },
        DECODE,
        "",
    ),
    function("utf_32_ex_decode", decode_utf_32_ordered, DECODE_ORDER, ""),
    function(
        "unicode_escape_encode",
        |thread, args| {
            encoded(
                thread,
                "unicode_escape_encode",
                args,
                &mut UnicodeEscapeEncoder,
            )
        },
        ENCODE,
        "",
    ),
    function(
        "unicode_escape_decode",
        decode_unicode_escapes,
        DECODE_FINAL,
        "",
    ),
    function(
        "raw_unicode_escape_encode",
        |thread, args| {
            encoded(
                thread,
                "raw_unicode_escape_encode",
                args,
                &mut RawUnicodeEscape,
            )
        },
        ENCODE,
        "",
    ),
    function(
        "raw_unicode_escape_decode",
        |thread, args| {
            decoded_text_or_bytes(
                thread,
                "raw_unicode_escape_decode",
                args,
                args[2],
                true,
                &mut RawUnicodeEscape,
            )
        },
        DECODE_FINAL,
        "",
    ),
    function(
        "latin_1_encode",
        |thread, args| encoded(thread, "latin_1_encode", args, &mut Latin1),
        ENCODE,
        "",
    ),
    function(
        "latin_1_decode",
        |thread, args| {
            decoded(
                thread,
                "latin_1_decode",
                args,
                Value::TRUE,
                true,
                &mut Latin1,
            )
        },
        DECODE_WHOLE,
        "",
    ),
    function(
        "ascii_encode",
        |thread, args| encoded(thread, "ascii_encode", args, &mut Ascii),
        ENCODE,
        "",
    ),
    function(
        "ascii_decode",
        |thread, args| decoded(thread, "ascii_decode", args, Value::TRUE, true, &mut Ascii),
        DECODE_WHOLE,
        "",
    ),
    function(
        "charmap_encode",
        charmap_encode,
        "(str, errors=None, mapping=None, /)",
        "",
    ),
    function(
        "charmap_decode",
        charmap_decode,
        "(data, errors=None, mapping=None, /)",
        "",
    ),
    function("charmap_build", charmap_build, "(map, /)", ""),
];

fn text_argument(thread: &Thread, function: &str, what: &str, value: Value) -> Result<Str> {
    operations::expect_str(thread, function, what, value)
}

/// An optional name of an error handler; None counts as absent.
fn handler_argument(thread: &Thread, function: &str, value: Value) -> Result<Option<Str>> {
    match value.present().filter(|value| !value.is_none()) {
        None => Ok(None),
        Some(value) => match value.downcast::<StrObject>() {
            Some(name) => Ok(Some(name)),
            None => Err(errors::bad_argument(
                thread,
                &format!("{function}()"),
                "argument 2",
                "str or None",
                value,
            )),
        },
    }
}

fn optional_text(thread: &Thread, function: &str, what: &str, value: Value) -> Result<Option<Str>> {
    match value.present() {
        Some(value) => text_argument(thread, function, what, value).map(Some),
        None => Ok(None),
    }
}

fn register(thread: &Thread, args: &[Value]) -> Result {
    codecs::register(thread, args[0])?;
    Ok(Value::NONE)
}

fn unregister(thread: &Thread, args: &[Value]) -> Result {
    codecs::unregister(thread, args[0])?;
    Ok(Value::NONE)
}

fn lookup(thread: &Thread, args: &[Value]) -> Result {
    let encoding = text_argument(thread, "lookup", "argument", args[0])?;
    typhon_objects::types::class::check_encodable(thread, encoding)?;
    Ok(codecs::lookup(thread, encoding)?.value())
}

fn encode(thread: &Thread, args: &[Value]) -> Result {
    let encoding = optional_text(thread, "encode", "argument 'encoding'", args[1])?;
    let handler = optional_text(thread, "encode", "argument 'errors'", args[2])?;
    codecs::encode_object(thread, args[0], encoding, handler)
}

fn decode(thread: &Thread, args: &[Value]) -> Result {
    let encoding = optional_text(thread, "decode", "argument 'encoding'", args[1])?;
    let handler = optional_text(thread, "decode", "argument 'errors'", args[2])?;
    codecs::decode_object(thread, args[0], encoding, handler)
}

fn register_error(thread: &Thread, args: &[Value]) -> Result {
    let name = text_argument(thread, "register_error", "argument 1", args[0])?;
    codecs::register_error(thread, name, args[1])?;
    Ok(Value::NONE)
}

fn unregister_error(thread: &Thread, args: &[Value]) -> Result {
    let name = text_argument(thread, "_unregister_error", "argument", args[0])?;
    codecs::unregister_error(thread, name).map(Value::bool)
}

fn lookup_error(thread: &Thread, args: &[Value]) -> Result {
    let name = text_argument(thread, "lookup_error", "argument", args[0])?;
    codecs::lookup_error(thread, name)
}

fn pair(thread: &Thread, result: Value, taken: usize) -> Result {
    Ok(Tuple::new(thread, &[result, Value::fixnum(taken as i64)])?.value())
}

/// (bytes, characters taken)
fn encoded(thread: &Thread, function: &str, args: &[Value], encoder: &mut dyn Encoder) -> Result {
    let text = text_argument(thread, function, "argument 1", args[0])?;
    let handler = handler_argument(thread, function, args[1])?;
    let bytes = run_encoder(thread, encoder, text, handler, None)?;
    pair(thread, bytes.value(), text.len())
}

/// (text, bytes taken)
fn decoded(
    thread: &Thread,
    function: &str,
    args: &[Value],
    is_final: Value,
    default_final: bool,
    decoder: &mut dyn Decoder,
) -> Result {
    let data = Buffer::acquire(thread, args[0], false)?;
    let handler = handler_argument(thread, function, args[1])?;
    let is_final = final_argument(thread, is_final, default_final)?;
    // A copy, if an error handler might change the memory under us.
    let data = data.to_vec();
    let (text, taken) = run_decoder(thread, decoder, &data, is_final, handler, None)?;
    pair(thread, text.value(), taken)
}

fn final_argument(thread: &Thread, value: Value, default: bool) -> Result<bool> {
    match value.present() {
        Some(value) => operations::truth(thread, value),
        None => Ok(default),
    }
}

/// The bytes of a bytes-like object, or of text in UTF-8, as the escape codecs take them.
fn text_or_bytes(thread: &Thread, value: Value) -> Result<Vec<u8>> {
    if let Some(text) = value.downcast::<StrObject>() {
        let encoded = codecs::encode(thread, text, None, None)?;
        return Ok(Ref::<BytesObject>::of(encoded).data().to_vec());
    }
    if !typhon_objects::buffer::has_buffer(value) {
        return Err(not_bytes_like(thread, value));
    }
    Ok(Buffer::acquire(thread, value, false)?.copied(thread))
}

fn decoded_text_or_bytes(
    thread: &Thread,
    function: &str,
    args: &[Value],
    is_final: Value,
    default_final: bool,
    decoder: &mut dyn Decoder,
) -> Result {
    let data = text_or_bytes(thread, args[0])?;
    let handler = handler_argument(thread, function, args[1])?;
    let is_final = final_argument(thread, is_final, default_final)?;
    let (text, taken) = run_decoder(thread, decoder, &data, is_final, handler, None)?;
    pair(thread, text.value(), taken)
}

/// Warns about an escape that means nothing; `prefix` is that of the literal.
fn warn_about(thread: &Thread, prefix: &str, invalid: InvalidEscape) -> Result<()> {
    let (what, kind) = match invalid.octal {
        Some(value) => (format!("{value:o}"), "octal escape"),
        None => ((invalid.character as char).to_string(), "escape"),
    };
    number::deprecated(
        thread,
        &format!(
            "{prefix}\"\\{what}\" is an invalid {kind} sequence. Such sequences will not work in the future. "
        ),
    )
}

fn decode_unicode_escapes(thread: &Thread, args: &[Value]) -> Result {
    let mut decoder = UnicodeEscape::new();
    let result = decoded_text_or_bytes(
        thread,
        "unicode_escape_decode",
        args,
        args[2],
        true,
        &mut decoder,
    )?;
    if let Some(invalid) = decoder.first_invalid() {
        warn_about(thread, "", invalid)?;
    }
    Ok(result)
}

fn decode_escapes(thread: &Thread, args: &[Value]) -> Result {
    let data = text_or_bytes(thread, args[0])?;
    let handler = handler_argument(thread, "escape_decode", args[1])?;
    let (how, name) = match handler {
        None => (EscapeErrors::Strict, "strict".into()),
        Some(handler) => (
            match handler.bytes() {
                b"strict" => EscapeErrors::Strict,
                b"replace" => EscapeErrors::Replace,
                b"ignore" => EscapeErrors::Ignore,
                _ => EscapeErrors::Unknown,
            },
            handler.to_string_lossy(),
        ),
    };
    let (bytes, invalid) =
        escape_decode(&data, how, &name).map_err(|error| raise(thread, error))?;
    if let Some(invalid) = invalid {
        warn_about(thread, "b", invalid)?;
    }
    pair(thread, Bytes::new(thread, &bytes)?.value(), data.len())
}

fn encode_escapes(thread: &Thread, args: &[Value]) -> Result {
    let Some(bytes) = args[0].downcast::<BytesObject>() else {
        return Err(errors::bad_argument(
            thread,
            "escape_encode()",
            "argument 1",
            "bytes",
            args[0],
        ));
    };
    handler_argument(thread, "escape_encode", args[1])?;
    let escaped = escape_encode(bytes.data());
    pair(thread, Bytes::new(thread, &escaped)?.value(), bytes.len())
}

fn encode_buffer(thread: &Thread, args: &[Value]) -> Result {
    handler_argument(thread, "readbuffer_encode", args[1])?;
    let data = text_or_bytes(thread, args[0])?;
    pair(thread, Bytes::new(thread, &data)?.value(), data.len())
}

fn order_of(thread: &Thread, value: Value) -> Result<Order> {
    let order = match value.present() {
        Some(value) => operations::index(thread, value)?,
        None => 0,
    };
    if i32::try_from(order).is_err() {
        return Err(errors::overflow_error(
            thread,
            "Python int too large to convert to C int",
        ));
    }
    Ok(match order {
        0 => Order::Marked,
        1.. => Order::Big,
        _ => Order::Little,
    })
}

fn encode_ordered<E: Encoder>(
    thread: &Thread,
    function: &str,
    args: &[Value],
    make: fn(Order) -> E,
    mark: &[u8],
) -> Result {
    let text = text_argument(thread, function, "argument 1", args[0])?;
    let order = order_of(thread, args[2])?;
    if text.is_empty() && order == Order::Marked {
        return pair(thread, Bytes::new(thread, mark)?.value(), 0);
    }
    encoded(thread, function, args, &mut make(order))
}

/// (text, bytes taken, byte order)
fn with_order(thread: &Thread, result: Value, order: i32) -> Result {
    let result = Ref::<TupleObject>::of(result);
    let order = Value::fixnum(order as i64);
    Ok(Tuple::new(thread, &[result.get(0), result.get(1), order])?.value())
}

fn decode_utf_16_ordered(thread: &Thread, args: &[Value]) -> Result {
    let mut decoder = Utf16::new(order_of(thread, args[2])?);
    let result = decoded(
        thread,
        "utf_16_ex_decode",
        args,
        args[3],
        false,
        &mut decoder,
    )?;
    with_order(thread, result, decoder.byte_order())
}

fn decode_utf_32_ordered(thread: &Thread, args: &[Value]) -> Result {
    let mut decoder = Utf32::new(order_of(thread, args[2])?);
    let result = decoded(
        thread,
        "utf_32_ex_decode",
        args,
        args[3],
        false,
        &mut decoder,
    )?;
    with_order(thread, result, decoder.byte_order())
}

/// What `charmap_build` makes: bytes by code points. Immutable.
#[repr(C)]
pub struct EncodingMapObject {
    pub header: Header,
    map: EncodingMap,
}

typhon_objects::heap_object!(
    EncodingMapObject,
    ENCODING_MAP_LAYOUT,
    "EncodingMap",
    Kind::Other,
    |object, tracer| (),
    drop
);

static ENCODING_MAP: TypeSpec = TypeSpec::new("EncodingMap", &ENCODING_MAP_LAYOUT)
    .flags(type_flags::NO_NEW)
    .methods(&[method(
        "size",
        |_, args| {
            Ok(Value::fixnum(
                typhon_objects::heap::object_size(args[0]) as i64
            ))
        },
        "(self, /)",
        "Size of the map in bytes.",
    )]);

/// A table that starts with U+0000 and is of full length becomes a map of its own kind, any other a dict.
fn charmap_build(thread: &Thread, args: &[Value]) -> Result {
    let table = text_argument(thread, "charmap_build", "argument", args[0])?;
    let is_regular = table.len() == 256 && table.bytes().first() == Some(&0);
    if is_regular {
        let made = make_exact(thread, &ENCODING_MAP, |header| EncodingMapObject {
            header,
            map: EncodingMap::new(table.bytes()),
        })?;
        return Ok(made.value());
    }
    let dict = Dict::new(thread)?;
    for (byte, code) in wtf8::code_points(table.bytes()).take(256).enumerate() {
        let (key, value) = (Value::fixnum(code as i64), Value::fixnum(byte as i64));
        dict.set(thread, key, value)?;
    }
    Ok(dict.value())
}

/// What a mapping says of a number; `None` where it has nothing.
fn mapped(thread: &Thread, mapping: Value, number: u32) -> Result<Option<Value>> {
    match operations::get_item(thread, mapping, Value::fixnum(number as i64)) {
        Ok(value) if value.is_none() => Ok(None),
        Ok(value) => Ok(Some(value)),
        Err(raised) if raised.is(&tree::LOOKUP_ERROR) => Ok(None),
        Err(raised) => Err(raised),
    }
}

/// Whether the mapping has a character's bytes, which are appended.
fn append_bytes(thread: &Thread, mapping: Value, code: u32, output: &mut Vec<u8>) -> Result<bool> {
    let Some(value) = mapped(thread, mapping, code)? else {
        return Ok(false);
    };
    if let Some(bytes) = value.downcast::<BytesObject>() {
        output.extend_from_slice(bytes.data());
        return Ok(true);
    }
    if int::is_int(value) {
        return match int::to_i64(value).and_then(|byte| u8::try_from(byte).ok()) {
            Some(byte) => {
                output.push(byte);
                Ok(true)
            }
            None => Err(errors::type_error(
                thread,
                "character mapping must be in range(256)",
            )),
        };
    }
    Err(errors::type_error(
        thread,
        format!(
            "character mapping must return integer, bytes or None, not {}",
            value.class().name_text()
        ),
    ))
}

fn charmap_encode(thread: &Thread, args: &[Value]) -> Result {
    let Some(mapping) = args[2].present().filter(|mapping| !mapping.is_none()) else {
        return encoded(thread, "charmap_encode", args, &mut Latin1);
    };
    if let Some(map) = mapping.downcast::<EncodingMapObject>() {
        let mut encoder = CharmapEncoder::from_map(&map.map);
        return encoded(thread, "charmap_encode", args, &mut encoder);
    }
    let text = text_argument(thread, "charmap_encode", "argument 1", args[0])?;
    let handler = handler_argument(thread, "charmap_encode", args[1])?;
    let failing = Cell::new(None);
    let mut encoder = CharmapEncoder::new(|code, output: &mut Vec<u8>| {
        if failing.get().is_some() {
            return false;
        }
        match append_bytes(thread, mapping, code, output) {
            Ok(known) => known,
            Err(raised) => {
                failing.set(Some(raised));
                false
            }
        }
    });
    let bytes = run_encoder(thread, &mut encoder, text, handler, Some(&failing))?;
    pair(thread, bytes.value(), text.len())
}

const NOT_A_CHARACTER: u32 = 0xFFFE;

/// Whether the mapping has a byte's text, which is appended.
fn append_text(thread: &Thread, mapping: Value, byte: u8, output: &mut Vec<u8>) -> Result<bool> {
    let Some(value) = mapped(thread, mapping, byte as u32)? else {
        return Ok(false);
    };
    if let Some(text) = value.downcast::<StrObject>() {
        if text.bytes() == wtf8::from_code_points([NOT_A_CHARACTER]) {
            return Ok(false);
        }
        output.extend_from_slice(text.bytes());
        return Ok(true);
    }
    if int::is_int(value) {
        return match int::to_i64(value).and_then(|code| u32::try_from(code).ok()) {
            Some(NOT_A_CHARACTER) => Ok(false),
            Some(code) if code <= wtf8::MAX_CODE_POINT => {
                wtf8::push(output, code);
                Ok(true)
            }
            _ => Err(errors::type_error(
                thread,
                "character mapping must be in range(0x110000)",
            )),
        };
    }
    Err(errors::type_error(
        thread,
        "character mapping must return integer, None or str",
    ))
}

fn charmap_decode(thread: &Thread, args: &[Value]) -> Result {
    let Some(mapping) = args[2].present().filter(|mapping| !mapping.is_none()) else {
        return decoded(
            thread,
            "charmap_decode",
            args,
            Value::TRUE,
            true,
            &mut Latin1,
        );
    };
    if mapping.exact_kind() == Kind::Str {
        let table = Ref::<StrObject>::of(mapping);
        let mut decoder = CharmapDecoder::from_table(table.bytes());
        return decoded(
            thread,
            "charmap_decode",
            args,
            Value::TRUE,
            true,
            &mut decoder,
        );
    }
    let data = Buffer::acquire(thread, args[0], false)?.copied(thread);
    let handler = handler_argument(thread, "charmap_decode", args[1])?;
    let failing = Cell::new(None);
    let mut decoder = CharmapDecoder::new(|byte, output: &mut Vec<u8>| {
        match append_text(thread, mapping, byte, output) {
            Ok(known) => known,
            Err(raised) => {
                failing.set(Some(raised));
                false
            }
        }
    });
    let (text, taken) = run_decoder(thread, &mut decoder, &data, true, handler, Some(&failing))?;
    pair(thread, text.value(), taken)
}
