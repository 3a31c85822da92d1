//! Who gets which blocks: free runs, blocks with holes, large objects, memory for the system.
//!
//! Invariant: `BLOCKS` is a leaf lock, held for a few steps and never across a safepoint. A block is
//! free, owned by one mutator (until the next collection), in one `partial` list, full, or part of
//! a large object.

use crate::arena::{ARENA, BLOCK_SIZE, BlockKind, DIRTY, WORDS_PER_BLOCK, YOUNG};
use crate::classes::CLASSES;
use crate::sync::lock;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Mutex;
use std::sync::atomic::Ordering;

/// After so many blocks zeroed, a thread looks whether it is to stop: tens of microseconds.
const BLOCKS_A_STEP: usize = 8;

pub(crate) static BLOCKS: Mutex<Blocks> = Mutex::new(Blocks::new());

/// Runs of free blocks, coalesced.
struct Runs {
    by_start: BTreeMap<u32, u32>,
    by_length: BTreeSet<(u32, u32)>,
}

impl Runs {
    fn insert(&mut self, mut start: u32, mut length: u32) {
        if let Some((&before, &count)) = self.by_start.range(..start).next_back()
            && before + count == start
        {
            self.remove(before, count);
            start = before;
            length += count;
        }
        if let Some(&count) = self.by_start.get(&(start + length)) {
            self.remove(start + length, count);
            length += count;
        }
        self.by_start.insert(start, length);
        self.by_length.insert((length, start));
    }

    fn remove(&mut self, start: u32, length: u32) {
        self.by_start.remove(&start);
        self.by_length.remove(&(length, start));
    }

    /// The front of the smallest run that is long enough.
    fn take(&mut self, length: u32) -> Option<u32> {
        let &(found, start) = self.by_length.range((length, 0)..).next()?;
        self.remove(start, found);
        if found > length {
            self.by_start.insert(start + length, found - length);
            self.by_length.insert((found - length, start + length));
        }
        Some(start)
    }
}

pub(crate) struct Blocks {
    runs: Runs,
    /// Single free blocks, last freed on top: likely still in the cache. Not coalesced.
    singles: Vec<u32>,
    /// Blocks from here on were never used.
    fresh: u32,
    /// Swept blocks with room, by class.
    pub(crate) partial: [Vec<u32>; CLASSES],
    /// Blocks that the next collection must sweep (flag `YOUNG`).
    pub(crate) young: Vec<u32>,
    /// Large objects, by their first block: allocated since the last collection, and older.
    pub(crate) young_large: Vec<u32>,
    pub(crate) old_large: Vec<u32>,
    pub(crate) used: usize,
    /// `used` never exceeds this.
    pub(crate) limit: usize,
}

impl Blocks {
    const fn new() -> Blocks {
        Blocks {
            runs: Runs {
                by_start: BTreeMap::new(),
                by_length: BTreeSet::new(),
            },
            singles: Vec::new(),
            fresh: 0,
            partial: [const { Vec::new() }; CLASSES],
            young: Vec::new(),
            young_large: Vec::new(),
            old_large: Vec::new(),
            used: 0,
            limit: usize::MAX,
        }
    }

    /// Blocks that have ever been used are below this.
    pub(crate) fn high_water(&self) -> usize {
        self.fresh as usize
    }

    fn take_fresh(&mut self, length: usize) -> Option<u32> {
        if self.fresh as usize + length > ARENA.blocks() {
            return None;
        }
        let start = self.fresh;
        self.fresh += length as u32;
        Some(start)
    }

    /// A block for cells of `class`: one with holes if there is one. It is flagged young.
    pub(crate) fn take_for(&mut self, class: usize) -> Option<u32> {
        let block = match self.partial[class].pop() {
            Some(block) => block,
            None => self.take_free(class)?,
        };
        self.flag_young(block);
        Some(block)
    }

    fn take_free(&mut self, class: usize) -> Option<u32> {
        if self.used >= self.limit {
            return None;
        }
        let block = match self.singles.pop() {
            Some(block) => block,
            None => self.runs.take(1).or_else(|| self.take_fresh(1))?,
        };
        self.used += 1;
        let info = ARENA.info(block as usize);
        info.class.store(class as u8, Ordering::Relaxed);
        info.live.store(0, Ordering::Relaxed);
        info.set_kind(BlockKind::Small);
        Some(block)
    }

    /// Makes the next collection sweep a small block.
    pub(crate) fn flag_young(&mut self, block: u32) {
        let info = ARENA.info(block as usize);
        if !info.has(YOUNG) {
            info.set(YOUNG);
            self.young.push(block);
        }
    }

    /// Reserves blocks for a large object: they are free, but nobody else can take them.
    fn reserve_large(&mut self, length: usize) -> Option<u32> {
        if length > self.limit.saturating_sub(self.used) || length > ARENA.blocks() {
            return None;
        }
        let found = match self.runs.take(length as u32) {
            Some(start) => Some(start),
            None => {
                self.coalesce();
                self.runs
                    .take(length as u32)
                    .or_else(|| self.take_fresh(length))
            }
        };
        let start = found?;
        self.used += length;
        Some(start)
    }

    /// Makes reserved blocks, which are zeroed, an object of `size` bytes.
    fn begin_large(&mut self, start: u32, size: usize) {
        let length = size.div_ceil(BLOCK_SIZE);
        for block in start..start + length as u32 {
            let info = ARENA.info(block as usize);
            info.set_kind(if block == start {
                BlockKind::Large
            } else {
                BlockKind::Tail
            });
            info.run.store(
                if block == start {
                    length as u32
                } else {
                    block - start
                },
                Ordering::Relaxed,
            );
        }
        ARENA
            .info(start as usize)
            .size
            .store(size as u64, Ordering::Relaxed);
        self.young_large.push(start);
    }

