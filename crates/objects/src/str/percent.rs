//! `format % values` of `str`, `bytes` and `bytearray`.

use super::characters::from_part;
use super::layout::{Str, StrObject};
use crate::buffer::Buffer;
use crate::bytearray::BytearrayObject;
use crate::bytes::{Bytes, BytesObject};
use crate::call::call_special;
use crate::errors::{self, Raised, Result};
use crate::int;
use crate::number::raise;
use crate::object::{Kind, ValueExt};
use crate::operations;
use crate::thread::Thread;
use crate::tuple::TupleObject;
use crate::types::Special;
use typhon_heap::Value;
use typhon_text::format::percent::{
    Parser, Piece, Specifier, Star, single_code_point, unsupported,
};
use typhon_text::search::Unit;

/// The values, and how many of them are used up.
struct Values {
    all: Value,
    tuple: Option<crate::tuple::Tuple>,
    mapping: bool,
    next: usize,
}

impl Values {
    fn new(all: Value, unit: Unit) -> Values {
        let tuple = all.downcast::<TupleObject>();
        let is_text = match unit {
            Unit::CodePoint => all.kind() == Kind::Str,
            Unit::Byte => matches!(all.kind(), Kind::Str | Kind::Bytes | Kind::Bytearray),
        };
        let mapping =
            tuple.is_none() && !is_text && all.class().special(Special::GetItem).is_some();
        Values {
            all,
            tuple,
            mapping,
            next: 0,
        }
    }

    fn take(&mut self, thread: &Thread) -> Result {
        let found = match self.tuple {
            Some(tuple) => tuple.values().get(self.next).copied(),
            None if self.next == 0 => Some(self.all),
            None => None,
        };
        self.next += 1;
        match found {
            Some(value) => Ok(value),
            None => Err(errors::type_error(
                thread,
                "not enough arguments for format string",
            )),
        }
    }

    fn all_used(&self) -> bool {
        self.mapping
            || match self.tuple {
                Some(tuple) => self.next >= tuple.len(),
                None => self.next > 0,
            }
    }
}

/// An error of ours or one already raised.
enum Failure {
    Text(typhon_text::Error),
    Raised(Raised),
}

impl From<typhon_text::Error> for Failure {
    fn from(error: typhon_text::Error) -> Failure {
        Failure::Text(error)
    }
}

impl Failure {
    fn raise(self, thread: &Thread) -> Raised {
        match self {
            Failure::Text(error) => raise(thread, error),
            Failure::Raised(raised) => raised,
        }
    }
}

/// `format % values` for text.
pub fn format(thread: &Thread, format: Str, values: Value) -> Result {
    let output = expand(thread, format.bytes(), values, Unit::CodePoint)?;
    Ok(from_part(thread, &output)?.value())
}

/// `format % values`: the resulting bytes. `format` belongs to an object that the caller holds.
pub fn expand(thread: &Thread, format: &[u8], values: Value, unit: Unit) -> Result<Vec<u8>> {
    let mut values = Values::new(values, unit);
    let whole = values.all;
    let mut parser = Parser::new(format, unit);
    let mut output = Vec::with_capacity(format.len() + 32);
    while let Some(piece) = parser.next_piece().map_err(|error| raise(thread, error))? {
        let key = match piece {
            Piece::Literal(text) => {
                output.extend_from_slice(text);
                continue;
            }
            Piece::Specifier { key } => key,
        };
        if let Some(key) = key {
            if !values.mapping {
                return Err(errors::type_error(thread, "format requires a mapping"));
            }
            let key = match unit {
                Unit::CodePoint => from_part(thread, key)?.value(),
                Unit::Byte => Bytes::new(thread, key)?.value(),
            };
            values.all = operations::get_item(thread, whole, key)?;
            values.next = 0;
        }
        let specifier = parser
            .specifier(|star| star_value(thread, &mut values, star).map_err(Failure::Raised))
            .map_err(|failure| failure.raise(thread))?;
        let value = values.take(thread)?;
        append(thread, &specifier, value, unit, &mut output)?;
    }
    if !values.all_used() {
        let kind = match unit {
            Unit::CodePoint => "string",
            Unit::Byte => "bytes",
        };
        return Err(errors::type_error(
            thread,
            format!("not all arguments converted during {kind} formatting"),
        ));
    }
    Ok(output)
}

