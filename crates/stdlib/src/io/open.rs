//! `open`, `open_code` and `text_encoding`.

use super::buffered_methods::{RANDOM, READER, WRITER};
use super::file::FILE_IO;
use super::text_methods::TEXT_WRAPPER;
use super::{DEFAULT_BUFFER_SIZE, invoke};
use typhon_interp::system::Config;
use typhon_objects::attribute;
use typhon_objects::call::call_with;
use typhon_objects::prelude::*;

/// The encoding of the locale, as `open` uses it by default.
pub fn locale_encoding(thread: &Thread) -> Result<Str> {
    if Config::get().utf8_mode {
        return intern_text(thread, "utf-8");
    }
    // SAFETY: the result is a static string of the C library.
    let name = unsafe { std::ffi::CStr::from_ptr(libc::nl_langinfo(libc::CODESET)) };
    let name = name.to_string_lossy();
    // The C and POSIX locales are taken as UTF-8 (PEP 538, PEP 540).
    if name.is_empty() || name == "ANSI_X3.4-1968" {
        return intern_text(thread, "utf-8");
    }
    intern_text(thread, &name)
}

/// The default for an encoding argument.
pub fn text_encoding(thread: &Thread, encoding: Value, stack_level: i64) -> Result {
    if !encoding.is_null() && !encoding.is_none() {
        return Ok(encoding);
    }
    let warns = Config::get()
        .x_options
        .iter()
        .any(|(name, _)| name == "warn_default_encoding");
    if warns {
        typhon_interp::warning::warn(
            thread,
            &tree::ENCODING_WARNING,
            "'encoding' argument not specified",
            stack_level,
        )?;
    }
    let name = if Config::get().utf8_mode {
        "utf-8"
    } else {
        "locale"
    };
    Ok(intern_text(thread, name)?.value())
}

pub fn text_encoding_function(thread: &Thread, args: &[Value]) -> Result {
    let level = match args[1].present() {
        Some(level) => operations::index(thread, level)?,
        None => 2,
    };
    text_encoding(thread, args[0], level)
}

pub fn open_code(thread: &Thread, args: &[Value]) -> Result {
    if !args[0].is::<StrObject>() {
        return Err(errors::bad_argument(
            thread,
            "open_code()",
            "argument 'path'",
            "str",
            args[0],
        ));
    }
    open(thread, args[0], "rb")
}

/// `open(file, mode)`
pub fn open(thread: &Thread, file: Value, mode: &str) -> Result {
    let mode = Str::new(thread, mode)?.value();
    let null = Value::NULL;
    open_function(thread, &[file, mode, null, null, null, null, null, null])
}

/// A mode of `open`, taken apart.
#[derive(Default)]
struct Mode {
    creating: bool,
    reading: bool,
    writing: bool,
    appending: bool,
    updating: bool,
    text: bool,
    binary: bool,
}

impl Mode {
    fn parse(thread: &Thread, text: &str) -> Result<Mode> {
        let invalid = || errors::value_error(thread, format!("invalid mode: '{text}'"));
        let mut mode = Mode::default();
        for letter in text.chars() {
            let flag = match letter {
                'x' => &mut mode.creating,
                'r' => &mut mode.reading,
                'w' => &mut mode.writing,
                'a' => &mut mode.appending,
                '+' => &mut mode.updating,
                't' => &mut mode.text,
                'b' => &mut mode.binary,
                _ => return Err(invalid()),
            };
            if std::mem::replace(flag, true) {
                return Err(invalid());
            }
        }
        if mode.text && mode.binary {
            return Err(errors::value_error(
                thread,
                "can't have text and binary mode at once",
            ));
        }
        let kinds =
            mode.creating as u8 + mode.reading as u8 + mode.writing as u8 + mode.appending as u8;
        if kinds != 1 {
            return Err(errors::value_error(
                thread,
                "must have exactly one of create/read/write/append mode",
            ));
        }
        Ok(mode)
    }

    fn raw(&self) -> String {
        let mut text = String::new();
        for (on, letter) in [
            (self.creating, 'x'),
            (self.reading, 'r'),
            (self.writing, 'w'),
            (self.appending, 'a'),
            (self.updating, '+'),
        ] {
            if on {
                text.push(letter);
            }
        }
        text
    }
}

fn check_text(thread: &Thread, what: &str, value: Value) -> Result<()> {
    if value.is_null() || value.is_none() || value.is::<StrObject>() {
        return Ok(());
    }
    Err(errors::type_error(
        thread,
        format!(
            "open() argument '{what}' must be str or None, not {}",
            value.class().name_text()
        ),
    ))
}

