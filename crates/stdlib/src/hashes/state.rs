//! A hash being computed, of any algorithm. Holds no Python objects.

use sha2::Digest;
use sha3::digest::{ExtendableOutput, Update, XofReader};

/// Which hash.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub enum Algorithm {
    Md5,
    Sha1,
    Sha224,
    Sha256,
    Sha384,
    Sha512,
    Sha3x224,
    Sha3x256,
    Sha3x384,
    Sha3x512,
    Shake128,
    Shake256,
}

/// The state of a computation.
#[derive(Clone)]
pub enum State {
    Md5(md5::Md5),
    Sha1(sha1::Sha1),
    Sha224(sha2::Sha224),
    Sha256(sha2::Sha256),
    Sha384(sha2::Sha384),
    Sha512(sha2::Sha512),
    Sha3x224(sha3::Sha3_224),
    Sha3x256(sha3::Sha3_256),
    Sha3x384(sha3::Sha3_384),
    Sha3x512(sha3::Sha3_512),
    Shake128(sha3::Shake128),
    Shake256(sha3::Shake256),
    Blake2b(Box<blake2b_simd::State>, usize),
    Blake2s(Box<blake2s_simd::State>, usize),
}

macro_rules! each_fixed {
    ($state:expr, $inner:ident => $body:expr, $($rest:tt)*) => {
        match $state {
            State::Md5($inner) => $body,
            State::Sha1($inner) => $body,
            State::Sha224($inner) => $body,
            State::Sha256($inner) => $body,
            State::Sha384($inner) => $body,
            State::Sha512($inner) => $body,
            State::Sha3x224($inner) => $body,
            State::Sha3x256($inner) => $body,
            State::Sha3x384($inner) => $body,
            State::Sha3x512($inner) => $body,
            $($rest)*
        }
    };
}

impl State {
    pub fn new(algorithm: Algorithm) -> State {
        match algorithm {
            Algorithm::Md5 => State::Md5(Digest::new()),
            Algorithm::Sha1 => State::Sha1(Digest::new()),
            Algorithm::Sha224 => State::Sha224(Digest::new()),
            Algorithm::Sha256 => State::Sha256(Digest::new()),
            Algorithm::Sha384 => State::Sha384(Digest::new()),
            Algorithm::Sha512 => State::Sha512(Digest::new()),
            Algorithm::Sha3x224 => State::Sha3x224(Digest::new()),
            Algorithm::Sha3x256 => State::Sha3x256(Digest::new()),
            Algorithm::Sha3x384 => State::Sha3x384(Digest::new()),
            Algorithm::Sha3x512 => State::Sha3x512(Digest::new()),
            Algorithm::Shake128 => State::Shake128(Default::default()),
            Algorithm::Shake256 => State::Shake256(Default::default()),
        }
    }

    pub fn update(&mut self, data: &[u8]) {
        each_fixed!(self, inner => Digest::update(inner, data),
            State::Shake128(inner) => inner.update(data),
            State::Shake256(inner) => inner.update(data),
            State::Blake2b(inner, _) => { inner.update(data); }
            State::Blake2s(inner, _) => { inner.update(data); }
        )
    }

    /// The digest of what was hashed so far; `length` is for the algorithms without one of their own.
    pub fn digest(&self, length: usize) -> Vec<u8> {
        let read = |mut reader: Box<dyn XofReader>| {
            let mut digest = vec![0; length];
            reader.read(&mut digest);
            digest
        };
        each_fixed!(self, inner => inner.clone().finalize().to_vec(),
            State::Shake128(inner) => read(Box::new(inner.clone().finalize_xof())),
            State::Shake256(inner) => read(Box::new(inner.clone().finalize_xof())),
            State::Blake2b(inner, _) => inner.finalize().as_bytes().to_vec(),
            State::Blake2s(inner, _) => inner.finalize().as_bytes().to_vec(),
        )
    }

    /// Name, digest size and block size.
    pub fn facts(&self) -> (&'static str, usize, usize) {
        match self {
            State::Md5(_) => ("md5", 16, 64),
            State::Sha1(_) => ("sha1", 20, 64),
            State::Sha224(_) => ("sha224", 28, 64),
            State::Sha256(_) => ("sha256", 32, 64),
            State::Sha384(_) => ("sha384", 48, 128),
            State::Sha512(_) => ("sha512", 64, 128),
            State::Sha3x224(_) => ("sha3_224", 28, 144),
            State::Sha3x256(_) => ("sha3_256", 32, 136),
            State::Sha3x384(_) => ("sha3_384", 48, 104),
            State::Sha3x512(_) => ("sha3_512", 64, 72),
            State::Shake128(_) => ("shake_128", 0, 168),
            State::Shake256(_) => ("shake_256", 0, 136),
            State::Blake2b(_, size) => ("blake2b", *size, 128),
            State::Blake2s(_, size) => ("blake2s", *size, 64),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hex(state: &State, length: usize) -> String {
        let digest = state.digest(length);
        digest.iter().map(|byte| format!("{byte:02x}")).collect()
    }

    #[test]
    fn digests_of_nothing() {
        let empty = |algorithm| hex(&State::new(algorithm), 5);
        assert_eq!(empty(Algorithm::Md5), "d41d8cd98f00b204e9800998ecf8427e");
        assert_eq!(
            empty(Algorithm::Sha1),
            "da39a3ee5e6b4b0d3255bfef95601890afd80709"
        );
        assert_eq!(empty(Algorithm::Shake128), "7f9c2ba4e8");
    }
}
