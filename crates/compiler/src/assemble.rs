//! Turns the instructions of one function, with labels, into words: jump targets, near jumps,
//! the handler table, the position table.
//! Invariant: after `assemble` every jump lands on an instruction; a near jump that does not reach is
//! replaced by its inverse around a far one.

use typhon_bytecode::{Handler, Instruction, Opcode, Position};

use crate::parse::TextRange;
use crate::source::Source;

/// A place in the code, known after assembling.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub(crate) struct Label(pub u32);

/// Index of a handler of this function; handlers form a tree by `parent`.
pub(crate) type HandlerId = u32;

#[derive(Copy, Clone, Debug)]
pub(crate) struct HandlerEntry {
    pub target: Label,
    pub register: u16,
}

#[derive(Copy, Clone)]
struct Item {
    word: Instruction,
    label: Option<Label>,
    handler: Option<HandlerId>,
    range: TextRange,
    /// Only there so that its line is traced.
    is_mark: bool,
}

#[derive(Default)]
pub(crate) struct Assembler {
    items: Vec<Item>,
    /// How many items there were when the last label was placed.
    last_label: usize,
    /// Item index of each label.
    labels: Vec<u32>,
    handlers: Vec<HandlerEntry>,
}

const UNPLACED: u32 = u32::MAX;

impl Assembler {
    pub fn new_label(&mut self) -> Label {
        self.labels.push(UNPLACED);
        Label(self.labels.len() as u32 - 1)
    }

    pub fn place(&mut self, label: Label) {
        debug_assert_eq!(
            self.labels[label.0 as usize], UNPLACED,
            "a label is placed once"
        );
        self.labels[label.0 as usize] = self.items.len() as u32;
        self.last_label = self.items.len();
    }

    /// Control passes here through a line that needs no instruction. The next instruction takes the
    /// line if it has none of its own.
    pub fn mark(&mut self, handler: Option<HandlerId>, range: TextRange) {
        self.items.push(Item {
            word: Instruction::new(Opcode::Nop, 0, 0, 0, 0),
            label: None,
            handler,
            range,
            is_mark: true,
        });
    }

    pub fn new_handler(&mut self, target: Label, register: u16) -> HandlerId {
        self.handlers.push(HandlerEntry { target, register });
        self.handlers.len() as u32 - 1
    }

    pub fn emit(
        &mut self,
        word: Instruction,
        label: Option<Label>,
        handler: Option<HandlerId>,
        mut range: TextRange,
    ) {
        if range == no_location()
            && self.last_label != self.items.len()
            && let Some(mark) = self.items.pop_if(|last| last.is_mark)
        {
            range = mark.range;
        }
        self.items.push(Item {
            word,
            label,
            handler,
            range,
            is_mark: false,
        });
    }

    /// Ends the code with `words`. Each way that leads here gets a copy, which belongs to the place in
    /// the source that control comes from.
    pub fn end_each_way(&mut self, words: [Instruction; 2], handler: Option<HandlerId>) {
        let end = self.items.len();
        let mut is_target = vec![false; end + 1];
        for &label in self.labels.iter().filter(|&&label| label != UNPLACED) {
            is_target[label as usize] = true;
        }
        // Where control stands behind an instruction. A jump without a place goes on from where it is.
        let place_at = |items: &[Item], index: usize| {
            let item = &items[index];
            let is_jump = opcode(item.word) == Opcode::Jump && !is_target[index];
            match items[..index].last() {
                Some(before) if item.range == no_location() && is_jump => before.range,
                _ => item.range,
            }
        };
        let mut copies: Vec<(TextRange, Label)> = Vec::new();
        let ends = |item: &Item| {
            let flags = opcode(item.word).row().flags;
            flags.contains(&typhon_bytecode::Flag::Ends)
        };
        let falls_through = self.items.last().is_none_or(|last| !ends(last));
        if falls_through {
            let place = end
                .checked_sub(1)
                .map_or(no_location(), |last| place_at(&self.items, last));
            self.items.pop_if(|last| last.is_mark);
            copies.push((place, self.new_label()));
        }
        for index in 0..self.items.len() {
            let leads_here = |label: Label| self.labels[label.0 as usize] as usize == end;
            if !self.items[index].label.is_some_and(leads_here) {
                continue;
            }
            let place = place_at(&self.items, index);
            let known = copies.iter().find(|(other, _)| *other == place);
            let label = match known {
                Some(&(_, label)) => label,
                None => {
                    let label = self.new_label();
                    copies.push((place, label));
                    label
                }
            };
            self.items[index].label = Some(label);
        }
        for (place, label) in copies {
            self.place(label);
            for word in words {
                self.emit(word, None, handler, place);
            }
        }
    }

    pub fn len(&self) -> usize {
        self.items.len()
    }

    /// Makes room for `count` constants of nested code from index `first` on.
    pub fn shift_constants(&mut self, first: u32, count: u32) {
        for item in &mut self.items {
            let word = item.word;
            match opcode(word) {
                Opcode::LoadConst if word.wide_operand() >= first => {
                    item.word = Instruction::wide(
                        Opcode::LoadConst,
                        word.a() as u16,
                        word.wide_operand() + count,
                    );
                }
                Opcode::MakeFunction => {
                    let index = word.b() as u16 + first as u16;
                    item.word = Instruction::new(
                        Opcode::MakeFunction,
                        word.a() as u16,
                        index,
                        word.c() as u16,
                        word.d(),
                    );
                }
                _ => {}
            }
        }
    }

