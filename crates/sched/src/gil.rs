//! The mechanism: a mutex around the scheduler, a parking place a thread, and a timer. The mutex is
//! held for the length of one event, never while a thread waits or is woken.

use crate::board::{Key, ThreadId};
use crate::park::{Parking, Token};
use crate::policy::Cause;
use crate::scheduler::{Scheduler, Statistics, Wake, Yielded};
use crate::spec::Spec;
use crate::sync::atomic::{AtomicU32, Ordering};
use crate::sync::{Arc, Mutex, MutexGuard, lock};
use crate::time::Time;
use crate::timer::{Frozen, Spawn, Timer};
use std::time::{Duration, Instant};

/// How the runtime makes a thread come to its next safepoint.
pub trait Ask: Send + Sync {
    /// Sets or takes back the request to call `yield_now`; called under the GIL's mutex.
    fn ask(&self, on: bool);
    /// The thread was told that the GIL is free, and came too late.
    fn failed(&self) {}
    /// Whether something waits that only this thread can handle, such as a signal. A thread for which
    /// this may be true is looked at now and then while it waits.
    fn is_urgent(&self) -> Option<bool> {
        None
    }
}

/// How often a thread that may become urgent looks while it waits.
const LOOK: Duration = Duration::from_millis(10);

/// One thread's place.
pub struct Seat {
    pub id: ThreadId,
    parking: Parking,
    ask: Box<dyn Ask>,
    /// Polls left until the policy is asked, 0 at the start of a turn. The owner's.
    polls: AtomicU32,
}

/// How it went to get the GIL.
#[derive(Debug, Default, Copy, Clone, PartialEq, Eq)]
pub struct Wait {
    pub waited: bool,
    /// Tries that came too late.
    pub failed: u32,
}

/// Why a wait for a lock of the program is over.
#[derive(Debug, Copy, Clone, PartialEq, Eq)]
pub enum Woken {
    /// The lock was given up.
    Freed,
    TimedOut,
    /// Something urgent has come.
    Interrupted,
}

impl Seat {
    /// A poll of the running thread. False if `yield_now` is to be called.
    #[inline]
    pub fn count_poll(&self) -> bool {
        // Relaxed: the owner's.
        let left = self.polls.load(Ordering::Relaxed);
        if left > 1 {
            self.polls.store(left - 1, Ordering::Relaxed);
        }
        left > 1
    }
}

struct State {
    scheduler: Scheduler,
    seats: Vec<Option<Arc<Seat>>>,
    entered: usize,
    /// Whom we have asked to let go.
    asked: Option<ThreadId>,
    /// What the timer will wake up for; the latest time for nothing.
    pending: Time,
}

pub struct Gil {
    state: Mutex<State>,
    start: Instant,
    timer: Timer,
    /// Waiting threads look for a while before they sleep.
    spin: bool,
    /// The policy counts polls, so whoever runs beside others is asked all the time.
    counting: bool,
}

type Locked<'a> = MutexGuard<'a, State>;

const NEVER: Time = Time(u64::MAX);

impl Gil {
    /// A GIL without a timer, for tests.
    pub fn new(spec: &Spec) -> Gil {
        let scheduler = Scheduler::new(spec.build());
        let cores = std::thread::available_parallelism().map_or(1, |cores| cores.get());
        Gil {
            start: Instant::now(),
            timer: Timer::default(),
            spin: scheduler.is_prompt() && cores > 1 && !cfg!(loom),
            counting: spec.build().polls().is_some(),
            state: Mutex::new(State {
                scheduler,
                seats: Vec::new(),
                entered: 0,
                asked: None,
                pending: NEVER,
            }),
        }
    }

