//! Methods of `int`. Invariant: results are exact ints, whatever subclass the receiver is of.

use super::arithmetic::{self, exact};
use super::convert::{decimal, parse, parse_bytes, to_bytes_object, to_int};
use super::layout::{INT_LAYOUT, Int, big, from_big, from_i64, from_u64, hash, is_int, to_i64};
use super::limit::max_str_digits;
use crate::call::call;
use crate::errors::{self, Result};
use crate::number::{format_spec, int_as_f64, raise};
use crate::object::{Kind, ValueExt};
use crate::operations::{self, Comparison};
use crate::str::{Str, StrObject};
use crate::thread::Thread;
use crate::tuple::Tuple;
use crate::types::{Type, TypeSpec, class_method, getter, method, static_method, type_flags};
use crate::{bytes::Bytes, float};
use typhon_heap::Value;
use typhon_text::number::{self as text, ByteOrder};

type Binary = fn(&Thread, Value, Value) -> Result;

/// `self <operator> value`
#[inline(always)]
fn forward(thread: &Thread, args: &[Value], operation: Binary) -> Result {
    if is_int(args[1]) {
        operation(thread, args[0], args[1])
    } else {
        Ok(Value::NOT_IMPLEMENTED)
    }
}

/// `value <operator> self`
#[inline(always)]
fn reflected(thread: &Thread, args: &[Value], operation: Binary) -> Result {
    if is_int(args[1]) {
        operation(thread, args[1], args[0])
    } else {
        Ok(Value::NOT_IMPLEMENTED)
    }
}

#[inline(always)]
fn compared(args: &[Value], comparison: Comparison) -> Result {
    if is_int(args[1]) {
        Ok(Value::bool(arithmetic::compare(
            comparison, args[0], args[1],
        )))
    } else {
        Ok(Value::NOT_IMPLEMENTED)
    }
}

/// One row for an operator and one for its reflected form.
macro_rules! operator_rows {
    ($( $name:literal $reflected:literal $function:ident $doc:literal $reflected_doc:literal ),* ; $( $rest:expr ),* $(,)?) => {
        &[
            $(
                method($name, |thread, args| forward(thread, args, arithmetic::$function), "(self, value, /)", $doc),
                method($reflected, |thread, args| reflected(thread, args, arithmetic::$function), "(self, value, /)", $reflected_doc),
            )*
            $( $rest ),*
        ]
    };
}

