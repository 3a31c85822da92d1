//! Scripted threads on a virtual clock, and what each policy makes of them. Nothing here waits for
//! anything, so the schedules are the same on every machine.

use crate::board::{Key, ThreadId};
use crate::scheduler::{Scheduler, Wake, Yielded};
use crate::spec::Spec;
use crate::time::Time;

#[derive(Debug, Copy, Clone)]
enum Step {
    Run(Time),
    Block(Time),
    Lock(usize),
    Unlock(usize),
}
use Step::{Block, Lock, Run, Unlock};

#[derive(Debug, Copy, Clone, PartialEq)]
enum Doing {
    /// At its step, of which so much is left, if it has the GIL.
    Running(Time),
    Blocked(Time),
    /// At the start of a step.
    Waiting,
    Done,
}

struct Thread {
    script: Vec<Step>,
    repeats: bool,
    next: usize,
    doing: Doing,
    /// Told that the GIL is free; acts at this moment.
    racing: Option<Time>,
    ran: Time,
    /// Longest time from wanting to run to running.
    late: Time,
    wanted: Option<Time>,
}

/// A run of the GIL by one thread.
type Turn = (u32, Time, Time);

struct Simulation {
    scheduler: Scheduler,
    threads: Vec<Thread>,
    now: Time,
    turns: Vec<Turn>,
    polls: Option<u32>,
    locks: [Option<ThreadId>; 2],
}

/// A thread polls this often, and needs so long to come to its senses when it is woken.
const POLL: Time = Time::micros(1);
const WAKING: Time = Time::micros(40);

impl Simulation {
    fn new(policy: &str) -> Simulation {
        let spec = Spec::parse(policy).unwrap().unwrap();
        Simulation {
            scheduler: Scheduler::new(spec.build()),
            threads: Vec::new(),
            now: Time::ZERO,
            turns: Vec::new(),
            polls: None,
            locks: [None; 2],
        }
    }

    fn thread(&mut self, priority: i32, repeats: bool, script: &[Step]) -> u32 {
        let id = self.scheduler.enter(self.now);
        self.scheduler.set_priority(id, priority, self.now);
        self.threads.push(Thread {
            script: script.to_vec(),
            repeats,
            next: 0,
            doing: Doing::Waiting,
            racing: None,
            ran: Time::ZERO,
            late: Time::ZERO,
            wanted: None,
        });
        assert_eq!(id.0 as usize + 1, self.threads.len());
        self.want(id);
        id.0
    }

    fn hog(&mut self, priority: i32) -> u32 {
        self.thread(priority, true, &[Run(Time::millis(1000))])
    }

    fn of(&mut self, thread: ThreadId) -> &mut Thread {
        &mut self.threads[thread.0 as usize]
    }

    fn want(&mut self, thread: ThreadId) {
        let now = self.now;
        self.of(thread).wanted.get_or_insert(now);
        self.of(thread).doing = Doing::Waiting;
        if self.scheduler.acquire(thread, self.now) {
            self.begin(thread);
        }
    }

    /// The thread has got the GIL.
    fn begin(&mut self, thread: ThreadId) {
        let now = self.now;
        self.turns.push((thread.0, now, now));
        self.polls = self.scheduler.polls();
        let entry = self.of(thread);
        entry.racing = None;
        let wanted = entry.wanted.take().unwrap_or(now);
        entry.late = entry.late.max(now.since(wanted));
        if entry.doing == Doing::Waiting {
            entry.doing = Doing::Running(Time::ZERO);
            self.step(thread);
        }
    }

    fn wake(&mut self, wake: Option<Wake>) {
        let Some(wake) = wake else { return };
        if wake.granted {
            self.begin(wake.thread);
        } else {
            self.of(wake.thread).racing = Some(self.now + WAKING);
        }
    }

