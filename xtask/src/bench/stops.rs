//! `benches/stops`: how long a stop of the world waits for one long native operation. Only for Typhon, which
//! measures that itself.

use super::interpreters::{Interpreter, top};
use super::{Options, table};
use std::collections::BTreeMap;
use std::error::Error;
use std::ffi::OsStr;

pub fn run(options: &Options, typhon: &Interpreter) -> Result<(), Box<dyn Error>> {
    let program = top().join("benches/stops/stops.py");
    let (rounds, scale) = (options.rounds.to_string(), options.scale.to_string());
    let mut arguments = vec![program.as_os_str(), OsStr::new("--json")];
    arguments.extend(["--rounds", &rounds, "--scale", &scale].map(OsStr::new));
    if let Some(text) = &options.filter {
        arguments.extend(["--filter", text].map(OsStr::new));
    }
    table::progress("stops");
    let output = typhon.run(&arguments)?;
    let report: BTreeMap<String, (f64, f64)> = serde_json::from_str(&output)?;
    let mut rows: Vec<_> = report.into_iter().collect();
    rows.sort_by(|(_, (a, _)), (_, (b, _))| b.total_cmp(a));
    table::header(&["operation", "a stop waits, ms", "it takes, ms"].map(str::to_owned));
    for (name, (waits, takes)) in rows {
        table::row(&name, &[format!("{waits:.2}"), format!("{takes:.1}")]);
    }
    Ok(())
}
