//! CPU-bound threads side by side: with different priorities the starvation test, with equal ones the
//! fairness test.

use super::ask;
use crate::plan::Lab;
use crate::results::{Counters, Hogs};
use crate::statistics::{jain, ratio};
use crate::subject::Subject;
use serde::Deserialize;

#[derive(Deserialize)]
struct Answer {
    has_priorities: bool,
    priorities: Vec<i64>,
    shares: Vec<f64>,
    longest_pauses: Vec<f64>,
    #[serde(flatten)]
    counters: Counters,
}

/// Two important threads, more than the policy can run at once, and two that could be forgotten.
pub fn starvation(lab: &Lab, subject: &Subject) -> Result<Hogs, String> {
    run(lab, subject, "2,2,0,-2")
}

pub fn fairness(lab: &Lab, subject: &Subject) -> Result<Hogs, String> {
    run(lab, subject, "0,0,0,0")
}

fn run(lab: &Lab, subject: &Subject, priorities: &str) -> Result<Hogs, String> {
    let seconds = if lab.options.quick { 0.5 } else { 5.0 };
    let options = [
        ("priorities", priorities.to_owned()),
        ("seconds", f64::to_string(&seconds)),
    ];
    let answer: Answer = ask(lab, subject, "hogs.py", &options, 60)?;
    let all: f64 = answer.shares.iter().sum();
    Ok(Hogs {
        has_priorities: answer.has_priorities,
        priorities: answer.priorities,
        fairness: jain(&answer.shares),
        shares: answer
            .shares
            .iter()
            .map(|&share| ratio(share, all))
            .collect(),
        longest_pauses: answer.longest_pauses,
        counters: answer.counters,
    })
}
