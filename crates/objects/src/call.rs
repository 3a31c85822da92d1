//! Calling: one entry point for every kind of callable.

use crate::dict::Dict;
use crate::errors::{self, Result};
use crate::exceptions as tree;
use crate::function::{BoundMethodObject, FunctionObject, NativeFunctionObject};
use crate::object::{Kind, Ref, ValueExt};
use crate::str::Str;
use crate::thread::{Hooks, Thread};
use crate::tuple::Tuple;
use crate::types::{Special, Type, TypeObject};
use typhon_heap::Value;

/// The arguments of a call: positional values, then the values of `names` in their order. All of it
/// lies in memory that the collector sees.
#[derive(Copy, Clone)]
pub struct Arguments<'a> {
    pub values: &'a [Value],
    /// Keyword names: exact `str` values.
    pub names: &'a [Value],
}

impl<'a> Arguments<'a> {
    #[inline(always)]
    pub fn positional_only(values: &'a [Value]) -> Arguments<'a> {
        Arguments { values, names: &[] }
    }

    #[inline(always)]
    pub fn positional(&self) -> &'a [Value] {
        &self.values[..self.values.len() - self.names.len()]
    }

    #[inline(always)]
    pub fn keyword_values(&self) -> &'a [Value] {
        &self.values[self.values.len() - self.names.len()..]
    }
}

/// `callable(*arguments)`
#[inline]
pub fn call(thread: &Thread, callable: Value, arguments: &[Value]) -> Result {
    call_with(thread, callable, Arguments::positional_only(arguments))
}

/// `callable(*positional, **keywords)`
pub fn call_with(thread: &Thread, callable: Value, arguments: Arguments<'_>) -> Result {
    thread.check_native_stack()?;
    match callable.kind() {
        Kind::Function => {
            (Hooks::get().call_function)(thread, Ref::<FunctionObject>::of(callable), arguments)
        }
        Kind::NativeFunction => Ref::<NativeFunctionObject>::of(callable).call(thread, arguments),
        Kind::BoundMethod => {
            let method = Ref::<BoundMethodObject>::of(callable);
            with_first(thread, method.receiver(), arguments, |arguments| {
                call_with(thread, method.function(), arguments)
            })
        }
        Kind::Type => call_type(thread, Ref::<TypeObject>::of(callable), arguments),
        _ => match callable.class().special(Special::Call) {
            Some(method) => call_special_with(thread, method, callable, arguments),
            None => Err(errors::not_a(thread, callable, "callable")),
        },
    }
}

/// Calls a class: through its metaclass's `__call__`, if that is overridden.
pub fn call_type(thread: &Thread, class: Type, arguments: Arguments<'_>) -> Result {
    let metaclass = class.value().class();
    if metaclass != crate::types::TYPE.get()
        && let Some(method) = metaclass.special(Special::Call)
        && Some(method) != crate::types::TYPE.get().special(Special::Call)
    {
        return call_special_with(thread, method, class.value(), arguments);
    }
    crate::types::type_type::instantiate(thread, class, arguments)
}

/// Calls what was found on the class of `receiver` under a special name, with the receiver bound.
#[inline]
pub fn call_special(
    thread: &Thread,
    method: Value,
    receiver: Value,
    arguments: &[Value],
) -> Result {
    call_special_with(
        thread,
        method,
        receiver,
        Arguments::positional_only(arguments),
    )
}

/// `call_special` of an operator or comparison, which is not there if binding it raises AttributeError.
#[inline]
pub fn call_operator(
    thread: &Thread,
    method: Value,
    receiver: Value,
    arguments: &[Value],
) -> Result {
    match method.kind() {
        Kind::Function | Kind::NativeFunction => call_special(thread, method, receiver, arguments),
        _ => call_unusual_operator(thread, method, receiver, arguments),
    }
}

#[cold]
fn call_unusual_operator(
    thread: &Thread,
    method: Value,
    receiver: Value,
    arguments: &[Value],
) -> Result {
    match crate::attribute::bind(thread, method, receiver, receiver.class()) {
        Ok(bound) => call_with(thread, bound, Arguments::positional_only(arguments)),
        Err(raised) if raised.is(&tree::ATTRIBUTE_ERROR) => Ok(Value::NOT_IMPLEMENTED),
        Err(raised) => Err(raised),
    }
}

