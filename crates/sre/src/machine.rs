//! The backtracking loop. Choices, undo records and region marks lie on one explicit stack; failing
//! pops until something can be tried. Repeats are in `repeat`.
//!
//! Invariants: a slot that changes while anything lies on the stack pushes its old value first, so
//! popping to a choice restores every group; `barrier` is the index of the topmost region mark. Between
//! two polls lie at most `FUEL` steps back or iterations, or one scan of `SCAN_CHUNK`, each with no
//! more instructions than the program is long.

use crate::charset::Fold;
use crate::program::*;
use crate::state::{MatchError, Stop};
use crate::unicode;
use crate::unit::{CodeUnit, Scan, Unit};

/// Steps back and iterations between two polls.
const FUEL: u32 = 4096;
/// Characters scanned between two polls.
pub(crate) const SCAN_CHUNK: usize = 1 << 16;
/// `barrier` when there is no region mark.
const NO_BARRIER: usize = usize::MAX;

/// The caller's chance to answer signals and requests to stop.
pub(crate) type Poll<'p> = &'p mut dyn FnMut() -> Result<(), Stop>;

#[derive(Clone, Copy, Debug)]
pub(crate) enum Frame {
    /// Undo a change of a slot.
    Restore { slot: u32, value: usize },
    /// Undo the end of a group, and which group was the last one closed before it.
    Reopen {
        slot: u32,
        value: usize,
        last: usize,
    },
    /// Continue at an instruction.
    Resume { pc: u32, ptr: usize },
    /// Try this and the later alternatives of a branch.
    Alternative { index: u32, end: u32, ptr: usize },
    /// Give back characters of a greedy repeat that ended at `ptr`, down to `low`.
    Greedy { pc: u32, ptr: usize, low: usize },
    /// Take more characters for a lazy repeat that ended at `ptr`, up to `high`.
    Lazy { pc: u32, ptr: usize, high: usize },
    /// Try another iteration of a lazy general repeat.
    Again { index: u32, ptr: usize },
    /// The region entered by the instruction has failed when this is popped.
    Barrier { pc: u32, ptr: usize, outer: usize },
}

/// Why the machine cannot simply go on.
pub(crate) enum Miss {
    /// This way does not match; go back and try another.
    Back,
    Error(MatchError),
}

impl From<MatchError> for Miss {
    fn from(error: MatchError) -> Miss {
        Miss::Error(error)
    }
}

/// The instruction to continue at. The position goes through `Machine::ptr`, so this fits registers.
pub(crate) type Next = Result<usize, Miss>;

pub(crate) struct Machine<'m, 'p, U> {
    pub(crate) program: &'m Program,
    /// Everything before the end position; index 0 is the beginning of the whole text.
    pub(crate) text: &'m [U],
    pub(crate) scan: Scan<'m>,
    pub(crate) slots: &'m mut [usize],
    pub(crate) stack: &'m mut Vec<Frame>,
    pub(crate) stack_limit: usize,
    /// A match must reach the end of the text.
    pub(crate) whole: bool,
    /// A match must not end here.
    pub(crate) not_at: Option<usize>,
    poll: Poll<'p>,
    pub(crate) fuel: u32,
    barrier: usize,
    /// Some slot has changed since the groups were last cleared.
    dirty: bool,
    /// Where to continue, set by whatever returns a [`Next`].
    ptr: usize,
}

impl<'m, 'p, U: CodeUnit> Machine<'m, 'p, U> {
    pub(crate) fn new(
        program: &'m Program,
        text: &'m [U],
        scan: Scan<'m>,
        slots: &'m mut [usize],
        stack: &'m mut Vec<Frame>,
        poll: Poll<'p>,
    ) -> Machine<'m, 'p, U> {
        Machine {
            program,
            text,
            scan,
            slots,
            stack,
            stack_limit: usize::MAX,
            whole: false,
            not_at: None,
            poll,
            fuel: FUEL,
            barrier: NO_BARRIER,
            dirty: true,
            ptr: 0,
        }
    }

