//! `weakref.proxy` objects: every operation is handed to the referent, or is a ReferenceError once that
//! is gone. The layout is that of references.

use super::reference::{self, WEAK_REFERENCE_LAYOUT, WeakReferenceObject};
use crate::attribute;
use crate::call::{call_method, call_spread};
use crate::errors::{self, Result};
use crate::object::{Ref, ValueExt};
use crate::operations::{self, Comparison, Operator, Unary};
use crate::str::{Str, intern, intern_text};
use crate::thread::Thread;
use crate::types::{Method, Special, TypeSpec, method, type_flags};
use typhon_heap::Value;

/// `weakref.proxy(referent, callback)`; NULL for no callback.
pub fn new_proxy(thread: &Thread, referent: Value, callback: Value) -> Result {
    let spec = if operations::is_callable(referent) {
        &CALLABLE_PROXY
    } else {
        &PROXY
    };
    reference::make(thread, spec.get(), referent, callback)
}

/// The referent of a proxy, or ReferenceError.
fn live(thread: &Thread, proxy: Value) -> Result {
    match Ref::<WeakReferenceObject>::of(proxy).referent() {
        Some(referent) => Ok(referent),
        None => Err(errors::reference_error(
            thread,
            "weakly-referenced object no longer exists",
        )),
    }
}

/// An operand: the referent if it is a proxy, else the value itself.
fn operand(thread: &Thread, value: Value) -> Result {
    match value.downcast::<WeakReferenceObject>() {
        Some(reference) if reference.is_proxy() => live(thread, value),
        _ => Ok(value),
    }
}

fn binary(thread: &Thread, operator: Operator, a: Value, b: Value) -> Result {
    operations::binary(thread, operator, operand(thread, a)?, operand(thread, b)?)
}

fn inplace(thread: &Thread, operator: Operator, args: &[Value]) -> Result {
    let (a, b) = (operand(thread, args[0])?, operand(thread, args[1])?);
    operations::inplace(thread, operator, a, b)
}

fn compare(thread: &Thread, comparison: Comparison, args: &[Value]) -> Result {
    let (a, b) = (operand(thread, args[0])?, operand(thread, args[1])?);
    operations::compare(thread, comparison, a, b)
}

macro_rules! comparison_row {
    ($name:literal, $comparison:ident) => {
        method(
            $name,
            |thread, args| compare(thread, Comparison::$comparison, args),
            "(self, value, /)",
            "",
        )
    };
}

macro_rules! operator_row {
    ($name:literal, $operator:ident) => {
        method(
            $name,
            |thread, args| binary(thread, Operator::$operator, args[0], args[1]),
            "(self, value, /)",
            "",
        )
    };
    ($name:literal, $operator:ident, reflected) => {
        method(
            $name,
            |thread, args| binary(thread, Operator::$operator, args[1], args[0]),
            "(self, value, /)",
            "",
        )
    };
    ($name:literal, $operator:ident, inplace) => {
        method(
            $name,
            |thread, args| inplace(thread, Operator::$operator, args),
            "(self, value, /)",
            "",
        )
    };
}

macro_rules! unary_row {
    ($name:literal, $operator:ident) => {
        method(
            $name,
            |thread, args| operations::unary(thread, Unary::$operator, live(thread, args[0])?),
            "(self, /)",
            "",
        )
    };
}

