//! Signatures of native functions: parsed from the row's text once, then used to bind arguments with
//! the errors that CPython gives.

use crate::call::Arguments;
use crate::dict::Dict;
use crate::errors::{self, Result};
use crate::object::Ref;
use crate::str::{Str, intern};
use crate::thread::Thread;
use crate::tuple::Tuple;
use typhon_heap::Value;

#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub enum ParameterKind {
    PositionalOnly,
    Positional,
    Variadic,
    KeywordOnly,
    Keywords,
}

#[derive(Clone, Debug)]
pub struct Parameter {
    pub name: &'static str,
    pub kind: ParameterKind,
    pub required: bool,
}

#[derive(Debug)]
pub struct Signature {
    pub parameters: Vec<Parameter>,
    /// Parameters that positional arguments may fill.
    pub positional: usize,
    pub positional_only: usize,
    /// How many of them have no default.
    pub required: usize,
    pub variadic: Option<usize>,
    pub keywords: Option<usize>,
    /// The first parameter is the receiver, which error messages do not count.
    pub has_receiver: bool,
}

impl Signature {
    /// Parses a row's text, such as `(self, index=-1, /, *, key=None)`. Malformed text is our bug.
    pub fn parse(text: &'static str) -> Signature {
        let inner = text
            .strip_prefix('(')
            .and_then(|text| text.strip_suffix(')'))
            .unwrap_or_else(|| panic!("bad signature {text}"));
        let mut parameters: Vec<Parameter> = Vec::new();
        let mut after_star = false;
        for piece in split_top_level(inner) {
            let piece = piece.trim();
            match piece {
                "" => {}
                "/" => {
                    for parameter in &mut parameters {
                        parameter.kind = ParameterKind::PositionalOnly;
                    }
                }
                "*" => after_star = true,
                _ => {
                    let (name, required) = match piece.split_once('=') {
                        Some((name, _)) => (name.trim(), false),
                        None => (piece, true),
                    };
                    let (name, kind, required) = if let Some(name) = name.strip_prefix("**") {
                        (name, ParameterKind::Keywords, false)
                    } else if let Some(name) = name.strip_prefix('*') {
                        after_star = true;
                        (name, ParameterKind::Variadic, false)
                    } else if after_star {
                        (name, ParameterKind::KeywordOnly, required)
                    } else {
                        (name, ParameterKind::Positional, required)
                    };
                    parameters.push(Parameter {
                        name,
                        kind,
                        required,
                    });
                }
            }
        }
        let count = |kind| {
            parameters
                .iter()
                .filter(|parameter| parameter.kind == kind)
                .count()
        };
        let position = |kind| {
            parameters
                .iter()
                .position(|parameter| parameter.kind == kind)
        };
        let positional_only = count(ParameterKind::PositionalOnly);
        let positional = positional_only + count(ParameterKind::Positional);
        let has_receiver = parameters.first().is_some_and(|first| {
            matches!(first.name, "self" | "cls" | "type" | "module")
                && matches!(
                    first.kind,
                    ParameterKind::Positional | ParameterKind::PositionalOnly
                )
        });
        Signature {
            positional,
            positional_only: positional_only.max(has_receiver as usize),
            required: parameters[..positional]
                .iter()
                .filter(|parameter| parameter.required)
                .count(),
            variadic: position(ParameterKind::Variadic),
            keywords: position(ParameterKind::Keywords),
            has_receiver,
            parameters,
        }
    }

    /// Only positional parameters, all passed by position: arguments can be handed over as they are.
    pub fn is_simple(&self) -> bool {
        self.positional == self.parameters.len()
    }

    /// Whether keywords are ever accepted.
    pub fn takes_keywords(&self) -> bool {
        self.keywords.is_some()
            || self.positional > self.positional_only
            || self
                .parameters
                .iter()
                .any(|parameter| parameter.kind == ParameterKind::KeywordOnly)
    }

