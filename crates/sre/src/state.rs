//! [`State`]: one subject being matched against one pattern. Owned by one thread.

use crate::code::Code;
use crate::locale::{C_LOCALE, Locale};
use crate::machine::{Frame, Machine, Poll};
use crate::program::{Start, UNSET};
use crate::unit::{CodeUnit, Scan, Unit};

/// The poll callback wants the match to end; the caller knows why.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stop;

/// Why matching ended without an answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MatchError {
    /// There is no memory for the backtracking stack, or it has reached its limit.
    Memory,
    /// The poll callback said so.
    Stopped(Stop),
}

/// Memory that one match after another can use.
#[derive(Debug, Default)]
pub struct Scratch {
    slots: Vec<usize>,
    stack: Vec<Frame>,
}

/// Backtracking memory is limited to this many bytes unless the caller sets another limit.
const DEFAULT_STACK_BYTES: usize = 1 << 30;
/// A scratch keeps no more than this many frames between matches.
const KEPT_FRAMES: usize = 1 << 16;

/// One subject being matched against one pattern.
///
/// Positions count code units from the beginning of the text. After a successful match, `start` and
/// `ptr` are its ends and [`State::group`] gives its groups; [`State::advance`] then prepares the
/// search for the next match, as `finditer`, `sub`, `split` and scanners need it.
pub struct State<'a, U> {
    code: &'a Code,
    text: &'a [U],
    locale: &'a Locale,
    scratch: Scratch,
    stack_limit: usize,
    /// Where the next match begins to look; after a match, where it starts.
    pub start: usize,
    /// After a match, where it ends.
    pub ptr: usize,
    /// The next match must not be empty at `start`.
    pub must_advance: bool,
    /// The region is empty the wrong way round: nothing matches in it.
    inverted: bool,
}

impl<'a, U: CodeUnit> State<'a, U> {
    /// Prepares to match in `text[..endpos]` from `pos` on. Both are cut to the text's length; the
    /// beginning of the text stays visible to `^`, `\b` and lookbehinds.
    pub fn new(
        code: &'a Code,
        text: &'a [U],
        pos: usize,
        endpos: usize,
    ) -> Result<State<'a, U>, MatchError> {
        State::with_scratch(code, text, pos, endpos, Scratch::default())
    }

    /// As [`State::new`], with memory from an earlier state.
    pub fn with_scratch(
        code: &'a Code,
        text: &'a [U],
        pos: usize,
        endpos: usize,
        mut scratch: Scratch,
    ) -> Result<State<'a, U>, MatchError> {
        let end = endpos.min(text.len());
        let start = pos.min(text.len());
        let slots = code.program.slots;
        scratch.slots.clear();
        scratch
            .slots
            .try_reserve_exact(slots)
            .map_err(|_| MatchError::Memory)?;
        scratch.slots.resize(slots, UNSET);
        Ok(State {
            code,
            text: &text[..end],
            locale: &C_LOCALE,
            scratch,
            stack_limit: DEFAULT_STACK_BYTES / size_of::<Frame>(),
            start,
            ptr: start,
            must_advance: false,
            inverted: start > end,
        })
    }

    /// Gives the memory back for the next state.
    pub fn into_scratch(mut self) -> Scratch {
        self.scratch.stack.clear();
        self.scratch.stack.shrink_to(KEPT_FRAMES);
        self.scratch
    }

    /// Uses another locale than "C" for patterns compiled with `re.LOCALE`.
    pub fn set_locale(&mut self, locale: &'a Locale) {
        self.locale = locale;
    }

    /// Limits the memory for backtracking; beyond it matching ends with [`MatchError::Memory`].
    pub fn set_stack_bytes(&mut self, bytes: usize) {
        self.stack_limit = bytes / size_of::<Frame>();
    }

    /// Matches at `start`.
    pub fn match_(&mut self, poll: Poll<'_>) -> Result<bool, MatchError> {
        self.at_start(false, poll)
    }

    /// Matches at `start`, up to the end of the region.
    pub fn fullmatch(&mut self, poll: Poll<'_>) -> Result<bool, MatchError> {
        self.at_start(true, poll)
    }

    /// Looks for the first match at or after `start`.
    pub fn search(&mut self, poll: Poll<'_>) -> Result<bool, MatchError> {
        let start = self.start;
        if self.inverted {
            return Ok(false);
        }
        let not_at = self.must_advance.then_some(start);
        let mut machine = self.machine(poll);
        machine.not_at = not_at;
        let found = find(&mut machine, start)?;
        Ok(self.finish(found))
    }

    /// Prepares the search for the next match after a successful one.
    pub fn advance(&mut self) {
        self.must_advance = self.ptr == self.start;
        self.start = self.ptr;
    }

    /// The span of a group of the last match; group 0 is the whole match. A start after its end can
    /// come from nothing the compiler emits (CPython raises `SystemError` for it).
    pub fn group(&self, group: usize) -> Option<(usize, usize)> {
        if group == 0 {
            return Some((self.start, self.ptr));
        }
        if group > self.code.groups() {
            return None;
        }
        let (start, end) = (
            self.scratch.slots[2 * group - 2],
            self.scratch.slots[2 * group - 1],
        );
        (start != UNSET && end != UNSET).then_some((start, end))
    }

    /// The number of the last group that was closed, for `Match.lastindex`.
    pub fn last_index(&self) -> Option<usize> {
        let last = self.scratch.slots[self.code.program.last_group_slot()];
        (last != UNSET).then_some(last)
    }

    /// The text before the end position.
    pub fn text(&self) -> &'a [U] {
        self.text
    }

    /// The pattern.
    pub fn code(&self) -> &'a Code {
        self.code
    }

    fn at_start(&mut self, whole: bool, poll: Poll<'_>) -> Result<bool, MatchError> {
        let start = self.start;
        if self.inverted || self.text.len() - start < self.code.program.min_width {
            return Ok(self.finish(None));
        }
        let not_at = self.must_advance.then_some(start);
        let mut machine = self.machine(poll);
        machine.whole = whole;
        machine.not_at = not_at;
        let end = machine.run(start)?;
        Ok(self.finish(end.map(|end| (start, end))))
    }

    fn machine<'s, 'p>(&'s mut self, poll: Poll<'p>) -> Machine<'s, 'p, U> {
        let program = &self.code.program;
        let scan = Scan {
            sets: &program.sets,
            locale: self.locale,
        };
        let Scratch { slots, stack } = &mut self.scratch;
        let mut machine = Machine::new(program, self.text, scan, slots, stack, poll);
        machine.stack_limit = self.stack_limit;
        machine
    }

    fn finish(&mut self, span: Option<(usize, usize)>) -> bool {
        match span {
            Some((start, end)) => {
                self.start = start;
                self.ptr = end;
                true
            }
            None => {
                let groups = self.code.program.last_group_slot() + 1;
                self.scratch.slots[..groups].fill(UNSET);
                false
            }
        }
    }
}

