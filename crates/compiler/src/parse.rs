//! Parsing. The only file that names the parser's crates; everything else uses what it re-exports.
//! Invariant: a tree that leaves here is not nested more deeply than lowering and dropping can bear.

pub use ruff_python_ast as ast;
pub use ruff_text_size::{Ranged, TextRange, TextSize};
pub(crate) use thin_vec::ThinVec;

pub(crate) use ruff_python_ast::token::{Token, TokenKind};
pub(crate) use ruff_python_parser::{
    LexicalErrorType, ParseError, ParseErrorType, ParseOptions, parse_unchecked,
};

use ruff_python_parser::{Mode as ParserMode, lexer};

use typhon_bytecode::CodeFlags;

use crate::diagnose;
use crate::errors::{ErrorKind, SyntaxError, too_deep};
use crate::nodes::type_comments::{self, TypeComment};
use crate::nodes::versions;
use crate::source::Source;
use crate::{Mode, Options};

/// A parsed source.
#[derive(Debug)]
pub struct Tree {
    root: Option<ast::Mod>,
    length: usize,
    /// Mistakes that are only warned about.
    pub(crate) warnings: Vec<(TextRange, &'static str)>,
    /// If they were asked for.
    pub(crate) type_comments: Vec<TypeComment>,
}

impl Tree {
    /// A tree made of something else than a text, with about `nodes` nodes.
    pub(crate) fn from_root(root: ast::Mod, nodes: usize) -> Tree {
        Tree {
            root: Some(root),
            length: nodes,
            warnings: Vec::new(),
            type_comments: Vec::new(),
        }
    }