/// The rows of both proxy types, then what each has besides.
macro_rules! proxy_rows {
    ($($own:expr),* $(,)?) => { &[
        comparison_row!("__lt__", Less),
        comparison_row!("__le__", LessEqual),
        comparison_row!("__eq__", Equal),
        comparison_row!("__ne__", NotEqual),
        comparison_row!("__gt__", Greater),
        comparison_row!("__ge__", GreaterEqual),
        operator_row!("__add__", Add),
        operator_row!("__radd__", Add, reflected),
        operator_row!("__iadd__", Add, inplace),
        operator_row!("__sub__", Subtract),
        operator_row!("__rsub__", Subtract, reflected),
        operator_row!("__isub__", Subtract, inplace),
        operator_row!("__mul__", Multiply),
        operator_row!("__rmul__", Multiply, reflected),
        operator_row!("__imul__", Multiply, inplace),
        operator_row!("__matmul__", MatrixMultiply),
        operator_row!("__rmatmul__", MatrixMultiply, reflected),
        operator_row!("__imatmul__", MatrixMultiply, inplace),
        operator_row!("__truediv__", TrueDivide),
        operator_row!("__rtruediv__", TrueDivide, reflected),
        operator_row!("__itruediv__", TrueDivide, inplace),
        operator_row!("__floordiv__", FloorDivide),
        operator_row!("__rfloordiv__", FloorDivide, reflected),
        operator_row!("__ifloordiv__", FloorDivide, inplace),
        operator_row!("__mod__", Modulo),
        operator_row!("__rmod__", Modulo, reflected),
        operator_row!("__imod__", Modulo, inplace),
        operator_row!("__divmod__", DivMod),
        operator_row!("__rdivmod__", DivMod, reflected),
        operator_row!("__lshift__", LeftShift),
        operator_row!("__rlshift__", LeftShift, reflected),
        operator_row!("__ilshift__", LeftShift, inplace),
        operator_row!("__rshift__", RightShift),
        operator_row!("__rrshift__", RightShift, reflected),
        operator_row!("__irshift__", RightShift, inplace),
        operator_row!("__and__", And),
        operator_row!("__rand__", And, reflected),
        operator_row!("__iand__", And, inplace),
        operator_row!("__or__", Or),
        operator_row!("__ror__", Or, reflected),
        operator_row!("__ior__", Or, inplace),
        operator_row!("__xor__", Xor),
        operator_row!("__rxor__", Xor, reflected),
        operator_row!("__ixor__", Xor, inplace),
        operator_row!("__ipow__", Power, inplace),
        method("__pow__", power, "(self, value, mod=None, /)", ""),
        method("__rpow__", reflected_power, "(self, value, mod=None, /)", ""),
        unary_row!("__neg__", Negative),
        unary_row!("__pos__", Positive),
        unary_row!("__abs__", Absolute),
        unary_row!("__invert__", Invert),
        method("__bool__", truth, "(self, /)", "True if self else False"),
        method("__int__", int, "(self, /)", "int(self)"),
        method("__float__", float, "(self, /)", "float(self)"),
        method("__index__", index, "(self, /)", ""),
        method("__len__", len, "(self, /)", "Return len(self)."),
        method("__contains__", contains, "(self, key, /)", "Return bool(key in self)."),
        method("__getitem__", get_item, "(self, key, /)", "Return self[key]."),
        method("__setitem__", set_item, "(self, key, value, /)", "Set self[key] to value."),
        method("__delitem__", delete_item, "(self, key, /)", "Delete self[key]."),
        method("__iter__", iter, "(self, /)", "Implement iter(self)."),
        method("__next__", next, "(self, /)", "Implement next(self)."),
        method("__str__", str_method, "(self, /)", "Return str(self)."),
        method("__repr__", repr, "(self, /)", "Return repr(self)."),
        method("__getattribute__", get_attribute, "(self, name, /)", "Return getattr(self, name)."),
        method("__setattr__", set_attribute, "(self, name, value, /)", "Implement setattr(self, name, value)."),
        method("__delattr__", delete_attribute, "(self, name, /)", "Implement delattr(self, name)."),
        $($own),*
    ] };
}

static PROXY_METHODS: &[Method] = proxy_rows![
    method("__bytes__", bytes, "(self, /)", ""),
    method("__reversed__", reversed, "(self, /)", ""),
];

static CALLABLE_PROXY_METHODS: &[Method] = proxy_rows![method(
    "__call__",
    call,
    "(self, /, *args, **kwargs)",
    "Call self as a function.",
)];

pub static PROXY: TypeSpec = TypeSpec::new("ProxyType", &WEAK_REFERENCE_LAYOUT)
    .module("weakref")
    .flags(type_flags::NO_NEW)
    .methods(PROXY_METHODS);

pub static CALLABLE_PROXY: TypeSpec = TypeSpec::new("CallableProxyType", &WEAK_REFERENCE_LAYOUT)
    .module("weakref")
    .flags(type_flags::NO_NEW)
    .methods(CALLABLE_PROXY_METHODS);

fn power(thread: &Thread, args: &[Value]) -> Result {
    let (base, exponent) = (operand(thread, args[0])?, operand(thread, args[1])?);
    let modulus = match args[2].present() {
        Some(modulus) => operand(thread, modulus)?,
        None => Value::NULL,
    };
    operations::power(thread, base, exponent, modulus)
}