    /// Tries to match at `start`; the result is where the match ends.
    pub(crate) fn run(&mut self, start: usize) -> Result<Option<usize>, MatchError> {
        self.clear_groups();
        self.stack.clear();
        self.barrier = NO_BARRIER;
        let (mut pc, mut ptr) = (0, start);
        loop {
            // Straight-line instructions stay in here; the rest goes through `Next`.
            let next = match self.program.ops[pc] {
                Op::Char(ch) => match self.text.get(ptr) {
                    Some(unit) if unit.code() == ch => {
                        pc += 1;
                        ptr += 1;
                        continue;
                    }
                    _ => Err(Miss::Back),
                },
                Op::Unit(unit) => match self.text.get(ptr) {
                    Some(each) if self.scan.matches(unit, each.code()) => {
                        pc += 1;
                        ptr += 1;
                        continue;
                    }
                    _ => Err(Miss::Back),
                },
                Op::Jump(target) => {
                    pc = target as usize;
                    continue;
                }
                Op::Open(slot) => {
                    self.set(slot, ptr)?;
                    pc += 1;
                    continue;
                }
                Op::Close(slot) => {
                    self.close_group(slot, ptr)?;
                    pc += 1;
                    continue;
                }
                Op::Success => {
                    let refused = self.whole && ptr != self.text.len() || self.not_at == Some(ptr);
                    if !refused {
                        return Ok(Some(ptr));
                    }
                    Err(Miss::Back)
                }
                Op::Branch(index) => {
                    let branch = self.program.branches[index as usize];
                    self.alternative(branch.first, branch.end, ptr)
                }
                Op::Greedy(index) => self.greedy(pc, index, ptr),
                op => self.other(op, pc, ptr),
            };
            pc = match next {
                Ok(next) => next,
                Err(Miss::Error(error)) => return Err(error),
                Err(Miss::Back) => match self.back() {
                    Ok(next) => next,
                    Err(Miss::Error(error)) => return Err(error),
                    Err(Miss::Back) => return Ok(None),
                },
            };
            ptr = self.ptr;
        }
    }

    /// Continues at an instruction and a position.
    #[inline]
    pub(crate) fn go(&mut self, pc: u32, ptr: usize) -> Next {
        self.ptr = ptr;
        Ok(pc as usize)
    }

    /// Continues after the instruction `pc`.
    #[inline]
    pub(crate) fn after(&mut self, pc: usize, ptr: usize) -> Next {
        self.ptr = ptr;
        Ok(pc + 1)
    }

