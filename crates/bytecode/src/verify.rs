//! Checks code that was read from a file: no operand out of range, every jump at an instruction.
//! Invariant: code that passes cannot make the interpreter read or write outside its frame, its
//! constants, its names or its words. Types of register contents are not checked here; the
//! interpreter never trusts them.

use std::collections::HashSet;
use std::fmt;

use crate::{
    Code, CodeFlags, Constant, FRAME_HEADER, Flag, Instruction, LocalKind, Opcode, Operand,
};

/// What is wrong with a code object.
#[derive(Clone, Debug)]
pub struct VerifyError {
    pub code: String,
    pub word: usize,
    pub message: String,
}

impl fmt::Display for VerifyError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            formatter,
            "bad bytecode in '{}' at {}: {}",
            self.code, self.word, self.message
        )
    }
}

impl std::error::Error for VerifyError {}

/// Checks `code` and all code nested in it.
pub fn verify(code: &Code) -> Result<(), VerifyError> {
    Checker {
        code,
        starts: HashSet::new(),
    }
    .check()?;
    for constant in &code.constants {
        match constant {
            // The readers and the compiler bound the nesting, so this recursion is bounded too.
            Constant::Code(inner) => verify(inner)?,
            Constant::Packed(packed) => match packed.unpack() {
                Ok(inner) => verify(&inner)?,
                Err(error) => {
                    return Err(VerifyError {
                        code: code.qualified_name.clone(),
                        word: 0,
                        message: error.to_string(),
                    });
                }
            },
            _ => {}
        }
    }
    Ok(())
}

struct Checker<'a> {
    code: &'a Code,
    starts: HashSet<usize>,
}

