//! Arithmetic of values known to be ints (bools and subclasses included). Results are exact ints.
//! Invariant: machine words first; what may take long on huge numbers runs on copies outside the runtime,
//! so that neither the collector nor another thread waits for it.

use super::layout::{Int, big, from_big, from_i64, is_negative, to_i64};
use crate::errors::{self, Result};
use crate::number::raise;
use crate::operations::Comparison;
use crate::thread::Thread;
use crate::tuple::Tuple;
use crate::{float, number};
use dashu_int::IBig;
use std::cmp::Ordering;
use typhon_heap::Value;
use typhon_text::number as text;

/// Elementary steps (word by word products) above which an operation leaves the runtime.
const LONG: u64 = 1 << 18;
/// Results of more words than this are tried for memory first.
const PROBED_WORDS: u64 = 1 << 24;

/// Digits of 64 bits.
fn words(value: Value) -> u64 {
    match to_i64(value) {
        Some(_) => 1,
        None => Int::of(value).digits().len() as u64,
    }
}

/// Whether an operation of so many steps leaves the runtime.
pub fn is_long(steps: u64) -> bool {
    steps >= LONG
}

/// Runs `f`, which touches no Python object and takes about so many steps.
pub fn long_running<R>(thread: &Thread, steps: u64, f: impl FnOnce() -> R) -> Result<R> {
    let result = thread.away_if_long(steps as usize, LONG as usize, f);
    if is_long(steps) {
        // An interrupt that came meanwhile is served now.
        thread.poll()?;
    }
    Ok(result)
}

/// MemoryError instead of an abort when a result of so many words cannot be had.
pub fn reserve_words(thread: &Thread, words: u64) -> Result<()> {
    if words > PROBED_WORDS {
        // The result, its copy in the heap, and room to work.
        let bytes = (words as usize).saturating_mul(8 * 3);
        if Vec::<u8>::new().try_reserve_exact(bytes).is_err() {
            return Err(errors::memory_error(thread));
        }
    }
    Ok(())
}

#[inline]
fn from_i128(thread: &Thread, value: i128) -> Result {
    match i64::try_from(value) {
        Ok(small) => from_i64(thread, small),
        Err(_) => from_big(thread, &IBig::from(value)),
    }
}

/// `a + b`
#[inline]
pub fn add(thread: &Thread, a: Value, b: Value) -> Result {
    if a.is_fixnum() && b.is_fixnum() {
        // Two 63-bit numbers: the sum fits 64 bits.
        return from_i64(thread, a.fixnum_value() + b.fixnum_value());
    }
    match (to_i64(a), to_i64(b)) {
        (Some(a), Some(b)) => from_i128(thread, a as i128 + b as i128),
        (Some(a), None) => from_big(thread, &(big(b) + a)),
        (None, Some(b)) => from_big(thread, &(big(a) + b)),
        (None, None) => from_big(thread, &(big(a) + big(b))),
    }
}

/// `a - b`
#[inline]
pub fn sub(thread: &Thread, a: Value, b: Value) -> Result {
    if a.is_fixnum() && b.is_fixnum() {
        return from_i64(thread, a.fixnum_value() - b.fixnum_value());
    }
    match (to_i64(a), to_i64(b)) {
        (Some(a), Some(b)) => from_i128(thread, a as i128 - b as i128),
        (None, Some(b)) => from_big(thread, &(big(a) - b)),
        _ => from_big(thread, &(big(a) - big(b))),
    }
}

/// `a * b`
#[inline]
pub fn mul(thread: &Thread, a: Value, b: Value) -> Result {
    if let (Some(a), Some(b)) = (to_i64(a), to_i64(b)) {
        return match a.checked_mul(b) {
            Some(product) => from_i64(thread, product),
            None => from_i128(thread, a as i128 * b as i128),
        };
    }
    mul_big(thread, a, b)
}

#[cold]
fn mul_big(thread: &Thread, a: Value, b: Value) -> Result {
    let (words_a, words_b) = (words(a), words(b));
    reserve_words(thread, words_a + words_b)?;
    let (left, right) = (big(a), big(b));
    let product = long_running(thread, words_a * words_b, || {
        if a == b {
            left.sqr().into()
        } else {
            left * right
        }
    })?;
    from_big(thread, &product)
}

fn by_zero(thread: &Thread) -> errors::Raised {
    errors::zero_division_error(thread, "division by zero")
}

