//! Division: floor semantics for `int` and `float`, correctly rounded true division.
//! Invariant: a remainder has the divisor's sign.

use dashu_int::ops::{BitTest, DivRem};
use dashu_int::{IBig, Sign};

use super::convert::{compose, int_to_float, magnitude, top_bits};
use crate::error::{Error, Result};

fn by_zero() -> Error {
    Error::zero_division("division by zero")
}

/// `divmod(int, int)`.
pub fn divmod_floor(left: &IBig, right: &IBig) -> Result<(IBig, IBig)> {
    if right.is_zero() {
        return Err(by_zero());
    }
    let (quotient, remainder) = left.div_rem(right);
    if !remainder.is_zero() && remainder.sign() != right.sign() {
        Ok((quotient - 1, remainder + right))
    } else {
        Ok((quotient, remainder))
    }
}

/// `left // right`; `None` if the divisor is 0 or the quotient does not fit.
#[inline]
pub fn floor_div_i64(left: i64, right: i64) -> Option<i64> {
    let quotient = left.checked_div(right)?;
    Some(if (left % right != 0) && ((left < 0) != (right < 0)) {
        quotient - 1
    } else {
        quotient
    })
}

/// `left % right`; `None` if the divisor is 0.
#[inline]
pub fn mod_i64(left: i64, right: i64) -> Option<i64> {
    if right == -1 {
        return Some(0);
    }
    let remainder = left.checked_rem(right)?;
    Some(if remainder != 0 && ((remainder < 0) != (right < 0)) {
        remainder + right
    } else {
        remainder
    })
}

/// `int / int`.
pub fn true_divide(left: &IBig, right: &IBig) -> Result<f64> {
    if right.is_zero() {
        return Err(by_zero());
    }
    let is_negative = (left.sign() == Sign::Negative) != (right.sign() == Sign::Negative);
    let sign = |value: f64| if is_negative { -value } else { value };
    let (top, bottom) = (magnitude(left), magnitude(right));
    let (top_length, bottom_length) = (top.bit_len() as i64, bottom.bit_len() as i64);
    if top.is_zero() {
        return Ok(sign(0.0));
    }
    if top_length <= 53 && bottom_length <= 53 {
        return Ok(int_to_float(left)? / int_to_float(right)?);
    }
    let too_large = || Error::overflow("integer division result too large for a float");
    if top_length - bottom_length > 1025 {
        return Err(too_large());
    }
    if top_length - bottom_length < -1080 {
        return Ok(sign(0.0));
    }
    // The quotient gets 66 or 67 bits: more than any rounding needs, and the remainder tells the rest.
    let shift = 66 - (top_length - bottom_length);
    let (quotient, remainder) = if shift >= 0 {
        (top << shift as usize).div_rem(&bottom)
    } else {
        top.div_rem(&(bottom << (-shift) as usize))
    };
    let (bits, sticky, exponent) = top_bits(quotient.as_words());
    compose(bits, sticky || !remainder.is_zero(), exponent - shift)
        .map(sign)
        .ok_or_else(too_large)
}

/// `divmod(float, float)`; the divisor is not 0.
fn divmod_nonzero(left: f64, right: f64) -> (f64, f64) {
    let mut remainder = left % right;
    let mut quotient = (left - remainder) / right;
    if remainder != 0.0 {
        if (right < 0.0) != (remainder < 0.0) {
            remainder += right;
            quotient -= 1.0;
        }
    } else {
        remainder = 0f64.copysign(right);
    }
    let floor = if quotient != 0.0 {
        let floor = quotient.floor();
        // The subtraction above may have rounded to just below the whole number.
        if quotient - floor > 0.5 {
            floor + 1.0
        } else {
            floor
        }
    } else {
        0f64.copysign(left / right)
    };
    (floor, remainder)
}

/// `divmod(float, float)`.
pub fn float_divmod(left: f64, right: f64) -> Result<(f64, f64)> {
    if right == 0.0 {
        Err(by_zero())
    } else {
        Ok(divmod_nonzero(left, right))
    }
}

/// `float // float`.
pub fn float_floor_div(left: f64, right: f64) -> Result<f64> {
    float_divmod(left, right).map(|(quotient, _)| quotient)
}

/// `float % float`.
pub fn float_mod(left: f64, right: f64) -> Result<f64> {
    float_divmod(left, right).map(|(_, remainder)| remainder)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn floor_semantics() {
        for (left, right) in [
            (7, 3),
            (-7, 3),
            (7, -3),
            (-7, -3),
            (6, -3),
            (0, 5),
            (i64::MIN, 7),
        ] {
            let (quotient, remainder) = divmod_floor(&left.into(), &right.into()).unwrap();
            assert_eq!(&quotient * right + &remainder, IBig::from(left));
            assert!(remainder.is_zero() || (remainder < IBig::ZERO) == (right < 0));
            assert_eq!(IBig::from(floor_div_i64(left, right).unwrap()), quotient);
            assert_eq!(IBig::from(mod_i64(left, right).unwrap()), remainder);
        }
        assert_eq!(
            (
                floor_div_i64(i64::MIN, -1),
                mod_i64(i64::MIN, -1),
                mod_i64(1, 0)
            ),
            (None, Some(0), None)
        );
    }

    #[test]
    fn rounding_of_true_division() {
        let ten = IBig::from(10);
        assert_eq!(true_divide(&ten.pow(400), &ten.pow(399)), Ok(10.0));
        assert_eq!(true_divide(&IBig::from(1), &ten.pow(320)), Ok(1e-320));
        assert_eq!(
            true_divide(&IBig::from(-1), &ten.pow(400))
                .unwrap()
                .to_bits(),
            (-0.0f64).to_bits()
        );
        assert_eq!(
            true_divide(&((IBig::ONE << 53) + 1), &IBig::ONE),
            Ok(9007199254740992.0)
        );
        assert_eq!(
            true_divide(&IBig::from(123456789012345678i64), &IBig::from(3)),
            Ok(41152263004115226.0)
        );
        assert!(true_divide(&ten.pow(400), &IBig::ONE).is_err());
    }

    #[test]
    fn floats() {
        assert_eq!(float_divmod(-1.0, 3.0), Ok((-1.0, 2.0)));
        assert_eq!(float_mod(5.0, f64::NEG_INFINITY), Ok(f64::NEG_INFINITY));
        assert_eq!(float_floor_div(1.0, 0.1), Ok(9.0));
        assert!(float_mod(-0.0, 3.0).unwrap().is_sign_positive());
        assert!(float_floor_div(1.0, 0.0).is_err());
    }
}
