//! Policies by name: `timer:20ms,unfair`. One row a policy, which also makes the error messages.

use crate::policies::{Chaos, Fair, Feedback, Handover, Priority, Ticks, Timeout, Timer};
use crate::policy::Policy;
use crate::time::Time;
use std::fmt;

/// What was asked for.
#[derive(Debug, Copy, Clone, PartialEq, Eq)]
pub enum Spec {
    Ticks(u32),
    Timeout(Time),
    Timer(Time, Handover),
    Fair(Time),
    Priority,
    Feedback {
        levels: u32,
        base: Time,
        boost: Time,
    },
    Chaos(u64),
}

struct Row {
    name: &'static str,
    /// How it is written, with defaults.
    usage: &'static str,
    /// Reads the parameters, which are not empty; the error is the one that is wrong.
    read: for<'a> fn(&[&'a str]) -> Result<Spec, &'a str>,
}

const INTERVAL: Time = Time::millis(5);
const QUANTUM: Time = Time::millis(10);

/// At most this many parameters.
fn at_most<'a>(given: &[&'a str], count: usize) -> Result<(), &'a str> {
    given.get(count).map_or(Ok(()), |extra| Err(extra))
}

/// The parameter at an index, read by `read`, or its default.
fn read_at<'a, T>(
    given: &[&'a str],
    index: usize,
    default: T,
    read: impl Fn(&str) -> Option<T>,
) -> Result<T, &'a str> {
    match given.get(index) {
        Some(text) => read(text).ok_or(text),
        None => Ok(default),
    }
}

fn levels(text: &str) -> Option<u32> {
    text.parse().ok().filter(|levels| (1..=16).contains(levels))
}

const ROWS: &[Row] = &[
    Row {
        name: "ticks",
        usage: "ticks[:N=100]",
        read: |given| {
            at_most(given, 1)?;
            let positive = |text: &str| text.parse().ok().filter(|&count: &u32| count > 0);
            Ok(Spec::Ticks(read_at(given, 0, 100, positive)?))
        },
    },
    Row {
        name: "timeout",
        usage: "timeout[:INTERVAL=5ms]",
        read: |given| {
            at_most(given, 1)?;
            Ok(Spec::Timeout(read_at(given, 0, INTERVAL, Time::parse)?))
        },
    },
    Row {
        name: "timer",
        usage: "timer[:QUANTUM=10ms][,fair|unfair]",
        read: |given| {
            at_most(given, 2)?;
            let handover = |text: &str| match text {
                "fair" => Some(Handover::Fair),
                "unfair" => Some(Handover::Unfair),
                _ => None,
            };
            if let [only] = given
                && let Some(handover) = handover(only)
            {
                return Ok(Spec::Timer(QUANTUM, handover));
            }
            Ok(Spec::Timer(
                read_at(given, 0, QUANTUM, Time::parse)?,
                read_at(given, 1, Handover::Fair, handover)?,
            ))
        },
    },
    Row {
        name: "fair",
        usage: "fair[:INTERVAL=5ms]",
        read: |given| {
            at_most(given, 1)?;
            Ok(Spec::Fair(read_at(given, 0, INTERVAL, Time::parse)?))
        },
    },
    Row {
        name: "priority",
        usage: "priority",
        read: |given| at_most(given, 0).map(|()| Spec::Priority),
    },
    Row {
        name: "mlfq",
        usage: "mlfq[:LEVELS=4,BASE=1ms,BOOST=100ms]",
        read: |given| {
            at_most(given, 3)?;
            Ok(Spec::Feedback {
                levels: read_at(given, 0, 4, levels)?,
                base: read_at(given, 1, Time::millis(1), Time::parse)?,
                boost: read_at(given, 2, Time::millis(100), Time::parse)?,
            })
        },
    },
    Row {
        name: "chaos",
        usage: "chaos:SEED",
        read: |given| {
            at_most(given, 1)?;
            let seed = given.first().ok_or("")?;
            Ok(Spec::Chaos(seed.parse().map_err(|_| *seed)?))
        },
    },
];

/// Why a text names no policy; shown as one message with all that would.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SpecError {
    problem: String,
}

impl fmt::Display for SpecError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(formatter, "{}; the policies are:", self.problem)?;
        writeln!(formatter, "  none (the default: threads run in parallel)")?;
        for row in ROWS {
            writeln!(formatter, "  {}", row.usage)?;
        }
        write!(
            formatter,
            "where INTERVAL, QUANTUM, BASE and BOOST are written as 5ms, 100us or 1s"
        )
    }
}

impl std::error::Error for SpecError {}

