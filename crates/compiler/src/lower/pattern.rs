//! `match` statements.
//!
//! Names captured by a pattern are assigned only when the whole pattern has matched, so captures are
//! collected in registers first.

use typhon_bytecode::{Constant, Opcode};

use super::{Lowerer, Ranged, Reg};
use crate::assemble::Label;
use crate::constant::text;
use crate::errors::{Result, syntax};
use crate::parse::{TextRange, ast};
use ast::{Expr, Pattern};

/// Names captured so far, with the registers of their values.
type Captures<'a> = Vec<(&'a ast::Identifier, Reg)>;

impl<'a> Lowerer<'a> {
    pub fn match_statement(&mut self, node: &'a ast::StmtMatch) -> Result<()> {
        let subject = self.temp();
        self.evaluate(&node.subject, subject)?;
        let end = self.label();
        let last = node.cases.len() - 1;
        for (index, case) in node.cases.iter().enumerate() {
            if index < last && case.guard.is_none() {
                self.check_unreachable_cases(&case.pattern)?;
            }
            let mark = self.mark();
            let next = self.label();
            let mut captures = Captures::new();
            if is_wildcard(&case.pattern) {
                self.pass_line(case.pattern.range());
            }
            self.pattern(&case.pattern, subject, next, &mut captures)?;
            for (name, register) in captures {
                self.at(case.pattern.range());
                self.store_name(name, register)?;
            }
            if let Some(guard) = &case.guard {
                self.branch(guard, next, false)?;
            }
            self.release_to(mark);
            self.statements(&case.body)?;
            self.at(crate::assemble::no_location());
            self.jump(end);
            self.place(next);
        }
        self.place(end);
        Ok(())
    }

    fn check_unreachable_cases(&mut self, pattern: &'a Pattern) -> Result<()> {
        match pattern {
            Pattern::MatchAs(node) if node.pattern.is_none() => match &node.name {
                Some(name) => syntax(
                    node.range,
                    format!("name capture '{name}' makes remaining patterns unreachable"),
                ),
                None => syntax(node.range, "wildcard makes remaining patterns unreachable"),
            },
            Pattern::MatchAs(node) => match &node.pattern {
                Some(inner) => self.check_unreachable_cases(inner),
                None => Ok(()),
            },
            Pattern::MatchOr(node) => match node.patterns.last() {
                Some(last) => self.check_unreachable_cases(last),
                None => Ok(()),
            },
            _ => Ok(()),
        }
    }

    /// Goes on if the value in `subject` matches, else jumps to `fail`.
    fn pattern(
        &mut self,
        pattern: &'a Pattern,
        subject: Reg,
        fail: Label,
        captures: &mut Captures<'a>,
    ) -> Result<()> {
        self.deeper(|this| this.pattern_inner(pattern, subject, fail, captures))
    }

    fn pattern_inner(
        &mut self,
        pattern: &'a Pattern,
        subject: Reg,
        fail: Label,
        captures: &mut Captures<'a>,
    ) -> Result<()> {
        match pattern {
            Pattern::MatchValue(node) => {
                let no_sum = matches!(&*node.value, Expr::BinOp(sum)
                    if !matches!(sum.op, ast::Operator::Add | ast::Operator::Sub));
                if no_sum || matches!(&*node.value, Expr::FString(_) | Expr::TString(_)) {
                    return syntax(
                        node.range,
                        "patterns may only match literals and attribute lookups",
                    );
                }
                let mark = self.mark();
                let value = self.any(&node.value)?;
                self.at(node.range);
                self.emit_jump(Opcode::JumpEqual, subject, value, 0, fail);
                self.release_to(mark);
                Ok(())
            }
            Pattern::MatchSingleton(node) => {
                self.at(node.range);
                let constant = match node.value {
                    ast::Singleton::None => {
                        self.emit_jump(Opcode::JumpIfNotNone, subject, 0, 0, fail);
                        return Ok(());
                    }
                    ast::Singleton::True => Constant::True,
                    ast::Singleton::False => Constant::False,
                };
                let value = self.temp();
                self.load_constant(value, constant);
                self.emit_jump(Opcode::JumpIs, subject, value, 0, fail);
                self.release(value);
                Ok(())
            }
            Pattern::MatchSequence(node) => self.sequence_pattern(node, subject, fail, captures),
            Pattern::MatchMapping(node) => self.mapping_pattern(node, subject, fail, captures),
            Pattern::MatchClass(node) => self.class_pattern(node, subject, fail, captures),
            Pattern::MatchStar(node) => {
                if let Some(name) = &node.name {
                    self.capture(name, subject, node.range, captures)?;
                }
                Ok(())
            }
            Pattern::MatchAs(node) => {
                if let Some(inner) = &node.pattern {
                    self.pattern(inner, subject, fail, captures)?;
                }
                if let Some(name) = &node.name {
                    self.capture(name, subject, node.range, captures)?;
                }
                Ok(())
            }
            Pattern::MatchOr(node) => self.or_pattern(node, subject, fail, captures),
        }
    }

