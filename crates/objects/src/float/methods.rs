//! Methods of `float`. Invariant: results are exact floats or ints, whatever subclass the receiver is of.

use super::arithmetic;
use super::layout::{FLOAT_LAYOUT, Float, from_f64, to_f64};
use crate::call::call;
use crate::errors::{self, Result};
use crate::int;
use crate::number::{bytes_like, compare, format_spec, optional_float, raise, to_float};
use crate::object::{Kind, ValueExt};
use crate::operations::{self, Comparison};
use crate::str::{Str, StrObject};
use crate::thread::Thread;
use crate::tuple::Tuple;
use crate::types::{
    Special, Type, TypeSpec, class_method, getter, method, static_method, type_flags,
};
use typhon_heap::Value;
use typhon_text::number as text;

/// One row for an operator and one for its reflected form.
macro_rules! operator_rows {
    ($( $name:literal $reflected:literal $function:ident $doc:literal $reflected_doc:literal ),* ; $( $rest:expr ),* $(,)?) => {
        &[
            $(
                method($name, |thread, args| arithmetic::$function(thread, args[0], args[1]), "(self, value, /)", $doc),
                method($reflected, |thread, args| arithmetic::$function(thread, args[1], args[0]), "(self, value, /)", $reflected_doc),
            )*
            $( $rest ),*
        ]
    };
}

pub static FLOAT: TypeSpec = TypeSpec::new("float", &FLOAT_LAYOUT)
    .flags(type_flags::BASE | type_flags::MATCH_SELF)
    .doc("float(x=0, /)\n--\n\nA floating-point number of double precision, made from a number or from text.")
    .methods(operator_rows![
        "__add__" "__radd__" add "Return self+value." "Return value+self.",
        "__sub__" "__rsub__" sub "Return self-value." "Return value-self.",
        "__mul__" "__rmul__" mul "Return self*value." "Return value*self.",
        "__mod__" "__rmod__" modulo "Return self%value." "Return value%self.",
        "__divmod__" "__rdivmod__" divmod "Return divmod(self, value)." "Return divmod(value, self).",
        "__floordiv__" "__rfloordiv__" floor_divide "Return self//value." "Return value//self.",
        "__truediv__" "__rtruediv__" true_divide "Return self/value." "Return value/self.";
        static_method("__new__", new, "(cls, x=0, /, **kwargs)", "Create and return a new object."),
        method("__repr__", repr, "(self, /)", "Return repr(self)."),
        method("__hash__", |thread, args| int::from_i64(thread, hash(args[0], number(args[0]))), "(self, /)", "Return hash(self)."),
        method("__lt__", |_, args| compared(args, Comparison::Less), "(self, value, /)", "Return self<value."),
        method("__le__", |_, args| compared(args, Comparison::LessEqual), "(self, value, /)", "Return self<=value."),
        method("__eq__", |_, args| compared(args, Comparison::Equal), "(self, value, /)", "Return self==value."),
        method("__ne__", |_, args| compared(args, Comparison::NotEqual), "(self, value, /)", "Return self!=value."),
        method("__gt__", |_, args| compared(args, Comparison::Greater), "(self, value, /)", "Return self>value."),
        method("__ge__", |_, args| compared(args, Comparison::GreaterEqual), "(self, value, /)", "Return self>=value."),
        method("__pow__", |thread, args| power(thread, args[0], args[1], args[2]), "(self, value, mod=None, /)", "Return pow(self, value, mod)."),
        method("__rpow__", |thread, args| power(thread, args[1], args[0], args[2]), "(self, value, mod=None, /)", "Return pow(value, self, mod)."),
        method("__neg__", |thread, args| from_f64(thread, -number(args[0])), "(self, /)", "-self"),
        method("__pos__", itself, "(self, /)", "+self"),
        method("__abs__", |thread, args| from_f64(thread, number(args[0]).abs()), "(self, /)", "abs(self)"),
        method("__bool__", |_, args| Ok(Value::bool(number(args[0]) != 0.0)), "(self, /)", "True if self else False"),
        method("__int__", |thread, args| to_int(thread, number(args[0])), "(self, /)", "int(self)"),
        method("__float__", itself, "(self, /)", "float(self)"),
        class_method("from_number", from_number, "(cls, number, /)", "The float of a real number; text is refused."),
        method("conjugate", itself, "(self, /)", "The float itself: it has no imaginary part."),
        method("__trunc__", |thread, args| to_int(thread, number(args[0])), "(self, /)", "The int nearest to the float, towards zero."),
        method("__floor__", |thread, args| to_int(thread, number(args[0]).floor()), "(self, /)", "The largest int not above the float."),
        method("__ceil__", |thread, args| to_int(thread, number(args[0]).ceil()), "(self, /)", "The smallest int not below the float."),
        method("__round__", round, "(self, ndigits=None, /)", "The nearest int, or the nearest float of so many decimal places; ties go to even."),
        method("as_integer_ratio", as_integer_ratio, "(self, /)", "The exact value as a fraction in lowest terms: numerator and positive denominator.\n\n>>> (-.25).as_integer_ratio()\n(-1, 4)"),
        class_method("fromhex", from_hex, "(cls, string, /)", "The float that hexadecimal text such as '0x1.8p+1' represents."),
        method("hex", |thread, args| Ok(Str::new(thread, &text::float_hex(number(args[0])))?.value()), "(self, /)", "The exact value as hexadecimal text.\n\n>>> (-0.1).hex()\n'-0x1.999999999999ap-4'"),
        method("is_integer", is_integer, "(self, /)", "Whether the float has no fraction."),
        method("__getnewargs__", |thread, args| Ok(Tuple::new(thread, &[itself(thread, args)?])?.value()), "(self, /)", "Arguments of __new__ that make an equal float."),
        class_method("__getformat__", get_format, "(cls, typestr, /)", "How this machine represents C's 'double' or 'float'."),
        method("__format__", format, "(self, format_spec, /)", "The float as text, laid out by the format specifier."),
    ])
    .attributes(&[
        getter("real", |thread, value| itself(thread, &[value]), "the real part of a complex number"),
        getter("imag", |_, _| Ok(Value::flonum(0.0).unwrap_or(Value::fixnum(0))), "the imaginary part of a complex number"),
    ]);

