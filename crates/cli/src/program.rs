//! Running what the command line names: code, a module, a script, standard input.

use crate::finish::{self, Outcome};
use crate::options::{Command, absolute, program_name};
use crate::repl;
use std::ffi::{OsStr, OsString};
use std::os::unix::ffi::OsStrExt;
use std::path::Path;
use typhon_compiler::{Mode, Options};
use typhon_interp::eval;
use typhon_interp::import::import_module;
use typhon_interp::system::{Config, SYS, decode_os, optimize_level, write_stderr};
use typhon_objects::attribute;
use typhon_objects::exceptions::{SyntaxParts, syntax_error};
use typhon_objects::function::code::{CodeObject, CodeRef};
use typhon_objects::module::MODULES;
use typhon_objects::prelude::*;

/// Runs the command, then the interactive interpreter if that is asked for.
pub fn run(thread: &Thread, command: &Command, inspect: bool, skip_first_line: bool) -> Outcome {
    let outcome = match start(thread) {
        Ok(main) => run_command(thread, main, command, inspect, skip_first_line),
        Err(raised) => Err(Failure::Raised(raised)),
    };
    let outcome = match outcome {
        Ok(status) => Outcome::Status(status),
        Err(Failure::Raised(raised)) if inspect => {
            // The reader of the prompt wants to see it, a SystemExit too.
            finish::flush_quietly(thread);
            typhon_stdlib::sys::exception_hook(thread, raised);
            Outcome::Status(1)
        }
        Err(Failure::Raised(raised)) => finish::report(thread, raised),
        Err(Failure::Said(status)) => return Outcome::Status(status),
    };
    let ran_something = !matches!(command, Command::Standard);
    if inspect
        && ran_something
        && let Ok(main) = main_module(thread)
    {
        return Outcome::Status(repl::run(thread, main));
    }
    outcome
}

/// Why a command ended early.
enum Failure {
    Raised(Raised),
    /// A message was printed; this is the exit status.
    Said(i32),
}

impl From<Raised> for Failure {
    fn from(raised: Raised) -> Failure {
        Failure::Raised(raised)
    }
}

/// The module `__main__`, and `site`.
fn start(thread: &Thread) -> Result<Module> {
    let main = main_module(thread)?;
    for name in ["__package__", "__spec__", "__loader__"] {
        main.set(thread, name, Value::NONE)?;
    }
    main.set(
        thread,
        "__builtins__",
        typhon_objects::module::BUILTINS.get(),
    )?;
    if let Ok(importer) = attribute::get(
        thread,
        typhon_interp::import::IMPORTLIB.get(),
        intern_text(thread, "BuiltinImporter")?,
    ) {
        main.set(thread, "__loader__", importer)?;
    }
    // Without a file system there is nothing for site to look at.
    let has_files = typhon_stdlib::find("posix").is_some();
    if !Config::get().no_site
        && has_files
        && let Err(raised) = import_module(thread, "site")
    {
        write_stderr(thread, "Failed to import the site module\n");
        typhon_stdlib::sys::exception_hook(thread, raised);
    }
    Ok(main)
}

fn main_module(thread: &Thread) -> Result<Module> {
    let modules: Dict = Ref::of(MODULES.get());
    if let Some(main) = modules.get_str(names().__main__) {
        return Ok(Ref::of(main));
    }
    let main = Module::new(thread, "__main__", Value::NONE)?;
    modules.set_str(thread, names().__main__, main.value())?;
    Ok(main)
}

fn run_command(
    thread: &Thread,
    main: Module,
    command: &Command,
    inspect: bool,
    skip_first_line: bool,
) -> std::result::Result<i32, Failure> {
    match command {
        Command::Code(code) => {
            add_path(thread, OsString::new())?;
            run_text(thread, main, code.as_bytes())?;
        }
        Command::Module(name) => {
            let folder = std::env::current_dir().unwrap_or_default();
            add_path(thread, folder.into_os_string())?;
            run_module(thread, decode_os(thread, name)?, true)?;
        }
        Command::File(file) => return run_path(thread, main, file, skip_first_line),
        Command::Standard => {
            add_path(thread, OsString::new())?;
            // SAFETY: no memory is involved.
            let terminal = unsafe { libc::isatty(0) } == 1;
            if terminal || inspect {
                return Ok(repl::start(thread, main));
            }
            let mut source = Vec::new();
            let read = thread
                .blocked(|| std::io::Read::read_to_end(&mut std::io::stdin().lock(), &mut source));
            if let Err(error) = read {
                let errno = error.raw_os_error().unwrap_or(0);
                return Err(errors::os_error(thread, errno, None).into());
            }
            run_source(thread, main, &source, "<stdin>")?;
        }
        Command::Disassemble(_) | Command::Show(_) => {}
    }
    Ok(0)
}

