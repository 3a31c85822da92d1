//! Where the operator of a binary operation is, or the brackets of a call or subscript, within the source
//! of an expression: those get `^`, the rest of the expression `~`.

use super::tokens::{Kind, Token, tokenize};

/// Places as (line, column in characters), both from 0; `right` is exclusive.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Anchors {
    pub left: (usize, usize),
    pub right: (usize, usize),
}

/// How tightly operators bind; lower is looser. What binds looser than `|` has no anchors.
const NONE: u8 = 0;
const UNARY: u8 = 7;
const POWER: u8 = 8;

fn binding(operator: &str) -> Option<u8> {
    Some(match operator {
        "|" => 1,
        "^" => 2,
        "&" => 3,
        "<<" | ">>" => 4,
        "+" | "-" => 5,
        "*" | "/" | "//" | "%" | "@" => 6,
        "**" => POWER,
        "," | "=" | ":=" | ":" | "<" | ">" | "<=" | ">=" | "==" | "!=" | "->" | ";" => NONE,
        _ => return None,
    })
}

const LOOSE_WORDS: [&str; 13] = [
    "and", "or", "not", "in", "is", "if", "else", "lambda", "yield", "for", "async", "return",
    "raise",
];

struct Text<'a> {
    characters: &'a [char],
    tokens: &'a [Token],
}

impl Text<'_> {
    fn of(&self, token: &Token) -> String {
        self.characters[token.start..token.end].iter().collect()
    }

    fn is(&self, token: &Token, text: &str) -> bool {
        self.of(token) == text
    }

    /// The token that decides what the whole expression is: a binary operator, or the opening bracket
    /// of its last call or subscript.
    fn root(&self, first: usize, last: usize) -> Option<(usize, bool)> {
        let depth = self.tokens.get(first)?.depth;
        let mut loosest: Option<(u8, usize)> = None;
        let mut expects_operand = true;
        for index in first..=last {
            let token = &self.tokens[index];
            if token.depth != depth {
                continue;
            }
            if token.kind == Kind::Name && LOOSE_WORDS.contains(&self.of(token).as_str()) {
                return None;
            }
            if token.kind != Kind::Operator {
                expects_operand = self.is(token, "await");
                continue;
            }
            let operator = self.of(token);
            let Some(mut level) = binding(&operator) else {
                expects_operand = operator == "~";
                if operator == "~" && loosest.is_none_or(|(known, _)| UNARY < known) {
                    loosest = Some((UNARY, index));
                }
                continue;
            };
            if level == NONE {
                return None;
            }
            if expects_operand {
                // A sign, or the star of an argument.
                level = UNARY;
            }
            let looser = match loosest {
                None => true,
                // Of equals the last decides, but for powers the first.
                Some((known, _)) => {
                    level < known || (level == known && !matches!(level, POWER | UNARY))
                }
            };
            if looser {
                loosest = Some((level, index));
            }
            expects_operand = true;
        }
        match loosest {
            Some((UNARY, _)) => None,
            Some((_, index)) => Some((index, true)),
            None => self.last_bracket(first, last).map(|index| (index, false)),
        }
    }

    /// The opening bracket of the call or subscript that ends at `last`.
    fn last_bracket(&self, first: usize, last: usize) -> Option<usize> {
        if self.is(&self.tokens[first], "await") {
            return None;
        }
        let closing = &self.tokens[last];
        if !self.is(closing, ")") && !self.is(closing, "]") {
            return None;
        }
        let opening = (first..last)
            .rev()
            .find(|&index| self.tokens[index].depth == closing.depth)?;
        let is_bracket = matches!(self.of(&self.tokens[opening]).as_str(), "(" | "[");
        (is_bracket && opening > first).then_some(opening)
    }
}

/// The anchors of the expression that the lines hold.
pub(super) fn find(lines: &[Vec<char>]) -> Option<Anchors> {
    let characters = lines.join(&'\n');
    let tokens = tokenize(&characters);
    let text = Text {
        characters: &characters,
        tokens: &tokens,
    };
    let (mut first, mut last) = (0, tokens.len().checked_sub(1)?);
    // Parentheses around everything do not count.
    while text.is(&tokens[first], "(")
        && (first + 1..=last).find(|&index| tokens[index].depth == tokens[first].depth)
            == Some(last)
        && last > first + 1
    {
        first += 1;
        last -= 1;
    }
    let place = |position: usize| {
        let mut rest = position;
        for (line, content) in lines.iter().enumerate() {
            if rest <= content.len() {
                return (line, rest);
            }
            rest -= content.len() + 1;
        }
        (lines.len() - 1, 0)
    };
    let (root, is_operator) = text.root(first, last)?;
    let token = tokens[root];
    if !is_operator {
        return Some(Anchors {
            left: place(token.start),
            right: place(tokens[last].end),
        });
    }
    let left = place(token.start);
    let mut length = 1;
    // The second character belongs to the operator unless the right operand begins there.
    let operand = operand_start(&text, root + 1, last);
    if let Some(&next) = characters.get(token.start + 1)
        && token.start + 1 < operand
        && !next.is_whitespace()
        && !matches!(next, '\\' | '#')
    {
        length = 2;
    }
    Some(Anchors {
        left,
        right: (left.0, left.1 + length),
    })
}

