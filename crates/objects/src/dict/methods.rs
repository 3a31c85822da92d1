//! Methods of `dict`.

use super::layout::DICT_LAYOUT;
use crate::types::{TypeSpec, type_flags};

pub static DICT: TypeSpec = TypeSpec::new("dict", &DICT_LAYOUT)
    .flags(type_flags::BASE | type_flags::MAPPING | type_flags::MATCH_SELF)
    .methods(&[]);
