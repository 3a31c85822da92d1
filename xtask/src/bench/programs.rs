//! `benches/programs`: single-threaded programs on every interpreter, and on Typhon beside a thread that
//! sleeps, which puts it in Shared mode.

use super::interpreters::{Interpreter, top};
use super::{Options, table};
use std::error::Error;
use std::ffi::OsStr;
use std::path::{Path, PathBuf};

const BESIDE: &str = "beside_a_sleeper.py";

pub fn run(options: &Options, all: &[Interpreter]) -> Result<(), Box<dyn Error>> {
    let folder = top().join("benches/programs");
    let mut names: Vec<String> = std::fs::read_dir(&folder)?
        .filter_map(|entry| entry.ok()?.file_name().into_string().ok())
        .filter(|name| name.ends_with(".py") && name != BESIDE)
        .filter(|name| {
            options
                .filter
                .as_ref()
                .is_none_or(|text| name.contains(text))
        })
        .collect();
    names.sort();
    let others = &all[1..];
    let mut columns = vec![
        "program".to_owned(),
        "Typhon, s".to_owned(),
        "Shared / Solo".to_owned(),
    ];
    columns.extend(
        others
            .iter()
            .map(|other| format!("Typhon / {}", other.name)),
    );
    table::header(&columns);
    let mut ratios: Vec<Vec<f64>> = vec![Vec::new(); 1 + others.len()];
    for name in &names {
        let program = folder.join(name);
        // Solo, Shared, and the others, in turn.
        let mut best = vec![f64::INFINITY; 2 + others.len()];
        for round in 1..=options.rounds {
            table::progress(&format!("{name}, round {round} of {}", options.rounds));
            for (place, seconds) in best.iter_mut().enumerate() {
                let (interpreter, beside) = match place {
                    0 => (&all[0], None),
                    1 => (&all[0], Some(folder.join(BESIDE))),
                    _ => (&others[place - 2], None),
                };
                *seconds = seconds.min(time(interpreter, beside, &program, options.scale)?);
            }
        }
        let solo = best[0];
        let mut figures = vec![format!("{solo:.3}"), format!("{:.2}", best[1] / solo)];
        ratios[0].push(best[1] / solo);
        for (place, seconds) in best[2..].iter().enumerate() {
            figures.push(format!("{:.2}", solo / seconds));
            ratios[1 + place].push(solo / seconds);
        }
        table::row(name.trim_end_matches(".py"), &figures);
    }
    let means = ratios
        .iter()
        .map(|ratios| format!("{:.2}", table::geometric_mean(ratios)));
    table::row(
        "geometric mean",
        &std::iter::once(String::new())
            .chain(means)
            .collect::<Vec<_>>(),
    );
    Ok(())
}

/// The seconds that a program says it took.
fn time(
    interpreter: &Interpreter,
    beside: Option<PathBuf>,
    program: &Path,
    scale: f64,
) -> Result<f64, Box<dyn Error>> {
    let scale = scale.to_string();
    let mut arguments: Vec<&OsStr> = beside.iter().map(|path| path.as_os_str()).collect();
    arguments.extend([program.as_os_str(), OsStr::new(&scale)]);
    let output = interpreter.run(&arguments)?;
    let seconds = output
        .split_whitespace()
        .last()
        .and_then(|text| text.parse().ok());
    seconds.ok_or_else(|| format!("{} printed no time: {output:?}", program.display()).into())
}
