//! A rough tokenizer of expressions, enough to find operators and brackets: it takes any text.

/// What a token is. Positions count characters of the text.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Name,
    Number,
    Text,
    Operator,
}

#[derive(Copy, Clone, Debug)]
pub(super) struct Token {
    pub kind: Kind,
    pub start: usize,
    pub end: usize,
    /// Brackets around it.
    pub depth: usize,
}

const LONG_OPERATORS: [&str; 22] = [
    "**=", "//=", ">>=", "<<=", "...", "!=", ">=", "<=", "==", "->", "+=", "-=", "*=", "/=", "%=",
    "&=", "|=", "^=", "@=", ":=", "**", "//",
];

fn starts_with(text: &[char], start: usize, operator: &str) -> bool {
    operator
        .chars()
        .enumerate()
        .all(|(index, character)| text.get(start + index) == Some(&character))
}

fn operator_length(text: &[char], start: usize) -> usize {
    for operator in LONG_OPERATORS {
        if starts_with(text, start, operator) {
            return operator.len();
        }
    }
    if starts_with(text, start, ">>") || starts_with(text, start, "<<") {
        return 2;
    }
    1
}

/// The end of a string literal whose quote is at `start`.
fn text_end(text: &[char], start: usize) -> usize {
    let quote = text[start];
    let triple = text.get(start + 1) == Some(&quote) && text.get(start + 2) == Some(&quote);
    let mut index = start + if triple { 3 } else { 1 };
    while index < text.len() {
        let character = text[index];
        if character == '\\' {
            index += 2;
        } else if character == quote {
            if !triple {
                return index + 1;
            }
            if text.get(index + 1) == Some(&quote) && text.get(index + 2) == Some(&quote) {
                return index + 3;
            }
            index += 1;
        } else {
            index += 1;
        }
    }
    text.len()
}

/// The tokens of a text, without comments and white space.
pub(super) fn tokenize(text: &[char]) -> Vec<Token> {
    let mut tokens = Vec::new();
    let mut depth = 0usize;
    let mut index = 0;
    while index < text.len() {
        let character = text[index];
        if character.is_whitespace() || character == '\\' {
            index += 1;
            continue;
        }
        if character == '#' {
            while index < text.len() && text[index] != '\n' {
                index += 1;
            }
            continue;
        }
        let start = index;
        let kind;
        if character.is_alphabetic() || character == '_' {
            while index < text.len() && (text[index].is_alphanumeric() || text[index] == '_') {
                index += 1;
            }
            kind = if index - start <= 2 && matches!(text.get(index), Some('"' | '\'')) {
                index = text_end(text, index);
                Kind::Text
            } else {
                Kind::Name
            };
        } else if character.is_ascii_digit()
            || (character == '.' && text.get(index + 1).is_some_and(char::is_ascii_digit))
        {
            kind = Kind::Number;
            while index < text.len() {
                let current = text[index];
                let in_exponent = matches!(current, '+' | '-')
                    && matches!(text[index - 1], 'e' | 'E')
                    && !starts_with(text, start, "0x");
                if current.is_alphanumeric() || matches!(current, '_' | '.') || in_exponent {
                    index += 1;
                } else {
                    break;
                }
            }
        } else if matches!(character, '"' | '\'') {
            kind = Kind::Text;
            index = text_end(text, index);
        } else {
            kind = Kind::Operator;
            index += operator_length(text, index);
        }
        let own_depth = match character {
            '(' | '[' | '{' => {
                depth += 1;
                depth - 1
            }
            ')' | ']' | '}' => {
                depth = depth.saturating_sub(1);
                depth
            }
            _ => depth,
        };
        tokens.push(Token {
            kind,
            start,
            end: index,
            depth: own_depth,
        });
    }
    tokens
}
