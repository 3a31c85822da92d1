//! Arithmetic of `int` beyond what `IBig`'s own operators give.
//! Invariant: negative numbers behave as infinite two's complement.

use dashu_int::fast_div::ConstDivisor;
use dashu_int::ops::{BitTest, Gcd, SquareRoot};
use dashu_int::{IBig, Sign, UBig};

use super::convert::magnitude;
use super::divide::divmod_floor;
use crate::error::{Error, Result};

/// Numbers are refused beyond this many bits, which no machine holds.
const MAX_BITS: u64 = 1 << 62;
/// Numbers are reported as out of memory beyond this many bits (128 GiB).
const MEMORY_BITS: u64 = 1 << 40;

fn negative_shift() -> Error {
    Error::value("negative shift count")
}

/// `left << right`.
pub fn shift_left(left: &IBig, right: &IBig) -> Result<IBig> {
    if right.sign() == Sign::Negative {
        return Err(negative_shift());
    }
    if left.is_zero() {
        return Ok(IBig::ZERO);
    }
    match u64::try_from(right) {
        Ok(bits) if bits < MEMORY_BITS => Ok(left << bits as usize),
        Ok(bits) if bits <= MAX_BITS => Err(Error::memory()),
        _ => Err(Error::overflow("too many digits in integer")),
    }
}

/// `left >> right`.
pub fn shift_right(left: &IBig, right: &IBig) -> Result<IBig> {
    if right.sign() == Sign::Negative {
        return Err(negative_shift());
    }
    match usize::try_from(right) {
        Ok(bits) => Ok(left >> bits),
        Err(_) => Ok(if left.sign() == Sign::Negative {
            IBig::NEG_ONE
        } else {
            IBig::ZERO
        }),
    }
}

/// `int.bit_length`.
pub fn bit_length(value: &IBig) -> u64 {
    let words = value.as_sign_words().1;
    words.last().map_or(0, |last| {
        words.len() as u64 * 64 - last.leading_zeros() as u64
    })
}

/// `int.bit_count`: set bits of the absolute value.
pub fn bit_count(value: &IBig) -> u64 {
    value
        .as_sign_words()
        .1
        .iter()
        .map(|word| word.count_ones() as u64)
        .sum()
}

/// `math.gcd` of two.
pub fn gcd(left: &IBig, right: &IBig) -> IBig {
    if left.is_zero() || right.is_zero() {
        // The crate has no greatest common divisor of two zeros.
        return IBig::from(magnitude(if left.is_zero() { right } else { left }));
    }
    IBig::from(magnitude(left).gcd(magnitude(right)))
}

/// `math.lcm` of two.
pub fn lcm(left: &IBig, right: &IBig) -> IBig {
    if left.is_zero() || right.is_zero() {
        return IBig::ZERO;
    }
    let (left, right) = (magnitude(left), magnitude(right));
    let divisor = (&left).gcd(&right);
    IBig::from(left / divisor * right)
}

/// `math.isqrt`.
pub fn integer_sqrt(value: &IBig) -> Result<IBig> {
    if value.sign() == Sign::Negative {
        return Err(Error::value("isqrt() argument must be nonnegative"));
    }
    Ok(IBig::from(magnitude(value).sqrt()))
}

/// `base ** exponent` for an exponent that is not negative.
pub fn power(base: &IBig, exponent: &IBig) -> Result<IBig> {
    if exponent.is_zero() {
        return Ok(IBig::ONE);
    }
    let length = bit_length(base);
    if length <= 1 {
        // 0, 1 and -1 take any exponent.
        let is_odd = exponent.bit(0);
        return Ok(if base.sign() == Sign::Negative && !is_odd {
            IBig::ONE
        } else {
            base.clone()
        });
    }
    let exponent = u64::try_from(exponent).map_err(|_| Error::memory())?;
    if (length - 1)
        .checked_mul(exponent)
        .is_none_or(|bits| bits > MEMORY_BITS)
    {
        return Err(Error::memory());
    }
    Ok(base.pow(exponent as usize))
}

