//! Functions of the C library's `libm` that Rust's standard library lacks or computes otherwise.

mod c {
    unsafe extern "C" {
        pub fn acosh(x: f64) -> f64;
        pub fn asinh(x: f64) -> f64;
        pub fn atanh(x: f64) -> f64;
        pub fn erf(x: f64) -> f64;
        pub fn erfc(x: f64) -> f64;
        pub fn ldexp(x: f64, exponent: i32) -> f64;
        pub fn nextafter(x: f64, y: f64) -> f64;
        pub fn remainder(x: f64, y: f64) -> f64;
    }
}

macro_rules! wrap {
    ($( $name:ident ( $($argument:ident : $type:ty),* ) )*) => {
        $(
            pub fn $name($($argument: $type),*) -> f64 {
                // SAFETY: a pure function of numbers.
                unsafe { c::$name($($argument),*) }
            }
        )*
    };
}

wrap! {
    acosh(x: f64) asinh(x: f64) atanh(x: f64) erf(x: f64) erfc(x: f64)
    ldexp(x: f64, exponent: i32) nextafter(x: f64, y: f64) remainder(x: f64, y: f64)
}

/// Mantissa in [0.5, 1) and exponent of a float; zero and what is not finite come back with exponent 0.
pub fn frexp(value: f64) -> (f64, i32) {
    if value == 0.0 || !value.is_finite() {
        return (value, 0);
    }
    let (scaled, correction) = if value.abs() < f64::MIN_POSITIVE {
        (value * 2f64.powi(64), -64)
    } else {
        (value, 0)
    };
    let bits = scaled.to_bits();
    let exponent = (bits >> 52 & 0x7ff) as i32 - 1022;
    let mantissa = f64::from_bits(bits & !(0x7ff << 52) | 1022 << 52);
    (mantissa, exponent + correction)
}
