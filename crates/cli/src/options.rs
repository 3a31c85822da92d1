//! The command line and the environment, read into a [`Config`]. Knows no Python objects.
//! Invariant: what CPython accepts is accepted; what Typhon cannot do is refused, not ignored.

use std::ffi::{OsStr, OsString};
use std::os::unix::ffi::{OsStrExt, OsStringExt};
use typhon_interp::system::Config;
use typhon_sched::Spec;

/// What is to be run.
#[derive(Debug, PartialEq, Eq)]
pub enum Command {
    /// `-c CODE`
    Code(OsString),
    /// `-m NAME`
    Module(OsString),
    /// A script, a directory or an archive.
    File(OsString),
    /// `-`, or nothing at all: a program from standard input, or the interactive interpreter.
    Standard,
    /// `--dis FILE`
    Disassemble(OsString),
    /// Text for standard output, and that is all.
    Show(String),
}

/// Everything that the command line and the environment say.
pub struct Settings {
    pub command: Command,
    pub config: Config,
    /// `-i` or PYTHONINSPECT: interactive afterwards.
    pub inspect: bool,
    /// `-x`
    pub skip_first_line: bool,
    /// `-X stats`
    pub statistics: bool,
    /// `-X gil=POLICY`, TYPHON_GIL or PYTHON_GIL
    pub gil: Option<Spec>,
    /// `-X trace=FILE`
    pub timeline: Option<std::path::PathBuf>,
    /// `-X heap=SIZE`
    pub heap_limit: Option<usize>,
    /// PYTHONHASHSEED, unless the hash is to be random.
    pub hash_seed: Option<u32>,
}

/// Why nothing is run: a message for standard error, and the exit status.
#[derive(Debug)]
pub struct Refusal {
    pub message: String,
    pub status: i32,
}

impl Refusal {
    fn new(message: impl Into<String>, status: i32) -> Refusal {
        Refusal {
            message: message.into(),
            status,
        }
    }
}

/// The name that this program was started by.
pub fn program_name() -> String {
    match std::env::args_os().next() {
        Some(name) => name.to_string_lossy().into_owned(),
        None => "typhon".to_string(),
    }
}

fn usage_line(program: &str) -> String {
    format!("usage: {program} [option] ... [-c cmd | -m mod | file | -] [arg] ...\n")
}

fn bad_usage(program: &str, problem: &str) -> Refusal {
    let usage = usage_line(program);
    Refusal::new(
        format!("{problem}\n{usage}Try `{program} -h' for more information.\n"),
        2,
    )
}

/// Options that take a value.
const WITH_VALUE: &[u8] = b"cmWX";

struct Parser {
    program: String,
    arguments: Vec<OsString>,
    position: usize,
    config: Config,
    command: Option<Command>,
    inspect: bool,
    skip_first_line: bool,
    versions: u8,
    help: bool,
    warnings: Vec<String>,
}

impl Parser {
    fn next(&mut self) -> Option<OsString> {
        let argument = self.arguments.get(self.position).cloned();
        self.position += 1;
        argument
    }

    /// The value of an option: the rest of its argument, or the next one.
    fn value(&mut self, option: char, rest: &[u8]) -> Result<OsString, Refusal> {
        if !rest.is_empty() {
            return Ok(OsString::from_vec(rest.to_vec()));
        }
        self.next().ok_or_else(|| {
            let problem = format!("Argument expected for the -{option} option");
            bad_usage(&self.program, &problem)
        })
    }

    /// Reads options up to the command.
    fn options(&mut self) -> Result<(), Refusal> {
        while let Some(argument) = self.arguments.get(self.position).cloned() {
            let bytes = argument.as_bytes();
            if bytes == b"-" || !bytes.starts_with(b"-") {
                return Ok(());
            }
            self.position += 1;
            if bytes == b"--" {
                return Ok(());
            }
            if let Some(name) = bytes.strip_prefix(b"--") {
                self.long(&String::from_utf8_lossy(name))?;
            } else {
                self.short(&bytes[1..])?;
            }
            if self.command.is_some() {
                return Ok(());
            }
        }
        Ok(())
    }

