//! The elementary functions of complex numbers, after W. Kahan, "Branch cuts for complex elementary
//! functions" (1987); what infinities and NaNs give is what C's Annex G asks for.
//! Invariant: signed zeros tell the side of a branch cut, so no formula may lose them.

use crate::math::platform::{asinh, ldexp};
use crate::math::special::Failure;
use std::f64::consts::{E, FRAC_PI_2, LN_2, LN_10};

pub type Parts = (f64, f64);
pub type Outcome = Result<Parts, Failure>;

const INF: f64 = f64::INFINITY;
const NAN: f64 = f64::NAN;
/// Arguments beyond it are scaled down, so that sums of a few squares' roots stay finite.
const LARGE: f64 = f64::MAX / 4.0;
/// Square root and logarithm of `LARGE`, square root of the smallest normal float.
const LARGE_ROOT: f64 = 6.703_903_964_971_298e153;
const LARGE_LOG: f64 = 708.396_418_532_264_1;
const SMALL_ROOT: f64 = 1.491_668_146_240_041_3e-154;

fn is_finite(z: Parts) -> bool {
    z.0.is_finite() && z.1.is_finite()
}

fn signed(size: f64, sign: f64) -> f64 {
    size.copysign(sign)
}

/// A result, unless a finite argument overflowed.
fn in_range(result: Parts) -> Outcome {
    if result.0.is_infinite() || result.1.is_infinite() {
        Err(Failure::Range)
    } else {
        Ok(result)
    }
}

/// A function called with iz whose result w is to be -iw.
fn rotated(function: fn(Parts) -> Outcome, z: Parts) -> Outcome {
    let (real, imaginary) = function((-z.1, z.0))?;
    Ok((imaginary, -real))
}

/// `function(iz)`
fn turned(function: fn(Parts) -> Outcome, z: Parts) -> Outcome {
    function((-z.1, z.0))
}

/// log(2 |z|) for large z.
fn log_of_double(z: Parts) -> f64 {
    (z.0 / 2.0).hypot(z.1 / 2.0).ln() + LN_2 * 2.0
}

fn is_large(z: Parts) -> bool {
    z.0.abs() > LARGE || z.1.abs() > LARGE
}

pub fn sqrt(z: Parts) -> Outcome {
    let (x, y) = z;
    if !is_finite(z) {
        return Ok(if y.is_infinite() {
            (INF, y)
        } else if x.is_nan() {
            (NAN, NAN)
        } else if x == INF {
            (INF, if y.is_nan() { NAN } else { signed(0.0, y) })
        } else if x == -INF {
            if y.is_nan() {
                (NAN, INF)
            } else {
                (0.0, signed(INF, y))
            }
        } else {
            (NAN, NAN)
        });
    }
    if x == 0.0 && y == 0.0 {
        return Ok((0.0, y));
    }
    let (ax, ay) = (x.abs(), y.abs());
    let root = if ax < f64::MIN_POSITIVE && ay < f64::MIN_POSITIVE {
        let ax = ldexp(ax, 53);
        // An odd power of two, so that the root is also divided by the root of two.
        ldexp((ax + ax.hypot(ldexp(ay, 53))).sqrt(), -27)
    } else {
        let ax = ax / 8.0;
        2.0 * (ax + ax.hypot(ay / 8.0)).sqrt()
    };
    let other = ay / (2.0 * root);
    Ok(if x >= 0.0 {
        (root, signed(other, y))
    } else {
        (other, signed(root, y))
    })
}

fn finite_sqrt(z: Parts) -> Parts {
    sqrt(z).unwrap_or((NAN, NAN))
}

pub fn acos(z: Parts) -> Outcome {
    let (x, y) = z;
    if !is_finite(z) {
        let imaginary = if y.is_infinite() {
            -y
        } else if x.is_infinite() {
            if y.is_nan() { INF } else { signed(INF, -y) }
        } else {
            NAN
        };
        let real = if x == 0.0 && y.is_nan() {
            FRAC_PI_2
        } else if x.is_nan() || y.is_nan() {
            NAN
        } else {
            y.abs().atan2(x)
        };
        return Ok((real, imaginary));
    }
    if is_large(z) {
        let size = log_of_double(z);
        let imaginary = if x < 0.0 {
            -signed(size, y)
        } else {
            signed(size, -y)
        };
        return Ok((y.abs().atan2(x), imaginary));
    }
    let s1 = finite_sqrt((1.0 - x, -y));
    let s2 = finite_sqrt((1.0 + x, y));
    Ok((2.0 * s1.0.atan2(s2.0), asinh(s2.0 * s1.1 - s2.1 * s1.0)))
}

pub fn acosh(z: Parts) -> Outcome {
    let (x, y) = z;
    if !is_finite(z) {
        // acosh(z) is acos(z) turned to the right half plane.
        if x == 0.0 && y.is_nan() {
            return Ok((NAN, FRAC_PI_2));
        }
        let real = if x.is_infinite() || y.is_infinite() {
            INF
        } else {
            NAN
        };
        return Ok((real, y.atan2(x)));
    }
    if is_large(z) {
        return Ok((log_of_double(z), y.atan2(x)));
    }
    let s1 = finite_sqrt((x - 1.0, y));
    let s2 = finite_sqrt((x + 1.0, y));
    Ok((asinh(s1.0 * s2.0 + s1.1 * s2.1), 2.0 * s1.1.atan2(s2.0)))
}