/// The first match at or after `from`.
fn find<U: CodeUnit>(
    machine: &mut Machine<'_, '_, U>,
    mut from: usize,
) -> Result<Option<(usize, usize)>, MatchError> {
    let program = machine.program;
    let Some(last) = machine.text.len().checked_sub(program.min_width) else {
        return Ok(None);
    };
    if let Start::Literal(needle) = &program.start
        && needle.whole_pattern
    {
        machine.clear_groups();
        let found = next_start(machine, from)?;
        return Ok(found.map(|start| (start, start + needle.literal.codes.len())));
    }
    while let Some(start) = next_start(machine, from)? {
        if start > last {
            return Ok(None);
        }
        if let Some(end) = machine.run(start)? {
            return Ok(Some((start, end)));
        }
        // Only the first position is one where the match before ended.
        machine.not_at = None;
        if matches!(program.start, Start::Anchored) {
            return Ok(None);
        }
        from = machine.next_start_after(start)?;
    }
    Ok(None)
}

/// The first position at or after `from` where a match may start.
fn next_start<U: CodeUnit>(
    machine: &mut Machine<'_, '_, U>,
    from: usize,
) -> Result<Option<usize>, MatchError> {
    let text = machine.text;
    if from > text.len() {
        return Ok(None);
    }
    match &machine.program.start {
        Start::Anywhere | Start::Anchored => Ok(Some(from)),
        Start::AfterNewline if from == 0 => Ok(Some(0)),
        Start::AfterNewline => {
            let newline = machine.search_unit(Unit::Literal(10), from - 1)?;
            Ok(newline.map(|index| index + 1))
        }
        Start::Unit(unit) => match text.get(from) {
            Some(each) if machine.scan.matches(*unit, each.code()) => Ok(Some(from)),
            _ => machine.search_unit(*unit, from),
        },
        Start::Filter(filter) => machine.search_chunks(from, |_, from, to| {
            let accepted = |unit: &U| filter.accepts(Some(unit.code()));
            text[from..to]
                .iter()
                .position(accepted)
                .map(|index| from + index)
        }),
        Start::Literal(needle) => {
            let length = needle.literal.codes.len();
            machine.search_chunks(from, |_, from, to| {
                // The literal may reach into the next piece.
                let piece = &text[from..text.len().min(to + length - 1)];
                let index = match U::as_bytes(piece) {
                    Some(bytes) => needle.finder.as_ref()?.find(bytes)?,
                    None => find_literal(needle.literal.codes[0], piece, |at| {
                        needle.literal.starts(at)
                    })?,
                };
                Some(from + index)
            })
        }
    }
}

/// Index of the first place where `ch` is and `starts` holds.
fn find_literal<U: CodeUnit>(ch: u32, text: &[U], starts: impl Fn(&[U]) -> bool) -> Option<usize> {
    let first = U::from_code(ch)?;
    let mut from = 0;
    loop {
        let index = from + first.find_in(&text[from..])?;
        if starts(&text[index..]) {
            return Some(index);
        }
        from = index + 1;
    }
}