/// Floor division of any ints.
#[cold]
fn divide(thread: &Thread, a: Value, b: Value) -> Result<(IBig, IBig)> {
    if to_i64(b) == Some(0) {
        return Err(by_zero(thread));
    }
    let (words_a, words_b) = (words(a), words(b));
    let (left, right) = (big(a), big(b));
    let steps = words_a.saturating_sub(words_b).saturating_mul(words_b);
    long_running(thread, steps, || text::divmod_floor(&left, &right))?
        .map_err(|error| raise(thread, error))
}

/// `a // b`
#[inline]
pub fn floor_divide(thread: &Thread, a: Value, b: Value) -> Result {
    if let (Some(a), Some(b)) = (to_i64(a), to_i64(b))
        && let Some(quotient) = text::floor_div_i64(a, b)
    {
        return from_i64(thread, quotient);
    }
    from_big(thread, &divide(thread, a, b)?.0)
}

/// `a % b`
#[inline]
pub fn modulo(thread: &Thread, a: Value, b: Value) -> Result {
    if let (Some(a), Some(b)) = (to_i64(a), to_i64(b))
        && let Some(remainder) = text::mod_i64(a, b)
    {
        return from_i64(thread, remainder);
    }
    from_big(thread, &divide(thread, a, b)?.1)
}

/// `divmod(a, b)`
pub fn divmod(thread: &Thread, a: Value, b: Value) -> Result {
    let pair = if let (Some(left), Some(right)) = (to_i64(a), to_i64(b))
        && let (Some(quotient), Some(remainder)) =
            (text::floor_div_i64(left, right), text::mod_i64(left, right))
    {
        [from_i64(thread, quotient)?, from_i64(thread, remainder)?]
    } else {
        let (quotient, remainder) = divide(thread, a, b)?;
        [from_big(thread, &quotient)?, from_big(thread, &remainder)?]
    };
    Ok(Tuple::new(thread, &pair)?.value())
}

/// `a / b`
#[inline]
pub fn true_divide(thread: &Thread, a: Value, b: Value) -> Result {
    const EXACT: u64 = 1 << 53;
    if let (Some(a), Some(b)) = (to_i64(a), to_i64(b))
        && a.unsigned_abs() <= EXACT
        && b.unsigned_abs() <= EXACT
    {
        if b == 0 {
            return Err(by_zero(thread));
        }
        return float::from_f64(thread, a as f64 / b as f64);
    }
    let steps = words(a).saturating_mul(words(b));
    let (left, right) = (big(a), big(b));
    match long_running(thread, steps, || text::true_divide(&left, &right))? {
        Ok(quotient) => float::from_f64(thread, quotient),
        Err(error) => Err(raise(thread, error)),
    }
}

/// `a ** b`
pub fn power(thread: &Thread, a: Value, b: Value) -> Result {
    if is_negative(b) {
        let base = number::int_as_f64(thread, a)?;
        let exponent = number::int_as_f64(thread, b)?;
        return float::power_f64(thread, base, exponent);
    }
    if let (Some(base), Some(exponent)) = (to_i64(a), to_i64(b))
        && let Ok(exponent) = u32::try_from(exponent)
        && let Some(result) = base.checked_pow(exponent)
    {
        return from_i64(thread, result);
    }
    let (base, exponent) = (big(a), big(b));
    let bits = text::bit_length(&base).max(1);
    let result_words = match to_i64(b) {
        Some(exponent) if bits > 1 => (bits as f64 * exponent as f64 / 64.0) as u64,
        _ => 1,
    };
    reserve_words(thread, result_words)?;
    let steps = result_words.saturating_mul(result_words);
    match long_running(thread, steps, || text::power(&base, &exponent))? {
        Ok(result) => from_big(thread, &result),
        Err(error) => Err(raise(thread, error)),
    }
}

/// `pow(a, b, modulus)`
pub fn power_modulo(thread: &Thread, a: Value, b: Value, modulus: Value) -> Result {
    if let (Some(base), Some(exponent), Some(ring)) = (to_i64(a), to_i64(b), to_i64(modulus))
        && exponent >= 0
        && ring > 0
    {
        return from_i64(thread, power_modulo_i64(base, exponent as u64, ring));
    }
    let (base, exponent, ring) = (big(a), big(b), big(modulus));
    let length = words(modulus);
    let steps =
        (length * length + words(a)).saturating_mul(text::bit_length(&exponent).saturating_mul(2));
    match long_running(thread, steps, || {
        text::power_modulo(&base, &exponent, &ring)
    })? {
        Ok(result) => from_big(thread, &result),
        Err(error) => Err(raise(thread, error)),
    }
}

