//! Type parameters of aliases and unions: collecting them from arguments, replacing them by arguments,
//! and the repr of arguments.

use crate::attribute;
use crate::call::call;
use crate::errors::{self, Result};
use crate::list::{List, ListObject};
use crate::names::names;
use crate::object::{Ref, ValueExt};
use crate::operations;
use crate::str::{Str, intern_text};
use crate::thread::Thread;
use crate::tuple::{Tuple, TupleObject};
use crate::types::{Special, TypeObject};
use typhon_heap::Value;

/// Appends the repr of a type argument: names without quotes, `...` for Ellipsis.
pub fn type_repr(thread: &Thread, value: Value, out: &mut Vec<u8>) -> Result<()> {
    thread.check_native_stack()?;
    if value == Value::ELLIPSIS {
        out.extend_from_slice(b"...");
        return Ok(());
    }
    if value == crate::singletons::NONE_TYPE.get().value() {
        out.extend_from_slice(b"None");
        return Ok(());
    }
    let find = |name: Str| attribute::get_optional(thread, value, name);
    let is_alias = find(names().__origin__)?.is_some() && find(names().__args__)?.is_some();
    if !is_alias
        && let Some(qualified) = find(names().__qualname__)?
        && let Some(module) = find(names().__module__)?
        && !module.is_none()
    {
        let qualified = operations::str(thread, qualified)?;
        let module = operations::str(thread, module)?;
        if !module.is_text("builtins") {
            out.extend_from_slice(module.bytes());
            out.push(b'.');
        }
        out.extend_from_slice(qualified.bytes());
        return Ok(());
    }
    out.extend_from_slice(operations::repr(thread, value)?.bytes());
    Ok(())
}

fn add_new(thread: &Thread, list: List, value: Value) -> Result<()> {
    let known = (0..list.len()).any(|index| list.get(index) == Some(value));
    if known {
        Ok(())
    } else {
        list.append(thread, value)
    }
}

/// The type parameters that occur in `arguments`, each once, in order.
pub fn make_parameters(thread: &Thread, arguments: Tuple) -> Result<Tuple> {
    let found = List::new(thread)?;
    collect(thread, arguments, found)?;
    Tuple::from_list(thread, found)
}

fn collect(thread: &Thread, arguments: Tuple, found: List) -> Result<()> {
    thread.check_native_stack()?;
    for argument in arguments.iter() {
        // A class has parameters of its own only by name; they are not for substitution here.
        if argument.is::<TypeObject>() {
            continue;
        }
        if argument.is::<TupleObject>() || argument.is::<ListObject>() {
            collect(thread, operations::tuple_from(thread, argument)?, found)?;
            continue;
        }
        if attribute::get_optional(thread, argument, names().__typing_subst__)?.is_some() {
            add_new(thread, found, argument)?;
            continue;
        }
        if let Some(inner) = attribute::get_optional(thread, argument, names().__parameters__)?
            && let Some(inner) = inner.downcast::<TupleObject>()
        {
            for parameter in inner.iter() {
                add_new(thread, found, parameter)?;
            }
        }
    }
    Ok(())
}

/// The arguments in an unpacked tuple type such as `*tuple[int, str]`.
fn unpacked_arguments(thread: &Thread, item: Value) -> Result<Option<Tuple>> {
    if item.is::<TypeObject>() {
        return Ok(None);
    }
    let found = attribute::get_optional(thread, item, names().__typing_unpacked_tuple_args__)?;
    Ok(found.and_then(|found| found.downcast::<TupleObject>()))
}

/// What stands between the brackets, with unpacked tuples of known length spread.
fn spread(thread: &Thread, item: Value) -> Result<Tuple> {
    let single;
    let items = match item.downcast::<TupleObject>() {
        Some(items) => items,
        None => {
            single = Tuple::new(thread, &[item])?;
            single
        }
    };
    let list = List::new(thread)?;
    for item in items.iter() {
        match unpacked_arguments(thread, item)? {
            Some(inner) if inner.values().last() != Some(&Value::ELLIPSIS) => {
                for item in inner.iter() {
                    list.append(thread, item)?;
                }
            }
            _ => list.append(thread, item)?,
        }
    }
    Tuple::from_list(thread, list)
}

