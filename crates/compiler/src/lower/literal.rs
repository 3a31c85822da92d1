//! Constants: literals, and expressions that fold to one.

use typhon_bytecode::Constant;

use super::Lowerer;
use crate::literal;
use crate::optimise::{fold_binary, fold_unary};
use crate::parse::ast;
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
            Expr::NumberLiteral(node) => Some(literal::number(node)),
            Expr::StringLiteral(node) => Some(Constant::Str(self.string_literal(node).into())),
            Expr::BytesLiteral(node) => Some(Constant::Bytes(self.bytes_literal(node).into())),
            Expr::IpyEscapeCommand(node) => self.source.attached(node.range.start()).cloned(),
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

    /// The WTF-8 text of a literal, all its parts joined.
    pub fn string_literal(&mut self, node: &ast::ExprStringLiteral) -> Vec<u8> {
        let mut text = Vec::new();
        for part in node.value.as_slice() {
            self.string_part(part, &mut text);
        }
        text
    }

    pub fn string_part(&mut self, part: &ast::StringLiteral, text: &mut Vec<u8>) {
        let mut bad = Vec::new();
        literal::string_part(self.source, part, text, &mut bad);
        self.warn_escapes(&bad);
    }

    pub fn warn_escapes(&mut self, bad: &[string::BadEscape]) {
        for escape in bad {
            let (range, message) = literal::escape_warning(escape);
            self.warn(range, message);
        }
    }

    pub fn bytes_literal(&mut self, node: &ast::ExprBytesLiteral) -> Vec<u8> {
        let mut bad = Vec::new();
        let bytes = literal::bytes_literal(self.source, node, &mut bad);
        self.warn_escapes(&bad);
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
