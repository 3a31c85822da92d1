//! One file an experiment: the options of its script, the shape of the script's answer, and the figures made
//! of it.

pub mod countdown;
pub mod echo;
pub mod gui;
pub mod hogs;
pub mod inversion;

use crate::child;
use crate::plan::Lab;
use crate::subject::Subject;
use serde::de::DeserializeOwned;
use std::process::Command;
use std::time::Duration;

/// Runs a script with options; kills it when it takes longer than `limit` seconds.
fn ask<T: DeserializeOwned>(
    lab: &Lab,
    subject: &Subject,
    script: &str,
    options: &[(&str, String)],
    limit: u32,
) -> Result<T, String> {
    let command = with_options(subject.script(&lab.scripts, script), options, limit);
    child::ask(command, Duration::from_secs(u64::from(limit)))
}

/// The script is told a limit a little above the lab's, in case the lab is gone by then.
fn with_options(mut command: Command, options: &[(&str, String)], limit: u32) -> Command {
    for (name, value) in options {
        command.arg(format!("--{name}={value}"));
    }
    command.arg(format!("--limit={}", limit + 5));
    command
}
