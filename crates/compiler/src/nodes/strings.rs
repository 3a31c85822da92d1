//! Constants, f-strings and t-strings.

use typhon_bytecode::Constant;

use super::{Convert, Exporter, Imported, Importer, Item, Node, NodeError};
use crate::errors::SyntaxWarning;
use crate::literal;
use crate::parse::{Ranged, TextRange, TextSize, ast};
use crate::string::BadEscape;
use ast::{Expr, InterpolatedStringElement};

/// A piece of an f-string, while neighbouring texts are joined.
enum Piece {
    Text {
        text: Vec<u8>,
        range: TextRange,
        unicode: bool,
    },
    Field(Item),
}

impl Exporter<'_> {
    pub(super) fn literal(&mut self, expression: &Expr) -> Item {
        let mut bad = Vec::new();
        let mut unicode = false;
        let constant = match expression {
            Expr::FString(node) => return self.fstring(node),
            Expr::TString(node) => return self.tstring(node),
            Expr::StringLiteral(node) => {
                let mut text = Vec::new();
                for part in node.value.as_slice() {
                    literal::string_part(self.source, part, &mut text, &mut bad);
                }
                unicode = is_unicode(node.value.as_slice().first());
                Constant::Str(text.into())
            }
            Expr::BytesLiteral(node) => {
                Constant::Bytes(literal::bytes_literal(self.source, node, &mut bad).into())
            }
            Expr::NumberLiteral(node) => literal::number(node),
            Expr::BooleanLiteral(node) => boolean(node.value),
            Expr::EllipsisLiteral(_) => Constant::Ellipsis,
            _ => Constant::None,
        };
        self.warn(&bad);
        self.constant(constant, expression.range(), unicode)
    }

    fn warn(&mut self, bad: &[BadEscape]) {
        for escape in bad {
            let (range, message) = literal::escape_warning(escape);
            self.warnings
                .push(SyntaxWarning::new(self.source, message, range));
        }
    }

    fn constant(&self, constant: Constant, range: TextRange, unicode: bool) -> Item {
        let kind = if unicode {
            Item::Name("u".into())
        } else {
            Item::None
        };
        self.node("Constant", range, vec![Item::Constant(constant), kind])
    }

    fn fstring(&mut self, node: &ast::ExprFString) -> Item {
        let mut pieces = Vec::new();
        for part in node.value.as_slice() {
            match part {
                ast::FStringPart::Literal(part) => {
                    let (mut text, mut bad) = (Vec::new(), Vec::new());
                    literal::string_part(self.source, part, &mut text, &mut bad);
                    self.warn(&bad);
                    push_text(&mut pieces, text, part.range, is_unicode(Some(part)));
                }
                ast::FStringPart::FString(part) => {
                    let raw = part.flags.prefix().is_raw();
                    self.pieces(&part.elements, raw, "FormattedValue", &mut pieces);
                }
            }
        }
        let values = self.joined(pieces);
        self.node("JoinedStr", node.range, vec![values])
    }

    fn tstring(&mut self, node: &ast::ExprTString) -> Item {
        let mut pieces = Vec::new();
        for part in node.value.as_slice() {
            let raw = part.flags.prefix().is_raw();
            self.pieces(&part.elements, raw, "Interpolation", &mut pieces);
        }
        let values = self.joined(pieces);
        self.node("TemplateStr", node.range, vec![values])
    }

    fn joined(&self, pieces: Vec<Piece>) -> Item {
        let item = |piece| match piece {
            Piece::Field(item) => item,
            Piece::Text {
                text,
                range,
                unicode,
            } => self.constant(Constant::Str(text.into()), range, unicode),
        };
        Item::List(pieces.into_iter().map(item).collect())
    }

    fn pieces(
        &mut self,
        elements: &[InterpolatedStringElement],
        raw: bool,
        kind: &str,
        pieces: &mut Vec<Piece>,
    ) {
        for element in elements {
            let value = match element {
                InterpolatedStringElement::Literal(text) => {
                    let mut bad = Vec::new();
                    let decoded = literal::text_between_fields(self.source, text, raw, &mut bad);
                    self.warn(&bad);
                    push_text(pieces, decoded, text.range, false);
                    continue;
                }
                InterpolatedStringElement::Interpolation(value) => value,
            };
            if let Some(debug) = &value.debug_text {
                let length = TextSize::new(debug.as_str().len() as u32);
                let range = TextRange::at(value.start() + TextSize::new(1), length);
                let text = literal::without_comments(debug.as_str()).into_bytes();
                push_text(pieces, text, range, false);
            }
            let field = self.field(value, raw, kind);
            pieces.push(Piece::Field(field));
        }
    }

    fn field(&mut self, value: &ast::InterpolatedElement, raw: bool, kind: &str) -> Item {
        let expression = value.expression.export(self);
        let conversion = literal::conversion(value).to_byte();
        let conversion = Item::Int(conversion.map_or(-1, i64::from));
        let format = match &value.format_spec {
            None => Item::None,
            Some(spec) => {
                let mut pieces = Vec::new();
                self.pieces(&spec.elements, raw, kind, &mut pieces);
                let values = self.joined(pieces);
                // The colon belongs to it.
                let range = TextRange::new(spec.start() - TextSize::new(1), spec.end());
                self.node("JoinedStr", range, vec![values])
            }
        };
        let mut fields = vec![expression, conversion, format];
        if kind == "Interpolation" {
            let text = literal::field_text(self.source, value);
            let text = Constant::Str(text.into_bytes().into());
            fields.insert(1, Item::Constant(text));
        }
        self.node(kind, value.range, fields)
    }
}

