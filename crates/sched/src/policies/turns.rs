//! For policies that rank threads: the highest rank runs, also the moment it wakes; a thread that holds a
//! lock counts as much as the highest thread that waits for it; who is equal takes turns; who was ready
//! for too long is rescued.

use super::PerThread;
use super::rescue::Rescue;
use crate::board::{Board, ThreadId};
use crate::policy::{Cause, Next};
use crate::time::Time;
use std::cmp::Reverse;

/// A thread's rank by itself.
type Rank<'a> = &'a dyn Fn(ThreadId) -> i64;

#[derive(Default)]
pub struct Turns {
    /// When each thread last went to the end of the queue of its equals. A preempted thread keeps its
    /// place, and so goes on before the others.
    places: PerThread<u64>,
    latest: u64,
    rescue: Rescue,
}

impl Turns {
    pub fn enter(&mut self, thread: ThreadId) {
        self.places.reset(thread);
    }

    /// Puts a thread behind its equals.
    pub fn requeue(&mut self, thread: ThreadId) {
        self.latest += 1;
        *self.places.get_mut(thread) = self.latest;
    }

    /// Some thread stopped running.
    pub fn stopped(&mut self) {
        self.rescue.end();
    }

    fn best(&self, board: &Board, rank: Rank<'_>) -> Option<ThreadId> {
        board.ready().max_by_key(|&thread| {
            let place = *self.places.get(thread);
            (board.inherited(thread, rank), Reverse(place))
        })
    }

    pub fn next(&mut self, board: &Board, rank: Rank<'_>) -> Next {
        if let Some(starved) = self.rescue.starved(board) {
            self.rescue.begin(starved);
            return Next::Hand(starved);
        }
        Next::Hand(self.best(board, rank).expect("somebody is ready"))
    }

    /// Whether the running thread, whose turn is `over` at that time, is to let go.
    pub fn switch(&self, board: &Board, rank: Rank<'_>, over: Time) -> Option<Cause> {
        let running = board.running()?;
        if let Some(until) = self.rescue.until(board) {
            return (board.now >= until).then_some(Cause::Time);
        }
        if self.rescue.starved(board).is_some() {
            return Some(Cause::Starved);
        }
        let best = self.best(board, rank)?;
        if board.inherited(best, rank) > board.inherited(running, rank) {
            return Some(Cause::Preempted);
        }
        (board.now >= over).then_some(Cause::Time)
    }

    /// When to look again, if not before that for what the policy knows.
    pub fn alarm(&self, board: &Board, known: Time) -> Time {
        match self.rescue.until(board) {
            Some(until) => until,
            None => known.min(self.rescue.alarm(board).unwrap_or(known)),
        }
    }
}
