//! Python 3.2 and later: who has waited for an interval in which nobody else got the lock asks for it,
//! and the running thread then lets go and waits until another one has it. A lock given up before a
//! blocking call is just free.

use crate::board::{Board, ThreadId};
use crate::policy::{Cause, Next, Policy};
use crate::time::Time;

pub struct Timeout {
    interval: Time,
}

impl Timeout {
    pub fn new(interval: Time) -> Timeout {
        Timeout { interval }
    }

    /// When a waiting thread loses patience.
    fn limit(&self, board: &Board, thread: ThreadId) -> Time {
        board.row(thread).since.max(board.running_since()) + self.interval
    }
}

impl Policy for Timeout {
    fn set_interval(&mut self, interval: Time) {
        self.interval = interval;
    }

    fn next(&mut self, board: &Board, forced: Option<Cause>) -> Next {
        let first = board.first().expect("somebody is ready");
        match forced {
            Some(_) => Next::Hand(first),
            None => Next::Free(first),
        }
    }

    fn switch(&self, board: &Board) -> Option<Cause> {
        let late = |thread| self.limit(board, thread) <= board.now;
        board.ready().any(late).then_some(Cause::Time)
    }

    fn alarm(&self, board: &Board) -> Option<Time> {
        board.ready().map(|thread| self.limit(board, thread)).min()
    }
}
