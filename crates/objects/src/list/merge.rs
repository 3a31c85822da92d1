//! The sorting engine: natural runs, binary insertion for short ones, galloping merges (Peters, "Timsort",
//! 2002), merged in the order of Munro and Wild ("Nearly-Optimal Mergesorts", ESA 2018: powersort).
//!
//! Invariant: whatever fails, and however inconsistent the order is, the array ends up holding exactly
//! the elements it started with. The arrays belong to the sorting thread alone. No store barriers are
//! needed: elements only move, so each of them is old whenever the arrays are.

use crate::errors::Result;
use crate::thread::Thread;
use typhon_heap::{ArrayRef, Value};

/// What an array is made of: one word, or a key with its item.
///
/// # Safety
/// The type is made of whole `Value`s and nothing else.
pub unsafe trait Element: Copy {
    fn key(&self) -> Value;
}

// SAFETY: it is a value.
unsafe impl Element for Value {
    #[inline(always)]
    fn key(&self) -> Value {
        *self
    }
}

/// A key and the item it stands for.
#[derive(Copy, Clone)]
#[repr(C)]
pub struct Pair {
    pub key: Value,
    pub item: Value,
}

// SAFETY: two values.
unsafe impl Element for Pair {
    #[inline(always)]
    fn key(&self) -> Value {
        self.key
    }
}

/// The order of keys.
pub trait Order {
    fn less(&mut self, a: Value, b: Value) -> Result<bool>;
}

/// Runs shorter than this are extended by binary insertion.
const SHORT: usize = 64;
/// Consecutive wins of one side after which a merge starts to gallop.
const MIN_GALLOP: usize = 7;
/// Steps of a merge between two looks at the safepoint word.
const POLL_EVERY: usize = 1 << 13;

#[derive(Copy, Clone)]
struct Run {
    start: usize,
    length: usize,
    /// Depth of the boundary to the next run in the merge tree.
    power: u32,
}

struct Sorter<'a, E, O> {
    thread: &'a Thread,
    order: &'a mut O,
    data: *mut E,
    /// Room for the shorter run of a merge.
    spare: Option<ArrayRef>,
    min_gallop: usize,
}

/// Sorts the first `count` elements of `array`, stably.
pub fn sort<E: Element, O: Order>(
    thread: &Thread,
    array: ArrayRef,
    count: usize,
    order: &mut O,
) -> Result<()> {
    assert!(count * std::mem::size_of::<E>() <= array.len() * 8);
    let mut sorter = Sorter {
        thread,
        order,
        data: array.slots().as_ptr() as *mut E,
        spare: None,
        min_gallop: MIN_GALLOP,
    };
    let result = sorter.sort(count);
    // The array must stay visible on this stack while only `data` is used.
    std::hint::black_box(array);
    result
}

fn shortest_run(count: usize) -> usize {
    let (mut length, mut rest) = (count, 0);
    while length >= SHORT {
        rest |= length & 1;
        length >>= 1;
    }
    length + rest
}

/// The depth at which the boundary between two neighbouring runs lies in the tree that halves `count`.
fn node_power(first: Run, second: Run, count: usize) -> u32 {
    // Midpoints of the runs as 64-bit fractions of the whole.
    let fraction = |twice: usize| ((twice as u128) << 63) / count as u128;
    let left = fraction(2 * first.start + first.length) as u64;
    let right = fraction(2 * second.start + second.length) as u64;
    (left ^ right).leading_zeros() + 1
}

