//! The built-in type `float`.

mod layout;
mod methods;

pub use layout::{FLOAT_LAYOUT, Float, FloatObject, from_f64, to_f64};
pub use methods::FLOAT;
