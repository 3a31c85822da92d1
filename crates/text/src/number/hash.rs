//! Hashes of numbers: equal numbers of any type hash equally.
//! Invariant: reduction modulo the prime 2^61 - 1; -1 never comes out.

use dashu_int::{IBig, Sign};

const MODULUS: u64 = (1 << 61) - 1;
/// Hash of positive infinity.
pub const INFINITY_HASH: i64 = 314159;
const IMAGINARY_FACTOR: u64 = 1000003;

fn avoid_minus_one(hash: i64) -> i64 {
    if hash == -1 { -2 } else { hash }
}

#[inline]
fn reduce(value: u64) -> u64 {
    let folded = (value & MODULUS) + (value >> 61);
    if folded >= MODULUS {
        folded - MODULUS
    } else {
        folded
    }
}

/// Multiplication by 2^bits modulo 2^61 - 1 is a rotation of 61 bits.
fn rotate(value: u64, bits: u32) -> u64 {
    ((value << bits) & MODULUS) | (value >> (61 - bits))
}

/// `hash(int)` for a machine word.
#[inline]
pub fn hash_i64(value: i64) -> i64 {
    let size = reduce(value.unsigned_abs()) as i64;
    avoid_minus_one(if value < 0 { -size } else { size })
}

/// `hash(int)`.
pub fn hash_int(value: &IBig) -> i64 {
    let (sign, words) = value.as_sign_words();
    let size = words.iter().rev().fold(0u64, |hash, word| {
        // 2^64 is 2^3 modulo 2^61 - 1.
        let shifted = rotate(hash, 3);
        reduce(shifted + reduce(*word))
    }) as i64;
    avoid_minus_one(if sign == Sign::Negative { -size } else { size })
}

/// `hash(float)`; `None` for NaN, which hashes by identity.
pub fn hash_float(value: f64) -> Option<i64> {
    if value.is_nan() {
        return None;
    }
    if value.is_infinite() {
        return Some(if value > 0.0 {
            INFINITY_HASH
        } else {
            -INFINITY_HASH
        });
    }
    let bits = value.to_bits();
    let fraction = bits & ((1 << 52) - 1);
    let (mantissa, exponent) = match (bits >> 52 & 0x7FF) as i64 {
        0 => (fraction, -1074i64),
        biased => (fraction | 1 << 52, biased - 1075),
    };
    let size = rotate(reduce(mantissa), exponent.rem_euclid(61) as u32) as i64;
    Some(avoid_minus_one(if value < 0.0 { -size } else { size }))
}

/// `hash(complex)` from the hashes of its parts.
pub fn hash_complex(real: i64, imaginary: i64) -> i64 {
    avoid_minus_one(
        (real as u64).wrapping_add(IMAGINARY_FACTOR.wrapping_mul(imaginary as u64)) as i64,
    )
}

/// Hash of a fraction in lowest terms, for `fractions` and `decimal`.
pub fn hash_ratio(numerator: &IBig, denominator: &IBig) -> i64 {
    let residue = |value: &IBig| {
        let (_, words) = value.as_sign_words();
        words
            .iter()
            .rev()
            .fold(0u64, |hash, word| reduce(rotate(hash, 3) + reduce(*word)))
    };
    let bottom = residue(denominator);
    let size = if bottom == 0 {
        INFINITY_HASH
    } else {
        let multiply =
            |left: u64, right: u64| (left as u128 * right as u128 % MODULUS as u128) as u64;
        let (mut inverse, mut base, mut exponent) = (1, bottom, MODULUS - 2);
        while exponent > 0 {
            if exponent & 1 == 1 {
                inverse = multiply(inverse, base);
            }
            base = multiply(base, base);
            exponent >>= 1;
        }
        multiply(residue(numerator), inverse) as i64
    };
    avoid_minus_one(if numerator.sign() == Sign::Negative {
        -size
    } else {
        size
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn as_cpython_has_them() {
        assert_eq!(
            (hash_i64(-1), hash_i64((1 << 61) - 1), hash_i64(1 << 61)),
            (-2, 0, 1)
        );
        assert_eq!(hash_i64(i64::MIN), -4);
        assert_eq!(hash_int(&IBig::from(10).pow(50)), 619332571178673746);
        assert_eq!(hash_int(&-IBig::from(10).pow(50)), -619332571178673746);
        assert_eq!(hash_float(0.5), Some(1152921504606846976));
        assert_eq!(
            hash_float(1e300),
            hash_int(&crate::number::float_to_int(1e300).unwrap()).into()
        );
        assert_eq!(hash_float(-1.0), Some(-2));
        assert_eq!(hash_float(5e-324), Some(FLOAT_HASHES[0]));
        assert_eq!(hash_float(-3.7), Some(FLOAT_HASHES[1]));
        assert_eq!(hash_ratio(&IBig::from(-37), &IBig::from(10)), RATIO_HASH);
        assert_eq!(hash_complex(hash_i64(1), hash_i64(2)), 2000007);
    }

    const FLOAT_HASHES: [i64; 2] = [16777216, -1614090106449586179];
    const RATIO_HASH: i64 = -691752902764108189;
}
