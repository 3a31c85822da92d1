//! What is wrong with a text that does not parse, in CPython's words and at CPython's place.
//!
//! The parser only says that something is wrong. The text is scanned again here, for the errors of
//! CPython's tokenizer, and then read by a recogniser that follows CPython's grammar with its rules for
//! likely mistakes. Only if neither finds anything is the parser's own message used.
//! Invariant: runs on broken texts only, so it may take its time, but not overflow the stack.

mod arguments;
mod displays;
mod expressions;
mod numbers;
mod parameters;
mod recogniser;
mod scan;
mod statements;

use crate::errors::{ErrorKind, Located, SyntaxError, SyntaxWarning};
use crate::parse::{
    LexicalErrorType, ParseError, ParseErrorType, ParseOptions, Ranged, TextRange, Tree, ast,
    parse_unchecked,
};
use crate::source::Source;
use crate::{Mode, Options, literal, string};
use recogniser::{Fail, Recogniser};
use scan::{Kind, Scanned, Severity, located};

/// The error for a text with parse errors, or with something at `unsupported` that this version lacks.
pub(crate) fn diagnose(
    source: &Source,
    options: &Options,
    errors: &[ParseError],
    unsupported: TextRange,
) -> SyntaxError {
    let scanned = scan::scan(source.text());
    if options.allow_incomplete && is_incomplete(source, options, &scanned) {
        return incomplete(source);
    }
    let mut recogniser = Recogniser::new(source.text(), &scanned.tokens);
    let result = match options.mode {
        Mode::Eval => recogniser.eval_input(),
        Mode::Exec | Mode::Single => recogniser.file(),
    };
    let touched_end = recogniser.touched_end;
    let last_statement = recogniser.last_statement;
    let line = |offset: usize| source.position(scan::range(offset, offset).start()).0;
    let furthest = scanned.tokens[recogniser.furthest];
    let reached = match touched_end {
        true => line(source.text().len().saturating_sub(1)),
        // A newline belongs to the line that it ends.
        false => line(furthest.end.saturating_sub(1).max(furthest.start)),
    };
    if let Some(error) = &scanned.error {
        let (error, found) = with_scan_error(source, &scanned, error.clone(), result, touched_end);
        return shown(source, options, *error, found, reached);
    }
    // A bracket left open on a line before what was looked at is the likelier mistake.
    let open_before = scanned
        .open
        .last()
        .is_some_and(|&(_, offset)| touched_end || line(furthest.start) > line(offset));
    let error = match result {
        Ok(()) => match errors.first() {
            Some(error) => return fallback(source, error),
            None => located(ErrorKind::Syntax, unsupported, "invalid syntax"),
        },
        Err(_) if open_before => never_closed(&scanned),
        Err(Fail::Custom(error)) => error,
        Err(Fail::At(at)) => generic(source, &scanned, at),
    };
    let mut error = shown(source, options, *error, FoundBy::Grammar, reached);
    if error.message.starts_with("invalid syntax") {
        let (line, column) = match last_statement {
            Some(start) => source.position(scan::range(start, start).start()),
            None => (0, 0),
        };
        error.metadata = Some(Box::new((line, column, source.text().to_owned())));
    }
    error
}

/// Where the operators of a text stand.
pub(crate) fn operators(text: &str) -> Vec<std::ops::Range<usize>> {
    let scanned = scan::scan(text);
    let operators = scanned.tokens.iter();
    let operators = operators.filter(|token| token.kind == Kind::Operator);
    operators.map(|token| token.start..token.end).collect()
}

/// Which half of CPython's parser a mistake is found by.
#[derive(Copy, Clone, PartialEq, Eq)]
enum FoundBy {
    Tokenizer,
    Grammar,
}

