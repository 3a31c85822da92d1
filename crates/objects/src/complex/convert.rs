//! Making complex numbers: `complex(...)`, and what native functions accept as one.

use super::arithmetic::Parts;
use super::layout::{Complex, ComplexObject, from_parts};
use super::methods::COMPLEX;
use crate::call::call_special;
use crate::dict::{Dict, DictObject};
use crate::errors::{self, Result};
use crate::number::{deprecated, optional_float, raise};
use crate::object::{Ref, ValueExt};
use crate::str::StrObject;
use crate::thread::Thread;
use crate::tuple::{Tuple, TupleObject};
use crate::types::{Special, Type};
use typhon_heap::Value;
use typhon_text::number as text;

/// The parts of a value that is a complex number (or of a subclass).
#[inline]
pub fn to_parts(value: Value) -> Option<Parts> {
    value
        .downcast::<ComplexObject>()
        .map(|complex| (complex.real, complex.imaginary))
}

/// What `__complex__` says; `None` if the value has no such method.
fn by_method(thread: &Thread, value: Value) -> Result<Option<Parts>> {
    if COMPLEX.is_exact(value) {
        return Ok(to_parts(value));
    }
    let Some(method) = value.class().special(Special::Complex) else {
        return Ok(None);
    };
    let result = call_special(thread, method, value, &[])?;
    if COMPLEX.is_exact(result) {
        return Ok(to_parts(result));
    }
    let class = result.class().name_text();
    let Some(parts) = to_parts(result) else {
        return Err(errors::type_error(
            thread,
            format!("__complex__ returned non-complex (type {class})"),
        ));
    };
    deprecated(
        thread,
        &format!(
            "__complex__ returned non-complex (type {class}).  The ability to return an instance of a strict \
             subclass of complex is deprecated, and may be removed in a future version of Python."
        ),
    )?;
    Ok(Some(parts))
}

/// A number as a complex one, as native functions take their arguments.
pub fn to_complex(thread: &Thread, value: Value) -> Result<Parts> {
    if let Some(parts) = to_parts(value) {
        return Ok(parts);
    }
    if let Some(parts) = by_method(thread, value)? {
        return Ok(parts);
    }
    Ok((crate::number::to_float(thread, value)?, 0.0))
}

/// An instance of `class`, which is `complex` or a subclass.
fn make(thread: &Thread, class: Type, parts: Parts) -> Result {
    if class == COMPLEX.get() {
        return from_parts(thread, parts.0, parts.1);
    }
    Ok(Complex::with_shape(thread, class.root_shape(), parts.0, parts.1)?.value())
}

/// `complex.__new__(cls, *args, **kwargs)`: the messages depend on how the arguments are given.
pub(super) fn new(thread: &Thread, args: &[Value]) -> Result {
    let class = Type::of(args[0]);
    let positional: Tuple = Ref::<TupleObject>::of(args[1]);
    let keywords = args[2].downcast::<DictObject>();
    if keywords.is_none_or(|keywords| keywords.is_empty()) && positional.len() == 1 {
        return of_one(thread, class, positional.get(0));
    }
    let [real_argument, imaginary_argument] = bind(thread, positional, keywords)?;
    let (mut real, mut cross) = (0.0, None);
    if let Some(value) = real_argument {
        let (first, second) = component(thread, "real", value)?;
        (real, cross) = (first, second);
    }
    // Only complex arguments contribute to the other part: adding a zero would lose a sign.
    let mut imaginary = cross;
    if let Some(value) = imaginary_argument {
        let (first, second) = component(thread, "imag", value)?;
        imaginary = Some(cross.map_or(first, |cross| cross + first));
        if let Some(second) = second {
            real -= second;
        }
    }
    make(thread, class, (real, imaginary.unwrap_or(0.0)))
}

/// The values of `real` and `imag`.
fn bind(thread: &Thread, positional: Tuple, keywords: Option<Dict>) -> Result<[Option<Value>; 2]> {
    const NAMES: [&str; 2] = ["real", "imag"];
    let count = positional.len() + keywords.map_or(0, |keywords| keywords.len());
    if count > 2 {
        let kind = if positional.is_empty() {
            "keyword "
        } else {
            ""
        };
        return Err(errors::type_error(
            thread,
            format!("complex() takes at most 2 {kind}arguments ({count} given)"),
        ));
    }
    let mut values = [None; 2];
    for (value, given) in values.iter_mut().zip(positional.iter()) {
        *value = Some(given);
    }
    let Some(keywords) = keywords else {
        return Ok(values);
    };
    for (key, value) in keywords.entries() {
        let name = key.downcast::<StrObject>();
        let known = NAMES
            .iter()
            .position(|known| name.is_some_and(|name| name.is_text(known)));
        let Some(index) = known else {
            let name = name.map_or_else(String::new, |name| name.to_string_lossy().into_owned());
            return Err(errors::type_error(
                thread,
                format!("complex() got an unexpected keyword argument '{name}'"),
            ));
        };
        if values[index].is_some() {
            return Err(errors::type_error(
                thread,
                format!(
                    "argument for complex() given by name ('{}') and position ({})",
                    NAMES[index],
                    index + 1
                ),
            ));
        }
        values[index] = Some(value);
    }
    Ok(values)
}

/// `complex(value)`
fn of_one(thread: &Thread, class: Type, value: Value) -> Result {
    if class == COMPLEX.get() && COMPLEX.is_exact(value) {
        return Ok(value);
    }
    if let Some(string) = value.downcast::<StrObject>() {
        return match text::parse_complex(string.bytes()) {
            Ok(parts) => make(thread, class, parts),
            Err(error) => Err(raise(thread, error)),
        };
    }
    let parts = match by_method(thread, value)? {
        Some(parts) => parts,
        None => match to_parts(value) {
            Some(parts) => parts,
            None => match optional_float(thread, value)? {
                Some(real) => (real, 0.0),
                None => {
                    return Err(errors::type_error(
                        thread,
                        format!(
                            "complex() argument must be a string or a number, not {}",
                            value.class().name_text()
                        ),
                    ));
                }
            },
        },
    };
    make(thread, class, parts)
}

/// The argument `real` or `imag`: its real part, and its imaginary part if it is complex.
fn component(thread: &Thread, name: &str, value: Value) -> Result<(f64, Option<f64>)> {
    let class = value.class().name_text();
    let message = format!("complex() argument '{name}' must be a real number, not {class}");
    let complex = match to_parts(value) {
        Some(parts) => Some(parts),
        // Only the first argument may say by `__complex__` what it is.
        None if name == "real" => by_method(thread, value)?,
        None => None,
    };
    if let Some((real, imaginary)) = complex {
        deprecated(thread, &message)?;
        return Ok((real, Some(imaginary)));
    }
    match optional_float(thread, value)? {
        Some(real) => Ok((real, None)),
        None => Err(errors::type_error(thread, message)),
    }
}
