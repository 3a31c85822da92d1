//! Module `_random`: the generator MT19937 of M. Matsumoto and T. Nishimura, "Mersenne Twister: a
//! 623-dimensionally equidistributed uniform pseudo-random number generator" (1998), with the
//! initialisation by arrays of 2002. The state is behind a lock that is held for one draw.

use crate::slots_object;
use crate::support::{is_missing, make, system_random};
use dashu_int::{IBig, UBig};
use typhon_objects::prelude::*;
use typhon_objects::{float, int};
use typhon_sync::mutex::Mutex;

pub static MODULE: ModuleSpec = ModuleSpec {
    name: "_random",
    doc: "Module implements the Mersenne Twister random number generator.",
    functions: &[],
    types: &[&RANDOM],
    setup: None,
};

/// Words of state.
const WORDS: usize = 624;
/// How far apart the words lie that make a new one.
const MIDDLE: usize = 397;
const MATRIX: u32 = 0x9908_b0df;
const UPPER: u32 = 0x8000_0000;
const LOWER: u32 = 0x7fff_ffff;

pub struct Twister {
    words: [u32; WORDS],
    /// The next word to give out; `WORDS` when new ones are due.
    index: usize,
}

impl Twister {
    fn seed_word(&mut self, seed: u32) {
        self.words[0] = seed;
        for i in 1..WORDS {
            let previous = self.words[i - 1];
            self.words[i] = 1_812_433_253u32
                .wrapping_mul(previous ^ (previous >> 30))
                .wrapping_add(i as u32);
        }
        self.index = WORDS;
    }

    fn seed_array(&mut self, key: &[u32]) {
        self.seed_word(19_650_218);
        let (mut i, mut j) = (1, 0);
        let mixed = |words: &[u32; WORDS], i: usize| words[i - 1] ^ (words[i - 1] >> 30);
        for _ in 0..WORDS.max(key.len()) {
            self.words[i] = (self.words[i] ^ mixed(&self.words, i).wrapping_mul(1_664_525))
                .wrapping_add(key[j])
                .wrapping_add(j as u32);
            i += 1;
            j += 1;
            if i >= WORDS {
                self.words[0] = self.words[WORDS - 1];
                i = 1;
            }
            if j >= key.len() {
                j = 0;
            }
        }
        for _ in 0..WORDS - 1 {
            self.words[i] = (self.words[i] ^ mixed(&self.words, i).wrapping_mul(1_566_083_941))
                .wrapping_sub(i as u32);
            i += 1;
            if i >= WORDS {
                self.words[0] = self.words[WORDS - 1];
                i = 1;
            }
        }
        // The most significant bit is set, so that the state is not all zeros.
        self.words[0] = UPPER;
    }

    fn refill(&mut self) {
        for i in 0..WORDS {
            let joined = (self.words[i] & UPPER) | (self.words[(i + 1) % WORDS] & LOWER);
            let twist = if joined & 1 == 0 { 0 } else { MATRIX };
            self.words[i] = self.words[(i + MIDDLE) % WORDS] ^ (joined >> 1) ^ twist;
        }
        self.index = 0;
    }

    fn next_word(&mut self) -> u32 {
        if self.index >= WORDS {
            self.refill();
        }
        let mut word = self.words[self.index];
        self.index += 1;
        word ^= word >> 11;
        word ^= (word << 7) & 0x9d2c_5680;
        word ^= (word << 15) & 0xefc6_0000;
        word ^ (word >> 18)
    }

    /// A float of 53 random bits in [0, 1).
    fn next_float(&mut self) -> f64 {
        let high = (self.next_word() >> 5) as f64;
        let low = (self.next_word() >> 6) as f64;
        (high * 67_108_864.0 + low) * (1.0 / 9_007_199_254_740_992.0)
    }
}

slots_object!(RandomObject, RANDOM_LAYOUT, "_random.Random", {}, { twister: Mutex<Twister> });

pub static RANDOM: TypeSpec = TypeSpec::new("Random", &RANDOM_LAYOUT)
    .module("_random")
    .flags(type_flags::BASE)
    .mutable()
    .doc("Random() -> create a random number generator with its own internal state.")
    .methods(&[
        static_method("__new__", new, "(cls, /, *args, **kwargs)", ""),
        method("__init__", init, "(self, n=None, /)", ""),
        method("random", random, "(self, /)", "random() -> x in the interval [0, 1)."),
        method("seed", seed, "(self, n=None, /)", "seed([n]) -> None.\n\nDefaults to use urandom and falls back to a combination\nof the current time and the process identifier."),
        method("getstate", get_state, "(self, /)", "getstate() -> tuple containing the current state."),
        method("setstate", set_state, "(self, state, /)", "setstate(state) -> None.  Restores generator state."),
        method("getrandbits", get_random_bits, "(self, k, /)", "getrandbits(k) -> x.  Generates an int with k random bits."),
    ]);

fn twister(value: Value) -> &'static Mutex<Twister> {
    let object = Ref::<RandomObject>::of(value);
    // SAFETY: the caller holds the object on its stack while it uses the lock.
    unsafe { &(*object.pointer()).twister }
}

