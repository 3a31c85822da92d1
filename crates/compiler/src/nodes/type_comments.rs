//! Type comments (PEP 484), which the parser's tree does not have: `# type: int` belongs to the assignment,
//! the header or the parameter that it follows, `# type: ignore` to the module.

use rustc_hash::FxHashMap;

use super::{Item, kind};
use crate::ErrorKind;
use crate::errors::SyntaxError;
use crate::parse::ast::statement_visitor::{StatementVisitor, walk_stmt};
use crate::parse::{Ranged, TextRange, TextSize, Token, TokenKind, Tree, ast};
use crate::source::Source;

/// A type comment, and what stands around it.
#[derive(Clone, Debug)]
pub(crate) struct TypeComment {
    range: TextRange,
    /// Without what makes it a type comment; of `# type: ignore[x]`, `[x]`.
    text: String,
    is_ignore: bool,
    /// The token before it.
    before: Option<(TokenKind, TextRange)>,
    /// It ends a logical line.
    ends_line: bool,
}

/// The type comments among the tokens of a source.
pub(crate) fn find(source: &Source, tokens: &[Token]) -> Vec<TypeComment> {
    let is_nothing = |token: &&Token| {
        matches!(
            token.kind(),
            TokenKind::Comment | TokenKind::NonLogicalNewline
        )
    };
    let mut found = Vec::new();
    for (at, token) in tokens.iter().enumerate() {
        if token.kind() != TokenKind::Comment {
            continue;
        }
        let Some(text) = text_of(source.slice(token.range())) else {
            continue;
        };
        let tag = text.strip_prefix("ignore");
        let tag = tag
            .filter(|rest| !rest.starts_with(|c: char| c.is_ascii_alphanumeric() || !c.is_ascii()));
        let before = tokens[..at].iter().rev().find(|token| !is_nothing(token));
        let after = tokens[at + 1..].iter().find(|token| !is_nothing(token));
        found.push(TypeComment {
            range: token.range(),
            text: tag.unwrap_or(text).to_owned(),
            is_ignore: tag.is_some(),
            before: before.map(|token| (token.kind(), token.range())),
            ends_line: after.is_none_or(|token| token.kind() == TokenKind::Newline),
        });
    }
    found
}

fn text_of(comment: &str) -> Option<&str> {
    let text = comment.strip_prefix('#')?.trim_start_matches([' ', '\t']);
    Some(text.strip_prefix("type:")?.trim_start_matches([' ', '\t']))
}

/// Whom the comments of a tree belong to, by the start of the statement or of the parameter's name.
#[derive(Default)]
pub(super) struct Attached {
    texts: FxHashMap<TextSize, String>,
}

impl Attached {
    pub(super) fn of(&self, start: TextSize) -> Item {
        let text = self.texts.get(&start);
        text.map_or(Item::None, |text| Item::Name(text.clone()))
    }
}

/// Finds the owner of each comment; one without an owner is an error, as it is in CPython's grammar.
pub(super) fn attach(tree: &Tree, source: &Source) -> Result<Attached, SyntaxError> {
    let comments = tree
        .type_comments
        .iter()
        .filter(|comment| !comment.is_ignore);
    let mut owners = Owners {
        source,
        comments: comments.collect(),
        attached: Attached::default(),
        wrong: None,
    };
    if let ast::Mod::Module(module) = tree.root() {
        owners.visit_body(&module.body);
    }
    let (range, message) = match (owners.wrong, owners.comments.first()) {
        (Some(wrong), _) => wrong,
        (None, Some(comment)) => (comment.range, "invalid syntax"),
        (None, None) => return Ok(owners.attached),
    };
    Err(SyntaxError::new(source, ErrorKind::Syntax, message, range))
}

