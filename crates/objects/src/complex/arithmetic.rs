//! Arithmetic of complex numbers as pairs of machine floats: C's rules (Annex G), in which a real operand
//! has no imaginary part at all. Invariant: `None` stands for division by zero.

/// Real and imaginary part.
pub type Parts = (f64, f64);

/// An operand: a real number stays one.
#[derive(Copy, Clone, Debug)]
pub enum Operand {
    Real(f64),
    Complex(Parts),
}

impl Operand {
    pub fn parts(self) -> Parts {
        match self {
            Operand::Real(real) => (real, 0.0),
            Operand::Complex(parts) => parts,
        }
    }
}

pub fn add(a: Operand, b: Operand) -> Parts {
    match (a, b) {
        (Operand::Real(a), Operand::Real(b)) => (a + b, 0.0),
        (Operand::Complex(a), Operand::Real(b)) => (a.0 + b, a.1),
        (Operand::Real(a), Operand::Complex(b)) => (a + b.0, b.1),
        (Operand::Complex(a), Operand::Complex(b)) => (a.0 + b.0, a.1 + b.1),
    }
}

pub fn sub(a: Operand, b: Operand) -> Parts {
    match (a, b) {
        (Operand::Real(a), Operand::Real(b)) => (a - b, 0.0),
        (Operand::Complex(a), Operand::Real(b)) => (a.0 - b, a.1),
        (Operand::Real(a), Operand::Complex(b)) => (a - b.0, -b.1),
        (Operand::Complex(a), Operand::Complex(b)) => (a.0 - b.0, a.1 - b.1),
    }
}

pub fn mul(a: Operand, b: Operand) -> Parts {
    match (a, b) {
        (Operand::Real(a), Operand::Real(b)) => (a * b, 0.0),
        (Operand::Complex(a), Operand::Real(b)) => (a.0 * b, a.1 * b),
        (Operand::Real(a), Operand::Complex(b)) => (a * b.0, a * b.1),
        (Operand::Complex(a), Operand::Complex(b)) => multiply(a, b),
    }
}

/// 1 or 0 with the sign of `value`: what remains of a part when infinities are recovered.
fn boxed(value: f64) -> f64 {
    if value.is_infinite() { 1.0 } else { 0.0f64 }.copysign(value)
}

/// NaN becomes a zero of its sign.
fn without_nan(value: f64) -> f64 {
    if value.is_nan() {
        0.0f64.copysign(value)
    } else {
        value
    }
}

fn is_infinite(a: Parts) -> bool {
    a.0.is_infinite() || a.1.is_infinite()
}

fn is_finite(a: Parts) -> bool {
    a.0.is_finite() && a.1.is_finite()
}

/// The product; an infinite operand gives an infinite product even where the formula gives NaN.
pub fn multiply(a: Parts, b: Parts) -> Parts {
    let (ac, bd, ad, bc) = (a.0 * b.0, a.1 * b.1, a.0 * b.1, a.1 * b.0);
    let product = (ac - bd, ad + bc);
    if !(product.0.is_nan() && product.1.is_nan()) {
        return product;
    }
    let (mut a, mut b) = (a, b);
    let mut recover = false;
    if is_infinite(a) {
        a = (boxed(a.0), boxed(a.1));
        b = (without_nan(b.0), without_nan(b.1));
        recover = true;
    }
    if is_infinite(b) {
        b = (boxed(b.0), boxed(b.1));
        a = (without_nan(a.0), without_nan(a.1));
        recover = true;
    }
    if !recover && [ac, bd, ad, bc].iter().any(|part| part.is_infinite()) {
        a = (without_nan(a.0), without_nan(a.1));
        b = (without_nan(b.0), without_nan(b.1));
        recover = true;
    }
    if recover {
        (
            f64::INFINITY * (a.0 * b.0 - a.1 * b.1),
            f64::INFINITY * (a.0 * b.1 + a.1 * b.0),
        )
    } else {
        product
    }
}

pub fn divide(a: Operand, b: Operand) -> Option<Parts> {
    match (a, b) {
        (_, Operand::Real(0.0)) => None,
        (Operand::Real(a), Operand::Real(b)) => Some((a / b, 0.0)),
        (Operand::Complex(a), Operand::Real(b)) => Some((a.0 / b, a.1 / b)),
        (Operand::Real(a), Operand::Complex(b)) => real_quotient(a, b),
        (Operand::Complex(a), Operand::Complex(b)) => quotient(a, b),
    }
}