    fn long(&mut self, name: &str) -> Result<(), Refusal> {
        match name {
            "help" => self.help = true,
            "version" => self.versions += 1,
            "help-env" => self.command = Some(Command::Show(crate::usage::ENVIRONMENT.into())),
            "help-xoptions" => self.command = Some(Command::Show(crate::usage::X_OPTIONS.into())),
            "help-all" => {
                let all = [
                    &usage_line(&self.program),
                    crate::usage::OPTIONS,
                    "\n",
                    crate::usage::ENVIRONMENT,
                    "\n",
                    crate::usage::X_OPTIONS,
                ];
                self.command = Some(Command::Show(all.concat()));
            }
            "dis" => match self.next() {
                Some(file) => self.command = Some(Command::Disassemble(file)),
                None => {
                    let problem = "Argument expected for the --dis option";
                    return Err(bad_usage(&self.program, problem));
                }
            },
            "check-hash-based-pycs" => {
                let mode = self.next().unwrap_or_default();
                if !["always", "default", "never"]
                    .iter()
                    .any(|known| mode == *known)
                {
                    let problem =
                        "--check-hash-based-pycs must be one of 'default', 'always', or 'never'";
                    return Err(bad_usage(&self.program, problem));
                }
            }
            _ => {
                let problem = format!("unknown option --{name}");
                return Err(bad_usage(&self.program, &problem));
            }
        }
        Ok(())
    }

    /// One argument of single-letter options.
    fn short(&mut self, letters: &[u8]) -> Result<(), Refusal> {
        for (index, &letter) in letters.iter().enumerate() {
            if WITH_VALUE.contains(&letter) {
                let value = self.value(letter as char, &letters[index + 1..])?;
                match letter {
                    b'c' => {
                        self.command = Some(Command::Code(value));
                    }
                    b'm' => self.command = Some(Command::Module(value)),
                    b'W' => self.warnings.push(value.to_string_lossy().into_owned()),
                    _ => self.x_option(&value.to_string_lossy()),
                }
                return Ok(());
            }
            self.flag(letter)?;
        }
        Ok(())
    }

    fn flag(&mut self, letter: u8) -> Result<(), Refusal> {
        let config = &mut self.config;
        match letter {
            b'b' => config.bytes_warning += 1,
            b'B' => config.dont_write_bytecode = true,
            b'd' => config.debug += 1,
            b'E' => config.ignore_environment = true,
            b'i' => {
                config.inspect += 1;
                config.interactive += 1;
                self.inspect = true;
            }
            b'I' => {
                config.isolated = true;
                config.ignore_environment = true;
                config.no_user_site = true;
                config.safe_path = true;
            }
            b'O' => config.optimize = config.optimize.saturating_add(1),
            b'P' => config.safe_path = true,
            b'q' => config.quiet = true,
            b's' => config.no_user_site = true,
            b'S' => config.no_site = true,
            b'u' => config.unbuffered = true,
            b'v' => config.verbose += 1,
            b'x' => self.skip_first_line = true,
            b'V' => self.versions += 1,
            b'h' | b'?' => self.help = true,
            // Accepted for old scripts: hashes are random anyhow.
            b'R' => {}
            _ => {
                let problem = format!("Unknown option: -{}", letter as char);
                return Err(bad_usage(&self.program, &problem));
            }
        }
        Ok(())
    }

    fn x_option(&mut self, option: &str) {
        let (name, value) = match option.split_once('=') {
            Some((name, value)) => (name, Some(value.to_owned())),
            None => (option, None),
        };
        self.config.x_options.push((name.to_owned(), value));
    }
}

/// The value of an environment variable that is set and not empty.
fn variable(config: &Config, name: &str) -> Option<OsString> {
    if config.ignore_environment {
        return None;
    }
    std::env::var_os(name).filter(|value| !value.is_empty())
}

/// A variable that counts, as `-O` does: a number, or 1 for any other text.
fn level(config: &Config, name: &str) -> u8 {
    match variable(config, name) {
        Some(value) => value
            .to_str()
            .and_then(|value| value.parse().ok())
            .unwrap_or(1),
        None => 0,
    }
}

fn read_environment(config: &mut Config) {
    config.optimize = config.optimize.max(level(config, "PYTHONOPTIMIZE"));
    config.verbose = config.verbose.max(level(config, "PYTHONVERBOSE"));
    config.debug = config.debug.max(level(config, "PYTHONDEBUG"));
    config.dont_write_bytecode |= variable(config, "PYTHONDONTWRITEBYTECODE").is_some();
    config.no_user_site |= variable(config, "PYTHONNOUSERSITE").is_some();
    config.unbuffered |= variable(config, "PYTHONUNBUFFERED").is_some();
    config.safe_path |= variable(config, "PYTHONSAFEPATH").is_some();
    config.no_debug_ranges |= variable(config, "PYTHONNODEBUGRANGES").is_some();
    config.dev_mode |= level(config, "PYTHONDEVMODE") > 0;
    config.utf8_mode |= level(config, "PYTHONUTF8") > 0;
    if config.inspect == 0 && variable(config, "PYTHONINSPECT").is_some() {
        config.inspect = 1;
    }
    config.pycache_prefix = variable(config, "PYTHONPYCACHEPREFIX");
    if let Some(path) = variable(config, "PYTHONPATH") {
        config.path = std::env::split_paths(&path)
            .map(|entry| entry.into_os_string())
            .collect();
    }
}