/// The error with the text that CPython shows: the tokenizer's has no newline, nor has the grammar's if
/// the tokenizer went on to a later line; the last line of a file has one even if it lacks it.
#[allow(clippy::boxed_local)] // as `Result` carries it
fn shown(
    source: &Source,
    options: &Options,
    error: Located,
    found: FoundBy,
    reached: u32,
) -> SyntaxError {
    let from_exec = options.mode == Mode::Exec;
    let at_end = error
        .range
        .is_some_and(|range| range.is_empty() && range.start().to_usize() == source.text().len());
    let mut error = error.at(source);
    if at_end && !from_exec && error.message == "invalid syntax" && !source.text().ends_with('\n') {
        (error.column, error.end_column) = (0, 0);
    }
    if !from_exec && error.message == "unexpected EOF while parsing" && error.column > 1 {
        // Without a newline behind it the backslash is what is wrong.
        error.message = "unexpected character after line continuation character".into();
        (error.column, error.end_column) = (error.column - 1, 0);
    }
    let Some(text) = &mut error.text else {
        return error;
    };
    let continued = error.message == "unexpected EOF while parsing";
    if found == FoundBy::Tokenizer && !continued || error.line < reached {
        text.truncate(text.trim_end_matches('\n').len());
    } else if from_exec && !text.ends_with('\n') {
        text.push('\n');
    }
    if error.end_line > error.line && error.end_column > 0 {
        // Columns of the end are looked up in the first line.
        let length = text.trim_end_matches('\n').chars().count() as i32;
        error.end_column = error.end_column.min(length + 1);
    }
    error
}

/// Which of an error of the tokenizer and what the grammar found counts.
fn with_scan_error(
    source: &Source,
    scanned: &Scanned,
    error: Box<Located>,
    result: Result<(), Fail>,
    touched_end: bool,
) -> (Box<Located>, FoundBy) {
    let reached = |at: usize| touched_end || scanned.tokens[at].kind == Kind::End;
    let before = |found: &Located| {
        let start = |located: &Located| located.range.map_or(0, |range| range.start().to_usize());
        start(found) < start(&error)
    };
    match (result, scanned.severity) {
        (Err(Fail::At(at)), _)
            if matches!(scanned.tokens[at].kind, Kind::Indent | Kind::Dedent) =>
        {
            (generic(source, scanned, at), FoundBy::Grammar)
        }
        (Err(Fail::At(at)), Severity::WhenReached) if !reached(at) => {
            (generic(source, scanned, at), FoundBy::Grammar)
        }
        (Err(Fail::Custom(found)), Severity::WhenReached) if before(&found) && !touched_end => {
            (found, FoundBy::Grammar)
        }
        (Err(Fail::Custom(found)), Severity::Weak) if before(&found) => (found, FoundBy::Grammar),
        _ if error.message == "unexpected EOF while parsing" && !scanned.open.is_empty() => {
            (never_closed(scanned), FoundBy::Grammar)
        }
        _ => (error, FoundBy::Tokenizer),
    }
}

fn never_closed(scanned: &Scanned) -> Box<Located> {
    let &(bracket, offset) = scanned.open.last().expect("a bracket is open");
    scan::open_ended(
        ErrorKind::Syntax,
        offset,
        0,
        format!("'{}' was never closed", bracket as char),
    )
}

fn generic(source: &Source, scanned: &Scanned, at: usize) -> Box<Located> {
    let token = scanned.tokens[at];
    match token.kind {
        Kind::Indent => recogniser::at_last_token(
            source.text(),
            token,
            ErrorKind::Indentation,
            "unexpected indent",
        ),
        Kind::Dedent => recogniser::at_last_token(
            source.text(),
            token,
            ErrorKind::Indentation,
            "unexpected unindent",
        ),
        _ => located(ErrorKind::Syntax, token.range(), "invalid syntax"),
    }
}

/// The parser's own message, where the recogniser saw nothing wrong.
fn fallback(source: &Source, error: &ParseError) -> SyntaxError {
    let message = match &error.error {
        ParseErrorType::Lexical(LexicalErrorType::OtherError(message)) => message.to_string(),
        ParseErrorType::Lexical(
            LexicalErrorType::UnicodeError
            | LexicalErrorType::MissingUnicodeLbrace
            | LexicalErrorType::MissingUnicodeRbrace,
        ) => {
            return escape_error(source, error.location);
        }
        _ => "invalid syntax".into(),
    };
    SyntaxError::new(source, ErrorKind::Syntax, message, error.location)
}