    /// The less frequent instructions.
    fn other(&mut self, op: Op, pc: usize, ptr: usize) -> Next {
        let program = self.program;
        match op {
            Op::Literal(index) => {
                let literal = &program.literals[index as usize];
                if literal.starts(&self.text[ptr..]) {
                    return self.after(pc, ptr + literal.codes.len());
                }
                Err(Miss::Back)
            }
            Op::At(at) if self.is_at(at, ptr) => self.after(pc, ptr),
            Op::Lazy(index) => self.lazy(pc, &program.unit_repeats[index as usize], ptr),
            Op::Possessive(index) => {
                let end = self.take(&program.unit_repeats[index as usize], ptr)?;
                self.after(pc, end)
            }
            Op::RepeatEnter(index) => self.repeat_enter(index, ptr),
            Op::RepeatUntil(index) => self.repeat_until(index, ptr),
            Op::LoopEnter(index) => {
                let looping = &program.loops[index as usize];
                self.save_groups(looping.region.touched)?;
                self.loop_enter(pc, looping, ptr)
            }
            Op::LoopEnd(index) => {
                let (entered, _) = self.leave_region()?;
                self.loop_end(entered, &program.loops[index as usize], ptr)
            }
            Op::AtomicEnter(index) => {
                self.save_groups(program.regions[index as usize].touched)?;
                self.enter_region(pc, ptr)?;
                self.after(pc, ptr)
            }
            Op::AtomicEnd => {
                self.leave_region()?;
                self.after(pc, ptr)
            }
            Op::Assert(index) => {
                let region = &program.regions[index as usize];
                let from = ptr.checked_sub(region.back).ok_or(Miss::Back)?;
                self.save_groups(region.touched)?;
                self.enter_region(pc, ptr)?;
                self.after(pc, from)
            }
            Op::AssertEnd => {
                let (_, ptr) = self.leave_region()?;
                self.after(pc, ptr)
            }
            Op::AssertNot(index) => {
                let region = &program.regions[index as usize];
                let Some(from) = ptr.checked_sub(region.back) else {
                    return self.go(region.exit, ptr);
                };
                self.enter_region(pc, ptr)?;
                self.after(pc, from)
            }
            Op::AssertNotEnd => {
                self.abandon_region();
                Err(Miss::Back)
            }
            Op::GroupAgain { group, fold } => {
                let end = self.same_again(group, fold, ptr)?;
                self.after(pc, end)
            }
            Op::UnlessGroup { target, group } => match self.group(group) {
                Some(_) => self.after(pc, ptr),
                None => self.go(target, ptr),
            },
            _ => Err(Miss::Back),
        }
    }

    /// Pops until there is something else to try.
    fn back(&mut self) -> Next {
        self.step()?;
        let program = self.program;
        while let Some(frame) = self.stack.pop() {
            let next = match frame {
                Frame::Restore { slot, value } => {
                    self.slots[slot as usize] = value;
                    continue;
                }
                Frame::Reopen { slot, value, last } => {
                    self.slots[slot as usize] = value;
                    self.slots[program.last_group_slot()] = last;
                    continue;
                }
                Frame::Resume { pc, ptr } => self.go(pc, ptr),
                Frame::Alternative { index, end, ptr } => self.alternative(index, end, ptr),
                Frame::Greedy { pc, ptr, low } => self.give_more_back(pc, ptr, low),
                Frame::Lazy { pc, ptr, high } => self.take_more(pc, ptr, high),
                Frame::Again { index, ptr } => self.iterate_again(index, ptr),
                Frame::Barrier { pc, ptr, outer } => {
                    self.barrier = outer;
                    self.region_failed(pc, ptr)
                }
            };
            if !matches!(next, Err(Miss::Back)) {
                return next;
            }
            // Repeats may scan in vain many times before an instruction runs.
            self.step()?;
        }
        Err(Miss::Back)
    }

    /// Counts a step back or an iteration.
    #[inline]
    pub(crate) fn step(&mut self) -> Result<(), MatchError> {
        self.fuel -= 1;
        if self.fuel == 0 { self.poll() } else { Ok(()) }
    }

    #[cold]
    pub(crate) fn poll(&mut self) -> Result<(), MatchError> {
        self.fuel = FUEL;
        (self.poll)().map_err(MatchError::Stopped)
    }

    /// Counts a scan of `length` characters as some steps.
    pub(crate) fn charge(&mut self, length: usize) {
        let cost = u32::try_from(length / 64).unwrap_or(u32::MAX);
        self.fuel = self.fuel.saturating_sub(cost).max(1);
    }

    #[inline]
    pub(crate) fn push(&mut self, frame: Frame) -> Result<(), MatchError> {
        if self.stack.len() == self.stack.capacity() {
            self.grow()?;
        }
        self.stack.push(frame);
        Ok(())
    }

    #[cold]
    fn grow(&mut self) -> Result<(), MatchError> {
        let length = self.stack.len();
        let room = self.stack_limit.saturating_sub(length).min(length.max(64));
        if room == 0 {
            return Err(MatchError::Memory);
        }
        self.stack
            .try_reserve_exact(room)
            .map_err(|_| MatchError::Memory)
    }

