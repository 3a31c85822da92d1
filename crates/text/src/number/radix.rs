//! Integers to text in any base.
//! Invariant: the limit on decimal digits is tested before the work that it is there to prevent.

use dashu_int::ops::BitTest;
use dashu_int::{IBig, Sign};

use super::convert::magnitude;
use crate::error::{Error, Result};

/// `sys.int_info.default_max_str_digits`.
pub const DEFAULT_MAX_DIGITS: usize = 4300;

/// `str(int)` for a machine word.
pub fn small_to_decimal(value: i64) -> String {
    value.to_string()
}

fn too_long(max_digits: usize) -> Error {
    Error::value(format!(
        "Exceeds the limit ({max_digits} digits) for integer string conversion; \
         use sys.set_int_max_str_digits() to increase the limit"
    ))
}

/// `str(int)`. `max_digits` is `sys.get_int_max_str_digits()`, 0 for no limit.
pub fn int_to_decimal(value: &IBig, max_digits: usize) -> Result<String> {
    if let Ok(small) = i64::try_from(value) {
        return Ok(small.to_string());
    }
    if max_digits != 0 {
        // A decimal digit is worth log2(10) = 3.3219... bits; near the border the text itself decides.
        let bits = magnitude(value).bit_len() as u64;
        if bits.saturating_sub(1) as f64 / 3.33 > max_digits as f64 + 64.0 {
            return Err(too_long(max_digits));
        }
    }
    let text = value.to_string();
    let digits = text.len() - usize::from(value.sign() == Sign::Negative);
    if max_digits != 0 && digits > max_digits {
        Err(too_long(max_digits))
    } else {
        Ok(text)
    }
}

/// The digits in a base from 2 to 36, lower case, with a sign but no prefix and no limit.
pub fn int_to_text(value: &IBig, base: u32) -> String {
    match base {
        10 => value.to_string(),
        2 => format!("{value:b}"),
        8 => format!("{value:o}"),
        16 => format!("{value:x}"),
        _ => value.in_radix(base).to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bases_and_limits() {
        assert_eq!(int_to_text(&IBig::from(-255), 16), "-ff");
        assert_eq!(int_to_text(&IBig::from(35), 36), "z");
        assert_eq!(
            int_to_text(&(IBig::ONE << 70), 3),
            "101210022122111122111122201121110200210100021"
        );
        assert_eq!(
            int_to_decimal(&IBig::from(10).pow(4299), 4300)
                .unwrap()
                .len(),
            4300
        );
        assert!(int_to_decimal(&IBig::from(10).pow(4300), 4300).is_err());
        assert!(int_to_decimal(&(IBig::ONE << 10_000_000), 4300).is_err());
        assert_eq!(
            int_to_decimal(&-IBig::from(10).pow(4300), 0).unwrap().len(),
            4302
        );
    }
}