/// A malformed escape: worked out from the literal that holds it.
fn escape_error(source: &Source, location: TextRange) -> SyntaxError {
    let scanned = scan::scan(source.text());
    let at = location.start().to_usize();
    for token in &scanned.tokens {
        let holds = token.start <= at && at <= token.end;
        if !holds || !matches!(token.kind, Kind::String | Kind::Bytes | Kind::FMiddle) {
            continue;
        }
        let text = &source.text()[token.start..token.end];
        if let Some(message) = crate::string::escape_error(
            text,
            token.kind == Kind::Bytes,
            token.kind == Kind::FMiddle,
        ) {
            return SyntaxError::new(source, ErrorKind::Syntax, message, token.range());
        }
    }
    SyntaxError::new(
        source,
        ErrorKind::Syntax,
        "(unicode error) malformed escape",
        location,
    )
}

fn incomplete(source: &Source) -> SyntaxError {
    let end = scan::range(source.text().len(), source.text().len());
    SyntaxError::new(source, ErrorKind::Incomplete, "incomplete input", end)
}

/// Whether more input could make the text complete: the mistake is that the text ends, or it stands in
/// a last line that is not finished.
fn is_incomplete(source: &Source, options: &Options, scanned: &Scanned) -> bool {
    let text = source.text();
    let last_line = if text.ends_with('\n') {
        text.len()
    } else {
        text.rfind('\n').map_or(0, |newline| newline + 1)
    };
    let start = |error: &Located| error.range.map_or(0, |range| range.start().to_usize());
    if scanned.incomplete {
        // A backslash needs its newline to ask for more.
        return text.ends_with('\n') || !text.ends_with('\\');
    }
    if let Some(error) = &scanned.error {
        let open_string = error.message.starts_with("unterminated") && start(error) >= last_line;
        return open_string && last_line < text.len()
            || text.ends_with("\\\n") && start(error) < text.len();
    }
    let mut recogniser = Recogniser::new(text, &scanned.tokens);
    let result = match options.mode {
        Mode::Eval => recogniser.eval_input(),
        Mode::Exec | Mode::Single => recogniser.file(),
    };
    let at = match &result {
        Ok(()) => return false,
        Err(Fail::At(at)) => *at,
        Err(Fail::Custom(_)) => recogniser.at,
    };
    let token = scanned.tokens[at];
    if token.kind == Kind::End || token.kind == Kind::Dedent && token.start >= text.len() {
        return true;
    }
    let real =
        |token: &scan::Token| !matches!(token.kind, Kind::Newline | Kind::Dedent | Kind::End);
    let last = scanned.tokens.iter().rposition(real).unwrap_or(0);
    last_line < text.len() && recogniser.furthest.max(at) >= last
}

/// Where the texts of literals are in which a backslash escapes something.
fn escaped_texts(text: &str) -> Vec<(Kind, std::ops::Range<usize>)> {
    let mut found = Vec::new();
    // Whether the f-strings around are raw.
    let mut raw = Vec::new();
    for token in scan::scan(text).tokens {
        let shown = &text[token.start..token.end];
        match token.kind {
            Kind::FStart => raw.push(shown.contains(['r', 'R'])),
            Kind::FEnd => drop(raw.pop()),
            Kind::FMiddle if raw.last() != Some(&true) => {
                found.push((token.kind, token.start..token.end));
            }
            Kind::String | Kind::Bytes => {
                let Some((prefix, inside)) = string::split_literal(shown) else {
                    continue;
                };
                let quotes = (shown.len() - prefix.len() - inside.len()) / 2;
                let start = token.start + prefix.len() + quotes;
                if !prefix.contains(['r', 'R']) {
                    found.push((token.kind, start..start + inside.len()));
                }
            }
            _ => {}
        }
    }
    found
}

/// Where a text names characters that the parser has no names for, but that there are.
pub(crate) fn unknown_names(text: &str) -> Vec<std::ops::Range<usize>> {
    let mut found = Vec::new();
    for (kind, range) in escaped_texts(text) {
        if kind != Kind::Bytes {
            string::unknown_names(&text[range.clone()], range.start, &mut found);
        }
    }
    found
}

