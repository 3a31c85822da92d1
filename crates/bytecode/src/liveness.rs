//! Which registers an instruction reads and writes, where control goes from it, and which temporaries
//! are live before it: what will still be read.
//!
//! Locals count as live everywhere, as `f_locals` shows them. An instruction in the range of a handler
//! may go to the handler before it has written anything.

use crate::code::Handler;
use crate::opcode::{FRAME_HEADER, Flag, Instruction, Opcode, Operand};
use std::ops::Range;

const HEADER: usize = FRAME_HEADER as usize;

/// The runs of registers that an instruction reads.
pub fn reads(word: Instruction) -> impl Iterator<Item = usize> {
    let opcode = Opcode::from_byte(word.op_byte()).unwrap_or(Opcode::Nop);
    let (a, b, c, d) = (word.a(), word.b(), word.c(), word.d());
    let one = |register: usize| register..register + 1;
    let none = || 0..0;
    let [first, second, third]: [Range<usize>; 3] = match opcode {
        Opcode::MakeCell | Opcode::DeleteLocal => [one(a), none(), none()],
        Opcode::LoadFromDictOrCell => [one(a), one(b), none()],
        Opcode::LoadSuperAttr | Opcode::LoadSuperMethod => [b..b + 3, none(), none()],
        Opcode::Call => [one(a), a + HEADER..a + HEADER + b, none()],
        Opcode::CallKeywords => [a..a + 2, a + HEADER..a + HEADER + b, none()],
        Opcode::CallMethod => [one(a), a + HEADER..a + HEADER + 1 + b, none()],
        Opcode::CallMethodKeywords => [a..a + 2, a + HEADER..a + HEADER + 1 + b, none()],
        Opcode::CallSpread => [one(a), a + HEADER..a + HEADER + 2, none()],
        Opcode::BuildTuple
        | Opcode::BuildList
        | Opcode::BuildSet
        | Opcode::BuildString
        | Opcode::BuildSlice => [b..b + c, none(), none()],
        Opcode::BuildMap => [b..b + 2 * c, none(), none()],
        Opcode::BuildInterpolation => [b..b + 3, none(), none()],
        Opcode::MakeFunction => [c..c + (8 - d.leading_zeros() as usize), none(), none()],
        Opcode::WithExceptStart => [b..b + 2, one(c), none()],
        Opcode::ImportName => [b..b + 2, none(), none()],
        Opcode::MatchClass => [one(b), c..c + 2, none()],
        Opcode::Raise => [a..a + (d > 0) as usize, b..b + (d > 1) as usize, none()],
        Opcode::FormatValue => [one(b), c..c + (d & 4 != 0) as usize, none()],
        _ => {
            let operands = opcode.row().operands;
            let read = |operand: Operand, register: usize| {
                if operands.contains(&operand) {
                    one(register)
                } else {
                    none()
                }
            };
            [
                read(Operand::A, a),
                read(Operand::B, b),
                read(Operand::C, c),
            ]
        }
    };
    first.chain(second).chain(third)
}

/// The registers that an instruction writes when it succeeds. What a call leaves behind in the registers
/// of its arguments is not counted.
pub fn writes(word: Instruction) -> impl Iterator<Item = usize> {
    let opcode = Opcode::from_byte(word.op_byte()).unwrap_or(Opcode::Nop);
    let (a, b, c, d) = (word.a(), word.b(), word.c(), word.d() as usize);
    let one = |register: usize| register..register + 1;
    let (first, second) = match opcode {
        Opcode::DeleteLocal => (one(a), 0..0),
        Opcode::CopyFree => (a..a + b, 0..0),
        Opcode::LoadMethod | Opcode::LoadSuperMethod => (one(a), one(a + HEADER)),
        Opcode::LoadSpecial | Opcode::MatchExceptionGroup => (a..a + 2, 0..0),
        Opcode::UnpackSequence => (a..a + c, 0..0),
        Opcode::UnpackStar => (a..a + d + 1 + c, 0..0),
        _ => {
            let operands = opcode.row().operands;
            if operands.contains(&Operand::DstA) {
                (one(a), 0..0)
            } else if operands.contains(&Operand::DstB) {
                (one(b), 0..0)
            } else if operands.contains(&Operand::DstC) {
                (one(c), 0..0)
            } else {
                (0..0, 0..0)
            }
        }
    };
    first.chain(second)
}

