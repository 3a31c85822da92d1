//! Size-prefixed messages there and back: the server is the subject, the client a process of its own.

use super::with_options;
use crate::child::Child;
use crate::plan::Lab;
use crate::results::{Counters, Echo, Message, Timeline};
use crate::statistics::{percentile, ratio};
use crate::subject::Subject;
use serde::{Deserialize, Serialize};
use std::time::Duration;

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Server {
    /// In Rust, as the talk had one in C.
    Native,
    Blocking,
    Selectors,
    Asyncio,
    Multiprocessing,
}

impl Server {
    pub const ALL: &[Server] = &[
        Server::Native,
        Server::Blocking,
        Server::Selectors,
        Server::Asyncio,
        Server::Multiprocessing,
    ];

    pub fn name(self) -> &'static str {
        match self {
            Server::Native => "native",
            Server::Blocking => "blocking",
            Server::Selectors => "selectors",
            Server::Asyncio => "asyncio",
            Server::Multiprocessing => "multiprocessing",
        }
    }

    pub fn named(name: &str) -> Option<Server> {
        Server::ALL.iter().copied().find(|it| it.name() == name)
    }
}

/// A server's first line: where to find it.
#[derive(Serialize, Deserialize)]
pub struct Ready {
    pub port: u16,
}

/// A server's second line, after its client has hung up.
#[derive(Serialize, Deserialize, Default)]
pub struct Served {
    /// What the CPU-bound threads do per second, before and while there are messages.
    pub alone: f64,
    pub beside: f64,
    pub longest_pause: f64,
    pub operations: Vec<(String, u64, u64)>,
    pub slices: Vec<Vec<(u64, u64)>>,
    #[serde(flatten)]
    pub counters: Counters,
}

/// The message at which a server begins to note its calls, and for how long.
const FIRST_NOTED: usize = 20;
const NOTED: Duration = Duration::from_millis(150);

pub fn run(lab: &Lab, subject: &Subject, server: Server, threads: usize) -> Result<Echo, String> {
    let options = lab.options;
    // Twice: before and after.
    let alone = if options.quick { 0.1 } else { 0.4 };
    let seconds = options.budget.as_secs_f64();
    let limit = seconds as u32 + 30;
    let command = if server == Server::Native {
        let mut command = Subject::own("echo-server")?;
        command.arg(format!("--cpu-threads={threads}"));
        command.arg(format!("--alone-ms={:.0}", alone * 1e3));
        command.arg(format!("--limit={limit}"));
        command
    } else {
        let script = format!("echo_{}.py", server.name());
        let first = FIRST_NOTED.min(options.messages / 3);
        let told = [
            ("cpu-threads", threads.to_string()),
            ("alone", alone.to_string()),
            ("seconds", seconds.to_string()),
            ("first", first.to_string()),
            ("span", NOTED.as_secs_f64().to_string()),
        ];
        with_options(subject.script(&lab.scripts, &script), &told, limit)
    };
    let mut serving = Child::start(command, Duration::from_secs(u64::from(limit)))?;
    let ready: Ready = serving.answer()?;
    let mut client = Subject::own("echo-client")?;
    client.args([
        format!("--port={}", ready.port),
        format!("--messages={}", options.messages),
        format!("--size={}", options.size),
        format!("--budget-ms={}", options.budget.as_millis()),
    ]);
    let client_limit = options.budget + Duration::from_secs(10);
    let messages: Vec<Message> = crate::child::ask(client, client_limit)?;
    if messages.is_empty() {
        return Err(format!("no message came back in {seconds:.0} s"));
    }
    let served: Served = serving.answer()?;
    Ok(figures(
        (options.messages, options.budget),
        server,
        threads,
        &messages,
        served,
    ))
}

fn figures(
    (asked, budget): (usize, Duration),
    server: Server,
    threads: usize,
    messages: &[Message],
    served: Served,
) -> Echo {
    let first = messages.first().map_or(0, |message| message.start);
    let last = messages.last().map_or(0, |message| message.received);
    let mut total = last.saturating_sub(first) as f64 / 1e9;
    if messages.len() < asked {
        // The rest of the time went by without the next reply.
        total = total.max(budget.as_secs_f64());
    }
    let waits: Vec<f64> = messages
        .iter()
        .map(|message| message.received.saturating_sub(message.start) as f64 / 1e6)
        .collect();
    let count = messages.len() as f64;
    Echo {
        server: server.name().into(),
        cpu_threads: threads,
        messages: messages.len(),
        total,
        total_for_all: total * ratio(asked as f64, count),
        p50_ms: percentile(&waits, 50.0),
        p99_ms: percentile(&waits, 99.0),
        per_second: ratio(count, total),
        kept: (threads > 0).then(|| ratio(served.beside, served.alone)),
        longest_pause: served.longest_pause,
        timeline: timeline(messages, &served),
        counters: served.counters,
    }
}

/// The noted calls with what the client and the CPU-bound threads did meanwhile.
fn timeline(messages: &[Message], served: &Served) -> Option<Timeline> {
    let origin = served.operations.first()?.1;
    let end = served.operations.last()?.2;
    let at = |stamp: u64| stamp.saturating_sub(origin);
    Some(Timeline {
        span: at(end),
        messages: messages
            .iter()
            .filter(|message| message.received > origin && message.start < end)
            .map(|message| Message {
                start: at(message.start),
                sent: at(message.sent),
                received: at(message.received),
            })
            .collect(),
        operations: served
            .operations
            .iter()
            .map(|(name, before, after)| (name.clone(), at(*before), at(*after)))
            .collect(),
        slices: served
            .slices
            .iter()
            .map(|slices| {
                slices
                    .iter()
                    .map(|&(from, to)| (at(from), at(to)))
                    .collect()
            })
            .collect(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures_of_messages_that_ran_out_of_time() {
        let at = |start: u64| Message {
            start: start * 1_000_000,
            sent: start * 1_000_000 + 1000,
            received: (start + 20) * 1_000_000,
        };
        let served = Served {
            alone: 100.0,
            beside: 90.0,
            operations: vec![("recv".into(), 5_000_000, 6_000_000)],
            slices: vec![vec![(4_000_000, 5_500_000)]],
            ..Served::default()
        };
        let echo = figures(
            (10, Duration::from_millis(80)),
            Server::Blocking,
            1,
            &[at(0), at(30)],
            served,
        );
        assert_eq!(echo.messages, 2);
        assert!(!echo.is_complete(10));
        assert_eq!(echo.total, 0.08);
        assert_eq!(echo.total_for_all, 0.4);
        assert_eq!(echo.p50_ms, 20.0);
        assert_eq!(echo.kept, Some(0.9));
        let timeline = echo.timeline.expect("a timeline");
        assert_eq!(timeline.span, 1_000_000);
        assert_eq!(timeline.messages.len(), 1);
        assert_eq!(timeline.slices, [[(0, 500_000)]]);
    }
}
