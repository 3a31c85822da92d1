//! Writing bytes that another thread may be reading without a lock: with atomic stores, eight bytes at a time
//! where they lie so. Invariant: the caller holds the lock of the bytes' owner, so there is one writer, and
//! readers without it use what they find only if nobody wrote meanwhile.

use crate::mode::is_shared_mode;
use std::sync::atomic::{AtomicU8, AtomicU64, Ordering};

const WORD: usize = size_of::<u64>();

/// A copy in the making. Relaxed stores: the sequence of the owner orders them.
struct Copy {
    source: *const u8,
    target: *mut u8,
}

impl Copy {
    fn is_aligned(&self, at: usize) -> bool {
        (self.target as usize + at).is_multiple_of(WORD)
    }

    /// # Safety
    /// `at` is within both ranges.
    #[inline(always)]
    unsafe fn byte(&self, at: usize) {
        // SAFETY: by the caller.
        unsafe {
            let byte = self.source.add(at).read();
            (*(self.target.add(at) as *const AtomicU8)).store(byte, Ordering::Relaxed);
        }
    }

    /// # Safety
    /// A word from `at` on is within both ranges, and aligned in the target.
    #[inline(always)]
    unsafe fn word(&self, at: usize) {
        // SAFETY: by the caller.
        unsafe {
            let word = (self.source.add(at) as *const u64).read_unaligned();
            (*(self.target.add(at) as *const AtomicU64)).store(word, Ordering::Relaxed);
        }
    }
}

/// Copies `length` bytes; the ranges may overlap.
///
/// # Safety
/// Both ranges are valid, and nobody else writes to them without atomics.
pub unsafe fn copy(source: *const u8, target: *mut u8, length: usize) {
    if !is_shared_mode() {
        // SAFETY: by the caller; there is no other thread.
        unsafe { std::ptr::copy(source, target, length) };
    } else {
        // SAFETY: by the caller.
        unsafe { copy_shared(source, target, length) };
    }
}

/// # Safety
/// As for `copy`.
unsafe fn copy_shared(source: *const u8, target: *mut u8, length: usize) {
    let copy = Copy { source, target };
    // SAFETY: by the caller, and the bounds of the loops.
    unsafe {
        if (target as usize).wrapping_sub(source as usize) >= length {
            let mut at = 0;
            while at < length && !copy.is_aligned(at) {
                copy.byte(at);
                at += 1;
            }
            while at + WORD <= length {
                copy.word(at);
                at += WORD;
            }
            while at < length {
                copy.byte(at);
                at += 1;
            }
        } else {
            // The target overlaps the end of the source, which goes first.
            let mut left = length;
            while left > 0 && !copy.is_aligned(left) {
                left -= 1;
                copy.byte(left);
            }
            while left >= WORD {
                left -= WORD;
                copy.word(left);
            }
            while left > 0 {
                left -= 1;
                copy.byte(left);
            }
        }
    }
}

/// Turns the bytes round.
pub(crate) fn reverse(bytes: &[AtomicU8]) {
    let (front, back) = bytes.split_at(bytes.len() / 2);
    for (a, b) in front.iter().zip(back.iter().rev()) {
        // Relaxed, as above.
        let first = a.load(Ordering::Relaxed);
        a.store(b.load(Ordering::Relaxed), Ordering::Relaxed);
        b.store(first, Ordering::Relaxed);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn overlapping_and_unaligned_ranges_are_copied() {
        for (from, to) in (0..20).flat_map(|from| (0..20).map(move |to| (from, to))) {
            for length in 0..40 {
                let mut bytes: Vec<u8> = (0..64).collect();
                let mut wanted = bytes.clone();
                wanted.copy_within(from..from + length, to);
                let pointer = bytes.as_mut_ptr();
                // SAFETY: both ranges are within the vector.
                unsafe { copy_shared(pointer.add(from), pointer.add(to), length) };
                assert_eq!(bytes, wanted, "{from} {to} {length}");
            }
        }
    }
}