pub fn asin(z: Parts) -> Outcome {
    rotated(asinh_complex, z)
}

pub fn asinh_complex(z: Parts) -> Outcome {
    let (x, y) = z;
    if !is_finite(z) {
        return Ok(if x.is_infinite() {
            (x, if y.is_nan() { NAN } else { y.atan2(x.abs()) })
        } else if y.is_infinite() {
            let real = if x.is_nan() { INF } else { signed(INF, x) };
            (
                real,
                if x.is_nan() {
                    NAN
                } else {
                    signed(FRAC_PI_2, y)
                },
            )
        } else if x.is_nan() && y == 0.0 {
            (NAN, y)
        } else {
            (NAN, NAN)
        });
    }
    if is_large(z) {
        let size = log_of_double(z);
        let real = if y >= 0.0 {
            signed(size, x)
        } else {
            -signed(size, -x)
        };
        return Ok((real, y.atan2(x.abs())));
    }
    let s1 = finite_sqrt((1.0 + y, -x));
    let s2 = finite_sqrt((1.0 - y, x));
    Ok((
        asinh(s1.0 * s2.1 - s2.0 * s1.1),
        y.atan2(s1.0 * s2.0 - s1.1 * s2.1),
    ))
}

pub fn atan(z: Parts) -> Outcome {
    rotated(atanh, z)
}

pub fn atanh(z: Parts) -> Outcome {
    let (x, y) = z;
    if !is_finite(z) {
        return Ok(if y.is_infinite() {
            (
                if x.is_nan() { 0.0 } else { signed(0.0, x) },
                signed(FRAC_PI_2, y),
            )
        } else if x.is_infinite() {
            let imaginary = if y.is_nan() {
                NAN
            } else {
                signed(FRAC_PI_2, y)
            };
            (signed(0.0, x), imaginary)
        } else if x == 0.0 {
            (x, NAN)
        } else {
            (NAN, NAN)
        });
    }
    if x.is_sign_negative() {
        let (real, imaginary) = atanh((-x, -y))?;
        return Ok((-real, -imaginary));
    }
    let ay = y.abs();
    if x > LARGE_ROOT || ay > LARGE_ROOT {
        let size = (x / 2.0).hypot(y / 2.0);
        return Ok((x / 4.0 / size / size, -signed(FRAC_PI_2, -y)));
    }
    if x == 1.0 && ay < SMALL_ROOT {
        if ay == 0.0 {
            return Err(Failure::Domain);
        }
        return Ok((
            -(ay.sqrt() / ay.hypot(2.0).sqrt()).ln(),
            signed(2f64.atan2(-ay) / 2.0, y),
        ));
    }
    let below = 1.0 - x;
    Ok((
        (4.0 * x / (below * below + ay * ay)).ln_1p() / 4.0,
        -(-2.0 * y).atan2(below * (1.0 + x) - ay * ay) / 2.0,
    ))
}

pub fn cos(z: Parts) -> Outcome {
    turned(cosh, z)
}

/// The parts of an infinite or undefined `size` in direction `angle`, which is finite and not zero.
fn infinite_towards(x: f64, y: f64) -> Parts {
    (signed(INF, y.cos()), signed(INF, y.sin() * signed(1.0, x)))
}

pub fn cosh(z: Parts) -> Outcome {
    let (x, y) = z;
    if !is_finite(z) {
        if y.is_infinite() && !x.is_nan() {
            return Err(Failure::Domain);
        }
        return Ok(if x.is_infinite() {
            if y.is_nan() {
                (INF, NAN)
            } else if y == 0.0 {
                (INF, y * signed(1.0, x))
            } else {
                infinite_towards(x, y)
            }
        } else if x.is_nan() {
            (NAN, if y == 0.0 { y.abs() } else { NAN })
        } else {
            (NAN, if x == 0.0 { x.abs() } else { NAN })
        });
    }
    let result = if x.abs() > LARGE_LOG {
        let less = x - signed(1.0, x);
        (y.cos() * less.cosh() * E, y.sin() * less.sinh() * E)
    } else {
        (y.cos() * x.cosh(), y.sin() * x.sinh())
    };
    in_range(result)
}

pub fn exp(z: Parts) -> Outcome {
    let (x, y) = z;
    if !is_finite(z) {
        if y.is_infinite() && !x.is_nan() && x != -INF {
            return Err(Failure::Domain);
        }
        return Ok(if x == -INF {
            if y.is_finite() {
                (signed(0.0, y.cos()), signed(0.0, y.sin()))
            } else {
                (0.0, 0.0)
            }
        } else if x == INF {
            if y.is_nan() {
                (INF, NAN)
            } else if y == 0.0 {
                (INF, y)
            } else {
                (signed(INF, y.cos()), signed(INF, y.sin()))
            }
        } else if x.is_nan() && y == 0.0 {
            (NAN, y)
        } else {
            (NAN, NAN)
        });
    }
    let result = if x > LARGE_LOG {
        let size = (x - 1.0).exp();
        (size * y.cos() * E, size * y.sin() * E)
    } else {
        let size = x.exp();
        (size * y.cos(), size * y.sin())
    };
    in_range(result)
}

