//! The module `sys`.

mod frames;
mod hooks;
mod info;
mod jit;
mod monitoring;
mod scheduling;
mod settings;

use std::sync::atomic::{AtomicBool, Ordering};
use typhon_interp::system::{Config, SYS, decode_os};
use typhon_objects::module::MODULES;
use typhon_objects::prelude::*;

pub use hooks::{display_hook, exception_hook, instance_of, print_exception};

/// Set when the interpreter is shutting down.
pub static FINALIZING: AtomicBool = AtomicBool::new(false);

pub static MODULE: ModuleSpec = ModuleSpec {
    name: "sys",
    doc: "This module provides access to some objects used or maintained by the\ninterpreter and to functions that interact strongly with the interpreter.",
    functions: &[],
    types: &[],
    setup: Some(setup),
};

fn setup(thread: &Thread, module: Module) -> Result<()> {
    SYS.set(module.value());
    module.add_functions(thread, frames::FUNCTIONS)?;
    module.add_functions(thread, hooks::FUNCTIONS)?;
    module.add_functions(thread, scheduling::FUNCTIONS)?;
    module.add_functions(thread, settings::FUNCTIONS)?;
    module.set(thread, "modules", MODULES.get())?;
    module.set(thread, "_jit", jit::MODULE.make(thread)?.value())?;
    module.set(
        thread,
        "UnraisableHookArgs",
        hooks::UNRAISABLE.ready(thread)?.value(),
    )?;
    let dict = module.dict();
    for name in [
        "displayhook",
        "excepthook",
        "unraisablehook",
        "breakpointhook",
    ] {
        if let Some(value) = dict.get_str(intern_text(thread, name)?) {
            module.set(thread, &format!("__{name}__"), value)?;
        }
    }
    module.set(thread, "monitoring", monitoring::make(thread)?)?;
    paths(thread, module)?;
    info::add(thread, module)
}

fn os_list(thread: &Thread, items: &[std::ffi::OsString]) -> Result {
    let list = List::new(thread)?;
    for item in items {
        list.append(thread, decode_os(thread, item)?.value())?;
    }
    Ok(list.value())
}

fn paths(thread: &Thread, module: Module) -> Result<()> {
    let config = Config::get();
    module.set(thread, "argv", os_list(thread, &config.arguments)?)?;
    module.set(
        thread,
        "orig_argv",
        os_list(thread, &config.original_arguments)?,
    )?;
    module.set(thread, "path", os_list(thread, &config.path)?)?;
    for name in ["meta_path", "path_hooks"] {
        module.set(thread, name, List::new(thread)?.value())?;
    }
    module.set(thread, "path_importer_cache", Dict::new(thread)?.value())?;
    let executable = decode_os(thread, &config.executable)?.value();
    module.set(thread, "executable", executable)?;
    module.set(thread, "_base_executable", executable)?;
    // The library is inside the executable; the prefix is where a site-packages directory would be.
    let prefix = Str::new(thread, "/usr/local")?.value();
    for name in ["prefix", "base_prefix", "exec_prefix", "base_exec_prefix"] {
        module.set(thread, name, prefix)?;
    }
    module.set(thread, "platlibdir", Str::new(thread, "lib")?.value())?;
    module.set(
        thread,
        "_stdlib_dir",
        Str::new(thread, typhon_pylib::PREFIX)?.value(),
    )?;
    let cache = match &config.pycache_prefix {
        Some(prefix) => decode_os(thread, prefix)?.value(),
        None => Value::NONE,
    };
    module.set(thread, "pycache_prefix", cache)
}

pub fn is_finalizing() -> bool {
    FINALIZING.load(Ordering::Relaxed)
}