/// The field `type_ignores` of a module.
pub(super) fn ignores(tree: &Tree, source: &Source) -> Item {
    let ignores = tree
        .type_comments
        .iter()
        .filter(|comment| comment.is_ignore);
    let nodes = ignores.map(|comment| {
        let (line, _) = source.position(comment.range.start());
        Item::Node(Box::new(super::Node {
            kind: kind("TypeIgnore").expect("a kind of the grammar"),
            location: None,
            fields: vec![Item::Int(i64::from(line)), Item::Name(comment.text.clone())],
        }))
    });
    Item::List(nodes.collect())
}

struct Owners<'a> {
    source: &'a Source,
    /// Those that have no owner yet.
    comments: Vec<&'a TypeComment>,
    attached: Attached,
    wrong: Option<(TextRange, &'static str)>,
}

impl Owners<'_> {
    fn claim(&mut self, owner: TextSize, fits: impl Fn(&TypeComment) -> bool) -> bool {
        let Some(at) = self.comments.iter().position(|comment| fits(comment)) else {
            return false;
        };
        let comment = self.comments.remove(at);
        self.attached.texts.insert(owner, comment.text.clone());
        true
    }

    /// The comment behind the colon of a header that ends between two places.
    fn claim_header(&mut self, owner: TextSize, after: TextSize, body: &[ast::Stmt]) -> bool {
        let end = body.first().map_or(after, Ranged::start);
        let header = TextRange::new(after.min(end), end);
        self.claim(owner, |comment| {
            let behind_colon = comment.before.is_some_and(|(kind, range)| {
                kind == TokenKind::Colon && header.contains_range(range)
            });
            behind_colon && comment.ends_line
        })
    }

    fn function(&mut self, node: &ast::StmtFunctionDef) {
        let range = self.source.undecorated(node.range, &node.decorator_list);
        let mut parameters: Vec<(TextSize, TextSize)> = Vec::new();
        for parameter in node.parameters.iter() {
            let name = parameter.name().start();
            parameters.push((name, parameter.end()));
        }
        parameters.sort_unstable();
        let end = node.parameters.end();
        for (index, &(owner, from)) in parameters.iter().enumerate() {
            let to = parameters.get(index + 1).map_or(end, |next| next.0);
            self.claim(owner, |comment| (from..to).contains(&comment.range.start()));
        }
        let parameters = node.parameters.range;
        let stray = self.comments.iter().find(|comment| {
            parameters.contains_range(comment.range) && node.parameters.vararg.is_none()
        });
        if let Some(comment) = stray.filter(|_| !node.parameters.kwonlyargs.is_empty()) {
            let message = "bare * has associated type comment";
            self.wrong = self.wrong.or(Some((comment.range, message)));
        }
        let header = node.returns.as_ref().map_or(end, |returns| returns.end());
        let doubled = self.claim_header(range.start(), header, &node.body);
        let body = node.body.first().map_or(header, Ranged::start);
        let own_line = |comment: &TypeComment| {
            let first = comment
                .before
                .is_some_and(|(kind, range)| kind == TokenKind::Newline && range.start() >= header);
            first && comment.range.start() < body
        };
        let place = self.comments.iter().find(|comment| own_line(comment));
        let place = place.map(|comment| comment.range);
        if self.claim(range.start(), own_line) && doubled {
            let message = "Cannot have two type comments on def";
            self.wrong = self.wrong.or(place.map(|place| (place, message)));
        }
    }
}

impl<'a> StatementVisitor<'a> for Owners<'_> {
    fn visit_stmt(&mut self, statement: &'a ast::Stmt) {
        let start = statement.start();
        match statement {
            ast::Stmt::Assign(node) => {
                let end = node.end();
                self.claim(start, |comment| {
                    let follows = comment.before.is_some_and(|(_, range)| range.end() == end);
                    follows && comment.ends_line
                });
            }
            ast::Stmt::For(node) => {
                self.claim_header(start, node.iter.end(), &node.body);
            }
            ast::Stmt::With(node) => {
                let end = node.items.last().map_or(start, Ranged::end);
                self.claim_header(start, end, &node.body);
            }
            ast::Stmt::FunctionDef(node) => self.function(node),
            _ => {}
        }
        walk_stmt(self, statement);
    }
}
