//! Module `_opcode`: what `opcode` and `dis` ask about operation codes. The answers come from the table
//! of Typhon's own opcodes.

use crate::support::{to_c_int, tuple};
use typhon_bytecode::opcode::{Operand, Row, TABLE};
use typhon_bytecode::{Names, Opcode, operands};
use typhon_objects::function::code::{CodeObject, CodeRef};
use typhon_objects::prelude::*;

macro_rules! question {
    ($name:literal, $test:expr, $doc:literal) => {
        function(
            $name,
            |thread, args| {
                let test: fn(&Row) -> bool = $test;
                Ok(Value::bool(row(thread, args[0])?.is_some_and(test)))
            },
            "(opcode)",
            $doc,
        )
    };
}

pub static MODULE: ModuleSpec = ModuleSpec {
    name: "_opcode",
    doc: "Opcode support module.",
    functions: &[
        question!(
            "is_valid",
            |_| true,
            "Return True if opcode is valid, False otherwise."
        ),
        question!(
            "has_arg",
            |row| !row.operands.is_empty(),
            "Return True if the opcode uses its oparg, False otherwise."
        ),
        question!(
            "has_const",
            |row| has(row, &[Operand::Constant, Operand::ConstantB]),
            "Return True if the opcode accesses a constant, False otherwise."
        ),
        question!(
            "has_name",
            |row| has(row, &[Operand::Name]),
            "Return True if the opcode accesses an attribute by name, False otherwise."
        ),
        question!(
            "has_jump",
            |row| has(row, &[Operand::Target, Operand::Near]),
            "Return True if the opcode has a jump target, False otherwise."
        ),
        question!(
            "has_free",
            |row| row.name.contains("Cell") || row.name.contains("Free"),
            "Return True if the opcode accesses a free variable, False otherwise."
        ),
        question!(
            "has_local",
            |row| row.name.contains("Local"),
            "Return True if the opcode accesses a local variable, False otherwise."
        ),
        question!(
            "has_exc",
            |row| row.name.contains("Handler"),
            "Return True if the opcode sets an exception handler, False otherwise."
        ),
        function(
            "stack_effect",
            stack_effect,
            "(opcode, oparg=None, /, *, jump=None)",
            "Compute the stack effect of the opcode.",
        ),
        function(
            "_listing",
            listing,
            "(code, /)",
            "The instructions of code: (name, opcode, offset, value of the operand, all operands as text, target).",
        ),
        function(
            "get_executor",
            |_, _| Ok(Value::NONE),
            "(*, code, offset)",
            "Return the executor object at offset in code if exists, None otherwise.",
        ),
        function(
            "get_specialization_stats",
            |_, _| Ok(Value::NONE),
            "()",
            "Return the specialization stats",
        ),
        function(
            "get_nb_ops",
            binary_operators,
            "()",
            "Return array of symbols of binary ops.",
        ),
        function(
            "get_intrinsic1_descs",
            |thread, _| Ok(List::new(thread)?.value()),
            "()",
            "Return a list of names of the unary intrinsics.",
        ),
        function(
            "get_intrinsic2_descs",
            |thread, _| Ok(List::new(thread)?.value()),
            "()",
            "Return a list of names of the binary intrinsics.",
        ),
        function(
            "get_special_method_names",
            special_methods,
            "()",
            "Return a list of special method names.",
        ),
    ],
    types: &[],
    setup: Some(|thread, module| {
        module.set(thread, "ENABLE_SPECIALIZATION", Value::TRUE)?;
        module.set(thread, "ENABLE_SPECIALIZATION_FT", Value::TRUE)
    }),
};

fn row(thread: &Thread, value: Value) -> Result<Option<&'static Row>> {
    let opcode = to_c_int(thread, value)?;
    Ok(usize::try_from(opcode)
        .ok()
        .and_then(|opcode| TABLE.get(opcode)))
}

fn has(row: &Row, wanted: &[Operand]) -> bool {
    row.operands.iter().any(|operand| wanted.contains(operand))
}

/// A register machine has no value stack, so every valid opcode leaves it as it is.
fn stack_effect(thread: &Thread, args: &[Value]) -> Result {
    match row(thread, args[0])? {
        Some(_) => Ok(Value::fixnum(0)),
        None => Err(errors::value_error(thread, "invalid opcode or oparg")),
    }
}

