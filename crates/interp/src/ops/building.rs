//! Building values: displays, strings, functions.

use crate::frame::Frame;
use typhon_objects::attribute;
use typhon_objects::function::Function;
use typhon_objects::function::code::CodeObject;
use typhon_objects::prelude::*;
use typhon_objects::set::{FROZENSET, Set};

pub fn set(thread: &Thread, items: &[Value]) -> Result {
    let set = Set::new(thread)?;
    for item in items {
        set.add(thread, *item)?;
    }
    Ok(set.value())
}

pub fn map(thread: &Thread, pairs: &[Value]) -> Result {
    let dict = Dict::new(thread)?;
    dict.table.reserve(thread, dict.header(), pairs.len() / 2)?;
    for pair in pairs.chunks_exact(2) {
        dict.set(thread, pair[0], pair[1])?;
    }
    Ok(dict.value())
}

/// The strings joined.
pub fn string(thread: &Thread, parts: &[Value]) -> Result {
    let (mut bytes, mut length, mut ascii) = (0, 0, true);
    for part in parts {
        let part = Str::of(*part);
        bytes += part.bytes().len();
        length += part.len();
        ascii &= part.is_ascii();
    }
    let joined = Str::with_length(
        thread,
        typhon_objects::str::STR.root_shape(),
        bytes,
        length,
        ascii,
        |target| {
            let mut position = 0;
            for part in parts {
                let part = Str::of(*part).bytes();
                target[position..position + part.len()].copy_from_slice(part);
                position += part.len();
            }
        },
    )?;
    Ok(joined.value())
}

pub fn slice(thread: &Thread, parts: &[Value]) -> Result {
    let step = parts.get(2).copied().unwrap_or(Value::NONE);
    Ok(typhon_objects::slice::Slice::new(thread, parts[0], parts[1], step)?.value())
}

pub fn interpolation(thread: &Thread, parts: &[Value], conversion: u8) -> Result {
    typhon_objects::template::build_interpolation(thread, parts[0], parts[1], conversion, parts[2])
}

pub fn template(thread: &Thread, strings: Value, interpolations: Value) -> Result {
    Ok(typhon_objects::template::Template::new(thread, strings, interpolations)?.value())
}

/// One replacement field of an f-string.
pub fn format_value(thread: &Thread, value: Value, conversion: u8, spec: Value) -> Result {
    let value = match conversion {
        0 => value,
        1 => operations::str(thread, value)?.value(),
        2 => operations::repr(thread, value)?.value(),
        _ => operations::ascii(thread, value)?.value(),
    };
    Ok(operations::format(thread, value, spec)?.value())
}

/// `[*iterable]` and, with the callee, `f(*iterable)`
pub fn list_extend(
    thread: &Thread,
    list: List,
    iterable: Value,
    callee: Option<Value>,
) -> Result<()> {
    if !matches!(iterable.exact_kind(), Kind::List | Kind::Tuple) {
        let class = iterable.class();
        if class
            .special(typhon_objects::types::Special::Iter)
            .is_none()
            && class
                .special(typhon_objects::types::Special::GetItem)
                .is_none()
        {
            let what = match callee {
                Some(callee) => {
                    let function = typhon_objects::call::callable_text(thread, callee);
                    format!("{function} argument")
                }
                None => "Value".into(),
            };
            return Err(errors::type_error(
                thread,
                format!(
                    "{what} after * must be an iterable, not {}",
                    class.full_name()
                ),
            ));
        }
    }
    operations::for_each(thread, iterable, |item| list.append(thread, item))
}

/// A program may have put something else where the compiler keeps a set.
#[inline]
pub fn set_add(thread: &Thread, set: Value, item: Value) -> Result<()> {
    if set.exact_kind() != Kind::Set || FROZENSET.is_exact(set) {
        return Err(errors::not_a(thread, set, "a set"));
    }
    Set::of(set).add(thread, item)
}

pub fn set_update(thread: &Thread, set: Value, iterable: Value) -> Result<()> {
    let set: Set = Ref::of(set);
    operations::for_each(thread, iterable, |item| set.add(thread, item))
}

/// `{**mapping}`
pub fn dict_update(thread: &Thread, dict: Dict, mapping: Value) -> Result<()> {
    if let Some(source) = mapping
        .downcast::<DictObject>()
        .filter(|_| mapping.exact_kind() == Kind::Dict)
    {
        for (key, value) in source.entries() {
            dict.set(thread, key, value)?;
            thread.poll()?;
        }
        return Ok(());
    }
    let Some(keys) = attribute::get_optional(thread, mapping, names().keys)? else {
        return Err(errors::not_a(thread, mapping, "a mapping"));
    };
    let keys = call(thread, keys, &[])?;
    operations::for_each(thread, keys, |key| {
        let value = operations::get_item(thread, mapping, key)?;
        dict.set(thread, key, value)
    })
}

/// `f(**mapping)`
pub fn dict_merge(thread: &Thread, dict: Dict, mapping: Value, callee: Value) -> Result<()> {
    let text = |thread: &Thread| typhon_objects::call::callable_text(thread, callee);
    let add = |key: Value, value: Value| -> Result<()> {
        if dict.get(thread, key)?.is_some() {
            let key = operations::str(thread, key)?;
            return Err(errors::type_error(
                thread,
                format!(
                    "{} got multiple values for keyword argument '{}'",
                    text(thread),
                    key.to_string_lossy()
                ),
            ));
        }
        dict.set(thread, key, value)
    };
    if let Some(source) = mapping
        .downcast::<DictObject>()
        .filter(|_| mapping.exact_kind() == Kind::Dict)
    {
        for (key, value) in source.entries() {
            add(key, value)?;
            thread.poll()?;
        }
        return Ok(());
    }
    let Some(keys) = attribute::get_optional(thread, mapping, names().keys)? else {
        return Err(errors::type_error(
            thread,
            format!(
                "{} argument after ** must be a mapping, not {}",
                text(thread),
                mapping.class().full_name()
            ),
        ));
    };
    let keys = call(thread, keys, &[])?;
    operations::for_each(thread, keys, |key| {
        add(key, operations::get_item(thread, mapping, key)?)
    })
}

/// See `Opcode::MakeFunction`.
pub fn function(thread: &Thread, frame: Frame, code: Value, parts: &[Value], which: u8) -> Result {
    let function = Function::new(thread, Ref::<CodeObject>::of(code), frame.globals())?;
    let header = function.header();
    if which & 1 != 0 {
        function.defaults.set(header, parts[0]);
    }
    if which & 2 != 0 {
        function.keyword_defaults.set(header, parts[1]);
    }
    if which & 4 != 0 {
        function.annotate.set(header, parts[2]);
    }
    if which & 8 != 0 {
        function.set_closure(parts[3]);
    }
    Ok(function.value())
}

/// The REPL's `sys.displayhook(value)`.
pub fn display(thread: &Thread, value: Value) -> Result {
    let hook = crate::system::sys_attribute(thread, names().displayhook)?;
    let Some(hook) = hook else {
        return Err(errors::runtime_error(thread, "lost sys.displayhook"));
    };
    call(thread, hook, &[value])
}
