//! "Did you mean": the name closest to a wrong one, among those that would have been right.

use super::{attribute_of, loaded_module};
use crate::attribute;
use crate::call::call_method;
use crate::dict::DictObject;
use crate::errors::Result;
use crate::exceptions as tree;
use crate::exceptions::Exception;
use crate::list::List;
use crate::names::names;
use crate::object::ValueExt;
use crate::operations;
use crate::str::{Str, StrObject, intern_text};
use crate::thread::Thread;
use crate::traceback::TracebackObject;
use typhon_heap::Value;

const MOST_CANDIDATES: usize = 750;
const LONGEST: usize = 40;
const MOVE: usize = 2;
const CASE: usize = 1;

/// What is put behind the message of an exception about a name.
pub(super) fn hint(thread: &Thread, exception: Exception) -> String {
    let is = |spec: &crate::types::TypeSpec| exception.class().is_subtype(spec.get());
    let field = if is(&tree::IMPORT_ERROR) {
        "name_from"
    } else if is(&tree::NAME_ERROR) || is(&tree::ATTRIBUTE_ERROR) {
        "name"
    } else {
        return String::new();
    };
    let Some(wrong) = attribute_of(thread, exception.value(), field) else {
        return String::new();
    };
    let Some(wrong) = wrong
        .downcast::<StrObject>()
        .and_then(|wrong| wrong.as_str())
    else {
        return String::new();
    };
    // An error in the search is no reason not to print the exception.
    let suggestion = suggest(thread, exception, wrong).ok().flatten();
    let mut hint = match &suggestion {
        Some(name) => format!(". Did you mean: '{name}'?"),
        None => String::new(),
    };
    if is(&tree::NAME_ERROR) && is_library_module(thread, wrong) {
        hint.push_str(&if suggestion.is_some() {
            format!(" Or did you forget to import '{wrong}'?")
        } else {
            format!(". Did you forget to import '{wrong}'?")
        });
    }
    hint
}

fn is_library_module(thread: &Thread, name: &str) -> bool {
    let names = loaded_module(thread, "sys")
        .and_then(|sys| attribute_of(thread, sys, "stdlib_module_names"));
    let (Some(names), Ok(name)) = (names, intern_text(thread, name)) else {
        return false;
    };
    operations::contains(thread, names, name.value()).unwrap_or(false)
}

/// The frame the exception was raised in.
fn innermost_frame(exception: Exception) -> Option<Value> {
    let mut current = exception.traceback.get().downcast::<TracebackObject>()?;
    while let Some(next) = current.next() {
        current = next;
    }
    Some(current.frame())
}

fn local_self(thread: &Thread, frame: Value) -> Option<Value> {
    let locals = attribute_of(thread, frame, "f_locals")?;
    let locals = locals.downcast::<DictObject>()?;
    locals.get_str(intern_text(thread, "self").ok()?)
}

fn suggest(thread: &Thread, exception: Exception, wrong: &str) -> Result<Option<String>> {
    let object = exception.value();
    let class = exception.class();
    let candidates = List::new(thread)?;
    let mut hides_private = !wrong.starts_with('_');
    if class.is_subtype(tree::ATTRIBUTE_ERROR.get()) {
        let target = attribute::get(thread, object, intern_text(thread, "obj")?)?;
        add_dir(thread, target, candidates)?;
        if hides_private && let Some(frame) = innermost_frame(exception) {
            hides_private = local_self(thread, frame) != Some(target);
        }
    } else if class.is_subtype(tree::IMPORT_ERROR.get()) {
        let name = attribute::get(thread, object, names().name)?;
        let Some(name) = name.downcast::<StrObject>() else {
            return Ok(None);
        };
        let Some(module) = loaded_module(thread, &name.to_string_lossy()) else {
            return Ok(None);
        };
        add_dir(thread, module, candidates)?;
    } else {
        let Some(frame) = innermost_frame(exception) else {
            return Ok(None);
        };
        hides_private = false;
        for name in ["f_locals", "f_globals", "f_builtins"] {
            if let Some(namespace) = attribute_of(thread, frame, name) {
                add_names(thread, namespace, candidates)?;
            }
        }
        if let Some(receiver) = local_self(thread, frame) {
            let name = intern_text(thread, wrong)?;
            if attribute::get_optional(thread, receiver, name)?.is_some() {
                return Ok(Some(format!("self.{wrong}")));
            }
        }
    }
    let texts: Vec<String> = (0..candidates.len())
        .filter_map(|index| candidates.get(index)?.downcast::<StrObject>())
        .filter_map(|name: Str| name.as_str())
        .filter(|name| !(hides_private && name.starts_with('_')))
        .map(str::to_string)
        .collect();
    Ok(closest(wrong, &texts).map(str::to_string))
}