/// The quotient by Smith's method (R. L. Smith, Algorithm 116, CACM 1962), which scales the divisor by its
/// larger part.
pub fn quotient(a: Parts, b: Parts) -> Option<Parts> {
    let result = if b.0.abs() >= b.1.abs() {
        if b.0 == 0.0 {
            return None;
        }
        let ratio = b.1 / b.0;
        let scale = b.0 + b.1 * ratio;
        ((a.0 + a.1 * ratio) / scale, (a.1 - a.0 * ratio) / scale)
    } else if b.1.abs() >= b.0.abs() {
        let ratio = b.0 / b.1;
        let scale = b.0 * ratio + b.1;
        ((a.0 * ratio + a.1) / scale, (a.1 * ratio - a.0) / scale)
    } else {
        (f64::NAN, f64::NAN)
    };
    if !(result.0.is_nan() && result.1.is_nan()) {
        return Some(result);
    }
    Some(if is_infinite(a) && is_finite(b) {
        let a = (boxed(a.0), boxed(a.1));
        (
            f64::INFINITY * (a.0 * b.0 + a.1 * b.1),
            f64::INFINITY * (a.1 * b.0 - a.0 * b.1),
        )
    } else if is_infinite(b) && is_finite(a) {
        let b = (boxed(b.0), boxed(b.1));
        (0.0 * (a.0 * b.0 + a.1 * b.1), 0.0 * (a.1 * b.0 - a.0 * b.1))
    } else {
        result
    })
}

/// The quotient of a real number and a complex one.
fn real_quotient(a: f64, b: Parts) -> Option<Parts> {
    let result = if b.0.abs() >= b.1.abs() {
        if b.0 == 0.0 {
            return None;
        }
        let ratio = b.1 / b.0;
        let scale = b.0 + b.1 * ratio;
        (a / scale, (-a * ratio) / scale)
    } else if b.1.abs() >= b.0.abs() {
        let ratio = b.0 / b.1;
        let scale = b.0 * ratio + b.1;
        ((a * ratio) / scale, (-a) / scale)
    } else {
        (f64::NAN, f64::NAN)
    };
    if result.0.is_nan() && result.1.is_nan() && a.is_finite() && is_infinite(b) {
        let b = (boxed(b.0), boxed(b.1));
        return Some((0.0 * (a * b.0), 0.0 * (-a * b.1)));
    }
    Some(result)
}

/// Why there is no power.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub enum NoPower {
    /// Zero to a negative or complex power, or an infinite angle.
    ZeroBase,
    Overflow,
}

/// `a ** b`: by repeated squaring for small whole exponents, else in polar coordinates.
pub fn power(a: Parts, b: Parts) -> Result<Parts, NoPower> {
    let result = if b.1 == 0.0 && b.0 == b.0.floor() && b.0.abs() <= 100.0 {
        let count = b.0.abs() as u32;
        if b.0 > 0.0 {
            whole_power(a, count)
        } else {
            quotient((1.0, 0.0), whole_power(a, count)).ok_or(NoPower::ZeroBase)?
        }
    } else {
        polar_power(a, b)?
    };
    if is_infinite(result) {
        return Err(NoPower::Overflow);
    }
    Ok(result)
}

fn whole_power(base: Parts, mut count: u32) -> Parts {
    let mut result = (1.0, 0.0);
    let mut square = base;
    while count != 0 {
        if count & 1 == 1 {
            result = multiply(result, square);
        }
        count >>= 1;
        if count != 0 {
            square = multiply(square, square);
        }
    }
    result
}

fn polar_power(a: Parts, b: Parts) -> Result<Parts, NoPower> {
    if b == (0.0, 0.0) {
        return Ok((1.0, 0.0));
    }
    if a == (0.0, 0.0) {
        return if b.1 != 0.0 || b.0 < 0.0 {
            Err(NoPower::ZeroBase)
        } else {
            Ok((0.0, 0.0))
        };
    }
    let size = a.0.hypot(a.1);
    let angle = a.1.atan2(a.0);
    let mut length = size.powf(b.0);
    let mut phase = angle * b.0;
    if b.1 != 0.0 {
        length *= (-angle * b.1).exp();
        phase += b.1 * size.ln();
    }
    if phase.is_infinite() {
        // A direction at infinity is reported as the C library reports it for sine and cosine.
        return Err(NoPower::ZeroBase);
    }
    Ok((length * phase.cos(), length * phase.sin()))
}

/// `abs(a)`; `None` if it overflows.
pub fn absolute(a: Parts) -> Option<f64> {
    let size = a.0.hypot(a.1);
    if size.is_infinite() && is_finite(a) {
        None
    } else {
        Some(size)
    }
}
