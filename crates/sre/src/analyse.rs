//! What can be known before a program runs: with what characters its parts start. Everything here only
//! spares the machine attempts that would fail. Invariant: a filter may accept too much, never too
//! little; when the work grows beyond a fixed budget, it accepts everything.

use crate::charset::Above;
use crate::opcodes::*;
use crate::program::*;
use crate::unit::{Literal, Unit};

/// Instructions looked at before a walk gives up.
const BUDGET: usize = 256;
/// The same for the one walk that tells a search where to look.
const START_BUDGET: usize = 1 << 16;

/// Fills in what lowering left open.
pub(crate) fn finish(program: &mut Program) {
    let mut seen = Seen {
        walks: vec![0; program.ops.len()],
        walk: 0,
    };
    for index in 0..program.repeats.len() {
        if !can_be_empty(program, &mut seen, index) {
            program.repeats[index].last = None;
        }
    }
    for index in 0..program.alternatives.len() {
        let start = program.alternatives[index].start;
        program.alternatives[index].filter = first_of(program, &mut seen, start);
    }
    for pc in 0..program.ops.len() {
        if let Op::Possessive(index) = program.ops[pc] {
            let repeat = &mut program.unit_repeats[index as usize];
            repeat.exclusive = true;
            repeat.exclusive_in_bytes = true;
        }
        if let Op::Greedy(index) | Op::Lazy(index) = program.ops[pc] {
            let tail = tail_of(program, &mut seen, pc as u32 + 1);
            let unit = program.unit_repeats[index as usize].unit;
            let (exclusive, exclusive_in_bytes) = disjoint(program, unit, tail);
            let repeat = &mut program.unit_repeats[index as usize];
            repeat.tail = tail;
            repeat.exclusive = exclusive;
            repeat.exclusive_in_bytes = exclusive_in_bytes;
        }
    }
    program.start = start_of(program, &mut seen);
    program.first_run = first_run_of(program);
}

/// Which instructions the current walk has seen; one table serves all walks over a program.
struct Seen {
    /// The number of the last walk that saw the instruction.
    walks: Vec<u32>,
    walk: u32,
}

/// Walks everything that can be reached without consuming a character.
struct Walk<'p> {
    program: &'p Program,
    seen: &'p mut Seen,
    found: Vec<u32>,
    filter: Filter,
}

impl<'p> Walk<'p> {
    fn from(program: &'p Program, seen: &'p mut Seen, pc: u32, budget: usize) -> Walk<'p> {
        seen.walk += 1;
        let (found, filter) = (Vec::new(), Filter::NOTHING);
        let mut walk = Walk {
            program,
            seen,
            found,
            filter,
        };
        walk.go(pc);
        let mut next = 0;
        while next < walk.found.len() && walk.filter != Filter::ANYTHING {
            walk.visit(walk.found[next]);
            next += 1;
            if walk.found.len() > budget {
                walk.filter = Filter::ANYTHING;
            }
        }
        walk
    }

    fn go(&mut self, pc: u32) {
        let walk = &mut self.seen.walks[pc as usize];
        if *walk != self.seen.walk {
            *walk = self.seen.walk;
            self.found.push(pc);
        }
    }

    fn visit(&mut self, pc: u32) {
        let program = self.program;
        match program.ops[pc as usize] {
            Op::Fail => {}
            // A region chooses without regard to what follows it.
            Op::AssertEnd | Op::AssertNotEnd | Op::AtomicEnd | Op::LoopEnd(_) => {
                self.filter = Filter::ANYTHING;
            }
            Op::Success | Op::GroupAgain { .. } => self.filter = Filter::ANYTHING,
            Op::Char(ch) => self.filter.add(ch),
            Op::Unit(unit) => self.add(unit),
            Op::Literal(index) => self.filter.add(program.literals[index as usize].codes[0]),
            Op::At(_) | Op::Open(_) | Op::Close(_) | Op::AtomicEnter(_) => self.go(pc + 1),
            Op::Jump(target) => self.go(target),
            Op::Branch(index) => {
                let branch = program.branches[index as usize];
                for index in branch.first..branch.end {
                    self.go(program.alternatives[index as usize].start);
                }
            }
            Op::Greedy(index) | Op::Lazy(index) | Op::Possessive(index) => {
                let repeat = program.unit_repeats[index as usize];
                if repeat.max > 0 {
                    self.add(repeat.unit);
                }
                if repeat.min == 0 {
                    self.go(pc + 1);
                }
            }
            Op::RepeatEnter(index) => {
                let repeat = program.repeats[index as usize];
                self.go(repeat.body);
                if repeat.min == 0 {
                    self.go(repeat.exit);
                }
            }
            Op::RepeatUntil(index) => {
                let repeat = program.repeats[index as usize];
                self.go(repeat.body);
                self.go(repeat.exit);
            }
            Op::LoopEnter(index) => {
                let looping = program.loops[index as usize];
                self.go(looping.body);
                if looping.min == 0 {
                    self.go(looping.region.exit);
                }
            }
            // What follows a lookaround starts where the lookaround does.
            Op::Assert(index) | Op::AssertNot(index) => {
                self.go(program.regions[index as usize].exit);
            }
            Op::UnlessGroup { target, .. } => {
                self.go(pc + 1);
                self.go(target);
            }
        }
    }

    fn add(&mut self, unit: Unit) {
        let other = filter_of(self.program, unit);
        for (word, more) in self.filter.latin.iter_mut().zip(other.latin) {
            *word |= more;
        }
        self.filter.above |= other.above;
    }
}

