//! The match statement: mapping and class patterns (PEP 634).

use typhon_objects::attribute;
use typhon_objects::prelude::*;
use typhon_objects::set::Set;

/// The values of `subject` at the keys, or None if one is missing.
pub fn keys(thread: &Thread, subject: Value, keys: Tuple) -> Result {
    if keys.is_empty() {
        return Ok(Tuple::new(thread, &[])?.value());
    }
    let seen = Set::new(thread)?;
    let values = List::new(thread)?;
    let get = attribute::get(thread, subject, names().get)?;
    // A fresh object that no mapping holds.
    let missing = typhon_objects::types::object_type::new_instance(
        thread,
        typhon_objects::types::OBJECT.get(),
    )?;
    for key in keys.iter() {
        if seen.contains(thread, key)? {
            return Err(errors::value_error(
                thread,
                format!(
                    "mapping pattern checks duplicate key ({})",
                    operations::repr(thread, key)?.to_string_lossy()
                ),
            ));
        }
        seen.add(thread, key)?;
        let value = call(thread, get, &[key, missing])?;
        if value == missing {
            return Ok(Value::NONE);
        }
        values.append(thread, value)?;
    }
    Ok(Tuple::from_list(thread, values)?.value())
}

/// The attributes that a class pattern asks for, or None if the subject is no match.
pub fn class(
    thread: &Thread,
    subject: Value,
    class: Value,
    keywords: Tuple,
    positional: usize,
) -> Result {
    let Some(class_object) = class.downcast::<TypeObject>() else {
        return Err(errors::type_error(
            thread,
            "called match pattern must be a class",
        ));
    };
    if !operations::is_instance(thread, subject, class)? {
        return Ok(Value::NONE);
    }
    let values = List::new(thread)?;
    let seen = Set::new(thread)?;
    let name_text = class_object.name_text();
    let take = |name: Str| -> Result<bool> {
        if seen.contains(thread, name.value())? {
            return Err(errors::type_error(
                thread,
                format!(
                    "{name_text}() got multiple sub-patterns for attribute {}",
                    operations::repr(thread, name.value())?.to_string_lossy()
                ),
            ));
        }
        seen.add(thread, name.value())?;
        match attribute::get_optional(thread, subject, name)? {
            Some(value) => {
                values.append(thread, value)?;
                Ok(true)
            }
            None => Ok(false),
        }
    };
    if positional > 0 {
        let declared = attribute::get_optional(thread, class, names().__match_args__)?;
        let matches_self = declared.is_none() && class_object.has(type_flags::MATCH_SELF);
        let arguments: Option<Tuple> = match declared {
            Some(declared) => match declared.downcast() {
                Some(tuple) => Some(tuple),
                None => {
                    return Err(errors::type_error(
                        thread,
                        format!(
                            "{name_text}.__match_args__ must be a tuple (got {})",
                            declared.class().name_text()
                        ),
                    ));
                }
            },
            None => None,
        };
        let allowed = if matches_self {
            1
        } else {
            arguments.map_or(0, |arguments| arguments.len())
        };
        if positional > allowed {
            let plural = if allowed == 1 { "" } else { "s" };
            return Err(errors::type_error(
                thread,
                format!(
                    "{name_text}() accepts {allowed} positional sub-pattern{plural} ({positional} given)"
                ),
            ));
        }
        if matches_self {
            values.append(thread, subject)?;
        } else if let Some(arguments) = arguments {
            for index in 0..positional {
                let Some(name) = arguments.get(index).downcast::<StrObject>() else {
                    return Err(errors::type_error(
                        thread,
                        format!(
                            "__match_args__ elements must be strings (got {})",
                            arguments.get(index).class().name_text()
                        ),
                    ));
                };
                if !take(name)? {
                    return Ok(Value::NONE);
                }
            }
        }
    }
    for name in keywords.iter() {
        if !take(Ref::of(name))? {
            return Ok(Value::NONE);
        }
    }
    Ok(Tuple::from_list(thread, values)?.value())
}
