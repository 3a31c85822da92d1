//! What a policy sees: the threads, who runs, who is ready, who waits for whose lock. Invariant: only
//! the scheduler writes it; `ready` holds exactly the rows in state `Ready`, in the order in which
//! they asked.

use crate::time::Time;
use std::collections::VecDeque;

/// A thread's row. Numbers of threads that have left are given out again, the smallest first.
#[derive(Debug, Copy, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ThreadId(pub u32);

/// Identifies a lock of the program, by its address.
#[derive(Debug, Copy, Clone, PartialEq, Eq)]
pub struct Key(pub usize);

#[derive(Debug, Copy, Clone, PartialEq, Eq)]
pub enum State {
    Free,
    /// New, or in a blocking call.
    Outside,
    /// Wants to run.
    Ready,
    Running,
}

/// What a thread waits for besides the GIL.
#[derive(Debug, Copy, Clone, PartialEq, Eq)]
pub(crate) struct Waiting {
    pub key: Key,
    /// Who holds the lock, if that is known: inherits.
    pub owner: Option<ThreadId>,
}

#[derive(Debug, Clone)]
pub struct Row {
    pub(crate) state: State,
    /// Since when it has been in its state.
    pub since: Time,
    /// What `set_priority` said; higher runs first.
    pub priority: i32,
    /// Something urgent waits for this thread, such as a signal: policies are not asked.
    pub(crate) urgent: bool,
    pub(crate) waiting: Option<Waiting>,
    /// Order among the waiters of one lock.
    pub(crate) arrival: u64,
}

#[derive(Debug, Default)]
pub struct Board {
    pub now: Time,
    pub(crate) rows: Vec<Row>,
    pub(crate) ready: VecDeque<ThreadId>,
    pub(crate) running: Option<ThreadId>,
    /// How many rows wait for a lock.
    pub(crate) waiters: usize,
}

impl Board {
    pub fn row(&self, thread: ThreadId) -> &Row {
        &self.rows[thread.0 as usize]
    }

    pub(crate) fn row_mut(&mut self, thread: ThreadId) -> &mut Row {
        &mut self.rows[thread.0 as usize]
    }

    pub fn running(&self) -> Option<ThreadId> {
        self.running
    }

    /// Since when the running thread has been running.
    pub fn running_since(&self) -> Time {
        self.running
            .map_or(self.now, |thread| self.row(thread).since)
    }

    /// Who wants to run, in the order of asking.
    pub fn ready(&self) -> impl Iterator<Item = ThreadId> + '_ {
        self.ready.iter().copied()
    }

    pub fn first(&self) -> Option<ThreadId> {
        self.ready.front().copied()
    }

    /// Threads that are entered.
    pub fn threads(&self) -> impl Iterator<Item = ThreadId> + '_ {
        let taken = |(index, row): (usize, &Row)| {
            (row.state != State::Free).then_some(ThreadId(index as u32))
        };
        self.rows.iter().enumerate().filter_map(taken)
    }

    /// The highest rank among a thread and those that wait, directly or not, for locks it holds.
    pub fn inherited(&self, thread: ThreadId, rank: &dyn Fn(ThreadId) -> i64) -> i64 {
        self.inherited_within(thread, rank, self.waiters)
    }

    /// `limit`: how long a chain of waiting can still be; the program may be in a deadlock.
    fn inherited_within(
        &self,
        thread: ThreadId,
        rank: &dyn Fn(ThreadId) -> i64,
        limit: usize,
    ) -> i64 {
        let own = rank(thread);
        if limit == 0 {
            return own;
        }
        let waits_for_us = |&other: &ThreadId| {
            let waiting = self.row(other).waiting;
            other != thread && waiting.is_some_and(|waiting| waiting.owner == Some(thread))
        };
        self.threads()
            .filter(waits_for_us)
            .map(|other| self.inherited_within(other, rank, limit - 1))
            .fold(own, i64::max)
    }
}