/// The meaningless escapes and numbers that CPython has warned about when it comes to the first error.
pub(crate) fn warnings_before(
    source: &Source,
    numbers: &[(TextRange, &'static str)],
    error: &ParseError,
) -> Box<[SyntaxWarning]> {
    let mut bad = Vec::new();
    for (kind, range) in escaped_texts(source.text()) {
        if range.end > error.location.start().to_usize() {
            break;
        }
        let known = bad.len();
        let start = scan::range(range.start, range.start).start();
        let text = &source.text()[range];
        match kind {
            Kind::Bytes => string::check_bytes(text, &mut bad),
            _ => drop(string::decode(text, kind == Kind::FMiddle, &mut bad)),
        }
        literal::shift(&mut bad[known..], start);
    }
    let escapes = bad.iter().map(literal::escape_warning);
    let numbers = numbers
        .iter()
        .filter(|(range, _)| range.end() <= error.location.start());
    let numbers = numbers.map(|&(range, message)| (range, message.to_owned()));
    let mut found: Vec<_> = escapes.chain(numbers).collect();
    found.sort_by_key(|(range, _)| range.start());
    let warn = |(range, message)| SyntaxWarning::new(source, message, range);
    found.into_iter().map(warn).collect()
}

fn is_compound(statement: &ast::Stmt) -> bool {
    matches!(
        statement,
        ast::Stmt::FunctionDef(_)
            | ast::Stmt::ClassDef(_)
            | ast::Stmt::For(_)
            | ast::Stmt::While(_)
            | ast::Stmt::If(_)
            | ast::Stmt::With(_)
            | ast::Stmt::Match(_)
            | ast::Stmt::Try(_)
    )
}

/// The error for an interactive text that goes on behind a line of simple statements: that line is all
/// that is read of it, so what follows may be wrong too.
pub(crate) fn more_than_one(source: &Source, parse_options: ParseOptions) -> Option<SyntaxError> {
    let scanned = scan::scan(source.text());
    let newline = scanned
        .tokens
        .iter()
        .position(|token| token.kind == Kind::Newline)?;
    let (line, last) = (
        scanned.tokens[newline],
        scanned.tokens[newline.checked_sub(1)?],
    );
    let mut rest = source.text()[line.end..].lines().map(str::trim_start);
    if rest.all(|line| line.is_empty() || line.starts_with('#')) {
        return None;
    }
    let first = parse_unchecked(&source.text()[..line.start], parse_options);
    let ast::Mod::Module(root) = first.syntax() else {
        return None;
    };
    if !first.errors().is_empty() || root.body.iter().any(is_compound) {
        return None;
    }
    let between = &source.text()[last.end..line.start];
    let start = line.start - between.trim_start_matches([' ', '\t', '\x0c']).len();
    let message = "multiple statements found while compiling a single statement";
    let range = scan::range(start, line.start);
    let mut error = SyntaxError::new(source, ErrorKind::Syntax, message, range);
    error.end_column += 1;
    Some(error)
}

/// What only holds for one interactive statement.
pub(crate) fn check_single(
    source: &Source,
    options: &Options,
    tree: &Tree,
) -> Result<(), SyntaxError> {
    let ast::Mod::Module(root) = tree.root() else {
        return Ok(());
    };
    let Some(last) = root.body.last() else {
        if options.allow_incomplete {
            return Err(incomplete(source));
        }
        let end = scan::range(source.text().len(), source.text().len());
        return Err(SyntaxError::new(
            source,
            ErrorKind::Syntax,
            "invalid syntax",
            end,
        ));
    };
    let scanned = scan::scan(source.text());
    for pair in root.body.windows(2) {
        if is_compound(&pair[0]) && !options.several_statements {
            let start = pair[1].start().to_usize();
            let begins = |token: &&scan::Token| token.start == start && token.end > start;
            let range = scanned
                .tokens
                .iter()
                .find(begins)
                .map_or(pair[1].range(), scan::Token::range);
            let message = "invalid syntax";
            return Err(SyntaxError::new(source, ErrorKind::Syntax, message, range));
        }
    }
    if !is_compound(last) || source.text().ends_with('\n') {
        return Ok(());
    }
    // A block that is still open may go on, until its last line is ended.
    if options.dont_imply_dedent {
        return Err(incomplete(source));
    }
    // One that stands on its header's line needs an end of line of its own.
    let mut tail = scanned.tokens.iter().rev().map(|token| token.kind);
    if tail.find(|kind| *kind != Kind::End) != Some(Kind::Dedent) {
        let end = scan::range(source.text().len(), source.text().len());
        let mut error = SyntaxError::new(source, ErrorKind::Syntax, "invalid syntax", end);
        (error.column, error.end_line, error.end_column) = (0, error.line, 0);
        return Err(error);
    }
    Ok(())
}
