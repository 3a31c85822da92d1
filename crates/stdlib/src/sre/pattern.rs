//! `re.Pattern`: a compiled pattern. Immutable, so threads share it freely.

use super::matching;
use super::scanner;
use super::subject::{How, Matcher, Subject, is_text, make as make_string, with_matcher};
use super::substitute;
use super::to_c_int;
use crate::slots_object;
use crate::support::{CLASS_GETITEM, make_exact, repr_text, to_ssize};
use typhon_objects::int;
use typhon_objects::mapping_proxy;
use typhon_objects::prelude::*;
use typhon_sre::Code;

slots_object!(PatternObject, PATTERN_LAYOUT, "re.Pattern", { pattern, group_index, index_group }, {
    flags: u32,
    is_text: Option<bool>,
    // Boxed, so that the zeros of fresh memory are a valid value.
    code: Option<Box<Code>>,
}, drop);

pub(super) type Pattern = Ref<PatternObject>;

impl PatternObject {
    pub(super) fn code(&self) -> &Code {
        self.code
            .as_deref()
            .expect("patterns are made with their code")
    }

    /// Number of groups, the whole match not counted.
    pub(super) fn groups(&self) -> usize {
        self.code().groups()
    }
}

const REGION: &str = "(self, /, string, pos=0, endpos=sys.maxsize)";

pub(super) static PATTERN: TypeSpec = TypeSpec::new("Pattern", &PATTERN_LAYOUT)
    .module("re")
    .flags(type_flags::NO_NEW | type_flags::WEAKREF)
    .doc("Compiled regular expression object.")
    .methods(&[
        method("match", match_, REGION, "Matches zero or more characters at the beginning of the string."),
        method("fullmatch", full_match, REGION, "Matches against all of the string."),
        method("search", search, REGION, "Scan through string looking for a match, and return a corresponding match object instance.\n\nReturn None if no position in the string matches."),
        method("findall", find_all, REGION, "Return a list of all non-overlapping matches of pattern in string."),
        method("finditer", find_iter, REGION, "Return an iterator over all non-overlapping matches for the RE pattern in string.\n\nFor each match, the iterator returns a match object."),
        method("scanner", scanner, REGION, ""),
        method("split", split, "(self, /, string, maxsplit=0)", "Split string by the occurrences of pattern."),
        method("sub", substitute::sub, "(self, /, repl, string, count=0)", "Return the string obtained by replacing the leftmost non-overlapping occurrences of pattern in string by the replacement repl."),
        method("subn", substitute::sub_counted, "(self, /, repl, string, count=0)", "Return the tuple (new_string, number_of_subs_made) found by replacing the leftmost non-overlapping occurrences of pattern with the replacement repl."),
        method("__copy__", itself, "(self, /)", ""),
        method("__deepcopy__", itself, "(self, memo, /)", ""),
        method("__repr__", repr, "(self, /)", "Return repr(self)."),
        method("__hash__", hash, "(self, /)", "Return hash(self)."),
        method("__eq__", equal, "(self, value, /)", "Return self==value."),
        CLASS_GETITEM,
    ])
    .attributes(&[
        member("pattern", |_, own| Ok(pattern_of(own).pattern.get()), "The pattern string from which the RE object was compiled."),
        member("flags", |_, own| Ok(Value::fixnum(pattern_of(own).flags.into())), "The regex matching flags."),
        member("groups", |_, own| Ok(Value::fixnum(pattern_of(own).groups() as i64)), "The number of capturing groups in the pattern."),
        getter("groupindex", |thread, own| mapping_proxy::new(thread, pattern_of(own).group_index.get()), "A dictionary mapping group names to group numbers."),
    ]);

pub(super) fn pattern_of(value: Value) -> Pattern {
    Ref::of(value)
}

/// One word of a code list.
fn word(thread: &Thread, value: Value) -> Result<u32> {
    if !int::is_int(value) {
        return Err(errors::type_error(thread, "an integer is required"));
    }
    if int::is_negative(value) {
        return Err(errors::overflow_error(
            thread,
            "can't convert negative value to unsigned int",
        ));
    }
    int::to_i64(value)
        .and_then(|word| u32::try_from(word).ok())
        .ok_or_else(|| {
            errors::overflow_error(thread, "regular expression code size limit exceeded")
        })
}

