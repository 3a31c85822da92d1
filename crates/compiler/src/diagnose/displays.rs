//! Atoms, displays and comprehensions, for the recogniser.

use super::recogniser::{Fail, Node, Recogniser, Shape, custom};
use super::scan::{Kind, range};

impl Recogniser<'_> {
    pub fn atom(&mut self) -> Result<Node, Fail> {
        let token = self.tokens[self.at];
        let text = self.text_at(self.at);
        match token.kind {
            Kind::Name => {
                let constant = match text {
                    "None" => Some("None"),
                    "True" => Some("True"),
                    "False" => Some("False"),
                    _ => None,
                };
                if constant.is_none() && super::recogniser::is_keyword(text) {
                    return Err(self.generic());
                }
                self.advance();
                let shape = constant.map_or(Shape::Name, Shape::Constant);
                Ok(Node::new(shape, token.start, token.end))
            }
            Kind::Number => {
                self.advance();
                Ok(Node::new(
                    Shape::Constant("literal"),
                    token.start,
                    token.end,
                ))
            }
            Kind::String | Kind::Bytes | Kind::FStart => self.strings(),
            Kind::Operator => match text {
                "..." => {
                    self.advance();
                    Ok(Node::new(
                        Shape::Constant("ellipsis"),
                        token.start,
                        token.end,
                    ))
                }
                "(" => self.in_brackets(Self::parenthesized),
                "[" => self.in_brackets(Self::list),
                "{" => self.in_brackets(Self::braces),
                _ => Err(self.generic()),
            },
            _ => Err(self.generic()),
        }
    }

    fn in_brackets(&mut self, work: fn(&mut Self) -> Result<Node, Fail>) -> Result<Node, Fail> {
        let saved = (
            self.assignment_allowed,
            self.no_in,
            self.in_comprehension_tail,
        );
        (
            self.assignment_allowed,
            self.no_in,
            self.in_comprehension_tail,
        ) = (false, false, 0);
        let result = crate::scope::with_stack(|| work(self));
        (
            self.assignment_allowed,
            self.no_in,
            self.in_comprehension_tail,
        ) = saved;
        result
    }

    fn strings(&mut self) -> Result<Node, Fail> {
        let start = self.start();
        let (mut text, mut bytes, mut format) = (false, false, None);
        let (mut plain_format, mut any_template) = (false, false);
        loop {
            match self.tokens[self.at].kind {
                Kind::String => {
                    text = true;
                    self.advance();
                }
                Kind::Bytes => {
                    bytes = true;
                    let body = self.text_at(self.at);
                    if !body.is_ascii() {
                        return custom(
                            self.here(),
                            "bytes can only contain ASCII literal characters",
                        );
                    }
                    self.advance();
                }
                Kind::FStart => {
                    let prefix = self.text_at(self.at).to_ascii_lowercase();
                    let template = prefix.starts_with(['t']) || prefix.starts_with("rt");
                    plain_format |= !template;
                    any_template |= template;
                    format = Some(if template {
                        "t-string expression"
                    } else {
                        "f-string expression"
                    });
                    self.format_string(if template { "t-string" } else { "f-string" })?;
                }
                _ => break,
            }
        }
        if any_template && (text || bytes || plain_format) {
            let message = "cannot mix t-string literals with string or bytes literals";
            return custom(range(start, self.last_end()), message);
        }
        if bytes && (text || format.is_some()) {
            return custom(self.here(), "cannot mix bytes and nonbytes literals");
        }
        let shape = match format {
            Some(name) => Shape::Other(name),
            None => Shape::Constant("literal"),
        };
        let mut node = Node::new(shape, start, self.last_end());
        node.is_string = true;
        Ok(node)
    }

    fn parenthesized(&mut self) -> Result<Node, Fail> {
        let start = self.start();
        self.advance();
        if self.eat(")") {
            return Ok(Node::new(Shape::Tuple(Vec::new()), start, self.last_end()));
        }
        if self.is_keyword("yield") {
            let node = self.yield_expression()?;
            self.expect(")")?;
            return Ok(Node {
                parenthesized: true,
                ..node
            });
        }
        if self.is_operator("**") {
            let at = self.here();
            self.advance();
            self.expression()?;
            return custom(at, "cannot use double starred expression here");
        }
        let first = self.star_named_expression()?;
        if self.comprehension_follows() {
            self.comprehension(&first, false)?;
            self.expect(")")?;
            return Ok(Node::new(
                Shape::Other("generator expression"),
                start,
                self.last_end(),
            ));
        }
        if !self.is_operator(",") {
            if let (Shape::Starred(_), true) = (&first.shape, self.is_operator(")")) {
                return custom(first.range(), "cannot use starred expression here");
            }
            self.expect(")")?;
            // Parentheses do not change what can be assigned to, but where the error is shown.
            return Ok(Node {
                parenthesized: true,
                ..first
            });
        }
        let mut items = vec![first];
        while self.eat(",") {
            if self.is_operator(")") {
                break;
            }
            items.push(self.star_named_expression()?);
        }
        self.forgotten_target_parentheses(&items)?;
        self.expect(")")?;
        let (end, shape) = (self.last_end(), Shape::Tuple(items));
        Ok(Node {
            shape,
            start,
            end,
            parenthesized: true,
            is_string: false,
            is_operation: false,
        })
    }

    /// `[x, y for x, y in z]`.
    fn forgotten_target_parentheses(&mut self, items: &[Node]) -> Result<(), Fail> {
        if !self.comprehension_follows() {
            return Ok(());
        }
        let mark = self.at;
        let ok = self.comprehension(&items[0], true).is_ok();
        self.at = mark;
        if ok {
            let range = range(items[0].start, items[items.len() - 1].end);
            return custom(
                range,
                "did you forget parentheses around the comprehension target?",
            );
        }
        Ok(())
    }

    fn list(&mut self) -> Result<Node, Fail> {
        let start = self.start();
        self.advance();
        let mut items = Vec::new();
        while !self.is_operator("]") {
            let item = self.star_named_expression()?;
            if items.is_empty() && self.comprehension_follows() {
                self.comprehension(&item, false)?;
                self.expect("]")?;
                return Ok(Node::new(
                    Shape::Other("list comprehension"),
                    start,
                    self.last_end(),
                ));
            }
            items.push(item);
            if !self.eat(",") {
                break;
            }
        }
        if !items.is_empty() {
            self.forgotten_target_parentheses(&items)?;
        }
        self.expect("]")?;
        Ok(Node::new(Shape::List(items), start, self.last_end()))
    }

    fn braces(&mut self) -> Result<Node, Fail> {
        let start = self.start();
        self.advance();
        if self.eat("}") {
            return Ok(Node::new(
                Shape::Other("dict literal"),
                start,
                self.last_end(),
            ));
        }
        let first_is_pair = self.is_operator("**");
        let mut items = Vec::new();
        if !first_is_pair {
            let item = self.star_named_expression()?;
            if !self.is_operator(":") {
                if self.comprehension_follows() {
                    self.comprehension(&item, false)?;
                    self.expect("}")?;
                    return Ok(Node::new(
                        Shape::Other("set comprehension"),
                        start,
                        self.last_end(),
                    ));
                }
                items.push(item);
                while self.eat(",") && !self.is_operator("}") {
                    items.push(self.star_named_expression()?);
                }
                self.forgotten_target_parentheses(&items)?;
                self.expect("}")?;
                return Ok(Node::new(
                    Shape::Other("set display"),
                    start,
                    self.last_end(),
                ));
            }
            self.pair_value()?;
            if self.comprehension_follows() {
                self.comprehension(&item, false)?;
                self.expect("}")?;
                return Ok(Node::new(
                    Shape::Other("dict comprehension"),
                    start,
                    self.last_end(),
                ));
            }
        } else {
            self.double_star(true)?;
        }
        while self.eat(",") && !self.is_operator("}") {
            if self.is_operator("**") {
                self.double_star(false)?;
                continue;
            }
            self.expression()?;
            if !self.is_operator(":") {
                if self.is_operator("}") || self.is_operator(",") {
                    let last = self.tokens[self.at - 1];
                    let message = "':' expected after dictionary key";
                    return Err(Fail::Custom(super::scan::open_ended(
                        crate::errors::ErrorKind::Syntax,
                        last.end - 1,
                        0,
                        message,
                    )));
                }
                return Err(self.generic());
            }
            self.pair_value()?;
        }
        self.expect("}")?;
        Ok(Node::new(
            Shape::Other("dict literal"),
            start,
            self.last_end(),
        ))
    }

    fn double_star(&mut self, first: bool) -> Result<(), Fail> {
        let star = self.here();
        self.advance();
        self.bitwise_or()?;
        if first && self.comprehension_follows() {
            return custom(star, "dict unpacking cannot be used in dict comprehension");
        }
        Ok(())
    }

    fn pair_value(&mut self) -> Result<(), Fail> {
        let colon = self.tokens[self.at];
        self.advance();
        if self.is_operator("*") {
            let start = self.start();
            self.starred()?;
            return custom(
                range(start, self.last_end()),
                "cannot use a starred expression in a dictionary value",
            );
        }
        if self.is_operator("}") || self.is_operator(",") {
            return custom(
                colon.range(),
                "expression expected after dictionary key and ':'",
            );
        }
        self.expression()?;
        Ok(())
    }

    pub fn comprehension_follows(&self) -> bool {
        self.is_keyword("for") || self.is_keyword("async") && self.text_at(self.at + 1) == "for"
    }

    /// The `for` and `if` clauses after an element.
    pub fn comprehension(&mut self, element: &Node, _trial: bool) -> Result<(), Fail> {
        if let Shape::Starred(_) = element.shape {
            return custom(
                element.range(),
                "iterable unpacking cannot be used in comprehension",
            );
        }
        self.in_comprehension_tail += 1;
        let result = self.comprehension_clauses();
        self.in_comprehension_tail -= 1;
        result
    }

    fn comprehension_clauses(&mut self) -> Result<(), Fail> {
        while self.comprehension_follows() {
            self.eat_keyword("async");
            self.advance();
            let target = self.for_target()?;
            if !self.is_keyword("in") {
                return custom(self.here(), "'in' expected after for-loop variables");
            }
            self.check_target(&target)?;
            self.advance();
            self.disjunction()?;
            while self.is_keyword("if") {
                self.advance();
                self.disjunction()?;
            }
        }
        Ok(())
    }

    /// Loop variables: everything up to `in`.
    pub fn for_target(&mut self) -> Result<Node, Fail> {
        let before = std::mem::replace(&mut self.no_in, true);
        let target = self.list_of(|this| {
            if this.is_operator("*") {
                this.starred()
            } else {
                this.bitwise_or()
            }
        });
        self.no_in = before;
        target
    }
}
