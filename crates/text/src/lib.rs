//! Text and numbers-as-text, without any Python objects: byte slices in, byte vectors and errors out.
//!
//! The built-in types `str`, `bytes`, `int`, `float`, `complex` and the modules `codecs`, `unicodedata`,
//! `_string` and parts of `math` are thin layers above this crate. Everything here answers as CPython 3.14
//! (Unicode 16.0) does, error messages included; `tests/unicode_sweep.rs` checks every code point.
//!
//! A `str` is *generalised UTF-8* ([`wtf8`]): UTF-8 in which surrogates may occur, each as three bytes and never
//! merged into pairs. So equal strings have equal bytes, byte order is code-point order, and byte-wise
//! search is right. The caller keeps the length in code points and the ASCII flag ([`wtf8::measure`]), and for
//! long text that is not ASCII an [`wtf8::IndexTable`].
//!
//! | module | what it has |
//! |---|---|
//! | [`wtf8`] | `code_points`, `code_point_indices`, `decode_at`, `decode_before`, `encode`, `push`, `from_code_points`, `count`, `measure`, `max_code_point`, `validate`, `find_surrogate`, `to_str`, `to_str_lossy`, `offset_of`, `index_of`, `slice`, `slice_step`, `reverse`, `IndexTable` |
//! | [`search`] | `find`, `rfind`, `find_index`, `rfind_index`, `contains`, `count`, `replace`, `split`, `rsplit`, `split_whitespace`, `rsplit_whitespace`, `split_lines`, `partition`, `rpartition`, `strip`, `strip_whitespace`, `expand_tabs`, `pad`, `center_margins`, `zfill`; [`search::Unit`] says whether positions are bytes or code points |
//! | [`properties`] | `is_alpha`, `is_decimal`, ... of code points; `text_is_alpha`, ... of `str`; `bytes::is_alpha`, ... of `bytes`; `decimal_value`, `digit_value`, `numeric_value` |
//! | [`case`] | `upper`, `lower`, `title`, `capitalize`, `swapcase`, `casefold` of `str`, the mappings of single code points, and `bytes::*` |
//! | [`unicode`] | module `unicodedata`: `name`, `lookup`, `character_by_name`, `category`, `bidirectional`, `combining`, `east_asian_width`, `mirrored`, `decomposition`, `normalize`, `is_normalized`; [`unicode_old`]: the same for Unicode 3.2 (`ucd_3_2_0`) |
//! | [`repr`](mod@repr) | `text`, `ascii_text`, `ascii_of_repr`, `bytes`, `push_quoted_bytes`, `push_escape` |
//! | [`hexadecimal`] | `to_hex`, `from_hex`, `from_hex_bytes` |
//! | [`hash`] | `HashKey::{from_seed, from_random, hash}` |
//! | [`number`] | the integer type `IBig`; `parse_int`, `parse_float`, `parse_complex` (and `_bytes`), `parse_int_literal`; `int_to_decimal`, `int_to_text`, `float_repr`, `complex_repr`, `shortest_digits`, `float_hex`, `float_from_hex`; `int_to_float`, `float_to_int`, `float_as_integer_ratio`, `compare_int_float`, `true_divide`, `divmod_floor`, `float_divmod`, `round_float`, `round_int`; `hash_int`, `hash_float`, `hash_complex`, `hash_ratio`; shifts, bits, bytes, `power`, `power_modulo`, `gcd`, `lcm`, `integer_sqrt`, `factorial`, `comb`, `perm` |
//! | [`format`](mod@format) | `format_text`, `format_int`, `format_i64`, `format_float`, `format_complex`, `FormatSpec`, `float_to_text`; [`format::percent`] (`Parser`, `Specifier`) and [`format::template`] (`Parser`, `split_field_name`, `AutoNumber`) |
//! | [`codecs`] | traits `Decoder` and `Encoder`; drivers `decode`, `encode`, `decode_with`, `encode_with`; `Utf8`, `Utf16`, `Utf32`, `Utf7`, `Ascii`, `Latin1`, `CharmapDecoder`, `CharmapEncoder`, `EncodingMap`, `UnicodeEscape`, `RawUnicodeEscape`, `escape_decode`; [`codecs::handlers`] |
//! | [`error`] | `Error { kind, message }`, which the caller raises as it is |
//!
//! Deliberately absent: anything that looks at the locale (`n` formats as in the C locale), and East
//! Asian multibyte codecs.
#![forbid(unsafe_code)]

pub mod case;
pub mod codecs;
pub mod error;
pub mod format;
pub mod hash;
pub mod hexadecimal;
pub mod number;
mod old_tables;
pub mod properties;
pub mod repr;
pub mod search;
mod tables;
pub mod unicode;
pub mod unicode_old;
pub mod wtf8;

pub use error::{Error, ErrorKind, Result};
