//! The echo server without an interpreter: what the machine itself can do, as the talk's server in C.
//! Its CPU-bound threads are native threads.

use crate::clock;
use crate::experiments::echo::{Ready, Served};
use crate::options::ServerOrder;
use crate::results::Counters;
use std::hint::black_box;
use std::io::{ErrorKind, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering::Relaxed};
use std::thread::JoinHandle;

/// Largest message that is believed.
const LARGEST: usize = 64 << 20;

#[derive(Default)]
struct Spinner {
    /// Written by its thread alone.
    done: AtomicU64,
    stopped: AtomicBool,
}

pub fn run(order: &ServerOrder) -> Result<(), String> {
    // The default action ends the process, should its client never come.
    nix::unistd::alarm::set(order.limit);
    serve(order).map_err(|error| error.to_string())
}

fn serve(order: &ServerOrder) -> std::io::Result<()> {
    let listener = TcpListener::bind(("127.0.0.1", 0))?;
    let spinners: Vec<(Arc<Spinner>, JoinHandle<()>)> =
        (0..order.cpu_threads).map(|_| start()).collect();
    let done = || {
        spinners
            .iter()
            .map(|(spinner, _)| spinner.done.load(Relaxed))
            .sum()
    };
    let mut mark = (clock::now(), done());
    // Chunks a second since the last mark.
    let mut rate = || {
        let now: (u64, u64) = (clock::now(), done());
        let per_second = (now.1 - mark.1) as f64 / ((now.0 - mark.0).max(1) as f64 / 1e9);
        mark = now;
        per_second
    };
    let mut alone = 0.0;
    if order.cpu_threads > 0 {
        std::thread::sleep(order.alone);
        alone = rate();
    }
    let before = clock::counters();
    say(&Ready {
        port: listener.local_addr()?.port(),
    })?;
    let (stream, _) = listener.accept()?;
    echo(stream)?;
    let counters = clock::counters().since(&before);
    let mut beside = 0.0;
    if order.cpu_threads > 0 {
        beside = rate();
        std::thread::sleep(order.alone);
        alone = (alone + rate()) / 2.0;
    }
    let served = Served {
        beside,
        alone,
        counters,
        ..Served::default()
    };
    for (spinner, _) in &spinners {
        spinner.stopped.store(true, Relaxed);
    }
    for (_, thread) in spinners {
        // A spinner does nothing that could panic.
        let _ = thread.join();
    }
    say(&served)
}

fn start() -> (Arc<Spinner>, JoinHandle<()>) {
    let spinner = Arc::new(Spinner::default());
    let own = Arc::clone(&spinner);
    let thread = std::thread::spawn(move || {
        while !own.stopped.load(Relaxed) {
            let mut count = black_box(10_000u64);
            while count > 0 {
                count = black_box(count - 1);
            }
            own.done.fetch_add(1, Relaxed);
        }
    });
    (spinner, thread)
}

/// Echoes in four calls a message, as the blocking server in Python does.
fn echo(mut stream: TcpStream) -> std::io::Result<()> {
    stream.set_nodelay(true)?;
    let mut size = [0; 4];
    let mut message = Vec::new();
    loop {
        match stream.read_exact(&mut size) {
            Ok(()) => {}
            Err(error) if error.kind() == ErrorKind::UnexpectedEof => return Ok(()),
            Err(error) => return Err(error),
        }
        let length = u32::from_be_bytes(size) as usize;
        if length > LARGEST {
            return Err(std::io::Error::other("the message is too long"));
        }
        message.resize(length, 0);
        stream.read_exact(&mut message)?;
        stream.write_all(&size)?;
        stream.write_all(&message)?;
    }
}

fn say<T: serde::Serialize>(line: &T) -> std::io::Result<()> {
    let text = serde_json::to_string(line)?;
    let mut output = std::io::stdout();
    writeln!(output, "{text}")?;
    output.flush()
}

impl Counters {
    /// What was counted after `before`.
    fn since(self, before: &Counters) -> Counters {
        Counters {
            seconds: self.seconds - before.seconds,
            cpu_seconds: self.cpu_seconds - before.cpu_seconds,
            context_switches: self.context_switches - before.context_switches,
            gil: self.gil,
        }
    }
}