pub fn call_special_with(
    thread: &Thread,
    method: Value,
    receiver: Value,
    arguments: Arguments<'_>,
) -> Result {
    match method.kind() {
        Kind::Function => with_first(thread, receiver, arguments, |arguments| {
            thread.check_native_stack()?;
            (Hooks::get().call_function)(thread, Ref::of(method), arguments)
        }),
        Kind::NativeFunction if Ref::<NativeFunctionObject>::of(method).is_method_descriptor() => {
            with_first(thread, receiver, arguments, |arguments| {
                Ref::<NativeFunctionObject>::of(method).call(thread, arguments)
            })
        }
        _ => {
            let bound = crate::attribute::bind(thread, method, receiver, receiver.class())?;
            call_with(thread, bound, arguments)
        }
    }
}

/// `receiver.name(*arguments)`
pub fn call_method(thread: &Thread, receiver: Value, name: Str, arguments: &[Value]) -> Result {
    let (callable, bound) = crate::attribute::load_method(thread, receiver, name)?;
    if bound {
        with_first(
            thread,
            receiver,
            Arguments::positional_only(arguments),
            |arguments| call_with(thread, callable, arguments),
        )
    } else {
        call(thread, callable, arguments)
    }
}

/// Runs `f` with `first` put before the positional arguments.
#[inline]
pub fn with_first<R>(
    thread: &Thread,
    first: Value,
    arguments: Arguments<'_>,
    f: impl FnOnce(Arguments<'_>) -> Result<R>,
) -> Result<R> {
    let count = arguments.values.len() + 1;
    if count <= 8 {
        let mut values = [Value::NULL; 8];
        values[0] = first;
        values[1..count].copy_from_slice(arguments.values);
        return f(Arguments {
            values: &values[..count],
            names: arguments.names,
        });
    }
    thread.with_scratch(count, |values| {
        values[0] = first;
        values[1..].copy_from_slice(arguments.values);
        f(Arguments {
            values,
            names: arguments.names,
        })
    })
}

/// `callable(*positional, **keywords)` with a tuple and a dict (or NULL).
pub fn call_spread(thread: &Thread, callable: Value, positional: Tuple, keywords: Value) -> Result {
    let keywords = keywords.downcast().filter(|dict: &Dict| !dict.is_empty());
    let Some(keywords) = keywords else {
        return call(thread, callable, positional.values());
    };
    let count = positional.len() + keywords.len();
    let names = Tuple::unfilled(thread, crate::tuple::TUPLE.root_shape(), keywords.len())?;
    thread.with_scratch(count, |values| {
        values[..positional.len()].copy_from_slice(positional.values());
        let mut filled = 0;
        for (key, value) in keywords.entries() {
            if filled == names.len() {
                break;
            }
            if key.downcast::<crate::str::StrObject>().is_none() {
                return Err(match crate::operations::is_callable(callable) {
                    true => errors::type_error(thread, "keywords must be strings"),
                    false => errors::not_a(thread, callable, "callable"),
                });
            }
            names.set_initial(filled, key);
            values[positional.len() + filled] = value;
            filled += 1;
            thread.stop_if_asked();
        }
        let values = &values[..positional.len() + filled];
        call_with(
            thread,
            callable,
            Arguments {
                values,
                names: &names.values()[..filled],
            },
        )
    })
}

/// How messages name a callable: "module.f()", "module.C.m()", "len()".
pub fn callable_text(thread: &Thread, callable: Value) -> String {
    let name = match callable.kind() {
        Kind::Function => Some(Ref::<FunctionObject>::of(callable).qualified_name()),
        Kind::NativeFunction => {
            return format!(
                "{}()",
                Ref::<NativeFunctionObject>::of(callable).display_name()
            );
        }
        Kind::BoundMethod => {
            return callable_text(thread, Ref::<BoundMethodObject>::of(callable).function());
        }
        _ => crate::attribute::get_optional(thread, callable, crate::names::names().__qualname__)
            .unwrap_or(None),
    };
    match name.and_then(|name| name.downcast::<crate::str::StrObject>()) {
        Some(name) => {
            let name = name.to_string_lossy();
            let key = crate::names::names().__module__;
            let module = crate::attribute::get_optional(thread, callable, key).unwrap_or(None);
            let module = module.and_then(|module| module.downcast::<crate::str::StrObject>());
            match module.filter(|module| !module.is_text("builtins")) {
                Some(module) => format!("{}.{name}()", module.to_string_lossy()),
                None => format!("{name}()"),
            }
        }
        None => match crate::operations::str(thread, callable) {
            Ok(text) => text.to_string_lossy().into_owned(),
            Err(_) => format!("{} object", callable.class().full_name()),
        },
    }
}
