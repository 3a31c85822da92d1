//! The Python face of code objects.

use super::branches::branch_at;
use super::code::{CODE_LAYOUT, CodeObject, CodeRef, WITHOUT_COLUMNS};
use super::location_table::{NO_COLUMN, encode_handlers, encode_line_steps, encode_locations};
use crate::prelude::*;
use std::sync::atomic::Ordering;
use typhon_bytecode::{CodeFlags, LocalKind, Opcode, Position};

pub static CODE: TypeSpec = TypeSpec::new("code", &CODE_LAYOUT)
    .flags(type_flags::NO_NEW | type_flags::WEAKREF)
    .doc("Create a code object.  Not for mere mortals.")
    .methods(&[
        method("__repr__", repr, "(self, /)", "Return repr(self)."),
        method("__eq__", equal, "(self, value, /)", "Return self==value."),
        method("__hash__", hash, "(self, /)", "Return hash(self)."),
        method("co_positions", positions, "(self, /)", ""),
        method("co_lines", lines, "(self, /)", ""),
        method("co_branches", branches, "(self, /)", ""),
        method(
            "replace",
            super::code_replace::replace,
            "(self, /, **changes)",
            "Return a copy of the code object with new values for the specified fields.",
        ),
        method(
            "__replace__",
            super::code_replace::replace,
            "(self, /, **changes)",
            "The same as replace().",
        ),
    ])
    .attributes(&[
        member("co_name", |_, object| Ok(code(object).name.get()), ""),
        member(
            "co_qualname",
            |_, object| Ok(code(object).qualified_name.get()),
            "",
        ),
        member(
            "co_filename",
            |_, object| Ok(code(object).filename.get()),
            "",
        ),
        member(
            "co_firstlineno",
            |_, object| Ok(Value::fixnum(code(object).source.first_line as i64)),
            "",
        ),
        member(
            "co_flags",
            |_, object| Ok(Value::fixnum(code(object).flags.bits() as i64)),
            "",
        ),
        member(
            "co_argcount",
            |_, object| Ok(Value::fixnum(code(object).argument_count as i64)),
            "",
        ),
        member(
            "co_posonlyargcount",
            |_, object| Ok(Value::fixnum(code(object).positional_only_count as i64)),
            "",
        ),
        member(
            "co_kwonlyargcount",
            |_, object| Ok(Value::fixnum(code(object).keyword_only_count as i64)),
            "",
        ),
        member(
            "co_stacksize",
            |_, object| {
                Ok(Value::fixnum(
                    code(object).register_count as i64 - code(object).source.locals.len() as i64,
                ))
            },
            "",
        ),
        member(
            "co_consts",
            |thread, object| {
                let constants = code(object).constants();
                Ok(
                    Tuple::from_iterator(thread, constants.slots().iter().map(|slot| slot.get()))?
                        .value(),
                )
            },
            "",
        ),
        member(
            "co_names",
            |thread, object| {
                let names = code(object).names();
                Ok(
                    Tuple::from_iterator(thread, names.slots().iter().map(|slot| slot.get()))?
                        .value(),
                )
            },
            "",
        ),
        getter(
            "co_nlocals",
            |thread, object| {
                Ok(Value::fixnum(
                    variable_names(thread, code(object))?.len() as i64
                ))
            },
            "",
        ),
        getter(
            "co_varnames",
            |thread, object| Ok(variable_names(thread, code(object))?.value()),
            "",
        ),
        getter(
            "co_cellvars",
            |thread, object| names_of_kind(thread, code(object), LocalKind::Cell),
            "",
        ),
        getter(
            "co_freevars",
            |thread, object| names_of_kind(thread, code(object), LocalKind::Free),
            "",
        ),
        getter(
            "co_code",
            |thread, object| {
                let bytes: Vec<u8> = code(object)
                    .instructions()
                    .iter()
                    .flat_map(|word| word.to_le_bytes())
                    .collect();
                Ok(crate::bytes::Bytes::new(thread, &bytes)?.value())
            },
            "",
        ),
        getter(
            "co_linetable",
            |thread, object| {
                let code = code(object);
                let table = encode_locations(code.source.first_line, units(code));
                Ok(crate::bytes::Bytes::new(thread, &table)?.value())
            },
            "",
        ),
        getter(
            "co_lnotab",
            |thread, object| {
                crate::number::deprecated(
                    thread,
                    "co_lnotab is deprecated, use co_lines instead.",
                )?;
                let code = code(object);
                let table = encode_line_steps(code.source.first_line, units(code));
                Ok(crate::bytes::Bytes::new(thread, &table)?.value())
            },
            "",
        ),
        getter(
            "co_exceptiontable",
            |thread, object| {
                let table = encode_handlers(&code(object).source.handlers, |word| word + 1);
                Ok(crate::bytes::Bytes::new(thread, &table)?.value())
            },
            "",
        ),
    ]);

