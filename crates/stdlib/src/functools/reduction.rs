//! `reduce` and `cmp_to_key`.

use crate::slots_object;
use crate::support::make_exact;
use typhon_objects::operations::Comparison;
use typhon_objects::prelude::*;

pub(super) fn reduce(thread: &Thread, args: &[Value]) -> Result {
    let (function, iterable) = (args[0], args[1]);
    let iterator = match operations::iter(thread, iterable) {
        Err(raised) if raised.is(&tree::TYPE_ERROR) => {
            return Err(errors::type_error(
                thread,
                "reduce() arg 2 must support iteration",
            ));
        }
        iterator => iterator?,
    };
    let mut result = args[2];
    while let Some(item) = operations::next(thread, iterator)? {
        result = if result.is_null() {
            item
        } else {
            call(thread, function, &[result, item])?
        };
        thread.poll()?;
    }
    match result.present() {
        Some(result) => Ok(result),
        None => Err(errors::type_error(
            thread,
            "reduce() of empty iterable with no initial value",
        )),
    }
}

slots_object!(KeyWrapperObject, KEY_WRAPPER_LAYOUT, "functools.KeyWrapper", { compare, object });

macro_rules! comparison {
    ($name:literal, $comparison:ident) => {
        method(
            $name,
            |thread, args| compare(thread, args, Comparison::$comparison),
            "(self, value, /)",
            "",
        )
    };
}

pub(super) static KEY_WRAPPER: TypeSpec = TypeSpec::new("KeyWrapper", &KEY_WRAPPER_LAYOUT)
    .module("functools")
    .flags(type_flags::NO_NEW)
    .methods(&[
        method(
            "__call__",
            wrap,
            "(self, /, obj)",
            "Call self as a function.",
        ),
        comparison!("__lt__", Less),
        comparison!("__le__", LessEqual),
        comparison!("__eq__", Equal),
        comparison!("__ne__", NotEqual),
        comparison!("__gt__", Greater),
        comparison!("__ge__", GreaterEqual),
    ])
    .attributes(&[GetSet {
        name: "obj",
        get: |thread, wrapper| match wrapper_of(wrapper).object.get().present() {
            Some(object) => Ok(object),
            None => Err(errors::no_attribute(
                thread,
                wrapper,
                intern_text(thread, "obj")?,
            )),
        },
        set: Some(|_, wrapper, object| {
            let wrapper = wrapper_of(wrapper);
            wrapper.object.set(wrapper.header(), object);
            Ok(())
        }),
        doc: "Value wrapped by a key function.",
        is_member: true,
    }]);

fn wrapper_of(value: Value) -> Ref<KeyWrapperObject> {
    Ref::of(value)
}

fn new_wrapper(thread: &Thread, compare: Value, object: Value) -> Result {
    let wrapper = make_exact(thread, &KEY_WRAPPER, |header| KeyWrapperObject {
        header,
        compare: Slot::new(compare),
        object: Slot::new(object),
    })?;
    Ok(wrapper.value())
}

pub(super) fn cmp_to_key(thread: &Thread, args: &[Value]) -> Result {
    new_wrapper(thread, args[0], Value::NULL)
}

fn wrap(thread: &Thread, args: &[Value]) -> Result {
    new_wrapper(thread, wrapper_of(args[0]).compare.get(), args[1])
}

fn compare(thread: &Thread, args: &[Value], comparison: Comparison) -> Result {
    let own = wrapper_of(args[0]);
    let Some(other) = args[1].downcast::<KeyWrapperObject>() else {
        return Err(errors::type_error(
            thread,
            "other argument must be K instance",
        ));
    };
    let (a, b) = (own.object.get(), other.object.get());
    if a.is_null() || b.is_null() {
        return Err(errors::new(thread, &tree::ATTRIBUTE_ERROR, "object"));
    }
    let order = call(thread, own.compare.get(), &[a, b])?;
    operations::compare(thread, comparison, order, Value::fixnum(0))
}
