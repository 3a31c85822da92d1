//! The monotonic clock as a number, so that stamps of several processes can be compared (Python's
//! `time.monotonic_ns` reads the same clock), and what the operating system has counted for this process.

use crate::results::Counters;
use nix::sys::resource::{UsageWho, getrusage};
use nix::sys::time::TimeValLike;
use nix::time::{ClockId, clock_gettime};

/// Nanoseconds since some moment that is the same for all processes.
pub fn now() -> u64 {
    match clock_gettime(ClockId::CLOCK_MONOTONIC) {
        Ok(time) => time.num_nanoseconds() as u64,
        Err(_) => 0,
    }
}

/// What this process has used so far.
pub fn counters() -> Counters {
    let mut counters = Counters {
        seconds: now() as f64 / 1e9,
        ..Counters::default()
    };
    if let Ok(usage) = getrusage(UsageWho::RUSAGE_SELF) {
        let microseconds =
            usage.user_time().num_microseconds() + usage.system_time().num_microseconds();
        counters.cpu_seconds = microseconds as f64 / 1e6;
        let switches = usage.voluntary_context_switches() + usage.involuntary_context_switches();
        counters.context_switches = switches;
    }
    counters
}
