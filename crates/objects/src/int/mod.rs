//! The built-in types `int` and `bool`.

mod arithmetic;
mod boolean;
mod convert;
mod layout;
mod limit;
mod methods;
#[cfg(test)]
mod tests;

pub use arithmetic::{
    absolute, add, and, compare, divmod, exact, floor_divide, invert, left_shift, long_running,
    modulo, mul, negate, or, order, power, power_modulo, reserve_words, right_shift, sub,
    true_divide, xor,
};
pub use boolean::BOOL;
pub use convert::{decimal, parse, parse_bytes, small_decimal, to_bytes_object, to_int};
pub use layout::{
    INT_LAYOUT, Int, IntObject, big, from_big, from_i64, from_u64, hash, is_int, is_negative,
    to_i64,
};
pub use limit::{max_str_digits, set_max_str_digits};
pub use methods::{INT, bit_length};
