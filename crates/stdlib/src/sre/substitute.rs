//! `sub`, `subn` and `expand`: replacement by a literal, a template or a function.

use super::matching::{self, match_of};
use super::pattern::{Pattern, PatternObject, pattern_of};
use super::subject::{How, Subject, make as make_string, with_matcher};
use crate::slots_object;
use crate::support::{make_exact, to_ssize};
use typhon_interp::import::import_module;
use typhon_objects::attribute;
use typhon_objects::buffer::{Buffer, has_buffer};
use typhon_objects::bytes::BytesObject;
use typhon_objects::int;
use typhon_objects::prelude::*;
use typhon_objects::tuple::TUPLE;

// `items`: group numbers and the literals behind them, in turn.
slots_object!(TemplateObject, TEMPLATE_LAYOUT, "_sre.SRE_Template", { literal, items });

pub(super) static TEMPLATE: TypeSpec = TypeSpec::new("SRE_Template", &TEMPLATE_LAYOUT)
    .module("_sre")
    .flags(type_flags::NO_NEW);

/// `_sre.template(pattern, [literal, group, literal, ...])`
pub(super) fn template(thread: &Thread, args: &[Value]) -> Result {
    let invalid = || errors::type_error(thread, "invalid template");
    let Some(list) = args[1].downcast::<ListObject>() else {
        return Err(errors::bad_argument(
            thread,
            "template()",
            "argument 2",
            "list",
            args[1],
        ));
    };
    if !args[0].is::<PatternObject>() {
        return Err(errors::bad_argument(
            thread,
            "template()",
            "argument 1",
            "re.Pattern",
            args[0],
        ));
    }
    let parts = Tuple::from_list(thread, list)?;
    if parts.len() % 2 == 0 {
        return Err(invalid());
    }
    let items = Tuple::unfilled(thread, TUPLE.root_shape(), parts.len() - 1)?;
    for (place, part) in parts.iter().enumerate().skip(1) {
        if place % 2 == 1 {
            if !int::is_int(part) {
                return Err(errors::type_error(thread, "an integer is required"));
            }
            if int::is_negative(part) || int::to_i64(part).is_none() {
                return Err(invalid());
            }
        }
        items.set_initial(place - 1, part);
    }
    let template = make_exact(thread, &TEMPLATE, |header| TemplateObject {
        header,
        literal: Slot::new(parts.get(0)),
        items: Slot::new(items.value()),
    })?;
    Ok(template.value())
}

/// Joins pieces of one kind as `''.join` or `b''.join` would.
struct Joiner {
    is_text: bool,
    bytes: Vec<u8>,
    /// Pieces so far, for messages.
    count: usize,
}

impl Joiner {
    fn new(is_text: bool) -> Joiner {
        Joiner {
            is_text,
            bytes: Vec::new(),
            count: 0,
        }
    }

    /// Part of the subject.
    fn push_part(&mut self, part: &[u8]) {
        self.bytes.extend_from_slice(part);
        self.count += 1;
    }

    fn push(&mut self, thread: &Thread, piece: Value) -> Result<()> {
        if self.is_text {
            let Some(text) = piece.downcast::<StrObject>() else {
                return Err(self.wrong(thread, "str instance", piece));
            };
            self.bytes.extend_from_slice(text.bytes());
        } else if let Some(bytes) = piece.downcast::<BytesObject>() {
            self.bytes.extend_from_slice(bytes.data());
        } else if has_buffer(piece) {
            let buffer = Buffer::acquire(thread, piece, false)?;
            self.bytes.extend_from_slice(buffer.bytes());
        } else {
            return Err(self.wrong(thread, "a bytes-like object", piece));
        }
        self.count += 1;
        Ok(())
    }

    #[cold]
    fn wrong(&self, thread: &Thread, expected: &str, piece: Value) -> Raised {
        errors::type_error(
            thread,
            format!(
                "sequence item {}: expected {expected}, {} found",
                self.count,
                piece.class().name_text()
            ),
        )
    }

    fn finish(self, thread: &Thread) -> Result {
        make_string(thread, self.is_text, &self.bytes)
    }
}

/// What replaces a match.
enum Filter {
    Literal(Value),
    Template(Ref<TemplateObject>),
    Callable(Value),
}

/// The template behind a replacement, made (and cached) by `re`.
fn compile_template(thread: &Thread, pattern: Pattern, template: Value) -> Result {
    let module = import_module(thread, "re")?;
    let compile = attribute::get(thread, module, intern_text(thread, "_compile_template")?)?;
    call(thread, compile, &[pattern.value(), template])
}

