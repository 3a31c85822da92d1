//! Card marking for arrays that are large objects, so that one store into an old array does not
//! make the next collection scan all of it.
//!
//! A card is 128 bytes of the array. Its byte lies where the object bits of those bytes would:
//! a large object uses only the first of these bits. Hence the first card, whose byte holds that
//! bit, always counts as written. Invariant: cards are set only while `REMEMBER` is, and then the
//! array is logged (`LOGGED`).

use crate::arena::ARENA;
use crate::array::{ArrayRef, SLOTS_OFFSET};
use crate::barrier;
use crate::classes::MAX_SMALL;
use crate::header::flags;
use std::ops::Range;
use std::sync::atomic::{AtomicU8, AtomicU64, Ordering};

const CARD: usize = 128;

/// The array is in some thread's log because of its cards. A layout bit of arrays.
const LOGGED: u16 = 1 << 15;

/// Whether arrays of `length` slots have cards.
fn has_cards(length: usize) -> bool {
    SLOTS_OFFSET + length * 8 > MAX_SMALL
}

/// The card bytes of a large array; they lie together, in whole words.
fn cards(array: ArrayRef) -> &'static [[AtomicU8; 8]] {
    let block = ARENA.block_of(array.0.as_ptr() as usize);
    let first = ARENA.object_words(block).as_ptr() as *const [AtomicU8; 8];
    let words = (SLOTS_OFFSET + array.len() * 8).div_ceil(8 * CARD);
    // SAFETY: the object bits of the run's blocks are contiguous, 64 words a block.
    unsafe { std::slice::from_raw_parts(first, words) }
}

fn card_of(slot: usize) -> usize {
    (SLOTS_OFFSET + slot * 8) / CARD
}

/// The barrier of an old array whose slots in `range` were stored to.
#[cold]
#[inline(never)]
pub(crate) fn written(array: ArrayRef, range: Range<usize>) {
    if range.is_empty() {
        return;
    }
    if !has_cards(array.len()) {
        barrier::store_barrier(array.header());
        return;
    }
    let cards = cards(array);
    for card in
        &cards.as_flattened()[card_of(range.start).max(1)..(card_of(range.end - 1) + 1).max(1)]
    {
        // Relaxed: read while the world is stopped.
        card.store(1, Ordering::Relaxed);
    }
    // AcqRel, as in the barrier: of several threads, one logs.
    let header = array.header();
    if !header.has_flag(LOGGED) && header.set_flag(LOGGED) {
        barrier::log(header);
    }
}

/// For a logged array, while the world is stopped: calls `visit` with the slots that were written
/// to, if only cards were, and clears the cards. False: not known, all slots may have been.
pub(crate) fn take_written(array: ArrayRef, mut visit: impl FnMut(Range<usize>)) -> bool {
    let header = array.header();
    if !header.has_flag(LOGGED) {
        return false;
    }
    header.clear_flag(LOGGED);
    let precise = header.has_flag(flags::REMEMBER);
    for (word, cards) in cards(array).iter().enumerate() {
        // SAFETY: eight bytes of a table of words. Relaxed: the world is stopped.
        let any = unsafe { &*(cards as *const _ as *const AtomicU64) }.load(Ordering::Relaxed) != 0;
        if !any {
            continue;
        }
        for (index, card) in cards.iter().enumerate() {
            let number = word * 8 + index;
            if card.load(Ordering::Relaxed) == 0 {
                continue;
            }
            // The first byte holds the object bit, which stays.
            if number != 0 {
                card.store(0, Ordering::Relaxed);
            }
            if precise {
                let start = (number * CARD).saturating_sub(SLOTS_OFFSET) / 8;
                visit(start..(((number + 1) * CARD - SLOTS_OFFSET) / 8).min(array.len()));
            }
        }
    }
    precise
}
