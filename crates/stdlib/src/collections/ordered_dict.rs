//! `OrderedDict`: dicts keep their order anyhow, so it is a dict with operations on that order.

use super::ordered_views;
use crate::support::{is_missing, text, tuple};
use typhon_objects::attribute;
use typhon_objects::dict::{DICT, DICT_LAYOUT};
use typhon_objects::operations::Comparison;
use typhon_objects::prelude::*;

pub(super) static ORDERED_DICT: TypeSpec = TypeSpec::new("OrderedDict", &DICT_LAYOUT)
    .module("collections")
    .bases(&[&DICT])
    .flags(type_flags::BASE | type_flags::DICT | type_flags::WEAKREF)
    .doc("Dictionary that remembers insertion order")
    .methods(&[
        method("__init__", init, "(self, /, *args, **kwargs)", "Initialize self.  See help(type(self)) for accurate signature."),
        method("update", init, "(self, /, *args, **kwargs)", "D.update([E, ]**F) -> None.  Update D from mapping/iterable E and F."),
        class_method("fromkeys", from_keys, "(cls, /, iterable, value=None)", "Create a new ordered dictionary with keys from iterable and values set to value."),
        method("popitem", pop_item, "(self, /, last=True)", "Remove and return a (key, value) pair from the dictionary.\n\nPairs are returned in LIFO order if last is true or FIFO order if false."),
        method("pop", pop, "(self, /, key, default=<unrepresentable>)", "od.pop(key[,default]) -> v, remove specified key and return the corresponding value."),
        method("setdefault", set_default, "(self, /, key, default=None)", "Insert key with a value of default if key is not in the dictionary."),
        method("move_to_end", move_to_end, "(self, /, key, last=True)", "Move an existing element to the end (or beginning if last is false).\n\nRaise KeyError if the element does not exist."),
        method("copy", copy, "(self, /)", "A shallow copy of ordered dict."),
        method("keys", |thread, args| ordered_views::view(thread, args[0], ordered_views::What::Keys), "(self, /)", ""),
        method("values", |thread, args| ordered_views::view(thread, args[0], ordered_views::What::Values), "(self, /)", ""),
        method("items", |thread, args| ordered_views::view(thread, args[0], ordered_views::What::Items), "(self, /)", ""),
        method("__iter__", |thread, args| ordered_views::iterate(thread, args[0], ordered_views::What::Keys, false), "(self, /)", "Implement iter(self)."),
        method("__reversed__", |thread, args| ordered_views::iterate(thread, args[0], ordered_views::What::Keys, true), "(self, /)", "od.__reversed__() <==> reversed(od)"),
        method("__eq__", |thread, args| equal(thread, args, Comparison::Equal), "(self, value, /)", "Return self==value."),
        method("__ne__", |thread, args| equal(thread, args, Comparison::NotEqual), "(self, value, /)", "Return self!=value."),
        method("__repr__", repr, "(self, /)", "Return repr(self)."),
        method("__reduce__", reduce, "(self, /)", "Return state information for pickling"),
        method("__or__", |thread, args| merged(thread, args[0], args[0], args[1]), "(self, value, /)", "Return self|value."),
        method("__ror__", |thread, args| merged(thread, args[0], args[1], args[0]), "(self, value, /)", "Return value|self."),
        method("__ior__", inplace_or, "(self, value, /)", "Return self|=value."),
    ]);

fn is_exact(object: Value) -> bool {
    ORDERED_DICT.is_exact(object)
}