    /// The GIL of a process, which starts threads with `spawn`.
    pub fn leak(spec: &Spec, spawn: Spawn) -> &'static Gil {
        let gil: &'static Gil = Box::leak(Box::new(Gil::new(spec)));
        gil.timer.aim(gil, spawn);
        gil
    }

    pub(crate) fn now(&self) -> Time {
        Time(self.start.elapsed().as_nanos() as u64)
    }

    pub(crate) fn timer(&self) -> &Timer {
        &self.timer
    }

    /// A place for a thread, which does not want to run yet.
    pub fn enter(&self, ask: Box<dyn Ask>) -> Arc<Seat> {
        let mut state = lock(&self.state);
        let id = state.scheduler.enter(self.now());
        let seat = Arc::new(Seat {
            id,
            parking: Parking::new(),
            ask,
            polls: AtomicU32::new(0),
        });
        let index = id.0 as usize;
        if state.seats.len() <= index {
            state.seats.resize_with(index + 1, || None);
        }
        state.seats[index] = Some(seat.clone());
        state.entered += 1;
        self.settle(state, None);
        seat
    }

    /// A thread is at its end; it has the GIL, or never got it.
    pub fn leave(&self, seat: &Seat) {
        let mut state = lock(&self.state);
        let wake = state.scheduler.leave(seat.id, self.now());
        state.seats[seat.id.0 as usize] = None;
        state.entered -= 1;
        if state.asked == Some(seat.id) {
            seat.ask.ask(false);
            state.asked = None;
        }
        self.settle(state, wake);
    }

    /// Makes a thread ready without waiting: `wait_ready` has to follow, on that thread. For threads
    /// that are being started, so that they are ready when the starter goes on.
    pub fn make_ready(&self, seat: &Seat) {
        let mut state = lock(&self.state);
        seat.parking.clear();
        if state.scheduler.acquire(seat.id, self.now()) {
            // A token, as for any other grant; nobody sleeps.
            let _ = seat.parking.post(Token::Granted);
        }
        self.settle(state, None);
    }

    /// Waits for the GIL, which `make_ready` has asked for.
    pub fn wait_ready(&self, seat: &Seat) -> Wait {
        self.wait(seat, 0)
    }

    /// Takes the GIL.
    pub fn acquire(&self, seat: &Seat) -> Wait {
        let mut state = lock(&self.state);
        seat.parking.clear();
        if seat.ask.is_urgent() == Some(true) {
            state.scheduler.hurry(seat.id, self.now());
        }
        let granted = state.scheduler.acquire(seat.id, self.now());
        self.settle(state, None);
        if granted {
            return Wait::default();
        }
        self.wait(seat, 0)
    }

    /// Gives the GIL up before a blocking call.
    pub fn block(&self, seat: &Seat) {
        let mut state = lock(&self.state);
        let wake = state.scheduler.block(seat.id, self.now());
        self.settle(state, wake);
    }

    /// To be called at a safepoint by the running thread when it was asked to. Says why it had to let
    /// others run, if it had to, and how it got the GIL back.
    pub fn yield_now(&self, seat: &Seat) -> Option<(Cause, Wait)> {
        let mut state = lock(&self.state);
        // Relaxed here and below: the owner's.
        let left = seat.polls.load(Ordering::Relaxed);
        if left == 1 {
            state.scheduler.count_polls();
        } else if self.counting {
            let polls = state.scheduler.polls();
            seat.polls.store(polls.unwrap_or(0), Ordering::Relaxed);
        }
        seat.parking.clear();
        match state.scheduler.yield_now(seat.id, self.now()) {
            Yielded::Stays => {
                if left == 1 {
                    let polls = state.scheduler.polls();
                    seat.polls.store(polls.unwrap_or(0), Ordering::Relaxed);
                }
                self.settle(state, None);
                None
            }
            Yielded::Waits(wake, cause) => {
                seat.polls.store(0, Ordering::Relaxed);
                self.settle(state, Some(wake));
                Some((cause, self.wait(seat, 0)))
            }
            Yielded::Races(wake, cause) => {
                seat.polls.store(0, Ordering::Relaxed);
                self.settle(state, Some(wake));
                let mut state = lock(&self.state);
                let granted = state.scheduler.retry(seat.id, self.now());
                if granted {
                    seat.parking.clear();
                }
                self.settle(state, None);
                let wait = match granted {
                    true => Wait::default(),
                    false => self.wait(seat, 1),
                };
                Some((cause, wait))
            }
        }
    }

    /// Waits until the GIL is granted.
    fn wait(&self, seat: &Seat, mut failed: u32) -> Wait {
        loop {
            let look = seat.ask.is_urgent().map(|_| LOOK);
            match seat.parking.park(self.spin, look) {
                Some(Token::Granted) => {
                    self.arrive(seat);
                    break;
                }
                Some(Token::Retry) => {
                    let mut state = lock(&self.state);
                    let granted = state.scheduler.retry(seat.id, self.now());
                    if granted {
                        seat.parking.clear();
                    }
                    self.settle(state, None);
                    if granted {
                        break;
                    }
                    failed += 1;
                    seat.ask.failed();
                }
                None if seat.ask.is_urgent() == Some(true) => self.hurry(seat),
                None => {}
            }
        }
        Wait {
            waited: true,
            failed,
        }
    }

    /// The calling thread was handed the GIL and is awake.
    fn arrive(&self, seat: &Seat) {
        // Who counts polls does not look at the clock.
        if !self.counting {
            let mut state = lock(&self.state);
            state.scheduler.arrive(seat.id, self.now());
            self.settle(state, None);
        }
    }

    /// Until it has run once, the thread comes before all others.
    pub fn hurry(&self, seat: &Seat) {
        let mut state = lock(&self.state);
        state.scheduler.hurry(seat.id, self.now());
        self.settle(state, None);
    }

    pub fn set_priority(&self, seat: &Seat, priority: i32) {
        let mut state = lock(&self.state);
        state.scheduler.set_priority(seat.id, priority, self.now());
        self.settle(state, None);
    }

    pub fn priority(&self, seat: &Seat) -> i32 {
        lock(&self.state).scheduler.priority(seat.id)
    }

    pub fn set_interval(&self, interval: Time) {
        let mut state = lock(&self.state);
        state.scheduler.set_interval(interval);
        self.settle(state, None);
    }

    pub fn statistics(&self) -> Statistics {
        lock(&self.state).scheduler.statistics().clone()
    }

    /// Gives up the GIL until `wake` is called for the lock `key`, which `owner` has now; then takes
    /// the GIL again, whatever the outcome.
    pub fn wait_for(
        &self,
        seat: &Seat,
        key: Key,
        owner: Option<ThreadId>,
        deadline: Option<Instant>,
    ) -> Woken {
        let mut state = lock(&self.state);
        seat.parking.clear();
        seat.polls.store(0, Ordering::Relaxed);
        let wake = state.scheduler.wait_for(seat.id, key, owner, self.now());
        self.settle(state, wake);
        loop {
            let left = deadline.map(|at| at.saturating_duration_since(Instant::now()));
            let look = seat.ask.is_urgent().map(|_| LOOK);
            let limit = match (left, look) {
                (Some(left), Some(look)) => Some(left.min(look)),
                (left, look) => left.or(look),
            };
            let token = seat.parking.park(false, limit);
            if token == Some(Token::Granted) {
                self.arrive(seat);
                return Woken::Freed;
            }
            let mut state = lock(&self.state);
            if token == Some(Token::Retry) && state.scheduler.retry(seat.id, self.now()) {
                seat.parking.clear();
                self.settle(state, None);
                return Woken::Freed;
            }
            let over = deadline.is_some_and(|at| at <= Instant::now());
            let interrupted = seat.ask.is_urgent() == Some(true);
            if !state.scheduler.is_waiting(seat.id) {
                // The lock was given up; the token is here already or will come.
                drop(state);
                self.wait(seat, 0);
                return Woken::Freed;
            }
            if over || interrupted {
                state.scheduler.stop_waiting(seat.id);
                drop(state);
                self.acquire(seat);
                return match over {
                    true => Woken::TimedOut,
                    false => Woken::Interrupted,
                };
            }
        }
    }

    /// The lock `key` was given up: the first of those that wait for it, or all, become ready. Returns
    /// how many wait on.
    pub fn wake(&self, key: Key, all: bool) -> usize {
        let mut state = lock(&self.state);
        let (rest, wake) = state.scheduler.wake(key, all, self.now());
        self.settle(state, wake);
        rest
    }

    /// The thread has got a lock that others wait for: it inherits from them.
    pub fn owned(&self, seat: &Seat, key: Key) {
        let mut state = lock(&self.state);
        state.scheduler.owned(key, seat.id, self.now());
        self.settle(state, None);
    }

    pub(crate) fn tick(&self) {
        let mut state = lock(&self.state);
        state.pending = NEVER;
        let wake = state.scheduler.tick(self.now());
        self.settle(state, wake);
    }

    /// After an event: asks whom the policy wants to let go, sets the timer, wakes.
    fn settle(&self, mut state: Locked<'_>, wake: Option<Wake>) {
        let victim = match self.counting {
            true if state.entered > 1 => state.scheduler.board().running(),
            true => None,
            false => state.scheduler.victim(),
        };
        if victim != state.asked {
            for (thread, on) in [(state.asked, false), (victim, true)] {
                if let Some(seat) = thread.and_then(|thread| state.seat(thread)) {
                    seat.ask.ask(on);
                }
            }
            state.asked = victim;
        }
        if let Some(alarm) = state.scheduler.alarm()
            && alarm < state.pending
        {
            state.pending = alarm;
            self.timer.arm(alarm);
        }
        let Some(wake) = wake else {
            return;
        };
        let seat = state.seat(wake.thread).expect("who is woken is entered");
        let token = match wake.granted {
            true => Token::Granted,
            false => Token::Retry,
        };
        if seat.parking.post(token) {
            let seat = seat.clone();
            drop(state);
            seat.parking.wake();
        }
    }

    /// To be called before a fork by the running thread.
    pub fn before_fork(&self) -> ForkGuard<'_> {
        ForkGuard {
            state: lock(&self.state),
            timer: self.timer.freeze(),
        }
    }
}

/// Keeps the GIL's state still across a fork. Dropping it is all there is to do in the parent.
pub struct ForkGuard<'a> {
    state: Locked<'a>,
    timer: Frozen<'a>,
}

impl ForkGuard<'_> {
    /// In the child: only the forking thread is left.
    pub fn keep_only(mut self, seat: &Seat) {
        let state = &mut *self.state;
        state.scheduler.keep_only(seat.id);
        for (index, place) in state.seats.iter_mut().enumerate() {
            if index != seat.id.0 as usize {
                *place = None;
            }
        }
        state.entered = 1;
        state.pending = NEVER;
        state.asked = None;
        seat.ask.ask(false);
        self.timer.forget_thread();
    }
}

impl State {
    fn seat(&self, thread: ThreadId) -> Option<&Arc<Seat>> {
        self.seats[thread.0 as usize].as_ref()
    }
}
