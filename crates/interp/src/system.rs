//! The module `sys` as far as the interpreter itself needs it: its dict, its settings, paths.

use std::sync::atomic::{AtomicU8, Ordering};
use typhon_objects::attribute;
use typhon_objects::prelude::*;
use typhon_objects::thread::Global;

/// The module `sys`, once it is made.
pub static SYS: Global = Global::new();

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
