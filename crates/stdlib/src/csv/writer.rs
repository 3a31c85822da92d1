//! Writers.

use super::dialect::{self, DialectObject, dialect};
use super::error;
use crate::slots_object;
use crate::support::make_exact;
use typhon_objects::attribute;
use typhon_objects::int;
use typhon_objects::prelude::*;
use typhon_objects::types::Special;
use typhon_text::wtf8;

slots_object!(WriterObject, WRITER_LAYOUT, "_csv.writer", { write, dialect });

pub(super) static WRITER: TypeSpec = TypeSpec::new("writer", &WRITER_LAYOUT)
    .module("_csv")
    .flags(type_flags::NO_NEW)
    .doc("CSV writer\n\nWriter objects are responsible for generating tabular data\nin CSV format from sequence input.\n")
    .methods(&[
        method("writerow", write_row, "(self, row, /)", "writerow(iterable)\n\nConstruct and write a CSV record from an iterable of fields.  Non-string\nelements will be converted to string."),
        method("writerows", write_rows, "(self, rows, /)", "writerows(iterable of iterables)\n\nConstruct and write a series of iterables to a csv file.  Non-string\nelements will be converted to string."),
    ])
    .attributes(&[member("dialect", |_, object| Ok(Ref::<WriterObject>::of(object).dialect.get()), "")]);

pub(super) fn writer(thread: &Thread, args: &[Value]) -> Result {
    let dialect = dialect::make(thread, args[1], args[2])?;
    let write = attribute::get_optional(thread, args[0], names().write)?;
    let Some(write) = write.filter(|&write| operations::is_callable(write)) else {
        return Err(errors::type_error(
            thread,
            "argument 1 must have a \"write\" method",
        ));
    };
    let writer = make_exact(thread, &WRITER, |header| WriterObject {
        header,
        write: Slot::new(write),
        dialect: Slot::new(dialect),
    })?;
    Ok(writer.value())
}

/// A line in the making; holds no references but the rules, which the caller holds too.
struct Line<'a> {
    thread: &'a Thread,
    rules: Ref<DialectObject>,
    line_end: Str,
    output: Vec<u8>,
    fields: usize,
}

impl Line<'_> {
    /// Adds a field; `None` is the empty field that stands for None.
    fn add(&mut self, field: Option<Str>, mut quoted: bool) -> Result<()> {
        let rules = self.rules;
        let text = field.map_or(&b""[..], |field| field.bytes());
        if text.is_empty() && rules.delimiter == ' ' as u32 && rules.skip_space {
            let bare = matches!(rules.quoting, dialect::STRINGS | dialect::NOTNULL);
            if rules.quoting == dialect::NONE || (field.is_none() && bare) {
                return Err(error(
                    self.thread,
                    "empty field must be quoted if delimiter is a space and skipinitialspace is true",
                ));
            }
            quoted = true;
        }
        if self.fields > 0 {
            wtf8::push(&mut self.output, rules.delimiter);
        }
        let start = self.output.len();
        for point in wtf8::code_points(text) {
            if self.is_special(point) {
                let escaped = if rules.quoting == dialect::NONE {
                    true
                } else if rules.quote == Some(point) {
                    if rules.double_quote {
                        wtf8::push(&mut self.output, point);
                    }
                    !rules.double_quote
                } else {
                    rules.escape == Some(point)
                };
                if escaped {
                    let Some(escape) = rules.escape else {
                        return Err(error(self.thread, "need to escape, but no escapechar set"));
                    };
                    wtf8::push(&mut self.output, escape);
                } else {
                    quoted = true;
                }
            }
            wtf8::push(&mut self.output, point);
        }
        if quoted && let Some(quote) = rules.quote {
            let mut mark = Vec::new();
            wtf8::push(&mut mark, quote);
            self.output.splice(start..start, mark.iter().copied());
            self.output.extend_from_slice(&mark);
        }
        self.fields += 1;
        Ok(())
    }

    fn is_special(&self, point: u32) -> bool {
        let rules = self.rules;
        point == rules.delimiter
            || rules.escape == Some(point)
            || rules.quote == Some(point)
            || point == '\n' as u32
            || point == '\r' as u32
            || wtf8::code_points(self.line_end.bytes()).any(|other| other == point)
    }
}

/// Whether a field is a number to the quoting rules.
fn is_number(value: Value) -> bool {
    let class = value.class();
    int::is_int(value)
        || matches!(value.kind(), Kind::Float | Kind::Complex)
        || [Special::Index, Special::Int, Special::Float]
            .into_iter()
            .any(|special| class.special(special).is_some())
}

fn write_row(thread: &Thread, args: &[Value]) -> Result {
    let writer = Ref::<WriterObject>::of(args[0]);
    let rules = dialect(writer.dialect.get());
    let iterator = match operations::iter(thread, args[1]) {
        Err(raised) if raised.is(&tree::TYPE_ERROR) => {
            return Err(error(
                thread,
                format!("iterable expected, not {}", args[1].class().name_text()),
            ));
        }
        iterator => iterator?,
    };
    let mut line = Line {
        thread,
        rules,
        line_end: Ref::of(rules.line_end.get()),
        output: Vec::new(),
        fields: 0,
    };
    let mut last_is_none = false;
    while let Some(field) = operations::next(thread, iterator)? {
        let quoted = match rules.quoting {
            dialect::NONNUMERIC => !is_number(field),
            dialect::ALL => true,
            dialect::STRINGS => field.is::<StrObject>(),
            dialect::NOTNULL => !field.is_none(),
            _ => false,
        };
        last_is_none = field.is_none();
        let text = match field.downcast::<StrObject>() {
            Some(text) => Some(text),
            None if last_is_none => None,
            None => Some(operations::str(thread, field)?),
        };
        line.add(text, quoted)?;
    }
    if line.fields > 0 && line.output.is_empty() {
        let bare = matches!(rules.quoting, dialect::STRINGS | dialect::NOTNULL);
        if rules.quoting == dialect::NONE || (last_is_none && bare) {
            return Err(error(thread, "single empty field record must be quoted"));
        }
        line.fields = 0;
        line.add(None, true)?;
    }
    line.output.extend_from_slice(line.line_end.bytes());
    let text = Str::from_wtf8(thread, &line.output)?;
    call(thread, writer.write.get(), &[text.value()])
}

fn write_rows(thread: &Thread, args: &[Value]) -> Result {
    let iterator = operations::iter(thread, args[1])?;
    while let Some(row) = operations::next(thread, iterator)? {
        write_row(thread, &[args[0], row])?;
        thread.poll()?;
    }
    Ok(Value::NONE)
}
