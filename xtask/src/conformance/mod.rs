//! `cargo xtask conformance`: CPython's regression tests, from a Lib/test folder that the caller names.
//!
//! Each module runs in a process of its own (`process`), again without the offending test when it crashed
//! or hung (`module`); what is expected stands in `tests/conformance.toml` (`expectations`).

mod expectations;
mod module;
mod process;
mod report;
mod results;

use crate::Outcome;
use expectations::Expectations;
use process::Limits;
use results::Results;
use std::collections::VecDeque;
use std::io::{IsTerminal, Write};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::Mutex;
use std::time::Duration;

/// Run CPython 3.14's regression tests and report what each of them does.
#[derive(clap::Args)]
pub struct Options {
    /// CPython's Lib/test folder; without it, the environment variable TYPHON_CPYTHON_TESTS
    #[arg(long, value_name = "DIR")]
    tests: Option<PathBuf>,
    /// The interpreter; without it, Typhon's development build is built and used
    #[arg(long, value_name = "BINARY")]
    python: Option<PathBuf>,
    /// Show what changed since the results that an earlier --json wrote
    #[arg(long, value_name = "FILE")]
    compare: Option<PathBuf>,
    /// Write all results to this file
    #[arg(long, value_name = "FILE")]
    json: Option<PathBuf>,
    /// How long one test may take
    #[arg(long, value_name = "S", default_value_t = 120)]
    timeout: u64,
    /// How much memory a module may have resident
    #[arg(long, value_name = "MB", default_value_t = 3072)]
    memory: u64,
    /// How many modules run at a time
    #[arg(long, value_name = "N", default_value_t = 2)]
    jobs: usize,
    /// Fail if something that tests/conformance.toml expects to pass does not
    #[arg(long)]
    check: bool,
    /// Write what happened to tests/conformance.toml; the reasons that stand there stay
    #[arg(long)]
    bless: bool,
    /// Print the table of docs/compatibility.md
    #[arg(long)]
    markdown: bool,
    /// Name each test that did not pass, and why
    #[arg(long, short)]
    verbose: bool,
    /// Run only the modules that tests/conformance.toml calls quick
    #[arg(long)]
    quick: bool,
    /// Run every module of the folder
    #[arg(long, conflicts_with = "quick")]
    all: bool,
    /// Modules, such as test_int; without them, those that tests/conformance.toml names
    #[arg(value_name = "MODULE")]
    modules: Vec<String>,
}

pub fn run(options: Options) -> Outcome {
    let top = Path::new(env!("CARGO_MANIFEST_DIR"))
        .parent()
        .expect("xtask lies in the workspace");
    let expectations_file = top.join("tests/conformance.toml");
    let mut expected = Expectations::read(&expectations_file)?;
    let folder = options
        .tests
        .clone()
        .or_else(|| std::env::var_os("TYPHON_CPYTHON_TESTS").map(PathBuf::from))
        .ok_or("say where CPython's Lib/test is: --tests DIR")?;
    let folder = folder
        .canonicalize()
        .map_err(|error| format!("{}: {error}", folder.display()))?;
    let modules = if !options.modules.is_empty() {
        options.modules.clone()
    } else if options.all {
        modules_of(&folder)?
    } else if options.quick {
        expected.quick.clone()
    } else {
        expected.modules.keys().cloned().collect()
    };
    let python = match &options.python {
        Some(path) => path.canonicalize()?,
        None => build(top)?,
    };
    let limits = Limits {
        time: Duration::from_secs(options.timeout),
        memory: options.memory << 20,
    };
    let results = run_modules(&python, &folder, &modules, &expected, limits, options.jobs)?;

    if options.markdown {
        print!("{}", report::markdown(&results, &expected));
    } else {
        print!("{}", report::table(&results));
    }
    if options.verbose {
        print!("{}", report::failures(&results));
    }
    if let Some(file) = &options.compare {
        print!("{}", report::changes(&Results::read(file)?, &results));
    }
    if let Some(file) = &options.json {
        results.write(file)?;
    }
    if options.bless {
        expected.learn(&results);
        expected.write(&expectations_file)?;
    }
    if !options.check {
        return Ok(true);
    }
    let regressions = expected.regressions(&results);
    for line in &regressions {
        println!("REGRESSION {line}");
    }
    for line in expected.mended(&results) {
        println!("now passes, take it out of tests/conformance.toml: {line}");
    }
    Ok(regressions.is_empty())
}

fn modules_of(folder: &Path) -> std::io::Result<Vec<String>> {
    let mut names = Vec::new();
    for entry in std::fs::read_dir(folder)? {
        let path = entry?.path();
        let is_module = path.extension().is_some_and(|end| end == "py");
        let stem = path.file_stem().unwrap_or_default().to_string_lossy();
        if stem.starts_with("test_") && (is_module || path.join("__init__.py").exists()) {
            names.push(stem.into_owned());
        }
    }
    names.sort();
    Ok(names)
}

fn build(top: &Path) -> Result<PathBuf, Box<dyn std::error::Error>> {
    let status = Command::new(env!("CARGO"))
        .args(["build", "--quiet", "--package", "typhon-cli"])
        .current_dir(top)
        .status()?;
    if !status.success() {
        return Err("Typhon does not build".into());
    }
    let target = std::env::var_os("CARGO_TARGET_DIR").map(PathBuf::from);
    Ok(target
        .unwrap_or_else(|| top.join("target"))
        .join("debug/typhon"))
}

/// Runs the modules, some at a time, with a line of progress on a terminal.
fn run_modules(
    python: &Path,
    folder: &Path,
    modules: &[String],
    expected: &Expectations,
    limits: Limits,
    jobs: usize,
) -> std::io::Result<Results> {
    let waiting = Mutex::new(modules.iter().collect::<VecDeque<_>>());
    let running = Mutex::new(Vec::new());
    let results = Mutex::new(Results::default());
    let failure = Mutex::new(None);
    let progress = || {
        if std::io::stderr().is_terminal() {
            let done = results.lock().expect("no panic").modules.len();
            let names = running.lock().expect("no panic").join(" ");
            eprint!("\r\x1b[K[{done}/{}] {names}", modules.len());
            let _ = std::io::stderr().flush();
        }
    };
    std::thread::scope(|scope| {
        for _ in 0..jobs.max(1) {
            scope.spawn(|| {
                loop {
                    let next = waiting.lock().expect("no panic").pop_front();
                    let Some(name) = next else { break };
                    running.lock().expect("no panic").push(name.as_str());
                    progress();
                    let ran = module::run(python, folder, name, expected.of(name), limits);
                    running
                        .lock()
                        .expect("no panic")
                        .retain(|other| other != name);
                    match ran {
                        Ok(result) => {
                            let mut results = results.lock().expect("no panic");
                            results.modules.insert(name.clone(), result);
                        }
                        Err(error) => {
                            *failure.lock().expect("no panic") = Some(error);
                            waiting.lock().expect("no panic").clear();
                        }
                    }
                    progress();
                }
            });
        }
    });
    if std::io::stderr().is_terminal() {
        eprint!("\r\x1b[K");
    }
    match failure.into_inner().expect("no panic") {
        Some(error) => Err(error),
        None => Ok(results.into_inner().expect("no panic")),
    }
}
