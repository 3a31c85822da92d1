//! Sums and norms of many numbers, without loss of digits on the way.
//!
//! Error-free transformations: Dekker (1971) and Shewchuk (1997) for sums, fused multiply-add for products;
//! sums of products in triple length after Ogita, Rump and Oishi, "Accurate sum and dot product" (2005).

use super::platform::frexp;
use typhon_objects::number::{as_f64, to_float};
use typhon_objects::operations::Operator;
use typhon_objects::{float, int, prelude::*};

pub(super) static FUNCTIONS: &[Method] = &[
    function(
        "dist",
        dist,
        "(p, q, /)",
        "Euclidean distance of two points, given as sequences of coordinates.",
    ),
    function(
        "fsum",
        fsum,
        "(seq, /)",
        "Sum of floats, rounded only once.",
    ),
    function(
        "hypot",
        hypot,
        "(*coordinates)",
        "Euclidean distance of a point from the origin.",
    ),
    function(
        "prod",
        product,
        "(iterable, /, *, start=1)",
        "Product of start and the items.",
    ),
    function(
        "sumprod",
        sum_of_products,
        "(p, q, /)",
        "Sum of the products of corresponding items of two iterables of equal length.",
    ),
];

/// Sum and its exact rounding error.
fn two_sum(a: f64, b: f64) -> (f64, f64) {
    let sum = a + b;
    let shadow = sum - a;
    (sum, (a - (sum - shadow)) + (b - shadow))
}

/// The same where |a| >= |b|.
fn fast_two_sum(a: f64, b: f64) -> (f64, f64) {
    let sum = a + b;
    (sum, (a - sum) + b)
}

/// Product and its exact rounding error.
fn two_product(a: f64, b: f64) -> (f64, f64) {
    let product = a * b;
    (product, a.mul_add(b, -product))
}

/// Partial sums that do not overlap, smallest first; their exact sum is the exact sum of what was added.
struct ExactSum {
    partials: Vec<f64>,
    /// Sum of the infinities and NaNs, and of the infinities alone.
    special: f64,
    infinities: f64,
    overflowed: bool,
}

impl ExactSum {
    fn add(&mut self, value: f64) {
        let mut carried = value;
        let mut kept = 0;
        for index in 0..self.partials.len() {
            let (mut large, mut small) = (carried, self.partials[index]);
            if large.abs() < small.abs() {
                std::mem::swap(&mut large, &mut small);
            }
            let (sum, error) = fast_two_sum(large, small);
            if error != 0.0 {
                self.partials[kept] = error;
                kept += 1;
            }
            carried = sum;
        }
        self.partials.truncate(kept);
        if carried == 0.0 {
            return;
        }
        if carried.is_finite() {
            self.partials.push(carried);
        } else if value.is_finite() {
            self.overflowed = true;
        } else {
            if value.is_infinite() {
                self.infinities += value;
            }
            self.special += value;
            self.partials.clear();
        }
    }

    /// The sum, correctly rounded.
    fn result(&self) -> f64 {
        let mut rest = self.partials.iter().rev();
        let mut high = rest.next().copied().unwrap_or(0.0);
        let mut low = 0.0;
        for &partial in rest.by_ref() {
            (high, low) = fast_two_sum(high, partial);
            if low != 0.0 {
                break;
            }
        }
        // Half-way cases are decided by the sign of what comes after.
        if let Some(&next) = rest.next()
            && (low < 0.0 && next < 0.0 || low > 0.0 && next > 0.0)
        {
            let twice = low * 2.0;
            let sum = high + twice;
            if sum - high == twice {
                high = sum;
            }
        }
        high
    }
}

fn fsum(thread: &Thread, args: &[Value]) -> Result {
    let mut sum = ExactSum {
        partials: Vec::new(),
        special: 0.0,
        infinities: 0.0,
        overflowed: false,
    };
    operations::for_each(thread, args[0], |item| {
        sum.add(to_float(thread, item)?);
        if sum.overflowed {
            return Err(errors::overflow_error(
                thread,
                "intermediate overflow in fsum",
            ));
        }
        thread.poll()
    })?;
    if sum.special != 0.0 {
        if sum.infinities.is_nan() {
            return Err(errors::value_error(thread, "-inf + inf in fsum"));
        }
        return float::from_f64(thread, sum.special);
    }
    float::from_f64(thread, sum.result())
}

/// The root of the sum of squares: scaled by a power of two, summed in double length, corrected once.
fn norm(values: &mut [f64]) -> f64 {
    let largest = values
        .iter()
        .fold(0.0, |largest: f64, value| largest.max(value.abs()));
    if largest.is_infinite() {
        return largest;
    }
    if values.iter().any(|value| value.is_nan()) {
        return f64::NAN;
    }
    if largest == 0.0 || values.len() <= 1 {
        return largest;
    }
    let (_, exponent) = frexp(largest);
    if exponent < -1023 {
        // Subnormal: their scale has no reciprocal.
        for value in values.iter_mut() {
            *value /= f64::MIN_POSITIVE;
        }
        return f64::MIN_POSITIVE * norm(values);
    }
    let scale = super::platform::ldexp(1.0, -exponent);
    // Starting at 1 keeps the sum above each of its addends.
    let mut sum = 1.0;
    let (mut errors_of_sums, mut errors_of_products) = (0.0, 0.0);
    let mut add = |high: f64, low: f64| {
        let (next, error) = fast_two_sum(sum, high);
        sum = next;
        errors_of_sums += error;
        errors_of_products += low;
        sum - 1.0 + (errors_of_sums + errors_of_products)
    };
    let mut total = 0.0;
    for value in values.iter() {
        let scaled = value * scale;
        let (high, low) = two_product(scaled, scaled);
        total = add(high, low);
    }
    let root = total.sqrt();
    let (high, low) = two_product(-root, root);
    let rest = add(high, low);
    (root + rest / (2.0 * root)) / scale
}

