//! The global interpreter lock, if a policy was asked for (`-X gil=POLICY`). Then the runtime stays in
//! Solo mode with any number of threads. And what the timeline tells of running and waiting, with a GIL
//! or without.
//!
//! A thread that waits for the GIL is outside for the collector, and the collector, which only the
//! GIL's holder can start, keeps the GIL while it works: neither ever waits for the other. The request
//! to let go is the bit `GIL` of the safepoint word. Policies that count polls keep that bit set on
//! whoever runs, so that counting costs nothing under the others.

use std::cell::RefCell;
use std::sync::atomic::{AtomicBool, AtomicPtr, Ordering};
use std::sync::{Arc, OnceLock};
use std::time::{Duration, Instant};
use typhon_objects::heap::{Around, SafepointWord};
use typhon_objects::prelude::*;
use typhon_sched::{Ask, Gil, Key, Seat, Spec, Statistics, ThreadId, Time, Wait, Woken};
use typhon_sync::spawn::spawn;
use typhon_timeline::{self as timeline, Kind};

/// Null, or the GIL. Written once, before there is a second thread.
static GIL: AtomicPtr<Gil> = AtomicPtr::new(std::ptr::null_mut());
static SPEC: OnceLock<Spec> = OnceLock::new();
/// The main thread ends the program, and comes before threads that nobody waits for.
static ENDING: AtomicBool = AtomicBool::new(false);

thread_local! {
    static SEAT: RefCell<Option<Arc<Seat>>> = const { RefCell::new(None) };
}

#[inline]
fn get() -> Option<&'static Gil> {
    // Relaxed: see GIL. SAFETY: null or leaked.
    unsafe { GIL.load(Ordering::Relaxed).as_ref() }
}

pub fn is_on() -> bool {
    get().is_some()
}

/// The policy as it would be written in full.
pub fn policy() -> Option<String> {
    SPEC.get().map(|spec| spec.to_string())
}

struct Word {
    safepoint: &'static SafepointWord,
    is_main: bool,
}

impl Ask for Word {
    fn ask(&self, on: bool) {
        if on {
            self.safepoint.set(SafepointWord::GIL);
        } else {
            self.safepoint.clear(SafepointWord::GIL);
        }
    }

    fn failed(&self) {
        timeline::instant(Kind::FailedAcquisition, timeline::begin(), "");
    }

    fn is_urgent(&self) -> Option<bool> {
        let signalled = || self.safepoint.load() & SafepointWord::SIGNAL != 0;
        // Relaxed: looked at again and again.
        self.is_main
            .then(|| signalled() || ENDING.load(Ordering::Relaxed))
    }
}

