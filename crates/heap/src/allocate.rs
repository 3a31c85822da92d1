//! The slow path of allocation: the next chunk, the next hole, the next block, a collection.
//!
//! A thread owns one block per class and bumps through its *holes*, runs of cells that are not in
//! use. A hole is handed to the fast path in zeroed *chunks*, so that the cells are in the cache
//! when they are used, and so that 10,000 threads with a few objects each touch little memory.
//! Object bits of a hole are set when the hole is given up (*flushed*), not at each allocation.

use crate::arena::{ARENA, BLOCK_SIZE, DIRTY, GRANULE, WORDS_PER_BLOCK};
use crate::blocks::{self, BLOCKS};
use crate::classes::{self, CLASSES, GRANULES, MAX_SMALL, cell_mask};
use crate::collect;
use crate::header::{Header, ShapeHeader};
use crate::mutator::Mutator;
use crate::sync::lock;
use std::ptr::NonNull;
use std::sync::atomic::Ordering;

const CHUNK: usize = 8 << 10;

const NO_BLOCK: u32 = u32::MAX;

/// The hole that a thread bumps through, for one class.
#[derive(Copy, Clone)]
struct Hole {
    /// Addresses. `end` is where the next cell in use begins, or the block's cells end.
    start: usize,
    end: usize,
    block: u32,
    /// The block was all zeros when it was taken.
    clean: bool,
}

pub(crate) struct Holes([Hole; CLASSES]);

impl Holes {
    pub(crate) const fn new() -> Holes {
        Holes(
            [Hole {
                start: 0,
                end: 0,
                block: NO_BLOCK,
                clean: false,
            }; CLASSES],
        )
    }
}

impl Mutator {
    #[cold]
    #[inline(never)]
    pub(crate) fn allocate_slow(
        &self,
        shape: *const ShapeHeader,
        size: usize,
    ) -> Option<NonNull<Header>> {
        collect::before_allocation(self, size);
        let address = match self.try_allocate(size) {
            Some(address) => address,
            None => {
                collect::out_of_memory(self, size);
                self.try_allocate(size)?
            }
        };
        // SAFETY: a zeroed cell that is ours.
        Some(unsafe { Mutator::begin_object(address, shape) })
    }

    fn try_allocate(&self, size: usize) -> Option<usize> {
        if size > MAX_SMALL {
            let address = blocks::allocate_large(size, || {
                if self.poll() {
                    self.safepoint_slow();
                }
            })?;
            collect::account(size);
            return Some(address);
        }
        let class = classes::class_of(size);
        if !self.refill(class) {
            return None;
        }
        let address = self.bumps[class].cursor.get();
        self.bumps[class]
            .cursor
            .set(address + classes::cell_bytes(class));
        Some(address)
    }

    /// Makes room for at least one cell of `class`.
    fn refill(&self, class: usize) -> bool {
        let cell = classes::cell_bytes(class);
        let bump = &self.bumps[class];
        // SAFETY: the owner is in, and nothing below reaches the collector.
        let hole = unsafe { &mut (*self.holes.get()).0[class] };
        loop {
            let cursor = bump.cursor.get();
            if hole.block != NO_BLOCK && cursor + cell <= hole.end {
                // The limit may be short of the cursor's cell, never beyond it.
                let from = bump.limit.get();
                let chunk = if collect::is_stressed() {
                    cell
                } else {
                    CHUNK / cell * cell
                };
                let to = (cursor + chunk.max(cell)).min(hole.end);
                if !hole.clean {
                    // SAFETY: cells of our hole that were not handed out.
                    unsafe { clear(from, to) };
                }
                bump.limit.set(to);
                self.account(to - from);
                return true;
            }
            if hole.block != NO_BLOCK {
                flush(class, hole, cursor);
                let after = (hole.end - ARENA.block_address(hole.block as usize)) / GRANULE;
                if let Some((start, end)) = next_hole(class, hole.block as usize, after) {
                    (hole.start, hole.end) = (start, end);
                    bump.cursor.set(start);
                    bump.limit.set(start);
                    continue;
                }
            }
            bump.cursor.set(0);
            bump.limit.set(0);
            hole.block = NO_BLOCK;
            let Some(block) = lock(&BLOCKS).take_for(class) else {
                return false;
            };
            let info = ARENA.info(block as usize);
            hole.clean = !info.has(DIRTY);
            info.set(DIRTY);
            let base = ARENA.block_address(block as usize);
            // An empty hole at the block's start: the next round looks for the first one.
            (hole.block, hole.start, hole.end) = (block, base, base);
            bump.cursor.set(base);
            bump.limit.set(base);
        }
    }

    /// Counts bytes towards the next collection, many at a time: the counter is shared.
    #[inline]
    fn account(&self, bytes: usize) {
        let bytes = self.unaccounted.get() + bytes;
        self.unaccounted.set(if bytes < CHUNK {
            bytes
        } else {
            collect::account(bytes);
            0
        });
    }

