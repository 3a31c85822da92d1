//! `methodcaller`.

use super::getters::full_name;
use crate::slots_object;
use crate::support::{make, repr_text, text, tuple};
use typhon_objects::attribute;
use typhon_objects::call::call_spread;
use typhon_objects::prelude::*;

slots_object!(MethodCallerObject, METHOD_CALLER_LAYOUT, "operator.methodcaller", { name, arguments, keywords });

pub(super) static METHOD_CALLER: TypeSpec = TypeSpec::new("methodcaller", &METHOD_CALLER_LAYOUT)
    .module("operator")
    .mutable()
    .doc("methodcaller(name, /, *args, **kwargs)\n--\n\nReturn a callable object that calls the given method on its operand.\nAfter f = methodcaller('name'), the call f(r) returns r.name().\nAfter g = methodcaller('name', 'date', foo=1), the call g(r) returns\nr.name('date', foo=1).")
    .methods(&[
        static_method("__new__", new, "(cls, /, *args, **kwargs)", ""),
        method("__call__", call_it, "(self, obj, /)", "Call self as a function."),
        method("__repr__", repr, "(self, /)", "Return repr(self)."),
        method("__reduce__", reduce, "(self, /)", "Return state information for pickling"),
    ]);

fn new(thread: &Thread, args: &[Value]) -> Result {
    let given: Tuple = Ref::of(args[1]);
    let Some((name, rest)) = given.values().split_first() else {
        return Err(errors::type_error(
            thread,
            "methodcaller needs at least one argument, the method name",
        ));
    };
    let Some(name) = name.downcast::<StrObject>() else {
        return Err(errors::type_error(thread, "method name must be a string"));
    };
    let name = intern(thread, name)?;
    let arguments = Tuple::new(thread, rest)?;
    let caller = make(thread, Type::of(args[0]), |header| MethodCallerObject {
        header,
        name: Slot::new(name.value()),
        arguments: Slot::new(arguments.value()),
        keywords: Slot::new(args[2]),
    })?;
    Ok(caller.value())
}

fn call_it(thread: &Thread, args: &[Value]) -> Result {
    let caller = Ref::<MethodCallerObject>::of(args[0]);
    let name: Str = Ref::of(caller.name.get());
    let arguments: Tuple = Ref::of(caller.arguments.get());
    let keywords = caller.keywords.get();
    if keywords.is_null() {
        return call_method(thread, args[1], name, arguments.values());
    }
    let method = attribute::get(thread, args[1], name)?;
    call_spread(thread, method, arguments, keywords)
}

fn repr(thread: &Thread, args: &[Value]) -> Result {
    let caller = Ref::<MethodCallerObject>::of(args[0]);
    let class_name = full_name(args[0]);
    let inner = operations::repr_guard(thread, args[0], || {
        let mut pieces = vec![repr_text(thread, caller.name.get())?];
        for value in Ref::<TupleObject>::of(caller.arguments.get()).iter() {
            pieces.push(repr_text(thread, value)?);
        }
        if let Some(keywords) = caller.keywords.get().downcast::<DictObject>() {
            for (key, value) in keywords.entries() {
                let key = operations::str(thread, key)?;
                pieces.push(format!(
                    "{}={}",
                    key.to_string_lossy(),
                    repr_text(thread, value)?
                ));
            }
        }
        Ok(pieces.join(", "))
    })?;
    match inner {
        Some(inner) => text(thread, format!("{class_name}({inner})")),
        None => text(thread, format!("{class_name}(...)")),
    }
}

fn reduce(thread: &Thread, args: &[Value]) -> Result {
    let caller = Ref::<MethodCallerObject>::of(args[0]);
    let class = args[0].class().value();
    let arguments: Tuple = Ref::of(caller.arguments.get());
    if caller.keywords.get().is_null() {
        let all = List::from_values(thread, &[caller.name.get()])?;
        for value in arguments.iter() {
            all.append(thread, value)?;
        }
        let all = Tuple::from_list(thread, all)?;
        return tuple(thread, &[class, all.value()]);
    }
    // Pickle passes no keywords, so a partial object carries them.
    let importer = typhon_objects::module::builtin(thread, "__import__")?;
    let functools = call(thread, importer, &[text(thread, "functools")?])?;
    let partial = attribute::get(thread, functools, intern_text(thread, "partial")?)?;
    let bound = Tuple::new(thread, &[class, caller.name.get()])?;
    let constructor = call_spread(thread, partial, bound, caller.keywords.get())?;
    tuple(thread, &[constructor, arguments.value()])
}
