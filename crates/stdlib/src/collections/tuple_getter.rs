//! `_tuplegetter`: the descriptor behind the fields of named tuples.

use crate::slots_object;
use crate::support::{make, repr_text, text, to_ssize, tuple};
use typhon_objects::int;
use typhon_objects::prelude::*;

slots_object!(TupleGetterObject, TUPLE_GETTER_LAYOUT, "_tuplegetter", { doc }, { index: i64 });

pub(super) static TUPLE_GETTER: TypeSpec = TypeSpec::new("_tuplegetter", &TUPLE_GETTER_LAYOUT)
    .module("collections")
    .methods(&[
        static_method("__new__", new, "(cls, index, doc, /)", ""),
        method(
            "__get__",
            get,
            "(self, instance, owner=None, /)",
            "Return an attribute of instance, which is of type owner.",
        ),
        method(
            "__set__",
            |thread, _| Err(refusal(thread, "can't set attribute")),
            "(self, instance, value, /)",
            "Set an attribute of instance to value.",
        ),
        method(
            "__delete__",
            |thread, _| Err(refusal(thread, "can't delete attribute")),
            "(self, instance, /)",
            "Delete an attribute of instance.",
        ),
        method("__reduce__", reduce, "(self, /)", ""),
        method("__repr__", repr, "(self, /)", "Return repr(self)."),
    ])
    .attributes(&[getset(
        "__doc__",
        |_, object| Ok(getter_of(object).doc.get()),
        |_, object, doc| {
            let getter = getter_of(object);
            getter
                .doc
                .set(getter.header(), doc.present().unwrap_or(Value::NONE));
            Ok(())
        },
        "",
    )]);

fn getter_of(value: Value) -> Ref<TupleGetterObject> {
    Ref::of(value)
}

#[cold]
fn refusal(thread: &Thread, message: &str) -> Raised {
    errors::new(thread, &tree::ATTRIBUTE_ERROR, message)
}

fn new(thread: &Thread, args: &[Value]) -> Result {
    let index = to_ssize(thread, args[1])?;
    let getter = make(thread, Type::of(args[0]), |header| TupleGetterObject {
        header,
        doc: Slot::new(args[2]),
        index,
    })?;
    Ok(getter.value())
}

fn get(thread: &Thread, args: &[Value]) -> Result {
    let getter = getter_of(args[0]);
    let instance = args[1];
    if instance.is_none() || instance.is_null() {
        return Ok(args[0]);
    }
    let Some(instance) = instance.downcast::<TupleObject>() else {
        return Err(errors::type_error(
            thread,
            format!(
                "descriptor for index '{}' for tuple subclasses doesn't apply to '{}' object",
                getter.index,
                args[1].class().name_text()
            ),
        ));
    };
    match instance.values().get(getter.index as usize) {
        Some(item) => Ok(*item),
        None => Err(errors::index_error(thread, "tuple index out of range")),
    }
}

fn reduce(thread: &Thread, args: &[Value]) -> Result {
    let getter = getter_of(args[0]);
    let index = int::from_i64(thread, getter.index)?;
    let arguments = tuple(thread, &[index, getter.doc.get()])?;
    tuple(thread, &[args[0].class().value(), arguments])
}

fn repr(thread: &Thread, args: &[Value]) -> Result {
    let getter = getter_of(args[0]);
    let doc = repr_text(thread, getter.doc.get())?;
    text(
        thread,
        format!("{}({}, {doc})", args[0].class().name_text(), getter.index),
    )
}