    #[inline]
    pub(crate) fn set(&mut self, slot: u32, value: usize) -> Result<(), MatchError> {
        let old = self.slots[slot as usize];
        // With nothing to go back to, failing ends the attempt and clears the groups.
        if !self.stack.is_empty() {
            self.push(Frame::Restore { slot, value: old })?;
        }
        self.dirty = true;
        self.slots[slot as usize] = value;
        Ok(())
    }

    #[inline]
    fn close_group(&mut self, slot: u32, ptr: usize) -> Result<(), MatchError> {
        let last_slot = self.program.last_group_slot();
        if !self.stack.is_empty() {
            let (value, last) = (self.slots[slot as usize], self.slots[last_slot]);
            self.push(Frame::Reopen { slot, value, last })?;
        }
        self.dirty = true;
        self.slots[slot as usize] = ptr;
        self.slots[last_slot] = slot as usize / 2 + 1;
        Ok(())
    }

    /// Forgets the groups of the attempt before.
    pub(crate) fn clear_groups(&mut self) {
        if self.dirty {
            let groups = self.program.last_group_slot() + 1;
            self.slots[..groups].fill(UNSET);
            self.dirty = false;
        }
    }

    /// The span of a group that has matched.
    fn group(&self, group: u32) -> Option<(usize, usize)> {
        let (start, end) = (
            self.slots[2 * group as usize],
            self.slots[2 * group as usize + 1],
        );
        (start != UNSET && end != UNSET && start <= end).then_some((start, end))
    }

    #[inline]
    fn alternative(&mut self, index: u32, end: u32, ptr: usize) -> Next {
        let ch = self.text.get(ptr).map(|unit| unit.code());
        let alternatives = &self.program.alternatives[..end as usize];
        let viable =
            |from: u32| (from..end).find(|&index| alternatives[index as usize].filter.accepts(ch));
        let chosen = viable(index).ok_or(Miss::Back)?;
        if let Some(later) = viable(chosen + 1) {
            self.push(Frame::Alternative {
                index: later,
                end,
                ptr,
            })?;
        }
        self.go(alternatives[chosen as usize].start, ptr)
    }

    /// Records the groups that a region may set. Leaving the region drops the records made inside.
    fn save_groups(&mut self, (from, to): (u32, u32)) -> Result<(), MatchError> {
        if from == to || self.stack.is_empty() {
            return Ok(());
        }
        let program = self.program;
        let last = program.last_group_slot() as u32;
        for &slot in program.touched[from as usize..to as usize]
            .iter()
            .chain([&last])
        {
            self.push(Frame::Restore {
                slot,
                value: self.slots[slot as usize],
            })?;
        }
        Ok(())
    }

    pub(crate) fn enter_region(&mut self, pc: usize, ptr: usize) -> Result<(), MatchError> {
        let outer = self.barrier;
        let index = self.stack.len();
        self.push(Frame::Barrier {
            pc: pc as u32,
            ptr,
            outer,
        })?;
        self.barrier = index;
        Ok(())
    }

    /// Drops what the innermost region left on the stack; the result is how it was entered.
    fn leave_region(&mut self) -> Result<(usize, usize), Miss> {
        let Some(&Frame::Barrier { pc, ptr, outer }) = self.stack.get(self.barrier) else {
            return Err(Miss::Back);
        };
        self.stack.truncate(self.barrier);
        self.barrier = outer;
        Ok((pc as usize, ptr))
    }

    /// Undoes what the innermost region did.
    fn abandon_region(&mut self) {
        let last_slot = self.program.last_group_slot();
        while self.stack.len() > self.barrier.saturating_add(1) {
            match self.stack.pop() {
                Some(Frame::Restore { slot, value }) => self.slots[slot as usize] = value,
                Some(Frame::Reopen { slot, value, last }) => {
                    self.slots[slot as usize] = value;
                    self.slots[last_slot] = last;
                }
                _ => {}
            }
        }
        if let Some(Frame::Barrier { outer, .. }) = self.stack.pop() {
            self.barrier = outer;
        }
    }

