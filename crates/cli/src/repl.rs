//! The interactive interpreter: statements are read, compiled one by one, and run in `__main__`.
//!
//! On a terminal a thread of its own edits lines, so that this one can wait outside the runtime and
//! still answer requests for completions. Invariant: the editing thread touches no Python object.

use crate::finish;
use crate::program::remember_source;
use std::io::Write;
use std::path::PathBuf;
use std::sync::mpsc::{Receiver, Sender, channel};
use typhon_bytecode::CodeFlags;
use typhon_compiler::{ErrorKind, FUTURE_FLAGS, Mode, Options, compile_bytes};
use typhon_interp::eval;
use typhon_interp::import::import_module;
use typhon_interp::system::{Config, SYS, optimize_level, sys_attribute, write_stderr};
use typhon_objects::attribute;
use typhon_objects::prelude::*;

/// The interactive start: banner, PYTHONSTARTUP, prompts. Gives the exit status.
pub fn start(thread: &Thread, main: Module) -> i32 {
    if !Config::get().quiet {
        print_banner(thread);
    }
    if let Some(status) = run_startup_file(thread, main) {
        return status;
    }
    run(thread, main)
}

fn print_banner(thread: &Thread) {
    let part = |name: &str| {
        let name = intern_text(thread, name).ok()?;
        let value = sys_attribute(thread, name).ok()??;
        Some(
            operations::str(thread, value)
                .ok()?
                .to_string_lossy()
                .into_owned(),
        )
    };
    let version = part("version").unwrap_or_default();
    let platform = part("platform").unwrap_or_default();
    let mut banner = format!("Typhon {version} on {platform}\n");
    if !Config::get().no_site {
        banner.push_str(
            "Type \"help\", \"copyright\", \"credits\" or \"license\" for more information.\n",
        );
    }
    write_stderr(thread, &banner);
}

/// Runs the file that PYTHONSTARTUP names; a status if that ends the program.
fn run_startup_file(thread: &Thread, main: Module) -> Option<i32> {
    if Config::get().ignore_environment {
        return None;
    }
    let path = std::env::var_os("PYTHONSTARTUP").filter(|path| !path.is_empty())?;
    let name = path.to_string_lossy();
    let source = match std::fs::read(&path) {
        Ok(source) => source,
        Err(error) => {
            let errno = error.raw_os_error().unwrap_or(0);
            let text = errors::error_text(errno);
            write_stderr(
                thread,
                &format!(
                    "Could not open PYTHONSTARTUP\nOSError: [Errno {errno}] {text}: {name:?}\n"
                ),
            );
            return None;
        }
    };
    let options = Options::new(&name, Mode::Exec);
    let result = eval::compile_bytes(thread, &source, &options)
        .and_then(|code| eval::run_code(thread, code, main.dict(), Value::NULL, None));
    match result {
        Ok(_) => None,
        Err(raised) => show(thread, raised),
    }
}

/// Prompts until the end of the input or SystemExit; gives the exit status.
pub fn run(thread: &Thread, main: Module) -> i32 {
    // SAFETY: no memory is involved.
    let terminal = unsafe { libc::isatty(0) == 1 && libc::isatty(1) == 1 };
    let _ = set_default_prompts(thread);
    let mut lines = if terminal {
        Lines::Edited(Editor::start())
    } else {
        Lines::Plain
    };
    let mut flags = CodeFlags::empty();
    for number in 0.. {
        let source = match read_statement(thread, main, &mut lines) {
            Statement::Source(source) => source,
            Statement::Interrupted => {
                write_stderr(thread, "\nKeyboardInterrupt\n");
                continue;
            }
            Statement::End => {
                if terminal || Config::get().inspect > 0 {
                    write_stderr(thread, "\n");
                }
                return 0;
            }
        };
        let name = format!("<python-input-{number}>");
        remember_source(thread, &name, &source);
        let mut options = single(&name, &lines);
        options.flags = flags;
        let result = eval::compile_bytes(thread, source.as_bytes(), &options).and_then(|code| {
            flags |= code.flags & FUTURE_FLAGS;
            eval::run_code(thread, code, main.dict(), Value::NULL, None)
        });
        if let Err(raised) = result
            && let Some(status) = show(thread, raised)
        {
            return status;
        }
        finish::flush_quietly(thread);
    }
    0
}

/// Shows an uncaught exception; a status if it is the end.
fn show(thread: &Thread, raised: Raised) -> Option<i32> {
    if raised.is(&tree::SYSTEM_EXIT) {
        return Some(finish::exit_status(thread, raised));
    }
    finish::flush_quietly(thread);
    finish::remember(thread, raised);
    typhon_stdlib::sys::exception_hook(thread, raised);
    None
}

fn single(name: &str, lines: &Lines) -> Options {
    let mut options = Options::new(name, Mode::Single);
    options.several_statements = matches!(lines, Lines::Edited(_));
    options.optimize = optimize_level();
    options
}

