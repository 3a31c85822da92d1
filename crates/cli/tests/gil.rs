//! GIL policies and the timeline, seen from outside.

mod process;

use process::{Ended, Run, Scratch};
use std::path::Path;

const POLICIES: [&str; 8] = [
    "ticks",
    "timeout",
    "timer",
    "timer:unfair",
    "fair",
    "priority",
    "mlfq",
    "chaos:7",
];

fn typhon(policy: &str, code: &str) -> Run {
    Run::new(Path::new(env!("CARGO_BIN_EXE_typhon"))).arguments([
        "-X",
        &format!("gil={policy}"),
        "-c",
        code,
    ])
}

#[track_caller]
fn output(ended: Ended) -> String {
    assert_eq!(ended.status, Some(0), "{} {}", ended.stdout, ended.stderr);
    ended.stdout
}

#[track_caller]
fn refused(ended: &Ended, message: &str) {
    assert_eq!(ended.status, Some(2), "{}", ended.stderr);
    assert!(ended.stderr.contains(message), "{}", ended.stderr);
}

#[test]
fn errors_list_what_is_valid() {
    let ended = typhon("lottery", "pass").run();
    refused(
        &ended,
        "typhon: -X gil=lottery: there is no GIL policy 'lottery'; the policies are:\n",
    );
    for usage in [
        "none (the default: threads run in parallel)",
        "ticks[:N=100]",
        "timeout[:INTERVAL=5ms]",
        "timer[:QUANTUM=10ms][,fair|unfair]",
        "fair[:INTERVAL=5ms]",
        "mlfq[:LEVELS=4,BASE=1ms,BOOST=100ms]",
        "chaos:SEED",
    ] {
        refused(&ended, usage);
    }
    let ended = typhon("timeout:5", "pass").run();
    refused(
        &ended,
        "'5' in 'timeout:5' does not fit timeout[:INTERVAL=5ms]",
    );
    let ended = Run::new(Path::new(env!("CARGO_BIN_EXE_typhon")))
        .arguments(["-c", "pass"])
        .environment("TYPHON_GIL", "fair:now")
        .run();
    refused(
        &ended,
        "typhon: TYPHON_GIL=fair:now: 'now' in 'fair:now' does not fit fair",
    );
    let ended = Run::new(Path::new(env!("CARGO_BIN_EXE_typhon")))
        .arguments(["-X", "trace", "-c", "pass"])
        .run();
    refused(&ended, "typhon: -X trace needs a file");
}

#[test]
fn the_policy_is_told() {
    let show =
        "import sys; print(sys._is_gil_enabled(), sys._gil_statistics()['policy'], sys.flags.gil)";
    assert_eq!(output(typhon("none", show).run()), "False none 0\n");
    assert_eq!(output(typhon("0", show).run()), "False none 0\n");
    assert_eq!(output(typhon("1", show).run()), "True timeout:5ms 1\n");
    assert_eq!(
        output(typhon("mlfq:2,3ms", show).run()),
        "True mlfq:2,3ms,100ms 1\n"
    );
    let environment = typhon("fair", show)
        .environment("TYPHON_GIL", "ticks")
        .run();
    assert_eq!(output(environment), "True fair:5ms 1\n");
    let interval = "import sys; print(sys.getswitchinterval())";
    assert_eq!(output(typhon("timeout:20ms", interval).run()), "0.02\n");
}

/// Locks, queues, joins, forks, blocking calls, daemons, and an interrupt while others compute. Nothing in
/// it lasts until somebody else gets the GIL: a policy may starve who waits for as long as others can run.
const BUSY: &str = "
import os, queue, signal, sys, threading, time
end = time.monotonic() + 1
def hog():
    n = 0
    while time.monotonic() < end: n += 1
threading.Thread(target=hog, daemon=True).start()
lock, total = threading.Lock(), 0
def add():
    global total
    for _ in range(100):
        with lock:
            value = total
            total = value + 1
adders = [threading.Thread(target=add) for _ in range(3)]
for thread in adders: thread.start()
for thread in adders: thread.join()
simple, answers = queue.SimpleQueue(), queue.Queue()
def answer():
    while (item := simple.get()) is not None: answers.put(item * 2)