/// `512M`: a number of bytes with an optional unit.
fn size(text: &str) -> Option<usize> {
    let digits = text.trim_end_matches(|letter: char| letter.is_ascii_alphabetic());
    let shift = match text[digits.len()..].to_ascii_lowercase().as_str() {
        "" | "b" => 0,
        "k" | "kb" | "kib" => 10,
        "m" | "mb" | "mib" => 20,
        "g" | "gb" | "gib" => 30,
        _ => return None,
    };
    digits.parse::<usize>().ok()?.checked_mul(1 << shift)
}

/// The limit on digits, from `-X int_max_str_digits` or the variable.
fn digits_limit(config: &Config) -> Result<i64, Refusal> {
    let valid = |text: &str| {
        text.parse::<i64>()
            .ok()
            .filter(|&limit| limit == 0 || (640..=i64::from(i32::MAX)).contains(&limit))
    };
    let option = config
        .x_options
        .iter()
        .rev()
        .find(|(name, _)| name == "int_max_str_digits");
    if let Some((_, value)) = option {
        return valid(value.as_deref().unwrap_or("")).ok_or_else(|| {
            Refusal::new(
                "Fatal Python error: config_init_int_max_str_digits: -X int_max_str_digits: invalid limit; must be >= 640 or 0 for unlimited.\nPython runtime state: preinitialized\n",
                1,
            )
        });
    }
    match variable(config, "PYTHONINTMAXSTRDIGITS") {
        Some(text) => valid(&text.to_string_lossy()).ok_or_else(|| {
            Refusal::new(
                "Fatal Python error: config_init_int_max_str_digits: PYTHONINTMAXSTRDIGITS: invalid limit; must be >= 640 or 0 for unlimited.\nPython runtime state: preinitialized\n",
                1,
            )
        }),
        None => Ok(4300),
    }
}

fn hash_seed(config: &Config) -> Result<Option<u32>, Refusal> {
    let Some(seed) = variable(config, "PYTHONHASHSEED") else {
        return Ok(None);
    };
    if seed == "random" {
        return Ok(None);
    }
    match seed.to_str().and_then(|seed| seed.parse::<u32>().ok()) {
        Some(seed) => Ok(Some(seed)),
        None => Err(Refusal::new(
            "Fatal Python error: config_init_hash_seed: PYTHONHASHSEED must be \"random\" or an integer in range [0; 4294967295]\nPython runtime state: preinitialized\n",
            1,
        )),
    }
}

/// A policy by name. What CPython calls just the GIL is its policy since 3.2.
fn gil_policy(origin: &str, name: &str) -> Result<Option<Spec>, Refusal> {
    let name = if name == "1" { "timeout" } else { name };
    Spec::parse(name).map_err(|error| Refusal::new(format!("typhon: {origin}: {error}\n"), 2))
}

fn read_x_options(settings: &mut Settings) -> Result<(), Refusal> {
    for name in ["PYTHON_GIL", "TYPHON_GIL"] {
        if let Some(policy) = variable(&settings.config, name) {
            let policy = policy.to_string_lossy();
            settings.gil = gil_policy(&format!("{name}={policy}"), &policy)?;
        }
    }
    let options = std::mem::take(&mut settings.config.x_options);
    for (name, value) in &options {
        match (name.as_str(), value.as_deref()) {
            ("heap", Some(text)) => match size(text) {
                Some(limit) => settings.heap_limit = Some(limit),
                None => {
                    return Err(Refusal::new(
                        format!("typhon: -X heap={text}: a size is a number with K, M or G\n"),
                        2,
                    ));
                }
            },
            ("heap", None) => {
                return Err(Refusal::new(
                    "typhon: -X heap needs a size, as in -X heap=512M\n",
                    2,
                ));
            }
            ("stats", _) => settings.statistics = true,
            ("gil", policy) => {
                let policy = policy.unwrap_or("");
                settings.gil = gil_policy(&format!("-X gil={policy}"), policy)?;
            }
            ("trace", Some(file)) if !file.is_empty() => {
                settings.timeline = Some(file.into());
            }
            ("trace", _) => {
                return Err(Refusal::new(
                    "typhon: -X trace needs a file, as in -X trace=run.json\n",
                    2,
                ));
            }
            ("dev", _) => settings.config.dev_mode = true,
            ("no_debug_ranges", _) => settings.config.no_debug_ranges = true,
            ("utf8", value) => settings.config.utf8_mode = value != Some("0"),
            ("pycache_prefix", value) => {
                settings.config.pycache_prefix = value
                    .filter(|prefix| !prefix.is_empty())
                    .map(OsString::from);
            }
            _ => {}
        }
    }
    settings.config.x_options = options;
    Ok(())
}

