//! What is searched, as code units, and the engine at work on it.
//! Invariant: a borrowed slice of units belongs to a string that the holder keeps alive.

use super::pattern::PatternObject;
use std::cell::RefCell;
use typhon_objects::buffer::{Buffer, has_buffer};
use typhon_objects::bytes::{Bytes, BytesObject};
use typhon_objects::object::Kind;
use typhon_objects::prelude::*;
use typhon_objects::str::from_part;
use typhon_sre::{CodeUnit, MatchError, Scratch, State, Stop};
use typhon_text::wtf8;

/// The text of a subject in the narrowest units that hold it.
pub(super) enum Units {
    /// ASCII text or the content of `bytes`, in place.
    Direct(&'static [u8]),
    One(Vec<u8>),
    Two(Vec<u16>),
    Four(Vec<u32>),
}

impl Units {
    pub(super) fn len(&self) -> usize {
        match self {
            Units::Direct(units) => units.len(),
            Units::One(units) => units.len(),
            Units::Two(units) => units.len(),
            Units::Four(units) => units.len(),
        }
    }
}

/// A subject on the native stack.
pub(super) struct Subject {
    pub(super) value: Value,
    pub(super) units: Units,
    pub(super) is_text: bool,
}

/// Whether a value is text, bytes, or neither (an error).
pub(super) fn is_text(thread: &Thread, value: Value) -> Result<bool> {
    if value.is::<StrObject>() {
        return Ok(true);
    }
    if has_buffer(value) {
        return Ok(false);
    }
    Err(errors::type_error(
        thread,
        format!(
            "expected string or bytes-like object, got '{}'",
            value.class().name_text()
        ),
    ))
}

impl Subject {
    /// Prepares `value` for `pattern`, which must be of the same kind.
    pub(super) fn new(thread: &Thread, pattern: &PatternObject, value: Value) -> Result<Subject> {
        let is_text = is_text(thread, value)?;
        match pattern.is_text {
            Some(true) if !is_text => {
                return Err(errors::type_error(
                    thread,
                    "cannot use a string pattern on a bytes-like object",
                ));
            }
            Some(false) if is_text => {
                return Err(errors::type_error(
                    thread,
                    "cannot use a bytes pattern on a string-like object",
                ));
            }
            _ => {}
        }
        let units = match value.downcast::<StrObject>() {
            Some(text) => text_units(text),
            None => match value.downcast::<BytesObject>() {
                Some(bytes) => Units::Direct(bytes.data()),
                None => Units::One(Buffer::acquire(thread, value, false)?.to_vec()),
            },
        };
        Ok(Subject {
            value,
            units,
            is_text,
        })
    }

    pub(super) fn len(&self) -> usize {
        self.units.len()
    }

    /// Units `start..end` as bytes: WTF-8 for text.
    pub(super) fn bytes(&self, thread: &Thread, start: usize, end: usize) -> Result<&[u8]> {
        match &self.units {
            Units::Direct(bytes) => Ok(bytes.get(start..end).unwrap_or_default()),
            Units::One(bytes) if !self.is_text => Ok(bytes.get(start..end).unwrap_or_default()),
            _ => Ref::<StrObject>::of(self.value).slice(thread, start, end),
        }
    }

