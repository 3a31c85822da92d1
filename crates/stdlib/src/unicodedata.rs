//! Module `unicodedata`: the Unicode character database, and as `ucd_3_2_0` the one of Unicode 3.2.
//! The functions are rows of both the module and the type `UCD`; only the database asked differs.

use crate::support::make_exact;
use typhon_objects::buffer::has_buffer;
use typhon_objects::bytes::expect_bytes_like;
use typhon_objects::prelude::*;
use typhon_objects::str::from_part;
use typhon_objects::types::GetSet;
use typhon_text::unicode::{self, Form};
use typhon_text::{properties, unicode_old as old, wtf8};

pub static MODULE: ModuleSpec = ModuleSpec {
    name: "unicodedata",
    doc: "The Unicode Character Database: what every character is called and what kind it is.",
    functions: FUNCTIONS,
    types: &[&UCD],
    setup: Some(setup),
};

crate::slots_object!(DatabaseObject, DATABASE_LAYOUT, "unicodedata.UCD", {});

static UCD: TypeSpec = TypeSpec::new("UCD", &DATABASE_LAYOUT)
    .module("unicodedata")
    .flags(type_flags::NO_NEW)
    .methods(METHODS)
    .attributes(ATTRIBUTES);

const ATTRIBUTES: &[GetSet] = &[member(
    "unidata_version",
    |thread, _| Ok(Str::new(thread, "3.2.0")?.value()),
    "",
)];

fn setup(thread: &Thread, module: Module) -> Result<()> {
    let version = Str::new(thread, unicode::UNICODE_VERSION)?;
    module.set(thread, "unidata_version", version.value())?;
    let database = make_exact(thread, &UCD, |header| DatabaseObject { header })?;
    module.set(thread, "ucd_3_2_0", database.value())
}

/// Which database.
#[derive(Copy, Clone, PartialEq, Eq)]
enum Version {
    Current,
    Old,
}

use Version::{Current, Old};

const CHARACTER: &str = "(chr, /)";
const WITH_DEFAULT: &str = "(chr, default=None, /)";
const METHOD_CHARACTER: &str = "(self, chr, /)";
const METHOD_WITH_DEFAULT: &str = "(self, chr, default=None, /)";

/// Rows of the module, and the same as methods with the old database.
macro_rules! tables {
    ($( $name:literal $function:ident $signature:expr, $method_signature:expr, $doc:literal ; )*) => {
        const FUNCTIONS: &[Method] = &[
            $( function($name, |thread, args| $function(thread, args, Current), $signature, $doc), )*
        ];
        const METHODS: &[Method] = &[
            $( method($name, |thread, args| $function(thread, &args[1..], Old), $method_signature, $doc), )*
        ];
    };
}

tables! {
    "bidirectional" bidirectional CHARACTER, METHOD_CHARACTER, "The bidirectional class of a character, or an empty string.";
    "category" category CHARACTER, METHOD_CHARACTER, "The general category of a character.";
    "combining" combining CHARACTER, METHOD_CHARACTER, "The canonical combining class of a character, 0 for none.";
    "decimal" decimal WITH_DEFAULT, METHOD_WITH_DEFAULT, "The value of a decimal digit. For other characters the default, or else ValueError.";
    "decomposition" decomposition CHARACTER, METHOD_CHARACTER, "The decomposition of a character as the database writes it, or an empty string.";
    "digit" digit WITH_DEFAULT, METHOD_WITH_DEFAULT, "The value of a digit. For other characters the default, or else ValueError.";
    "east_asian_width" east_asian_width CHARACTER, METHOD_CHARACTER, "The East Asian width of a character.";
    "is_normalized" is_normalized "(form, unistr, /)", "(self, form, unistr, /)", "Whether a string is in the normal form 'NFC', 'NFD', 'NFKC' or 'NFKD'.";
    "lookup" lookup "(name, /)", "(self, name, /)", "The character, or sequence of them, of that name; KeyError if there is none.";
    "mirrored" mirrored CHARACTER, METHOD_CHARACTER, "1 if a character is mirrored in bidirectional text, else 0.";
    "name" name WITH_DEFAULT, METHOD_WITH_DEFAULT, "The name of a character. Without one the default, or else ValueError.";
    "normalize" normalize "(form, unistr, /)", "(self, form, unistr, /)", "A string in the normal form 'NFC', 'NFD', 'NFKC' or 'NFKD'.";
    "numeric" numeric WITH_DEFAULT, METHOD_WITH_DEFAULT, "The numeric value of a character. Without one the default, or else ValueError.";
}

/// A character argument; `first` if the function has more than this one.
fn character(thread: &Thread, function: &str, first: bool, value: Value) -> Result<u32> {
    let which = if first { "argument 1" } else { "argument" };
    let Some(text) = value.downcast::<StrObject>() else {
        return Err(errors::bad_argument(
            thread,
            &format!("{function}()"),
            which,
            "a unicode character",
            value,
        ));
    };
    if text.len() != 1 {
        return Err(errors::type_error(
            thread,
            format!(
                "{function}(): {which} must be a unicode character, not a string of length {}",
                text.len()
            ),
        ));
    }
    Ok(wtf8::decode_at(text.bytes(), 0).0)
}

fn or_default(thread: &Thread, args: &[Value], message: &str) -> Result {
    match args[1].present() {
        Some(default) => Ok(default),
        None => Err(errors::value_error(thread, message)),
    }
}

fn bidirectional(thread: &Thread, args: &[Value], version: Version) -> Result {
    let code = character(thread, "bidirectional", false, args[0])?;
    let class = match version {
        Current => unicode::bidirectional(code),
        Old => old::bidirectional(code),
    };
    Ok(intern_text(thread, class)?.value())
}

