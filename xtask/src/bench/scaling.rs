//! `benches/scaling`: what threads that share objects gain from a second core, on every interpreter.

use super::interpreters::{Interpreter, top};
use super::{Options, table};
use serde::Deserialize;
use std::error::Error;
use std::ffi::OsStr;

#[derive(Deserialize)]
struct Report {
    cases: Vec<Case>,
    geometric_mean: f64,
}

#[derive(Deserialize)]
struct Case {
    case: String,
    t1: f64,
    speed_up: f64,
}

pub fn run(options: &Options, all: &[Interpreter]) -> Result<(), Box<dyn Error>> {
    let program = top().join("benches/scaling/cases.py");
    let (rounds, scale) = (options.rounds.to_string(), options.scale.to_string());
    let mut arguments = vec![program.as_os_str(), OsStr::new("--json")];
    arguments.extend(["--rounds", &rounds, "--scale", &scale].map(OsStr::new));
    if let Some(text) = &options.filter {
        arguments.extend(["--filter", text].map(OsStr::new));
    }
    let mut reports = Vec::new();
    for interpreter in all {
        table::progress(&format!("scaling on {}", interpreter.name));
        let report: Report = serde_json::from_str(&interpreter.run(&arguments)?)?;
        reports.push(report);
    }
    let mut columns = vec!["case, 2 threads against 1".to_owned()];
    columns.extend(all.iter().map(|interpreter| interpreter.name.clone()));
    columns.extend(
        all[1..]
            .iter()
            .map(|other| format!("time on one thread / {}", other.name)),
    );
    table::header(&columns);
    for (index, case) in reports[0].cases.iter().enumerate() {
        let mut figures: Vec<String> = reports
            .iter()
            .map(|report| format!("{:.2}x", report.cases[index].speed_up))
            .collect();
        figures.extend(
            reports[1..]
                .iter()
                .map(|report| format!("{:.2}", case.t1 / report.cases[index].t1)),
        );
        table::row(&case.case, &figures);
    }
    let means: Vec<String> = reports
        .iter()
        .map(|report| format!("{:.2}x", report.geometric_mean))
        .collect();
    table::row("geometric mean", &means);
    Ok(())
}
