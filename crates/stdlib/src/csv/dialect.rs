//! `Dialect`: the rules of a file. Immutable.

use super::registered;
use crate::slots_object;
use crate::support::make as make_object;
use typhon_objects::attribute;
use typhon_objects::call::call_spread;
use typhon_objects::int;
use typhon_objects::prelude::*;
use typhon_text::wtf8;

pub const MINIMAL: i64 = 0;
pub const ALL: i64 = 1;
pub const NONNUMERIC: i64 = 2;
pub const NONE: i64 = 3;
pub const STRINGS: i64 = 4;
pub const NOTNULL: i64 = 5;

slots_object!(DialectObject, DIALECT_LAYOUT, "_csv.Dialect", { line_end }, {
    delimiter: u32,
    quote: Option<u32>,
    escape: Option<u32>,
    quoting: i64,
    double_quote: bool,
    skip_space: bool,
    strict: bool,
});

pub(super) static DIALECT: TypeSpec = TypeSpec::new("Dialect", &DIALECT_LAYOUT)
    .module("_csv")
    .flags(type_flags::BASE)
    .doc("CSV dialect\n\nThe Dialect type records CSV dialect options.")
    .methods(&[
        static_method("__new__", new, "(cls, dialect=None, delimiter=',', doublequote=True, escapechar=None, lineterminator='\\r\\n', quotechar='\"', quoting=0, skipinitialspace=False, strict=False)", ""),
        method("__reduce__", refuse_pickling, "(self, /)", "raises an exception to avoid pickling"),
        method("__reduce_ex__", refuse_pickling, "(self, protocol, /)", "raises an exception to avoid pickling"),
    ])
    .attributes(&[
        getter("delimiter", |thread, object| shown(thread, Some(dialect(object).delimiter)), ""),
        getter("escapechar", |thread, object| shown(thread, dialect(object).escape), ""),
        getter("quotechar", |thread, object| shown(thread, dialect(object).quote), ""),
        getter("lineterminator", |_, object| Ok(dialect(object).line_end.get()), ""),
        getter("quoting", |_, object| Ok(Value::fixnum(dialect(object).quoting)), ""),
        member("doublequote", |_, object| Ok(Value::bool(dialect(object).double_quote)), ""),
        member("skipinitialspace", |_, object| Ok(Value::bool(dialect(object).skip_space)), ""),
        member("strict", |_, object| Ok(Value::bool(dialect(object).strict)), ""),
    ]);

pub(super) fn dialect(value: Value) -> Ref<DialectObject> {
    Ref::of(value)
}

fn shown(thread: &Thread, character: Option<u32>) -> Result {
    match character {
        None => Ok(Value::NONE),
        Some(point) => {
            let mut bytes = Vec::new();
            wtf8::push(&mut bytes, point);
            Ok(Str::from_wtf8(thread, &bytes)?.value())
        }
    }
}

fn refuse_pickling(thread: &Thread, args: &[Value]) -> Result {
    let class = args[0].class().name_text();
    Err(errors::type_error(
        thread,
        format!("cannot pickle '{class}' instances"),
    ))
}

/// The dialect that `dialect` (a name, an object with the settings, or NULL) and keywords say.
pub(super) fn make(thread: &Thread, dialect: Value, keywords: Value) -> Result {
    let arguments = match dialect.present() {
        Some(dialect) => Tuple::new(thread, &[dialect])?,
        None => Tuple::new(thread, &[])?,
    };
    call_spread(thread, DIALECT.get().value(), arguments, keywords)
}

/// The only character of a setting.
fn character(thread: &Thread, name: &str, value: Value, kind: &str) -> Result<u32> {
    let got = match value.downcast::<StrObject>() {
        Some(text) if text.len() == 1 => return Ok(wtf8::decode_at(text.bytes(), 0).0),
        Some(text) => format!("a string of length {}", text.len()),
        None => value.class().name_text(),
    };
    Err(errors::type_error(
        thread,
        format!("\"{name}\" must be a {kind}, not {got}"),
    ))
}

fn optional_character(
    thread: &Thread,
    name: &str,
    value: Value,
    default: Option<u32>,
) -> Result<Option<u32>> {
    match value.present() {
        None => Ok(default),
        Some(Value::NONE) => Ok(None),
        Some(value) => character(thread, name, value, "unicode character or None").map(Some),
    }
}

fn flag(thread: &Thread, value: Value, default: bool) -> Result<bool> {
    match value.present() {
        Some(value) => operations::truth(thread, value),
        None => Ok(default),
    }
}

