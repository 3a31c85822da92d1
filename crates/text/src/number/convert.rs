//! Between `int` and `float`: conversion, comparison, ratios.
//! Invariant: nothing passes through an inexact intermediate value.

use std::cmp::Ordering;

use dashu_int::ops::BitTest;
use dashu_int::{IBig, Sign, UBig};

use crate::error::{Error, Result};

/// The absolute value.
pub fn magnitude(value: &IBig) -> UBig {
    UBig::from_words(value.as_sign_words().1)
}

/// The value, if it fits.
pub fn to_i64(value: &IBig) -> Option<i64> {
    i64::try_from(value).ok()
}

/// `top` x 2^`exponent`, a little more if `sticky`, rounded half to even. `top` has its highest bit set.
/// `None` if the result is too large.
pub(crate) fn compose(top: u64, sticky: bool, exponent: i64) -> Option<f64> {
    let power = exponent.saturating_add(63);
    if power > 1023 {
        return None;
    }
    // Numbers below the normal range keep fewer bits.
    let bits = if power >= -1022 {
        53
    } else {
        53 + 1022 + power
    };
    if bits < 0 {
        return Some(0.0);
    }
    let dropped = 64 - bits as u32;
    let (mut mantissa, rest) = if dropped == 64 {
        (0, top)
    } else {
        (top >> dropped, top << (64 - dropped))
    };
    const HALF: u64 = 1 << 63;
    if rest > HALF || rest == HALF && (sticky || mantissa & 1 == 1) {
        mantissa += 1;
    }
    // The mantissa's highest bit, or a carry out of it, adds itself to the exponent field.
    let field = if power >= -1022 {
        (power + 1022) as u64
    } else {
        0
    };
    let value = f64::from_bits((field << 52) + mantissa);
    value.is_finite().then_some(value)
}

/// The highest 64 bits of a number that is not zero, whether lower ones are set, and the exponent of the
/// lowest of the 64.
pub(super) fn top_bits(words: &[u64]) -> (u64, bool, i64) {
    let last = words.len() - 1;
    let shift = words[last].leading_zeros();
    let below = if last > 0 { words[last - 1] } else { 0 };
    let (top, rest) = if shift == 0 {
        (words[last], below)
    } else {
        (words[last] << shift | below >> (64 - shift), below << shift)
    };
    let sticky = rest != 0
        || words[..last.saturating_sub(1)]
            .iter()
            .any(|word| *word != 0);
    (top, sticky, last as i64 * 64 - shift as i64)
}

/// `float(int)`.
pub fn int_to_float(value: &IBig) -> Result<f64> {
    let (sign, words) = value.as_sign_words();
    if words.is_empty() || words.iter().all(|word| *word == 0) {
        return Ok(0.0);
    }
    let (top, sticky, exponent) = top_bits(words);
    let size = compose(top, sticky, exponent)
        .ok_or_else(|| Error::overflow("int too large to convert to float"))?;
    Ok(if sign == Sign::Negative { -size } else { size })
}

/// Mantissa and exponent of a finite float: value = mantissa x 2^exponent, sign apart.
fn decompose(value: f64) -> (u64, i32) {
    let bits = value.to_bits();
    let fraction = bits & ((1 << 52) - 1);
    match (bits >> 52 & 0x7FF) as i32 {
        0 => (fraction, -1074),
        biased => (fraction | 1 << 52, biased - 1075),
    }
}

/// The whole part of a finite float.
pub(super) fn truncate(value: f64) -> IBig {
    let (mantissa, exponent) = decompose(value);
    let size = if exponent >= 0 {
        UBig::from(mantissa) << exponent as usize
    } else if exponent <= -64 {
        UBig::ZERO
    } else {
        UBig::from(mantissa >> -exponent)
    };
    IBig::from_parts(
        if value < 0.0 {
            Sign::Negative
        } else {
            Sign::Positive
        },
        size,
    )
}

fn refuse_special(value: f64) -> Result<()> {
    if value.is_nan() {
        return Err(Error::value("cannot convert float NaN to integer"));
    }
    if value.is_infinite() {
        return Err(Error::overflow("cannot convert float infinity to integer"));
    }
    Ok(())
}

/// `int(float)`.
pub fn float_to_int(value: f64) -> Result<IBig> {
    refuse_special(value)?;
    Ok(truncate(value))
}

/// The whole part of a float, if it fits.
pub fn float_to_small(value: f64) -> Option<i64> {
    (value > -9.3e18
        && value < 9.3e18
        && value.trunc() >= -(2f64.powi(63))
        && value.trunc() < 2f64.powi(63))
    .then_some(value as i64)
}

