//! `cargo xtask bench`: the programs under `benches/`, on Typhon and on the interpreters named beside it.
//!
//! Each benchmark is a Python program that prints its own figures; this command runs them in turn, so that
//! a change of the machine's speed favours nobody, and prints tables. Nothing fails for being slow.

pub mod interpreters;
mod programs;
mod scaling;
mod stops;
mod table;
mod threads;

use crate::Outcome;
use interpreters::{Interpreter, interpreters};

/// Run the benchmarks; the figures are ratios within one run.
#[derive(clap::Args)]
pub struct Options {
    /// Which: programs, scaling, threads, stops; without it, all but stops, which takes long
    #[arg(value_name = "WHAT", value_parser = ["programs", "scaling", "threads", "stops"])]
    what: Vec<String>,
    /// Another interpreter to run beside, such as cpython=/usr/bin/python3.14
    #[arg(long, value_name = "NAME=PYTHON")]
    against: Vec<Interpreter>,
    /// The typhon command; without it, the release build is built and used
    #[arg(long, value_name = "BINARY")]
    typhon: Option<std::path::PathBuf>,
    /// Only programs or cases whose name contains this
    #[arg(long, value_name = "TEXT")]
    filter: Option<String>,
    /// The best of so many counts
    #[arg(long, value_name = "N", default_value_t = 3)]
    rounds: u32,
    /// Multiplies the work
    #[arg(long, value_name = "X", default_value_t = 1.0)]
    scale: f64,
}

pub fn run(options: Options) -> Outcome {
    let all = interpreters(&options)?;
    let wanted = |what: &str| options.what.is_empty() || options.what.iter().any(|w| w == what);
    if wanted("programs") {
        programs::run(&options, &all)?;
    }
    if wanted("scaling") {
        scaling::run(&options, &all)?;
    }
    if wanted("threads") {
        threads::run(&all)?;
    }
    if options.what.iter().any(|what| what == "stops") {
        stops::run(&options, &all[0])?;
    }
    Ok(true)
}
