//! Expressions back to text, as `ast.unparse` writes them: for annotations kept as strings.
//! Invariant: what comes out parses to the same tree.

use crate::parse::{Ranged, ast};
use crate::source::Source;
use ast::{BoolOp, ConversionFlag, Expr, InterpolatedStringElement, Number, Operator, UnaryOp};

/// How tightly an expression binds; operands that bind less tightly get parentheses.
#[derive(Copy, Clone, PartialEq, Eq, PartialOrd, Ord)]
enum Level {
    Named,
    Tuple,
    Yield,
    Test,
    Or,
    And,
    Not,
    Comparison,
    BitOr,
    BitXor,
    BitAnd,
    Shift,
    Sum,
    Product,
    Factor,
    Power,
    Await,
    Atom,
}

impl Level {
    fn next(self) -> Level {
        const ALL: &[Level] = &[
            Level::Named,
            Level::Tuple,
            Level::Yield,
            Level::Test,
            Level::Or,
            Level::And,
            Level::Not,
            Level::Comparison,
            Level::BitOr,
            Level::BitXor,
            Level::BitAnd,
            Level::Shift,
            Level::Sum,
            Level::Product,
            Level::Factor,
            Level::Power,
            Level::Await,
            Level::Atom,
        ];
        ALL.get(self as usize + 1).copied().unwrap_or(Level::Atom)
    }
}

pub(crate) fn unparse(expression: &Expr, source: &Source) -> String {
    let mut writer = Writer {
        out: String::new(),
        source,
    };
    writer.expression(expression, Level::Test);
    writer.out
}

struct Writer<'a> {
    out: String,
    source: &'a Source,
}

fn operator_level(op: Operator) -> Level {
    match op {
        Operator::BitOr => Level::BitOr,
        Operator::BitXor => Level::BitXor,
        Operator::BitAnd => Level::BitAnd,
        Operator::LShift | Operator::RShift => Level::Shift,
        Operator::Add | Operator::Sub => Level::Sum,
        Operator::Mult | Operator::MatMult | Operator::Div | Operator::Mod | Operator::FloorDiv => {
            Level::Product
        }
        Operator::Pow => Level::Power,
    }
}

