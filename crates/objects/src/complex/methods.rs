//! Methods of `complex`.

use super::layout::COMPLEX_LAYOUT;
use crate::types::{TypeSpec, type_flags};

pub static COMPLEX: TypeSpec = TypeSpec::new("complex", &COMPLEX_LAYOUT)
    .flags(type_flags::BASE)
    .methods(&[]);
