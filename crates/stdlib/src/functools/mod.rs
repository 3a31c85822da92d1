//! Module `_functools`: `partial`, `reduce`, `cmp_to_key` and the wrapper behind `lru_cache`.

mod cache;
mod partial;
mod reduction;

use typhon_objects::prelude::*;

pub static MODULE: ModuleSpec = ModuleSpec {
    name: "_functools",
    doc: "Tools that operate on functions.",
    functions: &[
        function(
            "reduce",
            reduction::reduce,
            "(function, iterable, /, initial=<unrepresentable>)",
            "Apply a function of two arguments cumulatively to the items of an iterable, from left to right.\n\nThis effectively reduces the iterable to a single value.  If initial is\npresent, it is placed before the items of the iterable in the\ncalculation, and serves as a default when the iterable is empty.\n\nFor example, reduce(lambda x, y: x+y, [1, 2, 3, 4, 5])\ncalculates ((((1 + 2) + 3) + 4) + 5).",
        ),
        function(
            "cmp_to_key",
            reduction::cmp_to_key,
            "(mycmp)",
            "Convert a cmp= function into a key= function.\n\n  mycmp\n    Function that compares two objects.",
        ),
    ],
    types: &[
        &partial::PARTIAL,
        &partial::PLACEHOLDER_TYPE,
        &cache::LRU_CACHE_WRAPPER,
    ],
    setup: Some(setup),
};

fn setup(thread: &Thread, module: Module) -> Result<()> {
    reduction::KEY_WRAPPER.ready(thread)?;
    cache::prepare(thread)?;
    let placeholder = partial::placeholder(thread)?;
    module.set(thread, "Placeholder", placeholder)
}

/// What functions of classes do when they are read from an instance.
fn bind_as_method(thread: &Thread, args: &[Value]) -> Result {
    if args[1].is_null() || args[1].is_none() {
        return Ok(args[0]);
    }
    Ok(typhon_objects::function::BoundMethod::new(thread, args[0], args[1])?.value())
}