    pub fn finish(&self, source: &Source) -> (Vec<u64>, Vec<Handler>, Vec<Position>) {
        let far = self.relax();
        let offsets = self.offsets(&far);
        let target = |label: Label| offsets[self.labels[label.0 as usize] as usize];
        let mut words = Vec::with_capacity(offsets[self.items.len()] as usize);
        for (index, item) in self.items.iter().enumerate() {
            let word = item.word;
            let op = opcode(word);
            match item.label {
                None => words.push(word.0),
                Some(label) if !is_near(op) => {
                    let to = target(label);
                    let op = if op == Opcode::Jump && to <= offsets[index] {
                        Opcode::JumpBack
                    } else {
                        op
                    };
                    words.push(Instruction::wide(op, word.a() as u16, to).0);
                }
                Some(label) if far[index] => {
                    let inverse = word.d() ^ 1;
                    words
                        .push(Instruction::new(op, word.a() as u16, word.b() as u16, 1, inverse).0);
                    let to = target(label);
                    let jump = if to <= offsets[index] {
                        Opcode::JumpBack
                    } else {
                        Opcode::Jump
                    };
                    words.push(Instruction::wide(jump, 0, to).0);
                }
                Some(label) => {
                    let distance = i64::from(target(label)) - i64::from(offsets[index]) - 1;
                    words.push(
                        Instruction::new(
                            op,
                            word.a() as u16,
                            word.b() as u16,
                            distance as i16 as u16,
                            word.d(),
                        )
                        .0,
                    );
                }
            }
            if op.is_cached() {
                words.push(0);
            }
        }
        (
            words,
            self.handler_table(&offsets),
            self.positions(&offsets, source),
        )
    }

    /// Which near jumps must become far ones; grows until it is stable.
    fn relax(&self) -> Vec<bool> {
        let mut far = vec![false; self.items.len()];
        // Backward near jumps would not poll the safepoint word, so they go the far way.
        for (index, item) in self.items.iter().enumerate() {
            if let Some(label) = item.label
                && is_near(opcode(item.word))
                && self.labels[label.0 as usize] as usize <= index
            {
                far[index] = true;
            }
        }
        loop {
            let offsets = self.offsets(&far);
            let mut changed = false;
            for (index, item) in self.items.iter().enumerate() {
                let Some(label) = item.label else { continue };
                if far[index] || !is_near(opcode(item.word)) {
                    continue;
                }
                let to = i64::from(offsets[self.labels[label.0 as usize] as usize]);
                let distance = to - i64::from(offsets[index]) - 1;
                if i16::try_from(distance).is_err() {
                    far[index] = true;
                    changed = true;
                }
            }
            if !changed {
                return far;
            }
        }
    }

    fn offsets(&self, far: &[bool]) -> Vec<u32> {
        let mut offsets = Vec::with_capacity(self.items.len() + 1);
        let mut at = 0;
        for (item, far) in self.items.iter().zip(far) {
            offsets.push(at);
            at += opcode(item.word).width() as u32 + u32::from(*far);
        }
        offsets.push(at);
        offsets
    }

    fn handler_table(&self, offsets: &[u32]) -> Vec<Handler> {
        let mut table: Vec<Handler> = Vec::new();
        let mut last = None;
        for (index, item) in self.items.iter().enumerate() {
            let (start, end) = (offsets[index], offsets[index + 1]);
            if let Some(id) = item.handler {
                let entry = self.handlers[id as usize];
                let target = offsets[self.labels[entry.target.0 as usize] as usize];
                if last == Some(id) {
                    table.last_mut().expect("the run has begun").end = end;
                } else {
                    table.push(Handler {
                        start,
                        end,
                        target,
                        register: entry.register,
                    });
                }
            }
            last = item.handler;
        }
        table
    }

    fn positions(&self, offsets: &[u32], source: &Source) -> Vec<Position> {
        let mut table: Vec<Position> = Vec::new();
        let mut last: Option<TextRange> = None;
        for (index, item) in self.items.iter().enumerate() {
            if last == Some(item.range) {
                continue;
            }
            last = Some(item.range);
            let word = offsets[index];
            if item.range == no_location() {
                table.push(Position {
                    word,
                    ..Position::default()
                });
                continue;
            }
            let (line, column) = source.position(item.range.start());
            let (end_line, end_column) = source.position(item.range.end());
            table.push(Position {
                word,
                line,
                end_line,
                column,
                end_column,
            });
        }
        table
    }
}

/// The range of instructions that belong to no place in the source.
pub(crate) fn no_location() -> TextRange {
    TextRange::empty(crate::parse::TextSize::new(u32::MAX))
}

pub(crate) fn opcode(word: Instruction) -> Opcode {
    Opcode::from_byte(word.op_byte()).expect("the compiler emits opcodes only")
}

fn is_near(op: Opcode) -> bool {
    op.row().operands.contains(&typhon_bytecode::Operand::Near)
}
