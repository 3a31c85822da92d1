//! Readers: a state machine over characters. Its state lives for one row only.

use super::dialect::{self, DialectObject, dialect};
use super::{FIELD_LIMIT, error};
use crate::slots_object;
use crate::support::{ITER_SELF, make_exact};
use std::sync::atomic::{AtomicI64, Ordering::Relaxed};
use typhon_objects::int;
use typhon_objects::prelude::*;
use typhon_text::wtf8;

slots_object!(ReaderObject, READER_LAYOUT, "_csv.reader", { lines, dialect }, { line_number: AtomicI64 });

pub(super) static READER: TypeSpec = TypeSpec::new("reader", &READER_LAYOUT)
    .module("_csv")
    .flags(type_flags::NO_NEW)
    .doc("CSV reader\n\nReader objects are responsible for reading and parsing tabular data\nin CSV format.\n")
    .methods(&[
        ITER_SELF,
        method("__next__", next, "(self, /)", "Implement next(self)."),
    ])
    .attributes(&[
        member("dialect", |_, object| Ok(Ref::<ReaderObject>::of(object).dialect.get()), ""),
        member("line_num", |thread, object| int::from_i64(thread, Ref::<ReaderObject>::of(object).line_number.load(Relaxed)), ""),
    ]);

pub(super) fn reader(thread: &Thread, args: &[Value]) -> Result {
    let lines = operations::iter(thread, args[0])?;
    let dialect = dialect::make(thread, args[1], args[2])?;
    let reader = make_exact(thread, &READER, |header| ReaderObject {
        header,
        lines: Slot::new(lines),
        dialect: Slot::new(dialect),
        line_number: AtomicI64::new(0),
    })?;
    Ok(reader.value())
}

#[derive(Copy, Clone, PartialEq, Eq)]
enum State {
    StartRecord,
    StartField,
    Escaped,
    InField,
    InQuotes,
    EscapedInQuotes,
    QuoteInQuotes,
    LineEnd,
    AfterEscapedLineEnd,
}

/// One row in the making. A stack value, as it holds references.
struct Row<'a> {
    thread: &'a Thread,
    rules: Ref<DialectObject>,
    fields: List,
    field: Vec<u8>,
    /// Length of the field in characters.
    length: i64,
    limit: i64,
    state: State,
    unquoted: bool,
}

fn next(thread: &Thread, args: &[Value]) -> Result {
    let reader = Ref::<ReaderObject>::of(args[0]);
    let mut row = Row {
        thread,
        rules: dialect(reader.dialect.get()),
        fields: List::new(thread)?,
        field: Vec::new(),
        length: 0,
        limit: FIELD_LIMIT.load(Relaxed),
        state: State::StartRecord,
        unquoted: false,
    };
    loop {
        let Some(line) = operations::next(thread, reader.lines.get())? else {
            if row.length == 0 && row.state != State::InQuotes {
                return Ok(Value::NULL);
            }
            if row.rules.strict {
                return Err(error(thread, "unexpected end of data"));
            }
            row.save_field()?;
            break;
        };
        let Some(text) = line.downcast::<StrObject>() else {
            return Err(error(
                thread,
                format!(
                    "iterator should return strings, not {} (the file should be opened in text mode)",
                    line.class().name_text()
                ),
            ));
        };
        reader.line_number.fetch_add(1, Relaxed);
        for point in wtf8::code_points(text.bytes()) {
            row.take(Some(point))?;
        }
        row.take(None)?;
        if row.state == State::StartRecord {
            break;
        }
        thread.poll()?;
    }
    Ok(row.fields.value())
}

const RETURN: u32 = '\r' as u32;
const NEWLINE: u32 = '\n' as u32;