    /// Gives up all holes, so that the object bits are complete. The world is stopped, or the
    /// owner calls.
    pub(crate) fn flush_holes(&self) {
        // SAFETY: as above.
        let holes = unsafe { &mut *self.holes.get() };
        for (class, hole) in holes.0.iter_mut().enumerate() {
            if hole.block != NO_BLOCK {
                flush(class, hole, self.bumps[class].cursor.get());
                hole.block = NO_BLOCK;
                self.bumps[class].cursor.set(0);
                self.bumps[class].limit.set(0);
            }
        }
    }

    /// Gives up all holes, and the blocks to whoever wants them. The owner calls, or it is gone.
    pub(crate) fn return_blocks(&self) {
        // SAFETY: as above.
        let holes = unsafe { &*self.holes.get() };
        let owned: Vec<(usize, u32)> = (0..CLASSES)
            .map(|class| (class, holes.0[class].block))
            .filter(|&(_, block)| block != NO_BLOCK)
            .collect();
        self.flush_holes();
        let mut blocks = lock(&BLOCKS);
        for (class, block) in owned {
            blocks.partial[class].push(block);
        }
    }

    /// Whether `address` is the start of a cell that this thread has allocated and not flushed.
    pub(crate) fn has_unflushed(&self, address: usize) -> bool {
        // SAFETY: the owner calls.
        let holes = unsafe { &*self.holes.get() };
        let block = ARENA.block_of(address) as u32;
        holes.0.iter().enumerate().any(|(class, hole)| {
            hole.block == block && hole.start <= address && address < self.bumps[class].cursor.get()
        })
    }
}

/// Clears whole granules. The usual hole of a fragmented block is too short for a call of `memset`.
///
/// # Safety
/// The range is writable, and nobody else's.
#[inline]
unsafe fn clear(from: usize, to: usize) {
    if to - from > 256 {
        // SAFETY: as the caller says.
        unsafe { std::ptr::write_bytes(from as *mut u8, 0, to - from) };
        return;
    }
    let mut address = from;
    while address < to {
        // SAFETY: as the caller says; granules are aligned.
        unsafe { (address as *mut [u64; 2]).write([0; 2]) };
        address += GRANULE;
    }
}

/// Sets the object bits of the cells from the hole's start to `cursor`.
fn flush(class: usize, hole: &Hole, cursor: usize) {
    let base = ARENA.block_address(hole.block as usize);
    let (first, last) = ((hole.start - base) / GRANULE, (cursor - base) / GRANULE);
    if first == last {
        return;
    }
    let words = ARENA.object_words(hole.block as usize);
    for (index, word) in words
        .iter()
        .enumerate()
        .take(last.div_ceil(64))
        .skip(first / 64)
    {
        let mut bits = cell_mask(class, index);
        if index == first / 64 {
            bits &= !0 << (first % 64);
        }
        if index == last / 64 {
            bits &= !(!0 << (last % 64));
        }
        // Relaxed, and no read-modify-write: only the block's owner writes its object bits.
        word.store(word.load(Ordering::Relaxed) | bits, Ordering::Relaxed);
    }
}

/// The first run of unused cells of `block` from granule `from` on.
fn next_hole(class: usize, block: usize, from: usize) -> Option<(usize, usize)> {
    let granules = GRANULES[class] as usize;
    let end = classes::cells_per_block(class) * granules;
    let (objects, marks) = (ARENA.object_words(block), ARENA.mark_words(block));
    // Relaxed: ours, but for the marks of dropped objects, where either answer is right.
    let in_use =
        |word: usize| objects[word].load(Ordering::Relaxed) | marks[word].load(Ordering::Relaxed);
    let mut word = from / 64;
    let mut bits = !0u64 << (from % 64);
    let start = loop {
        if word >= WORDS_PER_BLOCK {
            return None;
        }
        let free = cell_mask(class, word) & !in_use(word) & bits;
        if free != 0 {
            break word * 64 + free.trailing_zeros() as usize;
        }
        word += 1;
        bits = !0;
    };
    if start >= end {
        return None;
    }
    // Only starts of cells are ever in use, so the next bit that is set ends the hole.
    bits = !0u64 << (start % 64);
    let stop = loop {
        if word >= WORDS_PER_BLOCK {
            break end;
        }
        let used = in_use(word) & bits;
        if used != 0 {
            break word * 64 + used.trailing_zeros() as usize;
        }
        word += 1;
        bits = !0;
    };
    let base = ARENA.block_address(block);
    debug_assert!((stop - start) % granules == 0 && stop * GRANULE <= BLOCK_SIZE);
    Some((base + start * GRANULE, base + stop * GRANULE))
}