/// Warning filters in the order in which later ones win.
fn warn_options(config: &Config, given: Vec<String>) -> Vec<String> {
    let mut all = Vec::new();
    if config.dev_mode {
        all.push("default".to_owned());
    }
    if let Some(variable) = variable(config, "PYTHONWARNINGS") {
        all.extend(variable.to_string_lossy().split(',').map(str::to_owned));
    }
    all.extend(given);
    match config.bytes_warning {
        0 => {}
        1 => all.push("default::BytesWarning".to_owned()),
        _ => all.push("error::BytesWarning".to_owned()),
    }
    all
}

fn version(verbose: bool) -> String {
    if verbose {
        format!(
            "Python 3.14.0 (typhon {}) on {}\n",
            env!("CARGO_PKG_VERSION"),
            std::env::consts::OS
        )
    } else {
        // The words that scripts look for, whatever the interpreter.
        "Python 3.14.0\n".to_owned()
    }
}

/// The command line and the environment of this process.
pub fn parse() -> Result<Settings, Refusal> {
    let all: Vec<OsString> = std::env::args_os().collect();
    let mut parser = Parser {
        program: program_name(),
        arguments: all.iter().skip(1).cloned().collect(),
        position: 0,
        config: Config::default(),
        command: None,
        inspect: false,
        skip_first_line: false,
        versions: 0,
        help: false,
        warnings: Vec::new(),
    };
    parser.options()?;
    if parser.help {
        let text = usage_line(&parser.program) + crate::usage::OPTIONS;
        parser.command = Some(Command::Show(text));
    } else if parser.versions > 0 {
        parser.command = Some(Command::Show(version(parser.versions > 1)));
    }
    let mut arguments: Vec<OsString> = Vec::new();
    let command = match parser.command.take() {
        Some(command) => {
            arguments.push(match &command {
                Command::Code(_) => "-c".into(),
                Command::Module(_) => "-m".into(),
                Command::Disassemble(file) => file.clone(),
                _ => OsString::new(),
            });
            command
        }
        None => match parser.next() {
            Some(dash) if dash == "-" => {
                arguments.push(dash);
                Command::Standard
            }
            Some(file) => {
                arguments.push(file.clone());
                Command::File(file)
            }
            None => {
                arguments.push(OsString::new());
                Command::Standard
            }
        },
    };
    arguments.extend(parser.arguments.iter().skip(parser.position).cloned());
    let mut config = parser.config;
    read_environment(&mut config);
    config.arguments = arguments;
    config.original_arguments = all;
    config.executable = executable();
    let mut settings = Settings {
        command,
        inspect: parser.inspect || config.inspect > 0,
        config,
        skip_first_line: parser.skip_first_line,
        statistics: false,
        gil: None,
        timeline: None,
        heap_limit: None,
        hash_seed: None,
    };
    read_x_options(&mut settings)?;
    settings.config.int_max_str_digits = digits_limit(&settings.config)?;
    settings.hash_seed = hash_seed(&settings.config)?;
    if let (Some(Spec::Chaos(seed)), None) = (settings.gil, settings.hash_seed) {
        // The order of sets is part of what the seed decides.
        settings.hash_seed = Some(seed as u32);
    }
    settings.config.hash_randomization = settings.hash_seed != Some(0);
    settings.config.warn_options = warn_options(&settings.config, parser.warnings);
    Ok(settings)
}

/// `sys.executable`: the name this was started by, not what its links lead to.
fn executable() -> OsString {
    let name = std::env::args_os().next().unwrap_or_default();
    if name.as_bytes().contains(&b'/') {
        return absolute(&name);
    }
    let path = std::env::var_os("PATH").unwrap_or_default();
    std::env::split_paths(&path)
        .map(|folder| folder.join(&name))
        .find(|file| file.is_file())
        .or_else(|| std::env::current_exe().ok())
        .unwrap_or_default()
        .into_os_string()
}

/// A path made absolute without looking at what it names.
pub fn absolute(path: &OsStr) -> OsString {
    let bytes = path.as_bytes();
    if bytes.starts_with(b"/") {
        return path.to_owned();
    }
    let relative = OsStr::from_bytes(bytes.strip_prefix(b"./").unwrap_or(bytes));
    match std::env::current_dir() {
        Ok(folder) => folder.join(relative).into_os_string(),
        Err(_) => path.to_owned(),
    }
}
