//! The decision: applies events to the board, tells the policy, and says who is to be woken. Pure: the
//! caller supplies the time and does the waking. Invariant: with a policy that always hands over, the
//! GIL is free only while nobody is ready.

use crate::board::{Board, Key, Row, State, ThreadId, Waiting};
use crate::policy::{Cause, Next, Policy};
use crate::time::Time;

/// Whom the caller has to wake.
#[derive(Debug, Copy, Clone, PartialEq, Eq)]
pub struct Wake {
    pub thread: ThreadId,
    /// It has the GIL already; otherwise it has to `retry`.
    pub granted: bool,
}

/// What became of a thread that offered to let go.
#[derive(Debug, Copy, Clone, PartialEq, Eq)]
pub enum Yielded {
    /// Nobody wanted it to, or it was chosen again.
    Stays,
    /// Another thread has the GIL; this one waits.
    Waits(Wake, Cause),
    /// The GIL is free; this thread may try again after it has woken the other.
    Races(Wake, Cause),
}

/// Counters since the start.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub struct Statistics {
    /// The GIL went to another thread than the one before.
    pub switches: u64,
    /// Of these, how many because the running thread was made to let go.
    pub forced: u64,
    /// How often it was made to, by `Cause`.
    causes: [u64; Cause::ALL.len()],
    /// It was made to let go and got the GIL back at once.
    pub in_vain: u64,
    /// Told that the GIL is free, and too late.
    pub failed_acquisitions: u64,
    /// How often the running thread let go in order to block.
    pub blocked: u64,
    /// How often a thread had to wait for the GIL, and how long in all and at most.
    pub waits: u64,
    pub waited: Time,
    pub longest_wait: Time,
    /// How often a thread waited for a lock of the program.
    pub lock_waits: u64,
}

impl Statistics {
    /// How often the running thread was made to let go, by why.
    pub fn causes(&self) -> impl Iterator<Item = (&'static str, u64)> + '_ {
        Cause::ALL
            .iter()
            .map(|cause| (cause.name(), self.causes[*cause as usize]))
    }
}

pub struct Scheduler {
    board: Board,
    policy: Box<dyn Policy>,
    statistics: Statistics,
    /// Who had the GIL before it became free, and whether it was made to let go.
    last: Option<(ThreadId, bool)>,
    /// The running thread is in a blocking call since then, and keeps the GIL for now.
    lent: Option<Time>,
    /// The running thread was urgent, and is left alone until then.
    sheltered: Time,
    arrivals: u64,
}

/// How long an urgent thread may run, so that it can do what was urgent.
const SHELTER: Time = Time::millis(5);

impl Scheduler {
    pub fn new(policy: Box<dyn Policy>) -> Scheduler {
        Scheduler {
            board: Board::default(),
            policy,
            statistics: Statistics::default(),
            last: None,
            lent: None,
            sheltered: Time::ZERO,
            arrivals: 0,
        }
    }

    pub fn board(&self) -> &Board {
        &self.board
    }

    pub fn statistics(&self) -> &Statistics {
        &self.statistics
    }

    pub fn is_prompt(&self) -> bool {
        self.policy.is_prompt()
    }

    pub fn set_interval(&mut self, interval: Time) {
        self.policy.set_interval(interval);
    }

    /// A row for a thread, which does not want to run yet.
    pub fn enter(&mut self, now: Time) -> ThreadId {
        self.board.now = now;
        let row = Row {
            state: State::Outside,
            since: now,
            priority: 0,
            urgent: false,
            waiting: None,
            arrival: 0,
        };
        let rows = &mut self.board.rows;
        let free = rows.iter().position(|row| row.state == State::Free);
        let index = free.unwrap_or(rows.len());
        match free {
            Some(index) => rows[index] = row,
            None => rows.push(row),
        }
        let thread = ThreadId(index as u32);
        self.policy.enter(&self.board, thread);
        thread
    }

