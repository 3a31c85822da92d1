//! The recogniser: reads tokens as CPython's grammar would and stops at the first mistake.
//! Invariant: it runs on texts that do not parse; if it finds nothing wrong, the caller falls back to
//! the parser's own error.

use crate::errors::{ErrorKind, Located};
use crate::parse::TextRange;

use super::scan::{Kind, Token, located, range};

/// Why a rule failed: with an error of its own, or at a token that fits nowhere.
pub(super) enum Fail {
    Custom(Box<Located>),
    At(usize),
}

pub(super) fn custom<T>(range: TextRange, message: impl Into<String>) -> Result<T, Fail> {
    Err(Fail::Custom(located(ErrorKind::Syntax, range, message)))
}

/// An error at a token as CPython places it: indentation has no column of its own there.
pub(super) fn at_last_token(
    text: &str,
    token: Token,
    kind: ErrorKind,
    message: impl Into<String>,
) -> Box<Located> {
    if !matches!(token.kind, Kind::Indent | Kind::Dedent | Kind::End) {
        return located(kind, token.range(), message);
    }
    let mut at = token.end;
    if at == text.len() && text.ends_with('\n') {
        at -= 1;
    }
    let line_start = text[..at].rfind('\n').map_or(0, |newline| newline + 1);
    let line = 1 + text[..line_start].matches('\n').count() as u32;
    let column = text[line_start..token.end].chars().count() as u32;
    let mut error = located(kind, range(at, at), message);
    error.start = Some((line, column));
    error.open_end = Some(-1);
    error
}

/// What an expression is, as far as targets care.
#[derive(Clone, Debug)]
pub(super) enum Shape {
    Name,
    Constant(&'static str),
    Attribute,
    Subscript,
    Starred(Box<Node>),
    Tuple(Vec<Node>),
    List(Vec<Node>),
    Other(&'static str),
}

#[derive(Clone, Debug)]
pub(super) struct Node {
    pub shape: Shape,
    pub start: usize,
    pub end: usize,
    pub parenthesized: bool,
    pub is_string: bool,
    /// Made by an arithmetic or bitwise operator.
    pub is_operation: bool,
}

impl Node {
    pub fn new(shape: Shape, start: usize, end: usize) -> Node {
        Node {
            shape,
            start,
            end,
            parenthesized: false,
            is_string: false,
            is_operation: false,
        }
    }

    pub fn operation(mut self) -> Node {
        self.is_operation = true;
        self
    }

    pub fn range(&self) -> TextRange {
        range(self.start, self.end)
    }

    /// What error messages call it.
    pub fn name(&self) -> &'static str {
        match &self.shape {
            Shape::Name => "name",
            Shape::Constant(name) | Shape::Other(name) => name,
            Shape::Attribute => "attribute",
            Shape::Subscript => "subscript",
            Shape::Starred(_) => "starred",
            Shape::Tuple(_) => "tuple",
            Shape::List(_) => "list",
        }
    }

    /// Whether it binds at least as tightly as `|`: comparisons and the like do not.
    pub fn simple(&self) -> bool {
        let loose = matches!(
            self.shape,
            Shape::Other(
                "comparison"
                    | "conditional expression"
                    | "lambda"
                    | "named expression"
                    | "yield expression"
            )
        );
        self.parenthesized
            || !loose && (self.is_operation || !matches!(self.shape, Shape::Other("expression")))
    }

    pub fn excluded_from_hint(&self) -> bool {
        matches!(
            self.shape,
            Shape::Tuple(_)
                | Shape::List(_)
                | Shape::Starred(_)
                | Shape::Other("generator expression")
                | Shape::Constant("True" | "None" | "False")
        )
    }
}

pub(super) struct Recogniser<'a> {
    pub text: &'a str,
    pub tokens: &'a [Token],
    pub at: usize,
    levels: Vec<u32>,
    /// At the start of a statement, where `=` assigns.
    pub assignment_allowed: bool,
    /// In loop variables, where `in` ends the expression.
    pub no_in: bool,
    pub in_comprehension_tail: u32,
    /// "f-string" or "t-string", whatever the last replacement field stands in.
    pub field_kind: &'static str,
    /// Nesting in replacement fields of f-strings.
    pub field_depth: u32,
    pub hints: bool,
    /// In the arguments of a class statement itself.
    pub class_arguments: bool,
    pub names_in_a_row: u32,
    /// Where the last statement began that was read whole.
    pub last_statement: Option<usize>,
    /// The last token that was looked at.
    pub furthest: usize,
    /// Whether the end of the text was looked at.
    pub touched_end: bool,
}

const KEYWORDS: &[&str] = &[
    "False", "None", "True", "and", "as", "assert", "async", "await", "break", "class", "continue",
    "def", "del", "elif", "else", "except", "finally", "for", "from", "global", "if", "import",
    "in", "is", "lambda", "nonlocal", "not", "or", "pass", "raise", "return", "try", "while",
    "with", "yield",
];

pub(super) fn is_keyword(text: &str) -> bool {
    KEYWORDS.contains(&text)
}