fn hypot(thread: &Thread, args: &[Value]) -> Result {
    let coordinates: Tuple = Ref::of(args[0]);
    let mut values = Vec::with_capacity(coordinates.len());
    for coordinate in coordinates.iter() {
        values.push(to_float(thread, coordinate)?.abs());
    }
    float::from_f64(thread, norm(&mut values))
}

fn dist(thread: &Thread, args: &[Value]) -> Result {
    let p = operations::tuple_from(thread, args[0])?;
    let q = operations::tuple_from(thread, args[1])?;
    if p.len() != q.len() {
        return Err(errors::value_error(
            thread,
            "both points must have the same number of dimensions",
        ));
    }
    let mut values = Vec::with_capacity(p.len());
    for (a, b) in p.iter().zip(q.iter()) {
        values.push((to_float(thread, a)? - to_float(thread, b)?).abs());
    }
    float::from_f64(thread, norm(&mut values))
}

fn product(thread: &Thread, args: &[Value]) -> Result {
    let mut result = args[1].present().unwrap_or(Value::fixnum(1));
    operations::for_each(thread, args[0], |item| {
        result = if int::INT.is_exact(result) && int::INT.is_exact(item) {
            int::mul(thread, result, item)?
        } else if float::FLOAT.is_exact(result) && float::FLOAT.is_exact(item) {
            float::mul(thread, result, item)?
        } else {
            operations::binary(thread, Operator::Multiply, result, item)?
        };
        thread.poll()
    })?;
    Ok(result)
}

/// A sum in three floats of decreasing size.
#[derive(Copy, Clone, Default)]
struct TripleSum {
    high: f64,
    low: f64,
    tiny: f64,
}

impl TripleSum {
    fn plus_product(self, a: f64, b: f64) -> TripleSum {
        let (product, product_error) = two_product(a, b);
        let (high, high_error) = two_sum(self.high, product);
        let (low, low_error) = two_sum(self.low, product_error);
        let (low, carry_error) = two_sum(low, high_error);
        TripleSum {
            high,
            low,
            tiny: self.tiny + low_error + carry_error,
        }
    }

    fn value(self) -> f64 {
        let (low, tiny) = two_sum(self.low, self.tiny);
        let (high, rest) = two_sum(self.high, low);
        high + (rest + tiny)
    }
}

/// Which items `sum_of_products` has seen so far: it leaves a fast kind of sum once and for all.
#[derive(Copy, Clone, PartialEq, Eq)]
enum Phase {
    Ints,
    Floats,
    Anything,
}

/// Two factors as floats, if at least one is an exact float and the other an exact float, int or bool.
fn float_factors(p: Value, q: Value) -> Option<(f64, f64)> {
    let is_float = |value: Value| float::FLOAT.is_exact(value);
    let is_plain = |value: Value| is_float(value) || value.is_bool() || int::INT.is_exact(value);
    if (is_float(p) && is_plain(q)) || (is_float(q) && is_plain(p)) {
        Some((as_f64(p)?, as_f64(q)?))
    } else {
        None
    }
}

fn sum_of_products(thread: &Thread, args: &[Value]) -> Result {
    let p = operations::iter(thread, args[0])?;
    let q = operations::iter(thread, args[1])?;
    let plus = |a: Value, b: Value| operations::binary(thread, Operator::Add, a, b);
    let mut total = Value::fixnum(0);
    let mut phase = Phase::Ints;
    let mut whole = 0i64;
    let mut triple = TripleSum::default();
    let mut any_floats = false;
    loop {
        thread.poll()?;
        let pair = match (operations::next(thread, p)?, operations::next(thread, q)?) {
            (Some(a), Some(b)) => Some((a, b)),
            (None, None) => None,
            _ => {
                return Err(errors::value_error(
                    thread,
                    "Inputs are not the same length",
                ));
            }
        };
        if phase == Phase::Ints {
            if let Some((a, b)) = pair
                && int::INT.is_exact(a)
                && int::INT.is_exact(b)
                && let (Some(a), Some(b)) = (int::to_i64(a), int::to_i64(b))
                && let Some(sum) = a.checked_mul(b).and_then(|term| whole.checked_add(term))
            {
                whole = sum;
                continue;
            }
            total = int::from_i64(thread, whole)?;
            phase = Phase::Floats;
        }
        if phase == Phase::Floats {
            if let Some((a, b)) = pair
                && let Some((a, b)) = float_factors(a, b)
            {
                let next = triple.plus_product(a, b);
                if next.high.is_finite() {
                    triple = next;
                    any_floats = true;
                    continue;
                }
            }
            if any_floats {
                total = plus(total, float::from_f64(thread, triple.value())?)?;
            }
            phase = Phase::Anything;
        }
        let Some((a, b)) = pair else {
            return Ok(total);
        };
        let term = operations::binary(thread, Operator::Multiply, a, b)?;
        total = plus(total, term)?;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn norms() {
        assert_eq!(norm(&mut [3.0, 4.0]), 5.0);
        assert_eq!(norm(&mut [5e-324, 0.0]), 5e-324);
        assert_eq!(norm(&mut [1e308, 1e308]), 1.4142135623730951e308);
        assert_eq!(norm(&mut [f64::INFINITY, f64::NAN]), f64::INFINITY);
        assert!(norm(&mut [1.0, f64::NAN]).is_nan());
    }

    #[test]
    fn triple_length() {
        let sum = TripleSum::default()
            .plus_product(1e16, 1e16)
            .plus_product(1.0, 1.0)
            .plus_product(-1e16, 1e16);
        assert_eq!(sum.value(), 1.0);
    }
}