fn new(thread: &Thread, args: &[Value]) -> Result {
    let mut base = args[1];
    if base.is::<StrObject>() {
        base = registered(thread, base)?;
    }
    let others = &args[2..];
    if base.is::<DialectObject>()
        && base.class().value() == args[0]
        && others.iter().all(|value| value.is_null())
    {
        return Ok(base);
    }
    // Settings that are not given come from the base, as far as it has them.
    let mut settings = [Value::NULL; 8];
    let setting_names = [
        "delimiter",
        "doublequote",
        "escapechar",
        "lineterminator",
        "quotechar",
        "quoting",
        "skipinitialspace",
        "strict",
    ];
    for (index, setting) in settings.iter_mut().enumerate() {
        *setting = others[index];
        if setting.is_null() && !base.is_null() && !base.is_none() {
            let name = intern_text(thread, setting_names[index])?;
            *setting = match attribute::get(thread, base, name) {
                Ok(value) => value,
                Err(raised) if raised.is(&tree::EXCEPTION) => Value::NULL,
                Err(raised) => return Err(raised),
            };
        }
    }
    build(thread, Type::of(args[0]), &settings)
}

fn build(thread: &Thread, class: Type, settings: &[Value; 8]) -> Result {
    let &[
        delimiter,
        double,
        escape,
        line_end,
        quote,
        quoting,
        skip,
        strict,
    ] = settings;
    let delimiter = match delimiter.present() {
        Some(value) => character(thread, "delimiter", value, "unicode character")?,
        None => ',' as u32,
    };
    let double_quote = flag(thread, double, true)?;
    let escape = optional_character(thread, "escapechar", escape, None)?;
    let line_end = match line_end.present() {
        Some(value) if !value.is::<StrObject>() => {
            return Err(errors::type_error(
                thread,
                format!(
                    "\"lineterminator\" must be a string, not {}",
                    value.class().name_text()
                ),
            ));
        }
        Some(value) => value,
        None => Str::new(thread, "\r\n")?.value(),
    };
    let no_quote = quote.is_none();
    let quote = optional_character(thread, "quotechar", quote, Some('"' as u32))?;
    let level = match quoting.present() {
        Some(value) if !int::INT.is_exact(value) => {
            return Err(errors::type_error(
                thread,
                format!(
                    "\"quoting\" must be an integer, not {}",
                    value.class().name_text()
                ),
            ));
        }
        Some(value) => int::to_i64(value).unwrap_or(-1),
        None if no_quote => NONE,
        None => MINIMAL,
    };
    let skip_space = flag(thread, skip, false)?;
    let strict = flag(thread, strict, false)?;
    if !(MINIMAL..=NOTNULL).contains(&level) {
        return Err(errors::type_error(thread, "bad \"quoting\" value"));
    }
    if level != NONE && quote.is_none() {
        return Err(errors::type_error(
            thread,
            "quotechar must be set if quoting enabled",
        ));
    }
    check(
        thread,
        delimiter,
        escape,
        quote,
        Ref::of(line_end),
        skip_space,
    )?;
    let dialect = make_object(thread, class, |header| DialectObject {
        header,
        line_end: Slot::new(line_end),
        delimiter,
        quote,
        escape,
        quoting: level,
        double_quote,
        skip_space,
        strict,
    })?;
    Ok(dialect.value())
}

/// Refuses characters that cannot be told apart.
fn check(
    thread: &Thread,
    delimiter: u32,
    escape: Option<u32>,
    quote: Option<u32>,
    line_end: Str,
    skip_space: bool,
) -> Result<()> {
    let bad = |what: String| Err(errors::value_error(thread, format!("bad {what} value")));
    let named = [
        ("delimiter", Some(delimiter), true),
        ("escapechar", escape, !skip_space),
        ("quotechar", quote, !skip_space),
    ];
    for (name, character, space_allowed) in named {
        let Some(character) = character else { continue };
        let is = |other: char| character == other as u32;
        if is('\r') || is('\n') || (is(' ') && !space_allowed) {
            return bad(name.to_string());
        }
        if wtf8::code_points(line_end.bytes()).any(|other| other == character) {
            return bad(format!("{name} or lineterminator"));
        }
    }
    for (i, j) in [(0, 1), (0, 2), (1, 2)] {
        if named[i].1.is_some() && named[i].1 == named[j].1 {
            return bad(format!("{} or {}", named[i].0, named[j].0));
        }
    }
    Ok(())
}
