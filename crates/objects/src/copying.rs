//! The default `__reduce_ex__` and `__getstate__`: what copy and pickle ask of any object.

use crate::attribute;
use crate::call::{call, call_method};
use crate::dict::{Dict, DictObject};
use crate::errors::{self, Result};
use crate::list::ListObject;
use crate::module::MODULES;
use crate::names::names;
use crate::object::ValueExt;
use crate::operations;
use crate::str::{Str, intern_text};
use crate::thread::Thread;
use crate::tuple::{Tuple, TupleObject};
use crate::types::{INSTANCE_LAYOUT, OBJECT, Special};
use typhon_heap::Value;

/// The module of this name, imported if need be.
pub fn import(thread: &Thread, name: &str) -> Result {
    let text = intern_text(thread, name)?;
    let find = || {
        MODULES
            .get()
            .downcast::<DictObject>()
            .and_then(|modules| modules.get_str(text))
    };
    if let Some(module) = find() {
        return Ok(module);
    }
    let import = crate::module::builtin(thread, "__import__")?;
    let module = call(thread, import, &[text.value()])?;
    Ok(find().unwrap_or(module))
}

fn copyreg_attribute(thread: &Thread, name: &str) -> Result {
    let copyreg = import(thread, "copyreg")?;
    attribute::get(thread, copyreg, intern_text(thread, name)?)
}

/// `object.__reduce_ex__(protocol)` for a class that does not override `__reduce__`.
pub fn reduce(thread: &Thread, object: Value, protocol: i64) -> Result {
    if protocol < 2 {
        let function = copyreg_attribute(thread, "_reduce_ex")?;
        return call(thread, function, &[object, Value::fixnum(protocol)]);
    }
    reduce_new(thread, object)
}

#[cold]
fn cannot_pickle(thread: &Thread, object: Value, form: &str) -> errors::Raised {
    errors::type_error(
        thread,
        format!(
            "cannot pickle {}",
            form.replace('%', &object.class().full_name())
        ),
    )
}

/// `(copyreg.__newobj__, (class, ...), state, list items, dict items)`
fn reduce_new(thread: &Thread, object: Value) -> Result {
    let class = object.class();
    if class.has(crate::types::type_flags::NO_NEW) || class.special(Special::New).is_none() {
        return Err(cannot_pickle(thread, object, "'%' object"));
    }
    let (arguments, keywords) = new_arguments(thread, object)?;
    let has_arguments = arguments.is_some();
    let keywords = keywords.filter(|keywords| !keywords.is_empty());
    let (function, parts) = match (arguments, keywords) {
        (Some(arguments), Some(keywords)) => {
            let parts = [class.value(), arguments.value(), keywords.value()];
            (
                copyreg_attribute(thread, "__newobj_ex__")?,
                Tuple::new(thread, &parts)?,
            )
        }
        (arguments, _) => {
            let count = arguments.map_or(0, |arguments| arguments.len());
            let parts = Tuple::unfilled(thread, crate::tuple::TUPLE.root_shape(), count + 1)?;
            parts.set_initial(0, class.value());
            if let Some(arguments) = arguments {
                for (index, argument) in arguments.iter().enumerate() {
                    parts.set_initial(index + 1, argument);
                }
            }
            (copyreg_attribute(thread, "__newobj__")?, parts)
        }
    };
    let (is_list, is_dict) = (object.is::<ListObject>(), object.is::<DictObject>());
    let state = state_of(thread, object, !(has_arguments || is_list || is_dict))?;
    let list_items = if is_list {
        operations::iter(thread, object)?
    } else {
        Value::NONE
    };
    let dict_items = if is_dict {
        let items = call_method(thread, object, names().items, &[])?;
        operations::iter(thread, items)?
    } else {
        Value::NONE
    };
    let parts = [function, parts.value(), state, list_items, dict_items];
    Ok(Tuple::new(thread, &parts)?.value())
}

fn expect_tuple(thread: &Thread, value: Value, what: &str) -> Result<Tuple> {
    match value.downcast::<TupleObject>() {
        Some(tuple) => Ok(tuple),
        None => Err(errors::type_error(
            thread,
            format!("{what} a tuple, not '{}'", value.class().name_text()),
        )),
    }
}