impl Row<'_> {
    fn add(&mut self, point: u32) -> Result<()> {
        if self.length >= self.limit {
            return Err(error(
                self.thread,
                format!("field larger than field limit ({})", self.limit),
            ));
        }
        wtf8::push(&mut self.field, point);
        self.length += 1;
        Ok(())
    }

    fn save_field(&mut self) -> Result<()> {
        let quoting = self.rules.quoting;
        let empty = self.length == 0;
        let nullable = matches!(quoting, dialect::NOTNULL | dialect::STRINGS);
        let value = if self.unquoted && empty && nullable {
            Value::NONE
        } else {
            let text = Str::from_wtf8(self.thread, &self.field)?.value();
            let numeric = matches!(quoting, dialect::NONNUMERIC | dialect::STRINGS);
            if self.unquoted && !empty && numeric {
                let float = typhon_objects::float::FLOAT.get().value();
                call(self.thread, float, &[text])?
            } else {
                text
            }
        };
        self.field.clear();
        self.length = 0;
        self.fields.append(self.thread, value)
    }

    /// What follows when a field has ended with its line.
    fn end_line(&mut self, point: Option<u32>) -> Result<()> {
        self.save_field()?;
        self.state = match point {
            None => State::StartRecord,
            Some(_) => State::LineEnd,
        };
        Ok(())
    }

    /// Takes one character; `None` is the end of the line as it was given.
    fn take(&mut self, point: Option<u32>) -> Result<()> {
        let ends_line = matches!(point, None | Some(RETURN | NEWLINE));
        match self.state {
            State::StartRecord => match point {
                None => Ok(()),
                Some(RETURN | NEWLINE) => {
                    self.state = State::LineEnd;
                    Ok(())
                }
                Some(_) => {
                    self.state = State::StartField;
                    self.start_field(point, ends_line)
                }
            },
            State::StartField => self.start_field(point, ends_line),
            State::Escaped => {
                if let Some(point @ (RETURN | NEWLINE)) = point {
                    self.state = State::AfterEscapedLineEnd;
                    return self.add(point);
                }
                self.state = State::InField;
                self.add(point.unwrap_or(NEWLINE))
            }
            State::AfterEscapedLineEnd if point.is_none() => Ok(()),
            State::AfterEscapedLineEnd | State::InField => {
                self.state = State::InField;
                self.in_field(point, ends_line)
            }
            State::InQuotes => self.in_quotes(point),
            State::EscapedInQuotes => {
                self.state = State::InQuotes;
                self.add(point.unwrap_or(NEWLINE))
            }
            State::QuoteInQuotes => self.after_quote(point, ends_line),
            State::LineEnd => match point {
                Some(RETURN | NEWLINE) => Ok(()),
                None => {
                    self.state = State::StartRecord;
                    Ok(())
                }
                Some(_) => Err(error(
                    self.thread,
                    "new-line character seen in unquoted field - do you need to open the file with newline=''?",
                )),
            },
        }
    }

    fn start_field(&mut self, point: Option<u32>, ends_line: bool) -> Result<()> {
        self.unquoted = true;
        let rules = self.rules;
        let Some(character) = point.filter(|_| !ends_line) else {
            return self.end_line(point);
        };
        if rules.quote == Some(character) && rules.quoting != dialect::NONE {
            self.unquoted = false;
            self.state = State::InQuotes;
        } else if rules.escape == Some(character) {
            self.state = State::Escaped;
        } else if character == ' ' as u32 && rules.skip_space {
            // Not yet the field.
        } else if character == rules.delimiter {
            self.save_field()?;
        } else {
            self.state = State::InField;
            return self.add(character);
        }
        Ok(())
    }

    fn in_field(&mut self, point: Option<u32>, ends_line: bool) -> Result<()> {
        let Some(character) = point.filter(|_| !ends_line) else {
            return self.end_line(point);
        };
        if self.rules.escape == Some(character) {
            self.state = State::Escaped;
        } else if character == self.rules.delimiter {
            self.save_field()?;
            self.state = State::StartField;
        } else {
            return self.add(character);
        }
        Ok(())
    }

    fn in_quotes(&mut self, point: Option<u32>) -> Result<()> {
        let Some(character) = point else {
            return Ok(());
        };
        if self.rules.escape == Some(character) {
            self.state = State::EscapedInQuotes;
        } else if self.rules.quote == Some(character) && self.rules.quoting != dialect::NONE {
            self.state = if self.rules.double_quote {
                State::QuoteInQuotes
            } else {
                State::InField
            };
        } else {
            return self.add(character);
        }
        Ok(())
    }

    fn after_quote(&mut self, point: Option<u32>, ends_line: bool) -> Result<()> {
        let rules = self.rules;
        let Some(character) = point.filter(|_| !ends_line) else {
            return self.end_line(point);
        };
        if rules.quoting != dialect::NONE && rules.quote == Some(character) {
            self.state = State::InQuotes;
            return self.add(character);
        }
        if character == rules.delimiter {
            self.save_field()?;
            self.state = State::StartField;
            return Ok(());
        }
        if !rules.strict {
            self.state = State::InField;
            return self.add(character);
        }
        let shown = |point: Option<u32>| {
            point
                .and_then(char::from_u32)
                .unwrap_or(char::REPLACEMENT_CHARACTER)
        };
        Err(error(
            self.thread,
            format!(
                "'{}' expected after '{}'",
                shown(Some(rules.delimiter)),
                shown(rules.quote)
            ),
        ))
    }
}
