//! The tables: rows of text made once, shown on the terminal and in the page.

use crate::findings::{missed, slowdown};
use crate::results::{Counters, Hogs, Kind, Measured, Results};
use crate::text::{grouped, number, percent};
use std::fmt::Write;

pub struct Table {
    pub title: &'static str,
    pub heads: &'static [&'static str],
    pub rows: Vec<Vec<String>>,
}

/// What is shown where there is nothing to show.
const NOTHING: &str = "-";

pub fn all(results: &Results) -> Vec<Table> {
    let mut tables = vec![
        echo(results),
        countdown(results),
        gui(results),
        hogs(
            results,
            "Starvation: four CPU-bound threads, unequal",
            |it| it.starvation.as_ref(),
        ),
        inversion(results),
        hogs(results, "Fairness: four CPU-bound threads, equal", |it| {
            it.fairness.as_ref()
        }),
    ];
    tables.retain(|table| !table.rows.is_empty());
    tables
}

fn count(number: Option<i64>) -> String {
    number.map_or(NOTHING.into(), grouped)
}

/// Switches, failed acquisitions, switches of the operating system, CPU seconds.
fn counted(counters: &Counters) -> [String; 4] {
    [
        count(counters.switches()),
        count(counters.failed_acquisitions()),
        grouped(counters.context_switches),
        number(counters.cpu_seconds),
    ]
}

/// The name in tables and charts: what tells a policy from an interpreter.
pub fn label(measured: &Measured) -> String {
    match measured.kind {
        Kind::Native => "native (Rust)".into(),
        Kind::Typhon => measured.name.clone(),
        Kind::Other if measured.version.is_empty() => measured.name.clone(),
        Kind::Other => format!("{} ({})", measured.name, measured.version),
    }
}

fn echo(results: &Results) -> Table {
    let mut rows = Vec::new();
    for server in crate::experiments::echo::Server::ALL {
        for measured in &results.subjects {
            let name = server.name();
            let idle = measured.echo(name, 0);
            for run in measured.echo.iter().filter(|run| run.server == name) {
                let times = match idle {
                    Some(idle) => number(slowdown(idle, run)),
                    None => NOTHING.into(),
                };
                let total = match run.is_complete(results.messages) {
                    true => number(run.total),
                    false => format!("~{}", number(run.total_for_all)),
                };
                let mut row = vec![
                    label(measured),
                    run.server.clone(),
                    run.cpu_threads.to_string(),
                    grouped(run.messages as i64),
                    total,
                    times,
                    number(run.p50_ms),
                    number(run.p99_ms),
                    number(run.per_second),
                    run.kept.map_or(NOTHING.into(), percent),
                ];
                row.extend(counted(&run.counters));
                rows.push(row);
            }
        }
    }
    Table {
        title: "Echo: size-prefixed messages, throttled",
        heads: &[
            "who",
            "server",
            "CPU threads",
            "messages",
            "total s",
            "x idle",
            "p50 ms",
            "p99 ms",
            "messages/s",
            "CPU work kept",
            "switches",
            "failed",
            "OS switches",
            "CPU s",
        ],
        rows,
    }
}

fn countdown(results: &Results) -> Table {
    let rows = results.subjects.iter().filter_map(|measured| {
        let countdown = measured.countdown.as_ref()?;
        let mut row = vec![
            label(measured),
            number(countdown.sequential),
            number(countdown.threaded),
            number(countdown.ratio),
            number(countdown.cpu_ratio),
        ];
        row.extend(counted(&countdown.counters));
        Some(row)
    });
    Table {
        title: "Countdown: two CPU-bound threads",
        heads: &[
            "who",
            "sequential s",
            "two threads s",
            "ratio",
            "CPU ratio",
            "switches",
            "failed",
            "OS switches",
            "CPU s",
        ],
        rows: rows.collect(),
    }
}

fn gui(results: &Results) -> Table {
    let mut rows = Vec::new();
    for measured in &results.subjects {
        for run in &measured.gui {
            let mut row = vec![
                label(measured),
                run.cpu_threads.to_string(),
                grouped(run.frames as i64),
                grouped(run.missed as i64),
                percent(missed(run)),
                number(run.p50_ms),
                number(run.p99_ms),
                number(run.longest_ms),
            ];
            row.extend(counted(&run.counters));
            rows.push(row);
        }
    }
    Table {
        title: "GUI: 60 frames a second",
        heads: &[
            "who",
            "CPU threads",
            "frames",
            "missed",
            "part",
            "p50 ms late",
            "p99 ms late",
            "longest ms",
            "switches",
            "failed",
            "OS switches",
            "CPU s",
        ],
        rows,
    }
}