    /// A thread wants to run. True if it has the GIL; otherwise it is ready, and will be woken.
    pub fn acquire(&mut self, thread: ThreadId, now: Time) -> bool {
        self.board.now = now;
        if self.board.running == Some(thread) {
            debug_assert!(self.lent.is_some());
            self.lent = None;
            return true;
        }
        self.make_ready(thread);
        if self.board.running.is_some() {
            self.statistics.waits += 1;
            return false;
        }
        self.grant(thread);
        true
    }

    /// A thread that was told that the GIL is free wants it.
    pub fn retry(&mut self, thread: ThreadId, now: Time) -> bool {
        self.board.now = now;
        match self.board.running {
            // Granted since.
            Some(running) if running == thread => true,
            Some(_) => {
                self.statistics.failed_acquisitions += 1;
                false
            }
            None => {
                self.grant(thread);
                true
            }
        }
    }

    /// A thread that was granted the GIL while it slept has woken up. Its turn begins now: on a busy
    /// machine the system may have let it sleep for longer than a turn lasts.
    pub fn arrive(&mut self, thread: ThreadId, now: Time) {
        self.board.now = now;
        if self.board.running == Some(thread) {
            self.board.row_mut(thread).since = now;
            if self.sheltered > Time::ZERO {
                self.sheltered = now + SHELTER;
            }
        }
    }

    /// The running thread is about to block.
    pub fn block(&mut self, thread: ThreadId, now: Time) -> Option<Wake> {
        self.board.now = now;
        debug_assert_eq!(self.board.running, Some(thread));
        self.statistics.blocked += 1;
        if self.policy.patience() > Time::ZERO {
            self.lent = Some(now);
            return None;
        }
        self.stop_running(thread, now);
        self.pass_on()
    }

    fn stop_running(&mut self, thread: ThreadId, now: Time) {
        let ran = now.since(self.board.row(thread).since);
        self.board.running = None;
        self.last = Some((thread, false));
        self.set_state(thread, State::Outside);
        self.policy.blocked(&self.board, thread, ran);
    }

    /// A thread is at its end. If it runs, the GIL goes on.
    pub fn leave(&mut self, thread: ThreadId, now: Time) -> Option<Wake> {
        self.board.now = now;
        self.stop_waiting(thread);
        let ran = self.board.running == Some(thread);
        if ran {
            self.board.running = None;
            self.lent = None;
            self.last = Some((thread, false));
        }
        self.board.ready.retain(|&other| other != thread);
        self.set_state(thread, State::Free);
        // Locks that it never released have nobody who could inherit.
        for row in &mut self.board.rows {
            if let Some(waiting) = &mut row.waiting
                && waiting.owner == Some(thread)
            {
                waiting.owner = None;
            }
        }
        if ran { self.pass_on() } else { None }
    }

    /// The running thread has used up its polls.
    pub fn count_polls(&mut self) {
        self.policy.tick(&self.board);
    }

    /// How many polls the running thread has until `count_polls`.
    pub fn polls(&mut self) -> Option<u32> {
        self.policy.polls()
    }

    /// The running thread is at a point where others may run.
    pub fn yield_now(&mut self, thread: ThreadId, now: Time) -> Yielded {
        self.board.now = now;
        debug_assert_eq!(self.board.running, Some(thread));
        let Some(cause) = self.wants_switch() else {
            return Yielded::Stays;
        };
        let ran = now.since(self.board.row(thread).since);
        self.statistics.causes[cause as usize] += 1;
        self.board.running = None;
        self.last = Some((thread, true));
        self.set_state(thread, State::Ready);
        self.board.ready.push_back(thread);
        self.policy.release(&self.board, thread, cause, ran);
        match self.next(Some(cause)) {
            Next::Hand(next) => {
                self.grant(next);
                if next == thread {
                    return Yielded::Stays;
                }
                self.statistics.waits += 1;
                let granted = true;
                Yielded::Waits(
                    Wake {
                        thread: next,
                        granted,
                    },
                    cause,
                )
            }
            Next::Free(next) => {
                let granted = false;
                Yielded::Races(
                    Wake {
                        thread: next,
                        granted,
                    },
                    cause,
                )
            }
        }
    }