/// `float.as_integer_ratio`.
pub fn float_as_integer_ratio(value: f64) -> Result<(IBig, IBig)> {
    if value.is_nan() {
        return Err(Error::value("cannot convert NaN to integer ratio"));
    }
    if value.is_infinite() {
        return Err(Error::overflow("cannot convert Infinity to integer ratio"));
    }
    let (mut mantissa, mut exponent) = decompose(value);
    if mantissa == 0 {
        return Ok((IBig::ZERO, IBig::ONE));
    }
    let zeros = mantissa.trailing_zeros();
    mantissa >>= zeros;
    exponent += zeros as i32;
    let sign = if value < 0.0 {
        Sign::Negative
    } else {
        Sign::Positive
    };
    let top = UBig::from(mantissa) << exponent.max(0) as usize;
    Ok((
        IBig::from_parts(sign, top),
        IBig::ONE << (-exponent).max(0) as usize,
    ))
}

/// Exact comparison; `None` for NaN.
pub fn compare_int_float(left: &IBig, right: f64) -> Option<Ordering> {
    if right.is_nan() {
        return None;
    }
    if right.is_infinite() {
        return Some(if right > 0.0 {
            Ordering::Less
        } else {
            Ordering::Greater
        });
    }
    let bits = left.as_sign_words().1.len();
    let is_negative = left.sign() == Sign::Negative;
    if bits > 17 || magnitude(left).bit_len() > 1024 {
        return Some(if is_negative {
            Ordering::Less
        } else {
            Ordering::Greater
        });
    }
    let whole = truncate(right);
    Some(left.cmp(&whole).then_with(|| {
        0.0f64
            .partial_cmp(&right.fract())
            .unwrap_or(Ordering::Equal)
    }))
}

/// Exact comparison; `None` for NaN.
pub fn compare_small_float(left: i64, right: f64) -> Option<Ordering> {
    if left.unsigned_abs() <= 1 << 53 {
        return (left as f64).partial_cmp(&right);
    }
    match float_to_small(right) {
        Some(whole) => Some(left.cmp(&whole).then_with(|| {
            0.0f64
                .partial_cmp(&right.fract())
                .unwrap_or(Ordering::Equal)
        })),
        None if right.is_nan() => None,
        None => Some(if right > 0.0 {
            Ordering::Less
        } else {
            Ordering::Greater
        }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn big(text: &str) -> IBig {
        text.parse().unwrap()
    }

    #[test]
    fn to_float() {
        assert_eq!(
            int_to_float(&big("9007199254740993")),
            Ok(9007199254740992.0)
        );
        assert_eq!(
            int_to_float(&big("9007199254740995")),
            Ok(9007199254740996.0)
        );
        assert_eq!(
            int_to_float(&big("-123456789012345678901234567890")),
            Ok(-1.2345678901234568e29)
        );
        let limit = (IBig::ONE << 1024) - (IBig::ONE << 970);
        assert_eq!(int_to_float(&(&limit - 1)), Ok(f64::MAX));
        assert!(int_to_float(&limit).is_err());
        let half: IBig = (IBig::ONE << 200) + (IBig::ONE << 147);
        assert_eq!(int_to_float(&half), Ok(2f64.powi(200)));
        assert_eq!(
            int_to_float(&(half + 1)),
            Ok(2f64.powi(200) + 2f64.powi(148))
        );
        assert_eq!(int_to_float(&IBig::ZERO), Ok(0.0));
        for text in [
            "18446744073709551615",
            "36893488147419103231",
            "340282366920938463463374607431768211455",
        ] {
            assert_eq!(
                int_to_float(&big(text)).unwrap(),
                text.parse::<f64>().unwrap()
            );
        }
    }

    #[test]
    fn from_float() {
        assert_eq!(
            float_to_int(-1e30).unwrap(),
            big("-1000000000000000019884624838656")
        );
        assert_eq!(float_to_int(-0.9).unwrap(), IBig::ZERO);
        assert_eq!(float_to_small(-2f64.powi(63)), Some(i64::MIN));
        assert_eq!(float_to_small(2f64.powi(63)), None);
        assert_eq!(
            float_as_integer_ratio(-0.75).unwrap(),
            (big("-3"), big("4"))
        );
        assert_eq!(float_as_integer_ratio(1e30).unwrap().1, IBig::ONE);
        assert_eq!(
            float_as_integer_ratio(5e-324).unwrap(),
            (IBig::ONE, IBig::ONE << 1074)
        );
        assert_eq!(
            float_to_int(f64::NAN).unwrap_err().message,
            "cannot convert float NaN to integer"
        );
    }

    #[test]
    fn comparison() {
        assert_eq!(
            compare_int_float(&big("9007199254740993"), 9007199254740992.0),
            Some(Ordering::Greater)
        );
        assert_eq!(
            compare_small_float(9007199254740993, 9007199254740992.0),
            Some(Ordering::Greater)
        );
        assert_eq!(
            compare_small_float(i64::MAX, 2f64.powi(63)),
            Some(Ordering::Less)
        );
        assert_eq!(compare_int_float(&big("-1"), -1.5), Some(Ordering::Greater));
        assert_eq!(
            compare_int_float(&(IBig::ONE << 2000), f64::MAX),
            Some(Ordering::Greater)
        );
        assert_eq!(compare_int_float(&IBig::ZERO, f64::NAN), None);
    }
}
