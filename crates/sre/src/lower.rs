//! From words to a program. The only reader of words: whatever is not exactly the shape that
//! `re._compiler` gives is refused here, so the machine need not distrust its program.
//! Invariant: nesting is followed with a stack of blocks, never by native recursion.

use crate::analyse;
use crate::charset::{CharSet, Fold, Item, is_category};
use crate::code::InvalidCode;
use crate::opcodes::*;
use crate::program::*;
use crate::unicode::unicode_with_lower;
use crate::unit::{Literal, Unit};

type Checked<T> = Result<T, InvalidCode>;

/// A part of the words that is being lowered.
struct Block {
    /// Where its words end; the terminator, if any, comes there.
    end: usize,
    kind: BlockKind,
}

enum BlockKind {
    Whole,
    /// An alternative of a branch.
    Alternative {
        branch: usize,
        target: Option<usize>,
        starts: Vec<u32>,
        jumps: Vec<usize>,
    },
    Repeat {
        index: usize,
    },
    Loop {
        index: usize,
    },
    Atomic {
        index: usize,
    },
    Assert {
        index: usize,
    },
    AssertNot {
        index: usize,
    },
    /// The part of a conditional that runs if the group has matched, with the words' end of the other.
    Then {
        unless: usize,
        otherwise: Option<usize>,
    },
    Else {
        jump: usize,
    },
}

struct Lowering<'w> {
    words: &'w [u32],
    at: usize,
    blocks: Vec<Block>,
    program: Program,
    /// Instructions before this one may be jumped over, so literals must not grow across it.
    fence: usize,
}

/// Checks `words` and lowers them.
pub(crate) fn lower(words: &[u32], groups: usize) -> Checked<Program> {
    if groups > MAXGROUPS as usize
        || words.last() != Some(&SUCCESS)
        || u32::try_from(words.len()).is_err()
    {
        return Err(InvalidCode);
    }
    let program = Program {
        ops: Vec::new(),
        sets: Vec::new(),
        literals: Vec::new(),
        branches: Vec::new(),
        alternatives: Vec::new(),
        unit_repeats: Vec::new(),
        repeats: Vec::new(),
        loops: Vec::new(),
        regions: Vec::new(),
        touched: Vec::new(),
        slots: 2 * groups + 1,
        groups,
        min_width: 0,
        start: Start::Anywhere,
        first_run: None,
    };
    let whole = Block {
        end: words.len() - 1,
        kind: BlockKind::Whole,
    };
    let mut lowering = Lowering {
        words,
        at: 0,
        blocks: vec![whole],
        program,
        fence: 0,
    };
    lowering.run()?;
    let mut program = lowering.program;
    analyse::finish(&mut program);
    Ok(program)
}

fn bound(max: u32) -> usize {
    if max == MAXREPEAT {
        usize::MAX
    } else {
        max as usize
    }
}

