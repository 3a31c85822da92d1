//! `cargo xtask fuzz`: random programs run by Typhon and by CPython, and what differs between the two.
//!
//! `program` writes a program from a seed; `driver.py` runs many of them in one process, each in its own
//! namespace. A process that dies or hangs is started again behind the program it was at.

mod program;
mod random;

use std::io::{BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::time::Duration;

use crate::Outcome;

/// Compare Typhon with CPython on random programs.
#[derive(clap::Args)]
pub struct Options {
    /// The Python to compare with.
    #[arg(long)]
    oracle: PathBuf,
    /// How many programs to run.
    #[arg(long, default_value_t = 1000)]
    count: u64,
    /// The seed of the first program; the next ones have the numbers after it.
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// The interpreter that is examined.
    #[arg(long, default_value = "target/debug/typhon")]
    typhon: PathBuf,
    /// Show the program of the seed and what it gives, and nothing else.
    #[arg(long)]
    show: bool,
    /// Show this many differences.
    #[arg(long, default_value_t = 20)]
    differences: usize,
}

const DRIVER: &str = include_str!("driver.py");
/// No program takes this long.
const PATIENCE: Duration = Duration::from_secs(20);

/// What a program printed and how it ended.
#[derive(Clone, Debug, PartialEq, Eq, serde::Deserialize)]
struct Told(String, String);

pub fn run(options: Options) -> Outcome {
    if options.show {
        let source = program::program(options.seed);
        println!("{source}");
        for python in [&options.oracle, &options.typhon] {
            let told = Runner::new(python).run(&source)?;
            println!("--- {}\n{}{}", python.display(), told.0, told.1);
        }
        return Ok(true);
    }
    let (mut oracle, mut typhon) = (Runner::new(&options.oracle), Runner::new(&options.typhon));
    let mut found = 0;
    for seed in options.seed..options.seed + options.count {
        let source = program::program(seed);
        oracle.start(&source)?;
        typhon.start(&source)?;
        let (expected, got) = (oracle.finish()?, typhon.finish()?);
        if expected == got {
            continue;
        }
        found += 1;
        if found <= options.differences {
            println!("seed {seed}: {}", difference(&expected, &got));
        }
    }
    println!("{} programs, {found} differ", options.count);
    Ok(found == 0)
}

/// The first line that differs.
fn difference(expected: &Told, got: &Told) -> String {
    let lines = |told: &Told| -> Vec<String> {
        let mut lines: Vec<String> = told.0.lines().map(str::to_owned).collect();
        lines.push(told.1.clone());
        lines
    };
    let (expected, got) = (lines(expected), lines(got));
    let at = expected.iter().zip(&got).position(|(one, two)| one != two);
    let at = at.unwrap_or(expected.len().min(got.len()));
    let line = |lines: &[String]| lines.get(at).cloned().unwrap_or_else(|| "(nothing)".into());
    format!(
        "\n  expected {}\n  got      {}",
        line(&expected),
        line(&got)
    )
}

/// A Python that runs one program after the other.
struct Runner {
    python: PathBuf,
    process: Option<(Child, Receiver<String>)>,
}

impl Runner {
    fn new(python: &Path) -> Runner {
        Runner {
            python: python.to_owned(),
            process: None,
        }
    }

    fn run(&mut self, source: &str) -> Result<Told, Box<dyn std::error::Error>> {
        self.start(source)?;
        self.finish()
    }

    fn start(&mut self, source: &str) -> Result<(), Box<dyn std::error::Error>> {
        if self.process.is_none() {
            let mut child = Command::new(&self.python)
                .args(["-c", DRIVER])
                .env("PYTHONHASHSEED", "0")
                .stdin(Stdio::piped())
                .stdout(Stdio::piped())
                .stderr(Stdio::null())
                .spawn()?;
            let out = child.stdout.take().ok_or("no output")?;
            let (sender, receiver) = channel();
            std::thread::spawn(move || {
                for line in BufReader::new(out).lines().map_while(Result::ok) {
                    if sender.send(line).is_err() {
                        break;
                    }
                }
            });
            self.process = Some((child, receiver));
        }
        let (child, _) = self.process.as_mut().ok_or("not running")?;
        let mut line = serde_json::to_string(source)?;
        line.push('\n');
        // A process that died is noticed when its answer is awaited.
        if let Some(input) = &mut child.stdin {
            let _ = input.write_all(line.as_bytes());
        }
        Ok(())
    }

    fn finish(&mut self) -> Result<Told, Box<dyn std::error::Error>> {
        let (_, answers) = self.process.as_mut().ok_or("not running")?;
        if let Ok(answer) = answers.recv_timeout(PATIENCE) {
            return Ok(serde_json::from_str(&answer)?);
        }
        let (mut child, _) = self.process.take().ok_or("not running")?;
        let _ = child.kill();
        let status = child.wait()?;
        Ok(Told(String::new(), format!("the process ended: {status}")))
    }
}