/// Where control goes from the instruction at `at`, exceptions left out.
pub fn successors(word: Instruction, at: usize) -> impl Iterator<Item = usize> {
    let opcode = Opcode::from_byte(word.op_byte()).unwrap_or(Opcode::Nop);
    let row = opcode.row();
    let next = at + opcode.width();
    let jump = if row.operands.contains(&Operand::Target) {
        Some(word.wide_operand() as usize)
    } else if row.operands.contains(&Operand::Near) {
        usize::try_from(next as i64 + word.immediate_c()).ok()
    } else if matches!(opcode, Opcode::ForIter | Opcode::Send) {
        Some(next + 1)
    } else {
        None
    };
    let through = (!row.flags.contains(&Flag::Ends)).then_some(next);
    jump.into_iter().chain(through)
}

/// For every word of a code object, the temporaries that are live before the instruction there.
pub struct Liveness {
    first: usize,
    /// Words of a row.
    width: usize,
    rows: Vec<u64>,
}

impl Liveness {
    /// `locals` is the number of registers that hold locals, below all temporaries.
    pub fn of(
        instructions: &[u64],
        handlers: &[Handler],
        locals: usize,
        registers: usize,
    ) -> Liveness {
        let width = registers.saturating_sub(locals).div_ceil(64).max(1);
        let mut live = Liveness {
            first: locals,
            width,
            rows: vec![0; instructions.len() * width],
        };
        let mut starts = Vec::new();
        let mut at = 0;
        while at < instructions.len() {
            starts.push(at);
            let opcode = Opcode::from_byte(Instruction(instructions[at]).op_byte());
            at += opcode.unwrap_or(Opcode::Nop).width();
        }
        let mut row = vec![0; width];
        loop {
            let mut changed = false;
            for &at in starts.iter().rev() {
                live.step(instructions, handlers, at, &mut row);
                let old = &mut live.rows[at * width..(at + 1) * width];
                if old != &row[..] {
                    old.copy_from_slice(&row);
                    changed = true;
                }
            }
            if !changed {
                return live;
            }
        }
    }

    /// What is live before the instruction at `at`, as far as is known yet.
    fn step(&self, instructions: &[u64], handlers: &[Handler], at: usize, row: &mut [u64]) {
        let word = Instruction(instructions[at]);
        row.fill(0);
        for next in successors(word, at) {
            self.join(next, row, None);
        }
        for register in writes(word) {
            self.set(row, register, false);
        }
        let handler = handlers
            .iter()
            .find(|handler| (handler.start as usize..handler.end as usize).contains(&at));
        if let Some(handler) = handler {
            self.join(
                handler.target as usize,
                row,
                Some(handler.register as usize),
            );
        }
        for register in reads(word) {
            self.set(row, register, true);
        }
    }

    fn join(&self, at: usize, row: &mut [u64], without: Option<usize>) {
        let Some(other) = self.rows.get(at * self.width..(at + 1) * self.width) else {
            return;
        };
        let bit = without.and_then(|register| register.checked_sub(self.first));
        for (index, (to, from)) in row.iter_mut().zip(other).enumerate() {
            let mut from = *from;
            if let Some(bit) = bit
                && bit / 64 == index
            {
                from &= !(1 << (bit % 64));
            }
            *to |= from;
        }
    }

    fn set(&self, row: &mut [u64], register: usize, live: bool) {
        let Some(bit) = register.checked_sub(self.first) else {
            return;
        };
        let Some(word) = row.get_mut(bit / 64) else {
            return;
        };
        if live {
            *word |= 1 << (bit % 64);
        } else {
            *word &= !(1 << (bit % 64));
        }
    }

    /// Whether the register is live before the instruction at `at`.
    pub fn is_live(&self, at: usize, register: usize) -> bool {
        let Some(bit) = register.checked_sub(self.first) else {
            return true;
        };
        self.rows
            .get(at * self.width + bit / 64)
            .is_some_and(|word| bit / 64 < self.width && word & (1 << (bit % 64)) != 0)
    }
}
