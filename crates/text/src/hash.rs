//! Randomised hashing of `str` and `bytes`: SipHash-1-3 over the bytes.
//! Invariant: equal bytes hash equally under one key, never to -1, and the empty string to 0.

use siphasher::sip::SipHasher13;

/// The key of this process's hashes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct HashKey {
    pub low: u64,
    pub high: u64,
}

impl HashKey {
    /// The key for `PYTHONHASHSEED=seed`: zero switches randomisation off, the rest spread a generator's
    /// bytes so that ASCII strings hash as CPython's do under the same seed.
    pub fn from_seed(seed: u32) -> Self {
        if seed == 0 {
            return Self::default();
        }
        let mut state = seed;
        let mut word = || {
            let mut bytes = [0; 8];
            for byte in &mut bytes {
                state = state.wrapping_mul(214013).wrapping_add(2531011);
                *byte = (state >> 16) as u8;
            }
            u64::from_le_bytes(bytes)
        };
        Self {
            low: word(),
            high: word(),
        }
    }

    /// A key from bytes that the system made at random.
    pub fn from_random(bytes: [u8; 16]) -> Self {
        let (low, high) = (
            u128::from_le_bytes(bytes) as u64,
            (u128::from_le_bytes(bytes) >> 64) as u64,
        );
        Self { low, high }
    }

    /// The hash of a `str` or `bytes` object with these bytes.
    pub fn hash(&self, bytes: &[u8]) -> i64 {
        if bytes.is_empty() {
            return 0;
        }
        let hash = SipHasher13::new_with_keys(self.low, self.high).hash(bytes) as i64;
        if hash == -1 { -2 } else { hash }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ascii_hashes_as_cpython_does_under_a_seed() {
        assert_eq!(HashKey::from_seed(0).hash(b"abc"), HASHES[0]);
        assert_eq!(HashKey::from_seed(42).hash(b"abc"), HASHES[1]);
        assert_eq!(
            HashKey::from_seed(42).hash(b"the quick brown fox jumps"),
            HASHES[2]
        );
        assert_eq!(HashKey::from_seed(7).hash(b""), 0);
    }

    const HASHES: [i64; 3] = [
        -4594863902769663758,
        3869580338025362921,
        3583404532686246658,
    ];
}
