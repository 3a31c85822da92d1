//! Binding the arguments of a call to the parameters of a Python function.

use typhon_bytecode::CodeFlags;
use typhon_objects::call::Arguments;
use typhon_objects::function::Function;
use typhon_objects::function::code::CodeRef;
use typhon_objects::prelude::*;

/// Writes one value a parameter to `out` (register 0 and up), in the order of `Code::locals`. The
/// arguments must not overlap `out`.
pub fn bind(
    thread: &Thread,
    function: Function,
    code: CodeRef,
    arguments: Arguments<'_>,
    out: &mut [Value],
) -> Result<()> {
    let positional = arguments.positional();
    let count = code.argument_count as usize;
    let keyword_only = code.keyword_only_count as usize;
    let named = count + keyword_only;
    let star = code.has(CodeFlags::VARARGS).then_some(named);
    let star_star = code
        .has(CodeFlags::VARKEYWORDS)
        .then_some(named + star.is_some() as usize);
    out.fill(Value::NULL);

    let direct = positional.len().min(count);
    out[..direct].copy_from_slice(&positional[..direct]);
    if let Some(star) = star {
        out[star] = Tuple::new(thread, &positional[direct..])?.value();
    }
    if let Some(star_star) = star_star {
        out[star_star] = Dict::new(thread)?.value();
    }
    let names = code.locals();
    let positional_only = code.positional_only_count as usize;
    for (key, value) in arguments.names.iter().zip(arguments.keyword_values()) {
        let Some(key) = key.downcast::<StrObject>() else {
            return Err(errors::type_error(
                thread,
                format!("{}() keywords must be strings", function.qualified_text()),
            ));
        };
        let found = (positional_only..named).find(|&index| {
            let name = names.get(index);
            name == key.value() || Str::of(name).equals(key)
        });
        match found {
            Some(index) => {
                if !out[index].is_null() {
                    return Err(errors::type_error(
                        thread,
                        format!(
                            "{}() got multiple values for argument '{}'",
                            function.qualified_text(),
                            key.to_string_lossy()
                        ),
                    ));
                }
                out[index] = *value;
            }
            None => match star_star {
                Some(star_star) => {
                    Dict::of(out[star_star]).set_str(thread, key, *value)?;
                    thread.stop_if_asked();
                }
                None => return Err(unexpected_keyword(thread, function, code, arguments, key)),
            },
        }
    }
    if positional.len() > count && star.is_none() {
        return Err(too_many(thread, function, code, positional.len(), out));
    }
    fill_defaults(thread, function, code, positional.len(), out)
}

fn fill_defaults(
    thread: &Thread,
    function: Function,
    code: CodeRef,
    given: usize,
    out: &mut [Value],
) -> Result<()> {
    let count = code.argument_count as usize;
    let names = code.locals();
    if given < count {
        let defaults: Option<Tuple> = function.defaults.get().downcast();
        let default_count = defaults.map_or(0, |defaults| defaults.len());
        let first_default = count.saturating_sub(default_count);
        let mut missing = Vec::new();
        for (index, place) in out.iter_mut().enumerate().take(count) {
            if !place.is_null() {
                continue;
            }
            match defaults {
                Some(defaults) if index >= first_default => {
                    *place = defaults.get(index + default_count - count);
                }
                _ => missing.push(quoted(names.get(index))),
            }
        }
        if !missing.is_empty() {
            return Err(missing_arguments(thread, function, "positional", missing));
        }
    }
    let keyword_only = code.keyword_only_count as usize;
    if keyword_only > 0 {
        let defaults: Option<Dict> = function.keyword_defaults.get().downcast();
        let mut missing = Vec::new();
        let places = out.iter_mut().enumerate().skip(count).take(keyword_only);
        for (index, place) in places {
            if !place.is_null() {
                continue;
            }
            match defaults.and_then(|defaults| defaults.get_str(Ref::of(names.get(index)))) {
                Some(default) => *place = default,
                None => missing.push(quoted(names.get(index))),
            }
        }
        if !missing.is_empty() {
            return Err(missing_arguments(thread, function, "keyword-only", missing));
        }
    }
    Ok(())
}

fn quoted(name: Value) -> String {
    format!("'{}'", Str::of(name).to_string_lossy())
}

#[cold]
fn missing_arguments(
    thread: &Thread,
    function: Function,
    kind: &str,
    names: Vec<String>,
) -> Raised {
    let count = names.len();
    let plural = if count == 1 { "" } else { "s" };
    let list = match names.as_slice() {
        [one] => one.clone(),
        [one, two] => format!("{one} and {two}"),
        [rest @ .., last] => format!("{}, and {last}", rest.join(", ")),
        [] => String::new(),
    };
    errors::type_error(
        thread,
        format!(
            "{}() missing {count} required {kind} argument{plural}: {list}",
            function.qualified_text()
        ),
    )
}

#[cold]
fn too_many(
    thread: &Thread,
    function: Function,
    code: CodeRef,
    given: usize,
    out: &[Value],
) -> Raised {
    let count = code.argument_count as usize;
    let defaults = function
        .defaults
        .get()
        .downcast::<TupleObject>()
        .map_or(0, |defaults| defaults.len());
    let keyword_only_given = out[count..count + code.keyword_only_count as usize]
        .iter()
        .filter(|value| !value.is_null())
        .count();
    let takes = if defaults > 0 {
        format!("from {} to {count}", count - defaults)
    } else {
        count.to_string()
    };
    let plural = if count == 1 && defaults == 0 { "" } else { "s" };
    let verb = if given == 1 && keyword_only_given == 0 {
        "was"
    } else {
        "were"
    };
    let extra = if keyword_only_given > 0 {
        let s = |count: usize| if count == 1 { "" } else { "s" };
        format!(
            " positional argument{} (and {keyword_only_given} keyword-only argument{})",
            s(given),
            s(keyword_only_given)
        )
    } else {
        String::new()
    };
    errors::type_error(
        thread,
        format!(
            "{}() takes {takes} positional argument{plural} but {given}{extra} {verb} given",
            function.qualified_text()
        ),
    )
}

#[cold]
fn unexpected_keyword(
    thread: &Thread,
    function: Function,
    code: CodeRef,
    arguments: Arguments<'_>,
    key: Str,
) -> Raised {
    let names = code.locals();
    let positional_only = code.positional_only_count as usize;
    let by_keyword: Vec<String> = (0..positional_only)
        .map(|index| names.get(index))
        .filter(|name| {
            arguments
                .names
                .iter()
                .any(|key| Str::of(*key).equals(Str::of(*name)))
        })
        .map(|name| Str::of(name).to_string_lossy().into_owned())
        .collect();
    if !by_keyword.is_empty() {
        return errors::type_error(
            thread,
            format!(
                "{}() got some positional-only arguments passed as keyword arguments: '{}'",
                function.qualified_text(),
                by_keyword.join(", ")
            ),
        );
    }
    let candidates: Vec<String> = (positional_only
        ..(code.argument_count + code.keyword_only_count) as usize)
        .map(|index| Str::of(names.get(index)).to_string_lossy().into_owned())
        .collect();
    let text = key.to_string_lossy();
    let hint = match typhon_objects::traceback_print::closest(&text, &candidates) {
        Some(name) => format!(". Did you mean '{name}'?"),
        None => String::new(),
    };
    errors::type_error(
        thread,
        format!(
            "{}() got an unexpected keyword argument '{text}'{hint}",
            function.qualified_text()
        ),
    )
}
