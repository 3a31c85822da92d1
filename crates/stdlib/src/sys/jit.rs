//! `sys._jit`: there is no just-in-time compiler, and that is what it says.

use typhon_objects::prelude::*;

pub static MODULE: ModuleSpec = ModuleSpec {
    name: "sys._jit",
    doc: "Utilities for observing just-in-time compilation.",
    functions: &[
        function(
            "is_available",
            no,
            "()",
            "Return True if the current Python executable supports JIT compilation, and False otherwise.",
        ),
        function(
            "is_enabled",
            no,
            "()",
            "Return True if JIT compilation is enabled for the current Python process, and False otherwise.",
        ),
        function(
            "is_active",
            no,
            "()",
            "Return True if the topmost Python frame is currently executing JIT code, and False otherwise.",
        ),
    ],
    types: &[],
    setup: None,
};

fn no(_: &Thread, _: &[Value]) -> Result {
    Ok(Value::FALSE)
}
