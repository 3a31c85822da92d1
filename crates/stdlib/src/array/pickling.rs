//! How arrays travel between machines: bytes with a number for their format.

use super::item;
use super::methods::ARRAY;
use super::storage::Array;
use crate::support::{to_c_int, tuple};
use typhon_objects::attribute;
use typhon_objects::bytes::{Bytes, BytesObject};
use typhon_objects::prelude::*;
use typhon_objects::types::TypeObject;
use typhon_objects::{float, int};

/// What a format number means.
#[derive(Copy, Clone, PartialEq, Eq)]
struct Machine {
    kind: Kind,
    size: usize,
    big_endian: bool,
}

#[derive(Copy, Clone, PartialEq, Eq)]
enum Kind {
    Unsigned,
    Signed,
    Float,
    Text,
}

const fn machine(kind: Kind, size: usize, big_endian: bool) -> Machine {
    Machine {
        kind,
        size,
        big_endian,
    }
}

/// By number.
static MACHINES: [Machine; 22] = [
    machine(Kind::Unsigned, 1, false),
    machine(Kind::Signed, 1, false),
    machine(Kind::Unsigned, 2, false),
    machine(Kind::Unsigned, 2, true),
    machine(Kind::Signed, 2, false),
    machine(Kind::Signed, 2, true),
    machine(Kind::Unsigned, 4, false),
    machine(Kind::Unsigned, 4, true),
    machine(Kind::Signed, 4, false),
    machine(Kind::Signed, 4, true),
    machine(Kind::Unsigned, 8, false),
    machine(Kind::Unsigned, 8, true),
    machine(Kind::Signed, 8, false),
    machine(Kind::Signed, 8, true),
    machine(Kind::Float, 4, false),
    machine(Kind::Float, 4, true),
    machine(Kind::Float, 8, false),
    machine(Kind::Float, 8, true),
    machine(Kind::Text, 2, false),
    machine(Kind::Text, 2, true),
    machine(Kind::Text, 4, false),
    machine(Kind::Text, 4, true),
];

/// The format of a type code here.
fn own_machine(code: u8) -> Machine {
    let kind = match code {
        b'f' | b'd' => Kind::Float,
        b'u' | b'w' => Kind::Text,
        _ if code.is_ascii_uppercase() => Kind::Unsigned,
        _ => Kind::Signed,
    };
    let size = item::size(code).unwrap_or(1);
    machine(kind, size, size > 1 && cfg!(target_endian = "big"))
}

fn number_of(wanted: Machine) -> i64 {
    let found = MACHINES.iter().position(|&machine| machine == wanted);
    found.map_or(-1, |number| number as i64)
}

pub(super) fn reduce(thread: &Thread, args: &[Value]) -> Result {
    let array = Array::of(args[0]);
    let protocol = to_c_int(thread, args[1])?;
    let own = attribute::get_optional(thread, args[0], names().__dict__)?;
    let own = own.unwrap_or(Value::NONE);
    let class = args[0].class().value();
    let code = Str::new(thread, &(array.code() as char).to_string())?.value();
    if protocol < 3 {
        let list = operations::list_from(thread, args[0])?;
        let arguments = tuple(thread, &[code, list.value()])?;
        return tuple(thread, &[class, arguments, own]);
    }
    let function = crate::support::import_attribute(thread, "array", "_array_reconstructor")?;
    let format = Value::fixnum(number_of(own_machine(array.code())));
    let bytes = Bytes::new(thread, &array.bytes(thread))?.value();
    let arguments = tuple(thread, &[class, code, format, bytes])?;
    tuple(thread, &[function, arguments, own])
}

pub(super) fn reconstruct(thread: &Thread, args: &[Value]) -> Result {
    let Some(class) = args[0].downcast::<TypeObject>() else {
        return Err(errors::type_error(
            thread,
            format!(
                "first argument must be a type object, not {}",
                args[0].class().name_text()
            ),
        ));
    };
    if !class.is_subtype(ARRAY.get()) {
        return Err(errors::type_error(
            thread,
            format!("{} is not a subtype of array.array", class.full_name()),
        ));
    }
    let code = super::methods::type_code(thread, "_array_reconstructor", "argument 2", args[1])?;
    if item::size(code).is_none() {
        return Err(errors::value_error(
            thread,
            "second argument must be a valid type code",
        ));
    }
    let number = to_c_int(thread, args[2])?;
    let machine = usize::try_from(number)
        .ok()
        .and_then(|number| MACHINES.get(number));
    let Some(&machine) = machine else {
        return Err(errors::value_error(
            thread,
            "third argument must be a valid machine format code.",
        ));
    };
    let Some(bytes) = args[3].downcast::<BytesObject>() else {
        return Err(errors::type_error(
            thread,
            format!(
                "fourth argument should be bytes, not {}",
                args[3].class().name_text()
            ),
        ));
    };
    let data = bytes.data();
    if machine == own_machine(code) {
        let array = Array::new(thread, class, code)?;
        super::methods::append_bytes(thread, array, data)?;
        return Ok(array.value());
    }
    if !data.len().is_multiple_of(machine.size) {
        return Err(errors::value_error(
            thread,
            "string length not a multiple of item size",
        ));
    }
    // Whole numbers keep their width: the code of that width may be another one here.
    let code = match machine.kind {
        Kind::Signed | Kind::Unsigned => item::CODES
            .iter()
            .copied()
            .find(|&other| {
                let own = own_machine(other);
                (own.kind, own.size) == (machine.kind, machine.size)
            })
            .unwrap_or(code),
        _ => code,
    };
    let array = Array::new(thread, class, code)?;
    if machine.kind == Kind::Text {
        return text_array(thread, array, machine, data);
    }
    for chunk in data.chunks_exact(machine.size) {
        let mut word = [0; 8];
        word[..chunk.len()].copy_from_slice(chunk);
        if machine.big_endian {
            word[..chunk.len()].reverse();
        }
        let word = u64::from_le_bytes(word);
        let unused = 64 - 8 * machine.size as u32;
        let value = match machine.kind {
            Kind::Signed => int::from_i64(thread, (word as i64) << unused >> unused)?,
            Kind::Float if machine.size == 4 => {
                float::from_f64(thread, f32::from_bits(word as u32) as f64)?
            }
            Kind::Float => float::from_f64(thread, f64::from_bits(word))?,
            _ => int::from_u64(thread, word)?,
        };
        let packed = item::pack(thread, code, value)?;
        array.splice(thread, packed.bytes(), |length| Ok((length, length)))?;
    }
    Ok(array.value())
}

fn text_array(thread: &Thread, array: Array, machine: Machine, data: &[u8]) -> Result {
    let codec = match (machine.size, machine.big_endian) {
        (2, false) => "utf-16-le",
        (2, true) => "utf-16-be",
        (_, false) => "utf-32-le",
        (_, true) => "utf-32-be",
    };
    let bytes = Bytes::new(thread, data)?.value();
    let codec = Str::new(thread, codec)?.value();
    let text = call_method(thread, bytes, names().decode, &[codec])?;
    super::methods::append_text(thread, array, Ref::of(text))?;
    Ok(array.value())
}