impl Writer<'_> {
    fn push(&mut self, text: &str) {
        self.out.push_str(text);
    }

    fn parenthesized_if(&mut self, condition: bool, work: impl FnOnce(&mut Self)) {
        if condition {
            self.push("(");
        }
        work(self);
        if condition {
            self.push(")");
        }
    }

    fn separated<T>(&mut self, items: &[T], mut each: impl FnMut(&mut Self, &T)) {
        for (index, item) in items.iter().enumerate() {
            if index > 0 {
                self.push(", ");
            }
            each(self, item);
        }
    }

    fn expression(&mut self, expression: &Expr, level: Level) {
        crate::scope::with_stack(|| self.expression_inner(expression, level));
    }

    fn expression_inner(&mut self, expression: &Expr, level: Level) {
        match expression {
            Expr::Name(node) => self.push(&node.id),
            Expr::NoneLiteral(_) => self.push("None"),
            Expr::EllipsisLiteral(_) => self.push("..."),
            Expr::BooleanLiteral(node) => self.push(if node.value { "True" } else { "False" }),
            Expr::NumberLiteral(node) => self.number(&node.value),
            Expr::StringLiteral(node) => {
                let text = quoted(node.value.to_str());
                self.push(&text);
            }
            Expr::BytesLiteral(node) => {
                let bytes: Vec<u8> = node.value.bytes().collect();
                let text = quoted_bytes(&bytes);
                self.push(&text);
            }
            Expr::BoolOp(node) => {
                let (own, word) = match node.op {
                    BoolOp::And => (Level::And, " and "),
                    BoolOp::Or => (Level::Or, " or "),
                };
                self.parenthesized_if(level > own, |this| {
                    for (index, value) in node.values.iter().enumerate() {
                        if index > 0 {
                            this.push(word);
                        }
                        this.expression(value, own.next());
                    }
                });
            }
            Expr::Named(node) => self.parenthesized_if(level > Level::Named, |this| {
                this.expression(&node.target, Level::Atom);
                this.push(" := ");
                this.expression(&node.value, Level::Atom);
            }),
            Expr::BinOp(node) => {
                let own = operator_level(node.op);
                let (left, right) = if node.op == Operator::Pow {
                    (own.next(), own)
                } else {
                    (own, own.next())
                };
                self.parenthesized_if(level > own, |this| {
                    this.expression(&node.left, left);
                    this.push(" ");
                    this.push(node.op.as_str());
                    this.push(" ");
                    this.expression(&node.right, right);
                });
            }
            Expr::UnaryOp(node) => {
                let (own, text) = match node.op {
                    UnaryOp::Not => (Level::Not, "not "),
                    UnaryOp::USub => (Level::Factor, "-"),
                    UnaryOp::UAdd => (Level::Factor, "+"),
                    UnaryOp::Invert => (Level::Factor, "~"),
                };
                self.parenthesized_if(level > own, |this| {
                    this.push(text);
                    this.expression(&node.operand, own);
                });
            }
            Expr::Lambda(node) => self.parenthesized_if(level > Level::Test, |this| {
                this.push("lambda");
                if let Some(parameters) = &node.parameters
                    && !parameters.is_empty()
                {
                    this.push(" ");
                    this.parameters(parameters);
                }
                this.push(": ");
                this.expression(&node.body, Level::Test);
            }),
            Expr::If(node) => self.parenthesized_if(level > Level::Test, |this| {
                this.expression(&node.body, Level::Or);
                this.push(" if ");
                this.expression(&node.test, Level::Or);
                this.push(" else ");
                this.expression(&node.orelse, Level::Test);
            }),
            Expr::Compare(node) => self.parenthesized_if(level > Level::Comparison, |this| {
                this.expression(&node.left, Level::BitOr);
                for (op, right) in node.ops.iter().zip(&node.comparators) {
                    this.push(" ");
                    this.push(op.as_str());
                    this.push(" ");
                    this.expression(right, Level::BitOr);
                }
            }),
            Expr::Await(node) => self.parenthesized_if(level > Level::Await, |this| {
                this.push("await ");
                this.expression(&node.value, Level::Atom);
            }),
            Expr::Yield(node) => self.parenthesized_if(level > Level::Yield, |this| {
                this.push("yield");
                if let Some(value) = &node.value {
                    this.push(" ");
                    this.expression(value, Level::Atom);
                }
            }),
            Expr::YieldFrom(node) => self.parenthesized_if(level > Level::Yield, |this| {
                this.push("yield from ");
                this.expression(&node.value, Level::Atom);
            }),
            _ => self.postfix_or_display(expression, level),
        }
    }

    /// Attributes, subscripts, displays, comprehensions, calls and strings with fields.
    fn postfix_or_display(&mut self, expression: &Expr, level: Level) {
        match expression {
            Expr::Attribute(node) => {
                self.expression(&node.value, Level::Atom);
                // `1.x` would be a float and a name.
                if let Expr::NumberLiteral(number) = &*node.value
                    && matches!(number.value, Number::Int(_))
                {
                    self.push(" ");
                }
                self.push(".");
                self.push(&node.attr);
            }
            Expr::Subscript(node) => {
                self.expression(&node.value, Level::Atom);
                self.push("[");
                match &*node.slice {
                    Expr::Tuple(tuple) if !tuple.elts.is_empty() => self.tuple_items(&tuple.elts),
                    slice => self.expression(slice, Level::Tuple),
                }
                self.push("]");
            }
            Expr::Slice(node) => {
                if let Some(lower) = &node.lower {
                    self.expression(lower, Level::Test);
                }
                self.push(":");
                if let Some(upper) = &node.upper {
                    self.expression(upper, Level::Test);
                }
                if let Some(step) = &node.step {
                    self.push(":");
                    self.expression(step, Level::Test);
                }
            }
            Expr::Starred(node) => {
                self.push("*");
                self.expression(&node.value, Level::BitOr);
            }
            Expr::Tuple(node) => {
                self.parenthesized_if(level > Level::Tuple || node.elts.is_empty(), |this| {
                    this.tuple_items(&node.elts);
                })
            }
            Expr::List(node) => {
                self.push("[");
                self.separated(&node.elts, |this, element| {
                    this.expression(element, Level::Test)
                });
                self.push("]");
            }
            Expr::Set(node) => {
                self.push("{");
                self.separated(&node.elts, |this, element| {
                    this.expression(element, Level::Test)
                });
                self.push("}");
            }
            Expr::Dict(node) => {
                self.push("{");
                self.separated(&node.items, |this, item| match &item.key {
                    Some(key) => {
                        this.expression(key, Level::Test);
                        this.push(": ");
                        this.expression(&item.value, Level::Test);
                    }
                    None => {
                        this.push("**");
                        this.expression(&item.value, Level::BitOr);
                    }
                });
                self.push("}");
            }
            Expr::ListComp(node) => self.comprehension("[", &node.elt, None, &node.generators, "]"),
            Expr::SetComp(node) => self.comprehension("{", &node.elt, None, &node.generators, "}"),
            Expr::Generator(node) => {
                self.comprehension("(", &node.elt, None, &node.generators, ")")
            }
            Expr::DictComp(node) => {
                let key = node.key.as_deref().unwrap_or(&node.value);
                self.comprehension("{", key, Some(&node.value), &node.generators, "}");
            }
            Expr::Call(node) => self.call(node),
            Expr::FString(node) => self.fstring(node),
            // A template string, whose source is as good as anything.
            _ => {
                let text = self.source.slice(expression.range()).to_owned();
                self.push(&text);
            }
        }
    }

    fn tuple_items(&mut self, items: &[Expr]) {
        self.separated(items, |this, item| this.expression(item, Level::Test));
        if items.len() == 1 {
            self.push(",");
        }
    }

    fn number(&mut self, number: &Number) {
        let text = match number {
            Number::Int(value) => {
                let digits = value.to_string().replace('_', "");
                match digits.parse::<dashu_int::IBig>() {
                    Ok(value) => value.to_string(),
                    Err(_) => radix(&digits),
                }
            }
            Number::Float(value) => float_text(*value),
            Number::Complex { imag, .. } => {
                let text = float_text(*imag);
                format!("{}j", text.strip_suffix(".0").unwrap_or(&text))
            }
        };
        self.push(&text);
    }

    fn comprehension(
        &mut self,
        open: &str,
        element: &Expr,
        value: Option<&Expr>,
        generators: &[ast::Comprehension],
        close: &str,
    ) {
        self.push(open);
        self.expression(element, Level::Test);
        if let Some(value) = value {
            self.push(": ");
            self.expression(value, Level::Test);
        }
        for generator in generators {
            self.push(if generator.is_async {
                " async for "
            } else {
                " for "
            });
            self.expression(&generator.target, Level::Tuple);
            self.push(" in ");
            self.expression(&generator.iter, Level::Or);
            for condition in &generator.ifs {
                self.push(" if ");
                self.expression(condition, Level::Or);
            }
        }
        self.push(close);
    }

    fn call(&mut self, node: &ast::ExprCall) {
        self.expression(&node.func, Level::Atom);
        self.push("(");
        let arguments = &node.arguments;
        if let ([Expr::Generator(_)], true) = (&*arguments.args, arguments.keywords.is_empty()) {
            // The parentheses of the call serve the generator expression.
            self.out.pop();
            self.expression(&arguments.args[0], Level::Test);
            return;
        }
        self.separated(&arguments.args, |this, argument| {
            this.expression(argument, Level::Test)
        });
        for (index, keyword) in arguments.keywords.iter().enumerate() {
            if index > 0 || !arguments.args.is_empty() {
                self.push(", ");
            }
            match &keyword.arg {
                Some(name) => {
                    self.push(name);
                    self.push("=");
                }
                None => self.push("**"),
            }
            self.expression(&keyword.value, Level::Test);
        }
        self.push(")");
    }

    fn parameters(&mut self, parameters: &ast::Parameters) {
        let mut parts: Vec<String> = Vec::new();
        let plain = |this: &Self, parameter: &ast::ParameterWithDefault| {
            let mut text = parameter.name().to_string();
            if let Some(default) = &parameter.default {
                text.push('=');
                text.push_str(&unparse(default, this.source));
            }
            text
        };
        for parameter in &parameters.posonlyargs {
            parts.push(plain(self, parameter));
        }
        if !parameters.posonlyargs.is_empty() {
            parts.push("/".into());
        }
        for parameter in &parameters.args {
            parts.push(plain(self, parameter));
        }
        match &parameters.vararg {
            Some(parameter) => parts.push(format!("*{}", parameter.name)),
            None if !parameters.kwonlyargs.is_empty() => parts.push("*".into()),
            None => {}
        }
        for parameter in &parameters.kwonlyargs {
            parts.push(plain(self, parameter));
        }
        if let Some(parameter) = &parameters.kwarg {
            parts.push(format!("**{}", parameter.name));
        }
        self.push(&parts.join(", "));
    }

    fn fstring(&mut self, node: &ast::ExprFString) {
        let mut body = String::new();
        for part in node.value.as_slice() {
            match part {
                ast::FStringPart::Literal(literal) => body.push_str(&doubled(literal.as_str())),
                ast::FStringPart::FString(fstring) => {
                    self.format_elements(&fstring.elements, &mut body)
                }
            }
        }
        let quote = if body.contains('\'') && !body.contains('"') {
            '"'
        } else {
            '\''
        };
        let body = body.replace('\n', "\\n");
        self.push(&format!("f{quote}{body}{quote}"));
    }

    fn format_elements(&mut self, elements: &[InterpolatedStringElement], body: &mut String) {
        for element in elements {
            match element {
                InterpolatedStringElement::Literal(literal) => body.push_str(&doubled(literal)),
                InterpolatedStringElement::Interpolation(value) => {
                    if let Some(debug) = &value.debug_text {
                        body.push_str(&doubled(debug.as_str()));
                    }
                    body.push('{');
                    let text = unparse(&value.expression, self.source);
                    if text.starts_with('{') {
                        body.push(' ');
                    }
                    body.push_str(&text);
                    let bare_debug = value.debug_text.is_some() && value.format_spec.is_none();
                    match value.conversion {
                        ConversionFlag::None if bare_debug => body.push_str("!r"),
                        ConversionFlag::None => {}
                        other => body
                            .extend(other.to_char().into_iter().flat_map(|letter| ['!', letter])),
                    }
                    if let Some(spec) = &value.format_spec {
                        body.push(':');
                        self.format_elements(&spec.elements, body);
                    }
                    body.push('}');
                }
            }
        }
    }
}