pub fn open_function(thread: &Thread, args: &[Value]) -> Result {
    let [
        file,
        mode_value,
        buffering,
        encoding,
        errors_name,
        newline,
        closefd,
        opener,
    ] = args
    else {
        unreachable!("bound to the row")
    };
    let mode_text = match mode_value.present() {
        None => "r".to_string(),
        Some(mode) => match mode.downcast::<StrObject>() {
            Some(mode) => mode.to_string_lossy().into_owned(),
            None => {
                return Err(errors::type_error(
                    thread,
                    format!(
                        "open() argument 'mode' must be str, not {}",
                        mode.class().name_text()
                    ),
                ));
            }
        },
    };
    let mut buffering = match buffering.present() {
        Some(value) => crate::support::to_c_int(thread, value)? as i64,
        None => -1,
    };
    for (what, value) in [
        ("encoding", *encoding),
        ("errors", *errors_name),
        ("newline", *newline),
    ] {
        check_text(thread, what, value)?;
    }
    let is_descriptor = typhon_objects::int::is_int(*file)
        || file
            .class()
            .special(typhon_objects::types::Special::Index)
            .is_some();
    let path = if is_descriptor {
        *file
    } else {
        crate::system_calls::fspath(thread, *file)?
    };
    let mode = Mode::parse(thread, &mode_text)?;
    let given = |value: Value| !value.is_null() && !value.is_none();
    if mode.binary {
        for (what, value) in [
            ("an encoding", *encoding),
            ("an errors", *errors_name),
            ("a newline", *newline),
        ] {
            if given(value) {
                return Err(errors::value_error(
                    thread,
                    format!("binary mode doesn't take {what} argument"),
                ));
            }
        }
        if buffering == 1 {
            typhon_interp::warning::warn(
                thread,
                &tree::RUNTIME_WARNING,
                "line buffering (buffering=1) isn't supported in binary mode, the default buffer size will be used",
                1,
            )?;
        }
    }
    let raw_mode = Str::new(thread, &mode.raw())?.value();
    let closefd = closefd.present().unwrap_or(Value::TRUE);
    let raw = call(
        thread,
        FILE_IO.get().value(),
        &[path, raw_mode, closefd, crate::support::or_none(*opener)],
    )?;
    let finish = || -> Result {
        let line_buffering = if buffering == 1 && !mode.binary {
            buffering = -1;
            true
        } else {
            buffering < 0 && super::ask(thread, raw, "_isatty_open_only")?
        };
        if mode.binary && buffering == 1 {
            buffering = -1;
        }
        if buffering < 0 {
            let preferred = Ref::<super::file::FileObject>::of(raw).preferred_block_size();
            buffering = preferred.clamp(DEFAULT_BUFFER_SIZE as i64, 8192 * 1024);
        }
        if buffering == 0 {
            if !mode.binary {
                return Err(errors::value_error(
                    thread,
                    "can't have unbuffered text I/O",
                ));
            }
            return Ok(raw);
        }
        let class = if mode.updating {
            &RANDOM
        } else if mode.creating || mode.writing || mode.appending {
            &WRITER
        } else {
            &READER
        };
        let buffer = call(
            thread,
            class.get().value(),
            &[raw, Value::fixnum(buffering)],
        )?;
        if mode.binary {
            return Ok(buffer);
        }
        let encoding = text_encoding(thread, *encoding, 1)?;
        let text = call(
            thread,
            TEXT_WRAPPER.get().value(),
            &[
                buffer,
                encoding,
                crate::support::or_none(*errors_name),
                crate::support::or_none(*newline),
                Value::bool(line_buffering),
            ],
        )?;
        let shown = match mode_value.present() {
            Some(mode) => mode,
            None => intern_text(thread, "r")?.value(),
        };
        attribute::set(thread, text, names().mode, shown)?;
        Ok(text)
    };
    let mut finish = finish;
    finish().inspect_err(|raised| {
        // The descriptor must not stay open; a second failure would hide the first.
        if let Err(second) = invoke(thread, raw, "close", &[]) {
            raised.set_context_avoiding_cycle(second.value());
        }
    })
}

/// A new text file on a buffer, with keyword arguments as `open` would give them.
pub fn wrap_text(
    thread: &Thread,
    buffer: Value,
    encoding: Value,
    errors_name: Value,
    newline: Value,
    line_buffering: bool,
    write_through: bool,
) -> Result {
    let values = [
        buffer,
        encoding,
        errors_name,
        newline,
        Value::bool(line_buffering),
        Value::bool(write_through),
    ];
    call_with(
        thread,
        TEXT_WRAPPER.get().value(),
        Arguments::positional_only(&values),
    )
}
