//! Python 2.7: the running thread drops the lock and takes it again every N polls. Nothing is handed
//! over: the thread that is told has to wake up first, and mostly comes too late.

use crate::board::Board;
use crate::policy::{Cause, Next, Policy};

pub struct Ticks {
    every: u32,
    due: bool,
}

impl Ticks {
    pub fn new(every: u32) -> Ticks {
        Ticks { every, due: false }
    }
}

impl Policy for Ticks {
    fn tick(&mut self, _board: &Board) {
        self.due = true;
    }

    fn next(&mut self, board: &Board, _forced: Option<Cause>) -> Next {
        Next::Free(board.first().expect("somebody is ready"))
    }

    fn switch(&self, _board: &Board) -> Option<Cause> {
        self.due.then_some(Cause::Polls)
    }

    fn polls(&mut self) -> Option<u32> {
        self.due = false;
        Some(self.every)
    }
}
