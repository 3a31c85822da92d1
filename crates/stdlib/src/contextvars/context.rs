//! `Context`, and which one is current on a thread.

use super::variable::ContextVarObject;
use crate::slots_object;
use crate::support::{make_exact, or_none};
use std::sync::atomic::{AtomicBool, Ordering};
use typhon_objects::call::call_spread;
use typhon_objects::dict::{DICT, DictIterator, EntryPart};
use typhon_objects::prelude::*;
use typhon_objects::thread::root;

slots_object!(ContextObject, CONTEXT_LAYOUT, "_contextvars.Context", { variables }, { entered: AtomicBool });

pub type Context = Ref<ContextObject>;

pub(super) static CONTEXT: TypeSpec = TypeSpec::new("Context", &CONTEXT_LAYOUT)
    .module("_contextvars")
    .flags(type_flags::WEAKREF)
    .methods(&[
        static_method("__new__", new, "(cls, /, *args, **kwargs)", ""),
        method("run", run, "(self, /, *args, **kwargs)", ""),
        method("copy", |thread, args| copy_of(thread, Ref::of(args[0])), "(self, /)", "Return a shallow copy of the context object."),
        method("get", get, "(self, key, default=None, /)", "Return the value for `key` if `key` has the value in the context object.\n\nIf `key` does not exist, return `default`. If `default` is not given,\nreturn None."),
        method("keys", |thread, args| iterate(thread, args[0], EntryPart::Key), "(self, /)", "Return a list of all variables in the context object."),
        method("values", |thread, args| iterate(thread, args[0], EntryPart::Value), "(self, /)", "Return a list of all variables' values in the context object."),
        method("items", |thread, args| iterate(thread, args[0], EntryPart::Item), "(self, /)", "Return all variables and their values in the context object.\n\nThe result is returned as a list of 2-tuples (variable, value)."),
        method("__iter__", |thread, args| iterate(thread, args[0], EntryPart::Key), "(self, /)", "Implement iter(self)."),
        method("__len__", |_, args| Ok(Value::fixnum(variables(Ref::of(args[0])).len() as i64)), "(self, /)", "Return len(self)."),
        method("__getitem__", get_item, "(self, key, /)", "Return self[key]."),
        method("__contains__", contains, "(self, key, /)", "Return bool(key in self)."),
        method("__eq__", equal, "(self, value, /)", "Return self==value."),
    ]);

slots_object!(ViewObject, VIEW_LAYOUT, "_contextvars.view", { iterator });

macro_rules! view_type {
    ($spec:ident, $name:literal) => {
        static $spec: TypeSpec = TypeSpec::new($name, &VIEW_LAYOUT)
            .flags(type_flags::NO_NEW)
            .methods(&[
                crate::support::ITER_SELF,
                method(
                    "__next__",
                    |thread, args| {
                        let iterator = Ref::<ViewObject>::of(args[0]).iterator.get();
                        Ok(operations::next(thread, iterator)?.unwrap_or(Value::NULL))
                    },
                    "(self, /)",
                    "Implement next(self).",
                ),
            ]);
    };
}

view_type!(KEYS, "keys");
view_type!(VALUES, "values");
view_type!(ITEMS, "items");

pub(super) static VIEWS: [&TypeSpec; 3] = [&KEYS, &VALUES, &ITEMS];

fn with_variables(thread: &Thread, variables: Dict) -> Result<Context> {
    make_exact(thread, &CONTEXT, |header| ContextObject {
        header,
        variables: Slot::new(variables.value()),
        entered: AtomicBool::new(false),
    })
}

fn new(thread: &Thread, args: &[Value]) -> Result {
    if !Ref::<TupleObject>::of(args[1]).is_empty() || !args[2].is_null() {
        return Err(errors::type_error(
            thread,
            "Context() does not accept any arguments",
        ));
    }
    Ok(with_variables(thread, Dict::new(thread)?)?.value())
}

