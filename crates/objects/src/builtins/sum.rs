//! `sum`: ints in a wide accumulator, floats with Neumaier's compensated summation ("Rundungsfehleranalyse
//! einiger Verfahren zur Summation endlicher Summen", 1974), everything else by `+`.

use crate::errors::{self, Result};
use crate::float::{self, to_f64};
use crate::object::{Kind, Ref, ValueExt};
use crate::operations::{self, Operator};
use crate::thread::Thread;
use crate::{int, number};
use dashu_int::IBig;
use typhon_heap::Value;

/// A float sum with the rounding error made so far.
#[derive(Copy, Clone)]
struct Compensated {
    high: f64,
    low: f64,
}

impl Compensated {
    fn new(start: f64) -> Compensated {
        Compensated {
            high: start,
            low: 0.0,
        }
    }

    #[inline(always)]
    fn add(&mut self, item: f64) {
        let total = self.high + item;
        if self.high.abs() >= item.abs() {
            self.low += (self.high - total) + item;
        } else {
            self.low += (item - total) + self.high;
        }
        self.high = total;
    }

    fn total(self) -> f64 {
        // The error term must not turn an infinite sum into NaN, nor lose the sign of a zero.
        if self.low != 0.0 && self.low.is_finite() {
            self.high + self.low
        } else {
            self.high
        }
    }
}

/// What has been summed up so far, in the form that suits the items.
enum Total {
    Int(i128),
    Float(Compensated),
    Complex(Compensated, Compensated),
    Other(Value),
}

fn start_of(value: Value) -> Total {
    match value.exact_kind() {
        Kind::Int => match int::to_i64(value) {
            Some(small) => Total::Int(small as i128),
            None => Total::Other(value),
        },
        Kind::Float => Total::Float(Compensated::new(to_f64(value).unwrap_or(0.0))),
        Kind::Complex => {
            let (real, imaginary) = complex_parts(value);
            Total::Complex(Compensated::new(real), Compensated::new(imaginary))
        }
        _ => Total::Other(value),
    }
}

fn complex_parts(value: Value) -> (f64, f64) {
    let complex: Ref<crate::complex::ComplexObject> = Ref::of(value);
    (complex.real, complex.imaginary)
}

/// A machine word of an exact int or bool.
#[inline(always)]
fn plain_int(item: Value) -> Option<i64> {
    if let Some(small) = item.as_fixnum() {
        return Some(small);
    }
    if item.is_bool() {
        return Some((item == Value::TRUE) as i64);
    }
    if item.exact_kind() == Kind::Int {
        return int::to_i64(item);
    }
    None
}

impl Total {
    fn value(&self, thread: &Thread) -> Result {
        match self {
            Total::Int(total) => match i64::try_from(*total) {
                Ok(total) => int::from_i64(thread, total),
                Err(_) => int::from_big(thread, &IBig::from(*total)),
            },
            Total::Float(total) => float::from_f64(thread, total.total()),
            Total::Complex(real, imaginary) => {
                crate::complex::from_parts(thread, real.total(), imaginary.total())
            }
            Total::Other(value) => Ok(*value),
        }
    }

    #[inline(always)]
    fn add(&mut self, thread: &Thread, item: Value) -> Result<()> {
        match self {
            Total::Int(total) => {
                // The accumulator has room for 2^64 items of 63 bits.
                if let Some(small) = plain_int(item) {
                    *total += small as i128;
                    return Ok(());
                }
            }
            Total::Float(total) => {
                if item.exact_kind() == Kind::Float {
                    total.add(to_f64(item).unwrap_or(0.0));
                    return Ok(());
                }
                if int::is_int(item) {
                    total.add(number::int_as_f64(thread, item)?);
                    return Ok(());
                }
            }
            Total::Complex(real, imaginary) => match item.exact_kind() {
                Kind::Complex => {
                    let parts = complex_parts(item);
                    real.add(parts.0);
                    imaginary.add(parts.1);
                    return Ok(());
                }
                Kind::Float => {
                    real.add(to_f64(item).unwrap_or(0.0));
                    return Ok(());
                }
                _ => {
                    if int::is_int(item) {
                        real.add(number::int_as_f64(thread, item)?);
                        return Ok(());
                    }
                }
            },
            Total::Other(_) => {}
        }
        self.add_slowly(thread, item)
    }

    #[inline(never)]
    fn add_slowly(&mut self, thread: &Thread, item: Value) -> Result<()> {
        let so_far = self.value(thread)?;
        let sum = operations::binary(thread, Operator::Add, so_far, item)?;
        // From ints to floats to complex numbers to anything, never back.
        *self = match (&*self, start_of(sum)) {
            (Total::Int(_), total) => total,
            (Total::Float(_), total @ (Total::Float(_) | Total::Complex(..))) => total,
            (Total::Complex(..), total @ Total::Complex(..)) => total,
            (Total::Other(old), total @ Total::Int(_)) if old.exact_kind() == Kind::Int => total,
            (Total::Other(old), total @ Total::Float(_)) if old.exact_kind() == Kind::Int => total,
            _ => Total::Other(sum),
        };
        Ok(())
    }
}

/// `sum(iterable, start)`; NULL for the default start.
pub fn sum(thread: &Thread, iterable: Value, start: Value) -> Result {
    let start = start.present().unwrap_or(Value::fixnum(0));
    let refused = match start.kind() {
        Kind::Str => Some("strings [use ''.join(seq) instead]"),
        Kind::Bytes => Some("bytes [use b''.join(seq) instead]"),
        Kind::Bytearray => Some("bytearray [use b''.join(seq) instead]"),
        _ => None,
    };
    if let Some(refused) = refused {
        return Err(errors::type_error(
            thread,
            format!("sum() can't sum {refused}"),
        ));
    }
    let mut total = start_of(start);
    operations::for_each(thread, iterable, |item| total.add(thread, item))?;
    total.value(thread)
}

pub fn row(thread: &Thread, args: &[Value]) -> Result {
    sum(thread, args[0], args[1])
}
