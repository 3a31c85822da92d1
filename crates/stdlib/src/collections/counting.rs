//! `_count_elements`, the heart of `Counter`.

use typhon_objects::dict::DICT;
use typhon_objects::operations::Operator;
use typhon_objects::prelude::*;

/// Whether `class` has the same attribute as `dict` under this name.
fn has_method_of_dict(class: Type, name: Str) -> bool {
    class.lookup(name) == DICT.get().lookup(name)
}

pub(super) fn count_elements(thread: &Thread, args: &[Value]) -> Result {
    let (mapping, iterable) = (args[0], args[1]);
    let class = mapping.class();
    let plain = mapping
        .downcast::<DictObject>()
        .filter(|_| has_method_of_dict(class, names().get))
        .filter(|_| has_method_of_dict(class, names().__setitem__));
    let one = Value::fixnum(1);
    match plain {
        Some(dict) => operations::for_each(thread, iterable, |item| {
            let hash = operations::hash(thread, item)?;
            let grown = |old: Value| match old.as_fixnum() {
                Some(count) if count < Value::INT_MAX => Some(Value::fixnum(count + 1)),
                _ if old.is_null() => Some(one),
                _ => None,
            };
            // Counting a small int up is one step, so that threads may count into one mapping.
            let old = dict
                .table
                .update(thread, dict.header(), item, hash, grown)?;
            if !old.is_null() && grown(old).is_none() {
                let new = operations::binary(thread, Operator::Add, old, one)?;
                dict.set(thread, item, new)?;
            }
            Ok(())
        })?,
        None => {
            let get = typhon_objects::attribute::get(thread, mapping, names().get)?;
            operations::for_each(thread, iterable, |item| {
                let old = call(thread, get, &[item, Value::fixnum(0)])?;
                let new = operations::binary(thread, Operator::Add, old, one)?;
                operations::set_item(thread, mapping, item, new)
            })?;
        }
    }
    Ok(Value::NONE)
}
