//! What a run of the lab found: plain data, and the shape of its JSON. No judgement and no drawing here.

use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

#[derive(Serialize, Deserialize)]
pub struct Results {
    pub machine: Machine,
    /// The command line that measured this.
    pub command: String,
    /// Messages that each echo run was asked for.
    pub messages: usize,
    pub message_size: usize,
    pub subjects: Vec<Measured>,
}

#[derive(Serialize, Deserialize)]
pub struct Machine {
    pub system: String,
    pub cores: usize,
    /// The load average when the run began, if the system tells.
    pub load: Option<f64>,
}

/// Everything about one policy or interpreter.
#[derive(Serialize, Deserialize)]
pub struct Measured {
    pub name: String,
    pub kind: Kind,
    /// What it says of itself, such as `CPython 3.14.0`.
    pub version: String,
    /// Why nothing could be measured.
    pub refusal: Option<String>,
    pub countdown: Option<Countdown>,
    pub echo: Vec<Echo>,
    pub gui: Vec<Gui>,
    pub starvation: Option<Hogs>,
    pub fairness: Option<Hogs>,
    pub inversion: Option<Inversion>,
    /// Experiments that came to no result, and why.
    pub failures: Vec<String>,
}

impl Measured {
    pub fn echo(&self, server: &str, cpu_threads: usize) -> Option<&Echo> {
        self.echo
            .iter()
            .find(|echo| echo.server == server && echo.cpu_threads == cpu_threads)
    }
}

#[derive(Serialize, Deserialize, Clone, Copy, PartialEq, Eq)]
#[serde(rename_all = "lowercase")]
pub enum Kind {
    /// The server in Rust, which has no interpreter at all.
    Native,
    /// Typhon under the policy of that name.
    Typhon,
    /// Another interpreter.
    Other,
}

/// What a piece of an experiment used.
#[derive(Serialize, Deserialize, Default, Clone)]
pub struct Counters {
    pub seconds: f64,
    pub cpu_seconds: f64,
    /// Of the operating system, both kinds.
    pub context_switches: i64,
    /// The interpreter's own counters of its GIL, if it has such.
    #[serde(default)]
    pub gil: BTreeMap<String, i64>,
}

impl Counters {
    pub fn add(&mut self, other: &Counters) {
        self.seconds += other.seconds;
        self.cpu_seconds += other.cpu_seconds;
        self.context_switches += other.context_switches;
        for (name, count) in &other.gil {
            *self.gil.entry(name.clone()).or_default() += count;
        }
    }

    /// How often the GIL went from one thread to another.
    pub fn switches(&self) -> Option<i64> {
        self.gil.get("switches").copied()
    }

    /// How often the running thread was made to let go, and how often it had the GIL back at once.
    pub fn forced(&self) -> Option<(i64, i64)> {
        let count = |name| self.gil.get(name).copied();
        Some((count("forced")? + count("in_vain")?, count("in_vain")?))
    }

    /// How often a thread woke up for the GIL and did not get it.
    pub fn failed_acquisitions(&self) -> Option<i64> {
        self.gil.get("failed_acquisitions").copied()
    }
}

#[derive(Serialize, Deserialize)]
pub struct Countdown {
    /// One after the other, in seconds; the median of the rounds, as below.
    pub sequential: f64,
    /// Two threads with half the work each.
    pub threaded: f64,
    /// The median of threaded / sequential.
    pub ratio: f64,
    /// CPU time of the threaded rounds over that of the sequential ones.
    pub cpu_ratio: f64,
    /// Of the threaded rounds together.
    pub counters: Counters,
}

#[derive(Serialize, Deserialize)]
pub struct Echo {
    pub server: String,
    pub cpu_threads: usize,
    /// Messages that came back before the time was up.
    pub messages: usize,
    /// Seconds for `messages`, with the pauses of the throttle.
    pub total: f64,
    /// The same for the messages asked for: measured, or extrapolated if the time was up before.
    pub total_for_all: f64,
    pub p50_ms: f64,
    pub p99_ms: f64,
    pub per_second: f64,
    /// Throughput of the CPU-bound threads beside the messages over what they have without.
    pub kept: Option<f64>,
    /// The longest that a CPU-bound thread did not run, in seconds.
    pub longest_pause: f64,
    pub counters: Counters,
    pub timeline: Option<Timeline>,
}

impl Echo {
    pub fn is_complete(&self, asked: usize) -> bool {
        self.messages >= asked
    }
}

/// A few messages in time stamps: nanoseconds since its beginning.
#[derive(Serialize, Deserialize, Default)]
pub struct Timeline {
    pub span: u64,
    pub messages: Vec<Message>,
    /// Blocking calls of the server thread: name, before, after.
    pub operations: Vec<(String, u64, u64)>,
    /// For each CPU-bound thread, when it ran.
    pub slices: Vec<Vec<(u64, u64)>>,
}

/// One message as its client saw it.
#[derive(Serialize, Deserialize, Clone, Copy)]
pub struct Message {
    pub start: u64,
    /// All of it is in the hands of the operating system.
    pub sent: u64,
    pub received: u64,
}

#[derive(Serialize, Deserialize)]
pub struct Gui {
    pub cpu_threads: usize,
    pub frames: usize,
    pub missed: usize,
    /// How long after it was due a frame was drawn.
    pub p50_ms: f64,
    pub p99_ms: f64,
    pub longest_ms: f64,
    pub counters: Counters,
}

/// CPU-bound threads beside each other.
#[derive(Serialize, Deserialize)]
pub struct Hogs {
    /// False where the interpreter knows no priorities: then all threads were equal.
    pub has_priorities: bool,
    pub priorities: Vec<i64>,
    /// Part of the work that each thread did.
    pub shares: Vec<f64>,
    /// The longest that each thread did not run, in seconds.
    pub longest_pauses: Vec<f64>,
    /// Jain's index of the shares: 1 when all are equal.
    pub fairness: f64,
    pub counters: Counters,
}

impl Hogs {
    pub fn longest_pause(&self) -> f64 {
        self.longest_pauses.iter().copied().fold(0.0, f64::max)
    }
}

#[derive(Serialize, Deserialize)]
pub struct Inversion {
    pub has_priorities: bool,
    pub rounds: usize,
    /// How long the high thread waited for the low one's lock.
    pub p50_ms: f64,
    pub longest_ms: f64,
    pub counters: Counters,
}
