//! `re.Match`: the spans of one match. Immutable.
//! Invariant: behind the fixed part lie `2 * (groups + 1)` positions, -1 for groups without part in it.

use super::pattern::{Pattern, PatternObject, itself};
use super::subject::{Matcher, slice_of};
use super::substitute;
use crate::slots_object;
use crate::support::{CLASS_GETITEM, or_none, repr_text, text, to_ssize};
use typhon_objects::int;
use typhon_objects::prelude::*;
use typhon_objects::tuple::TUPLE;
use typhon_objects::types::Special;

slots_object!(MatchObject, MATCH_LAYOUT, "re.Match", { pattern, string }, {
    pos: usize,
    endpos: usize,
    // 0: no group.
    last_index: usize,
    // Groups, the whole match counted.
    groups: usize,
});

pub(super) type Match = Ref<MatchObject>;

pub(super) static MATCH: TypeSpec = TypeSpec::new("Match", &MATCH_LAYOUT)
    .module("re")
    .flags(type_flags::NO_NEW)
    .doc("The result of re.match() and re.search().\nMatch objects always have a boolean value of True.")
    .methods(&[
        method("group", group, "(self, group=0, /, *groups)", "group([group1, ...]) -> str or tuple.\nReturn subgroup(s) of the match by indices or names.\nFor 0 returns the entire match."),
        method("groups", groups, "(self, /, default=None)", "Return a tuple containing all the subgroups of the match, from 1."),
        method("groupdict", group_dict, "(self, /, default=None)", "Return a dictionary containing all the named subgroups of the match, keyed by the subgroup name."),
        method("start", start, "(self, group=0, /)", "Return index of the start of the substring matched by group."),
        method("end", end, "(self, group=0, /)", "Return index of the end of the substring matched by group."),
        method("span", span, "(self, group=0, /)", "For match object m, return the 2-tuple (m.start(group), m.end(group))."),
        method("expand", substitute::expand, "(self, /, template)", "Return the string obtained by doing backslash substitution on the string template, as done by the sub() method."),
        method("__getitem__", item, "(self, key, /)", "Return self[key]."),
        method("__repr__", repr, "(self, /)", "Return repr(self)."),
        method("__copy__", itself, "(self, /)", ""),
        method("__deepcopy__", itself, "(self, memo, /)", ""),
        CLASS_GETITEM,
    ])
    .attributes(&[
        member("string", |_, own| Ok(match_of(own).string.get()), "The string passed to match() or search()."),
        member("re", |_, own| Ok(match_of(own).pattern.get()), "The regular expression object."),
        member("pos", |_, own| Ok(Value::fixnum(match_of(own).pos as i64)), "The index into the string at which the RE engine started looking for a match."),
        member("endpos", |_, own| Ok(Value::fixnum(match_of(own).endpos as i64)), "The index into the string beyond which the RE engine will not go."),
        getter("lastindex", last_index, "The integer index of the last matched capturing group."),
        getter("lastgroup", last_group, "The name of the last matched capturing group."),
        getter("regs", registers, ""),
    ]);

pub(super) fn match_of(value: Value) -> Match {
    Ref::of(value)
}

/// The match that `matcher` has just found.
pub(super) fn new(
    thread: &Thread,
    pattern: Pattern,
    string: Value,
    matcher: &Matcher<'_>,
) -> Result {
    let shape = MATCH.root_shape();
    let groups = pattern.groups() + 1;
    let object = MatchObject {
        header: Header::new(shape.pointer().cast()),
        pattern: Slot::new(pattern.value()),
        string: Slot::new(string),
        pos: matcher.pos,
        endpos: matcher.endpos,
        last_index: matcher.last_index().unwrap_or(0),
        groups,
    };
    let size = std::mem::size_of::<MatchObject>() + groups * 16;
    let found = thread.allocate_sized(shape, object, size)?;
    // SAFETY: fresh memory of this size behind the fixed part, 8-byte aligned as every object is.
    let marks =
        unsafe { std::slice::from_raw_parts_mut(found.pointer().add(1) as *mut i64, groups * 2) };
    for group in 0..groups {
        let (start, end) = match matcher.group(group) {
            Some((start, end)) => (start as i64, end as i64),
            None => (-1, -1),
        };
        marks[2 * group] = start;
        marks[2 * group + 1] = end;
    }
    Ok(found.value())
}

impl MatchObject {
    fn marks(&self) -> &[i64] {
        // SAFETY: the invariant of this file.
        unsafe {
            std::slice::from_raw_parts(
                (self as *const MatchObject).add(1) as *const i64,
                self.groups * 2,
            )
        }
    }

    /// The span of a group that exists.
    fn span(&self, group: usize) -> (i64, i64) {
        (self.marks()[2 * group], self.marks()[2 * group + 1])
    }

    pub(super) fn pattern(&self) -> Pattern {
        Ref::<PatternObject>::of(self.pattern.get())
    }

    /// The text of a group that exists, if it took part.
    fn text(&self, thread: &Thread, group: usize) -> Result<Option<Value>> {
        let (start, end) = self.span(group);
        if start < 0 {
            return Ok(None);
        }
        slice_of(thread, self.string.get(), start as usize, end as usize).map(Some)
    }

