//! Statements of the recogniser.

use crate::errors::ErrorKind;

use super::recogniser::{Fail, Node, Recogniser, Shape, at_last_token, custom, is_keyword};
use super::scan::{Kind, range};

impl Recogniser<'_> {
    pub fn file(&mut self) -> Result<(), Fail> {
        while self.kind() != Kind::End {
            if self.kind() == Kind::Newline {
                self.advance();
                continue;
            }
            self.statement()?;
        }
        Ok(())
    }

    pub fn eval_input(&mut self) -> Result<(), Fail> {
        if self.kind() == Kind::Indent {
            self.advance();
        }
        self.star_expressions()?;
        while matches!(self.kind(), Kind::Newline | Kind::Dedent) {
            self.advance();
        }
        if self.kind() == Kind::End {
            Ok(())
        } else {
            Err(self.generic())
        }
    }

    fn statement(&mut self) -> Result<(), Fail> {
        let start = self.start();
        crate::scope::with_stack(|| self.statement_inner())?;
        self.last_statement = Some(start);
        Ok(())
    }

    fn statement_inner(&mut self) -> Result<(), Fail> {
        let text = self.text_at(self.at);
        if self.kind() == Kind::Operator && text == "@" {
            self.advance();
            self.named_expression()?;
            self.end_of_line()?;
            let decorated = ["def", "class", "async"]
                .iter()
                .any(|word| self.is_keyword(word))
                || self.is_operator("@");
            return if decorated {
                Ok(())
            } else {
                Err(self.generic())
            };
        }
        if self.kind() != Kind::Name {
            return self.simple_line();
        }
        match text {
            "if" => self.if_statement(),
            "while" => {
                let line = self.keyword_line();
                self.condition()?;
                self.block("'while' statement", line, true)?;
                self.else_block()
            }
            "for" => self.for_statement(),
            "with" => self.with_statement(),
            "try" => self.try_statement(),
            "def" => self.function(),
            "class" => self.class(),
            "async" => match self.text_at(self.at + 1) {
                "def" | "for" | "with" => {
                    self.advance();
                    self.statement_inner()
                }
                _ => {
                    self.advance();
                    Err(self.generic())
                }
            },
            "match" if self.soft_statement() => self.match_statement(),
            _ => self.simple_line(),
        }
    }

    /// Line number of the current keyword; goes past it.
    fn keyword_line(&mut self) -> usize {
        let line = self.line(self.start());
        self.advance();
        line
    }

    pub fn line(&self, offset: usize) -> usize {
        1 + self.text.as_bytes()[..offset]
            .iter()
            .filter(|&&byte| byte == b'\n')
            .count()
    }

    fn condition(&mut self) -> Result<(), Fail> {
        self.assignment_allowed = false;
        self.named_expression()?;
        Ok(())
    }

    /// `: block`. `lenient`: a missing colon is named only at the end of the line.
    fn block(&mut self, what: &str, line: usize, lenient: bool) -> Result<(), Fail> {
        if !self.eat(":") {
            if lenient && self.kind() != Kind::Newline {
                return Err(self.generic());
            }
            return custom(self.here(), "expected ':'");
        }
        if self.kind() != Kind::Newline {
            return self.simple_line();
        }
        self.advance();
        if self.kind() != Kind::Indent {
            let token = self.tokens[self.at];
            let message = format!("expected an indented block after {what} on line {line}");
            return Err(Fail::Custom(at_last_token(
                self.text,
                token,
                ErrorKind::Indentation,
                message,
            )));
        }
        self.advance();
        while self.kind() != Kind::Dedent {
            match self.kind() {
                Kind::End => return Ok(()),
                Kind::Newline => self.advance(),
                _ => self.statement()?,
            }
        }
        self.advance();
        Ok(())
    }

    fn else_block(&mut self) -> Result<(), Fail> {
        if self.is_keyword("else") {
            let line = self.keyword_line();
            self.block("'else' statement", line, false)?;
            if self.is_keyword("elif") {
                return custom(self.here(), "'elif' block follows an 'else' block");
            }
        }
        Ok(())
    }

    fn if_statement(&mut self) -> Result<(), Fail> {
        let line = self.keyword_line();
        self.condition()?;
        self.block("'if' statement", line, true)?;
        while self.is_keyword("elif") {
            let line = self.keyword_line();
            self.condition()?;
            self.block("'elif' statement", line, true)?;
        }
        self.else_block()
    }

    fn for_statement(&mut self) -> Result<(), Fail> {
        let line = self.keyword_line();
        let target = self.for_target()?;
        if !matches!(target.shape, Shape::Other("comparison")) {
            self.check_target(&target)?;
        }
        if !self.is_keyword("in") {
            return Err(self.generic());
        }
        self.advance();
        self.star_expressions()?;
        self.block("'for' statement", line, true)?;
        self.else_block()
    }

    fn with_statement(&mut self) -> Result<(), Fail> {
        let line = self.keyword_line();
        let mark = self.at;
        if self.is_operator("(") {
            // Either parenthesised items or an expression that begins with a parenthesis.
            self.advance();
            let items = self.with_items(true);
            if items.is_ok() && self.is_operator(")") {
                self.advance();
                if self.is_operator(":") || self.kind() == Kind::Newline {
                    return self.block("'with' statement", line, true);
                }
            }
            if let Err(Fail::Custom(error)) = items {
                return Err(Fail::Custom(error));
            }
            self.at = mark;
        }
        self.with_items(false)?;
        self.block("'with' statement", line, true)
    }

    fn with_items(&mut self, parenthesized: bool) -> Result<(), Fail> {
        loop {
            if parenthesized && self.is_operator(")") {
                return Ok(());
            }
            self.expression()?;
            if self.eat_keyword("as") {
                let target = if self.is_operator("*") {
                    self.star_expressions()?
                } else {
                    self.expression()?
                };
                if self.is_operator(",") || self.is_operator(")") || self.is_operator(":") {
                    self.check_target(&target)?;
                }
            }
            if !self.eat(",") {
                return Ok(());
            }
        }
    }

    fn try_statement(&mut self) -> Result<(), Fail> {
        let line = self.keyword_line();
        self.block("'try' statement", line, false)?;
        let mut star = None;
        let mut any = false;
        while self.is_keyword("except") {
            any = true;
            let start = self.start();
            let except_line = self.keyword_line();
            let is_star = self.eat("*");
            if *star.get_or_insert(is_star) != is_star {
                let message = "cannot have both 'except' and 'except*' on the same 'try'";
                return custom(range(start, self.tokens[self.at - 1].end), message);
            }
            let what = if is_star {
                "'except*' statement"
            } else {
                "'except' statement"
            };
            if self.is_operator(":") || self.kind() == Kind::Newline {
                if is_star {
                    return custom(self.here(), "expected one or more exception types");
                }
            } else {
                self.exception_types(is_star)?;
            }
            self.block(what, except_line, true)?;
        }
        let mut ended = any;
        if any && self.is_keyword("else") {
            let line = self.keyword_line();
            self.block("'else' statement", line, false)?;
        }
        if self.is_keyword("finally") {
            ended = true;
            let line = self.keyword_line();
            self.block("'finally' statement", line, false)?;
        }
        if !ended {
            let token = self.tokens[self.at];
            let message = "expected 'except' or 'finally' block";
            return Err(Fail::Custom(at_last_token(
                self.text,
                token,
                ErrorKind::Syntax,
                message,
            )));
        }
        Ok(())
    }

    fn exception_types(&mut self, is_star: bool) -> Result<(), Fail> {
        let start = self.start();
        self.expression()?;
        let mut several = false;
        while self.eat(",") {
            several = true;
            if self.is_operator(":") || self.is_keyword("as") {
                break;
            }
            self.expression()?;
        }
        if !self.eat_keyword("as") {
            return Ok(());
        }
        if several {
            let message = "multiple exception types must be parenthesized when using 'as'";
            self.identifier()?;
            return custom(range(start, self.last_end()), message);
        }
        let target = self.expression()?;
        if !matches!(target.shape, Shape::Name)
            && (self.is_operator(":") || self.kind() == Kind::Newline)
        {
            return custom(
                target.range(),
                format!(
                    "cannot use except{} statement with {}",
                    if is_star { "*" } else { "" },
                    target.name()
                ),
            );
        }
        Ok(())
    }

    fn function(&mut self) -> Result<(), Fail> {
        let line = self.keyword_line();
        self.identifier()?;
        self.type_parameters()?;
        if !self.eat("(") {
            return custom(self.here(), "expected '('");
        }
        self.parameters(false)?;
        self.expect(")")?;
        if self.eat("->") {
            self.expression()?;
        }
        self.block("function definition", line, false)
    }

    fn class(&mut self) -> Result<(), Fail> {
        let line = self.keyword_line();
        self.identifier()?;
        self.type_parameters()?;
        if self.eat("(") {
            self.class_arguments = true;
            let result = self.arguments();
            self.class_arguments = false;
            result?;
            self.expect(")")?;
        }
        self.block("class definition", line, true)
    }

    fn type_parameters(&mut self) -> Result<(), Fail> {
        if !self.is_operator("[") {
            return Ok(());
        }
        self.advance();
        if self.is_operator("]") {
            return custom(self.here(), "Type parameter list cannot be empty");
        }
        while !self.is_operator("]") {
            let star = if self.eat("**") {
                "ParamSpec"
            } else if self.eat("*") {
                "TypeVarTuple"
            } else {
                ""
            };
            self.identifier()?;
            if self.is_operator(":") {
                let colon = self.here();
                self.advance();
                let bound = self.expression()?;
                if !star.is_empty() {
                    let what = if matches!(bound.shape, Shape::Tuple(_)) {
                        "constraints"
                    } else {
                        "bound"
                    };
                    return custom(colon, format!("cannot use {what} with {star}"));
                }
            }
            if self.eat("=") {
                if self.is_operator("*") && star == "TypeVarTuple" {
                    self.advance();
                }
                self.expression()?;
            }
            if !self.eat(",") {
                break;
            }
        }
        self.expect("]")
    }

    fn soft_statement(&mut self) -> bool {
        // `match x:` is a statement if the line ends with a colon and what stands between is no operation.
        let mark = self.at;
        self.advance();
        let begins = self.begins_expression() || self.is_operator("*");
        let ok = begins && {
            let subject = self.star_named_expressions();
            subject.is_ok() && (self.is_operator(":") || self.kind() == Kind::Newline)
        };
        let block = ok
            && self.is_operator(":")
            && self
                .tokens
                .get(self.at + 1)
                .is_some_and(|t| t.kind == Kind::Newline);
        let bare = ok
            && self.kind() == Kind::Newline
            && self
                .tokens
                .get(self.at + 1)
                .is_some_and(|t| t.kind == Kind::Indent);
        self.at = mark;
        block || bare
    }

    fn match_statement(&mut self) -> Result<(), Fail> {
        let line = self.keyword_line();
        self.star_named_expressions()?;
        if !self.eat(":") {
            return custom(self.here(), "expected ':'");
        }
        if self.kind() == Kind::Newline {
            self.advance();
        }
        if self.kind() != Kind::Indent {
            let token = self.tokens[self.at];
            let message =
                format!("expected an indented block after 'match' statement on line {line}");
            return Err(Fail::Custom(at_last_token(
                self.text,
                token,
                ErrorKind::Indentation,
                message,
            )));
        }
        self.advance();
        while self.is_keyword("case") {
            let line = self.keyword_line();
            self.patterns()?;
            if self.eat_keyword("if") {
                self.condition()?;
            }
            self.block("'case' statement", line, true)?;
        }
        match self.kind() {
            Kind::Dedent => {
                self.advance();
                Ok(())
            }
            Kind::End => Ok(()),
            _ => Err(self.generic()),
        }
    }

    /// Simple statements up to the end of the line.
    fn simple_line(&mut self) -> Result<(), Fail> {
        loop {
            self.assignment_allowed = true;
            self.simple_statement()?;
            if !self.eat(";") {
                break;
            }
            if self.kind() == Kind::Newline {
                break;
            }
        }
        self.end_of_line()
    }

    fn end_of_line(&mut self) -> Result<(), Fail> {
        match self.kind() {
            Kind::Newline => {
                self.advance();
                Ok(())
            }
            Kind::End => Ok(()),
            _ => Err(self.generic()),
        }
    }

    fn ends_statement(&self) -> bool {
        matches!(self.kind(), Kind::Newline | Kind::End) || self.is_operator(";")
    }

    fn simple_statement(&mut self) -> Result<(), Fail> {
        let text = self.text_at(self.at);
        if self.kind() == Kind::Name {
            match text {
                "pass" | "break" | "continue" => {
                    if self.text_at(self.at + 1) == "if" {
                        self.expression()?;
                    }
                    self.advance();
                    return Ok(());
                }
                "return" => {
                    self.advance();
                    if !self.ends_statement() {
                        self.assignment_allowed = false;
                        self.star_expressions()?;
                    }
                    return Ok(());
                }
                "raise" => return self.raise(),
                "global" | "nonlocal" => {
                    self.advance();
                    self.identifier()?;
                    while self.eat(",") {
                        self.identifier()?;
                    }
                    return Ok(());
                }
                "del" => return self.delete(),
                "assert" => return self.assert(),
                "import" => return self.import(),
                "from" => return self.import_from(),
                "type"
                    if self.tokens[self.at + 1].kind == Kind::Name
                        && !is_keyword(self.text_at(self.at + 1)) =>
                {
                    self.advance();
                    self.identifier()?;
                    self.type_parameters()?;
                    self.expect("=")?;
                    self.expression()?;
                    return Ok(());
                }
                _ => {}
            }
        }
        self.assignment_or_expression()
    }

    fn raise(&mut self) -> Result<(), Fail> {
        self.advance();
        if self.ends_statement() {
            return Ok(());
        }
        self.expression()?;
        if self.is_keyword("from") {
            self.advance();
            self.expression()?;
        }
        Ok(())
    }

    fn delete(&mut self) -> Result<(), Fail> {
        self.advance();
        let targets = self.star_expressions()?;
        if let Some(bad) = self.undeletable(&targets) {
            return custom(bad.range(), format!("cannot delete {}", bad.name()));
        }
        Ok(())
    }

    fn undeletable<'n>(&self, node: &'n Node) -> Option<&'n Node> {
        match &node.shape {
            Shape::Name | Shape::Attribute | Shape::Subscript => None,
            Shape::Tuple(items) | Shape::List(items) => {
                items.iter().find_map(|item| self.undeletable(item))
            }
            _ => Some(node),
        }
    }

    fn assert(&mut self) -> Result<(), Fail> {
        self.advance();
        let test = self.expression()?;
        if self.is_operator("=") {
            self.advance();
            self.expression()?;
            return custom(
                test.range(),
                format!(
                    "cannot assign to {} here. Maybe you meant '==' instead of '='?",
                    test.name()
                ),
            );
        }
        if self.is_operator(":=") {
            return custom(
                test.range(),
                "cannot use named expression without parentheses here",
            );
        }
        if self.eat(",") {
            self.expression()?;
        }
        Ok(())
    }

    fn dotted_name(&mut self) -> Result<(), Fail> {
        self.identifier()?;
        while self.eat(".") {
            self.identifier()?;
        }
        Ok(())
    }

    fn import(&mut self) -> Result<(), Fail> {
        let start = self.start();
        self.advance();
        if self.ends_statement() {
            let at = self.start();
            return custom(range(at, at), "Expected one or more names after 'import'");
        }
        loop {
            self.dotted_name()?;
            if self.is_keyword("from") {
                self.advance();
                self.dotted_name()?;
                return custom(
                    range(start, self.last_end()),
                    "Did you mean to use 'from ... import ...' instead?",
                );
            }
            if self.eat_keyword("as") {
                self.import_target()?;
            }
            if !self.eat(",") {
                return Ok(());
            }
        }
    }

    fn import_target(&mut self) -> Result<(), Fail> {
        let target = self.expression()?;
        if matches!(target.shape, Shape::Name) && !target.parenthesized {
            return Ok(());
        }
        custom(
            target.range(),
            format!("cannot use {} as import target", target.name()),
        )
    }

    fn import_from(&mut self) -> Result<(), Fail> {
        self.advance();
        let mut dots = false;
        while self.eat(".") || self.eat("...") {
            dots = true;
        }
        if !dots || !self.is_keyword("import") {
            self.dotted_name()?;
        }
        if !self.eat_keyword("import") {
            return Err(self.generic());
        }
        if self.eat("*") {
            return Ok(());
        }
        let parenthesized = self.eat("(");
        if self.ends_statement() || parenthesized && self.is_operator(")") {
            let at = self.start();
            return custom(range(at, at), "Expected one or more names after 'import'");
        }
        loop {
            self.identifier()?;
            if self.eat_keyword("as") {
                self.import_target()?;
            }
            if !self.eat(",") {
                break;
            }
            if parenthesized && self.is_operator(")") {
                break;
            }
            if !parenthesized && self.kind() == Kind::Newline {
                return custom(
                    self.here(),
                    "trailing comma not allowed without surrounding parentheses",
                );
            }
        }
        if parenthesized {
            self.expect(")")
        } else {
            Ok(())
        }
    }

    fn assignment_or_expression(&mut self) -> Result<(), Fail> {
        const AUGMENTED: &[&str] = &[
            "+=", "-=", "*=", "/=", "//=", "%=", "@=", "&=", "|=", "^=", ">>=", "<<=", "**=",
        ];
        let mut left = self.star_expressions()?;
        if self.is_operator(":=") {
            // Only in parentheses.
            return Err(self.generic());
        }
        if self.is_operator(":") {
            return self.annotation(&left);
        }
        if AUGMENTED.iter().any(|op| self.is_operator(op)) {
            if !matches!(
                left.shape,
                Shape::Name | Shape::Attribute | Shape::Subscript
            ) {
                let message = format!(
                    "'{}' is an illegal expression for augmented assignment",
                    left.name()
                );
                return custom(left.range(), message);
            }
            self.advance();
            self.star_expressions()?;
            return Ok(());
        }
        let mut first = true;
        while self.is_operator("=") {
            self.assignment_target(&left, first)?;
            first = false;
            self.advance();
            left = self.star_expressions()?;
        }
        Ok(())
    }

    fn assignment_target(&mut self, left: &Node, first: bool) -> Result<(), Fail> {
        if let (Shape::Other("yield expression"), false) = (&left.shape, left.parenthesized) {
            return custom(left.range(), "assignment to yield expression not possible");
        }
        if first {
            // The last element before the `=` is read as an expression on its own first.
            let last = match &left.shape {
                Shape::Tuple(items) if !left.parenthesized => items.last(),
                _ => Some(left),
            };
            if let Some(last) = last
                && self.invalid_target(last).is_some()
            {
                self.equals_in_expression(last)?;
            }
        }
        if let Shape::Starred(_) = left.shape {
            // Left to the compiler: starred targets must be in a list or tuple.
        }
        self.check_target(left)
    }

    fn annotation(&mut self, left: &Node) -> Result<(), Fail> {
        match &left.shape {
            Shape::Name | Shape::Attribute | Shape::Subscript => {
                self.advance();
                self.expression()?;
                if self.eat("=") {
                    self.star_expressions()?;
                }
                Ok(())
            }
            shape => {
                let mark = self.at;
                self.advance();
                let ok = self.without_hints(Self::expression).is_ok();
                self.at = mark;
                if !ok {
                    return Err(self.generic());
                }
                match shape {
                    Shape::List(_) | Shape::Tuple(_) => {
                        let start = match shape {
                            Shape::Tuple(items) if !left.parenthesized => {
                                items.first().unwrap_or(left).range()
                            }
                            _ => left.range(),
                        };
                        custom(
                            start,
                            format!("only single target (not {}) can be annotated", left.name()),
                        )
                    }
                    _ => custom(left.range(), "illegal target for annotation"),
                }
            }
        }
    }
}
