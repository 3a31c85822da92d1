//! The scanner: code points in, tokens out. Invariant: `at` only grows, and `row` and `line_start` belong
//! to the line that `at` is in.

use super::literals::is_string_prefix;

/// Numbers of the kinds, as in `token.py`.
pub mod kind {
    pub const END: u8 = 0;
    pub const NAME: u8 = 1;
    pub const NUMBER: u8 = 2;
    pub const STRING: u8 = 3;
    pub const NEWLINE: u8 = 4;
    pub const INDENT: u8 = 5;
    pub const DEDENT: u8 = 6;
    pub const OP: u8 = 55;
    pub const F_START: u8 = 59;
    pub const F_MIDDLE: u8 = 60;
    pub const F_END: u8 = 61;
    pub const COMMENT: u8 = 65;
    pub const NL: u8 = 66;
    /// What template strings add to the kinds of f-strings.
    pub const TEMPLATE: u8 = 3;
}

/// One token. Rows count from 1, columns from 0.
#[derive(Clone, Debug)]
pub struct Token {
    pub kind: u8,
    pub start: (usize, usize),
    pub end: (usize, usize),
    /// Its code points in the source.
    text: (usize, usize),
    /// The lines it lies in.
    lines: (usize, usize),
}

#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub enum ProblemKind {
    Syntax,
    Indentation,
    Tab,
}

/// Why there is no further token.
#[derive(Clone, Debug)]
pub struct Problem {
    pub kind: ProblemKind,
    pub message: String,
    pub row: usize,
    pub offset: usize,
    pub line: Vec<u32>,
}

/// An f-string or template string that is open.
pub(super) struct Format {
    pub(super) quote: u32,
    pub(super) triple: bool,
    pub(super) raw: bool,
    pub(super) template: bool,
    /// Where it starts, for messages.
    pub(super) row: usize,
    pub(super) column: usize,
    /// For each open `{`: the number of brackets open with it, and whether its format has begun.
    pub(super) fields: Vec<(usize, bool)>,
}

pub struct Scanner {
    pub(super) text: Vec<u32>,
    pub(super) at: usize,
    pub(super) row: usize,
    pub(super) line_start: usize,
    pub(super) extra: bool,
    /// The line break at the very end is not in the source.
    implicit_end: bool,
    at_line_start: bool,
    /// Something but comments has been seen in this line.
    line_has_token: bool,
    /// Widths of indentation, by tab stops of eight and of one.
    indents: Vec<(usize, usize)>,
    /// Dedents to be given, where the next token starts.
    dedents: usize,
    pub(super) brackets: Vec<u32>,
    pub(super) formats: Vec<Format>,
    ended: bool,
}

pub(super) fn is_digit(code: u32) -> bool {
    (b'0'.into()..=b'9'.into()).contains(&code)
}

pub(super) fn is_name_start(code: u32) -> bool {
    code >= 128 || code == '_' as u32 || (code as u8).is_ascii_alphabetic()
}

pub(super) fn is_name_part(code: u32) -> bool {
    is_name_start(code) || is_digit(code)
}

/// Operators of more than one character, longest first; the number is the exact kind.
const LONG_OPERATORS: [(&str, u8); 24] = [
    ("**=", 46),
    ("...", 52),
    ("//=", 48),
    ("<<=", 44),
    (">>=", 45),
    ("!=", 28),
    ("%=", 40),
    ("&=", 41),
    ("**", 35),
    ("*=", 38),
    ("+=", 36),
    ("-=", 37),
    ("->", 51),
    ("//", 47),
    ("/=", 39),
    (":=", 53),
    ("<<", 33),
    ("<=", 29),
    ("==", 27),
    (">=", 30),
    (">>", 34),
    ("@=", 50),
    ("^=", 43),
    ("|=", 42),
];