    /// The text of group `index`, which may not exist.
    pub(super) fn group_text(&self, thread: &Thread, index: i64) -> Result<Option<Value>> {
        match usize::try_from(index) {
            Ok(index) if index < self.groups => self.text(thread, index),
            _ => Err(no_such_group(thread)),
        }
    }

    /// The number of a group given by number or name.
    fn index(&self, thread: &Thread, group: Value) -> Result<usize> {
        let by_number = int::is_int(group) || group.class().special(Special::Index).is_some();
        let number = if by_number {
            match to_ssize(thread, group) {
                Ok(number) => Some(number),
                Err(raised) if raised.is(&tree::EXCEPTION) => None,
                Err(raised) => return Err(raised),
            }
        } else {
            let names: Dict = Ref::of(self.pattern().group_index.get());
            match names.get(thread, group) {
                Ok(found) => found.and_then(int::to_i64),
                Err(raised) if raised.is(&tree::EXCEPTION) => None,
                Err(raised) => return Err(raised),
            }
        };
        number
            .and_then(|number| usize::try_from(number).ok())
            .filter(|&number| number < self.groups)
            .ok_or_else(|| no_such_group(thread))
    }

    fn optional_index(&self, thread: &Thread, group: Value) -> Result<usize> {
        group
            .present()
            .map_or(Ok(0), |group| self.index(thread, group))
    }
}

#[cold]
fn no_such_group(thread: &Thread) -> Raised {
    errors::index_error(thread, "no such group")
}

fn item(thread: &Thread, args: &[Value]) -> Result {
    let own = match_of(args[0]);
    let index = own.index(thread, args[1])?;
    Ok(own.text(thread, index)?.unwrap_or(Value::NONE))
}

fn group(thread: &Thread, args: &[Value]) -> Result {
    let own = match_of(args[0]);
    let index = own.optional_index(thread, args[1])?;
    let first = own.text(thread, index)?.unwrap_or(Value::NONE);
    let rest: Tuple = Ref::of(args[2]);
    if rest.is_empty() {
        return Ok(first);
    }
    let all = Tuple::unfilled(thread, TUPLE.root_shape(), rest.len() + 1)?;
    all.set_initial(0, first);
    for (place, group) in rest.iter().enumerate() {
        let index = own.index(thread, group)?;
        all.set_initial(place + 1, own.text(thread, index)?.unwrap_or(Value::NONE));
    }
    Ok(all.value())
}

fn groups(thread: &Thread, args: &[Value]) -> Result {
    let own = match_of(args[0]);
    let all = Tuple::unfilled(thread, TUPLE.root_shape(), own.groups - 1)?;
    for group in 1..own.groups {
        let text = own.text(thread, group)?;
        all.set_initial(group - 1, text.unwrap_or(or_none(args[1])));
    }
    Ok(all.value())
}

fn group_dict(thread: &Thread, args: &[Value]) -> Result {
    let own = match_of(args[0]);
    let result = Dict::new(thread)?;
    let names: Dict = Ref::of(own.pattern().group_index.get());
    for (name, _) in names.entries() {
        let index = own.index(thread, name)?;
        let text = own.text(thread, index)?;
        result.set(thread, name, text.unwrap_or(or_none(args[1])))?;
    }
    Ok(result.value())
}

fn start(thread: &Thread, args: &[Value]) -> Result {
    let own = match_of(args[0]);
    let index = own.optional_index(thread, args[1])?;
    Ok(Value::fixnum(own.span(index).0))
}

fn end(thread: &Thread, args: &[Value]) -> Result {
    let own = match_of(args[0]);
    let index = own.optional_index(thread, args[1])?;
    Ok(Value::fixnum(own.span(index).1))
}

fn pair(thread: &Thread, (start, end): (i64, i64)) -> Result {
    Ok(Tuple::new(thread, &[Value::fixnum(start), Value::fixnum(end)])?.value())
}

fn span(thread: &Thread, args: &[Value]) -> Result {
    let own = match_of(args[0]);
    let index = own.optional_index(thread, args[1])?;
    pair(thread, own.span(index))
}

fn registers(thread: &Thread, own: Value) -> Result {
    let own = match_of(own);
    let all = Tuple::unfilled(thread, TUPLE.root_shape(), own.groups)?;
    for group in 0..own.groups {
        all.set_initial(group, pair(thread, own.span(group))?);
    }
    Ok(all.value())
}

fn last_index(_thread: &Thread, own: Value) -> Result {
    Ok(match match_of(own).last_index {
        0 => Value::NONE,
        index => Value::fixnum(index as i64),
    })
}

fn last_group(_thread: &Thread, own: Value) -> Result {
    let own = match_of(own);
    let names: Tuple = Ref::of(own.pattern().index_group.get());
    if own.last_index == 0 || own.last_index >= names.len() {
        return Ok(Value::NONE);
    }
    Ok(names.get(own.last_index))
}

fn repr(thread: &Thread, args: &[Value]) -> Result {
    let own = match_of(args[0]);
    let (start, end) = own.span(0);
    let found = own.text(thread, 0)?.unwrap_or(Value::NONE);
    let shown: String = repr_text(thread, found)?.chars().take(50).collect();
    text(
        thread,
        format!("<re.Match object; span=({start}, {end}), match={shown}>"),
    )
}
