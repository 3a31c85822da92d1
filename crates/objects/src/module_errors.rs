//! What is said of a module that lacks a name: where it came from, and what may be the reason.
//! `from module import name` and `module.name` fail alike.

use crate::attribute;
use crate::dict::DictObject;
use crate::errors::Result;
use crate::module::MODULES;
use crate::object::ValueExt;
use crate::operations;
use crate::set::SetObject;
use crate::str::{Str, StrObject, intern_text};
use crate::thread::{Global, Thread};
use std::path::{Path, PathBuf};
use typhon_heap::Value;

/// What the command line put first on `sys.path`: a str, "" for the folder one is in, or NULL.
pub static SCRIPT_FOLDER: Global = Global::new();

/// What a module's `__spec__` tells of it.
pub struct Provenance {
    spec: Value,
    /// The file, if it was loaded from one.
    pub origin: Option<Str>,
    /// It lies beside the script, so that it hides others of its name.
    pub may_hide_others: bool,
    /// It hides a module of the standard library.
    pub hides_library: bool,
}

/// What to do about a module that lacks names because it hides another one.
pub fn renaming_advice(origin: &str, module: &str, hides_library: bool) -> String {
    if hides_library {
        format!(
            "(consider renaming '{origin}' since it has the same name as the standard library module named '{module}' and prevents importing that standard library module)"
        )
    } else {
        format!(
            "(consider renaming '{origin}' if it has the same name as a library you intended to import)"
        )
    }
}

impl Provenance {
    /// Of a module that has the name and spec.
    pub fn of(thread: &Thread, name: Option<Value>, spec: Option<Value>) -> Result<Provenance> {
        let spec = spec.filter(|spec| !spec.is_none());
        let mut provenance = Provenance {
            spec: spec.unwrap_or(Value::NULL),
            origin: None,
            may_hide_others: false,
            hides_library: false,
        };
        let Some(spec) = spec else {
            return Ok(provenance);
        };
        let located = attribute::get_optional(thread, spec, intern_text(thread, "has_location")?)?;
        if located.is_some_and(|located| operations::truth(thread, located).unwrap_or(false)) {
            let origin = attribute::get_optional(thread, spec, intern_text(thread, "origin")?)?;
            provenance.origin = origin.and_then(|origin| origin.downcast::<StrObject>());
        }
        let Some(origin) = provenance.origin else {
            return Ok(provenance);
        };
        provenance.may_hide_others = lies_beside_script(&origin.to_string_lossy());
        if provenance.may_hide_others
            && let (Some(name), Some(library)) = (name, library_names(thread)?)
        {
            provenance.hides_library = operations::contains(thread, library, name)?;
        }
        Ok(provenance)
    }

    pub fn is_initializing(&self, thread: &Thread) -> Result<bool> {
        if self.spec.is_null() {
            return Ok(false);
        }
        let name = intern_text(thread, "_initializing")?;
        match attribute::get_optional(thread, self.spec, name)? {
            Some(flag) => operations::truth(thread, flag),
            None => Ok(false),
        }
    }

    /// Whether the module's submodule of this name is being imported.
    pub fn is_importing(&self, thread: &Thread, submodule: Str) -> Result<bool> {
        if self.spec.is_null() {
            return Ok(false);
        }
        let name = intern_text(thread, "_uninitialized_submodules")?;
        match attribute::get_optional(thread, self.spec, name)? {
            Some(names) => operations::contains(thread, names, submodule.value()),
            None => Ok(false),
        }
    }
}

/// `sys.stdlib_module_names`, if it is a set still.
fn library_names(thread: &Thread) -> Result<Option<Value>> {
    let Some(modules) = MODULES.get().downcast::<DictObject>() else {
        return Ok(None);
    };
    let Some(sys) = modules.get_str(intern_text(thread, "sys")?) else {
        return Ok(None);
    };
    let names = attribute::get_optional(thread, sys, intern_text(thread, "stdlib_module_names")?)?;
    Ok(names.filter(|names| names.is::<SetObject>()))
}

fn lies_beside_script(origin: &str) -> bool {
    let Some(folder) = SCRIPT_FOLDER.get().present() else {
        return false;
    };
    let folder = folder
        .downcast::<StrObject>()
        .map(|folder| folder.to_string_lossy().into_owned());
    let folder = match folder {
        Some(folder) if folder.is_empty() => std::env::current_dir().ok(),
        folder => folder.map(PathBuf::from),
    };
    let origin = Path::new(origin);
    let package = origin.file_name().is_some_and(|name| name == "__init__.py");
    let parent = origin.parent();
    let root = if package {
        parent.and_then(Path::parent)
    } else {
        parent
    };
    folder.is_some_and(|folder| root == Some(folder.as_path()))
}
