//! Sweeping: an object bit survives if its mark bit is set, 64 at a time. Invariant: runs while the
//! world is stopped, with all object bits flushed and marking done.

use crate::arena::{ARENA, BLOCK_SIZE, BlockKind, GRANULE, YOUNG};
use crate::blocks::{BLOCKS, Blocks};
use crate::classes;
use crate::collect::Generation;
use crate::pending::PendingDrop;
use crate::sync::lock;
use std::sync::atomic::Ordering;

/// Written over freed cells in verify mode; no valid shape, and no small int either.
const POISON: u8 = 0xd8;

/// Sweeps what was allocated since the last collection, or everything. Returns the bytes that are
/// in use: all of them, or the difference to what was in use before.
pub(crate) fn sweep(generation: Generation, poison: bool) -> isize {
    let blocks = &mut *lock(&BLOCKS);
    let mut swept = 0;
    let young = std::mem::take(&mut blocks.young);
    // Blocks of threads that have gone are both young and partial.
    match generation {
        Generation::Nursery => {
            for partial in &mut blocks.partial {
                partial.retain(|&block| !ARENA.info(block as usize).has(YOUNG));
            }
            for block in young {
                swept += sweep_small(blocks, block, poison);
            }
        }
        Generation::Full => {
            blocks.partial.iter_mut().for_each(Vec::clear);
            // From the top, so that the lowest free and partial blocks are taken first.
            for block in (0..blocks.high_water() as u32).rev() {
                if ARENA.info(block as usize).kind() == BlockKind::Small {
                    sweep_small(blocks, block, poison);
                    swept += live_bytes(block);
                }
            }
            let old = std::mem::take(&mut blocks.old_large);
            swept += sweep_large(blocks, old);
        }
    }
    let young = std::mem::take(&mut blocks.young_large);
    swept + sweep_large(blocks, young)
}

fn live_bytes(block: u32) -> isize {
    let info = ARENA.info(block as usize);
    match info.kind() {
        BlockKind::Small => {
            (info.live.load(Ordering::Relaxed) as usize * classes::cell_bytes(info.class()))
                as isize
        }
        _ => 0,
    }
}

/// Returns by how many bytes the block's use has grown since its last sweep.
fn sweep_small(blocks: &mut Blocks, block: u32, poison: bool) -> isize {
    let info = ARENA.info(block as usize);
    let class = info.class();
    let objects = ARENA.object_words(block as usize);
    let marks = ARENA.mark_words(block as usize);
    if poison {
        poison_dead(block as usize, class);
    }
    let mut in_use = 0;
    for (object, mark) in objects.iter().zip(marks) {
        // Relaxed: the world is stopped.
        let marked = mark.load(Ordering::Relaxed);
        object.store(object.load(Ordering::Relaxed) & marked, Ordering::Relaxed);
        in_use += marked.count_ones() as usize;
    }
    info.clear(YOUNG);
    let before = info.live.swap(in_use as u16, Ordering::Relaxed) as usize;
    let cell = classes::cell_bytes(class);
    if in_use == 0 {
        blocks.free_small(block);
    } else {
        let free = classes::cells_per_block(class) - in_use;
        // Looking for a few cells in a nearly full block costs more than a new block.
        if free > 0 && (free * cell >= BLOCK_SIZE / 16 || cell > BLOCK_SIZE / 16) {
            blocks.partial[class].push(block);
        }
    }
    in_use as isize * cell as isize - before as isize * cell as isize
}

fn poison_dead(block: usize, class: usize) {
    for (index, (object, mark)) in ARENA
        .object_words(block)
        .iter()
        .zip(ARENA.mark_words(block))
        .enumerate()
    {
        let mut dead = object.load(Ordering::Relaxed) & !mark.load(Ordering::Relaxed);
        while dead != 0 {
            let granule = index * 64 + dead.trailing_zeros() as usize;
            let address = ARENA.block_address(block) + granule * GRANULE;
            // SAFETY: a dead cell.
            unsafe {
                std::ptr::write_bytes(address as *mut u8, POISON, classes::cell_bytes(class))
            };
            dead &= dead - 1;
        }
    }
}

/// Frees the dead ones of `large`, and makes the others old. Returns the bytes of those.
fn sweep_large(blocks: &mut Blocks, large: Vec<u32>) -> isize {
    let mut live = 0;
    for block in large {
        if ARENA.is_marked(ARENA.block_address(block as usize)) {
            live += ARENA.info(block as usize).size.load(Ordering::Relaxed) as isize;
            blocks.old_large.push(block);
        } else {
            blocks.free_large(block);
        }
    }
    live
}

/// Frees the memory of objects whose drop has run. The world may be running.
pub(crate) fn free_dropped(dropped: &[PendingDrop]) {
    let blocks = &mut *lock(&BLOCKS);
    for &PendingDrop { object, .. } in dropped {
        let block = ARENA.block_of(object);
        let (word, bit) = ARENA.mark_bit(object);
        // Release: whoever reuses the cell comes after the drop. (Takers of blocks also go through
        // the lock; the block's present owner reads this word.)
        word.fetch_and(!bit, Ordering::Release);
        match ARENA.info(block).kind() {
            // The next collection finds out whether the block is partial or free.
            BlockKind::Small => blocks.flag_young(block as u32),
            // Swept as a dead old object.
            _ => {
                blocks.old_large.retain(|&large| large as usize != block);
                blocks.free_large(block as u32);
            }
        }
    }
}