    /// Begins the next step of the running thread.
    fn step(&mut self, thread: ThreadId) {
        let now = self.now;
        let entry = &mut self.threads[thread.0 as usize];
        if entry.next == entry.script.len() {
            if !entry.repeats {
                entry.doing = Doing::Done;
                let wake = self.scheduler.leave(thread, now);
                return self.wake(wake);
            }
            entry.next = 0;
        }
        let step = entry.script[entry.next];
        match step {
            Run(span) => {
                entry.next += 1;
                entry.doing = Doing::Running(span);
            }
            Block(span) => {
                entry.next += 1;
                entry.doing = Doing::Blocked(now + span);
                let wake = self.scheduler.block(thread, now);
                self.wake(wake);
            }
            Lock(index) => match self.locks[index] {
                None => {
                    entry.next += 1;
                    self.locks[index] = Some(thread);
                    self.scheduler.owned(Key(index), thread, now);
                    self.step(thread);
                }
                Some(owner) => {
                    entry.doing = Doing::Waiting;
                    entry.wanted = Some(now);
                    let wake = self
                        .scheduler
                        .wait_for(thread, Key(index), Some(owner), now);
                    self.wake(wake);
                }
            },
            Unlock(index) => {
                entry.next += 1;
                self.locks[index] = None;
                let (_, wake) = self.scheduler.wake(Key(index), false, now);
                self.wake(wake);
                self.step(thread);
            }
        }
    }

    fn offer(&mut self, thread: ThreadId) {
        // What it was in the middle of goes on when it has the GIL again.
        match self.scheduler.yield_now(thread, self.now) {
            Yielded::Stays => self.polls = self.scheduler.polls(),
            Yielded::Waits(wake, _) => {
                self.of(thread).wanted = Some(self.now);
                self.wake(Some(wake));
            }
            Yielded::Races(wake, _) => {
                self.wake(Some(wake));
                if self.scheduler.retry(thread, self.now) {
                    self.begin(thread);
                }
            }
        }
    }

    fn run(&mut self, until: Time) {
        while self.now < until {
            let running = self.scheduler.board().running();
            if let Some(thread) = running
                && self.scheduler.victim() == Some(thread)
            {
                self.offer(thread);
                continue;
            }
            let mut next = until;
            if let Some(alarm) = self.scheduler.alarm() {
                next = next.min(alarm);
            }
            let is_running = |index: usize| running == Some(ThreadId(index as u32));
            for (index, entry) in self.threads.iter().enumerate() {
                if let Some(at) = entry.racing {
                    next = next.min(at);
                }
                match entry.doing {
                    Doing::Running(left) if is_running(index) => {
                        next = next.min(self.now + left);
                        if let Some(polls) = self.polls {
                            next = next.min(self.now + Time(POLL.0 * u64::from(polls)));
                        }
                    }
                    Doing::Blocked(at) => next = next.min(at),
                    _ => {}
                }
            }
            let passed = next.since(self.now);
            self.now = next;
            let mut events = Vec::new();
            for index in 0..self.threads.len() {
                let id = ThreadId(index as u32);
                if self.threads[index].racing.is_some_and(|at| at <= next) {
                    events.push(id);
                }
                match self.threads[index].doing {
                    Doing::Running(left) if is_running(index) => {
                        self.threads[index].ran = self.threads[index].ran + passed;
                        self.turns.last_mut().unwrap().2 = next;
                        self.threads[index].doing = Doing::Running(left.since(passed));
                        if let Some(polls) = &mut self.polls {
                            *polls -= (passed.0 / POLL.0) as u32;
                        }
                    }
                    Doing::Blocked(at) if at <= next => events.push(id),
                    _ => {}
                }
            }
            let wake = self.scheduler.tick(next);
            self.wake(wake);
            for id in events {
                if self.of(id).racing.take().is_some() {
                    if self.scheduler.retry(id, next) {
                        self.begin(id);
                    }
                } else {
                    self.want(id);
                }
            }
            if let Some(thread) = running
                && self.scheduler.board().running() == Some(thread)
            {
                if self.of(thread).doing == Doing::Running(Time::ZERO) {
                    self.step(thread);
                } else if self.polls == Some(0) {
                    self.scheduler.count_polls();
                    self.offer(thread);
                }
            }
        }
    }

    /// Who ran in what order, repetitions left out.
    fn order(&self) -> Vec<u32> {
        let mut order: Vec<u32> = self
            .turns
            .iter()
            .filter(|turn| turn.1 < turn.2)
            .map(|turn| turn.0)
            .collect();
        order.dedup();
        order
    }

    /// When each turn began, in milliseconds.
    fn starts(&self) -> Vec<(u32, u64)> {
        let mut starts: Vec<(u32, u64)> = Vec::new();
        for &(thread, from, to) in &self.turns {
            if from < to && starts.last().is_none_or(|last| last.0 != thread) {
                starts.push((thread, from.0 / 1_000_000));
            }
        }
        starts
    }

