//! Methods of `tuple`.

use super::layout::TUPLE_LAYOUT;
use crate::types::{TypeSpec, type_flags};

pub static TUPLE: TypeSpec = TypeSpec::new("tuple", &TUPLE_LAYOUT)
    .flags(type_flags::BASE | type_flags::SEQUENCE | type_flags::MATCH_SELF)
    .methods(&[]);