impl Lowering<'_> {
    fn run(&mut self) -> Checked<()> {
        while let Some(block) = self.blocks.pop() {
            if self.at == block.end {
                self.close(block)?;
            } else {
                let end = block.end;
                self.blocks.push(block);
                self.one(end)?;
            }
        }
        Ok(())
    }

    /// The next word, which must come before `end`.
    fn take(&mut self, end: usize) -> Checked<u32> {
        if self.at >= end {
            return Err(InvalidCode);
        }
        let word = *self.words.get(self.at).ok_or(InvalidCode)?;
        self.at += 1;
        Ok(word)
    }

    /// A distance counted from its own word; the result is where it leads, at most `end`.
    fn take_skip(&mut self, end: usize) -> Checked<usize> {
        let target = self.at + self.take(end)? as usize;
        if target > end {
            Err(InvalidCode)
        } else {
            Ok(target)
        }
    }

    fn emit(&mut self, op: Op) -> usize {
        self.program.ops.push(op);
        self.program.ops.len() - 1
    }

    fn here(&mut self) -> u32 {
        self.fence = self.program.ops.len();
        self.fence as u32
    }

    fn new_slot(&mut self) -> u32 {
        self.program.slots += 1;
        (self.program.slots - 1) as u32
    }

    fn literal(&mut self, ch: u32) {
        let last = self.program.ops.len();
        if last > self.fence {
            match self.program.ops[last - 1] {
                Op::Char(before) => {
                    self.program.literals.push(Literal::new(vec![before, ch]));
                    let index = (self.program.literals.len() - 1) as u32;
                    self.program.ops[last - 1] = Op::Literal(index);
                    return;
                }
                Op::Literal(index) => {
                    self.program.literals[index as usize].push(ch);
                    return;
                }
                _ => {}
            }
        }
        self.emit(Op::Char(ch));
    }

    fn add_set(&mut self, items: Vec<Item>, fold: Fold) -> Unit {
        self.program.sets.push(CharSet::new(items, fold));
        Unit::Set((self.program.sets.len() - 1) as u32)
    }

    /// A test for one of `accepted`, or for none of them.
    fn one_of(&mut self, accepted: &[u32], negated: bool) -> Unit {
        match (accepted, negated) {
            ([], false) => Unit::Never,
            ([], true) => Unit::All,
            (&[ch], false) => Unit::Literal(ch),
            (&[ch], true) => Unit::NotLiteral(ch),
            (&[one, other], false) => Unit::Either(one, other),
            (&[one, other], true) => Unit::Neither(one, other),
            _ => {
                let mut items: Vec<Item> = accepted.iter().map(|&ch| Item::Literal(ch)).collect();
                if negated {
                    items.insert(0, Item::Negate);
                }
                self.add_set(items, Fold::None)
            }
        }
    }

    /// The test that the instruction `op` makes of one character, if it is such an instruction.
    fn unit(&mut self, op: u32, end: usize) -> Checked<Option<Unit>> {
        let unit = match op {
            FAILURE => Unit::Never,
            ANY => Unit::NotNewline,
            ANY_ALL => Unit::All,
            LITERAL => Unit::Literal(self.take(end)?),
            NOT_LITERAL => Unit::NotLiteral(self.take(end)?),
            LITERAL_IGNORE | NOT_LITERAL_IGNORE => {
                let lower = self.take(end)?;
                let accepted: &[u32] = match lower {
                    0x41..=0x5a => &[],
                    0x61..=0x7a => &[lower - 32, lower],
                    _ => &[lower],
                };
                self.one_of(accepted, op == NOT_LITERAL_IGNORE)
            }
            LITERAL_UNI_IGNORE | NOT_LITERAL_UNI_IGNORE => {
                let accepted = unicode_with_lower(self.take(end)?);
                self.one_of(&accepted, op == NOT_LITERAL_UNI_IGNORE)
            }
            LITERAL_LOC_IGNORE => Unit::LocaleLiteral(self.take(end)?),
            NOT_LITERAL_LOC_IGNORE => Unit::LocaleNotLiteral(self.take(end)?),
            CATEGORY => {
                let category = self.take(end)?;
                if !is_category(category) {
                    return Err(InvalidCode);
                }
                self.add_set(vec![Item::Category(category)], Fold::None)
            }
            IN | IN_IGNORE | IN_UNI_IGNORE | IN_LOC_IGNORE => {
                let after = self.take_skip(end)?;
                let items = self.charset(after)?;
                let fold = match op {
                    IN => Fold::None,
                    IN_IGNORE => Fold::Ascii,
                    IN_UNI_IGNORE => Fold::Unicode,
                    _ => Fold::Locale,
                };
                self.add_set(items, fold)
            }
            _ => return Ok(None),
        };
        Ok(Some(unit))
    }

    /// The items of a set whose last word before `after` is the terminating FAILURE.
    fn charset(&mut self, after: usize) -> Checked<Vec<Item>> {
        let end = after.checked_sub(1).ok_or(InvalidCode)?;
        if end < self.at || self.words.get(end) != Some(&FAILURE) {
            return Err(InvalidCode);
        }
        let mut items = Vec::new();
        while self.at < end {
            items.push(match self.take(end)? {
                NEGATE => Item::Negate,
                LITERAL => Item::Literal(self.take(end)?),
                RANGE => Item::Range(self.take(end)?, self.take(end)?),
                RANGE_UNI_IGNORE => Item::RangeIgnoreCase(self.take(end)?, self.take(end)?),
                CHARSET => Item::Bits(Box::new(self.block_of_bits(end)?)),
                BIGCHARSET => {
                    let count = self.take(end)?;
                    let mut numbers = Box::new([0u8; 256]);
                    for four in numbers.chunks_exact_mut(4) {
                        four.copy_from_slice(&self.take(end)?.to_ne_bytes());
                    }
                    if numbers.iter().any(|&number| u32::from(number) >= count) {
                        return Err(InvalidCode);
                    }
                    let mut blocks = Vec::new();
                    for _ in 0..count {
                        blocks.push(self.block_of_bits(end)?);
                    }
                    Item::Blocks(numbers, blocks)
                }
                CATEGORY => {
                    let category = self.take(end)?;
                    if !is_category(category) {
                        return Err(InvalidCode);
                    }
                    Item::Category(category)
                }
                _ => return Err(InvalidCode),
            });
        }
        self.at = after;
        Ok(items)
    }

    fn block_of_bits(&mut self, end: usize) -> Checked<[u32; 8]> {
        let mut bits = [0; 8];
        for word in &mut bits {
            *word = self.take(end)?;
        }
        Ok(bits)
    }

    fn group(&mut self, end: usize) -> Checked<u32> {
        let group = self.take(end)?;
        if group as usize >= self.program.groups {
            Err(InvalidCode)
        } else {
            Ok(group)
        }
    }

    /// Lowers one instruction of a block that ends at `end`, or opens the block inside it.
    fn one(&mut self, end: usize) -> Checked<()> {
        let op = self.take(end)?;
        if let Some(unit) = self.unit(op, end)? {
            match unit {
                Unit::Literal(ch) => self.literal(ch),
                Unit::Never => {
                    self.emit(Op::Fail);
                }
                unit => {
                    self.emit(Op::Unit(unit));
                }
            }
            return Ok(());
        }
        match op {
            SUCCESS => self.success(),
            MARK => {
                let slot = self.take(end)?;
                if slot as usize >= 2 * self.program.groups {
                    return Err(InvalidCode);
                }
                self.program.touched.push(slot);
                self.emit(if slot & 1 == 0 {
                    Op::Open(slot)
                } else {
                    Op::Close(slot)
                });
            }
            AT => {
                let at = position(self.take(end)?)?;
                self.emit(Op::At(at));
            }
            INFO => self.info(end)?,
            BRANCH => {
                let next = self.take_skip(end)?;
                let branch = self.emit(Op::Branch(0));
                let (starts, jumps) = (Vec::new(), Vec::new());
                self.alternative(branch, next, None, starts, jumps)?;
            }
            REPEAT_ONE | MIN_REPEAT_ONE | POSSESSIVE_REPEAT_ONE => self.unit_repeat(op, end)?,
            REPEAT | POSSESSIVE_REPEAT => self.repeat(op, end)?,
            ATOMIC_GROUP | ASSERT | ASSERT_NOT => self.region(op, end)?,
            GROUPREF | GROUPREF_IGNORE | GROUPREF_UNI_IGNORE | GROUPREF_LOC_IGNORE => {
                let group = self.group(end)?;
                let fold = match op {
                    GROUPREF => Fold::None,
                    GROUPREF_IGNORE => Fold::Ascii,
                    GROUPREF_UNI_IGNORE => Fold::Unicode,
                    _ => Fold::Locale,
                };
                self.emit(Op::GroupAgain { group, fold });
            }
            GROUPREF_EXISTS => self.conditional(end)?,
            _ => return Err(InvalidCode),
        }
        Ok(())
    }

    /// SUCCESS that is not a terminator ends the innermost part that is matched on its own.
    fn success(&mut self) {
        let end = self.blocks.iter().rev().find_map(|block| match block.kind {
            BlockKind::Whole => Some(Op::Success),
            BlockKind::Loop { index } => Some(Op::LoopEnd(index as u32)),
            BlockKind::Atomic { .. } => Some(Op::AtomicEnd),
            BlockKind::Assert { .. } => Some(Op::AssertEnd),
            BlockKind::AssertNot { .. } => Some(Op::AssertNotEnd),
            _ => None,
        });
        self.emit(end.unwrap_or(Op::Success));
    }

    /// Checks the INFO block as strictly as CPython does; only its minimum width is used.
    fn info(&mut self, end: usize) -> Checked<()> {
        let first = self.program.ops.is_empty() && self.blocks.len() == 1;
        let after = self.take_skip(end)?;
        let flags = self.take(after)?;
        let min = self.take(after)?;
        self.take(after)?;
        let exclusive = INFO_PREFIX | INFO_CHARSET;
        if flags & !(INFO_PREFIX | INFO_LITERAL | INFO_CHARSET) != 0
            || flags & exclusive == exclusive
            || flags & INFO_LITERAL != 0 && flags & INFO_PREFIX == 0
        {
            return Err(InvalidCode);
        }
        if flags & INFO_PREFIX != 0 {
            let length = self.take(after)? as usize;
            self.take(after)?;
            if length > after - self.at {
                return Err(InvalidCode);
            }
            self.at += length;
            for _ in 0..length {
                if self.take(after)? as usize >= length {
                    return Err(InvalidCode);
                }
            }
        }
        if flags & INFO_CHARSET != 0 {
            self.charset(after)?;
        } else if self.at != after {
            return Err(InvalidCode);
        }
        if first {
            self.program.min_width = min as usize;
        }
        Ok(())
    }

    /// Opens an alternative whose first word comes next, and after which `next` follows.
    fn alternative(
        &mut self,
        branch: usize,
        next: usize,
        target: Option<usize>,
        mut starts: Vec<u32>,
        jumps: Vec<usize>,
    ) -> Checked<()> {
        // An alternative ends with a jump, which is two words.
        let end = next
            .checked_sub(2)
            .filter(|&end| end >= self.at)
            .ok_or(InvalidCode)?;
        starts.push(self.here());
        self.blocks.push(Block {
            end,
            kind: BlockKind::Alternative {
                branch,
                target,
                starts,
                jumps,
            },
        });
        Ok(())
    }

    fn unit_repeat(&mut self, op: u32, end: usize) -> Checked<()> {
        let after = self.take_skip(end)?;
        let (min, max) = (self.take(after)?, self.take(after)?);
        let inner = self.take(after)?;
        let unit = self.unit(inner, after)?.ok_or(InvalidCode)?;
        if min > max || self.take(after)? != SUCCESS || self.at != after {
            return Err(InvalidCode);
        }
        let index = self.program.unit_repeats.len() as u32;
        self.program.unit_repeats.push(UnitRepeat {
            unit,
            min: min as usize,
            max: bound(max),
            tail: Tail::Unknown,
            exclusive: false,
            exclusive_in_bytes: false,
        });
        self.emit(match op {
            REPEAT_ONE => Op::Greedy(index),
            MIN_REPEAT_ONE => Op::Lazy(index),
            _ => Op::Possessive(index),
        });
        Ok(())
    }

    fn repeat(&mut self, op: u32, end: usize) -> Checked<()> {
        let body_end = self.take_skip(end)?;
        let (min, max) = (self.take(body_end)?, self.take(body_end)?);
        if min > max || body_end >= end {
            return Err(InvalidCode);
        }
        let (min, max) = (min as usize, bound(max));
        let kind = if op == REPEAT {
            let index = self.program.repeats.len();
            self.emit(Op::RepeatEnter(index as u32));
            // Nothing depends on the count if one iteration is enough and none is too many, or if
            // there is at most one.
            let once = max <= 1;
            let counted = !once && (min > 1 || max != usize::MAX);
            let count = counted.then(|| self.new_slot());
            let last = (!once).then(|| self.new_slot());
            let body = self.here();
            self.program.repeats.push(Repeat {
                min,
                max,
                lazy: false,
                body,
                exit: 0,
                count,
                last,
            });
            BlockKind::Repeat { index }
        } else {
            let index = self.program.loops.len();
            self.emit(Op::LoopEnter(index as u32));
            let (count, last) = (self.new_slot(), self.new_slot());
            let body = self.here();
            let region = self.new_region(0);
            self.program.loops.push(Loop {
                min,
                max,
                body,
                region,
                count,
                last,
            });
            BlockKind::Loop { index }
        };
        self.blocks.push(Block {
            end: body_end,
            kind,
        });
        Ok(())
    }

    fn new_region(&self, back: usize) -> Region {
        let start = self.program.touched.len() as u32;
        Region {
            exit: 0,
            back,
            touched: (start, start),
        }
    }

    fn region(&mut self, op: u32, end: usize) -> Checked<()> {
        let after = self.take_skip(end)?;
        let back = if op == ATOMIC_GROUP {
            0
        } else {
            self.take(after)?
        };
        // As CPython: no lookbehind is that wide.
        if back & 0x8000_0000 != 0 || after <= self.at {
            return Err(InvalidCode);
        }
        let index = self.program.regions.len();
        let region = self.new_region(back as usize);
        self.program.regions.push(region);
        let (op, kind) = match op {
            ATOMIC_GROUP => (Op::AtomicEnter(index as u32), BlockKind::Atomic { index }),
            ASSERT => (Op::Assert(index as u32), BlockKind::Assert { index }),
            _ => (Op::AssertNot(index as u32), BlockKind::AssertNot { index }),
        };
        self.emit(op);
        self.here();
        self.blocks.push(Block {
            end: after - 1,
            kind,
        });
        Ok(())
    }

    fn conditional(&mut self, end: usize) -> Checked<()> {
        let group = self.group(end)?;
        // The distance counts from the group's word.
        let target = self.at - 1 + self.take(end)? as usize;
        if target < self.at || target > end {
            return Err(InvalidCode);
        }
        let (then_end, otherwise) = match self.jump_before(target, end)? {
            Some(otherwise) => (target - 2, Some(otherwise)),
            None => (target, None),
        };
        let unless = self.emit(Op::UnlessGroup { group, target: 0 });
        self.here();
        self.blocks.push(Block {
            end: then_end,
            kind: BlockKind::Then { unless, otherwise },
        });
        Ok(())
    }

    /// Where the JUMP leads that ends the words before `target`, if a JUMP ends them. A word of the
    /// same number may be an operand, so the instructions are stepped over from the first.
    fn jump_before(&self, target: usize, end: usize) -> Checked<Option<usize>> {
        let word = |at: usize| self.words.get(at).copied().ok_or(InvalidCode);
        if target < self.at + 2 || word(target - 2)? != JUMP {
            return Ok(None);
        }
        let mut at = self.at;
        while at + 2 < target || at + 2 == target && word(at)? != JUMP {
            at += match word(at)? {
                FAILURE | SUCCESS | ANY | ANY_ALL => 1,
                IN
                | IN_IGNORE
                | IN_UNI_IGNORE
                | IN_LOC_IGNORE
                | INFO
                | REPEAT_ONE
                | MIN_REPEAT_ONE
                | POSSESSIVE_REPEAT_ONE
                | ATOMIC_GROUP
                | ASSERT
                | ASSERT_NOT => 1 + (word(at + 1)? as usize).max(1),
                REPEAT | POSSESSIVE_REPEAT => 2 + word(at + 1)? as usize,
                BRANCH => {
                    let mut next = at + 1;
                    while next < target && word(next)? != 0 {
                        next += word(next)? as usize;
                    }
                    next + 1 - at
                }
                GROUPREF_EXISTS => {
                    // A jump there would be the inner conditional's own, over an empty part.
                    if at + 1 + word(at + 2)? as usize == target {
                        return Ok(None);
                    }
                    3
                }
                _ => 2,
            };
        }
        if at + 2 != target {
            return Ok(None);
        }
        let otherwise = target - 1 + word(target - 1)? as usize;
        if otherwise < target || otherwise > end {
            Err(InvalidCode)
        } else {
            Ok(Some(otherwise))
        }
    }

    /// Ends a block whose words have all been lowered.
    fn close(&mut self, block: Block) -> Checked<()> {
        let parent_end = self
            .blocks
            .last()
            .map_or(self.words.len(), |parent| parent.end);
        match block.kind {
            BlockKind::Whole => {
                self.emit(Op::Success);
                self.at += 1;
            }
            BlockKind::Alternative {
                branch,
                target,
                starts,
                jumps,
            } => {
                self.close_alternative(parent_end, branch, target, starts, jumps)?;
            }
            BlockKind::Repeat { index } => {
                let lazy = match self.take(parent_end)? {
                    MAX_UNTIL => false,
                    MIN_UNTIL => true,
                    _ => return Err(InvalidCode),
                };
                self.emit(Op::RepeatUntil(index as u32));
                let exit = self.here();
                let repeat = &mut self.program.repeats[index];
                repeat.lazy = lazy;
                repeat.exit = exit;
            }
            BlockKind::Loop { index } => {
                self.terminator(parent_end)?;
                self.emit(Op::LoopEnd(index as u32));
                let (exit, touched) = (self.here(), self.program.touched.len() as u32);
                let region = &mut self.program.loops[index].region;
                region.exit = exit;
                region.touched.1 = touched;
            }
            BlockKind::Atomic { index } => self.close_region(parent_end, index, Op::AtomicEnd)?,
            BlockKind::Assert { index } => self.close_region(parent_end, index, Op::AssertEnd)?,
            BlockKind::AssertNot { index } => {
                self.close_region(parent_end, index, Op::AssertNotEnd)?;
            }
            BlockKind::Then { unless, otherwise } => {
                if let Some(end) = otherwise {
                    self.at += 2;
                    let jump = self.emit(Op::Jump(0));
                    self.blocks.push(Block {
                        end,
                        kind: BlockKind::Else { jump },
                    });
                }
                let target = self.here();
                if let Op::UnlessGroup { group, .. } = self.program.ops[unless] {
                    self.program.ops[unless] = Op::UnlessGroup { group, target };
                }
            }
            BlockKind::Else { jump } => {
                let target = self.here();
                self.program.ops[jump] = Op::Jump(target);
            }
        }
        Ok(())
    }

    fn terminator(&mut self, end: usize) -> Checked<()> {
        if self.take(end)? == SUCCESS {
            Ok(())
        } else {
            Err(InvalidCode)
        }
    }

    fn close_region(&mut self, parent_end: usize, index: usize, op: Op) -> Checked<()> {
        self.terminator(parent_end)?;
        self.emit(op);
        let (exit, touched) = (self.here(), self.program.touched.len() as u32);
        let region = &mut self.program.regions[index];
        region.exit = exit;
        region.touched.1 = touched;
        Ok(())
    }

    fn close_alternative(
        &mut self,
        parent_end: usize,
        branch: usize,
        target: Option<usize>,
        starts: Vec<u32>,
        mut jumps: Vec<usize>,
    ) -> Checked<()> {
        if self.take(parent_end)? != JUMP {
            return Err(InvalidCode);
        }
        let leads_to = self.take_skip(parent_end)?;
        if target.is_some_and(|target| target != leads_to) {
            return Err(InvalidCode);
        }
        jumps.push(self.emit(Op::Jump(0)));
        let skip = *self.words.get(self.at).ok_or(InvalidCode)?;
        if skip != 0 {
            let next = self.take_skip(parent_end)?;
            return self.alternative(branch, next, Some(leads_to), starts, jumps);
        }
        self.take(parent_end)?;
        if self.at != leads_to {
            return Err(InvalidCode);
        }
        let exit = self.here();
        for jump in jumps {
            self.program.ops[jump] = Op::Jump(exit);
        }
        let first = self.program.alternatives.len() as u32;
        let filter = Filter::ANYTHING;
        self.program
            .alternatives
            .extend(starts.iter().map(|&start| Alternative { start, filter }));
        let end = self.program.alternatives.len() as u32;
        self.program.ops[branch] = Op::Branch(self.program.branches.len() as u32);
        self.program.branches.push(Branch { first, end });
        Ok(())
    }
}

fn position(code: u32) -> Checked<At> {
    Ok(match code {
        AT_BEGINNING | AT_BEGINNING_STRING => At::Beginning,
        AT_BEGINNING_LINE => At::BeginningLine,
        AT_BOUNDARY => At::Boundary(WordKind::Ascii),
        AT_NON_BOUNDARY => At::NonBoundary(WordKind::Ascii),
        AT_END => At::End,
        AT_END_LINE => At::EndLine,
        AT_END_STRING => At::EndString,
        AT_LOC_BOUNDARY => At::Boundary(WordKind::Locale),
        AT_LOC_NON_BOUNDARY => At::NonBoundary(WordKind::Locale),
        AT_UNI_BOUNDARY => At::Boundary(WordKind::Unicode),
        AT_UNI_NON_BOUNDARY => At::NonBoundary(WordKind::Unicode),
        _ => return Err(InvalidCode),
    })
}