    /// Nothing in the region entered at `pc` matches.
    fn region_failed(&mut self, pc: u32, ptr: usize) -> Next {
        let program = self.program;
        match program.ops[pc as usize] {
            Op::AssertNot(index) => self.go(program.regions[index as usize].exit, ptr),
            Op::LoopEnter(index) => {
                let looping = &program.loops[index as usize];
                if self.slots[looping.count as usize] < looping.min {
                    return Err(Miss::Back);
                }
                self.go(looping.region.exit, ptr)
            }
            _ => Err(Miss::Back),
        }
    }

    fn is_at(&self, at: At, ptr: usize) -> bool {
        let text = self.text;
        let newline = |index: usize| text.get(index).is_some_and(|unit| unit.code() == 10);
        match at {
            At::Beginning => ptr == 0,
            At::BeginningLine => ptr == 0 || newline(ptr - 1),
            At::End => ptr == text.len() || ptr + 1 == text.len() && newline(ptr),
            At::EndLine => ptr == text.len() || newline(ptr),
            At::EndString => ptr == text.len(),
            At::Boundary(kind) => self.is_boundary(kind, ptr),
            At::NonBoundary(kind) => !self.is_boundary(kind, ptr),
        }
    }

    fn is_boundary(&self, kind: WordKind, ptr: usize) -> bool {
        let word = |index: usize| {
            self.text.get(index).is_some_and(|unit| match kind {
                WordKind::Ascii => unicode::ascii_is_word(unit.code()),
                WordKind::Unicode => unicode::unicode_is_word(unit.code()),
                WordKind::Locale => self.scan.locale.is_word(unit.code()),
            })
        };
        (ptr > 0 && word(ptr - 1)) != word(ptr)
    }

    /// The end of a repetition of what the group matched.
    fn same_again(&mut self, group: u32, fold: Fold, ptr: usize) -> Next {
        let (start, end) = self.group(group).ok_or(Miss::Back)?;
        let text = self.text;
        let length = end - start;
        if length > text.len() - ptr {
            return Err(Miss::Back);
        }
        let locale = self.scan.locale;
        for from in (0..length).step_by(SCAN_CHUNK) {
            let to = length.min(from + SCAN_CHUNK);
            let (old, new) = (&text[start + from..start + to], &text[ptr + from..ptr + to]);
            let same = match fold {
                Fold::None => old == new,
                fold => old.iter().zip(new).all(|(old, new)| {
                    fold.apply(old.code(), locale) == fold.apply(new.code(), locale)
                }),
            };
            if !same {
                return Err(Miss::Back);
            }
            if to - from == SCAN_CHUNK {
                self.poll()?;
            }
        }
        self.charge(length);
        Ok(ptr + length)
    }

    /// Index of the first character from `from` on that passes the test.
    pub(crate) fn search_unit(
        &mut self,
        unit: Unit,
        from: usize,
    ) -> Result<Option<usize>, MatchError> {
        let text = self.text;
        self.search_chunks(from, |machine, from, to| {
            machine
                .scan
                .find_accepted(unit, &text[from..to])
                .map(|index| from + index)
        })
    }

    /// Runs `find` over pieces of the text, polling between them.
    pub(crate) fn search_chunks(
        &mut self,
        mut from: usize,
        mut find: impl FnMut(&mut Self, usize, usize) -> Option<usize>,
    ) -> Result<Option<usize>, MatchError> {
        while from < self.text.len() {
            let to = self.text.len().min(from + SCAN_CHUNK);
            let found = find(self, from, to);
            if found.is_some() {
                return Ok(found);
            }
            if to - from == SCAN_CHUNK {
                self.poll()?;
            }
            from = to;
        }
        Ok(None)
    }
}
