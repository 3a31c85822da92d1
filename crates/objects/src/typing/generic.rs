//! The class `typing.Generic`, whose two methods typing.py implements.

use crate::attribute;
use crate::call::call_spread;
use crate::errors::Result;
use crate::object::Ref;
use crate::str::intern_text;
use crate::thread::Thread;
use crate::tuple::Tuple;
use crate::types::{INSTANCE_LAYOUT, TypeSpec, class_method, type_flags};
use typhon_heap::Value;

pub static GENERIC: TypeSpec = TypeSpec::new("Generic", &INSTANCE_LAYOUT)
    .module("typing")
    .flags(type_flags::BASE)
    .mutable()
    .doc("Base class of generic classes, which take type arguments between brackets.")
    .methods(&[
        class_method(
            "__class_getitem__",
            |thread, args| call_with_class(thread, "_generic_class_getitem", args),
            "(cls, /, *args, **kwargs)",
            "Parameterizes a generic class.",
        ),
        class_method(
            "__init_subclass__",
            |thread, args| call_with_class(thread, "_generic_init_subclass", args),
            "(cls, /, *args, **kwargs)",
            "Function to initialize subclasses.",
        ),
    ]);

/// `typing.name(cls, *args, **kwargs)`
fn call_with_class(thread: &Thread, name: &str, args: &[Value]) -> Result {
    let typing = crate::copying::import(thread, "typing")?;
    let function = attribute::get(thread, typing, intern_text(thread, name)?)?;
    let given: Tuple = Ref::of(args[1]);
    let all = Tuple::unfilled(thread, crate::tuple::TUPLE.root_shape(), given.len() + 1)?;
    all.set_initial(0, args[0]);
    for (index, item) in given.iter().enumerate() {
        all.set_initial(index + 1, item);
    }
    call_spread(thread, function, all, args[2])
}