impl Spec {
    /// `None` for no GIL at all: `none`, and `0` as CPython's option has it.
    pub fn parse(text: &str) -> Result<Option<Spec>, SpecError> {
        if text == "none" || text == "0" {
            return Ok(None);
        }
        let (name, parameters) = match text.split_once(':') {
            Some((name, parameters)) => (name, parameters.split(',').collect()),
            None => (text, Vec::new()),
        };
        let Some(row) = ROWS.iter().find(|row| row.name == name) else {
            let problem = format!("there is no GIL policy '{name}'");
            return Err(SpecError { problem });
        };
        match (row.read)(&parameters) {
            Ok(spec) => Ok(Some(spec)),
            Err(wrong) => {
                let problem = match wrong {
                    "" => format!("'{text}' lacks a parameter: {}", row.usage),
                    wrong => format!("'{wrong}' in '{text}' does not fit {}", row.usage),
                };
                Err(SpecError { problem })
            }
        }
    }

    pub fn build(&self) -> Box<dyn Policy> {
        match *self {
            Spec::Ticks(every) => Box::new(Ticks::new(every)),
            Spec::Timeout(interval) => Box::new(Timeout::new(interval)),
            Spec::Timer(quantum, handover) => Box::new(Timer::new(quantum, handover)),
            Spec::Fair(interval) => Box::new(Fair::new(interval)),
            Spec::Priority => Box::new(Priority::default()),
            Spec::Feedback {
                levels,
                base,
                boost,
            } => Box::new(Feedback::new(levels, base, boost)),
            Spec::Chaos(seed) => Box::new(Chaos::new(seed)),
        }
    }

    /// The interval between switches, for policies that have one that a program may change.
    pub fn interval(&self) -> Option<Time> {
        match *self {
            Spec::Timeout(interval) | Spec::Fair(interval) => Some(interval),
            _ => None,
        }
    }
}

/// As it would be written in full.
impl fmt::Display for Spec {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match *self {
            Spec::Ticks(every) => write!(formatter, "ticks:{every}"),
            Spec::Timeout(interval) => write!(formatter, "timeout:{interval}"),
            Spec::Timer(quantum, Handover::Fair) => write!(formatter, "timer:{quantum},fair"),
            Spec::Timer(quantum, Handover::Unfair) => write!(formatter, "timer:{quantum},unfair"),
            Spec::Fair(interval) => write!(formatter, "fair:{interval}"),
            Spec::Priority => formatter.write_str("priority"),
            Spec::Feedback {
                levels,
                base,
                boost,
            } => write!(formatter, "mlfq:{levels},{base},{boost}"),
            Spec::Chaos(seed) => write!(formatter, "chaos:{seed}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_and_parameters() {
        for (text, full) in [
            ("ticks", "ticks:100"),
            ("ticks:7", "ticks:7"),
            ("timeout", "timeout:5ms"),
            ("timeout:100us", "timeout:100us"),
            ("timer", "timer:10ms,fair"),
            ("timer:unfair", "timer:10ms,unfair"),
            ("timer:20ms,unfair", "timer:20ms,unfair"),
            ("fair", "fair:5ms"),
            ("priority", "priority"),
            ("mlfq", "mlfq:4,1ms,100ms"),
            ("mlfq:2", "mlfq:2,1ms,100ms"),
            ("mlfq:2,5ms,1s", "mlfq:2,5ms,1s"),
            ("chaos:42", "chaos:42"),
        ] {
            let spec = Spec::parse(text).unwrap().unwrap();
            assert_eq!(spec.to_string(), full);
            assert_eq!(Spec::parse(full).unwrap().unwrap(), spec);
            spec.build();
        }
        assert_eq!(Spec::parse("none"), Ok(None));
        assert_eq!(Spec::parse("0"), Ok(None));
    }

    #[test]
    fn errors_say_what_would_be_right() {
        for (text, problem) in [
            ("lottery", "there is no GIL policy 'lottery'"),
            ("", "there is no GIL policy ''"),
            ("1", "there is no GIL policy '1'"),
            ("ticks:0", "'0' in 'ticks:0' does not fit ticks[:N=100]"),
            ("ticks:1,2", "'2' in 'ticks:1,2' does not fit ticks[:N=100]"),
            (
                "timeout:5",
                "'5' in 'timeout:5' does not fit timeout[:INTERVAL=5ms]",
            ),
            (
                "timer:fair,fair",
                "'fair' in 'timer:fair,fair' does not fit timer[",
            ),
            ("priority:3", "'3' in 'priority:3' does not fit priority"),
            (
                "mlfq:0",
                "'0' in 'mlfq:0' does not fit mlfq[:LEVELS=4,BASE=1ms",
            ),
            ("chaos", "'chaos' lacks a parameter: chaos:SEED"),
            ("chaos:x", "'x' in 'chaos:x' does not fit chaos:SEED"),
        ] {
            let message = Spec::parse(text).unwrap_err().to_string();
            assert!(message.starts_with(problem), "{message}");
            for row in ROWS {
                assert!(message.contains(row.usage), "{message}");
            }
        }
    }
}
