//! The hash of tuples: the 64-bit xxHash round over the items' hashes, as CPython documents it, so that
//! permutations and nesting give different values.

const PRIME_1: u64 = 11400714785074694791;
const PRIME_2: u64 = 14029467366897019727;
const PRIME_5: u64 = 2870177450012600261;

pub struct TupleHasher(u64);

impl TupleHasher {
    #[inline]
    pub fn new() -> TupleHasher {
        TupleHasher(PRIME_5)
    }

    #[inline(always)]
    pub fn add(&mut self, lane: u64) {
        self.0 = self
            .0
            .wrapping_add(lane.wrapping_mul(PRIME_2))
            .rotate_left(31)
            .wrapping_mul(PRIME_1);
    }

    /// For a fixed number of items. Never -1, which means failure in the C API.
    pub fn finish_unsized(self) -> u64 {
        if self.0 == u64::MAX {
            1546275796
        } else {
            self.0
        }
    }

    #[inline]
    pub fn finish(mut self, length: usize) -> u64 {
        self.0 = self.0.wrapping_add(length as u64 ^ (PRIME_5 ^ 3527539));
        self.finish_unsized()
    }
}

impl Default for TupleHasher {
    fn default() -> Self {
        TupleHasher::new()
    }
}

#[cfg(test)]
mod tests {
    use super::TupleHasher;

    #[test]
    fn values_of_cpython() {
        assert_eq!(TupleHasher::new().finish(0) as i64, 5740354900026072187);
        let mut hasher = TupleHasher::new();
        for lane in 1..4 {
            hasher.add(lane);
        }
        assert_eq!(hasher.finish(3) as i64, 529344067295497451);
    }
}