/// Puts the program's own place before everything else in `sys.path`.
fn add_path(thread: &Thread, entry: OsString) -> Result<()> {
    if Config::get().safe_path {
        return Ok(());
    }
    let folder = decode_os(thread, &entry)?;
    typhon_objects::module_errors::SCRIPT_FOLDER.set(folder.value());
    insert_path(thread, entry)
}

fn insert_path(thread: &Thread, entry: OsString) -> Result<()> {
    let path = attribute::get(thread, SYS.get(), intern_text(thread, "path")?)?;
    let entry = decode_os(thread, &entry)?.value();
    let insert = intern_text(thread, "insert")?;
    call_method(thread, path, insert, &[Value::fixnum(0), entry])?;
    Ok(())
}

/// `runpy._run_module_as_main(name, alter_argv)`
fn run_module(thread: &Thread, name: Str, alter_arguments: bool) -> Result<()> {
    let runpy = import_module(thread, "runpy")?;
    let run = attribute::get(thread, runpy, intern_text(thread, "_run_module_as_main")?)?;
    call(thread, run, &[name.value(), Value::bool(alter_arguments)])?;
    Ok(())
}

/// Runs the text of `-c`. What an error shows of it comes from `linecache`, as for a file.
fn run_text(thread: &Thread, main: Module, source: &[u8]) -> Result<()> {
    let text = Str::from_wtf8(
        thread,
        decode_os(thread, OsStr::from_bytes(source))?.bytes(),
    )?;
    let Some(text) = text.as_str() else {
        write_stderr(
            thread,
            "Unable to decode the command from the command line:\n",
        );
        call_method(thread, text.value(), intern_text(thread, "encode")?, &[])?;
        return Ok(());
    };
    let mut source = dedent(text);
    source.push('\n');
    let code = compile(thread, source.as_bytes(), "<string>")?;
    let result = eval::run_code(thread, code, main.dict(), Value::NULL, None);
    if let Err(raised) = result {
        if !raised.is(&tree::SYSTEM_EXIT) {
            remember_source(thread, "<string>", &source);
        }
        return Err(raised);
    }
    Ok(())
}

/// The text without the indentation that all its lines share; blank lines become empty.
fn dedent(text: &str) -> String {
    let is_blank = |letter: char| letter == ' ' || letter == '\t';
    let mut shared: Option<&str> = None;
    for line in text.split('\n') {
        let rest = line.trim_start_matches(is_blank);
        if rest.is_empty() {
            continue;
        }
        let indent = &line[..line.len() - rest.len()];
        let common = match shared {
            None => indent.len(),
            Some(shared) => {
                let pairs = shared.bytes().zip(indent.bytes());
                pairs.take_while(|(one, other)| one == other).count()
            }
        };
        shared = Some(&indent[..common]);
    }
    let width = shared.map_or(0, str::len);
    let mut lines = Vec::new();
    for line in text.split('\n') {
        let blank = line.trim_start_matches(is_blank).is_empty();
        lines.push(if blank { "" } else { &line[width..] });
    }
    lines.join("\n")
}

/// Enters source that is in no file into `linecache.cache`. Only an aid: failing costs a traceback
/// its lines, nothing more.
pub fn remember_source(thread: &Thread, name: &str, source: &str) {
    let enter = || -> Result<()> {
        let cache = import_module(thread, "linecache")?;
        let cache = attribute::get(thread, cache, intern_text(thread, "cache")?)?;
        let name = Str::new(thread, name)?.value();
        let lines = List::new(thread)?;
        for line in source.split_inclusive('\n') {
            lines.append(thread, Str::new(thread, line)?.value())?;
        }
        let length = Value::fixnum(source.len() as i64);
        let entry = Tuple::new(thread, &[length, Value::NONE, lines.value(), name])?;
        operations::set_item(thread, cache, name, entry.value())
    };
    let _ = enter();
}

