//! Parameter lists of `def` and `lambda`, fields of f-strings, and patterns, for the recogniser.

use super::recogniser::{Fail, Recogniser, custom, is_keyword};
use super::scan::{Kind, range};

impl Recogniser<'_> {
    /// Parameters up to the closing parenthesis or, of a lambda, the colon.
    pub fn parameters(&mut self, lambda: bool) -> Result<(), Fail> {
        let closer = if lambda { ":" } else { ")" };
        let (mut defaulted, mut slash, mut star, mut any) = (false, false, false, false);
        while !self.is_operator(closer) {
            if self.is_operator("/") {
                self.slash(slash, star, any)?;
                slash = true;
            } else if self.is_operator("**") {
                return self.keywords_parameter(lambda, closer);
            } else if self.is_operator("*") {
                if star {
                    return custom(self.here(), "* argument may appear only once");
                }
                star = true;
                self.star_parameter(lambda, closer)?;
            } else if self.is_operator("(") && !star {
                return self.parenthesized_parameter(lambda);
            } else {
                let name = self.identifier()?;
                if !lambda && self.eat(":") {
                    self.expression()?;
                }
                if self.is_operator("=") {
                    self.default_value(closer)?;
                    defaulted = true;
                } else if defaulted && !star {
                    return custom(
                        name.range(),
                        "parameter without a default follows parameter with a default",
                    );
                }
            }
            any = true;
            if !self.eat(",") {
                break;
            }
        }
        Ok(())
    }

    fn default_value(&mut self, closer: &str) -> Result<(), Fail> {
        let equals = self.here();
        self.advance();
        if self.is_operator(",") || self.is_operator(closer) {
            return custom(equals, "expected default value expression");
        }
        self.expression()?;
        Ok(())
    }

    fn slash(&mut self, seen: bool, star: bool, any: bool) -> Result<(), Fail> {
        let here = self.here();
        if seen {
            return custom(here, "/ may appear only once");
        }
        if star {
            return custom(here, "/ must be ahead of *");
        }
        if !any {
            if self.text_at(self.at + 1) != "," {
                return Err(self.generic());
            }
            return custom(here, "at least one argument must precede /");
        }
        self.advance();
        if self.is_operator("*") {
            return custom(self.here(), "expected comma between / and *");
        }
        Ok(())
    }

    fn star_parameter(&mut self, lambda: bool, closer: &str) -> Result<(), Fail> {
        let star = self.here();
        self.advance();
        if self.is_operator(",") {
            if self.text_at(self.at + 1) == closer || self.text_at(self.at + 1) == "**" {
                return custom(star, "named arguments must follow bare *");
            }
            return Ok(());
        }
        if self.is_operator(closer) {
            let star = if lambda { self.here() } else { star };
            return custom(star, "named arguments must follow bare *");
        }
        self.identifier()?;
        let mut is_starred = false;
        if !lambda && self.eat(":") {
            is_starred = self.is_operator("*");
            if is_starred {
                self.star_expressions()?;
            } else {
                self.expression()?;
            }
        }
        if self.is_operator("=") && !is_starred {
            return custom(
                self.here(),
                "var-positional argument cannot have default value",
            );
        }
        Ok(())
    }

    fn keywords_parameter(&mut self, lambda: bool, closer: &str) -> Result<(), Fail> {
        self.advance();
        self.identifier()?;
        if !lambda && self.eat(":") {
            self.expression()?;
        }
        if self.is_operator("=") {
            return custom(
                self.here(),
                "var-keyword argument cannot have default value",
            );
        }
        if !self.eat(",") || self.is_operator(closer) {
            return Ok(());
        }
        let token = self.tokens[self.at];
        if matches!(self.text_at(self.at), "*" | "**" | "/") || token.kind == Kind::Name {
            return custom(
                token.range(),
                "arguments cannot follow var-keyword argument",
            );
        }
        Err(self.generic())
    }

    fn parenthesized_parameter(&mut self, lambda: bool) -> Result<(), Fail> {
        let start = self.start();
        let open = self.at;
        self.advance();
        while self.kind() == Kind::Name && !is_keyword(self.text_at(self.at))
            || self.is_operator(",")
        {
            self.advance();
        }
        if self.is_operator(")") && self.at > open + 1 {
            let what = if lambda {
                "Lambda expression"
            } else {
                "Function"
            };
            return custom(
                range(start, self.tokens[self.at].end),
                format!("{what} parameters cannot be parenthesized"),
            );
        }
        self.at = open;
        Err(self.generic())
    }

    /// Whether the colon at `index` begins the format spec of a field.
    pub fn field_colon(&self, index: usize) -> bool {
        matches!(
            self.tokens.get(index + 1).map(|token| token.kind),
            Some(Kind::FMiddle | Kind::FEnd)
        ) || self.text_at(index + 1) == "}" && self.field_depth > 0
    }

    /// From `f"` to its end. `what`: how messages name the string.
    pub fn format_string(&mut self, what: &'static str) -> Result<(), Fail> {
        self.advance();
        loop {
            match self.kind() {
                Kind::FMiddle => self.advance(),
                Kind::FEnd => {
                    self.advance();
                    return Ok(());
                }
                Kind::Operator if self.text_at(self.at) == "{" => {
                    let saved = (
                        self.assignment_allowed,
                        self.no_in,
                        self.in_comprehension_tail,
                    );
                    (
                        self.assignment_allowed,
                        self.no_in,
                        self.in_comprehension_tail,
                    ) = (true, false, 0);
                    self.field_depth += 1;
                    let result = crate::scope::with_stack(|| self.field(what));
                    self.field_depth -= 1;
                    (
                        self.assignment_allowed,
                        self.no_in,
                        self.in_comprehension_tail,
                    ) = saved;
                    result?;
                }
                _ => return Err(self.generic()),
            }
        }
    }

    fn field(&mut self, what: &'static str) -> Result<(), Fail> {
        self.advance();
        self.field_kind = what;
        for stop in ["=", "!", ":", "}"] {
            if self.is_operator(stop) {
                return custom(
                    self.here(),
                    format!("{what}: valid expression required before '{stop}'"),
                );
            }
        }
        let first = self.at;
        match self.star_expressions() {
            Ok(_) => {}
            Err(Fail::At(at)) if self.tokens[at].kind == Kind::End => return Err(Fail::At(at)),
            Err(Fail::At(at)) if !self.hints => return Err(Fail::At(at)),
            Err(Fail::At(_)) => {
                // Is there anything at all that could be meant?
                self.at = first;
                if self.without_hints(Self::star_expressions).is_err() {
                    return custom(
                        self.tokens[first].range(),
                        format!("{what}: expecting a valid expression after '{{'"),
                    );
                }
            }
            Err(other) => return Err(other),
        }
        let debug = self.eat("=");
        if self.is_operator("!") {
            let bang = self.tokens[self.at];
            self.advance();
            let name = self.tokens[self.at];
            if name.kind != Kind::Name {
                if self.is_operator(":") || self.is_operator("}") {
                    return custom(self.here(), format!("{what}: missing conversion character"));
                }
                return custom(self.here(), format!("{what}: invalid conversion character"));
            }
            if name.start != bang.end {
                let message =
                    format!("{what}: conversion type must come right after the exclamation mark");
                return custom(range(bang.start, name.end), message);
            }
            let text = self.text_at(self.at);
            if !matches!(text, "s" | "r" | "a") {
                let message = format!(
                    "{what}: invalid conversion character '{text}': expected 's', 'r', or 'a'"
                );
                return custom(name.range(), message);
            }
            self.advance();
            if !self.is_operator(":") && !self.is_operator("}") {
                return custom(self.here(), format!("{what}: expecting ':' or '}}'"));
            }
        }
        if self.eat(":") {
            self.format_spec(what)?;
        }
        if self.eat("}") {
            return Ok(());
        }
        if self.kind() == Kind::End {
            return Err(self.generic());
        }
        let after = match debug {
            true => "expecting '!', or ':', or '}'",
            false => "expecting '=', or '!', or ':', or '}'",
        };
        custom(self.here(), format!("{what}: {after}"))
    }

    fn format_spec(&mut self, what: &'static str) -> Result<(), Fail> {
        loop {
            match self.kind() {
                Kind::FMiddle => self.advance(),
                Kind::Operator if self.text_at(self.at) == "{" => {
                    crate::scope::with_stack(|| self.field(what))?
                }
                _ => return Ok(()),
            }
        }
    }

    /// The patterns of a `case`.
    pub fn patterns(&mut self) -> Result<(), Fail> {
        loop {
            self.as_pattern()?;
            if !self.eat(",") || self.is_operator(":") || self.is_keyword("if") {
                return Ok(());
            }
        }
    }

    fn as_pattern(&mut self) -> Result<(), Fail> {
        crate::scope::with_stack(|| {
            if self.eat("*") {
                self.identifier()?;
                return Ok(());
            }
            self.closed_pattern()?;
            while self.eat("|") {
                self.closed_pattern()?;
            }
            if !self.eat_keyword("as") {
                return Ok(());
            }
            if self.is_keyword("_") {
                return custom(self.here(), "cannot use '_' as a target");
            }
            let target = self.expression()?;
            if matches!(target.shape, super::recogniser::Shape::Name) {
                return Ok(());
            }
            custom(
                target.range(),
                format!("cannot use {} as pattern target", target.name()),
            )
        })
    }

    fn closed_pattern(&mut self) -> Result<(), Fail> {
        match self.kind() {
            Kind::Number | Kind::String | Kind::Bytes => self.literal_pattern(),
            Kind::Operator if self.text_at(self.at) == "-" => self.literal_pattern(),
            Kind::Operator if matches!(self.text_at(self.at), "(" | "[") => {
                let closer = if self.text_at(self.at) == "(" {
                    ")"
                } else {
                    "]"
                };
                self.advance();
                while !self.is_operator(closer) {
                    self.as_pattern()?;
                    if !self.eat(",") {
                        break;
                    }
                }
                self.expect(closer)
            }
            Kind::Operator if self.text_at(self.at) == "{" => self.mapping_pattern(),
            Kind::Name => {
                let text = self.text_at(self.at);
                if is_keyword(text) && !matches!(text, "None" | "True" | "False") {
                    return Err(self.generic());
                }
                self.advance();
                while self.eat(".") {
                    self.identifier()?;
                }
                if self.is_operator("(") {
                    return self.class_pattern();
                }
                Ok(())
            }
            _ => Err(self.generic()),
        }
    }

    fn literal_pattern(&mut self) -> Result<(), Fail> {
        self.eat("-");
        if !matches!(self.kind(), Kind::Number | Kind::String | Kind::Bytes) {
            return Err(self.generic());
        }
        while matches!(self.kind(), Kind::Number | Kind::String | Kind::Bytes) {
            self.advance();
        }
        if self.eat("+") || self.eat("-") {
            if self.kind() != Kind::Number {
                return Err(self.generic());
            }
            let imaginary = self.text_at(self.at).ends_with(['j', 'J']);
            if !imaginary {
                return custom(self.here(), "imaginary number required in complex literal");
            }
            self.advance();
        }
        Ok(())
    }

    fn mapping_pattern(&mut self) -> Result<(), Fail> {
        self.advance();
        while !self.is_operator("}") {
            if self.is_operator("**") {
                self.advance();
                if self.is_keyword("_") {
                    return Err(self.generic());
                }
                self.identifier()?;
                self.eat(",");
                break;
            }
            let name = self.at;
            self.closed_pattern()?;
            if self.at == name + 1
                && self.tokens[name].kind == Kind::Name
                && !is_keyword(self.text_at(name))
            {
                // A key is a literal or a dotted name.
                return Err(self.generic());
            }
            self.expect(":")?;
            self.as_pattern()?;
            if !self.eat(",") {
                break;
            }
        }
        self.expect("}")
    }

    fn class_pattern(&mut self) -> Result<(), Fail> {
        self.advance();
        let mut keywords = false;
        while !self.is_operator(")") {
            let start = self.start();
            if self.kind() == Kind::Name && self.text_at(self.at + 1) == "=" {
                self.identifier()?;
                self.advance();
                keywords = true;
                self.as_pattern()?;
            } else {
                self.as_pattern()?;
                if keywords {
                    let mut end = self.last_end();
                    while self.eat(",") && !self.is_operator(")") {
                        let named = self.kind() == Kind::Name && self.text_at(self.at + 1) == "=";
                        if named || self.as_pattern().is_err() {
                            break;
                        }
                        end = self.last_end();
                    }
                    return custom(
                        range(start, end),
                        "positional patterns follow keyword patterns",
                    );
                }
            }
            if !self.eat(",") {
                break;
            }
        }
        self.expect(")")
    }
}
