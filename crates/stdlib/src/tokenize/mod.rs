//! Module `_tokenize`: the tokens of Python source, comments and blank lines included if wanted.
//!
//! `scanner` and `literals` know no Python objects. Invariant: the source is read whole before the first
//! token, so the scanner never waits for Python code while its lock is held.

mod literals;
mod scanner;

use crate::slots_object;
use crate::support::{ITER_SELF, is_missing, make};
use scanner::{Problem, ProblemKind, Scanner, Token};
use std::sync::atomic::{AtomicBool, Ordering};
use typhon_objects::bytes::BytesObject;
use typhon_objects::exceptions::{SyntaxParts, syntax_error};
use typhon_objects::prelude::*;
use typhon_objects::str::{StrBuilder, from_part};
use typhon_sync::mutex::Mutex;
use typhon_text::wtf8;

pub static MODULE: ModuleSpec = ModuleSpec {
    name: "_tokenize",
    doc: "",
    functions: &[],
    types: &[&TOKENIZER],
    setup: None,
};

slots_object!(TokenizerObject, TOKENIZER_LAYOUT, "_tokenize.TokenizerIter", { readline, encoding }, {
    scanner: Mutex<Option<Box<Scanner>>>,
    extra_tokens: AtomicBool,
}, drop);

static TOKENIZER: TypeSpec = TypeSpec::new("TokenizerIter", &TOKENIZER_LAYOUT)
    .module("_tokenize")
    .flags(type_flags::BASE)
    .methods(&[
        static_method(
            "__new__",
            new,
            "(cls, readline, /, *, encoding=None, extra_tokens=False)",
            "",
        ),
        ITER_SELF,
        method("__next__", next, "(self, /)", "Implement next(self)."),
    ]);

fn new(thread: &Thread, args: &[Value]) -> Result {
    let extra = match args[3].present() {
        Some(flag) => operations::truth(thread, flag)?,
        None => false,
    };
    let tokenizer = make(thread, Type::of(args[0]), |header| TokenizerObject {
        header,
        readline: Slot::new(args[1]),
        encoding: Slot::new(args[2].present().unwrap_or(Value::NONE)),
        scanner: Mutex::new(None),
        extra_tokens: AtomicBool::new(extra),
    })?;
    Ok(tokenizer.value())
}

/// The whole source, line by line from the callable until StopIteration or an empty line.
fn read_all(thread: &Thread, readline: Value, encoding: Value) -> Result<Vec<u32>> {
    let mut text = StrBuilder::new();
    loop {
        let line = match call(thread, readline, &[]) {
            Ok(line) => line,
            Err(raised) if raised.is(&tree::STOP_ITERATION) => break,
            Err(raised) => return Err(raised),
        };
        let line = if is_missing(encoding) {
            line.downcast::<StrObject>().ok_or_else(|| {
                errors::type_error(thread, "readline() returned a non-string object")
            })?
        } else {
            if !line.is::<BytesObject>() {
                return Err(errors::type_error(
                    thread,
                    "readline() returned a non-bytes object",
                ));
            }
            let decode = intern_text(thread, "decode")?;
            let decoded = call_method(thread, line, decode, &[encoding])?;
            operations::str(thread, decoded)?
        };
        if line.is_empty() {
            break;
        }
        text.push(line);
        thread.poll()?;
    }
    Ok(wtf8::code_points(text.as_bytes()).collect())
}

fn next(thread: &Thread, args: &[Value]) -> Result {
    let own = Ref::<TokenizerObject>::of(args[0]);
    if own.scanner.lock().is_none() {
        let text = read_all(thread, own.readline.get(), own.encoding.get())?;
        // Relaxed: never changes after creation.
        let extra = own.extra_tokens.load(Ordering::Relaxed);
        let scanner = Box::new(Scanner::new(text, extra));
        own.scanner.lock().get_or_insert(scanner);
    }
    let (token, text, line) = {
        let mut guard = own.scanner.lock();
        let Some(scanner) = guard.as_mut() else {
            return Ok(Value::NULL);
        };
        match scanner.next() {
            Ok(Some(token)) => {
                let text = wtf8::from_code_points(scanner.text_of(&token).iter().copied());
                let line = wtf8::from_code_points(scanner.lines_of(&token).iter().copied());
                (token, text, line)
            }
            Ok(None) => return Ok(Value::NULL),
            Err(problem) => {
                drop(guard);
                return Err(raise(thread, &problem));
            }
        }
    };
    token_tuple(thread, &token, &text, &line)
}

fn token_tuple(thread: &Thread, token: &Token, text: &[u8], line: &[u8]) -> Result {
    let place = |(row, column): (usize, usize)| {
        Tuple::new(
            thread,
            &[Value::fixnum(row as i64), Value::fixnum(column as i64)],
        )
    };
    let text = from_part(thread, text)?.value();
    let (start, end) = (place(token.start)?.value(), place(token.end)?.value());
    let line = from_part(thread, line)?.value();
    let kind = Value::fixnum(token.kind.into());
    Ok(Tuple::new(thread, &[kind, text, start, end, line])?.value())
}

fn raise(thread: &Thread, problem: &Problem) -> Raised {
    let spec = match problem.kind {
        ProblemKind::Syntax => &tree::SYNTAX_ERROR,
        ProblemKind::Indentation => &tree::INDENTATION_ERROR,
        ProblemKind::Tab => &tree::TAB_ERROR,
    };
    let make = || -> Result<Raised> {
        let text = wtf8::from_code_points(problem.line.iter().copied());
        Ok(syntax_error(
            thread,
            spec,
            &SyntaxParts {
                message: &problem.message,
                filename: Str::new(thread, "<string>")?.value(),
                line: Some(problem.row as i64),
                offset: Some(problem.offset as i64),
                text: from_part(thread, &text)?.value(),
                end_line: None,
                end_offset: None,
            },
        ))
    };
    make().unwrap_or_else(|raised| raised)
}