fn hogs(results: &Results, title: &'static str, of: fn(&Measured) -> Option<&Hogs>) -> Table {
    let rows = results.subjects.iter().filter_map(|measured| {
        let hogs = of(measured)?;
        let joined = |texts: Vec<String>| texts.join(" ");
        let priorities = match hogs.has_priorities {
            true => joined(hogs.priorities.iter().map(i64::to_string).collect()),
            false => "none".into(),
        };
        let mut row = vec![
            label(measured),
            priorities,
            joined(hogs.shares.iter().map(|&share| percent(share)).collect()),
            joined(
                hogs.longest_pauses
                    .iter()
                    .map(|pause| number(pause * 1e3))
                    .collect(),
            ),
            format!("{:.3}", hogs.fairness),
        ];
        row.extend(counted(&hogs.counters));
        Some(row)
    });
    Table {
        title,
        heads: &[
            "who",
            "priorities",
            "shares",
            "longest pauses ms",
            "Jain's index",
            "switches",
            "failed",
            "OS switches",
            "CPU s",
        ],
        rows: rows.collect(),
    }
}

fn inversion(results: &Results) -> Table {
    let rows = results.subjects.iter().filter_map(|measured| {
        let inversion = measured.inversion.as_ref()?;
        let mut row = vec![
            label(measured),
            if inversion.has_priorities {
                "yes"
            } else {
                "none"
            }
            .into(),
            inversion.rounds.to_string(),
            number(inversion.p50_ms),
            number(inversion.longest_ms),
        ];
        row.extend(counted(&inversion.counters));
        Some(row)
    });
    Table {
        title: "Priority inversion: a high thread behind a low one's lock, beside a hog",
        heads: &[
            "who",
            "priorities",
            "rounds",
            "p50 ms",
            "longest ms",
            "switches",
            "failed",
            "OS switches",
            "CPU s",
        ],
        rows: rows.collect(),
    }
}

/// Everything for the terminal.
pub fn text(results: &Results) -> String {
    let mut text = String::new();
    for table in all(results) {
        // Writing to a string does not fail.
        let _ = write!(text, "\n{}\n{}", table.title, lines(&table));
    }
    for measured in &results.subjects {
        let findings = crate::findings::of(measured, results.messages);
        let words = crate::words::of(measured);
        let _ = write!(text, "\n{}: {}\n", label(measured), words.title);
        let known = [words.known];
        for sentence in known.into_iter().chain(findings.iter().map(String::as_str)) {
            let _ = writeln!(text, "  - {sentence}");
        }
    }
    text
}

fn lines(table: &Table) -> String {
    let mut widths: Vec<usize> = table
        .heads
        .iter()
        .map(|head| head.chars().count())
        .collect();
    for row in &table.rows {
        for (width, cell) in widths.iter_mut().zip(row) {
            *width = (*width).max(cell.chars().count());
        }
    }
    let mut text = String::new();
    let heads = table.heads.iter().map(|head| (*head).to_owned()).collect();
    for row in std::iter::once(&heads).chain(&table.rows) {
        let mut line = String::new();
        for (index, (cell, width)) in row.iter().zip(&widths).enumerate() {
            let gap = " ".repeat(width - cell.chars().count());
            // Names to the left, numbers to the right.
            match is_name(table.heads[index]) {
                true => line.extend([cell, gap.as_str(), "  "]),
                false => line.extend([gap.as_str(), cell, "  "]),
            }
        }
        text.push_str(line.trim_end());
        text.push('\n');
    }
    text
}

/// Columns of words rather than numbers.
pub fn is_name(head: &str) -> bool {
    matches!(head, "who" | "server")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_line_up() {
        let table = Table {
            title: "t",
            heads: &["who", "total s"],
            rows: vec![
                vec!["a longer name".into(), "1.20".into()],
                vec!["żółw".into(), "12,345".into()],
            ],
        };
        assert_eq!(
            lines(&table),
            "who            total s\na longer name     1.20\nżółw            12,345\n"
        );
    }
}