    /// Units `start..end` as a string of the subject's kind.
    pub(super) fn slice(&self, thread: &Thread, start: usize, end: usize) -> Result {
        let whole = start == 0 && end == self.len();
        if whole && matches!(self.value.exact_kind(), Kind::Str | Kind::Bytes) {
            return Ok(self.value);
        }
        make(thread, self.is_text, self.bytes(thread, start, end)?)
    }
}

/// A new string of bytes, which are WTF-8 if it is text.
pub(super) fn make(thread: &Thread, is_text: bool, bytes: &[u8]) -> Result {
    if is_text {
        Ok(from_part(thread, bytes)?.value())
    } else {
        Ok(Bytes::new(thread, bytes)?.value())
    }
}

/// `value[start..end]` of something that was once a subject; it may have shrunk since.
pub(super) fn slice_of(thread: &Thread, value: Value, start: usize, end: usize) -> Result {
    if let Some(text) = value.downcast::<StrObject>() {
        let (start, end) = (start.min(text.len()), end.min(text.len()));
        if start == 0 && end == text.len() && value.exact_kind() == Kind::Str {
            return Ok(value);
        }
        return Ok(from_part(thread, text.slice(thread, start, end)?)?.value());
    }
    let cut = |bytes: &[u8]| {
        let (start, end) = (start.min(bytes.len()), end.min(bytes.len()));
        Ok(Bytes::new(thread, bytes.get(start..end).unwrap_or_default())?.value())
    };
    match value.downcast::<BytesObject>() {
        Some(bytes) if start == 0 && end == bytes.len() && value.exact_kind() == Kind::Bytes => {
            Ok(value)
        }
        Some(bytes) => cut(bytes.data()),
        None => cut(Buffer::acquire(thread, value, false)?.bytes()),
    }
}

fn text_units(text: Str) -> Units {
    let bytes = text.bytes();
    if text.is_ascii() {
        return Units::Direct(bytes);
    }
    let codes = || wtf8::code_points(bytes);
    match wtf8::max_code_point(bytes) {
        0..=0xff => Units::One(collect(text.len(), codes().map(|code| code as u8))),
        0x100..=0xffff => Units::Two(collect(text.len(), codes().map(|code| code as u16))),
        _ => Units::Four(collect(text.len(), codes())),
    }
}

fn collect<U>(length: usize, codes: impl Iterator<Item = U>) -> Vec<U> {
    let mut units = Vec::with_capacity(length);
    units.extend(codes);
    units
}

/// How a match has to lie.
#[derive(Copy, Clone)]
pub(super) enum How {
    Match,
    FullMatch,
    Search,
}

enum AnyState<'a> {
    One(State<'a, u8>),
    Two(State<'a, u16>),
    Four(State<'a, u32>),
}

macro_rules! delegate {
    ($any:expr, $state:ident => $body:expr) => {
        match $any {
            AnyState::One($state) => $body,
            AnyState::Two($state) => $body,
            AnyState::Four($state) => $body,
        }
    };
}

/// The engine at work on one subject.
pub(super) struct Matcher<'a> {
    thread: &'a Thread,
    state: AnyState<'a>,
    /// The region, cut to the subject.
    pub(super) pos: usize,
    pub(super) endpos: usize,
}

thread_local! {
    static SCRATCH: RefCell<Scratch> = RefCell::default();
}

fn failed(thread: &Thread, error: MatchError, raised: Option<Raised>) -> Raised {
    match (error, raised) {
        (MatchError::Stopped(_), Some(raised)) => raised,
        _ => errors::memory_error(thread),
    }
}

fn run<U: CodeUnit>(thread: &Thread, state: &mut State<'_, U>, how: How) -> Result<bool> {
    let mut raised = None;
    let mut poll = || {
        thread.poll().map_err(|error| {
            raised = Some(error);
            Stop
        })
    };
    let found = match how {
        How::Match => state.match_(&mut poll),
        How::FullMatch => state.fullmatch(&mut poll),
        How::Search => state.search(&mut poll),
    };
    found.map_err(|error| failed(thread, error, raised))
}

/// Runs `f` with a matcher for a region of `units`, with the thread's own backtracking memory.
pub(super) fn with_matcher<R>(
    thread: &Thread,
    pattern: &PatternObject,
    units: &Units,
    region: (i64, i64),
    f: impl FnOnce(&mut Matcher<'_>) -> Result<R>,
) -> Result<R> {
    let length = units.len();
    let cut = |position: i64| usize::try_from(position).unwrap_or(0).min(length);
    let (pos, endpos) = (cut(region.0), cut(region.1));
    // Taken out rather than borrowed: a replacement function may match again.
    let scratch = SCRATCH.take();
    let code = pattern.code();
    let state = match units {
        Units::Direct(text) => {
            State::with_scratch(code, text, pos, endpos, scratch).map(AnyState::One)
        }
        Units::One(text) => {
            State::with_scratch(code, text, pos, endpos, scratch).map(AnyState::One)
        }
        Units::Two(text) => {
            State::with_scratch(code, text, pos, endpos, scratch).map(AnyState::Two)
        }
        Units::Four(text) => {
            State::with_scratch(code, text, pos, endpos, scratch).map(AnyState::Four)
        }
    };
    let state = state.map_err(|error| failed(thread, error, None))?;
    let mut matcher = Matcher {
        thread,
        state,
        pos,
        endpos,
    };
    let result = f(&mut matcher);
    SCRATCH.set(delegate!(matcher.state, state => state.into_scratch()));
    result
}

impl Matcher<'_> {
    pub(super) fn run(&mut self, how: How) -> Result<bool> {
        let thread = self.thread;
        delegate!(&mut self.state, state => run(thread, state, how))
    }

    /// Prepares for the match after a successful one.
    pub(super) fn advance(&mut self) {
        delegate!(&mut self.state, state => state.advance())
    }

    /// Where the next match is looked for, and whether it may be empty there.
    pub(super) fn place(&self) -> (usize, bool) {
        delegate!(&self.state, state => (state.start, state.must_advance))
    }

    pub(super) fn set_place(&mut self, start: usize, must_advance: bool) {
        delegate!(&mut self.state, state => {
            state.start = start;
            state.must_advance = must_advance;
        })
    }

    /// The span of a group of the last match.
    pub(super) fn group(&self, group: usize) -> Option<(usize, usize)> {
        delegate!(&self.state, state => state.group(group)).filter(|(start, end)| start <= end)
    }

    /// The span of the last match.
    pub(super) fn span(&self) -> (usize, usize) {
        delegate!(&self.state, state => (state.start, state.ptr))
    }

    pub(super) fn last_index(&self) -> Option<usize> {
        delegate!(&self.state, state => state.last_index())
    }
}
