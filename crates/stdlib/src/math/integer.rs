//! Functions of ints. Invariant: what may take long on huge numbers runs on copies outside the runtime.

use crate::support::is_missing;
use typhon_objects::number::raise;
use typhon_objects::{int, prelude::*};
use typhon_text::number::{self as numbers, IBig};

pub(super) static FUNCTIONS: &[Method] = &[
    function(
        "comb",
        comb,
        "(n, k, /)",
        "Number of ways to choose k items from n, without repetition and without order.",
    ),
    function(
        "factorial",
        factorial,
        "(n, /)",
        "Product of the ints from 1 to n.",
    ),
    function("gcd", gcd, "(*integers)", "Greatest common divisor."),
    function(
        "isqrt",
        integer_sqrt,
        "(n, /)",
        "Square root, rounded down.",
    ),
    function("lcm", lcm, "(*integers)", "Least common multiple."),
    function(
        "perm",
        perm,
        "(n, k=None, /)",
        "Number of ways to choose k items (n by default) from n, without repetition and with order.",
    ),
];

fn gcd_words(mut a: u64, mut b: u64) -> u64 {
    if a == 0 || b == 0 {
        return a | b;
    }
    // Stein's algorithm: halving and subtracting.
    let twos = (a | b).trailing_zeros();
    a >>= a.trailing_zeros();
    loop {
        b >>= b.trailing_zeros();
        if a > b {
            std::mem::swap(&mut a, &mut b);
        }
        b -= a;
        if b == 0 {
            return a << twos;
        }
    }
}

/// Folds the arguments, converted to ints, by `small` while everything fits a word, else by `large`.
fn fold(
    thread: &Thread,
    args: &[Value],
    start: u64,
    small: fn(u64, u64) -> Option<u64>,
    large: fn(&IBig, &IBig) -> IBig,
) -> Result {
    let integers: Tuple = Ref::of(args[0]);
    let mut result = int::from_u64(thread, start)?;
    for value in integers.iter() {
        let value = operations::index_value(thread, value)?;
        let words = (int::to_i64(result), int::to_i64(value));
        result = if let (Some(a), Some(b)) = words
            && let Some(folded) = small(a.unsigned_abs(), b.unsigned_abs())
        {
            int::from_u64(thread, folded)?
        } else {
            let (a, b) = (int::big(result), int::big(value));
            let steps = (int::bit_length(result) / 64).saturating_mul(int::bit_length(value) / 64);
            let folded = int::long_running(thread, steps.saturating_mul(4), || large(&a, &b))?;
            int::from_big(thread, &folded)?
        };
    }
    Ok(result)
}

fn gcd(thread: &Thread, args: &[Value]) -> Result {
    fold(thread, args, 0, |a, b| Some(gcd_words(a, b)), numbers::gcd)
}

fn lcm(thread: &Thread, args: &[Value]) -> Result {
    let small = |a: u64, b: u64| {
        if a == 0 || b == 0 {
            Some(0)
        } else {
            (a / gcd_words(a, b)).checked_mul(b)
        }
    };
    fold(thread, args, 1, small, numbers::lcm)
}

fn integer_sqrt(thread: &Thread, args: &[Value]) -> Result {
    let value = operations::index_value(thread, args[0])?;
    if let Some(small) = int::to_i64(value)
        && small >= 0
    {
        return int::from_i64(thread, small.isqrt());
    }
    let big = int::big(value);
    let words = int::bit_length(value) / 64;
    let root = int::long_running(thread, words.saturating_mul(words), || {
        numbers::integer_sqrt(&big)
    })?;
    made(thread, root)
}

fn made(thread: &Thread, result: typhon_text::Result<IBig>) -> Result {
    match result {
        Ok(value) => int::from_big(thread, &value),
        Err(error) => Err(raise(thread, error)),
    }
}

fn factorial(thread: &Thread, args: &[Value]) -> Result {
    let value = operations::index_value(thread, args[0])?;
    let steps = match int::to_i64(value) {
        Some(small @ 0..=20) => {
            return int::from_i64(thread, (1..=small).product());
        }
        Some(small) if small > 0 => (small as u64).saturating_mul(small as u64) / 16,
        _ => 0,
    };
    let big = int::big(value);
    let result = int::long_running(thread, steps, || numbers::factorial(&big))?;
    made(thread, result)
}

fn two(thread: &Thread, args: &[Value]) -> Result<(Value, Value)> {
    Ok((
        operations::index_value(thread, args[0])?,
        operations::index_value(thread, args[1])?,
    ))
}

fn counting(
    thread: &Thread,
    n: Value,
    k: Value,
    function: fn(&IBig, &IBig) -> typhon_text::Result<IBig>,
) -> Result {
    // The result has at most k times the bits of n.
    let words = match int::to_i64(k) {
        Some(k) if k > 0 => (k as u64).saturating_mul(int::bit_length(n)) / 64,
        _ => 0,
    };
    let (n, k) = (int::big(n), int::big(k));
    let result = int::long_running(thread, words.saturating_mul(words), || function(&n, &k))?;
    made(thread, result)
}

fn perm(thread: &Thread, args: &[Value]) -> Result {
    if is_missing(args[1]) {
        return factorial(thread, args);
    }
    let (n, k) = two(thread, args)?;
    counting(thread, n, k, numbers::perm)
}

fn comb(thread: &Thread, args: &[Value]) -> Result {
    let (n, k) = two(thread, args)?;
    if let (Some(n), Some(k)) = (int::to_i64(n), int::to_i64(k))
        && k >= 0
        && n >= k
        && let Some(result) = comb_words(n as u64, k.min(n - k) as u64)
    {
        return int::from_u64(thread, result);
    }
    counting(thread, n, k, numbers::comb)
}

/// C(n, k), if no intermediate product leaves 64 bits.
fn comb_words(n: u64, k: u64) -> Option<u64> {
    if k > 64 {
        return None;
    }
    let mut result = 1u64;
    for step in 0..k {
        result = result.checked_mul(n - step)? / (step + 1);
    }
    Some(result)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words() {
        assert_eq!(gcd_words(12, 18), 6);
        assert_eq!(gcd_words(0, 5), 5);
        assert_eq!(gcd_words(1 << 63, 1 << 40), 1 << 40);
        assert_eq!(comb_words(49, 6), Some(13983816));
        assert_eq!(comb_words(5, 0), Some(1));
    }
}