fn compile(thread: &Thread, source: &[u8], name: &str) -> Result<CodeRef> {
    let mut options = Options::new(name, Mode::Exec);
    options.integer_digits = typhon_objects::int::max_str_digits();
    options.optimize = optimize_level();
    if let Some(raised) = null_byte(thread, source, name) {
        return Err(raised);
    }
    let decoded = typhon_compiler::decode_source(source, name);
    if matches!(decoded, Ok(typhon_compiler::Decoded::Other(_))) {
        return eval::compile_bytes(thread, source, &options);
    }
    match typhon_compiler::compile_bytes(source, &options) {
        Ok(compiled) => typhon_interp::syntax::finish(thread, compiled, &options),
        Err(mut error) => {
            // A program that is read from a file is told which one.
            if error.message.starts_with("Non-UTF-8 code starting with") {
                let place = format!(" in file {name} on line ");
                error.message = error.message.replacen(" on line ", &place, 1);
            }
            // A line of a file that only asks for more is shown without a place.
            let line = error.text.as_deref().map(str::trim);
            if error.message == "unexpected EOF while parsing" && line == Some("\\") {
                error.column = 0;
            }
            Err(typhon_interp::syntax::raise(thread, &error))
        }
    }
}

/// The error for a program with a NUL byte before anything else that is no text.
fn null_byte(thread: &Thread, source: &[u8], name: &str) -> Option<Raised> {
    let at = source.iter().position(|&byte| byte == 0)?;
    let start = source[..at]
        .iter()
        .rposition(|&byte| byte == b'\n')
        .map_or(0, |end| end + 1);
    std::str::from_utf8(&source[..start]).ok()?;
    let line = source[..start]
        .iter()
        .filter(|&&byte| byte == b'\n')
        .count() as i64
        + 1;
    let make = || -> Result<Raised> {
        let text = Str::new(thread, &String::from_utf8_lossy(&source[start..at]))?;
        Ok(syntax_error(
            thread,
            &tree::SYNTAX_ERROR,
            &SyntaxParts {
                message: "source code cannot contain null bytes",
                filename: Str::new(thread, name)?.value(),
                line: Some(line),
                offset: None,
                text: text.value(),
                end_line: None,
                end_offset: None,
            },
        ))
    };
    Some(make().unwrap_or_else(|raised| raised))
}

fn run_source(thread: &Thread, main: Module, source: &[u8], name: &str) -> Result<()> {
    let code = compile(thread, source, name)?;
    eval::run_code(thread, code, main.dict(), Value::NULL, None)?;
    Ok(())
}

/// Says why a file cannot be run.
fn cannot_open(thread: &Thread, file: &OsStr, error: &std::io::Error) -> Result<Failure> {
    let shown = operations::repr(thread, decode_os(thread, file)?.value())?;
    let errno = error.raw_os_error().unwrap_or(0);
    let message = format!(
        "{}: can't open file {}: [Errno {errno}] {}\n",
        program_name(),
        shown.to_string_lossy(),
        errors::error_text(errno)
    );
    write_stderr(thread, &message);
    Ok(Failure::Said(2))
}

