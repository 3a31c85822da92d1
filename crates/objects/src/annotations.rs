//! Lazily evaluated annotations of classes and modules (PEP 649 and 749).

use crate::errors::{self, Result};
use crate::thread::Thread;
use typhon_heap::Value;

macro_rules! missing {
    ($( $get:ident $set:ident ),*) => {
        $(
            pub fn $get(thread: &Thread, _object: Value) -> Result {
                Err(errors::missing_feature(thread, "annotations"))
            }
            pub fn $set(thread: &Thread, _object: Value, _value: Value) -> Result<()> {
                Err(errors::missing_feature(thread, "annotations"))
            }
        )*
    };
}

missing!(
    type_annotations set_type_annotations, type_annotate set_type_annotate,
    module_annotations set_module_annotations, module_annotate set_module_annotate
);