fn boolean(value: bool) -> Constant {
    if value {
        Constant::True
    } else {
        Constant::False
    }
}

fn is_unicode(part: Option<&ast::StringLiteral>) -> bool {
    part.is_some_and(|part| part.flags.prefix().is_unicode())
}

fn push_text(pieces: &mut Vec<Piece>, added: Vec<u8>, place: TextRange, is_unicode: bool) {
    if added.is_empty() {
        return;
    }
    if let Some(Piece::Text { text, range, .. }) = pieces.last_mut() {
        text.extend(added);
        *range = TextRange::new(range.start(), place.end());
        return;
    }
    pieces.push(Piece::Text {
        text: added,
        range: place,
        unicode: is_unicode,
    });
}

impl Importer {
    pub(super) fn literal(&mut self, node: &Node, start: TextSize) -> Imported<Expr> {
        match node.kind.name {
            "Constant" => Ok(self.constant(node, start)),
            "TemplateStr" => {
                let values = self.elements(node.field("values").items())?;
                let range = self.close(start, node);
                Ok(Expr::TString(ast::ExprTString {
                    value: ast::TStringValue::single(ast::TString {
                        elements: values.into(),
                        flags: ast::TStringFlags::empty(),
                        range,
                        node_index: Default::default(),
                    }),
                    range,
                    node_index: Default::default(),
                }))
            }
            "JoinedStr" | "FormattedValue" => {
                let values = match node.kind.name {
                    "JoinedStr" => self.elements(node.field("values").items())?,
                    _ => vec![InterpolatedStringElement::Interpolation(
                        self.interpolation(node)?,
                    )],
                };
                let range = self.close(start, node);
                Ok(Expr::FString(ast::ExprFString {
                    value: ast::FStringValue::single(ast::FString {
                        elements: values.into(),
                        flags: ast::FStringFlags::empty(),
                        range,
                        node_index: Default::default(),
                    }),
                    range,
                    node_index: Default::default(),
                }))
            }
            other => Err(NodeError::Type(format!("unexpected {other}"))),
        }
    }

    fn constant(&mut self, node: &Node, start: TextSize) -> Expr {
        let range = self.close(start, node);
        let node_index = Default::default();
        let Item::Constant(constant) = node.field("value") else {
            return Expr::NoneLiteral(ast::ExprNoneLiteral { range, node_index });
        };
        let number = match constant {
            Constant::None => {
                return Expr::NoneLiteral(ast::ExprNoneLiteral { range, node_index });
            }
            Constant::Ellipsis => {
                return Expr::EllipsisLiteral(ast::ExprEllipsisLiteral { range, node_index });
            }
            Constant::True | Constant::False => {
                return Expr::BooleanLiteral(ast::ExprBooleanLiteral {
                    value: matches!(constant, Constant::True),
                    range,
                    node_index,
                });
            }
            Constant::Str(text) if std::str::from_utf8(text).is_ok() => {
                let text = String::from_utf8_lossy(text).into_owned();
                let literal = ast::StringLiteral {
                    value: text.into(),
                    flags: ast::StringLiteralFlags::empty(),
                    range,
                    node_index: Default::default(),
                };
                return Expr::StringLiteral(ast::ExprStringLiteral {
                    value: ast::StringLiteralValue::single(literal),
                    range,
                    node_index,
                });
            }
            Constant::Bytes(bytes) => {
                let literal = ast::BytesLiteral {
                    value: bytes.clone(),
                    flags: ast::BytesLiteralFlags::empty(),
                    range,
                    node_index: Default::default(),
                };
                return Expr::BytesLiteral(ast::ExprBytesLiteral {
                    value: ast::BytesLiteralValue::single(literal),
                    range,
                    node_index,
                });
            }
            Constant::Int(value) if *value >= 0 => {
                Some(ast::Number::Int(ast::Int::from(*value as u64)))
            }
            Constant::Float(value) => Some(ast::Number::Float(*value)),
            Constant::Complex(real, imag) => Some(ast::Number::Complex {
                real: *real,
                imag: *imag,
            }),
            _ => None,
        };
        match number {
            Some(value) => Expr::NumberLiteral(ast::ExprNumberLiteral {
                value,
                range,
                node_index,
            }),
            None => {
                // Big and negative ints, tuples, lone surrogates.
                self.attach(start, constant.clone());
                Expr::IpyEscapeCommand(ast::ExprIpyEscapeCommand {
                    kind: ast::IpyEscapeKind::Magic,
                    value: "".into(),
                    range,
                    node_index,
                })
            }
        }
    }

