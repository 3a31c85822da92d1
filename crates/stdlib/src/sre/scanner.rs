//! `_sre.SRE_Scanner`, which gives one match after another, and the iterator that `finditer` returns.
//! Invariant: `place` and `state` are read and stored only by the thread that has set `EXECUTING`.

use super::matching;
use super::pattern::{PatternObject, pattern_of, region};
use super::subject::{How, Subject, Units, with_matcher};
use crate::slots_object;
use crate::support::{ITER_SELF, make_exact};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use typhon_objects::prelude::*;

slots_object!(ScannerObject, SCANNER_LAYOUT, "_sre.SRE_Scanner", { pattern, string }, {
    // Boxed, so that the zeros of fresh memory are a valid value.
    units: Option<Box<Units>>,
    pos: i64,
    endpos: i64,
    place: AtomicUsize,
    must_advance: AtomicBool,
    exhausted: AtomicBool,
    executing: AtomicBool,
}, drop);

type Scanner = Ref<ScannerObject>;

pub(super) static SCANNER: TypeSpec = TypeSpec::new("SRE_Scanner", &SCANNER_LAYOUT)
    .module("_sre")
    .flags(type_flags::NO_NEW)
    .methods(&[
        method(
            "match",
            |thread, args| next(thread, Ref::of(args[0]), How::Match),
            "(self, /)",
            "",
        ),
        method(
            "search",
            |thread, args| next(thread, Ref::of(args[0]), How::Search),
            "(self, /)",
            "",
        ),
    ])
    .attributes(&[member(
        "pattern",
        |_, own| Ok(Ref::<ScannerObject>::of(own).pattern.get()),
        "",
    )]);

/// `pattern.scanner(string, pos, endpos)`
pub(super) fn new(thread: &Thread, args: &[Value]) -> Result<Scanner> {
    let pattern = pattern_of(args[0]);
    let (pos, endpos) = region(thread, args)?;
    let subject = Subject::new(thread, &pattern, args[1])?;
    let place = usize::try_from(pos).unwrap_or(0).min(subject.len());
    make_exact(thread, &SCANNER, |header| ScannerObject {
        header,
        pattern: Slot::new(pattern.value()),
        string: Slot::new(args[1]),
        units: Some(Box::new(subject.units)),
        pos,
        endpos,
        place: AtomicUsize::new(place),
        must_advance: AtomicBool::new(false),
        exhausted: AtomicBool::new(false),
        executing: AtomicBool::new(false),
    })
}

/// Clears `executing` on every way out.
struct Turn(Scanner);

impl Drop for Turn {
    fn drop(&mut self) {
        // Release: the next turn sees where this one ended.
        self.0.executing.store(false, Ordering::Release);
    }
}

/// The next match, or None.
fn next(thread: &Thread, scanner: Scanner, how: How) -> Result {
    // Acquire: see where the previous turn ended.
    if scanner.executing.swap(true, Ordering::Acquire) {
        return Err(errors::value_error(
            thread,
            "regular expression scanner already executing",
        ));
    }
    let _turn = Turn(scanner);
    let Some(units) = scanner.units.as_deref() else {
        return Ok(Value::NONE);
    };
    if scanner.exhausted.load(Ordering::Relaxed) {
        return Ok(Value::NONE);
    }
    let pattern = Ref::<PatternObject>::of(scanner.pattern.get());
    let string = scanner.string.get();
    with_matcher(
        thread,
        &pattern,
        units,
        (scanner.pos, scanner.endpos),
        |matcher| {
            matcher.set_place(
                scanner.place.load(Ordering::Relaxed),
                scanner.must_advance.load(Ordering::Relaxed),
            );
            if !matcher.run(how)? {
                scanner.exhausted.store(true, Ordering::Relaxed);
                return Ok(Value::NONE);
            }
            let found = matching::new(thread, pattern, string, matcher)?;
            matcher.advance();
            let (place, must_advance) = matcher.place();
            scanner.place.store(place, Ordering::Relaxed);
            scanner.must_advance.store(must_advance, Ordering::Relaxed);
            Ok(found)
        },
    )
}

slots_object!(
    FindIteratorObject,
    FIND_ITERATOR_LAYOUT,
    "callable_iterator",
    { scanner }
);

/// What `finditer` returns: shows itself as the iterator over `scanner.search` that it stands for.
pub(super) static FIND_ITERATOR: TypeSpec =
    TypeSpec::new("callable_iterator", &FIND_ITERATOR_LAYOUT)
        .flags(type_flags::NO_NEW)
        .methods(&[
            ITER_SELF,
            method("__next__", find_next, "(self, /)", "Implement next(self)."),
        ]);

pub(super) fn find_iterator(thread: &Thread, args: &[Value]) -> Result {
    let scanner = new(thread, args)?;
    let iterator = make_exact(thread, &FIND_ITERATOR, |header| FindIteratorObject {
        header,
        scanner: Slot::new(scanner.value()),
    })?;
    Ok(iterator.value())
}

fn find_next(thread: &Thread, args: &[Value]) -> Result {
    let iterator = Ref::<FindIteratorObject>::of(args[0]);
    let found = next(thread, Ref::of(iterator.scanner.get()), How::Search)?;
    Ok(if found.is_none() { Value::NULL } else { found })
}