/// What the code from `pc` on can start with.
fn first_of(program: &Program, seen: &mut Seen, pc: u32) -> Filter {
    Walk::from(program, seen, pc, BUDGET).filter
}

/// Whether an iteration of the repeat may consume nothing.
fn can_be_empty(program: &Program, seen: &mut Seen, index: usize) -> bool {
    let walk = Walk::from(program, seen, program.repeats[index].body, BUDGET);
    let until =
        |&pc: &u32| matches!(program.ops[pc as usize], Op::RepeatUntil(of) if of as usize == index);
    // A walk that gave up proves nothing.
    walk.filter == Filter::ANYTHING || walk.found.iter().any(until)
}

fn filter_of(program: &Program, unit: Unit) -> Filter {
    let mut filter = Filter {
        latin: [u64::MAX; 4],
        above: true,
        end: false,
    };
    match unit {
        Unit::Never => filter = Filter::NOTHING,
        Unit::All | Unit::LocaleLiteral(_) | Unit::LocaleNotLiteral(_) => {}
        Unit::NotNewline => filter.latin[0] &= !(1 << 10),
        Unit::Literal(ch) => {
            filter = Filter::NOTHING;
            filter.add(ch);
        }
        Unit::Either(one, other) => {
            filter = Filter::NOTHING;
            filter.add(one);
            filter.add(other);
        }
        Unit::NotLiteral(ch) => remove(&mut filter, ch),
        Unit::Neither(one, other) => {
            remove(&mut filter, one);
            remove(&mut filter, other);
        }
        Unit::Set(index) => {
            let set = &program.sets[index as usize];
            if !set.by_locale {
                filter = Filter::NOTHING;
                for ch in (0..256).filter(|&ch| set.latin[ch as usize]) {
                    filter.add(ch);
                }
                filter.above = set.above != Above::Never;
            }
        }
    }
    filter
}

fn remove(filter: &mut Filter, ch: u32) {
    if ch < 256 {
        filter.latin[(ch >> 6) as usize] &= !(1 << (ch & 63));
    }
}

/// The test that the code from `pc` on makes first, if there is exactly one.
fn unit_at(program: &Program, mut pc: u32) -> Option<Unit> {
    for _ in 0..BUDGET {
        match program.ops[pc as usize] {
            Op::Open(_) | Op::Close(_) | Op::At(_) | Op::AtomicEnter(_) => pc += 1,
            Op::Jump(target) => pc = target,
            Op::Assert(index) | Op::AssertNot(index) => pc = program.regions[index as usize].exit,
            Op::Char(ch) => return Some(Unit::Literal(ch)),
            Op::Literal(index) => {
                return Some(Unit::Literal(program.literals[index as usize].codes[0]));
            }
            Op::Unit(unit) => return Some(unit),
            Op::Greedy(index) | Op::Lazy(index) | Op::Possessive(index) => {
                let repeat = program.unit_repeats[index as usize];
                return (repeat.min > 0).then_some(repeat.unit);
            }
            _ => return None,
        }
    }
    None
}

fn tail_of(program: &Program, seen: &mut Seen, pc: u32) -> Tail {
    if let Some(unit) = unit_at(program, pc) {
        return Tail::Unit(unit);
    }
    match first_of(program, seen, pc) {
        Filter::ANYTHING => Tail::Unknown,
        filter => Tail::Filter(filter),
    }
}

/// Whether no character passes both, in any text and in a text without characters above 255.
fn disjoint(program: &Program, unit: Unit, tail: Tail) -> (bool, bool) {
    let filter = match tail {
        Tail::Unknown => return (false, false),
        Tail::Filter(filter) => filter,
        Tail::Unit(other) => filter_of(program, other),
    };
    let own = filter_of(program, unit);
    let in_bytes = own
        .latin
        .iter()
        .zip(filter.latin)
        .all(|(own, other)| own & other == 0);
    let above = own.above && filter.above;
    let apart = !above
        || matches!(tail, Tail::Unit(other) if apart_above(program, unit, other)
            || apart_above(program, other, unit));
    (in_bytes && apart, in_bytes)
}