/// `pow(base, exponent, modulus)`.
pub fn power_modulo(base: &IBig, exponent: &IBig, modulus: &IBig) -> Result<IBig> {
    if modulus.is_zero() {
        return Err(Error::value("pow() 3rd argument cannot be 0"));
    }
    let divisor = magnitude(modulus);
    if divisor.is_one() {
        return Ok(IBig::ZERO);
    }
    let (_, residue) = divmod_floor(base, &IBig::from(divisor.clone()))?;
    let ring = ConstDivisor::new(divisor);
    let mut element = ring.reduce(magnitude(&residue));
    if exponent.sign() == Sign::Negative {
        element = element
            .inv()
            .ok_or_else(|| Error::value("base is not invertible for the given modulus"))?;
    }
    let result = IBig::from(element.pow(&magnitude(exponent)).residue());
    // As with `%`, the result has the modulus' sign.
    Ok(if modulus.sign() == Sign::Negative && !result.is_zero() {
        result + modulus
    } else {
        result
    })
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ByteOrder {
    Little,
    Big,
}

/// `int.to_bytes`.
pub fn to_bytes(value: &IBig, length: usize, order: ByteOrder, signed: bool) -> Result<Vec<u8>> {
    let is_negative = value.sign() == Sign::Negative;
    if is_negative && !signed {
        return Err(Error::overflow("can't convert negative int to unsigned"));
    }
    let too_big = || Error::overflow("int too big to convert");
    // Of a negative number, what counts is the length of its complement.
    let bits = if is_negative {
        bit_length(&!value)
    } else {
        bit_length(value)
    };
    let needed = if signed && (is_negative || bits > 0) {
        bits + 1
    } else {
        bits
    };
    if needed > (length as u64).saturating_mul(8) {
        return Err(too_big());
    }
    let mut output = Vec::new();
    output
        .try_reserve_exact(length)
        .map_err(|_| Error::memory())?;
    let words = if is_negative {
        (!value).as_sign_words().1.to_vec()
    } else {
        value.as_sign_words().1.to_vec()
    };
    let flip = if is_negative { 0xFF } else { 0 };
    output.extend(
        words
            .iter()
            .flat_map(|word| word.to_le_bytes())
            .map(|byte| byte ^ flip)
            .take(length),
    );
    output.resize(length, flip);
    if order == ByteOrder::Big {
        output.reverse();
    }
    Ok(output)
}

/// `int.from_bytes`.
pub fn from_bytes(bytes: &[u8], order: ByteOrder, signed: bool) -> IBig {
    let value = match order {
        ByteOrder::Little => UBig::from_le_bytes(bytes),
        ByteOrder::Big => UBig::from_be_bytes(bytes),
    };
    let top = if order == ByteOrder::Little {
        bytes.last()
    } else {
        bytes.first()
    };
    let value = IBig::from(value);
    if signed && top.is_some_and(|byte| byte & 0x80 != 0) {
        value - (IBig::ONE << (bytes.len() * 8))
    } else {
        value
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn int(value: i64) -> IBig {
        IBig::from(value)
    }

    #[test]
    fn shifts_and_bits() {
        assert_eq!(shift_right(&int(-5), &int(1)).unwrap(), int(-3));
        assert_eq!(shift_right(&int(-5), &(IBig::ONE << 80)).unwrap(), int(-1));
        assert_eq!(
            shift_left(&int(-5), &int(70)).unwrap(),
            int(-5) * (IBig::ONE << 70)
        );
        assert_eq!(
            shift_left(&int(1), &(IBig::ONE << 64)).unwrap_err().message,
            "too many digits in integer"
        );
        assert_eq!(shift_left(&int(0), &(IBig::ONE << 64)).unwrap(), int(0));
        assert_eq!(
            (
                bit_length(&int(-256)),
                bit_count(&int(-255)),
                bit_length(&int(0))
            ),
            (9, 8, 0)
        );
    }

    #[test]
    fn number_theory() {
        assert_eq!(gcd(&int(-12), &int(18)), int(6));
        assert_eq!(gcd(&int(0), &int(-5)), int(5));
        assert_eq!(gcd(&int(0), &int(0)), int(0));
        assert_eq!(lcm(&int(-4), &int(6)), int(12));
        assert_eq!(
            integer_sqrt(&(int(10).pow(40) - 1)).unwrap(),
            int(10).pow(20) - 1
        );
        assert_eq!(power_modulo(&int(3), &int(-2), &int(7)).unwrap(), int(4));
        assert_eq!(power_modulo(&int(3), &int(2), &int(-7)).unwrap(), int(-5));
        assert_eq!(power_modulo(&int(-3), &int(0), &int(1)).unwrap(), int(0));
        assert_eq!(power_modulo(&int(0), &int(0), &int(5)).unwrap(), int(1));
        assert!(power_modulo(&int(2), &int(-1), &int(4)).is_err());
        assert_eq!(power(&int(-1), &(IBig::ONE << 100)).unwrap(), int(1));
        assert!(power(&int(2), &(IBig::ONE << 100)).is_err());
        assert_eq!(power(&int(-2), &int(63)).unwrap(), int(i64::MIN));
    }

    #[test]
    fn bytes() {
        assert_eq!(
            to_bytes(&int(1000), 4, ByteOrder::Big, false).unwrap(),
            [0, 0, 3, 232]
        );
        assert_eq!(
            to_bytes(&int(-1000), 4, ByteOrder::Little, true).unwrap(),
            [24, 252, 255, 255]
        );
        assert_eq!(
            to_bytes(&int(-128), 1, ByteOrder::Big, true).unwrap(),
            [0x80]
        );
        assert_eq!(to_bytes(&int(0), 0, ByteOrder::Big, false).unwrap(), []);
        assert_eq!(
            to_bytes(&int(-256), 2, ByteOrder::Big, true).unwrap(),
            [0xFF, 0]
        );
        assert!(to_bytes(&int(128), 1, ByteOrder::Big, true).is_err());
        assert!(to_bytes(&int(-1), 9, ByteOrder::Big, false).is_err());
        assert_eq!(from_bytes(&[0xFF, 0], ByteOrder::Big, true), int(-256));
        assert_eq!(from_bytes(&[0xFF, 0], ByteOrder::Little, true), int(255));
        assert_eq!(from_bytes(&[], ByteOrder::Little, true), int(0));
    }
}
