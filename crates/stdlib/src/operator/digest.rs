//! Comparison in a time that does not depend on where the operands differ.

use typhon_objects::buffer::{Buffer, has_buffer};
use typhon_objects::prelude::*;

pub(crate) fn compare_digest(thread: &Thread, args: &[Value]) -> Result {
    let (a, b) = (args[0], args[1]);
    if let (Some(a), Some(b)) = (a.downcast::<StrObject>(), b.downcast::<StrObject>()) {
        if !a.is_ascii() || !b.is_ascii() {
            return Err(errors::type_error(
                thread,
                "comparing strings with non-ASCII characters is not supported",
            ));
        }
        return Ok(Value::bool(same(a.bytes(), b.bytes())));
    }
    let unsupported = || {
        errors::type_error(
            thread,
            format!(
                "unsupported operand types(s) or combination of types: '{}' and '{}'",
                a.class().name_text(),
                b.class().name_text()
            ),
        )
    };
    if !has_buffer(a) || !has_buffer(b) {
        return Err(unsupported());
    }
    let a = Buffer::acquire(thread, a, false)?;
    let b = Buffer::acquire(thread, b, false)?;
    Ok(Value::bool(same(a.bytes(), b.bytes())))
}

fn same(a: &[u8], b: &[u8]) -> bool {
    // With unequal lengths the second is compared to itself, which takes as long.
    let (mut difference, left) = if a.len() == b.len() { (0, a) } else { (1, b) };
    for (x, y) in left.iter().zip(b) {
        // Opaque, lest the compiler stops at the first difference.
        difference = std::hint::black_box(difference | (x ^ y));
    }
    difference == 0
}
