//! `groupby` and the groups it gives.

use super::{new_row, next_row};
use crate::slots_object;
use crate::support::{ITER_SELF, is_missing, make, make_exact, tuple};
use typhon_objects::prelude::*;

slots_object!(GroupbyObject, GROUPBY_LAYOUT, "itertools.groupby", {
    iterator,
    key,
    target_key,
    current_key,
    current_value,
    current_grouper,
});

pub static GROUPBY: TypeSpec = TypeSpec::new("groupby", &GROUPBY_LAYOUT)
    .module("itertools")
    .flags(type_flags::BASE)
    .doc("make an iterator that returns consecutive keys and groups from the iterable")
    .methods(&[
        new_row(groupby_new, "(cls, iterable, key=None)"),
        ITER_SELF,
        next_row(groupby_next),
    ]);

slots_object!(GrouperObject, GROUPER_LAYOUT, "itertools._grouper", { parent, target_key });

pub static GROUPER: TypeSpec = TypeSpec::new("_grouper", &GROUPER_LAYOUT)
    .module("itertools")
    .methods(&[
        new_row(grouper_new, "(cls, parent, tgtkey, /)"),
        ITER_SELF,
        next_row(grouper_next),
    ]);

fn groupby_new(thread: &Thread, args: &[Value]) -> Result {
    let iterator = operations::iter(thread, args[1])?;
    let key = if is_missing(args[2]) {
        Value::NONE
    } else {
        args[2]
    };
    let groupby = make(thread, Type::of(args[0]), |header| GroupbyObject {
        header,
        iterator: Slot::new(iterator),
        key: Slot::new(key),
        target_key: Slot::new(Value::NULL),
        current_key: Slot::new(Value::NULL),
        current_value: Slot::new(Value::NULL),
        current_grouper: Slot::new(Value::NULL),
    })?;
    Ok(groupby.value())
}

impl GroupbyObject {
    /// Takes the next item and its key; false at the end.
    fn step(&self, thread: &Thread) -> Result<bool> {
        let Some(item) = operations::next(thread, self.iterator.get())? else {
            return Ok(false);
        };
        let key = match self.key.get() {
            Value::NONE => item,
            function => call(thread, function, &[item])?,
        };
        self.current_value.set(&self.header, item);
        self.current_key.set(&self.header, key);
        Ok(true)
    }
}

fn groupby_next(thread: &Thread, args: &[Value]) -> Result {
    let groupby = Ref::<GroupbyObject>::of(args[0]);
    groupby.current_grouper.set(groupby.header(), Value::NULL);
    let key = loop {
        let current = groupby.current_key.get();
        if !current.is_null() {
            let target = groupby.target_key.get();
            if target.is_null() || !operations::equal_or_identical(thread, target, current)? {
                break current;
            }
        }
        if !groupby.step(thread)? {
            return Ok(Value::NULL);
        }
        thread.poll()?;
    };
    groupby.target_key.set(groupby.header(), key);
    let grouper = new_grouper(thread, groupby, key)?;
    tuple(thread, &[key, grouper])
}

fn new_grouper(thread: &Thread, parent: Ref<GroupbyObject>, key: Value) -> Result {
    let grouper = make_exact(thread, &GROUPER, |header| GrouperObject {
        header,
        parent: Slot::new(parent.value()),
        target_key: Slot::new(key),
    })?;
    parent.current_grouper.set(parent.header(), grouper.value());
    Ok(grouper.value())
}

fn grouper_new(thread: &Thread, args: &[Value]) -> Result {
    match args[1].downcast::<GroupbyObject>() {
        Some(parent) => new_grouper(thread, parent, args[2]),
        None => Err(errors::type_error(
            thread,
            format!(
                "_grouper() argument 1 must be itertools.groupby, not {}",
                args[1].class().name_text()
            ),
        )),
    }
}

fn grouper_next(thread: &Thread, args: &[Value]) -> Result {
    let grouper = Ref::<GrouperObject>::of(args[0]);
    let parent = Ref::<GroupbyObject>::of(grouper.parent.get());
    loop {
        if parent.current_grouper.get() != args[0] {
            return Ok(Value::NULL);
        }
        if parent.current_value.get().is_null() && !parent.step(thread)? {
            return Ok(Value::NULL);
        }
        let current = parent.current_key.get();
        if current.is_null() {
            continue;
        }
        if !operations::equal_or_identical(thread, grouper.target_key.get(), current)? {
            return Ok(Value::NULL);
        }
        // Exchanged, so that of two threads one gets the item.
        let item = parent.current_value.swap(parent.header(), Value::NULL);
        if !item.is_null() {
            parent.current_key.set(parent.header(), Value::NULL);
            return Ok(item);
        }
        thread.poll()?;
    }
}
