//! Size classes: 16-byte steps to 512 bytes, four per doubling to 8 KiB, then what divides a block
//! with little loss. Invariant: a cell is a whole number of granules, and a block holds cells of
//! one class only.

use crate::arena::{BLOCK_SIZE, GRANULE, GRANULES_PER_BLOCK};

pub(crate) const CLASSES: usize = 54;

/// The largest object that shares a block with others.
pub(crate) const MAX_SMALL: usize = BLOCK_SIZE / 2;

const MEDIUM: [u16; 6] = [585, 682, 819, 1024, 1365, 2048];

const fn build_granules() -> [u16; CLASSES] {
    let mut table = [0; CLASSES];
    let mut class = 0;
    while class < 32 {
        table[class] = class as u16 + 1;
        class += 1;
    }
    while class < 48 {
        let doubling = (class - 32) / 4;
        let quarter = (class - 32) % 4;
        table[class] = ((5 + quarter) << (3 + doubling)) as u16;
        class += 1;
    }
    while class < CLASSES {
        table[class] = MEDIUM[class - 48];
        class += 1;
    }
    table
}

/// Cell size of each class in granules.
pub(crate) static GRANULES: [u16; CLASSES] = build_granules();

const fn build_bytes() -> [u32; CLASSES] {
    let granules = build_granules();
    let mut table = [0; CLASSES];
    let mut class = 0;
    while class < CLASSES {
        table[class] = granules[class] as u32 * GRANULE as u32;
        class += 1;
    }
    table
}

/// Cell size of each class in bytes.
const BYTES: [u32; CLASSES] = build_bytes();

const fn build_reciprocals() -> [u32; CLASSES] {
    let granules = build_granules();
    let mut table = [0; CLASSES];
    let mut class = 0;
    while class < CLASSES {
        table[class] = (1u32 << 24).div_ceil(granules[class] as u32);
        class += 1;
    }
    table
}

/// `ceil(2^24 / granules)`: exact for dividends below 4096 and divisors up to 2048.
static RECIPROCALS: [u32; CLASSES] = build_reciprocals();

/// The class of objects of `size` bytes, which is at most `MAX_SMALL`. Folds for constant sizes.
#[inline(always)]
pub(crate) const fn class_of(size: usize) -> usize {
    if size <= 512 {
        // Size 0 does not happen: every object has a header.
        return (size.wrapping_sub(1) / GRANULE) & 31;
    }
    let last = (size - 1) / GRANULE;
    if last < 512 {
        let log = last.ilog2() as usize;
        return 32 + (log - 5) * 4 + (last >> (log - 2)) - 4;
    }
    let mut class = 48;
    while last >= MEDIUM[class - 48] as usize {
        class += 1;
    }
    class
}

#[inline(always)]
pub(crate) const fn cell_bytes(class: usize) -> usize {
    BYTES[class] as usize
}

/// Cells of `class` in one block.
#[inline]
pub(crate) fn cells_per_block(class: usize) -> usize {
    GRANULES_PER_BLOCK / GRANULES[class] as usize
}

/// The first granule of the cell that holds granule `granule` of a block.
#[inline]
pub(crate) fn cell_start(class: usize, granule: usize) -> usize {
    let cell = (granule as u64 * RECIPROCALS[class] as u64) >> 24;
    cell as usize * GRANULES[class] as usize
}

const fn build_patterns() -> [u64; CLASSES] {
    let granules = build_granules();
    let mut table = [0; CLASSES];
    let mut class = 0;
    while class < CLASSES {
        let mut bit = 0;
        while bit < 64 {
            table[class] |= 1 << bit;
            bit += granules[class] as usize;
        }
        class += 1;
    }
    table
}

/// A bit for every multiple of the cell size among 64 granules.
static PATTERNS: [u64; CLASSES] = build_patterns();

/// Which of the 64 granules of `word` of a block's side tables start a cell.
#[inline]
pub(crate) fn cell_mask(class: usize, word: usize) -> u64 {
    let over = word * 64 - cell_start(class, word * 64);
    let phase = if over == 0 {
        0
    } else {
        GRANULES[class] as usize - over
    };
    if phase >= 64 {
        0
    } else {
        PATTERNS[class] << phase
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_size_gets_the_smallest_class_that_fits() {
        for size in 1..=MAX_SMALL {
            let class = class_of(size);
            assert!(cell_bytes(class) >= size, "size {size} class {class}");
            assert!(
                class == 0 || cell_bytes(class - 1) < size,
                "size {size} class {class}"
            );
        }
    }

    #[test]
    fn division_is_exact() {
        for (class, &granules) in GRANULES.iter().enumerate() {
            let granules = granules as usize;
            for granule in 0..GRANULES_PER_BLOCK {
                assert_eq!(cell_start(class, granule), granule / granules * granules);
            }
        }
    }

    #[test]
    fn cell_masks_mark_the_starts() {
        for (class, &granules) in GRANULES.iter().enumerate() {
            for granule in 0..GRANULES_PER_BLOCK {
                let set = cell_mask(class, granule / 64) >> (granule % 64) & 1 == 1;
                assert_eq!(set, granule % granules as usize == 0);
            }
        }
    }
}
