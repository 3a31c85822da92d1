//! The module `_imp`: native and embedded modules for importlib.

use crate::thread_module::lock::Reentrant;
use typhon_interp::import::native_module;
use typhon_objects::attribute;
use typhon_objects::bytes::{Bytes, BytesObject};
use typhon_objects::function::code::{CodeObject, CodeRef};
use typhon_objects::prelude::*;

pub static MODULE: ModuleSpec = ModuleSpec {
    name: "_imp",
    doc: "(Extremely) low-level import machinery bits as used by importlib.",
    functions: &[
        function(
            "_zip_importer",
            zip_importer,
            "(path, /)",
            "The path hook for zip files, which imports zipimport only when it meets a file.",
        ),
        function(
            "_comes_first",
            comes_first,
            "(name, path, /)",
            "Whether a module of the embedded library is found before sys.path is looked at.",
        ),
        function(
            "_is_embedded",
            |_, args| Ok(Value::bool(is_embedded(args[0]))),
            "(path, /)",
            "Whether a folder is one of the embedded library.",
        ),
        function(
            "lock_held",
            |_, _| Ok(Value::bool(IMPORT_LOCK.is_locked())),
            "()",
            "Return True if the import lock is currently held, else False.",
        ),
        function(
            "acquire_lock",
            |thread, _| acquire_lock(thread),
            "()",
            "Acquires the interpreter's import lock for the current thread.",
        ),
        function(
            "release_lock",
            |thread, _| release_lock(thread),
            "()",
            "Release the interpreter's import lock.",
        ),
        function(
            "is_builtin",
            is_builtin,
            "(name, /)",
            "Returns True if the module name corresponds to a built-in module.",
        ),
        function(
            "create_builtin",
            create_builtin,
            "(spec, /)",
            "Create a built-in module.",
        ),
        function(
            "exec_builtin",
            |_, _| Ok(Value::fixnum(0)),
            "(mod, /)",
            "Initialize a built-in module.",
        ),
        function(
            "is_frozen",
            |_, args| Ok(Value::bool(frozen(args[0]).is_some())),
            "(name, /)",
            "Returns True if the module name corresponds to a frozen module.",
        ),
        function(
            "is_frozen_package",
            is_frozen_package,
            "(name, /)",
            "Returns True if the module name is of a frozen package.",
        ),
        function(
            "find_frozen",
            find_frozen,
            "(name, /, *, withdata=False)",
            "Return info about the corresponding frozen module (if there is one) or None.",
        ),
        function(
            "get_frozen_object",
            get_frozen_object,
            "(name, data=None, /)",
            "Create a code object for a frozen module.",
        ),
        function(
            "init_frozen",
            init_frozen,
            "(name, /)",
            "Initializes a frozen module.",
        ),
        function(
            "_frozen_module_names",
            frozen_module_names,
            "()",
            "Returns the list of available frozen modules.",
        ),
        function(
            "_override_frozen_modules_for_tests",
            |_, _| Ok(Value::NONE),
            "(override, /)",
            "",
        ),
        function(
            "_override_multi_interp_extensions_check",
            |_, _| Ok(Value::fixnum(0)),
            "(override, /)",
            "",
        ),
        function(
            "extension_suffixes",
            |thread, _| Ok(List::new(thread)?.value()),
            "()",
            "Returns the list of file suffixes used to identify extension modules.",
        ),
        function("source_hash", source_hash, "(key, source)", ""),
        function(
            "_fix_co_filename",
            fix_filename,
            "(code, path, /)",
            "Changes code.co_filename to specify the passed-in path.",
        ),
    ],
    types: &[],
    setup: Some(setup),
};

fn setup(thread: &Thread, module: Module) -> Result<()> {
    module.set(
        thread,
        "check_hash_based_pycs",
        Str::new(thread, "default")?.value(),
    )?;
    module.set(
        thread,
        "pyc_magic_number_token",
        Value::fixnum(magic_token()),
    )
}

/// What CPython has frozen too. Everything else can be hidden by what stands before the library on
/// `sys.path`; modules with an underscore stand for native ones, which cannot.
const ALWAYS_FIRST: &[&str] = &[
    "abc",
    "codecs",
    "genericpath",
    "importlib",
    "importlib.machinery",
    "importlib.util",
    "io",
    "ntpath",
    "os",
    "posixpath",
    "runpy",
    "site",
    "stat",
    "zipimport",
];

fn comes_first(thread: &Thread, args: &[Value]) -> Result {
    let name = operations::expect_str(thread, "_comes_first", "argument 1", args[0])?;
    let name = name.to_string_lossy();
    if name.starts_with('_') || ALWAYS_FIRST.contains(&&*name) {
        return Ok(Value::TRUE);
    }
    if args[1].is_none() {
        return Ok(Value::FALSE);
    }
    // Within a package, which is the embedded one or not.
    let folders = operations::iter(thread, args[1])?;
    let first = operations::next(thread, folders)?;
    Ok(Value::bool(first.is_some_and(is_embedded)))
}

