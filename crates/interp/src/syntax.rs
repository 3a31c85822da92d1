//! Compiler results as Python sees them: SyntaxError objects and warnings.

use typhon_compiler as compiler;
use typhon_compiler::ErrorKind;
use typhon_objects::exceptions::{SyntaxParts, syntax_error};
use typhon_objects::function::code::CodeRef;
use typhon_objects::prelude::*;

/// The exception for a failed compilation.
pub fn raise(thread: &Thread, error: &compiler::SyntaxError) -> Raised {
    let spec = match error.kind {
        ErrorKind::Syntax => &tree::SYNTAX_ERROR,
        ErrorKind::Indentation => &tree::INDENTATION_ERROR,
        ErrorKind::Tab => &tree::TAB_ERROR,
        ErrorKind::Incomplete => &tree::INCOMPLETE_INPUT_ERROR,
        ErrorKind::TooDeep => return errors::recursion_error(thread, &error.message),
        ErrorKind::Overflow => return errors::overflow_error(thread, &error.message),
        ErrorKind::Value => return errors::value_error(thread, &error.message),
    };
    let make = || -> Result<Raised> {
        let text = match &error.text {
            Some(text) => Str::new(thread, text)?.value(),
            None => Value::NULL,
        };
        let number = |value: u32| (value > 0).then_some(value as i64);
        Ok(syntax_error(
            thread,
            spec,
            &SyntaxParts {
                message: &error.message,
                filename: Str::new(thread, &error.filename)?.value(),
                line: number(error.line),
                offset: number(error.column),
                text,
                end_line: number(error.end_line),
                end_offset: (error.end_column != 0).then_some(error.end_column as i64),
            },
        ))
    };
    make().unwrap_or_else(|raised| raised)
}

/// A code object of a successful compilation, once its warnings were issued.
pub fn finish(
    thread: &Thread,
    compiled: compiler::Compiled,
    options: &compiler::Options,
) -> Result<CodeRef> {
    for warning in &compiled.warnings {
        let category = match warning.kind {
            compiler::WarningKind::Syntax => &tree::SYNTAX_WARNING,
            compiler::WarningKind::Deprecation => &tree::DEPRECATION_WARNING,
        };
        let (file, line) = (options.filename.as_str(), warning.line as i64);
        if let Err(raised) =
            crate::warning::warn_explicit(thread, category, &warning.message, file, line)
        {
            // A SyntaxWarning made an error is shown as a SyntaxError with its place.
            if raised.is(&tree::SYNTAX_WARNING) {
                let filename = Str::new(thread, file)?.value();
                return Err(syntax_error(
                    thread,
                    &tree::SYNTAX_ERROR,
                    &SyntaxParts {
                        message: &warning.message,
                        filename,
                        line: Some(line),
                        offset: Some(warning.column as i64),
                        text: Value::NULL,
                        end_line: Some(warning.end_line as i64),
                        end_offset: Some(warning.end_column as i64),
                    },
                ));
            }
            return Err(raised);
        }
    }
    CodeRef::new(thread, compiled.code)
}