pub static INT: TypeSpec = TypeSpec::new("int", &INT_LAYOUT)
    .flags(type_flags::BASE | type_flags::MATCH_SELF)
    .doc("An integer of any size.\n\nint(x) converts a number, cutting off its fraction, or reads decimal text; int(text, base)\nreads text in a base from 2 to 36, or 0 for the base that the text's prefix names. Without\narguments the result is 0.")
    .methods(operator_rows![
        "__add__" "__radd__" add "Return self+value." "Return value+self.",
        "__sub__" "__rsub__" sub "Return self-value." "Return value-self.",
        "__mul__" "__rmul__" mul "Return self*value." "Return value*self.",
        "__mod__" "__rmod__" modulo "Return self%value." "Return value%self.",
        "__divmod__" "__rdivmod__" divmod "Return divmod(self, value)." "Return divmod(value, self).",
        "__lshift__" "__rlshift__" left_shift "Return self<<value." "Return value<<self.",
        "__rshift__" "__rrshift__" right_shift "Return self>>value." "Return value>>self.",
        "__and__" "__rand__" and "Return self&value." "Return value&self.",
        "__xor__" "__rxor__" xor "Return self^value." "Return value^self.",
        "__or__" "__ror__" or "Return self|value." "Return value|self.",
        "__floordiv__" "__rfloordiv__" floor_divide "Return self//value." "Return value//self.",
        "__truediv__" "__rtruediv__" true_divide "Return self/value." "Return value/self.";
        static_method("__new__", new, "(cls, x=0, /, base=10)", "Create and return a new object."),
        method("__repr__", |thread, args| Ok(decimal(thread, args[0])?.value()), "(self, /)", "Return repr(self)."),
        method("__hash__", |thread, args| from_i64(thread, hash(args[0]) as i64), "(self, /)", "Return hash(self)."),
        method("__lt__", |_, args| compared(args, Comparison::Less), "(self, value, /)", "Return self<value."),
        method("__le__", |_, args| compared(args, Comparison::LessEqual), "(self, value, /)", "Return self<=value."),
        method("__eq__", |_, args| compared(args, Comparison::Equal), "(self, value, /)", "Return self==value."),
        method("__ne__", |_, args| compared(args, Comparison::NotEqual), "(self, value, /)", "Return self!=value."),
        method("__gt__", |_, args| compared(args, Comparison::Greater), "(self, value, /)", "Return self>value."),
        method("__ge__", |_, args| compared(args, Comparison::GreaterEqual), "(self, value, /)", "Return self>=value."),
        method("__pow__", |thread, args| power(thread, args[0], args[1], args[2]), "(self, value, mod=None, /)", "Return pow(self, value, mod)."),
        method("__rpow__", |thread, args| power(thread, args[1], args[0], args[2]), "(self, value, mod=None, /)", "Return pow(value, self, mod)."),
        method("__neg__", |thread, args| arithmetic::negate(thread, args[0]), "(self, /)", "-self"),
        method("__pos__", itself, "(self, /)", "+self"),
        method("__abs__", |thread, args| arithmetic::absolute(thread, args[0]), "(self, /)", "abs(self)"),
        method("__bool__", |_, args| Ok(Value::bool(to_i64(args[0]) != Some(0))), "(self, /)", "True if self else False"),
        method("__invert__", |thread, args| arithmetic::invert(thread, args[0]), "(self, /)", "~self"),
        method("__int__", itself, "(self, /)", "int(self)"),
        method("__float__", |thread, args| float::from_f64(thread, int_as_f64(thread, args[0])?), "(self, /)", "float(self)"),
        method("__index__", itself, "(self, /)", "Return self converted to an integer, if self is suitable for use as an index into a list."),
        method("conjugate", itself, "(self, /)", "The int itself: it has no imaginary part."),
        method("bit_length", |thread, args| from_u64(thread, bit_length(args[0])), "(self, /)", "How many bits the absolute value takes.\n\n>>> (37).bit_length()\n6"),
        method("bit_count", bit_count, "(self, /)", "How many bits of the absolute value are set.\n\n>>> (13).bit_count()\n3"),
        method("to_bytes", to_bytes, "(self, /, length=1, byteorder='big', *, signed=False)", "The int as so many bytes, 'big' or 'little' end first.\n\nNegative ints need signed=True and become two's complement. OverflowError tells that the\nbytes do not suffice."),
        class_method("from_bytes", from_bytes, "(cls, /, bytes, byteorder='big', *, signed=False)", "The int that bytes (or an iterable of them) represent, 'big' or 'little' end first.\n\nWith signed=True they are read as two's complement."),
        method("as_integer_ratio", as_integer_ratio, "(self, /)", "The pair (self, 1): the int as a fraction in lowest terms."),
        method("__trunc__", itself, "(self, /)", "The int itself."),
        method("__floor__", itself, "(self, /)", "The int itself."),
        method("__ceil__", itself, "(self, /)", "The int itself."),
        method("__round__", round, "(self, ndigits=None, /)", "The int itself, or with a negative ndigits the nearest multiple of that power of ten."),
        method("__getnewargs__", |thread, args| Ok(Tuple::new(thread, &[exact(thread, args[0])?])?.value()), "(self, /)", "Arguments of __new__ that make an equal int."),
        method("__format__", format, "(self, format_spec, /)", "The int as text, laid out by the format specifier."),
        method("__sizeof__", size_of, "(self, /)", "Bytes that the object takes."),
        method("is_integer", |_, _| Ok(Value::TRUE), "(self, /)", "True, as for floats without a fraction."),
    ])
    .attributes(&[
        getter("real", exact, "the real part of a complex number"),
        getter("imag", |_, _| Ok(Value::fixnum(0)), "the imaginary part of a complex number"),
        getter("numerator", exact, "the numerator of a rational number in lowest terms"),
        getter("denominator", |_, _| Ok(Value::fixnum(1)), "the denominator of a rational number in lowest terms"),
    ]);

fn itself(thread: &Thread, args: &[Value]) -> Result {
    exact(thread, args[0])
}

fn new(thread: &Thread, args: &[Value]) -> Result {
    let class = Type::of(args[0]);
    let value = match (args[1].present(), args[2].present()) {
        (None, None) => Value::fixnum(0),
        (None, Some(_)) => {
            return Err(errors::type_error(thread, "int() missing string argument"));
        }
        (Some(value), None) => to_int(thread, value)?,
        (Some(value), Some(base)) => with_base(thread, value, base)?,
    };
    if class == INT.get() {
        return Ok(value);
    }
    if class == super::BOOL.get() {
        return Err(errors::type_error(
            thread,
            "int.__new__(bool) is not safe, use bool.__new__()",
        ));
    }
    Ok(Int::with_shape(thread, class.root_shape(), &big(value))?.value())
}

fn with_base(thread: &Thread, value: Value, base: Value) -> Result {
    let base = match operations::index_clamped(thread, base)? {
        base @ (0 | 2..=36) => base as u32,
        _ => {
            return Err(errors::value_error(
                thread,
                "int() base must be >= 2 and <= 36, or 0",
            ));
        }
    };
    if let Some(string) = value.downcast::<StrObject>() {
        return parse(thread, string, base);
    }
    if matches!(value.kind(), Kind::Bytes | Kind::Bytearray) {
        let bytes = to_bytes_object(thread, value)?;
        return parse_bytes(thread, bytes, base);
    }
    Err(errors::type_error(
        thread,
        "int() can't convert non-string with explicit base",
    ))
}