/// As Python writes names of operations: `LOAD_GLOBAL`.
fn spelled(opcode: Opcode) -> String {
    // A method is an attribute that is about to be called.
    let name = match opcode {
        Opcode::LoadMethod => "LoadAttr",
        opcode => opcode.row().name,
    };
    let mut text = String::new();
    for character in name.chars() {
        if character.is_ascii_uppercase() && !text.is_empty() {
            text.push('_');
        }
        text.push(character.to_ascii_uppercase());
    }
    text
}

fn listing(thread: &Thread, args: &[Value]) -> Result {
    let Some(code) = args[0].downcast::<CodeObject>() else {
        return Err(errors::not_a(thread, args[0], "a code object"));
    };
    let (locals, names, constants) = (code.locals(), code.names(), code.constants());
    let text = |value: Value| {
        value
            .downcast::<StrObject>()
            .map(|text| text.to_string_lossy().into_owned())
    };
    let shown = Names {
        local: &|register| (register < locals.len()).then(|| text(locals.get(register)))?,
        name: &|index| (index < names.len()).then(|| text(names.slot(index).get()))?,
        constant: &|index| {
            let value = (index < constants.len()).then(|| constants.slot(index).get())?;
            Some(
                operations::repr(thread, value)
                    .ok()?
                    .to_string_lossy()
                    .into_owned(),
            )
        },
    };
    let list = List::new(thread)?;
    for &start in code.instruction_starts() {
        let at = start as usize;
        let (opcode, word) = (code.opcode(at), code.instruction(at));
        let has = |operand| opcode.row().operands.contains(&operand);
        let target = if has(Operand::Target) {
            Some(word.wide_operand() as i64)
        } else if has(Operand::Near) {
            Some((at + opcode.width()) as i64 + word.immediate_c())
        } else {
            None
        };
        let target = target.and_then(|word| usize::try_from(word).ok());
        let target = target.map_or(Value::NONE, |word| Value::fixnum(CodeRef::offset_of(word)));
        let value = if has(Operand::Name) && word.name() < names.len() {
            names.slot(word.name()).get()
        } else if has(Operand::Constant) && (word.wide_operand() as usize) < constants.len() {
            constants.slot(word.wide_operand() as usize).get()
        } else {
            target
        };
        let row = [
            intern_text(thread, &spelled(opcode))?.value(),
            Value::fixnum(opcode as i64),
            Value::fixnum(CodeRef::offset_of(at)),
            value,
            Str::new(thread, &operands(&shown, opcode, word, at))?.value(),
            target,
        ];
        list.append(thread, tuple(thread, &row)?)?;
    }
    Ok(list.value())
}

const OPERATORS: [(&str, &str); 27] = [
    ("NB_ADD", "+"),
    ("NB_AND", "&"),
    ("NB_FLOOR_DIVIDE", "//"),
    ("NB_LSHIFT", "<<"),
    ("NB_MATRIX_MULTIPLY", "@"),
    ("NB_MULTIPLY", "*"),
    ("NB_REMAINDER", "%"),
    ("NB_OR", "|"),
    ("NB_POWER", "**"),
    ("NB_RSHIFT", ">>"),
    ("NB_SUBTRACT", "-"),
    ("NB_TRUE_DIVIDE", "/"),
    ("NB_XOR", "^"),
    ("NB_INPLACE_ADD", "+="),
    ("NB_INPLACE_AND", "&="),
    ("NB_INPLACE_FLOOR_DIVIDE", "//="),
    ("NB_INPLACE_LSHIFT", "<<="),
    ("NB_INPLACE_MATRIX_MULTIPLY", "@="),
    ("NB_INPLACE_MULTIPLY", "*="),
    ("NB_INPLACE_REMAINDER", "%="),
    ("NB_INPLACE_OR", "|="),
    ("NB_INPLACE_POWER", "**="),
    ("NB_INPLACE_RSHIFT", ">>="),
    ("NB_INPLACE_SUBTRACT", "-="),
    ("NB_INPLACE_TRUE_DIVIDE", "/="),
    ("NB_INPLACE_XOR", "^="),
    ("NB_SUBSCR", "[]"),
];

fn binary_operators(thread: &Thread, _args: &[Value]) -> Result {
    let list = List::new(thread)?;
    for (name, symbol) in OPERATORS {
        let name = Str::new(thread, name)?.value();
        let symbol = Str::new(thread, symbol)?.value();
        list.append(thread, tuple(thread, &[name, symbol])?)?;
    }
    Ok(list.value())
}

fn special_methods(thread: &Thread, _args: &[Value]) -> Result {
    let list = List::new(thread)?;
    for name in ["__enter__", "__exit__", "__aenter__", "__aexit__"] {
        list.append(thread, intern_text(thread, name)?.value())?;
    }
    Ok(list.value())
}