impl Checker<'_> {
    fn fail<T>(&self, word: usize, message: impl Into<String>) -> Result<T, VerifyError> {
        Err(VerifyError {
            code: self.code.qualified_name.clone(),
            word,
            message: message.into(),
        })
    }

    fn check(mut self) -> Result<(), VerifyError> {
        self.check_shape()?;
        let mut at = 0;
        let mut ends = false;
        while at < self.code.instructions.len() {
            let Some(op) = Opcode::from_byte(Instruction(self.code.instructions[at]).op_byte())
            else {
                return self.fail(at, "unknown opcode");
            };
            if at + op.width() > self.code.instructions.len() {
                return self.fail(at, "the inline cache is missing");
            }
            if op.is_cached() && self.code.instructions[at + 1] != 0 {
                return self.fail(at, "the inline cache is not empty");
            }
            self.starts.insert(at);
            ends = op.row().flags.contains(&Flag::Ends);
            at += op.width();
        }
        if !ends {
            return self.fail(at, "control runs off the end");
        }
        for &at in &self.starts {
            self.check_instruction(at)?;
        }
        for handler in &self.code.handlers {
            let at = handler.start as usize;
            if handler.start > handler.end || handler.end as usize > self.code.instructions.len() {
                return self.fail(at, "handler range out of bounds");
            }
            if !self.starts.contains(&(handler.target as usize)) {
                return self.fail(at, "handler target is not an instruction");
            }
            self.register(at, usize::from(handler.register), 1)?;
        }
        if !self
            .code
            .positions
            .is_sorted_by_key(|position| position.word)
        {
            return self.fail(0, "positions are not sorted");
        }
        Ok(())
    }

    fn check_shape(&self) -> Result<(), VerifyError> {
        let code = self.code;
        if code.register_count > u32::from(u16::MAX)
            || code.locals.len() > code.register_count as usize
        {
            return self.fail(0, "bad register count");
        }
        let extra = usize::from(code.flags.contains(CodeFlags::VARARGS))
            + usize::from(code.flags.contains(CodeFlags::VARKEYWORDS));
        let parameters = code.argument_count as usize + code.keyword_only_count as usize + extra;
        if parameters > code.locals.len() || code.positional_only_count > code.argument_count {
            return self.fail(0, "bad parameter counts");
        }
        let frees = code
            .locals
            .iter()
            .position(|local| local.kind == LocalKind::Free)
            .unwrap_or(code.locals.len());
        if frees < parameters
            || code.locals[frees..]
                .iter()
                .any(|local| local.kind != LocalKind::Free)
        {
            return self.fail(0, "free variables are not last");
        }
        Ok(())
    }

    fn register(&self, at: usize, first: usize, count: usize) -> Result<(), VerifyError> {
        if first + count > self.code.register_count as usize {
            return self.fail(
                at,
                format!("register {} does not exist", first + count.max(1) - 1),
            );
        }
        Ok(())
    }

    fn check_instruction(&self, at: usize) -> Result<(), VerifyError> {
        let word = Instruction(self.code.instructions[at]);
        let op = Opcode::from_byte(word.op_byte()).expect("checked before");
        for operand in op.row().operands {
            match operand {
                // A bare raise reads nothing, a raise without cause not field b.
                Operand::A if op == Opcode::Raise && word.d() == 0 => {}
                Operand::B if op == Opcode::Raise && word.d() < 2 => {}
                Operand::DstA | Operand::A => self.register(at, word.a(), 1)?,
                Operand::DstB | Operand::B => self.register(at, word.b(), 1)?,
                Operand::DstC | Operand::C => {
                    // Field c of these is read only when d says so.
                    if op != Opcode::FormatValue || word.d() & 4 != 0 {
                        self.register(at, word.c(), 1)?;
                    }
                }
                Operand::Constant => self.constant(at, word.wide_operand() as usize)?,
                Operand::ConstantB => {
                    self.constant(at, word.b())?;
                    if !matches!(
                        self.code.constants[word.b()],
                        Constant::Code(_) | Constant::Packed(_)
                    ) {
                        return self.fail(at, "the constant is not code");
                    }
                }
                Operand::Name => {
                    if word.name() >= self.code.names.len() {
                        return self.fail(at, "name out of range");
                    }
                }
                Operand::Target => self.target(at, word.wide_operand() as i64)?,
                Operand::Near => {
                    self.target(at, at as i64 + op.width() as i64 + word.immediate_c())?
                }
                Operand::RunA
                | Operand::RunB
                | Operand::RunC
                | Operand::CountB
                | Operand::CountC
                | Operand::D
                | Operand::ImmediateB
                | Operand::ImmediateC
                | Operand::Immediate => {}
            }
        }
        self.check_runs(at, op, word)?;
        if matches!(op, Opcode::ForIter | Opcode::Send) {
            let next = at + op.width();
            let jump = self
                .code
                .instructions
                .get(next)
                .and_then(|&w| Opcode::from_byte(Instruction(w).op_byte()));
            if !matches!(jump, Some(Opcode::Jump | Opcode::JumpBack))
                || !self.starts.contains(&(next + 1))
            {
                return self.fail(at, "a jump must follow");
            }
        }
        Ok(())
    }

    /// Runs of registers whose length another field gives.
    fn check_runs(&self, at: usize, op: Opcode, word: Instruction) -> Result<(), VerifyError> {
        let header = FRAME_HEADER as usize;
        let (a, b, c, d) = (word.a(), word.b(), word.c(), word.d() as usize);
        match op {
            Opcode::CopyFree => {
                let frees = self
                    .code
                    .locals
                    .iter()
                    .filter(|local| local.kind == LocalKind::Free)
                    .count();
                if b != frees {
                    return self.fail(at, "not the number of free variables");
                }
                self.register(at, a, b)
            }
            Opcode::LoadMethod => self.register(at, a, header + 1),
            Opcode::LoadSuperAttr => self.register(at, b, 3),
            Opcode::LoadSuperMethod => {
                self.register(at, a, header + 1)?;
                self.register(at, b, 3)
            }
            Opcode::LoadSpecial => {
                if d > 3 {
                    return self.fail(at, "unknown special method");
                }
                self.register(at, a, 2)
            }
            Opcode::Call | Opcode::CallKeywords => self.register(at, a, header + b),
            Opcode::CallMethod | Opcode::CallMethodKeywords => self.register(at, a, header + 1 + b),
            Opcode::CallSpread => self.register(at, a, header + 2),
            Opcode::BuildTuple | Opcode::BuildList | Opcode::BuildSet | Opcode::BuildString => {
                self.register(at, b, c)
            }
            Opcode::BuildMap => self.register(at, b, 2 * c),
            Opcode::BuildSlice => {
                if c != 2 && c != 3 {
                    return self.fail(at, "bad slice");
                }
                self.register(at, b, c)
            }
            Opcode::BuildInterpolation => self.register(at, b, 3),
            Opcode::MakeFunction => {
                let highest = if d == 0 {
                    0
                } else {
                    8 - (d as u8).leading_zeros() as usize
                };
                if highest > 4 {
                    return self.fail(at, "unknown function attribute");
                }
                self.register(at, c, highest)
            }
            Opcode::UnpackSequence => self.register(at, a, c),
            Opcode::UnpackStar => self.register(at, a, d + 1 + c),
            Opcode::MatchExceptionGroup => self.register(at, a, 2),
            Opcode::WithExceptStart => self.register(at, b, 2),
            Opcode::ImportName => self.register(at, b, 2),
            Opcode::MatchClass => self.register(at, c, 2),
            Opcode::Intrinsic1 if d > 5 => self.fail(at, "unknown intrinsic"),
            Opcode::Intrinsic2 if d > 3 => self.fail(at, "unknown intrinsic"),
            Opcode::LoadCommon if d > 1 => self.fail(at, "unknown constant object"),
            Opcode::Raise if d > 2 => self.fail(at, "bad raise"),
            _ => Ok(()),
        }
    }

    fn constant(&self, at: usize, index: usize) -> Result<(), VerifyError> {
        if index >= self.code.constants.len() {
            return self.fail(at, "constant out of range");
        }
        Ok(())
    }

    fn target(&self, at: usize, target: i64) -> Result<(), VerifyError> {
        match usize::try_from(target) {
            Ok(target) if self.starts.contains(&target) => Ok(()),
            _ => self.fail(at, "jump target is not an instruction"),
        }
    }
}
