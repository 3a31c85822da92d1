//! `sys.stdin`, `sys.stdout` and `sys.stderr`, and `builtins.open`.

use super::buffered_methods::{READER, WRITER};
use super::file::FILE_IO;
use super::open::{locale_encoding, wrap_text};
use typhon_interp::system::{Config, SYS};
use typhon_objects::attribute;
use typhon_objects::prelude::*;

/// Encoding and errors that the environment asks for.
fn environment_encoding() -> (Option<String>, Option<String>) {
    if Config::get().ignore_environment {
        return (None, None);
    }
    let Ok(text) = std::env::var("PYTHONIOENCODING") else {
        return (None, None);
    };
    let present = |part: &str| (!part.is_empty()).then(|| part.to_string());
    match text.split_once(':') {
        Some((encoding, errors)) => (present(encoding), present(errors)),
        None => (present(&text), None),
    }
}

/// Whether LC_CTYPE is the C or POSIX locale, whose streams do not fail on undecodable bytes.
fn is_c_locale() -> bool {
    // SAFETY: asking for the name of the locale; the result is the C library's.
    unsafe {
        let name = libc::setlocale(libc::LC_CTYPE, std::ptr::null());
        if name.is_null() {
            return true;
        }
        matches!(std::ffi::CStr::from_ptr(name).to_bytes(), b"C" | b"POSIX")
    }
}

fn make_stream(
    thread: &Thread,
    fd: i32,
    name: &str,
    writes: bool,
    (encoding, errors_name): (Option<String>, Option<String>),
) -> Result {
    // SAFETY: asking for the flags of a number; a closed one gives an error.
    if unsafe { libc::fcntl(fd, libc::F_GETFD) } < 0 {
        return Ok(Value::NONE);
    }
    let config = Config::get();
    let mode = Str::new(thread, if writes { "wb" } else { "rb" })?.value();
    let raw = match call(
        thread,
        FILE_IO.get().value(),
        &[Value::fixnum(fd as i64), mode, Value::FALSE],
    ) {
        Ok(raw) => raw,
        // A directory, for one, is no stream.
        Err(raised) if raised.is(&tree::OS_ERROR) && fd != 0 => return Ok(Value::NONE),
        Err(raised) => return Err(raised),
    };
    let unbuffered = config.unbuffered && writes;
    let shown = Str::new(thread, &format!("<{name}>"))?.value();
    attribute::set(thread, raw, names().name, shown)?;
    let buffer = if unbuffered {
        raw
    } else {
        let class = if writes { &WRITER } else { &READER };
        call(thread, class.get().value(), &[raw])?
    };
    // SAFETY: isatty on a descriptor.
    let terminal = unsafe { libc::isatty(fd) } == 1;
    let given = encoding.is_some();
    let encoding = match encoding {
        Some(encoding) => Str::new(thread, &encoding)?,
        None => {
            let encoding = locale_encoding(thread)?;
            // What the codec itself is called.
            match &*encoding.to_string_lossy() {
                "UTF-8" => intern_text(thread, "utf-8")?,
                _ => encoding,
            }
        }
    };
    let errors_name = if fd == 2 {
        "backslashreplace".to_string()
    } else {
        errors_name.unwrap_or_else(|| {
            let lenient = !given && (is_c_locale() || config.utf8_mode);
            if lenient { "surrogateescape" } else { "strict" }.to_string()
        })
    };
    let errors_name = Str::new(thread, &errors_name)?.value();
    let newline = if writes {
        Str::new(thread, "\n")?.value()
    } else {
        Value::NONE
    };
    let text = wrap_text(
        thread,
        buffer,
        encoding.value(),
        errors_name,
        newline,
        !unbuffered && (terminal || fd == 2),
        unbuffered,
    )?;
    let mode = Str::new(thread, if writes { "w" } else { "r" })?.value();
    attribute::set(thread, text, names().mode, mode)?;
    Ok(text)
}

/// A `sys.stderr` for what `-v` tells of the imports that come before the codecs.
pub fn make_first_stderr(thread: &Thread) -> Result<()> {
    typhon_interp::import::native_module(thread, "_io")?;
    let encoding = (Some("utf-8".to_string()), None);
    let stream = make_stream(thread, 2, "stderr", true, encoding)?;
    attribute::set(thread, SYS.get(), names().stderr, stream)
}

/// Sets the streams of module `sys`, and `builtins.open`.
pub fn make_standard_streams(thread: &Thread) -> Result<()> {
    // SAFETY: start-up, before other threads could look at the locale.
    unsafe { libc::setlocale(libc::LC_CTYPE, c"".as_ptr()) };
    let io = typhon_interp::import::import_module(thread, "_io")?;
    let sys = SYS.get();
    for (fd, name) in [(0, "stdin"), (1, "stdout"), (2, "stderr")] {
        let stream = make_stream(thread, fd, name, fd != 0, environment_encoding())?;
        attribute::set(thread, sys, intern_text(thread, name)?, stream)?;
        let original = intern_text(thread, &format!("__{name}__"))?;
        attribute::set(thread, sys, original, stream)?;
    }
    let open = attribute::get(thread, io, names().open)?;
    typhon_objects::module::builtins_dict().set_str(thread, names().open, open)
}
