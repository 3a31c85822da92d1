//! Slices of sequences of known length.

use crate::errors::Result;
use crate::object::Ref;
use crate::slice::SliceObject;
use crate::thread::Thread;
use typhon_heap::Value;

/// The numbers of a slice, before they are applied to a length.
#[derive(Copy, Clone, Debug)]
pub struct Slice {
    start: Option<i64>,
    stop: Option<i64>,
    pub step: i64,
}

/// Reads a slice object; this may run Python code (`__index__`).
pub fn slice_parts(thread: &Thread, slice: Value) -> Result<Slice> {
    let bounds = Ref::<SliceObject>::of(slice).bounds(thread)?;
    Ok(Slice {
        start: bounds.start,
        stop: bounds.stop,
        step: bounds.step,
    })
}

impl Slice {
    /// Start index, stop index and number of items for a sequence of `length`. With a positive step and no
    /// items, stop equals start.
    pub fn resolve(self, length: usize) -> (usize, usize, usize) {
        let length = length as i64;
        let (lowest, highest) = if self.step < 0 {
            (-1, length - 1)
        } else {
            (0, length)
        };
        let clamp = |index: i64| {
            let index = if index < 0 {
                index.saturating_add(length)
            } else {
                index
            };
            index.clamp(lowest, highest)
        };
        let start = self
            .start
            .map_or(if self.step < 0 { highest } else { lowest }, clamp);
        let stop = self
            .stop
            .map_or(if self.step < 0 { lowest } else { highest }, clamp);
        if self.step < 0 {
            let count = if stop < start {
                (start - stop - 1) / -self.step + 1
            } else {
                0
            };
            return (start.max(0) as usize, stop.max(0) as usize, count as usize);
        }
        let stop = stop.max(start);
        let count = if start < stop {
            (stop - start - 1) / self.step + 1
        } else {
            0
        };
        (start as usize, stop as usize, count as usize)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bounds_are_those_of_the_language() {
        let resolve =
            |start, stop, step, length: usize| Slice { start, stop, step }.resolve(length);
        assert_eq!(resolve(None, None, 1, 5), (0, 5, 5));
        assert_eq!(resolve(Some(-2), None, 1, 5), (3, 5, 2));
        assert_eq!(resolve(Some(4), Some(2), 1, 5), (4, 4, 0));
        assert_eq!(resolve(None, None, -1, 5), (4, 0, 5));
        assert_eq!(resolve(None, None, -2, 4).2, 2);
        assert_eq!(resolve(Some(i64::MIN), Some(i64::MAX), 3, 7), (0, 7, 3));
        assert_eq!(resolve(None, None, -1, 0).2, 0);
    }
}