/// `_sre.compile(pattern, flags, code, groups, groupindex, indexgroup)`
pub(super) fn compile(thread: &Thread, args: &[Value]) -> Result {
    let [pattern, flags, code, groups, group_index, index_group] = *args else {
        unreachable!("bound to the row")
    };
    let flags = to_c_int(thread, flags)?;
    let wrong = |name: &str, expected: &str, value: Value| {
        let name = format!("argument '{name}'");
        errors::bad_argument(thread, "compile()", &name, expected, value)
    };
    let Some(code) = code.downcast::<ListObject>() else {
        return Err(wrong("code", "list", code));
    };
    let groups = to_ssize(thread, groups)?;
    if !group_index.is::<DictObject>() {
        return Err(wrong("groupindex", "dict", group_index));
    }
    if !index_group.is::<TupleObject>() {
        return Err(wrong("indexgroup", "tuple", index_group));
    }
    let is_text = if pattern.is_none() {
        None
    } else {
        Some(is_text(thread, pattern)?)
    };
    let mut words = Vec::with_capacity(code.len());
    let mut index = 0;
    while let Some(item) = code.get(index) {
        words.push(word(thread, item)?);
        index += 1;
    }
    let code = usize::try_from(groups)
        .ok()
        .and_then(|groups| Code::new(words, groups).ok())
        .ok_or_else(|| errors::runtime_error(thread, "invalid SRE code"))?;
    let pattern = make_exact(thread, &PATTERN, |header| PatternObject {
        header,
        pattern: Slot::new(pattern),
        group_index: Slot::new(group_index),
        index_group: Slot::new(index_group),
        flags: flags as u32,
        is_text,
        code: Some(Box::new(code)),
    })?;
    Ok(pattern.value())
}

/// The region arguments at `args[2..4]`.
pub(super) fn region(thread: &Thread, args: &[Value]) -> Result<(i64, i64)> {
    let pos = args[2]
        .present()
        .map_or(Ok(0), |pos| to_ssize(thread, pos))?;
    let endpos = args[3]
        .present()
        .map_or(Ok(i64::MAX), |endpos| to_ssize(thread, endpos))?;
    Ok((pos, endpos))
}

fn one(thread: &Thread, args: &[Value], how: How) -> Result {
    let pattern = pattern_of(args[0]);
    let region = region(thread, args)?;
    let subject = Subject::new(thread, &pattern, args[1])?;
    with_matcher(thread, &pattern, &subject.units, region, |matcher| {
        if matcher.run(how)? {
            matching::new(thread, pattern, args[1], matcher)
        } else {
            Ok(Value::NONE)
        }
    })
}

fn match_(thread: &Thread, args: &[Value]) -> Result {
    one(thread, args, How::Match)
}

fn full_match(thread: &Thread, args: &[Value]) -> Result {
    one(thread, args, How::FullMatch)
}

fn search(thread: &Thread, args: &[Value]) -> Result {
    one(thread, args, How::Search)
}

/// A group of the last match as a string, empty or `missing` if it took no part.
fn group_text(
    thread: &Thread,
    subject: &Subject,
    matcher: &Matcher<'_>,
    group: usize,
    missing: Option<Value>,
) -> Result {
    match (matcher.group(group), missing) {
        (Some((start, end)), _) => subject.slice(thread, start, end),
        (None, Some(missing)) => Ok(missing),
        (None, None) => make_string(thread, subject.is_text, &[]),
    }
}

fn find_all(thread: &Thread, args: &[Value]) -> Result {
    let pattern = pattern_of(args[0]);
    let region = region(thread, args)?;
    let subject = Subject::new(thread, &pattern, args[1])?;
    let found = List::new(thread)?;
    let groups = pattern.groups();
    with_matcher(thread, &pattern, &subject.units, region, |matcher| {
        while matcher.run(How::Search)? {
            let item = match groups {
                0 | 1 => group_text(thread, &subject, matcher, groups, None)?,
                _ => {
                    let shape = typhon_objects::tuple::TUPLE.root_shape();
                    let tuple = Tuple::unfilled(thread, shape, groups)?;
                    for group in 1..=groups {
                        let text = group_text(thread, &subject, matcher, group, None)?;
                        tuple.set_initial(group - 1, text);
                    }
                    tuple.value()
                }
            };
            found.append(thread, item)?;
            matcher.advance();
        }
        Ok(found.value())
    })
}

