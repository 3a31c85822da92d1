//! Methods of `set` and `frozenset`.

use super::layout::SET_LAYOUT;
use crate::types::{TypeSpec, type_flags};

pub static SET: TypeSpec = TypeSpec::new("set", &SET_LAYOUT)
    .flags(type_flags::BASE | type_flags::MATCH_SELF)
    .methods(&[]);

pub static FROZENSET: TypeSpec = TypeSpec::new("frozenset", &SET_LAYOUT)
    .flags(type_flags::BASE | type_flags::MATCH_SELF)
    .methods(&[]);
