//! Ageing, for policies under which somebody may never be chosen: who was ready for too long runs for
//! one turn, whatever its rank, and is not preempted meanwhile.

use crate::board::{Board, ThreadId};
use crate::time::Time;

/// How long a thread may be ready before it gets a turn out of order.
const PATIENCE: Time = Time::millis(500);
const TURN: Time = Time::millis(5);

#[derive(Default)]
pub struct Rescue {
    rescued: Option<ThreadId>,
}

impl Rescue {
    /// The thread that has waited for too long, and longest.
    pub fn starved(&self, board: &Board) -> Option<ThreadId> {
        let late = |&thread: &ThreadId| board.now >= board.row(thread).since + PATIENCE;
        board
            .ready()
            .filter(late)
            .min_by_key(|&thread| board.row(thread).since)
    }

    pub fn begin(&mut self, thread: ThreadId) {
        self.rescued = Some(thread);
    }

    /// Some thread stopped running.
    pub fn end(&mut self) {
        self.rescued = None;
    }

    /// When the turn of the running thread is over, if it is being rescued.
    pub fn until(&self, board: &Board) -> Option<Time> {
        let rescued = self.rescued.filter(|_| self.rescued == board.running());
        rescued.map(|thread| board.row(thread).since + TURN)
    }

    /// When the next thread will have waited for too long.
    pub fn alarm(&self, board: &Board) -> Option<Time> {
        board
            .ready()
            .map(|thread| board.row(thread).since + PATIENCE)
            .min()
    }
}
