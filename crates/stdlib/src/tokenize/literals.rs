//! Strings, f-strings and numbers. Invariant: as in `scanner`.

use super::scanner::{
    Format, Problem, Scanner, Token, is_digit, is_name_part, is_name_start, kind,
};

/// Whether a name before a quote belongs to the string.
pub(super) fn is_string_prefix(name: &[u32]) -> bool {
    let lower: String = name
        .iter()
        .filter_map(|&code| char::from_u32(code))
        .map(|letter| letter.to_ascii_lowercase())
        .collect();
    matches!(
        lower.as_str(),
        "b" | "r" | "u" | "f" | "t" | "br" | "rb" | "fr" | "rf" | "tr" | "rt"
    )
}

impl Scanner {
    /// A string whose prefix began at `from`; `at` is at the quote.
    pub(super) fn string(
        &mut self,
        from: usize,
        start: (usize, usize),
        line_start: usize,
    ) -> Result<Token, Problem> {
        let quote = self.peek(0).unwrap_or_default();
        let triple = self.peek(1) == Some(quote) && self.peek(2) == Some(quote);
        let prefix = &self.text[from..self.at];
        let has = |small: char| {
            let large = small.to_ascii_uppercase();
            prefix
                .iter()
                .any(|&code| code == small as u32 || code == large as u32)
        };
        let (format, template, raw) = (has('f'), has('t'), has('r'));
        self.at += if triple { 3 } else { 1 };
        if format || template {
            self.formats.push(Format {
                quote,
                triple,
                raw,
                template,
                row: start.0,
                column: start.1,
                fields: Vec::new(),
            });
            let kind = kind::F_START + if template { kind::TEMPLATE } else { 0 };
            return Ok(self.token(kind, from, start, line_start));
        }
        loop {
            let Some(code) = self.peek(0) else {
                return Err(self.unterminated(triple, "", start));
            };
            if code == '\\' as u32 {
                self.at += 1;
                if self.at < self.text.len() {
                    self.step();
                }
                continue;
            }
            if code == '\n' as u32 && !triple {
                return Err(self.unterminated(triple, "", start));
            }
            if code == quote && !triple {
                self.at += 1;
                break;
            }
            if code == quote && self.peek(1) == Some(quote) && self.peek(2) == Some(quote) {
                self.at += 3;
                break;
            }
            self.step();
        }
        Ok(self.token(kind::STRING, from, start, line_start))
    }

    fn unterminated(&self, triple: bool, name: &str, start: (usize, usize)) -> Problem {
        let triple = if triple { "triple-quoted " } else { "" };
        let row = self.last_row();
        let message = format!("unterminated {triple}{name}string literal (detected at line {row})");
        self.problem_at(message, start.0, start.1 + 1)
    }

    /// Whether `at` is in the text or the format of an f-string, rather than in an expression.
    pub(super) fn in_format_text(&self) -> bool {
        self.formats
            .last()
            .is_some_and(|format| format.fields.last().is_none_or(|&(_, in_format)| in_format))
    }

    /// The next token of the text of an f-string.
    pub(super) fn format_text(&mut self) -> Result<Token, Problem> {
        let Some(format) = self.formats.last() else {
            return Err(self.problem("invalid syntax"));
        };
        let (quote, triple, raw) = (format.quote, format.triple, format.raw);
        let in_format = !format.fields.is_empty();
        let extra_kind = if format.template { kind::TEMPLATE } else { 0 };
        let name = if format.template { "t" } else { "f" };
        let begin = (format.row, format.column);
        let (from, start, line_start) = (
            self.at,
            (self.row, self.at - self.line_start),
            self.line_start,
        );
        let open = '{' as u32;
        let close = '}' as u32;
        if self.peek(0) == Some(open) && (in_format || self.peek(1) != Some(open)) {
            return Ok(self.open_field());
        }
        let mut first = true;
        let mut in_name = false;
        loop {
            let Some(code) = self.peek(0) else {
                return Err(self.unterminated(triple, &format!("{name}-"), begin));
            };
            let ends = code == quote
                && (!triple || (self.peek(1) == Some(quote) && self.peek(2) == Some(quote)));
            if ends {
                if !first {
                    break;
                }
                self.at += if triple { 3 } else { 1 };
                if let Some(format) = self.formats.pop() {
                    // What an unfinished field had opened is closed with it.
                    let open = self.brackets.len().saturating_sub(format.fields.len());
                    self.brackets.truncate(open);
                }
                return Ok(self.token(kind::F_END + extra_kind, from, start, line_start));
            }
            first = false;
            if code == '\n' as u32 && !triple {
                if in_format {
                    self.at += 1;
                    let message = format!(
                        "{name}-string: newlines are not allowed in format specifiers for single quoted {name}-strings"
                    );
                    return Err(self.problem(message));
                }
                return Err(self.unterminated(triple, &format!("{name}-"), begin));
            }
            if code == open {
                if in_format || self.peek(1) != Some(open) {
                    break;
                }
                self.at += 1;
                let token = self.token(kind::F_MIDDLE + extra_kind, from, start, line_start);
                self.at += 1;
                return Ok(token);
            }
            if code == close {
                if in_name {
                    self.at += 1;
                    break;
                }
                if in_format {
                    // The expression's bracket; it ends the format.
                    if let Some(field) = self
                        .formats
                        .last_mut()
                        .and_then(|format| format.fields.last_mut())
                    {
                        field.1 = false;
                    }
                    break;
                }
                if self.peek(1) == Some(close) {
                    self.at += 1;
                    let token = self.token(kind::F_MIDDLE + extra_kind, from, start, line_start);
                    self.at += 1;
                    return Ok(token);
                }
                if self.at > from {
                    break;
                }
                self.at += 1;
                return Err(self.problem(format!("{name}-string: single '}}' is not allowed")));
            }
            if code == '\\' as u32 {
                self.at += 1;
                match self.peek(0) {
                    Some(next) if next == open || next == close => {}
                    Some(next) if next == 'N' as u32 && !raw && self.peek(1) == Some(open) => {
                        self.at += 2;
                        in_name = true;
                    }
                    Some(_) => self.step(),
                    None => {}
                }
                continue;
            }
            self.step();
        }
        Ok(self.token(kind::F_MIDDLE + extra_kind, from, start, line_start))
    }

