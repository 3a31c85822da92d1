//! `defaultdict`: a dict with a factory for missing keys, in one extra slot.

use crate::support::{CLASS_GETITEM, repr_text, text, tuple};
use typhon_objects::call::call_spread;
use typhon_objects::dict::{DICT, DICT_LAYOUT};
use typhon_objects::prelude::*;

pub(super) static DEFAULT_DICT: TypeSpec = TypeSpec::new("defaultdict", &DICT_LAYOUT)
    .module("collections")
    .bases(&[&DICT])
    .flags(type_flags::BASE)
    .extra_slots(1)
    .doc("defaultdict(default_factory=None, /, [...]) --> dict with default factory\n\nThe default factory is called without arguments to produce\na new value when a key is not present, in __getitem__ only.\nA defaultdict compares equal to a dict with the same items.\nAll remaining arguments are treated the same as if they were\npassed to the dict constructor, including keyword arguments.")
    .methods(&[
        method("__init__", init, "(self, /, *args, **kwargs)", ""),
        method("__missing__", missing, "(self, key, /)", "__missing__(key) # Called by __getitem__ for missing key; pseudo-code:\n  if self.default_factory is None: raise KeyError((key,))\n  self[key] = value = self.default_factory()\n  return value\n"),
        method("copy", copy, "(self, /)", "D.copy() -> a shallow copy of D."),
        method("__copy__", copy, "(self, /)", "D.copy() -> a shallow copy of D."),
        method("__reduce__", reduce, "(self, /)", "Return state information for pickling."),
        method("__repr__", repr, "(self, /)", "Return repr(self)."),
        method("__or__", or, "(self, value, /)", "Return self|value."),
        method("__ror__", reflected_or, "(self, value, /)", "Return value|self."),
        CLASS_GETITEM,
    ])
    .attributes(&[GetSet {
        name: "default_factory",
        get: |_, object| Ok(factory(object)),
        set: Some(set_factory),
        doc: "Factory for default value called by __missing__().",
        is_member: true,
    }]);

/// The factory, or None.
fn factory(object: Value) -> Value {
    DEFAULT_DICT
        .extra_slot(object, 0)
        .get()
        .present()
        .unwrap_or(Value::NONE)
}

fn set_factory(_thread: &Thread, object: Value, factory: Value) -> Result<()> {
    let dict: Dict = Ref::of(object);
    DEFAULT_DICT
        .extra_slot(object, 0)
        .set(dict.header(), factory);
    Ok(())
}

fn init(thread: &Thread, args: &[Value]) -> Result {
    let positional: Tuple = Ref::of(args[1]);
    let (factory, rest) = match positional.values().split_first() {
        Some((&factory, rest)) => (factory, rest),
        None => (Value::NONE, &[][..]),
    };
    if !factory.is_none() && !operations::is_callable(factory) {
        return Err(errors::type_error(
            thread,
            "first argument must be callable or None",
        ));
    }
    set_factory(thread, args[0], factory)?;
    let Some(dict_init) = DICT.get().lookup(names().__init__) else {
        return Ok(Value::NONE);
    };
    let arguments = List::with_capacity(thread, rest.len() + 1)?;
    arguments.append(thread, args[0])?;
    for value in rest {
        arguments.append(thread, *value)?;
    }
    let arguments = Tuple::from_list(thread, arguments)?;
    call_spread(thread, dict_init, arguments, args[2])
}

fn missing(thread: &Thread, args: &[Value]) -> Result {
    let factory = factory(args[0]);
    if factory.is_none() {
        return Err(errors::key_error(thread, args[1]));
    }
    let value = call(thread, factory, &[])?;
    let class = args[0].class();
    if class.lookup(names().__setitem__) == DICT.get().lookup(names().__setitem__) {
        // Of two threads that miss one key, both get the value that stays.
        let dict: Dict = Ref::of(args[0]);
        return dict.set_default(thread, args[1], value);
    }
    operations::set_item(thread, args[0], args[1], value)?;
    Ok(value)
}

fn copy(thread: &Thread, args: &[Value]) -> Result {
    call(
        thread,
        args[0].class().value(),
        &[factory(args[0]), args[0]],
    )
}

fn reduce(thread: &Thread, args: &[Value]) -> Result {
    let arguments = match factory(args[0]) {
        Value::NONE => tuple(thread, &[])?,
        factory => tuple(thread, &[factory])?,
    };
    let items = call_method(thread, args[0], names().items, &[])?;
    let iterator = operations::iter(thread, items)?;
    tuple(
        thread,
        &[
            args[0].class().value(),
            arguments,
            Value::NONE,
            Value::NONE,
            iterator,
        ],
    )
}

fn repr(thread: &Thread, args: &[Value]) -> Result {
    let Some(dict_repr) = DICT.get().lookup(names().__repr__) else {
        return text(thread, "defaultdict(...)");
    };
    let base = call(thread, dict_repr, &[args[0]])?;
    let base: Str = Ref::of(base);
    let factory = factory(args[0]);
    let factory_text = if factory.is_none() {
        "None".to_string()
    } else {
        // A factory that is a method of this very dict would go on for ever.
        operations::repr_guard(thread, factory, || repr_text(thread, factory))?
            .unwrap_or_else(|| "...".to_string())
    };
    let mut bytes = format!("{}({factory_text}, ", args[0].class().name_text()).into_bytes();
    bytes.extend_from_slice(base.bytes());
    bytes.push(b')');
    Ok(Str::from_wtf8(thread, &bytes)?.value())
}

fn merged(thread: &Thread, own: Value, left: Value, right: Value) -> Result {
    if !left.is::<DictObject>() || !right.is::<DictObject>() {
        return Ok(Value::NOT_IMPLEMENTED);
    }
    let new = call(thread, own.class().value(), &[factory(own), left])?;
    call_method(thread, new, names().update, &[right])?;
    Ok(new)
}

fn or(thread: &Thread, args: &[Value]) -> Result {
    merged(thread, args[0], args[0], args[1])
}

fn reflected_or(thread: &Thread, args: &[Value]) -> Result {
    merged(thread, args[0], args[1], args[0])
}