fn add_names(thread: &Thread, from: Value, into: List) -> Result<()> {
    let list = operations::list_from(thread, from)?;
    for index in 0..list.len() {
        into.append(thread, list.get(index).unwrap_or(Value::NONE))?;
    }
    Ok(())
}

fn add_dir(thread: &Thread, object: Value, into: List) -> Result<()> {
    let found = match object.downcast::<crate::types::TypeObject>() {
        // Called on a class, `__dir__` would be that of its instances.
        Some(class) => {
            let dict = crate::dict::Dict::new(thread)?;
            crate::types::type_type::collect_names(thread, class, dict)?;
            dict.value()
        }
        None => call_method(thread, object, names().__dir__, &[])?,
    };
    let sorted = operations::sorted_list(thread, found)?;
    add_names(thread, sorted.value(), into)
}

/// The candidate closest to `wrong`, if one is close enough.
pub fn closest<'a>(wrong: &str, candidates: &'a [String]) -> Option<&'a str> {
    if candidates.len() > MOST_CANDIDATES {
        return None;
    }
    let own: Vec<char> = wrong.chars().collect();
    if own.len() > LONGEST {
        return None;
    }
    let mut best: Option<(usize, &str)> = None;
    for candidate in candidates {
        if candidate == wrong {
            continue;
        }
        let other: Vec<char> = candidate.chars().collect();
        // No more than a third of the letters may have to change.
        let allowed = (own.len() + other.len() + 3) * MOVE / 6;
        let beaten = best.map_or(usize::MAX, |(distance, _)| distance);
        let Some(limit) = beaten.checked_sub(1).map(|beaten| beaten.min(allowed)) else {
            break;
        };
        let distance = distance(&own, &other, limit);
        if distance <= limit {
            best = Some((distance, candidate));
        }
    }
    best.map(|(_, name)| name)
}

fn substitution(a: char, b: char) -> usize {
    if a == b {
        0
    } else if a.to_lowercase().eq(b.to_lowercase()) {
        CASE
    } else {
        MOVE
    }
}

/// Weighted edit distance, one row of the matrix at a time; more than `limit` once it is exceeded.
fn distance(a: &[char], b: &[char], limit: usize) -> usize {
    let prefix = a.iter().zip(b).take_while(|(x, y)| x == y).count();
    let (a, b) = (&a[prefix..], &b[prefix..]);
    let suffix = a
        .iter()
        .rev()
        .zip(b.iter().rev())
        .take_while(|(x, y)| x == y)
        .count();
    let (a, b) = (&a[..a.len() - suffix], &b[..b.len() - suffix]);
    if a.is_empty() || b.is_empty() {
        return MOVE * (a.len() + b.len());
    }
    if a.len() > LONGEST || b.len() > LONGEST || a.len().abs_diff(b.len()) * MOVE > limit {
        return limit + 1;
    }
    let mut row: Vec<usize> = (1..=a.len()).map(|column| column * MOVE).collect();
    for (i, y) in b.iter().enumerate() {
        // The left cell starts as low as the diagonal one, as in CPython.
        let (mut diagonal, mut left) = (i * MOVE, i * MOVE);
        let mut smallest = usize::MAX;
        for (j, x) in a.iter().enumerate() {
            let substituted = diagonal + substitution(*x, *y);
            diagonal = row[j];
            left = substituted.min(left.min(diagonal) + MOVE);
            row[j] = left;
            smallest = smallest.min(left);
        }
        if smallest > limit {
            return limit + 1;
        }
    }
    row[a.len() - 1]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn suggestions_are_close() {
        let names = ["append", "extend", "Value", "index"].map(String::from);
        assert_eq!(closest("apend", &names), Some("append"));
        assert_eq!(closest("value", &names), Some("Value"));
        assert_eq!(closest("zzzzz", &names), None);
    }
}