/// The arguments of `object[item]`: `arguments` with `parameters` replaced by what `item` gives.
pub fn substitute(
    thread: &Thread,
    object: Value,
    arguments: Tuple,
    parameters: Tuple,
    item: Value,
) -> Result<Tuple> {
    if parameters.is_empty() {
        let shown = operations::repr(thread, object)?;
        return Err(errors::type_error(
            thread,
            format!("{} is not a generic class", shown.to_string_lossy()),
        ));
    }
    let mut item = spread(thread, item)?.value();
    let prepare_name = intern_text(thread, "__typing_prepare_subst__")?;
    for parameter in parameters.iter() {
        if let Some(prepare) = attribute::get_optional(thread, parameter, prepare_name)?
            && !prepare.is_none()
        {
            let given = match item.downcast::<TupleObject>() {
                Some(given) => given,
                None => Tuple::new(thread, &[item])?,
            };
            item = call(thread, prepare, &[object, given.value()])?;
        }
    }
    let given = match item.downcast::<TupleObject>() {
        Some(given) => given,
        None => Tuple::new(thread, &[item])?,
    };
    if given.len() != parameters.len() {
        let shown = operations::repr(thread, object)?;
        return Err(errors::type_error(
            thread,
            format!(
                "Too {} arguments for {}; actual {}, expected {}",
                if given.len() > parameters.len() {
                    "many"
                } else {
                    "few"
                },
                shown.to_string_lossy(),
                given.len(),
                parameters.len()
            ),
        ));
    }
    replace_all(thread, arguments, parameters, given)
}

fn replace_all(
    thread: &Thread,
    arguments: Tuple,
    parameters: Tuple,
    given: Tuple,
) -> Result<Tuple> {
    thread.check_native_stack()?;
    let unpacked_name = intern_text(thread, "__typing_is_unpacked_typevartuple__")?;
    let out = List::new(thread)?;
    for argument in arguments.iter() {
        if argument.is::<TypeObject>() {
            out.append(thread, argument)?;
            continue;
        }
        if argument.is::<TupleObject>() || argument.is::<ListObject>() {
            let inner = operations::tuple_from(thread, argument)?;
            let inner = replace_all(thread, inner, parameters, given)?;
            let inner = if argument.is::<ListObject>() {
                List::from_values(thread, inner.values())?.value()
            } else {
                inner.value()
            };
            out.append(thread, inner)?;
            continue;
        }
        let is_unpacked = match attribute::get_optional(thread, argument, unpacked_name)? {
            Some(flag) => operations::truth(thread, flag)?,
            None => false,
        };
        let replaced = match attribute::get_optional(thread, argument, names().__typing_subst__)? {
            Some(replace) => {
                let index = index_of(parameters, argument).unwrap_or(0);
                call(thread, replace, &[given.get(index)])?
            }
            None => replace_inner(thread, argument, parameters, given)?,
        };
        if !is_unpacked {
            out.append(thread, replaced)?;
            continue;
        }
        let Some(items) = replaced.downcast::<TupleObject>() else {
            let original = operations::repr(thread, argument)?.to_string_lossy();
            return Err(errors::type_error(
                thread,
                format!(
                    "expected {original} to be substituted by a tuple, not {}",
                    replaced.class().name_text()
                ),
            ));
        };
        for item in items.iter() {
            out.append(thread, item)?;
        }
    }
    Tuple::from_list(thread, out)
}

fn index_of(parameters: Tuple, parameter: Value) -> Option<usize> {
    parameters.iter().position(|known| known == parameter)
}

/// Replaces parameters within an argument that has some itself, such as `list[T]`.
fn replace_inner(thread: &Thread, argument: Value, parameters: Tuple, given: Tuple) -> Result {
    let own = attribute::get_optional(thread, argument, names().__parameters__)?
        .and_then(|own| own.downcast::<TupleObject>());
    let Some(own) = own.filter(|own| !own.is_empty()) else {
        return Ok(argument);
    };
    let items = List::new(thread)?;
    for parameter in own.iter() {
        match index_of(parameters, parameter) {
            None => items.append(thread, parameter)?,
            Some(index) => {
                let value = given.get(index);
                // What stands for a TypeVarTuple is a tuple of arguments.
                let spreads = parameter.class().special(Special::Iter).is_some();
                match value.downcast::<TupleObject>() {
                    Some(values) if spreads => {
                        for value in values.iter() {
                            items.append(thread, value)?;
                        }
                    }
                    _ => items.append(thread, value)?,
                }
            }
        }
    }
    let items = Tuple::from_list(thread, items)?;
    operations::get_item(thread, argument, items.value())
}

/// `typing.name(*arguments)`: for what typing.py decides.
pub(crate) fn call_typing(thread: &Thread, name: &str, arguments: &[Value]) -> Result {
    let typing = crate::copying::import(thread, "typing")?;
    let function = attribute::get(thread, typing, intern_text(thread, name)?)?;
    call(thread, function, arguments)
}

/// The value as a tuple of arguments, for rows that take one or several.
pub(crate) fn as_tuple(thread: &Thread, value: Value) -> Result<Tuple> {
    match value.downcast::<TupleObject>() {
        Some(tuple) => Ok(Ref::of(tuple.value())),
        None => Tuple::new(thread, &[value]),
    }
}
