//! What is printed: tables, failures, changes.

use super::expectations::Expectations;
use super::results::{Module, Outcome, Results, percent};
use std::collections::BTreeSet;
use std::fmt::Write;

/// The counts of a row, in the order of `Outcome::ALL`.
fn counts(module: &Module) -> [usize; 6] {
    Outcome::ALL.map(|outcome| module.count(outcome))
}

fn totals(results: &Results) -> ([usize; 6], f64) {
    let mut sums = [0; 6];
    for module in results.modules.values() {
        for (sum, count) in sums.iter_mut().zip(counts(module)) {
            *sum += count;
        }
    }
    let [passed, _, _, skipped, ..] = sums;
    (sums, percent(passed, sums.iter().sum::<usize>() - skipped))
}

fn row(name: &str, counts: [usize; 6], percent: f64, seconds: f64) -> String {
    let mut line = format!("{name:<28}");
    for count in counts {
        let _ = write!(
            line,
            "{:>10}",
            if count == 0 {
                String::new()
            } else {
                count.to_string()
            }
        );
    }
    format!("{line}{percent:>8.1}{seconds:>8.1}\n")
}

pub fn table(results: &Results) -> String {
    let mut text = format!("{:<28}", "module");
    for outcome in Outcome::ALL {
        let _ = write!(text, "{:>10}", outcome.word());
    }
    let _ = writeln!(text, "{:>8}{:>8}", "%", "s");
    for (name, module) in &results.modules {
        text += &row(name, counts(module), module.percent(), module.seconds);
    }
    let (sums, percent) = totals(results);
    let seconds = results.modules.values().map(|module| module.seconds).sum();
    text + &row("all", sums, percent, seconds)
}

pub fn failures(results: &Results) -> String {
    let mut text = String::new();
    for (name, module) in &results.modules {
        for (test, result) in module
            .tests
            .iter()
            .filter(|(_, test)| test.outcome.is_bad())
        {
            let _ = writeln!(
                text,
                "{name}.{test} {}: {}",
                result.outcome.word(),
                result.reason
            );
        }
    }
    text
}

/// A table of modules, then each failure with its reason, then what is left out.
pub fn markdown(results: &Results, expected: &Expectations) -> String {
    let mut text =
        String::from("| module | passed | failing | skipped | % |\n|---|---|---|---|---|\n");
    for (name, module) in &results.modules {
        let [passed, failed, errored, skipped, crashed, timed_out] = counts(module);
        let failing = failed + errored + crashed + timed_out;
        let percent = module.percent();
        let _ = writeln!(
            text,
            "| {name} | {passed} | {failing} | {skipped} | {percent:.1} |"
        );
    }
    let ([passed, failed, errored, skipped, crashed, timed_out], percent) = totals(results);
    let failing = failed + errored + crashed + timed_out;
    let _ = writeln!(
        text,
        "| all | {passed} | {failing} | {skipped} | {percent:.1} |"
    );
    text += "\nFailing, and why:\n\n";
    for (name, module) in &results.modules {
        let known = expected.modules.get(name);
        for (test, result) in module
            .tests
            .iter()
            .filter(|(_, test)| test.outcome.is_bad())
        {
            let reason = known.and_then(|known| known.failing.get(test));
            let reason = reason.unwrap_or(&result.reason);
            let _ = writeln!(text, "- `{name}.{test}`: {reason}");
        }
    }
    text += "\nLeft out, and why:\n\n";
    for name in results.modules.keys() {
        let known = expected.modules.get(name).into_iter();
        for (test, reason) in known.flat_map(|known| &known.excluded) {
            let _ = writeln!(text, "- `{name}.{test}`: {reason}");
        }
    }
    text
}

/// What each test did before and does now, where that differs; modules that ran only once are left out.
pub fn changes(before: &Results, now: &Results) -> String {
    let mut text = String::new();
    for (name, module) in &now.modules {
        let Some(old) = before.modules.get(name) else {
            continue;
        };
        let tests: BTreeSet<&String> = old.tests.keys().chain(module.tests.keys()).collect();
        for test in tests {
            let (was, is) = (old.tests.get(test), module.tests.get(test));
            let word = |test: Option<&super::results::Test>| {
                test.map_or("absent", |test| test.outcome.word())
            };
            if word(was) != word(is) {
                let reason = is.map_or("", |test| test.reason.as_str());
                let line = format!("{name}.{test}: {} -> {} {reason}", word(was), word(is));
                let _ = writeln!(text, "{}", line.trim_end());
            }
        }
    }
    if text.is_empty() {
        "nothing changed\n".to_owned()
    } else {
        text
    }
}