fn set_default_prompts(thread: &Thread) -> Result<()> {
    let sys: Module = Ref::of(SYS.get());
    for (name, prompt) in [("ps1", ">>> "), ("ps2", "... ")] {
        if sys.dict().get_str(intern_text(thread, name)?).is_none() {
            sys.set(thread, name, Str::new(thread, prompt)?.value())?;
        }
    }
    Ok(())
}

fn prompt(thread: &Thread, name: &str) -> String {
    let find = || -> Result<Option<String>> {
        let Some(value) = sys_attribute(thread, intern_text(thread, name)?)? else {
            return Ok(None);
        };
        Ok(Some(
            operations::str(thread, value)?
                .to_string_lossy()
                .into_owned(),
        ))
    };
    find().ok().flatten().unwrap_or_default()
}

enum Statement {
    Source(String),
    Interrupted,
    End,
}

/// What one line of input gives.
enum Line {
    Text(String),
    Interrupted,
    End,
}

/// Reads lines until they are a statement, or cannot become one.
fn read_statement(thread: &Thread, main: Module, lines: &mut Lines) -> Statement {
    let mut source = String::new();
    let mut which = "ps1";
    loop {
        match lines.read(thread, main, &prompt(thread, which)) {
            Line::Text(line) => source.push_str(&line),
            Line::Interrupted => return Statement::Interrupted,
            Line::End if source.trim().is_empty() => return Statement::End,
            Line::End => return Statement::Source(source + "\n"),
        }
        let blank = source
            .lines()
            .all(|line| line.trim_start().is_empty() || line.trim_start().starts_with('#'));
        if blank {
            source.clear();
            which = "ps1";
        } else if is_complete(&source, lines) {
            source.push('\n');
            return Statement::Source(source);
        } else {
            source.push('\n');
            which = "ps2";
        }
    }
}

/// Whether nothing can be missing: the statement compiles, or no further line would mend it.
fn is_complete(source: &str, lines: &Lines) -> bool {
    let mut options = single("<stdin>", lines);
    options.allow_incomplete = true;
    options.dont_imply_dedent = true;
    if compile_bytes(source.as_bytes(), &options).is_ok() {
        return true;
    }
    match compile_bytes(format!("{source}\n").as_bytes(), &options) {
        Ok(_) => false,
        Err(error) => error.kind != ErrorKind::Incomplete,
    }
}

/// Where lines come from; they end without a line break.
enum Lines {
    Plain,
    Edited(Editor),
}

impl Lines {
    fn read(&mut self, thread: &Thread, main: Module, prompt: &str) -> Line {
        match self {
            Lines::Edited(editor) => editor.read(thread, main, prompt),
            Lines::Plain => {
                write_stderr(thread, prompt);
                // Whoever writes the lines may wait for it, and it does not end with a line break.
                finish::flush_quietly(thread);
                let mut line = String::new();
                let read = thread.blocked(|| std::io::stdin().read_line(&mut line));
                match read {
                    Ok(0) | Err(_) => Line::End,
                    Ok(_) => {
                        let end = line.trim_end_matches(['\n', '\r']).len();
                        line.truncate(end);
                        Line::Text(line)
                    }
                }
            }
        }
    }
}

/// What the Python thread sends to the editing thread.
enum Request {
    Read(String),
    Completions(Vec<String>),
}

/// What it gets back.
enum Reply {
    Line(Line),
    /// The line as far as the cursor, and where in it the word begins that is to be completed.
    Complete(String, usize),
}

/// The editing thread, seen from the Python thread.
struct Editor {
    requests: Sender<Request>,
    replies: Receiver<Reply>,
}

impl Editor {
    fn start() -> Editor {
        let (requests, incoming) = channel();
        let (outgoing, replies) = channel();
        std::thread::spawn(move || {
            crate::block_signals();
            edit(incoming, outgoing)
        });
        Editor { requests, replies }
    }

    fn read(&mut self, thread: &Thread, main: Module, prompt: &str) -> Line {
        let mut request = Request::Read(prompt.to_owned());
        loop {
            if self.requests.send(request).is_err() {
                return Line::End;
            }
            match thread.blocked(|| self.replies.recv()) {
                Ok(Reply::Line(line)) => return line,
                Ok(Reply::Complete(line, start)) => {
                    let found = completions(thread, main, &line, start).unwrap_or_default();
                    request = Request::Completions(found);
                }
                Err(_) => return Line::End,
            }
        }
    }
}

/// Ways to go on with the word that begins at `start`: modules in an import, else what `rlcompleter` knows.
fn completions(thread: &Thread, main: Module, line: &str, start: usize) -> Result<Vec<String>> {
    if is_import(line)
        && let Some(found) = module_completions(thread, main, line)?
    {
        return Ok(found);
    }
    let word = &line[start..];
    let module = import_module(thread, "rlcompleter")?;
    let class = attribute::get(thread, module, intern_text(thread, "Completer")?)?;
    let completer = call(thread, class, &[main.dict().value()])?;
    let complete = intern_text(thread, "complete")?;
    let word = Str::new(thread, word)?.value();
    let mut found = Vec::new();
    for state in 0..1000 {
        let next = call_method(thread, completer, complete, &[word, Value::fixnum(state)])?;
        match next.downcast::<StrObject>() {
            Some(text) => found.push(text.to_string_lossy().into_owned()),
            None => break,
        }
    }
    Ok(found)
}

