//! `math.factorial`, `math.comb` and `math.perm`.
//! Invariant: products are taken over balanced trees, so that big factors meet fast multiplication.

use dashu_int::{IBig, Sign, UBig};

use super::convert::magnitude;
use crate::error::{Error, Result};

/// Product of `first..=last`.
fn range_product(first: &UBig, count: u64) -> UBig {
    if count <= 8 {
        let mut result = UBig::ONE;
        for step in 0..count {
            result *= first + UBig::from(step);
        }
        return result;
    }
    let half = count / 2;
    range_product(first, half) * range_product(&(first + UBig::from(half)), count - half)
}

/// Product of the odd numbers `first, first + 2, ...`.
fn odd_product(first: u64, count: u64) -> UBig {
    if count <= 8 {
        return (0..count).fold(UBig::ONE, |product, step| {
            product * UBig::from(first + 2 * step)
        });
    }
    let half = count / 2;
    odd_product(first, half) * odd_product(first + 2 * half, count - half)
}

/// `math.factorial`.
pub fn factorial(value: &IBig) -> Result<IBig> {
    if value.sign() == Sign::Negative {
        return Err(Error::value("factorial() not defined for negative values"));
    }
    let Ok(number) = i64::try_from(value) else {
        return Err(Error::overflow(format!(
            "factorial() argument should not exceed {}",
            i64::MAX
        )));
    };
    let number = number as u64;
    // Splitting off the powers of two leaves products of odd numbers, each reused by the next level.
    let mut result = UBig::ONE;
    let mut inner = UBig::ONE;
    let mut upper = 1;
    for level in (0..64 - number.leading_zeros()).rev() {
        let limit = number >> level;
        // The odd numbers above the last level's limit.
        let first = upper;
        upper = (limit + 1) | 1;
        if upper > first {
            inner *= odd_product(first, (upper - first) / 2);
        }
        result *= &inner;
    }
    let twos = number - number.count_ones() as u64;
    Ok(IBig::from(result << twos as usize))
}

fn check(n: &IBig, k: &IBig) -> Result<()> {
    if n.sign() == Sign::Negative {
        return Err(Error::value("n must be a non-negative integer"));
    }
    if k.sign() == Sign::Negative {
        return Err(Error::value("k must be a non-negative integer"));
    }
    Ok(())
}

/// `math.perm(n, k)`.
pub fn perm(n: &IBig, k: &IBig) -> Result<IBig> {
    check(n, k)?;
    if k > n {
        return Ok(IBig::ZERO);
    }
    let Ok(count) = u64::try_from(k) else {
        return Err(Error::overflow(format!("k must not exceed {}", i64::MAX)));
    };
    let first = magnitude(&(n - k + 1));
    Ok(IBig::from(range_product(&first, count)))
}

/// `math.comb(n, k)`.
pub fn comb(n: &IBig, k: &IBig) -> Result<IBig> {
    check(n, k)?;
    if k > n {
        return Ok(IBig::ZERO);
    }
    let other = n - k;
    let smaller = if &other < k { &other } else { k };
    let Ok(count) = u64::try_from(smaller) else {
        return Err(Error::overflow(format!(
            "min(n - k, k) must not exceed {}",
            i64::MAX
        )));
    };
    Ok(IBig::from(binomial(&magnitude(n), count)))
}

/// C(n, k) = C(n, j) * C(n - j, k - j) / C(k, j), halved until k is small.
fn binomial(n: &UBig, k: u64) -> UBig {
    if k <= 32 {
        let mut result = UBig::ONE;
        for step in 0..k {
            result = result * (n - UBig::from(step)) / UBig::from(step + 1);
        }
        return result;
    }
    let half = k / 2;
    binomial(n, half) * binomial(&(n - UBig::from(half)), k - half) / binomial(&UBig::from(k), half)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn small_and_large() {
        let mut expected = IBig::ONE;
        for number in 1..200 {
            expected *= number;
            assert_eq!(
                factorial(&IBig::from(number)).unwrap(),
                expected,
                "{number}!"
            );
        }
        assert_eq!(factorial(&IBig::ZERO).unwrap(), IBig::ONE);
        let n = IBig::from(200);
        for k in 0..=200 {
            let k = IBig::from(k);
            let permutations = factorial(&n).unwrap() / factorial(&(&n - &k)).unwrap();
            assert_eq!(perm(&n, &k).unwrap(), permutations);
            assert_eq!(comb(&n, &k).unwrap(), permutations / factorial(&k).unwrap());
        }
        assert_eq!(comb(&IBig::from(5), &IBig::from(6)).unwrap(), IBig::ZERO);
        let huge = IBig::from(10).pow(20);
        assert_eq!(
            comb(&huge, &(&huge - 3)).unwrap().to_string(),
            "166666666666666666661666666666666666666700000000000000000000"
        );
    }
}