/// Runs a script, or `__main__` of a directory or an archive.
fn run_path(
    thread: &Thread,
    main: Module,
    file: &OsStr,
    skip_first_line: bool,
) -> std::result::Result<i32, Failure> {
    let full = absolute(file);
    let path = Path::new(&full);
    if path.is_dir() || is_archive(path) {
        insert_path(thread, full)?;
        let name = Str::new(thread, "__main__")?;
        run_module(thread, name, false)?;
        return Ok(0);
    }
    let mut source = match std::fs::read(path) {
        Ok(source) => source,
        Err(error) => return Err(cannot_open(thread, &full, &error)?),
    };
    let folder = std::fs::canonicalize(path)
        .ok()
        .and_then(|real| real.parent().map(|folder| folder.as_os_str().to_owned()));
    add_path(thread, folder.unwrap_or_default())?;
    if skip_first_line {
        // The line break stays, so that line numbers do too.
        let end = source
            .iter()
            .position(|&byte| byte == b'\n')
            .unwrap_or(source.len());
        source.drain(..end);
    }
    let name = decode_os(thread, &full)?;
    main.set(thread, "__file__", name.value())?;
    main.set(thread, "__cached__", Value::NONE)?;
    if path.extension().is_some_and(|end| end == "pyc") || has_magic_number(&source) {
        run_compiled(thread, main, &source, name)?;
        return Ok(0);
    }
    set_file_loader(thread, main, name, "SourceFileLoader")?;
    run_source(thread, main, &source, &name.to_string_lossy())?;
    Ok(0)
}

/// Whether a file begins as those do that the compiler has written.
fn has_magic_number(file: &[u8]) -> bool {
    file.get(..4) == Some(&typhon_stdlib::imp::magic_token().to_le_bytes()[..4])
}

/// Runs a `.pyc` file.
fn run_compiled(thread: &Thread, main: Module, file: &[u8], name: Str) -> Result<()> {
    if !has_magic_number(file) {
        let message = "Bad magic number in .pyc file";
        return Err(errors::runtime_error(thread, message));
    }
    set_file_loader(thread, main, name, "SourcelessFileLoader")?;
    let loader = main.dict().get_str(intern_text(thread, "__loader__")?);
    let get_code = intern_text(thread, "get_code")?;
    let of = [names().__main__.value()];
    let code = call_method(thread, loader.unwrap_or(Value::NONE), get_code, &of)?;
    let Some(code) = code.downcast::<CodeObject>() else {
        let message = "Bad code object in .pyc file";
        return Err(errors::runtime_error(thread, message));
    };
    eval::run_code(thread, code, main.dict(), Value::NULL, None)?;
    Ok(())
}

/// `__main__.__loader__`, by which tools find the source.
fn set_file_loader(thread: &Thread, main: Module, name: Str, loader: &str) -> Result<()> {
    let modules: Dict = Ref::of(MODULES.get());
    let external = intern_text(thread, "_frozen_importlib_external")?;
    let Some(external) = modules.get_str(external) else {
        return Ok(());
    };
    let class = attribute::get(thread, external, intern_text(thread, loader)?)?;
    let loader = call(thread, class, &[names().__main__.value(), name.value()])?;
    main.set(thread, "__loader__", loader)
}

/// Whether a file ends with the directory of a zip archive.
fn is_archive(path: &Path) -> bool {
    use std::io::{Read, Seek, SeekFrom};
    let look = || -> std::io::Result<bool> {
        // Opening a pipe to look at it would take away who writes to it.
        if !std::fs::metadata(path)?.is_file() {
            return Ok(false);
        }
        let mut file = std::fs::File::open(path)?;
        let length = file.metadata()?.len();
        // The record is 22 bytes and a comment of at most 65535.
        file.seek(SeekFrom::Start(length.saturating_sub(22 + 65535)))?;
        let mut tail = Vec::new();
        file.read_to_end(&mut tail)?;
        let starts = |at: usize| tail[at..].starts_with(b"PK\x05\x06");
        Ok((0..tail.len().saturating_sub(21)).rev().any(starts))
    };
    look().unwrap_or(false)
}

/// `--dis FILE`
pub fn disassemble(file: &OsStr, optimize: u8) -> i32 {
    let source = match std::fs::read(file) {
        Ok(source) => source,
        Err(error) => {
            eprintln!("typhon: can't open file {file:?}: {error}");
            return 2;
        }
    };
    let mut options = Options::new(&file.to_string_lossy(), Mode::Exec);
    options.integer_digits = typhon_objects::int::max_str_digits();
    options.optimize = optimize;
    match typhon_compiler::compile_bytes(&source, &options) {
        Ok(compiled) => {
            print!("{}", typhon_bytecode::disassemble(&compiled.code));
            0
        }
        Err(error) => {
            eprintln!("{}:{}: {}", error.filename, error.line, error.message);
            1
        }
    }
}