/// The value that stands for a `*`.
fn star_value(thread: &Thread, values: &mut Values, star: Star) -> Result<i64> {
    let value = values.take(thread)?;
    if !int::is_int(value) {
        return Err(errors::type_error(thread, "* wants int"));
    }
    match (int::to_i64(value), star) {
        (Some(i64::MIN), Star::Width) => Err(errors::overflow_error(thread, "width too big")),
        (Some(word), Star::Width) => Ok(word),
        (None, Star::Width) => Err(errors::overflow_error(
            thread,
            "Python int too large to convert to C ssize_t",
        )),
        (Some(word), Star::Precision) if i32::try_from(word).is_ok() => Ok(word),
        (_, Star::Precision) => Err(errors::overflow_error(
            thread,
            "Python int too large to convert to C int",
        )),
    }
}

fn append(
    thread: &Thread,
    specifier: &Specifier,
    value: Value,
    unit: Unit,
    output: &mut Vec<u8>,
) -> Result<()> {
    let to_raised = |error| raise(thread, error);
    let is_plain = specifier.width.is_none() && specifier.precision.is_none();
    let conversion = char::from_u32(specifier.conversion).unwrap_or('\0');
    let formatted = match conversion {
        's' | 'b' if unit == Unit::Byte => {
            let bytes = bytes_of(thread, value)?;
            specifier.pad_text(&bytes, true, unit)
        }
        's' | 'r' | 'a' => {
            let text = match conversion {
                's' if unit == Unit::CodePoint => operations::str(thread, value)?,
                'r' if unit == Unit::CodePoint => operations::repr(thread, value)?,
                _ => operations::ascii(thread, value)?,
            };
            if is_plain {
                output.extend_from_slice(text.bytes());
                return Ok(());
            }
            specifier.pad_text(text.bytes(), true, unit)
        }
        'd' | 'i' | 'u' | 'o' | 'x' | 'X' => {
            if value.is_fixnum()
                && is_plain
                && matches!(conversion, 'd' | 'i' | 'u')
                && !specifier.plus
                && !specifier.space
            {
                use std::io::Write;
                let _ = write!(output, "{}", value.fixnum_value());
                return Ok(());
            }
            let number = integer(thread, value, conversion)?;
            specifier.format_int(&int::big(number), int::max_str_digits())
        }
        'e' | 'E' | 'f' | 'F' | 'g' | 'G' => specifier.format_float(real(thread, value, unit)?),
        'c' => {
            let character = match unit {
                Unit::CodePoint => character_of(thread, value)?,
                Unit::Byte => vec![byte_of(thread, value)?],
            };
            specifier.pad_text(&character, false, unit)
        }
        _ => Err(unsupported(specifier, unit)),
    };
    output.extend_from_slice(&formatted.map_err(to_raised)?);
    Ok(())
}

/// The value of an integer conversion as an int.
fn integer(thread: &Thread, value: Value, conversion: char) -> Result {
    if int::is_int(value) {
        return Ok(value);
    }
    let class = value.class();
    let only_index = matches!(conversion, 'o' | 'x' | 'X');
    let method = match (only_index, class.special(Special::Int)) {
        (false, Some(method)) => Some(method),
        _ => class.special(Special::Index),
    };
    let result = match method {
        Some(method) => match call_special(thread, method, value, &[]) {
            Ok(result) => Some(result),
            Err(raised) if raised.is(&crate::exceptions::TYPE_ERROR) => None,
            Err(raised) => return Err(raised),
        },
        None => None,
    };
    match result {
        Some(result) if int::is_int(result) => Ok(result),
        _ => {
            let wanted = if only_index {
                "an integer"
            } else {
                "a real number"
            };
            Err(errors::type_error(
                thread,
                format!(
                    "%{conversion} format: {wanted} is required, not {}",
                    class.full_name()
                ),
            ))
        }
    }
}

