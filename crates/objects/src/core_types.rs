//! The list of core types, and the order in which the object model comes to life.

use crate::errors::{self, Result};
use crate::thread::Thread;
use crate::types::{self, TypeSpec};

/// Types that exist from the start. Those named in `builtins` are entered there by `visible`.
pub static CORE: &[&TypeSpec] = &[
    &crate::int::INT,
    &crate::int::BOOL,
    &crate::float::FLOAT,
    &crate::complex::COMPLEX,
    &crate::bytes::BYTES,
    &crate::bytes::BYTES_ITERATOR,
    &crate::bytes::BYTEARRAY_ITERATOR,
    &crate::bytearray::BYTEARRAY,
    &crate::memoryview::MEMORYVIEW,
    &crate::memoryview::MEMORYVIEW_ITERATOR,
    &crate::str::STR_ITERATOR,
    &crate::str::STR_ASCII_ITERATOR,
    &crate::set::SET,
    &crate::set::FROZENSET,
    &crate::singletons::NONE_TYPE,
    &crate::singletons::NOT_IMPLEMENTED_TYPE,
    &crate::singletons::ELLIPSIS_TYPE,
    &crate::cell::CELL,
    &crate::module::MODULE,
    &crate::mapping_proxy::MAPPING_PROXY,
    &crate::slice::SLICE,
    &crate::range::RANGE,
    &crate::range::RANGE_ITERATOR,
    &crate::range::LONG_RANGE_ITERATOR,
    &crate::iterators::LIST_ITERATOR,
    &crate::iterators::LIST_REVERSE_ITERATOR,
    &crate::iterators::TUPLE_ITERATOR,
    &crate::iterators::SEQUENCE_ITERATOR,
    &crate::iterators::CALLABLE_ITERATOR,
    &crate::iterators::REVERSED,
    &crate::iterators::ENUMERATE,
    &crate::iterators::ZIP,
    &crate::iterators::MAP,
    &crate::iterators::FILTER,
    &crate::iterators::ANEXT_AWAITABLE,
    &crate::dict::DICT_KEYS,
    &crate::dict::DICT_VALUES,
    &crate::dict::DICT_ITEMS,
    &crate::dict::DICT_KEY_ITERATOR,
    &crate::dict::DICT_VALUE_ITERATOR,
    &crate::dict::DICT_ITEM_ITERATOR,
    &crate::dict::DICT_REVERSE_KEY_ITERATOR,
    &crate::dict::DICT_REVERSE_VALUE_ITERATOR,
    &crate::dict::DICT_REVERSE_ITEM_ITERATOR,
    &crate::set::SET_ITERATOR,
    &crate::function::code::CODE,
    &crate::function::python::FUNCTION,
    &crate::function::bound::METHOD,
    &crate::function::descriptors::PROPERTY,
    &crate::traceback::TRACEBACK,
    &crate::weakref::REFERENCE,
    &crate::weakref::PROXY,
    &crate::weakref::CALLABLE_PROXY,
    &crate::union::UNION,
    &crate::union::GENERIC_ALIAS,
    &crate::union::ALIAS_ITERATOR,
    &crate::super_type::SUPER,
];

/// Types that `builtins` names.
pub static VISIBLE: &[&TypeSpec] = &[
    &types::OBJECT,
    &types::TYPE,
    &crate::int::INT,
    &crate::int::BOOL,
    &crate::float::FLOAT,
    &crate::complex::COMPLEX,
    &crate::str::STR,
    &crate::bytes::BYTES,
    &crate::bytearray::BYTEARRAY,
    &crate::memoryview::MEMORYVIEW,
    &crate::list::LIST,
    &crate::tuple::TUPLE,
    &crate::dict::DICT,
    &crate::set::SET,
    &crate::set::FROZENSET,
    &crate::range::RANGE,
    &crate::slice::SLICE,
    &crate::iterators::ENUMERATE,
    &crate::iterators::ZIP,
    &crate::iterators::MAP,
    &crate::iterators::FILTER,
    &crate::iterators::REVERSED,
    &crate::function::descriptors::PROPERTY,
    &crate::function::descriptors::STATIC_METHOD,
    &crate::function::descriptors::CLASS_METHOD,
    &crate::super_type::SUPER,
];

/// Brings the object model to life, on the first thread.
pub fn bootstrap(thread: &Thread) -> Result<()> {
    types::bootstrap(thread, CORE)?;
    for spec in crate::exceptions::ALL
        .iter()
        .chain(crate::typing::ALL)
        .chain(crate::template::ALL)
    {
        spec.ready(thread)?;
    }
    crate::tuple::bootstrap(thread)?;
    errors::bootstrap(thread)
}
