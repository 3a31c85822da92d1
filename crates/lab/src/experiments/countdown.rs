//! Two CPU-bound threads against the same work in sequence.

use super::ask;
use crate::plan::Lab;
use crate::results::{Countdown, Counters};
use crate::statistics::{median, ratio};
use crate::subject::Subject;
use serde::Deserialize;

#[derive(Deserialize)]
struct Answer {
    rounds: Vec<Round>,
}

#[derive(Deserialize)]
struct Round {
    sequential: Counters,
    threaded: Counters,
}

pub fn run(lab: &Lab, subject: &Subject) -> Result<Countdown, String> {
    let (seconds, rounds) = if lab.options.quick {
        (0.1, 1)
    } else {
        (1.0, 5)
    };
    let options = [
        ("seconds", seconds.to_string()),
        ("rounds", rounds.to_string()),
    ];
    let answer: Answer = ask(lab, subject, "countdown.py", &options, 180)?;
    Ok(figures(&answer.rounds))
}

fn figures(rounds: &[Round]) -> Countdown {
    let of =
        |figure: &dyn Fn(&Round) -> f64| median(&rounds.iter().map(figure).collect::<Vec<_>>());
    let mut counters = Counters::default();
    for round in rounds {
        counters.add(&round.threaded);
    }
    Countdown {
        sequential: of(&|round| round.sequential.seconds),
        threaded: of(&|round| round.threaded.seconds),
        ratio: of(&|round| ratio(round.threaded.seconds, round.sequential.seconds)),
        cpu_ratio: of(&|round| ratio(round.threaded.cpu_seconds, round.sequential.cpu_seconds)),
        counters,
    }
}