    fn elements(&mut self, items: &[Item]) -> Imported<Vec<InterpolatedStringElement>> {
        let mut elements = Vec::with_capacity(items.len());
        for item in items {
            let Some(node) = item.node() else { continue };
            let text = match (node.kind.name, node.field("value")) {
                ("Constant", Item::Constant(Constant::Str(text))) => std::str::from_utf8(text).ok(),
                _ => None,
            };
            elements.push(match text {
                Some(text) => {
                    let start = self.open(node);
                    InterpolatedStringElement::Literal(ast::InterpolatedStringLiteralElement {
                        value: text.into(),
                        range: self.close(start, node),
                        node_index: Default::default(),
                    })
                }
                None => InterpolatedStringElement::Interpolation(self.interpolation(node)?),
            });
        }
        Ok(elements)
    }

    /// A field; any other expression counts as one without a format.
    fn interpolation(&mut self, node: &Node) -> Imported<ast::InterpolatedElement> {
        let start = self.open(node);
        if !matches!(node.kind.name, "FormattedValue" | "Interpolation") {
            let expression = Box::new(Expr::import(&Item::Node(Box::new(node.clone())), self)?);
            return Ok(ast::InterpolatedElement {
                expression,
                debug_text: None,
                conversion: ast::ConversionFlag::None,
                format_spec: None,
                range: self.close(start, node),
                node_index: Default::default(),
            });
        }
        if let Item::Constant(text) = node.field("str") {
            self.attach(start, text.clone());
        }
        let expression = Convert::import(node.field("value"), self)?;
        let conversion = match node.field("conversion") {
            Item::Int(115) => ast::ConversionFlag::Str,
            Item::Int(114) => ast::ConversionFlag::Repr,
            Item::Int(97) => ast::ConversionFlag::Ascii,
            Item::Int(-1) => ast::ConversionFlag::None,
            Item::Int(other) => {
                return Err(NodeError::System(format!(
                    "Unrecognized conversion character {other}"
                )));
            }
            _ => ast::ConversionFlag::None,
        };
        let format_spec = match node.field("format_spec") {
            Item::Node(spec) => {
                let start = self.open(spec);
                let elements = match spec.kind.name {
                    "JoinedStr" | "TemplateStr" => self.elements(spec.field("values").items())?,
                    _ => self.elements(std::slice::from_ref(node.field("format_spec")))?,
                };
                Some(Box::new(ast::InterpolatedStringFormatSpec {
                    elements: elements.into(),
                    range: self.close(start, spec),
                    node_index: Default::default(),
                }))
            }
            _ => None,
        };
        Ok(ast::InterpolatedElement {
            expression,
            debug_text: None,
            conversion,
            format_spec,
            range: self.close(start, node),
            node_index: Default::default(),
        })
    }
}

impl Convert for ast::Singleton {
    fn export(&self, _: &mut Exporter<'_>) -> Item {
        Item::Constant(match self {
            ast::Singleton::None => Constant::None,
            ast::Singleton::True => Constant::True,
            ast::Singleton::False => Constant::False,
        })
    }

    fn import(item: &Item, _: &mut Importer) -> Imported<Self> {
        match item {
            Item::Constant(Constant::True) => Ok(ast::Singleton::True),
            Item::Constant(Constant::False) => Ok(ast::Singleton::False),
            _ => Ok(ast::Singleton::None),
        }
    }
}
