//! Formatting: the format-spec mini-language (`format`, f-strings), printf-style `%`, and the templates
//! of `str.format`.
//! Invariant: messages, their order, and every padding rule are CPython 3.14's; results are generalised
//! UTF-8, since fill characters may be surrogates.

mod complex;
mod float;
mod integer;
mod number;
pub mod percent;
mod spec;
pub mod template;
mod text;

pub use complex::format_complex;
pub use float::format_float;
pub use integer::{format_i64, format_int};
pub use number::{FloatStyle, float_to_text};
pub use spec::{Align, FormatSpec, Grouping};
pub use text::format_text;
