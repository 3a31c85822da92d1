//! Rows that many types have: the special methods whose signature and description never differ.
//! Invariant: nothing here but `Method` constants; the functions are the types' own.

use crate::errors::{self, Result};
use crate::object::{Ref, ValueExt};
use crate::thread::Thread;
use crate::tuple::TupleObject;
use crate::types::{Method, NativeFn, TypeObject, class_method, method, static_method, type_flags};
use typhon_heap::Value;

macro_rules! unary_rows {
    ($( $name:ident $special:literal $doc:literal ; )*) => {
        $(
            pub const fn $name(function: NativeFn) -> Method {
                method($special, function, "(self, /)", $doc)
            }
        )*
    };
}

macro_rules! binary_rows {
    ($( $name:ident $special:literal $signature:literal $doc:literal ; )*) => {
        $(
            pub const fn $name(function: NativeFn) -> Method {
                method($special, function, $signature, $doc)
            }
        )*
    };
}

unary_rows! {
    repr "__repr__" "Return repr(self).";
    hash "__hash__" "Return hash(self).";
    iter "__iter__" "Implement iter(self).";
    next "__next__" "Implement next(self).";
    len "__len__" "Return len(self).";
    bool "__bool__" "True if self else False";
    reversed "__reversed__" "Return a reverse iterator.";
    length_hint "__length_hint__" "An estimate of the number of remaining items.";
    reduce "__reduce__" "Helper for pickle.";
    size_of "__sizeof__" "Size of object in memory, in bytes.";
    copy "copy" "Return a shallow copy.";
}

binary_rows! {
    lt "__lt__" "(self, value, /)" "Return self<value.";
    le "__le__" "(self, value, /)" "Return self<=value.";
    eq "__eq__" "(self, value, /)" "Return self==value.";
    ne "__ne__" "(self, value, /)" "Return self!=value.";
    gt "__gt__" "(self, value, /)" "Return self>value.";
    ge "__ge__" "(self, value, /)" "Return self>=value.";
    get_item "__getitem__" "(self, key, /)" "Return self[key].";
    set_item "__setitem__" "(self, key, value, /)" "Set self[key] to value.";
    delete_item "__delitem__" "(self, key, /)" "Delete self[key].";
    contains "__contains__" "(self, key, /)" "Return bool(key in self).";
    add "__add__" "(self, value, /)" "Return self+value.";
    inplace_add "__iadd__" "(self, value, /)" "Implement self+=value.";
    multiply "__mul__" "(self, value, /)" "Return self*value.";
    reflected_multiply "__rmul__" "(self, value, /)" "Return value*self.";
    inplace_multiply "__imul__" "(self, value, /)" "Implement self*=value.";
    subtract "__sub__" "(self, value, /)" "Return self-value.";
    reflected_subtract "__rsub__" "(self, value, /)" "Return value-self.";
    inplace_subtract "__isub__" "(self, value, /)" "Return self-=value.";
    and "__and__" "(self, value, /)" "Return self&value.";
    reflected_and "__rand__" "(self, value, /)" "Return value&self.";
    inplace_and "__iand__" "(self, value, /)" "Return self&=value.";
    xor "__xor__" "(self, value, /)" "Return self^value.";
    reflected_xor "__rxor__" "(self, value, /)" "Return value^self.";
    inplace_xor "__ixor__" "(self, value, /)" "Return self^=value.";
    or "__or__" "(self, value, /)" "Return self|value.";
    reflected_or "__ror__" "(self, value, /)" "Return value|self.";
    inplace_or "__ior__" "(self, value, /)" "Return self|=value.";
    set_state "__setstate__" "(self, object, /)" "Helper for pickle.";
}

/// `__new__` that looks at its arguments itself.
pub const fn new(function: NativeFn) -> Method {
    static_method(
        "__new__",
        function,
        "(cls, *args, **kwargs)",
        "Create and return a new object.  See help(type) for accurate signature.",
    )
}

/// `__init__` that looks at its arguments itself.
pub const fn init(function: NativeFn) -> Method {
    method(
        "__init__",
        function,
        "(self, /, *args, **kwargs)",
        "Initialize self.  See help(type(self)) for accurate signature.",
    )
}

/// `C[item]` of a class that is generic over what it contains.
pub const fn class_get_item() -> Method {
    class_method(
        "__class_getitem__",
        |thread, args| crate::union::generic_alias(thread, args[0], args[1]),
        "(cls, object, /)",
        "Return a generic alias of the class.",
    )
}

/// `__iter__` of iterators.
pub const fn iter_self() -> Method {
    iter(|_, args| Ok(args[0]))
}

/// The one optional positional argument of a constructor whose row has `*args` and `**kwargs`; NULL if
/// it was not given. `keywords` are refused unless the caller has said that they belong to somebody else.
pub fn optional_argument(
    thread: &Thread,
    name: &str,
    positional: Value,
    keywords: Value,
) -> Result {
    if !keywords.is_null() {
        return Err(errors::type_error(
            thread,
            format!("{name}() takes no keyword arguments"),
        ));
    }
    match Ref::<TupleObject>::of(positional).values() {
        [] => Ok(Value::NULL),
        [one] => Ok(*one),
        more => Err(errors::type_error(
            thread,
            format!("{name} expected at most 1 argument, got {}", more.len()),
        )),
    }
}

/// To be called by every `__new__` on its fresh object: registers it if its class has `__del__`.
#[inline]
pub fn created(object: Value) -> Value {
    if object.class().has(type_flags::DEL) {
        typhon_heap::register_finalizable(object);
    }
    object
}

/// The class argument of `__new__`.
#[inline]
pub fn class_of_new(args: &[Value]) -> Ref<TypeObject> {
    Ref::of(args[0])
}
