//! Arguments of calls and class statements, for the recogniser.

use super::recogniser::{Fail, Node, Recogniser, Shape, custom};
use super::scan::{Kind, range};

impl Recogniser<'_> {
    /// Arguments of a call, up to the closing parenthesis.
    pub fn arguments(&mut self) -> Result<(), Fail> {
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
        let result = crate::scope::with_stack(|| self.arguments_inner());
        (
            self.assignment_allowed,
            self.no_in,
            self.in_comprehension_tail,
        ) = saved;
        result
    }

    fn arguments_inner(&mut self) -> Result<(), Fail> {
        let (mut keywords, mut unpacked) = (false, false);
        let mut count = 0;
        while !self.is_operator(")") {
            let start = self.start();
            let comma = self.tokens[self.at - 1].start;
            if self.is_operator("**") {
                self.advance();
                self.expression()?;
                (keywords, unpacked) = (true, true);
                if self.eat("=") {
                    self.expression()?;
                    return custom(
                        range(start, self.last_end()),
                        "cannot assign to keyword argument unpacking",
                    );
                }
            } else if self.is_operator("*") {
                self.star_or_invalid(Self::expression)?;
                if self.eat("=") {
                    self.expression()?;
                    return custom(
                        range(start, self.last_end()),
                        "cannot assign to iterable argument unpacking",
                    );
                }
                if unpacked {
                    let message = "iterable argument unpacking follows keyword argument unpacking";
                    return custom(range(comma, self.last_end()), message);
                }
            } else if self.text_at(self.at + 1) == "=" && self.tokens[self.at].kind == Kind::Name {
                self.keyword_argument()?;
                keywords = true;
            } else {
                let value = self.named_argument()?;
                if self.comprehension_follows() {
                    self.generator_argument(&value, start, count)?;
                } else if keywords {
                    self.positional_after_keyword(unpacked)?;
                }
            }
            count += 1;
            if !self.eat(",") {
                break;
            }
        }
        Ok(())
    }

    fn keyword_argument(&mut self) -> Result<(), Fail> {
        let name = self.tokens[self.at];
        let text = self.text_at(self.at);
        if matches!(text, "True" | "False" | "None") {
            return custom(
                range(name.start, self.tokens[self.at + 1].end),
                format!("cannot assign to {text}"),
            );
        }
        if super::recogniser::is_keyword(text) {
            return Err(self.generic());
        }
        self.advance();
        self.advance();
        if self.is_operator(",") || self.is_operator(")") {
            return custom(
                range(name.start, self.last_end()),
                "expected argument value expression",
            );
        }
        self.expression()?;
        if self.comprehension_follows() {
            let message = "invalid syntax. Maybe you meant '==' or ':=' instead of '='?";
            return custom(range(name.start, self.tokens[self.at - 1].end), message);
        }
        Ok(())
    }

    fn named_argument(&mut self) -> Result<Node, Fail> {
        let value = self.expression()?;
        if self.is_operator(":=") {
            if !matches!(value.shape, Shape::Name) || value.parenthesized {
                return custom(
                    value.range(),
                    format!("cannot use assignment expressions with {}", value.name()),
                );
            }
            self.advance();
            self.expression()?;
        } else if self.is_operator("=") {
            let message = "expression cannot contain assignment, perhaps you meant \"==\"?";
            return custom(range(value.start, self.tokens[self.at].end), message);
        }
        Ok(value)
    }

    fn generator_argument(
        &mut self,
        element: &Node,
        start: usize,
        count: usize,
    ) -> Result<(), Fail> {
        if self.class_arguments {
            return Err(self.generic());
        }
        self.comprehension(element, false)?;
        let end = self.last_end();
        let alone = count == 0 && self.is_operator(")");
        if self.is_operator("=") {
            return Err(self.generic());
        }
        if !alone && (self.is_operator(",") || self.is_operator(")")) {
            return custom(
                range(start, end),
                "Generator expression must be parenthesized",
            );
        }
        Ok(())
    }

    fn positional_after_keyword(&mut self, unpacked: bool) -> Result<(), Fail> {
        if !self.is_operator(",") && !self.is_operator(")") {
            return Ok(());
        }
        let message = if unpacked {
            "positional argument follows keyword argument unpacking"
        } else {
            "positional argument follows keyword argument"
        };
        // Shown at the end of the arguments, as far as they can be read.
        let mut depth = 0;
        let mut at = self.at;
        while at + 1 < self.tokens.len() {
            match self.text_at(at) {
                "(" | "[" | "{" => depth += 1,
                ")" | "]" | "}" if depth == 0 => break,
                ")" | "]" | "}" => depth -= 1,
                _ => {}
            }
            at += 1;
        }
        custom(self.tokens[at].range(), message)
    }
}