    /// The `{` of a field.
    fn open_field(&mut self) -> Token {
        let (from, start) = (self.at, (self.row, self.at - self.line_start));
        self.at += 1;
        self.brackets.push('{' as u32);
        let depth = self.brackets.len();
        if let Some(format) = self.formats.last_mut() {
            format.fields.push((depth, false));
        }
        let kind = self.open_brace_kind();
        self.token(kind, from, start, self.line_start)
    }

    /// Digits with single underscores between them.
    fn digits(&mut self, accepted: fn(u32) -> bool, name: &str) -> Result<(), Problem> {
        loop {
            while self.peek(0).is_some_and(accepted) {
                self.at += 1;
            }
            if self.peek(0) != Some('_' as u32) {
                return Ok(());
            }
            self.at += 1;
            if !self.peek(0).is_some_and(accepted) {
                return Err(self.problem(format!("invalid {name} literal")));
            }
        }
    }

    /// The digits behind `0x`, `0o` or `0b`.
    fn based(&mut self, accepted: fn(u32) -> bool, name: &str) -> Result<(), Problem> {
        self.at += 2;
        if self.peek(0) == Some('_' as u32) {
            self.at += 1;
        }
        let from = self.at;
        if self.peek(0).is_some_and(accepted) {
            self.digits(accepted, name)?;
        }
        if let Some(code) = self.peek(0).filter(|&code| is_digit(code)) {
            self.at += 1;
            let digit = char::from_u32(code).unwrap_or('0');
            return Err(self.problem(format!("invalid digit '{digit}' in {name} literal")));
        }
        if self.at == from {
            return Err(self.problem(format!("invalid {name} literal")));
        }
        Ok(())
    }

    pub(super) fn number(&mut self) -> Result<Token, Problem> {
        let (from, start, line_start) = (
            self.at,
            (self.row, self.at - self.line_start),
            self.line_start,
        );
        let is = |code: Option<u32>, letter: char| {
            code.is_some_and(|code| {
                code == letter as u32 || code == letter.to_ascii_uppercase() as u32
            })
        };
        let zero = self.peek(0) == Some('0' as u32);
        if zero && is(self.peek(1), 'x') {
            self.based(
                |code| char::from_u32(code).is_some_and(|c| c.is_ascii_hexdigit()),
                "hexadecimal",
            )?;
        } else if zero && is(self.peek(1), 'o') {
            self.based(|code| ('0' as u32..='7' as u32).contains(&code), "octal")?;
        } else if zero && is(self.peek(1), 'b') {
            self.based(|code| code == '0' as u32 || code == '1' as u32, "binary")?;
        } else {
            if self.peek(0) != Some('.' as u32) {
                self.digits(is_digit, "decimal")?;
            }
            if self.peek(0) == Some('.' as u32) {
                self.at += 1;
                if self.peek(0).is_some_and(is_digit) {
                    self.digits(is_digit, "decimal")?;
                }
            }
            if is(self.peek(0), 'e') {
                let sign = self
                    .peek(1)
                    .is_some_and(|code| code == '+' as u32 || code == '-' as u32);
                let ahead = if sign { 2 } else { 1 };
                if self.peek(ahead).is_some_and(is_digit) {
                    self.at += ahead;
                    self.digits(is_digit, "decimal")?;
                } else if sign {
                    self.at += ahead;
                    return Err(self.problem("invalid decimal literal"));
                }
            }
            if is(self.peek(0), 'j') {
                self.at += 1;
            }
        }
        if !self.extra {
            self.check_number(from)?;
        }
        Ok(self.token(kind::NUMBER, from, start, line_start))
    }

    /// What only the grammar's own tokens refuse: `012` and `1abc`, but not `1if`.
    fn check_number(&mut self, from: usize) -> Result<(), Problem> {
        let text: String = self.text[from..self.at]
            .iter()
            .filter_map(|&code| char::from_u32(code))
            .collect();
        let whole = text
            .bytes()
            .all(|byte| byte.is_ascii_digit() || byte == b'_');
        if whole
            && text.starts_with('0')
            && text
                .bytes()
                .any(|byte| byte.is_ascii_digit() && byte != b'0')
        {
            let column = from + 1 - self.line_start;
            let message = "leading zeros in decimal integer literals are not permitted; use an 0o prefix for octal integers";
            return Err(self.problem_at(message, self.row, column));
        }
        if !self.peek(0).is_some_and(is_name_start) {
            return Ok(());
        }
        let word: String = self.text[self.at..]
            .iter()
            .take_while(|&&code| is_name_part(code))
            .filter_map(|&code| char::from_u32(code))
            .collect();
        let keywords = ["and", "else", "for", "if", "in", "is", "not", "or"];
        if keywords.iter().any(|keyword| word.starts_with(keyword)) {
            return Ok(());
        }
        Err(self.problem("invalid decimal literal"))
    }
}