    fn ran(&self, thread: u32) -> Time {
        self.threads[thread as usize].ran
    }

    fn late(&self, thread: u32) -> Time {
        self.threads[thread as usize].late
    }
}

const MS: fn(u64) -> Time = Time::millis;

/// A server: four blocking calls a message, of which two really wait.
fn server() -> Vec<Step> {
    let short = Time::micros(5);
    let work = Time::micros(20);
    vec![
        Block(MS(1)),
        Run(work),
        Block(short),
        Run(work),
        Block(short),
        Run(work),
        Block(short),
        Run(work),
    ]
}

/// Messages in two seconds beside so many hogs.
fn messages(policy: &str, hogs: u32) -> (u64, Time) {
    let mut simulation = Simulation::new(policy);
    let id = simulation.thread(0, true, &server());
    for _ in 0..hogs {
        simulation.hog(0);
    }
    simulation.run(MS(2000));
    (simulation.ran(id).0 / 80_000, simulation.late(id))
}

#[test]
fn two_hogs_take_turns() {
    for (policy, expected) in [
        ("timeout", [(0, 0), (1, 5), (0, 10), (1, 15), (0, 20)]),
        ("timeout:2ms", [(0, 0), (1, 2), (0, 4), (1, 6), (0, 8)]),
        ("timer", [(0, 0), (1, 10), (0, 20), (1, 30), (0, 40)]),
        ("fair", [(0, 0), (1, 5), (0, 10), (1, 15), (0, 20)]),
        ("priority", [(0, 0), (1, 10), (0, 20), (1, 30), (0, 40)]),
        // Quanta of 1, 2, 4, 8, 8 ms for each.
        ("mlfq", [(0, 0), (1, 1), (0, 2), (1, 4), (0, 6)]),
        ("mlfq:1,7ms", [(0, 0), (1, 7), (0, 14), (1, 21), (0, 28)]),
    ] {
        let mut simulation = Simulation::new(policy);
        simulation.hog(0);
        simulation.hog(0);
        simulation.run(MS(200));
        assert_eq!(simulation.starts()[..5], expected, "{policy}");
    }
}

#[test]
fn ticks_and_unfair_timers_hand_nothing_over() {
    for policy in ["ticks", "timer:unfair"] {
        let mut simulation = Simulation::new(policy);
        simulation.hog(0);
        simulation.hog(0);
        simulation.run(MS(100));
        assert_eq!(simulation.order(), [0], "{policy}");
        let statistics = simulation.scheduler.statistics();
        assert!(statistics.in_vain > 5, "{policy}: {statistics:?}");
        assert!(statistics.failed_acquisitions > 5, "{policy}");
        assert_eq!(statistics.switches, 0, "{policy}");
    }
}

#[test]
fn an_interval_for_each_blocking_call() {
    // Alone: about 900 messages a second.
    assert!(messages("timeout", 0).0 > 1700);
    // A message waits four times. Where the lock is only free, three of the calls get it back.
    let (fair, _) = messages("fair", 1);
    assert!((90..=110).contains(&fair), "{fair}");
    let (timer, _) = messages("timer", 1);
    assert!((45..=55).contains(&timer), "{timer}");
    let (timeout, late) = messages("timeout", 1);
    assert!((300..=345).contains(&timeout), "{timeout}");
    assert_eq!(late, MS(5));
}

#[test]
fn priorities_cure_the_convoy() {
    for policy in ["priority", "mlfq"] {
        let (idle, _) = messages(policy, 0);
        for hogs in [1, 2, 4] {
            let (loaded, late) = messages(policy, hogs);
            assert!(loaded * 100 >= idle * 95, "{policy}: {loaded} of {idle}");
            // At first nobody knows who will block.
            assert!(late <= MS(41), "{policy}: {late}");
        }
    }
}

#[test]
fn the_highest_runs_at_once_when_it_wakes() {
    let mut simulation = Simulation::new("priority");
    let low = simulation.hog(-1);
    let high = simulation.thread(5, true, &[Run(MS(1)), Block(MS(3))]);
    simulation.run(MS(12));
    let expected = [
        (high, 0),
        (low, 1),
        (high, 4),
        (low, 5),
        (high, 8),
        (low, 9),
    ];
    assert_eq!(simulation.starts(), expected);
    let preempted = simulation.scheduler.statistics().causes().nth(2);
    assert_eq!(preempted, Some(("preempted", 3)));
}

