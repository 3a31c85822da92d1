//! The lowered form of a pattern: instructions, with what does not fit in one beside them.
//! Invariants: jumps stay inside `ops`; every region (lookaround, atomic group, possessive loop) is
//! entered by its own instruction and left by its own end; the last instruction is `Success`.

use crate::charset::{CharSet, Fold};
use crate::unit::{Literal, Unit};

/// A slot that has not been set.
pub(crate) const UNSET: usize = usize::MAX;

/// A condition on a position.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum At {
    Beginning,
    BeginningLine,
    End,
    EndLine,
    EndString,
    Boundary(WordKind),
    NonBoundary(WordKind),
}

/// Whose idea of a word character decides.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum WordKind {
    Ascii,
    Unicode,
    Locale,
}

/// An instruction. Numbers are indexes into the program's tables unless said otherwise.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Op {
    /// The whole pattern has matched, unless the caller wants more of the match.
    Success,
    Fail,
    /// One given character.
    Char(u32),
    /// One character that passes a test.
    Unit(Unit),
    /// Several given characters.
    Literal(u32),
    At(At),
    /// Set the slot to the position: the start of a group.
    Open(u32),
    /// Set the slot to the position: the end of a group, which becomes the last one closed.
    Close(u32),
    /// Continue at the instruction.
    Jump(u32),
    /// Try these alternatives in order.
    Branch(u32),
    /// A repeated single character, as often as possible; then less often.
    Greedy(u32),
    /// A repeated single character, as seldom as possible; then more often.
    Lazy(u32),
    /// A repeated single character, as often as possible, for good.
    Possessive(u32),
    /// Start a general repeat.
    RepeatEnter(u32),
    /// After an iteration of a general repeat.
    RepeatUntil(u32),
    /// Start a possessive general repeat.
    LoopEnter(u32),
    /// After an iteration of a possessive general repeat.
    LoopEnd(u32),
    /// Start of a region whose choices are dropped when it has matched.
    AtomicEnter(u32),
    AtomicEnd,
    /// Start of a lookaround.
    Assert(u32),
    AssertEnd,
    AssertNot(u32),
    AssertNotEnd,
    /// The text of the group again.
    GroupAgain {
        group: u32,
        fold: Fold,
    },
    /// Continue at the instruction unless the group has matched.
    UnlessGroup {
        group: u32,
        target: u32,
    },
}

/// A set of characters that something can start with, perhaps too large, never too small.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Filter {
    /// One bit for each character below 256.
    pub(crate) latin: [u64; 4],
    /// Any character from 256 up.
    pub(crate) above: bool,
    /// The end of the text, that is: no character is needed.
    pub(crate) end: bool,
}

impl Filter {
    pub(crate) const NOTHING: Filter = Filter {
        latin: [0; 4],
        above: false,
        end: false,
    };
    pub(crate) const ANYTHING: Filter = Filter {
        latin: [u64::MAX; 4],
        above: true,
        end: true,
    };

    #[inline]
    pub(crate) fn accepts(&self, ch: Option<u32>) -> bool {
        match ch {
            None => self.end,
            Some(ch) if ch < 256 => self.latin[(ch >> 6) as usize & 3] >> (ch & 63) & 1 != 0,
            Some(_) => self.above,
        }
    }

    pub(crate) fn add(&mut self, ch: u32) {
        match ch {
            0..256 => self.latin[(ch >> 6) as usize] |= 1 << (ch & 63),
            _ => self.above = true,
        }
    }
}

#[derive(Clone, Copy, Debug)]
pub(crate) struct Alternative {
    pub(crate) start: u32,
    pub(crate) filter: Filter,
}

#[derive(Clone, Copy, Debug)]
pub(crate) struct Branch {
    pub(crate) first: u32,
    pub(crate) end: u32,
}

/// What must follow a repeat of single characters at the position where the repeat ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Tail {
    Unknown,
    Unit(Unit),
    Filter(Filter),
}

/// A repeat of single characters.
#[derive(Clone, Copy, Debug)]
pub(crate) struct UnitRepeat {
    pub(crate) unit: Unit,
    pub(crate) min: usize,
    /// `usize::MAX` when there is no bound.
    pub(crate) max: usize,
    pub(crate) tail: Tail,
    /// The tail cannot start with a character of the repeat, so giving characters back is futile.
    pub(crate) exclusive: bool,
    /// The same, if no character is above 255.
    pub(crate) exclusive_in_bytes: bool,
}

/// A repeat of anything.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Repeat {
    pub(crate) min: usize,
    /// `usize::MAX` when there is no bound.
    pub(crate) max: usize,
    pub(crate) lazy: bool,
    /// First instruction of the body, and of what follows the repeat.
    pub(crate) body: u32,
    pub(crate) exit: u32,
    /// Slot with the number of iterations, if it matters.
    pub(crate) count: Option<u32>,
    /// Slot with the position where the last optional iteration began, if iterations may be empty.
    pub(crate) last: Option<u32>,
}

/// A region that is left for good, and the groups it may set.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Region {
    /// First instruction after the region.
    pub(crate) exit: u32,
    /// How far before the position a lookbehind starts.
    pub(crate) back: usize,
    /// Range of `Program::touched`.
    pub(crate) touched: (u32, u32),
}

/// A possessive general repeat.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Loop {
    pub(crate) min: usize,
    pub(crate) max: usize,
    /// First instruction of the body.
    pub(crate) body: u32,
    pub(crate) region: Region,
    pub(crate) count: u32,
    pub(crate) last: u32,
}

/// Where a search needs to look.
#[derive(Clone, Debug)]
pub(crate) enum Start {
    Anywhere,
    /// Only at the first position.
    Anchored,
    /// After a line break, or at the beginning.
    AfterNewline,
    /// Where this character is.
    Unit(Unit),
    /// Where this text is; the flag says that it is the whole pattern.
    Literal(Box<Needle>),
    Filter(Filter),
}

/// A literal to search for.
#[derive(Clone, Debug)]
pub(crate) struct Needle {
    pub(crate) literal: Literal,
    pub(crate) finder: Option<memchr::memmem::Finder<'static>>,
    pub(crate) whole_pattern: bool,
}

#[derive(Clone, Debug)]
pub(crate) struct Program {
    pub(crate) ops: Vec<Op>,
    pub(crate) sets: Vec<CharSet>,
    pub(crate) literals: Vec<Literal>,
    pub(crate) branches: Vec<Branch>,
    pub(crate) alternatives: Vec<Alternative>,
    pub(crate) unit_repeats: Vec<UnitRepeat>,
    pub(crate) repeats: Vec<Repeat>,
    pub(crate) loops: Vec<Loop>,
    pub(crate) regions: Vec<Region>,
    /// Group slots in the order in which the pattern mentions them.
    pub(crate) touched: Vec<u32>,
    /// Two slots a group, then one for the last group closed, then counters.
    pub(crate) slots: usize,
    pub(crate) groups: usize,
    /// No match is shorter.
    pub(crate) min_width: usize,
    pub(crate) start: Start,
    /// The repeat of one character that every match begins with, if starting later inside the same
    /// run of characters can make no difference to what follows.
    pub(crate) first_run: Option<u32>,
}

impl Program {
    pub(crate) fn last_group_slot(&self) -> usize {
        2 * self.groups
    }
}