pub fn log(z: Parts) -> Outcome {
    let (x, y) = z;
    if !is_finite(z) {
        let real = if x.is_infinite() || y.is_infinite() {
            INF
        } else {
            NAN
        };
        return Ok((real, y.atan2(x)));
    }
    let (ax, ay) = (x.abs(), y.abs());
    let real = if is_large(z) {
        (ax / 2.0).hypot(ay / 2.0).ln() + LN_2
    } else if ax < f64::MIN_POSITIVE && ay < f64::MIN_POSITIVE {
        if ax == 0.0 && ay == 0.0 {
            return Err(Failure::Domain);
        }
        ldexp(ax, 53).hypot(ldexp(ay, 53)).ln() - 53.0 * LN_2
    } else {
        let size = ax.hypot(ay);
        if (0.71..=1.73).contains(&size) {
            let (larger, smaller) = if ax > ay { (ax, ay) } else { (ay, ax) };
            ((larger - 1.0) * (larger + 1.0) + smaller * smaller).ln_1p() / 2.0
        } else {
            size.ln()
        }
    };
    Ok((real, y.atan2(x)))
}

pub fn log10(z: Parts) -> Outcome {
    let (real, imaginary) = log(z)?;
    Ok((real / LN_10, imaginary / LN_10))
}

pub fn sin(z: Parts) -> Outcome {
    rotated(sinh, z)
}

pub fn sinh(z: Parts) -> Outcome {
    let (x, y) = z;
    if !is_finite(z) {
        if y.is_infinite() && !x.is_nan() {
            return Err(Failure::Domain);
        }
        return Ok(if x.is_infinite() {
            if y.is_nan() {
                (INF, NAN)
            } else if y == 0.0 {
                (x, y)
            } else {
                (signed(INF, y.cos() * signed(1.0, x)), signed(INF, y.sin()))
            }
        } else if x.is_nan() {
            (NAN, if y == 0.0 { y } else { NAN })
        } else {
            (if x == 0.0 { 0.0 } else { NAN }, NAN)
        });
    }
    let result = if x.abs() > LARGE_LOG {
        let less = x - signed(1.0, x);
        (y.cos() * less.sinh() * E, y.sin() * less.cosh() * E)
    } else {
        (y.cos() * x.sinh(), y.sin() * x.cosh())
    };
    in_range(result)
}

pub fn tan(z: Parts) -> Outcome {
    rotated(tanh, z)
}

pub fn tanh(z: Parts) -> Outcome {
    let (x, y) = z;
    if !is_finite(z) {
        if y.is_infinite() && x.is_finite() {
            return Err(Failure::Domain);
        }
        return Ok(if x.is_infinite() {
            let imaginary = if y.is_finite() {
                signed(0.0, 2.0 * y.sin() * y.cos())
            } else {
                0.0
            };
            (signed(1.0, x), imaginary)
        } else if x.is_nan() {
            (NAN, if y == 0.0 { y } else { NAN })
        } else {
            (if x == 0.0 { x } else { NAN }, NAN)
        });
    }
    if x.abs() > LARGE_LOG {
        return Ok((
            signed(1.0, x),
            4.0 * y.sin() * y.cos() * (-2.0 * x.abs()).exp(),
        ));
    }
    let (tx, ty) = (x.tanh(), y.tan());
    let secant = 1.0 / x.cosh();
    let both = tx * ty;
    let scale = 1.0 + both * both;
    Ok((
        tx * (1.0 + ty * ty) / scale,
        ((ty / scale) * secant) * secant,
    ))
}

/// Polar to Cartesian coordinates.
pub fn rect(size: f64, angle: f64) -> Outcome {
    if !size.is_finite() || !angle.is_finite() {
        if angle.is_infinite() && size != 0.0 && !size.is_nan() {
            return Err(Failure::Domain);
        }
        return Ok(if size.is_infinite() && angle.is_finite() && angle != 0.0 {
            let sign = signed(1.0, size);
            (
                signed(INF, sign * angle.cos()),
                signed(INF, sign * angle.sin()),
            )
        } else if size.is_infinite() && angle == 0.0 {
            (size, angle * signed(1.0, size))
        } else if size.is_infinite() {
            (INF, NAN)
        } else if size == 0.0 {
            (0.0, 0.0)
        } else if angle == 0.0 {
            (NAN, angle.abs())
        } else {
            (NAN, NAN)
        });
    }
    // Exactly on the real axis nothing is to be multiplied: the sign of zero stays.
    if angle == 0.0 {
        return Ok((size, size * angle));
    }
    Ok((size * angle.cos(), size * angle.sin()))
}