/// Whether the line may be an import statement. Of several statements the last one counts.
fn is_import(line: &str) -> bool {
    let last = line.rsplit(';').next().unwrap_or_default();
    matches!(last.split_whitespace().next(), Some("import" | "from"))
}

/// The modules that an import may go on with; `None` if it is no import, or is complete.
fn module_completions(thread: &Thread, main: Module, line: &str) -> Result<Option<Vec<String>>> {
    let module = import_module(thread, "_pyrepl._module_completer")?;
    let class = attribute::get(thread, module, intern_text(thread, "ModuleCompleter")?)?;
    let completer = call(thread, class, &[main.dict().value()])?;
    let line = Str::new(thread, line)?.value();
    let complete = intern_text(thread, "get_completions")?;
    let names = call_method(thread, completer, complete, &[line])?;
    if names.is_none() {
        return Ok(None);
    }
    let mut found = Vec::new();
    operations::for_each(thread, names, |name| {
        found.push(
            operations::str(thread, name)?
                .to_string_lossy()
                .into_owned(),
        );
        Ok(())
    })?;
    Ok(Some(found))
}

/// `PYTHON_HISTORY`, or a file in the home directory.
fn history_file() -> Option<PathBuf> {
    if let Some(path) = std::env::var_os("PYTHON_HISTORY").filter(|path| !path.is_empty()) {
        return Some(path.into());
    }
    let home = std::env::var_os("HOME").filter(|home| !home.is_empty())?;
    Some(PathBuf::from(home).join(".typhon_history"))
}

/// Completes by asking the Python thread.
struct Asker {
    requests: std::rc::Rc<Receiver<Request>>,
    replies: Sender<Reply>,
}

/// Characters that no completable word has.
const BREAKS: &str = " \t\n`~!@#$%^&*()-=+[{]}\\|;:'\",<>/?";

impl rustyline::completion::Completer for Asker {
    type Candidate = String;

    fn complete(
        &self,
        line: &str,
        position: usize,
        _context: &rustyline::Context<'_>,
    ) -> rustyline::Result<(usize, Vec<String>)> {
        let start = line[..position].rfind(|letter| BREAKS.contains(letter));
        let start = start.map_or(0, |index| index + 1);
        let line = &line[..position];
        if start == position && !is_import(line) {
            return Ok((position, vec!["    ".to_owned()]));
        }
        let asked = self.replies.send(Reply::Complete(line.to_owned(), start));
        match asked.ok().and_then(|()| self.requests.recv().ok()) {
            Some(Request::Completions(found)) => Ok((start, found)),
            _ => Ok((start, Vec::new())),
        }
    }
}

impl rustyline::hint::Hinter for Asker {
    type Hint = String;
}
impl rustyline::highlight::Highlighter for Asker {}
impl rustyline::validate::Validator for Asker {}
impl rustyline::Helper for Asker {}

/// What the process does at a Ctrl-C.
struct Interrupt(libc::sigaction);

impl Interrupt {
    /// As it is now.
    fn action() -> Interrupt {
        // SAFETY: zeroes are a valid sigaction, and the call only fills it in.
        unsafe {
            let mut action: libc::sigaction = std::mem::zeroed();
            libc::sigaction(libc::SIGINT, std::ptr::null(), &mut action);
            Interrupt(action)
        }
    }

    fn restore(&self) {
        // SAFETY: what was in force before.
        unsafe { libc::sigaction(libc::SIGINT, &self.0, std::ptr::null_mut()) };
    }
}

/// The editing thread. The line editor takes the interrupt signal for as long as it exists; between two
/// lines it belongs to the program that runs.
fn edit(requests: Receiver<Request>, replies: Sender<Reply>) {
    let requests = std::rc::Rc::new(requests);
    let config = rustyline::Config::builder()
        .auto_add_history(true)
        .completion_type(rustyline::CompletionType::List)
        .build();
    let programs = Interrupt::action();
    let made = rustyline::Editor::<Asker, rustyline::history::DefaultHistory>::with_config(config);
    let editors = Interrupt::action();
    programs.restore();
    let Ok(mut editor) = made else {
        return;
    };
    editor.set_helper(Some(Asker {
        requests: requests.clone(),
        replies: replies.clone(),
    }));
    let history = history_file();
    if let Some(history) = &history {
        // There is none at the first start.
        let _ = editor.load_history(history);
    }
    while let Ok(Request::Read(prompt)) = requests.recv() {
        let programs = Interrupt::action();
        editors.restore();
        let read = editor.readline(&prompt);
        programs.restore();
        let line = match read {
            Ok(line) => Line::Text(line),
            Err(rustyline::error::ReadlineError::Interrupted) => Line::Interrupted,
            Err(_) => Line::End,
        };
        if let (Line::Text(_) | Line::End, Some(history)) = (&line, &history) {
            // A history that cannot be written is not worth a message at every line.
            let _ = editor.save_history(history);
        }
        let _ = std::io::stdout().flush();
        if replies.send(Reply::Line(line)).is_err() {
            return;
        }
    }
}
