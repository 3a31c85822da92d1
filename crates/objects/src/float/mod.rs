//! The built-in type `float`.

mod arithmetic;
mod layout;
mod methods;

pub use arithmetic::{add, divmod, floor_divide, modulo, mul, power, power_f64, sub, true_divide};
pub use layout::{FLOAT_LAYOUT, Float, FloatObject, from_f64, to_f64};
pub use methods::{FLOAT, hash, to_int};