fn power_modulo_i64(base: i64, mut exponent: u64, ring: i64) -> i64 {
    let modulus = ring as u128;
    let mut square = base.rem_euclid(ring) as u128;
    let mut result = 1 % modulus;
    while exponent != 0 {
        if exponent & 1 == 1 {
            result = result * square % modulus;
        }
        exponent >>= 1;
        if exponent != 0 {
            square = square * square % modulus;
        }
    }
    result as i64
}

/// `a << b`
#[inline]
pub fn left_shift(thread: &Thread, a: Value, b: Value) -> Result {
    if let (Some(a), Some(b)) = (to_i64(a), to_i64(b))
        && (0..64).contains(&b)
    {
        return from_i128(thread, (a as i128) << b);
    }
    let bits = match to_i64(b) {
        Some(bits) if bits > 0 && to_i64(a) != Some(0) => bits as u64,
        _ => 0,
    };
    reserve_words(thread, words(a) + bits / 64)?;
    match text::shift_left(&big(a), &big(b)) {
        Ok(result) => from_big(thread, &result),
        Err(error) => Err(raise(thread, error)),
    }
}

/// `a >> b`
#[inline]
pub fn right_shift(thread: &Thread, a: Value, b: Value) -> Result {
    if let (Some(a), Some(b)) = (to_i64(a), to_i64(b))
        && b >= 0
    {
        return from_i64(thread, a >> b.min(63));
    }
    match text::shift_right(&big(a), &big(b)) {
        Ok(result) => from_big(thread, &result),
        Err(error) => Err(raise(thread, error)),
    }
}

/// `a & b`
#[inline]
pub fn and(thread: &Thread, a: Value, b: Value) -> Result {
    match (to_i64(a), to_i64(b)) {
        (Some(a), Some(b)) => from_i64(thread, a & b),
        _ => from_big(thread, &(big(a) & big(b))),
    }
}

/// `a | b`
#[inline]
pub fn or(thread: &Thread, a: Value, b: Value) -> Result {
    match (to_i64(a), to_i64(b)) {
        (Some(a), Some(b)) => from_i64(thread, a | b),
        _ => from_big(thread, &(big(a) | big(b))),
    }
}

/// `a ^ b`
#[inline]
pub fn xor(thread: &Thread, a: Value, b: Value) -> Result {
    match (to_i64(a), to_i64(b)) {
        (Some(a), Some(b)) => from_i64(thread, a ^ b),
        _ => from_big(thread, &(big(a) ^ big(b))),
    }
}

/// `-a`
#[inline]
pub fn negate(thread: &Thread, a: Value) -> Result {
    match to_i64(a) {
        Some(small) => from_i128(thread, -(small as i128)),
        None => from_big(thread, &-big(a)),
    }
}

/// `~a`
#[inline]
pub fn invert(thread: &Thread, a: Value) -> Result {
    match to_i64(a) {
        Some(small) => from_i64(thread, !small),
        None => from_big(thread, &!big(a)),
    }
}

/// `abs(a)`
pub fn absolute(thread: &Thread, a: Value) -> Result {
    if is_negative(a) {
        negate(thread, a)
    } else {
        exact(thread, a)
    }
}

/// The value itself as an exact int.
#[inline]
pub fn exact(thread: &Thread, a: Value) -> Result {
    if a.is_fixnum() || super::INT.is_exact(a) {
        return Ok(a);
    }
    match to_i64(a) {
        Some(small) => from_i64(thread, small),
        None => from_big(thread, &big(a)),
    }
}

/// The order of two ints.
pub fn order(a: Value, b: Value) -> Ordering {
    match (to_i64(a), to_i64(b)) {
        (Some(a), Some(b)) => return a.cmp(&b),
        (Some(_), None) => {
            return if is_negative(b) {
                Ordering::Greater
            } else {
                Ordering::Less
            };
        }
        (None, Some(_)) => {
            return if is_negative(a) {
                Ordering::Less
            } else {
                Ordering::Greater
            };
        }
        (None, None) => {}
    }
    let (a, b) = (Int::of(a), Int::of(b));
    let magnitudes = |a: Int, b: Int| {
        let (a, b) = (a.digits(), b.digits());
        a.len()
            .cmp(&b.len())
            .then_with(|| a.iter().rev().cmp(b.iter().rev()))
    };
    match (a.is_negative(), b.is_negative()) {
        (false, false) => magnitudes(a, b),
        (true, true) => magnitudes(b, a),
        (false, true) => Ordering::Greater,
        (true, false) => Ordering::Less,
    }
}

/// `a <comparison> b`
#[inline]
pub fn compare(comparison: Comparison, a: Value, b: Value) -> bool {
    comparison.holds(order(a, b))
}
