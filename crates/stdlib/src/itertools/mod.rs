//! Module `itertools`. An iterator's state is a few slots and atomics; two threads that share one may
//! see items in any order, but never break it. `count` and `repeat` give each item out once.

mod choosing;
mod endless;
mod filters;
mod grouping;
mod joining;
mod teeing;

use typhon_objects::prelude::*;

pub static MODULE: ModuleSpec = ModuleSpec {
    name: "itertools",
    doc: "Functional tools for creating and using iterators.",
    functions: &[function(
        "tee",
        teeing::tee,
        "(iterable, n=2, /)",
        "Returns a tuple of n independent iterators.",
    )],
    types: &[
        &joining::ACCUMULATE,
        &joining::BATCHED,
        &joining::CHAIN,
        &choosing::COMBINATIONS,
        &choosing::COMBINATIONS_WITH_REPLACEMENT,
        &filters::COMPRESS,
        &endless::COUNT,
        &endless::CYCLE,
        &filters::DROPWHILE,
        &filters::FILTERFALSE,
        &grouping::GROUPBY,
        &grouping::GROUPER,
        &filters::ISLICE,
        &joining::PAIRWISE,
        &choosing::PERMUTATIONS,
        &choosing::PRODUCT,
        &endless::REPEAT,
        &filters::STARMAP,
        &filters::TAKEWHILE,
        &teeing::TEE,
        &teeing::NODE,
        &joining::ZIP_LONGEST,
    ],
    setup: None,
};

/// A row for `__new__`.
pub(super) const fn new_row(
    function: typhon_objects::types::NativeFn,
    signature: &'static str,
) -> Method {
    static_method("__new__", function, signature, "")
}

/// A row for `__next__`.
pub(super) const fn next_row(function: typhon_objects::types::NativeFn) -> Method {
    method("__next__", function, "(self, /)", "Implement next(self).")
}
