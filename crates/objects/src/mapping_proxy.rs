//! `types.MappingProxyType`: a read-only view of a mapping.

use crate::call::call_method;
use crate::errors::{self, Result};
use crate::iterators::reversed;
use crate::names::names;
use crate::object::{Kind, Ref, ValueExt};
use crate::operations::{self, Comparison, Operator};
use crate::rows;
use crate::str::Str;
use crate::thread::Thread;
use crate::types::{Special, TypeObject, TypeSpec, method, static_method, type_flags};
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
    .doc("A read-only view of a mapping.")
    .methods(&[
        static_method(
            "__new__",
            create,
            "(cls, mapping)",
            "Create and return a new object.  See help(type) for accurate signature.",
        ),
        rows::repr(repr),
        method(
            "__str__",
            |thread, args| Ok(operations::str(thread, mapping(args[0]))?.value()),
            "(self, /)",
            "Return str(self).",
        ),
        rows::hash(|thread, args| {
            let hash = operations::hash(thread, mapping(args[0]))?;
            crate::int::from_i64(thread, hash as i64)
        }),
        rows::lt(|thread, args| compare(thread, args, Comparison::Less)),
        rows::le(|thread, args| compare(thread, args, Comparison::LessEqual)),
        rows::eq(|thread, args| compare(thread, args, Comparison::Equal)),
        rows::ne(|thread, args| compare(thread, args, Comparison::NotEqual)),
        rows::gt(|thread, args| compare(thread, args, Comparison::Greater)),
        rows::ge(|thread, args| compare(thread, args, Comparison::GreaterEqual)),
        rows::iter(|thread, args| operations::iter(thread, mapping(args[0]))),
        rows::reversed(|thread, args| reversed(thread, mapping(args[0]))),
        rows::len(|thread, args| {
            Ok(Value::fixnum(
                operations::len(thread, mapping(args[0]))? as i64
            ))
        }),
        rows::get_item(|thread, args| operations::get_item(thread, mapping(args[0]), args[1])),
        rows::contains(|thread, args| {
            Ok(Value::bool(operations::contains(
                thread,
                mapping(args[0]),
                args[1],
            )?))
        }),
        rows::or(|thread, args| unite(thread, args[0], args[1])),
        rows::reflected_or(|thread, args| unite(thread, args[1], args[0])),
        rows::inplace_or(|thread, args| {
            Err(errors::type_error(
                thread,
                format!(
                    "'|=' is not supported by {}; use '|' instead",
                    args[0].class().full_name()
                ),
            ))
        }),
        method(
            "get",
            |thread, args| {
                let default = args[2].present().unwrap_or(Value::NONE);
                let arguments = [args[1], default];
                call_method(thread, mapping(args[0]), names().get, &arguments)
            },
            "(self, key, default=None, /)",
            "The value for key if it is in the mapping, else default.",
        ),
        method(
            "keys",
            |thread, args| call_method(thread, mapping(args[0]), names().keys, &[]),
            "(self, /)",
            "A set-like view of the keys.",
        ),
        method(
            "values",
            |thread, args| call_method(thread, mapping(args[0]), names().values, &[]),
            "(self, /)",
            "A view of the values.",
        ),
        method(
            "items",
            |thread, args| call_method(thread, mapping(args[0]), names().items, &[]),
            "(self, /)",
            "A set-like view of the (key, value) pairs.",
        ),
        rows::copy(|thread, args| call_method(thread, mapping(args[0]), names().copy, &[])),
        rows::class_get_item(),
    ]);

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

fn mapping(proxy: Value) -> Value {
    Ref::<MappingProxyObject>::of(proxy).mapping()
}

fn create(thread: &Thread, args: &[Value]) -> Result {
    let given = args[1];
    let is_mapping = given.class().special(Special::GetItem).is_some()
        && !matches!(given.kind(), Kind::List | Kind::Tuple)
        && !given.is::<TypeObject>();
    if !is_mapping {
        return Err(errors::type_error(
            thread,
            format!(
                "mappingproxy() argument must be a mapping, not {}",
                given.class().name_text()
            ),
        ));
    }
    new(thread, given)
}

fn repr(thread: &Thread, args: &[Value]) -> Result {
    let mut text = b"mappingproxy(".to_vec();
    text.extend_from_slice(operations::repr(thread, mapping(args[0]))?.bytes());
    text.push(b')');
    Ok(Str::from_wtf8(thread, &text)?.value())
}

/// What a proxy stands for in comparisons and unions: the mapping itself.
fn unwrapped(value: Value) -> Value {
    match value.downcast::<MappingProxyObject>() {
        Some(proxy) => proxy.mapping(),
        None => value,
    }
}

fn compare(thread: &Thread, args: &[Value], comparison: Comparison) -> Result {
    operations::compare(thread, comparison, mapping(args[0]), unwrapped(args[1]))
}

fn unite(thread: &Thread, left: Value, right: Value) -> Result {
    operations::binary(thread, Operator::Or, unwrapped(left), unwrapped(right))
}
