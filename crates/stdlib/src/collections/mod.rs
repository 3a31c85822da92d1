//! Module `_collections`: `deque`, `defaultdict`, `OrderedDict`, and helpers of `collections`.

mod counting;
mod default_dict;
pub mod deque;
mod deque_iterators;
mod deque_methods;
mod ordered_dict;
mod ordered_views;
mod tuple_getter;

use typhon_objects::prelude::*;

pub static MODULE: ModuleSpec = ModuleSpec {
    name: "_collections",
    doc: "High performance data structures.\n- deque:        ordered collection accessible from endpoints only\n- defaultdict:  dict subclass with a default value factory\n",
    functions: &[function(
        "_count_elements",
        counting::count_elements,
        "(mapping, iterable, /)",
        "Count elements in the iterable, updating the mapping",
    )],
    types: &[
        &deque_methods::DEQUE,
        &default_dict::DEFAULT_DICT,
        &ordered_dict::ORDERED_DICT,
        &deque_iterators::DEQUE_ITERATOR,
        &deque_iterators::DEQUE_REVERSE_ITERATOR,
        &tuple_getter::TUPLE_GETTER,
    ],
    setup: Some(setup),
};

fn setup(thread: &Thread, _module: Module) -> Result<()> {
    ordered_views::ready(thread)
}