/// Whether no character above 255 passes both tests, as far as that is easy to see from the first.
fn apart_above(program: &Program, one: Unit, other: Unit) -> bool {
    let accepts = |ch: u32| match other {
        Unit::Set(index) => {
            let set = &program.sets[index as usize];
            ch > 255 && (set.by_locale || set.contains_above(ch))
        }
        Unit::Literal(literal) => literal == ch,
        Unit::NotLiteral(literal) => literal != ch,
        Unit::Either(a, b) => a == ch || b == ch,
        Unit::Neither(a, b) => a != ch && b != ch,
        Unit::Never => false,
        _ => true,
    };
    match (one, other) {
        (Unit::Literal(ch), _) => !accepts(ch),
        (Unit::Either(a, b), _) => !accepts(a) && !accepts(b),
        (Unit::Set(one), Unit::Set(other)) => {
            let category = |index: u32| program.sets[index as usize].only_category();
            match (category(one), category(other)) {
                (Some(one), Some(other)) => categories_apart(one, other),
                _ => false,
            }
        }
        _ => false,
    }
}

fn categories_apart(one: u32, other: u32) -> bool {
    let pair = |a, b| one == a && other == b;
    one ^ 1 == other
        || pair(CATEGORY_UNI_SPACE, CATEGORY_UNI_WORD)
        || pair(CATEGORY_UNI_SPACE, CATEGORY_UNI_DIGIT)
        || pair(CATEGORY_UNI_NOT_WORD, CATEGORY_UNI_DIGIT)
}

fn start_of(program: &Program, seen: &mut Seen) -> Start {
    let mut prefix = Vec::new();
    let mut bare = true;
    let mut pc = 0;
    loop {
        match program.ops[pc] {
            Op::At(At::Beginning) if prefix.is_empty() => return Start::Anchored,
            Op::At(At::BeginningLine) if prefix.is_empty() => return Start::AfterNewline,
            Op::Assert(index) | Op::AssertNot(index) => {
                bare = false;
                pc = program.regions[index as usize].exit as usize;
                continue;
            }
            Op::Open(_) | Op::Close(_) | Op::At(_) => bare = false,
            Op::Char(ch) => prefix.push(ch),
            Op::Literal(index) => prefix.extend(&program.literals[index as usize].codes),
            _ => break,
        }
        pc += 1;
    }
    let whole_pattern = bare && matches!(program.ops[pc], Op::Success);
    if prefix.len() == 1 && !whole_pattern {
        return Start::Unit(Unit::Literal(prefix[0]));
    }
    if !prefix.is_empty() {
        let literal = Literal::new(prefix);
        let finder = literal
            .bytes
            .as_ref()
            .map(|bytes| memchr::memmem::Finder::new(bytes).into_owned());
        return Start::Literal(Box::new(Needle {
            literal,
            finder,
            whole_pattern,
        }));
    }
    if let Some(unit) = unit_at(program, pc as u32) {
        return Start::Unit(unit);
    }
    let filter = Walk::from(program, seen, 0, START_BUDGET).filter;
    if filter == Filter::ANYTHING {
        return Start::Anywhere;
    }
    let few: Vec<u32> = (0..256)
        .filter(|&ch| filter.accepts(Some(ch)))
        .take(3)
        .collect();
    match few[..] {
        _ if filter.above => Start::Filter(filter),
        [one] => Start::Unit(Unit::Literal(one)),
        [one, other] => Start::Unit(Unit::Either(one, other)),
        _ => Start::Filter(filter),
    }
}

/// A repeat without upper bound that takes all it can for good leaves the same position behind wherever
/// in a run it started, so when one start fails the others need no trying. A reference to a group is
/// the only thing that could tell them apart.
fn first_run_of(program: &Program) -> Option<u32> {
    if program
        .ops
        .iter()
        .any(|op| matches!(op, Op::GroupAgain { .. }))
    {
        return None;
    }
    let first = program.ops.iter().find(|op| !matches!(op, Op::Open(_)))?;
    match *first {
        Op::Greedy(index) | Op::Possessive(index) => {
            let repeat = program.unit_repeats[index as usize];
            (repeat.max == usize::MAX).then_some(index)
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use crate::unicode;

    #[test]
    fn categories_that_are_apart_share_no_character() {
        for ch in 0..0x11_0000 {
            let (word, digit) = (unicode::unicode_is_word(ch), unicode::unicode_is_digit(ch));
            let space = unicode::unicode_is_space(ch);
            assert!(!(space && word), "{ch:#x} is both space and word");
            assert!(word || !digit, "{ch:#x} is a digit but no word character");
        }
    }
}
