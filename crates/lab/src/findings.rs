//! What the figures of a run say about a subject, in sentences. Each sentence carries the figures that it is
//! drawn from; the limits that separate one verdict from another stand here and nowhere else.

use crate::results::{Countdown, Counters, Echo, Gui, Hogs, Inversion, Kind, Measured};
use crate::text::{counted, duration, grouped, number, percent};

/// Calls of the blocking server that give the GIL away for each message.
const CALLS: usize = 4;

/// Times of the idle server that are still "as if idle".
const AS_IDLE: f64 = 1.15;

/// From here on a median message that is late by so many milliseconds is in a convoy.
const CONVOY: f64 = 2.0;
const CONVOY_DELAY: f64 = 1.0;

/// Longer than this without running is starvation.
pub const STARVED: f64 = 1.0;

/// Longer than this, in milliseconds, behind a lower thread's lock is inversion.
pub const INVERTED: f64 = 20.0;

pub fn of(measured: &Measured, asked: usize) -> Vec<String> {
    let mut found = Vec::new();
    if let Some(reason) = &measured.refusal {
        found.push(format!("Not measured: {reason}"));
        return found;
    }
    let server = if measured.kind == Kind::Native {
        "native"
    } else {
        "blocking"
    };
    if let Some(idle) = measured.echo(server, 0) {
        let loaded = measured
            .echo
            .iter()
            .filter(|it| it.server == server && it.cpu_threads > 0);
        found.extend(loaded.map(|loaded| echo(idle, loaded, asked)));
    }
    found.extend(measured.countdown.as_ref().map(countdown));
    found.extend(gui(&measured.gui));
    found.extend(measured.starvation.as_ref().map(starvation));
    found.extend(measured.inversion.as_ref().map(inversion));
    found.extend(measured.fairness.as_ref().map(fairness));
    found.extend(
        measured
            .failures
            .iter()
            .map(|failure| format!("Failed: {failure}")),
    );
    found
}

/// How many times the idle server's total.
pub fn slowdown(idle: &Echo, loaded: &Echo) -> f64 {
    crate::statistics::ratio(loaded.total_for_all, idle.total_for_all)
}

fn echo(idle: &Echo, loaded: &Echo, asked: usize) -> String {
    let times = slowdown(idle, loaded);
    let threads = counted(loaded.cpu_threads, "CPU-bound thread");
    let told = format!(
        "{threads}: messages take {}x the idle server's time",
        number(times)
    );
    let time = if loaded.is_complete(asked) {
        String::new()
    } else {
        format!(
            " (only {} of {} came back in {})",
            grouped(loaded.messages as i64),
            grouped(asked as i64),
            duration(loaded.total)
        )
    };
    let delay = loaded.p50_ms - idle.p50_ms;
    let verdict = if times <= AS_IDLE {
        ", as if they were not there.".to_owned()
    } else if times >= CONVOY && delay >= CONVOY_DELAY {
        format!(
            ". Convoy: the median message, of {CALLS} calls that might block, is {} late.",
            duration(delay / 1e3)
        )
    } else {
        format!(
            ": late by {} at the median and {} for the slowest hundredth.",
            duration(delay.max(0.0) / 1e3),
            duration((loaded.p99_ms - idle.p99_ms).max(0.0) / 1e3)
        )
    };
    let kept = match loaded.kept {
        Some(kept) => format!(" The CPU-bound work keeps {} of its speed.", percent(kept)),
        None => String::new(),
    };
    format!("{told}{time}{verdict}{kept}")
}

fn countdown(countdown: &Countdown) -> String {
    let ratio = countdown.ratio;
    let verdict = if ratio < 0.75 {
        "they run in parallel"
    } else if ratio <= 1.03 {
        "switching costs nothing to speak of"
    } else {
        "they get in each other's way"
    };
    format!(
        "Two CPU-bound threads take {}x the time of the same work in sequence: {verdict}.{}",
        number(ratio),
        switches(&countdown.counters)
    )
}

/// What the GIL counted in the countdown: switches that were forced, and those that led nowhere.
fn switches(counters: &Counters) -> String {
    let (Some((forced, in_vain)), Some(failed)) =
        (counters.forced(), counters.failed_acquisitions())
    else {
        return String::new();
    };
    if forced == 0 {
        return String::new();
    }
    format!(
        " The running thread was made to let go {} times, {} of them in vain; {} times a thread woke up for the GIL and did not get it.",
        grouped(forced),
        grouped(in_vain),
        grouped(failed)
    )
}