/// Calls `f` if there is a GIL and the calling thread takes part in it.
fn with<R>(f: impl FnOnce(&'static Gil, &Seat) -> R) -> Option<R> {
    let gil = get()?;
    SEAT.with_borrow(|seat| seat.as_ref().map(|seat| f(gil, seat)))
}

static AROUND: Around = Around {
    leave: || {
        timeline::turn(Kind::Run, timeline::begin());
        with(Gil::block);
    },
    enter: || {
        let since = timeline::begin();
        timeline::turn(Kind::Blocked, since);
        with(|gil, seat| waiting(since, gil.acquire(seat)));
    },
};

/// Tells the timeline of a wait for the GIL, if it came to that.
fn waiting(since: u64, wait: Wait) {
    if wait.waited {
        timeline::span(Kind::WaitForGil, since, "");
        timeline::begin_turn();
    }
}

/// Begins a timeline, on the only thread there is.
pub fn start_timeline(file: std::path::PathBuf) {
    timeline::start(file);
    timeline::name_thread("MainThread");
    timeline::begin_turn();
    AROUND.install();
}

/// Makes the GIL; the calling thread, which is the only one, has it.
pub fn start(thread: &Thread, spec: Spec) {
    let gil = Gil::leak(&spec, |thread, run| spawn(thread, run).is_ok());
    let _ = SPEC.set(spec);
    typhon_objects::mode::begin_turns();
    GIL.store(std::ptr::from_ref(gil).cast_mut(), Ordering::Release);
    AROUND.install();
    enter(thread);
    wait_ready(thread);
}

/// The interval between switches that the policy begins with, if it has one.
pub fn interval() -> Option<f64> {
    let interval = SPEC.get().and_then(Spec::interval);
    interval.map(|interval| interval.seconds())
}

pub fn set_interval(seconds: f64) {
    if let Some(gil) = get() {
        gil.set_interval(Time((seconds * 1e9) as u64));
    }
}

/// The calling thread, which is new, takes part from now on, and is ready to run. `wait_ready` must
/// follow before it touches any object.
pub fn enter(thread: &Thread) {
    let Some(gil) = get() else { return };
    let word = Word {
        safepoint: &thread.mutator.safepoint,
        is_main: thread.is_main,
    };
    thread.mutator.outside(|| {
        let seat = gil.enter(Box::new(word));
        gil.make_ready(&seat);
        SEAT.set(Some(seat));
    });
}

pub fn wait_ready(thread: &Thread) {
    thread.mutator.outside(|| {
        let since = timeline::begin();
        with(|gil, seat| waiting(since, gil.wait_ready(seat)));
    });
    timeline::begin_turn();
}

/// The calling thread gives up the GIL for good.
pub fn leave() {
    timeline::turn(Kind::Run, timeline::begin());
    with(Gil::leave);
    SEAT.set(None);
}

/// At a safepoint of a thread whose bit is set.
pub fn at_safepoint(thread: &Thread) {
    with(|gil, seat| {
        if seat.count_poll() {
            return;
        }
        let since = timeline::begin();
        let yielded = thread.mutator.outside(|| gil.yield_now(seat));
        if let Some((cause, wait)) = yielded
            && timeline::is_on()
        {
            timeline::turn(Kind::Run, since);
            timeline::instant(Kind::Switch, since, cause.name());
            if wait.waited {
                timeline::span(Kind::WaitForGil, since, cause.name());
            }
            timeline::begin_turn();
        }
    });
}

/// The calling thread ends the program; it comes first from now on.
pub fn end_program() {
    ENDING.store(true, Ordering::Relaxed);
}

pub fn set_priority(priority: i32) {
    with(|gil, seat| gil.set_priority(seat, priority));
}

pub fn priority() -> Option<i32> {
    with(|gil, seat| gil.priority(seat))
}

pub fn statistics() -> Statistics {
    get().map(Gil::statistics).unwrap_or_default()
}

/// Who holds a lock of the program: 0 for nobody, else one more than the thread's number.
pub fn own_number() -> u32 {
    with(|_, seat| seat.id.0 + 1).unwrap_or(0)
}

/// Waits, without the GIL, until `wake` is called with the same key; `owner` as from `own_number`.
/// Only with a GIL.
pub fn wait_for(thread: &Thread, key: usize, owner: u32, deadline: Option<Instant>) -> Woken {
    let owner = owner.checked_sub(1).map(ThreadId);
    let since = timeline::begin();
    timeline::turn(Kind::Run, since);
    let woken = thread
        .mutator
        .outside(|| with(|gil, seat| gil.wait_for(seat, Key(key), owner, deadline)))
        .unwrap_or_else(|| {
            // A thread that takes no part waits a little and looks again.
            std::thread::sleep(Duration::from_millis(1));
            Woken::Freed
        });
    timeline::span(Kind::LockWait, since, "");
    timeline::begin_turn();
    woken
}

/// Wakes the first of those that wait for the key, or all; how many wait on.
pub fn wake(key: usize, all: bool) -> usize {
    get().map_or(0, |gil| gil.wake(Key(key), all))
}

/// The calling thread has got a lock that others wait for, and inherits from them.
pub fn owned(key: usize) {
    with(|gil, seat| gil.owned(seat, Key(key)));
}

/// Keeps the GIL still across a fork.
pub struct ForkGuard(Option<typhon_sched::ForkGuard<'static>>);

pub fn before_fork() -> ForkGuard {
    ForkGuard(get().map(Gil::before_fork))
}

impl ForkGuard {
    /// In the child: only the calling thread is left.
    pub fn in_child(self) {
        timeline::forget();
        if let Some(guard) = self.0 {
            SEAT.with_borrow(|seat| seat.as_ref().map(|seat| guard.keep_only(seat)));
        }
    }
}