    /// The moment given by `alarm` has come.
    pub fn tick(&mut self, now: Time) -> Option<Wake> {
        self.board.now = now;
        if let (Some(since), Some(thread)) = (self.lent, self.board.running)
            && now >= since + self.policy.patience()
            && !self.board.ready.is_empty()
        {
            self.lent = None;
            self.stop_running(thread, since);
            return self.pass_on();
        }
        self.policy.tick(&self.board);
        None
    }

    /// When to `tick`.
    pub fn alarm(&self) -> Option<Time> {
        if self.board.running.is_none() || self.board.ready.is_empty() {
            return None;
        }
        let alarm = match self.lent {
            Some(since) => Some(since + self.policy.patience()),
            None if self.board.now < self.sheltered => Some(self.sheltered),
            None => self.policy.alarm(&self.board),
        };
        alarm.filter(|&alarm| alarm > self.board.now)
    }

    /// The running thread, if it is to let go.
    pub fn victim(&self) -> Option<ThreadId> {
        self.wants_switch().and(self.board.running)
    }

    fn wants_switch(&self) -> Option<Cause> {
        if self.board.ready.is_empty() || self.board.running.is_none() || self.lent.is_some() {
            return None;
        }
        if self.urgent().is_some() {
            return Some(Cause::Urgent);
        }
        if self.board.now < self.sheltered {
            return None;
        }
        self.policy.switch(&self.board)
    }

    fn urgent(&self) -> Option<ThreadId> {
        let urgent = |&thread: &ThreadId| self.board.row(thread).urgent;
        self.board.ready().find(urgent)
    }

    pub fn set_priority(&mut self, thread: ThreadId, priority: i32, now: Time) {
        self.board.now = now;
        self.board.row_mut(thread).priority = priority;
        self.policy.priority_changed(&self.board, thread);
    }

    pub fn priority(&self, thread: ThreadId) -> i32 {
        self.board.row(thread).priority
    }

    /// A thread comes before all others until it has run once.
    pub fn hurry(&mut self, thread: ThreadId, now: Time) {
        self.board.now = now;
        self.board.row_mut(thread).urgent = true;
    }

    /// The running thread waits until a lock is given up; `owner` has it now.
    pub fn wait_for(
        &mut self,
        thread: ThreadId,
        key: Key,
        owner: Option<ThreadId>,
        now: Time,
    ) -> Option<Wake> {
        self.board.now = now;
        debug_assert_eq!(self.board.running, Some(thread));
        self.arrivals += 1;
        self.statistics.lock_waits += 1;
        let arrival = self.arrivals;
        let row = self.board.row_mut(thread);
        row.waiting = Some(Waiting { key, owner });
        row.arrival = arrival;
        self.board.waiters += 1;
        self.stop_running(thread, now);
        self.pass_on()
    }

    /// Who waits for a lock, in the order in which they are to be woken.
    fn waiters(&self, key: Key) -> Vec<ThreadId> {
        let board = &self.board;
        let waits = |&thread: &ThreadId| {
            let waiting = board.row(thread).waiting;
            waiting.is_some_and(|waiting| waiting.key == key)
        };
        let mut found: Vec<ThreadId> = board.threads().filter(waits).collect();
        let rank =
            |thread: ThreadId| board.inherited(thread, &|other| self.policy.rank(board, other));
        found.sort_by_key(|&thread| (std::cmp::Reverse(rank(thread)), board.row(thread).arrival));
        found
    }