fn find_iter(thread: &Thread, args: &[Value]) -> Result {
    scanner::find_iterator(thread, args)
}

fn scanner(thread: &Thread, args: &[Value]) -> Result {
    Ok(scanner::new(thread, args)?.value())
}

fn split(thread: &Thread, args: &[Value]) -> Result {
    let pattern = pattern_of(args[0]);
    let most = args[2]
        .present()
        .map_or(Ok(0), |most| to_ssize(thread, most))?;
    let subject = Subject::new(thread, &pattern, args[1])?;
    let parts = List::new(thread)?;
    let mut count = 0;
    let mut last = 0;
    with_matcher(thread, &pattern, &subject.units, (0, i64::MAX), |matcher| {
        while (most == 0 || count < most) && matcher.run(How::Search)? {
            let (start, end) = matcher.span();
            parts.append(thread, subject.slice(thread, last, start)?)?;
            for group in 1..=pattern.groups() {
                let text = group_text(thread, &subject, matcher, group, Some(Value::NONE))?;
                parts.append(thread, text)?;
            }
            count += 1;
            last = end;
            matcher.advance();
        }
        parts.append(thread, subject.slice(thread, last, subject.len())?)?;
        Ok(parts.value())
    })
}

pub(super) fn itself(_thread: &Thread, args: &[Value]) -> Result {
    Ok(args[0])
}

const UNICODE: u32 = 32;

/// Flags by their names, but for the one that every text pattern has.
const FLAGS: [(u32, &str); 8] = [
    (2, "re.IGNORECASE"),
    (4, "re.LOCALE"),
    (8, "re.MULTILINE"),
    (16, "re.DOTALL"),
    (UNICODE, "re.UNICODE"),
    (64, "re.VERBOSE"),
    (128, "re.DEBUG"),
    (256, "re.ASCII"),
];

fn repr(thread: &Thread, args: &[Value]) -> Result {
    let pattern = pattern_of(args[0]);
    let mut flags = pattern.flags;
    if pattern.is_text != Some(false) && flags & (4 | UNICODE | 256) == UNICODE {
        flags &= !UNICODE;
    }
    let mut names: Vec<String> = Vec::new();
    for (flag, name) in FLAGS {
        if flags & flag != 0 {
            names.push(name.to_string());
            flags &= !flag;
        }
    }
    if flags != 0 {
        names.push(format!("0x{flags:x}"));
    }
    let text = repr_text(thread, pattern.pattern.get())?;
    let shown: String = text.chars().take(200).collect();
    let flags = if names.is_empty() {
        String::new()
    } else {
        format!(", {}", names.join("|"))
    };
    crate::support::text(thread, format!("re.compile({shown}{flags})"))
}

fn hash(thread: &Thread, args: &[Value]) -> Result {
    let pattern = pattern_of(args[0]);
    let text = operations::hash(thread, pattern.pattern.get())?;
    let rest = (u64::from(pattern.flags) << 20) ^ pattern.code().words().len() as u64;
    Ok(Value::fixnum(((text ^ rest.rotate_left(17)) >> 2) as i64))
}

fn equal(thread: &Thread, args: &[Value]) -> Result {
    let own = pattern_of(args[0]);
    let Some(other) = args[1].downcast::<PatternObject>() else {
        return Ok(Value::NOT_IMPLEMENTED);
    };
    if own == other {
        return Ok(Value::TRUE);
    }
    if own.flags != other.flags || own.is_text != other.is_text || own.code() != other.code() {
        return Ok(Value::FALSE);
    }
    let same = operations::equal(thread, own.pattern.get(), other.pattern.get())?;
    Ok(Value::bool(same))
}