    fn capture(
        &mut self,
        name: &'a ast::Identifier,
        value: Reg,
        range: TextRange,
        captures: &mut Captures<'a>,
    ) -> Result<()> {
        if captures.iter().any(|(other, _)| other.id == name.id) {
            return syntax(
                range,
                format!("multiple assignments to name '{name}' in pattern"),
            );
        }
        captures.push((name, value));
        Ok(())
    }

    fn sequence_pattern(
        &mut self,
        node: &'a ast::PatternMatchSequence,
        subject: Reg,
        fail: Label,
        captures: &mut Captures<'a>,
    ) -> Result<()> {
        let count = node.patterns.len();
        let star = node
            .patterns
            .iter()
            .position(|pattern| matches!(pattern, Pattern::MatchStar(_)));
        if let Some(star) = star {
            if node.patterns[star + 1..]
                .iter()
                .any(|pattern| matches!(pattern, Pattern::MatchStar(_)))
            {
                return syntax(node.range, "multiple starred names in sequence pattern");
            }
            if star > u8::MAX as usize {
                return syntax(
                    node.range,
                    "too many expressions in star-unpacking sequence pattern",
                );
            }
        }
        let needed = count - usize::from(star.is_some());
        self.at(node.range);
        let test = self.temp();
        self.emit(Opcode::MatchSequence, test, subject, 0, 0);
        self.branch_on(test, fail, false);
        if star.is_none() || needed > 0 {
            self.emit(Opcode::GetLen, test, subject, 0, 0);
            let limit = self.temp();
            self.load_constant(limit, Constant::Int(needed as i64));
            let op = if star.is_none() {
                Opcode::JumpEqual
            } else {
                Opcode::JumpGreaterEqual
            };
            self.emit_jump(op, test, limit, 0, fail);
            self.release(limit);
        }
        self.release(test);
        let only_wildcards = node.patterns.iter().all(is_wildcard);
        if only_wildcards {
            return Ok(());
        }
        if let Some(star) = star
            && is_wildcard(&node.patterns[star])
        {
            return self.items_around_star(&node.patterns, star, subject, fail, captures);
        }
        let run = self.run(count);
        match star {
            None => self.emit(Opcode::UnpackSequence, run, subject, count as u16, 0),
            Some(star) => {
                self.emit(
                    Opcode::UnpackStar,
                    run,
                    subject,
                    (count - star - 1) as u16,
                    star as u8,
                );
            }
        }
        for (offset, pattern) in node.patterns.iter().enumerate() {
            self.pattern(pattern, run + offset as Reg, fail, captures)?;
        }
        Ok(())
    }

    /// `[a, *_, b]`: what is skipped is not looked at.
    fn items_around_star(
        &mut self,
        patterns: &'a [Pattern],
        star: usize,
        subject: Reg,
        fail: Label,
        captures: &mut Captures<'a>,
    ) -> Result<()> {
        let range = self.unit.range;
        for (index, pattern) in patterns.iter().enumerate() {
            if is_wildcard(pattern) {
                continue;
            }
            self.at(range);
            let (item, number) = (self.temp(), self.temp());
            if index < star {
                self.load_constant(number, Constant::Int(index as i64));
            } else {
                let behind = Constant::Int((patterns.len() - index) as i64);
                self.emit(Opcode::GetLen, number, subject, 0, 0);
                self.load_constant(item, behind);
                self.emit(Opcode::Subtract, number, number, item, 0);
            }
            self.emit(Opcode::GetItem, item, subject, number, 0);
            self.release(number);
            self.pattern(pattern, item, fail, captures)?;
        }
        Ok(())
    }

