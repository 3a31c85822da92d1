//! The limit on digits of conversions between ints and decimal text (`sys.set_int_max_str_digits`).
//! Invariant: 0 (no limit) or at least `LOWEST`.

use crate::errors::{self, Result};
use crate::thread::Thread;
use std::sync::atomic::{AtomicUsize, Ordering};
use typhon_text::number::DEFAULT_MAX_DIGITS;

/// `sys.int_info.str_digits_check_threshold`: lower limits are refused.
pub const LOWEST: usize = 640;

/// Any thread may store; a single word, so the last one wins.
static MAX_STR_DIGITS: AtomicUsize = AtomicUsize::new(DEFAULT_MAX_DIGITS);

/// `sys.get_int_max_str_digits()`; 0: no limit.
#[inline]
pub fn max_str_digits() -> usize {
    MAX_STR_DIGITS.load(Ordering::Relaxed)
}

/// `sys.set_int_max_str_digits(digits)`
pub fn set_max_str_digits(thread: &Thread, digits: i32) -> Result<()> {
    match usize::try_from(digits) {
        Ok(digits) if digits == 0 || digits >= LOWEST => {
            MAX_STR_DIGITS.store(digits, Ordering::Relaxed);
            Ok(())
        }
        _ => Err(errors::value_error(
            thread,
            format!("maxdigits must be >= {LOWEST} or 0 for unlimited"),
        )),
    }
}
