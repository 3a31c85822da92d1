//! Built-in functions about numbers and characters.

use crate::bytes::BytesObject;
use crate::call::call_special;
use crate::errors::{self, Result};
use crate::int;
use crate::object::{Kind, ValueExt};
use crate::operations::{self, Operator, Unary};
use crate::str::{Str, StrObject};
use crate::thread::Thread;
use crate::types::Special;
use typhon_heap::Value;
use typhon_text::{number, wtf8};

pub fn abs(thread: &Thread, args: &[Value]) -> Result {
    operations::unary(thread, Unary::Absolute, args[0])
}

pub fn divmod(thread: &Thread, args: &[Value]) -> Result {
    operations::binary(thread, Operator::DivMod, args[0], args[1])
}

pub fn pow(thread: &Thread, args: &[Value]) -> Result {
    operations::power(thread, args[0], args[1], args[2])
}

pub fn round(thread: &Thread, args: &[Value]) -> Result {
    let Some(method) = args[0].class().special(Special::Round) else {
        return Err(errors::type_error(
            thread,
            format!(
                "type {} doesn't define __round__ method",
                args[0].class().name_text()
            ),
        ));
    };
    match args[1].present().filter(|digits| !digits.is_none()) {
        Some(digits) => call_special(thread, method, args[0], &[digits]),
        None => call_special(thread, method, args[0], &[]),
    }
}

/// The digits of an integer in a base, with the prefix that literals have.
fn in_base(thread: &Thread, value: Value, base: u32, prefix: &str) -> Result {
    let value = operations::index_value(thread, value)?;
    let text = match int::to_i64(value) {
        Some(small) => {
            let sign = if small < 0 { "-" } else { "" };
            let magnitude = small.unsigned_abs();
            match base {
                2 => format!("{sign}{prefix}{magnitude:b}"),
                8 => format!("{sign}{prefix}{magnitude:o}"),
                _ => format!("{sign}{prefix}{magnitude:x}"),
            }
        }
        None => {
            let text = number::int_to_text(&int::big(value), base);
            match text.strip_prefix('-') {
                Some(digits) => format!("-{prefix}{digits}"),
                None => format!("{prefix}{text}"),
            }
        }
    };
    Ok(Str::new(thread, &text)?.value())
}

pub fn bin(thread: &Thread, args: &[Value]) -> Result {
    in_base(thread, args[0], 2, "0b")
}

pub fn oct(thread: &Thread, args: &[Value]) -> Result {
    in_base(thread, args[0], 8, "0o")
}

pub fn hex(thread: &Thread, args: &[Value]) -> Result {
    in_base(thread, args[0], 16, "0x")
}

pub fn chr(thread: &Thread, args: &[Value]) -> Result {
    let index = operations::index_clamped(thread, args[0])?;
    if !(0..0x110000).contains(&index) {
        return Err(errors::value_error(
            thread,
            "chr() arg not in range(0x110000)",
        ));
    }
    let mut text = Vec::with_capacity(4);
    wtf8::push(&mut text, index as u32);
    Ok(Str::from_wtf8(thread, &text)?.value())
}

pub fn ord(thread: &Thread, args: &[Value]) -> Result {
    let value = args[0];
    let length = if let Some(text) = value.downcast::<StrObject>() {
        if text.len() == 1
            && let Some(code_point) = wtf8::code_points(text.bytes()).next()
        {
            return Ok(Value::fixnum(code_point as i64));
        }
        text.len()
    } else if let Some(bytes) = value.downcast::<BytesObject>() {
        if let [byte] = bytes.data() {
            return Ok(Value::fixnum(*byte as i64));
        }
        bytes.len()
    } else if value.kind() == Kind::Bytearray {
        let length = operations::len(thread, value)?;
        if length == 1 {
            return operations::get_item(thread, value, Value::fixnum(0));
        }
        length
    } else {
        return Err(errors::type_error(
            thread,
            format!(
                "ord() expected string of length 1, but {} found",
                value.class().name_text()
            ),
        ));
    };
    Err(errors::type_error(
        thread,
        format!("ord() expected a character, but string of length {length} found"),
    ))
}