fn doubled(text: &str) -> String {
    text.replace('{', "{{").replace('}', "}}")
}

fn radix(digits: &str) -> String {
    let base = match digits.get(..2).map(str::to_ascii_lowercase).as_deref() {
        Some("0x") => 16,
        Some("0o") => 8,
        _ => 2,
    };
    dashu_int::IBig::from_str_radix(digits.get(2..).unwrap_or(""), base)
        .map_or_else(|_| digits.to_owned(), |v| v.to_string())
}

/// The shortest text, with an exponent where Python has one; infinity as a literal that overflows.
fn float_text(value: f64) -> String {
    if value.is_infinite() {
        return "1e309".into();
    }
    let magnitude = value.abs();
    if magnitude != 0.0 && !(1e-4..1e16).contains(&magnitude) {
        let text = format!("{value:e}");
        let (mantissa, exponent) = text.split_once('e').unwrap_or((&text, "0"));
        let (sign, digits) = match exponent.strip_prefix('-') {
            Some(digits) => ('-', digits),
            None => ('+', exponent),
        };
        return format!("{mantissa}e{sign}{digits:0>2}");
    }
    format!("{value:?}")
}

/// A string as `repr` writes it.
fn quoted(text: &str) -> String {
    let quote = if text.contains('\'') && !text.contains('"') {
        '"'
    } else {
        '\''
    };
    let mut out = String::from(quote);
    for character in text.chars() {
        match character {
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            other if other == quote => {
                out.push('\\');
                out.push(other);
            }
            other if (other as u32) < 0x20 || other as u32 == 0x7F => {
                out.push_str(&format!("\\x{:02x}", other as u32))
            }
            other => out.push(other),
        }
    }
    out.push(quote);
    out
}

fn quoted_bytes(bytes: &[u8]) -> String {
    let quote = if bytes.contains(&b'\'') && !bytes.contains(&b'"') {
        b'"'
    } else {
        b'\''
    };
    let mut out = format!("b{}", quote as char);
    for &byte in bytes {
        match byte {
            b'\\' => out.push_str("\\\\"),
            b'\n' => out.push_str("\\n"),
            b'\r' => out.push_str("\\r"),
            b'\t' => out.push_str("\\t"),
            byte if byte == quote => {
                out.push('\\');
                out.push(byte as char);
            }
            0x20..=0x7E => out.push(byte as char),
            _ => out.push_str(&format!("\\x{byte:02x}")),
        }
    }
    out.push(quote as char);
    out
}
