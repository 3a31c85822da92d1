//! `round`: half to even, decided on exact values.
//! Invariant: a float is rounded from its exact decimal expansion, never from its repr.

use dashu_int::IBig;

use super::convert::{float_to_int, magnitude};
use super::divide::divmod_floor;
use crate::error::{Error, Result};
use dashu_int::ops::BitTest;

/// `round(float)`: the nearest `int`.
pub fn round_float_to_int(value: f64) -> Result<IBig> {
    float_to_int(if value.is_finite() {
        value.round_ties_even()
    } else {
        value
    })
}

/// `round(float, digits)`.
pub fn round_float(value: f64, digits: i64) -> Result<f64> {
    // Beyond 323 places every digit of a float is kept; above 10^308 none is left.
    if !value.is_finite() || value == 0.0 || digits > 323 {
        return Ok(value);
    }
    if digits < -309 {
        return Ok(0.0 * value);
    }
    let text = if digits >= 0 {
        format!("{value:.*}", digits as usize)
    } else {
        let exponent = format!("{value:e}");
        let exponent: i64 = exponent
            .split_once('e')
            .and_then(|(_, part)| part.parse().ok())
            .unwrap_or(0);
        let places = exponent + digits;
        if places < -1 {
            return Ok(0.0 * value);
        }
        if places == -1 {
            // Less than one unit of the last kept place: more than half of it goes up, half goes to zero.
            let half: f64 = format!("5e{exponent}").parse().unwrap_or(f64::INFINITY);
            if value.abs() <= half {
                return Ok(0.0 * value);
            }
            format!("{}1e{}", if value < 0.0 { "-" } else { "" }, exponent + 1)
        } else {
            format!("{value:.*e}", places as usize)
        }
    };
    match text.parse::<f64>() {
        Ok(rounded) if rounded.is_finite() => Ok(rounded),
        _ => Err(Error::overflow("rounded value too large to represent")),
    }
}

/// `round(int, -zeros)`: to a multiple of 10^zeros.
pub fn round_int(value: &IBig, zeros: u64) -> IBig {
    if zeros == 0 {
        return value.clone();
    }
    // 10^zeros has more than 3.3 bits a place.
    if zeros.saturating_mul(33) / 10 > magnitude(value).bit_len() as u64 + 4 {
        return IBig::ZERO;
    }
    let unit = IBig::from(10).pow(zeros as usize);
    let Ok((quotient, remainder)) = divmod_floor(value, &unit) else {
        return value.clone();
    };
    let twice = &remainder + &remainder;
    let is_odd = quotient.bit(0);
    if twice > unit || twice == unit && is_odd {
        (quotient + 1) * unit
    } else {
        quotient * unit
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn floats() {
        for (value, digits, rounded) in [
            (2.675, 2, 2.67),
            (0.5, 0, 0.0),
            (1.5, 0, 2.0),
            (2.5, 0, 2.0),
            (25.0, -1, 20.0),
            (35.0, -1, 40.0),
            (5.0, -1, 0.0),
            (5.0000001, -1, 10.0),
            (-6.0, -1, -10.0),
            (15.0, -2, 0.0),
            (1.234e300, -299, 1.2e300),
            (5e-324, 323, 0.0),
            (1e-300, 400, 1e-300),
            (0.125, 2, 0.12),
            (0.375, 2, 0.38),
        ] {
            assert_eq!(
                round_float(value, digits),
                Ok(rounded),
                "round({value}, {digits})"
            );
        }
        assert!(round_float(f64::MAX, -308).is_err());
        assert!(round_float(-1.0, -5).unwrap().is_sign_negative());
        assert_eq!(round_float_to_int(-2.5).unwrap(), IBig::from(-2));
    }

    #[test]
    fn integers() {
        for (value, zeros, rounded) in [
            (25, 1, 20),
            (35, 1, 40),
            (-25, 1, -20),
            (-26, 1, -30),
            (5, 1, 0),
            (6, 1, 10),
            (999, 5, 0),
            (50, 2, 0),
            (51, 2, 100),
        ] {
            assert_eq!(
                round_int(&IBig::from(value), zeros),
                IBig::from(rounded),
                "{value}"
            );
        }
        assert_eq!(round_int(&IBig::from(10).pow(50), 1 << 60), IBig::ZERO);
    }
}