    pub fn root(&self) -> &ast::Mod {
        self.root.as_ref().expect("taken by drop only")
    }
}

impl Drop for Tree {
    /// Trees drop recursively, as deep as they are; the depth is bounded by `check_depth`.
    fn drop(&mut self) {
        let root = self.root.take();
        let depth = self.length.min(2 * MAXIMUM_CHAIN as usize);
        if depth < 200 {
            drop(root);
        } else {
            stacker::maybe_grow(depth * 1024, depth * 1024 + 64 * 1024, || drop(root));
        }
    }
}

/// Parses a source; the tree can be lowered by `compile_ast`.
pub fn parse(source: &Source, options: &Options) -> Result<Tree, SyntaxError> {
    let mode = match options.mode {
        Mode::Exec | Mode::Single => ParserMode::Module,
        Mode::Eval => ParserMode::Expression,
    };
    let text = source.text();
    if text.len() > MAXIMUM_CHAIN as usize {
        check_depth(source, mode)?;
    }
    let parse_options = ParseOptions::from(mode).with_target_version(ast::PythonVersion::PY314);
    let replaced = as_known_to_parser(source, options)?;
    let parsed = parse_unchecked(replaced.as_deref().unwrap_or(text), parse_options.clone());
    let limits = check_limits(source, parsed.tokens())
        .and_then(|()| check_digits(source, parsed.tokens(), options.integer_digits))
        .and_then(|()| versions::check_tokens(source, parsed.tokens(), options.feature_version));
    let warnings = numbers_before_keywords(source, parsed.tokens());
    let mut error = match parsed.errors() {
        [] => limits.err(),
        // A limit that is hit earlier in the text is what CPython would have seen first.
        errors => Some(match limits {
            Err(limit) if !comes_before(source, &errors[0], &limit) => limit,
            _ => {
                let mut error = diagnose::diagnose(source, options, errors, TextRange::default());
                error.warnings = diagnose::warnings_before(source, &warnings, &errors[0]);
                error
            }
        }),
    };
    if options.mode == Mode::Single
        && !options.several_statements
        && let Some(refused) = diagnose::more_than_one(source, parse_options)
    {
        error = Some(refused);
    }
    let type_comments = match options.type_comments {
        true => type_comments::find(source, parsed.tokens()),
        false => Vec::new(),
    };
    let unsupported = parsed.unsupported_syntax_errors().first().cloned();
    let tree = Tree {
        root: Some(parsed.into_syntax()),
        length: text.len(),
        warnings,
        type_comments,
    };
    if let Some(error) = error {
        return Err(error);
    }
    if let Some(error) = unsupported {
        return Err(diagnose::diagnose(source, options, &[], error.range));
    }
    if options.mode == Mode::Single {
        diagnose::check_single(source, options, &tree)?;
    }
    Ok(tree)
}

/// What the parser does not know is replaced for it by something it knows that is as long.
fn as_known_to_parser(source: &Source, options: &Options) -> Result<Option<String>, SyntaxError> {
    let text = source.text();
    let inherited = options.flags.contains(CodeFlags::FUTURE_BARRY_AS_BDFL);
    if inherited || text.contains("import barry_as_FLUFL") {
        return with_old_inequality(source).map(Some);
    }
    if !text.contains("\\N{") {
        return Ok(None);
    }
    let names = diagnose::unknown_names(text);
    let mut replaced = (!names.is_empty()).then(|| text.to_owned());
    if let Some(replaced) = &mut replaced {
        for range in names {
            // The values of such literals are taken from the source itself.
            let filler = format!("\\\\{:x<1$}", "", range.len() - 2);
            replaced.replace_range(range, &filler);
        }
    }
    Ok(replaced)
}

/// PEP 401: `<>` instead of `!=`.
fn with_old_inequality(source: &Source) -> Result<String, SyntaxError> {
    let text = source.text();
    let mut replaced = text.to_owned();
    for range in diagnose::operators(text) {
        match &text[range.clone()] {
            "<>" => replaced.replace_range(range, "!="),
            "!=" => {
                let message = "with Barry as BDFL, use '<>' instead of '!='";
                let place = TextRange::new(
                    TextSize::new(range.start as u32),
                    TextSize::new(range.end as u32),
                );
                return Err(SyntaxError::new(source, ErrorKind::Syntax, message, place));
            }
            _ => {}
        }
    }
    Ok(replaced)
}

/// Longest chain of operators, calls, prefixes and the like that can become one branch of the tree.
const MAXIMUM_CHAIN: u32 = 20_000;
const MAXIMUM_BRACKETS: usize = 200;
const MAXIMUM_INDENTATION: usize = 100;
const MAXIMUM_LITERALS: usize = 150;
/// Fields within the format of a field.
const MAXIMUM_FIELDS: usize = 3;

/// What is known of one open bracket: how deep the tree inside it can be.
#[derive(Copy, Clone, Default)]
struct Level {
    chain: u32,
    inner: u32,
    best: u32,
}

impl Level {
    fn depth(&self) -> u32 {
        self.best.max(self.chain + self.inner)
    }
}

/// Bounds the depth of the tree before it is made: the parser would use as much stack as it takes.
fn check_depth(source: &Source, mode: ParserMode) -> Result<(), SyntaxError> {
    let mut lexer = lexer::lex(source.text(), mode);
    let mut levels = vec![Level::default()];
    let mut indentation = 0usize;
    loop {
        let kind = lexer.next_token();
        let level = levels.last_mut().expect("never empty");
        match kind {
            TokenKind::EndOfFile => return Ok(()),
            TokenKind::Lpar | TokenKind::Lsqb | TokenKind::Lbrace => {
                // Nothing can be a brace's left operand, so braces side by side make no chain.
                level.chain += u32::from(kind != TokenKind::Lbrace);
                levels.push(Level::default());
                if levels.len() > MAXIMUM_BRACKETS + 1 {
                    return Err(too_many_brackets(source));
                }
            }
            TokenKind::Rpar | TokenKind::Rsqb | TokenKind::Rbrace => {
                let depth = level.depth();
                // A stray closer closes nothing.
                if let [.., outer, _] = &mut levels[..] {
                    outer.inner = outer.inner.max(depth);
                    levels.pop();
                }
            }
            TokenKind::Indent => {
                indentation += 1;
                if indentation > MAXIMUM_INDENTATION {
                    let error = "too many levels of indentation";
                    return Err(SyntaxError::without_location(
                        ErrorKind::Indentation,
                        error,
                        source.filename(),
                    ));
                }
            }
            TokenKind::Dedent => indentation = indentation.saturating_sub(1),
            TokenKind::Newline | TokenKind::Semi => levels = vec![Level::default()],
            TokenKind::Comma => {
                level.best = level.depth();
                level.chain = 0;
                level.inner = 0;
            }
            // These make flat nodes.
            TokenKind::And
            | TokenKind::Or
            | TokenKind::In
            | TokenKind::Is
            | TokenKind::Less
            | TokenKind::Greater
            | TokenKind::LessEqual
            | TokenKind::GreaterEqual
            | TokenKind::EqEqual
            | TokenKind::NotEqual => {}
            kind if kind.is_operator() || kind.is_keyword() => level.chain += 1,
            _ => {}
        }
        if levels
            .last()
            .is_some_and(|level| level.depth() > MAXIMUM_CHAIN)
        {
            return Err(too_deep().at(source));
        }
    }
}

fn too_many_brackets(source: &Source) -> SyntaxError {
    let mut depth = 0usize;
    for (offset, byte) in source.text().bytes().enumerate() {
        match byte {
            b'(' | b'[' | b'{' => depth += 1,
            b')' | b']' | b'}' => depth = depth.saturating_sub(1),
            _ => {}
        }
        if depth > MAXIMUM_BRACKETS {
            let range = TextRange::empty(TextSize::new(offset as u32));
            return SyntaxError::new(
                source,
                ErrorKind::Syntax,
                "too many nested parentheses",
                range,
            );
        }
    }
    SyntaxError::without_location(
        ErrorKind::Syntax,
        "too many nested parentheses",
        source.filename(),
    )
}

fn comes_before(source: &Source, error: &ParseError, limit: &SyntaxError) -> bool {
    let (line, column) = source.position(error.location.start());
    (line, column + 1) < (limit.line, limit.column)
}

/// What is open around a token: f-strings and t-strings, their fields, and brackets within those.
#[derive(Copy, Clone, PartialEq, Eq)]
enum Open {
    Literal,
    Field { in_format: bool },
    Bracket,
}

#[derive(Default)]
struct Nesting {
    open: Vec<Open>,
    literals: usize,
}

impl Nesting {
    /// Takes the next token; the message if a limit of CPython is passed.
    fn too_deep(&mut self, kind: TokenKind) -> Option<&'static str> {
        let top = self.open.last().copied();
        match (kind, top) {
            (TokenKind::FStringStart | TokenKind::TStringStart, _) => {
                self.open.push(Open::Literal);
                self.literals += 1;
                if self.literals >= MAXIMUM_LITERALS {
                    return Some("too many nested f-strings or t-strings");
                }
            }
            (_, None) => {}
            (TokenKind::FStringEnd | TokenKind::TStringEnd, _) => {
                while self.open.pop().is_some_and(|open| open != Open::Literal) {}
                self.literals -= 1;
            }
            (TokenKind::Lbrace, Some(Open::Literal | Open::Field { in_format: true })) => {
                self.open.push(Open::Field { in_format: false });
                let fields = self
                    .open
                    .iter()
                    .rev()
                    .take_while(|open| **open != Open::Literal);
                if fields.count() > MAXIMUM_FIELDS {
                    return Some("f-string: expressions nested too deeply");
                }
            }
            (TokenKind::Lbrace | TokenKind::Lpar | TokenKind::Lsqb, _) => {
                self.open.push(Open::Bracket);
            }
            (TokenKind::Rbrace, Some(Open::Field { .. } | Open::Bracket))
            | (TokenKind::Rpar | TokenKind::Rsqb, Some(Open::Bracket)) => {
                self.open.pop();
            }
            (TokenKind::Colon, Some(Open::Field { .. })) => {
                self.open.pop();
                self.open.push(Open::Field { in_format: true });
            }
            _ => {}
        }
        None
    }
}

