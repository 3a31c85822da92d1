//! Ruby 1.9: a timer beats every quantum, whoever has been running for how long, and the running
//! thread then lets go and wants the lock again. What that means is up to the lock: a fair one goes to
//! who has waited longest, an unfair one to who is awake.

use crate::board::{Board, ThreadId};
use crate::policy::{Cause, Next, Policy};
use crate::time::Time;

#[derive(Debug, Copy, Clone, PartialEq, Eq)]
pub enum Handover {
    Fair,
    Unfair,
}

pub struct Timer {
    quantum: Time,
    handover: Handover,
    /// The next beat.
    beat: Time,
    due: bool,
}

impl Timer {
    pub fn new(quantum: Time, handover: Handover) -> Timer {
        Timer {
            quantum,
            handover,
            beat: quantum,
            due: false,
        }
    }

    fn next_beat(&self, now: Time) -> Time {
        Time((now.0 / self.quantum.0 + 1) * self.quantum.0)
    }
}

impl Policy for Timer {
    fn acquire(&mut self, board: &Board, _thread: ThreadId) {
        self.due = false;
        // Skips the beats that nobody waited for.
        self.beat = self.next_beat(board.now);
    }

    fn tick(&mut self, board: &Board) {
        if self.beat <= board.now {
            self.due = true;
            self.beat = self.next_beat(board.now);
        }
    }

    fn next(&mut self, board: &Board, _forced: Option<Cause>) -> Next {
        let first = board.first().expect("somebody is ready");
        match self.handover {
            Handover::Fair => Next::Hand(first),
            Handover::Unfair => Next::Free(first),
        }
    }

    fn switch(&self, _board: &Board) -> Option<Cause> {
        self.due.then_some(Cause::Time)
    }

    fn alarm(&self, board: &Board) -> Option<Time> {
        Some(self.next_beat(board.now))
    }
}