/// The exact kind of an operator of one character.
fn operator_kind(letter: char) -> Option<u8> {
    Some(match letter {
        '!' => 54,
        '%' => 24,
        '&' => 19,
        '(' => 7,
        ')' => 8,
        '*' => 16,
        '+' => 14,
        ',' => 12,
        '-' => 15,
        '.' => 23,
        '/' => 17,
        ':' => 11,
        ';' => 13,
        '<' => 20,
        '=' => 22,
        '>' => 21,
        '@' => 49,
        '[' => 9,
        ']' => 10,
        '^' => 32,
        '{' => 25,
        '|' => 18,
        '}' => 26,
        '~' => 31,
        _ => return None,
    })
}

/// Shown as -1.
const NO_COLUMN: usize = usize::MAX;
const MAXIMUM_BRACKETS: usize = 200;
const MAXIMUM_INDENTATION: usize = 100;

impl Scanner {
    pub fn new(mut text: Vec<u32>, extra: bool) -> Scanner {
        let implicit_end = text.last().is_some_and(|&last| last != '\n' as u32);
        if implicit_end {
            text.push('\n' as u32);
        }
        Scanner {
            text,
            at: 0,
            row: 1,
            line_start: 0,
            extra,
            implicit_end,
            at_line_start: true,
            line_has_token: false,
            indents: vec![(0, 0)],
            dedents: 0,
            brackets: Vec::new(),
            formats: Vec::new(),
            ended: false,
        }
    }

    pub fn text_of(&self, token: &Token) -> &[u32] {
        &self.text[token.text.0..token.text.1]
    }

    pub fn lines_of(&self, token: &Token) -> &[u32] {
        &self.text[token.lines.0..token.lines.1]
    }

    pub(super) fn peek(&self, ahead: usize) -> Option<u32> {
        self.text.get(self.at + ahead).copied()
    }

    pub(super) fn sees(&self, text: &str) -> bool {
        text.chars()
            .enumerate()
            .all(|(ahead, letter)| self.peek(ahead) == Some(letter as u32))
    }

    /// Goes past one code point.
    pub(super) fn step(&mut self) {
        if self.peek(0) == Some('\n' as u32) {
            self.row += 1;
            self.line_start = self.at + 1;
        }
        self.at += 1;
    }

    /// The place of `at` as (row, column).
    fn place(&self) -> (usize, usize) {
        (self.row, self.at - self.line_start)
    }

    /// Where the line of `at` ends, its break included if it is in the source.
    fn line_end(&self, at: usize) -> usize {
        if at >= self.text.len() {
            return self.text.len();
        }
        let rest = &self.text[at..];
        let end = match rest.iter().position(|&code| code == '\n' as u32) {
            Some(index) => at + index + 1,
            None => self.text.len(),
        };
        if self.implicit_end && end == self.text.len() {
            end - 1
        } else {
            end
        }
    }

    /// A token from a place in the source to `at`.
    pub(super) fn token(
        &self,
        kind: u8,
        from: usize,
        start: (usize, usize),
        line_start: usize,
    ) -> Token {
        // A token that ends with a line break ends at the start of the next line, as far as places go.
        Token {
            kind,
            start,
            end: self.place(),
            text: (from, self.at),
            lines: (line_start, self.line_end(self.at)),
        }
    }

    pub(super) fn problem_at(
        &self,
        message: impl Into<String>,
        row: usize,
        offset: usize,
    ) -> Problem {
        let end = self.line_end(self.line_start);
        let mut line = self.text[self.line_start.min(end)..end].to_vec();
        while line
            .last()
            .is_some_and(|&code| code == '\n' as u32 || code == '\r' as u32)
        {
            line.pop();
        }
        Problem {
            kind: ProblemKind::Syntax,
            message: message.into(),
            row,
            offset,
            line,
        }
    }

    /// A problem with what lies before `at`.
    pub(super) fn problem(&self, message: impl Into<String>) -> Problem {
        self.problem_at(message, self.row, self.at - self.line_start)
    }