    fn clear_tables(block: usize) {
        for word in 0..WORDS_PER_BLOCK {
            ARENA.object_words(block)[word].store(0, Ordering::Relaxed);
            ARENA.mark_words(block)[word].store(0, Ordering::Relaxed);
        }
    }

    /// Takes back a small block whose table words are all zero.
    pub(crate) fn free_small(&mut self, block: u32) {
        ARENA.info(block as usize).set_kind(BlockKind::Free);
        self.used -= 1;
        self.singles.push(block);
    }

    /// Takes back the blocks of a large object.
    pub(crate) fn free_large(&mut self, start: u32) {
        let length = ARENA.info(start as usize).run.load(Ordering::Relaxed);
        for block in start..start + length {
            Self::clear_tables(block as usize);
            ARENA.info(block as usize).set_kind(BlockKind::Free);
        }
        self.used -= length as usize;
        self.runs.insert(start, length);
    }

    fn coalesce(&mut self) {
        for block in std::mem::take(&mut self.singles) {
            self.runs.insert(block, 1);
        }
    }

    /// Free blocks that occupy memory.
    fn dirty_free(&self) -> usize {
        let idle = |&block: &usize| {
            ARENA.info(block).kind() == BlockKind::Free && ARENA.info(block).has(DIRTY)
        };
        (0..self.high_water()).filter(idle).count()
    }

    /// Takes a free run with dirty blocks out, to be given back to the system without the lock.
    fn take_dirty_run(&mut self) -> Option<(u32, u32)> {
        let dirty = |start: u32, length: u32| {
            (start..start + length).any(|b| ARENA.info(b as usize).has(DIRTY))
        };
        let &(length, start) = self
            .runs
            .by_length
            .iter()
            .rev()
            .find(|&&(length, start)| dirty(start, length))?;
        self.runs.remove(start, length);
        Some((start, length))
    }
}

/// Gives free blocks back to the system until about `keep` of those that occupy memory are left.
pub(crate) fn give_back(keep: usize) {
    let mut excess = {
        let mut blocks = lock(&BLOCKS);
        let excess = blocks.dirty_free().saturating_sub(keep);
        if excess < 64 {
            return;
        }
        blocks.coalesce();
        excess
    };
    while excess > 0 {
        let Some((start, length)) = lock(&BLOCKS).take_dirty_run() else {
            return;
        };
        // From the end, as far as needed. There is a dirty block, so this makes progress.
        let mut first = start + length;
        while first > start && excess > 0 {
            first -= 1;
            excess -= ARENA.info(first as usize).has(DIRTY) as usize;
        }
        let address = ARENA.block_address(first as usize);
        let bytes = (start + length - first) as usize * BLOCK_SIZE;
        // SAFETY: free blocks, which nobody else can take meanwhile.
        unsafe { libc::madvise(address as *mut libc::c_void, bytes, libc::MADV_DONTNEED) };
        for block in first..start + length {
            ARENA.info(block as usize).clear(DIRTY);
        }
        lock(&BLOCKS).runs.insert(start, length);
    }
}

/// The address of a zeroed large object of `size` bytes with its object bit set. Calls `pause` now and then,
/// which may stop for a collection; the blocks are free to it. (If it is a fork, the child loses them.)
pub(crate) fn allocate_large(size: usize, pause: impl Fn()) -> Option<usize> {
    let length = size.div_ceil(BLOCK_SIZE);
    let start = lock(&BLOCKS).reserve_large(length)? as usize;
    let base = ARENA.block_address(start);
    let mut left = size;
    for block in start..start + length {
        if block > start && (block - start).is_multiple_of(BLOCKS_A_STEP) {
            pause();
        }
        let info = ARENA.info(block);
        if info.has(DIRTY) {
            // SAFETY: our own blocks.
            unsafe {
                std::ptr::write_bytes(
                    ARENA.block_address(block) as *mut u8,
                    0,
                    left.min(BLOCK_SIZE),
                )
            };
        } else {
            info.set(DIRTY);
        }
        left = left.saturating_sub(BLOCK_SIZE);
    }
    lock(&BLOCKS).begin_large(start as u32, size);
    let (word, bit) = ARENA.object_bit(base);
    // Relaxed: the block is ours until the object is published, and a world stop orders the rest.
    word.fetch_or(bit, Ordering::Relaxed);
    Some(base)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn runs_coalesce_and_fit_best() {
        let mut runs = Runs {
            by_start: BTreeMap::new(),
            by_length: BTreeSet::new(),
        };
        runs.insert(0, 4);
        runs.insert(8, 2);
        runs.insert(20, 8);
        assert_eq!(runs.take(2), Some(8));
        runs.insert(8, 2);
        runs.insert(4, 4);
        assert_eq!(
            runs.by_start
                .iter()
                .map(|(&s, &l)| (s, l))
                .collect::<Vec<_>>(),
            [(0, 10), (20, 8)]
        );
        assert_eq!(runs.take(9), Some(0));
        assert_eq!(runs.take(9), None);
        assert_eq!(runs.take(8), Some(20));
        assert_eq!(runs.take(1), Some(9));
        assert!(runs.by_start.is_empty() && runs.by_length.is_empty());
    }
}