impl<E: Element, O: Order> Sorter<'_, E, O> {
    #[inline(always)]
    fn at(&self, index: usize) -> E {
        // SAFETY: callers pass indexes below the count that `sort` checked.
        unsafe { self.data.add(index).read() }
    }

    #[inline(always)]
    fn put(&mut self, index: usize, element: E) {
        // SAFETY: as in `at`; the array is this thread's alone.
        unsafe { self.data.add(index).write(element) }
    }

    /// Moves elements within the array; the ranges may overlap.
    #[inline(always)]
    fn shift(&mut self, from: usize, to: usize, count: usize) {
        // SAFETY: as in `at`.
        unsafe { std::ptr::copy(self.data.add(from), self.data.add(to), count) }
    }

    #[inline(always)]
    fn less(&mut self, a: E, b: E) -> Result<bool> {
        self.order.less(a.key(), b.key())
    }

    fn sort(&mut self, count: usize) -> Result<()> {
        let shortest = shortest_run(count);
        // Powers on the stack strictly increase, and there are at most 65 of them.
        let mut stack: Vec<Run> = Vec::with_capacity(70);
        let mut start = 0;
        while start < count {
            let mut length = self.count_run(start, count)?;
            if length < shortest {
                let forced = shortest.min(count - start);
                self.insert_rest(start, start + length, start + forced)?;
                length = forced;
            }
            let run = Run {
                start,
                length,
                power: 0,
            };
            if let Some(&last) = stack.last() {
                let power = node_power(last, run, count);
                while stack.len() > 1 && stack[stack.len() - 2].power > power {
                    self.merge_top(&mut stack)?;
                }
                if let Some(last) = stack.last_mut() {
                    last.power = power;
                }
            }
            stack.push(run);
            start += length;
            self.thread.poll()?;
        }
        while stack.len() > 1 {
            self.merge_top(&mut stack)?;
        }
        Ok(())
    }

    /// The length of the run at `start`; a strictly descending one is reversed.
    fn count_run(&mut self, start: usize, end: usize) -> Result<usize> {
        if end - start < 2 {
            return Ok(end - start);
        }
        let mut next = start + 2;
        if self.less(self.at(start + 1), self.at(start))? {
            next = self.run_on(next, end, |order, this, before| order.less(this, before))?;
            let (mut low, mut high) = (start, next - 1);
            while low < high {
                let (a, b) = (self.at(low), self.at(high));
                self.put(low, b);
                self.put(high, a);
                low += 1;
                high -= 1;
                if low % POLL_EVERY == 0 {
                    self.thread.stop_if_asked();
                }
            }
        } else {
            next = self.run_on(next, end, |order, this, before| {
                Ok(!order.less(this, before)?)
            })?;
        }
        Ok(next - start)
    }

    /// Where the run that has come to `next` ends: `belongs` is asked of each key and the one before.
    #[inline(always)]
    fn run_on(
        &mut self,
        mut next: usize,
        end: usize,
        belongs: impl Fn(&mut O, Value, Value) -> Result<bool>,
    ) -> Result<usize> {
        while next < end {
            let pause = end.min(next + POLL_EVERY);
            while next < pause {
                let (this, before) = (self.at(next).key(), self.at(next - 1).key());
                if !belongs(self.order, this, before)? {
                    return Ok(next);
                }
                next += 1;
            }
            self.thread.poll()?;
        }
        Ok(end)
    }

    /// Sorts `start..end`, of which `start..sorted` is sorted already.
    fn insert_rest(&mut self, start: usize, sorted: usize, end: usize) -> Result<()> {
        for index in sorted..end {
            let pivot = self.at(index);
            let (mut low, mut high) = (start, index);
            while low < high {
                let middle = low + (high - low) / 2;
                if self.less(pivot, self.at(middle))? {
                    high = middle;
                } else {
                    low = middle + 1;
                }
            }
            self.shift(low, low + 1, index - low);
            self.put(low, pivot);
        }
        Ok(())
    }

    /// Merges the two runs on top of the stack.
    fn merge_top(&mut self, stack: &mut Vec<Run>) -> Result<()> {
        let (Some(second), Some(first)) = (stack.pop(), stack.pop()) else {
            return Ok(());
        };
        stack.push(Run {
            start: first.start,
            length: first.length + second.length,
            power: second.power,
        });
        // Elements that are in place already: those of the first run not above the second's first one,
        // and those of the second run not below the first's last one.
        let head = self.at(second.start);
        let skip = gallop(first.length, false, |i| {
            Ok(!self.less(head, self.at(first.start + i))?)
        })?;
        let (start, left) = (first.start + skip, first.length - skip);
        if left == 0 {
            return Ok(());
        }
        let tail = self.at(second.start - 1);
        let right = gallop(second.length, true, |i| {
            self.less(self.at(second.start + i), tail)
        })?;
        if right == 0 {
            return Ok(());
        }
        self.make_spare(left.min(right))?;
        if left <= right {
            self.merge_low(start, left, right)
        } else {
            self.merge_high(start, left, right)
        }
    }

    fn make_spare(&mut self, count: usize) -> Result<()> {
        let words = count * std::mem::size_of::<E>() / 8;
        if self.spare.is_none_or(|spare| spare.len() < words) {
            self.spare = Some(self.thread.allocate_array(words)?);
        }
        Ok(())
    }

    fn spare(&self) -> *mut E {
        match self.spare {
            Some(spare) => spare.slots().as_ptr() as *mut E,
            None => std::ptr::NonNull::dangling().as_ptr(),
        }
    }

    /// Merges `left` elements at `start` with the `right` ones behind them, from the front.
    fn merge_low(&mut self, start: usize, left: usize, right: usize) -> Result<()> {
        let spare = self.spare();
        // SAFETY: the spare array has room for the shorter run, which is the left one.
        unsafe { std::ptr::copy_nonoverlapping(self.data.add(start), spare, left) };
        let mut state = Low {
            a: 0,
            b: start + left,
            out: start,
        };
        let result = self.merge_low_loop(&mut state, spare, left, start + left + right);
        // What is left of the first run goes into the gap before what is left of the second.
        // SAFETY: the gap is as long as that: out + (left - a) == b.
        unsafe {
            std::ptr::copy_nonoverlapping(
                spare.add(state.a),
                self.data.add(state.out),
                left - state.a,
            )
        };
        result
    }

    fn merge_low_loop(
        &mut self,
        state: &mut Low,
        spare: *mut E,
        left: usize,
        end: usize,
    ) -> Result<()> {
        // SAFETY: every index passed in is below `left`.
        let first = |i: usize| unsafe { spare.add(i).read() };
        loop {
            let (mut wins_a, mut wins_b, mut budget) = (0, 0, POLL_EVERY);
            loop {
                if self.less(self.at(state.b), first(state.a))? {
                    self.put(state.out, self.at(state.b));
                    state.b += 1;
                    state.out += 1;
                    if state.b == end {
                        return Ok(());
                    }
                    wins_b += 1;
                    wins_a = 0;
                    if wins_b >= self.min_gallop {
                        break;
                    }
                } else {
                    self.put(state.out, first(state.a));
                    state.a += 1;
                    state.out += 1;
                    if state.a == left {
                        return Ok(());
                    }
                    wins_a += 1;
                    wins_b = 0;
                    if wins_a >= self.min_gallop {
                        break;
                    }
                }
                budget -= 1;
                if budget == 0 {
                    budget = POLL_EVERY;
                    self.thread.poll()?;
                }
            }
            self.min_gallop += 1;
            loop {
                self.min_gallop = (self.min_gallop - 1).max(1);
                let head = self.at(state.b);
                let a = state.a;
                let count_a = gallop(left - a, false, |i| Ok(!self.less(head, first(a + i))?))?;
                // SAFETY: the gap is at least as long as what is left of the first run.
                unsafe {
                    std::ptr::copy_nonoverlapping(spare.add(a), self.data.add(state.out), count_a)
                };
                state.a += count_a;
                state.out += count_a;
                if state.a == left {
                    return Ok(());
                }
                self.put(state.out, head);
                state.b += 1;
                state.out += 1;
                if state.b == end {
                    return Ok(());
                }
                let (head, b) = (first(state.a), state.b);
                let count_b = gallop(end - b, false, |i| self.less(self.at(b + i), head))?;
                self.shift(b, state.out, count_b);
                state.b += count_b;
                state.out += count_b;
                if state.b == end {
                    return Ok(());
                }
                self.put(state.out, head);
                state.a += 1;
                state.out += 1;
                if state.a == left {
                    return Ok(());
                }
                self.thread.poll()?;
                if count_a < MIN_GALLOP && count_b < MIN_GALLOP {
                    break;
                }
            }
            self.min_gallop += 1;
        }
    }

    /// Merges from the back, with the right run in the spare array.
    fn merge_high(&mut self, start: usize, left: usize, right: usize) -> Result<()> {
        let spare = self.spare();
        // SAFETY: the spare array has room for the shorter run, which is the right one.
        unsafe { std::ptr::copy_nonoverlapping(self.data.add(start + left), spare, right) };
        let mut state = High {
            a: start + left,
            b: right,
        };
        let result = self.merge_high_loop(&mut state, spare, start);
        // SAFETY: the gap behind what is left of the first run is as long as what is left of the second.
        unsafe { std::ptr::copy_nonoverlapping(spare, self.data.add(state.a), state.b) };
        result
    }

    fn merge_high_loop(&mut self, state: &mut High, spare: *mut E, start: usize) -> Result<()> {
        // SAFETY: every index passed in is below the length of the right run.
        let second = |i: usize| unsafe { spare.add(i).read() };
        loop {
            let (mut wins_a, mut wins_b, mut budget) = (0, 0, POLL_EVERY);
            loop {
                let (last_a, last_b) = (self.at(state.a - 1), second(state.b - 1));
                let out = state.a + state.b - 1;
                if self.less(last_b, last_a)? {
                    self.put(out, last_a);
                    state.a -= 1;
                    if state.a == start {
                        return Ok(());
                    }
                    wins_a += 1;
                    wins_b = 0;
                    if wins_a >= self.min_gallop {
                        break;
                    }
                } else {
                    self.put(out, last_b);
                    state.b -= 1;
                    if state.b == 0 {
                        return Ok(());
                    }
                    wins_b += 1;
                    wins_a = 0;
                    if wins_b >= self.min_gallop {
                        break;
                    }
                }
                budget -= 1;
                if budget == 0 {
                    budget = POLL_EVERY;
                    self.thread.poll()?;
                }
            }
            self.min_gallop += 1;
            loop {
                self.min_gallop = (self.min_gallop - 1).max(1);
                let last = second(state.b - 1);
                let kept = gallop(state.a - start, true, |i| {
                    Ok(!self.less(last, self.at(start + i))?)
                })?;
                let count_a = state.a - start - kept;
                self.shift(start + kept, start + kept + state.b, count_a);
                state.a -= count_a;
                if state.a == start {
                    return Ok(());
                }
                self.put(state.a + state.b - 1, last);
                state.b -= 1;
                if state.b == 0 {
                    return Ok(());
                }
                let last = self.at(state.a - 1);
                let kept = gallop(state.b, true, |i| self.less(second(i), last))?;
                let count_b = state.b - kept;
                // SAFETY: the gap behind the first run is as long as what is left of the second.
                unsafe {
                    std::ptr::copy_nonoverlapping(
                        spare.add(kept),
                        self.data.add(state.a + kept),
                        count_b,
                    )
                };
                state.b -= count_b;
                if state.b == 0 {
                    return Ok(());
                }
                self.put(state.a + state.b - 1, last);
                state.a -= 1;
                if state.a == start {
                    return Ok(());
                }
                self.thread.poll()?;
                if count_a < MIN_GALLOP && count_b < MIN_GALLOP {
                    break;
                }
            }
            self.min_gallop += 1;
        }
    }
}

/// Progress of a merge from the front: next of the first run (in the spare array), next of the second,
/// next free place.
struct Low {
    a: usize,
    b: usize,
    out: usize,
}

/// Progress of a merge from the back: end of what is left of the first run in the array, and how much
/// is left of the second in the spare array.
struct High {
    a: usize,
    b: usize,
}

/// How many of `count` places satisfy `holds`, which is true up to some place and false from there on.
/// Searched in growing steps from the front or from the back, then by halving.
fn gallop(
    count: usize,
    from_back: bool,
    mut holds: impl FnMut(usize) -> Result<bool>,
) -> Result<usize> {
    let (mut low, mut high) = (0, count);
    let mut step = 1;
    if from_back {
        while high > low {
            let probe = high.saturating_sub(step).max(low);
            if holds(probe)? {
                low = probe + 1;
                break;
            }
            high = probe;
            step = step.saturating_mul(2);
        }
    } else {
        while low < high {
            let probe = (low + step - 1).min(high - 1);
            if !holds(probe)? {
                high = probe;
                break;
            }
            low = probe + 1;
            step = step.saturating_mul(2);
        }
    }
    while low < high {
        let middle = low + (high - low) / 2;
        if holds(middle)? {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    Ok(low)
}