    fn mapping_pattern(
        &mut self,
        node: &'a ast::PatternMatchMapping,
        subject: Reg,
        fail: Label,
        captures: &mut Captures<'a>,
    ) -> Result<()> {
        self.at(node.range);
        let test = self.temp();
        self.emit(Opcode::MatchMapping, test, subject, 0, 0);
        self.branch_on(test, fail, false);
        let count = node.keys.len();
        if count > 0 {
            self.emit(Opcode::GetLen, test, subject, 0, 0);
            let limit = self.temp();
            self.load_constant(limit, Constant::Int(count as i64));
            self.emit_jump(Opcode::JumpGreaterEqual, test, limit, 0, fail);
            self.release(limit);
        }
        self.release(test);
        let keys = self.mapping_keys(node)?;
        if count > 0 {
            self.at(node.range);
            let values = self.temp();
            self.emit(Opcode::MatchKeys, values, subject, keys, 0);
            self.emit_jump(Opcode::JumpIfNone, values, 0, 0, fail);
            let run = self.run(count);
            self.emit(Opcode::UnpackSequence, run, values, count as u16, 0);
            for (offset, pattern) in node.patterns.iter().enumerate() {
                self.pattern(pattern, run + offset as Reg, fail, captures)?;
            }
        }
        if let Some(rest) = &node.rest {
            self.mapping_rest(node, rest, subject, keys, captures)?;
        }
        Ok(())
    }

    /// The tuple of a mapping pattern's keys.
    fn mapping_keys(&mut self, node: &'a ast::PatternMatchMapping) -> Result<Reg> {
        let keys = self.temp();
        let run = self.run(node.keys.len());
        let mut seen: Vec<Constant> = Vec::new();
        for (offset, key) in node.keys.iter().enumerate() {
            if let Some(constant) = self.fold(key) {
                if seen.iter().any(|other| same_key(other, &constant)) {
                    let shown = crate::unparse::unparse(key, self.source);
                    return syntax(
                        node.range,
                        format!("mapping pattern checks duplicate key ({shown})"),
                    );
                }
                seen.push(constant);
            } else if !matches!(key, Expr::Attribute(_)) {
                return syntax(
                    key.range(),
                    "mapping pattern keys may only match literals and attribute lookups",
                );
            }
            self.evaluate(key, run + offset as Reg)?;
        }
        self.at(node.range);
        self.emit(Opcode::BuildTuple, keys, run, node.keys.len() as u16, 0);
        self.release(run);
        Ok(keys)
    }

    fn mapping_rest(
        &mut self,
        node: &'a ast::PatternMatchMapping,
        rest: &'a ast::Identifier,
        subject: Reg,
        keys: Reg,
        captures: &mut Captures<'a>,
    ) -> Result<()> {
        let copy = self.temp();
        self.at(node.range);
        self.emit(Opcode::BuildMap, copy, copy, 0, 0);
        self.emit(Opcode::DictUpdate, copy, subject, 0, 0);
        let count = node.keys.len();
        if count > 0 {
            let run = self.run(count);
            self.emit(Opcode::UnpackSequence, run, keys, count as u16, 0);
            for offset in 0..count {
                self.emit(Opcode::DeleteItem, copy, run + offset as Reg, 0, 0);
            }
            self.release(run);
        }
        self.capture(rest, copy, node.range, captures)
    }

