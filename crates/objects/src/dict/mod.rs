//! The built-in type `dict` and its views and iterators.

mod iterators;
mod keys;
mod layout;
mod methods;
mod update;
mod views;

pub use iterators::{
    DICT_ITEM_ITERATOR, DICT_KEY_ITERATOR, DICT_REVERSE_ITEM_ITERATOR, DICT_REVERSE_KEY_ITERATOR,
    DICT_REVERSE_VALUE_ITERATOR, DICT_VALUE_ITERATOR, DictIterator, DictIteratorObject, EntryPart,
};
pub use keys::{hash_element, hash_key};
pub use layout::{DICT_LAYOUT, Dict, DictObject};
pub use methods::{DICT, subscript};
pub use update::{merge, update_from};
pub use views::{
    DICT_ITEMS, DICT_KEYS, DICT_VALUES, DICT_VIEW_LAYOUT, DictViewObject, new_view, plain_view,
};
