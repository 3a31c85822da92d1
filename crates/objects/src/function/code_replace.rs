//! `code.replace()`: copies of code objects. Instructions and the layout of the registers stay as they
//! are, so fields that would change them can only be given the values that they have.

use super::code::{CodeObject, CodeRef, Replacement};
use super::code_methods::{names_of_kind, variable_names};
use super::location_table::decode_locations;
use crate::attribute;
use crate::bytes::{Bytes, BytesObject};
use crate::dict::DictObject;
use crate::errors::{self, Result};
use crate::int;
use crate::object::{Ref, ValueExt};
use crate::operations;
use crate::str::{Str, StrObject, intern};
use crate::thread::Thread;
use crate::tuple::{Tuple, TupleObject};
use typhon_bytecode::{CodeFlags, LocalKind, Position};
use typhon_heap::{ArrayRef, Value};

/// Fields that are given back unchanged.
const FIXED: [&str; 6] = [
    "co_argcount",
    "co_posonlyargcount",
    "co_kwonlyargcount",
    "co_nlocals",
    "co_stacksize",
    "co_code",
];

pub(super) fn replace(thread: &Thread, args: &[Value]) -> Result {
    let code: CodeRef = Ref::<CodeObject>::of(args[0]);
    let mut changes = Replacement {
        flags: code.flags,
        first_line: code.source.first_line,
        positions: Vec::new(),
        has_handlers: true,
        name: code.name.get(),
        qualified_name: code.qualified_name.get(),
        filename: code.filename.get(),
        constants: code.constants(),
        names: code.names(),
        locals: code.locals(),
    };
    let given = args[1].downcast::<DictObject>();
    let mut table = None;
    for (name, value) in given.iter().flat_map(|given| given.entries()) {
        let name = intern(thread, operations::expect_attribute_name(thread, name)?)?;
        if name.to_string_lossy() == "co_linetable" {
            table = Some(bytes(thread, "co_linetable", value)?);
            continue;
        }
        apply(thread, code, &mut changes, name, value)?;
    }
    changes.positions = match table {
        Some(table) => positions_of(thread, changes.first_line, table)?,
        None => moved(code, changes.first_line),
    };
    Ok(code.replaced(thread, &changes)?.value())
}

fn apply(
    thread: &Thread,
    code: CodeRef,
    changes: &mut Replacement,
    name: Str,
    value: Value,
) -> Result<()> {
    let field = name.to_string_lossy();
    match &*field {
        "co_flags" => {
            changes.flags = CodeFlags::from_bits_retain(number(thread, value)?);
        }
        "co_firstlineno" => changes.first_line = number(thread, value)?,
        "co_name" => changes.name = text(thread, &field, value)?,
        "co_qualname" => changes.qualified_name = text(thread, &field, value)?,
        "co_filename" => changes.filename = text(thread, &field, value)?,
        "co_consts" => {
            let items = items(thread, &field, value)?;
            changes.constants = array(thread, items, changes.constants.len(), "constants")?;
        }
        "co_names" => {
            let items = items(thread, &field, value)?;
            changes.names = array(
                thread,
                interned(thread, items)?,
                changes.names.len(),
                "names",
            )?;
        }
        "co_varnames" => {
            let old = variable_names(thread, code)?;
            changes.locals = rename(thread, changes.locals, old, &field, value)?;
        }
        "co_cellvars" | "co_freevars" => {
            let kind = if field == "co_cellvars" {
                LocalKind::Cell
            } else {
                LocalKind::Free
            };
            let old = names_of_kind(thread, code, kind)?;
            changes.locals = rename(thread, changes.locals, Ref::of(old), &field, value)?;
        }
        "co_exceptiontable" if bytes(thread, &field, value)?.is_empty() => {
            changes.has_handlers = false;
        }
        _ if FIXED.contains(&&*field) || field == "co_exceptiontable" => {
            let own = attribute::get_optional(thread, code.value(), name)?;
            let same = match own {
                Some(own) => operations::equal(thread, own, value)?,
                None => false,
            };
            if !same {
                return Err(errors::missing_feature(
                    thread,
                    &format!("code objects with another {field}"),
                ));
            }
        }
        _ => {
            return Err(errors::type_error(
                thread,
                format!("replace() got an unexpected keyword argument '{field}'"),
            ));
        }
    }
    Ok(())
}

