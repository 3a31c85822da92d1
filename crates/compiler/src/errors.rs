//! Errors and warnings of the compiler, with what a Python `SyntaxError` needs to show itself.
//! Invariant: columns here count characters from 1, as in Python's exception; byte offsets of the
//! source are turned into them in this file only.

use std::fmt;

use crate::parse::{TextRange, TextSize};
use crate::source::Source;

/// Which Python exception an error becomes.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub enum ErrorKind {
    Syntax,
    Indentation,
    Tab,
    /// `_IncompleteInputError`: more input could complete the statement.
    Incomplete,
    /// RecursionError: the tree is nested too deeply.
    TooDeep,
    /// OverflowError or ValueError without a location: the input is not compilable at all.
    Overflow,
    Value,
}

#[derive(Clone, Debug)]
pub struct SyntaxError {
    pub kind: ErrorKind,
    pub message: String,
    pub filename: String,
    /// From 1; 0 when the error has no location.
    pub line: u32,
    /// In characters from 1; 0 when unknown.
    pub column: u32,
    pub end_line: u32,
    /// As CPython has it: 0 or -1 when only the start is known.
    pub end_column: i32,
    /// The line of source, with its newline.
    pub text: Option<String>,
    /// For "invalid syntax": the place of the last statement before that was read, and the source, so
    /// that misspelt keywords can be looked for.
    pub metadata: Option<Box<(u32, u32, String)>>,
    /// What is to be warned about before the error is raised.
    pub warnings: Box<[SyntaxWarning]>,
}

pub(crate) type Result<T> = std::result::Result<T, Box<Located>>;

/// An error before its location is worked out.
#[derive(Clone, Debug)]
pub(crate) struct Located {
    pub kind: ErrorKind,
    pub message: String,
    pub range: Option<TextRange>,
    /// Where only the start is known: what the end column is to be.
    pub open_end: Option<i32>,
    /// Line and column (in characters) that replace the start of the range.
    pub start: Option<(u32, u32)>,
}

pub(crate) fn syntax<T>(range: TextRange, message: impl Into<String>) -> Result<T> {
    Err(error(range, message))
}

pub(crate) fn error(range: TextRange, message: impl Into<String>) -> Box<Located> {
    Box::new(Located {
        kind: ErrorKind::Syntax,
        message: message.into(),
        range: Some(range),
        open_end: None,
        start: None,
    })
}

pub(crate) fn too_deep() -> Box<Located> {
    Box::new(Located {
        kind: ErrorKind::TooDeep,
        message: "maximum recursion depth exceeded during compilation".into(),
        range: None,
        open_end: None,
        start: None,
    })
}

impl Located {
    pub fn at(self, source: &Source) -> SyntaxError {
        match self.range {
            Some(range) => {
                let mut error = SyntaxError::new(source, self.kind, self.message, range);
                if let Some((line, column)) = self.start {
                    (error.line, error.column) = (line, column);
                    error.text = Some(source.line_text(line).to_owned());
                    (error.end_line, error.end_column) = (line, column as i32);
                }
                if let Some(end) = self.open_end {
                    (error.end_line, error.end_column) = (error.line, end);
                }
                error
            }
            None => SyntaxError::without_location(self.kind, self.message, source.filename()),
        }
    }
}

impl SyntaxError {
    pub fn new(
        source: &Source,
        kind: ErrorKind,
        message: impl Into<String>,
        range: TextRange,
    ) -> SyntaxError {
        let (line, column) = character_position(source, range.start());
        let (mut end_line, mut end_column) = character_position(source, range.end());
        let at_end = range.is_empty() && range.start().to_usize() == source.text().len();
        if source.slice(range) == "\n" || at_end && !source.text().ends_with('\n') {
            // The end of a line is one character wide.
            (end_line, end_column) = (line, column + 1);
        }
        SyntaxError {
            kind,
            message: message.into(),
            filename: source.filename().to_owned(),
            line,
            column,
            end_line,
            end_column: end_column as i32,
            metadata: None,
            warnings: Box::default(),
            text: source.has_text().then(|| source.line_text(line).to_owned()),
        }
    }

    pub fn without_location(
        kind: ErrorKind,
        message: impl Into<String>,
        filename: &str,
    ) -> SyntaxError {
        SyntaxError {
            kind,
            message: message.into(),
            filename: filename.to_owned(),
            line: 0,
            column: 0,
            end_line: 0,
            end_column: 0,
            text: None,
            metadata: None,
            warnings: Box::default(),
        }
    }
}

impl SyntaxError {
    /// The error of a pass behind the parser: it has no text, and its columns count bytes of UTF-8.
    pub(crate) fn behind_parser(mut self, source: &Source) -> SyntaxError {
        self.text = None;
        if source.has_text() {
            let wider = |line: u32, column: u32| -> u32 {
                let before = source.line_text(line).chars().take(column as usize - 1);
                before
                    .map(|character| character.len_utf8() as u32 - 1)
                    .sum()
            };
            if self.column > 0 {
                self.column += wider(self.line, self.column);
            }
            if self.end_column > 0 {
                self.end_column += wider(self.end_line, self.end_column as u32) as i32;
            }
        }
        self
    }
}

/// Line and column (in characters), both from 1.
pub(crate) fn character_position(source: &Source, offset: TextSize) -> (u32, u32) {
    let (line, column) = source.position(offset);
    let text = source.line_text(line);
    let before = &text.as_bytes()[..(column as usize).min(text.len())];
    let characters = before.iter().filter(|&&byte| byte & 0xC0 != 0x80).count();
    (
        line,
        characters as u32 + 1 + (column as usize).saturating_sub(text.len()) as u32,
    )
}

impl fmt::Display for SyntaxError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.line == 0 {
            return write!(formatter, "{}", self.message);
        }
        let name = self.filename.rsplit('/').next().unwrap_or("");
        write!(formatter, "{} ({}, line {})", self.message, name, self.line)
    }
}

impl std::error::Error for SyntaxError {}

#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub enum WarningKind {
    Syntax,
    Deprecation,
}

/// A warning to be issued through Python's `warnings`; an error if the filters say so.
#[derive(Clone, Debug)]
pub struct SyntaxWarning {
    pub kind: WarningKind,
    pub message: String,
    pub line: u32,
    pub column: u32,
    pub end_line: u32,
    pub end_column: u32,
    pub text: Option<String>,
}

impl SyntaxWarning {
    pub(crate) fn new(
        source: &Source,
        message: impl Into<String>,
        range: TextRange,
    ) -> SyntaxWarning {
        let (line, column) = character_position(source, range.start());
        let (end_line, end_column) = character_position(source, range.end());
        SyntaxWarning {
            kind: WarningKind::Syntax,
            message: message.into(),
            line,
            column,
            end_line,
            end_column,
            text: source.has_text().then(|| source.line_text(line).to_owned()),
        }
    }
}