/// The machine float of a receiver.
#[inline(always)]
fn number(value: Value) -> f64 {
    match to_f64(value) {
        Some(number) => number,
        None => unreachable!("receivers of float methods are floats"),
    }
}

fn itself(thread: &Thread, args: &[Value]) -> Result {
    if args[0].is_flonum() || FLOAT.is_exact(args[0]) {
        return Ok(args[0]);
    }
    from_f64(thread, number(args[0]))
}

fn new(thread: &Thread, args: &[Value]) -> Result {
    let class = Type::of(args[0]);
    let exact = class == FLOAT.get();
    // A subclass may take keywords in an `__init__` of its own.
    if !args[2].is_null()
        && (exact || class.special(Special::Init) == FLOAT.get().special(Special::Init))
    {
        return Err(errors::type_error(
            thread,
            "float() takes no keyword arguments",
        ));
    }
    let value = match args[1].present() {
        None => 0.0,
        Some(value) if exact && FLOAT.is_exact(value) => return Ok(value),
        Some(value) => convert(thread, value)?,
    };
    if exact {
        from_f64(thread, value)
    } else {
        Ok(Float::with_shape(thread, class.root_shape(), value)?.value())
    }
}

/// `float(value)`
fn convert(thread: &Thread, value: Value) -> Result<f64> {
    if value.exact_kind() == Kind::Str {
        return parse(thread, value);
    }
    if let Some(number) = optional_float(thread, value)? {
        return Ok(number);
    }
    parse(thread, value)
}

/// `float(text)` of a string or of bytes.
fn parse(thread: &Thread, value: Value) -> Result<f64> {
    if let Some(string) = value.downcast::<StrObject>() {
        return text::parse_float(string.bytes()).map_err(|error| raise(thread, error));
    }
    let Some(bytes) = bytes_like(thread, value)? else {
        return Err(errors::type_error(
            thread,
            format!(
                "float() argument must be a string or a real number, not '{}'",
                value.class().name_text()
            ),
        ));
    };
    if let Ok(number) = text::parse_float_bytes(bytes.data()) {
        return Ok(number);
    }
    let repr = operations::repr(thread, value)?;
    let shown: String = repr.to_string_lossy().chars().take(200).collect();
    Err(errors::value_error(
        thread,
        format!("could not convert string to float: {shown}"),
    ))
}

fn from_number(thread: &Thread, args: &[Value]) -> Result {
    let class = Type::of(args[0]);
    if class == FLOAT.get() && FLOAT.is_exact(args[1]) {
        return Ok(args[1]);
    }
    let value = from_f64(thread, to_float(thread, args[1])?)?;
    of_class(thread, class, value)
}

