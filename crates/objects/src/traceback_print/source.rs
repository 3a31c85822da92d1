//! Source lines for tracebacks: from the file, or from the loader of the module.

use super::attribute_of;
use crate::call::call_method;
use crate::names::names;
use crate::object::ValueExt;
use crate::str::{StrObject, intern_text};
use crate::thread::Thread;
use std::collections::HashMap;
use typhon_heap::Value;

/// The lines of the files that one traceback names.
#[derive(Default)]
pub(super) struct Sources {
    files: HashMap<String, Vec<String>>,
}

impl Sources {
    /// Line `number` (from 1) of the file, without white space at its end; empty if there is none.
    pub(super) fn line(
        &mut self,
        thread: &Thread,
        filename: &str,
        globals: Value,
        number: u32,
    ) -> String {
        if !self.files.contains_key(filename) {
            let lines = load(thread, filename, globals);
            self.files.insert(filename.to_string(), lines);
        }
        let lines = &self.files[filename];
        match (number as usize).checked_sub(1) {
            Some(index) => lines
                .get(index)
                .map_or(String::new(), |line| line.trim_end().to_string()),
            None => String::new(),
        }
    }
}

fn load(thread: &Thread, filename: &str, globals: Value) -> Vec<String> {
    let text = read(filename).or_else(|| from_loader(thread, globals));
    let text = text.unwrap_or_default();
    text.split('\n').map(str::to_string).collect()
}

fn read(filename: &str) -> Option<String> {
    if filename.starts_with('<') && filename.ends_with('>') {
        return None;
    }
    let bytes = std::fs::read(filename).ok()?;
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(&bytes);
    let text = String::from_utf8_lossy(bytes);
    Some(text.replace("\r\n", "\n").replace('\r', "\n"))
}

fn from_loader(thread: &Thread, globals: Value) -> Option<String> {
    let globals = globals.downcast::<crate::dict::DictObject>()?;
    let spec = globals.get_str(names().__spec__);
    let name = spec
        .and_then(|spec| attribute_of(thread, spec, "name"))
        .or_else(|| globals.get_str(names().__name__))?;
    let loader = globals
        .get_str(names().__loader__)
        .filter(|loader| !loader.is_none())
        .or_else(|| attribute_of(thread, spec?, "loader"))?;
    let method = intern_text(thread, "get_source").ok()?;
    let text = call_method(thread, loader, method, &[name]).ok()?;
    let text = text.downcast::<StrObject>()?;
    Some(text.to_string_lossy().into_owned())
}
