//! `cargo xtask stress`: the programs of `tests/stress` over and over, each time with another seed, until
//! the time is up. What fails is printed with the command that repeats it.

use crate::Outcome;
use crate::bench::interpreters::{release_build, top};
use clap::Args;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

/// Hammer shared objects for a long time
#[derive(Args)]
pub struct Options {
    /// Programs of tests/stress, by name; all without any
    names: Vec<String>,
    /// Go on for so long; the pass that has begun is finished
    #[arg(long, default_value_t = 10.0)]
    minutes: f64,
    /// The first pass's seed; later passes count on from it
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// How much longer a program runs than in `cargo test`'s short form
    #[arg(long, default_value_t = 1.0)]
    scale: f64,
    /// Seconds that one program may take
    #[arg(long, default_value_t = 600)]
    limit: u64,
    /// The interpreter to run; the release build of this workspace if not given
    #[arg(long)]
    interpreter: Option<PathBuf>,
}

/// What became of one program in all passes.
#[derive(Default)]
struct Tally {
    runs: u32,
    failures: u32,
    longest: Duration,
}

pub fn run(options: Options) -> Outcome {
    let interpreter = match &options.interpreter {
        Some(path) => path.clone(),
        None => release_build()?,
    };
    let programs = programs(&options.names)?;
    let until = Instant::now() + Duration::from_secs_f64(options.minutes * 60.0);
    let mut tallies: BTreeMap<&str, Tally> = BTreeMap::new();
    let mut seed = options.seed;
    loop {
        println!("pass with seed {seed}");
        for program in &programs {
            let name = program.file_stem().and_then(|name| name.to_str());
            let name = name.ok_or("a program's name is no text")?;
            let start = Instant::now();
            let failure = run_once(&interpreter, program, seed, &options)?;
            let taken = start.elapsed();
            let tally = tallies.entry(name).or_default();
            tally.runs += 1;
            tally.longest = tally.longest.max(taken);
            println!(
                "  {name:<22} {:>7.1} s  {}",
                taken.as_secs_f64(),
                failure.as_deref().map_or("ok", |_| "FAILED")
            );
            if let Some(failure) = failure {
                tally.failures += 1;
                println!("{failure}");
                println!(
                    "again: {}",
                    command_line(&interpreter, program, seed, &options)
                );
            }
        }
        seed += 1;
        if Instant::now() >= until {
            break;
        }
    }
    summary(&tallies)
}

/// The programs that are named, in order of their names.
fn programs(names: &[String]) -> Result<Vec<PathBuf>, Box<dyn std::error::Error>> {
    let folder = top().join("tests/stress");
    let mut found = Vec::new();
    for entry in std::fs::read_dir(&folder)? {
        let path = entry?.path();
        let is_program = path.extension().is_some_and(|end| end == "py");
        let name = path.file_stem().unwrap_or_default().to_string_lossy();
        let wanted = names.is_empty() || names.iter().any(|wanted| *wanted == name);
        if is_program && wanted && name != "hammer" {
            found.push(path);
        }
    }
    if found.is_empty() || (!names.is_empty() && found.len() < names.len()) {
        return Err(format!("not all of these are programs in {}", folder.display()).into());
    }
    found.sort();
    Ok(found)
}

fn environment(seed: u64, options: &Options) -> [(&'static str, String); 2] {
    [
        ("TYPHON_STRESS_SEED", seed.to_string()),
        ("TYPHON_STRESS_SCALE", options.scale.to_string()),
    ]
}

/// Runs the program; gives what it said if it failed, or that it took too long.
fn run_once(
    interpreter: &Path,
    program: &Path,
    seed: u64,
    options: &Options,
) -> Result<Option<String>, Box<dyn std::error::Error>> {
    let said = std::env::temp_dir().join(format!("typhon-stress-{}.txt", std::process::id()));
    let output = std::fs::File::create(&said)?;
    let mut child = Command::new(interpreter)
        .arg(program)
        .envs(environment(seed, options))
        .stdin(Stdio::null())
        .stdout(output.try_clone()?)
        .stderr(output)
        .spawn()?;
    let start = Instant::now();
    let status = loop {
        if let Some(status) = child.try_wait()? {
            break Some(status);
        }
        if start.elapsed() > Duration::from_secs(options.limit) {
            child.kill()?;
            child.wait()?;
            break None;
        }
        std::thread::sleep(Duration::from_millis(20));
    };
    let text = std::fs::read_to_string(&said).unwrap_or_default();
    std::fs::remove_file(&said)?;
    Ok(match status {
        Some(status) if status.success() => None,
        Some(status) => Some(format!("{text}{status}")),
        None => Some(format!("{text}not done after {} s", options.limit)),
    })
}

fn command_line(interpreter: &Path, program: &Path, seed: u64, options: &Options) -> String {
    let variables = environment(seed, options).map(|(name, value)| format!("{name}={value}"));
    format!(
        "{} {} {}",
        variables.join(" "),
        interpreter.display(),
        program.display()
    )
}

fn summary(tallies: &BTreeMap<&str, Tally>) -> Outcome {
    let failures: u32 = tallies.values().map(|tally| tally.failures).sum();
    let runs: u32 = tallies.values().map(|tally| tally.runs).sum();
    println!(
        "{runs} runs of {} programs, {failures} failed",
        tallies.len()
    );
    for (name, tally) in tallies.iter().filter(|(_, tally)| tally.failures > 0) {
        println!(
            "  {name}: {} of {} runs, the longest {:.1} s",
            tally.failures,
            tally.runs,
            tally.longest.as_secs_f64()
        );
    }
    Ok(failures == 0)
}
