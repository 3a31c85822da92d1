//! The gamma function and its logarithm, by Lanczos' approximation (the coefficients for 13 terms and
//! double precision are those of Boost.Math) and the reflection formula.

use std::f64::consts::PI;

/// What a mathematical function may object to.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub enum Failure {
    Domain,
    Range,
}

const G: f64 = 6.024_680_040_776_73;

#[allow(clippy::excessive_precision)]
const NUMERATOR: [f64; 13] = [
    23531376880.410759688572007674451636754734846804940,
    42919803642.649098768957899047001988850926355848959,
    35711959237.355668049440185451547166705960488635843,
    17921034426.037209699919755754458931112671403265390,
    6039542586.3520280050642916443072979210699388420708,
    1439720407.3117216736632230727949123939715485786372,
    248874557.86205415651146038641322942321632125127801,
    31426415.585400194380614231628318205362874684987640,
    2876370.6289353724412254090516208496135991145378768,
    186056.26539522349504029498971604569928220784236328,
    8071.6720023658162106380029022722506138218516325024,
    210.82427775157934587250973392071336271166969580291,
    2.5066282746310002701649081771338373386264310793408,
];

/// Of x (x + 1) ... (x + 11).
const DENOMINATOR: [f64; 13] = [
    0.0,
    39916800.0,
    120543840.0,
    150917976.0,
    105258076.0,
    45995730.0,
    13339535.0,
    2637558.0,
    357423.0,
    32670.0,
    1925.0,
    66.0,
    1.0,
];

/// The sum of Lanczos' series for x > 0, as a quotient of polynomials in x or, for large x, in 1/x.
fn lanczos_sum(x: f64) -> f64 {
    let pairs = NUMERATOR.iter().zip(&DENOMINATOR);
    let (top, bottom) = if x < 5.0 {
        pairs.rev().fold((0.0, 0.0), |(top, bottom), (a, b)| {
            (top * x + a, bottom * x + b)
        })
    } else {
        pairs.fold((0.0, 0.0), |(top, bottom), (a, b)| {
            (top / x + a, bottom / x + b)
        })
    };
    top / bottom
}

/// sin(pi x), exact where the argument's fraction is.
fn sin_pi(x: f64) -> f64 {
    let y = x.abs() % 2.0;
    let result = match (2.0 * y).round() as i32 {
        0 => (PI * y).sin(),
        1 => (PI * (y - 0.5)).cos(),
        2 => (PI * (1.0 - y)).sin(),
        3 => -(PI * (y - 1.5)).cos(),
        _ => (PI * (y - 2.0)).sin(),
    };
    1f64.copysign(x) * result
}

/// `math.gamma`
pub fn gamma(x: f64) -> Result<f64, Failure> {
    if !x.is_finite() {
        return if x == f64::NEG_INFINITY {
            Err(Failure::Domain)
        } else {
            Ok(x)
        };
    }
    let finite = |value: f64| {
        if value.is_infinite() {
            Err(Failure::Range)
        } else {
            Ok(value)
        }
    };
    if x == x.floor() {
        if x <= 0.0 {
            return Err(Failure::Domain);
        }
        // Factorials that floats hold exactly.
        if x <= 23.0 {
            return Ok((1..x as u32).fold(1.0, |product, factor| product * factor as f64));
        }
    }
    let size = x.abs();
    if size < 1e-20 {
        return finite(1.0 / x);
    }
    if size > 200.0 {
        return if x < 0.0 {
            Ok(0.0 / sin_pi(x))
        } else {
            Err(Failure::Range)
        };
    }
    let y = size + (G - 0.5);
    // The rounding error of y, which the power below would magnify.
    let lost = if size > G - 0.5 {
        (y - size) - (G - 0.5)
    } else {
        (y - (G - 0.5)) - size
    };
    let correction = lost * G / y;
    let result = if x < 0.0 {
        let result = -PI / sin_pi(size) / size * y.exp() / lanczos_sum(size);
        let result = result - correction * result;
        if size < 140.0 {
            result / y.powf(size - 0.5)
        } else {
            let root = y.powf(size / 2.0 - 0.25);
            result / root / root
        }
    } else {
        let result = lanczos_sum(size) / y.exp();
        let result = result + correction * result;
        if size < 140.0 {
            result * y.powf(size - 0.5)
        } else {
            let root = y.powf(size / 2.0 - 0.25);
            result * root * root
        }
    };
    finite(result)
}

/// `math.lgamma`
pub fn log_gamma(x: f64) -> Result<f64, Failure> {
    if !x.is_finite() {
        return Ok(x.abs());
    }
    if x == x.floor() && x <= 2.0 {
        return if x <= 0.0 {
            Err(Failure::Domain)
        } else {
            Ok(0.0)
        };
    }
    let size = x.abs();
    if size < 1e-20 {
        return Ok(-size.ln());
    }
    let mut result = lanczos_sum(size).ln() - G;
    result += (size - 0.5) * ((size + G - 0.5).ln() - 1.0);
    if x < 0.0 {
        const LOG_PI: f64 = 1.144_729_885_849_400_2;
        result = LOG_PI - sin_pi(size).abs().ln() - size.ln() - result;
    }
    if result.is_infinite() {
        Err(Failure::Range)
    } else {
        Ok(result)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn known_values() {
        assert_eq!(gamma(5.0), Ok(24.0));
        assert_eq!(gamma(0.5), Ok(1.7724538509055159));
        assert_eq!(gamma(171.5), Ok(9.483367566824801e307));
        assert_eq!(gamma(-0.0), Err(Failure::Domain));
        assert_eq!(gamma(172.0), Err(Failure::Range));
        // One bit below ln 2, as CPython gives it; so not the constant.
        #[allow(clippy::approx_constant)]
        {
            assert_eq!(log_gamma(3.0), Ok(0.693147180559945));
        }
        assert_eq!(log_gamma(1e308), Err(Failure::Range));
        assert!(gamma(-201.5).is_ok_and(|value| value == 0.0));
    }
}
