//! Iterators over ranges: one in machine integers, one in ints of any size. Only the position changes,
//! so a shared iterator never leaves its range.

use super::layout::{Range, SmallRange};
use crate::errors::Result;
use crate::int;
use crate::iterators::{iter_function, reduced, state_position};
use crate::object::{Kind, Ref};
use crate::rows;
use crate::thread::Thread;
use crate::types::{TypeSpec, type_flags};
use dashu_int::IBig;
use std::sync::atomic::{AtomicI64, Ordering};
use typhon_heap::{Header, Slot, Value};

#[repr(C)]
pub struct RangeIteratorObject {
    pub header: Header,
    start: i64,
    step: i64,
    length: i64,
    position: AtomicI64,
}

pub type RangeIterator = Ref<RangeIteratorObject>;

crate::heap_object!(
    RangeIteratorObject,
    RANGE_ITERATOR_LAYOUT,
    "range_iterator",
    Kind::Other,
    |object, tracer| ()
);

pub static RANGE_ITERATOR: TypeSpec = TypeSpec::new("range_iterator", &RANGE_ITERATOR_LAYOUT)
    .flags(type_flags::NO_NEW)
    .methods(&[
        rows::iter_self(),
        rows::next(|_, args| Ok(small(args[0]).next().unwrap_or(Value::NULL))),
        rows::length_hint(|thread, args| {
            let own = small(args[0]);
            int::from_i64(thread, own.length - own.position.load(Ordering::Relaxed))
        }),
        rows::reduce(|thread, args| {
            let function = iter_function(thread)?;
            let own = small(args[0]);
            let position = own.position.load(Ordering::Relaxed);
            let at = |index: i64| IBig::from(own.start) + IBig::from(index) * IBig::from(own.step);
            let rest = Range::from_big(
                thread,
                &at(position),
                &at(own.length),
                &IBig::from(own.step),
            )?;
            reduced(thread, function, rest.value(), Some(Value::NONE))
        }),
        rows::set_state(|thread, args| {
            // Counted from where the iterator stands, as it stands at the start when unpickled.
            let steps = state_position(thread, args[1])?;
            let own = small(args[0]);
            let position = own.position.load(Ordering::Relaxed);
            let steps = steps.clamp(0, own.length - position);
            own.position.store(position + steps, Ordering::Relaxed);
            Ok(Value::NONE)
        }),
    ]);

fn small(value: Value) -> RangeIterator {
    Ref::of(value)
}

impl RangeIterator {
    #[inline]
    pub fn new(thread: &Thread, range: SmallRange) -> Result<RangeIterator> {
        let shape = RANGE_ITERATOR.root_shape();
        thread.allocate(
            shape,
            RangeIteratorObject {
                header: Header::new(shape.pointer().cast()),
                start: range.start,
                step: range.step,
                length: range.length,
                position: AtomicI64::new(0),
            },
        )
    }

    /// The next item, always an immediate int. Runs no Python code, and fails never.
    #[inline(always)]
    pub fn next(self) -> Option<Value> {
        // Relaxed: see the invariant of `iterators`.
        let position = self.position.load(Ordering::Relaxed);
        if position >= self.length {
            return None;
        }
        self.position.store(position + 1, Ordering::Relaxed);
        let item = self.start.wrapping_add(position.wrapping_mul(self.step));
        Some(Value::fixnum(item))
    }
}

#[repr(C)]
pub struct LongRangeIteratorObject {
    pub header: Header,
    start: Slot,
    step: Slot,
    length: Slot,
    position: Slot,
}

pub type LongRangeIterator = Ref<LongRangeIteratorObject>;

crate::heap_object!(
    LongRangeIteratorObject,
    LONG_RANGE_ITERATOR_LAYOUT,
    "longrange_iterator",
    Kind::Other,
    |object, tracer| {
        tracer.slot(&object.start);
        tracer.slot(&object.step);
        tracer.slot(&object.length);
        tracer.slot(&object.position);
    }
);

pub static LONG_RANGE_ITERATOR: TypeSpec =
    TypeSpec::new("longrange_iterator", &LONG_RANGE_ITERATOR_LAYOUT)
        .flags(type_flags::NO_NEW)
        .methods(&[
            rows::iter_self(),
            rows::next(|thread, args| Ok(long(args[0]).next(thread)?.unwrap_or(Value::NULL))),
            rows::length_hint(|thread, args| {
                let own = long(args[0]);
                let rest = int::big(own.length.get()) - int::big(own.position.get());
                int::from_big(thread, &rest)
            }),
            rows::reduce(|thread, args| {
                let function = iter_function(thread)?;
                let own = long(args[0]);
                let (start, step) = (int::big(own.start.get()), int::big(own.step.get()));
                let first = &start + int::big(own.position.get()) * &step;
                let end = &start + int::big(own.length.get()) * &step;
                let rest = Range::from_big(thread, &first, &end, &step)?;
                reduced(thread, function, rest.value(), Some(Value::NONE))
            }),
            rows::set_state(|thread, args| {
                if !int::is_int(args[1]) {
                    state_position(thread, args[1])?;
                }
                let own = long(args[0]);
                let steps = int::big(args[1])
                    .max(IBig::from(0))
                    .min(int::big(own.length.get()) - int::big(own.position.get()));
                let position = int::from_big(thread, &(int::big(own.position.get()) + steps))?;
                own.position.set(own.header(), position);
                Ok(Value::NONE)
            }),
        ]);

fn long(value: Value) -> LongRangeIterator {
    Ref::of(value)
}

impl LongRangeIterator {
    pub fn new(thread: &Thread, start: Value, step: Value, length: Value) -> Result<Self> {
        let shape = LONG_RANGE_ITERATOR.root_shape();
        thread.allocate(
            shape,
            LongRangeIteratorObject {
                header: Header::new(shape.pointer().cast()),
                start: Slot::new(start),
                step: Slot::new(step),
                length: Slot::new(length),
                position: Slot::new(Value::fixnum(0)),
            },
        )
    }

    pub fn next(self, thread: &Thread) -> Result<Option<Value>> {
        let position = int::big(self.position.get());
        if position >= int::big(self.length.get()) {
            return Ok(None);
        }
        let item = int::big(self.start.get()) + &position * int::big(self.step.get());
        let following = int::from_big(thread, &(position + IBig::from(1)))?;
        self.position.set(self.header(), following);
        int::from_big(thread, &item).map(Some)
    }
}

/// `iter(range)`
#[inline]
pub fn iterate(thread: &Thread, range: Range) -> Result {
    match range.small() {
        Some(small) => Ok(RangeIterator::new(thread, small)?.value()),
        None => Ok(
            LongRangeIterator::new(thread, range.start(), range.step(), range.length())?.value(),
        ),
    }
}

/// `reversed(range)`
pub fn iterate_backwards(thread: &Thread, range: Range) -> Result {
    if let Some(own) = range.small() {
        let backwards = SmallRange {
            start: own.get((own.length - 1).max(0)),
            stop: own.start,
            step: own.step.wrapping_neg(),
            length: own.length,
        };
        // The negated least step is no immediate int; nobody sees it but pickling, which copes.
        return Ok(RangeIterator::new(thread, backwards)?.value());
    }
    let length = int::big(range.length());
    let last = range.item(thread, &(length - IBig::from(1)))?;
    let step = int::from_big(thread, &-int::big(range.step()))?;
    Ok(LongRangeIterator::new(thread, last, step, range.length())?.value())
}
