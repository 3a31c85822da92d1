//! Constants: literals, and expressions that fold to one.

use dashu_int::IBig;
use typhon_bytecode::Constant;

use super::Lowerer;
use crate::optimise::{fold_binary, fold_unary, integer};
use crate::parse::{Ranged, ast};
use crate::scope::address;
use crate::string;
use ast::{Expr, Number};

impl<'a> Lowerer<'a> {
    /// The value of an expression that is constant.
    pub fn fold(&mut self, expression: &Expr) -> Option<Constant> {
        match expression {
            Expr::NoneLiteral(_) => Some(Constant::None),
            Expr::EllipsisLiteral(_) => Some(Constant::Ellipsis),
            Expr::BooleanLiteral(node) => Some(if node.value {
                Constant::True
            } else {
                Constant::False
            }),
            Expr::NumberLiteral(node) => Some(self.number(node)),
            Expr::StringLiteral(node) => Some(Constant::Str(self.string_literal(node).into())),
            Expr::BytesLiteral(node) => Some(Constant::Bytes(self.bytes_literal(node).into())),
            Expr::Name(name) if &*name.id == "__debug__" => Some(if self.options.optimize == 0 {
                Constant::True
            } else {
                Constant::False
            }),
            Expr::BinOp(_) | Expr::UnaryOp(_) | Expr::Tuple(_) => {
                if self.unfoldable.contains(&address(expression)) {
                    return None;
                }
                let folded = crate::scope::with_stack(|| self.fold_compound(expression));
                if folded.is_none() {
                    self.unfoldable.insert(address(expression));
                }
                folded
            }
            _ => None,
        }
    }

    fn fold_compound(&mut self, expression: &Expr) -> Option<Constant> {
        match expression {
            Expr::BinOp(node) => {
                // The cheap side first: long chains lean to the left.
                let right = self.fold(&node.right)?;
                let left = self.fold(&node.left)?;
                fold_binary(&left, node.op, &right)
            }
            Expr::UnaryOp(node) => {
                let operand = self.fold(&node.operand)?;
                fold_unary(node.op, &operand)
            }
            Expr::Tuple(node) => {
                let mut items = Vec::with_capacity(node.elts.len());
                for element in &node.elts {
                    items.push(self.fold(element)?);
                }
                Some(Constant::Tuple(items))
            }
            _ => None,
        }
    }

    pub fn number(&mut self, node: &ast::ExprNumberLiteral) -> Constant {
        match &node.value {
            Number::Int(value) => match value.as_i64() {
                Some(small) => Constant::Int(small),
                None => {
                    let digits = value.to_string().replace('_', "").to_ascii_lowercase();
                    let parsed = match digits.get(..2) {
                        Some("0x") => IBig::from_str_radix(&digits[2..], 16),
                        Some("0o") => IBig::from_str_radix(&digits[2..], 8),
                        Some("0b") => IBig::from_str_radix(&digits[2..], 2),
                        _ => IBig::from_str_radix(&digits, 10),
                    };
                    integer(parsed.unwrap_or(IBig::ZERO))
                }
            },
            Number::Float(value) => Constant::Float(*value),
            Number::Complex { real, imag } => Constant::Complex(*real, *imag),
        }
    }

    /// The WTF-8 text of a literal, all its parts joined.
    pub fn string_literal(&mut self, node: &ast::ExprStringLiteral) -> Vec<u8> {
        let mut text = Vec::new();
        for part in node.value.as_slice() {
            self.string_part(part, &mut text);
        }
        text
    }

    pub fn string_part(&mut self, part: &ast::StringLiteral, text: &mut Vec<u8>) {
        let raw = self.source.slice(part.content_range());
        if part.flags.prefix().is_raw() || !raw.contains('\\') {
            text.extend_from_slice(part.value.as_bytes());
            return;
        }
        let start = part.content_range().start();
        let mut bad = Vec::new();
        match string::decode(raw, false, &mut bad) {
            Some(decoded) => text.extend_from_slice(&decoded),
            None => text.extend_from_slice(part.value.as_bytes()),
        }
        self.warn_escapes(start, bad);
    }

    pub fn warn_escapes(&mut self, start: ast_size::TextSize, bad: Vec<string::BadEscape>) {
        for escape in bad {
            let at = start + ast_size::TextSize::new(escape.offset as u32);
            let range =
                ast_size::TextRange::at(at, ast_size::TextSize::new(escape.text.len() as u32));
            let kind = if escape.octal {
                "octal escape sequence"
            } else {
                "escape sequence"
            };
            self.warn(
                range,
                format!(
                    "\"{0}\" is an invalid {kind}. Such sequences will not work in the future. Did you mean \"\\{0}\"? A raw string is also an option.",
                    escape.text
                ),
            );
        }
    }

    pub fn bytes_literal(&mut self, node: &ast::ExprBytesLiteral) -> Vec<u8> {
        let mut bytes = Vec::new();
        for part in node.value.as_slice() {
            bytes.extend_from_slice(&part.value);
            if !part.flags.prefix().is_raw() {
                let raw = self.source.slice(part.content_range());
                if raw.contains('\\') {
                    let mut bad = Vec::new();
                    string::check_bytes(raw, &mut bad);
                    self.warn_escapes(part.content_range().start(), bad);
                }
            }
        }
        bytes
    }

    /// Whether an expression is a literal `is` should not be used with.
    pub fn literal_type_name(&self, expression: &Expr) -> Option<&'static str> {
        Some(match expression {
            Expr::StringLiteral(_) | Expr::FString(_) => "str",
            Expr::BytesLiteral(_) => "bytes",
            Expr::NumberLiteral(node) => match node.value {
                Number::Int(_) => "int",
                Number::Float(_) => "float",
                Number::Complex { .. } => "complex",
            },
            Expr::Tuple(_) => "tuple",
            Expr::List(_) | Expr::ListComp(_) => "list",
            Expr::Dict(_) | Expr::DictComp(_) => "dict",
            Expr::Set(_) | Expr::SetComp(_) => "set",
            Expr::Generator(_) => "generator",
            Expr::Lambda(_) => "function",
            Expr::NoneLiteral(_) => "NoneType",
            Expr::BooleanLiteral(_) => "bool",
            Expr::EllipsisLiteral(_) => "ellipsis",
            Expr::TString(_) => "string.templatelib.Template",
            _ => return None,
        })
    }
}

mod ast_size {
    pub use crate::parse::{TextRange, TextSize};
}

#[allow(unused)]
fn range_of(expression: &Expr) -> ast_size::TextRange {
    expression.range()
}
