//! Slices: three values as they were written. Immutable.

use crate::errors::{self, Result};
use crate::object::{Kind, Ref};
use crate::operations;
use crate::thread::Thread;
use typhon_heap::{Header, Slot, Value};

#[repr(C)]
pub struct SliceObject {
    pub header: Header,
    start: Slot,
    stop: Slot,
    step: Slot,
}

pub type Slice = Ref<SliceObject>;

crate::heap_object!(
    SliceObject,
    SLICE_LAYOUT,
    "slice",
    Kind::Slice,
    |object, tracer| {
        tracer.slot(&object.start);
        tracer.slot(&object.stop);
        tracer.slot(&object.step);
    }
);

/// The bounds of a slice as machine integers, not yet fitted to a length.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub struct Bounds {
    pub start: Option<i64>,
    pub stop: Option<i64>,
    pub step: i64,
}

/// The positions that a slice selects: `count` of them from `start`, `step` apart. All lie within the
/// length that the slice was fitted to; `start` of an empty selection is where items would be inserted.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub struct Span {
    pub start: usize,
    pub step: i64,
    pub count: usize,
}

impl Slice {
    /// NULL or None for absent parts.
    pub fn new(thread: &Thread, start: Value, stop: Value, step: Value) -> Result<Slice> {
        let shape = super::SLICE.root_shape();
        let part = |value: Value| Slot::new(value.present().unwrap_or(Value::NONE));
        thread.allocate(
            shape,
            SliceObject {
                header: Header::new(shape.pointer().cast()),
                start: part(start),
                stop: part(stop),
                step: part(step),
            },
        )
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

    /// The parts as machine integers; may run `__index__`, so the sequence's length is to be taken after.
    pub fn bounds(self, thread: &Thread) -> Result<Bounds> {
        Bounds::of(thread, self.start(), self.stop(), self.step())
    }

    /// The selection of a sequence whose length cannot change.
    pub fn span(self, thread: &Thread, length: usize) -> Result<Span> {
        Ok(self.bounds(thread)?.fit(length))
    }
}

impl Bounds {
    pub fn of(thread: &Thread, start: Value, stop: Value, step: Value) -> Result<Bounds> {
        let step = match operations::index_or_none(thread, step)? {
            None => 1,
            Some(0) => return Err(errors::value_error(thread, "slice step cannot be zero")),
            // The negation of a step must be representable.
            Some(step) => step.max(-i64::MAX),
        };
        Ok(Bounds {
            start: operations::index_or_none(thread, start)?,
            stop: operations::index_or_none(thread, stop)?,
            step,
        })
    }

    /// What the bounds select of `length` items.
    #[inline]
    pub fn fit(self, length: usize) -> Span {
        let length = length as i64;
        let (lowest, highest) = if self.step < 0 {
            (-1, length - 1)
        } else {
            (0, length)
        };
        let place = |bound: i64| {
            let bound = if bound < 0 {
                bound.saturating_add(length)
            } else {
                bound
            };
            bound.clamp(lowest, highest)
        };
        let (first, last) = if self.step < 0 {
            (highest, lowest)
        } else {
            (lowest, highest)
        };
        let start = self.start.map_or(first, place);
        let stop = self.stop.map_or(last, place);
        let count = if self.step < 0 && stop < start {
            (start - stop - 1) / -self.step + 1
        } else if self.step > 0 && start < stop {
            (stop - start - 1) / self.step + 1
        } else {
            0
        };
        Span {
            start: start.max(0) as usize,
            step: self.step,
            count: count as usize,
        }
    }
}

impl Span {
    /// The selected positions in order.
    #[inline]
    pub fn positions(self) -> impl ExactSizeIterator<Item = usize> {
        let Span { start, step, count } = self;
        (0..count).map(move |i| (start as i64 + i as i64 * step) as usize)
    }

    /// The same positions in ascending order.
    pub fn ascending(self) -> Span {
        if self.step > 0 || self.count == 0 {
            return Span {
                step: self.step.abs(),
                ..self
            };
        }
        Span {
            start: (self.start as i64 + (self.count as i64 - 1) * self.step) as usize,
            step: -self.step,
            count: self.count,
        }
    }
}

/// An index that counts from the end if it is negative, from the start; `None` before that.
pub fn from_either_end(index: i64, length: usize) -> Option<usize> {
    let index = if index < 0 {
        index.saturating_add(length as i64)
    } else {
        index
    };
    usize::try_from(index).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fit(start: Option<i64>, stop: Option<i64>, step: i64, length: usize) -> Vec<usize> {
        Bounds { start, stop, step }
            .fit(length)
            .positions()
            .collect()
    }

    #[test]
    fn selections() {
        assert_eq!(fit(None, None, 1, 3), [0, 1, 2]);
        assert_eq!(fit(None, None, -1, 3), [2, 1, 0]);
        assert_eq!(fit(Some(-2), None, 1, 3), [1, 2]);
        assert_eq!(fit(Some(5), None, -2, 4), [3, 1]);
        assert_eq!(fit(Some(1), Some(i64::MAX), 2, 6), [1, 3, 5]);
        assert_eq!(fit(Some(i64::MIN), Some(i64::MAX), 1, 2), [0, 1]);
        assert_eq!(fit(None, None, i64::MAX, 2), [0]);
        assert_eq!(fit(None, None, -i64::MAX, 2), [1]);
        assert!(fit(Some(3), Some(1), 1, 5).is_empty());
        let span = Bounds {
            start: None,
            stop: None,
            step: -2,
        }
        .fit(5);
        assert_eq!(span.ascending().positions().collect::<Vec<_>>(), [0, 2, 4]);
    }
}