/// Whether a replacement has nothing to expand.
fn is_literal(thread: &Thread, replacement: Value) -> Result<bool> {
    if let Some(text) = replacement.downcast::<StrObject>() {
        return Ok(!text.bytes().contains(&b'\\'));
    }
    if has_buffer(replacement) {
        let buffer = Buffer::acquire(thread, replacement, false)?;
        return Ok(!buffer.bytes().contains(&b'\\'));
    }
    Ok(false)
}

fn filter(thread: &Thread, pattern: Pattern, replacement: Value) -> Result<Filter> {
    if operations::is_callable(replacement) {
        return Ok(Filter::Callable(replacement));
    }
    if is_literal(thread, replacement)? {
        return Ok(Filter::Literal(replacement));
    }
    let compiled = compile_template(thread, pattern, replacement)?;
    match compiled.downcast::<TemplateObject>() {
        Some(template) if Ref::<TupleObject>::of(template.items.get()).is_empty() => {
            Ok(Filter::Literal(template.literal.get()))
        }
        Some(template) => Ok(Filter::Template(template)),
        None if operations::is_callable(compiled) => Ok(Filter::Callable(compiled)),
        None => Ok(Filter::Literal(compiled)),
    }
}

/// Feeds the pieces of an expanded template to the joiner.
fn expand_into(
    thread: &Thread,
    joiner: &mut Joiner,
    template: Ref<TemplateObject>,
    mut push_group: impl FnMut(&mut Joiner, i64) -> Result<()>,
) -> Result<()> {
    joiner.push(thread, template.literal.get())?;
    let items: Tuple = Ref::of(template.items.get());
    for (place, item) in items.iter().enumerate() {
        if place % 2 == 0 {
            push_group(joiner, int::to_i64(item).unwrap_or(-1))?;
        } else {
            joiner.push(thread, item)?;
        }
    }
    Ok(())
}

/// The new string and the number of replacements.
fn substitute(thread: &Thread, args: &[Value]) -> Result<(Value, i64)> {
    let pattern = pattern_of(args[0]);
    let most = args[3]
        .present()
        .map_or(Ok(0), |most| to_ssize(thread, most))?;
    let subject = Subject::new(thread, &pattern, args[2])?;
    let filter = filter(thread, pattern, args[1])?;
    let mut joiner = Joiner::new(subject.is_text);
    let mut count = 0;
    let mut last = 0;
    with_matcher(thread, &pattern, &subject.units, (0, i64::MAX), |matcher| {
        while (most == 0 || count < most) && matcher.run(How::Search)? {
            let (start, end) = matcher.span();
            if last < start {
                joiner.push_part(subject.bytes(thread, last, start)?);
            }
            match &filter {
                Filter::Literal(literal) => joiner.push(thread, *literal)?,
                Filter::Template(template) => {
                    let group = |joiner: &mut Joiner, index: i64| {
                        if index as usize > pattern.groups() {
                            return Err(errors::index_error(thread, "no such group"));
                        }
                        if let Some((start, end)) = matcher.group(index as usize) {
                            joiner.push_part(subject.bytes(thread, start, end)?);
                        }
                        Ok(())
                    };
                    expand_into(thread, &mut joiner, *template, group)?;
                }
                Filter::Callable(callable) => {
                    let found = matching::new(thread, pattern, args[2], matcher)?;
                    let piece = call(thread, *callable, &[found])?;
                    if !piece.is_none() {
                        joiner.push(thread, piece)?;
                    }
                }
            }
            count += 1;
            last = end;
            matcher.advance();
            thread.poll()?;
        }
        Ok(())
    })?;
    if count == 0 {
        return Ok((subject.slice(thread, 0, subject.len())?, 0));
    }
    if last < subject.len() {
        joiner.push_part(subject.bytes(thread, last, subject.len())?);
    }
    Ok((joiner.finish(thread)?, count))
}

pub(super) fn sub(thread: &Thread, args: &[Value]) -> Result {
    substitute(thread, args).map(|(text, _)| text)
}

pub(super) fn sub_counted(thread: &Thread, args: &[Value]) -> Result {
    let (text, count) = substitute(thread, args)?;
    Ok(Tuple::new(thread, &[text, Value::fixnum(count)])?.value())
}

/// `match.expand(template)`
pub(super) fn expand(thread: &Thread, args: &[Value]) -> Result {
    let own = match_of(args[0]);
    let compiled = compile_template(thread, own.pattern(), args[1])?;
    let Some(template) = compiled.downcast::<TemplateObject>() else {
        return Ok(compiled);
    };
    if Ref::<TupleObject>::of(template.items.get()).is_empty() {
        return Ok(template.literal.get());
    }
    let mut joiner = Joiner::new(own.string.get().is::<StrObject>());
    expand_into(thread, &mut joiner, template, |joiner, index| {
        match own.group_text(thread, index)? {
            Some(text) => joiner.push(thread, text),
            None => Ok(()),
        }
    })?;
    joiner.finish(thread)
}