fn code(value: Value) -> CodeRef {
    Ref::<CodeObject>::of(value)
}

fn repr(thread: &Thread, args: &[Value]) -> Result {
    let code = code(args[0]);
    let text = format!(
        "<code object {} at {:#x}, file \"{}\", line {}>",
        Str::of(code.name.get()).to_string_lossy(),
        args[0].bits(),
        Str::of(code.filename.get()).to_string_lossy(),
        code.source.first_line
    );
    Ok(Str::new(thread, &text)?.value())
}

/// Parameters (captured ones too) and plain locals.
pub(super) fn variable_names(thread: &Thread, code: CodeRef) -> Result<Tuple> {
    let parameters = parameter_count(code);
    let names = code.locals();
    let chosen: Vec<usize> = (0..names.len())
        .filter(|&i| i < parameters || code.source.locals[i].kind == LocalKind::Plain)
        .collect();
    Tuple::from_iterator(thread, chosen.into_iter().map(|i| names.get(i)))
}

/// Parameters of all kinds.
pub fn parameter_count(code: CodeRef) -> usize {
    (code.argument_count + code.keyword_only_count) as usize
        + code.has(CodeFlags::VARARGS) as usize
        + code.has(CodeFlags::VARKEYWORDS) as usize
}

/// Passing cells count as cells.
pub(super) fn names_of_kind(thread: &Thread, code: CodeRef, kind: LocalKind) -> Result {
    let names = code.locals();
    let is_chosen = |i: &usize| match code.source.locals[*i].kind {
        LocalKind::Passing => kind == LocalKind::Cell,
        own => own == kind,
    };
    let chosen: Vec<usize> = (0..names.len()).filter(is_chosen).collect();
    Ok(Tuple::from_iterator(thread, chosen.into_iter().map(|i| names.get(i)))?.value())
}

/// The position of each unit: where a frame stands that has not begun, then the instruction words.
fn units(code: CodeRef) -> impl Iterator<Item = Position> {
    let columns = match WITHOUT_COLUMNS.load(Ordering::Relaxed) {
        true => NO_COLUMN,
        false => 0,
    };
    let opening = Position {
        line: code.opening_line(),
        end_line: code.opening_line(),
        column: columns,
        end_column: columns,
        ..Position::default()
    };
    // Without a table nothing is known of any unit.
    let known = !code.source.positions.is_empty();
    let count = if known { code.word_count() } else { 0 };
    let words = (0..count).map(move |word| code.position(word));
    known.then_some(opening).into_iter().chain(words)
}

/// Columns as Python counts them here: UTF-8 byte offsets, as CPython does.
fn positions(thread: &Thread, args: &[Value]) -> Result {
    let code = code(args[0]);
    let list = crate::list::List::new(thread)?;
    let number = |value: u32| match value {
        NO_COLUMN => Value::NONE,
        _ => Value::fixnum(value as i64),
    };
    for (index, position) in units(code).enumerate() {
        let row = if position.line == 0 && index > 0 {
            [Value::NONE; 4]
        } else {
            [
                number(position.line),
                number(position.end_line),
                number(position.column),
                number(position.end_column),
            ]
        };
        list.append(thread, Tuple::new(thread, &row)?.value())?;
    }
    crate::operations::iter(thread, list.value())
}