/// The limits of nesting that CPython has, in sources of any size.
fn check_limits(source: &Source, tokens: &[Token]) -> Result<(), SyntaxError> {
    let mut brackets = 0usize;
    let mut indentation = 0usize;
    let mut literals = Nesting::default();
    for token in tokens {
        if let Some(message) = literals.too_deep(token.kind()) {
            let range = TextRange::empty(token.start());
            return Err(SyntaxError::new(source, ErrorKind::Syntax, message, range));
        }
        match token.kind() {
            TokenKind::Lpar | TokenKind::Lsqb | TokenKind::Lbrace => {
                brackets += 1;
                if brackets > MAXIMUM_BRACKETS {
                    let range = TextRange::empty(token.start());
                    return Err(SyntaxError::new(
                        source,
                        ErrorKind::Syntax,
                        "too many nested parentheses",
                        range,
                    ));
                }
            }
            TokenKind::Rpar | TokenKind::Rsqb | TokenKind::Rbrace => {
                brackets = brackets.saturating_sub(1)
            }
            TokenKind::Indent => {
                indentation += 1;
                if indentation >= MAXIMUM_INDENTATION {
                    let (line, _) = source.position(token.end());
                    let mut error = SyntaxError::new(
                        source,
                        ErrorKind::Indentation,
                        "too many levels of indentation",
                        TextRange::empty(token.start()),
                    );
                    (error.line, error.column, error.end_line, error.end_column) =
                        (line, 1, line, 0);
                    return Err(error);
                }
            }
            TokenKind::Dedent => indentation = indentation.saturating_sub(1),
            _ => {}
        }
    }
    Ok(())
}

/// The limit on converting decimal digits, which holds for literals too.
fn check_digits(source: &Source, tokens: &[Token], limit: usize) -> Result<(), SyntaxError> {
    for token in tokens {
        if token.kind() != TokenKind::Int || limit == 0 || usize::from(token.range().len()) <= limit
        {
            continue;
        }
        let text = source.slice(token.range());
        let digits = text.bytes().filter(u8::is_ascii_digit).count();
        if digits > limit && !text.starts_with('0') {
            let message = format!(
                "Exceeds the limit ({limit} digits) for integer string conversion: value has {digits} digits; use sys.set_int_max_str_digits() to increase the limit - Consider hexadecimal for huge integer literals to avoid decimal conversion limits."
            );
            let range = token.range();
            return Err(SyntaxError::new(source, ErrorKind::Syntax, message, range));
        }
    }
    Ok(())
}

/// `1if x else y`: a keyword right after a number will not always be accepted.
fn numbers_before_keywords(source: &Source, tokens: &[Token]) -> Vec<(TextRange, &'static str)> {
    let mut found = Vec::new();
    for pair in tokens.windows(2) {
        let number = matches!(
            pair[0].kind(),
            TokenKind::Int | TokenKind::Float | TokenKind::Complex
        );
        if number && pair[1].kind().is_keyword() && pair[0].end() == pair[1].start() {
            let text = source.slice(pair[0].range()).to_ascii_lowercase();
            let message = match text.get(..2) {
                Some("0x") => "invalid hexadecimal literal",
                Some("0o") => "invalid octal literal",
                Some("0b") => "invalid binary literal",
                _ if text.ends_with('j') => "invalid imaginary literal",
                _ => "invalid decimal literal",
            };
            found.push((pair[0].range(), message));
        }
    }
    found
}
