//! First come, first served: a lock that is let go belongs to who has waited longest, and a thread that
//! others wait for runs for one interval.

use crate::board::Board;
use crate::policy::{Cause, Next, Policy};
use crate::time::Time;

pub struct Fair {
    interval: Time,
}

impl Fair {
    pub fn new(interval: Time) -> Fair {
        Fair { interval }
    }
}

impl Policy for Fair {
    fn set_interval(&mut self, interval: Time) {
        self.interval = interval;
    }

    fn next(&mut self, board: &Board, _forced: Option<Cause>) -> Next {
        Next::Hand(board.first().expect("somebody is ready"))
    }

    fn switch(&self, board: &Board) -> Option<Cause> {
        (board.now >= board.running_since() + self.interval).then_some(Cause::Time)
    }

    fn alarm(&self, board: &Board) -> Option<Time> {
        Some(board.running_since() + self.interval)
    }
}
