//! Iterators and views of `OrderedDict`. An iterator notices every change of which keys there are and
//! in what order, while storing new values of old keys does not disturb it.

use crate::slots_object;
use crate::support::{ITER_SELF, make_exact, tuple};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering::Relaxed};
use typhon_objects::dict::{DICT_ITEMS, DICT_KEYS, DICT_VALUES, DICT_VIEW_LAYOUT, DictViewObject};
use typhon_objects::prelude::*;

/// What an iterator gives.
#[derive(Copy, Clone, PartialEq, Eq)]
pub(super) enum What {
    Keys,
    Values,
    Items,
}

slots_object!(OrderedIteratorObject, ORDERED_ITERATOR_LAYOUT, "odict_iterator", { dict, table }, {
    what: What,
    backwards: bool,
    done: AtomicBool,
    position: AtomicUsize,
    appended: usize,
    length: usize,
});

static ORDERED_ITERATOR: TypeSpec = TypeSpec::new("odict_iterator", &ORDERED_ITERATOR_LAYOUT)
    .methods(&[
        ITER_SELF,
        method("__next__", next, "(self, /)", "Implement next(self)."),
        method(
            "__reduce__",
            reduce,
            "(self, /)",
            "Return state information for pickling",
        ),
    ]);

pub(super) fn ready(thread: &Thread) -> Result<()> {
    for spec in [
        &ORDERED_ITERATOR,
        &ORDERED_KEYS,
        &ORDERED_VALUES,
        &ORDERED_ITEMS,
    ] {
        spec.ready(thread)?;
    }
    Ok(())
}

/// What changes whenever a key comes, goes or moves: the table, entries ever appended, live entries.
pub(super) fn state(dict: Dict) -> (Value, usize, usize) {
    match dict.table.current() {
        Some(table) => (table.value(), table.appended(), dict.len()),
        None => (Value::NULL, 0, dict.len()),
    }
}

pub(super) fn iterate(thread: &Thread, dict: Value, what: What, backwards: bool) -> Result {
    let dict: Dict = Ref::of(dict);
    let (table, appended, length) = state(dict);
    let iterator = make_exact(thread, &ORDERED_ITERATOR, |header| OrderedIteratorObject {
        header,
        dict: Slot::new(dict.value()),
        table: Slot::new(table),
        what,
        backwards,
        done: AtomicBool::new(false),
        position: AtomicUsize::new(if backwards { dict.table.end() } else { 0 }),
        appended,
        length,
    })?;
    Ok(iterator.value())
}

macro_rules! view_type {
    ($spec:ident, $name:literal, $base:ident, $what:ident) => {
        static $spec: TypeSpec = TypeSpec::new($name, &DICT_VIEW_LAYOUT)
            .bases(&[&$base])
            .methods(&[
                method(
                    "__iter__",
                    |thread, args| iterate(thread, dict_of(args[0]), What::$what, false),
                    "(self, /)",
                    "Implement iter(self).",
                ),
                method(
                    "__reversed__",
                    |thread, args| iterate(thread, dict_of(args[0]), What::$what, true),
                    "(self, /)",
                    "",
                ),
            ]);
    };
}

view_type!(ORDERED_KEYS, "odict_keys", DICT_KEYS, Keys);
view_type!(ORDERED_VALUES, "odict_values", DICT_VALUES, Values);
view_type!(ORDERED_ITEMS, "odict_items", DICT_ITEMS, Items);

fn dict_of(view: Value) -> Value {
    Ref::<DictViewObject>::of(view).dict.get()
}

/// `od.keys()` and its like.
pub(super) fn view(thread: &Thread, dict: Value, what: What) -> Result {
    let spec = match what {
        What::Keys => &ORDERED_KEYS,
        What::Values => &ORDERED_VALUES,
        What::Items => &ORDERED_ITEMS,
    };
    let view = make_exact(thread, spec, |header| DictViewObject {
        header,
        dict: Slot::new(dict),
    })?;
    Ok(view.value())
}

fn next(thread: &Thread, args: &[Value]) -> Result {
    let iterator = Ref::<OrderedIteratorObject>::of(args[0]);
    if iterator.done.load(Relaxed) {
        return Ok(Value::NULL);
    }
    let dict: Dict = Ref::of(iterator.dict.get());
    if state(dict) != (iterator.table.get(), iterator.appended, iterator.length) {
        iterator.done.store(true, Relaxed);
        return Err(errors::runtime_error(
            thread,
            "OrderedDict mutated during iteration",
        ));
    }
    let mut position = iterator.position.load(Relaxed);
    let entry = if iterator.backwards {
        dict.table.previous_entry(&mut position)
    } else {
        dict.table.next_entry(&mut position)
    };
    iterator.position.store(position, Relaxed);
    // After the last entry the iteration is over, whatever happens to the dict.
    let mut ahead = position;
    let more = if iterator.backwards {
        dict.table.previous_entry(&mut ahead)
    } else {
        dict.table.next_entry(&mut ahead)
    };
    if more.is_none() {
        iterator.done.store(true, Relaxed);
    }
    match entry {
        None => {
            iterator.done.store(true, Relaxed);
            Ok(Value::NULL)
        }
        Some((key, value)) => match iterator.what {
            What::Keys => Ok(key),
            What::Values => Ok(value),
            What::Items => tuple(thread, &[key, value]),
        },
    }
}

fn reduce(thread: &Thread, args: &[Value]) -> Result {
    let iterator = Ref::<OrderedIteratorObject>::of(args[0]);
    let rest = List::new(thread)?;
    let position = iterator.position.load(Relaxed);
    while let Some(item) = operations::next(thread, args[0])? {
        rest.append(thread, item)?;
    }
    // Taking the items must not use the iterator up.
    iterator.position.store(position, Relaxed);
    iterator.done.store(false, Relaxed);
    let iter = typhon_objects::module::builtin(thread, "iter")?;
    let arguments = tuple(thread, &[rest.value()])?;
    tuple(thread, &[iter, arguments])
}
