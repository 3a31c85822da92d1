//! Tools of the project, for use with cargo only: `cargo xtask COMMAND`. One module a command.

mod bench;
mod conformance;
mod fuzz;
mod stress;

use clap::Parser;
use std::process::ExitCode;

/// What a command answers: whether all was well, or why it could not do its work.
type Outcome = Result<bool, Box<dyn std::error::Error>>;

#[derive(Parser)]
#[command(name = "cargo xtask", about = "Tools of the project")]
enum Command {
    Bench(bench::Options),
    Conformance(conformance::Options),
    Fuzz(fuzz::Options),
    Stress(stress::Options),
}

fn main() -> ExitCode {
    let outcome = match Command::parse() {
        Command::Bench(options) => bench::run(options),
        Command::Conformance(options) => conformance::run(options),
        Command::Fuzz(options) => fuzz::run(options),
        Command::Stress(options) => stress::run(options),
    };
    match outcome {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(error) => {
            eprintln!("xtask: {error}");
            ExitCode::from(2)
        }
    }
}
