//! The tokens of a text that does not parse, and the errors CPython's tokenizer would report.
//! Invariant: ranges lie inside the text, at character boundaries.

use crate::errors::{ErrorKind, Located, Result};
use crate::parse::{TextRange, TextSize};

#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Name,
    Number,
    String,
    Bytes,
    /// `f"` or `t"`, and what follows up to the matching end.
    FStart,
    FMiddle,
    FEnd,
    Operator,
    Newline,
    Indent,
    Dedent,
    /// A character that no token begins with, but that is not an error of the tokenizer.
    Stray,
    End,
}

#[derive(Copy, Clone, Debug)]
pub(super) struct Token {
    pub kind: Kind,
    pub start: usize,
    pub end: usize,
}

impl Token {
    pub fn range(&self) -> TextRange {
        range(self.start, self.end)
    }
}

pub(super) fn range(start: usize, end: usize) -> TextRange {
    TextRange::new(
        TextSize::new(start as u32),
        TextSize::new(end.max(start) as u32),
    )
}

/// The inside of an f-string being scanned.
struct Format {
    quote: u8,
    triple: bool,
    raw: bool,
    template: bool,
    start: usize,
    /// Bracket depth outside; deeper means inside a replacement field.
    depth: usize,
    /// Bracket depths of the fields that are in their format spec.
    specs: Vec<usize>,
}

pub(super) struct Scanner<'a> {
    pub(super) text: &'a str,
    pub(super) bytes: &'a [u8],
    pub(super) at: usize,
    pub tokens: Vec<Token>,
    brackets: Vec<(u8, usize)>,
    indents: Vec<(usize, usize)>,
    formats: Vec<Format>,
    line_start: bool,
}

/// When an error of the tokenizer counts.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub(super) enum Severity {
    /// Wherever it is in the text.
    Always,
    /// If the grammar finds nothing wrong before it.
    WhenReached,
    /// If the grammar has no special word for what is wrong before it.
    Weak,
}

/// What was scanned: all tokens, or those before an error. `open`: brackets left open at the end.
pub(super) struct Scanned {
    pub tokens: Vec<Token>,
    pub error: Option<Box<Located>>,
    pub open: Vec<(u8, usize)>,
    pub severity: Severity,
    /// The text ends inside a triple-quoted string or after a backslash.
    pub incomplete: bool,
}

pub(super) fn scan(text: &str) -> Scanned {
    let mut scanner = Scanner {
        text,
        bytes: text.as_bytes(),
        at: 0,
        tokens: Vec::new(),
        brackets: Vec::new(),
        indents: vec![(0, 0)],
        formats: Vec::new(),
        line_start: true,
    };
    let error = scanner.run().err();
    let incomplete = error.as_ref().is_some_and(|error| {
        error.message.starts_with("unterminated triple-quoted")
            || error.message == "unexpected EOF while parsing"
    });
    let severity = error.as_ref().map_or(Severity::Always, |error| {
        let message = &error.message;
        if message.contains("-string: expecting '}'") {
            Severity::Weak
        } else if error.kind != ErrorKind::Syntax
            || message.contains("line continuation")
            || message == "unexpected EOF while parsing"
        {
            Severity::WhenReached
        } else {
            Severity::Always
        }
    });
    if error.is_some() {
        let at = error
            .as_ref()
            .and_then(|error| error.range)
            .map_or(scanner.at, |range| range.start().to_usize());
        scanner.tokens.push(Token {
            kind: Kind::End,
            start: at,
            end: at,
        });
    }
    Scanned {
        tokens: scanner.tokens,
        error,
        open: scanner.brackets,
        incomplete,
        severity,
    }
}

pub(super) fn located(
    kind: ErrorKind,
    range: TextRange,
    message: impl Into<String>,
) -> Box<Located> {
    Box::new(Located {
        kind,
        message: message.into(),
        range: Some(range),
        open_end: None,
        start: None,
    })
}

/// An error of which only the start is known.
pub(super) fn open_ended(
    kind: ErrorKind,
    at: usize,
    end: i32,
    message: impl Into<String>,
) -> Box<Located> {
    let mut error = located(kind, range(at, at), message);
    error.open_end = Some(end);
    error
}

pub(super) fn fail<T>(start: usize, end: usize, message: impl Into<String>) -> Result<T> {
    Err(located(ErrorKind::Syntax, range(start, end), message))
}