    /// Fills `out`, one value a parameter. `name` is how messages call the function.
    pub fn bind(
        &self,
        thread: &Thread,
        name: &dyn Fn() -> String,
        arguments: Arguments<'_>,
        out: &mut [Value],
    ) -> Result<()> {
        let positional = arguments.positional();
        let given = positional.len();
        let direct = given.min(self.positional);
        out[..direct].copy_from_slice(&positional[..direct]);
        if let Some(variadic) = self.variadic {
            out[variadic] = Tuple::new(thread, &positional[direct..])?.value();
        } else if given > self.positional {
            return Err(self.wrong_count(thread, &name(), given, arguments.names.len()));
        }
        if !arguments.names.is_empty() {
            self.bind_keywords(thread, name, arguments, out)?;
        }
        for (i, parameter) in self.parameters.iter().enumerate() {
            if parameter.required && out[i].is_null() && parameter.kind != ParameterKind::Variadic {
                return Err(self.missing(thread, &name(), i, given));
            }
        }
        Ok(())
    }

    fn bind_keywords(
        &self,
        thread: &Thread,
        name: &dyn Fn() -> String,
        arguments: Arguments<'_>,
        out: &mut [Value],
    ) -> Result<()> {
        if !self.takes_keywords() {
            return Err(errors::type_error(
                thread,
                format!("{}() takes no keyword arguments", name()),
            ));
        }
        let given = arguments.positional().len();
        for (key, value) in arguments.names.iter().zip(arguments.keyword_values()) {
            let key: Str = Ref::of(*key);
            let bytes = key.bytes();
            let named = self
                .parameters
                .iter()
                .enumerate()
                .position(|(i, parameter)| {
                    parameter.name.as_bytes() == bytes
                        && i >= self.positional_only
                        && matches!(
                            parameter.kind,
                            ParameterKind::Positional | ParameterKind::KeywordOnly
                        )
                });
            match named {
                Some(index) if out[index].is_null() => out[index] = *value,
                Some(index) => {
                    let position = index + 1 - self.has_receiver as usize;
                    let (key, name) = (key.to_string_lossy(), name());
                    let message = if index < given {
                        format!(
                            "argument for {name}() given by name ('{key}') and position ({position})"
                        )
                    } else {
                        format!("{name}() got multiple values for keyword argument '{key}'")
                    };
                    return Err(errors::type_error(thread, message));
                }
                None => match self.keywords {
                    Some(keywords) => {
                        if out[keywords].is_null() {
                            out[keywords] = Dict::new(thread)?.value();
                        }
                        let key = intern(thread, key)?;
                        Dict::of(out[keywords]).set_str(thread, key, *value)?;
                        thread.stop_if_asked();
                    }
                    None => {
                        let (key, name) = (key.to_string_lossy(), name());
                        return Err(errors::type_error(
                            thread,
                            format!("{name}() got an unexpected keyword argument '{key}'"),
                        ));
                    }
                },
            }
        }
        Ok(())
    }

    #[cold]
    fn wrong_count(
        &self,
        thread: &Thread,
        name: &str,
        given: usize,
        keywords: usize,
    ) -> errors::Raised {
        let receiver = self.has_receiver as usize;
        let given = given.saturating_sub(receiver);
        let most = self.positional - receiver;
        let least = self.required - receiver.min(self.required);
        // Types whose subclasses may take keywords of their own check positions as if there were none.
        let by_position_only = self.positional == self.positional_only
            && self.parameters.len() == self.positional + self.keywords.is_some() as usize;
        let message = if !self.takes_keywords() || by_position_only {
            let short = name.rsplit('.').next().unwrap_or(name);
            match (least, most) {
                _ if least == most && super::native::is_slot_name(short) => {
                    format!("expected {most} argument{}, got {given}", plural(most))
                }
                (_, 0) => format!("{name}() takes no arguments ({given} given)"),
                (1, 2) if name.ends_with("pow__") => {
                    format!("expected 1 or 2 arguments, got {given}")
                }
                (1, 1) => format!("{name}() takes exactly one argument ({given} given)"),
                _ => {
                    let (bound, number) = if least == most {
                        ("", most)
                    } else if given < least {
                        ("at least ", least)
                    } else {
                        ("at most ", most)
                    };
                    format!(
                        "{short} expected {bound}{number} argument{}, got {given}",
                        plural(number)
                    )
                }
            }
        } else if most == 0 {
            format!("{name}() takes no positional arguments")
        } else if counts_by_itself(name) {
            let bound = if least == most { "" } else { "at most " };
            format!(
                "{name} expected {bound}{most} argument{}, got {given}",
                plural(most)
            )
        } else {
            let keyword_only = self.parameters.len() > self.positional;
            let bound = if least == most { "exactly" } else { "at most" };
            let kind = if keyword_only { "positional " } else { "" };
            let total = if keyword_only {
                given
            } else {
                given + keywords
            };
            format!(
                "{name}() takes {bound} {most} {kind}argument{} ({total} given)",
                plural(most)
            )
        };
        errors::type_error(thread, message)
    }