    /// The number of lines of the source.
    pub(super) fn last_row(&self) -> usize {
        if self.at >= self.text.len() && self.line_start >= self.text.len() {
            self.row - 1
        } else {
            self.row
        }
    }

    /// The next token, `None` after the last.
    pub fn next(&mut self) -> Result<Option<Token>, Problem> {
        loop {
            if self.ended {
                return Ok(None);
            }
            let token = self.any_token().inspect_err(|_| self.ended = true)?;
            if self.extra || !matches!(token.kind, kind::COMMENT | kind::NL) {
                return Ok(Some(token));
            }
        }
    }

    fn any_token(&mut self) -> Result<Token, Problem> {
        if self.in_format_text() {
            return self.format_text();
        }
        if self.at_line_start && self.brackets.is_empty() {
            self.at_line_start = false;
            self.line_has_token = false;
            if let Some(indent) = self.indentation()? {
                return Ok(indent);
            }
        }
        if self.dedents > 0 {
            self.dedents -= 1;
            let token = self.token(kind::DEDENT, self.at, self.place(), self.line_start);
            return Ok(self.without_place(token));
        }
        self.skip_blanks()?;
        let Some(code) = self.peek(0) else {
            return self.end();
        };
        if code == '#' as u32 {
            return Ok(self.comment());
        }
        if code == '\n' as u32 || self.sees("\r\n") {
            return Ok(self.line_break());
        }
        self.line_has_token = true;
        if is_name_start(code) {
            return self.name_or_string();
        }
        if is_digit(code) || (code == '.' as u32 && self.peek(1).is_some_and(is_digit)) {
            return self.number();
        }
        if code == '"' as u32 || code == '\'' as u32 {
            return self.string(self.at, self.place(), self.line_start);
        }
        self.operator(code)
    }

    /// Handles the start of a logical line: an INDENT token, or dedents to be given.
    fn indentation(&mut self) -> Result<Option<Token>, Problem> {
        let (mut width, mut narrow) = (0, 0);
        // Of the first line, if backslashes continue it before anything stands there.
        let mut first = 0;
        while let Some(code) = self.peek(0) {
            match char::from_u32(code) {
                Some(' ') => (width, narrow) = (width + 1, narrow + 1),
                Some('\t') => (width, narrow) = ((width / 8 + 1) * 8, narrow + 1),
                Some('\x0c') => (width, narrow) = (0, 0),
                Some('\\')
                    if self.peek(1) == Some('\n' as u32) && self.at + 2 < self.text.len() =>
                {
                    first = if first == 0 { width } else { first };
                    self.at += 1;
                    self.step();
                    continue;
                }
                _ => break,
            }
            self.at += 1;
        }
        if first > 0 {
            (width, narrow) = (first, first);
        }
        let blank = match self.peek(0) {
            None => {
                // At the end everything is dedented, in the line after the last.
                (width, narrow) = (0, 0);
                false
            }
            Some(code) => code == '#' as u32 || code == '\n' as u32 || self.sees("\r\n"),
        };
        if blank {
            return Ok(None);
        }
        let (top, narrow_top) = self.indents.last().copied().unwrap_or_default();
        if width == top {
            if narrow != narrow_top {
                return Err(self.bad_tabs());
            }
            return Ok(None);
        }
        if width > top {
            if narrow <= narrow_top {
                return Err(self.bad_tabs());
            }
            if self.indents.len() >= MAXIMUM_INDENTATION {
                let mut problem = self.problem_at("too many levels of indentation", self.row, 0);
                problem.kind = ProblemKind::Indentation;
                problem.offset = problem.line.len() + 1;
                return Err(problem);
            }
            self.indents.push((width, narrow));
            let start = (self.row, 0);
            let token = self.token(kind::INDENT, self.line_start, start, self.line_start);
            return Ok(Some(self.without_place(token)));
        }
        while self.indents.last().is_some_and(|&(top, _)| width < top) {
            self.indents.pop();
            self.dedents += 1;
        }
        let (top, narrow_top) = self.indents.last().copied().unwrap_or_default();
        if width != top {
            let message = "unindent does not match any outer indentation level";
            let mut problem = self.problem_at(message, self.row, 0);
            problem.kind = ProblemKind::Indentation;
            problem.offset = problem.line.len() + 1;
            return Err(problem);
        }
        if narrow != narrow_top {
            return Err(self.bad_tabs());
        }
        Ok(None)
    }

