//! Compiler results as Python sees them: SyntaxError objects and warnings.

use typhon_compiler as compiler;
use typhon_compiler::ErrorKind;
use typhon_objects::exceptions::{SyntaxParts, syntax_error};
use typhon_objects::function::code::CodeRef;
use typhon_objects::prelude::*;

/// The exception for a failed compilation.
pub fn raise(thread: &Thread, error: &compiler::SyntaxError) -> Raised {
    if let Err(raised) = warn(thread, &error.warnings, &error.filename) {
        return raised;
    }
    if error.line == 0 && error.message.ends_with("null bytes") {
        // Not even the file is told.
        let make = || {
            let message = Str::new(thread, &error.message)?.value();
            call(thread, tree::SYNTAX_ERROR.get().value(), &[message]).map(Raised::new)
        };
        return make().unwrap_or_else(|raised| raised);
    }
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
        let from_file = || file_line(&error.filename, error.line);
        let text = match error.text.clone().or_else(from_file) {
            Some(text) => Str::new(thread, &text)?.value(),
            None => Value::NULL,
        };
        let number = |value: u32| (value > 0).then_some(value as i64);
        let raised = syntax_error(
            thread,
            spec,
            &SyntaxParts {
                message: &error.message,
                filename: Str::new(thread, &error.filename)?.value(),
                line: number(error.line),
                offset: (error.column > 0 || error.text.is_some()).then_some(error.column as i64),
                text,
                end_line: number(error.end_line),
                end_offset: (error.end_line > 0).then_some(error.end_column as i64),
            },
        );
        if let Some((line, column, source)) = error.metadata.as_deref() {
            let (line, column) = (
                Value::fixnum(i64::from(*line)),
                Value::fixnum(i64::from(*column)),
            );
            let source = Str::new(thread, source)?.value();
            let metadata = Tuple::new(thread, &[line, column, source])?.value();
            let name = intern_text(thread, "_metadata")?;
            typhon_objects::attribute::set(thread, raised.value(), name, metadata)?;
        }
        Ok(raised)
    };
    make().unwrap_or_else(|raised| raised)
}

/// A line of a source file, if there is one.
pub fn file_line(filename: &str, line: u32) -> Option<String> {
    let index = (line as usize).checked_sub(1)?;
    if filename.starts_with('<') {
        return None;
    }
    let bytes = std::fs::read(filename).ok()?;
    let text = match compiler::decode_source(&bytes, filename) {
        Ok(compiler::Decoded::Text(text)) => text,
        _ => return None,
    };
    let mut text = text.split_inclusive('\n').nth(index)?.to_owned();
    if !text.ends_with('\n') {
        text.push('\n');
    }
    Some(text)
}

/// A code object of a successful compilation, once its warnings were issued.
pub fn finish(
    thread: &Thread,
    compiled: compiler::Compiled,
    options: &compiler::Options,
) -> Result<CodeRef> {
    warn(thread, &compiled.warnings, &options.filename)?;
    CodeRef::new(thread, compiled.code)
}

/// Issues the compiler's warnings.
pub fn warn(thread: &Thread, warnings: &[compiler::SyntaxWarning], file: &str) -> Result<()> {
    for warning in warnings {
        let category = match warning.kind {
            compiler::WarningKind::Syntax => &tree::SYNTAX_WARNING,
            compiler::WarningKind::Deprecation => &tree::DEPRECATION_WARNING,
        };
        let line = warning.line as i64;
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
                        message: &warning
                            .message
                            .replace(" Such sequences will not work in the future.", ""),
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
    Ok(())
}
