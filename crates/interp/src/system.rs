//! The module `sys` as far as the interpreter itself needs it: its dict, its settings, paths.

use std::sync::atomic::{AtomicU8, Ordering};
use typhon_objects::attribute;
use typhon_objects::function::code;
use typhon_objects::prelude::*;
use typhon_objects::thread::Global;

/// The module `sys`, once it is made.
pub static SYS: Global = Global::new();

/// What the command line and the environment ask for. Set once, before Python runs.
#[derive(Clone, Debug, Default)]
pub struct Config {
    /// `sys.argv`, and the whole command line.
    pub arguments: Vec<std::ffi::OsString>,
    pub original_arguments: Vec<std::ffi::OsString>,
    /// Entries of `sys.path` before the standard library.
    pub path: Vec<std::ffi::OsString>,
    pub executable: std::ffi::OsString,
    pub debug: u8,
    pub inspect: u8,
    pub interactive: u8,
    pub optimize: u8,
    pub dont_write_bytecode: bool,
    pub no_user_site: bool,
    pub no_site: bool,
    pub ignore_environment: bool,
    pub verbose: u8,
    pub bytes_warning: u8,
    pub quiet: bool,
    pub isolated: bool,
    pub safe_path: bool,
    pub dev_mode: bool,
    pub unbuffered: bool,
    pub hash_randomization: bool,
    pub warn_options: Vec<String>,
    /// `-X name` and `-X name=value`.
    pub x_options: Vec<(String, Option<String>)>,
    pub pycache_prefix: Option<std::ffi::OsString>,
    pub int_max_str_digits: i64,
    pub utf8_mode: bool,
    pub no_debug_ranges: bool,
}

static CONFIG: std::sync::OnceLock<Config> = std::sync::OnceLock::new();

impl Config {
    pub fn install(self) {
        OPTIMIZE.store(self.optimize, Ordering::Relaxed);
        code::WITHOUT_COLUMNS.store(self.no_debug_ranges, Ordering::Relaxed);
        // A second call would come from a second start-up, which there is not.
        let _ = CONFIG.set(self);
    }

    pub fn get() -> &'static Config {
        CONFIG.get_or_init(Config::default)
    }
}

/// `-O` level.
pub static OPTIMIZE: AtomicU8 = AtomicU8::new(0);

pub fn optimize_level() -> u8 {
    OPTIMIZE.load(Ordering::Relaxed)
}

/// `sys.name`, if it is set.
pub fn sys_attribute(_thread: &Thread, name: Str) -> Result<Option<Value>> {
    let sys = SYS.get();
    if sys.is_null() {
        return Ok(None);
    }
    Ok(typhon_objects::module::dict_of(sys).get_str(name))
}

/// A file name argument as text: str, bytes or a path object. Bytes that are not UTF-8 become
/// surrogates (PEP 383), which the text shows as replacement characters.
pub fn path_text(thread: &Thread, path: Value) -> Result<String> {
    if let Some(text) = path.downcast::<StrObject>() {
        return Ok(text.to_string_lossy().into_owned());
    }
    if let Some(bytes) = path.downcast::<typhon_objects::bytes::BytesObject>() {
        return Ok(String::from_utf8_lossy(bytes.data()).into_owned());
    }
    match path.class().special(typhon_objects::types::Special::Fspath) {
        Some(method) => {
            let text = typhon_objects::call::call_special(thread, method, path, &[])?;
            match text.downcast::<StrObject>() {
                Some(text) => Ok(text.to_string_lossy().into_owned()),
                None => Err(errors::type_error(
                    thread,
                    "expected str, bytes or os.PathLike object",
                )),
            }
        }
        None => Err(errors::type_error(
            thread,
            format!(
                "expected str, bytes or os.PathLike object, not {}",
                path.class().name_text()
            ),
        )),
    }
}

/// A file name or argument of the system as text: bytes that are not UTF-8 become surrogates (PEP 383).
pub fn decode_os(thread: &Thread, text: &std::ffi::OsStr) -> Result<Str> {
    use std::os::unix::ffi::OsStrExt;
    let bytes = text.as_bytes();
    if std::str::from_utf8(bytes).is_ok() {
        return Str::from_wtf8(thread, bytes);
    }
    let mut escaped = Vec::with_capacity(bytes.len());
    for chunk in bytes.utf8_chunks() {
        escaped.extend_from_slice(chunk.valid().as_bytes());
        for &byte in chunk.invalid() {
            let code = 0xdc00 + byte as u32;
            escaped.extend_from_slice(&[
                0xe0 | (code >> 12) as u8,
                0x80 | (code >> 6 & 63) as u8,
                0x80 | (code & 63) as u8,
            ]);
        }
    }
    Str::from_wtf8(thread, &escaped)
}

/// Writes text to `sys.stderr`, or to the process's standard error while there is none.
pub fn write_stderr(thread: &Thread, text: &str) {
    let write = || -> Result<bool> {
        let Some(file) = sys_attribute(thread, names().stderr)?.filter(|file| !file.is_none())
        else {
            return Ok(false);
        };
        let method = attribute::get(thread, file, names().write)?;
        let text = Str::new(thread, text)?;
        call(thread, method, &[text.value()])?;
        Ok(true)
    };
    if !matches!(write(), Ok(true)) {
        use std::io::Write;
        // Nobody is left to tell about a failure here.
        let _ = std::io::stderr().write_all(text.as_bytes());
    }
}