/// The context of this thread; an empty one is made for a thread that has none yet.
pub(super) fn current(thread: &Thread) -> Result<Context> {
    let slot = thread.root(root::CONTEXT);
    if let Some(context) = Ref::from_slot(slot) {
        return Ok(context);
    }
    let context = with_variables(thread, Dict::new(thread)?)?;
    context.entered.store(true, Ordering::Relaxed);
    slot.set_unbarriered(context.value());
    Ok(context)
}

pub(super) fn copy_of(thread: &Thread, context: Context) -> Result {
    Ok(with_variables(thread, variables(context))?.value())
}

/// The variables that are set, with their values. Not to be changed.
pub(super) fn variables(context: Context) -> Dict {
    Ref::of(context.variables.get())
}

/// Sets a variable of a context, which is current on this thread; NULL unsets it.
pub(super) fn assign(
    thread: &Thread,
    context: Context,
    variable: Value,
    value: Value,
) -> Result<()> {
    let changed = variables(context).copy(thread)?;
    if value.is_null() {
        changed.remove(thread, variable)?;
    } else {
        changed.set(thread, variable, value)?;
    }
    context.variables.set(context.header(), changed.value());
    Ok(())
}

fn run(thread: &Thread, args: &[Value]) -> Result {
    let context: Context = Ref::of(args[0]);
    let given: Tuple = Ref::of(args[1]);
    let Some((&callable, rest)) = given.values().split_first() else {
        return Err(errors::type_error(
            thread,
            "run() missing 1 required positional argument",
        ));
    };
    // Acquire and release: a thread that enters after another has left sees what that one set.
    if context.entered.swap(true, Ordering::AcqRel) {
        let shown = operations::repr(thread, args[0])?;
        return Err(errors::runtime_error(
            thread,
            format!(
                "cannot enter context: {} is already entered",
                shown.to_string_lossy()
            ),
        ));
    }
    let slot = thread.root(root::CONTEXT);
    let previous = slot.get();
    slot.set_unbarriered(args[0]);
    let result = if args[2].is_null() {
        call(thread, callable, rest)
    } else {
        Tuple::new(thread, rest).and_then(|rest| call_spread(thread, callable, rest, args[2]))
    };
    slot.set_unbarriered(previous);
    context.entered.store(false, Ordering::Release);
    result
}

fn expect_variable(thread: &Thread, key: Value) -> Result {
    if key.is::<ContextVarObject>() {
        return Ok(key);
    }
    let shown = operations::repr(thread, key)?;
    Err(errors::type_error(
        thread,
        format!(
            "a ContextVar key was expected, got {}",
            shown.to_string_lossy()
        ),
    ))
}

fn find(thread: &Thread, args: &[Value]) -> Result<Option<Value>> {
    let key = expect_variable(thread, args[1])?;
    variables(Ref::of(args[0])).get(thread, key)
}

fn get(thread: &Thread, args: &[Value]) -> Result {
    Ok(find(thread, args)?.unwrap_or(or_none(args[2])))
}

fn get_item(thread: &Thread, args: &[Value]) -> Result {
    match find(thread, args)? {
        Some(value) => Ok(value),
        None => Err(errors::key_error(thread, args[1])),
    }
}

fn contains(thread: &Thread, args: &[Value]) -> Result {
    Ok(Value::bool(find(thread, args)?.is_some()))
}

fn equal(thread: &Thread, args: &[Value]) -> Result {
    let Some(other) = args[1].downcast::<ContextObject>() else {
        return Ok(Value::NOT_IMPLEMENTED);
    };
    let own = variables(Ref::of(args[0])).value();
    let other = variables(other).value();
    debug_assert!(own.class() == DICT.get());
    Ok(Value::bool(
        own == other || operations::equal(thread, own, other)?,
    ))
}

fn iterate(thread: &Thread, context: Value, part: EntryPart) -> Result {
    let spec = match part {
        EntryPart::Key => &KEYS,
        EntryPart::Value => &VALUES,
        EntryPart::Item => &ITEMS,
    };
    let iterator = DictIterator::new(thread, variables(Ref::of(context)), part, false)?;
    let view = make_exact(thread, spec, |header| ViewObject {
        header,
        iterator: Slot::new(iterator.value()),
    })?;
    Ok(view.value())
}
