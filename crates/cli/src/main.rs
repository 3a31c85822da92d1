//! The `typhon` command: reads the command line, brings the runtime up on a thread with a big stack,
//! runs what is asked for, and shuts down in CPython's order.

mod finish;
mod options;
mod program;
mod repl;
mod usage;

use options::{Command, Settings};
use std::io::Write;
use typhon_interp::{gil, import, runtime, threads};
use typhon_objects::prelude::*;
use typhon_objects::python_stack::PythonStack;
use typhon_text::hash::HashKey;

/// Native stack of the main Python thread; native recursion is bounded by it.
const NATIVE_STACK: usize = 16 << 20;

fn main() {
    let mut arguments = std::env::args_os().skip(1);
    // A command, not a file: a script of that name is `./lab`.
    if arguments.next().is_some_and(|first| first == "lab") {
        std::process::exit(typhon_lab::run(arguments.collect()));
    }
    let settings = match options::parse() {
        Ok(settings) => settings,
        Err(refusal) => {
            // Nobody is left to tell about a failure here.
            let _ = std::io::stderr().write_all(refusal.message.as_bytes());
            std::process::exit(refusal.status);
        }
    };
    if let Command::Show(text) = &settings.command {
        let written = std::io::stdout().write_all(text.as_bytes());
        std::process::exit(if written.is_ok() { 0 } else { 120 });
    }
    end_at_panics();
    let worker = std::thread::Builder::new()
        .name("main".into())
        .stack_size(NATIVE_STACK)
        // It ends the process: in the child of a fork it is the only thread there is.
        .spawn(move || std::process::exit(run(settings)));
    block_signals();
    let status = match worker.map(|worker| worker.join()) {
        // The panic has printed its message.
        Ok(_) => 70,
        Err(error) => {
            eprintln!("typhon: can't start the main thread: {error}");
            1
        }
    };
    std::process::exit(status);
}

/// A panic is a defect of the runtime. Whatever thread it is in, the process ends: the others would wait for it.
fn end_at_panics() {
    let tell = std::panic::take_hook();
    std::panic::set_hook(Box::new(move |panic| {
        tell(panic);
        // SAFETY: nothing of the process runs any more.
        unsafe { libc::_exit(70) };
    }));
}

/// Keeps signals away from the calling thread, so that they interrupt what the main Python thread waits
/// for.
pub(crate) fn block_signals() {
    // SAFETY: the set is initialised before it is used; no memory of ours is involved.
    unsafe {
        let mut all = std::mem::zeroed();
        libc::sigfillset(&mut all);
        libc::pthread_sigmask(libc::SIG_BLOCK, &all, std::ptr::null_mut());
    }
}

/// The exit status of the whole program.
fn run(settings: Settings) -> i32 {
    match settings.hash_seed {
        Some(seed) => {
            let key = HashKey::from_seed(seed);
            typhon_objects::str::set_hash_seed(key.low, key.high);
        }
        None => random_hash_seed(),
    }
    if let Some(limit) = settings.heap_limit {
        typhon_objects::heap::set_limit(limit);
    }
    let Some(stack) = PythonStack::new(runtime::MAIN_STACK) else {
        eprintln!("typhon: no memory for the Python stack");
        return 1;
    };
    let thread = Thread::attach(stack, true, threads::own_ident());
    threads::enter(&thread);
    if let Some(file) = settings.timeline {
        gil::start_timeline(file);
    }
    if let Some(spec) = settings.gil {
        gil::start(&thread, spec);
    }
    let Settings {
        command,
        config,
        inspect,
        skip_first_line,
        statistics,
        ..
    } = settings;
    if let Command::Disassemble(file) = &command {
        return program::disassemble(file, config.optimize);
    }
    config.install();
    let started = runtime::bootstrap(&thread).and_then(|()| {
        let _ = import::NATIVE_MODULES.set(typhon_stdlib::find);
        typhon_stdlib::start(&thread)
    });
    let status = match started {
        Ok(()) => {
            let result = program::run(&thread, &command, inspect, skip_first_line);
            finish::shut_down(&thread, result)
        }
        Err(raised) => {
            eprintln!("Fatal Python error: init_interp_main: can't initialize the runtime");
            typhon_stdlib::sys::exception_hook(&thread, raised);
            1
        }
    };
    if statistics {
        print_statistics();
    }
    write_timeline();
    status
}

/// What `-X trace` asked for.
fn write_timeline() {
    let now = typhon_timeline::begin();
    typhon_timeline::turn(typhon_timeline::Kind::Run, now);
    match typhon_timeline::finish() {
        Ok(0) => {}
        Ok(dropped) => eprintln!("typhon: -X trace: {dropped} events did not fit and were dropped"),
        Err(error) => eprintln!("typhon: -X trace: {error}"),
    }
}

fn random_hash_seed() {
    let mut seed = [0u64; 2];
    // SAFETY: the buffer is this long.
    let count = unsafe { libc::getrandom(seed.as_mut_ptr().cast(), 16, libc::GRND_NONBLOCK) };
    if count != 16 {
        // Early in a system's start there may be no randomness yet; the clock is better than nothing.
        let now = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH);
        let nanoseconds = now.map_or(0, |now| now.as_nanos() as u64);
        seed = [
            nanoseconds,
            nanoseconds.rotate_left(32) ^ u64::from(std::process::id()),
        ];
    }
    typhon_objects::str::set_hash_seed(seed[0], seed[1]);
}

/// What `-X stats` shows.
fn print_statistics() {
    let heap = typhon_objects::heap::statistics();
    eprintln!("lock waits, by what threads waited for:");
    for (what, count) in typhon_objects::waits::counts() {
        eprintln!("  {what:<20}{count}");
    }
    eprintln!("safepoint stops       {}", heap.stops);
    eprintln!("nursery collections   {}", heap.nursery_collections);
    eprintln!("full collections      {}", heap.full_collections);
    eprintln!(
        "total pause           {:.3} ms",
        heap.total_pause.as_secs_f64() * 1e3
    );
    eprintln!(
        "longest pause         {:.3} ms",
        heap.longest_pause.as_secs_f64() * 1e3
    );
    eprintln!(
        "longest time to stop  {:.3} ms",
        heap.longest_time_to_stop.as_secs_f64() * 1e3
    );
    eprintln!("allocated             {} KiB", heap.allocated_bytes >> 10);
    eprintln!("live after the last   {} KiB", heap.live_bytes >> 10);
}
