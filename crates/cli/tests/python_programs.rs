//! Runs every program of tests/python with the built `typhon`, and with CPython too when
//! `TYPHON_ORACLE` names one. The format is described in tests/python/README.md; programs that are known
//! to fail are listed in tests/python/KNOWN_FAILURES, and it is an error if one of them passes.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

const TIMEOUT: Duration = Duration::from_secs(60);

/// What the head of a program asks for.
#[derive(Default)]
struct Directives {
    stdout: Option<String>,
    stderr: Vec<String>,
    exit: i32,
    arguments: Vec<String>,
}

fn directives(source: &str) -> Directives {
    let mut found = Directives::default();
    for line in source.lines().take_while(|line| line.starts_with('#') || line.trim().is_empty()) {
        let Some((key, value)) = line.trim_start_matches('#').trim_start().split_once(':') else { continue };
        let value = value.strip_prefix(' ').unwrap_or(value);
        match key {
            "stdout" => {
                let text = found.stdout.get_or_insert_default();
                text.push_str(value);
                text.push('\n');
            }
            "stderr" => found.stderr.push(value.to_string()),
            "exit" => found.exit = value.trim().parse().expect("an exit code"),
            "args" => found.arguments = value.split_whitespace().map(str::to_string).collect(),
            _ => {}
        }
    }
    found
}

fn programs(folder: &Path, into: &mut Vec<PathBuf>) {
    let mut entries: Vec<PathBuf> =
        std::fs::read_dir(folder).expect("a folder").map(|entry| entry.expect("an entry").path()).collect();
    entries.sort();
    for path in entries {
        if path.is_dir() {
            programs(&path, into);
        } else if path.extension().is_some_and(|extension| extension == "py") {
            into.push(path);
        }
    }
}

/// Why the program failed, if it did.
fn failure(interpreter: &str, program: &Path, folder: &Path) -> Option<String> {
    let source = std::fs::read(program).expect("a readable program");
    let wanted = directives(&String::from_utf8_lossy(&source));
    std::fs::create_dir_all(folder).expect("a temporary folder");
    let (out, err) = (folder.join("stdout"), folder.join("stderr"));
    let file = |path: &Path| std::fs::File::create(path).expect("a temporary file");
    let work = folder.join("work");
    std::fs::create_dir_all(&work).expect("a temporary folder");
    let mut child = Command::new(interpreter)
        .arg(program)
        .args(&wanted.arguments)
        .current_dir(&work)
        .stdin(Stdio::null())
        .stdout(file(&out))
        .stderr(file(&err))
        .env("PYTHONDONTWRITEBYTECODE", "1")
        .spawn()
        .expect("the interpreter starts");
    let start = Instant::now();
    let status = loop {
        if let Some(status) = child.try_wait().expect("a child") {
            break Some(status);
        }
        if start.elapsed() > TIMEOUT {
            // It may have ended just now.
            let _ = child.kill();
            let _ = child.wait();
            break None;
        }
        std::thread::sleep(Duration::from_millis(5));
    };
    let read = |path: &Path| String::from_utf8_lossy(&std::fs::read(path).unwrap_or_default()).into_owned();
    let (stdout, stderr) = (read(&out), read(&err));
    let last = stderr.lines().last().unwrap_or_default().to_string();
    match status.map(|status| status.code()) {
        None => return Some("timed out".into()),
        Some(code) if code != Some(wanted.exit) => return Some(format!("exit {code:?}: {last}")),
        _ => {}
    }
    if wanted.stdout.is_some_and(|wanted| wanted != stdout) {
        return Some(format!("unexpected output: {stdout:?}"));
    }
    wanted.stderr.iter().find(|text| !stderr.contains(*text)).map(|text| format!("no {text:?} in stderr: {last}"))
}

fn run_all(interpreter: &str, known: &BTreeSet<String>) {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/python").canonicalize().expect("tests/python");
    let mut found = Vec::new();
    programs(&root, &mut found);
    let scratch = std::env::temp_dir().join(format!("typhon-tests-{}", std::process::id()));
    let next = AtomicUsize::new(0);
    let failures = Mutex::new(Vec::new());
    let workers = std::thread::available_parallelism().map_or(2, |count| count.get());
    std::thread::scope(|scope| {
        for _ in 0..workers {
            scope.spawn(|| {
                loop {
                    let index = next.fetch_add(1, Ordering::Relaxed);
                    let Some(program) = found.get(index) else { return };
                    let name = program.strip_prefix(&root).expect("below the root").display().to_string();
                    let result = failure(interpreter, program, &scratch.join(index.to_string()));
                    let is_known = known.contains(&name);
                    match result {
                        Some(reason) if !is_known => failures.lock().expect("no panic").push(format!("{name}: {reason}")),
                        None if is_known => failures
                            .lock()
                            .expect("no panic")
                            .push(format!("{name}: passes now; take it out of KNOWN_FAILURES")),
                        _ => {}
                    }
                }
            });
        }
    });
    // What is left behind is in the temporary folder of the system.
    let _ = std::fs::remove_dir_all(&scratch);
    let mut failures = failures.into_inner().expect("no panic");
    failures.sort();
    assert!(
        failures.is_empty(),
        "{} of {} programs, {} known failures apart:\n{}",
        failures.len(),
        found.len(),
        known.len(),
        failures.join("\n")
    );
}

fn known_failures() -> BTreeSet<String> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/python/KNOWN_FAILURES");
    let text = std::fs::read_to_string(path).unwrap_or_default();
    text.lines()
        .map(|line| line.split('#').next().unwrap_or_default().trim().to_string())
        .filter(|line| !line.is_empty())
        .collect()
}

#[test]
fn programs_pass() {
    run_all(env!("CARGO_BIN_EXE_typhon"), &known_failures());
}

#[test]
fn programs_pass_on_cpython() {
    if let Ok(oracle) = std::env::var("TYPHON_ORACLE") {
        run_all(&oracle, &BTreeSet::new());
    }
}