#[test]
fn nobody_starves() {
    for policy in ["priority", "mlfq", "fair", "timeout", "timer"] {
        let mut simulation = Simulation::new(policy);
        let low: Vec<u32> = (0..3).map(|_| simulation.hog(-20)).collect();
        simulation.hog(0);
        simulation.hog(20);
        simulation.run(MS(3000));
        for low in low {
            assert!(simulation.late(low) <= MS(1000), "{policy}");
            assert!(simulation.ran(low) > Time::ZERO, "{policy}");
        }
    }
}

#[test]
fn the_owner_of_a_lock_inherits() {
    for policy in ["priority", "mlfq"] {
        let mut simulation = Simulation::new(policy);
        // The low thread has the lock when the others come.
        let low = simulation.thread(-5, false, &[Lock(0), Run(MS(5)), Unlock(0), Run(MS(1000))]);
        let high = simulation.thread(5, false, &[Block(MS(1)), Lock(0), Run(MS(1)), Unlock(0)]);
        simulation.run(MS(2));
        let middle = simulation.hog(0);
        simulation.run(MS(50));
        // Without inheritance the hog would run for as long as it likes.
        assert!(simulation.late(high) <= MS(5), "{policy}");
        let starts = simulation.starts();
        let after = starts
            .iter()
            .position(|start| start.0 == high && start.1 > 1);
        assert!(after.is_some(), "{policy}: {starts:?}");
        assert!(simulation.ran(middle) > MS(10), "{policy}");
        assert!(simulation.ran(low) <= MS(10), "{policy}");
    }
}

#[test]
fn who_blocks_rises_and_who_is_forced_off_sinks() {
    let mut simulation = Simulation::new("priority");
    let interactive = simulation.thread(0, true, &[Run(Time::micros(100)), Block(MS(30))]);
    simulation.hog(0);
    simulation.hog(0);
    simulation.run(MS(200));
    // From its second call on it comes before the hogs.
    simulation.threads[interactive as usize].late = Time::ZERO;
    simulation.run(MS(1000));
    assert_eq!(simulation.late(interactive), Time::ZERO);
}

#[test]
fn the_same_seed_gives_the_same_schedule() {
    let schedule = |seed: u32| {
        let mut simulation = Simulation::new(&format!("chaos:{seed}"));
        simulation.hog(0);
        simulation.hog(0);
        simulation.hog(0);
        simulation.run(MS(5));
        simulation.turns
    };
    assert_eq!(schedule(1), schedule(1));
    assert_ne!(schedule(1), schedule(2));
    assert!(schedule(3).len() > 50);
}

#[test]
fn chaos_lends_the_gil_for_short_calls() {
    let mut simulation = Simulation::new("chaos:1");
    let short = simulation.thread(0, true, &[Run(Time::micros(1)), Block(MS(1))]);
    simulation.hog(0);
    simulation.run(Time::micros(900));
    // The call has not ended, and nobody ran meanwhile.
    assert!(simulation.order() == [short]);
    let mut simulation = Simulation::new("chaos:1");
    let long = simulation.thread(0, true, &[Run(Time::micros(1)), Block(MS(100))]);
    let hog = simulation.hog(0);
    simulation.run(MS(50));
    assert_eq!(simulation.order(), [long, hog]);
}

#[test]
fn urgent_threads_come_first() {
    for policy in ["fair", "priority", "timer:unfair", "mlfq"] {
        let mut simulation = Simulation::new(policy);
        simulation.hog(0);
        simulation.hog(0);
        let main = simulation.hog(-3);
        simulation.run(Time::micros(300));
        simulation.scheduler.hurry(ThreadId(main), simulation.now);
        simulation.run(Time::micros(400));
        assert_eq!(simulation.order().last(), Some(&main), "{policy}");
    }
}

#[test]
fn only_this_crate_and_the_standard_library() {
    let manifest = include_str!("../Cargo.toml");
    assert!(!manifest.lines().any(|line| line.starts_with("typhon-")));
}
