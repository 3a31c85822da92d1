//! A thread that draws 60 frames a second beside CPU-bound threads.

use super::ask;
use crate::plan::Lab;
use crate::results::{Counters, Gui};
use crate::statistics::{longest, percentile};
use crate::subject::Subject;
use serde::Deserialize;

#[derive(Deserialize)]
struct Answer {
    frames: usize,
    missed: usize,
    late_ms: Vec<f64>,
    #[serde(flatten)]
    counters: Counters,
}

pub fn run(lab: &Lab, subject: &Subject, cpu_threads: usize) -> Result<Gui, String> {
    let seconds = if lab.options.quick { 0.5 } else { 4.0 };
    let options = [
        ("cpu-threads", cpu_threads.to_string()),
        ("seconds", f64::to_string(&seconds)),
    ];
    let answer: Answer = ask(lab, subject, "gui.py", &options, 60)?;
    Ok(Gui {
        cpu_threads,
        frames: answer.frames,
        missed: answer.missed,
        p50_ms: percentile(&answer.late_ms, 50.0),
        p99_ms: percentile(&answer.late_ms, 99.0),
        longest_ms: longest(&answer.late_ms),
        counters: answer.counters,
    })
}