/// The positions of the instructions by a location table, whose first unit is the opening.
fn positions_of(thread: &Thread, first_line: u32, table: Bytes) -> Result<Vec<Position>> {
    let Some(units) = decode_locations(first_line, table.data()) else {
        return Err(errors::value_error(thread, "code: co_linetable is damaged"));
    };
    let words = units.into_iter().skip(1).zip(0..);
    let mut positions: Vec<Position> = words.map(|(at, word)| Position { word, ..at }).collect();
    positions.dedup_by(|next, one| {
        Position {
            word: one.word,
            ..*next
        } == *one
    });
    Ok(positions)
}

/// The positions of the code if it began in another line.
fn moved(code: CodeRef, first_line: u32) -> Vec<Position> {
    let distance = i64::from(first_line) - i64::from(code.source.first_line);
    let shift = |line: u32| match line {
        0 => 0,
        _ => u32::try_from(i64::from(line) + distance).unwrap_or(0),
    };
    let positions = code.source.positions.iter().map(|&position| Position {
        line: shift(position.line),
        end_line: shift(position.end_line),
        ..position
    });
    positions.collect()
}

fn bytes(thread: &Thread, field: &str, value: Value) -> Result<Bytes> {
    value.downcast::<BytesObject>().ok_or_else(|| {
        let argument = format!("argument '{field}'");
        errors::bad_argument(thread, "replace()", &argument, "bytes", value)
    })
}

fn number(thread: &Thread, value: Value) -> Result<u32> {
    let index = operations::index_value(thread, value)?;
    match int::to_i64(index).and_then(|number| u32::try_from(number).ok()) {
        Some(number) => Ok(number),
        None => Err(errors::overflow_error(
            thread,
            "Python int too large to convert to C int",
        )),
    }
}

fn text(thread: &Thread, field: &str, value: Value) -> Result {
    match value.downcast::<StrObject>() {
        Some(text) => Ok(text.value()),
        None => Err(errors::bad_argument(
            thread,
            "replace()",
            &format!("argument '{field}'"),
            "str",
            value,
        )),
    }
}

fn items(thread: &Thread, field: &str, value: Value) -> Result<Tuple> {
    match value.downcast::<TupleObject>() {
        Some(items) => Ok(items),
        None => Err(errors::bad_argument(
            thread,
            "replace()",
            &format!("argument '{field}'"),
            "tuple",
            value,
        )),
    }
}

/// The same names, interned as names of code are.
fn interned(thread: &Thread, names: Tuple) -> Result<Tuple> {
    let out = Tuple::unfilled(thread, crate::tuple::TUPLE.root_shape(), names.len())?;
    for (index, name) in names.iter().enumerate() {
        let Some(name) = name.downcast::<StrObject>() else {
            return Err(errors::type_error(
                thread,
                format!(
                    "name tuples must contain only strings, not '{}'",
                    name.class().full_name()
                ),
            ));
        };
        out.set_initial(index, intern(thread, name)?.value());
    }
    Ok(out)
}

/// An array of the items; the instructions refer to `least` of them.
fn array(thread: &Thread, items: Tuple, least: usize, what: &str) -> Result<ArrayRef> {
    if items.len() < least {
        return Err(errors::value_error(
            thread,
            format!("code: too few {what} for its instructions"),
        ));
    }
    let array = thread.allocate_array(items.len())?;
    for (index, item) in items.iter().enumerate() {
        array.set(index, item);
    }
    Ok(array)
}

/// The names of the registers, with those in `old` replaced in their order.
fn rename(thread: &Thread, locals: Tuple, old: Tuple, field: &str, value: Value) -> Result<Tuple> {
    let new = interned(thread, items(thread, field, value)?)?;
    if new.len() != old.len() {
        return Err(errors::missing_feature(
            thread,
            &format!("code objects with another number of {field}"),
        ));
    }
    let out = Tuple::unfilled(thread, crate::tuple::TUPLE.root_shape(), locals.len())?;
    for (index, name) in locals.iter().enumerate() {
        let place = old.iter().position(|known| known == name);
        out.set_initial(index, place.map_or(name, |place| new.get(place)));
    }
    Ok(out)
}
