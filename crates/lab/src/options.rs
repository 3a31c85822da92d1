//! The command line of `typhon lab`.

use crate::experiments::echo::Server;
use crate::plan::Experiment;
use lexopt::Arg::{Long, Short, Value};
use lexopt::{Parser, ValueExt};
use std::ffi::OsString;
use std::path::PathBuf;
use std::time::Duration;

pub const USAGE: &str = "\
usage: typhon lab gil [option] ...      measure GIL policies and interpreters
       typhon lab show FILE [option] .. tables and pictures of an earlier --json FILE
What is measured:
  --policies P,...         GIL policies of Typhon (default: all); \";\" between policies with parameters
  --typhon FILE            the Typhon that is measured (default: this one)
  --against NAME=PYTHON    another interpreter, with the same scripts (repeat for more)
  --experiments E,...      of: countdown, echo, gui, starvation, inversion, fairness (default: all)
  --servers S,...          of: native, blocking, selectors, asyncio, multiprocessing (default: all)
  --messages N             messages of an echo run (default 1000)
  --size BYTES             their size (default 8192)
  --cpu-threads K,...      numbers of CPU-bound threads (default 0,1,2,4)
  --budget SECONDS         most time for the messages of one echo run (default 20)
  --quick                  small counts: shows that all works, measures nothing well
Where it goes, beside the tables on standard output:
  --html FILE              one page with charts and timelines
  --svg FOLDER             the pictures of that page as files
  --json FILE              all figures; written anew after each step, so that a run that is cut off
                           leaves what it has
";

/// All that Typhon has, with parameters only where they choose another behaviour.
pub const POLICIES: &[&str] = &[
    "none",
    "ticks",
    "timeout",
    "timer:unfair",
    "timer:fair",
    "fair",
    "priority",
    "mlfq",
    "chaos:1",
];

pub enum Command {
    Measure(Options),
    Show(PathBuf, Outputs),
    EchoClient(ClientOrder),
    EchoServer(ServerOrder),
    Help,
}

#[derive(Default)]
pub struct Outputs {
    pub html: Option<PathBuf>,
    pub svg: Option<PathBuf>,
    pub json: Option<PathBuf>,
}

pub struct Options {
    pub policies: Vec<String>,
    pub against: Vec<(String, PathBuf)>,
    /// Another Typhon than this one.
    pub typhon: Option<PathBuf>,
    pub experiments: Vec<Experiment>,
    pub servers: Vec<Server>,
    pub messages: usize,
    pub size: usize,
    pub cpu_threads: Vec<usize>,
    pub budget: Duration,
    pub quick: bool,
    pub outputs: Outputs,
    /// As it was typed, for the record.
    pub line: String,
}

/// What the hidden `typhon lab echo-client` is told.
pub struct ClientOrder {
    pub port: u16,
    pub messages: usize,
    pub size: usize,
    pub budget: Duration,
}

/// What the hidden `typhon lab echo-server` is told.
pub struct ServerOrder {
    pub cpu_threads: usize,
    pub alone: Duration,
    pub limit: u32,
}

pub fn parse(arguments: Vec<OsString>) -> Result<Command, String> {
    let words: Vec<String> = arguments
        .iter()
        .map(|argument| argument.to_string_lossy().into_owned())
        .collect();
    let line = format!("typhon lab {}", words.join(" "));
    let mut parser = Parser::from_args(arguments);
    read(&mut parser, line).map_err(|error| error.to_string())
}

fn read(parser: &mut Parser, line: String) -> Result<Command, lexopt::Error> {
    match parser.next()? {
        Some(Value(word)) if word == "gil" => measure(parser, line),
        Some(Value(word)) if word == "show" => show(parser),
        Some(Value(word)) if word == "echo-client" => client(parser),
        Some(Value(word)) if word == "echo-server" => server(parser),
        Some(Long("help") | Short('h')) => Ok(Command::Help),
        Some(other) => Err(other.unexpected()),
        None => Err("which lab?".into()),
    }
}