    /// A lock was given up: of those who wait for it, the first (or all of them) become ready. The
    /// others do not know who has it next. Returns how many still wait, and whom to wake.
    pub fn wake(&mut self, key: Key, all: bool, now: Time) -> (usize, Option<Wake>) {
        self.board.now = now;
        let mut waiters = self.waiters(key);
        let rest = waiters.split_off(if all {
            waiters.len()
        } else {
            waiters.len().min(1)
        });
        for &thread in &rest {
            let waiting = &mut self.board.row_mut(thread).waiting;
            *waiting = Some(Waiting { key, owner: None });
        }
        let idle = self.board.running.is_none();
        for thread in waiters {
            self.stop_waiting(thread);
            self.make_ready(thread);
            self.statistics.waits += 1;
        }
        let wake = if idle { self.pass_on() } else { None };
        (rest.len(), wake)
    }

    /// `owner` has got a lock that others wait for.
    pub fn owned(&mut self, key: Key, owner: ThreadId, now: Time) {
        self.board.now = now;
        for row in &mut self.board.rows {
            if let Some(waiting) = &mut row.waiting
                && waiting.key == key
            {
                waiting.owner = Some(owner);
            }
        }
    }

    /// Whether a thread waits for a lock.
    pub fn is_waiting(&self, thread: ThreadId) -> bool {
        self.board.row(thread).waiting.is_some()
    }

    /// A thread does not wait for a lock any longer, if it still does.
    pub fn stop_waiting(&mut self, thread: ThreadId) {
        if self.board.row_mut(thread).waiting.take().is_some() {
            self.board.waiters -= 1;
        }
    }

    /// Only this thread is left, and runs.
    pub fn keep_only(&mut self, thread: ThreadId) {
        self.board.ready.clear();
        for row in &mut self.board.rows {
            row.state = State::Free;
            row.waiting = None;
        }
        self.board.waiters = 0;
        self.lent = None;
        self.sheltered = Time::ZERO;
        self.board.row_mut(thread).state = State::Running;
        self.board.running = Some(thread);
    }

    fn set_state(&mut self, thread: ThreadId, state: State) {
        let now = self.board.now;
        let row = self.board.row_mut(thread);
        row.state = state;
        row.since = now;
    }

    fn make_ready(&mut self, thread: ThreadId) {
        self.set_state(thread, State::Ready);
        self.board.ready.push_back(thread);
        self.policy.woken(&self.board, thread);
    }

    fn next(&mut self, forced: Option<Cause>) -> Next {
        match self.urgent() {
            Some(thread) => Next::Hand(thread),
            None => self.policy.next(&self.board, forced),
        }
    }

    /// The GIL is free.
    fn pass_on(&mut self) -> Option<Wake> {
        if self.board.ready.is_empty() {
            return None;
        }
        Some(match self.next(None) {
            Next::Hand(thread) => {
                self.grant(thread);
                Wake {
                    thread,
                    granted: true,
                }
            }
            Next::Free(thread) => Wake {
                thread,
                granted: false,
            },
        })
    }

    fn grant(&mut self, thread: ThreadId) {
        debug_assert!(self.board.running.is_none());
        let waited = self.board.now.since(self.board.row(thread).since);
        self.statistics.waited = self.statistics.waited + waited;
        self.statistics.longest_wait = self.statistics.longest_wait.max(waited);
        match self.last {
            Some((last, forced)) if last == thread => self.statistics.in_vain += u64::from(forced),
            Some((_, forced)) => {
                self.statistics.switches += 1;
                self.statistics.forced += u64::from(forced);
            }
            None => {}
        }
        self.board.ready.retain(|&other| other != thread);
        self.set_state(thread, State::Running);
        let urgent = std::mem::take(&mut self.board.row_mut(thread).urgent);
        self.sheltered = match urgent {
            true => self.board.now + SHELTER,
            false => Time::ZERO,
        };
        self.board.running = Some(thread);
        self.policy.acquire(&self.board, thread);
    }
}
