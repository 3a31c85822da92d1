//! SyntaxError: a message, and where in which source text.

use super::{exception, field, init, or_none};
use crate::errors::{self, Raised, Result};
use crate::int;
use crate::object::{Kind, Ref, ValueExt};
use crate::operations;
use crate::str::{Str, StrObject};
use crate::thread::Thread;
use crate::tuple::Tuple;
use crate::types::{GetSet, Method, TypeSpec, method};
use typhon_heap::Value;

const MSG: usize = 0;
const FILENAME: usize = 1;
const LINENO: usize = 2;
const OFFSET: usize = 3;
const TEXT: usize = 4;
const END_LINENO: usize = 5;
const END_OFFSET: usize = 6;
const METADATA: usize = 7;
const PRINT_FILE_AND_LINE: usize = 8;

pub static SYNTAX_ERROR_METHODS: &[Method] = &[
    method(
        "__init__",
        syntax_error_init,
        "(self, /, *args, **kwargs)",
        "Initialize self.  See help(type(self)) for accurate signature.",
    ),
    method(
        "__str__",
        syntax_error_str,
        "(self, /)",
        "Return str(self).",
    ),
];

pub static SYNTAX_ERROR_FIELDS: &[GetSet] = &[
    field::<MSG>("msg", "exception msg"),
    field::<FILENAME>("filename", "exception filename"),
    field::<LINENO>("lineno", "exception lineno"),
    field::<OFFSET>("offset", "exception offset"),
    field::<TEXT>("text", "exception text"),
    field::<END_LINENO>("end_lineno", "exception end lineno"),
    field::<END_OFFSET>("end_offset", "exception end offset"),
    field::<PRINT_FILE_AND_LINE>("print_file_and_line", "exception print_file_and_line"),
    field::<METADATA>("_metadata", "exception private metadata"),
];

fn syntax_error_init(thread: &Thread, args: &[Value]) -> Result {
    init(thread, args)?;
    let object = exception(args[0]);
    let given: Tuple = Ref::of(args[1]);
    if let Some(message) = given.values().first() {
        object.set_field(thread, MSG, *message)?;
    }
    if given.len() != 2 {
        return Ok(Value::NONE);
    }
    let details = operations::tuple_from(thread, given.get(1))?;
    let count = details.len();
    if !(4..=7).contains(&count) {
        let (bound, limit) = if count < 4 {
            ("at least", 4)
        } else {
            ("at most", 7)
        };
        return Err(errors::type_error(
            thread,
            format!("function takes {bound} {limit} arguments ({count} given)"),
        ));
    }
    for offset in 0..7 {
        let value = details.values().get(offset).copied().unwrap_or(Value::NULL);
        object.set_field(thread, FILENAME + offset, value)?;
    }
    if count == 5 {
        return Err(errors::type_error(
            thread,
            "end_offset must be provided when end_lineno is provided",
        ));
    }
    Ok(Value::NONE)
}

fn syntax_error_str(thread: &Thread, args: &[Value]) -> Result {
    let object = exception(args[0]);
    let message = operations::str(thread, or_none(object.field(MSG)))?;
    let file = object
        .field(FILENAME)
        .present()
        .and_then(|name| name.downcast::<StrObject>());
    let line = object
        .field(LINENO)
        .present()
        .filter(|line| line.exact_kind() == Kind::Int);
    let mut out = message.bytes().to_vec();
    let mut parts: Vec<Vec<u8>> = Vec::new();
    if let Some(file) = file {
        let path = file.bytes();
        let start = path.iter().rposition(|&byte| byte == b'/');
        parts.push(path[start.map_or(0, |slash| slash + 1)..].to_vec());
    }
    if let Some(line) = line {
        let line = operations::str(thread, line)?;
        parts.push([b"line ", line.bytes()].concat());
    }
    if !parts.is_empty() {
        out.extend_from_slice(b" (");
        out.extend_from_slice(&parts.join(&b", "[..]));
        out.push(b')');
    }
    Ok(Str::from_wtf8(thread, &out)?.value())
}

/// What a compiler knows of a syntax error; lines and columns count from 1, `None` if unknown.
pub struct SyntaxParts<'a> {
    pub message: &'a str,
    pub filename: Value,
    pub line: Option<i64>,
    pub offset: Option<i64>,
    /// The source line, or NULL.
    pub text: Value,
    pub end_line: Option<i64>,
    pub end_offset: Option<i64>,
}

/// Raises SyntaxError or a subclass.
#[cold]
pub fn syntax_error(thread: &Thread, spec: &TypeSpec, parts: &SyntaxParts<'_>) -> Raised {
    let make = || -> Result<Raised> {
        let number = |value: Option<i64>| match value {
            Some(value) => int::from_i64(thread, value),
            None => Ok(Value::NONE),
        };
        let details = Tuple::new(
            thread,
            &[
                or_none(parts.filename),
                number(parts.line)?,
                number(parts.offset)?,
                or_none(parts.text),
                number(parts.end_line)?,
                number(parts.end_offset)?,
            ],
        )?;
        let message = Str::new(thread, parts.message)?;
        let arguments = [message.value(), details.value()];
        let made = crate::call::call(thread, spec.get().value(), &arguments)?;
        Ok(Raised::new(made))
    };
    make().unwrap_or_else(|raised| raised)
}