    fn class_pattern(
        &mut self,
        node: &'a ast::PatternMatchClass,
        subject: Reg,
        fail: Label,
        captures: &mut Captures<'a>,
    ) -> Result<()> {
        let arguments = &node.arguments;
        let positional = arguments.patterns.len();
        let total = positional + arguments.keywords.len();
        if positional > u8::MAX as usize {
            return syntax(node.range, "too many sub-patterns in class pattern");
        }
        for (index, keyword) in arguments.keywords.iter().enumerate() {
            if arguments.keywords[..index]
                .iter()
                .any(|other| other.attr.id == keyword.attr.id)
            {
                return syntax(
                    keyword.pattern.range(),
                    format!("attribute name repeated in class pattern: {}", keyword.attr),
                );
            }
        }
        let attributes = self.temp();
        let run = self.run(2);
        self.evaluate(&node.cls, run)?;
        self.at(node.range);
        // These names are not mangled.
        let names = arguments.keywords.iter().map(|keyword| text(&keyword.attr));
        let names = Constant::Tuple(names.collect());
        self.load_constant(run + 1, names);
        self.emit(
            Opcode::MatchClass,
            attributes,
            subject,
            run,
            positional as u8,
        );
        self.emit_jump(Opcode::JumpIfNone, attributes, 0, 0, fail);
        self.release(run);
        if total == 0 {
            return Ok(());
        }
        let values = self.run(total);
        self.emit(Opcode::UnpackSequence, values, attributes, total as u16, 0);
        let keyword_patterns = arguments.keywords.iter().map(|keyword| &keyword.pattern);
        for (offset, pattern) in arguments
            .patterns
            .iter()
            .chain(keyword_patterns)
            .enumerate()
        {
            if !is_wildcard(pattern) {
                self.pattern(pattern, values + offset as Reg, fail, captures)?;
            }
        }
        Ok(())
    }

    fn or_pattern(
        &mut self,
        node: &'a ast::PatternMatchOr,
        subject: Reg,
        fail: Label,
        captures: &mut Captures<'a>,
    ) -> Result<()> {
        let matched = self.label();
        // Every alternative leaves its captures in the same registers, in the order of the first.
        let mut common: Captures<'a> = Vec::new();
        let last = node.patterns.len() - 1;
        for (index, alternative) in node.patterns.iter().enumerate() {
            if index < last {
                self.check_unreachable_cases(alternative)?;
            }
            let next = if index == last { fail } else { self.label() };
            let mut own = Captures::new();
            let mark = self.mark();
            self.pattern(alternative, subject, next, &mut own)?;
            if index == 0 {
                // Copies above everything the alternatives use.
                let run = self.or_registers(own.len());
                for (offset, (name, register)) in own.iter().enumerate() {
                    self.emit(Opcode::Move, run + offset as Reg, *register, 0, 0);
                    common.push((name, run + offset as Reg));
                }
            } else {
                if own.len() != common.len() {
                    return syntax(node.range, "alternative patterns bind different names");
                }
                for (name, register) in &own {
                    let Some((_, to)) = common.iter().find(|(other, _)| other.id == name.id) else {
                        return syntax(node.range, "alternative patterns bind different names");
                    };
                    self.emit(Opcode::Move, *to, *register, 0, 0);
                }
                self.release_to(mark);
            }
            self.at(node.range);
            if index < last {
                self.jump(matched);
                self.place(next);
            }
        }
        self.place(matched);
        for (name, register) in common {
            self.capture(name, register, node.range, captures)?;
        }
        Ok(())
    }

    fn or_registers(&mut self, count: usize) -> Reg {
        self.run(count)
    }
}

fn is_wildcard(pattern: &Pattern) -> bool {
    match pattern {
        Pattern::MatchAs(node) => node.pattern.is_none() && node.name.is_none(),
        Pattern::MatchStar(node) => node.name.is_none(),
        _ => false,
    }
}

/// Whether two constant keys are equal as Python sees it, near enough to find mistakes.
fn same_key(a: &Constant, b: &Constant) -> bool {
    match (a, b) {
        (Constant::Int(a), Constant::Int(b)) => a == b,
        (Constant::BigInt(a), Constant::BigInt(b)) => a == b,
        (Constant::Float(a), Constant::Float(b)) => a == b,
        (Constant::Complex(a, b), Constant::Complex(c, d)) => a == c && b == d,
        (Constant::Str(a), Constant::Str(b)) | (Constant::Bytes(a), Constant::Bytes(b)) => a == b,
        (Constant::None, Constant::None) => true,
        (a, b) => match (number(a), number(b)) {
            (Some(a), Some(b)) => a == b,
            _ => false,
        },
    }
}

fn number(constant: &Constant) -> Option<f64> {
    match constant {
        Constant::Int(value) => Some(*value as f64),
        Constant::Float(value) => Some(*value),
        Constant::True => Some(1.0),
        Constant::False => Some(0.0),
        Constant::Complex(value, imaginary) if *imaginary == 0.0 => Some(*value),
        _ => None,
    }
}
