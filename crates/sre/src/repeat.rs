//! Repeats: of one character, which scan; of anything, which iterate; and possessive loops.
//! Invariant: a repeat pushes one frame for each place where the rest may be tried again.

use crate::machine::{Frame, Machine, Miss, Next, SCAN_CHUNK};
use crate::program::*;
use crate::state::MatchError;
use crate::unit::CodeUnit;

impl<U: CodeUnit> Machine<'_, '_, U> {
    /// The end of as many characters as the repeat may take from `ptr` on, if they are enough.
    #[inline]
    pub(crate) fn take(&mut self, repeat: &UnitRepeat, ptr: usize) -> Next {
        let text = self.text;
        let available = text.len() - ptr;
        if available < repeat.min {
            return Err(Miss::Back);
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
        if end - ptr < repeat.min {
            Err(Miss::Back)
        } else {
            Ok(end)
        }
    }

    /// Whether the repeat ends at one place only.
    fn is_exclusive(repeat: &UnitRepeat) -> bool {
        // A byte text has no characters above 255.
        match size_of::<U>() {
            1 => repeat.exclusive_in_bytes,
            _ => repeat.exclusive,
        }
    }

    /// The first start after `start`, where there is no match, that may give another answer.
    pub(crate) fn next_start_after(&mut self, start: usize) -> Result<usize, MatchError> {
        let next = start + 1;
        let Some(index) = self.program.first_run else {
            return Ok(next);
        };
        let repeat = &self.program.unit_repeats[index as usize];
        if !Self::is_exclusive(repeat) {
            return Ok(next);
        }
        match self.take(repeat, start) {
            Ok(end) => Ok(end.max(next)),
            Err(Miss::Back) => Ok(next),
            Err(Miss::Error(error)) => Err(error),
        }
    }

    #[inline]
    pub(crate) fn greedy(&mut self, pc: usize, index: u32, ptr: usize) -> Next {
        let repeat = &self.program.unit_repeats[index as usize];
        let end = self.take(repeat, ptr)?;
        let low = ptr + repeat.min;
        if end == low || Self::is_exclusive(repeat) {
            return self.after(pc, end);
        }
        self.give_back(pc as u32, &repeat.tail, end, low)
    }

    /// The greedy repeat `pc` ended at `ptr`, and that led nowhere.
    pub(crate) fn give_more_back(&mut self, pc: u32, ptr: usize, low: usize) -> Next {
        let Op::Greedy(index) = self.program.ops[pc as usize] else {
            return Err(Miss::Back);
        };
        let tail = &self.program.unit_repeats[index as usize].tail;
        self.give_back(pc, tail, ptr - 1, low)
    }

    /// Continues after a greedy repeat at the last position in `low..=high` that its tail may match.
    #[inline]
    fn give_back(&mut self, pc: u32, tail: &Tail, mut high: usize, low: usize) -> Next {
        let text = self.text;
        let end = match tail {
            Tail::Unknown => high,
            &Tail::Unit(unit) => loop {
                let from = low.max((high + 1).saturating_sub(SCAN_CHUNK));
                let chunk = &text[from..text.len().min(high + 1)];
                self.charge(chunk.len());
                if let Some(index) = self.scan.rfind_accepted(unit, chunk) {
                    break from + index;
                }
                if from == low {
                    return Err(Miss::Back);
                }
                high = from - 1;
                self.poll()?;
            },
            Tail::Filter(filter) => loop {
                if filter.accepts(text.get(high).map(|unit| unit.code())) {
                    break high;
                }
                if high == low {
                    return Err(Miss::Back);
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
        self.after(pc as usize, end)
    }

    pub(crate) fn lazy(&mut self, pc: usize, repeat: &UnitRepeat, ptr: usize) -> Next {
        if Self::is_exclusive(repeat) {
            let end = self.take(repeat, ptr)?;
            return self.after(pc, end);
        }
        let start = match repeat.min {
            0 => ptr,
            min => self.take(
                &UnitRepeat {
                    max: min,
                    ..*repeat
                },
                ptr,
            )?,
        };
        let high = ptr + repeat.max.min(self.text.len() - ptr);
        self.take_until(pc, repeat, start, high)
    }

    /// The lazy repeat `pc` ended at `ptr`, and that led nowhere.
    pub(crate) fn take_more(&mut self, pc: u32, ptr: usize, high: usize) -> Next {
        let Op::Lazy(index) = self.program.ops[pc as usize] else {
            return Err(Miss::Back);
        };
        let repeat = &self.program.unit_repeats[index as usize];
        match self.text.get(ptr) {
            Some(ch) if self.scan.matches(repeat.unit, ch.code()) => {
                self.take_until(pc as usize, repeat, ptr + 1, high)
            }
            _ => Err(Miss::Back),
        }
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
                return Err(Miss::Back);
            }
        }
        if end < high {
            self.push(Frame::Lazy {
                pc: pc as u32,
                ptr: end,
                high,
            })?;
        }
        self.after(pc, end)
    }

    pub(crate) fn repeat_enter(&mut self, index: u32, ptr: usize) -> Next {
        let repeat = &self.program.repeats[index as usize];
        if let Some(last) = repeat.last {
            self.set(last, UNSET)?;
        }
        if let Some(count) = repeat.count {
            self.set(count, repeat.min.min(1))?;
        }
        if repeat.min > 0 {
            return self.go(repeat.body, ptr);
        }
        self.choose(index, repeat, 0, ptr)
    }

    pub(crate) fn repeat_until(&mut self, index: u32, ptr: usize) -> Next {
        self.step()?;
        let repeat = &self.program.repeats[index as usize];
        let Some(slot) = repeat.count else {
            // No count is kept if one iteration is enough: it has happened, so 1 is as good as any.
            return self.choose(index, repeat, 1, ptr);
        };
        let count = self.slots[slot as usize];
        if count < repeat.min {
            self.set(slot, count + 1)?;
            return self.go(repeat.body, ptr);
        }
        self.choose(index, repeat, count, ptr)
    }

    /// Enough iterations are done; chooses between another one and what follows.
    #[inline]
    fn choose(&mut self, index: u32, repeat: &Repeat, count: usize, ptr: usize) -> Next {
        let may_iterate = count < repeat.max
            && repeat
                .last
                .is_none_or(|last| self.slots[last as usize] != ptr);
        if !may_iterate {
            return self.go(repeat.exit, ptr);
        }
        if repeat.lazy {
            self.push(Frame::Again { index, ptr })?;
            return self.go(repeat.exit, ptr);
        }
        self.push(Frame::Resume {
            pc: repeat.exit,
            ptr,
        })?;
        self.start_iteration(repeat, ptr)?;
        self.go(repeat.body, ptr)
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

    /// What follows the lazy repeat did not match at `ptr`.
    pub(crate) fn iterate_again(&mut self, index: u32, ptr: usize) -> Next {
        let repeat = &self.program.repeats[index as usize];
        self.start_iteration(repeat, ptr)?;
        self.go(repeat.body, ptr)
    }

    pub(crate) fn loop_enter(&mut self, pc: usize, looping: &Loop, ptr: usize) -> Next {
        // Nothing on the stack can lead back into this loop, so no undo is needed.
        self.slots[looping.count as usize] = 0;
        self.slots[looping.last as usize] = UNSET;
        self.iterate(pc, looping, ptr)
    }

    pub(crate) fn loop_end(&mut self, entered: usize, looping: &Loop, ptr: usize) -> Next {
        self.step()?;
        self.slots[looping.count as usize] += 1;
        self.iterate(entered, looping, ptr)
    }

    /// Starts another iteration of a possessive loop, or leaves it.
    fn iterate(&mut self, entered: usize, looping: &Loop, ptr: usize) -> Next {
        let count = self.slots[looping.count as usize];
        if count >= looping.min {
            if count >= looping.max || self.slots[looping.last as usize] == ptr {
                return self.go(looping.region.exit, ptr);
            }
            self.slots[looping.last as usize] = ptr;
        }
        self.enter_region(entered, ptr)?;
        self.go(looping.body, ptr)
    }
}