fn is_embedded(path: Value) -> bool {
    let Some(path) = path.downcast::<StrObject>() else {
        return false;
    };
    let path = path.to_string_lossy();
    let rest = path.strip_prefix(typhon_pylib::PREFIX);
    rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

/// Cached bytecode says what its source was called when it was compiled; a folder may be reached by
/// another name since.
fn fix_filename(_: &Thread, arguments: &[Value]) -> Result {
    if let Some(code) = arguments[0].downcast::<CodeObject>() {
        code.set_filename(arguments[1]);
    }
    Ok(Value::NONE)
}

/// The magic number of cached bytecode, as the first bytes of the marshalled form give it.
pub fn magic_token() -> i64 {
    let header = typhon_bytecode::marshal::header();
    // The last two bytes of the token are "\r\n", as importlib expects of text-mode damage checks.
    let version = u16::from_le_bytes([header[4], header[5]]) as i64;
    (version + 31000) & 0xffff | 0x0a0d_0000
}

/// The import lock, which is held by one thread, any number of times.
static IMPORT_LOCK: Reentrant = Reentrant::new();

fn acquire_lock(thread: &Thread) -> Result {
    IMPORT_LOCK.acquire(thread, Some(None))?;
    Ok(Value::NONE)
}

fn release_lock(thread: &Thread) -> Result {
    if !IMPORT_LOCK.release(thread) {
        return Err(errors::runtime_error(thread, "not holding the import lock"));
    }
    Ok(Value::NONE)
}

/// In the child of a fork: whoever else held the lock is gone.
pub fn after_fork_child(thread: &Thread) {
    if !IMPORT_LOCK.is_mine(thread) {
        IMPORT_LOCK.reset();
    }
}

fn module_name(thread: &Thread, value: Value) -> Result<String> {
    Ok(operations::expect_str(thread, "_imp", "argument", value)?
        .to_string_lossy()
        .into_owned())
}

fn is_builtin(thread: &Thread, args: &[Value]) -> Result {
    let name = module_name(thread, args[0])?;
    if name == "sys" || name == "builtins" {
        return Ok(Value::fixnum(-1));
    }
    Ok(Value::fixnum(crate::find(&name).is_some() as i64))
}

fn create_builtin(thread: &Thread, args: &[Value]) -> Result {
    let name = attribute::get(thread, args[0], names().name)?;
    let name = module_name(thread, name)?;
    if let Some(module) = native_module(thread, &name)? {
        return Ok(module);
    }
    Ok(Value::NONE)
}

/// The embedded module of this name. importlib's own parts go by their frozen names.
fn frozen(name: Value) -> Option<typhon_pylib::Module> {
    let name = name.downcast::<StrObject>()?.to_string_lossy();
    typhon_pylib::find(match &*name {
        "_frozen_importlib" => "importlib._bootstrap",
        "_frozen_importlib_external" => "importlib._bootstrap_external",
        other => other,
    })
}

#[cold]
fn no_frozen(thread: &Thread, name: Value) -> Raised {
    let text = operations::repr(thread, name)
        .map(|text| text.to_string_lossy().into_owned())
        .unwrap_or_default();
    errors::new(
        thread,
        &tree::IMPORT_ERROR,
        format!("No such frozen object named {text}"),
    )
}

fn is_frozen_package(thread: &Thread, args: &[Value]) -> Result {
    match frozen(args[0]) {
        Some(module) => Ok(Value::bool(module.is_package())),
        None => Err(no_frozen(thread, args[0])),
    }
}

fn find_frozen(thread: &Thread, args: &[Value]) -> Result {
    let Some(module) = frozen(args[0]) else {
        return Ok(Value::NONE);
    };
    let origin = Str::new(thread, module.name())?;
    let row = [
        Value::NONE,
        Value::bool(module.is_package()),
        origin.value(),
    ];
    Ok(Tuple::new(thread, &row)?.value())
}

/// The code object of an embedded module.
pub fn frozen_code(thread: &Thread, name: Value) -> Result<CodeRef> {
    let Some(module) = frozen(name) else {
        return Err(no_frozen(thread, name));
    };
    match typhon_bytecode::marshal::read_static(module.code()) {
        Ok(code) => CodeRef::new(thread, code),
        Err(_) => Err(errors::new(
            thread,
            &tree::IMPORT_ERROR,
            format!("Frozen object named '{}' is invalid", module.name()),
        )),
    }
}

fn get_frozen_object(thread: &Thread, args: &[Value]) -> Result {
    if let Some(data) = args[1].downcast::<BytesObject>() {
        return match typhon_bytecode::marshal::read(data.data()) {
            Ok(code) => Ok(CodeRef::new(thread, code)?.value()),
            Err(_) => {
                let name = operations::repr(thread, args[0])?;
                let message = format!("Frozen object named {} is invalid", name.to_string_lossy());
                Err(errors::new(thread, &tree::IMPORT_ERROR, message))
            }
        };
    }
    Ok(frozen_code(thread, args[0])?.value())
}

fn init_frozen(thread: &Thread, args: &[Value]) -> Result {
    if frozen(args[0]).is_none() {
        return Ok(Value::NONE);
    }
    let code = frozen_code(thread, args[0])?;
    let module = Module::new(thread, &module_name(thread, args[0])?, Value::NONE)?;
    Dict::of(typhon_objects::module::MODULES.get()).set(thread, args[0], module.value())?;
    typhon_interp::eval::run_code(thread, code, module.dict(), Value::NULL, None)?;
    Ok(module.value())
}

fn frozen_module_names(thread: &Thread, _args: &[Value]) -> Result {
    let list = List::new(thread)?;
    for name in typhon_pylib::names() {
        list.append(thread, Str::new(thread, name)?.value())?;
    }
    Ok(list.value())
}

/// A 64-bit keyed hash of source, for hash-based cache files.
fn source_hash(thread: &Thread, args: &[Value]) -> Result {
    use std::hash::Hasher;
    let key = typhon_objects::int::big(operations::index_value(thread, args[0])?);
    let key = u64::try_from(&key).unwrap_or(0);
    let Some(source) = args[1].downcast::<BytesObject>() else {
        return Err(errors::bad_argument(
            thread,
            "source_hash()",
            "argument 2",
            "bytes",
            args[1],
        ));
    };
    let mut hasher = siphasher::sip::SipHasher13::new_with_keys(key, 0);
    hasher.write(source.data());
    Ok(Bytes::new(thread, &hasher.finish().to_le_bytes())?.value())
}

/// `FrozenImporter.get_source`: embedded modules have their source with them.
pub fn get_source(thread: &Thread, args: &[Value]) -> Result {
    match frozen(args[1]) {
        Some(module) => Ok(Str::new(thread, &module.source())?.value()),
        None => Err(no_frozen(thread, args[1])),
    }
}

static GET_SOURCE: Method = class_method(
    "get_source",
    get_source,
    "(cls, fullname)",
    "Return the source of an embedded module.",
);

fn zip_importer(thread: &Thread, args: &[Value]) -> Result {
    let path = args[0].downcast::<StrObject>();
    let path = path.map(|path| path.to_string_lossy()).unwrap_or_default();
    let is_file = |path: &std::path::Path| path.is_file();
    if !std::path::Path::new(&*path).ancestors().any(is_file) {
        return Err(errors::new(
            thread,
            &tree::IMPORT_ERROR,
            format!("not a Zip file: {path:?}"),
        ));
    }
    let module = typhon_interp::import::import_module(thread, "zipimport")?;
    let class = attribute::get(thread, module, intern_text(thread, "zipimporter")?)?;
    call(thread, class, &[args[0]])
}

/// Starts importlib: its two halves from the library, then what they need.
pub fn start_importlib(thread: &Thread) -> Result<()> {
    let modules: Dict = Ref::of(typhon_objects::module::MODULES.get());
    let load = |name: &str, own_name: &str| -> Result<Module> {
        let own = intern_text(thread, own_name)?;
        let code = frozen_code(thread, own.value())?;
        let module = Module::new(thread, own_name, Value::NONE)?;
        modules.set_str(thread, own, module.value())?;
        // What the frozen importer's own start-up checks.
        module.set(thread, "__origname__", Str::new(thread, name)?.value())?;
        typhon_interp::eval::run_code(thread, code, module.dict(), Value::NULL, None)?;
        Ok(module)
    };
    let bootstrap = load("importlib._bootstrap", "_frozen_importlib")?;
    let part = |name: &str| -> Result {
        attribute::get(thread, bootstrap.value(), intern_text(thread, name)?)
    };
    let sys = typhon_interp::system::SYS.get();
    let Some(imp) = native_module(thread, "_imp")? else {
        return Err(errors::runtime_error(thread, "lost _imp"));
    };
    call(thread, part("_install")?, &[sys, imp])?;
    let importer = part("FrozenImporter")?;
    let getter =
        typhon_objects::function::native::new_method(thread, &GET_SOURCE, Ref::of(importer))?;
    Type::of(importer).set_attribute(thread, intern_text(thread, "get_source")?, getter)?;
    typhon_interp::import::IMPORTLIB.set(bootstrap.value());
    if crate::find("posix").is_some() {
        call(thread, part("_install_external_importers")?, &[])?;
        let hooks = attribute::get(thread, sys, intern_text(thread, "path_hooks")?)?;
        let hook = attribute::get(thread, imp, intern_text(thread, "_zip_importer")?)?;
        let insert = intern_text(thread, "insert")?;
        call_method(thread, hooks, insert, &[Value::fixnum(0), hook])?;
        call_method(
            thread,
            hooks,
            insert,
            &[Value::fixnum(0), part("EmbeddedFinder")?],
        )?;
        let path = attribute::get(thread, sys, intern_text(thread, "path")?)?;
        let library = Str::new(thread, typhon_pylib::PREFIX)?.value();
        call_method(thread, path, intern_text(thread, "append")?, &[library])?;
    }
    Ok(())
}