impl Scanner<'_> {
    pub(super) fn peek(&self, ahead: usize) -> u8 {
        self.bytes.get(self.at + ahead).copied().unwrap_or(0)
    }

    pub(super) fn push(&mut self, kind: Kind, start: usize) {
        self.tokens.push(Token {
            kind,
            start,
            end: self.at,
        });
    }

    fn line_of(&self, offset: usize) -> usize {
        1 + self.bytes[..offset.min(self.bytes.len())]
            .iter()
            .filter(|&&byte| byte == b'\n')
            .count()
    }

    fn run(&mut self) -> Result<()> {
        loop {
            if let Some(format) = self.formats.last() {
                let inside = self.brackets.len() > format.depth;
                let in_spec = format.specs.last() == Some(&self.brackets.len());
                if !inside || in_spec {
                    self.format_middle()?;
                    continue;
                }
            }
            if self.line_start && self.brackets.is_empty() && self.formats.is_empty() {
                self.indentation()?;
            }
            self.line_start = false;
            match self.peek(0) {
                0 if self.at >= self.bytes.len() => return self.finish(),
                b' ' | b'\t' | b'\x0c' => self.at += 1,
                b'#' => {
                    while self.at < self.bytes.len() && self.peek(0) != b'\n' {
                        self.at += 1;
                    }
                }
                b'\n' => {
                    let start = self.at;
                    self.at += 1;
                    if self.brackets.is_empty() {
                        if !matches!(
                            self.tokens.last().map(|token| token.kind),
                            None | Some(Kind::Newline)
                        ) {
                            self.push(Kind::Newline, start);
                        }
                        self.line_start = true;
                    }
                }
                b'\\' => self.continuation()?,
                _ => self.token()?,
            }
        }
    }

    fn finish(&mut self) -> Result<()> {
        if self.brackets.is_empty() {
            let open = !matches!(
                self.tokens.last().map(|token| token.kind),
                None | Some(Kind::Newline | Kind::Dedent)
            );
            if open {
                let start = self.at;
                self.push(Kind::Newline, start);
            }
            while self.indents.len() > 1 {
                self.indents.pop();
                self.push(Kind::Dedent, self.at);
            }
        }
        self.push(Kind::End, self.at);
        Ok(())
    }

    fn continuation(&mut self) -> Result<()> {
        let start = self.at;
        self.at += 1;
        if self.at >= self.bytes.len() {
            return Err(open_ended(
                ErrorKind::Syntax,
                start + 1,
                -1,
                "unexpected EOF while parsing",
            ));
        }
        if self.peek(0) != b'\n' {
            let message = "unexpected character after line continuation character";
            return Err(open_ended(ErrorKind::Syntax, self.at, 0, message));
        }
        self.at += 1;
        if self.at >= self.bytes.len() {
            return Err(open_ended(
                ErrorKind::Syntax,
                start + 1,
                -1,
                "unexpected EOF while parsing",
            ));
        }
        Ok(())
    }

    fn indentation(&mut self) -> Result<()> {
        let start = self.at;
        // Width with tabs to eight columns, and with tabs as one: they must agree.
        let (mut column, mut alternative) = (0, 0);
        // Of the first line, if backslashes continue it before anything stands there.
        let mut first = 0;
        loop {
            match self.peek(0) {
                b' ' => {
                    column += 1;
                    alternative += 1;
                }
                b'\t' => {
                    column = (column / 8 + 1) * 8;
                    alternative += 1;
                }
                b'\x0c' => (column, alternative) = (0, 0),
                b'\\' if self.peek(1) == b'\n' && self.at + 2 < self.bytes.len() => {
                    first = if first == 0 { column } else { first };
                    self.at += 1;
                }
                _ => break,
            }
            self.at += 1;
        }
        if first > 0 {
            (column, alternative) = (first, first);
        }
        if matches!(self.peek(0), b'#' | b'\n' | b'\\') || self.at >= self.bytes.len() {
            return Ok(());
        }
        let &(current, other) = self.indents.last().expect("never empty");
        let place = start;
        let tabs = || {
            Err(open_ended(
                ErrorKind::Tab,
                place,
                0,
                "inconsistent use of tabs and spaces in indentation",
            ))
        };
        if column == current {
            if alternative != other {
                return tabs();
            }
        } else if column > current {
            if alternative <= other {
                return tabs();
            }
            self.indents.push((column, alternative));
            self.push(Kind::Indent, start);
        } else {
            while self
                .indents
                .last()
                .is_some_and(|&(indent, _)| column < indent)
            {
                self.indents.pop();
                self.push(Kind::Dedent, self.at);
            }
            let &(current, other) = self.indents.last().expect("the first is 0");
            if column != current {
                let mut end = self.at;
                while end < self.bytes.len() && self.bytes[end] != b'\n' {
                    end += 1;
                }
                let message = "unindent does not match any outer indentation level";
                return Err(open_ended(ErrorKind::Indentation, end, -1, message));
            }
            if alternative != other {
                return tabs();
            }
        }
        Ok(())
    }

    fn token(&mut self) -> Result<()> {
        let start = self.at;
        let character = self.text[start..].chars().next().expect("not at the end");
        if is_name_start(character) {
            return self.name(start);
        }
        match character {
            '0'..='9' => self.number(start),
            '.' if self.peek(1).is_ascii_digit() => self.number(start),
            '"' | '\'' => self.string(start, ""),
            '(' | '[' | '{' => {
                self.brackets.push((character as u8, start));
                self.at += 1;
                self.push(Kind::Operator, start);
                Ok(())
            }
            ')' | ']' | '}' => self.close(character as u8, start),
            '$' | '?' | '`' => {
                self.at += 1;
                self.push(Kind::Stray, start);
                Ok(())
            }
            _ if character.is_ascii() && !character.is_ascii_control() => self.operator(start),
            _ => {
                let code = character as u32;
                let printable =
                    !character.is_control() && !character.is_whitespace() && !is_format(character);
                if printable {
                    fail(
                        start,
                        start,
                        format!("invalid character '{character}' (U+{code:04X})"),
                    )
                } else {
                    fail(
                        start,
                        start,
                        format!("invalid non-printable character U+{code:04X}"),
                    )
                }
            }
        }
    }

    fn close(&mut self, closer: u8, start: usize) -> Result<()> {
        let shown = closer as char;
        if let Some(format) = self.formats.last()
            && self.brackets.len() == format.depth + 1
            && closer != b'}'
        {
            let prefix = if format.template { "t" } else { "f" };
            return fail(
                start,
                start,
                format!("{prefix}-string: unmatched '{shown}'"),
            );
        }
        let Some((opener, at)) = self.brackets.pop() else {
            return fail(start, start, format!("unmatched '{shown}'"));
        };
        let matches = matches!((opener, closer), (b'(', b')') | (b'[', b']') | (b'{', b'}'));
        if !matches {
            let opener = opener as char;
            let (opened, here) = (self.line_of(at), self.line_of(start));
            let place = if opened == here {
                String::new()
            } else {
                format!(" on line {opened}")
            };
            return fail(
                start,
                start,
                format!(
                    "closing parenthesis '{shown}' does not match opening parenthesis '{opener}'{place}"
                ),
            );
        }
        let depth = self.brackets.len();
        if let Some(format) = self.formats.last_mut() {
            format.specs.retain(|&spec| spec <= depth);
        }
        self.at += 1;
        self.push(Kind::Operator, start);
        Ok(())
    }

    fn operator(&mut self, start: usize) -> Result<()> {
        const LONG: &[&str] = &[
            "**=", "//=", ">>=", "<<=", "...", "!=", "->", ":=", "==", "<=", ">=", "<>", "**",
            "//", ">>", "<<", "+=", "-=", "*=", "/=", "%=", "&=", "|=", "^=", "@=",
        ];
        let rest = &self.text[start..];
        let in_field = self
            .formats
            .last()
            .is_some_and(|format| self.brackets.len() == format.depth + 1 + format.specs.len());
        let mut length = LONG
            .iter()
            .find(|op| rest.starts_with(**op))
            .map_or(1, |op| op.len());
        if in_field {
            // `!r`, `:spec` and `=` end the expression of a field.
            if rest.starts_with("!=") {
                length = 2;
            } else if rest.starts_with(':') {
                self.at += 1;
                self.push(Kind::Operator, start);
                let depth = self.brackets.len();
                if let Some(format) = self.formats.last_mut() {
                    format.specs.push(depth);
                }
                return Ok(());
            }
        }
        self.at += length;
        let known = length > 1 || "+-*/%@&|^~<>=.,:;!".contains(&rest[..1]);
        let stray = !known || &rest[..length] == "!" && self.formats.is_empty();
        self.push(if stray { Kind::Stray } else { Kind::Operator }, start);
        Ok(())
    }

    fn name(&mut self, start: usize) -> Result<()> {
        let length: usize = self.text[start..]
            .chars()
            .take_while(|c| is_name_part(*c))
            .map(char::len_utf8)
            .sum();
        let name = &self.text[start..start + length];
        let next = self.bytes.get(start + length).copied().unwrap_or(0);
        if matches!(next, b'"' | b'\'') {
            let lower = name.to_ascii_lowercase();
            if lower.bytes().all(|byte| b"rbuft".contains(&byte)) {
                return self.prefixed(start, name, &lower);
            }
        }
        if let Some(character) = name.chars().find(|c| !c.is_ascii() && !is_identifier(*c)) {
            let at = start + name.find(character).unwrap_or(0);
            let code = character as u32;
            return fail(
                at,
                at,
                format!("invalid character '{character}' (U+{code:04X})"),
            );
        }
        self.at = start + length;
        self.push(Kind::Name, start);
        Ok(())
    }

    fn prefixed(&mut self, start: usize, name: &str, lower: &str) -> Result<()> {
        let has = |byte: char| lower.contains(byte);
        let bad = [
            ('u', 'b'),
            ('u', 'r'),
            ('u', 'f'),
            ('u', 't'),
            ('b', 'f'),
            ('b', 't'),
            ('f', 't'),
        ];
        for (first, second) in bad {
            if has(first) && has(second) {
                let end = start + name.len();
                return fail(
                    start,
                    end,
                    format!("'{first}' and '{second}' prefixes are incompatible"),
                );
            }
        }
        let mut letters: Vec<u8> = lower.bytes().collect();
        letters.sort_unstable();
        letters.dedup();
        if letters.len() != lower.len() {
            // Not a prefix: a name, and then a string.
            self.at = start + name.len();
            self.push(Kind::Name, start);
            return Ok(());
        }
        self.at = start + name.len();
        self.string(start, lower)
    }

    fn string(&mut self, start: usize, prefix: &str) -> Result<()> {
        let quote = self.peek(0);
        let triple = self.peek(1) == quote && self.peek(2) == quote;
        self.at += if triple { 3 } else { 1 };
        if prefix.contains(['f', 't']) {
            self.push(Kind::FStart, start);
            let (raw, template) = (prefix.contains('r'), prefix.contains('t'));
            let depth = self.brackets.len();
            self.formats.push(Format {
                quote,
                triple,
                raw,
                template,
                start,
                depth,
                specs: Vec::new(),
            });
            return Ok(());
        }
        let kind = if prefix.contains('b') {
            Kind::Bytes
        } else {
            Kind::String
        };
        let mut escaped_quote = false;
        loop {
            let byte = self.peek(0);
            if self.at >= self.bytes.len() || byte == b'\n' && !triple {
                if let Some(format) = self.formats.last() {
                    // The quote was meant to end the f-string around.
                    if format.quote == quote && format.triple == triple {
                        let what = if format.template {
                            "t-string"
                        } else {
                            "f-string"
                        };
                        return fail(start, start, format!("{what}: expecting '}}'"));
                    }
                }
                return self.unterminated(start, triple, escaped_quote, "string");
            }
            if byte == b'\\' {
                escaped_quote |= self.peek(1) == quote;
                self.at += 1 + usize::from(self.at + 1 < self.bytes.len());
                // The rest of a multi-byte character follows by itself.
                continue;
            }
            if byte == quote && (!triple || self.peek(1) == quote && self.peek(2) == quote) {
                self.at += if triple { 3 } else { 1 };
                self.push(kind, start);
                return Ok(());
            }
            self.at += 1;
        }
    }

    fn unterminated<T>(&self, start: usize, triple: bool, escaped: bool, what: &str) -> Result<T> {
        let mut end = self.at.min(self.bytes.len());
        if triple {
            // The line of the last character, not of the nothing after it.
            while end > start && self.bytes[end - 1] == b'\n' {
                end -= 1;
            }
            let last = self.line_of(
                self.bytes
                    .len()
                    .saturating_sub(usize::from(self.text.ends_with('\n'))),
            );
            return fail(
                start,
                start,
                format!("unterminated triple-quoted {what} literal (detected at line {last})"),
            );
        }
        let line = self.line_of(end);
        let hint = if escaped {
            "; perhaps you escaped the end quote?"
        } else {
            ""
        };
        fail(
            start,
            start,
            format!("unterminated {what} literal (detected at line {line}){hint}"),
        )
    }

    /// Literal text of an f-string, up to a field, the end of a format spec, or the end.
    fn format_middle(&mut self) -> Result<()> {
        let format = self.formats.last().expect("called inside one");
        let (quote, triple, raw, start) = (format.quote, format.triple, format.raw, format.start);
        let what = if format.template {
            "t-string"
        } else {
            "f-string"
        };
        let in_spec = format.specs.last() == Some(&self.brackets.len());
        let middle = self.at;
        loop {
            let byte = self.peek(0);
            if self.at >= self.bytes.len() || byte == b'\n' && !triple {
                if in_spec && !triple && self.at < self.bytes.len() {
                    let message = format!(
                        "{what}: newlines are not allowed in format specifiers for single quoted {what}s"
                    );
                    return fail(self.at, self.at, message);
                }
                return self.unterminated(start, triple, false, what);
            }
            let closes =
                byte == quote && (!triple || self.peek(1) == quote && self.peek(2) == quote);
            if closes {
                if in_spec {
                    // The quote ends the string inside a field.
                    return fail(
                        self.at,
                        self.at + 1,
                        format!("{what}: expecting '}}', or format specs"),
                    );
                }
                if self.at > middle {
                    self.push(Kind::FMiddle, middle);
                }
                let end = self.at;
                self.at += if triple { 3 } else { 1 };
                self.push(Kind::FEnd, end);
                self.formats.pop();
                return Ok(());
            }
            match byte {
                b'{' if self.peek(1) == b'{' && !in_spec => self.at += 2,
                b'}' if self.peek(1) == b'}' && !in_spec => self.at += 2,
                b'{' => {
                    if self.at > middle {
                        self.push(Kind::FMiddle, middle);
                    }
                    let open = self.at;
                    self.brackets.push((b'{', open));
                    self.at += 1;
                    self.push(Kind::Operator, open);
                    return Ok(());
                }
                b'}' if in_spec => {
                    if self.at > middle {
                        self.push(Kind::FMiddle, middle);
                    }
                    if let Some(format) = self.formats.last_mut() {
                        format.specs.pop();
                    }
                    let close = self.at;
                    self.brackets.pop();
                    self.at += 1;
                    self.push(Kind::Operator, close);
                    return Ok(());
                }
                b'}' => {
                    return fail(
                        self.at,
                        self.at,
                        format!("{what}: single '}}' is not allowed"),
                    );
                }
                b'\\' if raw || matches!(self.peek(1), b'{' | b'}') => self.at += 1,
                b'\\' if self.peek(1) == b'N' && self.peek(2) == b'{' => {
                    self.at += 3;
                    while self.at < self.bytes.len()
                        && !matches!(self.peek(0), b'}' | b'\n')
                        && self.peek(0) != quote
                    {
                        self.at += 1;
                    }
                    self.at += usize::from(self.peek(0) == b'}');
                }
                b'\\' => self.at += 1 + usize::from(self.at + 1 < self.bytes.len()),
                _ => self.at += 1,
            }
        }
    }
}

fn is_name_start(character: char) -> bool {
    character.is_ascii_alphabetic()
        || character == '_'
        || !character.is_ascii()
            && !character.is_whitespace()
            && !is_format(character)
            && !character.is_control()
}

pub(super) fn is_name_part(character: char) -> bool {
    character.is_ascii_digit() || is_name_start(character)
}

/// Near enough to XID: letters, digits and marks.
fn is_identifier(character: char) -> bool {
    character.is_alphanumeric() || !unlikely_in_names(character)
}

fn unlikely_in_names(character: char) -> bool {
    matches!(character as u32, 0x80..=0xBF | 0xD7 | 0xF7 | 0x2000..=0x206F | 0x20A0..=0x20CF | 0x2190..=0x2BFF | 0x3000..=0x3004 | 0x3008..=0x3020 | 0xFE00..=0xFE0F | 0xFF00..=0xFF0F | 0x1F000..=0x1FAFF)
}

fn is_format(character: char) -> bool {
    matches!(character as u32, 0xAD | 0x200B..=0x200F | 0x2028..=0x202E | 0x2060..=0x206F | 0xFEFF | 0xE000..=0xF8FF | 0xFFF0..=0xFFFB | 0xE0000..=0xE0FFF)
}
