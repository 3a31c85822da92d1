//! Ranges: four exact ints of any size. Immutable. Most are small, and those are handled as machine
//! integers (`SmallRange`).

use crate::errors::{self, Result};
use crate::int;
use crate::object::{Kind, Ref};
use crate::thread::Thread;
use dashu_int::IBig;
use typhon_heap::{Header, Slot, Value};

#[repr(C)]
pub struct RangeObject {
    pub header: Header,
    start: Slot,
    stop: Slot,
    step: Slot,
    length: Slot,
}

pub type Range = Ref<RangeObject>;

crate::heap_object!(
    RangeObject,
    RANGE_LAYOUT,
    "range",
    Kind::Range,
    |object, tracer| {
        tracer.slot(&object.start);
        tracer.slot(&object.stop);
        tracer.slot(&object.step);
        tracer.slot(&object.length);
    }
);

/// A range all of whose parts are immediate ints. `start + i * step` never overflows for `i` up to
/// `length`, but for a last step that is not taken.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub struct SmallRange {
    pub start: i64,
    pub stop: i64,
    pub step: i64,
    pub length: i64,
}

impl SmallRange {
    #[inline(always)]
    pub fn get(self, index: i64) -> i64 {
        self.start.wrapping_add(index.wrapping_mul(self.step))
    }

    pub fn contains(self, value: i64) -> bool {
        let inside = if self.step > 0 {
            self.start <= value && value < self.stop
        } else {
            self.stop < value && value <= self.start
        };
        inside && (value as i128 - self.start as i128) % self.step as i128 == 0
    }
}

/// The number of items of `range(start, stop, step)`; the step is not zero.
pub fn small_length(start: i64, stop: i64, step: i64) -> i128 {
    let (start, stop, step) = (start as i128, stop as i128, step as i128);
    if step > 0 && start < stop {
        (stop - start - 1) / step + 1
    } else if step < 0 && stop < start {
        (start - stop - 1) / -step + 1
    } else {
        0
    }
}

fn big_length(start: &IBig, stop: &IBig, step: &IBig) -> IBig {
    let (zero, one) = (IBig::from(0), IBig::from(1));
    if *step > zero && start < stop {
        (stop - start - &one) / step + one
    } else if *step < zero && stop < start {
        (start - stop - &one) / -step + one
    } else {
        zero
    }
}

impl Range {
    /// The parts must be exact ints; a step of zero is an error.
    pub fn new(thread: &Thread, start: Value, stop: Value, step: Value) -> Result<Range> {
        let length = match (start.as_fixnum(), stop.as_fixnum(), step.as_fixnum()) {
            (Some(_), Some(_), Some(0)) => {
                return Err(errors::value_error(
                    thread,
                    "range() arg 3 must not be zero",
                ));
            }
            (Some(start), Some(stop), Some(step)) => {
                let length = small_length(start, stop, step);
                match i64::try_from(length) {
                    Ok(length) => int::from_i64(thread, length)?,
                    Err(_) => int::from_big(thread, &IBig::from(length))?,
                }
            }
            _ => {
                let step = int::big(step);
                if step == IBig::from(0) {
                    return Err(errors::value_error(
                        thread,
                        "range() arg 3 must not be zero",
                    ));
                }
                let length = big_length(&int::big(start), &int::big(stop), &step);
                int::from_big(thread, &length)?
            }
        };
        let shape = super::RANGE.root_shape();
        thread.allocate(
            shape,
            RangeObject {
                header: Header::new(shape.pointer().cast()),
                start: Slot::new(start),
                stop: Slot::new(stop),
                step: Slot::new(step),
                length: Slot::new(length),
            },
        )
    }

    pub fn from_big(thread: &Thread, start: &IBig, stop: &IBig, step: &IBig) -> Result<Range> {
        let start = int::from_big(thread, start)?;
        let stop = int::from_big(thread, stop)?;
        let step = int::from_big(thread, step)?;
        Range::new(thread, start, stop, step)
    }

    #[inline]
    pub fn start(self) -> Value {
        self.start.get()
    }

    #[inline]
    pub fn stop(self) -> Value {
        self.stop.get()
    }

    #[inline]
    pub fn step(self) -> Value {
        self.step.get()
    }

    /// The number of items, an int of any size.
    #[inline]
    pub fn length(self) -> Value {
        self.length.get()
    }

    /// The parts as machine integers, if all are small.
    #[inline]
    pub fn small(self) -> Option<SmallRange> {
        Some(SmallRange {
            start: self.start().as_fixnum()?,
            stop: self.stop().as_fixnum()?,
            step: self.step().as_fixnum()?,
            length: self.length().as_fixnum()?,
        })
    }

    /// Item number `index`, which is known to exist.
    pub fn item(self, thread: &Thread, index: &IBig) -> Result {
        let value = int::big(self.start()) + index * int::big(self.step());
        int::from_big(thread, &value)
    }
}
