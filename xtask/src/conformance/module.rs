//! One module of the tests: run it, and again without what crashed or hung, until it comes to its end.

use super::expectations::Expected;
use super::process::{self, Ended, Limits};
use super::results::{Module, Outcome, Test};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Instant;

/// How often a module is started again after a crash or hang, before the rest of it counts as crashed.
const RESTARTS: usize = 12;

/// A folder of one run: the one the tests work in, and beside it what they must not see.
struct Scratch(PathBuf);

static NEXT: AtomicUsize = AtomicUsize::new(0);

impl Scratch {
    fn new(tests: &Path) -> std::io::Result<Scratch> {
        // Relaxed: only different numbers are wanted.
        let number = NEXT.fetch_add(1, Ordering::Relaxed);
        let name = format!("conformance-{}-{number}", std::process::id());
        let path = std::env::temp_dir().join(name);
        std::fs::create_dir_all(path.join("work"))?;
        std::fs::create_dir_all(path.join("library"))?;
        std::os::unix::fs::symlink(tests, path.join("library/test"))?;
        Ok(Scratch(path.canonicalize()?))
    }

    fn path(&self, name: &str) -> PathBuf {
        self.0.join(name)
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

/// What a module of C code is replaced by, where the tests only need it to be there.
const STAND_IN: &str = "\
import unittest

def __getattr__(name):
    if name.startswith('__'):
        raise AttributeError(name)
    if name == 'get_c_recursion_remaining':
        raise AttributeError('test.support has another way to tell')
    if name.startswith('_register'):
        return lambda *arguments: None
    def missing(*arguments, **keywords):
        raise unittest.SkipTest(f'{__name__}.{name} is a stand-in')
    # A class, as others may derive from it.
    return type(name, (Exception,), {'__new__': missing})
";

pub fn run(
    python: &Path,
    tests: &Path,
    name: &str,
    expected: Option<&Expected>,
    limits: Limits,
) -> std::io::Result<Module> {
    let start = Instant::now();
    let excluded = expected
        .into_iter()
        .flat_map(|expected| expected.excluded.keys());
    let mut left_out: Vec<String> = excluded.cloned().collect();
    let mut module = Module::default();
    for attempt in 0..=RESTARTS {
        let scratch = Scratch::new(tests)?;
        for module in expected
            .into_iter()
            .flat_map(|expected| &expected.stand_ins)
        {
            std::fs::write(scratch.path(&format!("library/{module}.py")), STAND_IN)?;
        }
        let on_disk = expected.map_or(&[][..], |expected| &expected.on_disk);
        let (ended, output) = run_once(python, &scratch, name, &left_out, on_disk, limits)?;
        let journal = std::fs::read(scratch.path("journal")).unwrap_or_default();
        let journal = Journal::read(&String::from_utf8_lossy(&journal));
        let progress = !journal.ended.is_empty();
        let finished = journal.complete;
        left_out.extend(journal.ended.keys().cloned());
        module.tests.extend(journal.ended);
        let (outcome, how) = match ended {
            // Whatever happens on the way out belongs to no test.
            _ if finished => break,
            Ended::Normally => (Outcome::Crashed, "left the process".to_owned()),
            Ended::Crashed(how) => (Outcome::Crashed, how),
            Ended::TimedOut => (Outcome::TimedOut, format!("{:?}", limits.time)),
        };
        let reason = format!("{how}: {output}");
        let reason = reason.trim_end_matches(": ").to_owned();
        let guilty = journal.running.clone();
        let hopeless = attempt == RESTARTS || guilty.is_none() && !progress;
        let test = Test { outcome, reason };
        if hopeless {
            let rest = journal.planned.iter();
            let rest = rest.filter(|test| !module.tests.contains_key(*test));
            let rest: Vec<String> = rest.cloned().collect();
            let rest = if rest.is_empty() {
                vec!["(the module)".to_owned()]
            } else {
                rest
            };
            module
                .tests
                .extend(rest.into_iter().map(|name| (name, test.clone())));
            break;
        }
        if let Some(guilty) = guilty {
            left_out.push(guilty.clone());
            module.tests.insert(guilty, test);
        }
    }
    module.seconds = (start.elapsed().as_secs_f64() * 10.0).round() / 10.0;
    Ok(module)
}

/// Also the last line that was printed.
fn run_once(
    python: &Path,
    scratch: &Scratch,
    name: &str,
    left_out: &[String],
    on_disk: &[String],
    limits: Limits,
) -> std::io::Result<(Ended, String)> {
    std::fs::write(scratch.path("left_out"), left_out.join("\n"))?;
    let output = std::fs::File::create(scratch.path("output"))?;
    let mut command = Command::new(python);
    for (variable, _) in std::env::vars_os() {
        if variable.to_string_lossy().starts_with("PYTHON") {
            command.env_remove(variable);
        }
    }
    command
        .args(["-c", include_str!("runner.py"), name])
        .arg(scratch.path("journal"))
        .arg(scratch.path("left_out"))
        .args(on_disk)
        .env("PYTHONPATH", scratch.path("library"))
        .env("TMPDIR", scratch.path("work"))
        .current_dir(scratch.path("work"))
        .stdin(Stdio::null())
        .stdout(output.try_clone()?)
        .stderr(output);
    let ended = process::run(command, &scratch.path("journal"), limits)?;
    let output = std::fs::read(scratch.path("output")).unwrap_or_default();
    let output = String::from_utf8_lossy(&output);
    let panic = output.lines().position(|line| line.contains("panicked at"));
    let said = match panic {
        Some(place) => output
            .lines()
            .skip(place)
            .take(2)
            .collect::<Vec<_>>()
            .join(" "),
        None => output.lines().last().unwrap_or_default().to_owned(),
    };
    Ok((ended, said.chars().take(200).collect()))
}

/// What the runner wrote.
#[derive(Default)]
struct Journal {
    planned: Vec<String>,
    ended: BTreeMap<String, Test>,
    running: Option<String>,
    complete: bool,
}

impl Journal {
    fn read(text: &str) -> Journal {
        let mut journal = Journal::default();
        for line in text.lines() {
            let mut fields = line.splitn(3, '\t');
            let mut field = || fields.next().unwrap_or_default().to_owned();
            let (word, name, reason) = (field(), field(), field());
            match word.as_str() {
                "planned" => journal.planned.push(name),
                "started" => journal.running = Some(name),
                "ended" => journal.complete = true,
                _ => {
                    if let Some(outcome) = Outcome::from_word(&word) {
                        journal.running = None;
                        journal.note(name, Test { outcome, reason });
                    }
                }
            }
        }
        journal
    }

    /// Of tests with the same name the worst counts.
    fn note(&mut self, name: String, test: Test) {
        let known = self.ended.entry(name).or_insert_with(|| test.clone());
        if test.outcome > known.outcome {
            *known = test;
        }
    }
}
