//! The backtracking loop. Choices, undo records and region marks lie on one explicit stack; failing
//! pops until something can be tried.
//!
//! Invariants: a slot that changes while anything lies on the stack pushes its old value first, so
//! popping to a choice restores every group; `barrier` is the index of the topmost region mark; nothing
//! between two polls takes longer than a few thousand instructions or one scan of `SCAN_CHUNK`.

use crate::charset::Fold;
use crate::program::*;
use crate::state::{MatchError, Stop};
use crate::unicode;
use crate::unit::{CodeUnit, Scan, Unit};

/// Instructions between two polls.
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
    pub(crate) poll: Poll<'p>,
    pub(crate) fuel: u32,
    pub(crate) barrier: usize,
    /// Some slot has changed since the groups were last cleared.
    pub(crate) dirty: bool,
}

/// Where to continue, or `None` to go back.
type Next = Result<Option<(usize, usize)>, MatchError>;

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
        }
    }

    /// Tries to match at `start`; the result is where the match ends.
    pub(crate) fn run(&mut self, start: usize) -> Result<Option<usize>, MatchError> {
        self.clear_groups();
        self.stack.clear();
        self.barrier = NO_BARRIER;
        let program = self.program;
        let text = self.text;
        let (mut pc, mut ptr) = (0, start);
        loop {
            self.fuel -= 1;
            if self.fuel == 0 {
                self.poll()?;
            }
            let next = match program.ops[pc] {
                Op::Char(ch) => match text.get(ptr) {
                    Some(unit) if unit.code() == ch => Some((pc + 1, ptr + 1)),
                    _ => None,
                },
                Op::Unit(unit) => match text.get(ptr) {
                    Some(each) if self.scan.matches(unit, each.code()) => Some((pc + 1, ptr + 1)),
                    _ => None,
                },
                Op::Literal(index) => {
                    let literal = &program.literals[index as usize];
                    literal
                        .starts(&text[ptr..])
                        .then(|| (pc + 1, ptr + literal.codes.len()))
                }
                Op::Success => {
                    let refused = self.whole && ptr != text.len() || self.not_at == Some(ptr);
                    if !refused {
                        return Ok(Some(ptr));
                    }
                    None
                }
                Op::Fail => None,
                Op::At(at) => self.is_at(at, ptr).then_some((pc + 1, ptr)),
                Op::Open(slot) => {
                    self.set(slot, ptr)?;
                    Some((pc + 1, ptr))
                }
                Op::Close(slot) => {
                    self.set(slot, ptr)?;
                    self.set(program.last_group_slot() as u32, slot as usize / 2 + 1)?;
                    Some((pc + 1, ptr))
                }
                Op::Jump(target) => Some((target as usize, ptr)),
                Op::Branch(index) => {
                    let branch = program.branches[index as usize];
                    self.alternative(branch.first, branch.end, ptr)?
                }
                Op::Greedy(index) => self.greedy(pc, &program.unit_repeats[index as usize], ptr)?,
                Op::Lazy(index) => self.lazy(pc, &program.unit_repeats[index as usize], ptr)?,
                Op::Possessive(index) => {
                    let repeat = &program.unit_repeats[index as usize];
                    let end = self.take(repeat, ptr)?;
                    end.map(|end| (pc + 1, end))
                }
                Op::GroupAgain { group, fold } => {
                    self.same_again(group, fold, ptr)?.map(|end| (pc + 1, end))
                }
                Op::UnlessGroup { group, target } => {
                    let matched = self.group(group).is_some();
                    Some((if matched { pc + 1 } else { target as usize }, ptr))
                }
                op => self.structure(op, pc, ptr)?,
            };
            (pc, ptr) = match next {
                Some(next) => next,
                None => match self.back()? {
                    Some(next) => next,
                    None => return Ok(None),
                },
            };
        }
    }

    /// Forgets the groups of the attempt before.
    pub(crate) fn clear_groups(&mut self) {
        if self.dirty {
            let groups = self.program.last_group_slot() + 1;
            self.slots[..groups].fill(UNSET);
            self.dirty = false;
        }
    }

    /// Repeats of more than one character, and regions.
    fn structure(&mut self, op: Op, pc: usize, ptr: usize) -> Next {
        let program = self.program;
        match op {
            Op::RepeatEnter(index) => self.repeat_enter(index, ptr),
            Op::RepeatUntil(index) => self.repeat_until(index, ptr),
            Op::LoopEnter(index) => {
                let looping = &program.loops[index as usize];
                self.save_groups(looping.region.touched)?;
                // Nothing on the stack can lead back into this loop, so no undo is needed.
                self.slots[looping.count as usize] = 0;
                self.slots[looping.last as usize] = UNSET;
                self.iterate(pc, looping, ptr)
            }
            Op::LoopEnd(index) => {
                let Some((entered, _)) = self.leave_region() else {
                    return Ok(None);
                };
                let looping = &program.loops[index as usize];
                self.slots[looping.count as usize] += 1;
                self.iterate(entered, looping, ptr)
            }
            Op::AtomicEnter(index) => {
                self.save_groups(program.regions[index as usize].touched)?;
                self.enter_region(pc, ptr)?;
                Ok(Some((pc + 1, ptr)))
            }
            Op::AtomicEnd => Ok(self.leave_region().map(|_| (pc + 1, ptr))),
            Op::Assert(index) => {
                let region = &program.regions[index as usize];
                let Some(from) = ptr.checked_sub(region.back) else {
                    return Ok(None);
                };
                self.save_groups(region.touched)?;
                self.enter_region(pc, ptr)?;
                Ok(Some((pc + 1, from)))
            }
            Op::AssertEnd => Ok(self.leave_region().map(|(_, ptr)| (pc + 1, ptr))),
            Op::AssertNot(index) => {
                let region = &program.regions[index as usize];
                let Some(from) = ptr.checked_sub(region.back) else {
                    return Ok(Some((region.exit as usize, ptr)));
                };
                self.enter_region(pc, ptr)?;
                Ok(Some((pc + 1, from)))
            }
            Op::AssertNotEnd => {
                self.abandon_region();
                Ok(None)
            }
            _ => Ok(None),
        }
    }

    /// Pops until there is something else to try.
    fn back(&mut self) -> Next {
        let program = self.program;
        while let Some(frame) = self.stack.pop() {
            // Giving back scans, and many repeats may do so in vain before an instruction runs.
            if self.fuel == 1 {
                self.poll()?;
            }
            let next = match frame {
                Frame::Restore { slot, value } => {
                    self.slots[slot as usize] = value;
                    None
                }
                Frame::Resume { pc, ptr } => Some((pc as usize, ptr)),
                Frame::Alternative { index, end, ptr } => self.alternative(index, end, ptr)?,
                Frame::Greedy { pc, ptr, low } => {
                    let Op::Greedy(index) = program.ops[pc as usize] else {
                        continue;
                    };
                    let tail = &program.unit_repeats[index as usize].tail;
                    self.give_back(pc, tail, ptr - 1, low)?
                }
                Frame::Lazy { pc, ptr, high } => {
                    let Op::Lazy(index) = program.ops[pc as usize] else {
                        continue;
                    };
                    let repeat = &program.unit_repeats[index as usize];
                    if self
                        .text
                        .get(ptr)
                        .is_some_and(|ch| self.scan.matches(repeat.unit, ch.code()))
                    {
                        self.take_until(pc as usize, repeat, ptr + 1, high)?
                    } else {
                        None
                    }
                }
                Frame::Again { index, ptr } => {
                    let repeat = &program.repeats[index as usize];
                    self.start_iteration(repeat, ptr)?;
                    Some((repeat.body as usize, ptr))
                }
                Frame::Barrier { pc, ptr, outer } => {
                    self.barrier = outer;
                    match program.ops[pc as usize] {
                        Op::AssertNot(index) => {
                            Some((program.regions[index as usize].exit as usize, ptr))
                        }
                        Op::LoopEnter(index) => {
                            let looping = &program.loops[index as usize];
                            let enough = self.slots[looping.count as usize] >= looping.min;
                            enough.then_some((looping.region.exit as usize, ptr))
                        }
                        _ => None,
                    }
                }
            };
            if next.is_some() {
                return Ok(next);
            }
        }
        Ok(None)
    }

    #[cold]
    pub(crate) fn poll(&mut self) -> Result<(), MatchError> {
        self.fuel = FUEL;
        (self.poll)().map_err(MatchError::Stopped)
    }

    /// Counts a scan of `length` characters as some instructions.
    fn charge(&mut self, length: usize) {
        let cost = u32::try_from(length / 64).unwrap_or(u32::MAX);
        self.fuel = self.fuel.saturating_sub(cost).max(1);
    }

    #[inline]
    fn push(&mut self, frame: Frame) -> Result<(), MatchError> {
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
    fn set(&mut self, slot: u32, value: usize) -> Result<(), MatchError> {
        let old = self.slots[slot as usize];
        // With nothing to go back to, failing ends the attempt and clears the groups.
        if !self.stack.is_empty() {
            self.push(Frame::Restore { slot, value: old })?;
        }
        self.dirty = true;
        self.slots[slot as usize] = value;
        Ok(())
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
        let Some(chosen) = viable(index) else {
            return Ok(None);
        };
        if let Some(later) = viable(chosen + 1) {
            self.push(Frame::Alternative {
                index: later,
                end,
                ptr,
            })?;
        }
        Ok(Some((alternatives[chosen as usize].start as usize, ptr)))
    }

    /// The end of as many characters as the repeat may take from `ptr` on, if they are enough.
    #[inline]
    fn take(&mut self, repeat: &UnitRepeat, ptr: usize) -> Result<Option<usize>, MatchError> {
        let text = self.text;
        let available = text.len() - ptr;
        if available < repeat.min {
            return Ok(None);
        }
        let limit = ptr + repeat.max.min(available);
        let mut end = ptr;
        while end < limit {
            let chunk = &text[end..limit.min(end + SCAN_CHUNK)];
            if let Some(length) = self.scan.find_refused(repeat.unit, chunk) {
                end += length;
                break;
            }
            end += chunk.len();
            if chunk.len() == SCAN_CHUNK {
                self.poll()?;
            }
        }
        self.charge(end - ptr);
        Ok((end - ptr >= repeat.min).then_some(end))
    }

    #[inline]
    fn greedy(&mut self, pc: usize, repeat: &UnitRepeat, ptr: usize) -> Next {
        let Some(end) = self.take(repeat, ptr)? else {
            return Ok(None);
        };
        let low = ptr + repeat.min;
        // A byte text has no characters above 255.
        let exclusive = if size_of::<U>() == 1 {
            repeat.exclusive_in_bytes
        } else {
            repeat.exclusive
        };
        if end == low || exclusive {
            return Ok(Some((pc + 1, end)));
        }
        self.give_back(pc as u32, &repeat.tail, end, low)
    }

    /// Continues after a greedy repeat at the last position in `low..=high` that its tail may match.
    fn give_back(&mut self, pc: u32, tail: &Tail, mut high: usize, low: usize) -> Next {
        let text = self.text;
        let end = match *tail {
            Tail::Unknown => high,
            Tail::Unit(unit) => loop {
                let from = low.max((high + 1).saturating_sub(SCAN_CHUNK));
                let chunk = &text[from..text.len().min(high + 1)];
                self.charge(chunk.len());
                if let Some(index) = self.scan.rfind_accepted(unit, chunk) {
                    break from + index;
                }
                if from == low {
                    return Ok(None);
                }
                high = from - 1;
                self.poll()?;
            },
            Tail::Filter(filter) => loop {
                if filter.accepts(text.get(high).map(|unit| unit.code())) {
                    break high;
                }
                if high == low {
                    return Ok(None);
                }
                high -= 1;
                if high.is_multiple_of(SCAN_CHUNK) {
                    self.poll()?;
                }
            },
        };
        if end > low {
            self.push(Frame::Greedy { pc, ptr: end, low })?;
        }
        Ok(Some((pc as usize + 1, end)))
    }

    fn lazy(&mut self, pc: usize, repeat: &UnitRepeat, ptr: usize) -> Next {
        let text = self.text;
        let mut start = ptr;
        if repeat.min > 0 {
            let least = UnitRepeat {
                max: repeat.min,
                ..*repeat
            };
            match self.take(&least, ptr)? {
                Some(end) => start = end,
                None => return Ok(None),
            }
        }
        let high = ptr + repeat.max.min(text.len() - ptr);
        self.take_until(pc, repeat, start, high)
    }

    /// Continues after a lazy repeat at the first position from `ptr` to `high` that its tail may match.
    fn take_until(&mut self, pc: usize, repeat: &UnitRepeat, ptr: usize, high: usize) -> Next {
        let text = self.text;
        let mut end = ptr;
        if let Tail::Unit(tail) = repeat.tail {
            loop {
                let chunk = &text[end..high.min(end + SCAN_CHUNK)];
                if let Some(length) = self.scan.find_end(repeat.unit, tail, chunk) {
                    end += length;
                    break;
                }
                end += chunk.len();
                if end == high {
                    break;
                }
                self.poll()?;
            }
            self.charge(end - ptr);
            if !text
                .get(end)
                .is_some_and(|unit| self.scan.matches(tail, unit.code()))
            {
                return Ok(None);
            }
        }
        if end < high && !repeat.exclusive {
            self.push(Frame::Lazy {
                pc: pc as u32,
                ptr: end,
                high,
            })?;
        }
        Ok(Some((pc + 1, end)))
    }

    fn repeat_enter(&mut self, index: u32, ptr: usize) -> Next {
        let repeat = &self.program.repeats[index as usize];
        if let Some(last) = repeat.last {
            self.set(last, UNSET)?;
        }
        if let Some(count) = repeat.count {
            self.set(count, repeat.min.min(1))?;
        }
        if repeat.min > 0 {
            return Ok(Some((repeat.body as usize, ptr)));
        }
        self.choose(index, repeat, 0, ptr)
    }

    fn repeat_until(&mut self, index: u32, ptr: usize) -> Next {
        let repeat = &self.program.repeats[index as usize];
        let Some(slot) = repeat.count else {
            // No count is kept if one iteration is enough: it has happened, so 1 is as good as any.
            return self.choose(index, repeat, 1, ptr);
        };
        let count = self.slots[slot as usize];
        if count < repeat.min {
            self.set(slot, count + 1)?;
            return Ok(Some((repeat.body as usize, ptr)));
        }
        self.choose(index, repeat, count, ptr)
    }

    /// Enough iterations are done; chooses between another one and what follows.
    fn choose(&mut self, index: u32, repeat: &Repeat, count: usize, ptr: usize) -> Next {
        let may_iterate = count < repeat.max
            && repeat
                .last
                .is_none_or(|last| self.slots[last as usize] != ptr);
        if !may_iterate {
            return Ok(Some((repeat.exit as usize, ptr)));
        }
        if repeat.lazy {
            self.push(Frame::Again { index, ptr })?;
            return Ok(Some((repeat.exit as usize, ptr)));
        }
        self.push(Frame::Resume {
            pc: repeat.exit,
            ptr,
        })?;
        self.start_iteration(repeat, ptr)?;
        Ok(Some((repeat.body as usize, ptr)))
    }

    fn start_iteration(&mut self, repeat: &Repeat, ptr: usize) -> Result<(), MatchError> {
        if let Some(count) = repeat.count {
            self.set(count, self.slots[count as usize] + 1)?;
        }
        match repeat.last {
            Some(last) => self.set(last, ptr),
            None => Ok(()),
        }
    }

    /// Starts another iteration of a possessive loop, or leaves it.
    fn iterate(&mut self, entered: usize, looping: &Loop, ptr: usize) -> Next {
        let count = self.slots[looping.count as usize];
        if count >= looping.min {
            if count >= looping.max || self.slots[looping.last as usize] == ptr {
                return Ok(Some((looping.region.exit as usize, ptr)));
            }
            self.slots[looping.last as usize] = ptr;
        }
        self.enter_region(entered, ptr)?;
        Ok(Some((looping.body as usize, ptr)))
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

    fn enter_region(&mut self, pc: usize, ptr: usize) -> Result<(), MatchError> {
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
    fn leave_region(&mut self) -> Option<(usize, usize)> {
        let Some(&Frame::Barrier { pc, ptr, outer }) = self.stack.get(self.barrier) else {
            return None;
        };
        self.stack.truncate(self.barrier);
        self.barrier = outer;
        Some((pc as usize, ptr))
    }

    /// Undoes what the innermost region did.
    fn abandon_region(&mut self) {
        while self.stack.len() > self.barrier.saturating_add(1) {
            if let Some(Frame::Restore { slot, value }) = self.stack.pop() {
                self.slots[slot as usize] = value;
            }
        }
        if let Some(Frame::Barrier { outer, .. }) = self.stack.pop() {
            self.barrier = outer;
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
    fn same_again(
        &mut self,
        group: u32,
        fold: Fold,
        ptr: usize,
    ) -> Result<Option<usize>, MatchError> {
        let Some((start, end)) = self.group(group) else {
            return Ok(None);
        };
        let text = self.text;
        let length = end - start;
        if length > text.len() - ptr {
            return Ok(None);
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
                return Ok(None);
            }
            if to - from == SCAN_CHUNK {
                self.poll()?;
            }
        }
        self.charge(length);
        Ok(Some(ptr + length))
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
