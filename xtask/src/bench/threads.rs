//! `benches/threads`: what threads cost, on every interpreter.

use super::interpreters::{Interpreter, top};
use super::table;
use std::error::Error;
use std::ffi::OsStr;

pub fn run(all: &[Interpreter]) -> Result<(), Box<dyn Error>> {
    let program = top().join("benches/threads/costs.py");
    let mut reports = Vec::new();
    for interpreter in all {
        table::progress(&format!("threads on {}", interpreter.name));
        let output = interpreter.run(&[program.as_os_str(), OsStr::new("--json")])?;
        let report: serde_json::Map<String, serde_json::Value> = serde_json::from_str(&output)?;
        reports.push(report);
    }
    let mut columns = vec!["threads".to_owned()];
    columns.extend(all.iter().map(|interpreter| interpreter.name.clone()));
    table::header(&columns);
    for name in reports[0].keys() {
        let figures: Vec<String> = reports
            .iter()
            .map(|report| {
                report[name]
                    .as_f64()
                    .map_or_else(String::new, |figure| format!("{figure:.2}"))
            })
            .collect();
        table::row(name, &figures);
    }
    Ok(())
}