fn power(thread: &Thread, base: Value, exponent: Value, modulus: Value) -> Result {
    if !is_int(base) || !is_int(exponent) {
        return Ok(Value::NOT_IMPLEMENTED);
    }
    if modulus.is_null() || modulus.is_none() {
        return arithmetic::power(thread, base, exponent);
    }
    if !is_int(modulus) {
        return Ok(Value::NOT_IMPLEMENTED);
    }
    arithmetic::power_modulo(thread, base, exponent, modulus)
}

/// `int.bit_length` of any int.
pub fn bit_length(value: Value) -> u64 {
    match to_i64(value) {
        Some(small) => 64 - small.unsigned_abs().leading_zeros() as u64,
        None => text::bit_length(&big(value)),
    }
}

fn bit_count(thread: &Thread, args: &[Value]) -> Result {
    let count = match to_i64(args[0]) {
        Some(small) => small.unsigned_abs().count_ones() as u64,
        None => text::bit_count(&big(args[0])),
    };
    from_u64(thread, count)
}

fn byte_order(thread: &Thread, function: &str, value: Value) -> Result<ByteOrder> {
    let Some(value) = value.present() else {
        return Ok(ByteOrder::Big);
    };
    match operations::expect_str(thread, function, "argument 'byteorder'", value)?.bytes() {
        b"big" => Ok(ByteOrder::Big),
        b"little" => Ok(ByteOrder::Little),
        _ => Err(errors::value_error(
            thread,
            "byteorder must be either 'little' or 'big'",
        )),
    }
}

fn flag(thread: &Thread, value: Value) -> Result<bool> {
    match value.present() {
        Some(value) => operations::truth(thread, value),
        None => Ok(false),
    }
}

fn to_bytes(thread: &Thread, args: &[Value]) -> Result {
    let length = match args[1].present() {
        None => 1,
        Some(value) => {
            let value = operations::index_value(thread, value)?;
            to_i64(value).ok_or_else(|| {
                errors::overflow_error(thread, "Python int too large to convert to C ssize_t")
            })?
        }
    };
    let order = byte_order(thread, "to_bytes", args[2])?;
    let signed = flag(thread, args[3])?;
    let Ok(length) = usize::try_from(length) else {
        return Err(errors::value_error(
            thread,
            "length argument must be non-negative",
        ));
    };
    let value = big(args[0]);
    let made = thread.aside_if_long(length, || text::to_bytes(&value, length, order, signed));
    match made {
        Ok(data) => Ok(Bytes::new(thread, &data)?.value()),
        Err(error) => Err(raise(thread, error)),
    }
}

fn from_bytes(thread: &Thread, args: &[Value]) -> Result {
    let class = Type::of(args[0]);
    let order = byte_order(thread, "from_bytes", args[2])?;
    let signed = flag(thread, args[3])?;
    let bytes = to_bytes_object(thread, args[1])?;
    let data = bytes.data();
    let value = thread.aside_if_long(data.len(), || text::from_bytes(data, order, signed));
    let value = from_big(thread, &value)?;
    if class == INT.get() {
        Ok(value)
    } else {
        call(thread, class.value(), &[value])
    }
}

fn as_integer_ratio(thread: &Thread, args: &[Value]) -> Result {
    let numerator = exact(thread, args[0])?;
    Ok(Tuple::new(thread, &[numerator, Value::fixnum(1)])?.value())
}

fn round(thread: &Thread, args: &[Value]) -> Result {
    let Some(digits) = args[1].present().filter(|digits| !digits.is_none()) else {
        return exact(thread, args[0]);
    };
    let digits = operations::index_clamped(thread, digits)?;
    if digits >= 0 {
        return exact(thread, args[0]);
    }
    let value = big(args[0]);
    from_big(thread, &text::round_int(&value, digits.unsigned_abs()))
}

fn format(thread: &Thread, args: &[Value]) -> Result {
    let spec = format_spec(thread, args[1])?;
    if spec.is_empty() {
        return Ok(operations::str(thread, args[0])?.value());
    }
    let class = args[0].class().name_text();
    let formatted = match to_i64(args[0]) {
        Some(small) => typhon_text::format::format_i64(small, spec.bytes(), &class),
        None => {
            let value = big(args[0]);
            let (spec, digits) = (spec.bytes(), max_str_digits());
            thread.aside_if_long(bit_length(args[0]) as usize / 8, || {
                typhon_text::format::format_int(&value, spec, &class, digits)
            })
        }
    };
    match formatted {
        Ok(text) => Ok(Str::from_wtf8(thread, &text)?.value()),
        Err(error) => Err(raise(thread, error)),
    }
}

fn size_of(thread: &Thread, args: &[Value]) -> Result {
    // An immediate lives in the word that refers to it.
    let bytes = match args[0].downcast::<super::IntObject>() {
        Some(object) => std::mem::size_of::<super::IntObject>() + 8 * object.digits().len(),
        None => std::mem::size_of::<Value>(),
    };
    from_u64(thread, bytes as u64)
}