impl<'a> Recogniser<'a> {
    pub fn new(text: &'a str, tokens: &'a [Token]) -> Recogniser<'a> {
        let mut levels = Vec::with_capacity(tokens.len());
        let mut level = 0u32;
        for token in tokens {
            let shown = if token.kind == Kind::Operator {
                &text[token.start..token.end]
            } else {
                ""
            };
            if matches!(shown, ")" | "]" | "}") {
                level = level.saturating_sub(1);
            }
            if matches!(shown, "(" | "[" | "{") {
                level += 1;
            }
            levels.push(level);
        }
        Recogniser {
            text,
            tokens,
            at: 0,
            levels,
            assignment_allowed: false,
            no_in: false,
            in_comprehension_tail: 0,
            field_depth: 0,
            hints: true,
            class_arguments: false,
            names_in_a_row: 0,
            field_kind: "f-string",
            last_statement: None,
            furthest: 0,
            touched_end: false,
        }
    }

    pub fn text_at(&self, index: usize) -> &'a str {
        match self.tokens.get(index) {
            Some(token)
                if !matches!(
                    token.kind,
                    Kind::Newline | Kind::Indent | Kind::Dedent | Kind::End
                ) =>
            {
                &self.text[token.start..token.end]
            }
            _ => "",
        }
    }

    pub fn kind(&self) -> Kind {
        self.tokens[self.at].kind
    }

    pub fn start(&self) -> usize {
        self.tokens[self.at].start
    }

    pub fn last_end(&self) -> usize {
        self.tokens[self.at.saturating_sub(1)].end
    }

    pub fn here(&self) -> TextRange {
        self.tokens[self.at].range()
    }

    pub fn level(&self) -> u32 {
        self.levels[self.at]
    }

    pub fn level_of(&self, index: usize) -> u32 {
        self.levels[index]
    }

    pub fn advance(&mut self) {
        if self.at + 1 < self.tokens.len() {
            self.at += 1;
            self.furthest = self.furthest.max(self.at);
            self.touched_end |= self.tokens[self.at].kind == Kind::End;
        }
    }

    pub fn is_operator(&self, text: &str) -> bool {
        self.kind() == Kind::Operator && self.text_at(self.at) == text
    }

    pub fn is_keyword(&self, word: &str) -> bool {
        self.kind() == Kind::Name && self.text_at(self.at) == word
    }

    pub fn eat(&mut self, text: &str) -> bool {
        let found = self.is_operator(text);
        if found {
            self.advance();
        }
        found
    }

    pub fn eat_keyword(&mut self, word: &str) -> bool {
        let found = self.is_keyword(word);
        if found {
            self.advance();
        }
        found
    }

    pub fn expect(&mut self, text: &str) -> Result<(), Fail> {
        if self.eat(text) {
            Ok(())
        } else {
            Err(self.generic())
        }
    }

    pub fn generic(&self) -> Fail {
        Fail::At(self.at)
    }

    /// An identifier that is no keyword.
    pub fn identifier(&mut self) -> Result<Token, Fail> {
        let token = self.tokens[self.at];
        if token.kind != Kind::Name || is_keyword(self.text_at(self.at)) {
            return Err(self.generic());
        }
        self.advance();
        Ok(token)
    }

    pub fn begins_expression(&self) -> bool {
        let text = self.text_at(self.at);
        match self.kind() {
            Kind::Name => {
                !is_keyword(text)
                    || matches!(
                        text,
                        "None" | "True" | "False" | "not" | "lambda" | "await" | "yield"
                    )
            }
            Kind::Number | Kind::String | Kind::Bytes | Kind::FStart => true,
            Kind::Operator => matches!(text, "(" | "[" | "{" | "-" | "+" | "~" | "..."),
            _ => false,
        }
    }

    /// While guessing, as much of an expression as can be read is good enough: goes back to before an
    /// operator whose operand cannot be read.
    pub fn or_back<T>(&mut self, mark: usize, result: Result<T, Fail>) -> Result<Option<T>, Fail> {
        match result {
            Ok(value) => Ok(Some(value)),
            Err(Fail::At(_)) if !self.hints => {
                self.at = mark;
                Ok(None)
            }
            Err(other) => Err(other),
        }
    }

    /// Runs a rule without the guesses that would themselves raise.
    pub fn without_hints<T>(&mut self, rule: fn(&mut Self) -> Result<T, Fail>) -> Result<T, Fail> {
        let before = std::mem::replace(&mut self.hints, false);
        let result = rule(self);
        self.hints = before;
        result
    }

    /// The first part of a target that cannot be assigned to.
    pub fn invalid_target<'n>(&self, node: &'n Node) -> Option<&'n Node> {
        match &node.shape {
            Shape::Name | Shape::Attribute | Shape::Subscript => None,
            Shape::Starred(inner) => self.invalid_target(inner),
            Shape::Tuple(items) | Shape::List(items) => {
                items.iter().find_map(|item| self.invalid_target(item))
            }
            _ => Some(node),
        }
    }

    pub fn check_target(&self, node: &Node) -> Result<(), Fail> {
        match self.invalid_target(node) {
            None => Ok(()),
            Some(bad) => custom(bad.range(), format!("cannot assign to {}", bad.name())),
        }
    }
}