/// `class(value)`, which is the value itself for `float`.
fn of_class(thread: &Thread, class: Type, value: Value) -> Result {
    if class == FLOAT.get() {
        Ok(value)
    } else {
        call(thread, class.value(), &[value])
    }
}

fn from_hex(thread: &Thread, args: &[Value]) -> Result {
    let Some(string) = args[1].downcast::<StrObject>() else {
        return Err(errors::type_error(
            thread,
            "bad argument type for built-in operation",
        ));
    };
    match text::float_from_hex(string.bytes()) {
        Ok(value) => {
            let value = from_f64(thread, value)?;
            of_class(thread, Type::of(args[0]), value)
        }
        Err(error) => Err(raise(thread, error)),
    }
}

fn repr(thread: &Thread, args: &[Value]) -> Result {
    Ok(Str::new(thread, &text::float_repr(number(args[0])))?.value())
}

/// The hash of a float, or of a part of `owner`; NaN hashes by the identity of the owner.
pub fn hash(owner: Value, value: f64) -> i64 {
    text::hash_float(value)
        .unwrap_or_else(|| crate::types::object_type::identity_hash(owner) as i64)
}

fn compared(args: &[Value], comparison: Comparison) -> Result {
    if let (Some(a), Some(b)) = (to_f64(args[0]), to_f64(args[1])) {
        return Ok(Value::bool(comparison.holds_floats(a, b)));
    }
    if int::is_int(args[1]) {
        return Ok(Value::bool(compare(comparison, args[0], args[1])));
    }
    Ok(Value::NOT_IMPLEMENTED)
}

fn power(thread: &Thread, base: Value, exponent: Value, modulus: Value) -> Result {
    if !modulus.is_null() && !modulus.is_none() {
        return Err(errors::type_error(
            thread,
            "pow() 3rd argument not allowed unless all arguments are integers",
        ));
    }
    arithmetic::power(thread, base, exponent)
}

/// The whole part of a float as an int.
pub fn to_int(thread: &Thread, value: f64) -> Result {
    if let Some(small) = text::float_to_small(value) {
        return int::from_i64(thread, small);
    }
    match text::float_to_int(value) {
        Ok(whole) => int::from_big(thread, &whole),
        Err(error) => Err(raise(thread, error)),
    }
}

fn round(thread: &Thread, args: &[Value]) -> Result {
    let value = number(args[0]);
    let Some(digits) = args[1].present().filter(|digits| !digits.is_none()) else {
        return to_int(
            thread,
            if value.is_finite() {
                value.round_ties_even()
            } else {
                value
            },
        );
    };
    let digits = operations::index_clamped(thread, digits)?;
    match text::round_float(value, digits) {
        Ok(rounded) => from_f64(thread, rounded),
        Err(error) => Err(raise(thread, error)),
    }
}

fn as_integer_ratio(thread: &Thread, args: &[Value]) -> Result {
    match text::float_as_integer_ratio(number(args[0])) {
        Ok((numerator, denominator)) => {
            let pair = [
                int::from_big(thread, &numerator)?,
                int::from_big(thread, &denominator)?,
            ];
            Ok(Tuple::new(thread, &pair)?.value())
        }
        Err(error) => Err(raise(thread, error)),
    }
}

fn is_integer(_: &Thread, args: &[Value]) -> Result {
    let value = number(args[0]);
    Ok(Value::bool(value.is_finite() && value.floor() == value))
}

fn get_format(thread: &Thread, args: &[Value]) -> Result {
    let Some(name) = args[1].downcast::<StrObject>() else {
        return Err(errors::bad_argument(
            thread,
            "__getformat__()",
            "argument",
            "str",
            args[1],
        ));
    };
    if !matches!(name.bytes(), b"double" | b"float") {
        return Err(errors::value_error(
            thread,
            "__getformat__() argument 1 must be 'double' or 'float'",
        ));
    }
    let format = if cfg!(target_endian = "little") {
        "IEEE, little-endian"
    } else {
        "IEEE, big-endian"
    };
    Ok(Str::new(thread, format)?.value())
}

fn format(thread: &Thread, args: &[Value]) -> Result {
    let spec = format_spec(thread, args[1])?;
    if spec.is_empty() {
        return Ok(operations::str(thread, args[0])?.value());
    }
    let class = args[0].class().name_text();
    match typhon_text::format::format_float(number(args[0]), spec.bytes(), &class) {
        Ok(text) => Ok(Str::from_wtf8(thread, &text)?.value()),
        Err(error) => Err(raise(thread, error)),
    }
}