fn lines(thread: &Thread, args: &[Value]) -> Result {
    let code = code(args[0]);
    let list = crate::list::List::new(thread)?;
    // The opening of a module is in line 0, other units in line 0 are in none.
    let line_of = |(index, position): (usize, Position)| match position.line {
        0 if index > 0 => None,
        line => Some(line),
    };
    let mut units = units(code).enumerate().map(line_of).peekable();
    let mut end = 0;
    while let Some(line) = units.next() {
        let start = end;
        end += 2;
        while units.next_if_eq(&line).is_some() {
            end += 2;
        }
        let line = line.map_or(Value::NONE, |line| Value::fixnum(i64::from(line)));
        let row = [Value::fixnum(start), Value::fixnum(end), line];
        list.append(thread, Tuple::new(thread, &row)?.value())?;
    }
    crate::operations::iter(thread, list.value())
}

/// Code is equal that does the same and stands in the same lines, whatever file they are in.
fn equal(thread: &Thread, args: &[Value]) -> Result {
    let Some(other) = args[1].downcast::<CodeObject>() else {
        return Ok(Value::NOT_IMPLEMENTED);
    };
    let (own, one, two) = (code(args[0]), &code(args[0]).source, &other.source);
    if own.value() == other.value() {
        return Ok(Value::TRUE);
    }
    let same_shape = one.name == two.name
        && own.flags == other.flags
        && one.first_line == two.first_line
        && one.argument_count == two.argument_count
        && one.positional_only_count == two.positional_only_count
        && one.keyword_only_count == two.keyword_only_count
        && one.locals == two.locals
        && one.handlers == two.handlers
        && one.positions == two.positions
        && own.instructions() == other.instructions();
    if !same_shape || !same_constants(thread, own.names(), other.names())? {
        return Ok(Value::FALSE);
    }
    let same = same_constants(thread, own.constants(), other.constants())?;
    Ok(Value::bool(same))
}

/// Equal and of the same classes: `1` and `1.0` make different code.
fn same_constants(thread: &Thread, one: ArrayRef, two: ArrayRef) -> Result<bool> {
    if one.len() != two.len() {
        return Ok(false);
    }
    for index in 0..one.len() {
        let (a, b) = (one.slot(index).get(), two.slot(index).get());
        let same_text = |a: Value, b: Value| -> Result<bool> {
            let (a, b) = (operations::repr(thread, a)?, operations::repr(thread, b)?);
            Ok(a.equals(b))
        };
        // The repr tells zeros and nested numbers apart.
        let same = a == b
            || a.class() == b.class()
                && operations::equal(thread, a, b)?
                && (a.is::<CodeObject>() || a.is::<StrObject>() || same_text(a, b)?);
        if !same {
            return Ok(false);
        }
    }
    Ok(true)
}

fn hash(thread: &Thread, args: &[Value]) -> Result {
    let own = code(args[0]);
    let mut hash = operations::hash(thread, own.name.get())?;
    for word in own.instructions() {
        hash = (hash ^ word).wrapping_mul(0x100_0000_01B3);
    }
    let line = u64::from(own.source.first_line);
    hash = (hash ^ line).wrapping_mul(0x100_0000_01B3);
    Ok(Value::fixnum((hash.rotate_left(29) >> 3) as i64))
}

/// Branches as (offset, offset to the left, offset to the right).
fn branches(thread: &Thread, args: &[Value]) -> Result {
    let code = code(args[0]);
    let list = crate::list::List::new(thread)?;
    for &start in code.instruction_starts() {
        let start = start as usize;
        let Some(branch) =
            branch_at(code, start).filter(|_| code.opcode(start) != Opcode::EndAsyncFor)
        else {
            continue;
        };
        let row = [branch.from, branch.left.shown, branch.right.shown];
        let row = row.map(|word| Value::fixnum(CodeRef::offset_of(word)));
        list.append(thread, Tuple::new(thread, &row)?.value())?;
    }
    crate::operations::iter(thread, list.value())
}