fn measure(parser: &mut Parser, line: String) -> Result<Command, lexopt::Error> {
    let mut policies = Vec::new();
    let mut messages = None;
    let mut cpu_threads = None;
    let mut budget = None;
    let mut options = Options {
        policies: Vec::new(),
        against: Vec::new(),
        typhon: None,
        experiments: Experiment::ALL.to_vec(),
        servers: Server::ALL.to_vec(),
        messages: 1000,
        size: 8192,
        cpu_threads: vec![0, 1, 2, 4],
        budget: Duration::from_secs(20),
        quick: false,
        outputs: Outputs::default(),
        line,
    };
    while let Some(argument) = parser.next()? {
        match argument {
            Long("policies") => policies.extend(split_policies(&parser.value()?.string()?)),
            Long("typhon") => options.typhon = Some(parser.value()?.into()),
            Long("against") => options.against.push(peer(&parser.value()?.string()?)?),
            Long("experiments") => {
                options.experiments = list(&parser.value()?.string()?, Experiment::named)?;
            }
            Long("servers") => options.servers = list(&parser.value()?.string()?, Server::named)?,
            Long("messages") => messages = Some(at_least_one(parser)?),
            Long("size") => options.size = at_least_one(parser)?,
            Long("cpu-threads") => {
                let numbers = list(&parser.value()?.string()?, |number| number.parse().ok())?;
                cpu_threads = Some(numbers);
            }
            Long("budget") => budget = Some(Duration::from_secs(at_least_one(parser)? as u64)),
            Long("quick") => options.quick = true,
            Long("help") | Short('h') => return Ok(Command::Help),
            Long("html") => options.outputs.html = Some(parser.value()?.into()),
            Long("svg") => options.outputs.svg = Some(parser.value()?.into()),
            Long("json") => options.outputs.json = Some(parser.value()?.into()),
            other => return Err(other.unexpected()),
        }
    }
    if options.quick {
        options.messages = 50;
        options.cpu_threads = vec![0, 1];
        options.budget = Duration::from_secs(5);
    }
    options.messages = messages.unwrap_or(options.messages);
    options.cpu_threads = cpu_threads.unwrap_or(options.cpu_threads);
    options.cpu_threads.sort_unstable();
    options.cpu_threads.dedup();
    options.budget = budget.unwrap_or(options.budget);
    if policies.is_empty() {
        policies = POLICIES.iter().map(|policy| (*policy).to_owned()).collect();
    }
    options.policies = policies;
    Ok(Command::Measure(options))
}

fn show(parser: &mut Parser) -> Result<Command, lexopt::Error> {
    let mut file = None;
    let mut outputs = Outputs::default();
    while let Some(argument) = parser.next()? {
        match argument {
            Value(name) if file.is_none() => file = Some(PathBuf::from(name)),
            Long("html") => outputs.html = Some(parser.value()?.into()),
            Long("svg") => outputs.svg = Some(parser.value()?.into()),
            Long("json") => outputs.json = Some(parser.value()?.into()),
            other => return Err(other.unexpected()),
        }
    }
    match file {
        Some(file) => Ok(Command::Show(file, outputs)),
        None => Err("show needs the file of an earlier --json".into()),
    }
}

fn client(parser: &mut Parser) -> Result<Command, lexopt::Error> {
    let mut order = ClientOrder {
        port: 0,
        messages: 1000,
        size: 8192,
        budget: Duration::from_secs(20),
    };
    while let Some(argument) = parser.next()? {
        match argument {
            Long("port") => order.port = parser.value()?.parse()?,
            Long("messages") => order.messages = parser.value()?.parse()?,
            Long("size") => order.size = parser.value()?.parse()?,
            Long("budget-ms") => order.budget = Duration::from_millis(parser.value()?.parse()?),
            other => return Err(other.unexpected()),
        }
    }
    Ok(Command::EchoClient(order))
}