/// Where the right operand begins: parentheses that are only around it do not belong to it.
fn operand_start(text: &Text<'_>, first: usize, last: usize) -> usize {
    let (mut first, mut last) = (first, last);
    while first < last
        && text.is(&text.tokens[first], "(")
        && (first + 1..=last).find(|&index| text.tokens[index].depth == text.tokens[first].depth)
            == Some(last)
    {
        let inner = first + 1..last;
        let is_display = inner.is_empty()
            || inner.clone().any(|index| {
                let token = &text.tokens[index];
                token.depth == text.tokens[first].depth + 1
                    && (text.is(token, ",") || text.is(token, "for"))
            });
        if is_display {
            break;
        }
        first += 1;
        last -= 1;
    }
    text.tokens
        .get(first)
        .map_or(text.characters.len(), |token| token.start)
}

/// Whether the lines are `return f(...)` or `name = f(...)` and the range is just the call: carets
/// would be below everything that matters.
pub(super) fn is_plain_call_statement(
    lines: &[Vec<char>],
    start: usize,
    end: usize,
    before: &str,
    after: &str,
) -> bool {
    let after = after.trim_start();
    if !after.is_empty() && !after.starts_with('#') {
        return false;
    }
    let mut segment = lines.to_vec();
    let last = segment.len() - 1;
    let length = segment[last].len();
    segment[last].truncate(end.min(length));
    let cut = start.min(segment[0].len());
    segment[0].drain(..cut);
    let characters = segment.join(&'\n');
    let tokens = tokenize(&characters);
    let text = Text {
        characters: &characters,
        tokens: &tokens,
    };
    let Some(last_token) = tokens.len().checked_sub(1) else {
        return false;
    };
    let Some((root, false)) = text.root(0, last_token) else {
        return false;
    };
    if !text.is(&tokens[root], "(") {
        return false;
    }
    let before = before.trim();
    if before == "return" {
        return root == 1 && tokens[0].kind == Kind::Name;
    }
    let Some(target) = before.strip_suffix('=') else {
        return false;
    };
    let target = target.trim_end();
    !target.is_empty()
        && !target.starts_with(|character: char| character.is_ascii_digit())
        && target
            .chars()
            .all(|character| character.is_alphanumeric() || character == '_')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn marked(source: &str) -> Option<String> {
        let lines: Vec<Vec<char>> = source
            .split('\n')
            .map(|line| line.chars().collect())
            .collect();
        let anchors = find(&lines)?;
        Some(format!("{:?}-{:?}", anchors.left, anchors.right))
    }

    #[test]
    fn operators_and_brackets() {
        assert_eq!(marked("a + b").as_deref(), Some("(0, 2)-(0, 3)"));
        assert_eq!(marked("a // b").as_deref(), Some("(0, 2)-(0, 4)"));
        assert_eq!(marked("a+b").as_deref(), Some("(0, 1)-(0, 2)"));
        assert_eq!(marked("a * b + c").as_deref(), Some("(0, 6)-(0, 7)"));
        assert_eq!(marked("a - b - c").as_deref(), Some("(0, 6)-(0, 7)"));
        assert_eq!(marked("a ** b ** c").as_deref(), Some("(0, 2)-(0, 4)"));
        assert_eq!(marked("f(x)(y)").as_deref(), Some("(0, 4)-(0, 7)"));
        assert_eq!(marked("a.b[c]").as_deref(), Some("(0, 3)-(0, 6)"));
        assert_eq!(marked("a.b"), None);
        assert_eq!(marked("a < b"), None);
        assert_eq!(marked("-a"), None);
        assert_eq!(marked("-a * b").as_deref(), Some("(0, 3)-(0, 4)"));
        assert_eq!(marked("a +\n b").as_deref(), Some("(0, 2)-(0, 3)"));
        assert_eq!(marked("'a+b' % c").as_deref(), Some("(0, 6)-(0, 7)"));
    }
}