thread = threading.Thread(target=answer)
thread.start()
for item in [1, 2, 3, None]: simple.put(item)
thread.join(timeout=30)
done = [answers.get() for _ in range(3)]
try: simple.get(timeout=0.01)
except queue.Empty: pass
taken = lock.acquire() and not lock.acquire(timeout=0.01)
if os.fork() == 0:
    inner = threading.Thread(target=lambda: None)
    inner.start(); inner.join()
    os._exit(3)
_, status = os.wait()
signal.signal(signal.SIGALRM, signal.default_int_handler)
signal.setitimer(signal.ITIMER_REAL, 0.05)
try:
    while True: pass
except KeyboardInterrupt:
    print(total, done, taken, os.waitstatus_to_exitcode(status))
";

#[test]
fn programs_run_under_every_policy() {
    for policy in POLICIES {
        let ended = typhon(policy, BUSY).run();
        assert!(!ended.timed_out, "{policy}: {}", ended.stderr);
        assert_eq!(output(ended), "300 [2, 4, 6] True 3\n", "{policy}");
    }
}

/// A counter without a lock: a switch between reading and writing loses an update.
const RACE: &str = "
import threading
total, trail = 0, []
def think(): pass
def add(name):
    global total
    for _ in range(40):
        value = total
        think()
        total = value + 1
        trail.append(name)
threads = [threading.Thread(target=add, args=(name,)) for name in 'ab']
for thread in threads: thread.start()
for thread in threads: thread.join()
print(total, ''.join(trail))
";

#[test]
fn a_seed_reproduces_a_race() {
    let run = |seed: u32| output(typhon(&format!("chaos:{seed}"), RACE).run());
    let mut lost = Vec::new();
    let mut kept = Vec::new();
    for seed in 1..=50 {
        let outcome = run(seed);
        match outcome.starts_with("80 ") {
            true => kept.push((seed, outcome)),
            false => lost.push((seed, outcome)),
        }
        if !lost.is_empty() && !kept.is_empty() {
            break;
        }
    }
    assert!(!lost.is_empty(), "no update was lost");
    assert!(!kept.is_empty(), "every run lost updates");
    for (seed, outcome) in [&lost[0], &kept[0]] {
        for _ in 0..3 {
            assert_eq!(&run(*seed), outcome, "seed {seed}");
        }
    }
}

#[test]
fn a_timeline_tells_who_did_what() {
    let scratch = Scratch::new();
    let file = scratch.path().join("run.json");
    let code = "
import threading, time, gc
lock = threading.Lock()
def work():
    with lock: time.sleep(0.01)
    n = 100000
    while n: n -= 1
threads = [threading.Thread(target=work, name=f'worker {i}') for i in range(2)]
for thread in threads: thread.start()
gc.collect()
for thread in threads: thread.join()
";
    let check = "
import json, sys
trace = json.load(open(sys.argv[1]))
events = trace['traceEvents']
names = {event['args']['name'] for event in events if event['name'] == 'thread_name'}
assert {'MainThread', 'worker 0', 'worker 1'} <= names, names
for event in events:
    if event['ph'] == 'X': assert event['ts'] >= 0 and event['dur'] >= 0
print(*sorted({event['name'] for event in events} - {'process_name', 'thread_name', 'failed acquisition'}), sep=', ')
print(trace['otherData'])
";
    for (policy, kinds) in [
        (
            "fair:100us",
            "blocked, collection, lock wait, run, switch, wait for GIL",
        ),
        ("none", "blocked, collection, lock wait, run"),
    ] {
        let option = format!("trace={}", file.display());
        let traced = Run::new(Path::new(env!("CARGO_BIN_EXE_typhon")))
            .arguments(["-X", &option, "-X", &format!("gil={policy}"), "-c", code])
            .run();
        assert_eq!(output(traced), "");
        let checked = typhon("none", check).argument(&file).run();
        let shown = output(checked).replace(", stopped", "");
        assert_eq!(
            shown,
            format!("{kinds}\n{{'dropped_events': 0}}\n"),
            "{policy}"
        );
    }
}