fn gui(runs: &[Gui]) -> Option<String> {
    let worst = runs
        .iter()
        .filter(|run| run.cpu_threads > 0)
        .max_by(|one, other| missed(one).total_cmp(&missed(other)))?;
    let threads = counted(worst.cpu_threads, "CPU-bound thread");
    let late = duration(worst.p99_ms / 1e3);
    Some(match worst.missed {
        0 => format!(
            "GUI: no frame missed beside up to {threads}; 99 of 100 are done {late} after they are due."
        ),
        count => format!(
            "GUI: {} of {} frames missed beside {threads}; 99 of 100 are done {late} after they are due.",
            grouped(count as i64),
            grouped(worst.frames as i64)
        ),
    })
}

/// The part of the frames that were missed.
pub fn missed(run: &Gui) -> f64 {
    crate::statistics::ratio(run.missed as f64, run.frames as f64)
}

fn starvation(hogs: &Hogs) -> String {
    let longest = hogs.longest_pause();
    let threads = match hogs.has_priorities {
        true => "of unequal priority",
        false => "(there are no priorities)",
    };
    let verdict = if longest <= STARVED {
        "nobody starves"
    } else {
        "starvation"
    };
    format!(
        "Starvation: {verdict}; the longest that one of four CPU-bound threads {threads} did not run was {}.",
        duration(longest)
    )
}

fn inversion(inversion: &Inversion) -> String {
    let verdict = match (inversion.longest_ms <= INVERTED, inversion.has_priorities) {
        (true, _) => "none",
        (false, true) => "yes",
        (false, false) => "a wait like it, though there are no priorities",
    };
    format!(
        "Priority inversion: {verdict}; behind a low thread's lock, beside a hog, a high thread waited {} at the median and {} at most.",
        duration(inversion.p50_ms / 1e3),
        duration(inversion.longest_ms / 1e3)
    )
}

fn fairness(hogs: &Hogs) -> String {
    format!(
        "Fairness: Jain's index of four equal CPU-bound threads is {:.3}; one of them did not run for {}.",
        hogs.fairness,
        duration(hogs.longest_pause())
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn run(cpu_threads: usize, total: f64, p50_ms: f64) -> Echo {
        Echo {
            server: "blocking".into(),
            cpu_threads,
            messages: 1000,
            total,
            total_for_all: total,
            p50_ms,
            p99_ms: p50_ms * 1.5,
            per_second: 1000.0 / total,
            kept: Some(0.97),
            longest_pause: 0.0,
            counters: Counters::default(),
            timeline: None,
        }
    }

    #[test]
    fn a_convoy_is_called_one() {
        let said = echo(&run(0, 1.2, 0.1), &run(1, 20.1, 20.1), 1000);
        assert_eq!(
            said,
            "1 CPU-bound thread: messages take 16.8x the idle server's time. Convoy: the median message, \
             of 4 calls that might block, is 20.0 ms late. The CPU-bound work keeps 97% of its speed."
        );
    }

    #[test]
    fn a_cure_is_called_one() {
        let said = echo(&run(0, 1.2, 0.1), &run(2, 1.22, 0.12), 1000);
        assert!(said.contains("as if they were not there"), "{said}");
    }

    #[test]
    fn time_that_ran_out_is_told() {
        let said = echo(&run(0, 1.2, 0.1), &run(2, 20.0, 100.0), 5000);
        assert!(
            said.contains("(only 1,000 of 5,000 came back in 20.0 s)"),
            "{said}"
        );
    }

    #[test]
    fn inversion_needs_priorities() {
        let inversion_of = |longest_ms, has_priorities| {
            inversion(&Inversion {
                has_priorities,
                rounds: 3,
                p50_ms: 1.0,
                longest_ms,
                counters: Counters::default(),
            })
        };
        assert!(inversion_of(8.0, true).contains("inversion: none"));
        assert!(inversion_of(200.0, true).contains("inversion: yes"));
        assert!(inversion_of(200.0, false).contains("no priorities"));
    }
}
