//! `typhon lab`: experiments with the scheduling of threads, run on each GIL policy of Typhon and on other
//! interpreters. Knows nothing of the interpreter: it starts programs, and reads lines of JSON from them.
//!
//! | question | file |
//! |---|---|
//! | what is measured, in which order | `plan.rs` |
//! | one experiment: its script's options and its figures | `experiments/` |
//! | what the programs do | `../scripts/*.py`, `echo_server.rs`, `echo_client.rs` |
//! | what is known of a policy, and what the figures say | `words.rs`, `findings.rs` |
//! | how it looks | `tables.rs`, `chart/`, `page.rs`, `page.html`, `chart.css` |

#![forbid(unsafe_code)]

mod chart;
mod child;
mod clock;
mod echo_client;
mod echo_server;
mod experiments;
mod findings;
mod options;
mod page;
mod plan;
mod progress;
mod results;
mod scripts;
mod statistics;
mod subject;
mod tables;
mod text;
mod words;

use options::{Command, Outputs};
use results::Results;
use std::ffi::OsString;
use std::path::Path;

/// Runs `typhon lab ARGUMENTS...`; the exit status.
pub fn run(arguments: Vec<OsString>) -> i32 {
    let done = match options::parse(arguments) {
        Ok(Command::Help) => {
            print!("{}", options::USAGE);
            Ok(())
        }
        Ok(Command::Measure(options)) => {
            // A run that is cut off leaves what it has measured, for `lab show`.
            let json = options.outputs.json.as_deref();
            let keep = |results: &Results| match json {
                Some(file) if !is_stream(file) => write_json(results, file),
                _ => Ok(()),
            };
            plan::run(&options, keep).and_then(|results| show(&results, &options.outputs))
        }
        Ok(Command::Show(file, outputs)) => {
            read(&file).and_then(|results| show(&results, &outputs))
        }
        Ok(Command::EchoClient(order)) => echo_client::run(&order),
        Ok(Command::EchoServer(order)) => echo_server::run(&order),
        Err(problem) => {
            eprint!("typhon lab: {problem}\n{}", options::USAGE);
            return 2;
        }
    };
    match done {
        Ok(()) => 0,
        Err(problem) => {
            eprintln!("typhon lab: {problem}");
            1
        }
    }
}

fn read(file: &Path) -> Result<Results, String> {
    let text = std::fs::read_to_string(file).map_err(|error| told(file, &error))?;
    serde_json::from_str(&text).map_err(|error| told(file, &error))
}

fn show(results: &Results, outputs: &Outputs) -> Result<(), String> {
    print!("{}", tables::text(results));
    if let Some(file) = &outputs.json {
        write_json(results, file)?;
    }
    if let Some(file) = &outputs.html {
        write(file, &page::html(results))?;
    }
    if let Some(folder) = &outputs.svg {
        std::fs::create_dir_all(folder).map_err(|error| told(folder, &error))?;
        for (name, picture) in page::pictures(results) {
            write(&folder.join(name), &picture)?;
        }
    }
    Ok(())
}

/// Whether what is written to `file` goes somewhere at once, as to a terminal.
fn is_stream(file: &Path) -> bool {
    file.exists() && !file.is_file()
}

fn write_json(results: &Results, file: &Path) -> Result<(), String> {
    let text = serde_json::to_string_pretty(results).map_err(|error| error.to_string())?;
    if is_stream(file) {
        return write(file, &text);
    }
    // At once, so that a reader finds all or nothing of a step.
    let fresh = file.with_extension("json.new");
    write(&fresh, &text)?;
    std::fs::rename(&fresh, file).map_err(|error| told(file, &error))
}

fn write(file: &Path, text: &str) -> Result<(), String> {
    std::fs::write(file, text).map_err(|error| told(file, &error))
}

fn told(file: &Path, problem: &dyn std::fmt::Display) -> String {
    format!("{}: {problem}", file.display())
}
