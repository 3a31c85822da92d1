//! Numbers as text and the exact arithmetic between `int` and `float`.
//! Invariant: every conversion is correctly rounded (half to even) or exact, and overflow is an error, never
//! a wrap. The integer type is [`IBig`] of the crate `dashu-int`; values up to 128 bits need no heap.

mod combinatorics;
mod convert;
mod divide;
mod float_hex;
mod float_text;
mod hash;
mod integer;
mod parse_float;
mod parse_int;
mod radix;
mod round;

pub use dashu_int::{IBig, UBig};

pub use combinatorics::{comb, factorial, perm};
pub use convert::{
    compare_int_float, compare_small_float, float_as_integer_ratio, float_to_int, float_to_small,
    int_to_float, magnitude, to_i64,
};
pub use divide::{
    divmod_floor, float_divmod, float_floor_div, float_mod, floor_div_i64, mod_i64, true_divide,
};
pub use float_hex::{float_from_hex, float_hex};
pub use float_text::{ShortestDigits, complex_repr, float_repr, shortest_digits, write_float_repr};
pub use hash::{hash_complex, hash_float, hash_i64, hash_int, hash_ratio};
pub use integer::{
    ByteOrder, bit_count, bit_length, from_bytes, gcd, integer_sqrt, lcm, power, power_modulo,
    shift_left, shift_right, to_bytes,
};
pub use parse_float::{parse_complex, parse_complex_bytes, parse_float, parse_float_bytes};
pub use parse_int::{parse_int, parse_int_bytes, parse_int_literal};
pub use radix::{DEFAULT_MAX_DIGITS, int_to_decimal, int_to_text, small_to_decimal};
pub use round::{round_float, round_float_to_int, round_int};