/// The method of that name that the object's class has.
fn class_method(thread: &Thread, object: Value, name: Str) -> Result<Option<Value>> {
    let class = object.class();
    match class.lookup(name) {
        Some(found) => attribute::bind(thread, found, object, class).map(Some),
        None => Ok(None),
    }
}

/// What `__getnewargs_ex__` or `__getnewargs__` gives for `__new__`.
fn new_arguments(thread: &Thread, object: Value) -> Result<(Option<Tuple>, Option<Dict>)> {
    if let Some(method) = class_method(thread, object, names().__getnewargs_ex__)? {
        let pair = call(thread, method, &[])?;
        let pair = expect_tuple(thread, pair, "__getnewargs_ex__ should return")?;
        if pair.len() != 2 {
            return Err(errors::value_error(
                thread,
                format!(
                    "__getnewargs_ex__ should return a tuple of length 2, not {}",
                    pair.len()
                ),
            ));
        }
        let arguments = expect_tuple(
            thread,
            pair.get(0),
            "first item of the tuple returned by __getnewargs_ex__ must be",
        )?;
        let Some(keywords) = pair.get(1).downcast::<DictObject>() else {
            return Err(errors::type_error(
                thread,
                format!(
                    "second item of the tuple returned by __getnewargs_ex__ must be a dict, not '{}'",
                    pair.get(1).class().name_text()
                ),
            ));
        };
        return Ok((Some(arguments), Some(keywords)));
    }
    if let Some(method) = class_method(thread, object, names().__getnewargs__)? {
        let arguments = call(thread, method, &[])?;
        let arguments = expect_tuple(thread, arguments, "__getnewargs__ should return")?;
        return Ok((Some(arguments), None));
    }
    Ok((None, None))
}

/// The state by `__getstate__`. Required: without one the object could not be made again.
fn state_of(thread: &Thread, object: Value, required: bool) -> Result {
    let own = OBJECT.get().dict().get_str(names().__getstate__);
    if object.class().lookup(names().__getstate__) == own
        && attribute::instance_get(object, names().__getstate__).is_none()
    {
        return default_state(thread, object, required);
    }
    call_method(thread, object, names().__getstate__, &[])
}

/// `object.__getstate__()`
pub fn get_state(thread: &Thread, object: Value) -> Result {
    default_state(thread, object, false)
}

fn default_state(thread: &Thread, object: Value, required: bool) -> Result {
    let class = object.class();
    if required && !std::ptr::eq(class.layout(), &INSTANCE_LAYOUT) {
        return Err(cannot_pickle(thread, object, "'%' object"));
    }
    let mut state = Value::NONE;
    if attribute::has_dict(object) {
        let attributes = attribute::instance_attributes(thread, object)?;
        if !attributes.is_empty() {
            state = attribute::instance_dict(thread, object)?.value();
        }
    }
    let slots = slot_names(thread, object)?;
    let Some(slots) = slots
        .downcast::<ListObject>()
        .filter(|slots| !slots.is_empty())
    else {
        return Ok(state);
    };
    let values = Dict::new(thread)?;
    for index in 0..slots.len() {
        let Some(name) = slots.get(index) else { break };
        let name = operations::expect_attribute_name(thread, name)?;
        if let Some(value) = attribute::get_optional(thread, object, name)? {
            values.set(thread, name.value(), value)?;
        }
    }
    if values.is_empty() {
        return Ok(state);
    }
    Ok(Tuple::new(thread, &[state, values.value()])?.value())
}

/// The names of the slots of the object's class, as copyreg finds and keeps them.
fn slot_names(thread: &Thread, object: Value) -> Result {
    let class = object.class();
    if let Some(known) = class.dict().get_str(names().__slotnames__) {
        if known.is_none() || known.is::<ListObject>() {
            return Ok(known);
        }
        return Err(errors::type_error(
            thread,
            format!(
                "{}.__slotnames__ should be a list or None, not {}",
                class.full_name(),
                known.class().name_text()
            ),
        ));
    }
    let function = copyreg_attribute(thread, "_slotnames")?;
    let found = call(thread, function, &[class.value()])?;
    if !found.is_none() && !found.is::<ListObject>() {
        return Err(errors::type_error(
            thread,
            "copyreg._slotnames didn't return a list or None",
        ));
    }
    Ok(found)
}
