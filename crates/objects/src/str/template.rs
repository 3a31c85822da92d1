//! `str.format` and `str.format_map`: filling the fields of a template.

use super::characters::from_part;
use super::layout::Str;
use super::methods::string;
use super::{StrBuilder, intern_bytes};
use crate::attribute;
use crate::dict::DictObject;
use crate::errors::{self, Result};
use crate::number::raise;
use crate::object::{Ref, ValueExt};
use crate::operations;
use crate::thread::Thread;
use crate::tuple::Tuple;
use typhon_heap::Value;
use typhon_text::format::template::{
    Accessor, AutoNumber, Field, Key, Parser, split_field_name, unknown_conversion,
};

/// Where fields get their values from.
struct Source {
    /// `None` for `format_map`.
    positional: Option<Tuple>,
    /// A dict, any mapping, or NULL.
    named: Value,
}

pub fn format(thread: &Thread, args: &[Value]) -> Result {
    let source = Source {
        positional: Some(Ref::of(args[1])),
        named: args[2],
    };
    filled(thread, string(args[0]), &source)
}

pub fn format_map(thread: &Thread, args: &[Value]) -> Result {
    let source = Source {
        positional: None,
        named: args[1],
    };
    filled(thread, string(args[0]), &source)
}

fn filled(thread: &Thread, template: Str, source: &Source) -> Result {
    let mut output = StrBuilder::with_capacity(template.bytes().len() + 16);
    let mut numbers = AutoNumber::default();
    fill(
        thread,
        template.bytes(),
        source,
        &mut numbers,
        2,
        &mut output,
    )?;
    Ok(output.finish(thread)?.value())
}

fn fill(
    thread: &Thread,
    template: &[u8],
    source: &Source,
    numbers: &mut AutoNumber,
    depth: u32,
    output: &mut StrBuilder,
) -> Result<()> {
    if depth == 0 {
        return Err(errors::value_error(thread, "Max string recursion exceeded"));
    }
    let mut parser = Parser::new(template);
    while let Some(segment) = parser
        .next_segment()
        .map_err(|error| raise(thread, error))?
    {
        output.push_wtf8(segment.literal);
        if let Some(field) = segment.field {
            let text = format_field(thread, &field, source, numbers, depth)?;
            output.push(text);
        }
    }
    Ok(())
}

fn format_field(
    thread: &Thread,
    field: &Field<'_>,
    source: &Source,
    numbers: &mut AutoNumber,
    depth: u32,
) -> Result<Str> {
    let mut value = field_value(thread, field.name, source, numbers)?;
    if let Some(conversion) = field.conversion {
        value = match char::from_u32(conversion) {
            Some('r') => operations::repr(thread, value)?.value(),
            Some('s') => operations::str(thread, value)?.value(),
            Some('a') => operations::ascii(thread, value)?.value(),
            _ => return Err(raise(thread, unknown_conversion(conversion))),
        };
    }
    if field.spec.is_empty() {
        return operations::format(thread, value, Value::NULL);
    }
    let spec = if field.spec_has_fields {
        let mut spec = StrBuilder::new();
        fill(thread, field.spec, source, numbers, depth - 1, &mut spec)?;
        spec.finish(thread)?
    } else {
        from_part(thread, field.spec)?
    };
    operations::format(thread, value, spec.value())
}

fn field_value(thread: &Thread, name: &[u8], source: &Source, numbers: &mut AutoNumber) -> Result {
    let (first, accessors) = split_field_name(name).map_err(|error| raise(thread, error))?;
    let mut value = match numbers
        .resolve(first)
        .map_err(|error| raise(thread, error))?
    {
        Key::Number(index) => match source.positional {
            Some(positional) if index < positional.len() => positional.get(index),
            Some(_) => {
                return Err(errors::index_error(
                    thread,
                    format!("Replacement index {index} out of range for positional args tuple"),
                ));
            }
            None => {
                return Err(errors::value_error(
                    thread,
                    "Format string contains positional fields",
                ));
            }
        },
        Key::Text(name) => {
            let key = from_part(thread, name)?.value();
            match source.named.present() {
                None => return Err(errors::key_error(thread, key)),
                Some(named) => match named.downcast::<DictObject>() {
                    Some(dict) if source.positional.is_some() => match dict.get(thread, key)? {
                        Some(value) => value,
                        None => return Err(errors::key_error(thread, key)),
                    },
                    _ => operations::get_item(thread, named, key)?,
                },
            }
        }
    };
    for accessor in accessors {
        value = match accessor.map_err(|error| raise(thread, error))? {
            Accessor::Attribute(name) => {
                attribute::get(thread, value, intern_bytes(thread, name)?)?
            }
            Accessor::Item(Key::Number(index)) => {
                operations::get_item(thread, value, Value::fixnum(index.min(1 << 61) as i64))?
            }
            Accessor::Item(Key::Text(key)) => {
                operations::get_item(thread, value, from_part(thread, key)?.value())?
            }
        };
    }
    Ok(value)
}