fn category(thread: &Thread, args: &[Value], version: Version) -> Result {
    let code = character(thread, "category", false, args[0])?;
    let category = match version {
        Current => unicode::category(code),
        Old => old::category(code),
    };
    Ok(intern_text(thread, category)?.value())
}

fn combining(thread: &Thread, args: &[Value], version: Version) -> Result {
    let code = character(thread, "combining", false, args[0])?;
    let class = match version {
        Current => unicode::combining(code),
        Old => old::combining(code),
    };
    Ok(Value::fixnum(class as i64))
}

fn decimal(thread: &Thread, args: &[Value], version: Version) -> Result {
    let code = character(thread, "decimal", true, args[0])?;
    let value = match version {
        Current => properties::decimal_value(code),
        Old => old::decimal_value(code),
    };
    match value {
        Some(value) => Ok(Value::fixnum(value as i64)),
        None => or_default(thread, args, "not a decimal"),
    }
}

fn digit(thread: &Thread, args: &[Value], version: Version) -> Result {
    let code = character(thread, "digit", true, args[0])?;
    let value = match version {
        Current => properties::digit_value(code),
        Old => old::digit_value(code),
    };
    match value {
        Some(value) => Ok(Value::fixnum(value as i64)),
        None => or_default(thread, args, "not a digit"),
    }
}

fn numeric(thread: &Thread, args: &[Value], version: Version) -> Result {
    let code = character(thread, "numeric", true, args[0])?;
    let value = match version {
        Current => properties::numeric_value(code),
        Old => old::numeric_value(code),
    };
    match value {
        Some(value) => typhon_objects::float::from_f64(thread, value),
        None => or_default(thread, args, "not a numeric character"),
    }
}

fn decomposition(thread: &Thread, args: &[Value], version: Version) -> Result {
    let code = character(thread, "decomposition", false, args[0])?;
    let text = match version {
        Current => unicode::decomposition(code),
        Old => old::decomposition(code),
    };
    Ok(from_part(thread, text.as_bytes())?.value())
}

fn east_asian_width(thread: &Thread, args: &[Value], version: Version) -> Result {
    let code = character(thread, "east_asian_width", false, args[0])?;
    let width = match version {
        Current => unicode::east_asian_width(code),
        Old => old::east_asian_width(code),
    };
    Ok(intern_text(thread, width)?.value())
}

fn mirrored(thread: &Thread, args: &[Value], version: Version) -> Result {
    let code = character(thread, "mirrored", false, args[0])?;
    let mirrored = match version {
        Current => unicode::mirrored(code),
        Old => old::mirrored(code),
    };
    Ok(Value::fixnum(mirrored as i64))
}

fn name(thread: &Thread, args: &[Value], version: Version) -> Result {
    let code = character(thread, "name", true, args[0])?;
    let name = match version {
        Current => unicode::name(code),
        Old => old::name(code),
    };
    match name {
        Some(name) => Ok(Str::new(thread, &name)?.value()),
        None => or_default(thread, args, "no such name"),
    }
}

/// Longer names are not looked up at all.
const LONGEST_NAME: usize = 256;

fn lookup(thread: &Thread, args: &[Value], version: Version) -> Result {
    let buffer;
    let name = match args[0].downcast::<StrObject>() {
        Some(name) => name.bytes(),
        None if has_buffer(args[0]) => {
            buffer = expect_bytes_like(thread, args[0])?;
            buffer.bytes()
        }
        None => return Err(typhon_objects::buffer::not_bytes_like(thread, args[0])),
    };
    if name.len() > LONGEST_NAME {
        let message = Str::new(thread, "name too long")?;
        return Err(errors::key_error(thread, message.value()));
    }
    let codes = match version {
        Current => unicode::lookup(name),
        Old => old::lookup(name).map(|code| vec![code]),
    };
    match codes {
        Some(codes) => Ok(from_part(thread, &wtf8::from_code_points(codes))?.value()),
        None => {
            let shown = String::from_utf8_lossy(name);
            let message = Str::new(thread, &format!("undefined character name '{shown}'"))?;
            Err(errors::key_error(thread, message.value()))
        }
    }
}

fn form_and_text(thread: &Thread, function: &str, args: &[Value]) -> Result<(Str, Str)> {
    let form = operations::expect_str(thread, function, "argument 1", args[0])?;
    let text = operations::expect_str(thread, function, "argument 2", args[1])?;
    Ok((form, text))
}

fn form_of(thread: &Thread, form: Str) -> Result<Form> {
    match Form::from_name(form.bytes()) {
        Some(form) => Ok(form),
        None => Err(errors::value_error(thread, "invalid normalization form")),
    }
}

fn normalize(thread: &Thread, args: &[Value], version: Version) -> Result {
    let (form, text) = form_and_text(thread, "normalize", args)?;
    if text.is_empty() {
        return Ok(typhon_objects::str::empty(thread)?.value());
    }
    let form = form_of(thread, form)?;
    let bytes = text.bytes();
    let normal = thread.aside_if_long(bytes.len(), || match version {
        Current => unicode::normalize(form, bytes),
        Old => old::normalize(form, bytes),
    });
    if *normal == *bytes && args[1].exact_kind() == Kind::Str {
        return Ok(text.value());
    }
    Ok(from_part(thread, &normal)?.value())
}

fn is_normalized(thread: &Thread, args: &[Value], version: Version) -> Result {
    let (form, text) = form_and_text(thread, "is_normalized", args)?;
    if text.is_empty() {
        return Ok(Value::TRUE);
    }
    let form = form_of(thread, form)?;
    let bytes = text.bytes();
    let normal = thread.aside_if_long(bytes.len(), || match version {
        Current => unicode::is_normalized(form, bytes),
        Old => old::is_normalized(form, bytes),
    });
    Ok(Value::bool(normal))
}