fn new(thread: &Thread, args: &[Value]) -> Result {
    let object = make(thread, Type::of(args[0]), |header| RandomObject {
        header,
        twister: Mutex::new(Twister {
            words: [0; WORDS],
            index: 0,
        }),
    })?;
    Ok(object.value())
}

fn init(thread: &Thread, args: &[Value]) -> Result {
    seed(thread, args)
}

fn seed(thread: &Thread, args: &[Value]) -> Result {
    if is_missing(args[1]) {
        let mut bytes = [0u8; WORDS * 4];
        system_random(thread, &mut bytes)?;
        let mut key = [0u32; WORDS];
        for (word, chunk) in key.iter_mut().zip(bytes.chunks_exact(4)) {
            *word = u32::from_le_bytes([chunk[0], chunk[1], chunk[2], chunk[3]]);
        }
        twister(args[0]).lock().seed_array(&key);
        return Ok(Value::NONE);
    }
    let magnitude: UBig = if int::is_int(args[1]) {
        int::big(args[1]).into_parts().1
    } else {
        UBig::from(operations::hash(thread, args[1])?)
    };
    let mut key: Vec<u32> = magnitude
        .to_le_bytes()
        .chunks(4)
        .map(|chunk| {
            let mut word = [0; 4];
            word[..chunk.len()].copy_from_slice(chunk);
            u32::from_le_bytes(word)
        })
        .collect();
    if key.is_empty() {
        key.push(0);
    }
    twister(args[0]).lock().seed_array(&key);
    Ok(Value::NONE)
}

fn random(thread: &Thread, args: &[Value]) -> Result {
    let drawn = twister(args[0]).lock().next_float();
    float::from_f64(thread, drawn)
}

fn get_random_bits(thread: &Thread, args: &[Value]) -> Result {
    let count = operations::index_value(thread, args[1])?;
    if int::is_negative(count) {
        return Err(errors::value_error(thread, "Cannot convert negative int"));
    }
    let Some(bits) = int::to_i64(count) else {
        return Err(errors::overflow_error(
            thread,
            "Python int too large for C uint64_t",
        ));
    };
    if bits == 0 {
        return Ok(Value::fixnum(0));
    }
    if bits <= 32 {
        let word = twister(args[0]).lock().next_word() >> (32 - bits);
        return Ok(Value::fixnum(word as i64));
    }
    if bits > 1 << 37 {
        return Err(errors::memory_error(thread));
    }
    let words = (bits as usize - 1) / 32 + 1;
    let mut bytes = Vec::with_capacity(words * 4);
    {
        let mut twister = twister(args[0]).lock();
        for i in 0..words {
            let left = bits as usize - 32 * i;
            let mut word = twister.next_word();
            if left < 32 {
                word >>= 32 - left;
            }
            bytes.extend_from_slice(&word.to_le_bytes());
        }
    }
    int::from_big(thread, &IBig::from(UBig::from_le_bytes(&bytes)))
}

fn get_state(thread: &Thread, args: &[Value]) -> Result {
    let (words, index) = {
        let twister = twister(args[0]).lock();
        (twister.words, twister.index)
    };
    let all = words.iter().map(|&word| word as i64);
    let all: Vec<i64> = all.chain([index as i64]).collect();
    Ok(Tuple::from_iterator(thread, all.into_iter().map(Value::fixnum))?.value())
}

fn set_state(thread: &Thread, args: &[Value]) -> Result {
    let Some(state) = args[1].downcast::<TupleObject>() else {
        return Err(errors::type_error(thread, "state vector must be a tuple"));
    };
    if state.len() != WORDS + 1 {
        return Err(errors::value_error(
            thread,
            "state vector is the wrong size",
        ));
    }
    let mut words = [0u32; WORDS];
    for (word, value) in words.iter_mut().zip(state.iter()) {
        *word = state_word(thread, value)? as u32;
    }
    let index = state.get(WORDS);
    if !int::is_int(index) {
        return Err(errors::type_error(thread, "an integer is required"));
    }
    let index = int::to_i64(index).unwrap_or(-1);
    if !(0..=WORDS as i64).contains(&index) {
        return Err(errors::value_error(thread, "invalid state"));
    }
    let mut twister = twister(args[0]).lock();
    twister.words = words;
    twister.index = index as usize;
    Ok(Value::NONE)
}

fn state_word(thread: &Thread, value: Value) -> Result<u64> {
    if !int::is_int(value) {
        return Err(errors::type_error(thread, "an integer is required"));
    }
    if int::is_negative(value) {
        return Err(errors::overflow_error(
            thread,
            "can't convert negative value to unsigned int",
        ));
    }
    u64::try_from(&int::big(value)).map_err(|_| {
        errors::overflow_error(thread, "Python int too large to convert to C unsigned long")
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn first_words_are_those_of_the_reference_implementation() {
        let mut twister = Twister {
            words: [0; WORDS],
            index: 0,
        };
        twister.seed_array(&[0x123, 0x234, 0x345, 0x456]);
        let words: Vec<u32> = (0..5).map(|_| twister.next_word()).collect();
        assert_eq!(
            words,
            [1067595299, 955945823, 477289528, 4107218783, 4228976476]
        );
    }
}
