//! Runs every program under `tests/python` and compares what it does with its directives; see the
//! README there. Programs listed in `tests/python/KNOWN_FAILURES` are expected to fail, and must not pass.
//!
//! `TYPHON_ORACLE=PATH` runs the same programs on another interpreter, where all of them must pass.
//! `TYPHON_FILTER=TEXT` selects by path, `TYPHON_TIMEOUT=SECONDS` sets the limit for one program.
//! `TYPHON_BESIDE=1` runs the programs with four threads beside them (`tests/beside`).

mod process;

use process::Run;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/python")
}

/// The expectations of one program.
#[derive(Default)]
struct Directives {
    stdout: Option<Vec<String>>,
    stderr: Vec<String>,
    exit: i32,
    args: Vec<String>,
    alone: bool,
}

/// Splits as a shell does, as far as the directives need it: blanks, and both kinds of quotes.
fn split(text: &str) -> Vec<String> {
    let mut words = Vec::new();
    let mut word: Option<String> = None;
    let mut quote = None;
    for letter in text.chars() {
        match quote {
            Some(end) if letter == end => quote = None,
            Some(_) => word.get_or_insert_default().push(letter),
            None if letter == '\'' || letter == '"' => {
                quote = Some(letter);
                word.get_or_insert_default();
            }
            None if letter.is_whitespace() => words.extend(word.take()),
            None => word.get_or_insert_default().push(letter),
        }
    }
    words.extend(word);
    words
}

fn directives(source: &str) -> Directives {
    let mut found = Directives::default();
    for line in source.lines().take_while(|line| line.starts_with('#')) {
        if line == "# stdout:" {
            found.stdout.get_or_insert_default().push(String::new());
        } else if let Some(text) = line.strip_prefix("# stdout: ") {
            found.stdout.get_or_insert_default().push(text.to_owned());
        } else if let Some(text) = line.strip_prefix("# stderr: ") {
            found.stderr.push(text.to_owned());
        } else if let Some(text) = line.strip_prefix("# exit: ") {
            found.exit = text.trim().parse().expect("a number after '# exit:'");
        } else if let Some(text) = line.strip_prefix("# args: ") {
            found.args.extend(split(text));
        } else if line.starts_with("# alone: ") {
            found.alone = true;
        }
    }
    found
}

/// Why a program did not do what its directives say.
fn check(interpreter: &Path, program: &Path, timeout: Duration) -> Result<(), String> {
    let source = std::fs::read(program).map_err(|error| error.to_string())?;
    let expected = directives(&String::from_utf8_lossy(&source));
    let mut run = Run::new(interpreter)
        .argument(program)
        .arguments(&expected.args)
        .environment("PYTHONIOENCODING", "utf-8")
        .timeout(timeout);
    if std::env::var_os("TYPHON_BESIDE").is_some() {
        if expected.alone {
            return Ok(());
        }
        run = run.environment("PYTHONPATH", folder().join("../beside"));
    }
    let ended = run.run();
    let mut reasons = Vec::new();
    if ended.timed_out {
        reasons.push(format!("no end after {timeout:?}"));
    } else if ended.status != Some(expected.exit) {
        reasons.push(format!(
            "exit {:?}, expected {}",
            ended.status, expected.exit
        ));
    }
    if let Some(lines) = expected.stdout {
        let got: Vec<&str> = ended.stdout.lines().collect();
        if got != lines {
            reasons.push(format!("stdout {got:?}\nexpected {lines:?}"));
        }
    }
    for text in &expected.stderr {
        if !ended.stderr.contains(text.as_str()) {
            reasons.push(format!("stderr lacks {text:?}"));
        }
    }
    if reasons.is_empty() {
        return Ok(());
    }
    let mut tail = ended.stderr.lines().rev().take(8).collect::<Vec<_>>();
    tail.reverse();
    reasons.push(tail.join("\n"));
    Err(reasons.join("\n"))
}

fn programs(folder: &Path, found: &mut Vec<PathBuf>) {
    let entries = std::fs::read_dir(folder).expect("tests/python can be read");
    for entry in entries.map(|entry| entry.expect("an entry").path()) {
        if entry.is_dir() {
            programs(&entry, found);
        } else if entry.extension().is_some_and(|extension| extension == "py") {
            found.push(entry);
        }
    }
}

/// `path reason` a line; blank lines and lines with `#` are left out.
fn known_failures() -> BTreeMap<String, String> {
    let text = std::fs::read_to_string(folder().join("KNOWN_FAILURES")).unwrap_or_default();
    text.lines()
        .filter(|line| !line.trim().is_empty() && !line.starts_with('#'))
        .map(|line| match line.split_once(char::is_whitespace) {
            Some((path, reason)) => (path.to_owned(), reason.trim().to_owned()),
            None => (line.to_owned(), String::new()),
        })
        .collect()
}

/// Runs all programs on every core; the ones that failed, by path.
fn run_all(interpreter: &Path, paths: &[PathBuf]) -> BTreeMap<String, String> {
    let seconds = std::env::var("TYPHON_TIMEOUT").ok();
    let seconds = seconds.and_then(|text| text.parse().ok()).unwrap_or(60);
    let next = AtomicUsize::new(0);
    let failures = Mutex::new(BTreeMap::new());
    let cores = std::thread::available_parallelism().map_or(2, |cores| cores.get());
    std::thread::scope(|scope| {
        for _ in 0..cores {
            scope.spawn(|| {
                // Relaxed: the counter protects nothing but itself.
                while let Some(path) = paths.get(next.fetch_add(1, Ordering::Relaxed)) {
                    if let Err(reason) = check(interpreter, path, Duration::from_secs(seconds)) {
                        let name = path.strip_prefix(folder()).expect("inside the folder");
                        let name = name.to_string_lossy().into_owned();
                        failures.lock().expect("no panic").insert(name, reason);
                    }
                }
            });
        }
    });
    failures.into_inner().expect("no panic")
}

fn selected() -> Vec<PathBuf> {
    let mut paths = Vec::new();
    programs(&folder(), &mut paths);
    if let Ok(filter) = std::env::var("TYPHON_FILTER") {
        paths.retain(|path| path.to_string_lossy().contains(&filter));
    }
    paths.sort();
    paths
}

#[test]
fn python_programs() {
    let paths = selected();
    let failures = run_all(Path::new(env!("CARGO_BIN_EXE_typhon")), &paths);
    let known = known_failures();
    let mut report = Vec::new();
    for (name, reason) in &failures {
        if !known.contains_key(name) {
            report.push(format!("FAILED {name}\n{reason}"));
        }
    }
    for (name, reason) in &known {
        let ran = paths.iter().any(|path| path.ends_with(name));
        if ran && !failures.contains_key(name) {
            report.push(format!(
                "PASSED but listed in KNOWN_FAILURES: {name} ({reason})"
            ));
        } else if !folder().join(name).is_file() {
            report.push(format!("LISTED in KNOWN_FAILURES but missing: {name}"));
        }
    }
    println!("{} programs, {} failed", paths.len(), failures.len());
    assert!(report.is_empty(), "\n{}", report.join("\n\n"));
}

#[test]
fn the_oracle_agrees() {
    let Some(oracle) = std::env::var_os("TYPHON_ORACLE") else {
        return;
    };
    let failures = run_all(Path::new(&oracle), &selected());
    let report: Vec<String> = failures
        .iter()
        .map(|(name, reason)| format!("FAILED {name}\n{reason}"))
        .collect();
    assert!(report.is_empty(), "\n{}", report.join("\n\n"));
}
