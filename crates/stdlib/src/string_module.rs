//! Module `_string`: the parsers of format strings that `string.Formatter` is built on.

use crate::slots_object;
use crate::support::make_exact;
use std::sync::atomic::{AtomicUsize, Ordering};
use typhon_objects::number::raise;
use typhon_objects::prelude::*;
use typhon_objects::str::{from_code_point, from_part};
use typhon_text::format::template::{Accessor, Key, Parser, split_field_name};

pub static MODULE: ModuleSpec = ModuleSpec {
    name: "_string",
    doc: "Parsing of format strings for module string.",
    functions: &[
        function(
            "formatter_parser",
            formatter_parser,
            "(object, /)",
            "Iterator of (literal text, field name, format specifier, conversion) tuples.",
        ),
        function(
            "formatter_field_name_split",
            field_name_split,
            "(object, /)",
            "The first part of a field name, and an iterator of (is attribute, name) pairs for the rest.",
        ),
    ],
    types: &[],
    setup: Some(|thread, _| {
        FORMATTER_ITERATOR.ready(thread)?;
        FIELD_NAME_ITERATOR.ready(thread)?;
        Ok(())
    }),
};

// What the parser found up to its first error, and that error: it is raised when all else was given out.
slots_object!(ParsedObject, PARSED_LAYOUT, "format string iterator", { items, error }, { index: AtomicUsize });

static FORMATTER_ITERATOR: TypeSpec = TypeSpec::new("formatteriterator", &PARSED_LAYOUT)
    .flags(type_flags::NO_NEW)
    .methods(ROWS);

static FIELD_NAME_ITERATOR: TypeSpec = TypeSpec::new("fieldnameiterator", &PARSED_LAYOUT)
    .flags(type_flags::NO_NEW)
    .methods(ROWS);

const ROWS: &[Method] = &[
    method(
        "__iter__",
        |_, args| Ok(args[0]),
        "(self, /)",
        "Return self.",
    ),
    method("__next__", next, "(self, /)", "The next part."),
];

fn next(_: &Thread, args: &[Value]) -> Result {
    let parsed = Ref::<ParsedObject>::of(args[0]);
    let items = Ref::<ListObject>::of(parsed.items.get());
    match items.get(parsed.index.fetch_add(1, Ordering::Relaxed)) {
        Some(item) => Ok(item),
        None => match parsed.error.get().present() {
            Some(error) => Err(Raised::new(error)),
            None => Ok(Value::NULL),
        },
    }
}

fn iterator(thread: &Thread, spec: &TypeSpec, items: List, error: Option<Raised>) -> Result {
    let error = error.map_or(Value::NULL, Raised::value);
    let made = make_exact(thread, spec, |header| ParsedObject {
        header,
        items: Slot::new(items.value()),
        error: Slot::new(error),
        index: AtomicUsize::new(0),
    })?;
    Ok(made.value())
}

fn expect_text(thread: &Thread, value: Value) -> Result<Str> {
    match value.downcast::<StrObject>() {
        Some(text) => Ok(text),
        None => Err(errors::type_error(
            thread,
            format!("expected str, got {}", value.class().name_text()),
        )),
    }
}

fn formatter_parser(thread: &Thread, args: &[Value]) -> Result {
    let text = expect_text(thread, args[0])?;
    let items = List::new(thread)?;
    let mut parser = Parser::new(text.bytes());
    let error = loop {
        let segment = match parser.next_segment() {
            Ok(Some(segment)) => segment,
            Ok(None) => break None,
            Err(error) => break Some(raise(thread, error)),
        };
        let literal = from_part(thread, segment.literal)?.value();
        let none = Value::NONE;
        let (name, spec, conversion) = match segment.field {
            None => (none, none, none),
            Some(field) => (
                from_part(thread, field.name)?.value(),
                from_part(thread, field.spec)?.value(),
                match field.conversion {
                    Some(code) => from_code_point(thread, code)?.value(),
                    None => none,
                },
            ),
        };
        let item = Tuple::new(thread, &[literal, name, spec, conversion])?;
        items.append(thread, item.value())?;
    };
    iterator(thread, &FORMATTER_ITERATOR, items, error)
}

fn key_value(thread: &Thread, key: Key<'_>) -> Result {
    match key {
        Key::Number(number) => typhon_objects::int::from_u64(thread, number as u64),
        Key::Text(text) => Ok(from_part(thread, text)?.value()),
    }
}

fn field_name_split(thread: &Thread, args: &[Value]) -> Result {
    let name = expect_text(thread, args[0])?;
    let (first, accessors) =
        split_field_name(name.bytes()).map_err(|error| raise(thread, error))?;
    let items = List::new(thread)?;
    let mut failed = None;
    for accessor in accessors {
        let (is_attribute, value) = match accessor {
            Ok(Accessor::Attribute(name)) => (true, from_part(thread, name)?.value()),
            Ok(Accessor::Item(key)) => (false, key_value(thread, key)?),
            Err(error) => {
                failed = Some(raise(thread, error));
                break;
            }
        };
        let item = Tuple::new(thread, &[Value::bool(is_attribute), value])?;
        items.append(thread, item.value())?;
    }
    let first = key_value(thread, first)?;
    let rest = iterator(thread, &FIELD_NAME_ITERATOR, items, failed)?;
    Ok(Tuple::new(thread, &[first, rest])?.value())
}
