//! Module `_sre`: the Python face of the matching engine in crate `typhon-sre`.
//!
//! `subject` prepares what is searched and drives the engine; `pattern`, `matching`, `scanner` and
//! `substitute` are the types. Invariant: patterns, matches and templates never change once they are
//! made; only a scanner has state, and one thread at a time may advance it.

mod matching;
mod pattern;
mod scanner;
mod subject;
mod substitute;

use typhon_objects::int;
use typhon_objects::prelude::*;
use typhon_sre as engine;

pub static MODULE: ModuleSpec = ModuleSpec {
    name: "_sre",
    doc: "",
    functions: &[
        function(
            "compile",
            pattern::compile,
            "(pattern, flags, code, groups, groupindex, indexgroup)",
            "",
        ),
        function(
            "template",
            substitute::template,
            "(pattern, template, /)",
            "",
        ),
        function("getcodesize", code_size, "()", ""),
        function("ascii_iscased", ascii_is_cased, "(character, /)", ""),
        function("unicode_iscased", unicode_is_cased, "(character, /)", ""),
        function("ascii_tolower", ascii_to_lower, "(character, /)", ""),
        function("unicode_tolower", unicode_to_lower, "(character, /)", ""),
        function("getlower", get_lower, "(character, flags, /)", ""),
    ],
    types: &[],
    setup: Some(set_up),
};

fn set_up(thread: &Thread, module: Module) -> Result<()> {
    for spec in [
        &pattern::PATTERN,
        &matching::MATCH,
        &scanner::SCANNER,
        &scanner::FIND_ITERATOR,
        &substitute::TEMPLATE,
    ] {
        spec.ready(thread)?;
    }
    for (name, number) in [
        ("MAGIC", engine::MAGIC),
        ("CODESIZE", engine::CODESIZE),
        ("MAXREPEAT", engine::MAXREPEAT),
        ("MAXGROUPS", engine::MAXGROUPS),
    ] {
        module.set(thread, name, Value::fixnum(number.into()))?;
    }
    Ok(())
}

fn code_size(_thread: &Thread, _args: &[Value]) -> Result {
    Ok(Value::fixnum(engine::CODESIZE.into()))
}

/// An argument as C `int`.
fn to_c_int(thread: &Thread, value: Value) -> Result<i32> {
    let number = int::to_i64(operations::index_value(thread, value)?);
    number
        .and_then(|number| i32::try_from(number).ok())
        .ok_or_else(|| errors::overflow_error(thread, "Python int too large to convert to C int"))
}

/// A character argument; negative numbers are no character, and no function changes them.
fn character(thread: &Thread, args: &[Value]) -> Result<u32> {
    Ok(to_c_int(thread, args[0])? as u32)
}

fn ascii_is_cased(thread: &Thread, args: &[Value]) -> Result {
    Ok(Value::bool(engine::ascii_iscased(character(thread, args)?)))
}

fn unicode_is_cased(thread: &Thread, args: &[Value]) -> Result {
    Ok(Value::bool(engine::unicode_iscased(character(
        thread, args,
    )?)))
}

fn ascii_to_lower(thread: &Thread, args: &[Value]) -> Result {
    let lower = engine::ascii_tolower(character(thread, args)?);
    int::from_i64(thread, i64::from(lower as i32))
}

fn unicode_to_lower(thread: &Thread, args: &[Value]) -> Result {
    let lower = engine::unicode_tolower(character(thread, args)?);
    int::from_i64(thread, i64::from(lower as i32))
}

fn get_lower(thread: &Thread, args: &[Value]) -> Result {
    let flags = to_c_int(thread, args[1])? as u32;
    let lower = engine::getlower(character(thread, args)?, flags);
    int::from_i64(thread, i64::from(lower as i32))
}