/// Stores every item of a mapping, or every pair of an iterable, through `__setitem__`.
fn update(thread: &Thread, target: Value, source: Value) -> Result<()> {
    if matches!(source.exact_kind(), Kind::Dict) || is_exact(source) {
        let source: Dict = Ref::of(source);
        let copy = source.copy(thread)?;
        for (key, value) in copy.entries() {
            operations::set_item(thread, target, key, value)?;
            thread.poll()?;
        }
        return Ok(());
    }
    if let Some(keys) = attribute::get_optional(thread, source, names().keys)? {
        let keys = call(thread, keys, &[])?;
        let iterator = operations::iter(thread, keys)?;
        while let Some(key) = operations::next(thread, iterator)? {
            let value = operations::get_item(thread, source, key)?;
            operations::set_item(thread, target, key, value)?;
            thread.poll()?;
        }
        return Ok(());
    }
    let pairs = match attribute::get_optional(thread, source, names().items)? {
        Some(items) => call(thread, items, &[])?,
        None => source,
    };
    let iterator = operations::iter(thread, pairs)?;
    while let Some(pair) = operations::next(thread, iterator)? {
        let pair = operations::tuple_from(thread, pair)?;
        let [key, value] = pair.values() else {
            return Err(errors::value_error(
                thread,
                if pair.is_empty() {
                    "need more than 0 values to unpack"
                } else if pair.len() == 1 {
                    "need more than 1 value to unpack"
                } else {
                    "too many values to unpack (expected 2)"
                },
            ));
        };
        operations::set_item(thread, target, *key, *value)?;
        thread.poll()?;
    }
    Ok(())
}

fn init(thread: &Thread, args: &[Value]) -> Result {
    let positional: Tuple = Ref::of(args[1]);
    match positional.values() {
        [] => {}
        [source] => update(thread, args[0], *source)?,
        many => {
            return Err(errors::type_error(
                thread,
                format!("expected at most 1 argument, got {}", many.len()),
            ));
        }
    }
    if let Some(keywords) = args[2].downcast::<DictObject>() {
        for (key, value) in keywords.entries() {
            operations::set_item(thread, args[0], key, value)?;
        }
    }
    Ok(Value::NONE)
}

fn from_keys(thread: &Thread, args: &[Value]) -> Result {
    let dict = call(thread, args[0], &[])?;
    let value = args[2].present().unwrap_or(Value::NONE);
    operations::for_each(thread, args[1], |key| {
        operations::set_item(thread, dict, key, value)
    })?;
    Ok(dict)
}

fn pop_item(thread: &Thread, args: &[Value]) -> Result {
    let dict: Dict = Ref::of(args[0]);
    let last = match args[1].present() {
        Some(last) => operations::truth(thread, last)?,
        None => true,
    };
    let popped = if last {
        dict.table.pop_last(thread, dict.header())
    } else {
        dict.table.pop_first(thread, dict.header())
    };
    match popped {
        Some((key, value)) => tuple(thread, &[key, value]),
        None => {
            let message = text(thread, "dictionary is empty")?;
            Err(errors::key_error(thread, message))
        }
    }
}

fn pop(thread: &Thread, args: &[Value]) -> Result {
    let dict: Dict = Ref::of(args[0]);
    if let Some(value) = dict.remove(thread, args[1])? {
        return Ok(value);
    }
    match args[2].present() {
        Some(default) => Ok(default),
        None => Err(errors::key_error(thread, args[1])),
    }
}

fn set_default(thread: &Thread, args: &[Value]) -> Result {
    let dict: Dict = Ref::of(args[0]);
    let default = args[2].present().unwrap_or(Value::NONE);
    if is_exact(args[0]) {
        return dict.set_default(thread, args[1], default);
    }
    if operations::contains(thread, args[0], args[1])? {
        return operations::get_item(thread, args[0], args[1]);
    }
    operations::set_item(thread, args[0], args[1], default)?;
    Ok(default)
}

fn move_to_end(thread: &Thread, args: &[Value]) -> Result {
    let dict: Dict = Ref::of(args[0]);
    let last = match args[2].present() {
        Some(last) => operations::truth(thread, last)?,
        None => true,
    };
    let hash = operations::hash(thread, args[1])?;
    if dict
        .table
        .move_to_end(thread, dict.header(), args[1], hash, last)?
    {
        return Ok(Value::NONE);
    }
    Err(errors::key_error(thread, args[1]))
}

