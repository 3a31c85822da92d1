//! Priority inversion: how long a high thread waits for a low one's lock beside a middle hog.

use super::ask;
use crate::plan::Lab;
use crate::results::{Counters, Inversion};
use crate::statistics::{longest, median};
use crate::subject::Subject;
use serde::Deserialize;

#[derive(Deserialize)]
struct Answer {
    has_priorities: bool,
    waits_ms: Vec<f64>,
    #[serde(flatten)]
    counters: Counters,
}

pub fn run(lab: &Lab, subject: &Subject) -> Result<Inversion, String> {
    let rounds = if lab.options.quick { 2 } else { 15 };
    let options = [("rounds", i32::to_string(&rounds))];
    let answer: Answer = ask(lab, subject, "inversion.py", &options, 60)?;
    Ok(Inversion {
        has_priorities: answer.has_priorities,
        rounds: answer.waits_ms.len(),
        p50_ms: median(&answer.waits_ms),
        longest_ms: longest(&answer.waits_ms),
        counters: answer.counters,
    })
}