fn reflected_power(thread: &Thread, args: &[Value]) -> Result {
    power(thread, &[args[1], args[0], args[2]])
}

fn truth(thread: &Thread, args: &[Value]) -> Result {
    operations::truth(thread, live(thread, args[0])?).map(Value::bool)
}

fn int(thread: &Thread, args: &[Value]) -> Result {
    let referent = live(thread, args[0])?;
    crate::call::call(thread, crate::int::INT.get().value(), &[referent])
}

fn float(thread: &Thread, args: &[Value]) -> Result {
    let referent = live(thread, args[0])?;
    crate::call::call(thread, crate::float::FLOAT.get().value(), &[referent])
}

fn index(thread: &Thread, args: &[Value]) -> Result {
    operations::index_value(thread, live(thread, args[0])?)
}

fn len(thread: &Thread, args: &[Value]) -> Result {
    let length = operations::len(thread, live(thread, args[0])?)?;
    crate::int::from_u64(thread, length as u64)
}

fn contains(thread: &Thread, args: &[Value]) -> Result {
    operations::contains(thread, live(thread, args[0])?, args[1]).map(Value::bool)
}

fn get_item(thread: &Thread, args: &[Value]) -> Result {
    operations::get_item(thread, live(thread, args[0])?, args[1])
}

fn set_item(thread: &Thread, args: &[Value]) -> Result {
    operations::set_item(thread, live(thread, args[0])?, args[1], args[2])?;
    Ok(Value::NONE)
}

fn delete_item(thread: &Thread, args: &[Value]) -> Result {
    operations::delete_item(thread, live(thread, args[0])?, args[1])?;
    Ok(Value::NONE)
}

fn iter(thread: &Thread, args: &[Value]) -> Result {
    operations::iter(thread, live(thread, args[0])?)
}

fn next(thread: &Thread, args: &[Value]) -> Result {
    let referent = live(thread, args[0])?;
    if referent.class().special(Special::Next).is_none() {
        return Err(errors::type_error(
            thread,
            format!(
                "Weakref proxy referenced a non-iterator '{}' object",
                referent.class().full_name()
            ),
        ));
    }
    Ok(operations::next(thread, referent)?.unwrap_or(Value::NULL))
}

fn str_method(thread: &Thread, args: &[Value]) -> Result {
    Ok(operations::str(thread, live(thread, args[0])?)?.value())
}

fn repr(thread: &Thread, args: &[Value]) -> Result {
    let address = args[0].bits();
    let text = match Ref::<WeakReferenceObject>::of(args[0]).referent() {
        None => format!("<weakproxy at {address:#x}; dead>"),
        Some(referent) => format!(
            "<weakproxy at {address:#x}; to '{}' at {:#x}>",
            referent.class().full_name(),
            referent.bits()
        ),
    };
    Ok(Str::new(thread, &text)?.value())
}

fn bytes(thread: &Thread, args: &[Value]) -> Result {
    let referent = live(thread, args[0])?;
    call_method(thread, referent, intern_text(thread, "__bytes__")?, &[])
}

fn reversed(thread: &Thread, args: &[Value]) -> Result {
    let referent = live(thread, args[0])?;
    call_method(thread, referent, intern_text(thread, "__reversed__")?, &[])
}

fn call(thread: &Thread, args: &[Value]) -> Result {
    call_spread(thread, live(thread, args[0])?, Ref::of(args[1]), args[2])
}

fn attribute_name(thread: &Thread, name: Value) -> Result<Str> {
    intern(thread, operations::expect_attribute_name(thread, name)?)
}

fn get_attribute(thread: &Thread, args: &[Value]) -> Result {
    let name = attribute_name(thread, args[1])?;
    attribute::get(thread, live(thread, args[0])?, name)
}

fn set_attribute(thread: &Thread, args: &[Value]) -> Result {
    let name = attribute_name(thread, args[1])?;
    attribute::set(thread, live(thread, args[0])?, name, args[2])?;
    Ok(Value::NONE)
}

fn delete_attribute(thread: &Thread, args: &[Value]) -> Result {
    let name = attribute_name(thread, args[1])?;
    attribute::set(thread, live(thread, args[0])?, name, Value::NULL)?;
    Ok(Value::NONE)
}