fn copy(thread: &Thread, args: &[Value]) -> Result {
    let source: Dict = Ref::of(args[0]);
    if is_exact(args[0]) {
        let copy = Dict::with_shape(thread, ORDERED_DICT.root_shape())?;
        copy.table
            .copy_from(thread, copy.header(), &source.table, source.header())?;
        return Ok(copy.value());
    }
    let copy = call(thread, args[0].class().value(), &[])?;
    let before = ordered_views::state(source);
    let mut place = 0;
    while let Some((key, _)) = source.next_entry(&mut place) {
        let value = operations::get_item(thread, args[0], key)?;
        if ordered_views::state(source) != before {
            return Err(mutated(thread));
        }
        operations::set_item(thread, copy, key, value)?;
        thread.poll()?;
        if ordered_views::state(source) != before {
            return Err(mutated(thread));
        }
    }
    Ok(copy)
}

fn equal(thread: &Thread, args: &[Value], comparison: Comparison) -> Result {
    if !args[1].is::<DictObject>() {
        return Ok(Value::NOT_IMPLEMENTED);
    }
    let Some(dict_equal) = DICT.get().lookup(names().__eq__) else {
        return Ok(Value::NOT_IMPLEMENTED);
    };
    let result = call(thread, dict_equal, &[args[0], args[1]])?;
    if result == Value::NOT_IMPLEMENTED {
        return Ok(result);
    }
    let mut same = operations::truth(thread, result)?;
    if same && args[1].class().is_subtype(ORDERED_DICT.get()) {
        same = same_order(thread, Ref::of(args[0]), Ref::of(args[1]))?;
    }
    Ok(Value::bool(same == (comparison == Comparison::Equal)))
}

/// Whether both have equal keys at equal places.
fn same_order(thread: &Thread, a: Dict, b: Dict) -> Result<bool> {
    let states = (ordered_views::state(a), ordered_views::state(b));
    let (mut at, mut bt) = (0, 0);
    loop {
        let (Some((x, _)), Some((y, _))) = (a.next_entry(&mut at), b.next_entry(&mut bt)) else {
            return Ok(true);
        };
        if !operations::equal_or_identical(thread, x, y)? {
            return Ok(false);
        }
        thread.poll()?;
        if states != (ordered_views::state(a), ordered_views::state(b)) {
            return Err(mutated(thread));
        }
    }
}

#[cold]
fn mutated(thread: &Thread) -> Raised {
    errors::runtime_error(thread, "OrderedDict mutated during iteration")
}

fn repr(thread: &Thread, args: &[Value]) -> Result {
    let dict: Dict = Ref::of(args[0]);
    let name = args[0].class().name_text();
    if dict.is_empty() {
        return text(thread, format!("{name}()"));
    }
    let inner = operations::repr_guard(thread, args[0], || {
        let plain = if is_exact(args[0]) {
            dict.copy(thread)?.value()
        } else {
            let items = call_method(thread, args[0], names().items, &[])?;
            call(thread, DICT.get().value(), &[items])?
        };
        operations::repr(thread, plain)
    })?;
    let Some(inner) = inner else {
        return text(thread, "...");
    };
    let mut bytes = format!("{name}(").into_bytes();
    bytes.extend_from_slice(inner.bytes());
    bytes.push(b')');
    Ok(Str::from_wtf8(thread, &bytes)?.value())
}

fn reduce(thread: &Thread, args: &[Value]) -> Result {
    let state = call_method(thread, args[0], names().__getstate__, &[])?;
    let items = call_method(thread, args[0], names().items, &[])?;
    let iterator = operations::iter(thread, items)?;
    let empty = tuple(thread, &[])?;
    let state = if is_missing(state) {
        Value::NONE
    } else {
        state
    };
    tuple(
        thread,
        &[args[0].class().value(), empty, state, Value::NONE, iterator],
    )
}

fn merged(thread: &Thread, own: Value, left: Value, right: Value) -> Result {
    if !left.is::<DictObject>() || !right.is::<DictObject>() {
        return Ok(Value::NOT_IMPLEMENTED);
    }
    let new = call(thread, own.class().value(), &[left])?;
    update(thread, new, right)?;
    Ok(new)
}

fn inplace_or(thread: &Thread, args: &[Value]) -> Result {
    update(thread, args[0], args[1])?;
    Ok(args[0])
}