fn real(thread: &Thread, value: Value, unit: Unit) -> Result<f64> {
    match crate::number::optional_float(thread, value)? {
        Some(float) => Ok(float),
        None => {
            let name = value.class().name_text();
            Err(errors::type_error(
                thread,
                match unit {
                    Unit::CodePoint => format!("must be real number, not {name}"),
                    Unit::Byte => format!("float argument required, not {name}"),
                },
            ))
        }
    }
}

/// The name of the value's class with its module, unless that is `builtins`.
fn long_name(value: Value) -> String {
    let class = value.class();
    let name = match class.qualified_name().downcast::<StrObject>() {
        Some(name) => name.to_string_lossy().into_owned(),
        None => class.name_text(),
    };
    match class.module_text() {
        Some(module) if module != "builtins" && module != "__main__" => format!("{module}.{name}"),
        _ => name,
    }
}

fn character_of(thread: &Thread, value: Value) -> Result<Vec<u8>> {
    if let Some(text) = value.downcast::<StrObject>() {
        return match single_code_point(text.bytes()) {
            Some(_) => Ok(text.bytes().to_vec()),
            None => Err(errors::type_error(
                thread,
                format!(
                    "%c requires an int or a unicode character, not a string of length {}",
                    text.len()
                ),
            )),
        };
    }
    if !int::is_int(value) && value.class().special(Special::Index).is_none() {
        return Err(errors::type_error(
            thread,
            format!(
                "%c requires an int or a unicode character, not {}",
                long_name(value)
            ),
        ));
    }
    let number = operations::index_value(thread, value)?;
    match int::to_i64(number).and_then(|code| u32::try_from(code).ok()) {
        Some(code) if code <= typhon_text::wtf8::MAX_CODE_POINT => {
            Ok(typhon_text::wtf8::from_code_points([code]))
        }
        _ => Err(errors::overflow_error(
            thread,
            "%c arg not in range(0x110000)",
        )),
    }
}

fn byte_of(thread: &Thread, value: Value) -> Result<u8> {
    let wrong = |what: String| {
        errors::type_error(
            thread,
            format!("%c requires an integer in range(256) or a single byte, not {what}"),
        )
    };
    if let Some(bytes) = value.downcast::<BytesObject>() {
        return match bytes.data() {
            [byte] => Ok(*byte),
            other => Err(wrong(format!("a bytes object of length {}", other.len()))),
        };
    }
    if let Some(bytes) = value.downcast::<BytearrayObject>() {
        return match (bytes.len(), bytes.get(thread, 0)) {
            (1, Some(byte)) => Ok(byte),
            (length, _) => Err(wrong(format!("a bytearray object of length {length}"))),
        };
    }
    if !int::is_int(value) && value.class().special(Special::Index).is_none() {
        return Err(wrong(long_name(value)));
    }
    let number = operations::index_value(thread, value)?;
    match int::to_i64(number).and_then(|byte| u8::try_from(byte).ok()) {
        Some(byte) => Ok(byte),
        None => Err(errors::overflow_error(thread, "%c arg not in range(256)")),
    }
}

/// What `%b` makes of a value.
fn bytes_of(thread: &Thread, value: Value) -> Result<Vec<u8>> {
    if let Some(bytes) = value.downcast::<BytesObject>()
        && value.exact_kind() == Kind::Bytes
    {
        return Ok(bytes.data().to_vec());
    }
    if let Some(method) = value.class().special(Special::Bytes) {
        let result = call_special(thread, method, value, &[])?;
        return match result.downcast::<BytesObject>() {
            Some(bytes) => Ok(bytes.data().to_vec()),
            None => Err(errors::type_error(
                thread,
                format!(
                    "__bytes__ returned non-bytes (type {})",
                    result.class().name_text()
                ),
            )),
        };
    }
    if crate::buffer::has_buffer(value) {
        return Ok(Buffer::acquire_any(thread, value)?.to_vec());
    }
    Err(errors::type_error(
        thread,
        format!(
            "%b requires a bytes-like object, or an object that implements __bytes__, not '{}'",
            value.class().name_text()
        ),
    ))
}