    #[cold]
    fn missing(&self, thread: &Thread, name: &str, index: usize, given: usize) -> errors::Raised {
        let by_count = !self.takes_keywords() && self.variadic.is_none();
        if by_count || counts_by_itself(name) {
            return self.wrong_count(thread, name, given, 0);
        }
        let parameter = &self.parameters[index];
        if parameter.kind == ParameterKind::PositionalOnly && self.positional_only > 0 {
            let receiver = self.has_receiver as usize;
            let short = name.rsplit('.').next().unwrap_or(name);
            let least = self.required - receiver.min(self.required);
            let given = given.saturating_sub(receiver);
            if self.takes_keywords() && self.variadic.is_none() && self.keywords.is_none() {
                let bound = if self.required < self.positional {
                    "at least"
                } else {
                    "exactly"
                };
                return errors::type_error(
                    thread,
                    format!(
                        "{short}() takes {bound} {least} positional argument{} ({given} given)",
                        plural(least)
                    ),
                );
            }
            let exact = self.variadic.is_none() && least == self.positional - receiver;
            let bound = if exact { "" } else { "at least " };
            return errors::type_error(
                thread,
                format!(
                    "{short} expected {bound}{least} argument{}, got {given}",
                    plural(least)
                ),
            );
        }
        let position = index + 1 - self.has_receiver as usize;
        let text = if parameter.kind == ParameterKind::KeywordOnly {
            format!(
                "{name}() missing required keyword-only argument: '{}'",
                parameter.name
            )
        } else {
            format!(
                "{name}() missing required argument '{}' (pos {position})",
                parameter.name
            )
        };
        errors::type_error(thread, text)
    }

    /// `__text_signature__`: the row's text with the receiver marked as the `inspect` module expects.
    pub fn text(row: &'static str, has_receiver: bool) -> String {
        if has_receiver {
            format!("(${}", &row[1..])
        } else {
            row.to_string()
        }
    }
}

/// In CPython these look at their positional arguments apart from the keywords, and have words of their own.
fn counts_by_itself(name: &str) -> bool {
    matches!(name, "sorted" | "int" | "str")
}

fn plural(count: usize) -> &'static str {
    if count == 1 { "" } else { "s" }
}

/// Splits at commas that are not within brackets or quotes of default values.
fn split_top_level(text: &'static str) -> Vec<&'static str> {
    let mut pieces = Vec::new();
    let (mut depth, mut start, mut quote) = (0i32, 0, None);
    for (i, character) in text.char_indices() {
        match (quote, character) {
            (Some(open), _) if open == character => quote = None,
            (Some(_), _) => {}
            (None, '\'' | '"') => quote = Some(character),
            (None, '(' | '[' | '{') => depth += 1,
            (None, ')' | ']' | '}') => depth -= 1,
            (None, ',') if depth == 0 => {
                pieces.push(&text[start..i]);
                start = i + 1;
            }
            _ => {}
        }
    }
    pieces.push(&text[start..]);
    pieces
}
