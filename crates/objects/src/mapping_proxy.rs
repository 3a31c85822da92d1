//! `types.MappingProxyType`: a read-only view of a mapping.

use crate::errors::Result;
use crate::object::{Kind, Ref};
use crate::thread::Thread;
use crate::types::{TypeSpec, type_flags};
use typhon_heap::{Header, Slot, Value};

#[repr(C)]
pub struct MappingProxyObject {
    pub header: Header,
    pub mapping: Slot,
}

crate::heap_object!(
    MappingProxyObject,
    MAPPING_PROXY_LAYOUT,
    "mappingproxy",
    Kind::Other,
    |object, tracer| { tracer.slot(&object.mapping) }
);

pub static MAPPING_PROXY: TypeSpec = TypeSpec::new("mappingproxy", &MAPPING_PROXY_LAYOUT)
    .flags(type_flags::MAPPING)
    .methods(&[]);

/// A view of `mapping`.
pub fn new(thread: &Thread, mapping: Value) -> Result {
    let shape = MAPPING_PROXY.root_shape();
    let proxy = thread.allocate(
        shape,
        MappingProxyObject {
            header: Header::new(shape.pointer().cast()),
            mapping: Slot::new(mapping),
        },
    )?;
    Ok(proxy.value())
}

impl Ref<MappingProxyObject> {
    pub fn mapping(self) -> Value {
        self.mapping.get()
    }
}