    fn bad_tabs(&self) -> Problem {
        let message = "inconsistent use of tabs and spaces in indentation";
        let mut problem = self.problem_at(message, self.row, 0);
        problem.kind = ProblemKind::Tab;
        problem.offset = problem.line.len() + 1;
        problem
    }

    fn skip_blanks(&mut self) -> Result<(), Problem> {
        while let Some(code) = self.peek(0) {
            match char::from_u32(code) {
                Some(' ' | '\t' | '\x0c') => self.at += 1,
                Some('\\') => {
                    let ahead = if self.peek(1) == Some('\r' as u32) {
                        2
                    } else {
                        1
                    };
                    if self.peek(ahead) != Some('\n' as u32) {
                        let length = self.line_end(self.at) - self.line_start;
                        let message = "unexpected character after line continuation character";
                        return Err(self.problem_at(message, self.row, length));
                    }
                    let (row, length) = (self.row, self.at + ahead + 1 - self.line_start);
                    self.at += ahead;
                    self.step();
                    if self.at >= self.text.len() {
                        let message = "unexpected EOF in multi-line statement";
                        return Err(self.problem_at(message, row, length));
                    }
                }
                _ => break,
            }
        }
        Ok(())
    }

    fn end(&mut self) -> Result<Token, Problem> {
        let unfinished = "unexpected EOF in multi-line statement";
        if !self.formats.is_empty() {
            let before = &self.text[..self.text.len().saturating_sub(1)];
            let start = before
                .iter()
                .rposition(|&code| code == '\n' as u32)
                .map_or(0, |at| at + 1);
            return Err(self.problem_at(unfinished, self.last_row(), self.text.len() - start));
        }
        if !self.brackets.is_empty() {
            return Err(self.problem_at(unfinished, self.last_row(), 0));
        }
        self.ended = true;
        let mut token = self.token(kind::END, self.at, self.place(), self.at);
        token.lines = (self.at, self.at);
        Ok(self.without_place(token))
    }

    /// The grammar's own tokens that stand for no text have no column, and at the end the last line.
    fn without_place(&self, mut token: Token) -> Token {
        if self.extra {
            return token;
        }
        token.text = (self.at, self.at);
        let row = if self.at >= self.text.len() {
            let before = &self.text[..self.text.len().saturating_sub(1)];
            let start = before.iter().rposition(|&code| code == '\n' as u32);
            let start = start.map_or(0, |at| at + 1);
            token.lines = (start, self.line_end(start));
            self.last_row()
        } else {
            self.row
        };
        token.start = (row, NO_COLUMN);
        token.end = token.start;
        token
    }

    fn comment(&mut self) -> Token {
        let (from, start) = (self.at, self.place());
        while let Some(code) = self.peek(0) {
            if code == '\n' as u32 || self.sees("\r\n") {
                break;
            }
            self.at += 1;
        }
        self.token(kind::COMMENT, from, start, self.line_start)
    }

    /// NEWLINE, or NL where it ends no statement.
    fn line_break(&mut self) -> Token {
        let is_end = self.line_has_token && self.brackets.is_empty();
        let kind = if is_end { kind::NEWLINE } else { kind::NL };
        let (from, start, line_start) = (self.at, self.place(), self.line_start);
        let length = if self.sees("\r\n") { 2 } else { 1 };
        let lines = (line_start, self.line_end(self.at));
        self.at += length - 1;
        self.step();
        // Inside brackets lines have no indentation.
        self.at_line_start = self.brackets.is_empty();
        let mut token = self.token(kind, from, start, line_start);
        token.end = (start.0, start.1 + length);
        token.lines = lines;
        if !self.extra {
            token.end = start;
        }
        if !self.extra || self.implicit_end && self.at == self.text.len() {
            token.text = (from, from);
        }
        token
    }