fn server(parser: &mut Parser) -> Result<Command, lexopt::Error> {
    let mut order = ServerOrder {
        cpu_threads: 0,
        alone: Duration::from_millis(500),
        limit: 60,
    };
    while let Some(argument) = parser.next()? {
        match argument {
            Long("cpu-threads") => order.cpu_threads = parser.value()?.parse()?,
            Long("alone-ms") => order.alone = Duration::from_millis(parser.value()?.parse()?),
            Long("limit") => order.limit = parser.value()?.parse()?,
            other => return Err(other.unexpected()),
        }
    }
    Ok(Command::EchoServer(order))
}

fn at_least_one(parser: &mut Parser) -> Result<usize, lexopt::Error> {
    let value = parser.value()?;
    match value.parse::<usize>()? {
        0 => Err("at least 1 is needed".into()),
        number => Ok(number),
    }
}

/// A list with commas of what `named` knows.
fn list<T>(text: &str, named: impl Fn(&str) -> Option<T>) -> Result<Vec<T>, lexopt::Error> {
    text.split(',')
        .map(|name| named(name.trim()).ok_or_else(|| format!("unknown: {name:?}").into()))
        .collect()
}

fn peer(text: &str) -> Result<(String, PathBuf), lexopt::Error> {
    match text.split_once('=') {
        Some((name, program)) if !name.is_empty() && !program.is_empty() => {
            Ok((name.to_owned(), PathBuf::from(program)))
        }
        _ => Err(format!("--against {text}: NAME=PYTHON is needed").into()),
    }
}

/// Policies are separated by `;`, or by commas where what follows is a policy and not the parameter of one.
fn split_policies(text: &str) -> Vec<String> {
    if text.contains(';') {
        let pieces = text.split(';').map(|piece| piece.trim().to_owned());
        return pieces.filter(|piece| !piece.is_empty()).collect();
    }
    let is_policy = |piece: &str| {
        let name = |text: &str| text.split(':').next().unwrap_or("").to_owned();
        POLICIES.iter().any(|policy| name(policy) == name(piece))
    };
    let mut policies: Vec<String> = Vec::new();
    for piece in text.split(',').map(str::trim) {
        match policies.last_mut() {
            Some(last) if last.contains(':') && !is_policy(piece) => {
                last.push(',');
                last.push_str(piece);
            }
            _ => policies.push(piece.to_owned()),
        }
    }
    policies
}

#[cfg(test)]
mod tests {
    use super::*;

    fn measured(line: &str) -> Result<Options, String> {
        match parse(line.split(' ').map(OsString::from).collect())? {
            Command::Measure(options) => Ok(options),
            _ => Err("another command".into()),
        }
    }

    #[test]
    fn policies_keep_their_parameters() {
        assert_eq!(
            split_policies("none,timeout,fair"),
            ["none", "timeout", "fair"]
        );
        assert_eq!(
            split_policies("mlfq:4,BASE=1ms,none"),
            ["mlfq:4,BASE=1ms", "none"]
        );
        assert_eq!(
            split_policies("timer:10ms,fair; none"),
            ["timer:10ms,fair", "none"]
        );
    }

    #[test]
    fn quick_is_overridden_by_what_is_said() {
        let options = measured("gil --messages 7 --quick --against A=/bin/a").expect("options");
        assert_eq!(options.messages, 7);
        assert_eq!(options.cpu_threads, [0, 1]);
        assert_eq!(options.against, [("A".to_owned(), PathBuf::from("/bin/a"))]);
        assert_eq!(options.policies.len(), POLICIES.len());
    }

    #[test]
    fn mistakes_are_refused() {
        for line in [
            "",
            "what",
            "gil --nonsense",
            "gil --messages 0",
            "gil --experiments sleeping",
            "gil --against python",
            "gil extra",
            "show",
        ] {
            assert!(measured(line).is_err(), "{line}");
        }
    }
}
