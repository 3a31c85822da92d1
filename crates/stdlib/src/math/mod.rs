//! Module `math`: `real` (functions of floats), `integer` (functions of ints), `sums` (of many numbers).

mod integer;
pub(crate) mod platform;
pub(crate) mod real;
pub(crate) mod special;
mod sums;

use typhon_objects::{float, prelude::*};

pub static MODULE: ModuleSpec = ModuleSpec {
    name: "math",
    doc: "Mathematical functions of real numbers.",
    functions: &[],
    types: &[],
    setup: Some(setup),
};

fn setup(thread: &Thread, module: Module) -> Result<()> {
    for functions in [real::FUNCTIONS, integer::FUNCTIONS, sums::FUNCTIONS] {
        module.add_functions(thread, functions)?;
    }
    constants(thread, module)
}

/// The constants that `math` and `cmath` share.
pub(crate) fn constants(thread: &Thread, module: Module) -> Result<()> {
    for (name, value) in [
        ("pi", std::f64::consts::PI),
        ("e", std::f64::consts::E),
        ("tau", std::f64::consts::TAU),
        ("inf", f64::INFINITY),
        ("nan", f64::NAN),
    ] {
        module.set(thread, name, float::from_f64(thread, value)?)?;
    }
    Ok(())
}