    fn name_or_string(&mut self) -> Result<Token, Problem> {
        let (from, start, line_start) = (self.at, self.place(), self.line_start);
        while self.peek(0).is_some_and(is_name_part) {
            self.at += 1;
        }
        let quoted = self
            .peek(0)
            .is_some_and(|code| code == '"' as u32 || code == '\'' as u32);
        if quoted && is_string_prefix(&self.text[from..self.at]) {
            return self.string(from, start, line_start);
        }
        let name = &self.text[from..self.at];
        if !self.extra
            && let Some(&code) = name.iter().find(|&&code| {
                code >= 128 && !typhon_text::properties::is_identifier_continue(code)
            })
        {
            let shown = char::from_u32(code).unwrap_or('\u{fffd}');
            return Err(self.problem(format!("invalid character '{shown}' (U+{code:04X})")));
        }
        Ok(self.token(kind::NAME, from, start, line_start))
    }

    fn operator(&mut self, code: u32) -> Result<Token, Problem> {
        let (from, start, line_start) = (self.at, self.place(), self.line_start);
        let depth = self.brackets.len();
        let field = self
            .formats
            .last()
            .and_then(|format| format.fields.last().copied());
        let at_field_level = field.is_some_and(|(opened, _)| opened == depth);
        let letter = char::from_u32(code).unwrap_or('\u{fffd}');
        if letter == ':' && at_field_level {
            // Even before `=`: it starts the format.
            self.at += 1;
            if let Some(field) = self
                .formats
                .last_mut()
                .and_then(|format| format.fields.last_mut())
            {
                field.1 = true;
            }
            return Ok(self.token(self.exact(11), from, start, line_start));
        }
        for (operator, number) in LONG_OPERATORS {
            if self.sees(operator) {
                self.at += operator.len();
                return Ok(self.token(self.exact(number), from, start, line_start));
            }
        }
        self.at += 1;
        match letter {
            '(' | '[' | '{' => {
                if self.brackets.len() >= MAXIMUM_BRACKETS {
                    return Err(self.problem("too many nested parentheses"));
                }
                self.brackets.push(code);
            }
            ')' | ']' | '}' => self.close(letter, at_field_level)?,
            _ => {}
        }
        let number = match operator_kind(letter) {
            Some(number) => number,
            None if self.extra => kind::OP,
            None => return Err(self.problem("invalid syntax")),
        };
        Ok(self.token(self.exact(number), from, start, line_start))
    }

    /// The kind of the `{` of a field.
    pub(super) fn open_brace_kind(&self) -> u8 {
        self.exact(25)
    }

    /// The kind to show for an operator.
    fn exact(&self, number: u8) -> u8 {
        if self.extra { kind::OP } else { number }
    }

    fn close(&mut self, letter: char, at_field_level: bool) -> Result<(), Problem> {
        if let Some(format) = self.formats.last_mut() {
            let name = if format.template { 't' } else { 'f' };
            if at_field_level {
                if letter != '}' {
                    return Err(self.problem(format!("{name}-string: unmatched '{letter}'")));
                }
                format.fields.pop();
            }
        }
        let opened = self.brackets.pop();
        if self.extra {
            return Ok(());
        }
        match opened.and_then(char::from_u32) {
            None => Err(self.problem(format!("unmatched '{letter}'"))),
            Some('(') if letter == ')' => Ok(()),
            Some('[') if letter == ']' => Ok(()),
            Some('{') if letter == '}' => Ok(()),
            Some(opened) => Err(self.problem(format!(
                "closing parenthesis '{letter}' does not match opening parenthesis '{opened}'"
            ))),
        }
    }
}
