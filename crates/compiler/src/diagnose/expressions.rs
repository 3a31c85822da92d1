//! Expressions of the recogniser: finds what is wrong with an expression, in CPython's words.

use super::recogniser::{Fail, Node, Recogniser, Shape, custom};
use super::scan::{Kind, range};

impl Recogniser<'_> {
    /// `a, *b, c` without brackets: a tuple if there is a comma.
    pub fn star_expressions(&mut self) -> Result<Node, Fail> {
        self.list_of(Self::star_expression)
    }

    pub fn star_named_expressions(&mut self) -> Result<Node, Fail> {
        self.list_of(Self::star_named_expression)
    }

    pub fn list_of(&mut self, element: fn(&mut Self) -> Result<Node, Fail>) -> Result<Node, Fail> {
        let start = self.start();
        let first = element(self)?;
        if !self.is_operator(",") {
            return Ok(first);
        }
        let mut items = vec![first];
        while self.eat(",") {
            if !self.begins_expression() && !self.is_operator("*") {
                break;
            }
            items.push(element(self)?);
        }
        Ok(Node::new(Shape::Tuple(items), start, self.last_end()))
    }

    fn star_expression(&mut self) -> Result<Node, Fail> {
        if self.is_operator("*") {
            return self.starred();
        }
        if self.is_keyword("yield") {
            return self.yield_expression();
        }
        self.expression()
    }

    pub fn starred(&mut self) -> Result<Node, Fail> {
        let start = self.start();
        self.advance();
        let value = self.bitwise_or()?;
        let end = value.end;
        Ok(Node::new(Shape::Starred(Box::new(value)), start, end))
    }

    pub fn star_named_expression(&mut self) -> Result<Node, Fail> {
        if self.is_operator("*") {
            self.starred()
        } else {
            self.named_expression()
        }
    }

    pub fn yield_expression(&mut self) -> Result<Node, Fail> {
        let start = self.start();
        self.advance();
        if self.eat_keyword("from") {
            self.expression()?;
        } else if self.begins_expression() || self.is_operator("*") {
            self.star_expressions()?;
        }
        Ok(Node::new(
            Shape::Other("yield expression"),
            start,
            self.last_end(),
        ))
    }

    /// With `:=`, and with the mistakes that `=` in its place makes.
    pub fn named_expression(&mut self) -> Result<Node, Fail> {
        let left = self.expression()?;
        if self.is_operator(":=") {
            if !matches!(left.shape, Shape::Name) || left.parenthesized {
                return custom(
                    left.range(),
                    format!("cannot use assignment expressions with {}", left.name()),
                );
            }
            self.advance();
            let value = self.expression()?;
            return Ok(Node::new(
                Shape::Other("named expression"),
                left.start,
                value.end,
            ));
        }
        if self.is_operator("=") && !self.assignment_allowed {
            self.equals_in_expression(&left)?;
        }
        Ok(left)
    }

    /// `left = ...` where no assignment can stand.
    pub fn equals_in_expression(&mut self, left: &Node) -> Result<(), Fail> {
        let mark = self.at;
        self.advance();
        let value = self.bitwise_or();
        let next_ok = !self.is_operator("=") && !self.is_operator(":=");
        let (ok, end) = (value.is_ok() && next_ok, self.last_end());
        self.at = mark;
        if !ok {
            return Ok(());
        }
        if matches!(left.shape, Shape::Name) && !left.parenthesized {
            let message = "invalid syntax. Maybe you meant '==' or ':=' instead of '='?";
            return custom(range(left.start, end), message);
        }
        if left.simple() && !left.excluded_from_hint() {
            let message = format!(
                "cannot assign to {} here. Maybe you meant '==' instead of '='?",
                left.name()
            );
            return custom(left.range(), message);
        }
        Ok(())
    }

    pub fn expression(&mut self) -> Result<Node, Fail> {
        crate::scope::with_stack(|| self.expression_inner())
    }

    fn expression_inner(&mut self) -> Result<Node, Fail> {
        if self.is_keyword("lambda") {
            return self.lambda();
        }
        let first = self.at;
        let start = self.start();
        if self.statement_keyword_before_if() {
            let end = self.tokens[self.at].end;
            return custom(
                range(start, end),
                "expected expression before 'if', but statement is given",
            );
        }
        let value = self.disjunction()?;
        self.juxtaposed(first, &value)?;
        if !self.is_keyword("if") {
            return Ok(value);
        }
        let mark = self.at;
        self.advance();
        if self.in_comprehension_tail > 0 && !self.begins_expression() {
            self.at = mark;
            return Ok(value);
        }
        let test = self.disjunction()?;
        if !self.is_keyword("else") {
            if self.is_operator(":") {
                return Err(self.generic());
            }
            return custom(
                range(start, test.end),
                "expected 'else' after 'if' expression",
            );
        }
        self.advance();
        if self.is_statement_word() {
            return custom(
                self.here(),
                "expected expression after 'else', but statement is given",
            );
        }
        if !self.begins_expression() {
            return Err(self.generic());
        }
        let otherwise = self.expression()?;
        Ok(Node::new(
            Shape::Other("conditional expression"),
            start,
            otherwise.end,
        ))
    }

    fn is_statement_word(&self) -> bool {
        [
            "pass", "break", "continue", "return", "raise", "del", "assert", "global", "nonlocal",
            "import", "from", "yield",
        ]
        .iter()
        .any(|word| self.is_keyword(word))
    }

    fn statement_keyword_before_if(&self) -> bool {
        ["pass", "break", "continue"]
            .iter()
            .any(|word| self.is_keyword(word))
            && self.text_at(self.at + 1) == "if"
    }

    /// Two expressions side by side: a forgotten comma, or an old `print`.
    fn juxtaposed(&mut self, first: usize, value: &Node) -> Result<(), Fail> {
        if !self.hints
            || !self.begins_expression()
            || self.is_keyword("not")
            || self.is_keyword("lambda") && self.level() == 0
        {
            return Ok(());
        }
        let opening = self.text_at(first);
        let legacy = matches!(value.shape, Shape::Name) && matches!(opening, "print" | "exec");
        if legacy {
            if self.is_operator("(") {
                return Ok(());
            }
            let mark = self.at;
            let argument = self.star_expressions();
            let end = self.last_end();
            self.at = mark;
            if argument.is_ok() {
                let message = format!(
                    "Missing parentheses in call to '{opening}'. Did you mean {opening}(...)?"
                );
                return custom(range(value.start, end), message);
            }
            return Ok(());
        }
        self.string_part(first)?;
        let name_then_string = self.tokens[first].kind == Kind::Name
            && matches!(
                self.tokens[first + 1].kind,
                Kind::String | Kind::Bytes | Kind::FStart
            );
        let soft = matches!(opening, "match" | "case" | "type" | "_");
        if name_then_string || soft || self.level() == 0 {
            return self.after_name(value);
        }
        let mark = self.at;
        let second = self.without_hints(Self::expression);
        let end = self.last_end();
        let closed = self.level_of(self.at - 1) == 0;
        self.at = mark;
        if second.is_ok() && !closed {
            return custom(
                range(value.start, end),
                "invalid syntax. Perhaps you forgot a comma?",
            );
        }
        self.after_name(value)
    }

    /// What follows a name is read too, in case it has a mistake of its own.
    fn after_name(&mut self, value: &Node) -> Result<(), Fail> {
        if !matches!(value.shape, Shape::Name) || self.is_operator("(") {
            return Ok(());
        }
        // Names in a row look at each other in turn.
        const MAXIMUM_IN_A_ROW: u32 = 50;
        if self.names_in_a_row >= MAXIMUM_IN_A_ROW {
            return Ok(());
        }
        let mark = self.at;
        self.names_in_a_row += 1;
        let result = self.star_expressions();
        self.names_in_a_row -= 1;
        self.at = mark;
        match result {
            Err(Fail::Custom(error)) => Err(Fail::Custom(error)),
            _ => Ok(()),
        }
    }

    /// `"a "word" b"`: a quote inside a string.
    fn string_part(&mut self, first: usize) -> Result<(), Fail> {
        if self.tokens[first].kind != Kind::String || self.at != first + 1 {
            return Ok(());
        }
        let mark = self.at;
        let mut end = None;
        while self.kind() != Kind::String && self.begins_expression() {
            match self.without_hints(Self::expression) {
                Ok(node) => end = Some(node.end),
                Err(_) => {
                    self.at = mark;
                    return Ok(());
                }
            }
        }
        let found = self.kind() == Kind::String;
        self.at = mark;
        match end {
            Some(end) if found => {
                let message = "invalid syntax. Is this intended to be part of the string?";
                custom(range(self.tokens[mark].start, end), message)
            }
            _ => Ok(()),
        }
    }

    fn lambda(&mut self) -> Result<Node, Fail> {
        let start = self.start();
        self.advance();
        if !self.is_operator(":") {
            self.parameters(true)?;
        }
        if !self.is_operator(":") {
            return Err(self.generic());
        }
        if self.tokens[self.at + 1].kind == Kind::FMiddle || self.field_colon(self.at) {
            let range = range(start, self.tokens[self.at].end);
            let kind = self.field_kind;
            return custom(
                range,
                format!("{kind}: lambda expressions are not allowed without parentheses"),
            );
        }
        self.advance();
        let body = self.expression()?;
        Ok(Node::new(Shape::Other("lambda"), start, body.end))
    }

    pub fn disjunction(&mut self) -> Result<Node, Fail> {
        self.chain(&["or"], |this| this.chain(&["and"], Self::inversion))
    }

    fn chain(
        &mut self,
        words: &[&str],
        next: impl Fn(&mut Self) -> Result<Node, Fail>,
    ) -> Result<Node, Fail> {
        let first = next(self)?;
        let mut last = None;
        while words.iter().any(|word| self.is_keyword(word)) {
            let mark = self.at;
            self.advance();
            let operand = next(self);
            match self.or_back(mark, operand)? {
                Some(operand) => last = Some(operand.end),
                None => break,
            }
        }
        Ok(match last {
            None => first,
            Some(end) => Node::new(Shape::Other("expression"), first.start, end),
        })
    }

    fn inversion(&mut self) -> Result<Node, Fail> {
        if !self.is_keyword("not") {
            return self.comparison();
        }
        let start = self.start();
        self.advance();
        let operand = crate::scope::with_stack(|| self.inversion())?;
        Ok(Node::new(Shape::Other("expression"), start, operand.end))
    }

    fn comparison(&mut self) -> Result<Node, Fail> {
        let first = self.bitwise_or()?;
        let mut end = None;
        loop {
            if self.is_operator("<>") {
                return custom(
                    self.here(),
                    "invalid syntax.  Maybe you meant '!=' instead of '<>'?",
                );
            }
            let mark = self.at;
            let operator = ["==", "!=", "<", ">", "<=", ">="]
                .iter()
                .any(|op| self.is_operator(op));
            if operator || self.is_keyword("in") && !self.no_in {
                self.advance();
            } else if self.is_keyword("is") {
                self.advance();
                if self.is_keyword("not") {
                    self.advance();
                }
            } else if self.is_keyword("not") && self.text_at(self.at + 1) == "in" {
                self.advance();
                self.advance();
            } else {
                break;
            }
            let operand = self.bitwise_or();
            match self.or_back(mark, operand)? {
                Some(operand) => end = Some(operand.end),
                None => break,
            }
        }
        Ok(match end {
            None => first,
            Some(end) => Node::new(Shape::Other("comparison"), first.start, end),
        })
    }

    pub fn bitwise_or(&mut self) -> Result<Node, Fail> {
        let first = self.factor()?;
        let mut end = None;
        const OPERATORS: &[&str] = &[
            "|", "^", "&", "<<", ">>", "+", "-", "*", "/", "//", "%", "@",
        ];
        while OPERATORS.iter().any(|op| self.is_operator(op)) {
            let mark = self.at;
            self.advance();
            self.not_after_operator()?;
            let operand = self.factor();
            match self.or_back(mark, operand)? {
                Some(operand) => end = Some(operand.end),
                None => break,
            }
        }
        Ok(match end {
            None => first,
            Some(end) => Node::new(Shape::Other("expression"), first.start, end).operation(),
        })
    }

    fn not_after_operator(&mut self) -> Result<(), Fail> {
        if !self.is_keyword("not") {
            return Ok(());
        }
        let start = self.start();
        let mark = self.at;
        let ok = self.inversion().is_ok();
        let end = self.last_end();
        self.at = mark;
        if ok {
            return custom(
                range(start, end),
                "'not' after an operator must be parenthesized",
            );
        }
        Ok(())
    }

    fn factor(&mut self) -> Result<Node, Fail> {
        if self.is_operator("+") || self.is_operator("-") || self.is_operator("~") {
            let start = self.start();
            self.advance();
            self.not_after_operator()?;
            let operand = crate::scope::with_stack(|| self.factor())?;
            return Ok(Node::new(Shape::Other("expression"), start, operand.end).operation());
        }
        let base = self.await_primary()?;
        if self.is_operator("**") {
            let mark = self.at;
            self.advance();
            let exponent = crate::scope::with_stack(|| self.factor());
            if let Some(exponent) = self.or_back(mark, exponent)? {
                let node = Node::new(Shape::Other("expression"), base.start, exponent.end);
                return Ok(node.operation());
            }
        }
        Ok(base)
    }

    fn await_primary(&mut self) -> Result<Node, Fail> {
        if !self.is_keyword("await") {
            return self.primary();
        }
        let start = self.start();
        self.advance();
        let operand = self.primary()?;
        Ok(Node::new(
            Shape::Other("await expression"),
            start,
            operand.end,
        ))
    }

    pub fn primary(&mut self) -> Result<Node, Fail> {
        let mut value = self.atom()?;
        loop {
            let mark = self.at;
            let suffix = self.suffix();
            match self.or_back(mark, suffix)? {
                Some(Some(shape)) => value = Node::new(shape, value.start, self.last_end()),
                _ => return Ok(value),
            }
        }
    }

    /// An attribute, a call or a subscript after a primary, if there is one.
    fn suffix(&mut self) -> Result<Option<Shape>, Fail> {
        if self.eat(".") {
            self.identifier()?;
            return Ok(Some(Shape::Attribute));
        }
        if self.eat("(") {
            let class = std::mem::replace(&mut self.class_arguments, false);
            self.arguments()?;
            self.class_arguments = class;
            self.expect(")")?;
            return Ok(Some(Shape::Other("function call")));
        }
        if self.eat("[") {
            self.slices()?;
            self.expect("]")?;
            return Ok(Some(Shape::Subscript));
        }
        Ok(None)
    }

    fn slices(&mut self) -> Result<(), Fail> {
        let allowed = std::mem::replace(&mut self.assignment_allowed, false);
        loop {
            if self.is_operator("*") {
                self.star_or_invalid(Self::bitwise_or)?;
            } else {
                self.slice()?;
            }
            if !self.eat(",") || self.is_operator("]") {
                break;
            }
        }
        self.assignment_allowed = allowed;
        Ok(())
    }

    pub fn star_or_invalid(
        &mut self,
        rule: fn(&mut Self) -> Result<Node, Fail>,
    ) -> Result<(), Fail> {
        self.advance();
        match rule(self) {
            Ok(_) => Ok(()),
            Err(Fail::At(at)) if self.tokens[at].kind != Kind::End => {
                custom(self.tokens[at].range(), "Invalid star expression")
            }
            Err(other) => Err(other),
        }
    }

    fn slice(&mut self) -> Result<(), Fail> {
        if !self.is_operator(":") {
            self.named_expression()?;
            if !self.is_operator(":") {
                return Ok(());
            }
        }
        for _ in 0..2 {
            if !self.eat(":") {
                break;
            }
            if self.begins_expression() {
                self.expression()?;
            }
        }
        Ok(())
    }
}
