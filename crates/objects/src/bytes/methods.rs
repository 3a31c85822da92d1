//! Methods of `bytes`.

use super::layout::BYTES_LAYOUT;
use crate::types::{TypeSpec, type_flags};

pub static BYTES: TypeSpec = TypeSpec::new("bytes", &BYTES_LAYOUT)
    .flags(type_flags::BASE | type_flags::MATCH_SELF)
    .methods(&[]);
